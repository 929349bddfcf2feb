//! Recording sales, answering and calling them off.

use county_primitives::{
    registry::OrganisationStatus,
    trade::{SaleAnswer, SaleCancellation, SaleInput, SaleState, TradeEntry},
    traits::{Holds, Members, Sellable, SellableView},
    Date, Items, OrganisationId, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

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

    /// Nothing of it is promised to anybody, or was delivered to somebody else than who sells now.
    fn ensure_unsold(view: &SellableView, seller: OrganisationId, item: u16) -> DispatchResult {
        for goods in view.goods.iter().chain(&view.origins) {
            let bound = SoldIn::<T>::get(goods)
                .and_then(Sales::<T>::get)
                .is_some_and(|sale| sale.binds(seller));
            ensure!(!bound, Error::<T>::SoldAlready(item));
        }
        Ok(())
    }

    pub(crate) fn do_answer_sales(who: &T::AccountId, items: Items<SaleAnswer>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, answer) in (0u16..).zip(items) {
            Self::answer_one(who, answer, item)?;
        }
        Ok(())
    }

    fn answer_one(who: &T::AccountId, answer: SaleAnswer, item: u16) -> DispatchResult {
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
            T::Goods::ensure_free(&Goods::<T>::get(id), item)?;
            sale.state = SaleState::Confirmed;
            Sales::<T>::insert(id, sale);
            return Self::record(id, trader.author, TradeEntry::SaleConfirmed, item);
        }
        ensure!(!answer.reason.is_blank(), Error::<T>::ReasonBlank(item));
        Self::end(id, sale, SaleState::Refused);
        let entry = TradeEntry::SaleRefused {
            reason: answer.reason,
        };
        Self::record(id, trader.author, entry, item)
    }

    pub(crate) fn do_cancel_sales(
        who: &T::AccountId,
        items: Items<SaleCancellation>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
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
            Self::end(id, sale, SaleState::Cancelled);
            let entry = TradeEntry::SaleCancelled {
                reason: cancellation.reason,
            };
            Self::record(id, trader.author, entry, item)?;
        }
        Ok(())
    }
}
