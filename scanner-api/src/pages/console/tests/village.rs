//! The console of a village: every page of every role, what the forms send, refusals beside their fields, and who
//! sees nothing.

use county_primitives::{
    three_assets::{
        books::{BankLineInput, LineMatch, LineTarget, Origin, VoucherInput},
        spending::{
            Approvals, DecisionLevel, Instruction, PaymentMethod, PaymentOutcome,
            Refusal as Refused, SpendingInput, SpendingKind, SpendingSignature, Step,
        },
        AssetsEntry, Fen,
    },
    Author, BankLineId, Digest, DivisionCode, Role, SpendingId, VoucherId,
};

use super::*;
use crate::{
    testing::{
        village::{by, date, list, text as words, yuan, Entries, ACCOUNT, COLLECTIVE},
        COUNTY,
    },
    three_assets::parties::{self, Party},
};

/// The packer's organisation is the collective's, so its member works for the village.
pub(super) const OFFICER: u32 = 3;
const PAPER: &str = "7b3d979ca8330a94fa7e9e1b466d8b99e0bcdea1ec90596c0dcc8d7ef6b4300c";

pub(super) async fn grant(world: &World, member: u32, role: Role, division: &str) {
    sqlx::query("INSERT INTO member_roles (member, role, division) VALUES (?, ?, ?)")
        .bind(i64::from(member))
        .bind(role.id())
        .bind(division)
        .execute(&world.app.db.writer)
        .await
        .unwrap();
}

/// Puts the packer into an office without an end.
pub(super) async fn seat(world: &World, role: Role, post: &str) {
    grant(world, OFFICER, role, VILLAGE).await;
    sqlx::query(
        "INSERT INTO officers (block, event_index, collective, member, post, from_day, until_day, person, kin, \
         seated, appointed_ms, reason) VALUES (900, (SELECT COUNT(*) FROM officers), 1, ?, ?, '2025-01-01', \
         '9999-12-31', '', '[]', TRUE, 0, '')",
    )
    .bind(i64::from(OFFICER))
    .bind(post)
    .execute(&world.app.db.writer)
    .await
    .unwrap();
}

const SEATS: [(Role, &str); 5] = [
    (Role::VillageCashier, "cashier"),
    (Role::Accountant, "accountant"),
    (Role::VillageChair, "chair"),
    (Role::VillageBoard, "director"),
    (Role::VillageSupervisor, "supervisor"),
];

pub(super) async fn add(world: &World, entries: Entries) {
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

/// A village with a book, spendings and lines; its accounts are still open.
pub(super) async fn village() -> World {
    let world = world().await;
    let [founding, booking, spending, ..] = crate::testing::village::blocks();
    for block in [founding, booking, spending] {
        add(&world, block).await;
    }
    world
}

pub(super) fn submitted(
    id: u64,
    purpose: &str,
    amount: Fen,
    steps: u8,
    method: PaymentMethod,
) -> Entries {
    let entry = AssetsEntry::SpendingSubmitted {
        spending: SpendingInput {
            collective: COLLECTIVE,
            purpose: words(purpose),
            kind: SpendingKind::Ordinary,
            project: None,
            payee: Digest([44; 32]),
            payee_group: None,
            method,
            amount,
            occurred: date("2026-06-01"),
            invoice: None,
            documents: list(&[PAPER.parse().unwrap()]),
        },
        row: 1,
        approvals: Approvals {
            steps,
            decision: DecisionLevel::None,
        },
        year_sum: amount,
    };
    let subject = Subject::Spending(SpendingId(id));
    vec![by(15, Role::VillageCashier, subject, entry)]
}

fn signed(id: u64, step: Step, approved: bool) -> Entries {
    let entry = AssetsEntry::SpendingSigned { step, approved };
    vec![by(1, step.role(), Subject::Spending(SpendingId(id)), entry)]
}

async fn upload(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let mark = "----county";
    let mut body = Vec::new();
    let csrf = browser.csrf.clone();
    for (name, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
        let part = format!(
            "--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"statement_file-file\"; filename=\"明细.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{mark}--\r\n").as_bytes());
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={mark}"),
        )
        .header(header::COOKIE, &browser.cookie);
    browser
        .world
        .send(request.body(Body::from(body)).unwrap())
        .await
}

pub(super) fn refused(error: &str) -> Outcome {
    Outcome::Refused(Refusal {
        item: Some(0),
        ..Refusal::new(format!("ThreeAssets.{error}"), "")
    })
}

