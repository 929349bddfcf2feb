//! Which animals a form is about: tags as people give them, and as pages show them.

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{
    livestock::{EarTag, Group, TagRange, Unit, GROUP_MAX},
    HerdId, List,
};
use sqlx::{FromRow, QueryBuilder};

pub(crate) use crate::certificate::records::unit;
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Mistake, Reader, Typed},
    },
};

/// Why what was typed names no animals; each names a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// Something is neither an ear tag nor a range of them.
    NoTag(String),
    /// The ends of a range do not belong together.
    Range(String),
    /// More animals than one call takes.
    TooMany,
}

/// The tags in a text: one by one or as ranges, from a list, a CSV file or a reader's keyboard. A
/// range is written with a dash, dots or 至 between its ends; the second end may be its last digits
/// only. What is not a number, such as the heading of a CSV file, is passed over.
pub(crate) fn read_tags(text: &str) -> Result<Vec<TagRange>, Fault> {
    let mut ranges: Vec<TagRange> = Vec::new();
    let mut seen: BTreeSet<EarTag> = BTreeSet::new();
    for range in read_ranges(text)? {
        // A tag that was read twice is one animal.
        for tag in range.tags().take(limit().saturating_add(1)) {
            if seen.insert(tag) {
                push(&mut ranges, tag);
            }
        }
        if seen.len() > limit() {
            return Err(Fault::TooMany);
        }
    }
    Ok(ranges)
}

/// The same ranges as they stand, however long.
pub(crate) fn read_ranges(text: &str) -> Result<Vec<TagRange>, Fault> {
    let text = text.replace(['–', '—', '－', '~', '～', '至', '到'], "-");
    let text = text.replace("..", "-");
    let mut ranges = Vec::new();
    for line in text.lines() {
        ranges.extend(line_of(line)?);
    }
    Ok(ranges)
}

/// Shorter numbers beside a tag are other columns of a file: masses, dates, pens.
const TAG_DIGITS_MIN: usize = 10;

/// The tags of a line. Beside one that reads, numbers too short to be meant as tags are passed over.
fn line_of(line: &str) -> Result<Vec<TagRange>, Fault> {
    let read = |piece: String| match piece.split_once('-') {
        None => tag(&piece).map(TagRange::one),
        Some((from, to)) => range(&piece, from, to),
    };
    let is_long =
        |piece: &String| piece.bytes().filter(u8::is_ascii_digit).count() >= TAG_DIGITS_MIN;
    let (long, short): (Vec<String>, Vec<String>) = pieces(line).into_iter().partition(is_long);
    match short.into_iter().next() {
        Some(piece) if long.is_empty() => Err(Fault::NoTag(piece)),
        _ => long.into_iter().map(read).collect(),
    }
}

fn limit() -> usize {
    usize::try_from(GROUP_MAX).unwrap_or(usize::MAX)
}

