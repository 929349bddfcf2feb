//! Posting vouchers: numbers, balances, and what is worth a warning.

use alloc::{collections::BTreeMap, vec::Vec};

use county_primitives::{
    three_assets::{
        accounts::{AccountCode, Side},
        books::{Nature, Origin, VoucherInput, VoucherNumber},
        collectives::BankAccountKind,
        decisions::Matter,
        spending::SpendingKind,
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen, Project,
    },
    traits::{Holds, Members},
    Author, CollectiveId, Date, DecisionId, Items, PolicyKey, Subject, VoucherId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{
    books::{is_never_negative, negative},
    drafting::month_of,
    finding,
    warnings::cash_box,
    Caller, ACCOUNTANT,
};
use crate::{
    types::{Book, Collective, Draft, Fund, Spending, SpendingState, Voucher},
    Balances, BankAccounts, BankAccountsByDigest, BookedReceipts, Books, Config, Decisions, Drafts,
    Error, Funds, Months, Pallet, Receipts, Spendings, Vouchers,
};

/// A voucher that is being posted, and where.
pub(super) struct Posting<'a> {
    pub(super) id: VoucherId,
    pub(super) owner: CollectiveId,
    pub(super) collective: &'a Collective,
    pub(super) input: &'a VoucherInput,
    before: Book,
    pub(super) after: Book,
    /// What is worth a warning; `WARNINGS_MAX` is the most.
    findings: Vec<Finding>,
    pub(super) item: u16,
}

/// What vouchers cost besides themselves.
#[derive(Default)]
pub(crate) struct Posted {
    /// How many lines they have together.
    pub(crate) lines: u32,
    /// How many warnings they raised.
    pub(crate) warnings: u32,
}

impl<T: Config> Pallet<T> {
    /// Posts the vouchers; answers how many lines they have together, and how many warnings they raised.
    pub(crate) fn do_post_vouchers(
        who: &T::AccountId,
        items: Items<VoucherId>,
    ) -> Result<Posted, DispatchError> {
        let mut caller = Caller::<T>::new(who, &items)?;
        let mut posted = Posted::default();
        for (item, id) in (0u16..).zip(items) {
            let draft = Drafts::<T>::take(id).ok_or(Error::<T>::VoucherNotDraft(item))?;
            let warnings = Self::post(&mut caller, id, &draft, item)?;
            let lines = u32::try_from(draft.input.lines.len()).unwrap_or(u32::MAX);
            posted.lines = posted.lines.saturating_add(lines);
            posted.warnings = posted.warnings.saturating_add(warnings);
        }
        Ok(posted)
    }

