//! Tests: recorded by one person, for a laboratory's pass approved by a second one, and what a test
//! that counts does to the cycle or lot it was made on.

use county_primitives::{
    produce::{ProduceEntry, TestFlag, TestInput, TestMethod, TestStatus, TestTarget, TestVerdict},
    traits::{Holds, Members},
    Author, Date, DivisionCode, Items, Role, Subject, TestId,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use super::Caller;
use crate::{
    types::subject_of, Config, Cycles, Error, LaboratoryPasses, LatestCycles, Lots, NextTest,
    Pallet, Plots, Test, Tests,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_tests(who: &T::AccountId, items: Items<TestInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, test) in (0u16..).zip(items) {
            Self::record_test(&mut caller, test, item)?;
        }
        Ok(())
    }

    fn record_test(caller: &mut Caller<T>, input: TestInput, item: u16) -> DispatchResult {
        let (division, first_day) =
            Self::tested(input.target).ok_or(Error::<T>::TargetUnknown(item))?;
        let signature = caller.sign(laboratory_roles(input.method), division, item)?;
        ensure!(!input.sample.is_blank(), Error::<T>::SampleBlank(item));
        ensure!(!input.items.is_empty(), Error::<T>::NoTestItems(item));
        ensure!(
            input.sampled >= first_day,
            Error::<T>::DateBeforeStart(item)
        );
        caller.check_date(input.sampled, division, item)?;
        let id = NextTest::<T>::get();
        NextTest::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let test = Test {
            target: input.target,
            laboratory: signature.organisation,
            tester: signature.member,
            method: input.method,
            sampled: input.sampled,
            verdict: input.verdict,
            status: match (input.method, input.verdict) {
                (TestMethod::Laboratory, TestVerdict::Pass) => TestStatus::Recorded,
                // A failure must not wait for a second signature.
                _ => TestStatus::Effective,
            },
        };
        Tests::<T>::insert(id, test);
        let author = Author::Member(signature);
        let entry = ProduceEntry::TestRecorded {
            test: input,
            status: test.status,
        };
        Self::record(Subject::Test(id), author, entry, item)?;
        match test.status {
            TestStatus::Recorded => Ok(()),
            TestStatus::Effective => Self::apply_test(id, &test, author, item),
        }
    }

    pub(crate) fn do_approve_tests(who: &T::AccountId, items: Items<TestId>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, id) in (0u16..).zip(items) {
            let mut test = Tests::<T>::get(id).ok_or(Error::<T>::TestUnknown(item))?;
            let (division, _) = Self::tested(test.target).ok_or(Error::<T>::TargetUnknown(item))?;
            let signature =
                caller.sign(laboratory_roles(TestMethod::Laboratory), division, item)?;
            ensure!(
                signature.organisation == test.laboratory,
                Error::<T>::NotOwnLaboratory(item)
            );
            ensure!(
                test.status == TestStatus::Recorded,
                Error::<T>::AlreadyEffective(item)
            );
            // One person may have two keys in the same laboratory.
            ensure!(
                !T::Members::same_person(signature.member, test.tester),
                Error::<T>::SamePerson(item)
            );
            test.status = TestStatus::Effective;
            Tests::<T>::insert(id, test);
            let author = Author::Member(signature);
            Self::record(Subject::Test(id), author, ProduceEntry::TestApproved, item)?;
            Self::apply_test(id, &test, author, item)?;
        }
        Ok(())
    }

    /// Where the tested thing belongs, and the first day it can have been sampled.
    pub(crate) fn tested(target: TestTarget) -> Option<(DivisionCode, Date)> {
        match target {
            TestTarget::Cycle(id) => Cycles::<T>::get(id).map(|it| (it.village, it.started)),
            TestTarget::Lot(id) => Lots::<T>::get(id).map(|it| (it.division, it.harvested)),
        }
    }

    /// Lets a test count: it moves the flag of its target, and a failure holds the target.
    fn apply_test(id: TestId, test: &Test, author: Author, item: u16) -> DispatchResult {
        let subject = subject_of(test.target);
        let flag = Self::test_flag(test.target).ok_or(Error::<T>::TargetUnknown(item))?;
        if let Some(flag) = Self::flag_after(flag, id, test) {
            Self::set_test_flag(test.target, flag);
            if test.method == TestMethod::Laboratory && test.verdict == TestVerdict::Pass {
                LaboratoryPasses::<T>::insert(test.target, id);
            }
        }
        let entry = ProduceEntry::Tested {
            test: id,
            method: test.method,
            verdict: test.verdict,
        };
        Self::record(subject, author, entry, item)?;
        match test.verdict {
            TestVerdict::Pass => Ok(()),
            TestVerdict::Fail => {
                T::Holds::hold_for_failed_test(subject, id, item)?;
                Self::hold_what_followed(test.target, id, item)
            }
        }
    }

    /// A failure may come to light only after its cycle was finished. Then it also holds what grows
    /// on the plot since, and the latest cycle of its product there in its year.
    fn hold_what_followed(target: TestTarget, test: TestId, item: u16) -> DispatchResult {
        let TestTarget::Cycle(id) = target else {
            return Ok(());
        };
        let failed = Cycles::<T>::get(id).ok_or(Error::<T>::TargetUnknown(item))?;
        let plot = Plots::<T>::get(failed.plot).ok_or(Error::<T>::PlotUnknown(item))?;
        let next = plot.growing.filter(|_| plot.last == Some(id));
        let latest = LatestCycles::<T>::get((failed.plot, failed.product)).filter(|latest| {
            let cycle = Cycles::<T>::get(latest);
            *latest != id && cycle.is_some_and(|it| failed.started_in_year_of(it.started))
        });
        for cycle in next.into_iter().chain(latest) {
            T::Holds::hold_for_failed_test(Subject::Cycle(cycle), test, item)?;
        }
        Ok(())
    }

    /// The flag a test leads to; `None` if it cannot move the present one. A failure is lifted only
    /// by a laboratory (Quality Act Art.50), by a test recorded later, of a sample not taken
    /// earlier: an old pass that was still waiting for its second signature proves nothing.
    fn flag_after(flag: TestFlag, id: TestId, test: &Test) -> Option<TestFlag> {
        match (test.verdict, flag) {
            (TestVerdict::Fail, _) => Some(TestFlag::Failed(id)),
            (TestVerdict::Pass, TestFlag::Failed(failed)) => {
                let failed_on = Tests::<T>::get(failed).map_or(Date::default(), |it| it.sampled);
                let lifts = test.method == TestMethod::Laboratory
                    && id > failed
                    && test.sampled >= failed_on;
                lifts.then_some(TestFlag::Passed(id))
            }
            (TestVerdict::Pass, _) => Some(TestFlag::Passed(id)),
        }
    }

    pub(super) fn test_flag(target: TestTarget) -> Option<TestFlag> {
        match target {
            TestTarget::Cycle(id) => Cycles::<T>::get(id).map(|it| it.test),
            TestTarget::Lot(id) => Lots::<T>::get(id).map(|it| it.test),
        }
    }

    fn set_test_flag(target: TestTarget, flag: TestFlag) {
        match target {
            TestTarget::Cycle(id) => Cycles::<T>::mutate_extant(id, |it| it.test = flag),
            TestTarget::Lot(id) => Lots::<T>::mutate_extant(id, |it| it.test = flag),
        }
    }

    /// Whether a laboratory test has passed on the subject after `failed`; for the runtime's
    /// `Subjects`, so that oversight may release the hold that followed the failure.
    pub fn cleared_since(subject: &Subject, failed: TestId) -> bool {
        let target = match subject {
            Subject::Cycle(id) => TestTarget::Cycle(*id),
            Subject::Lot(id) => TestTarget::Lot(*id),
            _ => return false,
        };
        LaboratoryPasses::<T>::get(target).is_some_and(|passed| passed > failed)
            && !matches!(Self::test_flag(target), Some(TestFlag::Failed(_)))
    }
}

fn laboratory_roles(method: TestMethod) -> &'static [Role] {
    match method {
        TestMethod::Quick => &[Role::QuickLaboratory],
        TestMethod::Laboratory => &[Role::AccreditedLaboratory],
    }
}
