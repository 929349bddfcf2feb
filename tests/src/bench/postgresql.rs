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
END $$;";

const RECORD: &str = r"\set s random(1, 200)
SELECT record(:s, decode(repeat('5a', 100), 'hex'));
";

const CERTIFICATE: &str = r"\set s random(1, 60)
SELECT certificate(:s);
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
        let Self { bin, port, .. } = self;
        let host = self.folder.display().to_string();
        run(Command::new(bin.join("psql"))
            .args([
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "bench",
                "-h",
                &host,
                "-p",
                port,
            ])
            .args(["-d", "postgres", "-c", SCHEMA]))?;
        Ok(())
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
    with_server(folder, |server| {
        let text = server.pgbench(RECORD, &["-c", "16", "-j", "2"])?;
        text.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
            .with_context(|| format!("pgbench printed {text}"))
    })
}

/// Milliseconds of transactions that write as many records as a certificate of 130 animals, one
/// client: all of them, in order.
pub(super) fn certificates(folder: &Path) -> Result<Vec<f64>> {
    with_server(folder, |server| {
        let prefix = folder.join("latency").display().to_string();
        server.pgbench(CERTIFICATE, &["-c", "1", "-l", "--log-prefix", &prefix])?;
        let mut all = Vec::new();
        for entry in std::fs::read_dir(folder)?.flatten() {
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
