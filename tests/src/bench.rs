//! What `make bench` measures, each beside a peer on the same machine in the same run.

use std::{
    io::Write,
    process::{Command, Output},
};

use anyhow::{ensure, Context, Result};
use serde::Serialize;

pub mod animals;
pub mod books;
mod chain;
pub mod codes;
pub mod imports;
mod postgresql;
pub mod records;
pub mod scans;
pub mod traces;
pub mod village;

/// One line of the result.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// What was measured.
    pub measure: &'static str,
    /// How much.
    pub value: f64,
    /// In what.
    pub unit: &'static str,
    /// Beside whom.
    pub peer: &'static str,
    /// How much the peer did.
    pub peer_value: f64,
    /// Value over peer value.
    pub ratio: f64,
}

impl Measure {
    fn new(
        measure: &'static str,
        value: f64,
        unit: &'static str,
        peer: &'static str,
        peer_value: f64,
    ) -> Self {
        let round = |number: f64| (number * 100.0).round() / 100.0;
        // Some milliseconds are few.
        let shown = |number: f64| match unit {
            "ms" | "s" => round(number),
            _ => number.round(),
        };
        Self {
            measure,
            value: shown(value),
            unit,
            peer,
            peer_value: shown(peer_value),
            ratio: round(value / peer_value),
        }
    }
}

/// Progress, for people.
pub fn say(text: &str) {
    // A closed terminal must not stop a measurement.
    let _ = writeln!(std::io::stderr(), "bench: {text}");
}

/// Runs a program to its end and gives what it wrote, or its errors.
fn run(command: &mut Command) -> Result<Output> {
    let name = format!("{:?}", command.get_program());
    let output = command
        .output()
        .with_context(|| format!("cannot run {name}; make setup?"))?;
    ensure!(
        output.status.success(),
        "{name} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output)
}

/// Whether this runs as root, which PostgreSQL refuses and nginx has to be told.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
