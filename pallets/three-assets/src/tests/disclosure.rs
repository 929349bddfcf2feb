//! Disclosures: computed from the books, signed, posted, and taken down.

use county_primitives::{
    three_assets::{
        decisions::{Body, Matter},
        disclosure::{DisclosureInput, Posting, SpecialInput, StatementInput},
        warnings::{Overdue, WarningLevel, WarningRule},
        AssetsEntry,
    },
    BookId, CollectiveId, DisclosureId, PolicyKey, Subject, VoucherId, WarningId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Decisions, Disclosed, Error, Timelines};

type E = Error<Test>;

fn prepare(input: DisclosureInput) -> sp_runtime::DispatchResult {
    ThreeAssets::prepare_disclosures(by(ACCOUNTANT), items(&[input]))
}

fn statement(from: u8, to: u8) -> DisclosureInput {
    DisclosureInput::Statement(StatementInput {
        book: book(),
        from,
        to,
    })
}

fn sign_one(who: u8, id: u64) -> sp_runtime::DispatchResult {
    ThreeAssets::sign_disclosures(by(who), items(&[DisclosureId(id)]))
}

fn post_one(id: u64) -> sp_runtime::DispatchResult {
    let posting = Posting {
        disclosure: DisclosureId(id),
        photo: digest(0x99),
    };
    ThreeAssets::post_disclosures(by(CASHIER), items(&[posting]))
}

fn end(id: u64) -> sp_runtime::DispatchResult {
    ThreeAssets::end_disclosures(by(CASHIER), items(&[DisclosureId(id)]))
}

#[test]
fn what_is_posted_equals_the_books() {
    run(|| {
        let id = submit(&spending(500));
        pay(id);
        let mut input = voucher("513", "10201", 500);
        input.spending = Some(id);
        enter(&input);
        enter(&voucher("10201", "50101", 8_000));
        on("2026-04-02");
        close_through(3);
        let before = rules().len();
        assert_ok!(prepare(statement(3, 3)));
        let AssetsEntry::StatementPrepared { statement, digest } = last_record().entry else {
            panic!("a statement was prepared")
        };
        assert_eq!(statement.digest(), digest);
        assert_eq!(statement.vouchers, 2);
        assert_eq!(
            (statement.totals.income, statement.totals.expense),
            (yuan(8_000), yuan(500))
        );
        assert_eq!(statement.money, yuan(508_500));
        let head = Timelines::<Test>::get(Subject::Book(book())).head;
        assert_eq!(statement.head, head);
        assert_noop!(post_one(1), E::WrongState(0));
        assert_noop!(sign_one(ACCOUNTANT, 1), NO_ROLE);
        assert_ok!(sign_one(SUPERVISOR, 1));
        assert_noop!(sign_one(SUPERVISOR, 1), E::WrongState(0));
        assert_ok!(post_one(1));
        assert_eq!(Disclosed::<Test>::get((book(), 3)), Some(DisclosureId(1)));
        let progress = ThreeAssets::spending_progress(id).unwrap();
        assert_eq!(progress.disclosed, Some(DisclosureId(1)));
        assert_eq!(rules().len(), before);
        // Fifteen whole days on the wall, the first among them.
        on("2026-04-16");
        assert_noop!(end(1), E::PostingTooShort(0));
        on("2026-04-17");
        assert_ok!(end(1));
        assert_noop!(end(1), E::WrongState(0));
    });
}

#[test]
fn only_closed_months_are_disclosed() {
    run(|| {
        assert_noop!(prepare(statement(1, 1)), E::MonthNotClosed(0));
        close_through(2);
        assert_ok!(prepare(statement(1, 2)));
        assert_noop!(prepare(statement(1, 3)), E::MonthNotClosed(0));
        for (from, to) in [(0, 1), (2, 1), (1, 4), (12, 13)] {
            assert_noop!(prepare(statement(from, to)), E::MonthInvalid(0));
        }
        let unknown = StatementInput {
            book: BookId::new(FIRST, 2031),
            from: 1,
            to: 1,
        };
        assert_noop!(
            prepare(DisclosureInput::Statement(unknown)),
            E::BookUnknown(0)
        );
        assert_noop!(sign_one(SUPERVISOR, 9), E::DisclosureUnknown(0));
        crate::Disclosures::<Test>::mutate_extant(DisclosureId(1), |disclosure| {
            disclosure.preparer = county_primitives::MemberId(SUPERVISOR.into());
        });
        assert_noop!(sign_one(SUPERVISOR, 1), E::SamePerson(0));
    });
}

