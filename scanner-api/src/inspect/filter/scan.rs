//! Filters without words and payees, at a million rows: county by county, each through an index that is named where the
//! database lets one name it.
//!
//! Two bounds keep them fast. An index that begins with a condition is taken if few rows have it, counted no further
//! than [`LOOKED_UP_MAX`]. Otherwise the rows of the place are read in the order of the list, from an index that has
//! every column of a filter, until the page is full.

use std::cmp::Reverse;

use sqlx::{QueryBuilder, Sqlite, SqlitePool};

use super::{push_held_now, Condition, Filter, Key, Sort};
use crate::{
    db::{by_index, UNSOUGHT},
    error::ApiError,
    inspect::reach::Place,
};

/// How many rows at most are looked up one by one in the table, in all counties together.
const LOOKED_UP_MAX: i64 = 20_000;
/// So few rows are looked up in the index of words one by one, each at the price of reading thousands of hits.
const PROBED_MAX: i64 = 100;
/// In how many counties at most conditions are counted before rows are read; a database joins some hundreds of queries in one.
const COUNTED_MAX: i64 = 400;

/// Ordinals of the first rows of a list, at most `most`, after the last row of the page before.
pub(super) async fn first(
    db: &SqlitePool,
    filter: &Filter,
    place: &Place,
    after: Option<Key>,
    most: i64,
) -> Result<Vec<i64>, ApiError> {
    let counties = counties(db, place).await?;
    let share = match i64::try_from(counties.len()).unwrap_or(i64::MAX) {
        count @ 1..=COUNTED_MAX => LOOKED_UP_MAX / count,
        _ => 0,
    };
    let full = usize::try_from(most).unwrap_or(usize::MAX);
    let mut found: Vec<Key> = Vec::new();
    for county in &counties {
        let (_, source) = Source::choose(db, filter, place, county, share).await?;
        // What stands behind the last row of a full page is on another.
        let last = found.get(full.saturating_sub(1)).copied();
        let range = Range { after, last, most };
        let mut query = source.query(filter, place, county, range);
        let rows: Vec<Key> = query.build_query_as().fetch_all(db).await?;
        found.extend(rows);
        match filter.sort {
            Sort::Time => found.sort_unstable_by_key(|(_, ordinal)| Reverse(*ordinal)),
            Sort::Amount => found.sort_unstable_by_key(|row| Reverse(*row)),
        }
        found.truncate(full);
    }
    Ok(found.into_iter().map(|(_, ordinal)| ordinal).collect())
}

/// Conditions that few rows have, one for each county of a place.
pub(super) struct Few {
    sources: Vec<(String, Source)>,
    /// How many rows have them in all.
    rows: i64,
}

/// The conditions of a filter that few rows have, if every county of the place has one. A search for common words asks
/// whether a hit is among those rows before it looks the hit up.
pub(super) async fn few(
    db: &SqlitePool,
    filter: &Filter,
    place: &Place,
) -> Result<Option<Few>, ApiError> {
    let counties = counties(db, place).await?;
    let share = match i64::try_from(counties.len()).unwrap_or(i64::MAX) {
        count @ 1..=COUNTED_MAX => LOOKED_UP_MAX / count,
        _ => return Ok(None),
    };
    let mut few = Few {
        sources: Vec::with_capacity(counties.len()),
        rows: 0,
    };
    for county in counties {
        match Source::choose(db, filter, place, &county, share).await? {
            (_, Source::Place) => return Ok(None),
            (count, source) => {
                few.sources.push((county, source));
                few.rows = few.rows.saturating_add(count);
            }
        }
    }
    Ok(Some(few))
}

