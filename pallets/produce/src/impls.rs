//! What the calls do, by concept; here the parts all of them use: signatures, dates and records.

use county_primitives::{
    produce::ProduceEntry, traits::Members, Author, Date, DivisionCode, PolicyKey, Record, Role,
    Signature, Subject, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{Config, Error, Event, Pallet, Timelines};

mod catalogue;
mod custody;
mod grading;
mod growing;
mod harvest;
mod inputs;
mod interval;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod laboratory;
mod lineage;

/// Who signs a call, and what was already found out for it: items of one call mostly lie in one
/// village, so that roles and policies are asked once for all of them.
pub(crate) struct Caller<'a, T: Config> {
    who: &'a T::AccountId,
    now_ms: TimestampMs,
    signed: Option<(DivisionCode, &'static [Role], Signature)>,
    limits: Option<(DivisionCode, TimeLimits)>,
    turns: u32,
}

/// What the policy of a division says about times (PI-8).
#[derive(Clone, Copy)]
struct TimeLimits {
    day_max: Date,
    late_before_ms: TimestampMs,
}

impl<'a, T: Config> Caller<'a, T> {
    /// Opens a call that carries `items`, of which there must be at least one.
    pub(crate) fn new<Item>(who: &'a T::AccountId, items: &[Item]) -> Result<Self, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        Ok(Self {
            who,
            now_ms: T::Members::now_ms(),
            signed: None,
            limits: None,
            turns: 0,
        })
    }

    /// How often the items turned to another village, so that the registry had to be asked.
    pub(crate) fn turns(&self) -> u32 {
        self.turns
    }

    /// The signature in the first of `roles` that the caller has over `division`.
    pub(crate) fn sign(
        &mut self,
        roles: &'static [Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        if let Some((known, known_roles, signature)) = self.signed {
            if known == division && known_roles == roles {
                return Ok(signature);
            }
        }
        self.turns = self.turns.saturating_add(1);
        match T::Members::authorise(self.who, roles, division, item)? {
            Author::Member(signature) => {
                self.signed = Some((division, roles, signature));
                Ok(signature)
            }
            Author::Governance | Author::Rule => Err(Error::<T>::NoSignature(item).into()),
        }
    }

    /// Refuses a day that lies ahead of the ledger; otherwise tells whether it is recorded late.
    pub(crate) fn check_date(
        &mut self,
        date: Date,
        division: DivisionCode,
        item: u16,
    ) -> Result<bool, DispatchError> {
        let limits = self.time_limits(division, item)?;
        ensure!(date <= limits.day_max, Error::<T>::DateInFuture(item));
        Ok(date.plus_days(1).start_ms() < limits.late_before_ms)
    }

    fn time_limits(
        &mut self,
        division: DivisionCode,
        item: u16,
    ) -> Result<TimeLimits, DispatchError> {
        if let Some((known, limits)) = self.limits {
            if known == division {
                return Ok(limits);
            }
        }
        let ahead_s = T::Members::policy(division, PolicyKey::FutureLimitSeconds, item)?;
        let late_h = T::Members::policy(division, PolicyKey::LateAfterHours, item)?;
        let day_max_ms = self.now_ms.saturating_add(ahead_s.saturating_mul(1_000));
        let limits = TimeLimits {
            day_max: Date::of_timestamp(day_max_ms),
            late_before_ms: self.now_ms.saturating_sub(late_h.saturating_mul(3_600_000)),
        };
        self.limits = Some((division, limits));
        Ok(limits)
    }
}

impl<T: Config> Pallet<T> {
    /// Appends a record to the timeline of `subject` and tells the world.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: ProduceEntry,
        item: u16,
    ) -> DispatchResult {
        let record = Timelines::<T>::try_mutate(subject, |timeline| {
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
            Ok::<_, DispatchError>(record)
        })?;
        Self::deposit_event(Event::Recorded { record });
        Ok(())
    }
}
