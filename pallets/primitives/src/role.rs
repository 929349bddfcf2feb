//! The roles of `DOMAIN.md 1.1` and where they reach.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{DivisionCode, DivisionLevel};

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $index:literal, $id:literal;)*) => {
        /// What a member may act as. The text form is the role id of `DOMAIN.md 1.1`.
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub enum Role {
            $($(#[$doc])* #[codec(index = $index)] $variant,)*
        }

        impl Role {
            /// Every role, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The role id.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

roles! {
    /// Provincial agriculture department (省级农业农村厅).
    Province = 0, "prov";
    /// County agriculture bureau (县农业农村局).
    CountyAgriculture = 1, "cty_agri";
    /// Market regulator (市场监管局).
    MarketRegulator = 2, "cty_mkt";
    /// Official vet (官方兽医).
    OfficialVet = 3, "ahs_vet";
    /// Animal disease control centre (疫控中心).
    DiseaseControl = 4, "cdc";
    /// Village vaccinator or farm vet (村级防疫员).
    Vaccinator = 5, "vaccinator";
    /// Township or street (乡镇/街道).
    Township = 6, "town";
    /// Grid member or quality information officer (网格员).
    Grid = 7, "grid";
    /// Producer (生产主体): household, cooperative, company or family farm.
    Producer = 8, "producer";
    /// Regional brand owner (品牌持有人).
    BrandOwner = 9, "brand";
    /// Grading and packing house (选果包装).
    Packer = 10, "packer";
    /// Label printer (印刷厂).
    Printer = 11, "printer";
    /// Pesticide, drug, feed or fertilizer dealer (农资经营者).
    InputDealer = 12, "input_dealer";
    /// Quick-test point (快检室).
    QuickLaboratory = 13, "lab.quick";
    /// Accredited laboratory (CMA/CATL 检测机构).
    AccreditedLaboratory = 14, "lab.cma";
    /// Purchaser or trader (收购者).
    Buyer = 15, "buyer";
    /// Wholesale or retail market (市场).
    Market = 16, "market";
    /// Carrier with a filed vehicle (承运人).
    Hauler = 17, "hauler";
    /// Designated slaughterhouse (定点屠宰厂).
    Slaughterhouse = 18, "slaughter";
    /// Harmless-disposal plant (无害化处理场).
    DisposalPlant = 19, "disposal";
    /// Insurer (保险机构).
    Insurer = 20, "insurer";
    /// Chair of the collective (理事长).
    VillageChair = 21, "vlg_chair";
    /// Board of the collective (理事会).
    VillageBoard = 22, "vlg_board";
    /// Village cashier (出纳/报账员).
    VillageCashier = 23, "vlg_cashier";
    /// Accountant or township agency (会计/代理会计).
    Accountant = 24, "acct";
    /// Supervisory board (监事会/村务监督委员会).
    VillageSupervisor = 25, "vlg_super";
    /// Member of the collective or villager (成员/村民).
    CollectiveMember = 26, "member";
    /// Property-rights exchange (农村产权流转交易中心).
    Exchange = 27, "exchange";
    /// Bidder (竞买人).
    Bidder = 28, "bidder";
    /// Bank (银行).
    Bank = 29, "bank";
    /// Discipline inspector (纪检监察).
    Inspector = 30, "inspector";
    /// Auditor (审计/农经).
    Auditor = 31, "auditor";
    /// Consumer (消费者).
    Consumer = 32, "consumer";
    /// Adopter of a field, tree or animal (认养人).
    Adopter = 33, "adopter";
}

impl core::fmt::Display for Role {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.id())
    }
}

/// No role has this id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RoleParseError;

impl core::fmt::Display for RoleParseError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no role has this id")
    }
}

impl core::error::Error for RoleParseError {}

impl core::str::FromStr for Role {
    type Err = RoleParseError;

    fn from_str(text: &str) -> Result<Self, RoleParseError> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.id() == text)
            .ok_or(RoleParseError)
    }
}

crate::text::string_serde!(Role);

/// A role over a division: the role reaches the division and everything inside it.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Jurisdiction {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub division: DivisionCode,
}

impl Jurisdiction {
    /// Whether this lets its holder act as `role` on something in `division`.
    pub fn covers(&self, role: Role, division: DivisionCode) -> bool {
        self.role == role && self.division.contains(division)
    }

