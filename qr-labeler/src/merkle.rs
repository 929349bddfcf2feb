//! Merkle trees over the codes of a batch, and proofs that one code is among them.
//!
//! - `leaf = BLAKE3(0x00 ++ kind ++ batch ++ index ++ token ++ salt)` with kind in 1, batch and
//!   index in 4, token in 8 and salt in 16 bytes, numbers little-endian;
//! - `node = BLAKE3(0x01 ++ left ++ right)`;
//! - a last node without a partner is promoted to the next level as it is, never doubled, so two
//!   different lists of leaves never share a root.
//!
//! The leading byte keeps a leaf from ever being taken for a node. The kind is in the leaf because
//! it is printed in the code: without it, a box code made from an item code would prove as well.

use std::{fmt, ops::Range, str::FromStr};

use county_primitives::Digest;

use crate::{Code, Salt, COUNT_MAX};

/// The byte before every leaf.
pub(crate) const LEAF: u8 = 0;
const NODE: u8 = 1;

/// The longest path: that of the largest batch.
const PATH_MAX: usize = 25;

/// The leaf of a code.
pub fn leaf(code: &Code, salt: &Salt) -> Digest {
    let mut input = [0; 34];
    input[0] = LEAF;
    input[1] = code.kind().number();
    input[2..6].copy_from_slice(&code.batch().0.to_le_bytes());
    input[6..10].copy_from_slice(&code.index().to_le_bytes());
    input[10..18].copy_from_slice(&code.token().to_le_bytes());
    input[18..].copy_from_slice(salt);
    Digest(*blake3::hash(&input).as_bytes())
}

/// The node over two others.
pub(crate) fn node(left: &Digest, right: &Digest) -> Digest {
    let mut input = [0; 65];
    input[0] = NODE;
    input[1..33].copy_from_slice(&left.0);
    input[33..].copy_from_slice(&right.0);
    Digest(*blake3::hash(&input).as_bytes())
}

/// The root of a stream of leaves, holding one node per level only. `None` without leaves.
pub fn root(leaves: impl IntoIterator<Item = Digest>) -> Option<Digest> {
    // Complete subtrees from the left, each with its level; levels strictly fall.
    let mut subtrees: Vec<(u32, Digest)> = Vec::with_capacity(PATH_MAX + 1);
    for leaf in leaves {
        let mut whole = (0, leaf);
        while let Some((_, left)) = subtrees.pop_if(|(level, _)| *level == whole.0) {
            whole = (whole.0 + 1, node(&left, &whole.1));
        }
        subtrees.push(whole);
    }
    let nodes = subtrees.into_iter().rev().map(|(_, subtree)| subtree);
    nodes.reduce(|right, left| node(&left, &right))
}

/// The ranges of leaves whose roots are the path of `index` in a tree of `count` leaves, from the
/// leaf upwards.
pub(crate) fn siblings(index: u32, count: u32) -> impl Iterator<Item = Range<u32>> {
    (0..32u32).filter_map(move |level| {
        let start = u64::from((index >> level) ^ 1) << level;
        let end = (start + (1 << level)).min(u64::from(count));
        let range = u32::try_from(start).ok()?..u32::try_from(end).ok()?;
        (!range.is_empty()).then_some(range)
    })
}

/// All levels of a tree, for answering many proofs.
#[derive(Clone, Debug)]
pub struct Tree {
    /// From the leaves up to the root.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// Builds all levels over the leaves.
    pub fn new(leaves: impl IntoIterator<Item = Digest>) -> Self {
        let mut level: Vec<Digest> = leaves.into_iter().collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let above = level
                .chunks(2)
                .map(|pair| match pair {
                    [left, right] => node(left, right),
                    [single, ..] => *single,
                    [] => Digest::default(),
                })
                .collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Self { levels }
    }

    /// The root. `None` without leaves.
    pub fn root(&self) -> Option<Digest> {
        self.levels.last().and_then(|level| level.first()).copied()
    }

