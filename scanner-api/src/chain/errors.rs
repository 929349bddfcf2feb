//! Why the chain refused a call, in a form that survives a restart.

use serde::{Deserialize, Serialize};

/// A refusal by a dispatched call.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// `Pallet.Error`, for example `Produce.InsideSafetyInterval`.
    pub code: String,
    /// Index of the item it concerns, if it concerns one.
    pub item: Option<u16>,
    /// What the runtime's documentation says about the error, in English.
    pub docs: String,
}

impl Refusal {
    /// A refusal that concerns no item.
    pub fn new(code: impl Into<String>, docs: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            item: None,
            docs: docs.into(),
        }
    }
}
