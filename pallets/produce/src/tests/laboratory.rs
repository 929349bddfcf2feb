//! Tests of cycles and lots, and what they do to what was tested.

use county_primitives::{
    produce::{
        ProduceEntry, TestFlag, TestInput,
        TestMethod::{Laboratory, Quick},
        TestStatus, TestTarget,
        TestVerdict::{Fail, Pass},
    },
    CycleId, LotId, Role, Subject, TestId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, Tests};

const CYCLE: TestTarget = TestTarget::Cycle(CycleId(1));
const SUBJECT: Subject = Subject::Cycle(CycleId(1));

fn flag() -> TestFlag {
    Produce::cycle(CycleId(1)).unwrap().test
}

fn try_test(actor: Actor, test: TestInput) -> sp_runtime::DispatchResult {
    Produce::record_tests(signed(actor), items(&[test]))
}

fn try_approve(actor: Actor, test: TestId) -> sp_runtime::DispatchResult {
    Produce::approve_tests(signed(actor), items(&[test]))
}

#[test]
fn a_quick_pass_counts_at_once() {
    execute(|| {
        grow();
        let id = record_test(test_of(CYCLE, Quick, Pass));
        assert_eq!(flag(), TestFlag::Passed(id));
        assert_eq!(
            entries(Subject::Test(id)),
            [ProduceEntry::TestRecorded {
                test: test_of(CYCLE, Quick, Pass),
                status: TestStatus::Effective,
            }]
        );
        assert_eq!(
            last_entry(SUBJECT),
            ProduceEntry::Tested {
                test: id,
                method: Quick,
                verdict: Pass,
            }
        );
        assert!(!is_held(SUBJECT));
        assert_eq!(
            Produce::division_of(&Subject::Test(id)),
            Some(division(VILLAGE))
        );
    });
}

#[test]
fn a_failure_counts_at_once_and_holds() {
    for method in [Quick, Laboratory] {
        execute(|| {
            grow();
            let lot = harvested(&[1], 1_000);
            let target = TestTarget::Lot(lot);
            let id = record_test(test_of(target, method, Fail));
            assert_eq!(Produce::lot(lot).unwrap().test, TestFlag::Failed(id));
            assert!(is_held(Subject::Lot(lot)) && !is_held(SUBJECT));
            assert_eq!(
                last_entry(Subject::Lot(lot)),
                ProduceEntry::Tested {
                    test: id,
                    method,
                    verdict: Fail,
                }
            );
        });
    }
}

#[test]
fn a_laboratorys_pass_waits_for_a_second_person() {
    execute(|| {
        grow();
        let id = record_test(test_of(CYCLE, Laboratory, Pass));
        assert_eq!(flag(), TestFlag::Untested);
        assert_eq!(
            last_entry(Subject::Test(id)),
            ProduceEntry::TestRecorded {
                test: test_of(CYCLE, Laboratory, Pass),
                status: TestStatus::Recorded,
            }
        );
        // Not even with a second key of the same laboratory.
        for same in [Actor::Tester, Actor::TesterAgain] {
            assert_noop!(try_approve(same, id), Error::<Runtime>::SamePerson(0));
        }
        assert_noop!(
            try_approve(Actor::OtherTester, id),
            Error::<Runtime>::NotOwnLaboratory(0)
        );
        assert_noop!(try_approve(Actor::QuickTester, id), NO_ROLE);
        assert_noop!(
            try_approve(Actor::Approver, TestId(9)),
            Error::<Runtime>::TestUnknown(0)
        );
        approve(id);
        assert_eq!(flag(), TestFlag::Passed(id));
        let signed_by = records()
            .into_iter()
            .find(|record| record.entry == ProduceEntry::TestApproved)
            .unwrap();
        assert_eq!(
            signed_by.author,
            Actor::Approver.author(Role::AccreditedLaboratory)
        );
        assert_eq!(
            last_entry(SUBJECT),
            ProduceEntry::Tested {
                test: id,
                method: Laboratory,
                verdict: Pass,
            }
        );
        assert_noop!(
            try_approve(Actor::Approver, id),
            Error::<Runtime>::AlreadyEffective(0)
        );
    });
}

