//! The life of an organisation: registered, approved or refused, suspended, reactivated.

use county_primitives::{
    registry::{
        OrganisationIdentity, OrganisationInput, OrganisationKind, OrganisationStatus,
        RegistryEntry,
    },
    Author, Date, DivisionCode, DivisionLevel, Items, MemberId, OrganisationId, Role, Subject,
    Text,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};

use super::Actor;
use crate::{Config, CreditCodes, Error, NextOrganisation, Organisation, Organisations, Pallet};

/// Those who run the registry of a county below the county itself.
const REGISTRARS: [Role; 2] = [Role::CountyAgriculture, Role::Township];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_organisations(
        actor: &Actor,
        organisations: &Items<OrganisationInput>,
    ) -> DispatchResult {
        let today = Self::local_day();
        for (item, input) in Self::numbered(organisations)? {
            let author = Self::author_over_organisation(
                actor,
                &REGISTRARS,
                input.kind,
                input.division,
                item,
            )?;
            let status = match actor.is_governance() {
                true => OrganisationStatus::Active,
                false => OrganisationStatus::Pending,
            };
            let id = Self::add_organisation(input, status, actor.member(), Some(today), item)?;
            let registered = RegistryEntry::OrganisationRegistered(input.clone());
            Self::record(Subject::Organisation(id), author, registered, item)?;
            if status == OrganisationStatus::Active {
                Self::record_status(id, author, status, Text::default(), item)?;
            }
        }
        Ok(())
    }

    /// Checks and writes an organisation without recording it. Without a day, the validity of the
    /// county's code is not asked for: the genesis has no day.
    pub(crate) fn add_organisation(
        input: &OrganisationInput,
        status: OrganisationStatus,
        registered_by: Option<MemberId>,
        day: Option<Date>,
        item: u16,
    ) -> Result<OrganisationId, Error<T>> {
        Self::ensure_county(input.division, day, item)?;
        Self::ensure_well_formed(input, item)?;
        let id = NextOrganisation::<T>::get();
        NextOrganisation::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp)?);
        if let OrganisationIdentity::Legal { credit_code, .. } = &input.identity {
            ensure!(
                !CreditCodes::<T>::contains_key(credit_code),
                Error::<T>::CreditCodeTaken(item)
            );
            CreditCodes::<T>::insert(credit_code, id);
        }
        let organisation = Organisation {
            kind: input.kind,
            division: input.division,
            identity: input.identity.clone(),
            status,
            registered_by,
            locked: false,
        };
        Organisations::<T>::insert(id, organisation);
        Ok(id)
    }

    /// Fails if the identity does not fit the kind, or a producer does not sit in a village.
    fn ensure_well_formed(input: &OrganisationInput, item: u16) -> Result<(), Error<T>> {
        use OrganisationKind::{Collective, Company, Cooperative, FamilyFarm, Household};
        match (&input.identity, input.kind) {
            (OrganisationIdentity::Person { .. }, Household) => {}
            (OrganisationIdentity::Person { .. }, _) | (_, Household) => {
                return Err(Error::IdentityMismatch(item));
            }
            (OrganisationIdentity::Legal { credit_code, name }, kind) => {
                ensure!(
                    credit_code.is_collective() == (kind == Collective),
                    Error::<T>::CreditCodeMismatch(item)
                );
                ensure!(!name.is_blank(), Error::<T>::NoName(item));
            }
        }
        let in_village = input.division.level() == DivisionLevel::Village;
        let produces = matches!(input.kind, Company | Cooperative | FamilyFarm | Household);
        ensure!(in_village || !produces, Error::<T>::NotVillage(item));
        Ok(())
    }

    /// The author of an act over an organisation. State organs of a county and above answer to
    /// governance, those below to the county: no bureau judges the office that inspects it.
    fn author_over_organisation(
        actor: &Actor,
        roles: &[Role],
        kind: OrganisationKind,
        division: DivisionCode,
        item: u16,
    ) -> Result<Author, Error<T>> {
        if kind != OrganisationKind::StateOrgan {
            return Self::author_over(actor, roles, division, item);
        }
        ensure!(
            actor.is_governance() || division.level() > DivisionLevel::County,
            Error::<T>::NotAuthorised(item)
        );
        Self::author_over(actor, &[Role::CountyAgriculture], division, item)
    }

    pub(crate) fn do_approve_organisations(
        actor: &Actor,
        organisations: &Items<OrganisationId>,
    ) -> DispatchResult {
        let today = Self::local_day();
        for (item, id) in Self::numbered(organisations)? {
            let (organisation, author) = Self::pending(actor, *id, item)?;
            if let Some(registrar) = organisation.registered_by {
                Self::ensure_other_person(actor, registrar, item)?;
            }
            Self::ensure_county(organisation.division, Some(today), item)?;
            let active = Organisation {
                status: OrganisationStatus::Active,
                ..organisation
            };
            Self::put_organisation(*id, active, author, Text::default(), item)?;
        }
        Ok(())
    }

    pub(crate) fn do_refuse_organisations(
        actor: &Actor,
        refusals: &Items<(OrganisationId, Text<128>)>,
    ) -> DispatchResult {
        for (item, (id, reason)) in Self::numbered(refusals)? {
            ensure!(!reason.is_blank(), Error::<T>::NoReason(item));
            let (organisation, author) = Self::pending(actor, *id, item)?;
            if let OrganisationIdentity::Legal { credit_code, .. } = &organisation.identity {
                CreditCodes::<T>::remove(credit_code);
            }
            let refused = Organisation {
                status: OrganisationStatus::Refused,
                ..organisation
            };
            Self::put_organisation(*id, refused, author, reason.clone(), item)?;
        }
        Ok(())
    }

    pub(crate) fn do_suspend_organisations(
        actor: &Actor,
        suspensions: &Items<(OrganisationId, Text<128>)>,
    ) -> DispatchResult {
        for (item, (id, reason)) in Self::numbered(suspensions)? {
            ensure!(!reason.is_blank(), Error::<T>::NoReason(item));
            let organisation = Self::existing(*id, item)?;
            ensure!(
                organisation.status == OrganisationStatus::Active,
                Error::<T>::NotActive(item)
            );
            let author = Self::author_of_county(actor, &organisation, item)?;
            ensure!(
                author.organisation() != Some(*id),
                Error::<T>::OwnSuspension(item)
            );
            let suspended = Organisation {
                status: OrganisationStatus::Suspended,
                locked: actor.is_governance(),
                ..organisation
            };
            Self::put_organisation(*id, suspended, author, reason.clone(), item)?;
        }
        Ok(())
    }

    pub(crate) fn do_reactivate_organisations(
        actor: &Actor,
        reactivations: &Items<(OrganisationId, Text<128>)>,
    ) -> DispatchResult {
        for (item, (id, reason)) in Self::numbered(reactivations)? {
            ensure!(!reason.is_blank(), Error::<T>::NoReason(item));
            let organisation = Self::existing(*id, item)?;
            ensure!(
                organisation.status == OrganisationStatus::Suspended,
                Error::<T>::NotSuspended(item)
            );
            ensure!(
                actor.is_governance() || !organisation.locked,
                Error::<T>::NotAuthorised(item)
            );
            let author = Self::author_of_county(actor, &organisation, item)?;
            let active = Organisation {
                status: OrganisationStatus::Active,
                locked: false,
                ..organisation
            };
            Self::put_organisation(*id, active, author, reason.clone(), item)?;
        }
        Ok(())
    }

    /// The organisation with this number.
    pub(crate) fn existing(id: OrganisationId, item: u16) -> Result<Organisation, Error<T>> {
        Organisations::<T>::get(id).ok_or(Error::UnknownOrganisation(item))
    }

    /// A waiting organisation, and the author of the county's word on it.
    fn pending(
        actor: &Actor,
        id: OrganisationId,
        item: u16,
    ) -> Result<(Organisation, Author), Error<T>> {
        let organisation = Self::existing(id, item)?;
        ensure!(
            organisation.status == OrganisationStatus::Pending,
            Error::<T>::NotPending(item)
        );
        let author = Self::author_of_county(actor, &organisation, item)?;
        Ok((organisation, author))
    }

    /// The author of what the county decides about an organisation.
    fn author_of_county(
        actor: &Actor,
        organisation: &Organisation,
        item: u16,
    ) -> Result<Author, Error<T>> {
        Self::author_over_organisation(
            actor,
            &[Role::CountyAgriculture],
            organisation.kind,
            organisation.division,
            item,
        )
    }

    /// Writes an organisation whose status changed, and records it.
    fn put_organisation(
        id: OrganisationId,
        organisation: Organisation,
        author: Author,
        reason: Text<128>,
        item: u16,
    ) -> DispatchResult {
        let status = organisation.status;
        Organisations::<T>::insert(id, organisation);
        Self::record_status(id, author, status, reason, item)
    }

    fn record_status(
        id: OrganisationId,
        author: Author,
        status: OrganisationStatus,
        reason: Text<128>,
        item: u16,
    ) -> DispatchResult {
        Self::record(
            Subject::Organisation(id),
            author,
            RegistryEntry::OrganisationStatusChanged { status, reason },
            item,
        )
    }
}
