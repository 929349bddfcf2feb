//! Warnings of the books at their boundaries, what is overdue, and what is done about a warning.

use county_primitives::{
    three_assets::{
        books::{BankLineInput, Nature, Origin, VoucherInput},
        challenges::ChallengeInput,
        collectives::BankAccountKind,
        decisions::{Body, Matter},
        spending::SpendingKind,
        warnings::{
            IdleFund, Overdue, WarningLevel, WarningRule, WarningState, WarningStep,
            WarningStepInput,
        },
        AssetsEntry, Fen, Project,
    },
    BankLineId, BookId, ChallengeId, CollectiveId, MemberId, PolicyKey, Subject, WarningId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, BankAccounts, Error, Funds, Warnings};

type E = Error<Test>;

fn about_book() -> Subject {
    Subject::Book(book())
}

#[test]
fn a_voucher_is_late_after_fifteen_and_thirty_days() {
    run(|| {
        on("2026-03-31");
        for (days, level) in [
            (15, None),
            (16, Some(WarningLevel::Yellow)),
            (30, Some(WarningLevel::Yellow)),
            (31, Some(WarningLevel::Orange)),
        ] {
            let before = warnings().len();
            let mut input = voucher("513", "101", 1);
            input.occurred = county_primitives::Date(today().0 - days);
            assert_ok!(draft(CASHIER, &input));
            let found = warnings().get(before).map(|(_, level, _)| *level);
            assert_eq!(found, level, "{days}");
        }
        // History is not late.
        let before = warnings().len();
        let mut history = voucher("513", "101", 1);
        (history.date, history.occurred) = (date("2026-03-10"), date("2026-01-01"));
        history.origin = Origin::Migrated;
        assert_ok!(draft(CASHIER, &history));
        assert_eq!(warnings().len(), before);
    });
}

#[test]
fn a_cash_box_above_its_limit_at_the_end_of_a_day_is_a_warning() {
    run(|| {
        // 1,000 in the box; 4,000 more are the limit, and the next fen is above it.
        enter(&voucher("101", "50101", 4_000));
        on("2026-03-11");
        let mut fen = voucher("101", "50101", 1);
        for line in &mut fen.lines {
            line.amount = Fen(1);
        }
        enter(&fen);
        assert_eq!(rules(), []);
        // Within the day it may be more.
        enter(&voucher("10201", "101", 10));
        enter(&voucher("101", "50101", 10));
        assert_eq!(rules(), []);
        on("2026-03-12");
        enter(&voucher("101", "50101", 1));
        assert_eq!(
            warnings(),
            [(WarningRule::Cash, WarningLevel::Orange, about_book())]
        );
    });
}

#[test]
fn money_that_leaves_without_a_spending_is_red() {
    run(|| {
        enter(&voucher("101", "10201", 100));
        assert_eq!(rules(), []);
        let id = enter(&voucher("513", "10201", 100));
        assert_eq!(
            warnings(),
            [(
                WarningRule::PaidWithoutApproval,
                WarningLevel::Red,
                Subject::Voucher(id)
            )]
        );
    });
}

#[test]
fn income_into_a_strange_account_is_red() {
    run(|| {
        let mut input = voucher("10201", "50101", 100);
        input.deposit = Some(digest(0xb1));
        enter(&input);
        assert_eq!(rules(), []);
        input.deposit = Some(digest(0xb9));
        enter(&input);
        assert_eq!(rules(), [WarningRule::StrangeAccount]);
        // Nor may it be closed, or another collective's.
        input.deposit = Some(digest(0xb1));
        for (open, owner) in [(false, FIRST), (true, CollectiveId(2))] {
            let before = rules().len();
            BankAccounts::<Test>::mutate_extant(ACCOUNT, |account| {
                (account.open, account.collective) = (open, owner);
            });
            enter(&input);
            assert_eq!(rules()[before..], [WarningRule::StrangeAccount]);
        }
    });
}

fn project() -> Project {
    "危桥改造".parse().unwrap()
}

