//! Animals and herds: their files, states and places, and what that does to the heads of a farm.

use county_primitives::{
    livestock::{AnimalState, Care, HerdChange, LivestockEntry, Origin, Retagging, Species, Unit},
    DivisionCode, HerdId, OrganisationId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    day, deaths, name, other_kind, treatments,
};

/// Writes what an entry on an animal or herd says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Tagged { .. }
        | LivestockEntry::HerdRegistered(_)
        | LivestockEntry::HerdFormed { .. } => register(connection, place, unit, entry).await,
        LivestockEntry::Retagged(retagging) => retag(connection, place, unit, retagging).await,
        LivestockEntry::Immunised { .. } | LivestockEntry::Medicated { .. } => {
            treatments::write(connection, place, unit, entry).await
        }
        LivestockEntry::StateChanged {
            state,
            through,
            farm,
            village,
        } => {
            let through = through.map(|subject| subject.to_string());
            let next = Next {
                state: *state,
                farm: *farm,
                village: *village,
            };
            change(connection, place, unit, &next, through).await
        }
        LivestockEntry::WentMissing(_) => {
            count_of(connection, place, unit, "missing").await?;
            leave(connection, place, unit, "missing").await
        }
        LivestockEntry::Recovered(_) => {
            set_state(connection, place, unit, "on_farm").await?;
            count_of(connection, place, unit, "recovered").await
        }
        LivestockEntry::IsolationEnded(_) => set_state(connection, place, unit, "on_farm").await,
        LivestockEntry::Died { .. } | LivestockEntry::BodyCollected { .. } => {
            deaths::write(connection, place, unit, entry).await
        }
        // Told by the tables of sightings' warnings, contracts, claims and lots of food.
        LivestockEntry::Seen(_)
        | LivestockEntry::GaveFood { .. }
        | LivestockEntry::CoveredBy { .. }
        | LivestockEntry::Claimed { .. } => Ok(()),
        entry => update(connection, place, unit, entry).await,
    }
}

/// The small changes.
async fn update(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let unit = name(unit);
    let query = match entry {
        LivestockEntry::HerdCounted {
            heads,
            cause: HerdChange::Tagged,
        } => sqlx::query("UPDATE lives SET heads = ?, changed_ms = ? WHERE unit = ?")
            .bind(i64::from(*heads)),
        // What was weighed was the whole herd.
        LivestockEntry::HerdCounted { heads, .. } => {
            sqlx::query("UPDATE lives SET mass = NULL, heads = ?, changed_ms = ? WHERE unit = ?")
                .bind(i64::from(*heads))
        }
        LivestockEntry::ElectronicBound { electronic } => {
            sqlx::query("UPDATE lives SET electronic = ?, changed_ms = ? WHERE unit = ?")
                .bind(electronic.as_ref().map(ToString::to_string))
        }
        LivestockEntry::CaredFor { act, .. } => match &act.care {
            Care::Weighed { mass } => {
                sqlx::query("UPDATE lives SET mass = ?, changed_ms = ? WHERE unit = ?")
                    .bind(sql(mass.0))
            }
            Care::Penned { pen } => {
                sqlx::query("UPDATE lives SET pen = ?, changed_ms = ? WHERE unit = ?")
                    .bind(pen.to_string())
            }
            _ => return Ok(()),
        },
        LivestockEntry::Transferred { act, .. } => {
            sqlx::query("UPDATE lives SET pen = ?, village = ?, changed_ms = ? WHERE unit = ?")
                .bind(act.pen.to_string())
                .bind(act.village.to_string())
        }
        LivestockEntry::Barred { .. } => {
            sqlx::query("UPDATE lives SET barred = ?, changed_ms = ? WHERE unit = ?").bind(true)
        }
        LivestockEntry::Cleared(_) => {
            sqlx::query("UPDATE lives SET barred = ?, changed_ms = ? WHERE unit = ?").bind(false)
        }
        _ => return Err(other_kind(unit)),
    };
    query
        .bind(place.ledger_ms)
        .bind(unit)
        .execute(connection)
        .await?;
    Ok(())
}

/// A file to be begun.
struct File<'a> {
    tag: Option<String>,
    heads: u32,
    species: String,
    farm: i64,
    village: String,
    pen: &'a str,
    born: String,
    breed: String,
    origin: String,
    herd: Option<String>,
    slaughter_from: Option<String>,
    food_from: Option<String>,
    barred: bool,
    state: String,
    through: Option<String>,
}

