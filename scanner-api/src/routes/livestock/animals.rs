//! Animals and herds: tagging, treatment, moves, inventories, sightings, and their files.

use axum::extract::State;
use county_primitives::livestock::{
    CareAct, Clearance, ElectronicBinding, GroupAct, HerdInput, HerdSplit, Immunisation, Inventory,
    IsolationRelease, Medication, Retagging, Sighting, Tagging, Transfer,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::warnings::WarningRow;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    livestock::{farm_file, newest},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{
            CareItem, ClearanceItem, ElectronicItem, HerdItem, HerdSplitItem, ImmunisationItem,
            InventoryItem, IsolationReleaseItem, MedicationItem, RetaggingItem, SightingItem,
            TaggingItem, TransferItem,
        },
        requests::ItemsOf,
        words::{Day, Digest, Division},
    },
    page::{Listed, Paging},
    routes::{cases::held_by, writes::writes},
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Put ear tags into ears
    ///
    /// Each tag of the range becomes an animal with a file of its own.
    tag_animals("/api/v1/animals", "Livestock", Tagging as TaggingItem) => "Livestock"."tag_animals";

    /// Register untagged herds
    ///
    /// Litters, flocks and ponds, with a count.
    register_herds("/api/v1/herds", "Livestock", HerdInput as HerdItem) => "Livestock"."register_herds";

    /// Split herds
    ///
    /// The new herd has the history that guards ask for.
    split_herds("/api/v1/herds/splits", "Livestock", HerdSplit as HerdSplitItem) => "Livestock"."split_herds";

    /// Replace ear tags
    ///
    /// The life stays the same.
    retag_animals("/api/v1/animals/retaggings", "Livestock", Retagging as RetaggingItem) => "Livestock"."retag_animals";

    /// Bind electronic tags
    ///
    /// One to one; `null` takes one off.
    bind_electronic("/api/v1/animals/electronic-tags", "Livestock", ElectronicBinding as ElectronicItem) => "Livestock"."bind_electronic";

    /// Record vaccinations
    ///
    /// The plan of the village says how long the immunity holds.
    immunise("/api/v1/immunisations", "Livestock", GroupAct<Immunisation> as ImmunisationItem) => "Livestock"."immunise";

    /// Record treatments with drugs
    ///
    /// Moves the first day of slaughter, and that of milk or eggs for food.
    medicate("/api/v1/medications", "Livestock", GroupAct<Medication> as MedicationItem) => "Livestock"."medicate";

    /// Record care
    ///
    /// Feeding, weighing, pens and other care.
    record_care("/api/v1/care", "Livestock", GroupAct<CareAct> as CareItem) => "Livestock"."record_care";

    /// Move animals inside an organisation
    ///
    /// Between places of one organisation in one county.
    transfer_animals("/api/v1/transfers", "Livestock", GroupAct<Transfer> as TransferItem) => "Livestock"."transfer_animals";

    /// Report missing animals
    ///
    /// They cannot be sold or claimed any more.
    report_missing("/api/v1/animals/missing", "Livestock", GroupAct<Inventory> as InventoryItem) => "Livestock"."report_missing";

    /// Record that missing animals are there again
    ///
    /// By an official vet.
    recover_animals("/api/v1/animals/recoveries", "Livestock", GroupAct<Inventory> as InventoryItem) => "Livestock"."recover_animals";

    /// Report ear tags that were seen
    ///
    /// Compared with where the animal is and where it was seen last.
    report_sightings("/api/v1/sightings", "Livestock", Sighting as SightingItem) => "Livestock"."report_sightings";

    /// Clear barred animals
    ///
    /// After a failed inspection, by an official vet.
    clear_animals("/api/v1/animals/clearances", "Livestock", GroupAct<Clearance> as ClearanceItem) => "Livestock"."clear_animals";

    /// End isolations
    ///
    /// When their days are over.
    release_isolation("/api/v1/animals/isolation-releases", "Livestock", GroupAct<IsolationRelease> as IsolationReleaseItem) => "Livestock"."release_isolation";
}