#[test]
fn a_late_posting_is_a_warning() {
    run(|| {
        set_policy(PolicyKey::DisclosureCycleMonths, Some(1));
        close_through(2);
        let before = warnings().len();
        // February is due on 15 March.
        for (id, day, late) in [(1, "2026-03-15", false), (2, "2026-03-16", true)] {
            on(day);
            assert_ok!(prepare(statement(2, 2)));
            assert_ok!(sign_one(SUPERVISOR, id));
            assert_ok!(post_one(id));
            assert_eq!(warnings().len() > before, late, "{day}");
        }
        assert_eq!(
            warnings()[before],
            (
                WarningRule::Disclosure,
                WarningLevel::Orange,
                Subject::Disclosure(DisclosureId(2))
            )
        );
    });
}

/// Whether a statement of these months, prepared and posted on this day, is late.
fn is_late(id: u64, (from, to): (u8, u8), day: &str) -> bool {
    on(day);
    let before = warnings().len();
    assert_ok!(prepare(statement(from, to)));
    assert_ok!(sign_one(SUPERVISOR, id));
    assert_ok!(post_one(id));
    warnings().len() > before
}

#[test]
fn a_quarterly_village_is_measured_by_its_quarter() {
    run(|| {
        on("2026-04-02");
        close_through(3);
        // The first quarter is due on 15 April, whether by the month or in one.
        assert!(!is_late(1, (1, 1), "2026-04-15"));
        assert!(!is_late(2, (1, 3), "2026-04-15"));
        assert!(is_late(3, (1, 3), "2026-04-16"));
        assert!(is_late(4, (1, 1), "2026-04-16"));
    });
}

#[test]
fn a_monthly_village_is_measured_by_its_first_open_month() {
    run(|| {
        set_policy(PolicyKey::DisclosureCycleMonths, Some(1));
        close_through(2);
        // January was due on 15 February; once it is on the wall, February counts.
        assert!(is_late(1, (1, 2), "2026-03-15"));
        assert!(!is_late(2, (1, 2), "2026-03-15"));
        assert!(is_late(3, (1, 2), "2026-03-16"));
    });
}

#[test]
fn the_papers_of_a_distribution_are_on_the_wall_before_its_assembly() {
    let by_assembly = |body: Body, matter: Matter, posted: Option<&str>, days: u64| {
        let mut found = Vec::new();
        run(|| {
            set_policy(PolicyKey::AnnualReportDays, Some(days));
            let mut input = decision_input(body, matter, Some(yuan(1)));
            input.notice = today();
            input.meeting = date("2026-03-20");
            let decision = open_decision(&input);
            if let Some(day) = posted {
                let papers = SpecialInput {
                    about: Subject::Decision(decision),
                    ..special()
                };
                on(day);
                assert_ok!(prepare(DisclosureInput::Special(papers)));
                assert_ok!(sign_one(SUPERVISOR, 1));
                assert_ok!(post_one(1));
            }
            on("2026-03-20");
            let all = match body {
                Body::Board => 4,
                Body::Representatives => 20,
                _ => 999,
            };
            assert_ok!(step_as(CHAIR, decision, resolved(1, all, all)));
            let about = Subject::Decision(decision);
            let expected = (WarningRule::Disclosure, WarningLevel::Orange, about);
            assert!(warnings().iter().all(|warning| *warning == expected));
            found = records()
                .into_iter()
                .filter_map(|record| match record.entry {
                    AssetsEntry::WarningRaised { finding, .. } => {
                        Some((finding.measured, finding.limit))
                    }
                    _ => None,
                })
                .collect();
        });
        found
    };
    let dividend = |posted, days| by_assembly(Body::Members, Matter::Distribution, posted, days);
    assert_eq!(dividend(Some("2026-03-10"), 10), []);
    assert_eq!(dividend(Some("2026-03-11"), 10), [(9, 10)]);
    assert_eq!(dividend(None, 10), [(0, 10)]);
    // As many days as the county asks for.
    assert_eq!(dividend(Some("2026-03-11"), 9), []);
    assert_eq!(dividend(Some("2026-03-12"), 9), [(8, 9)]);
    // The representatives as the members; the board, and anything else, without papers.
    for (body, matter, found) in [
        (Body::Representatives, Matter::Distribution, vec![(0, 10)]),
        (Body::Board, Matter::Distribution, vec![]),
        (Body::Members, Matter::Spending, vec![]),
    ] {
        assert_eq!(by_assembly(body, matter, None, 10), found, "{body:?}");
    }
}

