//! What an issuer does with codes: asks for them, prints, activates, spoils and voids them.

use async_trait::async_trait;
use county_primitives::{
    labels::{Activation, CodeRange, Goods, Voiding},
    BatchId, BrandId, CodeKind, Grams, LotId, MeatId, ProductClass,
};
use sqlx::FromRow;

use super::{choose, choose_only, id};
use crate::{
    error::ApiError,
    extract::ItemsBody,
    pages::{
        console::{
            desk::Desk,
            fields::{Choice, Control, Field, Reader, Typed},
            form::{About, Action, Form, Refusal},
            labels::{Batch, Range},
            lists::LotRow,
            names,
            view::Link,
        },
        words::Words,
    },
    routes::batches::{issue_batches, NewBatch},
    write::{Write, WriteAnswer},
};

/// Asks for a batch of codes.
#[derive(Clone, Copy)]
pub(crate) struct AskForCodes;

#[derive(FromRow)]
struct Quota {
    brand: i64,
    season: i64,
    unit_net: i64,
    codes: i64,
    issued: i64,
    name: Option<String>,
}

impl Quota {
    /// The approved quotas that have codes left.
    async fn own(desk: &Desk) -> Result<Vec<Self>, ApiError> {
        Ok(sqlx::query_as(
            "SELECT quotas.brand, season, unit_net, codes, issued, brands.name FROM quotas \
             LEFT JOIN brands ON brands.id = quotas.brand \
             WHERE organisation = ? AND approved AND issued < codes ORDER BY season DESC, brand",
        )
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
    }

    /// What is sent when it is chosen.
    fn value(&self) -> String {
        format!("{}-{}", self.brand, self.season)
    }

    fn choice(&self, t: Words) -> Choice {
        let left = names::count(self.codes.saturating_sub(self.issued));
        let name = self.name.clone().unwrap_or_default();
        let season = t.fill("season-value", &[("year", &self.season.to_string())]);
        let net = names::mass(t.0, self.unit_net);
        let hint = t.fill("quota-hint", &[("left", &left), ("net", &net)]);
        Choice::new(self.value(), format!("{name} · {season}")).hint(hint)
    }
}

#[async_trait]
impl Action for AskForCodes {
    async fn form(&self, desk: &Desk, _: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let mut form = Form::new(desk, "ask-codes-title", "ask-codes-button");
        form.back = Some((t.say("batches-title"), "/console/batches".to_owned()));
        let quotas = Quota::own(desk).await?;
        if quotas.is_empty() {
            form.explain.push(t.say("blocked-no-quota"));
            form.blocked = Some(Link::main(t.say("go-batches"), "/console/batches"));
            return Ok(form);
        }
        let choices = quotas.iter().map(|quota| quota.choice(t)).collect();
        let kinds = vec![
            Choice::new("item", t.say("code-kind-item")),
            Choice::new("box", t.say("code-kind-box")),
            Choice::new("pallet", t.say("code-kind-pallet")),
            Choice::new("meat", t.say("code-kind-meat")),
        ];
        form.fields = vec![
            choose_only(t, "quota", "field-quota", choices),
            Field::new(t, "count", "field-count", Control::Whole)
                .suffix(t.say("unit-codes"))
                .hint(t.say("hint-count")),
            Field::new(t, "kind", "field-code-kind", Control::Radios(kinds)).value("item"),
        ];
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        _: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let quotas = Quota::own(desk).await?;
        let mut read = Reader::new(typed, desk.t);
        let quota = quotas
            .iter()
            .find(|quota| quota.value() == typed.get("quota"));
        if quota.is_none() {
            read.mistake("quota", "mistake-quota");
        }
        let count = read.whole("count");
        let kind = read.word::<CodeKind>("kind", "mistake-choose");
        read.done()?;
        let Some(quota) = quota else {
            return Err(ApiError::not_found().into());
        };
        let batch = NewBatch {
            brand: BrandId(u32::try_from(quota.brand).map_err(ApiError::internal)?),
            season: u16::try_from(quota.season).map_err(ApiError::internal)?,
            kind: kind.unwrap_or(CodeKind::Item),
            count,
            unit_net: Grams(id(quota.unit_net)?),
        };
        let body = ItemsBody { items: vec![batch] };
        Ok(issue_batches(&desk.app, write, body).await?)
    }
}

/// A form about a range of a batch. The range offered is the first that the deed can be done to.
async fn range_form(
    desk: &Desk,
    about: &About,
    title: &str,
    button: &str,
    states: &[&str],
) -> Result<Form, ApiError> {
    let t = desk.t;
    let batch = Batch::own(desk, about.id).await?;
    let ranges = Range::of(desk, about.id).await?;
    let name = names::subject(t, &format!("batch:{}", about.id));
    let mut form = Form::new(desk, title, button);
    form.caption = format!("{name} · {}", batch.brand_name.unwrap_or_default());
    form.back = Some((name, format!("/console/batches/{}", about.id)));
    let offered = ranges
        .iter()
        .find(|range| states.contains(&range.state.as_str()));
    let (from, to) = offered.map_or((String::new(), String::new()), |range| {
        (range.first.to_string(), range.last.to_string())
    });
    let last = batch.count.saturating_sub(1).to_string();
    form.fields = vec![
        Field::new(t, "from", "field-from", Control::Whole)
            .value(from)
            .hint(t.fill("hint-range", &[("last", &last)])),
        Field::new(t, "to", "field-to", Control::Whole).value(to),
    ];
    Ok(form)
}

fn range(read: &mut Reader<'_>, about: &About) -> Result<CodeRange, Refusal> {
    let batch = u32::try_from(about.id).map_err(|_| ApiError::not_found())?;
    let (from, to) = (read.index("from"), read.index("to"));
    if from > to {
        read.mistake("to", "mistake-range");
    }
    Ok(CodeRange {
        batch: BatchId(batch),
        from,
        to,
    })
}

/// Records what became of a range: printed, or spoiled.
#[derive(Clone, Copy)]
pub(crate) struct RecordRange {
    title: &'static str,
    button: &'static str,
    explain: &'static str,
    call: &'static str,
    /// The states of codes it can be done to, the likeliest first.
    states: &'static [&'static str],
    /// Whether it ends the codes: then nothing is offered, because most labels are good.
    is_final: bool,
}

