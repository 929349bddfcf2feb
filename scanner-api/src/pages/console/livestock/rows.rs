//! The things of livestock as lists show them.

use sqlx::FromRow;

use super::names::{self, party};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        view::{Row, Tag},
    },
};

/// A kind of thing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Declarations.
    Declaration,
    /// Certificates.
    Certificate,
    /// Animals and herds.
    Life,
    /// Slaughter batches.
    Batch,
    /// Pieces of meat.
    Meat,
    /// Consignments of bodies.
    Disposal,
    /// Insurance contracts.
    Insurance,
    /// Claims.
    Claim,
    /// Warnings.
    Warning,
    /// Zones.
    Zone,
    /// Lots of milk and eggs.
    Food,
}

impl Kind {
    /// Its table.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Declaration => "declarations",
            Self::Certificate => "certificates",
            Self::Life => "lives",
            Self::Batch => "slaughter_batches",
            Self::Meat => "meats",
            Self::Disposal => "disposals",
            Self::Insurance => "insurances",
            Self::Claim => "claims",
            Self::Warning => "livestock_warnings",
            Self::Zone => "zones",
            Self::Food => "food_lots",
        }
    }

    /// The column lists go down by.
    fn key(self) -> &'static str {
        match self {
            Self::Life | Self::Warning => "ordinal",
            _ => "id",
        }
    }

    /// Its columns: those of one line, in the order of [`Cells`].
    fn columns(self) -> &'static str {
        match self {
            Self::Declaration => {
                "id AS key, id, species, heads, state, farm AS party, village AS place, purpose AS word, \
                 transport AS day, NULL AS text, NULL AS mass, NULL AS ms"
            }
            Self::Certificate => {
                "id AS key, id, species, heads_now AS heads, state, owner AS party, destination AS place, \
                 purpose AS word, valid_until AS day, number AS text, NULL AS mass, issued_ms AS ms"
            }
            Self::Life => {
                "ordinal AS key, id, species, heads, state, farm AS party, village AS place, kind AS word, \
                 slaughter_from AS day, COALESCE(tag, '') AS text, mass, changed_ms AS ms"
            }
            Self::Batch => {
                "id AS key, id, species, heads - killed AS heads, COALESCE(tested, 'untested') AS state, \
                 farm AS party, origin AS place, NULL AS word, NULL AS day, NULL AS text, NULL AS mass, \
                 taken_in_ms AS ms"
            }
            Self::Meat => {
                "id AS key, id, species, NULL AS heads, CASE WHEN recalled THEN 'recalled' ELSE 'good' END \
                 AS state, house AS party, NULL AS place, kind AS word, killed AS day, name AS text, \
                 mass_left AS mass, formed_ms AS ms"
            }
            Self::Disposal => {
                "id AS key, id, NULL AS species, heads, state, carrier AS party, NULL AS place, \
                 NULL AS word, NULL AS day, NULL AS text, mass, collected_ms AS ms"
            }
            Self::Insurance => {
                "id AS key, id, species, heads, 'insured' AS state, farm AS party, NULL AS place, \
                 NULL AS word, until_day AS day, number AS text, sum_per_head AS mass, insured_ms AS ms"
            }
            Self::Claim => {
                "id AS key, id, NULL AS species, NULL AS heads, state, CAST(NULL AS BIGINT) AS party, NULL AS place, \
                 NULL AS word, NULL AS day, unit AS text, amount AS mass, filed_ms AS ms"
            }
            Self::Warning => {
                "ordinal AS key, CAST(0 AS BIGINT) AS id, NULL AS species, NULL AS heads, level AS state, \
                 organisation AS party, division AS place, kind AS word, NULL AS day, subject AS text, \
                 NULL AS mass, ledger_ms AS ms"
            }
            Self::Food => {
                "id AS key, id, species, heads, 'taken' AS state, farm AS party, village AS place, kind AS word, \
                 date AS day, NULL AS text, mass, ledger_ms AS ms"
            }
            Self::Zone => {
                "id AS key, id, NULL AS species, NULL AS heads, 'ordered' AS state, CAST(NULL AS BIGINT) AS party, \
                 NULL AS place, disease AS word, from_day AS day, order_number AS text, NULL AS mass, \
                 ordered_ms AS ms"
            }
        }
    }
}

