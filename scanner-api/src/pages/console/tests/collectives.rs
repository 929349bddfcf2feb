//! Registration at the console: organisations and members, collectives, officers, bank accounts, departures and
//! the chart of the county; what the forms send, and who sees nothing.

use county_primitives::{
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    three_assets::{
        accounts::AccountInput,
        collectives::{
            BankAccountClosure, BankAccountInput, BankAccountKind, CollectiveInput,
            CollectiveLevel, Departure, Dismissal, FiguresInput, OfficerInput, Post,
        },
        AssetsEntry,
    },
    DivisionCode, Jurisdiction, MemberId, OrganisationId, Role,
};

use super::{
    village::{add, complete, grant, items, refused, village, OFFICER},
    *,
};
use crate::{
    testing::{
        village::{by, person, text as words, ACCOUNT, COLLECTIVE},
        COUNTY,
    },
    three_assets::parties::{self, Party},
};

/// The id number of nobody: the example of the standard.
const NUMBER: &str = "11010519491231002X";

/// The items of the last call of the registry.
fn registered<T: Decode>(world: &World, call: &str) -> Vec<T> {
    let made = world.node.calls().pop().unwrap();
    assert_eq!((made.pallet, made.call), ("Registry", call));
    Items::<T>::decode(&mut &made.args.0[..])
        .unwrap()
        .into_inner()
}

/// Adds an account to the chart of the county.
async fn divide(world: &World, code: &str, name: &str) {
    let division: DivisionCode = COUNTY.parse().unwrap();
    let input = AccountInput {
        division,
        code: code.parse().unwrap(),
        name: words(name),
    };
    let subject = Subject::Chart(division);
    let entry = AssetsEntry::AccountAdded(input);
    add(world, vec![by(1, Role::CountyAgriculture, subject, entry)]).await;
}

fn saved(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(answer));
}

/// Every page of this room; the collective is number 1 of organisation 3.
const PAGES: [&str; 23] = [
    "/console/village/1/names",
    "/console/village/collectives",
    "/console/village/organisations/3/register",
    "/console/village/1/officers",
    "/console/village/1/officers/new",
    "/console/village/1/officers/end?target=11",
    "/console/village/1/figures",
    "/console/village/1/accounts",
    "/console/village/1/accounts/new",
    "/console/village/accounts/1/close",
    "/console/village/1/departures",
    "/console/village/1/departures/new",
    "/console/village/chart",
    "/console/village/chart/new",
    "/console/village/chart/new?target=10201",
    "/console/organisations",
    "/console/organisations/new",
    "/console/organisations/3",
    "/console/organisations/3/members/new",
    "/console/members/3",
    "/console/members/3/grant",
    "/console/members/3/revoke?target=packer:141031000000",
    "/console",
];

#[tokio::test]
async fn every_page_of_registration_is_complete_in_both_languages() {
    let world = village().await;
    grant(&world, 1, Role::Township, COUNTY).await;
    divide(&world, "10202", "专户").await;
    let browser = Browser::log_in(&world, "county").await;
    for page in PAGES {
        complete(&browser, page).await;
    }
    let home = text(&browser.get("/console").await);
    for href in ["/console/village/collectives", "/console/village/chart"] {
        assert!(home.contains(&format!("href=\"{href}\"")), "{home}");
    }
    for login in ["grower", "packer"] {
        let other = Browser::log_in(&world, login).await;
        for page in PAGES.iter().filter(|page| **page != "/console") {
            let answer = other.get(page).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {page}");
        }
    }
}

