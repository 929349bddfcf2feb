//! Exports of the village of the tests, read again by the importer: the sums are those of the books.

use std::ops::ControlFlow;

use axum::http::StatusCode;
use county_primitives::three_assets::Fen;

use super::*;
use crate::{
    books_import::sheet::read_rows,
    extract::{session_of, Session, Via},
    testing::{people::village_world, village::book, World},
    three_assets::{money::parse_yuan, statements},
};

async fn session(world: &World, login: &str) -> Session {
    let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = ?")
        .bind(login)
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    session_of(&world.app, account, Via::Bearer).await.unwrap()
}

fn wanted(content: Content, format: Format) -> Wanted {
    Wanted {
        book: i64::try_from(book(2026).0).unwrap(),
        content,
        from: 1,
        to: 12,
        format,
    }
}

/// The rows below the names of the columns.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    read_rows(bytes, &mut |row| {
        rows.push(row.cells.iter().map(|cell| cell.text.clone()).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn fen(text: &str) -> i64 {
    if text.is_empty() {
        return 0;
    }
    parse_yuan(text).unwrap().0
}

/// The amount that stands in a column of the row with a name.
fn amount(rows: &[Vec<String>], name: &str, name_at: usize, at: usize) -> i64 {
    let row = rows
        .iter()
        .find(|row| {
            row.get(name_at)
                .is_some_and(|cell| cell.trim_matches('　') == name)
        })
        .unwrap_or_else(|| panic!("no row {name}"));
    fen(row.get(at).map_or("", String::as_str))
}

#[tokio::test]
async fn statements_are_equal_to_the_fen_in_both_formats() {
    let world = village_world().await;
    let member = session(&world, "villager").await;
    let id = i64::try_from(book(2026).0).unwrap();
    let sheet = statements::balance_sheet(&world.app, id, 12).await.unwrap();
    let income = statements::income_statement(&world.app, id, 1, 12)
        .await
        .unwrap();
    for format in [Format::Xlsx, Format::Csv] {
        let file = export(&world.app, &member, wanted(Content::BalanceSheet, format))
            .await
            .unwrap();
        let table = rows(&file.bytes);
        assert_eq!(amount(&table, "货币资金", 0, 2), sheet.money.0);
        assert_eq!(amount(&table, "资产总计", 0, 2), sheet.assets.0);
        assert_eq!(
            Some(Fen(amount(&table, "固定资产小计", 0, 2))),
            sheet.fixed_assets()
        );
        assert_eq!(
            amount(&table, "负债和所有者权益总计", 4, 6),
            sheet.liabilities_and_equity.0
        );
        assert_eq!(amount(&table, "资产总计", 0, 3), 13_100_000);
        let file = export(&world.app, &member, wanted(Content::Income, format))
            .await
            .unwrap();
        let table = rows(&file.bytes);
        let of_form =
            ["二、经营收益", "三、收益总额", "四、净收益"].map(|name| amount(&table, name, 0, 3));
        assert_eq!(
            of_form.map(|fen| Some(Fen(fen))),
            [
                income.operating_surplus(),
                income.total_surplus(),
                Some(income.surplus)
            ]
        );
        let [begin, transfers, reserve, members, other, end] = [
            "加：期初未分配收益",
            "其他转入",
            "减：提取公积公益金",
            "向成员分配",
            "其他",
            "六、期末未分配收益",
        ]
        .map(|name| amount(&table, name, 0, 3));
        assert_eq!(
            begin + income.surplus.0 + transfers - reserve - members - other,
            end
        );
        assert_eq!(end, sheet.undistributed.0);
    }
}

#[tokio::test]
async fn entries_add_up_to_the_trial_balance() {
    let world = village_world().await;
    let officer = session(&world, "accountant").await;
    let mut turnovers = Vec::new();
    for format in [Format::Xlsx, Format::Csv] {
        let file = export(&world.app, &officer, wanted(Content::TrialBalance, format))
            .await
            .unwrap();
        let table = rows(&file.bytes);
        let last = table.iter().find(|row| row[0] == "合计").unwrap();
        let sums: Vec<i64> = (2..8).map(|at| fen(&last[at])).collect();
        assert_eq!((sums[0], sums[2], sums[4]), (sums[1], sums[3], sums[5]));
        turnovers.push((sums[2], sums[3]));
        let file = export(&world.app, &officer, wanted(Content::Journal, format))
            .await
            .unwrap();
        let table = rows(&file.bytes);
        let (last, lines) = table.split_last().unwrap();
        assert_eq!((fen(&last[5]), fen(&last[6])), (sums[2], sums[3]));
        let added: i64 = lines
            .iter()
            .filter_map(|row| row.get(5))
            .filter_map(|cell| parse_yuan(cell).ok())
            .map(|Fen(fen)| fen)
            .sum();
        assert_eq!(added, sums[2]);
    }
    assert_eq!(turnovers[0], turnovers[1]);
    assert!(turnovers[0].0 > 0);
}

#[tokio::test]
async fn members_get_statements_and_strangers_nothing() {
    let world = village_world().await;
    let member = session(&world, "villager").await;
    let neighbour = session(&world, "neighbour").await;
    let refused = export(&world.app, &member, wanted(Content::Journal, Format::Xlsx)).await;
    assert_eq!(refused.unwrap_err().code(), "forbidden");
    let refused = export(
        &world.app,
        &neighbour,
        wanted(Content::Income, Format::Xlsx),
    )
    .await;
    assert_eq!(
        refused.unwrap_err().problem().status,
        StatusCode::NOT_FOUND.as_u16()
    );
    let all = export(&world.app, &member, wanted(Content::All, Format::Xlsx))
        .await
        .unwrap();
    // The importer reads the first sheet: the balance sheet.
    assert_eq!(rows(&all.bytes)[0][0], "资产负债表");
    let refused = export(&world.app, &member, wanted(Content::All, Format::Csv)).await;
    assert!(refused.is_err());
    let inspector = session(&world, "inspector").await;
    let file = export(
        &world.app,
        &inspector,
        wanted(Content::Vouchers, Format::Csv),
    )
    .await
    .unwrap();
    assert!(rows(&file.bytes).len() > 2);
    let logged: Vec<(String, i64)> =
        sqlx::query_as("SELECT content, bytes FROM export_log ORDER BY id")
            .fetch_all(&world.app.db.reader)
            .await
            .unwrap();
    let contents: Vec<&str> = logged.iter().map(|(content, _)| content.as_str()).collect();
    assert_eq!(contents, ["all", "vouchers"]);
    assert!(logged.iter().all(|(_, bytes)| *bytes > 0));
}
