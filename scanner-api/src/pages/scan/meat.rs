//! The scan page of meat: what it is, of which animal or animals as exactly as is known, and its way
//! from the farm to the label.

use county_primitives::{
    livestock::{IdentityLevel, RecallState},
    Date, TimestampMs,
};

use super::{format, party, Chip, Fact, Line, ProductCard, Step, TestRow, Words};
use crate::{
    pages::livestock::words,
    scan::{
        answer::Scan,
        meat_trace::{MeatInspection, MeatRecalled, MeatSource, MeatTrace},
    },
};

/// What the meat is called.
pub(super) fn name(trace: &MeatTrace, t: Words) -> String {
    if trace.name.is_empty() {
        words::named(t, "meat", &words::id_of(&trace.kind))
    } else {
        trace.name.clone()
    }
}

/// The verdict as one sentence.
pub(super) fn sentence(trace: &MeatTrace, t: Words) -> String {
    let date = trace
        .killed
        .first()
        .map_or_else(String::new, |day| format::date(t.0, *day));
    let product = name(trace, t);
    t.fill("ls-say-genuine", &[("date", &date), ("product", &product)])
}

/// How exactly the animal is known, in a sentence.
fn identity(trace: &MeatTrace, t: Words) -> String {
    let count = format::count(u64::from(trace.animals));
    let key = match trace.identity {
        IdentityLevel::Individual => "ls-identity-individual",
        IdentityLevel::PenBatch => "ls-identity-pen-batch",
        IdentityLevel::DayBatch => "ls-identity-day-batch",
    };
    t.fill(key, &[("number", &count)])
}

/// The product card.
pub(super) fn product(scan: &Scan, trace: &MeatTrace, t: Words) -> ProductCard {
    let mut lines = vec![Line {
        label: t.say("ls-identity"),
        value: identity(trace, t),
    }];
    let mut push = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(Line {
                label: t.say(key),
                value,
            });
        }
    };
    if let Some(animal) = &trace.animal {
        push("ls-tag", animal.tag.clone().unwrap_or_default());
        push("ls-breed", animal.breed.clone());
        push("ls-born", format::date(t.0, animal.born));
    }
    push("ls-farm", joined(trace, t, |source| party(&source.farm, t)));
    push("ls-village", joined(trace, t, village));
    push("ls-house", party(&trace.house, t));
    push("ls-holder", party(&trace.holder, t));
    if let Some(label) = &scan.label {
        push("label-packer", party(&label.issuer, t));
        push("label-net", format::mass(t.0, label.unit_net));
    }
    ProductCard {
        name: name(trace, t),
        grade: trace.grade.clone(),
        brand: scan.brand.as_ref().map(|brand| brand.name.to_string()),
        pear: false,
        lines,
    }
}

/// Something of every source, each once.
fn joined(trace: &MeatTrace, t: Words, of: impl Fn(&MeatSource) -> String) -> String {
    let mut texts: Vec<String> = Vec::new();
    for text in trace.sources.iter().map(of) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(&t.say("comma-list"))
}

fn village(source: &MeatSource) -> String {
    if source.village_name.is_empty() {
        source.village.to_string()
    } else {
        source.village_name.join(" ")
    }
}

