//! A chain with a past: blocks that the dev chain's authority wrote on earlier days, which a real node
//! imports, checks and goes on from. The ledger's clock cannot be set, so this is how what needs
//! weeks is shown in a minute.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{ensure, Context, Result};
use codec::Encode;
use county_primitives::{
    registry::{MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind},
    three_assets::{
        challenges::{ChallengeInput, ChallengeStep, ChallengeStepInput},
        collectives::{CollectiveInput, CollectiveLevel, Figures, OfficerInput, Post},
    },
    ChallengeId, CollectiveId, CreditCode, Date, Digest, DivisionCode, Items, Jurisdiction, List,
    MemberId, OrganisationId, Pseudonym, Role, Subject,
};
use county_runtime::{
    constants::SLOT_MS, Block, Executive, Header, RuntimeCall, UncheckedExtrinsic,
};
use pallet_three_assets::Call;
use serde_json::json;
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::{
    generic::{Digest as Logs, DigestItem},
    traits::{BlakeTwo256, Hash, Header as _},
    BuildStorage, StateVersion,
};

use crate::{
    client::Client, extrinsic::Signer, livestock::days_ago, stack::Stack, village::credit_code,
};

/// The village of the past.
pub const VILLAGE: &str = "210115104201";
const TOWNSHIP: &str = "210115104000";
const COLLECTIVE: CollectiveId = CollectiveId(1);
/// Where the code lies in the state.
const CODE: &[u8] = b":code";
const AURA: [u8; 4] = *b"aura";

/// Blocks in a file, ready to be imported.
#[derive(Debug)]
pub struct Past {
    /// Vanishes with this.
    folder: tempfile::TempDir,
}

impl Past {
    /// Has blocks written.
    pub fn author(write: impl FnOnce(&mut Chain) -> Result<()>) -> Result<Self> {
        let mut chain = Chain::at_genesis()?;
        write(&mut chain)?;
        let past = Self {
            folder: tempfile::tempdir()?,
        };
        let mut file = u64::try_from(chain.blocks.len())?.encode();
        for block in &chain.blocks {
            file.extend_from_slice(block);
            // No justification: the node finalizes them itself.
            file.push(0);
        }
        std::fs::write(past.file(), file)?;
        Ok(past)
    }

    /// The file, in the form that `county-node import-blocks --binary` reads.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("blocks")
    }
}

/// The dev chain while its past is being written, on the runtime itself.
pub struct Chain {
    state: sp_io::TestExternalities,
    parent: Header,
    genesis: H256,
    blocks: Vec<Vec<u8>>,
    nonces: BTreeMap<[u8; 32], u32>,
}

impl Chain {
    fn at_genesis() -> Result<Self> {
        let storage = county_chain_spec::load("dev")?
            .build_storage()
            .map_err(anyhow::Error::msg)?;
        let code = storage
            .top
            .get(CODE)
            .cloned()
            .context("a genesis with code")?;
        let version = StateVersion::V1;
        let state = sp_io::TestExternalities::new_with_code_and_state(&code, storage, version);
        let parent = Header::new(
            0,
            BlakeTwo256::trie_root(Vec::new(), version),
            *state.backend.root(),
            H256::zero(),
            Logs::default(),
        );
        Ok(Self {
            state,
            genesis: parent.hash(),
            parent,
            blocks: Vec::new(),
            nonces: BTreeMap::new(),
        })
    }