#[tokio::test]
async fn a_collective_is_registered_with_the_figures_of_its_quorums() {
    let world = world().await;
    let browser = Browser::log_in(&world, "county").await;
    let list = text(&browser.get("/console/village/collectives").await);
    let path = "/console/village/organisations/3/register";
    assert!(list.contains(&format!("href=\"{path}\"")), "{list}");
    assert!(list.contains("还没有登记集体经济组织"), "{list}");
    let blank = browser.submit(path, &[]).await;
    let html = text(&blank);
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "adult_members",
        "representatives",
        "households",
        "party_members",
    ] {
        assert!(html.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    assert!(world.node.calls().is_empty());
    let fields = [
        ("adult_members", "1,000"),
        ("representatives", "0"),
        ("households", "300"),
        ("party_members", "0"),
        ("agency", ""),
    ];
    let unknown = [&fields[..4], &[("agency", "水产公司")][..]].concat();
    let html = text(&browser.submit(path, &unknown).await);
    assert!(html.contains("id=\"agency-error\""), "{html}");
    world.node.next_outcome(refused("FiguresImpossible"));
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("id=\"representatives-error\""), "{html}");
    saved(&browser.submit(path, &fields).await);
    let [collective] = items::<CollectiveInput>(&world, "register_collectives")
        .try_into()
        .unwrap();
    assert_eq!(collective.organisation, OrganisationId(3));
    assert_eq!(collective.level, CollectiveLevel::Village);
    assert_eq!(collective.division, VILLAGE.parse().unwrap());
    assert_eq!(collective.credit_code.as_str(), "N2210115MF1234567N");
    assert_eq!(
        (
            collective.figures.members,
            collective.figures.representatives
        ),
        (1_000, 0)
    );
    assert_eq!(collective.agency, None);
    // What has no credit code of a collective never becomes one.
    let answer = browser
        .get("/console/village/organisations/2/register")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn figures_change_and_nobody_registers_twice() {
    let world = village().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/organisations/3/register";
    let html = text(&browser.get(path).await);
    assert!(
        html.contains("已经登记为集体经济组织") && !html.contains("<form class=\"form\""),
        "{html}"
    );
    let path = "/console/village/1/figures";
    let html = text(&browser.get(path).await);
    assert!(
        html.contains("name=\"adult_members\" value=\"1000\""),
        "{html}"
    );
    let fields = [
        ("adult_members", "990"),
        ("representatives", "22"),
        ("households", "300"),
        ("party_members", "41"),
    ];
    saved(&browser.submit(path, &fields).await);
    let [figures] = items::<FiguresInput>(&world, "set_figures")
        .try_into()
        .unwrap();
    assert_eq!(figures.collective, COLLECTIVE);
    assert_eq!(
        (figures.figures.members, figures.figures.party_members),
        (990, 41)
    );
}

#[tokio::test]
async fn an_officer_is_appointed_with_kin_and_needs_the_role_first() {
    let world = village().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/1/officers/new";
    let mut fields = vec![
        ("post", "cashier"),
        ("member_number", "3"),
        ("term_from", "2026-07-01"),
        ("term_until", "2031-06-30"),
        ("person_name", "赵小兰"),
    ];
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("id=\"kin-error\""), "{html}");
    fields.push(("kin", "王建军 11010519491231002X\n小兰农资店\n"));
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("没有“出纳”角色"), "{html}");
    assert!(world.node.calls().is_empty());
    grant(&world, OFFICER, Role::VillageCashier, VILLAGE).await;
    // Now the member can be chosen by name of the login.
    let html = text(&browser.get(path).await);
    assert!(html.contains("<option value=\"3\">"), "{html}");
    world.node.next_outcome(refused("KinExclude"));
    let html = text(&browser.submit(path, &fields).await);
    assert!(
        html.contains("id=\"kin-error\"") && html.contains("小兰农资店"),
        "{html}"
    );
    saved(&browser.submit(path, &fields).await);
    let [officer] = items::<OfficerInput>(&world, "appoint_officers")
        .try_into()
        .unwrap();
    assert_eq!(
        (officer.post, officer.member),
        (Post::Cashier, MemberId(OFFICER))
    );
    assert_eq!(officer.until.to_string(), "2031-06-30");
    assert_eq!(officer.kin.len(), 2);
    let place: DivisionCode = VILLAGE.parse().unwrap();
    let kept = |name: &str, number: Option<&str>| Party {
        name: name.to_owned(),
        number: number.map(str::to_owned),
        ..Party::default()
    };
    let own = parties::keep(&world.app, place, &kept("赵小兰", None))
        .await
        .unwrap();
    assert_eq!(officer.person, own.party);
    let husband = parties::keep(&world.app, place, &kept("王建军", Some(NUMBER)))
        .await
        .unwrap();
    assert!(officer.kin.contains(&husband.party));
}

