//! Livestock at the console: what waits for vets, farms, hauliers, slaughterhouses, disposal plants and
//! insurers, and every form that answers it.

mod bodies;
mod certify;
mod cover;
pub(crate) mod deed;
mod farm;
mod food;
mod health;
mod house;
mod load;
mod meat;
mod names;
mod pages;
mod passage;
mod products;
mod queues;
mod recalls;
mod redispatch;
mod refusals;
mod registers;
mod road;
mod rows;
mod sale_area;
mod sale_pages;
mod sales;
mod stock;
mod today;
mod vet;

pub(crate) use certify::Load;
pub(crate) use refusals::fields_of;
pub(crate) use sale_pages::group as sale_group;
pub(crate) use today::{groups, keeps_animals, next, places};

use axum::{
    http::{HeaderName, HeaderValue, Request},
    middleware::{from_fn, Next},
    response::Response,
    routing::get,
    Router,
};

use super::form::form_routes;
use crate::state::AppState;

/// All pages of livestock at the console.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/console/livestock/{duty}", get(today::duty))
        .route("/console/livestock/queues/{queue}", get(today::queue))
        .merge(farm_routes())
        .merge(quarantine_routes())
        .merge(road_routes())
        .merge(house_routes())
        .merge(end_routes())
        .merge(register_routes())
        .merge(sale_routes())
        .layer(from_fn(allow_camera))
}

/// Tags are read with the camera of a phone.
async fn allow_camera(request: Request<axum::body::Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(), microphone=()"),
    );
    response
}

fn farm_routes() -> Router<AppState> {
    Router::new()
        .route("/console/livestock/animals", get(pages::animals))
        .route("/console/livestock/tag", form_routes(farm::Tag))
        .route("/console/livestock/retag", form_routes(farm::Retag))
        .route("/console/livestock/bind", form_routes(farm::Bind))
        .route(
            "/console/livestock/herds/new",
            form_routes(farm::RegisterHerd),
        )
        .route("/console/livestock/herds/{id}", get(pages::herd))
        .route(
            "/console/livestock/herds/{id}/split",
            form_routes(farm::Split),
        )
        .route("/console/livestock/transfer", form_routes(farm::MovePlace))
        .route("/console/livestock/declare", form_routes(farm::Declare))
        .route("/console/livestock/immunise", form_routes(health::Immunise))
        .route("/console/livestock/medicate", form_routes(health::Medicate))
        .route("/console/livestock/care", form_routes(health::CareFor))
        .route("/console/livestock/food", form_routes(food::RecordFood))
        .route("/console/livestock/food/{id}", get(food::lot))
        .route("/console/livestock/missing", form_routes(health::Missing))
        .route("/console/livestock/recover", form_routes(vet::Recover))
        .route(
            "/console/livestock/isolation",
            form_routes(health::EndIsolation),
        )
        .route("/console/livestock/death", form_routes(health::ReportDeath))
        .route(
            "/console/livestock/sighting",
            form_routes(health::ReportSighting),
        )
        .route("/console/livestock/tags", get(pages::tags))
        .route(
            "/console/livestock/tags/receive",
            form_routes(stock::ReceiveTags),
        )
        .route(
            "/console/livestock/tags/hand-out",
            form_routes(stock::HandOut),
        )
        .route("/console/livestock/tags/return", form_routes(stock::Return))
        .route("/console/livestock/tags/spend", form_routes(stock::Spend))
}

fn quarantine_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/livestock/declarations/{{id}}{part}");
    Router::new()
        .route(&path(""), get(pages::declaration))
        .route(&path("/answer"), form_routes(vet::Answer))
        .route(&path("/certify"), form_routes(certify::Certify))
        .route(&path("/fail"), form_routes(vet::Fail))
        .route(&path("/withdraw"), form_routes(farm::Withdraw))
        .route("/console/livestock/clear", form_routes(vet::Clear))
}

fn road_routes() -> Router<AppState> {
    let path = |part: &str| format!("/console/livestock/certificates/{{id}}{part}");
    Router::new()
        .route(&path(""), get(pages::certificate))
        .route(&path("/depart"), form_routes(road::Depart))
        .route(&path("/pass"), form_routes(road::Pass))
        .route(&path("/arrive"), form_routes(road::Arrive))
        .route(&path("/take-in"), form_routes(road::TakeIn))
        .route(&path("/landing"), form_routes(road::ReportLanding))
        .route(&path("/cancel"), form_routes(vet::Cancel))
        .route(&path("/send-on"), form_routes(redispatch::SendOn))
        .route(&path("/acknowledge"), form_routes(vet::Acknowledge))
        .route("/console/livestock/checkpoint", get(passage::find))
}

