//! What users of livestock send: the path of every call, and its items as JSON.

pub mod past;

use county_primitives::Date;
use serde_json::{json, Value};

/// The path under which the service takes a call of the pallet.
pub fn path(call: &str) -> String {
    let resource = match call {
        "set_drugs" => "drugs",
        "set_immunity_rules" => "immunity-rules",
        "order_zones" => "zones",
        "lift_zones" => "zones/lifts",
        "grade_farms" => "farm-grades",
        "file_vehicles" => "vehicles",
        "receive_tags" => "tags/receipts",
        "hand_out_tags" => "tags/hand-outs",
        "return_tags" => "tags/returns",
        "spend_tags" => "tags/spendings",
        "tag_animals" => "animals",
        "register_herds" => "herds",
        "split_herds" => "herds/splits",
        "retag_animals" => "animals/retaggings",
        "bind_electronic" => "animals/electronic-tags",
        "immunise" => "immunisations",
        "medicate" => "medications",
        "record_care" => "care",
        "record_food" => "food-lots",
        "transfer_animals" => "transfers",
        "report_missing" => "animals/missing",
        "recover_animals" => "animals/recoveries",
        "report_sightings" => "sightings",
        "declare" => "declarations",
        "answer_declarations" => "declarations/answers",
        "withdraw_declarations" => "declarations/withdrawals",
        "fail_inspections" => "declarations/failures",
        "clear_animals" => "animals/clearances",
        "certify" => "certificates",
        "cancel_certificates" => "certificates/cancellations",
        "redispatch" => "certificates/redispatches",
        "depart" => "departures",
        "pass_checkpoints" => "checkpoints",
        "arrive" => "arrivals",
        "report_landings" => "landings",
        "acknowledge_leaving" => "leavings",
        "release_isolation" => "animals/isolation-releases",
        "take_in" => "slaughter-batches",
        "declare_slaughter" => "slaughter-batches/announcements",
        "inspect_before_kill" => "slaughter-batches/inspections",
        "test_batches" => "slaughter-batches/tests",
        "slaughter" => "slaughter-batches/kills",
        "inspect_carcasses" => "meats/inspections",
        "cut_meat" => "meats/cuttings",
        "pack_meat" => "meats/packagings",
        "condemn_meat" => "meats/condemnations",
        "certify_products" => "certificates/products",
        "deliver_meat" => "meats/deliveries",
        "record_sales" => "sales",
        "answer_sales" => "sales/answers",
        "cancel_sales" => "sales/cancellations",
        "deliver_sales" => "sales/deliveries",
        "settle_sales" => "sales/payments",
        "recall_meat" => "meats/recalls",
        "notify_recalls" => "meats/recalls/notices",
        "answer_recalls" => "meats/recalls/answers",
        "conclude_recalls" => "meats/recalls/conclusions",
        "report_deaths" => "deaths",
        "collect_bodies" => "disposals",
        "receive_bodies" => "disposals/receptions",
        "treat_bodies" => "disposals/treatments",
        "insure" => "insurances",
        "file_claims" => "claims",
        "decide_claims" => "claims/decisions",
        "pay_claims" => "claims/payments",
        // Everything else has one path for all produce: brands, quotas, codes, policies.
        other => other,
    };
    format!("/api/v1/{resource}")
}

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

/// The local day so many days ago, as text.
pub fn days_ago(days: u32) -> String {
    let today = Date::of_timestamp(now_ms());
    Date(today.0.saturating_sub(days)).to_string()
}

/// A digest of something that is kept elsewhere.
pub fn digest(of: &str) -> String {
    hex::encode(sp_crypto_hashing::blake2_256(of.as_bytes()))
}

/// The ear tag of a series (species and county, seven digits) with this serial.
pub fn tag(series: u32, serial: u32) -> String {
    format!("{series:07}{serial:08}")
}

/// Consecutive tags of a series.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tags {
    /// Species and county: the first seven digits.
    pub series: u32,
    /// The first serial.
    pub from: u32,
    /// The last serial.
    pub to: u32,
}

impl Tags {
    /// How many.
    pub fn len(self) -> u32 {
        (self.to + 1).saturating_sub(self.from)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// As a range.
    pub fn range(self) -> Value {
        json!({"from": tag(self.series, self.from), "to": tag(self.series, self.to)})
    }

    /// As a group.
    pub fn group(self) -> Value {
        json!({"tags": [self.range()]})
    }

    /// Some of them, counted from 0.
    pub fn part(self, first: u32, count: u32) -> Self {
        let from = self.from + first;
        Self {
            from,
            to: from + count - 1,
            ..self
        }
    }

    /// Every tag.
    pub fn all(self) -> impl Iterator<Item = String> {
        (self.from..=self.to).map(move |serial| tag(self.series, serial))
    }
}

/// Animals by their numbers, as units.
pub fn animals(ids: &[u64]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "animal": id })).collect()
}

