//! Cash that comes in and is to be brought to the bank within days (`DOMAIN.md 4.4`).
//!
//! What came in is kept by its day, the oldest first, for a few days: more are not told apart, because what is
//! older is late anyway. Cash from the bank is no income. Who brings cash to the bank brings what came first; who pays
//! out of the box pays first from what need not go to the bank, and then from what came first.

use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        books::{Origin, VoucherInput},
        warnings::{WarningLevel, WarningRule},
        Fen,
    },
    PolicyKey, Subject,
};
use sp_runtime::DispatchResult;

use super::posting::Posting;
use crate::{CashIncomes, Config, Error, Pallet, Vouchers};

/// What a voucher did to the cash box.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Moved {
    /// Cash that came in from elsewhere than the bank.
    income: Fen,
    /// Cash that was brought to the bank.
    banked: Fen,
    /// Cash that went elsewhere.
    spent: Fen,
}

impl Moved {
    /// What the voucher did, or, if it is a reversal, what it undoes; `None` on overflow.
    fn of(input: &VoucherInput) -> Option<Self> {
        let is_reversal = matches!(input.origin, Origin::Reversal(_));
        let (mut cash, mut bank) = (Fen::ZERO, Fen::ZERO);
        for line in input.lines.iter().filter(|line| line.account.is_money()) {
            let sum = if line.account == AccountCode::CASH {
                &mut cash
            } else {
                &mut bank
            };
            let signed = line.signed()?;
            *sum = if is_reversal {
                sum.checked_sub(signed)?
            } else {
                sum.checked_add(signed)?
            };
        }
        let from_bank = bank.checked_neg()?.max(Fen::ZERO);
        let out = cash.checked_neg()?.max(Fen::ZERO);
        let banked = out.min(bank.max(Fen::ZERO));
        Some(Self {
            income: cash.checked_sub(from_bank)?.max(Fen::ZERO),
            banked,
            spent: out.checked_sub(banked)?,
        })
    }
}

impl<T: Config> Pallet<T> {
    /// W01 where cash that came in was still in the box too many days later, by the day on which the voucher
    /// happened, and where more cash than allowed at once is paid without a spending, which would have shown it. A
    /// banking that is reversed puts back, as of the day of the reversal, what it took of the cash that had come in:
    /// what was withdrawn before and brought back does not become income.
    pub(super) fn follow_cash(posting: &mut Posting) -> DispatchResult {
        let (owner, input, item) = (posting.owner, posting.input, posting.item);
        let overflow = || Error::<T>::AmountOverflow(item);
        let moved = Moved::of(input).ok_or_else(overflow)?;
        let mut incomes = CashIncomes::<T>::get(owner);
        if let Origin::Reversal(original) = input.origin {
            let counted = Vouchers::<T>::get(original).filter(|it| it.origin == Origin::Entered);
            let Some(counted) = counted else {
                return Ok(());
            };
            incomes.take_back(moved.income);
            incomes
                .receive(input.date, counted.banked)
                .ok_or_else(overflow)?;
        } else {
            let days = Self::policy_days(posting.collective, PolicyKey::CashBankingDays, item)?;
            let late = incomes
                .older_than(days, input.occurred)
                .ok_or_else(overflow)?;
            if late > Fen::ZERO {
                let about = Subject::Book(input.book);
                posting.find(WarningRule::Cash, WarningLevel::Orange, about, (late.0, 0));
            }
            if input.spending.is_none() {
                Self::find_in_spent(posting, moved.spent)?;
            }
            let banked = incomes.bank(moved.banked);
            if banked > Fen::ZERO {
                Vouchers::<T>::mutate_extant(posting.id, |voucher| voucher.banked = banked);
            }
            incomes
                .receive(input.occurred, moved.income)
                .ok_or_else(overflow)?;
        }
        incomes
            .keep_within(posting.after.cash)
            .ok_or_else(overflow)?;
        if incomes.days.is_empty() {
            CashIncomes::<T>::remove(owner);
        } else {
            CashIncomes::<T>::insert(owner, incomes);
        }
        Ok(())
    }

    fn find_in_spent(posting: &mut Posting, spent: Fen) -> DispatchResult {
        let key = PolicyKey::CashSingleLimitYuan;
        let limit = Fen::from_yuan(Self::policy(posting.collective, key, posting.item)?);
        if spent > limit {
            let about = Subject::Voucher(posting.id);
            let measured = (spent.0, limit.0);
            posting.find(WarningRule::Cash, WarningLevel::Yellow, about, measured);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use county_primitives::three_assets::accounts::Side;

    use super::*;
    use crate::mock::{line, set_day, voucher};

    /// What a voucher with these changes of cash and bank does.
    fn moved(cash: i64, bank: i64, is_reversal: bool) -> [i64; 3] {
        set_day(county_primitives::Date(20_000));
        let mut input = voucher("101", "50101", 1);
        let sides = [("101", cash), ("10201", bank)];
        let lines = sides.map(|(account, amount)| match amount < 0 {
            true => line(account, Side::Credit, -amount),
            false => line(account, Side::Debit, amount),
        });
        input.lines = lines.to_vec().try_into().unwrap();
        if is_reversal {
            input.origin = Origin::Reversal(county_primitives::VoucherId(1));
            for line in &mut input.lines {
                line.amount = Fen(-line.amount.0);
            }
        }
        let moved = Moved::of(&input).unwrap();
        [moved.income, moved.banked, moved.spent].map(|amount| amount.0 / 100)
    }

    #[test]
    fn income_and_banking_are_told_from_withdrawals_and_payments() {
        for is_reversal in [false, true] {
            for (cash, bank, expected) in [
                (100, 0, [100, 0, 0]),
                (100, -100, [0, 0, 0]),
                (100, -30, [70, 0, 0]),
                (100, -130, [0, 0, 0]),
                (100, 200, [100, 0, 0]),
                (-100, 0, [0, 0, 100]),
                (-100, -200, [0, 0, 100]),
                (-100, 100, [0, 100, 0]),
                (-100, 30, [0, 30, 70]),
                (-100, 300, [0, 100, 0]),
            ] {
                let found = moved(cash, bank, is_reversal);
                assert_eq!(found, expected, "{cash} {bank} {is_reversal}");
            }
        }
    }
}
