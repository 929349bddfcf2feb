//! Declarations, findings, certificates and trips.

use axum::extract::State;
use county_primitives::{
    livestock::{
        Arrival, Cancellation, CertificateInput, Checkpoint, DeclarationAnswer, DeclarationInput,
        DeclarationWithdrawal, Departure, FindingReason, InspectionFailure, LandingReport, Leaving,
        ProductCertificateInput, Redispatch, Unit,
    },
    DeclarationId,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::warnings::WarningRow;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    livestock::findings,
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{
            ArrivalItem, CancellationItem, CertificateItem, CheckpointItem, DeclarationAnswerItem,
            DeclarationItem, DepartureItem, InspectionFailureItem, LandingItem, LeavingItem,
            ProductCertificateItem, RedispatchItem, WithdrawalItem,
        },
        requests::ItemsOf,
        words::{Day, Digest, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Answer declarations
    ///
    /// The official vet takes them on or refuses them.
    answer_declarations("/api/v1/declarations/answers", "Livestock", DeclarationAnswer as DeclarationAnswerItem) => "Livestock"."answer_declarations";

    /// Withdraw declarations
    ///
    /// The animals go back.
    withdraw_declarations("/api/v1/declarations/withdrawals", "Livestock", DeclarationWithdrawal as WithdrawalItem) => "Livestock"."withdraw_declarations";

    /// Record failed inspections
    ///
    /// The failed animals are barred; all go back.
    fail_inspections("/api/v1/declarations/failures", "Livestock", InspectionFailure as InspectionFailureItem) => "Livestock"."fail_inspections";

    /// Cancel certificates
    ///
    /// Before departure only.
    cancel_certificates("/api/v1/certificates/cancellations", "Livestock", Cancellation as CancellationItem) => "Livestock"."cancel_certificates";

    /// Record arrivals on farms and markets
    ///
    /// By scanned tags; what is neither alive nor dead is missing.
    arrive("/api/v1/arrivals", "Livestock", Arrival as ArrivalItem) => "Livestock"."arrive";

    /// Report landings
    ///
    /// From both ends of a trip; a late report is taken with a warning.
    report_landings("/api/v1/landings", "Livestock", LandingReport as LandingItem) => "Livestock"."report_landings";

    /// Record that a load left the region
    ///
    /// As its receiver acknowledged.
    acknowledge_leaving("/api/v1/leavings", "Livestock", Leaving as LeavingItem) => "Livestock"."acknowledge_leaving";
}

plated! {
    /// Declare loads for quarantine
    ///
    /// All of one farm, village and species, so many days before the transport, with the vehicle that is to
    /// carry it.
    declare("/api/v1/declarations", "Livestock", DeclarationInput as DeclarationItem) => "Livestock"."declare";

    /// Issue certificates for declared loads
    ///
    /// Refused with the first finding; `GET /api/v1/declarations/{id}/findings` gives all of them.
    certify("/api/v1/certificates", "Livestock", CertificateInput as CertificateItem) => "Livestock"."certify";

    /// Re-dispatch animals
    ///
    /// On a new certificate, on the basis of the one they came on.
    redispatch("/api/v1/certificates/redispatches", "Livestock", Redispatch as RedispatchItem) => "Livestock"."redispatch";

    /// Issue certificates for meat
    ///
    /// Passed twice, not held, not recalled, held by one organisation.
    certify_products("/api/v1/certificates/products", "Livestock", ProductCertificateInput as ProductCertificateItem) => "Livestock"."certify_products";

    /// Record departures
    ///
    /// One vehicle, one certificate.
    depart("/api/v1/departures", "Livestock", Departure as DepartureItem) => "Livestock"."depart";

    /// Record stops at checkpoints
    ///
    /// Never refused for what the load is like; the chain warns.
    pass_checkpoints("/api/v1/checkpoints", "Livestock", Checkpoint as CheckpointItem) => "Livestock"."pass_checkpoints";
}

/// A declaration.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Declaration {
    /// Its number.
    pub id: i64,
    /// The farm.
    pub farm: i64,
    /// The village the load stands in.
    #[schema(value_type = Division)]
    pub village: String,
    /// What it is.
    pub species: String,
    /// How many heads.
    pub heads: i64,
    /// What for.
    pub purpose: String,
    /// Who receives it, if on this chain.
    pub receiver: Option<i64>,
    /// Where to.
    #[schema(value_type = Division)]
    pub destination: String,
    /// The day of transport.
    #[schema(value_type = Day)]
    pub transport: String,
    /// Digest of the plate of the declared vehicle; the certificate has the one that goes.
    #[schema(value_type = Digest)]
    pub plate: String,
    /// The certificate the load came on, of a re-dispatch.
    pub basis: Option<i64>,
    /// `submitted`, `accepted`, `refused`, `withdrawn`, `failed` or `certified`.
    pub state: String,
    /// Why, for a no.
    pub reason: String,
    /// Its certificate.
    pub certificate: Option<i64>,
    /// The member who declared.
    pub member: Option<i64>,
    /// When it was declared.
    #[sqlx(rename = "declared_ms")]
    pub declared: Instant,
    /// When it was answered last.
    #[sqlx(rename = "answered_ms")]
    pub answered: Option<Instant>,
}

