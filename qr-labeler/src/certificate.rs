//! The code on a quarantine certificate: what a vet signed, as text for a QR symbol, and its check at
//! a checkpoint that has no network.

mod plate;
mod vets;

use std::fmt;

use codec::{DecodeAll, Encode};
use county_primitives::{
    livestock::{CertificatePayload, SignedCertificate},
    MemberId,
};
use ed25519_dalek::Signature;

pub use self::{
    plate::{Plate, PlateError, PlateKey},
    vets::{VetKeys, VetKeysError},
};
use crate::{
    base32::{self, Reading},
    url::Host,
};

/// The first byte of every text: another form of the payload gets another number.
const FORM: u8 = 1;

/// The path under which the code is looked up by whoever has a network.
const PATH: &str = "/V/";

/// More characters than any payload has; nothing longer is even tried.
const TEXT_MAX: usize = 512;

/// Why a text is no certificate, or not a genuine one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CertificateError {
    /// A character that no certificate's code has.
    #[error("{0:?} is no character of a certificate's code")]
    Character(char),
    /// The text does not hold a certificate, or not all of one.
    #[error("this is no certificate's code, or not all of it was read")]
    Form,
    /// The vet's key is not in the list.
    #[error("the list of vets has no key {key} of member {vet}")]
    UnknownVet {
        /// The member who is said to have signed.
        vet: MemberId,
        /// With which key.
        key: u16,
    },
    /// The signature is not the vet's.
    #[error("the signature is not the vet's: the code was altered or made up")]
    Signature,
}

/// The text of a certificate's code: only characters of the alphanumeric mode.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateCode(SignedCertificate);

impl CertificateCode {
    /// The code of a payload that was signed.
    pub fn new(signed: SignedCertificate) -> Self {
        Self(signed)
    }

    /// Reads a code out of whatever a scanner hands over: the bare text, or the address around it.
    ///
    /// # Errors
    /// [`CertificateError::Character`] or [`CertificateError::Form`] when it is none. Nothing is
    /// said about the signature yet.
    pub fn read(scanned: &str) -> Result<Self, CertificateError> {
        let text = scanned.trim();
        let text = text.split(['?', '#']).next().unwrap_or(text);
        let text = text.rsplit('/').next().unwrap_or(text);
        if text.len() > TEXT_MAX {
            return Err(CertificateError::Form);
        }
        match bytes(text)?.split_first() {
            Some((&FORM, signed)) => SignedCertificate::decode_all(&mut &signed[..])
                .map(Self)
                .map_err(|_| CertificateError::Form),
            _ => Err(CertificateError::Form),
        }
    }

    /// What the code says. Believe it only after [`CertificateCode::verify`].
    pub fn payload(&self) -> &CertificatePayload {
        &self.0.payload
    }

    /// Checks the signature with the key that the list has for the vet.
    ///
    /// # Errors
    /// [`CertificateError::UnknownVet`] or [`CertificateError::Signature`].
    pub fn verify(&self, vets: &VetKeys) -> Result<(), CertificateError> {
        let (vet, key) = (self.0.payload.vet, self.0.payload.key);
        let public_key = vets
            .get(vet, key)
            .ok_or(CertificateError::UnknownVet { vet, key })?;
        let signature = Signature::from_bytes(&self.0.signature());
        public_key
            .verify_strict(&self.0.payload.message(), &signature)
            .map_err(|_| CertificateError::Signature)
    }

    /// What the QR symbol says: an address that also opens in a phone's browser.
    pub fn url(&self, host: &Host) -> String {
        format!("{host}{PATH}{self}")
    }
}

impl fmt::Display for CertificateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![FORM];
        self.0.encode_to(&mut bytes);
        let (mut held, mut bits) = (0u32, 0u32);
        for byte in bytes {
            held = (held << 8) | u32::from(byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                write!(f, "{}", five(held >> bits))?;
            }
        }
        if bits > 0 {
            write!(f, "{}", five(held << (5 - bits)))?;
        }
        Ok(())
    }
}

/// The character of the five lowest bits.
fn five(bits: u32) -> char {
    base32::character(bits.to_le_bytes()[0] & 31)
}

/// The bytes of a text in base32. What is left over must be less than a character, and zero.
fn bytes(text: &str) -> Result<Vec<u8>, CertificateError> {
    let (mut held, mut bits) = (0u32, 0u32);
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    for character in text.chars() {
        let value = match base32::read(character) {
            Reading::Value(value) | Reading::Repaired(value) => value,
            Reading::Separator => continue,
            Reading::LetterU | Reading::Foreign => {
                return Err(CertificateError::Character(character))
            }
        };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_le_bytes()[0]);
            held &= (1 << bits) - 1;
        }
    }
    if bits < 5 && held == 0 {
        Ok(bytes)
    } else {
        Err(CertificateError::Form)
    }
}

#[cfg(test)]
mod tests;
