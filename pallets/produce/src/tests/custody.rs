//! Deliveries, and what labels take from a lot.

use county_primitives::{
    labels::CodeRange,
    produce::{Delivery, ProduceEntry, TestMethod, TestTarget, TestVerdict},
    traits::{GoodsView, Packable},
    BatchId, CycleId, Grams, LotId, OrganisationId, PolicyKey, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error};

fn try_deliver(from: Actor, lot: u64, to: OrganisationId) -> sp_runtime::DispatchResult {
    let lot = LotId(lot);
    Produce::deliver_lots(signed(from), items(&[Delivery { lot, to }]))
}

fn pack(lot: u64, mass: u64) -> sp_runtime::DispatchResult {
    let range = CodeRange {
        batch: BatchId(1),
        from: 0,
        to: 0,
    };
    let author = Actor::Packer.author(Role::Packer);
    <Produce as Packable<LotId>>::pack(LotId(lot), author, range, Grams(mass), 0)
}

#[test]
fn can_hand_a_lot_down_the_chain() {
    execute(|| {
        grow();
        let lot = harvested(&[1], 1_000);
        for (from, to) in [
            (Actor::Grower, Actor::Packer),
            (Actor::Packer, Actor::Buyer),
            (Actor::Buyer, Actor::OtherPacker),
        ] {
            deliver(from, lot, to);
            assert_eq!(Produce::lot(lot).unwrap().holder, to.organisation());
            assert_eq!(
                last_entry(Subject::Lot(lot)),
                ProduceEntry::LotDelivered {
                    from: from.organisation(),
                    to: to.organisation(),
                }
            );
        }
    });
}

#[test]
fn fails_to_deliver() {
    execute(|| {
        grow();
        harvested(&[1], 1_000);
        let packer = Actor::Packer.organisation();
        assert_noop!(
            try_deliver(Actor::Grower, 9, packer),
            Error::<Runtime>::LotUnknown(0)
        );
        assert_noop!(
            try_deliver(Actor::Packer, 1, packer),
            Error::<Runtime>::NotHolder(0)
        );
        assert_noop!(try_deliver(Actor::County, 1, packer), NO_ROLE);
        assert_noop!(
            try_deliver(Actor::Grower, 1, Actor::Grower.organisation()),
            Error::<Runtime>::AlreadyHolder(0)
        );
        assert_noop!(
            try_deliver(Actor::Grower, 1, OrganisationId(99)),
            Error::<Runtime>::ReceiverNotActive(0)
        );
        suspend(Actor::Packer);
        assert_noop!(
            try_deliver(Actor::Grower, 1, packer),
            Error::<Runtime>::ReceiverNotActive(0)
        );
    });
}

#[test]
fn nothing_downstream_of_a_held_or_failed_subject_is_delivered_or_packed() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_ok!(Produce::grade_lots(
            signed(Actor::Packer),
            items(&[grading_of(&[(1, 500)], &[500], 0)])
        ));
        let packer = Actor::Packer.organisation();
        let packable = || <Produce as Packable<LotId>>::packable(LotId(2), packer, 0);
        let to_buyer = || try_deliver(Actor::Packer, 2, Actor::Buyer.organisation());
        for subject in [
            Subject::Lot(LotId(1)),
            Subject::Lot(LotId(2)),
            Subject::Cycle(CycleId(1)),
        ] {
            hold(subject);
            assert_noop!(to_buyer(), HELD);
            assert_noop!(packable(), HELD);
            release(subject);
        }
        assert_ok!(packable());
        let target = TestTarget::Lot(LotId(1));
        record_test(test_of(target, TestMethod::Quick, TestVerdict::Fail));
        release(Subject::Lot(LotId(1)));
        assert_noop!(to_buyer(), Error::<Runtime>::TestFailed(0));
        assert_noop!(packable(), Error::<Runtime>::TestFailed(0));
    });
}

