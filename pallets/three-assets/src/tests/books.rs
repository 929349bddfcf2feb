//! Books, vouchers, numbers, reconciliation and closing.

use county_primitives::{
    three_assets::{
        accounts::Side,
        books::{
            BookInput, Nature, Opening, Origin, Receipt, Till, VoucherInput, VoucherNumber,
            LINES_MAX,
        },
        collectives::{BankAccountKind, OfficerInput, Post},
        decisions::{Body, Matter},
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen, Project,
    },
    BankAccountId, BookId, CollectiveId, DecisionId, SpendingId, Subject, Timeline, VoucherId,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, weights::Weight};

use crate::{
    mock::*, types::WARNINGS_MAX, Books, Error, Funds, Months, Timelines, Vouchers, WeightInfo,
};

type E = Error<Test>;

fn open(input: BookInput) -> sp_runtime::DispatchResult {
    ThreeAssets::open_books(by(ACCOUNTANT), items(&[input]))
}

fn first_book(openings: &[(&str, i64)]) -> BookInput {
    let openings: Vec<_> = openings
        .iter()
        .map(|(account, balance)| Opening {
            account: code(account),
            balance: yuan(*balance),
        })
        .collect();
    BookInput {
        collective: CollectiveId(2),
        year: 2026,
        openings: openings.try_into().unwrap(),
    }
}

/// A second collective in the same village whose books the agency keeps.
fn second_collective() {
    let mut input = collective_input();
    input.credit_code = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .find_map(|check| format!("N1210115MF1234567{check}").parse().ok())
        .unwrap();
    input.level = county_primitives::three_assets::collectives::CollectiveLevel::Group;
    assert_ok!(ThreeAssets::register_collectives(by(TOWN), items(&[input])));
}

/// The voucher in red letters.
fn reversed(original: &VoucherInput, id: VoucherId) -> VoucherInput {
    let mut red = original.clone();
    red.origin = Origin::Reversal(id);
    for line in &mut red.lines {
        line.amount = Fen(-line.amount.0);
    }
    red
}

#[test]
fn opening_balances_balance() {
    run(|| {
        second_collective();
        let open = |input| ThreeAssets::open_books(by(AGENCY), items(&[input]));
        assert_noop!(open(first_book(&[("101", 5)])), E::OpeningsUnbalanced(0));
        assert_noop!(open(first_book(&[("101", 0)])), E::AmountInvalid(0));
        assert_noop!(
            open(first_book(&[("101", 5), ("50101", -5)])),
            E::AmountInvalid(0)
        );
        assert_noop!(open(first_book(&[("102", 5)])), E::AccountNotLeaf(0));
        assert_noop!(open(first_book(&[("51101", 5)])), E::AccountUnknown(0));
        assert_noop!(
            open(first_book(&[("101", 5), ("101", -5)])),
            E::AccountTwice(0)
        );
        let mut huge = first_book(&[("101", 5), ("301", -5)]);
        huge.openings[0].balance = Fen(i64::MAX);
        huge.openings[1].balance = Fen(i64::MAX);
        assert_noop!(open(huge), E::AmountOverflow(0));
        assert_noop!(
            ThreeAssets::open_books(by(OUTSIDER), items(&[first_book(&[])])),
            E::NotOfficer(0)
        );
        // History may begin below nothing, and says so.
        assert_ok!(open(first_book(&[("101", -5), ("301", 5)])));
        let about = Subject::Book(BookId::new(CollectiveId(2), 2026));
        assert_eq!(
            warnings(),
            [(WarningRule::NegativeBalance, WarningLevel::Orange, about)]
        );
        assert_noop!(open(first_book(&[])), E::BookKnown(0));
    });
}

