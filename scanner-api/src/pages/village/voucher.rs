//! A voucher with its lines, and a spending with everybody who signed it.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::{three_assets::Fen, Digest, Role};

use super::{
    assets,
    entries::voucher_number,
    notices, open_entries,
    visitor::{Frame, Stop, Visitor},
    words, Village,
};
use crate::{
    documents,
    error::ApiError,
    extract::Path,
    pages::{
        console::{
            names,
            view::{Row, Tag},
        },
        words::Words,
    },
    three_assets::{
        books,
        decisions::{self, Decision},
        money::yuan,
        sight::Sight,
        spendings::{self, SpendingFile, SpendingStep},
    },
    visibility::Scope,
};

/// A document as far as the reader may see it.
pub(super) struct Document {
    /// The beginning of its digest.
    pub(super) digest: String,
    /// Where it is; empty if the reader may not see it.
    pub(super) href: String,
    /// A preview, if it has one.
    pub(super) preview: String,
    pub(super) name: String,
}

/// A line of a voucher.
struct Line {
    account: String,
    party: String,
    project: String,
    debit: String,
    credit: String,
    ask_href: String,
}

/// A spending in short.
struct Card {
    title: String,
    href: String,
    tag: Tag,
    facts: Vec<(String, String)>,
    steps: Vec<Row>,
    decision: Option<Row>,
}

#[derive(Template)]
#[template(path = "village/voucher.html")]
struct VoucherTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    title: String,
    summary: String,
    tag: Tag,
    notes: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    lines: Vec<Line>,
    sums: [String; 2],
    documents: Vec<Document>,
    spending: Option<Card>,
    back: String,
    ask_href: String,
}

