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

async fn hold(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    case: i64,
    subject: &Subject,
    cause: &HoldCause,
) -> Result<(), IndexError> {
    let (name, reason, evidence, test, expires_ms) = match cause {
        HoldCause::Ordered {
            reason,
            evidence,
            expires_ms,
        } => (
            "ordered",
            reason.as_str(),
            *evidence,
            None,
            Some(sql(*expires_ms)),
        ),
        HoldCause::FailedTest(test) => ("failed_test", "", None, Some(sql(test.0)), None),
    };
    let division = whereabouts(connection, subject).await?;
    sqlx::query(
        "INSERT INTO cases (id, subject, division, cause, reason, evidence, test, opened_by, opened_ms, expires_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(case)
    .bind(subject.to_string())
    .bind(division)
    .bind(name)
    .bind(reason)
    .bind(evidence.map(|digest| digest.to_string()))
    .bind(test)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(expires_ms)
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
