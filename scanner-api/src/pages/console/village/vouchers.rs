//! Vouchers: the list, the page of one with its lines and papers, posting, withdrawing, and red letters.

use axum::{extract::Path, response::Response};
use codec::Decode;
use county_primitives::{
    three_assets::{
        books::{Origin, VoucherInput, VoucherLine},
        AssetsEntry, Fen,
    },
    List, Record, Role, Text, VoucherId,
};
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    chart::Chart,
    documents::{listed, photos},
    drafts::book,
    file::push,
    rows::{self, Kind},
    seat::Village,
    words::{ask, ask_day, ask_with_hint, fact, fill, form, say, state, yuan, Parties},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, number, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::money,
    write::Write,
};

/// How many a page shows, and how many are posted at once.
const MANY: i64 = 50;

deeds! {
    /// Posts a draft.
    Post => post_form, post;
    /// Posts many drafts.
    PostMany => many_form, post_many;
    /// Withdraws a draft.
    Withdraw => withdraw_form, withdraw;
    /// Drafts the red-letter copy of a posted voucher.
    Reverse => reverse_form, reverse;
}

/// A voucher as the index has it.
#[derive(Clone, Debug, FromRow)]
struct VoucherRow {
    id: i64,
    month: i64,
    number: Option<i64>,
    date: String,
    occurred: String,
    summary: String,
    state: String,
    total: i64,
    origin: String,
    reverses: Option<i64>,
    reversed_by: Option<i64>,
    spending: Option<i64>,
    receipt_series: Option<String>,
    receipt_number: Option<i64>,
    documents: String,
    maker: Option<i64>,
    drafted_ms: i64,
    poster: Option<i64>,
    posted_ms: Option<i64>,
    reason: String,
}

#[derive(FromRow)]
struct LineRow {
    account: String,
    side: String,
    amount: i64,
    party: Option<String>,
    project: Option<String>,
}

