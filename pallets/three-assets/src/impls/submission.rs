//! Submitting a spending: its row in the approval matrix, the sums of its payee, and what shows at once.

use alloc::vec::Vec;

use county_primitives::{
    clock::month_number,
    three_assets::{
        spending::{
            Approvals, PaymentMethod, SpendingInput, SpendingKind, ROW_APPROVALS, ROW_LIMITS,
        },
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    Author, CollectiveId, Date, Digest, Items, PolicyKey, Signature, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{finding, Caller, CASHIER};
use crate::{
    types::{sums_keys, Collective, PayeeSums, Spending, SpendingState},
    Config, Departures, Error, Invoices, NonProductive, Pallet, Relations, Spendings, Sums,
};

/// How the parts of a split are recognised: by their share of a limit, and within so many days.
struct SplitRule {
    limits: Vec<Fen>,
    percent: u64,
    window: u32,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_spendings(
        who: &T::AccountId,
        items: Items<SpendingInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let collective = Self::collective(input.collective, item)?;
            let signature = caller.sign_for(CASHIER, input.collective, &collective, item)?;
            ensure!(input.amount > Fen::ZERO, Error::<T>::AmountInvalid(item));
            Self::ensure_said(&input.purpose, item)?;
            ensure!(
                !input.documents.is_empty(),
                Error::<T>::DocumentMissing(item)
            );
            caller.ensure_past(input.occurred, item)?;
            let id = SpendingId(Self::next_number(|counters| &mut counters.spendings, item)?);
            let split = Self::split_rule(&collective, item)?;
            let (year_sum, found) = Self::add_to_sums(id, &input, &split, caller.today, item)?;
            let row = row_of(input.kind, year_sum.max(input.amount), &split.limits);
            let approvals = Self::approvals_of(&collective, row, item)?;
            let today = caller.today;
            let mut findings = Self::findings_of_submission(id, &input, &collective, today, item)?;
            findings.extend(found);
            Spendings::<T>::insert(
                id,
                new_spending(&input, (row, approvals), &signature, today),
            );
            let owner = input.collective;
            let entry = AssetsEntry::SpendingSubmitted {
                spending: input,
                row,
                approvals,
                year_sum,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
            for finding in findings {
                Self::warn(owner, &collective, finding, item)?;
            }
        }
        Ok(())
    }

    /// The limits between the rows of the approval matrix.
    fn row_limits(collective: &Collective, item: u16) -> Result<Vec<Fen>, DispatchError> {
        let limits = ROW_LIMITS
            .iter()
            .map(|key| Ok(Fen::from_yuan(Self::policy(collective, *key, item)?)));
        limits.collect()
    }

    fn approvals_of(
        collective: &Collective,
        row: u8,
        item: u16,
    ) -> Result<Approvals, DispatchError> {
        let key = ROW_APPROVALS
            .get(usize::from(row.saturating_sub(1)))
            .ok_or(Error::<T>::MatrixInvalid(item))?;
        let value = Self::policy(collective, *key, item)?;
        Approvals::from_policy(value).ok_or(Error::<T>::MatrixInvalid(item).into())
    }

    /// How a split is recognised.
    fn split_rule(collective: &Collective, item: u16) -> Result<SplitRule, DispatchError> {
        Ok(SplitRule {
            limits: Self::row_limits(collective, item)?,
            percent: Self::policy(collective, PolicyKey::SplitSharePercent, item)?,
            window: Self::policy_days(collective, PolicyKey::SplitWindowDays, item)?,
        })
    }

    /// Adds a spending to the sums of its payee and, if there is one, of the payee's group: a group that is named
    /// never makes the payee another one. Answers the larger sum of twelve months, and W02 if either shows it.
    fn add_to_sums(
        id: SpendingId,
        input: &SpendingInput,
        split: &SplitRule,
        today: Date,
        item: u16,
    ) -> Result<(Fen, Option<Finding>), DispatchError> {
        let month = month_number(today);
        let whose = [input.payee, group_of(input)];
        let (mut year_sum, mut found) = (Fen::ZERO, None);
        for key in sums_keys(input.collective, whose, input.project.as_ref()) {
            let mut sums = Sums::<T>::get(&key);
            let sum = sums
                .add(month, input.amount)
                .and_then(|()| sums.of_year(month))
                .ok_or(Error::<T>::AmountOverflow(item))?;
            year_sum = year_sum.max(sum);
            let part = (today, id, input.amount);
            let finding = Self::add_part(&mut sums, part, split, item)?;
            found = found.or(finding);
            Sums::<T>::insert(key, sums);
        }
        Ok((year_sum, found))
    }

    /// W02: the parts that lie just below a limit add up to it. Remembers this one if it is such a part.
    fn add_part(
        sums: &mut PayeeSums,
        part: (Date, SpendingId, Fen),
        split: &SplitRule,
        item: u16,
    ) -> Result<Option<Finding>, DispatchError> {
        let (today, id, amount) = part;
        let mut finding_of_split = None;
        let mut is_part = false;
        for limit in &split.limits {
            let fits = |amount: Fen| amount < *limit && amount.reaches(split.percent, *limit);
            if !fits(amount) {
                continue;
            }
            is_part = true;
            let others = sums.parts.iter().filter(|(date, _, amount)| {
                fits(*amount) && today.days_since(*date) <= split.window
            });
            let sum = others
                .map(|(_, _, amount)| *amount)
                .try_fold(amount, Fen::checked_add)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            if sum >= *limit && finding_of_split.is_none() {
                finding_of_split = Some(finding(
                    WarningRule::SplitPayment,
                    WarningLevel::Red,
                    Subject::Spending(id),
                    sum.0,
                    limit.0,
                ));
            }
        }
        if is_part {
            if sums.parts.is_full() {
                sums.parts.remove(0);
            }
            // Room was made above.
            sums.parts
                .try_push(part)
                .map_err(|_| Error::<T>::AmountOverflow(item))?;
        }
        Ok(finding_of_split)
    }

    /// W01, W13, W21, W22 and W26, as far as they show when a spending is submitted.
    fn findings_of_submission(
        id: SpendingId,
        input: &SpendingInput,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<Vec<Finding>, DispatchError> {
        use WarningLevel::{Orange, Red, Yellow};
        let amount = input.amount;
        let mut findings = Vec::new();
        let mut found = |rule, level, measured: Fen, limit: Fen| {
            let about = Subject::Spending(id);
            findings.push(finding(rule, level, about, measured.0, limit.0));
        };
        if input.method == PaymentMethod::Cash {
            let limit = Self::policy(collective, PolicyKey::CashSingleLimitYuan, item)?;
            let limit = Fen::from_yuan(limit);
            if amount > limit {
                found(WarningRule::Cash, Yellow, amount, limit);
            }
        }
        if Self::is_near(input.collective, [input.payee, group_of(input)]) {
            found(WarningRule::ConflictOfInterest, Red, amount, Fen::ZERO);
        }
        if input.kind.is_non_productive() {
            let (sum, cap) = Self::add_non_productive(input, collective, today, item)?;
            let round = Self::policy(collective, PolicyKey::RoundAmountYuan, item)?;
            let round = Fen::from_yuan(round);
            if sum > cap {
                found(WarningRule::NonProductive, Orange, sum, cap);
            } else if amount.is_multiple_of(round) {
                found(WarningRule::NonProductive, Orange, amount, round);
            }
        }
        if let Some(invoice) = input.invoice {
            if Invoices::<T>::contains_key(invoice) {
                found(WarningRule::NonProductive, Orange, amount, Fen::ZERO);
            } else {
                Invoices::<T>::insert(invoice, id);
            }
        }
        if input.kind == SpendingKind::Guarantee {
            found(WarningRule::Debt, Red, amount, Fen::ZERO);
        }
        let is_gone = Departures::<T>::contains_key((input.collective, input.payee));
        if input.kind == SpendingKind::Distribution && is_gone {
            found(WarningRule::Distribution, Red, amount, Fen::ZERO);
        }
        Ok(findings)
    }

    /// Whether one of the digests is of an officer or of near kin.
    pub(crate) fn is_near(id: CollectiveId, digests: [Digest; 2]) -> bool {
        digests
            .into_iter()
            .any(|digest| Relations::<T>::get((id, digest)) > 0)
    }

    /// Adds to the non-productive spending of the year; answers the sum and its cap.
    fn add_non_productive(
        input: &SpendingInput,
        collective: &Collective,
        today: Date,
        item: u16,
    ) -> Result<(Fen, Fen), DispatchError> {
        let cap = Self::policy(collective, PolicyKey::NonProductiveCapYuan, item)?;
        let key = (input.collective, year_of(today));
        let sum = NonProductive::<T>::get(key)
            .checked_add(input.amount)
            .ok_or(Error::<T>::AmountOverflow(item))?;
        NonProductive::<T>::insert(key, sum);
        Ok((sum, Fen::from_yuan(cap)))
    }
}

fn new_spending(
    input: &SpendingInput,
    (row, approvals): (u8, Approvals),
    signature: &Signature,
    today: Date,
) -> Spending {
    Spending {
        collective: input.collective,
        kind: input.kind,
        project: input.project.clone(),
        payee: input.payee,
        group: group_of(input),
        method: input.method,
        amount: input.amount,
        invoice: input.invoice,
        row,
        approvals,
        submitter: signature.member,
        signatures: Default::default(),
        decision: None,
        submitted: today,
        approved: None,
        from: None,
        paid: None,
        voucher: None,
        failures: 0,
        returns: 0,
        state: SpendingState::Signing,
    }
}

/// The payee's household or group of kin, if there is one, or else the payee.
fn group_of(input: &SpendingInput) -> Digest {
    input.payee_group.unwrap_or(input.payee)
}

pub(super) fn year_of(day: Date) -> u16 {
    u16::try_from(day.to_ymd().0).unwrap_or(u16::MAX)
}

/// The row of the approval matrix, 1 to 5.
fn row_of(kind: SpendingKind, sum: Fen, limits: &[Fen]) -> u8 {
    let rows = limits.len();
    let passed = if kind.is_always_highest() {
        rows
    } else {
        limits.iter().filter(|limit| sum > **limit).count()
    };
    u8::try_from(passed.saturating_add(1)).unwrap_or(u8::MAX)
}
