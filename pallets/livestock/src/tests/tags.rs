//! Stocks of tags: every number in one stock, or with one fate.

use county_primitives::{livestock::*, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, types::TagLedger, Error, TagStocks};

fn handing(from: u32, to: u32, receiver: Actor) -> TagMove {
    TagMove {
        tags: tags(from, to),
        to: receiver.organisation(),
    }
}

fn spending(from: u32, to: u32, lost: bool) -> TagSpending {
    TagSpending {
        tags: tags(from, to),
        lost,
        reason: text("注塑断裂"),
    }
}

fn stock(of: Actor) -> Vec<TagRange> {
    Livestock::tag_stock(of.organisation(), PIG_SERIES)
}

#[test]
fn tags_go_down_the_chain_and_back_up_and_none_is_lost() {
    run(|| {
        let all = tags(1, 1_000);
        assert_ok!(Livestock::receive_tags(signed(Actor::Cdc), items(&[all])));
        let stock_of = |actor: Actor| Subject::TagStock(actor.organisation());
        assert_recorded(
            stock_of(Actor::Cdc),
            Actor::Cdc.author(Role::DiseaseControl),
            LivestockEntry::TagsReceived(all),
        );
        let to_town = handing(101, 400, Actor::Town);
        assert_ok!(Livestock::hand_out_tags(
            signed(Actor::Cdc),
            items(core::slice::from_ref(&to_town))
        ));
        assert_eq!(stock(Actor::Cdc), [tags(1, 100), tags(401, 1_000)]);
        assert_eq!(stock(Actor::Town), [tags(101, 400)]);
        assert_recorded(
            stock_of(Actor::Cdc),
            Actor::Cdc.author(Role::DiseaseControl),
            LivestockEntry::TagsHandedOut(to_town),
        );
        assert_recorded(
            stock_of(Actor::Town),
            Actor::Cdc.author(Role::DiseaseControl),
            LivestockEntry::TagsTaken {
                tags: tags(101, 400),
                from: Actor::Cdc.organisation(),
                returned: false,
            },
        );
        let to_farm = handing(101, 110, Actor::Farm);
        assert_ok!(Livestock::hand_out_tags(
            signed(Actor::Town),
            items(&[to_farm])
        ));
        assert_ok!(Livestock::return_tags(
            signed(Actor::Farm),
            items(&[handing(110, 110, Actor::Town)])
        ));
        assert_recorded(
            stock_of(Actor::Town),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::TagsTaken {
                tags: tags(110, 110),
                from: Actor::Farm.organisation(),
                returned: true,
            },
        );
        assert_eq!(stock(Actor::Town), [tags(110, 400)]);
    });
}

#[test]
fn tags_are_returned_to_who_sits_above_and_to_no_other_farm() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 10));
        let back = |receiver| {
            let returned = handing(1, 1, receiver);
            Livestock::return_tags(signed(Actor::Farm), items(&[returned]))
        };
        // Beside it in the village, and in a township that is not its own.
        for receiver in [Actor::Neighbour, Actor::Vaccinator, Actor::TownVet] {
            assert_noop!(back(receiver), Error::<Runtime>::NotAbove(0));
        }
        assert_ok!(back(Actor::Town));
        let up = handing(1, 1, Actor::Cdc);
        assert_ok!(Livestock::return_tags(signed(Actor::Town), items(&[up])));
        assert_eq!(stock(Actor::Cdc), [tags(1, 1)]);
    });
}

#[test]
fn spent_tags_stay_in_the_count() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(101, 1_100));
        let stock_of = |actor: Actor| Subject::TagStock(actor.organisation());
        for (from, to, lost) in [(101, 102, false), (103, 103, true)] {
            let entry = spending(from, to, lost);
            assert_ok!(Livestock::spend_tags(
                signed(Actor::Farm),
                items(core::slice::from_ref(&entry))
            ));
            assert_recorded(
                stock_of(Actor::Farm),
                Actor::Farm.author(Role::Producer),
                LivestockEntry::TagsSpent(entry),
            );
        }
        assert_eq!(Livestock::tag(tag(102)), Some(TagFate::Damaged));
        assert_eq!(Livestock::tag(tag(103)), Some(TagFate::Lost));
        assert_eq!(Livestock::tag(tag(104)), None);
        let ledger = TagLedger {
            issued: 1_000,
            in_stock: 997,
            applied: 0,
            damaged: 2,
            lost: 1,
        };
        assert_eq!(Livestock::tag_ledger(PIG_SERIES), ledger);
    });
}

#[test]
fn a_number_is_received_once() {
    run(|| {
        let receive =
            |from, to| Livestock::receive_tags(signed(Actor::Cdc), items(&[tags(from, to)]));
        assert_ok!(receive(1, 10));
        for (from, to) in [(10, 20), (1, 1), (0, 11)] {
            assert_noop!(receive(from, to), Error::<Runtime>::TagIssuedBefore(0));
        }
        assert_ok!(receive(11, 11));
        assert_ok!(Livestock::hand_out_tags(
            signed(Actor::Cdc),
            items(&[handing(1, 10, Actor::Farm)])
        ));
        assert_noop!(receive(5, 5), Error::<Runtime>::TagIssuedBefore(0));
    });
}