impl Few {
    /// Stands before the ordinal of words in the condition that it is one of those rows: nothing if the rows are so few
    /// that they find the hits, [`UNSOUGHT`] if the hits are read and compared with the rows.
    pub(super) fn hint(&self) -> &'static str {
        if self.rows <= PROBED_MAX {
            ""
        } else {
            UNSOUGHT
        }
    }

    /// Adds a query of the ordinals of those rows.
    pub(super) fn push(
        &self,
        query: &mut QueryBuilder<'_, Sqlite>,
        filter: &Filter,
        place: &Place,
    ) {
        for (at, (county, source)) in self.sources.iter().enumerate() {
            if at > 0 {
                query.push(" UNION ALL ");
            }
            let table = by_index("transactions", source.index(place, filter.sort));
            query.push(format_args!("SELECT ordinal FROM {table} WHERE 1 = 1"));
            source.push_begin(query, place, county);
            if let Source::Few(condition) = source {
                condition.push(query, filter, "");
            }
        }
    }
}

/// The counties of a place that have collectives. Each is read by itself: indexes begin with one county.
pub(super) async fn counties(db: &SqlitePool, place: &Place) -> Result<Vec<String>, ApiError> {
    match place {
        // The first six digits of a township or a village are those of its county.
        Place::Is(_, code) => Ok(vec![code.chars().take(6).collect()]),
        Place::Counties(low, high) => Ok(sqlx::query_scalar(
            "SELECT DISTINCT county FROM collectives WHERE county >= ? AND county < ? ORDER BY county",
        )
        .bind(low)
        .bind(high)
        .fetch_all(db)
        .await?),
    }
}

/// Which rows of a county are read.
#[derive(Clone, Copy)]
struct Range {
    /// Behind this row.
    after: Option<Key>,
    /// Before this row.
    last: Option<Key>,
    /// At most so many.
    most: i64,
}

/// Where the rows are found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Source {
    /// By a condition that few rows have.
    Few(Condition),
    /// By their place, in the order of the list.
    Place,
}

impl Source {
    /// The condition that the fewest rows have, if they are not more than `share`, and how many have it.
    async fn choose(
        db: &SqlitePool,
        filter: &Filter,
        place: &Place,
        county: &str,
        share: i64,
    ) -> Result<(i64, Self), ApiError> {
        let mut best = (share.saturating_add(1), Self::Place);
        for condition in Condition::ALL {
            // The list by amount is read between the amounts anyway.
            let is_order = condition == Condition::Amount && filter.sort == Sort::Amount;
            if share == 0 || is_order || !condition.is_in(filter) {
                continue;
            }
            let source = Self::Few(condition);
            let mut query = source.count(filter, place, county, best.0);
            let count: i64 = query.build_query_scalar().fetch_one(db).await?;
            if count < best.0 {
                best = (count, source);
            }
        }
        Ok(best)
    }

