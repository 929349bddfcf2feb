//! Recording sales: what is agreed, whose the goods are, and that nothing is sold twice.

use county_primitives::{
    livestock::{MeatKind, Species},
    trade::{GoodsKind, Price, SaleInput, SaleState, SoldGoods, TradeEntry, SALE_MASS_MAX},
    traits::Promised,
    Date, DeclarationId, Grams, SaleId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{mock::*, Error, NextSale, SoldIn, Timelines};

#[test]
fn a_farm_sells_a_pig_to_a_slaughterhouse() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        let entry = TradeEntry::SaleRecorded {
            sale: pig_sale(),
            seller: organisation(FARM),
            division: division(VILLAGE),
            goods: vec![PIG].try_into().unwrap(),
        };
        assert_recorded(1, 0, author(FARM), entry);
        assert_eq!(state(1), SaleState::Offered);
        assert_eq!(Trade::sale_of(PIG), Some(SaleId(1)));
        assert_eq!(Trade::sale(SaleId(1)), Some(sale(1)));
        let subject = Subject::Sale(SaleId(1));
        assert_eq!(Trade::division_of(&subject), Some(division(VILLAGE)));
        assert_eq!(Trade::holder_of(&subject), Some(organisation(FARM)));
        assert_eq!(
            (Trade::division_of(&PIG), Trade::holder_of(&PIG)),
            (None, None)
        );
        assert_eq!(Trade::holder_of(&Subject::Sale(SaleId(2))), None);
    });
}

#[test]
fn a_house_sells_both_halves_and_a_farm_breeding_stock_young_and_loads() {
    run(|| {
        let halves = SaleInput {
            goods: goods(&[LEFT_HALF, RIGHT_HALF]),
            heads: 2,
            mass: Grams(75_000),
            amount: 165_000,
            ..half_sale()
        };
        assert_ok!(record(HOUSE, halves));
        let by_head = |kind, subject| SaleInput {
            kind,
            goods: goods(&[subject]),
            price: Price::PerHead(60_000),
            amount: 60_000,
            buyer: organisation(TRADER),
            ..pig_sale()
        };
        assert_ok!(record(FARM, by_head(GoodsKind::BreedingStock, PIG)));
        assert_ok!(record(FARM, by_head(GoodsKind::Young, SECOND_PIG)));
        assert_ok!(cancel(FARM, 2, "买方改期"));
        assert_ok!(cancel(FARM, 3, "买方改期"));
        let load = SaleInput {
            goods: SoldGoods::Declaration(DeclarationId(1)),
            heads: 2,
            mass: Grams(220_000),
            amount: 343_200,
            ..pig_sale()
        };
        assert_ok!(record(FARM, load));
        assert_eq!(Trade::sale_of(SECOND_PIG), Some(SaleId(4)));
        let flock = SaleInput {
            species: Species::Poultry,
            goods: goods(&[FLOCK]),
            heads: 300,
            price: Price::PerHead(4_500),
            amount: 1_350_000,
            ..pig_sale()
        };
        assert_ok!(record(FARM, flock));
    });
}

#[test]
fn fails_to_sell_the_same_pig_again_while_the_first_sale_stands() {
    run(|| {
        assert_ok!(record(FARM, pig_sale()));
        let again = SaleInput {
            buyer: organisation(TRADER),
            ..pig_sale()
        };
        let refused = |again: &SaleInput| {
            assert_noop!(record(FARM, again.clone()), Error::<Test>::SoldAlready(0));
        };
        refused(&again);
        // The load that the pig is in is refused with it.
        refused(&SaleInput {
            goods: SoldGoods::Declaration(DeclarationId(1)),
            heads: 2,
            mass: Grams(220_000),
            amount: 343_200,
            ..pig_sale()
        });
        assert_ok!(confirm(HOUSE, 1));
        refused(&again);
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
        // It is the buyer's, whoever has it in hand still.
        refused(&again);
        assert_ok!(pay(HOUSE, payment(1, 171_600, 1)));
        refused(&again);
        assert_eq!(state(1), SaleState::Settled);
    });
}

