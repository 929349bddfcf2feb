//! The first state: what is there before any record.

use sqlx::SqliteConnection;

use crate::{chain::Genesis, index::IndexError};

use super::registry::{
    write_county, write_member, write_organisation, write_policy, NewMember, NewOrganisation,
};

/// Writes the first state.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    genesis: &Genesis,
) -> Result<(), IndexError> {
    for county in &genesis.counties {
        write_county(connection, county).await?;
    }
    for policy in &genesis.policies {
        write_policy(connection, policy).await?;
    }
    for (id, organisation, status) in &genesis.organisations {
        let new = NewOrganisation {
            id: *id,
            organisation,
            status: *status,
            registered_ms: 0,
        };
        write_organisation(connection, &new).await?;
    }
    for member in &genesis.members {
        let new = NewMember {
            id: member.id,
            organisation: member.organisation,
            key: &member.key,
            person: member.person,
            status: member.status,
            roles: &member.roles,
            registered_ms: 0,
        };
        write_member(connection, &new).await?;
    }
    Ok(())
}
