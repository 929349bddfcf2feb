//! Who is no member of a village any more: the dead and those who left, to whom nothing is to be paid out. The
//! person is sealed here; the ledger has the keyed digest.

use axum::{extract::Path, response::Response};
use county_primitives::three_assets::collectives::Departure;

use super::{
    accounts::REGISTRARS,
    officers::keep,
    seat::Village,
    words::{ask_day, ask_with_hint, fill, form, say},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, Sent},
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::{collectives, parties::Party},
    write::Write,
};

/// Who left, the latest first.
pub(crate) async fn list(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    village.ensure(&REGISTRARS)?;
    let collective = collectives::get(&desk.app, id).await?;
    let left = collectives::departures(&desk.app, &collective, village.sight(&desk)).await?;
    let rows = left.into_iter().map(|row| Row {
        title: row.name.unwrap_or_else(|| say(t, "party-unknown")),
        lines: vec![fill(
            t,
            "left-since",
            &[("day", &names::day(t.0, &row.since))],
        )],
        ..Row::default()
    });
    let note = Link::main(say(t, "do-departure"), village.href("departures/new"));
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, "go-departures"),
        explain: vec![say(t, "departures-explain")],
        actions: vec![note],
        sections: vec![Section {
            rows: rows.collect(),
            empty: say(t, "departures-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Notes who is no member any more.
    NoteDeparture => note_form, note;
}

async fn note_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&REGISTRARS)?;
    let mut form = form(desk, &village, "departure");
    form.back = Some((say(t, "go-departures"), village.href("departures")));
    form.explain.push(say(t, "departure-explain"));
    form.fields = vec![
        ask_with_hint(desk, "person_name", Control::Text),
        ask_with_hint(desk, "person_number", Control::Text),
        ask_day(desk, "since"),
    ];
    form.is_final = true;
    Ok(form)
}

async fn note(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&REGISTRARS)?;
    let mut read = Reader::new(typed, desk.t);
    let name = typed.get("person_name");
    if name.is_empty() {
        read.note("person_name", say(desk.t, "mistake-name"));
    }
    let since = read.date("since");
    read.done()?;
    let number = typed.get("person_number").to_owned();
    let party = Party {
        name: name.to_owned(),
        number: Some(number).filter(|number| !number.is_empty()),
        ..Party::default()
    };
    let mut read = Reader::new(typed, desk.t);
    let fields = ("person_name", "person_number");
    let person = keep(desk, &village, &party, fields, &mut read).await?;
    read.done()?;
    let departure = Departure {
        collective: village.number()?,
        person: person.ok_or_else(ApiError::not_found)?,
        since,
    };
    Ok(desk
        .send(write, "ThreeAssets", "note_departures", vec![departure])
        .await?)
}
