//! Sales as pages: what waits for both sides, the lists of what is sold and bought, and one sale with
//! its goods, payments and warnings.

use axum::{extract::Path, response::Response};
use county_primitives::{Date, PolicyKey, Role};
use serde::Deserialize;
use sqlx::{FromRow, QueryBuilder};

use super::{
    deed::policy,
    names::{self, fact, party},
    pages::may_see,
    sale_area::{self, Side},
    sales::{goods_words, price_words, TRADERS},
    today::{keeps_animals, section},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::{
        console::{
            desk::Desk,
            home::{Group, Task},
            names::subject_href,
            view::{self, Line, Link, Page, Row, Section, Tag},
            Trouble,
        },
        format,
    },
    trade,
};

/// How many lines a page has.
const MANY: i64 = 50;
/// The states, in the order in which a sale goes through them.
pub(super) const STATES: [&str; 6] = [
    "offered",
    "confirmed",
    "delivered",
    "settled",
    "refused",
    "cancelled",
];

/// How far a sale is, with a colour.
pub(super) fn state(desk: &Desk, state: &str) -> Tag {
    Tag {
        tone: match state {
            "offered" | "delivered" => "warn",
            "confirmed" => "info",
            "settled" => "good",
            "refused" => "bad",
            _ => "quiet",
        },
        text: names::word(desk.t, "sale", state),
    }
}

#[derive(FromRow)]
struct Waiting {
    to_answer: i64,
    to_deliver: i64,
    to_pay: i64,
    bought: i64,
}

#[derive(FromRow)]
struct Selling {
    open: i64,
    unpaid: i64,
    sold: i64,
}

/// The part of the first page that is about sales, for those who trade and for their authorities.
pub(crate) async fn group(desk: &Desk) -> Result<Option<Group>, ApiError> {
    let mut tasks = own_tasks(desk).await?;
    tasks.extend(sale_area::tasks(desk).await?);
    Ok((!tasks.is_empty()).then(|| Group {
        heading: desk.t.say("group-sales"),
        tasks,
    }))
}

/// What the own organisation sells and buys, if it trades.
async fn own_tasks(desk: &Desk) -> Result<Vec<Task>, ApiError> {
    if desk.session.organisation.is_none() || !super::deed::has(desk, &TRADERS) {
        return Ok(Vec::new());
    }
    let own = desk.organisation()?;
    let db = &desk.app.db.reader;
    let buying: Waiting = sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'offered' THEN 1 END) AS to_answer, \
         COUNT(CASE WHEN state = 'confirmed' THEN 1 END) AS to_deliver, \
         COUNT(CASE WHEN state = 'delivered' THEN 1 END) AS to_pay, COUNT(*) AS bought \
         FROM sales WHERE buyer = ?",
    )
    .bind(own)
    .fetch_one(db)
    .await?;
    let selling: Selling = sqlx::query_as(
        "SELECT COUNT(CASE WHEN state IN ('offered', 'confirmed') THEN 1 END) AS open, \
         COUNT(CASE WHEN state = 'delivered' THEN 1 END) AS unpaid, COUNT(*) AS sold \
         FROM sales WHERE seller = ?",
    )
    .bind(own)
    .fetch_one(db)
    .await?;
    // Who grows pears trades no animals.
    let trades = super::deed::has(desk, &[Role::Slaughterhouse, Role::Market])
        || buying.bought > 0
        || selling.sold > 0
        || keeps_animals(desk).await?;
    if !trades {
        return Ok(Vec::new());
    }
    // Nothing is overdue where nothing is unpaid.
    let mut late = Late { bought: 0, sold: 0 };
    if buying.to_pay > 0 {
        late.bought = sale_area::count(desk, Side::Bought).await?;
    }
    if selling.unpaid > 0 {
        late.sold = sale_area::count(desk, Side::Sold).await?;
    }
    Ok(tasks(desk, &buying, &selling, &late))
}

/// How many payments are overdue.
struct Late {
    bought: i64,
    sold: i64,
}

