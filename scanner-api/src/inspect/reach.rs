//! Who looks from which monitoring point, and how far: the township, the county bureau, the discipline
//! inspection, each inside its division, and auditors, who only read.

use county_primitives::{DivisionCode, DivisionLevel, Role};

use crate::{
    error::{ApiError, Code},
    extract::Session,
    visibility::bounds,
};

/// The monitoring points, the most powerful first.
pub const POINTS: [Role; 4] = [
    Role::Inspector,
    Role::CountyAgriculture,
    Role::Township,
    Role::Auditor,
];

/// A monitoring point over a division.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Post {
    role: Role,
    division: DivisionCode,
}

/// What somebody may look at, and as what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reach {
    posts: Vec<Post>,
}

impl Reach {
    /// The reach of a session, or a refusal for those who are at no monitoring point.
    pub fn of(session: &Session) -> Result<Self, ApiError> {
        let held = session.roles.iter();
        let posts: Vec<Post> = held
            .filter(|held| POINTS.contains(&held.role))
            .map(|held| Post {
                role: held.role,
                division: held.division,
            })
            .collect();
        if posts.is_empty() {
            return Err(ApiError::with_detail(
                Code::Forbidden,
                "This room is for the township, the county bureau, discipline inspection and auditors",
                "监督室仅供乡镇、县级农业农村部门、纪检监察和审计人员使用",
            ));
        }
        Ok(Self { posts })
    }

    /// Whether a division can be looked at.
    pub fn covers(&self, division: &str) -> bool {
        self.role_over(division).is_some()
    }

    /// As what a division is looked at: the most powerful role that reaches it.
    pub fn role_over(&self, division: &str) -> Option<Role> {
        let division: DivisionCode = division.parse().ok()?;
        POINTS.into_iter().find(|point| {
            let mut posts = self.posts.iter();
            posts.any(|post| post.role == *point && post.division.contains(division))
        })
    }

    /// Whether a role reaches a division.
    pub fn has(&self, role: Role, division: &str) -> bool {
        division.parse().is_ok_and(|division: DivisionCode| {
            let mut posts = self.posts.iter();
            posts.any(|post| post.role == role && post.division.contains(division))
        })
    }

    /// The role that reaches a division. What lies elsewhere is answered as if it were not there.
    pub fn ensure(&self, division: &str) -> Result<Role, ApiError> {
        self.role_over(division).ok_or_else(ApiError::not_found)
    }

    /// Whether this is only a reader: an auditor acts on nothing.
    pub fn only_reads(&self) -> bool {
        self.posts.iter().all(|post| post.role == Role::Auditor)
    }

    /// The divisions of the reach, without those that lie inside others.
    pub fn divisions(&self) -> Vec<DivisionCode> {
        let mut all: Vec<DivisionCode> = self.posts.iter().map(|post| post.division).collect();
        all.sort_unstable();
        all.dedup();
        let outer = |inner: &DivisionCode| {
            let mut others = all.iter();
            !others.any(|other| other != inner && other.contains(*inner))
        };
        all.iter().copied().filter(outer).collect()
    }

    /// The division a list is about: the one that was asked for, if it can be looked at, or the first of the
    /// reach.
    pub fn place(&self, asked: Option<DivisionCode>) -> Result<DivisionCode, ApiError> {
        match asked {
            Some(division) => self.ensure(&division.to_string()).map(|_| division),
            None => self
                .divisions()
                .into_iter()
                .next()
                .ok_or_else(ApiError::not_found),
        }
    }

    /// The roles of the reach, the most powerful first.
    pub fn roles(&self) -> Vec<Role> {
        let held = |role: &Role| self.posts.iter().any(|post| post.role == *role);
        POINTS.into_iter().filter(held).collect()
    }

    /// As what somebody looks at a division of the reach or at one around it.
    pub fn role_near(&self, division: &str) -> Role {
        self.role_over(division)
            .or_else(|| self.roles().into_iter().next())
            .unwrap_or(Role::Auditor)
    }
}

/// A condition on the columns `county`, `township` and `division` that finds a division by one equality where
/// an index has it so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// One column has one value.
    Is(&'static str, String),
    /// A county code lies between two, the second not included.
    Counties(String, String),
}

impl Place {
    /// The condition for a division.
    pub fn of(division: DivisionCode) -> Self {
        let code = division.to_string();
        let head = |digits: usize| code.get(..digits).unwrap_or(&code).to_owned();
        match division.level() {
            DivisionLevel::Village => Self::Is("division", code),
            DivisionLevel::Township => Self::Is("township", head(9)),
            DivisionLevel::County => Self::Is("county", head(6)),
            DivisionLevel::Nation | DivisionLevel::Province | DivisionLevel::Prefecture => {
                let (low, high) = bounds(division);
                // ':' stands behind every code, and has no first six digits.
                let six = |text: &str| text.get(..6).unwrap_or(text).to_owned();
                Self::Counties(six(&low), six(&high))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::three_assets::sight::tests::holder;

    fn reach(role: Role, division: &str) -> Reach {
        Reach::of(&holder(role, division)).unwrap()
    }

    #[test]
    fn a_point_looks_into_its_own_division_only() {
        let town = reach(Role::Township, "210115104000");
        assert!(town.covers("210115104201") && town.covers("210115104000"));
        assert!(!town.covers("210115105201") && !town.covers("210115000000"));
        assert_eq!(town.ensure("210115105201").unwrap_err().code(), "not_found");
        let county = reach(Role::CountyAgriculture, "210115000000");
        assert!(county.covers("210115105201") && !county.covers("210116104201"));
        assert!(!county.covers("nonsense"));
    }

    #[test]
    fn who_is_at_no_point_does_not_enter() {
        for role in [
            Role::VillageCashier,
            Role::VillageChair,
            Role::Accountant,
            Role::CollectiveMember,
            Role::Bank,
            Role::Grid,
        ] {
            let error = Reach::of(&holder(role, "210115104201")).unwrap_err();
            assert_eq!(error.code(), "forbidden", "{role}");
        }
    }

    #[test]
    fn the_most_powerful_role_counts_and_auditors_only_read() {
        let mut both = holder(Role::Auditor, "210115000000");
        both.roles
            .extend(holder(Role::Township, "210115104000").roles);
        let both = Reach::of(&both).unwrap();
        assert_eq!(both.role_over("210115104201"), Some(Role::Township));
        assert_eq!(both.role_over("210115105201"), Some(Role::Auditor));
        assert!(!both.only_reads());
        assert!(reach(Role::Auditor, "210115000000").only_reads());
        assert_eq!(both.divisions(), ["210115000000".parse().unwrap()]);
    }

    #[test]
    fn a_place_is_one_equality_from_the_county_down() {
        for (division, place) in [
            ("210115104201", Place::Is("division", "210115104201".into())),
            ("210115104000", Place::Is("township", "210115104".into())),
            ("210115000000", Place::Is("county", "210115".into())),
            (
                "210100000000",
                Place::Counties("210100".into(), "210200".into()),
            ),
            (
                "210000000000",
                Place::Counties("210000".into(), "220000".into()),
            ),
            ("000000000000", Place::Counties("000000".into(), ":".into())),
        ] {
            assert_eq!(Place::of(division.parse().unwrap()), place, "{division}");
        }
    }
}
