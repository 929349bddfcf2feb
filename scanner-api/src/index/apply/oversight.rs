//! Tables of oversight: cases and questions.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    Date, Digest, Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, three_assets::stream::overseen, whereabouts::whereabouts, Place};

/// Writes what an entry of oversight says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &OversightEntry,
) -> Result<(), IndexError> {
    match subject {
        Subject::Case(case) => write_case(connection, place, sql(case.0), entry).await,
        Subject::Question(question) => {
            write_question(connection, place, sql(question.0), entry).await
        }
        other => Err(misplaced(&other)),
    }
}

async fn write_case(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    case: i64,
    entry: &OversightEntry,
) -> Result<(), IndexError> {
    match entry {
        OversightEntry::Held { subject, cause } => {
            hold(connection, place, case, subject, cause).await
        }
        OversightEntry::Renewed { expires_ms, .. } => {
            let about = sqlx::query_scalar(
                "UPDATE cases SET expires_ms = ? WHERE id = ? RETURNING subject",
            )
            .bind(sql(*expires_ms))
            .bind(case)
            .fetch_optional(&mut *connection)
            .await?;
            overseen(connection, place, &known(about, "case", case)?, 0).await
        }
        OversightEntry::Released { reason, .. } => {
            let about = sqlx::query_scalar(
                "UPDATE cases SET released_by = ?, released_ms = ?, release_reason = ? WHERE id = ? \
                 RETURNING subject",
            )
            .bind(place.member())
            .bind(place.ledger_ms)
            .bind(reason.as_str())
            .bind(case)
            .fetch_optional(&mut *connection)
            .await?;
            overseen(connection, place, &known(about, "case", case)?, -1).await
        }
        OversightEntry::Asked { .. } | OversightEntry::Answered { .. } => Err(IndexError::Record(
            format!("case:{case} has an entry of another kind"),
        )),
    }
}

/// Why a subject is held, as it stands in the row of the case.
#[derive(Default)]
struct Cause<'a> {
    name: &'static str,
    reason: &'a str,
    evidence: Option<String>,
    test: Option<i64>,
    cycle: Option<i64>,
    harvest_from: Option<String>,
    expires_ms: Option<i64>,
}

impl<'a> Cause<'a> {
    fn of(cause: &'a HoldCause) -> Self {
        match cause {
            HoldCause::Ordered {
                reason,
                evidence,
                expires_ms,
            } => Self {
                name: "ordered",
                reason: reason.as_str(),
                evidence: evidence.map(|digest| digest.to_string()),
                expires_ms: Some(sql(*expires_ms)),
                ..Self::default()
            },
            HoldCause::FailedTest(test) => Self {
                name: "failed_test",
                test: Some(sql(test.0)),
                ..Self::default()
            },
            HoldCause::SafetyInterval {
                cycle,
                harvest_from,
            } => Self {
                name: "safety_interval",
                cycle: Some(sql(cycle.0)),
                harvest_from: Some(harvest_from.to_string()),
                ..Self::default()
            },
        }
    }
}

async fn hold(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    case: i64,
    subject: &Subject,
    cause: &HoldCause,
) -> Result<(), IndexError> {
    let row = Cause::of(cause);
    let division = whereabouts(connection, subject).await?;
    sqlx::query(
        "INSERT INTO cases (id, subject, division, cause, reason, evidence, test, cycle, harvest_from, \
         opened_by, opened_ms, expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(case)
    .bind(subject.to_string())
    .bind(division)
    .bind(row.name)
    .bind(row.reason)
    .bind(row.evidence)
    .bind(row.test)
    .bind(row.cycle)
    .bind(row.harvest_from)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(row.expires_ms)
    .execute(&mut *connection)
    .await?;
    overseen(connection, place, &subject.to_string(), 1).await
}

async fn write_question(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &OversightEntry,
) -> Result<(), IndexError> {
    match entry {
        OversightEntry::Asked {
            subject,
            question,
            due,
        } => ask(connection, place, id, subject, (*question, *due)).await,
        OversightEntry::Answered { answer, late } => {
            let about = sqlx::query_scalar(
                "UPDATE questions SET answer = ?, answered_by = ?, answerer_organisation = ?, answered_ms = ?, late = ? \
                 WHERE id = ? RETURNING subject",
            )
            .bind(answer.to_string())
            .bind(place.member())
            .bind(place.organisation())
            .bind(place.ledger_ms)
            .bind(*late)
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
            overseen(connection, place, &known(about, "question", id)?, 0).await
        }
        OversightEntry::Held { .. }
        | OversightEntry::Renewed { .. }
        | OversightEntry::Released { .. } => Err(IndexError::Record(format!(
            "question:{id} has an entry of another kind"
        ))),
    }
}

async fn ask(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    subject: &Subject,
    (question, due): (Digest, Date),
) -> Result<(), IndexError> {
    let about = subject.to_string();
    // Whoever asked had a role over the subject's division, so there is one.
    let division = whereabouts(connection, subject).await?.unwrap_or_default();
    sqlx::query(
        "INSERT INTO questions (id, subject, division, question, asked_by, asker_organisation, asked_ms, due_day) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(&about)
    .bind(&division)
    .bind(question.to_string())
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(due.to_string())
    .execute(&mut *connection)
    .await?;
    overseen(connection, place, &about, 0).await
}

/// The subject of a case or question that an earlier record made.
fn known(about: Option<String>, kind: &str, id: i64) -> Result<String, IndexError> {
    about.ok_or_else(|| IndexError::Record(format!("{kind}:{id} has no record that made it")))
}