/// The numbers and ranges in a text.
fn pieces(text: &str) -> Vec<String> {
    let mut joined = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // White space around a dash belongs to the range.
        if character.is_whitespace() {
            while characters.next_if(|next| next.is_whitespace()).is_some() {}
            if characters.peek() == Some(&'-') || joined.ends_with('-') {
                continue;
            }
            joined.push(' ');
        } else {
            joined.push(character);
        }
    }
    let is_end = |character: char| {
        character.is_whitespace()
            || matches!(character, ',' | '，' | '、' | ';' | '；' | '"' | '\'')
    };
    joined
        .split(is_end)
        .filter(|piece| piece.contains(|character: char| character.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn tag(text: &str) -> Result<EarTag, Fault> {
    text.parse().map_err(|_| Fault::NoTag(text.to_owned()))
}

fn range(piece: &str, from: &str, to: &str) -> Result<TagRange, Fault> {
    let first = tag(from)?;
    let kept = from.len().saturating_sub(to.len());
    let full = format!("{}{to}", from.get(..kept).unwrap_or_default());
    let last = tag(if to.len() < from.len() { &full } else { to })?;
    let range = TagRange {
        from: first,
        to: last,
    };
    if range.is_in_order() {
        Ok(range)
    } else {
        Err(Fault::Range(piece.to_owned()))
    }
}

/// Adds a tag to the ranges, to the last one if it follows it.
fn push(ranges: &mut Vec<TagRange>, tag: EarTag) {
    let follows = |range: &&mut TagRange| {
        range.to.series() == tag.series() && range.to.serial().checked_add(1) == Some(tag.serial())
    };
    match ranges.last_mut().filter(follows) {
        Some(range) => range.to = tag,
        None => ranges.push(TagRange::one(tag)),
    }
}

/// Tags as ranges, for people: `150015300000001–130`.
pub(crate) fn show_tags<'a>(tags: impl IntoIterator<Item = &'a EarTag>) -> Vec<String> {
    let sorted: BTreeSet<EarTag> = tags.into_iter().copied().collect();
    let mut ranges: Vec<TagRange> = Vec::new();
    for tag in sorted {
        push(&mut ranges, tag);
    }
    ranges.iter().map(show_range).collect()
}

/// A range for people: what both ends share is written once.
pub(crate) fn show_range(range: &TagRange) -> String {
    let (from, to) = (range.from.to_string(), range.to.to_string());
    if from == to {
        return from;
    }
    let differ = from
        .bytes()
        .zip(to.bytes())
        .position(|(one, other)| one != other);
    // At least three digits, as a paper shows them.
    let cut = differ.unwrap_or(0).min(from.len().saturating_sub(3));
    format!("{from}–{}", to.get(cut..).unwrap_or(&to))
}

/// One animal or herd of the index, as loads and findings show it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Life {
    pub(crate) unit: String,
    pub(crate) tag: Option<String>,
    pub(crate) heads: i64,
    pub(crate) state: String,
    pub(crate) slaughter_from: Option<String>,
}

impl Life {
    /// The columns.
    pub(crate) const COLUMNS: &'static str =
        "lives.unit, lives.tag, lives.heads, lives.state, lives.slaughter_from";

    /// The unit on the chain.
    pub(crate) fn unit(&self) -> Result<Unit, ApiError> {
        unit(&self.unit)
    }

    /// Its tag.
    pub(crate) fn ear_tag(&self) -> Option<EarTag> {
        self.tag.as_deref()?.parse().ok()
    }
}

