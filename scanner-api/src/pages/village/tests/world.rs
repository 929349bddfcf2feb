//! A village with a book, a spending, a decision and a statement on the wall, on a chain in memory.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{header, Method, Request},
};
use county_primitives::{
    three_assets::{
        accounts::{AccountCode, Side},
        books::{BookInput, Nature, Opening, Origin, VoucherInput, VoucherLine, VoucherNumber},
        collectives::{CollectiveInput, CollectiveLevel, Figures},
        decisions::{Body as DecidingBody, DecisionInput, DecisionStep, Matter, Outcome, Tally},
        disclosure::{SpecialInput, Statement},
        spending::{Approvals, DecisionLevel, PaymentMethod, SpendingInput, SpendingKind, Step},
        statements::{self, AccountBalance},
        AssetsEntry, Fen,
    },
    Author, BookId, CollectiveId, Date, DecisionId, Digest, DisclosureId, List, MemberId,
    OrganisationId, Role, Signature, SpendingId, Subject, Text, VoucherId,
};

use crate::{
    chain::{fake::AnyEntry, Node},
    testing::{world, Answer, World, VILLAGE},
    three_assets::parties::{self, Party, PartyKind},
};

/// The name of the payee, which the public never sees.
pub(super) const PAYEE: &str = "张三丰";
/// The number of the payee's account.
pub(super) const ACCOUNT: &str = "6222020200112233445";
/// Another village of the same township.
pub(super) const NEIGHBOUR: &str = "141031100202";
/// The collective's only book.
pub(super) const BOOK: u64 = 12026;

pub(super) struct VillageWorld {
    pub(super) world: World,
    /// A member of the village.
    pub(super) member: String,
    /// A member of the village next to it.
    pub(super) neighbour: String,
    /// An officer of the county.
    pub(super) county: String,
    accounts: BTreeMap<AccountCode, AccountBalance>,
    payee: Digest,
}

type Entry = (Subject, Author, AnyEntry);

pub(super) fn author(member: u32, role: Role) -> Author {
    Author::Member(Signature {
        member: MemberId(member),
        key: 0,
        organisation: OrganisationId(3),
        role,
    })
}

pub(super) fn entry(subject: Subject, author: Author, entry: AssetsEntry) -> Entry {
    (subject, author, AnyEntry::ThreeAssets(entry))
}

fn text<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