#[test]
fn only_a_laboratory_lifts_a_failure() {
    execute(|| {
        grow();
        let failed = record_test(test_of(CYCLE, Quick, Fail));
        record_test(test_of(CYCLE, Quick, Pass));
        assert_eq!(flag(), TestFlag::Failed(failed));
        assert!(!Produce::cleared_since(&SUBJECT, failed));
        let passed = record_test(test_of(CYCLE, Laboratory, Pass));
        assert!(!Produce::cleared_since(&SUBJECT, failed));
        approve(passed);
        assert_eq!(flag(), TestFlag::Passed(passed));
        assert!(Produce::cleared_since(&SUBJECT, failed));
        // The hold stays until oversight releases it.
        assert!(is_held(SUBJECT));
        let again = record_test(test_of(CYCLE, Quick, Fail));
        assert!(!Produce::cleared_since(&SUBJECT, again));
        assert!(!Produce::cleared_since(&SUBJECT, failed));
        assert!(!Produce::cleared_since(&Subject::Test(failed), failed));
    });
}

#[test]
fn a_pass_from_before_the_failure_lifts_nothing() {
    execute(|| {
        grow();
        let waiting = record_test(test_of(CYCLE, Laboratory, Pass));
        let failed = record_test(test_of(CYCLE, Quick, Fail));
        approve(waiting);
        assert_eq!(flag(), TestFlag::Failed(failed));
        assert!(!Produce::cleared_since(&SUBJECT, failed));
        let mut old_sample = test_of(CYCLE, Laboratory, Pass);
        old_sample.sampled = date("2026-08-31");
        approve(record_test(old_sample));
        assert_eq!(flag(), TestFlag::Failed(failed));
        assert!(!Produce::cleared_since(&SUBJECT, failed));
    });
}

#[test]
fn a_finished_cycle_can_still_be_tested() {
    execute(|| {
        grow();
        assert_ok!(Produce::finish_cycles(
            signed(Actor::Grower),
            items(&[CycleId(1)])
        ));
        let id = record_test(test_of(CYCLE, Quick, Fail));
        assert_eq!(flag(), TestFlag::Failed(id));
    });
}

#[test]
fn fails_to_record_a_test() {
    execute(|| {
        grow();
        let quick = || test_of(CYCLE, Quick, Pass);
        for target in [TestTarget::Cycle(CycleId(2)), TestTarget::Lot(LotId(1))] {
            assert_noop!(
                try_test(Actor::QuickTester, test_of(target, Quick, Pass)),
                Error::<Runtime>::TargetUnknown(0)
            );
        }
        assert_noop!(try_test(Actor::Tester, quick()), NO_ROLE);
        assert_noop!(
            try_test(Actor::QuickTester, test_of(CYCLE, Laboratory, Pass)),
            NO_ROLE
        );
        let mut test = quick();
        test.sample = " ".parse().unwrap();
        assert_noop!(
            try_test(Actor::QuickTester, test),
            Error::<Runtime>::SampleBlank(0)
        );
        let mut test = quick();
        test.items = Default::default();
        assert_noop!(
            Produce::record_tests(signed(Actor::QuickTester), items(&[quick(), test])),
            Error::<Runtime>::NoTestItems(1)
        );
        let mut test = quick();
        test.sampled = date("2026-09-02");
        assert_noop!(
            try_test(Actor::QuickTester, test),
            Error::<Runtime>::DateInFuture(0)
        );
        let mut test = quick();
        test.sampled = date("2026-02-28");
        assert_noop!(
            try_test(Actor::QuickTester, test),
            Error::<Runtime>::DateBeforeStart(0)
        );
        assert_eq!(Tests::<Runtime>::iter().count(), 0);
    });
}

#[test]
fn a_lot_is_sampled_on_the_day_of_harvest_at_the_earliest() {
    execute(|| {
        grow();
        let lot = harvested(&[1], 1_000);
        let mut test = test_of(TestTarget::Lot(lot), Quick, Pass);
        test.sampled = date("2026-08-31");
        assert_noop!(
            try_test(Actor::QuickTester, test),
            Error::<Runtime>::DateBeforeStart(0)
        );
        record_test(test_of(TestTarget::Lot(lot), Quick, Pass));
    });
}
