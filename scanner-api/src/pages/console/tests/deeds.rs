//! What forms send that takes more than their own fields: outlines, photos, several lots, votes.

use codec::Encode;
use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    produce::{Delivery, GradingInput, Operation, PlotInput, ProduceEntry},
    Author, CaseId, CycleId, Grams, Items, LotId, OrganisationId, Subject,
};

use super::*;
use crate::{chain::motion::Motion, outline};

fn sent<T: Decode>(world: &World) -> T {
    let call = world.node.calls().pop().unwrap();
    let items = Items::<T>::decode(&mut &call.args.0[..]).unwrap();
    items.into_iter().next().unwrap()
}

#[tokio::test]
async fn an_outline_stays_here_and_the_ledger_gets_a_commitment() {
    let world = world().await;
    let browser = Browser::log_in(&world, "grower").await;
    let drawn = "110.93,36.69\n110.9311220,36.69\n110.9311220,36.6908993";
    let fields = [
        ("village", VILLAGE),
        ("kind", "orchard"),
        ("area", "12.5"),
        ("outline", drawn),
    ];
    let path = "/console/plots/new";
    let first = browser.submit_with(path, "once", &fields).await;
    let again = browser.submit_with(path, "once", &fields).await;
    assert_eq!(location(&first), location(&again));
    assert_eq!(world.node.calls().len(), 1);
    let commitment = sent::<PlotInput>(&world).geometry.to_string();
    let app = &world.app;
    let kept = outline::find(&app.db, &app.vault, &commitment).await;
    assert_eq!(kept.unwrap().map(|outline| outline.corners()), Some(3));
    let wrong = [fields[0], fields[1], fields[2], ("outline", "36.6,110.9")];
    let answer = browser.submit(path, &wrong).await;
    let html = text(&answer);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        html.contains("经度和纬度是不是写反了") && html.contains("<details class=\"fold\" open>")
    );
    assert_eq!(check(&html), Ok(()));
    let none = browser.submit(path, &fields[..3]).await;
    assert_eq!(none.status, StatusCode::SEE_OTHER);
    let commitment = sent::<PlotInput>(&world).geometry.to_string();
    let kept = outline::find(&app.db, &app.vault, &commitment).await;
    assert_eq!(kept.unwrap(), None);
}

#[tokio::test]
async fn a_photo_goes_with_an_operation() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let digest = "ab".repeat(32);
    let fields = [
        ("kind", "bagging"),
        ("date", "2026-05-28"),
        ("evidence", digest.as_str()),
    ];
    let path = "/console/cycles/1/operation";
    assert!(text(&browser.get(path).await).contains("multipart/form-data"));
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let evidence = sent::<Operation>(&world).evidence.unwrap();
    assert_eq!(evidence.to_string(), digest);
}

#[tokio::test]
async fn several_lots_are_graded_together() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/lots/2/grade";
    let mut fields = vec![
        ("date", "2026-09-03"),
        ("mass", "100"),
        ("lot_2", "9"),
        ("mass_2", "50.5"),
        ("grade_1", "特级"),
        ("net_1", "150"),
        ("loss", "0.5"),
        ("loss_reason", "磕碰"),
    ];
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let parents = sent::<GradingInput>(&world).parents;
    let taken: Vec<_> = parents
        .iter()
        .map(|parent| (parent.lot, parent.mass))
        .collect();
    let expected = [(LotId(2), Grams(100_000)), (LotId(9), Grams(50_500))];
    assert_eq!(taken, expected);
    fields[2] = ("lot_2", "2");
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn members_of_the_council_vote_and_close() {
    let world = world().await;
    let key: String = sqlx::query_scalar("SELECT public_key FROM account_keys JOIN accounts ON accounts.id = account WHERE login = 'grower'")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let key: [u8; 32] = hex::decode(key).unwrap().try_into().unwrap();
    for seat in [key, [7; 32], [8; 32]] {
        world.node.seat(seat);
    }
    world.node.put(Motion {
        hash: [3; 32],
        index: 5,
        threshold: 2,
        ayes: vec![[7; 32], [8; 32]],
        nays: Vec::new(),
        end: 1_000,
        pallet: "Registry".to_owned(),
        call: "approve_organisations".to_owned(),
        encoded: [vec![2, 5], vec![OrganisationId(7)].encode()].concat(),
    });
    let browser = Browser::log_in(&world, "grower").await;
    assert!(text(&browser.get("/console").await).contains("/console/motions"));
    for page in ["", "/5", "/5/vote", "/5/close"] {
        for lang in ["zh", "en"] {
            let answer = browser
                .get(&format!("/console/motions{page}?lang={lang}"))
                .await;
            let html = text(&answer);
            assert_eq!(
                (answer.status, check(&html)),
                (StatusCode::OK, Ok(())),
                "{page}"
            );
            assert!(!html.contains("localization key"), "{page}: {html}");
        }
    }
    let vote = browser
        .submit("/console/motions/5/vote", &[("approve", "true")])
        .await;
    assert_eq!(vote.status, StatusCode::SEE_OTHER, "{}", text(&vote));
    let close = browser.submit("/console/motions/5/close", &[]).await;
    assert_eq!(close.status, StatusCode::SEE_OTHER, "{}", text(&close));
    let calls = world.node.calls();
    let names: Vec<_> = calls.iter().map(|call| call.call).collect();
    assert_eq!(names, ["vote", "close"]);
    let packer = Browser::log_in(&world, "packer").await;
    let answer = packer.get("/console/motions").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!text(&packer.get("/console").await).contains("/console/motions"));
}

