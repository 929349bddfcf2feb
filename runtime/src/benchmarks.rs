//! The benchmarks that the weights are made from; `frame-omni-bencher` runs them.

mod setup;

use alloc::{string::String, vec::Vec};

use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

use crate::{
    AllPalletsWithSystem, Council, Devices, Labels, Livestock, Oversight, Produce, Registry,
    ThreeAssets, Timestamp, Trade,
};

pub use setup::Setup;

frame_benchmarking::define_benchmarks!(
    [pallet_collective, Council]
    [pallet_devices, Devices]
    [pallet_labels, Labels]
    [pallet_livestock, Livestock]
    [pallet_oversight, Oversight]
    [pallet_produce, Produce]
    [pallet_registry, Registry]
    [pallet_three_assets, ThreeAssets]
    [pallet_timestamp, Timestamp]
    [pallet_trade, Trade]
);

/// What can be benchmarked.
pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

/// Runs one benchmark.
pub(crate) fn dispatch(config: &BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::new();
    let params = (config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
