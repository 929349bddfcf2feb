//! The journal and the list of vouchers.

use county_primitives::three_assets::Fen;
use sqlx::FromRow;

use super::{
    sheet::{Sheet, Value},
    About, Content,
};
use crate::{
    error::ApiError,
    shown::Instant,
    state::App,
    three_assets::{books::account_names, parties},
};

#[derive(FromRow)]
struct LineRow {
    id: i64,
    month: i64,
    number: Option<i64>,
    date: String,
    summary: String,
    account: String,
    side: String,
    amount: i64,
    party: Option<String>,
    project: Option<String>,
}

fn number(month: i64, number: Option<i64>) -> String {
    format!("{month}-{}", number.unwrap_or_default())
}

fn overflow() -> ApiError {
    ApiError::internal("the figures of a book add up to more than can be counted")
}

/// The journal: every line of every posted voucher, in the order of their numbers.
pub(super) async fn journal(app: &App, about: &About) -> Result<Sheet, ApiError> {
    let lines: Vec<LineRow> = sqlx::query_as(
        "SELECT v.id, v.month, v.number, v.date, v.summary, l.account, l.side, l.amount, l.party, l.project \
         FROM vouchers v JOIN voucher_lines l ON l.voucher = v.id \
         WHERE v.book = ? AND v.state = 'posted' AND v.month >= ? AND v.month <= ? \
         ORDER BY v.month, v.number, l.position",
    )
    .bind(about.book)
    .bind(i64::from(about.from))
    .bind(i64::from(about.to))
    .fetch_all(&app.db.reader)
    .await?;
    let names = account_names(app, about.division).await?;
    let digests: Vec<String> = lines.iter().filter_map(|line| line.party.clone()).collect();
    let known = parties::shown_all(app, digests, about.division, about.sight).await?;
    let mut sums = [Fen::ZERO; 2];
    let mut rows = Vec::new();
    for line in lines {
        let amount = Fen(line.amount);
        let is_debit = line.side == "debit";
        let [debit, credit] = &mut sums;
        let sum = if is_debit { debit } else { credit };
        *sum = sum.checked_add(amount).ok_or_else(overflow)?;
        let party = line.party.and_then(|digest| known.get(&digest));
        let name = names.get(&line.account).cloned().unwrap_or_default();
        let (debit, credit) = if is_debit {
            (Value::Money(amount), Value::Blank)
        } else {
            (Value::Blank, Value::Money(amount))
        };
        rows.push(vec![
            Value::Text(line.date),
            Value::Text(number(line.month, line.number)),
            Value::Text(line.summary),
            Value::Text(line.account),
            Value::Text(name),
            debit,
            credit,
            Value::Text(party.map(|party| party.name.clone()).unwrap_or_default()),
            Value::Text(line.project.unwrap_or_default()),
            Value::Text(line.id.to_string()),
        ]);
    }
    let mut last = vec![Value::Strong("合计".to_owned())];
    last.extend((0..4).map(|_| Value::Blank));
    last.extend(sums.map(Value::Money));
    last.extend((0..3).map(|_| Value::Blank));
    rows.push(last);
    Ok(Sheet {
        name: Content::Journal.name(),
        owner: about.collective.clone(),
        period: about.period(),
        columns: vec![
            ("日期", 11.0),
            ("凭证号", 9.0),
            ("摘要", 34.0),
            ("科目编码", 10.0),
            ("科目名称", 18.0),
            ("借方金额", 15.0),
            ("贷方金额", 15.0),
            ("往来方", 18.0),
            ("项目", 12.0),
            ("链上编号", 9.0),
        ],
        rows,
        is_wide: true,
        signatures: false,
    })
}

#[derive(FromRow)]
struct VoucherRow {
    id: i64,
    month: i64,
    number: Option<i64>,
    date: String,
    occurred: String,
    summary: String,
    total: i64,
    origin: String,
    reverses: Option<i64>,
    reversed_by: Option<i64>,
    documents: String,
    maker: Option<i64>,
    poster: Option<i64>,
    posted_ms: Option<i64>,
    content: String,
}

/// One voucher as a row of the list.
fn voucher_row(voucher: VoucherRow) -> Result<Vec<Value>, ApiError> {
    let documents: Vec<serde_json::Value> = serde_json::from_str(&voucher.documents)?;
    let id = |number: Option<i64>| Value::Text(number.map(|it| it.to_string()).unwrap_or_default());
    Ok(vec![
        Value::Text(number(voucher.month, voucher.number)),
        Value::Text(voucher.date),
        Value::Text(voucher.occurred),
        Value::Text(voucher.summary),
        Value::Money(Fen(voucher.total)),
        Value::Count(u32::try_from(documents.len()).unwrap_or(u32::MAX)),
        Value::text(match (voucher.origin.as_str(), voucher.reversed_by) {
            ("reversal", _) => format!("冲销 {}", voucher.reverses.unwrap_or_default()),
            (_, Some(by)) => format!("已被 {by} 冲销"),
            ("migrated", None) => "旧账导入".to_owned(),
            _ => String::new(),
        }),
        id(voucher.maker),
        id(voucher.poster),
        Value::Text(
            voucher
                .posted_ms
                .map(|ms| Instant(ms).rfc3339())
                .unwrap_or_default(),
        ),
        id(Some(voucher.id)),
        Value::Text(voucher.content),
    ])
}

/// The list of posted vouchers.
pub(super) async fn vouchers(app: &App, about: &About) -> Result<Sheet, ApiError> {
    let vouchers: Vec<VoucherRow> = sqlx::query_as(
        "SELECT id, month, number, date, occurred, summary, total, origin, reverses, reversed_by, documents, \
         maker, poster, posted_ms, content FROM vouchers \
         WHERE book = ? AND state = 'posted' AND month >= ? AND month <= ? ORDER BY month, number",
    )
    .bind(about.book)
    .bind(i64::from(about.from))
    .bind(i64::from(about.to))
    .fetch_all(&app.db.reader)
    .await?;
    let mut sum = Fen::ZERO;
    let mut rows = Vec::new();
    for voucher in vouchers {
        sum = sum.checked_add(Fen(voucher.total)).ok_or_else(overflow)?;
        rows.push(voucher_row(voucher)?);
    }
    let mut last = vec![Value::Strong("合计".to_owned())];
    last.extend((0..3).map(|_| Value::Blank));
    last.push(Value::Money(sum));
    last.extend((0..7).map(|_| Value::Blank));
    rows.push(last);
    Ok(Sheet {
        name: Content::Vouchers.name(),
        owner: about.collective.clone(),
        period: about.period(),
        columns: vec![
            ("凭证号", 9.0),
            ("记账日期", 11.0),
            ("发生日期", 11.0),
            ("摘要", 34.0),
            ("借方合计", 15.0),
            ("附件张数", 9.0),
            ("说明", 14.0),
            ("制单成员", 9.0),
            ("过账成员", 9.0),
            ("过账时间", 21.0),
            ("链上编号", 9.0),
            ("内容摘要值", 24.0),
        ],
        rows,
        is_wide: true,
        signatures: false,
    })
}
