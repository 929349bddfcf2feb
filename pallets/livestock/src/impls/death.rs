//! Deaths: reported by whoever has the animal, and what they end (L17).

use county_primitives::{
    livestock::{AnimalState, DeathCause, DeathReport, HerdChange, LivestockEntry, Unit, Warning},
    traits::Members,
    Author, Digest, Grams, Items, Role, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{Death, Life, Through},
    Config, Deaths, Error, Lives, Pallet,
};

const HAULERS: &[Role] = &[Role::Hauler];
const REPORTERS: &[Role] = &[
    Role::Producer,
    Role::Slaughterhouse,
    Role::Vaccinator,
    Role::OfficialVet,
];

/// How an animal died.
pub(crate) struct Demise {
    /// Why.
    pub(crate) cause: DeathCause,
    /// Mass of the body.
    pub(crate) mass: Grams,
    /// Digest of the photo.
    pub(crate) photo: Digest,
    /// When.
    pub(crate) at_ms: TimestampMs,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_report_deaths(
        who: &T::AccountId,
        items: Items<DeathReport>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, report) in (0u16..).zip(items) {
            Self::report_death(&mut caller, report, item)?;
        }
        Ok(())
    }

    fn report_death(caller: &mut Caller<T>, report: DeathReport, item: u16) -> DispatchResult {
        let units = Self::resolve(&report.group, item)?;
        ensure!(report.mass > Grams::ZERO, Error::<T>::NoMass(item));
        if report.heads.is_some() {
            let herd = matches!(units.as_slice(), [Unit::Herd(_)]);
            ensure!(herd, Error::<T>::NotHerd(item));
        }
        for unit in units {
            let life = Self::life_of(unit, item)?;
            ensure!(!life.state.is_final(), Error::<T>::AnimalFinal(item));
            let alive = life.state != AnimalState::Dead;
            ensure!(alive, Error::<T>::AlreadyDead(item));
            // Who was lost is found first, before a vet, so that nobody claims for the missing.
            let there = life.state != AnimalState::Missing;
            ensure!(there, Error::<T>::WrongState(item));
            let author = Self::sign_for_death(caller, &life, item)?;
            caller.check_time(report.at_ms, life.village, item)?;
            let (unit, life) = Self::the_dead(unit, life, report.heads, author, item)?;
            Self::leave_loads(&[(unit, life.clone())], author, item)?;
            let demise = Demise {
                cause: report.cause,
                mass: report.mass,
                photo: report.photo,
                at_ms: report.at_ms,
            };
            Self::die(unit, life, demise, author, item)?;
        }
        Ok(())
    }

    /// On the road the carrier signs, anywhere else whoever has the animal, or the vet there.
    fn sign_for_death(
        caller: &mut Caller<T>,
        life: &Life,
        item: u16,
    ) -> Result<Author, DispatchError> {
        if let (AnimalState::InTransit, Some(id)) = (life.state, life.certificate()) {
            let carrier = Self::certificate_of(id, item)?.carrier;
            let signature = caller.sign(HAULERS, Self::seat_of(carrier, item)?, item)?;
            let own = signature.organisation == carrier;
            ensure!(own, Error::<T>::NotCarrier(item));
            return Ok(Author::Member(signature));
        }
        let signature = caller.sign(REPORTERS, life.village, item)?;
        let own = !matches!(signature.role, Role::Producer | Role::Slaughterhouse)
            || signature.organisation == life.farm;
        ensure!(own, Error::<T>::NotOwn(item));
        Ok(Author::Member(signature))
    }

    /// The animals that died: all of the unit, or so many heads that become a herd of their own.
    fn the_dead(
        unit: Unit,
        life: Life,
        heads: Option<u32>,
        author: Author,
        item: u16,
    ) -> Result<(Unit, Life), DispatchError> {
        let (Unit::Herd(herd), Some(heads)) = (unit, heads) else {
            ensure!(life.heads() > 0, Error::<T>::NoHeads(item));
            return Ok((unit, life));
        };
        ensure!(heads > 0, Error::<T>::NoHeads(item));
        if heads == life.heads() {
            return Ok((unit, life));
        }
        let dead = Self::split_herd(herd, heads, author, item, HerdChange::Died)?;
        let unit = Unit::Herd(dead);
        let life = Self::life_of(unit, item)?;
        let entry = LivestockEntry::HerdFormed {
            from: herd,
            heads,
            pen: life.pen.clone(),
        };
        Self::record(unit.subject(), author, entry, item)?;
        Ok((unit, life))
    }

    /// Ends a life. The body waits for collection.
    pub(crate) fn die(
        unit: Unit,
        mut life: Life,
        demise: Demise,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let Demise {
            cause,
            mass,
            photo,
            at_ms,
        } = demise;
        let heads = life.heads();
        let death = Death {
            at_ms,
            reported_ms: T::Members::now_ms(),
            heads,
            mass,
            photo,
            farm: life.farm,
            state: life.state,
            collected: None,
        };
        Deaths::<T>::insert(unit, death);
        Self::advance(&mut life, at_ms, item)?;
        life.state = AnimalState::Dead;
        life.through = Through::Nothing;
        life.isolated_until = None;
        Lives::<T>::insert(unit, life);
        let entry = LivestockEntry::Died {
            heads,
            cause,
            mass,
            photo,
            at_ms,
        };
        Self::record(unit.subject(), author, entry, item)?;
        if let DeathCause::Suspected(disease) = cause {
            let warning = Warning::SuspectedDisease { disease };
            Self::warn(unit.subject(), warning, item)?;
        }
        Ok(())
    }
}
