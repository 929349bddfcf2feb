//! What the calls do, by concept; here the parts all of them use: signatures, seats, numbers and records.

use county_primitives::{
    three_assets::{
        collectives::Post,
        warnings::{Finding, WarningLevel, WarningRule},
        AssetsEntry,
    },
    traits::Members,
    Author, CollectiveId, Date, DivisionCode, PolicyKey, Record, Role, Signature, Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{county_of, Collective, Counters as Numbers},
    BankAccounts, Challenges, Collectives, Config, Counters, Decisions, Disclosures, Drafts, Error,
    Event, Officers, Pallet, Spendings, Timelines, Vouchers, Warnings,
};

mod balances;
mod bank_lines;
mod books;
mod cash;
mod challenges;
mod closing;
mod collectives;
mod decisions;
mod disclosure;
mod drafting;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
mod payment;
mod posting;
mod spending;
mod submission;
mod warnings;

/// Who keeps the books of a collective.
pub(crate) const ACCOUNTANT: &[Role] = &[Role::Accountant];
/// Who handles its money.
pub(crate) const CASHIER: &[Role] = &[Role::VillageCashier];
/// Who enters vouchers.
pub(crate) const BOOKKEEPERS: &[Role] = &[Role::Accountant, Role::VillageCashier];
/// Who acts for it.
pub(crate) const BOARD: &[Role] = &[Role::VillageChair, Role::VillageBoard];
/// Who watches it from inside.
pub(crate) const SUPERVISOR: &[Role] = &[Role::VillageSupervisor];
/// Who registers collectives and their officers.
pub(crate) const REGISTRARS: &[Role] = &[Role::Township, Role::CountyAgriculture];
/// The township alone.
pub(crate) const TOWNSHIP: &[Role] = &[Role::Township];

/// Who signs a call, and what was already found out: items of one call mostly lie in one village.
pub(crate) struct Caller<'a, T: Config> {
    who: &'a T::AccountId,
    pub(crate) today: Date,
    known: Option<(DivisionCode, Role, Signature)>,
    /// The seat that was found last, since looking at all officers beside an agency takes time.
    seated: Option<(CollectiveId, Signature)>,
}

impl<'a, T: Config> Caller<'a, T> {
    /// Opens a call that carries `items`, of which there must be at least one.
    pub(crate) fn new<Item>(who: &'a T::AccountId, items: &[Item]) -> Result<Self, DispatchError> {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        Ok(Self {
            who,
            today: T::Members::today(),
            known: None,
            seated: None,
        })
    }

    /// The signature in the first of `roles` that the caller has over `division`.
    pub(crate) fn sign(
        &mut self,
        roles: &[Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        if let Some((known, role, signature)) = self.known {
            if known == division && roles.first() == Some(&role) {
                return Ok(signature);
            }
        }
        match T::Members::authorise(self.who, roles, division, item)? {
            Author::Member(signature) => {
                self.known = Some((division, signature.role, signature));
                Ok(signature)
            }
            Author::Governance | Author::Rule => Err(Error::<T>::NoSignature(item).into()),
        }
    }

    /// The signature in the first of `roles` that the caller has over the collective's division and,
    /// for offices of the collective, holds there today.
    pub(crate) fn sign_for(
        &mut self,
        roles: &[Role],
        id: CollectiveId,
        collective: &Collective,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let mut refusal = None;
        for role in roles {
            match self.sign(&[*role], collective.division, item) {
                Ok(signature) => match self.ensure_seated(id, collective, &signature, item) {
                    Ok(()) => return Ok(signature),
                    Err(error) => refusal = Some(error),
                },
                Err(error) => {
                    refusal.get_or_insert(error);
                }
            }
        }
        Err(refusal.unwrap_or(Error::<T>::NotOfficer(item).into()))
    }

    /// Refuses an office of the collective to who is not in it today. The agency's accountants need no seat; but
    /// who handles or watches the money of a village does not keep its books besides (`DOMAIN.md 1.2`).
    fn ensure_seated(
        &mut self,
        id: CollectiveId,
        collective: &Collective,
        signature: &Signature,
        item: u16,
    ) -> DispatchResult {
        let is_office = matches!(
            signature.role,
            Role::VillageChair
                | Role::VillageBoard
                | Role::VillageSupervisor
                | Role::VillageCashier
                | Role::Accountant
        );
        if !is_office || self.seated == Some((id, *signature)) {
            return Ok(());
        }
        let is_agency =
            signature.role == Role::Accountant && collective.agency == Some(signature.organisation);
        if is_agency {
            let excluded = self.excludes_accountant(id, collective, signature);
            ensure!(!excluded, Error::<T>::DutiesExclude(item));
        } else {
            let in_office = Officers::<T>::get((id, signature.member)).is_some_and(|officer| {
                officer.post.role() == signature.role && officer.is_in_office(self.today)
            });
            ensure!(in_office, Error::<T>::NotOfficer(item));
        }
        self.seated = Some((id, *signature));
        Ok(())
    }

    /// Whether the person is the cashier or a supervisor of the collective today, by whatever membership.
    fn excludes_accountant(
        &self,
        id: CollectiveId,
        collective: &Collective,
        signature: &Signature,
    ) -> bool {
        collective.officers.iter().any(|member| {
            let excludes = Officers::<T>::get((id, *member)).is_some_and(|officer| {
                matches!(officer.post, Post::Cashier | Post::Supervisor)
                    && officer.is_in_office(self.today)
            });
            excludes && T::Members::same_person(*member, signature.member)
        })
    }

    /// Refuses a day that has not come.
    pub(crate) fn ensure_past(&self, date: Date, item: u16) -> DispatchResult {
        ensure!(date <= self.today, Error::<T>::DateInFuture(item));
        Ok(())
    }
}

