//! What may be sold, and what of it may be handed over.

use county_primitives::{
    livestock::*,
    trade::{SoldGoods, GOODS_MAX},
    traits::{Sellable, SellableView},
    CertificateId, DeclarationId, Grams, MeatId, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::steps::*;
use crate::{mock::*, Error, Lives, Meats, Pallet};

fn sellable(goods: &SoldGoods, seller: Actor) -> Result<SellableView, DispatchError> {
    <Pallet<Runtime> as Sellable>::sellable(goods, seller.organisation(), 0)
}

fn deliverable(goods: &[Subject]) -> Result<(), DispatchError> {
    <Pallet<Runtime> as Sellable>::ensure_free(goods, 0)
}

fn animals(units: &[Unit]) -> SoldGoods {
    SoldGoods::Animals(group(units))
}

fn meats(pieces: &[MeatId]) -> SoldGoods {
    SoldGoods::Meats(list(pieces))
}

#[test]
fn a_farm_sells_its_living_animals_by_list_tags_declaration_and_certificate() {
    run(|| {
        let (pigs, certificate) = on_the_road(2, Purpose::Slaughter, to_house());
        let by_load = sellable(&SoldGoods::Certificate(certificate), Actor::Farm).unwrap();
        assert_eq!((by_load.heads, by_load.species), (2, Species::Pig));
        assert_eq!(
            by_load.goods.to_vec(),
            [pigs[0].subject(), pigs[1].subject()]
        );
        let declaration = SoldGoods::Declaration(DeclarationId(1));
        assert_eq!(sellable(&declaration, Actor::Farm).unwrap(), by_load);
        assert_eq!(sellable(&animals(&pigs), Actor::Farm).unwrap(), by_load);
        let tags = SoldGoods::Animals(group_tags(1, 2));
        assert_eq!(sellable(&tags, Actor::Farm).unwrap(), by_load);
        let flock = herd(Species::Poultry, 300);
        let view = sellable(&animals(&[flock]), Actor::Farm).unwrap();
        assert_eq!((view.heads, view.left), (300, None));
        assert!(view.pieces.is_empty() && view.origins.is_empty());
    });
}

#[test]
fn fails_to_sell_what_is_not_ones_own_not_known_or_mixed() {
    run(|| {
        let pigs = tag_pigs(2);
        let flock = herd(Species::Poultry, 10);
        let refused = |goods: &SoldGoods, seller, error: Error<Runtime>| {
            assert_noop!(sellable(goods, seller), error);
        };
        refused(&animals(&pigs), Actor::Neighbour, Error::NotOwn(0));
        refused(
            &animals(&[pigs[0], flock]),
            Actor::Farm,
            Error::MixedLoad(0),
        );
        refused(
            &animals(&[pigs[0], pigs[0]]),
            Actor::Farm,
            Error::UnitTwice(0),
        );
        refused(&animals(&[]), Actor::Farm, Error::GroupEmpty(0));
        let unknown = SoldGoods::Declaration(DeclarationId(9));
        refused(&unknown, Actor::Farm, Error::DeclarationUnknown(0));
        let unknown = SoldGoods::Certificate(CertificateId(9));
        refused(&unknown, Actor::Farm, Error::CertificateUnknown(0));
        let stranger = [Unit::Animal(county_primitives::AnimalId(99))];
        refused(&animals(&stranger), Actor::Farm, Error::AnimalUnknown(0));
    });
}

#[test]
fn a_sale_names_two_hundred_goods_and_no_more() {
    run(|| {
        let pigs = tag_pigs(GOODS_MAX + 1);
        let most = SoldGoods::Animals(group_tags(1, GOODS_MAX));
        assert_eq!(sellable(&most, Actor::Farm).unwrap().heads, GOODS_MAX);
        let more = SoldGoods::Animals(group(&pigs));
        assert_noop!(
            sellable(&more, Actor::Farm),
            Error::<Runtime>::GroupTooLarge(0)
        );
    });
}

#[test]
fn fails_to_sell_animals_that_died_are_missing_isolated_barred_or_at_the_end() {
    run(|| {
        let pig = tag_pigs(1)[0];
        let with = |change: &dyn Fn(&mut crate::types::Life)| {
            let kept = life(pig);
            let mut changed = kept.clone();
            change(&mut changed);
            Lives::<Runtime>::insert(pig, changed);
            let answer = sellable(&animals(&[pig]), Actor::Farm);
            Lives::<Runtime>::insert(pig, kept);
            answer
        };
        for state in [
            AnimalState::Dead,
            AnimalState::Missing,
            AnimalState::Isolation,
            AnimalState::Lairage,
        ] {
            let refused = with(&|life| life.state = state).unwrap_err();
            assert_eq!(refused, Error::<Runtime>::WrongState(0).into(), "{state:?}");
        }
        for state in [
            AnimalState::Slaughtered,
            AnimalState::Disposed,
            AnimalState::Left,
        ] {
            let refused = with(&|life| life.state = state).unwrap_err();
            assert_eq!(
                refused,
                Error::<Runtime>::AnimalFinal(0).into(),
                "{state:?}"
            );
        }
        let barred = with(&|life| life.barred = true).unwrap_err();
        assert_eq!(barred, Error::<Runtime>::AnimalBarred(0).into());
        let empty = herd(Species::Poultry, 1);
        let mut emptied = life(empty);
        emptied.identity = crate::types::Identity::Untagged { heads: 0 };
        let kept = life(empty);
        Lives::<Runtime>::insert(empty, emptied);
        assert_noop!(
            sellable(&animals(&[empty]), Actor::Farm),
            Error::<Runtime>::NoHeads(0)
        );
        Lives::<Runtime>::insert(empty, kept);
        assert_ok!(sellable(&animals(&[pig]), Actor::Farm));
    });
}

#[test]
fn a_hold_keeps_animals_from_being_sold_and_delivered() {
    run(|| {
        let pig = tag_pigs(1)[0];
        let farm = Subject::Farm(Actor::Farm.organisation());
        for held in [pig.subject(), farm] {
            hold(held);
            assert_noop!(sellable(&animals(&[pig]), Actor::Farm), HELD);
            assert_noop!(deliverable(&[pig.subject()]), HELD);
            release(held);
        }
        assert_ok!(deliverable(&[pig.subject()]));
        let unknown = Subject::Herd(county_primitives::HerdId(9));
        assert_noop!(deliverable(&[unknown]), Error::<Runtime>::AnimalUnknown(0));
    });
}

#[test]
fn a_house_sells_halves_that_passed_with_the_mass_that_is_left() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let whole = sellable(&meats(&carcasses), Actor::House).unwrap();
        assert_eq!(whole.left, Some(Grams(HOT)));
        assert_eq!(whole.pieces, [MeatKind::Carcass]);
        let halves = [
            output(MeatKind::LeftHalf, 38_000),
            output(MeatKind::RightHalf, 38_000),
            output(MeatKind::Head, 4_000),
        ];
        assert_ok!(cut(Actor::House, cutting(carcasses[0], HOT, &halves)));
        let (left, right) = (MeatId(2), MeatId(3));
        let view = sellable(&meats(&[left, right]), Actor::House).unwrap();
        assert_eq!((view.heads, view.left), (2, Some(Grams(76_000))));
        assert_eq!(view.pieces, [MeatKind::LeftHalf, MeatKind::RightHalf]);
        let pig = meat(left).unit.unwrap().subject();
        assert_eq!(whole.origins, [pig]);
        assert_eq!(view.origins, [pig, Subject::Meat(carcasses[0])]);
        // Nothing is left of the carcass.
        assert_noop!(
            sellable(&meats(&carcasses), Actor::House),
            Error::<Runtime>::NoMass(0)
        );
        assert_noop!(
            sellable(&meats(&[left, carcasses[0]]), Actor::House),
            Error::<Runtime>::NoMass(0)
        );
        // A gram left is something, and so is what carries labels.
        let before = meat(left);
        let with = |used, labelled| {
            Meats::<Runtime>::mutate(left, |meat| {
                let meat = meat.as_mut().unwrap();
                (meat.used, meat.labelled) = (Grams(used), Grams(labelled));
            });
            sellable(&meats(&[left]), Actor::House).map(|view| view.left)
        };
        assert_eq!(with(37_999, 1), Ok(Some(Grams(1))));
        assert_eq!(with(0, 38_000), Ok(Some(Grams(38_000))));
        assert_noop!(with_used_up(left), Error::<Runtime>::NoMass(0));
        Meats::<Runtime>::insert(left, before);
        assert_noop!(
            sellable(&meats(&[left, left]), Actor::House),
            Error::<Runtime>::PartTwice(0)
        );
        assert_noop!(
            sellable(&meats(&[]), Actor::House),
            Error::<Runtime>::GroupEmpty(0)
        );
        assert_noop!(
            sellable(&meats(&[left]), Actor::Market),
            Error::<Runtime>::NotHolder(0)
        );
        assert_noop!(
            sellable(&meats(&[MeatId(99)]), Actor::House),
            Error::<Runtime>::MeatUnknown(0)
        );
    });
}

