//! The peer: the same hash-chained ledger in PostgreSQL.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{is_root, run};
use crate::process::free_port;

const SECONDS: u32 = 15;

const SCHEMA: &str = "
CREATE EXTENSION pgcrypto;
CREATE TABLE heads (subject bigint PRIMARY KEY, len integer NOT NULL, head bytea NOT NULL);
CREATE TABLE records (subject bigint, sequence integer, record bytea NOT NULL, PRIMARY KEY (subject, sequence));
INSERT INTO heads SELECT s, 0, decode(repeat('00', 32), 'hex') FROM generate_series(1, 200) s;
CREATE FUNCTION record(s bigint, r bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE h heads;
BEGIN
  SELECT * INTO h FROM heads WHERE subject = s FOR UPDATE;
  INSERT INTO records VALUES (s, h.len, r);
  UPDATE heads SET len = h.len + 1, head = sha256(h.head || r) WHERE subject = s;
END $$;
CREATE FUNCTION certificate(s bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR t IN s..s + 131 LOOP PERFORM record(t, decode(repeat('5a', 100), 'hex')); END LOOP;
END $$;
CREATE TABLE months (book bigint, month integer, number integer NOT NULL, PRIMARY KEY (book, month));
CREATE TABLE balances (book bigint, account integer, month integer, debit bigint NOT NULL, credit bigint NOT NULL, PRIMARY KEY (book, account, month));
CREATE TABLE vouchers (id bigserial PRIMARY KEY, book bigint NOT NULL, month integer NOT NULL, number integer NOT NULL, day date NOT NULL, summary text NOT NULL, content bytea NOT NULL);
CREATE TABLE lines (voucher bigint, position integer, book bigint NOT NULL, month integer NOT NULL, account integer NOT NULL, debit bigint NOT NULL, credit bigint NOT NULL, party bytea, PRIMARY KEY (voucher, position));
INSERT INTO months SELECT s, 11, 0 FROM generate_series(1, 200) s;
INSERT INTO balances SELECT s, a, 11, 0, 0 FROM generate_series(1, 200) s, unnest(ARRAY[102, 501]) a;
CREATE FUNCTION voucher(b bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE n integer; v bigint;
BEGIN
  UPDATE months SET number = number + 1 WHERE book = b AND month = 11 RETURNING number INTO n;
  INSERT INTO vouchers (book, month, number, day, summary, content)
  VALUES (b, 11, n, current_date, 'rent', decode(repeat('5a', 100), 'hex')) RETURNING id INTO v;
  INSERT INTO lines VALUES (v, 0, b, 11, 102, 123400, 0, decode(repeat('07', 32), 'hex')),
                           (v, 1, b, 11, 501, 0, 123400, decode(repeat('07', 32), 'hex'));
  UPDATE balances SET debit = debit + 123400 WHERE book = b AND account = 102 AND month = 11;
  UPDATE balances SET credit = credit + 123400 WHERE book = b AND account = 501 AND month = 11;
  -- The draft and its posting.
  PERFORM record(b, decode(repeat('5a', 250), 'hex'));
  PERFORM record(b, decode(repeat('5a', 60), 'hex'));
END $$;";

const RECORD: &str = r"\set s random(1, 200)
SELECT record(:s, decode(repeat('5a', 100), 'hex'));
";

const CERTIFICATE: &str = r"\set s random(1, 60)
SELECT certificate(:s);
";

const VOUCHER: &str = r"\set b random(1, 200)
SELECT voucher(:b);
";

/// A million vouchers with two lines each, spread over 23,000 villages as `million-vouchers.sql` does.
const MILLION: &str = "
INSERT INTO vouchers (book, month, number, day, summary, content)
SELECT CASE WHEN v % 69000 < 23000 THEN v % 69000 WHEN v % 69000 < 46000 THEN 9 * 230 + v % 230
            ELSE (29 + 20 * (v % 920 / 230)) * 230 + v % 230 END,
       1 + (v / 500 + v / 69000) % 12, v / 69000, date '2025-01-01' + (v / 500 + v / 69000) % 12 * 30, 'rent',
       decode(repeat('5a', 32), 'hex')
FROM generate_series(0, 999999) v;
INSERT INTO lines
SELECT id, side, book, month, CASE side WHEN 0 THEN 102 ELSE (ARRAY[501, 502, 503, 112, 211, 241])[1 + id % 6] END,
       CASE side WHEN 0 THEN 1000 + id % 900 ELSE 0 END, CASE side WHEN 1 THEN 1000 + id % 900 ELSE 0 END, NULL
FROM vouchers, generate_series(0, 1) side;
CREATE INDEX lines_by_book ON lines (book, month, account);
VACUUM ANALYZE;";

const STATEMENT: &str = r"\set busy random(0, 1)
\set b CASE WHEN :busy = 1 THEN 9 * 230 + random(0, 229) ELSE random(0, 22999) END
SELECT account, sum(debit), sum(credit) FROM lines WHERE book = :b AND month BETWEEN 1 AND 12 GROUP BY account ORDER BY account;
";

/// The twin of the full-text search: as many titles behind an index of their trigrams.
const WORDS: &str = "
CREATE EXTENSION pg_trgm;
CREATE TABLE transactions (ordinal bigint PRIMARY KEY, county integer NOT NULL, title text NOT NULL, amount bigint NOT NULL);
INSERT INTO transactions
SELECT v, 210115, 'payment ' || md5((v % 5000)::text) || ' ' || v % 977, 1000 + v % 900000 FROM generate_series(1, 1000000) v;
CREATE INDEX transactions_words ON transactions USING gin (title gin_trgm_ops);
VACUUM ANALYZE;";

const SEARCH: &str = r"\set n random(0, 4999)
SELECT * FROM transactions WHERE county = 210115 AND title LIKE '%' || substr(md5((:n)::text), 1, 12) || '%' ORDER BY ordinal DESC LIMIT 50;
";

/// Starts PostgreSQL in a folder, has it measured, and stops it.
fn with_server<T>(folder: &Path, measure: impl FnOnce(&Server) -> Result<T>) -> Result<T> {
    std::fs::create_dir(folder)?;
    let bin = postgresql_binaries()?;
    let data = folder.join("data");
    let port = free_port()?.to_string();
    let as_owner = |program: &str| {
        // initdb and postgres refuse to run as root.
        if is_root() {
            let mut command = Command::new("runuser");
            command
                .args(["-u", "postgres", "--"])
                .arg(bin.join(program));
            command
        } else {
            Command::new(bin.join(program))
        }
    };
    if is_root() {
        run(Command::new("chown").arg("postgres").arg(folder))?;
        let parent = folder.parent().context("a parent")?;
        run(Command::new("chmod").arg("755").arg(parent))?;
    }
    run(as_owner("initdb")
        .args(["-A", "trust", "-U", "bench", "-D"])
        .arg(&data))?;
    let options = format!("-p {port} -k {} -c listen_addresses=''", folder.display());
    let log = folder.join("log");
    let pg_ctl = |action: &str| {
        let mut command = as_owner("pg_ctl");
        command
            .args(["-w", "-s", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(&log);
        command.arg("-o").arg(&options).arg(action);
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command.status()
    };
    anyhow::ensure!(pg_ctl("start")?.success(), "PostgreSQL does not start");
    let server = Server {
        bin: bin.clone(),
        folder: folder.into(),
        port,
    };
    let measured = server.prepare().and_then(|()| measure(&server));
    pg_ctl("stop")?;
    measured
}

/// A running PostgreSQL.
struct Server {
    bin: PathBuf,
    folder: PathBuf,
    port: String,
}

impl Server {
    fn prepare(&self) -> Result<()> {
        self.psql(SCHEMA)
    }

    /// Runs statements, each in a transaction of its own.
    fn psql(&self, statements: &str) -> Result<()> {
        let Self { bin, port, .. } = self;
        let file = self.folder.join("statements.sql");
        std::fs::write(&file, statements)?;
        let host = self.folder.display().to_string();
        run(Command::new(bin.join("psql"))
            .args(["-q", "-v", "ON_ERROR_STOP=1", "-U", "bench", "-h", &host])
            .args(["-p", port, "-d", "postgres", "-f"])
            .arg(&file))?;
        Ok(())
    }

    /// Milliseconds of one client's transactions, in order.
    fn latencies(&self, script: &str) -> Result<Vec<f64>> {
        let prefix = self.folder.join("latency").display().to_string();
        self.pgbench(script, &["-c", "1", "-l", "--log-prefix", &prefix])?;
        let mut all = Vec::new();
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with("latency") {
                let log = std::fs::read_to_string(entry.path())?;
                // Client, transaction, microseconds, script, and the time of day.
                let taken = |line: &str| line.split(' ').nth(2)?.parse::<f64>().ok();
                all.extend(log.lines().filter_map(taken).map(|taken| taken / 1_000.0));
            }
        }
        anyhow::ensure!(!all.is_empty(), "pgbench logged nothing");
        all.sort_by(f64::total_cmp);
        Ok(all)
    }

    /// Transactions per second of 16 clients.
    fn throughput(&self, script: &str) -> Result<f64> {
        let text = self.pgbench(script, &["-c", "16", "-j", "2"])?;
        text.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
            .with_context(|| format!("pgbench printed {text}"))
    }

    /// Runs a script with pgbench and gives what it printed.
    fn pgbench(&self, script: &str, options: &[&str]) -> Result<String> {
        let file = self.folder.join("script.sql");
        std::fs::write(&file, script)?;
        let host = self.folder.display().to_string();
        let output = run(Command::new(self.bin.join("pgbench"))
            .args([
                "-n", "-U", "bench", "-h", &host, "-p", &self.port, "-M", "prepared",
            ])
            .args(["-T", &SECONDS.to_string()])
            .args(options)
            .arg("-f")
            .arg(&file)
            .arg("postgres"))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Records per second: one function call per record, row and head, synchronous commit, 16 clients.
pub(super) fn records(folder: &Path) -> Result<f64> {
    with_server(folder, |server| server.throughput(RECORD))
}

/// Vouchers per second: number, two lines, two balances and two records with their heads in one
/// transaction, synchronous commit, 16 clients.
pub(super) fn vouchers(folder: &Path) -> Result<f64> {
    with_server(folder, |server| server.throughput(VOUCHER))
}

/// Milliseconds of transactions that write as many records as a certificate of 130 animals, one
/// client: all of them, in order.
pub(super) fn certificates(folder: &Path) -> Result<Vec<f64>> {
    with_server(folder, |server| server.latencies(CERTIFICATE))
}

/// Milliseconds of the trial balance of one village for one year, out of a million vouchers, one client.
pub(super) fn statements(folder: &Path) -> Result<Vec<f64>> {
    with_server(folder, |server| {
        server.psql(MILLION)?;
        server.latencies(STATEMENT)
    })
}

/// Milliseconds of searches for a part of a title among a million, one client.
pub(super) fn searches(folder: &Path) -> Result<Vec<f64>> {
    with_server(folder, |server| {
        server.psql(WORDS)?;
        server.latencies(SEARCH)
    })
}

fn postgresql_binaries() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is missing")?;
    let mut found: Vec<_> = versions
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.sort();
    found
        .pop()
        .context("PostgreSQL is missing; make bench installs it")
}
