//! No guard is skipped because nobody set its number: without the setting the call is refused, with it
//! the same call goes.

use county_primitives::{livestock::*, traits::Members, Date, PolicyKey as Key};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{AccountId32, DispatchResult};

use super::steps::*;
use crate::{mock::*, SlaughterBatches};

fn assert_needs<Ready>(
    keys: &[Key],
    ready: impl Fn() -> Ready,
    call: impl Fn(&Ready) -> DispatchResult,
) {
    for key in keys {
        run(|| {
            let ready = ready();
            let value = <FakeMembers as Members<AccountId32>>::policy(division(COUNTY), *key, 0);
            drop_policy(*key);
            assert_noop!(call(&ready), NO_POLICY);
            set_policy(*key, value.unwrap());
            assert_ok!(call(&ready));
        });
    }
}

#[test]
fn farms_need_the_settings_of_times_and_tags() {
    let times = [Key::FutureLimitSeconds, Key::LateAfterHours];
    assert_needs(
        &times,
        || tag_pigs(1),
        |pigs| {
            let care = Care::Noted {
                note: text("巡栏")
            };
            let act = GroupAct {
                group: group(pigs),
                act: CareAct {
                    care,
                    date: today(),
                },
            };
            Livestock::record_care(signed(Actor::Farm), items(&[act]))
        },
    );
    assert_needs(
        &times,
        || herd(Species::Poultry, 10),
        |flock| {
            let input = FoodInput {
                group: group(&[*flock]),
                food: Food::Eggs {
                    count: 8,
                    mass: county_primitives::Grams(480),
                },
                date: today(),
                to: None,
            };
            Livestock::record_food(signed(Actor::Farm), items(&[input]))
        },
    );
    assert_needs(
        &[Key::TagAgeDays],
        || give_tags(Actor::Farm.organisation(), tags(1, 1)),
        |()| Livestock::tag_animals(signed(Actor::Farm), items(&[tagging(tags(1, 1))])),
    );
    assert_needs(
        &[Key::TagEntryDays],
        || (),
        |()| {
            let input = HerdInput {
                origin: Origin::Entered {
                    arrived: Date(today().0 - 1),
                    document: digest(1),
                },
                ..herd_input(Species::Poultry, 10)
            };
            Livestock::register_herds(signed(Actor::Farm), items(&[input]))
        },
    );
    assert_needs(
        &[Key::FarmGradeDays],
        || (),
        |()| {
            let grading = FarmGrading {
                farm: Actor::Farm.organisation(),
                grade: RiskGrade::Low,
                report: digest(1),
            };
            Livestock::grade_farms(signed(Actor::Vet), items(&[grading]))
        },
    );
}

/// A declaration taken on, of one immunised pig.
fn taken_on(destination: Destination) -> county_primitives::DeclarationId {
    let pigs = tag_pigs(1);
    set_plan();
    immunise(&pigs);
    file_vehicle();
    accepted(&pigs, Purpose::Rearing, destination)
}

#[test]
fn certificates_and_trips_need_theirs() {
    let certify = |id: &county_primitives::DeclarationId| {
        Livestock::certify(signed(Actor::Vet), items(&[certificate_input(*id)]))
    };
    let of_vets = [
        Key::LocalCertificateDays,
        Key::VetCertificatesPerDay,
        Key::VetFirstMinute,
        Key::VetLastMinute,
    ];
    let near = || taken_on(to(Actor::NextFarm, NEXT_VILLAGE));
    assert_needs(&of_vets, near, certify);
    let far = || taken_on(to(Actor::FarFarm, FAR_VILLAGE));
    assert_needs(&[Key::AnimalCertificateDays], far, certify);
    let travelling = || on_the_road(1, Purpose::Trade, to(Actor::Market, OTHER_VILLAGE));
    let arrive = |(pigs, id): &(Vec<Unit>, county_primitives::CertificateId)| {
        let arrivals = items(&[arrival(*id, OTHER_VILLAGE, pigs, &[])]);
        Livestock::arrive(signed(Actor::Market), arrivals)
    };
    let of_arrivals = [Key::LandingReportDays, Key::IsolationDays];
    assert_needs(&of_arrivals, travelling, arrive);
    let arrived = || {
        let ready = travelling();
        assert_ok!(arrive(&ready));
        ready
    };
    assert_needs(&[Key::RedispatchDays], arrived, |(pigs, basis)| {
        let input = Redispatch {
            basis: *basis,
            group: group(pigs),
            purpose: Purpose::Rearing,
            destination: to(Actor::NextFarm, NEXT_VILLAGE),
            number: text("50011626000099"),
            inspection: inspection(1),
            transport: transport(),
            valid_days: 1,
            particulars: digest(2),
        };
        Livestock::redispatch(signed(Actor::Vet), items(&[input]))
    });
}

