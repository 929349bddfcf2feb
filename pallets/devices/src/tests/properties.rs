//! Random sequences of calls, compared with a plain model that remembers every anchored hour: hours and numbers
//! rise together, nothing is anchored twice, and only the owner's device with its present key anchors.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::mock::*;

#[derive(Clone, Debug)]
enum Op {
    Register(u8, u8),
    Rotate(u8, u64, u8),
    Move(u8, u64, bool),
    Retire(u8, u64),
    Anchor {
        who: u8,
        device: u64,
        seed: u8,
        hour: u32,
        first: u64,
        count: u64,
    },
}

/// A device as the model sees it.
struct Known {
    owner: u8,
    seed: u8,
    at_farm: bool,
    retired: bool,
    /// First and last number of each anchored hour.
    hours: BTreeMap<u32, (u64, u64)>,
}

#[derive(Default)]
struct Model {
    devices: Vec<Known>,
    seeds: Vec<u8>,
}

impl Model {
    fn own(&mut self, who: u8, device: u64) -> Option<&mut Known> {
        let at = usize::try_from(device.checked_sub(1)?).ok()?;
        let known = self.devices.get_mut(at)?;
        (known.owner == who && !known.retired).then_some(known)
    }

    fn register(&mut self, who: u8, seed: u8) -> bool {
        let allowed = !self.seeds.contains(&seed);
        if allowed {
            self.seeds.push(seed);
            self.devices.push(Known {
                owner: who,
                seed,
                at_farm: true,
                retired: false,
                hours: BTreeMap::new(),
            });
        }
        allowed
    }

    fn rotate(&mut self, who: u8, device: u64, seed: u8) -> bool {
        if self.seeds.contains(&seed) {
            return false;
        }
        let Some(known) = self.own(who, device) else {
            return false;
        };
        known.seed = seed;
        self.seeds.push(seed);
        true
    }

    fn move_to(&mut self, who: u8, device: u64, to_farm: bool) -> bool {
        let Some(known) = self.own(who, device) else {
            return false;
        };
        // Only the farmer has a plot besides the farm.
        let allowed = known.at_farm != to_farm && (to_farm || who == FARMER);
        if allowed {
            known.at_farm = to_farm;
        }
        allowed
    }

    fn retire(&mut self, who: u8, device: u64) -> bool {
        let Some(known) = self.own(who, device) else {
            return false;
        };
        known.retired = true;
        true
    }

    fn anchor(&mut self, op: &Op) -> bool {
        let Op::Anchor {
            who,
            device,
            seed,
            hour,
            first,
            count,
        } = *op
        else {
            return false;
        };
        let last = first + count - 1;
        let Some(known) = self.own(who, device) else {
            return false;
        };
        let begins = known.hours.keys().next().is_none_or(|begin| *begin <= hour);
        let fits = known.hours.iter().all(|(other, (from, to))| {
            (*other < hour && *to < first) || (*other > hour && last < *from)
        });
        let allowed = known.seed == seed && begins && fits;
        if allowed {
            known.hours.insert(hour, (first, last));
        }
        allowed
    }
}

fn members() -> impl Strategy<Value = u8> {
    prop::sample::select(vec![FARMER, NEIGHBOUR])
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        2 => (members(), 1u8..8).prop_map(|(who, seed)| Op::Register(who, seed)),
        1 => (members(), 0u64..4, 1u8..12).prop_map(|(who, device, seed)| Op::Rotate(who, device, seed)),
        1 => (members(), 0u64..4, any::<bool>())
            .prop_map(|(who, device, farm)| Op::Move(who, device, farm)),
        1 => (members(), 0u64..6).prop_map(|(who, device)| Op::Retire(who, device)),
        16 => (members(), 1u64..3, 1u8..4, HOUR - 12..HOUR, 0u64..40, 1u64..6).prop_map(
            |(who, device, seed, hour, first, count)| Op::Anchor {
                who, device, seed, hour, first, count
            }
        ),
    ]
}

fn farm_of(who: u8) -> county_primitives::Subject {
    county_primitives::Subject::Farm(county_primitives::OrganisationId(who.into()))
}

/// Applies one step to chain and model; both must take or refuse it.
fn apply(model: &mut Model, op: &Op) {
    let (chain, expected) = match *op {
        Op::Register(who, seed) => (register(who, seed, farm_of(who)), model.register(who, seed)),
        Op::Rotate(who, device, seed) => {
            (rotate(who, device, seed), model.rotate(who, device, seed))
        }
        Op::Move(who, device, to_farm) => {
            let place = if to_farm { farm_of(who) } else { PLOT };
            (
                move_to(who, device, place),
                model.move_to(who, device, to_farm),
            )
        }
        Op::Retire(who, device) => (retire(who, device, "停用"), model.retire(who, device)),
        Op::Anchor {
            who,
            device,
            seed,
            hour,
            first,
            count,
        } => {
            let mut unsigned = hour_anchor(hour, first, first + count - 1);
            unsigned.device = county_primitives::DeviceId(device);
            (anchor(who, &signed(unsigned, seed)), model.anchor(op))
        }
    };
    assert_eq!(chain.is_ok(), expected, "{op:?}: {chain:?}");
}

/// What the chain still waits for is what the model has not seen, where an hour is left for it.
fn check_gaps(model: &Model) {
    for (known, number) in model.devices.iter().zip(1u64..) {
        let hours: Vec<_> = known.hours.iter().collect();
        let mut gaps = Vec::new();
        for (left, right) in hours.iter().zip(hours.iter().skip(1)) {
            let ((after, (_, last)), (before, (first, _))) = (left, right);
            if **before > **after + 1 && *first > last + 1 {
                gaps.push((**after, **before, last + 1, *first));
            }
        }
        let chain: Vec<_> = device(number)
            .gaps
            .iter()
            .map(|gap| (gap.after, gap.before, gap.first, gap.end))
            .collect();
        assert_eq!(chain, gaps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn anchors_are_what_a_plain_model_says(steps in prop::collection::vec(ops(), 1..60)) {
        new_test_ext().execute_with(|| {
            let mut model = Model::default();
            for op in &steps {
                apply(&mut model, op);
                Devices::do_try_state().unwrap();
                check_gaps(&model);
            }
        });
    }
}
