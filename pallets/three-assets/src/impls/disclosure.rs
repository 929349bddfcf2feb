//! Disclosures: figures computed by the chain, signed by a supervisor, put on the wall.

use county_primitives::{
    clock::month_end,
    three_assets::{
        disclosure::{
            cycle_end, DisclosureInput, DisclosureState, Posting, SpecialInput, Statement,
            StatementInput, STATEMENT_MONTHS_MAX,
        },
        statements, AssetsEntry, MonthKey,
    },
    traits::Members,
    Author, Date, DisclosureId, Items, PolicyKey, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{traits::UniqueSaturatedInto, DispatchError, DispatchResult};

use super::{warnings::late_posting, Caller, ACCOUNTANT, SUPERVISOR};
use crate::{
    types::{Collective, Disclosure},
    Config, Decisions, Disclosed, Disclosures, Error, Months, Pallet, Timelines,
};

/// Who puts things on the wall.
const POSTERS: &[Role] = &[Role::VillageCashier, Role::VillageChair, Role::VillageBoard];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_prepare_disclosures(
        who: &T::AccountId,
        items: Items<DisclosureInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            match input {
                DisclosureInput::Statement(input) => {
                    Self::prepare_statement(&mut caller, &input, item)?;
                }
                DisclosureInput::Special(input) => {
                    Self::prepare_special(&mut caller, input, item)?;
                }
            }
        }
        Ok(())
    }

    fn prepare_statement(
        caller: &mut Caller<T>,
        input: &StatementInput,
        item: u16,
    ) -> DispatchResult {
        let book = Self::book(input.book, item)?;
        let owner = input.book.collective();
        let collective = Self::collective(owner, item)?;
        let signature = caller.sign_for(ACCOUNTANT, owner, &collective, item)?;
        let months = input.to.saturating_sub(input.from).saturating_add(1);
        ensure!(
            statements::are_months(input.from, input.to) && months <= STATEMENT_MONTHS_MAX,
            Error::<T>::MonthInvalid(item)
        );
        ensure!(input.to <= book.closed, Error::<T>::MonthNotClosed(item));
        let statement = Self::statement(input, item)?;
        let digest = statement.digest();
        // Measured by the first month that nobody has seen yet.
        let first = (input.from..input.to)
            .find(|month| !Disclosed::<T>::contains_key((input.book, *month)))
            .unwrap_or(input.to);
        let key = MonthKey {
            book: input.book,
            month: first,
        };
        let id = Self::new_disclosure(
            Disclosure {
                collective: owner,
                statement: Some((input.book, input.from, input.to)),
                decision: None,
                digest,
                due: Self::disclosure_day(&collective, key, item)?,
                preparer: signature.member,
                until: None,
                state: DisclosureState::Prepared,
            },
            item,
        )?;
        Self::record(
            Subject::Disclosure(id),
            Author::Member(signature),
            AssetsEntry::StatementPrepared { statement, digest },
            item,
        )
    }

    /// The last day by which a month is to be on the wall: with its cycle, which the county sets.
    pub(crate) fn disclosure_day(
        collective: &Collective,
        key: MonthKey,
        item: u16,
    ) -> Result<Date, DispatchError> {
        let cycle = Self::policy_days(collective, PolicyKey::DisclosureCycleMonths, item)?;
        let last = cycle_end(key.month, cycle);
        let end =
            month_end(key.book.year().into(), last.into()).ok_or(Error::<T>::MonthInvalid(item))?;
        let days = Self::policy_days(collective, PolicyKey::DisclosureDueDays, item)?;
        Ok(end.plus_days(days))
    }

    /// The figures of months, as the books have them now.
    fn statement(input: &StatementInput, item: u16) -> Result<Statement, DispatchError> {
        let overflow = || Error::<T>::AmountOverflow(item);
        let rows = Self::trial_rows(input.book, input.from, input.to).ok_or_else(overflow)?;
        let sheet = statements::balance_sheet(&rows).ok_or_else(overflow)?;
        let vouchers = (input.from..=input.to)
            .map(|month| Months::<T>::get((input.book, month)).vouchers)
            .fold(0u32, u32::saturating_add);
        Ok(Statement {
            book: input.book,
            from: input.from,
            to: input.to,
            vouchers,
            head: Timelines::<T>::get(Subject::Book(input.book)).head,
            height: frame_system::Pallet::<T>::block_number().unique_saturated_into(),
            totals: statements::totals(&rows).ok_or_else(overflow)?,
            money: sheet.money,
        })
    }

    fn prepare_special(caller: &mut Caller<T>, input: SpecialInput, item: u16) -> DispatchResult {
        let collective = Self::collective(input.collective, item)?;
        let signature = caller.sign_for(ACCOUNTANT, input.collective, &collective, item)?;
        Self::ensure_said(&input.title, item)?;
        caller.ensure_past(input.occurred, item)?;
        ensure!(
            Self::collective_of(&input.about) == Some(input.collective),
            Error::<T>::SubjectUnknown(item)
        );
        let days = Self::policy_days(&collective, PolicyKey::SpecialDisclosureDays, item)?;
        let id = Self::new_disclosure(
            Disclosure {
                collective: input.collective,
                statement: None,
                decision: match input.about {
                    Subject::Decision(decision) => Some(decision),
                    _ => None,
                },
                digest: input.document,
                due: input.occurred.plus_days(days),
                preparer: signature.member,
                until: None,
                state: DisclosureState::Prepared,
            },
            item,
        )?;
        Self::record(
            Subject::Disclosure(id),
            Author::Member(signature),
            AssetsEntry::SpecialPrepared(input),
            item,
        )
    }

    fn new_disclosure(disclosure: Disclosure, item: u16) -> Result<DisclosureId, DispatchError> {
        let number = Self::next_number(|counters| &mut counters.disclosures, item)?;
        Disclosures::<T>::insert(DisclosureId(number), disclosure);
        Ok(DisclosureId(number))
    }

    fn disclosure(
        id: DisclosureId,
        state: DisclosureState,
        item: u16,
    ) -> Result<Disclosure, DispatchError> {
        let disclosure = Disclosures::<T>::get(id).ok_or(Error::<T>::DisclosureUnknown(item))?;
        ensure!(disclosure.state == state, Error::<T>::WrongState(item));
        Ok(disclosure)
    }

    pub(crate) fn do_sign_disclosures(
        who: &T::AccountId,
        items: Items<DisclosureId>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, id) in (0u16..).zip(items) {
            let mut disclosure = Self::disclosure(id, DisclosureState::Prepared, item)?;
            let owner = disclosure.collective;
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(SUPERVISOR, owner, &collective, item)?;
            ensure!(
                !T::Members::same_person(disclosure.preparer, signature.member),
                Error::<T>::SamePerson(item)
            );
            disclosure.state = DisclosureState::Signed;
            Disclosures::<T>::insert(id, disclosure);
            Self::record(
                Subject::Disclosure(id),
                Author::Member(signature),
                AssetsEntry::DisclosureSigned,
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_post_disclosures(who: &T::AccountId, items: Items<Posting>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.disclosure;
            let mut disclosure = Self::disclosure(id, DisclosureState::Signed, item)?;
            let owner = disclosure.collective;
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(POSTERS, owner, &collective, item)?;
            let days = Self::policy_days(&collective, PolicyKey::DisclosurePostingDays, item)?;
            // The first day on the wall counts.
            let until: Date = caller.today.plus_days(days.saturating_sub(1));
            disclosure.until = Some(until);
            disclosure.state = DisclosureState::Posted;
            Disclosures::<T>::insert(id, disclosure);
            if let Some((book, from, to)) = disclosure.statement {
                for month in from..=to {
                    Disclosed::<T>::insert((book, month), id);
                }
            }
            if let Some(decision) = disclosure.decision {
                Decisions::<T>::mutate_extant(decision, |it| {
                    it.shown.get_or_insert(caller.today);
                });
            }
            Self::record(
                Subject::Disclosure(id),
                Author::Member(signature),
                AssetsEntry::DisclosurePosted {
                    photo: input.photo,
                    until,
                },
                item,
            )?;
            let late = caller.today.days_since(disclosure.due);
            if late > 0 {
                Self::warn(owner, &collective, late_posting(id, late), item)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_end_disclosures(
        who: &T::AccountId,
        items: Items<DisclosureId>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, id) in (0u16..).zip(items) {
            let mut disclosure = Self::disclosure(id, DisclosureState::Posted, item)?;
            let owner = disclosure.collective;
            let collective = Self::collective(owner, item)?;
            let signature = caller.sign_for(POSTERS, owner, &collective, item)?;
            ensure!(
                disclosure.until.is_some_and(|until| until < caller.today),
                Error::<T>::PostingTooShort(item)
            );
            disclosure.state = DisclosureState::Ended;
            Disclosures::<T>::insert(id, disclosure);
            Self::record(
                Subject::Disclosure(id),
                Author::Member(signature),
                AssetsEntry::DisclosureEnded,
                item,
            )?;
        }
        Ok(())
    }
}
