//! The kill: animals become carcasses, and carcasses are inspected twice (L16, `DOMAIN.md 3.5`).

use alloc::{collections::BTreeSet, vec::Vec};

use county_primitives::{
    livestock::{
        AnimalState, Carcass, CarcassInspection, IdentityLevel, Kill, LivestockEntry, MeatKind,
        Species, Unit, Warning, GROUP_MAX,
    },
    produce::TestVerdict,
    traits::Holds,
    Author, BasisPoints, Date, Grams, Items, List, MeatId, PolicyKey, Role, Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{Meat, PartCounts, SlaughterBatch, Through},
    CarcassNumbers, Config, Error, Meats, NextMeat, Pallet, SlaughterBatches,
};

const INSPECTORS: &[Role] = &[Role::OfficialVet, Role::Slaughterhouse];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_slaughter(who: &T::AccountId, items: Items<Kill>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, kill) in (0u16..).zip(items) {
            Self::kill(&mut caller, kill, item)?;
        }
        Ok(())
    }

    fn kill(caller: &mut Caller<T>, kill: Kill, item: u16) -> DispatchResult {
        let id = kill.batch;
        let mut batch = Self::batch_of(id, item)?;
        let signature = Self::sign_for_house(caller, &batch, item)?;
        let author = Author::Member(signature);
        Self::ensure_kill_allowed(caller, &batch, &kill, item)?;
        let day = Date::of_timestamp(kill.at_ms);
        if !batch.days.contains(&day) {
            let pushed = batch.days.try_push(day);
            ensure!(pushed.is_ok(), Error::<T>::TooManyDays(item));
        }
        let units = Self::resolve(&kill.group, item)?;
        let heads = Self::end_lives(&units, &kill, author, item)?;
        Self::check_carcasses(caller, &kill, &units, heads, &batch, item)?;
        let carcasses = Self::hang_carcasses(caller, &batch, &kill, author, item)?;
        let live = total(kill.carcasses.iter().map(|carcass| carcass.live));
        let live = live.ok_or(Error::<T>::CarcassTooHeavy(item))?;
        let hot = total(kill.carcasses.iter().map(|carcass| carcass.hot));
        let hot = hot.ok_or(Error::<T>::CarcassTooHeavy(item))?;
        batch.killed = batch.killed.saturating_add(heads);
        let count = u32::try_from(carcasses.len()).unwrap_or(u32::MAX);
        batch.parts.carcasses = batch.parts.carcasses.saturating_add(count);
        let (all_live, all_hot) = (batch.live.checked_add(live), batch.hot.checked_add(hot));
        batch.live = all_live.ok_or(Error::<T>::CarcassTooHeavy(item))?;
        batch.hot = all_hot.ok_or(Error::<T>::CarcassTooHeavy(item))?;
        SlaughterBatches::<T>::insert(id, batch);
        let entry = LivestockEntry::Killed {
            heads,
            identity: kill.identity,
            carcasses,
            live,
            hot,
            at_ms: kill.at_ms,
        };
        Self::record(Subject::SlaughterBatch(id), author, entry, item)
    }

    /// The guards of L16 that concern the whole batch.
    fn ensure_kill_allowed(
        caller: &mut Caller<T>,
        batch: &SlaughterBatch,
        kill: &Kill,
        item: u16,
    ) -> DispatchResult {
        T::Holds::ensure_free(&Subject::SlaughterBatch(kill.batch), item)?;
        T::Holds::ensure_free(&Subject::Organisation(batch.house), item)?;
        ensure!(!batch.recalled, Error::<T>::Recalled(item));
        caller.check_time(kill.at_ms, batch.division, item)?;
        let order = kill.at_ms >= batch.arrived_ms;
        ensure!(order, Error::<T>::TimeOutOfOrder(item));
        let announced = batch.announced.filter(|(at_ms, ..)| kill.at_ms >= *at_ms);
        let (_, _, emergency) = announced.ok_or(Error::<T>::NotAnnounced(item))?;
        ensure!(batch.inspected, Error::<T>::NotInspected(item));
        let key = PolicyKey::SlaughterTestRequired;
        let needed =
            batch.species == Species::Pig && caller.policy(batch.division, key, item)? != 0;
        let free = match batch.tested {
            Some(verdict) => verdict == TestVerdict::Pass,
            None => !needed,
        };
        ensure!(free, Error::<T>::NotTestedFree(item));
        // What must be killed at once cannot rest first.
        if !emergency {
            let key = PolicyKey::SlaughterRestMinutes;
            let rest_ms = caller
                .policy(batch.division, key, item)?
                .saturating_mul(60_000);
            let rested = kill.at_ms >= batch.arrived_ms.saturating_add(rest_ms);
            ensure!(rested, Error::<T>::NotRested(item));
        }
        Ok(())
    }

    /// Ends the lives of the animals, each of which may be slaughtered; returns how many heads.
    fn end_lives(
        units: &[Unit],
        kill: &Kill,
        author: Author,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let through = Through::SlaughterBatch(kill.batch);
        let day = Date::of_timestamp(kill.at_ms);
        let mut heads = 0u32;
        for unit in units {
            let mut life = Self::life_of(*unit, item)?;
            ensure!(life.through == through, Error::<T>::NotInLoad(item));
            Self::ensure_state(&life, &[AnimalState::Lairage], item)?;
            ensure!(!life.barred, Error::<T>::AnimalBarred(item));
            let over = life.slaughter_from <= day;
            ensure!(over, Error::<T>::WithinWithdrawal(item));
            T::Holds::ensure_free(&unit.subject(), item)?;
            Self::advance(&mut life, kill.at_ms, item)?;
            heads = heads.saturating_add(life.heads());
            Self::collect_tag(*unit, &life);
            Self::change(*unit, life, AnimalState::Slaughtered, through, author, item)?;
        }
        Ok(heads)
    }

    /// At most one carcass per head, named honestly, and none heavier than can be.
    fn check_carcasses(
        caller: &mut Caller<T>,
        kill: &Kill,
        units: &[Unit],
        heads: u32,
        batch: &SlaughterBatch,
        item: u16,
    ) -> DispatchResult {
        let house = batch.house;
        ensure!(!kill.carcasses.is_empty(), Error::<T>::NoOutputs(item));
        let count = u32::try_from(kill.carcasses.len()).unwrap_or(u32::MAX);
        ensure!(count <= heads, Error::<T>::TooManyCarcasses(item));
        ensure!(
            kill.product.levels() >= 2,
            Error::<T>::ProductTooBroad(item)
        );
        let individual = kill.identity == IdentityLevel::Individual;
        let units: BTreeSet<&Unit> = units.iter().collect();
        let mut named = BTreeSet::new();
        let mut places = BTreeSet::new();
        let day = Date::of_timestamp(kill.at_ms);
        let limit =
            share(caller.policy(batch.division, PolicyKey::CarcassLimitBasisPoints, item)?);
        for carcass in &kill.carcasses {
            let honest = carcass.unit.is_some() == individual;
            ensure!(honest, Error::<T>::IdentityClaimed(item));
            if let Some(unit) = &carcass.unit {
                ensure!(units.contains(unit), Error::<T>::NotInLoad(item));
                // The heads of a herd have no names.
                let known = matches!(unit, Unit::Animal(_));
                ensure!(known, Error::<T>::IdentityClaimed(item));
                ensure!(named.insert(*unit), Error::<T>::CarcassTwice(item));
            }
            ensure!(!carcass.code.is_blank(), Error::<T>::TextBlank(item));
            let place = carcass
                .line_place(day)
                .ok_or(Error::<T>::CarcassNumberMalformed(item))?;
            let free = !CarcassNumbers::<T>::contains_key((house, day, place));
            ensure!(
                free && places.insert(place),
                Error::<T>::CarcassNumberTaken(item)
            );
            let weighed = carcass.live > Grams::ZERO && carcass.hot > Grams::ZERO;
            ensure!(weighed, Error::<T>::NoMass(item));
            let possible = carcass.hot <= carcass.live.share(limit);
            ensure!(possible, Error::<T>::CarcassTooHeavy(item));
        }
        Ok(())
    }

    fn hang_carcasses(
        caller: &mut Caller<T>,
        batch: &SlaughterBatch,
        kill: &Kill,
        author: Author,
        item: u16,
    ) -> Result<List<MeatId, GROUP_MAX>, DispatchError> {
        let usual = Self::usual_ratio(caller, batch, item)?;
        let killed = Date::of_timestamp(kill.at_ms);
        let mut hung = Vec::new();
        for carcass in &kill.carcasses {
            let id = Self::next_meat(item)?;
            if let Some(place) = carcass.line_place(killed) {
                CarcassNumbers::<T>::insert((batch.house, killed, place), id);
            }
            Meats::<T>::insert(id, meat_of_carcass(batch, kill, carcass, killed));
            let entry = LivestockEntry::CarcassHung {
                batch: kill.batch,
                house: batch.house,
                identity: kill.identity,
                product: kill.product,
                carcass: carcass.clone(),
                killed,
            };
            Self::record(Subject::Meat(id), author, entry, item)?;
            let (hot, live) = (u128::from(carcass.hot.0), u128::from(carcass.live.0));
            let scaled = hot.saturating_mul(10_000);
            if let Some((min, max)) = usual {
                let light = scaled < live.saturating_mul(min.into());
                let heavy = scaled > live.saturating_mul(max.into());
                if light || heavy {
                    let ratio = scaled.checked_div(live).unwrap_or(0);
                    let ratio = BasisPoints(u32::try_from(ratio).unwrap_or(u32::MAX));
                    Self::warn(Subject::Meat(id), Warning::CarcassRatio { ratio }, item)?;
                }
            }
            hung.push(id);
        }
        // As many as carcasses, which are bounded alike.
        Ok(List::try_from(hung).unwrap_or_default())
    }

    /// The shares of its live mass between which a carcass of the species usually is.
    fn usual_ratio(
        caller: &mut Caller<T>,
        batch: &SlaughterBatch,
        item: u16,
    ) -> Result<Option<(u64, u64)>, DispatchError> {
        let (min, max) = match batch.species {
            Species::Pig => (
                PolicyKey::PigCarcassMinBasisPoints,
                PolicyKey::PigCarcassMaxBasisPoints,
            ),
            Species::Cattle => (
                PolicyKey::CattleCarcassMinBasisPoints,
                PolicyKey::CattleCarcassMaxBasisPoints,
            ),
            Species::SheepGoat | Species::Poultry => return Ok(None),
        };
        let min = caller.policy(batch.division, min, item)?;
        let max = caller.policy(batch.division, max, item)?;
        Ok(Some((min, max)))
    }

    pub(crate) fn next_meat(item: u16) -> Result<MeatId, DispatchError> {
        let id = NextMeat::<T>::get();
        NextMeat::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        Ok(id)
    }

    pub(crate) fn do_inspect_carcasses(
        who: &T::AccountId,
        items: Items<CarcassInspection>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, inspection) in (0u16..).zip(items) {
            Self::inspect_carcass(&mut caller, inspection, item)?;
        }
        Ok(())
    }

    fn inspect_carcass(
        caller: &mut Caller<T>,
        inspection: CarcassInspection,
        item: u16,
    ) -> DispatchResult {
        let id = inspection.meat;
        let mut meat = Self::meat_of(id, item)?;
        ensure!(meat.kind == MeatKind::Carcass, Error::<T>::NotCarcass(item));
        let signature = caller.sign(INSPECTORS, Self::seat_of(meat.house, item)?, item)?;
        let quarantine = signature.role == Role::OfficialVet;
        let own = quarantine || signature.organisation == meat.house;
        ensure!(own, Error::<T>::NotHouse(item));
        let told = if inspection.passed {
            !inspection.seal.is_blank()
        } else {
            !inspection.note.is_blank()
        };
        ensure!(told, Error::<T>::TextBlank(item));
        let verdict = match quarantine {
            true => &mut meat.quarantine_passed,
            false => &mut meat.quality_passed,
        };
        ensure!(verdict.is_none(), Error::<T>::AlreadyInspected(item));
        *verdict = Some(inspection.passed);
        if let Some(first) = meat.inspector {
            Self::ensure_second_person(first, signature.member, item)?;
        }
        meat.inspector.get_or_insert(signature.member);
        let author = Author::Member(signature);
        let (passed, note) = (inspection.passed, inspection.note.clone());
        let entry = LivestockEntry::CarcassInspected(inspection);
        Self::record(Subject::Meat(id), author, entry, item)?;
        if !passed && meat.remaining() > Grams::ZERO {
            let mass = meat.remaining();
            Self::condemn(id, meat, mass, note, author, item)?;
        } else {
            Meats::<T>::insert(id, meat);
        }
        Ok(())
    }
}

