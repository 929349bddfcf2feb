//! The office against a chain in memory: what the county sees, and what its forms send.

use county_primitives::{
    labels::{BrandInput, LabelsEntry, QuotaApproval, QuotaInput, QuotaKey},
    oversight::{HoldCause, HoldInput, OversightEntry, ReleaseInput},
    registry::PolicyInput,
    Author, BasisPoints, BrandId, CaseId, LotId, MemberId, OrganisationId, PolicyKey, Role,
    Signature, Text,
};

use super::*;
use crate::testing::COUNTY;

fn words<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

fn county() -> Author {
    Author::Member(Signature {
        member: MemberId(1),
        key: 0,
        organisation: OrganisationId(1),
        role: Role::CountyAgriculture,
    })
}

async fn add(world: &World, subject: Subject, entry: AnyEntry) {
    let number = world.node.add_block(vec![(subject, county(), entry)]);
    world.indexed(number).await;
}

fn grant(codes: u32, unit_net: u64) -> AnyEntry {
    let quota = QuotaInput {
        brand: BrandId(1),
        organisation: OrganisationId(3),
        season: 2026,
        approved_yield: Grams(500_000),
        grade_rate: BasisPoints(6_250),
        unit_net: Grams(unit_net),
    };
    AnyEntry::Labels(LabelsEntry::QuotaGranted { quota, codes })
}

/// A brand with a quota that waits, and lot 1 held.
async fn office(world: &World) {
    season(world).await;
    let brand = BrandInput {
        owner: OrganisationId(1),
        name: words("隰县玉露香梨"),
        product: "010301".parse().unwrap(),
        area: vec![COUNTY.parse().unwrap()].try_into().unwrap(),
        grades: vec![words("特级")].try_into().unwrap(),
    };
    let brand = AnyEntry::Labels(LabelsEntry::BrandRegistered(brand));
    add(world, Subject::Brand(BrandId(1)), brand).await;
    add(world, Subject::Brand(BrandId(1)), grant(1_000, 5_000)).await;
    let held = OversightEntry::Held {
        subject: Subject::Lot(LotId(1)),
        cause: HoldCause::Ordered {
            reason: words("投诉"),
            evidence: None,
            expires_ms: 9_000_000_000_000,
        },
    };
    add(world, Subject::Case(CaseId(1)), AnyEntry::Oversight(held)).await;
}

/// The items of the last call.
fn sent<T: Decode>(world: &World, call: &str) -> T {
    let last = world.node.calls().pop().unwrap();
    assert_eq!(last.call, call);
    let items = Items::<T>::decode(&mut &last.args.0[..]).unwrap();
    items.into_iter().next().unwrap()
}

