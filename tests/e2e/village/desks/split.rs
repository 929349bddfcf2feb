//! Three payments of 9,500 yuan to one payee: the warning stands on the second one's ticket (DOMAIN.md 4.11).

use system_tests::village::{card_number, credit_code, Party};

use super::{
    super::hall::{hall_at, today},
    ask_for, at_desk, seat, Bill, WARNINGS,
};
use crate::e2e::world::world;

/// 新西村 in 新民屯镇.
const VILLAGE: &str = "210115106206";
const SPLITTER: Party = Party::company("辽中区鑫通筑路队", 806);

#[tokio::test]
async fn the_second_of_three_split_payments_is_warned_of_on_its_ticket() {
    let world = world().await;
    let hall = hall_at(world, today().1, VILLAGE).await;
    let mut cashier = seat(world, &hall, "cashier");
    let number = credit_code("91210115", &format!("MA{:06}", SPLITTER.serial));
    let mut found = Vec::new();
    for (purpose, invoice) in [
        ("村路一段", "A-1"),
        ("村路二段", "A-2"),
        ("村路三段", "A-3"),
    ] {
        let bill = Bill {
            amount: "9,500",
            purpose,
            payee: SPLITTER.name,
            kind: "organisation",
            number: &number,
            account: &card_number(SPLITTER.serial),
            invoice,
        };
        ask_for(&mut cashier, &hall, &bill);
        found.push(cashier.linked(WARNINGS).expect("links"));
    }
    let counts: Vec<usize> = found.iter().map(Vec::len).collect();
    assert_eq!(counts, [0, 1, 1], "{found:?}");
    let warning = found[1][0];
    let mut inspector = at_desk(world, "liaozhong-inspector");
    inspector
        .open(&format!("/inspect/files/warning:{warning}"))
        .expect("the warning");
    let told = inspector.text().expect("a text");
    for word in ["W02", "19,000.00", "10,000.00"] {
        assert!(told.contains(word), "no {word}: {told}");
    }
}
