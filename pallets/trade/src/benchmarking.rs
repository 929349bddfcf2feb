//! Benchmarks of every call: sales of one animal each.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{Group, Species, Unit},
    trade::{
        GoodsKind, Price, SaleAnswer, SaleCancellation, SaleDelivery, SaleInput, SaleSettlement,
        SaleState, SoldGoods,
    },
    traits::Members,
    AnimalId, Digest, Grams, Items, List, OrganisationId, SaleId, Text,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::pallet::{Call, Config, Pallet, Sales};

/// Prepares members and goods for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// Two members of two active organisations who may trade where they sit, and where every policy
    /// that trade asks for is set: the seller with pigs of the numbers 1 to `pigs` in hand, and the
    /// buyer with the number of its organisation.
    fn traders(pigs: u32) -> (AccountId, AccountId, OrganisationId);
}

fn list<Input>(inputs: Vec<Input>) -> Result<Items<Input>, BenchmarkError> {
    Items::try_from(inputs).map_err(|_| BenchmarkError::Stop("more items than a call takes"))
}

/// One item for each of `n` sales.
fn each<Input>(n: u32, input: impl Fn(SaleId) -> Input) -> Result<Items<Input>, BenchmarkError> {
    list((1..=u64::from(n)).map(|id| input(SaleId(id))).collect())
}

/// Sales of one pig each.
fn sales<T: Config>(n: u32, buyer: OrganisationId) -> Result<Items<SaleInput>, BenchmarkError> {
    each(n, |SaleId(id)| SaleInput {
        buyer,
        kind: GoodsKind::Live,
        species: Species::Pig,
        goods: SoldGoods::Animals(Group::Units(List::truncate_from(alloc::vec![
            Unit::Animal(AnimalId(id))
        ]))),
        heads: 1,
        mass: Grams(110_000),
        price: Price::PerKilogram(1_560),
        amount: 171_600,
        date: T::Members::today(),
    })
}

/// The longest reason there can be.
fn reason() -> Text<96> {
    Text::new(&"x".repeat(96)).unwrap_or_default()
}

fn answers(n: u32) -> Result<Items<SaleAnswer>, BenchmarkError> {
    each(n, |sale| SaleAnswer {
        sale,
        accepted: true,
        reason: Text::default(),
    })
}

fn deliveries<T: Config>(n: u32) -> Result<Items<SaleDelivery>, BenchmarkError> {
    each(n, |sale| SaleDelivery {
        sale,
        heads: 1,
        mass: Grams(55_000),
        date: T::Members::today(),
    })
}

/// The state of the last of `n` sales.
fn state_of<T: Config>(n: u32) -> Option<SaleState> {
    Sales::<T>::get(SaleId(n.into())).map(|sale| sale.state)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn record_sales(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (seller, _, buyer) = <T::BenchmarkHelper as Setup<T::AccountId>>::traders(n);
        let items = sales::<T>(n, buyer)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(seller), items);

        assert_eq!(state_of::<T>(n), Some(SaleState::Offered));
        Ok(())
    }

    #[benchmark]
    fn answer_sales(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (seller, who, buyer) = <T::BenchmarkHelper as Setup<T::AccountId>>::traders(n);
        Pallet::<T>::record_sales(RawOrigin::Signed(seller).into(), sales::<T>(n, buyer)?)?;
        let items = answers(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert_eq!(state_of::<T>(n), Some(SaleState::Confirmed));
        Ok(())
    }

    #[benchmark]
    fn cancel_sales(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (seller, _, buyer) = <T::BenchmarkHelper as Setup<T::AccountId>>::traders(n);
        let origin = RawOrigin::Signed(seller.clone());
        Pallet::<T>::record_sales(origin.into(), sales::<T>(n, buyer)?)?;
        let items = each(n, |sale| SaleCancellation {
            sale,
            reason: reason(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(seller), items);

        assert_eq!(state_of::<T>(n), Some(SaleState::Cancelled));
        Ok(())
    }

    #[benchmark]
    fn deliver_sales(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (seller, who, buyer) = <T::BenchmarkHelper as Setup<T::AccountId>>::traders(n);
        Pallet::<T>::record_sales(RawOrigin::Signed(seller).into(), sales::<T>(n, buyer)?)?;
        Pallet::<T>::answer_sales(RawOrigin::Signed(who.clone()).into(), answers(n)?)?;
        let items = deliveries::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert_eq!(state_of::<T>(n), Some(SaleState::Delivered));
        Ok(())
    }

    #[benchmark]
    fn settle_sales(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (seller, who, buyer) = <T::BenchmarkHelper as Setup<T::AccountId>>::traders(n);
        let origin = RawOrigin::Signed(seller.clone());
        Pallet::<T>::record_sales(origin.into(), sales::<T>(n, buyer)?)?;
        Pallet::<T>::answer_sales(RawOrigin::Signed(who.clone()).into(), answers(n)?)?;
        Pallet::<T>::deliver_sales(RawOrigin::Signed(who).into(), deliveries::<T>(n)?)?;
        let items = each(n, |sale| {
            let mut receipt = [0u8; 32];
            for (byte, of) in receipt.iter_mut().zip(sale.0.to_le_bytes()) {
                *byte = of;
            }
            SaleSettlement {
                sale,
                amount: 85_800,
                date: T::Members::today(),
                receipt: Digest(receipt),
            }
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(seller), items);

        assert_eq!(state_of::<T>(n), Some(SaleState::Settled));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
