//! The pages of a village: what the public sees and what it does not, what members see, that figures tie,
//! and what is shown when there is nothing yet.

mod asking;
mod world;

use axum::http::StatusCode;
use county_primitives::three_assets::Fen;

use super::assets;
use crate::{
    pages::well_formed,
    testing::{Answer, VILLAGE},
    three_assets::money::yuan,
};
use world::{at, html, VillageWorld, ACCOUNT, BOOK, NEIGHBOUR, PAYEE};

/// The most a public page weighs, with everything it loads.
const PAGE_BYTES_MAX: usize = 60_000;

/// A page that is well formed, light, and asks nobody else for anything.
fn sound(answer: &Answer) -> String {
    let html = html(answer);
    well_formed::check(&html).unwrap_or_else(|fault| panic!("{fault}\n{html}"));
    let weight = html.len() + assets::weight(&["village.css", "icon.svg"]);
    assert!(weight < PAGE_BYTES_MAX, "{weight} bytes");
    for start in ["=\"http://", "=\"https://", "=\"//"] {
        assert!(!html.contains(start), "something foreign on {html}");
    }
    for foul in ["Unknown localization", "vp-", "vl-", "style="] {
        assert!(!html.contains(foul), "{foul} in {html}");
    }
    html
}

#[tokio::test]
async fn the_public_sees_totals_and_no_names() {
    let village = VillageWorld::disclosed().await;
    let mut pages = vec![
        "/village".to_owned(),
        format!("/village?q={VILLAGE}x"),
        at(""),
        at("?lang=en"),
        at("/statements"),
        at("/disclosures/1"),
        at("/disclosures/1?lang=en"),
        at("/disclosures/1/proof"),
        at("/disclosures/1/proof?lang=en"),
        at("/decisions/1"),
        at("/challenges"),
        at("/code"),
    ];
    pages.push(at("?collective=1"));
    for path in pages {
        let answer = village.public(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let html = sound(&answer);
        for secret in [PAYEE, ACCOUNT, "支付道路维修工费", "/vouchers/", "/entries"] {
            assert!(!html.contains(secret), "{secret} on {path}");
        }
    }
    let html = html(&village.public(&at("")).await);
    for figure in [3_000_000, 450_000, 2_550_000, 12_550_000] {
        assert!(html.contains(&yuan(Fen(figure))), "{figure}");
    }
    // What is not on the wall yet is not counted in.
    assert!(!html.contains(&yuan(Fen(120_000))));
    assert!(!html.contains("预警"));
    assert!(html.contains("/console/login?next=%2Fvillage%2F"));
    // Three households are few, a thousand members are not.
    assert!(html.contains("少于 5") && html.contains("1,000"));
}

#[tokio::test]
async fn charts_are_beside_their_tables() {
    let village = VillageWorld::disclosed().await;
    let html = sound(&village.public(&at("")).await);
    assert_eq!(html.matches("role=\"img\" aria-label=").count(), 3);
    // Twelve months; only May and June are on the wall.
    assert_eq!(html.matches("未公示").count(), 10);
    let member = sound(&village.member(&at("")).await);
    assert!(member.contains("2026年7月"));
    assert!(member.contains(&yuan(Fen(120_000))));
}

#[tokio::test]
async fn entries_are_for_members_of_the_village() {
    let village = VillageWorld::disclosed().await;
    let book = format!("?book={BOOK}");
    let pages = [
        at(&format!("/entries{book}")),
        at("/vouchers/2"),
        at("/spendings/1"),
        at("/ask?about=voucher:2"),
    ];
    for path in &pages {
        let public = village.public(path).await;
        assert_eq!(public.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(sound(&public).contains("/console/login"));
        let other = village.world.get(Some(&village.neighbour), path).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!sound(&other).contains(PAYEE));
        let own = village.member(path).await;
        assert_eq!(own.status, StatusCode::OK, "{path}");
        sound(&own);
    }
    let neighbour = village.world.get(Some(&village.neighbour), &at("")).await;
    assert!(!html(&neighbour).contains("/entries"));
    let county = village.world.get(Some(&village.county), &pages[1]).await;
    assert_eq!(county.status, StatusCode::OK);
}

#[tokio::test]
async fn each_figure_leads_to_its_vouchers() {
    let village = VillageWorld::disclosed().await;
    let overview = sound(&village.member(&at("")).await);
    let to_heading = at(&format!(
        "/entries?book={BOOK}&#38;account=513&#38;from=1&#38;month=6"
    ));
    assert!(overview.contains(&to_heading), "{overview}");
    for form in ["income", "balance"] {
        let rows = format!("&#38;form={form}\">");
        assert!(overview.contains(&rows), "{form}: {overview}");
    }
    let account = at(&format!("/entries?book={BOOK}&account=513&from=1&month=6"));
    let entries = sound(&village.member(&account).await);
    assert!(entries.contains("支付道路维修工费") && entries.contains(PAYEE));
    assert!(entries.contains(&at("/vouchers/2")));
    assert!(entries.contains("/ask?about=voucher:2&#38;line=1"));
    let voucher = sound(&village.member(&at("/vouchers/2")).await);
    for part in [
        "支付道路维修工费",
        "道路维修工费",
        PAYEE,
        "维修村内道路",
        "会计审核单据",
    ] {
        assert!(voucher.contains(part), "{part}");
    }
    // Members see that there is a document, not the document.
    assert!(!voucher.contains("/api/v1/documents/"));
    let decision = sound(&village.member(&at("/decisions/1")).await);
    assert!(
        decision.contains("应到 20 人，实到 19 人，同意 18 人"),
        "{decision}"
    );
}

#[tokio::test]
async fn accounts_of_a_month_tie() {
    let village = VillageWorld::disclosed().await;
    let path = at(&format!("/entries?book={BOOK}&from=5&month=7"));
    let html = sound(&village.member(&path).await);
    for (account, closing) in [
        ("102", 9_950_000 + 3_000_000 - 450_000 - 120_000),
        ("501", -3_000_000),
        ("513", 450_000),
        ("514", 120_000),
    ] {
        assert!(html.contains(&format!("{account} ")), "{account}");
        assert!(html.contains(&yuan(Fen(closing))), "{account}");
    }
    for form in ["income", "balance", "trial"] {
        let path = at(&format!("/statements?book={BOOK}&from=1&to=7&form={form}"));
        let html = sound(&village.member(&path).await);
        let figure = match form {
            "income" => 3_000_000 - 450_000 - 120_000,
            "balance" => 10_000_000 + 3_000_000 - 450_000 - 120_000,
            _ => 0,
        };
        assert!(html.contains(&yuan(Fen(figure))), "{form}");
    }
}

#[tokio::test]
async fn months_without_entries_say_so_and_unknown_books_are_lost() {
    let village = VillageWorld::disclosed().await;
    let april = at(&format!("/entries?book={BOOK}&account=513&month=4"));
    assert!(sound(&village.member(&april).await).contains("没有账目"));
    for path in [
        "/entries?book=92026",
        "/entries?book=12026&account=9",
        "/vouchers/99",
    ] {
        let answer = village.member(&at(path)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_proof_holds_until_something_is_changed() {
    let village = VillageWorld::disclosed().await;
    let path = at("/disclosures/1/proof");
    let proof = sound(&village.public(&path).await);
    assert!(proof.contains("公示的数字与账簿相符"), "{proof}");
    assert!(!proof.contains("tag bad"));
    let file = village.public(&format!("{path}.json")).await;
    assert_eq!(file.status, StatusCode::OK);
    let json = file.json();
    assert_eq!(json["equal"], true);
    assert_eq!(json["recorded_digest"], json["recomputed_digest"]);
    let scale = hex::decode(json["recomputed_scale"].as_str().unwrap()).unwrap();
    let digest = hex::encode(sp_crypto_hashing::blake2_256(&scale));
    assert_eq!(json["recorded_digest"], digest);
    assert!(json.get("accounts").is_none());
    let member = village.member(&format!("{path}.json")).await.json();
    assert_eq!(member["accounts"].as_array().unwrap().len(), 6);

    sqlx::query("UPDATE turnovers SET credit = credit + 1 WHERE account = '501'")
        .execute(&village.world.app.db.writer)
        .await
        .unwrap();
    let spoiled = sound(&village.public(&path).await);
    assert!(spoiled.contains("公示的数字与账簿不符"));
    assert!(spoiled.contains("tag bad"));
    let json = village.public(&format!("{path}.json")).await.json();
    assert_eq!(json["equal"], false);
}

#[tokio::test]
async fn the_paper_has_a_page_for_each_form() {
    let village = VillageWorld::disclosed().await;
    let paper = village.public(&at("/disclosures/1.pdf")).await;
    assert_eq!(paper.status, StatusCode::OK);
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert!(paper.body.len() < 300_000);
    let text = String::from_utf8_lossy(&paper.body);
    assert!(text.starts_with("%PDF-1.") && text.contains("/Count 3"));
    let lost = village.public(&at("/disclosures/7.pdf")).await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_on_the_wall_is_not_public() {
    let village = VillageWorld::booked().await;
    village.special(1, "土地补偿费收支情况").await;
    let path = at("/disclosures/1");
    assert_eq!(village.public(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(village.member(&path).await.status, StatusCode::NOT_FOUND);
    let county = sound(&village.world.get(Some(&village.county), &path).await);
    assert!(county.contains("监事会尚未签字"));
    assert!(!html(&village.public(&at("")).await).contains("土地补偿费收支情况"));
    let signed = world::entry(
        "disclosure:1".parse().unwrap(),
        world::author(2, county_primitives::Role::VillageSupervisor),
        county_primitives::three_assets::AssetsEntry::DisclosureSigned,
    );
    village.add(vec![signed]).await;
    village.put_on_the_wall(1, "2026-08-14").await;
    let public = sound(&village.public(&path).await);
    assert!(public.contains("土地补偿费收支情况") && public.contains("公示中"));
    let overview = sound(&village.public(&at("")).await);
    assert!(overview.contains("土地补偿费收支情况"));
    // A special disclosure has a document and no statement.
    for rest in [".pdf", "/proof"] {
        let answer = village.public(&format!("{path}{rest}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{rest}");
    }
}

#[tokio::test]
async fn a_village_without_anything_says_what_is_missing() {
    let empty = VillageWorld::empty().await;
    let page = sound(&empty.public("/village/141031100203").await);
    assert!(page.contains("北庄村委会") && page.contains("还没有登记集体经济组织"));
    assert!(sound(&empty.public("/village").await).contains("还没有村集体在这里记账"));
    let registered = VillageWorld::registered().await;
    let page = sound(&registered.public(&at("")).await);
    assert!(page.contains("还没有建账"));
    assert!(sound(&registered.member(&at("/entries")).await).contains("还没有建账"));
    let booked = VillageWorld::booked().await;
    let page = sound(&booked.public(&at("")).await);
    assert!(page.contains("还没有报表张贴公示"));
    assert!(!page.contains(&yuan(Fen(450_000))));
    // Members see what is entered, whether it hangs on the wall or not.
    let page = sound(&booked.member(&at("")).await);
    assert!(page.contains(&yuan(Fen(450_000))) && page.contains("/entries?book="));
}

#[tokio::test]
async fn what_is_no_village_gets_help() {
    let village = VillageWorld::empty().await;
    for division in ["210115104999", "abc", "000000000000", "999999999999"] {
        let answer = village.public(&format!("/village/{division}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{division}");
        let page = sound(&answer);
        assert!(page.contains("12 位数字") && page.contains("name=\"q\""));
    }
    let county = village.public("/village/141031000000").await;
    assert_eq!(county.headers["location"], "/village?area=141031000000");
    // A collective of another village is not shown under this one.
    let village = VillageWorld::disclosed().await;
    for path in [
        format!("/village/{NEIGHBOUR}/disclosures/1"),
        format!("/village/{NEIGHBOUR}/decisions/1"),
        at("?collective=7"),
    ] {
        assert_eq!(
            village.public(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn codes_lead_to_the_page_and_to_the_proof() {
    let village = VillageWorld::disclosed().await;
    let symbol = village.public(&at("/code.svg")).await;
    assert_eq!(symbol.headers["content-type"], "image/svg+xml");
    assert!(html(&symbol).starts_with("<svg "));
    let page = village.public(&format!("/VILLAGE/{VILLAGE}")).await;
    assert_eq!(page.headers["location"], at("").as_str());
    let proof = village.public(&format!("/VILLAGE/{VILLAGE}/1")).await;
    assert_eq!(
        proof.headers["location"],
        at("/disclosures/1/proof").as_str()
    );
}

#[tokio::test]
async fn villages_are_found_by_name_and_by_code() {
    let village = VillageWorld::disclosed().await;
    let list = sound(&village.public("/village").await);
    assert!(list.contains("选果厂") && list.contains("已公开到 2026年6月"));
    let found = sound(&village.public("/village?q=%E9%80%89%E6%9E%9C").await);
    assert!(found.contains("选果厂"));
    let none = sound(&village.public("/village?q=%25").await);
    assert!(none.contains("没有找到"));
    let coded = village.public(&format!("/village?q={VILLAGE}")).await;
    assert_eq!(coded.headers["location"], at("").as_str());
    let area = sound(&village.public("/village?area=141031000000").await);
    assert!(area.contains("选果厂"));
    let elsewhere = sound(&village.public("/village?area=210115000000").await);
    assert!(!elsewhere.contains("选果厂"));
}
