//! A disclosure: what hangs on the wall, its paper, and the proof that it equals the books.

use askama::Template;
use axum::{
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use codec::Encode;
use county_primitives::{
    three_assets::{disclosure::Statement, Fen},
    Digest,
};
use serde::Serialize;

use super::{
    assets, code,
    ledger::{self, Disclosure},
    notices, open,
    statement::{tables, Leads, Table},
    visitor::{Frame, Stop, Visitor},
    voucher::{self, Document},
    words, Village,
};
use crate::{
    error::ApiError,
    extract::{Json, Path},
    pages::{
        format,
        words::{Lang, Words},
    },
    statement_pdf::{self, figures::Figures, form, Paper},
    three_assets::{money::yuan, sight::Sight, statements},
};

/// Characters of a digest that are shown at once.
const GROUP: usize = 8;

fn overflow() -> ApiError {
    ApiError::internal("a sum of a book is too large")
}

/// The disclosure of an address, if the visitor may see it: before it hangs on the wall it is for who
/// works with it.
async fn find(visitor: &Visitor, village: &Village, id: i64) -> Result<Disclosure, ApiError> {
    let found = ledger::disclosure(&visitor.app.db.reader, id).await?;
    village.own(found.collective)?;
    if found.is_public() || village.sight >= Sight::Officer {
        Ok(found)
    } else {
        Err(ApiError::not_found())
    }
}

#[derive(Template)]
#[template(path = "village/disclosure.html")]
struct DisclosureTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    collective: String,
    title: String,
    tag: crate::pages::console::view::Tag,
    hangs: String,
    /// Why it must not be relied on yet.
    notice: String,
    facts: Vec<(String, String)>,
    tables: Vec<Table>,
    documents: Vec<Document>,
    pdf_href: String,
    proof_href: String,
    ask_href: String,
}

/// The page, or the paper if the address ends with `.pdf`.
pub(super) async fn show(
    visitor: Visitor,
    Path((division, name)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| ApiError::not_found());
    match name.strip_suffix(".pdf") {
        Some(id) => paper(&visitor, &village, number(id)?).await,
        None => page(&visitor, &village, number(&name)?).await,
    }
}

