//! Benchmarks of every call, with the worst case that its limits allow for each of `n` items.

use alloc::vec::Vec;

use county_primitives::{
    produce::{
        CycleInput, Delivery, DoseUnit, GradeMetrics, GradeOutput, GradeParent, GradingInput,
        HarvestInput, InputLabel, InputUse, Operation, OperationKind, PlotInput, PlotKind,
        Restriction, TestFlag, TestInput, TestMethod, TestTarget, TestVerdict, YieldCap,
        ANCESTORS_MAX, GRADING_MAX, SEASONS_MAX, TEST_ITEMS_MAX,
    },
    traits::Members,
    CycleId, Date, Digest, DivisionCode, Grams, Items, List, LotId, MilliMu, OrganisationId,
    PlotId, ProductClass, Role, TestId, Text,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::{
    pallet::{Call, Config, CycleHarvests, Cycles, Doubts, Lots, NextLot, Pallet, Plots, Tests},
    types::{CycleState, Harvest, Lot, HARVESTS_MAX, SOURCE_CYCLES_MAX},
};

/// Prepares members for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// An account that may act in `role` over `division`, where every policy that produce asks for
    /// is set. Persons of the same number of organisation sign for the same active organisation;
    /// asked again, the answer is the same.
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId);
}

/// A village of Xi county.
const VILLAGE: u64 = 141_031_100_201;
/// Its province, the last place but one where a catalogue is looked up.
const PROVINCE: u64 = 140_000_000_000;

fn division(number: u64) -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::new(number).map_err(|_| BenchmarkError::Stop("no division has this number"))
}

fn product(text: &str) -> Result<ProductClass, BenchmarkError> {
    text.parse()
        .map_err(|_| BenchmarkError::Stop("not a product class"))
}

/// A text as long as it can be.
fn longest<const N: u32>(letter: &str) -> Result<Text<N>, BenchmarkError> {
    let length = usize::try_from(N).unwrap_or(usize::MAX);
    Text::new(&letter.repeat(length)).map_err(|_| BenchmarkError::Stop("the text is too long"))
}

fn list<Item, const N: u32>(
    items: impl IntoIterator<Item = Item>,
) -> Result<List<Item, N>, BenchmarkError> {
    List::try_from(items.into_iter().collect::<Vec<_>>())
        .map_err(|_| BenchmarkError::Stop("the list is too long"))
}

/// `n` items, made from the numbers 1 to `n`.
fn items<Item>(
    n: u32,
    make: impl FnMut(u64) -> Result<Item, BenchmarkError>,
) -> Result<Items<Item>, BenchmarkError> {
    list(
        (1..=u64::from(n))
            .map(make)
            .collect::<Result<Vec<_>, _>>()?,
    )
}

fn today<T: Config>() -> Date {
    T::Members::today()
}

fn grower<T: Config>() -> Result<(T::AccountId, OrganisationId), BenchmarkError> {
    Ok(T::BenchmarkHelper::member(
        1,
        1,
        Role::Producer,
        division(VILLAGE)?,
    ))
}

fn packer<T: Config>() -> Result<(T::AccountId, OrganisationId), BenchmarkError> {
    Ok(T::BenchmarkHelper::member(
        2,
        1,
        Role::Packer,
        division(VILLAGE)?,
    ))
}

fn tester<T: Config>(person: u32, role: Role) -> Result<T::AccountId, BenchmarkError> {
    Ok(T::BenchmarkHelper::member(3, person, role, division(VILLAGE)?).0)
}

fn label() -> Result<InputLabel, BenchmarkError> {
    Ok(InputLabel {
        division: division(PROVINCE)?,
        registration: longest("1")?,
        crop: product("01")?,
        name: longest("x")?,
        interval_days: 14,
        times_max: u8::MAX,
        unit: DoseUnit::MilligramPerMu,
        dose_min: 1,
        dose_max: 1_000,
        restriction: Restriction::None,
        forbidden_on: list([product("02")?; 8])?,
    })
}

fn yield_cap() -> Result<YieldCap, BenchmarkError> {
    Ok(YieldCap {
        division: division(PROVINCE)?,
        product: product("01")?,
        per_mu: Grams(1_000_000_000),
        seasons_per_year: SEASONS_MAX,
    })
}

/// The catalogues, written by the province.
fn fill_catalogues<T: Config>() -> Result<(), BenchmarkError> {
    let (province, _) = T::BenchmarkHelper::member(4, 1, Role::Province, division(PROVINCE)?);
    let origin = || RawOrigin::Signed(province.clone()).into();
    Pallet::<T>::set_input_labels(origin(), items(1, |_| label())?)?;
    Pallet::<T>::set_yield_caps(origin(), items(1, |_| yield_cap())?)?;
    Ok(())
}

