//! The village's money at the console: the cashier's day, the accountant's books, signatures of chair, board and
//! supervisor, and twenty villages at once for the township, which also registers villages, their officers and their
//! bank accounts.

mod accounts;
mod challenges;
mod chart;
pub(super) mod collectives;
mod decide;
mod departures;
mod documents;
mod drafts;
mod entries;
mod file;
mod home;
mod lines;
mod months;
mod names;
mod officers;
mod pay;
mod payee;
mod queues;
mod refusals;
mod rows;
mod seat;
mod sign;
mod spend;
mod statement;
mod steps;
mod sub_accounts;
mod town;
mod vouchers;
mod wall;
mod warnings;
mod words;
mod years;

pub(crate) use entries::VoucherLines;
pub(crate) use home::{groups, next, places};
pub(crate) use refusals::fields_of;

use axum::{extract::Path, response::Response, routing::get, Router};

use super::{desk::Desk, form::form_routes, view, Trouble};
use crate::{extract::Query, state::AppState};

/// All pages of the village's money.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/console/village", get(home::show))
        .route("/console/village/queues/{queue}", get(home::queue))
        .route("/console/village/sign", form_routes(sign::SignMany))
        .route("/console/village/post", form_routes(vouchers::PostMany))
        .route("/console/village/match", form_routes(lines::MatchSure))
        .route("/console/village/{id}", get(home::village))
        .route("/console/village/{id}/sign", form_routes(sign::SignMany))
        .route(
            "/console/village/{id}/documents/{digest}",
            get(documents::show),
        )
        .route(
            "/console/village/{id}/documents/{digest}/small",
            get(documents::show_small),
        )
        .merge(registry_routes())
        .merge(spending_routes())
        .merge(bank_routes())
        .merge(book_routes())
        .merge(decision_routes())
        .merge(wall_routes())
        .merge(voice_routes())
}

/// Which villages there are, who holds their posts, and the accounts they have.
fn registry_routes() -> Router<AppState> {
    let own = |part: &str| format!("/console/village/{{id}}/{part}");
    Router::new()
        .route("/console/village/collectives", get(collectives::list))
        .route(
            "/console/village/organisations/{id}/register",
            form_routes(collectives::Register),
        )
        .route(&own("figures"), form_routes(collectives::SetFigures))
        .route(&own("officers"), get(officers::list))
        .route(&own("officers/new"), form_routes(officers::Appoint))
        .route(&own("officers/end"), form_routes(officers::Dismiss))
        .route(&own("names"), get(names::show).post(names::correct))
        .route(&own("accounts"), get(accounts::list))
        .route(&own("accounts/new"), form_routes(accounts::OpenAccount))
        .route(
            "/console/village/accounts/{id}/close",
            form_routes(accounts::CloseAccount),
        )
        .route(&own("departures"), get(departures::list))
        .route(
            &own("departures/new"),
            form_routes(departures::NoteDeparture),
        )
        .route("/console/village/chart", get(sub_accounts::list))
        .route(
            "/console/village/chart/new",
            form_routes(sub_accounts::AddAccount),
        )
}

fn spending_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/village/spendings/{{id}}{part}");
    Router::new()
        .route("/console/village/{id}/spend", form_routes(spend::Spend))
        .route("/console/village/{id}/spendings", get(spendings))
        .route(&path(""), get(file::show))
        .route(&path("/sign"), form_routes(sign::Sign))
        .route(&path("/refuse"), form_routes(sign::Refuse))
        .route(&path("/attach"), form_routes(sign::Attach))
        .route(&path("/mend"), form_routes(spend::Mend))
        .route(&path("/instruct"), form_routes(pay::Instruct))
        .route(&path("/report"), form_routes(pay::Report))
        .route(
            "/console/village/{id}/payments",
            form_routes(pay::InstructMany),
        )
        .route("/console/village/{id}/payments/files", get(pay::files))
        .route("/console/village/{id}/payments/file", get(pay::download))
}

