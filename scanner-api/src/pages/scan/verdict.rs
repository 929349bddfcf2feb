//! The verdict in words: one word, one sentence, and what the reader can do.

use super::{facts, format, meat, Words};
use crate::pages::words::Lang;
use crate::scan::answer::{Message, Problem, Scan, Verdict};

/// The verdict as one or two words.
pub(super) fn word(scan: &Scan, t: Words) -> String {
    t.say(match (scan.verdict, scan.problem) {
        (Verdict::Genuine, _) => "word-genuine",
        (Verdict::NotActivated, _) => "word-not-activated",
        (Verdict::Void, _) => "word-void",
        (Verdict::Recalled, _) => "word-recalled",
        (Verdict::Held, _) => "word-held",
        (Verdict::Unknown, Some(Problem::ElsewhereIssued)) => "word-unknown-here",
        (Verdict::Unknown, _) => "word-unknown",
        (Verdict::Malformed, _) => "word-malformed",
    })
}

/// The verdict as one sentence.
pub(super) fn sentence(scan: &Scan, t: Words) -> String {
    let product = || facts::product_name(scan, t);
    match scan.verdict {
        Verdict::Genuine if scan.meat_trace.is_some() => {
            let trace = scan.meat_trace.as_ref();
            trace.map_or_else(String::new, |trace| meat::sentence(trace, t))
        }
        Verdict::Genuine => {
            let harvested = facts::harvested(scan);
            let date = harvested.map_or_else(String::new, |day| format::date(t.0, day));
            t.fill("say-genuine", &[("date", &date), ("product", &product())])
        }
        Verdict::NotActivated => t.say("say-not-activated"),
        Verdict::Void if scan.problem == Some(Problem::Spoiled) => t.say("say-spoiled"),
        Verdict::Void => t.say("say-void"),
        Verdict::Recalled => t.fill("say-recalled", &[("product", &product())]),
        Verdict::Held if facts::failed_test(scan).is_some() => {
            t.fill("say-held-failed", &[("product", &product())])
        }
        Verdict::Held if facts::interval_broken(scan) => {
            t.fill("say-held-interval", &[("product", &product())])
        }
        Verdict::Held => t.fill("say-held", &[("product", &product())]),
        Verdict::Unknown if scan.problem == Some(Problem::ElsewhereIssued) => {
            t.say("say-unknown-here")
        }
        Verdict::Unknown => t.say("say-unknown"),
        Verdict::Malformed => malformed(scan.problem, t),
    }
}

fn malformed(problem: Option<Problem>, t: Words) -> String {
    match problem {
        Some(Problem::Length { characters }) => t.fill(
            "say-malformed-length",
            &[("count", &characters.to_string())],
        ),
        Some(Problem::Character {
            position,
            character,
        }) => t.fill(
            "say-malformed-character",
            &[
                ("position", &position.to_string()),
                ("character", &character.to_string()),
            ],
        ),
        Some(Problem::LetterU { position }) => {
            t.fill("say-malformed-u", &[("position", &position.to_string())])
        }
        Some(Problem::Kind) => t.say("say-malformed-kind"),
        Some(Problem::Link) => t.say("say-malformed-link"),
        _ => t.say("say-malformed-check"),
    }
}

/// The sentence in both languages.
pub(crate) fn message(scan: &Scan) -> Message {
    Message {
        zh: sentence(scan, Words(Lang::Zh)),
        en: sentence(scan, Words(Lang::En)),
    }
}

/// What the reader can do, where the verdict is not good.
pub(super) fn advice(scan: &Scan, t: Words) -> Vec<String> {
    let keys: &[&str] = match (scan.verdict, scan.problem) {
        (Verdict::Genuine, _) => &[],
        (Verdict::NotActivated, _) => &["advice-not-activated-1", "advice-not-activated-2"],
        (Verdict::Void, _) => &["advice-void-1", "advice-void-2"],
        (Verdict::Recalled, _) => &["advice-recalled-1", "advice-recalled-2"],
        (Verdict::Held, _) if facts::failed_test(scan).is_some() => {
            &["advice-failed-1", "advice-failed-2"]
        }
        (Verdict::Held, _) if facts::interval_broken(scan) => {
            &["advice-failed-1", "advice-interval-2"]
        }
        (Verdict::Held, _) => &["advice-held-1", "advice-held-2"],
        (Verdict::Unknown, Some(Problem::ElsewhereIssued)) => &["advice-unknown-here-1"],
        (Verdict::Unknown, _) => &["advice-unknown-1", "advice-unknown-2"],
        (Verdict::Malformed, _) => &[
            "advice-malformed-1",
            "advice-malformed-2",
            "advice-malformed-3",
        ],
    };
    keys.iter().map(|key| t.say(key)).collect()
}
