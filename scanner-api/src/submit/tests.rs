//! Writes against a chain in memory: finality, refusals, retries and restarts.

use axum::http::{Method, StatusCode};
use county_primitives::{produce::ProduceEntry, CycleId, LotId, Subject};
use serde_json::json;

use crate::{
    chain::{
        errors::Refusal,
        fake::{AnyEntry, Outcome},
        PoolRefusal, RawCall,
    },
    extract::{session_of, Via},
    submit::{Order, Status},
    testing::{grower, request, world, World},
    write::{Wait, Write},
};

async fn grower_write(world: &World) -> Write {
    let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = 'grower'")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    Write::for_form(session_of(&world.app, account, Via::Bearer).await.unwrap())
}

fn finish() -> RawCall {
    RawCall::new("Produce", "finish_cycles", &vec![CycleId(1)])
}

fn finished() -> Outcome {
    let finished = AnyEntry::Produce(ProduceEntry::CycleFinished);
    let again = finished.clone();
    Outcome::Records(vec![
        (Subject::Cycle(CycleId(1)), grower(), finished),
        (Subject::Cycle(CycleId(2)), grower(), again),
    ])
}

#[tokio::test]
async fn a_write_is_answered_when_the_index_has_its_block() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.next_outcome(finished());
    let receipt = write.submit_args(&world.app, finish()).await.unwrap().0;
    assert_eq!(
        (receipt.status, receipt.block),
        (Status::Finalized, Some(1))
    );
    assert_eq!(receipt.subjects, ["cycle:1", "cycle:2"]);
    assert_eq!(receipt.numbers("cycle"), [1, 2]);
    assert_eq!(world.app.as_of().unwrap().block, 1);
}

#[tokio::test]
async fn a_refusal_names_error_and_item() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.next_outcome(Outcome::Refused(Refusal {
        code: "Produce.InsideSafetyInterval".to_owned(),
        item: Some(3),
        docs: String::new(),
    }));
    let error = write.submit_args(&world.app, finish()).await.unwrap_err();
    let problem = error.problem();
    assert_eq!((problem.status, problem.item), (422, Some(3)));
    assert_eq!(problem.errors[0].pointer, "/items/3");
    assert!(problem.detail_zh.contains("安全间隔期"));
    world
        .node
        .next_outcome(Outcome::Refused(Refusal::new("Registry.NotAuthorised", "")));
    let error = write.submit_args(&world.app, finish()).await.unwrap_err();
    assert_eq!(error.problem().status, 403);
}

#[tokio::test]
async fn a_stale_nonce_is_signed_again_and_other_refusals_are_not() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.next_refusal(PoolRefusal::StaleNonce);
    assert!(write.submit_args(&world.app, finish()).await.is_ok());
    assert_eq!(world.node.calls().len(), 2);
    world.node.next_refusal(PoolRefusal::Member(1));
    let error = write.submit_args(&world.app, finish()).await.unwrap_err();
    assert_eq!(error.code(), "pool_refused");
    assert!(error.problem().detail_zh.contains("暂停"));
    let tickets: i64 = sqlx::query_scalar("SELECT count(*) FROM tickets")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(tickets, 1);
}

