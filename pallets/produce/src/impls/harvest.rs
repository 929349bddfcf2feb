//! Harvest: cycles become a lot, not inside a safety interval and not beyond the yield cap.

use alloc::vec::Vec;

use county_primitives::{
    produce::{HarvestInput, ProduceEntry, TestFlag},
    traits::Members,
    Author, CycleId, Date, DivisionCode, Grams, Items, List, LotId, Percent, PolicyKey,
    ProductClass, Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{lineage::sorted, Caller};
use crate::{types::smallest_containing, Config, Cycle, Cycles, Error, Lot, Lots, NextLot, Pallet};

/// The cycles of a harvest, checked.
struct Harvested {
    cycles: Vec<(CycleId, Cycle)>,
    signature: Signature,
    product: ProductClass,
    division: DivisionCode,
    harvest_from: Date,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_harvest_lots(
        who: &T::AccountId,
        items: Items<HarvestInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, harvest) in (0u16..).zip(items) {
            Self::harvest_lot(&mut caller, harvest, item)?;
        }
        Ok(())
    }

    fn harvest_lot(caller: &mut Caller<T>, harvest: HarvestInput, item: u16) -> DispatchResult {
        ensure!(harvest.gross > Grams::ZERO, Error::<T>::NoMass(item));
        let mut from = Self::harvested_cycles(caller, &harvest, item)?;
        Self::ensure_organisation_free(from.signature.organisation, item)?;
        let late = caller.check_date(harvest.date, from.division, item)?;
        let warning = Self::charge_yield(&mut from, harvest.gross, item)?;
        let id = Self::next_lot(item)?;
        let producer = from.signature.organisation;
        let author = Author::Member(from.signature);
        Lots::<T>::insert(
            id,
            Lot {
                producer: Some(producer),
                holder: producer,
                product: from.product,
                division: from.division,
                grade: None,
                net: harvest.gross,
                graded: Grams::ZERO,
                packed: Grams::ZERO,
                ancestors: List::default(),
                cycles: sorted(from.cycles.iter().map(|(id, _)| *id).collect())
                    .ok_or(Error::<T>::TooManyCycles(item))?,
                test: TestFlag::Untested,
                harvested: harvest.date,
            },
        );
        let last_cycle = from.cycles.last().map(|(id, _)| *id);
        for (cycle_id, mut cycle) in from.cycles {
            cycle.last_day = cycle.last_day.max(harvest.date);
            Cycles::<T>::insert(cycle_id, cycle);
            Self::remember_harvest(cycle_id, id, harvest.date);
            let entry = ProduceEntry::CycleHarvested { lot: id };
            Self::record(Subject::Cycle(cycle_id), author, entry, item)?;
        }
        let entry = ProduceEntry::LotHarvested {
            producer,
            division: from.division,
            product: from.product,
            harvest,
            harvest_from: from.harvest_from,
            late,
        };
        Self::record(Subject::Lot(id), author, entry, item)?;
        if let (Some(percent), Some(cycle_id)) = (warning, last_cycle) {
            let entry = ProduceEntry::YieldWarned { lot: id, percent };
            Self::record(Subject::Cycle(cycle_id), author, entry, item)?;
        }
        Ok(())
    }

    /// Reads the cycles and checks each of them and that they belong together.
    fn harvested_cycles(
        caller: &mut Caller<T>,
        harvest: &HarvestInput,
        item: u16,
    ) -> Result<Harvested, DispatchError> {
        let mut found: Option<Harvested> = None;
        for id in &harvest.cycles {
            let (cycle, signature) = Self::growing_cycle(caller, *id, item)?;
            Self::ensure_cycle_clear(*id, &cycle, item)?;
            ensure!(
                harvest.date >= cycle.started,
                Error::<T>::DateBeforeStart(item)
            );
            ensure!(
                harvest.date >= cycle.harvest_from,
                Error::<T>::InsideSafetyInterval(item)
            );
            let Some(found) = &mut found else {
                found = Some(Harvested {
                    signature,
                    product: cycle.product,
                    division: cycle.village,
                    harvest_from: cycle.harvest_from,
                    cycles: Vec::from([(*id, cycle)]),
                });
                continue;
            };
            ensure!(
                found.cycles.iter().all(|(known, _)| known != id),
                Error::<T>::CycleTwice(item)
            );
            ensure!(
                found.product == cycle.product,
                Error::<T>::MixedProducts(item)
            );
            found.division = smallest_containing([found.division, cycle.village]);
            found.harvest_from = found.harvest_from.max(cycle.harvest_from);
            found.cycles.push((*id, cycle));
        }
        found.ok_or_else(|| Error::<T>::NoCycles(item).into())
    }

    /// Charges the mass to the cycles (PI-2): refused if all that their seasons have yielded goes
    /// beyond the policy's limit of all their caps, and the percentage if it goes beyond the warning.
    fn charge_yield(
        from: &mut Harvested,
        gross: Grams,
        item: u16,
    ) -> Result<Option<Percent>, DispatchError> {
        let limit = percent_of(T::Members::policy(
            from.division,
            PolicyKey::YieldLimitPercent,
            item,
        )?);
        let warn_above = percent_of(T::Members::policy(
            from.division,
            PolicyKey::YieldWarningPercent,
            item,
        )?);
        let mut total = gross;
        let mut caps = Grams::ZERO;
        for (_, cycle) in &from.cycles {
            total = total
                .checked_add(cycle.yielded())
                .ok_or(Error::<T>::YieldOverLimit(item))?;
            caps = Grams(caps.0.saturating_add(cycle.yield_cap.0));
        }
        ensure!(
            total <= caps.percent(limit),
            Error::<T>::YieldOverLimit(item)
        );
        // Up to the cap of each in turn, then up to the limit of each, so that none of them can
        // hide its surplus behind the others; what rounding leaves goes to the last.
        let mut left = gross;
        for share in [Percent(100), limit] {
            for (_, cycle) in &mut from.cycles {
                let room = cycle
                    .yield_cap
                    .percent(share)
                    .0
                    .saturating_sub(cycle.yielded().0);
                left = charge(cycle, left, Grams(room));
            }
        }
        if let Some((_, cycle)) = from.cycles.last_mut() {
            charge(cycle, left, left);
        }
        Ok((total > caps.percent(warn_above)).then(|| rate(total, caps)))
    }

    /// Takes the next number for a lot.
    pub(super) fn next_lot(item: u16) -> Result<LotId, DispatchError> {
        let id = NextLot::<T>::get();
        NextLot::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        Ok(id)
    }
}

/// Charges as much of `left` to the cycle as `room` allows, and returns the rest.
fn charge(cycle: &mut Cycle, left: Grams, room: Grams) -> Grams {
    let charged = left.0.min(room.0);
    // The sum over all cycles was checked, so that this never saturates.
    cycle.harvested = Grams(cycle.harvested.0.saturating_add(charged));
    Grams(left.0.saturating_sub(charged))
}

fn percent_of(value: u64) -> Percent {
    Percent(u32::try_from(value).unwrap_or(u32::MAX))
}

/// The part in percent of the whole, rounded up, so that anything above 100 % shows as 101 at least.
fn rate(part: Grams, whole: Grams) -> Percent {
    let hundredfold = u128::from(part.0).saturating_mul(100);
    let percent = match u128::from(whole.0) {
        0 => u128::MAX,
        whole => hundredfold.div_ceil(whole),
    };
    Percent(u32::try_from(percent).unwrap_or(u32::MAX))
}
