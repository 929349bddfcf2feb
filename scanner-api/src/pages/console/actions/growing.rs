//! What a grower does: plots, crops, operations, uses of pesticides, harvests.

use std::collections::BTreeSet;

use async_trait::async_trait;
use county_primitives::{
    produce::{
        CycleInput, DoseUnit, HarvestInput, InputUse, Operation, OperationKind, PlotInput, PlotKind,
    },
    CycleId, DivisionCode, DivisionLevel, List, PlotId, ProductClass, Role, Text,
};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::{choose_only, id, keep_upload};
use crate::{
    chain::RawCall,
    error::ApiError,
    extract::ItemsBody,
    outline::{self, Fault, Outline},
    pages::{
        console::{
            desk::Desk,
            details::harvest_from,
            fields::{Choice, Control, Field, Reader, Typed},
            form::{About, Action, Form, Refusal},
            names,
            view::{Line, Link},
        },
        words::Words,
    },
    write::{Fingerprint, Write, WriteAnswer},
};

/// Opens a plot.
#[derive(Clone, Copy)]
pub(crate) struct OpenPlot;

/// The villages a producer's roles reach, in the order of their codes.
fn villages(desk: &Desk) -> Vec<Choice> {
    let mut open: Vec<DivisionCode> = desk
        .session
        .roles
        .iter()
        .filter(|held| held.role == Role::Producer)
        .map(|held| held.division)
        .collect();
    let mut villages = Vec::new();
    while let Some(division) = open.pop() {
        if division.level() == DivisionLevel::Village {
            villages.push(division);
        } else {
            open.extend(desk.app.divisions.children(division).map(|(code, _)| code));
        }
    }
    villages.sort_unstable();
    villages.dedup();
    let choice = |code: DivisionCode| Choice::new(code, names::village(desk, &code.to_string()));
    villages.into_iter().map(choice).collect()
}

fn plot_kinds(t: Words) -> Vec<Choice> {
    ["orchard", "open", "greenhouse"]
        .map(|kind| Choice::new(kind, names::plot_kind(t, kind)))
        .to_vec()
}

#[async_trait]
impl Action for OpenPlot {
    async fn form(&self, desk: &Desk, _: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let mut form = Form::new(desk, "open-plot-title", "open-plot-button");
        form.back = Some((t.say("plots-title"), "/console/plots".to_owned()));
        form.fields = vec![
            choose_only(t, "village", "field-village", villages(desk)),
            Field::new(t, "kind", "field-kind", Control::Radios(plot_kinds(t))),
            Field::new(t, "area", "field-area", Control::Decimal)
                .suffix(t.say("unit-mu"))
                .hint(t.say("hint-area")),
            Field::new(t, "outline", "field-outline", Control::Lines)
                .hint(t.say("hint-outline"))
                .folded(t.say("outline-group")),
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
        let mut read = Reader::new(typed, desk.t);
        let village = read.chosen::<DivisionCode>("village", "mistake-village");
        let kind = read.word::<PlotKind>("kind", "mistake-choose");
        let area = read.mu("area");
        let outline = drawn(&mut read, typed);
        read.done()?;
        // The commitment is random, so a form that is sent twice is recognised by what was typed.
        let asked = ["village", "kind", "area", "outline"].map(|name| typed.get(name));
        let fingerprint = Fingerprint::of(&("Produce.open_plots", asked))?;
        if let Some(answer) = write.replayed(&desk.app, &fingerprint).await? {
            return Ok(answer);
        }
        let geometry = match outline {
            None => outline::none(),
            Some(outline) => {
                let organisation = desk.session.organisation()?;
                outline::keep(&desk.app.db, &desk.app.vault, organisation, &outline).await?
            }
        };
        let plot = PlotInput {
            village: village.unwrap_or(DivisionCode::NATION),
            area,
            kind: kind.unwrap_or(PlotKind::Orchard),
            geometry,
        };
        let items = ItemsBody { items: vec![plot] }.bounded()?;
        let call = RawCall::new("Produce", "open_plots", &items);
        Ok(write.submit_as(&desk.app, &fingerprint, call).await?)
    }
}

/// The outline that was typed in, if one was.
fn drawn(read: &mut Reader<'_>, typed: &Typed) -> Option<Outline> {
    if read.is_blank("outline") {
        return None;
    }
    match Outline::read(typed.get("outline")) {
        Ok(outline) => Some(outline),
        Err(fault) => {
            read.mistake(
                "outline",
                match fault {
                    Fault::Unreadable => "mistake-outline",
                    Fault::TooFew => "mistake-outline-few",
                    Fault::TooMany => "mistake-outline-many",
                    Fault::Several => "mistake-outline-several",
                    Fault::Elsewhere => "mistake-outline-elsewhere",
                },
            );
            None
        }
    }
}

/// Starts a crop on a plot.
#[derive(Clone, Copy)]
pub(crate) struct StartCycle;

/// The products that have a yield cap in a village: without one the chain starts no crop.
async fn products(desk: &Desk, village: &str) -> Result<Vec<Choice>, ApiError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT division, product FROM yield_caps ORDER BY product")
            .fetch_all(&desk.app.db.reader)
            .await?;
    let village: DivisionCode = village.parse().map_err(ApiError::internal)?;
    let mut products: Vec<String> = Vec::new();
    for (division, product) in rows {
        let reaches = division
            .parse::<DivisionCode>()
            .is_ok_and(|division| division.contains(village));
        if reaches && !products.contains(&product) {
            products.push(product);
        }
    }
    let choice = |class: String| {
        let name = names::product(desk.t, &class);
        Choice::new(&class, name).hint(desk.t.fill("product-class", &[("class", &class)]))
    };
    Ok(products.into_iter().map(choice).collect())
}

