//! The words every room shares: validated identifiers, units, records and the traits pallets meet
//! through. Nothing here touches storage, and nothing here panics on any input.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a test may stop at the first surprise"
    )
)]

extern crate alloc;

#[macro_use]
mod words;

mod code;
mod credit_code;
mod date;
mod division;
mod ids;
mod policy;
mod product_class;
mod record;
mod role;
mod subject;
mod text;
mod units;

pub mod clock;
pub mod devices;
pub mod labels;
pub mod livestock;
pub mod oversight;
pub mod produce;
pub mod registry;
pub mod three_assets;
pub mod trade;
pub mod traits;

pub use code::{CodeKind, BATCH_MAX, INDEX_MAX};
pub use credit_code::{CreditCode, CreditCodeError};
pub use date::{Date, DateError, TimestampMs};
pub use division::{DivisionCode, DivisionError, DivisionLevel, TownshipKind};
pub use ids::{
    AnimalId, BankAccountId, BankLineId, BatchId, BookId, BrandId, CaseId, CertificateId,
    ChallengeId, ClaimId, CollectiveId, CycleId, DecisionId, DeclarationId, DeviceId, DisclosureId,
    DisposalId, FoodLotId, HerdId, IdParseError, InsuranceId, LotId, MeatId, MemberId,
    OrganisationId, PlotId, QuestionId, RecallId, SaleId, SlaughterBatchId, SpendingId, TestId,
    VehicleId, VoucherId, WarningId, ZoneId,
};
pub use policy::PolicyKey;
pub use product_class::{ProductClass, ProductClassError};
pub use record::{Author, Record, Signature, Timeline};
pub use role::{Jurisdiction, Role, RoleParseError};
pub use subject::{Keeper, Subject, SubjectParseError};
pub use text::{DeviceKey, Digest, Pseudonym, Text, TextError};
pub use units::{BasisPoints, Grams, MilliMu, Percent};

/// The most items one call may carry. A longer list is refused whole; send the rest in a second
/// call. Signature, nonce and base weight are paid once for all of them.
pub const ITEMS_MAX: u32 = 500;

/// A bounded list of call items.
pub type Items<T> = bounded_collections::BoundedVec<T, bounded_collections::ConstU32<ITEMS_MAX>>;

/// A bounded list of at most `N` values.
pub type List<T, const N: u32> =
    bounded_collections::BoundedVec<T, bounded_collections::ConstU32<N>>;
