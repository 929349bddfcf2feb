//! What the journeys of livestock share: farms and pigs of their own, and the way to the hook.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::StatusCode;
use serde_json::{json, Value};
use system_tests::{
    client::{Answer, Client},
    livestock::{self as words, Tags},
};

use crate::e2e::world::World;

/// 昌元街道, where the demonstration's slaughterhouse is.
pub(super) const HOUSE_VILLAGE: &str = "500153001200";
/// The demonstration's vehicle for animals, the other one of the same carrier, and the closed one.
pub(super) const PLATE: &str = "渝C12345";
pub(super) const OTHER_PLATE: &str = "渝C23456";
pub(super) const BODIES_PLATE: &str = "渝C34567";
/// Live mass of a pig and hot mass of its carcass.
pub(super) const LIVE: u64 = 118_000;
pub(super) const HOT: u64 = 84_600;
/// The class of pork.
pub(super) const PORK: &str = "030101";

/// Serials of ear tags above those of the demonstration; every test takes its own.
static SERIAL: AtomicU32 = AtomicU32::new(10_001);
/// Numbers on papers.
static PAPER: AtomicU32 = AtomicU32::new(1);

/// Tags nobody has yet.
pub(super) fn fresh_tags(count: u32) -> Tags {
    let from = SERIAL.fetch_add(count, Ordering::Relaxed);
    Tags {
        series: 1_500_153,
        from,
        to: from + count - 1,
    }
}

/// A paper number nobody has yet.
pub(super) fn paper() -> String {
    format!("59{:08}", PAPER.fetch_add(1, Ordering::Relaxed))
}

/// Makes a call that must succeed.
pub(super) async fn done(client: &Client, call: &str, items: Value) -> Answer {
    client
        .write(&words::path(call), items)
        .await
        .unwrap_or_else(|error| panic!("{call}: {error}"))
}

/// Makes a call that the chain must refuse with this code.
pub(super) async fn refused(client: &Client, call: &str, items: Value, code: &str) -> Answer {
    let answer = client
        .try_write(&words::path(call), items)
        .await
        .expect("an answer");
    assert_eq!(answer.code(), code, "{call}: {}", answer.body);
    assert!(answer.status.is_client_error(), "{}", answer.body);
    for text in ["detail", "detail_zh", "title", "title_zh"] {
        let said = answer.body[text].as_str().unwrap_or_default();
        assert!(!said.is_empty(), "{code} has no {text}");
    }
    answer
}

/// The records of a subject, oldest first.
pub(super) async fn records(world: &World, subject: &str) -> Vec<Value> {
    let answer = world
        .log_in("vet-zhou")
        .await
        .get(&format!("/api/v1/timelines/{subject}"))
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{subject}: {}", answer.body);
    let records = answer.body["records"].as_array().expect("records");
    records
        .iter()
        .map(|record| record["record"].clone())
        .collect()
}

/// The kinds of the chain's warnings about a subject.
pub(super) async fn warnings(world: &World, subject: &str) -> Vec<String> {
    let records = records(world, subject).await;
    let warned = records
        .iter()
        .map(|record| &record["entry"]["warned"]["warning"])
        .filter(|warning| !warning.is_null());
    warned
        .map(|warning| match warning {
            Value::String(kind) => kind.clone(),
            other => other
                .as_object()
                .and_then(|fields| fields.keys().next().cloned())
                .unwrap_or_default(),
        })
        .collect()
}

/// A farm of its own, with its producer.
pub(super) struct Farm {
    pub(super) organisation: u64,
    pub(super) village: &'static str,
    pub(super) client: Client,
    /// For a browser.
    pub(super) login: String,
    pub(super) password: String,
}

/// Registers a household that keeps pigs in a village.
pub(super) async fn farm(world: &World, village: &'static str) -> Farm {
    let governance = world.stack.governance().await.expect("governance");
    let household = json!([{
        "kind": "household", "division": village,
        "identity": {"person": {"pseudonym": hex::encode(rand::random::<[u8; 16]>())}},
    }]);
    let made = done(&governance, "organisations", household).await;
    let organisation = made.id("organisation").expect("one");
    let login = format!("farm-{}", hex::encode(rand::random::<[u8; 6]>()));
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = json!([{
        "login": login, "password": password, "organisation": organisation,
        "roles": [{"role": "producer", "division": village}],
    }]);
    done(&governance, "accounts", account).await;
    let client = Client::log_in(governance.base(), &login, &password).await;
    Farm {
        organisation,
        village,
        client: client.expect("the farm logs in"),
        login,
        password,
    }
}

