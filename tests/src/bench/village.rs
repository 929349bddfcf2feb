//! Vouchers per second finalized, drafted by one person and posted by another, beside the same ledger
//! written straight into PostgreSQL with a hash chain.

use std::time::{Duration, Instant};

use anyhow::{bail, Result};
use codec::Encode;
use county_primitives::{
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    three_assets::{
        accounts::{AccountCode, Side},
        books::{BookInput, Nature, Origin, VoucherInput, VoucherLine},
        collectives::{CollectiveInput, CollectiveLevel, Figures, OfficerInput, Post},
        Fen,
    },
    BookId, CollectiveId, CreditCode, Date, Digest, DivisionCode, Items, Jurisdiction, List,
    MemberId, OrganisationId, Role, Subject, VoucherId,
};
use county_runtime::{Runtime, RuntimeCall};
use pallet_three_assets::Call;
use serde_json::json;
use sp_core::{ed25519, Pair};

use super::{
    chain::{
        one, propose, pseudonym, submit, timeline_key, timeline_len, timeline_of_registry, until,
    },
    postgresql, say, Measure,
};
use crate::{extrinsic::Signer, livestock::now_ms, stack::Node, village::credit_code};

const VILLAGE: &str = "210115104201";
const TOWNSHIP: &str = "210115104000";
const COLLECTIVE: CollectiveId = CollectiveId(1);

/// One cashier drafts them in calls as large as a call may be.
const DRAFTED_AT_ONCE: u32 = 500;
const DRAFTS: u32 = 60;
/// Before a posting runs it is weighed as if each voucher had all the lines it may have, so that more than
/// this do not fit into a block.
const POSTED_AT_ONCE: u32 = 125;
/// Accountants of the agency, so that nobody has too many calls in the pool.
const ACCOUNTANTS: u32 = 8;

/// Everybody of the benchmark.
struct Office {
    town: Signer,
    cashier: Signer,
    accountants: Vec<Signer>,
}

/// Vouchers finalized per second: drafted in calls of 500, posted in calls of 125.
pub async fn vouchers_finalized() -> Result<Measure> {
    say("vouchers: a node with a village, its cashier and eight accountants of the agency");
    let folder = tempfile::tempdir()?;
    let node = Node::start(folder.path()).await?;
    let office = open_office(&node).await?;
    open_book(&node, &office).await?;
    let value = keep_books(&node, &office).await?;
    drop(node);
    say("vouchers: PostgreSQL with synchronous commit and 16 clients");
    let peer = postgresql::vouchers(&folder.path().join("postgresql"))?;
    Ok(Measure::new(
        "vouchers_finalized",
        value,
        "vouchers/s",
        "postgresql 15 hash chain",
        peer,
    ))
}

fn legal(
    kind: OrganisationKind,
    division: &str,
    code: &str,
    name: &str,
) -> Result<OrganisationInput> {
    Ok(OrganisationInput {
        kind,
        division: division.parse()?,
        identity: OrganisationIdentity::Legal {
            credit_code: CreditCode::new(code).map_err(|error| anyhow::anyhow!("{error}"))?,
            name: name.parse().expect("short; qed"),
        },
    })
}

fn collective_code() -> String {
    credit_code("N2210115", "MF900001")
}

/// The council registers the village, its township and the agency, and who works for them.
async fn open_office(node: &Node) -> Result<Office> {
    let council = Signer::new(ed25519::Pair::from_string("//Alice", None)?, node).await?;
    let mut signers = Vec::new();
    for number in 0..ACCOUNTANTS + 2 {
        let seed = [u8::try_from(number)? + 100; 32];
        signers.push(Signer::new(ed25519::Pair::from_seed(&seed), node).await?);
    }
    // The first organisation is the council's own: these are 2, 3 and 4.
    let organisations = vec![
        legal(
            OrganisationKind::Collective,
            VILLAGE,
            &collective_code(),
            "皮家堡村股份经济合作社",
        )?,
        legal(
            OrganisationKind::StateOrgan,
            TOWNSHIP,
            &credit_code("11210115", "MB0A9002"),
            "刘二堡镇人民政府",
        )?,
        legal(
            OrganisationKind::Institution,
            TOWNSHIP,
            &credit_code("12210115", "MB1C9003"),
            "刘二堡镇财务代理中心",
        )?,
    ];
    let organisations = Items::try_from(organisations).expect("three fit; qed");
    let call = pallet_registry::Call::register_organisations { organisations };
    propose(node, &council, 0, call).await?;
    let village: DivisionCode = VILLAGE.parse()?;
    let township: DivisionCode = TOWNSHIP.parse()?;
    let members = (0..).zip(&signers).map(|(number, signer)| {
        let (organisation, role, division) = match number {
            0 => (3, Role::Township, township),
            1 => (2, Role::VillageCashier, village),
            _ => (4, Role::Accountant, village),
        };
        MemberInput {
            organisation: OrganisationId(organisation),
            key: signer.public(),
            person: pseudonym(number),
            roles: vec![Jurisdiction { role, division }]
                .try_into()
                .expect("one role fits; qed"),
        }
    });
    let members = Items::try_from(members.collect::<Vec<_>>()).expect("ten fit; qed");
    let call = pallet_registry::Call::register_members { members };
    propose(node, &council, 1, call).await?;
    let last = timeline_of_registry(ACCOUNTANTS + 3);
    until(node, &last, |value| value.is_some()).await?;
    let accountants = signers.split_off(2);
    let cashier = signers.remove(1);
    let town = signers.remove(0);
    Ok(Office {
        town,
        cashier,
        accountants,
    })
}

