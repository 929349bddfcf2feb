//! Words of trade: sales of animals and meat, and their records (`DOMAIN.md 7`, rows 11 and 12). Money
//! is in fen.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use crate::{
    livestock::{Group, MeatKind, Species},
    CertificateId, Date, DeclarationId, Digest, DivisionCode, Grams, List, MeatId, OrganisationId,
    SaleId, Text,
};

/// The most animals, herds or pieces one sale may name. A larger load is sold in several sales.
pub const GOODS_MAX: u32 = 200;
/// The largest mass one sale may have: a million tonnes, so that sums of many sales can be counted.
pub const SALE_MASS_MAX: Grams = Grams(1_000_000_000_000);
/// The largest amount one sale may have, in fen: a trillion yuan, for the same reason.
pub const SALE_AMOUNT_MAX: u64 = 100_000_000_000_000;

small_words! {
    /// What kind of goods a sale is about. Prices are compared within a kind.
    pub enum GoodsKind {
        /// Live animals, mostly for slaughter (活畜禽).
        #[codec(index = 0)]
        Live,
        /// Sows and other breeding stock (种畜禽, 能繁母猪).
        #[codec(index = 1)]
        BreedingStock,
        /// Piglets and other young animals for fattening (仔猪, 幼畜).
        #[codec(index = 2)]
        Young,
        /// Whole carcasses (胴体).
        #[codec(index = 3)]
        Carcass,
        /// Half carcasses (白条).
        #[codec(index = 4)]
        HalfCarcass,
        /// Cuts and offal (分割肉及副产品).
        #[codec(index = 5)]
        Cut,
        /// Packages (包装肉).
        #[codec(index = 6)]
        Package,
    }

    /// What is asked for one measure of the goods, in fen.
    pub enum Price {
        /// For a kilogram.
        #[codec(index = 0)]
        PerKilogram(u64),
        /// For a head, or a piece.
        #[codec(index = 1)]
        PerHead(u64),
    }

    /// How far a sale is.
    pub enum SaleState {
        /// Recorded by the seller.
        #[codec(index = 0)]
        Offered,
        /// The buyer agreed.
        #[codec(index = 1)]
        Confirmed,
        /// The buyer did not agree. Final.
        #[codec(index = 2)]
        Refused,
        /// Called off before delivery. Final.
        #[codec(index = 3)]
        Cancelled,
        /// The goods were weighed in by the buyer.
        #[codec(index = 4)]
        Delivered,
        /// Paid in full. Final.
        #[codec(index = 5)]
        Settled,
    }

    /// What the chain warns of.
    pub enum SaleWarning {
        /// The goods weighed in differ from what was agreed by more than the policy allows.
        #[codec(index = 0)]
        MassDiffers {
            /// Grams agreed.
            agreed: Grams,
            /// Grams weighed in.
            delivered: Grams,
        },
        /// Fewer came than were agreed.
        #[codec(index = 1)]
        HeadsMissing {
            /// Heads or pieces agreed.
            agreed: u32,
            /// Heads or pieces delivered.
            delivered: u32,
        },
        /// A payment was made later than the policy allows.
        #[codec(index = 2)]
        PaidLate {
            /// The last day for it.
            due: Date,
        },
    }

    /// Goods delivered: what the buyer's scale says.
    pub struct SaleDelivery {
        /// The sale.
        pub sale: SaleId,
        /// Heads or pieces that came.
        pub heads: u32,
        /// Their mass as weighed in.
        pub mass: Grams,
        /// The day.
        pub date: Date,
    }

    /// A payment for delivered goods; several add up.
    pub struct SaleSettlement {
        /// The sale.
        pub sale: SaleId,
        /// What was paid, in fen.
        pub amount: u64,
        /// The day.
        pub date: Date,
        /// Digest of the bank's receipt; each receipt counts once.
        pub receipt: Digest,
    }
}

words! {
    /// Which goods are sold. All of them are the seller's.
    pub enum SoldGoods {
        /// These animals and herds.
        #[codec(index = 0)]
        Animals(Group),
        /// The load of a declaration.
        #[codec(index = 1)]
        Declaration(DeclarationId),
        /// The load of a certificate, animals or meat.
        #[codec(index = 2)]
        Certificate(CertificateId),
        /// These pieces of meat.
        #[codec(index = 3)]
        Meats(List<MeatId, GOODS_MAX>),
    }

    /// A sale to be recorded by the seller.
    pub struct SaleInput {
        /// Who buys.
        pub buyer: OrganisationId,
        /// What kind of goods.
        pub kind: GoodsKind,
        /// Of which species.
        pub species: Species,
        /// Which goods.
        pub goods: SoldGoods,
        /// How many heads, or pieces of meat.
        pub heads: u32,
        /// Their mass as agreed.
        pub mass: Grams,
        /// The price agreed.
        pub price: Price,
        /// The amount agreed, in fen: [`Price::amount`] of heads and mass.
        pub amount: u64,
        /// The day of the agreement.
        pub date: Date,
    }

    /// The buyer's answer to a sale.
    pub struct SaleAnswer {
        /// The sale.
        pub sale: SaleId,
        /// Whether the buyer agrees.
        pub accepted: bool,
        /// Why not; needed when refused.
        pub reason: Text<96>,
    }

    /// A sale called off before delivery.
    pub struct SaleCancellation {
        /// The sale.
        pub sale: SaleId,
        /// Why.
        pub reason: Text<96>,
    }

    /// What trade records on the timeline of a sale.
    pub enum TradeEntry {
        /// The seller recorded it.
        #[codec(index = 0)]
        SaleRecorded {
            /// What was agreed.
            sale: SaleInput,
            /// Who sells.
            seller: OrganisationId,
            /// Where the seller sits: prices are counted there.
            division: DivisionCode,
            /// The goods one by one.
            goods: List<crate::Subject, GOODS_MAX>,
        },
        /// The buyer agreed.
        #[codec(index = 1)]
        SaleConfirmed,
        /// The buyer did not agree.
        #[codec(index = 2)]
        SaleRefused {
            /// Why.
            reason: Text<96>,
        },
        /// It was called off.
        #[codec(index = 3)]
        SaleCancelled {
            /// Why.
            reason: Text<96>,
        },
        /// The goods were weighed in.
        #[codec(index = 4)]
        SaleDelivered {
            /// What came.
            delivery: SaleDelivery,
            /// What is to be paid for it, in fen.
            due: u64,
        },
        /// A payment was made.
        #[codec(index = 5)]
        SalePaid {
            /// The payment.
            settlement: SaleSettlement,
            /// Everything paid so far, in fen.
            paid: u64,
            /// Whether that is all.
            settled: bool,
        },
        /// The chain warns.
        #[codec(index = 6)]
        SaleWarned(SaleWarning),
    }
}