impl<T: Config> Pallet<T> {
    /// Appends a record to the timeline of `subject` and tells the world.
    pub(crate) fn record(
        subject: Subject,
        author: Author,
        entry: AssetsEntry,
        item: u16,
    ) -> DispatchResult {
        let record = Timelines::<T>::try_mutate(subject, |timeline| {
            let record = Record {
                subject,
                sequence: timeline.len,
                author,
                ledger_ms: T::Members::now_ms(),
                entry,
            };
            timeline
                .append(&record)
                .ok_or(Error::<T>::TimelineFull(item))?;
            Ok::<_, DispatchError>(record)
        })?;
        Self::deposit_event(Event::Recorded { record });
        Ok(())
    }

    /// The next number of the kind that `pick` points to.
    pub(crate) fn next_number<Number: Copy + TryFrom<u64>>(
        pick: impl FnOnce(&mut Numbers) -> &mut Number,
        item: u16,
    ) -> Result<Number, DispatchError>
    where
        u64: From<Number>,
    {
        Counters::<T>::try_mutate(|counters| {
            let counter = pick(counters);
            let next = u64::from(*counter)
                .checked_add(1)
                .and_then(|next| Number::try_from(next).ok())
                .ok_or(Error::<T>::NumbersUsedUp(item))?;
            *counter = next;
            Ok(next)
        })
    }

    pub(crate) fn collective(id: CollectiveId, item: u16) -> Result<Collective, Error<T>> {
        Collectives::<T>::get(id).ok_or(Error::CollectiveUnknown(item))
    }

    /// The value of a setting for a collective.
    pub(crate) fn policy(
        collective: &Collective,
        key: PolicyKey,
        item: u16,
    ) -> Result<u64, DispatchError> {
        T::Members::policy(collective.division, key, item)
    }

    /// The same as a number of days or a count.
    pub(crate) fn policy_days(
        collective: &Collective,
        key: PolicyKey,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let value = Self::policy(collective, key, item)?;
        Ok(u32::try_from(value).unwrap_or(u32::MAX))
    }

    pub(crate) fn ensure_said<const N: u32>(text: &Text<N>, item: u16) -> DispatchResult {
        ensure!(!text.is_blank(), Error::<T>::TextBlank(item));
        Ok(())
    }

    /// Whose subject it is; `None` if it is unknown or of no collective.
    pub(crate) fn collective_of(subject: &Subject) -> Option<CollectiveId> {
        match subject {
            Subject::Collective(id) => Collectives::<T>::contains_key(id).then_some(*id),
            Subject::BankAccount(id) => BankAccounts::<T>::get(id).map(|it| it.collective),
            Subject::Book(id) => crate::Books::<T>::contains_key(id).then(|| id.collective()),
            Subject::Voucher(id) => Vouchers::<T>::get(id)
                .map(|it| it.book)
                .or_else(|| Drafts::<T>::get(id).map(|it| it.input.book))
                .map(|book| book.collective()),
            Subject::Spending(id) => Spendings::<T>::get(id).map(|it| it.collective),
            Subject::Decision(id) => Decisions::<T>::get(id).map(|it| it.collective),
            Subject::Disclosure(id) => Disclosures::<T>::get(id).map(|it| it.collective),
            Subject::Challenge(id) => Challenges::<T>::get(id).map(|it| it.collective),
            Subject::Warning(id) => Warnings::<T>::get(id).map(|it| it.collective),
            _ => None,
        }
    }

    /// The division of a subject of this pallet; `None` if there is no such subject here.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        if let Subject::Chart(division) = subject {
            return (county_of(*division) == Some(*division)).then_some(*division);
        }
        Collectives::<T>::get(Self::collective_of(subject)?).map(|it| it.division)
    }
}

/// A finding without its numbers.
pub(crate) fn finding(
    rule: WarningRule,
    level: WarningLevel,
    about: Subject,
    measured: i64,
    limit: i64,
) -> Finding {
    Finding {
        rule,
        level,
        about,
        measured,
        limit,
    }
}