#[tokio::test]
async fn kin_are_declared_or_declared_to_be_none() {
    let world = village().await;
    grant(&world, OFFICER, Role::VillageSupervisor, VILLAGE).await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/1/officers/new";
    let fields = |kin: &'static str, none: &'static str| {
        vec![
            ("post", "supervisor"),
            ("member", "3"),
            ("term_from", "2026-07-01"),
            ("term_until", "2031-06-30"),
            ("person_name", "钱多多"),
            ("person_number", NUMBER),
            ("kin", kin),
            ("kin_none", none),
        ]
    };
    let html = text(&browser.submit(path, &fields("孙小", "yes")).await);
    assert!(html.contains("id=\"kin_none-error\""), "{html}");
    let seventeen = "甲乙\n".repeat(17);
    let mut many = fields("", "");
    many[6] = ("kin", seventeen.as_str());
    let html = text(&browser.submit(path, &many).await);
    assert!(html.contains("id=\"kin-error\""), "{html}");
    saved(&browser.submit(path, &fields("", "yes")).await);
    let [officer] = items::<OfficerInput>(&world, "appoint_officers")
        .try_into()
        .unwrap();
    assert!(officer.kin.is_empty());
    let mut wrong = fields("", "yes");
    wrong[5] = ("person_number", "110105194912310021");
    let html = text(&browser.submit(path, &wrong).await);
    assert!(html.contains("id=\"person_number-error\""), "{html}");
}

#[tokio::test]
async fn officers_are_shown_with_what_the_board_lacks_and_dismissed_with_a_reason() {
    let world = village().await;
    let place: DivisionCode = VILLAGE.parse().unwrap();
    parties::keep_as(&world.app, place, person(11), "周理事长").await;
    let browser = Browser::log_in(&world, "county").await;
    let list = text(&browser.get("/console/village/1/officers").await);
    assert!(list.contains("理事长 · 周理事长"), "{list}");
    let path = "/console/village/1/officers/end?target=11";
    assert!(list.contains(&format!("href=\"{path}\"")), "{list}");
    let html = text(&browser.submit(path, &[]).await);
    assert!(html.contains("id=\"reason-error\""), "{html}");
    saved(&browser.submit(path, &[("reason", "任期内辞职")]).await);
    let [dismissal] = items::<Dismissal>(&world, "dismiss_officers")
        .try_into()
        .unwrap();
    assert_eq!(
        (dismissal.member, dismissal.reason.as_str()),
        (MemberId(11), "任期内辞职")
    );
    let dismissed = AssetsEntry::OfficerDismissed {
        member: MemberId(11),
        reason: words("任期内辞职"),
    };
    let subject = Subject::Collective(COLLECTIVE);
    let entries = vec![by(1, Role::CountyAgriculture, subject, dismissed)];
    add(&world, entries).await;
    let list = text(&browser.get("/console/village/1/officers").await);
    for part in ["已免职", "任期内辞职", "现在没有理事长"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!list.contains(&format!("href=\"{path}\"")), "{list}");
}

