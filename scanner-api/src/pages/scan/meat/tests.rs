//! The page of a pork box: honest about the animal, and complete in both languages.

use county_primitives::{
    livestock::{Disease, IdentityLevel, MeatKind, Species},
    MeatId, OrganisationId, Text,
};

use super::*;
use crate::{
    pages::{scan::render, well_formed::check, words::Lang},
    scan::{
        answer::{Message, Party, Verdict},
        meat_trace::{MeatAnimal, MeatCertificate, MeatDelivered, MeatRecalled},
    },
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn legal(id: u32, name: &str) -> Party {
    Party {
        organisation: OrganisationId(id),
        kind: Some(county_primitives::registry::OrganisationKind::Company),
        name: Some(Text::new(name).unwrap()),
        division: None,
    }
}

fn box_of_pork(identity: IdentityLevel, animals: u32) -> MeatTrace {
    let certificate = MeatCertificate {
        certificate: 9,
        number: "5001532609220007".to_owned(),
        issued_ms: day("2026-09-22").start_ms(),
    };
    let inspection = MeatInspection {
        passed: Some(true),
        seals: vec!["验讫 0007".to_owned()],
    };
    MeatTrace {
        meat: MeatId(5),
        kind: MeatKind::Package,
        name: "荣昌猪五花肉".to_owned(),
        product: "0201".parse().unwrap(),
        grade: None,
        species: Species::Pig,
        identity,
        animals,
        animal: (animals == 1).then(|| MeatAnimal {
            tag: Some("150015300000001".to_owned()),
            breed: "荣昌猪".to_owned(),
            born: day("2026-03-01"),
        }),
        killed: vec![day("2026-09-23")],
        made: day("2026-09-24"),
        house: legal(3, "荣昌屠宰厂"),
        holder: legal(4, "菜市场"),
        sources: vec![MeatSource {
            batch: 2,
            farm: legal(2, "荣昌猪场"),
            village: "500153101201".parse().unwrap(),
            village_name: vec!["荣昌区".to_owned(), "安富街道".to_owned()],
            heads: 130,
            certificate: Some(certificate.clone()),
            taken_in_ms: day("2026-09-22").start_ms(),
            tested: Some("pass".to_owned()),
            tested_for: Some(Disease::AfricanSwineFever),
        }],
        immune: vec![Disease::FootAndMouth],
        treated: true,
        out_of_withdrawal: true,
        quarantine: inspection.clone(),
        quality: inspection,
        certificates: vec![certificate],
        deliveries: vec![MeatDelivered {
            to: legal(4, "菜市场"),
            ledger_ms: day("2026-09-25").start_ms(),
        }],
        recalls: Vec::new(),
    }
}

#[test]
fn the_page_says_how_far_a_recall_is() {
    for (state, zh, en) in [
        (RecallState::Ordered, "已下令", "Ordered"),
        (
            RecallState::Notified,
            "已通知持有方",
            "Custodians were told",
        ),
        (RecallState::Verified, "去向已核实", "Verified"),
        (
            RecallState::Closed,
            "已结束，仍不得食用",
            "Over; still not to be eaten",
        ),
    ] {
        let recalled = || {
            let mut trace = box_of_pork(IdentityLevel::Individual, 1);
            trace.recalls.push(MeatRecalled {
                recall: 3,
                state,
                ordered_ms: day("2026-09-26").start_ms(),
            });
            trace
        };
        assert!(page(recalled(), Lang::Zh).contains(zh), "{zh}");
        assert!(page(recalled(), Lang::En).contains(en), "{en}");
    }
}

fn page(trace: MeatTrace, lang: Lang) -> String {
    let scan = Scan {
        code: "40000070001903NQK8N9".to_owned(),
        verdict: Verdict::Genuine,
        as_of: None,
        message: Message::default(),
        suggestion: None,
        problem: None,
        label: None,
        product: None,
        brand: None,
        lot: None,
        meat: Some(trace.meat),
        meat_trace: Some(trace),
        trace: None,
    };
    let page = render(&scan, Words(lang)).unwrap();
    if let Err(fault) = check(&page) {
        panic!("{fault}: {page}");
    }
    assert!(!page.contains("ls-"), "{page}");
    page
}

#[test]
fn the_page_says_how_exactly_the_animal_is_known() {
    let one = page(box_of_pork(IdentityLevel::Individual, 1), Lang::Zh);
    assert!(one.contains("来自这一头动物") && one.contains("150015300000001"));
    let pen = page(box_of_pork(IdentityLevel::PenBatch, 130), Lang::Zh);
    assert!(pen.contains("同批屠宰的 130 头") && !pen.contains("150015300000001"));
    let day = page(box_of_pork(IdentityLevel::DayBatch, 300), Lang::En);
    assert!(day.contains("300 animals slaughtered on the day"), "{day}");
}

#[test]
fn the_way_from_farm_to_label_is_told() {
    let page = page(box_of_pork(IdentityLevel::PenBatch, 130), Lang::Zh);
    for told in [
        "荣昌猪五花肉",
        "2026年9月23日屠宰",
        "荣昌猪场",
        "荣昌区 安富街道",
        "5001532609220007",
        "免疫有效：口蹄疫",
        "屠宰时已过休药期",
        "非洲猪瘟",
        "屠宰检疫",
        "肉品品质检验",
        "验讫 0007",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[test]
fn a_withdrawal_that_was_not_over_is_not_hidden() {
    let mut trace = box_of_pork(IdentityLevel::PenBatch, 130);
    trace.out_of_withdrawal = false;
    trace.quality.passed = None;
    let page = page(trace, Lang::Zh);
    assert!(page.contains("屠宰时仍在休药期"));
    assert!(page.contains("未全部检验"));
}
