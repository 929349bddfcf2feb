//! Parties: the same person has one digest, and everybody sees as much as the sight allows.

use crate::testing::{world, World};

use super::*;

const NUMBER: &str = "11010519491231002X";

fn village() -> DivisionCode {
    "210115104201".parse().unwrap()
}

fn person(name: &str, number: Option<&str>) -> Party {
    Party {
        name: name.to_owned(),
        number: number.map(str::to_owned),
        ..Party::default()
    }
}

async fn kept(world: &World, party: &Party) -> Digest {
    keep(&world.app, village(), party).await.unwrap().party
}

#[tokio::test]
async fn a_number_makes_a_party_the_same_everywhere() {
    let world = world().await;
    let here = kept(&world, &person("张建国", Some(NUMBER))).await;
    let wide = kept(
        &world,
        &person("张建国", Some("１１０１０５ 19491231 002x")),
    )
    .await;
    assert_eq!(here, wide);
    let other: DivisionCode = "210115104202".parse().unwrap();
    let there = keep(&world.app, other, &person("张建国", Some(NUMBER)))
        .await
        .unwrap();
    assert_eq!(there.party, here);
}

#[tokio::test]
async fn who_is_named_without_a_number_is_who_had_one() {
    let world = world().await;
    let with = kept(&world, &person("李秀英", Some(NUMBER))).await;
    assert_eq!(kept(&world, &person(" 李 秀英", None)).await, with);

    let without = kept(&world, &person("王芳", None)).await;
    let later = kept(&world, &person("王芳", Some("440524188001010014"))).await;
    assert_eq!(without, later);

    let other: DivisionCode = "210115104202".parse().unwrap();
    let elsewhere = keep(&world.app, other, &person("王芳", None))
        .await
        .unwrap();
    assert_ne!(elsewhere.party, without);
}

#[tokio::test]
async fn two_people_of_one_name_need_their_numbers() {
    let world = world().await;
    let one = kept(&world, &person("张伟", Some(NUMBER))).await;
    let two = kept(&world, &person("张伟", Some("440524188001010014"))).await;
    assert_ne!(one, two);
    let error = keep(&world.app, village(), &person("张伟", None))
        .await
        .unwrap_err();
    assert_eq!(error.problem().errors[0].pointer, "/number");
    assert_eq!(kept(&world, &person("张伟", Some(NUMBER))).await, one);
}

#[tokio::test]
async fn a_payee_is_not_renamed_by_who_pays() {
    let world = world().await;
    let digest = kept(&world, &person("张建国", Some(NUMBER))).await;
    let other = person("李四", Some(NUMBER));
    let error = keep(&world.app, village(), &other).await.unwrap_err();
    assert_eq!(error.problem().errors[0].pointer, "/name");
    let corrected = correct(&world.app, village(), &other).await.unwrap();
    assert_eq!(corrected.party, digest);
    let seen = shown(&world.app, &digest, village(), Sight::Member)
        .await
        .unwrap();
    assert_eq!(seen.unwrap().name, "李四");
}

#[tokio::test]
async fn everybody_sees_as_much_as_the_sight_allows() {
    let world = world().await;
    let mut party = person("欧阳建国", Some(NUMBER));
    party.account = Some("6222 0000 0000 1234".to_owned());
    party.bank = Some("辽中农商行".to_owned());
    let digests = keep(&world.app, village(), &party).await.unwrap();
    let account = digests.account.unwrap();
    for (sight, name, number, shown_number) in [
        (Sight::Public, "欧**", None, None),
        (Sight::Member, "欧阳建国", None, Some("**** 1234")),
        (Sight::Officer, "欧阳建国", None, Some("6222000000001234")),
        (
            Sight::Regulator,
            "欧阳建国",
            Some("110***********002X"),
            Some("6222000000001234"),
        ),
    ] {
        let seen = shown(&world.app, &digests.party, village(), sight)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(seen.name, name);
        assert_eq!(seen.number.as_deref(), number);
        let seen = shown_account(&world.app, &account, village(), sight)
            .await
            .unwrap();
        assert_eq!(seen.map(|seen| seen.number).as_deref(), shown_number);
    }
    let other: DivisionCode = "210115104202".parse().unwrap();
    for (sight, known) in [(Sight::Officer, false), (Sight::Regulator, true)] {
        let seen = shown(&world.app, &digests.party, other, sight)
            .await
            .unwrap();
        assert_eq!(seen.is_some(), known);
    }
}

