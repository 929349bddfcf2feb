//! Collectives, their officers and their bank accounts.

use super::accounts::AccountCode;
use crate::{
    BankAccountId, CollectiveId, CreditCode, Date, DecisionId, Digest, DivisionCode, List,
    MemberId, OrganisationId, Role, Text,
};

/// The most officers a collective may have in office.
pub const OFFICERS_MAX: u32 = 32;
/// The most near kin one officer declares.
pub const KIN_MAX: u32 = 16;
/// The most open bank accounts of a collective.
pub const BANK_ACCOUNTS_MAX: u32 = 8;
/// How many directors a board may have, the chair among them, and the number is odd (CEO Act Art.29).
pub const BOARD: core::ops::RangeInclusive<u32> = 3..=7;

small_words! {
    /// On which level a collective is; its credit code says the same.
    pub enum CollectiveLevel {
        /// Of a villagers' group (组), N1.
        #[codec(index = 1)]
        Group,
        /// Of a village (村), N2.
        #[codec(index = 2)]
        Village,
        /// Of a township (乡镇), N3.
        #[codec(index = 3)]
        Township,
    }

    /// The numbers that quorums and majorities are counted from.
    pub struct Figures {
        /// Adult members of the collective.
        pub members: u32,
        /// Members' representatives; 0 if there is no assembly of representatives.
        pub representatives: u32,
        /// Households.
        pub households: u32,
        /// Members of the Party branch, for the third of the four steps.
        pub party_members: u32,
    }

    /// The office a person holds in a collective.
    pub enum Post {
        /// Chair of the board and legal representative (理事长).
        #[codec(index = 0)]
        Chair,
        /// Director (理事).
        #[codec(index = 1)]
        Director,
        /// Supervisor (监事).
        #[codec(index = 2)]
        Supervisor,
        /// Cashier (出纳/报账员).
        #[codec(index = 3)]
        Cashier,
        /// Accountant (会计); the township agency's accountants need no seat of their own.
        #[codec(index = 4)]
        Accountant,
    }

    /// What a bank account is for.
    pub enum BankAccountKind {
        /// The basic account (基本户), of which there is one.
        #[codec(index = 0)]
        Basic,
        /// The special account for land compensation (土地补偿费专户).
        #[codec(index = 1)]
        LandCompensation,
        /// Another account that a decision allowed.
        #[codec(index = 2)]
        Other,
    }
}

impl CollectiveLevel {
    /// The second character of the credit code.
    pub fn digit(self) -> char {
        match self {
            Self::Group => '1',
            Self::Village => '2',
            Self::Township => '3',
        }
    }
}

impl Post {
    /// The role a holder of the post signs in.
    pub fn role(self) -> Role {
        match self {
            Self::Chair => Role::VillageChair,
            Self::Director => Role::VillageBoard,
            Self::Supervisor => Role::VillageSupervisor,
            Self::Cashier => Role::VillageCashier,
            Self::Accountant => Role::Accountant,
        }
    }

    /// Whether the holder is a director.
    pub fn is_board(self) -> bool {
        matches!(self, Self::Chair | Self::Director)
    }

    /// Whether one person may not hold both posts (`DOMAIN.md 1.2`, CEO Act Art.34).
    pub fn excludes(self, other: Self) -> bool {
        let finance = |post: Self| matches!(post, Self::Cashier | Self::Accountant);
        match (self, other) {
            (Self::Supervisor, post) | (post, Self::Supervisor) => {
                post.is_board() || finance(post) || post == Self::Supervisor
            }
            (one, other) if one.is_board() && other.is_board() => true,
            (one, other) => finance(one) && finance(other),
        }
    }

    /// Whether near kin may not hold both posts: directors among each other (Art.29), and finance
    /// staff or directors beside supervisors (Art.34).
    pub fn excludes_kin(self, other: Self) -> bool {
        match (self, other) {
            (Self::Supervisor, Self::Supervisor) => false,
            (Self::Supervisor, _) | (_, Self::Supervisor) => true,
            (one, other) => one.is_board() && other.is_board(),
        }
    }
}

words! {
    /// A collective to be registered.
    pub struct CollectiveInput {
        /// The organisation of the registry it is.
        pub organisation: OrganisationId,
        /// Its credit code, which starts with N1, N2 or N3.
        pub credit_code: CreditCode,
        /// Its level.
        pub level: CollectiveLevel,
        /// Its village, or its township.
        pub division: DivisionCode,
        /// What quorums are counted from.
        pub figures: Figures,
        /// The township agency that keeps its books, if one does.
        pub agency: Option<OrganisationId>,
    }

    /// New figures of a collective, or another agency.
    pub struct FiguresInput {
        /// The collective.
        pub collective: CollectiveId,
        /// What quorums are counted from.
        pub figures: Figures,
        /// The township agency that keeps its books, if one does.
        pub agency: Option<OrganisationId>,
    }

    /// An officer to be put into office.
    pub struct OfficerInput {
        /// The collective.
        pub collective: CollectiveId,
        /// The member who signs as this officer.
        pub member: MemberId,
        /// The office.
        pub post: Post,
        /// First day of the term.
        pub from: Date,
        /// Last day of the term.
        pub until: Date,
        /// Keyed digest of the person; the key stays in the service, so nobody can try out names.
        pub person: Digest,
        /// Keyed digests of the near kin, and of companies the person controls.
        pub kin: List<Digest, KIN_MAX>,
    }

    /// An officer who leaves office.
    pub struct Dismissal {
        /// The collective.
        pub collective: CollectiveId,
        /// The officer.
        pub member: MemberId,
        /// Why.
        pub reason: Text<128>,
    }

    /// A bank account to be opened for a collective.
    pub struct BankAccountInput {
        /// The collective.
        pub collective: CollectiveId,
        /// Keyed digest of the account number.
        pub digest: Digest,
        /// The bank.
        pub bank: Text<48>,
        /// What it is for.
        pub kind: BankAccountKind,
        /// The account in the books that mirrors it, below 102.
        pub ledger: AccountCode,
        /// The decision that allows it; not needed for the basic account.
        pub decision: Option<DecisionId>,
    }

    /// A bank account to be closed.
    pub struct BankAccountClosure {
        /// The account.
        pub account: BankAccountId,
        /// Why.
        pub reason: Text<128>,
    }

    /// A member of the collective who died or lost membership: nothing is to be paid out to them any more.
    pub struct Departure {
        /// The collective.
        pub collective: CollectiveId,
        /// Keyed digest of the person.
        pub person: Digest,
        /// Since when.
        pub since: Date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duties_exclude_each_other_both_ways() {
        use Post::{Accountant, Cashier, Chair, Director, Supervisor};
        let posts = [Chair, Director, Supervisor, Cashier, Accountant];
        for one in posts {
            for other in posts {
                assert_eq!(one.excludes(other), other.excludes(one));
                assert_eq!(one.excludes_kin(other), other.excludes_kin(one));
            }
        }
        assert!(Cashier.excludes(Accountant) && Director.excludes(Supervisor));
        assert!(!Cashier.excludes(Director) && !Cashier.excludes_kin(Accountant));
        assert!(Chair.excludes_kin(Director) && Cashier.excludes_kin(Supervisor));
    }
}
