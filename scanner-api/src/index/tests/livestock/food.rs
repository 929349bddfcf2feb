//! Milk and eggs in the index.

use county_primitives::{
    livestock::{Drug, Food, HerdInput, LivestockEntry, Medication, Origin, Route, Species, Unit},
    Author, Date, FoodLotId, Grams, HerdId, MemberId, OrganisationId, Role, Signature, Subject,
};

use super::{super::text, catch_up_to, dump, indexed, rebuild, rows};
use crate::{chain::fake::AnyEntry, testing::VILLAGE};

const FARM: OrganisationId = OrganisationId(2);
const FLOCK: HerdId = HerdId(70);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn drug() -> Drug {
    Drug {
        division: "140000000000".parse().unwrap(),
        approval: text("兽药字110256101"),
        species: Species::Poultry,
        route: Route::Oral,
        name: text("土霉素预混剂"),
        withdrawal_days: 7,
        milk_days: None,
        egg_days: Some(10),
        prescription: false,
        banned: false,
    }
}

/// The catalogue, a treated flock that is split, and its eggs.
fn entries() -> Vec<(Subject, LivestockEntry)> {
    let drug = drug();
    let flock = HerdInput {
        farm: FARM,
        village: VILLAGE.parse().unwrap(),
        species: Species::Poultry,
        heads: 500,
        born: day("2026-03-01"),
        origin: Origin::Born,
        breed: text("海兰褐"),
        pen: text("鸡舍"),
    };
    let medicated = LivestockEntry::Medicated {
        act: Medication {
            approval: text("兽药字110256101"),
            route: Route::Oral,
            code: None,
            dose: text("1"),
            last_dose: day("2026-08-01"),
            prescription: None,
        },
        name: text("土霉素预混剂"),
        slaughter_from: day("2026-08-08"),
        food_from: Some(day("2026-08-11")),
        late: false,
    };
    let food = Food::Eggs {
        count: 360,
        mass: Grams(21_600),
    };
    let (lot, date) = (FoodLotId(1), day("2026-08-11"));
    let taken = LivestockEntry::FoodTaken {
        lot,
        food,
        species: Species::Poultry,
        village: VILLAGE.parse().unwrap(),
        heads: 500,
        units: vec![Unit::Herd(FLOCK)].try_into().unwrap(),
        date,
        to: Some(OrganisationId(3)),
        late: true,
    };
    let herd = Subject::Herd(FLOCK);
    let formed = LivestockEntry::HerdFormed {
        from: FLOCK,
        heads: 100,
        pen: text("新舍"),
    };
    vec![
        (
            Subject::VeterinaryCatalogue(drug.division),
            LivestockEntry::DrugSet(drug),
        ),
        (herd, LivestockEntry::HerdRegistered(flock)),
        (herd, medicated),
        (Subject::Farm(FARM), taken),
        (herd, LivestockEntry::GaveFood { lot, food, date }),
        (Subject::Herd(HerdId(71)), formed),
    ]
}

#[tokio::test]
async fn milk_and_eggs_have_their_days_and_their_lots() {
    let (db, node) = indexed().await;
    let author = Author::Member(Signature {
        member: MemberId(2),
        key: 0,
        organisation: FARM,
        role: Role::Producer,
    });
    let block = entries()
        .into_iter()
        .map(|(subject, entry)| (subject, author, AnyEntry::Livestock(entry)))
        .collect();
    let number = node.add_block(block);
    catch_up_to(&db, &node, number).await.unwrap();
    let drugs: Vec<(i64, Option<i64>, Option<i64>)> = rows(
        &db,
        "SELECT withdrawal_days, milk_days, egg_days FROM drugs",
    )
    .await;
    assert_eq!(drugs, [(7, None, Some(10))]);
    let lives: Vec<(String, String, String)> = rows(
        &db,
        "SELECT unit, slaughter_from, food_from FROM lives WHERE species = 'poultry' ORDER BY ordinal",
    )
    .await;
    let life = |unit: &str| {
        let days = ["2026-08-08", "2026-08-11"].map(str::to_owned);
        let [slaughter, food] = days;
        (unit.to_owned(), slaughter, food)
    };
    assert_eq!(lives, [life("herd:70"), life("herd:71")]);
    let treated: Vec<(String,)> = rows(
        &db,
        "SELECT food_from FROM medications WHERE food_from IS NOT NULL",
    )
    .await;
    assert_eq!(treated, [("2026-08-11".to_owned(),)]);
    let lots: Vec<(String, i64, i64, i64, i64, bool)> = rows(
        &db,
        "SELECT kind, farm, receiver, mass, eggs, late FROM food_lots",
    )
    .await;
    assert_eq!(lots, [("eggs".to_owned(), 2, 3, 21_600, 360, true)]);
    let units: Vec<(i64, i64, String)> =
        rows(&db, "SELECT lot, position, unit FROM food_units").await;
    assert_eq!(units, [(1, 0, "herd:70".to_owned())]);
    let followed = dump(&db).await;
    assert!(followed.contains("food_lots: ") && followed.contains("food_units: "));
    rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!(dump(&db).await, followed);
}
