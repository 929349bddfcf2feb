//! A record is an event; the chain keeps only its head.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{Digest, MemberId, OrganisationId, Role, Subject, TimestampMs};

/// The chain's memory of a subject: how many records it has, and a hash over all of them in order.
///
/// `head' = blake2_256(head ++ SCALE(record))`, starting from 32 zero bytes. Whoever holds the records
/// can recompute the head and compare it with a storage proof of this one value.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Timeline {
    /// How many records there are; the next record gets this number as its sequence.
    pub len: u32,
    /// The hash over all records so far.
    pub head: Digest,
}

impl Timeline {
    /// Appends a record, or returns `None` and changes nothing when 2^32 - 1 records are reached.
    pub fn append<Entry: Encode>(&mut self, record: &Record<Entry>) -> Option<()> {
        let len = self.len.checked_add(1)?;
        self.head = Digest((self.head.0, record).using_encoded(sp_crypto_hashing::blake2_256));
        self.len = len;
        Some(())
    }
}

/// One entry in the life of a subject, with who made it and when.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Record<Entry> {
    /// What it is about.
    pub subject: Subject,
    /// Its place in the subject's timeline, counted from 0.
    pub sequence: u32,
    /// Who made it.
    pub author: Author,
    /// When the ledger took it, in milliseconds UTC.
    pub ledger_ms: TimestampMs,
    /// What happened.
    pub entry: Entry,
}

/// Who stands behind a record.
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
pub enum Author {
    /// A member, by signature.
    #[codec(index = 0)]
    Member(Signature),
    /// The council of counties.
    #[codec(index = 1)]
    Governance,
    /// A rule of the chain, such as the hold that follows a failed test.
    #[codec(index = 2)]
    Rule,
}

/// What a signature binds (`DOMAIN.md 1.2`): the key, the role at that time and the organisation.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Signature {
    /// The member who signed.
    pub member: MemberId,
    /// Which of the member's keys: 0 for the first, one more after each rotation.
    pub key: u16,
    /// The organisation signed for.
    pub organisation: OrganisationId,
    /// The role at that time.
    pub role: Role,
}

impl Author {
    /// The member, if a member signed.
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Self::Member(signature) => Some(signature.member),
            Self::Governance | Self::Rule => None,
        }
    }

    /// The organisation, if a member signed for one.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Member(signature) => Some(signature.organisation),
            Self::Governance | Self::Rule => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LotId;

    fn record(sequence: u32, entry: u32) -> Record<u32> {
        Record {
            subject: Subject::Lot(LotId(7)),
            sequence,
            author: Author::Rule,
            ledger_ms: 1,
            entry,
        }
    }

    #[test]
    fn the_head_depends_on_every_record_and_their_order() {
        let heads = |entries: &[u32]| {
            let mut timeline = Timeline::default();
            for entry in entries {
                timeline.append(&record(timeline.len, *entry)).unwrap();
            }
            timeline
        };
        assert_eq!(heads(&[1, 2]), heads(&[1, 2]));
        assert_ne!(heads(&[1, 2]), heads(&[2, 1]));
        assert_ne!(heads(&[1, 2]), heads(&[1]));
    }

    #[test]
    fn the_head_is_what_the_documentation_says() {
        let mut timeline = Timeline::default();
        let only = record(0, 9);
        timeline.append(&only).unwrap();
        let mut bytes = vec![0u8; 32];
        bytes.extend(only.encode());
        assert_eq!(timeline.head.0, sp_crypto_hashing::blake2_256(&bytes));
    }

    #[test]
    fn a_full_timeline_takes_nothing_more() {
        let mut timeline = Timeline {
            len: u32::MAX - 1,
            head: Digest([1; 32]),
        };
        assert_eq!(timeline.append(&record(u32::MAX - 1, 0)), Some(()));
        let full = timeline;
        assert_eq!(full.len, u32::MAX);
        assert_eq!(timeline.append(&record(u32::MAX, 0)), None);
        assert_eq!(timeline, full);
    }
}
