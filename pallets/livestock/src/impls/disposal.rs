//! Bodies and condemned parts on their way: collected, received, treated (L18, `DOMAIN.md 3.6`).

use alloc::{collections::BTreeSet, vec::Vec};

use county_primitives::{
    livestock::{
        AnimalState, Collection, LivestockEntry, Reception, Remains, Treatment, Unit, Warning,
    },
    traits::Holds,
    Author, Date, DisposalId, DivisionCode, Grams, Items, MeatId, PolicyKey, Role, Signature,
    Subject, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{
    carcasses::{share, total},
    subjects::smallest_containing,
    Caller,
};
use crate::{
    types::{Death, Disposal, DisposalState, Through},
    Bodies, Config, Deaths, Disposals, Error, Lives, Meats, NextDisposal, Pallet,
};

const HAULERS: &[Role] = &[Role::Hauler];
const PLANTS: &[Role] = &[Role::DisposalPlant];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_collect_bodies(
        who: &T::AccountId,
        items: Items<Collection>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, collection) in (0u16..).zip(items) {
            Self::collect(&mut caller, collection, item)?;
        }
        Ok(())
    }

    fn collect(caller: &mut Caller<T>, collection: Collection, item: u16) -> DispatchResult {
        ensure!(!collection.bodies.is_empty(), Error::<T>::GroupEmpty(item));
        let distinct: BTreeSet<_> = collection.bodies.iter().map(|body| body.remains).collect();
        let once = distinct.len() == collection.bodies.len();
        ensure!(once, Error::<T>::UnitTwice(item));
        let mut places = Vec::new();
        for body in &collection.bodies {
            places.push(Self::place_of(&body.remains, item)?);
        }
        let division = smallest_containing(places).ok_or(Error::<T>::GroupEmpty(item))?;
        let signature = caller.sign(HAULERS, division, item)?;
        caller.check_time(collection.at_ms, division, item)?;
        let day = Date::of_timestamp(collection.at_ms);
        let carrier = signature.organisation;
        let (_, vehicle) = Self::filed_vehicle(&collection.plate, carrier, day, item)?;
        ensure!(vehicle.for_bodies, Error::<T>::NotForBodies(item));
        Self::ensure_active(collection.plant, item)?;
        let id = NextDisposal::<T>::get();
        NextDisposal::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let author = Author::Member(signature);
        let mut heads = 0u32;
        for body in &collection.bodies {
            ensure!(body.mass > Grams::ZERO, Error::<T>::NoMass(item));
            let at_ms = collection.at_ms;
            let here = match body.remains {
                Remains::Unit(unit) => {
                    Self::collect_body(caller, id, unit, body.mass, at_ms, author, item)?
                }
                Remains::Meat(meat) => {
                    Self::collect_parts(caller, id, meat, body.mass, author, item)?;
                    0
                }
            };
            heads = heads.saturating_add(here);
        }
        let mass = total(collection.bodies.iter().map(|body| body.mass));
        let mass = mass.ok_or(Error::<T>::NoMass(item))?;
        let disposal = Disposal {
            carrier,
            collector: signature.member,
            plant: collection.plant,
            division,
            heads,
            mass,
            at_ms: collection.at_ms,
            state: DisposalState::Collected,
        };
        Disposals::<T>::insert(id, disposal);
        Bodies::<T>::insert(id, &collection.bodies);
        let entry = LivestockEntry::Collected {
            collection,
            carrier,
            heads,
            mass,
        };
        Self::record(Subject::Disposal(id), author, entry, item)
    }

    /// Where remains lie: a body where the animal stood, condemned meat where its holder sits.
    fn place_of(remains: &Remains, item: u16) -> Result<DivisionCode, DispatchError> {
        match remains {
            Remains::Unit(unit) => Lives::<T>::get(unit)
                .map(|life| life.village)
                .ok_or(Error::<T>::BodyUnknown(item).into()),
            Remains::Meat(id) => {
                let meat = Meats::<T>::get(id).ok_or(Error::<T>::BodyUnknown(item))?;
                Self::seat_of(meat.holder, item)
            }
        }
    }

    /// Takes a body along; returns how many heads it is.
    fn collect_body(
        caller: &mut Caller<T>,
        id: DisposalId,
        unit: Unit,
        mass: Grams,
        at_ms: TimestampMs,
        author: Author,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let mut life = Self::life_of(unit, item)?;
        let mut death = Deaths::<T>::get(unit).ok_or(Error::<T>::BodyUnknown(item))?;
        ensure!(death.collected.is_none(), Error::<T>::BodyCollected(item));
        Self::ensure_state(&life, &[AnimalState::Dead], item)?;
        T::Holds::ensure_free(&unit.subject(), item)?;
        Self::advance(&mut life, at_ms, item)?;
        let (subject, place) = (unit.subject(), life.village);
        let entry = LivestockEntry::BodyCollected { disposal: id, mass };
        Self::record(subject, author, entry, item)?;
        // Nobody weighed who came dead from the road.
        if death.mass > Grams::ZERO {
            Self::weigh(caller, subject, death.mass, mass, place, item)?;
        }
        Self::watch_delay(caller, unit, &death, at_ms, place, item)?;
        death.collected = Some((id, mass));
        let heads = death.heads;
        Deaths::<T>::insert(unit, death);
        life.through = Through::Disposal(id);
        Lives::<T>::insert(unit, life);
        Ok(heads)
    }

    fn watch_delay(
        caller: &mut Caller<T>,
        unit: Unit,
        death: &Death,
        at_ms: TimestampMs,
        place: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        let hours = caller.policy(place, PolicyKey::CollectionHours, item)?;
        let waited_ms = at_ms.saturating_sub(death.reported_ms);
        if waited_ms > hours.saturating_mul(3_600_000) {
            let hours = u32::try_from(waited_ms / 3_600_000).unwrap_or(u32::MAX);
            Self::warn(unit.subject(), Warning::CollectedLate { hours }, item)?;
        }
        Ok(())
    }

    /// Takes along all that was condemned of a piece and not collected yet.
    fn collect_parts(
        caller: &mut Caller<T>,
        id: DisposalId,
        meat_id: MeatId,
        mass: Grams,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let mut meat = Self::meat_of(meat_id, item)?;
        let expected = meat.to_dispose;
        ensure!(expected > Grams::ZERO, Error::<T>::BodyUnknown(item));
        let subject = Subject::Meat(meat_id);
        T::Holds::ensure_free(&subject, item)?;
        let place = Self::seat_of(meat.holder, item)?;
        meat.to_dispose = Grams::ZERO;
        Meats::<T>::insert(meat_id, meat);
        let entry = LivestockEntry::BodyCollected { disposal: id, mass };
        Self::record(subject, author, entry, item)?;
        Self::weigh(caller, subject, expected, mass, place, item)
    }

    /// Warns if a mass differs from what it should be by more than the tolerance.
    fn weigh(
        caller: &mut Caller<T>,
        subject: Subject,
        expected: Grams,
        found: Grams,
        place: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        let key = PolicyKey::DisposalToleranceBasisPoints;
        let tolerance = expected.share(share(caller.policy(place, key, item)?));
        if expected.0.abs_diff(found.0) > tolerance.0 {
            Self::warn(subject, Warning::MassMismatch { expected, found }, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_receive_bodies(who: &T::AccountId, items: Items<Reception>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, reception) in (0u16..).zip(items) {
            Self::receive(&mut caller, reception, item)?;
        }
        Ok(())
    }

    fn receive(caller: &mut Caller<T>, reception: Reception, item: u16) -> DispatchResult {
        let id = reception.disposal;
        let mut disposal = Self::disposal_of(id, item)?;
        let (signature, place) = Self::sign_for_plant(caller, &disposal, item)?;
        let open = disposal.state == DisposalState::Collected;
        ensure!(open, Error::<T>::DisposalClosed(item));
        Self::ensure_second_person(disposal.collector, signature.member, item)?;
        caller.check_time(reception.at_ms, place, item)?;
        let order = reception.at_ms >= disposal.at_ms;
        ensure!(order, Error::<T>::TimeOutOfOrder(item));
        ensure!(reception.mass > Grams::ZERO, Error::<T>::NoMass(item));
        let subject = Subject::Disposal(id);
        let Reception {
            heads, mass, at_ms, ..
        } = reception;
        let entry = LivestockEntry::Received(reception);
        Self::record(subject, Author::Member(signature), entry, item)?;
        if heads != disposal.heads {
            let warning = Warning::BodyCount {
                collected: disposal.heads,
                received: heads,
            };
            Self::warn(subject, warning, item)?;
        }
        Self::weigh(caller, subject, disposal.mass, mass, place, item)?;
        disposal.state = DisposalState::Received { mass, at_ms };
        Disposals::<T>::insert(id, disposal);
        Ok(())
    }

    pub(crate) fn do_treat_bodies(who: &T::AccountId, items: Items<Treatment>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, treatment) in (0u16..).zip(items) {
            Self::treat(&mut caller, treatment, item)?;
        }
        Ok(())
    }

    fn treat(caller: &mut Caller<T>, treatment: Treatment, item: u16) -> DispatchResult {
        let id = treatment.disposal;
        let mut disposal = Self::disposal_of(id, item)?;
        let (signature, place) = Self::sign_for_plant(caller, &disposal, item)?;
        let DisposalState::Received {
            mass: received,
            at_ms: received_ms,
        } = disposal.state
        else {
            return Err(Error::<T>::DisposalClosed(item).into());
        };
        caller.check_time(treatment.at_ms, place, item)?;
        let order = treatment.at_ms >= received_ms;
        ensure!(order, Error::<T>::TimeOutOfOrder(item));
        ensure!(treatment.mass > Grams::ZERO, Error::<T>::NoMass(item));
        let key = PolicyKey::DisposalYieldBasisPoints;
        let most = treatment
            .mass
            .share(share(caller.policy(place, key, item)?));
        ensure!(treatment.products <= most, Error::<T>::YieldTooLarge(item));
        let named = treatment.products == Grams::ZERO || !treatment.product.is_blank();
        ensure!(named, Error::<T>::TextBlank(item));
        let author = Author::Member(signature);
        for body in Bodies::<T>::get(id) {
            if let Remains::Unit(unit) = body.remains {
                let mut life = Self::life_of(unit, item)?;
                Self::advance(&mut life, treatment.at_ms, item)?;
                Self::collect_tag(unit, &life);
                let through = Through::Disposal(id);
                Self::change(unit, life, AnimalState::Disposed, through, author, item)?;
            }
        }
        let (method, mass) = (treatment.method, treatment.mass);
        let subject = Subject::Disposal(id);
        let entry = LivestockEntry::Treated(treatment);
        Self::record(subject, author, entry, item)?;
        Self::weigh(caller, subject, received, mass, place, item)?;
        disposal.state = DisposalState::Treated { method, mass };
        Disposals::<T>::insert(id, disposal);
        Ok(())
    }

    fn disposal_of(id: DisposalId, item: u16) -> Result<Disposal, DispatchError> {
        Disposals::<T>::get(id).ok_or(Error::<T>::DisposalUnknown(item).into())
    }

    /// The signature of the plant a consignment goes to, and where the plant is.
    fn sign_for_plant(
        caller: &mut Caller<T>,
        disposal: &Disposal,
        item: u16,
    ) -> Result<(Signature, DivisionCode), DispatchError> {
        let place = Self::seat_of(disposal.plant, item)?;
        let signature = caller.sign(PLANTS, place, item)?;
        let own = signature.organisation == disposal.plant;
        ensure!(own, Error::<T>::NotOwn(item));
        Ok((signature, place))
    }
}
