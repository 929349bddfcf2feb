//! Plate numbers (号牌) and the keyed commitment to them: the chain and the QR symbol carry only that.

use std::{fmt, str::FromStr};

use county_primitives::Digest;
use zeroize::Zeroizing;

/// Bytes before a plate under the key, so that the digest can mean nothing else.
const CONTEXT: &[u8] = b"county-ledger/plate/v1";

/// The first characters of plates: one for each province.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// A plate number in its one form: no spaces, no dots, upper case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plate(String);

/// Why a text is no plate number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a plate is a province, a letter, and five or six letters or digits, for example 渝C12345")]
pub struct PlateError;

/// The key of the commitments. Without it a digest is found by trying all plates, in minutes.
pub struct PlateKey(Zeroizing<[u8; 32]>);

impl PlateKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key as a checkpoint keeps it in a file: 64 hexadecimal digits.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_slice()))
    }
}

impl FromStr for PlateKey {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = Zeroizing::new([0u8; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }
}

impl Plate {
    /// The commitment to it.
    pub fn digest(&self, key: &PlateKey) -> Digest {
        let mut hasher = blake3::Hasher::new_keyed(&key.0);
        hasher.update(CONTEXT);
        hasher.update(self.0.as_bytes());
        Digest(hasher.finalize().into())
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Plate {
    type Err = PlateError;

    fn from_str(typed: &str) -> Result<Self, PlateError> {
        let plain: String = typed.chars().filter_map(plain).collect();
        let mut characters = plain.chars();
        let starts = characters.next().is_some_and(|it| PROVINCES.contains(it))
            && characters.next().is_some_and(|it| it.is_ascii_uppercase());
        let rest: Vec<char> = characters.collect();
        let ends = rest.split_last().is_some_and(|(last, before)| {
            let written = |it: &char| it.is_ascii_uppercase() || it.is_ascii_digit();
            (5..=6).contains(&rest.len())
                && before.iter().all(written)
                && (written(last) || matches!(last, '挂' | '学' | '警'))
        });
        if starts && ends {
            Ok(Self(plain))
        } else {
            Err(PlateError)
        }
    }
}

/// A typed character as it stands on a plate; nothing for what only separates.
fn plain(typed: char) -> Option<char> {
    let narrow = match u32::from(typed) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(typed),
        _ => typed,
    };
    let separates = narrow.is_whitespace() || matches!(narrow, '·' | '•' | '・' | '.' | '-');
    (!separates).then(|| narrow.to_ascii_uppercase())
}
