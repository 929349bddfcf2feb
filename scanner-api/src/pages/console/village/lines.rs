//! Lines of bank statements: what the bank wrote, what they may belong to, and saying so with one click.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::books::{LineMatch, LineTarget},
    BankLineId, Date, Role,
};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{
    rows::{self, Kind},
    seat::Village,
    words::{fact, fill, form, party_account, say, tag, yuan},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, number, Sent},
        names,
        view::{self, Link, Page, Section},
        Trouble,
    },
    vault::Table,
    write::Write,
};

/// How many lines a page shows.
const MANY: i64 = 50;
/// How far the day of a payment may lie from the day of the bank to be suggested.
const NEAR_DAYS: u32 = 45;
/// How many days a bank takes at most to send a payment back, if that is to be suggested without doubt.
const RETURN_DAYS: u32 = 5;

deeds! {
    /// Says what a line belongs to.
    MatchLine => match_form, match_line;
    /// Takes every suggestion that leaves no doubt.
    MatchSure => sure_form, match_sure;
}

/// What a bank writes beside a line; sealed, because it names people.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct LineText {
    /// The other party.
    pub(crate) party: String,
    /// What for.
    pub(crate) summary: String,
}

/// Where a text stands, so that it opens there only.
pub(crate) fn place(bank_account: i64, reference: &str) -> String {
    format!("{bank_account} {reference}")
}

/// A line as the index has it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct LineRow {
    pub(crate) id: i64,
    pub(crate) account: i64,
    pub(crate) date: String,
    pub(crate) amount: i64,
    pub(crate) party: String,
    pub(crate) reference: String,
    pub(crate) spending: Option<i64>,
    pub(crate) voucher: Option<i64>,
    pub(crate) returned: Option<i64>,
    pub(crate) counterpart: Option<i64>,
    pub(crate) matched_ms: Option<i64>,
}

const COLUMNS: &str =
    "id, account, date, amount, party, reference, spending, voucher, returned, counterpart, matched_ms";

/// A line and its village.
pub(crate) async fn line(desk: &Desk, id: i64) -> Result<(Village, LineRow), ApiError> {
    let village = Village::owning(desk, "bank_lines", id).await?;
    let row = sqlx::query_as(&format!("SELECT {COLUMNS} FROM bank_lines WHERE id = ?"))
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
    Ok((village, row))
}

/// What the bank wrote beside a line, if it was read from a file here.
pub(crate) async fn text_of(desk: &Desk, row: &LineRow) -> Result<LineText, ApiError> {
    let sealed: Option<Vec<u8>> = sqlx::query_scalar(
        "SELECT sealed FROM bank_line_texts WHERE bank_account = ? AND reference = ?",
    )
    .bind(row.account)
    .bind(&row.reference)
    .fetch_optional(&desk.app.db.reader)
    .await?;
    let Some(sealed) = sealed else {
        return Ok(LineText::default());
    };
    let place = place(row.account, &row.reference);
    let plain = desk.app.vault.open(Table::BankLineTexts, &place, &sealed)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// The other party of a line by the digest of its account: its owner, or the account itself.
pub(crate) async fn party_of(
    desk: &Desk,
    village: &Village,
    digest: &str,
) -> Result<String, ApiError> {
    let owner: Option<Option<String>> =
        sqlx::query_scalar("SELECT party FROM party_accounts WHERE digest = ? AND village = ?")
            .bind(digest)
            .bind(village.division.to_string())
            .fetch_optional(&desk.app.db.reader)
            .await?;
    match owner {
        Some(Some(owner)) => super::words::party(desk, village, &owner).await,
        _ => party_account(desk, village, digest).await,
    }
}

/// Something a line may belong to.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// `spending:7`, `voucher:7`, or `returned:7:3:5` for money of spending 7 that went out on line 3 and came back on 5.
    target: String,
    label: String,
    hint: String,
    /// Whether amount, way and party agree, and the day is near.
    is_sure: bool,
}

#[derive(FromRow)]
struct SpendingCandidate {
    id: i64,
    purpose: String,
    payee_account: Option<String>,
    day: String,
    from_account: Option<i64>,
}

