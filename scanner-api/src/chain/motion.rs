//! The council of counties as the service sees it: its seats, and the motions it votes on.

use codec::{Decode, Encode};
use county_primitives::{
    registry::{CountyInput, MemberInput, OrganisationInput, PolicyInput},
    Items, Jurisdiction, MemberId, OrganisationId, Text,
};
use serde::Serialize;
use serde_json::Value;
use sp_crypto_hashing::blake2_256;

/// What is before the council.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Agenda {
    /// The last finalized block.
    pub block: u64,
    /// The keys that have a seat.
    pub seats: Vec<[u8; 32]>,
    /// The heaviest call a motion may make: time and proof size.
    pub weight_max: (u64, u64),
    /// The motions, in the order they were made.
    pub motions: Vec<Motion>,
}

/// A motion.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Motion {
    /// Hash of the call.
    pub hash: [u8; 32],
    /// Number of the motion.
    pub index: u32,
    /// How many must agree.
    pub threshold: u32,
    /// Who agreed.
    pub ayes: Vec<[u8; 32]>,
    /// Who did not.
    pub nays: Vec<[u8; 32]>,
    /// The block until which votes are taken.
    pub end: u64,
    /// The pallet that is called.
    pub pallet: String,
    /// The call.
    pub call: String,
    /// The call with its two index bytes in front.
    pub encoded: Vec<u8>,
}

impl Motion {
    /// Whether the votes that are in decide it, or no more are taken.
    pub fn is_decided(&self, agenda: &Agenda) -> bool {
        let (ayes, nays) = (self.ayes.len(), self.nays.len());
        let threshold = usize::try_from(self.threshold).unwrap_or(usize::MAX);
        ayes >= threshold
            || agenda.seats.len().saturating_sub(nays) < threshold
            || agenda.block >= self.end
    }

    /// What the call carries, readable; nothing for a call the service does not know.
    pub fn arguments(&self) -> Option<Value> {
        let bytes = self.encoded.get(2..)?;
        if self.pallet != "Registry" {
            return None;
        }
        match self.call.as_str() {
            "admit_counties" => items::<CountyInput>(bytes),
            "set_policies" => items::<PolicyInput>(bytes),
            "register_organisations" => items::<OrganisationInput>(bytes),
            "approve_organisations" => items::<OrganisationId>(bytes),
            "refuse_organisations" | "suspend_organisations" | "reactivate_organisations" => {
                items::<(OrganisationId, Text<128>)>(bytes)
            }
            "register_members" => items::<MemberInput>(bytes),
            "suspend_members" | "reactivate_members" => items::<(MemberId, Text<128>)>(bytes),
            "grant_roles" | "revoke_roles" => items::<(MemberId, Jurisdiction)>(bytes),
            _ => None,
        }
    }
}

fn items<T: Decode + Serialize>(mut bytes: &[u8]) -> Option<Value> {
    let items = <Items<T>>::decode(&mut bytes).ok()?;
    serde_json::to_value(items).ok()
}

/// How many of the seats must agree: two thirds, as the chain asks of governance.
pub fn threshold(seats: usize) -> u32 {
    let two_thirds = seats.saturating_mul(2).div_ceil(3).max(1);
    u32::try_from(two_thirds).unwrap_or(u32::MAX)
}

/// The hash by which the council knows a call.
pub fn hash(encoded: &[u8]) -> [u8; 32] {
    blake2_256(encoded)
}

/// The votes on a motion as the chain stores them.
#[derive(Clone, Debug, Decode, Encode)]
pub(super) struct Votes {
    pub(super) index: u32,
    pub(super) threshold: u32,
    pub(super) ayes: Vec<[u8; 32]>,
    pub(super) nays: Vec<[u8; 32]>,
    pub(super) end: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn motion(ayes: u8, nays: u8, threshold: u32) -> Motion {
        Motion {
            hash: [1; 32],
            index: 0,
            threshold,
            ayes: (0..ayes).map(|key| [key; 32]).collect(),
            nays: (100..100 + nays).map(|key| [key; 32]).collect(),
            end: 50,
            pallet: "Registry".to_owned(),
            call: "approve_organisations".to_owned(),
            encoded: [vec![2, 5], vec![OrganisationId(7)].encode()].concat(),
        }
    }

    #[test]
    fn two_thirds_of_the_seats_must_agree() {
        let asked = [1, 2, 3, 4, 5, 6, 7, 9, 100].map(threshold);
        assert_eq!(asked, [1, 2, 2, 3, 4, 4, 5, 6, 67]);
        for seats in 1..=100u32 {
            let least = threshold(usize::try_from(seats).unwrap());
            assert!(least * 3 >= seats * 2 && (least - 1) * 3 < seats * 2);
        }
    }

    #[test]
    fn a_motion_is_decided_when_no_vote_can_change_it() {
        let mut agenda = Agenda {
            block: 10,
            seats: vec![[0; 32]; 4],
            ..Agenda::default()
        };
        let three = threshold(agenda.seats.len());
        for (ayes, nays, decided) in [
            (2, 0, false),
            (3, 0, true),
            (2, 1, false),
            (0, 2, true),
            (2, 2, true),
        ] {
            let motion = motion(ayes, nays, three);
            assert_eq!(motion.is_decided(&agenda), decided, "{ayes} {nays}");
        }
        agenda.block = 50;
        assert!(motion(0, 0, three).is_decided(&agenda));
    }

    #[test]
    fn what_a_motion_carries_can_be_read() {
        let mut motion = motion(0, 0, 1);
        assert_eq!(motion.arguments(), Some(serde_json::json!([7])));
        motion.call = "enact".to_owned();
        assert_eq!(motion.arguments(), None);
    }
}
