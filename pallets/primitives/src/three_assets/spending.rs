//! Spending: what is asked for, who must approve it, and how it was paid (`DOMAIN.md 4.4`).

use super::{books::DOCUMENTS_MAX, Fen, Project};
use crate::{
    BankAccountId, CollectiveId, Date, DecisionId, Digest, List, PolicyKey, Role, SpendingId, Text,
};

/// The most signatures a spending can need: one of each step.
pub const STEPS_MAX: u32 = 6;

small_words! {
    /// What money is spent on, where the rules differ.
    pub enum SpendingKind {
        /// Anything else.
        #[codec(index = 0)]
        Ordinary,
        /// Works (工程).
        #[codec(index = 1)]
        Works,
        /// Hospitality (招待), non-productive.
        #[codec(index = 2)]
        Hospitality,
        /// Travel (差旅), non-productive.
        #[codec(index = 3)]
        Travel,
        /// Allowances for lost work (误工补贴), non-productive.
        #[codec(index = 4)]
        WorkAllowance,
        /// An investment; always the highest row.
        #[codec(index = 5)]
        Investment,
        /// Money lent or a loan repaid; always the highest row.
        #[codec(index = 6)]
        Loan,
        /// A guarantee for somebody else; always the highest row.
        #[codec(index = 7)]
        Guarantee,
        /// Use of land compensation; always the highest row.
        #[codec(index = 8)]
        LandCompensation,
        /// A distribution to members (分红).
        #[codec(index = 9)]
        Distribution,
    }

    /// How money leaves.
    pub enum PaymentMethod {
        /// In cash, small items only.
        #[codec(index = 0)]
        Cash,
        /// From a bank account of the collective to the account with this keyed digest.
        #[codec(index = 1)]
        Bank(Digest),
    }

    /// A signature that a spending needs. The order of the variants is the order of signing.
    pub enum Step {
        /// The accountant checks the evidence.
        #[codec(index = 0)]
        Evidence,
        /// The chair signs.
        #[codec(index = 1)]
        Chair,
        /// A director signs for the board.
        #[codec(index = 2)]
        Board,
        /// A supervisor countersigns.
        #[codec(index = 3)]
        Supervisor,
        /// The township approves.
        #[codec(index = 4)]
        Township,
        /// The county approves.
        #[codec(index = 5)]
        County,
    }

    /// The decision that a spending needs.
    pub enum DecisionLevel {
        /// None.
        #[codec(index = 0)]
        None,
        /// Minutes of the board, or more.
        #[codec(index = 1)]
        Board,
        /// A resolution of the representatives, or more.
        #[codec(index = 2)]
        Representatives,
        /// Four steps and two publications (四议两公开), or the assembly of all members.
        #[codec(index = 3)]
        FourSteps,
    }

    /// What a row of the approval matrix asks for.
    pub struct Approvals {
        /// The steps, bit 0 for the first.
        pub steps: u8,
        /// The decision.
        pub decision: DecisionLevel,
    }
}

impl SpendingKind {
    /// Whether the highest row applies whatever the amount.
    pub fn is_always_highest(self) -> bool {
        matches!(
            self,
            Self::Investment | Self::Loan | Self::Guarantee | Self::LandCompensation
        )
    }

    /// Whether it counts against the yearly cap of non-productive spending.
    pub fn is_non_productive(self) -> bool {
        matches!(self, Self::Hospitality | Self::Travel | Self::WorkAllowance)
    }
}

impl Step {
    /// Every step, in the order of signing.
    pub const ALL: [Self; 6] = [
        Self::Evidence,
        Self::Chair,
        Self::Board,
        Self::Supervisor,
        Self::Township,
        Self::County,
    ];

    /// The role that signs it.
    pub fn role(self) -> Role {
        match self {
            Self::Evidence => Role::Accountant,
            Self::Chair => Role::VillageChair,
            Self::Board => Role::VillageBoard,
            Self::Supervisor => Role::VillageSupervisor,
            Self::Township => Role::Township,
            Self::County => Role::CountyAgriculture,
        }
    }

    /// Its bit in [`Approvals::steps`].
    pub fn bit(self) -> u8 {
        match self {
            Self::Evidence => 1,
            Self::Chair => 2,
            Self::Board => 4,
            Self::Supervisor => 8,
            Self::Township => 16,
            Self::County => 32,
        }
    }

    /// Whether the decision must be there before this step.
    pub fn is_above_village(self) -> bool {
        matches!(self, Self::Township | Self::County)
    }
}

/// The limits between the rows of the approval matrix.
pub const ROW_LIMITS: [PolicyKey; 4] = [
    PolicyKey::ApprovalLimit1Yuan,
    PolicyKey::ApprovalLimit2Yuan,
    PolicyKey::ApprovalLimit3Yuan,
    PolicyKey::ApprovalLimit4Yuan,
];

