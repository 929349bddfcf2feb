//! Certificates for meat, deliveries, recalls.

use county_primitives::{
    livestock::*, traits::Packable as _, CertificateId, Date, MeatId, PolicyKey, Role, Subject,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};

use super::steps::*;
use crate::{mock::*, types::TripState, Certificates, Error, Meats};

fn to_packer() -> Destination {
    to(Actor::Packer, OTHER_VILLAGE)
}

fn state_of(id: u64) -> TripState {
    Certificates::<Runtime>::get(CertificateId(id))
        .unwrap()
        .state
}

#[test]
fn meat_gets_its_certificate_with_everything_the_paper_says() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        pass_minutes(600);
        let input = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, input.clone()));
        let id = CertificateId(2);
        let payload = CertificatePayload {
            certificate: id,
            number: input.number.clone(),
            form: CertificateForm::ProductB,
            species: None,
            heads: 2,
            purpose: None,
            origin: division(OTHER_VILLAGE),
            destination: division(OTHER_VILLAGE),
            plate: digest(PLATE),
            load: CertificatePayload::load_digest(&carcasses),
            issued_ms: now_ms(),
            valid_until: today(),
            vet: Actor::Vet.member(),
            key: 0,
        };
        let author = Actor::Vet.author(Role::OfficialVet);
        assert_recorded(
            Subject::Certificate(id),
            author,
            LivestockEntry::CertificateIssued {
                number: input.number,
                form: CertificateForm::ProductB,
                declaration: None,
                products: list(&carcasses),
                inspection: None,
                transport: transport(),
                origin: division(OTHER_VILLAGE),
                owner: Actor::House.organisation(),
                purpose: None,
                destination: to_packer(),
                heads: 2,
                valid_until: today(),
                particulars: digest(8),
                payload: payload.digest(),
            },
        );
        assert_recorded(
            Subject::Meat(carcasses[1]),
            author,
            LivestockEntry::MeatCertified { certificate: id },
        );
    });
}

#[test]
fn a_vet_at_night_or_over_capacity_is_warned_of() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        set_policy(PolicyKey::VetCertificatesPerDay, 0);
        let input = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, input));
        let vet = Actor::Vet.member();
        assert_eq!(
            warnings_of(Subject::Certificate(CertificateId(2))),
            [
                Warning::VetOverCapacity {
                    vet,
                    certificates: 1,
                },
                Warning::VetOutsideHours { vet, minute: 60 },
            ]
        );
    });
}

#[test]
fn product_certificates_are_valid_for_a_day_or_seven() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let of = |meat, place: &str, valid_days| {
            let destination = Destination {
                organisation: None,
                division: division(place),
            };
            let input = ProductCertificateInput {
                valid_days,
                ..product_certificate(&[meat], destination)
            };
            certify_meat(Actor::Vet, input)
        };
        for place in [COUNTY, "500000000000"] {
            assert_noop!(of(carcasses[0], place, 1), Error::<Runtime>::SameCounty(0));
        }
        for (place, days) in [(NEXT_COUNTY, 0), (NEXT_COUNTY, 2), (FAR_COUNTY, 8)] {
            assert_noop!(
                of(carcasses[0], place, days),
                Error::<Runtime>::ValidityOutOfRange(0)
            );
        }
        assert_ok!(of(carcasses[0], FAR_COUNTY, 7));
        let far = Certificates::<Runtime>::get(CertificateId(2)).unwrap();
        assert_eq!(far.form, CertificateForm::ProductA);
        assert_eq!(far.valid_until, Date(today().0 + 6));
        assert_ok!(of(carcasses[1], NEXT_COUNTY, 1));
    });
}