/// A declaration with its load.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeclarationDetail {
    #[serde(flatten)]
    declaration: Declaration,
    /// The load, in order.
    load: Vec<LoadUnit>,
}

/// An animal or herd of a load.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct LoadUnit {
    /// The animal or herd.
    unit: String,
    /// Its ear tag.
    tag: Option<String>,
    /// How many heads.
    heads: i64,
    /// Where it stands now.
    state: String,
    /// On a certificate: `certified`, `left_behind`, `dead`, `missing` or `arrived`.
    outcome: Option<String>,
}

/// What keeps one animal of a load, or the whole load, from its certificate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingRow {
    /// The animal or herd; `null` if it concerns the whole load.
    unit: Option<String>,
    /// Its ear tag.
    tag: Option<String>,
    /// The kind of finding, for example `within_withdrawal`.
    kind: String,
    /// The finding with its figures.
    #[schema(value_type = Object)]
    reason: serde_json::Value,
    /// In Chinese.
    text_zh: String,
    /// In English.
    text: String,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeclarationFilter {
    /// Only of this farm.
    farm: Option<u32>,
    /// Only in this state.
    state: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

fn declarations(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["declarations.farm", "declarations.receiver"],
        "declarations.village",
        &[],
    );
}

/// List declarations
///
/// The own ones, those to the own organisation, and those in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/declarations", tag = "Livestock", params(DeclarationFilter, PageParams),
    responses((status = 200, body = PageOf<Declaration>), ReadProblems),
)]
pub async fn list_declarations(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<DeclarationFilter>,
) -> Result<Json<Listed<Declaration>>, ApiError> {
    let mut query =
        QueryBuilder::new("SELECT declarations.* FROM declarations WHERE declarations.id < ");
    query.push_bind(filter.paging.before()?);
    declarations(&Scope::of_livestock(&app, &session).await, &mut query);
    if let Some(farm) = filter.farm {
        query.push(" AND farm = ").push_bind(i64::from(farm));
    }
    if let Some(state) = filter.state {
        query.push(" AND state = ").push_bind(state);
    }
    query
        .push(" ORDER BY declarations.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Declaration>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

async fn declaration(app: &AppState, session: &Session, id: i64) -> Result<Declaration, ApiError> {
    let mut query =
        QueryBuilder::new("SELECT declarations.* FROM declarations WHERE declarations.id = ");
    query.push_bind(id);
    declarations(&Scope::of_livestock(app, session).await, &mut query);
    Ok(query
        .build_query_as::<Declaration>()
        .fetch_one(&app.db.reader)
        .await?)
}

/// Get a declaration
///
/// With its load, animal by animal.
#[utoipa::path(
    get, path = "/api/v1/declarations/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the declaration")),
    responses((status = 200, body = DeclarationDetail), ReadProblems),
)]
pub async fn get_declaration(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<DeclarationDetail>, ApiError> {
    let declaration = declaration(&app, &session, id).await?;
    let load = sqlx::query_as(
        "SELECT du.unit, lives.tag, lives.heads, lives.state, cu.outcome FROM declaration_units du \
         JOIN lives ON lives.unit = du.unit \
         LEFT JOIN certificate_units cu ON cu.unit = du.unit AND cu.certificate = ? \
         WHERE du.declaration = ? ORDER BY du.position",
    )
    .bind(declaration.certificate)
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(DeclarationDetail { declaration, load }))
}

