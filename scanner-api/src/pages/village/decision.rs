//! A decision: who decided what, by which vote, and where it was published.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    assets, open,
    visitor::{Frame, Stop, Visitor},
    voucher::{documents, Document},
    words, Village,
};
use crate::{
    extract::Path,
    pages::{
        console::{
            names,
            view::{Row, Tag},
        },
        words::Words,
    },
    three_assets::decisions::{self, Decision, Stage},
};

#[derive(Template)]
#[template(path = "village/decision.html")]
struct DecisionTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    title: String,
    tag: Tag,
    facts: Vec<(String, String)>,
    stages: Vec<Row>,
    uses: Vec<Row>,
    documents: Vec<Document>,
    ask_href: String,
}

pub(super) async fn show(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let t = visitor.t;
    let file = decisions::get(&visitor.app, id, village.sight).await?;
    let decision = &file.decision;
    village.own(decision.collective)?;
    let sees = village.sight.sees_entries();
    let mut digests: Vec<String> = [&decision.posting, &decision.result_posting]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if village.sight.sees_documents() {
        digests.push(decision.document.clone());
        digests.extend(decision.minutes.clone());
    }
    let page = DecisionTemplate {
        frame: visitor.frame(),
        title: decision.about.clone(),
        tag: words::decision_tag(t, &decision.state),
        facts: facts(t, decision),
        stages: file
            .stages
            .iter()
            .map(|stage| stage_row(t, stage))
            .collect(),
        uses: file
            .uses
            .iter()
            .map(|used| Row {
                title: t.fill("vp-used-by", &[("number", &used.spending.to_string())]),
                lines: vec![t.fill(
                    "vp-used-so-far",
                    &[("amount", &words::amount(t, used.used))],
                )],
                tag: None,
                href: village.href(&format!("/spendings/{}", used.spending)),
            })
            .collect(),
        documents: documents(&visitor, &village, &digests).await?,
        ask_href: if sees {
            village.href(&format!("/ask?about=decision:{id}"))
        } else {
            String::new()
        },
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

fn facts(t: Words, decision: &Decision) -> Vec<(String, String)> {
    let mut facts = vec![
        (
            t.say("vp-matter"),
            words::named(t, "matter", &decision.matter),
        ),
        (t.say("vp-body"), words::named(t, "body", &decision.body)),
    ];
    if decision.four_steps {
        facts.push((t.say("vp-way"), t.say("vp-four-steps")));
    }
    if let Some(amount) = decision.amount {
        facts.push((t.say("vp-up-to"), words::amount(t, amount)));
        if let Some(used) = decision.used {
            facts.push((t.say("vp-used"), words::amount(t, used)));
        }
    }
    facts.push((t.say("vp-notice-day"), names::day(t.0, &decision.notice)));
    facts.push((t.say("vp-meeting-day"), names::day(t.0, &decision.meeting)));
    if let Some(outcome) = &decision.outcome {
        facts.push((t.say("vp-outcome"), words::named(t, "outcome", outcome)));
    }
    let votes = [decision.voters, decision.present, decision.yes];
    if let Some(vote) = vote(t, decision.outcome.as_deref(), votes) {
        facts.push((t.say("vp-vote"), vote));
    }
    facts
}

/// A vote in numbers: who had one, who came, who agreed; few are not counted in public.
fn vote(t: Words, outcome: Option<&str>, votes: [Option<i64>; 3]) -> Option<String> {
    outcome?;
    let count = |number: Option<i64>| number.map_or_else(|| t.say("vp-few"), names::count);
    let [voters, present, yes] = votes.map(count);
    Some(t.fill(
        "vp-vote-say",
        &[("voters", &voters), ("present", &present), ("yes", &yes)],
    ))
}

fn stage_row(t: Words, stage: &Stage) -> Row {
    let on = stage.date.as_deref().map_or_else(
        || names::instant(t.0, stage.recorded.0),
        |date| names::day(t.0, date),
    );
    let who = stage
        .role
        .as_deref()
        .map(|role| words::officer(t, role, stage.member));
    let mut lines = vec![match who {
        Some(who) => format!("{on} · {who}"),
        None => on,
    }];
    let votes = [stage.voters, stage.present, stage.yes];
    lines.extend(vote(t, stage.outcome.as_deref(), votes));
    if !stage.reason.is_empty() {
        lines.push(stage.reason.clone());
    }
    let passed = stage.outcome.as_deref().map(|outcome| Tag {
        tone: if outcome == "passed" { "good" } else { "bad" },
        text: words::named(t, "outcome", outcome),
    });
    Row {
        title: words::named(t, "stage", &stage.kind),
        lines,
        tag: passed,
        href: String::new(),
    }
}
