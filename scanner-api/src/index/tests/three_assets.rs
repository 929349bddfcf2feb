//! The three assets in the index: what the tables say of a village, and that they say no more than the records.

mod stream;

use std::collections::{BTreeMap, BTreeSet};

use codec::Encode;
use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        books::{VoucherInput, YEAR_END},
        statements::{balance_sheet, income_statement, trial_balance, AccountBalance, Turnover},
        AssetsEntry, Fen,
    },
    Author, Subject,
};

use super::{catch_up_to, dump};
use crate::{
    chain::fake::{AnyEntry, FakeNode},
    db::{with_words, Db},
    index::{rebuild, IndexError},
    testing::village::{blocks, book, chain, genesis, yuan, COLLECTIVE},
    three_assets::search,
};

async fn indexed() -> (Db, FakeNode) {
    let (db, node) = (Db::in_memory().await.unwrap(), chain());
    catch_up_to(&db, &node, 5).await.unwrap();
    (db, node)
}

async fn rows<T>(db: &Db, query: &str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    sqlx::query_as(query).fetch_all(&db.reader).await.unwrap()
}

/// The rows of one column.
async fn column(db: &Db, query: &str) -> Vec<String> {
    sqlx::query_scalar(query)
        .fetch_all(&db.reader)
        .await
        .unwrap()
}

async fn found(db: &Db, text: &str, places: &[&str]) -> Vec<String> {
    let mut subjects = Vec::new();
    for ordinal in with_words(db, &search::query(text, places).unwrap()).await {
        let subject: String =
            sqlx::query_scalar("SELECT subject FROM transactions WHERE ordinal = ?")
                .bind(ordinal)
                .fetch_one(&db.reader)
                .await
                .unwrap();
        subjects.push(subject);
    }
    subjects
}

#[tokio::test]
async fn a_rebuild_leads_to_the_same_rows() {
    let (db, node) = indexed().await;
    let followed = dump(&db).await;
    let ours = rebuild::TABLES
        .iter()
        .skip_while(|table| **table != "collectives")
        .take_while(|table| **table != "devices");
    for table in ours {
        assert!(followed.contains(&format!("{table}: ")), "{table}");
    }
    let roads = found(&db, "道路", &[]).await;
    rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!(dump(&db).await, followed);
    assert_eq!(
        found(&db, "道路", &[]).await,
        roads,
        "words are not doubled"
    );
}

#[tokio::test]
async fn every_kind_of_record_is_in_the_village() {
    let (db, _) = indexed().await;
    let kinds = column(
        &db,
        "SELECT DISTINCT kind FROM records WHERE pallet = 'ThreeAssets'",
    )
    .await;
    assert_eq!(kinds.len(), 39, "{kinds:?}");
}

#[tokio::test]
async fn an_entry_on_another_subject_is_refused() {
    let all: Vec<_> = blocks().into_iter().flatten().collect();
    let elsewhere = Subject::Chart("141031000000".parse().unwrap());
    let collective = Subject::Collective(COLLECTIVE);
    let mut tried = BTreeSet::new();
    for (subject, author, entry) in all {
        let AnyEntry::ThreeAssets(entry) = entry else {
            continue;
        };
        // Once for each kind is enough.
        if !tried.insert(entry.encode().first().copied()) {
            continue;
        }
        let wrong = if subject == elsewhere {
            collective
        } else {
            elsewhere
        };
        for place in [wrong, Subject::Member(county_primitives::MemberId(1))] {
            let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
            node.add_block(vec![(place, author, AnyEntry::ThreeAssets(entry.clone()))]);
            assert!(
                matches!(catch_up_to(&db, &node, 1).await, Err(IndexError::Record(_))),
                "{entry:?} on {place}"
            );
        }
    }
    assert_eq!(tried.len(), 39);
}

/// What the records say, without the tables: every posted voucher on its accounts, by month.
fn model() -> BTreeMap<AccountCode, AccountBalance> {
    let mut drafts = BTreeMap::<Subject, VoucherInput>::new();
    let mut accounts = BTreeMap::<AccountCode, AccountBalance>::new();
    for (subject, _, entry) in blocks().into_iter().flatten() {
        let AnyEntry::ThreeAssets(entry) = entry else {
            continue;
        };
        match entry {
            AssetsEntry::BookOpened { book, .. } => {
                for opening in book.openings {
                    accounts.entry(opening.account).or_default().opening = opening.balance;
                }
            }
            AssetsEntry::VoucherDrafted(input) => {
                drafts.insert(subject, input);
            }
            AssetsEntry::VoucherPosted {
                voucher, number, ..
            } => {
                for line in &drafts[&Subject::Voucher(voucher)].lines {
                    let balance = accounts.entry(line.account).or_default();
                    balance.post(number.month, line.side, line.amount).unwrap();
                }
            }
            _ => {}
        }
    }
    accounts
}