/// Get the findings of a declaration
///
/// Everything that would keep the load from its certificate now, animal by animal, as the chain
/// says. An empty list means that a certificate can be issued.
#[utoipa::path(
    get, path = "/api/v1/declarations/{id}/findings", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the declaration")),
    responses((status = 200, body = Vec<FindingRow>), ReadProblems),
)]
pub async fn get_findings(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Vec<FindingRow>>, ApiError> {
    declaration(&app, &session, id).await?;
    let number = u64::try_from(id).map_err(|_| ApiError::not_found())?;
    let found = findings::of(&app, DeclarationId(number)).await?;
    let mut rows = Vec::with_capacity(found.len());
    for finding in found {
        let unit = finding.unit.map(|unit: Unit| unit.subject().to_string());
        let tag = match &unit {
            Some(unit) => sqlx::query_scalar("SELECT tag FROM lives WHERE unit = ?")
                .bind(unit)
                .fetch_optional(&app.db.reader)
                .await?
                .flatten(),
            None => None,
        };
        rows.push(finding_row(unit, tag, &finding.reason)?);
    }
    Ok(Json(rows))
}

fn finding_row(
    unit: Option<String>,
    tag: Option<String>,
    reason: &FindingReason,
) -> Result<FindingRow, ApiError> {
    let json = serde_json::to_value(reason)?;
    let kind = match &json {
        serde_json::Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let (text_zh, text) = findings::texts(reason);
    Ok(FindingRow {
        unit,
        tag,
        kind,
        reason: json,
        text_zh,
        text,
    })
}

/// A certificate.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Certificate {
    /// Its number on the chain.
    pub id: i64,
    /// Its number on the paper.
    pub number: String,
    /// `animal_a`, `animal_b`, `product_a` or `product_b`.
    pub form: String,
    /// The declaration; none for products.
    pub declaration: Option<i64>,
    /// What travels; none for products.
    pub species: Option<String>,
    /// What for; none for products.
    pub purpose: Option<String>,
    /// Whose load it is.
    pub owner: i64,
    /// Where from.
    #[schema(value_type = Division)]
    pub origin: String,
    /// Who receives it, if on this chain.
    pub receiver: Option<i64>,
    /// Where to.
    #[schema(value_type = Division)]
    pub destination: String,
    /// The carrier.
    pub carrier: i64,
    /// Digest of the plate.
    #[schema(value_type = Digest)]
    pub plate: String,
    /// By what.
    pub mode: String,
    /// How the vehicle was disinfected.
    pub disinfection: String,
    /// Heads or pieces as issued.
    pub heads: i64,
    /// Heads or pieces counted now.
    pub heads_now: i64,
    /// The vet.
    pub vet: Option<i64>,
    /// The vet's office.
    pub office: Option<i64>,
    /// The last day it is valid.
    #[schema(value_type = Day)]
    pub valid_until: String,
    /// Commitment to what stays off the chain.
    #[schema(value_type = Digest)]
    pub particulars: String,
    /// Digest of the payload that its QR carries.
    #[schema(value_type = Digest)]
    pub payload: String,
    /// `issued`, `cancelled`, `departed`, `arrived` or `left`.
    pub state: String,
    /// Why it was cancelled.
    pub reason: String,
    /// When it was issued.
    #[sqlx(rename = "issued_ms")]
    pub issued: Instant,
    /// Heads loaded.
    pub loaded: Option<i64>,
    /// When it departed.
    #[sqlx(rename = "departed_ms")]
    pub departed: Option<Instant>,
    /// Heads that came alive.
    pub arrived: Option<i64>,
    /// When the load came.
    #[sqlx(rename = "arrived_ms")]
    pub arrived_at: Option<Instant>,
    /// When the origin reported the landing.
    #[sqlx(rename = "origin_reported_ms")]
    pub origin_reported: Option<Instant>,
    /// When the receiver reported the landing.
    #[sqlx(rename = "destination_reported_ms")]
    pub destination_reported: Option<Instant>,
}

/// A stop at a checkpoint.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Stop {
    /// Name of the passage.
    passage: String,
    /// Where.
    #[schema(value_type = Division)]
    division: String,
    /// Digest of the plate that was there.
    #[schema(value_type = Digest)]
    plate: String,
    /// Heads counted.
    heads: i64,
    /// When.
    #[sqlx(rename = "at_ms")]
    at: Instant,
}

