//! The room without its pages, on the village of the tests: who reaches what, filters at their bounds, search,
//! the stream, files, views and cases that are taken away.

use std::{collections::BTreeSet, io::Read, time::Duration};

use axum::http::StatusCode;
use county_primitives::{Date, Role};

use super::{
    file,
    filter::{self, Asked, Filter},
    questions,
    reach::Reach,
    rows::Transaction,
    stream::{latest, numbers, Feed, Numbers},
    views::{self, Act, Look},
    warnings,
};
use crate::{
    extract::{session_of, Session, Via},
    page::Paging,
    testing::{
        people::{empty_world, village_world},
        village, World, COUNTY, VILLAGE,
    },
    three_assets::{
        parties::{self, Party, PartyKind},
        sight::tests::holder,
    },
};

async fn session(world: &World, login: &str) -> Session {
    let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = ?")
        .bind(login)
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    session_of(&world.app, account, Via::Bearer).await.unwrap()
}

async fn reach(world: &World, login: &str) -> Reach {
    Reach::of(&session(world, login).await).unwrap()
}

fn paging(limit: &str, cursor: Option<String>) -> Paging {
    Paging {
        limit: Some(limit.to_owned()),
        cursor,
    }
}

async fn found(world: &World, asked: &Asked) -> Vec<Transaction> {
    let reach = reach(world, "inspector").await;
    let (filter, mistakes) = Filter::read(asked, &reach).unwrap();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let page = filter::page(&world.app, &filter, &paging("500", None)).await;
    page.unwrap().items
}

fn subjects(rows: &[Transaction]) -> BTreeSet<String> {
    rows.iter().map(|row| row.subject.clone()).collect()
}

