//! The product card and the three short facts under the verdict.

use county_primitives::{
    oversight::HoldCause,
    produce::{TestStatus, TestVerdict},
    Date, ProductClass, TestId,
};

use super::{format, meat, party, Fact, Line, ProductCard, Words};
use crate::scan::answer::{Party, Scan, Trace, TraceCycle, TraceTest};

/// The classes of NY/T 3177 that have a name in `locales/`.
const NAMED_CLASSES: [&str; 2] = ["010301", "0103"];

/// The name of a class, or of the nearest class around it that has one.
pub(crate) fn class_name(class: ProductClass, t: Words) -> String {
    class
        .lineage()
        .map(|class| class.to_string())
        .find(|class| NAMED_CLASSES.contains(&class.as_str()))
        .map_or_else(
            || t.say("class-other"),
            |class| t.say(&format!("class-{class}")),
        )
}

/// What the product is called: its variety where it has one.
pub(super) fn product_name(scan: &Scan, t: Words) -> String {
    if let Some(trace) = &scan.meat_trace {
        return meat::name(trace, t);
    }
    let Some(product) = &scan.product else {
        return t.say("class-other");
    };
    let varieties: Vec<&str> = product.varieties.iter().map(|name| name.as_str()).collect();
    if varieties.is_empty() {
        class_name(product.class, t)
    } else {
        varieties.join(&t.say("comma-list"))
    }
}

/// The first day of harvest in the trace.
pub(super) fn harvested(scan: &Scan) -> Option<Date> {
    let trace = scan.trace.as_ref()?;
    trace
        .lots
        .iter()
        .filter_map(|lot| lot.harvest.as_ref())
        .map(|harvest| harvest.date)
        .min()
}

/// Who grew it, each once.
fn growers(trace: &Trace) -> Vec<&Party> {
    let mut growers: Vec<&Party> = Vec::new();
    for cycle in &trace.cycles {
        if !growers.contains(&&cycle.producer) {
            growers.push(&cycle.producer);
        }
    }
    growers
}

/// Where it grew, each village once.
fn villages(trace: &Trace) -> Vec<String> {
    let mut villages: Vec<String> = Vec::new();
    for cycle in &trace.cycles {
        let village = village(cycle);
        if !villages.contains(&village) {
            villages.push(village);
        }
    }
    villages
}

/// The name of a cycle's village from the county down, or its code where no name is known.
pub(super) fn village(cycle: &TraceCycle) -> String {
    if cycle.village_name.is_empty() {
        cycle.village.to_string()
    } else {
        cycle.village_name.join(" ")
    }
}

/// The product card.
pub(super) fn product(scan: &Scan, t: Words) -> Option<ProductCard> {
    if let Some(trace) = &scan.meat_trace {
        return Some(meat::product(scan, trace, t));
    }
    let (product, trace) = (scan.product.as_ref()?, scan.trace.as_ref()?);
    let mut lines = Vec::new();
    let mut push = |key: &str, values: Vec<String>| {
        if !values.is_empty() {
            lines.push(Line {
                label: t.say(key),
                value: values.join(t.say("comma").as_str()),
            });
        }
    };
    push(
        "label-grower",
        growers(trace)
            .into_iter()
            .map(|who| party(who, t))
            .collect(),
    );
    push("label-village", villages(trace));
    if let Some(label) = &scan.label {
        push("label-packer", vec![party(&label.issuer, t)]);
    }
    let metrics = product.metrics;
    let mut quality = Vec::new();
    if let Some(brix) = metrics.brix_tenths {
        quality.push(t.fill("brix", &[("value", &format::tenths(brix))]));
    }
    if let Some(diameter) = metrics.diameter_mm {
        quality.push(t.fill("diameter", &[("value", &diameter.to_string())]));
    }
    push("label-metrics", quality);
    if let Some(label) = &scan.label {
        let net = format::mass(t.0, label.unit_net);
        push("label-net", vec![t.fill("net-about", &[("mass", &net)])]);
        let year = label.season.to_string();
        push(
            "label-season",
            vec![t.fill("season-value", &[("year", &year)])],
        );
    }
    let pear = product
        .class
        .lineage()
        .any(|class| class.to_string() == "010301");
    Some(ProductCard {
        name: product_name(scan, t),
        grade: product.grade.as_ref().map(ToString::to_string),
        brand: scan.brand.as_ref().map(|brand| brand.name.to_string()),
        pear,
        lines,
    })
}

