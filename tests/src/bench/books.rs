//! Statements of one village and searches of an inspector, with a million vouchers in the index, beside
//! the same in PostgreSQL; filters of an inspector beside their limit.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{ensure, Context, Result};
use reqwest::StatusCode;

use super::{animals::percentile, postgresql, run, say, Measure};
use crate::{client::Client, stack::Stack};

/// The index's own tables filled with a million vouchers of 500 villages.
const FILL: &str = include_str!("../../data/million-vouchers.sql");

/// How often each is asked, every time for something else.
const ASKED: u32 = 200;
const VILLAGES: u32 = 500;

/// What an inspector looks for: few and many hits.
const SOUGHT: [&str; 8] = [
    "水泵",
    "路灯电费",
    "厂房租金",
    "备用金",
    "第123号",
    "办公用品 第77号",
    "报酬",
    "土地发包款 第5号",
];

/// What an inspector filters by: what many rows have, few, and none; by time and by amount.
const FILTERS: [&str; 12] = [
    "kind=voucher",
    "state=draft",
    "level=red",
    "rule=W02",
    "held=1",
    "day_from=2025-03-05&day_to=2025-03-05",
    "amount_from=50090",
    "amount_from=60000",
    "kind=voucher&state=posted&amount_from=30000&amount_to=40000&day_from=2025-02-20&day_to=2025-02-20",
    "sort=amount&day_from=2025-03-05&day_to=2025-03-05",
    "sort=amount&kind=voucher&state=posted",
    "sort=amount&kind=voucher&state=draft&day_from=2025-01-01",
];
/// What a filter or a search may take at most: the demand that filters are compared with.
const LIMIT_MS: f64 = 300.0;

/// The year's statements of one village, searches and filters: median and 99th percentile of each.
pub async fn books_and_searches() -> Result<Vec<Measure>> {
    say("statements: filling the index with a million vouchers");
    let stack = Stack::start_without_rate_limit().await?;
    let database = stack.folder.path().join("service/county.sqlite");
    let Stack {
        node,
        service,
        folder,
        governance_password,
    } = stack;
    let service = service.restart_after(|| fill(&database)).await?;
    let [inspector, of_prefecture] = inspectors(service.base(), &governance_password).await?;
    say("statements: asking");
    let statements = ask(&inspector, statement).await?;
    say("searches: asking");
    let searches = ask(&inspector, search).await?;
    say("filters: asking");
    let filters = ask(&of_prefecture, filter).await?;
    drop((service, node));
    say("statements and searches: PostgreSQL");
    let booked = postgresql::statements(&folder.path().join("postgresql"))?;
    let found = postgresql::searches(&folder.path().join("postgresql-words"))?;
    let measure = |name, percent, own: &[f64], peer: &'static str, twin: &[f64]| {
        Measure::new(
            name,
            percentile(own, percent),
            "ms",
            peer,
            percentile(twin, percent),
        )
    };
    let lines = "postgresql 15, sums over its lines";
    let trigrams = "postgresql 15, trigram index";
    let limit = "the limit of 300 ms";
    Ok(vec![
        measure("village_statement_p50", 50, &statements, lines, &booked),
        measure("village_statement_p99", 99, &statements, lines, &booked),
        measure("inspector_search_p50", 50, &searches, trigrams, &found),
        measure("inspector_search_p99", 99, &searches, trigrams, &found),
        measure("inspector_filter_p50", 50, &filters, limit, &[LIMIT_MS]),
        measure("inspector_filter_p99", 99, &filters, limit, &[LIMIT_MS]),
    ])
}

fn statement(number: u32) -> String {
    let book = (1_000_001 + u64::from(number * 7 % VILLAGES)) * 10_000 + 2_025;
    match number % 3 {
        0 => format!("/api/v1/books/{book}/balance-sheet?from=1&to=12"),
        1 => format!("/api/v1/books/{book}/income-statement?from=1&to=12"),
        _ => format!("/api/v1/books/{book}/trial-balance?from=1&to=12"),
    }
}

/// In the district, or in one of its villages.
fn search(number: u32) -> String {
    let text = SOUGHT[usize::try_from(number).unwrap_or(0) % SOUGHT.len()];
    let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let village = match number % 3 {
        0 => String::new(),
        _ => {
            let village = number * 11 % VILLAGES;
            let (town, own) = (100 + village / 20, 201 + village % 20);
            format!("&division=210115{town:03}{own:03}")
        }
    };
    format!("/api/v1/inspect/transactions?q={query}{village}")
}

/// In the prefecture, in the district, or in one of its townships.
fn filter(number: u32) -> String {
    let filter = FILTERS[usize::try_from(number).unwrap_or(0) % FILTERS.len()];
    let place = match number / 12 % 3 {
        0 => String::new(),
        1 => "&division=210115000000".into(),
        _ => format!("&division=210115{:03}000", 100 + number % (VILLAGES / 20)),
    };
    format!("/api/v1/inspect/transactions?{filter}{place}")
}

/// Logins of an inspector of the district and of one of its prefecture.
async fn inspectors(base: &str, governance_password: &str) -> Result<[Client; 2]> {
    let governance = Client::log_in(base, "governance", governance_password).await?;
    let inspection = serde_json::json!([{
        "kind": "state_organ", "division": "210115000000",
        "identity": {"legal": {
            "credit_code": crate::village::credit_code("11210115", "MB0A2002"), "name": "辽中区纪委监委",
        }},
    }]);
    let made = governance
        .write("/api/v1/organisations", inspection)
        .await?;
    let organisation = made.id("organisation")?;
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = |login: &str, division: &str| {
        serde_json::json!({
            "login": login, "password": password, "organisation": organisation,
            "roles": [{"role": "inspector", "division": division}],
        })
    };
    let accounts = serde_json::json!([
        account("bench-inspector", "210115000000"),
        account("bench-prefecture", "210100000000"),
    ]);
    governance.write("/api/v1/accounts", accounts).await?;
    Ok([
        Client::log_in(base, "bench-inspector", &password).await?,
        Client::log_in(base, "bench-prefecture", &password).await?,
    ])
}

/// Writes the rows into the index's database.
fn fill(database: &Path) -> Result<()> {
    ensure!(database.exists(), "no index at {}", database.display());
    let script = tempfile::NamedTempFile::new()?;
    std::fs::write(script.path(), FILL)?;
    let output = run(Command::new("sqlite3")
        .arg("-bail")
        .arg(database)
        .stdin(Stdio::from(std::fs::File::open(script.path())?)))?;
    let count = String::from_utf8_lossy(&output.stdout);
    let count: u64 = count.trim().parse().context("sqlite3 counted nothing")?;
    ensure!(count == 1_000_000, "only {count} vouchers");
    Ok(())
}

/// Asks many times; milliseconds each, sorted.
async fn ask(client: &Client, path: impl Fn(u32) -> String) -> Result<Vec<f64>> {
    let mut taken = Vec::new();
    for number in 0..ASKED {
        let path = path(number);
        let start = Instant::now();
        let answer = client.get(&path).await?;
        taken.push(start.elapsed().as_secs_f64() * 1_000.0);
        ensure!(
            answer.status == StatusCode::OK,
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}