#[derive(FromRow)]
struct VoucherCandidate {
    id: i64,
    summary: String,
    date: String,
    deposit: Option<String>,
}

fn apart(one: &str, other: &str) -> u32 {
    match (one.parse::<Date>(), other.parse::<Date>()) {
        (Ok(one), Ok(other)) => one.days_since(other).max(other.days_since(one)),
        _ => u32::MAX,
    }
}

/// What a line may belong to: of the same amount, the nearest day first.
pub(crate) async fn candidates(
    desk: &Desk,
    village: &Village,
    row: &LineRow,
) -> Result<Vec<Candidate>, ApiError> {
    let t = desk.t;
    let mut found: Vec<(u32, Candidate)> = returns(desk, village, row).await?;
    if row.amount < 0 {
        let spendings: Vec<SpendingCandidate> = sqlx::query_as(
            "SELECT id, purpose, payee_account, COALESCE(paid_day, occurred) AS day, from_account \
             FROM spendings WHERE collective = ? AND amount = ? AND method = 'bank' \
             AND state NOT IN ('rejected') AND NOT EXISTS (SELECT 1 FROM bank_lines \
             WHERE bank_lines.spending = spendings.id) LIMIT 50",
        )
        .bind(village.id)
        .bind(row.amount.saturating_neg())
        .fetch_all(&desk.app.db.reader)
        .await?;
        for spending in spendings {
            let other_account = spending
                .from_account
                .is_some_and(|from| from != row.account);
            if other_account {
                continue;
            }
            let came_back = format!("returned:{}:", spending.id);
            let came_back = found
                .iter()
                .any(|(_, one)| one.target.starts_with(&came_back));
            let days = apart(&spending.day, &row.date);
            let same_party = spending.payee_account.as_deref() == Some(&row.party);
            found.push((
                days,
                Candidate {
                    target: format!("spending:{}", spending.id),
                    label: fill(t, "match-spending", &[("purpose", &spending.purpose)]),
                    hint: names::day(t.0, &spending.day),
                    is_sure: same_party
                        && !came_back
                        && spending.from_account.is_some()
                        && days <= NEAR_DAYS,
                },
            ));
        }
    }
    let vouchers: Vec<VoucherCandidate> = sqlx::query_as(
        "SELECT id, summary, date, deposit FROM vouchers WHERE collective = ? AND inflow = ? \
         AND state = 'posted' AND reversed_by IS NULL AND spending IS NULL AND NOT EXISTS \
         (SELECT 1 FROM bank_lines WHERE bank_lines.voucher = vouchers.id) LIMIT 50",
    )
    .bind(village.id)
    .bind(row.amount)
    .fetch_all(&desk.app.db.reader)
    .await?;
    for voucher in vouchers {
        let days = apart(&voucher.date, &row.date);
        found.push((
            days,
            Candidate {
                target: format!("voucher:{}", voucher.id),
                label: fill(t, "match-voucher", &[("summary", &voucher.summary)]),
                hint: names::day(t.0, &voucher.date),
                is_sure: row.amount > 0 && voucher.deposit.is_some() && days <= 5,
            },
        ));
    }
    found.sort_by_key(|(days, candidate)| (!candidate.is_sure, *days));
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}

#[derive(FromRow)]
struct ReturnCandidate {
    spending: i64,
    purpose: String,
    payee_account: Option<String>,
    other: i64,
    other_date: String,
    other_party: String,
}

