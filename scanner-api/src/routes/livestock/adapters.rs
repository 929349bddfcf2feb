//! Exchange documents for other platforms: the list of adapters, their documents, and which were handed in.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use county_primitives::{Date, DivisionCode, Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{animals::ensure_farm, reports::may_audit};
use crate::{
    adapters::{
        deliveries::{self, Handed, NewDelivery, Standing},
        document::{self, ExchangeDocument, Format, Headings, Look},
        wanted::{Period, Scope, Wanted},
        About, Kind, Said, System, MAPPING,
    },
    error::{ApiError, Code},
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{AllOf, ReadProblems, WriteResponses},
        words::{Day, Division},
    },
    page::Paging,
    state::AppState,
};

/// A column of an adapter's table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdapterColumn {
    /// Its name in documents.
    name: &'static str,
    /// What it holds.
    kind: Kind,
    /// Its heading.
    title: Said,
}

/// A table of an adapter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdapterTable {
    /// Its name in documents.
    name: &'static str,
    /// Its heading.
    title: Said,
    /// Its columns, in order.
    columns: Vec<AdapterColumn>,
}

/// A platform that takes documents, and what it is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Adapter {
    /// Its word in addresses.
    system: System,
    /// The version of its tables and columns.
    mapping: u32,
    /// What it is, what of it is public, and what is our own mapping.
    #[serde(flatten)]
    about: About,
    /// Its tables, in the order of a document.
    tables: Vec<AdapterTable>,
}

impl Adapter {
    fn of(system: System) -> Self {
        let tables = system.tables().iter().map(|table| AdapterTable {
            name: table.name,
            title: table.title,
            columns: table
                .columns
                .iter()
                .map(|column| AdapterColumn {
                    name: column.name,
                    kind: column.kind,
                    title: column.title,
                })
                .collect(),
        });
        Self {
            system,
            mapping: MAPPING,
            about: *system.about(),
            tables: tables.collect(),
        }
    }
}

/// List adapters
///
/// The platforms that get exchange documents, with their tables and columns, and what of them stands in public rules
/// and what is a mapping of our own.
#[utoipa::path(
    get, path = "/api/v1/adapters", tag = "Livestock",
    responses((status = 200, body = AllOf<Adapter>), ReadProblems),
)]
pub async fn list_adapters(_session: Session) -> Json<AllOf<Adapter>> {
    Json(AllOf {
        items: System::ALL.into_iter().map(Adapter::of).collect(),
    })
}

/// What of, and as what.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExchangeQuery {
    /// The division whose facts are asked for; or a farm.
    #[param(value_type = Option<Division>)]
    division: Option<DivisionCode>,
    /// The farm whose facts are asked for; or a division.
    farm: Option<u32>,
    /// The first day.
    #[param(value_type = Day)]
    from: Date,
    /// The last day, at most 366 days in all.
    #[param(value_type = Day)]
    to: Date,
    /// `json` (default) or `csv`.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// Only this table; CSV and pages need one.
    table: Option<String>,
    /// Whether CSV is for spreadsheets: it begins with a byte order mark, and texts that they would take for numbers or
    /// formulas begin with a tab.
    #[serde(default)]
    bom: bool,
    /// What the columns of CSV are headed with: `names` (default), `zh` or `en`.
    #[serde(default)]
    #[param(inline)]
    headings: Headings,
    /// One page of a table with so many facts, 1 to 500, instead of a whole document.
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The adapter with a word, or there is none.
pub(crate) fn system(word: &str) -> Result<System, ApiError> {
    System::of_word(word).ok_or_else(ApiError::not_found)
}

/// Refuses callers who may not see the facts of a scope: whoever audits the farms of a division, and a farm itself, as
/// for the monthly report.
pub(crate) async fn ensure_sees(
    app: &AppState,
    session: &Session,
    scope: Scope,
) -> Result<(), ApiError> {
    match scope {
        Scope::Division(division) if may_audit(session, division) => Ok(()),
        Scope::Division(_) => Err(ApiError::new(Code::Forbidden)),
        Scope::Farm(farm) => ensure_farm(app, session, farm).await,
    }
}

/// Refuses callers who may not hand in the facts of a scope: the county's agriculture bureau does, and a farm its own.
pub(crate) async fn ensure_delivers(
    app: &AppState,
    session: &Session,
    scope: Scope,
) -> Result<(), ApiError> {
    ensure_sees(app, session, scope).await?;
    let division = match scope {
        Scope::Division(division) => division,
        Scope::Farm(farm) => {
            let own = session.organisation.map(|own| i64::from(own.0));
            if own == Some(farm) {
                return Ok(());
            }
            let division: String =
                sqlx::query_scalar("SELECT division FROM organisations WHERE id = ?")
                    .bind(farm)
                    .fetch_one(&app.db.reader)
                    .await?;
            division.parse().map_err(ApiError::internal)?
        }
    };
    if session.covers(Role::CountyAgriculture, division) {
        return Ok(());
    }
    Err(ApiError::new(Code::Forbidden))
}

