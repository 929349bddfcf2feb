//! Payment: in parts, never more than is due, each receipt once, and in time.

use county_primitives::{
    trade::{SaleSettlement, SaleState, SaleWarning, TradeEntry},
    Author, Date, SaleId, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, Receipts};

#[test]
fn payments_add_up_until_the_sale_is_settled() {
    run(|| {
        delivered();
        let first = payment(1, 100_000, 1);
        assert_ok!(pay(HOUSE, first));
        let entry = TradeEntry::SalePaid {
            settlement: first,
            paid: 100_000,
            settled: false,
        };
        assert_recorded(1, 3, author(HOUSE), entry);
        assert_eq!(state(1), SaleState::Delivered);
        let last = payment(1, 71_600, 2);
        assert_ok!(pay(FARM, last));
        let entry = TradeEntry::SalePaid {
            settlement: last,
            paid: 171_600,
            settled: true,
        };
        assert_recorded(1, 4, author(FARM), entry);
        assert_eq!(state(1), SaleState::Settled);
        assert_noop!(pay(HOUSE, payment(1, 1, 3)), Error::<Test>::WrongState(0));
        assert_eq!(Receipts::<Test>::iter().count(), 2);
    });
}

#[test]
fn fails_to_pay_nothing_or_a_fen_more_than_is_due() {
    run(|| {
        delivered();
        assert_noop!(pay(HOUSE, payment(1, 0, 1)), Error::<Test>::NoAmount(0));
        for amount in [171_601, u64::MAX] {
            assert_noop!(
                pay(HOUSE, payment(1, amount, 1)),
                Error::<Test>::PaidOverDue(0)
            );
        }
        assert_ok!(pay(HOUSE, payment(1, 171_599, 1)));
        for amount in [2, u64::MAX] {
            assert_noop!(
                pay(HOUSE, payment(1, amount, 2)),
                Error::<Test>::PaidOverDue(0)
            );
        }
        assert_ok!(pay(HOUSE, payment(1, 1, 2)));
    });
}

#[test]
fn a_receipt_counts_once_in_whichever_sale() {
    run(|| {
        delivered();
        assert_ok!(pay(HOUSE, payment(1, 100, 1)));
        assert_noop!(
            pay(HOUSE, payment(1, 100, 1)),
            Error::<Test>::ReceiptUsed(0)
        );
        assert_ok!(record(HOUSE, half_sale()));
        assert_ok!(confirm(MARKET, 2));
        assert_ok!(deliver(MARKET, delivery(2, 1, 38_000)));
        assert_noop!(
            pay(MARKET, payment(2, 100, 1)),
            Error::<Test>::ReceiptUsed(0)
        );
        assert_ok!(pay(MARKET, payment(2, 83_600, 2)));
    });
}

#[test]
fn a_payment_is_late_from_the_day_after_its_last() {
    run(|| {
        delivered();
        let last = today().plus_days(PAYMENT_DAYS);
        pass_days(PAYMENT_DAYS);
        assert_ok!(pay(HOUSE, payment(1, 100_000, 1)));
        let late = TradeEntry::SaleWarned(SaleWarning::PaidLate { due: last });
        assert!(!entries(1).contains(&late));
        pass_days(1);
        assert_ok!(pay(HOUSE, payment(1, 100, 2)));
        assert_recorded(1, 5, Author::Rule, late);
        // What counts is when it was paid, not when it was recorded.
        pass_days(5);
        let in_time = SaleSettlement {
            date: last,
            ..payment(1, 71_500, 3)
        };
        assert_ok!(pay(FARM, in_time));
        let warnings = entries(1);
        let warnings = warnings
            .iter()
            .filter(|entry| matches!(entry, TradeEntry::SaleWarned(_)));
        assert_eq!(warnings.count(), 1);
    });
}

#[test]
fn a_payment_lies_between_the_agreement_and_today() {
    run(|| {
        delivered();
        let agreed = sale(1).date;
        pass_days(1);
        let on = |date| SaleSettlement {
            date,
            ..payment(1, 100, 1)
        };
        assert_noop!(
            pay(HOUSE, on(today().plus_days(1))),
            Error::<Test>::DateInFuture(0)
        );
        assert_noop!(
            pay(HOUSE, on(Date(agreed.0 - 1))),
            Error::<Test>::DateOutOfOrder(0)
        );
        assert_ok!(pay(HOUSE, on(agreed)));
    });
}

#[test]
fn fails_to_pay_before_delivery_as_a_stranger_or_what_is_held() {
    run(|| {
        confirmed();
        assert_noop!(pay(HOUSE, payment(1, 100, 1)), Error::<Test>::WrongState(0));
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
        assert_noop!(pay(MARKET, payment(1, 100, 1)), Error::<Test>::NotParty(0));
        assert_noop!(
            pay(HOUSE, payment(9, 100, 1)),
            Error::<Test>::SaleUnknown(0)
        );
        let subject = Subject::Sale(SaleId(1));
        hold(subject);
        assert_noop!(pay(HOUSE, payment(1, 100, 1)), HELD);
        release(subject);
        let none: [SaleSettlement; 0] = [];
        assert_noop!(
            Trade::settle_sales(RuntimeOrigin::signed(account(HOUSE)), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Trade::settle_sales(RuntimeOrigin::root(), items(&none)),
            DispatchError::BadOrigin
        );
    });
}
