//! Tables of oversight: cases.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, Place};

/// Writes what an entry of oversight says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &OversightEntry,
) -> Result<(), IndexError> {
    let Subject::Case(case) = subject else {
        return Err(misplaced(&subject));
    };
    let case = sql(case.0);
    match entry {
        OversightEntry::Held { subject, cause } => {
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
            sqlx::query(
                "INSERT INTO cases (id, subject, cause, reason, evidence, test, opened_by, opened_ms, expires_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(case)
            .bind(subject.to_string())
            .bind(name)
            .bind(reason)
            .bind(evidence.map(|digest| digest.to_string()))
            .bind(test)
            .bind(place.member())
            .bind(place.ledger_ms)
            .bind(expires_ms)
            .execute(connection)
            .await?;
        }
        OversightEntry::Renewed { expires_ms, .. } => {
            sqlx::query("UPDATE cases SET expires_ms = ? WHERE id = ?")
                .bind(sql(*expires_ms))
                .bind(case)
                .execute(connection)
                .await?;
        }
        OversightEntry::Released { reason, .. } => {
            sqlx::query(
                "UPDATE cases SET released_by = ?, released_ms = ?, release_reason = ? WHERE id = ?",
            )
            .bind(place.member())
            .bind(place.ledger_ms)
            .bind(reason.as_str())
            .bind(case)
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}