#[test]
fn only_passed_unheld_meat_of_one_holder_is_certified() {
    run(|| {
        let (carcasses, _) = hung(2, HOT);
        let input = |meats: &[MeatId]| product_certificate(meats, to_packer());
        assert_noop!(
            certify_meat(Actor::Vet, input(&carcasses)),
            Error::<Runtime>::NotPassed(0)
        );
        carcasses.iter().copied().for_each(pass);
        assert_noop!(
            certify_meat(Actor::Vet, input(&[])),
            Error::<Runtime>::NoParents(0)
        );
        assert_noop!(
            certify_meat(Actor::Vet, input(&[carcasses[0], carcasses[0]])),
            Error::<Runtime>::PartTwice(0)
        );
        assert_noop!(certify_meat(Actor::House, input(&carcasses)), NO_ROLE);
        hold(Subject::Meat(carcasses[1]));
        assert_noop!(certify_meat(Actor::Vet, input(&carcasses)), HELD);
        release(Subject::Meat(carcasses[1]));
        let house = Subject::Organisation(Actor::House.organisation());
        hold(house);
        assert_noop!(certify_meat(Actor::Vet, input(&carcasses)), HELD);
        release(house);
        Meats::<Runtime>::mutate(carcasses[1], |meat| {
            meat.as_mut().unwrap().holder = Actor::Packer.organisation();
        });
        assert_noop!(
            certify_meat(Actor::Vet, input(&carcasses)),
            Error::<Runtime>::NotHolder(0)
        );
        suspend(Actor::Packer);
        assert_noop!(
            certify_meat(Actor::Vet, input(&carcasses[..1])),
            Error::<Runtime>::OrganisationNotActive(0)
        );
        let first = product_certificate(&carcasses[..1], to(Actor::Buyer, OTHER_VILLAGE));
        assert_ok!(certify_meat(Actor::Vet, first.clone()));
        assert_noop!(
            certify_meat(Actor::Vet, first.clone()),
            Error::<Runtime>::AlreadyCertified(0)
        );
        let second = ProductCertificateInput {
            meats: list(&carcasses[1..]),
            ..first
        };
        assert_noop!(
            certify_meat(Actor::Vet, second),
            Error::<Runtime>::CertificateNumberTaken(0)
        );
        // The next day the first is over, and the piece needs another.
        pass_days(1);
        let again = product_certificate(&carcasses[..1], to(Actor::Buyer, OTHER_VILLAGE));
        assert_ok!(certify_meat(Actor::Vet, again));
    });
}

#[test]
fn meat_leaves_the_slaughterhouse_on_its_certificate_only() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let id = carcasses[0];
        let go = |meat, to| deliver(Actor::House, meat, to);
        assert_noop!(go(id, Actor::Packer), Error::<Runtime>::NotCertified(0));
        let input = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, input));
        assert_noop!(go(id, Actor::Buyer), Error::<Runtime>::WrongDestination(0));
        assert_noop!(go(id, Actor::House), Error::<Runtime>::AlreadyHolder(0));
        assert_noop!(
            deliver(Actor::OtherHouse, id, Actor::Packer),
            Error::<Runtime>::NotHolder(0)
        );
        assert_noop!(deliver(Actor::Vet, id, Actor::Packer), NO_ROLE);
        for held in [
            Subject::Meat(id),
            Subject::Organisation(Actor::House.organisation()),
        ] {
            hold(held);
            assert_noop!(go(id, Actor::Packer), HELD);
            release(held);
        }
        assert_ok!(go(id, Actor::Packer));
        let house = Actor::House.organisation();
        assert_recorded(
            Subject::Meat(id),
            Actor::House.author(Role::Slaughterhouse),
            LivestockEntry::MeatDelivered {
                from: house,
                to: Actor::Packer.organisation(),
            },
        );
        assert_eq!(state_of(2), TripState::Issued);
        assert_ok!(go(carcasses[1], Actor::Packer));
        assert_eq!(
            state_of(2),
            TripState::Arrived {
                at_ms: now_ms(),
                arrived: 2,
                receiver: Actor::Packer.organisation(),
                origin_reported: true,
                destination_reported: true,
            }
        );
        // Farther down it needs none, but the receiver must be active.
        suspend(Actor::Market);
        assert_noop!(
            deliver(Actor::Packer, id, Actor::Market),
            Error::<Runtime>::OrganisationNotActive(0)
        );
        assert_ok!(deliver(Actor::Packer, id, Actor::Buyer));
        assert_ok!(deliver(Actor::Buyer, id, Actor::Regulator));
    });
}

