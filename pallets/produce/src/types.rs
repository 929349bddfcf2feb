//! What the pallet keeps of plots, cycles, tests and lots. The full history is in the records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use county_primitives::{
    produce::{
        PlotKind, RegistrationNumber, TestFlag, TestMethod, TestStatus, TestTarget, TestVerdict,
        ANCESTORS_MAX, CYCLE_INPUTS_MAX,
    },
    CycleId, Date, DivisionCode, Grams, List, LotId, MemberId, MilliMu, OrganisationId, PlotId,
    ProductClass, Subject, TestId, Text,
};
use scale_info::TypeInfo;

/// The most cycles the ancestry of one lot may reach; a lot that would reach more is refused.
pub const SOURCE_CYCLES_MAX: u32 = 32;

/// The most harvests of one cycle that are remembered for uses recorded afterwards. Of more, the
/// latest days are kept, and a use that reaches back beyond them holds the whole cycle.
pub const HARVESTS_MAX: u32 = 32;

/// The most lots and cycles that the uses of one call may hold; a call that would hold more is
/// refused. No single use holds more than `HARVESTS_MAX`.
pub const HELD_MAX: u32 = 64;

/// A plot (地块).
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Plot {
    /// Whose it is.
    pub producer: OrganisationId,
    /// The village it lies in.
    pub village: DivisionCode,
    /// Its area.
    pub area: MilliMu,
    /// What it is.
    pub kind: PlotKind,
    /// The cycle that grows on it now. The yield cap counts the whole area, so there is one at most.
    pub growing: Option<CycleId>,
    /// The cycle that was finished on it last. What it still forbids, the next one takes over.
    pub last: Option<CycleId>,
}

/// Where a cycle stands.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum CycleState {
    /// Operations, input uses and harvests can be recorded.
    #[codec(index = 0)]
    Growing,
    /// It is over. Only tests of what grew on it can still be recorded.
    #[codec(index = 1)]
    Finished,
}

/// How often one product was used on a cycle.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct InputCount {
    /// Registration number of the product.
    pub registration: RegistrationNumber,
    /// How many uses.
    pub times: u8,
}

/// One crop on one plot (种植周期). Village and area are the plot's, which never change.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Cycle {
    /// Whose it is.
    pub producer: OrganisationId,
    /// The plot it grows on.
    pub plot: PlotId,
    /// The village of the plot.
    pub village: DivisionCode,
    /// The area of the plot.
    pub area: MilliMu,
    /// What grows.
    pub product: ProductClass,
    /// Day of planting, or of the first operation of the season.
    pub started: Date,
    /// How much may be harvested: area times the yield cap.
    pub yield_cap: Grams,
    /// How much was harvested so far.
    pub harvested: Grams,
    /// Which season of its product on the plot in the year it started, from 1. Cycles that were
    /// finished and started again may share one.
    pub season: u8,
    /// How much earlier cycles of its season yielded. The yield cap counts it too.
    pub carried: Grams,
    /// First day of harvest that all uses on the plot so far allow; the first day of the cycle before
    /// any use.
    pub harvest_from: Date,
    /// How often each product was used in its season.
    pub uses: List<InputCount, CYCLE_INPUTS_MAX>,
    /// The latest day of a use or a harvest; the first day of the cycle before any.
    pub last_day: Date,
    /// The test it stands on.
    pub test: TestFlag,
    /// Where it stands.
    pub state: CycleState,
}

impl Cycle {
    /// What counts against the yield cap.
    pub fn yielded(&self) -> Grams {
        Grams(self.carried.0.saturating_add(self.harvested.0))
    }

    /// Whether it started in the year of `day`. Seasons are counted by year.
    pub fn started_in_year_of(&self, day: Date) -> bool {
        self.started.to_ymd().0 == day.to_ymd().0
    }

    /// Whether the next cycle of its product on the plot in the same year opens a new season:
    /// something was harvested in this one, and the year has another.
    pub fn ends_season(&self, seasons_per_year: u8) -> bool {
        self.yielded() > Grams::ZERO && self.season < seasons_per_year
    }
}

