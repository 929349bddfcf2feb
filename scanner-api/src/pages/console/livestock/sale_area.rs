//! Sales of a whole area for its authorities, and payments that are overdue, for both sides and for them.

use axum::response::Response;
use county_primitives::Date;
use serde::Deserialize;
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::{
    names::{self, party},
    sale_pages::{state, STATES},
    sales::goods_words,
    today::section,
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::{
        console::{
            desk::Desk,
            home::Task,
            view::{self, Link, Page, Row, Section, Tag},
            Trouble,
        },
        format,
    },
    trade::{self, PaymentClock},
    visibility::Scope,
};

/// How many lines a page has at most, and one more that tells whether there are others.
const ROWS: i64 = 51;
/// Every sale of the area.
const AREA_PATH: &str = "/console/trade/area";
/// What is overdue.
const OVERDUE_PATH: &str = "/console/trade/overdue";

/// The columns of a [`Listed`].
const COLUMNS: &str =
    "sales.id, sales.kind, sales.species, sales.heads, sales.amount, sales.due, sales.paid, sales.date, sales.state, \
     sales.delivered_date, sales.seller, sellers.kind AS seller_kind, sellers.name AS seller_name, sales.buyer, \
     buyers.kind AS buyer_kind, buyers.name AS buyer_name";
/// Where they come from.
const TABLES: &str = "sales LEFT JOIN organisations AS sellers ON sellers.id = sales.seller \
     LEFT JOIN organisations AS buyers ON buyers.id = sales.buyer";

/// Whose sales.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Side {
    /// What the own organisation sold.
    Sold,
    /// What it bought.
    Bought,
    /// What was sold where the member is an authority.
    Area,
}

impl Side {
    fn of(text: &str) -> Self {
        match text {
            "buyer" => Self::Bought,
            "area" => Self::Area,
            _ => Self::Sold,
        }
    }

    /// Its list of all sales: the key of the name, and the address.
    pub(super) fn list(self) -> (&'static str, &'static str) {
        match self {
            Self::Sold => ("sales-mine", "/console/trade/sales?side=seller"),
            Self::Bought => ("sales-bought", "/console/trade/sales?side=buyer"),
            Self::Area => ("sales-area", AREA_PATH),
        }
    }

    /// The address of what is overdue.
    pub(super) fn overdue(self) -> String {
        let side = match self {
            Self::Sold => "seller",
            Self::Bought => "buyer",
            Self::Area => "area",
        };
        format!("{OVERDUE_PATH}?side={side}")
    }

    /// Adds whose sales. What has no area is answered as if it were not there.
    async fn push(self, desk: &Desk, query: &mut QueryBuilder<'_, Sqlite>) -> Result<(), ApiError> {
        let column = match self {
            Self::Sold => "seller",
            Self::Bought => "buyer",
            Self::Area => {
                let scope = area_of(desk).await.ok_or_else(ApiError::not_found)?;
                scope.see(query, &[], "sales.division", &[]);
                return Ok(());
            }
        };
        query
            .push(format_args!(" AND sales.{column} = "))
            .push_bind(desk.organisation()?);
        Ok(())
    }
}

/// What the member sees as an authority, if it is one.
async fn area_of(desk: &Desk) -> Option<Scope> {
    let scope = Scope::of_livestock(&desk.app, &desk.session).await;
    (scope.sees_everything() || !scope.areas().is_empty()).then_some(scope)
}

/// Which sales.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    side: String,
    #[serde(default)]
    state: String,
    before: Option<i64>,
}

#[derive(FromRow)]
struct Listed {
    id: i64,
    kind: String,
    species: String,
    heads: i64,
    amount: i64,
    due: Option<i64>,
    paid: i64,
    date: String,
    state: String,
    delivered_date: Option<String>,
    seller: i64,
    seller_kind: Option<String>,
    seller_name: Option<String>,
    buyer: i64,
    buyer_kind: Option<String>,
    buyer_name: Option<String>,
}

#[derive(FromRow)]
struct Overdue {
    #[sqlx(flatten)]
    sale: Listed,
    days: i64,
}

/// A line of a list, with who sold to whom; the rest is of the list.
fn line(desk: &Desk, sale: Listed, tag: Tag, more: String) -> (i64, Row) {
    let t = desk.t;
    let seller = party(t, sale.seller, sale.seller_kind, sale.seller_name);
    let buyer = party(t, sale.buyer, sale.buyer_kind, sale.buyer_name);
    let row = Row {
        title: goods_words(desk, &sale.kind, &sale.species, sale.heads),
        lines: vec![format!("{seller} → {buyer}"), more],
        tag: Some(tag),
        href: format!("/console/trade/sales/{}", sale.id),
    };
    (sale.id, row)
}

/// A list whose address has a query already.
fn listed(rows: Vec<(i64, Row)>, path: &str, empty: String) -> Section {
    let mut section = section(rows, "", empty);
    let mark = if path.contains('?') { '&' } else { '?' };
    section.older = section
        .older
        .map(|older| format!("{path}{mark}{}", older.trim_start_matches('?')));
    section
}

