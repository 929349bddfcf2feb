//! What is sent to the chain for each writing route, and what is refused before it is signed.

use std::collections::BTreeMap;

use axum::http::{header, Method, StatusCode};
use codec::Decode;
use county_primitives::{produce::Operation, Items, Jurisdiction, MemberId};
use serde_json::{json, Value};

use crate::{
    chain::{
        errors::Refusal,
        fake::{FakeNode, Outcome},
    },
    openapi,
    testing::{request, world, World},
};

/// Every route whose items go to the chain as they are or in another order.
const CALLS: [(&str, &str, &str); 33] = [
    ("/api/v1/counties", "Registry", "admit_counties"),
    ("/api/v1/policies", "Registry", "set_policies"),
    (
        "/api/v1/organisations",
        "Registry",
        "register_organisations",
    ),
    (
        "/api/v1/organisations/approvals",
        "Registry",
        "approve_organisations",
    ),
    (
        "/api/v1/organisations/refusals",
        "Registry",
        "refuse_organisations",
    ),
    (
        "/api/v1/organisations/suspensions",
        "Registry",
        "suspend_organisations",
    ),
    (
        "/api/v1/organisations/reactivations",
        "Registry",
        "reactivate_organisations",
    ),
    ("/api/v1/members", "Registry", "register_members"),
    ("/api/v1/members/suspensions", "Registry", "suspend_members"),
    (
        "/api/v1/members/reactivations",
        "Registry",
        "reactivate_members",
    ),
    ("/api/v1/members/role-grants", "Registry", "grant_roles"),
    (
        "/api/v1/members/role-revocations",
        "Registry",
        "revoke_roles",
    ),
    (
        "/api/v1/members/key-rotations",
        "Registry",
        "rotate_member_key",
    ),
    ("/api/v1/input-labels", "Produce", "set_input_labels"),
    ("/api/v1/yield-caps", "Produce", "set_yield_caps"),
    ("/api/v1/plots", "Produce", "open_plots"),
    ("/api/v1/cycles", "Produce", "start_cycles"),
    ("/api/v1/cycles/finishes", "Produce", "finish_cycles"),
    ("/api/v1/operations", "Produce", "record_operations"),
    ("/api/v1/input-uses", "Produce", "record_input_uses"),
    ("/api/v1/tests", "Produce", "record_tests"),
    ("/api/v1/tests/approvals", "Produce", "approve_tests"),
    ("/api/v1/lots", "Produce", "harvest_lots"),
    ("/api/v1/gradings", "Produce", "grade_lots"),
    ("/api/v1/deliveries", "Produce", "deliver_lots"),
    ("/api/v1/brands", "Labels", "register_brands"),
    ("/api/v1/quotas", "Labels", "grant_quotas"),
    ("/api/v1/quotas/approvals", "Labels", "approve_quotas"),
    ("/api/v1/prints", "Labels", "record_prints"),
    ("/api/v1/spoils", "Labels", "record_spoils"),
    ("/api/v1/activations", "Labels", "activate_ranges"),
    ("/api/v1/voids", "Labels", "void_codes"),
    ("/api/v1/holds", "Oversight", "hold"),
];

/// The same for trade.
const TRADE_CALLS: [(&str, &str); 5] = [
    ("/api/v1/sales", "record_sales"),
    ("/api/v1/sales/answers", "answer_sales"),
    ("/api/v1/sales/cancellations", "cancel_sales"),
    ("/api/v1/sales/deliveries", "deliver_sales"),
    ("/api/v1/sales/payments", "settle_sales"),
];