impl Farm {
    /// Pigs of the farm with their tags, born 200 days ago and not vaccinated.
    pub(super) async fn unprotected_pigs(&self, world: &World, count: u32) -> (Tags, Vec<u64>) {
        let tags = self.stock(world, count).await;
        let tagging = json!([{
            "tags": tags.range(), "farm": self.organisation, "village": self.village,
            "born": words::days_ago(200), "origin": "born", "breed": "荣昌猪", "pen": "1 号舍",
        }]);
        let tagged = done(&self.client, "tag_animals", tagging).await;
        let pigs = tagged.ids("animal");
        assert_eq!(pigs.len(), usize::try_from(count).expect("few"));
        (tags, pigs)
    }

    /// Pigs of the farm with their tags and the vaccinations of the county's plan.
    pub(super) async fn pigs(&self, world: &World, count: u32) -> (Tags, Vec<u64>) {
        let (tags, pigs) = self.unprotected_pigs(world, count).await;
        let vaccines = json!([
            words::immunisation(&tags.group(), "foot_and_mouth", &words::days_ago(90)),
            words::immunisation(&tags.group(), "classical_swine_fever", &words::days_ago(90)),
        ]);
        done(&self.client, "immunise", vaccines).await;
        (tags, pigs)
    }

    /// Tags in the farm's stock.
    pub(super) async fn stock(&self, world: &World, count: u32) -> Tags {
        let tags = fresh_tags(count);
        let cdc = world.log_in("rongchang-cdc").await;
        done(&cdc, "receive_tags", json!([tags.range()])).await;
        let handed = json!([{"tags": tags.range(), "to": self.organisation}]);
        done(&cdc, "hand_out_tags", handed).await;
        tags
    }

    /// Declares a load for the demonstration's slaughterhouse.
    pub(super) async fn declare(&self, world: &World, group: &Value) -> u64 {
        let to = words::destination(world.id("rc_house"), HOUSE_VILLAGE);
        let load = words::declaration(group, "slaughter", to, PLATE, &words::days_ago(0));
        let made = done(&self.client, "declare", json!([load])).await;
        made.id("declaration").expect("one")
    }
}

/// Who takes a load from the farm to the hook.
pub(super) struct Crew {
    pub(super) vet: Client,
    pub(super) hauler: Client,
    pub(super) house: Client,
    pub(super) quality: Client,
    pub(super) carrier: u64,
}

impl Crew {
    /// The demonstration's.
    pub(super) async fn of(world: &World) -> Self {
        let (vet, hauler, house, quality) = tokio::join!(
            world.log_in("vet-zhou"),
            world.log_in("hauler-luoguan"),
            world.log_in("house-fangjiaba"),
            world.log_in("quality-fangjiaba"),
        );
        Self {
            vet,
            hauler,
            house,
            quality,
            carrier: world.id("rc_hauler"),
        }
    }

    /// Has the vet take a declaration on.
    pub(super) async fn accept(&self, declaration: u64) {
        let answer = json!([words::acceptance(declaration)]);
        done(&self.vet, "answer_declarations", answer).await;
    }

    /// A certificate as the vet would issue it.
    pub(super) fn paper(&self, declaration: u64, heads: u32) -> Value {
        let by = words::transport(self.carrier, PLATE);
        json!([words::certificate(declaration, &paper(), heads, by)])
    }

    /// Declared, accepted and certified.
    pub(super) async fn certify(&self, world: &World, farm: &Farm, tags: Tags) -> u64 {
        let declaration = farm.declare(world, &tags.group()).await;
        self.accept(declaration).await;
        let paper = self.paper(declaration, tags.len());
        let issued = done(&self.vet, "certify", paper).await;
        issued.id("certificate").expect("one")
    }

    /// The whole load on the road.
    pub(super) async fn depart(&self, certificate: u64, heads: u32) {
        let departure = words::departure(certificate, PLATE, heads, words::now_ms());
        done(&self.hauler, "depart", json!([departure])).await;
    }

    /// The whole load at the slaughterhouse; returns the batch.
    pub(super) async fn take_in(&self, certificate: u64, tags: Tags) -> u64 {
        let intake = words::intake(certificate, &tags.group(), words::now_ms());
        let made = done(&self.house, "take_in", json!([intake])).await;
        made.id("slaughter_batch").expect("one")
    }

    /// Announced and inspected, not tested; returns the time of the kill.
    pub(super) async fn prepare(&self, batch: u64) -> u64 {
        let at_ms = words::now_ms() + 60_000;
        let announced = json!([{"batch": batch, "planned_ms": at_ms, "emergency": false}]);
        let looked = json!([{"batch": batch, "failed": [], "note": ""}]);
        tokio::join!(
            done(&self.house, "declare_slaughter", announced),
            done(&self.vet, "inspect_before_kill", looked),
        );
        at_ms
    }
}
