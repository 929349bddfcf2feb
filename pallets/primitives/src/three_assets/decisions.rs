//! Democratic decisions: who decides what, in which steps, by which majority (`DOMAIN.md 4.3`).

use super::Fen;
use crate::{CollectiveId, Date, DecisionId, Digest, Text};

/// How many days before an assembly of members its notice is given (CEO Act Art.27).
pub const ASSEMBLY_NOTICE_DAYS: u32 = 10;
/// An assembly of representatives has more than so many of them (CEO Act Art.28).
pub const REPRESENTATIVES_MORE_THAN: u32 = 20;

small_words! {
    /// Who decides.
    pub enum Body {
        /// The assembly of all members (成员大会).
        #[codec(index = 0)]
        Members,
        /// The assembly of members' representatives (成员代表大会).
        #[codec(index = 1)]
        Representatives,
        /// The board (理事会).
        #[codec(index = 2)]
        Board,
        /// The villagers' meeting (村民会议), where the village committee acts for the collective.
        #[codec(index = 3)]
        VillagersMeeting,
        /// The villagers' representatives (村民代表会议), where the village committee acts for the collective.
        #[codec(index = 4)]
        VillageRepresentatives,
    }

    /// What is decided.
    pub enum Matter {
        /// A spending.
        #[codec(index = 0)]
        Spending,
        /// An investment.
        #[codec(index = 1)]
        Investment,
        /// A loan taken or given.
        #[codec(index = 2)]
        Loan,
        /// A guarantee.
        #[codec(index = 3)]
        Guarantee,
        /// The use of land compensation.
        #[codec(index = 4)]
        LandCompensationUse,
        /// How land compensation is split; members only.
        #[codec(index = 5)]
        LandCompensationSplit,
        /// A distribution of surplus.
        #[codec(index = 6)]
        Distribution,
        /// A disposal of assets.
        #[codec(index = 7)]
        Disposal,
        /// A contract over assets or resources.
        #[codec(index = 8)]
        Contract,
        /// Land to outsiders; needs the township besides (Land Contract Act Art.52).
        #[codec(index = 9)]
        LandToOutsiders,
        /// Contract of land, homesteads or the quantification of shares among members; members only.
        #[codec(index = 10)]
        LandAndShares,
        /// The charter; members only.
        #[codec(index = 11)]
        Charter,
        /// Who is a member; members only.
        #[codec(index = 12)]
        Membership,
        /// Merger or split; members only.
        #[codec(index = 13)]
        Merger,
        /// A bank account.
        #[codec(index = 14)]
        BankAccount,
        /// Anything else.
        #[codec(index = 15)]
        Other,
    }

    /// How many came, and how they voted.
    pub struct Tally {
        /// Who has to abstain because the matter concerns them, officers and their near kin: they are not counted at
        /// all.
        pub abstaining: u32,
        /// Who was present, or stood in by written proxy, without those who abstain.
        pub present: u32,
        /// Who voted for it.
        pub yes: u32,
    }

    /// What a vote came to.
    pub enum Outcome {
        /// Too few came.
        #[codec(index = 0)]
        NoQuorum,
        /// Too few agreed.
        #[codec(index = 1)]
        NotPassed,
        /// It was passed.
        #[codec(index = 2)]
        Passed,
    }
}

impl Matter {
    /// Whether the law keeps it for all members (CEO Act Art.28).
    pub fn is_for_members_only(self) -> bool {
        matches!(
            self,
            Self::LandCompensationSplit
                | Self::LandAndShares
                | Self::Charter
                | Self::Membership
                | Self::Merger
        )
    }
}

impl Body {
    /// Whether all members have a vote in it.
    pub fn is_assembly(self) -> bool {
        matches!(self, Self::Members | Self::VillagersMeeting)
    }

    /// Whether representatives vote in it.
    pub fn is_of_representatives(self) -> bool {
        matches!(self, Self::Representatives | Self::VillageRepresentatives)
    }

    /// What the vote came to among `due` who belong to the body; `None` if the tally cannot be true.
    ///
    /// Members: two thirds of all attend, two thirds of all agree (Art.27). Representatives: two thirds of all
    /// agree (Art.28). Board: two thirds attend, more than half of all agree (Art.31). Where the village
    /// committee acts for the collective, the same rules apply, because they are the stricter (Art.28).
    ///
    /// Who abstains counts in neither; but a body of which half or more has to abstain decides nothing.
    pub fn outcome(self, due: u32, tally: Tally) -> Option<Outcome> {
        let voters = due.checked_sub(tally.abstaining)?;
        let is_body = is_more_than_half(voters, due);
        if !is_body || tally.present > voters || tally.yes > tally.present {
            return None;
        }
        let two_thirds = |count: u32| reaches_two_thirds(count, voters);
        let enough = match self {
            Self::Board => is_more_than_half(tally.yes, voters),
            _ => two_thirds(tally.yes),
        };
        Some(match (two_thirds(tally.present), enough) {
            (false, _) => Outcome::NoQuorum,
            (true, false) => Outcome::NotPassed,
            (true, true) => Outcome::Passed,
        })
    }
}

/// The third of the four steps: two thirds of the Party members attend, more than half of all agree.
pub fn party_outcome(due: u32, tally: Tally) -> Option<Outcome> {
    Body::Board.outcome(due, tally)
}

