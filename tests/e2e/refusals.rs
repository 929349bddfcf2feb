//! Everything that must be refused is refused by the chain, and says so in a way that can be mended.

use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use system_tests::client::{Answer, Client};

use super::world::{days_ago, world, World};

fn assert_refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(answer.code(), code, "{}", answer.body);
    assert_eq!(answer.status, status, "{}", answer.body);
    for text in ["detail", "detail_zh", "title", "title_zh"] {
        assert!(
            answer.body[text]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{text} is missing"
        );
    }
}

async fn refused(client: &Client, path: &str, items: Value, code: &str) -> Answer {
    let answer = client.try_write(path, items).await.expect("an answer");
    assert_refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, code);
    answer
}

async fn forbidden(client: &Client, path: &str, items: Value) {
    let answer = client.try_write(path, items).await.expect("an answer");
    assert_refused(&answer, StatusCode::FORBIDDEN, "Registry.NotAuthorised");
}

/// A new plot of a grower with a crop on it that started 100 days ago.
async fn cycle(grower: &Client, village: &str) -> u64 {
    let plot = json!([{
        "village": village, "area": 2_000, "kind": "orchard", "geometry": "ab".repeat(32),
    }]);
    let plot = grower
        .write("/api/v1/plots", plot)
        .await
        .expect("a plot")
        .id("plot")
        .expect("one");
    let cycle = json!([{
        "plot": plot, "product": "010301", "variety": "玉露香", "started": days_ago(100),
    }]);
    grower
        .write("/api/v1/cycles", cycle)
        .await
        .expect("a cycle")
        .id("cycle")
        .expect("one")
}

fn spray(cycle: u64, registration: &str, date: &str, dose: u32) -> Value {
    json!([{
        "cycle": cycle, "registration": registration, "dose": dose,
        "unit": "milligram_per_kilogram", "area": 2_000, "date": date, "target": "梨木虱",
        "unit_code": null,
    }])
}

fn harvest(cycle: u64, date: &str, gross: u64) -> Value {
    json!([{"cycles": [cycle], "date": date, "gross": gross}])
}

