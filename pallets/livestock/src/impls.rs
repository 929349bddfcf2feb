//! What the calls do, by concept; here the parts all of them use: signatures, times, groups, states
//! and records.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use county_primitives::{
    livestock::{AnimalState, Group, LivestockEntry, TagFate, Unit, Warning, GROUP_MAX},
    registry::OrganisationStatus,
    traits::{Holds, Members},
    Author, Date, DivisionCode, DivisionLevel, OrganisationId, PolicyKey, Record, Role, Signature,
    Subject, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Life, Through},
    Config, Error, Event, Lives, Pallet, Tags, Timelines,
};

mod animals;
mod carcasses;
mod catalogue;
mod certificates;
mod claims;
mod death;
mod declarations;
mod disposal;
mod due;
mod findings;
mod food;
mod husbandry;
mod insurance;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod loads;
mod meat;
mod packing;
mod products;
mod recalls;
mod sales;
mod sightings;
mod slaughter;
mod spans;
mod subjects;
mod tags;
mod trips;
mod zones;

/// Who signs a call, and what was already found out for it: the animals of one call mostly stand in
/// one village, so that roles and policies are asked once for all of them.
pub(crate) struct Caller<'a, T: Config> {
    who: &'a T::AccountId,
    pub(crate) now_ms: TimestampMs,
    signed: Option<(DivisionCode, &'static [Role], Signature)>,
    policies: BTreeMap<(DivisionCode, PolicyKey), u64>,
}

impl<'a, T: Config> Caller<'a, T> {
    /// Opens a call that carries `items`, of which there must be at least one.
    pub(crate) fn new<Item>(who: &'a T::AccountId, items: &[Item]) -> Result<Self, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        Ok(Self {
            who,
            now_ms: T::Members::now_ms(),
            signed: None,
            policies: BTreeMap::new(),
        })
    }

    /// The ledger's local day.
    pub(crate) fn today(&self) -> Date {
        Date::of_timestamp(self.now_ms)
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
        match T::Members::authorise(self.who, roles, division, item)? {
            Author::Member(signature) => {
                self.signed = Some((division, roles, signature));
                Ok(signature)
            }
            Author::Governance | Author::Rule => Err(Error::<T>::NoSignature(item).into()),
        }
    }

    /// The signature in the first of `roles` that the caller has where the own organisation sits.
    pub(crate) fn sign_at_home(
        &mut self,
        roles: &'static [Role],
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let organisation = T::Members::organisation_of(self.who, item)?;
        let home = T::Members::organisation(organisation)
            .ok_or(Error::<T>::OrganisationNotActive(item))?;
        self.sign(roles, home.division, item)
    }

    /// The signature over a village in one of `roles`; as producer for `farm` only.
    pub(crate) fn sign_for_farm(
        &mut self,
        roles: &'static [Role],
        farm: OrganisationId,
        village: DivisionCode,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let signature = self.sign(roles, village, item)?;
        let own = !matches!(signature.role, Role::Producer | Role::Buyer)
            || signature.organisation == farm;
        ensure!(own, Error::<T>::NotOwn(item));
        Ok(signature)
    }

    /// The value of a setting for a division.
    pub(crate) fn policy(
        &mut self,
        division: DivisionCode,
        key: PolicyKey,
        item: u16,
    ) -> Result<u64, DispatchError> {
        if let Some(value) = self.policies.get(&(division, key)) {
            return Ok(*value);
        }
        let value = T::Members::policy(division, key, item)?;
        self.policies.insert((division, key), value);
        Ok(value)
    }

    /// The value of a setting that counts days.
    pub(crate) fn policy_days(
        &mut self,
        division: DivisionCode,
        key: PolicyKey,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let days = self.policy(division, key, item)?;
        Ok(u32::try_from(days).unwrap_or(u32::MAX))
    }

    /// Refuses a time that lies ahead of the ledger by more than the policy allows.
    pub(crate) fn check_time(
        &mut self,
        at_ms: TimestampMs,
        division: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        let latest_ms = self.latest_ms(division, item)?;
        ensure!(at_ms <= latest_ms, Error::<T>::TimeInFuture(item));
        Ok(())
    }

    /// Refuses a day that lies ahead of the ledger; otherwise tells whether it is recorded late.
    pub(crate) fn check_date(
        &mut self,
        date: Date,
        division: DivisionCode,
        item: u16,
    ) -> Result<bool, DispatchError> {
        let day_max = Date::of_timestamp(self.latest_ms(division, item)?);
        ensure!(date <= day_max, Error::<T>::TimeInFuture(item));
        let late_h = self.policy(division, PolicyKey::LateAfterHours, item)?;
        let late_before_ms = self.now_ms.saturating_sub(late_h.saturating_mul(3_600_000));
        Ok(date.plus_days(1).start_ms() < late_before_ms)
    }

    fn latest_ms(&mut self, division: DivisionCode, item: u16) -> Result<u64, DispatchError> {
        let ahead_s = self.policy(division, PolicyKey::FutureLimitSeconds, item)?;
        Ok(self.now_ms.saturating_add(ahead_s.saturating_mul(1_000)))
    }
}

impl<T: Config> Pallet<T> {
    /// Appends a record to the timeline of `subject` and tells the world.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: LivestockEntry,
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

