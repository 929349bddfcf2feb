//! Closing months and years.

use alloc::vec::Vec;

use county_primitives::{
    clock::month_end,
    three_assets::{
        accounts::{AccountClass, AccountCode, Side},
        books::{Till, MONTHS, YEAR_END},
        statements::{AccountBalance, Turnover},
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen, MonthKey,
    },
    Author, BookId, Items, PolicyKey, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, warnings::cash_box, Caller, ACCOUNTANT};
use crate::{
    types::{Book, Collective},
    Balances, BankAccounts, Books, Config, Error, Months, Pallet, Reconciled,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_close_months(who: &T::AccountId, items: Items<MonthKey>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, key) in (0u16..).zip(items) {
            let mut book = Self::book(key.book, item)?;
            let id = key.book.collective();
            let collective = Self::collective(id, item)?;
            let signature = caller.sign_for(ACCOUNTANT, id, &collective, item)?;
            ensure!(
                (1..=MONTHS).contains(&key.month),
                Error::<T>::MonthInvalid(item)
            );
            ensure!(
                book.closed.checked_add(1) == Some(key.month),
                Error::<T>::MonthNotNext(item)
            );
            let end = month_end(key.book.year().into(), key.month.into())
                .ok_or(Error::<T>::MonthInvalid(item))?;
            ensure!(end < caller.today, Error::<T>::MonthNotOver(item));
            let month = Months::<T>::get((key.book, key.month));
            ensure!(month.drafts == 0, Error::<T>::DraftsLeft(item));
            Self::ensure_reconciled(&collective, key, item)?;
            Self::ensure_mirrored(&collective, key, item)?;
            book.closed = key.month;
            Books::<T>::insert(key.book, book);
            Self::record(
                Subject::Book(key.book),
                Author::Member(signature),
                AssetsEntry::MonthClosed {
                    month: key.month,
                    vouchers: month.vouchers,
                },
                item,
            )?;
            Self::warn_of_month(&collective, key, &caller, item)?;
        }
        Ok(())
    }

    /// Refuses if a till moved in the month, or has anything in it, and was not reconciled as it is now.
    fn ensure_reconciled(collective: &Collective, key: MonthKey, item: u16) -> DispatchResult {
        let banks = collective.bank_accounts.iter().copied().map(Till::Bank);
        for till in banks.chain([Till::Cash]) {
            let account = Self::till_account(key.book.collective(), till, item)?;
            let balance = Balances::<T>::get(key.book, account);
            let after = balance.after(key.month);
            let reconciled = Reconciled::<T>::get((key.book, key.month, till));
            ensure!(
                lies_empty(&balance, key.month) || (after.is_some() && reconciled == after),
                Error::<T>::TillNotReconciled(item)
            );
        }
        Ok(())
    }

    /// Refuses if money in a bank moved in the month, or lies there, on an account that no open bank account
    /// mirrors: nobody can reconcile it.
    fn ensure_mirrored(collective: &Collective, key: MonthKey, item: u16) -> DispatchResult {
        let mirrored: Vec<AccountCode> = collective
            .bank_accounts
            .iter()
            .filter_map(BankAccounts::<T>::get)
            .map(|account| account.ledger)
            .collect();
        for (account, balance) in Balances::<T>::iter_prefix(key.book) {
            let is_bank = account.is_money() && account != AccountCode::CASH;
            if !is_bank || mirrored.contains(&account) || lies_empty(&balance, key.month) {
                continue;
            }
            // What the county has divided since takes no more postings, and nothing can mirror it.
            ensure!(
                Self::ensure_leaf(collective, account, item).is_err(),
                Error::<T>::TillNotReconciled(item)
            );
        }
        Ok(())
    }

    /// W04 if the month is closed late, W01 if the cash box was above its limit at its end.
    fn warn_of_month(
        collective: &Collective,
        key: MonthKey,
        caller: &Caller<T>,
        item: u16,
    ) -> DispatchResult {
        let due = Self::closing_day(collective, key, item)?;
        let late = caller.today.days_since(due);
        let id = key.book.collective();
        if late > 0 {
            let finding = finding(
                WarningRule::Unreconciled,
                WarningLevel::Orange,
                Subject::Book(key.book),
                late.into(),
                0,
            );
            Self::warn(id, collective, finding, item)?;
        }
        let limit = Fen::from_yuan(Self::policy(collective, PolicyKey::CashBoxLimitYuan, item)?);
        let cash = Balances::<T>::get(key.book, AccountCode::CASH)
            .after(key.month)
            .unwrap_or_default();
        if cash > limit {
            Self::warn(id, collective, cash_box(key.book, cash, limit), item)?;
        }
        Ok(())
    }

    pub(crate) fn do_close_years(who: &T::AccountId, items: Items<BookId>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, id) in (0u16..).zip(items) {
            let mut book = Self::book(id, item)?;
            let collective = Self::collective(id.collective(), item)?;
            let signature = caller.sign_for(ACCOUNTANT, id.collective(), &collective, item)?;
            ensure!(book.closed == MONTHS, Error::<T>::MonthNotNext(item));
            ensure!(!book.year_closed, Error::<T>::YearClosed(item));
            let (surplus, accounts) = Self::close_results(id, &mut book, item)?;
            book.year_closed = true;
            Books::<T>::insert(id, book);
            Self::record(
                Subject::Book(id),
                Author::Member(signature),
                AssetsEntry::YearClosed { surplus, accounts },
                item,
            )?;
        }
        Ok(())
    }

    /// Moves income and expense to the surplus of the year, and that to its distribution.
    fn close_results(id: BookId, book: &mut Book, item: u16) -> Result<(Fen, u32), DispatchError> {
        let overflow = || Error::<T>::AmountOverflow(item);
        let mut surplus = Fen::ZERO;
        let mut emptied = 0u32;
        let results: Vec<_> = Balances::<T>::iter_prefix(id)
            .filter(|(account, _)| {
                account.is(AccountClass::Income) || account.is(AccountClass::Expense)
            })
            .collect();
        for (account, balance) in results {
            let closing = balance.closing().ok_or_else(overflow)?;
            if closing == Fen::ZERO {
                continue;
            }
            Self::empty(id, book, account, closing, AccountCode::SURPLUS, item)?;
            surplus = surplus.checked_sub(closing).ok_or_else(overflow)?;
            emptied = emptied.saturating_add(1);
        }
        let closing = Balances::<T>::get(id, AccountCode::SURPLUS)
            .closing()
            .ok_or_else(overflow)?;
        if closing != Fen::ZERO {
            let (from, to) = (AccountCode::SURPLUS, AccountCode::DISTRIBUTION);
            Self::empty(id, book, from, closing, to, item)?;
        }
        Ok((surplus, emptied))
    }

    /// Moves the whole balance of an account, debit-positive, to another at the end of the year.
    fn empty(
        id: BookId,
        book: &mut Book,
        from: AccountCode,
        balance: Fen,
        to: AccountCode,
        item: u16,
    ) -> DispatchResult {
        let amount = Fen(balance
            .0
            .checked_abs()
            .ok_or(Error::<T>::AmountOverflow(item))?);
        let (out, back) = if balance > Fen::ZERO {
            (Side::Credit, Side::Debit)
        } else {
            (Side::Debit, Side::Credit)
        };
        Self::post_to(id, book, YEAR_END, from, (out, amount), item)?;
        Self::post_to(id, book, YEAR_END, to, (back, amount), item)
    }
}

/// Whether nothing moved on an account in a month, and nothing was left on it.
fn lies_empty(balance: &AccountBalance, month: u8) -> bool {
    balance.after(month) == Some(Fen::ZERO)
        && balance.turnover(month, month) == Some(Turnover::default())
}
