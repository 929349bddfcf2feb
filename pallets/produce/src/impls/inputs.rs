//! Uses of pesticides, held against the label row of product and crop and against what was
//! harvested already.

use county_primitives::{
    produce::{InputLabel, InputUse, ProduceEntry, RegistrationNumber},
    Author, Items, MilliMu, Subject, Text,
};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure};
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{types::HELD_MAX, Config, Cycle, Cycles, Error, InputCount, Pallet, WeightInfo};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_input_uses(
        who: &T::AccountId,
        items: Items<InputUse>,
    ) -> DispatchResultWithPostInfo {
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let mut caller = Caller::<T>::new(who, &items)?;
        let mut held = 0u32;
        for (item, input) in (0u16..).zip(items) {
            held = held.saturating_add(Self::record_input_use(&mut caller, input, item)?);
            ensure!(held <= HELD_MAX, Error::<T>::TooManyHeld(item));
        }
        Ok(Some(T::WeightInfo::record_input_uses(count, held)).into())
    }

    /// Records a use and returns how many lots and cycles it holds. A held cycle is no reason to
    /// refuse: what was sprayed must be known above all there.
    fn record_input_use(
        caller: &mut Caller<T>,
        input: InputUse,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let (mut cycle, signature) = Self::growing_cycle(caller, input.cycle, item)?;
        let label = Self::label_for(cycle.village, &input.registration, cycle.product, item)?;
        Self::check_against_label(&input, &label, &cycle, item)?;
        if let Some(unit_code) = &input.unit_code {
            Self::check_unit_code(unit_code, &input.registration, item)?;
        }
        ensure!(
            input.date >= cycle.started,
            Error::<T>::DateBeforeStart(item)
        );
        let late = caller.check_date(input.date, cycle.village, item)?;
        let times = Self::count_use(&mut cycle, &input.registration, label.times_max, item)?;
        let harvest_from = input.date.plus_days(label.interval_days.into());
        cycle.harvest_from = cycle.harvest_from.max(harvest_from);
        cycle.last_day = cycle.last_day.max(input.date);
        let (id, used) = (input.cycle, input.date);
        Cycles::<T>::insert(id, cycle);
        let author = Author::Member(signature);
        Self::record(
            Subject::Cycle(id),
            author,
            ProduceEntry::InputUsed {
                input,
                name: label.name,
                harvest_from,
                times,
                late,
            },
            item,
        )?;
        Self::hold_harvested_inside(id, used, harvest_from, author, item)
    }

    /// A dose below the label is weak but lawful; one above it is not.
    fn check_against_label(
        input: &InputUse,
        label: &InputLabel,
        cycle: &Cycle,
        item: u16,
    ) -> DispatchResult {
        ensure!(input.unit == label.unit, Error::<T>::WrongDoseUnit(item));
        ensure!(input.dose > 0, Error::<T>::NoDose(item));
        ensure!(
            input.dose <= label.dose_max,
            Error::<T>::DoseOverLabel(item)
        );
        ensure!(
            input.area > MilliMu::ZERO && input.area <= cycle.area,
            Error::<T>::AreaOutsidePlot(item)
        );
        Ok(())
    }

    /// Digits 2 to 7 of a unit code are the last six of the registration number (`DOMAIN.md 2.2`).
    fn check_unit_code(
        unit_code: &Text<32>,
        registration: &RegistrationNumber,
        item: u16,
    ) -> DispatchResult {
        let digits = unit_code.as_str().as_bytes();
        ensure!(
            digits.len() == 32 && digits.iter().all(u8::is_ascii_digit),
            Error::<T>::UnitCodeMalformed(item)
        );
        let registered = registration.as_str().bytes().rev();
        let last_six = registered.filter(u8::is_ascii_digit).take(6);
        let named = digits.iter().skip(1).take(6).rev().copied();
        ensure!(named.eq(last_six), Error::<T>::UnitCodeMismatch(item));
        Ok(())
    }

    /// Counts a use of the product in the season and returns which one it is.
    fn count_use(
        cycle: &mut Cycle,
        registration: &RegistrationNumber,
        times_max: u8,
        item: u16,
    ) -> Result<u8, DispatchError> {
        let known = cycle
            .uses
            .iter_mut()
            .find(|used| used.registration == *registration);
        let times_before = known.as_ref().map_or(0, |used| used.times);
        let times = times_before
            .checked_add(1)
            .filter(|times| *times <= times_max)
            .ok_or(Error::<T>::TooManyUses(item))?;
        if let Some(used) = known {
            used.times = times;
        } else {
            cycle
                .uses
                .try_push(InputCount {
                    registration: registration.clone(),
                    times,
                })
                .map_err(|_| Error::<T>::TooManyInputs(item))?;
        }
        Ok(times)
    }
}
