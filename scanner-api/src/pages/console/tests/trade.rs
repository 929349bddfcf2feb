//! Sales at the console: every page of both sides, what the forms send, and where refusals stand.

use county_primitives::{
    trade::{GoodsKind, Price, SaleAnswer, SaleDelivery, SaleInput, SaleSettlement, SoldGoods},
    Items, MeatId, OrganisationId, SaleId,
};

use super::*;
use crate::routes::checks::{
    livestock::pig,
    trade::{delivered, sold},
};

/// The items of the last call.
fn sent<T: Decode>(world: &World) -> (&'static str, T) {
    let call = world.node.calls().pop().unwrap();
    assert_eq!(call.pallet, "Trade");
    let items = Items::<T>::decode(&mut &call.args.0[..]).unwrap();
    (call.call, items.into_iter().next().unwrap())
}

#[tokio::test]
async fn every_page_of_a_sale_is_well_formed_and_complete() {
    let world = world().await;
    delivered(&world, 1, 156_000).await;
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
                "/records/sale:1",
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
