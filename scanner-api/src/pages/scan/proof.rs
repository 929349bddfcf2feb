//! What the page stands on, what a check proves, and what it does not.

use super::{format, meat, party, Line, Proof, Words};
use crate::scan::answer::{AsOf, Scan, Verdict};

/// The proof section; nothing for what is no code, because nothing was looked up.
pub(super) fn proof(scan: &Scan, t: Words) -> Option<Proof> {
    let as_of = scan.as_of.as_ref()?;
    if scan.verdict == Verdict::Malformed {
        return None;
    }
    let mut lines = Vec::new();
    if let Some(label) = &scan.label {
        let (batch, index) = (
            label.batch.to_string(),
            format::count(u64::from(label.index)),
        );
        lines.push(Line {
            label: t.say("proof-batch"),
            value: t.fill("proof-batch-value", &[("batch", &batch), ("index", &index)]),
        });
    }
    if let Some(lot) = scan.lot {
        lines.push(Line {
            label: t.say("proof-lot"),
            value: lot.to_string(),
        });
    }
    lines.extend(block_lines(as_of, t));
    Some(Proof {
        // Of an unknown code there is nothing to prove.
        proves: proves(scan, t),
        proves_not: vec![t.say("proves-not-1"), t.say("proves-not-2")],
        lines,
        links: links(scan, t),
    })
}

fn block_lines(as_of: &AsOf, t: Words) -> [Line; 3] {
    let block = format::count(as_of.block);
    [
        Line {
            label: t.say("proof-block"),
            value: t.fill("proof-block-value", &[("block", &block)]),
        },
        Line {
            label: t.say("proof-time"),
            value: format::instant(t.0, as_of.time_ms),
        },
        Line {
            label: t.say("proof-state"),
            value: t.say(if as_of.live {
                "proof-live"
            } else {
                "proof-away"
            }),
        },
    ]
}

fn proves(scan: &Scan, t: Words) -> Vec<String> {
    let mut proves = Vec::new();
    if let Some(label) = &scan.label {
        proves.push(t.fill("proves-1", &[("issuer", &party(&label.issuer, t))]));
    }
    if let Some(trace) = &scan.meat_trace {
        proves.extend(meat::proves(trace, t));
    } else if let Some(trace) = &scan.trace {
        proves.push(t.say("proves-2"));
        let interval_kept = trace
            .cycles
            .iter()
            .flat_map(|cycle| &cycle.inputs)
            .all(|input| {
                input
                    .days_before_harvest
                    .is_none_or(|days| days >= input.interval_days)
            });
        if interval_kept {
            proves.push(t.say("proves-3"));
        }
    }
    proves
}

/// The timelines a reader can check for himself: of the label, the lots and the crops.
fn links(scan: &Scan, t: Words) -> Vec<Line> {
    let mut links = Vec::new();
    if let Some(trace) = &scan.meat_trace {
        links.extend(meat::links(trace, t));
    }
    let mut push = |key: &str, kind: &str, id: String| {
        links.push(Line {
            label: t.fill(key, &[("id", &id)]),
            value: format!("/records/{kind}:{id}"),
        });
    };
    if let Some(trace) = &scan.trace {
        for lot in &trace.lots {
            push("link-lot", "lot", lot.lot.to_string());
        }
        for cycle in &trace.cycles {
            push("link-cycle", "cycle", cycle.cycle.to_string());
        }
    }
    if let Some(label) = &scan.label {
        push("link-batch", "batch", label.batch.to_string());
    }
    links
}