#[test]
fn years_follow_each_other() {
    run(|| {
        let next = |year: u16| BookInput {
            collective: FIRST,
            year,
            openings: Default::default(),
        };
        assert_noop!(open(next(2028)), E::YearNotNext(0));
        assert_noop!(open(next(2027)), E::YearNotClosed(0));
        enter(&voucher("10201", "50101", 3_000));
        enter(&voucher("513", "101", 100));
        on("2027-01-05");
        close_through(12);
        assert_ok!(ThreeAssets::close_years(by(ACCOUNTANT), items(&[book()])));
        assert_recorded(
            Subject::Book(book()),
            ACCOUNTANT,
            AssetsEntry::YearClosed {
                surplus: yuan(2_900),
                accounts: 2,
            },
        );
        assert_eq!(balance("322"), yuan(-2_900));
        assert_eq!(balance("321"), yuan(0));
        assert_eq!(balance("50101"), yuan(0));
        // The income statement still shows the year.
        let income = ThreeAssets::income_statement(book(), 1, 13).unwrap();
        assert_eq!(income.surplus, yuan(2_900));
        assert_noop!(
            ThreeAssets::close_years(by(ACCOUNTANT), items(&[book()])),
            E::YearClosed(0)
        );
        let mut with_openings = book_input();
        with_openings.year = 2027;
        assert_noop!(open(with_openings), E::OpeningsNotTaken(0));
        assert_ok!(open(next(2027)));
        let carried = crate::Balances::<Test>::iter_prefix(BookId::new(FIRST, 2027));
        assert_eq!(carried.count(), 4);
        let sheet = ThreeAssets::balance_sheet(BookId::new(FIRST, 2027), 1).unwrap();
        assert_eq!(sheet.assets, yuan(503_900));
        assert_eq!(sheet.liabilities_and_equity, yuan(503_900));
    });
}

#[test]
fn a_voucher_is_drafted_by_one_and_posted_by_another() {
    run(|| {
        let input = voucher("101", "50101", 100);
        assert_ok!(draft(CASHIER, &input));
        let id = last_voucher();
        assert_recorded(
            Subject::Voucher(id),
            CASHIER,
            AssetsEntry::VoucherDrafted(input.clone()),
        );
        assert_noop!(post(CASHIER_AGAIN, id), E::NotOfficer(0));
        assert_ok!(post(ACCOUNTANT, id));
        assert_recorded(
            Subject::Book(book()),
            ACCOUNTANT,
            AssetsEntry::VoucherPosted {
                voucher: id,
                number: VoucherNumber {
                    month: 3,
                    number: 1,
                },
                content: input.content(),
            },
        );
        assert_eq!(balance("101"), yuan(1_100));
        assert_noop!(post(ACCOUNTANT, id), E::VoucherNotDraft(0));
        // The agency's accountants need no seat; who drafted does not post.
        assert_ok!(draft(ACCOUNTANT, &input));
        assert_noop!(post(ACCOUNTANT, last_voucher()), E::SamePerson(0));
        assert_ok!(post(AGENCY, last_voucher()));
        hold(Subject::Voucher(VoucherId(3)), true);
        assert_ok!(draft(CASHIER, &input));
        assert_noop!(post(ACCOUNTANT, VoucherId(3)), HELD);
    });
}

#[test]
fn fails_to_draft_what_no_book_takes() {
    run(|| {
        let good = voucher("513", "101", 100);
        let with = |change: &dyn Fn(&mut VoucherInput)| {
            let mut input = good.clone();
            change(&mut input);
            draft(CASHIER, &input)
        };
        let unknown = BookId::new(FIRST, 2030);
        assert_noop!(with(&|it| it.book = unknown), E::BookUnknown(0));
        assert_noop!(
            with(&|it| it.date = date("2025-12-31")),
            E::DateOutsideBook(0)
        );
        assert_noop!(with(&|it| it.date = date("2026-03-11")), E::DateInFuture(0));
        assert_noop!(
            with(&|it| it.date = date("2026-03-09")),
            E::OccurredAfterDate(0)
        );
        assert_noop!(
            with(&|it| {
                it.lines.pop();
            }),
            E::NoLines(0)
        );
        assert_noop!(
            with(&|it| it.lines[0].amount = yuan(99)),
            E::VoucherUnbalanced(0)
        );
    });
}

