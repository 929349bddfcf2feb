//! Reads the first state of the registry, which no record tells about.

use codec::Decode;
use county_primitives::{
    registry::{
        CountyInput, MemberStatus, OrganisationIdentity, OrganisationInput, OrganisationKind,
        OrganisationStatus, PolicyInput, ROLES_MAX,
    },
    Date, DivisionCode, Jurisdiction, List, MemberId, OrganisationId, PolicyKey, Pseudonym,
};

use super::connection::Connection;
use crate::chain::{Genesis, GenesisMember, NodeError};

/// `Registry.Counties`: the days a county's code is valid.
#[derive(Decode)]
struct County {
    from: Date,
    to: Option<Date>,
}

/// `Registry.Organisations`, as far as it is needed; connecting has compared the whole type.
#[derive(Decode)]
struct Organisation {
    kind: OrganisationKind,
    division: DivisionCode,
    identity: OrganisationIdentity,
    status: OrganisationStatus,
}

/// `Registry.Members`, as far as it is needed.
#[derive(Decode)]
struct Member {
    organisation: OrganisationId,
    key: [u8; 32],
    _key_number: u16,
    person: Pseudonym,
    roles: List<Jurisdiction, ROLES_MAX>,
    status: MemberStatus,
}

/// Reads the first state.
pub(super) async fn read(connection: &Connection) -> Result<Genesis, NodeError> {
    let mut genesis = Genesis::default();
    for (county, validity) in map::<u32, County>(connection, "Counties").await? {
        genesis.counties.push(CountyInput {
            county: DivisionCode::from_county(county)
                .map_err(|error| NodeError::Malformed(error.to_string()))?,
            valid_from: validity.from,
            valid_to: validity.to,
        });
    }
    type Values = Vec<(Date, u64)>;
    for ((division, key), values) in
        map::<(DivisionCode, PolicyKey), Values>(connection, "Policies").await?
    {
        genesis
            .policies
            .extend(values.into_iter().map(|(effective, value)| PolicyInput {
                division,
                key,
                value,
                effective,
            }));
    }
    for (id, stored) in map::<OrganisationId, Organisation>(connection, "Organisations").await? {
        let input = OrganisationInput {
            kind: stored.kind,
            division: stored.division,
            identity: stored.identity,
        };
        genesis.organisations.push((id, input, stored.status));
    }
    for (id, stored) in map::<MemberId, Member>(connection, "Members").await? {
        genesis.members.push(GenesisMember {
            id,
            organisation: stored.organisation,
            key: stored.key,
            person: stored.person,
            status: stored.status,
            roles: stored.roles.into_inner(),
        });
    }
    genesis.organisations.sort_by_key(|(id, ..)| *id);
    genesis.members.sort_by_key(|member| member.id);
    Ok(genesis)
}

/// All entries of a `Twox64Concat` map of the registry in the genesis block.
async fn map<Key: Decode, Value: Decode>(
    connection: &Connection,
    item: &str,
) -> Result<Vec<(Key, Value)>, NodeError> {
    // The prefix of the map, and the 8 bytes of the hash in front of the key.
    const BEFORE_KEY: usize = 32 + 8;
    let malformed = |error: codec::Error| {
        NodeError::Malformed(format!("Registry.{item} of the genesis block: {error}"))
    };
    connection
        .map("Registry", item, connection.genesis_hash())
        .await?
        .into_iter()
        .map(|(key, value)| {
            let mut key = key.get(BEFORE_KEY..).unwrap_or_default();
            Ok((
                Key::decode(&mut key).map_err(malformed)?,
                Value::decode(&mut &value[..]).map_err(malformed)?,
            ))
        })
        .collect()
}