    /// Counts the rows that have the condition, up to a number.
    fn count<'a>(
        self,
        filter: &Filter,
        place: &Place,
        county: &str,
        most: i64,
    ) -> QueryBuilder<'a, Sqlite> {
        let mut query = QueryBuilder::new(format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {} WHERE 1 = 1",
            by_index("transactions", self.index(place, filter.sort))
        ));
        self.push_begin(&mut query, place, county);
        if let Self::Few(condition) = self {
            condition.push(&mut query, filter, "");
        }
        query.push(" LIMIT ").push_bind(most).push(") AS few");
        query
    }

    /// Finds rows as a list sorts them.
    fn query<'a>(
        self,
        filter: &Filter,
        place: &Place,
        county: &str,
        range: Range,
    ) -> QueryBuilder<'a, Sqlite> {
        let mut query = QueryBuilder::new(format!(
            "SELECT amount, ordinal FROM {} WHERE 1 = 1",
            by_index("transactions", self.index(place, filter.sort))
        ));
        self.push_begin(&mut query, place, county);
        if let (false, Place::Is(column, value)) = (self.begins_with_place(place), place) {
            query
                .push(format_args!(" AND {column} = "))
                .push_bind(value.clone());
        }
        let mut filter = filter.clone();
        if filter.sort == Sort::Amount {
            // The rows around a page pass the filter, and lie closer.
            filter.amount_to = filter.amount_to.filter(|_| range.after.is_none());
            filter.amount_from = filter.amount_from.filter(|_| range.last.is_none());
        }
        for condition in Condition::ALL {
            condition.push(&mut query, &filter, "");
        }
        push_held_now(&mut query, &filter);
        for (bound, row) in [("<", range.after), (">", range.last)] {
            let Some((amount, ordinal)) = row else {
                continue;
            };
            match filter.sort {
                Sort::Time => query
                    .push(format_args!(" AND ordinal {bound} "))
                    .push_bind(ordinal),
                Sort::Amount => query
                    .push(format_args!(" AND (amount, ordinal) {bound} ("))
                    .push_bind(amount)
                    .push(", ")
                    .push_bind(ordinal)
                    .push(")"),
            };
        }
        query
            .push(match filter.sort {
                Sort::Time => " ORDER BY ordinal DESC LIMIT ",
                Sort::Amount => " ORDER BY amount DESC, ordinal DESC LIMIT ",
            })
            .push_bind(range.most);
        query
    }

    /// The index that is read.
    fn index(self, place: &Place, sort: Sort) -> &'static str {
        let level = match place {
            Place::Is(column, _) => *column,
            Place::Counties(..) => "county",
        };
        match (self, sort, level) {
            (Self::Few(Condition::Held), ..) => "transactions_held",
            (Self::Few(Condition::Rule), ..) => "transactions_by_rule",
            (Self::Few(Condition::Level), ..) => "transactions_warned",
            (Self::Few(Condition::State), ..) => "transactions_by_state",
            (Self::Few(Condition::Kind), ..) => "transactions_by_kind",
            (Self::Few(Condition::Day), ..) => "transactions_by_day",
            (Self::Place, Sort::Time, "township") => "transactions_by_township",
            (Self::Place, Sort::Time, "division") => "transactions_by_division",
            (Self::Place, Sort::Time, _) => "transactions_by_county",
            (_, _, "township") => "transactions_by_township_amount",
            (_, _, "division") => "transactions_by_division_amount",
            _ => "transactions_by_amount",
        }
    }

    /// Whether its index begins with the place itself, and not with the county around it.
    fn begins_with_place(self, place: &Place) -> bool {
        let is_county = !matches!(place, Place::Is("township" | "division", _));
        is_county || matches!(self, Self::Place | Self::Few(Condition::Amount))
    }

    /// Adds what the index begins with.
    fn push_begin(self, query: &mut QueryBuilder<'_, Sqlite>, place: &Place, county: &str) {
        match place {
            Place::Is(column, value) if self.begins_with_place(place) => query
                .push(format_args!(" AND {column} = "))
                .push_bind(value.clone()),
            Place::Is(..) | Place::Counties(..) => {
                query.push(" AND county = ").push_bind(county.to_owned())
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{super::push_place, *};
    use crate::{
        db::{push_of_words, write_words, Db, WORDS_ORDINAL},
        three_assets::search,
    };

    const KINDS: [&str; 3] = ["voucher", "spending", "warning"];
    const STATES: [&str; 2] = ["posted", "open"];
    /// Two counties of one prefecture, and one of another.
    const COUNTIES: [&str; 3] = ["210114", "210115", "210211"];

    /// A row as it was written.
    #[derive(Clone)]
    struct Row {
        ordinal: i64,
        kind: &'static str,
        state: &'static str,
        division: String,
        amount: i64,
        day: String,
        warned: Option<&'static str>,
        rule: Option<i64>,
        held: bool,
    }

    fn row(number: usize) -> Row {
        let of = |parts: usize| number * 7 % parts;
        let kind = KINDS[number % 3];
        let is_warning = kind == "warning";
        Row {
            ordinal: i64::try_from(number).unwrap() + 1,
            kind,
            state: STATES[of(5) % 2],
            division: format!(
                "{}{:03}{:03}",
                COUNTIES[of(11) % 3],
                100 + of(2),
                200 + number / 3 % 3
            ),
            amount: i64::try_from(of(13)).unwrap() * 100,
            day: format!("2026-{:02}-{:02}", 1 + of(12), 1 + of(28)),
            warned: (is_warning || number.is_multiple_of(17))
                .then_some(["yellow", "red"][of(4) / 2]),
            rule: is_warning.then(|| i64::try_from(number / 9 % 3).unwrap() + 1),
            held: number.is_multiple_of(29),
        }
    }

    async fn filled() -> (Db, Vec<Row>) {
        let db = Db::in_memory().await.unwrap();
        for (id, county) in (1_i64..).zip(COUNTIES) {
            sqlx::query(
                "INSERT INTO collectives (id, organisation, name, credit_code, level, division, county, township, \
                 members, representatives, households, party_members, registered_ms) \
                 VALUES (?, 1, '', '', 'village', ?, ?, ?, 1, 1, 1, 1, 0)",
            )
            .bind(id)
            .bind(format!("{county}100200"))
            .bind(county)
            .bind(format!("{county}100"))
            .execute(&db.writer)
            .await
            .unwrap();
        }
        let rows: Vec<Row> = (0..400).map(row).collect();
        for row in &rows {
            let subject = format!("{}:{}", row.kind, row.ordinal);
            sqlx::query(
                "INSERT INTO transactions (ordinal, changed, subject, kind, state, collective, division, county, \
                 township, amount, direction, day, ledger_ms, title, warned, rule, holds) \
                 VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 'none', ?, 0, '', ?, ?, ?)",
            )
            .bind(row.ordinal)
            .bind(row.ordinal)
            .bind(&subject)
            .bind(row.kind)
            .bind(row.state)
            .bind(&row.division)
            .bind(&row.division[..6])
            .bind(&row.division[..9])
            .bind(row.amount)
            .bind(&row.day)
            .bind(row.warned)
            .bind(row.rule)
            .bind(i64::from(row.held))
            .execute(&db.writer)
            .await
            .unwrap();
            if row.held {
                sqlx::query(
                    "INSERT INTO cases (id, subject, cause, reason, opened_ms) VALUES (?, ?, 'order', '', 0)",
                )
                .bind(row.ordinal)
                .bind(&subject)
                .execute(&db.writer)
                .await
                .unwrap();
            }
        }
        (db, rows)
    }

    fn nothing(division: &str, sort: Sort) -> Filter {
        Filter {
            division: division.parse().unwrap(),
            everywhere: false,
            kind: None,
            state: None,
            level: None,
            rule: None,
            amount_from: None,
            amount_to: None,
            day_from: None,
            day_to: None,
            payee: String::new(),
            text: String::new(),
            held: false,
            sort,
        }
    }

    /// Every condition alone and some of them together.
    fn filters(division: &str, sort: Sort) -> Vec<Filter> {
        let none = || nothing(division, sort);
        let day = |text: &str| Some(text.parse().unwrap());
        let kind = |kind: &str| Some(kind.to_owned());
        vec![
            none(),
            Filter {
                held: true,
                ..none()
            },
            Filter {
                rule: Some(2),
                ..none()
            },
            Filter {
                level: kind("red"),
                ..none()
            },
            Filter {
                state: kind("open"),
                ..none()
            },
            Filter {
                kind: kind("spending"),
                ..none()
            },
            Filter {
                day_from: day("2026-03-05"),
                ..none()
            },
            Filter {
                day_to: day("2026-03-05"),
                ..none()
            },
            Filter {
                amount_from: Some(300),
                ..none()
            },
            Filter {
                amount_from: Some(300),
                amount_to: Some(700),
                ..none()
            },
            Filter {
                kind: kind("voucher"),
                state: kind("posted"),
                amount_to: Some(900),
                day_from: day("2026-02-01"),
                day_to: day("2026-10-31"),
                ..none()
            },
            Filter {
                level: kind("yellow"),
                rule: Some(1),
                held: true,
                ..none()
            },
        ]
    }

    /// What a filter is to find, without any index.
    fn expected(rows: &[Row], filter: &Filter) -> Vec<i64> {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let passes = |row: &&Row| {
            filter.division.contains(row.division.parse().unwrap())
                && is(&filter.kind_sought(), row.kind)
                && is(&filter.state, row.state)
                && is(&filter.level, row.warned.unwrap_or_default())
                && filter.rule.is_none_or(|rule| row.rule == Some(rule))
                && filter.amount_from.is_none_or(|least| row.amount >= least)
                && filter.amount_to.is_none_or(|most| row.amount <= most)
                && filter.day_from.is_none_or(|day| row.day >= day.to_string())
                && filter.day_to.is_none_or(|day| row.day <= day.to_string())
                && (!filter.held || row.held)
        };
        let mut found: Vec<&Row> = rows.iter().filter(passes).collect();
        match filter.sort {
            Sort::Time => found.sort_by_key(|row| Reverse(row.ordinal)),
            Sort::Amount => found.sort_by_key(|row| Reverse((row.amount, row.ordinal))),
        }
        found.into_iter().map(|row| row.ordinal).collect()
    }

    /// All pages of a list.
    async fn pages(db: &Db, rows: &[Row], filter: &Filter, most: i64) -> Vec<i64> {
        let place = Place::of(filter.division);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = first(&db.reader, filter, &place, after, most)
                .await
                .unwrap();
            assert!(page.len() <= usize::try_from(most).unwrap());
            let Some(last) = page.last() else {
                return seen;
            };
            let last = rows.iter().find(|row| row.ordinal == *last).unwrap();
            after = Some((last.amount, last.ordinal));
            seen.extend(page);
        }
    }

    const PLACES: [&str; 6] = [
        "210115100200",
        "210115100000",
        "210115000000",
        "210100000000",
        "210000000000",
        "000000000000",
    ];

    #[tokio::test]
    async fn the_rows_that_have_what_few_have_are_all_that_a_filter_finds_and_not_many_more() {
        let (db, rows) = filled().await;
        for division in PLACES {
            for filter in filters(division, Sort::Time) {
                let place = Place::of(filter.division);
                let few = few(&db.reader, &filter, &place).await.unwrap();
                let has_any = Condition::ALL.iter().any(|one| one.is_in(&filter));
                assert_eq!(few.is_some(), has_any, "{filter:?}");
                let Some(few) = few else {
                    continue;
                };
                let mut query = QueryBuilder::new("");
                few.push(&mut query, &filter, &place);
                let found = query.build_query_scalar().fetch_all(&db.reader).await;
                let found: Vec<i64> = found.unwrap();
                assert_eq!(usize::try_from(few.rows).unwrap(), found.len());
                let expected = expected(&rows, &filter);
                assert!(expected.iter().all(|row| found.contains(row)), "{filter:?}");
                assert!(found.len() < rows.len(), "{filter:?}");
            }
        }
    }

    #[test]
    fn only_few_rows_are_looked_up_among_words() {
        let hint = |rows| {
            let sources = Vec::new();
            Few { sources, rows }.hint()
        };
        assert_eq!(hint(PROBED_MAX), "");
        assert_eq!(hint(PROBED_MAX + 1), UNSOUGHT);
    }

    #[tokio::test]
    async fn rows_that_find_hits_and_hits_that_are_compared_with_rows_are_the_same() {
        let (db, rows) = filled().await;
        let mut connection = db.writer.acquire().await.unwrap();
        for row in &rows {
            // Every other row has the word.
            let word = ["道路", "桥梁"][usize::from(row.ordinal % 2 == 0)];
            write_words(&mut connection, row.ordinal, word, "1")
                .await
                .unwrap();
        }
        drop(connection);
        let sought = search::query("道路", &[]).unwrap();
        for division in PLACES {
            for filter in filters(division, Sort::Time).into_iter().skip(1) {
                let place = Place::of(filter.division);
                let few = few(&db.reader, &filter, &place).await.unwrap().unwrap();
                let mut found: Vec<Vec<i64>> = Vec::new();
                for hint in ["", UNSOUGHT] {
                    let mut query = QueryBuilder::new("SELECT transactions.ordinal FROM ");
                    push_of_words(&mut query, &sought);
                    for condition in Condition::ALL {
                        condition.push(&mut query, &filter, UNSOUGHT);
                    }
                    push_place(&mut query, &place, UNSOUGHT);
                    query.push(format_args!(" AND {hint}{WORDS_ORDINAL} IN ("));
                    few.push(&mut query, &filter, &place);
                    query.push(format_args!(") ORDER BY {WORDS_ORDINAL} DESC"));
                    let hits = query.build_query_scalar().fetch_all(&db.reader).await;
                    found.push(hits.unwrap());
                }
                let mut expected = expected(&rows, &filter);
                expected.retain(|ordinal| ordinal % 2 != 0);
                assert!(found.iter().all(|hits| *hits == expected), "{filter:?}");
            }
        }
    }

    #[tokio::test]
    async fn every_filter_finds_in_every_place_what_a_plain_search_finds() {
        let (db, rows) = filled().await;
        for division in PLACES {
            for sort in [Sort::Time, Sort::Amount] {
                for filter in filters(division, sort) {
                    let expected = expected(&rows, &filter);
                    for most in [7, 500] {
                        let found = pages(&db, &rows, &filter, most).await;
                        assert_eq!(found, expected, "{filter:?}");
                    }
                }
            }
        }
    }

    #[tokio::test]
    async fn a_condition_that_more_rows_have_than_may_be_looked_up_finds_none() {
        let (db, rows) = filled().await;
        let filter = Filter {
            held: true,
            ..nothing("210115000000", Sort::Time)
        };
        let place = Place::of(filter.division);
        let held = i64::try_from(expected(&rows, &filter).len()).unwrap();
        assert!(held > 1);
        for (share, source) in [
            (held, Source::Few(Condition::Held)),
            (held - 1, Source::Place),
            (0, Source::Place),
        ] {
            let chosen = Source::choose(&db.reader, &filter, &place, "210115", share).await;
            assert_eq!(chosen.unwrap().1, source, "{share}");
        }
    }

    #[tokio::test]
    async fn the_condition_that_the_fewest_rows_have_is_taken() {
        let (db, _) = filled().await;
        let filter = Filter {
            kind: Some("spending".to_owned()),
            held: true,
            ..nothing("210115000000", Sort::Time)
        };
        let place = Place::of(filter.division);
        let chosen = Source::choose(&db.reader, &filter, &place, "210115", 1_000).await;
        assert_eq!(chosen.unwrap().1, Source::Few(Condition::Held));
    }

    async fn plan(db: &Db, query: &QueryBuilder<'_, Sqlite>) -> String {
        crate::db::plan(db, query.sql()).await
    }

    #[tokio::test]
    async fn no_filter_reads_the_table_to_sort_it() {
        let db = Db::in_memory().await.unwrap();
        let range = Range {
            after: Some((900, 90)),
            last: Some((100, 10)),
            most: 50,
        };
        for division in PLACES {
            let place = Place::of(division.parse().unwrap());
            for sort in [Sort::Time, Sort::Amount] {
                let mut filter = filters(division, sort).swap_remove(10);
                (filter.level, filter.rule) = (Some("red".to_owned()), Some(2));
                let by_place = Source::Place.query(&filter, &place, "210115", range);
                let said = plan(&db, &by_place).await;
                assert!(said.starts_with("SEARCH transactions USING "), "{said}");
                assert!(!said.contains("TEMP B-TREE"), "{said}");
                let is_covered = matches!(
                    (&place, sort),
                    (Place::Is("county", _) | Place::Counties(..), _)
                        | (Place::Is("township", _), Sort::Time)
                );
                assert_eq!(said.contains(" COVERING INDEX "), is_covered, "{said}");
                filter.held = true;
                for condition in Condition::ALL {
                    let few = Source::Few(condition);
                    let said = plan(&db, &few.query(&filter, &place, "210115", range)).await;
                    assert!(said.starts_with("SEARCH transactions USING "), "{said}");
                    let said = plan(&db, &few.count(&filter, &place, "210115", 50)).await;
                    assert!(said.contains("SEARCH transactions USING "), "{said}");
                }
            }
        }
    }
}