async fn voucher(desk: &Desk, id: i64) -> Result<(Village, VoucherRow), ApiError> {
    let village = Village::keeping(desk, "vouchers", id).await?;
    let row = sqlx::query_as(
        "SELECT id, month, number, date, occurred, summary, state, total, origin, reverses, \
         reversed_by, spending, receipt_series, receipt_number, documents, maker, drafted_ms, poster, \
         posted_ms, reason FROM vouchers WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

/// The lines as they are read out: 借 513 管理费用 1,200.00.
async fn lines(desk: &Desk, village: &Village, id: i64) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let chart = Chart::of(desk, village).await?;
    let found: Vec<LineRow> = sqlx::query_as(
        "SELECT account, side, amount, party, project FROM voucher_lines WHERE voucher = ? ORDER BY position",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let digests = found.iter().filter_map(|line| line.party.clone()).collect();
    let parties = Parties::of(desk, village, digests).await?;
    let row = |line: &LineRow| {
        let amount = money::yuan(Fen(line.amount));
        let party = line.party.as_deref().map(|digest| parties.name(digest));
        Row {
            title: fill(
                t,
                &format!("entry-{}", line.side),
                &[
                    ("account", &chart.label(&line.account)),
                    ("amount", &amount),
                ],
            ),
            lines: [party, line.project.clone()]
                .into_iter()
                .flatten()
                .collect(),
            ..Row::default()
        }
    };
    Ok(found.iter().map(row).collect())
}

fn facts(desk: &Desk, row: &VoucherRow) -> Vec<Line> {
    let t = desk.t;
    let member = |id: Option<i64>| {
        id.map_or_else(String::new, |id| names::subject(t, &format!("member:{id}")))
    };
    let mut facts = vec![
        fact(t, "total", yuan(t, row.total)),
        fact(t, "date", names::day(t.0, &row.date)),
        fact(t, "occurred", names::day(t.0, &row.occurred)),
        fact(
            t,
            "maker",
            format!(
                "{} {}",
                member(row.maker),
                names::instant(t.0, row.drafted_ms)
            ),
        ),
    ];
    if let Some(number) = row.number {
        let values = [
            ("month", &*row.month.to_string()),
            ("number", &*number.to_string()),
        ];
        facts.insert(0, fact(t, "number", fill(t, "voucher-number", &values)));
    }
    if let Some(ms) = row.posted_ms {
        let poster = format!("{} {}", member(row.poster), names::instant(t.0, ms));
        facts.push(fact(t, "poster", poster));
    }
    if let (Some(series), Some(number)) = (&row.receipt_series, row.receipt_number) {
        facts.push(fact(t, "receipt", format!("{series} · {number}")));
    }
    if !row.reason.is_empty() {
        facts.push(fact(t, "reason", row.reason.clone()));
    }
    facts
}

/// The page of a voucher.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = voucher(&desk, id).await?;
    let mut warnings = Vec::new();
    if row.reversed_by.is_some() {
        warnings.push(say(t, "voucher-reversed"));
    }
    if row.origin == "reversal" {
        warnings.push(say(t, "voucher-is-reversal"));
    }
    let mut sections = vec![Section {
        heading: say(t, "voucher-lines"),
        rows: lines(&desk, &village, id).await?,
        ..Section::default()
    }];
    for (kind, heading, condition) in [
        (
            Kind::Warning,
            "warnings-about",
            format!("about = 'voucher:{id}' ORDER BY id LIMIT 20"),
        ),
        (
            Kind::Challenge,
            "challenges-about",
            format!("about = 'voucher:{id}' ORDER BY id LIMIT 20"),
        ),
        (
            Kind::BankLine,
            "bank-lines",
            format!("voucher = {id} ORDER BY id LIMIT 10"),
        ),
    ] {
        let found = rows::rows(&desk, &[&village], kind, &condition).await?;
        push(&mut sections, say(t, heading), found);
    }
    let page = Page {
        back: Some((village.name.clone(), village.href("vouchers"))),
        caption: names::subject(t, &format!("voucher:{id}")),
        title: row.summary.clone(),
        tag: Some(state(t, "voucher", &row.state)),
        warnings,
        actions: actions(&desk, &village, &row),
        facts: facts(&desk, &row),
        photos: photos(&desk, &village, "photo-receipt", &listed(&row.documents)).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, village: &Village, row: &VoucherRow) -> Vec<Link> {
    let t = desk.t;
    let page = Kind::Voucher.href(row.id);
    let me = desk.session.member.map(|member| i64::from(member.0));
    let is_accountant = village.acts(Role::Accountant);
    let mut links = Vec::new();
    match row.state.as_str() {
        "draft" => {
            if is_accountant && (row.maker.is_none() || row.maker != me) {
                links.push(Link::main(say(t, "do-post"), format!("{page}/post")));
            }
            if is_accountant || village.acts(Role::VillageCashier) {
                links.push(Link::grave(
                    say(t, "do-withdraw"),
                    format!("{page}/withdraw"),
                ));
            }
        }
        "posted" if row.reversed_by.is_none() && row.origin != "reversal" && is_accountant => {
            links.push(Link::grave(say(t, "do-reverse"), format!("{page}/reverse")));
        }
        _ => {}
    }
    let related = [
        (
            "go-spending",
            row.spending.map(|id| Kind::Spending.href(id)),
        ),
        ("go-original", row.reverses.map(|id| Kind::Voucher.href(id))),
        (
            "go-reversal",
            row.reversed_by.map(|id| Kind::Voucher.href(id)),
        ),
    ];
    for (key, href) in related {
        links.extend(href.map(|href| Link::other(say(t, key), href)));
    }
    links
}

/// Which vouchers.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    before: Option<i64>,
}

/// The vouchers of a village, the latest first.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::inside(&desk, id).await?;
    let mut actions = Vec::new();
    if village.acts_as(&[Role::Accountant, Role::VillageCashier]) {
        actions.push(Link::main(
            say(t, "do-voucher"),
            village.href("vouchers/new"),
        ));
    }
    if village.acts(Role::Accountant) {
        actions.push(Link::other(
            say(t, "do-post-many"),
            village.href("vouchers/post"),
        ));
    }
    let page = Page {
        actions,
        ..listed_page(
            &desk,
            &village,
            Kind::Voucher,
            "go-vouchers",
            "vouchers",
            part.before,
        )
        .await?
    };
    Ok(view::page(&desk, &page))
}

/// A list of a village, the latest first.
pub(crate) async fn listed_page(
    desk: &Desk,
    village: &Village,
    kind: Kind,
    key: &str,
    part: &str,
    before: Option<i64>,
) -> Result<Page, ApiError> {
    let t = desk.t;
    let before = before.unwrap_or(i64::MAX);
    let condition = format!(
        "collective = {} AND id < {before} ORDER BY id DESC LIMIT {}",
        village.id,
        MANY.saturating_add(1)
    );
    let mut found = rows::rows(desk, &[village], kind, &condition).await?;
    let most = usize::try_from(MANY).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let older = found
        .last()
        .map(|(last, _)| format!("{}?before={last}", village.href(part)));
    Ok(Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, key),
        sections: vec![Section {
            rows: found.into_iter().map(|(_, row)| row).collect(),
            older: older.filter(|_| more),
            empty: say(t, "list-empty"),
            ..Section::default()
        }],
        ..Page::default()
    })
}

/// A form about a voucher, with its lines before one's eyes.
async fn about_voucher(
    desk: &Desk,
    village: &Village,
    row: &VoucherRow,
    key: &str,
) -> Result<Form, ApiError> {
    let mut form = form(desk, village, key);
    form.back = Some((row.summary.clone(), Kind::Voucher.href(row.id)));
    form.facts = facts(desk, row);
    form.photos = photos(desk, village, "photo-receipt", &listed(&row.documents)).await?;
    form.sections = vec![Section {
        heading: say(desk.t, "voucher-lines"),
        rows: lines(desk, village, row.id).await?,
        ..Section::default()
    }];
    Ok(form)
}

async fn post_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (village, row) = voucher(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = about_voucher(desk, &village, &row, "post").await?;
    form.is_final = true;
    Ok(form)
}

