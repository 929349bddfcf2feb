//! Records per second finalized by one node, beside the same hash-chained ledger in PostgreSQL.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{bail, Context, Result};
use codec::{Decode, Encode};
use county_primitives::{
    produce::{CycleInput, Operation, OperationKind, PlotInput, PlotKind, YieldCap},
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    CycleId, Date, Digest, DivisionCode, Grams, Items, Jurisdiction, MilliMu, OrganisationId,
    PlotId, Pseudonym, Role, Subject, Timeline,
};
use county_runtime::RuntimeCall;
use serde_json::json;
use sp_core::{ed25519, Pair};

use super::{is_root, run, say, Measure};
use crate::{extrinsic::Signer, process::free_port, stack::Node};

const GROWERS: u32 = 8;
const CYCLES_EACH: u64 = 25;
const BATCH: usize = 500;
const BATCHES_EACH: u32 = 60;
const PEER_SECONDS: u32 = 15;

/// Records finalized per second, in batches of 500.
pub async fn records_finalized() -> Result<Measure> {
    say("records: a node with eight growers");
    let folder = tempfile::tempdir()?;
    let node = Node::start(folder.path()).await?;
    let growers = growers(&node).await?;
    let value = record(&node, &growers).await?;
    drop(node);
    say("records: PostgreSQL with synchronous commit and 16 clients");
    let peer = postgresql(&folder.path().join("postgresql"))?;
    Ok(Measure::new(
        "records_finalized",
        value,
        "records/s",
        "postgresql 15 hash chain",
        peer,
    ))
}

fn one<T: std::fmt::Debug>(item: T) -> Items<T> {
    Items::try_from(vec![item]).expect("one item fits; qed")
}

async fn submit(node: &Node, signer: &Signer, call: RuntimeCall, nonce: u32) -> Result<()> {
    let bytes = format!("0x{}", hex::encode(signer.sign(call, nonce).encode()));
    node.rpc("author_submitExtrinsic", json!([bytes])).await?;
    Ok(())
}

/// Waits until a storage value at the finalized head satisfies a condition.
async fn until(node: &Node, key: &[u8], holds: impl Fn(Option<Vec<u8>>) -> bool) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if holds(storage(node, key).await?) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the chain did not take a preparation of the benchmark")
}

async fn storage(node: &Node, key: &[u8]) -> Result<Option<Vec<u8>>> {
    let head = node.rpc("chain_getFinalizedHead", json!([])).await?;
    let key = format!("0x{}", hex::encode(key));
    let value = node.rpc("state_getStorage", json!([key, head])).await?;
    value
        .as_str()
        .map(|text| Ok(hex::decode(text.trim_start_matches("0x"))?))
        .transpose()
}

fn timeline_key(pallet: &str, subject: Subject) -> Vec<u8> {
    let encoded = subject.encode();
    [
        sp_crypto_hashing::twox_128(pallet.as_bytes()).to_vec(),
        sp_crypto_hashing::twox_128(b"Timelines").to_vec(),
        sp_crypto_hashing::blake2_128(&encoded).to_vec(),
        encoded,
    ]
    .concat()
}

async fn timeline_len(node: &Node, subject: Subject) -> Result<u32> {
    let value = storage(node, &timeline_key("Produce", subject)).await?;
    Ok(value
        .map(|bytes| Timeline::decode(&mut &bytes[..]))
        .transpose()?
        .unwrap_or_default()
        .len)
}

