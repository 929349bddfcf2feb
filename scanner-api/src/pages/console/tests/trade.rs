//! Sales at the console: every page of both sides, what the forms send, and where refusals stand.

use county_primitives::{
    trade::{GoodsKind, Price, SaleAnswer, SaleDelivery, SaleInput, SaleSettlement, SoldGoods},
    Date, Items, MeatId, OrganisationId, SaleId,
};

use super::*;
use crate::{
    routes::checks::{
        livestock::pig,
        trade::{delivered, sold},
    },
    testing::COUNTY,
    trade::today,
};

/// The items of the last call.
fn sent<T: Decode>(world: &World) -> (&'static str, T) {
    let call = world.node.calls().pop().unwrap();
    assert_eq!(call.pallet, "Trade");
    let items = Items::<T>::decode(&mut &call.args.0[..]).unwrap();
    (call.call, items.into_iter().next().unwrap())
}

/// From a day on, payments in a division are to come within so many days of the delivery.
async fn pay_within(world: &World, division: &str, effective: &str, days: i64) {
    sqlx::query(
        "INSERT INTO policies (division, setting, effective, value) VALUES (?, 'sale_payment_days', ?, ?)",
    )
    .bind(division)
    .bind(effective)
    .bind(days)
    .execute(&world.app.db.writer)
    .await
    .unwrap();
}

/// A pig that was delivered so many days ago, for 1,560 yuan.
async fn delivered_ago(world: &World, id: u64, days: u32) {
    delivered(world, id, 156_000).await;
    sqlx::query("UPDATE sales SET delivered_date = ? WHERE id = ?")
        .bind(Date(today().0 - days).to_string())
        .bind(i64::try_from(id).unwrap())
        .execute(&world.app.db.writer)
        .await
        .unwrap();
}

/// Whether a list leads to a sale.
fn has_sale(html: &str, id: u64) -> bool {
    html.contains(&format!("href=\"/console/trade/sales/{id}\""))
}

#[tokio::test]
async fn every_page_of_a_sale_is_well_formed_and_complete() {
    let world = world().await;
    pay_within(&world, "000000000000", "2020-01-01", 7).await;
    delivered_ago(&world, 1, 9).await;
    sold(&world, 2).await;
    for (login, paths) in [
        (
            "grower",
            &[
                "/console",
                "/console/trade/sales?side=seller",
                "/console/trade/sales?side=seller&state=delivered",
                "/console/trade/sales/1",
                "/console/trade/sales/2",
                "/console/trade/sales/1/pay",
                "/console/trade/sales/2/cancel",
                "/console/trade/sell",
                "/console/trade/overdue?side=seller",
                "/records/sale:1",
            ][..],
        ),
        (
            "county",
            &[
                "/console",
                "/console/trade/area",
                "/console/trade/area?state=offered",
                "/console/trade/overdue?side=area",
                "/console/trade/sales/1",
            ][..],
        ),
        (
            "packer",
            &[
                "/console",
                "/console/trade/sales?side=buyer",
                "/console/trade/sales?side=buyer&state=offered",
                "/console/trade/sales/1",
                "/console/trade/sales/2/answer",
                "/console/trade/sales/2/deliver",
                "/console/trade/sell",
                "/console/trade/overdue?side=buyer",
            ][..],
        ),
    ] {
        let browser = Browser::log_in(&world, login).await;
        for path in paths {
            for lang in ["zh", "en"] {
                let mark = if path.contains('?') { '&' } else { '?' };
                let answer = browser.get(&format!("{path}{mark}lang={lang}")).await;
                let html = text(&answer);
                assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {html}");
                assert_eq!(check(&html), Ok(()), "{path}");
                assert!(!html.contains("Unknown localization"), "{path}: {html}");
            }
        }
    }
}

#[tokio::test]
async fn goods_link_to_their_files_once_they_are_the_buyers() {
    let world = world().await;
    pig(&world, 1).await;
    sold(&world, 1).await;
    pig(&world, 2).await;
    delivered(&world, 2, 156_000).await;
    for (login, sale, is_linked) in [
        ("grower", 1, true),
        ("packer", 1, false),
        ("packer", 2, true),
    ] {
        let browser = Browser::log_in(&world, login).await;
        let html = text(&browser.get(&format!("/console/trade/sales/{sale}")).await);
        let tag = format!("11410310000000{sale}");
        assert!(html.contains(&tag), "{html}");
        let link = format!("/animals/{tag}");
        assert_eq!(html.contains(&link), is_linked, "{login} {sale}: {html}");
    }
}

