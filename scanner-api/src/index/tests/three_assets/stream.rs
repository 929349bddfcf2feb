//! What inspectors watch: the stream of transactions, its warnings, its words, and the questions.

use county_primitives::DivisionCode;

use super::{column, found, indexed, rows};
use crate::three_assets::search;

#[tokio::test]
async fn warnings_mark_what_they_are_about() {
    type Warning = (i64, String, String, bool, i64, i64, i64, i64);
    let (db, _) = indexed().await;
    let warnings: Vec<Warning> = rows(
        &db,
        "SELECT rule, level, state, waiting, occurrences, escalated, reopened, measured \
         FROM asset_warnings ORDER BY id",
    )
    .await;
    let (open, accepted) = ("open".to_owned(), "accepted".to_owned());
    assert_eq!(
        warnings,
        [
            (2, "orange".to_owned(), open, true, 3, 1, 1, 2_850_000),
            (7, "yellow".to_owned(), accepted, false, 1, 0, 0, 20),
        ]
    );
    let marked: Vec<(String, String)> = rows(
        &db,
        "SELECT subject, warned FROM transactions WHERE warned IS NOT NULL ORDER BY subject",
    )
    .await;
    let marked: Vec<_> = marked
        .iter()
        .map(|(subject, level)| (subject.as_str(), level.as_str()))
        .collect();
    assert_eq!(
        marked,
        [
            ("spending:1", "orange"),
            ("voucher:1", "yellow"),
            ("warning:1", "orange"),
            ("warning:2", "yellow"),
        ]
    );
}

#[tokio::test]
async fn the_stream_has_everything_once_and_moves_with_every_record() {
    let (db, _) = indexed().await;
    let kinds: Vec<(String, i64)> = rows(
        &db,
        "SELECT kind, count(*) FROM transactions GROUP BY kind ORDER BY kind",
    )
    .await;
    let kinds: Vec<_> = kinds
        .iter()
        .map(|(kind, count)| (kind.as_str(), *count))
        .collect();
    assert_eq!(
        kinds,
        [
            ("bank_line", 2),
            ("challenge", 1),
            ("decision", 3),
            ("disclosure", 2),
            ("spending", 3),
            ("voucher", 7),
            ("warning", 2),
        ]
    );
    // The last records are about the held spendings; the release came last.
    let moved = column(
        &db,
        "SELECT subject FROM transactions ORDER BY changed DESC LIMIT 2",
    )
    .await;
    assert_eq!(moved, ["spending:3", "spending:1"]);
    let held = column(&db, "SELECT subject FROM transactions WHERE holds > 0").await;
    assert_eq!(held, ["spending:1"]);
    let odd = column(
        &db,
        "SELECT subject FROM transactions WHERE amount < 0 OR changed < ordinal OR county <> '141031' \
         OR township <> '141031100'",
    )
    .await;
    assert!(odd.is_empty(), "{odd:?}");
    // States are those of the detailed tables.
    for (kind, table) in [
        ("voucher", "vouchers"),
        ("spending", "spendings"),
        ("decision", "decisions"),
        ("disclosure", "disclosures"),
        ("challenge", "challenges"),
        ("warning", "asset_warnings"),
    ] {
        let differ = column(
            &db,
            &format!(
                "SELECT subject FROM transactions JOIN {table} ON subject = '{kind}:' || {table}.id \
                 WHERE transactions.state <> {table}.state"
            ),
        )
        .await;
        assert!(differ.is_empty(), "{differ:?}");
    }
}

#[tokio::test]
async fn transactions_are_found_by_their_words_inside_a_place() {
    let (db, _) = indexed().await;
    assert_eq!(
        found(&db, "租金", &["141031100"]).await,
        ["warning:2", "voucher:2", "voucher:1"],
        "a warning is found by what it is about"
    );
    assert_eq!(
        found(&db, "道路维修", &["141031", "spending"]).await,
        ["spending:3", "spending:2", "spending:1"]
    );
    assert_eq!(found(&db, "果园", &["voucher"]).await, ["voucher:1"]);
    assert_eq!(found(&db, "w02", &[]).await, ["warning:1"]);
    assert_eq!(
        found(&db, "道路", &[&search::collective(1), "warning"]).await,
        ["warning:1"]
    );
    assert!(found(&db, "道路", &["210115"]).await.is_empty());
    assert!(found(&db, "道路", &[&search::collective(2)])
        .await
        .is_empty());
}

#[tokio::test]
async fn questions_and_cases_know_where_their_subject_is() {
    type Question = (String, String, String, Option<bool>);
    let (db, _) = indexed().await;
    let village: DivisionCode = crate::testing::VILLAGE.parse().unwrap();
    let questions: Vec<Question> = rows(
        &db,
        "SELECT subject, division, due_day, late FROM questions",
    )
    .await;
    assert_eq!(
        questions,
        [(
            "spending:3".to_owned(),
            village.to_string(),
            "2026-08-07".to_owned(),
            Some(true)
        )]
    );
    let cases = column(&db, "SELECT division FROM cases").await;
    assert_eq!(cases, [village.to_string(), village.to_string()]);
}