async fn send(node: &Node, signer: &Signer, call: Call<Runtime>, nonce: u32) -> Result<()> {
    submit(node, signer, RuntimeCall::ThreeAssets(call), nonce).await
}

async fn recorded(node: &Node, subject: Subject) -> Result<()> {
    until(node, &timeline_key("ThreeAssets", subject), |value| {
        value.is_some()
    })
    .await
}

fn today() -> Date {
    Date::of_timestamp(now_ms())
}

fn book() -> BookId {
    let (year, _, _) = today().to_ymd();
    BookId::new(COLLECTIVE, u16::try_from(year).unwrap_or(u16::MAX))
}

/// The township registers the collective and its cashier, the agency opens the book.
async fn open_book(node: &Node, office: &Office) -> Result<()> {
    let code = CreditCode::new(&collective_code()).map_err(|error| anyhow::anyhow!("{error}"))?;
    let collective = CollectiveInput {
        organisation: OrganisationId(2),
        credit_code: code,
        level: CollectiveLevel::Village,
        division: VILLAGE.parse()?,
        figures: Figures {
            members: 1_000,
            representatives: 21,
            households: 300,
            party_members: 30,
        },
        agency: Some(OrganisationId(4)),
    };
    let call = Call::register_collectives {
        items: one(collective),
    };
    send(node, &office.town, call, 0).await?;
    let day = today();
    let cashier = OfficerInput {
        collective: COLLECTIVE,
        // The first member is the council's own, the second the township's.
        member: MemberId(3),
        post: Post::Cashier,
        from: Date(day.0.saturating_sub(100)),
        until: day.plus_days(100),
        person: Digest([3; 32]),
        kin: List::default(),
    };
    let call = Call::appoint_officers {
        items: one(cashier),
    };
    send(node, &office.town, call, 1).await?;
    wait(node, Instant::now(), Subject::Collective(COLLECTIVE), 2).await?;
    let opened = BookInput {
        collective: COLLECTIVE,
        year: book().year(),
        openings: List::default(),
    };
    let call = Call::open_books { items: one(opened) };
    send(node, &office.accountants[0], call, 0).await?;
    recorded(node, Subject::Book(book())).await
}

/// Rent that came into the bank account, with its payer and a photo of the slip.
fn voucher() -> VoucherInput {
    let line = |account: u32, side: Side| VoucherLine {
        account: AccountCode::new(account).expect("a heading; qed"),
        side,
        amount: Fen(123_400),
        party: Some(Digest([7; 32])),
        project: None,
    };
    VoucherInput {
        book: book(),
        date: today(),
        occurred: today(),
        summary: "收土地发包款 三组机动地".parse().expect("short; qed"),
        lines: vec![line(102, Side::Debit), line(501, Side::Credit)]
            .try_into()
            .expect("two lines fit; qed"),
        documents: vec![Digest([8; 32])].try_into().expect("one fits; qed"),
        origin: Origin::Entered,
        nature: Nature::Ordinary,
        spending: None,
        decision: None,
        receipt: None,
        deposit: None,
    }
}

fn signed(signer: &Signer, call: Call<Runtime>, nonce: u32) -> String {
    let extrinsic = signer.sign(RuntimeCall::ThreeAssets(call), nonce);
    format!("0x{}", hex::encode(extrinsic.encode()))
}

/// Drafts all, then posts all; vouchers per second over both.
async fn keep_books(node: &Node, office: &Office) -> Result<f64> {
    say("vouchers: signing");
    let count = DRAFTS * DRAFTED_AT_ONCE;
    let many = vec![voucher(); usize::try_from(DRAFTED_AT_ONCE)?];
    let drafts: Vec<String> = (0..DRAFTS)
        .map(|nonce| {
            let items = Items::try_from(many.clone()).expect("500 fit; qed");
            signed(&office.cashier, Call::draft_vouchers { items }, nonce)
        })
        .collect();
    let mut postings = vec![Vec::new(); office.accountants.len()];
    for (number, first) in (1..=count)
        .step_by(usize::try_from(POSTED_AT_ONCE)?)
        .enumerate()
    {
        let numbers = (first..first + POSTED_AT_ONCE).map(|number| VoucherId(number.into()));
        let items = Items::try_from(numbers.collect::<Vec<_>>()).expect("they fit; qed");
        let who = number % office.accountants.len();
        // The first accountant opened the book.
        let nonce = u32::try_from(postings[who].len())? + u32::from(who == 0);
        let posting = signed(
            &office.accountants[who],
            Call::post_vouchers { items },
            nonce,
        );
        postings[who].push(posting);
    }
    say(&format!("vouchers: {count}, drafted and posted"));
    let start = Instant::now();
    send_all(node, &drafts).await?;
    wait(node, start, Subject::Voucher(VoucherId(count.into())), 1).await?;
    let senders = postings.iter().map(|own| send_all(node, own));
    futures::future::try_join_all(senders).await?;
    wait(node, start, Subject::Book(book()), count + 1).await?;
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

async fn send_all(node: &Node, extrinsics: &[String]) -> Result<()> {
    for bytes in extrinsics {
        node.rpc("author_submitExtrinsic", json!([bytes])).await?;
    }
    Ok(())
}

/// Waits until a subject has so many records.
async fn wait(node: &Node, start: Instant, subject: Subject, records: u32) -> Result<()> {
    while timeline_len(node, "ThreeAssets", subject).await? < records {
        if start.elapsed() > Duration::from_secs(300) {
            bail!("{subject} has not {records} records after five minutes");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