async fn page(visitor: &Visitor, village: &Village, id: i64) -> Result<Response, Stop> {
    let t = visitor.t;
    let disclosure = find(visitor, village, id).await?;
    let collective = village.own(disclosure.collective)?;
    let here = village.href(&format!("/disclosures/{id}"));
    let mut all = Vec::new();
    if let Some(months) = disclosure.months() {
        let leads = Leads {
            village,
            months,
            about: format!("disclosure:{id}"),
        };
        for form in forms(visitor, t, months).await? {
            all.extend(tables(&form, &leads));
        }
    }
    let is_statement = disclosure.months().is_some();
    let digests = match (is_statement, &disclosure.photo) {
        (true, photo) => photo.iter().cloned().collect(),
        (false, Some(photo)) => vec![disclosure.digest.clone(), photo.clone()],
        (false, None) => vec![disclosure.digest.clone()],
    };
    let page = DisclosureTemplate {
        frame: visitor.frame(),
        collective: collective.name.clone(),
        title: notices::title(t, &disclosure),
        tag: words::disclosure_tag(t, &disclosure.state),
        hangs: notices::on_the_wall(visitor, &disclosure),
        notice: notice(t, &disclosure),
        facts: facts(visitor, &disclosure),
        tables: all,
        documents: voucher::documents(visitor, village, &digests).await?,
        pdf_href: if is_statement {
            format!("{here}.pdf")
        } else {
            String::new()
        },
        proof_href: if is_statement {
            format!("{here}/proof")
        } else {
            String::new()
        },
        ask_href: if village.sight.sees_entries() {
            village.href(&format!("/ask?about=disclosure:{id}"))
        } else {
            String::new()
        },
        village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// The forms of some months of a book.
async fn forms(
    visitor: &Visitor,
    t: Words,
    (book, from, to): (i64, u8, u8),
) -> Result<Vec<statement_pdf::Form>, ApiError> {
    let accounts = statements::balances(&visitor.app, book).await?;
    let figures = Figures::of(&accounts, from, to).ok_or_else(overflow)?;
    form::all(t, &figures).ok_or_else(overflow)
}

fn notice(t: Words, disclosure: &Disclosure) -> String {
    match disclosure.state.as_str() {
        "prepared" => t.say("vp-not-signed"),
        "signed" => t.say("vp-to-be-posted"),
        _ => String::new(),
    }
}

/// Who did what on which day, by role and number.
fn facts(visitor: &Visitor, disclosure: &Disclosure) -> Vec<(String, String)> {
    let t = visitor.t;
    let mut facts = Vec::new();
    if let Some(about) = &disclosure.about {
        facts.push((t.say("vp-about"), voucher::subject_name(t, about)));
    }
    if let Some(occurred) = &disclosure.occurred {
        let day = crate::pages::console::names::day(t.0, occurred);
        facts.push((t.say("vp-occurred"), day));
    }
    facts.extend(signatures(t, disclosure));
    facts.push((
        t.say("vp-due"),
        crate::pages::console::names::day(t.0, &disclosure.due),
    ));
    facts
}

/// Who prepared, countersigned and posted it.
fn signatures(t: Words, disclosure: &Disclosure) -> Vec<(String, String)> {
    let steps = [
        (
            "vp-prepared-by",
            "acct",
            disclosure.preparer,
            Some(disclosure.prepared_ms),
        ),
        (
            "vp-signed-by",
            "vlg_super",
            disclosure.signer,
            disclosure.signed_ms,
        ),
        (
            "vp-posted-by",
            "poster",
            disclosure.poster,
            disclosure.posted_ms,
        ),
    ];
    let line = |(key, role, member, at): (&str, &str, Option<i64>, Option<i64>)| {
        let who = words::officer(t, role, member);
        let day = notices::day_of(t, at?);
        let value = t.fill("vp-by-on", &[("who", &who), ("date", &day)]);
        Some((t.say(key), value))
    };
    steps.into_iter().filter_map(line).collect()
}

/// The paper for the wall. It is in Chinese whoever prints it.
async fn paper(visitor: &Visitor, village: &Village, id: i64) -> Result<Response, Stop> {
    let disclosure = find(visitor, village, id).await?;
    let months = disclosure.months().ok_or_else(ApiError::not_found)?;
    let paper = paper_of(visitor, village, &disclosure, months).await?;
    let font = visitor.app.config.font.clone();
    let bytes =
        tokio::task::spawn_blocking(move || statement_pdf::draw(&paper, &font.file, font.index))
            .await
            .map_err(ApiError::internal)?
            .map_err(ApiError::internal)?;
    let name = format!("inline; filename=\"disclosure-{id}.pdf\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/pdf"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).map_err(ApiError::internal)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

async fn paper_of(
    visitor: &Visitor,
    village: &Village,
    disclosure: &Disclosure,
    months: (i64, u8, u8),
) -> Result<Paper, ApiError> {
    let t = Words(Lang::Zh);
    let collective = village.own(disclosure.collective)?;
    let (book, from, to) = months;
    let mut foot = signatures(t, disclosure);
    let wall = match (disclosure.posted_ms, &disclosure.until_day) {
        (Some(posted), Some(until)) => t.fill(
            "vp-wall-days",
            &[
                ("from", &notices::day_of(t, posted)),
                ("until", &crate::pages::console::names::day(t.0, until)),
            ],
        ),
        _ => t.say("vp-wall-days-open"),
    };
    foot.push((t.say("vp-wall"), wall));
    let block = format::count(u64::try_from(disclosure.block).unwrap_or(0));
    foot.push((
        t.say("vp-ledger"),
        t.fill("vp-ledger-block", &[("block", &block)]),
    ));
    let mut notes = vec![
        t.fill(
            "vp-paper-digest",
            &[("digest", &grouped(&disclosure.digest))],
        ),
        t.say("vp-paper-note"),
    ];
    notes.push(t.say("vp-paper-ask"));
    let code = code::proof_address(&visitor.app, village.division, disclosure.id);
    Ok(Paper {
        unit: collective.name.clone(),
        place: village.place.clone(),
        period: words::period(t, ledger::year_of(book), from, to),
        forms: forms(visitor, t, months).await?,
        foot,
        code,
        code_line: t.say("vp-paper-scan"),
        notes,
        stamp: (disclosure.state == "prepared").then(|| t.say("vp-not-signed")),
    })
}

/// A digest in groups that can be read out.
fn grouped(digest: &str) -> String {
    let characters: Vec<char> = digest.chars().collect();
    let groups = characters.chunks(GROUP).map(String::from_iter);
    groups.collect::<Vec<String>>().join(" ")
}

/// A line of the comparison: what the chain recorded, what comes out here, and whether they are equal.
struct Compared {
    label: String,
    recorded: String,
    recomputed: String,
    is_equal: bool,
}

#[derive(Template)]
#[template(path = "village/proof.html")]
struct ProofTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    collective: String,
    title: String,
    is_proved: bool,
    recorded: String,
    recomputed: String,
    block: String,
    block_hash: String,
    lines: Vec<Compared>,
    statement_href: String,
    json_href: String,
    timeline_href: String,
}

/// What the chain recorded beside what the index says.
struct Check {
    recorded: Statement,
    recorded_digest: Digest,
    recomputed: Statement,
    recomputed_digest: Digest,
    block: i64,
    block_hash: String,
}

/// Computes a statement again from the books in the index.
async fn check(
    visitor: &Visitor,
    village: &Village,
    id: i64,
) -> Result<(Disclosure, Check), ApiError> {
    let disclosure = find(visitor, village, id).await?;
    let (book, from, to) = disclosure.months().ok_or_else(ApiError::not_found)?;
    let proof = statements::proof(&visitor.app, id).await?;
    let recorded = proof.statement;
    let accounts = statements::balances(&visitor.app, book).await?;
    let figures = Figures::of(&accounts, from, to).ok_or_else(overflow)?;
    let counts = ledger::voucher_counts(&visitor.app.db.reader, book).await?;
    let vouchers = counts
        .range(from..=to)
        .fold(0u32, |sum, (_, count)| sum.saturating_add(*count));
    let head = statements::head_at(
        &visitor.app,
        recorded.book,
        disclosure.block,
        disclosure.event_index,
    )
    .await?;
    let height = u32::try_from(disclosure.block).map_err(ApiError::internal)?;
    let recomputed = figures
        .statement(&recorded, vouchers, head, height)
        .ok_or_else(overflow)?;
    let check = Check {
        recomputed_digest: recomputed.digest(),
        recorded,
        recorded_digest: proof.recorded,
        recomputed,
        block: proof.block,
        block_hash: proof.block_hash,
    };
    Ok((disclosure, check))
}

/// The proof as a page.
pub(super) async fn proof(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let (disclosure, check) = check(&visitor, &village, id).await?;
    let here = village.href(&format!("/disclosures/{id}"));
    let page = ProofTemplate {
        frame: visitor.frame(),
        collective: village.own(disclosure.collective)?.name.clone(),
        title: notices::title(visitor.t, &disclosure),
        is_proved: check.recorded_digest == check.recomputed_digest,
        recorded: grouped(&check.recorded_digest.to_string()),
        recomputed: grouped(&check.recomputed_digest.to_string()),
        block: format::count(u64::try_from(check.block).unwrap_or(0)),
        lines: compared(visitor.t, &check.recorded, &check.recomputed),
        block_hash: check.block_hash,
        json_href: format!("{here}/proof.json"),
        timeline_href: format!("/records/disclosure:{id}"),
        statement_href: here,
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

fn compared(t: Words, recorded: &Statement, recomputed: &Statement) -> Vec<Compared> {
    let line = |key: &str, one: String, other: String| Compared {
        label: t.say(key),
        is_equal: one == other,
        recorded: one,
        recomputed: other,
    };
    let money = |key: &str, pick: fn(&Statement) -> Fen| {
        line(key, yuan(pick(recorded)), yuan(pick(recomputed)))
    };
    let count = |number: u32| format::count(number.into());
    let headings = |of: &Statement| {
        let digest = blake3::hash(&of.totals.headings.encode()).to_hex();
        let short = digest.get(..GROUP).unwrap_or_default();
        t.fill(
            "vp-headings-count",
            &[
                ("count", &of.totals.headings.len().to_string()),
                ("digest", short),
            ],
        )
    };
    vec![
        money("vp-income", |it| it.totals.income),
        money("vp-expense", |it| it.totals.expense),
        money("vp-money", |it| it.money),
        money("vp-all-assets", |it| it.totals.assets),
        money("vp-all-liabilities", |it| it.totals.liabilities),
        money("vp-all-equity", |it| it.totals.equity),
        line("vp-headings-all", headings(recorded), headings(recomputed)),
        line(
            "vp-vouchers",
            count(recorded.vouchers),
            count(recomputed.vouchers),
        ),
        line(
            "vp-book-head",
            grouped(&recorded.head.to_string()),
            grouped(&recomputed.head.to_string()),
        ),
        line(
            "vp-height",
            count(recorded.height),
            count(recomputed.height),
        ),
    ]
}

/// The proof as a file, with which anybody can compute the digest again.
#[derive(Serialize)]
struct ProofFile {
    disclosure: i64,
    /// What the chain recorded.
    recorded_statement: Statement,
    recorded_digest: Digest,
    /// What comes out of the books in the index of this service.
    recomputed_statement: Statement,
    /// `blake2_256` of this is the digest.
    recomputed_scale: String,
    recomputed_digest: Digest,
    equal: bool,
    block: i64,
    block_hash: String,
    method: [&'static str; 4],
    /// The records of the disclosure with a storage proof from the node.
    timeline: String,
    /// The same figures by account, for members.
    #[serde(skip_serializing_if = "Option::is_none")]
    accounts: Option<Vec<AccountFigures>>,
}

#[derive(Serialize)]
struct AccountFigures {
    account: String,
    opening: i64,
    debit: i64,
    credit: i64,
    closing: i64,
}

const METHOD: [&str; 4] = [
    "Amounts are whole fen; balances are debit-positive; headings with nothing in them are left out.",
    "recomputed_scale is the SCALE form of: book u64, from u8, to u8, vouchers u32, head [u8; 32], height u32, headings (compact length; each heading u16, opening i64, debit i64, credit i64), income i64, expense i64, assets i64, liabilities i64, equity i64, money i64.",
    "The digest is BLAKE2b of 32 bytes over recomputed_scale. It must be the digest on the paper and in the record statement_prepared of the timeline below.",
    "The timeline comes with a storage proof: its head can be checked against the state root of a finalized block without trusting this service.",
];

/// The proof as JSON.
pub(super) async fn download(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let (disclosure, check) = check(&visitor, &village, id).await?;
    let accounts = match (disclosure.months(), village.sight.sees_entries()) {
        (Some((book, from, to)), true) => {
            let balances = statements::balances(&visitor.app, book).await?;
            let figures = Figures::of(&balances, from, to).ok_or_else(overflow)?;
            let row =
                |row: &county_primitives::three_assets::statements::TrialRow| AccountFigures {
                    account: row.account.to_string(),
                    opening: row.opening.0,
                    debit: row.debit.0,
                    credit: row.credit.0,
                    closing: row.closing.0,
                };
            Some(figures.rows.iter().map(row).collect())
        }
        _ => None,
    };
    let file = ProofFile {
        disclosure: id,
        equal: check.recorded_digest == check.recomputed_digest,
        recorded_statement: check.recorded,
        recorded_digest: check.recorded_digest,
        recomputed_scale: hex::encode(check.recomputed.encode()),
        recomputed_statement: check.recomputed,
        recomputed_digest: check.recomputed_digest,
        block: check.block,
        block_hash: check.block_hash,
        method: METHOD,
        timeline: format!("/api/v1/timelines/disclosure:{id}"),
        accounts,
    };
    let name = format!("attachment; filename=\"disclosure-{id}-proof.json\"");
    let name = HeaderValue::from_str(&name).map_err(ApiError::internal)?;
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(file)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_read_out_in_groups() {
        assert_eq!(grouped("0123456789abcdef01"), "01234567 89abcdef 01");
        assert_eq!(grouped(""), "");
    }
}
