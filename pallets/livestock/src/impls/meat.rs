//! To be written.

use county_primitives::{livestock::*, *};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_cut_meat(_: &T::AccountId, _: Items<Cutting>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_pack_meat(_: &T::AccountId, _: Items<Packaging>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_condemn_meat(_: &T::AccountId, _: Items<Condemnation>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_certify_products(_: &T::AccountId, _: Items<ProductCertificateInput>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_deliver_meat(_: &T::AccountId, _: Items<MeatDelivery>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
    pub(crate) fn do_recall_meat(_: &T::AccountId, _: Items<MeatRecall>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}