/// The three short facts.
pub(super) fn facts(scan: &Scan, trace: &MeatTrace, t: Words) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(day) = trace.killed.first() {
        let today = scan
            .as_of
            .as_ref()
            .map_or(*day, |as_of| Date::of_timestamp(as_of.time_ms));
        facts.push(Fact {
            label: t.say("ls-fact-slaughter"),
            value: format::day(t.0, *day),
            under: match today.days_since(*day) {
                0 => t.say("fact-today"),
                days => t.fill("fact-days-ago", &[("days", &days.to_string())]),
            },
            tone: "",
        });
    }
    let (value, under, tone) = match (trace.out_of_withdrawal, trace.treated) {
        (false, _) => ("ls-within", "ls-within-under", "bad"),
        (true, true) => ("ls-out", "ls-out-under", "good"),
        (true, false) => ("ls-untreated", "ls-untreated-under", "good"),
    };
    facts.push(Fact {
        label: t.say("ls-fact-withdrawal"),
        value: t.say(value),
        under: t.say(under),
        tone,
    });
    let (value, tone) = match (trace.quarantine.passed, trace.quality.passed) {
        (Some(true), Some(true)) => ("ls-passed", "good"),
        (Some(false), _) | (_, Some(false)) => ("ls-failed", "bad"),
        _ => ("ls-uninspected", ""),
    };
    facts.push(Fact {
        label: t.say("ls-fact-inspection"),
        value: t.say(value),
        under: t.say("ls-fact-inspection-under"),
        tone,
    });
    facts
}

/// The way from the farm to the label. What is known by record only stands at the time of its record.
pub(super) fn story(scan: &Scan, trace: &MeatTrace, t: Words) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(animal) = &trace.animal {
        let line = animal.tag.clone().unwrap_or_default();
        steps.push(on("cycle", animal.born, "ls-step-born", vec![line], t));
    }
    for source in &trace.sources {
        steps.extend(source_steps(source, trace, t));
    }
    for day in &trace.killed {
        let mut step = on(
            "harvest",
            *day,
            "ls-step-killed",
            vec![party(&trace.house, t)],
            t,
        );
        step.chips.push(withdrawal_chip(trace, t));
        steps.push(step);
    }
    for (key, inspection) in [
        ("ls-step-quarantine", &trace.quarantine),
        ("ls-step-quality", &trace.quality),
    ] {
        steps.extend(inspection_step(key, inspection, trace, t));
    }
    let made = vec![name(trace, t)];
    if !trace.killed.contains(&trace.made)
        || trace.kind == county_primitives::livestock::MeatKind::Package
    {
        steps.push(on("grade", trace.made, "ls-step-made", made, t));
    }
    for certificate in &trace.certificates {
        let line = certificate.number.clone();
        steps.push(at(
            "test",
            certificate.issued_ms,
            "ls-step-product-certificate",
            line,
            t,
        ));
    }
    for delivery in &trace.deliveries {
        let to = party(&delivery.to, t);
        steps.push(at(
            "delivery",
            delivery.ledger_ms,
            "ls-step-delivered",
            to,
            t,
        ));
    }
    if let Some(bound) = scan
        .trace
        .as_ref()
        .and_then(|trace| trace.activation.as_ref())
    {
        let line = t.fill(
            "ls-step-code-line",
            &[
                ("from", &format::count(u64::from(bound.from))),
                ("to", &format::count(u64::from(bound.to))),
            ],
        );
        steps.push(at("code", bound.ledger_ms, "step-code", line, t));
    }
    steps.extend(trace.recalls.iter().map(|recall| recall_step(recall, t)));
    steps
}

/// A recall with how far it is.
fn recall_step(recall: &MeatRecalled, t: Words) -> Step {
    let id = recall.recall.to_string();
    let line = t.fill("ls-step-recall-line", &[("id", &id)]);
    let mut step = at("test", recall.ordered_ms, "ls-step-recall", line, t);
    step.chips.push(Chip {
        tone: "bad",
        text: t.say(match recall.state {
            RecallState::Ordered => "ls-recall-ordered",
            RecallState::Notified => "ls-recall-notified",
            RecallState::Verified => "ls-recall-verified",
            RecallState::Closed => "ls-recall-closed",
        }),
    });
    step
}

