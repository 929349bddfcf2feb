//! Bounded text without control characters, digests and pseudonyms.

#[cfg(feature = "serde")]
use alloc::string::String;
use core::fmt;

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::List;

/// Implements `Serialize` and `Deserialize` through `Display` and `FromStr`.
macro_rules! string_serde {
    ($name:ty) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text =
                    <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use string_serde;

/// UTF-8 text of at most `N` bytes without control characters.
///
/// The bytes are checked when the text is made and again whenever it is decoded, so that a value of
/// this type is always printable. A Chinese character takes three bytes.
#[derive(
    Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Encode, MaxEncodedLen, TypeInfo,
)]
pub struct Text<const N: u32>(List<u8, N>);

/// Why some bytes are not a [`Text`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextError {
    /// Longer than the field allows, in bytes.
    TooLong {
        /// The most bytes the field takes.
        bytes_max: u32,
    },
    /// Not UTF-8.
    NotUtf8,
    /// Contains a control character, such as a line break.
    ControlCharacter,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes_max } => write!(
                f,
                "the text is longer than {bytes_max} bytes (a Chinese character takes three)"
            ),
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::ControlCharacter => {
                f.write_str("the text contains a line break or another control character")
            }
        }
    }
}

impl core::error::Error for TextError {}

impl<const N: u32> Text<N> {
    /// The text, checked.
    pub fn new(text: &str) -> Result<Self, TextError> {
        if text.chars().any(char::is_control) {
            return Err(TextError::ControlCharacter);
        }
        List::try_from(text.as_bytes().to_vec())
            .map(Self)
            .map_err(|_| TextError::TooLong { bytes_max: N })
    }

    /// The text as a string slice.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.as_str().trim().is_empty()
    }
}

impl<const N: u32> Decode for Text<N> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        let bytes = List::<u8, N>::decode(input)?;
        let text = core::str::from_utf8(&bytes).map_err(|_| "Text is not UTF-8")?;
        if text.chars().any(char::is_control) {
            return Err("Text contains a control character".into());
        }
        Ok(Self(bytes))
    }
}

impl<const N: u32> DecodeWithMemTracking for Text<N> {}

impl<const N: u32> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const N: u32> core::str::FromStr for Text<N> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::new(text)
    }
}

#[cfg(feature = "serde")]
impl<const N: u32> serde::Serialize for Text<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de, const N: u32> serde::Deserialize<'de> for Text<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Why some text is not hexadecimal of the right length.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HexError {
    /// How many hexadecimal characters there must be.
    pub characters: usize,
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} hexadecimal characters", self.characters)
    }
}

impl core::error::Error for HexError {}

macro_rules! bytes {
    ($($(#[$doc:meta])* $name:ident($len:literal);)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Default, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = HexError;

            fn from_str(text: &str) -> Result<Self, HexError> {
                let error = HexError { characters: $len * 2 };
                let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
                if digits.len() != $len * 2 {
                    return Err(error);
                }
                let mut bytes = [0u8; $len];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    let pair = core::str::from_utf8(pair).map_err(|_| error)?;
                    if pair.starts_with('+') {
                        return Err(error);
                    }
                    *byte = u8::from_str_radix(pair, 16).map_err(|_| error)?;
                }
                Ok(Self(bytes))
            }
        }

        string_serde!($name);
    )*};
}

bytes! {
    /// The BLAKE3 digest of a document, or a salted commitment to a value that must stay private.
    Digest(32);
    /// The random name of a natural person; only the service's vault knows whose it is.
    Pseudonym(16);
    /// The ed25519 public key of a device.
    DeviceKey(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_bounded_in_bytes() {
        assert!(Text::<6>::new("玉露").is_ok());
        assert_eq!(
            Text::<5>::new("玉露"),
            Err(TextError::TooLong { bytes_max: 5 })
        );
        assert_eq!(Text::<5>::new("a\nb"), Err(TextError::ControlCharacter));
        assert!(Text::<8>::new("  ").unwrap().is_blank());
    }

    #[test]
    fn decoding_refuses_what_making_refuses() {
        let bad_utf8 = List::<u8, 8>::try_from(vec![0xff]).unwrap().encode();
        assert!(Text::<8>::decode(&mut &bad_utf8[..]).is_err());
        let control = List::<u8, 8>::try_from(vec![b'\n']).unwrap().encode();
        assert!(Text::<8>::decode(&mut &control[..]).is_err());
        let good = Text::<8>::new("梨").unwrap();
        assert_eq!(Text::<8>::decode(&mut &good.encode()[..]), Ok(good));
    }

    #[test]
    fn digests_read_their_own_hex() {
        let digest = Digest([0xab; 32]);
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("ab".parse::<Digest>().is_err());
        assert!(["+a"; 32].concat().parse::<Digest>().is_err());
    }
}
