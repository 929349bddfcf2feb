//! Words of devices (物联网设备): scales, collars, thermometers and the like, what they sign, and their records.
//!
//! A device signs two things with its own ed25519 key: each reading, as a few lines of text that a small
//! controller can write, and once an hour an anchor over all readings of that hour, as SCALE. Readings never
//! come to the ledger; anchors do.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use alloc::{string::String, vec::Vec};
use core::fmt;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    text::HexError, DeviceId, DeviceKey, Digest, OrganisationId, Subject, Text, TimestampMs,
};

/// Bytes before an anchor under its signature, so that they can mean nothing else.
const ANCHOR_CONTEXT: &[u8] = b"county-ledger/device-anchor/v1";

/// The first line of a reading under its signature.
const READING_CONTEXT: &str = "county-ledger/reading/v1";

/// An hour, in milliseconds.
pub const HOUR_MS: u64 = 3_600_000;

/// The most readings one hour may have; as many as one each tenth of a second. An hour that claims more is
/// refused.
pub const READINGS_MAX: u32 = 36_000;

/// The most gaps in its readings that are remembered of a device. When another one opens, the oldest can no
/// longer be filled; its warning stays.
pub const GAPS_MAX: u32 = 16;

/// An ed25519 signature by a device.
#[derive(
    Clone, Copy, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeviceSignature(pub [u8; 64]);

impl fmt::Display for DeviceSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DeviceSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for DeviceSignature {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Self, HexError> {
        let error = HexError { characters: 128 };
        let digits = text.strip_prefix("0x").unwrap_or(text);
        if digits.len() != 128 {
            return Err(error);
        }
        let half = |range: core::ops::Range<usize>| {
            let digits = digits.get(range).ok_or(error)?;
            digits.parse::<Digest>().map_err(|_| error)
        };
        let (left, right) = (half(0..64)?, half(64..128)?);
        let mut bytes = [0; 64];
        let (first, second) = bytes.split_at_mut(32);
        first.copy_from_slice(&left.0);
        second.copy_from_slice(&right.0);
        Ok(Self(bytes))
    }
}

crate::text::string_serde!(DeviceSignature);

small_words! {
    /// What a device is.
    pub enum DeviceKind {
        /// A scale (电子秤).
        #[codec(index = 0)]
        Scale,
        /// A thermometer (温度计).
        #[codec(index = 1)]
        Thermometer,
        /// A collar of an animal (项圈).
        #[codec(index = 2)]
        Collar,
        /// A reader of electronic ear tags (耳标读写器).
        #[codec(index = 3)]
        EarTagReader,
        /// A camera (摄像机); its readings are counts or digests, never pictures.
        #[codec(index = 4)]
        Camera,
        /// A weather station (气象站).
        #[codec(index = 5)]
        WeatherStation,
        /// A feeder (饲喂器).
        #[codec(index = 6)]
        Feeder,
        /// A probe in the soil (土壤传感器).
        #[codec(index = 7)]
        SoilProbe,
        /// A probe in water (水质传感器).
        #[codec(index = 8)]
        WaterProbe,
        /// A recorder of a cold chain (冷链记录仪).
        #[codec(index = 9)]
        ColdChainRecorder,
    }
}

words! {
    /// A device to be registered.
    pub struct DeviceInput {
        /// What it is.
        pub kind: DeviceKind,
        /// The ed25519 public key it signs with. The secret key never leaves the device.
        pub key: DeviceKey,
        /// What it stands at: an organisation, farm, plot, herd, animal or vehicle of the signer's organisation.
        pub place: Subject,
        /// Digest of its serial number.
        pub serial: Digest,
    }

    /// A new key of a device.
    pub struct DeviceRotation {
        /// The device.
        pub device: DeviceId,
        /// The public key it signs with from now on.
        pub key: DeviceKey,
    }

    /// A device that goes to another place.
    pub struct DeviceMove {
        /// The device.
        pub device: DeviceId,
        /// What it stands at from now on.
        pub place: Subject,
    }

    /// A device that is taken out of use.
    pub struct DeviceRetirement {
        /// The device.
        pub device: DeviceId,
        /// Why.
        pub reason: Text<128>,
    }

    /// What a device says of all its readings of one hour.
    ///
    /// The canonical bytes are its SCALE encoding.
    #[derive(Copy)]
    pub struct HourAnchor {
        /// The device.
        pub device: DeviceId,
        /// The hour, counted from 1970-01-01 00:00 UTC.
        pub hour: u32,
        /// How many readings it took in the hour.
        pub readings: u32,
        /// Root of the Merkle tree over them, in the order of their numbers.
        pub root: Digest,
        /// Number of the first of them.
        pub first: u64,
        /// Number of the last of them.
        pub last: u64,
    }

    /// An anchor as the device signed it.
    #[derive(Copy)]
    pub struct SignedAnchor {
        /// What the device says.
        pub anchor: HourAnchor,
        /// Its signature over [`HourAnchor::message`].
        pub signature: DeviceSignature,
    }

    /// One reading of a device. It stays off the ledger.
    pub struct Reading {
        /// The device.
        pub device: DeviceId,
        /// Its number: one more for each reading of the device.
        pub sequence: u64,
        /// When it was taken, in milliseconds UTC.
        pub at_ms: TimestampMs,
        /// What was measured, for example `temperature`.
        pub metric: Text<24>,
        /// The value in thousandths of the unit.
        pub value_milli: i64,
        /// The unit, for example `°C`.
        pub unit: Text<12>,
    }

    /// What devices records on the timeline of a device.
    pub enum DevicesEntry {
        /// The device was registered.
        #[codec(index = 0)]
        DeviceRegistered {
            /// Whose it is.
            organisation: OrganisationId,
            /// The device.
            device: DeviceInput,
        },
        /// The device signs with another key from now on.
        #[codec(index = 1)]
        DeviceKeyRotated {
            /// The new key.
            key: DeviceKey,
        },
        /// The device stands at another place from now on.
        #[codec(index = 2)]
        DeviceMoved {
            /// The place.
            place: Subject,
        },
        /// The device was taken out of use; it anchors nothing more.
        #[codec(index = 3)]
        DeviceRetired {
            /// Why.
            reason: Text<128>,
        },
        /// The readings of an hour were anchored.
        #[codec(index = 4)]
        HourAnchored {
            /// The anchor with the device's own signature.
            anchor: SignedAnchor,
            /// Recorded later than the policy allows without remark (PI-8).
            late: bool,
        },
        /// Warning: readings are missing before the first or among those of an anchored hour.
        #[codec(index = 5)]
        ReadingsMissing {
            /// The hour whose anchor showed it.
            hour: u32,
            /// How many numbers were left out between the hour anchored before and this one.
            before: u64,
            /// How many numbers were left out within the hour.
            within: u64,
        },
    }
}

