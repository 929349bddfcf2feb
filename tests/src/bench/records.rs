//! Records per second finalized by one node, beside the same hash-chained ledger in PostgreSQL.

use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use codec::Encode;
use county_primitives::{
    produce::{CycleInput, Operation, OperationKind, PlotInput, PlotKind, YieldCap},
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    CycleId, Date, Digest, DivisionCode, Grams, Items, Jurisdiction, MilliMu, OrganisationId,
    PlotId, Role, Subject,
};
use county_runtime::RuntimeCall;
use serde_json::json;
use sp_core::{ed25519, Pair};

use super::{
    chain::{
        one, propose, pseudonym, submit, timeline_key, timeline_len, timeline_of_registry, until,
    },
    postgresql, say, Measure,
};
use crate::{extrinsic::Signer, stack::Node};

const GROWERS: u32 = 8;
const CYCLES_EACH: u64 = 25;
const BATCH: usize = 500;
/// Enough for half a minute, so that the first block and the last vote are a small part of it.
const BATCHES_EACH: u32 = 200;
/// Calls of one grower that are not final yet; the registry takes 64.
const WAITING_EACH: u32 = 60;

/// Records finalized per second, in batches of 500.
pub async fn records_finalized() -> Result<Measure> {
    say("records: a node with eight growers");
    let folder = tempfile::tempdir()?;
    let node = Node::start(folder.path()).await?;
    let growers = growers(&node).await?;
    let value = record(&node, &growers).await?;
    drop(node);
    say("records: PostgreSQL with synchronous commit and 16 clients");
    let peer = postgresql::records(&folder.path().join("postgresql"))?;
    Ok(Measure::new(
        "records_finalized",
        value,
        "records/s",
        "postgresql 15 hash chain",
        peer,
    ))
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
        seasons_per_year: 1,
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
    let lasts: Vec<CycleId> = growers
        .iter()
        .map(|(_, cycles)| cycles.last().copied().context("cycles"))
        .collect::<Result<_>>()?;
    let senders = signed
        .iter()
        .zip(&lasts)
        .map(|(own, last)| hand_over(node, own, *last));
    futures::future::try_join_all(senders).await?;
    let each = u32::try_from(BATCH)? * BATCHES_EACH / u32::try_from(CYCLES_EACH)? + 1;
    for last in lasts {
        while timeline_len(node, "Produce", Subject::Cycle(last)).await? < each {
            if start.elapsed() > Duration::from_secs(300) {
                bail!("the records are not final after five minutes");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(records / start.elapsed().as_secs_f64())
}

/// Hands a grower's calls to the pool, never more than the registry lets one signer have there: a call too many
/// would be refused and banned.
async fn hand_over(node: &Node, calls: &[String], last: CycleId) -> Result<()> {
    let records_each = u32::try_from(BATCH)? / u32::try_from(CYCLES_EACH)?;
    for (bytes, number) in calls.iter().zip(0_u32..) {
        let settled = number.saturating_sub(WAITING_EACH) * records_each;
        while settled > 0 && timeline_len(node, "Produce", Subject::Cycle(last)).await? <= settled {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        node.rpc("author_submitExtrinsic", json!([bytes])).await?;
    }
    Ok(())
}
