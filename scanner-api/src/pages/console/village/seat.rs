//! Which villages somebody works for, and as what: an office needs a term that runs today, the township agency
//! needs to keep the books.

use county_primitives::{three_assets::collectives::Post, CollectiveId, DivisionCode, Role};
use sqlx::FromRow;

use crate::{
    error::ApiError,
    pages::console::{desk::Desk, fields::today, livestock::deed::within},
    three_assets::sight::Sight,
};

/// Everybody who has work in a village's money.
pub(crate) const ROLES: [Role; 8] = [
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
    Role::Township,
    Role::CountyAgriculture,
    Role::Bank,
];

/// Who looks at every village of a township or county, and has a table of them.
pub(crate) const AUTHORITIES: [Role; 2] = [Role::Township, Role::CountyAgriculture];

/// Who posts, answers and explains for a village.
pub(crate) const OFFICERS: [Role; 5] = [
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
];

/// Who reads everything a village keeps. A bank is not among them: it sees its own lines and the payments it was
/// ordered to make.
pub(crate) const READERS: [Role; 7] = [
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
    Role::Township,
    Role::CountyAgriculture,
];

/// A village somebody works for.
#[derive(Clone, Debug)]
pub(crate) struct Village {
    /// The number of its collective.
    pub(crate) id: i64,
    /// The name of the collective.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) division: DivisionCode,
    /// The county, as tables of the index write it.
    pub(crate) county: String,
    /// What quorums are counted from: members, representatives, households, Party members.
    pub(crate) figures: [i64; 4],
    /// The year of its latest book.
    pub(crate) year: Option<i64>,
    /// As what one works there.
    roles: Vec<Role>,
}

#[derive(FromRow)]
struct CollectiveRow {
    id: i64,
    name: String,
    division: String,
    county: String,
    members: i64,
    representatives: i64,
    households: i64,
    party_members: i64,
    agency: Option<i64>,
    year: Option<i64>,
}

const COLUMNS: &str = "id, name, division, county, members, representatives, households, \
     party_members, agency, year";

impl Village {
    /// A village by the number of its collective; what one has no work in is not there.
    pub(crate) async fn of(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let row: CollectiveRow =
            sqlx::query_as(&format!("SELECT {COLUMNS} FROM collectives WHERE id = ?"))
                .bind(id)
                .fetch_one(&desk.app.db.reader)
                .await?;
        let seats = seats(desk, Some(id)).await?;
        let village = Self::from(desk, row, &seats)?;
        if village.roles.is_empty() {
            return Err(ApiError::not_found());
        }
        Ok(village)
    }

    /// The village of something: a row of `table` that names its collective.
    pub(crate) async fn owning(desk: &Desk, table: &str, id: i64) -> Result<Self, ApiError> {
        let query = format!("SELECT collective FROM {table} WHERE id = ?");
        let collective: i64 = sqlx::query_scalar(&query)
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        Self::of(desk, collective).await
    }

    /// The same for who reads everything there.
    pub(crate) async fn inside(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let village = Self::of(desk, id).await?;
        village.ensure(&READERS)?;
        Ok(village)
    }

    /// The village of something, for who reads everything there.
    pub(crate) async fn keeping(desk: &Desk, table: &str, id: i64) -> Result<Self, ApiError> {
        let village = Self::owning(desk, table, id).await?;
        village.ensure(&READERS)?;
        Ok(village)
    }

    /// Every village one works for, in the order of their codes.
    pub(crate) async fn all(desk: &Desk) -> Result<Vec<Self>, ApiError> {
        if !works(desk) {
            return Ok(Vec::new());
        }
        let area = within(desk, &ROLES, "division");
        let query = format!(
            "SELECT {COLUMNS} FROM collectives WHERE {area} ORDER BY division, id LIMIT 2000"
        );
        let rows: Vec<CollectiveRow> = sqlx::query_as(&query)
            .fetch_all(&desk.app.db.reader)
            .await?;
        let seats = seats(desk, None).await?;
        let mut villages = Vec::new();
        for row in rows {
            let village = Self::from(desk, row, &seats)?;
            if !village.roles.is_empty() {
                villages.push(village);
            }
        }
        Ok(villages)
    }