async fn a_spending(world: &World) -> Transaction {
    let asked = Asked {
        kind: "spending".to_owned(),
        ..Asked::default()
    };
    found(world, &asked).await.into_iter().last().unwrap()
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[tokio::test]
async fn a_point_sees_its_own_villages_and_no_others() {
    let world = village_world().await;
    let all = found(&world, &Asked::default()).await;
    assert!(all.len() > 5);
    let kinds: BTreeSet<_> = all.iter().map(|row| row.kind.as_str()).collect();
    assert!(kinds.contains("spending") && kinds.contains("voucher") && kinds.contains("warning"));
    for (login, count) in [("township", all.len()), ("far_inspector", 0)] {
        let reach = reach(&world, login).await;
        let (filter, _) = Filter::read(&Asked::default(), &reach).unwrap();
        let page = filter::page(&world.app, &filter, &paging("500", None)).await;
        assert_eq!(page.unwrap().items.len(), count, "{login}");
    }
    let spending = a_spending(&world).await.subject;
    let far = session(&world, "far_inspector").await;
    let far_reach = Reach::of(&far).unwrap();
    let refused = file::read(&world.app, &far, &far_reach, &spending).await;
    assert_eq!(refused.unwrap_err().code(), "not_found");
    let asked = Asked {
        division: VILLAGE.to_owned(),
        ..Asked::default()
    };
    let (filter, mistakes) = Filter::read(&asked, &far_reach).unwrap();
    assert_eq!(mistakes.len(), 1);
    assert_ne!(filter.division.to_string(), VILLAGE);
    for login in ["cashier", "chair", "villager", "bank", "grid"] {
        assert!(Reach::of(&session(&world, login).await).is_err(), "{login}");
    }
}

#[tokio::test]
async fn filters_hold_at_their_bounds() {
    let world = village_world().await;
    let one = a_spending(&world).await;
    let passes = |asked: Asked| {
        let (world, subject) = (&world, one.subject.clone());
        async move { subjects(&found(world, &asked).await).contains(&subject) }
    };
    let asked = || Asked {
        kind: one.kind.clone(),
        ..Asked::default()
    };
    let day: Date = one.day.parse().unwrap();
    let before = Date(day.0 - 1).to_string();
    let after = day.plus_days(1).to_string();
    let (less, same, more) = (yuan(one.amount - 1), yuan(one.amount), yuan(one.amount + 1));
    let cases = [
        (true, "amount_from", &same),
        (true, "amount_from", &less),
        (false, "amount_from", &more),
        (true, "amount_to", &same),
        (true, "amount_to", &more),
        (false, "amount_to", &less),
        (true, "day_from", &one.day),
        (true, "day_from", &before),
        (false, "day_from", &after),
        (true, "day_to", &one.day),
        (true, "day_to", &after),
        (false, "day_to", &before),
    ];
    for (holds, name, value) in cases {
        let mut asked = asked();
        match name {
            "amount_from" => asked.amount_from.clone_from(value),
            "amount_to" => asked.amount_to.clone_from(value),
            "day_from" => asked.day_from.clone_from(value),
            _ => asked.day_to.clone_from(value),
        }
        assert_eq!(passes(asked).await, holds, "{name} {value}");
    }
    let mut other_kind = asked();
    other_kind.kind = "voucher".to_owned();
    assert!(!passes(other_kind).await);
    let mut state = asked();
    state.state.clone_from(&one.state);
    assert!(passes(state.clone()).await);
    state.state = "draft".to_owned();
    assert!(!passes(state).await);
    let mut payee = asked();
    payee.payee = one.party.clone().unwrap();
    assert!(passes(payee.clone()).await);
    payee.payee = "0".repeat(64);
    assert!(!passes(payee).await);
    let mut place = asked();
    place.division = VILLAGE.to_owned();
    assert!(passes(place.clone()).await);
    place.division = "141031100202".to_owned();
    assert!(!passes(place).await);
}

#[tokio::test]
async fn warnings_are_found_by_rule_and_level() {
    let world = village_world().await;
    let rule = Asked {
        rule: "W02".to_owned(),
        ..Asked::default()
    };
    let rows = found(&world, &rule).await;
    assert!(!rows.is_empty());
    assert!(rows
        .iter()
        .all(|row| row.kind == "warning" && row.rule == Some(2)));
    let level = rows[0].warned.clone().unwrap();
    let asked = Asked {
        level: level.clone(),
        ..Asked::default()
    };
    let rows = found(&world, &asked).await;
    assert!(rows
        .iter()
        .all(|row| row.warned.as_deref() == Some(level.as_str())));
    let none = Asked {
        rule: "27".to_owned(),
        ..Asked::default()
    };
    assert!(found(&world, &none).await.is_empty());
}

#[tokio::test]
async fn what_does_not_read_is_told_and_does_not_filter() {
    let world = village_world().await;
    let reach = reach(&world, "inspector").await;
    let asked = Asked {
        kind: "pear".to_owned(),
        level: "blue".to_owned(),
        rule: "W99".to_owned(),
        amount_from: "many".to_owned(),
        day_to: "tomorrow".to_owned(),
        sort: "colour".to_owned(),
        ..Asked::default()
    };
    let (filter, mistakes) = Filter::read(&asked, &reach).unwrap();
    let names: Vec<_> = mistakes.iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        names,
        ["kind", "level", "sort", "rule", "amount_from", "day_to"]
    );
    assert!(filter.kind.is_none() && filter.amount_from.is_none());
    let token = world.token("inspector").await;
    let path = "/api/v1/inspect/transactions?kind=pear";
    let refused = world.get(Some(&token), path).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn two_characters_are_found_and_the_wrong_order_is_not() {
    let world = village_world().await;
    let search = |text: &str| Asked {
        q: text.to_owned(),
        ..Asked::default()
    };
    let roads = found(&world, &search("道路")).await;
    assert!(!roads.is_empty());
    assert!(roads.iter().all(|row| row.title.contains("道路")));
    assert!(found(&world, &search("路道")).await.is_empty());
    assert!(found(&world, &search("，。")).await.is_empty());
    let mut by_amount = search("道路");
    by_amount.sort = "amount".to_owned();
    let sorted = found(&world, &by_amount).await;
    assert_eq!(subjects(&sorted), subjects(&roads));
    assert!(sorted.is_sorted_by(|one, next| one.amount >= next.amount));
    let mut elsewhere = search("道路");
    elsewhere.division = "141031100202".to_owned();
    assert!(found(&world, &elsewhere).await.is_empty());
}

#[tokio::test]
async fn pages_hold_every_row_once_by_time_and_by_amount() {
    let world = village_world().await;
    let reach = reach(&world, "inspector").await;
    let all = found(&world, &Asked::default()).await;
    for (sort, q) in [
        ("time", ""),
        ("amount", ""),
        ("time", "道路"),
        ("amount", "道路"),
    ] {
        let asked = Asked {
            sort: sort.to_owned(),
            q: q.to_owned(),
            ..Asked::default()
        };
        let (filter, _) = Filter::read(&asked, &reach).unwrap();
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let page = filter::page(&world.app, &filter, &paging("2", cursor)).await;
            let page = page.unwrap();
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let whole = found(&world, &asked).await;
        let order = |rows: &[Transaction]| {
            let subjects = rows.iter().map(|row| row.subject.clone());
            subjects.collect::<Vec<_>>()
        };
        assert_eq!(order(&seen), order(&whole), "{sort} {q}");
        if q.is_empty() {
            assert_eq!(seen.len(), all.len());
        }
    }
}

async fn feed(world: &World, login: &str, cursor: i64) -> Feed {
    let session = session(world, login).await;
    let reach = Reach::of(&session).unwrap();
    let (filter, _) = Filter::read(&Asked::default(), &reach).unwrap();
    Feed::new(world.app.clone(), session, reach, filter, cursor).unwrap()
}

/// What a reader gets until it has to wait.
async fn drained(feed: &mut Feed) -> Vec<Transaction> {
    let mut rows = Vec::new();
    while let Ok(row) = tokio::time::timeout(Duration::from_millis(300), feed.next()).await {
        rows.push(row.unwrap().unwrap());
    }
    rows
}

#[tokio::test]
async fn the_stream_has_each_row_once_and_goes_on_where_it_stopped() {
    let world = village_world().await;
    let all = drained(&mut feed(&world, "inspector", 0).await).await;
    let total: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM transactions")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(i64::try_from(all.len()).unwrap(), total);
    assert_eq!(subjects(&all).len(), all.len());
    assert!(all.is_sorted_by(|one, next| one.changed < next.changed));
    assert_eq!(
        all.last().unwrap().changed,
        latest(&world.app).await.unwrap()
    );
    let middle = all.len() / 2;
    let rest = drained(&mut feed(&world, "inspector", all[middle].changed).await).await;
    assert_eq!(subjects(&rest), subjects(&all[middle + 1..]));
    let far = drained(&mut feed(&world, "far_inspector", 0).await).await;
    assert!(far.is_empty());
}

#[tokio::test]
async fn what_waits_in_a_county_waits_in_every_place_around_it() {
    let world = village_world().await;
    let of = |division: &'static str| {
        let app = world.app.clone();
        async move { numbers(&app, division.parse().unwrap()).await.unwrap() }
    };
    let county = of(COUNTY).await;
    assert_ne!(county, Numbers::default());
    for around in ["141000000000", "140000000000", "000000000000"] {
        assert_eq!(of(around).await, county, "{around}");
    }
    assert_eq!(of("210115000000").await, Numbers::default());
    let village = of(VILLAGE).await;
    assert!(village.waiting <= county.waiting && village.held <= county.held);
}

