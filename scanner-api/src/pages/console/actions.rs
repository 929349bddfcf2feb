//! What members do with forms, one type per call.

mod codes;
mod growing;
mod packing;
mod testing;

pub(crate) use codes::{Activate, AskForCodes, Print, Spoil, Void};
pub(crate) use growing::{
    FinishCycle, Harvest, OpenPlot, RecordInput, RecordOperation, StartCycle,
};
pub(crate) use packing::{Deliver, Grade};
pub(crate) use testing::{ApproveTest, RecordTest};

use crate::error::ApiError;

/// A number of the index as an id of the chain.
fn id(number: i64) -> Result<u64, ApiError> {
    u64::try_from(number).map_err(|_| ApiError::not_found())
}
