//! Paying what was approved: the order, and what became of it.

use alloc::vec::Vec;

use county_primitives::{
    three_assets::{
        spending::{Instruction, PaymentMethod, PaymentOutcome, PaymentReport, SpendingKind},
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry,
    },
    Author, CollectiveId, Items, Role, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{bank_lines::paid_unapproved, finding, Caller, CASHIER};
use crate::{
    types::{Spending, SpendingState},
    Config, Departures, Error, Pallet, Spendings,
};

const BANK_REPORTERS: &[Role] = &[Role::Bank, Role::Accountant];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_instruct_payments(
        who: &T::AccountId,
        items: Items<Instruction>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let signature = caller.sign_for(CASHIER, spending.collective, &collective, item)?;
            let payable = [SpendingState::Approved, SpendingState::Failed];
            Self::ensure_state(&spending, &payable, item)?;
            Self::ensure_free(id, &spending, item)?;
            ensure!(
                input.payee == spending.payee,
                Error::<T>::PayeeDiffers(item)
            );
            ensure!(
                input.amount == spending.amount,
                Error::<T>::AmountDiffers(item)
            );
            Self::ensure_way(spending.collective, &spending, &input, item)?;
            spending.from = input.from;
            spending.state = SpendingState::Instructed;
            Spendings::<T>::insert(id, spending);
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                AssetsEntry::PaymentInstructed(input),
                item,
            )?;
        }
        Ok(())
    }

    /// Refuses another way of payment, another account of the payee, or an account that is not the collective's.
    fn ensure_way(
        owner: CollectiveId,
        spending: &Spending,
        input: &Instruction,
        item: u16,
    ) -> DispatchResult {
        match (spending.method, input.from) {
            (PaymentMethod::Cash, None) => {
                ensure!(
                    input.payee_account.is_none(),
                    Error::<T>::MethodDiffers(item)
                );
            }
            (PaymentMethod::Bank(payee_account), Some(from)) => {
                ensure!(
                    input.payee_account == Some(payee_account),
                    Error::<T>::PayeeDiffers(item)
                );
                let account = Self::bank_account(from, item)?;
                ensure!(
                    account.collective == owner,
                    Error::<T>::BankAccountUnknown(item)
                );
                ensure!(account.open, Error::<T>::BankAccountClosed(item));
            }
            _ => return Err(Error::<T>::MethodDiffers(item).into()),
        }
        Ok(())
    }

    pub(crate) fn do_report_payments(
        who: &T::AccountId,
        items: Items<PaymentReport>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let owner = spending.collective;
            let collective = Self::collective(owner, item)?;
            let roles = match spending.method {
                PaymentMethod::Cash => CASHIER,
                PaymentMethod::Bank(_) => BANK_REPORTERS,
            };
            let signature = caller.sign_for(roles, owner, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Instructed], item)?;
            let mut findings = Vec::new();
            match &input.outcome {
                PaymentOutcome::Paid { date, .. } => {
                    caller.ensure_past(*date, item)?;
                    // What happened is written down even if it should not have happened so.
                    if spending.approved.is_none_or(|approved| *date < approved) {
                        findings.push(paid_unapproved(id, spending.amount));
                    }
                    findings.extend(Self::follow_distribution(id, &spending, item)?);
                    spending.paid = Some(*date);
                    spending.state = SpendingState::Paid;
                }
                PaymentOutcome::Failed { reason } => {
                    Self::ensure_said(reason, item)?;
                    spending.from = None;
                    spending.failures = spending.failures.saturating_add(1);
                    spending.state = SpendingState::Failed;
                }
            }
            Spendings::<T>::insert(id, spending);
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                AssetsEntry::PaymentReported(input.outcome),
                item,
            )?;
            for finding in findings {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    /// Counts a payment on the decision it rests on. Answers W26 where that is a distribution and the sum is not
    /// what was resolved any more, and where a distribution rests on no decision or goes to somebody who left, even
    /// if that became known after it was submitted.
    fn follow_distribution(
        id: SpendingId,
        spending: &Spending,
        item: u16,
    ) -> Result<Vec<Finding>, DispatchError> {
        let mut findings = Vec::new();
        if let Some(decision) = spending.decision {
            findings.extend(Self::add_paid(decision, spending.amount, item)?);
        }
        let is_gone = || Departures::<T>::contains_key((spending.collective, spending.payee));
        if spending.kind == SpendingKind::Distribution && (spending.decision.is_none() || is_gone())
        {
            findings.push(finding(
                WarningRule::Distribution,
                WarningLevel::Red,
                Subject::Spending(id),
                spending.amount.0,
                0,
            ));
        }
        Ok(findings)
    }
}
