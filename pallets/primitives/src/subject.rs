//! What a record, a hold, a question or a case can be about.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    AnimalId, BankAccountId, BatchId, BookId, BrandId, CaseId, CertificateId, ChallengeId, ClaimId,
    CollectiveId, CycleId, DecisionId, DeclarationId, DeviceId, DisclosureId, DisposalId,
    DivisionCode, HerdId, InsuranceId, LotId, MeatId, MemberId, OrganisationId, PlotId, QuestionId,
    RecallId, SaleId, SlaughterBatchId, SpendingId, TestId, VehicleId, VoucherId, WarningId,
    ZoneId,
};

/// The pallet that keeps a timeline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keeper {
    /// Organisations and members.
    Registry,
    /// Cases and questions.
    Oversight,
    /// Produce.
    Produce,
    /// Brands and batches of codes.
    Labels,
    /// Livestock.
    Livestock,
    /// The village's three assets.
    ThreeAssets,
    /// Sales.
    Trade,
    /// Devices and what they anchor.
    Devices,
}

impl Keeper {
    /// The pallet's name in the runtime.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "Registry",
            Self::Oversight => "Oversight",
            Self::Produce => "Produce",
            Self::Labels => "Labels",
            Self::Livestock => "Livestock",
            Self::ThreeAssets => "ThreeAssets",
            Self::Trade => "Trade",
            Self::Devices => "Devices",
        }
    }
}

/// One line per kind: what it is, its number in the codec, its name in texts and its keeper.
macro_rules! subjects {
    ($($(#[$doc:meta])* $variant:ident($id:ty) = $index:literal, $kind:literal, $keeper:ident;)*) => {
        /// Anything that has a timeline. The text form is `kind:number`, for example `lot:17`.
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub enum Subject {
            $($(#[$doc])* #[codec(index = $index)] $variant($id),)*
        }

        impl Subject {
            /// The pallet that keeps the timeline.
            pub fn keeper(&self) -> Keeper {
                match self { $(Self::$variant(_) => Keeper::$keeper,)* }
            }
        }

        impl fmt::Display for Subject {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant(id) => write!(f, concat!($kind, ":{}"), id),)* }
            }
        }

        impl FromStr for Subject {
            type Err = SubjectParseError;

            fn from_str(text: &str) -> Result<Self, SubjectParseError> {
                let (kind, number) = text.split_once(':').ok_or(SubjectParseError)?;
                match kind {
                    $($kind => number.parse().map(Self::$variant).map_err(|_| SubjectParseError),)*
                    _ => Err(SubjectParseError),
                }
            }
        }
    };
}

subjects! {
    /// A division: its admission and its policy packs.
    Division(DivisionCode) = 0, "division", Registry;
    /// An organisation.
    Organisation(OrganisationId) = 1, "organisation", Registry;
    /// A member.
    Member(MemberId) = 2, "member", Registry;
    /// A plot.
    Plot(PlotId) = 3, "plot", Produce;
    /// A crop cycle.
    Cycle(CycleId) = 4, "cycle", Produce;
    /// A test.
    Test(TestId) = 5, "test", Produce;
    /// A lot.
    Lot(LotId) = 6, "lot", Produce;
    /// A brand and its quotas.
    Brand(BrandId) = 7, "brand", Labels;
    /// A batch of codes.
    Batch(BatchId) = 8, "batch", Labels;
    /// A case.
    Case(CaseId) = 9, "case", Oversight;
    /// The catalogues of a division: label rows and yield caps.
    Catalogue(DivisionCode) = 10, "catalogue", Produce;
    /// The veterinary catalogues of a division: drugs and the immunity plan.
    VeterinaryCatalogue(DivisionCode) = 11, "veterinary_catalogue", Livestock;
    /// A lockdown or outbreak zone.
    Zone(ZoneId) = 12, "zone", Livestock;
    /// A farm as animal health sees it: its risk grade.
    Farm(OrganisationId) = 13, "farm", Livestock;
    /// The ear tags an organisation has in stock.
    TagStock(OrganisationId) = 14, "tag_stock", Livestock;
    /// An animal.
    Animal(AnimalId) = 15, "animal", Livestock;
    /// A herd of untagged animals.
    Herd(HerdId) = 16, "herd", Livestock;
    /// A quarantine declaration.
    Declaration(DeclarationId) = 17, "declaration", Livestock;
    /// A quarantine certificate and its trip.
    Certificate(CertificateId) = 18, "certificate", Livestock;
    /// A filed vehicle.
    Vehicle(VehicleId) = 19, "vehicle", Livestock;
    /// A slaughter batch.
    SlaughterBatch(SlaughterBatchId) = 20, "slaughter_batch", Livestock;
    /// A carcass, half, cut, offal or package of meat.
    Meat(MeatId) = 21, "meat", Livestock;
    /// A consignment of dead bodies or condemned parts.
    Disposal(DisposalId) = 22, "disposal", Livestock;
    /// An insurance contract.
    Insurance(InsuranceId) = 23, "insurance", Livestock;
    /// An insurance claim.
    Claim(ClaimId) = 24, "claim", Livestock;
    /// A recall of meat: its custodians and what became of the meat.
    Recall(RecallId) = 26, "recall", Livestock;
    /// A question of an inspector, and its answer.
    Question(QuestionId) = 25, "question", Oversight;
    /// A sale of animals or meat.
    Sale(SaleId) = 30, "sale", Trade;
    /// A rural collective, its figures and its officers.
    Collective(CollectiveId) = 40, "collective", ThreeAssets;
    /// A bank account of a collective, with the lines of its statements.
    BankAccount(BankAccountId) = 41, "bank_account", ThreeAssets;
    /// A book of a collective: its vouchers in the order of posting.
    Book(BookId) = 42, "book", ThreeAssets;
    /// A voucher until it is posted.
    Voucher(VoucherId) = 43, "voucher", ThreeAssets;
    /// A spending.
    Spending(SpendingId) = 44, "spending", ThreeAssets;
    /// A democratic decision.
    Decision(DecisionId) = 45, "decision", ThreeAssets;
    /// A disclosure.
    Disclosure(DisclosureId) = 46, "disclosure", ThreeAssets;
    /// A challenge by villagers.
    Challenge(ChallengeId) = 47, "challenge", ThreeAssets;
    /// A warning.
    Warning(WarningId) = 48, "warning", ThreeAssets;
    /// The sub-accounts of a county.
    Chart(DivisionCode) = 49, "chart", ThreeAssets;
    /// A device and the hours it anchored.
    Device(DeviceId) = 60, "device", Devices;
}

/// A text that names no subject.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SubjectParseError;

impl fmt::Display for SubjectParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a subject is written kind:number, for example lot:17 or division:141031000000")
    }
}

