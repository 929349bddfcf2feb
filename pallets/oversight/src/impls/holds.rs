//! What holds a subject now, and the answers other pallets get.

use county_primitives::{
    oversight::HoldCause,
    traits::{Holds, Members},
    Author, CycleId, Date, Subject, TestId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Cases, Config, Error, Held, Pallet, Questions},
    types::HoldingCases,
};

impl<T: Config> Pallet<T> {
    /// What a case or a question is about; `None` if there is no such one, and for anything else.
    pub fn about(subject: &Subject) -> Option<Subject> {
        match subject {
            Subject::Case(id) => Cases::<T>::get(id).map(|case| case.subject),
            Subject::Question(id) => Questions::<T>::get(id).map(|question| question.subject),
            _ => None,
        }
    }

    /// The cases that hold the subject now, without those whose hold has run out.
    pub(crate) fn holding(subject: &Subject) -> HoldingCases {
        let mut held = Held::<T>::get(subject);
        if !held.is_empty() {
            let now_ms = T::Members::now_ms();
            held.retain(|id| Cases::<T>::get(id).is_some_and(|case| case.holds_at(now_ms)));
        }
        held
    }

    /// Stores which cases hold the subject; a subject without any takes no room.
    pub(crate) fn store_holding(subject: &Subject, held: HoldingCases) {
        if held.is_empty() {
            Held::<T>::remove(subject);
        } else {
            Held::<T>::insert(subject, held);
        }
    }
}

impl<T: Config> Holds for Pallet<T> {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, item: u16) -> DispatchResult {
        ensure!(Self::holding(subject).is_empty(), Error::<T>::Held(item));
        Ok(())
    }

    fn hold_for_failed_test(subject: Subject, test: TestId, item: u16) -> DispatchResult {
        let cause = HoldCause::FailedTest(test);
        let known = Self::holding(&subject)
            .iter()
            .any(|id| Cases::<T>::get(id).is_some_and(|case| case.cause == cause));
        if known {
            return Ok(());
        }
        Self::open_case(subject, cause, Author::Rule, item)
    }

    fn hold_for_safety_interval(
        subject: Subject,
        cycle: CycleId,
        harvest_from: Date,
        item: u16,
    ) -> DispatchResult {
        let mut cases = Self::holding(&subject).into_iter();
        let known = cases.any(|id| {
            Cases::<T>::get(id)
                .is_some_and(|case| matches!(case.cause, HoldCause::SafetyInterval { .. }))
        });
        if known {
            return Ok(());
        }
        let cause = HoldCause::SafetyInterval {
            cycle,
            harvest_from,
        };
        Self::open_case(subject, cause, Author::Rule, item)
    }
}