#[test]
fn one_call_does_not_sell_a_pig_twice_either() {
    run(|| {
        let twice = items(&[pig_sale(), pig_sale()]);
        let origin = RuntimeOrigin::signed(account(FARM));
        assert_noop!(
            Trade::record_sales(origin, twice),
            Error::<Test>::SoldAlready(1)
        );
    });
}

#[test]
fn a_buyer_who_has_the_goods_sells_them_on() {
    run(|| {
        delivered();
        let onward = SaleInput {
            buyer: organisation(TRADER),
            ..pig_sale()
        };
        // Not before they are in hand.
        assert_noop!(record(HOUSE, onward.clone()), NOT_SELLABLE);
        hand_over(PIG, HOUSE);
        assert_ok!(record(HOUSE, onward.clone()));
        assert_eq!(Trade::sale_of(PIG), Some(SaleId(2)));
        assert_noop!(record(HOUSE, onward), Error::<Test>::SoldAlready(0));
        // Money for the first sale still moves.
        assert_ok!(pay(HOUSE, payment(1, 171_600, 1)));
    });
}

#[test]
fn parts_of_what_is_sold_are_sold_with_it() {
    run(|| {
        assert_ok!(record(HOUSE, carcass_sale()));
        assert_noop!(record(HOUSE, half_sale()), Error::<Test>::SoldAlready(0));
        assert_ok!(cancel(MARKET, 1, "改要分割肉"));
        assert_ok!(record(HOUSE, half_sale()));
    });
}

#[test]
fn meat_of_a_pig_that_is_promised_is_not_sold_before_the_pig_is_delivered() {
    run(|| {
        stock(CARCASS, meat(MeatKind::Carcass, 80_000, vec![PIG]));
        assert_ok!(record(FARM, pig_sale()));
        let refused = || {
            assert_noop!(record(HOUSE, carcass_sale()), Error::<Test>::SoldAlready(0));
        };
        refused();
        assert_ok!(confirm(HOUSE, 1));
        refused();
        assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
        assert_ok!(record(HOUSE, carcass_sale()));
    });
}

#[test]
fn who_sold_the_whole_away_sells_no_part_of_it_and_its_buyer_does() {
    run(|| {
        assert_ok!(record(HOUSE, carcass_sale()));
        assert_ok!(confirm(MARKET, 1));
        assert_ok!(deliver(MARKET, delivery(1, 1, 80_000)));
        // The house cut it all the same.
        assert_noop!(record(HOUSE, half_sale()), Error::<Test>::SoldAlready(0));
        hand_over(LEFT_HALF, MARKET);
        let onward = SaleInput {
            buyer: organisation(TRADER),
            ..half_sale()
        };
        assert_ok!(record(MARKET, onward));
    });
}

#[test]
fn a_half_bought_of_a_bought_carcass_is_sold_on() {
    run(|| {
        assert_ok!(record(HOUSE, carcass_sale()));
        assert_ok!(confirm(MARKET, 1));
        assert_ok!(deliver(MARKET, delivery(1, 1, 80_000)));
        hand_over(LEFT_HALF, MARKET);
        let to = |buyer| SaleInput {
            buyer: organisation(buyer),
            ..half_sale()
        };
        assert_ok!(record(MARKET, to(TRADER)));
        assert_ok!(confirm(TRADER, 2));
        // It is the trader's once it is delivered, and not before.
        hand_over(LEFT_HALF, TRADER);
        assert_noop!(record(TRADER, to(FAR_FARM)), Error::<Test>::SoldAlready(0));
        assert_ok!(deliver(TRADER, delivery(2, 1, 38_000)));
        assert_ok!(record(TRADER, to(FAR_FARM)));
        assert_noop!(record(TRADER, to(HOUSE)), Error::<Test>::SoldAlready(0));
    });
}

