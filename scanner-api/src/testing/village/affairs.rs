//! The village's affairs: disclosures, a challenge, warnings, a decision in four steps, and changes of people.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    three_assets::{
        challenges::{ChallengeInput, ChallengeLevel, ChallengeStep, Joining},
        collectives::Departure,
        decisions::{Body, DecisionInput, DecisionStep, Matter, Outcome, Tally},
        disclosure::{SpecialInput, Statement},
        statements::StatementTotals,
        warnings::{Finding, WarningLevel, WarningRule, WarningStep},
        AssetsEntry, Fen,
    },
    CaseId, ChallengeId, Date, DecisionId, Digest, DisclosureId, MemberId, Pseudonym, QuestionId,
    Role, SpendingId, Subject, WarningId,
};

use super::{
    book, by, by_rule, date, figures, list, text, yuan, Entries, ACCOUNT, ACCOUNTANT, COLLECTIVE,
};
use crate::{chain::fake::AnyEntry, testing::grower};

/// Everything that is not money.
pub(super) fn affairs() -> Entries {
    [
        disclosing(),
        challenging(),
        warning(),
        deciding(),
        overseeing(),
        leaving(),
    ]
    .concat()
}

/// The statement of January to March goes on the wall and comes off; something special is prepared.
fn disclosing() -> Entries {
    let statement = Statement {
        book: book(2026),
        from: 1,
        to: 3,
        vouchers: 6,
        head: Digest([70; 32]),
        height: 4,
        totals: StatementTotals {
            headings: list(&[]),
            income: yuan(12_000),
            expense: yuan(9_500),
            assets: yuan(133_500),
            liabilities: Fen::ZERO,
            equity: yuan(133_500),
        },
        money: yuan(53_500),
    };
    let digest = statement.digest();
    let first = Subject::Disclosure(DisclosureId(1));
    let posted = AssetsEntry::DisclosurePosted {
        photo: Digest([71; 32]),
        until: date("2026-08-14"),
    };
    let special = AssetsEntry::SpecialPrepared(SpecialInput {
        collective: COLLECTIVE,
        about: Subject::Spending(SpendingId(1)),
        title: text("道路维修结算"),
        occurred: date("2026-03-12"),
        document: Digest([72; 32]),
    });
    vec![
        by(
            ACCOUNTANT,
            Role::Accountant,
            first,
            AssetsEntry::StatementPrepared { statement, digest },
        ),
        by(
            14,
            Role::VillageSupervisor,
            first,
            AssetsEntry::DisclosureSigned,
        ),
        by(15, Role::VillageCashier, first, posted),
        by(
            15,
            Role::VillageCashier,
            first,
            AssetsEntry::DisclosureEnded,
        ),
        by(
            ACCOUNTANT,
            Role::Accountant,
            Subject::Disclosure(DisclosureId(2)),
            special,
        ),
    ]
}

/// A villager asks, another joins; the answer does not satisfy, and the township closes it.
fn challenging() -> Entries {
    let subject = Subject::Challenge(ChallengeId(1));
    let asker = Pseudonym([80; 16]);
    let step = |step, level, due: Option<Date>| AssetsEntry::ChallengeStepped { step, level, due };
    let member = |entry| by(20, Role::CollectiveMember, subject, entry);
    use ChallengeLevel::{Township, Village};
    vec![
        member(AssetsEntry::ChallengeRaised(ChallengeInput {
            collective: COLLECTIVE,
            about: Subject::Spending(SpendingId(1)),
            question: Digest([81; 32]),
            asker,
        })),
        member(AssetsEntry::ChallengeJoined {
            joining: Joining {
                challenge: ChallengeId(1),
                asker: Pseudonym([82; 16]),
                household: true,
            },
            people: 2,
            households: 2,
        }),
        by(
            11,
            Role::VillageChair,
            subject,
            step(ChallengeStep::Accepted, Village, Some(date("2026-08-14"))),
        ),
        by(
            11,
            Role::VillageChair,
            subject,
            step(
                ChallengeStep::Minuted {
                    minutes: Digest([83; 32]),
                },
                Village,
                Some(date("2026-08-14")),
            ),
        ),
        by(
            11,
            Role::VillageChair,
            subject,
            step(
                ChallengeStep::Answered {
                    answer: Digest([84; 32]),
                },
                Village,
                None,
            ),
        ),
        member(step(
            ChallengeStep::Unsatisfied { asker },
            Township,
            // A day that is over, so that the next step is late.
            Some(date("2026-07-30")),
        )),
        by(
            1,
            Role::Township,
            subject,
            step(
                ChallengeStep::Answered {
                    answer: Digest([85; 32]),
                },
                Township,
                None,
            ),
        ),
        member(step(ChallengeStep::Satisfied { asker }, Township, None)),
    ]
}