/// A vaccination of a group.
pub fn immunisation(group: &Value, disease: &str, date: &str) -> Value {
    json!({"group": group, "act": {
        "disease": disease, "vaccine": "兽药生字990101001", "batch": "2099A01", "code": null,
        "dose": "2 ml", "date": date,
    }})
}

/// A course of the catalogue's oxytetracycline for a group: 28 days of withdrawal.
pub fn medication(group: &Value, last_dose: &str) -> Value {
    json!({"group": group, "act": {
        "approval": "兽药字990101002", "route": "injection", "code": null, "dose": "10 mg/kg",
        "last_dose": last_dose, "prescription": digest("prescription"),
    }})
}

/// A lot of milk of a group, in grams.
pub fn milk(group: &Value, mass: u64, to: Option<u64>, date: &str) -> Value {
    json!({"group": group, "food": {"milk": {"mass": mass}}, "date": date, "to": to})
}

/// A lot of eggs of a group, in grams.
pub fn eggs(group: &Value, count: u32, mass: u64, to: Option<u64>, date: &str) -> Value {
    json!({"group": group, "food": {"eggs": {"count": count, "mass": mass}}, "date": date, "to": to})
}

/// A weighing of each animal of a group.
pub fn weighing(group: &Value, mass: u64, date: &str) -> Value {
    json!({"group": group, "act": {"care": {"weighed": {"mass": mass}}, "date": date}})
}

/// Where a load goes.
pub fn destination(receiver: u64, village: &str) -> Value {
    json!({"organisation": receiver, "division": village})
}

/// A load declared for slaughter, with the vehicle that is to carry it.
pub fn declaration(group: &Value, purpose: &str, to: Value, plate: &str, transport: &str) -> Value {
    json!({
        "group": group, "purpose": purpose, "destination": to, "plate": plate,
        "transport": transport,
    })
}

/// A declaration taken on.
pub fn acceptance(declaration: u64) -> Value {
    json!({"declaration": declaration, "accepted": true, "reason": ""})
}

/// A vehicle filed for a year.
pub fn vehicle(plate: &str, carrier: u64, for_bodies: bool, until: &str) -> Value {
    json!({"plate": plate, "carrier": carrier, "for_bodies": for_bodies, "until": until})
}

/// How a load travels.
pub fn transport(carrier: u64, plate: &str) -> Value {
    json!({"carrier": carrier, "plate": plate, "mode": "road", "disinfection": "过硫酸氢钾 1:200"})
}

/// A certificate for a load of which everything is well.
pub fn certificate(declaration: u64, number: &str, heads: u32, transport: Value) -> Value {
    json!({
        "declaration": declaration, "number": number, "transport": transport, "valid_days": 1,
        "particulars": digest(number),
        "inspection": {
            "materials_complete": true, "heads": heads, "tags_match": true, "healthy": true,
            "no_swill": true, "laboratory": null,
        },
    })
}

/// A departure with the whole load.
pub fn departure(certificate: u64, plate: &str, heads: u32, at_ms: u64) -> Value {
    json!({
        "certificate": certificate, "plate": plate, "heads": heads, "left_behind": [],
        "disinfection": "过硫酸氢钾 1:200", "at_ms": at_ms,
    })
}

/// A stop at a checkpoint.
pub fn checkpoint(certificate: u64, place: &str, plate: &str, heads: u32, at_ms: u64) -> Value {
    json!({
        "certificate": certificate, "passage": "成渝环线指定通道", "division": place,
        "plate": plate, "heads": heads, "at_ms": at_ms,
    })
}

/// A load taken in by a slaughterhouse.
pub fn intake(certificate: u64, arrived: &Value, at_ms: u64) -> Value {
    json!({"certificate": certificate, "arrived": arrived, "dead": [], "at_ms": at_ms})
}

/// A test of a slaughter batch for African swine fever.
pub fn swine_fever_test(batch: u64, sample: &str, verdict: &str) -> Value {
    json!({
        "batch": batch, "disease": "african_swine_fever", "sample": sample, "verdict": verdict,
        "report": digest(sample),
    })
}