/// Records that a range was printed.
pub(crate) const PRINT: RecordRange = RecordRange {
    title: "print-title",
    button: "print-button",
    explain: "print-explain",
    call: "record_prints",
    states: &["reserved"],
    is_final: false,
};

/// Records that a range was spoiled.
pub(crate) const SPOIL: RecordRange = RecordRange {
    title: "spoil-title",
    button: "spoil-button",
    explain: "spoil-explain",
    call: "record_spoils",
    states: &["printed", "reserved"],
    is_final: true,
};

#[async_trait]
impl Action for RecordRange {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let mut form = range_form(desk, about, self.title, self.button, self.states).await?;
        if self.is_final {
            for field in &mut form.fields {
                field.value.clear();
            }
        }
        form.explain.push(desk.t.say(self.explain));
        form.is_final = self.is_final;
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
        let range = range(&mut read, about)?;
        read.done()?;
        Ok(desk.send(write, "Labels", self.call, vec![range]).await?)
    }
}

/// Binds a range to a lot.
#[derive(Clone, Copy)]
pub(crate) struct Activate;

/// The lots at hand that a brand accepts: of its product and, if it names grades, of one of them.
async fn lots_for(desk: &Desk, brand: i64) -> Result<Vec<Choice>, ApiError> {
    let (product, grades): (String, String) =
        sqlx::query_as("SELECT product, grades FROM brands WHERE id = ?")
            .bind(brand)
            .fetch_one(&desk.app.db.reader)
            .await?;
    let brand_product: ProductClass = product.parse().map_err(ApiError::internal)?;
    let grades: Vec<String> = serde_json::from_str(&grades)?;
    let query = format!(
        "SELECT {} FROM lots WHERE holder = ? AND mass_left > 0 AND test_flag <> 'failed' \
         ORDER BY lots.id DESC LIMIT 200",
        LotRow::COLUMNS
    );
    let rows: Vec<LotRow> = sqlx::query_as(&query)
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(rows
        .iter()
        .filter(|row| row.fits(brand_product, &grades))
        .map(|row| Choice::new(row.id, row.title(desk)).hint(row.left(desk)))
        .collect())
}

