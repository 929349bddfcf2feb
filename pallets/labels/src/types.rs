//! What is stored of brands, quotas and batches.

use alloc::string::String;

use codec::{Decode, Encode, MaxEncodedLen};
use county_primitives::{
    labels::{BRAND_AREA_MAX, BRAND_GRADES_MAX},
    BasisPoints, BrandId, CodeKind, Digest, DivisionCode, DivisionLevel, Grams, List,
    OrganisationId, ProductClass, Signature, Text,
};
use scale_info::TypeInfo;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The most codes one batch may have: what the 25 bits of a label can number.
pub const COUNT_MAX: u32 = county_primitives::INDEX_MAX.saturating_add(1);

/// A registered brand.
#[derive(Clone, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Brand {
    /// Who owns it.
    pub owner: OrganisationId,
    /// Its name.
    pub name: Text<64>,
    /// The smallest division that contains its whole area.
    pub division: DivisionCode,
    /// What may carry it.
    pub product: ProductClass,
    /// Where what carries it must have grown.
    pub area: List<DivisionCode, BRAND_AREA_MAX>,
    /// The grades that may carry it; empty means any.
    pub grades: List<Text<24>, BRAND_GRADES_MAX>,
}

/// What a quota stands on, and how many codes it allows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Grant {
    /// How many codes may be issued in all.
    pub codes: u32,
    /// Yield the quota stands on.
    pub approved_yield: Grams,
    /// The share of it that reaches a grade of the brand.
    pub grade_rate: BasisPoints,
    /// Net mass of one item.
    pub unit_net: Grams,
}

/// A grant that the county has yet to approve.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PendingGrant {
    /// The grant.
    pub grant: Grant,
    /// Who granted it, and so cannot approve it.
    pub granted_by: Signature,
}

/// The quota of an organisation for a brand in a season.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Quota {
    /// What is in force.
    pub approved: Option<Grant>,
    /// What waits for approval: the first grant, or a revision.
    pub pending: Option<PendingGrant>,
    /// How many codes have been issued. It never falls.
    pub issued: u32,
}

/// A batch of codes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Batch {
    /// Who may print and use it.
    pub issuer: OrganisationId,
    /// The brand.
    pub brand: BrandId,
    /// The season whose quota it uses.
    pub season: u16,
    /// What the codes are stuck on.
    pub kind: CodeKind,
    /// How many codes it has.
    pub count: u32,
    /// Root of the Merkle tree over the leaves of all codes.
    pub root: Digest,
    /// Net mass behind one code.
    pub unit_net: Grams,
    /// How many codes stand in each state.
    pub counters: Counters,
}

/// How many codes of a batch stand in each state. The sum is the count of the batch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Counters {
    /// Issued, not printed.
    pub reserved: u32,
    /// Printed, not yet on anything.
    pub printed: u32,
    /// On an item of a lot.
    pub active: u32,
    /// Spoiled; final.
    pub spoiled: u32,
    /// Taken out of use; final.
    pub void: u32,
}

impl Counters {
    /// All codes of the batch, in whatever state.
    pub fn total(&self) -> u64 {
        [
            self.reserved,
            self.printed,
            self.active,
            self.spoiled,
            self.void,
        ]
        .into_iter()
        .map(u64::from)
        .fold(0, u64::saturating_add)
    }
}

impl Brand {
    /// Whether the brand accepts this grade. A brand without grades accepts any, and what was never
    /// graded.
    pub fn accepts_grade(&self, grade: Option<&Text<24>>) -> bool {
        self.grades.is_empty() || grade.is_some_and(|grade| self.grades.contains(grade))
    }

    /// Whether what comes from these places comes from inside the area, every part of it (PI-11).
    /// What comes from nowhere does not.
    pub fn covers(&self, origins: &[DivisionCode]) -> bool {
        let inside = |place: &DivisionCode| self.area.iter().any(|part| part.contains(*place));
        !origins.is_empty() && origins.iter().all(inside)
    }
}

/// The smallest division that contains all of these; `None` if there are none.
pub fn smallest_around(divisions: &[DivisionCode]) -> Option<DivisionCode> {
    divisions.iter().copied().reduce(|around, division| {
        around
            .lineage()
            .find(|candidate| candidate.contains(division))
            .unwrap_or(DivisionCode::NATION)
    })
}

/// Where no other brand may have the name: the county, or the wider division of a brand that spans
/// several counties.
pub fn name_scope(division: DivisionCode) -> DivisionCode {
    division
        .lineage()
        .find(|wider| wider.level() == DivisionLevel::County)
        .unwrap_or(division)
}

/// What two names that look alike have in common: neither blanks nor capitals tell them apart.
pub fn name_digest(name: &str) -> Digest {
    let letters = name.chars().filter(|letter| !letter.is_whitespace());
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    Digest(BlakeTwo256::hash(folded.as_bytes()).0)
}

impl Grant {
    /// The grant that a yield, a rate and a unit mass give, with the allowance for spoilage; `None`
    /// if that is no code at all, or more than can be counted.
    pub fn new(
        approved_yield: Grams,
        grade_rate: BasisPoints,
        unit_net: Grams,
        allowance_basis_points: u64,
    ) -> Option<Self> {
        let graded = u128::from(approved_yield.0).checked_mul(u128::from(grade_rate.0))? / 10_000;
        let items = graded.checked_div(u128::from(unit_net.0))?;
        let with_allowance = u128::from(allowance_basis_points).checked_add(10_000)?;
        let codes = u32::try_from(items.checked_mul(with_allowance)? / 10_000).ok()?;
        (codes > 0).then_some(Self {
            codes,
            approved_yield,
            grade_rate,
            unit_net,
        })
    }
}
