//! What a certificate's QR says: the bytes that a vet's key signs and a checkpoint verifies offline.

use alloc::vec::Vec;

use codec::Encode;

use super::{CertificateForm, CertificateNumber, Purpose, Species};
use crate::{CertificateId, Date, Digest, DivisionCode, MemberId, TimestampMs};

/// Bytes before the payload under signature and digest, so that they can mean nothing else.
const CONTEXT: &[u8] = b"county-ledger/certificate/v1";

words! {
    /// The facts of a certificate that a checkpoint compares with the load before it.
    ///
    /// The canonical bytes are its SCALE encoding; the chain records their digest.
    pub struct CertificatePayload {
        /// The number on chain.
        pub certificate: CertificateId,
        /// The number on the paper.
        pub number: CertificateNumber,
        /// Its form.
        pub form: CertificateForm,
        /// What travels; none for products.
        pub species: Option<Species>,
        /// How many heads, or pieces of meat.
        pub heads: u32,
        /// What for; none for products.
        pub purpose: Option<Purpose>,
        /// Where the load comes from.
        pub origin: DivisionCode,
        /// Where it goes.
        pub destination: DivisionCode,
        /// Keyed commitment to the plate number.
        pub plate: Digest,
        /// Digest over the list of what is loaded, in the order of the declaration.
        pub load: Digest,
        /// When it was issued.
        pub issued_ms: TimestampMs,
        /// The last day it is valid.
        pub valid_until: Date,
        /// The vet.
        pub vet: MemberId,
        /// Which of the vet's keys signed the call that issued it.
        pub key: u16,
    }

    /// A payload with the ed25519 signature over [`CertificatePayload::message`].
    pub struct SignedCertificate {
        /// The payload.
        pub payload: CertificatePayload,
        /// The first half of the signature.
        pub signature_r: Digest,
        /// The second half of the signature.
        pub signature_s: Digest,
    }
}

impl CertificatePayload {
    /// The bytes under the signature: the context, then the SCALE encoding.
    pub fn message(&self) -> Vec<u8> {
        let mut message = CONTEXT.to_vec();
        self.encode_to(&mut message);
        message
    }

    /// What the chain records of the payload.
    pub fn digest(&self) -> Digest {
        Digest(sp_crypto_hashing::blake2_256(&self.message()))
    }

    /// The digest over a load: its units, or its pieces of meat, in order.
    pub fn load_digest<Part: Encode>(parts: &[Part]) -> Digest {
        Digest(parts.using_encoded(sp_crypto_hashing::blake2_256))
    }
}

impl SignedCertificate {
    /// Payload and signature in one.
    pub fn new(payload: CertificatePayload, signature: [u8; 64]) -> Self {
        let (mut signature_r, mut signature_s) = (Digest::default(), Digest::default());
        let (left, right) = signature.split_at(32);
        signature_r.0.copy_from_slice(left);
        signature_s.0.copy_from_slice(right);
        Self {
            payload,
            signature_r,
            signature_s,
        }
    }

    /// The 64 bytes of the signature.
    pub fn signature(&self) -> [u8; 64] {
        let mut signature = [0; 64];
        let (left, right) = signature.split_at_mut(32);
        left.copy_from_slice(&self.signature_r.0);
        right.copy_from_slice(&self.signature_s.0);
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Decode;

    fn payload() -> CertificatePayload {
        CertificatePayload {
            certificate: CertificateId(7),
            number: "5001530000007".parse().unwrap(),
            form: CertificateForm::AnimalB,
            species: Some(Species::Pig),
            heads: 130,
            purpose: Some(Purpose::Slaughter),
            origin: "500153101201".parse().unwrap(),
            destination: "500153102201".parse().unwrap(),
            plate: Digest([1; 32]),
            load: CertificatePayload::load_digest(&[1u64, 2]),
            issued_ms: 1_790_000_000_000,
            valid_until: "2026-09-22".parse().unwrap(),
            vet: MemberId(3),
            key: 0,
        }
    }

    #[test]
    fn a_signed_certificate_reads_back_and_fits_a_code() {
        let mut signature = [7; 64];
        signature[63] = 9;
        let signed = SignedCertificate::new(payload(), signature);
        let bytes = signed.encode();
        assert!(bytes.len() < 230, "{} bytes", bytes.len());
        let read = SignedCertificate::decode(&mut &bytes[..]).unwrap();
        assert_eq!(read.signature(), signature);
        assert_eq!(read, signed);
    }

    #[test]
    fn the_digest_depends_on_every_field_and_on_the_context() {
        let one = payload();
        let other = CertificatePayload {
            heads: 131,
            ..payload()
        };
        assert_ne!(one.digest(), other.digest());
        assert_ne!(one.digest().0, sp_crypto_hashing::blake2_256(&one.encode()));
        assert!(one.message().starts_with(CONTEXT));
    }
}
