//! A load of which one died between the declaration and the certificate.

use super::*;

#[tokio::test]
async fn who_died_since_the_declaration_is_not_counted() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    let died = LivestockEntry::Died {
        heads: 1,
        cause: DeathCause::Suspected(Disease::ClassicalSwineFever),
        mass: Grams(90_000),
        photo: Digest([9; 32]),
        at_ms: 1_785_500_000_000,
    };
    let dead = Subject::Animal(AnimalId(3));
    add(&world, vec![(dead, farmer(), died)]).await;
    no_findings(&world, Vec::new());
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/livestock/declarations/1/certify";
    for path in ["/console/livestock/declarations/1", path] {
        let page = text(&browser.get(path).await);
        assert_eq!(check(&page), Ok(()), "{path}");
        assert!(page.contains("114103100000001–002"), "{path}: {page}");
        assert!(!page.contains("114103100000003"), "{path}: {page}");
    }
    let form = text(&browser.get(path).await);
    let vehicle = format!("3:{plate}");
    let number = hidden_value(&form, "number");
    let mut fields = vec![
        ("tags", "114103100000001-3"),
        ("materials_complete", "yes"),
        ("healthy", "yes"),
        ("no_swill", "yes"),
        ("vehicle", vehicle.as_str()),
        ("mode", "road"),
        ("number", number.as_str()),
        ("valid_days", "1"),
    ];
    let all = browser.submit(path, &fields).await;
    assert_eq!(all.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&all).contains("有 1 头不在清单上：114103100000003"));
    fields[0] = ("tags", "114103100000001-2");
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let input: CertificateInput = sent(&world);
    assert_eq!(input.inspection.heads, 2);
}
