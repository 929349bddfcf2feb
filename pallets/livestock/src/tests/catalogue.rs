//! Drugs, the immunity plan, farm grades and vehicles.

use county_primitives::{livestock::*, Date, Role, Subject, VehicleId};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, types::FarmGrade, Error, FarmGrades, ImmunityRules, Vehicles};

fn drug(at: &str) -> Drug {
    Drug {
        division: division(at),
        approval: text("兽药字080011234"),
        species: Species::Pig,
        route: Route::Injection,
        name: text("土霉素注射液"),
        withdrawal_days: 28,
        milk_days: None,
        egg_days: None,
        prescription: false,
        banned: false,
    }
}

fn grading(grade: RiskGrade) -> FarmGrading {
    FarmGrading {
        farm: Actor::Farm.organisation(),
        grade,
        report: digest(1),
    }
}

#[test]
fn province_and_county_write_their_catalogues() {
    run(|| {
        for (actor, at, role) in [
            (Actor::Province, "500000000000", Role::Province),
            (Actor::County, COUNTY, Role::CountyAgriculture),
        ] {
            assert_ok!(Livestock::set_drugs(signed(actor), items(&[drug(at)])));
            let catalogue = Subject::VeterinaryCatalogue(division(at));
            let entry = LivestockEntry::DrugSet(drug(at));
            assert_recorded(catalogue, actor.author(role), entry);
            let plan = ImmunityRule {
                division: division(at),
                ..rule(Species::Pig, Disease::FootAndMouth)
            };
            assert_ok!(Livestock::set_immunity_rules(signed(actor), items(&[plan])));
            let entry = LivestockEntry::ImmunityRuleSet(plan);
            assert_recorded(catalogue, actor.author(role), entry);
            assert_eq!(Livestock::division_of(&catalogue), Some(division(at)));
        }
        let elsewhere = drug(FAR_COUNTY);
        assert_noop!(
            Livestock::set_drugs(signed(Actor::County), items(&[elsewhere])),
            NO_ROLE
        );
        let nameless = Drug {
            name: text(""),
            ..drug(COUNTY)
        };
        let unapproved = Drug {
            approval: text(""),
            ..drug(COUNTY)
        };
        for bad in [nameless, unapproved] {
            assert_noop!(
                Livestock::set_drugs(signed(Actor::County), items(&[bad])),
                Error::<Runtime>::TextBlank(0)
            );
        }
    });
}

#[test]
fn a_plan_has_one_rule_per_disease_and_room_for_all() {
    run(|| {
        let set = |rule: ImmunityRule| {
            Livestock::set_immunity_rules(signed(Actor::County), items(&[rule]))
        };
        let of_county = |disease| ImmunityRule {
            division: division(COUNTY),
            ..rule(Species::Pig, disease)
        };
        assert_ok!(set(of_county(Disease::FootAndMouth)));
        let longer = ImmunityRule {
            valid_days: 365,
            ..of_county(Disease::FootAndMouth)
        };
        assert_ok!(set(longer));
        let key = (division(COUNTY), Species::Pig);
        assert_eq!(ImmunityRules::<Runtime>::get(key).to_vec(), [longer]);
        let endless = ImmunityRule {
            valid_days: 0,
            ..longer
        };
        assert_noop!(set(endless), Error::<Runtime>::NoPeriod(0));
        let full = vec![longer; 16];
        ImmunityRules::<Runtime>::insert(key, list::<_, 16>(&full));
        assert_noop!(
            set(of_county(Disease::Prrs)),
            Error::<Runtime>::TooManyRules(0)
        );
    });
}

#[test]
fn a_grade_holds_for_the_policys_days() {
    run(|| {
        let farm = Actor::Farm.organisation();
        assert_ok!(Livestock::grade_farms(
            signed(Actor::Vet),
            items(&[grading(RiskGrade::Medium)])
        ));
        let until = Date(today().0 + 365);
        let grade = RiskGrade::Medium;
        assert_eq!(
            FarmGrades::<Runtime>::get(farm),
            Some(FarmGrade { grade, until })
        );
        assert_recorded(
            Subject::Farm(farm),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::FarmGraded {
                grade,
                until,
                report: digest(1),
            },
        );
        assert_noop!(
            Livestock::grade_farms(signed(Actor::FarVet), items(&[grading(grade)])),
            NO_ROLE
        );
        suspend(Actor::Farm);
        assert_noop!(
            Livestock::grade_farms(signed(Actor::Vet), items(&[grading(grade)])),
            Error::<Runtime>::OrganisationNotActive(0)
        );
    });
}

#[test]
fn a_plate_is_filed_for_one_carrier_at_a_time() {
    run(|| {
        let file =
            |input: VehicleInput| Livestock::file_vehicles(signed(Actor::County), items(&[input]));
        assert_ok!(file(vehicle_input()));
        let vehicle = Subject::Vehicle(VehicleId(1));
        assert_recorded(
            vehicle,
            Actor::County.author(Role::CountyAgriculture),
            LivestockEntry::VehicleFiled(vehicle_input()),
        );
        let other = VehicleInput {
            carrier: Actor::OtherHauler.organisation(),
            until: Date(today().0 + 800),
            ..vehicle_input()
        };
        assert_noop!(file(other.clone()), Error::<Runtime>::PlateTaken(0));
        pass_days(364);
        assert_noop!(file(other.clone()), Error::<Runtime>::PlateTaken(0));
        pass_days(1);
        assert_ok!(file(other.clone()));
        assert_eq!(Vehicles::<Runtime>::iter().count(), 1);
        let today_only = VehicleInput {
            until: today(),
            ..other
        };
        assert_noop!(file(today_only), Error::<Runtime>::NoPeriod(0));
    });
}

#[test]
fn only_the_authorities_of_the_place_write_plans_and_file_vehicles() {
    run(|| {
        let plan = ImmunityRule {
            division: division(COUNTY),
            ..rule(Species::Pig, Disease::FootAndMouth)
        };
        for actor in [Actor::FarCounty, Actor::Vet, Actor::Farm] {
            assert_noop!(
                Livestock::set_immunity_rules(signed(actor), items(&[plan])),
                NO_ROLE
            );
        }
        let file = |actor| Livestock::file_vehicles(signed(actor), items(&[vehicle_input()]));
        for actor in [Actor::FarVet, Actor::Hauler, Actor::Town] {
            assert_noop!(file(actor), NO_ROLE);
        }
        suspend(Actor::Hauler);
        assert_noop!(file(Actor::Vet), Error::<Runtime>::OrganisationNotActive(0));
    });
}