#[tokio::test]
async fn the_first_page_says_what_waits_for_the_buyer() {
    let world = world().await;
    let packer = Browser::log_in(&world, "packer").await;
    assert!(!text(&packer.get("/console").await).contains("/console/trade/sales"));
    sold(&world, 1).await;
    let home = text(&packer.get("/console").await);
    assert!(home.contains("待我确认的交易") && home.contains("side=buyer"));
    assert!(!home.contains("待我付款的交易"));
    delivered(&world, 2, 156_000).await;
    assert!(text(&packer.get("/console").await).contains("待我付款的交易"));
    let grower = Browser::log_in(&world, "grower").await;
    assert!(text(&grower.get("/console").await).contains("对方还没付清的"));
}

#[tokio::test]
async fn a_seller_records_tags_with_the_amount_worked_out() {
    let world = world().await;
    let grower = Browser::log_in(&world, "grower").await;
    let fields = [
        ("tags", "150015300000001-002"),
        ("goods_kind", "live"),
        ("buyer", "3"),
        ("sale_mass", "220.5"),
        ("price_for", "per_kilogram"),
        ("price", "15.60"),
        ("date", "2026-09-24"),
    ];
    let path = "/console/trade/sell";
    let answer = grower.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let (call, sale) = sent::<SaleInput>(&world);
    assert_eq!(call, "record_sales");
    assert_eq!(
        (sale.buyer, sale.kind),
        (OrganisationId(3), GoodsKind::Live)
    );
    assert_eq!((sale.heads, sale.mass), (2, Grams(220_500)));
    assert_eq!(sale.price, Price::PerKilogram(1_560));
    assert_eq!(sale.amount, 343_980);
    let mut by_head = fields;
    by_head[4] = ("price_for", "per_head");
    by_head[5] = ("price", "1800");
    grower.submit(path, &by_head).await;
    let (_, sale) = sent::<SaleInput>(&world);
    assert_eq!(
        (sale.price, sale.amount),
        (Price::PerHead(180_000), 360_000)
    );
    let calls = world.node.calls().len();
    for (at, wrong) in [
        (0, ("tags", "")),
        (1, ("goods_kind", "")),
        (3, ("sale_mass", "0")),
        (5, ("price", "0")),
        (6, ("date", "")),
    ] {
        let mut fields = fields;
        fields[at] = wrong;
        let answer = grower.submit(path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert_eq!(check(&text(&answer)), Ok(()));
    }
    assert_eq!(world.node.calls().len(), calls, "nothing more was sent");
}

#[tokio::test]
async fn a_second_sale_of_the_same_pig_is_refused_beside_its_tags() {
    let world = world().await;
    let grower = Browser::log_in(&world, "grower").await;
    let refusal = Refusal {
        item: Some(0),
        ..Refusal::new("Trade.SoldAlready", "")
    };
    world.node.next_outcome(Outcome::Refused(refusal));
    let fields = [
        ("tags", "150015300000001"),
        ("goods_kind", "live"),
        ("buyer", "3"),
        ("sale_mass", "110"),
        ("price_for", "per_kilogram"),
        ("price", "15.60"),
        ("date", "2026-09-24"),
    ];
    let answer = grower.submit("/console/trade/sell", &fields).await;
    let html = text(&answer);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("不能重复出售"), "{html}");
    assert_eq!(check(&html), Ok(()));
}

#[tokio::test]
async fn pieces_are_sold_by_their_numbers() {
    let world = world().await;
    let packer = Browser::log_in(&world, "packer").await;
    let path = "/console/trade/sell?target=meat:7";
    assert!(text(&packer.get(path).await).contains("sold_meats"));
    let fields = [
        ("sold_meats", "7 8"),
        ("goods_kind", "half_carcass"),
        ("buyer", "2"),
        ("sale_mass", "76"),
        ("price_for", "per_kilogram"),
        ("price", "22"),
        ("date", "2026-09-24"),
    ];
    // The service does not know these pieces.
    let answer = packer.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in [7, 8] {
        sqlx::query(
            "INSERT INTO meats (id, kind, name, product, species, house, holder, identity, killed, mass, mass_left, \
             condemned, recalled, made, formed_ms) VALUES (?, 'left_half', '', '030101', 'pig', 3, 3, 'individual', \
             '2026-09-23', 38000, 38000, 0, FALSE, '2026-09-23', 1)",
        )
        .bind(id)
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    }
    let answer = packer.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let (_, sale) = sent::<SaleInput>(&world);
    let pieces = vec![MeatId(7), MeatId(8)].try_into().unwrap();
    assert_eq!(sale.goods, SoldGoods::Meats(pieces));
    assert_eq!((sale.heads, sale.amount), (2, 167_200));
}