#[tokio::test]
async fn the_same_is_found_from_every_place_around_a_county() {
    let world = village_world().await;
    let reach = Reach::of(&holder(Role::Inspector, "000000000000")).unwrap();
    for (kind, sort, q) in [
        ("", "time", ""),
        ("spending", "time", ""),
        ("voucher", "amount", ""),
        ("", "time", "道路"),
        ("spending", "amount", "道路"),
    ] {
        let mut all = Vec::new();
        for division in [COUNTY, "141000000000", "140000000000", "000000000000"] {
            let asked = Asked {
                division: division.to_owned(),
                kind: kind.to_owned(),
                sort: sort.to_owned(),
                q: q.to_owned(),
                ..Asked::default()
            };
            let (filter, mistakes) = Filter::read(&asked, &reach).unwrap();
            assert!(mistakes.is_empty(), "{mistakes:?}");
            let page = filter::page(&world.app, &filter, &paging("500", None)).await;
            let rows = page.unwrap().items;
            all.push(rows.into_iter().map(|row| row.subject).collect::<Vec<_>>());
        }
        assert!(!all[0].is_empty());
        assert!(all.iter().all(|found| *found == all[0]), "{all:?}");
    }
}

#[tokio::test]
async fn words_with_what_few_have_find_the_hits_that_have_it() {
    let world = village_world().await;
    let asked = |state: &str, sort: &str| Asked {
        q: "道路".to_owned(),
        state: state.to_owned(),
        sort: sort.to_owned(),
        ..Asked::default()
    };
    let hits = found(&world, &asked("", "time")).await;
    assert!(!hits.is_empty());
    let states: BTreeSet<&str> = hits.iter().map(|row| row.state.as_str()).collect();
    for state in states {
        let of_state = hits.iter().filter(|row| row.state == state);
        let expected: Vec<&str> = of_state.map(|row| row.subject.as_str()).collect();
        let rows = found(&world, &asked(state, "time")).await;
        let rows: Vec<&str> = rows.iter().map(|row| row.subject.as_str()).collect();
        assert_eq!(rows, expected, "{state}");
        let largest = found(&world, &asked(state, "amount")).await;
        assert_eq!(largest.len(), expected.len(), "{state}");
    }
}

