//! What a holder of lots does: hands them over and grades them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use county_primitives::{
    produce::{Delivery, GradeMetrics, GradeOutput, GradeParent, GradingInput},
    Grams, List, LotId, ProductClass, Role, Text,
};
use sqlx::FromRow;

use super::id;
use crate::{
    error::ApiError,
    pages::{
        console::{
            desk::Desk,
            details,
            fields::{Choice, Control, Field, Reader, Typed},
            form::{About, Action, Form, Refusal},
            lists::LotRow,
            names,
            parties::Parties,
            view::{Line, Link},
        },
        words::Words,
    },
    write::{Write, WriteAnswer},
};

#[derive(FromRow)]
struct Lot {
    holder: Option<i64>,
    product: String,
    mass_left: i64,
}

impl Lot {
    /// A lot that the own organisation holds.
    async fn held(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let lot: Self = sqlx::query_as("SELECT holder, product, mass_left FROM lots WHERE id = ?")
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        if desk.is_own(lot.holder) {
            Ok(lot)
        } else {
            Err(ApiError::not_found())
        }
    }

    async fn form(
        &self,
        desk: &Desk,
        id: i64,
        title: &str,
        button: &str,
    ) -> Result<Form, ApiError> {
        let t = desk.t;
        let lot = names::subject(t, &format!("lot:{id}"));
        let mut form = Form::new(desk, title, button);
        form.caption = format!("{lot} · {}", names::product(t, &self.product));
        form.back = Some((lot, format!("/console/lots/{id}")));
        form.facts.push(Line {
            label: t.say("fact-mass-left"),
            value: names::mass(t.0, self.mass_left),
        });
        form.explain = details::holds(desk, id).await?;
        if !form.explain.is_empty() {
            let href = format!("/console/lots/{id}");
            form.blocked = Some(Link::main(t.say("go-lot"), href));
        }
        Ok(form)
    }
}

/// Hands a lot over.
#[derive(Clone, Copy)]
pub(crate) struct Deliver;

/// Who may receive lots: active organisations with a packer or a buyer.
fn receivers(desk: &Desk) -> Result<Parties, ApiError> {
    let others = format!("organisations.id <> {}", desk.organisation()?);
    Ok(Parties::with(&[Role::Packer, Role::Buyer], &others))
}

