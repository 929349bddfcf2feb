//! The invariants of the storage.

use alloc::collections::BTreeSet;

use county_primitives::{trade::SaleState, SaleId, Subject};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    pallet::{Config, Goods, NextSale, Pallet, Receipts, Sales, SoldIn, Timelines},
    types::Sale,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        let next = NextSale::<T>::get();
        for (id, sale) in Sales::<T>::iter() {
            ensure!(id < next, "a sale has a number not given out yet");
            ensure!(sale.buyer != sale.seller, "somebody sells to himself");
            ensure!(
                Timelines::<T>::get(Subject::Sale(id)).len > 0,
                "a sale has no record"
            );
            Self::check_money(&sale)?;
            Self::check_goods(id, &sale)?;
        }
        for (goods, id) in SoldIn::<T>::iter() {
            let sale = Sales::<T>::get(id).ok_or("goods are sold in no sale")?;
            ensure!(
                sale.state.is_open() || sale.state.is_delivered(),
                "goods are sold in a sale that came to nothing"
            );
            ensure!(
                Goods::<T>::get(id).contains(&goods),
                "goods are sold in a sale that does not name them"
            );
        }
        for (_, id) in Receipts::<T>::iter() {
            let paid = Sales::<T>::get(id).is_some_and(|sale| sale.paid > 0);
            ensure!(paid, "a receipt was counted where nothing is paid");
        }
        for (subject, _) in Timelines::<T>::iter() {
            ensure!(
                Self::division_of(&subject).is_some(),
                "a timeline belongs to no sale"
            );
        }
        Ok(())
    }

    /// What is paid is never more than what is due, and all of it exactly when the sale is settled.
    fn check_money(sale: &Sale) -> Result<(), TryRuntimeError> {
        let due = sale.delivered.map(|delivered| delivered.due);
        ensure!(
            due.is_some() == sale.state.is_delivered(),
            "a sale is delivered without a delivery, or has one without being delivered"
        );
        ensure!(sale.paid <= due.unwrap_or(0), "more is paid than is due");
        let settled = due == Some(sale.paid);
        ensure!(
            settled == (sale.state == SaleState::Settled),
            "a sale is settled without being paid, or paid without being settled"
        );
        Ok(())
    }

    /// A sale names its goods once each, as many as were heads at most, and while it is open they
    /// are sold in it alone.
    fn check_goods(id: SaleId, sale: &Sale) -> Result<(), TryRuntimeError> {
        let goods = Goods::<T>::get(id);
        let distinct: BTreeSet<_> = goods.iter().collect();
        ensure!(
            !goods.is_empty() && distinct.len() == goods.len(),
            "a sale names no goods, or some twice"
        );
        for subject in &goods {
            let sold = SoldIn::<T>::get(subject);
            let fits = match sale.state {
                SaleState::Offered | SaleState::Confirmed => sold == Some(id),
                // A buyer sells on.
                SaleState::Delivered | SaleState::Settled => sold.is_none_or(|later| later >= id),
                SaleState::Refused | SaleState::Cancelled => sold != Some(id),
            };
            ensure!(fits, "goods are not sold in the sale that has them");
        }
        Ok(())
    }
}