/// The same for livestock.
const LIVESTOCK_CALLS: [(&str, &str); 60] = [
    ("/api/v1/animals", "tag_animals"),
    ("/api/v1/herds", "register_herds"),
    ("/api/v1/herds/splits", "split_herds"),
    ("/api/v1/animals/retaggings", "retag_animals"),
    ("/api/v1/animals/electronic-tags", "bind_electronic"),
    ("/api/v1/immunisations", "immunise"),
    ("/api/v1/medications", "medicate"),
    ("/api/v1/care", "record_care"),
    ("/api/v1/food-lots", "record_food"),
    ("/api/v1/transfers", "transfer_animals"),
    ("/api/v1/animals/missing", "report_missing"),
    ("/api/v1/animals/recoveries", "recover_animals"),
    ("/api/v1/sightings", "report_sightings"),
    ("/api/v1/animals/clearances", "clear_animals"),
    ("/api/v1/animals/isolation-releases", "release_isolation"),
    ("/api/v1/drugs", "set_drugs"),
    ("/api/v1/immunity-rules", "set_immunity_rules"),
    ("/api/v1/zones", "order_zones"),
    ("/api/v1/zones/lifts", "lift_zones"),
    ("/api/v1/farm-grades", "grade_farms"),
    ("/api/v1/vehicles", "file_vehicles"),
    ("/api/v1/deaths", "report_deaths"),
    ("/api/v1/disposals", "collect_bodies"),
    ("/api/v1/disposals/receptions", "receive_bodies"),
    ("/api/v1/disposals/treatments", "treat_bodies"),
    ("/api/v1/insurances", "insure"),
    ("/api/v1/claims", "file_claims"),
    ("/api/v1/claims/decisions", "decide_claims"),
    ("/api/v1/claims/payments", "pay_claims"),
    ("/api/v1/meats/inspections", "inspect_carcasses"),
    ("/api/v1/meats/cuttings", "cut_meat"),
    ("/api/v1/meats/packagings", "pack_meat"),
    ("/api/v1/meats/condemnations", "condemn_meat"),
    ("/api/v1/meats/deliveries", "deliver_meat"),
    ("/api/v1/meats/recalls", "recall_meat"),
    ("/api/v1/meats/recalls/notices", "notify_recalls"),
    ("/api/v1/meats/recalls/answers", "answer_recalls"),
    ("/api/v1/meats/recalls/conclusions", "conclude_recalls"),
    ("/api/v1/declarations", "declare"),
    ("/api/v1/declarations/answers", "answer_declarations"),
    ("/api/v1/declarations/withdrawals", "withdraw_declarations"),
    ("/api/v1/declarations/failures", "fail_inspections"),
    ("/api/v1/certificates", "certify"),
    ("/api/v1/certificates/cancellations", "cancel_certificates"),
    ("/api/v1/certificates/redispatches", "redispatch"),
    ("/api/v1/certificates/products", "certify_products"),
    ("/api/v1/departures", "depart"),
    ("/api/v1/checkpoints", "pass_checkpoints"),
    ("/api/v1/arrivals", "arrive"),
    ("/api/v1/landings", "report_landings"),
    ("/api/v1/leavings", "acknowledge_leaving"),
    ("/api/v1/slaughter-batches", "take_in"),
    (
        "/api/v1/slaughter-batches/announcements",
        "declare_slaughter",
    ),
    (
        "/api/v1/slaughter-batches/inspections",
        "inspect_before_kill",
    ),
    ("/api/v1/slaughter-batches/tests", "test_batches"),
    ("/api/v1/slaughter-batches/kills", "slaughter"),
    ("/api/v1/tags/receipts", "receive_tags"),
    ("/api/v1/tags/hand-outs", "hand_out_tags"),
    ("/api/v1/tags/returns", "return_tags"),
    ("/api/v1/tags/spendings", "spend_tags"),
];

/// The same for the three assets.
const ASSETS_CALLS: [(&str, &str); 35] = [
    ("/api/v1/collectives", "register_collectives"),
    ("/api/v1/collectives/figures", "set_figures"),
    ("/api/v1/officers", "appoint_officers"),
    ("/api/v1/officers/dismissals", "dismiss_officers"),
    ("/api/v1/bank-accounts", "open_bank_accounts"),
    ("/api/v1/bank-accounts/closures", "close_bank_accounts"),
    ("/api/v1/chart-accounts", "add_accounts"),
    ("/api/v1/member-departures", "note_departures"),
    ("/api/v1/books", "open_books"),
    ("/api/v1/vouchers", "draft_vouchers"),
    ("/api/v1/vouchers/withdrawals", "withdraw_vouchers"),
    ("/api/v1/vouchers/postings", "post_vouchers"),
    ("/api/v1/reconciliations", "reconcile_months"),
    ("/api/v1/month-closes", "close_months"),
    ("/api/v1/year-closes", "close_years"),
    ("/api/v1/bank-lines", "record_bank_lines"),
    ("/api/v1/bank-lines/matches", "match_bank_lines"),
    ("/api/v1/spendings", "submit_spendings"),
    ("/api/v1/spendings/signatures", "sign_spendings"),
    ("/api/v1/spendings/decisions", "attach_decisions"),
    ("/api/v1/spendings/refusals", "refuse_spendings"),
    ("/api/v1/spendings/resubmissions", "resubmit_spendings"),
    ("/api/v1/spendings/payments", "instruct_payments"),
    ("/api/v1/spendings/payment-reports", "report_payments"),
    ("/api/v1/decisions", "open_decisions"),
    ("/api/v1/decisions/steps", "step_decisions"),
    ("/api/v1/disclosures", "prepare_disclosures"),
    ("/api/v1/disclosures/signatures", "sign_disclosures"),
    ("/api/v1/disclosures/postings", "post_disclosures"),
    ("/api/v1/disclosures/ends", "end_disclosures"),
    ("/api/v1/challenges", "raise_challenges"),
    ("/api/v1/challenges/joinings", "join_challenges"),
    ("/api/v1/challenges/steps", "step_challenges"),
    ("/api/v1/overdue", "report_overdue"),
    ("/api/v1/asset-warnings/steps", "step_warnings"),
];

