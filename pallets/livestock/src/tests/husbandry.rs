//! Vaccines, drugs, care, moves, loss.

use county_primitives::{livestock::*, AnimalId, Date, Grams, PolicyKey, Role};
use frame_support::{assert_noop, assert_ok};

use super::zones::{order, zone};
use crate::{mock::*, Error, Lives};

fn act<Act: Clone>(units: &[Unit], act: Act) -> county_primitives::Items<GroupAct<Act>> {
    let group = group(units);
    items(&[GroupAct { group, act }])
}

fn day(days_ago: u32) -> Date {
    Date(today().0 - days_ago)
}

fn drug(days: u16) -> Drug {
    Drug {
        division: division("500000000000"),
        approval: text("土霉素"),
        species: Species::Pig,
        route: Route::Injection,
        name: text("土霉素注射液"),
        withdrawal_days: days,
        milk_days: None,
        egg_days: None,
        prescription: false,
        banned: false,
    }
}

fn set_drug(actor: Actor, drug: Drug) {
    assert_ok!(Livestock::set_drugs(signed(actor), items(&[drug])));
}

fn medicate(units: &[Unit], input: Medication) -> sp_runtime::DispatchResult {
    Livestock::medicate(signed(Actor::Farm), act(units, input))
}

#[test]
fn a_vaccine_protects_for_the_days_of_the_plan() {
    run(|| {
        let pigs = tag_pigs(2);
        set_plan();
        let county = ImmunityRule {
            division: division(COUNTY),
            valid_days: 120,
            ..rule(Species::Pig, Disease::FootAndMouth)
        };
        assert_ok!(Livestock::set_immunity_rules(
            signed(Actor::County),
            items(&[county])
        ));
        immunise(&pigs);
        let until = today().plus_days(120);
        let immunity = Immunity {
            disease: Disease::FootAndMouth,
            until,
        };
        assert_eq!(life(pigs[1]).immunities.to_vec(), [immunity]);
        assert_recorded(
            pigs[1].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Immunised {
                act: immunisation(today()),
                until,
                late: false,
            },
        );
        pass_days(30);
        let booster = act(&pigs[..1], immunisation(today()));
        assert_ok!(Livestock::immunise(signed(Actor::Vaccinator), booster));
        assert_eq!(life(pigs[0]).immunities[0].until, today().plus_days(120));
    });
}

#[test]
fn a_vaccination_is_written_whole_and_for_a_disease_of_the_plan() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        let with = |change: fn(&mut Immunisation)| {
            let mut input = immunisation(today());
            change(&mut input);
            Livestock::immunise(signed(Actor::Farm), act(&pigs, input))
        };
        assert_noop!(
            with(|it| it.vaccine = text("")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            with(|it| it.batch = text("")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            with(|it| it.dose = text("")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            with(|it| it.code = Some(text("12345678901234567890123"))),
            Error::<Runtime>::TraceCodeMalformed(0)
        );
        assert_noop!(
            with(|it| it.disease = Disease::AfricanSwineFever),
            Error::<Runtime>::RuleUnknown(0)
        );
        assert_noop!(
            with(|it| it.date = today().plus_days(1)),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_noop!(
            with(|it| it.date = day(21)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_ok!(with(|it| {
            it.code = Some(text("123456789012345678901234"));
            it.date = day(20);
        }));
        let entry = entries_of(pigs[0].subject()).pop();
        let Some(LivestockEntry::Immunised { late, .. }) = entry else {
            panic!()
        };
        assert!(late);
        let by_neighbour = act(&pigs, immunisation(today()));
        assert_noop!(
            Livestock::immunise(signed(Actor::Neighbour), by_neighbour),
            Error::<Runtime>::NotOwn(0)
        );
    });
}

#[test]
fn a_vaccine_that_the_catalogue_bans_is_not_given() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        let give = || {
            let input = immunisation(today());
            Livestock::immunise(signed(Actor::Farm), act(&pigs, input))
        };
        for route in [Route::Injection, Route::Oral] {
            for banned in [true, false] {
                let row = Drug {
                    approval: immunisation(today()).vaccine,
                    route,
                    banned,
                    ..drug(0)
                };
                set_drug(Actor::Province, row);
                if banned {
                    assert_noop!(give(), Error::<Runtime>::DrugBanned(0));
                } else {
                    assert_ok!(give());
                }
            }
        }
    });
}

