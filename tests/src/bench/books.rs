//! Statements of one village and searches of inspectors, with a province's collectives and a million
//! vouchers in the index, beside the same in PostgreSQL; filters of inspectors beside their limit.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{ensure, Result};
use reqwest::StatusCode;

use super::{animals::percentile, postgresql, run, say, Measure};
use crate::{client::Client, stack::Stack};

/// The index's own tables filled with a million vouchers of a province.
const FILL: &str = include_str!("../../data/million-vouchers.sql");

/// What is filled in: vouchers, collectives and their households.
const FILLED: &str = "1000000|23000|12700000";
const COLLECTIVES: u32 = 23_000;
const COLLECTIVES_OF_A_COUNTY: u32 = 230;
/// Where 210115, which has a third of the vouchers, stands among the counties.
const BUSY_COUNTY: u32 = 9;

/// How often each is asked, every time for something else.
const ASKED: u32 = 200;

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

/// What an inspector filters by: what many rows have, few, and none; by time and by amount; common words with an amount
/// that few rows have or none; a name that is looked for in every village. Their number and three have no common
/// divisor, so that each is asked for at every place.
const FILTERS: [&str; 16] = [
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
    "q=支付&amount_from=50090",
    "q=第&amount_from=50099.90",
    "q=土地&amount_from=60000",
    "payee=王伟",
];
/// What a filter or a search may take at most: the demand that filters are compared with.
const LIMIT_MS: f64 = 300.0;

/// At which level an inspector looks.
#[derive(Clone, Copy, Debug)]
enum Point {
    County,
    Prefecture,
    Province,
}

impl Point {
    const ALL: [Self; 3] = [Self::County, Self::Prefecture, Self::Province];

    /// The login and the division of its inspector.
    fn post(self) -> [&'static str; 2] {
        match self {
            Self::County => ["bench-county", "210115000000"],
            Self::Prefecture => ["bench-prefecture", "210100000000"],
            Self::Province => ["bench-province", "210000000000"],
        }
    }

