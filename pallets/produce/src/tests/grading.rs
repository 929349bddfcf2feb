//! Grading: the balance of mass and the origin of the children.

use county_primitives::{
    produce::{GradingInput, ProduceEntry, TestMethod, TestTarget, TestVerdict},
    CycleId, Grams, LotId, PlotId, PolicyKey, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, NextLot};

fn grade(grading: GradingInput) -> sp_runtime::DispatchResult {
    Produce::grade_lots(signed(Actor::Packer), items(&[grading]))
}

#[test]
fn can_grade_one_lot_into_three() {
    execute(|| {
        grow();
        let parent = lot_at_packer(1_000_000);
        let grading = grading_of(&[(1, 800_000)], &[500_000, 200_000, 90_000], 10_000);
        assert_ok!(grade(grading.clone()));
        assert_eq!(Produce::lot(parent).unwrap().remaining(), Grams(200_000));
        assert_eq!(
            last_entry(Subject::Lot(parent)),
            ProduceEntry::LotGraded {
                mass: Grams(800_000),
                children: vec![LotId(2), LotId(3), LotId(4)].try_into().unwrap(),
            }
        );
        for (id, output, net) in [(2, 0, 500_000), (3, 1, 200_000), (4, 2, 90_000)] {
            let child = Produce::lot(LotId(id)).unwrap();
            assert_eq!((child.net, child.remaining()), (Grams(net), Grams(net)));
            assert_eq!(child.holder, Actor::Packer.organisation());
            assert_eq!(child.producer, Some(Actor::Grower.organisation()));
            assert_eq!(child.grade, Some("特级".parse().unwrap()));
            assert_eq!(child.ancestors.to_vec(), [parent]);
            assert_eq!(child.cycles.to_vec(), [CycleId(1)]);
            assert_eq!(
                entries(Subject::Lot(LotId(id))),
                [ProduceEntry::LotFormed {
                    grading: grading.clone(),
                    output,
                }]
            );
        }
    });
}

#[test]
fn can_mix_growers_and_villages() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_ok!(Produce::open_plots(
            signed(Actor::Neighbour),
            items(&[plot_in(VILLAGE)])
        ));
        assert_ok!(Produce::start_cycles(
            signed(Actor::Neighbour),
            items(&[cycle_on(2)])
        ));
        let mut earlier = harvest_of(&[2], 1_000);
        earlier.date = date("2026-08-30");
        assert_ok!(Produce::harvest_lots(
            signed(Actor::Neighbour),
            items(&[earlier])
        ));
        deliver(Actor::Neighbour, LotId(2), Actor::Packer);
        grow_more(OTHER_VILLAGE);
        let third = harvested(&[3], 1_000);
        deliver(Actor::Grower, third, Actor::Packer);
        assert_ok!(grade(grading_of(
            &[(1, 500), (2, 500), (3, 500)],
            &[1_500],
            0
        )));
        let child = Produce::lot(LotId(4)).unwrap();
        assert_eq!(child.producer, None);
        assert_eq!(child.division, division(TOWN));
        assert_eq!(child.harvested, date("2026-08-30"));
        assert_ok!(grade(grading_of(&[(4, 700), (1, 300)], &[1_000], 0)));
        let grandchild = Produce::lot(LotId(5)).unwrap();
        assert_eq!(grandchild.ancestors.to_vec(), [1, 2, 3, 4].map(LotId));
        assert_eq!(grandchild.cycles.to_vec(), [1, 2, 3].map(CycleId));
    });
}

#[test]
fn the_balance_holds_to_half_a_percent_on_either_side() {
    execute(|| {
        grow();
        lot_at_packer(1_000_000);
        for made in [100_501, 99_499] {
            assert_noop!(
                grade(grading_of(&[(1, 100_000)], &[made - 1_000], 1_000)),
                Error::<Runtime>::MassUnbalanced(0)
            );
        }
        for made in [100_500, 99_500] {
            assert_ok!(grade(grading_of(&[(1, 100_000)], &[made - 1_000], 1_000)));
        }
        assert_noop!(
            grade(grading_of(&[(1, 100_000)], &[u64::MAX, u64::MAX], 0)),
            Error::<Runtime>::MassUnbalanced(0)
        );
        drop_policy(PolicyKey::MassToleranceBasisPoints);
        assert_noop!(grade(grading_of(&[(1, 1)], &[1], 0)), NO_POLICY);
    });
}

#[test]
fn fails_to_take_more_than_is_left() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_noop!(
            grade(grading_of(&[(1, 1_001)], &[1_001], 0)),
            Error::<Runtime>::MassOverRemaining(0)
        );
        assert_ok!(grade(grading_of(&[(1, 600)], &[600], 0)));
        assert_noop!(
            grade(grading_of(&[(1, 401)], &[401], 0)),
            Error::<Runtime>::MassOverRemaining(0)
        );
        assert_ok!(grade(grading_of(&[(1, 400)], &[400], 0)));
    });
}

