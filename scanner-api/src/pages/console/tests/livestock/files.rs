//! The pages beside the consoles: search, the traces of contacts and of meat, and the reports of farms.

use super::*;

/// A load went to the slaughterhouse, one pig of it was slaughtered, one died.
async fn told() -> (World, Digest) {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    ended(&world, plate).await;
    (world, plate)
}

#[tokio::test]
async fn every_file_is_well_formed_and_complete() {
    let (world, plate) = told().await;
    let by_digest = format!("/livestock/search?q={plate}");
    let pages: [(&str, &[&str]); 2] = [
        (
            "county",
            &[
                "/livestock/search",
                "/livestock/search?q=nobody",
                by_digest.as_str(),
                "/livestock/contacts",
                "/livestock/contacts?farm=2&days=365",
                "/livestock/contacts?farm=99",
                "/livestock/trace",
                "/livestock/trace?farm=2&from=2026-08-01&to=2026-08-01",
                "/livestock/trace?farm=99",
                "/livestock/reports",
                "/livestock/reports?show=audited",
                "/livestock/adapters",
                "/livestock/adapters?month=2026-07",
                "/livestock/adapters/veterinary_health?month=2026-07",
                "/livestock/adapters/dairy_cloud/deliver?month=2026-06",
                "/livestock/farms/2/report",
            ],
        ),
        (
            "grower",
            &[
                "/console/livestock/farm",
                "/livestock/trace?farm=2",
                "/livestock/farms/2/report",
                "/livestock/adapters",
                "/livestock/adapters/drug_traceability",
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
async fn a_vehicle_is_found_by_its_plate_and_by_the_digest_of_it() {
    let (world, plate) = told().await;
    let county = Browser::log_in(&world, "county").await;
    let digest = plate.to_string();
    for asked in ["%E6%99%8BL12345", digest.as_str()] {
        let found = text(&county.get(&format!("/livestock/search?q={asked}")).await);
        assert!(found.contains("href=\"/certificates/1\""), "{found}");
    }
    let other = format!("/livestock/search?q={}", "0".repeat(64));
    let none = text(&county.get(&other).await);
    assert!(!none.contains("href=\"/certificates/1\""), "{none}");
}

#[tokio::test]
async fn meat_of_a_farm_is_found_where_it_is_for_those_days_only() {
    let (world, _) = told().await;
    let county = Browser::log_in(&world, "county").await;
    let path = |from: &str, to: &str| format!("/livestock/trace?farm=2&from={from}&to={to}");
    let html = text(&county.get(&path("2026-07-01", "2026-08-01")).await);
    assert!(html.contains("在手 82"), "{html}");
    assert!(html.contains("/console/livestock/batches/1"), "{html}");
    for (from, to) in [("2026-07-01", "2026-07-31"), ("2026-08-02", "2026-08-31")] {
        let html = text(&county.get(&path(from, to)).await);
        assert!(html.contains("这些天没有屠宰"), "{html}");
        assert!(!html.contains("/console/livestock/batches/1"), "{html}");
    }
    // A farm asks after its own meat, not after that of another.
    let grower = Browser::log_in(&world, "grower").await;
    let days = "from=2026-07-01&to=2026-08-31";
    let own = text(&grower.get(&format!("/livestock/trace?farm=2&{days}")).await);
    assert!(own.contains("/console/livestock/batches/1"), "{own}");
    let other = text(&grower.get(&format!("/livestock/trace?farm=3&{days}")).await);
    assert!(other.contains("没有这个编号的养殖场"), "{other}");
}

#[tokio::test]
async fn the_county_finds_the_reports_that_wait_and_audits_them() {
    let (world, _) = told().await;
    let day: String = sqlx::query_scalar("SELECT MIN(day) FROM farm_days WHERE farm = 2")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let month = &day[..7];
    let county = Browser::log_in(&world, "county").await;
    let waiting = format!("/livestock/reports?month={month}");
    let audited = format!("/livestock/reports?month={month}&show=audited");
    let report = format!("/livestock/farms/2/report?month={month}");
    let link = format!("href=\"{report}\"");
    assert!(text(&county.get(&waiting).await).contains(&link));
    assert!(!text(&county.get(&audited).await).contains(&link));
    let table = format!("/api/v1/livestock/reports.csv?month={month}&division={COUNTY}");
    let lines = text(&county.get(&table).await);
    let of_farm = |lines: &str| {
        let mut lines = lines.lines();
        let start = format!("{month},2,pig,");
        lines
            .find(|line| line.starts_with(&start))
            .map(str::to_owned)
    };
    assert!(of_farm(&lines).unwrap().ends_with(",waiting"), "{lines}");

    let html = text(&county.get(&report).await);
    let figures = hidden(&html, "figures");
    let answer = |state: &str, reason: &str, figures: &str| {
        [
            ("csrf", county.csrf.clone()),
            ("month", month.to_owned()),
            ("figures", figures.to_owned()),
            ("state", state.to_owned()),
            ("reason", reason.to_owned()),
        ]
    };
    // A return says why; other figures than those that were looked at are not judged.
    for (state, reason, figures, saved) in [
        ("returned", "", figures.as_str(), "saved=reason"),
        ("accepted", "", "other", "saved=changed"),
        ("accepted", "", figures.as_str(), "saved=accepted"),
    ] {
        let fields = answer(state, reason, figures);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let path = "/livestock/farms/2/report";
        let sent = post(&world, path, &county.cookie, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(location(&sent).ends_with(saved), "{}", location(&sent));
    }
    let page = text(&county.get(&format!("{report}&saved=accepted")).await);
    assert!(page.contains("已保存：审核通过"), "{page}");
    assert!(!text(&county.get(&waiting).await).contains(&link));
    assert!(text(&county.get(&audited).await).contains(&link));
    let lines = text(&county.get(&table).await);
    assert!(of_farm(&lines).unwrap().ends_with(",accepted"), "{lines}");

    // Farms neither see those of others nor audit.
    let grower = Browser::log_in(&world, "grower").await;
    let nothing = grower.get("/livestock/reports").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let fields = [
        ("csrf", grower.csrf.as_str()),
        ("month", month),
        ("figures", figures.as_str()),
        ("state", "accepted"),
    ];
    let path = "/livestock/farms/2/report";
    let sent = post(&world, path, &grower.cookie, &fields).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_county_notes_what_it_handed_in_to_a_platform() {
    let (world, _) = told().await;
    let county = Browser::log_in(&world, "county").await;
    let list = text(&county.get("/livestock/adapters?month=2026-06").await);
    assert!(list.contains("待报送"), "{list}");
    let form = "/livestock/adapters/farm_reporting/deliver?month=2026-06";
    let blocked = text(&county.get(form).await);
    assert!(blocked.contains("请先下载文件"), "{blocked}");
    let document =
        format!("/api/v1/adapters/farm_reporting?division={COUNTY}&from=2026-06-01&to=2026-06-30");
    let document = county.get(&document).await.json();
    let digest = document["digest"].as_str().unwrap();
    let asked = text(&county.get(form).await);
    assert!(asked.contains(digest), "{asked}");
    for (receipt, status) in [
        ("", StatusCode::UNPROCESSABLE_ENTITY),
        ("ZLZB-7", StatusCode::SEE_OTHER),
        // Twice is once.
        ("ZLZB-7", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let fields = [
            ("csrf", county.csrf.as_str()),
            ("digest", digest),
            ("receipt", receipt),
            ("reason", ""),
        ];
        let sent = post(&world, form, &county.cookie, &fields).await;
        assert_eq!(sent.status, status, "{receipt}: {}", text(&sent));
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(
                text(&sent).contains("id=\"receipt-error\""),
                "{}",
                text(&sent)
            );
        }
    }
    let page = text(
        &county
            .get("/livestock/adapters/farm_reporting?month=2026-06")
            .await,
    );
    assert!(page.contains("回执 ZLZB-7"), "{page}");
    assert!(page.contains("已报送"), "{page}");
    // A farm hands in its own documents only, and this one is none of them.
    let grower = Browser::log_in(&world, "grower").await;
    let fields = [
        ("csrf", grower.csrf.as_str()),
        ("digest", digest),
        ("receipt", "R1"),
    ];
    let sent = post(&world, form, &grower.cookie, &fields).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let packer = Browser::log_in(&world, "packer").await;
    let nothing = packer.get("/livestock/adapters").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn forms_tell_nothing_to_those_who_may_not_send_them() {
    let (world, _) = told().await;
    let forms: [(&str, &[&str]); 2] = [
        // The farm is neither of the house nor a vet there.
        (
            "grower",
            &[
                "/console/livestock/batches/1/announce",
                "/console/livestock/batches/1/look",
                "/console/livestock/batches/1/test",
                "/console/livestock/batches/1/kill",
                "/console/livestock/batches/1/recall",
                "/console/livestock/meats/1/inspect",
                "/console/livestock/meats/1/condemn",
                "/console/livestock/certificates/1/pass",
            ],
        ),
        // The county oversees the trip, but it is at neither end of it.
        ("county", &["/console/livestock/certificates/1/landing"]),
    ];
    for (login, paths) in forms {
        let browser = Browser::log_in(&world, login).await;
        for path in paths {
            let status = browser.get(path).await.status;
            assert_eq!(status, StatusCode::NOT_FOUND, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn meat_rides_on_its_certificate_once() {
    let (world, plate) = told().await;
    let paper = Subject::Certificate(CertificateId(2));
    let meat = Subject::Meat(MeatId(1));
    let issued = LivestockEntry::CertificateIssued {
        number: words("1410312026080100002"),
        form: CertificateForm::ProductB,
        declaration: None,
        products: list(vec![MeatId(1)]),
        inspection: None,
        transport: transport(plate),
        origin: VILLAGE.parse().unwrap(),
        owner: HOUSE,
        purpose: None,
        destination: Destination {
            organisation: Some(FARM),
            division: VILLAGE.parse().unwrap(),
        },
        heads: 1,
        valid_until: date("2099-01-01"),
        particulars: Digest([7; 32]),
        payload: Digest([8; 32]),
    };
    let certified = LivestockEntry::MeatCertified {
        certificate: CertificateId(2),
    };
    let handed = |from, to| LivestockEntry::MeatDelivered { from, to };
    let entries = vec![
        (paper, vet(), issued),
        (meat, vet(), certified),
        (meat, house(), handed(HOUSE, FARM)),
        // Farther on it goes without a paper of its own: no vehicle is known.
        (meat, farmer(), handed(FARM, OrganisationId(1))),
    ];
    add(&world, entries).await;
    let rides: Vec<(i64, i64)> =
        sqlx::query_as("SELECT from_org, to_org FROM moves WHERE subject = 'certificate:2'")
            .fetch_all(&world.app.db.reader)
            .await
            .unwrap();
    assert_eq!(rides, [(3, 2)]);
}