fn is_more_than_half(count: u32, of: u32) -> bool {
    u64::from(count).saturating_mul(2) > u64::from(of)
}

fn reaches_two_thirds(count: u32, of: u32) -> bool {
    u64::from(count).saturating_mul(3) >= u64::from(of).saturating_mul(2)
}

words! {
    /// A decision to be prepared. For the four steps this is the first, the proposal of the Party branch.
    pub struct DecisionInput {
        /// The collective.
        pub collective: CollectiveId,
        /// Who decides.
        pub body: Body,
        /// What about.
        pub matter: Matter,
        /// In words.
        pub about: Text<96>,
        /// Whether it goes through four steps and two publications (四议两公开).
        pub four_steps: bool,
        /// Whether the secretary is the director, so that proposal and deliberation are one.
        pub merged: bool,
        /// Up to how much may be spent on it.
        pub amount: Option<Fen>,
        /// The day on which the meeting was announced.
        pub notice: Date,
        /// The day of the meeting.
        pub meeting: Date,
        /// Digest of the plan.
        pub document: Digest,
    }

    /// The next step of a decision.
    pub struct DecisionStepInput {
        /// The decision.
        pub decision: DecisionId,
        /// The step.
        pub step: DecisionStep,
    }

    /// A step of a decision.
    pub enum DecisionStep {
        /// The two committees deliberated it.
        #[codec(index = 0)]
        Deliberated {
            /// Digest of the minutes.
            minutes: Digest,
        },
        /// The Party members reviewed it.
        #[codec(index = 1)]
        Reviewed {
            /// The day on which they got the plan.
            plan_given: Date,
            /// The day of the meeting.
            date: Date,
            /// The vote.
            tally: Tally,
            /// Digest of the minutes.
            minutes: Digest,
        },
        /// The body voted.
        #[codec(index = 2)]
        Resolved {
            /// The day of the meeting.
            date: Date,
            /// The vote.
            tally: Tally,
            /// Digest of the minutes with the signatures.
            minutes: Digest,
        },
        /// The resolution was published; a supervisor attests it.
        #[codec(index = 3)]
        Published {
            /// Digest of a photo of the posting.
            posting: Digest,
        },
        /// The township approved it, where the law asks.
        #[codec(index = 4)]
        TownshipApproved,
        /// It was carried out, and the result was published.
        #[codec(index = 5)]
        ResultPublished {
            /// Digest of a photo of the posting.
            posting: Digest,
        },
        /// It is given up.
        #[codec(index = 6)]
        GivenUp {
            /// Why.
            reason: Text<128>,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(body: Body, due: u32, present: u32, yes: u32) -> Option<Outcome> {
        let tally = Tally {
            abstaining: 0,
            present,
            yes,
        };
        body.outcome(due, tally)
    }

    #[test]
    fn majorities_are_the_laws() {
        use Outcome::{NoQuorum, NotPassed, Passed};
        assert_eq!(vote(Body::Members, 1_000, 667, 667), Some(Passed));
        assert_eq!(vote(Body::Members, 1_000, 666, 666), Some(NoQuorum));
        assert_eq!(vote(Body::Members, 1_000, 700, 666), Some(NotPassed));
        assert_eq!(vote(Body::Representatives, 21, 14, 14), Some(Passed));
        assert_eq!(vote(Body::Representatives, 21, 21, 13), Some(NotPassed));
        assert_eq!(vote(Body::Board, 5, 4, 3), Some(Passed));
        assert_eq!(vote(Body::Board, 5, 3, 3), Some(NoQuorum));
        assert_eq!(vote(Body::Board, 5, 5, 2), Some(NotPassed));
        assert_eq!(
            vote(Body::VillagersMeeting, 1_000, 700, 666),
            Some(NotPassed)
        );
    }

    #[test]
    fn impossible_votes_are_none() {
        assert_eq!(vote(Body::Board, 5, 6, 3), None);
        assert_eq!(vote(Body::Board, 5, 3, 4), None);
        assert_eq!(vote(Body::Board, 0, 0, 0), None);
        let all = Tally {
            abstaining: 6,
            present: 0,
            yes: 0,
        };
        assert_eq!(Body::Board.outcome(5, all), None);
    }

    #[test]
    fn who_abstains_is_not_counted() {
        let tally = Tally {
            abstaining: 2,
            present: 2,
            yes: 2,
        };
        assert_eq!(Body::Board.outcome(5, tally), Some(Outcome::Passed));
    }

    #[test]
    fn half_a_body_decides_nothing() {
        let all_others = |due: u32, abstaining: u32| Tally {
            abstaining,
            present: due - abstaining,
            yes: due - abstaining,
        };
        for (body, due, most) in [
            (Body::Members, 1_000, 499),
            (Body::Representatives, 21, 10),
            (Body::Board, 3, 1),
            (Body::Board, 5, 2),
        ] {
            let outcome = |abstaining| body.outcome(due, all_others(due, abstaining));
            assert_eq!(outcome(most), Some(Outcome::Passed), "{body:?} of {due}");
            assert_eq!(outcome(most + 1), None, "{body:?} of {due}");
        }
        assert_eq!(party_outcome(30, all_others(30, 14)), Some(Outcome::Passed));
        assert_eq!(party_outcome(30, all_others(30, 15)), None);
    }
}