#[test]
fn an_old_or_cancelled_certificate_moves_nothing() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let id = carcasses[0];
        let input = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, input));
        let now = now_ms();
        set_now_ms(Date(today().0 + 1).start_ms());
        assert_noop!(
            deliver(Actor::House, id, Actor::Packer),
            Error::<Runtime>::NotCertified(0)
        );
        set_now_ms(now);
        let cancellation = Cancellation {
            certificate: CertificateId(2),
            reason: text("填写错误"),
        };
        assert_ok!(Livestock::cancel_certificates(
            signed(Actor::Vet),
            items(&[cancellation])
        ));
        assert_noop!(
            deliver(Actor::House, id, Actor::Packer),
            Error::<Runtime>::NotCertified(0)
        );
    });
}

#[test]
fn what_is_used_up_is_neither_certified_nor_delivered() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let id = carcasses[0];
        let input = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, input));
        assert_ok!(pack(Actor::House, packaging(&[part(id, HOT)], HOT)));
        assert_noop!(
            deliver(Actor::House, id, Actor::Packer),
            Error::<Runtime>::NoMass(0)
        );
        pass_days(1);
        let again = product_certificate(&carcasses, to_packer());
        assert_noop!(certify_meat(Actor::Vet, again), Error::<Runtime>::NoMass(0));
    });
}

#[test]
fn a_piece_is_recalled_with_all_that_was_made_of_it() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let mix = packaging(&[part(carcasses[0], 10), part(carcasses[1], 10)], 20);
        assert_ok!(pack(Actor::House, mix));
        let scope = RecallScope::Meat(carcasses[0]);
        assert_noop!(
            recall(Actor::OtherHouse, scope),
            Error::<Runtime>::NotHouse(0)
        );
        assert_noop!(recall(Actor::Farm, scope), NO_ROLE);
        assert_noop!(
            recall(Actor::House, RecallScope::Meat(MeatId(9))),
            Error::<Runtime>::MeatUnknown(0)
        );
        assert_ok!(recall(Actor::Regulator, scope));
        assert_noop!(
            recall(Actor::House, scope),
            Error::<Runtime>::AlreadyRecalled(0)
        );
        let of = |id| pack(Actor::House, packaging(&[part(id, 1)], 1));
        assert_noop!(of(MeatId(3)), Error::<Runtime>::Recalled(0));
        assert_noop!(of(carcasses[0]), Error::<Runtime>::Recalled(0));
        assert_ok!(of(carcasses[1]));
    });
}

#[test]
fn the_authorities_where_a_piece_is_now_recall_it_too() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let far = |actor| recall(actor, RecallScope::Meat(carcasses[0]));
        assert_noop!(far(Actor::FarCounty), NO_ROLE);
        Meats::<Runtime>::mutate(carcasses[0], |meat| {
            meat.as_mut().unwrap().holder = Actor::FarFarm.organisation();
        });
        assert_ok!(far(Actor::FarCounty));
    });
}

