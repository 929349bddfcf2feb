//! What is stored of a sale.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use county_primitives::{
    trade::{Price, SaleState},
    Date, DivisionCode, Grams, MemberId, OrganisationId,
};
use scale_info::TypeInfo;

/// A sale.
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
pub struct Sale {
    /// Who sells.
    pub seller: OrganisationId,
    /// Who buys.
    pub buyer: OrganisationId,
    /// Where the seller sat when it was recorded.
    pub division: DivisionCode,
    /// Who recorded it; another person confirms it.
    pub recorder: Option<MemberId>,
    /// The heads or pieces agreed.
    pub heads: u32,
    /// The mass agreed.
    pub mass: Grams,
    /// The price agreed.
    pub price: Price,
    /// The day it was agreed.
    pub date: Date,
    /// Where it stands.
    pub state: SaleState,
    /// What came, once it came.
    pub delivered: Option<Delivered>,
    /// What was paid so far, in fen.
    pub paid: u64,
}

/// What came of a sale.
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
pub struct Delivered {
    /// The day.
    pub date: Date,
    /// What is to be paid for it, in fen.
    pub due: u64,
}

impl Sale {
    /// Whether an organisation is a side of it.
    pub fn has(&self, organisation: OrganisationId) -> bool {
        organisation == self.seller || organisation == self.buyer
    }

    /// Whether it keeps `seller` from selling its goods: they are promised, or went over to
    /// somebody else.
    pub fn binds(&self, seller: OrganisationId) -> bool {
        self.state.is_open() || (self.state.is_delivered() && self.buyer != seller)
    }

    /// Whether it keeps `holder` from making other goods of its goods: they are promised, or `holder` itself sold
    /// them away.
    pub fn ties(&self, holder: OrganisationId) -> bool {
        self.state.is_open() || (self.state.is_delivered() && self.seller == holder)
    }
}