    /// The villages something is done in at once by these: one, or with the number 0 all.
    pub(crate) async fn chosen(
        desk: &Desk,
        id: i64,
        roles: &[Role],
    ) -> Result<Vec<Self>, ApiError> {
        let mut villages = if id == 0 {
            Self::all(desk).await?
        } else {
            vec![Self::of(desk, id).await?]
        };
        villages.retain(|village| village.acts_as(roles));
        if villages.is_empty() {
            return Err(ApiError::not_found());
        }
        Ok(villages)
    }

    fn from(desk: &Desk, row: CollectiveRow, seats: &[(i64, Post)]) -> Result<Self, ApiError> {
        let division: DivisionCode = row.division.parse().map_err(ApiError::internal)?;
        let keeps_books = row.agency.is_some() && desk.is_own(row.agency);
        let sits = |role: Role| {
            seats
                .iter()
                .any(|(collective, post)| *collective == row.id && post.role() == role)
        };
        let roles = ROLES.into_iter().filter(|role| {
            let needs_seat = OFFICERS.contains(role);
            let seated = sits(*role) || (*role == Role::Accountant && keeps_books);
            desk.session.covers(*role, division) && (!needs_seat || seated)
        });
        Ok(Self {
            id: row.id,
            roles: roles.collect(),
            name: row.name,
            division,
            county: row.county,
            figures: [
                row.members,
                row.representatives,
                row.households,
                row.party_members,
            ],
            year: row.year,
        })
    }

    /// Whether one works there as this.
    pub(crate) fn acts(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether one works there as one of these.
    pub(crate) fn acts_as(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.acts(*role))
    }

    /// Refuses who does not work there as one of these.
    pub(crate) fn ensure(&self, roles: &[Role]) -> Result<(), ApiError> {
        if self.acts_as(roles) {
            Ok(())
        } else {
            Err(ApiError::not_found())
        }
    }

    /// How much one sees of it.
    pub(crate) fn sight(&self, desk: &Desk) -> Sight {
        // A bank pays what it is ordered to pay: it needs names and accounts.
        let least = if self.acts(Role::Bank) {
            Sight::Officer
        } else {
            Sight::Public
        };
        crate::three_assets::sight::of(Some(&desk.session), self.division).max(least)
    }

    /// Its page.
    pub(crate) fn href(&self, part: &str) -> String {
        let slash = if part.is_empty() { "" } else { "/" };
        format!("/console/village/{}{slash}{part}", self.id)
    }

    /// Its number as the chain's.
    pub(crate) fn number(&self) -> Result<CollectiveId, ApiError> {
        u32::try_from(self.id)
            .map(CollectiveId)
            .map_err(|_| ApiError::not_found())
    }

    /// The book of a year.
    pub(crate) fn book(&self, year: i64) -> i64 {
        self.id.saturating_mul(10_000).saturating_add(year)
    }
}

/// Whether somebody has work in any village.
pub(crate) fn works(desk: &Desk) -> bool {
    ROLES.iter().any(|role| desk.session.has(*role))
}

/// The offices of the member that run today.
async fn seats(desk: &Desk, collective: Option<i64>) -> Result<Vec<(i64, Post)>, ApiError> {
    let Some(member) = desk.session.member else {
        return Ok(Vec::new());
    };
    let today = today().to_string();
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT collective, post FROM officers WHERE member = $1 AND seated \
         AND from_day <= $2 AND until_day >= $2 AND (collective = $3 OR $3 IS NULL)",
    )
    .bind(i64::from(member.0))
    .bind(today)
    .bind(collective)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let post = |post: &str| match post {
        "chair" => Post::Chair,
        "director" => Post::Director,
        "supervisor" => Post::Supervisor,
        "cashier" => Post::Cashier,
        _ => Post::Accountant,
    };
    Ok(rows
        .into_iter()
        .map(|(collective, name)| (collective, post(&name)))
        .collect())
}
