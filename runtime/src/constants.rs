//! Times, sizes and limits of the chain. A NOTE marks what a running chain cannot change.

use frame_support::weights::{
    constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_SECOND},
    RuntimeDbWeight, Weight,
};
use sp_runtime::Perbill;

use crate::BlockNumber;

/// How long a slot is, and so how far blocks are apart.
///
/// NOTE: a chain that runs cannot change this without stopping all older nodes.
pub const SLOT_MS: u64 = 2_000;

/// Blocks per day.
pub const DAY_BLOCKS: BlockNumber = 43_200;

/// The largest block. The network carries at most 16 MiB in one answer.
pub const BLOCK_BYTES_MAX: u32 = 5 * 1024 * 1024;

/// How much computing a block may take: half a slot, so that a slower machine can import it and
/// vote on it before the next one.
pub const BLOCK_WEIGHT_MAX: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

/// The share of a block for members' calls. The rest stays free for what the chain must do.
pub const NORMAL_RATIO: Perbill = Perbill::from_percent(85);

/// What reading and writing one key costs.
///
/// The constants that the library has for ParityDB (8 and 50 microseconds) were measured without the
/// cache of the state that every node now keeps in memory, 1 GiB by default. On two cores a block of
/// 35,500 operations took 0.48 to 0.59 seconds, 13.5 to 16.6 microseconds each, with signature,
/// hashing, state root and the two reads and one write of a record in it; these values and the 10
/// microseconds that the pallets count per item come to 16. A block of 14,000 animal events, which
/// read more, took 0.27 to 0.35 seconds, at most 25 microseconds each, and is counted as 37. Measure
/// again (`make bench`) before the state outgrows the cache.
pub const DATABASE_WEIGHT: RuntimeDbWeight = RuntimeDbWeight {
    read: WEIGHT_REF_TIME_PER_MICROS,
    write: 4 * WEIGHT_REF_TIME_PER_MICROS,
};

/// How many block hashes the chain remembers: the longest a signed call may wait, about 2.3 hours.
pub const BLOCK_HASHES: BlockNumber = 4_096;

/// The most authorities. More would be cut off by Aura without an error.
pub const AUTHORITIES_MAX: u32 = 100;

/// The most seats of the council: one per county.
pub const COUNCIL_SEATS_MAX: u32 = 100;

/// The most motions open at a time; a further one is refused.
pub const MOTIONS_MAX: u32 = 50;

/// How long the council may vote on a motion.
pub const MOTION_BLOCKS: BlockNumber = 7 * DAY_BLOCKS;
