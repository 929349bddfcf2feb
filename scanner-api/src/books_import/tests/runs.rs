//! Runs against a chain in memory: two people, batches, refusals, lost calls, restarts, and the sums at the end.

use std::time::Duration;

use bytes::Bytes;
use codec::Decode;
use county_primitives::{
    three_assets::{
        books::{BookInput, VoucherInput, VoucherNumber},
        collectives::{CollectiveInput, CollectiveLevel, OfficerInput, Post},
        AssetsEntry, CHART_2004,
    },
    BookId, MemberId, OrganisationId, Role, Subject, VoucherId,
};

use crate::{
    books_import::{
        problems::ProblemKind,
        reconcile,
        run::{
            self,
            orders::{self, Part, Start},
        },
        store::{self, Import, Options, State, Upload},
        Chart, ImportKind,
    },
    chain::{errors::Refusal, fake::Outcome},
    extract::{session_of, Session, Via},
    testing::{
        village::{by, date, figures, list, person, COLLECTIVE},
        world, World, VILLAGE,
    },
    three_assets::parties::{self, Party},
};

const HEAD: &str = "村组织,记账日期,凭证号,摘要,科目编码,借方金额,贷方金额,往来方\n";

/// The service of a village whose cashier is `grower` and whose accountant is `packer`.
async fn village() -> World {
    let world = world().await;
    let collective = Subject::Collective(COLLECTIVE);
    let by_county = |entry| by(1, Role::CountyAgriculture, collective, entry);
    let officer = |member: u32, post| {
        by_county(AssetsEntry::OfficerAppointed(OfficerInput {
            collective: COLLECTIVE,
            member: MemberId(member),
            post,
            from: date("2020-01-01"),
            until: date("2099-12-31"),
            person: person(member),
            kin: list(&[]),
        }))
    };
    let block = world.node.add_block(vec![
        by_county(AssetsEntry::CollectiveRegistered(CollectiveInput {
            organisation: OrganisationId(3),
            credit_code: "N2210115MF1234567N".parse().unwrap(),
            level: CollectiveLevel::Village,
            division: VILLAGE.parse().unwrap(),
            figures: figures(1_000),
            agency: None,
        })),
        officer(2, Post::Cashier),
        officer(3, Post::Accountant),
    ]);
    world.indexed(block).await;
    for (member, role) in [(2, Role::VillageCashier), (3, Role::Accountant)] {
        sqlx::query("INSERT INTO member_roles (member, role, division) VALUES (?, ?, ?)")
            .bind(member)
            .bind(role.to_string())
            .bind(VILLAGE)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
    world
}

fn open_book(world: &World) -> u64 {
    let book = BookId::new(COLLECTIVE, 2024);
    let input = BookInput {
        collective: COLLECTIVE,
        year: 2024,
        openings: list(&[]),
    };
    let entry = AssetsEntry::BookOpened {
        book: input,
        carried: 0,
    };
    world
        .node
        .add_block(vec![by(3, Role::Accountant, Subject::Book(book), entry)])
}

async fn session(world: &World, login: &str) -> Session {
    let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = ?")
        .bind(login)
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    session_of(&world.app, account, Via::Bearer).await.unwrap()
}

fn vouchers(count: u32) -> String {
    let mut text = String::from(HEAD);
    for number in 1..=count {
        let amount = format!("{number}.{:02}", number % 100);
        text.push_str(&format!(
            ",2024-03-05,记-{number},第{number}笔,513,{amount},,承包人{}\n,2024-03-05,记-{number},第{number}笔,101,,{amount},\n",
            number % 7
        ));
    }
    text
}

async fn upload(world: &World, kind: ImportKind, text: &str, login: &str) -> i64 {
    let session = session(world, login).await;
    let upload = Upload {
        kind,
        collective: Some(COLLECTIVE),
        options: Options::default(),
        name: "账.csv".to_owned(),
        bytes: Bytes::from(text.to_owned()),
    };
    let id = store::create(&world.app, &session, upload).await.unwrap();
    until(world, id, |state| state != State::Checking).await;
    id
}

/// Waits until an import is in a state.
async fn until(world: &World, id: i64, reached: impl Fn(State) -> bool) -> Import {
    for _ in 0..600 {
        let import = store::read(&world.app, id).await.unwrap();
        if reached(import.state) {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let import = store::read(&world.app, id).await.unwrap();
    panic!("{import:?} {:?}", store::progress(&world.app, id).await);
}

async fn order(world: &World, id: i64, login: &str, part: Part, leave_out: bool) {
    let session = session(world, login).await;
    let start = Start { part, leave_out };
    orders::start(&world.app, &session, id, start)
        .await
        .unwrap();
}

/// The vouchers of an import as they are stored, with the numbers the chain will give them.
async fn inputs(world: &World, id: i64) -> Vec<(u64, VoucherInput)> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, input FROM import_rows WHERE import = ? ORDER BY seq")
            .bind(id)
            .fetch_all(&world.app.db.reader)
            .await
            .unwrap();
    rows.into_iter()
        .map(|(seq, input)| {
            let voucher = VoucherInput::decode(&mut input.as_slice()).unwrap();
            (u64::try_from(seq).unwrap() + 1, voucher)
        })
        .collect()
}

fn drafted(vouchers: &[(u64, VoucherInput)]) -> Outcome {
    let records = vouchers.iter().map(|(id, input)| {
        let entry = AssetsEntry::VoucherDrafted(input.clone());
        by(
            2,
            Role::VillageCashier,
            Subject::Voucher(VoucherId(*id)),
            entry,
        )
    });
    Outcome::Records(records.collect())
}

fn posted(vouchers: &[(u64, VoucherInput)]) -> Outcome {
    let records = vouchers.iter().map(|(id, input)| {
        let entry = AssetsEntry::VoucherPosted {
            voucher: VoucherId(*id),
            number: VoucherNumber {
                month: 3,
                number: u32::try_from(*id).unwrap(),
            },
            content: input.content(),
        };
        by(3, Role::Accountant, Subject::Book(input.book), entry)
    });
    Outcome::Records(records.collect())
}

fn names(world: &World) -> Vec<&'static str> {
    world.node.calls().iter().map(|call| call.call).collect()
}

#[tokio::test]
async fn two_people_bring_a_journal_to_the_ledger_and_the_sums_agree() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let id = upload(&world, ImportKind::Journal, &vouchers(1_100), "grower").await;
    let import = store::read(&world.app, id).await.unwrap();
    assert_eq!(
        (import.state, import.units, import.errors),
        (State::Checked, 1_100, 0)
    );
    assert!(world.node.calls().is_empty(), "a check sends nothing");
    let all = inputs(&world, id).await;
    // The second call is lost; what comes after it is posted after it.
    world.node.next_outcome(drafted(&all[..500]));
    world.node.next_outcome(Outcome::Lost);
    world.node.next_outcome(drafted(&all[1_000..]));
    for batch in all[..500].chunks(60) {
        world.node.next_outcome(posted(batch));
    }
    world.node.next_outcome(drafted(&all[500..1_000]));
    for batch in all[500..].chunks(60) {
        world.node.next_outcome(posted(batch));
    }
    order(&world, id, "packer", Part::Post, false).await;
    order(&world, id, "grower", Part::Draft, false).await;
    let import = until(&world, id, |state| {
        matches!(state, State::Done | State::Paused)
    })
    .await;
    assert_eq!(import.state, State::Done, "{:?}", import.problem);
    let report = reconcile::report(&world.app, &import).await.unwrap();
    assert!(report.ties, "{report:?}");
    assert_eq!((report.posted, report.drafted), (1_100, 0));
    assert_eq!((report.file_rows, report.ledger_rows), (2_200, 2_200));
    assert_eq!(report.accounts.len(), 2);
    let calls = names(&world);
    let count = |name: &str| calls.iter().filter(|call| **call == name).count();
    assert_eq!((count("draft_vouchers"), count("post_vouchers")), (4, 19));
    // No key is left, every party is sealed once, and the file is thrown away.
    let keys: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM idempotency")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let parties: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM parties")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!((keys, parties), (0, 7));
    assert!(store::parties(&world.app, id).await.is_err());
    let placed = reconcile::placed(&world.app, &import).await.unwrap();
    assert_eq!(placed[7].posted_number, Some(8));
    // The same file again brings nothing.
    let again = upload(&world, ImportKind::Journal, &vouchers(1_100), "grower").await;
    let import = store::read(&world.app, again).await.unwrap();
    assert_eq!((import.units, import.bad_units), (0, 1_100));
    let problems = store::problems(&world.app, again, 1).await.unwrap();
    assert_eq!(problems[0].kind, ProblemKind::AlreadyImported.word());
}