#[test]
fn an_animal_is_remembered_with_eight_immunities() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        let others = [
            Disease::ClassicalSwineFever,
            Disease::Prrs,
            Disease::Brucellosis,
            Disease::Tuberculosis,
            Disease::LumpySkin,
            Disease::Ppr,
            Disease::AvianInfluenza,
            Disease::Newcastle,
        ];
        let until = today();
        let eight = others.map(|disease| Immunity { disease, until });
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.immunities = list(&eight));
        assert_noop!(
            Livestock::immunise(signed(Actor::Farm), act(&pigs, immunisation(today()))),
            Error::<Runtime>::TooManyImmunities(0)
        );
    });
}

#[test]
fn a_drug_keeps_an_animal_from_slaughter_by_the_catalogue() {
    run(|| {
        let pigs = tag_pigs(2);
        set_drug(Actor::Province, drug(28));
        assert_ok!(medicate(&pigs, medication("土霉素", day(5))));
        let from = day(5).plus_days(28);
        assert_eq!(life(pigs[0]).slaughter_from, from);
        assert_recorded(
            pigs[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Medicated {
                act: medication("土霉素", day(5)),
                name: text("土霉素注射液"),
                slaughter_from: from,
                food_from: None,
                late: true,
            },
        );
        // A shorter one later does not shorten the first.
        let short = Drug {
            approval: text("双甲脒"),
            withdrawal_days: 8,
            ..drug(8)
        };
        set_drug(
            Actor::County,
            Drug {
                division: division(COUNTY),
                ..short
            },
        );
        assert_ok!(medicate(&pigs, medication("双甲脒", today())));
        assert_eq!(life(pigs[0]).slaughter_from, from);
    });
}

#[test]
fn the_key_of_a_drug_is_its_number_the_species_and_the_route() {
    run(|| {
        // Announcement 278: oxytetracycline tablets 7 days, injection 28; amitraz for pigs 8, for
        // cattle 21.
        let pigs = tag_pigs(4);
        for (approval, species, route, days) in [
            ("土霉素", Species::Pig, Route::Oral, 7),
            ("土霉素", Species::Pig, Route::Injection, 28),
            ("双甲脒", Species::Cattle, Route::External, 21),
            ("双甲脒", Species::Pig, Route::External, 8),
        ] {
            let row = Drug {
                approval: text(approval),
                species,
                route,
                ..drug(days)
            };
            set_drug(Actor::Province, row);
        }
        let treat = |pig: usize, approval: &str, route| {
            let input = Medication {
                route,
                ..medication(approval, today())
            };
            assert_ok!(medicate(&pigs[pig..=pig], input));
            life(pigs[pig]).slaughter_from
        };
        let after = |days| today().plus_days(days);
        assert_eq!(treat(0, "土霉素", Route::Oral), after(7));
        assert_eq!(treat(1, "土霉素", Route::Injection), after(28));
        assert_eq!(treat(2, "双甲脒", Route::External), after(8));
        assert_eq!(warnings_of(pigs[2].subject()), []);
        // The catalogue does not know it by this route.
        assert_eq!(treat(3, "双甲脒", Route::Oral), after(28));
        assert_eq!(warnings_of(pigs[3].subject()).len(), 1);
        // The county's row goes before the province's.
        let longer = Drug {
            division: division(COUNTY),
            ..drug(35)
        };
        set_drug(Actor::County, longer);
        assert_eq!(treat(0, "土霉素", Route::Injection), after(35));
    });
}

#[test]
fn five_hundred_animals_are_one_act() {
    run(|| {
        let pigs = tag_pigs(500);
        let date = today();
        let care = Care::Noted {
            note: text("巡栏")
        };
        let act = GroupAct {
            group: group_tags(1, 500),
            act: CareAct { care, date },
        };
        assert_ok!(Livestock::record_care(signed(Actor::Farm), items(&[act])));
        assert_eq!(entries_of(pigs[499].subject()).len(), 2);
    });
}

type OnDay<'a> = &'a dyn Fn(Date) -> sp_runtime::DispatchResult;

#[test]
fn no_act_lies_ahead_of_the_ledger_or_behind_what_happened() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        let farm = || signed(Actor::Farm);
        let inventory = |date| Inventory {
            date,
            note: text("盘点"),
            evidence: None,
        };
        let acts: [OnDay<'_>; 5] = [
            &|date| Livestock::immunise(farm(), act(&pigs, immunisation(date))),
            &|date| Livestock::medicate(farm(), act(&pigs, medication("无名", date))),
            &|date| {
                let note = text("巡栏");
                let care = Care::Noted { note };
                Livestock::record_care(farm(), act(&pigs, CareAct { care, date }))
            },
            &|date| {
                let transfer = Transfer {
                    village: division(OTHER_VILLAGE),
                    pen: text("6栋"),
                    date,
                };
                Livestock::transfer_animals(farm(), act(&pigs, transfer))
            },
            &|date| Livestock::report_missing(farm(), act(&pigs, inventory(date))),
        ];
        let recover: OnDay<'_> =
            &|date| Livestock::recover_animals(signed(Actor::Vet), act(&pigs, inventory(date)));
        // Five minutes ahead of midnight a clock may say tomorrow.
        let midnight = today().plus_days(1).start_ms();
        set_now_ms(midnight - 300_001);
        let tomorrow = today().plus_days(1);
        for go in acts {
            assert_noop!(go(tomorrow), Error::<Runtime>::TimeInFuture(0));
            assert_noop!(go(day(21)), Error::<Runtime>::TimeOutOfOrder(0));
            assert_ok!(go(today()));
        }
        assert_noop!(recover(tomorrow), Error::<Runtime>::TimeInFuture(0));
        assert_noop!(recover(day(1)), Error::<Runtime>::TimeOutOfOrder(0));
        set_now_ms(midnight - 300_000);
        assert_ok!(recover(tomorrow));
    });
}