#[test]
fn what_was_bought_piece_by_piece_is_sold_while_the_rest_is_promised() {
    run(|| {
        assert_ok!(record(HOUSE, half_sale()));
        assert_ok!(confirm(MARKET, 1));
        assert_ok!(deliver(MARKET, delivery(1, 1, 38_000)));
        hand_over(LEFT_HALF, MARKET);
        let rest = SaleInput {
            buyer: organisation(TRADER),
            ..carcass_sale()
        };
        assert_ok!(record(HOUSE, rest));
        let onward = |subjects: &[Subject], heads, mass, amount| SaleInput {
            buyer: organisation(TRADER),
            goods: goods(subjects),
            heads,
            mass: Grams(mass),
            amount,
            ..half_sale()
        };
        // Together with a half that was not bought here, the promise of the rest counts.
        hand_over(RIGHT_HALF, MARKET);
        assert_noop!(
            record(MARKET, onward(&[LEFT_HALF, RIGHT_HALF], 2, 75_000, 165_000)),
            Error::<Test>::SoldAlready(0)
        );
        assert_ok!(record(MARKET, onward(&[LEFT_HALF], 1, 38_000, 83_600)));
    });
}

#[test]
fn a_herd_stays_whole_while_it_is_promised_and_who_sold_it_away_divides_it_no_more() {
    run(|| {
        let divide =
            |holder| <Trade as Promised>::ensure_unpromised(&FLOCK, organisation(holder), 7);
        assert_ok!(divide(FARM));
        assert_ok!(record(FARM, flock_sale()));
        assert_noop!(divide(FARM), Error::<Test>::SoldAlready(7));
        assert_ok!(cancel(FARM, 1, "买方改期"));
        assert_ok!(divide(FARM));
        assert_ok!(record(FARM, flock_sale()));
        assert_ok!(confirm(MARKET, 2));
        for holder in [FARM, MARKET] {
            assert_noop!(divide(holder), Error::<Test>::SoldAlready(7));
        }
        assert_ok!(deliver(MARKET, delivery(2, 300, 600_000)));
        assert_noop!(divide(FARM), Error::<Test>::SoldAlready(7));
        // The buyer, and who has it from the buyer, divide it as they like.
        for holder in [MARKET, TRADER] {
            assert_ok!(divide(holder));
        }
    });
}

#[test]
fn fails_to_sell_what_is_not_in_hand_or_held() {
    run(|| {
        assert_noop!(record(TRADER, pig_sale()), NOT_SELLABLE);
        hold(PIG);
        assert_noop!(record(FARM, pig_sale()), HELD);
        release(PIG);
        hold(Subject::Organisation(organisation(FARM)));
        assert_noop!(record(FARM, pig_sale()), HELD);
        release(Subject::Organisation(organisation(FARM)));
        assert_ok!(record(FARM, pig_sale()));
    });
}

#[test]
fn fails_to_sell_to_oneself_or_to_nobody() {
    run(|| {
        let to = |buyer| SaleInput {
            buyer: organisation(buyer),
            ..pig_sale()
        };
        assert_noop!(record(FARM, to(FARM)), Error::<Test>::SameParty(0));
        assert_noop!(record(FARM, to(99)), Error::<Test>::BuyerNotActive(0));
        assert_noop!(
            record(FARM, to(SUSPENDED)),
            Error::<Test>::BuyerNotActive(0)
        );
        assert_ok!(record(FARM, to(MARKET)));
    });
}

#[test]
fn fails_to_sell_other_goods_than_there_are() {
    run(|| {
        let refused = |who, sale, error: Error<Test>| {
            assert_noop!(record(who, sale), error);
        };
        let pig = pig_sale();
        for kind in [GoodsKind::HalfCarcass, GoodsKind::Package] {
            let sale = SaleInput {
                kind,
                ..pig.clone()
            };
            refused(FARM, sale, Error::GoodsDiffer(0));
        }
        let sale = SaleInput {
            species: Species::Cattle,
            ..pig.clone()
        };
        refused(FARM, sale, Error::GoodsDiffer(0));
        let sale = SaleInput {
            kind: GoodsKind::Live,
            ..half_sale()
        };
        refused(HOUSE, sale, Error::GoodsDiffer(0));
        stock(RIGHT_HALF, meat(MeatKind::Cut, 37_000, Vec::new()));
        let mixed = SaleInput {
            goods: goods(&[LEFT_HALF, RIGHT_HALF]),
            heads: 2,
            ..half_sale()
        };
        refused(HOUSE, mixed, Error::GoodsDiffer(0));
        for heads in [0, 2] {
            let sale = SaleInput {
                heads,
                ..pig.clone()
            };
            refused(FARM, sale, Error::HeadsDiffer(0));
        }
    });
}