#[tokio::test]
async fn a_payee_is_found_by_its_name() {
    let world = village_world().await;
    let row = a_spending(&world).await;
    let party = Party {
        kind: PartyKind::Organisation,
        name: "隰县农机服务队".to_owned(),
        ..Party::default()
    };
    let kept = parties::keep(&world.app, row.division.parse().unwrap(), &party).await;
    sqlx::query("UPDATE transactions SET party = ? WHERE subject = ?")
        .bind(kept.unwrap().party.to_string())
        .bind(&row.subject)
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    for (payee, count) in [("隰县农机服务队", 1), ("隰县农机服务", 0)] {
        for sort in ["time", "amount"] {
            let asked = Asked {
                payee: payee.to_owned(),
                sort: sort.to_owned(),
                ..Asked::default()
            };
            let rows = found(&world, &asked).await;
            assert_eq!(rows.len(), count, "{payee} {sort}");
            assert!(rows
                .iter()
                .all(|found| found.subject == row.subject
                    && found.party_name.as_deref() == Some(payee)));
        }
    }
}

#[tokio::test]
async fn what_is_finalized_is_in_the_stream_at_once() {
    let world = empty_world().await;
    let mut feed = feed(&world, "inspector", latest(&world.app).await.unwrap()).await;
    let mut expected = 0;
    for block in village::blocks() {
        world.node.add_block(block);
        let start = std::time::Instant::now();
        let rows = drained(&mut feed).await;
        expected += rows.len();
        assert!(start.elapsed() < Duration::from_secs(3) + Duration::from_millis(300));
    }
    assert!(expected > 5);
}

