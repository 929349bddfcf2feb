//! Verdicts and traces over an index that was filled by the indexer's own functions.

mod meat;
mod world;

use county_primitives::{
    oversight::HoldCause,
    produce::{TestTarget, TestVerdict},
    BatchId, BrandId, CodeKind, CycleId, Digest, LotId, PlotId, Pseudonym, Subject, TestId,
};
use qr_labeler::Code;

use super::answer::{Problem, Verdict};
use crate::pages::words::{Lang, Words};
use world::{day, labelled, BATCH};

/// The packing house of the tests.
const PACKER: county_primitives::OrganisationId = county_primitives::OrganisationId(2);

#[tokio::test]
async fn every_state_of_a_code_has_its_verdict() {
    let world = labelled().await;
    for (index, verdict) in [
        (0, Verdict::Genuine),
        (68, Verdict::Genuine),
        (69, Verdict::Void),
        (70, Verdict::NotActivated),
        (80, Verdict::Void),
        (89, Verdict::Void),
        (90, Verdict::NotActivated),
        (99, Verdict::NotActivated),
    ] {
        assert_eq!(world.verdict(index).await, verdict, "code {index}");
    }
    let spoiled = world.scan(&world.code(80).to_string()).await;
    assert_eq!(spoiled.problem, Some(Problem::Spoiled));
    assert!(spoiled.trace.is_none() && spoiled.product.is_none());
}

#[tokio::test]
async fn a_guessed_token_is_unknown() {
    let world = labelled().await;
    let real = world.code(3);
    for guess in [
        Code::new(real.kind(), BATCH, 3, real.token() ^ 1).unwrap(),
        Code::new(CodeKind::Box, BATCH, 3, real.token()).unwrap(),
        Code::new(real.kind(), BATCH, 4, real.token()).unwrap(),
        Code::new(real.kind(), BATCH, 100, real.token()).unwrap(),
        Code::new(real.kind(), BatchId(8), 3, real.token()).unwrap(),
    ] {
        let scan = world.scan(&guess.to_string()).await;
        assert_eq!(
            (scan.verdict, scan.problem),
            (Verdict::Unknown, None),
            "{guess}"
        );
        assert!(scan.label.is_none() && scan.brand.is_none());
    }
}

#[tokio::test]
async fn a_batch_of_another_service_is_unknown_here() {
    let mut world = labelled().await;
    world.issue(BatchId(9));
    world.finalize().await;
    let code = world.batch(BatchId(9)).code(0).unwrap();
    let scan = world.scan(&code.to_string()).await;
    assert_eq!(scan.verdict, Verdict::Unknown);
    assert_eq!(scan.problem, Some(Problem::ElsewhereIssued));
}

#[tokio::test]
async fn what_is_no_code_says_why() {
    let world = labelled().await;
    let code = world.code(0).to_string();
    for (typed, problem) in [
        ("PEAR".to_owned(), Problem::Length { characters: 4 }),
        (
            code.replacen('1', "*", 1),
            Problem::Character {
                position: 1,
                character: '*',
            },
        ),
        (
            format!("{}U", &code[..19]),
            Problem::LetterU { position: 20 },
        ),
        ("/01/1/21/x".to_owned(), Problem::Link),
    ] {
        let scan = world.scan(&typed).await;
        assert_eq!(
            (scan.verdict, scan.problem),
            (Verdict::Malformed, Some(problem)),
            "{typed}"
        );
    }
    let altered = format!("2{}", &code[1..]);
    assert_eq!(world.scan(&altered).await.problem, Some(Problem::Check));
}

