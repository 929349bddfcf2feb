//! What a farm and its vaccinator do with tags and herds, and the declarations of a farm.

use county_primitives::{
    livestock::{
        DeclarationInput, DeclarationWithdrawal, ElectronicBinding, GroupAct, HerdInput, HerdSplit,
        Origin, Retagging, Species, TagRange, Tagging, Transfer,
    },
    DeclarationId, DivisionCode, HerdId, Role, Text,
};

use super::{
    deed::{
        ask, ask_animals, ask_day, ask_destination, ask_one, ask_with_hint, ask_word, block, deeds,
        destination, digest, form, form_about, in_days, number, villages, within, Sent,
    },
    load, names,
};
use crate::{
    certificate::plates,
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Control, Field, Reader, Typed},
        form::{About, Form},
        parties::Parties,
        view::Link,
    },
    write::Write,
};

deeds! {
    /// Puts tags into ears.
    Tag => tag_form, tag;
    /// Registers an untagged herd.
    RegisterHerd => herd_form, register_herd;
    /// Makes a part of a herd a herd of its own.
    Split => split_form, split;
    /// Replaces a lost or broken tag.
    Retag => retag_form, retag;
    /// Binds an electronic tag, or takes it off.
    Bind => bind_form, bind;
    /// Moves animals between places of the organisation.
    MovePlace => transfer_form, transfer;
    /// Declares a load for quarantine.
    Declare => declare_form, declare;
    /// Withdraws a declaration.
    Withdraw => withdraw_form, withdraw;
}

/// Who works on a farm.
const KEEPERS: [Role; 2] = [Role::Producer, Role::Vaccinator];

/// The farms where a vaccinator works.
fn farms(desk: &Desk) -> Parties {
    let area = within(desk, &[Role::Vaccinator], "organisations.division");
    Parties::with(&[Role::Producer], &area)
}

/// The own farm, or, for a vaccinator, one of those in the area.
async fn ask_farm(desk: &Desk) -> Result<Field, ApiError> {
    if desk.session.has(Role::Producer) {
        let own = desk.organisation()?;
        return Ok(Field::new(desk.t, "farm", "", Control::Hidden).value(own.to_string()));
    }
    let farm = ask(desk, "farm", Control::Select(Vec::new()));
    farms(desk).offer(desk, farm).await
}

/// The herds a form offers: the own ones.
pub(super) fn own_herds(desk: &Desk) -> Option<(&'static str, i64)> {
    let own = desk.organisation().ok()?;
    desk.session.has(Role::Producer).then_some(("farm", own))
}

/// How animals came to the farm.
fn ask_origin(desk: &Desk, herd: bool) -> Vec<Field> {
    let t = desk.t;
    let words: &[&str] = if herd {
        &["born", "herd", "entered"]
    } else {
        &["born", "entered"]
    };
    vec![
        ask_word(desk, "origin", "origin", words),
        ask(desk, "arrived", Control::Day).group(t.say("group-entered")),
        ask_with_hint(desk, "document", Control::File),
    ]
}

/// Reads it.
fn origin(read: &mut Reader<'_>, typed: &Typed) -> Origin {
    match typed.get("origin") {
        "born" => Origin::Born,
        "herd" => Origin::Herd(HerdId(
            read.chosen("herd", "mistake-herd").unwrap_or_default(),
        )),
        "entered" => Origin::Entered {
            arrived: read.date("arrived"),
            document: digest(read, "document"),
        },
        _ => {
            read.mistake("origin", "mistake-choose");
            Origin::Born
        }
    }
}