#[tokio::test]
async fn a_refused_voucher_stops_the_run_or_is_left_out() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let id = upload(&world, ImportKind::Journal, &vouchers(3), "grower").await;
    let all = inputs(&world, id).await;
    let refusal = Refusal {
        code: "ThreeAssets.MonthClosed".to_owned(),
        item: Some(1),
        docs: String::new(),
    };
    world.node.next_outcome(Outcome::Refused(refusal));
    order(&world, id, "grower", Part::Draft, false).await;
    let import = until(&world, id, |state| state == State::Paused).await;
    assert!(import.said().unwrap().detail_zh.starts_with("第 4 行："));
    assert_eq!(
        (import.units, import.bad_units, import.good_rows),
        (2, 1, 4)
    );
    let session = session(&world, "grower").await;
    let start = |leave_out| Start {
        part: Part::Draft,
        leave_out,
    };
    let refused = orders::start(&world.app, &session, id, start(false)).await;
    assert!(refused.unwrap_err().problem().detail_zh.contains("略过"));
    let rest = [all[0].clone(), (2, all[2].1.clone())];
    world.node.next_outcome(drafted(&rest));
    world.node.next_outcome(posted(&rest));
    orders::start(&world.app, &session, id, start(true))
        .await
        .unwrap();
    order(&world, id, "packer", Part::Post, false).await;
    let import = until(&world, id, |state| state == State::Done).await;
    let report = reconcile::report(&world.app, &import).await.unwrap();
    assert!(report.ties);
    assert_eq!((report.posted, report.left_out_rows), (2, 2));
}

