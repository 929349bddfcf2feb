//! What the calls cost: 20 µs for the call, 10 µs for each animal or item, and the storage touched.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

pub mod loads;

/// The weight of each call for `n` items or, in group calls, `n` animals.
pub trait WeightInfo {
    /// Weight of `set_drugs`.
    fn set_drugs(n: u32) -> Weight;
    /// Weight of `set_immunity_rules`.
    fn set_immunity_rules(n: u32) -> Weight;
    /// Weight of `order_zones`.
    fn order_zones(n: u32) -> Weight;
    /// Weight of `lift_zones`.
    fn lift_zones(n: u32) -> Weight;
    /// Weight of `grade_farms`.
    fn grade_farms(n: u32) -> Weight;
    /// Weight of `file_vehicles`.
    fn file_vehicles(n: u32) -> Weight;
    /// Weight of `receive_tags`.
    fn receive_tags(n: u32) -> Weight;
    /// Weight of `hand_out_tags`.
    fn hand_out_tags(n: u32) -> Weight;
    /// Weight of `return_tags`.
    fn return_tags(n: u32) -> Weight;
    /// Weight of `spend_tags`.
    fn spend_tags(n: u32) -> Weight;
    /// Weight of `tag_animals`.
    fn tag_animals(n: u32) -> Weight;
    /// Weight of `register_herds`.
    fn register_herds(n: u32) -> Weight;
    /// Weight of `split_herds`.
    fn split_herds(n: u32) -> Weight;
    /// Weight of `retag_animals`.
    fn retag_animals(n: u32) -> Weight;
    /// Weight of `bind_electronic`.
    fn bind_electronic(n: u32) -> Weight;
    /// Weight of `immunise`.
    fn immunise(n: u32) -> Weight;
    /// Weight of `medicate`.
    fn medicate(n: u32) -> Weight;
    /// Weight of `record_care`.
    fn record_care(n: u32) -> Weight;
    /// Weight of `transfer_animals`.
    fn transfer_animals(n: u32) -> Weight;
    /// Weight of `report_missing`.
    fn report_missing(n: u32) -> Weight;
    /// Weight of `recover_animals`.
    fn recover_animals(n: u32) -> Weight;
    /// Weight of `report_sightings`.
    fn report_sightings(n: u32) -> Weight;
    /// Weight of `declare`.
    fn declare(n: u32) -> Weight;
    /// Weight of `answer_declarations`.
    fn answer_declarations(n: u32) -> Weight;
    /// Weight of `withdraw_declarations`.
    fn withdraw_declarations(n: u32) -> Weight;
    /// Weight of `fail_inspections`.
    fn fail_inspections(n: u32) -> Weight;
    /// Weight of `clear_animals`.
    fn clear_animals(n: u32) -> Weight;
    /// Weight of `certify`.
    fn certify(n: u32) -> Weight;
    /// Weight of `cancel_certificates`.
    fn cancel_certificates(n: u32) -> Weight;
    /// Weight of `redispatch`.
    fn redispatch(n: u32) -> Weight;
    /// Weight of `depart`.
    fn depart(n: u32) -> Weight;
    /// Weight of `pass_checkpoints`.
    fn pass_checkpoints(n: u32) -> Weight;
    /// Weight of `arrive`.
    fn arrive(n: u32) -> Weight;
    /// Weight of `report_landings`.
    fn report_landings(n: u32) -> Weight;
    /// Weight of `acknowledge_leaving`.
    fn acknowledge_leaving(n: u32) -> Weight;
    /// Weight of `release_isolation`.
    fn release_isolation(n: u32) -> Weight;
    /// Weight of `take_in`.
    fn take_in(n: u32) -> Weight;
    /// Weight of `declare_slaughter`.
    fn declare_slaughter(n: u32) -> Weight;
    /// Weight of `inspect_before_kill`.
    fn inspect_before_kill(n: u32) -> Weight;
    /// Weight of `test_batches`.
    fn test_batches(n: u32) -> Weight;
    /// Weight of `slaughter`.
    fn slaughter(n: u32) -> Weight;
    /// Weight of `inspect_carcasses`.
    fn inspect_carcasses(n: u32) -> Weight;
    /// Weight of `cut_meat`.
    fn cut_meat(n: u32) -> Weight;
    /// Weight of `pack_meat`.
    fn pack_meat(n: u32) -> Weight;
    /// Weight of `condemn_meat`.
    fn condemn_meat(n: u32) -> Weight;
    /// Weight of `certify_products`.
    fn certify_products(n: u32) -> Weight;
    /// Weight of `deliver_meat`.
    fn deliver_meat(n: u32) -> Weight;
    /// Weight of `recall_meat`.
    fn recall_meat(n: u32) -> Weight;
    /// Weight of `report_deaths`.
    fn report_deaths(n: u32) -> Weight;
    /// Weight of `collect_bodies`.
    fn collect_bodies(n: u32) -> Weight;
    /// Weight of `receive_bodies`.
    fn receive_bodies(n: u32) -> Weight;
    /// Weight of `treat_bodies`.
    fn treat_bodies(n: u32) -> Weight;
    /// Weight of `insure`.
    fn insure(n: u32) -> Weight;
    /// Weight of `file_claims`.
    fn file_claims(n: u32) -> Weight;
    /// Weight of `decide_claims`.
    fn decide_claims(n: u32) -> Weight;
    /// Weight of `pay_claims`.
    fn pay_claims(n: u32) -> Weight;
    /// Weight of `notify_recalls`.
    fn notify_recalls(n: u32) -> Weight;
    /// Weight of `answer_recalls`.
    fn answer_recalls(n: u32) -> Weight;
    /// Weight of `conclude_recalls`.
    fn conclude_recalls(n: u32) -> Weight;
    /// Weight of `record_food`.
    fn record_food(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);

/// The registry reads account, member and organisation.
const AUTHORISE: u64 = 3;
/// The registry reads one policy pack for each division up to the nation.
const POLICY: u64 = 6;
/// Oversight reads the list of a subject, which is almost always empty.
const FREE: u64 = 1;
/// Whether a herd is held, or its farm, and the sale it stands in.
const KEPT: u64 = 3 * FREE + 2;
/// A zone is looked for on each division up to the nation.
const ZONES: u64 = 6;
/// A farm in contact with an outbreak is looked for in the zones that name it.
const CONTACT: u64 = 2;
/// Meat asks its certificate and all it comes from whether it may move: 64 pieces with days and holds, 16 batches.
const CLEAR: u64 = 1 + 64 * 5 + 16 * 2;

/// How many values each of the `n` reads and writes.
#[derive(Clone, Copy)]
struct Touched {
    reads: u64,
    writes: u64,
}

fn weight(db: RuntimeDbWeight, n: u32, touched: Touched) -> Weight {
    let item = ITEM.saturating_add(db.reads_writes(touched.reads, touched.writes));
    CALL.saturating_add(item.saturating_mul(u64::from(n)))
}

/// The weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

macro_rules! weights {
    ($($call:ident: $reads:expr, $writes:expr;)*) => {
        impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
            $(fn $call(n: u32) -> Weight {
                weight(T::DbWeight::get(), n, Touched { reads: $reads, writes: $writes })
            })*
        }

        impl WeightInfo for () {
            $(fn $call(n: u32) -> Weight {
                weight(RocksDbWeight::get(), n, Touched { reads: $reads, writes: $writes })
            })*
        }
    };
}

