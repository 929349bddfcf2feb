//! Collectives, officers, bank accounts and charts.

use county_primitives::{
    three_assets::{
        collectives::{
            BankAccountClosure, BankAccountKind, CollectiveInput, CollectiveLevel, Departure,
            Dismissal, Figures, FiguresInput, OfficerInput, Post,
        },
        decisions::{Body, Matter},
        AssetsEntry,
    },
    CollectiveId, CreditCode, DivisionCode, MemberId, OrganisationId, Subject, Text,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Collectives, Error, Relations};

type E = Error<Test>;

/// A credit code of this level; only the last check character depends on it.
fn credit_code(level: u8) -> CreditCode {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .find_map(|check| format!("N{level}210115MF1234567{check}").parse().ok())
        .unwrap()
}

fn register(input: CollectiveInput) -> sp_runtime::DispatchResult {
    ThreeAssets::register_collectives(by(TOWN), items(&[input]))
}

#[test]
fn a_collective_is_registered() {
    run_empty(|| {
        assert_ok!(register(collective_input()));
        assert_recorded(
            Subject::Collective(FIRST),
            TOWN,
            AssetsEntry::CollectiveRegistered(collective_input()),
        );
        assert_eq!(
            ThreeAssets::division_of(&Subject::Collective(FIRST)),
            Some(division(VILLAGE))
        );
        let county = division(COUNTY_CODE);
        assert_eq!(
            ThreeAssets::division_of(&Subject::Chart(county)),
            Some(county)
        );
        assert_eq!(
            ThreeAssets::division_of(&Subject::Chart(division(VILLAGE))),
            None
        );
        let township = CollectiveInput {
            organisation: OrganisationId(3),
            credit_code: credit_code(3),
            level: CollectiveLevel::Township,
            division: division(TOWNSHIP),
            ..collective_input()
        };
        assert_ok!(register(township));
        assert!(Collectives::<Test>::contains_key(CollectiveId(2)));
    });
}

#[test]
fn fails_to_register_what_is_no_collective() {
    run_empty(|| {
        assert_noop!(
            ThreeAssets::register_collectives(by(TOWN), items(&[])),
            E::NoItems
        );
        assert_noop!(
            ThreeAssets::register_collectives(by(MEMBER), items(&[collective_input()])),
            NO_ROLE
        );
        assert_noop!(
            ThreeAssets::register_collectives(by(GOVERNANCE), items(&[collective_input()])),
            E::NoSignature(0)
        );
        let with = |change: fn(&mut CollectiveInput)| {
            let mut input = collective_input();
            change(&mut input);
            register(input)
        };
        for (result, error) in [
            (
                with(|it| it.credit_code = "11370321004221396B".parse().unwrap()),
                E::CollectiveCodeMismatch(0),
            ),
            (
                with(|it| it.level = CollectiveLevel::Group),
                E::CollectiveCodeMismatch(0),
            ),
            (
                with(|it| it.division = division(TOWNSHIP)),
                E::LevelMismatch(0),
            ),
            (
                with(|it| it.organisation = OrganisationId(4)),
                E::OrganisationNotActive(0),
            ),
            (
                with(|it| it.organisation = OrganisationId(3)),
                E::OrganisationNotActive(0),
            ),
            (
                with(|it| it.agency = Some(OrganisationId(99))),
                E::OrganisationNotActive(0),
            ),
        ] {
            assert_eq!(result, Err(error.into()));
        }
        assert_ok!(register(collective_input()));
        assert_noop!(register(collective_input()), E::CollectiveKnown(0));
    });
}

#[test]
fn figures_follow_the_law() {
    run(|| {
        let set = |representatives: u32, households: u32| {
            let input = FiguresInput {
                collective: FIRST,
                figures: Figures {
                    representatives,
                    households,
                    ..figures()
                },
                agency: None,
            };
            ThreeAssets::set_figures(by(TOWN), items(&[input]))
        };
        // More than 20, one for five to fifteen households.
        for (representatives, households, possible) in [
            (0, 300, true),
            (20, 300, false),
            (21, 300, true),
            (21, 105, true),
            (21, 104, false),
            (21, 315, true),
            (21, 316, false),
            (0, 0, false),
        ] {
            let result = set(representatives, households);
            let expected = if possible {
                Ok(())
            } else {
                Err(E::FiguresImpossible(0).into())
            };
            assert_eq!(result, expected, "{representatives} of {households}");
        }
        let unknown = FiguresInput {
            collective: CollectiveId(9),
            figures: figures(),
            agency: None,
        };
        assert_noop!(
            ThreeAssets::set_figures(by(TOWN), items(&[unknown])),
            E::CollectiveUnknown(0)
        );
    });
}