#[test]
fn a_batch_and_a_day_are_recalled() {
    run(|| {
        let (carcasses, id) = passed(1, HOT);
        let go = || pack(Actor::House, packaging(&[part(carcasses[0], 1)], 1));
        let scope = RecallScope::Batch(id);
        assert_noop!(
            recall(Actor::OtherHouse, scope),
            Error::<Runtime>::NotHouse(0)
        );
        assert_ok!(recall(Actor::County, scope));
        assert_recorded(
            Subject::SlaughterBatch(id),
            Actor::County.author(Role::CountyAgriculture),
            LivestockEntry::Recalled(MeatRecall {
                scope,
                reason: text("检出瘦肉精"),
                evidence: None,
            }),
        );
        assert_noop!(
            recall(Actor::County, scope),
            Error::<Runtime>::AlreadyRecalled(0)
        );
        assert_noop!(go(), Error::<Runtime>::Recalled(0));
    });
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let go = || pack(Actor::House, packaging(&[part(carcasses[0], 1)], 1));
        let house = Actor::House.organisation();
        let day = |day| RecallScope::Day { house, day };
        assert_noop!(
            recall(Actor::House, day(Date(today().0 + 1))),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_ok!(recall(Actor::House, day(Date(today().0 - 1))));
        assert_ok!(go());
        assert_ok!(recall(Actor::House, day(today())));
        assert_noop!(
            recall(Actor::House, day(today())),
            Error::<Runtime>::AlreadyRecalled(0)
        );
        assert_noop!(go(), Error::<Runtime>::Recalled(0));
        let unexplained = MeatRecall {
            scope: day(today()),
            reason: text(""),
            evidence: None,
        };
        assert_noop!(
            Livestock::recall_meat(signed(Actor::House), items(&[unexplained])),
            Error::<Runtime>::TextBlank(0)
        );
    });
}

#[test]
fn a_recalled_batch_taints_what_is_known_to_its_day_only() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs[..1], HOT)));
        set_now_ms(Date(today().0).start_ms() + 12 * 3_600_000);
        let (others, next) = ready_to_kill(2);
        // The second batch rested over night; the first has one pig left for the same day.
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs[1..], HOT)));
        let blurred = unnamed(kill_of(next, &others[..1], HOT), IdentityLevel::DayBatch);
        assert_ok!(slaughter(Actor::House, blurred));
        assert_ok!(slaughter(Actor::House, kill_of(next, &others[1..], HOT)));
        let (day_only, known) = (MeatId(3), MeatId(4));
        pass(day_only);
        pass(known);
        let of = |id| pack(Actor::House, packaging(&[part(id, 1)], 1));
        assert_ok!(of(day_only));
        assert_ok!(recall(Actor::House, RecallScope::Batch(id)));
        assert_noop!(of(day_only), Error::<Runtime>::Recalled(0));
        assert_ok!(of(known));
        assert_eq!(crate::TaintedDays::<Runtime>::iter().count(), 2);
    });
}

#[test]
fn a_days_recall_reaches_all_that_was_made_of_it_and_no_other_day_or_house() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let half = cutting(carcasses[0], 40_000, &[output(MeatKind::LeftHalf, 40_000)]);
        assert_ok!(cut(Actor::House, half));
        let (half, package) = (MeatId(2), MeatId(3));
        assert_ok!(pack(Actor::House, packaging(&[part(half, 1_000)], 1_000)));
        let paper = product_certificate(&[package], to_packer());
        assert_ok!(certify_meat(Actor::Vet, paper));
        let house = Actor::House.organisation();
        let labels = |id: MeatId| Livestock::packable(id, house, 0);
        let of = |house, day| RecallScope::Day { house, day };
        let yesterday = Date(today().0 - 1);
        assert_ok!(recall(Actor::House, of(house, yesterday)));
        let other = Actor::OtherHouse.organisation();
        assert_ok!(recall(Actor::OtherHouse, of(other, today())));
        assert!(labels(package).is_ok());
        assert_noop!(
            recall(Actor::OtherHouse, of(house, today())),
            Error::<Runtime>::NotHouse(0)
        );
        assert_ok!(recall(Actor::County, of(house, today())));
        for id in [carcasses[0], half, package] {
            assert_noop!(labels(id), Error::<Runtime>::Recalled(0));
        }
        assert_noop!(
            deliver(Actor::House, package, Actor::Packer),
            Error::<Runtime>::Recalled(0)
        );
    });
}

/// A carcass on its certificate, at eleven in the morning.
fn on_paper() -> (MeatId, CertificateId) {
    let (carcasses, _) = passed(1, HOT);
    pass_minutes(600);
    let input = product_certificate(&carcasses, to_packer());
    assert_ok!(certify_meat(Actor::Vet, input));
    (carcasses[0], CertificateId(2))
}