/// An animal, or a herd.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Life {
    /// `animal:7` or `herd:3`.
    pub unit: String,
    /// Its number.
    pub id: i64,
    /// `animal` or `herd`.
    pub kind: String,
    /// The ear tag it carries now.
    pub tag: Option<String>,
    /// Its electronic tag.
    pub electronic: Option<String>,
    /// How many heads; 1 for an animal.
    pub heads: i64,
    /// What it is.
    pub species: String,
    /// Whose it is.
    pub farm: i64,
    /// The village it stands in.
    #[schema(value_type = Division)]
    pub village: String,
    /// Where on the farm.
    pub pen: String,
    /// Where it stands, for example `on_farm`.
    pub state: String,
    /// What it is on or came on.
    pub through: Option<String>,
    /// Day of birth.
    #[schema(value_type = Day)]
    pub born: String,
    /// The breed.
    pub breed: String,
    /// How it came to its first farm.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Object)]
    pub origin: Stored,
    /// The herd it grew up in or was split from.
    pub herd: Option<String>,
    /// First day of slaughter that all treatments so far allow.
    #[schema(value_type = Option<Day>)]
    pub slaughter_from: Option<String>,
    /// First day of milk or eggs for food that all treatments so far allow; none where there was no treatment,
    /// or the species gives neither.
    #[schema(value_type = Option<Day>)]
    pub food_from: Option<String>,
    /// Whether an inspection failed it and nobody cleared it.
    pub barred: bool,
    /// Live grams when it was last weighed.
    pub mass: Option<i64>,
    /// When it was registered.
    #[sqlx(rename = "registered_ms")]
    pub registered: Instant,
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) ordinal: i64,
}

/// A vaccination.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct ImmunityRow {
    /// Against what.
    disease: String,
    /// Approval number of the vaccine.
    vaccine: String,
    /// Its batch.
    batch: String,
    /// The day.
    #[schema(value_type = Day)]
    date: String,
    /// First day it no longer holds.
    #[schema(value_type = Day)]
    until_day: String,
    /// Recorded later than the policy allows without remark.
    late: bool,
}

/// A course of a drug.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct MedicationRow {
    /// Approval number.
    approval: String,
    /// Its name; blank if no catalogue knows it.
    name: String,
    /// How it was given.
    route: String,
    /// The dose.
    dose: String,
    /// The day of the last dose.
    #[schema(value_type = Day)]
    last_dose: String,
    /// The vet's prescription.
    #[schema(value_type = Option<Digest>)]
    prescription: Option<String>,
    /// First day of slaughter that all treatments until then allow.
    #[schema(value_type = Day)]
    slaughter_from: String,
    /// First day of milk or eggs for food that all treatments until then allow; none for a species that gives
    /// neither.
    #[schema(value_type = Option<Day>)]
    food_from: Option<String>,
    /// Recorded later than the policy allows without remark.
    late: bool,
}

/// A tag the animal carries or carried.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct TagRow {
    /// The tag.
    tag: String,
    /// `applied`, `replaced` or `collected`.
    fate: String,
    /// Since when.
    #[sqlx(rename = "since_ms")]
    since: Instant,
}

/// The file of an animal or herd.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LifeFile {
    #[serde(flatten)]
    life: Life,
    /// The tags it carries and carried.
    tags: Vec<TagRow>,
    /// Vaccinations, newest first; also those of the herd it comes from.
    immunities: Vec<ImmunityRow>,
    /// Treatments, newest first; also those of the herd it comes from.
    medications: Vec<MedicationRow>,
    /// Numbers of the certificates it was on.
    certificates: Vec<i64>,
    /// Numbers of the contracts it is or was insured under.
    insurances: Vec<i64>,
    /// Numbers of the claims made for it.
    claims: Vec<i64>,
    /// Numbers of the carcasses known to be its own.
    meats: Vec<i64>,
    /// Numbers of the lots of milk or eggs it gave, newest first; at most the latest 100.
    food_lots: Vec<i64>,
    /// Warnings about it.
    warnings: Vec<WarningRow>,
    /// Numbers of the open cases that hold it or its farm.
    held_by: Vec<i64>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LifeFilter {
    /// Only the one with this ear tag, also one it carried before.
    tag: Option<String>,
    /// Only of this farm.
    farm: Option<u32>,
    /// Only in this state.
    state: Option<String>,
    /// Only of this species.
    species: Option<String>,
    /// Only on this declaration, certificate or batch, as `certificate:9`.
    through: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Adds who may see a life: its farm, authorities, and whoever had it on a certificate or insures it.
pub(crate) fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["lives.farm"],
        "lives.village",
        &[
            "EXISTS (SELECT 1 FROM certificate_units cu JOIN certificates c ON c.id = cu.certificate \
             WHERE cu.unit = lives.unit AND (c.owner = $ OR c.receiver = $ OR c.carrier = $))",
            "EXISTS (SELECT 1 FROM insurance_units iu JOIN insurances i ON i.id = iu.insurance \
             WHERE iu.unit = lives.unit AND i.insurer = $)",
        ],
    );
}

