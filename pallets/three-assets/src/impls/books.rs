//! Books: opening a year, and reconciling its months.

use county_primitives::{
    three_assets::{
        accounts::{AccountClass, AccountCode},
        books::{BookInput, Reconciliation, Till, MONTHS},
        statements::AccountBalance,
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen, Project,
    },
    Author, BookId, CollectiveId, Date, Items, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller, ACCOUNTANT};
use crate::{
    types::{Book, Collective},
    Balances, BankAccounts, Books, Collectives, Config, Error, Funds, Pallet, Reconciled,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn book(id: BookId, item: u16) -> Result<Book, Error<T>> {
        Books::<T>::get(id).ok_or(Error::BookUnknown(item))
    }

    pub(crate) fn do_open_books(who: &T::AccountId, items: Items<BookInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut collective = Self::collective(input.collective, item)?;
            let signature = caller.sign_for(ACCOUNTANT, input.collective, &collective, item)?;
            let id = BookId::new(input.collective, input.year);
            ensure!(!Books::<T>::contains_key(id), Error::<T>::BookKnown(item));
            let mut book = Book::default();
            let carried = match collective.year {
                None => {
                    book.history = Some(caller.today);
                    Self::take_openings(id, &mut book, &collective, &input, item)?;
                    0
                }
                Some(year) => {
                    ensure!(
                        year.checked_add(1) == Some(input.year),
                        Error::<T>::YearNotNext(item)
                    );
                    ensure!(
                        input.openings.is_empty(),
                        Error::<T>::OpeningsNotTaken(item)
                    );
                    let before = BookId::new(input.collective, year);
                    Self::carry_over(id, &mut book, before, item)?
                }
            };
            collective.year = Some(input.year);
            Books::<T>::insert(id, book);
            Collectives::<T>::insert(input.collective, &collective);
            let openings = input.openings.clone();
            Self::record(
                Subject::Book(id),
                Author::Member(signature),
                AssetsEntry::BookOpened {
                    book: input,
                    carried,
                },
                item,
            )?;
            for opening in openings {
                let (account, balance) = (opening.account, opening.balance);
                if is_never_negative(account) && balance < Fen::ZERO {
                    let owner = id.collective();
                    Self::warn(owner, &collective, negative(id, balance), item)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the opening balances of a collective's first book.
    fn take_openings(
        id: BookId,
        book: &mut Book,
        collective: &Collective,
        input: &BookInput,
        item: u16,
    ) -> DispatchResult {
        let mut sum = Fen::ZERO;
        for opening in &input.openings {
            let account = opening.account;
            Self::ensure_leaf(collective, account, item)?;
            // Income and expense begin at nothing every year.
            let is_result = account.is(AccountClass::Income) || account.is(AccountClass::Expense);
            ensure!(
                opening.balance != Fen::ZERO && !is_result,
                Error::<T>::AmountInvalid(item)
            );
            ensure!(
                !Balances::<T>::contains_key(id, account),
                Error::<T>::AccountTwice(item)
            );
            Self::open_account(id, book, account, opening.balance, item)?;
            Self::open_fund(id, account, opening.balance, item)?;
            sum = sum
                .checked_add(opening.balance)
                .ok_or(Error::<T>::AmountOverflow(item))?;
        }
        ensure!(sum == Fen::ZERO, Error::<T>::OpeningsUnbalanced(item));
        Ok(())
    }

    /// Special funds that were there before the books: nobody says for which project, so that any may use them.
    fn open_fund(id: BookId, account: AccountCode, balance: Fen, item: u16) -> DispatchResult {
        if account.heading_number() != 241 {
            return Ok(());
        }
        let key = (id.collective(), Project::default());
        let mut fund = Funds::<T>::get(&key).unwrap_or_default();
        fund.balance = fund
            .balance
            .checked_sub(balance)
            .ok_or(Error::<T>::AmountOverflow(item))?;
        fund.moved = Date::from_ymd(id.year().into(), 1, 1).unwrap_or_default();
        Funds::<T>::insert(key, fund);
        Ok(())
    }

    /// Takes over what the year before closed with.
    fn carry_over(
        id: BookId,
        book: &mut Book,
        before: BookId,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let earlier = Self::book(before, item)?;
        ensure!(earlier.year_closed, Error::<T>::YearNotClosed(item));
        let mut carried = 0u32;
        for (account, balance) in Balances::<T>::iter_prefix(before) {
            let closing = balance.closing().ok_or(Error::<T>::AmountOverflow(item))?;
            if closing != Fen::ZERO {
                Self::open_account(id, book, account, closing, item)?;
                carried = carried.saturating_add(1);
            }
        }
        book.cash_day = earlier.cash_day;
        book.history = earlier.history;
        Ok(carried)
    }

    fn open_account(
        id: BookId,
        book: &mut Book,
        account: AccountCode,
        balance: Fen,
        item: u16,
    ) -> DispatchResult {
        Self::use_account(id, book, account, item)?;
        book.shift(account, balance)
            .ok_or(Error::<T>::AmountOverflow(item))?;
        Balances::<T>::insert(
            id,
            account,
            AccountBalance {
                opening: balance,
                ..Default::default()
            },
        );
        Ok(())
    }

    pub(crate) fn do_reconcile_months(
        who: &T::AccountId,
        items: Items<Reconciliation>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let book = Self::book(input.book, item)?;
            let id = input.book.collective();
            let collective = Self::collective(id, item)?;
            let signature = caller.sign_for(ACCOUNTANT, id, &collective, item)?;
            ensure!(
                (1..=MONTHS).contains(&input.month),
                Error::<T>::MonthInvalid(item)
            );
            ensure!(book.is_open(input.month), Error::<T>::MonthClosed(item));
            let account = Self::till_account(id, input.till, item)?;
            let balance = Balances::<T>::get(input.book, account)
                .after(input.month)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            let said = input
                .statement
                .checked_add(input.in_transit)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            ensure!(said == balance, Error::<T>::NotReconciled(item));
            Reconciled::<T>::insert((input.book, input.month, input.till), balance);
            Self::record(
                Subject::Book(input.book),
                Author::Member(signature),
                AssetsEntry::Reconciled {
                    reconciliation: input,
                    balance,
                },
                item,
            )?;
        }
        Ok(())
    }

    /// The account in the books of the cash box or of an open bank account.
    pub(crate) fn till_account(
        id: CollectiveId,
        till: Till,
        item: u16,
    ) -> Result<AccountCode, DispatchError> {
        match till {
            Till::Cash => Ok(AccountCode::CASH),
            Till::Bank(account) => BankAccounts::<T>::get(account)
                .filter(|it| it.collective == id && it.open)
                .map(|it| it.ledger)
                .ok_or(Error::<T>::TillUnfit(item).into()),
        }
    }
}

/// W08 about a book.
pub(crate) fn negative(id: BookId, balance: Fen) -> Finding {
    finding(
        WarningRule::NegativeBalance,
        WarningLevel::Orange,
        Subject::Book(id),
        balance.0,
        0,
    )
}

/// Whether a balance below nothing is a warning: money and receivables.
pub(crate) fn is_never_negative(account: AccountCode) -> bool {
    account.is_money() || account.heading_number() == 112
}
