//! Warnings: raising them beside a transaction, reporting what is overdue, and what is done about them.

use county_primitives::{
    clock::{month_end, month_number, plus_workdays},
    three_assets::{
        disclosure::DisclosureState,
        warnings::{
            Finding, IdleFund, Overdue, WarningLevel, WarningRule, WarningState, WarningStep,
            WarningStepInput,
        },
        AssetsEntry, Fen, MonthKey,
    },
    traits::Members,
    Author, BankLineId, BookId, ChallengeId, CollectiveId, Date, DisclosureId, Items, PolicyKey,
    Role, Signature, Subject, WarningId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller};
use crate::{
    types::{Collective, Warning, WarningStanding},
    BankAccounts, BankLines, Books, CashIncomes, Challenges, Config, Disclosed, Disclosures, Error,
    Funds, Officers, Pallet, Warnings, WarningsAbout,
};

/// Who may say that something is overdue, or that a clock has run out.
const WATCHERS: &[Role] = &[
    Role::Township,
    Role::CountyAgriculture,
    Role::Inspector,
    Role::Auditor,
    Role::VillageSupervisor,
    Role::Accountant,
    Role::CollectiveMember,
];

/// Who explains and puts right.
const OFFICERS: &[Role] = &[
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageSupervisor,
];

impl<T: Config> Pallet<T> {
    /// Raises a warning beside the record it is about. One that was raised before is repeated, and opened
    /// again if it was closed.
    pub(crate) fn warn(
        id: CollectiveId,
        collective: &Collective,
        finding: Finding,
        item: u16,
    ) -> DispatchResult {
        let today = T::Members::today();
        let key = (finding.rule, finding.about);
        let clock = Self::policy_days(collective, finding.level.clock(), item)?;
        let due = plus_workdays(today, clock);
        let known = WarningsAbout::<T>::get(key)
            .and_then(|number| Warnings::<T>::get(number).map(|warning| (number, warning)));
        if let Some((number, warning)) = known {
            return Self::repeat(number, warning, finding, due, item);
        }
        let number = WarningId(Self::next_number(|counters| &mut counters.warnings, item)?);
        WarningsAbout::<T>::insert(key, number);
        Warnings::<T>::insert(
            number,
            Warning {
                collective: id,
                rule: finding.rule,
                level: finding.level,
                about: finding.about,
                due,
                assigned: None,
                explained_by: None,
                state: WarningState::Open,
                raised_ms: T::Members::now_ms(),
            },
        );
        Self::record(
            Subject::Warning(number),
            Author::Rule,
            AssetsEntry::WarningRaised {
                collective: id,
                finding,
                due,
            },
            item,
        )
    }

    fn repeat(
        number: WarningId,
        mut warning: Warning,
        finding: Finding,
        due: Date,
        item: u16,
    ) -> DispatchResult {
        let reopened = !warning.state.is_waiting();
        let is_worse = finding.level > warning.level;
        if reopened {
            warning.state = WarningState::Open;
            warning.level = finding.level;
            warning.assigned = None;
            warning.explained_by = None;
        }
        if reopened || is_worse {
            warning.level = warning.level.max(finding.level);
            warning.due = due;
        }
        warning.raised_ms = T::Members::now_ms();
        Warnings::<T>::insert(number, warning);
        Self::record(
            Subject::Warning(number),
            Author::Rule,
            AssetsEntry::WarningRepeated {
                finding,
                reopened,
                due: warning.due,
            },
            item,
        )
    }