/// What a line may be if a payment failed: the money out, or the same money that came back to the same account.
async fn returns(
    desk: &Desk,
    village: &Village,
    row: &LineRow,
) -> Result<Vec<(u32, Candidate)>, ApiError> {
    let t = desk.t;
    let is_out = row.amount < 0;
    let then = if is_out { ">=" } else { "<=" };
    let pairs: Vec<ReturnCandidate> = sqlx::query_as(&format!(
        "SELECT spendings.id AS spending, purpose, payee_account, other.id AS other, \
         other.date AS other_date, other.party AS other_party \
         FROM spendings JOIN bank_lines other ON other.collective = spendings.collective \
         WHERE spendings.collective = ? AND spendings.amount = ? AND method = 'bank' \
         AND other.account = ? AND other.amount = ? AND other.date {then} ? AND other.matched_ms IS NULL \
         AND (SELECT COUNT(*) FROM spending_steps WHERE spending = spendings.id AND kind = 'failed') > \
         (SELECT COUNT(*) FROM bank_lines line WHERE line.returned = spendings.id AND line.amount < 0) \
         ORDER BY other.date, other.id LIMIT 50"
    ))
    .bind(village.id)
    .bind(row.amount.saturating_abs())
    .bind(row.account)
    .bind(row.amount.saturating_neg())
    .bind(&row.date)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut found = Vec::new();
    for pair in pairs {
        let (out, back) = if is_out {
            (row.id, pair.other)
        } else {
            (pair.other, row.id)
        };
        let days = apart(&pair.other_date, &row.date);
        let same_party = pair.payee_account.as_ref() == Some(&row.party)
            && pair.payee_account.as_ref() == Some(&pair.other_party);
        found.push((
            days,
            Candidate {
                target: format!("returned:{}:{out}:{back}", pair.spending),
                label: fill(t, "match-returned", &[("purpose", &pair.purpose)]),
                hint: names::day(t.0, &pair.other_date),
                is_sure: same_party && days <= RETURN_DAYS,
            },
        ));
    }
    Ok(found)
}