impl HourAnchor {
    /// The bytes under the signature: the context, then the SCALE encoding.
    pub fn message(&self) -> Vec<u8> {
        let mut message = ANCHOR_CONTEXT.to_vec();
        self.encode_to(&mut message);
        message
    }

    /// When the hour is over, in milliseconds UTC.
    pub fn end_ms(&self) -> TimestampMs {
        u64::from(self.hour)
            .saturating_add(1)
            .saturating_mul(HOUR_MS)
    }
}

impl Reading {
    /// The text under the signature: the context, the device, the number, the time in milliseconds, what was
    /// measured, the value in thousandths and the unit, each on a line of its own, without a line break at
    /// the end. No field can hold a line break, so the text has one meaning only.
    pub fn message(&self) -> String {
        let Self {
            device,
            sequence,
            at_ms,
            metric,
            value_milli,
            unit,
        } = self;
        alloc::format!(
            "{READING_CONTEXT}\n{device}\n{sequence}\n{at_ms}\n{metric}\n{value_milli}\n{unit}"
        )
    }

    /// The hour it belongs to; `None` if it lies further ahead than hours can be counted.
    pub fn hour(&self) -> Option<u32> {
        u32::try_from(self.at_ms / HOUR_MS).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor() -> HourAnchor {
        HourAnchor {
            device: DeviceId(7),
            hour: 497_223,
            readings: 2,
            root: Digest([3; 32]),
            first: 41,
            last: 42,
        }
    }

    fn reading() -> Reading {
        Reading {
            device: DeviceId(7),
            sequence: 41,
            at_ms: 1_790_002_800_000,
            metric: "temperature".parse().unwrap(),
            value_milli: -1_500,
            unit: "°C".parse().unwrap(),
        }
    }

    #[test]
    fn an_anchor_is_signed_as_its_context_and_its_scale() {
        let message = anchor().message();
        assert!(message.starts_with(b"county-ledger/device-anchor/v1"));
        assert_eq!(message[ANCHOR_CONTEXT.len()..], anchor().encode());
        assert_eq!(anchor().encode().len(), 8 + 4 + 4 + 32 + 8 + 8);
    }

    #[test]
    fn a_reading_is_signed_as_lines_of_text() {
        assert_eq!(
            reading().message(),
            "county-ledger/reading/v1\n7\n41\n1790002800000\ntemperature\n-1500\n°C"
        );
    }

    #[test]
    fn hours_begin_and_end_on_the_hour() {
        assert_eq!(reading().hour(), Some(497_223));
        let last = Reading {
            at_ms: anchor().end_ms() - 1,
            ..reading()
        };
        let next = Reading {
            at_ms: anchor().end_ms(),
            ..reading()
        };
        assert_eq!((last.hour(), next.hour()), (Some(497_223), Some(497_224)));
        let never = Reading {
            at_ms: u64::MAX,
            ..reading()
        };
        assert_eq!(never.hour(), None);
        let end = HourAnchor {
            hour: u32::MAX,
            ..anchor()
        };
        assert_eq!(end.end_ms(), (u64::from(u32::MAX) + 1) * HOUR_MS);
    }

    #[test]
    fn signatures_read_their_own_hex() {
        let mut bytes = [0xab; 64];
        bytes[63] = 1;
        let signature = DeviceSignature(bytes);
        assert_eq!(signature.to_string().parse(), Ok(signature));
        assert_eq!(format!("0x{signature}").parse(), Ok(signature));
        for text in [
            "",
            "ab",
            &"xy".repeat(64),
            &"ab".repeat(63),
            &"é".repeat(64),
        ] {
            assert!(text.parse::<DeviceSignature>().is_err(), "{text}");
        }
    }
}
