//! An expense of 9,500 yuan from the request to the book, at every desk it passes.

use serde_json::json;
use system_tests::village::{self as words, line, yuan, Spending};

use super::hall::{done, entries, hall, kinds, refused, today, MECHANIC, MONEY};
use crate::e2e::world::world;

#[tokio::test]
async fn an_expense_of_9500_passes_every_desk() {
    let world = world().await;
    let (day, year) = today();
    let hall = hall(world, year).await;
    let request = Spending::new(hall.collective, "维修收割机", MECHANIC, yuan(9_500))
        .invoiced(MECHANIC.name, "FP-9500");

    // The second row: four signatures of the village and minutes of the board.
    let (id, warnings) = hall.submit(&request).await;
    assert!(warnings.is_empty(), "{warnings:?}");
    let subject = format!("spending:{id}");
    let (_, submitted) = entries(world, &subject).await.remove(0);
    assert_eq!(submitted["row"], 2, "{submitted}");
    assert_eq!(
        submitted["approvals"],
        json!({"steps": 15, "decision": "board"})
    );
    hall.sign(&request, id, &["evidence", "chair", "board", "supervisor"])
        .await;
    assert_eq!(hall.spending(id).await["state"], "signing");
    let decision = hall.minutes("同意维修收割机", yuan(9_500), 0).await;
    let attached = json!([words::attachment(id, decision)]);
    done(&hall.chair, "attach_decisions", attached).await;
    assert_eq!(hall.spending(id).await["state"], "approved");

    // The order, the bank, the book.
    let order = json!([request.order(id, hall.account)]);
    done(&hall.cashier, "instruct_payments", order).await;
    let bank = world.log_in("liaozhong-bank").await;
    let paid = json!([words::paid(id, &day.to_string(), "bank receipt")]);
    done(&bank, "report_payments", paid).await;
    let debit = line("51401", yuan(9_500));
    let voucher = request.voucher(id, hall.book, &day.to_string(), debit, "10201");
    hall.book(&[voucher]).await;

    assert_eq!(
        kinds(world, &subject).await,
        [
            "spending_submitted",
            "spending_signed",
            "spending_signed",
            "spending_signed",
            "spending_signed",
            "decision_attached",
            "payment_instructed",
            "payment_reported",
            "spending_posted",
        ]
    );
    assert_eq!(hall.spending(id).await["state"], "posted");
    let path = format!("/api/v1/books/{}/trial-balance?from=1&to=12", hall.book);
    let balance = hall.read(&path).await;
    let rows = balance["items"].as_array().expect("rows");
    let of = |account: &str| {
        let row = rows.iter().find(|row| row["account"] == account);
        row.expect("the account is in the book")["closing"].clone()
    };
    assert_eq!(of("10201"), MONEY - yuan(9_500), "{balance}");
    assert_eq!(of("51401"), yuan(9_500), "{balance}");
}

#[tokio::test]
async fn a_payment_that_the_bank_sends_back_leaves_no_line_unexplained() {
    let world = world().await;
    let (day, year) = today();
    let day = day.to_string();
    let hall = hall(world, year).await;
    let request = Spending::new(hall.collective, "购买水泵", MECHANIC, yuan(900));
    let (id, _) = hall.submit(&request).await;
    hall.sign(&request, id, &["evidence", "chair", "supervisor"])
        .await;
    let order = json!([request.order(id, hall.account)]);
    let bank = world.log_in("liaozhong-bank").await;
    let line = |amount: i64, reference: &str| {
        words::bank_line(hall.account, &day, amount, MECHANIC, reference)
    };

    // The bank books the first order, finds no such account, and books it back; the second one arrives.
    done(&hall.cashier, "instruct_payments", order.clone()).await;
    let lines = json!([
        line(-yuan(900), "PUMP-1"),
        line(yuan(900), "PUMP-1-BACK"),
        line(-yuan(900), "PUMP-2"),
    ]);
    done(&bank, "record_bank_lines", lines).await;
    let path = format!("/api/v1/bank-lines?account={}&sort=earliest", hall.account);
    let listed = hall.read(&path).await;
    let lines = listed["items"].as_array().expect("lines").iter();
    let lines: Vec<u64> = lines.filter_map(|line| line["id"].as_u64()).collect();
    let [out, back, again] = lines[..] else {
        panic!("three lines, found {listed}")
    };
    let returned = json!([{"line": out, "target": {"returned": {"spending": id, "back": back}}}]);
    let early = "ThreeAssets.LineMismatch";
    refused(
        &hall.accountant,
        "match_bank_lines",
        returned.clone(),
        early,
    )
    .await;
    let failed = json!([words::failed(id, "户名不符，银行退汇")]);
    done(&bank, "report_payments", failed).await;
    done(&hall.cashier, "instruct_payments", order).await;
    let paid = json!([words::paid(id, &day, "bank receipt")]);
    done(&bank, "report_payments", paid).await;
    done(&hall.accountant, "match_bank_lines", returned).await;
    let payment = json!([{"line": again, "target": {"spending": id}}]);
    done(&hall.accountant, "match_bank_lines", payment).await;

    let file = hall.spending(id).await;
    assert_eq!(file["bank_lines"], json!([out, back, again]), "{file}");
    assert_eq!(file["warnings"], json!([]), "{file}");
    let line = hall.read(&format!("/api/v1/bank-lines/{back}")).await;
    assert_eq!(
        (&line["returned"], &line["counterpart"]),
        (&json!(id), &json!(out))
    );
    let open = hall.read(&format!("{path}&matched=false")).await;
    assert_eq!(open["items"], json!([]), "{open}");
}
