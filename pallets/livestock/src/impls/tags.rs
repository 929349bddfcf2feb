//! Stocks of ear tags: received from the province, handed down, returned, damaged, lost, applied.
//! A number is in exactly one stock, or has exactly one fate.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{EarTag, LivestockEntry, TagFate, TagMove, TagRange, TagSpending, Unit, GROUP_MAX},
    traits::Holds,
    AnimalId, Author, DivisionCode, DivisionLevel, Items, List, OrganisationId, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{spans, Caller};
use crate::{
    types::{Life, Span, TagLedger, ISSUED_SPANS_MAX, STOCK_SPANS_MAX},
    Config, Error, Pallet, TagLedgers, TagStocks, Tags, TagsIssued,
};

const DOWN: &[Role] = &[Role::DiseaseControl, Role::Township, Role::Vaccinator];
const UP: &[Role] = &[Role::Township, Role::Vaccinator, Role::Producer];
const HOLDERS: &[Role] = &[
    Role::DiseaseControl,
    Role::Township,
    Role::Vaccinator,
    Role::Producer,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_receive_tags(who: &T::AccountId, items: Items<TagRange>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, range) in (0u16..).zip(items) {
            ensure!(!range.is_empty(), Error::<T>::TagRangeInverted(item));
            let signature = caller.sign(&[Role::DiseaseControl], range.from.county(), item)?;
            let series = range.from.series();
            let (from, to) = (range.from.serial(), range.to.serial());
            let issued: List<Span, ISSUED_SPANS_MAX> =
                spans::with(&TagsIssued::<T>::get(series), from, to)
                    .ok_or(Error::<T>::TagIssuedBefore(item))?
                    .try_into()
                    .map_err(|_| Error::<T>::TagStockFragmented(item))?;
            TagsIssued::<T>::insert(series, issued);
            Self::put_in_stock(signature.organisation, &range, item)?;
            Self::count_tags(series, item, |ledger| {
                ledger.issued = ledger.issued.checked_add(range.len())?;
                ledger.in_stock = ledger.in_stock.checked_add(range.len())?;
                Some(())
            })?;
            let subject = Subject::TagStock(signature.organisation);
            let entry = LivestockEntry::TagsReceived(range);
            Self::record(subject, Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_hand_out_tags(who: &T::AccountId, items: Items<TagMove>) -> DispatchResult {
        Self::move_tags(who, items, DOWN, false)
    }

    pub(crate) fn do_return_tags(who: &T::AccountId, items: Items<TagMove>) -> DispatchResult {
        Self::move_tags(who, items, UP, true)
    }

    fn move_tags(
        who: &T::AccountId,
        items: Items<TagMove>,
        roles: &'static [Role],
        returned: bool,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, handing) in (0u16..).zip(items) {
            let TagMove { tags, to } = handing.clone();
            ensure!(!tags.is_empty(), Error::<T>::TagRangeInverted(item));
            let signature = caller.sign_at_home(roles, item)?;
            let from = signature.organisation;
            ensure!(to != from, Error::<T>::SameStock(item));
            let home = Self::ensure_active(to, item)?;
            ensure!(
                tags.from.county().contains(home),
                Error::<T>::OtherCounty(item)
            );
            if returned {
                Self::ensure_above(home, from, item)?;
            }
            T::Holds::ensure_free(&Subject::TagStock(from), item)?;
            Self::take_from_stock(from, &tags, item)?;
            Self::put_in_stock(to, &tags, item)?;
            let author = Author::Member(signature);
            let entry = LivestockEntry::TagsHandedOut(handing);
            Self::record(Subject::TagStock(from), author, entry, item)?;
            let entry = LivestockEntry::TagsTaken {
                tags,
                from,
                returned,
            };
            Self::record(Subject::TagStock(to), author, entry, item)?;
        }
        Ok(())
    }

    /// Tags go back up only: to who sits in a township or above, over who returns them. Farms hand each other none.
    fn ensure_above(home: DivisionCode, from: OrganisationId, item: u16) -> DispatchResult {
        let above =
            home.level() != DivisionLevel::Village && home.contains(Self::seat_of(from, item)?);
        ensure!(above, Error::<T>::NotAbove(item));
        Ok(())
    }

    pub(crate) fn do_spend_tags(who: &T::AccountId, items: Items<TagSpending>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, spending) in (0u16..).zip(items) {
            let tags = spending.tags;
            ensure!(!tags.is_empty(), Error::<T>::TagRangeInverted(item));
            ensure!(tags.len() <= GROUP_MAX, Error::<T>::GroupTooLarge(item));
            let signature = caller.sign_at_home(HOLDERS, item)?;
            ensure!(!spending.reason.is_blank(), Error::<T>::TextBlank(item));
            Self::take_from_stock(signature.organisation, &tags, item)?;
            let fate = if spending.lost {
                TagFate::Lost
            } else {
                TagFate::Damaged
            };
            for tag in tags.tags() {
                Tags::<T>::insert(tag, fate);
            }
            Self::count_tags(tags.from.series(), item, |ledger| {
                ledger.in_stock = ledger.in_stock.checked_sub(tags.len())?;
                let count = if spending.lost {
                    &mut ledger.lost
                } else {
                    &mut ledger.damaged
                };
                *count = count.checked_add(tags.len())?;
                Some(())
            })?;
            let subject = Subject::TagStock(signature.organisation);
            let entry = LivestockEntry::TagsSpent(spending);
            Self::record(subject, Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    /// Takes tags out of a stock and puts them into ears: the first into that of `first`, and so on.
    pub(crate) fn apply_tags(
        holder: OrganisationId,
        tags: &TagRange,
        first: AnimalId,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        T::Holds::ensure_free(&Subject::TagStock(holder), item)?;
        Self::take_from_stock(holder, tags, item)?;
        for (tag, id) in tags.tags().zip(first.0..) {
            Tags::<T>::insert(tag, TagFate::Applied(AnimalId(id)));
        }
        Self::count_tags(tags.from.series(), item, |ledger| {
            ledger.in_stock = ledger.in_stock.checked_sub(tags.len())?;
            ledger.applied = ledger.applied.checked_add(tags.len())?;
            Some(())
        })?;
        let entry = LivestockEntry::TagsApplied(*tags);
        Self::record(Subject::TagStock(holder), author, entry, item)
    }

    /// Marks the tag of an animal as collected and destroyed; a herd has none.
    pub(crate) fn collect_tag(unit: Unit, life: &Life) {
        if let (Unit::Animal(id), Some(tag)) = (unit, life.tag()) {
            Tags::<T>::insert(tag, TagFate::Collected(id));
        }
    }

    /// The ranges of a series in a stock.
    pub(crate) fn stock_ranges(holder: OrganisationId, series: u32) -> Vec<TagRange> {
        TagStocks::<T>::get((holder, series))
            .iter()
            .filter_map(|span| {
                Some(TagRange {
                    from: EarTag::of_series(series, span.from)?,
                    to: EarTag::of_series(series, span.to)?,
                })
            })
            .collect()
    }

    fn put_in_stock(holder: OrganisationId, tags: &TagRange, item: u16) -> DispatchResult {
        // A number is received once and then in one stock only, so that nothing can overlap.
        Self::change_stock(holder, tags, item, |stock, from, to| {
            spans::with(stock, from, to).ok_or(Error::<T>::TagIssuedBefore(item))
        })
    }

    fn take_from_stock(holder: OrganisationId, tags: &TagRange, item: u16) -> DispatchResult {
        Self::change_stock(holder, tags, item, |stock, from, to| {
            spans::without(stock, from, to).ok_or(Error::<T>::TagNotInStock(item))
        })
    }

    fn change_stock(
        holder: OrganisationId,
        tags: &TagRange,
        item: u16,
        change: impl FnOnce(&[Span], u32, u32) -> Result<Vec<Span>, Error<T>>,
    ) -> DispatchResult {
        let key = (holder, tags.from.series());
        let stock = TagStocks::<T>::get(key);
        let changed = change(&stock, tags.from.serial(), tags.to.serial())?;
        if changed.is_empty() {
            TagStocks::<T>::remove(key);
            return Ok(());
        }
        let changed: List<Span, STOCK_SPANS_MAX> = changed
            .try_into()
            .map_err(|_| Error::<T>::TagStockFragmented(item))?;
        TagStocks::<T>::insert(key, changed);
        Ok(())
    }

    fn count_tags(
        series: u32,
        item: u16,
        change: impl FnOnce(&mut TagLedger) -> Option<()>,
    ) -> DispatchResult {
        TagLedgers::<T>::try_mutate(series, |ledger| {
            change(ledger).ok_or_else(|| DispatchError::from(Error::<T>::NumbersUsedUp(item)))
        })
    }
}