/// The accounts of a book as the tables have them.
async fn accounts(db: &Db, year: u16) -> BTreeMap<AccountCode, AccountBalance> {
    let id = i64::try_from(book(year).0).unwrap();
    let mut accounts = BTreeMap::new();
    let openings: Vec<(String, i64)> = rows(
        db,
        &format!("SELECT account, opening FROM balances WHERE book = {id}"),
    )
    .await;
    for (account, opening) in openings {
        let balance = AccountBalance {
            opening: Fen(opening),
            ..AccountBalance::default()
        };
        accounts.insert(account.parse().unwrap(), balance);
    }
    let turnovers: Vec<(String, i64, i64, i64)> = rows(
        db,
        &format!("SELECT account, month, debit, credit FROM turnovers WHERE book = {id}"),
    )
    .await;
    for (account, month, debit, credit) in turnovers {
        let account: AccountCode = account.parse().unwrap();
        let balance: &mut AccountBalance = accounts.get_mut(&account).unwrap();
        balance.periods[usize::try_from(month - 1).unwrap()] = Turnover {
            debit: Fen(debit),
            credit: Fen(credit),
        };
    }
    accounts
}

#[tokio::test]
async fn statements_tie_with_the_records() {
    let (db, _) = indexed().await;
    let (ours, theirs) = (accounts(&db, 2026).await, model());
    for (from, to) in [(1, 1), (1, 3), (2, 12), (1, 12)] {
        let rows = trial_balance(ours.clone(), from, to).unwrap();
        let rows: Vec<_> = rows
            .into_iter()
            // The closing of the year uses accounts that no voucher did.
            .filter(|row| theirs.contains_key(&row.account))
            .collect();
        assert_eq!(rows, trial_balance(theirs.clone(), from, to).unwrap());
        let sheet = balance_sheet(&rows).unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity, "{from}-{to}");
    }
    let rows = trial_balance(ours.clone(), 1, 12).unwrap();
    let year = income_statement(&rows).unwrap();
    assert_eq!(
        (year.income, year.expense, year.surplus),
        (yuan(12_000), yuan(9_500), yuan(2_500))
    );
    // After the closing nothing is left on income and expense, and the next year begins with the rest.
    let closed = trial_balance(ours, 1, YEAR_END).unwrap();
    let left: Vec<_> = closed
        .iter()
        .filter(|row| row.closing != Fen::ZERO)
        .map(|row| (row.account.to_string(), row.closing))
        .collect();
    let next: Vec<_> = trial_balance(accounts(&db, 2027).await, 1, 12)
        .unwrap()
        .iter()
        .map(|row| (row.account.to_string(), row.opening))
        .collect();
    assert_eq!(left, next);
    assert_eq!(next.last(), Some(&("322".to_owned(), yuan(-2_500))));
}

#[tokio::test]
async fn a_surplus_that_differs_from_the_chains_stops_the_index() {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    let [founding, booking, ..] = blocks();
    node.add_block(founding);
    node.add_block(booking);
    let subject = Subject::Book(book(2026));
    let entry = AssetsEntry::YearClosed {
        surplus: yuan(1),
        accounts: 1,
    };
    node.add_block(vec![(subject, Author::Rule, AnyEntry::ThreeAssets(entry))]);
    assert!(matches!(
        catch_up_to(&db, &node, 3).await,
        Err(IndexError::Record(_))
    ));
    let head = crate::index::head(&db.reader).await.unwrap().unwrap();
    assert_eq!(head.number, 0, "nothing of the blocks is kept");
}