/// The breeds the farm had before.
async fn breeds(desk: &Desk) -> Result<Vec<String>, ApiError> {
    let query =
        "SELECT DISTINCT breed FROM lives WHERE farm = ? AND breed <> '' ORDER BY breed LIMIT 20";
    Ok(sqlx::query_scalar(query)
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

async fn tag_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "tag");
    let stock = super::stock::ranges(desk).await?;
    if stock.is_empty() {
        let go = Link::main(t.say("go-livestock"), "/console/livestock/tags");
        block(&mut form, t.say("blocked-no-tags"), go);
        return Ok(form);
    }
    let shown: Vec<String> = stock.iter().map(load::show_range).collect();
    form.facts = vec![names::fact(
        t,
        "fact-stock",
        shown.join(&t.say("comma-list")),
    )];
    let mut herds = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields = vec![
        ask_with_hint(desk, "tags", Control::Lines),
        ask_farm(desk).await?,
        ask_one(desk, "village", villages(desk, &KEEPERS)),
        ask(desk, "born", Control::Day),
        ask(desk, "breed", Control::Text)
            .suggest(breeds(desk).await?)
            .half(),
        ask(desk, "pen", Control::Text).half(),
    ];
    form.fields.extend(ask_origin(desk, herds.len() > 1));
    // Where the herd's own field belongs is beside the question how they came.
    if let Some(herd) = herds.get_mut(1) {
        let at = form.fields.iter().position(|field| field.name == "arrived");
        form.fields
            .insert(at.unwrap_or(form.fields.len()), herd.clone());
    }
    Ok(form)
}

async fn tag(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let ranges = match load::read_tags(typed.get("tags")) {
        Ok(ranges) => ranges,
        Err(fault) => {
            read.note("tags", load::say(desk, &fault));
            Vec::new()
        }
    };
    if ranges.is_empty() && read.is_blank("tags") {
        read.mistake("tags", "mistake-no-animals");
    }
    let farm = farms(desk).read(desk, &mut read, typed, "farm").await?;
    let village = read.chosen::<DivisionCode>("village", "mistake-village");
    let born = read.date("born");
    let breed: Text<24> = read.text("breed");
    let pen: Text<24> = read.text("pen");
    let origin = origin(&mut read, typed);
    read.done()?;
    let tagging = |tags: TagRange| Tagging {
        tags,
        farm: farm.unwrap_or_default(),
        village: village.unwrap_or(DivisionCode::NATION),
        born,
        origin,
        breed: breed.clone(),
        pen: pen.clone(),
    };
    let items = ranges.into_iter().map(tagging).collect();
    Ok(desk.send(write, "Livestock", "tag_animals", items).await?)
}

async fn herd_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "herd");
    form.explain.push(desk.t.say("do-herd-explain"));
    let species = names::choices(
        desk.t,
        "species",
        &["pig", "cattle", "sheep_goat", "poultry"],
    );
    form.fields = vec![
        ask_farm(desk).await?,
        ask_one(desk, "village", villages(desk, &KEEPERS)),
        ask_one(desk, "species", species),
        ask(desk, "heads", Control::Whole),
        ask(desk, "born", Control::Day),
        ask(desk, "breed", Control::Text)
            .suggest(breeds(desk).await?)
            .half(),
        ask(desk, "pen", Control::Text).half(),
    ];
    form.fields.extend(ask_origin(desk, false));
    Ok(form)
}

async fn register_herd(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let farm = farms(desk).read(desk, &mut read, typed, "farm").await?;
    let village = read.chosen("village", "mistake-village");
    let species = read.word::<Species>("species", "mistake-choose");
    let heads = read.whole("heads");
    let born = read.date("born");
    let breed = read.text("breed");
    let pen = read.text("pen");
    let origin = origin(&mut read, typed);
    read.done()?;
    let herd = HerdInput {
        farm: farm.unwrap_or_default(),
        village: village.unwrap_or(DivisionCode::NATION),
        species: species.unwrap_or(Species::Pig),
        heads,
        born,
        origin,
        breed,
        pen,
    };
    Ok(desk
        .send(write, "Livestock", "register_herds", vec![herd])
        .await?)
}

async fn split_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_about(desk, "split", &format!("herd:{}", about.id));
    form.explain.push(desk.t.say("do-split-explain"));
    form.fields = vec![
        ask(desk, "heads", Control::Whole),
        ask(desk, "pen", Control::Text),
    ];
    Ok(form)
}

async fn split(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let heads = read.whole("heads");
    let pen = read.text("pen");
    read.done()?;
    let split = HerdSplit {
        herd: HerdId(number(about.id)?),
        heads,
        pen,
    };
    Ok(desk
        .send(write, "Livestock", "split_herds", vec![split])
        .await?)
}