#[test]
fn an_unknown_drug_has_the_default_and_a_warning() {
    run(|| {
        let pigs = tag_pigs(1);
        assert_ok!(medicate(&pigs, medication("无名", today())));
        assert_eq!(life(pigs[0]).slaughter_from, today().plus_days(28));
        let approval = text("无名");
        assert_eq!(
            warnings_of(pigs[0].subject()),
            [Warning::UnknownDrug { approval }]
        );
        drop_policy(PolicyKey::WithdrawalDefaultDays);
        assert_noop!(medicate(&pigs, medication("无名", today())), NO_POLICY);
    });
}

#[test]
fn a_ban_holds_all_the_way_down_and_a_prescription_is_shown() {
    run(|| {
        let pigs = tag_pigs(1);
        set_drug(
            Actor::County,
            Drug {
                division: division(COUNTY),
                prescription: true,
                ..drug(28)
            },
        );
        assert_noop!(
            medicate(&pigs, medication("土霉素", today())),
            Error::<Runtime>::PrescriptionMissing(0)
        );
        let prescribed = Medication {
            prescription: Some(digest(5)),
            ..medication("土霉素", today())
        };
        assert_ok!(medicate(&pigs, prescribed.clone()));
        set_drug(
            Actor::Province,
            Drug {
                banned: true,
                ..drug(28)
            },
        );
        assert_noop!(
            medicate(&pigs, prescribed.clone()),
            Error::<Runtime>::DrugBanned(0)
        );
        for (bad, error) in [
            (
                Medication {
                    approval: text(""),
                    ..prescribed.clone()
                },
                Error::<Runtime>::TextBlank(0),
            ),
            (
                Medication {
                    dose: text(""),
                    ..prescribed.clone()
                },
                Error::<Runtime>::TextBlank(0),
            ),
            (
                Medication {
                    code: Some(text("x")),
                    ..prescribed
                },
                Error::<Runtime>::TraceCodeMalformed(0),
            ),
        ] {
            assert_noop!(medicate(&pigs, bad), error);
        }
    });
}

