//! Uses of pesticides against their label.

use county_primitives::{
    produce::{DoseUnit, InputUse, ProduceEntry, Restriction},
    CycleId, MilliMu, Subject,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};

use crate::{mock::*, Error};

fn spray(input: InputUse) -> DispatchResultWithPostInfo {
    Produce::record_input_uses(signed(Actor::Grower), items(&[input]))
}

#[test]
fn can_record_a_use_and_it_moves_the_first_day_of_harvest() {
    execute(|| {
        grow();
        assert_ok!(spray(input_use()));
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::InputUsed {
                input: input_use(),
                name: label().name,
                harvest_from: date("2026-08-15"),
                times: 1,
                late: true,
            }
        );
        let mut earlier = input_use();
        earlier.date = date("2026-07-01");
        assert_ok!(spray(earlier));
        let cycle = Produce::cycle(CycleId(1)).unwrap();
        assert_eq!(cycle.harvest_from, date("2026-08-15"));
        assert_eq!(cycle.uses[0].times, 2);
    });
}

#[test]
fn a_held_cycle_takes_a_use_all_the_same() {
    execute(|| {
        grow();
        hold(Subject::Cycle(CycleId(1)));
        assert_ok!(spray(input_use()));
    });
}

#[test]
fn fails_beyond_the_label() {
    execute(|| {
        grow();
        let mut input = input_use();
        input.registration = "PD20119999".parse().unwrap();
        assert_noop!(spray(input), Error::<Runtime>::NotOnLabel(0));
        let mut input = input_use();
        input.unit = DoseUnit::MilligramPerKilogram;
        assert_noop!(spray(input), Error::<Runtime>::WrongDoseUnit(0));
        let mut input = input_use();
        input.dose = 60_001;
        assert_noop!(spray(input), Error::<Runtime>::DoseOverLabel(0));
        let mut input = input_use();
        input.dose = 0;
        assert_noop!(spray(input), Error::<Runtime>::NoDose(0));
        let mut input = input_use();
        input.area = MilliMu(0);
        assert_noop!(spray(input), Error::<Runtime>::AreaOutsidePlot(0));
        let mut input = input_use();
        input.area = MilliMu(2_001);
        assert_noop!(spray(input), Error::<Runtime>::AreaOutsidePlot(0));
        let mut weak = input_use();
        weak.dose = 1;
        assert_ok!(spray(weak));
    });
}

#[test]
fn fails_where_the_law_forbids() {
    execute(|| {
        grow();
        let set = |row| Produce::set_input_labels(signed(Actor::County), items(&[row]));
        let mut row = label();
        row.restriction = Restriction::Banned;
        assert_ok!(set(row));
        assert_noop!(spray(input_use()), Error::<Runtime>::Banned(0));
        let mut row = label();
        row.restriction = Restriction::Restricted;
        row.forbidden_on = vec![product("0103")].try_into().unwrap();
        assert_ok!(set(row));
        assert_noop!(spray(input_use()), Error::<Runtime>::ForbiddenOnProduct(0));
        let mut row = label();
        row.restriction = Restriction::Restricted;
        assert_ok!(set(row));
        assert_ok!(spray(input_use()));
    });
}

#[test]
fn fails_after_the_last_use_the_label_allows() {
    execute(|| {
        grow();
        assert_ok!(spray(input_use()));
        assert_ok!(spray(input_use()));
        assert_noop!(spray(input_use()), Error::<Runtime>::TooManyUses(0));
        // A cycle on another plot counts from one again.
        let mut other = input_use();
        other.cycle = grow_more(VILLAGE);
        assert_ok!(spray(other));
    });
}

#[test]
fn fails_after_the_last_product_a_cycle_can_count() {
    execute(|| {
        grow();
        for number in 0..=32 {
            let registration = format!("PD{number:08}");
            let mut row = label();
            row.registration = registration.parse().unwrap();
            assert_ok!(Produce::set_input_labels(
                signed(Actor::County),
                items(&[row])
            ));
            let mut input = input_use();
            input.registration = registration.parse().unwrap();
            if number < 32 {
                assert_ok!(spray(input));
            } else {
                assert_noop!(spray(input), Error::<Runtime>::TooManyInputs(0));
            }
        }
    });
}

#[test]
fn fails_with_the_unit_code_of_another_product() {
    execute(|| {
        grow();
        let with = |code: &str| {
            let mut input = input_use();
            input.unit_code = Some(code.parse().unwrap());
            spray(input)
        };
        let rest = "1001000000000000000000000";
        assert_noop!(
            with(&format!("1110234{}", &rest[1..])),
            Error::<Runtime>::UnitCodeMalformed(0)
        );
        assert_noop!(
            with(&format!("111023X{rest}")),
            Error::<Runtime>::UnitCodeMalformed(0)
        );
        assert_noop!(
            with(&format!("1110235{rest}")),
            Error::<Runtime>::UnitCodeMismatch(0)
        );
        assert_ok!(with(&format!("1110234{rest}")));
    });
}

#[test]
fn fails_on_a_day_outside_the_cycle() {
    execute(|| {
        grow();
        let mut input = input_use();
        input.date = date("2026-02-28");
        assert_noop!(spray(input), Error::<Runtime>::DateBeforeStart(0));
        let mut input = input_use();
        input.date = date("2026-09-02");
        assert_noop!(spray(input), Error::<Runtime>::DateInFuture(0));
    });
}

#[test]
fn fails_for_somebody_else_and_names_the_item() {
    execute(|| {
        grow();
        assert_noop!(
            Produce::record_input_uses(signed(Actor::Neighbour), items(&[input_use()])),
            Error::<Runtime>::NotOwnCycle(0)
        );
        let mut unknown = input_use();
        unknown.cycle = CycleId(7);
        assert_noop!(
            Produce::record_input_uses(signed(Actor::Grower), items(&[input_use(), unknown])),
            Error::<Runtime>::CycleUnknown(1)
        );
        assert_ok!(Produce::finish_cycles(
            signed(Actor::Grower),
            items(&[CycleId(1)])
        ));
        assert_noop!(spray(input_use()), Error::<Runtime>::CycleFinished(0));
    });
}