#[tokio::test]
async fn officers_find_parties_and_others_do_not() {
    let world = world().await;
    let company = Party {
        kind: PartyKind::Organisation,
        name: "辽中区（蒲西）农资有限公司".to_owned(),
        number: Some("11370321004221396B".to_owned()),
        account: Some("210115000011112222".to_owned()),
        bank: Some("邮储银行".to_owned()),
    };
    let digest = kept(&world, &company).await;
    let found = find(&world.app, village(), "(蒲西)", Sight::Officer)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].digest, digest);
    assert_eq!(found[0].accounts[0].bank, "邮储银行");
    for (text, sight) in [("蒲东", Sight::Officer), ("蒲西", Sight::Member)] {
        assert!(find(&world.app, village(), text, sight)
            .await
            .unwrap()
            .is_empty());
    }
    let public = shown(&world.app, &digest, village(), Sight::Public)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(public.name, company.name);
    assert_eq!(public.number, company.number);
}

#[tokio::test]
async fn mistyped_numbers_are_refused_where_they_stand() {
    let world = world().await;
    let mut account = person("张三", None);
    account.account = Some("12x".to_owned());
    for (party, pointer) in [
        (person("", None), "/name"),
        (person("张三 13912345678", None), "/name"),
        (person("张三", Some("110105194912310021")), "/number"),
        (account, "/account"),
    ] {
        let error = keep(&world.app, village(), &party).await.unwrap_err();
        assert_eq!(error.problem().errors[0].pointer, pointer);
    }
}

#[tokio::test]
async fn nothing_lies_in_clear() {
    let world = world().await;
    let mut party = person("赵铁柱", Some(NUMBER));
    party.account = Some("6222000000001234".to_owned());
    let kept = keep(&world.app, village(), &party).await.unwrap();
    let (digest, sealed): (String, Vec<u8>) = sqlx::query_as("SELECT digest, sealed FROM parties")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(digest, kept.party.to_string());
    let holds = |text: &str| {
        sealed
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(!holds("赵铁柱") && !holds(NUMBER));
    // A plain hash of 18 digits is tried out in minutes.
    assert_ne!(kept.party.0, *blake3::hash(NUMBER.as_bytes()).as_bytes());
}

#[test]
fn invoices_and_references_are_compared_as_people_write_them() {
    let vault = Vault::from_root(zeroize::Zeroizing::new([7; 32]));
    assert_eq!(
        invoice_digest(&vault, "辽中（蒲西）商店", "0012 3456"),
        invoice_digest(&vault, "辽中(蒲西)商店", "００１２３４５６"),
    );
    assert_ne!(
        invoice_digest(&vault, "商店", "00123456"),
        reference_digest(&vault, "00123456"),
    );
    let digest = account_digest(&vault, "6222-0000-0000-1234").unwrap();
    assert_eq!(digest, account_digest(&vault, "6222000000001234").unwrap());
}

#[tokio::test]
async fn the_list_ends_and_a_name_still_finds_who_was_paid_first() {
    let world = world().await;
    let first = Party {
        account: Some("6222020200112233".to_owned()),
        bank: Some("农商银行".to_owned()),
        ..person("最早", None)
    };
    let digest = kept(&world, &first).await;
    sqlx::query("UPDATE parties SET created_ms = 0")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    for number in 1..=FOUND_MAX {
        kept(&world, &person(&format!("后来的第{number}人"), None)).await;
    }
    let latest = find(&world.app, village(), "", Sight::Officer)
        .await
        .unwrap();
    assert_eq!(latest.len(), FOUND_MAX);
    assert!(latest.iter().all(|party| party.digest != digest));
    let found = find(&world.app, village(), "最早", Sight::Officer)
        .await
        .unwrap();
    let [found] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(found.digest, digest);
    assert_eq!(found.accounts[0].number, "6222020200112233");
}

#[tokio::test]
async fn many_digests_are_shown_at_once_and_strangers_to_authorities_only() {
    let world = world().await;
    let here = kept(&world, &person("张建国", Some(NUMBER))).await;
    let other: DivisionCode = "210115104202".parse().unwrap();
    let elsewhere = keep(
        &world.app,
        other,
        &person("王芳", Some("440524188001010014")),
    )
    .await
    .unwrap()
    .party;
    let nobody = Digest([9; 32]);
    let digests = || [here, elsewhere, nobody, here].map(|digest| digest.to_string());
    for (sight, names) in [
        (Sight::Public, vec!["张**"]),
        (Sight::Officer, vec!["张建国"]),
        (Sight::Regulator, vec!["张建国", "王芳"]),
    ] {
        let shown = shown_all(&world.app, digests(), village(), sight)
            .await
            .unwrap();
        let mut found: Vec<&str> = shown.values().map(|party| party.name.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, names, "{sight:?}");
    }
    let none = shown_all(&world.app, [], village(), Sight::Regulator)
        .await
        .unwrap();
    assert!(none.is_empty());
}
