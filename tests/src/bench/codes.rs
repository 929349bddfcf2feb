//! Tokens, leaves and labels per second.

use std::{hint::black_box, process::Command, time::Instant};

use anyhow::{Context, Result};
use qr_labeler::{
    render::{svg, Level, Qr, SvgOptions},
    url::{Host, LabelUrl},
    Batch, BatchId, BatchSecret, CodeKind,
};

use super::{run, say, Measure};

const CODES: u32 = 200_000;
const LABELS: u32 = 5_000;
const LIBQRENCODE: &str = include_str!("../../data/qrencode.c");

fn batch(count: u32) -> Result<Batch> {
    Ok(Batch::new(
        CodeKind::Item,
        BatchId(7),
        count,
        BatchSecret::new([7; 32]),
    )?)
}

/// Tokens and leaves of a batch up to its root, beside OpenSSL's HMAC-SHA256: a ledger that took it for token, salt, leaf and
/// node would need four per code.
pub fn tokens_and_leaves() -> Result<Measure> {
    say("tokens and leaves");
    let batch = batch(CODES)?;
    let start = Instant::now();
    black_box(batch.root());
    let value = f64::from(CODES) / start.elapsed().as_secs_f64();
    let output = run(Command::new("openssl").args([
        "speed", "-mr", "-seconds", "2", "-bytes", "64", "-hmac", "sha256",
    ]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    // The last line reads +F:<number>:hmac(sha256):<bytes per second>.
    let bytes: f64 = text
        .lines()
        .filter(|line| line.starts_with("+F"))
        .filter_map(|line| line.rsplit(':').next()?.parse().ok())
        .next_back()
        .with_context(|| format!("openssl speed printed {text}"))?;
    let peer = bytes / 64.0 / 4.0;
    Ok(Measure::new(
        "tokens_and_leaves",
        value,
        "codes/s",
        "openssl hmac-sha256 x4",
        peer,
    ))
}

/// Labels as SVG, beside libqrencode writing the same symbols as SVG paths.
pub fn codes_rendered() -> Result<Measure> {
    say("labels");
    let host: Host = "https://trace.example".parse()?;
    let batch = batch(LABELS)?;
    let start = Instant::now();
    for code in batch.codes(0..LABELS) {
        let url = LabelUrl::new(host.clone(), code).to_string();
        let qr = Qr::new(&url, Level::default())?;
        black_box(svg(&qr, &SvgOptions::default()));
    }
    let value = f64::from(LABELS) / start.elapsed().as_secs_f64();

    let folder = tempfile::tempdir()?;
    let (source, program) = (folder.path().join("peer.c"), folder.path().join("peer"));
    std::fs::write(&source, LIBQRENCODE)?;
    run(Command::new("cc")
        .arg("-O2")
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .arg("-lqrencode"))?;
    let output = run(Command::new(&program).arg(LABELS.to_string()))?;
    let peer: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
    Ok(Measure::new(
        "codes_rendered",
        value,
        "labels/s",
        "libqrencode",
        peer,
    ))
}
