//! The people around the village of the tests: its officers, a villager, a neighbour, and who looks after it.

use county_primitives::{
    registry::MemberStatus, Jurisdiction, MemberId, OrganisationId, Pseudonym, Role,
};

use super::{key_of, village, world_of, World, COUNTY, VILLAGE};
use crate::chain::{GenesisMember, Signer};

/// The village beside.
pub(crate) const NEXT_VILLAGE: &str = "141031100202";

/// Login, member, organisation, role and division. The members are those who sign in the records of the village.
pub(crate) const PEOPLE: [(&str, u32, u32, Role, &str); 13] = [
    ("chair", 11, 3, Role::VillageChair, VILLAGE),
    ("director", 12, 3, Role::VillageBoard, VILLAGE),
    ("supervisor", 14, 3, Role::VillageSupervisor, VILLAGE),
    ("cashier", 15, 3, Role::VillageCashier, VILLAGE),
    ("accountant", 16, 3, Role::Accountant, VILLAGE),
    ("villager", 21, 3, Role::CollectiveMember, VILLAGE),
    ("neighbour", 22, 2, Role::CollectiveMember, NEXT_VILLAGE),
    ("township", 23, 1, Role::Township, "141031100000"),
    ("inspector", 24, 1, Role::Inspector, COUNTY),
    ("far_inspector", 25, 1, Role::Inspector, "141032000000"),
    ("bank", 26, 2, Role::Bank, COUNTY),
    ("grid", 27, 1, Role::Grid, VILLAGE),
    ("seller", 28, 2, Role::Buyer, COUNTY),
];

/// The service with the village and its people, and everything that happened there in the index.
pub(crate) async fn village_world() -> World {
    let world = empty_world().await;
    for block in village::blocks() {
        let number = world.node.add_block(block);
        world.indexed(number).await;
    }
    world
}

/// The service with the people, before anything happened.
pub(crate) async fn empty_world() -> World {
    let mut genesis = village::genesis();
    genesis.members.extend(
        PEOPLE
            .iter()
            .map(|(_, member, organisation, role, division)| GenesisMember {
                id: MemberId(*member),
                organisation: OrganisationId(*organisation),
                key: key_of(*member).public_key(),
                person: Pseudonym([u8::try_from(*member).unwrap(); 16]),
                status: MemberStatus::Active,
                roles: vec![Jurisdiction {
                    role: *role,
                    division: division.parse().unwrap(),
                }],
            }),
    );
    let logins = PEOPLE.map(|(login, member, ..)| (login, member));
    world_of(genesis, &logins).await
}
