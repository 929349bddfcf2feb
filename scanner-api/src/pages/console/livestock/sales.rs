//! Forms of sales: what a seller records, and how both sides bring it to its last payment.

use county_primitives::{
    livestock::{Group, Species},
    trade::{
        GoodsKind, Price, SaleAnswer, SaleCancellation, SaleDelivery, SaleInput, SaleSettlement,
        SoldGoods,
    },
    CertificateId, DeclarationId, List, MeatId, Role, SaleId,
};
use sqlx::FromRow;

use super::{
    deed::{
        ask, ask_animals, ask_day, ask_one, ask_with_hint, ask_word, deeds, digest, form,
        form_about, number, Sent,
    },
    load,
    names::{self, fact},
};
use crate::{
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Control, Mistake, Reader, Typed},
        form::{About, Form},
        parties::Parties,
    },
    write::Write,
};

/// Who sells and buys.
pub(super) const TRADERS: [Role; 5] = [
    Role::Producer,
    Role::Slaughterhouse,
    Role::Packer,
    Role::Buyer,
    Role::Market,
];

/// What is sold alive.
const ALIVE: [&str; 3] = ["live", "breeding_stock", "young"];
/// What is sold as meat.
const MEAT: [&str; 4] = ["half_carcass", "carcass", "cut", "package"];

deeds! {
    /// Records a sale.
    Sell => sell_form, sell;
    /// Confirms or refuses a sale.
    AnswerSale => answer_form, answer;
    /// Calls a sale off.
    CancelSale => cancel_form, cancel;
    /// Takes delivery.
    TakeDelivery => delivery_form, take_delivery;
    /// Records a payment.
    PaySale => payment_form, pay;
}

/// What a form of a sale starts from: the page before named it.
enum Source {
    /// The load of a declaration.
    Declaration(i64),
    /// The load of a certificate.
    Certificate(i64),
    /// Pieces of meat, of which one may be known.
    Meat(String),
    /// Animals, of which some may be known.
    Animals(String),
}

impl Source {
    fn of(desk: &Desk, target: &str) -> Self {
        let known = target.split_once(':');
        let numbered = known.and_then(|(kind, id)| Some((kind, id.parse::<i64>().ok()?)));
        match numbered {
            Some(("declaration", id)) => Self::Declaration(id),
            Some(("certificate", id)) => Self::Certificate(id),
            Some(("meat", id)) => Self::Meat(id.to_string()),
            None if target.is_empty() && !desk.session.has(Role::Producer) => {
                Self::Meat(String::new())
            }
            _ => Self::Animals(target.to_owned()),
        }
    }
}

/// Whether a certificate is about meat.
async fn is_of_meat(desk: &Desk, certificate: i64) -> Result<bool, ApiError> {
    let form: String = sqlx::query_scalar("SELECT form FROM certificates WHERE id = ?")
        .bind(certificate)
        .fetch_one(&desk.app.db.reader)
        .await?;
    Ok(!form.starts_with("animal"))
}

async fn sell_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let own = desk.organisation()?;
    let mut form = form(desk, "sell");
    form.explain.push(t.say("do-sell-explain"));
    let mut kinds: &[&str] = &ALIVE;
    match Source::of(desk, &about.target) {
        Source::Declaration(_) => {}
        Source::Certificate(id) => {
            if is_of_meat(desk, id).await? {
                kinds = &MEAT;
            }
        }
        Source::Meat(known) => {
            kinds = &MEAT;
            form.fields
                .push(ask_with_hint(desk, "sold_meats", Control::Lines).value(known));
        }
        Source::Animals(known) => {
            form.fields
                .extend(ask_animals(desk, &known, Some(("farm", own))).await?);
        }
    }
    if form.fields.is_empty() {
        form.facts
            .push(fact(t, "fact-sale-goods", names::subject(t, &about.target)));
    }
    let others = Parties::with(&TRADERS, &format!("organisations.id <> {own}"));
    let buyer = ask(desk, "buyer", Control::Select(Vec::new()));
    form.fields.extend([
        ask_word(desk, "goods_kind", "goods", kinds),
        others.offer(desk, buyer).await?,
        ask_with_hint(desk, "sale_mass", Control::Decimal).suffix(t.say("unit-kilogram")),
        ask_word(desk, "price_for", "price", &["per_kilogram", "per_head"]).value("per_kilogram"),
        ask_with_hint(desk, "price", Control::Decimal).suffix(t.say("unit-yuan")),
        ask_day(desk, "date"),
    ]);
    Ok(form)
}