fn appoint(input: OfficerInput) -> sp_runtime::DispatchResult {
    ThreeAssets::appoint_officers(by(TOWN), items(&[input]))
}

#[test]
fn officers_fit_beside_each_other() {
    run(|| {
        assert_noop!(appoint(officer(TOWN, Post::Director)), E::SamePerson(0));
        assert_noop!(appoint(officer(CHAIR, Post::Director)), E::OfficerKnown(0));
        let backwards = OfficerInput {
            until: date("2024-12-31"),
            ..officer(60, Post::Director)
        };
        assert_noop!(appoint(backwards), E::TermInvalid(0));
        assert_noop!(appoint(officer(60, Post::Chair)), E::ChairTaken(0));
        // The accountant who is the cashier by another membership.
        assert_noop!(
            appoint(officer(CASHIER_AGAIN, Post::Accountant)),
            E::DutiesExclude(0)
        );
        // The same person by its digest.
        let double = OfficerInput {
            person: digest(DIRECTOR),
            ..officer(60, Post::Supervisor)
        };
        assert_noop!(appoint(double), E::DutiesExclude(0));
        // Near kin among directors, and of finance staff beside supervisors.
        let kin_of = |number: u8, post| OfficerInput {
            kin: vec![digest(number)].try_into().unwrap(),
            ..officer(60, post)
        };
        assert_noop!(appoint(kin_of(CHAIR, Post::Director)), E::KinExclude(0));
        assert_noop!(appoint(kin_of(CASHIER, Post::Supervisor)), E::KinExclude(0));
        assert_ok!(appoint(kin_of(CASHIER, Post::Director)));
        assert_eq!(Relations::<Test>::get((FIRST, digest(CASHIER))), 2);
        // Seven directors are the most.
        assert_ok!(appoint(officer(61, Post::Director)));
        assert_noop!(appoint(officer(62, Post::Director)), E::BoardFull(0));
    });
}

#[test]
fn terms_end_and_begin_again() {
    run(|| {
        let dismissal = |member: u8, reason: &str| Dismissal {
            collective: FIRST,
            member: MemberId(member.into()),
            reason: reason.parse().unwrap(),
        };
        let dismiss = |input: Dismissal| ThreeAssets::dismiss_officers(by(TOWN), items(&[input]));
        assert_noop!(dismiss(dismissal(CASHIER, " ")), E::TextBlank(0));
        assert_noop!(dismiss(dismissal(99, "调离")), E::NotOfficer(0));
        assert_ok!(dismiss(dismissal(CASHIER, "调离")));
        assert_recorded(
            Subject::Collective(FIRST),
            TOWN,
            AssetsEntry::OfficerDismissed {
                member: MemberId(CASHIER.into()),
                reason: "调离".parse().unwrap(),
            },
        );
        assert_eq!(Relations::<Test>::get((FIRST, digest(CASHIER))), 0);
        assert_noop!(draft(CASHIER, &voucher("513", "101", 10)), E::NotOfficer(0));
        // A term that is over gives way; on its last day it still runs.
        let last_day = OfficerInput {
            until: today(),
            ..officer(CASHIER, Post::Cashier)
        };
        assert_ok!(appoint(last_day));
        assert_ok!(draft(CASHIER, &voucher("513", "101", 10)));
        assert_noop!(appoint(officer(CASHIER, Post::Cashier)), E::OfficerKnown(0));
        on("2026-03-11");
        assert_noop!(draft(CASHIER, &voucher("513", "101", 10)), E::NotOfficer(0));
        assert_ok!(appoint(officer(CASHIER, Post::Cashier)));
        assert_ok!(draft(CASHIER, &voucher("513", "101", 10)));
    });
}

