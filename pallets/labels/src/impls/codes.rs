//! What happens to ranges of codes: printed, spoiled, activated, voided.

use county_primitives::{
    labels::{Activation, CodeRange, CodeState, LabelsEntry, Voiding},
    traits::{Holds, Members, Packable},
    Author, Grams, Items, Role, Subject,
};
use frame_support::{ensure, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    intervals::{counters, rewritten},
    pallet::{Batches, Config, Error, Intervals, Pallet},
    types::Batch,
};

/// Who handles paper before it is on anything.
const PRINTING: [Role; 4] = [
    Role::Producer,
    Role::Packer,
    Role::Printer,
    Role::Slaughterhouse,
];
/// Who binds codes to goods, and takes them off again.
const PACKING: [Role; 3] = [Role::Packer, Role::Producer, Role::Slaughterhouse];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_prints(who: &T::AccountId, items: Items<CodeRange>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, range) in (0u16..).zip(items) {
            Self::record_print(who, range, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_record_spoils(who: &T::AccountId, items: Items<CodeRange>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, range) in (0u16..).zip(items) {
            Self::record_spoil(who, range, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_activate_ranges(
        who: &T::AccountId,
        items: Items<Activation>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, activation) in (0u16..).zip(items) {
            Self::activate_range(who, activation, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_void_codes(who: &T::AccountId, items: Items<Voiding>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, voiding) in (0u16..).zip(items) {
            Self::void_range(who, voiding, item)?;
        }
        Ok(())
    }

    fn record_print(who: &T::AccountId, range: CodeRange, item: u16) -> DispatchResult {
        let batch = Self::batch_of(&range, item)?;
        let author = Self::authorise_issuer(who, &batch, &PRINTING, item)?;
        Self::ensure_movable(&range, &batch, item)?;
        Self::change_codes(range, batch, item, |state| match state {
            CodeState::Reserved => Ok(CodeState::Printed),
            _ => Err(Error::CodeNotReserved(item)),
        })?;
        let entry = LabelsEntry::CodesPrinted(range);
        Self::record(Subject::Batch(range.batch), author, entry, item)
    }

    fn record_spoil(who: &T::AccountId, range: CodeRange, item: u16) -> DispatchResult {
        let batch = Self::batch_of(&range, item)?;
        let author = Self::authorise_issuer(who, &batch, &PRINTING, item)?;
        Self::change_codes(range, batch, item, |state| match state {
            CodeState::Reserved | CodeState::Printed => Ok(CodeState::Spoiled),
            _ => Err(Error::CodeNotSpoilable(item)),
        })?;
        let entry = LabelsEntry::CodesSpoiled(range);
        Self::record(Subject::Batch(range.batch), author, entry, item)
    }

    fn activate_range(who: &T::AccountId, activation: Activation, item: u16) -> DispatchResult {
        let Activation { range, goods } = activation;
        let batch = Self::batch_of(&range, item)?;
        let author = Self::authorise_issuer(who, &batch, &PACKING, item)?;
        Self::ensure_movable(&range, &batch, item)?;
        let brand = Self::brand_of(batch.brand, item)?;
        ensure!(
            goods.may_carry(batch.kind),
            Error::<T>::KindNotForGoods(item)
        );
        let view = T::Goods::packable(goods, batch.issuer, item)?;
        ensure!(
            brand.product.contains(view.product),
            Error::<T>::ProductNotOfBrand(item)
        );
        ensure!(
            brand.covers(&view.origins),
            Error::<T>::OutsideBrandArea(item)
        );
        ensure!(
            brand.accepts_grade(view.grade.as_ref()),
            Error::<T>::GradeNotOfBrand(item)
        );
        let mass = Self::mass_of(&range, &batch, item)?;
        Self::change_codes(range, batch, item, |state| match state {
            CodeState::Printed => Ok(CodeState::Active(goods)),
            CodeState::Active(_) => Err(Error::CodeAlreadyActive(item)),
            _ => Err(Error::CodeNotPrinted(item)),
        })?;
        T::Goods::pack(goods, author, range, mass, item)?;
        let entry = LabelsEntry::CodesActivated { activation, mass };
        Self::record(Subject::Batch(range.batch), author, entry, item)
    }

    fn void_range(who: &T::AccountId, voiding: Voiding, item: u16) -> DispatchResult {
        let range = voiding.range;
        let batch = Self::batch_of(&range, item)?;
        let author = if T::Members::organisation_of(who, item)? == batch.issuer {
            Self::authorise_issuer(who, &batch, &PACKING, item)?
        } else {
            let brand = Self::brand_of(batch.brand, item)?;
            let roles = [Role::CountyAgriculture];
            T::Members::authorise(who, &roles, brand.division, item)?
        };
        ensure!(!voiding.reason.is_blank(), Error::<T>::ReasonBlank(item));
        Self::change_codes(range, batch, item, |state| match state {
            CodeState::Printed => Ok(CodeState::Void(None)),
            CodeState::Active(goods) => Ok(CodeState::Void(Some(goods))),
            _ => Err(Error::CodeNotVoidable(item)),
        })?;
        let entry = LabelsEntry::CodesVoided(voiding);
        Self::record(Subject::Batch(range.batch), author, entry, item)
    }

    /// The batch of a range that lies inside it.
    fn batch_of(range: &CodeRange, item: u16) -> Result<Batch, DispatchError> {
        let batch = Batches::<T>::get(range.batch).ok_or(Error::<T>::BatchUnknown(item))?;
        ensure!(
            range.from <= range.to && range.to < batch.count,
            Error::<T>::RangeOutOfBounds(item)
        );
        Ok(batch)
    }

    /// The author, if the signer acts for the batch's issuer in one of the roles where the issuer
    /// sits.
    fn authorise_issuer(
        who: &T::AccountId,
        batch: &Batch,
        roles: &[Role],
        item: u16,
    ) -> Result<Author, DispatchError> {
        let organisation = T::Members::organisation_of(who, item)?;
        ensure!(organisation == batch.issuer, Error::<T>::NotIssuer(item));
        let home = T::Members::organisation(organisation).ok_or(Error::<T>::NotIssuer(item))?;
        T::Members::authorise(who, roles, home.division, item)
    }

    fn ensure_movable(range: &CodeRange, batch: &Batch, item: u16) -> DispatchResult {
        for subject in [
            Subject::Batch(range.batch),
            Subject::Brand(batch.brand),
            Subject::Organisation(batch.issuer),
        ] {
            T::Holds::ensure_free(&subject, item)?;
        }
        Ok(())
    }

    /// Mass behind all codes of a range.
    fn mass_of(range: &CodeRange, batch: &Batch, item: u16) -> Result<Grams, DispatchError> {
        let codes = u64::from(range.to)
            .saturating_sub(range.from.into())
            .saturating_add(1);
        batch
            .unit_net
            .checked_mul(codes)
            .ok_or(Error::<T>::MassOverflow(item).into())
    }

    /// Changes the state of every code of a range, or refuses on the first code that cannot change.
    fn change_codes(
        range: CodeRange,
        mut batch: Batch,
        item: u16,
        change: impl FnMut(CodeState) -> Result<CodeState, Error<T>>,
    ) -> DispatchResult {
        let before = Intervals::<T>::get(range.batch);
        let after = rewritten(&before, batch.count, &range, change)?;
        let after = BoundedVec::try_from(after).map_err(|_| Error::<T>::TooManyIntervals(item))?;
        batch.counters = counters(&after, batch.count);
        Intervals::<T>::insert(range.batch, after);
        Batches::<T>::insert(range.batch, batch);
        Ok(())
    }
}