/// The page of a line.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = line(&desk, id).await?;
    let text = text_of(&desk, &row).await?;
    let mut actions = Vec::new();
    if let Some(spending) = row.spending {
        actions.push(Link::main(
            say(t, "go-spending"),
            Kind::Spending.href(spending),
        ));
    }
    if let Some(voucher) = row.voucher {
        actions.push(Link::main(
            say(t, "go-voucher"),
            Kind::Voucher.href(voucher),
        ));
    }
    if let Some(spending) = row.returned {
        actions.push(Link::main(
            say(t, "go-spending"),
            Kind::Spending.href(spending),
        ));
    }
    if let Some(other) = row.counterpart {
        actions.push(Link::other(
            say(t, "go-counterpart"),
            Kind::BankLine.href(other),
        ));
    }
    if row.matched_ms.is_none() && village.acts(Role::Accountant) {
        actions.push(Link::main(
            say(t, "do-match"),
            format!("{}/match", Kind::BankLine.href(id)),
        ));
        let target = format!("vouchers/new?target=line:{id}");
        actions.push(Link::other(say(t, "do-book-line"), village.href(&target)));
    }
    let mut facts = vec![
        fact(t, "amount", yuan(t, row.amount)),
        fact(t, "occurred", names::day(t.0, &row.date)),
        fact(t, "party", party_of(&desk, &village, &row.party).await?),
    ];
    if !text.party.is_empty() {
        facts.push(fact(t, "bank-party", text.party));
    }
    if !text.summary.is_empty() {
        facts.push(fact(t, "bank-summary", text.summary));
    }
    let page = Page {
        back: Some((say(t, "go-lines"), village.href("lines"))),
        caption: village.name.clone(),
        title: say(t, "bank-line"),
        tag: Some(match (row.matched_ms, row.returned) {
            (Some(_), Some(_)) => tag(t, "good", "line-returned"),
            (Some(_), None) => tag(t, "good", "line-matched"),
            (None, _) => tag(t, "warn", "line-unmatched"),
        }),
        actions,
        facts,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn match_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = line(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = form(desk, &village, "match");
    form.back = Some((say(t, "bank-line"), Kind::BankLine.href(row.id)));
    form.facts = vec![
        fact(t, "amount", yuan(t, row.amount)),
        fact(t, "occurred", names::day(t.0, &row.date)),
    ];
    let found = candidates(desk, &village, &row).await?;
    let first = found.first().filter(|first| first.is_sure);
    let value = first.map_or_else(String::new, |first| first.target.clone());
    let choices: Vec<Choice> = found.iter().map(|found| choice(desk, found)).collect();
    if choices.is_empty() {
        let href = village.href(&format!("vouchers/new?target=line:{}", row.id));
        let go = Link::main(say(t, "do-book-line"), href);
        block(&mut form, say(t, "no-candidate"), go);
    }
    let field = Field::new(t, "match", "vl-ask-match", Control::Radios(choices));
    form.fields = vec![field.value(value)];
    Ok(form)
}

fn choice(desk: &Desk, found: &Candidate) -> Choice {
    let sure = if found.is_sure {
        format!(" · {}", say(desk.t, "match-sure"))
    } else {
        String::new()
    };
    Choice {
        hint: format!("{}{sure}", found.hint),
        ..Choice::new(&found.target, found.label.clone())
    }
}

/// What a target is about: of money that came back the payment and the line that is not asked about do not matter, so
/// that one failed payment is not offered twice with different lines.
fn same_thing(one: &str, other: &str) -> bool {
    fn thing(target: &str) -> &str {
        let of_return = target
            .strip_prefix("returned:")
            .and_then(|ids| ids.split_once(':'));
        of_return.map_or(target, |(spending, _)| spending)
    }
    thing(one) == thing(other)
}

/// A line and what was picked for it; of a payment that came back the line is that of the money out.
fn matched(line: BankLineId, picked: &str) -> Option<LineMatch> {
    let (line, target) = match picked.split_once(':')? {
        ("spending", id) => (line, LineTarget::Spending(id.parse().ok()?)),
        ("voucher", id) => (line, LineTarget::Voucher(id.parse().ok()?)),
        ("returned", ids) => {
            let (spending, lines) = ids.split_once(':')?;
            let (out, back) = lines.split_once(':')?;
            let target = LineTarget::Returned {
                spending: spending.parse().ok()?,
                back: back.parse().ok()?,
            };
            (out.parse().ok()?, target)
        }
        _ => return None,
    };
    Some(LineMatch { line, target })
}

async fn match_line(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let matched = matched(BankLineId(number(about.id)?), typed.get("match"));
    if matched.is_none() {
        read.mistake("match", "mistake-choose");
    }
    read.done()?;
    let matched = matched.ok_or_else(ApiError::not_found)?;
    Ok(desk
        .send(write, "ThreeAssets", "match_bank_lines", vec![matched])
        .await?)
}

/// A line with the number of its village.
#[derive(FromRow)]
struct OwnedLine {
    collective: i64,
    #[sqlx(flatten)]
    row: LineRow,
}

/// A line, its village, and the one thing it belongs to without doubt.
struct Sure<'a> {
    village: &'a Village,
    row: LineRow,
    found: Candidate,
}

/// Lines of villages that belong to nothing yet, each with the one thing it belongs to without doubt.
async fn sure<'a>(desk: &Desk, villages: &'a [Village]) -> Result<Vec<Sure<'a>>, ApiError> {
    let ids: Vec<String> = villages
        .iter()
        .map(|village| village.id.to_string())
        .collect();
    let rows: Vec<OwnedLine> = sqlx::query_as(&format!(
        "SELECT {COLUMNS}, collective FROM bank_lines WHERE collective IN ({}) \
         AND matched_ms IS NULL ORDER BY collective, date, id LIMIT 200",
        ids.join(", ")
    ))
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut pairs: Vec<Sure<'_>> = Vec::new();
    for OwnedLine { collective, row } in rows {
        let Some(village) = villages.iter().find(|village| village.id == collective) else {
            continue;
        };
        let mut found = candidates(desk, village, &row).await?.into_iter();
        let first = found.next().filter(|first| first.is_sure);
        let second = found.next().is_some_and(|second| second.is_sure);
        let Some(found) = first.filter(|_| !second) else {
            continue;
        };
        // Two lines cannot belong to the same thing.
        let taken = |pair: &Sure<'_>| same_thing(&pair.found.target, &found.target);
        if !pairs.iter().any(taken) {
            pairs.push(Sure {
                village,
                row,
                found,
            });
        }
    }
    Ok(pairs)
}

