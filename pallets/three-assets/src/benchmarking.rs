//! Benchmarks of every call, with the worst case that its limits allow for each of `n` items where that can be
//! prepared in a block, and the usual case otherwise.

use county_primitives::{
    three_assets::{
        accounts::AccountInput,
        books::{LineMatch, LineTarget},
        challenges::{ChallengeStep, ChallengeStepInput, Joining},
        collectives::{BankAccountClosure, Departure, Dismissal, FiguresInput, Post},
        decisions::{Body, DecisionStep, DecisionStepInput},
        disclosure::{DisclosureInput, StatementInput},
        spending::{
            DecisionAttachment, Instruction, PaymentOutcome, PaymentReport, Refusal, Resubmission,
            SpendingSignature, Step,
        },
        warnings::{Overdue, WarningStep, WarningStepInput},
        Fen, MonthKey,
    },
    BankAccountId, BankLineId, ChallengeId, CollectiveId, Date, DecisionId, DisclosureId,
    DivisionCode, OrganisationId, Pseudonym, Role, SpendingId, VoucherId, WarningId,
};
use frame_benchmarking::v2::*;

use crate::{
    pallet::{Books, Call, Collectives, Config, Decisions, Pallet, Spendings, Vouchers},
    types::{DecisionState, SpendingState},
};

use stage::{
    bank_account, bank_lines, book, book_input, by, challenge, decision_input, digest, disclosures,
    division, draft, empty_accounts, end_year, figures, found, items, keep_books, list, member_id,
    open_chart, open_decision, payee, postings, prepare, raise, reconcile, reconciliation,
    registration, seat, spending, sub_account, submit, text, today, unseat, voucher, warn, COUNTY,
    VILLAGE,
};

mod stage;

