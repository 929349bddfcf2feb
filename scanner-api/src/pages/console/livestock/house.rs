//! What a slaughterhouse does with animals: announces kills, tests batches, kills.

use std::collections::BTreeSet;

use county_primitives::{
    livestock::{
        BatchTest, Carcass, Group, IdentityLevel, Kill, MeatRecall, RecallScope,
        SlaughterDeclaration, Unit,
    },
    produce::TestVerdict,
    Date, Grams, List, MeatId, Role, SlaughterBatchId, Text,
};
use sqlx::FromRow;

use super::{
    certify::Load,
    deed::{
        ask, ask_now, ask_one, ask_tick, ask_with_hint, block, covers, deeds, digest,
        digest_if_any, form_about, now, number, ticked, Sent,
    },
    load::{self, Life},
    names::{self, fact},
    pages::{ensure_of_or_over, place_of},
    recalls,
};
use crate::{
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{thousandths, today, Control, Reader, Typed},
        form::{About, Form},
        view::Link,
    },
    write::Write,
};

deeds! {
    /// Announces a kill.
    Announce => announce_form, announce;
    /// Records a test of a batch.
    TestBatch => test_form, test_batch;
    /// Turns animals into carcasses.
    KillBatch => kill_form, kill;
    /// Recalls a batch.
    RecallBatch => recall_form, recall_batch;
    /// Recalls a piece of meat.
    RecallMeat => recall_meat_form, recall_meat;
}

/// Who tests batches besides the house.
const TESTERS: [Role; 3] = [
    Role::QuickLaboratory,
    Role::AccreditedLaboratory,
    Role::DiseaseControl,
];
/// Who recalls besides the house.
const RECALLERS: [Role; 2] = [Role::CountyAgriculture, Role::MarketRegulator];

#[derive(FromRow)]
pub(super) struct Batch {
    pub(super) house: i64,
    pub(super) farm: i64,
    pub(super) origin: String,
    pub(super) species: String,
    pub(super) heads: i64,
}

