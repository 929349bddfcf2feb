//! Timelines of brands and batches, and where both belong.

use county_primitives::{
    labels::LabelsEntry, traits::Members, Author, BrandId, DivisionCode, OrganisationId, Record,
    Subject,
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Batches, Brands, Config, Error, Event, Pallet, Timelines},
    types::Brand,
};

impl<T: Config> Pallet<T> {
    /// Where a brand or a batch belongs: the division of the brand. `None` for anything else, and
    /// for what does not exist.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        let brand = match subject {
            Subject::Brand(brand) => *brand,
            Subject::Batch(batch) => Batches::<T>::get(batch)?.brand,
            _ => return None,
        };
        Brands::<T>::get(brand).map(|brand| brand.division)
    }

    /// The organisation that has a subject of this pallet in hand, for the runtime's `Subjects`.
    pub fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match subject {
            Subject::Brand(id) => Brands::<T>::get(id).map(|brand| brand.owner),
            Subject::Batch(id) => Batches::<T>::get(id).map(|batch| batch.issuer),
            _ => None,
        }
    }

    pub(crate) fn brand_of(id: BrandId, item: u16) -> Result<Brand, DispatchError> {
        Brands::<T>::get(id).ok_or(Error::<T>::BrandUnknown(item).into())
    }

    /// Appends a record to the timeline of a subject and shows it to the world.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: LabelsEntry,
        item: u16,
    ) -> DispatchResult {
        Timelines::<T>::try_mutate(subject, |timeline| {
            let record = Record {
                subject,
                sequence: timeline.len,
                author,
                ledger_ms: T::Members::now_ms(),
                entry,
            };
            timeline
                .append(&record)
                .ok_or(Error::<T>::TimelineFull(item))?;
            Self::deposit_event(Event::Recorded { record });
            Ok(())
        })
    }
}
