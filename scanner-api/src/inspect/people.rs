//! Who a member is, for those who look into a village's money: name and post of an officer, the organisation
//! of an authority.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::rows::party_name;
use crate::{error::ApiError, state::App};

/// A member as an authority sees it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, ToSchema)]
#[schema(as = InspectedPerson)]
pub struct Person {
    /// The member's number.
    pub member: i64,
    /// The name of an officer, as far as this service knows it.
    pub name: Option<String>,
    /// The post in the collective: `chair`, `director`, `supervisor`, `cashier` or `accountant`.
    pub post: Option<String>,
    /// The organisation the member signs for.
    pub organisation: Option<String>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    organisation_name: Option<String>,
    post: Option<String>,
    person: Option<String>,
}

/// The members with these numbers, in the eyes of a collective of a division.
pub async fn of(
    app: &App,
    collective: i64,
    division: &str,
    members: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Person>, ApiError> {
    let mut people = BTreeMap::new();
    for member in members {
        if people.contains_key(&member) {
            continue;
        }
        let row: Option<MemberRow> = sqlx::query_as(
            "SELECT organisations.name AS organisation_name, officers.post, officers.person \
             FROM members LEFT JOIN organisations ON organisations.id = members.organisation \
             LEFT JOIN officers ON officers.member = members.id AND officers.collective = ? \
             WHERE members.id = ? ORDER BY officers.appointed_ms DESC LIMIT 1",
        )
        .bind(collective)
        .bind(member)
        .fetch_optional(&app.db.reader)
        .await?;
        let mut person = Person {
            member,
            ..Person::default()
        };
        if let Some(row) = row {
            person.organisation = row.organisation_name;
            person.post = row.post;
            if let Some(digest) = row.person {
                person.name = party_name(app, &digest, division).await?;
            }
        }
        people.insert(member, person);
    }
    Ok(people)
}

/// Whether two members are the same natural person.
pub async fn same_person(app: &App, one: i64, other: i64) -> Result<bool, ApiError> {
    if one == other {
        return Ok(true);
    }
    let persons: Vec<String> = sqlx::query_scalar("SELECT person FROM members WHERE id IN (?, ?)")
        .bind(one)
        .bind(other)
        .fetch_all(&app.db.reader)
        .await?;
    Ok(matches!(persons.as_slice(), [one, other] if one == other))
}