/// Every sale of the area, the newest first.
pub(super) async fn area(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut query =
        QueryBuilder::<Sqlite>::new(format!("SELECT {COLUMNS} FROM {TABLES} WHERE sales.id < "));
    query.push_bind(asked.before.unwrap_or(i64::MAX));
    Side::Area.push(&desk, &mut query).await?;
    let chosen = STATES.iter().find(|known| **known == asked.state);
    if let Some(chosen) = chosen {
        query.push(" AND sales.state = ").push_bind(*chosen);
    }
    query.push(" ORDER BY sales.id DESC LIMIT ").push_bind(ROWS);
    let found: Vec<Listed> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let row = |sale: Listed| {
        let money = names::money(t, sale.due.unwrap_or(sale.amount));
        let day = t.fill("line-sold", &[("date", &names::day(t.0, &sale.date))]);
        let tag = state(&desk, &sale.state);
        line(&desk, sale, tag, format!("{money} · {day}"))
    };
    let rows = found.into_iter().map(row).collect();
    let filtered = chosen.map_or_else(
        || AREA_PATH.to_owned(),
        |state| format!("{AREA_PATH}?state={state}"),
    );
    let filters = STATES.iter().map(|known| {
        let label = names::word(t, "sale", known);
        Link::other(label, format!("{AREA_PATH}?state={known}"))
    });
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: t.say("sales-area"),
        tag: chosen.map(|known| state(&desk, known)),
        explain: vec![t.say("sales-area-explain")],
        actions: vec![
            Link::other(t.say("sales-overdue"), Side::Area.overdue()),
            Link::other(t.say("go-prices"), "/prices"),
        ],
        pages: filters.collect(),
        sections: vec![listed(rows, &filtered, t.say("sales-none"))],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The sales of one side, or of the area, whose payment is overdue today: an analysis, and the page says so.
pub(super) async fn overdue(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let side = Side::of(&asked.side);
    let clock = PaymentClock::read(&desk.app, trade::today()).await?;
    let mut query = QueryBuilder::<Sqlite>::new(format!(
        "SELECT {COLUMNS}, {} AS days FROM {TABLES} WHERE sales.id < ",
        clock.days()
    ));
    query.push_bind(asked.before.unwrap_or(i64::MAX));
    side.push(&desk, &mut query).await?;
    clock.push_overdue(&mut query);
    query.push(" ORDER BY sales.id DESC LIMIT ").push_bind(ROWS);
    let found: Vec<Overdue> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let rows = found.into_iter().map(|row| late_line(&desk, &clock, row));
    let (list, path) = side.list();
    let page = Page {
        back: Some((t.say(list), path.to_owned())),
        title: t.say("sales-overdue"),
        tag: Some(Tag {
            tone: "info",
            text: t.say("sales-overdue-tag"),
        }),
        explain: vec![t.say("sales-overdue-explain")],
        sections: vec![listed(
            rows.collect(),
            &side.overdue(),
            t.say("sales-overdue-none"),
        )],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn late_line(desk: &Desk, clock: &PaymentClock, row: Overdue) -> (i64, Row) {
    let t = desk.t;
    let (sale, days) = (row.sale, row.days);
    let owed = sale.due.unwrap_or_default().saturating_sub(sale.paid);
    let delivered = sale.delivered_date.as_deref();
    let delivered: Date = delivered
        .and_then(|day| day.parse().ok())
        .unwrap_or_default();
    let last = trade::last_day(delivered, days);
    let late = clock.today().days_since(last).to_string();
    let more = t.fill(
        "line-overdue",
        &[
            ("amount", &names::money(t, owed)),
            ("date", &format::date(t.0, last)),
        ],
    );
    let tag = Tag {
        tone: "warn",
        text: t.fill("sales-overdue-days", &[("days", &late)]),
    };
    line(desk, sale, tag, more)
}

/// How many payments of a side are overdue.
pub(super) async fn count(desk: &Desk, side: Side) -> Result<i64, ApiError> {
    let clock = PaymentClock::read(&desk.app, trade::today()).await?;
    let mut query = QueryBuilder::<Sqlite>::new("SELECT COUNT(*) FROM sales WHERE 1 = 1");
    side.push(desk, &mut query).await?;
    clock.push_overdue(&mut query);
    Ok(query
        .build_query_scalar()
        .fetch_one(&desk.app.db.reader)
        .await?)
}

/// What the first page of an authority says of sales, once there are some in its area.
pub(super) async fn tasks(desk: &Desk) -> Result<Vec<Task>, ApiError> {
    let t = desk.t;
    let Some(scope) = area_of(desk).await else {
        return Ok(Vec::new());
    };
    let mut query = QueryBuilder::<Sqlite>::new("SELECT EXISTS (SELECT 1 FROM sales WHERE 1 = 1");
    scope.see(&mut query, &[], "sales.division", &[]);
    query.push(")");
    let is_traded: bool = query
        .build_query_scalar()
        .fetch_one(&desk.app.db.reader)
        .await?;
    if !is_traded {
        return Ok(Vec::new());
    }
    let late = count(desk, Side::Area).await?;
    let task = |key: &str, tag: Tag, href: String| Task {
        title: t.say(&format!("task-{key}")),
        hint: t.say(&format!("task-{key}-hint")),
        tag,
        href,
        icon: "record",
    };
    let all = Tag {
        tone: "info",
        text: t.say("sales-area-open"),
    };
    let number = Tag {
        tone: if late > 0 { "warn" } else { "quiet" },
        text: names::count(late),
    };
    Ok(vec![
        task("sales-area", all, AREA_PATH.to_owned()),
        task("sales-overdue-area", number, Side::Area.overdue()),
    ])
}
