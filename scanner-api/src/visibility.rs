//! Who sees what of the index, as conditions for queries: the own organisation, authorities and
//! inspectors in their divisions, and whoever holds a lot one step back. What a caller may not see
//! is answered as if it were not there.

use county_primitives::{DivisionCode, DivisionLevel, Role};
use sqlx::{QueryBuilder, Sqlite};

use crate::{extract::Session, state::App, three_assets::sight::Sight};

/// The roles that see everything of produce and labels in their divisions (`DOMAIN.md 1.1`).
pub const AUTHORITIES: [Role; 6] = [
    Role::Province,
    Role::CountyAgriculture,
    Role::MarketRegulator,
    Role::Township,
    Role::Inspector,
    Role::Auditor,
];

/// The roles that see everything of livestock in their divisions.
pub const LIVESTOCK_AUTHORITIES: [Role; 8] = [
    Role::Province,
    Role::CountyAgriculture,
    Role::MarketRegulator,
    Role::OfficialVet,
    Role::DiseaseControl,
    Role::Township,
    Role::Inspector,
    Role::Auditor,
];

/// The number of no organisation.
const NO_ORGANISATION: i64 = -1;

/// What one caller may see.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The whole index.
    everything: bool,
    /// The organisation whose data is its own.
    organisation: i64,
    /// Divisions of whose data everything is seen, as bounds of their codes.
    areas: Vec<(String, String)>,
}

impl Scope {
    /// What the caller of this session may see. Governance sees everything; while the node is away
    /// nobody is known to be governance.
    pub async fn of(app: &App, session: &Session) -> Self {
        Self::of_roles(app, session, &AUTHORITIES).await
    }

    /// What the caller of this session may see of livestock.
    pub async fn of_livestock(app: &App, session: &Session) -> Self {
        Self::of_roles(app, session, &LIVESTOCK_AUTHORITIES).await
    }

    /// What the caller may see of dead animals: haulers and plants see what waits where they work.
    pub async fn of_disposal(app: &App, session: &Session) -> Self {
        let mut roles = LIVESTOCK_AUTHORITIES.to_vec();
        roles.extend([Role::Hauler, Role::DisposalPlant]);
        Self::of_roles(app, session, &roles).await
    }

    async fn of_roles(app: &App, session: &Session, authorities: &[Role]) -> Self {
        let areas = session
            .roles
            .iter()
            .filter(|jurisdiction| authorities.contains(&jurisdiction.role))
            .map(|jurisdiction| bounds(jurisdiction.division))
            .collect();
        Self {
            everything: app
                .submitter
                .is_governance(&session.public_key)
                .await
                .unwrap_or(false),
            organisation: session
                .organisation
                .map_or(NO_ORGANISATION, |id| i64::from(id.0)),
            areas,
        }
    }

    /// What anybody may see.
    pub fn nobody() -> Self {
        Self {
            everything: false,
            organisation: NO_ORGANISATION,
            areas: Vec::new(),
        }
    }

    /// Whether the caller sees the whole index.
    pub(crate) fn sees_everything(&self) -> bool {
        self.everything
    }

    /// The divisions of whose data the caller sees everything, as bounds of their codes.
    pub(crate) fn areas(&self) -> &[(String, String)] {
        &self.areas
    }

    /// Whether the caller has an organisation of its own.
    pub(crate) fn is_of_organisation(&self) -> bool {
        self.organisation != NO_ORGANISATION
    }

    /// A scope of tests.
    #[cfg(test)]
    pub(crate) fn with(everything: bool, organisation: i64, areas: Vec<(String, String)>) -> Self {
        Self {
            everything,
            organisation,
            areas,
        }
    }

    /// The caller's own organisation, for queries; no row has that of nobody.
    pub fn organisation(&self) -> i64 {
        self.organisation
    }

    /// Adds ` AND (…)`: one of the organisation columns is the caller's, the division lies in an
    /// area, or one of the further conditions holds, in which `$` stands for the organisation.
    pub(crate) fn see(
        &self,
        query: &mut QueryBuilder<'_, Sqlite>,
        own: &[&str],
        division: &str,
        further: &[&str],
    ) {
        if self.everything {
            return;
        }
        query.push(" AND (1 = 0");
        for column in own {
            query
                .push(format_args!(" OR {column} = "))
                .push_bind(self.organisation);
        }
        for (low, high) in &self.areas {
            query
                .push(format_args!(" OR ({division} >= "))
                .push_bind(low.clone())
                .push(format_args!(" AND {division} < "))
                .push_bind(high.clone())
                .push(")");
        }
        for condition in further {
            query.push(" OR ");
            for (at, part) in condition.split('$').enumerate() {
                if at > 0 {
                    query.push_bind(self.organisation);
                }
                query.push(part);
            }
        }
        query.push(")");
    }

