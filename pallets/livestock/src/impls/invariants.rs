//! What must always hold.

use sp_runtime::TryRuntimeError;

use crate::{Config, Pallet};

mod bodies;
mod herd_book;
mod recalls;
mod shambles;
mod stocks;

impl<T: Config> Pallet<T> {
    /// Everything that must always hold of what is stored.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_tags()?;
        Self::check_lives()?;
        Self::check_loads()?;
        Self::check_meat()?;
        Self::check_recalls()?;
        Self::check_bodies()?;
        Self::check_insurances()
    }
}
