//! Disclosures: computed from the books, signed, posted, and taken down.

use county_primitives::{
    three_assets::{
        disclosure::{DisclosureInput, Posting, SpecialInput, StatementInput},
        warnings::{Overdue, WarningLevel, WarningRule},
        AssetsEntry,
    },
    BookId, CollectiveId, DisclosureId, Subject, VoucherId, WarningId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Disclosed, Error, Timelines};

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
