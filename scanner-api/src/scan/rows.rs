//! The rows of the index a scan reads, and how their values become words of the domain again.

use std::{collections::HashMap, str::FromStr};

use county_primitives::{
    labels::Goods, registry::OrganisationKind, BatchId, BrandId, LotId, MeatId, OrganisationId,
    Text,
};
use qr_labeler::Code;
use serde::de::DeserializeOwned;
use sqlx::{FromRow, SqlitePool};

use super::{
    answer::{Party, TraceActivation},
    ScanError,
};

/// A value that was written as text, read back.
pub(super) fn parse<T: FromStr>(text: &str) -> Result<T, ScanError> {
    text.parse().map_err(|_| ScanError::Row(text.to_owned()))
}

/// A text of the chain, read back.
pub(super) fn text<const N: u32>(text: &str) -> Result<Text<N>, ScanError> {
    parse(text)
}

/// A word such as `orchard`, read back.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, ScanError> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|_| ScanError::Row(text.to_owned()))
}

/// JSON in a column, read back.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, ScanError> {
    serde_json::from_str(text).map_err(|_| ScanError::Row(text.to_owned()))
}

/// A large id, mass or time, read back.
pub(super) fn id(number: i64) -> Result<u64, ScanError> {
    u64::try_from(number).map_err(|_| ScanError::Row(number.to_string()))
}

/// A small number, read back.
pub(super) fn short<T: TryFrom<i64>>(number: i64) -> Result<T, ScanError> {
    T::try_from(number).map_err(|_| ScanError::Row(number.to_string()))
}

/// A batch.
#[derive(FromRow)]
pub(super) struct BatchRow {
    pub(super) issuer: i64,
    pub(super) brand: i64,
    pub(super) season: i64,
    pub(super) kind: String,
    pub(super) count: i64,
    pub(super) unit_net: i64,
}

impl BatchRow {
    pub(super) async fn find(db: &SqlitePool, batch: BatchId) -> Result<Option<Self>, ScanError> {
        let query = "SELECT issuer, brand, season, kind, count, unit_net FROM batches WHERE id = ?";
        Ok(sqlx::query_as(query)
            .bind(i64::from(batch.0))
            .fetch_optional(db)
            .await?)
    }
}

/// The interval of equal state that a code lies in.
#[derive(FromRow)]
pub(super) struct RangeRow {
    pub(super) state: String,
    lot: Option<i64>,
    meat: Option<i64>,
}

impl RangeRow {
    pub(super) async fn find(
        db: &SqlitePool,
        batch: BatchId,
        index: u32,
    ) -> Result<Option<Self>, ScanError> {
        let query = "SELECT state, lot, meat FROM code_ranges \
                     WHERE batch = ? AND first <= ? AND last >= ? ORDER BY first DESC LIMIT 1";
        Ok(sqlx::query_as(query)
            .bind(i64::from(batch.0))
            .bind(i64::from(index))
            .bind(i64::from(index))
            .fetch_optional(db)
            .await?)
    }

    /// What an active code is on.
    pub(super) fn goods(&self) -> Result<Goods, ScanError> {
        match (self.lot, self.meat) {
            (Some(lot), None) => Ok(Goods::Lot(LotId(id(lot)?))),
            (None, Some(meat)) => Ok(Goods::Meat(MeatId(id(meat)?))),
            _ => Err(ScanError::Row("an active code without goods".to_owned())),
        }
    }
}

/// A brand.
#[derive(FromRow)]
pub(super) struct BrandRow {
    id: i64,
    pub(super) name: String,
    pub(super) owner: i64,
}

impl BrandRow {
    pub(super) async fn find(db: &SqlitePool, brand: i64) -> Result<Option<Self>, ScanError> {
        Ok(
            sqlx::query_as("SELECT id, name, owner FROM brands WHERE id = ?")
                .bind(brand)
                .fetch_optional(db)
                .await?,
        )
    }

    pub(super) fn id(&self) -> Result<BrandId, ScanError> {
        Ok(BrandId(short(self.id)?))
    }
}

/// A lot.
#[derive(Clone, FromRow)]
pub(super) struct LotRow {
    pub(super) id: i64,
    pub(super) producer: Option<i64>,
    pub(super) holder: Option<i64>,
    pub(super) division: String,
    pub(super) product: String,
    pub(super) origin: String,
    pub(super) date: String,
    pub(super) mass: i64,
    pub(super) grade: Option<String>,
    pub(super) brix_tenths: Option<i64>,
    pub(super) diameter_mm: Option<i64>,
    pub(super) harvest_from: Option<String>,
    pub(super) test_flag: String,
    pub(super) test: Option<i64>,
    pub(super) late: bool,
}

impl LotRow {
    pub(super) const COLUMNS: &'static str =
        "id, producer, holder, division, product, origin, date, mass, grade, brix_tenths, \
         diameter_mm, harvest_from, test_flag, test, late";

    pub(super) async fn find(db: &SqlitePool, lot: LotId) -> Result<Self, ScanError> {
        let query = format!("SELECT {} FROM lots WHERE id = ?", Self::COLUMNS);
        Ok(sqlx::query_as(&query)
            .bind(i64::try_from(lot.0).unwrap_or(i64::MAX))
            .fetch_one(db)
            .await?)
    }
}

/// Organisations by number, each asked for once. Of a household nothing but its number gets out.
pub(super) struct Parties<'a> {
    db: &'a SqlitePool,
    known: HashMap<i64, Party>,
}

impl<'a> Parties<'a> {
    pub(super) fn new(db: &'a SqlitePool) -> Self {
        Self {
            db,
            known: HashMap::new(),
        }
    }

    pub(super) async fn get(&mut self, organisation: i64) -> Result<Party, ScanError> {
        if let Some(party) = self.known.get(&organisation) {
            return Ok(party.clone());
        }
        let row: Option<(String, Option<String>, String)> =
            sqlx::query_as("SELECT kind, name, division FROM organisations WHERE id = ?")
                .bind(organisation)
                .fetch_optional(self.db)
                .await?;
        let mut party = Party {
            organisation: OrganisationId(short(organisation)?),
            kind: None,
            name: None,
            division: None,
        };
        if let Some((kind, name, division)) = row {
            let kind: OrganisationKind = word(&kind)?;
            party.kind = Some(kind);
            party.division = Some(parse(&division)?);
            if kind != OrganisationKind::Household {
                party.name = name.as_deref().map(text).transpose()?;
            }
        }
        self.known.insert(organisation, party.clone());
        Ok(party)
    }
}

/// The record that bound the range of a code to its goods: the newest, of those that contain it.
pub(super) async fn activation(
    db: &SqlitePool,
    code: &Code,
) -> Result<Option<TraceActivation>, ScanError> {
    use county_primitives::{labels::LabelsEntry, Record};
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT block, json FROM records WHERE subject = ? AND kind = 'codes_activated' \
         ORDER BY sequence DESC",
    )
    .bind(format!("batch:{}", code.batch()))
    .fetch_all(db)
    .await?;
    for (block, stored) in rows {
        let record: Record<LabelsEntry> = json(&stored)?;
        if let LabelsEntry::CodesActivated { activation, .. } = record.entry {
            let range = activation.range;
            if (range.from..=range.to).contains(&code.index()) {
                return Ok(Some(TraceActivation {
                    goods: activation.goods,
                    from: range.from,
                    to: range.to,
                    ledger_ms: record.ledger_ms,
                    block: id(block)?,
                }));
            }
        }
    }
    Ok(None)
}
