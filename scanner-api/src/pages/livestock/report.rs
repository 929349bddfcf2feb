//! What a farm reports for a month, derived from its events, and what the county says of it (直联直报).

use askama::Template;
use axum::{
    extract::{Form, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::Role;
use serde::Deserialize;

use super::{access, animal::today, words};
use crate::{
    db::now_ms,
    error::ApiError,
    extract::Query,
    livestock::reports::{self, Figures, Month},
    pages::{
        assets,
        console::{
            desk::Desk,
            names,
            view::{self, Frame, Tag},
            Trouble,
        },
        words::Words,
    },
};

/// The longest reason of an audit, in characters.
const REASON_MAX: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    month: String,
    /// What became of an answer: `accepted`, `returned`, or why it was not kept.
    #[serde(default)]
    saved: String,
}

/// What the county answers.
#[derive(Deserialize)]
pub(super) struct Answer {
    csrf: String,
    month: String,
    /// Of which figures.
    figures: String,
    /// `accepted` or `returned`.
    state: String,
    #[serde(default)]
    reason: String,
}

struct Table {
    species: String,
    rows: Vec<(String, String)>,
}

struct Page {
    title: String,
    farm: i64,
    month: String,
    state: Tag,
    reason: String,
    /// What became of the answer that was just given.
    saved: Option<Tag>,
    tables: Vec<Table>,
    figures: String,
    may_audit: bool,
    csrf: String,
}

#[derive(Template)]
#[template(path = "livestock/report.html")]
struct ReportTemplate {
    frame: Frame,
    page: Page,
}

/// The farm's division, for those who may see its figures.
async fn open(desk: &Desk, farm: i64) -> Result<String, ApiError> {
    let division: Option<String> =
        sqlx::query_scalar("SELECT division FROM organisations WHERE id = ?")
            .bind(farm)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    division
        .filter(|division| desk.is_own(Some(farm)) || access::oversees(desk, division))
        .ok_or_else(ApiError::not_found)
}

/// The figures of one farm.
pub(super) async fn figures(
    desk: &Desk,
    farm: i64,
    month: &Month,
) -> Result<Vec<Figures>, ApiError> {
    // One farm, wherever it sits.
    let everywhere = ("0".to_owned(), "9999999999999".to_owned());
    Ok(reports::month(&desk.app.db.reader, month, Some(farm), &everywhere).await?)
}

/// What the county said of these figures, with its reason. What was judged before is another report.
pub(super) async fn audit_of(
    desk: &Desk,
    farm: i64,
    month: &Month,
    figures: &str,
) -> Result<Option<(String, String)>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT state, reason FROM report_audits WHERE farm = ? AND month = ? AND figures = ?",
    )
    .bind(farm)
    .bind(month.name())
    .bind(figures)
    .fetch_optional(&desk.app.db.reader)
    .await?)
}

fn may_audit(desk: &Desk, division: &str) -> bool {
    division
        .parse()
        .is_ok_and(|division| desk.session.covers(Role::CountyAgriculture, division))
}

/// The page.
pub(super) async fn show(
    desk: Desk,
    Path(farm): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let division = open(&desk, farm).await?;
    let this: String = today(&desk).to_string().chars().take(7).collect();
    let month = Month::parse(&asked.month)
        .or_else(|| Month::parse(&this))
        .ok_or_else(ApiError::not_found)?;
    let figures = figures(&desk, farm, &month).await?;
    let digest = reports::digest(&figures)?;
    let (state, reason) = match audit_of(&desk, farm, &month, &digest).await? {
        Some((word, reason)) => (state(t, &word), reason),
        None => (state(t, "waiting"), String::new()),
    };
    let page = Page {
        title: names::organisation(&desk, farm).await?,
        farm,
        month: month.name().to_owned(),
        state,
        reason,
        saved: saved(t, &asked.saved),
        tables: figures.iter().map(|figures| table(t, figures)).collect(),
        figures: digest,
        may_audit: may_audit(&desk, &division),
        csrf: desk.session.csrf().unwrap_or_default(),
    };
    let frame = Frame::of(&desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &ReportTemplate { frame, page },
    ))
}

/// What became of an answer, in words.
fn saved(t: Words, saved: &str) -> Option<Tag> {
    let (tone, key) = match saved {
        "accepted" => ("good", "ls-report-saved-accepted"),
        "returned" => ("good", "ls-report-saved-returned"),
        "changed" => ("warn", "ls-report-not-saved-changed"),
        "reason" => ("warn", "ls-report-not-saved-reason"),
        _ => return None,
    };
    Some(Tag {
        tone,
        text: t.say(key),
    })
}

/// What the county said, as a tag.
pub(super) fn state(t: Words, state: &str) -> Tag {
    Tag {
        tone: match state {
            "accepted" => "good",
            "returned" => "bad",
            _ => "warn",
        },
        text: words::named(t, "audit", state),
    }
}

fn table(t: Words, figures: &Figures) -> Table {
    let rows = [
        ("ls-opening", figures.opening),
        ("ls-born-heads", figures.born),
        ("ls-entered", figures.entered),
        ("ls-arrived-heads", figures.arrived),
        ("ls-recovered", figures.recovered),
        ("ls-departed-heads", figures.departed),
        ("ls-died", figures.died),
        ("ls-missing", figures.missing),
        ("ls-slaughtered", figures.slaughtered),
        ("ls-closing", figures.closing),
        ("ls-immunised", figures.immunised),
    ];
    Table {
        species: words::named(t, "species", &figures.species),
        rows: rows
            .iter()
            .map(|(key, heads)| (t.say(key), words::heads(t, &figures.species, *heads)))
            .collect(),
    }
}

/// Takes the county's answer.
pub(super) async fn audit(
    desk: Desk,
    Path(farm): Path<i64>,
    Form(answer): Form<Answer>,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(&answer.csrf)?;
    let division = open(&desk, farm).await?;
    if !may_audit(&desk, &division) {
        return Err(ApiError::new(crate::error::Code::Forbidden).into());
    }
    let month = Month::parse(&answer.month).ok_or_else(ApiError::not_found)?;
    let figures = reports::digest(&figures(&desk, farm, &month).await?)?;
    let reason: String = answer.reason.trim().chars().take(REASON_MAX).collect();
    let is_known = matches!(answer.state.as_str(), "accepted" | "returned");
    // Other figures than those that were looked at are looked at first; a return says why.
    let says_why = answer.state == "accepted" || !reason.is_empty();
    let saved = if !is_known || !says_why {
        "reason"
    } else if figures == answer.figures {
        answer.state.as_str()
    } else {
        "changed"
    };
    if saved == answer.state {
        crate::screening::ensure_free(&serde_json::json!({ "reason": reason }))?;
        sqlx::query(
            "INSERT INTO report_audits (farm, month, state, reason, figures, account, member, \
             audited_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (farm, month) DO UPDATE SET \
             state = excluded.state, reason = excluded.reason, figures = excluded.figures, \
             account = excluded.account, member = excluded.member, \
             audited_ms = excluded.audited_ms",
        )
        .bind(farm)
        .bind(month.name())
        .bind(&answer.state)
        .bind(&reason)
        .bind(&figures)
        .bind(desk.session.account)
        .bind(desk.session.member.map(|member| i64::from(member.0)))
        .bind(now_ms())
        .execute(&desk.app.db.writer)
        .await?;
    }
    let month = month.name();
    let to = format!("/livestock/farms/{farm}/report?month={month}&saved={saved}");
    Ok(Redirect::to(&to).into_response())
}
