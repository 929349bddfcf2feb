//! What authorities and owners of brands do at the console: register, approve and suspend organisations and
//! their members, register brands, grant and approve quotas, hold and release, and set the rules of their county.

mod brands;
mod cases;
mod joining;
mod policies;
mod quotas;
mod registry;

use axum::{routing::get, Router};
use county_primitives::Role;

use super::{
    desk::Desk,
    form::form_routes,
    home::{Group, Task},
    livestock::deed::within,
    names,
    view::Tag,
};
use crate::{db::now_ms, error::ApiError, state::AppState};

/// Who decides on organisations, brands, quotas and settings.
const COUNTY: &[Role] = &[Role::CountyAgriculture];
/// Who sees the organisations of a place.
const REGISTRARS: &[Role] = &[Role::CountyAgriculture, Role::Township];
/// Who holds and releases.
const OVERSEERS: &[Role] = &[Role::Inspector, Role::CountyAgriculture];
/// Who sees the cases of a place.
const OBSERVERS: &[Role] = &[
    Role::Inspector,
    Role::CountyAgriculture,
    Role::Township,
    Role::Auditor,
];

/// All pages of the office.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/console/organisations", get(registry::list))
        .route(
            "/console/organisations/new",
            form_routes(joining::RegisterOrganisation),
        )
        .route("/console/organisations/{id}", get(registry::show))
        .route(
            "/console/organisations/{id}/approve",
            form_routes(registry::Approve),
        )
        .route(
            "/console/organisations/{id}/refuse",
            form_routes(registry::Refuse),
        )
        .route(
            "/console/organisations/{id}/suspend",
            form_routes(registry::Suspend),
        )
        .route(
            "/console/organisations/{id}/reactivate",
            form_routes(registry::Reactivate),
        )
        .route(
            "/console/organisations/{id}/members/new",
            form_routes(joining::AddMember),
        )
        .route("/console/members/{id}", get(joining::show))
        .route(
            "/console/members/{id}/grant",
            form_routes(joining::GrantRole),
        )
        .route(
            "/console/members/{id}/revoke",
            form_routes(joining::RevokeRole),
        )
        .route(
            "/console/members/{id}/suspend",
            form_routes(registry::SuspendMember),
        )
        .route(
            "/console/members/{id}/reactivate",
            form_routes(registry::ReactivateMember),
        )
        .route("/console/brands", get(brands::list))
        .route("/console/brands/new", form_routes(brands::Register))
        .route("/console/brands/{id}", get(brands::show))
        .route("/console/brands/{id}/quota", form_routes(quotas::Grant))
        .route("/console/brands/{id}/approve", form_routes(quotas::Approve))
        .route("/console/cases", get(cases::list))
        .route("/console/cases/new", form_routes(cases::Hold))
        .route("/console/cases/{id}", get(cases::show))
        .route("/console/cases/{id}/renew", form_routes(cases::Renew))
        .route("/console/cases/{id}/release", form_routes(cases::Release))
        .route("/console/policies", get(policies::list))
        .route("/console/policies/new", form_routes(policies::Set))
}

/// The places of the office in the navigation.
pub(crate) fn places(desk: &Desk) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut places = Vec::new();
    if has(desk, REGISTRARS) {
        places.push(("nav-organisations", "/console/organisations", "seal"));
    }
    if has(desk, COUNTY) || desk.session.has(Role::BrandOwner) {
        places.push(("nav-brands", "/console/brands", "code"));
    }
    if has(desk, OVERSEERS) {
        places.push(("nav-cases", "/console/cases", "warn"));
    }
    places
}

fn has(desk: &Desk, roles: &[Role]) -> bool {
    roles.iter().any(|role| desk.session.has(*role))
}

fn task(desk: &Desk, key: &str, waiting: Option<i64>, href: &str, icon: &'static str) -> Task {
    let tag = match waiting {
        Some(number) => Tag {
            tone: if number > 0 { "warn" } else { "quiet" },
            text: names::count(number),
        },
        None => Tag {
            tone: "info",
            text: desk.t.say("count-open"),
        },
    };
    Task {
        title: desk.t.say(&format!("task-{key}")),
        hint: desk.t.say(&format!("task-{key}-hint")),
        tag,
        href: href.to_owned(),
        icon,
    }
}

/// The parts of the first page that are about the office.
pub(crate) async fn groups(desk: &Desk) -> Result<Vec<Group>, ApiError> {
    let mut tasks = Vec::new();
    if has(desk, REGISTRARS) {
        let waiting = registry::waiting(desk).await?;
        let href = "/console/organisations";
        tasks.push(task(desk, "organisations", Some(waiting), href, "seal"));
    }
    if has(desk, REGISTRARS) {
        let href = "/console/village/collectives";
        tasks.push(task(desk, "collectives", None, href, "grade"));
    }
    if has(desk, COUNTY) {
        let href = "/console/village/chart";
        tasks.push(task(desk, "chart", None, href, "record"));
    }
    if has(desk, COUNTY) || desk.session.has(Role::BrandOwner) {
        let waiting = if has(desk, COUNTY) {
            Some(quotas::waiting(desk).await?)
        } else {
            None
        };
        tasks.push(task(desk, "brands", waiting, "/console/brands", "code"));
    }
    if has(desk, OVERSEERS) {
        let holding = cases::holding(desk).await?;
        tasks.push(task(desk, "cases", Some(holding), "/console/cases", "warn"));
    }
    if has(desk, COUNTY) {
        tasks.push(task(desk, "policies", None, "/console/policies", "record"));
    }
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Group {
        heading: desk.t.say("group-office"),
        tasks,
    }])
}

/// One number of a query that is limited to the places of some roles.
async fn count(
    desk: &Desk,
    table: &str,
    condition: &str,
    roles: &[Role],
    column: &str,
) -> Result<i64, ApiError> {
    let area = within(desk, roles, column);
    let query = format!("SELECT COUNT(*) FROM {table} WHERE {condition} AND {area}");
    Ok(sqlx::query_scalar(&query)
        .fetch_one(&desk.app.db.reader)
        .await?)
}

/// Rows before a number, the latest first, of a query that is limited to the places of some roles.
async fn latest<T>(
    desk: &Desk,
    select: &str,
    condition: &str,
    roles: &[Role],
    before: i64,
    limit: i64,
) -> Result<Vec<T>, ApiError>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    let area = within(desk, roles, "division");
    let query =
        format!("{select} WHERE {condition} AND {area} AND id < ? ORDER BY id DESC LIMIT ?");
    Ok(sqlx::query_as(&query)
        .bind(before)
        .bind(limit)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// The condition that a case holds its subject now.
fn holds_now() -> String {
    format!(
        "cases.released_ms IS NULL AND (cases.expires_ms IS NULL OR cases.expires_ms > {})",
        now_ms()
    )
}