async fn post(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let id = VoucherId(number(about.id)?);
    Ok(desk
        .send(write, "ThreeAssets", "post_vouchers", vec![id])
        .await?)
}

async fn many_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let villages = Village::chosen(desk, about.id, &[Role::Accountant]).await?;
    let (mut form, back) = match villages.as_slice() {
        [only] => (
            form(desk, only, "post-many"),
            Link::main(say(t, "go-vouchers"), only.href("vouchers")),
        ),
        _ => (
            Form::new(desk, "vl-do-post-many", "vl-do-post-many"),
            Link::main(say(t, "all-villages"), "/console/village"),
        ),
    };
    form.back = Some((back.label.clone(), back.href.clone()));
    form.explain.push(say(t, "post-many-explain"));
    let me = desk.session.member.map_or(-1, |member| i64::from(member.0));
    let ids: Vec<String> = villages
        .iter()
        .map(|village| village.id.to_string())
        .collect();
    let query = format!(
        "SELECT id, collective, date, summary, total FROM vouchers WHERE collective IN ({}) \
         AND state = 'draft' AND (maker IS NULL OR maker <> ?) \
         ORDER BY collective, date, id LIMIT 100",
        ids.join(", ")
    );
    let found: Vec<(i64, i64, String, String, i64)> = sqlx::query_as(&query)
        .bind(me)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let choice = |(id, owner, date, summary, total): (i64, i64, String, String, i64)| {
        let day = names::day(t.0, &date);
        let village = villages.iter().find(|village| village.id == owner);
        let name = village.map_or("", |village| village.name.as_str());
        Choice {
            hint: if villages.len() > 1 {
                format!("{name} · {day}")
            } else {
                day
            },
            ..Choice::new(id, format!("{summary} · {}", yuan(t, total)))
        }
    };
    let choices: Vec<Choice> = found.into_iter().map(choice).collect();
    if choices.is_empty() {
        block(&mut form, say(t, "no-drafts"), back);
    }
    form.fields = vec![ask(desk, "picks", Control::Ticks(choices))];
    form.is_final = true;
    Ok(form)
}

async fn post_many(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    Village::chosen(desk, about.id, &[Role::Accountant]).await?;
    let mut read = Reader::new(typed, desk.t);
    let picks: Vec<VoucherId> = typed
        .all("picks")
        .into_iter()
        .filter_map(|pick| pick.parse().ok())
        .collect();
    if picks.is_empty() {
        read.note("picks", say(desk.t, "mistake-pick"));
    }
    read.done()?;
    Ok(desk
        .send(write, "ThreeAssets", "post_vouchers", picks)
        .await?)
}

async fn withdraw_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (village, row) = voucher(desk, about.id).await?;
    let mut form = about_voucher(desk, &village, &row, "withdraw").await?;
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn withdraw(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    read.done()?;
    let items = vec![(VoucherId(number(about.id)?), reason)];
    Ok(desk
        .send(write, "ThreeAssets", "withdraw_vouchers", items)
        .await?)
}

async fn reverse_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = voucher(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = about_voucher(desk, &village, &row, "reverse").await?;
    form.explain.push(say(t, "reverse-explain"));
    let number = row.number.unwrap_or_default().to_string();
    let summary = fill(
        t,
        "reverse-summary",
        &[("month", &row.month.to_string()), ("number", &number)],
    );
    form.fields = vec![
        ask_day(desk, "date"),
        ask_with_hint(desk, "summary", Control::Text).value(summary),
    ];
    Ok(form)
}

/// The voucher as it was drafted, from its own record.
async fn drafted(desk: &Desk, id: i64) -> Result<VoucherInput, ApiError> {
    let scale: Vec<u8> = sqlx::query_scalar(
        "SELECT records.scale FROM records JOIN vouchers ON vouchers.block = records.block \
         AND vouchers.event_index = records.event_index WHERE vouchers.id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let record = Record::<AssetsEntry>::decode(&mut &scale[..]).map_err(ApiError::internal)?;
    match record.entry {
        AssetsEntry::VoucherDrafted(input) => Ok(input),
        _ => Err(ApiError::not_found()),
    }
}

async fn reverse(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (village, _) = voucher(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let date = read.date("date");
    let summary = read.needed("summary", "vl-mistake-summary");
    read.done()?;
    let original = drafted(desk, about.id).await?;
    let lines: Option<Vec<VoucherLine>> = original
        .lines
        .iter()
        .cloned()
        .map(|line| {
            Some(VoucherLine {
                amount: line.amount.checked_neg()?,
                ..line
            })
        })
        .collect();
    let lines = lines.and_then(|lines| List::try_from(lines).ok());
    let reversal = VoucherInput {
        book: book(&village, date)?,
        date,
        occurred: date,
        summary,
        lines: lines.ok_or_else(ApiError::not_found)?,
        origin: Origin::Reversal(VoucherId(number(about.id)?)),
        spending: None,
        receipt: None,
        deposit: None,
        ..original
    };
    Ok(desk
        .send(write, "ThreeAssets", "draft_vouchers", vec![reversal])
        .await?)
}
