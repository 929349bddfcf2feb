//! The content of the first block: of the chains for development here, and through [`Genesis`] of any
//! network that `chain-spec` describes.

mod national;

use alloc::{string::ToString, vec, vec::Vec};

use county_primitives::{
    registry::{
        CountyInput, MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind,
        PolicyInput, ROLES_MAX,
    },
    CreditCode, Date, DivisionCode, Jurisdiction, List, OrganisationId, Pseudonym, Role, Text,
};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{AccountId, CouncilConfig, RegistryConfig, RuntimeGenesisConfig};

/// The counties of the chain `dev`: Xi county (隰县), Liaozhong (辽中), Rongchang (荣昌) and Gaoqing (高青).
const COUNTIES: [u32; 4] = [141_031, 210_115, 500_153, 370_322];

/// The counties of the chain `local`, each with the bureau that signs for it. The credit codes are made up;
/// both check characters of each are right.
const BUREAUS: [(u32, &str, &str); 3] = [
    (141_031, "11141031MB0000019E", "隰县农业农村局"),
    (210_115, "11210115MB0000019C", "辽中区农业农村局"),
    (500_153, "11500153MB0000019D", "荣昌区农业农村委员会"),
];

/// The day from which the development chains' settings hold. Before the first block the ledger's
/// day is the first of 1970, and the first transactions are checked then.
const FIRST_DAY: Date = Date(0);

/// What differs between networks in the first block.
#[derive(Clone, Debug)]
pub struct Genesis {
    /// Who writes blocks and votes on finality, each with weight one.
    pub authorities: Vec<(AuraId, GrandpaId)>,
    /// Who sits on the council.
    pub council: Vec<AccountId>,
    /// The counties that may take part.
    pub counties: Vec<CountyInput>,
    /// The settings of the nation and of divisions.
    pub policies: Vec<PolicyInput>,
    /// The first organisations; they get the numbers 1, 2, 3 and so on.
    pub organisations: Vec<OrganisationInput>,
    /// The first members; they get the numbers 1, 2, 3 and so on.
    pub members: Vec<MemberInput>,
}

impl Genesis {
    /// The JSON form: a patch over the runtime's empty genesis.
    pub fn into_patch(self) -> Value {
        let (aura, grandpa): (Vec<_>, Vec<_>) = self
            .authorities
            .into_iter()
            .map(|(aura, grandpa)| (aura, (grandpa, 1)))
            .unzip();
        build_struct_json_patch!(RuntimeGenesisConfig {
            aura: pallet_aura::GenesisConfig { authorities: aura },
            grandpa: pallet_grandpa::GenesisConfig {
                authorities: grandpa
            },
            council: CouncilConfig {
                members: self.council
            },
            registry: RegistryConfig {
                counties: self.counties,
                policies: self.policies,
                organisations: self.organisations,
                members: self.members,
                ..Default::default()
            },
        })
    }
}

/// A value for every setting, so that no guard refuses because its setting is missing. Wide enough
/// for measuring; a county narrows them by its own policy pack.
pub fn national_policies() -> Vec<PolicyInput> {
    national::VALUES
        .iter()
        .map(|(key, value)| PolicyInput {
            division: DivisionCode::NATION,
            key: *key,
            value: *value,
            effective: FIRST_DAY,
        })
        .collect()
}

/// The chain `dev`: one authority, and a council of one development key.
pub fn development() -> Genesis {
    let seat = Ed25519Keyring::Alice;
    Genesis {
        authorities: vec![authority(Sr25519Keyring::Alice)],
        council: vec![seat.to_account_id()],
        counties: COUNTIES.into_iter().map(county).collect(),
        policies: national_policies(),
        organisations: vec![governance_committee()],
        members: vec![governor(seat, 1, List::default())],
    }
}

/// The chain `local`: four authorities, and a council of three counties, each with one seat.
pub fn local_testnet() -> Genesis {
    let authorities = [
        Sr25519Keyring::Alice,
        Sr25519Keyring::Bob,
        Sr25519Keyring::Charlie,
        Sr25519Keyring::Dave,
    ];
    let seats = [
        Ed25519Keyring::Alice,
        Ed25519Keyring::Bob,
        Ed25519Keyring::Charlie,
    ];
    let codes = || BUREAUS.into_iter().map(|(code, _, _)| code);
    let officers = codes().zip(seats).zip(1u8..);
    Genesis {
        authorities: authorities.into_iter().map(authority).collect(),
        council: seats.iter().map(|seat| seat.to_account_id()).collect(),
        counties: codes().map(county).collect(),
        policies: national_policies(),
        organisations: BUREAUS.into_iter().map(bureau).collect(),
        members: officers
            .map(|((code, seat), number)| governor(seat, number, agriculture(code)))
            .collect(),
    }
}

/// The block key and the finality key that `--alice`, `--bob` and so on put into the keystore.
fn authority(seat: Sr25519Keyring) -> (AuraId, GrandpaId) {
    let finality = match seat {
        Sr25519Keyring::Bob => Ed25519Keyring::Bob,
        Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
        Sr25519Keyring::Dave => Ed25519Keyring::Dave,
        _ => Ed25519Keyring::Alice,
    };
    (seat.public().into(), finality.public().into())
}

#[expect(
    clippy::expect_used,
    reason = "the first block may panic; a test builds it"
)]
fn division(county: u32) -> DivisionCode {
    DivisionCode::from_county(county).expect("the constants above are counties; qed")
}

fn county(code: u32) -> CountyInput {
    CountyInput {
        county: division(code),
        valid_from: FIRST_DAY,
        valid_to: None,
    }
}

/// The organisation that the only seat of the chain `dev` signs for.
fn governance_committee() -> OrganisationInput {
    state_organ(
        DivisionCode::NATION,
        "11370321004221396B",
        "县域链治理委员会",
    )
}

/// The bureau that a seat of the chain `local` signs for.
fn bureau((county, credit_code, name): (u32, &str, &str)) -> OrganisationInput {
    state_organ(division(county), credit_code, name)
}

#[expect(
    clippy::expect_used,
    reason = "the first block may panic; a test builds it"
)]
fn state_organ(division: DivisionCode, credit_code: &str, name: &str) -> OrganisationInput {
    OrganisationInput {
        kind: OrganisationKind::StateOrgan,
        division,
        identity: OrganisationIdentity::Legal {
            credit_code: CreditCode::new(credit_code).expect("both checks are right; qed"),
            name: Text::new(name).expect("short enough; qed"),
        },
    }
}

/// The role of a county's bureau.
fn agriculture(county: u32) -> List<Jurisdiction, ROLES_MAX> {
    List::truncate_from(vec![Jurisdiction {
        role: Role::CountyAgriculture,
        division: division(county),
    }])
}

/// A seat of the council, which signs for the organisation of the same number.
fn governor(seat: Ed25519Keyring, number: u8, roles: List<Jurisdiction, ROLES_MAX>) -> MemberInput {
    MemberInput {
        organisation: OrganisationId(number.into()),
        key: seat.to_raw_public(),
        person: Pseudonym([number; 16]),
        roles,
    }
}

/// The named genesis contents, for `GenesisBuilder`.
pub fn preset_names() -> Vec<PresetId> {
    vec![
        PresetId::from(DEV_RUNTIME_PRESET),
        PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
    ]
}

/// A named genesis content as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let genesis = match id.as_ref() {
        DEV_RUNTIME_PRESET => development(),
        LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
        _ => return None,
    };
    Some(genesis.into_patch().to_string().into_bytes())
}