#[tokio::test]
async fn a_bank_account_needs_an_account_in_the_books_and_its_number_stays_here() {
    let world = village().await;
    let county = Browser::log_in(&world, "county").await;
    let path = "/console/village/1/accounts/new";
    // The accountant and the township register accounts, the county does not.
    assert_eq!(county.get(path).await.status, StatusCode::NOT_FOUND);
    grant(&world, 1, Role::Township, COUNTY).await;
    let html = text(&county.get(path).await);
    assert!(html.contains("没有可用的明细科目"), "{html}");
    divide(&world, "10202", "土地补偿费专户").await;
    let mut fields = vec![
        ("account_kind", "other"),
        ("account_number", "6222 0202 0011 2233"),
        ("account_bank", "辽中农商行茨榆坨支行"),
        ("ledger", "10202"),
    ];
    let html = text(&county.submit(path, &fields).await);
    assert!(html.contains("id=\"decision-error\""), "{html}");
    fields[0] = ("account_kind", "basic");
    fields[1] = ("account_number", "12");
    let html = text(&county.submit(path, &fields).await);
    assert!(html.contains("id=\"account_number-error\""), "{html}");
    fields[1] = ("account_number", "6222 0202 0011 2233");
    world.node.next_outcome(refused("BasicAccountTaken"));
    let html = text(&county.submit(path, &fields).await);
    assert!(html.contains("id=\"account_kind-error\""), "{html}");
    saved(&county.submit(path, &fields).await);
    let [account] = items::<BankAccountInput>(&world, "open_bank_accounts")
        .try_into()
        .unwrap();
    let digest = parties::account_digest(&world.app.vault, "6222020200112233").unwrap();
    assert_eq!(
        (account.digest, account.kind),
        (digest, BankAccountKind::Basic)
    );
    assert_eq!(account.ledger.to_string(), "10202");
    assert_eq!(account.decision, None);
    let path = "/console/village/accounts/1/close";
    saved(&county.submit(path, &[("reason", "并户")]).await);
    let [closure] = items::<BankAccountClosure>(&world, "close_bank_accounts")
        .try_into()
        .unwrap();
    assert_eq!(
        (closure.account, closure.reason.as_str()),
        (ACCOUNT, "并户")
    );
}

#[tokio::test]
async fn who_died_is_noted_once_and_known_by_name() {
    let world = village().await;
    grant(&world, 1, Role::Township, COUNTY).await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/1/departures/new";
    let html = text(&browser.submit(path, &[("since", "")]).await);
    assert!(
        html.contains("id=\"person_name-error\"") && html.contains("id=\"since-error\""),
        "{html}"
    );
    let fields = [("person_name", "吴老根"), ("since", "2026-05-01")];
    saved(&browser.submit(path, &fields).await);
    let [departure] = items::<Departure>(&world, "note_departures")
        .try_into()
        .unwrap();
    let noted = AssetsEntry::DepartureNoted(departure);
    let subject = Subject::Collective(COLLECTIVE);
    add(&world, vec![by(1, Role::Township, subject, noted)]).await;
    let list = text(&browser.get("/console/village/1/departures").await);
    assert!(
        list.contains("吴老根") && list.contains("2026年5月1日"),
        "{list}"
    );
}

#[tokio::test]
async fn the_county_divides_headings_and_takes_the_next_number() {
    let world = village().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/chart/new";
    let mut fields = vec![
        ("division", COUNTY),
        ("parent", "102"),
        ("account_digits", "1"),
        ("account_name", "土地补偿费专户"),
    ];
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("这个编码已经是“基本户”"), "{html}");
    fields[2] = ("account_digits", "100");
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("id=\"account_digits-error\""), "{html}");
    fields[2] = ("account_digits", "");
    saved(&browser.submit(path, &fields).await);
    let [account] = items::<AccountInput>(&world, "add_accounts")
        .try_into()
        .unwrap();
    assert_eq!(account.code.to_string(), "10202");
    let path = "/console/village/chart/new?target=10201";
    let html = text(&browser.get(path).await);
    assert!(
        html.contains("name=\"account_name\" value=\"基本户\""),
        "{html}"
    );
    let fields = [("division", COUNTY), ("account_name", "基本存款户")];
    saved(&browser.submit(path, &fields).await);
    let [account] = items::<AccountInput>(&world, "add_accounts")
        .try_into()
        .unwrap();
    assert_eq!(
        (account.code.to_string(), account.name.as_str()),
        ("10201".to_owned(), "基本存款户")
    );
    // The township sees the chart and cannot change it.
    sqlx::query("UPDATE member_roles SET role = 'town' WHERE member = 1")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    let html = text(&browser.get("/console/village/chart").await);
    assert!(html.contains("10201 基本户") && !html.contains("增设明细科目</a>"));
}

