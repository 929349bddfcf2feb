//! Counties that take part, and the settings of policy packs.

use std::collections::BTreeMap;

use axum::extract::State;
use county_primitives::{
    registry::{CountyInput, PolicyInput},
    Date, DivisionCode, PolicyKey,
};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    db::now_ms,
    error::ApiError,
    extract::{Json, Query, Session},
    openapi::{
        answers::{AllOf, ReadProblems},
        requests::{CountyItem, ItemsOf, PolicyItem},
        words::{Day, Division, Setting},
    },
    state::AppState,
};

writes! {
    /// Admit counties
    ///
    /// By governance.
    create_counties("/api/v1/counties", "Registry", CountyInput as CountyItem) => "Registry"."admit_counties";

    /// Write settings into policy packs
    ///
    /// By governance, or by a county inside itself. Quotas, the longest hold and the clocks of answers to
    /// whoever watches a county are set by governance alone.
    create_policies("/api/v1/policies", "Registry", PolicyInput as PolicyItem) => "Registry"."set_policies";
}

/// A county that takes part.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct County {
    /// The county.
    #[schema(value_type = Division)]
    pub county: String,
    /// First day its code is valid.
    #[schema(value_type = Day)]
    pub valid_from: String,
    /// First day its code is no longer valid.
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<String>,
}

/// List the counties that take part
///
/// In the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/counties", tag = "Registry",
    responses((status = 200, body = AllOf<County>), ReadProblems),
)]
pub async fn list_counties(
    State(app): State<AppState>,
    _session: Session,
) -> Result<Json<AllOf<County>>, ApiError> {
    let items = sqlx::query_as("SELECT * FROM counties ORDER BY county")
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(AllOf { items }))
}

/// Whose settings.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PolicyQuery {
    /// The division; the nation if not given.
    #[param(value_type = Option<String>, example = "141031000000")]
    division: Option<DivisionCode>,
}

/// A setting as it holds today, and where it comes from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResolvedPolicy {
    /// The setting.
    #[schema(value_type = Setting, inline)]
    pub key: PolicyKey,
    /// Its value, in the unit its name ends with; `null` if no pack sets it.
    pub value: Option<i64>,
    /// The division whose pack sets it.
    #[schema(value_type = Option<Division>)]
    pub division: Option<DivisionCode>,
    /// Since when it holds.
    #[schema(value_type = Option<Day>)]
    pub effective: Option<String>,
}

/// Get the settings that hold in a division today
///
/// The most specific division wins, then the latest day.
#[utoipa::path(
    get, path = "/api/v1/policies", tag = "Registry", params(PolicyQuery),
    responses((status = 200, body = AllOf<ResolvedPolicy>), ReadProblems),
)]
pub async fn get_policies(
    State(app): State<AppState>,
    _session: Session,
    Query(query): Query<PolicyQuery>,
) -> Result<Json<AllOf<ResolvedPolicy>>, ApiError> {
    let division = query.division.unwrap_or(DivisionCode::NATION);
    let today = Date::of_timestamp(u64::try_from(now_ms()).unwrap_or(0)).to_string();
    let packs = Packs::read(&app, division, &today).await?;
    let items = PolicyKey::ALL.iter().map(|key| packs.resolve(*key));
    Ok(Json(AllOf {
        items: items.collect(),
    }))
}

/// What the packs of a division and of those around it set on a day.
pub(crate) struct Packs {
    division: DivisionCode,
    /// Day and value of the latest, by setting and division.
    latest: BTreeMap<(String, String), (String, i64)>,
}

impl Packs {
    /// Reads the packs.
    pub(crate) async fn read(
        app: &AppState,
        division: DivisionCode,
        today: &str,
    ) -> Result<Self, ApiError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT setting, division, effective, value FROM policies WHERE division IN (",
        );
        let mut around = query.separated(", ");
        for division in division.lineage() {
            around.push_bind(division.to_string());
        }
        query
            .push(") AND effective <= ")
            .push_bind(today)
            .push(" ORDER BY effective");
        let rows: Vec<(String, String, String, i64)> =
            query.build_query_as().fetch_all(&app.db.reader).await?;
        let latest = rows
            .into_iter()
            .map(|(setting, division, effective, value)| ((setting, division), (effective, value)));
        Ok(Self {
            division,
            // Of several days the last one written stays.
            latest: latest.collect(),
        })
    }

    /// A setting as it holds.
    pub(crate) fn resolve(&self, key: PolicyKey) -> ResolvedPolicy {
        let found = self.division.lineage().find_map(|division| {
            let of = (key.name().to_owned(), division.to_string());
            self.latest.get(&of).map(|pack| (division, pack))
        });
        ResolvedPolicy {
            key,
            value: found.map(|(_, (_, value))| *value),
            division: found.map(|(division, _)| division),
            effective: found.map(|(_, (effective, _))| effective.clone()),
        }
    }
}