async fn register(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let file = match entry {
        LivestockEntry::Tagged { .. } => tagged(connection, place, unit, entry).await?,
        LivestockEntry::HerdRegistered(herd) => {
            came(
                connection,
                place,
                herd.farm,
                herd.species,
                &herd.origin,
                herd.heads,
            )
            .await?;
            File {
                tag: None,
                heads: herd.heads,
                species: word(&herd.species)?,
                farm: i64::from(herd.farm.0),
                village: herd.village.to_string(),
                pen: herd.pen.as_str(),
                born: herd.born.to_string(),
                breed: herd.breed.to_string(),
                origin: serde_json::to_string(&herd.origin)?,
                herd: herd_of(&herd.origin),
                slaughter_from: None,
                food_from: None,
                barred: false,
                state: "on_farm".to_owned(),
                through: None,
            }
        }
        LivestockEntry::HerdFormed { from, heads, pen } => {
            formed(connection, *from, *heads, pen.as_str()).await?
        }
        _ => return Err(other_kind(name(unit))),
    };
    insert(connection, place, unit, &file).await
}

/// The file of a tagged animal, whose tag is known from now on.
async fn tagged<'a>(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &'a LivestockEntry,
) -> Result<File<'a>, IndexError> {
    let LivestockEntry::Tagged {
        tag,
        farm,
        village,
        born,
        origin,
        breed,
        pen,
    } = entry
    else {
        return Err(other_kind(name(unit)));
    };
    sqlx::query("INSERT INTO tags (tag, unit, fate, since_ms) VALUES (?, ?, 'applied', ?)")
        .bind(tag.to_string())
        .bind(name(unit))
        .bind(place.ledger_ms)
        .execute(&mut *connection)
        .await?;
    came(connection, place, *farm, tag.species(), origin, 1).await?;
    let file = File {
        tag: Some(tag.to_string()),
        heads: 1,
        species: word(&tag.species())?,
        farm: i64::from(farm.0),
        village: village.to_string(),
        pen: pen.as_str(),
        born: born.to_string(),
        breed: breed.to_string(),
        origin: serde_json::to_string(origin)?,
        herd: herd_of(origin),
        slaughter_from: None,
        food_from: None,
        barred: false,
        state: "on_farm".to_owned(),
        through: None,
    };
    inherit(connection, file).await
}

fn herd_of(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Herd(herd) => Some(format!("herd:{herd}")),
        Origin::Born | Origin::Entered { .. } => None,
    }
}

/// An animal keeps what its herd was treated with.
async fn inherit<'a>(
    connection: &mut SqliteConnection,
    mut file: File<'a>,
) -> Result<File<'a>, IndexError> {
    if let Some(herd) = &file.herd {
        (file.slaughter_from, file.food_from, file.barred, file.state) = sqlx::query_as(
            "SELECT slaughter_from, food_from, barred, state FROM lives WHERE unit = ?",
        )
        .bind(herd)
        .fetch_one(connection)
        .await?;
    }
    Ok(file)
}

#[derive(sqlx::FromRow)]
struct Whole {
    species: String,
    farm: i64,
    village: String,
    born: String,
    breed: String,
    origin: String,
    slaughter_from: Option<String>,
    food_from: Option<String>,
    barred: bool,
    state: String,
    through: Option<String>,
}

/// A herd made from heads of another has its history.
async fn formed<'a>(
    connection: &mut SqliteConnection,
    from: HerdId,
    heads: u32,
    pen: &'a str,
) -> Result<File<'a>, IndexError> {
    let from = format!("herd:{from}");
    let whole: Whole = sqlx::query_as(
        "SELECT species, farm, village, born, breed, origin, slaughter_from, food_from, barred, state, through \
         FROM lives WHERE unit = ?",
    )
    .bind(&from)
    .fetch_one(connection)
    .await?;
    Ok(File {
        tag: None,
        heads,
        species: whole.species,
        farm: whole.farm,
        village: whole.village,
        pen,
        born: whole.born,
        breed: whole.breed,
        origin: whole.origin,
        herd: Some(from),
        slaughter_from: whole.slaughter_from,
        food_from: whole.food_from,
        barred: whole.barred,
        state: whole.state,
        through: whole.through,
    })
}

async fn insert(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    file: &File<'_>,
) -> Result<(), IndexError> {
    let (kind, id) = match unit {
        Unit::Animal(id) => ("animal", sql(id.0)),
        Unit::Herd(id) => ("herd", sql(id.0)),
    };
    sqlx::query(
        "INSERT INTO lives (unit, id, kind, tag, heads, species, farm, village, pen, state, through, born, breed, origin, \
         herd, slaughter_from, food_from, barred, registered_ms, changed_ms, ordinal) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
         (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM lives))",
    )
    .bind(name(unit))
    .bind(id)
    .bind(kind)
    .bind(&file.tag)
    .bind(i64::from(file.heads))
    .bind(&file.species)
    .bind(file.farm)
    .bind(&file.village)
    .bind(file.pen)
    .bind(&file.state)
    .bind(&file.through)
    .bind(&file.born)
    .bind(&file.breed)
    .bind(&file.origin)
    .bind(&file.herd)
    .bind(&file.slaughter_from)
    .bind(&file.food_from)
    .bind(file.barred)
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn retag(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    retagging: &Retagging,
) -> Result<(), IndexError> {
    for (tag, fate) in [(retagging.old, "replaced"), (retagging.new, "applied")] {
        sqlx::query(
            "INSERT INTO tags (tag, unit, fate, since_ms) VALUES (?, ?, ?, ?) \
             ON CONFLICT (tag) DO UPDATE SET fate = excluded.fate, since_ms = excluded.since_ms",
        )
        .bind(tag.to_string())
        .bind(name(unit))
        .bind(fate)
        .bind(place.ledger_ms)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("UPDATE lives SET tag = ?, changed_ms = ? WHERE unit = ?")
        .bind(retagging.new.to_string())
        .bind(place.ledger_ms)
        .bind(name(unit))
        .execute(connection)
        .await?;
    Ok(())
}

/// What is known of a unit before a change.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Life {
    pub(super) farm: i64,
    pub(super) village: String,
    pub(super) species: String,
    pub(super) heads: i64,
    pub(super) state: String,
}

