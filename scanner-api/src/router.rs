//! Every route and every layer, on one page.

use std::time::Duration;

use axum::{
    extract::{DefaultBodyLimit, Request},
    http::{header, HeaderName, HeaderValue, Method, StatusCode},
    middleware::{from_fn, from_fn_with_state, Next},
    response::{IntoResponse, Response},
    routing::get,
    Router,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    books_import::store::BYTES_MAX,
    error::{ApiError, Code},
    limits::limit_clients,
    openapi, pages,
    routes::{
        accounts, batches, brands, cases, catalogues, codes, cycles, devices, divisions, documents,
        health, imports, inspections, livestock, lots, members, motions, organisations, plots,
        policies, scans, sessions, tests, three_assets, tickets, timelines, tokens, trade,
    },
    state::AppState,
    telemetry::observe,
};

/// What a multipart form takes besides the file.
const UPLOAD_FORM_BYTES: usize = 64 * 1024;

/// The whole service.
pub fn router(app: AppState) -> Router {
    let limits = &app.config.limits;
    let work = Router::new()
        .merge(api(&app))
        .merge(public(&app))
        .merge(pages::console::router())
        .merge(pages::livestock::router())
        .merge(pages::inspect::router())
        .layer(from_fn_with_state(
            app.clone(),
            pages::inspect::devices::noted,
        ))
        .layer(from_fn_with_state(
            app.clone(),
            pages::inspect::looked::written,
        ))
        .layer(from_fn_with_state(app.clone(), within_time))
        .layer(from_fn_with_state(app.clone(), within_concurrency))
        .layer(DefaultBodyLimit::max(limits.body_bytes_max));
    Router::new()
        .merge(work)
        .merge(health().split_for_parts().0)
        .merge(pages::assets::router())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(observe))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(pages::front::for_browsers))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("x-frame-options", "DENY"))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// The JSON API of members.
fn api(app: &AppState) -> Router<AppState> {
    let uploads = DefaultBodyLimit::max(
        app.config
            .documents
            .bytes_max
            .saturating_add(UPLOAD_FORM_BYTES),
    );
    let tables = DefaultBodyLimit::max(BYTES_MAX.saturating_add(UPLOAD_FORM_BYTES));
    Router::new()
        .merge(members().split_for_parts().0)
        .merge(uploaded().split_for_parts().0.layer(uploads))
        .merge(imported().split_for_parts().0.layer(tables))
}

/// What anybody may ask, a limited number of times per minute.
fn public(app: &AppState) -> Router<AppState> {
    Router::new()
        .merge(open().split_for_parts().0)
        .merge(openapi::routes())
        .merge(scan_pages())
        .merge(pages::console::public())
        .merge(pages::livestock::public())
        .merge(pages::village::router())
        .layer(from_fn_with_state(app.clone(), limit_clients))
}

/// The address on a label, and the first page.
fn scan_pages() -> Router<AppState> {
    Router::new()
        .route("/", get(pages::front::show))
        .route("/{code}", get(scans::show_scan))
        .route("/records/{subject}", get(pages::records::show))
        .route("/prices", get(pages::prices::show))
        .route("/01/{gtin}/21/{code}", get(scans::show_digital_link))
}

/// The descriptions of all routes of the JSON API.
pub fn described() -> [OpenApi; 5] {
    [members(), uploaded(), imported(), open(), health()].map(OpenApiRouter::into_openapi)
}

/// For members only.
fn members() -> OpenApiRouter<AppState> {
    accounts_and_registry()
        .merge(produce())
        .merge(labels_and_oversight())
        .merge(devices_of_members())
        .merge(livestock_on_farms())
        .merge(livestock_on_the_road())
        .merge(livestock_as_meat())
        .merge(sales())
        .merge(livestock_for_platforms())
        .merge(inspection())
        .merge(villages_books())
        .merge(villages_spendings())
}