#[test]
fn the_mass_is_something_and_no_more_than_there_is_of_the_meat() {
    run(|| {
        let weighing = |grams, amount| SaleInput {
            mass: Grams(grams),
            amount,
            ..half_sale()
        };
        assert_noop!(
            record(HOUSE, weighing(0, 0)),
            Error::<Test>::MassOutOfRange(0)
        );
        assert_noop!(
            record(HOUSE, weighing(38_001, 83_602)),
            Error::<Test>::MassOverGoods(0)
        );
        assert_ok!(record(HOUSE, weighing(38_000, 83_600)));
        let living = |grams| SaleInput {
            mass: Grams(grams),
            price: Price::PerKilogram(1),
            amount: 1_000_000_000,
            ..pig_sale()
        };
        assert_noop!(
            record(FARM, living(SALE_MASS_MAX.0 + 1)),
            Error::<Test>::MassOutOfRange(0)
        );
        assert_ok!(record(FARM, living(SALE_MASS_MAX.0)));
    });
}

#[test]
fn the_amount_is_price_times_quantity_to_the_fen() {
    run(|| {
        let with = |price, amount| SaleInput {
            price,
            amount,
            ..pig_sale()
        };
        let kilogram = Price::PerKilogram(1_560);
        for amount in [171_599, 171_601] {
            assert_noop!(
                record(FARM, with(kilogram, amount)),
                Error::<Test>::AmountDiffers(0)
            );
        }
        assert_noop!(
            record(FARM, with(Price::PerHead(60_000), 60_001)),
            Error::<Test>::AmountDiffers(0)
        );
        for none in [Price::PerKilogram(0), Price::PerHead(0)] {
            assert_noop!(record(FARM, with(none, 0)), Error::<Test>::NoPrice(0));
        }
        let most = Price::PerKilogram(u64::MAX);
        assert_noop!(
            record(FARM, with(most, u64::MAX)),
            Error::<Test>::AmountOverflow(0)
        );
        assert_ok!(record(FARM, with(kilogram, 171_600)));
    });
}

#[test]
fn fails_to_agree_tomorrow() {
    run(|| {
        let on = |date: Date| SaleInput { date, ..pig_sale() };
        assert_noop!(
            record(FARM, on(today().plus_days(1))),
            Error::<Test>::DateInFuture(0)
        );
        assert_ok!(record(FARM, on(today())));
    });
}

#[test]
fn fails_to_sell_in_the_wrong_role_without_a_home_unsigned_or_nothing() {
    run(|| {
        assert_noop!(record(INSPECTOR, pig_sale()), NO_ROLE);
        assert_noop!(record(99, pig_sale()), NO_ROLE);
        assert_noop!(record(GHOST, pig_sale()), Error::<Test>::SellerUnknown(0));
        let none: [SaleInput; 0] = [];
        let origin = RuntimeOrigin::signed(account(FARM));
        assert_noop!(
            Trade::record_sales(origin, items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Trade::record_sales(RuntimeOrigin::root(), items(&[pig_sale()])),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn lists_are_taken_whole_or_not_at_all() {
    run(|| {
        let wrong = SaleInput {
            amount: 1,
            ..half_sale()
        };
        let list = items(&[half_sale(), wrong]);
        let origin = RuntimeOrigin::signed(account(HOUSE));
        assert_noop!(
            Trade::record_sales(origin, list),
            Error::<Test>::AmountDiffers(1)
        );
        assert_eq!(SoldIn::<Test>::iter().count(), 0);
    });
}

#[test]
fn fails_to_record_when_the_numbers_or_the_timeline_are_used_up() {
    run(|| {
        let subject = Subject::Sale(SaleId(1));
        let full = Timeline {
            len: u32::MAX,
            ..Timeline::default()
        };
        Timelines::<Test>::insert(subject, full);
        assert_noop!(record(FARM, pig_sale()), Error::<Test>::TimelineFull(0));
        Timelines::<Test>::remove(subject);
        NextSale::<Test>::put(SaleId(u64::MAX));
        assert_noop!(record(FARM, pig_sale()), Error::<Test>::SalesExhausted(0));
    });
}