#[tokio::test]
async fn the_stream_speaks_over_http_and_resumes_by_its_last_id() {
    use axum::http::{header, Request};
    use futures::StreamExt as _;
    use tower::ServiceExt as _;

    let world = village_world().await;
    let token = world.token("inspector").await;
    let all = drained(&mut feed(&world, "inspector", 0).await).await;
    let last = all[all.len() - 3].changed;
    let request = Request::get("/api/v1/inspect/stream")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("last-event-id", last.to_string())
        .body(axum::body::Body::empty())
        .unwrap();
    let response = world.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    let mut body = response.into_body().into_data_stream();
    let mut text = String::new();
    while let Ok(Some(chunk)) = tokio::time::timeout(Duration::from_millis(500), body.next()).await
    {
        text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    assert!(
        text.contains("retry: 2000") || text.contains("retry:2000"),
        "{text}"
    );
    assert_eq!(text.matches("event: transaction").count(), 2, "{text}");
    for row in &all[all.len() - 2..] {
        assert_eq!(text.matches(&format!("id: {}\n", row.changed)).count(), 1);
    }
}

#[tokio::test]
async fn a_file_has_everything_that_belongs_together_wherever_it_begins() {
    let world = village_world().await;
    let session = session(&world, "inspector").await;
    let reach = Reach::of(&session).unwrap();
    let read = |subject: String| {
        let (world, session, reach) = (&world, &session, &reach);
        async move {
            file::read(&world.app, session, reach, &subject)
                .await
                .unwrap()
        }
    };
    let posted: i64 = sqlx::query_scalar(
        "SELECT id FROM spendings WHERE voucher IS NOT NULL ORDER BY id LIMIT 1",
    )
    .fetch_one(&world.app.db.reader)
    .await
    .unwrap();
    let whole = read(format!("spending:{posted}")).await;
    let spending = whole.spending.as_ref().unwrap();
    assert_eq!(spending.row.id, posted);
    assert!(spending.events.iter().any(|event| event.kind == "signed"));
    let voucher = whole.vouchers.first().unwrap();
    assert!(voucher.lines.len() >= 2);
    assert!(!whole.documents.is_empty() && !whole.people.is_empty());
    let subjects: BTreeSet<_> = whole.heads.iter().map(|head| &head.subject).collect();
    assert!(subjects.contains(&format!("spending:{posted}")));
    assert!(subjects.contains(&format!("book:{}", voucher.row.book)));
    let from_voucher = read(format!("voucher:{}", voucher.row.id)).await;
    assert_eq!(from_voucher.spending.unwrap().row.id, posted);
    for row in found(&world, &Asked::default()).await {
        let file = read(row.subject.clone()).await;
        assert_eq!(file.transaction.subject, row.subject);
        assert!(!file.heads.is_empty(), "{} has no timeline", row.subject);
    }
    let warned: String = sqlx::query_scalar("SELECT about FROM asset_warnings WHERE id = 1")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let warning = read("warning:1".to_owned()).await;
    assert!(warning.warnings.iter().any(|one| one.row.id == 1));
    assert!(warning.heads.iter().any(|head| head.subject == warned));
}

#[tokio::test]
async fn holds_and_questions_of_the_chain_are_in_the_file() {
    let world = village_world().await;
    let session = session(&world, "inspector").await;
    let reach = Reach::of(&session).unwrap();
    let (held, case): (String, i64) = sqlx::query_as("SELECT subject, id FROM cases ORDER BY id")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let file = file::read(&world.app, &session, &reach, &held)
        .await
        .unwrap();
    let found = file.cases.iter().find(|one| one.id == case).unwrap();
    assert!(found.opened_role.is_some() && found.opened_by.is_some());
    let asked: String = sqlx::query_scalar("SELECT subject FROM questions WHERE id = 1")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let file = file::read(&world.app, &session, &reach, &asked)
        .await
        .unwrap();
    assert_eq!(file.questions.len(), 1);
    // Another service asked it: the words are not here, and that is said.
    assert!(file.questions[0].question_text.is_none());
}

#[tokio::test]
async fn questions_are_read_by_points_and_by_the_villages_officers_only() {
    let world = village_world().await;
    for (login, sees) in [
        ("inspector", true),
        ("township", true),
        ("cashier", true),
        ("chair", true),
        ("far_inspector", false),
        ("villager", false),
        ("neighbour", false),
        ("bank", false),
    ] {
        let session = session(&world, login).await;
        let all = questions::Wanted::All;
        let list = questions::list(&world.app, &session, all, &paging("50", None)).await;
        assert_eq!(!list.unwrap().items.is_empty(), sees, "{login}");
        let one = questions::find(&world.app, &session, 1).await;
        assert_eq!(one.is_ok(), sees, "{login}");
    }
}

#[tokio::test]
async fn who_looked_is_written_down_and_only_inspectors_read_it() {
    let world = village_world().await;
    let subject = a_spending(&world).await.subject;
    let tokens = |login: &'static str| {
        let world = &world;
        async move { world.token(login).await }
    };
    let township = tokens("township").await;
    let path = format!("/api/v1/inspect/files/{subject}");
    assert_eq!(
        world.get(Some(&township), &path).await.status,
        StatusCode::OK
    );
    let search = "/api/v1/inspect/transactions?q=%E9%81%93%E8%B7%AF";
    assert_eq!(
        world.get(Some(&township), search).await.status,
        StatusCode::OK
    );
    let inspector = tokens("inspector").await;
    let views = world
        .get(Some(&inspector), "/api/v1/inspect/views")
        .await
        .json();
    let views = views["items"].as_array().unwrap().clone();
    assert!(views
        .iter()
        .any(|view| view["act"] == "file" && view["subject"] == subject && view["role"] == "town"));
    assert!(views
        .iter()
        .any(|view| view["act"] == "list" && view["detail"].as_str().unwrap().contains("q=")));
    for login in [
        "township",
        "cashier",
        "chair",
        "supervisor",
        "villager",
        "bank",
    ] {
        let token = tokens(login).await;
        for path in ["/api/v1/inspect/views", "/inspect/views"] {
            let refused = world.get(Some(&token), path).await.status;
            assert!(refused.is_client_error(), "{login} {path} {refused}");
        }
        // What the inspected may read of the spending says nothing of who looked.
        let path = format!("/api/v1/timelines/{subject}");
        let body = world.get(Some(&token), &path).await.body;
        assert!(!String::from_utf8_lossy(&body).contains("viewed"));
    }
    let far = tokens("far_inspector").await;
    let elsewhere = world.get(Some(&far), "/api/v1/inspect/views").await.json();
    assert!(elsewhere["items"].as_array().unwrap().is_empty());
    let sealed: Vec<Option<Vec<u8>>> = sqlx::query_scalar("SELECT detail FROM inspect_views")
        .fetch_all(&world.app.db.reader)
        .await
        .unwrap();
    let open = sealed
        .iter()
        .flatten()
        .any(|detail| detail.windows(2).any(|pair| pair == b"q=".as_slice()));
    assert!(!open, "a search lies open in the database");
}