/// The three short facts.
pub(super) fn facts(scan: &Scan, t: Words) -> Vec<Fact> {
    if let Some(trace) = &scan.meat_trace {
        return meat::facts(scan, trace, t);
    }
    let Some(trace) = &scan.trace else {
        return Vec::new();
    };
    let mut facts = Vec::new();
    if let Some(date) = harvested(scan) {
        facts.push(harvest_fact(scan, date, t));
    }
    facts.push(interval_fact(trace, t));
    facts.push(test_fact(scan, trace, t));
    facts
}

fn harvest_fact(scan: &Scan, date: Date, t: Words) -> Fact {
    let today = scan
        .as_of
        .as_ref()
        .map_or(date, |as_of| Date::of_timestamp(as_of.time_ms));
    Fact {
        label: t.say("fact-harvest"),
        value: format::day(t.0, date),
        under: match today.days_since(date) {
            0 => t.say("fact-today"),
            days => t.fill("fact-days-ago", &[("days", &days.to_string())]),
        },
        tone: "",
    }
}

/// The use that leaves the least room before the harvest.
fn interval_fact(trace: &Trace, t: Words) -> Fact {
    let tightest = trace
        .cycles
        .iter()
        .flat_map(|cycle| &cycle.inputs)
        .filter_map(|input| Some((input.days_before_harvest?, input.interval_days)))
        .min_by_key(|(days, required)| i64::from(*days) - i64::from(*required));
    match tightest {
        Some((days, required)) => Fact {
            label: t.say("fact-interval"),
            value: t.fill("fact-days", &[("days", &days.to_string())]),
            under: t.fill("fact-interval-required", &[("days", &required.to_string())]),
            tone: if days >= required { "good" } else { "bad" },
        },
        None => Fact {
            label: t.say("fact-no-input-label"),
            value: t.say("fact-no-input"),
            under: t.say("fact-no-input-under"),
            tone: "",
        },
    }
}

/// The failed test that holds the lot, if one does.
pub(super) fn failed_test(scan: &Scan) -> Option<TestId> {
    let mut holds = scan.trace.iter().flat_map(|trace| &trace.holds);
    holds.find_map(|hold| match hold.cause {
        HoldCause::FailedTest(test) => Some(test),
        HoldCause::Ordered { .. } | HoldCause::SafetyInterval { .. } => None,
    })
}

/// Whether the lot is held because it was harvested inside a safety interval.
pub(super) fn interval_broken(scan: &Scan) -> bool {
    let mut holds = scan.trace.iter().flat_map(|trace| &trace.holds);
    holds.any(|hold| matches!(hold.cause, HoldCause::SafetyInterval { .. }))
}

/// The failed test that still stands, else the newest that counts.
fn test_fact(scan: &Scan, trace: &Trace, t: Words) -> Fact {
    let counts = |test: &&TraceTest| test.status == TestStatus::Effective;
    let failed = failed_test(scan);
    let standing = trace.tests.iter().find(|test| Some(test.test) == failed);
    let (value, under, tone) = match standing.or_else(|| trace.tests.iter().find(counts)) {
        None if failed.is_some() => ("fact-test-fail", String::new(), "bad"),
        None => ("fact-test-none", t.say("fact-test-none-under"), ""),
        Some(test) => {
            let under = super::story::method(test.method, t);
            match test.verdict {
                TestVerdict::Pass => ("fact-test-pass", under, "good"),
                TestVerdict::Fail => ("fact-test-fail", under, "bad"),
            }
        }
    };
    Fact {
        label: t.say("fact-test"),
        value: t.say(value),
        under,
        tone,
    }
}
