//! What a record, a hold or a case can be about.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    BatchId, BrandId, CaseId, CycleId, DivisionCode, LotId, MemberId, OrganisationId, PlotId,
    TestId,
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
        if let "division" | "catalogue" = kind {
            let code = number.parse().map_err(|_| SubjectParseError)?;
            return Ok(match kind {
                "division" => Self::Division(code),
                _ => Self::Catalogue(code),
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