/// Whom the organisation handed lots to last, by name.
async fn known_receivers(desk: &Desk) -> Result<Vec<String>, ApiError> {
    let names = sqlx::query_scalar(
        "SELECT organisations.name FROM deliveries \
         JOIN organisations ON organisations.id = deliveries.receiver \
         WHERE deliveries.sender = ? AND organisations.name IS NOT NULL \
         GROUP BY organisations.name ORDER BY MAX(deliveries.block) DESC LIMIT 12",
    );
    Ok(names
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

#[async_trait]
impl Action for Deliver {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let lot = Lot::held(desk, about.id).await?;
        let mut form = lot
            .form(desk, about.id, "deliver-title", "deliver-button")
            .await?;
        let to = Field::new(t, "to", "field-receiver", Control::Text);
        let mut to = receivers(desk)?.offer(desk, to).await?;
        let is_typed = matches!(to.control, Control::Text);
        if !is_typed && to.control.choices().is_empty() {
            form.explain.push(t.say("blocked-no-receiver"));
            let href = format!("/console/lots/{}", about.id);
            form.blocked = Some(Link::main(t.say("go-lot"), href));
            return Ok(form);
        }
        form.explain.push(t.say("deliver-explain"));
        if is_typed {
            to = to.suggest(known_receivers(desk).await?);
        }
        form.fields = vec![to];
        form.is_final = true;
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let mut read = Reader::new(typed, desk.t);
        let to = receivers(desk)?.read(desk, &mut read, typed, "to").await?;
        read.done()?;
        let delivery = Delivery {
            lot: LotId(id(about.id)?),
            to: to.unwrap_or_default(),
        };
        Ok(desk
            .send(write, "Produce", "deliver_lots", vec![delivery])
            .await?)
    }
}

/// Grades a lot.
#[derive(Clone, Copy)]
pub(crate) struct Grade;

/// The fields of another lot that goes into the same grading; a page has room for four.
const MORE_LOTS: [[&str; 2]; 4] = [
    ["lot_2", "mass_2"],
    ["lot_3", "mass_3"],
    ["lot_4", "mass_4"],
    ["lot_5", "mass_5"],
];

/// The fields of one grade; a page has room for four.
const GRADES: [[&str; 4]; 4] = [
    ["grade_1", "net_1", "brix_1", "diameter_1"],
    ["grade_2", "net_2", "brix_2", "diameter_2"],
    ["grade_3", "net_3", "brix_3", "diameter_3"],
    ["grade_4", "net_4", "brix_4", "diameter_4"],
];

/// Other lots of the same product at hand, which may be graded together with this one.
async fn companions(desk: &Desk, id: i64, product: &str) -> Result<Vec<Choice>, ApiError> {
    let query = format!(
        "SELECT {} FROM lots WHERE holder = ? AND lots.id <> ? AND lots.product = ? AND mass_left > 0 \
         AND test_flag <> 'failed' ORDER BY lots.id DESC LIMIT 200",
        LotRow::COLUMNS
    );
    let rows: Vec<LotRow> = sqlx::query_as(&query)
        .bind(desk.organisation()?)
        .bind(id)
        .bind(product)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let choice = |row: &LotRow| {
        let (title, left) = (row.title(desk), row.left(desk));
        Choice::new(row.id, format!("{title} · {left}"))
    };
    Ok(rows.iter().map(choice).collect())
}

/// The grades that brands of a product name, in the order they name them.
async fn known_grades(desk: &Desk, product: &str) -> Result<Vec<String>, ApiError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT product, grades FROM brands ORDER BY id")
            .fetch_all(&desk.app.db.reader)
            .await?;
    let product: ProductClass = product.parse().map_err(ApiError::internal)?;
    let mut known: Vec<String> = Vec::new();
    for (brand, grades) in rows {
        let brand: ProductClass = brand.parse().map_err(ApiError::internal)?;
        if brand.contains(product) {
            let grades: Vec<String> = serde_json::from_str(&grades)?;
            known.extend(grades);
        }
    }
    let mut seen = BTreeSet::new();
    known.retain(|grade| seen.insert(grade.clone()));
    Ok(known)
}

/// The fields of the other lots.
fn more_lots(t: Words, companions: &[Choice]) -> Vec<Field> {
    let mut fields = Vec::new();
    for [lot, mass] in MORE_LOTS.into_iter().take(companions.len()) {
        let control = Control::Select(companions.to_vec());
        fields.push(Field::new(t, lot, "field-other-lot", control));
        fields.push(
            Field::new(t, mass, "field-mass-in", Control::Decimal).suffix(t.say("unit-kilogram")),
        );
    }
    if let Some(first) = fields.first_mut() {
        first.group = t.say("more-lots-group");
        first.folds = true;
        first.hint = t.say("hint-more-lots");
    }
    fields
}

