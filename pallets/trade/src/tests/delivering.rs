//! Delivery: what was weighed in, what is due for it, and what the chain warns of.

use county_primitives::{
    trade::{
        Price, SaleDelivery, SaleInput, SaleState, SaleWarning, TradeEntry, SALE_AMOUNT_MAX,
        SALE_MASS_MAX,
    },
    Author, Grams, SaleId, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error};

/// The tolerance of 110 kg: 3 %.
const TOLERANCE: u64 = 3_300;

#[test]
fn what_is_weighed_in_is_due_at_the_price_agreed() {
    run(|| {
        confirmed();
        let came = delivery(1, 1, 109_200);
        assert_ok!(deliver(HOUSE, came));
        let entry = TradeEntry::SaleDelivered {
            delivery: came,
            due: 170_352,
        };
        assert_recorded(1, 2, author(HOUSE), entry);
        assert_eq!(state(1), SaleState::Delivered);
        assert_eq!(sale(1).delivered.unwrap().due, 170_352);
        assert_noop!(deliver(HOUSE, came), Error::<Test>::WrongState(0));
    });
}

#[test]
fn a_difference_beyond_the_tolerance_warns_and_one_at_it_does_not() {
    for (grams, warns) in [
        (110_000 - TOLERANCE, false),
        (110_000 - TOLERANCE - 1, true),
        (110_000 + TOLERANCE, false),
        (110_000 + TOLERANCE + 1, true),
    ] {
        run(|| {
            confirmed();
            assert_ok!(deliver(HOUSE, delivery(1, 1, grams)));
            let warning = TradeEntry::SaleWarned(SaleWarning::MassDiffers {
                agreed: Grams(110_000),
                delivered: Grams(grams),
            });
            assert_eq!(entries(1).contains(&warning), warns, "{grams}");
            if warns {
                assert_recorded(1, 3, Author::Rule, warning);
            }
        });
    }
}

#[test]
fn missing_heads_warn_and_more_than_agreed_are_refused() {
    run(|| {
        let pair = SaleInput {
            goods: goods(&[PIG, SECOND_PIG]),
            heads: 2,
            price: Price::PerHead(60_000),
            amount: 120_000,
            ..pig_sale()
        };
        assert_ok!(record(FARM, pair));
        assert_ok!(confirm(HOUSE, 1));
        for heads in [0, 3] {
            assert_noop!(
                deliver(HOUSE, delivery(1, heads, 110_000)),
                Error::<Test>::HeadsOutOfRange(0)
            );
        }
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
        assert_eq!(sale(1).delivered.unwrap().due, 60_000);
        let warning = TradeEntry::SaleWarned(SaleWarning::HeadsMissing {
            agreed: 2,
            delivered: 1,
        });
        assert_recorded(1, 3, Author::Rule, warning);
    });
}

#[test]
fn fails_to_take_delivery_of_more_heads_than_are_there() {
    run(|| {
        assert_ok!(record(FARM, flock_sale()));
        assert_ok!(confirm(MARKET, 1));
        // Five died on the road.
        leave_heads(FLOCK, 295);
        for heads in [300, 296] {
            assert_noop!(
                deliver(MARKET, delivery(1, heads, 590_000)),
                Error::<Test>::HeadsOutOfRange(0)
            );
        }
        assert_ok!(deliver(MARKET, delivery(1, 295, 590_000)));
        assert_eq!(sale(1).delivered.unwrap().due, 295 * 4_500);
    });
}

#[test]
fn all_heads_do_not_warn() {
    run(|| {
        delivered();
        let warned = |entry: &TradeEntry| matches!(entry, TradeEntry::SaleWarned(_));
        assert!(!entries(1).iter().any(warned));
    });
}

#[test]
fn so_little_that_it_rounds_to_nothing_is_settled_at_once() {
    run(|| {
        confirmed();
        // At a fen per kilogram, half a kilogram is a fen and a gram less is nothing.
        let cheap = SaleInput {
            goods: goods(&[SECOND_PIG]),
            price: Price::PerKilogram(1),
            amount: 110,
            ..pig_sale()
        };
        assert_ok!(record(FARM, cheap));
        assert_ok!(confirm(HOUSE, 2));
        assert_ok!(deliver(HOUSE, delivery(2, 1, 499)));
        assert_eq!(state(2), SaleState::Settled);
        assert_noop!(pay(HOUSE, payment(2, 1, 1)), Error::<Test>::WrongState(0));
    });
}

#[test]
fn fails_to_take_delivery_before_confirming_or_as_somebody_else() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        let came = delivery(1, 1, 110_000);
        assert_noop!(deliver(HOUSE, came), Error::<Test>::WrongState(0));
        assert_ok!(confirm(HOUSE, 1));
        for who in [FARM, MARKET] {
            assert_noop!(deliver(who, came), Error::<Test>::NotBuyer(0));
        }
        assert_noop!(
            deliver(HOUSE, delivery(7, 1, 1)),
            Error::<Test>::SaleUnknown(0)
        );
        for grams in [0, SALE_MASS_MAX.0 + 1] {
            assert_noop!(
                deliver(HOUSE, delivery(1, 1, grams)),
                Error::<Test>::MassOutOfRange(0)
            );
        }
    });
}

#[test]
fn a_delivery_lies_between_the_agreement_and_today() {
    run(|| {
        confirmed();
        let agreed = sale(1).date;
        pass_days(2);
        let on = |date| SaleDelivery {
            date,
            ..delivery(1, 1, 110_000)
        };
        assert_noop!(
            deliver(HOUSE, on(today().plus_days(1))),
            Error::<Test>::DateInFuture(0)
        );
        assert_noop!(
            deliver(HOUSE, on(county_primitives::Date(agreed.0 - 1))),
            Error::<Test>::DateOutOfOrder(0)
        );
        assert_ok!(deliver(HOUSE, on(agreed)));
    });
}

#[test]
fn fails_to_take_delivery_of_what_is_held() {
    run(|| {
        confirmed();
        for held in [PIG, Subject::Sale(SaleId(1))] {
            hold(held);
            assert_noop!(deliver(HOUSE, delivery(1, 1, 110_000)), HELD);
            release(held);
        }
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
    });
}

#[test]
fn fails_to_take_delivery_of_more_than_can_be_counted() {
    run(|| {
        let dear = SaleInput {
            mass: Grams(1_000),
            price: Price::PerKilogram(SALE_AMOUNT_MAX),
            amount: SALE_AMOUNT_MAX,
            ..pig_sale()
        };
        assert_ok!(record(FARM, dear));
        assert_ok!(confirm(HOUSE, 1));
        assert_noop!(
            deliver(HOUSE, delivery(1, 1, 1_001)),
            Error::<Test>::AmountOverflow(0)
        );
    });
}

#[test]
fn fails_without_a_policy_unsigned_or_with_nothing() {
    run(|| {
        let far = SaleInput {
            goods: goods(&[FAR_PIG]),
            ..pig_sale()
        };
        assert_ok!(record(FAR_FARM, far));
        assert_ok!(confirm(HOUSE, 1));
        assert_noop!(deliver(HOUSE, delivery(1, 1, 110_000)), NO_POLICY);
        let none: [SaleDelivery; 0] = [];
        assert_noop!(
            Trade::deliver_sales(RuntimeOrigin::signed(account(HOUSE)), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Trade::deliver_sales(RuntimeOrigin::root(), items(&none)),
            DispatchError::BadOrigin
        );
    });
}
