//! Recalls at the console: what waits for a custodian, what an authority sees, and what the forms send.

use county_primitives::{
    livestock::{
        MeatRecall, RecallAct, RecallAnswer, RecallBalance, RecallConclusion, RecallCounts,
        RecallNotice, RecallScope, RecallStep,
    },
    Grams, RecallId,
};

use super::*;

const RECALL: &str = "/console/livestock/recalls/1";

/// The house recalls its day, of which it holds a carcass.
async fn ordered() -> World {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    ended(&world, plate).await;
    let scope = RecallScope::Day {
        house: HOUSE,
        day: date("2026-08-01"),
    };
    let recall = MeatRecall {
        scope,
        reason: words("检出瘦肉精"),
        evidence: None,
    };
    let entries = vec![
        (
            Subject::Farm(HOUSE),
            house(),
            LivestockEntry::Recalled(recall.clone()),
        ),
        (
            Subject::Recall(RecallId(1)),
            house(),
            LivestockEntry::RecallOrdered {
                recall,
                house: HOUSE,
                division: VILLAGE.parse().unwrap(),
            },
        ),
    ];
    add(&world, entries).await;
    world
}

/// The house is told of the carcass, which the recall is about.
async fn notified() -> World {
    let world = ordered().await;
    let told = LivestockEntry::RecallNotified {
        custodian: HOUSE,
        meats: list(vec![MeatId(1)]),
        mass: Grams(82_000),
    };
    add(&world, vec![(Subject::Recall(RecallId(1)), house(), told)]).await;
    world
}

async fn acknowledged() -> World {
    let world = notified().await;
    let entry = LivestockEntry::RecallAcknowledged { custodian: HOUSE };
    add(&world, vec![(Subject::Recall(RecallId(1)), house(), entry)]).await;
    world
}

fn balance(returned: u64, destroyed: u64, consumed: u64, unaccounted: u64) -> RecallBalance {
    RecallBalance {
        recalled: Grams(82_000),
        returned: Grams(returned),
        destroyed: Grams(destroyed),
        consumed: Grams(consumed),
        unaccounted: Grams(unaccounted),
    }
}

async fn well_formed(world: &World, login: &str, paths: &[&str]) {
    let browser = Browser::log_in(world, login).await;
    for path in paths {
        for lang in ["zh", "en"] {
            let answer = browser.get(&format!("{path}?lang={lang}")).await;
            let html = text(&answer);
            assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {html}");
            assert_eq!(check(&html), Ok(()), "{path}");
            assert!(!html.contains("Unknown localization"), "{path}: {html}");
        }
    }
}

#[tokio::test]
async fn every_page_of_a_recall_is_well_formed_and_complete() {
    let own = [
        "/console",
        "/console/livestock/recalls",
        RECALL,
        "/console/livestock/recalls/1/notify",
        "/console/livestock/recalls/1/acknowledge",
        "/console/livestock/recalls/1/account",
    ];
    let led = [
        "/console",
        "/console/livestock/recalls",
        RECALL,
        "/console/livestock/recalls/1/notify",
        "/console/livestock/recalls/1/verify",
        "/console/livestock/recalls/1/close",
    ];
    let world = ordered().await;
    well_formed(&world, "packer", &own[..4]).await;
    well_formed(&world, "county", &led).await;
    let world = notified().await;
    well_formed(&world, "packer", &own).await;
    well_formed(&world, "county", &led).await;
    let world = acknowledged().await;
    well_formed(&world, "packer", &own).await;
    well_formed(&world, "county", &led).await;
    // Who neither holds any of it nor leads it finds nothing.
    let grower = Browser::log_in(&world, "grower").await;
    let answer = grower.get(RECALL).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for part in ["notify", "acknowledge", "account", "verify", "close"] {
        let answer = grower.get(&format!("{RECALL}/{part}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part}");
    }
}

#[tokio::test]
async fn the_order_shows_what_it_would_reach() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    ended(&world, plate).await;
    let packer = Browser::log_in(&world, "packer").await;
    for path in [
        "/console/livestock/batches/1/recall",
        "/console/livestock/meats/1/recall",
    ] {
        let html = text(&packer.get(path).await);
        assert!(html.contains("1 件"), "{path}: {html}");
        assert!(html.contains("82"), "{path}: {html}");
    }
}

