//! What a farm declares, treats, and takes from its animals.

use county_primitives::{
    livestock::{Drug, Food, FoodInput},
    FoodLotId,
};

use super::*;

#[tokio::test]
async fn a_farm_declares_by_range_and_vaccinates_a_herd() {
    let world = world().await;
    let plate = farm(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [
        ("tags", "114103100000001–003"),
        ("purpose", "slaughter"),
        ("transport", "2026-08-10"),
        ("receiver", "3"),
        ("plate", "晋L12345"),
    ];
    let no_vehicle = fields.split_last().unwrap().1;
    let answer = browser
        .submit("/console/livestock/declare", no_vehicle)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.submit("/console/livestock/declare", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let declaration: DeclarationInput = sent(&world);
    let range = TagRange {
        from: tag(1),
        to: tag(3),
    };
    assert_eq!(declaration.group, Group::Tags(list(vec![range])));
    assert_eq!(declaration.destination, to_house());
    assert_eq!(declaration.plate, plate);
    let fields = [
        ("herd", "1"),
        ("disease", "foot_and_mouth"),
        ("vaccine", "兽药生字123456"),
        ("vaccine_batch", "A1"),
        ("dose", "2 ml"),
        ("date", "2026-07-31"),
    ];
    let answer = browser.submit("/console/livestock/immunise", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let act: county_primitives::livestock::GroupAct<Immunisation> = sent(&world);
    assert_eq!(act.group, Group::Units(list(vec![Unit::Herd(HerdId(1))])));
    let wrong = browser
        .submit("/console/livestock/declare", &[("tags", "11410310000001")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&wrong).contains("“11410310000001”不是耳标"));
}

/// A flock with a lot of eggs that the packing house received.
async fn eggs(world: &World) {
    eggs_of(world, date("2026-07-31"), HOUSE).await;
}

/// The same of a day, received by somebody.
async fn eggs_of(world: &World, day: Date, receiver: OrganisationId) {
    let flock = HerdInput {
        farm: FARM,
        village: VILLAGE.parse().unwrap(),
        species: Species::Poultry,
        heads: 500,
        born: date("2026-03-01"),
        origin: Origin::Born,
        breed: words("海兰褐"),
        pen: words("鸡舍"),
    };
    let herd = Subject::Herd(HerdId(2));
    let food = Food::Eggs {
        count: 360,
        mass: Grams(21_600),
    };
    let lot = FoodLotId(1);
    let taken = LivestockEntry::FoodTaken {
        lot,
        food,
        species: Species::Poultry,
        village: VILLAGE.parse().unwrap(),
        heads: 500,
        units: list(vec![Unit::Herd(HerdId(2))]),
        date: day,
        to: Some(receiver),
        late: false,
    };
    let gave = LivestockEntry::GaveFood {
        lot,
        food,
        date: day,
    };
    let entries = vec![
        (herd, farmer(), LivestockEntry::HerdRegistered(flock)),
        (Subject::Farm(FARM), farmer(), taken),
        (herd, farmer(), gave),
    ];
    add(world, entries).await;
}

#[tokio::test]
async fn milk_and_eggs_are_recorded_on_a_form() {
    let world = world().await;
    farm(&world).await;
    eggs(&world).await;
    let grower = Browser::log_in(&world, "grower").await;
    let mut fields = vec![
        ("herd", "2"),
        ("food", "eggs"),
        ("food_mass", "21.6"),
        ("date", "2026-07-31"),
        ("food_to", "3"),
    ];
    let path = "/console/livestock/food";
    let uncounted = grower.submit(path, &fields).await;
    assert_eq!(uncounted.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields.push(("eggs", "360"));
    let answer = grower.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let lot: FoodInput = sent(&world);
    let food = Food::Eggs {
        count: 360,
        mass: Grams(21_600),
    };
    assert_eq!((lot.food, lot.to), (food, Some(HOUSE)));
    let milk = [
        ("tags", "114103100000001"),
        ("food", "milk"),
        ("food_mass", "12"),
        ("date", "2026-07-31"),
    ];
    let answer = grower.submit(path, &milk).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let lot: FoodInput = sent(&world);
    let food = Food::Milk {
        mass: Grams(12_000),
    };
    assert_eq!((lot.food, lot.to), (food, None));
}

#[tokio::test]
async fn a_lot_of_eggs_is_read_by_farm_buyer_and_county() {
    let world = world().await;
    farm(&world).await;
    eggs(&world).await;
    grant(&world, 3, &[Role::Buyer]).await;
    let pages: [(&str, &[&str]); 3] = [
        (
            "grower",
            &[
                "/console/livestock/food",
                "/console/livestock/food?target=herd:2",
                "/console/livestock/queues/food",
                "/console/livestock/queues/food-withdrawal",
                "/console/livestock/food/1",
                "/animals/herd:2",
            ],
        ),
        (
            "packer",
            &[
                "/console",
                "/console/livestock/buyer",
                "/console/livestock/queues/food-received",
                "/console/livestock/food/1",
            ],
        ),
        (
            "county",
            &[
                "/console/livestock/queues/food-made",
                "/console/livestock/food/1",
            ],
        ),
    ];
    for (login, paths) in pages {
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
async fn an_insurer_opens_the_file_but_is_not_told_whom_the_farm_delivers_to() {
    let world = world().await;
    eggs_of(&world, date("2026-07-31"), OrganisationId(9)).await;
    // The house is an insurer here, and nothing else.
    sqlx::query("DELETE FROM member_roles WHERE member = 3")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    grant(&world, 3, &[Role::Insurer]).await;
    let packer = Browser::log_in(&world, "packer").await;
    let strange = packer.get("/animals/herd:2").await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND, "not insured yet");
    let insured = LivestockEntry::Insured {
        insurer: HOUSE,
        number: words("PICC-2026-2"),
        farm: FARM,
        species: Species::Poultry,
        units: list(vec![Unit::Herd(HerdId(2))]),
        heads: 500,
        from: date("2026-06-01"),
        until: date("2099-06-01"),
        sum_per_head: 2_000,
        terms: Digest([5; 32]),
    };
    let contract = Subject::Insurance(InsuranceId(1));
    add(&world, vec![(contract, by(3, 3, Role::Insurer), insured)]).await;
    for (login, is_told) in [("grower", true), ("county", true), ("packer", false)] {
        let browser = Browser::log_in(&world, login).await;
        let answer = browser.get("/animals/herd:2").await;
        assert_eq!(answer.status, StatusCode::OK, "{login}");
        let html = text(&answer);
        let link = "/console/livestock/food/1";
        assert_eq!(html.contains(link), is_told, "{login}: {html}");
    }
}

#[tokio::test]
async fn the_county_sees_the_lots_of_today_only() {
    for (days_ago, is_listed) in [(0, true), (1, false)] {
        let world = world().await;
        farm(&world).await;
        let today = crate::trade::today();
        eggs_of(&world, Date(today.0 - days_ago), HOUSE).await;
        let browser = Browser::log_in(&world, "county").await;
        let html = text(&browser.get("/console/livestock/queues/food-made").await);
        let link = "/console/livestock/food/1";
        assert_eq!(html.contains(link), is_listed, "{days_ago}: {html}");
    }
}

#[tokio::test]
async fn a_drug_has_days_for_milk_beside_those_for_meat() {
    let world = world().await;
    farm(&world).await;
    let browser = Browser::log_in(&world, "county").await;
    let mut fields = vec![
        ("division", COUNTY),
        ("approval", "兽药字110256101"),
        ("drug_name", "土霉素注射液"),
        ("species", "cattle"),
        ("route", "injection"),
        ("withdrawal_days", "28"),
    ];
    let path = "/console/livestock/drugs/new";
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let drug: Drug = sent(&world);
    assert_eq!((drug.milk_days, drug.egg_days), (None, None));
    fields.push(("milk_days", "7"));
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let drug: Drug = sent(&world);
    assert_eq!(
        (drug.withdrawal_days, drug.milk_days, drug.egg_days),
        (28, Some(7), None)
    );
    fields.push(("egg_days", "x"));
    let wrong = browser.submit(path, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