#[tokio::test]
async fn vouchers_have_their_number_state_and_reversal() {
    type Voucher = (i64, String, i64, Option<i64>, i64, i64, Option<i64>);
    let (db, _) = indexed().await;
    let vouchers: Vec<Voucher> = rows(
        &db,
        "SELECT id, state, month, number, total, inflow, reversed_by FROM vouchers ORDER BY id",
    )
    .await;
    let voucher = |id, state: &str, month, number, total: i64, inflow: i64, by| {
        (
            id,
            state.to_owned(),
            month,
            number,
            total * 100,
            inflow * 100,
            by,
        )
    };
    assert_eq!(
        vouchers,
        [
            voucher(1, "posted", 1, Some(1), 12_000, 12_000, None),
            voucher(2, "withdrawn", 1, None, 12_000, 12_000, None),
            voucher(3, "posted", 1, Some(2), 300, -300, Some(4)),
            voucher(4, "posted", 2, Some(1), -300, 300, None),
            voucher(5, "posted", 3, Some(1), 9_500, -9_500, Some(6)),
            voucher(6, "posted", 3, Some(2), -9_500, 9_500, None),
            voucher(7, "posted", 3, Some(3), 9_500, -9_500, None),
        ]
    );
    let months: Vec<(i64, i64, i64, i64)> = rows(
        &db,
        "SELECT month, vouchers, drafts, reversals FROM book_months WHERE month <= 4 AND closed_ms > 0",
    )
    .await;
    assert_eq!(
        months,
        [(1, 2, 0, 0), (2, 1, 0, 1), (3, 3, 0, 1), (4, 0, 0, 0)]
    );
    let books: Vec<(i64, i64, bool, i64, String)> = rows(
        &db,
        "SELECT vouchers, closed, year_closed, surplus, cash_day FROM books WHERE year = 2026",
    )
    .await;
    assert_eq!(books, [(6, 12, true, 250_000, "2026-02-03".to_owned())]);
    let lines: Vec<(i64, String, String, i64, String)> = rows(
        &db,
        "SELECT position, account, side, amount, project FROM voucher_lines WHERE voucher = 1",
    )
    .await;
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1].1, "501");
    assert_eq!(
        (lines[1].2.as_str(), lines[1].4.as_str()),
        ("credit", "果园")
    );
}

#[tokio::test]
async fn spendings_stand_where_their_records_leave_them() {
    type Spending = (String, i64, Option<String>, bool, Option<i64>, String);
    let (db, _) = indexed().await;
    let spendings: Vec<Spending> = rows(
        &db,
        "SELECT state, signed, next_step, decision_missing, voucher, failure FROM spendings ORDER BY id",
    )
    .await;
    let spending = |state: &str, signed, voucher, failure: &str| {
        (
            state.to_owned(),
            signed,
            None,
            false,
            voucher,
            failure.to_owned(),
        )
    };
    assert_eq!(
        spendings,
        [
            spending("posted", 15, Some(7), ""),
            spending("rejected", 3, None, ""),
            spending("failed", 11, None, "户名不符"),
        ]
    );
    let steps = column(
        &db,
        "SELECT kind FROM spending_steps WHERE spending = 1 ORDER BY block, event_index",
    )
    .await;
    assert_eq!(
        steps,
        [
            "submitted",
            "signed",
            "signed",
            "signed",
            "signed",
            "decision_attached",
            "instructed",
            "paid",
            "posted",
            "reversed",
            "posted"
        ]
    );
    let signatures: Vec<(i64, String, i64)> = rows(
        &db,
        "SELECT spending, step, member FROM spending_signatures WHERE spending = 2 ORDER BY step",
    )
    .await;
    assert_eq!(
        signatures,
        [(2, "chair".to_owned(), 11), (2, "evidence".to_owned(), 16)]
    );
    let lines: Vec<(i64, Option<i64>, Option<i64>)> = rows(
        &db,
        "SELECT id, spending, voucher FROM bank_lines ORDER BY id",
    )
    .await;
    assert_eq!(lines, [(1, Some(1), None), (2, None, None)]);
}

#[tokio::test]
async fn while_it_is_signed_a_spending_says_what_is_next() {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    let [founding, _, spending, ..] = blocks();
    node.add_block(founding);
    let mut seen = Vec::new();
    let relevant = spending.into_iter().filter(|(subject, ..)| {
        let name = subject.to_string();
        name == "spending:1" || name == "decision:1"
    });
    for record in relevant.take(9) {
        let at = node.add_block(vec![record]);
        catch_up_to(&db, &node, at).await.unwrap();
        let row: Vec<(String, Option<String>, bool)> = rows(
            &db,
            "SELECT state, next_step, decision_missing FROM spendings",
        )
        .await;
        seen.extend(row.first().map(|(state, next, missing)| {
            format!("{state} {} {missing}", next.as_deref().unwrap_or("-"))
        }));
    }
    assert_eq!(
        seen,
        [
            "signing evidence true",
            "signing chair true",
            "signing board true",
            "signing supervisor true",
            "signing - true",
            "approved - false",
            "approved - false",
        ]
    );
}