fn devices_of_members() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(devices::list_devices, devices::register_devices))
        .routes(routes!(devices::get_device))
        .routes(routes!(devices::rotate_device_keys))
        .routes(routes!(devices::move_devices))
        .routes(routes!(devices::retire_devices))
        .routes(routes!(devices::list_anchored_hours))
        .routes(routes!(devices::list_device_readings))
        .routes(routes!(devices::get_anchor_payload))
        .routes(routes!(devices::prove_reading))
        .routes(routes!(devices::anchor_hours))
}

/// What monitoring points see and do, and the questions that villages answer.
fn inspection() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(inspections::list_inspected_transactions))
        .routes(routes!(inspections::stream_inspected_transactions))
        .routes(routes!(inspections::get_inspected_file))
        .routes(routes!(inspections::download_inspected_file))
        .routes(routes!(inspections::list_notes, inspections::create_note))
        .routes(routes!(inspections::list_inspected_warnings))
        .routes(routes!(inspections::list_views))
        .routes(routes!(inspections::get_analyses))
        .routes(routes!(
            inspections::list_questions,
            inspections::ask_question
        ))
        .routes(routes!(inspections::get_question))
        .routes(routes!(inspections::answer_question))
}

fn livestock_on_farms() -> OpenApiRouter<AppState> {
    use livestock::{animals, catalogues, foods, reports, tags, warnings};
    OpenApiRouter::new()
        .routes(routes!(catalogues::list_drugs, catalogues::set_drugs))
        .routes(routes!(
            catalogues::list_immunity_rules,
            catalogues::set_immunity_rules
        ))
        .routes(routes!(catalogues::list_zones, catalogues::order_zones))
        .routes(routes!(catalogues::lift_zones))
        .routes(routes!(
            catalogues::list_farm_grades,
            catalogues::grade_farms
        ))
        .routes(routes!(
            catalogues::list_vehicles,
            catalogues::file_vehicles
        ))
        .routes(routes!(tags::list_stocks))
        .routes(routes!(tags::list_ledgers))
        .routes(routes!(tags::receive_tags))
        .routes(routes!(tags::hand_out_tags))
        .routes(routes!(tags::return_tags))
        .routes(routes!(tags::spend_tags))
        .routes(routes!(animals::list_animals, animals::tag_animals))
        .routes(routes!(animals::get_animal))
        .routes(routes!(animals::list_herds, animals::register_herds))
        .routes(routes!(animals::get_herd))
        .routes(routes!(animals::split_herds))
        .routes(routes!(animals::retag_animals))
        .routes(routes!(animals::bind_electronic))
        .routes(routes!(animals::immunise))
        .routes(routes!(animals::medicate))
        .routes(routes!(animals::record_care))
        .routes(routes!(foods::list_food, foods::record_food))
        .routes(routes!(foods::get_food))
        .routes(routes!(animals::transfer_animals))
        .routes(routes!(animals::report_missing))
        .routes(routes!(animals::recover_animals))
        .routes(routes!(animals::report_sightings))
        .routes(routes!(animals::clear_animals))
        .routes(routes!(animals::release_isolation))
        .routes(routes!(animals::get_farm_file))
        .routes(routes!(reports::get_report))
        .routes(routes!(reports::audit_report))
        .routes(routes!(reports::download_reports))
        .routes(routes!(warnings::list_warnings))
}

/// What other platforms are given of livestock.
fn livestock_for_platforms() -> OpenApiRouter<AppState> {
    use livestock::adapters;
    OpenApiRouter::new()
        .routes(routes!(adapters::list_adapters))
        .routes(routes!(adapters::download_exchange))
        .routes(routes!(
            adapters::get_exchange_deliveries,
            adapters::note_exchange_delivery
        ))
}

