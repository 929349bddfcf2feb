//! Random sequences of all calls: whatever is accepted or refused, an animal has one state and one
//! place, and tags, heads, sides and grams are neither lost nor made.

use std::collections::{BTreeMap, BTreeSet};

use codec::Encode;
use county_primitives::{
    labels::CodeRange, livestock::*, produce::TestVerdict, traits::Packable, BatchId,
    CertificateId, ClaimId, DeclarationId, DisposalId, DivisionCode, Grams, InsuranceId, MeatId,
    PolicyKey, Role, SlaughterBatchId, Subject, Timeline, TimestampMs, ZoneId,
};
use frame_support::{assert_ok, storage::with_storage_layer, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

use super::zones::zone;
use crate::{
    mock::*,
    types::{Certificate, Life, TripState},
    Certificates, Claims, Declarations, Disposals, Lives, Meats, SlaughterBatches, Timelines,
    Zones,
};

mod authorities;
mod ending;
mod farm;
mod meat;
mod road;

/// How many calls at the beginning of the list bring animals into the chain.
const BEGINNINGS: usize = 3;

/// All calls of the pallet, the more often named the more often tried, so that the sequences come
/// far; and time.
const CALLS: &[fn(u8, u8, u8) -> DispatchResult] = &[
    farm::tag,
    farm::tag,
    farm::register,
    farm::split,
    farm::from_herd,
    farm::retag,
    farm::spend,
    farm::hand_back,
    farm::immunise,
    farm::immunise,
    farm::medicate,
    farm::care,
    farm::food,
    farm::food,
    farm::transfer,
    farm::missing,
    farm::recover,
    farm::sight,
    road::declare,
    road::declare,
    road::declare,
    road::answer,
    road::answer,
    road::withdraw,
    road::fail,
    road::clear,
    road::certify,
    road::certify,
    road::certify,
    road::cancel,
    road::depart,
    road::depart,
    road::depart,
    road::checkpoint,
    road::arrive,
    road::arrive,
    road::arrive_far,
    road::end_isolation,
    road::redispatch,
    road::land,
    road::lockdown,
    road::lift,
    road::leave,
    road::time,
    road::time,
    road::idle,
    meat::take_in,
    meat::take_in,
    meat::take_in,
    meat::announce,
    meat::announce,
    meat::look,
    meat::look,
    meat::test,
    meat::test,
    meat::kill,
    meat::kill,
    meat::kill,
    meat::inspect,
    meat::inspect,
    meat::inspect,
    meat::inspect,
    meat::cut,
    meat::cut,
    meat::cut,
    meat::package,
    meat::package,
    meat::condemn,
    meat::product_paper,
    meat::deliver,
    meat::leave,
    meat::label,
    meat::label,
    meat::recall,
    meat::notify,
    meat::notify,
    meat::acknowledge,
    meat::account,
    meat::account,
    meat::conclude,
    ending::die,
    ending::die,
    ending::collect,
    ending::collect,
    ending::receive,
    ending::receive,
    ending::treat,
    ending::treat,
    ending::insure,
    ending::claim,
    ending::decide,
    ending::pay,
    farm::bind,
    authorities::receive_tags,
    authorities::hand_out_tags,
    authorities::set_drug,
    authorities::set_rule,
    authorities::grade,
    authorities::file_vehicle,
];

fn chosen<Id: Copy + Ord, Value>(
    all: impl Iterator<Item = (Id, Value)>,
    filter: impl Fn(&Value) -> bool,
    number: u8,
) -> Option<(Id, Value)> {
    let mut found: Vec<(Id, Value)> = all.filter(|(_, value)| filter(value)).collect();
    found.sort_by_key(|(id, _)| *id);
    let count = found.len();
    (count > 0).then(|| found.swap_remove(usize::from(number) % count))
}

/// Up to `count` animals that pass, of the farm and village of the first of them.
fn animals(count: u8, number: u8, filter: impl Fn(&Life) -> bool) -> Vec<Unit> {
    let Some((first, leader)) = chosen(Lives::<Runtime>::iter(), |life| filter(life), number)
    else {
        return vec![Unit::Animal(county_primitives::AnimalId(9_999))];
    };
    let mut found: Vec<Unit> = Lives::<Runtime>::iter()
        .filter(|(unit, life)| {
            *unit >= first
                && filter(life)
                && (life.farm, life.village, life.species)
                    == (leader.farm, leader.village, leader.species)
        })
        .map(|(unit, _)| unit)
        .collect();
    found.sort();
    found.truncate(usize::from(count % 4) + 1);
    found
}

fn on_farm(life: &Life) -> bool {
    life.state == AnimalState::OnFarm && life.heads() > 0
}

fn keeper(units: &[Unit]) -> Actor {
    let farm = units
        .first()
        .and_then(Lives::<Runtime>::get)
        .map(|life| life.farm);
    [
        Actor::Farm,
        Actor::NextFarm,
        Actor::FarFarm,
        Actor::Market,
        Actor::Neighbour,
    ]
    .into_iter()
    .find(|actor| Some(actor.organisation()) == farm)
    .unwrap_or(Actor::Farm)
}

fn act<Act: Clone>(units: &[Unit], act: Act) -> county_primitives::Items<GroupAct<Act>> {
    let group = group(units);
    items(&[GroupAct { group, act }])
}

/// A stock of tags, a plan, a drug of one day, a vehicle, and isolations short enough to end.
fn prepare() {
    set_policy(PolicyKey::IsolationDays, 1);
    give_tags(Actor::Farm.organisation(), tags(1, 400));
    set_plan();
    file_vehicle();
    let drug = authorities::drug(1);
    assert_ok!(Livestock::set_drugs(signed(Actor::County), items(&[drug])));
}

/// Heads of everything that was ever alive.
fn heads() -> u64 {
    Lives::<Runtime>::iter_values()
        .map(|life| u64::from(life.heads()))
        .sum()
}

/// State, place and clock of everything that was ever alive.
fn states() -> BTreeMap<Unit, (AnimalState, DivisionCode, TimestampMs)> {
    Lives::<Runtime>::iter()
        .map(|(unit, life)| (unit, (life.state, life.village, life.last_ms)))
        .collect()
}

/// The heads on chain are those of all records, so that whoever has the records can prove them.
fn timelines_are_the_records() {
    let mut heads: BTreeMap<Subject, Timeline> = BTreeMap::new();
    for record in records() {
        let timeline = heads.entry(record.subject).or_default();
        assert_eq!(timeline.len, record.sequence);
        timeline.append(&record).unwrap();
    }
    let stored: BTreeMap<Subject, Timeline> = Timelines::<Runtime>::iter().collect();
    assert_eq!(heads, stored);
}

/// What became of a piece of meat, in grams.
#[derive(Debug, Default, Eq, PartialEq)]
struct Gone {
    used: u64,
    labelled: u64,
    condemned: u64,
    to_dispose: u64,
}

/// What the chain keeps of each piece is, to the gram, what the records say became of it; and each
/// part weighs what its cutting or packing says.
fn grams_are_the_records() {
    let mut gone: BTreeMap<MeatId, Gone> = BTreeMap::new();
    let mass_of = |id: MeatId| Meats::<Runtime>::get(id).map(|meat| meat.mass);
    for record in records() {
        let Subject::Meat(id) = record.subject else {
            continue;
        };
        let piece = gone.entry(id).or_default();
        match record.entry {
            LivestockEntry::MeatCut { cutting, children } => {
                piece.used += cutting.parent.mass.0;
                for (child, output) in children.into_iter().zip(cutting.outputs) {
                    assert_eq!(mass_of(child), Some(output.mass));
                }
            }
            LivestockEntry::PackageFormed { packaging, .. } => {
                assert_eq!(mass_of(id), Some(packaging.net));
            }
            LivestockEntry::PutIntoPackage { mass, .. } => piece.used += mass.0,
            LivestockEntry::MeatLabelled { mass, .. } => piece.labelled += mass.0,
            LivestockEntry::MeatCondemned { mass, reason } => {
                piece.to_dispose += mass.0;
                // What a cutting condemns says no reason, and is in what the cutting used.
                if !reason.is_blank() {
                    piece.condemned += mass.0;
                }
            }
            LivestockEntry::BodyCollected { .. } => piece.to_dispose = 0,
            _ => {}
        }
    }
    let stored: BTreeMap<MeatId, Gone> = Meats::<Runtime>::iter()
        .map(|(id, meat)| {
            let gone = Gone {
                used: meat.used.0,
                labelled: meat.labelled.0,
                condemned: meat.condemned.0,
                to_dispose: meat.to_dispose.0,
            };
            (id, gone)
        })
        .collect();
    assert_eq!(gone, stored);
}

/// Tries so many calls, chosen by a seed; returns the seed for more of them.
fn wander(mut seed: u64, steps: u32) -> u64 {
    let mut number = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize
    };
    for _ in 0..steps {
        let call = CALLS[number() % CALLS.len()];
        let (a, b, c) = (number() as u8, number() as u8, number() as u8);
        let _ = with_storage_layer(|| call(a, b, c));
    }
    seed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    // Each step is looked at, from wherever a walk without looking has come: as far as carcasses,
    // claims and isolations.
    #[test]
    fn whatever_is_tried_nothing_is_lost_or_made(
        seed in any::<u64>(),
        walk in 0u32..1_500,
        steps in prop::collection::vec((0..CALLS.len(), any::<u8>(), any::<u8>(), any::<u8>()), 1..120),
    ) {
        new_test_ext().execute_with(|| {
            prepare();
            wander(seed, walk);
            for (call, a, b, c) in steps {
                let (before, heads_before) = (states(), heads());
                // Only the first calls of the list bring animals in.
                let began = call < BEGINNINGS;
                let _ = with_storage_layer(|| CALLS[call](a, b, c));
                if !began {
                    assert_eq!(heads(), heads_before, "heads were lost or made");
                }
                let after = states();
                for (unit, then) in before {
                    let now = after[&unit];
                    assert!(now.2 >= then.2, "the clock of {unit:?} went back");
                    if then.0.is_final() {
                        assert_eq!(then, now, "{unit:?} came back");
                    }
                }
                Livestock::do_try_state().unwrap();
            }
            timelines_are_the_records();
            grams_are_the_records();
        });
    }
}

/// The kinds of records that one long sequence makes, by their codec indices.
fn kinds_of_a_sequence(mut seed: u64) -> BTreeSet<u8> {
    new_test_ext().execute_with(|| {
        prepare();
        for _ in 0..25 {
            seed = wander(seed, 100);
            Livestock::do_try_state().unwrap();
        }
        grams_are_the_records();
        let kind = |entry: LivestockEntry| entry.encode()[0];
        records()
            .into_iter()
            .map(|record| kind(record.entry))
            .collect()
    })
}

#[test]
fn random_sequences_make_every_kind_of_record() {
    // The sequences are worth something only if they come to the end of every road: to labels on
    // meat, to paid claims, out of the region and out of isolation.
    let kinds = 0..=72;
    let mut made = BTreeSet::new();
    for seed in 1..=30 {
        made.extend(kinds_of_a_sequence(seed));
        if kinds.clone().all(|kind| made.contains(&kind)) {
            return;
        }
    }
    let never: Vec<u8> = kinds.filter(|kind| !made.contains(kind)).collect();
    panic!("no sequence made records of the kinds {never:?}");
}