/// Download an exchange document
///
/// The facts of a division or a farm for a platform: all tables as JSON, or one as CSV, as of one block. It is counted
/// and digested; `X-Exchange-Block`, `X-Exchange-Facts` and `X-Exchange-Digest` say so of CSV. With `limit` or `cursor`
/// one page of a table. For those who may see the monthly reports.
#[utoipa::path(
    get, path = "/api/v1/adapters/{system}", tag = "Livestock",
    params(("system" = System, Path, description = "The adapter"), ExchangeQuery),
    responses(
        (status = 200, description = "The document", content(
            (ExchangeDocument = "application/json"),
            (String = "text/csv"),
        )),
        ReadProblems,
    ),
)]
pub async fn download_exchange(
    State(app): State<AppState>,
    session: Session,
    Path(word): Path<String>,
    Query(query): Query<ExchangeQuery>,
) -> Result<Response, ApiError> {
    let wanted = Wanted {
        system: system(&word)?,
        scope: Scope::read(query.division, query.farm)?,
        period: Period::read(query.from, query.to)?,
    };
    ensure_sees(&app, &session, wanted.scope).await?;
    let table = query.table.as_deref().map(|name| {
        wanted.system.table(name).ok_or_else(|| {
            ApiError::field(
                "/table",
                "The adapter has no table of this name",
                "该系统没有这张表",
            )
        })
    });
    let look = Look {
        format: query.format,
        table: table.transpose()?,
        bom: query.bom,
        headings: query.headings,
    };
    let document = if query.limit.is_some() || query.cursor.is_some() {
        let paging = Paging {
            limit: query.limit,
            cursor: query.cursor,
        };
        document::page(&app, wanted, look, &paging).await?
    } else {
        document::gather(&app, &session, wanted, look).await?
    };
    Ok((document.headers(), document.into_body()).into_response())
}

/// Of what a standing is asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StandingQuery {
    /// The division; or a farm.
    #[param(value_type = Option<Division>)]
    division: Option<DivisionCode>,
    /// The farm; or a division.
    farm: Option<u32>,
    /// The first day.
    #[param(value_type = Day)]
    from: Date,
    /// The last day.
    #[param(value_type = Day)]
    to: Date,
}

/// Get the deliveries of a period
///
/// What was made and handed in to a platform, and whether the ledger says the same now. For those who may see the
/// documents.
#[utoipa::path(
    get, path = "/api/v1/adapters/{system}/deliveries", tag = "Livestock",
    params(("system" = System, Path, description = "The adapter"), StandingQuery),
    responses((status = 200, body = Standing), ReadProblems),
)]
pub async fn get_exchange_deliveries(
    State(app): State<AppState>,
    session: Session,
    Path(word): Path<String>,
    Query(query): Query<StandingQuery>,
) -> Result<Json<Standing>, ApiError> {
    let wanted = Wanted {
        system: system(&word)?,
        scope: Scope::read(query.division, query.farm)?,
        period: Period::read(query.from, query.to)?,
    };
    ensure_sees(&app, &session, wanted.scope).await?;
    Ok(Json(deliveries::standing(&app, wanted).await?))
}

/// Note a delivery
///
/// That a document made here was handed in to the platform, with its receipt; what is handed in again is a correction
/// and says why. By the county's agriculture bureau, or by a farm for itself; kept by this service, not on the chain.
#[utoipa::path(
    post, path = "/api/v1/adapters/{system}/deliveries", tag = "Livestock",
    params(("system" = System, Path, description = "The adapter")),
    request_body = NewDelivery,
    responses((status = 200, body = Standing), WriteResponses),
)]
pub async fn note_exchange_delivery(
    State(app): State<AppState>,
    session: Session,
    Path(word): Path<String>,
    Json(body): Json<NewDelivery>,
) -> Result<Json<Standing>, ApiError> {
    let wanted = Wanted {
        system: system(&word)?,
        scope: Scope::read(body.division, body.farm)?,
        period: Period::read(body.from, body.to)?,
    };
    ensure_delivers(&app, &session, wanted.scope).await?;
    let handed = Handed {
        digest: &body.digest,
        receipt: &body.receipt,
        reason: &body.reason,
    };
    deliveries::deliver(&app, &session, &wanted, handed).await?;
    Ok(Json(deliveries::standing(&app, wanted).await?))
}