    /// Level and last day of a warning as the clock has them today.
    fn level_today(
        warning: &Warning,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<(WarningLevel, Date), DispatchError> {
        let (mut level, mut due) = (warning.level, warning.due);
        while warning.state.is_waiting() && due < today && level < WarningLevel::Red {
            level = level.up();
            due = plus_workdays(due, Self::policy_days(collective, level.clock(), item)?);
        }
        Ok((level, due))
    }

    pub(crate) fn warning_today(id: WarningId) -> Option<WarningStanding> {
        let warning = Warnings::<T>::get(id)?;
        let collective = crate::Collectives::<T>::get(warning.collective)?;
        let today = T::Members::today();
        let (level, due) = Self::level_today(&warning, &collective, today, 0).ok()?;
        Some(WarningStanding {
            warning: id,
            level,
            overdue: warning.state.is_waiting() && due < today,
            state: warning.state,
        })
    }

    pub(crate) fn do_step_warnings(
        who: &T::AccountId,
        items: Items<WarningStepInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut warning =
                Warnings::<T>::get(input.warning).ok_or(Error::<T>::WarningUnknown(item))?;
            let collective = Self::collective(warning.collective, item)?;
            let signature =
                Self::step_warning(&mut caller, &mut warning, &collective, &input.step, item)?;
            let (level, due) = (warning.level, warning.due);
            Warnings::<T>::insert(input.warning, warning);
            Self::record(
                Subject::Warning(input.warning),
                Author::Member(signature),
                AssetsEntry::WarningStepped {
                    step: input.step,
                    level,
                    due,
                },
                item,
            )?;
        }
        Ok(())
    }

    fn step_warning(
        caller: &mut Caller<T>,
        warning: &mut Warning,
        collective: &Collective,
        step: &WarningStep,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        use WarningState as S;
        let today = caller.today;
        let (level, due) = Self::level_today(warning, collective, today, item)?;
        let roles = match step {
            WarningStep::Assigned { .. } => level.route(),
            WarningStep::Explained { .. } | WarningStep::Rectified { .. } => OFFICERS,
            WarningStep::Escalated => WATCHERS,
            _ => level.judges(),
        };
        let signature = caller.sign_for(roles, warning.collective, collective, item)?;
        let from: &[S] = match step {
            WarningStep::Assigned { .. } => &[S::Open],
            WarningStep::Explained { .. } => &[S::Open, S::Assigned],
            WarningStep::Accepted => &[S::Explained],
            WarningStep::RectificationOrdered { .. } => &[S::Open, S::Assigned, S::Explained],
            WarningStep::Rectified { .. } => &[S::Rectifying],
            WarningStep::Verified => &[S::Rectified],
            WarningStep::Closed { .. } => &[S::Accepted, S::Verified],
            WarningStep::Escalated => &[
                S::Open,
                S::Assigned,
                S::Explained,
                S::Rectifying,
                S::Rectified,
            ],
        };
        ensure!(from.contains(&warning.state), Error::<T>::WrongState(item));
        // What the clock did is written down with the step.
        warning.level = level;
        Self::apply_step(warning, step, &signature, today, item)?;
        let clock = Self::policy_days(collective, warning.level.clock(), item)?;
        warning.due = match step {
            WarningStep::RectificationOrdered { until, .. } => *until,
            // Saying that it has run out gives nobody more time.
            WarningStep::Escalated => due,
            _ => plus_workdays(today, clock),
        };
        Ok(signature)
    }

