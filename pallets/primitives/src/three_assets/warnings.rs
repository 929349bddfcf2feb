//! Warnings (预警): rules, levels, routes and what is done about them (`DOMAIN.md 4.8`).

use crate::{
    BookId, ChallengeId, CollectiveId, Date, Digest, MemberId, PolicyKey, Role, Subject, Text,
    WarningId,
};

small_words! {
    /// Which rule was met. The numbers are those of `DOMAIN.md 4.8`.
    pub enum WarningRule {
        /// W01: cash above the single limit, a cash box above its limit at the end of a day, or cash income that was
        /// not banked in time.
        #[codec(index = 1)]
        Cash,
        /// W02: a payment split below a limit.
        #[codec(index = 2)]
        SplitPayment,
        /// W03: paid without approval, or approved after it was paid.
        #[codec(index = 3)]
        PaidWithoutApproval,
        /// W04: a bank line unmatched, or a month unreconciled, for too long.
        #[codec(index = 4)]
        Unreconciled,
        /// W05: income off the books, or a gap in the receipts.
        #[codec(index = 5)]
        IncomeOffBooks,
        /// W06: income paid into an account that is not the collective's.
        #[codec(index = 6)]
        StrangeAccount,
        /// W07: entered late.
        #[codec(index = 7)]
        LateEntry,
        /// W08: a balance below nothing.
        #[codec(index = 8)]
        NegativeBalance,
        /// W13: the payee is an officer, or near kin of one.
        #[codec(index = 13)]
        ConflictOfInterest,
        /// W20: special funds used outside their purpose, or idle.
        #[codec(index = 20)]
        SpecialFunds,
        /// W21: non-productive spending above its cap, round amounts, an invoice used twice.
        #[codec(index = 21)]
        NonProductive,
        /// W22: a loan without an assembly, too much debt, a guarantee.
        #[codec(index = 22)]
        Debt,
        /// W24: disclosure missing or late; a challenge not answered in time.
        #[codec(index = 24)]
        Disclosure,
        /// W25: more reversals in a month than is normal. The rest of the rule is analysis in the service.
        #[codec(index = 25)]
        Reversals,
        /// W26: a distribution paid otherwise than resolved, or to somebody who left.
        #[codec(index = 26)]
        Distribution,
        /// W27: land compensation outside its account, or paid out before a decision.
        #[codec(index = 27)]
        LandCompensation,
    }

    /// How serious a warning is, and who sees to it.
    pub enum WarningLevel {
        /// Yellow (黄): the township.
        #[codec(index = 0)]
        Yellow,
        /// Orange (橙): the county as well.
        #[codec(index = 1)]
        Orange,
        /// Red (红): the inspector as well.
        #[codec(index = 2)]
        Red,
    }

    /// Where a warning stands.
    pub enum WarningState {
        /// Nobody sees to it yet.
        #[codec(index = 0)]
        Open,
        /// An officer was asked.
        #[codec(index = 1)]
        Assigned,
        /// The village explained itself.
        #[codec(index = 2)]
        Explained,
        /// The explanation was accepted.
        #[codec(index = 3)]
        Accepted,
        /// Something must be put right by a day.
        #[codec(index = 4)]
        Rectifying,
        /// It was put right, says the village.
        #[codec(index = 5)]
        Rectified,
        /// It was put right, says the route.
        #[codec(index = 6)]
        Verified,
        /// It is closed.
        #[codec(index = 7)]
        Closed,
    }
}

impl WarningRule {
    /// The number of the rule, 1 to 27.
    pub fn number(self) -> u8 {
        match self {
            Self::Cash => 1,
            Self::SplitPayment => 2,
            Self::PaidWithoutApproval => 3,
            Self::Unreconciled => 4,
            Self::IncomeOffBooks => 5,
            Self::StrangeAccount => 6,
            Self::LateEntry => 7,
            Self::NegativeBalance => 8,
            Self::ConflictOfInterest => 13,
            Self::SpecialFunds => 20,
            Self::NonProductive => 21,
            Self::Debt => 22,
            Self::Disclosure => 24,
            Self::Reversals => 25,
            Self::Distribution => 26,
            Self::LandCompensation => 27,
        }
    }
}