#[test]
fn terms_meet_on_their_days() {
    run(|| {
        // The chair is in office until the last day of 2028.
        let successor = |from: &str| OfficerInput {
            from: date(from),
            until: date("2032-12-31"),
            ..officer(60, Post::Chair)
        };
        assert_noop!(appoint(successor("2028-12-31")), E::ChairTaken(0));
        assert_ok!(appoint(successor("2029-01-01")));
        // Who begins tomorrow does not sign today.
        let tomorrow = OfficerInput {
            from: date("2026-03-11"),
            ..officer(CLERK, Post::Accountant)
        };
        assert_ok!(appoint(tomorrow));
        assert_ok!(draft(CASHIER, &voucher("513", "101", 10)));
        assert_noop!(post(CLERK, last_voucher()), E::NotOfficer(0));
        on("2026-03-11");
        assert_ok!(post(CLERK, last_voucher()));
    });
}

#[test]
fn who_handles_or_watches_the_money_does_not_keep_the_books_for_the_agency() {
    run(|| {
        let former = OfficerInput {
            until: date("2026-03-09"),
            ..officer(AGENCY, Post::Cashier)
        };
        for (seat, is_excluded) in [
            (former, false),
            (officer(AGENCY, Post::Cashier), true),
            (officer(AGENCY, Post::Supervisor), true),
            (officer(AGENCY, Post::Director), false),
        ] {
            let held = seat.post;
            assert_ok!(appoint(seat));
            assert_ok!(draft(CASHIER, &voucher("513", "101", 10)));
            let id = last_voucher();
            if is_excluded {
                assert_noop!(post(AGENCY, id), E::DutiesExclude(0));
                assert_ok!(post(ACCOUNTANT, id));
            } else {
                assert_eq!(post(AGENCY, id), Ok(()), "{held:?}");
            }
            let dismissal = Dismissal {
                collective: FIRST,
                member: MemberId(AGENCY.into()),
                reason: "换届".parse().unwrap(),
            };
            assert_ok!(ThreeAssets::dismiss_officers(by(TOWN), items(&[dismissal])));
        }
    });
}

#[test]
fn a_collective_has_at_most_32_officers() {
    run(|| {
        // One cashier after the other, in years long past.
        let count = Collectives::<Test>::get(FIRST).unwrap().officers.len();
        for number in (100..).take(32 - count) {
            let year = 1_900 + u32::from(number);
            assert_ok!(appoint(OfficerInput {
                from: date(&format!("{year}-01-01")),
                until: date(&format!("{year}-12-31")),
                ..officer(number, Post::Cashier)
            }));
        }
        assert_noop!(
            appoint(officer(200, Post::Supervisor)),
            E::TooManyOfficers(0)
        );
    });
}

#[test]
fn bank_accounts_are_decided_and_mirrored() {
    run(|| {
        let open = |input| ThreeAssets::open_bank_accounts(by(ACCOUNTANT), items(&[input]));
        let other = bank_account_input(0xb2, BankAccountKind::LandCompensation, "10202");
        let with = |change: &dyn Fn(
            &mut county_primitives::three_assets::collectives::BankAccountInput,
        )| {
            let mut input = other.clone();
            change(&mut input);
            open(input)
        };
        let kind = BankAccountKind::Basic;
        assert_noop!(with(&|it| it.digest = digest(0xb1)), E::BankAccountKnown(0));
        assert_noop!(with(&|it| it.kind = kind), E::BasicAccountTaken(0));
        assert_noop!(with(&|it| it.ledger = code("101")), E::LedgerNotBank(0));
        assert_noop!(with(&|it| it.ledger = code("102")), E::LedgerNotBank(0));
        assert_noop!(with(&|it| it.ledger = code("10299")), E::AccountUnknown(0));
        assert_noop!(with(&|it| it.ledger = code("10201")), E::LedgerTaken(0));
        assert_noop!(open(other.clone()), E::DecisionMissing(0));
        let unfit = decide(Body::Board, Matter::Spending, None);
        assert_noop!(with(&|it| it.decision = Some(unfit)), E::DecisionUnfit(0));
        let fit = decide(Body::Board, Matter::BankAccount, None);
        assert_ok!(with(&|it| it.decision = Some(fit)));
        assert_eq!(
            Collectives::<Test>::get(FIRST).unwrap().bank_accounts.len(),
            2
        );
        assert_eq!(
            ThreeAssets::division_of(&Subject::BankAccount(ACCOUNT)),
            Some(division(VILLAGE))
        );
        // Eight open accounts are the most.
        for number in 4..=10u8 {
            assert_ok!(ThreeAssets::add_accounts(
                by(COUNTY),
                items(&[sub_account(&format!("102{number:02}"))])
            ));
            let mut input = other.clone();
            input.digest = digest(number);
            input.ledger = code(&format!("102{number:02}"));
            input.decision = Some(fit);
            if number == 10 {
                assert_noop!(open(input), E::TooManyBankAccounts(0));
            } else {
                assert_ok!(open(input));
            }
        }
    });
}

