//! The documents that a file names: what each is to it, and whether it lies here for the reader to open.

use county_primitives::Digest;
use serde::Serialize;
use utoipa::ToSchema;

use super::File;
use crate::{
    documents::{self, Document},
    error::ApiError,
    extract::Session,
    openapi::words,
    shown::Stored,
    state::App,
    visibility::Scope,
};

/// A document that a file names.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedDocument)]
pub struct Paper {
    /// Digest of its bytes.
    #[schema(value_type = words::Digest)]
    pub digest: String,
    /// What it is to the file: `evidence`, `receipt`, `source`, `plan`, `minutes`, `posting`, `proof` or `wall`.
    pub purpose: String,
    /// What names it.
    #[schema(value_type = words::Subject)]
    pub subject: String,
    /// What this service stores of it; `null` if it is not here, or not for the reader.
    pub stored: Option<Document>,
}

struct Papers(Vec<(String, &'static str, String)>);

impl Papers {
    fn add(&mut self, digest: Option<&String>, purpose: &'static str, subject: &str) {
        let Some(digest) = digest.filter(|digest| !digest.is_empty()) else {
            return;
        };
        let is_known = self.0.iter().any(|(known, ..)| known == digest);
        if !is_known {
            self.0.push((digest.clone(), purpose, subject.to_owned()));
        }
    }

    fn add_all(&mut self, digests: &Stored, purpose: &'static str, subject: &str) {
        let digests = digests.0.as_array().map_or(&[][..], Vec::as_slice);
        for digest in digests.iter().filter_map(|digest| digest.as_str()) {
            self.add(Some(&digest.to_owned()), purpose, subject);
        }
    }
}

/// The documents of a file, each once.
pub async fn of(app: &App, session: &Session, file: &File) -> Result<Vec<Paper>, ApiError> {
    let scope = Scope::of(app, session).await;
    let mut papers = Vec::new();
    for (digest, purpose, subject) in named(file).0 {
        let stored = match digest.parse::<Digest>() {
            Ok(digest) => documents::find(app, &scope, digest).await.ok(),
            Err(_) => None,
        };
        papers.push(Paper {
            digest,
            purpose: purpose.to_owned(),
            subject,
            stored,
        });
    }
    Ok(papers)
}

fn named(file: &File) -> Papers {
    let mut papers = Papers(Vec::new());
    if let Some(spending) = &file.spending {
        let subject = format!("spending:{}", spending.row.id);
        papers.add_all(&spending.row.documents, "evidence", &subject);
        papers.add(spending.row.receipt.as_ref(), "receipt", &subject);
    }
    for decision in &file.decisions {
        let subject = format!("decision:{}", decision.row.id);
        papers.add(Some(&decision.row.document), "plan", &subject);
        papers.add(decision.row.minutes.as_ref(), "minutes", &subject);
        for event in &decision.events {
            let purpose = match event.kind.as_str() {
                "published" | "result_published" => "posting",
                "opened" => "plan",
                _ => "minutes",
            };
            papers.add(event.document.as_ref(), purpose, &subject);
        }
    }
    for voucher in &file.vouchers {
        let subject = format!("voucher:{}", voucher.row.id);
        papers.add_all(&voucher.row.documents, "source", &subject);
    }
    for warning in &file.warnings {
        let subject = format!("warning:{}", warning.row.id);
        for event in &warning.events {
            papers.add(event.document.as_ref(), "proof", &subject);
        }
    }
    for case in &file.cases {
        let subject = format!("case:{}", case.id);
        papers.add(case.evidence.as_ref(), "proof", &subject);
    }
    for disclosure in &file.disclosures {
        let subject = format!("disclosure:{}", disclosure.id);
        papers.add(disclosure.photo.as_ref(), "wall", &subject);
    }
    papers
}
