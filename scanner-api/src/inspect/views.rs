//! Who looked at what. Every look into a village's money is written down before it is answered. Only
//! inspectors read this log: the inspected never learn that somebody looked (`DOMAIN.md 4.9`).

use county_primitives::Role;
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use super::reach::Reach;
use crate::{
    db::now_ms,
    error::{ApiError, Code},
    extract::Session,
    page::{Listed, Paging},
    shown::Instant,
    state::App,
    vault::Table,
    visibility::bounds,
};

/// What was done with the eyes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Act {
    /// Watched the stream.
    Live,
    /// Looked through transactions.
    List,
    /// Looked through warnings.
    Warnings,
    /// Opened a file.
    File,
    /// Opened a document or its preview.
    Document,
    /// Looked through questions.
    Questions,
    /// Looked at analyses.
    Analyses,
    /// Took a file away.
    Export,
    /// Wrote a note.
    Note,
}

impl Act {
    /// Every act, in the order of the page's choice.
    pub const ALL: [Self; 9] = [
        Self::Live,
        Self::List,
        Self::Warnings,
        Self::File,
        Self::Document,
        Self::Questions,
        Self::Analyses,
        Self::Export,
        Self::Note,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::List => "list",
            Self::Warnings => "warnings",
            Self::File => "file",
            Self::Document => "document",
            Self::Questions => "questions",
            Self::Analyses => "analyses",
            Self::Export => "export",
            Self::Note => "note",
        }
    }
}

/// A look.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What was done.
    pub act: Act,
    /// The division that was looked at.
    pub division: &'a str,
    /// The subject or the digest of the document; empty for lists.
    pub subject: &'a str,
    /// What was searched for; empty if nothing was.
    pub detail: &'a str,
}

/// Writes a look down. What cannot be written down is not shown.
pub async fn note(
    app: &App,
    session: &Session,
    reach: &Reach,
    look: Look<'_>,
) -> Result<(), ApiError> {
    let viewed_ms = now_ms();
    let detail = if look.detail.is_empty() {
        None
    } else {
        let place = place(session.account, viewed_ms);
        Some(
            app.vault
                .seal(Table::Views, &place, look.detail.as_bytes())?,
        )
    };
    sqlx::query(
        "INSERT INTO inspect_views (account, member, organisation, role, act, division, subject, detail, \
         viewed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(session.organisation.map(|id| i64::from(id.0)))
    .bind(reach.role_near(look.division).id())
    .bind(look.act.name())
    .bind(look.division)
    .bind(look.subject)
    .bind(detail)
    .bind(viewed_ms)
    .execute(&app.db.writer)
    .await?;
    Ok(())
}

/// Where a sealed search stands, so that it opens in its own row only.
fn place(account: i64, viewed_ms: i64) -> String {
    format!("{account} {viewed_ms}")
}

/// A look as inspectors read it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct View {
    /// Its number.
    pub id: i64,
    /// When.
    pub viewed: Instant,
    /// The member who looked.
    pub member: Option<i64>,
    /// The organisation the member signs for.
    pub organisation: Option<i64>,
    /// As what: `town`, `cty_agri`, `inspector` or `auditor`.
    pub role: String,
    /// What was done.
    pub act: String,
    /// The division that was looked at.
    pub division: String,
    /// The subject or the digest of the document; empty for lists.
    pub subject: String,
    /// What was searched for; empty if nothing was.
    pub detail: String,
}

#[derive(sqlx::FromRow)]
struct ViewRow {
    id: i64,
    account: i64,
    member: Option<i64>,
    organisation: Option<i64>,
    role: String,
    act: String,
    division: String,
    subject: String,
    detail: Option<Vec<u8>>,
    viewed_ms: i64,
}

/// Which looks to list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only at this subject or document.
    pub subject: Option<String>,
    /// Only this act.
    pub act: Option<String>,
}

/// Whether the log is shown to somebody at all.
pub fn may_read(reach: &Reach) -> bool {
    reach.roles().contains(&Role::Inspector)
}

/// The looks at what an inspector's divisions hold, the newest first. Nobody else reads them, not even their own.
pub async fn list(
    app: &App,
    session: &Session,
    wanted: &Wanted,
    paging: &Paging,
) -> Result<Listed<View>, ApiError> {
    let posts = session.roles.iter();
    let areas: Vec<(String, String)> = posts
        .filter(|held| held.role == Role::Inspector)
        .map(|held| bounds(held.division))
        .collect();
    if areas.is_empty() {
        return Err(ApiError::new(Code::NotFound));
    }
    let mut query = QueryBuilder::new(
        "SELECT id, account, member, organisation, role, act, division, subject, detail, viewed_ms \
         FROM inspect_views WHERE id < ",
    );
    query.push_bind(paging.before()?).push(" AND (1 = 0");
    for (low, high) in areas {
        query
            .push(" OR (division >= ")
            .push_bind(low)
            .push(" AND division < ")
            .push_bind(high)
            .push(")");
    }
    query.push(")");
    if let Some(subject) = &wanted.subject {
        query.push(" AND subject = ").push_bind(subject.clone());
    }
    if let Some(act) = &wanted.act {
        query.push(" AND act = ").push_bind(act.clone());
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .push_bind(paging.rows()?);
    let rows: Vec<ViewRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let views = rows
        .into_iter()
        .map(|row| opened(app, row))
        .collect::<Result<Vec<_>, ApiError>>()?;
    Listed::new(paging, views, |view| view.id)
}

fn opened(app: &App, row: ViewRow) -> Result<View, ApiError> {
    let detail = match &row.detail {
        None => String::new(),
        Some(sealed) => {
            let place = place(row.account, row.viewed_ms);
            let opened = app.vault.open(Table::Views, &place, sealed)?;
            String::from_utf8_lossy(&opened).into_owned()
        }
    };
    Ok(View {
        id: row.id,
        viewed: Instant(row.viewed_ms),
        member: row.member,
        organisation: row.organisation,
        role: row.role,
        act: row.act,
        division: row.division,
        subject: row.subject,
        detail,
    })
}