#[derive(FromRow)]
struct Cells {
    key: i64,
    id: i64,
    species: Option<String>,
    heads: Option<i64>,
    state: String,
    party: Option<i64>,
    place: Option<String>,
    word: Option<String>,
    day: Option<String>,
    text: Option<String>,
    mass: Option<i64>,
    ms: Option<i64>,
    party_kind: Option<String>,
    party_name: Option<String>,
}

/// Things of a kind that meet a condition, the newest first.
pub(super) async fn rows(
    desk: &Desk,
    kind: Kind,
    condition: &str,
    before: i64,
    most: i64,
) -> Result<Vec<(i64, Row)>, ApiError> {
    let (table, key) = (kind.table(), kind.key());
    let query = format!(
        "SELECT cells.*, organisations.kind AS party_kind, organisations.name AS party_name FROM \
         (SELECT {} FROM {table} WHERE {condition} AND {table}.{key} < ? \
          ORDER BY {table}.{key} DESC LIMIT ?) AS cells \
         LEFT JOIN organisations ON organisations.id = cells.party ORDER BY cells.key DESC",
        kind.columns()
    );
    let found: Vec<Cells> = sqlx::query_as(&query)
        .bind(before)
        .bind(most)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let rows = found.into_iter();
    Ok(rows
        .map(|cells| (cells.key, cells.row(desk, kind)))
        .collect())
}

impl Cells {
    fn load(&self, desk: &Desk) -> String {
        match (&self.species, self.heads) {
            (Some(species), Some(heads)) => names::heads(desk.t, species, heads),
            (_, heads) => names::count(heads.unwrap_or_default()),
        }
    }

    fn party(&self, desk: &Desk) -> String {
        self.party.map_or_else(String::new, |id| {
            party(desk.t, id, self.party_kind.clone(), self.party_name.clone())
        })
    }

    fn day(&self, desk: &Desk) -> String {
        let day = self.day.as_deref();
        day.map_or_else(String::new, |day| names::day(desk.t.0, day))
    }

    fn time(&self, desk: &Desk) -> String {
        self.ms
            .map_or_else(String::new, |ms| names::instant(desk.t.0, ms))
    }

    fn place(&self, desk: &Desk) -> String {
        let place = self.place.as_deref();
        place.map_or_else(String::new, |place| names::place(desk, place))
    }

    fn word(&self, desk: &Desk, kind: &str) -> String {
        let word = self.word.as_deref();
        word.map_or_else(String::new, |word| names::word(desk.t, kind, word))
    }

