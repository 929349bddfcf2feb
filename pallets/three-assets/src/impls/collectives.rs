//! Collectives, their officers, their bank accounts, and the charts of counties.

use county_primitives::{
    registry::OrganisationStatus,
    three_assets::{
        accounts::{AccountCode, AccountInput},
        books::MONTHS,
        collectives::{
            BankAccountClosure, BankAccountInput, BankAccountKind, CollectiveInput,
            CollectiveLevel, Departure, Dismissal, Figures, FiguresInput, OfficerInput, Post,
            BOARD as BOARD_SIZE,
        },
        decisions::{Matter, REPRESENTATIVES_MORE_THAN},
        statements::Turnover,
        AssetsEntry, Fen,
    },
    traits::{Members, OrganisationView},
    Author, BankAccountId, BookId, CollectiveId, Date, DivisionLevel, Items, MemberId,
    OrganisationId, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{Caller, REGISTRARS};
use crate::{
    types::{county_of, BankAccount, Collective, Officer, SubAccount},
    Balances, BankAccounts, BankAccountsByDigest, Collectives, CollectivesByCode, Config,
    Decisions, Departures, Error, Officers, Pallet, Relations, SubAccounts,
};

const BANK_REGISTRARS: &[Role] = &[Role::Accountant, Role::Township];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_collectives(
        who: &T::AccountId,
        items: Items<CollectiveInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let signature = caller.sign(REGISTRARS, input.division, item)?;
            Self::ensure_registrable(&input, item)?;
            let id = CollectiveId(Self::next_number(
                |counters| &mut counters.collectives,
                item,
            )?);
            CollectivesByCode::<T>::insert(input.credit_code, id);
            Collectives::<T>::insert(
                id,
                Collective {
                    organisation: input.organisation,
                    credit_code: input.credit_code,
                    level: input.level,
                    division: input.division,
                    figures: input.figures,
                    agency: input.agency,
                    officers: Default::default(),
                    bank_accounts: Default::default(),
                    year: None,
                },
            );
            Self::record(
                Subject::Collective(id),
                Author::Member(signature),
                AssetsEntry::CollectiveRegistered(input),
                item,
            )?;
        }
        Ok(())
    }

    fn ensure_registrable(input: &CollectiveInput, item: u16) -> DispatchResult {
        let digit = input.credit_code.as_str().chars().nth(1);
        ensure!(
            input.credit_code.is_collective() && digit == Some(input.level.digit()),
            Error::<T>::CollectiveCodeMismatch(item)
        );
        let level = match input.level {
            CollectiveLevel::Group | CollectiveLevel::Village => DivisionLevel::Village,
            CollectiveLevel::Township => DivisionLevel::Township,
        };
        ensure!(
            input.division.level() == level,
            Error::<T>::LevelMismatch(item)
        );
        let organisation = Self::active(input.organisation, item)?;
        ensure!(
            organisation.division == input.division,
            Error::<T>::OrganisationNotActive(item)
        );
        ensure!(
            !CollectivesByCode::<T>::contains_key(input.credit_code),
            Error::<T>::CollectiveKnown(item)
        );
        Self::ensure_figures(input.figures, input.agency, item)
    }

    fn active(id: OrganisationId, item: u16) -> Result<OrganisationView, DispatchError> {
        T::Members::organisation(id)
            .filter(|it| it.status == OrganisationStatus::Active)
            .ok_or(Error::<T>::OrganisationNotActive(item).into())
    }

    fn ensure_figures(
        figures: Figures,
        agency: Option<OrganisationId>,
        item: u16,
    ) -> DispatchResult {
        let representatives = figures.representatives;
        let possible = representatives == 0
            || (representatives > REPRESENTATIVES_MORE_THAN
                && representatives.saturating_mul(5) <= figures.households
                && figures.households <= representatives.saturating_mul(15));
        ensure!(
            possible && figures.members > 0 && figures.households > 0,
            Error::<T>::FiguresImpossible(item)
        );
        if let Some(agency) = agency {
            Self::active(agency, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_set_figures(who: &T::AccountId, items: Items<FiguresInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut collective = Self::collective(input.collective, item)?;
            let signature = caller.sign(REGISTRARS, collective.division, item)?;
            Self::ensure_figures(input.figures, input.agency, item)?;
            collective.figures = input.figures;
            collective.agency = input.agency;
            Collectives::<T>::insert(input.collective, collective);
            Self::record(
                Subject::Collective(input.collective),
                Author::Member(signature),
                AssetsEntry::FiguresSet {
                    figures: input.figures,
                    agency: input.agency,
                },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_appoint_officers(
        who: &T::AccountId,
        items: Items<OfficerInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut collective = Self::collective(input.collective, item)?;
            let signature = caller.sign(REGISTRARS, collective.division, item)?;
            ensure!(
                !T::Members::same_person(signature.member, input.member),
                Error::<T>::SamePerson(item)
            );
            ensure!(input.from <= input.until, Error::<T>::TermInvalid(item));
            Self::end_old_term(&mut collective, &input, caller.today, item)?;
            Self::ensure_fits(&collective, &input, item)?;
            collective
                .officers
                .try_push(input.member)
                .map_err(|_| Error::<T>::TooManyOfficers(item))?;
            let officer = Officer {
                post: input.post,
                from: input.from,
                until: input.until,
                person: input.person,
                kin: input.kin.clone(),
            };
            Self::relate(input.collective, &officer);
            Officers::<T>::insert((input.collective, input.member), officer);
            Collectives::<T>::insert(input.collective, collective);
            Self::record(
                Subject::Collective(input.collective),
                Author::Member(signature),
                AssetsEntry::OfficerAppointed(input),
                item,
            )?;
        }
        Ok(())
    }

    /// Removes a term of the same member that is over; refuses if it still runs.
    fn end_old_term(
        collective: &mut Collective,
        input: &OfficerInput,
        today: Date,
        item: u16,
    ) -> DispatchResult {
        let key = (input.collective, input.member);
        let Some(officer) = Officers::<T>::get(key) else {
            return Ok(());
        };
        ensure!(officer.until < today, Error::<T>::OfficerKnown(item));
        Self::unrelate(input.collective, &officer);
        Officers::<T>::remove(key);
        collective.officers.retain(|member| *member != input.member);
        Ok(())
    }

    /// Refuses an officer beside whom another of an overlapping term may not be.
    fn ensure_fits(collective: &Collective, input: &OfficerInput, item: u16) -> DispatchResult {
        let mut directors = 0u32;
        for member in &collective.officers {
            let Some(other) = Officers::<T>::get((input.collective, *member)) else {
                continue;
            };
            if other.until < input.from || input.until < other.from {
                continue;
            }
            let same =
                other.person == input.person || T::Members::same_person(*member, input.member);
            ensure!(
                !same || !input.post.excludes(other.post),
                Error::<T>::DutiesExclude(item)
            );
            let kin = other.kin.contains(&input.person) || input.kin.contains(&other.person);
            ensure!(
                !kin || !input.post.excludes_kin(other.post),
                Error::<T>::KinExclude(item)
            );
            ensure!(
                input.post != Post::Chair || other.post != Post::Chair,
                Error::<T>::ChairTaken(item)
            );
            directors = directors.saturating_add(u32::from(other.post.is_board()));
        }
        ensure!(
            !input.post.is_board() || directors < *BOARD_SIZE.end(),
            Error::<T>::BoardFull(item)
        );
        Ok(())
    }

    /// Counts an officer and near kin among the related.
    fn relate(id: CollectiveId, officer: &Officer) {
        for digest in officer.kin.iter().chain([&officer.person]) {
            Relations::<T>::mutate((id, *digest), |count| *count = count.saturating_add(1));
        }
    }

    fn unrelate(id: CollectiveId, officer: &Officer) {
        for digest in officer.kin.iter().chain([&officer.person]) {
            Relations::<T>::mutate_exists((id, *digest), |count| {
                *count = count
                    .and_then(|count| count.checked_sub(1))
                    .filter(|count| *count > 0);
            });
        }
    }

    pub(crate) fn do_dismiss_officers(
        who: &T::AccountId,
        items: Items<Dismissal>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut collective = Self::collective(input.collective, item)?;
            let signature = caller.sign(REGISTRARS, collective.division, item)?;
            Self::ensure_said(&input.reason, item)?;
            let officer = Officers::<T>::take((input.collective, input.member))
                .ok_or(Error::<T>::NotOfficer(item))?;
            Self::unrelate(input.collective, &officer);
            collective.officers.retain(|member| *member != input.member);
            Collectives::<T>::insert(input.collective, collective);
            Self::record(
                Subject::Collective(input.collective),
                Author::Member(signature),
                AssetsEntry::OfficerDismissed {
                    member: input.member,
                    reason: input.reason,
                },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_open_bank_accounts(
        who: &T::AccountId,
        items: Items<BankAccountInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut collective = Self::collective(input.collective, item)?;
            let signature =
                caller.sign_for(BANK_REGISTRARS, input.collective, &collective, item)?;
            Self::ensure_bank_account(&collective, &input, item)?;
            let id = BankAccountId(Self::next_number(
                |counters| &mut counters.bank_accounts,
                item,
            )?);
            collective
                .bank_accounts
                .try_push(id)
                .map_err(|_| Error::<T>::TooManyBankAccounts(item))?;
            Collectives::<T>::insert(input.collective, collective);
            BankAccountsByDigest::<T>::insert(input.digest, id);
            BankAccounts::<T>::insert(
                id,
                BankAccount {
                    collective: input.collective,
                    digest: input.digest,
                    kind: input.kind,
                    ledger: input.ledger,
                    open: true,
                },
            );
            Self::record(
                Subject::BankAccount(id),
                Author::Member(signature),
                AssetsEntry::BankAccountOpened(input),
                item,
            )?;
        }
        Ok(())
    }

    fn ensure_bank_account(
        collective: &Collective,
        input: &BankAccountInput,
        item: u16,
    ) -> DispatchResult {
        ensure!(
            !BankAccountsByDigest::<T>::contains_key(input.digest),
            Error::<T>::BankAccountKnown(item)
        );
        ensure!(
            input.ledger.heading_number() == 102 && input.ledger.parent().is_some(),
            Error::<T>::LedgerNotBank(item)
        );
        Self::ensure_leaf(collective, input.ledger, item)?;
        for other in collective
            .bank_accounts
            .iter()
            .filter_map(BankAccounts::<T>::get)
        {
            ensure!(other.ledger != input.ledger, Error::<T>::LedgerTaken(item));
            ensure!(
                input.kind != BankAccountKind::Basic || other.kind != BankAccountKind::Basic,
                Error::<T>::BasicAccountTaken(item)
            );
        }
        if input.kind != BankAccountKind::Basic {
            let id = input.decision.ok_or(Error::<T>::DecisionMissing(item))?;
            let fits = Decisions::<T>::get(id).is_some_and(|decision| {
                decision.holds()
                    && decision.collective == input.collective
                    && decision.matter == Matter::BankAccount
            });
            ensure!(fits, Error::<T>::DecisionUnfit(item));
        }
        Ok(())
    }

    /// Refuses an account that does not exist in the collective's county, or that has others below it.
    pub(crate) fn ensure_leaf(
        collective: &Collective,
        account: AccountCode,
        item: u16,
    ) -> DispatchResult {
        let county = county_of(collective.division).ok_or(Error::<T>::AccountUnknown(item))?;
        match SubAccounts::<T>::get((county, account)) {
            Some(account) => ensure!(account.children == 0, Error::<T>::AccountNotLeaf(item)),
            None => ensure!(account.parent().is_none(), Error::<T>::AccountUnknown(item)),
        }
        Ok(())
    }

    pub(crate) fn do_close_bank_accounts(
        who: &T::AccountId,
        items: Items<BankAccountClosure>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let mut account = BankAccounts::<T>::get(input.account)
                .ok_or(Error::<T>::BankAccountUnknown(item))?;
            let mut collective = Self::collective(account.collective, item)?;
            let signature =
                caller.sign_for(BANK_REGISTRARS, account.collective, &collective, item)?;
            Self::ensure_said(&input.reason, item)?;
            ensure!(account.open, Error::<T>::BankAccountClosed(item));
            if let Some(year) = collective.year {
                let id = BookId::new(account.collective, year);
                let balance = Balances::<T>::get(id, account.ledger);
                ensure!(
                    balance.closing() == Some(Fen::ZERO),
                    Error::<T>::BalanceLeft(item)
                );
                // Once it is closed nobody reconciles it any more.
                let open = Self::book(id, item)?.closed.saturating_add(1);
                ensure!(
                    open > MONTHS || balance.turnover(open, MONTHS) == Some(Turnover::default()),
                    Error::<T>::TillNotReconciled(item)
                );
            }
            account.open = false;
            collective.bank_accounts.retain(|id| *id != input.account);
            Collectives::<T>::insert(account.collective, collective);
            BankAccounts::<T>::insert(input.account, account);
            Self::record(
                Subject::BankAccount(input.account),
                Author::Member(signature),
                AssetsEntry::BankAccountClosed {
                    reason: input.reason,
                },
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_add_accounts(
        who: &T::AccountId,
        items: Items<AccountInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            ensure!(
                input.division.level() == DivisionLevel::County,
                Error::<T>::NotCounty(item)
            );
            let signature = caller.sign(&[Role::CountyAgriculture], input.division, item)?;
            Self::ensure_said(&input.name, item)?;
            Self::add_account(&input, item)?;
            Self::record(
                Subject::Chart(input.division),
                Author::Member(signature),
                AssetsEntry::AccountAdded(input),
                item,
            )?;
        }
        Ok(())
    }

    fn add_account(input: &AccountInput, item: u16) -> DispatchResult {
        // Cash is counted as one box, so it has no accounts below it.
        let parent = input
            .code
            .parent()
            .filter(|_| input.code.heading_number() != AccountCode::CASH.heading_number())
            .ok_or(Error::<T>::NotSubAccount(item))?;
        let key = (input.division, input.code);
        if let Some(known) = SubAccounts::<T>::get(key) {
            let renamed = SubAccount {
                name: input.name.clone(),
                ..known
            };
            SubAccounts::<T>::insert(key, renamed);
            return Ok(());
        }
        let above = SubAccounts::<T>::get((input.division, parent));
        ensure!(
            above.is_some() || parent.parent().is_none(),
            Error::<T>::ParentUnknown(item)
        );
        let mut above = above.unwrap_or(SubAccount {
            name: Default::default(),
            children: 0,
        });
        // At most 99 accounts lie directly below one.
        above.children = above.children.saturating_add(1);
        SubAccounts::<T>::insert((input.division, parent), above);
        SubAccounts::<T>::insert(
            key,
            SubAccount {
                name: input.name.clone(),
                children: 0,
            },
        );
        Ok(())
    }

    pub(crate) fn do_note_departures(
        who: &T::AccountId,
        items: Items<Departure>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let collective = Self::collective(input.collective, item)?;
            let signature =
                caller.sign_for(BANK_REGISTRARS, input.collective, &collective, item)?;
            caller.ensure_past(input.since, item)?;
            Departures::<T>::insert((input.collective, input.person), input.since);
            Self::record(
                Subject::Collective(input.collective),
                Author::Member(signature),
                AssetsEntry::DepartureNoted(input),
                item,
            )?;
        }
        Ok(())
    }

    /// How many directors are in office on a day.
    pub(crate) fn directors(id: CollectiveId, collective: &Collective, day: Date) -> u32 {
        let directors = collective.officers.iter().filter(|member: &&MemberId| {
            Officers::<T>::get((id, **member))
                .is_some_and(|officer| officer.post.is_board() && officer.is_in_office(day))
        });
        u32::try_from(directors.count()).unwrap_or(u32::MAX)
    }
}