/// The same for devices.
const DEVICES_CALLS: [(&str, &str); 5] = [
    ("/api/v1/devices", "register_devices"),
    ("/api/v1/devices/key-rotations", "rotate_keys"),
    ("/api/v1/devices/moves", "move_devices"),
    ("/api/v1/devices/retirements", "retire_devices"),
    ("/api/v1/device-anchors", "anchor_hours"),
];

/// The example body of every writing route of the description.
fn examples() -> BTreeMap<String, Value> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let resolve = |schema: &Value| match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap().clone(),
        None => schema.clone(),
    };
    let paths = document["paths"].as_object().unwrap();
    let bodies = paths.iter().filter_map(|(path, item)| {
        let schema = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
        let item = resolve(&resolve(schema)["properties"]["items"]["items"]);
        let example = item.get("example").cloned().unwrap_or_else(|| json!(1));
        item.is_object()
            .then(|| (path.clone(), json!({"items": [example]})))
    });
    bodies.collect()
}

fn last_call(node: &FakeNode) -> (&'static str, &'static str, Vec<u8>) {
    let call = node.calls().pop().unwrap();
    (call.pallet, call.call, call.args.0)
}

#[tokio::test]
async fn each_route_sends_its_call() {
    let world = world().await;
    let token = world.token("county").await;
    let examples = examples();
    let rest = [
        ("/api/v1/holds/renewals", "Oversight", "renew"),
        ("/api/v1/holds/releases", "Oversight", "release"),
    ];
    let livestock = LIVESTOCK_CALLS.map(|(path, call)| (path, "Livestock", call));
    let assets = ASSETS_CALLS.map(|(path, call)| (path, "ThreeAssets", call));
    let devices = DEVICES_CALLS.map(|(path, call)| (path, "Devices", call));
    let trade = TRADE_CALLS.map(|(path, call)| (path, "Trade", call));
    let all = CALLS
        .iter()
        .chain(&rest)
        .chain(&livestock)
        .chain(&assets)
        .chain(&devices);
    let all = all.chain(&trade);
    for (path, pallet, call) in all.clone().copied() {
        let answer = world.post(&token, path, &examples[path]).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{path} {}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_eq!(answer.json()["status"], "finalized");
        let (sent_pallet, sent_call, _) = last_call(&world.node);
        assert_eq!((sent_pallet, sent_call), (pallet, call), "{path}");
    }
    let described: Vec<_> = examples.keys().map(String::as_str).collect();
    let others = [
        "/api/v1/accounts",
        "/api/v1/device-readings",
        "/api/v1/batches",
    ];
    let listed = all.map(|(path, ..)| *path).chain(others);
    let mut listed: Vec<_> = listed.collect();
    listed.sort_unstable();
    assert_eq!(described, listed);
}

#[tokio::test]
async fn arguments_are_what_the_chain_decodes() {
    let world = world().await;
    let token = world.token("county").await;
    let grant = json!({"items": [{"member": 7, "role": "packer", "division": "141031000000"}]});
    world
        .post(&token, "/api/v1/members/role-grants", &grant)
        .await;
    let (.., args) = last_call(&world.node);
    let decoded = Items::<(MemberId, Jurisdiction)>::decode(&mut &args[..]).unwrap();
    assert_eq!(decoded[0].0, MemberId(7));
    assert_eq!(decoded[0].1.role.id(), "packer");
    let operations = examples().remove("/api/v1/operations").unwrap();
    world.post(&token, "/api/v1/operations", &operations).await;
    let (.., args) = last_call(&world.node);
    let decoded = Items::<Operation>::decode(&mut &args[..]).unwrap();
    assert_eq!(
        serde_json::to_value(&decoded[0]).unwrap(),
        operations["items"][0]
    );
}