/// A split payment is warned of twice, explained, put right and closed, and happens again. A late entry is only noted.
fn warning() -> Entries {
    let subject = Subject::Warning(WarningId(1));
    let about = Subject::Spending(SpendingId(1));
    let finding = |level, measured| Finding {
        rule: WarningRule::SplitPayment,
        level,
        about,
        measured,
        limit: 1_000_000,
    };
    let due = date("2026-08-04");
    let step = |member, role, step, level| {
        let entry = AssetsEntry::WarningStepped { step, level, due };
        by(member, role, subject, entry)
    };
    use WarningLevel::{Orange, Red, Yellow};
    let raised = |collective_finding| AssetsEntry::WarningRaised {
        collective: COLLECTIVE,
        finding: collective_finding,
        due,
    };
    let repeated = |finding, reopened| AssetsEntry::WarningRepeated {
        finding,
        reopened,
        due,
    };
    let mut entries = vec![
        by_rule(subject, raised(finding(Yellow, 1_500_000))),
        by_rule(subject, repeated(finding(Orange, 1_900_000), false)),
        step(14, Role::VillageSupervisor, WarningStep::Escalated, Red),
    ];
    entries.extend(
        mended()
            .into_iter()
            .map(|(member, role, next)| step(member, role, next, Red)),
    );
    entries.push(by_rule(subject, repeated(finding(Orange, 2_850_000), true)));
    let late = Finding {
        rule: WarningRule::LateEntry,
        level: Yellow,
        about: Subject::Voucher(county_primitives::VoucherId(1)),
        measured: 20,
        limit: 15,
    };
    entries.push(by_rule(Subject::Warning(WarningId(2)), raised(late)));
    entries.push(by(
        1,
        Role::Township,
        Subject::Warning(WarningId(2)),
        AssetsEntry::WarningStepped {
            step: WarningStep::Accepted,
            level: Yellow,
            due,
        },
    ));
    entries
}

/// Who does what until a warning is closed.
fn mended() -> [(u32, Role, WarningStep); 6] {
    [
        (
            1,
            Role::Township,
            WarningStep::Assigned { to: MemberId(11) },
        ),
        (11, Role::VillageChair, explained()),
        (1, Role::Inspector, ordered()),
        (
            11,
            Role::VillageChair,
            WarningStep::Rectified {
                proof: Digest([91; 32]),
            },
        ),
        (1, Role::Inspector, WarningStep::Verified),
        (
            1,
            Role::Inspector,
            WarningStep::Closed {
                reason: text("已改正"),
            },
        ),
    ]
}

fn explained() -> WarningStep {
    WarningStep::Explained {
        text: text("两段道路分两次完工"),
        evidence: Some(Digest([90; 32])),
    }
}

fn ordered() -> WarningStep {
    WarningStep::RectificationOrdered {
        until: date("2026-08-20"),
        text: text("补齐决议"),
    }
}