    /// Posts a voucher; answers how many warnings it raised.
    fn post(
        caller: &mut Caller<T>,
        id: VoucherId,
        draft: &Draft,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let input = &draft.input;
        let owner = input.book.collective();
        let collective = Self::collective(owner, item)?;
        let signature = caller.sign_for(ACCOUNTANT, owner, &collective, item)?;
        ensure!(
            !T::Members::same_person(draft.maker, signature.member),
            Error::<T>::SamePerson(item)
        );
        T::Holds::ensure_free(&Subject::Voucher(id), item)?;
        let before = Self::book(input.book, item)?;
        ensure!(
            before.is_open(month_of(input)),
            Error::<T>::MonthClosed(item)
        );
        Self::ensure_history(&before, input, item)?;
        Self::ensure_bearing(input, item)?;
        let mut posting = Posting {
            id,
            owner,
            collective: &collective,
            input,
            before,
            after: before,
            findings: Vec::new(),
            item,
        };
        let lowest = Self::post_lines(&mut posting)?;
        let (number, reversals) = Self::take_voucher_number(input, item)?;
        posting.after.vouchers = posting.after.vouchers.saturating_add(1);
        let moves_cash = input
            .lines
            .iter()
            .any(|line| line.account == AccountCode::CASH);
        if moves_cash {
            posting.after.cash_day = before.cash_day.max(input.date);
        }
        if input.origin == Origin::Entered {
            posting.after.history = None;
        }
        Books::<T>::insert(input.book, posting.after);
        Self::keep(&mut posting, number, caller.today)?;
        Self::record(
            Subject::Book(input.book),
            Author::Member(signature),
            AssetsEntry::VoucherPosted {
                voucher: id,
                number,
                content: input.content(),
            },
            item,
        )?;
        if let Some(spending) = input.spending {
            let entry = AssetsEntry::SpendingPosted { voucher: id };
            Self::record(
                Subject::Spending(spending),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Self::find_in_posting(&mut posting, lowest, moves_cash, reversals)?;
        let raised = u32::try_from(posting.findings.len()).unwrap_or(u32::MAX);
        for finding in posting.findings {
            Self::warn(owner, &collective, finding, item)?;
        }
        Ok(raised)
    }

    /// Posts the lines, and answers the lowest balance below nothing that needs a warning.
    fn post_lines(posting: &mut Posting) -> Result<Option<Fen>, DispatchError> {
        let (input, item) = (posting.input, posting.item);
        let month = month_of(input);
        let mut moved = BTreeMap::<AccountCode, Fen>::new();
        for line in &input.lines {
            let amount = (line.side, line.amount);
            let account = line.account;
            Self::post_to(input.book, &mut posting.after, month, account, amount, item)?;
            let delta = moved.entry(line.account).or_default();
            *delta = line
                .signed()
                .and_then(|signed| delta.checked_add(signed))
                .ok_or(Error::<T>::AmountOverflow(item))?;
        }
        let mut lowest: Option<Fen> = None;
        for (account, delta) in moved {
            if !is_never_negative(account) || delta >= Fen::ZERO {
                continue;
            }
            let balance = Balances::<T>::get(input.book, account)
                .lowest_from(month)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            if balance < Fen::ZERO {
                let is_refused = account.is_money() && input.origin != Origin::Migrated;
                ensure!(!is_refused, Error::<T>::BalanceNegative(item));
                lowest = Some(lowest.map_or(balance, |other| other.min(balance)));
            }
        }
        Ok(lowest)
    }

    /// The next number of the month, and how many reversals the month has with this voucher.
    fn take_voucher_number(
        input: &VoucherInput,
        item: u16,
    ) -> Result<(VoucherNumber, u32), DispatchError> {
        let month = month_of(input);
        Months::<T>::try_mutate((input.book, month), |state| {
            state.drafts = state.drafts.saturating_sub(1);
            state.vouchers = state
                .vouchers
                .checked_add(1)
                .ok_or(Error::<T>::NumbersUsedUp(item))?;
            if matches!(input.origin, Origin::Reversal(_)) {
                state.reversals = state.reversals.saturating_add(1);
            }
            let number = VoucherNumber {
                month,
                number: state.vouchers,
            };
            Ok((number, state.reversals))
        })
    }

    /// Writes the voucher, and ties it to what it books or reverses.
    fn keep(posting: &mut Posting, number: VoucherNumber, today: Date) -> DispatchResult {
        let (id, input, item) = (posting.id, posting.input, posting.item);
        if let Origin::Reversal(original) = input.origin {
            let mut voucher =
                Vouchers::<T>::get(original).ok_or(Error::<T>::ReversalUnfit(item))?;
            voucher.reversed_by = Some(id);
            Vouchers::<T>::insert(original, voucher);
            if let Some(decision) = voucher.distribution {
                posting
                    .findings
                    .extend(Self::add_paid(decision, voucher.inflow, item)?);
            }
            // The payment was made all the same: it is to be booked again.
            if let Some(spending) = voucher.spending {
                Spendings::<T>::mutate_extant(spending, |spending| {
                    spending.state = SpendingState::Paid;
                    spending.voucher = None;
                });
            }
        }
        if let Some(spending) = input.spending {
            T::Holds::ensure_free(&Subject::Spending(spending), item)?;
            Spendings::<T>::mutate_extant(spending, |spending| {
                spending.state = SpendingState::Posted;
                spending.voucher = Some(id);
            });
        }
        let inflow = input.inflow().ok_or(Error::<T>::AmountOverflow(item))?;
        let distribution = Self::distribution_of(input, inflow);
        let voucher = Voucher {
            book: input.book,
            number,
            lines: input.lines_digest(),
            origin: input.origin,
            nature: input.nature,
            inflow,
            posted: today,
            spending: input.spending,
            distribution,
            banked: Fen::ZERO,
            reversed_by: None,
        };
        Vouchers::<T>::insert(id, voucher);
        if let Some(decision) = distribution {
            let paid = inflow
                .checked_neg()
                .ok_or(Error::<T>::AmountOverflow(item))?;
            posting
                .findings
                .extend(Self::add_paid(decision, paid, item)?);
        }
        Ok(())
    }

    /// The distribution that a voucher pays out by itself, without a spending.
    fn distribution_of(input: &VoucherInput, inflow: Fen) -> Option<DecisionId> {
        let pays = input.origin == Origin::Entered && input.spending.is_none();
        let id = input.decision.filter(|_| pays && inflow < Fen::ZERO)?;
        let decision = Decisions::<T>::get(id)?;
        (decision.matter == Matter::Distribution).then_some(id)
    }

    /// Everything that is worth a warning once a voucher is posted.
    fn find_in_posting(
        posting: &mut Posting,
        lowest: Option<Fen>,
        moves_cash: bool,
        reversals: u32,
    ) -> DispatchResult {
        let Posting {
            collective,
            input,
            item,
            ..
        } = *posting;
        if let Some(balance) = lowest {
            posting.findings.push(negative(input.book, balance));
        }
        Self::follow_receipt(posting)?;
        Self::follow_funds(posting)?;
        if moves_cash && input.origin != Origin::Migrated {
            Self::follow_cash(posting)?;
        }
        match input.origin {
            Origin::Migrated => return Ok(()),
            Origin::Reversal(_) => {
                let limit = Self::policy_days(collective, PolicyKey::ReversalsPerMonth, item)?;
                if reversals > limit {
                    let about = Subject::Book(input.book);
                    let measured = (reversals.into(), limit.into());
                    posting.find(
                        WarningRule::Reversals,
                        WarningLevel::Yellow,
                        about,
                        measured,
                    );
                }
                return Ok(());
            }
            Origin::Entered => {}
        }
        if moves_cash && input.date > posting.before.cash_day {
            // The day before this one ended with what was in the box until now.
            let limit = Self::policy(collective, PolicyKey::CashBoxLimitYuan, item)?;
            let (cash, limit) = (posting.before.cash, Fen::from_yuan(limit));
            if cash > limit {
                posting.findings.push(cash_box(input.book, cash, limit));
            }
        }
        Self::find_in_money(posting);
        Self::find_in_debt(posting)
    }

    /// W05 where a receipt was skipped; refuses one that was booked, unless that voucher was reversed.
    fn follow_receipt(posting: &mut Posting) -> DispatchResult {
        let Some(receipt) = &posting.input.receipt else {
            return Ok(());
        };
        if matches!(posting.input.origin, Origin::Reversal(_)) {
            return Ok(());
        }
        let this = (posting.owner, receipt.series.clone(), receipt.number);
        let is_booked = BookedReceipts::<T>::get(&this)
            .and_then(Vouchers::<T>::get)
            .is_some_and(|voucher| voucher.reversed_by.is_none());
        ensure!(!is_booked, Error::<T>::ReceiptUsed(posting.item));
        BookedReceipts::<T>::insert(this, posting.id);
        let key = (posting.owner, receipt.series.clone());
        let last = Receipts::<T>::get(&key);
        if receipt.number <= last {
            // It was missed before, and is found now.
            return Ok(());
        }
        Receipts::<T>::insert(key, receipt.number);
        let next = last.saturating_add(1);
        if last > 0 && receipt.number > next {
            let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            let measured = (whole(receipt.number), whole(next));
            let about = Subject::Voucher(posting.id);
            let rule = WarningRule::IncomeOffBooks;
            posting.find(rule, WarningLevel::Red, about, measured);
        }
        Ok(())
    }

    /// W20, once for a voucher, where special funds are used that neither the project got nor the village had before
    /// its books.
    fn follow_funds(posting: &mut Posting) -> DispatchResult {
        let input = posting.input;
        let mut short = None;
        for line in &input.lines {
            let Some(project) = line.project.clone() else {
                continue;
            };
            if line.account.heading_number() != 241 {
                continue;
            }
            let key = (posting.owner, project);
            let mut fund = Funds::<T>::get(&key).unwrap_or_default();
            let left = fund.balance;
            let signed = line.signed().and_then(|signed| left.checked_sub(signed));
            fund.balance = signed.ok_or(Error::<T>::AmountOverflow(posting.item))?;
            fund.moved = fund.moved.max(posting.input.date);
            let uses = line.side == Side::Debit && fund.balance < left;
            let mut taken = Fen::ZERO;
            if uses && !key.1.is_blank() {
                taken = Self::take_from_openings(posting, &mut fund)?;
            }
            Funds::<T>::insert(key, fund);
            if uses && fund.balance < Fen::ZERO {
                let had = left.0.saturating_add(taken.0);
                short.get_or_insert((line.amount.0, had));
            }
        }
        if let Some(measured) = short {
            let about = Subject::Voucher(posting.id);
            let rule = WarningRule::SpecialFunds;
            posting.find(rule, WarningLevel::Orange, about, measured);
        }
        Ok(())
    }

    /// What a project misses is taken from the funds that were there before the books, as long as they last;
    /// answers how much that is.
    fn take_from_openings(posting: &Posting, fund: &mut Fund) -> Result<Fen, DispatchError> {
        let key = (posting.owner, Project::default());
        let Some(mut openings) = Funds::<T>::get(&key).filter(|it| it.balance > Fen::ZERO) else {
            return Ok(Fen::ZERO);
        };
        let overflow = || Error::<T>::AmountOverflow(posting.item);
        let missing = fund.balance.checked_neg().ok_or_else(overflow)?;
        let taken = missing.clamp(Fen::ZERO, openings.balance);
        if taken > Fen::ZERO {
            fund.balance = fund.balance.checked_add(taken).ok_or_else(overflow)?;
            openings.balance = openings.balance.checked_sub(taken).ok_or_else(overflow)?;
            openings.moved = openings.moved.max(posting.input.date);
            Funds::<T>::insert(key, openings);
        }
        Ok(taken)
    }

    /// W03 where money goes out without an approved spending, W06 where it comes into a strange account, W27
    /// where land compensation does not go its own way.
    fn find_in_money(posting: &mut Posting) {
        let input = posting.input;
        let about = Subject::Voucher(posting.id);
        let inflow = input.inflow().unwrap_or_default();
        let level = WarningLevel::Red;
        if inflow < Fen::ZERO && input.spending.is_none() {
            let rule = WarningRule::PaidWithoutApproval;
            posting.find(rule, level, about, (inflow.0.saturating_neg(), 0));
        }
        if let Some(deposit) = input.deposit {
            let is_own = BankAccountsByDigest::<T>::get(deposit)
                .and_then(BankAccounts::<T>::get)
                .is_some_and(|account| account.open && account.collective == posting.owner);
            if !is_own {
                posting.find(WarningRule::StrangeAccount, level, about, (inflow.0, 0));
            }
        }
        if let Some(amount) = Self::strayed(posting) {
            posting.find(WarningRule::LandCompensation, level, about, (amount.0, 0));
        }
    }

    /// Land compensation that comes into another account than its own, or goes out without a decision: the largest
    /// line of it. What leaves its account is land compensation, whatever the voucher says.
    fn strayed(posting: &Posting) -> Option<Fen> {
        let is_land = posting.input.nature == Nature::LandCompensation;
        let special = |account: AccountCode| {
            posting
                .collective
                .bank_accounts
                .iter()
                .filter_map(BankAccounts::<T>::get)
                .any(|it| it.ledger == account && it.kind == BankAccountKind::LandCompensation)
        };
        let is_of_land = |spending: Spending| spending.kind == SpendingKind::LandCompensation;
        let decided = posting
            .input
            .spending
            .and_then(Spendings::<T>::get)
            .is_some_and(is_of_land)
            || Self::rests_on(posting, |matter| {
                matches!(
                    matter,
                    Matter::LandCompensationUse | Matter::LandCompensationSplit
                )
            });
        let money = posting
            .input
            .lines
            .iter()
            .filter(|line| line.account.is_money());
        let strayed = money.filter(|line| match line.side {
            Side::Debit => is_land && !special(line.account),
            Side::Credit => !decided && (is_land || special(line.account)),
        });
        strayed.map(|line| line.amount).max()
    }

    /// Whether the voucher names a decision that holds, of an assembly or through the four steps, about such a matter.
    fn rests_on(posting: &Posting, fits: impl Fn(Matter) -> bool) -> bool {
        let decision = posting.input.decision.and_then(Decisions::<T>::get);
        decision.is_some_and(|decision| {
            decision.holds()
                && fits(decision.matter)
                && (decision.body.is_assembly() || decision.four_steps)
        })
    }

    /// W22 where a loan is taken without an assembly, or debt grows beyond the line.
    fn find_in_debt(posting: &mut Posting) -> DispatchResult {
        let Posting {
            collective,
            input,
            item,
            before,
            after,
            ..
        } = *posting;
        let mut loans = input.lines.iter().filter(|line| {
            line.side == Side::Credit && matches!(line.account.heading_number(), 201 | 221)
        });
        let loan = loans.try_fold(Fen::ZERO, |sum, line| sum.checked_add(line.amount));
        let loan = loan.ok_or(Error::<T>::AmountOverflow(item))?;
        let level = WarningLevel::Red;
        if loan > Fen::ZERO && !Self::rests_on(posting, |matter| matter == Matter::Loan) {
            let about = Subject::Voucher(posting.id);
            posting.find(WarningRule::Debt, level, about, (loan.0, 0));
        }
        if after.liabilities > before.liabilities {
            let ratio = Self::policy(collective, PolicyKey::DebtRatioPercent, item)?;
            if exceeds(&after, ratio) && !exceeds(&before, ratio) {
                let about = Subject::Book(input.book);
                let measured = (after.liabilities.0, share(after.assets, ratio));
                posting.find(WarningRule::Debt, level, about, measured);
            }
        }
        Ok(())
    }
}

impl Posting<'_> {
    /// Notes what is worth a warning; `measured` is what was found, and what it was compared with.
    pub(super) fn find(
        &mut self,
        rule: WarningRule,
        level: WarningLevel,
        about: Subject,
        (measured, limit): (i64, i64),
    ) {
        self.findings
            .push(finding(rule, level, about, measured, limit));
    }
}

/// Whether the liabilities are more than this share of the assets.
fn exceeds(book: &Book, percent: u64) -> bool {
    i128::from(book.liabilities.0).saturating_mul(100)
        > i128::from(book.assets.0).saturating_mul(i128::from(percent))
}

/// So much per cent of an amount, rounded down.
fn share(amount: Fen, percent: u64) -> i64 {
    let whole = i128::from(amount.0).saturating_mul(i128::from(percent));
    i64::try_from(whole.checked_div(100).unwrap_or(0)).unwrap_or(i64::MAX)
}