#[tokio::test]
async fn a_look_says_as_what_somebody_looked() {
    let world = village_world().await;
    let session = session(&world, "inspector").await;
    let reach = Reach::of(&session).unwrap();
    let look = Look {
        act: Act::Export,
        division: VILLAGE,
        subject: "spending:1",
        detail: "",
    };
    views::note(&world.app, &session, &reach, look)
        .await
        .unwrap();
    let wanted = views::Wanted {
        subject: Some("spending:1".to_owned()),
        act: Some("export".to_owned()),
    };
    let list = views::list(&world.app, &session, &wanted, &paging("10", None))
        .await
        .unwrap();
    assert_eq!(list.items.len(), 1);
    assert_eq!(list.items[0].role, "inspector");
    assert_eq!(list.items[0].division, VILLAGE);
    assert_eq!(list.items[0].member, Some(24));
}

#[tokio::test]
async fn a_case_opens_and_its_sums_match() {
    let world = village_world().await;
    let token = world.token("inspector").await;
    let subject = a_spending(&world).await.subject;
    let path = format!("/api/v1/inspect/files/{subject}/export");
    let answer = world.get(Some(&token), &path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let sums = String::from_utf8(read("manifest.b3")).unwrap();
    let mut names = BTreeSet::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(
            blake3::hash(&read(name)).to_hex().to_string(),
            sum,
            "{name}"
        );
        names.insert(name.to_owned());
    }
    for name in [
        "index.html",
        "style.css",
        "VERIFY.txt",
        "file.json",
        "manifest.json",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let records = format!("records/{}.json", subject.replace(':', "-"));
    let timeline: serde_json::Value = serde_json::from_slice(&read(&records)).unwrap();
    let mut head = [0u8; 32];
    for record in timeline["records"].as_array().unwrap() {
        let scale = record["scale"].as_str().unwrap().trim_start_matches("0x");
        let bytes = [head.as_slice(), &hex::decode(scale).unwrap()].concat();
        head = sp_crypto_hashing::blake2_256(&bytes);
    }
    assert_eq!(hex::encode(head), timeline["head"].as_str().unwrap());
    assert!(timeline["proof"].is_array() && timeline["state_root"].is_string());
    assert!(timeline["header"]
        .as_str()
        .is_some_and(|it| it.starts_with("0x")));
    let how = String::from_utf8(read("VERIFY.txt")).unwrap();
    assert_eq!(how.matches("blake2_256(header)").count(), 2);
    let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["subject"], subject);
    assert_eq!(manifest["files"].as_array().unwrap().len() + 1, names.len());
    let html = String::from_utf8(read("index.html")).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"));
    crate::pages::well_formed::check(&html).unwrap();
}