/// What is sold, with what the index knows of it.
struct Sold {
    goods: SoldGoods,
    species: Species,
    heads: u32,
}

#[derive(FromRow)]
struct Counted {
    species: String,
    heads: i64,
}

impl Counted {
    fn sold(self, goods: SoldGoods) -> Result<Sold, ApiError> {
        let species = serde_json::from_value(serde_json::Value::String(self.species))?;
        Ok(Sold {
            goods,
            species,
            heads: u32::try_from(self.heads).map_err(ApiError::internal)?,
        })
    }
}

/// The goods that the form names, or what is wrong with them.
async fn sold(
    desk: &Desk,
    about: &About,
    typed: &Typed,
) -> Result<Result<Sold, Mistake>, ApiError> {
    let db = &desk.app.db.reader;
    let counted =
        |query: &'static str, id: i64| sqlx::query_as::<_, Counted>(query).bind(id).fetch_one(db);
    Ok(match Source::of(desk, &about.target) {
        Source::Declaration(id) => {
            let query = "SELECT declarations.species, COALESCE(certificates.heads_now, declarations.heads) AS heads \
                         FROM declarations LEFT JOIN certificates ON certificates.id = declarations.certificate \
                         WHERE declarations.id = ?";
            let goods = SoldGoods::Declaration(DeclarationId(number(id)?));
            Ok(counted(query, id).await?.sold(goods)?)
        }
        Source::Certificate(id) => {
            let query = if is_of_meat(desk, id).await? {
                "SELECT MIN(meats.species) AS species, COUNT(*) AS heads FROM certificate_meats \
                 JOIN meats ON meats.id = certificate_meats.meat WHERE certificate_meats.certificate = ?"
            } else {
                "SELECT species, heads_now AS heads FROM certificates WHERE id = ?"
            };
            let goods = SoldGoods::Certificate(CertificateId(number(id)?));
            Ok(counted(query, id).await?.sold(goods)?)
        }
        Source::Meat(_) => meats(desk, typed).await?,
        Source::Animals(_) => match load::read_group(desk, typed).await? {
            Ok(named) => animals(desk, named.group).await?,
            Err(mistake) => Err(mistake),
        },
    })
}

async fn meats(desk: &Desk, typed: &Typed) -> Result<Result<Sold, Mistake>, ApiError> {
    let numbers = typed
        .get("sold_meats")
        .split([' ', '\n', '\r', '\t', ',', '，', '、']);
    let numbers: Option<Vec<MeatId>> = numbers
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok())
        .collect();
    let mistake = || Err(("sold_meats", desk.t.say("mistake-sold-meats")));
    let Some(numbers) = numbers else {
        return Ok(mistake());
    };
    let Some(first) = numbers.first().copied() else {
        return Ok(mistake());
    };
    let heads = numbers.len();
    let Ok(list) = List::try_from(numbers) else {
        return Ok(mistake());
    };
    let species: Option<String> = sqlx::query_scalar("SELECT species FROM meats WHERE id = ?")
        .bind(crate::db::sql(first.0))
        .fetch_optional(&desk.app.db.reader)
        .await?;
    let Some(species) = species else {
        return Ok(mistake());
    };
    let counted = Counted {
        species,
        heads: i64::try_from(heads).map_err(ApiError::internal)?,
    };
    Ok(Ok(counted.sold(SoldGoods::Meats(list))?))
}