#[tokio::test]
async fn decisions_know_their_voters_and_disclosures_their_days() {
    type Decision = (String, Option<i64>, Option<i64>, Option<String>, bool, i64);
    let (db, _) = indexed().await;
    let decisions: Vec<Decision> = rows(
        &db,
        "SELECT state, voters, yes, outcome, township, used FROM decisions ORDER BY id",
    )
    .await;
    let passed = Some("passed".to_owned());
    assert_eq!(
        decisions,
        [
            (
                "effective".to_owned(),
                Some(3),
                Some(2),
                passed.clone(),
                false,
                950_000
            ),
            ("completed".to_owned(), Some(20), Some(16), passed, true, 0),
            ("given_up".to_owned(), None, None, None, false, 0),
        ]
    );
    let kinds = column(
        &db,
        "SELECT kind FROM decision_steps WHERE decision = 2 ORDER BY block, event_index",
    )
    .await;
    assert_eq!(
        kinds,
        [
            "opened",
            "deliberated",
            "reviewed",
            "resolved",
            "published",
            "township_approved",
            "result_published"
        ]
    );
    let disclosures: Vec<(String, String, String, Option<String>)> = rows(
        &db,
        "SELECT kind, state, due, until_day FROM disclosures ORDER BY id",
    )
    .await;
    assert_eq!(
        disclosures,
        [
            (
                "statement".to_owned(),
                "ended".to_owned(),
                "2026-04-15".to_owned(),
                Some("2026-08-14".to_owned())
            ),
            (
                "special".to_owned(),
                "prepared".to_owned(),
                "2026-03-17".to_owned(),
                None
            ),
        ]
    );
    let months: Vec<(i64, i64)> = rows(
        &db,
        "SELECT month, disclosure FROM disclosed_months ORDER BY month",
    )
    .await;
    assert_eq!(months, [(1, 1), (2, 1), (3, 1)]);
}

#[tokio::test]
async fn challenges_go_up_and_say_what_was_late() {
    type Challenge = (String, String, Option<String>, i64, i64, i64, String);
    let (db, _) = indexed().await;
    let challenges: Vec<Challenge> = rows(
        &db,
        "SELECT state, level, due, people, households, escalated, closing FROM challenges",
    )
    .await;
    assert_eq!(
        challenges,
        [(
            "closed".to_owned(),
            "township".to_owned(),
            None,
            2,
            2,
            1,
            "satisfied".to_owned()
        )]
    );
    let steps: Vec<(String, Option<String>, bool)> = rows(
        &db,
        "SELECT kind, due, late FROM challenge_steps ORDER BY block, event_index",
    )
    .await;
    let late: Vec<_> = steps
        .iter()
        .filter(|(_, _, late)| *late)
        .map(|(kind, ..)| kind.as_str())
        .collect();
    assert_eq!(late, ["answered"]);
    // Raised on a Friday: the one working day for taking it on is Monday.
    assert_eq!(steps[0].1.as_deref(), Some("2026-08-03"));
}

#[tokio::test]
async fn people_come_and_go() {
    let (db, _) = indexed().await;
    let seats: Vec<(i64, String, bool)> = rows(
        &db,
        "SELECT member, post, seated FROM officers ORDER BY member",
    )
    .await;
    assert_eq!(seats.len(), 6);
    assert!(seats
        .iter()
        .all(|(member, _, seated)| *seated == (*member != 13)));
    let collective: Vec<(String, String, i64, i64)> =
        rows(&db, "SELECT name, township, members, year FROM collectives").await;
    assert_eq!(
        collective,
        [("选果厂".to_owned(), "141031100".to_owned(), 999, 2027)]
    );
    let accounts: Vec<(String, String)> =
        rows(&db, "SELECT account, parent FROM sub_accounts").await;
    assert_eq!(accounts, [("10201".to_owned(), "102".to_owned())]);
    let closed: Option<i64> = sqlx::query_scalar("SELECT closed_ms FROM bank_accounts")
        .fetch_one(&db.reader)
        .await
        .unwrap();
    assert!(closed.is_some());
}
