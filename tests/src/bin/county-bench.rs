//! Measures the system against peers in the same run: one JSON line per measure on standard output,
//! progress on standard error.

use anyhow::Result;
use clap::{Parser, ValueEnum};
use system_tests::bench::{
    animals, books, codes, imports, records, say, scans, traces, village, Measure,
};

/// Measures records, animal events, certificates, traces, vouchers, statements, searches, scans, labels and
/// tokens against peers on the same machine, in the same run.
///
/// Each line is {"measure","value","unit","peer","peer_value","ratio"}; the ratio is value / peer_value.
/// Where the unit is ms or s, less is better.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example: county-bench --only records > records.json"
)]
struct Options {
    /// Measure one thing only.
    #[arg(long, value_enum)]
    only: Option<What>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum What {
    /// Records per second finalized, against a hash-chained ledger in PostgreSQL.
    Records,
    /// Animal events per second finalized in groups of 500, against the same ledger.
    AnimalEvents,
    /// Certificates of 130 animals from submission to finality, against the same ledger.
    Certificates,
    /// Forward, backward and contact traces at a million events, against their limit.
    Traces,
    /// Vouchers per second finalized, against the same ledger in PostgreSQL.
    Vouchers,
    /// Seconds to import the fund records of one district, against their limit.
    Import,
    /// Statements, searches and filters with a province and a million vouchers in the index, against PostgreSQL and
    /// their limit.
    Books,
    /// Scans per second, against nginx serving the same bytes.
    Scans,
    /// Labels per second, against libqrencode.
    Codes,
    /// Tokens and leaves per second, against OpenSSL.
    Tokens,
}

#[tokio::main]
async fn main() -> Result<()> {
    let only = Options::parse().only;
    let wanted = |what| only.is_none_or(|only| only == what);
    if wanted(What::Tokens) {
        show(&codes::tokens_and_leaves()?)?;
    }
    if wanted(What::Codes) {
        show(&codes::codes_rendered()?)?;
    }
    if wanted(What::Records) {
        show(&records::records_finalized().await?)?;
    }
    if wanted(What::AnimalEvents) {
        show(&animals::animal_events_finalized().await?)?;
    }
    if wanted(What::Certificates) {
        for measure in animals::certificates_130().await? {
            show(&measure)?;
        }
    }
    if wanted(What::Traces) {
        for measure in traces::trace_queries().await? {
            show(&measure)?;
        }
    }
    if wanted(What::Vouchers) {
        show(&village::vouchers_finalized().await?)?;
    }
    if wanted(What::Import) {
        show(&imports::import_175992_rows().await?)?;
    }
    if wanted(What::Books) {
        for measure in books::books_and_searches().await? {
            show(&measure)?;
        }
    }
    if wanted(What::Scans) {
        show(&scans::scans_cached().await?)?;
    }
    Ok(())
}

fn show(measure: &Measure) -> Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(measure)?)?;
    say(&format!(
        "{}: {:.2} times {}",
        measure.measure, measure.ratio, measure.peer
    ));
    Ok(())
}
