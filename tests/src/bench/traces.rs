//! Milliseconds of the trace queries at a million events, asked over the public API.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{ensure, Context, Result};
use reqwest::StatusCode;

use super::{animals::percentile, run, say, Measure};
use crate::{client::Client, livestock::days_ago, stack::Stack};

/// Farms, and how often each query is asked, every time for another of them.
const FARMS: u32 = 500;
const ASKED: u32 = 60;
/// What the queries may take at most: the demand that the measure is compared with.
const LIMIT_MS: f64 = 200.0;

/// The index's own tables filled as a county of 65,000 pigs fills them in two months: 500 farms and
/// loads, 16 slaughterhouses, 40 vehicles, 5,000 rides between farms, 15 records per pig, carcasses
/// cut into halves, cuts and packages, packages delivered to 200 shops. Numbers start at a million,
/// so that they meet nothing the service indexes meanwhile.
const FILL: &str = include_str!("../../data/million-events.sql");

/// Forward, backward and contact traces: the 99th percentile of each.
pub async fn trace_queries() -> Result<Vec<Measure>> {
    say("traces: filling the index with a million events");
    let stack = Stack::start_without_rate_limit().await?;
    let database = stack.folder.path().join("service/county.sqlite");
    let Stack {
        node,
        service,
        folder,
        governance_password,
    } = stack;
    let service = service.restart_after(|| fill(&database)).await?;
    let governance = Client::log_in(service.base(), "governance", &governance_password).await?;
    let (from, to) = (days_ago(90), days_ago(0));
    say("traces: asking");
    let forward = ask(&governance, |farm| {
        let farm = 1_000_000 + farm;
        format!("/api/v1/livestock/trace/forward?farm={farm}&from={from}&to={to}")
    });
    let forward = forward.await?;
    let backward = ask(&governance, |piece| {
        // A package of every farm's load.
        let meat = 4_000_000 + piece * 130;
        format!("/api/v1/livestock/trace/backward?meat={meat}")
    });
    let backward = backward.await?;
    let contacts = ask(&governance, |farm| {
        let farm = 1_000_000 + farm;
        format!("/api/v1/livestock/contacts?farm={farm}&days=21")
    });
    let contacts = contacts.await?;
    drop((service, node, folder));
    Ok([
        ("trace_forward_p99", forward),
        ("trace_backward_p99", backward),
        ("trace_contacts_p99", contacts),
    ]
    .into_iter()
    .map(|(name, taken)| {
        Measure::new(
            name,
            percentile(&taken, 99),
            "ms",
            "the limit of 200 ms",
            LIMIT_MS,
        )
    })
    .collect())
}

/// Writes the rows into the index's database.
fn fill(database: &std::path::Path) -> Result<()> {
    ensure!(database.exists(), "no index at {}", database.display());
    let script = tempfile::NamedTempFile::new()?;
    std::fs::write(script.path(), FILL)?;
    let output = run(Command::new("sqlite3")
        .arg("-bail")
        .arg(database)
        .stdin(Stdio::from(std::fs::File::open(script.path())?)))?;
    let events = String::from_utf8_lossy(&output.stdout);
    let events: u64 = events.trim().parse().context("sqlite3 counted nothing")?;
    ensure!(events >= 1_000_000, "only {events} events");
    Ok(())
}

/// Asks a query for many farms; milliseconds each, sorted. Each answer must hold something.
async fn ask(client: &Client, path: impl Fn(u32) -> String) -> Result<Vec<f64>> {
    let mut taken = Vec::new();
    for number in 0..ASKED {
        let path = path(number * (FARMS / ASKED) + 1);
        let start = Instant::now();
        let answer = client.get(&path).await?;
        taken.push(start.elapsed().as_secs_f64() * 1_000.0);
        ensure!(
            answer.status == StatusCode::OK && answer.body.to_string().len() > 200,
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}
