//! Tables of warnings, what is done about them, and the marks they leave on transactions.

use county_primitives::{
    three_assets::{
        warnings::{Finding, WarningLevel, WarningState, WarningStep},
        AssetsEntry,
    },
    CollectiveId, Date, Digest,
};
use sqlx::SqliteConnection;

use crate::{index::IndexError, three_assets::search::words};

use super::{
    super::{word, Place},
    ensure_known, kind_of, other_kind, stream, unknown,
};

/// Writes what an entry on a warning says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::WarningRaised {
            collective,
            finding,
            due,
        } => raise(connection, place, id, *collective, finding, *due).await,
        AssetsEntry::WarningRepeated {
            finding,
            reopened,
            due,
        } => repeat(connection, place, id, finding, *reopened, *due).await,
        AssetsEntry::WarningStepped { step, level, due } => {
            take_step(connection, place, id, step, *level, *due).await
        }
        _ => Err(other_kind(name(id))),
    }
}

fn name(id: i64) -> String {
    format!("warning:{id}")
}

async fn raise(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    collective: CollectiveId,
    finding: &Finding,
    due: Date,
) -> Result<(), IndexError> {
    let (level, due) = (word(&finding.level)?, due.to_string());
    let done = sqlx::query(
        "INSERT INTO asset_warnings (id, rule, level, collective, division, county, township, about, measured, \
         limit_value, state, waiting, due, occurrences, escalated, reopened, first_ms, last_ms, ordinal, changed) \
         SELECT ?, ?, ?, id, division, county, township, ?, ?, ?, 'open', TRUE, ?, 1, 0, 0, ?, ?, ?, ? \
         FROM collectives WHERE id = ?",
    )
    .bind(id)
    .bind(i64::from(finding.rule.number()))
    .bind(&level)
    .bind(finding.about.to_string())
    .bind(finding.measured)
    .bind(finding.limit)
    .bind(&due)
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(place.ordinal())
    .bind(place.ordinal())
    .bind(i64::from(collective.0))
    .execute(&mut *connection)
    .await?;
    ensure_known(
        done.rows_affected(),
        format_args!("collective:{collective}"),
    )?;
    let event = Event {
        finding: Some(finding),
        ..Event::new("raised", &level, &due)
    };
    log(connection, place, id, &event).await?;
    appear(connection, place, id, finding).await?;
    stream::mark(connection, &finding.about.to_string()).await
}

/// The warning in the stream of transactions: amount, party and title are those of what it is about.
async fn appear(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    finding: &Finding,
) -> Result<(), IndexError> {
    let title: String = sqlx::query_scalar(
        "INSERT INTO transactions (ordinal, changed, subject, kind, state, collective, division, county, township, \
         amount, direction, party, day, ledger_ms, title, warned, rule, holds) \
         SELECT warning.ordinal, warning.changed, ?, 'warning', warning.state, warning.collective, warning.division, \
         warning.county, warning.township, COALESCE(about.amount, 0), COALESCE(about.direction, 'none'), about.party, \
         ?, ?, COALESCE(about.title, ''), warning.level, warning.rule, 0 \
         FROM asset_warnings AS warning LEFT JOIN transactions AS about ON about.subject = warning.about \
         WHERE warning.id = ? RETURNING title",
    )
    .bind(name(id))
    .bind(place.day().to_string())
    .bind(place.ledger_ms)
    .bind(id)
    .fetch_one(&mut *connection)
    .await?;
    let found_by = format!("w{:02} {}", finding.rule.number(), words(&title));
    stream::write_words(connection, place, &found_by).await
}

/// A warning as its next record needs it.
#[derive(sqlx::FromRow)]
struct Known {
    level: String,
    about: String,
    state: String,
}

async fn known(connection: &mut SqliteConnection, id: i64) -> Result<Known, IndexError> {
    let known = sqlx::query_as("SELECT level, about, state FROM asset_warnings WHERE id = ?")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    known.ok_or_else(|| unknown(name(id)))
}

async fn repeat(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    finding: &Finding,
    reopened: bool,
    due: Date,
) -> Result<(), IndexError> {
    let known = known(connection, id).await?;
    let earlier: WarningLevel = serde_json::from_value(known.level.clone().into())?;
    let level = if reopened {
        finding.level
    } else {
        earlier.max(finding.level)
    };
    let (level, due) = (word(&level)?, due.to_string());
    sqlx::query(
        "UPDATE asset_warnings SET level = ?, measured = ?, limit_value = ?, due = ?, last_ms = ?, \
         occurrences = occurrences + 1, changed = ? WHERE id = ?",
    )
    .bind(&level)
    .bind(finding.measured)
    .bind(finding.limit)
    .bind(&due)
    .bind(place.ledger_ms)
    .bind(place.ordinal())
    .bind(id)
    .execute(&mut *connection)
    .await?;
    if reopened {
        sqlx::query(
            "UPDATE asset_warnings SET state = 'open', waiting = TRUE, assigned = NULL, explained_by = NULL, \
             closed_ms = NULL, reopened = reopened + 1 WHERE id = ?",
        )
        .bind(id)
        .execute(&mut *connection)
        .await?;
    }
    let event = Event {
        finding: Some(finding),
        reopened,
        ..Event::new("repeated", &level, &due)
    };
    log(connection, place, id, &event).await?;
    let state = if reopened {
        "open"
    } else {
        known.state.as_str()
    };
    show(connection, place, id, state, &known.about).await
}

