//! To be written.

use county_primitives::{livestock::*, *};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_report_deaths(_: &T::AccountId, _: Items<DeathReport>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_collect_bodies(_: &T::AccountId, _: Items<Collection>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_receive_bodies(_: &T::AccountId, _: Items<Reception>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_treat_bodies(_: &T::AccountId, _: Items<Treatment>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}
