//! Ear tags in stock: received, handed down and back, spent.

use county_primitives::{
    livestock::{EarTag, TagMove, TagRange, TagSpending},
    Role,
};

use super::{
    deed::{ask, ask_one, ask_with_hint, deeds, form, has, Sent},
    load,
    names::{self, fact},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
    },
    write::Write,
};

deeds! {
    /// Takes tags from the province into stock.
    ReceiveTags => receive_form, receive;
    /// Hands tags down.
    HandOut => hand_out_form, hand_out;
    /// Hands tags back.
    Return => return_form, hand_back;
    /// Takes damaged or lost tags out of stock.
    Spend => spend_form, spend;
}

/// The tags the own organisation has in stock.
pub(super) async fn ranges(desk: &Desk) -> Result<Vec<TagRange>, ApiError> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT first, last FROM tag_stocks WHERE organisation = ? ORDER BY first")
            .bind(desk.organisation()?)
            .fetch_all(&desk.app.db.reader)
            .await?;
    let tag = |number: i64| EarTag::new(u64::try_from(number).ok()?).ok();
    let range = |(first, last): (i64, i64)| {
        Some(TagRange {
            from: tag(first)?,
            to: tag(last)?,
        })
    };
    Ok(rows.into_iter().filter_map(range).collect())
}

/// A form about tags, with what is in stock.
async fn stock_form(desk: &Desk, key: &str) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, key);
    form.back = Some((t.say("tags-title"), "/console/livestock/tags".to_owned()));
    let shown: Vec<String> = ranges(desk).await?.iter().map(load::show_range).collect();
    if !shown.is_empty() {
        form.facts
            .push(fact(t, "fact-stock", shown.join(&t.say("comma-list"))));
    }
    form.fields
        .push(ask_with_hint(desk, "stock_tags", Control::Lines));
    Ok(form)
}

/// Reads ranges of tags. A range is no group of animals: it may be as long as a series.
fn read_ranges(desk: &Desk, read: &mut Reader<'_>, typed: &Typed) -> Vec<TagRange> {
    match load::read_ranges(typed.get("stock_tags")) {
        Ok(ranges) if ranges.is_empty() => {
            read.mistake("stock_tags", "mistake-no-tags");
            ranges
        }
        Ok(ranges) => ranges,
        Err(fault) => {
            read.note("stock_tags", load::say(desk, &fault));
            Vec::new()
        }
    }
}

async fn receive_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    stock_form(desk, "receive-tags").await
}

async fn receive(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let ranges = read_ranges(desk, &mut read, typed);
    read.done()?;
    Ok(desk
        .send(write, "Livestock", "receive_tags", ranges)
        .await?)
}

/// Who may get tags from the member: those further down.
async fn hand_out_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = stock_form(desk, "hand-out").await?;
    let below: &[Role] = if has(desk, &[Role::DiseaseControl]) {
        &[Role::Township, Role::Vaccinator, Role::Producer]
    } else {
        &[Role::Vaccinator, Role::Producer]
    };
    let area = super::deed::within(
        desk,
        &[Role::DiseaseControl, Role::Township, Role::Vaccinator],
        "organisations.division",
    );
    let to = ask(desk, "to", Control::Select(Vec::new()));
    form.fields
        .push(Parties::with(below, &area).offer(desk, to).await?);
    Ok(form)
}

async fn return_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = stock_form(desk, "return-tags").await?;
    let above = [Role::DiseaseControl, Role::Township, Role::Vaccinator];
    // Those who sit in a township or wider: the chain takes no tags back into a village.
    let area = "organisations.division LIKE '%000'";
    let to = ask(desk, "to", Control::Select(Vec::new()));
    form.fields
        .push(Parties::with(&above, area).offer(desk, to).await?);
    Ok(form)
}

async fn hand_out(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    moved(desk, typed, write, "hand_out_tags").await
}

async fn hand_back(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    moved(desk, typed, write, "return_tags").await
}

async fn moved(desk: &Desk, typed: &mut Typed, write: &Write, call: &'static str) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let ranges = read_ranges(desk, &mut read, typed);
    let to = Parties::any().read(desk, &mut read, typed, "to").await?;
    read.done()?;
    let to = to.unwrap_or_default();
    let moves = ranges
        .into_iter()
        .map(|tags| TagMove { tags, to })
        .collect();
    Ok(desk.send(write, "Livestock", call, moves).await?)
}

async fn spend_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = stock_form(desk, "spend-tags").await?;
    let fates = names::choices(desk.t, "spent", &["damaged", "lost"]);
    form.fields.push(ask_one(desk, "spent", fates));
    form.fields
        .push(ask_with_hint(desk, "reason", Control::Text));
    form.is_final = true;
    Ok(form)
}

async fn spend(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let ranges = read_ranges(desk, &mut read, typed);
    if read.is_blank("spent") {
        read.mistake("spent", "mistake-choose");
    }
    let lost = typed.get("spent") == "lost";
    let reason = read.needed::<96>("reason", "mistake-reason");
    read.done()?;
    let spending = |tags| TagSpending {
        tags,
        lost,
        reason: reason.clone(),
    };
    let items = ranges.into_iter().map(spending).collect();
    Ok(desk.send(write, "Livestock", "spend_tags", items).await?)
}
