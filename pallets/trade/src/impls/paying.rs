//! Taking delivery and paying.

use county_primitives::{
    trade::{SaleDelivery, SaleSettlement, SaleState, SaleWarning, TradeEntry},
    traits::{Members, Sellable},
    Author, BasisPoints, DivisionCode, Grams, Items, PolicyKey, SaleId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::GoodsCount;
use crate::{
    pallet::{Config, Error, Goods, Pallet, Receipts, Sales},
    types::{Delivered, Sale},
};

impl<T: Config> Pallet<T> {
    /// Takes delivery; says how many goods the sales name together.
    pub(crate) fn do_deliver_sales(
        who: &T::AccountId,
        items: Items<SaleDelivery>,
    ) -> Result<GoodsCount, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        let mut count = GoodsCount::default();
        for (item, delivery) in (0u16..).zip(items) {
            let asked = Self::deliver_one(who, delivery, item)?;
            count.asked = count.asked.saturating_add(asked);
        }
        Ok(count)
    }

    /// Takes delivery of one sale; answers how many goods it names.
    fn deliver_one(
        who: &T::AccountId,
        delivery: SaleDelivery,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let id = delivery.sale;
        let mut sale = Self::free_sale(id, item)?;
        let trader = Self::sign(who, item)?;
        ensure!(
            trader.organisation == sale.buyer,
            Error::<T>::NotBuyer(item)
        );
        ensure!(
            sale.state == SaleState::Confirmed,
            Error::<T>::WrongState(item)
        );
        ensure!(
            delivery.heads >= 1 && delivery.heads <= sale.heads,
            Error::<T>::HeadsOutOfRange(item)
        );
        Self::check_mass(delivery.mass, item)?;
        Self::check_date(delivery.date, sale.date, item)?;
        let goods = Goods::<T>::get(id);
        T::Goods::ensure_free(&goods, item)?;
        let there = T::Goods::heads_there(&goods, item)?;
        ensure!(delivery.heads <= there, Error::<T>::HeadsOutOfRange(item));
        let due = sale.price.amount(delivery.heads, delivery.mass);
        let due = due.ok_or(Error::<T>::AmountOverflow(item))?;
        let tolerance = Self::tolerance(sale.division, sale.mass, item)?;
        // So little may have come that it rounds to nothing.
        sale.state = if due == 0 {
            SaleState::Settled
        } else {
            SaleState::Delivered
        };
        sale.delivered = Some(Delivered {
            date: delivery.date,
            due,
        });
        Sales::<T>::insert(id, sale);
        let entry = TradeEntry::SaleDelivered { delivery, due };
        Self::record(id, trader.author, entry, item)?;
        if delivery.mass.0.abs_diff(sale.mass.0) > tolerance.0 {
            let warning = SaleWarning::MassDiffers {
                agreed: sale.mass,
                delivered: delivery.mass,
            };
            Self::warn(id, warning, item)?;
        }
        if delivery.heads < sale.heads {
            let warning = SaleWarning::HeadsMissing {
                agreed: sale.heads,
                delivered: delivery.heads,
            };
            Self::warn(id, warning, item)?;
        }
        Ok(u32::try_from(goods.len()).unwrap_or(u32::MAX))
    }

    /// By how much goods may weigh more or less than agreed.
    fn tolerance(division: DivisionCode, mass: Grams, item: u16) -> Result<Grams, DispatchError> {
        let key = PolicyKey::SaleToleranceBasisPoints;
        let share = T::Members::policy(division, key, item)?;
        Ok(mass.share(BasisPoints(u32::try_from(share).unwrap_or(u32::MAX))))
    }

    pub(crate) fn do_settle_sales(
        who: &T::AccountId,
        items: Items<SaleSettlement>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, settlement) in (0u16..).zip(items) {
            let sale = Self::free_sale(settlement.sale, item)?;
            let trader = Self::sign(who, item)?;
            ensure!(sale.has(trader.organisation), Error::<T>::NotParty(item));
            Self::settle_one(sale, settlement, trader.author, item)?;
        }
        Ok(())
    }

    fn settle_one(
        mut sale: Sale,
        settlement: SaleSettlement,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let id = settlement.sale;
        let delivered = sale
            .delivered
            .filter(|_| sale.state == SaleState::Delivered)
            .ok_or(Error::<T>::WrongState(item))?;
        ensure!(settlement.amount > 0, Error::<T>::NoAmount(item));
        Self::check_date(settlement.date, sale.date, item)?;
        let used = Receipts::<T>::contains_key(settlement.receipt);
        ensure!(!used, Error::<T>::ReceiptUsed(item));
        let paid = sale
            .paid
            .checked_add(settlement.amount)
            .filter(|paid| *paid <= delivered.due)
            .ok_or(Error::<T>::PaidOverDue(item))?;
        let days = T::Members::policy(sale.division, PolicyKey::SalePaymentDays, item)?;
        let days = u32::try_from(days).unwrap_or(u32::MAX);
        let due = delivered.date.plus_days(days);
        let settled = paid == delivered.due;
        sale.paid = paid;
        if settled {
            sale.state = SaleState::Settled;
        }
        Sales::<T>::insert(id, sale);
        Receipts::<T>::insert(settlement.receipt, id);
        let late = settlement.date > due;
        let entry = TradeEntry::SalePaid {
            settlement,
            paid,
            settled,
        };
        Self::record(id, author, entry, item)?;
        if late {
            Self::warn(id, SaleWarning::PaidLate { due }, item)?;
        }
        Ok(())
    }

    /// Records a warning. The chain warns, whoever did what it warns of.
    fn warn(id: SaleId, warning: SaleWarning, item: u16) -> DispatchResult {
        Self::record(id, Author::Rule, TradeEntry::SaleWarned(warning), item)
    }
}
