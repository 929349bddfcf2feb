//! A new network from a TOML file that a county official can fill in; `example.toml` explains it.

use std::{collections::BTreeSet, str::FromStr};

use anyhow::{anyhow, bail, ensure, Context, Result};
use county_primitives::{
    registry::{
        CountyInput, MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind,
        PolicyInput,
    },
    CreditCode, Date, DivisionCode, Jurisdiction, List, OrganisationId, PolicyKey, Pseudonym, Text,
};
use county_runtime::{
    constants::{AUTHORITIES_MAX, COUNCIL_SEATS_MAX},
    presets::{national_policies, Genesis},
};
use sc_chain_spec::ChainType;
use sc_network::config::MultiaddrWithPeerId;
use serde::Deserialize;
use sp_core::crypto::AccountId32;

use crate::{properties, ChainSpec};

/// The example file, with an explanation of every entry.
pub const EXAMPLE: &str = include_str!("../example.toml");

/// A network as the file describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// What people call it.
    pub name: String,
    /// What machines call it: it names the data folder and the protocol.
    pub id: String,
    /// What it is for: `live` (the default), `local` or `development`.
    #[serde(default = "live")]
    pub purpose: ChainType,
    /// Tells apart two networks with the same first block.
    pub fork_id: Option<String>,
    /// Where a new node asks for others.
    #[serde(default)]
    pub boot_nodes: Vec<MultiaddrWithPeerId>,
    /// The counties that take part.
    #[serde(default, rename = "county")]
    pub counties: Vec<County>,
    /// The machines that write blocks.
    #[serde(default, rename = "authority")]
    pub authorities: Vec<Authority>,
    /// The first organisations with their members.
    #[serde(default, rename = "organisation")]
    pub organisations: Vec<Organisation>,
    /// Settings that differ from the national ones.
    #[serde(default, rename = "policy")]
    pub policies: Vec<Policy>,
}

fn live() -> ChainType {
    ChainType::Live
}

/// A county.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// Its six digits.
    pub code: String,
    /// First day the code is valid; from the beginning if left out.
    #[serde(default)]
    pub valid_from: Date,
    /// First day the code is no longer valid.
    pub valid_to: Option<Date>,
}

/// A machine that writes blocks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Where it stands; for the reader of the file only.
    pub name: String,
    /// Its sr25519 key, which signs blocks.
    pub block_key: String,
    /// Its ed25519 key, which votes on finality.
    pub finality_key: String,
}

/// An organisation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Registered name.
    pub name: Text<96>,
    /// Unified social credit code.
    pub credit_code: CreditCode,
    /// What it is in law.
    pub kind: OrganisationKind,
    /// The division it serves or sits in.
    pub division: DivisionCode,
    /// Who signs for it.
    #[serde(default, rename = "member")]
    pub members: Vec<Member>,
}

/// A member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The public key.
    pub key: String,
    /// The pseudonym of the natural person.
    pub person: Pseudonym,
    /// Whether it sits on the council of counties.
    #[serde(default)]
    pub council_seat: bool,
    /// What it may act as, and where.
    #[serde(default)]
    pub roles: Vec<Jurisdiction>,
}

/// A setting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The division that sets it; the nation if left out.
    #[serde(default = "nation")]
    pub division: DivisionCode,
    /// Which setting.
    pub key: PolicyKey,
    /// Its value, in the unit the key names.
    pub value: u64,
    /// From which day on; from the beginning if left out.
    #[serde(default)]
    pub effective: Date,
}

fn nation() -> DivisionCode {
    DivisionCode::NATION
}

impl FromStr for Network {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        toml::from_str(text).context("the network file cannot be read")
    }
}

impl Network {
    /// The chain specification, starting with `code`.
    pub fn spec(&self, code: &[u8]) -> Result<ChainSpec> {
        self.check()?;
        let builder = ChainSpec::builder(code, None)
            .with_name(&self.name)
            .with_id(&self.id)
            .with_chain_type(self.purpose.clone())
            .with_protocol_id(&self.id)
            .with_boot_nodes(self.boot_nodes.clone())
            .with_properties(properties())
            .with_genesis_config_patch(self.genesis()?.into_patch());
        Ok(match &self.fork_id {
            Some(fork_id) => builder.with_fork_id(fork_id),
            None => builder,
        }
        .build())
    }

