//! Balance sheet, income and its distribution, and the trial balance, with the rows of 财会〔2023〕14号.

use std::collections::BTreeMap;

use county_primitives::three_assets::{
    accounts::AccountCode,
    books::YEAR_END,
    statements::{self as figures, AccountBalance, BalanceSheet, IncomeStatement, TrialRow},
    Fen,
};

use super::{
    sheet::{Sheet, Value},
    About, Content,
};
use crate::{
    error::ApiError,
    state::App,
    three_assets::{books::account_names, statements},
};

type Accounts = Vec<(AccountCode, AccountBalance)>;

fn overflow() -> ApiError {
    ApiError::internal("the figures of a book add up to more than can be counted")
}

/// The trial balance before a month, as if nothing had moved yet.
fn before(accounts: &Accounts, month: u8) -> Result<Vec<TrialRow>, ApiError> {
    if month > 1 {
        let to = month.saturating_sub(1);
        return figures::trial_balance(accounts.iter().cloned(), 1, to).ok_or_else(overflow);
    }
    Ok(accounts
        .iter()
        .map(|(account, balance)| TrialRow {
            account: *account,
            opening: balance.opening,
            debit: Fen::ZERO,
            credit: Fen::ZERO,
            closing: balance.opening,
        })
        .collect())
}

fn sheet_of(rows: &[TrialRow]) -> Result<BalanceSheet, ApiError> {
    figures::balance_sheet(rows).ok_or_else(overflow)
}

/// The row of the form that is a sum of others.
const FIXED_ASSETS: &str = "fixed_assets";

/// The rows of one side of the balance sheet: the field of its amount, and its name. A name that begins with a
/// space stands further in; a field that is empty is a heading.
const ASSETS: [(&str, &str); 27] = [
    ("", "流动资产："),
    ("money", " 货币资金"),
    ("short_investments", " 短期投资"),
    ("receivables", " 应收款项"),
    ("stores", " 存货"),
    ("consumable_biological", " 消耗性生物资产"),
    ("current_assets", "流动资产合计"),
    ("", "非流动资产："),
    ("long_investments", " 长期投资"),
    ("productive_cost", " 生产性生物资产原值"),
    ("productive_depreciation", " 减：生产性生物资产累计折旧"),
    ("productive_net", " 生产性生物资产净值"),
    ("fixed_cost", " 固定资产原值"),
    ("fixed_depreciation", " 减：累计折旧"),
    ("fixed_net", " 固定资产净值"),
    ("construction", " 在建工程"),
    ("disposal", " 固定资产清理"),
    (FIXED_ASSETS, " 固定资产小计"),
    ("intangible_cost", " 无形资产原值"),
    ("intangible_amortisation", " 减：累计摊销"),
    ("intangible_net", " 无形资产净值"),
    ("welfare_biological", " 公益性生物资产"),
    ("prepaid", " 长期待摊费用"),
    ("pending", " 待处理财产损溢"),
    ("non_current_assets", "非流动资产合计"),
    ("", ""),
    ("assets", "资产总计"),
];

const CLAIMS: [(&str, &str); 27] = [
    ("", "流动负债："),
    ("short_loans", " 短期借款"),
    ("payables", " 应付款项"),
    ("wages", " 应付工资"),
    ("labour_fees", " 应付劳务费"),
    ("taxes", " 应交税费"),
    ("current_liabilities", "流动负债合计"),
    ("", "非流动负债："),
    ("long_loans", " 长期借款及应付款"),
    ("levies", " 一事一议资金"),
    ("special_funds", " 专项应付款"),
    ("non_current_liabilities", "非流动负债合计"),
    ("liabilities", "负债合计"),
    ("", ""),
    ("", "所有者权益："),
    ("capital", " 资本"),
    ("reserve", " 公积公益金"),
    ("undistributed", " 未分配收益"),
    ("equity", "所有者权益合计"),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("liabilities_and_equity", "负债和所有者权益总计"),
];