#[tokio::test]
async fn only_products_that_the_chain_would_take_are_offered() {
    let world = world().await;
    season(&world).await;
    let rows = [
        ("141031000000", "PD20990001", "0103", "none", "[]"),
        ("141031000000", "PD20990002", "010301", "none", "[]"),
        // Of another county, and for another crop.
        ("141032000000", "PD20990003", "010301", "none", "[]"),
        ("141031000000", "PD20990004", "0104", "none", "[]"),
        // A ban holds, whatever a row further down says.
        ("140000000000", "PD20990005", "01", "banned", "[]"),
        ("141031000000", "PD20990005", "010301", "none", "[]"),
        (
            "141031000000",
            "PD20990006",
            "010301",
            "restricted",
            "[\"0103\"]",
        ),
    ];
    for (division, registration, crop, restriction, forbidden_on) in rows {
        sqlx::query(
            "INSERT INTO input_labels (division, registration, crop, name, interval_days, times_max, unit, \
             dose_min, dose_max, restriction, forbidden_on, set_ms) \
             VALUES (?, ?, ?, ?, 14, 2, 'milligram_per_kilogram', 1, 9, ?, ?, 0)",
        )
        .bind(division)
        .bind(registration)
        .bind(crop)
        .bind(registration)
        .bind(restriction)
        .bind(forbidden_on)
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    }
    let browser = Browser::log_in(&world, "grower").await;
    let html = text(&browser.get("/console/cycles/1/input").await);
    for (number, offered) in [
        (1, true),
        (2, true),
        (3, false),
        (4, false),
        (5, false),
        (6, false),
    ] {
        let value = format!("value=\"PD2099000{number}\"");
        assert_eq!(html.contains(&value), offered, "{value}");
    }
}

#[tokio::test]
async fn a_laboratory_is_offered_what_lies_in_its_county_however_much_lies_elsewhere() {
    let world = world().await;
    season(&world).await;
    for statement in [
        "INSERT INTO member_roles (member, role, division) VALUES (2, 'lab.quick', '141031000000')",
        "WITH RECURSIVE n (id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < 400) \
         INSERT INTO lots (id, division, product, origin, date, mass, mass_left, test_flag, late, formed_ms) \
         SELECT id, '141032100201', '010301', 'harvest', '2026-09-01', 1, 1, 'untested', FALSE, 0 FROM n",
    ] {
        sqlx::query(statement)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
    let browser = Browser::log_in(&world, "grower").await;
    let html = text(&browser.get("/console/tests/new").await);
    assert!(html.contains("value=\"lot:1\"") && html.contains("value=\"cycle:1\""));
    assert!(!html.contains("value=\"lot:400\""));
}

#[tokio::test]
async fn what_comes_from_a_held_plot_is_not_offered_to_be_moved() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    let grade = "href=\"/console/lots/2/grade\"";
    let free = text(&browser.get("/console/lots/2").await);
    assert!(free.contains(grade), "{free}");
    sqlx::query(
        "INSERT INTO cases (id, subject, cause, reason, opened_ms) VALUES (1, 'plot:1', 'ordered', '土壤抽查', 0)",
    )
    .execute(&world.app.db.writer)
    .await
    .unwrap();
    let held = text(&browser.get("/console/lots/2").await);
    assert!(!held.contains(grade) && held.contains("土壤抽查"), "{held}");
}

