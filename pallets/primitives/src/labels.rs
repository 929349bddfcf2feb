//! Words of labels: brands, quotas, batches of codes, ranges, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    BasisPoints, BatchId, BrandId, CodeKind, Digest, DivisionCode, Grams, List, LotId, MeatId,
    OrganisationId, ProductClass, Text,
};

/// The most divisions a brand's area may be made of.
pub const BRAND_AREA_MAX: u32 = 32;
/// The most grades a brand may accept.
pub const BRAND_GRADES_MAX: u32 = 8;
/// The most state intervals one batch may be cut into; a call that would make more is refused.
pub const INTERVALS_MAX: u32 = 256;

/// A brand to be registered.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BrandInput {
    /// Who owns it.
    pub owner: OrganisationId,
    /// Its name, for example 隰县玉露香梨.
    pub name: Text<64>,
    /// What may carry it.
    pub product: ProductClass,
    /// Where every ancestor of what carries it must have grown (PI-11).
    pub area: List<DivisionCode, BRAND_AREA_MAX>,
    /// The grades that may carry it; empty means any.
    pub grades: List<Text<24>, BRAND_GRADES_MAX>,
}

/// A quota to be granted (`DOMAIN.md 2.5`).
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
pub struct QuotaInput {
    /// The brand.
    pub brand: BrandId,
    /// Who may have codes.
    pub organisation: OrganisationId,
    /// The season, by the year of its harvest.
    pub season: u16,
    /// Yield the quota stands on.
    pub approved_yield: Grams,
    /// The share of it that reaches a grade of the brand.
    pub grade_rate: BasisPoints,
    /// Net mass of one item.
    pub unit_net: Grams,
}

/// Which quota: brand, organisation and season.
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
pub struct QuotaKey {
    /// The brand.
    pub brand: BrandId,
    /// Who may have codes.
    pub organisation: OrganisationId,
    /// The season, by the year of its harvest.
    pub season: u16,
}

/// A quota to be approved, with what the approver saw of it: if it was granted anew since, the
/// approval is refused.
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
pub struct QuotaApproval {
    /// Which quota.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub quota: QuotaKey,
    /// The codes it allows, the allowance for spoilage included.
    pub codes: u32,
    /// Net mass of one item.
    pub unit_net: Grams,
}

/// A batch of codes to be issued.
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
pub struct BatchInput {
    /// The number of the batch. It must be the next free one or any unused one; the vault needs it before
    /// issuing, because the Merkle leaves contain it.
    pub batch: BatchId,
    /// The brand.
    pub brand: BrandId,
    /// The season whose quota is used.
    pub season: u16,
    /// What the codes are stuck on.
    pub kind: CodeKind,
    /// How many codes: 1 to 2^25.
    pub count: u32,
    /// Root of the Merkle tree over the leaves of all codes.
    pub root: Digest,
    /// Net mass behind one code.
    pub unit_net: Grams,
}

/// A range of codes of one batch, both ends included.
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
pub struct CodeRange {
    /// The batch.
    pub batch: BatchId,
    /// Index of the first code.
    pub from: u32,
    /// Index of the last code.
    pub to: u32,
}

/// What a code is stuck on: a lot of produce, or a piece or package of meat.
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
pub enum Goods {
    /// A lot.
    #[codec(index = 0)]
    Lot(LotId),
    /// Meat.
    #[codec(index = 1)]
    Meat(MeatId),
}

impl Goods {
    /// Whether codes of this kind are for goods of this sort.
    pub fn may_carry(self, kind: CodeKind) -> bool {
        match self {
            Self::Lot(_) => kind != CodeKind::Meat,
            Self::Meat(_) => kind == CodeKind::Meat,
        }
    }
}

/// Where a code stands (`DOMAIN.md 2.5`).
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
#[derive(Default)]
pub enum CodeState {
    /// Issued, not printed.
    #[default]
    #[codec(index = 0)]
    Reserved,
    /// Printed, not yet on anything.
    #[codec(index = 1)]
    Printed,
    /// On an item of these goods.
    #[codec(index = 2)]
    Active(Goods),
    /// Spoiled at the printer or on the line; final.
    #[codec(index = 3)]
    Spoiled,
    /// Taken out of use; final. It may have been on an item of these goods.
    #[codec(index = 4)]
    Void(Option<Goods>),
}

/// A range to be bound to goods. In JSON the goods stand beside the range: `"lot": 17` or `"meat": 5`.
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
pub struct Activation {
    /// The codes.
    pub range: CodeRange,
    /// The goods.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub goods: Goods,
}

/// A range to be voided.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Voiding {
    /// The codes.
    pub range: CodeRange,
    /// Why.
    pub reason: Text<96>,
}

/// What labels record on the timelines of brands and batches.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum LabelsEntry {
    /// The brand was registered. On the brand.
    #[codec(index = 0)]
    BrandRegistered(BrandInput),
    /// The brand owner granted a quota; the county has yet to approve it. On the brand.
    #[codec(index = 1)]
    QuotaGranted {
        /// The grant.
        quota: QuotaInput,
        /// The codes it allows: yield x grade rate / unit, rounded down, plus the spoil allowance.
        codes: u32,
    },
    /// The county approved the quota. On the brand.
    #[codec(index = 2)]
    QuotaApproved(QuotaKey),
    /// The batch was issued. On the batch.
    #[codec(index = 3)]
    BatchIssued {
        /// Who may print and use it.
        issuer: OrganisationId,
        /// The batch.
        batch: BatchInput,
    },
    /// A range was printed. On the batch.
    #[codec(index = 4)]
    CodesPrinted(CodeRange),
    /// A range was spoiled. On the batch.
    #[codec(index = 5)]
    CodesSpoiled(CodeRange),
    /// A range was bound to goods. On the batch.
    #[codec(index = 6)]
    CodesActivated {
        /// The binding.
        activation: Activation,
        /// Mass of all of them.
        mass: Grams,
    },
    /// A range was voided. On the batch.
    #[codec(index = 7)]
    CodesVoided(Voiding),
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn an_activation_names_its_goods_beside_the_range() {
        let range = CodeRange {
            batch: BatchId(7),
            from: 0,
            to: 9,
        };
        for (goods, json) in [
            (
                Goods::Lot(LotId(17)),
                r#"{"range":{"batch":7,"from":0,"to":9},"lot":17}"#,
            ),
            (
                Goods::Meat(MeatId(5)),
                r#"{"range":{"batch":7,"from":0,"to":9},"meat":5}"#,
            ),
        ] {
            let activation = Activation { range, goods };
            assert_eq!(serde_json::to_string(&activation).unwrap(), json);
            assert_eq!(
                serde_json::from_str::<Activation>(json).unwrap(),
                activation
            );
        }
    }
}