    fn mass(&self, desk: &Desk) -> String {
        self.mass
            .map_or_else(String::new, |mass| names::mass(desk.t.0, mass))
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of row")]
    fn row(&self, desk: &Desk, kind: Kind) -> Row {
        let t = desk.t;
        let text = self.text.clone().unwrap_or_default();
        let subject = |kind: &str| names::subject(t, &format!("{kind}:{}", self.id));
        let page = |part: &str| format!("/console/livestock/{part}/{}", self.id);
        match kind {
            Kind::Declaration => Row {
                title: joined(&[self.load(desk), self.word(desk, "purpose")]),
                lines: vec![
                    joined(&[self.party(desk), self.place(desk)]),
                    t.fill("line-transport", &[("date", &self.day(desk))]),
                ],
                tag: Some(names::state(t, "declaration", &self.state)),
                href: page("declarations"),
            },
            Kind::Certificate => Row {
                title: joined(&[self.load(desk), text]),
                lines: vec![
                    joined(&[self.party(desk), self.place(desk)]),
                    t.fill("line-valid", &[("date", &self.day(desk))]),
                ],
                tag: Some(names::state(t, "certificate", &self.state)),
                href: page("certificates"),
            },
            Kind::Life => self.life(desk, &text),
            Kind::Batch => Row {
                title: joined(&[subject("slaughter_batch"), self.load(desk)]),
                lines: vec![
                    joined(&[self.party(desk), self.place(desk)]),
                    t.fill("line-taken-in", &[("time", &self.time(desk))]),
                ],
                tag: Some(tested(desk, &self.state)),
                href: page("batches"),
            },
            Kind::Meat => Row {
                title: joined(&[self.word(desk, "meat"), text]),
                lines: vec![
                    joined(&[subject("meat"), self.mass(desk)]),
                    t.fill("line-killed", &[("date", &self.day(desk))]),
                ],
                tag: (self.state == "recalled").then(|| Tag {
                    tone: "bad",
                    text: t.say("meat-recalled"),
                }),
                href: page("meats"),
            },
            Kind::Disposal => Row {
                title: subject("disposal"),
                lines: vec![
                    joined(&[self.party(desk), self.load(desk), self.mass(desk)]),
                    self.time(desk),
                ],
                tag: Some(names::state(t, "disposal", &self.state)),
                href: page("disposals"),
            },
            Kind::Insurance => Row {
                title: joined(&[text, self.load(desk)]),
                lines: vec![
                    self.party(desk),
                    t.fill("line-insured", &[("date", &self.day(desk))]),
                ],
                tag: None,
                href: page("insurances"),
            },
            Kind::Claim => Row {
                title: joined(&[
                    names::subject(t, &text),
                    names::money(t, self.mass.unwrap_or_default()),
                ]),
                lines: vec![joined(&[subject("claim"), self.time(desk)])],
                tag: Some(names::state(t, "claim", &self.state)),
                href: page("claims"),
            },
            Kind::Warning => Row {
                title: self.word(desk, "warning"),
                lines: vec![
                    joined(&[names::subject(t, &text), self.party(desk), self.place(desk)]),
                    self.time(desk),
                ],
                tag: Some(Tag {
                    tone: if self.state == "yellow" {
                        "warn"
                    } else {
                        "bad"
                    },
                    text: names::word(t, "level", &self.state),
                }),
                href: crate::pages::console::names::subject_href(&text),
            },
            Kind::Food => Row {
                title: joined(&[self.word(desk, "food"), self.mass(desk)]),
                lines: vec![
                    joined(&[self.party(desk), self.load(desk)]),
                    joined(&[self.day(desk), self.place(desk)]),
                ],
                tag: None,
                href: page("food"),
            },
            Kind::Zone => Row {
                title: joined(&[self.word(desk, "disease"), text]),
                lines: vec![joined(&[subject("zone"), self.day(desk)])],
                tag: None,
                href: format!("/console/livestock/zones/{}/lift", self.id),
            },
        }
    }

    /// A line of an animal or herd.
    fn life(&self, desk: &Desk, tag: &str) -> Row {
        let t = desk.t;
        let is_herd = self.word.as_deref() == Some("herd");
        let name = if is_herd {
            names::subject(t, &format!("herd:{}", self.id))
        } else {
            tag.to_owned()
        };
        let slaughter = self
            .day
            .as_ref()
            .map(|_| t.fill("line-slaughter-from", &[("date", &self.day(desk))]));
        Row {
            title: name,
            lines: [
                Some(joined(&[
                    self.load(desk),
                    self.party(desk),
                    self.place(desk),
                ])),
                slaughter,
            ]
            .into_iter()
            .flatten()
            .collect(),
            tag: Some(names::state(t, "state", &self.state)),
            href: if is_herd {
                format!("/console/livestock/herds/{}", self.id)
            } else {
                format!("/animals/{tag}")
            },
        }
    }
}

/// What tests say of a batch.
fn tested(desk: &Desk, state: &str) -> Tag {
    Tag {
        tone: match state {
            "pass" => "good",
            "fail" => "bad",
            _ => "quiet",
        },
        text: names::word(desk.t, "tested", state),
    }
}

/// What is there, with points between.
fn joined(parts: &[String]) -> String {
    let there = parts.iter().filter(|part| !part.is_empty());
    let there: Vec<&str> = there.map(String::as_str).collect();
    there.join(" · ")
}
