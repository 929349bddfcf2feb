//! What holds for the records of every call.

use county_primitives::{
    produce::{OperationKind, ProduceEntry},
    Digest, PlotId, Role, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};

use super::growing::operation;
use crate::{mock::*, Error, NextPlot, Plots, Timelines};

#[test]
fn the_heads_are_recomputed_from_the_events() {
    execute(|| {
        grow();
        let lot = lot_at_packer(1_000_000);
        assert_ok!(Produce::grade_lots(
            signed(Actor::Packer),
            items(&[grading_of(&[(lot.0, 900_000)], &[500_000, 390_000], 10_000)])
        ));
        let records = records();
        assert!(records.len() > 8);
        let mut timelines = std::collections::BTreeMap::<Subject, Timeline>::new();
        for record in &records {
            let timeline = timelines.entry(record.subject).or_default();
            assert_eq!(record.sequence, timeline.len);
            assert_eq!(record.ledger_ms, noon("2026-09-01"));
            timeline.append(record).unwrap();
        }
        for (subject, timeline) in timelines {
            assert_eq!(Timelines::<Runtime>::get(subject), timeline, "{subject}");
        }
    });
}

#[test]
fn a_record_names_its_author() {
    execute(|| {
        grow();
        let opened = records()
            .into_iter()
            .find(|record| record.subject == Subject::Plot(PlotId(1)))
            .unwrap();
        assert_eq!(opened.author, Actor::Grower.author(Role::Producer));
        assert_eq!(
            opened.entry,
            ProduceEntry::PlotOpened {
                producer: Actor::Grower.organisation(),
                plot: plot_in(VILLAGE),
            }
        );
    });
}

#[test]
fn a_full_timeline_refuses_and_names_the_item() {
    execute(|| {
        grow();
        let second = grow_more(VILLAGE);
        Timelines::<Runtime>::insert(
            Subject::Cycle(second),
            Timeline {
                len: u32::MAX,
                head: Digest([1; 32]),
            },
        );
        let mut late = operation(OperationKind::Pruning);
        late.cycle = second;
        assert_noop!(
            Produce::record_operations(
                signed(Actor::Grower),
                items(&[operation(OperationKind::Pruning), late])
            ),
            Error::<Runtime>::TimelineFull(1)
        );
    });
}

#[test]
fn used_up_numbers_refuse() {
    execute(|| {
        NextPlot::<Runtime>::put(PlotId(u64::MAX));
        assert_noop!(
            Produce::open_plots(signed(Actor::Grower), items(&[plot_in(VILLAGE)])),
            Error::<Runtime>::NumbersUsedUp(0)
        );
    });
}

#[test]
fn a_call_is_all_or_nothing() {
    execute(|| {
        assert_noop!(
            Produce::open_plots(
                signed(Actor::Grower),
                items(&[plot_in(VILLAGE), plot_in(TOWN)])
            ),
            Error::<Runtime>::NotVillage(1)
        );
        assert_eq!(Plots::<Runtime>::iter().count(), 0);
        assert!(records().is_empty());
    });
}

#[test]
fn an_empty_list_is_refused_by_every_call() {
    execute(|| {
        let who = || signed(Actor::Grower);
        let none = || -> sp_runtime::DispatchError { Error::<Runtime>::NoItems.into() };
        assert_noop!(Produce::set_input_labels(who(), items(&[])), none());
        assert_noop!(Produce::set_yield_caps(who(), items(&[])), none());
        assert_noop!(Produce::open_plots(who(), items(&[])), none());
        assert_noop!(Produce::start_cycles(who(), items(&[])), none());
        assert_noop!(Produce::finish_cycles(who(), items(&[])), none());
        assert_noop!(Produce::record_operations(who(), items(&[])), none());
        assert_noop!(Produce::record_input_uses(who(), items(&[])), none());
        assert_noop!(Produce::record_tests(who(), items(&[])), none());
        assert_noop!(Produce::approve_tests(who(), items(&[])), none());
        assert_noop!(Produce::harvest_lots(who(), items(&[])), none());
        assert_noop!(Produce::grade_lots(who(), items(&[])), none());
        assert_noop!(Produce::deliver_lots(who(), items(&[])), none());
    });
}

#[test]
fn the_council_records_no_produce() {
    execute(|| {
        assert_noop!(
            Produce::open_plots(signed(Actor::Council), items(&[plot_in(VILLAGE)])),
            Error::<Runtime>::NoSignature(0)
        );
    });
}
