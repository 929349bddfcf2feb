//! An outsider recomputes the head of a lot and checks it against the chain without the service.

use codec::Decode;
use county_primitives::{produce::ProduceEntry, Digest, Record, Timeline};
use serde_json::{json, Value};
use sp_runtime::{generic::Header, traits::BlakeTwo256};
use sp_trie::StorageProof;

use super::world::world;

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("hexadecimal text");
    hex::decode(text.trim_start_matches("0x")).expect("hexadecimal")
}

#[tokio::test]
async fn the_head_recomputed_from_the_records_equals_the_chains() {
    let world = world().await;
    let lot = world.id("lot_shangzhuang");
    let answer = world
        .anonymous()
        .get(&format!("/api/v1/timelines/lot:{lot}"))
        .await
        .expect("an answer");
    let body = answer.body;
    let records = body["records"].as_array().expect("records");
    assert!(
        records.len() >= 5,
        "harvest, two tests, hand-over, grading: {body}"
    );

    let mut timeline = Timeline::default();
    for (sequence, record) in (0..).zip(records) {
        let scale = bytes(&record["scale"]);
        let record = Record::<ProduceEntry>::decode(&mut &scale[..]).expect("a record");
        assert_eq!(record.sequence, sequence);
        assert_eq!(record.subject.to_string(), format!("lot:{lot}"));
        timeline.append(&record).expect("room");
    }
    assert_eq!(body["len"], json!(timeline.len));
    assert_eq!(body["head"], json!(timeline.head.to_string()));

    // Without a network: the header that came along is that of the block, and the root stands in it.
    let header = bytes(&body["header"]);
    let hash = body["block_hash"].as_str().expect("a hash");
    let hashed = sp_crypto_hashing::blake2_256(&header);
    assert_eq!(format!("0x{}", hex::encode(hashed)), hash);
    let header = Header::<u32, BlakeTwo256>::decode(&mut &header[..]).expect("a header");
    assert_eq!(json!(header.number), body["block"]);
    assert_eq!(header.state_root.as_bytes(), bytes(&body["state_root"]));

    // The node, asked directly, has this block with this state root; the proof leads from the
    // root to the head.
    let header = world
        .stack
        .node
        .rpc("chain_getHeader", json!([hash]))
        .await
        .expect("a header");
    assert_eq!(header["stateRoot"], body["state_root"]);
    let root = <[u8; 32]>::try_from(bytes(&body["state_root"])).expect("32 bytes");
    let key = bytes(&body["storage_key"]);
    let nodes = body["proof"].as_array().expect("a proof").iter().map(bytes);
    let found = sp_state_machine::read_proof_check::<BlakeTwo256, _>(
        root.into(),
        StorageProof::new(nodes),
        [&key[..]],
    )
    .expect("the proof holds");
    let value = found[&key].clone().expect("the lot is there");
    let on_chain = Timeline::decode(&mut &value[..]).expect("a timeline");
    assert_eq!(on_chain, timeline);

    // A record that was changed gives another head.
    let mut forged = Timeline::default();
    for record in records {
        let scale = bytes(&record["scale"]);
        let mut record = Record::<ProduceEntry>::decode(&mut &scale[..]).expect("a record");
        record.ledger_ms += 1;
        forged.append(&record).expect("room");
    }
    assert_ne!(forged.head, on_chain.head);
    assert_ne!(forged.head, Digest::default());
}

#[tokio::test]
async fn a_subject_nobody_made_has_no_timeline() {
    let world = world().await;
    let answer = world
        .anonymous()
        .get("/api/v1/timelines/lot:999999")
        .await
        .expect("an answer");
    assert_eq!(answer.code(), "not_found");
    let answer = world
        .anonymous()
        .get("/api/v1/timelines/pear")
        .await
        .expect("an answer");
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn what_happens_on_a_farm_is_read_by_members_only() {
    let world = world().await;
    for subject in ["animal:1", "claim:1", "voucher:1"] {
        let answer = world
            .anonymous()
            .get(&format!("/api/v1/timelines/{subject}"))
            .await
            .expect("an answer");
        assert_eq!(answer.code(), "unauthorised", "{subject}");
    }
    let member = world.log_in("vet-zhou").await;
    let answer = member
        .get("/api/v1/timelines/animal:1")
        .await
        .expect("an answer");
    assert_eq!(answer.body["records"][0]["sequence"], 0, "{}", answer.body);
}

#[tokio::test]
async fn whom_a_farm_delivers_to_is_read_by_itself_and_its_authorities() {
    let world = world().await;
    let path = format!("/api/v1/timelines/farm:{}", world.id("hemiao"));
    let nobody = world.anonymous().get(&path).await.expect("an answer");
    assert_eq!(nobody.code(), "unauthorised");
    for login in ["farm-hemiao", "vet-zhou", "rongchang-bureau"] {
        let client = world.log_in(login).await;
        let answer = client.get(&path).await.expect("an answer");
        let records = answer.body["records"].to_string();
        assert!(records.contains("food_taken"), "{login}: {}", answer.body);
    }
    // Another farm, the buyer itself, and another county.
    for login in ["farm-luzi", "market-changyuan", "gaoqing-bureau"] {
        let client = world.log_in(login).await;
        let answer = client.get(&path).await.expect("an answer");
        assert_eq!(answer.code(), "not_found", "{login}: {}", answer.body);
    }
}