#[test]
fn a_bank_account_is_closed_when_it_is_empty() {
    run(|| {
        let close = |account: u32, reason: &str| {
            let reason: Text<128> = reason.parse().unwrap();
            let account = county_primitives::BankAccountId(account);
            ThreeAssets::close_bank_accounts(
                by(ACCOUNTANT),
                items(&[BankAccountClosure { account, reason }]),
            )
        };
        assert_noop!(close(9, "销户"), E::BankAccountUnknown(0));
        assert_noop!(close(1, ""), E::TextBlank(0));
        assert_noop!(close(1, "销户"), E::BalanceLeft(0));
        enter(&voucher("112", "10201", 1).also_lines("11201", 500_000));
        assert_eq!(balance("10201"), yuan(0));
        // It moved in March: not before that month is reconciled and closed.
        assert_noop!(close(1, "销户"), E::TillNotReconciled(0));
        on("2026-04-02");
        close_through(2);
        assert_noop!(close(1, "销户"), E::TillNotReconciled(0));
        close_through(3);
        assert_ok!(close(1, "销户"));
        assert_noop!(close(1, "销户"), E::BankAccountClosed(0));
    });
}

trait AlsoLines {
    fn also_lines(self, debit: &str, amount: i64) -> Self;
}

impl AlsoLines for county_primitives::three_assets::books::VoucherInput {
    /// The same voucher with another debit account and amount.
    fn also_lines(mut self, debit: &str, amount: i64) -> Self {
        self.lines[0].account = code(debit);
        for line in &mut self.lines {
            line.amount = yuan(amount);
        }
        self
    }
}

#[test]
fn charts_belong_to_counties() {
    run(|| {
        let add = |input| ThreeAssets::add_accounts(by(COUNTY), items(&[input]));
        let mut town = sub_account("51401");
        town.division = DivisionCode::new(210_115_104_000).unwrap();
        assert_noop!(add(town), E::NotCounty(0));
        let mut nameless = sub_account("51401");
        nameless.name = Text::default();
        assert_noop!(add(nameless), E::TextBlank(0));
        assert_noop!(add(sub_account("514")), E::NotSubAccount(0));
        assert_noop!(add(sub_account("10101")), E::NotSubAccount(0));
        assert_noop!(add(sub_account("5140101")), E::ParentUnknown(0));
        assert_ok!(add(sub_account("51401")));
        assert_ok!(add(sub_account("5140101")));
        assert_recorded(
            Subject::Chart(division(COUNTY_CODE)),
            COUNTY,
            AssetsEntry::AccountAdded(sub_account("5140101")),
        );
        // A name may be given anew, and nothing else changes.
        assert_ok!(add(sub_account("51401")));
        assert_noop!(
            draft(CASHIER, &voucher("514", "101", 1)),
            E::AccountNotLeaf(0)
        );
        assert_noop!(
            draft(CASHIER, &voucher("51401", "101", 1)),
            E::AccountNotLeaf(0)
        );
        assert_noop!(
            draft(CASHIER, &voucher("51402", "101", 1)),
            E::AccountUnknown(0)
        );
        assert_ok!(draft(CASHIER, &voucher("5140101", "101", 1)));
    });
}

#[test]
fn departures_are_noted() {
    run(|| {
        let note = |since| Departure {
            collective: FIRST,
            person: digest(0xaa),
            since,
        };
        let call = |input| ThreeAssets::note_departures(by(ACCOUNTANT), items(&[input]));
        assert_noop!(call(note(date("2026-03-11"))), E::DateInFuture(0));
        assert_ok!(call(note(today())));
        assert_recorded(
            Subject::Collective(FIRST),
            ACCOUNTANT,
            AssetsEntry::DepartureNoted(note(today())),
        );
    });
}