#[tokio::test]
async fn after_a_restart_nothing_is_sent_twice() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let id = upload(&world, ImportKind::Journal, &vouchers(2), "grower").await;
    let all = inputs(&world, id).await;
    world.node.next_outcome(Outcome::Ignored);
    order(&world, id, "grower", Part::Draft, false).await;
    for _ in 0..100 {
        if !names(&world).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let set = |state: &'static str| {
        let db = world.app.db.clone();
        async move {
            sqlx::query("UPDATE imports SET state = ?")
                .bind(state)
                .execute(&db.writer)
                .await
                .unwrap();
        }
    };
    set("paused").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // As if the service had stopped after the call was sent and before that was noted.
    sqlx::query("UPDATE import_batches SET state = 'made', ticket = NULL")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    set("running").await;
    run::resume(&world.app).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(names(&world), ["draft_vouchers"]);
    // No block ever takes it: then it is sent once more.
    world.node.next_outcome(drafted(&all));
    world.node.next_outcome(posted(&all));
    for _ in 0..4 {
        world.node.add_block(Vec::new());
    }
    order(&world, id, "packer", Part::Post, false).await;
    until(&world, id, |state| state == State::Done).await;
    assert_eq!(
        names(&world),
        ["draft_vouchers", "draft_vouchers", "post_vouchers"]
    );
}

#[tokio::test]
async fn a_cancelled_import_withdraws_its_drafts() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let id = upload(&world, ImportKind::Journal, &vouchers(2), "grower").await;
    let all = inputs(&world, id).await;
    world.node.next_outcome(drafted(&all));
    order(&world, id, "grower", Part::Draft, false).await;
    for _ in 0..100 {
        let progress = store::progress(&world.app, id).await.unwrap();
        if progress.get("drafted") == Some(&2) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let grower = session(&world, "grower").await;
    orders::cancel(&world.app, &grower, id).await.unwrap();
    until(&world, id, |state| state == State::Cancelled).await;
    assert_eq!(names(&world), ["draft_vouchers", "withdraw_vouchers"]);
    let again = orders::cancel(&world.app, &grower, id).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn parts_are_for_whom_they_are_for() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let mut text = vouchers(2);
    text.push_str(",2024-03-06,记-3,坏,513,1,,\n");
    let id = upload(&world, ImportKind::Journal, &text, "grower").await;
    let (grower, packer) = (
        session(&world, "grower").await,
        session(&world, "packer").await,
    );
    let start = |part| Start {
        part,
        leave_out: true,
    };
    // A cashier does not post; who posts does not draft; a stranger sees nothing.
    let post = orders::start(&world.app, &grower, id, start(Part::Post)).await;
    assert_eq!(post.unwrap_err().code(), "forbidden");
    orders::start(&world.app, &packer, id, start(Part::Post))
        .await
        .unwrap();
    let both = orders::start(&world.app, &packer, id, start(Part::Draft)).await;
    assert!(both.unwrap_err().problem().detail_zh.contains("两个人"));
    let plain = Start {
        part: Part::Draft,
        leave_out: false,
    };
    let errors = orders::start(&world.app, &grower, id, plain).await;
    assert!(errors.unwrap_err().problem().detail_zh.contains("略过"));
    sqlx::query("DELETE FROM member_roles WHERE member = 3")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    sqlx::query("UPDATE imports SET poster = NULL")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    let stranger = session(&world, "packer").await;
    let seen = orders::open(&world.app, &stranger, id).await;
    assert_eq!(seen.unwrap_err().code(), "not_found");
    assert!(names(&world).is_empty());
}

