//! Statements as pure functions of balances: the chain and the service compute the same, to the fen.

use alloc::vec::Vec;

use codec::{Decode, Encode};
use scale_info::TypeInfo;

use super::{
    accounts::{AccountClass, AccountCode, Side, CHART},
    books::{MONTHS, YEAR_END},
    Fen,
};
use crate::List;

/// How many headings the chart has.
pub const HEADINGS: u32 = 42;

words! {
    /// What moved on an account in one period.
    #[derive(Copy, Default)]
    pub struct Turnover {
        /// Sum of its debits.
        pub debit: Fen,
        /// Sum of its credits.
        pub credit: Fen,
    }

    /// An account in a book: its opening balance and what moved in each month and at the end of the year.
    /// Balances are debit-positive.
    #[derive(Default)]
    pub struct AccountBalance {
        /// The balance the year began with.
        pub opening: Fen,
        /// Twelve months, and the closing of the year.
        pub periods: [Turnover; 13],
    }

    /// A row of a trial balance. Balances are debit-positive.
    pub struct TrialRow {
        /// The account.
        pub account: AccountCode,
        /// Balance before the first period.
        pub opening: Fen,
        /// Debits of the periods.
        pub debit: Fen,
        /// Credits of the periods.
        pub credit: Fen,
        /// Balance after the last period.
        pub closing: Fen,
    }

    /// What a heading shows in a statement: all accounts below it together.
    pub struct HeadingFigures {
        /// The three digits.
        pub heading: u16,
        /// Balance before the first period, debit-positive.
        pub opening: Fen,
        /// Debits of the periods.
        pub debit: Fen,
        /// Credits of the periods.
        pub credit: Fen,
    }

    /// The figures of a statement: the headings that are not empty, and what they add up to.
    pub struct StatementTotals {
        /// By heading, in rising order.
        pub headings: List<HeadingFigures, HEADINGS>,
        /// Income of the periods.
        pub income: Fen,
        /// Expense of the periods.
        pub expense: Fen,
        /// Assets at the end.
        pub assets: Fen,
        /// Liabilities at the end.
        pub liabilities: Fen,
        /// Equity at the end, with the surplus that is not closed yet.
        pub equity: Fen,
    }
}

