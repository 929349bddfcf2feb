//! What a record, a hold or a case can be about.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    AnimalId, BankAccountId, BatchId, BookId, BrandId, CaseId, CertificateId, ChallengeId, ClaimId,
    CollectiveId, CycleId, DecisionId, DeclarationId, DisclosureId, DisposalId, DivisionCode,
    HerdId, InsuranceId, LotId, MeatId, MemberId, OrganisationId, PlotId, SlaughterBatchId,
    SpendingId, TestId, VehicleId, VoucherId, WarningId, ZoneId,
};

/// Anything that has a timeline. The text form is `kind:number`, for example `lot:17`.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Ord,
    PartialEq,
    PartialOrd,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Subject {
    /// A division: its admission and its policy packs.
    #[codec(index = 0)]
    Division(DivisionCode),
    /// An organisation.
    #[codec(index = 1)]
    Organisation(OrganisationId),
    /// A member.
    #[codec(index = 2)]
    Member(MemberId),
    /// A plot.
    #[codec(index = 3)]
    Plot(PlotId),
    /// A crop cycle.
    #[codec(index = 4)]
    Cycle(CycleId),
    /// A test.
    #[codec(index = 5)]
    Test(TestId),
    /// A lot.
    #[codec(index = 6)]
    Lot(LotId),
    /// A brand and its quotas.
    #[codec(index = 7)]
    Brand(BrandId),
    /// A batch of codes.
    #[codec(index = 8)]
    Batch(BatchId),
    /// A case.
    #[codec(index = 9)]
    Case(CaseId),
    /// The catalogues of a division: label rows and yield caps.
    #[codec(index = 10)]
    Catalogue(DivisionCode),
    /// The veterinary catalogues of a division: drugs and the immunity plan.
    #[codec(index = 11)]
    VeterinaryCatalogue(DivisionCode),
    /// A lockdown or outbreak zone.
    #[codec(index = 12)]
    Zone(ZoneId),
    /// A farm as animal health sees it: its risk grade.
    #[codec(index = 13)]
    Farm(OrganisationId),
    /// The ear tags an organisation has in stock.
    #[codec(index = 14)]
    TagStock(OrganisationId),
    /// An animal.
    #[codec(index = 15)]
    Animal(AnimalId),
    /// A herd of untagged animals.
    #[codec(index = 16)]
    Herd(HerdId),
    /// A quarantine declaration.
    #[codec(index = 17)]
    Declaration(DeclarationId),
    /// A quarantine certificate and its trip.
    #[codec(index = 18)]
    Certificate(CertificateId),
    /// A filed vehicle.
    #[codec(index = 19)]
    Vehicle(VehicleId),
    /// A slaughter batch.
    #[codec(index = 20)]
    SlaughterBatch(SlaughterBatchId),
    /// A carcass, half, cut, offal or package of meat.
    #[codec(index = 21)]
    Meat(MeatId),
    /// A consignment of dead bodies or condemned parts.
    #[codec(index = 22)]
    Disposal(DisposalId),
    /// An insurance contract.
    #[codec(index = 23)]
    Insurance(InsuranceId),
    /// An insurance claim.
    #[codec(index = 24)]
    Claim(ClaimId),
    /// A rural collective, its figures and its officers.
    #[codec(index = 40)]
    Collective(CollectiveId),
    /// A bank account of a collective, with the lines of its statements.
    #[codec(index = 41)]
    BankAccount(BankAccountId),
    /// A book of a collective: its vouchers in the order of posting.
    #[codec(index = 42)]
    Book(BookId),
    /// A voucher until it is posted.
    #[codec(index = 43)]
    Voucher(VoucherId),
    /// A spending.
    #[codec(index = 44)]
    Spending(SpendingId),
    /// A democratic decision.
    #[codec(index = 45)]
    Decision(DecisionId),
    /// A disclosure.
    #[codec(index = 46)]
    Disclosure(DisclosureId),
    /// A challenge by villagers.
    #[codec(index = 47)]
    Challenge(ChallengeId),
    /// A warning.
    #[codec(index = 48)]
    Warning(WarningId),
    /// The sub-accounts of a county.
    #[codec(index = 49)]
    Chart(DivisionCode),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Division(code) => write!(f, "division:{code}"),
            Self::Organisation(id) => write!(f, "organisation:{id}"),
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Plot(id) => write!(f, "plot:{id}"),
            Self::Cycle(id) => write!(f, "cycle:{id}"),
            Self::Test(id) => write!(f, "test:{id}"),
            Self::Lot(id) => write!(f, "lot:{id}"),
            Self::Brand(id) => write!(f, "brand:{id}"),
            Self::Batch(id) => write!(f, "batch:{id}"),
            Self::Case(id) => write!(f, "case:{id}"),
            Self::Catalogue(code) => write!(f, "catalogue:{code}"),
            Self::VeterinaryCatalogue(code) => write!(f, "veterinary_catalogue:{code}"),
            Self::Zone(id) => write!(f, "zone:{id}"),
            Self::Farm(id) => write!(f, "farm:{id}"),
            Self::TagStock(id) => write!(f, "tag_stock:{id}"),
            Self::Animal(id) => write!(f, "animal:{id}"),
            Self::Herd(id) => write!(f, "herd:{id}"),
            Self::Declaration(id) => write!(f, "declaration:{id}"),
            Self::Certificate(id) => write!(f, "certificate:{id}"),
            Self::Vehicle(id) => write!(f, "vehicle:{id}"),
            Self::SlaughterBatch(id) => write!(f, "slaughter_batch:{id}"),
            Self::Meat(id) => write!(f, "meat:{id}"),
            Self::Disposal(id) => write!(f, "disposal:{id}"),
            Self::Insurance(id) => write!(f, "insurance:{id}"),
            Self::Claim(id) => write!(f, "claim:{id}"),
            Self::Collective(id) => write!(f, "collective:{id}"),
            Self::BankAccount(id) => write!(f, "bank_account:{id}"),
            Self::Book(id) => write!(f, "book:{id}"),
            Self::Voucher(id) => write!(f, "voucher:{id}"),
            Self::Spending(id) => write!(f, "spending:{id}"),
            Self::Decision(id) => write!(f, "decision:{id}"),
            Self::Disclosure(id) => write!(f, "disclosure:{id}"),
            Self::Challenge(id) => write!(f, "challenge:{id}"),
            Self::Warning(id) => write!(f, "warning:{id}"),
            Self::Chart(code) => write!(f, "chart:{code}"),
        }
    }
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

