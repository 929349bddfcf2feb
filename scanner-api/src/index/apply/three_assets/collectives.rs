//! Tables of collectives, their officers and members who left, and of the chart of a county.

use county_primitives::{
    three_assets::{
        accounts::AccountInput,
        collectives::{CollectiveInput, Departure, Figures, OfficerInput},
        AssetsEntry,
    },
    CollectiveId, DivisionCode, MemberId, OrganisationId, Subject,
};
use sqlx::SqliteConnection;

use crate::index::IndexError;

use super::{
    super::{word, Place},
    ensure_known, json_list, other_kind,
};

/// Writes what an entry on a collective says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: CollectiveId,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::CollectiveRegistered(input) => register(connection, place, id, input).await,
        AssetsEntry::FiguresSet { figures, agency } => {
            set_figures(connection, id, figures, *agency).await
        }
        AssetsEntry::OfficerAppointed(input) => appoint(connection, place, id, input).await,
        AssetsEntry::OfficerDismissed { member, reason } => {
            dismiss(connection, place, id, *member, reason.as_str()).await
        }
        AssetsEntry::DepartureNoted(input) => depart(connection, place, id, input).await,
        _ => Err(other_kind(Subject::Collective(id))),
    }
}

/// Writes what an entry on the chart of a county says.
pub(super) async fn chart(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    county: DivisionCode,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    let AssetsEntry::AccountAdded(AccountInput { code, name, .. }) = entry else {
        return Err(other_kind(Subject::Chart(county)));
    };
    sqlx::query(
        "INSERT INTO sub_accounts (county, account, name, parent, set_ms) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (county, account) DO UPDATE SET name = excluded.name, set_ms = excluded.set_ms",
    )
    .bind(first_digits(county, 6))
    .bind(code.to_string())
    .bind(name.as_str())
    .bind(code.parent().map(|parent| parent.to_string()).unwrap_or_default())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

fn first_digits(division: DivisionCode, digits: usize) -> String {
    let mut code = division.to_string();
    code.truncate(digits);
    code
}

async fn register(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: CollectiveId,
    input: &CollectiveInput,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO collectives (id, organisation, name, credit_code, level, division, county, township, members, \
         representatives, households, party_members, agency, registered_ms) \
         VALUES (?, ?, COALESCE((SELECT name FROM organisations WHERE id = ?), ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(i64::from(id.0))
    .bind(i64::from(input.organisation.0))
    .bind(i64::from(input.organisation.0))
    .bind(input.credit_code.to_string())
    .bind(word(&input.level)?)
    .bind(input.division.to_string())
    .bind(first_digits(input.division, 6))
    .bind(first_digits(input.division, 9))
    .bind(i64::from(input.figures.members))
    .bind(i64::from(input.figures.representatives))
    .bind(i64::from(input.figures.households))
    .bind(i64::from(input.figures.party_members))
    .bind(input.agency.map(|agency| i64::from(agency.0)))
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn set_figures(
    connection: &mut SqliteConnection,
    id: CollectiveId,
    figures: &Figures,
    agency: Option<OrganisationId>,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE collectives SET members = ?, representatives = ?, households = ?, party_members = ?, agency = ? \
         WHERE id = ?",
    )
    .bind(i64::from(figures.members))
    .bind(i64::from(figures.representatives))
    .bind(i64::from(figures.households))
    .bind(i64::from(figures.party_members))
    .bind(agency.map(|agency| i64::from(agency.0)))
    .bind(i64::from(id.0))
    .execute(connection)
    .await?;
    ensure_known(done.rows_affected(), Subject::Collective(id))
}

async fn appoint(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: CollectiveId,
    input: &OfficerInput,
) -> Result<(), IndexError> {
    // A term that is over makes room for the new one.
    sqlx::query(
        "UPDATE officers SET seated = FALSE WHERE collective = ? AND member = ? AND seated",
    )
    .bind(i64::from(id.0))
    .bind(i64::from(input.member.0))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO officers (block, event_index, collective, member, post, from_day, until_day, person, kin, \
         seated, appointed_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE, ?, '')",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(i64::from(id.0))
    .bind(i64::from(input.member.0))
    .bind(word(&input.post)?)
    .bind(input.from.to_string())
    .bind(input.until.to_string())
    .bind(input.person.to_string())
    .bind(json_list(&input.kin)?)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn dismiss(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: CollectiveId,
    member: MemberId,
    reason: &str,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE officers SET seated = FALSE, dismissed_ms = ?, reason = ? \
         WHERE collective = ? AND member = ? AND seated",
    )
    .bind(place.ledger_ms)
    .bind(reason)
    .bind(i64::from(id.0))
    .bind(i64::from(member.0))
    .execute(connection)
    .await?;
    ensure_known(
        done.rows_affected(),
        format_args!("the seat of member:{member} in collective:{id}"),
    )
}

async fn depart(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: CollectiveId,
    input: &Departure,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO departures (collective, person, since, noted_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (collective, person) DO UPDATE SET since = excluded.since, noted_ms = excluded.noted_ms",
    )
    .bind(i64::from(id.0))
    .bind(input.person.to_string())
    .bind(input.since.to_string())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}
