//! Balances of a book: posting to accounts, totals by class, and the statements that follow from them.

use alloc::vec::Vec;

use county_primitives::{
    three_assets::{
        accounts::{AccountClass, AccountCode, Side},
        books::{ACCOUNTS_MAX, MONTHS, YEAR_END},
        statements::{self, BalanceSheet, IncomeStatement, TrialRow},
        Fen,
    },
    BookId,
};
use frame_support::ensure;
use sp_runtime::DispatchError;

use crate::{types::Book, Balances, Books, Config, Error, Pallet};

impl Book {
    /// Follows an account whose balance moved by `delta`; `None` on overflow.
    pub(crate) fn shift(&mut self, account: AccountCode, delta: Fen) -> Option<()> {
        match account.heading()?.class {
            AccountClass::Asset => self.assets = self.assets.checked_add(delta)?,
            AccountClass::Liability => self.liabilities = self.liabilities.checked_sub(delta)?,
            _ => {}
        }
        if account == AccountCode::CASH {
            self.cash = self.cash.checked_add(delta)?;
        }
        Some(())
    }
}

impl<T: Config> Pallet<T> {
    /// Posts an amount to an account of a book, which uses it from then on.
    pub(crate) fn post_to(
        id: BookId,
        book: &mut Book,
        period: u8,
        account: AccountCode,
        (side, amount): (Side, Fen),
        item: u16,
    ) -> Result<(), DispatchError> {
        Self::use_account(id, book, account, item)?;
        let delta = match side {
            Side::Debit => Some(amount),
            Side::Credit => amount.checked_neg(),
        };
        delta
            .and_then(|delta| book.shift(account, delta))
            .ok_or(Error::<T>::AmountOverflow(item))?;
        Balances::<T>::try_mutate(id, account, |balance| {
            // The balance itself must stay countable, not only its sums.
            balance
                .post(period, side, amount)
                .and_then(|()| balance.closing())
                .ok_or(Error::<T>::AmountOverflow(item))?;
            Ok(())
        })
    }

    /// Counts an account that the book has not used before.
    pub(crate) fn use_account(
        id: BookId,
        book: &mut Book,
        account: AccountCode,
        item: u16,
    ) -> Result<(), DispatchError> {
        if !Balances::<T>::contains_key(id, account) {
            ensure!(
                book.accounts < ACCOUNTS_MAX,
                Error::<T>::TooManyAccounts(item)
            );
            book.accounts = book.accounts.saturating_add(1);
            Balances::<T>::insert(id, account, statements::AccountBalance::default());
        }
        Ok(())
    }

    pub(crate) fn trial_rows(id: BookId, from: u8, to: u8) -> Option<Vec<TrialRow>> {
        let valid = from >= 1 && from <= to && to <= YEAR_END && Books::<T>::contains_key(id);
        if !valid {
            return None;
        }
        statements::trial_balance(Balances::<T>::iter_prefix(id), from, to)
    }

    pub(crate) fn sheet(id: BookId, month: u8) -> Option<BalanceSheet> {
        statements::balance_sheet(&Self::trial_rows(id, 1, month)?)
    }

    pub(crate) fn income(id: BookId, from: u8, to: u8) -> Option<IncomeStatement> {
        // The closing of the year is neither income nor expense.
        let rows = Self::trial_rows(id, from, to.min(MONTHS))?;
        statements::income_statement(&rows)
    }
}
