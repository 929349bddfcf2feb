//! Contracts: the right animals, once at a time.

use county_primitives::{livestock::*, AnimalId, Date, Grams, InsuranceId, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{mock::*, Covers, Error};

fn ready(count: u32) -> Vec<Unit> {
    let pigs = tag_pigs(count);
    set_plan();
    immunise(&pigs);
    pigs
}

#[test]
fn animals_are_insured_under_a_contract() {
    run(|| {
        let pigs = ready(2);
        let input = policy_over(&pigs);
        assert_ok!(insure(Actor::Insurer, input.clone()));
        let id = InsuranceId(1);
        let author = Actor::Insurer.author(Role::Insurer);
        assert_recorded(
            Subject::Insurance(id),
            author,
            LivestockEntry::Insured {
                insurer: Actor::Insurer.organisation(),
                number: input.number,
                farm: input.farm,
                species: Species::Pig,
                units: list(&pigs),
                heads: 2,
                from: input.from,
                until: input.until,
                sum_per_head: 80_000,
                terms: input.terms,
            },
        );
        assert_recorded(
            pigs[1].subject(),
            author,
            LivestockEntry::CoveredBy {
                insurance: id,
                from: input.from,
                until: input.until,
            },
        );
    });
}

#[test]
fn a_contract_is_complete_and_signed_by_an_insurer() {
    run(|| {
        let pigs = ready(1);
        let good = policy_over(&pigs);
        let refuse = |input, error: Error<Runtime>| {
            assert_noop!(insure(Actor::Insurer, input), error);
        };
        assert_noop!(insure(Actor::Farm, good.clone()), NO_ROLE);
        let mut input = good.clone();
        input.number = text(" ");
        refuse(input, Error::TextBlank(0));
        let mut input = good.clone();
        input.until = input.from;
        refuse(input, Error::NoPeriod(0));
        let mut input = good.clone();
        input.sum_per_head = 0;
        refuse(input, Error::AmountTooLarge(0));
        assert_ok!(insure(Actor::Insurer, good.clone()));
        let more = ready(1);
        let mut input = policy_over(&more);
        input.number = good.number.clone();
        refuse(input.clone(), Error::InsuranceNumberTaken(0));
        // Another insurer may use the same number.
        assert_ok!(insure(Actor::OtherInsurer, input));
        suspend(Actor::Farm);
        refuse(policy_over(&more), Error::OrganisationNotActive(0));
    });
}

#[test]
fn no_animal_is_insured_twice_at_a_time_by_anybody() {
    run(|| {
        let pigs = ready(1);
        let first = policy_over(&pigs);
        assert_ok!(insure(Actor::Insurer, first.clone()));
        let from = |from, until| InsuranceInput {
            from,
            until,
            ..policy_over(&pigs)
        };
        let last = Date(first.until.0 - 1);
        for actor in [Actor::Insurer, Actor::OtherInsurer] {
            assert_noop!(
                insure(actor, from(last, Date(last.0 + 100))),
                Error::<Runtime>::InsuredAlready(0)
            );
        }
        let next = from(first.until, Date(first.until.0 + 1));
        assert_ok!(insure(Actor::OtherInsurer, next));
        let before = from(Date(first.from.0), Date(first.from.0 + 1));
        assert_noop!(
            insure(Actor::Insurer, before),
            Error::<Runtime>::InsuredAlready(0)
        );
    });
}

#[test]
fn only_tagged_immunised_animals_within_the_terms_are_insured() {
    run(|| {
        set_plan();
        let pigs = tag_pigs(1);
        let good = || policy_over(&pigs);
        let refuse = |input, error: Error<Runtime>| {
            assert_noop!(insure(Actor::Insurer, input), error);
        };
        let litter = herd(Species::Pig, 8);
        refuse(policy_over(&[litter]), Error::NotTagged(0));
        refuse(good(), Error::NotImmunised(0));
        immunise(&pigs);
        // Born 20 days ago, and never weighed.
        let aged = |days| InsuranceInput {
            age_days_min: days,
            ..good()
        };
        refuse(aged(21), Error::OutsideTerms(0));
        let heavy = |grams| InsuranceInput {
            mass_min: Grams(grams),
            ..good()
        };
        refuse(heavy(1), Error::OutsideTerms(0));
        weigh(&pigs, Grams(20_000));
        refuse(heavy(20_001), Error::OutsideTerms(0));
        let cattle = InsuranceInput {
            species: Species::Cattle,
            ..good()
        };
        refuse(cattle, Error::OutsideTerms(0));
        let elsewhere = InsuranceInput {
            farm: Actor::Neighbour.organisation(),
            ..good()
        };
        refuse(elsewhere, Error::OutsideTerms(0));
        hold(pigs[0].subject());
        assert_noop!(insure(Actor::Insurer, good()), HELD);
        release(pigs[0].subject());
        // The immunity holds for 180 days, the last of them included.
        let start = now_ms();
        pass_days(179);
        assert_ok!(insure(Actor::Insurer, aged(20)));
        set_now_ms(start);
        let others = ready(1);
        pass_days(180);
        refuse(policy_over(&others), Error::ImmunityOver(0));
        assert_ok!(report(Actor::Farm, death(&others, 1)));
        refuse(policy_over(&others), Error::WrongState(0));
    });
}

#[test]
fn an_animal_remembers_eight_contracts_and_forgets_those_that_are_over() {
    run(|| {
        let pigs = ready(1);
        let month = |number: u32| InsuranceInput {
            from: Date(today().0 + 10 * number),
            until: Date(today().0 + 10 * number + 10),
            ..policy_over(&pigs)
        };
        for number in 0..8 {
            assert_ok!(insure(Actor::Insurer, month(number)));
        }
        assert_noop!(
            insure(Actor::Insurer, month(8)),
            Error::<Runtime>::TooManyCovers(0)
        );
        pass_days(10);
        assert_ok!(insure(Actor::Insurer, month(8)));
        assert_eq!(Covers::<Runtime>::get(AnimalId(1)).len(), 8);
    });
}

#[test]
fn no_contract_begins_before_the_day_it_is_concluded() {
    run(|| {
        let pigs = ready(1);
        let from = |from| InsuranceInput {
            from,
            ..policy_over(&pigs)
        };
        let yesterday = Date(today().0 - 1);
        assert_noop!(
            insure(Actor::Insurer, from(yesterday)),
            Error::<Runtime>::NoPeriod(0)
        );
        assert_ok!(insure(Actor::Insurer, from(today())));
    });
}