/// A certificate with its load and trip.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CertificateDetail {
    #[serde(flatten)]
    certificate: Certificate,
    /// What the vet saw; none for products.
    #[schema(value_type = Option<Object>)]
    inspection: Option<Stored>,
    /// The animals and herds, in order.
    units: Vec<LoadUnit>,
    /// Numbers of the pieces of meat.
    meats: Vec<i64>,
    /// Stops on the way.
    checkpoints: Vec<Stop>,
    /// Warnings about it.
    warnings: Vec<WarningRow>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CertificateFilter {
    /// Only the one with this number on the paper.
    number: Option<String>,
    /// Only in this state.
    state: Option<String>,
    /// Only on the vehicle with this digest of its plate.
    plate: Option<String>,
    /// Only of this owner.
    owner: Option<u32>,
    /// Only by this vet.
    vet: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

fn certificates(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &[
            "certificates.owner",
            "certificates.receiver",
            "certificates.carrier",
            "certificates.office",
        ],
        "certificates.origin",
        &[
            "EXISTS (SELECT 1 FROM checkpoints WHERE checkpoints.certificate = certificates.id \
           AND checkpoints.organisation = $)",
        ],
    );
}

/// A query for a row of a table, once for each of its places: it goes on with who sees `ends` at `ends.place`.
fn ends(table: &str, places: &[&str], id: i64) -> QueryBuilder<'static, sqlx::Sqlite> {
    let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (");
    for (position, place) in places.iter().enumerate() {
        if position > 0 {
            query.push(" UNION ALL ");
        }
        query
            .push(format_args!(
                "SELECT {table}.*, {place} AS place FROM {table} WHERE {table}.id = "
            ))
            .push_bind(id);
    }
    query.push(") AS ends WHERE 1 = 1");
    query
}

/// Whether a caller may read the records of a declaration, which name its receiver: both sides, carrier and
/// office of its certificate, and the authorities of both ends.
pub(crate) async fn may_read_declaration(
    app: &AppState,
    session: &Session,
    id: i64,
) -> Result<bool, ApiError> {
    let mut query = ends("declarations", &["village", "destination"], id);
    Scope::of_livestock(app, session).await.see(
        &mut query,
        &["ends.farm", "ends.receiver"],
        "ends.place",
        &[
            "EXISTS (SELECT 1 FROM certificates WHERE certificates.id = ends.certificate \
           AND (certificates.carrier = $ OR certificates.office = $))",
        ],
    );
    let found: i64 = query.build_query_scalar().fetch_one(&app.db.reader).await?;
    Ok(found > 0)
}

