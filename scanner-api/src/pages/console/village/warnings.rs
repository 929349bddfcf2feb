//! Warnings a village has to explain, or to put right and prove.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::warnings::{WarningStep, WarningStepInput},
    WarningId,
};
use sqlx::FromRow;

use super::{
    decide::Part,
    documents::{self, photos},
    rows::{due, is_over, Kind},
    seat::{Village, OFFICERS},
    vouchers::listed_page,
    words::{ask_with_hint, fact, fill, form, level, say, signer, word, yuan},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, number, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    write::Write,
};

deeds! {
    /// Explains a warning.
    Explain => explain_form, explain;
    /// Proves that it was put right.
    Prove => prove_form, prove;
}

/// The rules that count days, and those that count things; the others count money.
const IN_DAYS: [i64; 3] = [4, 7, 24];
const IN_NUMBERS: [i64; 1] = [25];

#[derive(Clone, Debug, FromRow)]
struct WarningRow {
    rule: i64,
    level: String,
    about: String,
    measured: i64,
    limit_value: i64,
    state: String,
    due: String,
    occurrences: i64,
    first_ms: i64,
}

async fn warning(desk: &Desk, id: i64) -> Result<(Village, WarningRow), ApiError> {
    let village = Village::keeping(desk, "asset_warnings", id).await?;
    let row = sqlx::query_as(
        "SELECT rule, level, about, measured, limit_value, state, due, occurrences, first_ms \
         FROM asset_warnings WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

fn figure(desk: &Desk, rule: i64, number: i64) -> String {
    if IN_DAYS.contains(&rule) {
        fill(desk.t, "days", &[("days", &number.to_string())])
    } else if IN_NUMBERS.contains(&rule) {
        names::count(number)
    } else {
        yuan(desk.t, number)
    }
}

fn facts(desk: &Desk, row: &WarningRow) -> Vec<Line> {
    let t = desk.t;
    let mut facts = vec![
        fact(t, "about", names::subject(t, &row.about)),
        fact(t, "standing", word(t, "warning", &row.state)),
        fact(t, "measured", figure(desk, row.rule, row.measured)),
    ];
    if row.limit_value != 0 {
        facts.push(fact(t, "limit", figure(desk, row.rule, row.limit_value)));
    }
    facts.push(fact(t, "due", due(desk, Some(&row.due))));
    facts.push(fact(t, "first", names::instant(t.0, row.first_ms)));
    if row.occurrences > 1 {
        facts.push(fact(t, "occurrences", names::count(row.occurrences)));
    }
    facts
}

/// The warnings of a village.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let village = Village::inside(&desk, id).await?;
    let page = listed_page(
        &desk,
        &village,
        Kind::Warning,
        "go-warnings",
        "warnings",
        part.before,
    );
    Ok(view::page(&desk, &page.await?))
}

#[derive(FromRow)]
struct StepRow {
    kind: String,
    until_day: Option<String>,
    text: String,
    document: Option<String>,
    member: Option<i64>,
    role: Option<String>,
    ledger_ms: i64,
}

/// What happened to a warning, and the papers that came with it.
async fn history(desk: &Desk, id: i64) -> Result<(Vec<Row>, Vec<String>), ApiError> {
    let t = desk.t;
    let steps: Vec<StepRow> = sqlx::query_as(
        "SELECT kind, until_day, text, document, member, role, ledger_ms FROM asset_warning_steps \
         WHERE warning = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let papers: Vec<String> = steps
        .iter()
        .filter_map(|step| step.document.clone())
        .collect();
    let line = |step: StepRow| {
        let until = step
            .until_day
            .map(|day| fill(t, "due-on", &[("day", &names::day(t.0, &day))]));
        let lines = [
            Some(step.text),
            until,
            Some(signer(t, step.role.as_deref(), step.member)),
            Some(names::instant(t.0, step.ledger_ms)),
        ];
        Row {
            title: word(t, "warning-step", &step.kind),
            lines: lines
                .into_iter()
                .flatten()
                .filter(|line| !line.is_empty())
                .collect(),
            ..Row::default()
        }
    };
    Ok((steps.into_iter().map(line).collect(), papers))
}

/// The page of a warning.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = warning(&desk, id).await?;
    let (history, papers) = history(&desk, id).await?;
    let page_href = Kind::Warning.href(id);
    let mut actions = Vec::new();
    if village.acts_as(&OFFICERS) {
        match row.state.as_str() {
            "open" | "assigned" => {
                actions.push(Link::main(
                    say(t, "do-explain"),
                    format!("{page_href}/explain"),
                ));
            }
            "rectifying" => {
                actions.push(Link::main(say(t, "do-prove"), format!("{page_href}/prove")));
            }
            _ => {}
        }
    }
    let href = names::subject_href(&row.about);
    if !href.is_empty() {
        actions.push(Link::other(names::subject(t, &row.about), href));
    }
    let mut warnings = Vec::new();
    if is_over(Some(&row.due)) && matches!(row.state.as_str(), "open" | "assigned" | "rectifying") {
        warnings.push(say(t, "warning-over"));
    }
    let page = Page {
        back: Some((village.name.clone(), village.href("warnings"))),
        caption: names::subject(t, &format!("warning:{id}")),
        title: say(t, &format!("rule-{}", row.rule)),
        tag: Some(level(t, &row.level)),
        warnings,
        actions,
        facts: facts(&desk, &row),
        photos: photos(&desk, &village, "photo-paper", &papers).await?,
        sections: vec![Section {
            heading: say(t, "history"),
            rows: history,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn about_warning(desk: &Desk, id: i64, key: &str) -> Result<Form, ApiError> {
    let (village, row) = warning(desk, id).await?;
    village.ensure(&OFFICERS)?;
    let mut form = form(desk, &village, key);
    let title = say(desk.t, &format!("rule-{}", row.rule));
    form.back = Some((title, Kind::Warning.href(id)));
    form.facts = facts(desk, &row);
    Ok(form)
}

async fn step(desk: &Desk, id: i64, step: WarningStep, write: &Write) -> Sent {
    let input = WarningStepInput {
        warning: WarningId(number(id)?),
        step,
    };
    Ok(desk
        .send(write, "ThreeAssets", "step_warnings", vec![input])
        .await?)
}

async fn explain_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = about_warning(desk, about.id, "explain").await?;
    form.explain.push(say(desk.t, "explain-explain"));
    form.fields = vec![
        ask_with_hint(desk, "explanation", Control::Text),
        ask_with_hint(desk, "document", Control::Photos).hint(say(desk.t, "may-be-left-out")),
    ];
    Ok(form)
}

async fn explain(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let text = read.needed("explanation", "mistake-reason");
    let evidence = (!typed.all("document").is_empty())
        .then(|| documents::one(&mut read, desk, typed, "document"));
    read.done()?;
    step(
        desk,
        about.id,
        WarningStep::Explained { text, evidence },
        write,
    )
    .await
}

async fn prove_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = about_warning(desk, about.id, "prove").await?;
    form.explain.push(say(desk.t, "prove-explain"));
    form.fields = vec![ask_with_hint(desk, "document", Control::Photos)];
    Ok(form)
}

async fn prove(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let proof = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, WarningStep::Rectified { proof }, write).await
}