/// The balance sheet: at the end of the period, and at the beginning of the year.
pub(super) async fn balance_sheet(app: &App, about: &About) -> Result<Sheet, ApiError> {
    let accounts = statements::balances(app, about.book).await?;
    let end = figures::trial_balance(accounts.iter().cloned(), 1, about.to).ok_or_else(overflow)?;
    let amounts = |sheet: BalanceSheet| -> Result<BTreeMap<&'static str, Fen>, ApiError> {
        let mut amounts: BTreeMap<&'static str, Fen> = sheet.rows().into_iter().collect();
        let fixed = sheet.fixed_assets().ok_or_else(overflow)?;
        amounts.insert(FIXED_ASSETS, fixed);
        Ok(amounts)
    };
    let (end, start) = (
        amounts(sheet_of(&end)?)?,
        amounts(sheet_of(&before(&accounts, 1)?)?)?,
    );
    let (mut line, mut rows) = (0u32, Vec::new());
    let side = |(field, name): (&str, &str), offset: u32| -> Vec<Value> {
        let named = match name.strip_prefix(' ') {
            Some(inner) => Value::text(format!("　{inner}")),
            None if name.is_empty() => Value::Blank,
            None => Value::Strong(name.to_owned()),
        };
        let amount = |amounts: &BTreeMap<&'static str, Fen>| match amounts.get(field) {
            Some(fen) => Value::Money(*fen),
            None => Value::Blank,
        };
        let number = if field.is_empty() {
            Value::Blank
        } else {
            Value::Count(offset)
        };
        vec![named, number, amount(&end), amount(&start)]
    };
    // Lines are numbered down the left side, then down the right.
    let left = ASSETS.iter().filter(|(field, _)| !field.is_empty()).count();
    let mut right_line = u32::try_from(left).unwrap_or(0);
    for (asset, claim) in ASSETS.into_iter().zip(CLAIMS) {
        line = line.saturating_add(u32::from(!asset.0.is_empty()));
        right_line = right_line.saturating_add(u32::from(!claim.0.is_empty()));
        let mut row = side(asset, line);
        row.extend(side(claim, right_line));
        rows.push(row);
    }
    Ok(Sheet {
        name: Content::BalanceSheet.name(),
        owner: about.collective.clone(),
        period: end_of(about),
        columns: vec![
            ("资产", 26.0),
            ("行次", 5.0),
            ("期末余额", 16.0),
            ("年初余额", 16.0),
            ("负债和所有者权益", 26.0),
            ("行次", 5.0),
            ("期末余额", 16.0),
            ("年初余额", 16.0),
        ],
        rows,
        is_wide: true,
        signatures: true,
    })
}

/// The day at whose end a balance sheet stands.
fn end_of(about: &About) -> String {
    let month = about.to.min(12);
    let last = county_primitives::clock::month_end(
        u32::try_from(about.year).unwrap_or_default(),
        month.into(),
    );
    last.map_or_else(String::new, |day| {
        let (year, month, day) = day.to_ymd();
        format!("{year}年{month}月{day}日")
    })
}

/// Surplus and what became of it in some months.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Distribution {
    income: IncomeStatement,
    operating: Fen,
    total: Fen,
    begin: Fen,
    transfers: Fen,
    distributable: Fen,
    reserve: Fen,
    members: Fen,
    other: Fen,
    end: Fen,
}

