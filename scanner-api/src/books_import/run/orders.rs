//! What people order an import to do: start, go on, stop for good. Who may do what with it.

use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use super::spawn;
use crate::{
    books_import::{
        facts::{seat_in_all, Seat},
        store::{self, Import, State},
        ImportKind,
    },
    db::now_ms,
    error::{ApiError, Code},
    extract::Session,
    state::{App, AppState},
    three_assets::sight::{self, Sight},
};

/// What somebody takes on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// To draft the vouchers, or to open the books.
    Draft,
    /// To post the vouchers: somebody else than who drafts them.
    Post,
}

/// An order to start.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// What the caller takes on.
    pub part: Part,
    /// Leave out vouchers with errors. Without it, a file with errors is not imported.
    #[serde(default)]
    pub leave_out: bool,
}

/// What a caller may do with an import.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Access {
    /// Start it.
    pub drafts: bool,
    /// Post its vouchers.
    pub posts: bool,
    /// Choose options and cancel it.
    pub manages: bool,
}

/// An import that the caller may see, and what may be done with it. It is seen by who takes part in it, and by
/// officers and authorities of all the villages in it.
pub async fn open(app: &App, session: &Session, id: i64) -> Result<(Import, Access), ApiError> {
    session.member()?;
    let import = store::read(app, id).await?;
    let collectives = store::collectives(app, id).await?;
    let Seat { drafts, posts } = seat_in_all(app, session, &collectives).await?;
    let own = Some(session.account);
    let takes_part = own == Some(import.account) || own == import.drafter || own == import.poster;
    if !takes_part && !sees_all(app, session, id).await? {
        return Err(ApiError::not_found());
    }
    let is_journal = import.kind == ImportKind::Journal;
    let access = Access {
        drafts: if is_journal { drafts } else { posts },
        posts: is_journal && posts,
        manages: takes_part || drafts,
    };
    Ok((import, access))
}

/// The imports that the caller may see, the newest first.
pub async fn list(app: &App, session: &Session) -> Result<Vec<(Import, Access)>, ApiError> {
    const LISTED_MAX: i64 = 100;
    session.member()?;
    let mut query = QueryBuilder::new("SELECT id FROM imports WHERE account = ");
    query.push_bind(session.account);
    query.push(" OR drafter = ").push_bind(session.account);
    query.push(" OR poster = ").push_bind(session.account);
    query.push(
        " OR id IN (SELECT i.import FROM import_collectives i JOIN collectives c ON c.id = i.collective WHERE 1 = 1",
    );
    sight::limit(&mut query, Some(session), Sight::Officer, "c.division");
    query
        .push(") ORDER BY id DESC LIMIT ")
        .push_bind(LISTED_MAX);
    let ids: Vec<i64> = query.build_query_scalar().fetch_all(&app.db.reader).await?;
    let mut imports = Vec::new();
    for id in ids {
        match open(app, session, id).await {
            Ok(found) => imports.push(found),
            // Some of its villages are the caller's, others are not.
            Err(error) if error.code() == Code::NotFound.row().0 => {}
            Err(error) => return Err(error),
        }
    }
    Ok(imports)
}

/// Whether the caller works for or looks after every village in an import.
async fn sees_all(app: &App, session: &Session, id: i64) -> Result<bool, ApiError> {
    let divisions: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT c.division FROM import_collectives i JOIN collectives c ON c.id = i.collective \
         WHERE i.import = ?",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?;
    for division in &divisions {
        let division = division.parse().map_err(ApiError::internal)?;
        if sight::of(Some(session), division) < Sight::Officer {
            return Ok(false);
        }
    }
    Ok(!divisions.is_empty())
}

fn refused(en: &str, zh: &str) -> ApiError {
    ApiError::with_detail(Code::InvalidRequest, en, zh)
}

/// Starts an import, or lets it go on.
pub async fn start(
    app: &AppState,
    session: &Session,
    id: i64,
    order: Start,
) -> Result<(), ApiError> {
    let (import, access) = open(app, session, id).await?;
    match order.part {
        Part::Draft => start_drafting(app, session, &import, access, order.leave_out).await?,
        Part::Post => start_posting(app, session, &import, access).await?,
    }
    spawn(app, id);
    Ok(())
}