#[tokio::test]
async fn the_house_tells_whoever_holds_some_of_it() {
    let world = ordered().await;
    let packer = Browser::log_in(&world, "packer").await;
    let html = text(&packer.get(RECALL).await);
    assert!(html.contains("还没有通知的") && html.contains("通知持有方"));
    let answer = packer.submit(&format!("{RECALL}/notify"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let notice: RecallNotice = sent(&world);
    assert_eq!((notice.recall, notice.custodian), (RecallId(1), HOUSE));
    assert_eq!(notice.meats.to_vec(), [MeatId(1)]);
}

#[tokio::test]
async fn a_custodian_is_asked_to_acknowledge_before_anything_else() {
    let world = notified().await;
    let packer = Browser::log_in(&world, "packer").await;
    let first = text(&packer.get("/console").await);
    assert!(first.contains("召回待确认"), "{first}");
    assert!(first.contains("/console/livestock/recalls"));
    let answer = packer.submit(&format!("{RECALL}/acknowledge"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let act: RecallAnswer = sent(&world);
    assert_eq!(act.act, RecallAct::Acknowledged);
    let grower = Browser::log_in(&world, "grower").await;
    assert!(!text(&grower.get("/console").await).contains("召回待确认"));
}

#[tokio::test]
async fn what_became_of_the_meat_is_told_in_kilograms() {
    let world = acknowledged().await;
    let packer = Browser::log_in(&world, "packer").await;
    let path = format!("{RECALL}/account");
    let mistaken = [("returned", "x"), ("destroyed", "0"), ("consumed", "0")];
    let answer = packer.submit(&path, &mistaken).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("returned", "10.5"),
        ("destroyed", "60"),
        ("consumed", "1.25"),
    ];
    let answer = packer.submit(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let act: RecallAnswer = sent(&world);
    let counts = RecallCounts {
        returned: Grams(10_500),
        destroyed: Grams(60_000),
        consumed: Grams(1_250),
    };
    let evidence = None;
    assert_eq!(act.act, RecallAct::Accounted { counts, evidence });
}

#[tokio::test]
async fn an_authority_confirms_the_figures_it_sees() {
    let world = acknowledged().await;
    let entry = LivestockEntry::RecallAccounted {
        custodian: HOUSE,
        balance: balance(10_000, 60_000, 2_000, 10_000),
        evidence: None,
    };
    add(&world, vec![(Subject::Recall(RecallId(1)), house(), entry)]).await;
    let county = Browser::log_in(&world, "county").await;
    let page = text(&county.get(RECALL).await);
    assert!(
        page.contains("下落不明") && page.contains("去向未报全"),
        "{page}"
    );
    let path = format!("{RECALL}/verify");
    let form = text(&county.get(&path).await);
    let seen = hidden_value(&form, "balance");
    assert_eq!(seen, "82000 10000 60000 2000 10000");
    let silent = county
        .submit(&path, &[("balance", &seen), ("note", "")])
        .await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("balance", seen.as_str()), ("note", "现场核对")];
    let answer = county.submit(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let conclusion: RecallConclusion = sent(&world);
    assert_eq!(conclusion.step, RecallStep::Verified);
    assert_eq!(conclusion.balance, balance(10_000, 60_000, 2_000, 10_000));
}

#[tokio::test]
async fn the_overdue_stand_first_and_the_last_minute_still_counts() {
    let world = notified().await;
    let set = |notified: i64, acknowledged: Option<i64>| {
        sqlx::query("UPDATE recall_custodians SET notified_ms = ?, acknowledged_ms = ?")
            .bind(notified)
            .bind(acknowledged)
    };
    sqlx::query(
        "INSERT INTO policies (division, setting, effective, value) \
         VALUES ('000000000000', 'recall_acknowledge_minutes', '2026-01-01', 120)",
    )
    .execute(&world.app.db.writer)
    .await
    .unwrap();
    let county = Browser::log_in(&world, "county").await;
    for (notified, acknowledged, word) in [
        (0, Some(7_200_000), "去向未报全"),
        (0, Some(7_200_001), "确认迟了"),
        (0, None, "超时未确认"),
        (crate::db::now_ms(), None, ">待确认"),
    ] {
        set(notified, acknowledged)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        let html = text(&county.get(RECALL).await);
        assert!(html.contains(word), "{word}: {html}");
        let missing = word == "超时未确认";
        assert_eq!(html.contains("超过期限还没有确认。"), missing, "{html}");
        let list = text(&county.get("/console/livestock/recalls").await);
        let named = list.contains("超过期限还没有确认的持有方");
        assert_eq!(named, missing, "{list}");
    }
}
