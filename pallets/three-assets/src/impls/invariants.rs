//! What must be true of the storage at any time.

use alloc::collections::{BTreeMap, BTreeSet};

use codec::Encode;
use county_primitives::{
    clock::month_number,
    three_assets::{
        accounts::{AccountClass, AccountCode},
        books::{LineTarget, Origin, MONTHS, YEAR_END},
        spending::DecisionLevel,
        Fen,
    },
    BookId, DecisionId, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    types::{Book, PayeeSums, Spending, SpendingState},
    Balances, BankLines, Books, CashIncomes, Collectives, Config, Decisions, Drafts, Matched,
    Months, Officers, Pallet, Relations, Spendings, Sums, Timelines, Vouchers, Warnings,
    WarningsAbout,
};

const TOO_LARGE: &str = "amounts add up to more than can be counted";

impl<T: Config> Pallet<T> {
    /// Fails with a sentence if the storage contradicts itself.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        for (id, book) in Books::<T>::iter() {
            Self::check_balances(id, &book)?;
            Self::check_numbers(id, &book)?;
        }
        Self::check_officers()?;
        Self::check_lines()?;
        Self::check_spendings()?;
        Self::check_sums()?;
        Self::check_cash()?;
        Self::check_warnings()
    }

    /// Debits equal credits in every period, and the totals are those of the accounts.
    fn check_balances(id: BookId, book: &Book) -> Result<(), TryRuntimeError> {
        let add = |sum: Fen, amount: Option<Fen>| {
            amount
                .and_then(|amount| sum.checked_add(amount))
                .ok_or(TryRuntimeError::from(TOO_LARGE))
        };
        let mut opening = Fen::ZERO;
        let mut nets = [Fen::ZERO; 13];
        let (mut assets, mut liabilities) = (Fen::ZERO, Fen::ZERO);
        let mut accounts = 0u32;
        for (account, balance) in Balances::<T>::iter_prefix(id) {
            accounts = accounts.saturating_add(1);
            opening = add(opening, Some(balance.opening))?;
            for (net, turnover) in nets.iter_mut().zip(&balance.periods) {
                *net = add(*net, turnover.debit.checked_sub(turnover.credit))?;
            }
            if account.is(AccountClass::Asset) {
                assets = add(assets, balance.closing())?;
            }
            if account.is(AccountClass::Liability) {
                let closing = balance.closing().and_then(Fen::checked_neg);
                liabilities = add(liabilities, closing)?;
            }
        }
        ensure!(
            opening == Fen::ZERO,
            "the openings of a book do not balance"
        );
        ensure!(
            nets == [Fen::ZERO; 13],
            "debits and credits of a month differ"
        );
        ensure!(
            (assets, liabilities, accounts) == (book.assets, book.liabilities, book.accounts),
            "the totals of a book are not those of its accounts"
        );
        let cash = Balances::<T>::get(id, AccountCode::CASH).closing();
        ensure!(
            cash == Some(book.cash),
            "the cash of a book is not that of its account"
        );
        for month in 1..=YEAR_END {
            let sheet = Self::sheet(id, month).ok_or(TOO_LARGE)?;
            ensure!(
                sheet.assets == sheet.liabilities_and_equity,
                "a balance sheet does not tie"
            );
        }
        Ok(())
    }

    /// Numbers have no gaps, and months count what there is.
    fn check_numbers(id: BookId, book: &Book) -> Result<(), TryRuntimeError> {
        let mut numbers = BTreeMap::<u8, BTreeSet<u32>>::new();
        let mut reversals = BTreeMap::<u8, u32>::new();
        let mut count = 0u32;
        for (voucher_id, voucher) in Vouchers::<T>::iter().filter(|(_, it)| it.book == id) {
            count = count.saturating_add(1);
            let month = voucher.number.month;
            let is_new = numbers
                .entry(month)
                .or_default()
                .insert(voucher.number.number);
            ensure!(is_new, "two vouchers have one number");
            if let Origin::Reversal(original) = voucher.origin {
                let counter = reversals.entry(month).or_default();
                *counter = counter.saturating_add(1);
                let original =
                    Vouchers::<T>::get(original).ok_or("an unknown voucher is reversed")?;
                ensure!(
                    original.reversed_by == Some(voucher_id),
                    "a voucher does not know its reversal"
                );
            }
        }
        ensure!(count == book.vouchers, "a book counts other vouchers");
        for month in 1..=MONTHS {
            let state = Months::<T>::get((id, month));
            let taken = numbers.remove(&month).unwrap_or_default();
            ensure!(
                taken.into_iter().eq(1..=state.vouchers),
                "the numbers of a month have a gap"
            );
            ensure!(
                reversals.remove(&month).unwrap_or(0) == state.reversals,
                "a month counts other reversals"
            );
            let drafts = Drafts::<T>::iter_values().filter(|draft| {
                draft.input.book == id && super::drafting::month_of(&draft.input) == month
            });
            ensure!(
                u32::try_from(drafts.count()) == Ok(state.drafts),
                "a month counts other drafts"
            );
            ensure!(
                month > book.closed || state.drafts == 0,
                "a draft waits in a closed month"
            );
        }
        ensure!(
            numbers.is_empty(),
            "a voucher stands in a month that does not exist"
        );
        Ok(())
    }

    /// The related are exactly those whom the officers name.
    fn check_officers() -> Result<(), TryRuntimeError> {
        let mut related = BTreeMap::new();
        for ((id, member), officer) in Officers::<T>::iter() {
            let listed = Collectives::<T>::get(id)
                .is_some_and(|collective| collective.officers.contains(&member));
            ensure!(listed, "a collective does not know its officer");
            for digest in officer.kin.iter().chain([&officer.person]) {
                let count: &mut u32 = related.entry((id, *digest)).or_default();
                *count = count.saturating_add(1);
            }
        }
        let stored: BTreeMap<_, _> = Relations::<T>::iter().collect();
        ensure!(stored == related, "the related are not whom officers name");
        Ok(())
    }

    /// No payment and no voucher has two lines of the bank.
    fn check_lines() -> Result<(), TryRuntimeError> {
        let mut matched = 0usize;
        let mut returns = BTreeMap::<SpendingId, u32>::new();
        for (id, line) in BankLines::<T>::iter() {
            let Some(target) = line.target else {
                continue;
            };
            if let LineTarget::Returned { spending, back } = target {
                let other =
                    BankLines::<T>::get(back).ok_or("money came back on an unknown line")?;
                ensure!(
                    other.target == Some(target),
                    "the line of money that came back belongs to something else"
                );
                if id == back {
                    continue;
                }
                ensure!(
                    other.account == line.account
                        && line.amount.checked_neg() == Some(other.amount),
                    "other money came back than went out"
                );
                let count = returns.entry(spending).or_default();
                *count = count.saturating_add(1);
            }
            matched = matched.saturating_add(1);
            ensure!(
                Matched::<T>::get(Self::money_of(target)) == Some(id),
                "two lines of the bank are of the same money"
            );
        }
        ensure!(
            Matched::<T>::iter().count() == matched,
            "something has a line that knows nothing of it"
        );
        for (id, spending) in Spendings::<T>::iter() {
            let count = returns.remove(&id).unwrap_or(0);
            ensure!(
                count == spending.returns && count <= spending.failures,
                "more payments came back than failed"
            );
        }
        ensure!(returns.is_empty(), "money came back to an unknown spending");
        Ok(())
    }

    /// Nothing is approved without its signatures, and nothing paid without approval.
    fn check_spendings() -> Result<(), TryRuntimeError> {
        let mut used = BTreeMap::<DecisionId, Fen>::new();
        let mut paid = BTreeMap::<DecisionId, Fen>::new();
        for (id, spending) in Spendings::<T>::iter() {
            ensure!(
                Timelines::<T>::get(Subject::Spending(id)).len > 0,
                "a spending has no record"
            );
            Self::check_spending(&spending)?;
            if let Some(decision) = spending.decision.filter(|_| spending.counts()) {
                let sum = used.entry(decision).or_default();
                *sum = sum.checked_add(spending.amount).ok_or(TOO_LARGE)?;
                if spending.paid.is_some() {
                    let sum = paid.entry(decision).or_default();
                    *sum = sum.checked_add(spending.amount).ok_or(TOO_LARGE)?;
                }
            }
            if let Some(voucher) = spending.voucher {
                let voucher = Vouchers::<T>::get(voucher).ok_or("an unknown voucher books")?;
                ensure!(
                    voucher.spending == Some(id)
                        && voucher.inflow.checked_neg() == Some(spending.amount),
                    "a voucher books another amount than was paid"
                );
            }
        }
        for voucher in Vouchers::<T>::iter_values().filter(|it| it.reversed_by.is_none()) {
            if let Some(decision) = voucher.distribution {
                let sum = paid.entry(decision).or_default();
                *sum = sum.checked_sub(voucher.inflow).ok_or(TOO_LARGE)?;
            }
        }
        for (id, decision) in Decisions::<T>::iter() {
            ensure!(
                paid.remove(&id).unwrap_or_default() == decision.paid,
                "a decision counts other payments than were made on it"
            );
            ensure!(
                used.remove(&id).unwrap_or_default() == decision.used,
                "a decision is used for other sums than are spent on it"
            );
            ensure!(
                decision.used <= decision.amount.unwrap_or_default(),
                "more is spent than was decided"
            );
        }
        Ok(())
    }

    fn check_spending(spending: &Spending) -> Result<(), TryRuntimeError> {
        use SpendingState as S;
        let needs_approval = matches!(
            spending.state,
            S::Approved | S::Instructed | S::Failed | S::Paid | S::Posted
        );
        ensure!(
            !needs_approval || (spending.is_complete() && spending.approved.is_some()),
            "a spending got further than its signatures"
        );
        let mut members = BTreeSet::from([spending.submitter]);
        for (step, member) in &spending.signatures {
            ensure!(members.insert(*member), "one person signed twice");
            ensure!(
                spending.approvals.steps & step.bit() != 0,
                "a step is signed that was not asked for"
            );
        }
        ensure!(
            spending.approvals.decision == DecisionLevel::None
                || spending.decision.is_some()
                || !needs_approval,
            "a spending is approved without its decision"
        );
        let is_paid = matches!(spending.state, S::Paid | S::Posted);
        ensure!(
            is_paid == spending.paid.is_some(),
            "a spending is paid without a day, or has a day without being paid"
        );
        ensure!(
            (spending.state == S::Posted) == spending.voucher.is_some(),
            "a spending is booked without a voucher"
        );
        Ok(())
    }

    /// The sums of payees are those of the spendings that count.
    fn check_sums() -> Result<(), TryRuntimeError> {
        let mut months = BTreeMap::<_, Fen>::new();
        for spending in Spendings::<T>::iter_values().filter(Spending::counts) {
            for key in spending.sums_keys() {
                let key = (key.encode(), month_number(spending.submitted));
                let sum = months.entry(key).or_default();
                *sum = sum.checked_add(spending.amount).ok_or(TOO_LARGE)?;
            }
        }
        for (key, sums) in Sums::<T>::iter() {
            let PayeeSums {
                months: stored,
                parts,
            } = sums;
            for (month, sum) in &stored {
                let expected = months.get(&(key.encode(), *month)).copied();
                ensure!(
                    expected.unwrap_or_default() == *sum,
                    "the sum of a payee is not that of the spendings"
                );
            }
            for (_, id, amount) in &parts {
                let fits = Spendings::<T>::get(id)
                    .is_some_and(|spending| spending.counts() && spending.amount == *amount);
                ensure!(fits, "a part of a split is no spending");
            }
        }
        Ok(())
    }

    /// Cash that is to be banked has its days in order, and nothing without an amount.
    fn check_cash() -> Result<(), TryRuntimeError> {
        for incomes in CashIncomes::<T>::iter_values() {
            ensure!(
                incomes
                    .days
                    .windows(2)
                    .all(|pair| matches!(pair, [(earlier, _), (later, _)] if earlier < later)),
                "the days of cash income are not in order"
            );
            ensure!(
                !incomes.days.is_empty() && incomes.days.iter().all(|(_, it)| *it > Fen::ZERO),
                "a day of cash income is empty"
            );
        }
        Ok(())
    }

    fn check_warnings() -> Result<(), TryRuntimeError> {
        for (id, warning) in Warnings::<T>::iter() {
            ensure!(
                WarningsAbout::<T>::get((warning.rule, warning.about)) == Some(id),
                "a warning is not found by what it is about"
            );
            ensure!(
                Timelines::<T>::get(Subject::Warning(id)).len > 0,
                "a warning has no record"
            );
        }
        Ok(())
    }
}