/// Income and its distribution: in the period, and from the beginning of the year.
pub(super) async fn income(app: &App, about: &About) -> Result<Sheet, ApiError> {
    let accounts = statements::balances(app, about.book).await?;
    let to = about.to.min(12);
    let period = distribution(app, about, &accounts, about.from, to).await?;
    let year = distribution(app, about, &accounts, 1, to).await?;
    let strong = |name: &str| Value::Strong(name.to_owned());
    let inner = |name: &str| Value::text(format!("　{name}"));
    type Pick = fn(&Distribution) -> Fen;
    let rows: [(Value, Pick); 20] = [
        (strong("一、经营收入"), |it| {
            it.income.operating_income
        }),
        (inner("加：投资收益"), |it| {
            it.income.investment_income
        }),
        (inner("补助收入"), |it| it.income.subsidy_income),
        (inner("减：经营支出"), |it| {
            it.income.operating_expense
        }),
        (inner("税金及附加"), |it| {
            it.income.taxes_and_surcharges
        }),
        (inner("管理费用"), |it| it.income.administrative_expense),
        (strong("二、经营收益"), |it| it.operating),
        (inner("加：其他收入"), |it| it.income.other_income),
        (inner("减：公益支出"), |it| it.income.welfare_expense),
        (inner("其他支出"), |it| it.income.other_expense),
        (strong("三、收益总额"), |it| it.total),
        (inner("减：所得税费用"), |it| it.income.income_tax),
        (strong("四、净收益"), |it| it.income.surplus),
        (inner("加：期初未分配收益"), |it| it.begin),
        (inner("其他转入"), |it| it.transfers),
        (strong("五、可分配收益"), |it| it.distributable),
        (inner("减：提取公积公益金"), |it| it.reserve),
        (inner("向成员分配"), |it| it.members),
        (inner("其他"), |it| it.other),
        (strong("六、期末未分配收益"), |it| it.end),
    ];
    let rows = (1u32..).zip(rows);
    Ok(Sheet {
        name: Content::Income.name(),
        owner: about.collective.clone(),
        period: about.period(),
        columns: vec![
            ("项目", 34.0),
            ("行次", 6.0),
            ("本期金额", 20.0),
            ("本年累计金额", 20.0),
        ],
        rows: rows
            .map(|(line, (name, pick))| {
                let amounts = [&period, &year].map(|it| Value::Money(pick(it)));
                let [period, year] = amounts;
                vec![name, Value::Count(line), period, year]
            })
            .collect(),
        is_wide: false,
        signatures: true,
    })
}

async fn distribution(
    app: &App,
    about: &About,
    accounts: &Accounts,
    from: u8,
    to: u8,
) -> Result<Distribution, ApiError> {
    let rows = figures::trial_balance(accounts.iter().cloned(), from, to).ok_or_else(overflow)?;
    let income = figures::income_statement(&rows).ok_or_else(overflow)?;
    let mut found = Distribution {
        income,
        operating: income.operating_surplus().ok_or_else(overflow)?,
        total: income.total_surplus().ok_or_else(overflow)?,
        begin: sheet_of(&before(accounts, from)?)?.undistributed,
        end: sheet_of(&rows)?.undistributed,
        ..Distribution::default()
    };
    for lines in appropriations(app, about.book, from, to).await? {
        found.add(&lines).ok_or_else(overflow)?;
    }
    found.distributable = found
        .begin
        .checked_add(found.income.surplus)
        .and_then(|sum| sum.checked_add(found.transfers))
        .ok_or_else(overflow)?;
    Ok(found)
}

/// Lines of a voucher: account and amount, debit-positive.
type Lines = Vec<(AccountCode, Fen)>;

impl Distribution {
    /// Counts a voucher that moves 321 or 322: what comes in is transferred; what goes out goes to the reserve as far as
    /// that is credited, to members as far as money or accounts with them are, and elsewhere with the rest.
    fn add(&mut self, lines: &Lines) -> Option<()> {
        let sum = |headings: &[u16]| {
            let mut of = lines
                .iter()
                .filter(|(account, _)| headings.contains(&account.heading_number()));
            of.try_fold(Fen::ZERO, |sum, (_, amount)| sum.checked_add(*amount))
        };
        let out = sum(&[321, 322])?;
        if out <= Fen::ZERO {
            self.transfers = self.transfers.checked_sub(out)?;
            return Some(());
        }
        let credited = |headings: &[u16]| Some(sum(headings)?.checked_neg()?.max(Fen::ZERO));
        let reserve = credited(&[311])?.min(out);
        let left = out.checked_sub(reserve)?;
        let members = credited(&[101, 102, 113, 211])?.min(left);
        self.reserve = self.reserve.checked_add(reserve)?;
        self.members = self.members.checked_add(members)?;
        self.other = self.other.checked_add(left.checked_sub(members)?)?;
        Some(())
    }
}

