//! How a record gets onto its subject's timeline and out to the world.

use county_primitives::{registry::RegistryEntry, Author, Date, Items, Record, Subject};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::UnixTime};

use crate::{Config, Error, Event, Pallet, Timelines};

impl<T: Config> Pallet<T> {
    /// Appends a record to its subject's timeline and emits it.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: RegistryEntry,
        item: u16,
    ) -> DispatchResult {
        let mut timeline = Timelines::<T>::get(subject);
        let record = Record {
            subject,
            sequence: timeline.len,
            author,
            ledger_ms: Self::clock_ms(),
            entry,
        };
        timeline
            .append(&record)
            .ok_or(Error::<T>::TimelineFull(item))?;
        Timelines::<T>::insert(subject, timeline);
        Self::deposit_event(Event::Recorded { record });
        Ok(())
    }

    /// The ledger's time in milliseconds.
    pub(crate) fn clock_ms() -> u64 {
        u64::try_from(T::Time::now().as_millis()).unwrap_or(u64::MAX)
    }

    /// The ledger's local day.
    pub(crate) fn local_day() -> Date {
        Date::of_timestamp(Self::clock_ms())
    }

    /// The items with their indices, or the error that there are none.
    pub(crate) fn numbered<Item>(
        items: &Items<Item>,
    ) -> Result<impl Iterator<Item = (u16, &Item)>, Error<T>> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        Ok((0u16..).zip(items.iter()))
    }
}
