//! What console pages are made of: lists, summaries, actions; and the templates that show them.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{desk::Desk, form::Form};
use crate::{
    error::Problem,
    pages::{
        assets, html,
        words::{Lang, Words},
    },
};

/// A coloured word; the word alone says it, the colour helps.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// `good`, `bad`, `warn`, `info` or `quiet`.
    pub(crate) tone: &'static str,
    /// The word.
    pub(crate) text: String,
}

/// A line of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) title: String,
    /// More about it.
    pub(crate) lines: Vec<String>,
    /// Where it stands.
    pub(crate) tag: Option<Tag>,
    /// Where it leads; empty for nowhere.
    pub(crate) href: String,
}

/// A labelled value.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What.
    pub(crate) label: String,
    /// The value.
    pub(crate) value: String,
}

/// Something to do.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// What.
    pub(crate) label: String,
    /// Where.
    pub(crate) href: String,
    /// Whether it is the thing to do here.
    pub(crate) main: bool,
    /// Whether it cannot be undone.
    pub(crate) grave: bool,
    /// Whether the browser saves it as a file.
    pub(crate) download: bool,
}

impl Link {
    /// The thing to do here.
    pub(crate) fn main(label: String, href: impl Into<String>) -> Self {
        Self {
            label,
            href: href.into(),
            main: true,
            grave: false,
            download: false,
        }
    }

    /// Something else to do.
    pub(crate) fn other(label: String, href: impl Into<String>) -> Self {
        Self {
            main: false,
            ..Self::main(label, href)
        }
    }

    /// Something else to do that cannot be undone.
    pub(crate) fn grave(label: String, href: impl Into<String>) -> Self {
        Self {
            grave: true,
            ..Self::other(label, href)
        }
    }

    /// The class that shows how much it weighs.
    pub(crate) fn weight(&self) -> &'static str {
        match (self.grave, self.main) {
            (true, _) => "grave",
            (false, true) => "first",
            (false, false) => "second",
        }
    }

    /// A file.
    pub(crate) fn file(label: String, href: impl Into<String>) -> Self {
        Self {
            download: true,
            ..Self::other(label, href)
        }
    }
}

/// A list with a heading, and what to say when it is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// The heading; empty if the page's own is enough.
    pub(crate) heading: String,
    /// The lines, the newest first.
    pub(crate) rows: Vec<Row>,
    /// What an empty list says.
    pub(crate) empty: String,
    /// Where an empty list leads.
    pub(crate) start: Option<Link>,
    /// Where the older lines are.
    pub(crate) older: Option<String>,
    /// Whether the lines run upwards, so that what follows is not older.
    pub(crate) ascends: bool,
}

/// A bar of shares, for the codes of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    /// Names the colour.
    pub(crate) kind: &'static str,
    /// What.
    pub(crate) label: String,
    /// How many, written out.
    pub(crate) count: String,
    /// How many, of all.
    pub(crate) part: u64,
    /// Where its picture starts.
    pub(crate) from: u64,
}

/// A label on a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Sticker {
    /// Its picture.
    pub(crate) picture: String,
    /// Its code in groups.
    pub(crate) code: String,
    /// Where it stands.
    pub(crate) line: String,
    /// Its scan.
    pub(crate) href: String,
}

/// A picture or paper of something.
#[derive(Clone, Debug)]
pub(crate) struct Photo {
    /// What it shows.
    pub(crate) label: String,
    /// The file.
    pub(crate) href: String,
    /// Its small picture; empty if it has none.
    pub(crate) small: String,
}

/// A page about one thing, or a list of things.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// The way back: label and address.
    pub(crate) back: Option<(String, String)>,
    /// A small line above the heading.
    pub(crate) caption: String,
    /// The heading.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) tag: Option<Tag>,
    /// What it is for.
    pub(crate) explain: Vec<String>,
    /// What must be known before anything else.
    pub(crate) warnings: Vec<String>,
    /// What there is to do.
    pub(crate) actions: Vec<Link>,
    /// Labels to print.
    pub(crate) sheet: Vec<Sticker>,
    /// The sheets before and after.
    pub(crate) pages: Vec<Link>,
    /// Something as it stands on the ledger, with its line breaks.
    pub(crate) data: String,
    /// Shares of a whole.
    pub(crate) shares: Vec<Share>,
    /// Facts.
    pub(crate) facts: Vec<Line>,
    /// Pictures of what it is about.
    pub(crate) photos: Vec<Photo>,
    /// Lists.
    pub(crate) sections: Vec<Section>,
    /// Ask for this page again after so many seconds.
    pub(crate) again_s: Option<u32>,
}

