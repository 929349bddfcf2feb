//! Where a piece or package of meat comes from: the animal or the animals it may be of, their farms to
//! the village, immunity and withdrawal as verdicts, certificate, slaughterhouse and inspections.

use county_primitives::{
    livestock::{Disease, IdentityLevel, MeatKind, RecallState, Species},
    Date, DivisionCode, MeatId, ProductClass, TimestampMs,
};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};

use super::{
    answer::Party,
    closure::push_list,
    meat::recalls_of,
    rows::{id, parse, short, word, Parties},
    Ledger, ScanError,
};
use crate::livestock::{
    lineage::with_line,
    trace::{backward, Ancestor, Backward, Source},
};

/// Where meat comes from.
#[derive(Clone, Debug, Serialize)]
pub struct MeatTrace {
    /// The piece or package behind the code.
    pub meat: MeatId,
    /// What it is.
    pub kind: MeatKind,
    /// Its name.
    pub name: String,
    /// Its class.
    pub product: ProductClass,
    /// Its grade, if it was graded.
    pub grade: Option<String>,
    /// Of which animals.
    pub species: Species,
    /// How exactly the animal is known: never better than it is.
    pub identity: IdentityLevel,
    /// How many animals it may be of: 1 if it is of a known one.
    pub animals: u32,
    /// The animal, if it is one that is known.
    pub animal: Option<MeatAnimal>,
    /// The days of slaughter, the first one first.
    pub killed: Vec<Date>,
    /// When it was made.
    pub made: Date,
    /// Where it was slaughtered.
    pub house: Party,
    /// Who has it now.
    pub holder: Party,
    /// Loads of animals it comes from.
    pub sources: Vec<MeatSource>,
    /// Diseases every one of the animals was immune against on the day of slaughter.
    pub immune: Vec<Disease>,
    /// Whether any of the animals was treated with a drug.
    pub treated: bool,
    /// Whether every one of them was out of the withdrawal period on the day of slaughter.
    pub out_of_withdrawal: bool,
    /// The vet's inspection of every carcass.
    pub quarantine: MeatInspection,
    /// The house's own inspection of every carcass.
    pub quality: MeatInspection,
    /// The certificates it travelled on.
    pub certificates: Vec<MeatCertificate>,
    /// Hand-overs, the oldest first.
    pub deliveries: Vec<MeatDelivered>,
    /// Recalls that reach it, the latest first. A closed one is over, and the meat is recalled still.
    pub recalls: Vec<MeatRecalled>,
}

/// A known animal.
#[derive(Clone, Debug, Serialize)]
pub struct MeatAnimal {
    /// Its ear tag.
    pub tag: Option<String>,
    /// Its breed.
    pub breed: String,
    /// Day of birth.
    pub born: Date,
}

/// A load of animals that was slaughtered together.
#[derive(Clone, Debug, Serialize)]
pub struct MeatSource {
    /// The slaughter batch.
    pub batch: u64,
    /// The farm.
    pub farm: Party,
    /// Its village; nothing finer is public.
    pub village: DivisionCode,
    /// The names from the county down to the village, in Chinese, where they are known.
    pub village_name: Vec<String>,
    /// How many animals came.
    pub heads: u32,
    /// The certificate they came on.
    pub certificate: Option<MeatCertificate>,
    /// When the slaughterhouse took them in.
    pub taken_in_ms: TimestampMs,
    /// The latest test of the batch: `pass` or `fail`.
    pub tested: Option<String>,
    /// For what.
    pub tested_for: Option<Disease>,
}

/// A certificate.
#[derive(Clone, Debug, Serialize)]
pub struct MeatCertificate {
    /// Its number on the chain.
    pub certificate: u64,
    /// Its number on the paper.
    pub number: String,
    /// When it was issued.
    pub issued_ms: TimestampMs,
}

/// An inspection of the carcasses.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeatInspection {
    /// Whether every carcass passed; `null` if not every one was inspected.
    pub passed: Option<bool>,
    /// The seals, the first few.
    pub seals: Vec<String>,
}

/// A hand-over.
#[derive(Clone, Debug, Serialize)]
pub struct MeatDelivered {
    /// To whom.
    pub to: Party,
    /// When the ledger took it.
    pub ledger_ms: TimestampMs,
}

/// A recall.
#[derive(Clone, Debug, Serialize)]
pub struct MeatRecalled {
    /// Its number.
    pub recall: u64,
    /// Where it stands.
    pub state: RecallState,
    /// When it was ordered.
    pub ordered_ms: TimestampMs,
}

/// How many seals are told.
const SEALS_MAX: usize = 3;

#[derive(FromRow)]
struct PieceRow {
    house: i64,
    holder: i64,
    species: String,
    grade: Option<String>,
    made: String,
}

