//! Paying what is approved: the order to the bank or the cash box, what became of it, and the file with many
//! orders that goes to the bank.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use county_primitives::{
    three_assets::{
        spending::{Instruction, PaymentOutcome, PaymentReport},
        Fen,
    },
    BankAccountId, Digest, Role, SpendingId,
};
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    documents,
    file::{self, SpendingRow},
    seat::Village,
    words::{ask, ask_day, ask_with_hint, choices, fill, form, say, tag, word, yuan, Parties},
};
use crate::{
    db::now_ms,
    error::ApiError,
    extract::Query,
    inspect::rows::holds_on,
    pages::console::{
        actions::choose_only,
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, number, Sent},
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::{
        bank::{file_of, Encoding, PaymentLine},
        parties,
    },
    write::Write,
};

/// How many payments are ordered at once.
const MANY: i64 = 200;
/// How many orders go into one file: a distribution pays every household of a village.
const FILE_MAX: i64 = 2_000;

deeds! {
    /// Orders a payment.
    Instruct => instruct_form, instruct;
    /// Orders many payments, which then go to the bank as a file.
    InstructMany => many_form, instruct_many;
    /// Reports what became of a payment.
    Report => report_form, report;
}

/// The open bank accounts of a village.
pub(crate) async fn accounts(desk: &Desk, village: &Village) -> Result<Vec<Choice>, ApiError> {
    let rows: Vec<(i64, String, String, String)> = sqlx::query_as(
        "SELECT id, digest, bank, kind FROM bank_accounts WHERE collective = ? AND closed_ms IS NULL \
         ORDER BY kind <> 'basic', id",
    )
    .bind(village.id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut found = Vec::new();
    for (id, digest, bank, kind) in rows {
        let number = own_number(desk, village, &digest).await?;
        let tail = if number.is_empty() {
            String::new()
        } else {
            parties::masked_account(&number)
        };
        let kind = word(desk.t, "account-kind", &kind);
        found.push(Choice::new(
            id,
            format!("{bank} {tail} · {kind}").replace("  ", " "),
        ));
    }
    Ok(found)
}

/// The number of an own bank account; empty if this service does not know it.
async fn own_number(desk: &Desk, village: &Village, digest: &str) -> Result<String, ApiError> {
    let Ok(digest) = digest.parse::<Digest>() else {
        return Ok(String::new());
    };
    let sight = village.sight(desk);
    let shown = parties::shown_account(&desk.app, &digest, village.division, sight).await?;
    Ok(shown.map_or_else(String::new, |account| account.number))
}

async fn ask_account(desk: &Desk, village: &Village) -> Result<Field, ApiError> {
    let accounts = accounts(desk, village).await?;
    let first = accounts.first().map(|choice| choice.value.clone());
    let field = choose_only(desk.t, "from", "vl-ask-from", accounts);
    Ok(field.value(first.unwrap_or_default()))
}

async fn instruct_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = file::spending(desk, about.id).await?;
    village.ensure(&[Role::VillageCashier])?;
    let key = if row.method == "cash" {
        "instruct-cash"
    } else {
        "instruct"
    };
    let mut form = form(desk, &village, key);
    file::describe(desk, &village, &row, &mut form).await?;
    form.explain.push(say(t, &format!("{key}-explain")));
    if file::is_held(desk, &village, &row).await? {
        form.explain.push(say(t, "held"));
    }
    if row.method == "bank" {
        form.fields = vec![ask_account(desk, &village).await?];
    }
    form.is_final = true;
    Ok(form)
}

/// The order as the spending was approved, so that it cannot name somebody else.
fn instruction(row: &SpendingRow, from: Option<BankAccountId>) -> Result<Instruction, ApiError> {
    let digest = |text: &str| text.parse::<Digest>().map_err(ApiError::internal);
    Ok(Instruction {
        spending: SpendingId(number(row.id)?),
        from,
        payee: digest(&row.payee)?,
        payee_account: row.payee_account.as_deref().map(digest).transpose()?,
        amount: Fen(row.amount),
    })
}

async fn instruct(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (_, row) = file::spending(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let from = if row.method == "bank" {
        read.chosen("from", "mistake-choose")
    } else {
        None
    };
    read.done()?;
    let order = instruction(&row, from)?;
    Ok(desk
        .send(write, "ThreeAssets", "instruct_payments", vec![order])
        .await?)
}

async fn report_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = file::spending(desk, about.id).await?;
    let mut form = form(desk, &village, "report");
    file::describe(desk, &village, &row, &mut form).await?;
    let outcomes = choices(t, "outcome", &["paid", "failed"]);
    form.fields = vec![
        ask(desk, "outcome", Control::Radios(outcomes)).value("paid"),
        ask_day(desk, "paid_on"),
        ask_with_hint(desk, "document", Control::Photos),
        ask_with_hint(desk, "failure", Control::Text).folded(say(t, "group-failed")),
    ];
    Ok(form)
}

