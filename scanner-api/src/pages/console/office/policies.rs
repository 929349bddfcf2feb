//! The settings of the own county: what holds now, whose value it is, and how the county sets its own.

use axum::response::Response;
use county_primitives::{
    registry::PolicyInput, Date, DivisionCode, DivisionLevel, PolicyKey, Role,
};

use super::{has, COUNTY};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{today, Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{ask, ask_one, ask_with_hint, deeds, form, Sent},
        names,
        view::{self, Link, Page, Row, Section, Tag},
        Trouble,
    },
    pages::words::Words,
    routes::policies::{Packs, ResolvedPolicy},
    write::Write,
};

/// The counties whose settings the member may write.
fn counties(desk: &Desk) -> Vec<DivisionCode> {
    let held = desk.session.roles.iter();
    let mut counties: Vec<_> = held
        .filter(|held| held.role == Role::CountyAgriculture)
        .map(|held| held.division)
        .collect();
    counties.sort_unstable();
    counties.dedup();
    counties
}

/// What a setting says, with its unit.
fn name(t: Words, key: PolicyKey) -> String {
    t.say(&format!("word-setting-{}", key.name()))
}

fn row(desk: &Desk, policy: &ResolvedPolicy) -> Row {
    let t = desk.t;
    let value = policy
        .value
        .map_or_else(|| t.say("setting-none"), |value| value.to_string());
    let whose = match policy.division.map(|division| (division, division.level())) {
        Some((_, DivisionLevel::Nation)) => t.say("setting-national"),
        Some((division, _)) => names::village(desk, &division.to_string()),
        None => String::new(),
    };
    let own = policy
        .division
        .is_some_and(|division| counties(desk).contains(&division));
    let since = policy
        .effective
        .as_deref()
        .map_or_else(String::new, |day| names::day(t.0, day));
    Row {
        title: name(t, policy.key),
        lines: vec![t.fill("setting-line", &[("whose", &whose), ("date", &since)])],
        tag: Some(Tag {
            tone: if own { "info" } else { "quiet" },
            text: value,
        }),
        // What the council alone sets leads nowhere.
        href: if policy.key.is_reserved() {
            String::new()
        } else {
            format!("/console/policies/new?target={}", policy.key.name())
        },
    }
}

/// Every setting as it holds in the county today.
pub(crate) async fn list(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    if !has(&desk, COUNTY) {
        return Err(ApiError::not_found().into());
    }
    let today = today().to_string();
    let mut sections = Vec::new();
    for county in counties(&desk) {
        let packs = Packs::read(&desk.app, county, &today).await?;
        let keys = PolicyKey::ALL.iter();
        sections.push(Section {
            heading: names::village(&desk, &county.to_string()),
            rows: keys.map(|key| row(&desk, &packs.resolve(*key))).collect(),
            ..Section::default()
        });
    }
    let page = Page {
        title: t.say("policies-title"),
        explain: vec![t.say("policies-explain")],
        actions: vec![Link::main(t.say("do-set-policy"), "/console/policies/new")],
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Sets a setting of the own county.
    Set => set_form, set;
}

async fn set_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "set-policy");
    form.back = Some((t.say("policies-title"), "/console/policies".to_owned()));
    form.explain.push(t.say("do-set-policy-explain"));
    let places = counties(desk);
    if places.is_empty() {
        return Err(ApiError::not_found());
    }
    let places = places.iter().map(|code| {
        let code = code.to_string();
        let name = names::village(desk, &code);
        Choice::new(code, name)
    });
    let keys = PolicyKey::ALL
        .iter()
        .filter(|key| !key.is_reserved())
        .map(|key| Choice::new(key.name(), name(t, *key)));
    form.fields = vec![
        ask_one(desk, "division", places.collect()),
        ask(desk, "key", Control::Select(keys.collect())).value(&about.target),
        ask_with_hint(desk, "value", Control::Whole),
        ask_with_hint(desk, "effective", Control::Day).value(today().plus_days(1).to_string()),
    ];
    Ok(form)
}

async fn set(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let division = read.chosen::<DivisionCode>("division", "mistake-choose");
    let key = read.chosen::<PolicyKey>("key", "mistake-choose");
    let value = read.chosen::<u64>("value", "mistake-value");
    let effective: Date = read.date("effective");
    read.done()?;
    let (Some(division), Some(key), Some(value)) = (division, key, value) else {
        return Err(ApiError::not_found().into());
    };
    let policy = PolicyInput {
        division,
        key,
        value,
        effective,
    };
    Ok(desk
        .send(write, "Registry", "set_policies", vec![policy])
        .await?)
}
