//! What the things of the index are called on console pages.

use std::{collections::BTreeMap, str::FromStr};

use county_primitives::{Date, DivisionCode, ProductClass, Role, Subject};
use sqlx::QueryBuilder;

use super::{desk::Desk, view::Tag};
use crate::{
    error::ApiError,
    pages::{
        format,
        scan::{facts::class_name, story},
        words::{Lang, Words},
    },
    scan::rows::word,
};

/// A stored day, written out; nothing for one that does not read back.
pub(crate) fn day(lang: Lang, text: &str) -> String {
    Date::from_str(text).map_or_else(|_| text.to_owned(), |date| format::date(lang, date))
}

/// A stored instant, written out.
pub(crate) fn instant(lang: Lang, ms: i64) -> String {
    format::instant(lang, u64::try_from(ms).unwrap_or(0))
}

/// A stored mass, written out.
pub(crate) fn mass(lang: Lang, grams: i64) -> String {
    format::mass(
        lang,
        county_primitives::Grams(u64::try_from(grams).unwrap_or(0)),
    )
}

/// A stored area, written out.
pub(crate) fn area(lang: Lang, milli_mu: i64) -> String {
    let area = county_primitives::MilliMu(u64::try_from(milli_mu).unwrap_or(0));
    format::area(lang, area)
}

/// A stored count, written out.
pub(crate) fn count(number: i64) -> String {
    format::count(u64::try_from(number).unwrap_or(0))
}

/// The village of a stored division, with its township.
pub(crate) fn village(desk: &Desk, code: &str) -> String {
    let Ok(division) = DivisionCode::from_str(code) else {
        return code.to_owned();
    };
    let names = desk.app.divisions.path(division);
    match names.len() {
        0 => code.to_owned(),
        length => names
            .get(length.saturating_sub(2)..)
            .unwrap_or_default()
            .join(" "),
    }
}

/// The class of a stored product.
pub(crate) fn product(t: Words, class: &str) -> String {
    ProductClass::from_str(class).map_or_else(|_| class.to_owned(), |class| class_name(class, t))
}

/// What a plot is.
pub(crate) fn plot_kind(t: Words, kind: &str) -> String {
    t.say(match kind {
        "open" => "plot-open",
        "greenhouse" => "plot-greenhouse",
        _ => "plot-orchard",
    })
}

/// An operation.
pub(crate) fn operation(t: Words, kind: &str) -> String {
    word(kind).map_or_else(|_| kind.to_owned(), |kind| story::operation(kind, t))
}

/// A method of testing.
pub(crate) fn method(t: Words, method: &str) -> String {
    word(method).map_or_else(|_| method.to_owned(), |method| story::method(method, t))
}

/// The unit of a dose.
pub(crate) fn dose_unit(t: Words, unit: &str) -> String {
    t.say(match unit {
        "milligram_per_mu" => "unit-milligram-per-mu",
        "microlitre_per_mu" => "unit-microlitre-per-mu",
        _ => "unit-milligram-per-kilogram",
    })
}

/// Where a test stands.
pub(crate) fn test_tag(t: Words, status: &str, verdict: &str) -> Tag {
    let (tone, key) = match (status, verdict) {
        ("recorded", _) => ("warn", "test-recorded"),
        (_, "pass") => ("good", "test-pass"),
        _ => ("bad", "test-fail"),
    };
    Tag {
        tone,
        text: t.say(key),
    }
}

/// What tests say of a lot or cycle.
pub(crate) fn flag_tag(t: Words, flag: &str) -> Tag {
    let (tone, key) = match flag {
        "passed" => ("good", "flag-passed"),
        "failed" => ("bad", "flag-failed"),
        _ => ("quiet", "flag-untested"),
    };
    Tag {
        tone,
        text: t.say(key),
    }
}