#[test]
fn fails_to_grade_malformed_gradings() {
    execute(|| {
        grow();
        lot_at_packer(10_000);
        for (grading, error) in [
            (grading_of(&[], &[1], 0), Error::<Runtime>::NoParents(0)),
            (
                grading_of(&[(1, 1), (1, 1)], &[2], 0),
                Error::ParentTwice(0),
            ),
            (grading_of(&[(9, 1)], &[1], 0), Error::LotUnknown(0)),
            (grading_of(&[(1, 0)], &[1], 0), Error::NoMass(0)),
            (grading_of(&[(1, 1)], &[0, 1], 0), Error::NoMass(0)),
            (grading_of(&[(1, 1)], &[], 1), Error::NoOutputs(0)),
        ] {
            assert_noop!(grade(grading), error);
        }
        let mut grading = grading_of(&[(1, 10)], &[10], 0);
        grading.outputs[0].grade = " ".parse().unwrap();
        assert_noop!(grade(grading), Error::<Runtime>::GradeBlank(0));
        let mut grading = grading_of(&[(1, 10)], &[9], 1);
        grading.loss_reason = "".parse().unwrap();
        assert_noop!(grade(grading), Error::<Runtime>::LossUnexplained(0));
        let mut grading = grading_of(&[(1, 10)], &[10], 0);
        grading.date = date("2026-08-31");
        assert_noop!(grade(grading), Error::<Runtime>::DateBeforeStart(0));
        let mut grading = grading_of(&[(1, 10)], &[10], 0);
        grading.date = date("2026-09-02");
        assert_noop!(grade(grading), Error::<Runtime>::DateInFuture(0));
    });
}

#[test]
fn fails_to_grade_what_somebody_else_holds() {
    execute(|| {
        grow();
        harvested(&[1], 1_000);
        let grading = || grading_of(&[(1, 1)], &[1], 0);
        assert_noop!(grade(grading()), Error::<Runtime>::NotHolder(0));
        assert_noop!(
            Produce::grade_lots(signed(Actor::Grower), items(&[grading()])),
            NO_ROLE
        );
        deliver(Actor::Grower, LotId(1), Actor::OtherPacker);
        assert_noop!(
            Produce::grade_lots(signed(Actor::Packer), items(&[grading()])),
            Error::<Runtime>::NotHolder(0)
        );
        assert_ok!(Produce::grade_lots(
            signed(Actor::OtherPacker),
            items(&[grading()])
        ));
    });
}

#[test]
fn fails_to_mix_products() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_ok!(Produce::open_plots(
            signed(Actor::Grower),
            items(&[plot_in(VILLAGE)])
        ));
        let mut apple = cycle_on(2);
        apple.product = product("010302");
        assert_ok!(Produce::start_cycles(
            signed(Actor::Grower),
            items(&[apple])
        ));
        let lot = harvested(&[2], 1_000);
        deliver(Actor::Grower, lot, Actor::Packer);
        assert_noop!(
            grade(grading_of(&[(1, 1), (2, 1)], &[2], 0)),
            Error::<Runtime>::MixedProducts(0)
        );
    });
}

#[test]
fn nothing_downstream_of_a_held_or_failed_subject_is_graded() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_ok!(grade(grading_of(&[(1, 500)], &[500], 0)));
        let next = || grade(grading_of(&[(2, 1)], &[1], 0));
        for subject in [
            Subject::Lot(LotId(2)),
            Subject::Lot(LotId(1)),
            Subject::Cycle(CycleId(1)),
            Subject::Plot(PlotId(1)),
            Subject::Organisation(Actor::Packer.organisation()),
        ] {
            hold(subject);
            assert_noop!(next(), HELD);
            release(subject);
        }
        for target in [TestTarget::Lot(LotId(1)), TestTarget::Cycle(CycleId(1))] {
            record_test(test_of(target, TestMethod::Quick, TestVerdict::Fail));
            release(crate::types::subject_of(target));
            assert_noop!(next(), Error::<Runtime>::TestFailed(0));
            approve(record_test(test_of(
                target,
                TestMethod::Laboratory,
                TestVerdict::Pass,
            )));
            assert_ok!(next());
        }
    });
}

#[test]
fn fails_beyond_the_ancestors_a_lot_can_know() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        for parent in 1..=32 {
            assert_ok!(grade(grading_of(&[(parent, 1_000)], &[1_000], 0)));
        }
        assert_eq!(Produce::lot(LotId(33)).unwrap().ancestors.len(), 32);
        assert_noop!(
            grade(grading_of(&[(33, 1_000)], &[1_000], 0)),
            Error::<Runtime>::TooManyAncestors(0)
        );
    });
}

#[test]
fn fails_beyond_the_cycles_a_lot_can_know() {
    execute(|| {
        grow();
        for _ in 1..33 {
            grow_more(VILLAGE);
        }
        for first in [1, 9, 17, 25] {
            let lot = harvested(&Vec::from_iter(first..first + 8), 1_000);
            deliver(Actor::Grower, lot, Actor::Packer);
        }
        let lot = harvested(&[33], 1_000);
        deliver(Actor::Grower, lot, Actor::Packer);
        let parents = [1, 2, 3, 4, 5].map(|lot| (lot, 1));
        assert_ok!(grade(grading_of(&parents[..4], &[4], 0)));
        assert_noop!(
            grade(grading_of(&parents, &[5], 0)),
            Error::<Runtime>::TooManyCycles(0)
        );
        assert_eq!(NextLot::<Runtime>::get(), LotId(7));
    });
}