fn source_steps(source: &MeatSource, trace: &MeatTrace, t: Words) -> Vec<Step> {
    let mut steps = Vec::new();
    let species = words::id_of(&trace.species);
    let heads = words::heads(t, &species, i64::from(source.heads));
    if let Some(certificate) = &source.certificate {
        let lines = vec![
            format!("{} · {}", party(&source.farm, t), village(source)),
            t.fill(
                "ls-step-certificate-line",
                &[("number", &certificate.number), ("heads", &heads)],
            ),
        ];
        let mut step = Step {
            lines,
            ..at(
                "test",
                certificate.issued_ms,
                "ls-step-certificate",
                String::new(),
                t,
            )
        };
        let immune: Vec<String> = trace
            .immune
            .iter()
            .map(|disease| words::disease(t, *disease))
            .collect();
        step.chips.push(if immune.is_empty() {
            Chip {
                tone: "warn",
                text: t.say("ls-chip-immunity-unknown"),
            }
        } else {
            let diseases = immune.join(&t.say("comma-list"));
            Chip {
                tone: "good",
                text: t.fill("ls-chip-immune", &[("diseases", &diseases)]),
            }
        });
        steps.push(step);
    }
    let house = party(&trace.house, t);
    steps.push(at(
        "delivery",
        source.taken_in_ms,
        "ls-step-taken-in",
        format!("{house} · {heads}"),
        t,
    ));
    steps
}

fn withdrawal_chip(trace: &MeatTrace, t: Words) -> Chip {
    let (tone, key) = if trace.out_of_withdrawal {
        ("good", "ls-chip-out")
    } else {
        ("bad", "ls-chip-within")
    };
    Chip {
        tone,
        text: t.say(key),
    }
}

fn inspection_step(
    key: &str,
    inspection: &MeatInspection,
    trace: &MeatTrace,
    t: Words,
) -> Option<Step> {
    let passed = inspection.passed?;
    let seals = inspection.seals.join(&t.say("comma-list"));
    let mut step = on("grade", *trace.killed.last()?, key, vec![seals], t);
    step.chips.push(Chip {
        tone: if passed { "good" } else { "bad" },
        text: t.say(if passed { "ls-passed" } else { "ls-failed" }),
    });
    Some(step)
}

fn on(kind: &'static str, day: Date, key: &str, lines: Vec<String>, t: Words) -> Step {
    Step {
        kind,
        when: format::date(t.0, day),
        title: t.say(key),
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        chips: Vec::new(),
    }
}

fn at(kind: &'static str, ms: TimestampMs, key: &str, line: String, t: Words) -> Step {
    on(kind, Date::of_timestamp(ms), key, vec![line], t)
}

/// The tests of the slaughter batches.
pub(super) fn tests(trace: &MeatTrace, t: Words) -> Vec<TestRow> {
    let tested = trace.sources.iter().filter_map(|source| {
        let passed = source.tested.as_deref()? == "pass";
        let disease = source
            .tested_for
            .map_or_else(String::new, |it| words::disease(t, it));
        Some(TestRow {
            tone: if passed { "good" } else { "bad" },
            result: t.say(if passed { "test-pass" } else { "test-fail" }),
            title: disease,
            when: format::date(t.0, Date::of_timestamp(source.taken_in_ms)),
            items: t.fill("ls-test-batch", &[("id", &source.batch.to_string())]),
            by: party(&trace.house, t),
        })
    });
    tested.collect()
}

/// What is proved of meat beyond its label.
pub(super) fn proves(trace: &MeatTrace, t: Words) -> Vec<String> {
    vec![t.say("ls-proves-chain"), identity(trace, t)]
}

/// Names and addresses of the timelines a reader can check; those of certificates are for members.
pub(super) fn links(trace: &MeatTrace, t: Words) -> Vec<Line> {
    let mut links = vec![link("ls-link-meat", "meat", trace.meat.to_string(), t)];
    for source in &trace.sources {
        links.push(link(
            "ls-link-batch",
            "slaughter_batch",
            source.batch.to_string(),
            t,
        ));
    }
    links
}

fn link(key: &str, kind: &str, id: String, t: Words) -> Line {
    Line {
        label: t.fill(key, &[("id", &id)]),
        value: format!("/records/{kind}:{id}"),
    }
}

#[cfg(test)]
mod tests;