#[tokio::test]
async fn nonces_run_on_over_parallel_calls() {
    let world = world().await;
    let write = grower_write(&world).await;
    let all = (0..8).map(|_| write.submit_args(&world.app, finish()));
    for result in futures::future::join_all(all).await {
        result.unwrap();
    }
    let nonces: Vec<i64> = sqlx::query_scalar("SELECT nonce FROM tickets ORDER BY nonce")
        .fetch_all(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(nonces, (0..8).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_call_that_the_pool_gives_up_fails_at_once() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.next_outcome(Outcome::Lost);
    let error = write.submit_args(&world.app, finish()).await.unwrap_err();
    assert_eq!(error.code(), "call_lost");
}

#[tokio::test]
async fn a_call_no_block_takes_expires_and_a_pending_one_is_sent_again() {
    let world = world().await;
    let mut write = grower_write(&world).await;
    write.wait = Wait::None;
    world.node.next_outcome(Outcome::Ignored);
    let pending = write.submit_args(&world.app, finish()).await.unwrap().0;
    assert_eq!(pending.status, Status::Pending);
    // As after a restart: the pool gets it again, and a block takes it.
    world.node.next_outcome(finished());
    world.app.submitter.resume().await.unwrap();
    let account = write.session.account;
    let receipt = world
        .app
        .submitter
        .wait(&pending.ticket, account)
        .await
        .unwrap();
    assert_eq!(receipt.status, Status::Finalized);
    // Another one is never taken.
    world.node.next_outcome(Outcome::Ignored);
    let pending = write.submit_args(&world.app, finish()).await.unwrap().0;
    for _ in 0..4 {
        world.node.add_block(Vec::new());
    }
    let receipt = world
        .app
        .submitter
        .wait(&pending.ticket, account)
        .await
        .unwrap();
    assert_eq!(receipt.status, Status::Failed);
}

#[tokio::test]
async fn a_call_that_is_being_sent_is_not_sent_again() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.next_outcome(finished());
    world.node.set_busy(true);
    let send = write.submit_args(&world.app, finish());
    let resume = async {
        while world.node.submissions() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let resumed = world.app.submitter.resume();
        let free = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            world.node.set_busy(false);
        };
        tokio::join!(resumed, free).0
    };
    let (sent, resumed) = tokio::join!(send, resume);
    resumed.unwrap();
    assert_eq!(sent.unwrap().0.status, Status::Finalized);
    assert_eq!((world.node.calls().len(), world.node.submissions()), (1, 1));
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let world = world().await;
    let mut write = grower_write(&world).await;
    write.idempotency_key = Some("monday-1".to_owned());
    let first = write.submit_args(&world.app, finish()).await.unwrap().0;
    let again = write.submit_args(&world.app, finish()).await.unwrap().0;
    assert_eq!(first.ticket, again.ticket);
    assert_eq!(world.node.calls().len(), 1);
    let other = RawCall::new("Produce", "finish_cycles", &vec![LotId(2)]);
    let error = write.submit_args(&world.app, other).await.unwrap_err();
    assert_eq!(error.code(), "idempotency_conflict");
    // What the pool never took leaves the key free.
    write.idempotency_key = Some("monday-2".to_owned());
    world.node.next_refusal(PoolRefusal::BadSigner);
    assert!(write.submit_args(&world.app, finish()).await.is_err());
    assert!(write.submit_args(&world.app, finish()).await.is_ok());
}

#[tokio::test]
async fn a_request_whose_client_went_away_is_sent_once() {
    let world = world().await;
    let mut write = grower_write(&world).await;
    write.idempotency_key = Some("monday-3".to_owned());
    world.node.next_outcome(finished());
    world.node.set_busy(true);
    let begun = async {
        while world.node.submissions() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    // The client hangs up while the node has the call.
    tokio::select! {
        answer = write.submit_args(&world.app, finish()) => panic!("{answer:?} from a busy node"),
        () = begun => {}
    }
    world.node.set_busy(false);
    let again = write.submit_args(&world.app, finish()).await.unwrap().0;
    assert_eq!(again.status, Status::Finalized);
    assert_eq!((world.node.calls().len(), world.node.submissions()), (1, 1));
}

#[tokio::test]
async fn while_the_database_is_held_a_repeated_request_is_sent_once() {
    let world = world().await;
    let mut write = grower_write(&world).await;
    write.idempotency_key = Some("monday-4".to_owned());
    let held = world.app.db.writer.begin().await.unwrap();
    let mut requests = Vec::new();
    for _ in 0..3 {
        let (app, write) = (world.app.clone(), write.clone());
        requests.push(tokio::spawn(async move {
            let answer = write.submit_args(&app, finish()).await?;
            Ok::<_, crate::error::ApiError>(answer.0.ticket)
        }));
    }
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(world.node.submissions(), 0);
    drop(held);
    let mut tickets = Vec::new();
    for request in requests {
        // Those that lost the race for the key are told so, and nothing is sent for them.
        match request.await.unwrap() {
            Ok(ticket) => tickets.push(ticket),
            Err(error) => assert_eq!(error.code(), "idempotency_conflict"),
        }
    }
    tickets.dedup();
    assert_eq!((tickets.len(), world.node.submissions()), (1, 1));
    let again = write.submit_args(&world.app, finish()).await.unwrap().0;
    assert_eq!(again.ticket, tickets[0]);
}

#[tokio::test]
async fn a_key_that_is_not_taken_sends_nothing() {
    let world = world().await;
    let write = grower_write(&world).await;
    let order = Order {
        account: write.session.account,
        public_key: write.session.public_key,
        idempotency_key: Some("of nobody".to_owned()),
        call: finish(),
    };
    let error = world.app.submitter.send(order).await.unwrap_err();
    assert_eq!(error.code(), "idempotency_conflict");
    assert_eq!(world.node.submissions(), 0);
}

#[tokio::test]
async fn registry_calls_of_the_council_are_proposals() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.seat(write.session.public_key);
    let call = RawCall::new("Registry", "approve_organisations", &vec![1u32]);
    write.submit_args(&world.app, call).await.unwrap();
    write.submit_args(&world.app, finish()).await.unwrap();
    let calls = world.node.calls();
    assert_eq!((calls[0].pallet, calls[0].call), ("Council", "propose"));
    assert_eq!(calls[1].pallet, "Produce");
    // A council of one: threshold 1, and nothing to vote on.
    assert_eq!(calls[0].args.0.first(), Some(&4));
}

