//! A proof verifies for its own code in its own batch, and for nothing else.

use proptest::prelude::*;

use super::*;
use crate::{Batch, BatchId, BatchSecret, CodeKind};

fn batch(count: u32, seed: u8) -> Batch {
    Batch::new(
        CodeKind::Item,
        BatchId(7),
        count,
        BatchSecret::new([seed; 32]),
    )
    .unwrap()
}

/// The root by definition, level by level.
fn plain_root(mut level: Vec<Digest>) -> Digest {
    while level.len() > 1 {
        let pairs = level.chunks(2);
        level = pairs
            .map(|pair| {
                if pair.len() == 2 {
                    node(&pair[0], &pair[1])
                } else {
                    pair[0]
                }
            })
            .collect();
    }
    level[0]
}

proptest! {
    #[test]
    fn streaming_tree_and_definition_agree(seeds in prop::collection::vec(any::<[u8; 32]>(), 1..200)) {
        let leaves: Vec<Digest> = seeds.into_iter().map(Digest).collect();
        let tree = Tree::new(leaves.clone());
        prop_assert_eq!(tree.count(), leaves.len());
        prop_assert_eq!(tree.root(), root(leaves.clone()));
        prop_assert_eq!(tree.root(), Some(plain_root(leaves)));
    }

    #[test]
    fn a_proof_is_only_for_its_own_code(count in 1u32..80, a: u32, b: u32, flip in 0u32..35) {
        let batch = batch(count, 7);
        let (root, a, b) = (batch.root(), a % count, b % count);
        let (code, other) = (batch.code(a).unwrap(), batch.code(b).unwrap());
        let proof = batch.proof(a).unwrap();
        prop_assert_eq!(verify(root, count, &code, &proof), Ok(()));
        if a != b {
            prop_assert!(verify(root, count, &other, &proof).is_err());
        }
        // A guessed token, another kind, another batch, another index: none is in the tree.
        let (kind, id, token) = (code.kind(), code.batch(), code.token());
        let next = (a + 1) % count.max(2);
        for forged in [
            Code::new(kind, id, a, token ^ (1 << flip)),
            Code::new(CodeKind::Box, id, a, token),
            Code::new(kind, BatchId(8), a, token),
            Code::new(kind, id, next, token),
        ] {
            prop_assert!(verify(root, count, &forged.unwrap(), &proof).is_err());
        }
    }

    #[test]
    fn a_changed_proof_fails(count in 2u32..80, index: u32, byte: usize, bit in 0..8u8) {
        let batch = batch(count, 7);
        let index = index % count;
        let code = batch.code(index).unwrap();
        let mut proof = batch.proof(index).unwrap();
        let mut bytes: Vec<&mut u8> =
            proof.salt.iter_mut().chain(proof.path.iter_mut().flat_map(|step| &mut step.0)).collect();
        let byte = byte % bytes.len();
        *bytes[byte] ^= 1 << bit;
        prop_assert_eq!(verify(batch.root(), count, &code, &proof), Err(ProofError::Root));
    }

    #[test]
    fn proofs_read_back(salt: Salt, path in prop::collection::vec(any::<[u8; 32]>(), 0..=PATH_MAX)) {
        let proof = Proof { salt, path: path.into_iter().map(Digest).collect() };
        prop_assert_eq!(proof.to_string().parse(), Ok(proof));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = text.parse::<Proof>();
    }
}

#[test]
fn no_leaves_have_no_root() {
    assert_eq!(root([]), None);
    assert_eq!(Tree::new([]).root(), None);
    assert_eq!(Tree::new([]).path(0), None);
}

#[test]
fn each_failure_has_its_name() {
    let three = batch(3, 7);
    let (root, code) = (three.root(), three.code(2).unwrap());
    let proof = three.proof(2).unwrap();
    assert_eq!(proof.path.len(), 1, "the promoted leaf has a short path");
    assert_eq!(verify(root, 3, &code, &proof), Ok(()));
    assert_eq!(verify(root, 0, &code, &proof), Err(ProofError::Count(0)));
    let above = COUNT_MAX + 1;
    assert_eq!(
        verify(root, above, &code, &proof),
        Err(ProofError::Count(above))
    );
    assert_eq!(
        verify(root, 2, &code, &proof),
        Err(ProofError::Index { index: 2, count: 2 })
    );
    assert_eq!(
        verify(root, 4, &code, &proof),
        Err(ProofError::PathLength {
            expected: 2,
            found: 1
        })
    );
    assert_eq!(
        verify(batch(3, 8).root(), 3, &code, &proof),
        Err(ProofError::Root)
    );
}

#[test]
fn the_largest_batch_has_the_longest_path() {
    assert_eq!(siblings(0, COUNT_MAX).count(), PATH_MAX);
    assert_eq!(siblings(COUNT_MAX - 1, COUNT_MAX).count(), PATH_MAX);
}

#[test]
fn bad_proof_texts_have_their_names() {
    let parse = |text: &str| text.parse::<Proof>().err();
    let salt = "0f".repeat(16);
    assert_eq!(parse(&salt), Some(ProofTextError::Dot));
    assert_eq!(parse("0f."), Some(ProofTextError::Salt));
    assert_eq!(parse(&format!("{salt}.")), None);
    assert_eq!(parse(&format!("{salt}.0f")), Some(ProofTextError::Path));
    assert_eq!(
        parse(&format!("{salt}.{}", "0g".repeat(32))),
        Some(ProofTextError::Path)
    );
    assert_eq!(
        parse(&format!("{salt}.{}", "0f".repeat(32 * 26))),
        Some(ProofTextError::Path)
    );
}