/// The council registers eight family farms; each opens a plot and starts its cycles.
async fn growers(node: &Node) -> Result<Vec<(Signer, Vec<CycleId>)>> {
    let village: DivisionCode = "141031102202".parse()?;
    let council = Signer::new(ed25519::Pair::from_string("//Alice", None)?, node).await?;
    let mut signers = Vec::new();
    for number in 0..GROWERS {
        let seed = [u8::try_from(number)? + 100; 32];
        signers.push(Signer::new(ed25519::Pair::from_seed(&seed), node).await?);
    }
    let households = (0..GROWERS).map(|number| OrganisationInput {
        kind: OrganisationKind::Household,
        division: village,
        identity: OrganisationIdentity::Person {
            pseudonym: pseudonym(number),
        },
    });
    let organisations = Items::try_from(households.collect::<Vec<_>>()).expect("eight fit; qed");
    propose(
        node,
        &council,
        0,
        pallet_registry::Call::register_organisations { organisations },
    )
    .await?;
    // The first organisation is the council's own.
    let members = (0..).zip(&signers).map(|(number, signer)| MemberInput {
        organisation: OrganisationId(number + 2),
        key: signer.public(),
        person: pseudonym(number),
        roles: vec![Jurisdiction {
            role: Role::Producer,
            division: village,
        }]
        .try_into()
        .expect("one role fits; qed"),
    });
    let members = Items::try_from(members.collect::<Vec<_>>()).expect("eight fit; qed");
    propose(
        node,
        &council,
        1,
        pallet_registry::Call::register_members { members },
    )
    .await?;
    let clerk = Signer::new(ed25519::Pair::from_seed(&[99; 32]), node).await?;
    let officer = MemberInput {
        organisation: OrganisationId(1),
        key: clerk.public(),
        person: pseudonym(99),
        roles: vec![Jurisdiction {
            role: Role::CountyAgriculture,
            division: DivisionCode::from_county(141_031).map_err(|e| anyhow::anyhow!("{e}"))?,
        }]
        .try_into()
        .expect("one role fits; qed"),
    };
    propose(
        node,
        &council,
        2,
        pallet_registry::Call::register_members {
            members: one(officer),
        },
    )
    .await?;
    let registered = timeline_of_registry(GROWERS + 2);
    until(node, &registered, |value| value.is_some()).await?;
    orchards(node, &clerk, village, signers).await
}

fn pseudonym(number: u32) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&(number + 1).to_le_bytes());
    Pseudonym(bytes)
}

fn timeline_of_registry(member: u32) -> Vec<u8> {
    timeline_key(
        "Registry",
        Subject::Member(county_primitives::MemberId(member)),
    )
}

async fn propose(
    node: &Node,
    council: &Signer,
    nonce: u32,
    call: pallet_registry::Call<county_runtime::Runtime>,
) -> Result<()> {
    let proposal = Box::new(RuntimeCall::Registry(call));
    let length_bound = u32::try_from(proposal.encoded_size())?;
    let propose = pallet_collective::Call::propose {
        threshold: 1,
        proposal,
        length_bound,
    };
    submit(node, council, RuntimeCall::Council(propose), nonce).await
}

async fn orchards(
    node: &Node,
    clerk: &Signer,
    village: DivisionCode,
    signers: Vec<Signer>,
) -> Result<Vec<(Signer, Vec<CycleId>)>> {
    let product = "010301".parse()?;
    let county = DivisionCode::from_county(141_031).map_err(|e| anyhow::anyhow!("{e}"))?;
    let cap = YieldCap {
        division: county,
        product,
        per_mu: Grams(2_500_000),
    };
    let cap = pallet_produce::Call::set_yield_caps { items: one(cap) };
    submit(node, clerk, RuntimeCall::Produce(cap), 0).await?;
    until(
        node,
        &timeline_key("Produce", Subject::Catalogue(county)),
        |v| v.is_some(),
    )
    .await?;
    let plot = PlotInput {
        village,
        area: MilliMu(5_000),
        kind: PlotKind::Orchard,
        geometry: Digest([1; 32]),
    };
    let mut growers = Vec::new();
    let mut next = 1u64;
    for signer in signers {
        let plots = vec![plot.clone(); usize::try_from(CYCLES_EACH)?];
        let items = Items::try_from(plots).expect("they fit; qed");
        submit(
            node,
            &signer,
            RuntimeCall::Produce(pallet_produce::Call::open_plots { items }),
            0,
        )
        .await?;
        let last = Subject::Plot(PlotId(next + CYCLES_EACH - 1));
        until(node, &timeline_key("Produce", last), |value| {
            value.is_some()
        })
        .await?;
        let cycles = (next..next + CYCLES_EACH).map(|plot| CycleInput {
            plot: PlotId(plot),
            product,
            variety: "玉露香".parse().expect("short; qed"),
            started: Date(20_000),
        });
        let items = Items::try_from(cycles.collect::<Vec<_>>()).expect("they fit; qed");
        let start = pallet_produce::Call::start_cycles { items };
        submit(node, &signer, RuntimeCall::Produce(start), 1).await?;
        let last = Subject::Cycle(CycleId(next + CYCLES_EACH - 1));
        until(node, &timeline_key("Produce", last), |value| {
            value.is_some()
        })
        .await?;
        growers.push((signer, (next..next + CYCLES_EACH).map(CycleId).collect()));
        next += CYCLES_EACH;
    }
    Ok(growers)
}