pub(super) fn items<T: Decode>(world: &World, call: &str) -> Vec<T> {
    let made = world.node.calls().pop().unwrap();
    assert_eq!((made.pallet, made.call), ("ThreeAssets", call));
    Items::<T>::decode(&mut &made.args.0[..])
        .unwrap()
        .into_inner()
}

pub(super) async fn complete(browser: &Browser<'_>, page: &str) {
    for lang in ["zh", "en"] {
        let mark = if page.contains('?') { '&' } else { '?' };
        let answer = browser.get(&format!("{page}{mark}lang={lang}")).await;
        let html = text(&answer);
        assert_eq!(answer.status, StatusCode::OK, "{page}: {html}");
        assert_eq!(check(&html), Ok(()), "{page}: {html}");
        for fault in ["localization key", "://", "vl-"] {
            assert!(!html.contains(fault), "{page} has {fault}: {html}");
        }
    }
}

#[tokio::test]
async fn every_page_of_every_office_is_complete_in_both_languages() {
    let world = village().await;
    for (role, post) in SEATS {
        seat(&world, role, post).await;
    }
    let cash = PaymentMethod::Cash;
    add(&world, submitted(11, "打扫卫生", yuan(300), 1, cash)).await;
    let browser = Browser::log_in(&world, "packer").await;
    for page in [
        "/console",
        "/console/village",
        "/console/village/1",
        "/console/village/1/spend",
        "/console/village/1/income",
        "/console/village/1/payments",
        "/console/village/1/payments/files",
        "/console/village/1/spendings",
        "/console/village/spendings/1",
        "/console/village/spendings/2",
        "/console/village/spendings/3",
        "/console/village/spendings/3/instruct",
        "/console/village/spendings/11",
        "/console/village/spendings/11/sign",
        "/console/village/spendings/11/refuse",
        "/console/village/spendings/1/attach",
        "/console/village/1/statement",
        "/console/village/1/lines",
        "/console/village/1/lines?all=1",
        "/console/village/1/lines/match",
        "/console/village/lines/1",
        "/console/village/lines/2",
        "/console/village/lines/2/match",
        "/console/village/1/vouchers",
        "/console/village/1/vouchers/new",
        "/console/village/1/vouchers/new?target=line:2",
        "/console/village/1/vouchers/post",
        "/console/village/vouchers/1",
        "/console/village/vouchers/1/reverse",
        "/console/village/vouchers/2",
        "/console/village/1/months",
        "/console/village/1/months?year=2025",
        "/console/village/1/months/close?target=2026-1",
        "/console/village/1/reconcile?target=2026-1-cash",
        "/console/village/1/reconcile?target=2026-1-bank_account:1",
        "/console/village/1/years/close?target=2026",
        "/console/village/1/book",
        "/console/village/1/decisions",
        "/console/village/1/decisions/new",
        "/console/village/decisions/1",
        "/console/village/1/disclosures",
        "/console/village/1/disclosures/new",
        "/console/village/1/disclosures/special",
        "/console/village/1/challenges",
        "/console/village/1/warnings",
        "/console/village/queues/evidence",
    ] {
        complete(&browser, page).await;
    }
}

#[tokio::test]
async fn affairs_of_the_village_have_complete_pages() {
    let world = world().await;
    for block in crate::testing::village::blocks() {
        add(&world, block).await;
    }
    for (role, post) in SEATS {
        seat(&world, role, post).await;
    }
    let browser = Browser::log_in(&world, "packer").await;
    for page in [
        "/console/village/1",
        "/console/village/1/statement",
        "/console/village/decisions/2",
        "/console/village/decisions/3",
        "/console/village/decisions/2/resolve",
        "/console/village/decisions/2/review",
        "/console/village/decisions/2/deliberate",
        "/console/village/decisions/2/publish",
        "/console/village/decisions/2/result",
        "/console/village/decisions/2/give-up",
        "/console/village/disclosures/1",
        "/console/village/disclosures/2",
        "/console/village/disclosures/2/sign",
        "/console/village/disclosures/2/post",
        "/console/village/disclosures/2/end",
        "/console/village/challenges/1",
        "/console/village/challenges/1/accept",
        "/console/village/challenges/1/minute",
        "/console/village/challenges/1/escalate",
        "/console/village/warnings/1",
        "/console/village/warnings/1/explain",
        "/console/village/warnings/1/prove",
        "/console/village/1/warnings",
        "/console/village/1/challenges",
        "/console/village/1/disclosures",
    ] {
        complete(&browser, page).await;
    }
}

