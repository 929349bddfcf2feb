//! A chain on which, days ago, one load arrived that nobody reported, and another left and never came.

use anyhow::Result;
use county_primitives::{
    livestock::{
        Arrival, CertificateInput, DeclarationAnswer, DeclarationInput, Departure, Destination,
        EarTag, Group, Inspection, Origin, Purpose, TagRange, Tagging, Transport, TransportMode,
        VehicleInput,
    },
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    CertificateId, Date, DeclarationId, Digest, DivisionCode, Items, Jurisdiction, List,
    OrganisationId, Pseudonym, Role, Text,
};
use county_runtime::{Runtime, RuntimeCall};
use pallet_livestock::Call;
use serde_json::json;
use sp_core::{ed25519, Pair};

use crate::{
    client::Client,
    past::{one, pair, propose, Chain},
    stack::Stack,
};

/// 鹿子村 and 永灵村 in 仁义镇.
const VILLAGE: &str = "500153101201";
const NEIGHBOUR: &str = "500153101202";
const COUNTY: &str = "500153000000";
/// Species and county of its tags.
const SERIES: u32 = 1_500_153;
/// The organisations, in the order in which they are registered after the council's own.
const SENDER: OrganisationId = OrganisationId(2);
const RECEIVER: OrganisationId = OrganisationId(3);
const CARRIER: OrganisationId = OrganisationId(4);
const OFFICE: OrganisationId = OrganisationId(5);
const PLATE: Digest = Digest([0x51; 32]);

/// How many pigs each of the two loads has; certificate 1 arrived, certificate 2 did not.
pub const HEADS: [u32; 2] = [2, 1];

fn items<T: std::fmt::Debug>(list: Vec<T>) -> Items<T> {
    Items::try_from(list).expect("few; qed")
}

fn text<const N: u32>(words: &str) -> Text<N> {
    words.parse().expect("short; qed")
}

fn tags(from: u32, to: u32) -> TagRange {
    let tag = |serial| EarTag::of_series(SERIES, serial).expect("the series is a county's; qed");
    TagRange {
        from: tag(from),
        to: tag(to),
    }
}

fn group(from: u32, to: u32) -> Group {
    let range = vec![tags(from, to)];
    Group::Tags(range.try_into().expect("one range fits; qed"))
}

/// The tags of the two loads.
fn loads() -> [Group; 2] {
    [group(1, HEADS[0]), group(HEADS[0] + 1, HEADS[0] + HEADS[1])]
}

fn call(call: Call<Runtime>) -> RuntimeCall {
    RuntimeCall::Livestock(call)
}

/// Who acts in the past.
struct Hands {
    sender: ed25519::Pair,
    receiver: ed25519::Pair,
    hauler: ed25519::Pair,
    vet: ed25519::Pair,
}

/// Two farms, a carrier and a vet's office, each with its member.
fn register(chain: &mut Chain, at_ms: u64, hands: &Hands) -> Result<()> {
    let council = ed25519::Pair::from_string("//Alice", None)
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let (village, neighbour): (DivisionCode, DivisionCode) = (VILLAGE.parse()?, NEIGHBOUR.parse()?);
    let county: DivisionCode = COUNTY.parse()?;
    let household = |number: u8, division: DivisionCode| OrganisationInput {
        kind: OrganisationKind::Household,
        division,
        identity: OrganisationIdentity::Person {
            pseudonym: Pseudonym([number; 16]),
        },
    };
    let organisations = items(vec![
        household(1, village),
        household(2, neighbour),
        household(3, village),
        household(4, village),
    ]);
    let member = |organisation, pair: &ed25519::Pair, roles: &[(Role, DivisionCode)]| {
        let mut person = [0; 16];
        person.copy_from_slice(&pair.public().0[..16]);
        let roles = roles.iter().map(|(role, division)| Jurisdiction {
            role: *role,
            division: *division,
        });
        MemberInput {
            organisation,
            key: pair.public().0,
            person: Pseudonym(person),
            roles: roles
                .collect::<Vec<_>>()
                .try_into()
                .expect("two roles fit; qed"),
        }
    };
    let members = items(vec![
        member(
            SENDER,
            &hands.sender,
            &[(Role::Producer, village), (Role::DiseaseControl, county)],
        ),
        member(RECEIVER, &hands.receiver, &[(Role::Producer, neighbour)]),
        member(CARRIER, &hands.hauler, &[(Role::Hauler, county)]),
        member(OFFICE, &hands.vet, &[(Role::OfficialVet, county)]),
    ]);
    let organisations = propose(pallet_registry::Call::register_organisations { organisations })?;
    let members = propose(pallet_registry::Call::register_members { members })?;
    chain.block(at_ms, vec![(&council, organisations), (&council, members)])
}

fn certificate(load: u8) -> CertificateInput {
    CertificateInput {
        declaration: DeclarationId(load.into()),
        number: text(&format!("590000000{load}")),
        inspection: Inspection {
            materials_complete: true,
            heads: HEADS[usize::from(load) - 1],
            tags_match: true,
            healthy: true,
            no_swill: true,
            laboratory: None,
        },
        transport: Transport {
            carrier: CARRIER,
            plate: PLATE,
            mode: TransportMode::Road,
            disinfection: text("过硫酸氢钾 1:200"),
        },
        valid_days: 1,
        particulars: Digest([load; 32]),
    }
}

/// A moment of a day, in seconds after ten in the morning: from then on vets work.
fn at(day: Date, seconds: u64) -> u64 {
    day.start_ms() + 36_000_000 + seconds * 1_000
}

/// Days between a declaration and its transport: the notice that the nation asks for.
const NOTICE: u32 = 3;

