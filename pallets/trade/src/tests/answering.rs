//! The buyer's answer, and sales called off.

use county_primitives::{
    trade::{SaleAnswer, SaleCancellation, SaleInput, SaleState, TradeEntry, GOODS_MAX},
    Grams, SaleId, Subject,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, WeightInfo};

#[test]
fn the_buyer_confirms() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        assert_ok!(confirm(HOUSE, 1));
        assert_recorded(1, 1, author(HOUSE), TradeEntry::SaleConfirmed);
        assert_eq!(state(1), SaleState::Confirmed);
        assert_noop!(confirm(HOUSE, 1), Error::<Test>::WrongState(0));
    });
}

#[test]
fn the_buyer_refuses_with_a_reason_and_the_goods_are_free() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        assert_noop!(answer(HOUSE, 1, false, " "), Error::<Test>::ReasonBlank(0));
        assert_ok!(answer(HOUSE, 1, false, "价格未谈妥"));
        let entry = TradeEntry::SaleRefused {
            reason: text("价格未谈妥"),
        };
        assert_recorded(1, 1, author(HOUSE), entry);
        assert_eq!((state(1), Trade::sale_of(PIG)), (SaleState::Refused, None));
        assert_noop!(confirm(HOUSE, 1), Error::<Test>::WrongState(0));
        assert_ok!(record(FARM, pig_sale()));
    });
}

#[test]
fn only_the_buyer_answers() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        for who in [FARM, MARKET] {
            assert_noop!(confirm(who, 1), Error::<Test>::NotBuyer(0));
        }
        assert_noop!(confirm(INSPECTOR, 1), NO_ROLE);
        assert_noop!(confirm(GHOST, 1), Error::<Test>::SellerUnknown(0));
        assert_noop!(confirm(HOUSE, 2), Error::<Test>::SaleUnknown(0));
    });
}

#[test]
fn fails_to_confirm_what_is_held_but_not_to_refuse_held_goods() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        let subject = Subject::Sale(SaleId(1));
        hold(subject);
        assert_noop!(confirm(HOUSE, 1), HELD);
        assert_noop!(cancel(FARM, 1, "买方改期"), HELD);
        release(subject);
        hold(PIG);
        assert_noop!(confirm(HOUSE, 1), HELD);
        assert_ok!(answer(HOUSE, 1, false, "被查控"));
    });
}

#[test]
fn fails_to_confirm_for_a_buyer_that_is_held() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        let buyer = Subject::Organisation(organisation(HOUSE));
        hold(buyer);
        assert_noop!(confirm(HOUSE, 1), HELD);
        release(buyer);
        assert_ok!(confirm(HOUSE, 1));
    });
}

#[test]
fn who_recorded_a_sale_does_not_confirm_it_for_the_buyer_too() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        make_one_person(FARM, HOUSE);
        assert_noop!(confirm(HOUSE, 1), Error::<Test>::SamePerson(0));
        make_one_person(FARM, MARKET);
        assert_ok!(confirm(HOUSE, 1));
        // Whoever recorded it may refuse it as well: nothing is promised by that.
        let second = SaleInput {
            goods: goods(&[SECOND_PIG]),
            ..pig_sale()
        };
        assert_ok!(record(FARM, second));
        make_one_person(FARM, HOUSE);
        assert_ok!(answer(HOUSE, 2, false, "价格未谈妥"));
    });
}

#[test]
fn fails_to_confirm_other_heads_than_are_there_now() {
    run(|| {
        assert_ok!(record(FARM, flock_sale()));
        for heads in [299, 301, 0] {
            leave_heads(FLOCK, heads);
            assert_noop!(confirm(MARKET, 1), Error::<Test>::HeadsDiffer(0));
        }
        leave_heads(FLOCK, 300);
        assert_ok!(confirm(MARKET, 1));
        // A pig that died is not confirmed.
        assert_ok!(record(FARM, pig_sale()));
        leave_heads(PIG, 0);
        assert_noop!(confirm(HOUSE, 2), Error::<Test>::HeadsDiffer(0));
    });
}

