//! Animal events per second finalized in groups of 500, and certificates of 130 animals from the
//! submission to finality, beside the same hash-chained ledger in PostgreSQL.

use std::time::{Duration, Instant};

use anyhow::{bail, Result};
use codec::Encode;
use county_primitives::{
    livestock::{
        Care, CareAct, CertificateInput, DeclarationAnswer, DeclarationInput, Destination, EarTag,
        Group, GroupAct, Inspection, Origin, Purpose, TagRange, Tagging, Transport, TransportMode,
        VehicleInput,
    },
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    AnimalId, CertificateId, Date, DeclarationId, Digest, DivisionCode, Grams, Items, Jurisdiction,
    OrganisationId, Role, Subject, Text, VehicleId,
};
use county_runtime::{Runtime, RuntimeCall};
use pallet_livestock::Call;
use serde_json::json;
use sp_core::{ed25519, Pair};

use super::{
    chain::{
        one, propose, pseudonym, submit, timeline_key, timeline_len, timeline_of_registry, until,
    },
    postgresql, say, Measure,
};
use crate::{extrinsic::Signer, livestock::now_ms, stack::Node};

/// The county and the village of the benchmark.
const COUNTY: u32 = 500_153;
const VILLAGE: &str = "500153101201";
/// The county next to it, where a receiver who is not on the chain is.
const ELSEWHERE: &str = "500116000000";
/// Species and county of its tags.
const SERIES: u32 = 1_500_153;

const FARMS: u32 = 8;
const GROUP: u32 = 500;
const GROUPS_EACH: u32 = 60;

const LOADS: u32 = 40;
const LOAD: u32 = 130;
const PLATE: Digest = Digest([0x51; 32]);

/// Events of animals finalized per second, in groups of 500.
pub async fn animal_events_finalized() -> Result<Measure> {
    say("animal events: a node with eight farms of 500 pigs");
    let folder = tempfile::tempdir()?;
    let node = Node::start(folder.path()).await?;
    let farms = register(&node, FARMS).await?;
    for (number, farm) in (0..).zip(&farms) {
        tag_pigs(&node, farm, number, &[number * GROUP + GROUP], 0, GROUP).await?;
    }
    let value = care(&node, &farms).await?;
    drop(node);
    say("animal events: PostgreSQL with synchronous commit and 16 clients");
    let peer = postgresql::records(&folder.path().join("postgresql"))?;
    Ok(Measure::new(
        "animal_events_finalized",
        value,
        "events/s",
        "postgresql 15 hash chain",
        peer,
    ))
}

/// Milliseconds from the submission of a certificate of 130 pigs until it is final: the median and the
/// 99th percentile. Less is better, so a ratio above 1 is the price of finality.
pub async fn certificates_130() -> Result<[Measure; 2]> {
    say("certificates: a node with 40 declared loads of 130 pigs");
    let folder = tempfile::tempdir()?;
    let node = Node::start(folder.path()).await?;
    // The last of the registered is the vet.
    let people = register(&node, 2).await?;
    let [farm, vet] = &people[..] else {
        bail!("a farm and a vet")
    };
    let lasts: Vec<u32> = (1..=LOADS).map(|load| load * LOAD).collect();
    tag_pigs(&node, farm, 0, &lasts, 0, LOADS * LOAD).await?;
    declare_loads(&node, farm, vet).await?;
    let taken = certify_loads(&node, vet).await?;
    drop(node);
    say("certificates: PostgreSQL with synchronous commit, as many records in one transaction");
    let peer = postgresql::certificates(&folder.path().join("postgresql"))?;
    let measure = |name, percent| {
        Measure::new(
            name,
            percentile(&taken, percent),
            "ms",
            "postgresql 15 hash chain",
            percentile(&peer, percent),
        )
    };
    Ok([
        measure("certificate_130_p50", 50),
        measure("certificate_130_p99", 99),
    ])
}

/// The value that so many percent of a sorted list do not exceed.
pub(super) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

fn county() -> Result<DivisionCode> {
    DivisionCode::from_county(COUNTY).map_err(|error| anyhow::anyhow!("{error}"))
}

fn items<T: std::fmt::Debug>(list: Vec<T>) -> Items<T> {
    Items::try_from(list).expect("the benchmarks stay below the bound; qed")
}

fn text<const N: u32>(words: &str) -> Text<N> {
    words.parse().expect("short; qed")
}