macro_rules! sheet {
    ($($(#[$doc:meta])* $name:ident { $($(#[$row:meta])* $field:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Encode, Decode, TypeInfo)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$row])* pub $field: Fen,)* }

        impl $name {
            /// The rows with their names, in the order of the form.
            pub fn rows(&self) -> Vec<(&'static str, Fen)> {
                alloc::vec![$((stringify!($field), self.$field),)*]
            }
        }
    )*};
}

sheet! {
    /// The balance sheet (资产负债表) in the order of the form of 财会〔2023〕14号. Its row 固定资产小计 is
    /// [`BalanceSheet::fixed_assets`]. What 待处理财产损溢 are not settled yet stand last among the assets.
    BalanceSheet {
        /// 货币资金.
        money,
        /// 短期投资.
        short_investments,
        /// 应收款项.
        receivables,
        /// 存货, with what is in production.
        stores,
        /// 消耗性生物资产.
        consumable_biological,
        /// 流动资产合计.
        current_assets,
        /// 长期投资.
        long_investments,
        /// 生产性生物资产原值.
        productive_cost,
        /// 生产性生物资产累计折旧.
        productive_depreciation,
        /// 生产性生物资产净值.
        productive_net,
        /// 固定资产原值.
        fixed_cost,
        /// 累计折旧.
        fixed_depreciation,
        /// 固定资产净值.
        fixed_net,
        /// 在建工程.
        construction,
        /// 固定资产清理.
        disposal,
        /// 无形资产原值.
        intangible_cost,
        /// 累计摊销.
        intangible_amortisation,
        /// 无形资产净值.
        intangible_net,
        /// 公益性生物资产.
        welfare_biological,
        /// 长期待摊费用.
        prepaid,
        /// 待处理财产损溢.
        pending,
        /// 非流动资产合计.
        non_current_assets,
        /// 资产总计.
        assets,
        /// 短期借款.
        short_loans,
        /// 应付款项.
        payables,
        /// 应付工资.
        wages,
        /// 应付劳务费.
        labour_fees,
        /// 应交税费.
        taxes,
        /// 流动负债合计.
        current_liabilities,
        /// 长期借款及应付款.
        long_loans,
        /// 一事一议资金.
        levies,
        /// 专项应付款.
        special_funds,
        /// 非流动负债合计.
        non_current_liabilities,
        /// 负债合计.
        liabilities,
        /// 资本.
        capital,
        /// 公积公益金.
        reserve,
        /// 未分配收益.
        undistributed,
        /// 所有者权益合计.
        equity,
        /// 负债和所有者权益总计.
        liabilities_and_equity,
    }

    /// Income, expense and what is left: all headings of the first part of 收益及收益分配表 of 财会〔2023〕14号, here as
    /// villages read them, income first. The form's own sums are [`IncomeStatement::operating_surplus`] and
    /// [`IncomeStatement::total_surplus`].
    IncomeStatement {
        /// 经营收入.
        operating_income,
        /// 投资收益.
        investment_income,
        /// 补助收入.
        subsidy_income,
        /// 其他收入.
        other_income,
        /// 收入合计.
        income,
        /// 经营支出.
        operating_expense,
        /// 税金及附加.
        taxes_and_surcharges,
        /// 管理费用.
        administrative_expense,
        /// 公益支出.
        welfare_expense,
        /// 其他支出.
        other_expense,
        /// 所得税费用.
        income_tax,
        /// 支出合计.
        expense,
        /// 净收益.
        surplus,
    }
}

impl BalanceSheet {
    /// 固定资产小计: the net value of fixed assets, what is being built, and what is being disposed of; `None` on
    /// overflow.
    pub fn fixed_assets(&self) -> Option<Fen> {
        add(&[self.fixed_net, self.construction, self.disposal])
    }
}

impl IncomeStatement {
    /// 经营收益: income from operations, investments and subsidies, less the expense of operations, surcharges
    /// and administration; `None` on overflow.
    pub fn operating_surplus(&self) -> Option<Fen> {
        let income = [
            self.operating_income,
            self.investment_income,
            self.subsidy_income,
        ];
        let expense = [
            self.operating_expense,
            self.taxes_and_surcharges,
            self.administrative_expense,
        ];
        add(&income)?.checked_sub(add(&expense)?)
    }

    /// 收益总额: 经营收益 and other income, less public-welfare and other expense. Less the income tax it is
    /// [`Self::surplus`] (净收益). `None` on overflow.
    pub fn total_surplus(&self) -> Option<Fen> {
        let other = add(&[self.welfare_expense, self.other_expense])?;
        self.operating_surplus()?
            .checked_add(self.other_income)?
            .checked_sub(other)
    }
}

fn period_index(period: u8) -> usize {
    usize::from(period.saturating_sub(1))
}

impl AccountBalance {
    /// The balance before the first of the periods from `from` on; `None` on overflow.
    pub fn before(&self, from: u8) -> Option<Fen> {
        let mut earlier = self.periods.iter().take(period_index(from));
        earlier.try_fold(self.opening, |sum, turnover| {
            sum.checked_add(turnover.debit)?
                .checked_sub(turnover.credit)
        })
    }

    /// The balance after the period; `None` on overflow.
    pub fn after(&self, period: u8) -> Option<Fen> {
        self.before(period.saturating_add(1))
    }

    /// The balance after everything so far; `None` on overflow.
    pub fn closing(&self) -> Option<Fen> {
        self.after(YEAR_END)
    }

    /// The lowest balance at the end of any period from `from` on; `None` on overflow.
    pub fn lowest_from(&self, from: u8) -> Option<Fen> {
        let mut lowest = self.after(from)?;
        for period in from..=YEAR_END {
            lowest = lowest.min(self.after(period)?);
        }
        Some(lowest)
    }

    /// Debits and credits of the periods from `from` to `to`; `None` on overflow.
    pub fn turnover(&self, from: u8, to: u8) -> Option<Turnover> {
        let count = usize::from(to.saturating_sub(from)).saturating_add(1);
        let mut within = self.periods.iter().skip(period_index(from)).take(count);
        within.try_fold(Turnover::default(), |sum, turnover| {
            Some(Turnover {
                debit: sum.debit.checked_add(turnover.debit)?,
                credit: sum.credit.checked_add(turnover.credit)?,
            })
        })
    }

    /// Adds an amount to a side of a period; `None` and no change on overflow or if there is no such period.
    pub fn post(&mut self, period: u8, side: Side, amount: Fen) -> Option<()> {
        let turnover = self.periods.get_mut(period_index(period))?;
        match side {
            Side::Debit => turnover.debit = turnover.debit.checked_add(amount)?,
            Side::Credit => turnover.credit = turnover.credit.checked_add(amount)?,
        }
        Some(())
    }
}

/// The trial balance (科目余额表) of the periods, in the order of the accounts; `None` on overflow.
pub fn trial_balance(
    accounts: impl IntoIterator<Item = (AccountCode, AccountBalance)>,
    from: u8,
    to: u8,
) -> Option<Vec<TrialRow>> {
    let rows = accounts.into_iter().map(|(account, balance)| {
        let turnover = balance.turnover(from, to)?;
        Some(TrialRow {
            account,
            opening: balance.before(from)?,
            debit: turnover.debit,
            credit: turnover.credit,
            closing: balance.after(to)?,
        })
    });
    let mut rows: Vec<TrialRow> = rows.collect::<Option<_>>()?;
    // By the digits, so that sub-accounts follow their heading.
    rows.sort_by_key(|row| (row.account.heading_number(), row.account.number()));
    Some(rows)
}

/// Sum over the rows that `pick` chooses a value of; `None` on overflow.
fn sum(rows: &[TrialRow], pick: impl Fn(&TrialRow) -> Option<Fen>) -> Option<Fen> {
    rows.iter()
        .filter_map(pick)
        .try_fold(Fen::ZERO, |sum, amount| sum.checked_add(amount))
}

/// What a heading has at the end, debit-positive.
fn balance_of(rows: &[TrialRow], heading: u16) -> Option<Fen> {
    sum(rows, |row| {
        (row.account.heading_number() == heading).then_some(row.closing)
    })
}

fn balance_of_class(rows: &[TrialRow], class: AccountClass) -> Option<Fen> {
    sum(rows, |row| row.account.is(class).then_some(row.closing))
}

fn add(amounts: &[Fen]) -> Option<Fen> {
    amounts
        .iter()
        .try_fold(Fen::ZERO, |sum, amount| sum.checked_add(*amount))
}

/// The balance sheet at the end of the last period of a trial balance; `None` on overflow.
///
/// Accounts with members (113) are receivables or payables, whichever side each account below it is on.
pub fn balance_sheet(rows: &[TrialRow]) -> Option<BalanceSheet> {
    let debit = |heading: u16| balance_of(rows, heading);
    let credit = |heading: u16| balance_of(rows, heading)?.checked_neg();
    let members = |owing: bool| {
        sum(rows, |row| {
            let is_member = row.account.heading_number() == 113;
            (is_member && (row.closing > Fen::ZERO) == owing).then_some(row.closing)
        })
    };
    let mut sheet = BalanceSheet {
        money: add(&[debit(101)?, debit(102)?])?,
        short_investments: debit(111)?,
        receivables: add(&[debit(112)?, members(true)?])?,
        stores: add(&[debit(121)?, debit(401)?])?,
        consumable_biological: debit(131)?,
        long_investments: debit(141)?,
        fixed_cost: debit(151)?,
        fixed_depreciation: credit(152)?,
        construction: debit(153)?,
        disposal: debit(154)?,
        productive_cost: debit(132)?,
        productive_depreciation: credit(133)?,
        welfare_biological: debit(134)?,
        intangible_cost: debit(161)?,
        intangible_amortisation: credit(162)?,
        prepaid: debit(171)?,
        pending: debit(181)?,
        short_loans: credit(201)?,
        payables: add(&[credit(211)?, members(false)?.checked_neg()?])?,
        wages: credit(212)?,
        labour_fees: credit(213)?,
        taxes: credit(214)?,
        long_loans: credit(221)?,
        levies: credit(231)?,
        special_funds: credit(241)?,
        capital: credit(301)?,
        reserve: credit(311)?,
        undistributed: undistributed(rows)?,
        ..Default::default()
    };
    add_up(&mut sheet)?;
    Some(sheet)
}

/// Surplus and its distribution, with income and expense that are not closed yet.
fn undistributed(rows: &[TrialRow]) -> Option<Fen> {
    add(&[
        balance_of(rows, 321)?,
        balance_of(rows, 322)?,
        balance_of_class(rows, AccountClass::Income)?,
        balance_of_class(rows, AccountClass::Expense)?,
    ])?
    .checked_neg()
}

fn add_up(sheet: &mut BalanceSheet) -> Option<()> {
    sheet.fixed_net = sheet.fixed_cost.checked_sub(sheet.fixed_depreciation)?;
    sheet.productive_net = sheet
        .productive_cost
        .checked_sub(sheet.productive_depreciation)?;
    sheet.intangible_net = sheet
        .intangible_cost
        .checked_sub(sheet.intangible_amortisation)?;
    sheet.current_assets = add(&[
        sheet.money,
        sheet.short_investments,
        sheet.receivables,
        sheet.stores,
        sheet.consumable_biological,
    ])?;
    sheet.non_current_assets = add(&[
        sheet.long_investments,
        sheet.fixed_net,
        sheet.construction,
        sheet.disposal,
        sheet.productive_net,
        sheet.welfare_biological,
        sheet.intangible_net,
        sheet.prepaid,
        sheet.pending,
    ])?;
    sheet.assets = add(&[sheet.current_assets, sheet.non_current_assets])?;
    sheet.current_liabilities = add(&[
        sheet.short_loans,
        sheet.payables,
        sheet.wages,
        sheet.labour_fees,
        sheet.taxes,
    ])?;
    sheet.non_current_liabilities = add(&[sheet.long_loans, sheet.levies, sheet.special_funds])?;
    sheet.liabilities = add(&[sheet.current_liabilities, sheet.non_current_liabilities])?;
    sheet.equity = add(&[sheet.capital, sheet.reserve, sheet.undistributed])?;
    sheet.liabilities_and_equity = add(&[sheet.liabilities, sheet.equity])?;
    Some(())
}

/// The income statement of the periods of a trial balance; `None` on overflow. The closing of the year is no
/// income and no expense: make the trial balance of months only.
pub fn income_statement(rows: &[TrialRow]) -> Option<IncomeStatement> {
    let moved = |heading: u16, side: Side| {
        sum(rows, |row| {
            let net = row.debit.checked_sub(row.credit)?;
            let amount = match side {
                Side::Debit => net,
                Side::Credit => net.checked_neg()?,
            };
            (row.account.heading_number() == heading).then_some(amount)
        })
    };
    let mut statement = IncomeStatement {
        operating_income: moved(501, Side::Credit)?,
        investment_income: moved(502, Side::Credit)?,
        subsidy_income: moved(503, Side::Credit)?,
        other_income: moved(504, Side::Credit)?,
        operating_expense: moved(511, Side::Debit)?,
        taxes_and_surcharges: moved(512, Side::Debit)?,
        administrative_expense: moved(513, Side::Debit)?,
        welfare_expense: moved(514, Side::Debit)?,
        other_expense: moved(515, Side::Debit)?,
        income_tax: moved(521, Side::Debit)?,
        ..Default::default()
    };
    statement.income = add(&[
        statement.operating_income,
        statement.investment_income,
        statement.subsidy_income,
        statement.other_income,
    ])?;
    statement.expense = add(&[
        statement.operating_expense,
        statement.taxes_and_surcharges,
        statement.administrative_expense,
        statement.welfare_expense,
        statement.other_expense,
        statement.income_tax,
    ])?;
    statement.surplus = statement.income.checked_sub(statement.expense)?;
    Some(statement)
}

/// The figures of a disclosure from a trial balance of months; `None` on overflow.
pub fn totals(rows: &[TrialRow]) -> Option<StatementTotals> {
    let mut headings = List::default();
    for heading in CHART {
        let of = |pick: fn(&TrialRow) -> Fen| {
            sum(rows, |row| {
                (row.account.heading_number() == heading.number).then(|| pick(row))
            })
        };
        let figures = HeadingFigures {
            heading: heading.number,
            opening: of(|row| row.opening)?,
            debit: of(|row| row.debit)?,
            credit: of(|row| row.credit)?,
        };
        let is_empty = [figures.opening, figures.debit, figures.credit] == [Fen::ZERO; 3];
        if !is_empty {
            // The chart has no more headings than the list has room for.
            headings.try_push(figures).ok()?;
        }
    }
    let sheet = balance_sheet(rows)?;
    let statement = income_statement(rows)?;
    Some(StatementTotals {
        headings,
        income: statement.income,
        expense: statement.expense,
        assets: sheet.assets,
        liabilities: sheet.liabilities,
        equity: sheet.equity,
    })
}

/// Whether the months can be asked for: in order, and within the year.
pub fn are_months(from: u8, to: u8) -> bool {
    from >= 1 && from <= to && to <= MONTHS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> AccountCode {
        text.parse().unwrap()
    }

    fn books(
        opening: &[(&str, i64)],
        entries: &[(u8, &str, &str, i64)],
    ) -> Vec<(AccountCode, AccountBalance)> {
        let mut accounts = alloc::collections::BTreeMap::<AccountCode, AccountBalance>::new();
        for (code, balance) in opening {
            accounts.entry(account(code)).or_default().opening = Fen(*balance);
        }
        for (period, debit, credit, amount) in entries {
            for (code, side) in [(debit, Side::Debit), (credit, Side::Credit)] {
                let balance = accounts.entry(account(code)).or_default();
                balance.post(*period, side, Fen(*amount)).unwrap();
            }
        }
        accounts.into_iter().collect()
    }

    #[test]
    fn a_year_ties_before_and_after_its_closing() {
        let opening = [
            ("10201", 500_000),
            ("151", 900_000),
            ("152", -100_000),
            ("301", -1_300_000),
        ];
        let entries = [
            (1, "10201", "50101", 80_000),
            (2, "513", "101", 30_000),
            (1, "101", "10201", 50_000),
            (3, "11301", "50101", 20_000),
            (3, "101", "11302", 10_000),
        ];
        let rows = trial_balance(books(&opening, &entries), 1, 12).unwrap();
        let sheet = balance_sheet(&rows).unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity);
        assert_eq!(
            (sheet.receivables, sheet.payables),
            (Fen(20_000), Fen(10_000))
        );
        assert_eq!(sheet.fixed_net, Fen(800_000));
        let statement = income_statement(&rows).unwrap();
        assert_eq!(statement.surplus, Fen(70_000));
        assert_eq!(sheet.undistributed, Fen(70_000));

        let mut closed = entries.to_vec();
        closed.extend([
            (13, "50101", "321", 100_000),
            (13, "321", "513", 30_000),
            (13, "321", "322", 70_000),
        ]);
        let after =
            balance_sheet(&trial_balance(books(&opening, &closed), 1, 13).unwrap()).unwrap();
        assert_eq!(after.undistributed, Fen(70_000));
        assert_eq!(after.assets, sheet.assets);
    }

    #[test]
    fn the_sums_of_the_forms_lead_to_those_that_are_posted() {
        let entries: Vec<(u8, &str, &str, i64)> = [
            ("10201", "501", 1_000),
            ("10201", "502", 200),
            ("10201", "503", 30),
            ("10201", "504", 4),
            ("511", "10201", 500),
            ("512", "10201", 60),
            ("513", "10201", 7),
            ("514", "10201", 100),
            ("515", "10201", 20),
            ("521", "10201", 3),
            ("151", "10201", 90),
            ("513", "152", 40),
            ("153", "10201", 8),
            ("154", "10201", 2),
        ]
        .into_iter()
        .map(|(debit, credit, amount)| (1, debit, credit, amount))
        .collect();
        let rows = trial_balance(books(&[], &entries), 1, 12).unwrap();
        let statement = income_statement(&rows).unwrap();
        // 1,000 + 200 + 30 - 500 - 60 - 47, then + 4 - 100 - 20, then - 3.
        assert_eq!(statement.operating_surplus(), Some(Fen(623)));
        assert_eq!(statement.total_surplus(), Some(Fen(507)));
        assert_eq!(statement.surplus, Fen(504));
        let sheet = balance_sheet(&rows).unwrap();
        assert_eq!(
            (sheet.fixed_net, sheet.fixed_assets()),
            (Fen(50), Some(Fen(60)))
        );
    }

    #[test]
    fn the_balance_sheet_has_the_order_of_the_form() {
        let order: Vec<_> = BalanceSheet::default()
            .rows()
            .into_iter()
            .map(|(name, _)| name)
            .skip_while(|name| *name != "long_investments")
            .take_while(|name| *name != "prepaid")
            .collect();
        assert_eq!(
            order,
            [
                "long_investments",
                "productive_cost",
                "productive_depreciation",
                "productive_net",
                "fixed_cost",
                "fixed_depreciation",
                "fixed_net",
                "construction",
                "disposal",
                "intangible_cost",
                "intangible_amortisation",
                "intangible_net",
                "welfare_biological",
            ]
        );
    }

    #[test]
    fn months_add_up_to_the_quarter() {
        let entries = [
            (1, "10201", "501", 100),
            (2, "10201", "501", 20),
            (3, "513", "10201", 7),
        ];
        let all = books(&[], &entries);
        let quarter = totals(&trial_balance(all.clone(), 1, 3).unwrap()).unwrap();
        let months: Vec<StatementTotals> = (1..=3)
            .map(|month| totals(&trial_balance(all.clone(), month, month).unwrap()).unwrap())
            .collect();
        assert_eq!(
            quarter.income.0,
            months.iter().map(|month| month.income.0).sum::<i64>()
        );
        assert_eq!(quarter.expense, Fen(7));
        assert_eq!(months[2].assets, quarter.assets);
        let bank = quarter
            .headings
            .iter()
            .find(|row| row.heading == 102)
            .unwrap();
        assert_eq!((bank.debit, bank.credit), (Fen(120), Fen(7)));
    }

    #[test]
    fn the_lowest_balance_is_found_in_the_middle() {
        let mut balance = AccountBalance {
            opening: Fen(10),
            ..Default::default()
        };
        balance.post(3, Side::Credit, Fen(15)).unwrap();
        balance.post(4, Side::Debit, Fen(15)).unwrap();
        assert_eq!(balance.lowest_from(1), Some(Fen(-5)));
        assert_eq!(balance.lowest_from(4), Some(Fen(10)));
        assert_eq!(balance.post(14, Side::Debit, Fen(1)), None);
        assert_eq!(balance.before(4), Some(Fen(-5)));
    }

    #[test]
    fn months_are_in_order() {
        assert!(are_months(1, 12) && are_months(4, 4));
        assert!(!are_months(0, 1) && !are_months(3, 2) && !are_months(12, 13));
    }
}