#[test]
fn fails_to_draft_what_nothing_bears() {
    run(|| {
        let good = voucher("513", "101", 100);
        let with = |change: &dyn Fn(&mut VoucherInput)| {
            let mut input = good.clone();
            change(&mut input);
            draft(CASHIER, &input)
        };
        for amount in [0, -100] {
            assert_noop!(
                with(&|it| {
                    for line in &mut it.lines {
                        line.amount = Fen(amount);
                    }
                }),
                E::AmountInvalid(0)
            );
        }
        assert_noop!(
            with(&|it| {
                it.lines.try_push(line("513", Side::Debit, 1)).unwrap();
                for line in &mut it.lines {
                    line.amount = Fen(i64::MAX);
                }
            }),
            E::AmountOverflow(0)
        );
        assert_noop!(
            with(&|it| it.lines[0].account = code("51301")),
            E::AccountUnknown(0)
        );
        for project in [None, Some(" ".parse().unwrap())] {
            assert_noop!(
                with(&|it| {
                    it.lines[0].account = code("241");
                    it.lines[0].project.clone_from(&project);
                }),
                E::ProjectMissing(0)
            );
        }
        assert_noop!(
            with(&|it| it.documents = Default::default()),
            E::DocumentMissing(0)
        );
        assert_noop!(
            with(&|it| it.summary = " ".parse().unwrap()),
            E::TextBlank(0)
        );
        assert_noop!(
            with(&|it| it.decision = Some(DecisionId(9))),
            E::DecisionUnknown(0)
        );
        assert_noop!(
            with(&|it| it.spending = Some(SpendingId(9))),
            E::SpendingUnfit(0)
        );
        assert_noop!(
            with(&|it| it.origin = Origin::Reversal(VoucherId(9))),
            E::ReversalUnfit(0)
        );
        assert_noop!(draft(MEMBER, &good), NO_ROLE);
    });
}

#[test]
fn numbers_have_no_gaps() {
    run(|| {
        enter(&voucher("513", "101", 1));
        let mut earlier = voucher("513", "101", 1);
        earlier.date = date("2026-02-27");
        earlier.occurred = earlier.date;
        enter(&earlier);
        // A withdrawn draft takes no number.
        assert_ok!(draft(CASHIER, &voucher("513", "101", 1)));
        let reason = "重复".parse().unwrap();
        let withdraw = |reason| {
            ThreeAssets::withdraw_vouchers(by(CASHIER), items(&[(last_voucher(), reason)]))
        };
        assert_noop!(withdraw("".parse().unwrap()), E::TextBlank(0));
        assert_ok!(withdraw(reason));
        assert_noop!(withdraw("再".parse().unwrap()), E::VoucherNotDraft(0));
        enter(&voucher("513", "101", 1));
        let numbers: Vec<_> = [1, 2, 4]
            .map(|id| Vouchers::<Test>::get(VoucherId(id)).unwrap().number)
            .map(|number| (number.month, number.number))
            .into();
        assert_eq!(numbers, [(3, 1), (2, 1), (3, 2)]);
        assert_eq!(Months::<Test>::get((book(), 3)).vouchers, 2);
    });
}

#[test]
fn all_or_nothing_names_the_item() {
    run(|| {
        let good = voucher("513", "101", 1);
        let mut bad = good.clone();
        bad.lines[0].amount = yuan(2);
        let list = items(&[good.clone(), bad]);
        assert_noop!(
            ThreeAssets::draft_vouchers(by(CASHIER), list),
            E::VoucherUnbalanced(1)
        );
        assert_ok!(draft(CASHIER, &good));
        let list = items(&[VoucherId(1), VoucherId(1)]);
        assert_noop!(
            ThreeAssets::post_vouchers(by(ACCOUNTANT), list),
            E::VoucherNotDraft(1)
        );
    });
}

