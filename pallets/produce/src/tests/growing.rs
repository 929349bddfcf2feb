//! Plots, cycles and operations.

use county_primitives::{
    produce::{Operation, OperationKind, ProduceEntry},
    CycleId, Grams, MilliMu, PlotId, PolicyKey, Subject,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};

use crate::{mock::*, Config, CycleState, Cycles, Error, Plots, WeightInfo};

pub(super) fn operation(kind: OperationKind) -> Operation {
    Operation {
        cycle: CycleId(1),
        kind,
        date: date("2026-09-01"),
        note: "".parse().unwrap(),
        evidence: None,
    }
}

fn operate(operation: Operation) -> DispatchResultWithPostInfo {
    Produce::record_operations(signed(Actor::Grower), items(&[operation]))
}

#[test]
fn items_of_one_village_weigh_one_look_at_the_registry() {
    execute(|| {
        grow();
        let two = items(&[
            operation(OperationKind::Pruning),
            operation(OperationKind::Pruning),
        ]);
        let answer = Produce::record_operations(signed(Actor::Grower), two).unwrap();
        let weight = <Runtime as Config>::WeightInfo::record_operations;
        assert_eq!(answer.actual_weight, Some(weight(2, 1)));
        assert!(weight(2, 1).ref_time() < weight(2, 2).ref_time());
    });
}

#[test]
fn can_open_a_plot() {
    execute(|| {
        assert_ok!(Produce::open_plots(
            signed(Actor::Grower),
            items(&[plot_in(VILLAGE), plot_in(OTHER_VILLAGE)])
        ));
        let plot = Plots::<Runtime>::get(PlotId(2)).unwrap();
        assert_eq!(plot.producer, Actor::Grower.organisation());
        assert_eq!(
            last_entry(Subject::Plot(PlotId(2))),
            ProduceEntry::PlotOpened {
                producer: Actor::Grower.organisation(),
                plot: plot_in(OTHER_VILLAGE),
            }
        );
    });
}

#[test]
fn fails_to_open_a_plot() {
    execute(|| {
        let open = |actor, plot| Produce::open_plots(signed(actor), items(&[plot]));
        assert_noop!(
            open(Actor::Grower, plot_in(TOWN)),
            Error::<Runtime>::NotVillage(0)
        );
        assert_noop!(open(Actor::Neighbour, plot_in(OTHER_VILLAGE)), NO_ROLE);
        assert_noop!(open(Actor::Packer, plot_in(VILLAGE)), NO_ROLE);
        let mut plot = plot_in(VILLAGE);
        plot.area = MilliMu(0);
        assert_noop!(open(Actor::Grower, plot), Error::<Runtime>::NoArea(0));
    });
}

#[test]
fn can_start_and_finish_cycles() {
    execute(|| {
        grow();
        let cycle = Produce::cycle(CycleId(1)).unwrap();
        assert_eq!(cycle.yield_cap, Grams(CAP));
        assert_eq!(cycle.harvest_from, cycle.started);
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::CycleStarted {
                producer: Actor::Grower.organisation(),
                cycle: cycle_on(1),
                yield_cap: Grams(CAP),
                season: 1,
                carried: Grams::ZERO,
                harvest_from: cycle.started,
            }
        );
        assert_eq!(
            Produce::division_of(&Subject::Cycle(CycleId(1))),
            Some(division(VILLAGE))
        );
        assert_ok!(Produce::finish_cycles(
            signed(Actor::Grower),
            items(&[CycleId(1)])
        ));
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::CycleFinished
        );
        let finished = Cycles::<Runtime>::get(CycleId(1)).unwrap();
        assert_eq!(finished.state, CycleState::Finished);
        assert_ok!(Produce::start_cycles(
            signed(Actor::Grower),
            items(&[cycle_on(1)])
        ));
    });
}