#[tokio::test]
async fn an_organisation_is_registered_for_a_second_person() {
    let world = world().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/organisations/new";
    let fields = |code: &'static str| {
        [
            ("legal_kind", "cooperative"),
            ("village", VILLAGE),
            ("registered_name", "玉露香合作社"),
            ("credit_code", code),
        ]
    };
    for (code, text_of) in [
        ("11370321004221396A", "信用代码不正确"),
        ("N2210115MF1234567N", "信用代码与类型不符"),
        ("11370321004221396B", "已经登记过"),
    ] {
        let html = text(&browser.submit(path, &fields(code)).await);
        assert!(
            html.contains("id=\"credit_code-error\"") && html.contains(text_of),
            "{code}: {html}"
        );
    }
    let household = [("legal_kind", "household"), ("village", VILLAGE)];
    saved(&browser.submit(path, &household).await);
    let [organisation] = registered::<OrganisationInput>(&world, "register_organisations")
        .try_into()
        .unwrap();
    assert_eq!(organisation.kind, OrganisationKind::Household);
    assert!(matches!(
        organisation.identity,
        OrganisationIdentity::Person { .. }
    ));
}

#[tokio::test]
async fn a_member_gets_a_login_and_roles_and_the_password_is_not_shown_again() {
    let world = world().await;
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/organisations/3/members/new";
    let short = [
        ("login", "li.cashier"),
        ("password", "tooshort"),
        ("roles", "vlg_cashier"),
    ];
    let html = text(&browser.submit(path, &short).await);
    assert!(html.contains("id=\"password-error\""), "{html}");
    assert!(!html.contains("tooshort") && html.contains("value=\"li.cashier\""));
    let none = [("login", "li.cashier"), ("password", "a long password")];
    let html = text(&browser.submit(path, &none).await);
    assert!(html.contains("id=\"roles-error\""), "{html}");
    let fields = [
        ("login", "li.cashier"),
        ("password", "a long password"),
        ("roles", "vlg_cashier"),
        // Who registers members cannot give what the law keeps for others.
        ("roles", "inspector"),
    ];
    saved(&browser.submit(path, &fields).await);
    let [member] = registered::<MemberInput>(&world, "register_members")
        .try_into()
        .unwrap();
    let cashier = Jurisdiction {
        role: Role::VillageCashier,
        division: VILLAGE.parse().unwrap(),
    };
    assert_eq!(member.organisation, OrganisationId(3));
    assert_eq!(member.roles.to_vec(), [cashier]);
    let path = "/console/members/3/grant";
    saved(&browser.submit(path, &[("role", "vlg_cashier")]).await);
    let granted = registered::<(MemberId, Jurisdiction)>(&world, "grant_roles");
    assert_eq!(granted, [(MemberId(3), cashier)]);
    let answer = browser.submit(path, &[("role", "inspector")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let path = "/console/members/3/revoke?target=packer:141031000000";
    saved(&browser.submit(path, &[]).await);
    let revoked = registered::<(MemberId, Jurisdiction)>(&world, "revoke_roles");
    assert_eq!(revoked[0].1.role, Role::Packer);
}

#[tokio::test]
async fn the_township_corrects_a_name_that_nobody_else_may_change() {
    let world = village().await;
    let place: DivisionCode = VILLAGE.parse().unwrap();
    let party = |name: &str| Party {
        name: name.to_owned(),
        number: Some(NUMBER.to_owned()),
        ..Party::default()
    };
    parties::keep(&world.app, place, &party("张健国"))
        .await
        .unwrap();
    assert!(parties::keep(&world.app, place, &party("张建国"))
        .await
        .is_err());
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/village/1/names";
    let html = text(&browser.submit(path, &[("party_kind", "person")]).await);
    for field in ["party_number", "party_name"] {
        assert!(html.contains(&format!("id=\"{field}-error\"")), "{html}");
    }
    let mut fields = [
        ("party_kind", "person"),
        ("party_number", "110105194912310021"),
        ("party_name", "张建国"),
    ];
    let html = text(&browser.submit(path, &fields).await);
    assert!(html.contains("id=\"party_number-error\""), "{html}");
    fields[1] = ("party_number", NUMBER);
    let answer = browser.submit(path, &fields).await;
    let html = text(&answer);
    assert_eq!(answer.status, StatusCode::OK, "{html}");
    assert!(
        html.contains("姓名已更正") && check(&html).is_ok(),
        "{html}"
    );
    let known = parties::keep(&world.app, place, &party("张建国")).await;
    assert!(known.is_ok());
    // Nothing of it is a call.
    assert!(world.node.calls().is_empty());
}
