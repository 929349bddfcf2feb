//! The three assets through the API: who sees names and entries, statements and their proof, what is sealed.

use std::collections::BTreeSet;

use axum::http::{header, StatusCode};
use codec::Decode;
use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    three_assets::{
        books::VoucherInput,
        challenges::{ChallengeInput, ChallengeStep, ChallengeStepInput, Joining},
        disclosure::Statement,
        spending::{Approvals, DecisionLevel, PaymentMethod, SpendingInput, SpendingKind},
        statements::{StatementTotals, TrialRow},
        AssetsEntry, Fen,
    },
    CaseId, ChallengeId, Digest, DisclosureId, DivisionCode, Items, LotId, Role, SpendingId,
    Subject, Text,
};
use serde_json::{json, Value};

use crate::{
    chain::fake::AnyEntry,
    testing::{
        grower,
        people::village_world,
        village::{book, by, date, ACCOUNTANT, COLLECTIVE},
        World, VILLAGE,
    },
    three_assets::{books::COLLECTIVES_MAX, challenges, parties, statements},
};

/// The payee of every spending of the village.
const PAYEE: Digest = Digest([40; 32]);
const NAME: &str = "赵建国";

fn village() -> DivisionCode {
    VILLAGE.parse().unwrap()
}

async fn named_world() -> World {
    let world = village_world().await;
    parties::keep_as(&world.app, village(), PAYEE, NAME).await;
    parties::keep_as(&world.app, village(), Digest([11; 32]), "孙振华").await;
    world
}

/// What an account gets, or nobody.
async fn get(world: &World, login: &str, path: &str) -> (StatusCode, Value) {
    let token = match login {
        "" => None,
        login => Some(world.token(login).await),
    };
    let answer = world.get(token.as_deref(), path).await;
    let json = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.status, json)
}

async fn count(world: &World, login: &str, path: &str) -> usize {
    let (status, list) = get(world, login, path).await;
    assert_eq!(status, StatusCode::OK, "{login} {path} {list}");
    list["items"].as_array().unwrap().len()
}

/// The items of the last call.
fn sent<T: Decode>(world: &World) -> Items<T> {
    let call = world.node.calls().pop().unwrap();
    Items::decode(&mut &call.args.0[..]).unwrap()
}

