//! The states of a batch's codes as a sorted list of intervals in which neighbours differ.
//!
//! Pure functions over slices: storage and errors belong to their callers.

use alloc::vec::Vec;

use codec::{Decode, Encode, MaxEncodedLen};
use county_primitives::labels::{CodeRange, CodeState};
use scale_info::TypeInfo;

use crate::types::Counters;

/// Codes in one state, up to where the next interval begins or the batch ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Interval {
    /// Index of the first code.
    pub from: u32,
    /// Where each code of it stands.
    pub state: CodeState,
}

/// The state of one code, by binary search. The caller knows that the batch has such a code.
pub fn state_at(intervals: &[Interval], index: u32) -> Option<CodeState> {
    let after = intervals.partition_point(|interval| interval.from <= index);
    let interval = intervals.get(after.checked_sub(1)?)?;
    Some(interval.state)
}

/// The intervals after every code of a range has changed to what `change` says of its state, or the
/// first refusal.
///
/// `count` is the number of codes of the batch; the range lies inside it.
pub fn rewritten<Refusal>(
    intervals: &[Interval],
    count: u32,
    range: &CodeRange,
    mut change: impl FnMut(CodeState) -> Result<CodeState, Refusal>,
) -> Result<Vec<Interval>, Refusal> {
    // Splitting at both ends of the range adds at most two.
    let mut next = Vec::with_capacity(intervals.len().saturating_add(2));
    for (interval, end) in with_ends(intervals, count) {
        let inside_from = interval.from.max(range.from);
        let inside_end = end.min(range.to.saturating_add(1));
        if inside_from >= inside_end {
            push(&mut next, interval.from, interval.state);
            continue;
        }
        if interval.from < inside_from {
            push(&mut next, interval.from, interval.state);
        }
        push(&mut next, inside_from, change(interval.state)?);
        if inside_end < end {
            push(&mut next, inside_end, interval.state);
        }
    }
    Ok(next)
}

/// How many codes stand in each state.
pub fn counters(intervals: &[Interval], count: u32) -> Counters {
    let mut counters = Counters::default();
    for (interval, end) in with_ends(intervals, count) {
        let counter = match interval.state {
            CodeState::Reserved => &mut counters.reserved,
            CodeState::Printed => &mut counters.printed,
            CodeState::Active(_) => &mut counters.active,
            CodeState::Spoiled => &mut counters.spoiled,
            CodeState::Void(_) => &mut counters.void,
        };
        // No overflow: together the intervals have `count` codes.
        *counter = counter.saturating_add(end.saturating_sub(interval.from));
    }
    counters
}

/// Each interval with the index after its last code.
fn with_ends(intervals: &[Interval], count: u32) -> impl Iterator<Item = (&Interval, u32)> {
    let ends = intervals.iter().skip(1).map(|interval| interval.from);
    intervals.iter().zip(ends.chain([count]))
}

/// Appends codes from an index on; equal neighbours become one interval.
fn push(intervals: &mut Vec<Interval>, from: u32, state: CodeState) {
    let same = intervals.last().is_some_and(|last| last.state == state);
    if !same {
        intervals.push(Interval { from, state });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use county_primitives::BatchId;

    fn range(from: u32, to: u32) -> CodeRange {
        CodeRange {
            batch: BatchId(1),
            from,
            to,
        }
    }

    fn fresh() -> Vec<Interval> {
        vec![Interval {
            from: 0,
            state: CodeState::Reserved,
        }]
    }

    fn print(intervals: &[Interval], from: u32, to: u32) -> Vec<Interval> {
        rewritten::<()>(intervals, 10, &range(from, to), |_| Ok(CodeState::Printed)).unwrap()
    }

    #[test]
    fn a_range_splits_and_neighbours_merge() {
        let middle = print(&fresh(), 3, 5);
        let starts = |intervals: &[Interval]| -> Vec<u32> {
            intervals.iter().map(|interval| interval.from).collect()
        };
        assert_eq!(starts(&middle), [0, 3, 6]);
        assert_eq!(starts(&print(&middle, 6, 8)), [0, 3, 9]);
        assert_eq!(starts(&print(&middle, 0, 2)), [0, 6]);
        assert_eq!(starts(&print(&middle, 0, 9)), [0]);
        assert_eq!(starts(&print(&middle, 9, 9)), [0, 3, 6, 9]);
    }

    #[test]
    fn a_code_is_found_at_both_ends_of_its_interval() {
        let middle = print(&fresh(), 3, 5);
        assert_eq!(state_at(&middle, 2), Some(CodeState::Reserved));
        assert_eq!(state_at(&middle, 3), Some(CodeState::Printed));
        assert_eq!(state_at(&middle, 5), Some(CodeState::Printed));
        assert_eq!(state_at(&middle, 6), Some(CodeState::Reserved));
        assert_eq!(state_at(&[], 0), None);
    }

    #[test]
    fn a_refusal_stops_the_change() {
        let middle = print(&fresh(), 3, 5);
        let result = rewritten(&middle, 10, &range(2, 4), |state| match state {
            CodeState::Reserved => Ok(CodeState::Printed),
            other => Err(other),
        });
        assert_eq!(result, Err(CodeState::Printed));
    }
}