/// A voucher that moves special funds of the project.
fn funds(debit: &str, credit: &str, amount: i64) -> VoucherInput {
    let mut input = voucher(debit, credit, amount);
    for line in &mut input.lines {
        line.project = Some(project());
    }
    input
}

#[test]
fn special_funds_are_used_for_their_project() {
    run(|| {
        enter(&funds("10201", "241", 100));
        enter(&funds("241", "311", 100));
        assert_eq!(
            Funds::<Test>::get((FIRST, project())).unwrap().balance,
            Fen::ZERO
        );
        assert_eq!(rules(), []);
        enter(&funds("241", "311", 1));
        assert_eq!(rules(), [WarningRule::SpecialFunds]);
    });
}

#[test]
fn loans_need_an_assembly_and_debt_has_a_line() {
    run(|| {
        // Assets of 501,000; the debt ratio of 70 per cent is reached at 1,169,000.
        let mut loan = voucher("10201", "201", 1_169_000);
        let assembly = decide(Body::Members, Matter::Loan, None);
        let board = decide(Body::Board, Matter::Loan, None);
        loan.decision = Some(assembly);
        enter(&loan);
        assert_eq!(rules(), []);
        for line in &mut loan.lines {
            line.amount = Fen(1);
        }
        loan.decision = Some(board);
        let id = enter(&loan);
        assert_eq!(
            warnings(),
            [
                (WarningRule::Debt, WarningLevel::Red, Subject::Voucher(id)),
                (WarningRule::Debt, WarningLevel::Red, about_book()),
            ]
        );
        // Beyond the line it is not said again with every voucher.
        loan.decision = Some(assembly);
        enter(&loan);
        assert_eq!(warnings().len(), 2);
    });
}

#[test]
fn more_than_three_reversals_in_a_month_are_a_warning() {
    run(|| {
        for number in 1..=4 {
            let original = voucher("513", "101", number);
            let id = enter(&original);
            let mut red = original;
            red.origin = Origin::Reversal(id);
            for line in &mut red.lines {
                line.amount = Fen(-line.amount.0);
            }
            let before = rules().contains(&WarningRule::Reversals);
            assert!(!before);
            enter(&red);
            assert_eq!(rules().contains(&WarningRule::Reversals), number == 4);
        }
    });
}

/// 10202 is the account for land compensation.
fn open_special_account() {
    let opened = decide(Body::Board, Matter::BankAccount, None);
    let mut special = bank_account_input(0xb2, BankAccountKind::LandCompensation, "10202");
    special.decision = Some(opened);
    assert_ok!(ThreeAssets::open_bank_accounts(
        by(ACCOUNTANT),
        items(&[special])
    ));
}

#[test]
fn what_leaves_the_account_of_land_compensation_needs_a_decision_whatever_it_is_called() {
    run(|| {
        open_special_account();
        enter(&voucher("10202", "311", 1_000));
        let strays = || {
            let rules = rules().into_iter();
            rules
                .filter(|rule| *rule == WarningRule::LandCompensation)
                .count()
        };
        assert_eq!(strays(), 0);
        for (kind, account, expected) in [
            (SpendingKind::Ordinary, "10201", 0),
            (SpendingKind::LandCompensation, "10202", 0),
            (SpendingKind::Ordinary, "10202", 1),
        ] {
            let mut paid = spending(100);
            paid.kind = kind;
            let id = submit(&paid);
            pay(id);
            let mut booking = voucher("513", account, 100);
            booking.spending = Some(id);
            enter(&booking);
            assert_eq!(strays(), expected, "{kind:?} from {account}");
        }
        // Nor is it brought to another account of the village without one.
        let mut moved = voucher("10201", "10202", 100);
        enter(&moved);
        assert_eq!(strays(), 2);
        moved.decision = Some(decide(Body::Members, Matter::LandCompensationUse, None));
        enter(&moved);
        assert_eq!(strays(), 2);
    });
}