    /// Records a warning. The chain warns, whoever did what it warns of.
    pub(crate) fn warn(subject: Subject, warning: Warning, item: u16) -> DispatchResult {
        let member = match &warning {
            Warning::VetOverCapacity { vet, .. }
            | Warning::VetOutsideArea { vet, .. }
            | Warning::VetOutsideHours { vet, .. } => Some(*vet),
            _ => None,
        };
        let entry = LivestockEntry::Warned {
            level: warning.level(),
            warning,
            member,
        };
        Self::record(subject, Author::Rule, entry, item)
    }

    /// The animals and herds of a group, each once.
    pub(crate) fn resolve(group: &Group, item: u16) -> Result<Vec<Unit>, DispatchError> {
        ensure!(!group.is_empty(), Error::<T>::GroupEmpty(item));
        ensure!(group.len() <= GROUP_MAX, Error::<T>::GroupTooLarge(item));
        let units = match group {
            Group::Units(units) => units.to_vec(),
            Group::Tags(ranges) => {
                let mut units = Vec::new();
                for range in ranges {
                    ensure!(!range.is_empty(), Error::<T>::TagRangeInverted(item));
                    for tag in range.tags() {
                        let Some(TagFate::Applied(id)) = Tags::<T>::get(tag) else {
                            return Err(Error::<T>::TagUnknown(item).into());
                        };
                        units.push(Unit::Animal(id));
                    }
                }
                units
            }
        };
        Self::ensure_distinct(&units, item)?;
        Ok(units)
    }

    /// Refuses a list that names an animal twice.
    pub(crate) fn ensure_distinct(units: &[Unit], item: u16) -> DispatchResult {
        let distinct: BTreeSet<&Unit> = units.iter().collect();
        ensure!(distinct.len() == units.len(), Error::<T>::UnitTwice(item));
        Ok(())
    }

    /// The animal or herd.
    pub(crate) fn life_of(unit: Unit, item: u16) -> Result<Life, DispatchError> {
        Lives::<T>::get(unit).ok_or(Error::<T>::AnimalUnknown(item).into())
    }

    /// Refuses an animal that is in none of `states`.
    pub(crate) fn ensure_state(life: &Life, states: &[AnimalState], item: u16) -> DispatchResult {
        ensure!(!life.state.is_final(), Error::<T>::AnimalFinal(item));
        ensure!(states.contains(&life.state), Error::<T>::WrongState(item));
        Ok(())
    }

    /// Stores an animal in a new state and tells of it.
    pub(crate) fn change(
        unit: Unit,
        mut life: Life,
        state: AnimalState,
        through: Through,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        life.state = state;
        life.through = through;
        let entry = LivestockEntry::StateChanged {
            state,
            through: through.subject(),
            farm: life.farm,
            village: life.village,
        };
        Lives::<T>::insert(unit, life);
        Self::record(unit.subject(), author, entry, item)
    }

    /// Moves the clock of an animal on to `at_ms`; refuses to move it back.
    pub(crate) fn advance(life: &mut Life, at_ms: TimestampMs, item: u16) -> DispatchResult {
        ensure!(at_ms >= life.last_ms, Error::<T>::TimeOutOfOrder(item));
        life.last_ms = at_ms;
        Ok(())
    }

    /// The same for something of which only the day is known: a day has room for all its events.
    pub(crate) fn advance_day(life: &mut Life, day: Date, item: u16) -> DispatchResult {
        ensure!(
            day >= Date::of_timestamp(life.last_ms),
            Error::<T>::TimeOutOfOrder(item)
        );
        life.last_ms = life.last_ms.max(day.start_ms());
        Ok(())
    }

    /// Refuses an animal that oversight holds, itself or its farm.
    pub(crate) fn ensure_free(unit: Unit, life: &Life, item: u16) -> DispatchResult {
        T::Holds::ensure_free(&unit.subject(), item)?;
        T::Holds::ensure_free(&Subject::Farm(life.farm), item)?;
        T::Holds::ensure_free(&Subject::Organisation(life.farm), item)
    }

    /// Refuses an organisation that is unknown or not active.
    pub(crate) fn ensure_active(
        id: OrganisationId,
        item: u16,
    ) -> Result<DivisionCode, DispatchError> {
        T::Members::organisation(id)
            .filter(|view| view.status == OrganisationStatus::Active)
            .map(|view| view.division)
            .ok_or(Error::<T>::OrganisationNotActive(item).into())
    }

    pub(crate) fn ensure_village(division: DivisionCode, item: u16) -> DispatchResult {
        ensure!(
            division.level() == DivisionLevel::Village,
            Error::<T>::NotVillage(item)
        );
        Ok(())
    }
}

/// The six digits of the county a division lies in; 0 if it is wider than that.
pub(crate) fn county_of(division: DivisionCode) -> u64 {
    division.number() / 1_000_000
}

/// Whether a load from `origin` to `end` stays in its county, or may, because `end` is so wide that it contains both.
pub(crate) fn may_stay_in_county(origin: DivisionCode, end: DivisionCode) -> bool {
    county_of(origin) == county_of(end) || end.contains(origin)
}

/// The two digits of the province a division lies in.
pub(crate) fn province_of(division: DivisionCode) -> u64 {
    division.number() / 10_000_000_000
}