#[tokio::test]
async fn of_many_receivers_one_is_searched_for() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    for statement in [
        "WITH RECURSIVE n (id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < 129) \
         INSERT INTO organisations (id, kind, division, credit_code, name, status, reason, registered_ms) \
         SELECT id, 'company', '141031100201', 'CODE' || id, '第' || id || '果品行', 'active', '', 0 FROM n",
        "WITH RECURSIVE n (id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < 129) \
         INSERT INTO members (id, organisation, public_key, key_number, person, status, registered_ms) \
         SELECT id, id, 'key' || id, 0, '', 'active', 0 FROM n",
        "WITH RECURSIVE n (id) AS (SELECT 100 UNION ALL SELECT id + 1 FROM n WHERE id < 129) \
         INSERT INTO member_roles (member, role, division) SELECT id, 'buyer', '141031000000' FROM n",
        // The packer of the season shall not count, so that there are thirty others.
        "DELETE FROM member_roles WHERE role IN ('packer', 'buyer') AND member < 100 AND member NOT IN \
         (SELECT members.id FROM members JOIN lots ON lots.holder = members.organisation AND lots.id = 2)",
    ] {
        sqlx::query(statement)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/lots/2/deliver";
    let listed = text(&browser.get(path).await);
    assert!(listed.contains("<select id=\"to\"") && listed.contains("value=\"129\""));
    for statement in [
        "INSERT INTO organisations (id, kind, division, credit_code, name, status, reason, registered_ms) \
         VALUES (130, 'company', '141031100201', 'CODE130', '果品行', 'active', '', 0)",
        "INSERT INTO members (id, organisation, public_key, key_number, person, status, registered_ms) \
         VALUES (130, 130, 'key130', 0, '', 'active', 0)",
        "INSERT INTO member_roles (member, role, division) VALUES (130, 'packer', '141031000000')",
    ] {
        sqlx::query(statement)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
    let line = text(&browser.get(path).await);
    assert!(line.contains("<input id=\"to\"") && !line.contains("<select"));
    assert!(line.contains("统一社会信用代码"), "{line}");
    assert_eq!(check(&line), Ok(()));
    // Part of one name, a whole name that stands inside others, a credit code, a number.
    for (asked, found) in [
        ("129", 129),
        ("第115", 115),
        ("果品行", 130),
        ("code120", 120),
    ] {
        let answer = browser.submit(path, &[("to", asked)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{asked}");
        assert_eq!(
            sent::<Delivery>(&world).to,
            OrganisationId(found),
            "{asked}"
        );
    }
    let calls = world.node.calls().len();
    for (asked, said) in [
        ("第11", "第117果品行"),
        ("水产", "请选择单位"),
        ("", "请选择单位"),
    ] {
        let answer = browser.submit(path, &[("to", asked)]).await;
        let html = text(&answer);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        assert!(html.contains(said), "{asked}: {html}");
    }
    // Eight of those that could be meant are told, not all.
    let html = text(&browser.submit(path, &[("to", "果品")]).await);
    assert!(html.contains("(107)") && !html.contains("(108)"), "{html}");
    assert_eq!(world.node.calls().len(), calls);
}

#[tokio::test]
async fn a_use_that_covers_a_harvest_says_what_it_held() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let path = "/console/cycles/1/operation";
    let fields = [("kind", "weeding"), ("date", "2026-06-01"), ("note", "")];
    let said = "这次用药的安全间隔期";
    let plain = browser.submit(path, &fields).await;
    let plain = text(&browser.get(location(&plain)).await);
    assert!(plain.contains("已写入账本") && !plain.contains(said));
    let harvest_from = "2026-06-20".parse().unwrap();
    let (cycle, lot) = (Subject::Cycle(CycleId(1)), Subject::Lot(LotId(1)));
    let broken = ProduceEntry::IntervalBroken {
        cycle: CycleId(1),
        used: "2026-06-06".parse().unwrap(),
        harvest_from,
    };
    let held = OversightEntry::Held {
        subject: lot,
        cause: HoldCause::SafetyInterval {
            cycle: CycleId(1),
            harvest_from,
        },
    };
    world.node.next_outcome(Outcome::Records(vec![
        (cycle, Author::Rule, AnyEntry::Produce(broken.clone())),
        (lot, Author::Rule, AnyEntry::Produce(broken)),
        (
            Subject::Case(CaseId(1)),
            Author::Rule,
            AnyEntry::Oversight(held),
        ),
    ]));
    let answer = browser.submit(path, &fields).await;
    let html = text(&browser.get(location(&answer)).await);
    assert!(html.contains(said), "{html}");
    assert!(html.contains("href=\"/console/lots/1\""), "{html}");
    let page = text(&browser.get("/console/lots/1").await);
    assert!(page.contains("采收后补记的用药"), "{page}");
}