fn tag(serial: u32) -> EarTag {
    EarTag::of_series(SERIES, serial).expect("the series is a county's; qed")
}

fn group(from: u32, to: u32) -> Group {
    let range = TagRange {
        from: tag(from),
        to: tag(to),
    };
    Group::Tags(vec![range].try_into().expect("one range fits; qed"))
}

/// Sends a call of the pallet.
async fn send(node: &Node, signer: &Signer, call: Call<Runtime>, nonce: u32) -> Result<()> {
    submit(node, signer, RuntimeCall::Livestock(call), nonce).await
}

/// Waits until a subject of the pallet has a record.
async fn recorded(node: &Node, subject: Subject) -> Result<()> {
    until(node, &timeline_key("Livestock", subject), |value| {
        value.is_some()
    })
    .await
}

/// Registers households, each with a member that is producer and its own tag office; the last one's
/// member is an official vet instead, if there are two.
async fn register(node: &Node, count: u32) -> Result<Vec<Signer>> {
    let village: DivisionCode = VILLAGE.parse()?;
    let council = Signer::new(ed25519::Pair::from_string("//Alice", None)?, node).await?;
    let mut signers = Vec::new();
    for number in 0..count {
        let seed = [u8::try_from(number)? + 100; 32];
        signers.push(Signer::new(ed25519::Pair::from_seed(&seed), node).await?);
    }
    let households = (0..count).map(|number| OrganisationInput {
        kind: OrganisationKind::Household,
        division: village,
        identity: OrganisationIdentity::Person {
            pseudonym: pseudonym(number),
        },
    });
    let organisations = items(households.collect());
    propose(
        node,
        &council,
        0,
        pallet_registry::Call::register_organisations { organisations },
    )
    .await?;
    let county = county()?;
    let role = |role: Role, division: DivisionCode| Jurisdiction { role, division };
    let is_vet = |number: u32| count == 2 && number == 1;
    // The first organisation is the council's own.
    let members = (0..).zip(&signers).map(|(number, signer)| MemberInput {
        organisation: OrganisationId(number + 2),
        key: signer.public(),
        person: pseudonym(number),
        roles: if is_vet(number) {
            vec![role(Role::OfficialVet, county)]
        } else {
            vec![
                role(Role::Producer, village),
                role(Role::DiseaseControl, county),
            ]
        }
        .try_into()
        .expect("two roles fit; qed"),
    });
    let members = items(members.collect());
    propose(
        node,
        &council,
        1,
        pallet_registry::Call::register_members { members },
    )
    .await?;
    let last = timeline_of_registry(count + 1);
    until(node, &last, |value| value.is_some()).await?;
    Ok(signers)
}

/// Receives `count` tags and tags as many pigs of a farm, one call for each of `lasts`, the last
/// serials of its parts; waits until all are there. Animals are counted like their tags.
async fn tag_pigs(
    node: &Node,
    farm: &Signer,
    number: u32,
    lasts: &[u32],
    nonce: u32,
    count: u32,
) -> Result<()> {
    let first = number * count + 1;
    let received = TagRange {
        from: tag(first),
        to: tag(first + count - 1),
    };
    let call = Call::receive_tags {
        items: one(received),
    };
    send(node, farm, call, nonce).await?;
    let mut from = first;
    for (last, nonce) in lasts.iter().zip(nonce + 1..) {
        let tagging = Tagging {
            tags: TagRange {
                from: tag(from),
                to: tag(*last),
            },
            farm: OrganisationId(number + 2),
            village: VILLAGE.parse()?,
            born: Date::of_timestamp(now_ms()),
            origin: Origin::Born,
            breed: text("荣昌猪"),
            pen: text("1 号舍"),
        };
        let call = Call::tag_animals {
            items: one(tagging),
        };
        send(node, farm, call, nonce).await?;
        from = last + 1;
    }
    let last = u64::from(first + count - 1);
    recorded(node, Subject::Animal(AnimalId(last))).await
}

