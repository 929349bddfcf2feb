//! What proves and what does not: every byte of a reading counts, and so does its place.

use county_primitives::DeviceId;
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

use super::*;

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn key() -> DeviceKey {
    DeviceKey(device().verifying_key().to_bytes())
}

fn signed(reading: Reading, device: &SigningKey) -> SignedReading {
    let signature = DeviceSignature(device.sign(reading.message().as_bytes()).to_bytes());
    SignedReading { reading, signature }
}

fn taken(sequence: u64) -> SignedReading {
    let reading = Reading {
        device: DeviceId(1),
        sequence,
        at_ms: 1_790_002_800_000 + sequence,
        metric: "temperature".parse().unwrap(),
        value_milli: -1_500,
        unit: "°C".parse().unwrap(),
    };
    signed(reading, &device())
}

fn hour(count: u64) -> Vec<SignedReading> {
    (1..=count).map(taken).collect()
}

#[test]
fn the_leaf_is_what_the_documentation_says() {
    let one = taken(1);
    let mut bytes = vec![0u8];
    bytes.extend(one.reading.message().as_bytes());
    bytes.extend(one.signature.0);
    assert_eq!(one.leaf().0, *blake3::hash(&bytes).as_bytes());
    assert_eq!(tree(std::slice::from_ref(&one)).root(), Some(one.leaf()));
    assert_eq!(tree(&[]).root(), None);
}

#[test]
fn an_altered_reading_does_not_prove() {
    let hour = hour(5);
    let root = tree(&hour).root().unwrap();
    let proof = ReadingProof::new(&hour, 2).unwrap();
    assert_eq!(verify(root, 5, &key(), &proof), Ok(()));

    let mut altered = proof.clone();
    altered.signed.reading.value_milli = 1_500;
    assert_eq!(
        verify(root, 5, &key(), &altered),
        Err(ReadingProofError::Signature)
    );
    // Even if the device itself signs another value afterwards, it is not what it anchored.
    altered.signed = signed(altered.signed.reading, &device());
    assert_eq!(
        verify(root, 5, &key(), &altered),
        Err(ReadingProofError::Root)
    );
}

#[test]
fn key_count_place_and_path_count() {
    let hour = hour(5);
    let root = tree(&hour).root().unwrap();
    let proof = ReadingProof::new(&hour, 2).unwrap();
    let other = DeviceKey([9; 32]);
    assert_eq!(
        verify(root, 5, &other, &proof),
        Err(ReadingProofError::Signature)
    );
    assert_eq!(
        verify(root, 6, &key(), &proof),
        Err(ReadingProofError::Count {
            anchored: 6,
            proved: 5
        })
    );
    let moved = ReadingProof {
        index: 3,
        ..proof.clone()
    };
    assert_eq!(
        verify(root, 5, &key(), &moved),
        Err(ReadingProofError::Root)
    );
    for index in [4, 5] {
        let outside = ReadingProof {
            index,
            ..proof.clone()
        };
        assert_eq!(
            verify(root, 5, &key(), &outside),
            Err(ReadingProofError::Path { index, count: 5 })
        );
    }
    assert_eq!(
        verify(Digest([0; 32]), 5, &key(), &proof),
        Err(ReadingProofError::Root)
    );
    assert_eq!(ReadingProof::new(&hour, 5), None);
}

#[test]
fn a_proof_is_read_from_its_text_only_as_it_was_written() {
    let proof = ReadingProof::new(&hour(5), 2).unwrap();
    let text = proof.to_string();
    assert_eq!(text.parse(), Ok(proof));
    for (from, to, fault) in [
        ("reading/v1", "reading/v2", ReadingTextError::Reading(1)),
        ("\n1\n3\n", "\n+1\n3\n", ReadingTextError::Reading(2)),
        ("\n1\n3\n", "\n1\n03\n", ReadingTextError::Reading(3)),
        ("-1500", "-1500.0", ReadingTextError::Reading(6)),
        ("°C", "0123456789012", ReadingTextError::Reading(7)),
        (
            "signature: ",
            "signed: ",
            ReadingTextError::Line("signature"),
        ),
        ("index: 2", "index: two", ReadingTextError::Line("index")),
        ("count: 5", "count 5", ReadingTextError::Line("count")),
        ("path: ", "path: 0", ReadingTextError::Line("path")),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        assert_eq!(altered.parse::<ReadingProof>(), Err(fault), "{to}");
    }
    assert_eq!(
        "".parse::<ReadingProof>(),
        Err(ReadingTextError::Reading(2))
    );
    assert_eq!(
        format!("{text}more\n").parse::<ReadingProof>(),
        Err(ReadingTextError::Surplus)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_reading_of_an_hour_proves_through_its_text(count in 1u64..40, place in 0u32..40) {
        let hour = hour(count);
        let root = tree(&hour).root().unwrap();
        match ReadingProof::new(&hour, place) {
            Some(proof) => {
                let read: ReadingProof = proof.to_string().parse().unwrap();
                let count = u32::try_from(count).unwrap();
                prop_assert_eq!(verify(root, count, &key(), &read), Ok(()));
            }
            None => prop_assert!(u64::from(place) >= count),
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = text.parse::<ReadingProof>();
    }
}