impl WarningLevel {
    /// Who may see to it: the township, from orange on the county, from red on the inspector.
    pub fn route(self) -> &'static [Role] {
        match self {
            Self::Yellow => &[Role::Township],
            Self::Orange => &[Role::CountyAgriculture, Role::Township],
            Self::Red => &[Role::Inspector, Role::CountyAgriculture, Role::Township],
        }
    }

    /// Who may decide about it: the highest of its route.
    pub fn judges(self) -> &'static [Role] {
        match self {
            Self::Yellow => &[Role::Township, Role::CountyAgriculture, Role::Inspector],
            Self::Orange => &[Role::CountyAgriculture, Role::Inspector],
            Self::Red => &[Role::Inspector],
        }
    }

    /// One level up; red stays red.
    pub fn up(self) -> Self {
        match self {
            Self::Yellow => Self::Orange,
            Self::Orange | Self::Red => Self::Red,
        }
    }

    /// The setting that says within how many working days something must happen.
    pub fn clock(self) -> PolicyKey {
        match self {
            Self::Yellow => PolicyKey::WarningYellowWorkdays,
            Self::Orange => PolicyKey::WarningOrangeWorkdays,
            Self::Red => PolicyKey::WarningRedWorkdays,
        }
    }
}

impl WarningState {
    /// Whether the clock runs: somebody has to do something.
    pub fn is_waiting(self) -> bool {
        matches!(
            self,
            Self::Open | Self::Assigned | Self::Explained | Self::Rectifying | Self::Rectified
        )
    }
}

words! {
    /// The next step of a warning.
    pub struct WarningStepInput {
        /// The warning.
        pub warning: WarningId,
        /// The step.
        pub step: WarningStep,
    }

    /// A step of a warning.
    pub enum WarningStep {
        /// The route asks an officer.
        #[codec(index = 0)]
        Assigned {
            /// The officer.
            to: MemberId,
        },
        /// The village explains itself.
        #[codec(index = 1)]
        Explained {
            /// In words.
            text: Text<128>,
            /// Digest of the evidence.
            evidence: Option<Digest>,
        },
        /// The explanation is accepted.
        #[codec(index = 2)]
        Accepted,
        /// It is to be put right.
        #[codec(index = 3)]
        RectificationOrdered {
            /// By this day.
            until: Date,
            /// What.
            text: Text<128>,
        },
        /// It was put right.
        #[codec(index = 4)]
        Rectified {
            /// Digest of the proof.
            proof: Digest,
        },
        /// That is true.
        #[codec(index = 5)]
        Verified,
        /// The warning is closed.
        #[codec(index = 6)]
        Closed {
            /// Why.
            reason: Text<128>,
        },
        /// The clock has run out; the warning goes one level up.
        #[codec(index = 7)]
        Escalated,
    }
}

words! {
    /// Something whose day has passed. Whoever sees it reports it, and the chain checks that it is true.
    pub enum Overdue {
        /// A bank line that belongs to nothing yet.
        #[codec(index = 0)]
        BankLine(crate::BankLineId),
        /// A month that is not closed.
        #[codec(index = 1)]
        Month(super::MonthKey),
        /// A month that is not disclosed.
        #[codec(index = 2)]
        Disclosure(super::MonthKey),
        /// A challenge without an answer.
        #[codec(index = 3)]
        Challenge(ChallengeId),
        /// A cash box above its limit since an earlier day, or with cash income that was not banked in time.
        #[codec(index = 4)]
        CashBox(BookId),
        /// Special funds that did not move for too long.
        #[codec(index = 5)]
        Fund(IdleFund),
        /// A disclosure that was prepared, of months or of something special, and is not on the wall.
        #[codec(index = 6)]
        Posting(crate::DisclosureId),
    }
}

words! {
    /// Special funds that did not move for too long, to be reported.
    pub struct IdleFund {
        /// The collective.
        pub collective: CollectiveId,
        /// The project they are for.
        pub project: super::Project,
    }

    /// What a warning says: which rule, how serious, about what, and the numbers that were compared.
    pub struct Finding {
        /// The rule.
        pub rule: WarningRule,
        /// How serious.
        pub level: WarningLevel,
        /// About what.
        pub about: Subject,
        /// What was found: fen, days or a count, as the rule counts.
        pub measured: i64,
        /// What it was compared with.
        pub limit: i64,
    }
}