#[test]
fn money_never_falls_below_nothing() {
    run(|| {
        enter(&voucher("513", "101", 1_000));
        assert_eq!(balance("101"), yuan(0));
        assert_ok!(draft(CASHIER, &voucher("513", "101", 1)));
        assert_noop!(post(ACCOUNTANT, last_voucher()), E::BalanceNegative(0));
        // Nor in an earlier month, although there is enough today.
        enter(&voucher("101", "10201", 500));
        let mut earlier = voucher("513", "101", 100);
        earlier.date = date("2026-03-01");
        earlier.occurred = earlier.date;
        enter(&earlier);
        earlier.date = date("2026-02-01");
        earlier.occurred = earlier.date;
        earlier.lines[0].amount = yuan(1_001);
        earlier.lines[1].amount = yuan(1_001);
        assert_ok!(draft(CASHIER, &earlier));
        assert_noop!(post(ACCOUNTANT, last_voucher()), E::BalanceNegative(0));
    });
}

/// What came out of the cash box on a day before the ledger, without a document.
fn history(day: &str, amount: i64) -> VoucherInput {
    VoucherInput {
        date: date(day),
        occurred: date(day),
        documents: Default::default(),
        origin: Origin::Migrated,
        ..voucher("513", "101", amount)
    }
}

#[test]
fn history_is_taken_as_it_was_until_something_is_entered() {
    run(|| {
        // The box holds 1,000: what would be refused is a warning.
        let earlier = history("2026-01-05", 2_000);
        let id = enter(&earlier);
        assert_eq!(rules(), [WarningRule::NegativeBalance]);
        // Neither a reversal nor a draft is an entry.
        enter(&reversed(&earlier, id));
        assert_ok!(draft(CASHIER, &voucher("10201", "50101", 1)));
        let entry = last_voucher();
        enter(&history("2026-01-05", 1));
        assert_ok!(draft(CASHIER, &earlier));
        let waiting = last_voucher();
        assert_ok!(post(ACCOUNTANT, entry));
        assert_noop!(post(ACCOUNTANT, waiting), E::HistoryEnded(0));
        assert_noop!(draft(CASHIER, &earlier), E::HistoryEnded(0));
        assert_ok!(draft(CASHIER, &voucher("513", "10201", 1)));
    });
}

#[test]
fn history_ends_on_the_day_of_the_first_book() {
    run(|| {
        on("2026-03-11");
        assert_ok!(draft(CASHIER, &history("2026-03-10", 1)));
        assert_noop!(
            draft(CASHIER, &history("2026-03-11", 1)),
            E::HistoryEnded(0)
        );
        assert_ok!(draft(CASHIER, &voucher("513", "101", 1)));
    });
}

#[test]
fn a_later_book_takes_history_only_if_no_earlier_one_has_entries() {
    for is_entered in [false, true] {
        run(|| {
            let input = match is_entered {
                false => history("2026-01-05", 1),
                true => voucher("513", "101", 1),
            };
            enter(&input);
            on("2027-01-05");
            close_through(12);
            assert_ok!(ThreeAssets::close_years(by(ACCOUNTANT), items(&[book()])));
            let next = BookInput {
                collective: FIRST,
                year: 2027,
                openings: Default::default(),
            };
            assert_ok!(open(next));
            // The first book was opened on a day of 2026; were it today, only entries would matter.
            let id = BookId::new(FIRST, 2027);
            let last = Books::<Test>::get(id).unwrap().history;
            assert_eq!(last, (!is_entered).then(|| date("2026-03-10")));
            let later = VoucherInput {
                book: id,
                ..history("2027-01-05", 1)
            };
            assert_noop!(draft(CASHIER, &later), E::HistoryEnded(0));
            Books::<Test>::mutate_extant(id, |book| {
                book.history = last.map(|_| today());
            });
            if is_entered {
                assert_noop!(draft(CASHIER, &later), E::HistoryEnded(0));
            } else {
                assert_ok!(draft(CASHIER, &later));
            }
        });
    }
}