#[tokio::test]
async fn entries_are_for_the_village_and_who_looks_after_it() {
    let world = named_world().await;
    let entries = [
        "/api/v1/vouchers/1",
        "/api/v1/spendings/1",
        "/api/v1/bank-lines/1",
        "/api/v1/bank-accounts/1",
        "/api/v1/bank-accounts?collective=1",
        "/api/v1/books/12026/trial-balance",
    ];
    for path in entries {
        for login in ["villager", "cashier", "township", "inspector", "grid"] {
            assert_eq!(
                get(&world, login, path).await.0,
                StatusCode::OK,
                "{login} {path}"
            );
        }
        for login in ["neighbour", "far_inspector", "seller"] {
            let status = get(&world, login, path).await.0;
            assert_eq!(status, StatusCode::NOT_FOUND, "{login} {path}");
        }
        let status = get(&world, "", path).await.0;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    for path in [
        "/api/v1/vouchers",
        "/api/v1/spendings",
        "/api/v1/bank-lines",
    ] {
        assert!(count(&world, "villager", path).await > 0, "{path}");
        for login in ["neighbour", "far_inspector", "seller"] {
            assert_eq!(count(&world, login, path).await, 0, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn the_bank_sees_the_payments_it_was_ordered_to_make() {
    let world = named_world().await;
    let (_, list) = get(&world, "bank", "/api/v1/spendings").await;
    let ids: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["id"])
        .collect();
    assert_eq!(ids, [3, 1]);
    assert_eq!(list["items"][0]["payee_shown"]["name"], NAME);
    assert_eq!(
        get(&world, "bank", "/api/v1/spendings/2").await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(count(&world, "bank", "/api/v1/vouchers").await, 0);
}

#[tokio::test]
async fn the_public_reads_no_name_and_no_entry() {
    let world = named_world().await;
    for path in [
        "/api/v1/collectives",
        "/api/v1/collectives/1",
        "/api/v1/officers?collective=1",
        "/api/v1/chart-accounts?division=141031000000",
        "/api/v1/books?collective=1",
        "/api/v1/books/12026",
        "/api/v1/books/12026/totals?from=1&to=3",
        "/api/v1/books/12026/balance-sheet?to=3",
        "/api/v1/books/12026/income-statement?from=1&to=3",
        "/api/v1/decisions",
        "/api/v1/decisions/2",
        "/api/v1/disclosures",
        "/api/v1/disclosures/1",
        "/api/v1/disclosures/1/proof",
        "/api/v1/challenges",
        "/api/v1/challenges/1",
    ] {
        let (status, body) = get(&world, "", path).await;
        assert_eq!(status, StatusCode::OK, "{path} {body}");
        let text = body.to_string();
        for hidden in [NAME, "孙振华", "\"asker\":\"", &PAYEE.to_string()] {
            assert!(!text.contains(hidden), "{path} says {hidden}");
        }
    }
    let (_, officers) = get(&world, "", "/api/v1/officers?collective=1").await;
    assert!(officers.to_string().contains("孙**"));
    let (_, officers) = get(&world, "villager", "/api/v1/officers?collective=1").await;
    assert!(officers.to_string().contains("孙振华"));
    let hidden = get(
        &world,
        "",
        "/api/v1/books/12026/income-statement?from=1&to=4",
    )
    .await;
    assert_eq!(hidden.0, StatusCode::NOT_FOUND, "April is not on the wall");
    let (status, _) = get(&world, "villager", "/api/v1/books/12026/income-statement").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn records_of_a_village_are_for_the_village() {
    let world = named_world().await;
    for (subject, seen, unseen) in [
        ("collective:1", vec!["", "neighbour"], vec![]),
        ("disclosure:1", vec!["", "neighbour"], vec![]),
        (
            "book:12026",
            vec!["villager", "inspector"],
            vec!["neighbour", "seller"],
        ),
        (
            "spending:1",
            vec!["villager", "cashier"],
            vec!["neighbour", "far_inspector"],
        ),
        (
            "warning:1",
            vec!["chair", "inspector"],
            vec!["villager", "neighbour"],
        ),
        // A record says who signed it.
        (
            "challenge:1",
            vec!["inspector"],
            vec!["villager", "chair", "township"],
        ),
        (
            "case:1",
            vec!["cashier", "township", "inspector"],
            vec!["villager", "neighbour", "far_inspector", "bank", "seller"],
        ),
        (
            "question:1",
            vec!["cashier", "township", "inspector"],
            vec!["villager", "neighbour", "far_inspector", "bank", "seller"],
        ),
    ] {
        let path = format!("/api/v1/timelines/{subject}");
        for login in seen {
            assert_eq!(
                get(&world, login, &path).await.0,
                StatusCode::OK,
                "{login} {path}"
            );
        }
        for login in unseen {
            let status = get(&world, login, &path).await.0;
            assert_eq!(status, StatusCode::NOT_FOUND, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_in_the_books_is_for_officers() {
    let world = named_world().await;
    let list = "/api/v1/vouchers?book=12026";
    let (_, all) = get(&world, "cashier", list).await;
    let states = |list: &Value| -> BTreeSet<String> {
        let items = list["items"].as_array().unwrap();
        let state = |row: &Value| row["state"].as_str().unwrap().to_owned();
        items.iter().map(state).collect()
    };
    assert!(states(&all).contains("withdrawn") && states(&all).contains("posted"));
    let (_, own) = get(&world, "villager", list).await;
    assert_eq!(states(&own), BTreeSet::from(["posted".to_owned()]));
    let path = "/api/v1/vouchers?state=withdrawn";
    assert_eq!(count(&world, "villager", path).await, 0);
    for (login, voucher, status) in [
        ("villager", 1, StatusCode::OK),
        ("villager", 2, StatusCode::NOT_FOUND),
        ("cashier", 2, StatusCode::OK),
        ("township", 2, StatusCode::OK),
        ("neighbour", 1, StatusCode::NOT_FOUND),
    ] {
        for path in [
            format!("/api/v1/vouchers/{voucher}"),
            format!("/api/v1/timelines/voucher:{voucher}"),
        ] {
            assert_eq!(get(&world, login, &path).await.0, status, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn the_public_sees_published_decisions_and_no_small_numbers() {
    let world = named_world().await;
    let list = "/api/v1/decisions?collective=1";
    let (_, all) = get(&world, "villager", list).await;
    let ids = |list: &Value| -> Vec<i64> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&all), [3, 2, 1]);
    assert_eq!(
        (&all["items"][2]["used"], &all["items"][2]["yes"]),
        (&json!(950_000), &json!(2))
    );
    for login in ["", "neighbour", "bank"] {
        let (_, public) = get(&world, login, list).await;
        assert_eq!(ids(&public), [2], "{login}");
        for id in [1, 3] {
            let path = format!("/api/v1/decisions/{id}");
            assert_eq!(get(&world, login, &path).await.0, StatusCode::NOT_FOUND);
        }
        let (_, file) = get(&world, login, "/api/v1/decisions/2").await;
        for decision in [&public["items"][0], &file] {
            assert_eq!(
                (&decision["yes"], &decision["present"]),
                (&json!(16), &json!(18))
            );
            for hidden in ["used", "abstaining", "minutes"] {
                assert_eq!(decision[hidden], Value::Null, "{login} {hidden}");
            }
        }
        let stages = file["stages"].as_array().unwrap();
        assert!(stages.iter().all(|stage| stage["member"].is_null()));
        let photos = stages.iter().filter(|stage| !stage["document"].is_null());
        assert_eq!(photos.count(), 2, "{login}");
    }
    let (_, own) = get(&world, "villager", "/api/v1/decisions/2").await;
    assert_eq!((&own["abstaining"], &own["used"]), (&json!(1), &json!(0)));
    for (members, shown) in [(4, Value::Null), (5, json!(5))] {
        sqlx::query("UPDATE collectives SET party_members = ?")
            .bind(members)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        let (_, one) = get(&world, "", "/api/v1/collectives/1").await;
        let (_, list) = get(&world, "neighbour", "/api/v1/collectives").await;
        assert_eq!(one["party_members"], shown);
        assert_eq!(list["items"][0]["party_members"], shown);
        assert!(one["members"].as_i64() > Some(4));
        let (_, own) = get(&world, "villager", "/api/v1/collectives/1").await;
        assert_eq!(own["party_members"], json!(members));
    }
}

#[tokio::test]
async fn why_money_is_held_is_not_public_and_why_a_lot_is_held_is() {
    let world = named_world().await;
    for subject in ["case:1", "case:2", "question:1"] {
        let status = get(&world, "", &format!("/api/v1/timelines/{subject}")).await;
        assert_eq!(status.0, StatusCode::UNAUTHORIZED, "{subject}");
        let page = world.get(None, &format!("/records/{subject}")).await;
        let login = format!("/console/login?next=/records/{subject}");
        assert_eq!(page.headers[header::LOCATION], login.as_str());
    }
    for (login, status) in [
        ("cashier", StatusCode::OK),
        ("inspector", StatusCode::OK),
        ("villager", StatusCode::NOT_FOUND),
        ("neighbour", StatusCode::NOT_FOUND),
    ] {
        let (case, _) = get(&world, login, "/api/v1/cases/1").await;
        assert_eq!(case, status, "{login}");
        let listed = count(&world, login, "/api/v1/cases").await;
        assert_eq!(listed > 0, status == StatusCode::OK, "{login}");
    }
    let held = OversightEntry::Held {
        subject: Subject::Lot(LotId(1)),
        cause: HoldCause::Ordered {
            reason: Text::new("抽检").unwrap(),
            evidence: None,
            expires_ms: 1_786_000_000_000,
        },
    };
    let case = Subject::Case(CaseId(3));
    let number = world
        .node
        .add_block(vec![(case, grower(), AnyEntry::Oversight(held))]);
    world.indexed(number).await;
    for login in ["", "villager"] {
        let (status, body) = get(&world, login, "/api/v1/timelines/case:3").await;
        assert_eq!(status, StatusCode::OK, "{login} {body}");
    }
}

#[tokio::test]
async fn what_stops_nothing_is_not_held() {
    let world = named_world().await;
    let token = world.token("inspector").await;
    let hold =
        |subject: &str| json!({"subject": subject, "reason": "核查", "evidence": null, "days": 1});
    let before = world.node.calls().len();
    let body = json!({"items": [hold("spending:1"), hold("disclosure:1")]});
    let refused = world.post(&token, "/api/v1/holds", &body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = refused.json();
    assert_eq!(problem["code"], "hold_in_vain");
    assert_eq!(problem["errors"][0]["pointer"], "/items/1/subject");
    assert_eq!(world.node.calls().len(), before, "nothing was signed");
    let body = json!({"items": [hold("spending:1")]});
    let held = world.post(&token, "/api/v1/holds", &body).await;
    assert_eq!(held.status, StatusCode::OK, "{}", held.json());
}

#[tokio::test]
async fn warnings_are_for_officers_and_authorities() {
    let world = named_world().await;
    for (login, seen) in [
        ("cashier", true),
        ("inspector", true),
        ("villager", false),
        ("neighbour", false),
        ("far_inspector", false),
    ] {
        let rows = count(&world, login, "/api/v1/asset-warnings").await;
        assert_eq!(rows > 0, seen, "{login}");
        let (status, _) = get(&world, login, "/api/v1/asset-warnings/1").await;
        assert_eq!(status == StatusCode::OK, seen, "{login}");
    }
    let path = "/api/v1/asset-warnings?rule=2&about=spending:1";
    assert_eq!(count(&world, "inspector", path).await, 1);
    assert_eq!(
        count(&world, "inspector", "/api/v1/asset-warnings?rule=3").await,
        0
    );
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let world = named_world().await;
    let path = "/api/v1/spendings?sort=largest&limit=2";
    let (_, first) = get(&world, "villager", path).await;
    let amounts = |list: &Value| -> Vec<i64> {
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|row| row["amount"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(amounts(&first), [950_000, 80_000]);
    let next = first["next"].as_str().unwrap();
    let (_, second) = get(&world, "villager", &format!("{path}&cursor={next}")).await;
    assert_eq!(
        (amounts(&second), &second["next"]),
        (vec![50_000], &Value::Null)
    );
    for (filter, rows) in [
        ("state=rejected", 1),
        ("kind=travel", 1),
        ("amount_min=80000", 2),
        ("amount_max=79999", 1),
        ("collective=2", 0),
        ("text=%E9%81%93%E8%B7%AF", 3),
        ("from_day=2026-03-02", 0),
    ] {
        let path = format!("/api/v1/spendings?{filter}");
        assert_eq!(count(&world, "villager", &path).await, rows, "{filter}");
    }
    let all = count(&world, "villager", "/api/v1/vouchers?book=12026").await;
    let below = count(
        &world,
        "villager",
        "/api/v1/vouchers?book=12026&account=102",
    )
    .await;
    assert!(0 < below && below < all, "accounts below 102 are 102's");
    let unmatched = count(&world, "villager", "/api/v1/bank-lines?matched=false").await;
    assert_eq!(unmatched, 1);
}

#[tokio::test]
async fn who_sees_many_collectives_names_one() {
    let world = named_world().await;
    let founded = |first: i64, last: i64| {
        let statement = format!(
            "WITH RECURSIVE numbers (number) AS (SELECT {first} UNION ALL SELECT number + 1 FROM numbers \
             WHERE number < {last}) INSERT INTO collectives SELECT number, organisation, name, credit_code, \
             level, division, county, township, members, representatives, households, party_members, agency, \
             year, registered_ms FROM collectives, numbers WHERE id = 1"
        );
        let writer = world.app.db.writer.clone();
        async move { sqlx::query(&statement).execute(&writer).await.unwrap() }
    };
    let path = "/api/v1/vouchers";
    let alone = count(&world, "inspector", path).await;
    let most = i64::try_from(COLLECTIVES_MAX).unwrap();
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM collectives")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    founded(1_001, 1_000 + most - known).await;
    assert_eq!(count(&world, "inspector", path).await, alone);
    let (_, first) = get(&world, "inspector", "/api/v1/vouchers?limit=1").await;
    let next = format!(
        "/api/v1/vouchers?limit=1&cursor={}",
        first["next"].as_str().unwrap()
    );
    let (_, second) = get(&world, "inspector", &next).await;
    assert!(second["items"][0]["id"].as_i64() < first["items"][0]["id"].as_i64());
    founded(2_000, 2_000).await;
    let (status, problem) = get(&world, "inspector", path).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert_eq!(problem["errors"][0]["pointer"], "/collective");
    for narrowed in ["?collective=1", "?book=12026"] {
        let path = format!("{path}{narrowed}");
        assert!(count(&world, "inspector", &path).await > 0, "{narrowed}");
    }
    // A book of another collective than the one that is named is nobody's.
    let neither = format!("{path}?collective=1001&book=12026");
    assert_eq!(count(&world, "inspector", &neither).await, 0);
    assert_eq!(count(&world, "seller", path).await, 0);
}

/// The statement of January to March as the chain would compute it.
async fn true_statement(world: &World) -> Statement {
    let id = i64::try_from(book(2026).0).unwrap();
    let totals: StatementTotals = statements::totals(&world.app, id, 1, 3).await.unwrap();
    let sheet = statements::balance_sheet(&world.app, id, 3).await.unwrap();
    let (head, vouchers): (String, i64) = sqlx::query_as(
        "SELECT head, (SELECT CAST(SUM(vouchers) AS BIGINT) FROM book_months \
         WHERE book = 12026 AND month <= 3) \
         FROM timelines WHERE subject = 'book:12026'",
    )
    .fetch_one(&world.app.db.reader)
    .await
    .unwrap();
    Statement {
        book: book(2026),
        from: 1,
        to: 3,
        vouchers: u32::try_from(vouchers).unwrap(),
        head: head.trim_start_matches("0x").parse().unwrap(),
        height: 6,
        totals,
        money: sheet.money,
    }
}

async fn disclosed(world: &World, id: u64, statement: Statement, digest: Digest) {
    let subject = Subject::Disclosure(DisclosureId(id));
    let prepared = AssetsEntry::StatementPrepared { statement, digest };
    let posted = AssetsEntry::DisclosurePosted {
        photo: Digest([71; 32]),
        until: date("2026-08-30"),
    };
    let number = world.node.add_block(vec![
        by(ACCOUNTANT, Role::Accountant, subject, prepared),
        by(
            14,
            Role::VillageSupervisor,
            subject,
            AssetsEntry::DisclosureSigned,
        ),
        by(15, Role::VillageCashier, subject, posted),
    ]);
    world.indexed(number).await;
}

#[tokio::test]
async fn a_true_statement_proves_itself_and_a_false_one_does_not() {
    let world = village_world().await;
    let statement = true_statement(&world).await;
    disclosed(&world, 7, statement.clone(), statement.digest()).await;
    let (_, proof) = get(&world, "", "/api/v1/disclosures/7/proof").await;
    assert_eq!(proof["equals"], true, "{proof}");
    assert_eq!(proof["digest"], proof["recorded"]);

    let mut richer = statement.clone();
    richer.money = Fen(richer.money.0 + 1);
    disclosed(&world, 8, richer.clone(), richer.digest()).await;
    let proof = statements::proof(&world.app, 8).await.unwrap();
    assert!(proof.digest_equals && proof.head_equals && !proof.figures_equal && !proof.equals);

    disclosed(&world, 9, statement.clone(), Digest([1; 32])).await;
    let proof = statements::proof(&world.app, 9).await.unwrap();
    assert!(proof.figures_equal && !proof.digest_equals && !proof.equals);

    let mut other = statement;
    other.head = Digest([2; 32]);
    disclosed(&world, 10, other.clone(), other.digest()).await;
    let proof = statements::proof(&world.app, 10).await.unwrap();
    assert!(!proof.head_equals && !proof.equals);
}

#[tokio::test]
async fn statements_tie_to_the_fen() {
    let world = village_world().await;
    let id = i64::try_from(book(2026).0).unwrap();
    for to in 1..=13 {
        let rows = statements::trial_balance(&world.app, id, 1, to)
            .await
            .unwrap();
        let sum = |pick: fn(&TrialRow) -> Fen| rows.iter().map(|row| pick(row).0).sum::<i64>();
        assert_eq!(sum(|row| row.debit), sum(|row| row.credit));
        assert_eq!((sum(|row| row.opening), sum(|row| row.closing)), (0, 0));
        let sheet = statements::balance_sheet(&world.app, id, to).await.unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity);
    }
    let year = statements::income_statement(&world.app, id, 1, 12)
        .await
        .unwrap();
    assert_eq!(year.surplus, Fen(1_200_000 - 950_000));
    for (from, to) in [(0, 1), (3, 2), (1, 13)] {
        assert!(statements::income_statement(&world.app, id, from, to)
            .await
            .is_err());
    }
}

#[tokio::test]
async fn payees_typed_in_clear_are_sealed_and_signed_as_digests() {
    let world = named_world().await;
    let body = json!({"items": [{
        "collective": 1, "purpose": "道路维修", "kind": "works", "project": null,
        "payee": {"name": NAME, "number": "11010519491231002X"}, "payee_group": null,
        "method": {"bank": {"account": "6222 0000 0000 1234", "bank": "辽中农商行"}},
        "amount": 950_000, "occurred": "2026-03-01",
        "invoice": {"issuer": "建材商店", "invoice": "00123456"},
        "documents": [],
    }]});
    let token = world.token("cashier").await;
    let answer = world.post(&token, "/api/v1/spendings", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let items = sent::<SpendingInput>(&world);
    assert_eq!(
        items[0].payee, PAYEE,
        "the same name in the village is the same person"
    );
    assert!(items[0].invoice.is_some());
    for (login, status) in [
        ("neighbour", StatusCode::FORBIDDEN),
        ("villager", StatusCode::FORBIDDEN),
        ("seller", StatusCode::FORBIDDEN),
    ] {
        let token = world.token(login).await;
        let answer = world.post(&token, "/api/v1/spendings", &body).await;
        assert_eq!(answer.status, status, "{login}");
    }
    let mut wrong = body;
    wrong["items"][0]["payee"]["number"] = json!("123");
    let answer = world.post(&token, "/api/v1/spendings", &wrong).await;
    assert_eq!(
        answer.json()["errors"][0]["pointer"],
        "/items/0/payee/number"
    );
}

#[tokio::test]
async fn personal_numbers_in_what_is_signed_are_refused() {
    let world = named_world().await;
    let token = world.token("cashier").await;
    let body = json!({"items": [{"voucher": 9, "reason": "打给 13912345678"}]});
    let answer = world
        .post(&token, "/api/v1/vouchers/withdrawals", &body)
        .await;
    assert_eq!(answer.json()["code"], "personal_data");
    let line = |account: &str, side: &str, party: Value| json!({"account": account, "side": side, "amount": 100, "party": party, "project": null});
    let mut body = json!({"items": [{
        "book": 12026, "date": "2026-09-03", "occurred": "2026-09-02",
        "summary": "付款至 6222021234567890128",
        "lines": [line("511", "debit", json!({"name": NAME})), line("101", "credit", Value::Null)],
        "documents": [], "origin": "entered", "nature": "ordinary", "spending": null,
        "decision": null, "receipt": null, "deposit": null,
    }]});
    let answer = world.post(&token, "/api/v1/vouchers", &body).await;
    assert_eq!(answer.json()["errors"][0]["pointer"], "/items/0/summary");
    body["items"][0]["summary"] = json!("付款");
    let answer = world.post(&token, "/api/v1/vouchers", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    assert_eq!(sent::<VoucherInput>(&world)[0].lines[0].party, Some(PAYEE));
}

#[tokio::test]
async fn who_asks_is_known_to_nobody_but_the_asker() {
    let world = village_world().await;
    let token = world.token("villager").await;
    let question = "为什么路灯修了两次？请赵建国说明。";
    let body =
        json!({"items": [{"collective": 1, "about": "voucher:7", "question": {"text": question}}]});
    let answer = world.post(&token, "/api/v1/challenges", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let raised = sent::<ChallengeInput>(&world)[0].clone();
    let entry = AssetsEntry::ChallengeRaised(raised.clone());
    let subject = Subject::Challenge(ChallengeId(5));
    let number = world
        .node
        .add_block(vec![by(21, Role::CollectiveMember, subject, entry)]);
    world.indexed(number).await;

    for (login, text, own, asker) in [
        ("", false, false, false),
        ("neighbour", false, false, false),
        ("villager", true, true, false),
        ("chair", true, false, false),
        ("township", true, false, false),
        ("inspector", true, false, true),
    ] {
        let (_, challenge) = get(&world, login, "/api/v1/challenges/5").await;
        assert_eq!(challenge["question_text"] == question, text, "{login}");
        assert_eq!(challenge["own"], own, "{login}");
        assert_eq!(challenge["asker"].is_string(), asker, "{login}");
    }
    let body = json!({"items": [{"challenge": 5, "step": {"unsatisfied": {}}}]});
    let answer = world.post(&token, "/api/v1/challenges/steps", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let asker = raised.asker;
    let step = sent::<ChallengeStepInput>(&world)[0].step.clone();
    assert_eq!(step, ChallengeStep::Unsatisfied { asker });
    let other = world.token("chair").await;
    let answer = world.post(&other, "/api/v1/challenges/steps", &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = 'villager'")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let own = challenges::own(&world.app, account).await.unwrap();
    assert_eq!((own.len(), own[0].challenge, own[0].raised), (1, 5, true));
}

#[tokio::test]
async fn a_repeated_challenge_is_sent_once() {
    let world = village_world().await;
    let token = world.token("grid").await;
    let body = json!({"items": [{"challenge": 1, "household": true}]});
    let mut names = Vec::new();
    for _ in 0..2 {
        world
            .post(&token, "/api/v1/challenges/joinings", &body)
            .await;
        names.push(sent::<Joining>(&world)[0].asker);
    }
    assert_ne!(names[0], names[1], "a grid worker speaks for many");
    let villager = world.token("villager").await;
    for _ in 0..2 {
        world
            .post(&villager, "/api/v1/challenges/joinings", &body)
            .await;
        names.push(sent::<Joining>(&world)[0].asker);
    }
    assert_eq!(names[2], names[3], "a villager joins once");
    let neighbour = world.token("neighbour").await;
    let answer = world
        .post(&neighbour, "/api/v1/challenges/joinings", &body)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn parties_are_kept_and_found_by_officers_only() {
    let world = village_world().await;
    let token = world.token("cashier").await;
    let body = json!({"collective": 1, "party": {"name": "钱多多", "account": "6222000000001234", "bank": "农商行"}});
    let answer = world.post(&token, "/api/v1/parties", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let kept = answer.json();
    assert_eq!(kept["party"].as_str().unwrap().len(), 64);
    let path = "/api/v1/parties?collective=1&name=%E5%A4%9A";
    let (_, found) = get(&world, "accountant", path).await;
    assert_eq!(found["items"][0]["digest"], kept["party"]);
    assert_eq!(
        found["items"][0]["accounts"][0]["number"],
        "6222000000001234"
    );
    for login in ["villager", "neighbour", "bank"] {
        assert_eq!(
            get(&world, login, path).await.0,
            StatusCode::FORBIDDEN,
            "{login}"
        );
        let token = world.token(login).await;
        let answer = world.post(&token, "/api/v1/parties", &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[tokio::test]
async fn what_waits_for_whom() {
    let world = village_world().await;
    let spending = SpendingInput {
        collective: COLLECTIVE,
        purpose: "路灯".parse().unwrap(),
        kind: SpendingKind::Ordinary,
        project: None,
        payee: PAYEE,
        payee_group: None,
        method: PaymentMethod::Cash,
        amount: Fen(80_000),
        occurred: date("2026-03-01"),
        invoice: None,
        documents: Default::default(),
    };
    let subject = Subject::Spending(SpendingId(9));
    let entry = AssetsEntry::SpendingSubmitted {
        spending,
        row: 1,
        approvals: Approvals {
            steps: 11,
            decision: DecisionLevel::None,
        },
        year_sum: Fen(80_000),
    };
    let number = world
        .node
        .add_block(vec![by(15, Role::VillageCashier, subject, entry)]);
    world.indexed(number).await;
    for (login, waiting) in [("accountant", 1), ("chair", 0), ("villager", 0)] {
        assert_eq!(
            count(&world, login, "/api/v1/spendings/waiting").await,
            waiting,
            "{login}"
        );
    }
}