async fn sure_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let villages = Village::chosen(desk, about.id, &[Role::Accountant]).await?;
    let (mut form, back) = match villages.as_slice() {
        [only] => (
            form(desk, only, "match-sure"),
            Link::main(say(t, "go-lines"), only.href("lines")),
        ),
        _ => (
            Form::new(desk, "vl-do-match-sure", "vl-do-match-sure"),
            Link::main(say(t, "all-villages"), "/console/village"),
        ),
    };
    form.back = Some((back.label.clone(), back.href.clone()));
    form.explain.push(say(t, "match-sure-explain"));
    let mut choices = Vec::new();
    for Sure {
        village,
        row,
        found,
    } in sure(desk, &villages).await?
    {
        let mut hint = format!("{} · {}", names::day(t.0, &row.date), found.label);
        if villages.len() > 1 {
            hint = format!("{} · {hint}", village.name);
        }
        choices.push(Choice {
            hint,
            ..Choice::new(format!("{}={}", row.id, found.target), yuan(t, row.amount))
        });
    }
    if choices.is_empty() {
        block(&mut form, say(t, "no-sure"), back);
    }
    let all: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let field = Field::new(t, "picks", "vl-ask-picks", Control::Ticks(choices));
    form.fields = vec![field.value(all.join("\n"))];
    Ok(form)
}

async fn match_sure(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    Village::chosen(desk, about.id, &[Role::Accountant]).await?;
    let mut read = Reader::new(typed, desk.t);
    let matches: Option<Vec<LineMatch>> = typed
        .all("picks")
        .into_iter()
        .map(|pick| {
            let (line, target) = pick.split_once('=')?;
            matched(line.parse().ok()?, target)
        })
        .collect();
    let matches = matches.unwrap_or_default();
    if matches.is_empty() {
        read.note("picks", say(desk.t, "mistake-pick"));
    }
    read.done()?;
    Ok(desk
        .send(write, "ThreeAssets", "match_bank_lines", matches)
        .await?)
}

/// Which lines.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    before: Option<i64>,
    #[serde(default)]
    all: Option<String>,
}

/// The lines of a village: those that belong to nothing first.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    let before = part.before.unwrap_or(i64::MAX);
    let filter = if part.all.is_some() {
        ""
    } else {
        "AND matched_ms IS NULL "
    };
    let condition = format!(
        "collective = {id} AND id < {before} {filter}ORDER BY id DESC LIMIT {}",
        MANY.saturating_add(1)
    );
    let mut found = rows::rows(&desk, &[&village], Kind::BankLine, &condition).await?;
    let more = found.len() > usize::try_from(MANY).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(MANY).unwrap_or(usize::MAX));
    let all = if part.all.is_some() { "&all=1" } else { "" };
    let older = found
        .last()
        .map(|(last, _)| format!("{}?before={last}{all}", village.href("lines")));
    let mut actions = Vec::new();
    if village.acts(Role::Accountant) && part.all.is_none() && !found.is_empty() {
        actions.push(Link::main(
            say(t, "do-match-sure"),
            village.href("lines/match"),
        ));
    }
    actions.push(Link::other(
        say(t, "do-statement"),
        village.href("statement"),
    ));
    if part.all.is_none() {
        actions.push(Link::other(
            say(t, "all-lines"),
            format!("{}?all=1", village.href("lines")),
        ));
    }
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, "go-lines"),
        explain: vec![say(t, "lines-explain")],
        actions,
        sections: vec![Section {
            rows: found.into_iter().map(|(_, row)| row).collect(),
            older: older.filter(|_| more),
            empty: say(t, "lines-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_payment_is_one_thing_whichever_line_came_back() {
        assert!(same_thing("returned:7:3:5", "returned:7:9:5"));
        assert!(same_thing("voucher:7", "voucher:7"));
        for other in ["returned:8:3:5", "returned:71:3:5", "spending:7"] {
            assert!(!same_thing("returned:7:3:5", other), "{other}");
        }
        assert!(!same_thing("spending:7", "voucher:7"));
    }
}
