//! Tags that are seen somewhere, and what cannot be: clones, ghosts, animals out of place.

use county_primitives::{
    livestock::{AnimalState, LivestockEntry, Sighting, TagFate, Unit, Warning},
    Author, DivisionCode, Items, PolicyKey, Role, TimestampMs,
};
use sp_runtime::{DispatchError, DispatchResult};

use super::{county_of, Caller};
use crate::{
    types::{Life, Seen},
    Config, Error, Lives, Pallet, Tags,
};

const WITNESSES: &[Role] = &[
    Role::OfficialVet,
    Role::DiseaseControl,
    Role::Vaccinator,
    Role::Township,
    Role::Grid,
    Role::MarketRegulator,
    Role::Market,
    Role::Slaughterhouse,
    Role::Hauler,
    Role::Producer,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_report_sightings(
        who: &T::AccountId,
        items: Items<Sighting>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, sighting) in (0u16..).zip(items) {
            let signature = caller.sign(WITNESSES, sighting.division, item)?;
            caller.check_time(sighting.at_ms, sighting.division, item)?;
            let fate = Tags::<T>::get(sighting.tag).ok_or(Error::<T>::TagUnknown(item))?;
            let (id, worn) = match fate {
                TagFate::Applied(id) => (id, true),
                TagFate::Replaced(id) | TagFate::Collected(id) => (id, false),
                TagFate::Damaged | TagFate::Lost => return Err(Error::<T>::TagUnknown(item).into()),
            };
            let unit = Unit::Animal(id);
            let mut life = Self::life_of(unit, item)?;
            let entry = LivestockEntry::Seen(sighting.clone());
            Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            if !worn || !life.state.is_alive() || life.state == AnimalState::Missing {
                let warning = Warning::GhostTag {
                    tag: sighting.tag,
                    state: life.state,
                    division: sighting.division,
                };
                Self::warn(unit.subject(), warning, item)?;
                continue;
            }
            let travels = matches!(life.state, AnimalState::InTransit);
            if !travels && county_of(life.village) != county_of(sighting.division) {
                let warning = Warning::OutOfPlace {
                    tag: sighting.tag,
                    place: life.village,
                    division: sighting.division,
                };
                Self::warn(unit.subject(), warning, item)?;
            }
            let Sighting {
                division, at_ms, ..
            } = sighting;
            Self::see(&mut caller, unit, &mut life, division, at_ms, item)?;
            Lives::<T>::insert(unit, life);
        }
        Ok(())
    }

    /// Compares where a tag is seen now with where it was seen before, warns if nothing travels
    /// that fast, and remembers the later of both.
    pub(crate) fn see(
        caller: &mut Caller<T>,
        unit: Unit,
        life: &mut Life,
        division: DivisionCode,
        at_ms: TimestampMs,
        item: u16,
    ) -> DispatchResult {
        let before = life.seen;
        if let Some(tag) = life.tag() {
            if Self::too_fast(caller, before, division, at_ms, item)? {
                let warning = Warning::CloneTag {
                    tag,
                    before: before.division,
                    before_ms: before.at_ms,
                    now: division,
                    now_ms: at_ms,
                };
                Self::warn(unit.subject(), warning, item)?;
            }
        }
        if at_ms >= before.at_ms {
            life.seen = Seen { division, at_ms };
        }
        Ok(())
    }

    /// Whether the two places are farther apart than the time between them allows, by the policy of
    /// the later place. Nothing on chain knows the map; counties and townships stand for distance.
    pub(crate) fn too_fast(
        caller: &mut Caller<T>,
        before: Seen,
        division: DivisionCode,
        at_ms: TimestampMs,
        item: u16,
    ) -> Result<bool, DispatchError> {
        let key = if county_of(before.division) != county_of(division) {
            PolicyKey::CloneCountyMinutes
        } else if township_of(before.division) != township_of(division) {
            PolicyKey::CloneTownshipMinutes
        } else {
            return Ok(false);
        };
        let minutes = caller.policy(division, key, item)?;
        let apart_ms = at_ms.abs_diff(before.at_ms);
        Ok(apart_ms < minutes.saturating_mul(60_000))
    }
}

/// The nine digits of the township a division lies in.
fn township_of(division: DivisionCode) -> u64 {
    division.number() / 1_000
}