/// What the house may sell of a piece of 38 kg that is used up.
fn with_used_up(id: MeatId) -> Result<SellableView, DispatchError> {
    let before = meat(id);
    let mut used_up = before.clone();
    (used_up.used, used_up.labelled) = (Grams(38_000), Grams::ZERO);
    Meats::<Runtime>::insert(id, used_up);
    let answer = sellable(&meats(&[id]), Actor::House);
    Meats::<Runtime>::insert(id, before);
    answer
}

#[test]
fn heads_are_there_unless_they_died_or_are_missing() {
    run(|| {
        let there = |goods: &[Subject]| <Pallet<Runtime> as Sellable>::heads_there(goods, 0);
        let pig = tag_pigs(1)[0];
        let flock = herd(Species::Poultry, 300);
        let both = [pig.subject(), flock.subject()];
        assert_eq!(there(&both), Ok(301));
        for (state, expected) in [
            (AnimalState::InTransit, 301),
            (AnimalState::Lairage, 301),
            (AnimalState::Slaughtered, 301),
            (AnimalState::Left, 301),
            (AnimalState::Dead, 300),
            (AnimalState::Disposed, 300),
            (AnimalState::Missing, 300),
        ] {
            let kept = life(pig);
            let mut changed = kept.clone();
            changed.state = state;
            Lives::<Runtime>::insert(pig, changed);
            assert_eq!(there(&both), Ok(expected), "{state:?}");
            Lives::<Runtime>::insert(pig, kept);
        }
        let dead = DeathReport {
            heads: Some(5),
            ..death(&[flock], 10_000)
        };
        assert_ok!(report(Actor::Farm, dead));
        assert_eq!(there(&both), Ok(296));
        let unknown = Subject::Herd(county_primitives::HerdId(9));
        assert_noop!(there(&[unknown]), Error::<Runtime>::AnimalUnknown(0));
        // A piece is a piece, even after it was cut.
        assert_eq!(there(&[Subject::Meat(MeatId(1)), pig.subject()]), Ok(2));
    });
}