/// The unit as it stands.
pub(super) async fn life(
    connection: &mut SqliteConnection,
    unit: Unit,
) -> Result<Option<Life>, IndexError> {
    Ok(
        sqlx::query_as("SELECT farm, village, species, heads, state FROM lives WHERE unit = ?")
            .bind(name(unit))
            .fetch_optional(connection)
            .await?,
    )
}

/// What a unit becomes.
struct Next {
    state: AnimalState,
    farm: OrganisationId,
    village: DivisionCode,
}

async fn change(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    next: &Next,
    through: Option<String>,
) -> Result<(), IndexError> {
    let before = life(connection, unit)
        .await?
        .ok_or_else(|| IndexError::Record(format!("{} is not registered", name(unit))))?;
    let after = Life {
        farm: i64::from(next.farm.0),
        village: next.village.to_string(),
        state: word(&next.state)?,
        ..before.clone()
    };
    let on_road = before.state == "in_transit";
    match next.state {
        AnimalState::InTransit if !on_road => {
            count(connection, place, &before, "departed", "").await?;
        }
        AnimalState::OnFarm | AnimalState::Isolation | AnimalState::Lairage if on_road => {
            count(connection, place, &after, "arrived", "").await?;
            sqlx::query("UPDATE lives SET pen = '' WHERE unit = ?")
                .bind(name(unit))
                .execute(&mut *connection)
                .await?;
        }
        AnimalState::Slaughtered => {
            count(connection, place, &before, "slaughtered", "").await?;
            sqlx::query(
                "UPDATE tags SET fate = 'collected', since_ms = ? WHERE unit = ? AND fate = 'applied'",
            )
            .bind(place.ledger_ms)
            .bind(name(unit))
            .execute(&mut *connection)
            .await?;
        }
        _ => {}
    }
    sqlx::query(
        "UPDATE lives SET state = ?, through = ?, farm = ?, village = ?, changed_ms = ? WHERE unit = ?",
    )
    .bind(&after.state)
    .bind(through)
    .bind(after.farm)
    .bind(&after.village)
    .bind(place.ledger_ms)
    .bind(name(unit))
    .execute(connection)
    .await?;
    Ok(())
}

/// Sets the state of what is no longer on anything.
pub(super) async fn leave(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    state: &str,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE lives SET through = NULL WHERE unit = ?")
        .bind(name(unit))
        .execute(&mut *connection)
        .await?;
    set_state(connection, place, unit, state).await
}

/// Sets the state alone.
async fn set_state(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    state: &str,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE lives SET state = ?, changed_ms = ? WHERE unit = ?")
        .bind(state)
        .bind(place.ledger_ms)
        .bind(name(unit))
        .execute(connection)
        .await?;
    Ok(())
}

/// Heads that came to a farm by birth or with a document. From a herd nothing comes: the herd loses
/// what the animals are.
async fn came(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    farm: OrganisationId,
    species: Species,
    origin: &Origin,
    heads: u32,
) -> Result<(), IndexError> {
    let kind = match origin {
        Origin::Born => "born",
        Origin::Entered { .. } => "entered",
        Origin::Herd(_) => return Ok(()),
    };
    let life = Life {
        farm: i64::from(farm.0),
        village: String::new(),
        species: word(&species)?,
        heads: i64::from(heads),
        state: String::new(),
    };
    count(connection, place, &life, kind, "").await
}

async fn count_of(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    kind: &str,
) -> Result<(), IndexError> {
    match life(connection, unit).await? {
        Some(life) => count(connection, place, &life, kind, "").await,
        None => Ok(()),
    }
}

/// Adds the heads of a unit to what happened on its farm on the day of the record.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    life: &Life,
    kind: &str,
    detail: &str,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO farm_days (farm, species, day, kind, detail, heads) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (farm, species, day, kind, detail) DO UPDATE SET heads = farm_days.heads + excluded.heads",
    )
    .bind(life.farm)
    .bind(&life.species)
    .bind(day(place))
    .bind(kind)
    .bind(detail)
    .bind(life.heads)
    .execute(connection)
    .await?;
    Ok(())
}
