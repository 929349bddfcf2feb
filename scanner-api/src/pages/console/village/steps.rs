//! The steps of a democratic decision: deliberated, reviewed, voted, published, carried out or given up.

use county_primitives::{
    three_assets::decisions::{
        party_outcome, Body, DecisionStep, DecisionStepInput, Outcome, Tally,
    },
    DecisionId, Role,
};

use super::{
    decide::{decision, facts, rule, DecisionRow},
    documents::{self, photos},
    rows::Kind,
    seat::Village,
    words::{ask, ask_day, ask_with_hint, fill, form, say},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, number, Sent},
        names,
    },
    write::Write,
};

deeds! {
    /// The two committees deliberated.
    Deliberate => deliberate_form, deliberate;
    /// The Party members reviewed.
    Review => review_form, review;
    /// The body voted.
    Resolve => resolve_form, resolve;
    /// A supervisor attests that the resolution is on the wall.
    Publish => publish_form, publish;
    /// The township approves.
    ApproveLand => approve_form, approve;
    /// The result is on the wall.
    PublishResult => result_form, publish_result;
    /// The decision is given up.
    GiveUp => give_up_form, give_up;
}

/// A form about a decision.
async fn about_decision(
    desk: &Desk,
    id: i64,
    key: &str,
) -> Result<(Form, Village, DecisionRow), ApiError> {
    let (village, row) = decision(desk, id).await?;
    let mut form = form(desk, &village, key);
    form.back = Some((row.about.clone(), Kind::Decision.href(id)));
    form.caption = format!("{} · {}", village.name, row.about);
    form.facts = facts(desk, &row);
    form.photos = photos(
        desk,
        &village,
        "photo-paper",
        std::slice::from_ref(&row.document),
    )
    .await?;
    Ok((form, village, row))
}

async fn step(desk: &Desk, id: i64, step: DecisionStep, write: &Write) -> Sent {
    let input = DecisionStepInput {
        decision: DecisionId(number(id)?),
        step,
    };
    Ok(desk
        .send(write, "ThreeAssets", "step_decisions", vec![input])
        .await?)
}

fn ask_paper(desk: &Desk, hint: &str) -> Field {
    ask(desk, "document", Control::Photos).hint(say(desk.t, hint))
}

async fn deliberate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "deliberate").await?;
    form.fields = vec![ask_paper(desk, "minutes-hint")];
    Ok(form)
}

async fn deliberate(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, DecisionStep::Deliberated { minutes }, write).await
}

/// How many came and agreed.
fn ask_tally(desk: &Desk) -> [Field; 3] {
    [
        ask(desk, "present", Control::Whole),
        ask(desk, "yes", Control::Whole),
        ask_with_hint(desk, "abstaining", Control::Whole).value("0"),
    ]
}

/// Reads the counts, and says at once what they come to by the law.
fn tally(
    read: &mut Reader<'_>,
    desk: &Desk,
    typed: &Typed,
    outcome: impl Fn(Tally) -> Option<Option<Outcome>>,
) -> Tally {
    let mut count = |name: &'static str| {
        let read_count = typed.get(name).parse::<u32>();
        if read_count.is_err() {
            read.note(name, say(desk.t, "mistake-count"));
        }
        read_count.unwrap_or_default()
    };
    let tally = Tally {
        present: count("present"),
        yes: count("yes"),
        abstaining: count("abstaining"),
    };
    if outcome(tally) == Some(None) {
        read.note("present", say(desk.t, "mistake-tally"));
    }
    tally
}

async fn review_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_decision(desk, about.id, "review").await?;
    let [_, _, _, party] = village.figures;
    let count = names::count(party);
    form.explain
        .push(fill(desk.t, "rule-party", &[("due", &count)]));
    form.fields = vec![
        ask_day(desk, "plan_given").half(),
        ask_day(desk, "date").half(),
    ];
    form.fields.extend(ask_tally(desk));
    form.fields.push(ask_paper(desk, "minutes-hint"));
    Ok(form)
}

async fn review(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let (village, _) = decision(desk, about.id).await?;
    let [_, _, _, party] = village.figures;
    let due = u32::try_from(party).unwrap_or_default();
    let mut read = Reader::new(typed, desk.t);
    let plan_given = read.date("plan_given");
    let date = read.date("date");
    let tally = tally(&mut read, desk, typed, |tally| {
        Some(party_outcome(due, tally))
    });
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    let reviewed = DecisionStep::Reviewed {
        plan_given,
        date,
        tally,
        minutes,
    };
    step(desk, about.id, reviewed, write).await
}

async fn resolve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, row) = about_decision(desk, about.id, "resolve").await?;
    form.explain.extend(rule(desk, &village, &row));
    form.fields = vec![ask(desk, "date", Control::Day).value(row.meeting.clone())];
    form.fields.extend(ask_tally(desk));
    form.fields.push(ask_paper(desk, "signed-minutes-hint"));
    form.is_final = true;
    Ok(form)
}

async fn resolve(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let (village, row) = decision(desk, about.id).await?;
    let [members, representatives, ..] = village.figures;
    let (body, due) = match row.body.as_str() {
        "members" => (Body::Members, Some(members)),
        "villagers_meeting" => (Body::VillagersMeeting, Some(members)),
        "representatives" => (Body::Representatives, Some(representatives)),
        "village_representatives" => (Body::VillageRepresentatives, Some(representatives)),
        // How many directors there are that day is for the chain to say.
        _ => (Body::Board, None),
    };
    let due = due.and_then(|due| u32::try_from(due).ok());
    let mut read = Reader::new(typed, desk.t);
    let date = read.date("date");
    let tally = tally(&mut read, desk, typed, |tally| {
        due.map(|due| body.outcome(due, tally))
    });
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    let resolved = DecisionStep::Resolved {
        date,
        tally,
        minutes,
    };
    step(desk, about.id, resolved, write).await
}

async fn publish_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_decision(desk, about.id, "publish").await?;
    village.ensure(&[Role::VillageSupervisor])?;
    form.fields = vec![ask_paper(desk, "posting-hint")];
    Ok(form)
}

async fn publish(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let posting = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, DecisionStep::Published { posting }, write).await
}

async fn approve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (form, village, _) = about_decision(desk, about.id, "approve-land").await?;
    village.ensure(&[Role::Township])?;
    Ok(form)
}

async fn approve(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    step(desk, about.id, DecisionStep::TownshipApproved, write).await
}

async fn result_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "result").await?;
    form.fields = vec![ask_paper(desk, "posting-hint")];
    form.is_final = true;
    Ok(form)
}

async fn publish_result(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let posting = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(
        desk,
        about.id,
        DecisionStep::ResultPublished { posting },
        write,
    )
    .await
}

async fn give_up_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "give-up").await?;
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn give_up(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    step(desk, about.id, DecisionStep::GivenUp { reason }, write).await
}
