//! Answers to scans, kept until the next block: a popular label is rendered once per block.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::body::Bytes;

use crate::{pages::words::Lang, scan::answer::Verdict};

/// The most answers kept at a time; each is well below 60 kB.
const KEPT_MAX: usize = 512;
/// Nobody types more than a link; longer texts are answered, but not kept.
const TYPED_BYTES_MAX: usize = 256;

/// The form of an answer.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Form {
    /// A page in a language.
    Page(Lang),
    /// JSON.
    Json,
}

/// What was asked, and on which block the answer stands.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Wanted {
    /// The block and whether the node answers.
    pub block: Option<(u64, bool)>,
    /// What was typed or scanned.
    pub typed: String,
    /// The form.
    pub form: Form,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its bytes.
    pub body: Bytes,
    /// Its verdict, which decides the status.
    pub verdict: Verdict,
}

/// The answers that stand on the newest block.
#[derive(Debug, Default)]
pub struct ScanCache {
    kept: Mutex<HashMap<Wanted, Kept>>,
}

impl ScanCache {
    /// The answer, if it is kept.
    pub fn get(&self, wanted: &Wanted) -> Option<Kept> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(wanted).cloned()
    }

    /// Keeps an answer, and forgets those that stand on an older block.
    pub fn put(&self, wanted: Wanted, answer: Kept) {
        if wanted.typed.len() > TYPED_BYTES_MAX {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let stale = kept
            .keys()
            .next()
            .is_some_and(|old| old.block != wanted.block);
        if stale || kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(wanted, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(block: u64, typed: &str) -> Wanted {
        Wanted {
            block: Some((block, true)),
            typed: typed.to_owned(),
            form: Form::Json,
        }
    }

    fn answer() -> Kept {
        Kept {
            body: Bytes::from_static(b"{}"),
            verdict: Verdict::Genuine,
        }
    }

    #[test]
    fn a_new_block_forgets_the_answers_of_the_old_one() {
        let cache = ScanCache::default();
        cache.put(wanted(1, "A"), answer());
        assert!(cache.get(&wanted(1, "A")).is_some());
        assert!(cache.get(&wanted(2, "A")).is_none());
        cache.put(wanted(2, "B"), answer());
        assert!(cache.get(&wanted(1, "A")).is_none());
        assert!(cache.get(&wanted(2, "B")).is_some());
    }

    #[test]
    fn the_cache_stays_small() {
        let cache = ScanCache::default();
        for number in 0..=KEPT_MAX {
            cache.put(wanted(1, &number.to_string()), answer());
        }
        assert!(cache.get(&wanted(1, "0")).is_none());
        cache.put(wanted(1, &"x".repeat(TYPED_BYTES_MAX + 1)), answer());
        assert!(cache
            .get(&wanted(1, &"x".repeat(TYPED_BYTES_MAX + 1)))
            .is_none());
    }
}