/// A role.
pub(crate) fn role(t: Words, role: Role) -> String {
    t.say(match role {
        Role::Producer => "role-producer",
        Role::Packer => "role-packer",
        Role::Buyer => "role-buyer",
        Role::QuickLaboratory => "role-quick-laboratory",
        Role::AccreditedLaboratory => "role-accredited-laboratory",
        Role::BrandOwner => "role-brand-owner",
        Role::CountyAgriculture => "role-county-agriculture",
        Role::Township => "role-township",
        Role::Inspector => "role-inspector",
        Role::Printer => "role-printer",
        Role::OfficialVet => "role-official-vet",
        Role::DiseaseControl => "role-disease-control",
        Role::Vaccinator => "role-vaccinator",
        Role::Market => "role-market",
        Role::Hauler => "role-hauler",
        Role::Slaughterhouse => "role-slaughterhouse",
        Role::DisposalPlant => "role-disposal-plant",
        Role::Insurer => "role-insurer",
        Role::VillageChair => "vl-role-chair",
        Role::VillageBoard => "vl-role-board",
        Role::VillageCashier => "vl-role-cashier",
        Role::Accountant => "vl-role-accountant",
        Role::VillageSupervisor => "vl-role-supervisor",
        Role::CollectiveMember => "vl-role-member",
        Role::Grid => "vl-role-grid",
        Role::Bank => "vl-role-bank",
        Role::Auditor => "vl-role-auditor",
        Role::Province => "role-province",
        _ => return role.id().to_owned(),
    })
}

/// A subject, for people.
pub(crate) fn subject(t: Words, subject: &str) -> String {
    let (key, id) = match Subject::from_str(subject) {
        Ok(Subject::Plot(id)) => ("subject-plot", id.to_string()),
        Ok(Subject::Cycle(id)) => ("subject-cycle", id.to_string()),
        Ok(Subject::Lot(id)) => ("subject-lot", id.to_string()),
        Ok(Subject::Test(id)) => ("subject-test", id.to_string()),
        Ok(Subject::Batch(id)) => ("subject-batch", id.to_string()),
        Ok(Subject::Brand(id)) => ("subject-brand", id.to_string()),
        Ok(Subject::Case(id)) => ("subject-case", id.to_string()),
        Ok(Subject::Organisation(id)) => ("subject-organisation", id.to_string()),
        Ok(Subject::Member(id)) => ("subject-member", id.to_string()),
        Ok(Subject::Division(code)) => ("subject-division", code.to_string()),
        Ok(Subject::Catalogue(code)) => ("subject-catalogue", code.to_string()),
        Ok(Subject::Farm(id)) => ("subject-farm", id.to_string()),
        Ok(Subject::TagStock(id)) => ("subject-tag-stock", id.to_string()),
        Ok(Subject::Animal(id)) => ("subject-animal", id.to_string()),
        Ok(Subject::Herd(id)) => ("subject-herd", id.to_string()),
        Ok(Subject::Declaration(id)) => ("subject-declaration", id.to_string()),
        Ok(Subject::Certificate(id)) => ("subject-certificate", id.to_string()),
        Ok(Subject::Vehicle(id)) => ("subject-vehicle", id.to_string()),
        Ok(Subject::SlaughterBatch(id)) => ("subject-slaughter-batch", id.to_string()),
        Ok(Subject::Meat(id)) => ("subject-meat", id.to_string()),
        Ok(Subject::Recall(id)) => ("subject-recall", id.to_string()),
        Ok(Subject::Disposal(id)) => ("subject-disposal", id.to_string()),
        Ok(Subject::Insurance(id)) => ("subject-insurance", id.to_string()),
        Ok(Subject::Claim(id)) => ("subject-claim", id.to_string()),
        Ok(Subject::Sale(id)) => ("subject-sale", id.to_string()),
        Ok(Subject::Zone(id)) => ("subject-zone", id.to_string()),
        Ok(Subject::Collective(id)) => ("subject-collective", id.to_string()),
        Ok(Subject::BankAccount(id)) => ("subject-bank-account", id.to_string()),
        Ok(Subject::Book(id)) => ("subject-book", id.to_string()),
        Ok(Subject::Voucher(id)) => ("subject-voucher", id.to_string()),
        Ok(Subject::Spending(id)) => ("subject-spending", id.to_string()),
        Ok(Subject::Decision(id)) => ("subject-decision", id.to_string()),
        Ok(Subject::Disclosure(id)) => ("subject-disclosure", id.to_string()),
        Ok(Subject::Challenge(id)) => ("subject-challenge", id.to_string()),
        Ok(Subject::Warning(id)) => ("subject-warning", id.to_string()),
        Ok(Subject::Question(id)) => ("subject-question", id.to_string()),
        Ok(Subject::Device(id)) => ("subject-device", id.to_string()),
        Ok(Subject::VeterinaryCatalogue(code)) => {
            ("subject-veterinary-catalogue", code.to_string())
        }
        Ok(Subject::Chart(code)) => ("subject-chart", code.to_string()),
        Err(_) => return subject.to_owned(),
    };
    t.fill(key, &[("id", &id)])
}