#[tokio::test]
async fn wrong_role_and_other_county() {
    let world = world().await;
    let grower = world.log_in("grower-guxian").await;
    let cap = |county: &str| {
        json!([{
            "division": county, "product": "010301", "per_mu": 9_000_000, "seasons_per_year": 1,
        }])
    };
    forbidden(&grower, "/api/v1/yield-caps", cap("141031000000")).await;
    let bureau = world.log_in("bureau-li").await;
    forbidden(&bureau, "/api/v1/yield-caps", cap("210115000000")).await;
    // A township grants inside its nine digits only.
    let clerk = world.log_in("huangtu-clerk").await;
    let elsewhere = json!([{
        "kind": "family_farm", "division": "141031200200",
        "identity": {"legal": {"credit_code": "91141031MA0GX0095R", "name": "外乡家庭农场"}},
    }]);
    forbidden(&clerk, "/api/v1/organisations", elsewhere).await;
    // Nobody logged in may write, and a session without its token may not either.
    let nobody = world
        .anonymous()
        .try_write("/api/v1/yield-caps", cap("141031000000"))
        .await;
    let nobody = nobody.expect("an answer");
    assert_eq!(
        (nobody.status, nobody.code()),
        (StatusCode::UNAUTHORIZED, "unauthorised")
    );
    let forged = bureau
        .http()
        .post(format!("{}/api/v1/yield-caps", bureau.base()))
        .json(&json!({"items": cap("141031000000")}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let problem: Value = forged.json().await.expect("a problem");
    assert_eq!(problem["code"], "csrf");
}

#[tokio::test]
async fn the_safety_interval_dose_times_and_label() {
    let world = world().await;
    let grower = world.log_in("grower-guxian").await;
    let cycle = cycle(&grower, "141031102202").await;
    let uses = "/api/v1/input-uses";
    // Abamectin on pears: 14 days, twice, at most 12 mg/kg.
    refused(
        &grower,
        uses,
        spray(cycle, "PD20990101", &days_ago(40), 13),
        "Produce.DoseOverLabel",
    )
    .await;
    refused(
        &grower,
        uses,
        spray(cycle, "PD20990103", &days_ago(40), 200),
        "Produce.NotOnLabel",
    )
    .await;
    for days in [40, 20] {
        let spray = spray(cycle, "PD20990101", &days_ago(days), 12);
        grower.write(uses, spray).await.expect("within the label");
    }
    refused(
        &grower,
        uses,
        spray(cycle, "PD20990101", &days_ago(18), 12),
        "Produce.TooManyUses",
    )
    .await;
    let early = harvest(cycle, &days_ago(7), 100_000);
    let answer = refused(
        &grower,
        "/api/v1/lots",
        early,
        "Produce.InsideSafetyInterval",
    )
    .await;
    assert_eq!(answer.body["item"], 0);
    // The second of two items is named, and the first is not recorded either.
    let both = json!([
        {"cycles": [cycle], "date": days_ago(6), "gross": 100_000},
        {"cycles": [cycle], "date": days_ago(7), "gross": 100_000},
    ]);
    let answer = refused(
        &grower,
        "/api/v1/lots",
        both,
        "Produce.InsideSafetyInterval",
    )
    .await;
    assert_eq!(answer.body["item"], 1);
    let state = grower
        .get(&format!("/api/v1/cycles/{cycle}"))
        .await
        .expect("the cycle");
    assert_eq!(state.body["lots"], json!([]), "{}", state.body);
    let lot = grower
        .write("/api/v1/lots", harvest(cycle, &days_ago(6), 100_000))
        .await;
    lot.expect("on the fourteenth day")
        .id("lot")
        .expect("a lot");
    // 2 mu x 2,500 kg = 5,000 kg; more than 150 % of it is refused.
    let much = harvest(cycle, &days_ago(5), 7_400_001);
    refused(&grower, "/api/v1/lots", much, "Produce.YieldOverLimit").await;
}

#[tokio::test]
async fn a_failed_test_stops_the_lot_by_itself() {
    let world = world().await;
    let grower = world.log_in("grower-yangtousheng").await;
    let (lot, packing) = (world.id("lot_held"), world.id("packing"));
    let delivery = json!([{"lot": lot, "to": packing}]);
    let answer = grower
        .try_write("/api/v1/deliveries", delivery)
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        ["Oversight.Held", "Produce.TestFailed"].contains(&answer.code()),
        "{}",
        answer.body
    );
    // Another quick test does not clear it, and the county cannot release it before a laboratory has.
    let cases = world.log_in("bureau-li").await;
    let listed = cases
        .get(&format!("/api/v1/cases?subject=lot:{lot}"))
        .await
        .expect("cases");
    let case = listed.body["items"][0]["id"].as_u64().expect("a case");
    let release = json!([{"case": case, "reason": "无依据", "evidence": null}]);
    refused(
        &cases,
        "/api/v1/holds/releases",
        release,
        "Oversight.NotCleared",
    )
    .await;
}

#[tokio::test]
async fn a_held_lot_does_not_move_until_a_second_person_releases_it() {
    let world = world().await;
    let (zhao, qian) = (
        world.log_in("inspector-zhao").await,
        world.log_in("inspector-qian").await,
    );
    let packer = world.log_in("packer-an").await;
    let lot = world.id("lot_guxian");
    let hold = json!([{
        "subject": format!("lot:{lot}"), "reason": "来源待核实", "evidence": null, "days": 15,
    }]);
    let too_long = json!([{
        "subject": format!("lot:{lot}"), "reason": "来源待核实", "evidence": null, "days": 16,
    }]);
    refused(&zhao, "/api/v1/holds", too_long, "Oversight.DaysOutOfRange").await;
    forbidden(&packer, "/api/v1/holds", hold.clone()).await;
    let made = zhao.write("/api/v1/holds", hold).await.expect("a hold");
    let case = made.id("case").expect("a case");
    let grading = json!([{
        "parents": [{"lot": lot, "mass": 1_000_000}],
        "outputs": [{"grade": "一级", "net": 1_000_000, "metrics": {"brix_tenths": 130, "diameter_mm": null}}],
        "loss": 0, "loss_reason": "", "date": days_ago(1),
    }]);
    refused(
        &packer,
        "/api/v1/gradings",
        grading.clone(),
        "Oversight.Held",
    )
    .await;
    let release = json!([{"case": case, "reason": "已核实", "evidence": null}]);
    let own = zhao
        .try_write("/api/v1/holds/releases", release.clone())
        .await
        .expect("an answer");
    assert_refused(&own, StatusCode::FORBIDDEN, "Oversight.SamePerson");
    forbidden(&packer, "/api/v1/holds/releases", release.clone()).await;
    qian.write("/api/v1/holds/releases", release)
        .await
        .expect("a second person releases");
    packer
        .write("/api/v1/gradings", grading)
        .await
        .expect("the lot moves again");
}

#[tokio::test]
async fn a_grading_takes_no_more_than_there_is_and_balances() {
    let world = world().await;
    let packer = world.log_in("packer-an").await;
    // 95 kg of the second grade.
    let lot = world.id("lot_second");
    let grading = |mass: u64, net: u64| {
        json!([{
            "parents": [{"lot": lot, "mass": mass}],
            "outputs": [{"grade": "三级", "net": net, "metrics": {"brix_tenths": null, "diameter_mm": null}}],
            "loss": 0, "loss_reason": "", "date": days_ago(1),
        }])
    };
    let path = "/api/v1/gradings";
    let more = grading(95_001, 95_001);
    refused(&packer, path, more, "Produce.MassOverRemaining").await;
    // 0.5 % of what goes in may be missing or too much.
    for net in [9_949, 10_051] {
        let unbalanced = grading(10_000, net);
        refused(&packer, path, unbalanced, "Produce.MassUnbalanced").await;
    }
    let made = packer.write(path, grading(10_000, 9_950)).await;
    made.expect("within the tolerance");
}

/// The verdict of a scan.
async fn verdict(world: &World, code: &str) -> String {
    let path = format!("/api/v1/scans/{code}");
    let scan = world.anonymous().get(&path).await.expect("a scan");
    scan.body["verdict"].as_str().expect("a verdict").to_owned()
}

/// A lot of the grower, graded and labelled by the packing house: a code of it.
async fn labelled(world: &World, grower: &Client, lot: u64) -> String {
    let (an, bo) = (
        world.log_in("packer-an").await,
        world.log_in("packer-bo").await,
    );
    let delivery = json!([{"lot": lot, "to": world.id("packing")}]);
    let delivered = grower.write("/api/v1/deliveries", delivery).await;
    delivered.expect("a delivery");
    let grading = json!([{
        "parents": [{"lot": lot, "mass": 100_000}],
        "outputs": [{"grade": "一级", "net": 100_000, "metrics": {"brix_tenths": 130, "diameter_mm": null}}],
        "loss": 0, "loss_reason": "", "date": days_ago(0),
    }]);
    let graded = an.write("/api/v1/gradings", grading).await;
    let lots = graded.expect("a grading").ids("lot");
    let child = lots.into_iter().find(|id| *id != lot).expect("a grade");
    let batch = printed(&bo, world, 10).await;
    bo.write("/api/v1/activations", activation(batch, 0, 9, child))
        .await
        .expect("labels");
    let codes = format!("/api/v1/batches/{batch}/codes?from=0&limit=1");
    let codes = bo.get(&codes).await.expect("codes");
    codes.body["items"][0]["code"]
        .as_str()
        .expect("a code")
        .to_owned()
}

#[tokio::test]
async fn a_spray_recorded_after_the_harvest_holds_what_lay_inside_its_interval() {
    let world = world().await;
    let grower = world.log_in("grower-guxian").await;
    let cycle = cycle(&grower, "141031102202").await;
    let mut lots = Vec::new();
    // Sprayed twenty days ago with an interval of fourteen: the seventh day ago is inside, the sixth is not.
    for days in [7, 6] {
        let picked = harvest(cycle, &days_ago(days), 100_000);
        let lot = grower.write("/api/v1/lots", picked).await;
        lots.push(lot.expect("a harvest").id("lot").expect("a lot"));
    }
    let code = labelled(world, &grower, lots[0]).await;
    assert_eq!(verdict(world, &code).await, "genuine");
    let told = grower
        .write(
            "/api/v1/input-uses",
            spray(cycle, "PD20990101", &days_ago(20), 12),
        )
        .await
        .expect("it is taken all the same");
    assert_eq!(told.ids("lot"), [lots[0]]);
    let case = told.id("case").expect("one case");
    assert_eq!(verdict(world, &code).await, "held");

    let bureau = world.log_in("bureau-li").await;
    let path = format!("/api/v1/cases/{case}");
    let held = bureau.get(&path).await.expect("the case").body;
    assert_eq!(held["cause"], "safety_interval");
    assert_eq!(held["subject"], format!("lot:{}", lots[0]));
    assert_eq!(
        (&held["cycle"], &held["harvest_from"]),
        (&json!(cycle), &json!(days_ago(6)))
    );
    let free = json!([{"lot": lots[1], "to": world.id("packing")}]);
    grower
        .write("/api/v1/deliveries", free)
        .await
        .expect("harvested on the first allowed day");

    let release = json!([{"case": case, "reason": "检测合格", "evidence": null}]);
    let releases = "/api/v1/holds/releases";
    refused(&bureau, releases, release.clone(), "Oversight.NotCleared").await;
    let (he, lu) = (world.log_in("lab-he").await, world.log_in("lab-lu").await);
    let passed = json!([{
        "target": {"lot": lots[0]}, "method": "laboratory", "sample": "FY-0001", "sampled": days_ago(0),
        "items": ["阿维菌素"], "verdict": "pass", "report": "ef".repeat(32),
    }]);
    let test = he.write("/api/v1/tests", passed).await.expect("a test");
    let test = test.id("test").expect("one");
    refused(&bureau, releases, release.clone(), "Oversight.NotCleared").await;
    lu.write("/api/v1/tests/approvals", json!([test]))
        .await
        .expect("approved");
    bureau.write(releases, release).await.expect("released");
    assert_eq!(verdict(world, &code).await, "genuine");
}

#[tokio::test]
async fn a_person_is_suspended_and_not_held() {
    let world = world().await;
    let zhao = world.log_in("inspector-zhao").await;
    let members = zhao.get("/api/v1/members?limit=1").await.expect("members");
    let member = members.body["items"][0]["id"].as_u64().expect("a member");
    let hold = json!([{
        "subject": format!("member:{member}"), "reason": "核查", "evidence": null, "days": 1,
    }]);
    refused(&zhao, "/api/v1/holds", hold, "Oversight.SubjectIsMember").await;
}

/// A batch of the packing house, printed whole.
async fn printed(packer: &Client, world: &World, count: u32) -> u64 {
    let asked = json!([{
        "brand": world.id("brand"), "season": season(world).await, "kind": "item",
        "count": count, "unit_net": 250,
    }]);
    let batch = packer.write("/api/v1/batches", asked).await.expect("codes");
    let batch = batch.id("batch").expect("a batch");
    let all = json!([{"batch": batch, "from": 0, "to": count - 1}]);
    packer.write("/api/v1/prints", all).await.expect("printed");
    batch
}

async fn season(world: &World) -> u64 {
    let batches = world
        .log_in("packer-an")
        .await
        .get("/api/v1/batches?limit=100")
        .await;
    let batches = batches.expect("batches");
    let own = batches.body["items"].as_array().expect("a list").clone();
    let first = own
        .iter()
        .find(|batch| batch["id"] == world.id("batch"))
        .expect("the demo's");
    first["season"].as_u64().expect("a season")
}

#[tokio::test]
async fn a_name_taken_and_a_quota_granted_anew() {
    let world = world().await;
    let owner = world.log_in("brand-chen").await;
    let bureau = world.log_in("bureau-li").await;
    let brand = bureau
        .get(&format!("/api/v1/brands/{}", world.id("brand")))
        .await
        .expect("the demo's brand")
        .body;
    let again = json!([{
        "owner": brand["owner"], "name": "隰县 玉露香梨", "product": "010301",
        "area": ["141031000000"], "grades": [],
    }]);
    refused(&bureau, "/api/v1/brands", again, "Labels.NameTaken").await;

    let season = 2199;
    let grant = |unit_net: u64| {
        json!([{
            "brand": world.id("brand"), "organisation": world.id("packing"), "season": season,
            "approved_yield": 100_000 * unit_net, "grade_rate": 10_000, "unit_net": unit_net,
        }])
    };
    let approval = |row: &Value| {
        json!([{
            "brand": row["brand"], "organisation": row["organisation"], "season": season,
            "codes": row["codes"], "unit_net": row["unit_net"],
        }])
    };
    let waiting = format!("/api/v1/quotas?season={season}&approved=false");
    let grants = "/api/v1/quotas";
    owner.write(grants, grant(200)).await.expect("a grant");
    let seen = bureau.get(&waiting).await.expect("what waits").body;
    // As many codes, but of pears that weigh more.
    owner.write(grants, grant(300)).await.expect("another");
    let approvals = "/api/v1/quotas/approvals";
    refused(
        &bureau,
        approvals,
        approval(&seen["items"][0]),
        "Labels.GrantChanged",
    )
    .await;
    let now = bureau.get(&waiting).await.expect("what waits").body;
    bureau
        .write(approvals, approval(&now["items"][0]))
        .await
        .expect("what was seen");
}

fn activation(batch: u64, from: u32, to: u32, lot: u64) -> Value {
    json!([{"range": {"batch": batch, "from": from, "to": to}, "lot": lot}])
}

#[tokio::test]
async fn quota_mass_and_state_of_codes() {
    let world = world().await;
    let packer = world.log_in("packer-bo").await;
    let batches = "/api/v1/batches";
    let over = json!([{
        "brand": world.id("brand"), "season": season(world).await, "kind": "item",
        "count": 20_000, "unit_net": 250,
    }]);
    refused(&packer, batches, over, "Labels.QuotaExceeded").await;

    // 265 kg with 0.5 % tolerance take 1,065 codes of 250 g, not 1,066.
    let lot = world.id("lot_first");
    let batch = printed(&packer, world, 1_100).await;
    let path = "/api/v1/activations";
    refused(
        &packer,
        path,
        activation(batch, 0, 1_065, lot),
        "Produce.MassOverRemaining",
    )
    .await;
    packer
        .write(path, activation(batch, 0, 1_064, lot))
        .await
        .expect("within the mass");
    refused(
        &packer,
        path,
        activation(batch, 1_065, 1_065, lot),
        "Produce.MassOverRemaining",
    )
    .await;
    refused(
        &packer,
        path,
        activation(batch, 0, 0, lot),
        "Labels.CodeAlreadyActive",
    )
    .await;

    // The second grade may not carry the brand.
    let second = world.id("lot_second");
    refused(
        &packer,
        path,
        activation(batch, 1_065, 1_070, second),
        "Labels.GradeNotOfBrand",
    )
    .await;

    a_hold_turns_the_scan(world, &packer, batch, lot).await;
}

/// A held lot turns the scan, and a released one turns it back.
async fn a_hold_turns_the_scan(world: &World, packer: &Client, batch: u64, lot: u64) {
    let (zhao, qian) = (
        world.log_in("inspector-zhao").await,
        world.log_in("inspector-qian").await,
    );
    let hold =
        json!([{"subject": format!("lot:{lot}"), "reason": "抽查", "evidence": null, "days": 1}]);
    let case = zhao
        .write("/api/v1/holds", hold)
        .await
        .expect("a hold")
        .id("case")
        .expect("one");
    let codes = packer
        .get(&format!("/api/v1/batches/{batch}/codes?from=0&limit=1"))
        .await
        .expect("codes");
    let code = codes.body["items"][0]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let scan = world
        .anonymous()
        .get(&format!("/api/v1/scans/{code}"))
        .await
        .expect("a scan");
    assert_eq!(scan.body["verdict"], "held", "{}", scan.body);
    let release = json!([{"case": case, "reason": "抽查合格", "evidence": null}]);
    qian.write("/api/v1/holds/releases", release)
        .await
        .expect("released");
    let scan = world
        .anonymous()
        .get(&format!("/api/v1/scans/{code}"))
        .await
        .expect("a scan");
    assert_eq!(scan.body["verdict"], "genuine", "{}", scan.body);
}

#[tokio::test]
async fn a_suspended_member_cannot_sign_and_can_again_after_reactivation() {
    let world = world().await;
    let clerk = world.log_in("huangtu-clerk").await;
    let (login, password) = ("grower-suspended", "a-long-enough-password");
    let account = json!([{
        "login": login, "password": password, "organisation": world.id("shangzhuang"),
        "roles": [{"role": "producer", "division": "141031102210"}],
    }]);
    let made = clerk
        .write("/api/v1/accounts", account)
        .await
        .expect("an account");
    let member = made.id("member").expect("a member");
    let bureau = world.log_in("bureau-li").await;
    let order = json!([{"member": member, "reason": "证照过期"}]);
    bureau
        .write("/api/v1/members/suspensions", order.clone())
        .await
        .expect("suspended");
    let grower = Client::log_in(world.stack.service.base(), login, password)
        .await
        .expect("a login");
    let plot = json!([{
        "village": "141031102210", "area": 1_000, "kind": "orchard", "geometry": "cd".repeat(32),
    }]);
    let answer = grower
        .try_write("/api/v1/plots", plot.clone())
        .await
        .expect("an answer");
    assert!(
        answer.status == StatusCode::FORBIDDEN || answer.status == StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body
    );
    assert!(
        answer.body["detail"]
            .as_str()
            .expect("text")
            .contains("suspended"),
        "{}",
        answer.body
    );
    bureau
        .write("/api/v1/members/reactivations", order)
        .await
        .expect("reactivated");
    grower
        .write("/api/v1/plots", plot)
        .await
        .expect("may sign again");
}

#[tokio::test]
async fn personal_data_never_reaches_the_chain() {
    let world = world().await;
    let grower = world.log_in("grower-shangzhuang").await;
    let cycle = world.id("cycle_shangzhuang");
    for note in [
        "联系 13812345678",
        "身份证 11010519491231002X",
        "卡 6222 0200 0000 0000 000",
    ] {
        let operation = json!([{
            "cycle": cycle, "kind": "other", "date": days_ago(1), "note": note, "evidence": null,
        }]);
        let answer = grower
            .try_write("/api/v1/operations", operation)
            .await
            .expect("an answer");
        assert_eq!(answer.code(), "personal_data", "{note}: {}", answer.body);
        assert_eq!(answer.body["errors"][0]["pointer"], "/items/0/note");
    }
}

#[tokio::test]
async fn a_wrong_password_locks_out_for_a_growing_time() {
    let world = world().await;
    let anonymous = world.anonymous();
    // A login that no other journey needs.
    let body = json!({"login": "yangtousheng-clerk", "password": "wrong"});
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        let answer = anonymous
            .send(Method::POST, "/api/v1/sessions", &body)
            .await;
        last = answer.expect("an answer").status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert_eq!(last, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "nobody was locked out");
}