#[test]
fn land_compensation_has_its_own_account_and_a_decision() {
    run(|| {
        open_special_account();
        let land = |debit, credit| {
            let mut input = voucher(debit, credit, 100);
            input.nature = Nature::LandCompensation;
            input
        };
        enter(&land("10202", "311"));
        assert_eq!(rules(), []);
        enter(&land("10201", "311"));
        assert_eq!(rules(), [WarningRule::LandCompensation]);
        // Out of it with a decision of the members only; the money left without a spending besides.
        let mut out = land("311", "10202");
        out.decision = Some(decide(Body::Members, Matter::LandCompensationUse, None));
        enter(&out);
        let strays = |rules: Vec<WarningRule>| {
            let of_land = |rule: &&WarningRule| **rule == WarningRule::LandCompensation;
            rules.iter().filter(of_land).count()
        };
        assert_eq!(strays(rules()), 1);
        enter(&voucher("10202", "311", 100));
        out.decision = None;
        enter(&out);
        assert_eq!(strays(rules()), 2);
        // A spending is decided as land compensation only if it was submitted as that.
        for (kind, expected) in [
            (SpendingKind::LandCompensation, 2),
            (SpendingKind::Ordinary, 3),
        ] {
            let mut paid = spending(100);
            paid.kind = kind;
            let id = submit(&paid);
            pay(id);
            enter(&voucher("10202", "311", 100));
            let mut booking = land("311", "10202");
            booking.spending = Some(id);
            enter(&booking);
            assert_eq!(strays(rules()), expected, "{kind:?}");
        }
    });
}

#[test]
fn receivables_below_nothing_are_a_warning() {
    run(|| {
        enter(&voucher("11201", "50101", 100));
        enter(&voucher("10201", "11201", 100));
        assert_eq!(rules(), []);
        enter(&voucher("10201", "11201", 1));
        assert_eq!(
            warnings(),
            [(
                WarningRule::NegativeBalance,
                WarningLevel::Orange,
                about_book()
            )]
        );
    });
}

fn report(overdue: Overdue) -> sp_runtime::DispatchResult {
    ThreeAssets::report_overdue(by(MEMBER), items(&[overdue]))
}

#[test]
fn what_is_overdue_is_checked_by_the_chain() {
    run(|| {
        let missing = BookId::new(FIRST, 2031);
        assert_noop!(
            report(Overdue::BankLine(BankLineId(9))),
            E::BankLineUnknown(0)
        );
        assert_noop!(report(Overdue::CashBox(missing)), E::BookUnknown(0));
        assert_noop!(
            report(Overdue::Challenge(ChallengeId(9))),
            E::ChallengeUnknown(0)
        );
        assert_noop!(report(Overdue::Month(month(13))), E::MonthInvalid(0));
        assert_noop!(report(Overdue::Disclosure(month(0))), E::MonthInvalid(0));
        let fund = IdleFund {
            collective: FIRST,
            project: project(),
        };
        assert_noop!(report(Overdue::Fund(fund.clone())), E::FundUnknown(0));
        let nobody = IdleFund {
            collective: CollectiveId(9),
            ..fund
        };
        assert_noop!(report(Overdue::Fund(nobody)), E::CollectiveUnknown(0));
        assert_noop!(
            ThreeAssets::report_overdue(by(CASHIER), items(&[Overdue::Month(month(1))])),
            NO_ROLE
        );
    });
}

#[test]
fn a_month_is_overdue_after_the_tenth_and_a_disclosure_after_the_fifteenth() {
    run(|| {
        set_policy(PolicyKey::DisclosureCycleMonths, Some(1));
        // February 2026.
        assert_noop!(report(Overdue::Month(month(2))), E::NotOverdue(0));
        on("2026-03-11");
        assert_ok!(report(Overdue::Month(month(2))));
        on("2026-03-15");
        assert_noop!(report(Overdue::Disclosure(month(2))), E::NotOverdue(0));
        on("2026-03-16");
        assert_ok!(report(Overdue::Disclosure(month(2))));
        assert_eq!(
            rules(),
            [WarningRule::Unreconciled, WarningRule::Disclosure]
        );
        close_through(2);
        assert_noop!(report(Overdue::Month(month(2))), E::NotOverdue(0));
    });
}

