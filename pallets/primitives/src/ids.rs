//! Identifiers that the chain hands out, one counting type per thing.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A text that is no number of a thing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct IdParseError;

impl fmt::Display for IdParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number is written in digits")
    }
}

impl core::error::Error for IdParseError {}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);

        impl $name {
            /// The id after this one, or `None` when the numbers are used up.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdParseError;

            fn from_str(text: &str) -> Result<Self, IdParseError> {
                // The standard parser also takes a sign.
                if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(IdParseError);
                }
                text.parse().map(Self).map_err(|_| IdParseError)
            }
        }
    )*};
}

ids! {
    /// An organisation (主体): an authority, company, cooperative, household or collective.
    OrganisationId(u32);
    /// A person or machine that signs for an organisation.
    MemberId(u32);
    /// A plot, greenhouse or orchard (地块).
    PlotId(u64);
    /// One crop on one plot from planting to the end of harvest (种植周期).
    CycleId(u64);
    /// A harvested, graded or mixed lot (批次).
    LotId(u64);
    /// A quick or laboratory test (检测).
    TestId(u64);
    /// A regional brand (区域公用品牌).
    BrandId(u32);
    /// A batch of printed codes (赋码批次); at most [`crate::BATCH_MAX`], the 30 bits a label has for it.
    BatchId(u32);
    /// An oversight case (监督事项).
    CaseId(u64);
    /// A question of an inspector (质询).
    QuestionId(u64);
    /// One animal's life (生命号): it survives a change of tag (一猪一生一码).
    AnimalId(u64);
    /// A litter, flock or pond of untagged animals, known by its count (群).
    HerdId(u64);
    /// A quarantine declaration and the load it lists (检疫申报).
    DeclarationId(u64);
    /// A quarantine certificate (动物检疫证明): one load, one vehicle, one destination.
    CertificateId(u64);
    /// A filed vehicle (备案车辆).
    VehicleId(u32);
    /// A lockdown or outbreak zone (封锁区/疫区).
    ZoneId(u32);
    /// The animals of one certificate from the slaughterhouse's gate to the hook (屠宰批次).
    SlaughterBatchId(u64);
    /// A carcass, half, cut, offal or package of meat.
    MeatId(u64);
    /// A lot of milk or eggs of living animals (乳、蛋批次).
    FoodLotId(u64);
    /// A consignment of dead bodies or condemned parts (无害化处理单).
    DisposalId(u64);
    /// A recall of meat from its order to its end (召回).
    RecallId(u64);
    /// An insurance contract over animals (保单).
    InsuranceId(u64);
    /// An insurance claim (理赔).
    ClaimId(u64);
    /// A sale of animals or meat (交易).
    SaleId(u64);
    /// A rural collective whose books are kept here (农村集体经济组织).
    CollectiveId(u32);
    /// A bank account of a collective (银行账户).
    BankAccountId(u32);
    /// A book: one collective, one year (账套). See [`BookId::new`].
    BookId(u64);
    /// A voucher (记账凭证); its number in the book is another one, without gaps.
    VoucherId(u64);
    /// A line of a bank statement (银行流水).
    BankLineId(u64);
    /// A spending from its request to its voucher (支出事项).
    SpendingId(u64);
    /// A democratic decision (民主决策).
    DecisionId(u64);
    /// A disclosure (公开).
    DisclosureId(u64);
    /// A challenge by villagers (质疑).
    ChallengeId(u64);
    /// A warning (预警).
    WarningId(u64);
    /// A device that signs its readings (物联网设备).
    DeviceId(u64);
}

impl BookId {
    /// The book of a collective for a year: the collective's number, then four digits of the year.
    pub fn new(collective: CollectiveId, year: u16) -> Self {
        let year = u64::from(year).min(9_999);
        Self(
            u64::from(collective.0)
                .saturating_mul(10_000)
                .saturating_add(year),
        )
    }

    /// Whose book it is.
    pub fn collective(self) -> CollectiveId {
        CollectiveId(u32::try_from(self.0 / 10_000).unwrap_or(u32::MAX))
    }

    /// Of which year.
    pub fn year(self) -> u16 {
        u16::try_from(self.0 % 10_000).unwrap_or(0)
    }
}
