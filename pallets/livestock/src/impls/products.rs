//! Meat on its way: certificates for products, deliveries (PSR Art.17).

use alloc::{collections::BTreeSet, vec::Vec};

use county_primitives::{
    livestock::{
        CertificateForm, CertificatePayload, Leaving, LivestockEntry, MeatDelivery,
        ProductCertificateInput,
    },
    traits::Holds,
    Author, CertificateId, Date, Items, List, MeatId, OrganisationId, Role, Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{province_of, Caller};
use crate::{
    types::{Certificate, Meat, Seen, TripState},
    Certificates, Config, Error, Meats, Pallet, ProductLoads,
};

const VETS: &[Role] = &[Role::OfficialVet];
const SELLERS: &[Role] = &[
    Role::Slaughterhouse,
    Role::Packer,
    Role::Buyer,
    Role::Market,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_certify_products(
        who: &T::AccountId,
        items: Items<ProductCertificateInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::certify_meat(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn certify_meat(
        caller: &mut Caller<T>,
        input: ProductCertificateInput,
        item: u16,
    ) -> DispatchResult {
        let pieces = Self::certified_pieces(caller, &input.meats, item)?;
        let (_, first) = pieces.first().ok_or(Error::<T>::NoParents(item))?;
        let owner = first.holder;
        let origin = Self::seat_of(owner, item)?;
        let signature = caller.sign(VETS, origin, item)?;
        T::Holds::ensure_free(&Subject::Organisation(owner), item)?;
        Self::check_destination(origin, &input.destination, item)?;
        Self::ensure_active(input.transport.carrier, item)?;
        let leaves = province_of(origin) != province_of(input.destination.division);
        let form = CertificateForm::of(true, leaves);
        let valid_until = Self::validity(caller, form, origin, input.valid_days, item)?;
        let id = Self::next_certificate(&input.number, item)?;
        let certificate = Certificate {
            number: input.number.clone(),
            form,
            declaration: None,
            owner,
            species: None,
            origin,
            purpose: None,
            destination: input.destination,
            carrier: input.transport.carrier,
            plate: input.transport.plate,
            vet: signature.member,
            heads: u32::try_from(pieces.len()).unwrap_or(u32::MAX),
            issued_ms: caller.now_ms,
            valid_until,
            state: TripState::Issued,
            seen: Some(Seen {
                division: origin,
                at_ms: caller.now_ms,
            }),
            // The passages are for living animals.
            passage_due: false,
        };
        Self::issue_for_meat(id, certificate, input, signature, item)?;
        for (meat_id, mut meat) in pieces {
            meat.certificate = Some(id);
            Meats::<T>::insert(meat_id, meat);
            let entry = LivestockEntry::MeatCertified { certificate: id };
            Self::record(
                Subject::Meat(meat_id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Self::watch_vet(caller, signature, origin, id, item)
    }

    fn issue_for_meat(
        id: CertificateId,
        certificate: Certificate,
        input: ProductCertificateInput,
        signature: Signature,
        item: u16,
    ) -> DispatchResult {
        let load = CertificatePayload::load_digest(&input.meats);
        let payload = Self::payload(id, &certificate, load, signature.key);
        ProductLoads::<T>::insert(id, &input.meats);
        let entry = LivestockEntry::CertificateIssued {
            number: input.number,
            form: certificate.form,
            declaration: None,
            products: input.meats,
            inspection: None,
            transport: input.transport,
            origin: certificate.origin,
            owner: certificate.owner,
            purpose: None,
            destination: certificate.destination,
            heads: certificate.heads,
            valid_until: certificate.valid_until,
            particulars: input.particulars,
            payload,
        };
        Certificates::<T>::insert(id, certificate);
        Self::record(
            Subject::Certificate(id),
            Author::Member(signature),
            entry,
            item,
        )
    }

    /// The pieces of a product certificate: each once, all of one holder, clear, with mass left,
    /// and on no other certificate that could still be used.
    fn certified_pieces(
        caller: &Caller<T>,
        meats: &[MeatId],
        item: u16,
    ) -> Result<Vec<(MeatId, Meat)>, DispatchError> {
        let distinct: BTreeSet<_> = meats.iter().collect();
        ensure!(distinct.len() == meats.len(), Error::<T>::PartTwice(item));
        let mut pieces = Vec::<(MeatId, Meat)>::new();
        for id in meats {
            let meat = Self::meat_of(*id, item)?;
            if let Some((_, first)) = pieces.first() {
                let same = meat.holder == first.holder;
                ensure!(same, Error::<T>::NotHolder(item));
            }
            Self::ensure_clear(*id, &meat, item)?;
            ensure!(meat.exists(), Error::<T>::NoMass(item));
            let free = Self::valid_certificate(&meat, caller.today()).is_none();
            ensure!(free, Error::<T>::AlreadyCertified(item));
            pieces.push((*id, meat));
        }
        Ok(pieces)
    }

    /// The certificate a piece may move on today.
    fn valid_certificate(meat: &Meat, today: Date) -> Option<(CertificateId, Certificate)> {
        let id = meat.certificate?;
        let certificate = Certificates::<T>::get(id)?;
        let usable = matches!(
            certificate.state,
            TripState::Issued | TripState::Departed { .. }
        );
        (usable && today <= certificate.valid_until).then_some((id, certificate))
    }

    pub(crate) fn do_deliver_meat(
        who: &T::AccountId,
        items: Items<MeatDelivery>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, delivery) in (0u16..).zip(items) {
            Self::deliver_piece(&mut caller, delivery, item)?;
        }
        Ok(())
    }

    fn deliver_piece(caller: &mut Caller<T>, delivery: MeatDelivery, item: u16) -> DispatchResult {
        let MeatDelivery { meat: id, to } = delivery;
        let mut meat = Self::meat_of(id, item)?;
        let signature = Self::sign_for_holder(caller, SELLERS, &meat, item)?;
        let author = Author::Member(signature);
        Self::ensure_clear(id, &meat, item)?;
        ensure!(meat.exists(), Error::<T>::NoMass(item));
        ensure!(to != meat.holder, Error::<T>::AlreadyHolder(item));
        Self::ensure_active(to, item)?;
        let valid = Self::valid_certificate(&meat, caller.today());
        // Farther down the chain the paper of the slaughterhouse is behind every piece.
        let certified = valid.is_some() || meat.holder != meat.house;
        ensure!(certified, Error::<T>::NotCertified(item));
        if let Some((certificate_id, certificate)) = valid {
            let named = certificate.destination.organisation == Some(to);
            ensure!(named, Error::<T>::WrongDestination(item));
            Self::unload(caller, certificate_id, certificate, to, author, item)?;
        }
        let from = meat.holder;
        meat.holder = to;
        meat.certificate = None;
        Meats::<T>::insert(id, meat);
        let entry = LivestockEntry::MeatDelivered { from, to };
        Self::record(Subject::Meat(id), author, entry, item)
    }

    /// One piece less is on a product certificate; with the last one its trip is over, and the
    /// deliveries stand for the landing reports.
    fn unload(
        caller: &Caller<T>,
        id: CertificateId,
        mut certificate: Certificate,
        receiver: OrganisationId,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        certificate.heads = certificate.heads.saturating_sub(1);
        if certificate.heads == 0 {
            let arrived = u32::try_from(ProductLoads::<T>::get(id).len()).unwrap_or(u32::MAX);
            Self::undo_due(certificate.valid_until.plus_days(1), id);
            certificate.state = TripState::Arrived {
                at_ms: caller.now_ms,
                arrived,
                receiver,
                origin_reported: true,
                destination_reported: true,
            };
            let entry = LivestockEntry::Arrived {
                division: certificate.destination.division,
                receiver,
                arrived,
                dead: List::default(),
                missing: List::default(),
                at_ms: caller.now_ms,
            };
            Self::record(Subject::Certificate(id), author, entry, item)?;
        }
        Certificates::<T>::insert(id, certificate);
        Ok(())
    }

    /// The pieces that are still on a product certificate leave the region with it: nothing of them is here any more.
    /// Tells how many. What was delivered on the way or is on a newer certificate stays.
    pub(super) fn pieces_leave(
        leaving: &Leaving,
        author: Author,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let id = leaving.certificate;
        let mut pieces = 0u32;
        for meat in ProductLoads::<T>::get(id) {
            if Self::meat_of(meat, item)?.certificate == Some(id) {
                pieces = pieces.saturating_add(1);
                let entry = LivestockEntry::LeftRegion(leaving.clone());
                Self::record(Subject::Meat(meat), author, entry, item)?;
            }
        }
        Ok(pieces)
    }
}
