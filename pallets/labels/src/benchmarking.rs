//! Benchmarks of every call: a batch of its own for each of `n` items.

use alloc::vec::Vec;

use county_primitives::{
    labels::{
        Activation, BatchInput, BrandInput, CodeRange, Goods, QuotaApproval, QuotaInput, QuotaKey,
        Voiding,
    },
    BasisPoints, BatchId, BrandId, CodeKind, Digest, DivisionCode, Grams, Items, List, LotId,
    OrganisationId, ProductClass, Text, ITEMS_MAX,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::pallet::{Batches, Brands, Call, Config, Pallet, Quotas};

/// Who acts in the benchmarks, and on what.
pub struct Stage<AccountId> {
    /// Has the role `cty_agri` over the division.
    pub county: AccountId,
    /// Has the role `brand` over the division.
    pub owner: AccountId,
    /// The organisation of the brand owner.
    pub owner_organisation: OrganisationId,
    /// Has the role `packer` over its organisation's division.
    pub packer: AccountId,
    /// The organisation of the packer.
    pub packer_organisation: OrganisationId,
    /// A division with the policy `spoil_allowance_basis_points`, which contains the lot.
    pub division: DivisionCode,
    /// The product of the lot.
    pub product: ProductClass,
    /// A lot that the packer's organisation may pack, with at least 500 g left.
    pub lot: LotId,
}

/// Prepares members and a lot for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// The stage, set.
    fn stage() -> Stage<AccountId>;
}

const SEASON: u16 = 2026;
const UNIT: Grams = Grams(1);
const BRAND: BrandId = BrandId(1);

type Outcome<Value> = Result<Value, BenchmarkError>;
type Actors<T> = Stage<<T as frame_system::Config>::AccountId>;

fn stage<T: Config>() -> Actors<T> {
    <T::BenchmarkHelper as Setup<T::AccountId>>::stage()
}

fn list<Input>(inputs: Vec<Input>) -> Outcome<Items<Input>> {
    Items::try_from(inputs).map_err(|_| BenchmarkError::Stop("more items than a call takes"))
}

fn longest<const N: u32>() -> Outcome<Text<N>> {
    let bytes = usize::try_from(N).unwrap_or_default();
    Text::new(&"x".repeat(bytes)).map_err(|_| BenchmarkError::Stop("the text is too long"))
}

/// The brand with this number, whose long name no other has.
fn brand_input<AccountId>(
    stage: &Stage<AccountId>,
    number: u32,
    divisions: usize,
) -> Outcome<BrandInput> {
    let name = Text::new(&alloc::format!("{number:0>64}"));
    let area = List::try_from(alloc::vec![stage.division; divisions])
        .map_err(|_| BenchmarkError::Stop("the area is too large"))?;
    Ok(BrandInput {
        owner: stage.owner_organisation,
        name: name.map_err(|_| BenchmarkError::Stop("the name is too long"))?,
        product: stage.product,
        area,
        grades: List::default(),
    })
}

fn quota_input<AccountId>(stage: &Stage<AccountId>, season: u16) -> QuotaInput {
    QuotaInput {
        brand: BRAND,
        organisation: stage.packer_organisation,
        season,
        approved_yield: Grams(u64::from(ITEMS_MAX)),
        grade_rate: BasisPoints(10_000),
        unit_net: UNIT,
    }
}

fn key<AccountId>(stage: &Stage<AccountId>, season: u16) -> QuotaKey {
    QuotaKey {
        brand: BRAND,
        organisation: stage.packer_organisation,
        season,
    }
}

fn approval<T: Config>(stage: &Actors<T>, season: u16) -> QuotaApproval {
    let quota = key(stage, season);
    let pending = Quotas::<T>::get(quota).pending;
    QuotaApproval {
        quota,
        codes: pending.map_or(0, |pending| pending.grant.codes),
        unit_net: UNIT,
    }
}

fn batches(n: u32) -> Outcome<Items<BatchInput>> {
    let inputs = (1..=n).map(|number| BatchInput {
        batch: BatchId(number),
        brand: BRAND,
        season: SEASON,
        kind: CodeKind::Item,
        count: 1,
        root: Digest([1; 32]),
        unit_net: UNIT,
    });
    list(inputs.collect())
}

/// The one code of each of `n` batches.
fn ranges(n: u32) -> Outcome<Items<CodeRange>> {
    let inputs = (1..=n).map(|number| CodeRange {
        batch: BatchId(number),
        from: 0,
        to: 0,
    });
    list(inputs.collect())
}