impl Batch {
    pub(super) async fn of(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        Ok(sqlx::query_as(
            "SELECT house, farm, origin, species, heads FROM slaughter_batches WHERE id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?)
    }

    /// A form of the house, or of whoever has one of these roles where it sits.
    async fn form(
        &self,
        desk: &Desk,
        key: &str,
        id: i64,
        roles: &[Role],
    ) -> Result<Form, ApiError> {
        ensure_of_or_over(desk, self.house, roles).await?;
        let t = desk.t;
        let mut form = form_about(desk, key, &format!("slaughter_batch:{id}"));
        let farm = names::organisation(desk, self.farm).await?;
        let from = names::place(desk, &self.origin);
        form.facts = vec![
            fact(t, "fact-load", names::heads(t, &self.species, self.heads)),
            fact(t, "fact-farm", format!("{farm} · {from}")),
        ];
        Ok(form)
    }
}

async fn announce_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let batch = Batch::of(desk, about.id).await?;
    let mut form = batch.form(desk, "announce", about.id, &[]).await?;
    let hours = [
        "0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20", "22",
    ];
    let choice = |hours: &&str| {
        let text = t.fill("in-hours", &[("hours", hours)]);
        crate::pages::console::fields::Choice::new(hours, text)
    };
    form.explain.push(t.say("do-announce-explain"));
    form.fields = vec![
        ask(
            desk,
            "planned",
            Control::Select(hours.iter().map(choice).collect()),
        )
        .value("8"),
        ask_tick(desk, "emergency"),
        ask_now(desk),
    ];
    Ok(form)
}

async fn announce(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let hours: Option<u64> = read.chosen("planned", "mistake-choose");
    read.done()?;
    let later = hours.unwrap_or_default().saturating_mul(3_600_000);
    let declaration = SlaughterDeclaration {
        batch: SlaughterBatchId(number(about.id)?),
        planned_ms: now(typed).saturating_add(later),
        emergency: ticked(typed, "emergency"),
    };
    Ok(desk
        .send(write, "Livestock", "declare_slaughter", vec![declaration])
        .await?)
}

async fn test_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let batch = Batch::of(desk, about.id).await?;
    let mut form = batch.form(desk, "test-batch", about.id, &TESTERS).await?;
    let usual = match batch.species.as_str() {
        "pig" => "african_swine_fever",
        "cattle" => "brucellosis",
        "poultry" => "avian_influenza",
        _ => "ppr",
    };
    let diseases = names::choices(t, "disease", &names::DISEASES);
    form.fields = vec![
        ask(desk, "disease", Control::Select(diseases)).value(usual),
        ask(desk, "sample", Control::Text),
        ask_one(
            desk,
            "verdict",
            names::choices(t, "verdict", &["pass", "fail"]),
        ),
        ask_with_hint(desk, "report", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn test_batch(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "report").await?;
    let mut read = Reader::new(typed, desk.t);
    let disease = read.word("disease", "mistake-choose");
    let sample = read.needed("sample", "mistake-sample");
    let verdict = read.word::<TestVerdict>("verdict", "mistake-choose");
    let report = digest(&mut read, "report");
    read.done()?;
    let (Some(disease), Some(verdict)) = (disease, verdict) else {
        return Err(ApiError::not_found().into());
    };
    let test = BatchTest {
        batch: SlaughterBatchId(number(about.id)?),
        disease,
        sample,
        verdict,
        report,
    };
    Ok(desk
        .send(write, "Livestock", "test_batches", vec![test])
        .await?)
}

/// The animals of a batch that still live.
async fn waiting(desk: &Desk, id: i64) -> Result<Vec<Life>, ApiError> {
    let lives = load::listed(desk, "slaughter_units", "batch", id).await?;
    Ok(lives
        .into_iter()
        .filter(|life| life.state == "lairage")
        .collect())
}

async fn kill_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let batch = Batch::of(desk, about.id).await?;
    let mut form = batch.form(desk, "kill", about.id, &[]).await?;
    let lives = waiting(desk, about.id).await?;
    if lives.is_empty() {
        let go = Link::main(
            t.say("ticket-go-on"),
            format!("/console/livestock/batches/{}", about.id),
        );
        block(&mut form, t.say("blocked-killed"), go);
        return Ok(form);
    }
    form.load = Some(Load::of(desk, &lives));
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT product FROM meats WHERE house = ? AND species = ? LIMIT 10",
    )
    .bind(batch.house)
    .bind(&batch.species)
    .fetch_all(&desk.app.db.reader)
    .await?;
    form.fields = vec![
        ask_with_hint(desk, "carcasses", Control::Lines),
        ask_one(
            desk,
            "identity",
            names::choices(t, "identity", &["individual", "pen_batch", "day_batch"]),
        ),
        ask_with_hint(desk, "product", Control::Text)
            .value(known.first().cloned().unwrap_or_default())
            .suggest(known),
        ask_now(desk),
    ];
    form.is_final = true;
    Ok(form)
}

/// A line of the weighing list: tag or `-`, live mass, hot mass; a code may stand at the end.
struct Hook {
    tag: String,
    live: Grams,
    hot: Grams,
    code: Option<String>,
}

/// Reads the weighing list, as the scale prints it: `tag, live kg, hot kg[, code]`. A line without a
/// tag is a carcass whose animal is not known.
fn hooks(text: &str) -> Result<Vec<Hook>, String> {
    let kilograms = |text: &str| thousandths(text).map(Grams);
    let read = |line: &str| {
        let parts: Vec<&str> = line
            .split([',', '，', ';', '；', '\t', ' '])
            .filter(|part| !part.is_empty())
            .collect();
        let is_tag =
            |text: &str| text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_digit());
        let (tag, rest) = match parts.split_first() {
            Some((first, rest)) if is_tag(first) || *first == "-" => (*first, rest),
            _ => ("-", parts.as_slice()),
        };
        let (live, hot, code) = match rest {
            [live, hot] => (live, hot, None),
            [live, hot, code] => (live, hot, Some((*code).to_owned())),
            _ => return None,
        };
        Some(Hook {
            tag: tag.to_owned(),
            live: kilograms(live)?,
            hot: kilograms(hot)?,
            code,
        })
    };
    let digits = |line: &&str| line.contains(|character: char| character.is_ascii_digit());
    let lines = text.lines().map(str::trim).filter(digits);
    lines
        .map(|line| read(line).ok_or_else(|| line.to_owned()))
        .collect()
}

