//! Drafting vouchers, and withdrawing drafts.

use county_primitives::{
    three_assets::{
        books::{Origin, VoucherInput},
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    Author, Items, PolicyKey, Subject, Text, VoucherId,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use super::{finding, Caller, BOOKKEEPERS};
use crate::{
    types::{Book, Collective, Draft, SpendingState},
    Config, Decisions, Drafts, Error, Months, Pallet, Spendings, Vouchers,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_draft_vouchers(
        who: &T::AccountId,
        items: Items<VoucherInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let book = Self::book(input.book, item)?;
            let owner = input.book.collective();
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(BOOKKEEPERS, owner, &collective, item)?;
            Self::ensure_days(&caller, &book, &input, item)?;
            Self::ensure_history(&book, &input, item)?;
            Self::ensure_lines(&collective, &input, item)?;
            Self::ensure_evidence(&input, item)?;
            let id = VoucherId(Self::next_number(|counters| &mut counters.vouchers, item)?);
            Months::<T>::mutate((input.book, month_of(&input)), |month| {
                month.drafts = month.drafts.saturating_add(1);
            });
            Drafts::<T>::insert(
                id,
                Draft {
                    input: input.clone(),
                    maker: signature.member,
                },
            );
            let (occurred, origin) = (input.occurred, input.origin);
            Self::record(
                Subject::Voucher(id),
                Author::Member(signature),
                AssetsEntry::VoucherDrafted(input),
                item,
            )?;
            if origin == Origin::Entered {
                let late = caller.today.days_since(occurred);
                Self::warn_late_entry(id, owner, &collective, late, item)?;
            }
        }
        Ok(())
    }

    fn ensure_days(
        caller: &Caller<T>,
        book: &Book,
        input: &VoucherInput,
        item: u16,
    ) -> DispatchResult {
        let (year, _, _) = input.date.to_ymd();
        ensure!(
            year == u32::from(input.book.year()),
            Error::<T>::DateOutsideBook(item)
        );
        ensure!(book.is_open(month_of(input)), Error::<T>::MonthClosed(item));
        caller.ensure_past(input.date, item)?;
        ensure!(
            input.occurred <= input.date,
            Error::<T>::OccurredAfterDate(item)
        );
        Ok(())
    }

    /// Refuses history where the ledger is in use already: after something was entered, and of days after the one
    /// on which the first book was opened. What history may do, nothing else may; asked when drafted and again
    /// when posted.
    pub(crate) fn ensure_history(book: &Book, input: &VoucherInput, item: u16) -> DispatchResult {
        let is_history = || book.history.is_some_and(|last| input.date <= last);
        ensure!(
            input.origin != Origin::Migrated || is_history(),
            Error::<T>::HistoryEnded(item)
        );
        Ok(())
    }

    /// Refuses lines that do not balance, or stand on accounts that take none.
    fn ensure_lines(collective: &Collective, input: &VoucherInput, item: u16) -> DispatchResult {
        ensure!(input.lines.len() >= 2, Error::<T>::NoLines(item));
        let is_reversal = matches!(input.origin, Origin::Reversal(_));
        for line in &input.lines {
            // What a reversal writes is compared with its original below.
            ensure!(
                line.amount > Fen::ZERO || is_reversal,
                Error::<T>::AmountInvalid(item)
            );
            let has_project = line
                .project
                .as_ref()
                .is_some_and(|project| !project.is_blank());
            ensure!(
                line.account.heading_number() != 241 || has_project || is_reversal,
                Error::<T>::ProjectMissing(item)
            );
            // The county may have divided an account since: its vouchers are reversed all the same.
            if !is_reversal {
                Self::ensure_leaf(collective, line.account, item)?;
            }
        }
        let (debit, credit) = input.totals().ok_or(Error::<T>::AmountOverflow(item))?;
        ensure!(debit == credit, Error::<T>::VoucherUnbalanced(item));
        Ok(())
    }

    /// Refuses a voucher without a document, or one that rests on something that does not bear it.
    fn ensure_evidence(input: &VoucherInput, item: u16) -> DispatchResult {
        ensure!(
            input.origin != Origin::Entered || !input.documents.is_empty(),
            Error::<T>::DocumentMissing(item)
        );
        Self::ensure_said(&input.summary, item)?;
        if let Some(decision) = input.decision {
            let known = Decisions::<T>::get(decision)
                .is_some_and(|it| it.collective == input.book.collective());
            ensure!(known, Error::<T>::DecisionUnknown(item));
        }
        Self::ensure_bearing(input, item)
    }

    /// Refuses a reversal that mirrors nothing, and a spending that was not paid so; asked when drafted and
    /// again when posted.
    pub(crate) fn ensure_bearing(input: &VoucherInput, item: u16) -> DispatchResult {
        if let Origin::Reversal(original) = input.origin {
            let fits = Vouchers::<T>::get(original).is_some_and(|voucher| {
                voucher.book == input.book
                    && voucher.reversed_by.is_none()
                    && !matches!(voucher.origin, Origin::Reversal(_))
                    && input.mirrored_digest() == Some(voucher.lines)
                    && input.spending.is_none()
            });
            ensure!(fits, Error::<T>::ReversalUnfit(item));
        }
        if let Some(spending) = input.spending {
            let inflow = input.inflow().ok_or(Error::<T>::AmountOverflow(item))?;
            let fits = Spendings::<T>::get(spending).is_some_and(|spending| {
                spending.collective == input.book.collective()
                    && spending.state == SpendingState::Paid
                    && inflow.checked_neg() == Some(spending.amount)
            });
            ensure!(fits, Error::<T>::SpendingUnfit(item));
        }
        Ok(())
    }

    /// W07: yellow and orange by how many days lie between the event and its entry.
    fn warn_late_entry(
        id: VoucherId,
        owner: county_primitives::CollectiveId,
        collective: &Collective,
        late: u32,
        item: u16,
    ) -> DispatchResult {
        let orange = Self::policy_days(collective, PolicyKey::LateEntryOrangeDays, item)?;
        let yellow = Self::policy_days(collective, PolicyKey::LateEntryYellowDays, item)?;
        let (level, limit) = if late > orange {
            (WarningLevel::Orange, orange)
        } else if late > yellow {
            (WarningLevel::Yellow, yellow)
        } else {
            return Ok(());
        };
        let finding = finding(
            WarningRule::LateEntry,
            level,
            Subject::Voucher(id),
            late.into(),
            limit.into(),
        );
        Self::warn(owner, collective, finding, item)
    }

    pub(crate) fn do_withdraw_vouchers(
        who: &T::AccountId,
        items: Items<(VoucherId, Text<128>)>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, (id, reason)) in (0u16..).zip(items) {
            let draft = Drafts::<T>::take(id).ok_or(Error::<T>::VoucherNotDraft(item))?;
            let owner = draft.input.book.collective();
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(BOOKKEEPERS, owner, &collective, item)?;
            Self::ensure_said(&reason, item)?;
            Months::<T>::mutate((draft.input.book, month_of(&draft.input)), |month| {
                month.drafts = month.drafts.saturating_sub(1);
            });
            Self::record(
                Subject::Voucher(id),
                Author::Member(signature),
                AssetsEntry::VoucherWithdrawn { reason },
                item,
            )?;
        }
        Ok(())
    }
}

/// The month of the book that a voucher belongs to.
pub(crate) fn month_of(input: &VoucherInput) -> u8 {
    let (_, month, _) = input.date.to_ymd();
    u8::try_from(month).unwrap_or(0)
}
