//! Trips: departure, checkpoints, arrival, landing reports, leaving the region.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        AnimalState, Arrival, Checkpoint, DeathCause, Departure, LandingReport, Leaving,
        LivestockEntry, Purpose, Side, Unit, Warning, GROUP_MAX,
    },
    traits::Holds,
    Author, CertificateId, Date, Digest, DivisionCode, Items, List, OrganisationId, PolicyKey,
    Role, Subject, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{death::Demise, may_stay_in_county, province_of, Caller};
use crate::{
    types::{Certificate, Life, Seen, Through, TripState},
    Certificates, Config, Error, Pallet,
};

const HAULERS: &[Role] = &[Role::Hauler];
const CHECKPOINTS: &[Role] = &[Role::Province, Role::OfficialVet];
const RECEIVERS: &[Role] = &[Role::Producer, Role::Buyer, Role::Market];
const REPORTERS: &[Role] = &[
    Role::Producer,
    Role::Buyer,
    Role::Hauler,
    Role::Market,
    Role::Slaughterhouse,
];
const VETS: &[Role] = &[Role::OfficialVet];

/// What became of a load at its destination.
pub(crate) struct Landing {
    /// Where.
    pub(crate) division: DivisionCode,
    /// Who received it.
    pub(crate) receiver: OrganisationId,
    /// When.
    pub(crate) at_ms: TimestampMs,
    /// Who came alive.
    pub(crate) alive: Vec<Unit>,
    /// Who came dead.
    pub(crate) dead: Vec<Unit>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_depart(who: &T::AccountId, items: Items<Departure>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, departure) in (0u16..).zip(items) {
            Self::depart_one(&mut caller, departure, item)?;
        }
        Ok(())
    }

    fn depart_one(caller: &mut Caller<T>, departure: Departure, item: u16) -> DispatchResult {
        let id = departure.certificate;
        let certificate = Self::certificate_of(id, item)?;
        let home = Self::ensure_active(certificate.carrier, item)?;
        let signature = caller.sign(HAULERS, home, item)?;
        ensure!(
            signature.organisation == certificate.carrier,
            Error::<T>::NotCarrier(item)
        );
        let author = Author::Member(signature);
        Self::check_departure(caller, &certificate, &departure, item)?;
        let travellers = Self::travellers(&certificate, item)?;
        let (left, loaded): (Vec<_>, Vec<_>) = travellers
            .into_iter()
            .partition(|(unit, _)| departure.left_behind.contains(unit));
        ensure!(
            left.len() == departure.left_behind.len(),
            Error::<T>::NotInLoad(item)
        );
        let certified = certificate.heads;
        ensure!(
            departure.heads <= certified,
            Error::<T>::TooManyLoaded(item)
        );
        let heads = match certificate.declaration {
            Some(_) => heads_of(&loaded),
            None => certified,
        };
        ensure!(
            departure.heads == heads && heads > 0,
            Error::<T>::LoadedDiffers(item)
        );
        if !left.is_empty() {
            Self::leave_loads(&left, author, item)?;
            for (unit, life) in left {
                let nothing = Through::Nothing;
                Self::change(unit, life, AnimalState::OnFarm, nothing, author, item)?;
            }
            let warning = Warning::FewerLoaded {
                certified,
                loaded: heads,
            };
            Self::warn(Subject::Certificate(id), warning, item)?;
        }
        for (unit, mut life) in loaded {
            T::Holds::ensure_free(&unit.subject(), item)?;
            Self::advance(&mut life, departure.at_ms, item)?;
            let through = Through::Certificate(id);
            Self::change(unit, life, AnimalState::InTransit, through, author, item)?;
        }
        Certificates::<T>::mutate_extant(id, |certificate| {
            certificate.state = TripState::Departed {
                at_ms: departure.at_ms,
                loaded: heads,
            };
        });
        Self::make_due(certificate.valid_until.plus_days(1), id);
        let entry = LivestockEntry::Departed(departure);
        Self::record(Subject::Certificate(id), author, entry, item)
    }

    /// One vehicle, one certificate, on the declared day or later and in time, neither end locked and the farm in no
    /// contact with an outbreak (L6, L10, L20).
    fn check_departure(
        caller: &mut Caller<T>,
        certificate: &Certificate,
        departure: &Departure,
        item: u16,
    ) -> DispatchResult {
        ensure!(
            certificate.state == TripState::Issued,
            Error::<T>::CertificateNotIssued(item)
        );
        ensure!(
            departure.plate == certificate.plate,
            Error::<T>::WrongVehicle(item)
        );
        caller.check_time(departure.at_ms, certificate.origin, item)?;
        ensure!(
            departure.at_ms >= certificate.issued_ms,
            Error::<T>::TimeOutOfOrder(item)
        );
        let day = Date::of_timestamp(departure.at_ms);
        ensure!(
            day <= certificate.valid_until && caller.today() <= certificate.valid_until,
            Error::<T>::CertificateExpired(item)
        );
        // Only what carries animals is filed and declared.
        if let Some(declaration) = certificate.declaration {
            let declared = Self::declaration_of(declaration, item)?.transport;
            ensure!(day >= declared, Error::<T>::NoticeTooShort(item));
            Self::filed_vehicle(&departure.plate, certificate.carrier, day, item)?;
        }
        ensure!(
            !departure.disinfection.is_blank(),
            Error::<T>::TextBlank(item)
        );
        T::Holds::ensure_free(&Subject::Certificate(departure.certificate), item)?;
        T::Holds::ensure_free(&Subject::Farm(certificate.owner), item)?;
        T::Holds::ensure_free(&Subject::Organisation(certificate.owner), item)?;
        Self::ensure_distinct(&departure.left_behind, item)?;
        if let Some(species) = certificate.species {
            let open = Self::lock_on(certificate.origin, species, day).is_none();
            ensure!(open, Error::<T>::OriginLocked(item));
            let end = certificate.destination.division;
            let open = Self::lock_on(end, species, day).is_none();
            ensure!(open, Error::<T>::DestinationLocked(item));
            let clean = Self::contact_of(certificate.owner, species, day).is_none();
            ensure!(clean, Error::<T>::OutbreakContact(item));
        }
        Ok(())
    }

    pub(crate) fn do_pass_checkpoints(
        who: &T::AccountId,
        items: Items<Checkpoint>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, stop) in (0u16..).zip(items) {
            let id = stop.certificate;
            let mut certificate = Self::certificate_of(id, item)?;
            let signature = caller.sign(CHECKPOINTS, stop.division, item)?;
            caller.check_time(stop.at_ms, stop.division, item)?;
            ensure!(!stop.passage.is_blank(), Error::<T>::TextBlank(item));
            for warning in Self::doubts(&mut caller, &certificate, &stop, item)? {
                Self::warn(Subject::Certificate(id), warning, item)?;
            }
            if certificate.seen.is_none_or(|seen| stop.at_ms >= seen.at_ms) {
                certificate.seen = Some(Seen {
                    division: stop.division,
                    at_ms: stop.at_ms,
                });
            }
            if is_passage_of(&certificate, &stop) {
                certificate.passage_due = false;
            }
            Certificates::<T>::insert(id, certificate);
            let entry = LivestockEntry::CheckpointPassed(stop);
            Self::record(
                Subject::Certificate(id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Ok(())
    }

    /// What a checkpoint sees that should not be.
    fn doubts(
        caller: &mut Caller<T>,
        certificate: &Certificate,
        stop: &Checkpoint,
        item: u16,
    ) -> Result<Vec<Warning>, DispatchError> {
        let mut doubts = Vec::new();
        let under_way = match certificate.state {
            TripState::Departed { .. } => true,
            // Meat may go by hand-over alone: its certificate is good until it is cancelled.
            state => certificate.declaration.is_none() && state == TripState::Issued,
        };
        if !under_way {
            doubts.push(Warning::CheckpointState);
        }
        if stop.plate != certificate.plate {
            doubts.push(Warning::CheckpointVehicle { plate: stop.plate });
        }
        if stop.heads != certificate.heads {
            doubts.push(Warning::CheckpointCount {
                loaded: certificate.heads,
                counted: stop.heads,
            });
        }
        if Date::of_timestamp(stop.at_ms) > certificate.valid_until {
            let valid_until = certificate.valid_until;
            doubts.push(Warning::ValidityOver { valid_until });
        }
        if let Some(before) = certificate.seen {
            if Self::too_fast(caller, before, stop.division, stop.at_ms, item)? {
                doubts.push(Warning::CloneCertificate {
                    before: before.division,
                    before_ms: before.at_ms,
                    now: stop.division,
                    now_ms: stop.at_ms,
                });
            }
        }
        Ok(doubts)
    }

    pub(crate) fn do_arrive(who: &T::AccountId, items: Items<Arrival>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, arrival) in (0u16..).zip(items) {
            let id = arrival.certificate;
            let certificate = Self::certificate_of(id, item)?;
            let signature = caller.sign(RECEIVERS, arrival.division, item)?;
            let slaughter = certificate.purpose == Some(Purpose::Slaughter);
            ensure!(
                certificate.purpose.is_some() && !slaughter,
                Error::<T>::PurposeDiffers(item)
            );
            let landing = Landing {
                division: arrival.division,
                receiver: signature.organisation,
                at_ms: arrival.at_ms,
                // A load of which nobody came alive names nobody.
                alive: if arrival.arrived.is_empty() {
                    Vec::new()
                } else {
                    Self::resolve(&arrival.arrived, item)?
                },
                dead: arrival.dead.into_inner(),
            };
            let author = Author::Member(signature);
            let isolated = isolates(&certificate, arrival.division);
            let days = caller.policy_days(arrival.division, PolicyKey::IsolationDays, item)?;
            let until = Date::of_timestamp(arrival.at_ms).plus_days(days);
            for (unit, mut life) in
                Self::close_trip(&mut caller, id, certificate, landing, author, item)?
            {
                life.isolated_until = isolated.then_some(until);
                let state = if isolated {
                    AnimalState::Isolation
                } else {
                    AnimalState::OnFarm
                };
                let through = Through::Certificate(id);
                Self::change(unit, life, state, through, author, item)?;
            }
        }
        Ok(())
    }

    /// Ends a trip at its destination: who is dead is dead, who is neither there nor dead is
    /// missing, and the living are handed to the caller, already of the receiver and at the place,
    /// to be stored in their new state. Shared by farms, markets and slaughterhouses.
    pub(crate) fn close_trip(
        caller: &mut Caller<T>,
        id: CertificateId,
        mut certificate: Certificate,
        landing: Landing,
        author: Author,
        item: u16,
    ) -> Result<Vec<(Unit, Life)>, DispatchError> {
        let TripState::Departed { at_ms, .. } = certificate.state else {
            return Err(Error::<T>::CertificateNotOnRoad(item).into());
        };
        Self::check_landing(caller, &certificate, &landing, at_ms, item)?;
        let load = Self::travellers(&certificate, item)?;
        let named = || landing.alive.iter().chain(&landing.dead);
        let all: Vec<Unit> = named().copied().collect();
        Self::ensure_distinct(&all, item)?;
        for unit in &all {
            let loaded = load.iter().any(|(known, _)| known == unit);
            ensure!(loaded, Error::<T>::NotInLoad(item));
        }
        let loaded = heads_of(&load);
        let (mut alive, mut dead, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for (unit, mut life) in load {
            Self::advance(&mut life, landing.at_ms, item)?;
            if landing.alive.contains(&unit) {
                alive.push((unit, life));
            } else if landing.dead.contains(&unit) {
                dead.push((unit, life));
            } else {
                missing.push((unit, life));
            }
        }
        let (arrived, died) = (heads_of(&alive), heads_of(&dead));
        let subject = Subject::Certificate(id);
        // A typed time is no proof: what is told after the certificate's last day is said too.
        let day = Date::of_timestamp(landing.at_ms).max(caller.today());
        if day > certificate.valid_until {
            let valid_until = certificate.valid_until;
            Self::warn(subject, Warning::ValidityOver { valid_until }, item)?;
        }
        if certificate.passage_due {
            Self::warn(subject, Warning::PassageMissed, item)?;
        }
        if arrived.saturating_add(died) != loaded {
            let warning = Warning::ArrivalCount {
                loaded,
                arrived,
                dead: died,
            };
            Self::warn(subject, warning, item)?;
        }
        let entry = LivestockEntry::Arrived {
            division: landing.division,
            receiver: landing.receiver,
            arrived,
            dead: units_of(&dead),
            missing: units_of(&missing),
            at_ms: landing.at_ms,
        };
        Self::record(subject, author, entry, item)?;
        Self::settle_dead(dead, landing.at_ms, author, item)?;
        for (unit, life) in missing {
            let through = Through::Certificate(id);
            Self::change(unit, life, AnimalState::Missing, through, author, item)?;
            Self::warn(unit.subject(), Warning::Missing, item)?;
        }
        for (unit, life) in &mut alive {
            Self::see(caller, *unit, life, landing.division, landing.at_ms, item)?;
            life.farm = landing.receiver;
            life.village = landing.division;
            life.pen = county_primitives::livestock::Pen::default();
        }
        Self::await_landing_reports(caller, id, &mut certificate, &landing, arrived, item)?;
        Certificates::<T>::insert(id, certificate);
        Ok(alive)
    }

    fn check_landing(
        caller: &mut Caller<T>,
        certificate: &Certificate,
        landing: &Landing,
        departed_ms: TimestampMs,
        item: u16,
    ) -> DispatchResult {
        ensure!(
            certificate.destination.organisation == Some(landing.receiver),
            Error::<T>::NotReceiver(item)
        );
        ensure!(
            certificate.destination.division == landing.division,
            Error::<T>::WrongDestination(item)
        );
        caller.check_time(landing.at_ms, landing.division, item)?;
        ensure!(
            landing.at_ms >= departed_ms,
            Error::<T>::TimeOutOfOrder(item)
        );
        if let Some(species) = certificate.species {
            let day = Date::of_timestamp(landing.at_ms);
            let open = Self::lock_on(landing.division, species, day).is_none();
            ensure!(open, Error::<T>::DestinationLocked(item));
        }
        Ok(())
    }

    /// Animals that came dead: their bodies wait for collection where the load arrived.
    fn settle_dead(
        dead: Vec<(Unit, Life)>,
        at_ms: TimestampMs,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        for (unit, life) in dead {
            let demise = Demise {
                cause: DeathCause::Unknown,
                mass: life.mass.unwrap_or_default(),
                photo: Digest::default(),
                at_ms,
            };
            Self::die(unit, life, demise, author, item)?;
        }
        Ok(())
    }

    fn await_landing_reports(
        caller: &mut Caller<T>,
        id: CertificateId,
        certificate: &mut Certificate,
        landing: &Landing,
        arrived: u32,
        item: u16,
    ) -> DispatchResult {
        certificate.state = TripState::Arrived {
            at_ms: landing.at_ms,
            arrived,
            receiver: landing.receiver,
            origin_reported: false,
            destination_reported: false,
        };
        certificate.seen = Some(Seen {
            division: landing.division,
            at_ms: landing.at_ms,
        });
        Self::undo_due(certificate.valid_until.plus_days(1), id);
        let key = PolicyKey::LandingReportDays;
        let days = caller.policy_days(landing.division, key, item)?;
        let last_day = Date::of_timestamp(landing.at_ms).plus_days(days);
        Self::make_due(last_day.plus_days(1), id);
        Ok(())
    }

    pub(crate) fn do_report_landings(
        who: &T::AccountId,
        items: Items<LandingReport>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, report) in (0u16..).zip(items) {
            Self::report_landing(&mut caller, report, item)?;
        }
        Ok(())
    }

    fn report_landing(caller: &mut Caller<T>, report: LandingReport, item: u16) -> DispatchResult {
        let id = report.certificate;
        let mut certificate = Self::certificate_of(id, item)?;
        let signature = caller.sign_at_home(REPORTERS, item)?;
        let TripState::Arrived {
            at_ms,
            arrived,
            receiver,
            origin_reported,
            destination_reported,
        } = &mut certificate.state
        else {
            return Err(Error::<T>::NotArrived(item).into());
        };
        let (owner, carrier) = (certificate.owner, certificate.carrier);
        let sender = [owner, carrier].contains(&signature.organisation);
        // Who is at both ends reports the origin first.
        let (side, reported) = if sender && !*origin_reported {
            (Side::Origin, origin_reported)
        } else if signature.organisation == *receiver {
            (Side::Destination, destination_reported)
        } else if sender {
            return Err(Error::<T>::AlreadyReported(item).into());
        } else {
            return Err(Error::<T>::NotParty(item).into());
        };
        ensure!(!*reported, Error::<T>::AlreadyReported(item));
        *reported = true;
        let (at_ms, arrived) = (*at_ms, *arrived);
        let subject = Subject::Certificate(id);
        let end = certificate.destination.division;
        let days = caller.policy_days(end, PolicyKey::LandingReportDays, item)?;
        let taken = caller.today().days_since(Date::of_timestamp(at_ms));
        if let Some(late) = taken.checked_sub(days).filter(|late| *late > 0) {
            Self::warn(subject, Warning::LandingLate { side, days: late }, item)?;
        }
        if report.heads != arrived {
            let warning = Warning::LandingCount {
                side,
                arrived,
                reported: report.heads,
            };
            Self::warn(subject, warning, item)?;
        }
        Certificates::<T>::insert(id, certificate);
        let entry = LivestockEntry::LandingReported {
            side,
            heads: report.heads,
        };
        Self::record(subject, Author::Member(signature), entry, item)
    }

    pub(crate) fn do_acknowledge_leaving(
        who: &T::AccountId,
        items: Items<Leaving>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, leaving) in (0u16..).zip(items) {
            Self::acknowledge_one(&mut caller, leaving, item)?;
        }
        Ok(())
    }

    fn acknowledge_one(caller: &mut Caller<T>, leaving: Leaving, item: u16) -> DispatchResult {
        let id = leaving.certificate;
        let mut certificate = Self::certificate_of(id, item)?;
        let signature = caller.sign(VETS, certificate.origin, item)?;
        Self::ensure_second_person(certificate.vet, signature.member, item)?;
        let end = certificate.destination;
        ensure!(end.organisation.is_none(), Error::<T>::ReceiverKnown(item));
        let away = !may_stay_in_county(certificate.origin, end.division);
        ensure!(away, Error::<T>::SameCounty(item));
        ensure!(
            matches!(certificate.state, TripState::Departed { .. }),
            Error::<T>::CertificateNotOnRoad(item)
        );
        let author = Author::Member(signature);
        let subject = Subject::Certificate(id);
        let loaded = match certificate.declaration {
            Some(_) => certificate.heads,
            None => Self::pieces_leave(&leaving, author, item)?,
        };
        if leaving.heads != loaded {
            let warning = Warning::ArrivalCount {
                loaded,
                arrived: leaving.heads,
                dead: 0,
            };
            Self::warn(subject, warning, item)?;
        }
        for (unit, life) in Self::travellers(&certificate, item)? {
            let through = Through::Certificate(id);
            Self::change(unit, life, AnimalState::Left, through, author, item)?;
        }
        Self::undo_due(certificate.valid_until.plus_days(1), id);
        certificate.state = TripState::Left;
        Certificates::<T>::insert(id, certificate);
        let entry = LivestockEntry::LeftRegion(leaving);
        Self::record(subject, author, entry, item)
    }
}

/// Whether a stop is the load's own vehicle, on its way, at a passage into another province than
/// the load comes from.
fn is_passage_of(certificate: &Certificate, stop: &Checkpoint) -> bool {
    let under_way = matches!(
        certificate.state,
        TripState::Departed { at_ms, .. } if stop.at_ms >= at_ms
    );
    under_way
        && stop.plate == certificate.plate
        && province_of(certificate.origin) != province_of(stop.division)
}

/// Dairy and breeding stock from another province is isolated (Epidemic Act Art.55).
fn isolates(certificate: &Certificate, place: DivisionCode) -> bool {
    let kept = certificate.purpose.is_some_and(Purpose::is_breeding_stock);
    kept && province_of(certificate.origin) != province_of(place)
}

fn heads_of(lives: &[(Unit, Life)]) -> u32 {
    lives
        .iter()
        .fold(0, |sum, (_, life)| sum.saturating_add(life.heads()))
}

fn units_of(lives: &[(Unit, Life)]) -> List<Unit, GROUP_MAX> {
    List::truncate_from(lives.iter().map(|(unit, _)| *unit).collect())
}
