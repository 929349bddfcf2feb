//! What is stored of a device, and where an anchor fits among those before it.

use alloc::vec::Vec;

use codec::{Decode, Encode, MaxEncodedLen};
use county_primitives::{
    devices::{DeviceKind, HourAnchor, GAPS_MAX, READINGS_MAX},
    DeviceKey, DivisionCode, List, OrganisationId, Subject,
};
use scale_info::TypeInfo;

/// Whether a device is in use.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum DeviceStatus {
    /// It anchors.
    #[codec(index = 0)]
    Active,
    /// It was taken out of use for good.
    #[codec(index = 1)]
    Retired,
}

/// A device.
#[derive(Clone, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Device {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: DeviceKind,
    /// The key it signs with.
    pub key: DeviceKey,
    /// What it stands at.
    pub place: Subject,
    /// Where the place belonged when the device came there.
    pub division: DivisionCode,
    /// Whether it is in use.
    pub status: DeviceStatus,
    /// How far its anchors have come; none before the first.
    pub progress: Option<Progress>,
    /// What is missing and may still come, the earliest first.
    pub gaps: List<Gap, GAPS_MAX>,
}

/// How far the anchors of a device have come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Progress {
    /// The last anchored hour.
    pub hour: u32,
    /// The number expected next.
    pub next: u64,
}

/// Missing numbers of readings, and the anchored hours between which they may still come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Gap {
    /// The anchored hour before.
    pub after: u32,
    /// The anchored hour behind.
    pub before: u32,
    /// The first missing number.
    pub first: u64,
    /// The number behind the last missing one.
    pub end: u64,
}

/// Why an anchor fits nowhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Misfit {
    /// The hour has its anchor, or nothing is missing in it.
    Hour,
    /// Some of its readings are anchored already.
    Readings,
}

impl Gap {
    /// Whether there is a number that is missing, and an hour in which it may still come.
    pub fn is_open(&self) -> bool {
        self.first < self.end && self.before.saturating_sub(self.after) > 1
    }

    /// Whether the hour lies between the anchored ones.
    pub fn takes_hour(&self, hour: u32) -> bool {
        self.after < hour && hour < self.before
    }

    /// What is left of the gap on both sides of an anchor that ends before the number `end`.
    fn around(&self, anchor: &HourAnchor, end: u64) -> [Self; 2] {
        let left = Self {
            before: anchor.hour,
            end: anchor.first,
            ..*self
        };
        let right = Self {
            after: anchor.hour,
            first: end,
            ..*self
        };
        [left, right]
    }
}

/// The number behind the last one of an anchor, if its counts make sense: at least one reading, not more
/// than an hour may have, and not more than it has numbers for.
pub fn end_of(anchor: &HourAnchor) -> Option<u64> {
    let end = anchor.last.checked_add(1)?;
    let numbers = end.checked_sub(anchor.first)?;
    let fits =
        (1..=READINGS_MAX).contains(&anchor.readings) && u64::from(anchor.readings) <= numbers;
    fits.then_some(end)
}

impl Device {
    /// Puts an anchor, whose numbers end before `end`, behind all others or into a gap. Answers how many
    /// numbers were left out before it.
    pub fn take(&mut self, anchor: &HourAnchor, end: u64) -> Result<u64, Misfit> {
        let Some(progress) = self.progress else {
            self.go_on(anchor, end);
            return Ok(0);
        };
        if anchor.hour <= progress.hour {
            return self.fill(anchor, end).map(|()| 0);
        }
        let left_out = anchor
            .first
            .checked_sub(progress.next)
            .ok_or(Misfit::Readings)?;
        let gap = Gap {
            after: progress.hour,
            before: anchor.hour,
            first: progress.next,
            end: anchor.first,
        };
        self.keep(self.gaps.iter().copied().chain([gap]).collect());
        self.go_on(anchor, end);
        Ok(left_out)
    }

    fn go_on(&mut self, anchor: &HourAnchor, end: u64) {
        self.progress = Some(Progress {
            hour: anchor.hour,
            next: end,
        });
    }

    fn fill(&mut self, anchor: &HourAnchor, end: u64) -> Result<(), Misfit> {
        let mut gaps = Vec::new();
        let mut filled = false;
        for gap in &self.gaps {
            if !gap.takes_hour(anchor.hour) {
                gaps.push(*gap);
            } else if anchor.first < gap.first || end > gap.end {
                return Err(Misfit::Readings);
            } else {
                gaps.extend(gap.around(anchor, end));
                filled = true;
            }
        }
        if !filled {
            return Err(Misfit::Hour);
        }
        self.keep(gaps);
        Ok(())
    }

    /// Remembers the open ones of these gaps, and of too many the latest.
    fn keep(&mut self, mut gaps: Vec<Gap>) {
        gaps.retain(Gap::is_open);
        let surplus = gaps.len().saturating_sub(List::<Gap, GAPS_MAX>::bound());
        self.gaps = List::truncate_from(gaps.split_off(surplus));
    }
}
