//! Plots and cycles: opening, starting, operations, finishing.

use county_primitives::{
    produce::{
        CycleInput, Operation, OperationKind, PlotInput, ProduceEntry, TestFlag, YieldCap,
        CYCLE_INPUTS_MAX,
    },
    traits::Holds,
    Author, CycleId, Date, DivisionLevel, Grams, Items, List, MilliMu, Role, Signature, Subject,
};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure};
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    Config, Cycle, CycleState, Cycles, Error, InputCount, LatestCycles, NextCycle, NextPlot,
    Pallet, Plot, Plots, WeightInfo,
};

pub(super) const PRODUCER: &[Role] = &[Role::Producer];

/// What a cycle takes over from the ones before it on its plot.
struct TakenOver {
    harvest_from: Date,
    season: u8,
    carried: Grams,
    uses: List<InputCount, CYCLE_INPUTS_MAX>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_open_plots(who: &T::AccountId, items: Items<PlotInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, plot) in (0u16..).zip(items) {
            ensure!(
                plot.village.level() == DivisionLevel::Village,
                Error::<T>::NotVillage(item)
            );
            let signature = caller.sign(PRODUCER, plot.village, item)?;
            ensure!(plot.area > MilliMu::ZERO, Error::<T>::NoArea(item));
            let producer = signature.organisation;
            let id = NextPlot::<T>::get();
            NextPlot::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
            Plots::<T>::insert(
                id,
                Plot {
                    producer,
                    village: plot.village,
                    area: plot.area,
                    kind: plot.kind,
                    growing: None,
                    last: None,
                },
            );
            Self::record(
                Subject::Plot(id),
                Author::Member(signature),
                ProduceEntry::PlotOpened { producer, plot },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_start_cycles(who: &T::AccountId, items: Items<CycleInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, cycle) in (0u16..).zip(items) {
            Self::start_cycle(&mut caller, cycle, item)?;
        }
        Ok(())
    }

    fn start_cycle(caller: &mut Caller<T>, cycle: CycleInput, item: u16) -> DispatchResult {
        let plot = Plots::<T>::get(cycle.plot).ok_or(Error::<T>::PlotUnknown(item))?;
        let signature = caller.sign(PRODUCER, plot.village, item)?;
        let producer = signature.organisation;
        ensure!(plot.producer == producer, Error::<T>::NotOwnPlot(item));
        ensure!(
            cycle.product.levels() >= 2,
            Error::<T>::ProductTooBroad(item)
        );
        ensure!(plot.growing.is_none(), Error::<T>::PlotInUse(item));
        caller.check_date(cycle.started, plot.village, item)?;
        T::Holds::ensure_free(&Subject::Plot(cycle.plot), item)?;
        let cap = Self::yield_cap_for(plot.village, cycle.product, item)?;
        let before = Self::take_over(&plot, &cycle, &cap, item)?;
        let yield_cap = plot.area.yield_at(cap.per_mu);
        let id = NextCycle::<T>::get();
        NextCycle::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        Cycles::<T>::insert(
            id,
            Cycle {
                producer,
                plot: cycle.plot,
                village: plot.village,
                area: plot.area,
                product: cycle.product,
                started: cycle.started,
                yield_cap,
                harvested: Grams::ZERO,
                season: before.season,
                carried: before.carried,
                harvest_from: before.harvest_from,
                uses: before.uses,
                last_day: cycle.started,
                test: TestFlag::Untested,
                state: CycleState::Growing,
            },
        );
        LatestCycles::<T>::insert((cycle.plot, cycle.product), id);
        Plots::<T>::insert(
            cycle.plot,
            Plot {
                growing: Some(id),
                ..plot
            },
        );
        Self::record(
            Subject::Cycle(id),
            Author::Member(signature),
            ProduceEntry::CycleStarted {
                producer,
                cycle,
                yield_cap,
                season: before.season,
                carried: before.carried,
                harvest_from: before.harvest_from,
            },
            item,
        )
    }

    /// What the cycle takes over, so that finishing and starting again wipes nothing out: the safety
    /// interval of whatever grew on the plot last, and uses and yield of its product's latest season
    /// there, unless that was harvested and the year has another. Refuses while the last cycle on the
    /// plot, or the latest of its product in the year, is held or has failed a test.
    fn take_over(
        plot: &Plot,
        cycle: &CycleInput,
        cap: &YieldCap,
        item: u16,
    ) -> Result<TakenOver, DispatchError> {
        let mut taken = TakenOver {
            harvest_from: cycle.started,
            season: 1,
            carried: Grams::ZERO,
            uses: List::default(),
        };
        if let Some(id) = plot.last {
            let last = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
            ensure!(
                cycle.started >= last.last_day,
                Error::<T>::DateBeforeStart(item)
            );
            Self::ensure_cycle_clear(id, &last, item)?;
            taken.harvest_from = taken.harvest_from.max(last.harvest_from);
        }
        if let Some(id) = LatestCycles::<T>::get((cycle.plot, cycle.product)) {
            let latest = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
            if latest.started_in_year_of(cycle.started) {
                Self::ensure_cycle_clear(id, &latest, item)?;
                if latest.ends_season(cap.seasons_per_year) {
                    taken.season = latest.season.saturating_add(1);
                } else {
                    taken.season = latest.season;
                    taken.carried = latest.yielded();
                    taken.uses = latest.uses;
                }
            }
        }
        Ok(taken)
    }

    pub(crate) fn do_finish_cycles(who: &T::AccountId, items: Items<CycleId>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, id) in (0u16..).zip(items) {
            let (mut cycle, signature) = Self::growing_cycle(&mut caller, id, item)?;
            cycle.state = CycleState::Finished;
            Plots::<T>::mutate_extant(cycle.plot, |plot| {
                plot.growing = None;
                plot.last = Some(id);
            });
            Cycles::<T>::insert(id, cycle);
            Self::record(
                Subject::Cycle(id),
                Author::Member(signature),
                ProduceEntry::CycleFinished,
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_record_operations(
        who: &T::AccountId,
        items: Items<Operation>,
    ) -> DispatchResultWithPostInfo {
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, operation) in (0u16..).zip(items) {
            let (cycle, signature) = Self::growing_cycle(&mut caller, operation.cycle, item)?;
            ensure!(
                operation.kind != OperationKind::Other || !operation.note.is_blank(),
                Error::<T>::NoteMissing(item)
            );
            ensure!(
                operation.date >= cycle.started,
                Error::<T>::DateBeforeStart(item)
            );
            let late = caller.check_date(operation.date, cycle.village, item)?;
            Self::record(
                Subject::Cycle(operation.cycle),
                Author::Member(signature),
                ProduceEntry::OperationRecorded { operation, late },
                item,
            )?;
        }
        Ok(Some(T::WeightInfo::record_operations(count, caller.turns())).into())
    }

    /// The cycle, if it is growing and the caller's own, with the caller's signature for it.
    pub(super) fn growing_cycle(
        caller: &mut Caller<T>,
        id: CycleId,
        item: u16,
    ) -> Result<(Cycle, Signature), DispatchError> {
        let cycle = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
        let signature = caller.sign(PRODUCER, cycle.village, item)?;
        ensure!(
            cycle.producer == signature.organisation,
            Error::<T>::NotOwnCycle(item)
        );
        ensure!(
            cycle.state == CycleState::Growing,
            Error::<T>::CycleFinished(item)
        );
        Ok((cycle, signature))
    }
}