fn livestock_on_the_road() -> OpenApiRouter<AppState> {
    use livestock::{quarantine, signatures, trace};
    OpenApiRouter::new()
        .routes(routes!(quarantine::list_declarations, quarantine::declare))
        .routes(routes!(quarantine::get_declaration))
        .routes(routes!(quarantine::get_findings))
        .routes(routes!(quarantine::answer_declarations))
        .routes(routes!(quarantine::withdraw_declarations))
        .routes(routes!(quarantine::fail_inspections))
        .routes(routes!(quarantine::list_certificates, quarantine::certify))
        .routes(routes!(quarantine::get_certificate))
        .routes(routes!(
            signatures::get_signature,
            signatures::hand_in_signature
        ))
        .routes(routes!(quarantine::cancel_certificates))
        .routes(routes!(quarantine::redispatch))
        .routes(routes!(quarantine::certify_products))
        .routes(routes!(quarantine::depart))
        .routes(routes!(quarantine::pass_checkpoints))
        .routes(routes!(quarantine::arrive))
        .routes(routes!(quarantine::report_landings))
        .routes(routes!(quarantine::acknowledge_leaving))
        .routes(routes!(trace::trace_forward))
        .routes(routes!(trace::trace_backward))
        .routes(routes!(trace::trace_contacts))
}

fn livestock_as_meat() -> OpenApiRouter<AppState> {
    use livestock::{deaths, insurances, meats, recalls, slaughter};
    OpenApiRouter::new()
        .routes(routes!(
            slaughter::list_slaughter_batches,
            slaughter::take_in
        ))
        .routes(routes!(slaughter::get_slaughter_batch))
        .routes(routes!(slaughter::declare_slaughter))
        .routes(routes!(slaughter::inspect_before_kill))
        .routes(routes!(slaughter::test_batches))
        .routes(routes!(slaughter::slaughter))
        .routes(routes!(meats::list_meats))
        .routes(routes!(meats::get_meat))
        .routes(routes!(meats::inspect_carcasses))
        .routes(routes!(meats::cut_meat))
        .routes(routes!(meats::pack_meat))
        .routes(routes!(meats::condemn_meat))
        .routes(routes!(meats::deliver_meat))
        .routes(routes!(recalls::list_recalls, meats::recall_meat))
        .routes(routes!(recalls::get_recall))
        .routes(routes!(recalls::get_recall_reach))
        .routes(routes!(recalls::notify_recalls))
        .routes(routes!(recalls::answer_recalls))
        .routes(routes!(recalls::conclude_recalls))
        .routes(routes!(deaths::list_deaths, deaths::report_deaths))
        .routes(routes!(deaths::list_disposals, deaths::collect_bodies))
        .routes(routes!(deaths::get_disposal))
        .routes(routes!(deaths::receive_bodies))
        .routes(routes!(deaths::treat_bodies))
        .routes(routes!(insurances::list_insurances, insurances::insure))
        .routes(routes!(insurances::get_insurance))
        .routes(routes!(insurances::list_claims, insurances::file_claims))
        .routes(routes!(insurances::get_claim))
        .routes(routes!(insurances::decide_claims))
        .routes(routes!(insurances::pay_claims))
}

fn sales() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(trade::list_sales, trade::record_sales))
        .routes(routes!(trade::get_sale))
        .routes(routes!(trade::answer_sales))
        .routes(routes!(trade::cancel_sales))
        .routes(routes!(trade::deliver_sales))
        .routes(routes!(trade::settle_sales))
}

fn villages_books() -> OpenApiRouter<AppState> {
    use three_assets::{books, collectives, parties, vouchers};
    OpenApiRouter::new()
        .routes(routes!(collectives::register_collectives))
        .routes(routes!(collectives::set_figures))
        .routes(routes!(collectives::appoint_officers))
        .routes(routes!(collectives::dismiss_officers))
        .routes(routes!(
            collectives::list_bank_accounts,
            collectives::open_bank_accounts
        ))
        .routes(routes!(collectives::get_bank_account))
        .routes(routes!(collectives::close_bank_accounts))
        .routes(routes!(collectives::add_accounts))
        .routes(routes!(
            collectives::list_departures,
            collectives::note_departures
        ))
        .routes(routes!(parties::list_parties, parties::create_party))
        .routes(routes!(books::open_books))
        .routes(routes!(books::get_trial_balance))
        .routes(routes!(books::reconcile_months))
        .routes(routes!(books::close_months))
        .routes(routes!(books::close_years))
        .routes(routes!(vouchers::list_vouchers, vouchers::draft_vouchers))
        .routes(routes!(vouchers::get_voucher))
        .routes(routes!(vouchers::withdraw_vouchers))
        .routes(routes!(vouchers::post_vouchers))
        .routes(routes!(
            vouchers::list_bank_lines,
            vouchers::record_bank_lines
        ))
        .routes(routes!(vouchers::get_bank_line))
        .routes(routes!(vouchers::match_bank_lines))
}

