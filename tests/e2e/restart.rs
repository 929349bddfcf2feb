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
    let ticket = governance
        .send(
            Method::POST,
            "/api/v1/organisations?wait=none",
            &json!({"items": first()}),
        )
        .await
        .expect("an answer");
    assert_eq!(ticket.status, StatusCode::ACCEPTED, "{}", ticket.body);
    let service = service.restart().await.expect("the service starts again");
    let id = ticket.body["ticket"].as_str().expect("a ticket").to_owned();
    let governance = Client::log_in(service.base(), "governance", &governance_password)
        .await
        .expect("governance logs in again");
    let mut answer = governance
        .get(&format!("/api/v1/tickets/{id}"))
        .await
        .expect("a ticket");
    for _ in 0..150 {
        if answer.body["status"] != "pending" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        answer = governance
            .get(&format!("/api/v1/tickets/{id}"))
            .await
            .expect("a ticket");
    }
    assert_eq!(answer.body["status"], "finalized", "{}", answer.body);
    assert_eq!(organisations(&governance).await.len(), before + 1);

    // The node is away: scans and reads go on, writes say so, and it comes back with its chain.
    let height = node.finalized_number().await.expect("a height");
    let stopped = node.stop().expect("the node stops");
    let scan = governance
        .get("/api/v1/scans/PEAR")
        .await
        .expect("an answer");
    assert_eq!(scan.body["verdict"], "malformed", "{}", scan.body);
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
    let after = organisations(&governance).await;
    assert_eq!(after.len(), before + 2);

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