#[tokio::test]
async fn the_buyer_answers_takes_delivery_and_pays() {
    let world = world().await;
    sold(&world, 1).await;
    delivered(&world, 2, 156_000).await;
    let packer = Browser::log_in(&world, "packer").await;
    let path = "/console/trade/sales/1/answer";
    let blank = [("agreed", "no"), ("sale_reason", "")];
    let answer = packer.submit(path, &blank).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = [("agreed", "no"), ("sale_reason", "价格未谈妥")];
    packer.submit(path, &refused).await;
    let (call, answered) = sent::<SaleAnswer>(&world);
    assert_eq!((call, answered.accepted), ("answer_sales", false));
    packer
        .submit(path, &[("agreed", "yes"), ("sale_reason", "")])
        .await;
    assert!(sent::<SaleAnswer>(&world).1.accepted);
    let fields = [
        ("delivered_heads", "1"),
        ("delivered_mass", "109.2"),
        ("date", "2026-09-25"),
    ];
    packer
        .submit("/console/trade/sales/1/deliver", &fields)
        .await;
    let (call, delivery) = sent::<SaleDelivery>(&world);
    assert_eq!((call, delivery.mass), ("deliver_sales", Grams(109_200)));
    let receipt = "ab".repeat(32);
    let fields = [
        ("paid_amount", "1000.50"),
        ("date", "2026-09-28"),
        ("receipt", receipt.as_str()),
    ];
    packer.submit("/console/trade/sales/2/pay", &fields).await;
    let (call, payment) = sent::<SaleSettlement>(&world);
    assert_eq!((call, payment.amount), ("settle_sales", 100_050));
    assert_eq!(
        (payment.sale, payment.receipt.to_string()),
        (SaleId(2), receipt)
    );
    packer
        .submit("/console/trade/sales/1/cancel", &[("sale_reason", "改期")])
        .await;
    assert_eq!(world.node.calls().pop().unwrap().call, "cancel_sales");
}