#[test]
fn a_call_weighs_the_goods_that_its_sales_really_name() {
    run(|| {
        let pair = SaleInput {
            goods: goods(&[PIG, SECOND_PIG]),
            heads: 2,
            mass: Grams(220_000),
            amount: 343_200,
            ..pig_sale()
        };
        let answers = |accepted| {
            let answer = SaleAnswer {
                sale: Trade::sale_of(PIG).unwrap(),
                accepted,
                reason: text("未谈妥"),
            };
            items(&[answer])
        };
        let signed = || RuntimeOrigin::signed(account(HOUSE));
        assert_ok!(record(FARM, pair.clone()));
        let before = crate::Call::<Test>::answer_sales {
            items: answers(false),
        };
        let base = <() as WeightInfo>::answer_sales(1);
        assert_eq!(
            before.get_dispatch_info().call_weight,
            base + <() as WeightInfo>::goods_asked(GOODS_MAX)
        );
        let refused = Trade::answer_sales(signed(), answers(false)).unwrap();
        let freed = <() as WeightInfo>::goods_freed(2);
        assert_eq!(refused.actual_weight, Some(base + freed));
        assert_ok!(record(FARM, pair.clone()));
        let confirmed = Trade::answer_sales(signed(), answers(true)).unwrap();
        let asked = <() as WeightInfo>::goods_asked(2);
        assert_eq!(confirmed.actual_weight, Some(base + asked));
        let came = items(&[delivery(2, 2, 220_000)]);
        let delivered = Trade::deliver_sales(signed(), came).unwrap();
        let base = <() as WeightInfo>::deliver_sales(1);
        assert_eq!(delivered.actual_weight, Some(base + asked));
        let flock = items(&[SaleCancellation {
            sale: SaleId(3),
            reason: text("天气原因"),
        }]);
        assert_ok!(record(FARM, flock_sale()));
        let farm = RuntimeOrigin::signed(account(FARM));
        let cancelled = Trade::cancel_sales(farm, flock).unwrap();
        let base = <() as WeightInfo>::cancel_sales(1);
        let freed = <() as WeightInfo>::goods_freed(1);
        assert_eq!(cancelled.actual_weight, Some(base + freed));
    });
}

#[test]
fn both_sides_call_a_sale_off_before_its_delivery() {
    run(|| {
        for (who, confirmed) in [(FARM, false), (HOUSE, false), (FARM, true), (HOUSE, true)] {
            assert_ok!(record(FARM, pig_sale()));
            let id = Trade::sale_of(PIG).unwrap().0;
            if confirmed {
                assert_ok!(confirm(HOUSE, id));
            }
            assert_noop!(cancel(who, id, ""), Error::<Test>::ReasonBlank(0));
            assert_ok!(cancel(who, id, "天气原因"));
            let entry = TradeEntry::SaleCancelled {
                reason: text("天气原因"),
            };
            assert_recorded(id, 1 + u32::from(confirmed), author(who), entry);
            assert_eq!(
                (state(id), Trade::sale_of(PIG)),
                (SaleState::Cancelled, None)
            );
            assert_noop!(cancel(who, id, "天气原因"), Error::<Test>::WrongState(0));
        }
    });
}

#[test]
fn fails_to_call_off_as_a_stranger_or_after_delivery() {
    run(|| {
        confirmed();
        assert_noop!(cancel(MARKET, 1, "无关"), Error::<Test>::NotParty(0));
        assert_noop!(cancel(FARM, 9, "无关"), Error::<Test>::SaleUnknown(0));
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
        assert_noop!(cancel(FARM, 1, "反悔"), Error::<Test>::WrongState(0));
    });
}

#[test]
fn fails_to_answer_or_call_off_nothing_or_unsigned() {
    run(|| {
        let signed = || RuntimeOrigin::signed(account(HOUSE));
        let answers: [SaleAnswer; 0] = [];
        let cancellations: [SaleCancellation; 0] = [];
        assert_noop!(
            Trade::answer_sales(signed(), items(&answers)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Trade::cancel_sales(signed(), items(&cancellations)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Trade::answer_sales(RuntimeOrigin::none(), items(&answers)),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Trade::cancel_sales(RuntimeOrigin::root(), items(&cancellations)),
            DispatchError::BadOrigin
        );
    });
}