#[tokio::test]
async fn an_expense_is_recorded_with_its_photo() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    let browser = Browser::log_in(&world, "packer").await;
    let fields = [
        ("documents", PAPER),
        ("amount", "￥１，２００．５０"),
        ("purpose", "清理河道 3 天人工费"),
        ("occurred", "2026-06-02"),
        ("kind", "ordinary"),
        ("payee", "李建国"),
        ("method", "bank"),
        ("account", "6222 0202 0011 2233 445"),
        ("bank", "农商银行"),
    ];
    let answer = browser.submit("/console/village/1/spend", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [spending] = items::<SpendingInput>(&world, "submit_spendings")
        .try_into()
        .unwrap();
    assert_eq!(spending.amount, Fen(120_050));
    assert_eq!(spending.documents.to_vec(), [PAPER.parse().unwrap()]);
    let account = parties::account_digest(&world.app.vault, "6222020200112233445").unwrap();
    assert_eq!(spending.method, PaymentMethod::Bank(account));
    // The next time the name is suggested with its account, and is enough.
    let form = text(&browser.get("/console/village/1/spend").await);
    assert!(form.contains("李建国 · 农商银行 3445"), "{form}");
    let mut again = fields.to_vec();
    again.truncate(7);
    again[5] = ("payee", "李建国 · 农商银行 3445");
    let answer = browser.submit("/console/village/1/spend", &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [known] = items::<SpendingInput>(&world, "submit_spendings")
        .try_into()
        .unwrap();
    assert_eq!(
        (known.payee, known.method),
        (spending.payee, spending.method)
    );
}

#[tokio::test]
async fn nothing_typed_is_lost_and_mistakes_stand_beside_their_fields() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/village/1/spend";
    let wrong = [
        ("amount", "12.345"),
        ("purpose", "买树苗"),
        ("occurred", "2026-06-02"),
        ("kind", "ordinary"),
        ("payee", "李建国"),
        ("method", "bank"),
    ];
    let html = text(&browser.submit(path, &wrong).await);
    assert!(
        html.contains("id=\"documents-error\">请拍照或选择文件"),
        "{html}"
    );
    assert!(
        html.contains("id=\"amount-error\">金额最多两位小数"),
        "{html}"
    );
    assert!(html.contains("id=\"account-error\">第一次付给他"), "{html}");
    assert!(html.contains("value=\"买树苗\"") && html.contains("value=\"12.345\""));
    assert!(world.node.calls().is_empty());
    world.node.next_outcome(refused("DateInFuture"));
    let fields = [
        ("documents", PAPER),
        ("amount", "12"),
        ("purpose", "买树苗"),
        ("occurred", "2026-06-02"),
        ("kind", "ordinary"),
        ("payee", "李建国"),
        ("method", "cash"),
    ];
    let answer = browser.submit(path, &fields).await;
    let html = text(&answer);
    assert!(answer.status.is_client_error(), "{html}");
    assert!(html.contains("id=\"occurred-error\""), "{html}");
    assert!(html.contains(&format!("name=\"documents\" value=\"{PAPER}\"")));
    assert_eq!(check(&html), Ok(()));
}

#[tokio::test]
async fn income_becomes_a_draft_with_its_receipt() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    let browser = Browser::log_in(&world, "packer").await;
    let fields = [
        ("documents", PAPER),
        ("amount", "800"),
        ("payer", "王秀英"),
        ("summary", "鱼塘承包费"),
        ("date", "2026-06-03"),
        ("into", "1"),
        ("source", "501"),
        ("receipt_number", "17"),
    ];
    let answer = browser.submit("/console/village/1/income", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [voucher] = items::<VoucherInput>(&world, "draft_vouchers")
        .try_into()
        .unwrap();
    assert_eq!(voucher.inflow(), Some(yuan(800)));
    assert_eq!(voucher.receipt.unwrap().number, 17);
    assert_eq!(voucher.deposit, Some(Digest([30; 32])));
    assert_eq!(voucher.lines[1].account.to_string(), "501");
}

