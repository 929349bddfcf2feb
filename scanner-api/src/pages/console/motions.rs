//! What is before the council: the motions, one of them, voting and closing.

use async_trait::async_trait;
use axum::{extract::Path, response::Response};

use super::{
    desk::Desk,
    fields::{Choice, Control, Field, Reader, Typed},
    form::{About, Action, Form, Refusal},
    names,
    view::{self, Line, Link, Page, Row, Section, Tag},
    Trouble,
};
use crate::{
    chain::{
        motion::{Agenda, Motion},
        RawCall,
    },
    error::ApiError,
    routes::motions,
    write::{Write, WriteAnswer},
};

/// Milliseconds between two blocks.
const BLOCK_MS: u64 = 2_000;

/// What a motion wants, in words; the call's own name if it has none.
fn title(desk: &Desk, motion: &Motion) -> String {
    let key = match (motion.pallet.as_str(), motion.call.as_str()) {
        ("Registry", "admit_counties") => "motion-admit-counties",
        ("Registry", "set_policies") => "motion-set-policies",
        ("Registry", "register_organisations") => "motion-register-organisations",
        ("Registry", "approve_organisations") => "motion-approve-organisations",
        ("Registry", "refuse_organisations") => "motion-refuse-organisations",
        ("Registry", "suspend_organisations") => "motion-suspend-organisations",
        ("Registry", "reactivate_organisations") => "motion-reactivate-organisations",
        ("Registry", "register_members") => "motion-register-members",
        ("Registry", "suspend_members") => "motion-suspend-members",
        ("Registry", "reactivate_members") => "motion-reactivate-members",
        ("Registry", "rotate_member_key") => "motion-rotate-member-key",
        ("Registry", "grant_roles") => "motion-grant-roles",
        ("Registry", "revoke_roles") => "motion-revoke-roles",
        ("Registry", "enact") => "motion-enact",
        (pallet, call) => return format!("{pallet}.{call}"),
    };
    desk.t.say(key)
}

fn tag(desk: &Desk, agenda: &Agenda, motion: &Motion) -> Tag {
    let own = &desk.session.public_key;
    let (tone, key) = if motion.is_decided(agenda) {
        ("good", "motion-decided")
    } else if motion.ayes.contains(own) || motion.nays.contains(own) {
        ("info", "motion-voted")
    } else {
        ("warn", "motion-open")
    };
    Tag {
        tone,
        text: desk.t.say(key),
    }
}

fn votes(desk: &Desk, agenda: &Agenda, motion: &Motion) -> String {
    let number = |count: usize| count.to_string();
    desk.t.fill(
        "motion-votes",
        &[
            ("ayes", &number(motion.ayes.len())),
            ("nays", &number(motion.nays.len())),
            ("seats", &number(agenda.seats.len())),
            ("threshold", &motion.threshold.to_string()),
        ],
    )
}

/// When votes are no longer taken, as far as blocks keep their time.
fn end(desk: &Desk, agenda: &Agenda, motion: &Motion) -> String {
    let head = desk.app.index.borrow();
    let now = head.as_ref().map_or(0, |head| head.time_ms);
    let left = motion.end.saturating_sub(agenda.block);
    let left = i64::try_from(left.saturating_mul(BLOCK_MS)).unwrap_or(i64::MAX);
    names::instant(desk.t.0, now.saturating_add(left))
}

