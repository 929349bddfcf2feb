//! The page of an import: what was found, what is to be chosen, who starts it, how far it is, and whether the sums
//! agree.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::three_assets::Fen;

use crate::{
    books_import::{
        problems::ProblemKind,
        reconcile::{self, Report},
        run::orders::{self, Access, Part, Start},
        store::{self, Import, KeptProblem, Options, State},
        templates, Chart, ImportKind,
    },
    error::ApiError,
    pages::{
        assets,
        console::{
            desk::Desk,
            fields::Typed,
            view::{self, Frame, Line, Row, Section, Share, Tag},
            Trouble,
        },
        words::Lang,
    },
    routes::imports::{self, Asked},
    three_assets::money::yuan,
};

/// How many problems the page shows.
const PROBLEMS_SHOWN: i64 = 50;

/// What the page says.
struct Progress {
    caption: String,
    title: String,
    tag: Tag,
    warnings: Vec<String>,
    shares: Vec<Share>,
    facts: Vec<Line>,
    sections: Vec<Section>,
    again_s: Option<u32>,
}

#[derive(Template)]
#[template(path = "console/books/progress.html")]
struct ProgressTemplate {
    frame: Frame,
    id: i64,
    page: Progress,
    asked: Vec<Asked>,
    folds: bool,
    kinds: Vec<Row>,
    offers_draft: bool,
    offers_post: bool,
    offers_cancel: bool,
    has_errors: bool,
    leaves_out: bool,
    has_vouchers: bool,
    draft_label: String,
    trouble: String,
}

/// The state of an import as a coloured word.
pub(super) fn tag(desk: &Desk, state: State) -> Tag {
    let (tone, key) = match state {
        State::Checking => ("info", "books-state-checking"),
        State::Checked => ("warn", "books-state-checked"),
        State::Running => ("info", "books-state-running"),
        State::Paused => ("bad", "books-state-paused"),
        State::Cancelling => ("info", "books-state-cancelling"),
        State::Cancelled => ("quiet", "books-state-cancelled"),
        State::Done => ("good", "books-state-done"),
        State::Unreadable => ("bad", "books-state-unreadable"),
    };
    Tag {
        tone,
        text: desk.t.say(key),
    }
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    page(&desk, id, StatusCode::OK, String::new()).await
}

/// The first of the problems that the check found.
async fn first_problems(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let problems = store::problems(&desk.app, id, PROBLEMS_SHOWN).await?;
    Ok(Section {
        heading: desk.t.fill(
            "books-problems-first",
            &[("count", &problems.len().to_string())],
        ),
        rows: problems.iter().map(|it| problem(desk, it)).collect(),
        ..Section::default()
    })
}

async fn page(
    desk: &Desk,
    id: i64,
    status: StatusCode,
    trouble: String,
) -> Result<Response, Trouble> {
    let (import, access) = orders::open(&desk.app, &desk.session, id).await?;
    let report = reconcile::report(&desk.app, &import).await?;
    let kinds = store::problem_kinds(&desk.app, id).await?;
    let mut sections = Vec::new();
    if !kinds.is_empty() {
        sections.push(first_problems(desk, id).await?);
    }
    if import.started_ms.is_some() {
        sections.push(tie(desk, &import, &report));
    }
    let is_waiting = import.state == State::Checked;
    let may_go_on = is_waiting || import.state == State::Paused;
    let is_moving = matches!(
        import.state,
        State::Checking | State::Running | State::Cancelling
    );
    let template = ProgressTemplate {
        frame: Frame::of(desk),
        id,
        asked: if is_waiting && access.manages {
            imports::asked(&import)
        } else {
            Vec::new()
        },
        folds: import.fold,
        kinds: kinds.iter().map(|kind| counted(desk, kind)).collect(),
        offers_draft: may_go_on
            && access.drafts
            && import.units > 0
            && is_free(desk, import.poster),
        offers_post: offers_post(desk, &import, access),
        offers_cancel: access.manages && (may_go_on || import.state == State::Running),
        has_errors: import.errors > 0,
        leaves_out: import.leave_out,
        has_vouchers: import.kind == ImportKind::Journal && import.started_ms.is_some(),
        draft_label: desk.t.say(match (import.kind, import.drafter) {
            (ImportKind::Openings, _) => "books-start-open",
            (ImportKind::Journal, None) => "books-start-draft",
            (ImportKind::Journal, Some(_)) => "books-go-on",
        }),
        trouble,
        page: Progress {
            caption: import.name.clone(),
            title: desk.t.say(match import.kind {
                ImportKind::Journal => "books-kind-journal",
                ImportKind::Openings => "books-kind-openings",
            }),
            tag: tag(desk, import.state),
            warnings: import
                .said()
                .map(|said| match desk.t.0 {
                    Lang::Zh => said.detail_zh,
                    Lang::En => said.detail,
                })
                .into_iter()
                .collect(),
            shares: shares(desk, &import).await?,
            facts: facts(desk, &import, &report),
            sections,
            again_s: is_moving.then_some(3),
        },
    };
    Ok(view::answer(status, desk.t.0, &template))
}

