//! What every call says of itself, since wallets show it: who may send it, what it does, how it is refused and
//! what it leaves behind.

use county_runtime::Runtime;
use scale_info::{TypeDef, TypeInfo};

const HEADINGS: [&str; 4] = ["## Dispatch Origin", "## Details", "## Errors", "## Events"];

/// The calls of a pallet that lack a heading.
fn lacking<Call: TypeInfo>(pallet: &str) -> Vec<String> {
    let TypeDef::Variant(calls) = Call::type_info().type_def else {
        panic!("the calls of {pallet} are an enum");
    };
    let mut lacking = Vec::new();
    for call in calls.variants {
        for heading in HEADINGS {
            if !call.docs.iter().any(|line| line.trim() == heading) {
                lacking.push(format!("{pallet}.{} lacks {heading}", call.name));
            }
        }
    }
    lacking
}

#[test]
fn every_call_says_origin_details_errors_and_events() {
    let lacking = [
        lacking::<pallet_registry::Call<Runtime>>("registry"),
        lacking::<pallet_oversight::Call<Runtime>>("oversight"),
        lacking::<pallet_produce::Call<Runtime>>("produce"),
        lacking::<pallet_labels::Call<Runtime>>("labels"),
        lacking::<pallet_livestock::Call<Runtime>>("livestock"),
        lacking::<pallet_three_assets::Call<Runtime>>("three_assets"),
        lacking::<pallet_trade::Call<Runtime>>("trade"),
        lacking::<pallet_devices::Call<Runtime>>("devices"),
    ]
    .concat();
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}
