//! The catalogues of a division: rows of pesticide labels and caps of yields.

use axum::extract::State;
use county_primitives::{
    produce::{InputLabel, YieldCap},
    DivisionCode, ProductClass,
};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    error::ApiError,
    extract::{Json, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{InputLabelItem, ItemsOf, YieldCapItem},
        words::{self, Division},
    },
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::AppState,
};

writes! {
    /// Write rows of pesticide labels
    ///
    /// By the county or the province, from the label itself. A row of a more specific division wins.
    create_input_labels("/api/v1/input-labels", "Produce", InputLabel as InputLabelItem) => "Produce"."set_input_labels";

    /// Write caps of yields
    ///
    /// What a plot may yield in a season is its area times the cap; harvests far above it are refused. A plot
    /// begins as many seasons of the product in a year as the row says, each after a harvest.
    create_yield_caps("/api/v1/yield-caps", "Produce", YieldCap as YieldCapItem) => "Produce"."set_yield_caps";
}

/// A row of a pesticide label.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InputLabelRow)]
pub struct Label {
    /// Whose catalogue holds the row.
    #[schema(value_type = Division)]
    pub division: String,
    /// Registration number of the product.
    pub registration: String,
    /// The crop, with the classes inside it.
    #[schema(value_type = words::ProductClass)]
    pub crop: String,
    /// Product and formulation.
    pub name: String,
    /// Days from the last use to the first day of harvest allowed.
    pub interval_days: i64,
    /// The most uses in one season.
    pub times_max: i64,
    /// The unit of the doses.
    #[schema(value_type = words::DoseUnit, inline)]
    pub unit: String,
    /// The smallest dose.
    pub dose_min: i64,
    /// The largest dose.
    pub dose_max: i64,
    /// What the law says about the product.
    #[schema(value_type = words::Restriction, inline)]
    pub restriction: String,
    /// Classes it must never be used on.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<words::ProductClass>)]
    pub forbidden_on: Stored,
    /// When it was written.
    #[sqlx(rename = "set_ms")]
    pub set: Instant,
}

/// A cap of yields.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = YieldCapRow)]
pub struct Cap {
    /// Whose catalogue holds the row.
    #[schema(value_type = Division)]
    pub division: String,
    /// The product, with the classes inside it.
    #[schema(value_type = words::ProductClass)]
    pub product: String,
    /// Grams per mu and season.
    pub per_mu: i64,
    /// How many seasons a plot can have in a year.
    pub seasons_per_year: i64,
    /// When it was written.
    #[sqlx(rename = "set_ms")]
    pub set: Instant,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LabelFilter {
    /// Only rows that can hold in this division: its own and those of the divisions around it.
    #[param(value_type = Option<String>)]
    division: Option<DivisionCode>,
    /// Only of this product.
    registration: Option<String>,
    /// Only rows that can hold for this crop: its own and those of the classes around it.
    #[param(value_type = Option<String>)]
    crop: Option<ProductClass>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CapFilter {
    /// Only rows that can hold in this division: its own and those of the divisions around it.
    #[param(value_type = Option<String>)]
    division: Option<DivisionCode>,
    /// Only rows that can hold for this product: its own and those of the classes around it.
    #[param(value_type = Option<String>)]
    product: Option<ProductClass>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

fn push_any_of(
    query: &mut QueryBuilder<'_, Sqlite>,
    column: &str,
    values: impl Iterator<Item = impl ToString>,
) {
    query.push(format_args!(" AND {column} IN ("));
    let mut separated = query.separated(", ");
    for value in values {
        separated.push_bind(value.to_string());
    }
    query.push(")");
}

/// List rows of pesticide labels
///
/// In the order of product, crop and division.
#[utoipa::path(
    get, path = "/api/v1/input-labels", tag = "Produce", params(LabelFilter, PageParams),
    responses((status = 200, body = PageOf<Label>), ReadProblems),
)]
pub async fn list_input_labels(
    State(app): State<AppState>,
    _session: Session,
    Query(filter): Query<LabelFilter>,
) -> Result<Json<Listed<Label>>, ApiError> {
    let (registration, crop, division): (String, String, String) =
        filter.paging.after()?.unwrap_or_default();
    let mut query =
        QueryBuilder::new("SELECT * FROM input_labels WHERE (registration, crop, division) > (");
    let mut key = query.separated(", ");
    key.push_bind(registration)
        .push_bind(crop)
        .push_bind(division);
    query.push(")");
    if let Some(division) = filter.division {
        push_any_of(&mut query, "division", division.lineage());
    }
    if let Some(crop) = filter.crop {
        push_any_of(&mut query, "crop", crop.lineage());
    }
    if let Some(registration) = filter.registration {
        query.push(" AND registration = ").push_bind(registration);
    }
    query
        .push(" ORDER BY registration, crop, division LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Label>()
        .fetch_all(&app.db.reader)
        .await?;
    let key = |row: &Label| {
        (
            row.registration.clone(),
            row.crop.clone(),
            row.division.clone(),
        )
    };
    Ok(Json(Listed::new(&filter.paging, rows, key)?))
}

/// List caps of yields
///
/// In the order of product and division.
#[utoipa::path(
    get, path = "/api/v1/yield-caps", tag = "Produce", params(CapFilter, PageParams),
    responses((status = 200, body = PageOf<Cap>), ReadProblems),
)]
pub async fn list_yield_caps(
    State(app): State<AppState>,
    _session: Session,
    Query(filter): Query<CapFilter>,
) -> Result<Json<Listed<Cap>>, ApiError> {
    let (product, division): (String, String) = filter.paging.after()?.unwrap_or_default();
    let mut query = QueryBuilder::new("SELECT * FROM yield_caps WHERE (product, division) > (");
    query.separated(", ").push_bind(product).push_bind(division);
    query.push(")");
    if let Some(division) = filter.division {
        push_any_of(&mut query, "division", division.lineage());
    }
    if let Some(product) = filter.product {
        push_any_of(&mut query, "product", product.lineage());
    }
    query
        .push(" ORDER BY product, division LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Cap>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| {
        (row.product.clone(), row.division.clone())
    })?))
}