pub(super) async fn show(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let t = visitor.t;
    let file = books::voucher(&visitor.app, visitor.session.as_ref(), id).await?;
    let voucher = &file.voucher;
    village.own(voucher.collective)?;
    // What is not in the book yet is the officers' own.
    if voucher.state != "posted" && village.sight < Sight::Officer {
        return Err(ApiError::not_found().into());
    }
    let title = match voucher.number {
        Some(number) => voucher_number(t, voucher.month, number),
        None => t.fill("vp-voucher-draft", &[("number", &id.to_string())]),
    };
    let digests: Vec<String> = serde_json::from_value(voucher.documents.0.clone())?;
    let spending = match voucher.spending {
        Some(id) => Some(card_of(&visitor, &village, id).await?),
        None => None,
    };
    let mut sums = [Fen::ZERO; 2];
    for line in &file.lines {
        let at = usize::from(line.side != "debit");
        sums[at] = sums[at].checked_add(Fen(line.amount)).unwrap_or(sums[at]);
    }
    let page = VoucherTemplate {
        frame: visitor.frame(),
        title,
        summary: voucher.summary.clone(),
        tag: Tag {
            tone: if voucher.state == "posted" {
                "good"
            } else {
                "warn"
            },
            text: words::named(t, "voucher", &voucher.state),
        },
        notes: corrections(t, &village, voucher),
        facts: facts(t, voucher),
        lines: file
            .lines
            .iter()
            .map(|line| shown_line(&village, id, line))
            .collect(),
        sums: sums.map(yuan),
        documents: documents(&visitor, &village, &digests).await?,
        spending,
        back: village.href(&format!(
            "/entries?book={}&month={}",
            voucher.book, voucher.month
        )),
        ask_href: village.href(&format!("/ask?about=voucher:{id}")),
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

fn shown_line(village: &Village, voucher: i64, line: &books::Line) -> Line {
    let amount = yuan(Fen(line.amount));
    let is_debit = line.side == "debit";
    let party = line.party_shown.as_ref();
    Line {
        account: format!("{} {}", line.account, line.account_name),
        party: party.map(|party| party.name.clone()).unwrap_or_default(),
        project: line.project.clone().unwrap_or_default(),
        debit: if is_debit {
            amount.clone()
        } else {
            String::new()
        },
        credit: if is_debit { String::new() } else { amount },
        ask_href: village.href(&format!(
            "/ask?about=voucher:{voucher}&line={}",
            line.position + 1
        )),
    }
}

/// What was corrected by what: text and address.
fn corrections(t: Words, village: &Village, voucher: &books::Voucher) -> Vec<(String, String)> {
    let link = |key: &str, id: i64| {
        (
            t.fill(key, &[("number", &id.to_string())]),
            village.href(&format!("/vouchers/{id}")),
        )
    };
    let mut notes = Vec::new();
    notes.extend(voucher.reversed_by.map(|id| link("vp-reversed-by", id)));
    notes.extend(voucher.reverses.map(|id| link("vp-reverses", id)));
    notes
}

fn facts(t: Words, voucher: &books::Voucher) -> Vec<(String, String)> {
    let mut facts = vec![
        (t.say("vp-date"), names::day(t.0, &voucher.date)),
        (t.say("vp-occurred"), names::day(t.0, &voucher.occurred)),
        (
            t.say("vp-origin"),
            words::named(t, "origin", &voucher.origin),
        ),
    ];
    if let (Some(series), Some(number)) = (&voucher.receipt_series, voucher.receipt_number) {
        facts.push((t.say("vp-receipt"), format!("{series} {number}")));
    }
    if voucher.nature != "ordinary" {
        let nature = words::named(t, "nature", &voucher.nature);
        facts.push((t.say("vp-nature"), nature));
    }
    let by = |key: &str, role: &str, member: Option<i64>, at_ms: i64| {
        let who = words::officer(t, role, member);
        let on = notices::day_of(t, at_ms);
        (
            t.say(key),
            t.fill("vp-by-on", &[("who", &who), ("date", &on)]),
        )
    };
    facts.push(by(
        "vp-drafted-by",
        "maker",
        voucher.maker,
        voucher.drafted.0,
    ));
    if let Some(posted) = voucher.posted {
        facts.push(by(
            "vp-booked-by",
            Role::Accountant.id(),
            voucher.poster,
            posted.0,
        ));
    }
    facts
}

/// Documents by their digests, as far as the reader may see them.
pub(super) async fn documents(
    visitor: &Visitor,
    village: &Village,
    digests: &[String],
) -> Result<Vec<Document>, ApiError> {
    let scope = match &visitor.session {
        Some(session) if village.sight.sees_documents() => Scope::of(&visitor.app, session).await,
        _ => Scope::nobody(),
    };
    let mut shown = Vec::with_capacity(digests.len());
    for text in digests {
        let digest: Digest = text.parse().map_err(ApiError::internal)?;
        let found = match documents::find(&visitor.app, &scope, digest).await {
            Ok(found) => Some(found),
            Err(error) if error.code() == "not_found" => None,
            Err(error) => return Err(error),
        };
        let address = format!("/api/v1/documents/{text}");
        let has_preview = found.as_ref().is_some_and(|found| found.thumbnail);
        shown.push(Document {
            digest: text.chars().take(16).collect(),
            preview: if has_preview {
                format!("{address}/thumbnail")
            } else {
                String::new()
            },
            href: if found.is_some() {
                address
            } else {
                String::new()
            },
            name: found.map(|found| found.name).unwrap_or_default(),
        });
    }
    Ok(shown)
}

/// A subject in words.
pub(super) fn subject_name(t: Words, subject: &str) -> String {
    let (kind, number) = subject.split_once(':').unwrap_or((subject, ""));
    match kind {
        "book" => {
            let year: String = number.chars().rev().take(4).collect();
            let year: String = year.chars().rev().collect();
            t.fill("vp-subject-book", &[("year", &year)])
        }
        "collective" => t.say("vp-subject-collective"),
        "voucher" | "spending" | "decision" | "disclosure" | "challenge" | "bank_account" => t
            .fill(
                "vp-subject",
                &[
                    ("kind", &words::named(t, "subject", kind)),
                    ("number", number),
                ],
            ),
        _ => subject.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "village/spending.html")]
struct SpendingTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    card: Card,
    documents: Vec<Document>,
    voucher_href: String,
    ask_href: String,
}

/// A spending.
pub(super) async fn spending(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let file = spendings::get(&visitor.app, visitor.session.as_ref(), id).await?;
    village.own(file.spending.collective)?;
    let mut digests: Vec<String> = serde_json::from_value(file.spending.documents.0.clone())?;
    digests.extend(file.spending.receipt.clone());
    let page = SpendingTemplate {
        frame: visitor.frame(),
        documents: documents(&visitor, &village, &digests).await?,
        voucher_href: file.spending.voucher.map_or_else(String::new, |voucher| {
            village.href(&format!("/vouchers/{voucher}"))
        }),
        ask_href: village.href(&format!("/ask?about=spending:{id}")),
        card: card(&visitor, &village, &file).await?,
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

async fn card_of(visitor: &Visitor, village: &Village, id: i64) -> Result<Card, ApiError> {
    let file = spendings::get(&visitor.app, visitor.session.as_ref(), id).await?;
    card(visitor, village, &file).await
}

async fn card(visitor: &Visitor, village: &Village, file: &SpendingFile) -> Result<Card, ApiError> {
    let t = visitor.t;
    let spending = &file.spending;
    let decision = match spending.decision {
        Some(id) => {
            let found = decisions::get(&visitor.app, id, village.sight).await?;
            Some(decision_row(t, village, &found.decision))
        }
        None => None,
    };
    let payee = spending.payee_shown.as_ref();
    let payee = payee.map_or_else(|| t.say("vp-unknown-party"), |payee| payee.name.clone());
    let mut facts = vec![
        (t.say("vp-amount"), words::amount(t, spending.amount)),
        (t.say("vp-payee"), payee),
        (t.say("vp-kind"), words::named(t, "kind", &spending.kind)),
        (
            t.say("vp-method"),
            words::named(t, "method", &spending.method),
        ),
        (t.say("vp-occurred"), names::day(t.0, &spending.occurred)),
    ];
    if let Some(account) = &file.account {
        facts.push((
            t.say("vp-payee-account"),
            format!("{} {}", account.bank, account.number),
        ));
    }
    if let Some(project) = &spending.project {
        facts.push((t.say("vp-project"), project.clone()));
    }
    if let Some(day) = &spending.paid_day {
        facts.push((t.say("vp-paid"), names::day(t.0, day)));
    }
    if file.holds > 0 {
        facts.push((t.say("vp-held"), t.say("vp-held-say")));
    }
    Ok(Card {
        title: spending.purpose.clone(),
        href: village.href(&format!("/spendings/{}", spending.id)),
        tag: words::spending_tag(t, &spending.state),
        facts,
        steps: file.history.iter().map(|step| step_row(t, step)).collect(),
        decision,
    })
}

/// A decision in a list.
pub(super) fn decision_row(t: Words, village: &Village, decision: &Decision) -> Row {
    Row {
        title: decision.about.clone(),
        lines: vec![format!(
            "{} · {} · {}",
            words::named(t, "matter", &decision.matter),
            words::named(t, "body", &decision.body),
            names::day(t.0, &decision.meeting)
        )],
        tag: Some(words::decision_tag(t, &decision.state)),
        href: village.href(&format!("/decisions/{}", decision.id)),
    }
}

/// What somebody did to a spending, and when.
fn step_row(t: Words, step: &SpendingStep) -> Row {
    let done = words::named(t, "spending_step", &step.kind);
    let title = match &step.step {
        Some(of) => format!("{done} · {}", words::named(t, "step", of)),
        None => done,
    };
    let who = step
        .role
        .as_deref()
        .map(|role| words::officer(t, role, step.member));
    let at = names::instant(t.0, step.recorded.0);
    let mut lines = vec![match who {
        Some(who) => format!("{who} · {at}"),
        None => at,
    }];
    if !step.reason.is_empty() {
        lines.push(step.reason.clone());
    }
    let tone = match step.kind.as_str() {
        "signed" | "decision_attached" | "paid" | "posted" => "good",
        "refused" | "failed" | "reversed" => "bad",
        _ => "quiet",
    };
    Row {
        title,
        lines,
        tag: (tone != "quiet").then(|| Tag {
            tone,
            text: match tone {
                "good" => "✓".to_owned(),
                _ => "✗".to_owned(),
            },
        }),
        href: String::new(),
    }
}