#[test]
fn groups_are_named_once_by_tag_or_by_number_and_not_too_large() {
    run(|| {
        let pigs = tag_pigs(3);
        let care = |group: Group| {
            let act = CareAct {
                care: Care::Noted {
                    note: text("巡栏")
                },
                date: today(),
            };
            Livestock::record_care(signed(Actor::Farm), items(&[GroupAct { group, act }]))
        };
        assert_ok!(care(group_tags(1, 3)));
        assert_ok!(care(group(&pigs)));
        for (bad, error) in [
            (group(&[]), Error::GroupEmpty(0)),
            (group(&[pigs[0], pigs[0]]), Error::UnitTwice(0)),
            (group_tags(1, 4), Error::TagUnknown(0)),
            (group_tags(1, 501), Error::GroupTooLarge(0)),
            (
                Group::Tags(list(&[tags(1, 2), tags(2, 3)])),
                Error::UnitTwice(0),
            ),
            (
                Group::Tags(list(&[tags(1, 1), tags(3, 2)])),
                Error::TagRangeInverted(0),
            ),
            (
                group(&[Unit::Animal(AnimalId(9))]),
                Error::<Runtime>::AnimalUnknown(0),
            ),
        ] {
            assert_noop!(care(bad), error);
        }
    });
}

#[test]
fn care_is_recorded_and_weight_and_pen_are_kept() {
    run(|| {
        let pigs = tag_pigs(1);
        let care = |care: Care| {
            let date = today();
            Livestock::record_care(signed(Actor::Farm), act(&pigs, CareAct { care, date }))
        };
        weigh(&pigs, Grams(25_000));
        assert_eq!(life(pigs[0]).mass, Some(Grams(25_000)));
        assert_ok!(care(Care::Penned { pen: text("5栋") }));
        assert_eq!(life(pigs[0]).pen, text("5栋"));
        assert_recorded(
            pigs[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::CaredFor {
                act: CareAct {
                    care: Care::Penned { pen: text("5栋") },
                    date: today(),
                },
                late: false,
            },
        );
        let mass = Grams(1_000);
        for good in [
            Care::Fed {
                feed: text("育肥料"),
                mass,
            },
            Care::Disinfected {
                agent: text("戊二醛"),
            },
            Care::Bred {
                note: text("配种")
            },
        ] {
            assert_ok!(care(good));
        }
        let feed = text("料");
        for (bad, error) in [
            (Care::Weighed { mass: Grams::ZERO }, Error::NoMass(0)),
            (
                Care::Fed {
                    feed,
                    mass: Grams::ZERO,
                },
                Error::NoMass(0),
            ),
            (
                Care::Fed {
                    feed: text(""),
                    mass,
                },
                Error::TextBlank(0),
            ),
            (Care::Penned { pen: text("") }, Error::TextBlank(0)),
            (Care::Disinfected { agent: text("") }, Error::TextBlank(0)),
            (Care::Bred { note: text("") }, Error::TextBlank(0)),
            (
                Care::Noted { note: text("") },
                Error::<Runtime>::TextBlank(0),
            ),
        ] {
            assert_noop!(care(bad), error);
        }
    });
}

#[test]
fn animals_move_inside_their_farm_and_county() {
    run(|| {
        let pigs = tag_pigs(1);
        let to = |place: &str| Transfer {
            village: division(place),
            pen: text("6栋"),
            date: today(),
        };
        let go =
            |place: &str| Livestock::transfer_animals(signed(Actor::Farm), act(&pigs, to(place)));
        assert_noop!(go(NEXT_VILLAGE), Error::<Runtime>::OtherCounty(0));
        assert_noop!(go(TOWN), Error::<Runtime>::NotVillage(0));
        assert_noop!(go(FAR_VILLAGE), NO_ROLE);
        for place in [VILLAGE, OTHER_VILLAGE] {
            let id = order(zone(&[place], &[]));
            assert_noop!(go(OTHER_VILLAGE), Error::<Runtime>::PlaceLocked(0));
            let lift = ZoneLift {
                zone: id,
                order: text("解除"),
            };
            assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        }
        hold(pigs[0].subject());
        assert_noop!(go(OTHER_VILLAGE), HELD);
        release(pigs[0].subject());
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.barred = true);
        assert_noop!(go(OTHER_VILLAGE), Error::<Runtime>::AnimalBarred(0));
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.barred = false);
        assert_ok!(go(OTHER_VILLAGE));
        assert_eq!(life(pigs[0]).village, division(OTHER_VILLAGE));
        assert_recorded(
            pigs[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Transferred {
                from: division(VILLAGE),
                act: to(OTHER_VILLAGE),
            },
        );
        assert_noop!(go(OTHER_VILLAGE), Error::<Runtime>::SamePlace(0));
    });
}

