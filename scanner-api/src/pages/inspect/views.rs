//! Who looked: for discipline inspectors alone. To everybody else this page does not exist.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

use super::{room::Room, words};
use crate::{
    error::ApiError,
    extract::Query,
    inspect::{
        people,
        views::{self, Act, View, Wanted},
    },
    page::Paging,
    pages::{
        assets,
        console::{
            names,
            view::{self, Frame},
            Trouble,
        },
    },
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    subject: String,
    act: String,
    cursor: Option<String>,
}

struct Row {
    time: String,
    who: String,
    what: String,
    place: String,
    subject: String,
    href: String,
    detail: String,
}

struct Page {
    subject: String,
    act: String,
    acts: Vec<(String, String)>,
    rows: Vec<Row>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "inspect/views.html")]
struct ViewsTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(room: Room, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = room.desk.t;
    let app = &room.desk.app;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let wanted = Wanted {
        subject: some(&asked.subject),
        act: some(&asked.act),
    };
    let paging = Paging {
        limit: None,
        cursor: asked.cursor.clone(),
    };
    let found = views::list(app, &room.desk.session, &wanted, &paging).await?;
    let mut rows = Vec::new();
    for view in &found.items {
        rows.push(row(&room, view).await?);
    }
    let acts = Act::ALL.iter();
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("subject", &asked.subject)
        .append_pair("act", &asked.act)
        .finish();
    let page = Page {
        acts: acts
            .map(|act| (act.name().to_owned(), words::word(t, "act", act.name())))
            .collect(),
        rows,
        older: found
            .next
            .map(|next| format!("/inspect/views?{query}&cursor={next}")),
        subject: asked.subject,
        act: asked.act,
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &ViewsTemplate { frame, page },
    ))
}

async fn row(room: &Room, view: &View) -> Result<Row, ApiError> {
    let t = room.desk.t;
    let app = &room.desk.app;
    let people = people::of(app, 0, &view.division, view.member).await?;
    let organisation = people
        .into_values()
        .next()
        .and_then(|person| person.organisation);
    let member = view.member.map_or_else(String::new, |member| {
        t.fill("ins-member", &[("id", &member.to_string())])
    });
    let who = [
        words::role(t, &view.role),
        organisation.unwrap_or_default(),
        member,
    ];
    let who: Vec<String> = who.into_iter().filter(|part| !part.is_empty()).collect();
    let subject = if view.act == Act::Document.name() {
        view.subject.chars().take(12).collect()
    } else {
        words::subject(t, &view.subject)
    };
    Ok(Row {
        time: names::instant(t.0, view.viewed.0),
        who: who.join(" · "),
        what: words::word(t, "act", &view.act),
        place: words::division(app, &view.division),
        subject,
        href: words::href(&view.subject),
        detail: told(&view.detail),
    })
}

/// A search as people read it.
fn told(detail: &str) -> String {
    let parts = url::form_urlencoded::parse(detail.as_bytes());
    let parts: Vec<String> = parts
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    parts.join(" · ")
}
