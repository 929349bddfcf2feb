//! Certificates: issued after all guards of L8, cancelled before departure, issued anew on the basis
//! of an older one.

use county_primitives::{
    livestock::{
        AnimalState, Cancellation, CertificateForm, CertificateInput, CertificateNumber,
        CertificatePayload, DeclarationState, Inspection, LivestockEntry, Redispatch, Transport,
        TransportMode, Unit, Warning,
    },
    traits::{Holds, Members},
    Author, CertificateId, Date, DeclarationId, Digest, DivisionCode, Items, List, PolicyKey, Role,
    Signature, Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{county_of, findings::refusal, province_of, Caller};
use crate::{
    types::{Certificate, Declaration, Life, Seen, Through, TripState},
    CertificateNumbers, Certificates, Config, Error, Lives, Loads, Meats, NextCertificate, Pallet,
    ProductLoads, VetDays,
};

const VETS: &[Role] = &[Role::OfficialVet];

/// What a certificate says beside its declaration.
struct Paper {
    number: CertificateNumber,
    inspection: Inspection,
    transport: Transport,
    valid_days: u16,
    particulars: Digest,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_certify(who: &T::AccountId, items: Items<CertificateInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let declaration = Self::declaration_of(input.declaration, item)?;
            let signature = caller.sign(VETS, declaration.village, item)?;
            Self::ensure_second_person(declaration.declarer, signature.member, item)?;
            ensure!(
                declaration.state == DeclarationState::Accepted,
                Error::<T>::DeclarationClosed(item)
            );
            let paper = Paper {
                number: input.number,
                inspection: input.inspection,
                transport: input.transport,
                valid_days: input.valid_days,
                particulars: input.particulars,
            };
            Self::issue(
                &mut caller,
                signature,
                input.declaration,
                declaration,
                paper,
                item,
            )?;
        }
        Ok(())
    }

    /// Issues the certificate of a declaration, whatever way the declaration came about.
    fn issue(
        caller: &mut Caller<T>,
        signature: Signature,
        declaration_id: DeclarationId,
        declaration: Declaration,
        paper: Paper,
        item: u16,
    ) -> DispatchResult {
        Self::check_inspection(&paper.inspection, &declaration, item)?;
        if let Some(first) = Self::findings(declaration_id).first() {
            return Err(refusal::<T>(first.reason, item).into());
        }
        let destination = declaration.destination;
        let leaves = province_of(declaration.village) != province_of(destination.division);
        let form = CertificateForm::of(false, leaves);
        let origin = declaration.village;
        let valid_until = Self::validity(caller, form, origin, paper.valid_days, item)?;
        let today = caller.today();
        let Paper {
            number, transport, ..
        } = &paper;
        Self::filed_vehicle(&transport.plate, transport.carrier, today, item)?;
        let id = Self::next_certificate(number, item)?;
        let certificate = Certificate {
            number: number.clone(),
            form,
            declaration: Some(declaration_id),
            owner: declaration.farm,
            species: Some(declaration.species),
            origin,
            purpose: Some(declaration.purpose),
            destination,
            carrier: transport.carrier,
            plate: transport.plate,
            vet: signature.member,
            heads: declaration.heads,
            issued_ms: caller.now_ms,
            valid_until,
            state: TripState::Issued,
            seen: Some(Seen {
                division: origin,
                at_ms: caller.now_ms,
            }),
            passage_due: leaves && transport.mode == TransportMode::Road,
        };
        let load = Loads::<T>::get(declaration_id);
        let digest = CertificatePayload::load_digest(&load);
        let payload = Self::payload(id, &certificate, digest, signature.key);
        let author = Author::Member(signature);
        let entry = LivestockEntry::CertificateIssued {
            number: paper.number,
            form,
            declaration: Some(declaration_id),
            products: List::default(),
            inspection: Some(paper.inspection),
            transport: paper.transport,
            origin,
            owner: declaration.farm,
            purpose: Some(declaration.purpose),
            destination,
            heads: declaration.heads,
            valid_until,
            particulars: paper.particulars,
            payload,
        };
        Certificates::<T>::insert(id, certificate);
        Self::record(Subject::Certificate(id), author, entry, item)?;
        let state = DeclarationState::Certified(id);
        let reason = Text::default();
        Self::answer(declaration_id, declaration, state, reason, author, item)?;
        for unit in load {
            let mut life = Self::life_of(unit, item)?;
            Self::advance(&mut life, caller.now_ms, item)?;
            let through = Through::Certificate(id);
            Self::change(unit, life, AnimalState::Certified, through, author, item)?;
        }
        Self::watch_vet(caller, signature, origin, id, item)
    }

    /// What the vet must have seen (L8). The papers of breeding and dairy stock are complete only
    /// with the report of a laboratory.
    fn check_inspection(
        inspection: &Inspection,
        declaration: &Declaration,
        item: u16,
    ) -> DispatchResult {
        let tested = inspection.laboratory.is_some() || !declaration.purpose.is_breeding_stock();
        ensure!(
            inspection.materials_complete && tested,
            Error::<T>::MaterialsIncomplete(item)
        );
        ensure!(
            inspection.heads == declaration.heads && declaration.heads > 0,
            Error::<T>::HeadsDiffer(item)
        );
        ensure!(inspection.tags_match, Error::<T>::TagsDiffer(item));
        ensure!(inspection.healthy, Error::<T>::NotHealthy(item));
        ensure!(inspection.no_swill, Error::<T>::SwillFed(item));
        Ok(())
    }

    /// The last day of a certificate that is valid for so many days from today (`DOMAIN.md 3.3`).
    pub(crate) fn validity(
        caller: &mut Caller<T>,
        form: CertificateForm,
        origin: DivisionCode,
        days: u16,
        item: u16,
    ) -> Result<Date, DispatchError> {
        let key = match form {
            CertificateForm::AnimalA => PolicyKey::AnimalCertificateDays,
            CertificateForm::ProductA => PolicyKey::ProductCertificateDays,
            CertificateForm::AnimalB | CertificateForm::ProductB => PolicyKey::LocalCertificateDays,
        };
        let days_max = caller.policy_days(origin, key, item)?;
        let more = u32::from(days)
            .checked_sub(1)
            .filter(|_| u32::from(days) <= days_max)
            .ok_or(Error::<T>::ValidityOutOfRange(item))?;
        Ok(caller.today().plus_days(more))
    }

    /// The number of the next certificate, whose paper number nobody has yet.
    pub(crate) fn next_certificate(
        number: &CertificateNumber,
        item: u16,
    ) -> Result<CertificateId, DispatchError> {
        ensure!(!number.is_blank(), Error::<T>::TextBlank(item));
        ensure!(
            !CertificateNumbers::<T>::contains_key(number),
            Error::<T>::CertificateNumberTaken(item)
        );
        let id = NextCertificate::<T>::get();
        NextCertificate::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        CertificateNumbers::<T>::insert(number, id);
        Ok(id)
    }

    /// The digest of what the QR of a certificate says.
    pub(crate) fn payload(
        id: CertificateId,
        certificate: &Certificate,
        load: Digest,
        key: u16,
    ) -> Digest {
        CertificatePayload {
            certificate: id,
            number: certificate.number.clone(),
            form: certificate.form,
            species: certificate.species,
            heads: certificate.heads,
            purpose: certificate.purpose,
            origin: certificate.origin,
            destination: certificate.destination.division,
            plate: certificate.plate,
            load,
            issued_ms: certificate.issued_ms,
            valid_until: certificate.valid_until,
            vet: certificate.vet,
            key,
        }
        .digest()
    }

    /// Warns of a vet who signs more than one can, away from the own office, or at night
    /// (`DOMAIN.md 3.2`: 违规开具检疫证明).
    pub(crate) fn watch_vet(
        caller: &mut Caller<T>,
        signature: Signature,
        origin: DivisionCode,
        id: CertificateId,
        item: u16,
    ) -> DispatchResult {
        let (vet, today) = (signature.member, caller.today());
        let (day, count) = VetDays::<T>::get(vet);
        let certificates = if day == today {
            count.saturating_add(1)
        } else {
            1
        };
        VetDays::<T>::insert(vet, (today, certificates));
        let subject = Subject::Certificate(id);
        let limit = caller.policy(origin, PolicyKey::VetCertificatesPerDay, item)?;
        if u64::from(certificates) > limit {
            let warning = Warning::VetOverCapacity { vet, certificates };
            Self::warn(subject, warning, item)?;
        }
        let office = T::Members::organisation(signature.organisation)
            .ok_or(Error::<T>::OrganisationNotActive(item))?
            .division;
        if !office.contains(origin) {
            let warning = Warning::VetOutsideArea {
                vet,
                office,
                origin,
            };
            Self::warn(subject, warning, item)?;
        }
        let minute = caller.now_ms.saturating_sub(today.start_ms()) / 60_000;
        let first = caller.policy(origin, PolicyKey::VetFirstMinute, item)?;
        let last = caller.policy(origin, PolicyKey::VetLastMinute, item)?;
        if minute < first || minute > last {
            let minute = u16::try_from(minute).unwrap_or(u16::MAX);
            let warning = Warning::VetOutsideHours { vet, minute };
            Self::warn(subject, warning, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_cancel_certificates(
        who: &T::AccountId,
        items: Items<Cancellation>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, cancellation) in (0u16..).zip(items) {
            let id = cancellation.certificate;
            let mut certificate = Self::certificate_of(id, item)?;
            let signature = caller.sign(VETS, certificate.origin, item)?;
            ensure!(
                certificate.state == TripState::Issued,
                Error::<T>::CertificateNotIssued(item)
            );
            ensure!(!cancellation.reason.is_blank(), Error::<T>::TextBlank(item));
            let author = Author::Member(signature);
            for (unit, life) in Self::travellers(&certificate, item)? {
                let nothing = Through::Nothing;
                Self::change(unit, life, AnimalState::OnFarm, nothing, author, item)?;
            }
            for meat in ProductLoads::<T>::get(id) {
                // What is on a newer paper by now stays on it.
                Meats::<T>::mutate_extant(meat, |meat| {
                    meat.certificate = meat.certificate.filter(|paper| *paper != id);
                });
            }
            certificate.state = TripState::Cancelled;
            Certificates::<T>::insert(id, certificate);
            let entry = LivestockEntry::CertificateCancelled {
                reason: cancellation.reason,
            };
            Self::record(Subject::Certificate(id), author, entry, item)?;
        }
        Ok(())
    }

    /// The animals on a certificate now.
    pub(crate) fn travellers(
        certificate: &Certificate,
        item: u16,
    ) -> Result<alloc::vec::Vec<(Unit, Life)>, DispatchError> {
        let Some(declaration) = certificate.declaration else {
            return Ok(alloc::vec::Vec::new());
        };
        Loads::<T>::get(declaration)
            .into_iter()
            .map(|unit| Ok((unit, Self::life_of(unit, item)?)))
            .collect()
    }

    pub(crate) fn certificate_of(
        id: CertificateId,
        item: u16,
    ) -> Result<Certificate, DispatchError> {
        Certificates::<T>::get(id).ok_or(Error::<T>::CertificateUnknown(item).into())
    }

    pub(crate) fn do_redispatch(who: &T::AccountId, items: Items<Redispatch>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::redispatch_one(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn redispatch_one(caller: &mut Caller<T>, input: Redispatch, item: u16) -> DispatchResult {
        let basis = Self::certificate_of(input.basis, item)?;
        let units = Self::resolve(&input.group, item)?;
        let load = Self::load_of(&units, item)?;
        let signature = caller.sign(VETS, load.village, item)?;
        let days = caller.policy_days(load.village, PolicyKey::RedispatchDays, item)?;
        let today = caller.today();
        let fresh = matches!(
            basis.state,
            TripState::Arrived { at_ms, .. }
                if today.days_since(Date::of_timestamp(at_ms)) <= days
        );
        ensure!(fresh, Error::<T>::BasisNotArrived(item));
        for (unit, life) in &load.lives {
            Self::ensure_state(life, &[AnimalState::OnFarm], item)?;
            ensure!(
                life.certificate() == Some(input.basis),
                Error::<T>::BasisNotArrived(item)
            );
            T::Holds::ensure_free(&unit.subject(), item)?;
        }
        Self::check_destination(load.village, &input.destination, item)?;
        ensure!(
            county_of(input.destination.division) != county_of(load.village),
            Error::<T>::SameCounty(item)
        );
        let declaration = Declaration {
            farm: load.farm,
            village: load.village,
            species: load.species,
            heads: load.heads,
            purpose: input.purpose,
            destination: input.destination,
            transport: today,
            plate: input.transport.plate,
            declarer: signature.member,
            basis: Some(input.basis),
            state: DeclarationState::Accepted,
        };
        let author = Author::Member(signature);
        let id = Self::open_declaration(declaration.clone(), units, author, item)?;
        for (unit, mut life) in load.lives {
            // For the guards they are declared; the certificate tells their state in the same call.
            life.state = AnimalState::Declared;
            life.through = Through::Declaration(id);
            Lives::<T>::insert(unit, life);
        }
        let paper = Paper {
            number: input.number,
            inspection: input.inspection,
            transport: input.transport,
            valid_days: input.valid_days,
            particulars: input.particulars,
        };
        Self::issue(caller, signature, id, declaration, paper, item)
    }
}