async fn report(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let outcome = match typed.get("outcome") {
        "paid" => PaymentOutcome::Paid {
            date: read.date("paid_on"),
            receipt: documents::one(&mut read, desk, typed, "document"),
        },
        "failed" => PaymentOutcome::Failed {
            reason: read.needed("failure", "mistake-reason"),
        },
        _ => {
            read.mistake("outcome", "mistake-choose");
            PaymentOutcome::Failed {
                reason: read.text("failure"),
            }
        }
    };
    read.done()?;
    let report = PaymentReport {
        spending: SpendingId(number(about.id)?),
        outcome,
    };
    Ok(desk
        .send(write, "ThreeAssets", "report_payments", vec![report])
        .await?)
}

#[derive(FromRow)]
struct Payable {
    id: i64,
    purpose: String,
    payee: String,
    payee_account: Option<String>,
    amount: i64,
    from_account: Option<i64>,
    state: String,
    instructed_ms: Option<i64>,
    holds: i64,
}

/// Payments by the bank in some states, with how many holds are on each, on the decision it rests on, or on the whole village now.
async fn payable(
    desk: &Desk,
    village: &Village,
    states: &str,
    most: i64,
) -> Result<Vec<Payable>, ApiError> {
    let now = now_ms();
    let query = format!(
        "SELECT id, purpose, payee, payee_account, amount, from_account, state, instructed_ms, \
         {} + {} + {} AS holds FROM spendings \
         WHERE collective = ? AND method = 'bank' AND state IN ({states}) ORDER BY id LIMIT {most}",
        holds_on("'spending:' || spendings.id", now),
        holds_on("'decision:' || spendings.decision", now),
        holds_on("'collective:' || spendings.collective", now),
    );
    Ok(sqlx::query_as(&query)
        .bind(village.id)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

fn payees(rows: &[Payable]) -> Vec<String> {
    rows.iter().map(|row| row.payee.clone()).collect()
}

async fn many_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::VillageCashier])?;
    let mut form = form(desk, &village, "pay-many");
    form.explain.push(say(t, "pay-many-explain"));
    let rows = payable(desk, &village, "'approved', 'failed'", MANY).await?;
    let parties = Parties::of(desk, &village, payees(&rows)).await?;
    let choices: Vec<Choice> = rows
        .iter()
        .map(|row| Choice {
            hint: format!(
                "{} · {}",
                parties.name(&row.payee),
                if row.holds > 0 {
                    say(t, "held-payment")
                } else {
                    word(t, "spending", &row.state)
                }
            ),
            ..Choice::new(row.id, format!("{} · {}", row.purpose, yuan(t, row.amount)))
        })
        .collect();
    if choices.is_empty() {
        let go = Link::main(say(t, "go-payment-file"), village.href("payments/files"));
        block(&mut form, say(t, "nothing-to-pay"), go);
        return Ok(form);
    }
    form.fields = vec![
        ask(desk, "picks", Control::Ticks(choices)),
        ask_account(desk, &village).await?,
    ];
    form.is_final = true;
    Ok(form)
}

async fn instruct_many(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let from = read.chosen("from", "mistake-choose");
    let picks: Vec<i64> = typed
        .all("picks")
        .into_iter()
        .filter_map(|pick| pick.parse().ok())
        .collect();
    if picks.is_empty() {
        read.note("picks", say(desk.t, "mistake-pick"));
    }
    read.done()?;
    let mut orders = Vec::new();
    for id in picks {
        let (owner, row) = file::spending(desk, id).await?;
        if owner.id == village.id {
            orders.push(instruction(&row, from)?);
        }
    }
    Ok(desk
        .send(write, "ThreeAssets", "instruct_payments", orders)
        .await?)
}

#[derive(FromRow)]
struct FileRow {
    login: String,
    orders: i64,
    sum: i64,
    created_ms: i64,
}

/// Who fetched the file of a village when, the latest first.
async fn fetched(desk: &Desk, id: i64) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let fetched: Vec<FileRow> = sqlx::query_as(
        "SELECT accounts.login, payment_files.orders, payment_files.sum, payment_files.created_ms \
         FROM payment_files JOIN accounts ON accounts.id = payment_files.account \
         WHERE payment_files.collective = ? ORDER BY payment_files.created_ms DESC LIMIT 20",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let log = |row: FileRow| Row {
        title: fill(
            t,
            "file-fetched",
            &[
                ("count", &row.orders.to_string()),
                ("amount", &yuan(t, row.sum)),
            ],
        ),
        lines: vec![format!(
            "{} · {}",
            row.login,
            names::instant(t.0, row.created_ms)
        )],
        ..Row::default()
    };
    Ok(fetched.into_iter().map(log).collect())
}