fn list<T: Clone, const N: u32>(items: &[T]) -> List<T, N> {
    List::truncate_from(items.to_vec())
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn book() -> BookId {
    BookId(BOOK)
}

impl VillageWorld {
    /// The village and its people; no collective yet.
    pub(super) async fn empty() -> Self {
        let world = world().await;
        let place = VILLAGE.parse().unwrap();
        let party = Party {
            kind: PartyKind::Person,
            name: PAYEE.to_owned(),
            number: None,
            account: Some(ACCOUNT.to_owned()),
            bank: Some("农商行".to_owned()),
        };
        let payee = parties::keep(&world.app, place, &party)
            .await
            .unwrap()
            .party;
        for (member, division) in [(3, VILLAGE), (2, NEIGHBOUR)] {
            sqlx::query(
                "INSERT INTO member_roles (member, role, division) VALUES (?, 'member', ?)",
            )
            .bind(member)
            .bind(division)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        }
        Self {
            member: world.token("packer").await,
            neighbour: world.token("grower").await,
            county: world.token("county").await,
            accounts: BTreeMap::new(),
            payee,
            world,
        }
    }

    /// The same with a collective.
    pub(super) async fn registered() -> Self {
        let village = Self::empty().await;
        let collective = CollectiveInput {
            organisation: OrganisationId(3),
            credit_code: "N2210115MF1234567N".parse().unwrap(),
            level: CollectiveLevel::Village,
            division: VILLAGE.parse().unwrap(),
            figures: Figures {
                members: 1_000,
                representatives: 21,
                households: 3,
                party_members: 30,
            },
            agency: None,
        };
        village
            .add(vec![entry(
                Subject::Collective(CollectiveId(1)),
                author(1, Role::Township),
                AssetsEntry::CollectiveRegistered(collective),
            )])
            .await;
        village
    }

    /// The same with a book, two vouchers of May and June, and nothing on the wall.
    pub(super) async fn booked() -> Self {
        let mut village = Self::registered().await;
        let openings = [("101", 50_000), ("102", 9_950_000), ("301", -10_000_000)];
        for (account, balance) in openings {
            let opening = &mut village
                .accounts
                .entry(account.parse().unwrap())
                .or_default();
            opening.opening = Fen(balance);
        }
        let openings: Vec<Opening> = openings
            .iter()
            .map(|(account, balance)| Opening {
                account: account.parse().unwrap(),
                balance: Fen(*balance),
            })
            .collect();
        let opened = AssetsEntry::BookOpened {
            book: BookInput {
                collective: CollectiveId(1),
                year: 2026,
                openings: list(&openings),
            },
            carried: 0,
        };
        village
            .add(vec![entry(
                Subject::Book(book()),
                author(1, Role::Accountant),
                opened,
            )])
            .await;
        village.decide_and_spend().await;
        village
            .post(
                1,
                "2026-05-06",
                "收到土地承包费",
                [("102", "501")],
                3_000_000,
                None,
            )
            .await;
        village
            .post(
                2,
                "2026-06-08",
                "支付道路维修工费",
                [("513", "102")],
                450_000,
                Some(SpendingId(1)),
            )
            .await;
        village
    }

    /// The same with the statement of May and June on the wall, and a voucher of July that is not.
    pub(super) async fn disclosed() -> Self {
        let mut village = Self::booked().await;
        let close = |month| {
            let closed = AssetsEntry::MonthClosed { month, vouchers: 1 };
            entry(Subject::Book(book()), author(1, Role::Accountant), closed)
        };
        let block = village.add(vec![close(5), close(6)]).await;
        let statement = village.statement(5, 6, block).await;
        let digest = statement.digest();
        let subject = Subject::Disclosure(DisclosureId(1));
        village
            .add(vec![
                entry(
                    subject,
                    author(1, Role::Accountant),
                    AssetsEntry::StatementPrepared { statement, digest },
                ),
                entry(
                    subject,
                    author(2, Role::VillageSupervisor),
                    AssetsEntry::DisclosureSigned,
                ),
            ])
            .await;
        village.put_on_the_wall(1, "2026-08-14").await;
        village
            .post(
                3,
                "2026-07-02",
                "支付保洁员工资",
                [("514", "102")],
                120_000,
                None,
            )
            .await;
        village
    }

    /// Puts a disclosure on the wall.
    pub(super) async fn put_on_the_wall(&self, id: u64, until: &str) {
        let posted = AssetsEntry::DisclosurePosted {
            photo: Digest([7; 32]),
            until: day(until),
        };
        let subject = Subject::Disclosure(DisclosureId(id));
        self.add(vec![entry(
            subject,
            author(3, Role::VillageCashier),
            posted,
        )])
        .await;
    }

    /// Prepares a special disclosure.
    pub(super) async fn special(&self, id: u64, title: &str) {
        let special = SpecialInput {
            collective: CollectiveId(1),
            about: Subject::Decision(DecisionId(1)),
            title: text(title),
            occurred: day("2026-07-01"),
            document: Digest([8; 32]),
        };
        self.add(vec![entry(
            Subject::Disclosure(DisclosureId(id)),
            author(1, Role::Accountant),
            AssetsEntry::SpecialPrepared(special),
        )])
        .await;
    }

    /// What the chain computes, from what was posted here and the heads it keeps.
    pub(super) async fn statement(&self, from: u8, to: u8, block: u64) -> Statement {
        let hash = self.world.node.block(block).await.unwrap().hash;
        let subjects = [Subject::Book(book())];
        let heads = self.world.node.timelines(&subjects, &hash).await.unwrap();
        let rows = statements::trial_balance(self.accounts.clone(), from, to).unwrap();
        Statement {
            book: book(),
            from,
            to,
            vouchers: 2,
            head: heads[0].head,
            height: u32::try_from(block + 1).unwrap(),
            totals: statements::totals(&rows).unwrap(),
            money: statements::balance_sheet(&rows).unwrap().money,
        }
    }

    /// Adds a block and waits for the index.
    pub(super) async fn add(&self, entries: Vec<Entry>) -> u64 {
        let number = self.world.node.add_block(entries);
        self.world.indexed(number).await;
        number
    }

    /// Drafts and posts a voucher of one amount: debit and credit accounts.
    async fn post(
        &mut self,
        id: u64,
        date: &str,
        summary: &str,
        [(debit, credit)]: [(&str, &str); 1],
        amount: i64,
        spending: Option<SpendingId>,
    ) {
        let (_, month, _) = day(date).to_ymd();
        let month = u8::try_from(month).unwrap();
        let lines = [(debit, Side::Debit), (credit, Side::Credit)].map(|(account, side)| {
            let account: AccountCode = account.parse().unwrap();
            let balance = self.accounts.entry(account).or_default();
            balance.post(month, side, Fen(amount)).unwrap();
            VoucherLine {
                account,
                side,
                amount: Fen(amount),
                party: Some(self.payee),
                project: None,
            }
        });
        let voucher = VoucherInput {
            book: book(),
            date: day(date),
            occurred: day(date),
            summary: text(summary),
            lines: list(&lines),
            documents: list(&[Digest([9; 32])]),
            origin: Origin::Entered,
            nature: Nature::Ordinary,
            spending,
            decision: None,
            receipt: None,
            deposit: None,
        };
        let content = voucher.content();
        let subject = Subject::Voucher(VoucherId(id));
        let posted = AssetsEntry::VoucherPosted {
            voucher: VoucherId(id),
            number: VoucherNumber { month, number: 1 },
            content,
        };
        let mut entries = vec![
            entry(
                subject,
                author(3, Role::VillageCashier),
                AssetsEntry::VoucherDrafted(voucher),
            ),
            entry(Subject::Book(book()), author(1, Role::Accountant), posted),
        ];
        entries.extend(spending.map(|spending| {
            let posted = AssetsEntry::SpendingPosted {
                voucher: VoucherId(id),
            };
            entry(
                Subject::Spending(spending),
                author(1, Role::Accountant),
                posted,
            )
        }));
        self.add(entries).await;
    }

    /// A board decision that was published, and a spending that everybody signed.
    async fn decide_and_spend(&self) {
        let decision = Subject::Decision(DecisionId(1));
        let opened = DecisionInput {
            collective: CollectiveId(1),
            body: DecidingBody::Representatives,
            matter: Matter::Spending,
            about: text("维修村内道路"),
            four_steps: false,
            merged: false,
            amount: Some(Fen(500_000)),
            notice: day("2026-05-01"),
            meeting: day("2026-05-20"),
            document: Digest([1; 32]),
        };
        let voted = AssetsEntry::DecisionStepped {
            step: DecisionStep::Resolved {
                date: day("2026-05-20"),
                tally: Tally {
                    abstaining: 1,
                    present: 19,
                    yes: 18,
                },
                minutes: Digest([2; 32]),
            },
            outcome: Some(Outcome::Passed),
        };
        let published = AssetsEntry::DecisionStepped {
            step: DecisionStep::Published {
                posting: Digest([3; 32]),
            },
            outcome: None,
        };
        let chair = author(2, Role::VillageChair);
        self.add(vec![
            entry(decision, chair, AssetsEntry::DecisionOpened(opened)),
            entry(decision, chair, voted),
            entry(decision, author(1, Role::VillageSupervisor), published),
        ])
        .await;
        self.spend().await;
    }

    async fn spend(&self) {
        let subject = Subject::Spending(SpendingId(1));
        let spending = SpendingInput {
            collective: CollectiveId(1),
            purpose: text("道路维修工费"),
            kind: SpendingKind::Ordinary,
            project: None,
            payee: self.payee,
            payee_group: None,
            method: PaymentMethod::Cash,
            amount: Fen(450_000),
            occurred: day("2026-06-01"),
            invoice: None,
            documents: list(&[Digest([4; 32])]),
        };
        let submitted = AssetsEntry::SpendingSubmitted {
            spending,
            row: 2,
            approvals: Approvals {
                steps: 3,
                decision: DecisionLevel::Board,
            },
            year_sum: Fen(450_000),
        };
        let signed = |step, approved| AssetsEntry::SpendingSigned { step, approved };
        let attached = AssetsEntry::DecisionAttached {
            decision: DecisionId(1),
            approved: false,
        };
        self.add(vec![
            entry(subject, author(3, Role::VillageCashier), submitted),
            entry(
                subject,
                author(1, Role::Accountant),
                signed(Step::Evidence, false),
            ),
            entry(subject, author(3, Role::VillageCashier), attached),
            entry(
                subject,
                author(2, Role::VillageChair),
                signed(Step::Chair, true),
            ),
        ])
        .await;
    }

    /// A page for the public.
    pub(super) async fn public(&self, path: &str) -> Answer {
        self.world.get(None, path).await
    }

    /// A page for a member.
    pub(super) async fn member(&self, path: &str) -> Answer {
        self.world.get(Some(&self.member), path).await
    }

    /// Sends a form of a member.
    pub(super) async fn send(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.world
            .send(request.body(Body::from(body)).unwrap())
            .await
    }
}

/// The address of a page of the village.
pub(super) fn at(rest: &str) -> String {
    format!("/village/{VILLAGE}{rest}")
}

/// The text of a page.
pub(super) fn html(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}
