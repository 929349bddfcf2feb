//! Animals and herds that a member sees, newest first: each way of seeing them is read through an index of its own, in
//! the order of the list, and no further than a page.
//!
//! An authority sees its counties one by one: whole, or by state and species. A state alone is read once for each
//! species, a species alone once for each state, so that one index serves all. What lies below a county is read whole:
//! it is no more than a township has.

use std::collections::BTreeSet;

use county_primitives::DivisionCode;
use sqlx::{QueryBuilder, Sqlite, SqlitePool};

use crate::{
    db::UNSOUGHT,
    visibility::{bounds, Scope},
};

/// Every state that a life may be in.
const STATES: [&str; 11] = [
    "on_farm",
    "declared",
    "certified",
    "in_transit",
    "isolation",
    "lairage",
    "slaughtered",
    "dead",
    "disposed",
    "missing",
    "left",
];
/// Everything that is kept.
const SPECIES: [&str; 4] = ["pig", "cattle", "sheep_goat", "poultry"];

/// The county of a life, as it is indexed.
const COUNTY: &str = "SUBSTR(village, 1, 6)";

/// What is listed.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// `animal` or `herd`.
    pub(crate) kind: &'static str,
    /// Only in this state.
    pub(crate) state: Option<String>,
    /// Only of this species.
    pub(crate) species: Option<String>,
    /// Behind this ordinal.
    pub(crate) before: i64,
    /// At most so many.
    pub(crate) most: i64,
}

