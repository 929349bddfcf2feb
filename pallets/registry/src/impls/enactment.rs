//! What the council has done with the rights of root.

use county_primitives::{registry::RegistryEntry, Author, Digest, DivisionCode, Subject};
use frame_support::{pallet_prelude::DispatchResult, traits::UnfilteredDispatchable};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_enact(call: <T as Config>::RuntimeCall) -> DispatchResult {
        let call_hash = Digest(BlakeTwo256::hash_of(&call).0);
        call.dispatch_bypass_filter(frame_system::RawOrigin::Root.into())
            .map_err(|refused| refused.error)?;
        Self::record(
            Subject::Division(DivisionCode::NATION),
            Author::Governance,
            RegistryEntry::Enacted { call_hash },
            0,
        )
    }
}
