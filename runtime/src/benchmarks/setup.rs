//! The members and things that the pallets' benchmarks start from. They are written straight into
//! storage: what is measured is the call, not how its stage came about.

use county_primitives::{
    produce::TestFlag,
    registry::{MemberStatus, OrganisationIdentity, OrganisationKind, OrganisationStatus},
    Date, DivisionCode, Grams, Jurisdiction, List, LotId, MemberId, OrganisationId, ProductClass,
    Pseudonym, Role, Subject,
};
use pallet_registry::{
    Counties, CountyValidity, Keys, Member, Members, Organisation, Organisations, Policies,
};
use sp_runtime::traits::{BlakeTwo256, Hash};

use crate::{presets::national_policies, AccountId, Runtime, System};

/// Prepares the registry and the lots for benchmarks.
pub struct Setup;

const VILLAGE: u64 = 141_031_100_201;
const COUNTY: u64 = 141_031_000_000;
const PRODUCT: &str = "010301";
const LOT: LotId = LotId(1);

#[expect(
    clippy::expect_used,
    reason = "benchmarks may stop at the first surprise"
)]
fn division(number: u64) -> DivisionCode {
    DivisionCode::new(number).expect("a division of this file")
}

/// Sets the ledger's clock to ten in the morning of a day. The pallet's own way would also ask Aura
/// whether its slot agrees.
fn set_clock(day: Date) {
    const TEN_HOURS_MS: u64 = 36_000_000;
    pallet_timestamp::Now::<Runtime>::put(day.start_ms().saturating_add(TEN_HOURS_MS));
}

/// Admits the county of the division and gives every setting its national value, on a day long
/// after the first.
fn admit(division: DivisionCode) {
    if pallet_timestamp::Now::<Runtime>::get() == 0 {
        set_clock(Date(20_000));
    }
    if let Some(county) = division.county() {
        let validity = CountyValidity {
            from: Date::default(),
            to: None,
        };
        Counties::<Runtime>::insert(county, validity);
    }
    for policy in national_policies() {
        let values = List::truncate_from(alloc::vec![(policy.effective, policy.value)]);
        Policies::<Runtime>::insert((policy.division, policy.key), values);
    }
}

fn pseudonym(number: u32) -> Pseudonym {
    Pseudonym(u128::from(number).to_le_bytes())
}

fn organisation(number: u32, division: DivisionCode) -> OrganisationId {
    let id = OrganisationId(number);
    let organisation = Organisation {
        kind: OrganisationKind::Cooperative,
        division,
        identity: OrganisationIdentity::Person {
            pseudonym: pseudonym(number),
        },
        status: OrganisationStatus::Active,
        registered_by: None,
        locked: false,
    };
    if !Organisations::<Runtime>::contains_key(id) {
        Organisations::<Runtime>::insert(id, organisation);
    }
    id
}

/// The same key for the same arguments, and a different one for any others. Persons of two
/// organisations are two persons, whatever their numbers.
fn member(
    number: u32,
    person: u32,
    role: Role,
    division: DivisionCode,
) -> (AccountId, OrganisationId) {
    admit(division);
    let organisation = organisation(number, division);
    let key = BlakeTwo256::hash_of(&(number, person, role, division)).0;
    let account = AccountId::from(key);
    if !Keys::<Runtime>::contains_key(&account) {
        let id = pallet_registry::NextMember::<Runtime>::get();
        let member = Member {
            organisation,
            key,
            key_number: 0,
            person: pseudonym(number.saturating_mul(1_000).saturating_add(person)),
            roles: List::truncate_from(alloc::vec![Jurisdiction { role, division }]),
            status: MemberStatus::Active,
            registered_by: None,
            locked: false,
        };
        Members::<Runtime>::insert(id, member);
        Keys::<Runtime>::insert(&account, id);
        pallet_registry::NextMember::<Runtime>::put(MemberId(id.0.saturating_add(1)));
        System::inc_providers(&account);
    }
    (account, organisation)
}

impl pallet_oversight::benchmarking::Setup<AccountId> for Setup {
    fn officers(division: DivisionCode) -> (AccountId, AccountId) {
        let officer = |person| member(1, person, Role::CountyAgriculture, division).0;
        (officer(1), officer(2))
    }
}

impl pallet_produce::benchmarking::Setup<AccountId> for Setup {
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId) {
        member(organisation, person, role, division)
    }
}

impl pallet_livestock::benchmarking::Setup<AccountId> for Setup {
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId) {
        member(organisation, person, role, division)
    }
}

impl pallet_three_assets::benchmarking::Setup<AccountId> for Setup {
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId) {
        member(organisation, person, role, division)
    }

    fn set_day(day: Date) {
        set_clock(day);
    }
}

impl pallet_devices::benchmarking::Setup<AccountId> for Setup {
    fn stage() -> pallet_devices::benchmarking::Stage<AccountId> {
        let (producer, organisation) = member(4, 4, Role::Producer, division(VILLAGE));
        pallet_devices::benchmarking::Stage {
            producer,
            place: Subject::Organisation(organisation),
            other_place: Subject::Farm(organisation),
        }
    }
}

impl pallet_trade::benchmarking::Setup<AccountId> for Setup {
    #[expect(
        clippy::expect_used,
        reason = "benchmarks may stop at the first surprise"
    )]
    fn traders(pigs: u32) -> (AccountId, AccountId, OrganisationId) {
        let (seller, farm) = member(5, 5, Role::Producer, division(VILLAGE));
        let (buyer, house) = member(6, 6, Role::Slaughterhouse, division(VILLAGE));
        pallet_livestock::benchmarking::keep_pigs::<Runtime>(pigs, farm).expect("pigs");
        (seller, buyer, house)
    }
}

impl pallet_labels::benchmarking::Setup<AccountId> for Setup {
    fn stage() -> pallet_labels::benchmarking::Stage<AccountId> {
        let county = division(COUNTY);
        let (owner, owner_organisation) = member(2, 2, Role::BrandOwner, county);
        let (packer, packer_organisation) = member(3, 3, Role::Packer, division(VILLAGE));
        let product = product();
        pallet_produce::Lots::<Runtime>::insert(LOT, lot(packer_organisation, product));
        pallet_labels::benchmarking::Stage {
            county: member(1, 1, Role::CountyAgriculture, county).0,
            owner,
            owner_organisation,
            packer,
            packer_organisation,
            division: county,
            product,
            lot: LOT,
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "benchmarks may stop at the first surprise"
)]
fn product() -> ProductClass {
    PRODUCT.parse().expect("the product class of pears")
}

fn lot(holder: OrganisationId, product: ProductClass) -> pallet_produce::Lot {
    pallet_produce::Lot {
        producer: Some(holder),
        holder,
        product,
        division: division(VILLAGE),
        grade: None,
        net: Grams(1_000_000_000),
        graded: Grams(0),
        packed: Grams(0),
        ancestors: List::default(),
        cycles: List::default(),
        test: TestFlag::default(),
        harvested: Date::default(),
    }
}
