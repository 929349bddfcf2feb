//! A record of any pallet, decoded with the shared primitives.

use codec::{DecodeAll, Encode};
use county_primitives::{
    devices::DevicesEntry, labels::LabelsEntry, livestock::LivestockEntry,
    oversight::OversightEntry, produce::ProduceEntry, registry::RegistryEntry,
    three_assets::AssetsEntry, trade::TradeEntry, Author, Record, Subject, Timeline, TimestampMs,
};
use serde_json::Value;

/// A record of any pallet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AnyRecord {
    /// Of the registry.
    Registry(Record<RegistryEntry>),
    /// Of produce.
    Produce(Record<ProduceEntry>),
    /// Of labels.
    Labels(Record<LabelsEntry>),
    /// Of oversight.
    Oversight(Record<OversightEntry>),
    /// Of livestock.
    Livestock(Record<LivestockEntry>),
    /// Of the three assets.
    ThreeAssets(Record<AssetsEntry>),
    /// Of devices.
    Devices(Record<DevicesEntry>),
    /// Of trade.
    Trade(Record<TradeEntry>),
}

macro_rules! each {
    ($self:expr, $record:ident => $body:expr) => {
        match $self {
            AnyRecord::Registry($record) => $body,
            AnyRecord::Produce($record) => $body,
            AnyRecord::Labels($record) => $body,
            AnyRecord::Oversight($record) => $body,
            AnyRecord::Livestock($record) => $body,
            AnyRecord::ThreeAssets($record) => $body,
            AnyRecord::Devices($record) => $body,
            AnyRecord::Trade($record) => $body,
        }
    };
}

impl AnyRecord {
    /// The pallets that make records.
    pub const PALLETS: [&'static str; 8] = [
        "Registry",
        "Produce",
        "Labels",
        "Oversight",
        "Livestock",
        "ThreeAssets",
        "Trade",
        "Devices",
    ];

    /// Decodes the record of a pallet's `Recorded` event; every byte must be used.
    pub fn decode(pallet: &str, bytes: &[u8]) -> Result<Self, String> {
        let mut input = bytes;
        let decoded = match pallet {
            "Registry" => DecodeAll::decode_all(&mut input).map(Self::Registry),
            "Produce" => DecodeAll::decode_all(&mut input).map(Self::Produce),
            "Labels" => DecodeAll::decode_all(&mut input).map(Self::Labels),
            "Oversight" => DecodeAll::decode_all(&mut input).map(Self::Oversight),
            "Livestock" => DecodeAll::decode_all(&mut input).map(Self::Livestock),
            "ThreeAssets" => DecodeAll::decode_all(&mut input).map(Self::ThreeAssets),
            "Devices" => DecodeAll::decode_all(&mut input).map(Self::Devices),
            "Trade" => DecodeAll::decode_all(&mut input).map(Self::Trade),
            other => return Err(format!("pallet {other} makes no records")),
        };
        decoded.map_err(|error| format!("a record of {pallet} cannot be decoded: {error}"))
    }

    /// Name of the pallet.
    pub fn pallet(&self) -> &'static str {
        match self {
            Self::Registry(_) => "Registry",
            Self::Produce(_) => "Produce",
            Self::Labels(_) => "Labels",
            Self::Oversight(_) => "Oversight",
            Self::Livestock(_) => "Livestock",
            Self::ThreeAssets(_) => "ThreeAssets",
            Self::Devices(_) => "Devices",
            Self::Trade(_) => "Trade",
        }
    }

    /// What it is about.
    pub fn subject(&self) -> Subject {
        each!(self, record => record.subject)
    }

    /// Its place in the subject's timeline.
    pub fn sequence(&self) -> u32 {
        each!(self, record => record.sequence)
    }

    /// Who made it.
    pub fn author(&self) -> Author {
        each!(self, record => record.author)
    }

    /// When the ledger took it.
    pub fn ledger_ms(&self) -> TimestampMs {
        each!(self, record => record.ledger_ms)
    }

    /// The record as the chain hashed it.
    pub fn scale(&self) -> Vec<u8> {
        each!(self, record => record.encode())
    }

    /// Appends the record to a timeline, as the chain did; `None` if the timeline is full.
    pub fn append_to(&self, timeline: &mut Timeline) -> Option<()> {
        each!(self, record => timeline.append(record))
    }

    /// The JSON form of API and pages.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        each!(self, record => serde_json::to_value(record))
    }
}

/// The kind of entry of a record in its JSON form, for example `plot_opened`.
pub(crate) fn kind_of(json: &Value) -> String {
    match json.get("entry") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
