//! Either process is stopped in the middle; nothing is lost and nothing is doubled.

use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use system_tests::{
    client::Client,
    stack::{Service, Stack},
};

fn bureau(credit_code: &str, name: &str) -> Value {
    json!([{
        "kind": "state_organ", "division": "141031000000",
        "identity": {"legal": {"credit_code": credit_code, "name": name}},
    }])
}

fn first() -> Value {
    bureau("11141031MB0A10013D", "隰县农业农村局")
}

fn second() -> Value {
    bureau("11141031MB0A100218", "隰县纪委监委")
}

fn third() -> Value {
    bureau("11141031MB0A1003X0", "隰县市场监督管理局")
}

/// What a write that is not waited for became.
async fn settled(client: &Client, ticket: &str) -> Value {
    let path = format!("/api/v1/tickets/{ticket}");
    for _ in 0..300 {
        let answer = client.get(&path).await.expect("a ticket");
        if answer.body["status"] != "pending" {
            return answer.body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("the ticket {ticket} stays pending");
}

/// Writes without waiting, and gives the ticket.
async fn begin(client: &Client, items: Value) -> String {
    let answer = client
        .send(
            Method::POST,
            "/api/v1/organisations?wait=none",
            &json!({ "items": items }),
        )
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    answer.body["ticket"].as_str().expect("a ticket").to_owned()
}

async fn organisations(client: &Client) -> Vec<Value> {
    let answer = client
        .get("/api/v1/organisations?limit=100")
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["items"].as_array().expect("a list").clone()
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn a_restart_of_either_process_loses_and_doubles_nothing() {
    let Stack {
        node,
        service,
        folder,
        governance_password,
    } = Stack::start().await.expect("a stack");
    let governance = Client::log_in(service.base(), "governance", &governance_password)
        .await
        .expect("governance logs in");
    let before = organisations(&governance).await.len();

    // A write whose answer is not waited for, and the service stops.
    let ticket = begin(&governance, first()).await;
    let service = service.restart().await.expect("the service starts again");
    let governance = Client::log_in(service.base(), "governance", &governance_password)
        .await
        .expect("governance logs in again");
    let answer = settled(&governance, &ticket).await;
    assert_eq!(answer["status"], "finalized", "{answer}");
    assert_eq!(organisations(&governance).await.len(), before + 1);

    // The node stops with a call on its way; it is away: scans and reads go on and say as of when, writes
    // say so, and it comes back with its chain.
    let height = node.finalized_number().await.expect("a height");
    let ticket = begin(&governance, third()).await;
    let stopped = node.stop().expect("the node stops");
    let mut scan = governance.get("/api/v1/scans/PEAR").await;
    for _ in 0..50 {
        let body = &scan.as_ref().expect("an answer").body;
        assert_eq!(body["verdict"], "malformed", "{body}");
        if body["as_of"]["live"] == false {
            break;
        }
        // The service hears of it when the connection ends.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        scan = governance.get("/api/v1/scans/PEAR").await;
    }
    let as_of = scan.expect("an answer").body["as_of"].clone();
    assert_eq!(as_of["live"], false, "{as_of}");
    assert!(
        as_of["block"].as_u64().is_some_and(|block| block > 0),
        "{as_of}"
    );
    let refused = governance
        .try_write("/api/v1/organisations", second())
        .await
        .expect("an answer");
    assert_eq!(
        refused.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        refused.body
    );
    assert_eq!(refused.code(), "chain_unavailable");
    let node = stopped.start().await.expect("the node starts again");
    assert!(node.finalized_number().await.expect("a height") >= height);
    service
        .wait_for_block(height + 1)
        .await
        .expect("the index goes on");
    governance
        .write("/api/v1/organisations", second())
        .await
        .expect("writes go on");
    let answer = settled(&governance, &ticket).await;
    assert_eq!(answer["status"], "finalized", "{answer}");
    let after = organisations(&governance).await;
    assert_eq!(after.len(), before + 3);

    // The index made anew from block 0 holds the same rows.
    let base = service.base().to_owned();
    drop(service);
    let again = folder.path().join("again");
    std::fs::create_dir(&again).expect("a folder");
    let fresh = Service::start(&again, &node.url(), &governance_password)
        .await
        .expect("a service");
    assert_ne!(fresh.base(), base);
    let height = node.finalized_number().await.expect("a height");
    fresh
        .wait_for_block(height)
        .await
        .expect("the index catches up");
    let governance = Client::log_in(fresh.base(), "governance", &governance_password)
        .await
        .expect("governance logs in");
    assert_eq!(organisations(&governance).await, after);
}
