//! Claims: every guard of `DOMAIN.md 3.6` at its boundary, and what only warns.

use county_primitives::{
    livestock::*, ClaimId, Date, DisposalId, Grams, InsuranceId, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{mock::*, Claims, Error};

const PAID_FOR: u64 = 60_000;

fn of(id: ClaimId) -> crate::types::Claim {
    Claims::<Runtime>::get(id).unwrap()
}

/// Insured pigs of the farm that died at 95 kg and are at the plant.
fn handed_over(count: u32) -> (Vec<Unit>, InsuranceId) {
    let (pigs, id) = insured(count);
    die_and_hand_over(&pigs, 95_000);
    (pigs, id)
}

/// Gives a pig the tag 500 and tells the one it had.
fn retag(pig: Unit) -> EarTag {
    let old = life(pig).tag().unwrap();
    give_tags(Actor::Farm.organisation(), tags(500, 500));
    let retagging = Retagging {
        old,
        new: tag(500),
        reason: text("脱落"),
    };
    assert_ok!(Livestock::retag_animals(
        signed(Actor::Farm),
        items(&[retagging])
    ));
    old
}

#[test]
fn a_claim_is_filed_decided_by_a_second_person_and_paid() {
    run(|| {
        let (pigs, insurance) = handed_over(9);
        let input = claim(insurance, pigs[0], 95_000, 10);
        let id = filed(input.clone());
        let farm = Actor::Farm.author(Role::Producer);
        assert_recorded(
            Subject::Claim(id),
            farm,
            LivestockEntry::ClaimFiled {
                claim: input,
                disposal: DisposalId(1),
            },
        );
        assert_recorded(
            pigs[0].subject(),
            farm,
            LivestockEntry::Claimed { claim: id },
        );
        assert_ok!(decide(Actor::Insurer, id, Some(PAID_FOR)));
        let insurer = Actor::Insurer.author(Role::Insurer);
        assert_recorded(
            Subject::Claim(id),
            insurer,
            LivestockEntry::ClaimDecided(ClaimDecision {
                claim: id,
                amount: Some(PAID_FOR),
                reason: text(""),
            }),
        );
        assert_ok!(pay(Actor::Insurer, id));
        assert_recorded(
            Subject::Claim(id),
            insurer,
            LivestockEntry::ClaimPaid {
                amount: PAID_FOR,
                receipt: digest(1),
            },
        );
        assert_noop!(pay(Actor::Insurer, id), Error::<Runtime>::ClaimClosed(0));
        assert_eq!(of(id).state, ClaimState::Paid);
    });
}

#[test]
fn nobody_is_paid_for_the_living_the_uninsured_or_the_buried_in_secret() {
    run(|| {
        let (pigs, insurance) = insured(2);
        let of = |unit| claim(insurance, unit, 95_000, 10);
        let refuse = |input, error: Error<Runtime>| {
            assert_noop!(file(Actor::Farm, input), error);
        };
        refuse(of(pigs[0]), Error::NotDead(0));
        let unknown = claim(InsuranceId(9), pigs[0], 95_000, 10);
        refuse(unknown, Error::InsuranceUnknown(0));
        let nobody = Unit::Animal(county_primitives::AnimalId(99));
        refuse(of(nobody), Error::AnimalUnknown(0));
        let litter = herd(Species::Pig, 3);
        refuse(of(litter), Error::NotTagged(0));
        let bare = tag_pigs(1);
        assert_ok!(report(Actor::Farm, death(&bare, 95_000)));
        refuse(of(bare[0]), Error::NotInsured(0));
        assert_ok!(report(Actor::Farm, death(&pigs, 95_000)));
        refuse(of(pigs[0]), Error::NotDisposed(0));
        file_vehicle();
        let bodies = [body(pigs[0], 95_000), body(pigs[1], 95_000)];
        assert_ok!(collect(Actor::Hauler, collection(&bodies)));
        // The hauler alone is no proof; the plant must have received it.
        refuse(of(pigs[0]), Error::NotDisposed(0));
        assert_ok!(receive(Actor::Plant, reception(DisposalId(1), 2, 190_000)));
        assert_noop!(
            file(Actor::Neighbour, of(pigs[0])),
            Error::<Runtime>::NotOwn(0)
        );
        assert_noop!(
            file(Actor::OtherInsurer, of(pigs[0])),
            Error::<Runtime>::NotOwn(0)
        );
        assert_noop!(file(Actor::Vet, of(pigs[0])), NO_ROLE);
        assert_ok!(file(Actor::Insurer, of(pigs[0])));
    });
}

#[test]
fn the_animal_was_insured_on_the_day_it_died() {
    for (day, insured) in [(0, false), (1, true), (10, true), (11, false)] {
        run(|| {
            let pigs = tag_pigs(1);
            set_plan();
            immunise(&pigs);
            let contract = InsuranceInput {
                from: Date(today().0 + 1),
                until: Date(today().0 + 11),
                ..policy_over(&pigs)
            };
            assert_ok!(insure(Actor::Insurer, contract));
            pass_days(day);
            die_and_hand_over(&pigs, 95_000);
            let input = claim(InsuranceId(1), pigs[0], 95_000, 10);
            if insured {
                assert_ok!(file(Actor::Farm, input));
            } else {
                assert_noop!(file(Actor::Farm, input), Error::<Runtime>::NotInsured(0));
            }
        });
    }
}

#[test]
fn who_died_on_the_road_or_on_another_farm_did_not_die_at_home() {
    run(|| {
        let (pigs, insurance) = insured(1);
        file_vehicle();
        let certificate = certify(accepted(&pigs, Purpose::Slaughter, to_house()));
        depart(certificate);
        assert_ok!(report(Actor::Hauler, death(&pigs, 95_000)));
        hand_over(&pigs, 95_000);
        assert_noop!(
            file(Actor::Farm, claim(insurance, pigs[0], 95_000, 10)),
            Error::<Runtime>::NotInsured(0)
        );
    });
}

#[test]
fn a_slaughtered_pig_is_not_claimed() {
    run(|| {
        let (pigs, insurance) = insured(1);
        file_vehicle();
        let certificate = certify(accepted(&pigs, Purpose::Slaughter, to_house()));
        depart(certificate);
        assert_ok!(take_in(Actor::House, intake(certificate, &pigs, &[])));
        assert_noop!(
            file(Actor::Farm, claim(insurance, pigs[0], 95_000, 10)),
            Error::<Runtime>::NotDead(0)
        );
    });
}

#[test]
fn the_claimed_mass_is_the_hand_overs_within_ten_percent() {
    run(|| {
        let (pigs, insurance) = insured(1);
        die_and_hand_over(&pigs, 100_000);
        let of = |mass| claim(insurance, pigs[0], mass, 10);
        for wrong in [89_999, 110_001] {
            assert_noop!(
                file(Actor::Farm, of(wrong)),
                Error::<Runtime>::ClaimMassDiffers(0)
            );
        }
        let asked = |amount| ClaimInput {
            amount,
            ..of(110_000)
        };
        for wrong in [0, 80_001] {
            assert_noop!(
                file(Actor::Farm, asked(wrong)),
                Error::<Runtime>::AmountTooLarge(0)
            );
        }
        assert_ok!(file(Actor::Farm, asked(80_000)));
    });
}

#[test]
fn a_second_claim_for_a_life_is_refused_under_a_new_tag_too() {
    run(|| {
        let (pigs, insurance) = insured(9);
        let old = retag(pigs[0]);
        die_and_hand_over(&pigs, 95_000);
        let id = filed(claim(insurance, pigs[0], 95_000, 10));
        assert_eq!(
            warnings_of(Subject::Claim(id)),
            [Warning::ClaimAfterRetag { old }]
        );
        let second = claim(insurance, pigs[0], 95_000, 11);
        assert_noop!(
            file(Actor::Farm, second.clone()),
            Error::<Runtime>::LifeClaimed(0)
        );
        assert_ok!(decide(Actor::Insurer, id, Some(1)));
        assert_noop!(
            file(Actor::Farm, second.clone()),
            Error::<Runtime>::LifeClaimed(0)
        );
        assert_ok!(pay(Actor::Insurer, id));
        assert_noop!(file(Actor::Farm, second), Error::<Runtime>::LifeClaimed(0));
        // Nor does the photo serve for another.
        assert_noop!(
            file(Actor::Farm, claim(insurance, pigs[1], 95_000, 10)),
            Error::<Runtime>::PhotoUsed(0)
        );
        assert_ok!(file(Actor::Farm, claim(insurance, pigs[1], 95_000, 11)));
    });
}

#[test]
fn a_tag_changed_before_the_contract_is_no_wonder_at_the_claim() {
    for (days, warned) in [(1, false), (0, true)] {
        run(|| {
            let pigs = tag_pigs(9);
            set_plan();
            immunise(&pigs);
            let old = retag(pigs[0]);
            pass_days(days);
            assert_ok!(insure(Actor::Insurer, policy_over(&pigs)));
            die_and_hand_over(&pigs, 95_000);
            let id = filed(claim(InsuranceId(1), pigs[0], 95_000, 10));
            let expected = if warned {
                vec![Warning::ClaimAfterRetag { old }]
            } else {
                vec![]
            };
            assert_eq!(warnings_of(Subject::Claim(id)), expected);
        });
    }
}

#[test]
fn nobody_is_paid_for_the_missing() {
    run(|| {
        let (pigs, insurance) = insured(9);
        let lost = || {
            let act = Inventory {
                date: today(),
                note: text("盘点"),
                evidence: None,
            };
            let group = group(&pigs[..1]);
            items(&[GroupAct { group, act }])
        };
        assert_ok!(Livestock::report_missing(signed(Actor::Farm), lost()));
        let of = || claim(insurance, pigs[0], 95_000, 10);
        assert_noop!(file(Actor::Farm, of()), Error::<Runtime>::NotDead(0));
        // Found again, before a vet, it may die, and then there is a body to show.
        assert_ok!(Livestock::recover_animals(signed(Actor::Vet), lost()));
        die_and_hand_over(&pigs[..1], 95_000);
        assert_ok!(file(Actor::Farm, of()));
    });
}

#[test]
fn a_refused_claim_may_be_filed_again_and_is_looked_at() {
    run(|| {
        let (pigs, insurance) = handed_over(20);
        let first = filed(claim(insurance, pigs[0], 95_000, 10));
        assert_ok!(decide(Actor::Insurer, first, None));
        assert_eq!(of(first).state, ClaimState::Refused);
        assert_noop!(
            file(Actor::Farm, claim(insurance, pigs[1], 95_000, 10)),
            Error::<Runtime>::PhotoUsed(0)
        );
        let second = filed(claim(insurance, pigs[0], 95_000, 10));
        assert_eq!(
            warnings_of(Subject::Claim(second)),
            [Warning::ClaimRepeated { earlier: first }]
        );
    });
}

#[test]
fn a_claim_heavier_than_the_report_and_too_many_claims_warn() {
    run(|| {
        let (pigs, insurance) = insured(5);
        assert_ok!(report(Actor::Farm, death(&pigs, 80_000)));
        hand_over(&pigs, 90_000);
        let first = filed(claim(insurance, pigs[0], 88_000, 10));
        assert_eq!(warnings_of(Subject::Claim(first)), []);
        // One of five is the policy's fifth, two are more.
        assert_eq!(warnings_of(Subject::Insurance(insurance)), []);
        let second = filed(claim(insurance, pigs[1], 88_001, 11));
        assert_eq!(
            warnings_of(Subject::Claim(second)),
            [Warning::MassMismatch {
                expected: Grams(80_000),
                found: Grams(88_001),
            }]
        );
        assert_eq!(
            warnings_of(Subject::Insurance(insurance)),
            [Warning::ClaimRate {
                claims: 2,
                heads: 5,
            }]
        );
    });
}

#[test]
fn a_decision_is_the_insurers_second_persons() {
    run(|| {
        let (pigs, insurance) = handed_over(9);
        assert_ok!(file(Actor::Insurer, claim(insurance, pigs[0], 95_000, 10)));
        let id = ClaimId(1);
        let refuse = |actor, amount, error: Error<Runtime>| {
            assert_noop!(decide(actor, id, amount), error);
        };
        refuse(Actor::Insurer, Some(1), Error::SamePerson(0));
        refuse(Actor::OtherInsurer, Some(1), Error::NotOwn(0));
        assert_noop!(decide(Actor::Farm, id, Some(1)), NO_ROLE);
        refuse(Actor::InsurerSecond, Some(0), Error::AmountTooLarge(0));
        refuse(
            Actor::InsurerSecond,
            Some(PAID_FOR + 1),
            Error::AmountTooLarge(0),
        );
        assert_noop!(
            decide(Actor::InsurerSecond, ClaimId(9), Some(1)),
            Error::<Runtime>::ClaimUnknown(0)
        );
        let unexplained = ClaimDecision {
            claim: id,
            amount: None,
            reason: text(""),
        };
        assert_noop!(
            Livestock::decide_claims(signed(Actor::InsurerSecond), items(&[unexplained])),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(pay(Actor::Insurer, id), Error::<Runtime>::ClaimClosed(0));
        for subject in [Subject::Claim(id), pigs[0].subject()] {
            hold(subject);
            assert_noop!(decide(Actor::InsurerSecond, id, Some(1)), HELD);
            release(subject);
        }
        assert_ok!(decide(Actor::InsurerSecond, id, Some(PAID_FOR)));
        refuse(Actor::InsurerSecond, Some(1), Error::ClaimClosed(0));
        hold(Subject::Claim(id));
        assert_noop!(pay(Actor::Insurer, id), HELD);
        release(Subject::Claim(id));
        assert_noop!(pay(Actor::OtherInsurer, id), Error::<Runtime>::NotOwn(0));
    });
}

#[test]
fn a_payment_later_than_ten_days_warns() {
    for (days, warned) in [(10, vec![]), (11, vec![Warning::PaidLate { days: 1 }])] {
        run(|| {
            let (pigs, insurance) = handed_over(9);
            let id = filed(claim(insurance, pigs[0], 95_000, 10));
            assert_ok!(decide(Actor::Insurer, id, Some(1)));
            pass_days(days);
            assert_ok!(pay(Actor::Insurer, id));
            assert_eq!(warnings_of(Subject::Claim(id)), warned);
        });
    }
}