/// What waits, and the two lists.
fn tasks(desk: &Desk, buying: &Waiting, selling: &Selling, late: &Late) -> Vec<Task> {
    let task = |key: &str, count: i64, tone: &'static str, href: &str| Task {
        title: desk.t.say(&format!("task-{key}")),
        hint: desk.t.say(&format!("task-{key}-hint")),
        tag: Tag {
            tone: if count > 0 { tone } else { "quiet" },
            text: names::count(count),
        },
        href: href.to_owned(),
        icon: "record",
    };
    let list = |side: &str, state: &str| format!("/console/trade/sales?side={side}&state={state}");
    let waits = [
        ("sales-answer", buying.to_answer, list("buyer", "offered")),
        (
            "sales-deliver",
            buying.to_deliver,
            list("buyer", "confirmed"),
        ),
        ("sales-pay", buying.to_pay, list("buyer", "delivered")),
        ("sales-unpaid", selling.unpaid, list("seller", "delivered")),
        ("sales-overdue-bought", late.bought, Side::Bought.overdue()),
        ("sales-overdue-sold", late.sold, Side::Sold.overdue()),
    ];
    let mut tasks: Vec<Task> = waits
        .iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(key, count, href)| task(key, *count, "warn", href.as_str()))
        .collect();
    tasks.push(task(
        "sales-mine",
        selling.open,
        "info",
        "/console/trade/sales?side=seller",
    ));
    tasks.push(task(
        "sales-bought",
        buying.bought,
        "info",
        "/console/trade/sales?side=buyer",
    ));
    tasks
}

/// Which sales.
#[derive(Deserialize)]
pub(crate) struct Asked {
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
    date: String,
    state: String,
    party: i64,
    party_kind: Option<String>,
    party_name: Option<String>,
}

/// What the own organisation sells, or buys.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let sells = asked.side != "buyer";
    let (side, other) = if sells {
        ("seller", "buyer")
    } else {
        ("buyer", "seller")
    };
    let mut query = QueryBuilder::<sqlx::Sqlite>::new(format!(
        "SELECT sales.id, sales.kind, sales.species, sales.heads, sales.amount, sales.due, sales.date, sales.state, \
         sales.{other} AS party, organisations.kind AS party_kind, organisations.name AS party_name \
         FROM sales LEFT JOIN organisations ON organisations.id = sales.{other} WHERE sales.{side} = "
    ));
    query
        .push_bind(desk.organisation()?)
        .push(" AND sales.id < ")
        .push_bind(asked.before.unwrap_or(i64::MAX));
    let chosen = STATES.iter().find(|known| **known == asked.state);
    if let Some(chosen) = chosen {
        query.push(" AND sales.state = ").push_bind(*chosen);
    }
    query
        .push(" ORDER BY sales.id DESC LIMIT ")
        .push_bind(MANY + 1);
    let found: Vec<Listed> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let rows = found.into_iter().map(|row| (row.id, line(&desk, row)));
    let path = format!("/console/trade/sales?side={side}");
    let filtered = chosen.map_or_else(|| path.clone(), |state| format!("{path}&state={state}"));
    let mut section = section(rows.collect(), "", t.say("sales-none"));
    section.older = section
        .older
        .map(|older| format!("{filtered}&{}", older.trim_start_matches('?')));
    let mut actions = Vec::new();
    if sells && super::deed::has(&desk, &TRADERS) {
        actions.push(Link::main(t.say("do-sell"), "/console/trade/sell"));
    }
    let whose = if sells { Side::Sold } else { Side::Bought };
    actions.push(Link::other(t.say("sales-overdue"), whose.overdue()));
    actions.push(Link::other(t.say("go-prices"), "/prices"));
    let filters = STATES.iter().map(|known| {
        let label = names::word(t, "sale", known);
        Link::other(label, format!("{path}&state={known}"))
    });
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: t.say(if sells { "sales-mine" } else { "sales-bought" }),
        tag: chosen.map(|known| state(&desk, known)),
        actions,
        pages: filters.collect(),
        sections: vec![section],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn line(desk: &Desk, row: Listed) -> Row {
    let t = desk.t;
    let money = names::money(t, row.due.unwrap_or(row.amount));
    let other = party(t, row.party, row.party_kind, row.party_name);
    Row {
        title: goods_words(desk, &row.kind, &row.species, row.heads),
        lines: vec![
            format!("{other} · {money}"),
            t.fill("line-sold", &[("date", &names::day(t.0, &row.date))]),
        ],
        tag: Some(state(desk, &row.state)),
        href: format!("/console/trade/sales/{}", row.id),
    }
}