impl core::error::Error for SubjectParseError {}

crate::text::string_serde!(Subject);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_read_their_own_text() {
        for text in [
            "division:141031000000",
            "organisation:1",
            "member:2",
            "plot:3",
            "cycle:4",
            "test:5",
            "lot:18446744073709551615",
            "brand:7",
            "batch:8",
            "case:9",
            "catalogue:141031000000",
            "chart:210115000000",
            "collective:40",
            "bank_account:41",
            "book:12026",
            "voucher:43",
            "spending:44",
            "decision:45",
            "disclosure:46",
            "challenge:47",
            "warning:48",
            "veterinary_catalogue:500153000000",
            "zone:11",
            "farm:13",
            "tag_stock:14",
            "animal:15",
            "herd:16",
            "declaration:17",
            "certificate:18",
            "vehicle:19",
            "slaughter_batch:20",
            "meat:21",
            "disposal:22",
            "insurance:23",
            "claim:24",
            "recall:26",
            "question:25",
            "sale:30",
            "device:60",
        ] {
            assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
        }
        assert_eq!(Subject::Lot(LotId(1)).keeper().name(), "Produce");
        assert_eq!(Subject::Question(QuestionId(1)).keeper(), Keeper::Oversight);
        for text in [
            "lot",
            "lot:",
            "lot:x",
            "lot:+1",
            "pear:1",
            "brand:4294967296",
            "division:1",
        ] {
            assert_eq!(text.parse::<Subject>(), Err(SubjectParseError), "{text}");
        }
    }
}