#[test]
fn only_the_countys_own_centre_receives_its_tags() {
    run(|| {
        let none: [TagRange; 0] = [];
        assert_noop!(
            Livestock::receive_tags(signed(Actor::Cdc), items(&none)),
            Error::<Runtime>::NoItems
        );
        for actor in [Actor::FarCdc, Actor::County, Actor::Farm] {
            assert_noop!(
                Livestock::receive_tags(signed(actor), items(&[tags(1, 2)])),
                NO_ROLE
            );
        }
        assert_noop!(
            Livestock::receive_tags(signed(Actor::Council), items(&[tags(1, 2)])),
            Error::<Runtime>::NoSignature(0)
        );
        let inverted = TagRange {
            from: tag(2),
            to: tag(1),
        };
        assert_noop!(
            Livestock::receive_tags(signed(Actor::Cdc), items(&[tags(1, 2), inverted])),
            Error::<Runtime>::TagRangeInverted(1)
        );
    });
}

#[test]
fn nobody_hands_out_what_is_not_in_the_own_stock() {
    run(|| {
        give_tags(Actor::Town.organisation(), tags(1, 10));
        let hand = |actor, from, to, receiver| {
            Livestock::hand_out_tags(signed(actor), items(&[handing(from, to, receiver)]))
        };
        for (from, to) in [(10, 11), (11, 11)] {
            assert_noop!(
                hand(Actor::Town, from, to, Actor::Farm),
                Error::<Runtime>::TagNotInStock(0)
            );
        }
        assert_noop!(
            hand(Actor::Cdc, 1, 1, Actor::Farm),
            Error::<Runtime>::TagNotInStock(0)
        );
        assert_noop!(
            hand(Actor::Town, 1, 1, Actor::Town),
            Error::<Runtime>::SameStock(0)
        );
        assert_noop!(
            hand(Actor::Town, 1, 1, Actor::NextFarm),
            Error::<Runtime>::OtherCounty(0)
        );
        assert_noop!(
            hand(Actor::Town, 2, 1, Actor::Farm),
            Error::<Runtime>::TagRangeInverted(0)
        );
        assert_noop!(hand(Actor::Farm, 1, 1, Actor::Neighbour), NO_ROLE);
        suspend(Actor::Neighbour);
        assert_noop!(
            hand(Actor::Town, 1, 1, Actor::Neighbour),
            Error::<Runtime>::OrganisationNotActive(0)
        );
        hold(Subject::TagStock(Actor::Town.organisation()));
        assert_noop!(hand(Actor::Town, 1, 1, Actor::Farm), HELD);
    });
}

#[test]
fn spending_says_why_and_happens_once() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 600));
        let spend =
            |input: TagSpending| Livestock::spend_tags(signed(Actor::Farm), items(&[input]));
        let silent = TagSpending {
            reason: text(" "),
            ..spending(1, 1, true)
        };
        assert_noop!(spend(silent), Error::<Runtime>::TextBlank(0));
        assert_noop!(
            spend(spending(2, 1, true)),
            Error::<Runtime>::TagRangeInverted(0)
        );
        assert_noop!(
            spend(spending(1, 501, true)),
            Error::<Runtime>::GroupTooLarge(0)
        );
        assert_ok!(spend(spending(1, 500, true)));
        assert_noop!(
            spend(spending(500, 501, false)),
            Error::<Runtime>::TagNotInStock(0)
        );
        assert_noop!(
            Livestock::spend_tags(signed(Actor::Vet), items(&[spending(501, 501, true)])),
            NO_ROLE
        );
    });
}

#[test]
fn a_stock_is_cut_only_so_finely() {
    run(|| {
        give_tags(Actor::Cdc.organisation(), tags(1, 600));
        let every_other: Vec<TagMove> = (1..=128)
            .map(|at| handing(2 * at, 2 * at, Actor::Farm))
            .collect();
        let hand = |list: &[TagMove]| Livestock::hand_out_tags(signed(Actor::Cdc), items(list));
        assert_ok!(hand(&every_other[..127]));
        assert_eq!(
            TagStocks::<Runtime>::get((Actor::Cdc.organisation(), PIG_SERIES)).len(),
            128
        );
        assert_noop!(
            hand(&every_other[127..]),
            Error::<Runtime>::TagStockFragmented(0)
        );
    });
}

#[test]
fn a_county_receives_only_so_many_separate_ranges() {
    run(|| {
        let single = |at: u32| tags(2 * at, 2 * at);
        let receive = |list: &[TagRange]| Livestock::receive_tags(signed(Actor::Cdc), items(list));
        for (from, receiver) in [(1, Actor::Farm), (129, Actor::Neighbour)] {
            let ranges: Vec<TagRange> = (from..from + 128).map(single).collect();
            assert_ok!(receive(&ranges));
            let moves: Vec<TagMove> = (from..from + 128)
                .map(|at| handing(2 * at, 2 * at, receiver))
                .collect();
            assert_ok!(Livestock::hand_out_tags(signed(Actor::Cdc), items(&moves)));
        }
        assert_eq!(stock(Actor::Cdc), []);
        assert_noop!(
            receive(&[single(257)]),
            Error::<Runtime>::TagStockFragmented(0)
        );
        // What touches another range needs no room.
        assert_ok!(receive(&[tags(3, 3)]));
    });
}

#[test]
fn the_tag_of_the_domain_is_the_first_of_rongchang() {
    assert_eq!("150015300000001".parse::<EarTag>(), Ok(tag(1)));
}