/// The posted vouchers of some months that move surplus or its distribution.
async fn appropriations(app: &App, book: i64, from: u8, to: u8) -> Result<Vec<Lines>, ApiError> {
    let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
        "SELECT v.id, l.account, l.side, l.amount FROM vouchers v JOIN voucher_lines l ON l.voucher = v.id \
         WHERE v.state = 'posted' AND v.month >= ? AND v.month <= ? AND v.id IN (SELECT voucher \
         FROM voucher_lines WHERE book = ? AND account >= '321' AND account < '323') ORDER BY v.id",
    )
    .bind(i64::from(from))
    .bind(i64::from(to))
    .bind(book)
    .fetch_all(&app.db.reader)
    .await?;
    let mut vouchers: BTreeMap<i64, Lines> = BTreeMap::new();
    for (voucher, account, side, amount) in rows {
        let account = account.parse().map_err(ApiError::internal)?;
        let signed = if side == "debit" {
            Some(amount)
        } else {
            amount.checked_neg()
        };
        let signed = signed.map(Fen).ok_or_else(overflow)?;
        vouchers.entry(voucher).or_default().push((account, signed));
    }
    Ok(vouchers.into_values().collect())
}

/// The trial balance with debit and credit balances in columns of their own, and sums that are equal.
pub(super) async fn trial_balance(app: &App, about: &About) -> Result<Sheet, ApiError> {
    let to = about.to.min(YEAR_END);
    let rows = statements::trial_balance(app, about.book, about.from, to).await?;
    let names = account_names(app, about.division).await?;
    let sides = |fen: Fen| -> Option<[Fen; 2]> {
        Some(if fen < Fen::ZERO {
            [Fen::ZERO, fen.checked_neg()?]
        } else {
            [fen, Fen::ZERO]
        })
    };
    let mut sums = [Fen::ZERO; 6];
    let mut table = Vec::new();
    for row in rows {
        let [opening_debit, opening_credit] = sides(row.opening).ok_or_else(overflow)?;
        let [closing_debit, closing_credit] = sides(row.closing).ok_or_else(overflow)?;
        let amounts = [
            opening_debit,
            opening_credit,
            row.debit,
            row.credit,
            closing_debit,
            closing_credit,
        ];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum = sum.checked_add(amount).ok_or_else(overflow)?;
        }
        let code = row.account.to_string();
        let name = names.get(&code).cloned().unwrap_or_default();
        let mut cells = vec![Value::Text(code), Value::Text(name)];
        cells.extend(amounts.map(Value::Money));
        table.push(cells);
    }
    let mut last = vec![Value::Strong("合计".to_owned()), Value::Blank];
    last.extend(sums.map(Value::Money));
    table.push(last);
    Ok(Sheet {
        name: Content::TrialBalance.name(),
        owner: about.collective.clone(),
        period: about.period(),
        columns: vec![
            ("科目编码", 11.0),
            ("科目名称", 26.0),
            ("期初借方", 16.0),
            ("期初贷方", 16.0),
            ("本期借方", 16.0),
            ("本期贷方", 16.0),
            ("期末借方", 16.0),
            ("期末贷方", 16.0),
        ],
        rows: table,
        is_wide: true,
        signatures: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_form_has_its_place() {
        let sheet = BalanceSheet::default().rows();
        let rows: Vec<&str> = sheet
            .into_iter()
            .map(|(field, _)| field)
            .chain([FIXED_ASSETS])
            .collect();
        for field in &rows {
            let places = ASSETS.iter().chain(&CLAIMS);
            assert_eq!(
                places.filter(|(place, _)| place == field).count(),
                1,
                "{field}"
            );
        }
        let named = ASSETS
            .iter()
            .chain(&CLAIMS)
            .filter(|(field, _)| !field.is_empty());
        assert_eq!(named.count(), rows.len());
    }
}