#[test]
fn a_farm_in_contact_with_an_outbreak_moves_nothing_between_its_places() {
    run(|| {
        let pigs = tag_pigs(1);
        let go = || {
            let transfer = Transfer {
                village: division(OTHER_VILLAGE),
                pen: text("6栋"),
                date: today(),
            };
            Livestock::transfer_animals(signed(Actor::Farm), act(&pigs, transfer))
        };
        let zone = order(zone(&[], &[Actor::Farm.organisation()]));
        assert_noop!(go(), Error::<Runtime>::OutbreakContact(0));
        let lift = ZoneLift {
            zone,
            order: text("解除"),
        };
        assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        assert_ok!(go());
    });
}

#[test]
fn only_its_farm_and_those_who_serve_it_act_on_an_animal() {
    run(|| {
        let pigs = tag_pigs(1);
        let treat = |actor| {
            let input = medication("无名", today());
            Livestock::medicate(signed(actor), act(&pigs, input))
        };
        assert_noop!(treat(Actor::Neighbour), Error::<Runtime>::NotOwn(0));
        assert_noop!(treat(Actor::Hauler), NO_ROLE);
        for actor in [Actor::Farm, Actor::Vaccinator, Actor::Vet] {
            assert_ok!(treat(actor));
        }
        let care = |actor| {
            let care = Care::Noted {
                note: text("巡栏")
            };
            let date = today();
            Livestock::record_care(signed(actor), act(&pigs, CareAct { care, date }))
        };
        assert_noop!(care(Actor::Neighbour), Error::<Runtime>::NotOwn(0));
        assert_noop!(care(Actor::Vet), NO_ROLE);
        assert_ok!(care(Actor::Vaccinator));
        let go = |actor| {
            let transfer = Transfer {
                village: division(VILLAGE),
                pen: text("6栋"),
                date: today(),
            };
            Livestock::transfer_animals(signed(actor), act(&pigs, transfer))
        };
        assert_noop!(go(Actor::Neighbour), Error::<Runtime>::NotOwn(0));
        assert_noop!(go(Actor::Vaccinator), NO_ROLE);
        // Another pen of the same village is a move too.
        assert_ok!(go(Actor::Farm));
        assert_noop!(go(Actor::Farm), Error::<Runtime>::SamePlace(0));
    });
}

#[test]
fn a_missing_animal_can_do_nothing_until_a_vet_has_seen_it() {
    run(|| {
        let pigs = tag_pigs(1);
        let inventory = |note: &str| Inventory {
            date: today(),
            note: text(note),
            evidence: None,
        };
        let missing = || act(&pigs, inventory("盘点"));
        assert_noop!(
            Livestock::report_missing(signed(Actor::Neighbour), missing()),
            Error::<Runtime>::NotOwn(0)
        );
        assert_ok!(Livestock::report_missing(signed(Actor::Farm), missing()));
        assert_eq!(state(pigs[0]), AnimalState::Missing);
        assert_eq!(warnings_of(pigs[0].subject()), [Warning::Missing]);
        assert_noop!(
            Livestock::report_missing(signed(Actor::Farm), missing()),
            Error::<Runtime>::WrongState(0)
        );
        assert_noop!(
            Livestock::recover_animals(signed(Actor::Farm), missing()),
            NO_ROLE
        );
        assert_noop!(
            Livestock::recover_animals(signed(Actor::Vet), act(&pigs, inventory(""))),
            Error::<Runtime>::TextBlank(0)
        );
        assert_ok!(Livestock::recover_animals(
            signed(Actor::Vet),
            act(&pigs, inventory("找回"))
        ));
        assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        assert_recorded(
            pigs[0].subject(),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::Recovered(inventory("找回")),
        );
    });
}

#[test]
fn a_timeline_takes_no_more_than_it_can_count() {
    run(|| {
        let pigs = tag_pigs(1);
        crate::Timelines::<Runtime>::mutate(pigs[0].subject(), |timeline| timeline.len = u32::MAX);
        let note = CareAct {
            care: Care::Noted { note: text("满") },
            date: today(),
        };
        assert_noop!(
            Livestock::record_care(signed(Actor::Farm), act(&pigs, note)),
            Error::<Runtime>::TimelineFull(0)
        );
    });
}
