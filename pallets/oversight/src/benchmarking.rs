//! Benchmarks of every call: one case or question for each of `n` villages.

use county_primitives::{
    oversight::{AnswerInput, HoldInput, QuestionInput, ReleaseInput, RenewalInput},
    CaseId, Digest, DivisionCode, Items, QuestionId, Subject, Text,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::pallet::{Call, Cases, Config, Pallet, Questions};

/// Prepares members for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// Two persons with the role `cty_agri` over the division, whose policy allows a hold of one
    /// day and says when an answer is due. Divisions exist as subjects without preparation.
    fn officers(division: DivisionCode) -> (AccountId, AccountId);
}

/// The county of the benchmarks.
const COUNTY: u64 = 141_031_000_000;

fn division(number: u64) -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::new(number).map_err(|_| BenchmarkError::Stop("no division has this number"))
}

fn officers<T: Config>() -> Result<(T::AccountId, T::AccountId), BenchmarkError> {
    Ok(<T::BenchmarkHelper as Setup<T::AccountId>>::officers(
        division(COUNTY)?,
    ))
}

/// The longest reason there can be.
fn reason() -> Result<Text<128>, BenchmarkError> {
    Text::new(&"x".repeat(128)).map_err(|_| BenchmarkError::Stop("the reason is too long"))
}

fn list<Input>(inputs: alloc::vec::Vec<Input>) -> Result<Items<Input>, BenchmarkError> {
    Items::try_from(inputs).map_err(|_| BenchmarkError::Stop("more items than a call takes"))
}

/// Holds over `n` villages of one township.
fn holds(n: u32) -> Result<Items<HoldInput>, BenchmarkError> {
    let first_village = COUNTY.saturating_add(100_000);
    let inputs = (1..=u64::from(n)).map(|village| {
        Ok(HoldInput {
            subject: Subject::Division(division(first_village.saturating_add(village))?),
            reason: reason()?,
            evidence: None,
            days: 1,
        })
    });
    list(inputs.collect::<Result<_, BenchmarkError>>()?)
}

/// Questions about `n` villages of one township.
fn questions(n: u32) -> Result<Items<QuestionInput>, BenchmarkError> {
    let inputs = holds(n)?.into_iter().map(|hold| QuestionInput {
        subject: hold.subject,
        question: Digest([1; 32]),
    });
    list(inputs.collect())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn hold(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (officer, _) = officers::<T>()?;
        let items = holds(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(officer), items);

        assert!(Cases::<T>::contains_key(CaseId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn renew(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (officer, _) = officers::<T>()?;
        Pallet::<T>::hold(RawOrigin::Signed(officer.clone()).into(), holds(n)?)?;
        let inputs = (1..=u64::from(n)).map(|case| {
            Ok(RenewalInput {
                case: CaseId(case),
                reason: reason()?,
                days: 1,
            })
        });
        let items = list(inputs.collect::<Result<_, BenchmarkError>>()?)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(officer), items);

        assert!(Cases::<T>::get(CaseId(n.into())).is_some_and(|case| case.renewed_by.is_some()));
        Ok(())
    }

    #[benchmark]
    fn release(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (officer, second) = officers::<T>()?;
        Pallet::<T>::hold(RawOrigin::Signed(officer).into(), holds(n)?)?;
        let inputs = (1..=u64::from(n)).map(|case| {
            Ok(ReleaseInput {
                case: CaseId(case),
                reason: reason()?,
                evidence: None,
            })
        });
        let items = list(inputs.collect::<Result<_, BenchmarkError>>()?)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(second), items);

        assert!(Pallet::<T>::about(&Subject::Case(CaseId(n.into())))
            .is_some_and(|subject| !Pallet::<T>::is_held(subject)));
        Ok(())
    }

    #[benchmark]
    fn ask(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (officer, _) = officers::<T>()?;
        let items = questions(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(officer), items);

        assert!(Questions::<T>::contains_key(QuestionId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn answer(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (officer, second) = officers::<T>()?;
        Pallet::<T>::ask(RawOrigin::Signed(officer).into(), questions(n)?)?;
        let inputs = (1..=u64::from(n)).map(|question| AnswerInput {
            question: QuestionId(question),
            answer: Digest([2; 32]),
        });
        let items = list(inputs.collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(second), items);

        assert!(Questions::<T>::get(QuestionId(n.into()))
            .is_some_and(|question| question.answer.is_some()));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
