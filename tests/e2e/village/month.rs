//! A month that is booked, reconciled, closed and put on the wall, where everybody can prove that the
//! wall says what the books say.

use codec::Decode;
use county_primitives::{
    three_assets::{disclosure::Statement, AssetsEntry},
    Record,
};
use reqwest::{header, StatusCode};
use serde_json::json;
use system_tests::{
    browser::Browser,
    livestock::digest,
    village::{self as words, line, lines, yuan, Party, Voucher},
};

use super::hall::{done, entries, hall, refused, today, Hall, CASH, MONEY};
use crate::e2e::world::{world, World};

const TENANT: Party = Party::person("芦长贵", 805);

/// Three vouchers of last January: rent, lamps, and a mistake with its red-letter copy.
async fn january(hall: &Hall, year: u32) {
    let day = |day: u32| format!("{year}-01-{day:02}");
    let rent = lines(line("10201", yuan(18_600)).with(TENANT), "50101");
    let lamps = lines(line("51401", yuan(1_200)), "211");
    let mistake = lines(line("51301", yuan(800)), "211");
    let vouchers = [
        Voucher::new(hall.book, &day(6), "收土地发包款", rent)
            .with("deposit", hall.typed_account.clone()),
        Voucher::new(hall.book, &day(9), "路灯维修（未付）", lamps),
        Voucher::new(hall.book, &day(12), "办公用品（未付）", mistake),
    ];
    let numbers = hall.book(&vouchers).await;
    let red = json!([vouchers[2].reversal(numbers[2], &day(20))]);
    let drafted = done(&hall.cashier, "draft_vouchers", red).await;
    let number = json!([drafted.id("voucher").expect("one")]);
    done(&hall.accountant, "post_vouchers", number).await;
}

/// Closes January; not before both tills agree, and not with a draft left.
async fn close(hall: &Hall, year: u32) {
    let accountant = &hall.accountant;
    let january = json!([{"book": hall.book, "month": 1}]);
    refused(
        accountant,
        "close_months",
        january.clone(),
        "ThreeAssets.TillNotReconciled",
    )
    .await;
    let bank = json!({"bank": hall.account});
    let wrong = words::reconciliation(hall.book, 1, bank.clone(), MONEY);
    refused(
        accountant,
        "reconcile_months",
        json!([wrong]),
        "ThreeAssets.NotReconciled",
    )
    .await;
    let agreed = json!([
        words::reconciliation(hall.book, 1, bank, MONEY + yuan(18_600)),
        words::reconciliation(hall.book, 1, json!("cash"), CASH),
    ]);
    done(accountant, "reconcile_months", agreed).await;
    let early = json!([words::statement(hall.book, 1, 1)]);
    refused(
        accountant,
        "prepare_disclosures",
        early,
        "ThreeAssets.MonthNotClosed",
    )
    .await;
    done(accountant, "close_months", january).await;
    let late = Voucher::new(
        hall.book,
        &format!("{year}-01-25"),
        "补记",
        lines(line("51301", yuan(10)), "211"),
    );
    refused(
        &hall.cashier,
        "draft_vouchers",
        json!([late.json()]),
        "ThreeAssets.MonthClosed",
    )
    .await;
}

/// Puts it on the wall: prepared, signed by a supervisor, posted by the cashier.
async fn disclose(hall: &Hall) -> u64 {
    let asked = json!([words::statement(hall.book, 1, 1)]);
    let prepared = done(&hall.accountant, "prepare_disclosures", asked).await;
    let number = prepared.id("disclosure").expect("one");
    let posting = json!([{"disclosure": number, "photo": digest("the wall")}]);
    refused(
        &hall.cashier,
        "post_disclosures",
        posting.clone(),
        "ThreeAssets.WrongState",
    )
    .await;
    done(&hall.supervisor, "sign_disclosures", json!([number])).await;
    done(&hall.cashier, "post_disclosures", posting).await;
    // It stays there for fifteen days.
    refused(
        &hall.cashier,
        "end_disclosures",
        json!([number]),
        "ThreeAssets.PostingTooShort",
    )
    .await;
    number
}

/// The statement as the chain recorded it, from the bytes of the record.
async fn recorded(world: &World, disclosure: u64) -> (Statement, String) {
    let inspector = world.log_in("liaozhong-inspector").await;
    let path = format!("/api/v1/timelines/disclosure:{disclosure}");
    let answer = inspector.get(&path).await.expect("an answer");
    let scale = answer.body["records"][0]["scale"]
        .as_str()
        .expect("bytes")
        .to_owned();
    let bytes = hex::decode(scale.trim_start_matches("0x")).expect("hexadecimal");
    let record = Record::<AssetsEntry>::decode(&mut &bytes[..]).expect("a record");
    let AssetsEntry::StatementPrepared { statement, digest } = record.entry else {
        panic!("the first record is the statement")
    };
    (statement, digest.to_string())
}

async fn page(http: &reqwest::Client, url: String, kind: &str) -> (StatusCode, Vec<u8>) {
    let response = http
        .get(&url)
        .header(header::ACCEPT, kind)
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page");
    (
        response.status(),
        response.bytes().await.expect("bytes").to_vec(),
    )
}

