//! A code batch as its issuer holds it: everything about any of its codes from one secret.

use county_primitives::{BatchId, CodeKind, Digest, BATCH_MAX, INDEX_MAX};

use crate::{
    merkle::{self, Proof, Tree},
    BatchSecret, Code, CodeError, Salt,
};

/// How many codes a label can number inside one batch.
pub const COUNT_MAX: u32 = INDEX_MAX + 1;

/// A batch of codes with its secret.
#[derive(Clone, Debug)]
pub struct Batch {
    kind: CodeKind,
    id: BatchId,
    count: u32,
    secret: BatchSecret,
}

/// Why a batch cannot be, or has no such code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BatchError {
    /// A batch number outside the six characters a label has for it.
    #[error("batch {0} is outside 1 to {BATCH_MAX}")]
    Number(BatchId),
    /// No codes, or more than a label can number.
    #[error("a batch has 1 to {COUNT_MAX} codes, not {0}")]
    Count(u32),
    /// An index the batch does not reach.
    #[error("the batch has {count} codes, numbered from 0; there is no code {index}")]
    Index {
        /// The index asked for.
        index: u32,
        /// How many codes there are.
        count: u32,
    },
}

impl Batch {
    /// Describes a batch of `count` codes.
    ///
    /// # Errors
    /// [`BatchError::Number`] or [`BatchError::Count`] when the label has no room for it.
    pub fn new(
        kind: CodeKind,
        id: BatchId,
        count: u32,
        secret: BatchSecret,
    ) -> Result<Self, BatchError> {
        if id.0 == 0 || id.0 > BATCH_MAX {
            return Err(BatchError::Number(id));
        }
        if count == 0 || count > COUNT_MAX {
            return Err(BatchError::Count(count));
        }
        Ok(Self {
            kind,
            id,
            count,
            secret,
        })
    }

    /// How many codes there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The code with this index.
    ///
    /// # Errors
    /// [`BatchError::Index`] when there is none.
    pub fn code(&self, index: u32) -> Result<Code, BatchError> {
        let beyond = BatchError::Index {
            index,
            count: self.count,
        };
        if index >= self.count {
            return Err(beyond);
        }
        self.make(index).map_err(|_| beyond)
    }

    /// Codes of a range of indexes, as far as the batch reaches.
    pub fn codes(&self, range: std::ops::Range<u32>) -> impl Iterator<Item = Code> + '_ {
        (range.start..range.end.min(self.count)).filter_map(|index| self.make(index).ok())
    }

    /// The salt that the leaf of this index contains; it is published with the proof.
    pub fn salt(&self, index: u32) -> Salt {
        self.secret.salt(self.id, index)
    }

    /// The Merkle root that goes on the chain, in memory that grows with the logarithm of the
    /// count.
    pub fn root(&self) -> Digest {
        merkle::root(self.leaves(0..self.count)).unwrap_or_default()
    }

    /// The proof of one code, computed from the secret in one pass over the batch and without
    /// keeping leaves. For many proofs make a [`Tree`] once.
    ///
    /// # Errors
    /// [`BatchError::Index`] when there is no such code.
    pub fn proof(&self, index: u32) -> Result<Proof, BatchError> {
        if index >= self.count {
            return Err(BatchError::Index {
                index,
                count: self.count,
            });
        }
        let path = merkle::siblings(index, self.count)
            .filter_map(|range| merkle::root(self.leaves(range)))
            .collect();
        Ok(Proof {
            salt: self.salt(index),
            path,
        })
    }

    /// The whole tree: 64 bytes per code for as long as it is kept.
    pub fn tree(&self) -> Tree {
        Tree::new(self.leaves(0..self.count))
    }

    /// The proof of one code from a tree made before; much faster than [`Batch::proof`].
    ///
    /// # Errors
    /// [`BatchError::Index`] when there is no such code in the batch or in the tree.
    pub fn proof_from(&self, tree: &Tree, index: u32) -> Result<Proof, BatchError> {
        let path = tree.path(index).filter(|_| index < self.count);
        let path = path.ok_or(BatchError::Index {
            index,
            count: self.count,
        })?;
        Ok(Proof {
            salt: self.salt(index),
            path,
        })
    }

    fn leaves(&self, range: std::ops::Range<u32>) -> impl Iterator<Item = Digest> + '_ {
        self.codes(range)
            .map(|code| merkle::leaf(&code, &self.salt(code.index())))
    }

    fn make(&self, index: u32) -> Result<Code, CodeError> {
        Code::new(self.kind, self.id, index, self.secret.token(self.id, index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(count: u32) -> Batch {
        Batch::new(CodeKind::Item, BatchId(7), count, BatchSecret::new([7; 32])).unwrap()
    }

    #[test]
    fn limits_are_exact() {
        let make = |id, count| {
            Batch::new(CodeKind::Box, BatchId(id), count, BatchSecret::new([1; 32])).err()
        };
        assert_eq!(make(1, 1), None);
        assert_eq!(make(BATCH_MAX, COUNT_MAX), None);
        assert_eq!(make(0, 1), Some(BatchError::Number(BatchId(0))));
        assert_eq!(
            make(BATCH_MAX + 1, 1),
            Some(BatchError::Number(BatchId(BATCH_MAX + 1)))
        );
        assert_eq!(make(1, 0), Some(BatchError::Count(0)));
        assert_eq!(
            make(1, COUNT_MAX + 1),
            Some(BatchError::Count(COUNT_MAX + 1))
        );
    }

    #[test]
    fn an_index_beyond_the_batch_is_refused() {
        let batch = batch(3);
        let beyond = BatchError::Index { index: 3, count: 3 };
        assert!(batch.code(2).is_ok());
        assert_eq!(batch.code(3), Err(beyond));
        assert_eq!(batch.proof(3), Err(beyond));
        assert_eq!(batch.proof_from(&batch.tree(), 3), Err(beyond));
        assert_eq!(batch.codes(1..9).count(), 2);
    }

    #[test]
    fn tree_and_streaming_agree() {
        for count in 1..70 {
            let batch = batch(count);
            let tree = batch.tree();
            assert_eq!(tree.root(), Some(batch.root()));
            for index in 0..count {
                let proof = batch.proof(index).unwrap();
                assert_eq!(batch.proof_from(&tree, index).as_ref(), Ok(&proof));
                let code = batch.code(index).unwrap();
                assert_eq!(merkle::verify(batch.root(), count, &code, &proof), Ok(()));
            }
        }
    }

    #[test]
    fn a_root_keeps_its_value() {
        // Roots are on the chain for ever: a change of tree or leaf would orphan them.
        assert_eq!(
            batch(5).root().to_string(),
            "0c575f3464a9ee8817ad7bbcdab3fbe39a5a9ce13234c1949b569228d40c7aa2"
        );
    }
}
