//! Tables of the registry: counties, policy packs, organisations and members.

use county_primitives::{
    registry::{
        CountyInput, MemberStatus, OrganisationIdentity, OrganisationInput, OrganisationStatus,
        PolicyInput, RegistryEntry,
    },
    Jurisdiction, MemberId, OrganisationId, Pseudonym, Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, word, Place};

/// An organisation to be written.
pub(crate) struct NewOrganisation<'a> {
    pub(crate) id: OrganisationId,
    pub(crate) organisation: &'a OrganisationInput,
    pub(crate) status: OrganisationStatus,
    pub(crate) registered_ms: i64,
}

/// A member to be written.
pub(crate) struct NewMember<'a> {
    pub(crate) id: MemberId,
    pub(crate) organisation: OrganisationId,
    pub(crate) key: &'a [u8; 32],
    pub(crate) person: Pseudonym,
    pub(crate) status: MemberStatus,
    pub(crate) roles: &'a [Jurisdiction],
    pub(crate) registered_ms: i64,
}

/// Writes what an entry of the registry says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &RegistryEntry,
) -> Result<(), IndexError> {
    match (entry, subject) {
        (RegistryEntry::CountyAdmitted(county), _) => write_county(connection, county).await,
        (RegistryEntry::PolicySet(policy), _) => write_policy(connection, policy).await,
        (RegistryEntry::OrganisationRegistered(organisation), Subject::Organisation(id)) => {
            // Governance registers organisations active, everybody else waits for an approval,
            // which is a record of its own.
            let status = match place.author {
                county_primitives::Author::Governance => OrganisationStatus::Active,
                _ => OrganisationStatus::Pending,
            };
            let new = NewOrganisation {
                id,
                organisation,
                status,
                registered_ms: place.ledger_ms,
            };
            write_organisation(connection, &new).await
        }
        (
            RegistryEntry::OrganisationStatusChanged { status, reason },
            Subject::Organisation(id),
        ) => {
            sqlx::query("UPDATE organisations SET status = ?, reason = ? WHERE id = ?")
                .bind(word(status)?)
                .bind(reason.as_str())
                .bind(i64::from(id.0))
                .execute(connection)
                .await?;
            Ok(())
        }
        (RegistryEntry::MemberRegistered(member), Subject::Member(id)) => {
            let new = NewMember {
                id,
                organisation: member.organisation,
                key: &member.key,
                person: member.person,
                status: MemberStatus::Active,
                roles: &member.roles,
                registered_ms: place.ledger_ms,
            };
            write_member(connection, &new).await
        }
        // What the call did is in the state; the record says that the council wanted it.
        (RegistryEntry::Enacted { .. }, Subject::Division(_)) => Ok(()),
        (entry, Subject::Member(id)) => change_member(connection, id, entry).await,
        (_, subject) => Err(misplaced(&subject)),
    }
}

async fn change_member(
    connection: &mut SqliteConnection,
    id: MemberId,
    entry: &RegistryEntry,
) -> Result<(), IndexError> {
    let id_sql = i64::from(id.0);
    match entry {
        RegistryEntry::MemberStatusChanged { status, .. } => {
            sqlx::query("UPDATE members SET status = ? WHERE id = ?")
                .bind(word(status)?)
                .bind(id_sql)
                .execute(connection)
                .await?;
        }
        RegistryEntry::KeyRotated { key, number, .. } => {
            sqlx::query("UPDATE members SET public_key = ?, key_number = ? WHERE id = ?")
                .bind(hex::encode(key))
                .bind(i64::from(*number))
                .bind(id_sql)
                .execute(connection)
                .await?;
        }
        RegistryEntry::RoleGranted(role) => write_role(connection, id, role).await?,
        RegistryEntry::RoleRevoked(role) => {
            sqlx::query("DELETE FROM member_roles WHERE member = ? AND role = ? AND division = ?")
                .bind(id_sql)
                .bind(role.role.id())
                .bind(role.division.to_string())
                .execute(connection)
                .await?;
        }
        _ => return Err(misplaced(&Subject::Member(id))),
    }
    Ok(())
}

/// Writes a county and the days its code is valid.
pub(crate) async fn write_county(
    connection: &mut SqliteConnection,
    county: &CountyInput,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO counties (county, valid_from, valid_to) VALUES (?, ?, ?) \
         ON CONFLICT (county) DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to",
    )
    .bind(county.county.to_string())
    .bind(county.valid_from.to_string())
    .bind(county.valid_to.map(|day| day.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a setting of a policy pack.
pub(crate) async fn write_policy(
    connection: &mut SqliteConnection,
    policy: &PolicyInput,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO policies (division, setting, effective, value) VALUES (?, ?, ?, ?) \
         ON CONFLICT (division, setting, effective) DO UPDATE SET value = excluded.value",
    )
    .bind(policy.division.to_string())
    .bind(policy.key.name())
    .bind(policy.effective.to_string())
    .bind(sql(policy.value))
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes an organisation.
pub(crate) async fn write_organisation(
    connection: &mut SqliteConnection,
    new: &NewOrganisation<'_>,
) -> Result<(), IndexError> {
    let (credit_code, name, pseudonym) = match &new.organisation.identity {
        OrganisationIdentity::Legal { credit_code, name } => {
            (Some(credit_code.to_string()), Some(name.to_string()), None)
        }
        OrganisationIdentity::Person { pseudonym } => (None, None, Some(pseudonym.to_string())),
    };
    sqlx::query(
        "INSERT INTO organisations (id, kind, division, credit_code, name, pseudonym, status, reason, registered_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)",
    )
    .bind(i64::from(new.id.0))
    .bind(word(&new.organisation.kind)?)
    .bind(new.organisation.division.to_string())
    .bind(credit_code)
    .bind(name)
    .bind(pseudonym)
    .bind(word(&new.status)?)
    .bind(new.registered_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a member and its roles.
pub(crate) async fn write_member(
    connection: &mut SqliteConnection,
    new: &NewMember<'_>,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO members (id, organisation, public_key, key_number, person, status, registered_ms) \
         VALUES (?, ?, ?, 0, ?, ?, ?)",
    )
    .bind(i64::from(new.id.0))
    .bind(i64::from(new.organisation.0))
    .bind(hex::encode(new.key))
    .bind(new.person.to_string())
    .bind(word(&new.status)?)
    .bind(new.registered_ms)
    .execute(&mut *connection)
    .await?;
    for role in new.roles {
        write_role(connection, new.id, role).await?;
    }
    Ok(())
}

async fn write_role(
    connection: &mut SqliteConnection,
    member: MemberId,
    role: &Jurisdiction,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO member_roles (member, role, division) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(i64::from(member.0))
    .bind(role.role.id())
    .bind(role.division.to_string())
    .execute(connection)
    .await?;
    Ok(())
}
