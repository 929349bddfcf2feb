//! The code on a label: its format, its secret tokens, its Merkle proof, its URL and its QR picture.
//!
//! ```
//! use county_primitives::{BatchId, CodeKind};
//! use qr_labeler::{merkle, url::{Host, LabelUrl}, Batch, BatchSecret, Code};
//!
//! // Issue: one secret per batch makes every token and salt; the chain is told only the root.
//! let secret = BatchSecret::from_hex(&"07".repeat(32))?;
//! let batch = Batch::new(CodeKind::Item, BatchId(1031), 1_000, secret)?;
//! let root = batch.root();
//!
//! // Print: the code goes into an upper-case URL, which keeps the QR symbol small.
//! let code = batch.code(41)?;
//! let host: Host = "https://xixian.example".parse()?;
//! let url = LabelUrl::new(host, code).to_string();
//! assert_eq!(url, format!("HTTPS://XIXIAN.EXAMPLE/{code}"));
//!
//! // Scan: people type lower case, add spaces and take 0 for O; all of that is understood.
//! let typed = code.grouped().to_lowercase().replace('0', "o");
//! let decoded = Code::decode(&typed)?;
//! assert_eq!((decoded.code, decoded.repaired), (code, true));
//!
//! // Prove: exactly this code was issued in that batch. Nobody learns any other code from it.
//! let proof = batch.proof(41)?;
//! merkle::verify(root, 1_000, &code, &proof)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Features: `render` draws QR symbols as SVG and PNG; `cli` builds the `qr-labeler` program.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::cast_possible_truncation,
        reason = "a test may stop at the first surprise"
    )
)]

mod base32;
mod code;

mod batch;
mod secret;

pub mod certificate;
pub mod gtin;
pub mod merkle;
pub mod readings;
#[cfg(feature = "render")]
pub mod render;
pub mod url;

pub use batch::{Batch, BatchError, COUNT_MAX};
pub use code::{Code, CodeError, Decoded, CODE_LEN, TOKEN_MAX};
pub use county_primitives::{BatchId, CodeKind, Digest, BATCH_MAX, INDEX_MAX};
pub use secret::{BatchSecret, Salt, SecretError};