    /// Writes a block at a time, with these calls in it. Every call must succeed.
    pub fn block(&mut self, at_ms: u64, calls: Vec<(&ed25519::Pair, RuntimeCall)>) -> Result<()> {
        let clock = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: at_ms });
        let mut extrinsics = vec![UncheckedExtrinsic::new_bare(clock)];
        for (pair, call) in calls {
            let signer = Signer::of_chain(*pair, self.genesis);
            let nonce = self.nonces.entry(signer.public()).or_default();
            extrinsics.push(signer.sign(call, *nonce));
            *nonce += 1;
        }
        let slot = DigestItem::PreRuntime(AURA, (at_ms / SLOT_MS).encode());
        let start = Header::new(
            self.parent.number + 1,
            H256::default(),
            H256::default(),
            self.parent.hash(),
            Logs { logs: vec![slot] },
        );
        let mut header = self.state.execute_with(|| {
            Executive::initialize_block(&start);
            for extrinsic in &extrinsics {
                let applied = Executive::apply_extrinsic(extrinsic.clone());
                ensure!(
                    matches!(applied, Ok(Ok(()))),
                    "the past refuses: {applied:?}"
                );
            }
            Ok(Executive::finalize_block())
        })?;
        self.state.commit_all().map_err(anyhow::Error::msg)?;
        ensure!(
            header.state_root == *self.state.backend.root(),
            "the state is not what the header says"
        );
        let authority = sr25519::Pair::from_string("//Alice", None)
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let seal = authority.sign(header.hash().as_bytes());
        header.digest.push(DigestItem::Seal(AURA, seal.encode()));
        self.parent = header.clone();
        self.blocks.push(Block { header, extrinsics }.encode());
        Ok(())
    }
}

pub(crate) fn pair(seed: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed(&[seed; 32])
}

pub(crate) fn one<T: std::fmt::Debug>(item: T) -> Items<T> {
    Items::try_from(vec![item]).expect("one item fits; qed")
}

pub(crate) fn propose(call: pallet_registry::Call<county_runtime::Runtime>) -> Result<RuntimeCall> {
    let proposal = Box::new(RuntimeCall::Registry(call));
    let length_bound = u32::try_from(proposal.encoded_size())?;
    Ok(RuntimeCall::Council(pallet_collective::Call::propose {
        threshold: 1,
        proposal,
        length_bound,
    }))
}

fn legal(kind: OrganisationKind, seat: &str, code: &str, name: &str) -> Result<OrganisationInput> {
    Ok(OrganisationInput {
        kind,
        division: seat.parse()?,
        identity: OrganisationIdentity::Legal {
            credit_code: CreditCode::new(code).map_err(|error| anyhow::anyhow!("{error}"))?,
            name: name.parse().expect("short; qed"),
        },
    })
}

/// A village that was registered on a day: a villager asked two questions, and the chair took both on the
/// day after.
pub fn two_questions(chain: &mut Chain, asked: Date) -> Result<()> {
    let council = ed25519::Pair::from_string("//Alice", None)
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let (town, chair, villager) = (pair(201), pair(202), pair(203));
    let at = |seconds: u64| asked.start_ms() + 36_000_000 + seconds * 1_000;
    let code = credit_code("N2210115", "MF201001");
    let organisations = vec![
        legal(
            OrganisationKind::Collective,
            VILLAGE,
            &code,
            "刘二堡镇皮家堡村股份经济合作社",
        )?,
        legal(
            OrganisationKind::StateOrgan,
            TOWNSHIP,
            &credit_code("11210115", "MB0A2003"),
            "刘二堡镇人民政府",
        )?,
    ];
    let organisations = Items::try_from(organisations).expect("two fit; qed");
    let register = propose(pallet_registry::Call::register_organisations { organisations })?;
    let (village, township): (DivisionCode, DivisionCode) = (VILLAGE.parse()?, TOWNSHIP.parse()?);
    let member = |organisation: u32, pair: &ed25519::Pair, role: Role, division: DivisionCode| {
        let mut person = [0; 16];
        person.copy_from_slice(&pair.public().0[..16]);
        MemberInput {
            organisation: OrganisationId(organisation),
            key: pair.public().0,
            person: Pseudonym(person),
            roles: vec![Jurisdiction { role, division }]
                .try_into()
                .expect("one role fits; qed"),
        }
    };
    // The first organisation and the first member are the council's own.
    let members = vec![
        member(3, &town, Role::Township, township),
        member(2, &chair, Role::VillageChair, village),
        member(2, &villager, Role::CollectiveMember, village),
    ];
    let members = Items::try_from(members).expect("three fit; qed");
    let members = propose(pallet_registry::Call::register_members { members })?;
    chain.block(at(0), vec![(&council, register), (&council, members)])?;
    let founded = founding(&code, asked)?;
    chain.block(at(2), founded.map(|call| (&town, call)).into())?;
    let questions = [1, 2].map(|number| ChallengeInput {
        collective: COLLECTIVE,
        about: Subject::Collective(COLLECTIVE),
        question: Digest([number; 32]),
        asker: Pseudonym([number; 16]),
    });
    let items = Items::try_from(questions.to_vec()).expect("two fit; qed");
    let raise = RuntimeCall::ThreeAssets(Call::raise_challenges { items });
    chain.block(at(4), vec![(&villager, raise)])?;
    let taken = [1, 2].map(|number| ChallengeStepInput {
        challenge: ChallengeId(number),
        step: ChallengeStep::Accepted,
    });
    let items = Items::try_from(taken.to_vec()).expect("two fit; qed");
    let take = RuntimeCall::ThreeAssets(Call::step_challenges { items });
    chain.block(at(86_400), vec![(&chair, take)])
}

