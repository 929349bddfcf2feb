//! Who holds a lot, and what labels may take from it.

use county_primitives::{
    labels::CodeRange,
    produce::{Delivery, ProduceEntry},
    registry::OrganisationStatus,
    traits::{GoodsView, Members, Packable},
    Author, Grams, Items, LotId, OrganisationId, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{Config, Error, Lot, Lots, Pallet};

const HOLDERS: &[Role] = &[Role::Producer, Role::Packer, Role::Buyer];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_deliver_lots(who: &T::AccountId, items: Items<Delivery>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, delivery) in (0u16..).zip(items) {
            Self::deliver(&mut caller, delivery, item)?;
        }
        Ok(())
    }

    fn deliver(caller: &mut Caller<T>, delivery: Delivery, item: u16) -> DispatchResult {
        let Delivery { lot: id, to } = delivery;
        let mut lot = Lots::<T>::get(id).ok_or(Error::<T>::LotUnknown(item))?;
        let signature = Self::sign_for_origin(caller, HOLDERS, lot.division, &lot.cycles, item)?;
        let from = lot.holder;
        ensure!(from == signature.organisation, Error::<T>::NotHolder(item));
        ensure!(to != from, Error::<T>::AlreadyHolder(item));
        ensure!(
            T::Members::organisation(to)
                .is_some_and(|receiver| receiver.status == OrganisationStatus::Active),
            Error::<T>::ReceiverNotActive(item)
        );
        Self::ensure_organisation_free(from, item)?;
        Self::ensure_lot_clear(id, &lot, item)?;
        lot.holder = to;
        Lots::<T>::insert(id, lot);
        let entry = ProduceEntry::LotDelivered { from, to };
        Self::record(Subject::Lot(id), Author::Member(signature), entry, item)
    }

    fn ensure_lot_clear(id: LotId, lot: &Lot, item: u16) -> DispatchResult {
        let lots = core::iter::once(&id).chain(&lot.ancestors);
        Self::ensure_lineage_clear(lots, &lot.cycles, item)
    }
}

impl<T: Config> Packable<LotId> for Pallet<T> {
    type Error = DispatchError;

    fn packable(lot: LotId, holder: OrganisationId, item: u16) -> Result<GoodsView, DispatchError> {
        let state = Lots::<T>::get(lot).ok_or(Error::<T>::LotUnknown(item))?;
        ensure!(state.holder == holder, Error::<T>::NotHolder(item));
        Self::ensure_lot_clear(lot, &state, item)?;
        Ok(GoodsView {
            product: state.product,
            origins: Self::villages_of(&state.cycles, item)?,
            grade: state.grade,
        })
    }

    /// The hard stop is what was not graded away plus the tolerance of that (`DOMAIN.md 4.11`):
    /// 502.5 kg of a lot of 500 kg at 0.5 %.
    fn pack(
        lot: LotId,
        author: Author,
        range: CodeRange,
        mass: Grams,
        item: u16,
    ) -> Result<(), DispatchError> {
        let mut state = Lots::<T>::get(lot).ok_or(Error::<T>::LotUnknown(item))?;
        ensure!(mass > Grams::ZERO, Error::<T>::NoMass(item));
        let ungraded = state.ungraded();
        let tolerance = ungraded.share(Self::mass_tolerance(state.division, item)?);
        let packed_max = Grams(ungraded.0.saturating_add(tolerance.0));
        state.packed = state
            .packed
            .checked_add(mass)
            .filter(|packed| *packed <= packed_max)
            .ok_or(Error::<T>::MassOverRemaining(item))?;
        Lots::<T>::insert(lot, state);
        let entry = ProduceEntry::LotPacked {
            batch: range.batch,
            from: range.from,
            to: range.to,
            mass,
        };
        Self::record(Subject::Lot(lot), author, entry, item)
    }
}