    fn apply_step(
        warning: &mut Warning,
        step: &WarningStep,
        signature: &Signature,
        today: Date,
        item: u16,
    ) -> DispatchResult {
        let ensure_second = |warning: &Warning| {
            let is_same = warning
                .explained_by
                .is_some_and(|one| T::Members::same_person(one, signature.member));
            ensure!(!is_same, Error::<T>::SamePerson(item));
            Ok::<_, DispatchError>(())
        };
        warning.state = match step {
            WarningStep::Assigned { to } => {
                let in_office = Officers::<T>::get((warning.collective, *to))
                    .is_some_and(|officer| officer.is_in_office(today));
                ensure!(in_office, Error::<T>::NotOfficer(item));
                warning.assigned = Some(*to);
                WarningState::Assigned
            }
            WarningStep::Explained { text, .. } => {
                Self::ensure_said(text, item)?;
                warning.explained_by = Some(signature.member);
                WarningState::Explained
            }
            WarningStep::Accepted => {
                ensure_second(warning)?;
                WarningState::Accepted
            }
            WarningStep::RectificationOrdered { until, text } => {
                Self::ensure_said(text, item)?;
                ensure!(*until >= today, Error::<T>::TermInvalid(item));
                ensure_second(warning)?;
                WarningState::Rectifying
            }
            WarningStep::Rectified { .. } => {
                warning.explained_by = Some(signature.member);
                WarningState::Rectified
            }
            WarningStep::Verified => {
                ensure_second(warning)?;
                WarningState::Verified
            }
            WarningStep::Closed { reason } => {
                Self::ensure_said(reason, item)?;
                WarningState::Closed
            }
            WarningStep::Escalated => {
                ensure!(warning.due < today, Error::<T>::NotOverdue(item));
                warning.state
            }
        };
        Ok(())
    }