/// Whether the caller is not the one who has the other part.
fn is_free(desk: &Desk, other: Option<i64>) -> bool {
    other != Some(desk.session.account)
}

fn offers_post(desk: &Desk, import: &Import, access: Access) -> bool {
    let is_open = matches!(
        import.state,
        State::Checked | State::Running | State::Paused
    );
    access.posts
        && is_open
        && import.units > 0
        && is_free(desk, import.drafter)
        && (import.poster.is_none() || import.state == State::Paused)
}

fn facts(desk: &Desk, import: &Import, report: &Report) -> Vec<Line> {
    let t = desk.t;
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let taken = |account: Option<i64>| {
        t.say(match account {
            Some(_) => "books-someone",
            None => "books-nobody",
        })
    };
    let mut facts = vec![
        line(
            "books-fact-chart",
            t.say(match import.chart {
                Chart::Of2004 => "books-chart-2004",
                Chart::Of2023 => "books-chart-2023",
            }),
        ),
        line("books-fact-rows", import.file_rows.to_string()),
        line("books-fact-good", import.good_rows.to_string()),
        line("books-fact-units", import.units.to_string()),
        line("books-fact-bad", import.bad_units.to_string()),
        line("books-fact-errors", import.errors.to_string()),
        line("books-fact-notices", import.notices.to_string()),
        line("books-fact-drafter", taken(import.drafter)),
    ];
    if import.kind == ImportKind::Journal {
        facts.push(line("books-fact-poster", taken(import.poster)));
    }
    if let Some(seconds) = report.seconds {
        let text = t.fill("books-seconds", &[("seconds", &seconds.to_string())]);
        facts.push(line("books-fact-seconds", text));
        facts.push(line("books-report-posted", report.posted.to_string()));
        facts.push(line("books-report-rows", report.ledger_rows.to_string()));
    }
    facts
}

/// How far it is, as a bar.
async fn shares(desk: &Desk, import: &Import) -> Result<Vec<Share>, ApiError> {
    if import.started_ms.is_none() {
        return Ok(Vec::new());
    }
    let progress = store::progress(&desk.app, import.id).await?;
    let count = |states: &[&str]| -> i64 {
        let counts = states.iter().filter_map(|state| progress.get(*state));
        counts.sum()
    };
    let parts = [
        ("active", "books-share-done", count(&["done"])),
        ("printed", "books-share-drafted", count(&["drafted"])),
        (
            "spoiled",
            "books-share-way",
            count(&["sent", "posting", "withdrawing"]),
        ),
        ("reserved", "books-share-waiting", count(&["waiting"])),
        (
            "void",
            "books-share-refused",
            count(&["refused", "withdrawn"]),
        ),
    ];
    let all = parts.iter().map(|(.., count)| *count).sum::<i64>().max(1);
    let mut from = 0u64;
    let mut shares = Vec::new();
    for (kind, key, count) in parts {
        let part = u64::try_from(count.saturating_mul(1_000) / all).unwrap_or(0);
        shares.push(Share {
            kind,
            label: desk.t.say(key),
            count: count.to_string(),
            part,
            from,
        });
        from = from.saturating_add(part);
    }
    Ok(shares)
}

fn weight(desk: &Desk, weight: &str) -> Tag {
    let (tone, key) = match weight {
        "error" => ("bad", "books-error"),
        _ => ("info", "books-notice"),
    };
    Tag {
        tone,
        text: desk.t.say(key),
    }
}

/// A kind of problem with how often it occurs.
fn counted(desk: &Desk, (kind, heavy, count): &(String, String, i64)) -> Row {
    let (zh, en) = ProblemKind::of_word(kind)
        .map(|kind| kind.texts("…"))
        .unwrap_or_default();
    Row {
        title: match desk.t.0 {
            Lang::Zh => zh,
            Lang::En => en,
        },
        lines: vec![desk.t.fill("books-times", &[("count", &count.to_string())])],
        tag: Some(weight(desk, heavy)),
        href: String::new(),
    }
}