async fn list(
    app: &AppState,
    session: &Session,
    kind: &'static str,
    filter: LifeFilter,
) -> Result<Json<Listed<Life>>, ApiError> {
    let scope = Scope::of_livestock(app, session).await;
    if filter.tag.is_none() && filter.farm.is_none() && filter.through.is_none() {
        return list_seen(app, &scope, kind, filter).await;
    }
    let mut query = QueryBuilder::new("SELECT lives.* FROM lives WHERE lives.ordinal < ");
    query
        .push_bind(filter.paging.before()?)
        .push(format_args!(
            " AND {}lives.kind = ",
            newest::kind_hint(filter.state.as_deref())
        ))
        .push_bind(kind);
    visible(&scope, &mut query);
    if let Some(tag) = filter.tag {
        query
            .push(" AND lives.unit = (SELECT unit FROM tags WHERE tag = ")
            .push_bind(tag)
            .push(")");
    }
    if let Some(farm) = filter.farm {
        query.push(" AND lives.farm = ").push_bind(i64::from(farm));
    }
    for (column, value) in [
        ("lives.state", filter.state),
        ("lives.species", filter.species),
        ("lives.through", filter.through),
    ] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND {column} = "))
                .push_bind(value);
        }
    }
    query
        .push(" ORDER BY lives.ordinal DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Life>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.ordinal)?))
}

/// Everything that the caller sees: nothing narrows it down to a few, so that each way of seeing is read by itself.
async fn list_seen(
    app: &AppState,
    scope: &Scope,
    kind: &'static str,
    filter: LifeFilter,
) -> Result<Json<Listed<Life>>, ApiError> {
    let wanted = newest::Wanted {
        kind,
        state: filter.state,
        species: filter.species,
        before: filter.paging.before()?,
        most: filter.paging.rows()?,
    };
    let ordinals = newest::ordinals(&app.db.reader, scope, &wanted).await?;
    let mut query = QueryBuilder::new("SELECT lives.* FROM lives WHERE lives.ordinal IN (");
    let mut list = query.separated(", ");
    // No life has it: an empty list is no SQL.
    list.push_bind(-1_i64);
    for ordinal in ordinals {
        list.push_bind(ordinal);
    }
    query.push(") ORDER BY lives.ordinal DESC");
    let rows = query
        .build_query_as::<Life>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.ordinal)?))
}

/// List animals
///
/// The own ones, those insured, carried or received, and those in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/animals", tag = "Livestock", params(LifeFilter, PageParams),
    responses((status = 200, body = PageOf<Life>), ReadProblems),
)]
pub async fn list_animals(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<LifeFilter>,
) -> Result<Json<Listed<Life>>, ApiError> {
    list(&app, &session, "animal", filter).await
}

/// List herds
///
/// As for animals.
#[utoipa::path(
    get, path = "/api/v1/herds", tag = "Livestock", params(LifeFilter, PageParams),
    responses((status = 200, body = PageOf<Life>), ReadProblems),
)]
pub async fn list_herds(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<LifeFilter>,
) -> Result<Json<Listed<Life>>, ApiError> {
    list(&app, &session, "herd", filter).await
}

/// Get the file of an animal
///
/// By an ear tag it carries or carried, or by its life number.
#[utoipa::path(
    get, path = "/api/v1/animals/{tag}", tag = "Livestock",
    params(("tag" = String, Path, description = "15 digits of an ear tag, or the number of the animal")),
    responses((status = 200, body = LifeFile), ReadProblems),
)]
pub async fn get_animal(
    State(app): State<AppState>,
    session: Session,
    Path(tag): Path<String>,
) -> Result<Json<LifeFile>, ApiError> {
    let unit: Option<String> = if tag.len() == 15 {
        sqlx::query_scalar("SELECT unit FROM tags WHERE tag = ?")
            .bind(&tag)
            .fetch_optional(&app.db.reader)
            .await?
    } else {
        Some(format!("animal:{tag}"))
    };
    file(&app, &session, unit.ok_or_else(ApiError::not_found)?).await
}

