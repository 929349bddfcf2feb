//! What animals and meat cost, week by week: a page for everybody, made of the same numbers as the
//! JSON API gives.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    http::{header, HeaderMap, HeaderValue, StatusCode},
    response::Response,
};
use county_primitives::{DivisionCode, DivisionLevel};
use serde::Deserialize;

use super::{
    assets,
    console::names,
    html,
    words::{Lang, Words},
};
use crate::{
    error::ApiError,
    extract::Query,
    state::AppState,
    trade::{self, PriceQuestion, PriceWeek, WEEKS_DEFAULT},
};

/// The width and height of a chart, and the room around its line.
const WIDTH: i64 = 600;
const HEIGHT: i64 = 160;
const MARGIN: i64 = 12;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    county: String,
}

/// A week of a chart.
struct Week {
    title: String,
    average: String,
    /// What a head cost; empty for meat.
    head: String,
    range: String,
}

/// The prices of goods of one kind and species.
struct Goods {
    title: String,
    /// The points of the line, the oldest week first; empty for a single week.
    points: String,
    /// What the line shows, for who does not see it.
    label: String,
    weeks: Vec<Week>,
}

/// A county with prices.
struct County {
    name: String,
    href: String,
}

struct Page {
    switch_href: String,
    place: String,
    counties: Vec<County>,
    goods: Vec<Goods>,
    raw: String,
}

#[derive(Template)]
#[template(path = "prices.html")]
struct PricesTemplate {
    t: Words,
    page: Page,
}

/// The page: of the county that was asked for, or of the only one that has prices.
pub(crate) async fn show(
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let t = Words(Lang::negotiate(uri.query(), &headers));
    let known = trade::counties(&app, WEEKS_DEFAULT).await?;
    let only = match known.as_slice() {
        [only] => only.as_str(),
        _ => "",
    };
    let county = if asked.county.is_empty() {
        only
    } else {
        asked.county.as_str()
    };
    let county = county
        .parse::<DivisionCode>()
        .ok()
        .filter(|county| county.level() == DivisionLevel::County);
    let goods = match county {
        Some(county) => goods(t, &app, county).await?,
        None => Vec::new(),
    };
    let name = |code: &str| place(&app, code);
    let page = Page {
        switch_href: match county {
            Some(county) => format!("?county={county}&lang={}", t.other_lang()),
            None => format!("?lang={}", t.other_lang()),
        },
        place: county.map_or_else(String::new, |county| name(&county.to_string())),
        counties: known
            .iter()
            .map(|code| County {
                name: name(code),
                href: format!("/prices?county={code}&lang={}", t.lang()),
            })
            .collect(),
        raw: county.map_or_else(String::new, |county| {
            format!("/api/v1/price-index?county={county}")
        }),
        goods,
    };
    let mut response = match (PricesTemplate { t, page }).render() {
        Ok(body) => html(StatusCode::OK, t.0, body),
        Err(error) => return Err(ApiError::internal(error)),
    };
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

/// The name of a county, or its code.
fn place(app: &AppState, code: &str) -> String {
    let path = code
        .parse::<DivisionCode>()
        .map(|division| app.divisions.path(division))
        .unwrap_or_default();
    if path.is_empty() {
        code.to_owned()
    } else {
        path.join(" ")
    }
}

async fn goods(t: Words, app: &AppState, county: DivisionCode) -> Result<Vec<Goods>, ApiError> {
    let question = PriceQuestion {
        county,
        kind: None,
        species: None,
        weeks: WEEKS_DEFAULT,
    };
    let mut by_goods: BTreeMap<(String, String), Vec<PriceWeek>> = BTreeMap::new();
    for week in trade::prices(app, &question).await? {
        let key = (week.kind.clone(), week.species.clone());
        by_goods.entry(key).or_default().push(week);
    }
    let goods = by_goods.into_iter();
    Ok(goods
        .map(|((kind, species), weeks)| series(t, &kind, &species, &weeks))
        .collect())
}

fn series(t: Words, kind: &str, species: &str, weeks: &[PriceWeek]) -> Goods {
    let alive = matches!(kind, "live" | "breeding_stock" | "young");
    let kind = t.say(&format!("word-goods-{kind}"));
    let species = t.say(&format!("word-species-{species}"));
    let title = t.fill("prices-goods", &[("kind", &kind), ("species", &species)]);
    let averages: Vec<i64> = weeks.iter().rev().map(PriceWeek::average).collect();
    let spoken: Vec<String> = averages.iter().map(|fen| yuan(*fen)).collect();
    let week = |week: &PriceWeek| Week {
        title: t.fill("prices-week", &[("date", &names::day(t.0, &week.week))]),
        average: t.fill("prices-average", &[("price", &yuan(week.average()))]),
        head: if alive {
            t.fill("prices-head", &[("price", &yuan(week.head_average()))])
        } else {
            String::new()
        },
        range: t.fill(
            "prices-range",
            &[
                ("low", &yuan(week.lowest)),
                ("high", &yuan(week.highest)),
                ("number", &names::count(week.sales)),
                ("mass", &names::mass(t.0, week.mass)),
            ],
        ),
    };
    Goods {
        label: format!("{title}: {}", spoken.join(", ")),
        title,
        points: points(&averages),
        weeks: weeks.iter().map(week).collect(),
    }
}

/// Fen as yuan.
fn yuan(fen: i64) -> String {
    format!("{}.{:02}", names::count(fen / 100), fen % 100)
}

/// The points of a line through prices, the lowest at the bottom and the highest at the top.
fn points(prices: &[i64]) -> String {
    let (Some(low), Some(high)) = (prices.iter().min(), prices.iter().max()) else {
        return String::new();
    };
    let Some(steps) = i64::try_from(prices.len())
        .ok()
        .and_then(|count| count.checked_sub(1))
        .filter(|steps| *steps > 0)
    else {
        return String::new();
    };
    let range = high.saturating_sub(*low).max(1);
    let point = |(at, price): (i64, &i64)| {
        let x = MARGIN.saturating_add((WIDTH - 2 * MARGIN).saturating_mul(at) / steps);
        let rise = i128::from(HEIGHT - 2 * MARGIN) * i128::from(price.saturating_sub(*low))
            / i128::from(range);
        let y = HEIGHT - MARGIN - i64::try_from(rise).unwrap_or_default();
        format!("{x},{y}")
    };
    let points: Vec<String> = (0i64..).zip(prices).map(point).collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_edge_to_edge() {
        assert_eq!(points(&[]), "");
        assert_eq!(points(&[1_560]), "");
        assert_eq!(points(&[1_500, 1_600]), "12,148 588,12");
        assert_eq!(points(&[1_500, 1_550, 1_600]), "12,148 300,80 588,12");
        assert_eq!(points(&[7, 7]), "12,148 588,148");
    }
}
