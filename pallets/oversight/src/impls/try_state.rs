//! The invariants of cases, holds and questions.

use alloc::collections::BTreeSet;

use county_primitives::{oversight::HoldCause, traits::Members, Author, Subject};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    pallet::{Cases, Config, Held, NextCase, NextQuestion, Pallet, Questions, Timelines},
    types::{Case, CaseStatus},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_cases()?;
        Self::check_questions()?;
        Self::check_timelines()?;
        Self::check_held()
    }

    /// A case is numbered below the next, has its records, and while it holds it is listed.
    fn check_cases() -> Result<(), TryRuntimeError> {
        let next = NextCase::<T>::get();
        let now_ms = T::Members::now_ms();
        for (id, case) in Cases::<T>::iter() {
            ensure!(id < next, "a case has a number not given out yet");
            ensure!(
                Timelines::<T>::get(Subject::Case(id)).len > 0,
                "a case has no record"
            );
            ensure!(
                !case.holds_at(now_ms) || Held::<T>::get(case.subject).contains(&id),
                "a case that holds its subject is not listed"
            );
            Self::check_opener(&case)?;
        }
        Ok(())
    }

    /// A question is numbered below the next, was asked by a member about something else than a
    /// case or a question, and has one record, or two once it is answered.
    fn check_questions() -> Result<(), TryRuntimeError> {
        let next = NextQuestion::<T>::get();
        for (id, question) in Questions::<T>::iter() {
            ensure!(id < next, "a question has a number not given out yet");
            ensure!(
                question.asked_by.member().is_some() && Self::about(&question.subject).is_none(),
                "a question was asked by nobody, or about a case or a question"
            );
            let records = if question.answer.is_some() { 2 } else { 1 };
            ensure!(
                Timelines::<T>::get(Subject::Question(id)).len == records,
                "a question has not the records it must have"
            );
        }
        Ok(())
    }

    /// A timeline belongs to a case or a question.
    fn check_timelines() -> Result<(), TryRuntimeError> {
        for (subject, _) in Timelines::<T>::iter() {
            ensure!(
                Self::about(&subject).is_some(),
                "a timeline belongs to no case and no question"
            );
        }
        Ok(())
    }

    /// People order holds, rules open the others, and only ordered holds are renewed.
    fn check_opener(case: &Case) -> Result<(), TryRuntimeError> {
        let fits = match (&case.cause, &case.opened_by) {
            (HoldCause::Ordered { .. }, Author::Member(_)) => true,
            (HoldCause::FailedTest(_) | HoldCause::SafetyInterval { .. }, Author::Rule) => {
                case.renewed_by.is_none()
            }
            _ => false,
        };
        ensure!(fits, "a case was opened by whom it cannot be");
        Ok(())
    }

    /// A list of holding cases is never empty, has no doubles, names open cases of its subject, and
    /// at most one of them is about a safety interval.
    fn check_held() -> Result<(), TryRuntimeError> {
        for (subject, held) in Held::<T>::iter() {
            ensure!(!held.is_empty(), "an empty list of holding cases is stored");
            let distinct: BTreeSet<_> = held.iter().collect();
            ensure!(
                distinct.len() == held.len(),
                "a case is listed twice for a subject"
            );
            let mut intervals = 0u32;
            for id in &held {
                let case = Cases::<T>::get(id).ok_or("a listed case does not exist")?;
                if matches!(case.cause, HoldCause::SafetyInterval { .. }) {
                    intervals = intervals.saturating_add(1);
                }
                ensure!(
                    case.subject == subject && case.status == CaseStatus::Open,
                    "a listed case is closed or about another subject"
                );
            }
            ensure!(
                intervals <= 1,
                "a subject is held twice for its safety interval"
            );
        }
        Ok(())
    }
}
