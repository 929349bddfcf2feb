//! Working notes on a subject, sealed, and read only at the monitoring point where they were written.

use county_primitives::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::now_ms, error::ApiError, extract::Session, screening, shown::Instant, state::App,
    vault::Table,
};

/// The longest note, in characters.
pub const NOTE_MAX: usize = 500;
/// How many notes of a subject are shown.
const SHOWN_MAX: i64 = 100;

/// A note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Note {
    /// The member who wrote it.
    pub member: Option<i64>,
    /// When.
    pub noted: Instant,
    /// What.
    pub text: String,
}

/// Keeps a note.
pub async fn keep(
    app: &App,
    session: &Session,
    role: Role,
    division: &str,
    subject: &str,
    text: &str,
) -> Result<(), ApiError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > NOTE_MAX {
        return Err(ApiError::field(
            "/text",
            format!("a note has 1 to {NOTE_MAX} characters"),
            format!("请填写 1 到 {NOTE_MAX} 个字"),
        ));
    }
    screening::ensure_free(&serde_json::json!({ "text": text }))?;
    let noted_ms = now_ms();
    let place = place(subject, session.account, noted_ms);
    sqlx::query(
        "INSERT INTO inspect_notes (subject, division, account, member, role, sealed, noted_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(subject)
    .bind(division)
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(role.id())
    .bind(app.vault.seal(Table::Notes, &place, text.as_bytes())?)
    .bind(noted_ms)
    .execute(&app.db.writer)
    .await?;
    Ok(())
}

fn place(subject: &str, account: i64, noted_ms: i64) -> String {
    format!("{subject} {account} {noted_ms}")
}

/// The notes on a subject that a monitoring point wrote, the newest first.
pub async fn of(app: &App, role: Role, subject: &str) -> Result<Vec<Note>, ApiError> {
    let rows: Vec<(i64, Option<i64>, Vec<u8>, i64)> = sqlx::query_as(
        "SELECT account, member, sealed, noted_ms FROM inspect_notes \
         WHERE subject = ? AND role = ? ORDER BY id DESC LIMIT ?",
    )
    .bind(subject)
    .bind(role.id())
    .bind(SHOWN_MAX)
    .fetch_all(&app.db.reader)
    .await?;
    rows.into_iter()
        .map(|(account, member, sealed, noted_ms)| {
            let place = place(subject, account, noted_ms);
            let opened = app.vault.open(Table::Notes, &place, &sealed)?;
            Ok(Note {
                member,
                noted: Instant(noted_ms),
                text: String::from_utf8_lossy(&opened).into_owned(),
            })
        })
        .collect()
}