#[derive(FromRow)]
struct LifeRow {
    tag: Option<String>,
    breed: String,
    born: String,
}

impl Ledger<'_> {
    /// The trace of meat.
    pub(super) async fn meat(
        &self,
        meat: MeatId,
        parties: &mut Parties<'_>,
    ) -> Result<MeatTrace, ScanError> {
        let db = &self.db.reader;
        let number = i64::try_from(meat.0).map_err(|_| ScanError::Row(meat.to_string()))?;
        let back = backward(db, number).await?;
        let row: PieceRow =
            sqlx::query_as("SELECT house, holder, species, grade, made FROM meats WHERE id = ?")
                .bind(number)
                .fetch_one(db)
                .await?;
        let piece = back
            .pieces
            .first()
            .ok_or_else(|| ScanError::Row(meat.to_string()))?;
        let killed = days(&back)?;
        let units: Vec<String> = back.units.iter().map(|unit| unit.unit.clone()).collect();
        let identity: IdentityLevel = word(&piece.identity)?;
        let individual = identity == IdentityLevel::Individual;
        let (treated, out_of_withdrawal) = self.withdrawal(&units, &killed).await?;
        Ok(MeatTrace {
            meat,
            kind: word(&piece.kind)?,
            name: piece.name.clone(),
            product: parse(&piece.product)?,
            grade: row.grade,
            species: word(&row.species)?,
            identity,
            animals: short(i64::try_from(units.len()).unwrap_or(0))?,
            animal: match units.as_slice() {
                [unit] if individual => self.animal(unit).await?,
                _ => None,
            },
            made: parse(&row.made)?,
            house: parties.get(row.house).await?,
            holder: parties.get(row.holder).await?,
            sources: self.sources(&back.sources, parties).await?,
            immune: self.immune(&units, &killed).await?,
            treated,
            out_of_withdrawal,
            quarantine: inspection(&back.pieces, |it| {
                (it.quarantine_passed, it.quarantine_seal.as_ref())
            }),
            quality: inspection(&back.pieces, |it| {
                (it.quality_passed, it.quality_seal.as_ref())
            }),
            certificates: self.certificates(&back.pieces).await?,
            deliveries: self.deliveries(number, parties).await?,
            recalls: self.recalls(number).await?,
            killed,
        })
    }

    async fn animal(&self, unit: &str) -> Result<Option<MeatAnimal>, ScanError> {
        let life: Option<LifeRow> =
            sqlx::query_as("SELECT tag, breed, born FROM lives WHERE unit = ?")
                .bind(unit)
                .fetch_optional(&self.db.reader)
                .await?;
        life.map(|life| {
            Ok(MeatAnimal {
                tag: life.tag,
                breed: life.breed,
                born: parse(&life.born)?,
            })
        })
        .transpose()
    }

    async fn sources(
        &self,
        sources: &[Source],
        parties: &mut Parties<'_>,
    ) -> Result<Vec<MeatSource>, ScanError> {
        let mut told = Vec::with_capacity(sources.len());
        for source in sources {
            let village: DivisionCode = parse(&source.origin)?;
            let path = self.divisions.path(village);
            let near = path.get(path.len().saturating_sub(3)..).unwrap_or_default();
            let tested_for: Option<Option<String>> =
                sqlx::query_scalar("SELECT tested_for FROM slaughter_batches WHERE id = ?")
                    .bind(source.batch)
                    .fetch_optional(&self.db.reader)
                    .await?;
            told.push(MeatSource {
                batch: id(source.batch)?,
                farm: parties.get(source.farm).await?,
                village,
                village_name: near.iter().map(ToString::to_string).collect(),
                heads: short(source.heads)?,
                certificate: self.certificate(source.certificate).await?,
                taken_in_ms: id(source.taken_in.0)?,
                tested: source.tested.clone(),
                tested_for: tested_for.flatten().as_deref().map(word).transpose()?,
            });
        }
        Ok(told)
    }

    async fn certificate(&self, number: i64) -> Result<Option<MeatCertificate>, ScanError> {
        let row: Option<(i64, String, i64)> =
            sqlx::query_as("SELECT id, number, issued_ms FROM certificates WHERE id = ?")
                .bind(number)
                .fetch_optional(&self.db.reader)
                .await?;
        row.map(|(certificate, number, issued_ms)| {
            Ok(MeatCertificate {
                certificate: id(certificate)?,
                number,
                issued_ms: id(issued_ms)?,
            })
        })
        .transpose()
    }

    /// The diseases all animals were immune against on the first day of slaughter.
    async fn immune(&self, units: &[String], killed: &[Date]) -> Result<Vec<Disease>, ScanError> {
        let Some(first) = killed.first().filter(|_| !units.is_empty()) else {
            return Ok(Vec::new());
        };
        let mut query = with_line(units.iter().map(String::as_str));
        query.push(
            "SELECT disease FROM immunities JOIN line ON line.unit = immunities.unit \
             AND immunities.ledger_ms <= line.before_ms WHERE date <= ",
        );
        query.push_bind(first.to_string());
        query.push(" AND until_day > ").push_bind(first.to_string());
        query.push(" GROUP BY disease HAVING COUNT(DISTINCT line.root) = ");
        query.push_bind(i64::try_from(units.len()).unwrap_or(i64::MAX));
        query.push(" ORDER BY disease");
        let diseases: Vec<String> = query
            .build_query_scalar()
            .fetch_all(&self.db.reader)
            .await?;
        diseases.iter().map(|disease| word(disease)).collect()
    }

    /// Whether any animal was treated, and whether all were out of the withdrawal period.
    async fn withdrawal(
        &self,
        units: &[String],
        killed: &[Date],
    ) -> Result<(bool, bool), ScanError> {
        let Some(first) = killed.first() else {
            return Ok((false, true));
        };
        let mut query = with_line(units.iter().map(String::as_str));
        query.push("SELECT COUNT(*), COUNT(CASE WHEN medications.slaughter_from > ");
        query.push_bind(first.to_string());
        query.push(
            " THEN 1 END) FROM medications JOIN line ON line.unit = medications.unit \
             AND medications.ledger_ms <= line.before_ms",
        );
        let (treated, within): (i64, i64) =
            query.build_query_as().fetch_one(&self.db.reader).await?;
        Ok((treated > 0, within == 0))
    }

    async fn certificates(&self, pieces: &[Ancestor]) -> Result<Vec<MeatCertificate>, ScanError> {
        let ids: Vec<i64> = pieces.iter().map(|piece| piece.meat).collect();
        let mut query = QueryBuilder::new(
            "SELECT DISTINCT certificates.id, number, issued_ms FROM certificate_meats \
             JOIN certificates ON certificates.id = certificate_meats.certificate \
             WHERE certificates.state <> 'cancelled' AND meat IN ",
        );
        push_list(&mut query, &ids);
        query.push(" ORDER BY certificates.id");
        let rows: Vec<(i64, String, i64)> =
            query.build_query_as().fetch_all(&self.db.reader).await?;
        rows.into_iter()
            .map(|(certificate, number, issued_ms)| {
                Ok(MeatCertificate {
                    certificate: id(certificate)?,
                    number,
                    issued_ms: id(issued_ms)?,
                })
            })
            .collect()
    }

    async fn recalls(&self, meat: i64) -> Result<Vec<MeatRecalled>, ScanError> {
        let rows = recalls_of(&self.db.reader, meat).await?;
        let told = rows.into_iter().map(|(recall, state, ordered_ms)| {
            Ok(MeatRecalled {
                recall: id(recall)?,
                state: word(&state)?,
                ordered_ms: id(ordered_ms)?,
            })
        });
        told.collect()
    }

    async fn deliveries(
        &self,
        meat: i64,
        parties: &mut Parties<'_>,
    ) -> Result<Vec<MeatDelivered>, ScanError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT receiver, ledger_ms FROM meat_deliveries WHERE meat = ? \
             ORDER BY block, event_index",
        )
        .bind(meat)
        .fetch_all(&self.db.reader)
        .await?;
        let mut told = Vec::with_capacity(rows.len());
        for (receiver, ledger_ms) in rows {
            told.push(MeatDelivered {
                to: parties.get(receiver).await?,
                ledger_ms: id(ledger_ms)?,
            });
        }
        Ok(told)
    }
}

/// The carcasses of a lineage.
fn carcasses(pieces: &[Ancestor]) -> impl Iterator<Item = &Ancestor> {
    pieces.iter().filter(|piece| piece.batch.is_some())
}

/// The days of slaughter, each once.
fn days(back: &Backward) -> Result<Vec<Date>, ScanError> {
    let days = carcasses(&back.pieces).map(|carcass| parse(&carcass.killed));
    let mut days: Vec<Date> = days.collect::<Result<_, _>>()?;
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

fn inspection<'a>(
    pieces: &'a [Ancestor],
    of: impl Fn(&'a Ancestor) -> (Option<bool>, Option<&'a String>),
) -> MeatInspection {
    let mut result = MeatInspection {
        passed: Some(true),
        seals: Vec::new(),
    };
    for (passed, seal) in carcasses(pieces).map(of) {
        result.passed = match (result.passed, passed) {
            (Some(so_far), Some(passed)) => Some(so_far && passed),
            _ => None,
        };
        result.seals.extend(seal.cloned());
    }
    if carcasses(pieces).next().is_none() {
        result.passed = None;
    }
    result.seals.dedup();
    result.seals.truncate(SEALS_MAX);
    result
}
