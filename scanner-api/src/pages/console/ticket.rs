//! What became of a form: waiting for the ledger, done, or refused.

use axum::{extract::Path, response::Response};

use super::{
    desk::Desk,
    names,
    view::{self, Line, Link, Page, Row, Section, Tag},
    Trouble,
};
use crate::{
    pages::{format, words::Lang},
    submit::{Receipt, Status},
};

/// Of more subjects than this, those without a page are not listed.
const SHOWN_MAX: usize = 12;
/// How often a page that waits asks again.
const AGAIN_S: u32 = 2;

/// The page of a ticket.
pub(crate) async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    let receipt = desk
        .app
        .submitter
        .receipt(&id, desk.session.account)
        .await?;
    let page = match receipt.status {
        Status::Pending => waiting(&desk),
        Status::Finalized => done(&desk, &receipt),
        Status::Failed => failed(&desk, &receipt),
    };
    Ok(view::page(&desk, &page))
}

fn waiting(desk: &Desk) -> Page {
    let t = desk.t;
    Page {
        title: t.say("ticket-waiting"),
        tag: Some(Tag {
            tone: "info",
            text: t.say("ticket-pending"),
        }),
        warnings: vec![t.say("ticket-waiting-explain")],
        again_s: Some(AGAIN_S),
        ..Page::default()
    }
}

/// What must be known of a call that was taken: a motion does nothing yet, and a use recorded after a
/// harvest has opened cases on lots; a test that failed names the test as well.
fn warnings(desk: &Desk, receipt: &Receipt) -> Vec<String> {
    let has = |kind: &str| !receipt.numbers(kind).is_empty();
    let mut warnings = Vec::new();
    if receipt.motion.is_some() {
        warnings.push(desk.t.say("ticket-motion"));
    }
    if has("cycle") && has("case") && !has("test") {
        warnings.push(desk.t.say("ticket-interval"));
    }
    warnings
}

fn done(desk: &Desk, receipt: &Receipt) -> Page {
    let t = desk.t;
    let block = receipt.block.unwrap_or_default();
    let mut facts = vec![
        Line {
            label: t.say("proof-block"),
            value: t.fill("proof-block-value", &[("block", &format::count(block))]),
        },
        Line {
            label: t.say("ticket-extrinsic"),
            value: receipt.extrinsic_hash.clone(),
        },
    ];
    if let Some(hash) = &receipt.block_hash {
        facts.insert(
            1,
            Line {
                label: t.say("ticket-block-hash"),
                value: hash.clone(),
            },
        );
    }
    // A load is hundreds of animals: of so many only what has a page of its own is listed.
    let are_few = receipt.subjects.len() <= SHOWN_MAX;
    let subjects = receipt.subjects.iter();
    let shown = subjects.filter(|subject| are_few || !names::subject_href(subject).is_empty());
    let rows = shown.map(|subject| Row {
        title: names::subject(t, subject),
        href: names::subject_href(subject),
        ..Row::default()
    });
    let first = receipt
        .subjects
        .iter()
        .map(|subject| names::subject_href(subject))
        .find(|href| !href.is_empty());
    let mut actions = Vec::new();
    if receipt.motion.is_some() {
        actions.push(Link::main(t.say("go-motions"), "/console/motions"));
    }
    if let Some(href) = first {
        actions.push(Link::main(t.say("ticket-go-on"), href));
    }
    actions.push(Link::other(t.say("go-home"), "/console"));
    Page {
        title: t.say("ticket-done"),
        tag: Some(Tag {
            tone: "good",
            text: t.say("ticket-finalized"),
        }),
        warnings: warnings(desk, receipt),
        actions,
        facts,
        // A vote, for one, leaves no record of its own.
        sections: if receipt.subjects.is_empty() {
            Vec::new()
        } else {
            vec![Section {
                heading: t.say("ticket-records"),
                rows: rows.collect(),
                ..Section::default()
            }]
        },
        ..Page::default()
    }
}

fn failed(desk: &Desk, receipt: &Receipt) -> Page {
    let t = desk.t;
    let why = receipt.problem.as_ref().map(|problem| {
        let error = problem.error();
        match t.0 {
            Lang::Zh => error.problem().detail_zh.clone(),
            Lang::En => error.problem().detail.clone(),
        }
    });
    Page {
        title: t.say("ticket-failed"),
        tag: Some(Tag {
            tone: "bad",
            text: t.say("ticket-refused"),
        }),
        warnings: why.into_iter().collect(),
        actions: vec![Link::main(t.say("go-home"), "/console")],
        ..Page::default()
    }
}