/// A distribution in four steps, approved by the township and published; another decision is given up.
fn deciding() -> Entries {
    let input = DecisionInput {
        collective: COLLECTIVE,
        body: Body::Representatives,
        matter: Matter::Distribution,
        about: text("2026年收益分配"),
        four_steps: true,
        merged: false,
        amount: None,
        notice: date("2026-07-01"),
        meeting: date("2026-07-20"),
        document: Digest([100; 32]),
    };
    let tally = |abstaining, present, yes| Tally {
        abstaining,
        present,
        yes,
    };
    let digest = Digest([101; 32]);
    let steps = [
        (DecisionStep::Deliberated { minutes: digest }, None),
        (
            DecisionStep::Reviewed {
                plan_given: date("2026-07-05"),
                date: date("2026-07-10"),
                tally: tally(0, 25, 20),
                minutes: digest,
            },
            Some(Outcome::Passed),
        ),
        (
            DecisionStep::Resolved {
                date: date("2026-07-20"),
                tally: tally(1, 18, 16),
                minutes: digest,
            },
            Some(Outcome::Passed),
        ),
        (DecisionStep::Published { posting: digest }, None),
        (DecisionStep::TownshipApproved, None),
        (DecisionStep::ResultPublished { posting: digest }, None),
    ];
    let subject = Subject::Decision(DecisionId(2));
    let other = Subject::Decision(DecisionId(3));
    let chair = |subject, entry| by(11, Role::VillageChair, subject, entry);
    let mut entries = vec![chair(subject, AssetsEntry::DecisionOpened(input.clone()))];
    for (step, outcome) in steps {
        entries.push(chair(
            subject,
            AssetsEntry::DecisionStepped { step, outcome },
        ));
    }
    let merged = DecisionInput {
        merged: true,
        ..input
    };
    entries.push(chair(other, AssetsEntry::DecisionOpened(merged)));
    let reason = text("另行研究");
    entries.push(chair(
        other,
        AssetsEntry::DecisionStepped {
            step: DecisionStep::GivenUp { reason },
            outcome: None,
        },
    ));
    entries
}

/// An inspector holds spending 3, asks about it and gets a late answer; a colleague releases it. Another hold stays.
fn overseeing() -> Entries {
    let (case, question) = (Subject::Case(CaseId(1)), Subject::Question(QuestionId(1)));
    let held = |spending| OversightEntry::Held {
        subject: Subject::Spending(SpendingId(spending)),
        cause: HoldCause::Ordered {
            reason: text("核查"),
            evidence: None,
            expires_ms: 1_786_000_000_000,
        },
    };
    let entries = [
        (case, held(3)),
        (Subject::Case(CaseId(2)), held(1)),
        (
            question,
            OversightEntry::Asked {
                subject: Subject::Spending(SpendingId(3)),
                question: Digest([110; 32]),
                due: date("2026-08-07"),
            },
        ),
        (
            question,
            OversightEntry::Answered {
                answer: Digest([111; 32]),
                late: true,
            },
        ),
        (
            case,
            OversightEntry::Released {
                reason: text("已说明"),
                evidence: None,
            },
        ),
    ];
    entries
        .into_iter()
        .map(|(subject, entry)| (subject, grower(), AnyEntry::Oversight(entry)))
        .collect()
}

/// A member leaves, a director is dismissed, the figures change, the bank account is closed.
fn leaving() -> Entries {
    let collective = Subject::Collective(COLLECTIVE);
    let township = |subject, entry| by(1, Role::Township, subject, entry);
    vec![
        township(
            collective,
            AssetsEntry::DepartureNoted(Departure {
                collective: COLLECTIVE,
                person: Digest([120; 32]),
                since: date("2026-05-01"),
            }),
        ),
        township(
            collective,
            AssetsEntry::OfficerDismissed {
                member: MemberId(13),
                reason: text("辞职"),
            },
        ),
        township(
            collective,
            AssetsEntry::FiguresSet {
                figures: figures(999),
                agency: None,
            },
        ),
        township(
            Subject::BankAccount(ACCOUNT),
            AssetsEntry::BankAccountClosed {
                reason: text("换行"),
            },
        ),
    ]
}