fn bank_routes() -> Router<AppState> {
    Router::new()
        .route(
            "/console/village/statement-template",
            get(statement::template),
        )
        .route(
            "/console/village/{id}/statement",
            get(statement::ask_statement).post(statement::take_statement),
        )
        .route(
            "/console/village/statements/{id}",
            form_routes(statement::RecordStatement),
        )
        .route("/console/village/{id}/lines", get(lines::list))
        .route(
            "/console/village/{id}/lines/match",
            form_routes(lines::MatchSure),
        )
        .route("/console/village/lines/{id}", get(lines::show))
        .route(
            "/console/village/lines/{id}/match",
            form_routes(lines::MatchLine),
        )
}

fn book_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/village/vouchers/{{id}}{part}");
    let own = |part: &str| format!("/console/village/{{id}}/{part}");
    Router::new()
        .route(&own("income"), form_routes(drafts::Income))
        .route(&own("vouchers"), get(vouchers::list))
        .route(&own("vouchers/new"), form_routes(drafts::Draft))
        .route(&own("vouchers/post"), form_routes(vouchers::PostMany))
        .route(&path(""), get(vouchers::show))
        .route(&path("/post"), form_routes(vouchers::Post))
        .route(&path("/withdraw"), form_routes(vouchers::Withdraw))
        .route(&path("/reverse"), form_routes(vouchers::Reverse))
        .route(&own("months"), get(months::show))
        .route(&own("months/close"), form_routes(months::CloseMonth))
        .route(&own("reconcile"), form_routes(months::Reconcile))
        .route(&own("years/close"), form_routes(years::CloseYear))
        .route(&own("book"), form_routes(years::OpenBook))
}

fn decision_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/village/decisions/{{id}}{part}");
    Router::new()
        .route("/console/village/{id}/decisions", get(decide::list))
        .route(
            "/console/village/{id}/decisions/new",
            form_routes(decide::OpenDecision),
        )
        .route(&path(""), get(decide::show))
        .route(&path("/deliberate"), form_routes(steps::Deliberate))
        .route(&path("/review"), form_routes(steps::Review))
        .route(&path("/resolve"), form_routes(steps::Resolve))
        .route(&path("/publish"), form_routes(steps::Publish))
        .route(&path("/approve"), form_routes(steps::ApproveLand))
        .route(&path("/result"), form_routes(steps::PublishResult))
        .route(&path("/give-up"), form_routes(steps::GiveUp))
}

fn wall_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/village/disclosures/{{id}}{part}");
    let own = |part: &str| format!("/console/village/{{id}}/{part}");
    Router::new()
        .route(&own("disclosures"), get(wall::list))
        .route(&own("disclosures/new"), form_routes(wall::Prepare))
        .route(&own("disclosures/special"), form_routes(wall::Special))
        .route(&path(""), get(wall::show))
        .route(&path("/sign"), form_routes(wall::SignDisclosure))
        .route(&path("/post"), form_routes(wall::PostDisclosure))
        .route(&path("/end"), form_routes(wall::EndDisclosure))
}

/// What villagers ask and what rules say.
fn voice_routes() -> Router<AppState> {
    let challenge = |part: &str| format!("/console/village/challenges/{{id}}{part}");
    let warning = |part: &str| format!("/console/village/warnings/{{id}}{part}");
    let own = |part: &str| format!("/console/village/{{id}}/{part}");
    Router::new()
        .route(&own("challenges"), get(challenges::list))
        .route(&challenge(""), get(challenges::show))
        .route(&challenge("/accept"), form_routes(challenges::Accept))
        .route(&challenge("/answer"), form_routes(challenges::Answer))
        .route(&challenge("/minute"), form_routes(challenges::Minute))
        .route(&challenge("/escalate"), form_routes(challenges::Escalate))
        .route(&challenge("/close"), form_routes(challenges::Close))
        .route(&own("warnings"), get(warnings::list))
        .route(&warning(""), get(warnings::show))
        .route(&warning("/explain"), form_routes(warnings::Explain))
        .route(&warning("/prove"), form_routes(warnings::Prove))
}

/// The spendings of a village, the latest first.
async fn spendings(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<decide::Part>,
) -> Result<Response, Trouble> {
    let village = seat::Village::inside(&desk, id).await?;
    let page = vouchers::listed_page(
        &desk,
        &village,
        rows::Kind::Spending,
        "go-spendings",
        "spendings",
        part.before,
    );
    Ok(view::page(&desk, &page.await?))
}