fn house_routes() -> Router<AppState> {
    let batch = |part: &str| format!("/console/livestock/batches/{{id}}{part}");
    let meat = |part: &str| format!("/console/livestock/meats/{{id}}{part}");
    Router::new()
        .route(&batch(""), get(products::batch))
        .route(&batch("/announce"), form_routes(house::Announce))
        .route(&batch("/look"), form_routes(vet::LookBeforeKill))
        .route(&batch("/test"), form_routes(house::TestBatch))
        .route(&batch("/kill"), form_routes(house::KillBatch))
        .route(&batch("/recall"), form_routes(house::RecallBatch))
        .route(&meat(""), get(products::meat))
        .route(&meat("/inspect"), form_routes(vet::LookAtCarcass))
        .route(&meat("/cut"), form_routes(meat::Cut))
        .route(&meat("/pack"), form_routes(meat::Pack))
        .route(&meat("/deliver"), form_routes(meat::DeliverMeat))
        .route(&meat("/condemn"), form_routes(meat::Condemn))
        .route(&meat("/certify"), form_routes(vet::CertifyMeat))
        .route(&meat("/recall"), form_routes(house::RecallMeat))
        .merge(recall_routes())
}

/// Recalls, from the notice to the end.
fn recall_routes() -> Router<AppState> {
    let recall = |part: &str| format!("/console/livestock/recalls/{{id}}{part}");
    Router::new()
        .route("/console/livestock/recalls", get(recalls::list))
        .route(&recall(""), get(recalls::recall))
        .route(&recall("/notify"), form_routes(recalls::NotifyRecall))
        .route(
            &recall("/acknowledge"),
            form_routes(recalls::AcknowledgeRecall),
        )
        .route(&recall("/account"), form_routes(recalls::AccountRecall))
        .route(&recall("/verify"), form_routes(recalls::VerifyRecall))
        .route(&recall("/close"), form_routes(recalls::CloseRecall))
}

/// Where animals and claims end.
fn end_routes() -> Router<AppState> {
    let disposal = |part: &str| format!("/console/livestock/disposals/{{id}}{part}");
    let claim = |part: &str| format!("/console/livestock/claims/{{id}}{part}");
    Router::new()
        .route("/console/livestock/collect", form_routes(bodies::Collect))
        .route(&disposal(""), get(products::disposal))
        .route(&disposal("/receive"), form_routes(bodies::Receive))
        .route(&disposal("/treat"), form_routes(bodies::Treat))
        .route("/console/livestock/insure", form_routes(cover::Insure))
        .route(
            "/console/livestock/insurances/{id}",
            get(products::insurance),
        )
        .route("/console/livestock/claim", form_routes(cover::FileClaim))
        .route(&claim(""), get(products::claim))
        .route(&claim("/decide"), form_routes(cover::Decide))
        .route(&claim("/pay"), form_routes(cover::Pay))
}

fn sale_routes() -> Router<AppState> {
    let sale = |part: &str| format!("/console/trade/sales/{{id}}{part}");
    Router::new()
        .route("/console/trade/sales", get(sale_pages::list))
        .route("/console/trade/area", get(sale_area::area))
        .route("/console/trade/overdue", get(sale_area::overdue))
        .route("/console/trade/sell", form_routes(sales::Sell))
        .route(&sale(""), get(sale_pages::sale))
        .route(&sale("/answer"), form_routes(sales::AnswerSale))
        .route(&sale("/cancel"), form_routes(sales::CancelSale))
        .route(&sale("/deliver"), form_routes(sales::TakeDelivery))
        .route(&sale("/pay"), form_routes(sales::PaySale))
}

fn register_routes() -> Router<AppState> {
    Router::new()
        .route(
            "/console/livestock/grade-farm",
            form_routes(registers::GradeFarm),
        )
        .route(
            "/console/livestock/vehicles/new",
            form_routes(registers::FileVehicle),
        )
        .route(
            "/console/livestock/zones/new",
            form_routes(registers::OrderZone),
        )
        .route(
            "/console/livestock/zones/{id}/lift",
            form_routes(registers::LiftZone),
        )
        .route(
            "/console/livestock/drugs/new",
            form_routes(registers::SetDrug),
        )
        .route(
            "/console/livestock/rules/new",
            form_routes(registers::SetRule),
        )
}