/// The page of a subject; empty if the console has none.
pub(crate) fn subject_href(subject: &str) -> String {
    match subject.split_once(':') {
        Some(("plot", id)) => format!("/console/plots/{id}"),
        Some(("cycle", id)) => format!("/console/cycles/{id}"),
        Some(("lot", id)) => format!("/console/lots/{id}"),
        Some(("test", id)) => format!("/console/tests/{id}"),
        Some(("batch", id)) => format!("/console/batches/{id}"),
        Some(("herd", id)) => format!("/console/livestock/herds/{id}"),
        Some(("declaration", id)) => format!("/console/livestock/declarations/{id}"),
        Some(("certificate", id)) => format!("/console/livestock/certificates/{id}"),
        Some(("slaughter_batch", id)) => format!("/console/livestock/batches/{id}"),
        Some(("meat", id)) => format!("/console/livestock/meats/{id}"),
        Some(("recall", id)) => format!("/console/livestock/recalls/{id}"),
        Some(("disposal", id)) => format!("/console/livestock/disposals/{id}"),
        Some(("insurance", id)) => format!("/console/livestock/insurances/{id}"),
        Some(("claim", id)) => format!("/console/livestock/claims/{id}"),
        Some(("sale", id)) => format!("/console/trade/sales/{id}"),
        Some(("collective", id)) => format!("/console/village/{id}"),
        Some(("voucher", id)) => format!("/console/village/vouchers/{id}"),
        Some(("spending", id)) => format!("/console/village/spendings/{id}"),
        Some(("decision", id)) => format!("/console/village/decisions/{id}"),
        Some(("disclosure", id)) => format!("/console/village/disclosures/{id}"),
        Some(("challenge", id)) => format!("/console/village/challenges/{id}"),
        Some(("warning", id)) => format!("/console/village/warnings/{id}"),
        Some(("book", id)) => match id.parse::<u64>() {
            Ok(book) => {
                let (village, year) = (book / 10_000, book % 10_000);
                format!("/console/village/{village}/months?year={year}")
            }
            Err(_) => String::new(),
        },
        Some(("tag_stock", _)) => "/console/livestock/tags".to_owned(),
        Some(("device", id)) => format!("/console/devices/{id}"),
        _ => String::new(),
    }
}

/// The roles of some members, written out, by the numbers of those who have any that is shown.
pub(crate) async fn roles(
    desk: &Desk,
    members: &[i64],
    is_shown: impl Fn(Role) -> bool,
) -> Result<BTreeMap<i64, String>, ApiError> {
    if members.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query =
        QueryBuilder::new("SELECT DISTINCT member, role FROM member_roles WHERE member IN (");
    let mut list = query.separated(", ");
    for member in members {
        list.push_bind(*member);
    }
    query.push(") ORDER BY member, role");
    let found = query.build_query_as::<(i64, String)>();
    let mut held: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (member, word) in found.fetch_all(&desk.app.db.reader).await? {
        if let Some(found) = word.parse::<Role>().ok().filter(|found| is_shown(*found)) {
            held.entry(member).or_default().push(role(desk.t, found));
        }
    }
    let comma = desk.t.say("comma-list");
    let joined = held.into_iter().map(|(member, mut names)| {
        names.dedup();
        (member, names.join(&comma))
    });
    Ok(joined.collect())
}

/// What an organisation may be called by others: its registered name, or its number.
pub(crate) async fn organisation(desk: &Desk, id: i64) -> Result<String, ApiError> {
    let row: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT kind, name FROM organisations WHERE id = ?")
            .bind(id)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    Ok(organisation_name(desk.t, id, row))
}

/// The same for a row that is at hand: its kind and name.
pub(crate) fn organisation_name(
    t: Words,
    id: i64,
    row: Option<(String, Option<String>)>,
) -> String {
    let id = id.to_string();
    match row {
        Some((kind, _)) if kind == "household" => t.fill("household", &[("id", &id)]),
        Some((_, Some(name))) => name,
        _ => t.fill("organisation-without-name", &[("id", &id)]),
    }
}