#[test]
fn clones_are_told_by_the_settings_of_distance() {
    for (key, actor, place) in [
        (Key::CloneTownshipMinutes, Actor::Vet, OTHER_VILLAGE),
        (Key::CloneCountyMinutes, Actor::FarVet, FAR_VILLAGE),
    ] {
        assert_needs(
            &[key],
            || tag_pigs(1),
            |_| {
                let sighting = Sighting {
                    tag: tag(1),
                    division: division(place),
                    at_ms: now_ms(),
                };
                Livestock::report_sightings(signed(actor), items(&[sighting]))
            },
        );
    }
}

#[test]
fn slaughter_and_meat_need_theirs() {
    let waiting = || in_lairage(1).1;
    assert_needs(&[Key::SlaughterNoticeMinutes], waiting, |id| {
        announce(Actor::House, announcement(*id))
    });
    let of_kills = [
        Key::SlaughterTestRequired,
        Key::SlaughterRestMinutes,
        Key::CarcassLimitBasisPoints,
        Key::PigCarcassMinBasisPoints,
        Key::PigCarcassMaxBasisPoints,
    ];
    let batch_of = |species| {
        move || {
            let (pigs, id) = ready_to_kill(1);
            SlaughterBatches::<Runtime>::mutate(id, |batch| {
                batch.as_mut().unwrap().species = species;
            });
            kill_of(id, &pigs, 60_000)
        }
    };
    let kill = |kill: &Kill| slaughter(Actor::House, kill.clone());
    assert_needs(&of_kills, batch_of(Species::Pig), kill);
    let of_cattle = [
        Key::CattleCarcassMinBasisPoints,
        Key::CattleCarcassMaxBasisPoints,
    ];
    assert_needs(&of_cattle, batch_of(Species::Cattle), kill);
    let carcass = || passed(1, HOT).0[0];
    let of_cuts = [Key::ChillLossBasisPoints, Key::MeatToleranceBasisPoints];
    assert_needs(&of_cuts, carcass, |id| {
        let belly = output(MeatKind::Cut, 1_000);
        cut(Actor::House, cutting(*id, 1_000, &[belly]))
    });
    assert_needs(&[Key::ProductCertificateDays], carcass, |id| {
        let far = Destination {
            organisation: None,
            division: division(FAR_COUNTY),
        };
        certify_meat(Actor::Vet, product_certificate(&[*id], far))
    });
}

#[test]
fn recalls_need_theirs() {
    assert_needs(
        &[Key::RecallAcknowledgeMinutes],
        || super::recalls::told(1),
        |(id, _)| super::recalls::acknowledge(Actor::House, *id),
    );
}

#[test]
fn disposal_and_claims_need_theirs() {
    let dead = || {
        let pigs = tag_pigs(1);
        assert_ok!(report(Actor::Farm, death(&pigs, 95_000)));
        file_vehicle();
        pigs[0]
    };
    let of_bodies = [Key::DisposalToleranceBasisPoints, Key::CollectionHours];
    assert_needs(&of_bodies, dead, |pig| {
        collect(Actor::Hauler, collection(&[body(*pig, 95_000)]))
    });
    let received = || die_and_hand_over(&tag_pigs(1), 95_000);
    assert_needs(&[Key::DisposalYieldBasisPoints], received, |id| {
        treat(Actor::Plant, treatment(*id, 95_000, 0))
    });
    let insured_and_dead = || {
        let (pigs, id) = insured(9);
        die_and_hand_over(&pigs, 95_000);
        claim(id, pigs[0], 95_000, 10)
    };
    let of_claims = [Key::ClaimToleranceBasisPoints, Key::ClaimRateBasisPoints];
    assert_needs(&of_claims, insured_and_dead, |claim| {
        file(Actor::Farm, claim.clone())
    });
    let approved = || {
        let id = filed(insured_and_dead());
        assert_ok!(decide(Actor::Insurer, id, Some(1)));
        id
    };
    assert_needs(&[Key::ClaimPaymentDays], approved, |id| {
        pay(Actor::Insurer, *id)
    });
}
