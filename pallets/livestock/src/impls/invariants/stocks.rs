//! A received tag is in exactly one stock, or has exactly one fate; the ledgers know all of them.

use alloc::collections::BTreeMap;

use county_primitives::livestock::{TagFate, Unit};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    types::{Span, TagLedger},
    Config, Lives, Pallet, TagLedgers, TagStocks, Tags, TagsIssued,
};

impl<T: Config> Pallet<T> {
    pub(super) fn check_tags() -> Result<(), TryRuntimeError> {
        let mut found: BTreeMap<u32, TagLedger> = BTreeMap::new();
        for (series, spans) in TagsIssued::<T>::iter() {
            check_apart(&spans)?;
            found.entry(series).or_default().issued = lengths(&spans);
        }
        let mut held: BTreeMap<u32, alloc::vec::Vec<Span>> = BTreeMap::new();
        for ((_, series), spans) in TagStocks::<T>::iter() {
            check_apart(&spans)?;
            ensure!(!spans.is_empty(), "an empty stock is stored");
            let ledger = found.entry(series).or_default();
            ledger.in_stock = ledger.in_stock.saturating_add(lengths(&spans));
            held.entry(series).or_default().extend(spans);
        }
        for (series, mut spans) in held {
            spans.sort_unstable_by_key(|span| span.from);
            let apart = spans
                .iter()
                .zip(spans.iter().skip(1))
                .all(|(one, next)| one.to < next.from);
            ensure!(apart, "a tag is in two stocks");
            let issued = TagsIssued::<T>::get(series);
            let inside = spans.iter().all(|span| {
                issued
                    .iter()
                    .any(|known| known.from <= span.from && span.to <= known.to)
            });
            ensure!(inside, "a stock holds a tag that was never received");
        }
        for (tag, fate) in Tags::<T>::iter() {
            let ledger = found.entry(tag.series()).or_default();
            let count = match fate {
                TagFate::Damaged => &mut ledger.damaged,
                TagFate::Lost => &mut ledger.lost,
                TagFate::Applied(_) | TagFate::Replaced(_) | TagFate::Collected(_) => {
                    &mut ledger.applied
                }
            };
            *count = count.saturating_add(1);
            if let TagFate::Applied(id) = fate {
                let carried = Lives::<T>::get(Unit::Animal(id)).and_then(|life| life.tag());
                ensure!(carried == Some(tag), "a tag is in no ear, or in another");
            }
        }
        for (series, ledger) in found {
            ensure!(
                TagLedgers::<T>::get(series) == ledger,
                "a ledger of tags is not what is there"
            );
            let sum = ledger
                .in_stock
                .saturating_add(ledger.applied)
                .saturating_add(ledger.damaged)
                .saturating_add(ledger.lost);
            ensure!(ledger.issued == sum, "tags were lost or made");
        }
        Ok(())
    }
}

fn check_apart(spans: &[Span]) -> Result<(), TryRuntimeError> {
    let apart = spans
        .iter()
        .zip(spans.iter().skip(1))
        .all(|(one, next)| one.to.saturating_add(1) < next.from);
    ensure!(apart, "spans touch or overlap");
    ensure!(
        spans.iter().all(|span| span.from <= span.to),
        "a span is empty"
    );
    Ok(())
}

fn lengths(spans: &[Span]) -> u32 {
    spans
        .iter()
        .fold(0, |sum, span| sum.saturating_add(span.len()))
}