/// The varieties the producer grew before.
async fn varieties(desk: &Desk) -> Result<Vec<String>, ApiError> {
    let query = "SELECT DISTINCT variety FROM cycles WHERE producer = ? ORDER BY variety LIMIT 20";
    Ok(sqlx::query_scalar(query)
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// What the producer used pesticides against before.
async fn targets(desk: &Desk) -> Result<Vec<String>, ApiError> {
    let query =
        "SELECT DISTINCT target FROM input_uses JOIN cycles ON cycles.id = input_uses.cycle \
                 WHERE producer = ? AND target <> '' ORDER BY target LIMIT 20";
    Ok(sqlx::query_scalar(query)
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

#[async_trait]
impl Action for StartCycle {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let (producer, village): (i64, String) =
            sqlx::query_as("SELECT producer, village FROM plots WHERE id = ?")
                .bind(about.id)
                .fetch_one(&desk.app.db.reader)
                .await?;
        if !desk.is_own(Some(producer)) {
            return Err(ApiError::not_found());
        }
        let plot = names::subject(t, &format!("plot:{}", about.id));
        let mut form = Form::new(desk, "start-cycle-title", "start-cycle-button");
        form.back = Some((plot.clone(), format!("/console/plots/{}", about.id)));
        form.caption = format!("{plot} · {}", names::village(desk, &village));
        let products = products(desk, &village).await?;
        if products.is_empty() {
            form.explain.push(t.say("blocked-yield-cap"));
            form.blocked = Some(Link::main(t.say("go-plots"), "/console/plots"));
            return Ok(form);
        }
        form.fields = vec![
            choose_only(t, "product", "field-product", products),
            Field::new(t, "variety", "field-variety", Control::Text)
                .hint(t.say("hint-variety"))
                .suggest(varieties(desk).await?),
            Field::day(t, "started", "field-started").hint(t.say("hint-started")),
        ];
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
        let product = read.chosen::<ProductClass>("product", "mistake-choose");
        let variety = read.needed("variety", "mistake-variety");
        let started = read.date("started");
        read.done()?;
        let Some(product) = product else {
            return Err(ApiError::not_found().into());
        };
        let cycle = CycleInput {
            plot: PlotId(id(about.id)?),
            product,
            variety,
            started,
        };
        Ok(desk
            .send(write, "Produce", "start_cycles", vec![cycle])
            .await?)
    }
}

#[derive(FromRow)]
struct Cycle {
    producer: i64,
    product: String,
    variety: String,
    harvest_from: Option<String>,
    finished_ms: Option<i64>,
    area: i64,
    village: String,
}

impl Cycle {
    /// A crop of the own organisation that still grows.
    async fn own(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let cycle: Self = sqlx::query_as(
            "SELECT cycles.producer, cycles.product, variety, harvest_from, finished_ms, plots.area, \
             plots.village FROM cycles JOIN plots ON plots.id = cycles.plot WHERE cycles.id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
        if desk.is_own(Some(cycle.producer)) && cycle.finished_ms.is_none() {
            Ok(cycle)
        } else {
            Err(ApiError::not_found())
        }
    }

    /// A form about this crop.
    fn form(&self, desk: &Desk, id: i64, title: &str, button: &str) -> Form {
        let mut form = Form::new(desk, title, button);
        let cycle = names::subject(desk.t, &format!("cycle:{id}"));
        form.caption = format!("{cycle} · {}", self.variety);
        form.back = Some((cycle, format!("/console/cycles/{id}")));
        form
    }
}

/// Records an operation.
#[derive(Clone, Copy)]
pub(crate) struct RecordOperation;

const OPERATIONS: [&str; 9] = [
    "pruning",
    "fertilising",
    "irrigation",
    "pollination",
    "thinning",
    "bagging",
    "weeding",
    "inspection",
    "other",
];

#[async_trait]
impl Action for RecordOperation {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let cycle = Cycle::own(desk, about.id).await?;
        let mut form = cycle.form(
            desk,
            about.id,
            "record-operation-title",
            "record-operation-button",
        );
        let kinds = OPERATIONS.map(|kind| Choice::new(kind, names::operation(t, kind)));
        form.fields = vec![
            Field::new(
                t,
                "kind",
                "field-operation",
                Control::Radios(kinds.to_vec()),
            ),
            Field::day(t, "date", "field-date"),
            Field::new(t, "note", "field-note", Control::Text).hint(t.say("hint-note")),
            Field::new(t, "evidence", "field-evidence", Control::File).hint(t.say("hint-evidence")),
        ];
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        keep_upload(desk, typed, "evidence").await?;
        let mut read = Reader::new(typed, desk.t);
        let kind = read.word::<OperationKind>("kind", "mistake-operation");
        let date = read.date("date");
        let note = read.text("note");
        let evidence = if read.is_blank("evidence") {
            None
        } else {
            read.chosen("evidence", "mistake-report")
        };
        read.done()?;
        let operation = Operation {
            cycle: CycleId(id(about.id)?),
            kind: kind.unwrap_or(OperationKind::Other),
            date,
            note,
            evidence,
        };
        Ok(desk
            .send(write, "Produce", "record_operations", vec![operation])
            .await?)
    }
}

/// Records a use of a pesticide.
#[derive(Clone, Copy)]
pub(crate) struct RecordInput;

#[derive(FromRow)]
struct LabelRow {
    division: String,
    registration: String,
    crop: String,
    name: String,
    interval_days: i64,
    times_max: i64,
    unit: String,
    dose_min: i64,
    dose_max: i64,
    restriction: String,
    forbidden_on: String,
}

impl LabelRow {
    /// Whether the product may not be used on a crop at all.
    fn is_banned_on(&self, crop: ProductClass) -> bool {
        let forbidden: Vec<String> = serde_json::from_str(&self.forbidden_on).unwrap_or_default();
        self.restriction == "banned"
            || forbidden
                .iter()
                .filter_map(|class| class.parse::<ProductClass>().ok())
                .any(|class| class.contains(crop))
    }

    fn choice(&self, t: Words) -> Choice {
        let mut hint = t.fill(
            "label-hint",
            &[
                ("registration", &self.registration),
                ("interval", &self.interval_days.to_string()),
                ("times", &self.times_max.to_string()),
                ("min", &names::count(self.dose_min)),
                ("max", &names::count(self.dose_max)),
                ("unit", &names::dose_unit(t, &self.unit)),
            ],
        );
        if self.restriction == "restricted" {
            hint = format!("{} {hint}", t.say("label-restricted"));
        }
        Choice {
            interval_days: Some(self.interval_days),
            ..Choice::new(&self.registration, &self.name).hint(hint)
        }
    }
}

/// The label rows that hold for a crop in a village: of each product the row of the most specific
/// division, then of the most specific class, as the chain chooses.
async fn label_rows(desk: &Desk, cycle: &Cycle) -> Result<Vec<LabelRow>, ApiError> {
    let village: DivisionCode = cycle.village.parse().map_err(ApiError::internal)?;
    let product: ProductClass = cycle.product.parse().map_err(ApiError::internal)?;
    // A catalogue holds the labels of every crop and county: only what can hold here is read.
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT division, registration, crop, name, interval_days, times_max, unit, dose_min, dose_max, \
         restriction, forbidden_on FROM input_labels WHERE division IN (",
    );
    let mut divisions = query.separated(", ");
    for division in village.lineage() {
        divisions.push_bind(division.to_string());
    }
    query.push(") AND crop IN (");
    let mut crops = query.separated(", ");
    for class in product.lineage() {
        crops.push_bind(class.to_string());
    }
    query.push(")");
    let mut rows: Vec<LabelRow> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    // A ban at any level holds; no row further down lifts it.
    let banned: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.is_banned_on(product))
        .map(|row| row.registration.clone())
        .collect();
    rows.retain(|row| !banned.contains(&row.registration));
    // A longer code without trailing zeros lies deeper.
    let depth = |row: &LabelRow| {
        let division = row.division.trim_end_matches('0').len();
        (
            row.registration.clone(),
            std::cmp::Reverse((division, row.crop.len())),
        )
    };
    rows.sort_by_key(depth);
    rows.dedup_by(|later, first| later.registration == first.registration);
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(rows)
}

#[async_trait]
impl Action for RecordInput {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let cycle = Cycle::own(desk, about.id).await?;
        let mut form = cycle.form(desk, about.id, "record-input-title", "record-input-button");
        let rows = label_rows(desk, &cycle).await?;
        if rows.is_empty() {
            form.explain.push(t.say("blocked-no-label"));
            form.blocked = Some(Link::main(
                t.say("go-cycle"),
                format!("/console/cycles/{}", about.id),
            ));
            return Ok(form);
        }
        form.explain.push(t.say("input-explain"));
        let choices = rows.iter().map(|row| row.choice(t)).collect();
        let area = names::area(t.0, cycle.area);
        form.fields = vec![
            Field::new(
                t,
                "registration",
                "field-registration",
                Control::Radios(choices),
            ),
            Field::day(t, "date", "field-date"),
            Field::new(t, "dose", "field-dose", Control::Whole).hint(t.say("hint-dose")),
            Field::new(t, "area", "field-area-treated", Control::Decimal)
                .suffix(t.say("unit-mu"))
                .hint(t.fill("hint-area-treated", &[("area", &area)])),
            Field::new(t, "target", "field-target-pest", Control::Text)
                .hint(t.say("hint-target-pest"))
                .suggest(targets(desk).await?),
            Field::new(t, "unit_code", "field-unit-code", Control::Text)
                .hint(t.say("hint-unit-code")),
        ];
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let cycle = Cycle::own(desk, about.id).await?;
        let rows = label_rows(desk, &cycle).await?;
        let mut read = Reader::new(typed, desk.t);
        let chosen = rows
            .iter()
            .find(|row| row.registration == typed.get("registration"));
        if chosen.is_none() {
            read.mistake("registration", "mistake-registration");
        }
        let date = read.date("date");
        let dose = read.whole("dose");
        let area = read.mu("area");
        let target = read.needed("target", "mistake-target-pest");
        let unit_code: Text<32> = read.text("unit_code");
        read.done()?;
        let Some(row) = chosen else {
            return Err(ApiError::not_found().into());
        };
        let unit: DoseUnit = crate::scan::rows::word(&row.unit).map_err(ApiError::internal)?;
        let input = InputUse {
            cycle: CycleId(id(about.id)?),
            registration: Text::new(&row.registration).map_err(ApiError::internal)?,
            dose,
            unit,
            area,
            date,
            target,
            unit_code: (!unit_code.is_blank()).then_some(unit_code),
        };
        Ok(desk
            .send(write, "Produce", "record_input_uses", vec![input])
            .await?)
    }
}

/// Records a harvest.
#[derive(Clone, Copy)]
pub(crate) struct Harvest;

#[async_trait]
impl Action for Harvest {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let cycle = Cycle::own(desk, about.id).await?;
        let mut form = cycle.form(desk, about.id, "harvest-title", "harvest-button");
        form.facts = vec![Line {
            label: t.say("fact-harvest-from"),
            value: harvest_from(t, cycle.harvest_from.as_deref()),
        }];
        form.fields = vec![
            Field::day(t, "date", "field-harvest-date"),
            Field::new(t, "gross", "field-gross", Control::Decimal)
                .suffix(t.say("unit-kilogram"))
                .hint(t.say("hint-gross")),
        ];
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
        let gross = read.kilograms("gross");
        read.done()?;
        let cycles = List::try_from(vec![CycleId(id(about.id)?)])
            .map_err(|_| ApiError::internal("one cycle is too many"))?;
        let harvest = HarvestInput {
            cycles,
            date,
            gross,
        };
        Ok(desk
            .send(write, "Produce", "harvest_lots", vec![harvest])
            .await?)
    }
}

/// Ends a crop.
#[derive(Clone, Copy)]
pub(crate) struct FinishCycle;

#[async_trait]
impl Action for FinishCycle {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let cycle = Cycle::own(desk, about.id).await?;
        let mut form = cycle.form(desk, about.id, "finish-cycle-title", "finish-cycle-button");
        form.explain.push(desk.t.say("finish-cycle-explain"));
        form.is_final = true;
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        _: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let cycle = CycleId(id(about.id)?);
        Ok(desk
            .send(write, "Produce", "finish_cycles", vec![cycle])
            .await?)
    }
}