fn villages_spendings() -> OpenApiRouter<AppState> {
    use three_assets::{challenges, decisions, disclosures, spendings, warnings};
    OpenApiRouter::new()
        .routes(routes!(
            spendings::list_spendings,
            spendings::submit_spendings
        ))
        .routes(routes!(spendings::list_waiting))
        .routes(routes!(spendings::get_spending))
        .routes(routes!(spendings::sign_spendings))
        .routes(routes!(spendings::attach_decisions))
        .routes(routes!(spendings::refuse_spendings))
        .routes(routes!(spendings::resubmit_spendings))
        .routes(routes!(spendings::instruct_payments))
        .routes(routes!(spendings::report_payments))
        .routes(routes!(decisions::open_decisions))
        .routes(routes!(decisions::step_decisions))
        .routes(routes!(disclosures::prepare_disclosures))
        .routes(routes!(disclosures::sign_disclosures))
        .routes(routes!(disclosures::post_disclosures))
        .routes(routes!(disclosures::end_disclosures))
        .routes(routes!(challenges::raise_challenges))
        .routes(routes!(challenges::join_challenges))
        .routes(routes!(challenges::step_challenges))
        .routes(routes!(warnings::report_overdue))
        .routes(routes!(warnings::list_asset_warnings))
        .routes(routes!(warnings::get_asset_warning))
        .routes(routes!(warnings::step_warnings))
}

/// What everybody may know of a village's money.
fn villages_in_public() -> OpenApiRouter<AppState> {
    use three_assets::{books, challenges, collectives, decisions, disclosures};
    OpenApiRouter::new()
        .routes(routes!(collectives::list_collectives))
        .routes(routes!(collectives::get_collective))
        .routes(routes!(collectives::list_officers))
        .routes(routes!(collectives::list_chart_accounts))
        .routes(routes!(books::list_books))
        .routes(routes!(books::get_book))
        .routes(routes!(books::get_balance_sheet))
        .routes(routes!(books::get_income_statement))
        .routes(routes!(books::get_totals))
        .routes(routes!(decisions::list_decisions))
        .routes(routes!(decisions::get_decision))
        .routes(routes!(disclosures::list_disclosures))
        .routes(routes!(disclosures::get_disclosure))
        .routes(routes!(disclosures::get_proof))
        .routes(routes!(challenges::list_challenges))
        .routes(routes!(challenges::get_challenge))
}

fn accounts_and_registry() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::delete_token))
        .routes(routes!(accounts::create_accounts))
        .routes(routes!(accounts::change_password))
        .routes(routes!(accounts::rotate_key))
        .routes(routes!(tickets::get_ticket))
        .routes(routes!(policies::list_counties, policies::create_counties))
        .routes(routes!(policies::get_policies, policies::create_policies))
        .routes(routes!(
            organisations::list_organisations,
            organisations::create_organisations
        ))
        .routes(routes!(organisations::get_organisation))
        .routes(routes!(organisations::approve_organisations))
        .routes(routes!(organisations::refuse_organisations))
        .routes(routes!(organisations::suspend_organisations))
        .routes(routes!(organisations::reactivate_organisations))
        .routes(routes!(members::list_members, members::create_members))
        .routes(routes!(members::get_member))
        .routes(routes!(members::suspend_members))
        .routes(routes!(members::reactivate_members))
        .routes(routes!(members::grant_roles))
        .routes(routes!(members::revoke_roles))
        .routes(routes!(members::rotate_member_keys))
        .routes(routes!(motions::list_motions))
        .routes(routes!(motions::create_vote))
        .routes(routes!(motions::close_motion))
}