#[test]
fn a_reversal_mirrors_its_original_in_red() {
    run(|| {
        let original = voucher("513", "101", 100);
        let id = enter(&original);
        let mut red = original.clone();
        red.origin = Origin::Reversal(id);
        red.documents = Default::default();
        assert_noop!(draft(CASHIER, &red), E::ReversalUnfit(0));
        for line in &mut red.lines {
            line.amount = Fen(-line.amount.0);
        }
        let mut other = red.clone();
        other.lines[0].account = code("514");
        assert_noop!(draft(CASHIER, &other), E::ReversalUnfit(0));
        // Two drafts of one reversal: the second is refused when it is posted.
        assert_ok!(draft(CASHIER, &red));
        assert_ok!(draft(CASHIER, &red));
        assert_ok!(post(ACCOUNTANT, VoucherId(2)));
        assert_noop!(post(ACCOUNTANT, VoucherId(3)), E::ReversalUnfit(0));
        assert_eq!(balance("101"), yuan(1_000));
        assert_eq!(
            Vouchers::<Test>::get(id).unwrap().reversed_by,
            Some(VoucherId(2))
        );
        // A reversal is not reversed.
        let mut again = original;
        again.origin = Origin::Reversal(VoucherId(2));
        assert_noop!(draft(CASHIER, &again), E::ReversalUnfit(0));
        assert_ok!(ThreeAssets::withdraw_vouchers(
            by(CASHIER),
            items(&[(VoucherId(3), "重复".parse().unwrap())])
        ));
    });
}

#[test]
fn receipts_are_booked_once() {
    run(|| {
        let receipt = |number| {
            let mut input = voucher("101", "50101", 10);
            input.receipt = Some(Receipt {
                series: "A".parse().unwrap(),
                number,
            });
            input
        };
        enter(&receipt(7));
        enter(&receipt(8));
        assert_eq!(rules(), []);
        assert_ok!(draft(CASHIER, &receipt(8)));
        assert_noop!(post(ACCOUNTANT, last_voucher()), E::ReceiptUsed(0));
        let tenth = receipt(10);
        let id = enter(&tenth);
        assert_eq!(rules(), [WarningRule::IncomeOffBooks]);
        // The ninth is found, and closes the gap; once.
        enter(&receipt(9));
        assert_ok!(draft(CASHIER, &receipt(9)));
        assert_noop!(post(ACCOUNTANT, last_voucher()), E::ReceiptUsed(0));
        // A booking that was reversed is made again.
        enter(&reversed(&tenth, id));
        enter(&tenth);
        assert_eq!(rules(), [WarningRule::IncomeOffBooks]);
    });
}

#[test]
fn a_month_is_closed_after_reconciliation_only() {
    run(|| {
        let close = |number| ThreeAssets::close_months(by(ACCOUNTANT), items(&[month(number)]));
        assert_noop!(close(0), E::MonthInvalid(0));
        assert_noop!(close(2), E::MonthNotNext(0));
        assert_noop!(close(1), E::TillNotReconciled(0));
        let reconcile_with = |till, statement, in_transit| {
            let mut input = reconciliation(1, till, statement);
            input.in_transit = in_transit;
            ThreeAssets::reconcile_months(by(ACCOUNTANT), items(&[input]))
        };
        let bank = Till::Bank(ACCOUNT);
        assert_noop!(
            reconcile_with(bank, yuan(499_999), Fen::ZERO),
            E::NotReconciled(0)
        );
        assert_noop!(
            reconcile_with(bank, Fen(i64::MAX), Fen(1)),
            E::AmountOverflow(0)
        );
        assert_noop!(
            reconcile_with(Till::Bank(BankAccountId(9)), Fen::ZERO, Fen::ZERO),
            E::TillUnfit(0)
        );
        assert_ok!(reconcile_with(bank, yuan(499_000), yuan(1_000)));
        assert_ok!(reconcile_with(Till::Cash, yuan(1_000), Fen::ZERO));
        // What moved since must be reconciled again.
        let mut late = voucher("513", "101", 1);
        late.date = date("2026-01-31");
        late.occurred = late.date;
        assert_ok!(draft(CASHIER, &late));
        assert_noop!(close(1), E::DraftsLeft(0));
        assert_ok!(post(ACCOUNTANT, last_voucher()));
        assert_noop!(close(1), E::TillNotReconciled(0));
        assert_ok!(reconcile_with(Till::Cash, yuan(999), Fen::ZERO));
        assert_ok!(close(1));
        assert_noop!(draft(CASHIER, &late), E::MonthClosed(0));
        assert_noop!(
            reconcile_with(Till::Cash, yuan(999), Fen::ZERO),
            E::MonthClosed(0)
        );
        let mut invalid = reconciliation(13, Till::Cash, Fen::ZERO);
        assert_noop!(
            ThreeAssets::reconcile_months(by(ACCOUNTANT), items(&[invalid.clone()])),
            E::MonthInvalid(0)
        );
        invalid.book = BookId::new(FIRST, 2031);
        assert_noop!(
            ThreeAssets::reconcile_months(by(ACCOUNTANT), items(&[invalid])),
            E::BookUnknown(0)
        );
        assert_noop!(
            ThreeAssets::close_years(by(ACCOUNTANT), items(&[book()])),
            E::MonthNotNext(0)
        );
        // On its last day a month is not over.
        on("2026-02-28");
        reconcile(2);
        assert_noop!(close(2), E::MonthNotOver(0));
        on("2026-03-01");
        assert_ok!(close(2));
    });
}

