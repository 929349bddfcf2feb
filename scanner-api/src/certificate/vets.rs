//! The public keys of vets, as checkpoints take them along.

use std::{collections::BTreeSet, fmt::Write};

use codec::DecodeAll;
use county_primitives::{registry::RegistryEntry, MemberId, Record, Subject, TimestampMs};
use sqlx::FromRow;

use crate::{error::ApiError, state::App};

/// No certificate is valid for longer, so that a key that was changed before that is of no use to an
/// honest load any more.
const LONGEST_VALIDITY_MS: TimestampMs = 8 * 24 * 3_600_000;

#[derive(FromRow)]
struct VetRow {
    id: i64,
    public_key: String,
    key_number: i64,
    division: String,
}

/// The list: the keys of active vets, and those that a vet changed so lately that a certificate
/// signed with it may still be on the road. A key that was lost is left out at once.
pub(crate) async fn list(app: &App) -> Result<String, ApiError> {
    let rows: Vec<VetRow> = sqlx::query_as(
        "SELECT members.id, members.public_key, members.key_number, organisations.division \
         FROM members JOIN organisations ON organisations.id = members.organisation \
         WHERE members.status = 'active' AND EXISTS (SELECT 1 FROM member_roles \
         WHERE member_roles.member = members.id AND member_roles.role = 'ahs_vet') \
         ORDER BY members.id",
    )
    .fetch_all(&app.db.reader)
    .await?;
    let as_of = app.as_of();
    let mut list = String::from("# MEMBER KEY PUBLIC-KEY DIVISION\n");
    if let Some(as_of) = &as_of {
        // Writing to a String cannot fail.
        let _ = writeln!(list, "# block {} of {}", as_of.block, as_of.time);
    }
    for row in rows {
        let _ = writeln!(
            list,
            "{} {} {} {}",
            row.id, row.key_number, row.public_key, row.division
        );
        for (number, key) in changed(app, &row).await? {
            let _ = writeln!(list, "{} {number} {key} {}", row.id, row.division);
        }
    }
    Ok(list)
}

/// The keys a vet changed lately with the key itself.
async fn changed(app: &App, row: &VetRow) -> Result<BTreeSet<(u16, String)>, ApiError> {
    let mut keys = BTreeSet::new();
    if row.key_number == 0 {
        return Ok(keys);
    }
    let member = MemberId(u32::try_from(row.id).map_err(ApiError::internal)?);
    let now_ms = app.index.borrow().as_ref().map_or(0, |head| head.time_ms);
    let now_ms = TimestampMs::try_from(now_ms).unwrap_or(0);
    let mut before: Option<(u16, String)> = None;
    for record in records(app, member).await? {
        match record.entry {
            RegistryEntry::MemberRegistered(input) => before = Some((0, hex::encode(input.key))),
            RegistryEntry::KeyRotated {
                key,
                number,
                reason,
            } => {
                let lately = now_ms.saturating_sub(record.ledger_ms) < LONGEST_VALIDITY_MS;
                // A reason is given when the registrar changed the key, because it was lost.
                keys.extend(
                    before
                        .take()
                        .filter(|_| lately && reason.as_str().is_empty()),
                );
                before = Some((number, hex::encode(key)));
            }
            _ => {}
        }
    }
    Ok(keys)
}

/// What the registry says of a member, the oldest first.
async fn records(app: &App, member: MemberId) -> Result<Vec<Record<RegistryEntry>>, ApiError> {
    let records: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT scale FROM records WHERE subject = ? AND pallet = 'Registry' ORDER BY sequence",
    )
    .bind(Subject::Member(member).to_string())
    .fetch_all(&app.db.reader)
    .await?;
    records
        .iter()
        .map(|scale| {
            Record::<RegistryEntry>::decode_all(&mut &scale[..]).map_err(ApiError::internal)
        })
        .collect()
}

/// One key of a member as such a list, also one that [`list`] has no more: what was signed with it in its
/// time is signed.
pub(crate) async fn key_of(app: &App, member: MemberId, number: u16) -> Result<String, ApiError> {
    let mut key: Option<String> =
        sqlx::query_scalar("SELECT public_key FROM members WHERE id = ? AND key_number = ?")
            .bind(i64::from(member.0))
            .bind(i64::from(number))
            .fetch_optional(&app.db.reader)
            .await?;
    if key.is_none() {
        let keys = records(app, member).await?.into_iter();
        key = keys
            .filter_map(|record| match record.entry {
                RegistryEntry::MemberRegistered(input) => Some((0, hex::encode(input.key))),
                RegistryEntry::KeyRotated { key, number, .. } => Some((number, hex::encode(key))),
                _ => None,
            })
            .find(|(known, _)| *known == number)
            .map(|(_, key)| key);
    }
    Ok(key.map_or_else(String::new, |key| format!("{} {number} {key}", member.0)))
}
