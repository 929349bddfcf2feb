//! What a holder of lots does: hands them over and grades them.

use async_trait::async_trait;
use county_primitives::{
    produce::{Delivery, GradeMetrics, GradeOutput, GradeParent, GradingInput},
    Grams, List, LotId, OrganisationId, Text,
};
use sqlx::FromRow;

use super::id;
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        details,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Action, Form, Refusal},
        names,
        view::{Line, Link},
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
        let subject = format!("lot:{id}");
        let lot = names::subject(t, &subject);
        let mut form = Form::new(desk, title, button);
        form.caption = format!("{lot} · {}", names::product(t, &self.product));
        form.back = Some((lot, format!("/console/lots/{id}")));
        form.facts.push(Line {
            label: t.say("fact-mass-left"),
            value: names::mass(t.0, self.mass_left),
        });
        form.explain = details::holds(desk, &subject).await?;
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
async fn receivers(desk: &Desk) -> Result<Vec<Choice>, ApiError> {
    let rows: Vec<(i64, String, Option<String>, String)> = sqlx::query_as(
        "SELECT DISTINCT organisations.id, organisations.kind, organisations.name, organisations.division \
         FROM organisations JOIN members ON members.organisation = organisations.id \
         JOIN member_roles ON member_roles.member = members.id \
         WHERE organisations.status = 'active' AND members.status = 'active' \
         AND member_roles.role IN ('packer', 'buyer') AND organisations.id <> ? \
         ORDER BY organisations.id",
    )
    .bind(desk.organisation()?)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let choice = |(id, kind, name, division): (i64, String, Option<String>, String)| {
        Choice::new(id, names::organisation_name(desk.t, id, Some((kind, name))))
            .hint(names::village(desk, &division))
    };
    Ok(rows.into_iter().map(choice).collect())
}

#[async_trait]
impl Action for Deliver {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let lot = Lot::held(desk, about.id).await?;
        let mut form = lot
            .form(desk, about.id, "deliver-title", "deliver-button")
            .await?;
        let receivers = receivers(desk).await?;
        if receivers.is_empty() {
            form.explain.push(t.say("blocked-no-receiver"));
            let href = format!("/console/lots/{}", about.id);
            form.blocked = Some(Link::main(t.say("go-lot"), href));
            return Ok(form);
        }
        form.explain.push(t.say("deliver-explain"));
        let control = if receivers.len() > 6 {
            Control::Select(receivers)
        } else {
            Control::Radios(receivers)
        };
        form.fields = vec![Field::new(t, "to", "field-receiver", control)];
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
        let to = read.chosen::<u32>("to", "mistake-choose");
        read.done()?;
        let delivery = Delivery {
            lot: LotId(id(about.id)?),
            to: OrganisationId(to.unwrap_or_default()),
        };
        Ok(desk
            .send(write, "Produce", "deliver_lots", vec![delivery])
            .await?)
    }
}

/// Grades a lot.
#[derive(Clone, Copy)]
pub(crate) struct Grade;

/// The fields of one grade; a page has room for four.
const GRADES: [[&str; 4]; 4] = [
    ["grade_1", "net_1", "brix_1", "diameter_1"],
    ["grade_2", "net_2", "brix_2", "diameter_2"],
    ["grade_3", "net_3", "brix_3", "diameter_3"],
    ["grade_4", "net_4", "brix_4", "diameter_4"],
];

#[async_trait]
impl Action for Grade {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let lot = Lot::held(desk, about.id).await?;
        let mut form = lot
            .form(desk, about.id, "grade-title", "grade-button")
            .await?;
        form.explain.push(t.say("grade-explain"));
        let kilogram = t.say("unit-kilogram");
        form.fields = vec![
            Field::day(t, "date", "field-date"),
            Field::new(t, "mass", "field-mass-in", Control::Decimal)
                .suffix(kilogram.clone())
                .hint(t.say("hint-mass-in")),
        ];
        for (number, [grade, net, brix, diameter]) in (1u8..).zip(GRADES) {
            let heading = t.fill("grade-group", &[("number", &number.to_string())]);
            form.fields
                .push(Field::new(t, grade, "field-grade", Control::Text).group(heading));
            form.fields
                .push(Field::new(t, net, "field-net", Control::Decimal).suffix(kilogram.clone()));
            form.fields.push(
                Field::new(t, brix, "field-brix", Control::Decimal)
                    .suffix("°Bx")
                    .half(),
            );
            form.fields.push(
                Field::new(t, diameter, "field-diameter", Control::Whole)
                    .suffix(t.say("unit-millimetre"))
                    .half(),
            );
        }
        form.fields.push(
            Field::new(t, "loss", "field-loss", Control::Decimal)
                .suffix(kilogram)
                .hint(t.say("hint-loss"))
                .group(t.say("loss-group")),
        );
        form.fields.push(Field::new(
            t,
            "loss_reason",
            "field-loss-reason",
            Control::Text,
        ));
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
        let mass = read.kilograms("mass");
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
        let too_many = || ApiError::internal("a form has more grades than a grading");
        let parent = GradeParent {
            lot: LotId(id(about.id)?),
            mass,
        };
        let grading = GradingInput {
            parents: List::try_from(vec![parent]).map_err(|_| too_many())?,
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
            diameter_mm: if read.is_blank(diameter) {
                None
            } else {
                u16::try_from(read.whole(diameter)).ok()
            },
        },
    }
}