impl FromStr for Subject {
    type Err = SubjectParseError;

    fn from_str(text: &str) -> Result<Self, SubjectParseError> {
        let (kind, number) = text.split_once(':').ok_or(SubjectParseError)?;
        if let "division" | "catalogue" | "veterinary_catalogue" | "chart" = kind {
            let code = number.parse().map_err(|_| SubjectParseError)?;
            return Ok(match kind {
                "division" => Self::Division(code),
                "catalogue" => Self::Catalogue(code),
                "chart" => Self::Chart(code),
                _ => Self::VeterinaryCatalogue(code),
            });
        }
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SubjectParseError);
        }
        let long: u64 = number.parse().map_err(|_| SubjectParseError)?;
        let short = || u32::try_from(long).map_err(|_| SubjectParseError);
        Ok(match kind {
            "organisation" => Self::Organisation(OrganisationId(short()?)),
            "member" => Self::Member(MemberId(short()?)),
            "plot" => Self::Plot(PlotId(long)),
            "cycle" => Self::Cycle(CycleId(long)),
            "test" => Self::Test(TestId(long)),
            "lot" => Self::Lot(LotId(long)),
            "brand" => Self::Brand(BrandId(short()?)),
            "batch" => Self::Batch(BatchId(short()?)),
            "case" => Self::Case(CaseId(long)),
            "zone" => Self::Zone(ZoneId(short()?)),
            "farm" => Self::Farm(OrganisationId(short()?)),
            "tag_stock" => Self::TagStock(OrganisationId(short()?)),
            "animal" => Self::Animal(AnimalId(long)),
            "herd" => Self::Herd(HerdId(long)),
            "declaration" => Self::Declaration(DeclarationId(long)),
            "certificate" => Self::Certificate(CertificateId(long)),
            "vehicle" => Self::Vehicle(VehicleId(short()?)),
            "slaughter_batch" => Self::SlaughterBatch(SlaughterBatchId(long)),
            "meat" => Self::Meat(MeatId(long)),
            "disposal" => Self::Disposal(DisposalId(long)),
            "insurance" => Self::Insurance(InsuranceId(long)),
            "claim" => Self::Claim(ClaimId(long)),
            "collective" => Self::Collective(CollectiveId(short()?)),
            "bank_account" => Self::BankAccount(BankAccountId(short()?)),
            "book" => Self::Book(BookId(long)),
            "voucher" => Self::Voucher(VoucherId(long)),
            "spending" => Self::Spending(SpendingId(long)),
            "decision" => Self::Decision(DecisionId(long)),
            "disclosure" => Self::Disclosure(DisclosureId(long)),
            "challenge" => Self::Challenge(ChallengeId(long)),
            "warning" => Self::Warning(WarningId(long)),
            _ => return Err(SubjectParseError),
        })
    }
}

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
        ] {
            assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
        }
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
