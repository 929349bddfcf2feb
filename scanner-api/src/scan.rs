//! A scan: from a printed code to a verdict and the trace it stands on. Everything comes from the
//! index and the vault, so that a scan is answered while the node is away. HTTP is not known here.

pub mod answer;
mod closure;
pub(crate) mod meat;
pub mod meat_trace;
pub(crate) mod rows;
mod trace;

use county_primitives::{labels::Goods, produce::GradeMetrics, BatchId, CodeKind, Grams, LotId};
use qr_labeler::{url, Batch, BatchSecret, Code, CodeError};
use subtle::ConstantTimeEq;

use crate::{
    db::Db,
    divisions::Divisions,
    vault::{Vault, VaultError},
};

use answer::{AsOf, Brand, Label, Message, Problem, Product, Scan, Trace, Verdict};
use closure::Closure;
use rows::{id, short, text, word, BatchRow, BrandRow, Parties, RangeRow};

/// Why a scan could not be answered at all.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The database did not answer.
    #[error("the index did not answer")]
    Database(#[from] sqlx::Error),
    /// The vault did not open a secret.
    #[error("the vault did not open the secret of a batch")]
    Vault(#[from] VaultError),
    /// A row of the index does not read back as what was written.
    #[error("the index holds {0:?}, which does not read back")]
    Row(String),
}

/// What a scan looks into.
#[derive(Clone, Copy)]
pub struct Ledger<'a> {
    /// The index.
    pub db: &'a Db,
    /// The secrets of the batches issued here.
    pub vault: &'a Vault,
    /// The names of villages.
    pub divisions: &'a Divisions,
}

/// What the index says of a code that was issued.
struct Found {
    label: Label,
    brand: Option<Brand>,
    state: RangeRow,
}

impl Ledger<'_> {
    /// Answers a scan of whatever was typed or scanned: a code, a link, or the path of one.
    pub async fn scan(&self, typed: &str, as_of: Option<AsOf>) -> Result<Scan, ScanError> {
        let scanned = match url::read(typed) {
            Ok(scanned) => scanned,
            Err(error) => return Ok(malformed(typed, &error, as_of)),
        };
        let code = scanned.code;
        let mut scan = Scan {
            code: code.to_string(),
            verdict: Verdict::Unknown,
            as_of,
            message: Message::default(),
            suggestion: scanned.repaired.then(|| code.to_string()),
            problem: None,
            label: None,
            product: None,
            brand: None,
            lot: None,
            meat: None,
            meat_trace: None,
            trace: None,
        };
        self.judge(&code, &mut scan).await?;
        scan.message = crate::pages::scan::message(&scan);
        Ok(scan)
    }

    async fn judge(&self, code: &Code, scan: &mut Scan) -> Result<(), ScanError> {
        let mut parties = Parties::new(&self.db.reader);
        let Some(batch) = BatchRow::find(&self.db.reader, code.batch()).await? else {
            return Ok(());
        };
        let Some(secret) = self.vault.batch_secret(self.db, code.batch()).await? else {
            scan.problem = Some(Problem::ElsewhereIssued);
            return Ok(());
        };
        if !is_issued(code, &batch, *secret)? {
            return Ok(());
        }
        let Some(found) = self.found(code, &batch, &mut parties).await? else {
            return Ok(());
        };
        let now_ms = scan.as_of.as_ref().map_or(0, |as_of| as_of.time_ms);
        match found.state.state.as_str() {
            "active" => match found.state.goods()? {
                Goods::Lot(lot) => {
                    let trace = self.trace(lot, code, &found, now_ms, &mut parties).await?;
                    scan.verdict = if trace.holds.is_empty() {
                        Verdict::Genuine
                    } else {
                        Verdict::Held
                    };
                    scan.product = Some(self.product(lot, &trace).await?);
                    scan.lot = Some(lot);
                    scan.trace = Some(trace);
                }
                Goods::Meat(id) => {
                    let brand = found.brand.as_ref().map(|brand| brand.id);
                    let standing = meat::standing(&self.db.reader, id, code, brand, now_ms).await?;
                    scan.verdict = standing.verdict();
                    scan.meat = Some(id);
                    scan.meat_trace = Some(self.meat(id, &mut parties).await?);
                    scan.trace = Some(standing.into_trace(&self.db.reader, code).await?);
                }
            },
            "spoiled" => {
                scan.verdict = Verdict::Void;
                scan.problem = Some(Problem::Spoiled);
            }
            "void" => scan.verdict = Verdict::Void,
            // Reserved and printed: a label without a product.
            _ => scan.verdict = Verdict::NotActivated,
        }
        scan.brand = found.brand;
        scan.label = Some(found.label);
        Ok(())
    }

    /// The label and the state of its code; `None` if the batch does not reach that far.
    async fn found(
        &self,
        code: &Code,
        batch: &BatchRow,
        parties: &mut Parties<'_>,
    ) -> Result<Option<Found>, ScanError> {
        let Some(state) = RangeRow::find(&self.db.reader, code.batch(), code.index()).await? else {
            return Ok(None);
        };
        let brand = match BrandRow::find(&self.db.reader, batch.brand).await? {
            Some(row) => Some(Brand {
                id: row.id()?,
                name: text(&row.name)?,
                owner: parties.get(row.owner).await?,
            }),
            None => None,
        };
        Ok(Some(Found {
            label: Label {
                batch: code.batch(),
                index: code.index(),
                kind: code.kind(),
                issuer: parties.get(batch.issuer).await?,
                season: short(batch.season)?,
                unit_net: Grams(id(batch.unit_net)?),
            },
            brand,
            state,
        }))
    }

    async fn trace(
        &self,
        lot: LotId,
        code: &Code,
        found: &Found,
        now_ms: u64,
        parties: &mut Parties<'_>,
    ) -> Result<Trace, ScanError> {
        let closure = Closure::of(&self.db.reader, lot).await?;
        let mut trace = trace::trace(self, &closure, parties).await?;
        let brand = found.brand.as_ref().map(|brand| brand.id);
        trace.holds = closure
            .holds(&self.db.reader, code.batch(), brand, now_ms)
            .await?;
        trace.activation = rows::activation(&self.db.reader, code).await?;
        Ok(trace)
    }

    async fn product(&self, lot: LotId, trace: &Trace) -> Result<Product, ScanError> {
        let row = rows::LotRow::find(&self.db.reader, lot).await?;
        let mut varieties = Vec::new();
        for cycle in &trace.cycles {
            if !varieties.contains(&cycle.variety) {
                varieties.push(cycle.variety.clone());
            }
        }
        Ok(Product {
            class: rows::parse(&row.product)?,
            varieties,
            grade: row.grade.as_deref().map(text).transpose()?,
            metrics: GradeMetrics {
                brix_tenths: row.brix_tenths.map(short).transpose()?,
                diameter_mm: row.diameter_mm.map(short).transpose()?,
            },
        })
    }
}