/// Get the file of a herd
///
/// By its number.
#[utoipa::path(
    get, path = "/api/v1/herds/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the herd")),
    responses((status = 200, body = LifeFile), ReadProblems),
)]
pub async fn get_herd(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<LifeFile>, ApiError> {
    file(&app, &session, format!("herd:{id}")).await
}

async fn file(app: &AppState, session: &Session, unit: String) -> Result<Json<LifeFile>, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new("SELECT lives.* FROM lives WHERE lives.unit = ");
    query.push_bind(&unit);
    visible(&Scope::of_livestock(app, session).await, &mut query);
    let life = query.build_query_as::<Life>().fetch_one(db).await?;
    let tags = sqlx::query_as("SELECT * FROM tags WHERE unit = ? ORDER BY since_ms, tag");
    let immunities =
        sqlx::query_as("SELECT * FROM immunities WHERE unit = ? OR (unit = ? AND ledger_ms <= ?) ORDER BY date DESC, block DESC");
    let medications = sqlx::query_as(
        "SELECT * FROM medications WHERE unit = ? OR (unit = ? AND ledger_ms <= ?) ORDER BY last_dose DESC, block DESC",
    );
    let certificates = sqlx::query_scalar(
        "SELECT certificate FROM certificate_units WHERE unit = ? ORDER BY certificate",
    );
    let insurances = sqlx::query_scalar(
        "SELECT insurance FROM insurance_units WHERE unit = ? ORDER BY insurance",
    );
    let claims = sqlx::query_scalar("SELECT id FROM claims WHERE unit = ? ORDER BY id");
    let meats =
        sqlx::query_scalar("SELECT id FROM meats WHERE unit = ? AND kind = 'carcass' ORDER BY id");
    let food_lots =
        sqlx::query_scalar("SELECT lot FROM food_units WHERE unit = ? ORDER BY lot DESC LIMIT 100");
    let warnings =
        sqlx::query_as("SELECT * FROM livestock_warnings WHERE subject = ? ORDER BY ordinal DESC");
    let mut held = held_by(app, &unit).await?;
    held.extend(held_by(app, &format!("farm:{}", life.farm)).await?);
    Ok(Json(LifeFile {
        tags: tags.bind(&unit).fetch_all(db).await?,
        immunities: immunities
            .bind(&unit)
            .bind(&life.herd)
            .bind(life.registered)
            .fetch_all(db)
            .await?,
        medications: medications
            .bind(&unit)
            .bind(&life.herd)
            .bind(life.registered)
            .fetch_all(db)
            .await?,
        certificates: certificates.bind(&unit).fetch_all(db).await?,
        insurances: insurances.bind(&unit).fetch_all(db).await?,
        claims: claims.bind(&unit).fetch_all(db).await?,
        meats: meats.bind(&unit).fetch_all(db).await?,
        food_lots: food_lots.bind(&unit).fetch_all(db).await?,
        warnings: warnings.bind(&unit).fetch_all(db).await?,
        held_by: held,
        life,
    }))
}

/// A line of a farm's file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FarmEvent {
    /// What it is about.
    subject: String,
    /// What happened.
    kind: String,
    /// The block of the record.
    block: i64,
    /// Its position among the events of the block.
    event_index: i64,
    /// When the ledger took it.
    recorded: Instant,
    /// The record.
    #[schema(value_type = Object)]
    record: Box<RawValue>,
}

/// Which part of a farm's file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FarmFilter {
    /// Only of this kind, for example `medicated`.
    kind: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Get the file of a farm
///
/// Everything that happened to its animals and herds, newest first, also to those that left, until they left
/// (养殖档案).
#[utoipa::path(
    get, path = "/api/v1/farms/{id}/file", tag = "Livestock",
    params(("id" = u32, Path, description = "Number of the farm's organisation"), FarmFilter, PageParams),
    responses((status = 200, body = PageOf<FarmEvent>), ReadProblems),
)]
pub async fn get_farm_file(
    State(app): State<AppState>,
    session: Session,
    Path(farm): Path<i64>,
    Query(filter): Query<FarmFilter>,
) -> Result<Json<Listed<FarmEvent>>, ApiError> {
    ensure_farm(&app, &session, farm).await?;
    let before = filter
        .paging
        .after::<(i64, i64)>()?
        .unwrap_or((i64::MAX, 0));
    let kind = filter.kind.as_deref();
    let rows = farm_file::of(&app.db.reader, farm, before, kind, filter.paging.rows()?)
        .await?
        .into_iter()
        .map(|event| {
            Ok(FarmEvent {
                subject: event.subject,
                kind: event.kind,
                block: event.block,
                event_index: event.event_index,
                recorded: Instant(event.ledger_ms),
                record: RawValue::from_string(event.json)?,
            })
        })
        .collect::<Result<Vec<_>, ApiError>>()?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| {
        (row.block, row.event_index)
    })?))
}

/// Refuses callers who may not see a farm, as if it were not there.
pub(crate) async fn ensure_farm(
    app: &AppState,
    session: &Session,
    farm: i64,
) -> Result<(), ApiError> {
    ensure_seen(app, session, farm, &["organisations.id"]).await
}

/// Refuses callers who do not look after the place of a farm: to the farm itself, what is known of others
/// through it is as if it were not there.
pub(crate) async fn ensure_oversees(
    app: &AppState,
    session: &Session,
    farm: i64,
) -> Result<(), ApiError> {
    ensure_seen(app, session, farm, &[]).await
}

async fn ensure_seen(
    app: &AppState,
    session: &Session,
    farm: i64,
    own: &[&str],
) -> Result<(), ApiError> {
    let mut query =
        QueryBuilder::new("SELECT organisations.id FROM organisations WHERE organisations.id = ");
    query.push_bind(farm);
    let scope = Scope::of_livestock(app, session).await;
    scope.see(&mut query, own, "organisations.division", &[]);
    query
        .build_query_scalar::<i64>()
        .fetch_optional(&app.db.reader)
        .await?
        .map(|_| ())
        .ok_or_else(ApiError::not_found)
}