/// Prepares members for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// An account that may act in `role` over `division`, where every policy that this pallet asks for is set.
    /// Persons of the same number of organisation sign for the same active organisation, which sits in the
    /// division it was first asked for; asked again, the answer is the same.
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId);

    /// Sets the ledger's clock to this day.
    fn set_day(day: Date);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_collectives(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        T::BenchmarkHelper::set_day(Date(20_000));
        let place = division(VILLAGE)?;
        let (_, organisation) = T::BenchmarkHelper::member(1, 1, Role::VillageChair, place);
        let items = items(n, |number| registration(number, organisation))?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::contains_key(CollectiveId(n)));
        Ok(())
    }

    #[benchmark]
    fn set_figures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| {
            let _ = number;
            Ok(FiguresInput {
                collective: CollectiveId(1),
                figures: figures(),
                agency: None,
            })
        })?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::contains_key(CollectiveId(1)));
        Ok(())
    }

    #[benchmark]
    fn appoint_officers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        unseat::<T>(n)?;
        let items = items(n, |number| seat::<T>(number, Post::Director))?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Relations::<T>::get((CollectiveId(n), digest(1_000))) > 0);
        Ok(())
    }

    #[benchmark]
    fn dismiss_officers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        let member = member_id::<T>(Role::VillageSupervisor)?;
        let items = items(n, |number| {
            Ok(Dismissal {
                collective: CollectiveId(number),
                member,
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::get(CollectiveId(n)).is_some_and(|it| it.officers.len() == 4));
        Ok(())
    }

    #[benchmark]
    fn open_bank_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        open_chart::<T>()?;
        let items = items(n, bank_account)?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankAccounts::<T>::contains_key(
            BankAccountId(n)
        ));
        Ok(())
    }

    #[benchmark]
    fn close_bank_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        empty_accounts::<T>(n)?;
        let items = items(n, |number| {
            Ok(BankAccountClosure {
                account: BankAccountId(number),
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankAccounts::<T>::get(BankAccountId(n)).is_some_and(|it| !it.open));
        Ok(())
    }

    #[benchmark]
    fn add_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        T::BenchmarkHelper::set_day(Date(20_000));
        let items = items(n, |number| {
            Ok(AccountInput {
                division: division(COUNTY)?,
                code: sub_account(number)?,
                name: text("x")?,
            })
        })?;
        let who = by::<T>(Role::CountyAgriculture)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::SubAccounts::<T>::iter().count() > 1);
        Ok(())
    }

    #[benchmark]
    fn note_departures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| {
            Ok(Departure {
                collective: CollectiveId(1),
                person: digest(number),
                since: Date(0),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Departures::<T>::contains_key((
            CollectiveId(1),
            digest(n)
        )));
        Ok(())
    }

    #[benchmark]
    fn open_books(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n.div_ceil(2))?;
        open_chart::<T>()?;
        let items = items(n.div_ceil(2), book_input::<T>)?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::contains_key(book::<T>(1)));
        Ok(())
    }

    #[benchmark]
    fn draft_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let items = items(n.div_ceil(2), |_| voucher::<T>(2))?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Drafts::<T>::contains_key(VoucherId(1)));
        Ok(())
    }

    #[benchmark]
    fn withdraw_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(n, 2)?;
        let items = items(n, |number| Ok((VoucherId(number.into()), text("x")?)))?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(!crate::pallet::Drafts::<T>::contains_key(VoucherId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn post_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(n, 2)?;
        let items = items(n, |number| Ok(VoucherId(number.into())))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Vouchers::<T>::contains_key(VoucherId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn reconcile_months(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        let items = items(n, reconciliation::<T>)?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Reconciled::<T>::iter().count() > 0);
        Ok(())
    }

    #[benchmark]
    fn close_months(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        reconcile::<T>(n)?;
        let items = items(n, |number| {
            Ok(MonthKey {
                book: book::<T>(number),
                month: 1,
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::get(book::<T>(n)).is_some_and(|it| it.closed == 1));
        Ok(())
    }

    #[benchmark]
    fn close_years(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        end_year::<T>(n);
        let items = items(n, |number| Ok(book::<T>(number)))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::get(book::<T>(n)).is_some_and(|it| it.year_closed));
        Ok(())
    }

    #[benchmark]
    fn record_bank_lines(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let items = bank_lines(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankLines::<T>::contains_key(BankLineId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn match_bank_lines(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let lines = bank_lines(n)?;
        Pallet::<T>::record_bank_lines(by::<T>(Role::VillageCashier)?.into(), lines)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(LineMatch {
                line: BankLineId(number.into()),
                target: LineTarget::Spending(SpendingId(number.into())),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankLines::<T>::get(BankLineId(n.into()))
            .is_some_and(|it| it.target.is_some()));
        Ok(())
    }

    #[benchmark]
    fn submit_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, spending)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::contains_key(SpendingId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn sign_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(SpendingSignature {
                spending: SpendingId(number.into()),
                step: Step::Evidence,
                amount: Fen(100_000),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(
            Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| !it.signatures.is_empty())
        );
        Ok(())
    }

    #[benchmark]
    fn attach_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        open_decision::<T>(DecisionState::Effective)?;
        let items = items(n, |number| {
            Ok(DecisionAttachment {
                spending: SpendingId(number.into()),
                decision: DecisionId(1),
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.decision.is_some()));
        Ok(())
    }

    #[benchmark]
    fn refuse_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(Refusal {
                spending: SpendingId(number.into()),
                step: Step::Chair,
                mendable: false,
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| !it.counts()));
        Ok(())
    }

    #[benchmark]
    fn resubmit_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Returned)?;
        let items = items(n, |number| {
            Ok(Resubmission {
                spending: SpendingId(number.into()),
                documents: list([digest(1)])?,
            })
        })?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.approved.is_none()));
        Ok(())
    }

    #[benchmark]
    fn instruct_payments(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        submit::<T>(n, SpendingState::Approved)?;
        let items = items(n, |number| {
            Ok(Instruction {
                spending: SpendingId(number.into()),
                from: Some(BankAccountId(1)),
                payee: payee(number),
                payee_account: Some(digest(3)),
                amount: Fen(100_000),
            })
        })?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.from.is_some()));
        Ok(())
    }

    #[benchmark]
    fn report_payments(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Instructed)?;
        let items = items(n, |number| {
            Ok(PaymentReport {
                spending: SpendingId(number.into()),
                outcome: PaymentOutcome::Paid {
                    date: Date(0),
                    receipt: digest(1),
                },
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.paid.is_some()));
        Ok(())
    }

    #[benchmark]
    fn open_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |_| decision_input::<T>(Body::Members))?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Decisions::<T>::contains_key(DecisionId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn step_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        for _ in 0..n {
            open_decision::<T>(DecisionState::Resolved)?;
        }
        let items = items(n, |number| {
            Ok(DecisionStepInput {
                decision: DecisionId(number.into()),
                step: DecisionStep::Published { posting: digest(1) },
            })
        })?;
        let who = by::<T>(Role::VillageSupervisor)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Decisions::<T>::get(DecisionId(n.into())).is_some_and(|it| it.holds()));
        Ok(())
    }

    #[benchmark]
    fn prepare_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        end_year::<T>(1);
        let items = items(n, |_| {
            Ok(DisclosureInput::Statement(StatementInput {
                book: book::<T>(1),
                from: 1,
                to: 3,
            }))
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn sign_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let items = disclosures(n)?;
        let who = by::<T>(Role::VillageSupervisor)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn post_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let signed = disclosures(n)?;
        Pallet::<T>::sign_disclosures(by::<T>(Role::VillageSupervisor)?.into(), signed)?;
        let items = postings(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::get(DisclosureId(n.into()))
            .is_some_and(|it| it.until.is_some()));
        Ok(())
    }

    #[benchmark]
    fn end_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let signed = disclosures(n)?;
        Pallet::<T>::sign_disclosures(by::<T>(Role::VillageSupervisor)?.into(), signed)?;
        Pallet::<T>::post_disclosures(by::<T>(Role::VillageCashier)?.into(), postings(n)?)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(60));
        let items = disclosures(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn raise_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, challenge)?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Challenges::<T>::contains_key(ChallengeId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn join_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        let items = items(n, |number| {
            Ok(Joining {
                challenge: ChallengeId(number.into()),
                asker: Pseudonym([255; 16]),
                household: true,
            })
        })?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Challenges::<T>::get(ChallengeId(n.into()))
            .is_some_and(|it| it.people == 2));
        Ok(())
    }

    #[benchmark]
    fn step_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(30));
        let items = items(n, |number| {
            Ok(ChallengeStepInput {
                challenge: ChallengeId(number.into()),
                step: ChallengeStep::Accepted,
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Counters::<T>::get().warnings == u64::from(n));
        Ok(())
    }

    #[benchmark]
    fn report_overdue(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(30));
        let items = items(n, |number| {
            Ok(Overdue::Challenge(ChallengeId(number.into())))
        })?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Counters::<T>::get().warnings == u64::from(n));
        Ok(())
    }

    #[benchmark]
    fn step_warnings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        warn::<T>(n)?;
        let items = items(n, |number| {
            Ok(WarningStepInput {
                warning: WarningId(number.into()),
                step: WarningStep::Explained {
                    text: text("x")?,
                    evidence: None,
                },
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Warnings::<T>::get(WarningId(n.into()))
            .is_some_and(|it| it.explained_by.is_some()));
        Ok(())
    }

    /// What the warnings of vouchers cost on top of the vouchers: of each, money out without a spending, and income
    /// into a strange account.
    #[benchmark]
    fn post_warnings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(n, 2)?;
        let items = items(n, |number| Ok(VoucherId(number.into())))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        post_vouchers(who, items);

        let raised = crate::pallet::Counters::<T>::get().warnings;
        assert!(raised == u64::from(n).saturating_mul(2));
        Ok(())
    }

    /// What the lines of vouchers cost on top of the vouchers.
    #[benchmark]
    fn post_lines(n: Linear<2, 64>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(1, n)?;
        let items = items(1, |_| Ok(VoucherId(1)))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        post_vouchers(who, items);

        assert!(Vouchers::<T>::contains_key(VoucherId(1)));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