/// The collective and its chair.
fn founding(code: &str, day: Date) -> Result<[RuntimeCall; 2]> {
    let collective = CollectiveInput {
        organisation: OrganisationId(2),
        credit_code: CreditCode::new(code).map_err(|error| anyhow::anyhow!("{error}"))?,
        level: CollectiveLevel::Village,
        division: VILLAGE.parse()?,
        figures: Figures {
            members: 1_000,
            representatives: 21,
            households: 300,
            party_members: 30,
        },
        agency: None,
    };
    let chair = OfficerInput {
        collective: COLLECTIVE,
        member: MemberId(3),
        post: Post::Chair,
        from: day,
        until: day.plus_days(1_000),
        person: Digest([3; 32]),
        kin: List::default(),
    };
    let items = one(collective);
    let register = RuntimeCall::ThreeAssets(Call::register_collectives { items });
    let items = one(chair);
    let appoint = RuntimeCall::ThreeAssets(Call::appoint_officers { items });
    Ok([register, appoint])
}

/// Who acts today on that chain.
#[derive(Debug)]
pub struct People {
    /// The township.
    pub town: Client,
    /// The cashier, who took office today.
    pub cashier: Client,
    /// Another villager.
    pub villager: Client,
}

/// Logins in a service that knows the chain from its records alone.
pub async fn people(stack: &Stack) -> Result<People> {
    let governance = stack.governance().await?;
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = |login: &str, organisation: u32, role: &str, division: &str| {
        json!({
            "login": login, "password": password, "organisation": organisation,
            "roles": [{"role": role, "division": division}],
        })
    };
    let accounts = json!([
        account("town-today", 3, "town", TOWNSHIP),
        account("cashier-today", 2, "vlg_cashier", VILLAGE),
        account("villager-today", 2, "member", VILLAGE),
    ]);
    let made = governance.write("/api/v1/accounts", accounts).await?;
    let members = made.ids("member");
    let [_, cashier, _] = members[..] else {
        anyhow::bail!("three members, found {members:?}")
    };
    let log_in = |login: &'static str| Client::log_in(governance.base(), login, &password);
    let town = log_in("town-today").await?;
    let seat = json!([{
        "collective": 1, "member": cashier, "post": "cashier", "from": days_ago(0),
        "until": Date(county_today().0 + 700).to_string(),
        "person": {"kind": "person", "name": "齐某"}, "kin": [],
    }]);
    town.write("/api/v1/officers", seat).await?;
    Ok(People {
        town,
        cashier: log_in("cashier-today").await?,
        villager: log_in("villager-today").await?,
    })
}

fn county_today() -> Date {
    Date::of_timestamp(crate::livestock::now_ms())
}