#[test]
fn a_meat_certificate_names_its_pieces() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let paper = product_certificate(&carcasses, to(Actor::Packer, OTHER_VILLAGE));
        assert_ok!(certify_meat(Actor::Vet, paper));
        let id = Meats::<Runtime>::get(carcasses[0])
            .unwrap()
            .certificate
            .unwrap();
        let view = sellable(&SoldGoods::Certificate(id), Actor::House).unwrap();
        assert_eq!(view, sellable(&meats(&carcasses), Actor::House).unwrap());
    });
}

#[test]
fn fails_to_sell_meat_that_did_not_pass_or_is_recalled_or_held() {
    run(|| {
        let (carcasses, _) = hung(1, HOT);
        assert_noop!(
            sellable(&meats(&carcasses), Actor::House),
            Error::<Runtime>::NotPassed(0)
        );
        pass(carcasses[0]);
        let subject = Subject::Meat(carcasses[0]);
        hold(subject);
        assert_noop!(sellable(&meats(&carcasses), Actor::House), HELD);
        assert_noop!(deliverable(&[subject]), HELD);
        release(subject);
        assert_ok!(deliverable(&[subject]));
        assert_ok!(recall(Actor::House, RecallScope::Meat(carcasses[0])));
        let recalled = Error::<Runtime>::Recalled(0);
        assert_noop!(sellable(&meats(&carcasses), Actor::House), recalled);
        let recalled = Error::<Runtime>::Recalled(0);
        assert_noop!(deliverable(&[subject]), recalled);
        assert_noop!(
            deliverable(&[Subject::Meat(MeatId(99))]),
            Error::<Runtime>::MeatUnknown(0)
        );
    });
}

#[test]
fn meat_of_two_species_is_sold_apart() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        Meats::<Runtime>::mutate(carcasses[1], |meat| {
            meat.as_mut().unwrap().species = Species::Cattle;
        });
        assert_noop!(
            sellable(&meats(&carcasses), Actor::House),
            Error::<Runtime>::MixedMeat(0)
        );
        Meats::<Runtime>::mutate(carcasses[1], |meat| {
            meat.as_mut().unwrap().species = Species::Pig;
        });
        assert_ok!(sellable(&meats(&carcasses), Actor::House));
    });
}
