//! Who sees how much of a village's money (`DOMAIN.md 5`): the public sees totals, members see entries,
//! officers work with them, authorities see everything of their divisions.

use county_primitives::{DivisionCode, Role};
use sqlx::{QueryBuilder, Sqlite};

use crate::{extract::Session, visibility::bounds};

/// How much somebody sees of one collective. Each sees what the one before it sees.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Sight {
    /// Totals, masked names, statements, notices.
    #[default]
    Public,
    /// Entries with full names; accounts by their last four digits.
    Member,
    /// Everything that the village works with.
    Officer,
    /// Everything, documents and id numbers (masked) too.
    Regulator,
}

/// Who works for the village. The bank is not among them: it sees the payments it was ordered to make.
const OFFICERS: [Role; 5] = [
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
];

/// Who looks after the village.
const REGULATORS: [Role; 5] = [
    Role::Province,
    Role::CountyAgriculture,
    Role::Township,
    Role::Inspector,
    Role::Auditor,
];

/// Who sees entries: members, and the grid workers who speak for those who cannot write.
const MEMBERS: [Role; 2] = [Role::CollectiveMember, Role::Grid];

/// Below this many people the public gets no number: in a small village it says who they are.
const COUNT_MIN: i64 = 5;

/// A number of people as the public gets it.
pub fn enough(count: Option<i64>) -> Option<i64> {
    count.filter(|count| *count >= COUNT_MIN)
}

impl Sight {
    /// What a role sees in its division.
    pub fn of_role(role: Role) -> Self {
        if REGULATORS.contains(&role) {
            Self::Regulator
        } else if OFFICERS.contains(&role) {
            Self::Officer
        } else if MEMBERS.contains(&role) {
            Self::Member
        } else {
            Self::Public
        }
    }

    /// Whether single entries with names are seen.
    pub fn sees_entries(self) -> bool {
        self >= Self::Member
    }

    /// Whether documents are seen.
    pub fn sees_documents(self) -> bool {
        self >= Self::Officer
    }
}

/// What a caller sees of the collective of a division. Nobody is asked for: only who is logged in can see
/// more than the public.
pub fn of(session: Option<&Session>, division: DivisionCode) -> Sight {
    let roles = session.map_or(&[][..], |session| &session.roles);
    roles
        .iter()
        .filter(|held| held.covers(held.role, division))
        .map(|held| Sight::of_role(held.role))
        .max()
        .unwrap_or_default()
}

/// The divisions over which a caller has at least a sight, as bounds of their codes.
pub fn areas(session: Option<&Session>, least: Sight) -> Vec<(String, String)> {
    let roles = session.map_or(&[][..], |session| &session.roles);
    roles
        .iter()
        .filter(|held| Sight::of_role(held.role) >= least)
        .map(|held| bounds(held.division))
        .collect()
}

/// Adds ` AND (…)` to a query: the division lies where the caller has at least this sight.
pub fn limit(
    query: &mut QueryBuilder<'_, Sqlite>,
    session: Option<&Session>,
    least: Sight,
    division: &str,
) {
    if least == Sight::Public {
        return;
    }
    query.push(" AND (1 = 0");
    for (low, high) in areas(session, least) {
        query
            .push(format_args!(" OR ({division} >= "))
            .push_bind(low)
            .push(format_args!(" AND {division} < "))
            .push_bind(high)
            .push(")");
    }
    query.push(")");
}

#[cfg(test)]
pub(crate) mod tests {
    use county_primitives::Jurisdiction;

    use crate::extract::Via;

    use super::*;

    /// A caller who has one role over one division.
    pub(crate) fn holder(role: Role, division: &str) -> Session {
        Session {
            account: 1,
            login: "holder".to_owned(),
            public_key: [0; 32],
            member: None,
            organisation: None,
            roles: vec![Jurisdiction {
                role,
                division: division.parse().unwrap(),
            }],
            inactive: None,
            via: Via::Bearer,
        }
    }

    #[test]
    fn each_role_sees_its_own_village_only() {
        let village: DivisionCode = "210115104201".parse().unwrap();
        for (role, division, sight) in [
            (Role::CollectiveMember, "210115104201", Sight::Member),
            (Role::CollectiveMember, "210115104202", Sight::Public),
            (Role::Grid, "210115104000", Sight::Member),
            (Role::VillageCashier, "210115104201", Sight::Officer),
            (Role::VillageCashier, "210115104202", Sight::Public),
            (Role::Accountant, "210115104000", Sight::Officer),
            (Role::Accountant, "210115105000", Sight::Public),
            (Role::Township, "210115104000", Sight::Regulator),
            (Role::Township, "210115105000", Sight::Public),
            (Role::Inspector, "210115000000", Sight::Regulator),
            (Role::Inspector, "210116000000", Sight::Public),
            (Role::Bank, "210115000000", Sight::Public),
            (Role::Producer, "210115104201", Sight::Public),
        ] {
            assert_eq!(of(Some(&holder(role, division)), village), sight, "{role}");
        }
        assert_eq!(of(None, village), Sight::Public);
    }

    #[test]
    fn few_people_are_not_counted_in_public() {
        assert_eq!(enough(Some(4)), None);
        assert_eq!(enough(Some(5)), Some(5));
        assert_eq!(enough(None), None);
    }

    #[test]
    fn lists_are_limited_to_where_the_sight_reaches() {
        let town = holder(Role::Township, "210115104000");
        let bounds = ("210115104000".to_owned(), "210115105000".to_owned());
        assert_eq!(areas(Some(&town), Sight::Member), [bounds]);
        assert!(areas(None, Sight::Member).is_empty());
        let member = holder(Role::CollectiveMember, "210115104201");
        assert!(areas(Some(&member), Sight::Officer).is_empty());
    }
}