/// On this day two loads of pigs left a farm for its neighbour, declared days before and each on a certificate that
/// was valid that day. The first arrived, and neither end reported it; of the second nothing was heard.
pub fn silent_trips(chain: &mut Chain, day: Date) -> Result<()> {
    let hands = Hands {
        sender: pair(211),
        receiver: pair(212),
        hauler: pair(213),
        vet: pair(214),
    };
    let declared = Date(day.0 - NOTICE);
    register(chain, at(declared, 0), &hands)?;
    tag(chain, declared, &hands)?;
    declare(chain, declared, &hands)?;
    certify(chain, day, &hands)?;
    travel(chain, day, &hands)
}

/// The vehicle is filed and the animals get their tags.
fn tag(chain: &mut Chain, day: Date, hands: &Hands) -> Result<()> {
    let vehicle = VehicleInput {
        plate: PLATE,
        carrier: CARRIER,
        for_bodies: false,
        until: day.plus_days(365),
    };
    let received = Call::receive_tags {
        items: one(tags(1, HEADS[0] + HEADS[1])),
    };
    let filed = Call::file_vehicles {
        items: one(vehicle),
    };
    chain.block(
        at(day, 2),
        vec![(&hands.sender, call(received)), (&hands.vet, call(filed))],
    )?;
    let tagging = Tagging {
        tags: tags(1, HEADS[0] + HEADS[1]),
        farm: SENDER,
        village: VILLAGE.parse()?,
        born: day,
        origin: Origin::Born,
        breed: text("荣昌猪"),
        pen: text("1 号舍"),
    };
    let tagged = Call::tag_animals {
        items: one(tagging),
    };
    chain.block(at(day, 4), vec![(&hands.sender, call(tagged))])
}

/// The farm declares two loads; the vet takes them on.
fn declare(chain: &mut Chain, day: Date, hands: &Hands) -> Result<()> {
    let neighbour = Destination {
        organisation: Some(RECEIVER),
        division: NEIGHBOUR.parse()?,
    };
    let declared = loads().map(|group| DeclarationInput {
        group,
        purpose: Purpose::Rearing,
        destination: neighbour,
        transport: day.plus_days(NOTICE),
        plate: PLATE,
    });
    let declared = Call::declare {
        items: items(declared.into()),
    };
    chain.block(at(day, 6), vec![(&hands.sender, call(declared))])?;
    let answers = [1, 2].map(|load| DeclarationAnswer {
        declaration: DeclarationId(load),
        accepted: true,
        reason: Text::default(),
    });
    let answered = Call::answer_declarations {
        items: items(answers.into()),
    };
    chain.block(at(day, 8), vec![(&hands.vet, call(answered))])
}

/// The vet certifies both on the day they go.
fn certify(chain: &mut Chain, day: Date, hands: &Hands) -> Result<()> {
    let certified = Call::certify {
        items: items([1, 2].map(certificate).into()),
    };
    chain.block(at(day, 10), vec![(&hands.vet, call(certified))])
}

/// Both loads leave; the first arrives.
fn travel(chain: &mut Chain, day: Date, hands: &Hands) -> Result<()> {
    let departures = [(1, HEADS[0]), (2, HEADS[1])].map(|(load, heads)| Departure {
        certificate: CertificateId(load),
        plate: PLATE,
        heads,
        left_behind: List::default(),
        disinfection: text("过硫酸氢钾 1:200"),
        at_ms: at(day, 12),
    });
    let departed = Call::depart {
        items: items(departures.into()),
    };
    chain.block(at(day, 12), vec![(&hands.hauler, call(departed))])?;
    let [first, _] = loads();
    let arrival = Arrival {
        certificate: CertificateId(1),
        division: NEIGHBOUR.parse()?,
        arrived: first,
        dead: List::default(),
        at_ms: at(day, 14),
    };
    let arrived = Call::arrive {
        items: one(arrival),
    };
    chain.block(at(day, 14), vec![(&hands.receiver, call(arrived))])
}

/// Who acts today on that chain.
#[derive(Debug)]
pub struct People {
    /// The county's bureau.
    pub bureau: Client,
    /// The farm the loads left.
    pub sender: Client,
    /// The farm they were for.
    pub receiver: Client,
}

/// Logins in a service that knows the chain from its records alone.
pub async fn people(stack: &Stack) -> Result<People> {
    let governance = stack.governance().await?;
    let bureau = json!([{
        "kind": "state_organ", "division": COUNTY,
        "identity": {"legal": {
            "credit_code": crate::village::credit_code("11500153", "MB0A9001"),
            "name": "荣昌区农业农村委员会",
        }},
    }]);
    let made = governance.write("/api/v1/organisations", bureau).await?;
    let bureau = made.id("organisation")?;
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = |login: &str, organisation: u64, role: &str, division: &str| {
        json!({
            "login": login, "password": password, "organisation": organisation,
            "roles": [{"role": role, "division": division}],
        })
    };
    let accounts = json!([
        account("bureau-today", bureau, "cty_agri", COUNTY),
        account("sender-today", SENDER.0.into(), "producer", VILLAGE),
        account("receiver-today", RECEIVER.0.into(), "producer", NEIGHBOUR),
    ]);
    governance.write("/api/v1/accounts", accounts).await?;
    let log_in = |login: &'static str| Client::log_in(governance.base(), login, &password);
    Ok(People {
        bureau: log_in("bureau-today").await?,
        sender: log_in("sender-today").await?,
        receiver: log_in("receiver-today").await?,
    })
}

/// The village the loads were for.
pub fn destination() -> &'static str {
    NEIGHBOUR
}

/// The tags of the load that was not heard of.
pub fn lost() -> super::Tags {
    super::Tags {
        series: SERIES,
        from: HEADS[0] + 1,
        to: HEADS[0] + HEADS[1],
    }
}