    /// What is measured there: median and 99th percentile of searches, and of filters.
    fn measures(self) -> [[&'static str; 2]; 2] {
        match self {
            Self::County => [
                ["inspector_search_p50", "inspector_search_p99"],
                ["inspector_filter_p50", "inspector_filter_p99"],
            ],
            Self::Prefecture => [
                [
                    "inspector_search_prefecture_p50",
                    "inspector_search_prefecture_p99",
                ],
                [
                    "inspector_filter_prefecture_p50",
                    "inspector_filter_prefecture_p99",
                ],
            ],
            Self::Province => [
                [
                    "inspector_search_province_p50",
                    "inspector_search_province_p99",
                ],
                [
                    "inspector_filter_province_p50",
                    "inspector_filter_province_p99",
                ],
            ],
        }
    }

    /// Where it looks: everywhere, one level below, or two.
    fn place(self, number: u32) -> String {
        let town = 100 + number % 23;
        let division = match (self, number % 3) {
            (_, 0) => return String::new(),
            (Self::County, 1) => format!("210115{town}000"),
            (Self::County, _) => format!("210115{town}{}", 201 + number % 10),
            (Self::Prefecture, 1) => "210115000000".to_owned(),
            (Self::Prefecture, _) => format!("210181{town}000"),
            (Self::Province, 1) => format!("21{:02}00000000", 1 + number % 14),
            (Self::Province, _) => "210381000000".to_owned(),
        };
        format!("&division={division}")
    }
}

/// The year's statements of one village, and searches and filters at each level: median and 99th
/// percentile of each.
pub async fn books_and_searches() -> Result<Vec<Measure>> {
    say("statements: filling the index with a province and a million vouchers");
    let stack = Stack::start_without_rate_limit().await?;
    let database = stack.folder.path().join("service/county.sqlite");
    let Stack {
        node,
        service,
        folder,
        governance_password,
    } = stack;
    let service = service.restart_after(|| fill(&database)).await?;
    let inspectors = inspectors(service.base(), &governance_password).await?;
    say("statements: asking");
    let [county, ..] = &inspectors;
    let statements = ask(county, statement).await?;
    let mut asked = Vec::new();
    for (point, inspector) in Point::ALL.into_iter().zip(&inspectors) {
        say(&format!("searches and filters: asking as {point:?}"));
        let searches = ask(inspector, |number| search(point, number)).await?;
        let filters = ask(inspector, |number| filter(point, number)).await?;
        asked.push((point.measures(), searches, filters));
    }
    drop((service, node));
    say("statements and searches: PostgreSQL");
    let booked = postgresql::statements(&folder.path().join("postgresql"))?;
    let found = postgresql::searches(&folder.path().join("postgresql-words"))?;
    let lines = "postgresql 15, sums over its lines";
    let trigrams = "postgresql 15, trigram index";
    let limit = "the limit of 300 ms";
    let names = ["village_statement_p50", "village_statement_p99"];
    let mut measures = both(names, &statements, lines, &booked);
    for ([of_searches, of_filters], searches, filters) in asked {
        measures.extend(both(of_searches, &searches, trigrams, &found));
        measures.extend(both(of_filters, &filters, limit, &[LIMIT_MS]));
    }
    Ok(measures)
}

/// Median and 99th percentile of sorted milliseconds, beside those of a peer.
fn both(names: [&'static str; 2], own: &[f64], peer: &'static str, twin: &[f64]) -> Vec<Measure> {
    let measure = |(name, percent)| {
        let (value, beside) = (percentile(own, percent), percentile(twin, percent));
        Measure::new(name, value, "ms", peer, beside)
    };
    names.into_iter().zip([50, 99]).map(measure).collect()
}

/// Of a village that has many vouchers, or of any.
fn statement(number: u32) -> String {
    let village = if number.is_multiple_of(2) {
        BUSY_COUNTY * COLLECTIVES_OF_A_COUNTY + number * 7 % COLLECTIVES_OF_A_COUNTY
    } else {
        number * 7_919 % COLLECTIVES
    };
    let book = (1_000_001 + u64::from(village)) * 10_000 + 2_025;
    match number % 3 {
        0 => format!("/api/v1/books/{book}/balance-sheet?from=1&to=12"),
        1 => format!("/api/v1/books/{book}/income-statement?from=1&to=12"),
        _ => format!("/api/v1/books/{book}/trial-balance?from=1&to=12"),
    }
}

fn search(point: Point, number: u32) -> String {
    let text = SOUGHT[usize::try_from(number).unwrap_or(0) % SOUGHT.len()];
    inspected(&format!("q={text}"), &point.place(number))
}

fn filter(point: Point, number: u32) -> String {
    let filter = FILTERS[usize::try_from(number).unwrap_or(0) % FILTERS.len()];
    inspected(filter, &point.place(number))
}

/// The address of a list. The client escapes what an address cannot have.
fn inspected(query: &str, place: &str) -> String {
    format!("/api/v1/inspect/transactions?{query}{place}")
}

/// Logins of the inspectors of all levels.
async fn inspectors(base: &str, governance_password: &str) -> Result<[Client; 3]> {
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
    let posts = Point::ALL.map(Point::post);
    let account = |[login, division]: [&str; 2]| {
        serde_json::json!({
            "login": login, "password": password, "organisation": organisation,
            "roles": [{"role": "inspector", "division": division}],
        })
    };
    let accounts = serde_json::json!(posts.map(account));
    governance.write("/api/v1/accounts", accounts).await?;
    let [county, prefecture, province] = posts.map(|[login, _]| login);
    Ok([
        Client::log_in(base, county, &password).await?,
        Client::log_in(base, prefecture, &password).await?,
        Client::log_in(base, province, &password).await?,
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
    let filled = String::from_utf8_lossy(&output.stdout);
    let filled = filled.trim();
    ensure!(filled == FILLED, "{filled} instead of {FILLED}");
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