impl GoodsKind {
    /// Whether a piece of meat is of this kind.
    pub fn is_piece(self, piece: MeatKind) -> bool {
        let kind = match piece {
            MeatKind::Carcass => Self::Carcass,
            MeatKind::LeftHalf | MeatKind::RightHalf => Self::HalfCarcass,
            MeatKind::Package => Self::Package,
            MeatKind::Cut
            | MeatKind::Head
            | MeatKind::Heart
            | MeatKind::Liver
            | MeatKind::Offal
            | MeatKind::Blood
            | MeatKind::Feet => Self::Cut,
        };
        self == kind
    }

    /// Whether it is about living animals.
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Live | Self::BreedingStock | Self::Young)
    }
}

impl Price {
    /// What so many heads of so much mass cost, in fen: a price per kilogram times the grams,
    /// rounded to the nearest fen and half a fen upwards; a price per head times the heads. `None`
    /// if that is more than [`SALE_AMOUNT_MAX`].
    pub fn amount(self, heads: u32, mass: Grams) -> Option<u64> {
        let amount = match self {
            Self::PerKilogram(fen) => {
                let milli_fen = u128::from(fen).checked_mul(u128::from(mass.0))?;
                let rounded = milli_fen.checked_add(500)?.checked_div(1_000)?;
                u64::try_from(rounded).ok()?
            }
            Self::PerHead(fen) => fen.checked_mul(u64::from(heads))?,
        };
        (amount <= SALE_AMOUNT_MAX).then_some(amount)
    }

    /// The fen for one measure.
    pub fn fen(self) -> u64 {
        match self {
            Self::PerKilogram(fen) | Self::PerHead(fen) => fen,
        }
    }
}

impl SaleState {
    /// Whether the goods are promised: nobody else may be sold them.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Offered | Self::Confirmed)
    }

    /// Whether the goods went over to the buyer.
    pub fn is_delivered(self) -> bool {
        matches!(self, Self::Delivered | Self::Settled)
    }
}

impl SoldGoods {
    /// How many goods it names; loads that only the chain knows count as the largest.
    pub fn len(&self) -> u32 {
        match self {
            Self::Animals(group) => group.len(),
            Self::Declaration(_) | Self::Certificate(_) => GOODS_MAX,
            Self::Meats(meats) => u32::try_from(meats.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_round_to_the_nearest_fen_and_half_upwards() {
        let price = Price::PerKilogram(1_560);
        assert_eq!(price.amount(1, Grams(110_000)), Some(171_600));
        assert_eq!(Price::PerKilogram(1).amount(1, Grams(499)), Some(0));
        assert_eq!(Price::PerKilogram(1).amount(1, Grams(500)), Some(1));
        assert_eq!(Price::PerKilogram(1).amount(1, Grams(1_499)), Some(1));
        assert_eq!(Price::PerKilogram(1).amount(1, Grams(1_500)), Some(2));
        assert_eq!(Price::PerHead(60_000).amount(12, Grams(1)), Some(720_000));
        assert_eq!(Price::PerHead(u64::MAX).amount(2, Grams(1)), None);
        let most = Price::PerKilogram(SALE_AMOUNT_MAX);
        assert_eq!(most.amount(1, Grams(1_000)), Some(SALE_AMOUNT_MAX));
        assert_eq!(most.amount(1, Grams(1_001)), None);
        assert_eq!(
            Price::PerKilogram(u64::MAX).amount(1, Grams(u64::MAX)),
            None
        );
        let head = Price::PerHead(SALE_AMOUNT_MAX);
        assert_eq!(head.amount(1, Grams(1)), Some(SALE_AMOUNT_MAX));
        assert_eq!(
            Price::PerHead(SALE_AMOUNT_MAX + 1).amount(1, Grams(1)),
            None
        );
        assert_eq!((price.fen(), Price::PerHead(7).fen()), (1_560, 7));
    }

    #[test]
    fn pieces_have_one_kind_each_and_living_kinds_none() {
        let kinds = [
            GoodsKind::Live,
            GoodsKind::BreedingStock,
            GoodsKind::Young,
            GoodsKind::Carcass,
            GoodsKind::HalfCarcass,
            GoodsKind::Cut,
            GoodsKind::Package,
        ];
        for piece in [
            MeatKind::Carcass,
            MeatKind::LeftHalf,
            MeatKind::Head,
            MeatKind::Package,
        ] {
            let of: Vec<_> = kinds.iter().filter(|kind| kind.is_piece(piece)).collect();
            assert_eq!(of.len(), 1, "{piece:?}");
            assert!(!of[0].is_alive());
        }
        assert_eq!(kinds.iter().filter(|kind| kind.is_alive()).count(), 3);
    }
}