/// Ordinals of what a caller sees, the newest first.
pub(crate) async fn ordinals(
    db: &SqlitePool,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<i64>, sqlx::Error> {
    let mut found = BTreeSet::new();
    for area in areas(scope) {
        if is_below_county(&area) {
            found.extend(read(db, inside(&area, wanted)).await?);
            continue;
        }
        for county in counties(db, &area).await? {
            found.extend(read(db, of_county(&county, wanted)).await?);
            keep(&mut found, wanted.most);
        }
    }
    if !scope.sees_everything() && scope.is_of_organisation() {
        found.extend(read(db, own(scope.organisation(), wanted)).await?);
        found.extend(read(db, on_papers(scope.organisation(), wanted)).await?);
    }
    keep(&mut found, wanted.most);
    Ok(found.into_iter().rev().collect())
}

/// The areas of a caller; the whole country for who sees everything.
fn areas(scope: &Scope) -> Vec<(String, String)> {
    if scope.sees_everything() {
        return vec![bounds(DivisionCode::NATION)];
    }
    scope.areas().to_vec()
}

/// Whether an area is a part of one county.
fn is_below_county((low, _): &(String, String)) -> bool {
    !low.ends_with("000000")
}

/// Forgets all but the newest.
fn keep(found: &mut BTreeSet<i64>, most: i64) {
    while i64::try_from(found.len()).unwrap_or(i64::MAX) > most {
        found.pop_first();
    }
}

async fn read(
    db: &SqlitePool,
    mut query: QueryBuilder<'_, Sqlite>,
) -> Result<Vec<i64>, sqlx::Error> {
    query.build_query_scalar().fetch_all(db).await
}

/// The counties of an area in which anything stands or stood, from one to the next by their index.
async fn counties(
    db: &SqlitePool,
    (low, high): &(String, String),
) -> Result<Vec<String>, sqlx::Error> {
    let query = format!(
        "SELECT {COUNTY} FROM lives WHERE {COUNTY} > ? AND {COUNTY} < ? ORDER BY {COUNTY} LIMIT 1"
    );
    // A county of an area begins with its first code or stands behind it.
    let first = format!(
        "SELECT {COUNTY} FROM lives WHERE {COUNTY} >= ? AND {COUNTY} < ? ORDER BY {COUNTY} LIMIT 1"
    );
    let short = |code: &str| code.chars().take(6).collect::<String>();
    let (low, high) = (short(low), short(high));
    let mut counties: Vec<String> = Vec::new();
    loop {
        let (query, after) = match counties.last() {
            Some(last) => (&query, last),
            None => (&first, &low),
        };
        let next: Option<String> = sqlx::query_scalar(query)
            .bind(after)
            .bind(&high)
            .fetch_optional(db)
            .await?;
        match next {
            Some(county) => counties.push(county),
            None => return Ok(counties),
        }
    }
}

/// The states and species that are read one by one; none if all are.
fn sorts(wanted: &Wanted) -> Vec<(&str, &str)> {
    let (state, species) = (wanted.state.as_deref(), wanted.species.as_deref());
    match (state, species) {
        (None, None) => Vec::new(),
        (Some(state), Some(species)) => vec![(state, species)],
        (Some(state), None) => SPECIES.map(|species| (state, species)).to_vec(),
        (None, Some(species)) => STATES.map(|state| (state, species)).to_vec(),
    }
}

fn of_county<'a>(county: &str, wanted: &Wanted) -> QueryBuilder<'a, Sqlite> {
    let sorts = sorts(wanted);
    let mut query = QueryBuilder::new("SELECT ordinal FROM (");
    let mut parts: Vec<Option<(&str, &str)>> = sorts.into_iter().map(Some).collect();
    if parts.is_empty() {
        parts.push(None);
    }
    for (at, sort) in parts.into_iter().enumerate() {
        if at > 0 {
            query.push(" UNION ALL ");
        }
        query
            .push(format_args!(
                "SELECT ordinal FROM (SELECT ordinal FROM lives WHERE {COUNTY} = "
            ))
            .push_bind(county.to_owned())
            .push(" AND kind = ")
            .push_bind(wanted.kind);
        if let Some((state, species)) = sort {
            query
                .push(" AND state = ")
                .push_bind(state.to_owned())
                .push(" AND species = ")
                .push_bind(species.to_owned());
        }
        query
            .push(" AND ordinal < ")
            .push_bind(wanted.before)
            .push(" ORDER BY ordinal DESC LIMIT ")
            .push_bind(wanted.most)
            .push(format_args!(") AS part{at}"));
    }
    query
        .push(") AS found ORDER BY ordinal DESC LIMIT ")
        .push_bind(wanted.most);
    query
}

/// Lives inside an area that is smaller than a county: found by their village, then sorted.
fn inside<'a>((low, high): &(String, String), wanted: &Wanted) -> QueryBuilder<'a, Sqlite> {
    let mut query = QueryBuilder::new("SELECT ordinal FROM lives WHERE village >= ");
    query
        .push_bind(low.clone())
        .push(" AND village < ")
        .push_bind(high.clone());
    push_sort(&mut query, wanted, "");
    push_page(&mut query, wanted, UNSOUGHT);
    query
}

/// Lives of one farm.
fn own<'a>(farm: i64, wanted: &Wanted) -> QueryBuilder<'a, Sqlite> {
    let mut query = QueryBuilder::new("SELECT ordinal FROM lives WHERE farm = ");
    query.push_bind(farm);
    push_sort(&mut query, wanted, kind_hint(wanted.state.as_deref()));
    push_page(&mut query, wanted, "");
    query
}

/// Lives on the certificates and insurances of an organisation: found by those, then sorted.
fn on_papers<'a>(organisation: i64, wanted: &Wanted) -> QueryBuilder<'a, Sqlite> {
    let mut query = QueryBuilder::new("SELECT ordinal FROM lives WHERE unit IN (");
    for column in ["owner", "receiver", "carrier"] {
        query
            .push(format_args!(
                "SELECT cu.unit FROM certificates c JOIN certificate_units cu ON cu.certificate = c.id \
                 WHERE c.{column} = "
            ))
            .push_bind(organisation)
            .push(" UNION ");
    }
    query
        .push(
            "SELECT iu.unit FROM insurances i JOIN insurance_units iu ON iu.insurance = i.id WHERE i.insurer = ",
        )
        .push_bind(organisation)
        .push(")");
    push_sort(&mut query, wanted, "");
    push_page(&mut query, wanted, UNSOUGHT);
    query
}

/// What stands before the kind in a list of one farm: of a state that few are in, the state finds the rows.
pub(crate) fn kind_hint(state: Option<&str>) -> &'static str {
    state.map_or("", |_| UNSOUGHT)
}

