//! Words of livestock: ear tags, animals, certificates, meat, disposal, insurance, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

mod animals;
mod death;
mod ear_tag;
mod entry;
mod food;
mod insurance;
mod meat;
mod payload;
mod quarantine;
mod veterinary;
mod warning;

pub use animals::*;
pub use death::*;
pub use ear_tag::{EarTag, EarTagError, TagFate, TagMove, TagRange, TagSpending};
pub use entry::{HerdChange, LivestockEntry};
pub use food::*;
pub use insurance::*;
pub use meat::*;
pub use payload::{CertificatePayload, SignedCertificate};
pub use quarantine::*;
pub use veterinary::*;
pub use warning::{Side, Warning, WarningLevel};
