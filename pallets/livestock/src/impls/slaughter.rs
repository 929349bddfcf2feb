//! Slaughterhouses before the kill: loads taken in, kills announced, living animals inspected and
//! tested (L15, L16).

use alloc::{format, vec::Vec};

use county_primitives::{
    livestock::{
        AnimalState, AnteMortem, BatchTest, Disease, Intake, LivestockEntry, Purpose,
        SlaughterDeclaration, Unit, Warning,
    },
    produce::TestVerdict,
    traits::Holds,
    Author, Date, Digest, Grams, Items, List, PolicyKey, Role, Signature, SlaughterBatchId,
    Subject, Text,
};
use frame_support::{ensure, Hashable};
use sp_runtime::{DispatchError, DispatchResult};

use super::{trips::Landing, Caller};
use crate::{
    types::{Life, PartCounts, SlaughterBatch, Through, TripState},
    Certificates, Config, Error, Lives, Loads, NextSlaughterBatch, Pallet, SlaughterBatches,
    TaintedDays,
};

const HOUSES: &[Role] = &[Role::Slaughterhouse];
const VETS: &[Role] = &[Role::OfficialVet];
const TESTERS: &[Role] = &[
    Role::Slaughterhouse,
    Role::QuickLaboratory,
    Role::AccreditedLaboratory,
    Role::DiseaseControl,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_take_in(who: &T::AccountId, items: Items<Intake>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, intake) in (0u16..).zip(items) {
            Self::take_load_in(&mut caller, intake, item)?;
        }
        Ok(())
    }

    fn take_load_in(caller: &mut Caller<T>, intake: Intake, item: u16) -> DispatchResult {
        let certificate_id = intake.certificate;
        let certificate = Self::certificate_of(certificate_id, item)?;
        let place = certificate.destination.division;
        let signature = caller.sign(HOUSES, place, item)?;
        let house = signature.organisation;
        let for_slaughter = certificate.purpose == Some(Purpose::Slaughter);
        ensure!(for_slaughter, Error::<T>::PurposeDiffers(item));
        let day = Date::of_timestamp(intake.at_ms);
        let valid = day <= certificate.valid_until;
        ensure!(valid, Error::<T>::CertificateExpired(item));
        // Whoever goes round the passages is not let in at the end of the road (Ann.119).
        let unstamped =
            certificate.passage_due && matches!(certificate.state, TripState::Departed { .. });
        ensure!(!unstamped, Error::<T>::PassageMissed(item));
        T::Holds::ensure_free(&Subject::Certificate(certificate_id), item)?;
        T::Holds::ensure_free(&Subject::Organisation(house), item)?;
        let species = certificate
            .species
            .ok_or(Error::<T>::PurposeDiffers(item))?;
        let (farm, origin) = (certificate.owner, certificate.origin);
        let landing = Landing {
            division: place,
            receiver: house,
            at_ms: intake.at_ms,
            // A load of which nobody came alive names nobody.
            alive: match intake.arrived.is_empty() {
                true => Vec::new(),
                false => Self::resolve(&intake.arrived, item)?,
            },
            dead: intake.dead.into_inner(),
        };
        let author = Author::Member(signature);
        let alive = Self::close_trip(caller, certificate_id, certificate, landing, author, item)?;
        if alive.is_empty() {
            return Ok(());
        }
        let batch = SlaughterBatch {
            house,
            division: place,
            certificate: certificate_id,
            farm,
            origin,
            species,
            heads: 0,
            arrived_ms: intake.at_ms,
            announced: None,
            inspected: false,
            tested: None,
            killed: 0,
            live: Grams::ZERO,
            hot: Grams::ZERO,
            parts: PartCounts::default(),
            days: List::default(),
            recalled: false,
        };
        Self::open_batch(batch, alive, author, item)
    }

    /// Puts the animals into the lairage as one batch. None is inside its withdrawal period.
    fn open_batch(
        mut batch: SlaughterBatch,
        alive: Vec<(Unit, Life)>,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let id = NextSlaughterBatch::<T>::get();
        NextSlaughterBatch::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let day = Date::of_timestamp(batch.arrived_ms);
        let mut units = Vec::new();
        for (unit, life) in alive {
            let over = life.slaughter_from <= day;
            ensure!(over, Error::<T>::WithinWithdrawal(item));
            T::Holds::ensure_free(&unit.subject(), item)?;
            units.push(unit);
            batch.heads = batch.heads.saturating_add(life.heads());
            let through = Through::SlaughterBatch(id);
            Self::change(unit, life, AnimalState::Lairage, through, author, item)?;
        }
        let entry = LivestockEntry::TakenIn {
            house: batch.house,
            certificate: batch.certificate,
            farm: batch.farm,
            origin: batch.origin,
            species: batch.species,
            heads: batch.heads,
            units: List::try_from(units).map_err(|_| Error::<T>::GroupTooLarge(item))?,
            at_ms: batch.arrived_ms,
        };
        SlaughterBatches::<T>::insert(id, batch);
        Self::record(Subject::SlaughterBatch(id), author, entry, item)
    }

    pub(crate) fn do_declare_slaughter(
        who: &T::AccountId,
        items: Items<SlaughterDeclaration>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, declaration) in (0u16..).zip(items) {
            Self::announce(&mut caller, declaration, item)?;
        }
        Ok(())
    }

    fn announce(
        caller: &mut Caller<T>,
        declaration: SlaughterDeclaration,
        item: u16,
    ) -> DispatchResult {
        let SlaughterDeclaration {
            batch: id,
            planned_ms,
            emergency,
        } = declaration;
        let mut batch = Self::batch_of(id, item)?;
        let signature = Self::sign_for_house(caller, &batch, item)?;
        // An emergency may overtake what was announced as ordinary, never the other way round.
        let open = match batch.announced {
            None => true,
            Some((_, _, was_emergency)) => emergency && !was_emergency,
        };
        ensure!(open, Error::<T>::AlreadyAnnounced(item));
        if emergency {
            let order = planned_ms >= batch.arrived_ms;
            ensure!(order, Error::<T>::TimeOutOfOrder(item));
        } else {
            let key = PolicyKey::SlaughterNoticeMinutes;
            let minutes = caller.policy(batch.division, key, item)?;
            let earliest_ms = caller.now_ms.saturating_add(minutes.saturating_mul(60_000));
            ensure!(
                planned_ms >= earliest_ms,
                Error::<T>::AnnouncedTooLate(item)
            );
        }
        batch.announced = Some((planned_ms, caller.now_ms, emergency));
        SlaughterBatches::<T>::insert(id, batch);
        let entry = LivestockEntry::SlaughterDeclared(declaration);
        let subject = Subject::SlaughterBatch(id);
        Self::record(subject, Author::Member(signature), entry, item)
    }

    pub(crate) fn do_inspect_before_kill(
        who: &T::AccountId,
        items: Items<AnteMortem>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, inspection) in (0u16..).zip(items) {
            Self::inspect_living(&mut caller, inspection, item)?;
        }
        Ok(())
    }

    fn inspect_living(caller: &mut Caller<T>, inspection: AnteMortem, item: u16) -> DispatchResult {
        let id = inspection.batch;
        let mut batch = Self::batch_of(id, item)?;
        let signature = caller.sign(VETS, batch.division, item)?;
        ensure!(!batch.inspected, Error::<T>::AlreadyInspected(item));
        let explained = inspection.failed.is_empty() || !inspection.note.is_blank();
        ensure!(explained, Error::<T>::TextBlank(item));
        Self::ensure_distinct(&inspection.failed, item)?;
        let author = Author::Member(signature);
        let reason = Text::new(inspection.note.as_str()).unwrap_or_default();
        // The inspection itself is the notice.
        let notice = Digest(inspection.blake2_256());
        for unit in &inspection.failed {
            let life = Self::life_of(*unit, item)?;
            let here = life.through == Through::SlaughterBatch(id);
            ensure!(here, Error::<T>::NotInLoad(item));
            Self::ensure_state(&life, &[AnimalState::Lairage], item)?;
            Self::bar(*unit, &reason, notice, author, item)?;
        }
        batch.inspected = true;
        SlaughterBatches::<T>::insert(id, batch);
        let entry = LivestockEntry::AnteMortemInspected(inspection);
        Self::record(Subject::SlaughterBatch(id), author, entry, item)
    }

    pub(crate) fn do_test_batches(who: &T::AccountId, items: Items<BatchTest>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, test) in (0u16..).zip(items) {
            Self::test_batch(&mut caller, test, item)?;
        }
        Ok(())
    }

    fn test_batch(caller: &mut Caller<T>, test: BatchTest, item: u16) -> DispatchResult {
        let id = test.batch;
        let mut batch = Self::batch_of(id, item)?;
        let signature = caller.sign(TESTERS, batch.division, item)?;
        let own = signature.role != Role::Slaughterhouse || signature.organisation == batch.house;
        ensure!(own, Error::<T>::NotHouse(item));
        ensure!(!test.sample.is_blank(), Error::<T>::TextBlank(item));
        let author = Author::Member(signature);
        let passed = test.verdict == TestVerdict::Pass;
        if test.disease == Disease::AfricanSwineFever {
            let overrules = matches!(
                signature.role,
                Role::AccreditedLaboratory | Role::DiseaseControl
            );
            let stands = batch.tested == Some(TestVerdict::Fail) && passed && !overrules;
            ensure!(!stands, Error::<T>::TestStands(item));
            batch.tested = Some(test.verdict);
        }
        let subject = Subject::SlaughterBatch(id);
        Self::record(
            subject,
            author,
            LivestockEntry::BatchTested(test.clone()),
            item,
        )?;
        if !passed {
            let reason = format!("检测不合格 failed test {}", test.sample);
            let reason = Text::new(&reason).unwrap_or_default();
            for unit in Self::lairage_of(id, &batch) {
                Self::bar(unit, &reason, test.report, author, item)?;
            }
            let disease = test.disease;
            Self::warn(subject, Warning::SuspectedDisease { disease }, item)?;
        }
        Self::store_batch(id, batch);
        Ok(())
    }

    /// The animals of a batch that still live.
    fn lairage_of(id: SlaughterBatchId, batch: &SlaughterBatch) -> Vec<Unit> {
        let declaration =
            Certificates::<T>::get(batch.certificate).and_then(|known| known.declaration);
        let load = declaration.map(Loads::<T>::get).unwrap_or_default();
        load.into_iter()
            .filter(|unit| {
                Lives::<T>::get(unit).is_some_and(|life| {
                    life.state == AnimalState::Lairage
                        && life.through == Through::SlaughterBatch(id)
                })
            })
            .collect()
    }

    pub(super) fn batch_of(
        id: SlaughterBatchId,
        item: u16,
    ) -> Result<SlaughterBatch, DispatchError> {
        SlaughterBatches::<T>::get(id).ok_or(Error::<T>::BatchUnknown(item).into())
    }

    /// The signature of the slaughterhouse that has the batch.
    pub(super) fn sign_for_house(
        caller: &mut Caller<T>,
        batch: &SlaughterBatch,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let signature = caller.sign(HOUSES, batch.division, item)?;
        let own = signature.organisation == batch.house;
        ensure!(own, Error::<T>::NotHouse(item));
        Ok(signature)
    }

    /// Stores a batch whose recall or test may have changed, and what that means for meat of its
    /// days that is known to the day only.
    pub(super) fn store_batch(id: SlaughterBatchId, batch: SlaughterBatch) {
        let before = SlaughterBatches::<T>::get(id).is_some_and(|known| is_tainted(&known));
        let after = is_tainted(&batch);
        if before != after {
            for day in &batch.days {
                TaintedDays::<T>::mutate_exists((batch.house, *day), |count| {
                    let known = count.unwrap_or(0);
                    let counted = match after {
                        true => known.saturating_add(1),
                        false => known.saturating_sub(1),
                    };
                    *count = (counted > 0).then_some(counted);
                });
            }
        }
        SlaughterBatches::<T>::insert(id, batch);
    }
}

/// Whether nothing of the batch may be eaten.
pub(super) fn is_tainted(batch: &SlaughterBatch) -> bool {
    batch.recalled || batch.tested == Some(TestVerdict::Fail)
}