async fn animals(desk: &Desk, group: Group) -> Result<Result<Sold, Mistake>, ApiError> {
    let units = match &group {
        Group::Tags(ranges) => {
            let species = ranges
                .first()
                .map_or(Species::Pig, |range| range.from.species());
            let heads = group.len();
            return Ok(Ok(Sold {
                goods: SoldGoods::Animals(group),
                species,
                heads,
            }));
        }
        Group::Units(units) => units.to_vec(),
    };
    let mut all: Option<Counted> = None;
    for unit in units {
        let found: Option<Counted> =
            sqlx::query_as("SELECT species, heads FROM lives WHERE unit = ?")
                .bind(unit.subject().to_string())
                .fetch_optional(&desk.app.db.reader)
                .await?;
        let Some(found) = found else {
            return Ok(Err(("tags", desk.t.say("mistake-no-animals"))));
        };
        all = Some(match all {
            None => found,
            Some(before) => Counted {
                heads: before.heads.saturating_add(found.heads),
                ..before
            },
        });
    }
    match all {
        Some(counted) => Ok(Ok(counted.sold(SoldGoods::Animals(group))?)),
        None => Ok(Err(("tags", desk.t.say("mistake-no-animals")))),
    }
}

async fn sell(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let found = sold(desk, about, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let sold = match found {
        Ok(sold) => Some(sold),
        Err((name, text)) => {
            read.note(name, text);
            None
        }
    };
    let kind = read.word::<GoodsKind>("goods_kind", "mistake-choose");
    let buyer = Parties::any().read(desk, &mut read, typed, "buyer").await?;
    let mass = read.kilograms("sale_mass");
    let fen = read.fen("price");
    let price = match typed.get("price_for") {
        "per_head" => Price::PerHead(fen),
        _ => Price::PerKilogram(fen),
    };
    let amount = sold.as_ref().map(|sold| price.amount(sold.heads, mass));
    if amount == Some(None) {
        read.mistake("price", "mistake-sale-amount");
    }
    let date = read.date("date");
    read.done()?;
    let (Some(sold), Some(kind), Some(buyer), Some(Some(amount))) = (sold, kind, buyer, amount)
    else {
        return Err(ApiError::not_found().into());
    };
    let sale = SaleInput {
        buyer,
        kind,
        species: sold.species,
        goods: sold.goods,
        heads: sold.heads,
        mass,
        price,
        amount,
        date,
    };
    Ok(desk
        .send(write, "Trade", "record_sales", vec![sale])
        .await?)
}

#[derive(FromRow)]
struct SaleRow {
    seller: i64,
    buyer: i64,
    kind: String,
    species: String,
    heads: i64,
    mass: i64,
    price_for: String,
    price: i64,
    amount: i64,
    due: Option<i64>,
    paid: i64,
}

/// A form about a sale of the own organisation, with what was agreed.
async fn sale_about(desk: &Desk, key: &str, id: i64) -> Result<(Form, SaleRow), ApiError> {
    let t = desk.t;
    let row: SaleRow = sqlx::query_as(
        "SELECT seller, buyer, kind, species, heads, mass, price_for, price, amount, due, paid \
         FROM sales WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(Some(row.seller)) && !desk.is_own(Some(row.buyer)) {
        return Err(ApiError::not_found());
    }
    let mut form = form_about(desk, key, &format!("sale:{id}"));
    form.facts = vec![
        fact(
            t,
            "fact-sale-goods",
            goods_words(desk, &row.kind, &row.species, row.heads),
        ),
        fact(
            t,
            "fact-seller",
            names::organisation(desk, row.seller).await?,
        ),
        fact(t, "fact-buyer", names::organisation(desk, row.buyer).await?),
        fact(t, "fact-sale-mass", names::mass(t.0, row.mass)),
        fact(
            t,
            "fact-price",
            price_words(desk, &row.price_for, row.price),
        ),
        fact(t, "fact-sale-amount", names::money(t, row.amount)),
    ];
    form.is_final = true;
    Ok((form, row))
}

/// Kind, species and heads of goods: 活畜禽 · 猪 130 头.
pub(super) fn goods_words(desk: &Desk, kind: &str, species: &str, heads: i64) -> String {
    let what = names::word(desk.t, "goods", kind);
    let heads = if ALIVE.contains(&kind) {
        names::heads(desk.t, species, heads)
    } else {
        let pieces = names::count(heads);
        let pieces = desk.t.fill("count-pieces", &[("number", &pieces)]);
        format!("{} {pieces}", names::word(desk.t, "species", species))
    };
    format!("{what} · {heads}")
}

/// A price with what it is for.
pub(super) fn price_words(desk: &Desk, price_for: &str, fen: i64) -> String {
    let money = names::money(desk.t, fen);
    format!("{money} {}", names::word(desk.t, "price", price_for))
}

/// Refuses a form of the buyer to everybody else.
fn ensure_buyer(desk: &Desk, row: &SaleRow) -> Result<(), ApiError> {
    if desk.is_own(Some(row.buyer)) {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

async fn answer_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, row) = sale_about(desk, "answer-sale", about.id).await?;
    ensure_buyer(desk, &row)?;
    form.fields = vec![
        ask_one(
            desk,
            "agreed",
            names::choices(desk.t, "agreed", &["yes", "no"]),
        ),
        ask_with_hint(desk, "sale_reason", Control::Text),
    ];
    Ok(form)
}

async fn answer(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let accepted = match typed.get("agreed") {
        "yes" => true,
        "no" => false,
        _ => {
            read.mistake("agreed", "mistake-choose");
            false
        }
    };
    let reason = if accepted {
        read.text("sale_reason")
    } else {
        read.needed("sale_reason", "mistake-reason")
    };
    read.done()?;
    let answer = SaleAnswer {
        sale: SaleId(number(about.id)?),
        accepted,
        reason,
    };
    Ok(desk
        .send(write, "Trade", "answer_sales", vec![answer])
        .await?)
}

async fn cancel_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, _) = sale_about(desk, "cancel-sale", about.id).await?;
    form.explain.push(desk.t.say("do-cancel-sale-explain"));
    form.fields = vec![ask_with_hint(desk, "sale_reason", Control::Text)];
    Ok(form)
}