fn plot() -> Result<PlotInput, BenchmarkError> {
    Ok(PlotInput {
        village: division(VILLAGE)?,
        area: MilliMu(1_000),
        kind: PlotKind::Orchard,
        geometry: Digest([1; 32]),
    })
}

fn cycle(plot: u64, started: Date) -> Result<CycleInput, BenchmarkError> {
    Ok(CycleInput {
        plot: PlotId(plot),
        product: product("010301")?,
        variety: longest("x")?,
        started,
    })
}

/// Opens plots until there are `count`, and grows a cycle with the same number on each.
fn grow<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    fill_catalogues::<T>()?;
    let (who, _) = grower::<T>()?;
    for number in 1..=u64::from(count) {
        let origin = || RawOrigin::Signed(who.clone()).into();
        Pallet::<T>::open_plots(origin(), items(1, |_| plot())?)?;
        Pallet::<T>::start_cycles(origin(), items(1, |_| cycle(number, today::<T>()))?)?;
    }
    Ok(())
}

/// Lets the first cycles remember `count` lots harvested today, as many each as they can.
fn harvest_today<T: Config>(count: u32) {
    for lot in 1..=count {
        let cycle = lot.div_ceil(HARVESTS_MAX);
        CycleHarvests::<T>::mutate(CycleId(cycle.into()), |harvests| {
            harvests.remember(Harvest {
                day: today::<T>(),
                lot: LotId(lot.into()),
            });
        });
    }
}

/// Lots of `holder` that know as many ancestors and cycles as a lot can: `count` of them, all with
/// the same origin, the first with the number that is returned.
fn deep_lots<T: Config>(
    count: u32,
    ancestors: u32,
    holder: OrganisationId,
) -> Result<u64, BenchmarkError> {
    let lot = |ancestors: Vec<LotId>| -> Result<Lot, BenchmarkError> {
        Ok(Lot {
            producer: Some(holder),
            holder,
            product: product("010301")?,
            division: division(VILLAGE)?,
            grade: Some(longest("x")?),
            net: Grams(1_000_000),
            graded: Grams::ZERO,
            packed: Grams::ZERO,
            ancestors: list(ancestors)?,
            cycles: list((1..=u64::from(SOURCE_CYCLES_MAX)).map(CycleId))?,
            test: TestFlag::Untested,
            harvested: today::<T>(),
        })
    };
    let older = || (1..=u64::from(ancestors)).map(LotId);
    for id in older() {
        Lots::<T>::insert(id, lot(Vec::new())?);
    }
    let first = u64::from(ancestors).saturating_add(1);
    let end = first.saturating_add(count.into());
    for id in first..end {
        Lots::<T>::insert(LotId(id), lot(older().collect())?);
    }
    NextLot::<T>::put(LotId(end));
    Ok(first)
}

fn test(
    cycle: u64,
    sampled: Date,
    method: TestMethod,
    verdict: TestVerdict,
) -> Result<TestInput, BenchmarkError> {
    Ok(TestInput {
        target: TestTarget::Cycle(CycleId(cycle)),
        method,
        sample: longest("x")?,
        sampled,
        items: list(
            (0..TEST_ITEMS_MAX)
                .map(|_| longest("x"))
                .collect::<Result<Vec<_>, _>>()?,
        )?,
        verdict,
        report: Digest([2; 32]),
    })
}