    /// Organisations: registered names are public; who is not active or not a legal person is seen
    /// by itself and its authorities.
    pub fn organisations(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["organisations.id"],
            "organisations.division",
            &["(organisations.status = 'active' AND organisations.name IS NOT NULL)"],
        );
    }

    /// Members, of a query that joins `organisations`.
    pub fn members(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["members.organisation"],
            "organisations.division",
            &[],
        );
    }

    /// Plots, also those whose harvest the caller holds.
    pub fn plots(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["plots.producer"],
            "plots.village",
            &[
                "EXISTS (SELECT 1 FROM cycles JOIN lot_cycles ON lot_cycles.cycle = cycles.id \
               JOIN lots ON lots.id = lot_cycles.lot \
               WHERE cycles.plot = plots.id AND lots.holder = $)",
            ],
        );
    }

    /// Cycles, of a query that joins `plots`; also those whose harvest the caller holds.
    pub fn cycles(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["cycles.producer"],
            "plots.village",
            &[
                "EXISTS (SELECT 1 FROM lot_cycles JOIN lots ON lots.id = lot_cycles.lot \
               WHERE lot_cycles.cycle = cycles.id AND lots.holder = $)",
            ],
        );
    }

    /// Lots: the caller's own and those it holds, one step back (parents of what it holds) and one
    /// step on (what it handed over, and what was made of its own).
    pub fn lots(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["lots.producer", "lots.holder"],
            "lots.division",
            &[
                "EXISTS (SELECT 1 FROM deliveries WHERE deliveries.lot = lots.id \
                 AND (deliveries.sender = $ OR deliveries.receiver = $))",
                "EXISTS (SELECT 1 FROM lot_ancestors JOIN lots AS near ON near.id = lot_ancestors.lot \
                 WHERE lot_ancestors.ancestor = lots.id AND lot_ancestors.distance = 1 \
                 AND near.holder = $)",
                "EXISTS (SELECT 1 FROM lot_ancestors JOIN lots AS near \
                 ON near.id = lot_ancestors.ancestor WHERE lot_ancestors.lot = lots.id \
                 AND lot_ancestors.distance = 1 AND near.producer = $)",
            ],
        );
    }

    /// Tests: those of the caller, and those on what it grows or holds. Of a query that joins
    /// `cycles`, `plots` and `lots` to the target.
    pub fn tests(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &[
                "tests.organisation",
                "cycles.producer",
                "lots.producer",
                "lots.holder",
            ],
            "COALESCE(plots.village, lots.division)",
            &[],
        );
    }

    /// Brands are public to members.
    ///
    /// Quotas: of a query that joins `brands` and `organisations`.
    pub fn quotas(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["quotas.organisation", "brands.owner"],
            "organisations.division",
            &[],
        );
    }

    /// Batches, of a query that joins `organisations`, the issuers, and `brands`.
    pub fn batches(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["batches.issuer", "brands.owner"],
            "organisations.division",
            &[],
        );
    }

    /// Documents, of a query that joins `organisations`, their holders.
    pub fn documents(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        self.see(
            query,
            &["document_holders.organisation"],
            "organisations.division",
            &["document_holders.visibility = 'public'"],
        );
    }

    /// Cases: those about what the caller owns or holds, and all in its divisions. Of a query that
    /// joins `lots`, `plots`, `cycles`, `batches`, `organisations`, `lives`, `farms`, `meats`,
    /// `devices`, `sales` and `transactions` with `collectives` to the subject, whose division the case has. Why a
    /// village's money is held is for its officers, not for every member.
    pub fn cases(&self, query: &mut QueryBuilder<'_, Sqlite>, session: &Session) {
        let mut own = vec![
            "lots.producer",
            "lots.holder",
            "plots.producer",
            "cycles.producer",
            "batches.issuer",
            "organisations.id",
            "lives.farm",
            "farms.id",
            "meats.holder",
            "devices.organisation",
            "sales.seller",
            "sales.buyer",
        ];
        let mut roles = session.roles.iter().map(|held| Sight::of_role(held.role));
        if roles.any(|sight| sight >= Sight::Officer) {
            own.push("collectives.organisation");
        }
        self.see(query, &own, "cases.division", &[]);
    }
}

/// The smallest code inside a division and the smallest behind it, as text. Codes sort as text
/// because all have twelve digits.
pub fn bounds(division: DivisionCode) -> (String, String) {
    let width: u64 = match division.level() {
        DivisionLevel::Nation => 1_000_000_000_000,
        DivisionLevel::Province => 10_000_000_000,
        DivisionLevel::Prefecture => 100_000_000,
        DivisionLevel::County => 1_000_000,
        DivisionLevel::Township => 1_000,
        DivisionLevel::Village => 1,
    };
    let end = division.number().saturating_add(width);
    // ':' is the character behind '9', so it stands behind every code.
    let end = if end > 999_999_999_999 {
        ":".to_owned()
    } else {
        format!("{end:012}")
    };
    (division.to_string(), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(outer: &str, inner: &str) -> bool {
        let (low, high) = bounds(outer.parse().unwrap());
        (low.as_str()..high.as_str()).contains(&inner)
    }

    #[test]
    fn bounds_agree_with_the_chain() {
        let codes = [
            "000000000000",
            "140000000000",
            "141000000000",
            "141031000000",
            "141031100000",
            "141031100201",
            "141031100202",
            "141031101000",
            "141032000000",
            "142000000000",
            "150000000000",
            "820000000000",
            "441900000000",
            "441900003000",
        ];
        for outer in codes {
            for inner in codes {
                let chain = outer
                    .parse::<DivisionCode>()
                    .unwrap()
                    .contains(inner.parse().unwrap());
                assert_eq!(contains(outer, inner), chain, "{outer} {inner}");
            }
        }
    }
}