    /// Whether a holder of this may grant `other`: a province its county bureaus, a county the
    /// working roles inside its six digits, a township its producers and village officers inside
    /// its nine. Inspectors, market regulators, auditors and provinces are granted by governance.
    pub fn may_grant(&self, other: &Self) -> bool {
        let inside = self.division.contains(other.division);
        let level = self.division.level();
        inside
            && match self.role {
                Role::Province => {
                    level == DivisionLevel::Province && other.role == Role::CountyAgriculture
                }
                Role::CountyAgriculture => {
                    level == DivisionLevel::County
                        && !matches!(
                            other.role,
                            Role::Province
                                | Role::CountyAgriculture
                                | Role::MarketRegulator
                                | Role::Inspector
                                | Role::Auditor
                        )
                }
                Role::Township => {
                    level == DivisionLevel::Township
                        && matches!(
                            other.role,
                            Role::Grid
                                | Role::Producer
                                | Role::VillageChair
                                | Role::VillageBoard
                                | Role::VillageCashier
                                | Role::VillageSupervisor
                                | Role::CollectiveMember
                        )
                }
                _ => false,
            }
    }

    /// Whether one person may not hold both (`DOMAIN.md 1.2`; CEO Act Art.34). Only roles whose
    /// divisions overlap can conflict.
    pub fn conflicts_with(&self, other: &Self) -> bool {
        let overlap =
            self.division.contains(other.division) || other.division.contains(self.division);
        overlap
            && (Self::incompatible(self.role, other.role)
                || Self::incompatible(other.role, self.role))
    }

    fn incompatible(one: Role, other: Role) -> bool {
        match one {
            Role::VillageCashier => matches!(other, Role::Accountant | Role::VillageSupervisor),
            Role::Accountant => other == Role::VillageSupervisor,
            Role::VillageSupervisor => matches!(other, Role::VillageChair | Role::VillageBoard),
            Role::OfficialVet => matches!(other, Role::Producer | Role::Insurer),
            Role::Exchange => other == Role::Bidder,
            // An inspector never approves business, so an inspector holds no business role at all.
            Role::Inspector => !matches!(
                other,
                Role::Inspector | Role::CollectiveMember | Role::Consumer
            ),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(role: Role, division: &str) -> Jurisdiction {
        Jurisdiction {
            role,
            division: division.parse().unwrap(),
        }
    }

    #[test]
    fn a_county_grants_inside_its_six_digits_and_a_township_inside_its_nine() {
        let county = at(Role::CountyAgriculture, "141031000000");
        assert!(county.may_grant(&at(Role::Township, "141031100000")));
        assert!(county.may_grant(&at(Role::Packer, "141031000000")));
        assert!(!county.may_grant(&at(Role::Township, "141032100000")));
        assert!(!county.may_grant(&at(Role::Inspector, "141031000000")));
        let town = at(Role::Township, "141031100000");
        assert!(town.may_grant(&at(Role::Producer, "141031100201")));
        assert!(!town.may_grant(&at(Role::Producer, "141031101201")));
        assert!(!town.may_grant(&at(Role::Packer, "141031100201")));
        let province = at(Role::Province, "140000000000");
        assert!(province.may_grant(&at(Role::CountyAgriculture, "141031000000")));
        assert!(!province.may_grant(&at(Role::CountyAgriculture, "370322000000")));
        assert!(!at(Role::Producer, "141031100201").may_grant(&at(Role::Producer, "141031100201")));
    }

    #[test]
    fn duties_that_must_be_separate_conflict_both_ways_and_only_where_they_overlap() {
        let cashier = at(Role::VillageCashier, "210115104201");
        for other in [Role::Accountant, Role::VillageSupervisor] {
            assert!(cashier.conflicts_with(&at(other, "210115104000")));
            assert!(at(other, "210115104000").conflicts_with(&cashier));
            assert!(!cashier.conflicts_with(&at(other, "210115104202")));
        }
        assert!(!cashier.conflicts_with(&at(Role::VillageBoard, "210115104201")));
        let inspector = at(Role::Inspector, "210115000000");
        assert!(inspector.conflicts_with(&at(Role::Producer, "210115104201")));
        assert!(!inspector.conflicts_with(&at(Role::Inspector, "210115104201")));
    }

    #[test]
    fn role_ids_are_distinct_and_read_back() {
        for role in Role::ALL {
            assert_eq!(role.id().parse(), Ok(*role));
        }
        assert_eq!("nobody".parse::<Role>(), Err(RoleParseError));
    }
}