#[test]
fn money_that_no_bank_account_mirrors_keeps_a_month_open() {
    run(|| {
        let close = |number| ThreeAssets::close_months(by(ACCOUNTANT), items(&[month(number)]));
        let aside = |account: &str, day: &str| {
            let mut input = voucher(account, "10201", 100);
            input.date = date(day);
            input.occurred = input.date;
            input
        };
        let january = aside("10203", "2026-01-20");
        let id = enter(&january);
        reconcile(1);
        assert_noop!(close(1), E::TillNotReconciled(0));
        enter(&reversed(&january, id));
        reconcile(1);
        assert_ok!(close(1));

        // An account that mirrors it is reconciled like any other.
        enter(&aside("10203", "2026-02-10"));
        reconcile(2);
        let mut mirror = bank_account_input(0xb3, BankAccountKind::Other, "10203");
        mirror.decision = Some(decide(Body::Board, Matter::BankAccount, None));
        assert_ok!(ThreeAssets::open_bank_accounts(
            by(ACCOUNTANT),
            items(&[mirror])
        ));
        assert_noop!(close(2), E::TillNotReconciled(0));
        let reconcile_mirror = |number| {
            let till = Till::Bank(BankAccountId(2));
            let input = reconciliation(number, till, yuan(100));
            ThreeAssets::reconcile_months(by(ACCOUNTANT), items(&[input]))
        };
        assert_ok!(reconcile_mirror(2));
        assert_ok!(close(2));

        // What the county has divided takes no more postings, and nothing can mirror it any more.
        enter(&aside("10202", "2026-03-05"));
        on("2026-04-02");
        reconcile(3);
        assert_ok!(reconcile_mirror(3));
        assert_noop!(close(3), E::TillNotReconciled(0));
        let divided = items(&[sub_account("1020201")]);
        assert_ok!(ThreeAssets::add_accounts(by(COUNTY), divided));
        assert_ok!(close(3));
    });
}

#[test]
fn a_voucher_on_a_divided_account_is_reversed_all_the_same() {
    run(|| {
        let original = voucher("513", "101", 100);
        let id = enter(&original);
        let divided = items(&[sub_account("51301")]);
        assert_ok!(ThreeAssets::add_accounts(by(COUNTY), divided));
        assert_noop!(draft(CASHIER, &original), E::AccountNotLeaf(0));
        // A posted voucher is never withdrawn.
        let reason = "重复".parse().unwrap();
        assert_noop!(
            ThreeAssets::withdraw_vouchers(by(CASHIER), items(&[(id, reason)])),
            E::VoucherNotDraft(0)
        );
        enter(&reversed(&original, id));
        assert_eq!(balance("513"), Fen::ZERO);
        assert_eq!(balance("101"), yuan(1_000));
    });
}