async fn retag_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "retag");
    form.explain.push(desk.t.say("do-retag-explain"));
    form.fields = vec![
        ask(desk, "old", Control::Whole).value(about.target.clone()),
        ask(desk, "new", Control::Whole),
        ask_with_hint(desk, "reason", Control::Text),
    ];
    Ok(form)
}

async fn retag(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let old = read.chosen("old", "mistake-one-tag");
    let new = read.chosen("new", "mistake-one-tag");
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    let (Some(old), Some(new)) = (old, new) else {
        return Err(ApiError::not_found().into());
    };
    let retagging = Retagging { old, new, reason };
    Ok(desk
        .send(write, "Livestock", "retag_animals", vec![retagging])
        .await?)
}

async fn bind_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "bind");
    form.fields = vec![
        ask(desk, "tag", Control::Whole).value(about.target.clone()),
        ask_with_hint(desk, "electronic", Control::Text),
    ];
    Ok(form)
}

async fn bind(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let tag = read.chosen("tag", "mistake-one-tag");
    let electronic: Text<32> = read.text("electronic");
    read.done()?;
    let Some(tag) = tag else {
        return Err(ApiError::not_found().into());
    };
    let binding = ElectronicBinding {
        tag,
        electronic: (!electronic.is_blank()).then_some(electronic),
    };
    Ok(desk
        .send(write, "Livestock", "bind_electronic", vec![binding])
        .await?)
}

async fn transfer_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "transfer");
    form.explain.push(desk.t.say("do-transfer-explain"));
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.extend([
        ask_one(desk, "village", villages(desk, &[Role::Producer])),
        ask(desk, "pen", Control::Text),
        ask_day(desk, "date"),
    ]);
    Ok(form)
}

async fn transfer(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let village = read.chosen("village", "mistake-village");
    let pen = read.text("pen");
    let date = read.date("date");
    read.done()?;
    let act = Transfer {
        village: village.unwrap_or(DivisionCode::NATION),
        pen,
        date,
    };
    let act = GroupAct { group: group?, act };
    Ok(desk
        .send(write, "Livestock", "transfer_animals", vec![act])
        .await?)
}

/// What animals are moved for.
pub(super) const PURPOSES: [&str; 7] = [
    "slaughter",
    "rearing",
    "breeding",
    "dairy",
    "trade",
    "exhibition",
    "other",
];

async fn declare_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "declare");
    form.explain.push(desk.t.say("do-declare-explain"));
    let receivers = [Role::Slaughterhouse, Role::Market, Role::Buyer];
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.push(ask(
        desk,
        "purpose",
        Control::Radios(names::choices(desk.t, "purpose", &PURPOSES)),
    ));
    form.fields
        .push(ask_with_hint(desk, "transport", Control::Day).value(in_days(3).to_string()));
    form.fields.extend(ask_destination(desk, &receivers).await?);
    form.fields
        .push(ask(desk, "plate", Control::Text).hint(desk.t.say("ask-plate-declared-hint")));
    Ok(form)
}

async fn declare(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let purpose = read.word("purpose", "mistake-choose");
    let transport = read.date("transport");
    let destination = destination(desk, &mut read, typed).await?;
    if read.is_blank("plate") {
        read.mistake("plate", "mistake-plate");
    }
    read.done()?;
    let Some(purpose) = purpose else {
        return Err(ApiError::not_found().into());
    };
    let declaration = DeclarationInput {
        group: group?,
        purpose,
        destination,
        transport,
        plate: plates::keep(&desk.app, typed.get("plate")).await?,
    };
    Ok(desk
        .send(write, "Livestock", "declare", vec![declaration])
        .await?)
}

async fn withdraw_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_about(desk, "withdraw", &format!("declaration:{}", about.id));
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn withdraw(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    let withdrawal = DeclarationWithdrawal {
        declaration: DeclarationId(number(about.id)?),
        reason,
    };
    Ok(desk
        .send(
            write,
            "Livestock",
            "withdraw_declarations",
            vec![withdrawal],
        )
        .await?)
}