/// An entry of the navigation.
pub(crate) struct Place {
    /// Its name.
    pub(crate) label: String,
    /// Its address.
    pub(crate) href: &'static str,
    /// Names its icon.
    pub(crate) icon: &'static str,
    /// Whether this page lies there.
    pub(crate) here: bool,
}

/// What surrounds every page.
pub(crate) struct Frame {
    /// The words.
    pub(crate) t: Words,
    /// The navigation; empty before logging in.
    pub(crate) places: Vec<Place>,
    /// Who is logged in.
    pub(crate) login: String,
    /// The CSRF token for the button that logs out.
    pub(crate) csrf: String,
    /// This page in the other language.
    pub(crate) switch_href: String,
}

impl Frame {
    pub(crate) fn of(desk: &Desk) -> Self {
        let t = desk.t;
        let mut places = vec![("nav-home", "/console", "home")];
        places.extend(crate::pages::inspect::place(desk));
        if desk.grows() {
            places.push(("nav-plots", "/console/plots", "plot"));
            places.push(("nav-cycles", "/console/cycles", "cycle"));
        }
        if desk.holds_lots() {
            places.push(("nav-lots", "/console/lots", "lot"));
        }
        if desk.tests() {
            places.push(("nav-tests", "/console/tests", "test"));
        }
        // A phone has room for five; growers who also label reach their labels from the first page.
        if desk.labels() && places.len() < 4 {
            places.push(("nav-batches", "/console/batches", "code"));
        }
        let more = super::village::places(desk)
            .into_iter()
            .chain(super::livestock::places(desk))
            .chain(super::office::places(desk));
        for place in more {
            if places.len() < 4 {
                places.push(place);
            }
        }
        places.push(("nav-records", "/console/records", "record"));
        let within = |href: &str| {
            desk.path == href || (href != "/console" && desk.path.starts_with(&format!("{href}/")))
        };
        Self {
            t,
            places: places
                .into_iter()
                .map(|(key, href, icon)| Place {
                    label: t.say(key),
                    href,
                    icon,
                    here: within(href),
                })
                .collect(),
            login: desk.session.login.clone(),
            csrf: desk.session.csrf().unwrap_or_default(),
            switch_href: format!("{}?lang={}", desk.path, t.other_lang()),
        }
    }

    /// Around pages that are shown before logging in.
    pub(crate) fn outside(t: Words) -> Self {
        Self {
            t,
            places: Vec::new(),
            login: String::new(),
            csrf: String::new(),
            switch_href: format!("?lang={}", t.other_lang()),
        }
    }
}

#[derive(Template)]
#[template(path = "console/page.html")]
struct PageTemplate<'a> {
    frame: Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "console/form.html")]
struct FormTemplate<'a> {
    frame: Frame,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "console/home.html")]
struct HomeTemplate<'a> {
    frame: Frame,
    home: &'a super::home::Home,
}

pub(crate) fn answer(status: StatusCode, lang: Lang, page: &impl Template) -> Response {
    match page.render() {
        Ok(body) => html(status, lang, body),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            html(StatusCode::INTERNAL_SERVER_ERROR, lang, String::new())
        }
    }
}

/// Shows a page.
pub(crate) fn page(desk: &Desk, page: &Page) -> Response {
    let frame = Frame::of(desk);
    answer(StatusCode::OK, desk.t.0, &PageTemplate { frame, page })
}

/// Shows the first page.
pub(crate) fn home(desk: &Desk, home: &super::home::Home) -> Response {
    let frame = Frame::of(desk);
    answer(StatusCode::OK, desk.t.0, &HomeTemplate { frame, home })
}

/// Shows a form of somebody who is logged in.
pub(crate) fn form(desk: &Desk, status: StatusCode, form: &Form) -> Response {
    let frame = Frame::of(desk);
    answer(status, desk.t.0, &FormTemplate { frame, form })
}

/// Shows a form of somebody who is not.
pub(crate) fn form_outside(t: Words, status: StatusCode, form: &Form) -> Response {
    let frame = Frame::outside(t);
    answer(status, t.0, &FormTemplate { frame, form })
}

/// The page of a problem.
pub(crate) fn problem(problem: &Problem, t: Words) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (title, detail) = match t.0 {
        Lang::Zh => (problem.title_zh.to_string(), problem.detail_zh.clone()),
        Lang::En => (problem.title.to_string(), problem.detail.clone()),
    };
    let is_lost = status == StatusCode::NOT_FOUND;
    let page = Page {
        explain: is_lost.then(|| t.say("lost-explain")).into_iter().collect(),
        warnings: if is_lost || detail == title {
            Vec::new()
        } else {
            vec![detail]
        },
        title,
        actions: vec![Link::main(t.say("go-home"), "/console")],
        ..Page::default()
    };
    let frame = Frame::outside(t);
    answer(status, t.0, &PageTemplate { frame, page: &page })
}