fn operations(cycles: &[CycleId]) -> Items<Operation> {
    let items = cycles.iter().cycle().take(BATCH).map(|cycle| Operation {
        cycle: *cycle,
        kind: OperationKind::Irrigation,
        date: Date(20_001),
        note: "滴灌 每亩 6 方 东侧第三行至第九行"
            .parse()
            .expect("short; qed"),
        evidence: None,
    });
    Items::try_from(items.collect::<Vec<_>>()).expect("500 fit; qed")
}

async fn record(node: &Node, growers: &[(Signer, Vec<CycleId>)]) -> Result<f64> {
    say("records: signing");
    let mut signed = Vec::new();
    for (signer, cycles) in growers {
        let own: Vec<String> = (0..BATCHES_EACH)
            .map(|number| {
                let items = operations(cycles);
                let call = pallet_produce::Call::record_operations { items };
                let extrinsic = signer.sign(RuntimeCall::Produce(call), number + 2);
                format!("0x{}", hex::encode(extrinsic.encode()))
            })
            .collect();
        signed.push(own);
    }
    let records = f64::from(GROWERS * BATCHES_EACH) * BATCH as f64;
    say(&format!("records: {records} in batches of {BATCH}"));
    let start = Instant::now();
    let senders = signed.iter().map(|own| async move {
        for bytes in own {
            node.rpc("author_submitExtrinsic", json!([bytes])).await?;
        }
        anyhow::Ok(())
    });
    futures::future::try_join_all(senders).await?;
    let each = u32::try_from(BATCH)? * BATCHES_EACH / u32::try_from(CYCLES_EACH)? + 1;
    for (_, cycles) in growers {
        let last = *cycles.last().context("cycles")?;
        while timeline_len(node, Subject::Cycle(last)).await? < each {
            if start.elapsed() > Duration::from_secs(300) {
                bail!("the records are not final after five minutes");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(records / start.elapsed().as_secs_f64())
}

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
END $$;";

const SCRIPT: &str = r"\set s random(1, 200)
SELECT record(:s, decode(repeat('5a', 100), 'hex'));
";

/// One function call per record: row and head, synchronous commit, 16 clients.
fn postgresql(folder: &Path) -> Result<f64> {
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
    let measured = pgbench(&bin, folder, &port);
    pg_ctl("stop")?;
    measured
}

fn pgbench(bin: &Path, folder: &Path, port: &str) -> Result<f64> {
    let script = folder.join("record.sql");
    std::fs::write(&script, SCRIPT)?;
    let host = folder.display().to_string();
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
    let output = run(Command::new(bin.join("pgbench"))
        .args([
            "-n", "-U", "bench", "-h", &host, "-p", port, "-c", "16", "-j", "2", "-M", "prepared",
        ])
        .args(["-T", &PEER_SECONDS.to_string(), "-f"])
        .arg(&script)
        .arg("postgres"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
        .with_context(|| format!("pgbench printed {text}"))
}

fn postgresql_binaries() -> Result<std::path::PathBuf> {
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