#[test]
fn meat_on_the_road_is_counted_and_waited_for_like_animals() {
    run(|| {
        let (id, paper) = on_paper();
        let subject = Subject::Certificate(paper);
        let shown = |heads| Checkpoint {
            certificate: paper,
            passage: text("指定通道"),
            division: division(OTHER_VILLAGE),
            plate: digest(PLATE),
            heads,
            at_ms: now_ms(),
        };
        let pass = |heads| {
            let stops = items(&[shown(heads)]);
            assert_ok!(Livestock::pass_checkpoints(signed(Actor::Vet), stops));
        };
        let go =
            |heads| Livestock::depart(signed(Actor::Hauler), items(&[departure(paper, heads)]));
        assert_noop!(go(2), Error::<Runtime>::TooManyLoaded(0));
        assert_noop!(go(0), Error::<Runtime>::LoadedDiffers(0));
        pass(1);
        assert_ok!(go(1));
        pass(1);
        assert_eq!(warnings_of(subject), []);
        pass(2);
        assert_eq!(
            warnings_of(subject),
            [Warning::CheckpointCount {
                loaded: 1,
                counted: 2,
            }]
        );
        assert_ok!(deliver(Actor::House, id, Actor::Packer));
        pass_days(1);
        Livestock::on_idle(1, Weight::MAX);
        assert_eq!(warnings_of(subject).len(), 1);
    });
    run(|| {
        let (_, paper) = on_paper();
        let valid_until = today();
        let departures = items(&[departure(paper, 1)]);
        assert_ok!(Livestock::depart(signed(Actor::Hauler), departures));
        pass_days(1);
        Livestock::on_idle(1, Weight::MAX);
        assert_eq!(
            warnings_of(Subject::Certificate(paper)),
            [Warning::NotArrived { valid_until }]
        );
    });
}

#[test]
fn cancelling_an_old_certificate_leaves_the_new_one_alone() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let certify = || {
            let input = product_certificate(&carcasses, to_packer());
            certify_meat(Actor::Vet, input)
        };
        assert_ok!(certify());
        pass_days(1);
        assert_ok!(certify());
        let cancellation = Cancellation {
            certificate: CertificateId(2),
            reason: text("过期未用"),
        };
        assert_ok!(Livestock::cancel_certificates(
            signed(Actor::Vet),
            items(&[cancellation])
        ));
        assert_eq!(meat(carcasses[0]).certificate, Some(CertificateId(3)));
        assert_noop!(certify(), Error::<Runtime>::AlreadyCertified(0));
        assert_ok!(deliver(Actor::House, carcasses[0], Actor::Packer));
    });
}

#[test]
fn who_received_meat_cuts_packs_and_labels_it_and_nobody_else_does() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let paper = product_certificate(&carcasses, to_packer());
        suspend(Actor::Hauler);
        assert_noop!(
            certify_meat(Actor::Vet, paper),
            Error::<Runtime>::OrganisationNotActive(0)
        );
    });
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let paper = product_certificate(&carcasses, to_packer());
        assert_ok!(certify_meat(Actor::Vet, paper));
        assert_ok!(deliver(Actor::House, carcasses[0], Actor::Packer));
        let belly = || cutting(carcasses[0], 1_000, &[output(MeatKind::Cut, 1_000)]);
        assert_noop!(cut(Actor::House, belly()), Error::<Runtime>::NotHolder(0));
        assert_ok!(cut(Actor::Packer, belly()));
        let boxed = || packaging(&[part(MeatId(2), 500)], 500);
        assert_noop!(pack(Actor::House, boxed()), Error::<Runtime>::NotHolder(0));
        assert_ok!(pack(Actor::Packer, boxed()));
        let labels = |actor: Actor| Livestock::packable(MeatId(3), actor.organisation(), 0);
        assert_noop!(labels(Actor::House), Error::<Runtime>::NotHolder(0));
        assert!(labels(Actor::Packer).is_ok());
    });
}

