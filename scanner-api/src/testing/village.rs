//! A village and everything its ledger can say: every kind of record of the three assets, in an order the chain would
//! take. The collective is organisation 3, in the village of the tests.

mod affairs;
mod money;

use county_primitives::{
    registry::PolicyInput,
    three_assets::{
        accounts::AccountInput,
        books::{BookInput, Opening},
        collectives::{
            BankAccountInput, BankAccountKind, CollectiveInput, CollectiveLevel, Figures,
            OfficerInput, Post,
        },
        AssetsEntry, Fen,
    },
    Author, BankAccountId, BookId, CollectiveId, Date, Digest, DivisionCode, List, MemberId,
    OrganisationId, PolicyKey, Role, Signature, Subject, Text,
};

use super::{COUNTY, VILLAGE};
use crate::chain::{fake::AnyEntry, fake::FakeNode, Genesis};

/// Records of one block.
pub(crate) type Entries = Vec<(Subject, Author, AnyEntry)>;

/// The collective.
pub(crate) const COLLECTIVE: CollectiveId = CollectiveId(1);
/// Its bank account.
pub(crate) const ACCOUNT: BankAccountId = BankAccountId(1);
/// Who holds which post: member, post and the digest of the person.
pub(crate) const OFFICERS: [(u32, Post); 6] = [
    (11, Post::Chair),
    (12, Post::Director),
    (13, Post::Director),
    (14, Post::Supervisor),
    (15, Post::Cashier),
    (16, Post::Accountant),
];
/// The last of them.
pub(crate) const ACCOUNTANT: u32 = 16;

/// The first state of the tests, with the settings that dues are computed from.
pub(crate) fn genesis() -> Genesis {
    let policy = |key, value| PolicyInput {
        division: DivisionCode::NATION,
        key,
        value,
        effective: Date(0),
    };
    Genesis {
        policies: vec![
            policy(PolicyKey::DisclosureDueDays, 15),
            policy(PolicyKey::DisclosureCycleMonths, 3),
            policy(PolicyKey::SpecialDisclosureDays, 5),
            policy(PolicyKey::ChallengeAcceptWorkdays, 1),
        ],
        ..super::genesis()
    }
}

/// The chain of the village: five blocks.
pub(crate) fn chain() -> FakeNode {
    let node = FakeNode::new(genesis());
    for block in blocks() {
        node.add_block(block);
    }
    node
}

/// The blocks of the village, the first after the genesis.
pub(crate) fn blocks() -> [Entries; 5] {
    [
        founding(),
        money::booking(),
        money::spending(),
        money::closing(),
        affairs::affairs(),
    ]
}

/// The book of a year.
pub(crate) fn book(year: u16) -> BookId {
    BookId::new(COLLECTIVE, year)
}

/// A record that a member made in a role.
pub(crate) fn by(
    member: u32,
    role: Role,
    subject: Subject,
    entry: AssetsEntry,
) -> (Subject, Author, AnyEntry) {
    let author = Author::Member(Signature {
        member: MemberId(member),
        key: 0,
        organisation: OrganisationId(3),
        role,
    });
    (subject, author, AnyEntry::ThreeAssets(entry))
}

/// A record that a rule made.
pub(crate) fn by_rule(subject: Subject, entry: AssetsEntry) -> (Subject, Author, AnyEntry) {
    (subject, Author::Rule, AnyEntry::ThreeAssets(entry))
}

pub(crate) fn text<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

pub(crate) fn list<T: Clone, const N: u32>(items: &[T]) -> List<T, N> {
    List::truncate_from(items.to_vec())
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The digest of the person who is this member.
pub(crate) fn person(member: u32) -> Digest {
    Digest([u8::try_from(member).unwrap(); 32])
}

/// Whole yuan.
pub(crate) fn yuan(amount: i64) -> Fen {
    Fen(amount * 100)
}

/// The collective, its officers, its chart, its bank account and its first book.
fn founding() -> Entries {
    let county: DivisionCode = COUNTY.parse().unwrap();
    let collective = Subject::Collective(COLLECTIVE);
    let by_county = |subject, entry| by(1, Role::CountyAgriculture, subject, entry);
    let mut entries = vec![
        by_county(
            Subject::Chart(county),
            AssetsEntry::AccountAdded(AccountInput {
                division: county,
                code: "10201".parse().unwrap(),
                name: text("基本户"),
            }),
        ),
        by_county(
            collective,
            AssetsEntry::CollectiveRegistered(CollectiveInput {
                organisation: OrganisationId(3),
                credit_code: "N2210115MF1234567N".parse().unwrap(),
                level: CollectiveLevel::Village,
                division: VILLAGE.parse().unwrap(),
                figures: figures(1_000),
                agency: None,
            }),
        ),
    ];
    for (member, post) in OFFICERS {
        entries.push(by_county(
            collective,
            AssetsEntry::OfficerAppointed(OfficerInput {
                collective: COLLECTIVE,
                member: MemberId(member),
                post,
                from: date("2025-01-01"),
                until: date("2027-12-31"),
                person: person(member),
                kin: list(&[Digest([200; 32])]),
            }),
        ));
    }
    let accountant = |subject, entry| by(ACCOUNTANT, Role::Accountant, subject, entry);
    entries.push(accountant(
        Subject::BankAccount(ACCOUNT),
        AssetsEntry::BankAccountOpened(BankAccountInput {
            collective: COLLECTIVE,
            digest: Digest([30; 32]),
            bank: text("辽中农商行"),
            kind: BankAccountKind::Basic,
            ledger: "10201".parse().unwrap(),
            decision: None,
        }),
    ));
    entries.push(accountant(
        Subject::Book(book(2026)),
        AssetsEntry::BookOpened {
            book: BookInput {
                collective: COLLECTIVE,
                year: 2026,
                openings: openings(),
            },
            carried: 0,
        },
    ));
    entries
}

/// What quorums are counted from.
pub(crate) fn figures(members: u32) -> Figures {
    Figures {
        members,
        representatives: 21,
        households: 300,
        party_members: 30,
    }
}

/// What the first year began with.
fn openings() -> List<Opening, 256> {
    let opening = |account: &str, amount| Opening {
        account: account.parse().unwrap(),
        balance: yuan(amount),
    };
    list(&[
        opening("10201", 50_000),
        opening("101", 1_000),
        opening("151", 100_000),
        opening("152", -20_000),
        opening("301", -131_000),
    ])
}