    pub(crate) fn do_report_overdue(who: &T::AccountId, items: Items<Overdue>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, overdue) in (0u16..).zip(items) {
            let id = Self::collective_of_overdue(&overdue, item)?;
            let collective = Self::collective(id, item)?;
            caller.sign(WATCHERS, collective.division, item)?;
            let today = caller.today;
            let finding = match overdue {
                Overdue::BankLine(line) => Self::overdue_line(&collective, line, today, item)?,
                Overdue::Month(key) => Self::overdue_month(&collective, key, today, item)?,
                Overdue::Disclosure(key) => {
                    Self::overdue_disclosure(&collective, key, today, item)?
                }
                Overdue::Challenge(id) => Self::overdue_challenge(id, today, item)?,
                Overdue::CashBox(book) => Self::overdue_cash(&collective, book, today, item)?,
                Overdue::Fund(fund) => Self::overdue_fund(&collective, &fund, today, item)?,
                Overdue::Posting(id) => Self::overdue_posting(id, today, item)?,
            };
            let finding = finding.ok_or(Error::<T>::NotOverdue(item))?;
            Self::warn(id, &collective, finding, item)?;
        }
        Ok(())
    }

    fn collective_of_overdue(overdue: &Overdue, item: u16) -> Result<CollectiveId, DispatchError> {
        Ok(match overdue {
            Overdue::BankLine(id) => {
                let line = BankLines::<T>::get(id).ok_or(Error::<T>::BankLineUnknown(item))?;
                BankAccounts::<T>::get(line.account)
                    .ok_or(Error::<T>::BankAccountUnknown(item))?
                    .collective
            }
            Overdue::Month(MonthKey { book, .. })
            | Overdue::Disclosure(MonthKey { book, .. })
            | Overdue::CashBox(book) => {
                ensure!(
                    Books::<T>::contains_key(book),
                    Error::<T>::BookUnknown(item)
                );
                book.collective()
            }
            Overdue::Challenge(id) => {
                Challenges::<T>::get(id)
                    .ok_or(Error::<T>::ChallengeUnknown(item))?
                    .collective
            }
            Overdue::Fund(fund) => fund.collective,
            Overdue::Posting(id) => {
                Disclosures::<T>::get(id)
                    .ok_or(Error::<T>::DisclosureUnknown(item))?
                    .collective
            }
        })
    }

    fn overdue_line(
        collective: &Collective,
        id: BankLineId,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let line = BankLines::<T>::get(id).ok_or(Error::<T>::BankLineUnknown(item))?;
        if line.target.is_some() {
            return Ok(None);
        }
        Self::late_line(collective, &line, today, item)
    }

    /// The last day by which a month is to be closed.
    pub(crate) fn closing_day(
        collective: &Collective,
        key: MonthKey,
        item: u16,
    ) -> Result<Date, DispatchError> {
        let end = month_end(key.book.year().into(), key.month.into())
            .ok_or(Error::<T>::MonthInvalid(item))?;
        let day = Self::policy_days(collective, PolicyKey::ReconciliationDay, item)?;
        Ok(end.plus_days(day))
    }

    fn overdue_month(
        collective: &Collective,
        key: MonthKey,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let due = Self::closing_day(collective, key, item)?;
        let closed = Books::<T>::get(key.book).map_or(0, |book| book.closed);
        let late = i64::from(today.days_since(due));
        Ok((closed < key.month && late > 0).then(|| {
            let about = Subject::Book(key.book);
            finding(
                WarningRule::Unreconciled,
                WarningLevel::Orange,
                about,
                late,
                0,
            )
        }))
    }

    fn overdue_disclosure(
        collective: &Collective,
        key: MonthKey,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let due = Self::disclosure_day(collective, key, item)?;
        let late = i64::from(today.days_since(due));
        let missing = !Disclosed::<T>::contains_key((key.book, key.month));
        Ok((missing && late > 0).then(|| {
            let about = Subject::Book(key.book);
            finding(
                WarningRule::Disclosure,
                WarningLevel::Orange,
                about,
                late,
                0,
            )
        }))
    }

    fn overdue_posting(
        id: DisclosureId,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let disclosure = Disclosures::<T>::get(id).ok_or(Error::<T>::DisclosureUnknown(item))?;
        let waits = matches!(
            disclosure.state,
            DisclosureState::Prepared | DisclosureState::Signed
        );
        let late = today.days_since(disclosure.due);
        Ok((waits && late > 0).then(|| late_posting(id, late)))
    }

    fn overdue_challenge(
        id: ChallengeId,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let challenge = Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeUnknown(item))?;
        Ok(Self::late_challenge(id, &challenge, today))
    }

    fn overdue_cash(
        collective: &Collective,
        id: BookId,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let book = Books::<T>::get(id).ok_or(Error::<T>::BookUnknown(item))?;
        let limit = Fen::from_yuan(Self::policy(collective, PolicyKey::CashBoxLimitYuan, item)?);
        if collective.year != Some(id.year()) {
            return Ok(None);
        }
        if book.cash > limit && today > book.cash_day {
            return Ok(Some(cash_box(id, book.cash, limit)));
        }
        let days = Self::policy_days(collective, PolicyKey::CashBankingDays, item)?;
        let late = CashIncomes::<T>::get(id.collective())
            .older_than(days, today)
            .ok_or(Error::<T>::AmountOverflow(item))?;
        Ok((late > Fen::ZERO).then(|| cash_box(id, late, Fen::ZERO)))
    }

    fn overdue_fund(
        collective: &Collective,
        idle: &IdleFund,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let fund = Funds::<T>::get((idle.collective, idle.project.clone()))
            .ok_or(Error::<T>::FundUnknown(item))?;
        let limit = Self::policy(collective, PolicyKey::FundIdleMonths, item)?;
        let months = u64::from(month_number(today).saturating_sub(month_number(fund.moved)));
        Ok((fund.balance > Fen::ZERO && months > limit).then(|| {
            finding(
                WarningRule::SpecialFunds,
                WarningLevel::Orange,
                Subject::Collective(idle.collective),
                i64::try_from(months).unwrap_or(i64::MAX),
                i64::try_from(limit).unwrap_or(i64::MAX),
            )
        }))
    }
}

/// W24 about a disclosure that is not on the wall in time.
pub(crate) fn late_posting(id: DisclosureId, late: u32) -> Finding {
    finding(
        WarningRule::Disclosure,
        WarningLevel::Orange,
        Subject::Disclosure(id),
        late.into(),
        0,
    )
}

/// W01 about a cash box.
pub(crate) fn cash_box(book: BookId, cash: Fen, limit: Fen) -> Finding {
    finding(
        WarningRule::Cash,
        WarningLevel::Orange,
        Subject::Book(book),
        cash.0,
        limit.0,
    )
}
