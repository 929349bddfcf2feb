//! What always holds of the registry's storage; checked after every test and by try-runtime.

#![cfg(any(test, feature = "try-runtime"))]

use alloc::collections::BTreeMap;

use county_primitives::{
    registry::{MemberStatus, OrganisationIdentity, OrganisationKind, OrganisationStatus},
    DivisionLevel, MemberId,
};
use frame_support::ensure;
use sp_runtime::{AccountId32, TryRuntimeError};

use crate::{
    Config, CreditCodes, Keys, Member, Members, NextMember, NextOrganisation, Organisations,
    Pallet, Persons, Policies, Usages,
};

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_organisations()?;
        Self::try_members()?;
        Self::try_keys()?;
        Self::try_persons()?;
        for (_, values) in Policies::<T>::iter() {
            ensure!(!values.is_empty(), "a setting without values");
            let rising = values
                .iter()
                .zip(values.iter().skip(1))
                .all(|((earlier, _), (later, _))| earlier < later);
            ensure!(
                rising,
                "the values of a setting are not in order of their days"
            );
        }
        ensure!(
            Usages::<T>::iter_keys().all(Members::<T>::contains_key),
            "usage of a member that does not exist"
        );
        Ok(())
    }

    fn try_organisations() -> Result<(), TryRuntimeError> {
        let next = NextOrganisation::<T>::get();
        let mut with_code = 0u32;
        for (id, organisation) in Organisations::<T>::iter() {
            ensure!(id < next, "an organisation beyond the counter");
            let person = matches!(organisation.identity, OrganisationIdentity::Person { .. });
            let household = organisation.kind == OrganisationKind::Household;
            ensure!(person == household, "identity does not fit the kind");
            ensure!(
                !household || organisation.division.level() == DivisionLevel::Village,
                "a household outside the villages"
            );
            let suspended = organisation.status == OrganisationStatus::Suspended;
            ensure!(
                suspended || !organisation.locked,
                "a lock on an organisation that is not suspended"
            );
            if let OrganisationIdentity::Legal { credit_code, .. } = &organisation.identity {
                let refused = organisation.status == OrganisationStatus::Refused;
                let listed = CreditCodes::<T>::get(credit_code) == Some(id);
                ensure!(refused != listed, "the index of credit codes is wrong");
                with_code = with_code.saturating_add(u32::from(listed));
            }
        }
        ensure!(
            CreditCodes::<T>::iter().count() == usize::try_from(with_code).unwrap_or(usize::MAX),
            "a credit code of no organisation"
        );
        Ok(())
    }

    fn try_members() -> Result<(), TryRuntimeError> {
        let next = NextMember::<T>::get();
        for (id, member) in Members::<T>::iter() {
            ensure!(id < next, "a member beyond the counter");
            ensure!(
                Organisations::<T>::contains_key(member.organisation),
                "a member of no organisation"
            );
            ensure!(
                Keys::<T>::get(AccountId32::from(member.key)) == Some(id),
                "a present key that is not reserved"
            );
            ensure!(
                member.status == MemberStatus::Suspended || !member.locked,
                "a lock on a member that is not suspended"
            );
            let memberships = Persons::<T>::get(member.person).unwrap_or_default();
            ensure!(memberships.contains(&id), "a membership its person lacks");
        }
        Ok(())
    }

    fn try_keys() -> Result<(), TryRuntimeError> {
        let mut keys: BTreeMap<MemberId, u32> = BTreeMap::new();
        for (account, id) in Keys::<T>::iter() {
            ensure!(
                frame_system::Pallet::<T>::providers(&account) > 0,
                "a key whose account does not live"
            );
            let count = keys.entry(id).or_default();
            *count = count.saturating_add(1);
        }
        for (id, member) in Members::<T>::iter() {
            let had = u32::from(member.key_number).saturating_add(1);
            ensure!(keys.remove(&id) == Some(had), "keys of a member are lost");
        }
        ensure!(keys.is_empty(), "a key of no member");
        Ok(())
    }

    fn try_persons() -> Result<(), TryRuntimeError> {
        for (person, memberships) in Persons::<T>::iter() {
            ensure!(!memberships.is_empty(), "a person without memberships");
            let mut held = alloc::vec::Vec::new();
            for id in memberships {
                let member: Member = Members::<T>::get(id).ok_or("a membership of no member")?;
                ensure!(member.person == person, "a membership of another person");
                if member.status == MemberStatus::Active {
                    held.extend(member.roles);
                }
            }
            let separate = held
                .iter()
                .all(|one| held.iter().all(|other| !one.conflicts_with(other)));
            ensure!(separate, "one person holds duties that must be separate");
        }
        Ok(())
    }
}