/// The animals and herds of a list of the index, in its order; the table has `unit` and `position`.
pub(crate) async fn listed(
    desk: &Desk,
    table: &'static str,
    column: &'static str,
    id: i64,
) -> Result<Vec<Life>, ApiError> {
    let query = format!(
        "SELECT {} FROM {table} JOIN lives ON lives.unit = {table}.unit \
         WHERE {table}.{column} = ? ORDER BY {table}.position",
        Life::COLUMNS
    );
    Ok(sqlx::query_as(&query)
        .bind(id)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// The load of a declaration that is still open: whoever died has left it.
pub(crate) async fn declared(desk: &Desk, id: i64) -> Result<Vec<Life>, ApiError> {
    let query = format!(
        "SELECT {} FROM declaration_units JOIN lives ON lives.unit = declaration_units.unit \
         WHERE declaration_units.declaration = ? \
         AND NOT EXISTS (SELECT 1 FROM deaths WHERE deaths.unit = declaration_units.unit) \
         ORDER BY declaration_units.position",
        Life::COLUMNS
    );
    Ok(sqlx::query_as(&query)
        .bind(id)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// How the load of a form was given.
pub(crate) struct Named {
    /// As the chain takes it.
    pub(crate) group: Group,
}

/// Reads the fields `tags` and `herd`: tags, electronic tags, or an untagged herd.
pub(crate) async fn read_group(
    desk: &Desk,
    typed: &Typed,
) -> Result<Result<Named, Mistake>, ApiError> {
    let t = desk.t;
    let herd = typed.get("herd");
    let text = with_ear_tags(desk, typed.get("tags")).await?;
    let ranges = match read_tags(&text) {
        Ok(ranges) => ranges,
        Err(fault) => return Ok(Err(("tags", say(desk, &fault)))),
    };
    let group = match (ranges.is_empty(), herd.parse::<u64>()) {
        (true, Ok(herd)) => vec![Unit::Herd(HerdId(herd))].try_into().map(Group::Units),
        (false, Ok(herd)) => {
            let mut units = animals(desk, &ranges).await?;
            units.push(Unit::Herd(HerdId(herd)));
            units.try_into().map(Group::Units)
        }
        (false, Err(_)) => return Ok(Ok(tagged(ranges)?)),
        (true, Err(_)) => return Ok(Err(("tags", t.say("mistake-no-animals")))),
    };
    Ok(match group {
        Ok(group) => Ok(Named { group }),
        Err(_) => Err(("tags", say(desk, &Fault::TooMany))),
    })
}

/// Notes what is wrong with the animals; the value is used only if nothing is.
pub(crate) fn take(
    read: &mut Reader<'_>,
    named: Result<Named, Mistake>,
) -> Result<Group, ApiError> {
    match named {
        Ok(named) => Ok(named.group),
        Err((name, text)) => {
            read.note(name, text);
            Err(ApiError::not_found())
        }
    }
}

fn tagged(ranges: Vec<TagRange>) -> Result<Named, ApiError> {
    let group =
        Group::Tags(List::try_from(ranges).map_err(|_| ApiError::internal("too many ranges"))?);
    Ok(Named { group })
}

/// What is wrong with the tags, in words.
pub(crate) fn say(desk: &Desk, fault: &Fault) -> String {
    match fault {
        Fault::NoTag(text) => desk.t.fill("mistake-tag", &[("text", text)]),
        Fault::Range(text) => desk.t.fill("mistake-tag-range", &[("text", text)]),
        Fault::TooMany => desk.t.say("mistake-tags-many"),
    }
}

/// Writes ear tags for the electronic tags in a text.
pub(crate) async fn with_ear_tags(desk: &Desk, text: &str) -> Result<String, ApiError> {
    let mut text = text.to_owned();
    let unknown: BTreeSet<String> = pieces(&text)
        .into_iter()
        .filter(|piece| !piece.contains('-') && piece.parse::<EarTag>().is_err())
        .take(limit())
        .collect();
    if unknown.is_empty() {
        return Ok(text);
    }
    let mut query = QueryBuilder::new(
        "SELECT electronic, tag FROM lives WHERE tag IS NOT NULL AND electronic IN (",
    );
    let mut list = query.separated(", ");
    for piece in &unknown {
        list.push_bind(piece.clone());
    }
    query.push(")");
    let known: Vec<(String, String)> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    for (electronic, tag) in known {
        text = text.replace(&electronic, &tag);
    }
    Ok(text)
}

/// The animals that carry these tags now. A tag nobody carries is left out; the chain says which.
pub(crate) async fn animals(desk: &Desk, ranges: &[TagRange]) -> Result<Vec<Unit>, ApiError> {
    let mut units = Vec::new();
    for range in ranges {
        let found: Vec<String> = sqlx::query_scalar(
            "SELECT unit FROM lives WHERE tag >= ? AND tag <= ? ORDER BY tag LIMIT 500",
        )
        .bind(range.from.to_string())
        .bind(range.to.to_string())
        .fetch_all(&desk.app.db.reader)
        .await?;
        for subject in found {
            units.push(unit(&subject)?);
        }
    }
    Ok(units)
}

/// The units of a load that a field names: all of them by tag, or none.
pub(crate) async fn units_of(
    desk: &Desk,
    typed: &Typed,
    field: &'static str,
) -> Result<Result<Vec<Unit>, Mistake>, ApiError> {
    let text = with_ear_tags(desk, typed.get(field)).await?;
    let ranges = match read_tags(&text) {
        Ok(ranges) => ranges,
        Err(fault) => return Ok(Err((field, say(desk, &fault)))),
    };
    let units = animals(desk, &ranges).await?;
    let asked: usize = ranges.iter().map(|range| range.tags().count()).sum();
    if units.len() == asked {
        Ok(Ok(units))
    } else {
        Ok(Err((field, desk.t.say("mistake-tag-not-worn"))))
    }
}

/// What a count of tags against a list shows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Comparison {
    /// On the list, not among the counted.
    pub(crate) missing: Vec<EarTag>,
    /// Counted, not on the list.
    pub(crate) extra: Vec<EarTag>,
    /// How many of the list were counted.
    pub(crate) matched: usize,
}

/// Compares what was counted with a list.
pub(crate) fn compare(list: &[Life], counted: &[TagRange]) -> Comparison {
    let wanted: BTreeSet<EarTag> = list.iter().filter_map(Life::ear_tag).collect();
    let counted: BTreeSet<EarTag> = counted.iter().flat_map(|range| range.tags()).collect();
    Comparison {
        missing: wanted.difference(&counted).copied().collect(),
        extra: counted.difference(&wanted).copied().collect(),
        matched: wanted.intersection(&counted).count(),
    }
}

/// What animals and herds of a list are called: their tags as ranges, herds by their number.
pub(crate) fn names_of(desk: &Desk, lives: &[&Life]) -> Vec<String> {
    let tags: Vec<EarTag> = lives.iter().filter_map(|life| life.ear_tag()).collect();
    let mut names = show_tags(&tags);
    for life in lives.iter().filter(|life| life.tag.is_none()) {
        let herd = super::names::subject(desk.t, &life.unit);
        let heads = life.heads.to_string();
        names.push(
            desk.t
                .fill("herd-of-heads", &[("herd", &herd), ("number", &heads)]),
        );
    }
    names
}

/// Lives by their unit.
pub(crate) fn by_unit(lives: &[Life]) -> BTreeMap<Unit, &Life> {
    let unit = |life| Some((Life::unit(life).ok()?, life));
    lives.iter().filter_map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<String> {
        read_tags(text).unwrap().iter().map(show_range).collect()
    }

    #[test]
    fn tags_come_as_lists_ranges_files_and_from_readers() {
        for (text, read) in [
            ("150015300000001", vec!["150015300000001"]),
            (
                "150015300000001-150015300000130",
                vec!["150015300000001–130"],
            ),
            ("150015300000001 – 130", vec!["150015300000001–130"]),
            (
                "150015300000001至150015300000003",
                vec!["150015300000001–003"],
            ),
            ("150015300000001..003", vec!["150015300000001–003"]),
            // A reader ends each with a new line, and reads one of them twice.
            (
                "150015300000001\n150015300000002\n150015300000001\n",
                vec!["150015300000001–002"],
            ),
            (
                "耳标,品种\r\n\"150015300000001\",猪\r\n150015300000003,猪\r\n",
                vec!["150015300000001", "150015300000003"],
            ),
            ("150015300000001,85.5,2026-08-01\n", vec!["150015300000001"]),
            ("", vec![]),
            ("耳标", vec![]),
        ] {
            assert_eq!(tags(text), read, "{text}");
        }
    }

    #[test]
    fn what_is_no_tag_is_named() {
        let no_tag = |text: &str| Err(Fault::NoTag(text.to_owned()));
        assert_eq!(read_tags("15001530000001"), no_tag("15001530000001"));
        assert_eq!(read_tags("1500"), no_tag("1500"));
        assert_eq!(
            read_tags("150015300000001, 950015300000002"),
            no_tag("950015300000002")
        );
        let inverted = "150015300000005-150015300000002";
        assert_eq!(read_tags(inverted), Err(Fault::Range(inverted.to_owned())));
        assert_eq!(read_tags("150015300000001-501"), Err(Fault::TooMany));
        assert_eq!(tags("150015300000001-500"), ["150015300000001–500"]);
    }

    fn life(tag: &str) -> Life {
        Life {
            unit: "animal:1".to_owned(),
            tag: Some(tag.to_owned()),
            heads: 1,
            state: "declared".to_owned(),
            slaughter_from: None,
        }
    }

    #[test]
    fn a_count_shows_who_is_missing_and_who_is_too_many() {
        let list = [life("150015300000001"), life("150015300000002")];
        let counted = read_tags("150015300000002-3").unwrap();
        let found = compare(&list, &counted);
        assert_eq!(show_tags(&found.missing), ["150015300000001"]);
        assert_eq!(show_tags(&found.extra), ["150015300000003"]);
        assert_eq!(found.matched, 1);
    }
}
