//! Challenges by villagers: who has to answer, until when, and what happens if nobody does.

use county_primitives::{
    clock::plus_workdays,
    three_assets::{
        challenges::{
            ChallengeInput, ChallengeLevel, ChallengeState, ChallengeStep, ChallengeStepInput,
            Joining,
        },
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry,
    },
    traits::Members,
    Author, ChallengeId, Date, Items, MemberId, PolicyKey, Pseudonym, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller};
use crate::{
    types::{Challenge, ChallengeStanding, Collective},
    Askers, Challenges, Config, Error, Pallet,
};

/// Who asks, and who asks for somebody who cannot.
const ASKERS: &[Role] = &[Role::CollectiveMember, Role::Township, Role::Grid];
/// Who takes a challenge on, and puts it into the minutes.
const TAKERS: &[Role] = &[
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
];
/// Who answers for the collective.
const ANSWERERS: &[Role] = &[
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
    Role::Accountant,
    Role::VillageCashier,
];
/// Who may say that a clock has run out.
const WATCHERS: &[Role] = &[
    Role::CollectiveMember,
    Role::Township,
    Role::Grid,
    Role::VillageSupervisor,
    Role::CountyAgriculture,
    Role::Inspector,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_raise_challenges(
        who: &T::AccountId,
        items: Items<ChallengeInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let collective = Self::collective(input.collective, item)?;
            let signature = caller.sign(ASKERS, collective.division, item)?;
            ensure!(
                Self::collective_of(&input.about) == Some(input.collective),
                Error::<T>::SubjectUnknown(item)
            );
            let days = Self::policy_days(&collective, PolicyKey::ChallengeAcceptWorkdays, item)?;
            let number = Self::next_number(|counters| &mut counters.challenges, item)?;
            let id = ChallengeId(number);
            Askers::<T>::insert((id, input.asker), ());
            Challenges::<T>::insert(
                id,
                Challenge {
                    collective: input.collective,
                    about: input.about,
                    asker: input.asker,
                    raised_by: signature.member,
                    people: 1,
                    households: 1,
                    minuted: false,
                    level: ChallengeLevel::Village,
                    due: plus_workdays(caller.today, days),
                    state: ChallengeState::Submitted,
                },
            );
            Self::record(
                Subject::Challenge(id),
                Author::Member(signature),
                AssetsEntry::ChallengeRaised(input),
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_join_challenges(who: &T::AccountId, items: Items<Joining>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.challenge;
            let mut challenge =
                Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeUnknown(item))?;
            let collective = Self::collective(challenge.collective, item)?;
            let signature = caller.sign(ASKERS, collective.division, item)?;
            ensure!(
                challenge.state != ChallengeState::Closed,
                Error::<T>::WrongState(item)
            );
            let key = (id, input.asker);
            ensure!(
                !Askers::<T>::contains_key(key),
                Error::<T>::AlreadyJoined(item)
            );
            let overflow = Error::<T>::AmountOverflow(item);
            challenge.people = challenge.people.checked_add(1).ok_or(overflow)?;
            let household = u32::from(input.household);
            challenge.households = challenge.households.saturating_add(household);
            Askers::<T>::insert(key, ());
            Challenges::<T>::insert(id, challenge);
            Self::record(
                Subject::Challenge(id),
                Author::Member(signature),
                AssetsEntry::ChallengeJoined {
                    joining: input,
                    people: challenge.people,
                    households: challenge.households,
                },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_step_challenges(
        who: &T::AccountId,
        items: Items<ChallengeStepInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.challenge;
            let mut challenge =
                Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeUnknown(item))?;
            let owner = challenge.collective;
            let collective = Self::collective(owner, item)?;
            let roles = roles_of(&input.step, challenge.level);
            let signature = caller.sign_for(roles, owner, &collective, item)?;
            let today = caller.today;
            let late = Self::late_challenge(id, &challenge, today);
            if let ChallengeStep::Satisfied { asker } | ChallengeStep::Unsatisfied { asker } =
                &input.step
            {
                Self::ensure_asker(&challenge, asker, signature.member, item)?;
            }
            Self::step_challenge(&mut challenge, &collective, &input.step, today, item)?;
            Challenges::<T>::insert(id, challenge);
            let is_waiting = matches!(
                challenge.state,
                ChallengeState::Submitted | ChallengeState::Accepted
            );
            let acts = matches!(
                input.step,
                ChallengeStep::Accepted | ChallengeStep::Answered { .. } | ChallengeStep::Escalated
            );
            Self::record(
                Subject::Challenge(id),
                Author::Member(signature),
                AssetsEntry::ChallengeStepped {
                    step: input.step,
                    level: challenge.level,
                    due: is_waiting.then_some(challenge.due),
                },
                item,
            )?;
            if let Some(finding) = late.filter(|_| acts) {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    fn step_challenge(
        challenge: &mut Challenge,
        collective: &Collective,
        step: &ChallengeStep,
        today: Date,
        item: u16,
    ) -> DispatchResult {
        use ChallengeState::{Accepted, Answered, Closed, Submitted};
        let ensure_in = |states: &[ChallengeState], challenge: &Challenge| {
            let fits = states.contains(&challenge.state);
            ensure!(fits, Error::<T>::WrongState(item));
            Ok::<_, DispatchError>(())
        };
        match step {
            ChallengeStep::Accepted => {
                ensure_in(&[Submitted], challenge)?;
                let key = PolicyKey::ChallengeAnswerWorkdays;
                let days = Self::policy_days(collective, key, item)?;
                challenge.due = plus_workdays(today, days);
                challenge.state = Accepted;
            }
            ChallengeStep::Answered { .. } => {
                ensure_in(&[Accepted], challenge)?;
                challenge.state = Answered;
            }
            ChallengeStep::Satisfied { .. } => {
                ensure_in(&[Answered], challenge)?;
                Self::ensure_minuted(challenge, collective, item)?;
                challenge.state = Closed;
            }
            ChallengeStep::Unsatisfied { .. } => {
                ensure_in(&[Answered], challenge)?;
                Self::move_up(challenge, collective, today, item)?;
            }
            ChallengeStep::Escalated => {
                ensure_in(&[Submitted, Accepted], challenge)?;
                ensure!(challenge.due < today, Error::<T>::NotOverdue(item));
                Self::move_up(challenge, collective, today, item)?;
            }
            ChallengeStep::Minuted { .. } => {
                ensure_in(&[Submitted, Accepted, Answered], challenge)?;
                challenge.minuted = true;
            }
            ChallengeStep::Closed { reason } => {
                ensure_in(&[Answered], challenge)?;
                let is_last = challenge.level == ChallengeLevel::County;
                ensure!(is_last, Error::<T>::WrongState(item));
                Self::ensure_said(reason, item)?;
                Self::ensure_minuted(challenge, collective, item)?;
                challenge.state = Closed;
            }
        }
        Ok(())
    }

    /// Refuses whoever did not raise it: the one-time name stands in the record, where anybody reads it.
    fn ensure_asker(
        challenge: &Challenge,
        asker: &Pseudonym,
        member: MemberId,
        item: u16,
    ) -> DispatchResult {
        let is_asker =
            challenge.asker == *asker && T::Members::same_person(challenge.raised_by, member);
        ensure!(is_asker, Error::<T>::NotAsker(item));
        Ok(())
    }

    /// A joint challenge must be put into the minutes before it is closed.
    fn ensure_minuted(challenge: &Challenge, collective: &Collective, item: u16) -> DispatchResult {
        let people = Self::policy_days(collective, PolicyKey::JointPeople, item)?;
        let households = Self::policy_days(collective, PolicyKey::JointHouseholds, item)?;
        let is_joint = challenge.people >= people || challenge.households >= households;
        ensure!(!is_joint || challenge.minuted, Error::<T>::NotMinuted(item));
        Ok(())
    }

    fn move_up(
        challenge: &mut Challenge,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> DispatchResult {
        let (level, key) = match challenge.level {
            ChallengeLevel::Village => (ChallengeLevel::Township, PolicyKey::ChallengeTownshipDays),
            ChallengeLevel::Township => (ChallengeLevel::County, PolicyKey::ChallengeCountyDays),
            ChallengeLevel::County => return Err(Error::<T>::HighestLevel(item).into()),
        };
        let days = Self::policy_days(collective, key, item)?;
        challenge.level = level;
        challenge.due = today.plus_days(days);
        challenge.state = ChallengeState::Accepted;
        Ok(())
    }

    /// W24 about a challenge whose clock has run out.
    pub(crate) fn late_challenge(
        id: ChallengeId,
        challenge: &Challenge,
        today: Date,
    ) -> Option<Finding> {
        let is_waiting = matches!(
            challenge.state,
            ChallengeState::Submitted | ChallengeState::Accepted
        );
        let late = today.days_since(challenge.due);
        (is_waiting && late > 0).then(|| {
            finding(
                WarningRule::Disclosure,
                WarningLevel::Orange,
                Subject::Challenge(id),
                late.into(),
                0,
            )
        })
    }

    pub(crate) fn challenge_today(id: ChallengeId) -> Option<ChallengeStanding> {
        let challenge = Challenges::<T>::get(id)?;
        let overdue = Self::late_challenge(id, &challenge, T::Members::today()).is_some();
        Some(ChallengeStanding {
            challenge: id,
            level: challenge.level,
            overdue,
            state: challenge.state,
        })
    }
}

fn roles_of(step: &ChallengeStep, level: ChallengeLevel) -> &'static [Role] {
    match step {
        ChallengeStep::Accepted | ChallengeStep::Minuted { .. } => TAKERS,
        ChallengeStep::Answered { .. } => match level {
            ChallengeLevel::Village => ANSWERERS,
            ChallengeLevel::Township => &[Role::Township],
            ChallengeLevel::County => &[Role::CountyAgriculture],
        },
        ChallengeStep::Satisfied { .. } | ChallengeStep::Unsatisfied { .. } => ASKERS,
        ChallengeStep::Escalated => WATCHERS,
        ChallengeStep::Closed { .. } => &[Role::CountyAgriculture],
    }
}