/// Feeds every farm's 500 pigs again and again.
async fn care(node: &Node, farms: &[Signer]) -> Result<f64> {
    say("animal events: signing");
    let date = Date::of_timestamp(now_ms());
    let mut signed = Vec::new();
    for (number, farm) in (0..).zip(farms) {
        let fed = GroupAct {
            group: group(number * GROUP + 1, number * GROUP + GROUP),
            act: CareAct {
                care: Care::Fed {
                    feed: text("育肥猪配合饲料"),
                    mass: Grams(1_150_000),
                },
                date,
            },
        };
        let own: Vec<String> = (0..GROUPS_EACH)
            .map(|count| {
                let call = Call::record_care {
                    items: one(fed.clone()),
                };
                let extrinsic = farm.sign(RuntimeCall::Livestock(call), count + 2);
                format!("0x{}", hex::encode(extrinsic.encode()))
            })
            .collect();
        signed.push(own);
    }
    let events = f64::from(FARMS * GROUPS_EACH * GROUP);
    say(&format!("animal events: {events} in groups of {GROUP}"));
    let start = Instant::now();
    let senders = signed.iter().map(|own| async move {
        for bytes in own {
            node.rpc("author_submitExtrinsic", json!([bytes])).await?;
        }
        anyhow::Ok(())
    });
    futures::future::try_join_all(senders).await?;
    for number in 1..=FARMS {
        let last = Subject::Animal(AnimalId(u64::from(number * GROUP)));
        // The first record is the tag.
        while timeline_len(node, "Livestock", last).await? < GROUPS_EACH + 1 {
            if start.elapsed() > Duration::from_secs(300) {
                bail!("the events are not final after five minutes");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(events / start.elapsed().as_secs_f64())
}

/// Files the vehicle, declares every load and has the vet take them all on.
async fn declare_loads(node: &Node, farm: &Signer, vet: &Signer) -> Result<()> {
    let today = Date::of_timestamp(now_ms());
    let vehicle = VehicleInput {
        plate: PLATE,
        carrier: OrganisationId(2),
        for_bodies: false,
        until: Date(today.0 + 365),
    };
    let call = Call::file_vehicles {
        items: one(vehicle),
    };
    send(node, vet, call, 0).await?;
    recorded(node, Subject::Vehicle(VehicleId(1))).await?;
    for load in 0..LOADS {
        let declaration = DeclarationInput {
            group: group(load * LOAD + 1, load * LOAD + LOAD),
            purpose: Purpose::Slaughter,
            destination: Destination {
                organisation: None,
                division: ELSEWHERE.parse()?,
            },
            // The notice that the nation asks for.
            transport: Date(today.0 + 3),
            plate: PLATE,
        };
        let call = Call::declare {
            items: one(declaration),
        };
        send(node, farm, call, LOADS + 1 + load).await?;
    }
    let last = Subject::Declaration(DeclarationId(LOADS.into()));
    recorded(node, last).await?;
    let answers = (1..=LOADS).map(|load| DeclarationAnswer {
        declaration: DeclarationId(load.into()),
        accepted: true,
        reason: Text::default(),
    });
    let call = Call::answer_declarations {
        items: items(answers.collect()),
    };
    send(node, vet, call, 1).await?;
    while timeline_len(node, "Livestock", last).await? < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Certifies one load after the other; milliseconds each, sorted.
async fn certify_loads(node: &Node, vet: &Signer) -> Result<Vec<f64>> {
    let mut taken = Vec::new();
    for load in 1..=LOADS {
        let certificate = CertificateInput {
            declaration: DeclarationId(load.into()),
            number: text(&format!("59{load:08}")),
            inspection: Inspection {
                materials_complete: true,
                heads: LOAD,
                tags_match: true,
                healthy: true,
                no_swill: true,
                laboratory: None,
            },
            transport: Transport {
                carrier: OrganisationId(2),
                plate: PLATE,
                mode: TransportMode::Road,
                disinfection: text("过硫酸氢钾 1:200"),
            },
            valid_days: 1,
            particulars: Digest([9; 32]),
        };
        let call = Call::certify {
            items: one(certificate),
        };
        let start = Instant::now();
        send(node, vet, call, load + 1).await?;
        let subject = Subject::Certificate(CertificateId(load.into()));
        while timeline_len(node, "Livestock", subject).await? == 0 {
            if start.elapsed() > Duration::from_secs(60) {
                bail!("certificate {load} is not final after a minute");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        taken.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=40).map(f64::from).collect();
        assert_eq!(percentile(&values, 50).to_bits(), 20f64.to_bits());
        assert_eq!(percentile(&values, 99).to_bits(), 40f64.to_bits());
        assert_eq!(percentile(&[7.0], 50).to_bits(), 7f64.to_bits());
    }
}
