//! What the chain looks after by itself: loads that never arrive and landing reports that never
//! come. Nobody can keep quiet about them.

use county_primitives::{
    livestock::{Side, Warning},
    traits::Members,
    CertificateId, Date, Subject,
};
use frame_support::{
    traits::Get,
    weights::{RuntimeDbWeight, Weight},
};
use sp_runtime::DispatchResult;

use crate::{types::TripState, Certificates, Config, Due, DueFrom, Pallet};

/// The most certificates one block looks after; the next block goes on.
const CHECKS_MAX: u32 = 50;

impl<T: Config> Pallet<T> {
    /// Looks at a certificate when `day` begins.
    pub(crate) fn make_due(day: Date, id: CertificateId) {
        Due::<T>::insert(day, id, ());
        let earliest = DueFrom::<T>::get().map_or(day, |known| known.min(day));
        DueFrom::<T>::put(earliest);
    }

    /// There is no need to look any more.
    pub(crate) fn undo_due(day: Date, id: CertificateId) {
        Due::<T>::remove(day, id);
    }

    /// Warns of everything that is due, as far as the weight reaches.
    pub(crate) fn look_after_due(left: Weight) -> Weight {
        let db = <T as frame_system::Config>::DbWeight::get();
        let look = db.reads_writes(3, 1);
        if look.any_gt(left) {
            return Weight::zero();
        }
        let today = T::Members::today();
        let Some(mut day) = DueFrom::<T>::get() else {
            return db.reads(1);
        };
        let mut used = db.reads(2);
        let mut checks = 0u32;
        while day <= today && checks < CHECKS_MAX {
            if used.saturating_add(look).any_gt(left) {
                break;
            }
            let next = Due::<T>::iter_key_prefix(day).next();
            let Some(id) = next else {
                day = day.plus_days(1);
                used = used.saturating_add(db.reads(1));
                checks = checks.saturating_add(1);
                continue;
            };
            let step = check_weight(db);
            if used.saturating_add(step).any_gt(left) {
                break;
            }
            Due::<T>::remove(day, id);
            // A timeline that is full takes no warning; there is nobody to tell it to.
            if Self::warn_of(id).is_err() {
                log::warn!(target: "livestock", "certificate {id} cannot take its warning");
            }
            used = used.saturating_add(step);
            checks = checks.saturating_add(1);
        }
        DueFrom::<T>::put(day);
        used.saturating_add(db.writes(1))
    }

    fn warn_of(id: CertificateId) -> DispatchResult {
        let Some(certificate) = Certificates::<T>::get(id) else {
            return Ok(());
        };
        let subject = Subject::Certificate(id);
        match certificate.state {
            TripState::Departed { .. } => {
                let valid_until = certificate.valid_until;
                Self::warn(subject, Warning::NotArrived { valid_until }, 0)
            }
            TripState::Arrived {
                origin_reported,
                destination_reported,
                ..
            } => {
                let sides = [
                    (Side::Origin, origin_reported),
                    (Side::Destination, destination_reported),
                ];
                for (side, reported) in sides {
                    if !reported {
                        Self::warn(subject, Warning::LandingMissing { side }, 0)?;
                    }
                }
                Ok(())
            }
            TripState::Issued | TripState::Cancelled | TripState::Left => Ok(()),
        }
    }
}

/// One certificate, and two warnings on its timeline.
fn check_weight(db: RuntimeDbWeight) -> Weight {
    Weight::from_parts(40_000_000, 0).saturating_add(db.reads_writes(4, 4))
}
