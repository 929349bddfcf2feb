//! What hangs on the village's wall now: statements, special disclosures and decisions.

use sqlx::FromRow;

use super::{ledger, words, Collective, Village};
use crate::{
    error::ApiError,
    pages::console::{
        names,
        view::{Row, Tag},
    },
    pages::{format, words::Words},
};

use super::visitor::Visitor;

/// How many of each are listed.
const LISTED: i64 = 12;

/// What is said to everybody.
pub(super) struct Notices {
    /// On the wall now.
    pub(super) posted: Vec<Row>,
    /// Land compensation, lettings, works, levies.
    pub(super) special: Vec<Row>,
    /// Decisions that were published.
    pub(super) decisions: Vec<Row>,
    /// Statements by months, the latest first.
    pub(super) statements: Vec<Statement>,
}

/// A statement with its paper and its proof.
pub(super) struct Statement {
    pub(super) title: String,
    pub(super) tag: Tag,
    pub(super) line: String,
    pub(super) href: String,
}

pub(super) async fn of(
    visitor: &Visitor,
    village: &Village,
    collective: &Collective,
) -> Result<Notices, ApiError> {
    let db = &visitor.app.db.reader;
    let t = visitor.t;
    let posted: Vec<ledger::Disclosure> = sqlx::query_as(&format!(
        "SELECT {} FROM disclosures WHERE collective = ? AND state = 'posted' \
         ORDER BY posted_ms DESC, id DESC LIMIT ?",
        ledger::DISCLOSURE
    ))
    .bind(collective.id)
    .bind(LISTED)
    .fetch_all(db)
    .await?;
    let special: Vec<ledger::Disclosure> = sqlx::query_as(&format!(
        "SELECT {} FROM disclosures WHERE collective = ? AND kind = 'special' \
         AND state IN ('posted', 'ended') ORDER BY id DESC LIMIT ?",
        ledger::DISCLOSURE
    ))
    .bind(collective.id)
    .bind(LISTED)
    .fetch_all(db)
    .await?;
    let statements = ledger::statements(db, collective.id, LISTED).await?;
    let row = |disclosure: &ledger::Disclosure| disclosure_row(visitor, village, disclosure);
    Ok(Notices {
        posted: posted.iter().map(row).collect(),
        special: special.iter().map(row).collect(),
        decisions: decisions(visitor, village, collective).await?,
        statements: statements
            .iter()
            .map(|disclosure| {
                let row = row(disclosure);
                Statement {
                    title: row.title,
                    tag: words::disclosure_tag(t, &disclosure.state),
                    line: row.lines.join(" "),
                    href: row.href,
                }
            })
            .collect(),
    })
}

/// What a disclosure is called.
pub(super) fn title(t: Words, disclosure: &ledger::Disclosure) -> String {
    match disclosure.months() {
        Some((book, from, to)) => t.fill(
            "vp-statement-of",
            &[("period", &words::period(t, ledger::year_of(book), from, to))],
        ),
        None => disclosure.title.clone(),
    }
}

fn disclosure_row(visitor: &Visitor, village: &Village, disclosure: &ledger::Disclosure) -> Row {
    let t = visitor.t;
    Row {
        title: title(t, disclosure),
        lines: vec![on_the_wall(visitor, disclosure)],
        tag: Some(words::disclosure_tag(t, &disclosure.state)),
        href: village.href(&format!("/disclosures/{}", disclosure.id)),
    }
}

/// Since when and until when a disclosure hangs on the wall.
pub(super) fn on_the_wall(visitor: &Visitor, disclosure: &ledger::Disclosure) -> String {
    let t = visitor.t;
    let (Some(posted_ms), Some(until)) = (disclosure.posted_ms, &disclosure.until_day) else {
        return t.say("vp-not-posted");
    };
    let since = day_of(t, posted_ms);
    let is_over = *until < visitor.today().to_string();
    let key = if is_over { "vp-hung" } else { "vp-hangs" };
    t.fill(key, &[("from", &since), ("until", &names::day(t.0, until))])
}

/// The day of a stored instant.
pub(super) fn day_of(t: Words, ms: i64) -> String {
    let ms = u64::try_from(ms).unwrap_or(0);
    format::date(t.0, county_primitives::Date::of_timestamp(ms))
}

#[derive(FromRow)]
struct Published {
    id: i64,
    body: String,
    matter: String,
    about: String,
    state: String,
    published_ms: i64,
}

async fn decisions(
    visitor: &Visitor,
    village: &Village,
    collective: &Collective,
) -> Result<Vec<Row>, ApiError> {
    let t = visitor.t;
    let rows: Vec<Published> = sqlx::query_as(
        "SELECT id, body, matter, about, state, published_ms FROM decisions WHERE collective = ? \
         AND published_ms IS NOT NULL ORDER BY published_ms DESC, id DESC LIMIT ?",
    )
    .bind(collective.id)
    .bind(LISTED)
    .fetch_all(&visitor.app.db.reader)
    .await?;
    Ok(rows
        .into_iter()
        .map(|decision| Row {
            title: decision.about,
            lines: vec![
                format!(
                    "{} · {}",
                    words::named(t, "matter", &decision.matter),
                    words::named(t, "body", &decision.body)
                ),
                t.fill(
                    "vp-published-on",
                    &[("date", &day_of(t, decision.published_ms))],
                ),
            ],
            tag: Some(words::decision_tag(t, &decision.state)),
            href: village.href(&format!("/decisions/{}", decision.id)),
        })
        .collect())
}