#[tokio::test]
async fn a_voucher_balances_before_it_is_sent() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/village/1/vouchers/new";
    let fields = |credit: &'static str| {
        vec![
            ("date", "2026-06-03"),
            ("occurred", "2026-06-03"),
            ("summary", "买办公用品"),
            ("documents", PAPER),
            ("rows", "4"),
            ("account_1", "管理费用"),
            ("debit_1", "120"),
            ("account_2", "10201 银行存款—基本户"),
            ("credit_2", credit),
        ]
    };
    let html = text(&browser.submit(path, &fields("100")).await);
    assert!(html.contains("借 120.00 贷 100.00，相差 20.00"), "{html}");
    let mut more = fields("100");
    more.push(("more", "yes"));
    let html = text(&browser.submit(path, &more).await);
    assert!(html.contains("name=\"account_8\"") && html.contains("value=\"管理费用\""));
    let mut heading = fields("120");
    heading[7] = ("account_2", "102");
    let html = text(&browser.submit(path, &heading).await);
    assert!(html.contains("这个科目下面有明细"), "{html}");
    assert_eq!(check(&html), Ok(()), "{html}");
    let answer = browser.submit(path, &fields("120")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [voucher] = items::<VoucherInput>(&world, "draft_vouchers")
        .try_into()
        .unwrap();
    assert_eq!(voucher.totals(), Some((yuan(120), yuan(120))));
    assert_eq!(voucher.lines[0].account.to_string(), "513");
}

#[tokio::test]
async fn red_letters_mirror_the_voucher() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/village/vouchers/1/reverse";
    let fields = [("date", "2026-06-03"), ("summary", "冲销")];
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [voucher] = items::<VoucherInput>(&world, "draft_vouchers")
        .try_into()
        .unwrap();
    assert_eq!(voucher.origin, Origin::Reversal(VoucherId(1)));
    assert_eq!(voucher.totals(), Some((yuan(-12_000), yuan(-12_000))));
}

const STATEMENT: &str =
    "交易日期,交易流水号,借贷标志,交易金额,余额,对方账号,对方户名,对方行名,摘要\n\
20260608,000000881,借,800.00,1200.00,6210260500012345678,王某某,辽中农商行,误工补贴\n\
20260609,000000882,贷,2500,3700.00,6210260500087654321,赵某某,辽中农商行,鱼塘承包费\n\
20260631,000000883,贷,1,3701.00,,,,坏的一行\n";