#[tokio::test]
async fn what_is_on_the_wall_is_what_the_books_say() {
    let world = world().await;
    let year = today().1 - 1;
    let hall = hall(world, year).await;
    january(&hall, year).await;
    close(&hall, year).await;
    let number = disclose(&hall).await;

    // The digest on the wall is the hash of figures that anybody computes from the book.
    let (statement, digest) = recorded(world, number).await;
    assert_eq!(statement.digest().to_string(), digest);
    assert_eq!(statement.money.0, MONEY + yuan(18_600) + CASH);
    assert_eq!(
        (statement.vouchers, statement.from, statement.to),
        (4, 1, 1)
    );
    assert_eq!(statement.totals.income.0, yuan(18_600));
    assert_eq!(statement.totals.expense.0, yuan(1_200));
    let kinds: Vec<String> = entries(world, &format!("book:{}", hall.book))
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    let posted = kinds
        .iter()
        .filter(|kind| *kind == "voucher_posted")
        .count();
    assert_eq!(posted, 4, "{kinds:?}");

    // The service says the same as JSON, on the public page, and on the paper.
    let shown = world
        .anonymous()
        .get(&format!("/api/v1/disclosures/{number}"))
        .await;
    let shown = shown.expect("an answer").body;
    assert_eq!(shown["digest"], digest, "{shown}");
    assert_eq!(shown["state"], "posted");
    let proof = world
        .anonymous()
        .get(&format!("/api/v1/disclosures/{number}/proof"))
        .await;
    let proof = proof.expect("an answer").body;
    assert_eq!(proof["equals"], true, "{proof}");
    assert_eq!(
        (&proof["digest"], &proof["recorded"]),
        (&json!(digest), &json!(digest))
    );
    public(world, &hall, number, &digest).await;
}

/// Everybody's page of the statement, its proof, and the paper for the wall.
async fn public(world: &World, hall: &Hall, number: u64, digest: &str) {
    let base = world.stack.service.base();
    let anonymous = world.anonymous();
    let path = format!("{base}/village/{}/disclosures/{number}", hall.division);
    let (status, html) = page(anonymous.http(), path.clone(), "text/html").await;
    let html = String::from_utf8(html).expect("text");
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(
        html.contains("18,600.00"),
        "the income is not on the page: {html}"
    );
    // A phone shows all of it without being moved sideways.
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    phone.open(&path).expect("the page on a phone");
    for holds in [
        "document.body.textContent.includes('18,600.00')",
        "document.documentElement.scrollWidth <= innerWidth",
    ] {
        assert_eq!(
            phone.evaluate(holds).expect("a page"),
            json!(true),
            "{holds}"
        );
    }
    drop(phone);
    let (status, proof) = page(anonymous.http(), format!("{path}/proof"), "text/html").await;
    let proof = String::from_utf8(proof).expect("text");
    assert_eq!(status, StatusCode::OK, "{proof}");
    // People read it in groups of eight.
    assert!(
        proof.replace(' ', "").contains(digest),
        "the proof does not show the digest: {proof}"
    );
    let (status, paper) = page(anonymous.http(), format!("{path}.pdf"), "application/pdf").await;
    assert_eq!(status, StatusCode::OK);
    assert!(paper.starts_with(b"%PDF-"), "no PDF");
    let text = text_of(&paper);
    for words in ["18,600.00", "1,200.00"] {
        assert!(
            text.contains(words),
            "the paper does not say {words}: {text}"
        );
    }
    let mark = &digest[..16];
    assert!(
        text.replace(char::is_whitespace, "").contains(mark),
        "the paper does not carry {mark}: {text}"
    );
}

/// What a PDF says, read by somebody else's reader.
pub(super) fn text_of(paper: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), paper).expect("written");
    let output = std::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(file.path())
        .arg("-")
        .output()
        .expect("pdftotext is installed by make setup");
    assert!(output.status.success(), "pdftotext reads nothing");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn the_years_statements_tie_on_the_demonstrations_books() {
    let world = world().await;
    for village in ["pijiabao", "puhe"] {
        let agency = world.log_in("liuerpu-clerk").await;
        let book = world.id(&format!("{village}_last_book"));
        let of = |what: &str| format!("/api/v1/books/{book}/{what}?from=1&to=12");
        let get = |path: String| {
            let agency = agency.clone();
            async move {
                let answer = agency.get(&path).await.expect("an answer");
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
                answer.body
            }
        };
        let trial = get(of("trial-balance")).await;
        let rows = trial["items"].as_array().expect("rows");
        let sum = |field: &str| -> i64 { rows.iter().filter_map(|row| row[field].as_i64()).sum() };
        assert!(!rows.is_empty(), "{trial}");
        assert_eq!(sum("debit"), sum("credit"), "{village}: {trial}");
        assert_eq!(
            (sum("opening"), sum("closing")),
            (0, 0),
            "{village}: {trial}"
        );
        let sheet = get(of("balance-sheet")).await;
        let figure = |name: &str| -> i64 {
            let rows = sheet["items"].as_array().expect("rows");
            let row = rows.iter().find(|row| row["row"] == name);
            row.and_then(|row| row["amount"].as_i64())
                .expect("a row of the form")
        };
        assert!(figure("assets") > 0, "{village}: {sheet}");
        assert_eq!(
            figure("assets"),
            figure("liabilities_and_equity"),
            "{village}: {sheet}"
        );
    }
}