#[tokio::test]
async fn a_name_that_two_people_have_is_asked_about() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    for (number, account) in [("11010519491231002X", "1"), ("110105194912310038", "2")] {
        let party = Party {
            name: "承包人1".to_owned(),
            number: Some(number.to_owned()),
            ..Party::default()
        };
        let kept = parties::keep(&world.app, VILLAGE.parse().unwrap(), &party).await;
        assert!(kept.is_ok(), "{account}");
    }
    let id = upload(&world, ImportKind::Journal, &vouchers(2), "grower").await;
    let problems = store::problems(&world.app, id, 9).await.unwrap();
    let kinds: Vec<(i64, String)> = problems
        .into_iter()
        .map(|problem| (problem.file_row, problem.kind))
        .collect();
    assert_eq!(kinds, [(2, ProblemKind::PartyShared.word())]);
}

#[tokio::test]
async fn options_are_chosen_after_the_first_look() {
    let world = village().await;
    world.indexed(open_book(&world)).await;
    let (number, ..) = CHART_2004[27];
    let text = format!("{HEAD},2024-03-05,1,转账,{number},5,,\n,2024-03-05,1,转账,153,,5,\n");
    let id = upload(&world, ImportKind::Journal, &text, "packer").await;
    let mut options = Options {
        chart: Chart::Of2004,
        ..Options::default()
    };
    store::check_again(&world.app, id, &options).await.unwrap();
    let import = until(&world, id, |state| state == State::Checked).await;
    assert_eq!((number, import.asked()), (502, [].into()));
    let sums: Vec<String> = sqlx::query_scalar("SELECT account FROM import_sums ORDER BY account")
        .fetch_all(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(sums, ["154", "511"]);
    options.chart = Chart::Of2023;
    store::check_again(&world.app, id, &options).await.unwrap();
    until(&world, id, |state| state == State::Checked).await;
    let sums: Vec<String> = sqlx::query_scalar("SELECT account FROM import_sums ORDER BY account")
        .fetch_all(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(sums, ["153", "502"]);
}

#[tokio::test]
async fn openings_are_opened_by_the_accountant_alone() {
    let world = village().await;
    let text = "年度,科目编码,借方余额,贷方余额\n2024,101,1500,\n2024,311,,1500\n";
    let id = upload(&world, ImportKind::Openings, text, "packer").await;
    let row: Vec<u8> = sqlx::query_scalar("SELECT input FROM import_rows")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let input = BookInput::decode(&mut row.as_slice()).unwrap();
    let book = BookId::new(COLLECTIVE, 2024);
    let opened = AssetsEntry::BookOpened {
        book: input,
        carried: 0,
    };
    world.node.next_outcome(Outcome::Records(vec![by(
        3,
        Role::Accountant,
        Subject::Book(book),
        opened,
    )]));
    let grower = session(&world, "grower").await;
    let start = Start {
        part: Part::Draft,
        leave_out: false,
    };
    assert!(orders::start(&world.app, &grower, id, start).await.is_err());
    order(&world, id, "packer", Part::Draft, false).await;
    let import = until(&world, id, |state| state == State::Done).await;
    let report = reconcile::report(&world.app, &import).await.unwrap();
    assert!(report.ties, "{report:?}");
    assert_eq!((report.posted, report.ledger_rows), (1, 2));
    assert_eq!(names(&world), ["open_books"]);
}

#[tokio::test]
async fn who_works_for_no_village_uploads_nothing() {
    let world = world().await;
    let upload = || Upload {
        kind: ImportKind::Journal,
        collective: None,
        options: Options::default(),
        name: "账.csv".to_owned(),
        bytes: Bytes::from(vouchers(1)),
    };
    let packer = session(&world, "packer").await;
    let refused = store::create(&world.app, &packer, upload()).await;
    assert_eq!(refused.unwrap_err().code(), "forbidden");
    let county = session(&world, "county").await;
    store::create(&world.app, &county, upload()).await.unwrap();
    // Eight files are checked at once, no more.
    for _ in 1..=8 {
        sqlx::query(
            "INSERT INTO imports (account, kind, chart, choices, fold, name, digest, bytes, state, file_rows, \
             good_rows, units, bad_units, errors, notices, asked, leave_out, created_ms) SELECT account, kind, \
             chart, choices, fold, name, digest, bytes, 'checking', 0, 0, 0, 0, 0, 0, asked, leave_out, created_ms \
             FROM imports ORDER BY id LIMIT 1",
        )
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    }
    let refused = store::create(&world.app, &county, upload()).await;
    assert_eq!(refused.unwrap_err().code(), "rate_limited");
}