#[test]
fn fails_to_start_a_cycle() {
    execute(|| {
        grow();
        let start = |actor, cycle| Produce::start_cycles(signed(actor), items(&[cycle]));
        assert_noop!(
            start(Actor::Grower, cycle_on(9)),
            Error::<Runtime>::PlotUnknown(0)
        );
        assert_noop!(
            start(Actor::Neighbour, cycle_on(1)),
            Error::<Runtime>::NotOwnPlot(0)
        );
        assert_noop!(start(Actor::Packer, cycle_on(1)), NO_ROLE);
        assert_noop!(
            start(Actor::Grower, cycle_on(1)),
            Error::<Runtime>::PlotInUse(0)
        );
        assert_ok!(Produce::open_plots(
            signed(Actor::Grower),
            items(&[plot_in(VILLAGE)])
        ));
        let mut cycle = cycle_on(2);
        cycle.product = product("01");
        assert_noop!(
            start(Actor::Grower, cycle),
            Error::<Runtime>::ProductTooBroad(0)
        );
        let mut cycle = cycle_on(2);
        cycle.product = product("0102");
        assert_noop!(start(Actor::Grower, cycle), Error::<Runtime>::NoYieldCap(0));
        let mut cycle = cycle_on(2);
        cycle.started = date("2026-09-02");
        assert_noop!(
            start(Actor::Grower, cycle),
            Error::<Runtime>::DateInFuture(0)
        );
        hold(Subject::Plot(PlotId(2)));
        assert_noop!(start(Actor::Grower, cycle_on(2)), HELD);
        release(Subject::Plot(PlotId(2)));
        assert_ok!(start(Actor::Grower, cycle_on(2)));
    });
}

#[test]
fn fails_to_finish_a_cycle() {
    execute(|| {
        grow();
        let finish = |actor, id| Produce::finish_cycles(signed(actor), items(&[CycleId(id)]));
        assert_noop!(finish(Actor::Grower, 2), Error::<Runtime>::CycleUnknown(0));
        assert_noop!(
            finish(Actor::Neighbour, 1),
            Error::<Runtime>::NotOwnCycle(0)
        );
        assert_ok!(finish(Actor::Grower, 1));
        assert_noop!(finish(Actor::Grower, 1), Error::<Runtime>::CycleFinished(0));
        assert_noop!(
            operate(operation(OperationKind::Pruning)),
            Error::<Runtime>::CycleFinished(0)
        );
    });
}

#[test]
fn can_record_operations_and_the_late_ones_are_marked() {
    execute(|| {
        grow();
        for (day, late) in [
            ("2026-09-01", false),
            ("2026-08-29", false),
            ("2026-08-28", true),
        ] {
            let mut done = operation(OperationKind::Bagging);
            done.date = date(day);
            assert_ok!(operate(done.clone()));
            assert_eq!(
                last_entry(Subject::Cycle(CycleId(1))),
                ProduceEntry::OperationRecorded {
                    operation: done,
                    late,
                }
            );
        }
    });
}

#[test]
fn late_begins_72_hours_after_the_end_of_the_day() {
    execute(|| {
        grow();
        let is_late = || match last_entry(Subject::Cycle(CycleId(1))) {
            ProduceEntry::OperationRecorded { late, .. } => late,
            other => panic!("{other:?}"),
        };
        let boundary = date("2026-09-02").start_ms() + 72 * 3_600_000;
        for (now_ms, late) in [(boundary, false), (boundary + 1, true)] {
            set_now_ms(now_ms);
            assert_ok!(operate(operation(OperationKind::Weeding)));
            assert_eq!(is_late(), late);
        }
    });
}

#[test]
fn the_future_begins_at_the_policys_limit() {
    execute(|| {
        grow();
        let mut tomorrow = operation(OperationKind::Irrigation);
        tomorrow.date = date("2026-09-02");
        let boundary = date("2026-09-02").start_ms() - 300_000;
        set_now_ms(boundary - 1);
        assert_noop!(operate(tomorrow.clone()), Error::<Runtime>::DateInFuture(0));
        set_now_ms(boundary);
        assert_ok!(operate(tomorrow.clone()));
        drop_policy(PolicyKey::FutureLimitSeconds);
        assert_noop!(operate(tomorrow), NO_POLICY);
    });
}

#[test]
fn fails_to_record_an_operation() {
    execute(|| {
        grow();
        let mut before = operation(OperationKind::Pruning);
        before.date = date("2026-02-28");
        assert_noop!(operate(before), Error::<Runtime>::DateBeforeStart(0));
        let mut first_day = operation(OperationKind::Pruning);
        first_day.date = date("2026-03-01");
        assert_ok!(operate(first_day));
        assert_noop!(
            operate(operation(OperationKind::Other)),
            Error::<Runtime>::NoteMissing(0)
        );
        let mut other = operation(OperationKind::Other);
        other.note = "覆膜".parse().unwrap();
        assert_ok!(operate(other));
        let mut unknown = operation(OperationKind::Pruning);
        unknown.cycle = CycleId(2);
        assert_noop!(operate(unknown), Error::<Runtime>::CycleUnknown(0));
        let pruning = items(&[operation(OperationKind::Pruning)]);
        assert_noop!(
            Produce::record_operations(signed(Actor::Neighbour), pruning),
            Error::<Runtime>::NotOwnCycle(0)
        );
    });
}
