//! Names of people and companies a village deals with, corrected by the township or county: whoever pays somebody
//! cannot call them something else, so a mistake is mended here. Nothing goes to the ledger, which has digests only.

use axum::{extract::Path, http::StatusCode, response::Response};

use super::{
    seat::{Village, AUTHORITIES},
    words::{ask, ask_with_hint, choices, form, mistake_of, say},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::Form,
        view::{self, Link, Page},
        Trouble,
    },
    three_assets::parties::{self, Party, PartyKind},
};

async fn correction_form(desk: &Desk, id: i64) -> Result<(Form, Village), ApiError> {
    let t = desk.t;
    let village = Village::of(desk, id).await?;
    village.ensure(&AUTHORITIES)?;
    let mut form = form(desk, &village, "correct-name");
    form.back = Some((say(t, "go-officers"), village.href("officers")));
    form.explain.push(say(t, "correct-name-explain"));
    form.waits = false;
    let kinds = choices(t, "party", &["person", "organisation"]);
    form.fields = vec![
        ask(desk, "party_kind", Control::Radios(kinds)).value("person"),
        ask_with_hint(desk, "party_number", Control::Text),
        ask(desk, "party_name", Control::Text),
    ];
    Ok((form, village))
}

/// The form.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let (form, _) = correction_form(&desk, id).await?;
    Ok(view::form(&desk, StatusCode::OK, &form))
}

/// Gives who has this number the name that was typed.
pub(crate) async fn correct(
    desk: Desk,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let t = desk.t;
    let (mut form, village) = correction_form(&desk, id).await?;
    form.fill(&typed);
    let mut read = Reader::new(&typed, t);
    let kind = read.word::<PartyKind>("party_kind", "mistake-choose");
    for (field, key) in [
        ("party_number", "mistake-party-number"),
        ("party_name", "mistake-name"),
    ] {
        if read.is_blank(field) {
            read.note(field, say(t, key));
        }
    }
    let mut mistakes = read.done().err().unwrap_or_default();
    if mistakes.is_empty() {
        let party = Party {
            kind: kind.unwrap_or_default(),
            name: typed.get("party_name").to_owned(),
            number: Some(typed.get("party_number").to_owned()),
            ..Party::default()
        };
        if let Err(error) = parties::correct(&desk.app, village.division, &party).await {
            let Some((pointer, text)) = mistake_of(&desk, &error) else {
                return Err(error.into());
            };
            let field = if pointer == "/number" {
                "party_number"
            } else {
                "party_name"
            };
            mistakes.push((field, text));
        }
    }
    if !mistakes.is_empty() {
        for (field, text) in mistakes {
            form.mark(Some(field), text);
        }
        return Ok(view::form(&desk, StatusCode::UNPROCESSABLE_ENTITY, &form));
    }
    let page = Page {
        back: form.back,
        caption: village.name.clone(),
        title: say(t, "name-corrected"),
        explain: vec![say(t, "name-corrected-explain")],
        actions: vec![
            Link::main(say(t, "go-officers"), village.href("officers")),
            Link::other(say(t, "do-correct-name"), village.href("names")),
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}