/// What each row of the approval matrix asks for.
pub const ROW_APPROVALS: [PolicyKey; 5] = [
    PolicyKey::Approvals1,
    PolicyKey::Approvals2,
    PolicyKey::Approvals3,
    PolicyKey::Approvals4,
    PolicyKey::Approvals5,
];

impl Approvals {
    /// The row that a policy value describes: bits 0 to 5 are the steps, bits 8 and 9 the decision.
    /// `None` if other bits are set or nobody would have to sign.
    pub fn from_policy(value: u64) -> Option<Self> {
        let decision = match value >> 8 {
            0 => DecisionLevel::None,
            1 => DecisionLevel::Board,
            2 => DecisionLevel::Representatives,
            3 => DecisionLevel::FourSteps,
            _ => return None,
        };
        let steps = u8::try_from(value & 0xff).ok()?;
        (steps != 0 && steps < 64).then_some(Self { steps, decision })
    }

    /// The first step that is asked for and not among `signed`.
    pub fn next(&self, signed: &[Step]) -> Option<Step> {
        Step::ALL
            .into_iter()
            .find(|step| self.steps & step.bit() != 0 && !signed.contains(step))
    }
}

words! {
    /// A spending to be submitted.
    pub struct SpendingInput {
        /// The collective.
        pub collective: CollectiveId,
        /// What for.
        pub purpose: Text<96>,
        /// What kind.
        pub kind: SpendingKind,
        /// The project, if it belongs to one.
        pub project: Option<Project>,
        /// Keyed digest of the payee.
        pub payee: Digest,
        /// Keyed digest of the payee's household or group of kin, if there is one: the head's own. What the payee gets
        /// counts for both.
        pub payee_group: Option<Digest>,
        /// How it is to be paid.
        pub method: PaymentMethod,
        /// How much.
        pub amount: Fen,
        /// The day it happened.
        pub occurred: Date,
        /// Digest of issuer and number of the invoice.
        pub invoice: Option<Digest>,
        /// Digests of the evidence.
        pub documents: List<Digest, DOCUMENTS_MAX>,
    }

    /// A signature under a spending.
    pub struct SpendingSignature {
        /// The spending.
        pub spending: SpendingId,
        /// The step that is signed.
        pub step: Step,
        /// The amount that is signed for, so that nobody signs for something else than was shown.
        pub amount: Fen,
    }

    /// A decision to be attached to a spending.
    pub struct DecisionAttachment {
        /// The spending.
        pub spending: SpendingId,
        /// The decision.
        pub decision: DecisionId,
    }

    /// A spending that is not approved.
    pub struct Refusal {
        /// The spending.
        pub spending: SpendingId,
        /// The step that the signer stands for.
        pub step: Step,
        /// Whether it may be mended and submitted again.
        pub mendable: bool,
        /// Why.
        pub reason: Text<128>,
    }

    /// A returned spending that is submitted again.
    pub struct Resubmission {
        /// The spending.
        pub spending: SpendingId,
        /// The whole evidence, with what was missing.
        pub documents: List<Digest, DOCUMENTS_MAX>,
    }

    /// An order to the bank, or to the cash box.
    pub struct Instruction {
        /// The spending.
        pub spending: SpendingId,
        /// The account that pays; none for cash.
        pub from: Option<BankAccountId>,
        /// Keyed digest of the payee, as the order to the bank names it.
        pub payee: Digest,
        /// Keyed digest of the payee's account, as the order to the bank names it.
        pub payee_account: Option<Digest>,
        /// How much.
        pub amount: Fen,
    }

    /// What became of a payment.
    pub struct PaymentReport {
        /// The spending.
        pub spending: SpendingId,
        /// What happened.
        pub outcome: PaymentOutcome,
    }

    /// How a payment ended.
    pub enum PaymentOutcome {
        /// It was made.
        #[codec(index = 0)]
        Paid {
            /// The day.
            date: Date,
            /// Digest of the bank's receipt, or of the payee's.
            receipt: Digest,
        },
        /// It failed.
        #[codec(index = 1)]
        Failed {
            /// Why.
            reason: Text<128>,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_their_bits() {
        let row = Approvals::from_policy(15 + 256).unwrap();
        assert_eq!(row.decision, DecisionLevel::Board);
        assert_eq!(row.next(&[]), Some(Step::Evidence));
        assert_eq!(row.next(&[Step::Evidence, Step::Chair]), Some(Step::Board));
        assert_eq!(
            row.next(&[Step::Evidence, Step::Chair, Step::Board, Step::Supervisor]),
            None
        );
        for bad in [0, 64, 256, 1_024 + 1] {
            assert_eq!(Approvals::from_policy(bad), None, "{bad}");
        }
    }
}
