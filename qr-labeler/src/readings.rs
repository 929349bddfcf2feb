//! Readings of devices: the tree over the readings of an hour, and the proof that one of them lies under the root
//! that the device anchored on the chain.
//!
//! - `leaf = BLAKE3(0x00 ++ message ++ signature)`, the message being the text that the device signed;
//! - nodes, promotion and paths are those of [`crate::merkle`], leaves in the order of their numbers.
//!
//! A proof is a short text that people can read: the reading as it was signed, then signature, place and path.
//!
//! ```
//! # use ed25519_dalek::{Signer, SigningKey};
//! use county_primitives::{devices::{DeviceSignature, Reading}, DeviceId, DeviceKey};
//! use qr_labeler::readings::{self, ReadingProof, SignedReading};
//!
//! # let device = SigningKey::from_bytes(&[7; 32]);
//! # let taken = |sequence| {
//! #     let reading = Reading { device: DeviceId(1), sequence, at_ms: 1_790_002_800_000,
//! #         metric: "temperature".parse().unwrap(), value_milli: 38_600, unit: "°C".parse().unwrap() };
//! #     let signature = DeviceSignature(device.sign(reading.message().as_bytes()).to_bytes());
//! #     SignedReading { reading, signature }
//! # };
//! let hour: Vec<SignedReading> = (1..=60).map(taken).collect();
//! let root = readings::tree(&hour).root().unwrap();
//! let proof = ReadingProof::new(&hour, 41).unwrap();
//!
//! // Handed on as text, and checked by whoever has the key and the root from the chain.
//! let proof: ReadingProof = proof.to_string().parse()?;
//! let key = DeviceKey(device.verifying_key().to_bytes());
//! assert_eq!(proof.signed.reading.sequence, 42);
//! readings::verify(root, 60, &key, &proof)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{fmt, str::FromStr};

use county_primitives::{
    devices::{DeviceSignature, Reading, READINGS_MAX},
    DeviceKey, Digest,
};
use ed25519_dalek::{Signature, VerifyingKey};

use crate::merkle::{node, siblings, Tree, LEAF};

/// The longest path: that of an hour with the most readings.
const PATH_MAX: usize = 16;

/// A reading with the signature of its device.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedReading {
    /// The reading.
    pub reading: Reading,
    /// The device's signature over [`Reading::message`].
    pub signature: DeviceSignature,
}

/// What turns a reading into evidence: the path from its leaf to the root of its hour.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadingProof {
    /// The reading.
    pub signed: SignedReading,
    /// Its place among the readings of its hour, from 0.
    pub index: u32,
    /// How many readings the hour has.
    pub count: u32,
    /// Siblings from the leaf upwards.
    pub path: Vec<Digest>,
}

/// A text that is not the proof of a reading.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadingTextError {
    /// A reading is not written as it was signed.
    #[error("line {0} of the reading is not what a device signs")]
    Reading(u8),
    /// A line after the reading is missing or wrong.
    #[error("after the reading stands `{0}: …`, and here it does not")]
    Line(&'static str),
    /// Something follows the path.
    #[error("something stands behind the path")]
    Surplus,
}

/// Why the proof of a reading does not prove.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadingProofError {
    /// The signature is not the device's.
    #[error("the signature is not the device's: the reading was altered or made up")]
    Signature,
    /// The anchor has another number of readings.
    #[error("the anchored hour has {anchored} readings, the proof is for {proved}")]
    Count {
        /// Readings of the anchor.
        anchored: u32,
        /// Readings of the proof.
        proved: u32,
    },
    /// The place lies outside the hour, or the path does not fit it.
    #[error("the path does not lead from reading {index} of {count} to a root")]
    Path {
        /// The place.
        index: u32,
        /// Readings of the hour.
        count: u32,
    },
    /// The path leads to another root: this reading was not anchored.
    #[error("the proof does not lead to the root: this reading was not anchored")]
    Root,
}

impl SignedReading {
    /// Whether the device with this key signed the reading.
    pub fn is_genuine(&self, key: &DeviceKey) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&key.0) else {
            return false;
        };
        let signature = Signature::from_bytes(&self.signature.0);
        key.verify_strict(self.reading.message().as_bytes(), &signature)
            .is_ok()
    }

    /// The leaf of the reading.
    pub fn leaf(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[LEAF]);
        hasher.update(self.reading.message().as_bytes());
        hasher.update(&self.signature.0);
        Digest(*hasher.finalize().as_bytes())
    }
}

/// The tree over the readings of an hour, which stand in the order of their numbers.
pub fn tree(hour: &[SignedReading]) -> Tree {
    Tree::new(hour.iter().map(SignedReading::leaf))
}