    /// How many leaves there are.
    pub fn count(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    /// The path of a leaf, from its sibling upwards. `None` when there is no such leaf.
    pub fn path(&self, index: u32) -> Option<Vec<Digest>> {
        let mut position = usize::try_from(index).ok()?;
        if position >= self.count() {
            return None;
        }
        let mut path = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            path.extend(level.get(position ^ 1));
            position /= 2;
        }
        Some(path)
    }
}

/// What turns a printed code into evidence: its salt and the path from its leaf to the root.
///
/// Its text form is `SALT.PATH`, both in hexadecimal, and needs nothing else but the code, the root
/// and the count of the batch to be verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proof {
    /// The salt of the code.
    pub salt: Salt,
    /// Siblings from the leaf upwards.
    pub path: Vec<Digest>,
}

/// A text that is not a proof.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProofTextError {
    /// No dot between salt and path.
    #[error("a proof is SALT.PATH: the dot is missing")]
    Dot,
    /// A salt that is not 32 hexadecimal digits.
    #[error("the salt of a proof is 32 hexadecimal digits")]
    Salt,
    /// A path that is not groups of 64 hexadecimal digits, or too many of them.
    #[error("the path of a proof is at most {PATH_MAX} times 64 hexadecimal digits")]
    Path,
}

/// Why a proof does not prove.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProofError {
    /// A count no batch can have.
    #[error("a batch has 1 to {COUNT_MAX} codes, not {0}")]
    Count(u32),
    /// The code's index lies outside the batch.
    #[error("the code has index {index}, but the batch has only {count} codes")]
    Index {
        /// The code's index.
        index: u32,
        /// The batch's count.
        count: u32,
    },
    /// The path belongs to another place or another tree.
    #[error("the path has {found} steps where this code needs {expected}")]
    PathLength {
        /// Steps needed.
        expected: usize,
        /// Steps given.
        found: usize,
    },
    /// The path leads to another root: this code was not issued in that batch.
    #[error("the proof does not lead to the root: this code was not issued in that batch")]
    Root,
}

/// Verifies that `code` was issued in the batch with this `root` and `count`, both as the chain
/// holds them. It needs no secret, no network and no trust in whoever made the proof.
///
/// # Errors
/// [`ProofError`] says in which way the proof fails.
pub fn verify(root: Digest, count: u32, code: &Code, proof: &Proof) -> Result<(), ProofError> {
    let index = code.index();
    if count == 0 || count > COUNT_MAX {
        return Err(ProofError::Count(count));
    }
    if index >= count {
        return Err(ProofError::Index { index, count });
    }
    let expected = siblings(index, count).count();
    let found = proof.path.len();
    if found != expected {
        return Err(ProofError::PathLength { expected, found });
    }
    let steps = siblings(index, count).zip(&proof.path);
    let reached = steps.fold(leaf(code, &proof.salt), |reached, (range, sibling)| {
        if range.start < index {
            node(sibling, &reached)
        } else {
            node(&reached, sibling)
        }
    });
    // Roots and proofs are public, so comparing them needs no constant time.
    if reached == root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", hex::encode(self.salt))?;
        self.path
            .iter()
            .try_for_each(|sibling| f.write_str(&hex::encode(sibling.0)))
    }
}

impl FromStr for Proof {
    type Err = ProofTextError;

    fn from_str(text: &str) -> Result<Self, ProofTextError> {
        let (salt_text, path_text) = text.trim().split_once('.').ok_or(ProofTextError::Dot)?;
        let mut salt = Salt::default();
        hex::decode_to_slice(salt_text, &mut salt).map_err(|_| ProofTextError::Salt)?;
        if path_text.len() > 64 * PATH_MAX || path_text.len() % 64 != 0 {
            return Err(ProofTextError::Path);
        }
        let step = |step: &[u8]| {
            let mut sibling = [0; 32];
            hex::decode_to_slice(step, &mut sibling).map_err(|_| ProofTextError::Path)?;
            Ok(Digest(sibling))
        };
        let path = path_text
            .as_bytes()
            .chunks(64)
            .map(step)
            .collect::<Result<_, _>>()?;
        Ok(Self { salt, path })
    }
}

#[cfg(test)]
mod tests;
