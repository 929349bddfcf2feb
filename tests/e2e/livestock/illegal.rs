//! False certificates, and animals that must not be sold: each attempt is refused with its reason.

use serde_json::json;
use system_tests::livestock as words;

use super::yard::{done, farm, refused, warnings, Crew};
use crate::e2e::world::world;

/// 代兴村 in 吴家镇.
const VILLAGE: &str = "500153103200";

#[tokio::test]
async fn a_false_certificate_is_not_issued() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, _) = farm.unprotected_pigs(world, 3).await;
    let declaration = farm.declare(world, &tags.group()).await;
    let paper = crew.paper(declaration, 3);

    // Before the vet took the declaration on, and by people who are no vets of this county.
    refused(
        &crew.vet,
        "certify",
        paper.clone(),
        "Livestock.DeclarationClosed",
    )
    .await;
    crew.accept(declaration).await;
    let elsewhere = world.log_in("vet-sun").await;
    for nobody in [&elsewhere, &farm.client, &crew.house] {
        refused(nobody, "certify", paper.clone(), "Registry.NotAuthorised").await;
    }

    // Never vaccinated; then vaccinated too long ago.
    refused(&crew.vet, "certify", paper, "Livestock.NotImmunised").await;
    let withdrawal = json!([{"declaration": declaration, "reason": "补免 (to be vaccinated)"}]);
    done(&farm.client, "withdraw_declarations", withdrawal).await;
    let vaccines = |days: u32| {
        let date = words::days_ago(days);
        json!([
            words::immunisation(&tags.group(), "foot_and_mouth", &date),
            words::immunisation(&tags.group(), "classical_swine_fever", &date),
        ])
    };
    done(&farm.client, "immunise", vaccines(180)).await;
    let declaration = farm.declare(world, &tags.group()).await;
    crew.accept(declaration).await;
    let paper = crew.paper(declaration, 3);
    refused(&crew.vet, "certify", paper, "Livestock.ImmunityOver").await;

    // Inside a withdrawal period.
    let (treated, _) = farm.pigs(world, 1).await;
    let drug = json!([words::medication(&treated.group(), &words::days_ago(3))]);
    done(&farm.client, "medicate", drug).await;
    let early = farm.declare(world, &treated.group()).await;
    crew.accept(early).await;
    let paper = crew.paper(early, 1);
    refused(&crew.vet, "certify", paper, "Livestock.WithinWithdrawal").await;
}

#[tokio::test]
async fn a_certificate_says_what_the_vet_counted_and_is_issued_once() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, _) = farm.pigs(world, 3).await;

    // More heads than declared, tags that do not match, a vehicle nobody filed, too long a validity.
    let declaration = farm.declare(world, &tags.group()).await;
    crew.accept(declaration).await;
    let more = crew.paper(declaration, 4);
    refused(&crew.vet, "certify", more, "Livestock.HeadsDiffer").await;
    let mut other = crew.paper(declaration, 3);
    other[0]["inspection"]["tags_match"] = json!(false);
    refused(&crew.vet, "certify", other, "Livestock.TagsDiffer").await;
    let mut other = crew.paper(declaration, 3);
    other[0]["transport"]["plate"] = json!("渝C99999");
    refused(&crew.vet, "certify", other, "Livestock.VehicleNotFiled").await;
    let mut other = crew.paper(declaration, 3);
    other[0]["valid_days"] = json!(2);
    refused(&crew.vet, "certify", other, "Livestock.ValidityOutOfRange").await;

    // One declaration, one certificate; one number, one certificate.
    let paper = crew.paper(declaration, 3);
    done(&crew.vet, "certify", paper.clone()).await;
    refused(&crew.vet, "certify", paper, "Livestock.DeclarationClosed").await;
    refused(
        &farm.client,
        "declare",
        json!([words::declaration(
            &tags.group(),
            "slaughter",
            words::destination(world.id("rc_house"), super::yard::HOUSE_VILLAGE),
            super::yard::PLATE,
            &words::days_ago(0),
        )]),
        "Livestock.WrongState",
    )
    .await;
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn sick_and_dead_animals_are_not_sold() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, pigs) = farm.pigs(world, 4).await;
    let declare = |at: u32| {
        let to = words::destination(world.id("rc_house"), super::yard::HOUSE_VILLAGE);
        let group = tags.part(at, 1).group();
        json!([words::declaration(
            &group,
            "slaughter",
            to,
            super::yard::PLATE,
            &words::days_ago(0)
        )])
    };

    // The vet finds one sick: it is barred until a vet clears it.
    let declaration = farm.declare(world, &tags.part(0, 2).group()).await;
    crew.accept(declaration).await;
    let failure = json!([{
        "declaration": declaration, "units": words::animals(&pigs[..1]),
        "reason": "体温 41.5 度，皮肤发绀 (fever, blue skin)", "notice": words::digest("notice"),
    }]);
    done(&crew.vet, "fail_inspections", failure).await;
    refused(
        &farm.client,
        "declare",
        declare(0),
        "Livestock.AnimalBarred",
    )
    .await;

    // One dies: nobody declares it, and it does not die twice.
    let group = json!({"units": words::animals(&pigs[1..2])});
    let death = words::death(
        &group,
        json!("unknown"),
        96_000,
        "dead pig",
        words::now_ms(),
    );
    done(&farm.client, "report_deaths", json!([death])).await;
    refused(&farm.client, "declare", declare(1), "Livestock.WrongState").await;
    refused(
        &farm.client,
        "report_deaths",
        json!([death]),
        "Livestock.AlreadyDead",
    )
    .await;

    // Two reach the slaughterhouse; the batch fails its test and is not killed.
    let load = tags.part(2, 2);
    let certificate = crew.certify(world, &farm, load).await;
    crew.depart(certificate, 2).await;
    let batch = crew.take_in(certificate, load).await;
    let at_ms = crew.prepare(batch).await;
    let kill = json!([words::kill(
        batch,
        &pigs[2..],
        super::yard::PORK,
        super::yard::LIVE,
        super::yard::HOT,
        at_ms
    )]);
    refused(
        &crew.house,
        "slaughter",
        kill.clone(),
        "Livestock.NotTestedFree",
    )
    .await;
    let test = json!([words::swine_fever_test(batch, "ASF-F1", "fail")]);
    done(&crew.quality, "test_batches", test).await;
    refused(&crew.house, "slaughter", kill, "Livestock.NotTestedFree").await;
    let again = json!([words::swine_fever_test(batch, "ASF-F2", "pass")]);
    refused(&crew.quality, "test_batches", again, "Livestock.TestStands").await;
    let warned = warnings(world, &format!("slaughter_batch:{batch}")).await;
    assert!(
        warned.contains(&"suspected_disease".to_owned()),
        "{warned:?}"
    );
}