#[test]
fn special_funds_from_before_the_books_are_for_any_project() {
    run(|| {
        second_collective();
        let second = CollectiveId(2);
        let clerk = OfficerInput {
            collective: second,
            ..officer(CLERK, Post::Accountant)
        };
        assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[clerk])));
        let openings = first_book(&[("10201", 100), ("241", -100)]);
        assert_ok!(ThreeAssets::open_books(by(AGENCY), items(&[openings])));
        let left = |project: &str| {
            let project: Project = project.parse().unwrap();
            Funds::<Test>::get((second, project)).unwrap().balance
        };
        assert_eq!(left(""), yuan(100));
        let spend = |project: &str, amount| {
            let mut input = voucher("241", "311", amount);
            input.book = BookId::new(second, 2026);
            input.lines[0].project = Some(project.parse().unwrap());
            assert_ok!(draft(CLERK, &input));
            assert_ok!(post(AGENCY, last_voucher()));
        };
        spend("修路", 60);
        spend("修桥", 40);
        assert_eq!(
            (left(""), left("修路"), left("修桥")),
            (yuan(0), yuan(0), yuan(0))
        );
        assert_eq!(rules(), []);
        spend("修桥", 1);
        assert_eq!(rules(), [WarningRule::SpecialFunds]);
        assert_eq!(left("修桥"), yuan(-1));
    });
}

#[test]
fn a_month_closed_late_is_a_warning() {
    run(|| {
        // February by 10 March; January by 10 February was late.
        close_through(2);
        let orange = WarningLevel::Orange;
        let about = Subject::Book(book());
        assert_eq!(warnings(), [(WarningRule::Unreconciled, orange, about)]);
        let count = Timelines::<Test>::get(Subject::Warning(county_primitives::WarningId(1)));
        assert_eq!(count.len, 1);
        on("2026-04-11");
        close_through(3);
        let count: Timeline =
            Timelines::<Test>::get(Subject::Warning(county_primitives::WarningId(1)));
        assert_eq!(count.len, 2);
    });
}

#[test]
fn a_draft_cannot_outlive_its_month() {
    run(|| {
        let mut january = voucher("513", "101", 1);
        january.date = date("2026-01-05");
        january.occurred = january.date;
        assert_ok!(draft(CASHIER, &january));
        // Were a month closed around a draft, posting would still refuse.
        Books::<Test>::mutate_extant(book(), |book| book.closed = 1);
        assert_noop!(post(ACCOUNTANT, VoucherId(1)), E::MonthClosed(0));
        Books::<Test>::mutate_extant(book(), |book| book.closed = 0);
    });
}

#[test]
fn a_book_uses_at_most_256_accounts() {
    run(|| {
        Books::<Test>::mutate_extant(book(), |book| book.accounts = 256);
        assert_ok!(draft(CASHIER, &voucher("513", "101", 1)));
        assert_noop!(post(ACCOUNTANT, VoucherId(1)), E::TooManyAccounts(0));
        Books::<Test>::mutate_extant(book(), |book| book.accounts = 3);
    });
}

#[test]
fn numbers_and_timelines_run_out_with_a_name() {
    run(|| {
        crate::Counters::<Test>::mutate(|counters| counters.vouchers = u64::MAX);
        assert_noop!(
            draft(CASHIER, &voucher("513", "101", 1)),
            E::NumbersUsedUp(0)
        );
        crate::Counters::<Test>::mutate(|counters| counters.vouchers = 0);
        let full = Timeline {
            len: u32::MAX,
            ..Default::default()
        };
        Timelines::<Test>::insert(Subject::Voucher(VoucherId(1)), full);
        assert_noop!(
            draft(CASHIER, &voucher("513", "101", 1)),
            E::TimelineFull(0)
        );
    });
}

#[test]
fn statements_tie_and_answer_for_months() {
    run(|| {
        enter(&voucher("10201", "50101", 8_000));
        enter(&voucher("513", "10201", 500));
        let rows = ThreeAssets::trial_balance(book(), 3, 3).unwrap();
        let bank = rows
            .iter()
            .find(|row| row.account == code("10201"))
            .unwrap();
        assert_eq!(
            (bank.opening, bank.debit, bank.credit, bank.closing),
            (yuan(500_000), yuan(8_000), yuan(500), yuan(507_500))
        );
        let sheet = ThreeAssets::balance_sheet(book(), 3).unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity);
        assert_eq!(sheet.undistributed, yuan(7_500));
        assert_eq!(
            ThreeAssets::balance_sheet(book(), 2).unwrap().undistributed,
            Fen::ZERO
        );
        assert_eq!(
            ThreeAssets::income_statement(book(), 1, 2).unwrap().surplus,
            Fen::ZERO
        );
        assert_eq!(ThreeAssets::trial_balance(book(), 0, 3), None);
        assert_eq!(ThreeAssets::trial_balance(book(), 3, 14), None);
        assert_eq!(
            ThreeAssets::trial_balance(BookId::new(FIRST, 2031), 1, 1),
            None
        );
    });
}

