//! Meat of which only the day is known is judged over all animals of the day.

use county_primitives::{livestock::Disease, MeatId};

use super::world::World;
use crate::scan::{meat_trace::MeatTrace, rows::Parties, Ledger};

/// Two farms' batches of one animal each, slaughtered in one house on one day: the first is immune, the second was
/// treated too late. Piece 1 is of the first batch.
async fn of_two_farms() -> World {
    let world = World::new().await;
    for (id, farm) in [(1, 1), (2, 2)] {
        for insert in [
            "INSERT INTO slaughter_batches (id, house, certificate, farm, origin, species, heads, taken_in_ms, \
             killed, live, hot, recalled, ledger_ms) \
             VALUES (?1, 2, ?1, ?2, '141031100002', 'pig', 1, 0, 1, 1, 1, FALSE, 0)",
            "INSERT INTO lives (unit, id, kind, heads, species, farm, village, pen, state, born, breed, origin, \
             barred, registered_ms, changed_ms, ordinal) \
             VALUES ('animal:' || ?1, ?1, 'animal', 1, 'pig', ?2, '141031100002', '', 'slaughtered', \
             '2026-03-01', '', '', FALSE, 0, 0, ?1)",
            "INSERT INTO slaughter_units (batch, position, unit) SELECT ?1, 0, 'animal:' || ?1 WHERE ?2 > 0",
            "INSERT INTO meats (id, kind, name, product, species, house, holder, batch, identity, killed, mass, \
             mass_left, condemned, recalled, made, formed_ms) \
             SELECT ?1, 'carcass', '', '030101', 'pig', 2, 2, ?1, 'day_batch', '2026-09-01', 1, 1, 0, FALSE, \
             '2026-09-01', 0 WHERE ?2 > 0",
        ] {
            sqlx::query(insert)
                .bind(id)
                .bind(farm)
                .execute(&world.db.writer)
                .await
                .unwrap();
        }
    }
    for insert in [
        "INSERT INTO immunities (block, event_index, unit, disease, vaccine, batch, dose, date, until_day, late, \
         ledger_ms) VALUES (1, 1, 'animal:1', 'foot_and_mouth', '', '', '', '2026-04-01', '2026-10-01', FALSE, 0)",
        "INSERT INTO medications (block, event_index, unit, approval, name, route, dose, last_dose, \
         slaughter_from, late, ledger_ms) \
         VALUES (1, 2, 'animal:2', '', '', 'oral', '', '2026-08-30', '2026-09-02', FALSE, 0)",
    ] {
        sqlx::query(insert)
            .execute(&world.db.writer)
            .await
            .unwrap();
    }
    world
}

async fn trace(world: &World) -> MeatTrace {
    let ledger = Ledger {
        db: &world.db,
        vault: &world.vault,
        divisions: &world.divisions,
    };
    let mut parties = Parties::new(&world.db.reader);
    ledger.meat(MeatId(1), &mut parties).await.unwrap()
}

#[tokio::test]
async fn a_piece_of_the_day_is_judged_by_every_animal_of_the_day() {
    let world = of_two_farms().await;
    let day = trace(&world).await;
    assert_eq!((day.animals, day.sources.len()), (2, 2));
    assert!(day.treated && !day.out_of_withdrawal && day.immune.is_empty());
    // Of its batch alone nothing stands against it.
    sqlx::query("UPDATE meats SET identity = 'pen_batch' WHERE id = 1")
        .execute(&world.db.writer)
        .await
        .unwrap();
    let pen = trace(&world).await;
    assert_eq!((pen.animals, pen.sources.len()), (1, 1));
    assert!(!pen.treated && pen.out_of_withdrawal);
    assert_eq!(pen.immune, [Disease::FootAndMouth]);
}