fn produce() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(
            catalogues::list_input_labels,
            catalogues::create_input_labels
        ))
        .routes(routes!(
            catalogues::list_yield_caps,
            catalogues::create_yield_caps
        ))
        .routes(routes!(plots::list_plots, plots::create_plots))
        .routes(routes!(plots::get_plot))
        .routes(routes!(cycles::list_cycles, cycles::create_cycles))
        .routes(routes!(cycles::get_cycle))
        .routes(routes!(cycles::finish_cycles))
        .routes(routes!(cycles::create_operations))
        .routes(routes!(cycles::create_input_uses))
        .routes(routes!(tests::list_tests, tests::create_tests))
        .routes(routes!(tests::get_test))
        .routes(routes!(tests::approve_tests))
        .routes(routes!(lots::list_lots, lots::create_lots))
        .routes(routes!(lots::get_lot))
        .routes(routes!(lots::create_gradings))
        .routes(routes!(lots::create_deliveries))
}

fn labels_and_oversight() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(brands::list_brands, brands::create_brands))
        .routes(routes!(brands::get_brand))
        .routes(routes!(brands::list_quotas, brands::create_quotas))
        .routes(routes!(brands::approve_quotas))
        .routes(routes!(batches::list_batches, batches::create_batches))
        .routes(routes!(batches::get_batch))
        .routes(routes!(batches::create_prints))
        .routes(routes!(batches::create_spoils))
        .routes(routes!(batches::create_activations))
        .routes(routes!(batches::create_voids))
        .routes(routes!(codes::list_codes))
        .routes(routes!(codes::download_codes))
        .routes(routes!(codes::download_labels))
        .routes(routes!(codes::get_label))
        .routes(routes!(cases::list_cases))
        .routes(routes!(cases::get_case))
        .routes(routes!(cases::create_holds))
        .routes(routes!(cases::create_hold_renewals))
        .routes(routes!(cases::create_hold_releases))
}

/// For members, with room for files.
fn uploaded() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(documents::create_document))
}

/// Tables of existing books, which are larger than documents.
fn imported() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(imports::list_imports, imports::create_import))
        .routes(routes!(imports::get_import))
        .routes(routes!(imports::set_import_options))
        .routes(routes!(imports::start_import))
        .routes(routes!(imports::cancel_import))
        .routes(routes!(imports::list_import_problems))
        .routes(routes!(imports::get_import_report))
        .routes(routes!(imports::get_import_template))
}

/// For everybody.
fn open() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(
            sessions::get_session,
            sessions::create_session,
            sessions::delete_session
        ))
        .routes(routes!(timelines::get_timeline))
        .routes(routes!(documents::get_document))
        .routes(routes!(documents::get_thumbnail))
        .routes(routes!(divisions::get_division))
        .routes(routes!(scans::get_scan))
        .routes(routes!(devices::take_in_readings))
        .routes(routes!(trade::get_price_index))
        .merge(villages_in_public())
}

/// For machines that watch the service, without any limit.
fn health() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(health::get_health))
        .routes(routes!(health::get_readiness))
        .routes(routes!(health::get_metrics))
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

async fn within_time(
    axum::extract::State(app): axum::extract::State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let limit = Duration::from_secs(app.config.limits.request_timeout_s);
    tokio::time::timeout(limit, next.run(request))
        .await
        .map_err(|_| ApiError::new(Code::Timeout))
}

async fn within_concurrency(
    axum::extract::State(app): axum::extract::State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let permits = if matches!(*request.method(), Method::GET | Method::HEAD) {
        &app.permits
    } else {
        &app.write_permits
    };
    let Ok(_permit) = permits.try_acquire() else {
        return Err(ApiError::new(Code::RateLimited)
            .status(StatusCode::SERVICE_UNAVAILABLE)
            .retry_after(1));
    };
    Ok(next.run(request).await)
}

async fn not_found() -> ApiError {
    ApiError::not_found()
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(Code::MethodNotAllowed)
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a text");
    let mut response = ApiError::internal(text).into_response();
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