#[tokio::test]
async fn a_statement_is_read_looked_at_and_recorded_once() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/village/1/statement";
    let fields = [("account", "1"), ("format", "auto")];
    let html = text(&upload(&browser, path, &fields, b"PK\x03\x04").await);
    assert!(html.contains("请另存为 CSV"), "{html}");
    let bytes = encoding_rs::GBK.encode(STATEMENT).0.into_owned();
    let answer = upload(&browser, path, &fields, &bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let preview = location(&answer).to_owned();
    let html = text(&browser.get(&preview).await);
    assert_eq!(check(&html), Ok(()), "{html}");
    assert!(html.contains("农信社") && html.contains("日期看不懂") && html.contains("鱼塘承包费"));
    let vault = &world.app.vault;
    let line = |id: u64, day: &str, amount: i64, reference: &str| {
        let entry = AssetsEntry::BankLineRecorded {
            line: BankLineId(id),
            input: BankLineInput {
                account: ACCOUNT,
                date: date(day),
                amount: Fen(amount),
                party: Digest([1; 32]),
                reference: parties::reference_digest(vault, reference),
            },
        };
        by(
            OFFICER,
            Role::Accountant,
            Subject::BankAccount(ACCOUNT),
            entry,
        )
    };
    let lines = vec![
        // The first one came from the bank, by its reference alone.
        line(21, "2026-06-08", -80_000, "000000881"),
        line(
            22,
            "2026-06-09",
            250_000,
            "000000882|2026-06-09|2500.00|6210260500087654321|3700.00",
        ),
    ];
    world.node.next_outcome(Outcome::Records(lines));
    let answer = browser.submit(&preview, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let sent = items::<BankLineInput>(&world, "record_bank_lines");
    let amounts: Vec<i64> = sent.iter().map(|line| line.amount.0).collect();
    assert_eq!(amounts, [-80_000, 250_000]);
    let account = parties::account_digest(vault, "6210260500012345678").unwrap();
    assert_eq!(sent[0].party, account);
    let html = text(&browser.get("/console/village/lines/22").await);
    assert!(
        html.contains("赵某某") && html.contains("鱼塘承包费"),
        "{html}"
    );
    // The same file again has nothing new, and nobody else sees what was staged.
    let answer = upload(&browser, path, &fields, &bytes).await;
    let html = text(&browser.get(location(&answer)).await);
    assert!(html.contains("没有新流水"), "{html}");
    // A fee with the reference of a known line is new.
    let header = STATEMENT.lines().next().unwrap();
    let fee = format!("{header}\n20260609,000000882,借,0.50,3699.50,,,,手续费\n");
    let answer = upload(&browser, path, &fields, fee.as_bytes()).await;
    let html = text(&browser.get(location(&answer)).await);
    assert!(
        html.contains("手续费") && !html.contains("没有新流水"),
        "{html}"
    );
    let other = Browser::log_in(&world, "grower").await;
    assert_eq!(other.get(&preview).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_line_is_matched_with_what_fits_it() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    let entry = AssetsEntry::BankLineRecorded {
        line: BankLineId(31),
        input: BankLineInput {
            account: ACCOUNT,
            date: date("2026-01-10"),
            amount: yuan(12_000),
            party: Digest([1; 32]),
            reference: Digest([99; 32]),
        },
    };
    let subject = Subject::BankAccount(ACCOUNT);
    add(&world, vec![by(16, Role::Accountant, subject, entry)]).await;
    let browser = Browser::log_in(&world, "packer").await;
    let html = text(&browser.get("/console/village/1/lines/match").await);
    assert!(
        html.contains("31=voucher:1") && html.contains(" checked"),
        "{html}"
    );
    let path = "/console/village/lines/31/match";
    let answer = browser.submit(path, &[("match", "voucher:1")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [matched] = items::<LineMatch>(&world, "match_bank_lines")
        .try_into()
        .unwrap();
    assert_eq!(matched.target, LineTarget::Voucher(VoucherId(1)));
}

const PUMP_PAYEE: Digest = Digest([77; 32]);

/// A line of the statement of the basic account.
fn bank_line(id: u64, day: &str, amount: i64) -> (Subject, Author, AnyEntry) {
    let entry = AssetsEntry::BankLineRecorded {
        line: BankLineId(id),
        input: BankLineInput {
            account: ACCOUNT,
            date: date(day),
            amount: yuan(amount),
            party: PUMP_PAYEE,
            reference: Digest([u8::try_from(id).unwrap(); 32]),
        },
    };
    let account = Subject::BankAccount(ACCOUNT);
    by(16, Role::Accountant, account, entry)
}

/// Spending 11, whose money went out, came back and went out again.
async fn pump(world: &World) {
    let method = PaymentMethod::Bank(PUMP_PAYEE);
    add(world, submitted(11, "修水泵", yuan(700), 1, method)).await;
    let lines = [
        bank_line(31, "2026-06-03", -700),
        bank_line(32, "2026-06-05", 700),
        bank_line(33, "2026-06-06", -700),
        bank_line(34, "2026-06-02", 700),
    ];
    add(world, Vec::from(lines)).await;
}

/// Its first payment failed, and it was ordered again.
async fn pump_failed(world: &World) {
    let failed = AssetsEntry::PaymentReported(PaymentOutcome::Failed {
        reason: words("户名不符，银行退汇"),
    });
    let spending = Subject::Spending(SpendingId(11));
    add(world, vec![by(16, Role::Accountant, spending, failed)]).await;
    let order = AssetsEntry::PaymentInstructed(Instruction {
        spending: SpendingId(11),
        from: Some(ACCOUNT),
        payee: Digest([44; 32]),
        payee_account: Some(PUMP_PAYEE),
        amount: yuan(700),
    });
    add(world, vec![by(15, Role::VillageCashier, spending, order)]).await;
}

#[tokio::test]
async fn a_payment_that_came_back_is_offered_with_both_its_lines() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    pump(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    // As long as no payment failed, nothing came back.
    let path = "/console/village/lines/31/match";
    let html = text(&browser.get(path).await);
    assert!(
        html.contains("spending:11") && !html.contains("returned:"),
        "{html}"
    );
    pump_failed(&world).await;
    // From either side the money out comes first; what came in before it did not come back.
    for path in [path, "/console/village/lines/32/match"] {
        let html = text(&browser.get(path).await);
        assert!(html.contains("returned:11:31:32"), "{html}");
        assert!(!html.contains("returned:11:31:34"), "{html}");
    }
    let html = text(&browser.get("/console/village/1/lines/match").await);
    assert!(
        html.contains("31=returned:11:31:32") && html.contains("33=spending:11"),
        "{html}"
    );
    assert!(!html.contains("32=returned"), "{html}");
}

#[tokio::test]
async fn a_payment_that_came_back_is_matched_from_either_line() {
    let world = village().await;
    seat(&world, Role::Accountant, "accountant").await;
    pump(&world).await;
    pump_failed(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    let picked = [("match", "returned:11:31:32")];
    let answer = browser
        .submit("/console/village/lines/32/match", &picked)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [matched] = items::<LineMatch>(&world, "match_bank_lines")
        .try_into()
        .unwrap();
    let target = LineTarget::Returned {
        spending: SpendingId(11),
        back: BankLineId(32),
    };
    let line = BankLineId(31);
    assert_eq!(matched, LineMatch { line, target });
    let before: i64 = sqlx::query_scalar("SELECT MAX(changed) FROM transactions")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let entry = AssetsEntry::BankLineMatched(matched);
    let account = Subject::BankAccount(ACCOUNT);
    add(&world, vec![by(16, Role::Accountant, account, entry)]).await;
    for (id, other) in [(31, 32), (32, 31)] {
        let html = text(&browser.get(&format!("/console/village/lines/{id}")).await);
        for part in ["退汇", "/console/village/spendings/11"] {
            assert!(html.contains(part), "{part} {html}");
        }
        let link = format!("/console/village/lines/{other}");
        assert!(html.contains(&link), "{html}");
    }
    // Both rows move in the stream, each with a number of its own, so a reader that goes on learns of both.
    let moved: Vec<(String, String)> = sqlx::query_as(
        "SELECT subject, state FROM transactions WHERE changed > ? ORDER BY changed",
    )
    .bind(before)
    .fetch_all(&world.app.db.reader)
    .await
    .unwrap();
    let matched = |id: u64| (format!("bank_line:{id}"), "matched".to_owned());
    assert_eq!(moved, [matched(31), matched(32)]);
    // One payment failed: no other line came back.
    let html = text(&browser.get("/console/village/lines/33/match").await);
    assert!(
        html.contains("spending:11") && !html.contains("returned:"),
        "{html}"
    );
}

#[tokio::test]
async fn the_township_signs_many_at_once_and_sees_all_its_villages() {
    let world = village().await;
    grant(&world, 1, Role::Township, COUNTY).await;
    let cash = PaymentMethod::Cash;
    let steps = Step::Evidence.bit() | Step::Township.bit();
    for id in [11, 12] {
        add(&world, submitted(id, "修路灯", yuan(700), steps, cash)).await;
        add(&world, signed(id, Step::Evidence, false)).await;
    }
    sqlx::query(
        "INSERT INTO collectives SELECT 2, organisation, '西村合作社', credit_code, level, division, county, \
         township, members, representatives, households, party_members, agency, year, registered_ms FROM collectives",
    )
    .execute(&world.app.db.writer)
    .await
    .unwrap();
    let browser = Browser::log_in(&world, "county").await;
    complete(&browser, "/console/village").await;
    let table = text(&browser.get("/console/village").await);
    assert!(table.contains("西村合作社") && table.contains("data-label=\"待审批\""));
    complete(&browser, "/console/village/sign").await;
    let html = text(&browser.get("/console/village/sign").await);
    assert!(html.contains("11:township:70000") && html.contains("12:township:70000"));
    let nothing = text(&browser.submit("/console/village/sign", &[]).await);
    assert!(nothing.contains("请至少选一项"));
    let picks = [
        ("picks", "11:township:70000"),
        ("picks", "12:township:70000"),
    ];
    let answer = browser.submit("/console/village/sign", &picks).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let signatures = items::<SpendingSignature>(&world, "sign_spendings");
    let ids: Vec<u64> = signatures.iter().map(|one| one.spending.0).collect();
    assert_eq!(ids, [11, 12]);
    assert!(signatures
        .iter()
        .all(|one| one.step == Step::Township && one.amount == yuan(700)));
    let answer = browser.get("/console/village?v=2").await;
    assert_eq!(location(&answer), "/console/village/2");
}

#[tokio::test]
async fn who_refuses_says_why() {
    let world = village().await;
    seat(&world, Role::VillageSupervisor, "supervisor").await;
    let steps = Step::Supervisor.bit();
    add(
        &world,
        submitted(11, "修路灯", yuan(700), steps, PaymentMethod::Cash),
    )
    .await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/village/spendings/11/refuse";
    let html = text(&browser.submit(path, &[("refusal", "return")]).await);
    assert!(html.contains("id=\"reason-error\""), "{html}");
    let fields = [("refusal", "return"), ("reason", "没有正式发票")];
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [refusal] = items::<Refused>(&world, "refuse_spendings")
        .try_into()
        .unwrap();
    assert!(refusal.mendable && refusal.step == Step::Supervisor);
}

#[tokio::test]
async fn orders_go_to_the_bank_in_a_file_and_who_fetched_it_is_written_down() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    let village: DivisionCode = VILLAGE.parse().unwrap();
    let party = Party {
        name: "李建国".to_owned(),
        account: Some("6222020200112233445".to_owned()),
        bank: Some("农商银行".to_owned()),
        ..Party::default()
    };
    let payee = parties::keep(&world.app, village, &party).await.unwrap();
    let mut entries = submitted(
        11,
        "修路灯",
        yuan(700),
        1,
        PaymentMethod::Bank(payee.account.unwrap()),
    );
    if let AnyEntry::ThreeAssets(AssetsEntry::SpendingSubmitted { spending, .. }) =
        &mut entries[0].2
    {
        spending.payee = payee.party;
    }
    add(&world, entries).await;
    add(&world, signed(11, Step::Evidence, true)).await;
    let browser = Browser::log_in(&world, "packer").await;
    let order = Instruction {
        spending: SpendingId(11),
        from: Some(ACCOUNT),
        payee: payee.party,
        payee_account: payee.account,
        amount: yuan(700),
    };
    let record = by(
        OFFICER,
        Role::VillageCashier,
        Subject::Spending(SpendingId(11)),
        AssetsEntry::PaymentInstructed(order.clone()),
    );
    world.node.next_outcome(Outcome::Records(vec![record]));
    let path = "/console/village/1/payments";
    let answer = browser
        .submit(path, &[("picks", "11"), ("from", "1")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    assert_eq!(items::<Instruction>(&world, "instruct_payments"), [order]);
    let file = browser.get("/console/village/1/payments/file").await;
    let (rows, _, is_broken) = encoding_rs::GBK.decode(&file.body);
    assert!(
        !is_broken && rows.contains("李建国,6222020200112233445,农商银行,700.00,CNY,修路灯,S11")
    );
    let log = text(&browser.get("/console/village/1/payments/files").await);
    assert!(
        log.contains("packer") && log.contains("1 笔，共 700.00 元"),
        "{log}"
    );
}

#[tokio::test]
async fn offices_see_only_their_own() {
    let world = village().await;
    // A role without an office is no work in the village.
    grant(&world, OFFICER, Role::VillageCashier, VILLAGE).await;
    let browser = Browser::log_in(&world, "packer").await;
    for path in [
        "/console/village/1",
        "/console/village/1/spend",
        "/console/village/spendings/1",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let html = text(&browser.get("/console/village").await);
    assert!(html.contains("还没有在任何村任职"), "{html}");
    seat(&world, Role::VillageSupervisor, "supervisor").await;
    let html = text(&browser.get("/console/village/1").await);
    assert!(
        !html.contains("记一笔支出") && html.contains("全部支出"),
        "{html}"
    );
    for path in [
        "/console/village/1/spend",
        "/console/village/1/payments",
        "/console/village/1/vouchers/post",
        "/console/village/1/statement",
        "/console/village/1/decisions/new",
        "/console/village/1/sign",
        &format!("/console/village/1/documents/{PAPER}"),
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let other = Browser::log_in(&world, "grower").await;
    for path in [
        "/console/village",
        "/console/village/1",
        "/console/village/vouchers/1",
    ] {
        assert_eq!(
            other.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_bank_sees_its_orders_and_nothing_else() {
    let world = village().await;
    grant(&world, 2, Role::Bank, COUNTY).await;
    let account = Digest([45; 32]);
    let method = PaymentMethod::Bank(account);
    add(&world, submitted(11, "修路灯", yuan(700), 1, method)).await;
    add(&world, signed(11, Step::Evidence, true)).await;
    let bank = Browser::log_in(&world, "grower").await;
    let page = "/console/village/spendings/11";
    assert_eq!(bank.get(page).await.status, StatusCode::NOT_FOUND);
    let order = AssetsEntry::PaymentInstructed(Instruction {
        spending: SpendingId(11),
        from: Some(ACCOUNT),
        payee: Digest([44; 32]),
        payee_account: Some(account),
        amount: yuan(700),
    });
    let subject = Subject::Spending(SpendingId(11));
    add(&world, vec![by(15, Role::VillageCashier, subject, order)]).await;
    for page in [
        "/console/village/1",
        "/console/village/1/payments/files",
        "/console/village/1/statement",
        "/console/village/1/lines",
        page,
    ] {
        complete(&bank, page).await;
    }
    let html = text(&bank.get(page).await);
    assert!(html.contains("修路灯") && !html.contains("/documents/"));
    assert!(!text(&bank.get("/console/village/1").await).contains("库存现金"));
    for path in [
        "/console/village/1/spendings",
        "/console/village/1/vouchers",
        "/console/village/1/months",
        "/console/village/1/decisions",
        "/console/village/1/disclosures",
        "/console/village/1/challenges",
        "/console/village/1/warnings",
        "/console/village/1/officers",
        "/console/village/vouchers/1",
        &format!("/console/village/1/documents/{PAPER}"),
    ] {
        let answer = bank.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_agency_posts_and_matches_for_all_its_villages_at_once() {
    let world = village().await;
    grant(&world, OFFICER, Role::Accountant, COUNTY).await;
    // The packer's organisation keeps the books of both villages.
    for query in [
        "UPDATE collectives SET agency = 3",
        "INSERT INTO collectives SELECT 2, organisation, '西村合作社', credit_code, level, division, county, \
         township, members, representatives, households, party_members, agency, year, registered_ms \
         FROM collectives",
        "UPDATE vouchers SET state = 'draft' WHERE id = 2",
        "UPDATE vouchers SET state = 'draft', collective = 2 WHERE id = 3",
    ] {
        sqlx::query(query)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
    let entry = AssetsEntry::BankLineRecorded {
        line: BankLineId(31),
        input: BankLineInput {
            account: ACCOUNT,
            date: date("2026-01-10"),
            amount: yuan(12_000),
            party: Digest([1; 32]),
            reference: Digest([99; 32]),
        },
    };
    let subject = Subject::BankAccount(ACCOUNT);
    add(&world, vec![by(16, Role::Accountant, subject, entry)]).await;
    let browser = Browser::log_in(&world, "packer").await;
    for page in [
        "/console/village",
        "/console/village/post",
        "/console/village/match",
        "/console/village/queues/post",
        "/console/village/queues/match",
    ] {
        complete(&browser, page).await;
    }
    let table = text(&browser.get("/console/village").await);
    assert!(table.contains("href=\"/console/village/post\""), "{table}");
    let html = text(&browser.get("/console/village/post").await);
    assert!(
        html.contains("西村合作社") && html.contains("选果厂"),
        "{html}"
    );
    let picks = [("picks", "2"), ("picks", "3")];
    let answer = browser.submit("/console/village/post", &picks).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let posted = items::<VoucherId>(&world, "post_vouchers");
    assert_eq!(posted, [VoucherId(2), VoucherId(3)]);
    let html = text(&browser.get("/console/village/match").await);
    assert!(html.contains("31=voucher:1"), "{html}");
    let picks = [("picks", "31=voucher:1")];
    let answer = browser.submit("/console/village/match", &picks).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [matched] = items::<LineMatch>(&world, "match_bank_lines")
        .try_into()
        .unwrap();
    assert_eq!(matched.line, BankLineId(31));
    // Who keeps no books has nothing to post.
    let other = Browser::log_in(&world, "county").await;
    let answer = other.get("/console/village/post").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_of_a_village_do_not_read_those_of_all() {
    let world = village().await;
    for (query, index) in [
        (
            "SELECT id FROM vouchers WHERE collective = 1 AND inflow = 100 AND state = 'posted'",
            "vouchers_by_collective",
        ),
        (
            "SELECT 1 FROM vouchers WHERE collective = 1 AND documents LIKE '%ab%'",
            "vouchers_by_collective",
        ),
        (
            "SELECT id FROM bank_lines WHERE collective = 1 AND id < 9 ORDER BY id DESC LIMIT 51",
            "bank_lines_by_collective",
        ),
    ] {
        let plan = crate::db::plan(&world.app.db, query).await;
        assert!(plan.contains(index), "{query}: {plan}");
    }
}