/// The carcasses and the animals they come from: those that were named, or else as many of the batch.
fn carcasses(
    lives: &[Life],
    hooks: &[Hook],
    house: i64,
    day: Date,
    taken: &BTreeSet<u32>,
) -> Result<(Vec<Unit>, Vec<Carcass>), ApiError> {
    let stamp = day.to_string().replace('-', "");
    let typed: BTreeSet<&str> = hooks
        .iter()
        .filter_map(|hook| hook.code.as_deref())
        .collect();
    let mut free = (1u32..)
        .filter(|place| !taken.contains(place))
        .map(|place| format!("{house}-{stamp}-{place:05}"))
        .filter(|code| !typed.contains(code.as_str()));
    let mut units = Vec::new();
    let mut carcasses = Vec::new();
    for hook in hooks {
        let named = lives
            .iter()
            .find(|life| life.tag.as_deref() == Some(hook.tag.as_str()));
        let unit = named.map(Life::unit).transpose()?;
        units.extend(unit);
        let code = match &hook.code {
            Some(code) => code.clone(),
            None => free.next().unwrap_or_default(),
        };
        carcasses.push(Carcass {
            unit,
            code: Text::new(&code).map_err(ApiError::internal)?,
            live: hook.live,
            hot: hook.hot,
        });
    }
    // Carcasses of unknown animals still end as many lives.
    for life in lives {
        if units.len() >= hooks.len() {
            break;
        }
        let unit = life.unit()?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok((units, carcasses))
}

async fn kill(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let batch = Batch::of(desk, about.id).await?;
    let lives = waiting(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let list = hooks(typed.get("carcasses"));
    let hooks = match list {
        Ok(hooks) if !hooks.is_empty() => hooks,
        Ok(_) => {
            read.mistake("carcasses", "mistake-carcasses");
            Vec::new()
        }
        Err(line) => {
            read.note(
                "carcasses",
                desk.t.fill("mistake-carcass", &[("line", &line)]),
            );
            Vec::new()
        }
    };
    let stranger = hooks.iter().find(|hook| {
        hook.tag != "-"
            && !lives
                .iter()
                .any(|life| life.tag.as_deref() == Some(hook.tag.as_str()))
    });
    if let Some(hook) = stranger {
        read.note(
            "carcasses",
            desk.t.fill("mistake-stranger", &[("tag", &hook.tag)]),
        );
    }
    let identity = read.word::<IdentityLevel>("identity", "mistake-choose");
    let product = read.chosen("product", "mistake-product");
    read.done()?;
    let (Some(identity), Some(product)) = (identity, product) else {
        return Err(ApiError::not_found().into());
    };
    let at_ms = now(typed);
    let day = Date::of_timestamp(at_ms);
    let taken = places_of(desk, batch.house, day).await?;
    let (units, carcasses) = carcasses(&lives, &hooks, batch.house, day, &taken)?;
    let too_many = |_| ApiError::internal("too many carcasses");
    let kill = Kill {
        batch: SlaughterBatchId(number(about.id)?),
        group: Group::Units(
            List::try_from(units).map_err(|_| ApiError::internal("too many animals"))?,
        ),
        identity,
        product,
        carcasses: List::try_from(carcasses).map_err(too_many)?,
        at_ms,
    };
    Ok(desk
        .send(write, "Livestock", "slaughter", vec![kill])
        .await?)
}

/// The places in the line that carcasses of the house have on a day, so that no number is given twice.
async fn places_of(desk: &Desk, house: i64, day: Date) -> Result<BTreeSet<u32>, ApiError> {
    let codes: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM meats WHERE house = ? AND killed = ? AND kind = 'carcass'",
    )
    .bind(house)
    .bind(day.to_string())
    .fetch_all(&desk.app.db.reader)
    .await?;
    let place = |code: &String| code.rsplit('-').next()?.parse().ok();
    Ok(codes.iter().filter_map(place).collect())
}

async fn recall_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let batch = Batch::of(desk, about.id).await?;
    let mut form = batch.form(desk, "recall", about.id, &RECALLERS).await?;
    let scopes = names::choices(desk.t, "recall", &["batch", "day"]);
    form.explain.push(desk.t.say("do-recall-explain"));
    let of_batch = RecallScope::Batch(SlaughterBatchId(number(about.id)?));
    let of_day = day_of(desk, about.id, batch.house).await?;
    for (heading, scope) in [
        ("recall-reach-batch", of_batch),
        ("recall-reach-day", of_day),
    ] {
        let section = recalls::reach_section(desk, heading, scope).await?;
        form.sections.push(section);
    }
    form.fields = vec![
        ask_one(desk, "scope", scopes),
        ask_with_hint(desk, "reason", Control::Text),
        ask(desk, "evidence", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

/// The whole day of a batch: that of its first carcass, not the day it arrived.
async fn day_of(desk: &Desk, batch: i64, house: i64) -> Result<RecallScope, ApiError> {
    let day: Option<String> = sqlx::query_scalar("SELECT MIN(killed) FROM meats WHERE batch = ?")
        .bind(batch)
        .fetch_one(&desk.app.db.reader)
        .await?;
    let house = u32::try_from(house).map_err(|_| ApiError::not_found())?;
    Ok(RecallScope::Day {
        house: county_primitives::OrganisationId(house),
        day: day.and_then(|day| day.parse().ok()).unwrap_or_else(today),
    })
}

async fn recall_batch(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let batch = Batch::of(desk, about.id).await?;
    let scope = match typed.get("scope") {
        "batch" => Some(RecallScope::Batch(SlaughterBatchId(number(about.id)?))),
        "day" => Some(day_of(desk, about.id, batch.house).await?),
        _ => None,
    };
    recall(desk, scope, typed, write).await
}

/// The house of a piece recalls it, and the authorities there or where it is now.
async fn ensure_may_recall(desk: &Desk, meat: i64) -> Result<(), ApiError> {
    let (house, holder): (i64, i64) =
        sqlx::query_as("SELECT house, holder FROM meats WHERE id = ?")
            .bind(meat)
            .fetch_one(&desk.app.db.reader)
            .await?;
    if covers(desk, &RECALLERS, &place_of(desk, holder).await?) {
        return Ok(());
    }
    ensure_of_or_over(desk, house, &RECALLERS).await
}

async fn recall_meat_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    ensure_may_recall(desk, about.id).await?;
    let mut form = form_about(desk, "recall", &format!("meat:{}", about.id));
    form.explain.push(desk.t.say("do-recall-explain"));
    let scope = RecallScope::Meat(MeatId(number(about.id)?));
    let section = recalls::reach_section(desk, "recall-reach-meat", scope).await?;
    form.sections.push(section);
    form.fields = vec![
        ask_with_hint(desk, "reason", Control::Text),
        ask(desk, "evidence", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn recall_meat(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let scope = RecallScope::Meat(MeatId(number(about.id)?));
    recall(desk, Some(scope), typed, write).await
}

async fn recall(desk: &Desk, scope: Option<RecallScope>, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    if scope.is_none() {
        read.mistake("scope", "mistake-choose");
    }
    let reason = read.needed("reason", "mistake-reason");
    let evidence = digest_if_any(&mut read, "evidence");
    read.done()?;
    let Some(scope) = scope else {
        return Err(ApiError::not_found().into());
    };
    let recall = MeatRecall {
        scope,
        reason,
        evidence,
    };
    Ok(desk
        .send(write, "Livestock", "recall_meat", vec![recall])
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighing_list_reads_as_the_scale_prints_it() {
        let text = "耳标,活重,胴体重\n150015300000001, 110.5, 82\n- 108 80.25 A-7\n109,81\n";
        let hooks = hooks(text).unwrap();
        let read: Vec<_> = hooks
            .iter()
            .map(|hook| {
                (
                    hook.tag.as_str(),
                    hook.live.0,
                    hook.hot.0,
                    hook.code.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            read,
            [
                ("150015300000001", 110_500, 82_000, None),
                ("-", 108_000, 80_250, Some("A-7")),
                ("-", 109_000, 81_000, None),
            ]
        );
        assert_eq!(
            super::hooks("150015300000001, 110").err().as_deref(),
            Some("150015300000001, 110")
        );
    }
}
