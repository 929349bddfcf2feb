//! Warnings, with the organisation and the place they concern.

use county_primitives::{
    livestock::{Warning, WarningLevel},
    MemberId, Subject,
};
use sqlx::SqliteConnection;

use crate::index::IndexError;

use super::super::{word, Place};

/// Writes a warning.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    level: WarningLevel,
    warning: &Warning,
    member: Option<MemberId>,
) -> Result<(), IndexError> {
    let (organisation, division) = concerned(connection, subject).await?.unwrap_or_default();
    let json = serde_json::to_value(warning)?;
    let kind = match &json {
        serde_json::Value::String(kind) => kind.clone(),
        serde_json::Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    };
    sqlx::query(
        "INSERT INTO livestock_warnings (block, event_index, ordinal, subject, level, kind, warning, member, \
         organisation, division, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(place.ordinal())
    .bind(subject.to_string())
    .bind(word(&level)?)
    .bind(kind)
    .bind(json.to_string())
    .bind(member.map(|member| i64::from(member.0)))
    .bind(organisation)
    .bind(division)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

type Concerned = (Option<i64>, Option<String>);

/// Whose the subject is, and where.
async fn concerned(
    connection: &mut SqliteConnection,
    subject: Subject,
) -> Result<Option<Concerned>, IndexError> {
    let (query, key) = match subject {
        Subject::Animal(_) | Subject::Herd(_) => (
            "SELECT farm, village FROM lives WHERE unit = ?",
            subject.to_string(),
        ),
        Subject::Certificate(id) => (
            "SELECT owner, origin FROM certificates WHERE id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::SlaughterBatch(id) => (
            "SELECT house, organisations.division FROM slaughter_batches \
             LEFT JOIN organisations ON organisations.id = house \
             WHERE slaughter_batches.id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::Meat(id) => (
            "SELECT holder, organisations.division FROM meats \
             LEFT JOIN organisations ON organisations.id = holder WHERE meats.id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::Recall(id) => (
            "SELECT house, division FROM recall_files WHERE id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::Disposal(id) => (
            "SELECT plant, organisations.division FROM disposals \
             LEFT JOIN organisations ON organisations.id = plant WHERE disposals.id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::Insurance(id) => (
            "SELECT insurer, organisations.division FROM insurances \
             LEFT JOIN organisations ON organisations.id = farm WHERE insurances.id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        Subject::Claim(id) => (
            "SELECT insurer, organisations.division FROM claims \
             JOIN insurances ON insurances.id = claims.insurance \
             LEFT JOIN organisations ON organisations.id = insurances.farm \
             WHERE claims.id = CAST(? AS BIGINT)",
            id.to_string(),
        ),
        _ => return Ok(None),
    };
    Ok(sqlx::query_as(query)
        .bind(key)
        .fetch_optional(connection)
        .await?)
}