#[tokio::test]
async fn while_the_node_is_away_writes_say_so_and_reads_go_on() {
    let world = world().await;
    let write = grower_write(&world).await;
    world.node.set_live(false);
    let error = write.submit_args(&world.app, finish()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.problem().status),
        ("chain_unavailable", 503)
    );
    let health = world.get(None, "/healthz").await;
    assert_eq!(health.json()["live"], false);
    assert!(!world.app.as_of().unwrap().live);
    world.node.set_live(true);
    assert!(write.submit_args(&world.app, finish()).await.is_ok());
}

#[tokio::test]
async fn a_ticket_is_shown_to_its_owner_only() {
    let world = world().await;
    let mut write = grower_write(&world).await;
    write.wait = Wait::None;
    let receipt = write.submit_args(&world.app, finish()).await.unwrap().0;
    let path = format!("/api/v1/tickets/{}", receipt.ticket);
    let (owner, other) = (world.token("grower").await, world.token("packer").await);
    assert_eq!(world.get(Some(&owner), &path).await.status, StatusCode::OK);
    assert_eq!(
        world.get(Some(&other), &path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        world.get(None, &path).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn an_order_needs_a_key_of_its_own_account() {
    let world = world().await;
    let write = grower_write(&world).await;
    let order = Order {
        account: write.session.account + 1,
        public_key: write.session.public_key,
        idempotency_key: None,
        call: finish(),
    };
    assert!(world.app.submitter.send(order).await.is_err());
    assert!(world.node.calls().is_empty());
}

#[tokio::test]
async fn accounts_become_members_or_leave_no_trace() {
    let world = world().await;
    let token = world.token("county").await;
    let body = json!({"items": [{
        "login": "second",
        "password": "another long password",
        "organisation": 2,
        "roles": [{"role": "producer", "division": "141031100201"}],
    }]});
    world
        .node
        .next_outcome(Outcome::Refused(Refusal::new("Registry.NotAuthorised", "")));
    let refused = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let made = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.json());
    let taken = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(taken.json()["errors"][0]["pointer"], "/items/0/login");
    let short =
        json!({"items": [{"login": "x y", "password": "short", "organisation": 2, "roles": []}]});
    let wrong = world.post(&token, "/api/v1/accounts", &short).await;
    assert_eq!(wrong.json()["errors"].as_array().unwrap().len(), 2);
    let anonymous = request(Method::POST, None, "/api/v1/accounts", Some(&body));
    assert_eq!(world.send(anonymous).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn no_account_is_made_while_the_index_lies_far_behind() {
    let world = world().await;
    let token = world.token("county").await;
    let body = json!({"items": [{
        "login": "second",
        "password": "another long password",
        "organisation": 2,
        "roles": [{"role": "producer", "division": "141031100201"}],
    }]});
    // The index does not follow a node that is away.
    world.node.set_live(false);
    for _ in 0..20 {
        world.node.add_block(Vec::new());
    }
    let close = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(close.json()["code"], "chain_unavailable");
    let last = world.node.add_block(Vec::new());
    let behind = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(behind.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(behind.json()["code"], "index_behind");
    assert!(behind.headers.contains_key("retry-after"));
    world.node.set_live(true);
    world.indexed(last).await;
    let made = world.post(&token, "/api/v1/accounts", &body).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.json());
}

#[tokio::test]
async fn writes_that_wait_keep_nobody_from_reading() {
    let world = world().await;
    let token = world.token("grower").await;
    let most = u32::try_from(world.app.config.limits.concurrency_max).unwrap();
    let waiting = world.app.write_permits.acquire_many(most).await.unwrap();
    let body = json!({"name": "scale"});
    let refused = world.post(&token, "/api/v1/tokens", &body).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    let scan = world.get(None, "/api/v1/scans/PEAR").await;
    assert_eq!(scan.status, StatusCode::OK);
    drop(waiting);
    let made = world.post(&token, "/api/v1/tokens", &body).await;
    assert_eq!(made.status, StatusCode::CREATED);
}