#[tokio::test]
async fn a_case_tells_only_inspectors_who_asked() {
    let world = village_world().await;
    for (login, withheld) in [("township", true), ("inspector", false)] {
        let token = world.token(login).await;
        for subject in ["challenge:1", "spending:1"] {
            let path = format!("/api/v1/inspect/files/{subject}/export");
            let answer = world.get(Some(&token), &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{login} {subject}");
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
            let mut read = |name: &str| {
                let mut bytes = Vec::new();
                zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
                String::from_utf8(bytes).unwrap()
            };
            let timeline = read("records/challenge-1.json");
            let asker = "50".repeat(16);
            assert_eq!(timeline.contains(&asker), !withheld, "{login} {timeline}");
            assert!(!read("file.json").contains(&asker), "{login}");
            let timeline: serde_json::Value = serde_json::from_str(&timeline).unwrap();
            assert_eq!(timeline["withheld"], withheld, "{login}");
            let records = timeline["records"].as_array().unwrap();
            assert_eq!(records.is_empty(), withheld, "{login}");
            // The head and its proof say nothing of who asked.
            assert_eq!(timeline["head"].as_str().unwrap().len(), 64);
            assert!(timeline["len"].as_i64().unwrap() > 0 && timeline["proof"].is_array());
        }
    }
}

#[tokio::test]
async fn a_hold_counts_until_the_millisecond_it_ends() {
    let world = village_world().await;
    let ends: i64 = sqlx::query_scalar("SELECT expires_ms FROM cases WHERE id = 2")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    for (at, expected) in [(ends - 1, 1), (ends, 0), (ends + 1, 0)] {
        let query = format!("SELECT {}", super::rows::holds_on("?", at));
        let holds: i64 = sqlx::query_scalar(&query)
            .bind("spending:1")
            .fetch_one(&world.app.db.reader)
            .await
            .unwrap();
        assert_eq!(holds, expected, "{at}");
    }
    // A released hold is none, even before it would have ended.
    let query = format!("SELECT {}", super::rows::holds_on("?", ends - 1));
    let released: i64 = sqlx::query_scalar(&query)
        .bind("spending:3")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(released, 0);
}

#[tokio::test]
async fn warnings_wait_with_their_clocks_and_steps() {
    let world = village_world().await;
    let session = session(&world, "inspector").await;
    let reach = Reach::of(&session).unwrap();
    let wanted = warnings::Wanted {
        all: true,
        ..warnings::Wanted::default()
    };
    let all = warnings::list(&world.app, &reach, &wanted, &paging("50", None))
        .await
        .unwrap();
    assert!(!all.items.is_empty());
    let wanted = warnings::Wanted::default();
    let waiting = warnings::list(&world.app, &reach, &wanted, &paging("50", None)).await;
    for warning in waiting.unwrap().items {
        assert!(warning.waiting && warning.workdays_left.is_some());
        let offers = warnings::offers(&world.app, &session, &reach, &warning).await;
        let steps: Vec<_> = offers
            .unwrap()
            .into_iter()
            .map(|offer| offer.step.name())
            .collect();
        let expected: &[&str] = match warning.state.as_str() {
            "open" => &["assign", "rectify"],
            "assigned" => &["rectify"],
            "explained" => &["accept", "rectify"],
            "rectified" => &["verify"],
            _ => &[],
        };
        let rest: Vec<_> = steps
            .iter()
            .copied()
            .filter(|step| *step != "escalate")
            .collect();
        assert_eq!(rest, expected, "{}", warning.state);
        assert_eq!(steps.contains(&"escalate"), warning.is_overdue());
    }
    let far = Reach::of(&super::tests::session(&world, "far_inspector").await).unwrap();
    assert!(warnings::find(&world.app, &far, 1).await.is_err());
}

#[tokio::test]
async fn analyses_are_computed_and_marked() {
    let world = village_world().await;
    let county = COUNTY.parse().unwrap();
    let analyses = super::analyses::of(&world.app, county, 365).await.unwrap();
    assert!(analyses.computed);
    assert!(analyses
        .findings
        .iter()
        .all(|finding| super::analyses::KINDS.contains(&finding.kind.as_str())));
}
