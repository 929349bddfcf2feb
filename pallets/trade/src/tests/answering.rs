//! The buyer's answer, and sales called off.

use county_primitives::{
    trade::{SaleAnswer, SaleCancellation, SaleState, TradeEntry},
    SaleId, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error};

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