async fn take_step(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: &WarningStep,
    level: WarningLevel,
    due: Date,
) -> Result<(), IndexError> {
    let known = known(connection, id).await?;
    let state = match state_after(step) {
        Some(state) => state,
        None => serde_json::from_value(known.state.into())?,
    };
    let (word_of_state, level, due) = (word(&state)?, word(&level)?, due.to_string());
    let assigned = match step {
        WarningStep::Assigned { to } => Some(i64::from(to.0)),
        _ => None,
    };
    let explains = matches!(
        step,
        WarningStep::Explained { .. } | WarningStep::Rectified { .. }
    );
    let is_closed = matches!(step, WarningStep::Closed { .. });
    sqlx::query(
        "UPDATE asset_warnings SET state = ?, waiting = ?, level = ?, due = ?, assigned = COALESCE(?, assigned), \
         explained_by = COALESCE(?, explained_by), escalated = escalated + ?, closed_ms = COALESCE(?, closed_ms), \
         changed = ? WHERE id = ?",
    )
    .bind(&word_of_state)
    .bind(state.is_waiting())
    .bind(&level)
    .bind(&due)
    .bind(assigned)
    .bind(explains.then(|| place.member()).flatten())
    .bind(i64::from(matches!(step, WarningStep::Escalated)))
    .bind(is_closed.then_some(place.ledger_ms))
    .bind(place.ordinal())
    .bind(id)
    .execute(&mut *connection)
    .await?;
    log(
        connection,
        place,
        id,
        &Event::of(step, &kind_of(step)?, &level, &due),
    )
    .await?;
    show(connection, place, id, &word_of_state, &known.about).await
}

/// Where a warning stands after a step; `None` if it stays where it is.
fn state_after(step: &WarningStep) -> Option<WarningState> {
    Some(match step {
        WarningStep::Assigned { .. } => WarningState::Assigned,
        WarningStep::Explained { .. } => WarningState::Explained,
        WarningStep::Accepted => WarningState::Accepted,
        WarningStep::RectificationOrdered { .. } => WarningState::Rectifying,
        WarningStep::Rectified { .. } => WarningState::Rectified,
        WarningStep::Verified => WarningState::Verified,
        WarningStep::Closed { .. } => WarningState::Closed,
        WarningStep::Escalated => return None,
    })
}

/// Shows the warning as it is now, on its own row of the stream and on that of what it is about.
async fn show(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    state: &str,
    about: &str,
) -> Result<(), IndexError> {
    stream::change(connection, place, &name(id), state).await?;
    sqlx::query(
        "UPDATE transactions SET warned = (SELECT level FROM asset_warnings WHERE id = ?) WHERE subject = ?",
    )
    .bind(id)
    .bind(name(id))
    .execute(&mut *connection)
    .await?;
    stream::mark(connection, about).await
}

/// A step in the history of a warning.
struct Event<'a> {
    kind: &'a str,
    level: &'a str,
    due: &'a str,
    finding: Option<&'a Finding>,
    reopened: bool,
    assigned: Option<i64>,
    until: Option<Date>,
    text: &'a str,
    document: Option<Digest>,
}

impl<'a> Event<'a> {
    fn new(kind: &'a str, level: &'a str, due: &'a str) -> Self {
        Self {
            kind,
            level,
            due,
            finding: None,
            reopened: false,
            assigned: None,
            until: None,
            text: "",
            document: None,
        }
    }

    fn of(step: &'a WarningStep, kind: &'a str, level: &'a str, due: &'a str) -> Self {
        let plain = Self::new(kind, level, due);
        match step {
            WarningStep::Assigned { to } => Self {
                assigned: Some(i64::from(to.0)),
                ..plain
            },
            WarningStep::Explained { text, evidence } => Self {
                text: text.as_str(),
                document: *evidence,
                ..plain
            },
            WarningStep::RectificationOrdered { until, text } => Self {
                until: Some(*until),
                text: text.as_str(),
                ..plain
            },
            WarningStep::Rectified { proof } => Self {
                document: Some(*proof),
                ..plain
            },
            WarningStep::Closed { reason } => Self {
                text: reason.as_str(),
                ..plain
            },
            WarningStep::Accepted | WarningStep::Verified | WarningStep::Escalated => plain,
        }
    }
}

async fn log(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    event: &Event<'_>,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO asset_warning_steps (block, event_index, warning, kind, level, due, measured, limit_value, reopened, \
         assigned, until_day, text, document, member, organisation, role, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(event.kind)
    .bind(event.level)
    .bind(event.due)
    .bind(event.finding.map(|finding| finding.measured))
    .bind(event.finding.map(|finding| finding.limit))
    .bind(event.reopened)
    .bind(event.assigned)
    .bind(event.until.map(|day| day.to_string()))
    .bind(event.text)
    .bind(event.document.map(|document| document.to_string()))
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.role())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}