#[tokio::test]
async fn confusable_letters_are_repaired_and_said_so() {
    let world = labelled().await;
    let code = world.code(0).to_string();
    let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
    let scan = world.scan(&typed).await;
    assert_eq!(scan.verdict, Verdict::Genuine);
    assert_eq!(
        (scan.suggestion.as_deref(), scan.code.as_str()),
        (Some(code.as_str()), code.as_str())
    );
    assert_eq!(world.scan(&code.to_lowercase()).await.suggestion, None);
    let link = format!("https://a.example/01/06901234567892/21/{code}");
    assert_eq!(world.scan(&link).await.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn a_hold_on_anything_it_comes_from_turns_the_verdict() {
    let mut world = labelled().await;
    for (case, subject) in (1..).zip([
        Subject::Lot(LotId(2)),
        Subject::Lot(LotId(1)),
        Subject::Cycle(CycleId(1)),
        Subject::Plot(PlotId(1)),
        Subject::Batch(BATCH),
        Subject::Brand(BrandId(1)),
    ]) {
        world.hold(case, subject, "2026-09-20").await;
        let scan = world.scan(&world.code(0).to_string()).await;
        assert_eq!(scan.verdict, Verdict::Held, "{subject}");
        assert_eq!(scan.trace.unwrap().holds.first().unwrap().subject, subject);
        // A voided code stays void, whatever its lot is up to.
        assert_eq!(world.verdict(69).await, Verdict::Void);
        world.release(case).await;
        assert_eq!(world.verdict(0).await, Verdict::Genuine, "{subject}");
    }
    world.hold(99, Subject::Lot(LotId(77)), "2026-09-20").await;
    assert_eq!(world.verdict(0).await, Verdict::Genuine);
}

#[tokio::test]
async fn an_expired_hold_holds_no_longer() {
    let mut world = labelled().await;
    world.hold(1, Subject::Lot(LotId(1)), "2026-09-20").await;
    let code = world.code(0).to_string();
    assert_eq!(
        world.scan_at(&code, day("2026-09-19")).await.verdict,
        Verdict::Held
    );
    assert_eq!(
        world.scan_at(&code, day("2026-09-20")).await.verdict,
        Verdict::Genuine
    );
}

#[tokio::test]
async fn a_failed_test_holds_until_a_passed_one() {
    let mut world = labelled().await;
    let targets = [TestTarget::Lot(LotId(1)), TestTarget::Cycle(CycleId(1))];
    for (number, target) in (50..).step_by(2).zip(targets) {
        world.test(TestId(number), target, TestVerdict::Fail);
        world.finalize().await;
        let scan = world.scan(&world.code(0).to_string()).await;
        assert_eq!(scan.verdict, Verdict::Held);
        let holds = scan.trace.unwrap().holds;
        assert_eq!(holds.len(), 1);
        assert_eq!(holds[0].cause, HoldCause::FailedTest(TestId(number)));
        world.test(TestId(number + 1), target, TestVerdict::Pass);
        world.finalize().await;
        assert_eq!(world.verdict(0).await, Verdict::Genuine);
    }
}

#[tokio::test]
async fn a_use_recorded_after_the_harvest_holds_until_the_release() {
    let mut world = labelled().await;
    let cause = world.break_interval(7, LotId(1)).await;
    let scan = world.scan(&world.code(0).to_string()).await;
    assert_eq!(scan.verdict, Verdict::Held);
    let holds = &scan.trace.as_ref().unwrap().holds;
    assert_eq!(holds.len(), 1);
    assert_eq!(
        (holds[0].subject, &holds[0].cause),
        (Subject::Lot(LotId(1)), &cause)
    );
    assert_eq!(holds[0].case, Some(county_primitives::CaseId(7)));
    // No day ends it.
    let code = world.code(0).to_string();
    let later = world.scan_at(&code, day("2036-09-20")).await;
    assert_eq!(later.verdict, Verdict::Held);
    world.release(7).await;
    assert_eq!(world.verdict(0).await, Verdict::Genuine);
}

#[tokio::test]
async fn the_trace_tells_the_whole_story_and_nothing_personal() {
    let world = labelled().await;
    let scan = world.scan(&world.code(0).to_string()).await;
    let trace = scan.trace.as_ref().unwrap();
    let lots: Vec<u64> = trace.lots.iter().map(|lot| lot.lot.0).collect();
    assert_eq!(lots, [2, 1]);
    let grading = trace.lots[0].grading.as_ref().unwrap();
    assert_eq!(grading.packer.as_ref().unwrap().organisation, PACKER);
    assert_eq!(grading.parents.len(), 1);
    assert_eq!(trace.lots[1].deliveries.len(), 1);
    let cycle = &trace.cycles[0];
    assert_eq!(cycle.village_name, ["隰县", "龙泉镇", "龙泉社区居委会"]);
    // Pruning in November came after this lot; it is another season's story.
    assert_eq!(cycle.operations.len(), 1);
    let input = &cycle.inputs[0];
    assert_eq!(
        (input.days_before_harvest, input.interval_days),
        (Some(21), 14)
    );
    assert_eq!(trace.tests.len(), 1);
    let activation = trace.activation.as_ref().unwrap();
    assert_eq!((activation.from, activation.to), (0, 69));
    assert_eq!(cycle.producer.name, None);
    let json = serde_json::to_string(&scan).unwrap();
    let pseudonym = Pseudonym([9; 16]).to_string();
    assert!(!json.contains(&pseudonym) && !json.contains(&Digest([1; 32]).to_string()));
    assert!(scan.message.zh.contains("玉露香") && scan.message.en.contains("genuine"));
}

#[tokio::test]
async fn every_verdict_has_a_light_and_well_formed_page() {
    let mut world = labelled().await;
    world.issue(BatchId(9));
    world.finalize().await;
    let elsewhere = world.batch(BatchId(9)).code(0).unwrap().to_string();
    let mut scans = Vec::new();
    for typed in [
        world.code(0).to_string(),
        world.code(69).to_string(),
        world.code(70).to_string(),
        world.code(80).to_string(),
        elsewhere,
        format!("{}U", &world.code(0).to_string()[..19]),
        "<script>alert(1)</script>".to_owned(),
    ] {
        scans.push(world.scan(&typed).await);
    }
    world.hold(1, Subject::Lot(LotId(1)), "2026-09-20").await;
    let mut held = world.scan(&world.code(0).to_string()).await;
    scans.push(held.clone());
    held.verdict = Verdict::Recalled;
    held.as_of.as_mut().unwrap().live = false;
    scans.push(held);
    for scan in scans {
        for lang in [Lang::Zh, Lang::En] {
            let html = crate::pages::scan::render(&scan, Words(lang)).unwrap();
            assert_eq!(crate::pages::well_formed::check(&html), Ok(()), "{html}");
            let verdict = scan.verdict.id();
            assert!(html.contains(&format!("data-verdict=\"{verdict}\"")));
            assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())));
            assert!(!html.contains("<script"), "the page needs no script");
            assert!(!html.contains("://"), "the page names a stranger");
            assert!(!html.contains("localization key"), "{html}");
            let weight = html.len()
                + crate::pages::assets::weight(&["scan.css", "icon.svg", "guilloche.svg"]);
            assert!(weight < 60_000, "{verdict} weighs {weight} bytes");
        }
    }
}
