//! The public keys of vets, as a checkpoint carries them.

use std::{collections::BTreeMap, str::FromStr};

use county_primitives::MemberId;
use ed25519_dalek::VerifyingKey;

/// Public keys of vets, by member and number of the key.
///
/// The list is a text: one key in a line, as member, number of the key and 64 hexadecimal digits,
/// with spaces between; anything after that, and lines that begin with `#`, are remarks.
#[derive(Clone, Debug, Default)]
pub struct VetKeys(BTreeMap<(MemberId, u16), VerifyingKey>);

/// Why a text is no list of keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: a line is MEMBER KEY and 64 hexadecimal digits")]
pub struct VetKeysError {
    /// The line, from 1.
    pub line: usize,
}

impl VetKeys {
    /// The key of a vet with this number.
    pub fn get(&self, vet: MemberId, key: u16) -> Option<&VerifyingKey> {
        self.0.get(&(vet, key))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for VetKeys {
    type Err = VetKeysError;

    fn from_str(text: &str) -> Result<Self, VetKeysError> {
        let lines = text.lines().zip(1..);
        lines
            .map(|(line, number)| (line.trim(), number))
            .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
            .map(|(line, number)| key(line).ok_or(VetKeysError { line: number }))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn key(line: &str) -> Option<((MemberId, u16), VerifyingKey)> {
    let mut words = line.split_whitespace();
    let member = MemberId(words.next()?.parse().ok()?);
    let number = words.next()?.parse().ok()?;
    let mut bytes = [0u8; 32];
    hex::decode_to_slice(words.next()?, &mut bytes).ok()?;
    let key = VerifyingKey::from_bytes(&bytes).ok()?;
    Some(((member, number), key))
}