/// The pieces of meat at hand that a brand accepts.
async fn meats_for(desk: &Desk, brand: i64) -> Result<Vec<Choice>, ApiError> {
    let product: String = sqlx::query_scalar("SELECT product FROM brands WHERE id = ?")
        .bind(brand)
        .fetch_one(&desk.app.db.reader)
        .await?;
    let brand_product: ProductClass = product.parse().map_err(ApiError::internal)?;
    let rows: Vec<(i64, String, String, String, i64)> = sqlx::query_as(
        "SELECT id, kind, name, product, mass_left FROM meats WHERE holder = ? AND mass_left > 0 \
         AND NOT recalled AND kind <> 'carcass' ORDER BY id DESC LIMIT 200",
    )
    .bind(desk.organisation()?)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let fits = |product: &str| {
        product
            .parse()
            .is_ok_and(|product| brand_product.contains(product))
    };
    let choice = |(id, kind, name, _, left): &(i64, String, String, String, i64)| {
        let kind = desk.t.say(&format!("word-meat-{kind}"));
        let left = names::mass(desk.t.0, *left);
        Choice::new(id, format!("{kind} {name}").trim_end())
            .hint(desk.t.fill("lot-left", &[("mass", &left)]))
    };
    let fitting = rows.iter().filter(|(_, _, _, product, _)| fits(product));
    Ok(fitting.map(choice).collect())
}

/// Whether the codes of a batch go on meat.
async fn is_for_meat(desk: &Desk, batch: i64) -> Result<bool, ApiError> {
    let kind: String = sqlx::query_scalar("SELECT kind FROM batches WHERE id = ?")
        .bind(batch)
        .fetch_one(&desk.app.db.reader)
        .await?;
    Ok(kind == "meat")
}

#[async_trait]
impl Action for Activate {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let batch = Batch::own(desk, about.id).await?;
        let mut form = range_form(
            desk,
            about,
            "activate-title",
            "activate-button",
            &["printed"],
        )
        .await?;
        let lots = if is_for_meat(desk, about.id).await? {
            meats_for(desk, batch.brand).await?
        } else {
            lots_for(desk, batch.brand).await?
        };
        if lots.is_empty() {
            form.fields.clear();
            form.explain.push(t.say("blocked-no-lot"));
            form.blocked = Some(Link::main(t.say("go-lots"), "/console/lots"));
            return Ok(form);
        }
        let net = names::mass(t.0, batch.unit_net);
        form.explain
            .push(t.fill("activate-explain", &[("net", &net)]));
        form.fields
            .insert(0, Field::new(t, "lot", "field-lot", choose(lots)));
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
        let lot = read.chosen::<u64>("lot", "mistake-lot");
        let range = range(&mut read, about)?;
        read.done()?;
        let number = lot.unwrap_or_default();
        let goods = if is_for_meat(desk, about.id).await? {
            Goods::Meat(MeatId(number))
        } else {
            Goods::Lot(LotId(number))
        };
        let activation = Activation { range, goods };
        Ok(desk
            .send(write, "Labels", "activate_ranges", vec![activation])
            .await?)
    }
}

/// Takes a range out of use.
#[derive(Clone, Copy)]
pub(crate) struct Void;

#[async_trait]
impl Action for Void {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let states = ["active", "printed"];
        let mut form = range_form(desk, about, "void-title", "void-button", &states).await?;
        for field in &mut form.fields {
            field.value.clear();
        }
        form.explain.push(t.say("void-explain"));
        form.fields.push(
            Field::new(t, "reason", "field-reason", Control::Text).hint(t.say("hint-reason")),
        );
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
        let range = range(&mut read, about)?;
        let reason = read.needed("reason", "mistake-reason");
        read.done()?;
        let voiding = Voiding { range, reason };
        Ok(desk
            .send(write, "Labels", "void_codes", vec![voiding])
            .await?)
    }
}
