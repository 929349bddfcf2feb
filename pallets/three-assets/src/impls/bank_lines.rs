//! Lines of bank statements, and what they turn out to be.

use county_primitives::{
    three_assets::{
        books::{BankLineInput, LineMatch, LineTarget},
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    Author, BankLineId, CollectiveId, Date, Items, PolicyKey, Role, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller, ACCOUNTANT};
use crate::{
    types::{BankAccount, BankLine, Collective, Spending},
    BankAccounts, BankLines, BankReferences, Config, Error, Matched, Pallet, Spendings, Vouchers,
};

const STATEMENT_KEEPERS: &[Role] = &[Role::Bank, Role::Accountant, Role::VillageCashier];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_bank_lines(
        who: &T::AccountId,
        items: Items<BankLineInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let account = Self::bank_account(input.account, item)?;
            let collective = Self::collective(account.collective, item)?;
            let signature =
                caller.sign_for(STATEMENT_KEEPERS, account.collective, &collective, item)?;
            ensure!(input.amount != Fen::ZERO, Error::<T>::AmountInvalid(item));
            caller.ensure_past(input.date, item)?;
            let reference = (input.account, input.reference);
            ensure!(
                !BankReferences::<T>::contains_key(reference),
                Error::<T>::BankLineKnown(item)
            );
            let line = BankLineId(Self::next_number(
                |counters| &mut counters.bank_lines,
                item,
            )?);
            BankReferences::<T>::insert(reference, line);
            BankLines::<T>::insert(
                line,
                BankLine {
                    account: input.account,
                    date: input.date,
                    amount: input.amount,
                    target: None,
                },
            );
            Self::record(
                Subject::BankAccount(input.account),
                Author::Member(signature),
                AssetsEntry::BankLineRecorded { line, input },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn bank_account(
        id: county_primitives::BankAccountId,
        item: u16,
    ) -> Result<BankAccount, Error<T>> {
        BankAccounts::<T>::get(id).ok_or(Error::BankAccountUnknown(item))
    }

    pub(crate) fn do_match_bank_lines(
        who: &T::AccountId,
        items: Items<LineMatch>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut line =
                BankLines::<T>::get(input.line).ok_or(Error::<T>::BankLineUnknown(item))?;
            let owner = Self::bank_account(line.account, item)?.collective;
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(ACCOUNTANT, owner, &collective, item)?;
            ensure!(line.target.is_none(), Error::<T>::BankLineMatched(item));
            let (finding, settled) =
                Self::ensure_match(owner, &line, input.target, caller.today, item)?;
            let money = Self::money_of(input.target);
            ensure!(
                !Matched::<T>::contains_key(money),
                Error::<T>::BankLineMatched(item)
            );
            Matched::<T>::insert(money, input.line);
            line.target = Some(input.target);
            BankLines::<T>::insert(input.line, line);
            if let LineTarget::Returned { spending, back } = input.target {
                Self::settle_return(spending, back, input.target);
            }
            let late = Self::late_line(&collective, &line, settled, item)?;
            Self::record(
                Subject::BankAccount(line.account),
                Author::Member(signature),
                AssetsEntry::BankLineMatched(input),
                item,
            )?;
            for finding in [finding, late].into_iter().flatten() {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    /// What money a line can be of: the voucher of a spending is about the same as its payment.
    pub(crate) fn money_of(target: LineTarget) -> LineTarget {
        match target {
            LineTarget::Voucher(id) => Vouchers::<T>::get(id)
                .and_then(|voucher| voucher.spending)
                .map_or(target, LineTarget::Spending),
            LineTarget::Spending(_) | LineTarget::Returned { .. } => target,
        }
    }

    /// The line of the money back belongs to the same, and one failure of the spending is explained.
    fn settle_return(spending: SpendingId, back: BankLineId, target: LineTarget) {
        BankLines::<T>::mutate_extant(back, |line| line.target = Some(target));
        Spendings::<T>::mutate_extant(spending, |spending| {
            spending.returns = spending.returns.saturating_add(1);
        });
    }

    /// Refuses money that did not come back: another amount or account, before it went out, or where no payment
    /// of the spending failed that has no lines yet.
    fn ensure_returned(
        spending: &Spending,
        line: &BankLine,
        back: BankLineId,
        item: u16,
    ) -> DispatchResult {
        let back = BankLines::<T>::get(back).ok_or(Error::<T>::BankLineUnknown(item))?;
        ensure!(back.target.is_none(), Error::<T>::BankLineMatched(item));
        let fits = spending.returns < spending.failures
            && back.account == line.account
            && back.amount == spending.amount
            && back.date >= line.date;
        ensure!(fits, Error::<T>::LineMismatch(item));
        Ok(())
    }

    /// Refuses a line that does not belong there. Answers W03 if the bank paid what was not approved yet, and
    /// the day on which the books knew of the money.
    fn ensure_match(
        owner: CollectiveId,
        line: &BankLine,
        target: LineTarget,
        today: Date,
        item: u16,
    ) -> Result<(Option<Finding>, Date), DispatchError> {
        match target {
            LineTarget::Spending(id) => {
                let spending = Self::spending(id, item)?;
                let fits = spending.collective == owner
                    && line.amount.checked_neg() == Some(spending.amount)
                    && spending.from.is_none_or(|account| account == line.account);
                ensure!(fits, Error::<T>::LineMismatch(item));
                let approved_in_time = spending.approved.is_some_and(|day| day <= line.date);
                let finding = (!approved_in_time).then(|| paid_unapproved(id, spending.amount));
                Ok((finding, today))
            }
            LineTarget::Returned { spending: id, back } => {
                let spending = Self::spending(id, item)?;
                let fits = spending.collective == owner
                    && line.amount.checked_neg() == Some(spending.amount);
                ensure!(fits, Error::<T>::LineMismatch(item));
                Self::ensure_returned(&spending, line, back, item)?;
                let approved_in_time = spending.approved.is_some_and(|day| day <= line.date);
                let finding = (!approved_in_time).then(|| paid_unapproved(id, spending.amount));
                Ok((finding, today))
            }
            LineTarget::Voucher(id) => {
                let voucher = Vouchers::<T>::get(id).ok_or(Error::<T>::VoucherUnknown(item))?;
                let fits = voucher.book.collective() == owner && voucher.inflow == line.amount;
                ensure!(fits, Error::<T>::LineMismatch(item));
                // Income counts from its booking, money out from its matching.
                let settled = if line.amount > Fen::ZERO {
                    voucher.posted
                } else {
                    today
                };
                Ok((None, settled))
            }
        }
    }

    /// W05 for income that is booked, or W04 for a line that is matched, too many days after the bank had it.
    pub(crate) fn late_line(
        collective: &Collective,
        line: &BankLine,
        settled: Date,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let late = settled.days_since(line.date);
        let about = Subject::BankAccount(line.account);
        let unbooked = Self::policy_days(collective, PolicyKey::IncomeUnbookedDays, item)?;
        if line.amount > Fen::ZERO && late > unbooked {
            return Ok(Some(finding(
                WarningRule::IncomeOffBooks,
                WarningLevel::Red,
                about,
                late.into(),
                unbooked.into(),
            )));
        }
        let unmatched = Self::policy_days(collective, PolicyKey::BankUnmatchedDays, item)?;
        Ok((late > unmatched).then(|| {
            finding(
                WarningRule::Unreconciled,
                WarningLevel::Orange,
                about,
                late.into(),
                unmatched.into(),
            )
        }))
    }
}

/// W03 about a spending.
pub(crate) fn paid_unapproved(id: SpendingId, amount: Fen) -> Finding {
    finding(
        WarningRule::PaidWithoutApproval,
        WarningLevel::Red,
        Subject::Spending(id),
        amount.0,
        0,
    )
}