    /// What the types cannot say: that the network can start, decide and finalize.
    fn check(&self) -> Result<()> {
        ensure!(
            !self.id.is_empty()
                && self
                    .id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "id '{}' must be small letters, digits and hyphens",
            self.id
        );
        ensure!(
            !matches!(
                self.id.as_str(),
                "dev" | "local" | "county-dev" | "county-local"
            ),
            "id '{}' is taken by a built-in network",
            self.id
        );
        ensure!(
            !self.counties.is_empty(),
            "at least one [[county]] must take part"
        );
        ensure!(
            !self.authorities.is_empty(),
            "at least one [[authority]] must write blocks; four or more let one fail"
        );
        ensure!(
            self.authorities.len() <= AUTHORITIES_MAX as usize,
            "at most {AUTHORITIES_MAX} [[authority]] entries fit"
        );
        let seats = self.members().filter(|member| member.council_seat).count();
        ensure!(
            seats > 0,
            "at least one member needs council_seat = true, or nothing could ever be decided"
        );
        ensure!(
            seats <= COUNCIL_SEATS_MAX as usize,
            "at most {COUNCIL_SEATS_MAX} members can have a seat on the council"
        );
        for member in self.members() {
            ensure!(
                member.council_seat || !member.roles.is_empty(),
                "member {} has neither a role nor a seat",
                member.key
            );
        }
        let authorities = || self.authorities.iter();
        all_differ("key", self.members().map(|one| account(&one.key)))?;
        all_differ(
            "block_key",
            authorities().map(|one| account(&one.block_key)),
        )?;
        all_differ(
            "finality_key",
            authorities().map(|one| account(&one.finality_key)),
        )?;
        all_differ("county code", self.counties.iter().map(|one| Ok(&one.code)))?;
        let credit_codes = self.organisations.iter().map(|one| Ok(one.credit_code));
        all_differ("credit_code", credit_codes)
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        self.organisations.iter().flat_map(|one| &one.members)
    }

    fn genesis(&self) -> Result<Genesis> {
        let counties = self.counties.iter().map(County::input);
        let authorities = self.authorities.iter().map(Authority::keys);
        let council = self
            .members()
            .filter(|member| member.council_seat)
            .map(|member| account(&member.key));
        Ok(Genesis {
            authorities: authorities.collect::<Result<_>>()?,
            council: council.collect::<Result<_>>()?,
            counties: counties.collect::<Result<_>>()?,
            policies: self.policy_inputs(),
            organisations: self.organisations.iter().map(Organisation::input).collect(),
            members: self.member_inputs()?,
        })
    }

    /// The national settings, except those that the file gives its own value from the beginning, and
    /// then the file's.
    fn policy_inputs(&self) -> Vec<PolicyInput> {
        let own: Vec<PolicyInput> = self.policies.iter().map(Policy::input).collect();
        let replaced = |setting: &PolicyInput| {
            own.iter().any(|one| {
                (one.division, one.key, one.effective)
                    == (setting.division, setting.key, setting.effective)
            })
        };
        let mut policies = national_policies();
        policies.retain(|setting| !replaced(setting));
        policies.extend(own);
        policies
    }

    fn member_inputs(&self) -> Result<Vec<MemberInput>> {
        let mut inputs = Vec::new();
        for (organisation, number) in self.organisations.iter().zip(1u32..) {
            for member in &organisation.members {
                let Ok(roles) = List::try_from(member.roles.clone()) else {
                    bail!("member {} has more roles than one member may", member.key);
                };
                inputs.push(MemberInput {
                    organisation: OrganisationId(number),
                    key: account(&member.key)?.into(),
                    person: member.person,
                    roles,
                });
            }
        }
        Ok(inputs)
    }
}

impl County {
    fn input(&self) -> Result<CountyInput> {
        let county = self
            .code
            .parse()
            .map_err(anyhow::Error::from)
            .and_then(|number| Ok(DivisionCode::from_county(number)?))
            .with_context(|| format!("county code '{}'", self.code))?;
        Ok(CountyInput {
            county,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        })
    }
}

impl Authority {
    fn keys(
        &self,
    ) -> Result<(
        sp_consensus_aura::sr25519::AuthorityId,
        sp_consensus_grandpa::AuthorityId,
    )> {
        let named = |kind| format!("{kind} of authority '{}'", self.name);
        let block = account(&self.block_key).with_context(|| named("block_key"))?;
        let finality = account(&self.finality_key).with_context(|| named("finality_key"))?;
        Ok((
            sp_core::sr25519::Public::from_raw(block.into()).into(),
            sp_core::ed25519::Public::from_raw(finality.into()).into(),
        ))
    }
}

impl Organisation {
    fn input(&self) -> OrganisationInput {
        OrganisationInput {
            kind: self.kind,
            division: self.division,
            identity: OrganisationIdentity::Legal {
                credit_code: self.credit_code,
                name: self.name.clone(),
            },
        }
    }
}

impl Policy {
    fn input(&self) -> PolicyInput {
        PolicyInput {
            division: self.division,
            key: self.key,
            value: self.value,
            effective: self.effective,
        }
    }
}

/// A public key, written as an address or as 64 hexadecimal digits.
fn account(text: &str) -> Result<AccountId32> {
    text.parse()
        .map_err(|_| anyhow!("'{text}' is neither an address nor 0x and 64 hexadecimal digits"))
}

fn all_differ<Value: Ord + std::fmt::Display>(
    what: &str,
    values: impl Iterator<Item = Result<Value>>,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    for value in values {
        if let Some(value) = seen.replace(value?) {
            bail!("{what} {value} is given twice");
        }
    }
    Ok(())
}
