//! Words of produce: plots, cycles, inputs, tests, lots, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

mod catalogue;
mod growing;
mod lots;
mod testing;

pub use catalogue::*;
pub use growing::*;
pub use lots::*;
pub use testing::*;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    BatchId, CycleId, Date, DivisionCode, Grams, List, LotId, OrganisationId, Percent,
    ProductClass, TestId, Text,
};

/// What produce records on the timelines of catalogues, plots, cycles, tests and lots.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum ProduceEntry {
    /// A label row was written. On the catalogue of the division.
    #[codec(index = 0)]
    InputLabelSet(InputLabel),
    /// A yield cap was written. On the catalogue of the division.
    #[codec(index = 1)]
    YieldCapSet(YieldCap),
    /// The plot was opened. On the plot.
    #[codec(index = 2)]
    PlotOpened {
        /// Whose it is.
        producer: OrganisationId,
        /// The plot.
        plot: PlotInput,
    },
    /// The cycle was started. On the cycle.
    #[codec(index = 3)]
    CycleStarted {
        /// Whose it is.
        producer: OrganisationId,
        /// The cycle.
        cycle: CycleInput,
        /// How much may be harvested: area times the yield cap.
        yield_cap: Grams,
        /// Which season of its product on the plot in the year it starts, from 1.
        season: u8,
        /// How much of its yield cap the earlier cycles of its season yielded already.
        carried: Grams,
        /// First day of harvest: its own first day, or a later one that uses on the plot before it
        /// ask for.
        harvest_from: Date,
    },
    /// The cycle is over; nothing more can be recorded on it. On the cycle.
    #[codec(index = 4)]
    CycleFinished,
    /// An operation. On the cycle.
    #[codec(index = 5)]
    OperationRecorded {
        /// The operation.
        operation: Operation,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// A use of a pesticide. On the cycle.
    #[codec(index = 6)]
    InputUsed {
        /// The use.
        input: InputUse,
        /// Name of the product as in the label row that was applied.
        name: Text<96>,
        /// First day of harvest this use allows.
        harvest_from: Date,
        /// Which use of this product on the cycle: 1 for the first.
        times: u8,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// A test was recorded. On the test.
    #[codec(index = 7)]
    TestRecorded {
        /// The result.
        test: TestInput,
        /// Whether it counts already.
        status: TestStatus,
    },
    /// A second person of the laboratory signed the result. On the test.
    #[codec(index = 8)]
    TestApproved,
    /// A test that counts. On the cycle or lot it was made on.
    #[codec(index = 9)]
    Tested {
        /// The test.
        test: TestId,
        /// How it was made.
        method: TestMethod,
        /// Its outcome.
        verdict: TestVerdict,
    },
    /// Part of the cycle was harvested. On the cycle.
    #[codec(index = 10)]
    CycleHarvested {
        /// The lot it became.
        lot: LotId,
    },
    /// The lot was harvested. On the lot.
    #[codec(index = 11)]
    LotHarvested {
        /// Whose it is.
        producer: OrganisationId,
        /// Its division: the smallest that contains all its plots.
        division: DivisionCode,
        /// The product.
        product: ProductClass,
        /// The harvest.
        harvest: HarvestInput,
        /// First day of harvest that all uses on its cycles allowed: the proof of the interval.
        harvest_from: Date,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// Warning: more was harvested than the yield cap foresees (PI-2). On the cycle.
    #[codec(index = 12)]
    YieldWarned {
        /// The lot that went over.
        lot: LotId,
        /// Harvest so far in percent of the cap.
        percent: Percent,
    },
    /// Mass of the lot went into a grading. On each parent lot.
    #[codec(index = 13)]
    LotGraded {
        /// How much.
        mass: Grams,
        /// The lots it went into.
        children: List<LotId, GRADING_MAX>,
    },
    /// The lot came out of a grading. On each child lot.
    #[codec(index = 14)]
    LotFormed {
        /// The grading it came from.
        grading: GradingInput,
        /// Which of the grading's outputs this lot is, counted from 0.
        output: u8,
    },
    /// The lot was handed over. On the lot.
    #[codec(index = 15)]
    LotDelivered {
        /// From whom.
        from: OrganisationId,
        /// To whom.
        to: OrganisationId,
    },
    /// Mass of the lot was packed under codes. On the lot.
    #[codec(index = 16)]
    LotPacked {
        /// The batch of codes.
        batch: BatchId,
        /// First code.
        from: u32,
        /// Last code.
        to: u32,
        /// Mass of all of them.
        mass: Grams,
    },
    /// A use recorded after the harvest has a safety interval that covers it (PI-3). On the lot; on
    /// the cycle where the use reaches back beyond the harvests that a cycle remembers.
    #[codec(index = 17)]
    IntervalBroken {
        /// The cycle the product was used on.
        cycle: CycleId,
        /// Day of the use.
        used: Date,
        /// First day of harvest the use allows.
        harvest_from: Date,
    },
}
