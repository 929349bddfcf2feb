//! Milk and eggs: the form of the farm, and a lot with the animals it comes from.

use axum::{extract::Path, response::Response};
use county_primitives::{
    livestock::{Food, FoodInput, FoodKind},
    Role,
};
use sqlx::FromRow;

use super::{
    deed::{ask, ask_animals, ask_day, ask_with_hint, ask_word, deeds, form, Sent},
    farm::own_herds,
    load,
    names::{self, fact},
    pages::may_see,
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
        view::{self, Page, Row, Section},
        Trouble,
    },
    routes::livestock::foods::{self, FoodUnit},
    write::Write,
};

deeds! {
    /// Records milk or eggs.
    RecordFood => food_form, record_food;
}

/// Who buys milk and eggs: raw milk stations, dairies, traders, packing houses.
const RECEIVERS: [Role; 3] = [Role::Buyer, Role::Packer, Role::Market];

/// Whom milk and eggs can be delivered to.
fn receivers() -> Parties {
    Parties::with(&RECEIVERS, "1 = 1")
}

async fn food_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "food");
    form.explain.push(desk.t.say("do-food-explain"));
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    let to = ask_with_hint(desk, "food_to", Control::Select(Vec::new()));
    let to = receivers().offer(desk, to).await?;
    form.fields.extend([
        ask_word(desk, "food", "food", &["milk", "eggs"]),
        ask(desk, "food_mass", Control::Decimal)
            .suffix(desk.t.say("unit-kilogram"))
            .half(),
        ask_with_hint(desk, "eggs", Control::Whole).half(),
        ask_day(desk, "date"),
        to,
    ]);
    Ok(form)
}

async fn record_food(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let kind = read.word::<FoodKind>("food", "mistake-choose");
    let mass = read.kilograms("food_mass");
    let food = match kind {
        Some(FoodKind::Eggs) => Food::Eggs {
            count: read.whole("eggs"),
            mass,
        },
        Some(FoodKind::Milk) | None => Food::Milk { mass },
    };
    let date = read.date("date");
    let to = if read.is_blank("food_to") {
        None
    } else {
        receivers().read(desk, &mut read, typed, "food_to").await?
    };
    read.done()?;
    let lot = FoodInput {
        group: group?,
        food,
        date,
        to,
    };
    Ok(desk
        .send(write, "Livestock", "record_food", vec![lot])
        .await?)
}

#[derive(FromRow)]
struct LotRow {
    kind: String,
    species: String,
    farm: i64,
    village: String,
    heads: i64,
    mass: i64,
    eggs: Option<i64>,
    date: String,
    receiver: Option<i64>,
    ledger_ms: i64,
}

/// A lot, for its farm, who received it, and the authorities of the place.
pub(super) async fn lot(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: LotRow = sqlx::query_as(
        "SELECT kind, species, farm, village, heads, mass, eggs, date, receiver, ledger_ms \
         FROM food_lots WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    may_see(&desk, &[Some(row.farm), row.receiver], &[&row.village])?;
    let farm = names::organisation(&desk, row.farm).await?;
    let mut facts = vec![
        fact(
            t,
            "fact-farm",
            format!("{farm} · {}", names::place(&desk, &row.village)),
        ),
        fact(t, "fact-load", names::heads(t, &row.species, row.heads)),
        fact(t, "fact-food-mass", names::mass(t.0, row.mass)),
    ];
    facts.extend(
        row.eggs
            .map(|eggs| fact(t, "fact-eggs", names::count(eggs))),
    );
    facts.push(fact(t, "fact-food-day", names::day(t.0, &row.date)));
    let receiver = match row.receiver {
        Some(receiver) => names::organisation(&desk, receiver).await?,
        None => t.say("food-kept"),
    };
    facts.push(fact(t, "fact-receiver", receiver));
    facts.push(fact(t, "fact-recorded", names::instant(t.0, row.ledger_ms)));
    let givers = foods::givers(&desk.app, id, row.ledger_ms).await?;
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::word(t, "food", &row.kind),
        title: t.fill("food-title", &[("id", &id.to_string())]),
        facts,
        sections: vec![Section {
            heading: t.say("food-givers"),
            rows: givers.iter().map(|unit| giver(&desk, unit)).collect(),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// An animal or herd of a lot, with the drug record that its farm owes to the buyer.
fn giver(desk: &Desk, unit: &FoodUnit) -> Row {
    let t = desk.t;
    let name = names::subject(t, &unit.unit);
    let treated = match (&unit.last_dose, &unit.food_from) {
        (Some(last), Some(from)) => t.fill(
            "line-food-treated",
            &[
                ("last", &names::day(t.0, last)),
                ("from", &names::day(t.0, from)),
            ],
        ),
        _ => t.say("line-food-untreated"),
    };
    Row {
        title: unit.tag.clone().unwrap_or(name),
        lines: vec![treated],
        ..Row::default()
    }
}