#[test]
fn a_disclosure_of_a_quarter_is_overdue_after_the_fifteenth_behind_it() {
    run(|| {
        let missing = |number| report(Overdue::Disclosure(month(number)));
        on("2026-04-15");
        for number in 1..=3 {
            assert_noop!(missing(number), E::NotOverdue(0));
        }
        on("2026-04-16");
        assert_ok!(missing(1));
        assert_eq!(
            warnings(),
            [(WarningRule::Disclosure, WarningLevel::Orange, about_book())]
        );
        // The next quarter has begun; by the month, April is not over either.
        assert_noop!(missing(4), E::NotOverdue(0));
        on("2026-05-16");
        assert_noop!(missing(4), E::NotOverdue(0));
        set_policy(PolicyKey::DisclosureCycleMonths, Some(1));
        assert_ok!(missing(4));
    });
}

#[test]
fn lines_cash_funds_and_challenges_are_overdue_on_their_day() {
    run(|| {
        let line = |reference: u8, amount| BankLineInput {
            account: ACCOUNT,
            date: today(),
            amount: yuan(amount),
            party: digest(1),
            reference: digest(reference),
        };
        let lines = items(&[line(1, -500), line(2, 500)]);
        assert_ok!(ThreeAssets::record_bank_lines(by(BANK), lines));
        let (out, income) = (
            Overdue::BankLine(BankLineId(1)),
            Overdue::BankLine(BankLineId(2)),
        );
        on("2026-03-15");
        assert_noop!(report(out.clone()), E::NotOverdue(0));
        on("2026-03-16");
        assert_ok!(report(out));
        assert_ok!(report(income.clone()));
        assert_eq!(rules(), [WarningRule::Unreconciled]);
        on("2026-03-18");
        assert_ok!(report(income));
        assert_eq!(rules()[1..], [WarningRule::IncomeOffBooks]);

        enter(&voucher("101", "50101", 4_001));
        assert_noop!(report(Overdue::CashBox(book())), E::NotOverdue(0));
        on("2026-03-19");
        assert_ok!(report(Overdue::CashBox(book())));
        assert_eq!(rules()[2..], [WarningRule::Cash]);

        let asked = ChallengeInput {
            collective: FIRST,
            about: about_book(),
            question: digest(1),
            asker: pseudonym(1),
        };
        assert_ok!(ThreeAssets::raise_challenges(by(MEMBER), items(&[asked])));
        let late = Overdue::Challenge(ChallengeId(1));
        on("2026-03-20");
        assert_noop!(report(late.clone()), E::NotOverdue(0));
        on("2026-03-21");
        assert_ok!(report(late));
        assert_eq!(rules()[3..], [WarningRule::Disclosure]);

        enter(&funds("10201", "241", 100));
        let idle = Overdue::Fund(IdleFund {
            collective: FIRST,
            project: project(),
        });
        on("2027-03-31");
        assert_noop!(report(idle.clone()), E::NotOverdue(0));
        on("2027-04-01");
        assert_ok!(report(idle));
        assert_eq!(rules()[4..], [WarningRule::SpecialFunds]);
    });
}

const ID: WarningId = WarningId(1);

fn step(who: u8, step: WarningStep) -> sp_runtime::DispatchResult {
    let warning = ID;
    ThreeAssets::step_warnings(by(who), items(&[WarningStepInput { warning, step }]))
}

fn assigned(to: u8) -> WarningStep {
    WarningStep::Assigned {
        to: MemberId(to.into()),
    }
}

fn explained(text: &str) -> WarningStep {
    WarningStep::Explained {
        text: text.parse().unwrap(),
        evidence: None,
    }
}

