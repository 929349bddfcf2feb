//! The figures of some months of a book, computed from the balances of its accounts with the functions
//! that the chain computes them with.

use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        disclosure::Statement,
        statements::{
            balance_sheet, income_statement, totals, trial_balance, AccountBalance, BalanceSheet,
            IncomeStatement, StatementTotals, TrialRow,
        },
        Fen,
    },
    Digest,
};

/// Some months of a book.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// Account by account.
    pub(crate) rows: Vec<TrialRow>,
    /// The same from January on.
    year: Vec<TrialRow>,
}

/// What became of the surplus: it adds up to what is left.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Distribution {
    /// What was left when the months began.
    pub(crate) before: Fen,
    /// What was earned in them.
    pub(crate) surplus: Fen,
    /// What was put to reserves, paid to members or otherwise used; negative if it was added to.
    pub(crate) distributed: Fen,
    /// What is left.
    pub(crate) after: Fen,
}

impl Figures {
    /// The figures of the months from `from` to `to`; nothing if a sum is more than can be counted.
    pub(crate) fn of(accounts: &[(AccountCode, AccountBalance)], from: u8, to: u8) -> Option<Self> {
        Some(Self {
            rows: trial_balance(accounts.iter().cloned(), from, to)?,
            year: trial_balance(accounts.iter().cloned(), 1, to)?,
        })
    }

    /// The balance sheet at the end.
    pub(crate) fn sheet(&self) -> Option<BalanceSheet> {
        balance_sheet(&self.rows)
    }

    /// The balance sheet with which the year began.
    pub(crate) fn opening_sheet(&self) -> Option<BalanceSheet> {
        balance_sheet(&begun(&self.year))
    }

    /// Income and expense of the months.
    pub(crate) fn income(&self) -> Option<IncomeStatement> {
        income_statement(&self.rows)
    }

    /// Income and expense from January on.
    pub(crate) fn year_income(&self) -> Option<IncomeStatement> {
        income_statement(&self.year)
    }

    /// What became of the surplus in the months.
    pub(crate) fn distribution(&self) -> Option<Distribution> {
        distribution(&self.rows)
    }

    /// What became of the surplus from January on.
    pub(crate) fn year_distribution(&self) -> Option<Distribution> {
        distribution(&self.year)
    }

    /// What a disclosure says.
    pub(crate) fn totals(&self) -> Option<StatementTotals> {
        totals(&self.rows)
    }

    /// The statement that the chain would compute from these figures, for the same months at the same
    /// block.
    pub(crate) fn statement(
        &self,
        recorded: &Statement,
        vouchers: u32,
        head: Digest,
        height: u32,
    ) -> Option<Statement> {
        Some(Statement {
            book: recorded.book,
            from: recorded.from,
            to: recorded.to,
            vouchers,
            head,
            height,
            totals: self.totals()?,
            money: self.sheet()?.money,
        })
    }
}

/// The rows as they were before anything moved.
fn begun(rows: &[TrialRow]) -> Vec<TrialRow> {
    let before = |row: &TrialRow| TrialRow {
        closing: row.opening,
        debit: Fen::ZERO,
        credit: Fen::ZERO,
        ..row.clone()
    };
    rows.iter().map(before).collect()
}

fn distribution(rows: &[TrialRow]) -> Option<Distribution> {
    let before = balance_sheet(&begun(rows))?.undistributed;
    let after = balance_sheet(rows)?.undistributed;
    let surplus = income_statement(rows)?.surplus;
    Some(Distribution {
        before,
        surplus,
        distributed: before.checked_add(surplus)?.checked_sub(after)?,
        after,
    })
}