/// Whether a caller may read the records of a certificate: both sides, who got it instead, the carrier, the
/// vet's office, who stopped it on the way, and the authorities of all ends.
pub(crate) async fn may_read_certificate(
    app: &AppState,
    session: &Session,
    id: i64,
) -> Result<bool, ApiError> {
    let places = ["origin", "destination", "COALESCE(arrived_at, destination)"];
    let mut query = ends("certificates", &places, id);
    Scope::of_livestock(app, session).await.see(
        &mut query,
        &[
            "ends.owner",
            "ends.receiver",
            "ends.arrived_to",
            "ends.carrier",
            "ends.office",
        ],
        "ends.place",
        &[
            "EXISTS (SELECT 1 FROM checkpoints WHERE checkpoints.certificate = ends.id \
           AND checkpoints.organisation = $)",
        ],
    );
    let found: i64 = query.build_query_scalar().fetch_one(&app.db.reader).await?;
    Ok(found > 0)
}

/// List certificates
///
/// Those the own organisation owns, carries, receives or issued, and those from the divisions of an
/// authority, newest first.
#[utoipa::path(
    get, path = "/api/v1/certificates", tag = "Livestock", params(CertificateFilter, PageParams),
    responses((status = 200, body = PageOf<Certificate>), ReadProblems),
)]
pub async fn list_certificates(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<CertificateFilter>,
) -> Result<Json<Listed<Certificate>>, ApiError> {
    let mut query =
        QueryBuilder::new("SELECT certificates.* FROM certificates WHERE certificates.id < ");
    query.push_bind(filter.paging.before()?);
    certificates(&Scope::of_livestock(&app, &session).await, &mut query);
    for (column, value) in [
        ("number", filter.number),
        ("state", filter.state),
        ("plate", filter.plate),
    ] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND certificates.{column} = "))
                .push_bind(value);
        }
    }
    for (column, value) in [("owner", filter.owner), ("vet", filter.vet)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND certificates.{column} = "))
                .push_bind(i64::from(value));
        }
    }
    query
        .push(" ORDER BY certificates.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Certificate>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a certificate
///
/// With its load, its stops and the warnings about it.
#[utoipa::path(
    get, path = "/api/v1/certificates/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the certificate on the chain")),
    responses((status = 200, body = CertificateDetail), ReadProblems),
)]
pub async fn get_certificate(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<CertificateDetail>, ApiError> {
    let db = &app.db.reader;
    let mut query =
        QueryBuilder::new("SELECT certificates.* FROM certificates WHERE certificates.id = ");
    query.push_bind(id);
    certificates(&Scope::of_livestock(&app, &session).await, &mut query);
    let certificate = query.build_query_as::<Certificate>().fetch_one(db).await?;
    let inspection: Option<String> =
        sqlx::query_scalar("SELECT inspection FROM certificates WHERE id = ?")
            .bind(id)
            .fetch_one(db)
            .await?;
    let units = sqlx::query_as(
        "SELECT cu.unit, lives.tag, lives.heads, lives.state, cu.outcome FROM certificate_units cu \
         JOIN lives ON lives.unit = cu.unit WHERE cu.certificate = ? ORDER BY cu.position",
    );
    let meats = sqlx::query_scalar(
        "SELECT meat FROM certificate_meats WHERE certificate = ? ORDER BY position",
    );
    let checkpoints = sqlx::query_as(
        "SELECT * FROM checkpoints WHERE certificate = ? ORDER BY at_ms, block, event_index",
    );
    let warnings =
        sqlx::query_as("SELECT * FROM livestock_warnings WHERE subject = ? ORDER BY ordinal DESC");
    Ok(Json(CertificateDetail {
        certificate,
        inspection: inspection.map(Stored::try_from).transpose()?,
        units: units.bind(id).fetch_all(db).await?,
        meats: meats.bind(id).fetch_all(db).await?,
        checkpoints: checkpoints.bind(id).fetch_all(db).await?,
        warnings: warnings
            .bind(format!("certificate:{id}"))
            .fetch_all(db)
            .await?,
    }))
}
