//! Democratic decisions, step by step.

use county_primitives::{
    three_assets::{
        decisions::{
            party_outcome, Body, DecisionInput, DecisionStep, DecisionStepInput, Matter, Outcome,
            Tally, ASSEMBLY_NOTICE_DAYS,
        },
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    traits::{Holds, Members},
    Author, CollectiveId, Date, DecisionId, Items, PolicyKey, Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller, BOARD, SUPERVISOR, TOWNSHIP};
use crate::{
    types::{Collective, Decision, DecisionState},
    Config, Decisions, Error, Officers, Pallet,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_open_decisions(
        who: &T::AccountId,
        items: Items<DecisionInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let collective = Self::collective(input.collective, item)?;
            let signature = caller.sign_for(BOARD, input.collective, &collective, item)?;
            Self::ensure_said(&input.about, item)?;
            Self::ensure_body(&collective, &input, item)?;
            caller.ensure_past(input.notice, item)?;
            let days = if input.body.is_assembly() {
                ASSEMBLY_NOTICE_DAYS
            } else {
                0
            };
            ensure!(
                input.notice.plus_days(days) <= input.meeting,
                Error::<T>::NoticeTooShort(item)
            );
            ensure!(
                input.amount.is_none_or(|amount| amount > Fen::ZERO),
                Error::<T>::AmountInvalid(item)
            );
            let id = DecisionId(Self::next_number(|counters| &mut counters.decisions, item)?);
            Decisions::<T>::insert(id, new_decision(&input));
            Self::record(
                Subject::Decision(id),
                Author::Member(signature),
                AssetsEntry::DecisionOpened(input),
                item,
            )?;
        }
        Ok(())
    }

    /// Refuses a body that the collective does not have, or that may not decide this.
    fn ensure_body(collective: &Collective, input: &DecisionInput, item: u16) -> DispatchResult {
        ensure!(
            input.body.is_assembly() || !input.matter.is_for_members_only(),
            Error::<T>::MatterForMembersOnly(item)
        );
        let exists = match input.body {
            // Land to outsiders is for members or representatives (Land Contract Act Art.52).
            Body::Board => !input.four_steps && input.matter != Matter::LandToOutsiders,
            body if body.is_of_representatives() => collective.figures.representatives > 0,
            _ => true,
        };
        ensure!(exists, Error::<T>::NoSuchBody(item));
        Ok(())
    }

    pub(crate) fn do_step_decisions(
        who: &T::AccountId,
        items: Items<DecisionStepInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.decision;
            let mut decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionUnknown(item))?;
            let owner = decision.collective;
            let collective = Self::collective(owner, item)?;
            let roles = match input.step {
                DecisionStep::Published { .. } => SUPERVISOR,
                DecisionStep::TownshipApproved => TOWNSHIP,
                _ => BOARD,
            };
            let signature = caller.sign_for(roles, owner, &collective, item)?;
            T::Holds::ensure_free(&Subject::Decision(id), item)?;
            let outcome = Self::step_decision(
                &caller,
                &collective,
                &mut decision,
                &input.step,
                &signature,
                item,
            )?;
            Decisions::<T>::insert(id, decision);
            let finding = match &input.step {
                DecisionStep::Resolved { .. } => {
                    Self::late_papers(id, &collective, &decision, item)?
                }
                DecisionStep::ResultPublished { .. } => ill_paid(id, &decision),
                _ => None,
            };
            Self::record(
                Subject::Decision(id),
                Author::Member(signature),
                AssetsEntry::DecisionStepped {
                    step: input.step,
                    outcome,
                },
                item,
            )?;
            if let Some(finding) = finding {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    /// Takes the step; answers what a vote came to.
    fn step_decision(
        caller: &Caller<T>,
        collective: &Collective,
        decision: &mut Decision,
        step: &DecisionStep,
        signature: &Signature,
        item: u16,
    ) -> Result<Option<Outcome>, DispatchError> {
        use DecisionState as S;
        Self::ensure_step(decision, step, item)?;
        let mut voted = None;
        decision.state = match step {
            DecisionStep::Deliberated { .. } => S::Deliberated,
            DecisionStep::Reviewed {
                plan_given,
                date,
                tally,
                ..
            } => {
                caller.ensure_past(*date, item)?;
                ensure!(*date <= decision.meeting, Error::<T>::StepOutOfOrder(item));
                let days = Self::policy_days(collective, PolicyKey::PartyNoticeDays, item)?;
                ensure!(
                    plan_given.plus_days(days) <= *date,
                    Error::<T>::NoticeTooShort(item)
                );
                let outcome = party_outcome(collective.figures.party_members, *tally)
                    .ok_or(Error::<T>::TallyImpossible(item))?;
                let owner = decision.collective;
                Self::ensure_few_abstain(owner, collective, *date, *tally, item)?;
                voted = Some(outcome);
                passed(outcome, S::Reviewed)
            }
            DecisionStep::Resolved { date, tally, .. } => {
                ensure!(*date == decision.meeting, Error::<T>::MeetingMoved(item));
                caller.ensure_past(*date, item)?;
                let outcome = Self::vote(collective, decision, *date, *tally, item)?;
                decision.recorder = Some(signature.member);
                decision.abstaining = tally.abstaining;
                voted = Some(outcome);
                // Minutes of the board need no publication.
                let next = match decision.body {
                    Body::Board => S::Effective,
                    _ => S::Resolved,
                };
                passed(outcome, next)
            }
            DecisionStep::Published { .. } => {
                let is_same = decision
                    .recorder
                    .is_some_and(|one| T::Members::same_person(one, signature.member));
                ensure!(!is_same, Error::<T>::SamePerson(item));
                S::Effective
            }
            DecisionStep::TownshipApproved => {
                decision.township = true;
                decision.state
            }
            DecisionStep::ResultPublished { .. } => S::Completed,
            DecisionStep::GivenUp { reason } => {
                Self::ensure_said(reason, item)?;
                S::GivenUp
            }
        };
        Ok(voted)
    }

    /// Refuses a step that does not follow from where the decision stands.
    fn ensure_step(decision: &Decision, step: &DecisionStep, item: u16) -> DispatchResult {
        use DecisionState as S;
        let state = decision.state;
        let follows = match step {
            DecisionStep::Deliberated { .. } => decision.four_steps && state == S::Proposed,
            DecisionStep::Reviewed { .. } => decision.four_steps && state == S::Deliberated,
            DecisionStep::Resolved { .. } if decision.four_steps => state == S::Reviewed,
            DecisionStep::Resolved { .. } => state == S::Proposed,
            DecisionStep::Published { .. } => state == S::Resolved,
            DecisionStep::TownshipApproved => {
                !decision.township && matches!(state, S::Resolved | S::Effective)
            }
            DecisionStep::ResultPublished { .. } => decision.holds(),
            DecisionStep::GivenUp { .. } => {
                let is_running = matches!(
                    state,
                    S::Proposed | S::Deliberated | S::Reviewed | S::Resolved
                );
                let is_unused = decision.used == Fen::ZERO && decision.paid == Fen::ZERO;
                is_running || (state == S::Effective && is_unused)
            }
        };
        ensure!(follows, Error::<T>::WrongState(item));
        Ok(())
    }

    /// What a vote came to among all who have one that day.
    fn vote(
        collective: &Collective,
        decision: &Decision,
        date: Date,
        tally: Tally,
        item: u16,
    ) -> Result<Outcome, DispatchError> {
        let due = match decision.body {
            Body::Board => {
                let directors = Self::directors(decision.collective, collective, date);
                ensure!(
                    matches!(directors, 3 | 5 | 7),
                    Error::<T>::BoardInvalid(item)
                );
                directors
            }
            body if body.is_of_representatives() => collective.figures.representatives,
            _ => collective.figures.members,
        };
        let outcome = decision.body.outcome(due, tally);
        let outcome = outcome.ok_or(Error::<T>::TallyImpossible(item))?;
        Self::ensure_few_abstain(decision.collective, collective, date, tally, item)?;
        Ok(outcome)
    }

    /// Refuses more who abstain than the matter can concern: the officers of that day and the near kin they named
    /// (`DOMAIN.md 4.3`). Whoever else stays away from the vote counts among those who have one.
    fn ensure_few_abstain(
        id: CollectiveId,
        collective: &Collective,
        date: Date,
        tally: Tally,
        item: u16,
    ) -> DispatchResult {
        let officers = collective
            .officers
            .iter()
            .filter_map(|member| Officers::<T>::get((id, *member)))
            .filter(|officer| officer.is_in_office(date));
        let most = officers
            .map(|officer| u32::try_from(officer.kin.len()).unwrap_or(u32::MAX))
            .fold(0u32, |sum, kin| sum.saturating_add(kin).saturating_add(1));
        ensure!(tally.abstaining <= most, Error::<T>::TooManyAbstain(item));
        Ok(())
    }

    /// W24 about a distribution that an assembly votes on: the annual report, the accounts and the plan are on the
    /// wall so many days before it (CEO Act Art.46).
    fn late_papers(
        id: DecisionId,
        collective: &Collective,
        decision: &Decision,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        if decision.matter != Matter::Distribution || decision.body == Body::Board {
            return Ok(None);
        }
        let days = Self::policy_days(collective, PolicyKey::AnnualReportDays, item)?;
        let meeting = decision.meeting;
        let in_time = decision
            .shown
            .is_some_and(|day| day.plus_days(days) <= meeting);
        let shown = decision.shown.map_or(0, |day| meeting.days_since(day));
        Ok((!in_time).then(|| {
            finding(
                WarningRule::Disclosure,
                WarningLevel::Orange,
                Subject::Decision(id),
                shown.into(),
                days.into(),
            )
        }))
    }

    /// Adds to what was paid on a decision; an amount below nothing takes back. Answers W26 where a distribution
    /// is no longer what was resolved.
    pub(crate) fn add_paid(
        id: DecisionId,
        amount: Fen,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        Decisions::<T>::try_mutate(id, |decision| {
            let decision = decision.as_mut().ok_or(Error::<T>::DecisionUnknown(item))?;
            decision.paid = decision
                .paid
                .checked_add(amount)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            Ok(ill_paid(id, decision))
        })
    }
}

/// W26 about a distribution: more was paid than was resolved, or, once it is said to be over, something else. A vote
/// that failed or still runs resolves nothing.
fn ill_paid(id: DecisionId, decision: &Decision) -> Option<Finding> {
    let is_resolved = matches!(
        decision.state,
        DecisionState::Effective | DecisionState::Completed
    );
    let resolved = decision.amount.filter(|_| is_resolved).unwrap_or_default();
    let differs = if decision.state == DecisionState::Completed {
        decision.paid != resolved
    } else {
        decision.paid > resolved
    };
    (decision.matter == Matter::Distribution && differs).then(|| {
        finding(
            WarningRule::Distribution,
            WarningLevel::Red,
            Subject::Decision(id),
            decision.paid.0,
            resolved.0,
        )
    })
}

fn new_decision(input: &DecisionInput) -> Decision {
    let state = if input.four_steps && input.merged {
        DecisionState::Deliberated
    } else {
        DecisionState::Proposed
    };
    Decision {
        collective: input.collective,
        body: input.body,
        matter: input.matter,
        four_steps: input.four_steps,
        amount: input.amount,
        used: Fen::ZERO,
        paid: Fen::ZERO,
        notice: input.notice,
        meeting: input.meeting,
        recorder: None,
        abstaining: 0,
        shown: None,
        township: false,
        state,
    }
}

fn passed(outcome: Outcome, next: DecisionState) -> DecisionState {
    match outcome {
        Outcome::Passed => next,
        Outcome::NoQuorum | Outcome::NotPassed => DecisionState::NotPassed,
    }
}