#[tokio::test]
async fn what_is_the_buyers_is_not_the_sellers_and_nobody_elses() {
    let world = world().await;
    sold(&world, 1).await;
    let grower = Browser::log_in(&world, "grower").await;
    for part in ["answer", "deliver"] {
        let path = format!("/console/trade/sales/1/{part}");
        assert_eq!(grower.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let county = Browser::log_in(&world, "county").await;
    let seen = county.get("/console/trade/sales/1").await;
    assert_eq!(seen.status, StatusCode::OK);
    for part in ["answer", "cancel", "pay"] {
        let path = format!("/console/trade/sales/1/{part}");
        assert_eq!(county.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}

/// Who sees which list of what is overdue.
const OVERDUE: [(&str, &str); 3] = [
    ("grower", "/console/trade/overdue?side=seller"),
    ("packer", "/console/trade/overdue?side=buyer"),
    ("county", "/console/trade/overdue?side=area"),
];

#[tokio::test]
async fn a_payment_is_overdue_after_its_last_day_until_it_comes() {
    let world = world().await;
    delivered_ago(&world, 1, 7).await;
    delivered_ago(&world, 2, 8).await;
    let county = Browser::log_in(&world, "county").await;
    let path = "/console/trade/overdue?side=area";
    let unset = text(&county.get(path).await);
    assert!(unset.contains("没有逾期未付的交易"), "no pack says by when");
    pay_within(&world, "000000000000", "2020-01-01", 7).await;
    for (login, path) in OVERDUE {
        let browser = Browser::log_in(&world, login).await;
        let html = text(&browser.get(path).await);
        assert!(html.contains("分析") && html.contains("不是账本的预警"));
        assert!(
            !has_sale(&html, 1),
            "{login}: today is the last day: {html}"
        );
        assert!(has_sale(&html, 2), "{login}: {html}");
        assert!(html.contains("逾期 1 天") && html.contains("1,560.00"));
        let home = text(&browser.get("/console").await);
        assert!(home.contains(path), "{login}: {home}");
        let sale = text(&browser.get("/console/trade/sales/2").await);
        assert!(sale.contains("付款期限"), "{login}: {sale}");
    }
    sqlx::query("UPDATE sales SET paid = due, state = 'settled'")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    for (login, path) in OVERDUE {
        let browser = Browser::log_in(&world, login).await;
        let html = text(&browser.get(path).await);
        assert!(!has_sale(&html, 2), "{login}: {html}");
        assert!(html.contains("没有逾期未付的交易"), "{login}: {html}");
    }
}

#[tokio::test]
async fn the_days_to_pay_are_those_of_the_sellers_place() {
    let world = world().await;
    delivered_ago(&world, 1, 3).await;
    delivered_ago(&world, 2, 4).await;
    pay_within(&world, "000000000000", "2020-01-01", 7).await;
    let packer = Browser::log_in(&world, "packer").await;
    let (_, path) = OVERDUE[1];
    let html = text(&packer.get(path).await);
    assert!(!has_sale(&html, 1) && !has_sale(&html, 2), "{html}");
    // The county is stricter; its village not before long.
    pay_within(&world, COUNTY, "2020-01-01", 5).await;
    pay_within(&world, COUNTY, "2021-01-01", 3).await;
    pay_within(&world, VILLAGE, "9999-01-01", 0).await;
    let html = text(&packer.get(path).await);
    assert!(!has_sale(&html, 1) && has_sale(&html, 2), "{html}");
    // Another county's days are not these.
    pay_within(&world, "141032000000", "2020-01-01", 1).await;
    let html = text(&packer.get(path).await);
    assert!(!has_sale(&html, 1) && has_sale(&html, 2), "{html}");
}

#[tokio::test]
async fn an_area_shows_its_authority_every_sale_page_by_page() {
    let world = world().await;
    let county = Browser::log_in(&world, "county").await;
    let home = text(&county.get("/console").await);
    assert!(!home.contains("/console/trade/area"), "nothing is traded");
    pay_within(&world, "000000000000", "2020-01-01", 7).await;
    delivered_ago(&world, 1, 30).await;
    for id in 2..=51 {
        sqlx::query(
            "INSERT INTO sales (id, seller, buyer, division, county, kind, species, heads, mass, price_for, price, \
             amount, date, state, reason, delivered_date, due, paid, recorded_ms) \
             SELECT ?, seller, buyer, division, county, kind, species, heads, mass, price_for, price, amount, date, \
             state, reason, delivered_date, due, paid, recorded_ms FROM sales WHERE id = 1",
        )
        .bind(id)
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    }
    let home = text(&county.get("/console").await);
    assert!(home.contains("/console/trade/area"), "{home}");
    for path in [
        "/console/trade/area?",
        "/console/trade/area?state=delivered&",
        "/console/trade/overdue?side=area&",
    ] {
        let html = text(&county.get(path).await);
        assert!(has_sale(&html, 51) && has_sale(&html, 2), "{path}: {html}");
        assert!(!has_sale(&html, 1), "{path}: {html}");
        assert!(html.contains("before=2\""), "{path}: {html}");
        let rest = text(&county.get(&format!("{path}before=2")).await);
        assert!(has_sale(&rest, 1) && !has_sale(&rest, 2), "{path}: {rest}");
        assert!(!rest.contains("before="), "{path}: {rest}");
    }
    let offered = text(&county.get("/console/trade/area?state=offered").await);
    assert!(!has_sale(&offered, 51), "{offered}");
    for login in ["grower", "packer"] {
        let browser = Browser::log_in(&world, login).await;
        for path in ["/console/trade/area", "/console/trade/overdue?side=area"] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {path}");
        }
    }
    // The same bureau of another county sees none of them.
    sqlx::query("UPDATE member_roles SET division = '141032000000' WHERE member = 1")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    for path in ["/console/trade/area", "/console/trade/overdue?side=area"] {
        let html = text(&county.get(path).await);
        assert!(!has_sale(&html, 51), "{path}: {html}");
    }
}