async fn start_drafting(
    app: &App,
    session: &Session,
    import: &Import,
    access: Access,
    leave_out: bool,
) -> Result<(), ApiError> {
    if !access.drafts {
        return Err(ApiError::with_detail(
            Code::Forbidden,
            "Only who is cashier or accountant of every village in the file starts its import; openings need the accountant",
            "只有文件中每个村的在任出纳或会计才能开始导入（期初余额须由会计导入）",
        ));
    }
    if import.units == 0 {
        return Err(refused(
            "There is nothing in the file that can be imported",
            "文件中没有可以导入的凭证，请先改正错误",
        ));
    }
    if import.errors > 0 && !leave_out && !import.leave_out {
        return Err(refused(
            "The file has errors: mend them and upload it again, or choose to leave those vouchers out",
            "文件中有错误：请改正后重新上传，或者选择“略过有错误的凭证”",
        ));
    }
    ensure_other(app, session, import.poster).await?;
    let started = sqlx::query(
        "UPDATE imports SET state = 'running', drafter = ?, leave_out = (leave_out OR ?), problem = NULL, \
         started_ms = COALESCE(started_ms, ?) WHERE id = ? AND state IN ('checked', 'paused')",
    )
    .bind(session.account)
    .bind(leave_out)
    .bind(now_ms())
    .bind(import.id)
    .execute(&app.db.writer)
    .await?;
    if started.rows_affected() == 0 {
        return Err(not_now(import.state));
    }
    Ok(())
}

async fn start_posting(
    app: &App,
    session: &Session,
    import: &Import,
    access: Access,
) -> Result<(), ApiError> {
    if !access.posts {
        return Err(ApiError::with_detail(
            Code::Forbidden,
            "Vouchers are posted by the accountant of every village in the file",
            "凭证须由文件中每个村的会计（或其代理机构的会计）审核过账",
        ));
    }
    ensure_other(app, session, import.drafter).await?;
    let taken = sqlx::query(
        "UPDATE imports SET poster = ?, problem = NULL, \
         state = CASE WHEN state = 'paused' AND drafter IS NOT NULL THEN 'running' ELSE state END \
         WHERE id = ? AND state IN ('checked', 'running', 'paused')",
    )
    .bind(session.account)
    .bind(import.id)
    .execute(&app.db.writer)
    .await?;
    if taken.rows_affected() == 0 {
        return Err(not_now(import.state));
    }
    Ok(())
}

/// Refuses one person for both parts; the chain would do so later.
async fn ensure_other(app: &App, session: &Session, other: Option<i64>) -> Result<(), ApiError> {
    let Some(other) = other else {
        return Ok(());
    };
    let is_same: bool = sqlx::query_scalar(
        "SELECT ? = ? OR EXISTS (SELECT 1 FROM members m JOIN members o ON o.person = m.person \
         JOIN account_keys k ON k.public_key = o.public_key WHERE m.id = ? AND k.account = ?)",
    )
    .bind(session.account)
    .bind(other)
    .bind(i64::from(session.member()?.0))
    .bind(other)
    .fetch_one(&app.db.reader)
    .await?;
    if is_same {
        return Err(refused(
            "One person drafts and another one posts; somebody else has to do this part",
            "制单和审核过账必须由两个人分别完成，请由另一位会计操作",
        ));
    }
    Ok(())
}

fn not_now(state: State) -> ApiError {
    match state {
        State::Checking => refused("The file is still being checked", "文件还在检查，请稍候"),
        State::Running => refused("The import is running", "导入正在进行"),
        _ => refused("The import has ended", "该导入已经结束"),
    }
}

/// Cancels an import: nothing more is sent, and drafts that nobody has posted are withdrawn. What is posted stays:
/// the ledger forgets nothing, a mistake is reversed in red letters.
pub async fn cancel(app: &AppState, session: &Session, id: i64) -> Result<(), ApiError> {
    let (import, access) = open(app, session, id).await?;
    if !access.manages {
        return Err(ApiError::new(Code::Forbidden));
    }
    let cancelled = sqlx::query(
        "UPDATE imports SET finished_ms = CASE WHEN drafter IS NULL THEN CAST(? AS BIGINT) END, \
         state = CASE WHEN drafter IS NULL THEN 'cancelled' ELSE 'cancelling' END \
         WHERE id = ? AND state IN ('checked', 'running', 'paused')",
    )
    .bind(now_ms())
    .bind(id)
    .execute(&app.db.writer)
    .await?;
    if cancelled.rows_affected() == 0 {
        return Err(not_now(import.state));
    }
    if import.drafter.is_none() {
        store::forget_file(app, id).await;
    }
    spawn(app, id);
    Ok(())
}
