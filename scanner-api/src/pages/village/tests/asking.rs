//! Asking, joining and judging: who asks is never shown, and the public does not read along.

use axum::http::StatusCode;
use codec::Decode;
use county_primitives::{
    three_assets::{
        challenges::{ChallengeInput, ChallengeLevel, ChallengeStep, ChallengeStepInput, Joining},
        AssetsEntry,
    },
    ChallengeId, Items, Role, Subject,
};

use super::{
    sound,
    world::{at, author, day, entry, html, VillageWorld},
};
use crate::three_assets::texts;

const QUESTION: &str = "工费为什么这么高？";

fn subject() -> Subject {
    Subject::Challenge(ChallengeId(1))
}

/// The items of the latest call.
fn sent<T: Decode>(village: &VillageWorld, call: &str) -> Items<T> {
    let calls = village.world.node.calls();
    let latest = calls.last().unwrap();
    assert_eq!((latest.pallet, latest.call), ("ThreeAssets", call));
    Items::decode(&mut latest.args.0.as_slice()).unwrap()
}

/// Asks about the second line of a voucher, and records it as the chain would.
async fn asked(village: &VillageWorld) -> ChallengeInput {
    let form = sound(&village.member(&at("/ask?about=voucher:2&line=2")).await);
    assert!(form.contains("凭证 2 号") && form.contains("第 2 行分录"));
    let fields = [
        ("nonce", "n1"),
        ("about", "voucher:2"),
        ("context", "第 2 行分录"),
        ("text", QUESTION),
    ];
    let answer = village.send(&village.member, &at("/ask"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", html(&answer));
    let input = sent::<ChallengeInput>(village, "raise_challenges")[0].clone();
    village
        .add(vec![entry(
            subject(),
            author(3, Role::CollectiveMember),
            AssetsEntry::ChallengeRaised(input.clone()),
        )])
        .await;
    input
}

async fn stepped(village: &VillageWorld, step: ChallengeStep, due: Option<&str>) {
    let stepped = AssetsEntry::ChallengeStepped {
        step,
        level: ChallengeLevel::Village,
        due: due.map(day),
    };
    village
        .add(vec![entry(
            subject(),
            author(2, Role::VillageChair),
            stepped,
        )])
        .await;
}

#[tokio::test]
async fn a_question_is_asked_without_a_name() {
    let village = VillageWorld::disclosed().await;
    let input = asked(&village).await;
    let kept = texts::shown(&village.world.app, &input.question)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.text, format!("[第 2 行分录]\n{QUESTION}"));
    let list = sound(&village.member(&at("/challenges")).await);
    assert!(list.contains("我提出的") && list.contains("待受理"));
    for token in [&village.member, &village.county] {
        let page = village.world.get(Some(token), &at("/challenges/1")).await;
        let page = sound(&page);
        assert!(page.contains(QUESTION));
        assert!(!page.contains(&input.asker.to_string()), "{page}");
        assert!(!page.contains("成员 3 号"));
    }
    let public = sound(&village.public(&at("/challenges/1")).await);
    assert!(!public.contains(QUESTION) && !public.contains("name=\"deed\""));
    let public = sound(&village.public(&at("/challenges")).await);
    assert!(public.contains("凭证 2 号") && !public.contains(QUESTION));
}

#[tokio::test]
async fn an_empty_question_is_shown_again() {
    let village = VillageWorld::disclosed().await;
    let fields = [("nonce", "n2"), ("about", "voucher:2"), ("text", "  ")];
    let answer = village.send(&village.member, &at("/ask"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sound(&answer).contains("请写下您的疑问"));
    // A subject of somebody else is none of the village's.
    for about in ["lot:1", "voucher:99", "x"] {
        let path = at(&format!("/ask?about={about}"));
        assert_eq!(
            village.member(&path).await.status,
            StatusCode::NOT_FOUND,
            "{about}"
        );
    }
    let other = village.send(&village.neighbour, &at("/ask"), &fields).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert!(village.world.node.calls().is_empty());
}

#[tokio::test]
async fn who_asked_judges_the_answer_and_others_join() {
    let village = VillageWorld::disclosed().await;
    let input = asked(&village).await;
    let page = sound(&village.member(&at("/challenges/1")).await);
    assert!(
        !page.contains("value=\"join\""),
        "nobody joins the own question"
    );
    let county = village
        .world
        .get(Some(&village.county), &at("/challenges/1"))
        .await;
    assert!(html(&county).contains("value=\"join\""));
    let joined = [("nonce", "n3"), ("deed", "join"), ("household", "yes")];
    let answer = village
        .send(&village.county, &at("/challenges/1"), &joined)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", html(&answer));
    let joining = sent::<Joining>(&village, "join_challenges")[0].clone();
    assert!(joining.household && joining.asker != input.asker);

    let reply = texts::keep(
        &village.world.app,
        super::VILLAGE.parse().unwrap(),
        "含三天误工",
    );
    let reply = reply.await.unwrap();
    stepped(&village, ChallengeStep::Accepted, Some("2026-08-10")).await;
    let page = sound(&village.member(&at("/challenges/1")).await);
    assert!(page.contains("应在 2026年8月10日 前答复"), "{page}");
    stepped(&village, ChallengeStep::Answered { answer: reply }, None).await;
    let page = sound(&village.member(&at("/challenges/1")).await);
    assert!(page.contains("含三天误工") && page.contains("value=\"satisfied\""));
    let judged = [("nonce", "n4"), ("deed", "unsatisfied")];
    let answer = village
        .send(&village.member, &at("/challenges/1"), &judged)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let step = sent::<ChallengeStepInput>(&village, "step_challenges")[0].clone();
    assert_eq!(step.step, ChallengeStep::Unsatisfied { asker: input.asker });
    // Only who asked can judge.
    let answer = village
        .send(&village.county, &at("/challenges/1"), &judged)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_late_answer_is_shown_as_late() {
    let village = VillageWorld::disclosed().await;
    asked(&village).await;
    stepped(&village, ChallengeStep::Accepted, Some("2026-07-01")).await;
    let page = sound(&village.public(&at("/challenges")).await);
    assert!(page.contains("已逾期") && page.contains("2026年7月1日"));
}