fn closed(reason: &str) -> WarningStep {
    WarningStep::Closed {
        reason: reason.parse().unwrap(),
    }
}

fn ordered(until: &str, text: &str) -> WarningStep {
    WarningStep::RectificationOrdered {
        until: date(until),
        text: text.parse().unwrap(),
    }
}

fn rectified() -> WarningStep {
    WarningStep::Rectified {
        proof: digest(0x70),
    }
}

fn state() -> WarningState {
    Warnings::<Test>::get(ID).unwrap().state
}

/// A yellow warning about a late voucher, on Tuesday 2026-03-10.
fn raise_yellow() {
    let mut input = voucher("513", "101", 1);
    input.occurred = date("2026-02-20");
    assert_ok!(draft(CASHIER, &input));
    let warning = Warnings::<Test>::get(ID).unwrap();
    assert_eq!(
        (warning.level, warning.due),
        (WarningLevel::Yellow, date("2026-03-24"))
    );
}

#[test]
fn a_warning_is_explained_and_accepted_by_another_person() {
    run(|| {
        raise_yellow();
        assert_noop!(step(CHAIR, assigned(CASHIER)), NO_ROLE);
        assert_noop!(step(TOWN, assigned(99)), E::NotOfficer(0));
        assert_ok!(step(TOWN, assigned(CASHIER)));
        assert_eq!(
            last_record().entry,
            AssetsEntry::WarningStepped {
                step: assigned(CASHIER),
                level: WarningLevel::Yellow,
                due: date("2026-03-24"),
            }
        );
        assert_noop!(step(TOWN, assigned(CASHIER)), E::WrongState(0));
        assert_noop!(step(TOWN, WarningStep::Accepted), E::WrongState(0));
        assert_noop!(step(CASHIER, explained(" ")), E::TextBlank(0));
        assert_noop!(step(OUTSIDER, explained("忘了")), E::NotOfficer(0));
        assert_ok!(step(CASHIER, explained("发票迟到")));
        assert_noop!(step(TOWN, closed("完")), E::WrongState(0));
        Warnings::<Test>::mutate_extant(ID, |warning| {
            warning.explained_by = Some(MemberId(TOWN.into()));
        });
        assert_noop!(step(TOWN, WarningStep::Accepted), E::SamePerson(0));
        assert_ok!(step(COUNTY, WarningStep::Accepted));
        assert_noop!(step(TOWN, closed("")), E::TextBlank(0));
        assert_ok!(step(TOWN, closed("已说明")));
        assert_eq!(state(), WarningState::Closed);
        let unknown = WarningStepInput {
            warning: WarningId(9),
            step: closed("x"),
        };
        assert_noop!(
            ThreeAssets::step_warnings(by(TOWN), items(&[unknown])),
            E::WarningUnknown(0)
        );
    });
}

#[test]
fn what_is_wrong_is_put_right_and_verified() {
    run(|| {
        raise_yellow();
        assert_noop!(step(TOWN, ordered("2026-03-09", "补录")), E::TermInvalid(0));
        assert_noop!(step(TOWN, ordered("2026-03-20", "")), E::TextBlank(0));
        assert_ok!(step(TOWN, ordered("2026-03-20", "补录")));
        assert_eq!(Warnings::<Test>::get(ID).unwrap().due, date("2026-03-20"));
        assert_noop!(step(TOWN, WarningStep::Verified), E::WrongState(0));
        assert_ok!(step(ACCOUNTANT, rectified()));
        assert_ok!(step(TOWN, WarningStep::Verified));
        assert_ok!(step(TOWN, closed("已整改")));
    });
}