/// The orders that wait for the bank, the file with those that nobody holds, and who fetched it when.
pub(crate) async fn files(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    village.ensure(&[Role::VillageCashier, Role::Accountant, Role::Bank])?;
    let rows = payable(&desk, &village, "'instructed'", FILE_MAX).await?;
    let parties = Parties::of(&desk, &village, payees(&rows)).await?;
    let order = |row: &Payable| Row {
        title: format!("{} · {}", row.purpose, yuan(t, row.amount)),
        lines: vec![
            parties.name(&row.payee),
            row.instructed_ms
                .map_or_else(String::new, |ms| names::instant(t.0, ms)),
        ],
        tag: (row.holds > 0).then(|| tag(t, "bad", "held-payment")),
        href: format!("/console/village/spendings/{}", row.id),
    };
    let href = |name: &str| village.href(&format!("payments/file?encoding={name}"));
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, "payment-file"),
        explain: vec![say(t, "payment-file-explain")],
        actions: if rows.iter().all(|row| row.holds > 0) {
            vec![Link::main(say(t, "do-pay-many"), village.href("payments"))]
        } else {
            vec![
                Link {
                    main: true,
                    ..Link::file(say(t, "get-file-gbk"), href("gbk"))
                },
                Link::file(say(t, "get-file-utf8"), href("utf-8")),
            ]
        },
        sections: vec![
            Section {
                heading: say(t, "orders-waiting"),
                rows: rows.iter().map(order).collect(),
                empty: say(t, "orders-none"),
                ..Section::default()
            },
            Section {
                heading: say(t, "files-fetched"),
                rows: fetched(&desk, id).await?,
                empty: say(t, "files-none"),
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// How the file is to be written.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    encoding: String,
}

/// The file with the orders that wait for the bank and that nobody holds. Who fetches it is written down.
pub(crate) async fn download(
    desk: Desk,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Trouble> {
    let village = Village::of(&desk, id).await?;
    village.ensure(&[Role::VillageCashier, Role::Accountant, Role::Bank])?;
    let mut rows = payable(&desk, &village, "'instructed'", FILE_MAX).await?;
    rows.retain(|row| row.holds == 0);
    let lines = lines(&desk, &village, &rows).await?;
    let bytes =
        file_of(&lines, Encoding::from_name(&wanted.encoding)).map_err(ApiError::internal)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sum = rows
        .iter()
        .fold(0i64, |sum, row| sum.saturating_add(row.amount));
    sqlx::query(
        "INSERT INTO payment_files (collective, account, member, spendings, orders, sum, digest, created_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(desk.session.account)
    .bind(desk.session.member.map(|member| i64::from(member.0)))
    .bind(serde_json::to_string(&ids).map_err(ApiError::internal)?)
    .bind(crate::db::sql(ids.len()))
    .bind(sum)
    .bind(blake3::hash(&bytes).to_hex().to_string())
    .bind(now_ms())
    .execute(&desk.app.db.writer)
    .await?;
    let name = format!(
        "attachment; filename=\"payments-{id}-{}.csv\"",
        crate::pages::console::fields::today()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// The orders as the file has them.
async fn lines(
    desk: &Desk,
    village: &Village,
    rows: &[Payable],
) -> Result<Vec<PaymentLine>, ApiError> {
    let own: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, digest FROM bank_accounts WHERE collective = ?")
            .bind(village.id)
            .fetch_all(&desk.app.db.reader)
            .await?;
    let mut numbers = BTreeMap::new();
    for (id, digest) in own {
        numbers.insert(id, own_number(desk, village, &digest).await?);
    }
    let parties = Parties::of(desk, village, payees(rows)).await?;
    let sight = village.sight(desk);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let from = row.from_account.and_then(|id| numbers.get(&id));
        let payee = row.payee_account.as_deref().map(str::parse::<Digest>);
        let account = match payee {
            Some(Ok(digest)) => {
                parties::shown_account(&desk.app, &digest, village.division, sight).await?
            }
            _ => None,
        };
        lines.push(PaymentLine {
            from: from.cloned().unwrap_or_default(),
            payee: parties.name(&row.payee),
            account: account
                .as_ref()
                .map_or_else(String::new, |account| account.number.clone()),
            bank: account.map_or_else(String::new, |account| account.bank),
            amount: Fen(row.amount),
            purpose: row.purpose.clone(),
            reference: format!("S{}", row.id),
        });
    }
    Ok(lines)
}
