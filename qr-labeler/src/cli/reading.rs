//! The check of one reading of a device against the root that the device anchored.

use std::{
    fs,
    io::{self, Read, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::Args;
use county_primitives::{DeviceKey, Digest};
use qr_labeler::readings::{self, ReadingProof};

use super::{commands::Outcome, failure::Failure, root};

/// More than the proof of any reading has.
const TEXT_BYTES_MAX: u64 = 4 * 1024;

#[derive(Debug, Args)]
pub(super) struct VerifyReading {
    /// File with the proof; without it, stdin
    proof: Option<PathBuf>,
    /// Public key of the device, 64 hexadecimal digits
    #[arg(long, value_parser = key)]
    key: DeviceKey,
    /// Merkle root of the hour, 64 hexadecimal digits
    #[arg(long, value_parser = root)]
    root: Digest,
    /// How many readings the anchored hour has
    #[arg(long)]
    count: u32,
}

fn key(text: &str) -> Result<DeviceKey, &'static str> {
    text.parse().map_err(|_| "a key is 64 hexadecimal digits")
}

pub(super) fn verify(args: &VerifyReading, out: &mut impl Write) -> Outcome {
    let text = match &args.proof {
        Some(file) => fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?,
        None => {
            let mut text = String::new();
            io::stdin()
                .lock()
                .take(TEXT_BYTES_MAX)
                .read_to_string(&mut text)
                .context("stdin cannot be read")?;
            text
        }
    };
    let proof = text
        .parse::<ReadingProof>()
        .context("this is no proof of a reading")
        .map_err(Failure::No)?;
    readings::verify(args.root, args.count, &args.key, &proof)
        .map_err(|error| Failure::No(error.into()))?;
    let reading = &proof.signed.reading;
    Ok(writeln!(
        out,
        "device {} took reading {}: {} {} {}; it is reading {} of {} of its hour",
        reading.device,
        reading.sequence,
        reading.metric,
        thousandths(reading.value_milli),
        reading.unit,
        proof.index.saturating_add(1),
        proof.count,
    )?)
}

/// A value in thousandths, written with its decimals.
fn thousandths(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let (whole, part) = (milli.unsigned_abs() / 1_000, milli.unsigned_abs() % 1_000);
    format!("{sign}{whole}.{part:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_three_decimals() {
        for (milli, shown) in [
            (38_600, "38.600"),
            (-1, "-0.001"),
            (0, "0.000"),
            (i64::MIN, "-9223372036854775.808"),
        ] {
            assert_eq!(thousandths(milli), shown);
        }
    }
}
