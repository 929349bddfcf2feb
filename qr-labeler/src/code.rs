//! The 20 characters printed on a label: packing, reading and every way a reading can fail.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use county_primitives::{BatchId, CodeKind, BATCH_MAX, INDEX_MAX};

use crate::base32::{self, Reading};

/// How many characters a code has.
pub const CODE_LEN: usize = 20;

/// The highest token (35 bits).
pub const TOKEN_MAX: u64 = (1 << 35) - 1;

/// Characters before the check character.
const DATA_LEN: usize = CODE_LEN - 1;

/// One printed code: `1 kind | 6 batch | 5 index | 7 token | 1 check` in Crockford base32.
///
/// A value of this type is always within its limits, so it always prints as exactly
/// [`CODE_LEN`] upper-case characters that read back as the same value.
///
/// ```
/// use qr_labeler::{BatchId, Code, CodeKind};
///
/// let code = Code::new(CodeKind::Item, BatchId(7), 41, 123_456_789)?;
/// assert_eq!(code.to_string(), "10000070001903NQK8N9");
/// assert_eq!("10000-07000-1903n-qk8n9".parse::<Code>()?, code);
/// # Ok::<(), qr_labeler::CodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    kind: CodeKind,
    batch: BatchId,
    index: u32,
    token: u64,
}

/// A code as it was read, and whether letters had to be put right for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Decoded {
    /// The code.
    pub code: Code,
    /// Whether an O, I or L was taken for the 0 or 1 that must have been printed. Case, spaces and
    /// hyphens are not repairs.
    pub repaired: bool,
}

/// Why something is not a code. Positions count letters and digits only, starting at 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CodeError {
    /// Too few or too many characters, spaces and hyphens not counted.
    #[error("a code has {CODE_LEN} characters, this one has {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character that no code contains.
    #[error("character {position} is {found:?}, which is never part of a code")]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// The letter U, which is never printed.
    #[error(
        "character {position} is the letter U, which is never printed; look again whether it is a V"
    )]
    LetterU {
        /// Where the first one stands.
        position: usize,
        /// The code that is meant if every U is a V, when that is a good code.
        suggestion: Option<Code>,
    },
    /// The check character does not fit the others.
    #[error("the check character does not fit: at least one character was misread or mistyped")]
    Check,
    /// The first character names a kind that does not exist.
    #[error("the code says kind {number}, which does not exist")]
    Kind {
        /// The number of the kind.
        number: u8,
    },
    /// A batch number that does not fit its six characters, or zero, which no batch has.
    #[error("batch {batch} is outside 1 to {BATCH_MAX}")]
    Batch {
        /// The number.
        batch: u32,
    },
    /// An index that does not fit its five characters. Only making a code can meet it.
    #[error("index {index} is above {INDEX_MAX}")]
    Index {
        /// The number.
        index: u32,
    },
    /// A token that does not fit its seven characters. Only making a code can meet it.
    #[error("the token is above {TOKEN_MAX}")]
    Token,
}

impl CodeError {
    /// The code that was probably meant, if there is one to show to the reader.
    pub fn suggestion(&self) -> Option<Code> {
        match self {
            Self::LetterU { suggestion, .. } => *suggestion,
            _ => None,
        }
    }
}

impl Code {
    /// Puts a code together.
    ///
    /// # Errors
    /// [`CodeError::Batch`], [`CodeError::Index`] or [`CodeError::Token`] when a number does not
    /// fit.
    pub fn new(kind: CodeKind, batch: BatchId, index: u32, token: u64) -> Result<Self, CodeError> {
        if batch.0 == 0 || batch.0 > BATCH_MAX {
            return Err(CodeError::Batch { batch: batch.0 });
        }
        if index > INDEX_MAX {
            return Err(CodeError::Index { index });
        }
        if token > TOKEN_MAX {
            return Err(CodeError::Token);
        }
        Ok(Self {
            kind,
            batch,
            index,
            token,
        })
    }