/// A problem with its place.
fn problem(desk: &Desk, kept: &KeptProblem) -> Row {
    let ((zh, en), (column_zh, column_en)) = (kept.texts(), kept.column_names());
    let row = match kept.file_row {
        0 => desk.t.say("books-whole"),
        row => desk.t.fill("books-row", &[("row", &row.to_string())]),
    };
    let (column, text) = match desk.t.0 {
        Lang::Zh => (column_zh, zh),
        Lang::En => (column_en, en),
    };
    let title = if column.is_empty() {
        row
    } else {
        format!("{row} · {column}")
    };
    Row {
        title,
        lines: vec![text],
        tag: Some(weight(desk, &kept.weight)),
        href: String::new(),
    }
}

/// The sums of the file beside those of the ledger.
fn tie(desk: &Desk, import: &Import, report: &Report) -> Section {
    let t = desk.t;
    let amounts = |key: &str, debit: i64, credit: i64| {
        t.fill(
            key,
            &[("debit", &yuan(Fen(debit))), ("credit", &yuan(Fen(credit)))],
        )
    };
    let verdict = match (report.ties, import.state) {
        (true, _) => ("good", "books-report-ties"),
        (false, State::Done) => ("bad", "books-report-differs"),
        (false, _) => ("warn", "books-report-open"),
    };
    let mut rows = vec![Row {
        title: t.say(verdict.1),
        tag: Some(Tag {
            tone: verdict.0,
            text: t.say(if report.ties {
                "books-ties"
            } else {
                "books-differs"
            }),
        }),
        ..Row::default()
    }];
    rows.extend(report.accounts.iter().map(|account| {
        let sums = account.sums;
        Row {
            title: account.account.clone(),
            lines: vec![
                amounts("books-report-file", sums.file_debit, sums.file_credit),
                amounts("books-report-ledger", sums.ledger_debit, sums.ledger_credit),
            ],
            tag: Some(if account.ties {
                Tag {
                    tone: "good",
                    text: t.say("books-ties"),
                }
            } else {
                Tag {
                    tone: "bad",
                    text: t.say("books-differs"),
                }
            }),
            href: String::new(),
        }
    }));
    Section {
        heading: t.say("books-report"),
        rows,
        ..Section::default()
    }
}

/// Goes back to the page, or shows what is wrong on it.
async fn back(desk: &Desk, id: i64, result: Result<(), ApiError>) -> Result<Response, Trouble> {
    match result {
        Ok(()) => Ok(Redirect::to(&format!("/console/village/import/{id}")).into_response()),
        Err(error) if error.code() == "not_found" || error.problem().status >= 500 => {
            Err(error.into())
        }
        Err(error) => {
            let trouble = desk.say_detail(&error);
            page(desk, id, StatusCode::UNPROCESSABLE_ENTITY, trouble).await
        }
    }
}

/// Checks the file again with what was chosen.
pub(super) async fn choose(
    desk: Desk,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let (import, access) = orders::open(&desk.app, &desk.session, id).await?;
    if !access.manages {
        return Err(ApiError::not_found().into());
    }
    let mut choices = import.choices();
    for question in imports::asked(&import) {
        let number = question.heading.heading;
        if let Ok(chosen) = typed.get(&format!("choice-{number}")).parse() {
            choices.insert(number, chosen);
        }
    }
    let options = Options {
        chart: import.chart,
        choices,
        fold: import.fold,
    };
    let result = store::check_again(&desk.app, id, &options).await;
    back(&desk, id, result).await
}

/// Takes on a part.
pub(super) async fn start(
    desk: Desk,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let order = Start {
        part: match typed.get("part") {
            "post" => Part::Post,
            _ => Part::Draft,
        },
        leave_out: typed.get("leave_out") == "true",
    };
    let result = orders::start(&desk.app, &desk.session, id, order).await;
    back(&desk, id, result).await
}

/// Cancels.
pub(super) async fn cancel(
    desk: Desk,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let result = orders::cancel(&desk.app, &desk.session, id).await;
    back(&desk, id, result).await
}

/// The problems as a file.
pub(super) async fn problems(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    orders::open(&desk.app, &desk.session, id).await?;
    let problems = store::problems(&desk.app, id, i64::MAX).await?;
    let bytes = templates::problems_csv(&problems)?;
    Ok(imports::file(bytes, "csv", &format!("导入{id}问题清单")))
}

/// Where each voucher is, as a file.
pub(super) async fn vouchers(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let (import, _) = orders::open(&desk.app, &desk.session, id).await?;
    let bytes = templates::placed_csv(&reconcile::placed(&desk.app, &import).await?)?;
    Ok(imports::file(bytes, "csv", &format!("导入{id}凭证对照表")))
}