#[derive(FromRow)]
struct SaleRow {
    seller: i64,
    buyer: i64,
    division: String,
    kind: String,
    species: String,
    heads: i64,
    mass: i64,
    price_for: String,
    price: i64,
    amount: i64,
    date: String,
    state: String,
    reason: String,
    delivered_heads: Option<i64>,
    delivered_mass: Option<i64>,
    delivered_date: Option<String>,
    due: Option<i64>,
    paid: i64,
}

/// One sale.
pub(super) async fn sale(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: SaleRow = sqlx::query_as(
        "SELECT seller, buyer, division, kind, species, heads, mass, price_for, price, amount, date, state, reason, \
         delivered_heads, delivered_mass, delivered_date, due, paid FROM sales WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    may_see(
        &desk,
        &[Some(row.seller), Some(row.buyer)],
        &[&row.division],
    )?;
    let side = if desk.is_own(Some(row.buyer)) {
        Side::Bought
    } else if desk.is_own(Some(row.seller)) {
        Side::Sold
    } else {
        Side::Area
    };
    let (list, path) = side.list();
    let page = Page {
        back: Some((t.say(list), path.to_owned())),
        caption: names::subject(t, &format!("sale:{id}")),
        title: goods_words(&desk, &row.kind, &row.species, row.heads),
        tag: Some(state(&desk, &row.state)),
        warnings: warnings(&desk, id).await?,
        actions: actions(&desk, id, &row),
        facts: facts(&desk, &row).await?,
        sections: vec![payments(&desk, id).await?, goods(&desk, id, &row).await?],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, id: i64, row: &SaleRow) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/trade/sales/{id}");
    let go = |key: &str, part: &str| Link::main(t.say(key), format!("{path}/{part}"));
    let (buys, sells) = (desk.is_own(Some(row.buyer)), desk.is_own(Some(row.seller)));
    let mut actions = Vec::new();
    match row.state.as_str() {
        "offered" if buys => actions.push(go("do-answer-sale", "answer")),
        "confirmed" if buys => actions.push(go("do-take-delivery", "deliver")),
        "delivered" if buys || sells => actions.push(go("do-pay-sale", "pay")),
        _ => {}
    }
    if matches!(row.state.as_str(), "offered" | "confirmed") && (buys || sells) {
        actions.push(Link::grave(
            t.say("do-cancel-sale"),
            format!("{path}/cancel"),
        ));
    }
    actions.push(Link::other(
        t.say("go-sale-records"),
        format!("/records/sale:{id}"),
    ));
    actions
}

async fn facts(desk: &Desk, row: &SaleRow) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(
            t,
            "fact-seller",
            names::organisation(desk, row.seller).await?,
        ),
        fact(t, "fact-buyer", names::organisation(desk, row.buyer).await?),
        fact(t, "fact-sale-date", names::day(t.0, &row.date)),
        fact(t, "fact-sale-mass", names::mass(t.0, row.mass)),
        fact(
            t,
            "fact-price",
            price_words(desk, &row.price_for, row.price),
        ),
        fact(t, "fact-sale-amount", names::money(t, row.amount)),
    ];
    if !row.reason.is_empty() {
        facts.push(fact(t, "fact-reason", row.reason.clone()));
    }
    if let Some(date) = &row.delivered_date {
        facts.push(fact(t, "fact-delivered", names::day(t.0, date)));
    }
    facts.extend(
        row.delivered_heads
            .map(|heads| fact(t, "fact-delivered-heads", names::count(heads))),
    );
    facts.extend(
        row.delivered_mass
            .map(|mass| fact(t, "fact-delivered-mass", names::mass(t.0, mass))),
    );
    if let Some(due) = row.due {
        facts.push(fact(t, "fact-due", names::money(t, due)));
        facts.push(fact(t, "fact-paid-so-far", names::money(t, row.paid)));
    }
    facts.extend(pay_until(desk, row).await?);
    Ok(facts)
}