async fn refused(world: &World, path: &str, body: &Value) -> Value {
    let token = world.token("county").await;
    let before = world.node.calls().len();
    let answer = world.post(&token, path, body).await;
    assert!(answer.status.is_client_error(), "{path} {}", answer.status);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert_eq!(world.node.calls().len(), before, "nothing was signed");
    answer.json()
}

#[tokio::test]
async fn personal_data_is_refused_before_anything_is_signed() {
    let world = world().await;
    let mut body = examples().remove("/api/v1/operations").unwrap();
    body["items"][0]["note"] = json!("联系 138-1234-5678");
    let problem = refused(&world, "/api/v1/operations", &body).await;
    assert_eq!(
        (&problem["code"], &problem["status"]),
        (&json!("personal_data"), &json!(422))
    );
    assert_eq!(problem["errors"][0]["pointer"], "/items/0/note");
    assert_eq!(problem["item"], 0);
    let body = json!({"items": [{"organisation": 2, "reason": "ok"}, {"organisation": 2, "reason": "11010519491231002X"}]});
    let problem = refused(&world, "/api/v1/organisations/suspensions", &body).await;
    assert_eq!(problem["errors"][0]["pointer"], "/items/1/reason");
    let mut body = examples().remove("/api/v1/members/key-rotations").unwrap();
    body["items"][0]["reason"] = json!("6222021234567890128");
    let problem = refused(&world, "/api/v1/members/key-rotations", &body).await;
    assert_eq!(problem["code"], "personal_data");
}

#[tokio::test]
async fn mistakes_are_pointed_at() {
    let world = world().await;
    for (path, at, value, pointer) in [
        (
            "/api/v1/plots",
            "village",
            json!("1410311002"),
            "/items/0/village",
        ),
        ("/api/v1/plots", "area", json!("much"), "/items/0/area"),
        (
            "/api/v1/operations",
            "kind",
            json!("dancing"),
            "/items/0/kind",
        ),
        (
            "/api/v1/operations",
            "date",
            json!("2026-02-30"),
            "/items/0/date",
        ),
        ("/api/v1/batches", "count", json!(0), "/items/0/count"),
        (
            "/api/v1/batches",
            "count",
            json!(33_554_433),
            "/items/0/count",
        ),
        ("/api/v1/members", "key", json!("0x12"), "/items/0/key"),
    ] {
        let mut body = examples().remove(path).unwrap();
        body["items"][0][at] = value;
        let problem = refused(&world, path, &body).await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{path}");
    }
    for items in [json!([]), Value::Array(vec![json!(1); 501])] {
        let problem = refused(&world, "/api/v1/cycles/finishes", &json!({"items": items})).await;
        assert_eq!(problem["errors"][0]["pointer"], "/items");
    }
    let mut body = examples().remove("/api/v1/members/key-rotations").unwrap();
    let second = body["items"][0].clone();
    body["items"].as_array_mut().unwrap().push(second);
    refused(&world, "/api/v1/members/key-rotations", &body).await;
}

#[tokio::test]
async fn a_refusal_of_the_chain_names_rule_and_item() {
    let world = world().await;
    let token = world.token("grower").await;
    let refusal = Refusal {
        code: "Produce.InsideSafetyInterval".to_owned(),
        item: Some(0),
        docs: String::new(),
    };
    world.node.next_outcome(Outcome::Refused(refusal));
    let body = examples().remove("/api/v1/lots").unwrap();
    let answer = world.post(&token, "/api/v1/lots", &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.json();
    assert_eq!(problem["code"], "Produce.InsideSafetyInterval");
    assert_eq!(problem["errors"][0]["pointer"], "/items/0");
}

#[tokio::test]
async fn a_repeated_request_is_sent_once() {
    let world = world().await;
    let token = world.token("packer").await;
    let post = |key: &str, count: u32| {
        let body = json!({"items": [{"brand": 1, "season": 2026, "kind": "item", "count": count, "unit_net": 250}]});
        let mut request = request(Method::POST, Some(&token), "/api/v1/batches", Some(&body));
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        request
    };
    let first = world.send(post("a", 10)).await;
    let again = world.send(post("a", 10)).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.json()["ticket"], again.json()["ticket"]);
    assert_eq!(world.node.calls().len(), 1);
    let other = world.send(post("a", 11)).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(other.json()["code"], "idempotency_conflict");
    world.send(post("b", 10)).await;
    assert_eq!(world.node.calls().len(), 2);
}