/// A lot and the day it was harvested. The day comes first, so that harvests order by it.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Ord,
    PartialEq,
    PartialOrd,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Harvest {
    /// The day.
    pub day: Date,
    /// The lot it became.
    pub lot: LotId,
}

/// What was harvested from a cycle, for uses recorded afterwards.
#[derive(
    Clone,
    Debug,
    Default,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Harvests {
    /// The latest harvests, in rising order.
    pub latest: List<Harvest, HARVESTS_MAX>,
    /// The latest day among those that are no longer remembered.
    pub forgotten: Option<Date>,
}

impl Harvests {
    /// Remembers a harvest. If there is no more room, the earliest day is forgotten.
    pub fn remember(&mut self, harvest: Harvest) {
        let at = self.latest.partition_point(|known| *known < harvest);
        let forgotten = match self.latest.force_insert_keep_right(at, harvest) {
            Ok(forgotten) => forgotten.map(|it| it.day),
            // It lies before all that are remembered.
            Err(_) => Some(harvest.day),
        };
        self.forgotten = self.forgotten.max(forgotten);
    }
}

/// What must happen before a lot or cycle that was harvested inside a safety interval may be
/// released: a laboratory's pass of at least this number, of a sample not taken earlier.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Doubt {
    /// The first test that was not recorded yet when the last such use was.
    pub first_test: TestId,
    /// The latest day of such a use.
    pub used: Date,
}

/// A test (检测).
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Test {
    /// What was tested.
    pub target: TestTarget,
    /// The laboratory or quick-test point.
    pub laboratory: OrganisationId,
    /// Who recorded it; somebody else must approve it.
    pub tester: MemberId,
    /// How.
    pub method: TestMethod,
    /// Day the sample was taken.
    pub sampled: Date,
    /// The outcome.
    pub verdict: TestVerdict,
    /// Whether it counts.
    pub status: TestStatus,
}

/// A harvested or graded lot (批次).
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Lot {
    /// Who grew it; `None` if it was mixed from lots of several producers.
    pub producer: Option<OrganisationId>,
    /// Who holds it now. Only the holder can grade, pack or deliver it (PI-7).
    pub holder: OrganisationId,
    /// The product.
    pub product: ProductClass,
    /// The smallest division that contains all plots it comes from.
    pub division: DivisionCode,
    /// Its grade, if it was graded.
    pub grade: Option<Text<24>>,
    /// Its mass when it came into being.
    pub net: Grams,
    /// How much of it went into gradings.
    pub graded: Grams,
    /// How much of it was packed. Within the policy's tolerance it may reach a little beyond `net`.
    pub packed: Grams,
    /// Every lot it comes from, in rising order.
    pub ancestors: List<LotId, ANCESTORS_MAX>,
    /// Every cycle it comes from, in rising order.
    pub cycles: List<CycleId, SOURCE_CYCLES_MAX>,
    /// The test it stands on.
    pub test: TestFlag,
    /// Day of harvest; the first one if it was mixed from several harvests.
    pub harvested: Date,
}

impl Lot {
    /// What is neither graded nor packed yet.
    pub fn remaining(&self) -> Grams {
        Grams(self.ungraded().0.saturating_sub(self.packed.0))
    }

    /// What did not go into gradings, and so could at most be packed.
    pub fn ungraded(&self) -> Grams {
        Grams(self.net.0.saturating_sub(self.graded.0))
    }
}

/// The subject whose timeline tells the life of what was tested.
pub fn subject_of(target: TestTarget) -> Subject {
    match target {
        TestTarget::Cycle(id) => Subject::Cycle(id),
        TestTarget::Lot(id) => Subject::Lot(id),
    }
}

/// The smallest division that contains all of `divisions`.
pub fn smallest_containing(divisions: impl IntoIterator<Item = DivisionCode>) -> DivisionCode {
    divisions
        .into_iter()
        .reduce(|one, other| {
            one.lineage()
                .find(|division| division.contains(other))
                .unwrap_or(DivisionCode::NATION)
        })
        .unwrap_or(DivisionCode::NATION)
}
