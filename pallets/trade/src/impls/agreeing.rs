//! Recording sales, answering and calling them off.

use county_primitives::{
    registry::OrganisationStatus,
    trade::{SaleAnswer, SaleCancellation, SaleInput, SaleState, TradeEntry},
    traits::{Holds, Members, Sellable, SellableView},
    Date, Items, OrganisationId, SaleId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{GoodsCount, Trader};
use crate::{
    pallet::{Config, Error, Goods, NextSale, Pallet, Sales, SoldIn},
    types::Sale,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_sales(who: &T::AccountId, items: Items<SaleInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::record_one(who, input, item)?;
        }
        Ok(())
    }

    fn record_one(who: &T::AccountId, input: SaleInput, item: u16) -> DispatchResult {
        let trader = Self::sign(who, item)?;
        let seller = trader.organisation;
        ensure!(input.buyer != seller, Error::<T>::SameParty(item));
        Self::ensure_buyer_active(input.buyer, item)?;
        T::Holds::ensure_free(&Subject::Organisation(seller), item)?;
        Self::check_date(input.date, Date::default(), item)?;
        let view = T::Goods::sellable(&input.goods, seller, item)?;
        Self::check_terms(&input, &view, item)?;
        Self::ensure_unsold(&view, seller, item)?;
        let id = NextSale::<T>::get();
        let next = id.next().ok_or(Error::<T>::SalesExhausted(item))?;
        NextSale::<T>::put(next);
        for goods in &view.goods {
            SoldIn::<T>::insert(goods, id);
        }
        Sales::<T>::insert(
            id,
            Sale {
                seller,
                buyer: input.buyer,
                division: trader.division,
                recorder: trader.member(),
                heads: input.heads,
                mass: input.mass,
                price: input.price,
                date: input.date,
                state: SaleState::Offered,
                delivered: None,
                paid: 0,
            },
        );
        Goods::<T>::insert(id, &view.goods);
        let entry = TradeEntry::SaleRecorded {
            sale: input,
            seller,
            division: trader.division,
            goods: view.goods,
        };
        Self::record(id, trader.author, entry, item)
    }

    fn ensure_buyer_active(buyer: OrganisationId, item: u16) -> DispatchResult {
        let active = T::Members::organisation(buyer)
            .is_some_and(|view| view.status == OrganisationStatus::Active);
        ensure!(active, Error::<T>::BuyerNotActive(item));
        Ok(())
    }

    /// What the seller wrote is what the goods are, and the amount is price times quantity.
    fn check_terms(input: &SaleInput, view: &SellableView, item: u16) -> DispatchResult {
        let kind = if view.pieces.is_empty() {
            input.kind.is_alive()
        } else {
            view.pieces.iter().all(|piece| input.kind.is_piece(*piece))
        };
        let same = kind && input.species == view.species;
        ensure!(same, Error::<T>::GoodsDiffer(item));
        ensure!(input.heads == view.heads, Error::<T>::HeadsDiffer(item));
        Self::check_mass(input.mass, item)?;
        let there = view.left.is_none_or(|left| input.mass <= left);
        ensure!(there, Error::<T>::MassOverGoods(item));
        ensure!(input.price.fen() > 0, Error::<T>::NoPrice(item));
        let amount = input.price.amount(input.heads, input.mass);
        let amount = amount.ok_or(Error::<T>::AmountOverflow(item))?;
        ensure!(input.amount == amount, Error::<T>::AmountDiffers(item));
        Ok(())
    }

    /// Nothing of it is promised to anybody, or was delivered to somebody else than who sells now. Nor is
    /// anything that pieces come from promised, or sold away by who sells now; but what the seller bought piece
    /// by piece is its own, whatever becomes of the rest.
    fn ensure_unsold(view: &SellableView, seller: OrganisationId, item: u16) -> DispatchResult {
        let mut bought = true;
        for goods in &view.goods {
            let sale = Self::latest_sale(goods);
            bought &= sale.is_some();
            let bound = sale.is_some_and(|sale| sale.binds(seller));
            ensure!(!bound, Error::<T>::SoldAlready(item));
        }
        for origin in view.origins.iter().filter(|_| !bought) {
            let tied = Self::latest_sale(origin).is_some_and(|sale| sale.ties(seller));
            ensure!(!tied, Error::<T>::SoldAlready(item));
        }
        Ok(())
    }

    /// Answers the sales; says how many goods they name together.
    pub(crate) fn do_answer_sales(
        who: &T::AccountId,
        items: Items<SaleAnswer>,
    ) -> Result<GoodsCount, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        let mut count = GoodsCount::default();
        for (item, answer) in (0u16..).zip(items) {
            Self::answer_one(who, answer, &mut count, item)?;
        }
        Ok(count)
    }

    fn answer_one(
        who: &T::AccountId,
        answer: SaleAnswer,
        count: &mut GoodsCount,
        item: u16,
    ) -> DispatchResult {
        let id = answer.sale;
        let mut sale = Self::free_sale(id, item)?;
        let trader = Self::sign(who, item)?;
        ensure!(
            trader.organisation == sale.buyer,
            Error::<T>::NotBuyer(item)
        );
        ensure!(
            sale.state == SaleState::Offered,
            Error::<T>::WrongState(item)
        );
        if answer.accepted {
            let asked = Self::ensure_confirmable(id, &sale, &trader, item)?;
            count.asked = count.asked.saturating_add(asked);
            sale.state = SaleState::Confirmed;
            Sales::<T>::insert(id, sale);
            return Self::record(id, trader.author, TradeEntry::SaleConfirmed, item);
        }
        ensure!(!answer.reason.is_blank(), Error::<T>::ReasonBlank(item));
        let freed = Self::end(id, sale, SaleState::Refused);
        count.freed = count.freed.saturating_add(freed);
        let entry = TradeEntry::SaleRefused {
            reason: answer.reason,
        };
        Self::record(id, trader.author, entry, item)
    }

    /// Another person than recorded it confirms for a buyer that is not held, and the goods are all there and
    /// free. Answers how many goods were asked about.
    fn ensure_confirmable(
        id: SaleId,
        sale: &Sale,
        trader: &Trader,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let same = sale
            .recorder
            .zip(trader.member())
            .is_some_and(|(one, other)| T::Members::same_person(one, other));
        ensure!(!same, Error::<T>::SamePerson(item));
        T::Holds::ensure_free(&Subject::Organisation(sale.buyer), item)?;
        let goods = Goods::<T>::get(id);
        T::Goods::ensure_free(&goods, item)?;
        let there = T::Goods::heads_there(&goods, item)?;
        ensure!(there == sale.heads, Error::<T>::HeadsDiffer(item));
        Ok(u32::try_from(goods.len()).unwrap_or(u32::MAX))
    }

    /// Calls the sales off; says how many goods they name together.
    pub(crate) fn do_cancel_sales(
        who: &T::AccountId,
        items: Items<SaleCancellation>,
    ) -> Result<GoodsCount, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        let mut count = GoodsCount::default();
        for (item, cancellation) in (0u16..).zip(items) {
            let id = cancellation.sale;
            let sale = Self::free_sale(id, item)?;
            let trader = Self::sign(who, item)?;
            ensure!(sale.has(trader.organisation), Error::<T>::NotParty(item));
            ensure!(sale.state.is_open(), Error::<T>::WrongState(item));
            ensure!(
                !cancellation.reason.is_blank(),
                Error::<T>::ReasonBlank(item)
            );
            let freed = Self::end(id, sale, SaleState::Cancelled);
            count.freed = count.freed.saturating_add(freed);
            let entry = TradeEntry::SaleCancelled {
                reason: cancellation.reason,
            };
            Self::record(id, trader.author, entry, item)?;
        }
        Ok(count)
    }
}