fn meat_of_carcass(batch: &SlaughterBatch, kill: &Kill, carcass: &Carcass, killed: Date) -> Meat {
    let mut batches = List::default();
    // One batch is within the bound.
    let _ = batches.try_push(kill.batch);
    Meat {
        kind: MeatKind::Carcass,
        name: Text::new(carcass.code.as_str()).unwrap_or_default(),
        product: kill.product,
        species: batch.species,
        house: batch.house,
        holder: batch.house,
        division: batch.origin,
        identity: kill.identity,
        unit: carcass.unit,
        batches,
        ancestors: List::default(),
        killed,
        grade: None,
        mass: carcass.hot,
        used: Grams::ZERO,
        labelled: Grams::ZERO,
        condemned: Grams::ZERO,
        quarantine_passed: None,
        quality_passed: None,
        inspector: None,
        parts: PartCounts::default(),
        certificate: None,
        recalled: false,
        to_dispose: Grams::ZERO,
    }
}

/// The sum of masses, or `None` on overflow.
pub(super) fn total(masses: impl IntoIterator<Item = Grams>) -> Option<Grams> {
    masses
        .into_iter()
        .try_fold(Grams::ZERO, |sum, mass| sum.checked_add(mass))
}

/// A policy's value as a share.
pub(super) fn share(value: u64) -> BasisPoints {
    BasisPoints(u32::try_from(value).unwrap_or(u32::MAX))
}