impl ReadingProof {
    /// The proof of the reading at this place, from 0. `None` if the hour has no such place or more readings than
    /// an hour may have.
    pub fn new(hour: &[SignedReading], index: u32) -> Option<Self> {
        let count = u32::try_from(hour.len()).ok()?;
        let signed = hour.get(usize::try_from(index).ok()?)?.clone();
        if count > READINGS_MAX {
            return None;
        }
        Some(Self {
            signed,
            index,
            count,
            path: tree(hour).path(index)?,
        })
    }
}

/// Verifies that a device with this `key` took the reading and anchored it under this `root` with `count` readings,
/// all as the chain holds them. It needs no network and no trust in whoever made the proof.
///
/// # Errors
/// [`ReadingProofError`] says in which way the proof fails.
pub fn verify(
    root: Digest,
    count: u32,
    key: &DeviceKey,
    proof: &ReadingProof,
) -> Result<(), ReadingProofError> {
    if !proof.signed.is_genuine(key) {
        return Err(ReadingProofError::Signature);
    }
    if proof.count != count {
        return Err(ReadingProofError::Count {
            anchored: count,
            proved: proof.count,
        });
    }
    let index = proof.index;
    let fits = index < count && count <= READINGS_MAX;
    if !fits || proof.path.len() != siblings(index, count).count() {
        return Err(ReadingProofError::Path { index, count });
    }
    let steps = siblings(index, count).zip(&proof.path);
    let reached = steps.fold(proof.signed.leaf(), |reached, (range, sibling)| {
        if range.start < index {
            node(sibling, &reached)
        } else {
            node(&reached, sibling)
        }
    });
    if reached == root {
        Ok(())
    } else {
        Err(ReadingProofError::Root)
    }
}

impl fmt::Display for ReadingProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.signed.reading.message())?;
        writeln!(f, "signature: {}", self.signed.signature)?;
        writeln!(f, "index: {}", self.index)?;
        writeln!(f, "count: {}", self.count)?;
        write!(f, "path: ")?;
        for sibling in &self.path {
            write!(f, "{sibling}")?;
        }
        writeln!(f)
    }
}

impl FromStr for ReadingProof {
    type Err = ReadingTextError;

    fn from_str(text: &str) -> Result<Self, ReadingTextError> {
        let mut lines = text.trim_end().lines();
        let reading = read_reading(&mut lines)?;
        let signature = read_line(&mut lines, "signature")?;
        let index = read_line(&mut lines, "index")?;
        let count = read_line(&mut lines, "count")?;
        let Path(path) = read_line(&mut lines, "path")?;
        if lines.next().is_some() {
            return Err(ReadingTextError::Surplus);
        }
        Ok(Self {
            signed: SignedReading { reading, signature },
            index,
            count,
            path,
        })
    }
}

/// The lines of a reading; whatever is read must be written the same way again.
fn read_reading<'a>(
    lines: &mut impl Iterator<Item = &'a str>,
) -> Result<Reading, ReadingTextError> {
    let signed: Vec<&str> = lines.take(7).collect();
    let line = |at: u8| {
        let line = signed.get(usize::from(at).saturating_sub(1));
        line.copied().ok_or(ReadingTextError::Reading(at))
    };
    let fault = ReadingTextError::Reading;
    let reading = Reading {
        device: line(2)?.parse().map_err(|_| fault(2))?,
        sequence: line(3)?.parse().map_err(|_| fault(3))?,
        at_ms: line(4)?.parse().map_err(|_| fault(4))?,
        metric: line(5)?.parse().map_err(|_| fault(5))?,
        value_milli: line(6)?.parse().map_err(|_| fault(6))?,
        unit: line(7)?.parse().map_err(|_| fault(7))?,
    };
    let written = reading.message();
    match (1u8..)
        .zip(written.lines())
        .find(|(at, written)| line(*at) != Ok(*written))
    {
        Some((at, _)) => Err(fault(at)),
        None => Ok(reading),
    }
}

/// The value of the next line, which has this name.
fn read_line<'a, T: FromStr>(
    lines: &mut impl Iterator<Item = &'a str>,
    name: &'static str,
) -> Result<T, ReadingTextError> {
    let fault = ReadingTextError::Line(name);
    let line = lines.next().ok_or(fault)?;
    let (found, value) = line.split_once(':').ok_or(fault)?;
    if found != name {
        return Err(fault);
    }
    value.trim().parse().map_err(|_| fault)
}

/// Digests without anything between them.
struct Path(Vec<Digest>);

impl FromStr for Path {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() > 64 * PATH_MAX || !text.len().is_multiple_of(64) || text.contains('x') {
            return Err(());
        }
        let digest = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
        let path: Option<Vec<Digest>> = text.as_bytes().chunks(64).map(digest).collect();
        path.map(Self).ok_or(())
    }
}

#[cfg(test)]
mod tests;