/// The motions.
pub(crate) async fn list(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    let agenda = motions::agenda(&desk.app, &desk.session).await?;
    let rows = agenda.motions.iter().map(|motion| Row {
        title: title(&desk, motion),
        lines: vec![
            t.fill("motion-number", &[("id", &motion.index.to_string())]),
            votes(&desk, &agenda, motion),
        ],
        tag: Some(tag(&desk, &agenda, motion)),
        href: format!("/console/motions/{}", motion.index),
    });
    let page = Page {
        title: t.say("motions-title"),
        sections: vec![Section {
            rows: rows.collect(),
            empty: t.say("motions-empty"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// A motion.
pub(crate) async fn show(desk: Desk, Path(index): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let agenda = motions::agenda(&desk.app, &desk.session).await?;
    let motion = motions::motion(&agenda, index)?;
    let path = format!("/console/motions/{index}");
    let vote = Link::main(t.say("vote-title"), format!("{path}/vote"));
    let mut actions = Vec::new();
    if motion.is_decided(&agenda) {
        let close = Link::main(t.say("close-title"), format!("{path}/close"));
        actions.push(close);
        actions.push(Link {
            main: false,
            ..vote
        });
    } else {
        actions.push(vote);
    }
    let data = match motion.arguments() {
        Some(items) => serde_json::to_string_pretty(&items)?,
        None => format!("0x{}", hex::encode(&motion.encoded)),
    };
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let page = Page {
        back: Some((t.say("motions-title"), "/console/motions".to_owned())),
        caption: t.fill("motion-number", &[("id", &motion.index.to_string())]),
        title: title(&desk, motion),
        tag: Some(tag(&desk, &agenda, motion)),
        actions,
        facts: vec![
            line("fact-votes", votes(&desk, &agenda, motion)),
            line("fact-motion-end", end(&desk, &agenda, motion)),
            line(
                "fact-motion-call",
                format!("{} ({})", motion.call, motion.pallet),
            ),
        ],
        data,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// How many motions wait for the member's vote or for being closed; none for who has no seat.
pub(crate) async fn waiting(desk: &Desk) -> Option<i64> {
    let own = &desk.session.public_key;
    // The list of seats is remembered, so that nobody else waits for the node here.
    if !desk.app.submitter.is_governance(own).await.ok()? {
        return None;
    }
    let agenda = motions::agenda(&desk.app, &desk.session).await.ok()?;
    let waits = |motion: &&Motion| {
        motion.is_decided(&agenda) || !(motion.ayes.contains(own) || motion.nays.contains(own))
    };
    i64::try_from(agenda.motions.iter().filter(waits).count()).ok()
}

async fn form(desk: &Desk, about: &About, title_key: &str, button: &str) -> Result<Form, ApiError> {
    let t = desk.t;
    let agenda = motions::agenda(&desk.app, &desk.session).await?;
    let motion = motions::motion(&agenda, about.id)?;
    let number = t.fill("motion-number", &[("id", &motion.index.to_string())]);
    let mut form = Form::new(desk, title_key, button);
    form.caption = format!("{number} · {}", title(desk, motion));
    form.back = Some((number, format!("/console/motions/{}", about.id)));
    form.facts.push(Line {
        label: t.say("fact-votes"),
        value: votes(desk, &agenda, motion),
    });
    Ok(form)
}

/// Votes on a motion.
#[derive(Clone, Copy)]
pub(crate) struct Vote;

#[async_trait]
impl Action for Vote {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let mut form = form(desk, about, "vote-title", "vote-button").await?;
        let choices = vec![
            Choice::new("true", t.say("vote-aye")),
            Choice::new("false", t.say("vote-nay")),
        ];
        let control = Control::Radios(choices);
        form.fields = vec![Field::new(t, "approve", "field-vote", control)];
        form.explain.push(t.say("vote-explain"));
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let mut read = Reader::new(typed, desk.t);
        let approve = read.chosen::<bool>("approve", "mistake-choose");
        read.done()?;
        let agenda = motions::agenda(&desk.app, &desk.session).await?;
        let motion = motions::motion(&agenda, about.id)?;
        let call = RawCall::voted(motion, approve.unwrap_or(false));
        Ok(write.submit_args(&desk.app, call).await?)
    }
}

/// Closes a motion.
#[derive(Clone, Copy)]
pub(crate) struct Close;

#[async_trait]
impl Action for Close {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let mut form = form(desk, about, "close-title", "close-button").await?;
        form.explain.push(desk.t.say("close-explain"));
        form.is_final = true;
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        _: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let agenda = motions::agenda(&desk.app, &desk.session).await?;
        let motion = motions::motion(&agenda, about.id)?;
        let call = RawCall::closed(motion, agenda.weight_max);
        Ok(write.submit_args(&desk.app, call).await?)
    }
}
