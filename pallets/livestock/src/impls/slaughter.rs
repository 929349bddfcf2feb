//! To be written.

use county_primitives::{livestock::*, *};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_take_in(_: &T::AccountId, _: Items<Intake>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_declare_slaughter(_: &T::AccountId, _: Items<SlaughterDeclaration>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_inspect_before_kill(_: &T::AccountId, _: Items<AnteMortem>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_test_batches(_: &T::AccountId, _: Items<BatchTest>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_slaughter(_: &T::AccountId, _: Items<Kill>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_inspect_carcasses(_: &T::AccountId, _: Items<CarcassInspection>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}