/// The number of the carcass of an animal: the line of these houses goes by the numbers of the animals,
/// above what the console gives out.
pub fn carcass_number(id: u64, at_ms: u64) -> String {
    let day = Date::of_timestamp(at_ms).to_string().replace('-', "");
    format!("A0-{day}-{:05}", 50_000 + id % 50_000)
}

/// A kill of animals that are all known by their hooks.
pub fn kill(batch: u64, ids: &[u64], product: &str, live: u64, hot: u64, at_ms: u64) -> Value {
    let carcasses: Vec<Value> = ids
        .iter()
        .map(|id| {
            json!({
                "unit": {"animal": id}, "code": carcass_number(*id, at_ms), "live": live,
                "hot": hot,
            })
        })
        .collect();
    json!({
        "batch": batch, "group": {"units": animals(ids)}, "identity": "individual",
        "product": product, "carcasses": carcasses, "at_ms": at_ms,
    })
}

/// Looks at carcasses that all pass.
pub fn passed(meats: &[u64], seal: &str) -> Value {
    let look = |meat: &u64| json!({"meat": meat, "passed": true, "seal": format!("{seal}{meat}"), "note": ""});
    meats.iter().map(look).collect()
}

/// One part of a cutting.
pub fn part(kind: &str, cut: &str, mass: u64) -> Value {
    json!({"kind": kind, "cut": cut, "mass": mass, "grade": null})
}

/// A cutting in which nothing is condemned.
pub fn cutting(meat: u64, mass: u64, outputs: Vec<Value>, trim: u64, chill_loss: u64) -> Value {
    json!({
        "parent": {"meat": meat, "mass": mass}, "outputs": outputs, "trim": trim,
        "chill_loss": chill_loss, "condemned": 0, "date": days_ago(0),
    })
}

/// A package from one piece.
pub fn package(meat: u64, mass: u64, name: &str) -> Value {
    json!({
        "parents": [{"meat": meat, "mass": mass}], "name": name, "net": mass, "grade": null,
        "date": days_ago(0),
    })
}

/// A death.
pub fn death(group: &Value, cause: Value, mass: u64, photo: &str, at_ms: u64) -> Value {
    json!({
        "group": group, "heads": null, "cause": cause, "mass": mass, "photo": digest(photo),
        "at_ms": at_ms,
    })
}

/// Bodies of animals collected; each weighs the same.
pub fn collection(ids: &[u64], mass: u64, plant: u64, plate: &str, at_ms: u64) -> Value {
    let body = |id: &u64| json!({"remains": {"unit": {"animal": id}}, "mass": mass});
    json!({
        "bodies": ids.iter().map(body).collect::<Vec<_>>(), "plant": plant, "plate": plate,
        "handover": digest("handover"), "at_ms": at_ms,
    })
}

/// Bodies received by the plant.
pub fn reception(disposal: u64, heads: usize, mass: u64, at_ms: u64) -> Value {
    json!({
        "disposal": disposal, "heads": heads, "mass": mass, "video": digest("reception"),
        "at_ms": at_ms,
    })
}

/// Bodies rendered into a third of their mass.
pub fn treatment(disposal: u64, mass: u64, at_ms: u64) -> Value {
    json!({
        "disposal": disposal, "method": "rendering", "mass": mass, "products": mass / 3,
        "product": "工业油脂、肉骨粉", "video": digest("treatment"), "at_ms": at_ms,
    })
}

/// A sale of goods at a price per kilogram, with the amount that this makes.
pub fn sale(buyer: u64, kind: &str, goods: Value, heads: u32, mass: u64, fen: u64) -> Value {
    json!({
        "buyer": buyer, "kind": kind, "species": "pig", "goods": goods, "heads": heads, "mass": mass,
        "price": {"per_kilogram": fen}, "amount": (mass * fen + 500) / 1_000, "date": days_ago(0),
    })
}

/// The buyer's agreement.
pub fn agreement(sale: u64) -> Value {
    json!([{"sale": sale, "accepted": true, "reason": ""}])
}

/// What the buyer weighed in today.
pub fn weighed_in(sale: u64, heads: u32, mass: u64) -> Value {
    json!([{"sale": sale, "heads": heads, "mass": mass, "date": days_ago(0)}])
}

/// A payment of today; `receipt` names its paper.
pub fn payment(sale: u64, fen: u64, receipt: &str) -> Value {
    json!([{"sale": sale, "amount": fen, "date": days_ago(0), "receipt": digest(receipt)}])
}