/// The last day for what is still to be paid, if a pack says so.
async fn pay_until(desk: &Desk, row: &SaleRow) -> Result<Option<Line>, ApiError> {
    let delivered = row.delivered_date.as_deref();
    let delivered: Option<Date> = delivered.and_then(|day| day.parse().ok());
    let Some(delivered) = delivered.filter(|_| row.state == "delivered") else {
        return Ok(None);
    };
    let setting = PolicyKey::SalePaymentDays.name();
    let days = policy(desk, &row.division, setting).await?;
    Ok(days.map(|days| {
        let last = trade::last_day(delivered, days);
        fact(desk.t, "fact-pay-until", format::date(desk.t.0, last))
    }))
}

/// Its kind, what was agreed and delivered, and the day payment was due.
type WarningRow = (String, Option<i64>, Option<i64>, Option<String>);

async fn warnings(desk: &Desk, id: i64) -> Result<Vec<String>, ApiError> {
    let rows: Vec<WarningRow> = sqlx::query_as(
        "SELECT kind, agreed, delivered, due FROM sale_warnings WHERE sale = ? ORDER BY ordinal LIMIT 20",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let t = desk.t;
    let text = |(kind, agreed, delivered, due): WarningRow| {
        let (agreed, delivered) = (agreed.unwrap_or_default(), delivered.unwrap_or_default());
        match kind.as_str() {
            "mass_differs" => t.fill(
                "sale-mass-differs",
                &[
                    ("agreed", &names::mass(t.0, agreed)),
                    ("delivered", &names::mass(t.0, delivered)),
                ],
            ),
            "heads_missing" => t.fill(
                "sale-heads-missing",
                &[
                    ("agreed", &names::count(agreed)),
                    ("delivered", &names::count(delivered)),
                ],
            ),
            _ => t.fill(
                "sale-paid-late",
                &[("date", &names::day(t.0, &due.unwrap_or_default()))],
            ),
        }
    };
    Ok(rows.into_iter().map(text).collect())
}

async fn payments(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT amount, date FROM sale_payments WHERE sale = ? ORDER BY ordinal DESC LIMIT 50",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let t = desk.t;
    Ok(Section {
        heading: t.say("sale-payments"),
        rows: rows
            .into_iter()
            .map(|(amount, date)| Row {
                title: names::money(t, amount),
                lines: vec![names::day(t.0, &date)],
                ..Row::default()
            })
            .collect(),
        empty: t.say("sale-payments-none"),
        ..Section::default()
    })
}

/// What was sold. Its files open for the seller, and for the buyer once they are the buyer's; authorities see both.
async fn goods(desk: &Desk, id: i64, sale: &SaleRow) -> Result<Section, ApiError> {
    let is_there = matches!(sale.state.as_str(), "delivered" | "settled");
    let is_linked = is_there || !desk.is_own(Some(sale.buyer));
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT goods, lives.tag FROM sale_goods LEFT JOIN lives ON lives.unit = goods \
         WHERE sale = ? ORDER BY position LIMIT 200",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let row = |(subject, tag): (String, Option<String>)| Row {
        href: match &tag {
            _ if !is_linked => String::new(),
            Some(tag) => format!("/animals/{tag}"),
            None => subject_href(&subject),
        },
        title: tag.unwrap_or_else(|| names::subject(desk.t, &subject)),
        ..Row::default()
    };
    Ok(Section {
        heading: desk.t.say("sale-goods"),
        rows: rows.into_iter().map(row).collect(),
        ..Section::default()
    })
}
