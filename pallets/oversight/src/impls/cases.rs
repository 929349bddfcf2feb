//! Opening, renewing and releasing cases.

use county_primitives::{
    oversight::{HoldCause, HoldInput, OversightEntry, ReleaseInput, RenewalInput},
    traits::{Members, Subjects},
    Author, CaseId, DivisionCode, Items, PolicyKey, Record, Role, Subject, TimestampMs,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Cases, Config, Error, Event, NextCase, Pallet, Timelines},
    types::{Case, CaseStatus, HoldingCases, ORDERED_MAX, OTHERS_MAX},
};

const DAY_MS: u64 = 86_400_000;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_hold(who: &T::AccountId, items: Items<HoldInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::hold_one(who, input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_renew(who: &T::AccountId, items: Items<RenewalInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::renew_one(who, input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_release(who: &T::AccountId, items: Items<ReleaseInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::release_one(who, input, item)?;
        }
        Ok(())
    }

    fn hold_one(who: &T::AccountId, input: HoldInput, item: u16) -> DispatchResult {
        let HoldInput {
            subject,
            reason,
            evidence,
            days,
        } = input;
        // Nothing asks whether a member is held; the registry stops persons.
        ensure!(
            !matches!(subject, Subject::Member(_)),
            Error::<T>::SubjectIsMember(item)
        );
        let division = Self::place(&subject, item)?;
        let roles = [Role::Inspector, Role::CountyAgriculture];
        let author = T::Members::authorise(who, &roles, division, item)?;
        ensure!(!reason.is_blank(), Error::<T>::ReasonBlank(item));
        let cause = HoldCause::Ordered {
            reason,
            evidence,
            expires_ms: Self::expiry_ms(division, days, item)?,
        };
        Self::open_case(subject, cause, author, item)
    }

    /// Opens a case and holds its subject. People may order fewer holds than fit, so that a failed
    /// test always finds room beside them, and both leave room for the rule for safety intervals.
    pub(crate) fn open_case(
        subject: Subject,
        cause: HoldCause,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let mut held = Self::holding(&subject);
        ensure!(
            Self::has_room(&held, &cause),
            Error::<T>::TooManyHolds(item)
        );
        let id = NextCase::<T>::get();
        let next = id.next().ok_or(Error::<T>::CasesExhausted(item))?;
        held.try_push(id)
            .map_err(|_| Error::<T>::TooManyHolds(item))?;
        NextCase::<T>::put(next);
        Self::store_holding(&subject, held);
        Cases::<T>::insert(
            id,
            Case {
                subject,
                cause: cause.clone(),
                opened_by: author,
                renewed_by: None,
                status: CaseStatus::Open,
            },
        );
        let entry = OversightEntry::Held { subject, cause };
        Self::record(Subject::Case(id), author, entry, item)
    }

    fn renew_one(who: &T::AccountId, input: RenewalInput, item: u16) -> DispatchResult {
        let mut case = Self::open_case_of(input.case, item)?;
        let division = Self::division(&case.subject, item)?;
        let author = T::Members::authorise(who, &[case.keeper_role()], division, item)?;
        ensure!(!input.reason.is_blank(), Error::<T>::ReasonBlank(item));
        let HoldCause::Ordered { expires_ms, .. } = &mut case.cause else {
            return Err(Error::<T>::NotRenewable(item).into());
        };
        let renewed_ms = Self::expiry_ms(division, input.days, item)?;
        // A shorter hold would be a release by one person.
        ensure!(renewed_ms >= *expires_ms, Error::<T>::RenewalShortens(item));
        *expires_ms = renewed_ms;
        if let Author::Member(signature) = author {
            case.renewed_by = Some(signature);
        }
        Cases::<T>::insert(input.case, case);
        let entry = OversightEntry::Renewed {
            reason: input.reason,
            expires_ms: renewed_ms,
        };
        Self::record(Subject::Case(input.case), author, entry, item)
    }

    fn release_one(who: &T::AccountId, input: ReleaseInput, item: u16) -> DispatchResult {
        let mut case = Self::open_case_of(input.case, item)?;
        let division = Self::division(&case.subject, item)?;
        let author = T::Members::authorise(who, &[case.keeper_role()], division, item)?;
        ensure!(!input.reason.is_blank(), Error::<T>::ReasonBlank(item));
        let second = author.member().is_some_and(|member| {
            !case
                .keepers()
                .any(|keeper| T::Members::same_person(keeper, member))
        });
        ensure!(second, Error::<T>::SamePerson(item));
        let cleared = match case.cause {
            HoldCause::Ordered { .. } => true,
            HoldCause::FailedTest(test) => T::Subjects::cleared_since(&case.subject, test),
            HoldCause::SafetyInterval { .. } => T::Subjects::cleared_since_use(&case.subject),
        };
        ensure!(cleared, Error::<T>::NotCleared(item));
        let subject = case.subject;
        case.status = CaseStatus::Released;
        Cases::<T>::insert(input.case, case);
        Self::store_holding(&subject, Self::holding(&subject));
        let entry = OversightEntry::Released {
            reason: input.reason,
            evidence: input.evidence,
        };
        Self::record(Subject::Case(input.case), author, entry, item)
    }

    /// The case, if it still holds its subject.
    fn open_case_of(id: CaseId, item: u16) -> Result<Case, DispatchError> {
        let case = Cases::<T>::get(id).ok_or(Error::<T>::CaseUnknown(item))?;
        ensure!(
            case.status == CaseStatus::Open,
            Error::<T>::CaseNotOpen(item)
        );
        ensure!(
            !case.has_run_out(T::Members::now_ms()),
            Error::<T>::HoldExpired(item)
        );
        Ok(case)
    }

    /// Whether one more case of this cause fits beside those that hold the subject.
    fn has_room(held: &HoldingCases, cause: &HoldCause) -> bool {
        let (mut ordered, mut others) = (0u32, 0u32);
        for case in held.iter().filter_map(Cases::<T>::get) {
            match case.cause {
                HoldCause::Ordered { .. } => {
                    ordered = ordered.saturating_add(1);
                    others = others.saturating_add(1);
                }
                HoldCause::FailedTest(_) => others = others.saturating_add(1),
                HoldCause::SafetyInterval { .. } => {}
            }
        }
        match cause {
            HoldCause::Ordered { .. } => ordered < ORDERED_MAX && others < OTHERS_MAX,
            HoldCause::FailedTest(_) => others < OTHERS_MAX,
            HoldCause::SafetyInterval { .. } => true,
        }
    }

    /// Where a subject that can be held and asked about belongs.
    pub(crate) fn place(subject: &Subject, item: u16) -> Result<DivisionCode, DispatchError> {
        match subject {
            Subject::Case(_) => Err(Error::<T>::SubjectIsCase(item).into()),
            Subject::Question(_) => Err(Error::<T>::SubjectIsQuestion(item).into()),
            subject => Self::division(subject, item),
        }
    }

    pub(crate) fn division(subject: &Subject, item: u16) -> Result<DivisionCode, DispatchError> {
        T::Subjects::division_of(subject).ok_or(Error::<T>::SubjectUnknown(item).into())
    }

    /// When a hold set now for so many days ends.
    fn expiry_ms(
        division: DivisionCode,
        days: u16,
        item: u16,
    ) -> Result<TimestampMs, DispatchError> {
        let limit = T::Members::policy(division, PolicyKey::HoldLimitDays, item)?;
        let days = u64::from(days);
        ensure!(days >= 1 && days <= limit, Error::<T>::DaysOutOfRange(item));
        days.checked_mul(DAY_MS)
            .and_then(|length_ms| T::Members::now_ms().checked_add(length_ms))
            .ok_or(Error::<T>::DaysOutOfRange(item).into())
    }

    /// Appends a record to the timeline of a case or a question and shows it to the world.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: OversightEntry,
        item: u16,
    ) -> DispatchResult {
        Timelines::<T>::try_mutate(subject, |timeline| {
            let record = Record {
                subject,
                sequence: timeline.len,
                author,
                ledger_ms: T::Members::now_ms(),
                entry,
            };
            timeline
                .append(&record)
                .ok_or(Error::<T>::TimelineFull(item))?;
            Self::deposit_event(Event::Recorded { record });
            Ok(())
        })
    }
}