/// The fields of the grades and of the loss.
fn outputs(t: Words, known: &[String]) -> Vec<Field> {
    let kilogram = || t.say("unit-kilogram");
    let mut fields = Vec::new();
    for (number, [grade, net, brix, diameter]) in (1u8..).zip(GRADES) {
        let heading = t.fill("grade-group", &[("number", &number.to_string())]);
        let name = Field::new(t, grade, "field-grade", Control::Text).suggest(known.to_vec());
        // The first grade is always there; the others open when they are needed.
        fields.push(if number == 1 {
            name.group(heading)
        } else {
            name.folded(heading)
        });
        fields.push(Field::new(t, net, "field-net", Control::Decimal).suffix(kilogram()));
        fields.push(
            Field::new(t, brix, "field-brix", Control::Decimal)
                .suffix("°Bx")
                .half(),
        );
        fields.push(
            Field::new(t, diameter, "field-diameter", Control::Whole)
                .suffix(t.say("unit-millimetre"))
                .half(),
        );
    }
    fields.push(
        Field::new(t, "loss", "field-loss", Control::Decimal)
            .suffix(kilogram())
            .folded(t.say("loss-group")),
    );
    let reason = Field::new(t, "loss_reason", "field-loss-reason", Control::Text);
    fields.push(reason);
    fields
}

/// What goes in: the lot of the page, and the others that were chosen.
fn parents(read: &mut Reader<'_>, id: u64) -> Vec<GradeParent> {
    let mut parents = vec![GradeParent {
        lot: LotId(id),
        mass: read.kilograms("mass"),
    }];
    for [lot, mass] in MORE_LOTS {
        if read.is_blank(lot) && read.is_blank(mass) {
            continue;
        }
        let other = LotId(read.chosen::<u64>(lot, "mistake-lot").unwrap_or_default());
        if parents.iter().any(|parent| parent.lot == other) {
            read.mistake(lot, "mistake-lot-twice");
        }
        parents.push(GradeParent {
            lot: other,
            mass: read.kilograms(mass),
        });
    }
    parents
}

#[async_trait]
impl Action for Grade {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let lot = Lot::held(desk, about.id).await?;
        let mut form = lot
            .form(desk, about.id, "grade-title", "grade-button")
            .await?;
        form.explain.push(t.say("grade-explain"));
        form.fields = vec![
            Field::day(t, "date", "field-date"),
            Field::new(t, "mass", "field-mass-in", Control::Decimal)
                .suffix(t.say("unit-kilogram"))
                .hint(t.say("hint-mass-in")),
        ];
        let companions = companions(desk, about.id, &lot.product).await?;
        form.fields.extend(more_lots(t, &companions));
        let known = known_grades(desk, &lot.product).await?;
        form.fields.extend(outputs(t, &known));
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let mut read = Reader::new(typed, desk.t);
        let date = read.date("date");
        let parents = parents(&mut read, id(about.id)?);
        let mut outputs = Vec::new();
        for (at, fields) in GRADES.into_iter().enumerate() {
            let is_empty = fields.iter().all(|name| read.is_blank(name));
            if at == 0 || !is_empty {
                outputs.push(output(&mut read, fields));
            }
        }
        let loss = if read.is_blank("loss") {
            Grams::ZERO
        } else {
            read.loss("loss")
        };
        let loss_reason: Text<96> = read.text("loss_reason");
        read.done()?;
        let too_many = || ApiError::internal("a form has more lots or grades than a grading");
        let grading = GradingInput {
            parents: List::try_from(parents).map_err(|_| too_many())?,
            outputs: List::try_from(outputs).map_err(|_| too_many())?,
            loss,
            loss_reason,
            date,
        };
        Ok(desk
            .send(write, "Produce", "grade_lots", vec![grading])
            .await?)
    }
}

fn output(read: &mut Reader<'_>, [grade, net, brix, diameter]: [&'static str; 4]) -> GradeOutput {
    GradeOutput {
        grade: read.needed(grade, "mistake-grade"),
        net: read.kilograms(net),
        metrics: GradeMetrics {
            brix_tenths: read.tenths(brix),
            diameter_mm: millimetres(read, diameter),
        },
    }
}

/// A diameter that may be left out.
fn millimetres(read: &mut Reader<'_>, name: &'static str) -> Option<u16> {
    if read.is_blank(name) {
        return None;
    }
    let diameter = u16::try_from(read.whole(name));
    if diameter.is_err() {
        read.mistake(name, "mistake-whole");
    }
    diameter.ok()
}
