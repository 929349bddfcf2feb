//! Words of the catalogues: label rows of pesticides and yield caps.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{DivisionCode, Grams, List, ProductClass, Text};

/// The registration number of a pesticide (农药登记证号), such as `PD20110234`.
pub type RegistrationNumber = Text<24>;

/// The most seasons of one product that a year can have.
pub const SEASONS_MAX: u8 = 12;

/// The unit of a dose on a pesticide label.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum DoseUnit {
    /// Milligrams of product per mu.
    #[codec(index = 0)]
    MilligramPerMu,
    /// Microlitres of product per mu.
    #[codec(index = 1)]
    MicrolitrePerMu,
    /// Milligrams of active substance per kilogram of spray (the label's dilution, 毫克/千克).
    #[codec(index = 2)]
    MilligramPerKilogram,
}

/// What the law says about a product as such.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Restriction {
    /// Nothing beyond its label.
    #[codec(index = 0)]
    None,
    /// Restricted use (限制使用): never on the classes in `forbidden_on`.
    #[codec(index = 1)]
    Restricted,
    /// Banned (禁用): on no crop at all.
    #[codec(index = 2)]
    Banned,
}

/// One row of a pesticide label: this product on this crop (`DOMAIN.md 2.2`).
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InputLabel {
    /// The division whose catalogue holds the row. The most specific division wins.
    pub division: DivisionCode,
    /// Registration number.
    pub registration: RegistrationNumber,
    /// The crop the row is for; it also holds for the classes inside it.
    pub crop: ProductClass,
    /// Product and formulation, for example 阿维菌素 1.8% 乳油.
    pub name: Text<96>,
    /// Safety interval (安全间隔期): days from the last use to the first day of harvest allowed.
    pub interval_days: u16,
    /// The most uses in one season.
    pub times_max: u8,
    /// The unit of the doses.
    pub unit: DoseUnit,
    /// The smallest dose on the label.
    pub dose_min: u32,
    /// The largest dose on the label; a larger one is refused.
    pub dose_max: u32,
    /// What the law says about the product.
    pub restriction: Restriction,
    /// Classes the product must never be used on (`PestReg Art.34`).
    pub forbidden_on: List<ProductClass, 8>,
}

/// How much a variety may yield in a season, and how many seasons it has; the cap of a cycle is area
/// times this.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub struct YieldCap {
    /// The division whose catalogue holds the row. The most specific division wins.
    pub division: DivisionCode,
    /// The product; it also holds for the classes inside it.
    pub product: ProductClass,
    /// Grams per mu and season.
    pub per_mu: Grams,
    /// How many seasons a plot can have in a year: 1 for pears, several for lettuce. At most
    /// [`SEASONS_MAX`].
    pub seasons_per_year: u8,
}