#[test]
fn the_clock_moves_a_warning_up_although_nobody_calls() {
    run(|| {
        raise_yellow();
        let standing = || ThreeAssets::warning_standing(ID).unwrap();
        on("2026-03-24");
        assert_eq!(standing().level, WarningLevel::Yellow);
        assert_noop!(step(MEMBER, WarningStep::Escalated), E::NotOverdue(0));
        // Five more working days for orange, two more for red.
        on("2026-03-25");
        assert_eq!(standing().level, WarningLevel::Orange);
        assert!(!standing().overdue);
        assert_noop!(step(TOWN, WarningStep::Accepted), NO_ROLE);
        on("2026-03-31");
        assert_eq!(standing().level, WarningLevel::Orange);
        on("2026-04-01");
        assert_eq!(standing().level, WarningLevel::Red);
        assert!(!standing().overdue);
        on("2026-04-03");
        assert!(standing().overdue);
        // Whoever sees it writes it down, with every level that the clock went up; nobody gets more time by that.
        for _ in 0..2 {
            assert_ok!(step(MEMBER, WarningStep::Escalated));
            assert_eq!(
                last_record().entry,
                AssetsEntry::WarningStepped {
                    step: WarningStep::Escalated,
                    level: WarningLevel::Red,
                    due: date("2026-04-02"),
                }
            );
            assert!(standing().overdue);
        }
        // A step of the route writes down what the clock did.
        assert_ok!(step(CASHIER, explained("发票迟到")));
        on("2026-04-20");
        assert_noop!(step(COUNTY, WarningStep::Accepted), NO_ROLE);
        assert_ok!(step(INSPECTOR, WarningStep::Accepted));
        assert_eq!(Warnings::<Test>::get(ID).unwrap().level, WarningLevel::Red);
    });
}

#[test]
fn the_level_decides_who_sees_to_a_warning_and_who_judges_it() {
    use WarningLevel::{Orange, Red, Yellow};
    run(|| {
        raise_yellow();
        for (level, sees, judges) in [
            (Yellow, [true, false, false], [true, true, true]),
            (Orange, [true, true, false], [false, true, true]),
            (Red, [true, true, true], [false, false, true]),
        ] {
            for (at, who) in [TOWN, COUNTY, INSPECTOR].into_iter().enumerate() {
                let take = |state, taken| {
                    Warnings::<Test>::mutate_extant(ID, |warning| {
                        (warning.level, warning.state) = (level, state);
                        (warning.due, warning.explained_by) = (today(), None);
                    });
                    step(who, taken)
                };
                let expected = |allowed: bool| if allowed { Ok(()) } else { Err(NO_ROLE) };
                let asked = take(WarningState::Open, assigned(CASHIER));
                assert_eq!(asked, expected(sees[at]), "{level:?} {who}");
                let accepted = take(WarningState::Explained, WarningStep::Accepted);
                assert_eq!(accepted, expected(judges[at]), "{level:?} {who}");
            }
        }
    });
}

#[test]
fn a_closed_warning_is_opened_again_when_it_happens_again() {
    run(|| {
        enter(&voucher("11201", "50101", 1));
        enter(&voucher("10201", "11201", 2));
        assert_ok!(step(COUNTY, ordered("2026-03-20", "更正")));
        assert_ok!(step(ACCOUNTANT, rectified()));
        assert_ok!(step(COUNTY, WarningStep::Verified));
        assert_ok!(step(COUNTY, closed("已更正")));
        enter(&voucher("10201", "11201", 2));
        assert_eq!(state(), WarningState::Open);
        assert_eq!(warnings().len(), 1);
        let AssetsEntry::WarningRepeated { reopened, .. } = last_record().entry else {
            panic!("the warning is repeated")
        };
        assert!(reopened);
        // Again while it is open: repeated, not opened.
        enter(&voucher("10201", "11201", 2));
        let AssetsEntry::WarningRepeated { reopened, .. } = last_record().entry else {
            panic!("the warning is repeated")
        };
        assert!(!reopened);
    });
}

#[test]
fn a_warning_needs_its_clock() {
    run(|| {
        set_policy(PolicyKey::WarningRedWorkdays, None);
        assert_ok!(draft(CASHIER, &voucher("513", "10201", 100)));
        assert_noop!(post(ACCOUNTANT, last_voucher()), NO_POLICY);
    });
}