    /// Reads a code as people type it: any case, spaces and hyphens anywhere, full-width letters,
    /// O for 0, I and L for 1.
    ///
    /// # Errors
    /// The first of length, characters, check character, kind and batch that is wrong.
    pub fn decode(typed: &str) -> Result<Decoded, CodeError> {
        let readings = || {
            typed
                .chars()
                .map(|found| (found, base32::read(found)))
                .filter(|(_, reading)| *reading != Reading::Separator)
        };
        let found = readings().count();
        if found != CODE_LEN {
            return Err(CodeError::Length { found });
        }
        let mut values = [0u8; CODE_LEN];
        let mut repaired = false;
        let mut letter_u = None;
        for ((position, (found, reading)), slot) in readings().enumerate().zip(&mut values) {
            let position = position + 1;
            *slot = match reading {
                Reading::Value(value) => value,
                Reading::Repaired(value) => {
                    repaired = true;
                    value
                }
                Reading::LetterU => {
                    letter_u.get_or_insert(position);
                    LETTER_V
                }
                Reading::Separator | Reading::Foreign => {
                    return Err(CodeError::Character { found, position });
                }
            };
        }
        let code = Self::from_values(&values);
        if let Some(position) = letter_u {
            return Err(CodeError::LetterU {
                position,
                suggestion: code.ok(),
            });
        }
        code.map(|code| Decoded { code, repaired })
    }

    /// What the code is stuck on.
    pub fn kind(&self) -> CodeKind {
        self.kind
    }

    /// The batch it was issued in.
    pub fn batch(&self) -> BatchId {
        self.batch
    }

    /// Which code of the batch it is, from 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The part nobody can guess.
    pub fn token(&self) -> u64 {
        self.token
    }

    /// The code in four groups of five, for people to read and type.
    pub fn grouped(&self) -> String {
        let text = self.to_string();
        let mut grouped = String::with_capacity(CODE_LEN + 3);
        for (position, character) in text.chars().enumerate() {
            if position > 0 && position % 5 == 0 {
                grouped.push('-');
            }
            grouped.push(character);
        }
        grouped
    }

    /// The 19 values before the check value, as one number of 95 bits.
    fn packed(&self) -> u128 {
        let mut packed = u128::from(self.kind.number());
        packed = packed << 30 | u128::from(self.batch.0);
        packed = packed << 25 | u128::from(self.index);
        packed << 35 | u128::from(self.token)
    }

    fn values(&self) -> [u8; CODE_LEN] {
        let packed = self.packed();
        let mut values = [0; CODE_LEN];
        for (position, value) in values.iter_mut().take(DATA_LEN).enumerate() {
            let [low, ..] = (packed >> (5 * (DATA_LEN - 1 - position))).to_le_bytes();
            *value = low & 31;
        }
        values[DATA_LEN] = base32::check_value(&values[..DATA_LEN]);
        values
    }

    fn from_values(values: &[u8; CODE_LEN]) -> Result<Self, CodeError> {
        if base32::check_value(&values[..DATA_LEN]) != values[DATA_LEN] {
            return Err(CodeError::Check);
        }
        let number = |values: &[u8]| {
            values
                .iter()
                .fold(0u64, |number, value| number << 5 | u64::from(*value))
        };
        let short = |values: &[u8]| u32::try_from(number(values)).unwrap_or(u32::MAX);
        let kind = CodeKind::from_number(values[0]).ok_or(CodeError::Kind { number: values[0] })?;
        Self::new(
            kind,
            BatchId(short(&values[1..7])),
            short(&values[7..12]),
            number(&values[12..DATA_LEN]),
        )
    }
}

/// The value of the letter V.
const LETTER_V: u8 = 27;

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.packed().hash(state);
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; CODE_LEN];
        for (slot, value) in text.iter_mut().zip(self.values()) {
            // A base32 character is ASCII, so one byte holds it.
            base32::character(value).encode_utf8(std::slice::from_mut(slot));
        }
        f.pad(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        Self::decode(typed).map(|decoded| decoded.code)
    }
}

#[cfg(test)]
mod tests;