/// A grading of as many parents into as many grades as there can be.
fn grading(first_parent: u64, date: Date) -> Result<GradingInput, BenchmarkError> {
    let outputs = (0..GRADING_MAX).map(|_| {
        Ok::<_, BenchmarkError>(GradeOutput {
            grade: longest("x")?,
            net: Grams(999),
            metrics: GradeMetrics {
                brix_tenths: Some(128),
                diameter_mm: Some(80),
            },
        })
    });
    let parents = (first_parent..).take(usize::try_from(GRADING_MAX).unwrap_or(0));
    Ok(GradingInput {
        parents: list(parents.map(|lot| GradeParent {
            lot: LotId(lot),
            mass: Grams(1_000),
        }))?,
        outputs: list(outputs.collect::<Result<Vec<_>, _>>()?)?,
        loss: Grams(8),
        loss_reason: longest("x")?,
        date,
    })
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_input_labels(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, _) = T::BenchmarkHelper::member(4, 1, Role::Province, division(PROVINCE)?);
        let items = items(n, |_| label())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn set_yield_caps(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, _) = T::BenchmarkHelper::member(4, 1, Role::Province, division(PROVINCE)?);
        let items = items(n, |_| yield_cap())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn open_plots(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, _) = grower::<T>()?;
        let items = items(n, |_| plot())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Plots::<T>::contains_key(PlotId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn start_cycles(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        // Each goes on with the season of one before it on its plot.
        grow::<T>(n)?;
        let (who, _) = grower::<T>()?;
        let grown = items(n, |number| Ok(CycleId(number)))?;
        Pallet::<T>::finish_cycles(RawOrigin::Signed(who.clone()).into(), grown)?;
        let items = items(n, |number| cycle(number, today::<T>()))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Cycles::<T>::contains_key(CycleId(
            u64::from(n).saturating_mul(2)
        )));
        Ok(())
    }

    #[benchmark]
    fn finish_cycles(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        let (who, _) = grower::<T>()?;
        let items = items(n, |number| Ok(CycleId(number)))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        let finished = Cycles::<T>::get(CycleId(n.into()));
        assert!(finished.is_some_and(|cycle| cycle.state == CycleState::Finished));
        Ok(())
    }

    #[benchmark]
    fn record_operations(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        let (who, _) = grower::<T>()?;
        let items = items(n, |number| {
            Ok(Operation {
                cycle: CycleId(number),
                kind: OperationKind::Other,
                date: today::<T>(),
                note: longest("x")?,
                evidence: Some(Digest([3; 32])),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn record_input_uses(n: Linear<2, 500>, h: Linear<0, 64>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        harvest_today::<T>(h);
        let (who, _) = grower::<T>()?;
        let items = items(n, |number| {
            Ok(InputUse {
                cycle: CycleId(number),
                registration: longest("1")?,
                dose: 1_000,
                unit: DoseUnit::MilligramPerMu,
                area: MilliMu(1_000),
                date: today::<T>(),
                target: longest("x")?,
                unit_code: Some(longest("1")?),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        let sprayed = Cycles::<T>::get(CycleId(n.into()));
        assert!(sprayed.is_some_and(|cycle| !cycle.uses.is_empty()));
        assert_eq!(Doubts::<T>::iter().count(), usize::try_from(h).unwrap_or(0));
        Ok(())
    }

    #[benchmark]
    fn record_tests(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        let who = tester::<T>(1, Role::QuickLaboratory)?;
        let items = items(n, |number| {
            test(number, today::<T>(), TestMethod::Quick, TestVerdict::Fail)
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Tests::<T>::contains_key(TestId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn approve_tests(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        let recorder = tester::<T>(1, Role::AccreditedLaboratory)?;
        let tests = items(n, |number| {
            test(
                number,
                today::<T>(),
                TestMethod::Laboratory,
                TestVerdict::Pass,
            )
        })?;
        Pallet::<T>::record_tests(RawOrigin::Signed(recorder).into(), tests)?;
        let who = tester::<T>(2, Role::AccreditedLaboratory)?;
        let items = items(n, |number| Ok(TestId(number)))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn harvest_lots(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(n)?;
        let (who, _) = grower::<T>()?;
        // More than the cap, so that each harvest leaves its warning too.
        let items = items(n, |number| {
            Ok(HarvestInput {
                cycles: list([CycleId(number)])?,
                date: today::<T>(),
                gross: Grams(1_000_000_001),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Lots::<T>::contains_key(LotId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn grade_lots(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(SOURCE_CYCLES_MAX)?;
        let (who, holder) = packer::<T>()?;
        // The parents count as ancestors of the children.
        let ancestors = ANCESTORS_MAX.saturating_sub(GRADING_MAX);
        let first = deep_lots::<T>(GRADING_MAX, ancestors, holder)?;
        let items = items(n, |_| grading(first, today::<T>()))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn deliver_lots(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        grow::<T>(SOURCE_CYCLES_MAX)?;
        let (who, holder) = packer::<T>()?;
        let (_, to) = T::BenchmarkHelper::member(5, 1, Role::Buyer, division(VILLAGE)?);
        let first = deep_lots::<T>(n, ANCESTORS_MAX, holder)?;
        let items = items(n, |number| {
            let lot = LotId(first.saturating_add(number).saturating_sub(1));
            Ok(Delivery { lot, to })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Lots::<T>::get(LotId(first)).is_some_and(|lot| lot.holder == to));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
