//! Random sequences of calls: whatever is accepted or refused, mass and origin stay sound.

use county_primitives::{
    labels::CodeRange,
    produce::{
        Delivery, GradingInput, HarvestInput, ProduceEntry, TestMethod, TestTarget, TestVerdict,
    },
    traits::Packable as _,
    BatchId, CycleId, Date, Grams, LotId, Percent, PlotId, Role, Subject,
};
use frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use sp_io::storage::root as storage_root;
use sp_runtime::StateVersion;

use crate::{mock::*, types::subject_of, Cycles, Doubts, Lot, Lots, Plots};

/// One step; most are legal sometimes and refused at other times. Lots are counted among those that
/// exist, or that the packing house holds, and masses in percent of what is left, so that the
/// sequences come far.
#[derive(Clone, Debug)]
enum Step {
    Spray {
        cycle: u64,
        day: u32,
    },
    Harvest {
        cycles: Vec<u64>,
        gross: u64,
        day: u32,
    },
    Grade {
        parents: Vec<(usize, u64)>,
        shares: Vec<u64>,
        loss: u64,
    },
    Deliver {
        lot: usize,
        to: Actor,
    },
    Pack {
        lot: usize,
        percent: u64,
    },
    Test {
        lot: Option<usize>,
        cycle: u64,
        quick: bool,
        pass: bool,
    },
    Finish {
        cycle: u64,
    },
    Restart {
        plot: u64,
        day: u32,
    },
    Release {
        lot: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let lot = || 0usize..16;
    let cycle = || 1u64..5;
    let day = || 0u32..30;
    let percent = || 0u64..104;
    let harvest = (
        prop::collection::btree_set(cycle(), 1..3),
        0u64..800_000,
        day(),
    );
    let grade = (
        prop::collection::vec((lot(), percent()), 1..4),
        prop::collection::vec(1u64..100, 1..4),
        0u64..10_000,
    );
    let receiver = prop_oneof![9 => Just(Actor::Packer), 1 => Just(Actor::Buyer)];
    let test = (
        prop::option::of(lot()),
        cycle(),
        any::<bool>(),
        prop::bool::weighted(0.8),
    );
    let step = prop_oneof![
        1 => (cycle(), day()).prop_map(|(cycle, day)| Step::Spray { cycle, day }),
        6 => harvest.prop_map(|(cycles, gross, day)| Step::Harvest {
            cycles: cycles.into_iter().collect(),
            gross,
            day,
        }),
        10 => grade.prop_map(|(parents, shares, loss)| Step::Grade {
            parents,
            shares,
            loss,
        }),
        6 => (lot(), receiver).prop_map(|(lot, to)| Step::Deliver { lot, to }),
        5 => (lot(), percent()).prop_map(|(lot, percent)| Step::Pack { lot, percent }),
        1 => test.prop_map(|(lot, cycle, quick, pass)| Step::Test {
            lot,
            cycle,
            quick,
            pass,
        }),
        1 => (1u64..40).prop_map(|cycle| Step::Finish { cycle }),
        2 => (1u64..5, day()).prop_map(|(plot, day)| Step::Restart { plot, day }),
        3 => lot().prop_map(|lot| Step::Release { lot }),
    ];
    prop::collection::vec(step, 1..60)
}

/// A lot among those that `filter` leaves; lot 1 if there are none.
fn pick(number: usize, filter: impl Fn(&Lot) -> bool) -> LotId {
    let mut lots: Vec<LotId> = Lots::<Runtime>::iter()
        .filter(|(_, lot)| filter(lot))
        .map(|(id, _)| id)
        .collect();
    lots.sort();
    match lots.len() {
        0 => LotId(1),
        count => lots[number % count],
    }
}

/// What grows on a plot, or what grew there first.
fn growing_on(plot: u64) -> CycleId {
    Plots::<Runtime>::get(PlotId(plot))
        .and_then(|it| it.growing)
        .unwrap_or(CycleId(plot))
}

fn at_packer(number: usize) -> LotId {
    pick(number, |lot| lot.holder == Actor::Packer.organisation())
}

fn percent_left(lot: LotId, percent: u64) -> u64 {
    Lots::<Runtime>::get(lot).map_or(1, |lot| lot.remaining().0 * percent / 100)
}

/// Outputs that share what is not lost of the inputs, the last of them taking what is left over.
fn grading(parents: &[(usize, u64)], shares: &[u64], loss: u64) -> GradingInput {
    let parents: Vec<_> = parents
        .iter()
        .map(|(number, percent)| {
            let lot = at_packer(*number);
            (lot.0, percent_left(lot, *percent))
        })
        .collect();
    let inputs: u64 = parents.iter().map(|(_, mass)| mass).sum();
    let mut left = inputs.saturating_sub(loss);
    let mut outputs = Vec::new();
    for share in shares {
        let output = left * share / 100;
        outputs.push(output);
        left -= output;
    }
    outputs.push(left);
    grading_of(&parents, &outputs, loss)
}

fn act(step: Step) -> sp_runtime::DispatchResult {
    let first = date("2026-08-02");
    match step {
        Step::Spray { cycle, day } => {
            let mut input = input_use();
            input.cycle = growing_on(cycle);
            input.date = Date(first.0 + day);
            Produce::record_input_uses(signed(Actor::Grower), items(&[input]))
                .map(|_| ())
                .map_err(|refused| refused.error)
        }
        Step::Harvest { cycles, gross, day } => {
            let cycles: Vec<_> = cycles.iter().map(|plot| growing_on(*plot).0).collect();
            let harvest = HarvestInput {
                date: Date(first.0 + day),
                ..harvest_of(&cycles, gross)
            };
            Produce::harvest_lots(signed(Actor::Grower), items(&[harvest]))
        }
        Step::Grade {
            parents,
            shares,
            loss,
        } => Produce::grade_lots(
            signed(Actor::Packer),
            items(&[grading(&parents, &shares, loss)]),
        ),
        Step::Deliver { lot, to } => {
            let lot = pick(lot, |lot| lot.holder == Actor::Grower.organisation());
            let to = to.organisation();
            Produce::deliver_lots(signed(Actor::Grower), items(&[Delivery { lot, to }]))
        }
        Step::Pack { lot, percent } => with_storage_layer(|| {
            let lot = at_packer(lot);
            Produce::packable(lot, Actor::Packer.organisation(), 0)?;
            let author = Actor::Packer.author(Role::Packer);
            let range = CodeRange {
                batch: BatchId(1),
                from: 1,
                to: 1,
            };
            Produce::pack(lot, author, range, Grams(percent_left(lot, percent)), 0)
        }),
        Step::Test {
            lot,
            cycle,
            quick,
            pass,
        } => test(lot, cycle, quick, pass),
        Step::Finish { cycle } => {
            // Mostly a cycle that does not exist, so that the others can go on for long.
            Produce::finish_cycles(signed(Actor::Grower), items(&[CycleId(cycle)]))
        }
        Step::Restart { plot, day } => with_storage_layer(|| {
            let growing = items(&[growing_on(plot)]);
            Produce::finish_cycles(signed(Actor::Grower), growing)?;
            let mut cycle = cycle_on(plot);
            cycle.started = Date(first.0 + day);
            Produce::start_cycles(signed(Actor::Grower), items(&[cycle]))
        }),
        Step::Release { lot } => {
            release(Subject::Lot(pick(lot, |_| true)));
            Ok(())
        }
    }
}

fn test(lot: Option<usize>, cycle: u64, quick: bool, pass: bool) -> sp_runtime::DispatchResult {
    let target = match lot {
        Some(lot) => TestTarget::Lot(pick(lot, |_| true)),
        None => TestTarget::Cycle(CycleId(cycle)),
    };
    let verdict = if pass {
        TestVerdict::Pass
    } else {
        TestVerdict::Fail
    };
    let (method, actor) = match quick {
        true => (TestMethod::Quick, Actor::QuickTester),
        false => (TestMethod::Laboratory, Actor::Tester),
    };
    let id = crate::NextTest::<Runtime>::get();
    Produce::record_tests(signed(actor), items(&[test_of(target, method, verdict)]))?;
    if !quick && pass {
        approve(id);
    }
    Ok(())
}

/// Mass taken from each lot by the records alone, compared with what the state says, and nobody
/// takes more than there is: PI-1 and PI-2 seen from outside.
fn check_mass() {
    let lots: std::collections::BTreeMap<_, _> = Lots::<Runtime>::iter().collect();
    let mut graded = std::collections::BTreeMap::<LotId, u64>::new();
    let mut packed = graded.clone();
    for record in records() {
        let Subject::Lot(id) = record.subject else {
            continue;
        };
        match record.entry {
            ProduceEntry::LotGraded { mass, children } => {
                *graded.entry(id).or_default() += mass.0;
                for child in &children {
                    assert!(lots[child].ancestors.contains(&id) && *child > id);
                }
            }
            ProduceEntry::LotPacked { mass, .. } => *packed.entry(id).or_default() += mass.0,
            ProduceEntry::LotFormed { grading, output: 0 } => {
                let inputs: u64 = grading.parents.iter().map(|it| it.mass.0).sum();
                let made: u64 = grading.outputs.iter().map(|it| it.net.0).sum();
                assert!((made + grading.loss.0).abs_diff(inputs) <= inputs / 200);
            }
            _ => {}
        }
    }
    for (id, lot) in &lots {
        assert_eq!(lot.graded.0, graded.get(id).copied().unwrap_or(0));
        assert_eq!(lot.packed.0, packed.get(id).copied().unwrap_or(0));
        let ungraded = lot.net.0 - lot.graded.0;
        assert!(lot.remaining() <= lot.net && lot.packed.0 <= ungraded + ungraded / 200);
        assert!(!lot.ancestors.contains(id));
    }
    // All cycles grow one product in one year, so that each season of a plot has one cap.
    let mut yielded = std::collections::BTreeMap::<(PlotId, u8), u64>::new();
    for (_, cycle) in Cycles::<Runtime>::iter() {
        assert!(cycle.yielded() <= cycle.yield_cap.percent(Percent(150)));
        *yielded.entry((cycle.plot, cycle.season)).or_default() += cycle.harvested.0;
    }
    assert!(yielded.values().all(|mass| *mass <= CAP * 3 / 2));
}

/// Nothing was harvested from a plot before the day that the uses recorded there so far allow,
/// whichever cycle they were recorded on; in no season a product was used more often than its label
/// allows, and no plot has more seasons than the county says.
fn check_plots(seasons: u8) {
    let mut allowed = std::collections::BTreeMap::<PlotId, Date>::new();
    let mut uses = std::collections::BTreeMap::<(PlotId, u8), u32>::new();
    let plot_of = |cycle: CycleId| Cycles::<Runtime>::get(cycle).unwrap().plot;
    for record in records() {
        match record.entry {
            ProduceEntry::LotHarvested { harvest, .. } => {
                for cycle in &harvest.cycles {
                    let from = allowed.get(&plot_of(*cycle));
                    assert!(from.is_none_or(|from| harvest.date >= *from));
                }
            }
            ProduceEntry::InputUsed {
                input,
                harvest_from,
                ..
            } => {
                let plot = plot_of(input.cycle);
                let from = allowed.entry(plot).or_insert(harvest_from);
                *from = (*from).max(harvest_from);
                let season = Cycles::<Runtime>::get(input.cycle).unwrap().season;
                *uses.entry((plot, season)).or_default() += 1;
            }
            _ => {}
        }
    }
    assert!(uses.values().all(|times| *times <= 2));
    assert!(Cycles::<Runtime>::iter_values().all(|cycle| cycle.season <= seasons));
}

/// What is in doubt by the state is what the records say was harvested inside the interval of a use
/// recorded afterwards, unless a cycle was harvested so often that all of it is in doubt.
fn check_intervals() {
    let mut harvests = Vec::<(CycleId, LotId, Date)>::new();
    let mut expected = std::collections::BTreeSet::new();
    for record in records() {
        match (record.subject, record.entry) {
            (Subject::Lot(lot), ProduceEntry::LotHarvested { harvest, .. }) => {
                let cycles = harvest.cycles.iter();
                harvests.extend(cycles.map(|cycle| (*cycle, lot, harvest.date)));
            }
            (
                Subject::Cycle(sprayed),
                ProduceEntry::InputUsed {
                    input,
                    harvest_from,
                    ..
                },
            ) => {
                let inside = harvests.iter().filter(|(cycle, _, day)| {
                    *cycle == sprayed && (input.date..harvest_from).contains(day)
                });
                expected.extend(inside.map(|(_, lot, _)| Subject::Lot(*lot)));
            }
            _ => {}
        }
    }
    let doubted: std::collections::BTreeSet<_> =
        Doubts::<Runtime>::iter_keys().map(subject_of).collect();
    if doubted
        .iter()
        .all(|subject| matches!(subject, Subject::Lot(_)))
    {
        assert_eq!(doubted, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn mass_and_origin_stay_sound(steps in steps(), seasons in 1u8..4) {
        new_test_ext().execute_with(|| {
            grow();
            grow_more(VILLAGE);
            grow_more(OTHER_VILLAGE);
            grow_more(OTHER_VILLAGE);
            set_seasons(seasons);
            for step in steps {
                let before = storage_root(StateVersion::V1);
                if act(step).is_err() {
                    let after = storage_root(StateVersion::V1);
                    assert_eq!(before, after, "a refused call changed something");
                }
                Produce::do_try_state().unwrap();
            }
            check_mass();
            check_intervals();
            check_plots(seasons);
        });
    }
}
