//! Finding an animal, a certificate, a vehicle's trips or a farm by what stands on paper or in an ear.

use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::{FromRow, QueryBuilder};

use super::{access, animal, words};
use crate::{
    certificate::plates,
    db::push_within,
    error::ApiError,
    extract::Query,
    pages::{
        assets,
        console::{
            desk::Desk,
            names,
            view::{self, Frame, Row},
            Trouble,
        },
    },
};

use askama::Template;
use axum::http::StatusCode;

/// The longest text that is searched for.
const TYPED_MAX: usize = 64;
/// How many of a kind are found.
const FOUND_MAX: i64 = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

struct Found {
    asked: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "livestock/search.html")]
struct SearchTemplate {
    frame: Frame,
    page: Found,
}

/// The page. What names one thing exactly leads there at once.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let asked: String = asked.q.trim().chars().take(TYPED_MAX).collect();
    let mut rows = Vec::new();
    if !asked.is_empty() {
        if let Some(href) = exactly(&desk, &asked).await? {
            return Ok(Redirect::to(&href).into_response());
        }
        // Papers of the chain name a vehicle by the digest of its plate.
        let plate = plates::digest(&desk.app.vault, &asked).or_else(|| asked.parse().ok());
        rows = match plate {
            Some(digest) => trips(&desk, &digest.to_string()).await?,
            None => farms(&desk, &asked).await?,
        };
    }
    let frame = Frame::of(&desk);
    let page = Found { asked, rows };
    Ok(view::answer(
        StatusCode::OK,
        desk.t.0,
        &SearchTemplate { frame, page },
    ))
}

async fn exactly(desk: &Desk, asked: &str) -> Result<Option<String>, ApiError> {
    if let Some(unit) = animal::find(desk, asked).await? {
        return Ok(Some(format!("/animals/{unit}")));
    }
    let certificate: Option<i64> =
        sqlx::query_scalar("SELECT id FROM certificates WHERE number = ?")
            .bind(asked)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    Ok(certificate.map(|id| format!("/certificates/{id}")))
}

#[derive(FromRow)]
struct TripRow {
    id: i64,
    number: String,
    state: String,
    owner: i64,
    receiver: Option<i64>,
    carrier: i64,
    origin: String,
    destination: String,
    heads: i64,
    species: Option<String>,
    issued_ms: i64,
}

/// The certificates of a vehicle that the member may see.
async fn trips(desk: &Desk, plate: &str) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let trips: Vec<TripRow> = sqlx::query_as(
        "SELECT id, number, state, owner, receiver, carrier, origin, destination, heads, species, \
         issued_ms FROM certificates WHERE plate = ? ORDER BY id DESC LIMIT ?",
    )
    .bind(plate)
    .bind(FOUND_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let may_see = |trip: &TripRow| {
        let parties = [Some(trip.owner), trip.receiver, Some(trip.carrier)];
        access::certificate(desk, [&trip.origin, &trip.destination], &parties)
    };
    let row = |trip: TripRow| {
        let heads = words::heads(t, trip.species.as_deref().unwrap_or_default(), trip.heads);
        let ends = [&trip.origin, &trip.destination].map(|end| names::village(desk, end));
        Row {
            title: trip.number,
            lines: vec![
                format!("{heads} · {}", ends.join(" → ")),
                names::instant(t.0, trip.issued_ms),
            ],
            tag: Some(words::state(t, "certificate", &trip.state)),
            href: format!("/certificates/{}", trip.id),
        }
    };
    Ok(trips.into_iter().filter(may_see).map(row).collect())
}

#[derive(FromRow)]
struct FarmRow {
    id: i64,
    division: String,
    heads: i64,
}

/// Farms by number, registered name or credit code, of those whose animals the member may see.
async fn farms(desk: &Desk, asked: &str) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let mut query = QueryBuilder::new(
        "SELECT organisations.id, organisations.division, (SELECT CAST(COALESCE(SUM(heads), 0) AS BIGINT) \
         FROM lives WHERE lives.farm = organisations.id \
         AND lives.state NOT IN ('slaughtered', 'dead', 'disposed', 'left')) AS heads \
         FROM organisations WHERE CAST(organisations.id AS TEXT) = ",
    );
    query
        .push_bind(asked.to_owned())
        .push(" OR credit_code = ")
        .push_bind(asked.to_owned())
        .push(" OR ");
    push_within(&mut query, "name", asked);
    query
        .push(" ORDER BY organisations.id LIMIT ")
        .push_bind(FOUND_MAX);
    let farms: Vec<FarmRow> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let mut rows = Vec::new();
    for farm in farms {
        if desk.is_own(Some(farm.id)) || access::oversees(desk, &farm.division) {
            rows.push(Row {
                title: names::organisation(desk, farm.id).await?,
                lines: vec![
                    names::village(desk, &farm.division),
                    words::heads(t, "pig", farm.heads),
                ],
                href: format!("/livestock/farms/{}/report", farm.id),
                ..Row::default()
            });
        }
    }
    Ok(rows)
}