async fn cancel(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("sale_reason", "mistake-reason");
    read.done()?;
    let cancellation = SaleCancellation {
        sale: SaleId(number(about.id)?),
        reason,
    };
    Ok(desk
        .send(write, "Trade", "cancel_sales", vec![cancellation])
        .await?)
}

async fn delivery_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, row) = sale_about(desk, "take-delivery", about.id).await?;
    ensure_buyer(desk, &row)?;
    form.explain.push(desk.t.say("do-take-delivery-explain"));
    form.fields = vec![
        ask_with_hint(desk, "delivered_heads", Control::Whole).value(row.heads.to_string()),
        ask_with_hint(desk, "delivered_mass", Control::Decimal)
            .suffix(desk.t.say("unit-kilogram"))
            .value(names::kilograms(row.mass)),
        ask_day(desk, "date"),
    ];
    Ok(form)
}

async fn take_delivery(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let heads = read.whole("delivered_heads");
    let mass = read.kilograms("delivered_mass");
    let date = read.date("date");
    read.done()?;
    let delivery = SaleDelivery {
        sale: SaleId(number(about.id)?),
        heads,
        mass,
        date,
    };
    Ok(desk
        .send(write, "Trade", "deliver_sales", vec![delivery])
        .await?)
}

async fn payment_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (mut form, row) = sale_about(desk, "pay-sale", about.id).await?;
    let due = row.due.unwrap_or_default();
    let open = due.saturating_sub(row.paid);
    form.facts.extend([
        fact(t, "fact-due", names::money(t, due)),
        fact(t, "fact-paid-so-far", names::money(t, row.paid)),
    ]);
    form.fields = vec![
        ask(desk, "paid_amount", Control::Decimal)
            .suffix(t.say("unit-yuan"))
            .value(format!("{}.{:02}", open / 100, open % 100)),
        ask_day(desk, "date"),
        ask_with_hint(desk, "receipt", Control::File),
    ];
    Ok(form)
}

async fn pay(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "receipt").await?;
    let mut read = Reader::new(typed, desk.t);
    let amount = read.fen("paid_amount");
    let date = read.date("date");
    let receipt = digest(&mut read, "receipt");
    read.done()?;
    let settlement = SaleSettlement {
        sale: SaleId(number(about.id)?),
        amount,
        date,
        receipt,
    };
    Ok(desk
        .send(write, "Trade", "settle_sales", vec![settlement])
        .await?)
}