/// Carcasses on the road to another province, on certificate 2.
fn leaving(carcasses: &[MeatId]) -> Leaving {
    let outside = Destination {
        organisation: None,
        division: division(FAR_COUNTY),
    };
    let input = product_certificate(carcasses, outside);
    assert_ok!(certify_meat(Actor::Vet, input));
    let id = CertificateId(2);
    let heads = u32::try_from(carcasses.len()).unwrap();
    let departures = items(&[departure(id, heads)]);
    assert_ok!(Livestock::depart(signed(Actor::Hauler), departures));
    Leaving {
        certificate: id,
        heads,
        evidence: digest(6),
    }
}

fn acknowledge(actor: Actor, leaving: &Leaving) -> sp_runtime::DispatchResult {
    let items = items(core::slice::from_ref(leaving));
    Livestock::acknowledge_leaving(signed(actor), items)
}

fn counts_said(id: CertificateId) -> Vec<Warning> {
    let said = warnings_of(Subject::Certificate(id)).into_iter();
    said.filter(|warning| matches!(warning, Warning::ArrivalCount { .. }))
        .collect()
}

#[test]
fn meat_that_left_the_region_is_not_here_to_be_sold_once_more() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let belly = |id| cutting(id, 1_000, &[output(MeatKind::Cut, 1_000)]);
        assert_ok!(cut(Actor::House, belly(carcasses[0])));
        let leaving = leaving(&carcasses);
        let house = Actor::House.organisation();
        let labels = |id| Livestock::packable(id, house, 0);
        assert!(labels(carcasses[0]).is_ok());
        assert_noop!(
            acknowledge(Actor::Vet, &leaving),
            Error::<Runtime>::SamePerson(0)
        );
        assert_ok!(acknowledge(Actor::SecondVet, &leaving));
        assert_eq!(counts_said(leaving.certificate), []);
        assert_eq!(state_of(2), TripState::Left);
        for id in &carcasses {
            assert_recorded(
                Subject::Meat(*id),
                Actor::SecondVet.author(Role::OfficialVet),
                LivestockEntry::LeftRegion(leaving.clone()),
            );
            let again = product_certificate(&[*id], to_packer());
            let condemned = Condemnation {
                part: part(*id, 1_000),
                reason: text("污染"),
            };
            let packed = packaging(&[part(*id, 1_000)], 1_000);
            for refused in [
                labels(*id).map(|_| ()),
                certify_meat(Actor::Vet, again),
                deliver(Actor::House, *id, Actor::Packer),
                cut(Actor::House, belly(*id)),
                pack(Actor::House, packed),
                Livestock::condemn_meat(signed(Actor::Vet), items(&[condemned])),
            ] {
                assert_eq!(refused, Err(Error::<Runtime>::MeatLeft(0).into()));
            }
        }
        assert_noop!(
            acknowledge(Actor::SecondVet, &leaving),
            Error::<Runtime>::CertificateNotOnRoad(0)
        );
        // What was cut off before stayed.
        assert!(labels(MeatId(3)).is_ok());
    });
}

#[test]
fn what_is_on_a_newer_certificate_does_not_leave_on_the_old_one() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let leaving = leaving(&carcasses);
        pass_days(1);
        let newer = product_certificate(&carcasses[..1], to_packer());
        assert_ok!(certify_meat(Actor::Vet, newer));
        assert_ok!(acknowledge(Actor::SecondVet, &leaving));
        assert_eq!(
            counts_said(leaving.certificate),
            [Warning::ArrivalCount {
                loaded: 1,
                arrived: 2,
                dead: 0,
            }]
        );
        assert_ok!(deliver(Actor::House, carcasses[0], Actor::Packer));
        assert_noop!(
            deliver(Actor::House, carcasses[1], Actor::Packer),
            Error::<Runtime>::MeatLeft(0)
        );
    });
}