/// Adds the kind, state and species. `hint` is [`UNSOUGHT`] where another condition than the kind is to find the rows.
fn push_sort(query: &mut QueryBuilder<'_, Sqlite>, wanted: &Wanted, hint: &str) {
    query
        .push(format_args!(" AND {hint}kind = "))
        .push_bind(wanted.kind);
    for (column, value) in [("state", &wanted.state), ("species", &wanted.species)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND {column} = "))
                .push_bind(value.clone());
        }
    }
}

/// The order and the length of a page. `hint` is [`UNSOUGHT`] where another condition is to find the rows.
fn push_page(query: &mut QueryBuilder<'_, Sqlite>, wanted: &Wanted, hint: &str) {
    query
        .push(format_args!(" AND {hint}ordinal < "))
        .push_bind(wanted.before)
        .push(format_args!(" ORDER BY {hint}ordinal DESC LIMIT "))
        .push_bind(wanted.most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::{plan, Db},
        pages::livestock::words::id_of,
    };
    use county_primitives::livestock::{AnimalState, Species};

    /// Two counties of one prefecture, and one of another province.
    const VILLAGES: [&str; 4] = [
        "141031100201",
        "141031101201",
        "141032100201",
        "210115100201",
    ];

    async fn filled() -> Db {
        let db = Db::in_memory().await.unwrap();
        for number in 0..480_usize {
            let (id, farm) = (number + 1, number % 5 + 1);
            let kind = if number.is_multiple_of(13) {
                "herd"
            } else {
                "animal"
            };
            sqlx::query(
                "INSERT INTO lives (unit, id, kind, heads, species, farm, village, pen, state, born, breed, origin, \
                 barred, registered_ms, changed_ms, ordinal) \
                 VALUES (?, ?, ?, 1, ?, ?, ?, '', ?, '2026-01-01', '', '', FALSE, 0, 0, ?)",
            )
            .bind(format!("{kind}:{id}"))
            .bind(i64::try_from(id).unwrap())
            .bind(kind)
            .bind(SPECIES[number * 7 % 4])
            .bind(i64::try_from(farm).unwrap())
            .bind(VILLAGES[number * 3 % 7 % 4])
            .bind(STATES[number * 5 % 11])
            .bind(i64::try_from(id).unwrap() * 3)
            .execute(&db.writer)
            .await
            .unwrap();
        }
        for query in [
            "INSERT INTO certificate_units (certificate, position, unit, outcome) VALUES (1, 0, 'animal:8', 'arrived'), \
             (1, 1, 'animal:9', 'arrived'), (2, 0, 'animal:301', 'arrived')",
            "INSERT INTO certificates (id, number, form, owner, origin, receiver, destination, carrier, plate, mode, \
             disinfection, heads, heads_now, valid_until, particulars, payload, state, reason, issued_ms) VALUES \
             (1, 'a', '', 4, '', 9, '', 8, '', '', '', 2, 2, '', '', '', '', '', 0), \
             (2, 'b', '', 4, '', 5, '', 9, '', '', '', 1, 1, '', '', '', '', '', 0)",
            "INSERT INTO insurances (id, insurer, number, farm, species, heads, from_day, until_day, sum_per_head, \
             terms, insured_ms) VALUES (1, 9, '', 1, '', 1, '', '', 1, '', 0)",
            "INSERT INTO insurance_units (insurance, position, unit) VALUES (1, 0, 'animal:401')",
        ] {
            sqlx::query(query).execute(&db.writer).await.unwrap();
        }
        db
    }

    /// The same by one condition over all rows.
    async fn expected(db: &Db, scope: &Scope, wanted: &Wanted) -> Vec<i64> {
        let mut query = QueryBuilder::new("SELECT lives.ordinal FROM lives WHERE ordinal < ");
        query.push_bind(wanted.before);
        crate::routes::livestock::animals::visible(scope, &mut query);
        push_sort(&mut query, wanted, "");
        query
            .push(" ORDER BY lives.ordinal DESC LIMIT ")
            .push_bind(wanted.most);
        let found = query.build_query_scalar().fetch_all(&db.reader).await;
        found.unwrap()
    }

    fn all_wanted() -> Vec<Wanted> {
        let mut all = Vec::new();
        for kind in ["animal", "herd"] {
            for state in [None, Some("missing"), Some("on_farm"), Some("nothing")] {
                for species in [None, Some("pig"), Some("cattle")] {
                    for (before, most) in [(i64::MAX, 7), (i64::MAX, 1_000), (700, 3), (1, 5)] {
                        all.push(Wanted {
                            kind,
                            state: state.map(str::to_owned),
                            species: species.map(str::to_owned),
                            before,
                            most,
                        });
                    }
                }
            }
        }
        all
    }

    #[tokio::test]
    async fn the_same_is_found_as_without_any_index() {
        let db = filled().await;
        let area = |code: &str| bounds(code.parse().unwrap());
        for scope in [
            Scope::nobody(),
            Scope::with(true, 1, Vec::new()),
            Scope::with(false, 1, Vec::new()),
            Scope::with(false, 9, Vec::new()),
            Scope::with(false, 4, vec![area("141031000000")]),
            Scope::with(false, 9, vec![area("141031100000"), area("141032000000")]),
            Scope::with(false, 7, vec![area("141031100201")]),
            Scope::with(false, 7, vec![area("141000000000")]),
            Scope::with(false, 7, vec![area("140000000000"), area("210115000000")]),
            Scope::with(false, 7, vec![area("000000000000")]),
            Scope::with(false, 7, vec![area("820000000000")]),
        ] {
            for wanted in all_wanted() {
                let found = ordinals(&db.reader, &scope, &wanted).await.unwrap();
                let expected = expected(&db, &scope, &wanted).await;
                assert_eq!(found, expected, "{scope:?} {wanted:?}");
            }
        }
    }

    #[tokio::test]
    async fn every_list_is_read_in_the_order_of_an_index() {
        let db = filled().await;
        let wanted = |state: Option<&str>, species: Option<&str>| Wanted {
            kind: "animal",
            state: state.map(str::to_owned),
            species: species.map(str::to_owned),
            before: i64::MAX,
            most: 51,
        };
        for (wanted, index) in [
            (wanted(None, None), "lives_by_county "),
            (wanted(Some("missing"), None), "lives_by_county_state "),
            (wanted(None, Some("pig")), "lives_by_county_state "),
            (
                wanted(Some("missing"), Some("pig")),
                "lives_by_county_state ",
            ),
        ] {
            let plan = plan(&db, of_county("141031", &wanted).sql()).await;
            assert!(plan.contains(index), "{plan}");
            assert!(!plan.contains("SCAN lives"), "{plan}");
        }
        let own = plan(&db, own(1, &wanted(None, None)).sql()).await;
        assert!(own.contains("lives_by_farm_kind "), "{own}");
        assert!(!own.contains("TEMP B-TREE"), "{own}");
        let missing = wanted(Some("missing"), None);
        let own = plan(&db, self::own(1, &missing).sql()).await;
        assert!(own.contains("lives_by_farm "), "{own}");
        assert!(!own.contains("TEMP B-TREE"), "{own}");
        let area = bounds("141031100000".parse().unwrap());
        let inside = plan(&db, inside(&area, &wanted(None, None)).sql()).await;
        assert!(inside.contains("lives_by_village "), "{inside}");
    }

    #[test]
    fn states_and_species_are_those_of_the_vocabulary() {
        let states = [
            AnimalState::OnFarm,
            AnimalState::Declared,
            AnimalState::Certified,
            AnimalState::InTransit,
            AnimalState::Isolation,
            AnimalState::Lairage,
            AnimalState::Slaughtered,
            AnimalState::Dead,
            AnimalState::Disposed,
            AnimalState::Missing,
            AnimalState::Left,
        ];
        assert_eq!(states.map(|state| id_of(&state)), STATES);
        let species = [
            Species::Pig,
            Species::Cattle,
            Species::SheepGoat,
            Species::Poultry,
        ];
        assert_eq!(species.map(|species| id_of(&species)), SPECIES);
    }

    #[test]
    fn townships_and_villages_lie_below_a_county() {
        for (code, below) in [
            ("000000000000", false),
            ("140000000000", false),
            ("141000000000", false),
            ("141031000000", false),
            ("441900000000", false),
            ("141031100000", true),
            ("141031999000", true),
            ("141031100201", true),
        ] {
            let area = bounds(code.parse().unwrap());
            assert_eq!(is_below_county(&area), below, "{code} {area:?}");
        }
    }
}
