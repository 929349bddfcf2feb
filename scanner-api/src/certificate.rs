//! Quarantine certificates beyond the chain: what they say in full, the vet's signature on their code,
//! and the paper. Plates, names and phones stay here sealed; the chain has digests only. HTTP is not
//! known here.

pub(crate) mod paper;
pub(crate) mod particulars;
pub mod pdf;
pub(crate) mod plates;
pub(crate) mod records;
pub(crate) mod signed;
pub(crate) mod vets;

use county_primitives::{
    livestock::{
        CertificateForm, CertificateNumber, CertificatePayload, Destination, LivestockEntry,
        Purpose, Species, Transport, Unit,
    },
    Author, CertificateId, Date, DeclarationId, Digest, DivisionCode, MeatId, OrganisationId,
    Signature, Subject, TimestampMs,
};
use sqlx::SqlitePool;

use crate::error::ApiError;

/// A certificate as it was issued.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) id: CertificateId,
    pub(crate) number: CertificateNumber,
    pub(crate) form: CertificateForm,
    pub(crate) declaration: Option<DeclarationId>,
    /// Of animals.
    pub(crate) species: Option<Species>,
    /// The animals, in the order of the declaration, without those that died before the certificate.
    pub(crate) load: Vec<Unit>,
    /// The pieces of meat; empty for animals.
    pub(crate) products: Vec<MeatId>,
    pub(crate) transport: Transport,
    pub(crate) origin: DivisionCode,
    pub(crate) owner: OrganisationId,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) destination: Destination,
    pub(crate) heads: u32,
    pub(crate) valid_until: Date,
    pub(crate) particulars: Digest,
    /// The vet's signature under the call.
    pub(crate) vet: Signature,
    pub(crate) issued_ms: TimestampMs,
    payload: Digest,
}

impl Certificate {
    /// The certificate with this number on the chain.
    pub(crate) async fn find(db: &SqlitePool, id: CertificateId) -> Result<Option<Self>, ApiError> {
        let records = records::of(db, Subject::Certificate(id)).await?;
        let Some(record) = records.into_iter().next() else {
            return Ok(None);
        };
        let (LivestockEntry::CertificateIssued { .. }, Author::Member(vet)) =
            (&record.entry, record.author)
        else {
            return Err(ApiError::internal(
                "a certificate does not begin with its issue",
            ));
        };
        let mut certificate = Self::issued(id, record.entry, vet, record.ledger_ms)
            .ok_or_else(|| ApiError::internal("a certificate is not one"))?;
        if let Some(declaration) = certificate.declaration {
            certificate.add_load(db, declaration).await?;
        }
        Ok(Some(certificate))
    }

    fn issued(
        id: CertificateId,
        entry: LivestockEntry,
        vet: Signature,
        issued_ms: TimestampMs,
    ) -> Option<Self> {
        let LivestockEntry::CertificateIssued {
            number,
            form,
            declaration,
            products,
            inspection: _,
            transport,
            origin,
            owner,
            purpose,
            destination,
            heads,
            valid_until,
            particulars,
            payload,
        } = entry
        else {
            return None;
        };
        Some(Self {
            id,
            number,
            form,
            declaration,
            species: None,
            load: Vec::new(),
            products: products.into_inner(),
            transport,
            origin,
            owner,
            purpose,
            destination,
            heads,
            valid_until,
            particulars,
            vet,
            issued_ms,
            payload,
        })
    }

    async fn add_load(
        &mut self,
        db: &SqlitePool,
        declaration: DeclarationId,
    ) -> Result<(), ApiError> {
        let records = records::of(db, Subject::Declaration(declaration)).await?;
        let declared = records.into_iter().find_map(|record| match record.entry {
            LivestockEntry::Declared { species, .. } => Some(species),
            _ => None,
        });
        let species = declared
            .ok_or_else(|| ApiError::internal("the declaration of a certificate is not there"))?;
        self.species = Some(species);
        let units: Vec<String> = sqlx::query_scalar(
            "SELECT unit FROM certificate_units WHERE certificate = ? ORDER BY position",
        )
        .bind(i64::try_from(self.id.0).map_err(ApiError::internal)?)
        .fetch_all(db)
        .await?;
        self.load = units
            .iter()
            .map(|unit| records::unit(unit))
            .collect::<Result<_, _>>()?;
        Ok(())
    }

    /// What its code says; the chain recorded the digest of exactly this.
    pub(crate) fn payload(&self) -> Result<CertificatePayload, ApiError> {
        let load = if self.products.is_empty() {
            CertificatePayload::load_digest(&self.load)
        } else {
            CertificatePayload::load_digest(&self.products)
        };
        let payload = CertificatePayload {
            certificate: self.id,
            number: self.number.clone(),
            form: self.form,
            species: self.species,
            heads: self.heads,
            purpose: self.purpose,
            origin: self.origin,
            destination: self.destination.division,
            plate: self.transport.plate,
            load,
            issued_ms: self.issued_ms,
            valid_until: self.valid_until,
            vet: self.vet.member,
            key: self.vet.key,
        };
        if payload.digest() == self.payload {
            Ok(payload)
        } else {
            Err(ApiError::internal(format!(
                "the payload of certificate {} is not the one on the chain",
                self.id
            )))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