#[test]
fn papers_that_were_only_signed_are_not_on_the_wall() {
    run(|| {
        let input = decision_input(Body::Members, Matter::Distribution, Some(yuan(1)));
        let decision = open_decision(&input);
        let papers = SpecialInput {
            about: Subject::Decision(decision),
            ..special()
        };
        assert_ok!(prepare(DisclosureInput::Special(papers)));
        assert_ok!(sign_one(SUPERVISOR, 1));
        let shown = || Decisions::<Test>::get(decision).unwrap().shown;
        assert_eq!(shown(), None);
        assert_ok!(post_one(1));
        assert_eq!(shown(), Some(today()));
        // The first day on the wall counts.
        on("2026-03-11");
        let again = SpecialInput {
            about: Subject::Decision(decision),
            ..special()
        };
        assert_ok!(prepare(DisclosureInput::Special(again)));
        assert_ok!(sign_one(SUPERVISOR, 2));
        assert_ok!(post_one(2));
        assert_eq!(shown(), Some(date("2026-03-10")));
    });
}

fn special() -> SpecialInput {
    SpecialInput {
        collective: FIRST,
        about: Subject::Collective(FIRST),
        title: "征地补偿".parse().unwrap(),
        occurred: today(),
        document: digest(0x98),
    }
}

#[test]
fn special_matters_are_posted_within_five_days() {
    run(|| {
        let with = |change: &dyn Fn(&mut SpecialInput)| {
            let mut input = special();
            change(&mut input);
            prepare(DisclosureInput::Special(input))
        };
        assert_noop!(with(&|it| it.title = "".parse().unwrap()), E::TextBlank(0));
        assert_noop!(
            with(&|it| it.occurred = date("2026-03-11")),
            E::DateInFuture(0)
        );
        assert_noop!(
            with(&|it| it.about = Subject::Voucher(VoucherId(9))),
            E::SubjectUnknown(0)
        );
        assert_noop!(
            with(&|it| it.collective = CollectiveId(9)),
            E::CollectiveUnknown(0)
        );
        for (id, day, late) in [(1, "2026-03-15", 0), (2, "2026-03-16", 1)] {
            on("2026-03-10");
            assert_ok!(with(&|_| ()));
            assert_ok!(sign_one(SUPERVISOR, id));
            on(day);
            assert_ok!(post_one(id));
            assert_eq!(warnings().len(), late, "{day}");
        }
    });
}

#[test]
fn what_is_prepared_and_never_posted_is_overdue() {
    run(|| {
        let report = |id| {
            let overdue = Overdue::Posting(DisclosureId(id));
            ThreeAssets::report_overdue(by(MEMBER), items(&[overdue]))
        };
        assert_noop!(report(1), E::DisclosureUnknown(0));
        assert_ok!(prepare(DisclosureInput::Special(special())));
        on("2026-03-15");
        assert_noop!(report(1), E::NotOverdue(0));
        on("2026-03-16");
        assert_ok!(report(1));
        // A signature alone puts nothing on the wall.
        assert_ok!(sign_one(SUPERVISOR, 1));
        assert_ok!(report(1));
        // Posted at last: the same warning once more, and nothing is overdue.
        assert_ok!(post_one(1));
        assert_noop!(report(1), E::NotOverdue(0));
        let about = Subject::Disclosure(DisclosureId(1));
        assert_eq!(
            warnings(),
            [(WarningRule::Disclosure, WarningLevel::Orange, about)]
        );
        assert_eq!(
            Timelines::<Test>::get(Subject::Warning(WarningId(1))).len,
            3
        );
    });
}
