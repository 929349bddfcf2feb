//! To be written.

use county_primitives::{livestock::*, *};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_insure(_: &T::AccountId, _: Items<InsuranceInput>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_file_claims(_: &T::AccountId, _: Items<ClaimInput>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_decide_claims(_: &T::AccountId, _: Items<ClaimDecision>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_pay_claims(_: &T::AccountId, _: Items<ClaimPayment>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}
