//! Payments that are split below a limit: the vectors of the domain rules, 4.11.

use serde_json::{json, Value};
use system_tests::village::{yuan, Party, Spending};

use super::hall::{entries, finding, hall_at, today, Hall};
use crate::e2e::world::{world, World};

const SPLITTER: Party = Party::company("辽中区顺达筑路队", 803);
const HONEST: Party = Party::company("辽中区平安筑路队", 804);

/// 前村 of another township: no desk above the village is needed.
const VILLAGE: &str = "210115106200";

/// Asks three times for the same; row and warnings of each.
async fn thrice(world: &World, hall: &Hall, payee: Party, amount: i64) -> Vec<(Value, Vec<u64>)> {
    let mut found = Vec::new();
    for purpose in ["机耕道第一段", "机耕道第二段", "机耕道第三段"] {
        let request = Spending::new(hall.collective, purpose, payee, amount);
        let (id, warnings) = hall.submit(&request).await;
        let (_, submitted) = entries(world, &format!("spending:{id}")).await.remove(0);
        assert_eq!(submitted["spending"]["amount"], amount);
        found.push((submitted["row"].clone(), warnings));
    }
    found
}

#[tokio::test]
async fn three_times_9500_is_a_split_from_the_second_on() {
    let world = world().await;
    let hall = hall_at(world, today().1, VILLAGE).await;
    let found = thrice(world, &hall, SPLITTER, yuan(9_500)).await;
    // One alone is below the limit and in the second row. With the second, the year's sum is in the third row and
    // the window's sum reaches the limit.
    assert_eq!(found[0], (json!(2), Vec::new()));
    for (at, sum) in [(1, yuan(19_000)), (2, yuan(28_500))] {
        let (row, warnings) = &found[at];
        assert_eq!(*row, json!(3));
        let [warning] = warnings[..] else {
            panic!("one warning, found {warnings:?}")
        };
        let finding = finding(world, warning).await;
        assert_eq!(finding["rule"], "split_payment", "{finding}");
        assert_eq!(finding["level"], "red");
        assert_eq!(finding["measured"], sum);
        assert_eq!(finding["limit"], yuan(10_000));
    }

    // 79 per cent of a limit is no part of it, but the sum of the year still finds the higher row.
    let found = thrice(world, &hall, HONEST, yuan(7_900)).await;
    let rows: Vec<&Value> = found.iter().map(|(row, _)| row).collect();
    assert_eq!(rows, [&json!(2), &json!(3), &json!(3)]);
    assert!(
        found.iter().all(|(_, warnings)| warnings.is_empty()),
        "{found:?}"
    );
}