/// What posting these vouchers weighed in the end, by the accountant.
fn weigh(vouchers: &[VoucherId]) -> Weight {
    let posted = ThreeAssets::post_vouchers(by(ACCOUNTANT), items(vouchers));
    posted.unwrap().actual_weight.unwrap()
}

/// What that is: vouchers, lines and warnings.
fn weight(vouchers: u32, lines: u32, warnings: u32) -> Weight {
    let more = |of: fn(u32) -> Weight, count| of(count) - of(0);
    <()>::post_vouchers(vouchers)
        + more(<()>::post_lines, lines)
        + more(<()>::post_warnings, warnings)
}

#[test]
fn lines_and_warnings_that_were_not_there_are_given_back() {
    run(|| {
        let call = |vouchers: &[VoucherId]| {
            let items = items(vouchers);
            let call = crate::Call::<Test>::post_vouchers { items };
            call.get_dispatch_info().call_weight
        };
        let most = |count| weight(count, count * LINES_MAX, count * WARNINGS_MAX);
        let ids = [VoucherId(1), VoucherId(2)];
        assert_eq!((call(&ids[..1]), call(&ids)), (most(1), most(2)));
        // Income of two lines, and money that leaves without a spending.
        assert_ok!(draft(CASHIER, &voucher("10201", "50101", 1)));
        assert_ok!(draft(CASHIER, &voucher("513", "10201", 1)));
        assert_eq!(weigh(&ids), weight(2, 4, 1));
        assert_ok!(draft(CASHIER, &voucher("10201", "50101", 1)));
        assert_eq!(weigh(&[VoucherId(3)]), weight(1, 2, 0));
    });
}

#[test]
fn no_voucher_raises_more_warnings_than_are_weighed() {
    run(|| {
        // Four days ago more than the box may hold came in, with the first receipt.
        let mut rent = voucher("101", "50101", 5_000);
        let receipt = |number| Receipt {
            series: "A".parse().unwrap(),
            number,
        };
        rent.receipt = Some(receipt(1));
        enter(&rent);
        on("2026-03-14");
        let mut project = line("241", Side::Debit, 1);
        project.project = Some("危桥改造".parse().unwrap());
        let dividend = Some(yuan(1));
        let heaviest = VoucherInput {
            lines: vec![
                line("513", Side::Debit, 2_001_011),
                project,
                line("201", Side::Credit, 2_000_000),
                line("10201", Side::Credit, 10),
                line("101", Side::Credit, 1_001),
                line("11201", Side::Credit, 1),
            ]
            .try_into()
            .unwrap(),
            nature: Nature::LandCompensation,
            decision: Some(decide(
                Body::Representatives,
                Matter::Distribution,
                dividend,
            )),
            receipt: Some(receipt(3)),
            deposit: Some(digest(0xb9)),
            ..voucher("513", "101", 1)
        };
        assert_ok!(draft(CASHIER, &heaviest));
        assert_eq!(weigh(&[last_voucher()]), weight(1, 6, WARNINGS_MAX));
        let expected = [
            WarningRule::NegativeBalance,
            WarningRule::IncomeOffBooks,
            WarningRule::SpecialFunds,
            WarningRule::Cash,
            WarningRule::PaidWithoutApproval,
            WarningRule::StrangeAccount,
            WarningRule::LandCompensation,
            WarningRule::Debt,
            WarningRule::Distribution,
        ];
        assert!(expected.iter().all(|rule| rules().contains(rule)));
    });
}