// For each item, or each animal of a group call: what it reads and writes at the worst. What a group
// call touches once for all its animals is counted with every animal of a group of one.
weights! {
    set_drugs: AUTHORISE + 1, 2;
    set_immunity_rules: AUTHORISE + 2, 2;
    order_zones: 32 * AUTHORISE + 32 + 64 + 2, 32 + 64 + 3;
    lift_zones: 32 * AUTHORISE + 32 + 64 + 2, 32 + 64 + 2;
    grade_farms: 1 + AUTHORISE + POLICY + 1, 2;
    file_vehicles: 1 + AUTHORISE + 4, 4;
    receive_tags: AUTHORISE + 4, 4;
    hand_out_tags: 2 * AUTHORISE + 4 + FREE, 4;
    return_tags: 2 * AUTHORISE + 5 + FREE, 4;
    spend_tags: AUTHORISE + 4, 4;
    tag_animals: AUTHORISE + 2 * POLICY + 6 + FREE + KEPT, 6;
    register_herds: AUTHORISE + POLICY + 3, 3;
    split_herds: AUTHORISE + 3 + KEPT, 5;
    retag_animals: AUTHORISE + 6, 6;
    bind_electronic: AUTHORISE + 4, 4;
    immunise: AUTHORISE + POLICY + 3 + 3 * 6, 2;
    medicate: AUTHORISE + 3 * POLICY + 3 + 6, 2;
    record_care: AUTHORISE + 2 * POLICY + 3, 2;
    transfer_animals: 2 * AUTHORISE + 2 * ZONES + CONTACT + 2 * FREE + 3, 2;
    report_missing: AUTHORISE + 3, 2;
    recover_animals: AUTHORISE + 3, 2;
    report_sightings: AUTHORISE + 2 * POLICY + 3, 2;
    declare: AUTHORISE + POLICY + 2 * ZONES + 2 * FREE + 5, 5;
    answer_declarations: AUTHORISE + 4, 3;
    withdraw_declarations: AUTHORISE + 4, 3;
    fail_inspections: AUTHORISE + 4, 3;
    clear_animals: AUTHORISE + 3, 2;
    certify: AUTHORISE + 6 * POLICY + 2 * ZONES + 3 * FREE + 16, 9;
    cancel_certificates: AUTHORISE + 4, 4;
    redispatch: AUTHORISE + 6 * POLICY + 2 * ZONES + 3 * FREE + 18, 12;
    depart: AUTHORISE + POLICY + 2 * ZONES + CONTACT + 2 * FREE + 9, 5;
    pass_checkpoints: AUTHORISE + 3 * POLICY + 3, 3;
    arrive: AUTHORISE + 4 * POLICY + 2 * ZONES + 8, 6;
    report_landings: 2 * AUTHORISE + POLICY + 4, 4;
    acknowledge_leaving: AUTHORISE + 6, 4;
    release_isolation: AUTHORISE + 3, 2;
    take_in: 6, 5;
    declare_slaughter: AUTHORISE + POLICY + 2, 2;
    inspect_before_kill: AUTHORISE + 5, 4;
    test_batches: 4, 3;
    slaughter: AUTHORISE + 3 * POLICY + 3 * FREE + 7, 7;
    inspect_carcasses: AUTHORISE + 4, 3;
    cut_meat: AUTHORISE + POLICY + CLEAR / 2 + FREE + 4, 4;
    pack_meat: AUTHORISE + POLICY + CLEAR + FREE + 6, 4;
    condemn_meat: AUTHORISE + 4, 2;
    certify_products: 2 * AUTHORISE + 4 * POLICY + CLEAR + FREE + 10, 8;
    deliver_meat: AUTHORISE + CLEAR + FREE + 8, 6;
    recall_meat: 2 * AUTHORISE + 5 + 8, 5 + 8;
    report_deaths: 2 * AUTHORISE + POLICY + 8, 8;
    collect_bodies: AUTHORISE + 3 * POLICY + FREE + 9, 7;
    receive_bodies: AUTHORISE + 2 * POLICY + 3, 2;
    treat_bodies: 4, 3;
    insure: AUTHORISE + 3 * FREE + 6 + 9, 6;
    file_claims: AUTHORISE + 2 * POLICY + 10, 9;
    decide_claims: AUTHORISE + 2 * FREE + 3, 2;
    pay_claims: AUTHORISE + POLICY + 2 * FREE + 3, 2;
    notify_recalls: AUTHORISE + 64 + 7, 5;
    answer_recalls: 2 * AUTHORISE + POLICY + 3, 3;
    conclude_recalls: 2 * AUTHORISE + FREE + 2, 2;
    record_food: AUTHORISE + 2 * POLICY + 4 * ZONES + 3 * FREE + 7, 4;
}