#[test]
fn a_held_organisation_hands_over_nothing_but_may_be_handed_something() {
    execute(|| {
        grow();
        let lot = harvested(&[1], 1_000);
        let grower = Subject::Organisation(Actor::Grower.organisation());
        let to_packer = || try_deliver(Actor::Grower, 1, Actor::Packer.organisation());
        hold(grower);
        assert_noop!(to_packer(), HELD);
        release(grower);
        hold(Subject::Organisation(Actor::Packer.organisation()));
        assert_ok!(to_packer());
        let holder = Produce::lot(lot).unwrap().holder;
        assert_eq!(holder, Actor::Packer.organisation());
    });
}

#[test]
fn a_lot_is_packable_by_its_holder() {
    execute(|| {
        grow();
        let lot = lot_at_packer(1_000);
        let packable = |lot, actor: Actor| {
            <Produce as Packable<LotId>>::packable(lot, actor.organisation(), 5)
        };
        assert_eq!(
            packable(lot, Actor::Packer),
            Ok(GoodsView {
                product: product(PEAR),
                origins: vec![division(VILLAGE)].try_into().unwrap(),
                grade: None,
            })
        );
        assert_noop!(packable(lot, Actor::Grower), Error::<Runtime>::NotHolder(5));
        assert_noop!(
            packable(LotId(2), Actor::Packer),
            Error::<Runtime>::LotUnknown(5)
        );
    });
}

#[test]
fn goods_come_from_every_village_of_their_ancestors() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        grow_more(OTHER_VILLAGE);
        let second = harvested(&[2], 1_000);
        deliver(Actor::Grower, second, Actor::Packer);
        let mixed = grading_of(&[(1, 500), (2, 500)], &[1_000], 0);
        assert_ok!(Produce::grade_lots(signed(Actor::Packer), items(&[mixed])));
        let packer = Actor::Packer.organisation();
        let origins = |lot| {
            let view = <Produce as Packable<LotId>>::packable(LotId(lot), packer, 0);
            view.unwrap().origins.to_vec()
        };
        assert_eq!(origins(1), [division(VILLAGE)]);
        assert_eq!(origins(2), [division(OTHER_VILLAGE)]);
        assert_eq!(origins(3), [division(VILLAGE), division(OTHER_VILLAGE)]);
    });
}

#[test]
fn the_101st_box_of_5_kg_from_500_kg_fails() {
    execute(|| {
        grow();
        let lot = lot_at_packer(500_000);
        for _ in 0..100 {
            assert_ok!(pack(1, 5_000));
        }
        assert_noop!(pack(1, 5_000), Error::<Runtime>::MassOverRemaining(0));
        assert_eq!(Produce::lot(lot).unwrap().remaining(), Grams(0));
        // The hard stop is 502.5 kg.
        assert_noop!(pack(1, 2_501), Error::<Runtime>::MassOverRemaining(0));
        assert_ok!(pack(1, 2_500));
        assert_noop!(pack(1, 1), Error::<Runtime>::MassOverRemaining(0));
        assert_eq!(
            last_entry(Subject::Lot(lot)),
            ProduceEntry::LotPacked {
                batch: BatchId(1),
                from: 0,
                to: 0,
                mass: Grams(2_500),
            }
        );
        let grading = grading_of(&[(1, 1)], &[1], 0);
        assert_noop!(
            Produce::grade_lots(signed(Actor::Packer), items(&[grading])),
            Error::<Runtime>::MassOverRemaining(0)
        );
    });
}

#[test]
fn what_was_graded_away_cannot_be_packed() {
    execute(|| {
        grow();
        lot_at_packer(500_000);
        assert_ok!(Produce::grade_lots(
            signed(Actor::Packer),
            items(&[grading_of(&[(1, 300_000)], &[300_000], 0)])
        ));
        assert_noop!(pack(1, 201_001), Error::<Runtime>::MassOverRemaining(0));
        assert_ok!(pack(1, 201_000));
    });
}

#[test]
fn fails_to_pack() {
    execute(|| {
        grow();
        lot_at_packer(1_000);
        assert_noop!(pack(2, 1), Error::<Runtime>::LotUnknown(0));
        assert_noop!(pack(1, 0), Error::<Runtime>::NoMass(0));
        assert_noop!(pack(1, u64::MAX), Error::<Runtime>::MassOverRemaining(0));
        drop_policy(PolicyKey::MassToleranceBasisPoints);
        assert_noop!(pack(1, 1), NO_POLICY);
    });
}
