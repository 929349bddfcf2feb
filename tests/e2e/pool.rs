//! The pool refuses what no member may send, before it costs anything.

use codec::Encode;
use county_primitives::produce::{PlotInput, PlotKind};
use serde_json::json;
use sp_core::{ed25519, Pair};
use system_tests::extrinsic::Signer;

use super::world::world;

fn open_plot() -> county_runtime::RuntimeCall {
    let plot = PlotInput {
        village: "141031102202".parse().expect("a village"),
        area: county_primitives::MilliMu(1_000),
        kind: PlotKind::Orchard,
        geometry: county_primitives::Digest([7; 32]),
    };
    let items = vec![plot].try_into().expect("one item fits");
    county_runtime::RuntimeCall::Produce(pallet_produce::Call::open_plots { items })
}

#[tokio::test]
async fn an_unregistered_key_is_refused() {
    let world = world().await;
    let node = &world.stack.node;
    let stranger = Signer::new(ed25519::Pair::from_seed(&[9; 32]), node)
        .await
        .expect("a signer");
    let extrinsic = stranger.sign(open_plot(), 0);
    let bytes = format!("0x{}", hex::encode(extrinsic.encode()));
    let refused = node.rpc("author_submitExtrinsic", json!([bytes])).await;
    let error = refused.expect_err("a stranger's transaction").to_string();
    assert!(
        error.contains("1010") || error.contains("Invalid"),
        "{error}"
    );
    let waiting = node
        .rpc("author_pendingExtrinsics", json!([]))
        .await
        .expect("the pool");
    assert!(
        !waiting.to_string().contains(&bytes),
        "it stayed in the pool"
    );
}