/// Whether exactly this code was issued in the batch: kind, index and token are all its own.
fn is_issued(code: &Code, row: &BatchRow, secret: [u8; 32]) -> Result<bool, ScanError> {
    let kind: CodeKind = word(&row.kind)?;
    let count = u32::try_from(row.count).map_err(|_| ScanError::Row(row.count.to_string()))?;
    let id: BatchId = code.batch();
    let Ok(batch) = Batch::new(kind, id, count, BatchSecret::new(secret)) else {
        return Ok(false);
    };
    let Ok(issued) = batch.code(code.index()) else {
        return Ok(false);
    };
    // In constant time, so that a token cannot be found character by character.
    let same_token: bool = issued.token().ct_eq(&code.token()).into();
    Ok(same_token && issued.kind() == code.kind())
}

fn malformed(typed: &str, error: &url::UrlError, as_of: Option<AsOf>) -> Scan {
    let (problem, suggestion) = match error {
        url::UrlError::Code(error) => (code_problem(*error), error.suggestion()),
        _ => (Problem::Link, None),
    };
    let shown: String = typed
        .chars()
        .filter(|character| !character.is_control())
        .take(TYPED_SHOWN_MAX)
        .collect();
    let mut scan = Scan {
        code: shown,
        verdict: Verdict::Malformed,
        as_of,
        message: Message::default(),
        suggestion: suggestion.map(|code| code.to_string()),
        problem: Some(problem),
        label: None,
        product: None,
        brand: None,
        lot: None,
        meat: None,
        meat_trace: None,
        trace: None,
    };
    scan.message = crate::pages::scan::message(&scan);
    scan
}

/// How much of what is no code is repeated in the answer.
const TYPED_SHOWN_MAX: usize = 64;

fn code_problem(error: CodeError) -> Problem {
    match error {
        CodeError::Length { found } => Problem::Length { characters: found },
        CodeError::Character { found, position } => Problem::Character {
            position,
            character: found,
        },
        CodeError::LetterU { position, .. } => Problem::LetterU { position },
        CodeError::Check => Problem::Check,
        CodeError::Kind { .. }
        | CodeError::Batch { .. }
        | CodeError::Index { .. }
        | CodeError::Token => Problem::Kind,
    }
}

#[cfg(test)]
mod tests;
