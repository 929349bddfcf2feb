//! A device as it would run on a farm: it has its own key, numbers its readings, and signs readings and anchors.

use anyhow::{Context, Result};
use county_primitives::{
    devices::{Reading, HOUR_MS},
    DeviceId,
};
use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use sp_core::{ed25519, Pair};

use crate::client::Client;

/// A device with its key.
pub struct Device {
    /// Its number on the ledger; 0 before it is registered.
    pub id: u64,
    pair: ed25519::Pair,
}

impl Device {
    /// A device whose key is made of a secret.
    pub fn new(secret: &str) -> Self {
        let seed = sp_crypto_hashing::blake2_256(secret.as_bytes());
        Self {
            id: 0,
            pair: ed25519::Pair::from_seed(&seed),
        }
    }

    /// Its public key.
    pub fn key(&self) -> String {
        hex::encode(self.pair.public().0)
    }

    /// The item that registers it.
    pub fn registration(&self, kind: &str, place: &str) -> Value {
        let serial = hex::encode(sp_crypto_hashing::blake2_256(self.key().as_bytes()));
        json!({"kind": kind, "key": self.key(), "place": place, "serial": serial})
    }

    /// A signed reading, as it is sent.
    pub fn reading(
        &self,
        sequence: u64,
        at_ms: u64,
        (metric, value_milli, unit): (&str, i64, &str),
    ) -> Result<Value> {
        let reading = Reading {
            device: DeviceId(self.id),
            sequence,
            at_ms,
            metric: metric.parse().map_err(anyhow::Error::msg)?,
            value_milli,
            unit: unit.parse().map_err(anyhow::Error::msg)?,
        };
        Ok(json!({
            "device": self.id, "sequence": sequence, "at_ms": at_ms, "metric": metric,
            "value_milli": value_milli, "unit": unit,
            "signature": self.sign(reading.message().as_bytes()),
        }))
    }

    /// Its signature, in hexadecimal digits.
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.pair.sign(message).0)
    }

    /// The anchor of an hour, signed: what the service makes of the readings it took in.
    pub async fn anchor(&self, owner: &Client, hour: u64) -> Result<Value> {
        let path = format!("/api/v1/devices/{}/hours/{hour}/payload", self.id);
        let payload = owner.get(&path).await?;
        let message = payload.body["message"].as_str();
        let message = message.with_context(|| format!("GET {path}: {}", payload.body))?;
        let signature = self.sign(&hex::decode(message)?);
        Ok(json!({"anchor": payload.body["anchor"], "signature": signature}))
    }
}

/// Sends readings, which must be taken in.
pub async fn send(gateway: &Client, readings: &[Value]) -> Result<()> {
    let body = json!({ "items": readings });
    let answer = gateway
        .send(Method::POST, "/api/v1/device-readings", &body)
        .await?;
    anyhow::ensure!(answer.status == StatusCode::OK, "{}", answer.body);
    Ok(())
}

/// The hour of an instant.
pub fn hour_of(at_ms: u64) -> u64 {
    at_ms / HOUR_MS
}
