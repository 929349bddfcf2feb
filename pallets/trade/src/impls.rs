//! The work behind the calls; here the parts all of them use: signatures, sales and records.

use county_primitives::{
    trade::{SaleInput, SaleState, TradeEntry, SALE_MASS_MAX},
    traits::{Holds, Members, Promised},
    Author, Date, DivisionCode, Grams, Items, MemberId, OrganisationId, Record, Role, SaleId,
    Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Config, Error, Event, Goods, Pallet, Sales, SoldIn, Timelines},
    types::Sale,
};

mod agreeing;
mod paying;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;

/// Who sells and buys.
const TRADERS: [Role; 5] = [
    Role::Producer,
    Role::Slaughterhouse,
    Role::Packer,
    Role::Buyer,
    Role::Market,
];

/// Who signs, and for whom.
pub(crate) struct Trader {
    pub(crate) author: Author,
    pub(crate) organisation: OrganisationId,
    pub(crate) division: DivisionCode,
}

impl Trader {
    /// The member that signs.
    pub(crate) fn member(&self) -> Option<MemberId> {
        match self.author {
            Author::Member(signature) => Some(signature.member),
            Author::Governance | Author::Rule => None,
        }
    }
}

/// What the sales of a call name.
#[derive(Clone, Copy, Default)]
pub(crate) struct GoodsCount {
    /// Goods of which it was asked whether they are there and free.
    pub(crate) asked: u32,
    /// Goods that were set free.
    pub(crate) freed: u32,
}

/// How many goods the sales of a call name.
pub(crate) fn goods_in(items: &Items<SaleInput>) -> u32 {
    items.iter().fold(0u32, |sum, sale| {
        sum.saturating_add(sale.goods.len().max(1))
    })
}

impl<T: Config> Pallet<T> {
    /// Where a subject of this pallet belongs, for the runtime's `Subjects`; `None` if there is no
    /// such sale.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            Subject::Sale(id) => Sales::<T>::get(id).map(|sale| sale.division),
            _ => None,
        }
    }

    /// Who answers for a subject of this pallet, for the runtime's `Subjects`: the seller.
    pub fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match subject {
            Subject::Sale(id) => Sales::<T>::get(id).map(|sale| sale.seller),
            _ => None,
        }
    }

    /// The signature of a trader where its organisation sits.
    pub(crate) fn sign(who: &T::AccountId, item: u16) -> Result<Trader, DispatchError> {
        let organisation = T::Members::organisation_of(who, item)?;
        let division = T::Members::organisation(organisation)
            .ok_or(Error::<T>::SellerUnknown(item))?
            .division;
        Ok(Trader {
            author: T::Members::authorise(who, &TRADERS, division, item)?,
            organisation,
            division,
        })
    }

    /// The sale, if oversight does not hold it.
    pub(crate) fn free_sale(id: SaleId, item: u16) -> Result<Sale, DispatchError> {
        let sale = Sales::<T>::get(id).ok_or(Error::<T>::SaleUnknown(item))?;
        T::Holds::ensure_free(&Subject::Sale(id), item)?;
        Ok(sale)
    }

    /// Ends a sale without delivery: its goods are free again. Answers how many they are.
    pub(crate) fn end(id: SaleId, mut sale: Sale, state: SaleState) -> u32 {
        let mut freed = 0u32;
        for goods in Goods::<T>::get(id) {
            if SoldIn::<T>::get(goods) == Some(id) {
                SoldIn::<T>::remove(goods);
            }
            freed = freed.saturating_add(1);
        }
        sale.state = state;
        Sales::<T>::insert(id, sale);
        freed
    }

    /// The latest sale of some goods that was neither refused nor cancelled.
    pub(crate) fn latest_sale(goods: &Subject) -> Option<Sale> {
        SoldIn::<T>::get(goods).and_then(Sales::<T>::get)
    }

    /// Refuses a day that lies ahead of the ledger's, or before `earliest`.
    pub(crate) fn check_date(date: Date, earliest: Date, item: u16) -> DispatchResult {
        ensure!(date <= T::Members::today(), Error::<T>::DateInFuture(item));
        ensure!(date >= earliest, Error::<T>::DateOutOfOrder(item));
        Ok(())
    }

    /// Refuses a mass of nothing, and one that no sale has.
    pub(crate) fn check_mass(mass: Grams, item: u16) -> DispatchResult {
        let fits = mass > Grams::ZERO && mass <= SALE_MASS_MAX;
        ensure!(fits, Error::<T>::MassOutOfRange(item));
        Ok(())
    }

    /// Appends a record to the timeline of a sale and shows it to the world.
    pub(crate) fn record(
        id: SaleId,
        author: Author,
        entry: TradeEntry,
        item: u16,
    ) -> DispatchResult {
        let subject = Subject::Sale(id);
        Timelines::<T>::try_mutate(subject, |timeline| {
            let record = Record {
                subject,
                sequence: timeline.len,
                author,
                ledger_ms: T::Members::now_ms(),
                entry,
            };
            timeline
                .append(&record)
                .ok_or(Error::<T>::TimelineFull(item))?;
            Self::deposit_event(Event::Recorded { record });
            Ok(())
        })
    }
}

impl<T: Config> Promised for Pallet<T> {
    type Error = DispatchError;

    fn ensure_unpromised(subject: &Subject, holder: OrganisationId, item: u16) -> DispatchResult {
        let tied = Self::latest_sale(subject).is_some_and(|sale| sale.ties(holder));
        ensure!(!tied, Error::<T>::SoldAlready(item));
        Ok(())
    }
}
