//! Spending until it is approved: the matrix, the sums of payees, signatures and refusals.

use alloc::vec::Vec;

use county_primitives::{
    three_assets::{
        clock::month_number,
        decisions::{Body, Matter},
        spending::{
            Approvals, DecisionAttachment, DecisionLevel, PaymentMethod, Refusal, Resubmission,
            SpendingInput, SpendingKind, SpendingSignature, Step, ROW_APPROVALS, ROW_LIMITS,
        },
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    traits::{Holds, Members},
    Author, Date, DecisionId, Items, PolicyKey, Role, Signature, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller, CASHIER};
use crate::{
    types::{Collective, Decision, PayeeSums, Spending, SpendingProgress, SpendingState},
    Config, Decisions, Departures, Disclosed, Error, Invoices, NonProductive, Officers, Pallet,
    Relations, Spendings, Sums, Vouchers,
};

const ATTACHERS: &[Role] = &[
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_spendings(
        who: &T::AccountId,
        items: Items<SpendingInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let collective = Self::collective(input.collective, item)?;
            let signature = caller.sign_for(CASHIER, input.collective, &collective, item)?;
            ensure!(input.amount > Fen::ZERO, Error::<T>::AmountInvalid(item));
            Self::ensure_said(&input.purpose, item)?;
            ensure!(
                !input.documents.is_empty(),
                Error::<T>::DocumentMissing(item)
            );
            caller.ensure_past(input.occurred, item)?;
            let id = SpendingId(Self::next_number(|counters| &mut counters.spendings, item)?);
            let limits = Self::row_limits(&collective, item)?;
            let (sums, year_sum) = Self::sums_with(&input, caller.today, item)?;
            let row = row_of(input.kind, year_sum.max(input.amount), &limits);
            let approvals = Self::approvals_of(&collective, row, item)?;
            let today = caller.today;
            let mut findings = Self::findings_of_submission(id, &input, &collective, today, item)?;
            findings.extend(Self::add_part(id, &input, sums, &collective, today, item)?);
            Spendings::<T>::insert(
                id,
                new_spending(&input, (row, approvals), &signature, today),
            );
            let owner = input.collective;
            let entry = AssetsEntry::SpendingSubmitted {
                spending: input,
                row,
                approvals,
                year_sum,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
            for finding in findings {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    /// The limits between the rows of the approval matrix.
    fn row_limits(collective: &Collective, item: u16) -> Result<Vec<Fen>, DispatchError> {
        let limits = ROW_LIMITS
            .iter()
            .map(|key| Ok(Fen::from_yuan(Self::policy(collective, *key, item)?)));
        limits.collect()
    }

    fn approvals_of(
        collective: &Collective,
        row: u8,
        item: u16,
    ) -> Result<Approvals, DispatchError> {
        let key = ROW_APPROVALS
            .get(usize::from(row.saturating_sub(1)))
            .ok_or(Error::<T>::MatrixInvalid(item))?;
        let value = Self::policy(collective, *key, item)?;
        Approvals::from_policy(value).ok_or(Error::<T>::MatrixInvalid(item).into())
    }

    /// The payee's sums with this spending in them, and the sum of twelve months.
    fn sums_with(
        input: &SpendingInput,
        today: Date,
        item: u16,
    ) -> Result<(PayeeSums, Fen), DispatchError> {
        let key = (input.collective, group_of(input), input.project.clone());
        let mut sums = Sums::<T>::get(key);
        let month = month_number(today);
        let sum = sums
            .add(month, input.amount)
            .and_then(|()| sums.of_year(month))
            .ok_or(Error::<T>::AmountOverflow(item))?;
        Ok((sums, sum))
    }

    /// W02: the parts that lie just below a limit add up to it. Remembers this one if it is such a part.
    fn add_part(
        id: SpendingId,
        input: &SpendingInput,
        mut sums: PayeeSums,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let window = Self::policy_days(collective, PolicyKey::SplitWindowDays, item)?;
        let percent = Self::policy(collective, PolicyKey::SplitSharePercent, item)?;
        let mut finding_of_split = None;
        let mut is_part = false;
        for limit in Self::row_limits(collective, item)? {
            let fits = |amount: Fen| amount < limit && amount.reaches(percent, limit);
            if !fits(input.amount) {
                continue;
            }
            is_part = true;
            let others = sums
                .parts
                .iter()
                .filter(|(date, _, amount)| fits(*amount) && today.days_since(*date) <= window);
            let sum = others
                .map(|(_, _, amount)| *amount)
                .try_fold(input.amount, Fen::checked_add)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            if sum >= limit && finding_of_split.is_none() {
                finding_of_split = Some(finding(
                    WarningRule::SplitPayment,
                    WarningLevel::Red,
                    Subject::Spending(id),
                    sum.0,
                    limit.0,
                ));
            }
        }
        if is_part {
            if sums.parts.is_full() {
                sums.parts.remove(0);
            }
            let part = (today, id, input.amount);
            // Room was made above.
            sums.parts
                .try_push(part)
                .map_err(|_| Error::<T>::AmountOverflow(item))?;
        }
        Sums::<T>::insert(
            (input.collective, group_of(input), input.project.clone()),
            sums,
        );
        Ok(finding_of_split)
    }

    /// W01, W13, W21, W22 and W26, as far as they show when a spending is submitted.
    fn findings_of_submission(
        id: SpendingId,
        input: &SpendingInput,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<Vec<Finding>, DispatchError> {
        use WarningLevel::{Orange, Red, Yellow};
        let amount = input.amount;
        let mut findings = Vec::new();
        let mut found = |rule, level, measured: Fen, limit: Fen| {
            let about = Subject::Spending(id);
            findings.push(finding(rule, level, about, measured.0, limit.0));
        };
        if input.method == PaymentMethod::Cash {
            let limit = Self::policy(collective, PolicyKey::CashSingleLimitYuan, item)?;
            let limit = Fen::from_yuan(limit);
            if amount > limit {
                found(WarningRule::Cash, Yellow, amount, limit);
            }
        }
        if Relations::<T>::get((input.collective, input.payee)) > 0 {
            found(WarningRule::ConflictOfInterest, Red, amount, Fen::ZERO);
        }
        if input.kind.is_non_productive() {
            let (sum, cap) = Self::add_non_productive(input, collective, today, item)?;
            let round = Self::policy(collective, PolicyKey::RoundAmountYuan, item)?;
            let round = Fen::from_yuan(round);
            if sum > cap {
                found(WarningRule::NonProductive, Orange, sum, cap);
            } else if amount.is_multiple_of(round) {
                found(WarningRule::NonProductive, Orange, amount, round);
            }
        }
        if let Some(invoice) = input.invoice {
            if Invoices::<T>::contains_key(invoice) {
                found(WarningRule::NonProductive, Orange, amount, Fen::ZERO);
            } else {
                Invoices::<T>::insert(invoice, id);
            }
        }
        if input.kind == SpendingKind::Guarantee {
            found(WarningRule::Debt, Red, amount, Fen::ZERO);
        }
        let is_gone = Departures::<T>::contains_key((input.collective, input.payee));
        if input.kind == SpendingKind::Distribution && is_gone {
            found(WarningRule::Distribution, Red, amount, Fen::ZERO);
        }
        Ok(findings)
    }

    /// Adds to the non-productive spending of the year; answers the sum and its cap.
    fn add_non_productive(
        input: &SpendingInput,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<(Fen, Fen), DispatchError> {
        let cap = Self::policy(collective, PolicyKey::NonProductiveCapYuan, item)?;
        let key = (input.collective, year_of(today));
        let sum = NonProductive::<T>::get(key)
            .checked_add(input.amount)
            .ok_or(Error::<T>::AmountOverflow(item))?;
        NonProductive::<T>::insert(key, sum);
        Ok((sum, Fen::from_yuan(cap)))
    }

    pub(crate) fn spending(id: SpendingId, item: u16) -> Result<Spending, Error<T>> {
        Spendings::<T>::get(id).ok_or(Error::SpendingUnknown(item))
    }

    pub(crate) fn ensure_state(
        spending: &Spending,
        states: &[SpendingState],
        item: u16,
    ) -> DispatchResult {
        ensure!(
            states.contains(&spending.state),
            Error::<T>::WrongState(item)
        );
        Ok(())
    }

    /// Nothing moves while the spending or the whole collective is held.
    pub(crate) fn ensure_free(id: SpendingId, spending: &Spending, item: u16) -> DispatchResult {
        T::Holds::ensure_free(&Subject::Spending(id), item)?;
        T::Holds::ensure_free(&Subject::Collective(spending.collective), item)
    }

    pub(crate) fn do_sign_spendings(
        who: &T::AccountId,
        items: Items<SpendingSignature>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let roles = [input.step.role()];
            let signature = caller.sign_for(&roles, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Signing], item)?;
            Self::ensure_free(id, &spending, item)?;
            ensure!(
                input.amount == spending.amount,
                Error::<T>::AmountDiffers(item)
            );
            Self::ensure_turn(&spending, input.step, item)?;
            Self::ensure_independent(&spending, &signature, item)?;
            spending
                .signatures
                .try_push((input.step, signature.member))
                .map_err(|_| Error::<T>::StepNotAsked(item))?;
            let approved = Self::approve_if_complete(&mut spending, caller.today);
            Spendings::<T>::insert(id, spending);
            let entry = AssetsEntry::SpendingSigned {
                step: input.step,
                approved,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Ok(())
    }

    /// Refuses a step that is not the next one, or that comes before the decision it needs.
    fn ensure_turn(spending: &Spending, step: Step, item: u16) -> DispatchResult {
        let asked = spending.approvals.steps & step.bit() != 0;
        ensure!(asked, Error::<T>::StepNotAsked(item));
        ensure!(
            spending.approvals.next(&spending.signed()) == Some(step),
            Error::<T>::StepOutOfOrder(item)
        );
        let undecided =
            spending.approvals.decision != DecisionLevel::None && spending.decision.is_none();
        ensure!(
            !(step.is_above_village() && undecided),
            Error::<T>::DecisionMissing(item)
        );
        Ok(())
    }

    /// Refuses a signer who signed before, who submitted it, or who is related to the payee.
    fn ensure_independent(spending: &Spending, signature: &Signature, item: u16) -> DispatchResult {
        let earlier = spending.signatures.iter().map(|(_, member)| *member);
        for member in earlier.chain([spending.submitter]) {
            ensure!(
                !T::Members::same_person(member, signature.member),
                Error::<T>::SamePerson(item)
            );
        }
        let officer = Officers::<T>::get((spending.collective, signature.member));
        let is_related = officer.is_some_and(|officer| officer.is_related_to(&spending.payee));
        ensure!(!is_related, Error::<T>::RelatedParty(item));
        Ok(())
    }

    fn approve_if_complete(spending: &mut Spending, today: Date) -> bool {
        let complete = spending.is_complete();
        if complete {
            spending.state = SpendingState::Approved;
            spending.approved = Some(today);
        }
        complete
    }

    pub(crate) fn do_attach_decisions(
        who: &T::AccountId,
        items: Items<DecisionAttachment>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let signature = caller.sign_for(ATTACHERS, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Signing], item)?;
            ensure!(spending.decision.is_none(), Error::<T>::WrongState(item));
            Self::ensure_free(id, &spending, item)?;
            let decision =
                Decisions::<T>::get(input.decision).ok_or(Error::<T>::DecisionUnknown(item))?;
            Self::ensure_bears(&decision, &spending, item)?;
            let used = decision
                .used
                .checked_add(spending.amount)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            let room = decision.amount.ok_or(Error::<T>::DecisionUnfit(item))?;
            ensure!(used <= room, Error::<T>::DecisionUsedUp(item));
            let level = spending.approvals.decision;
            spending.decision = Some(input.decision);
            let approved = Self::approve_if_complete(&mut spending, caller.today);
            Spendings::<T>::insert(id, spending);
            let author = Author::Member(signature);
            let entry = AssetsEntry::DecisionAttached {
                decision: input.decision,
                approved,
            };
            Self::record(Subject::Spending(id), author, entry, item)?;
            Self::use_decision(input.decision, decision, (id, used, level), author, item)?;
        }
        Ok(())
    }

    fn ensure_bears(decision: &Decision, spending: &Spending, item: u16) -> DispatchResult {
        let fits = decision.holds()
            && decision.collective == spending.collective
            && suffices(decision, spending.approvals.decision)
            && is_about(decision.matter, spending.kind);
        ensure!(fits, Error::<T>::DecisionUnfit(item));
        let related = Relations::<T>::get((spending.collective, spending.payee)) > 0;
        ensure!(
            !related || decision.abstaining > 0,
            Error::<T>::NobodyAbstained(item)
        );
        Ok(())
    }

    /// Writes how much of a decision is used, and records it there.
    fn use_decision(
        id: DecisionId,
        decision: Decision,
        (spending, used, level): (SpendingId, Fen, DecisionLevel),
        author: Author,
        item: u16,
    ) -> DispatchResult {
        Decisions::<T>::insert(id, Decision { used, ..decision });
        let entry = AssetsEntry::DecisionUsed {
            spending,
            level,
            used,
        };
        Self::record(Subject::Decision(id), author, entry, item)
    }

    pub(crate) fn do_refuse_spendings(who: &T::AccountId, items: Items<Refusal>) -> DispatchResult {
        use SpendingState::{Approved, Failed, Rejected, Returned, Signing};
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let roles = [input.step.role()];
            let signature = caller.sign_for(&roles, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[Signing, Approved, Failed], item)?;
            Self::ensure_said(&input.reason, item)?;
            ensure!(
                spending.approvals.steps & input.step.bit() != 0,
                Error::<T>::StepNotAsked(item)
            );
            let author = Author::Member(signature);
            if input.mendable {
                spending.state = Returned;
                Spendings::<T>::insert(id, spending);
            } else {
                spending.state = Rejected;
                Spendings::<T>::insert(id, &spending);
                Self::uncount(id, &spending, author, item)?;
            }
            let entry = AssetsEntry::SpendingRefused {
                step: input.step,
                mendable: input.mendable,
                reason: input.reason,
            };
            Self::record(Subject::Spending(id), author, entry, item)?;
        }
        Ok(())
    }

    /// Takes a rejected spending out of every sum it counted in.
    fn uncount(id: SpendingId, spending: &Spending, author: Author, item: u16) -> DispatchResult {
        let overflow = || Error::<T>::AmountOverflow(item);
        let back = spending.amount.checked_neg().ok_or_else(overflow)?;
        Sums::<T>::try_mutate(spending.sums_key(), |sums| {
            sums.parts.retain(|(_, part, _)| *part != id);
            sums.add(month_number(spending.submitted), back)
                .ok_or_else(overflow)
        })?;
        if spending.kind.is_non_productive() {
            let key = (spending.collective, year_of(spending.submitted));
            NonProductive::<T>::try_mutate(key, |sum| {
                *sum = sum.checked_add(back).ok_or_else(overflow)?;
                Ok::<_, Error<T>>(())
            })?;
        }
        if let Some(invoice) = spending.invoice {
            Invoices::<T>::mutate_exists(invoice, |first| {
                *first = first.filter(|first| *first != id);
            });
        }
        let attached = spending
            .decision
            .and_then(|number| Decisions::<T>::get(number).map(|decision| (number, decision)));
        if let Some((number, decision)) = attached {
            let used = decision.used.checked_add(back).ok_or_else(overflow)?;
            let level = spending.approvals.decision;
            Self::use_decision(number, decision, (id, used, level), author, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_resubmit_spendings(
        who: &T::AccountId,
        items: Items<Resubmission>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let signature = caller.sign_for(CASHIER, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Returned], item)?;
            ensure!(
                !input.documents.is_empty(),
                Error::<T>::DocumentMissing(item)
            );
            spending.state = SpendingState::Signing;
            spending.signatures = Default::default();
            spending.approved = None;
            spending.submitter = signature.member;
            Spendings::<T>::insert(id, spending);
            let entry = AssetsEntry::SpendingResubmitted {
                documents: input.documents,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn progress(id: SpendingId) -> Option<SpendingProgress> {
        let spending = Spendings::<T>::get(id)?;
        let is_signing = spending.state == SpendingState::Signing;
        let disclosed = spending
            .voucher
            .and_then(Vouchers::<T>::get)
            .and_then(|voucher| Disclosed::<T>::get((voucher.book, voucher.number.month)));
        Some(SpendingProgress {
            state: spending.state,
            row: spending.row,
            next: spending
                .approvals
                .next(&spending.signed())
                .filter(|_| is_signing),
            decision_missing: is_signing
                && spending.approvals.decision != DecisionLevel::None
                && spending.decision.is_none(),
            disclosed,
        })
    }
}

fn new_spending(
    input: &SpendingInput,
    (row, approvals): (u8, Approvals),
    signature: &Signature,
    today: Date,
) -> Spending {
    Spending {
        collective: input.collective,
        kind: input.kind,
        project: input.project.clone(),
        payee: input.payee,
        group: group_of(input),
        method: input.method,
        amount: input.amount,
        invoice: input.invoice,
        row,
        approvals,
        submitter: signature.member,
        signatures: Default::default(),
        decision: None,
        submitted: today,
        approved: None,
        from: None,
        paid: None,
        voucher: None,
        state: SpendingState::Signing,
    }
}

/// What a payee's sums are kept under: the household or group of kin, if it is known.
fn group_of(input: &SpendingInput) -> county_primitives::Digest {
    input.payee_group.unwrap_or(input.payee)
}

fn year_of(day: Date) -> u16 {
    u16::try_from(day.to_ymd().0).unwrap_or(u16::MAX)
}

/// The row of the approval matrix, 1 to 5.
fn row_of(kind: SpendingKind, sum: Fen, limits: &[Fen]) -> u8 {
    let rows = limits.len();
    let passed = if kind.is_always_highest() {
        rows
    } else {
        limits.iter().filter(|limit| sum > **limit).count()
    };
    u8::try_from(passed.saturating_add(1)).unwrap_or(u8::MAX)
}

/// Whether a decision is at least what the row asks for.
fn suffices(decision: &Decision, level: DecisionLevel) -> bool {
    let assembly = decision.body.is_assembly();
    match level {
        DecisionLevel::None | DecisionLevel::Board => true,
        DecisionLevel::Representatives => decision.body != Body::Board,
        DecisionLevel::FourSteps => assembly || decision.four_steps,
    }
}

/// Whether a decision about such a matter allows such a spending.
fn is_about(matter: Matter, kind: SpendingKind) -> bool {
    match kind {
        SpendingKind::Investment => matter == Matter::Investment,
        SpendingKind::Loan => matter == Matter::Loan,
        SpendingKind::Guarantee => matter == Matter::Guarantee,
        SpendingKind::LandCompensation => matches!(
            matter,
            Matter::LandCompensationUse | Matter::LandCompensationSplit
        ),
        SpendingKind::Distribution => matter == Matter::Distribution,
        SpendingKind::Ordinary
        | SpendingKind::Works
        | SpendingKind::Hospitality
        | SpendingKind::Travel
        | SpendingKind::WorkAllowance => matter == Matter::Spending,
    }
}