#[tokio::test]
async fn every_page_of_the_office_is_complete_in_both_languages() {
    let world = world().await;
    office(&world).await;
    let browser = Browser::log_in(&world, "county").await;
    for page in [
        "/console",
        "/console/organisations",
        "/console/organisations/2",
        "/console/organisations/2/approve",
        "/console/organisations/2/refuse",
        "/console/organisations/2/suspend",
        "/console/organisations/2/reactivate",
        "/console/members/2/suspend",
        "/console/members/2/reactivate",
        "/console/brands",
        "/console/brands/new",
        "/console/brands/1",
        "/console/brands/1/approve?target=3-2026",
        "/console/cases",
        "/console/cases/new",
        "/console/cases/1",
        "/console/cases/1/renew",
        "/console/cases/1/release",
        "/console/policies",
        "/console/policies/new",
    ] {
        for lang in ["zh", "en"] {
            let mark = if page.contains('?') { '&' } else { '?' };
            let answer = browser.get(&format!("{page}{mark}lang={lang}")).await;
            let html = text(&answer);
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            assert_eq!(check(&html), Ok(()), "{page}: {html}");
            assert!(!html.contains("localization key"), "{page}: {html}");
        }
    }
    let grower = Browser::log_in(&world, "grower").await;
    for page in [
        "/console/organisations",
        "/console/organisations/3",
        "/console/brands",
        "/console/cases",
        "/console/cases/1",
        "/console/policies",
        "/console/policies/new",
    ] {
        let answer = grower.get(page).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn the_county_suspends_and_lets_act_again() {
    let world = world().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/organisations/2/suspend";
    let blank = browser.submit(path, &[("reason", "")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.submit(path, &[("reason", "多次漏记用药")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let (organisation, reason): (OrganisationId, Text<128>) = sent(&world, "suspend_organisations");
    assert_eq!((organisation.0, reason.as_str()), (2, "多次漏记用药"));
    let path = "/console/members/2/suspend";
    browser.submit(path, &[("reason", "离职")]).await;
    let (member, _): (MemberId, Text<128>) = sent(&world, "suspend_members");
    assert_eq!(member.0, 2);
}

#[tokio::test]
async fn a_quota_is_approved_as_it_was_seen_and_a_revision_stands_beside_it() {
    let world = world().await;
    office(&world).await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/brands/1/approve?target=3-2026";
    let answer = browser.submit(path, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let approval: QuotaApproval = sent(&world, "approve_quotas");
    assert_eq!((approval.codes, approval.unit_net), (1_000, Grams(5_000)));
    let key = QuotaKey {
        brand: BrandId(1),
        organisation: OrganisationId(3),
        season: 2026,
    };
    let approved = AnyEntry::Labels(LabelsEntry::QuotaApproved(key));
    add(&world, Subject::Brand(BrandId(1)), approved.clone()).await;
    add(&world, Subject::Brand(BrandId(1)), grant(800, 2_500)).await;
    let token = world.token("county").await;
    let quotas = world
        .get(Some(&token), "/api/v1/quotas?approved=false")
        .await;
    let quota = &quotas.json()["items"][0];
    assert_eq!(
        (&quota["codes"], &quota["approved"]),
        (&1_000.into(), &true.into())
    );
    assert_eq!(quota["pending_codes"], 800);
    let html = text(&browser.get("/console/brands/1").await);
    assert!(html.contains("1,000") && html.contains("800"), "{html}");
    browser.submit(path, &[]).await;
    let approval: QuotaApproval = sent(&world, "approve_quotas");
    assert_eq!((approval.codes, approval.unit_net), (800, Grams(2_500)));
    add(&world, Subject::Brand(BrandId(1)), approved).await;
    let quotas = world.get(Some(&token), "/api/v1/quotas").await;
    let quota = &quotas.json()["items"][0];
    assert_eq!(quota["codes"], 800);
    assert!(quota["pending_codes"].is_null());
}

#[tokio::test]
async fn holds_are_set_and_released_and_settings_written() {
    let world = world().await;
    office(&world).await;
    let browser = Browser::log_in(&world, "county").await;
    let fields = [
        ("kind", "lot"),
        ("subject_number", "1"),
        ("reason", "检测存疑"),
        ("days", "5"),
    ];
    let answer = browser.submit("/console/cases/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let hold: HoldInput = sent(&world, "hold");
    assert_eq!((hold.subject, hold.days), (Subject::Lot(LotId(1)), 5));
    let fields = [("reason", "复查合格")];
    browser.submit("/console/cases/1/release", &fields).await;
    let release: ReleaseInput = sent(&world, "release");
    assert_eq!(release.case, CaseId(1));
    let fields = [
        ("division", COUNTY),
        ("key", "late_after_hours"),
        ("value", "10"),
        ("effective", "2026-12-01"),
    ];
    browser.submit("/console/policies/new", &fields).await;
    let policy: PolicyInput = sent(&world, "set_policies");
    assert_eq!((policy.key, policy.value), (PolicyKey::LateAfterHours, 10));
    // What the council alone sets is shown and not offered.
    let settings = text(&browser.get("/console/policies").await);
    assert!(settings.contains("target=late_after_hours"));
    assert!(!settings.contains("target=hold_limit_days"));
    let form = text(&browser.get("/console/policies/new").await);
    assert!(form.contains("late_after_hours") && !form.contains("hold_limit_days"));
}
