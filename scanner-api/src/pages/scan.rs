//! The scan page: verdict first, then the product, its story, its tests, and what it all stands on.

pub mod cache;
pub(crate) mod facts;
mod meat;
mod proof;
pub(crate) mod story;
mod verdict;

pub(crate) use verdict::message;

use askama::Template;

use super::{assets, format, front::Ask, words::Words};
use crate::scan::answer::{Problem, Scan, Verdict};

/// A labelled value.
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// What the thing is, for the product card.
pub(crate) struct ProductCard {
    pub(crate) name: String,
    pub(crate) grade: Option<String>,
    pub(crate) brand: Option<String>,
    /// Whether a drawn pear suits it.
    pub(crate) pear: bool,
    pub(crate) lines: Vec<Line>,
}

/// One of the three short facts. The tone is `good`, `bad` or empty.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) under: String,
    pub(crate) tone: &'static str,
}

/// A remark on a step, with a tone and therefore an icon.
pub(crate) struct Chip {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// One step of the story.
pub(crate) struct Step {
    /// Names the icon: cycle, operation, input, harvest, grade, delivery, code.
    pub(crate) kind: &'static str,
    pub(crate) when: String,
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    pub(crate) chips: Vec<Chip>,
}

/// A test.
pub(crate) struct TestRow {
    pub(crate) tone: &'static str,
    pub(crate) result: String,
    pub(crate) title: String,
    pub(crate) when: String,
    pub(crate) items: String,
    pub(crate) by: String,
}

/// What holds the lot.
pub(crate) struct HoldRow {
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) until: String,
}

/// What the page stands on.
pub(crate) struct Proof {
    pub(crate) proves: Vec<String>,
    pub(crate) proves_not: Vec<String>,
    pub(crate) lines: Vec<Line>,
    /// Label and address of what lets a reader check for himself.
    pub(crate) links: Vec<Line>,
}

/// A part of a code.
pub(crate) struct Part {
    pub(crate) text: String,
    /// Whether it is what is wrong with the code.
    pub(crate) is_wrong: bool,
}

/// Everything the template shows.
pub(crate) struct Page {
    pub(crate) verdict: &'static str,
    pub(crate) word: String,
    pub(crate) sentence: String,
    /// The code in groups; what was typed, if that is no code.
    pub(crate) code: Vec<Vec<Part>>,
    pub(crate) switch_href: String,
    pub(crate) repaired: Option<String>,
    /// Where the code that was probably meant is looked up.
    pub(crate) meant_href: Option<String>,
    pub(crate) away: Option<String>,
    pub(crate) advice: Vec<String>,
    pub(crate) ask: Ask,
    pub(crate) product: Option<ProductCard>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) holds: Vec<HoldRow>,
    pub(crate) story_title: String,
    pub(crate) story: Vec<Step>,
    pub(crate) tests: Vec<TestRow>,
    pub(crate) proof: Option<Proof>,
}

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanTemplate<'a> {
    t: Words,
    page: &'a Page,
}

/// The page of a scan as HTML.
pub fn render(scan: &Scan, t: Words) -> Result<String, askama::Error> {
    let page = Page::new(scan, t);
    ScanTemplate { t, page: &page }.render()
}

impl Page {
    fn new(scan: &Scan, t: Words) -> Self {
        let is_code = scan.verdict != Verdict::Malformed;
        let away = scan.as_of.as_ref().filter(|as_of| !as_of.live);
        Self {
            verdict: scan.verdict.id(),
            word: verdict::word(scan, t),
            sentence: verdict::sentence(scan, t),
            code: code(scan),
            switch_href: format!("?lang={}", t.other_lang()),
            repaired: scan.suggestion.as_deref().map(|code| {
                let key = if is_code { "repaired" } else { "meant" };
                t.fill(key, &[("code", &format::groups(code).join(" "))])
            }),
            meant_href: scan
                .suggestion
                .as_deref()
                .filter(|_| !is_code)
                .map(|code| format!("/{code}?lang={}", t.lang())),
            away: away.map(|as_of| {
                let (block, time) = (
                    format::count(as_of.block),
                    format::instant(t.0, as_of.time_ms),
                );
                t.fill("away", &[("block", &block), ("time", &time)])
            }),
            advice: verdict::advice(scan, t),
            ask: Ask::new(t, "ask-again", if is_code { "" } else { &scan.code }),
            product: facts::product(scan, t),
            facts: facts::facts(scan, t),
            holds: story::holds(scan, t),
            story_title: match scan.meat_trace {
                Some(_) => t.say("story-title-meat"),
                None => t.say("story-title"),
            },
            story: story::story(scan, t),
            tests: story::tests(scan, t),
            proof: proof::proof(scan, t),
        }
    }

    /// Whether there is more to tell than the verdict.
    fn has_story(&self) -> bool {
        self.product.is_some()
    }

    /// Whether the code may have been read wrongly, so that it is worth typing in.
    fn asks_again(&self) -> bool {
        matches!(self.verdict, "malformed" | "unknown")
    }

    /// The colour of the verdict, for the bar of the browser.
    fn theme_colour(&self) -> &'static str {
        match self.verdict {
            "genuine" => "#14694a",
            "not_activated" => "#87540a",
            "void" => "#6d2b3d",
            "recalled" => "#b3261e",
            "held" => "#b5420f",
            "unknown" => "#3d4b5f",
            _ => "#46596b",
        }
    }
}

/// The code in groups of five. In what is no code, the character that gives it away stands out; a
/// link is not repeated.
fn code(scan: &Scan) -> Vec<Vec<Part>> {
    let wrong = match scan.problem {
        Some(Problem::Link) => return Vec::new(),
        Some(Problem::Character { position, .. } | Problem::LetterU { position }) => Some(position),
        _ => None,
    };
    let is_separator = |character: &char| {
        character.is_whitespace()
            || matches!(
                character,
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}' | '\u{FEFF}'
            )
    };
    let characters: Vec<char> = scan.code.chars().filter(|it| !is_separator(it)).collect();
    let mut position = 0;
    let mut groups = Vec::new();
    for five in characters.chunks(5) {
        let mut group: Vec<Part> = Vec::new();
        for character in five {
            position += 1;
            let is_wrong = wrong == Some(position);
            match group.last_mut() {
                Some(last) if !is_wrong && !last.is_wrong => last.text.push(*character),
                _ => group.push(Part {
                    text: character.to_string(),
                    is_wrong,
                }),
            }
        }
        groups.push(group);
    }
    groups
}

/// How the public may call an organisation.
fn party(party: &crate::scan::answer::Party, t: Words) -> String {
    use county_primitives::registry::OrganisationKind;
    let id = party.organisation.to_string();
    match (&party.name, party.kind) {
        (Some(name), _) => name.to_string(),
        (None, Some(OrganisationKind::Household)) => t.fill("household", &[("id", &id)]),
        (None, _) => t.fill("organisation-without-name", &[("id", &id)]),
    }
}