fn with_brand<T: Config>() -> Outcome<Actors<T>> {
    let stage = stage::<T>();
    let items = list(alloc::vec![brand_input(&stage, 1, 1)?])?;
    Pallet::<T>::register_brands(RawOrigin::Signed(stage.county.clone()).into(), items)?;
    Ok(stage)
}

fn with_quota<T: Config>() -> Outcome<Actors<T>> {
    let stage = with_brand::<T>()?;
    let grants = list(alloc::vec![quota_input(&stage, SEASON)])?;
    Pallet::<T>::grant_quotas(RawOrigin::Signed(stage.owner.clone()).into(), grants)?;
    let approvals = list(alloc::vec![approval::<T>(&stage, SEASON)])?;
    Pallet::<T>::approve_quotas(RawOrigin::Signed(stage.county.clone()).into(), approvals)?;
    Ok(stage)
}

fn with_batches<T: Config>(n: u32) -> Outcome<Actors<T>> {
    let stage = with_quota::<T>()?;
    let origin = RawOrigin::Signed(stage.packer.clone());
    Pallet::<T>::issue_batches(origin.into(), batches(n)?)?;
    Ok(stage)
}

fn with_prints<T: Config>(n: u32) -> Outcome<Actors<T>> {
    let stage = with_batches::<T>(n)?;
    let origin = RawOrigin::Signed(stage.packer.clone());
    Pallet::<T>::record_prints(origin.into(), ranges(n)?)?;
    Ok(stage)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_brands(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = stage::<T>();
        let inputs = (1..=n).map(|number| brand_input(&stage, number, 32));
        let items = list(inputs.collect::<Outcome<_>>()?)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.county), items);

        assert!(Brands::<T>::contains_key(BrandId(n)));
        Ok(())
    }

    // Seasons are 2000 to 2200, so longer lists grant some of them again.
    #[benchmark]
    fn grant_quotas(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_brand::<T>()?;
        let seasons = (2000u16..=2200).cycle().zip(0..n);
        let items = list(
            seasons
                .map(|(season, _)| quota_input(&stage, season))
                .collect(),
        )?;
        let first = key(&stage, 2000);

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.owner), items);

        assert!(Quotas::<T>::get(first).pending.is_some());
        Ok(())
    }

    // There are 201 seasons, and each can be approved once.
    #[benchmark]
    fn approve_quotas(n: Linear<1, 201>) -> Result<(), BenchmarkError> {
        let stage = with_brand::<T>()?;
        let seasons = || (2000u16..=2200).zip(0..n).map(|(season, _)| season);
        let grants = list(
            seasons()
                .map(|season| quota_input(&stage, season))
                .collect(),
        )?;
        Pallet::<T>::grant_quotas(RawOrigin::Signed(stage.owner.clone()).into(), grants)?;
        let approvals = seasons().map(|season| approval::<T>(&stage, season));
        let items = list(approvals.collect())?;
        let first = key(&stage, 2000);

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.county), items);

        assert!(Quotas::<T>::get(first).approved.is_some());
        Ok(())
    }

    #[benchmark]
    fn issue_batches(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_quota::<T>()?;
        let items = batches(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.packer), items);

        assert!(Batches::<T>::contains_key(BatchId(n)));
        Ok(())
    }

    #[benchmark]
    fn record_prints(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_batches::<T>(n)?;
        let items = ranges(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.packer), items);

        assert!(Batches::<T>::get(BatchId(n)).is_some_and(|batch| batch.counters.printed == 1));
        Ok(())
    }

    #[benchmark]
    fn record_spoils(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_batches::<T>(n)?;
        let items = ranges(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.packer), items);

        assert!(Batches::<T>::get(BatchId(n)).is_some_and(|batch| batch.counters.spoiled == 1));
        Ok(())
    }

    #[benchmark]
    fn activate_ranges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_prints::<T>(n)?;
        let goods = Goods::Lot(stage.lot);
        let inputs = ranges(n)?.into_iter();
        let items = list(inputs.map(|range| Activation { range, goods }).collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.packer), items);

        assert!(Batches::<T>::get(BatchId(n)).is_some_and(|batch| batch.counters.active == 1));
        Ok(())
    }

    #[benchmark]
    fn void_codes(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = with_prints::<T>(n)?;
        let reason = longest::<96>()?;
        let inputs = ranges(n)?.into_iter().map(|range| Voiding {
            range,
            reason: reason.clone(),
        });
        let items = list(inputs.collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.packer), items);

        assert!(Batches::<T>::get(BatchId(n)).is_some_and(|batch| batch.counters.void == 1));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
