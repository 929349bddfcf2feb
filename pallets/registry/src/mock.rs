//! A runtime with the registry alone, and a small county to test it in.

use county_primitives::{
    registry::{
        AccountBytes, CountyInput, MemberInput, OrganisationIdentity, OrganisationInput,
        OrganisationKind, PolicyInput, RegistryEntry,
    },
    Date, Items, Jurisdiction, List, MemberId, OrganisationId, PolicyKey, Record, Role,
};
use frame_support::{derive_impl, parameter_types, traits::Contains, traits::UnixTime};
use sp_runtime::{
    traits::{Dispatchable, IdentityLookup},
    AccountId32, BuildStorage, DispatchError,
};

use crate::{sample, CallClass, ClassifyCall, Event, GenesisConfig, Pallet};

#[frame_support::runtime]
mod runtime {
    //! The test runtime.

    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;

    #[runtime::pallet_index(1)]
    pub type Registry = crate::Pallet<Runtime>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

parameter_types! {
    /// The clock of the tests.
    pub static NowMs: u64 = 0;
}

pub struct Clock;

impl UnixTime for Clock {
    fn now() -> core::time::Duration {
        core::time::Duration::from_millis(NowMs::get())
    }
}

/// The key of the one council seat; it belongs to no member.
pub(crate) const GOVERNOR: u32 = 99;

pub struct Seats;

impl Contains<AccountId32> for Seats {
    fn contains(who: &AccountId32) -> bool {
        who == &account(GOVERNOR)
    }
}

pub struct AllowList;

impl ClassifyCall<RuntimeCall> for AllowList {
    fn classify(call: &RuntimeCall) -> Option<CallClass> {
        match call {
            RuntimeCall::Registry(crate::Call::admit_counties { .. }) => {
                Some(CallClass::Governance)
            }
            RuntimeCall::Registry(crate::Call::rotate_key { .. }) => Some(CallClass::Keys),
            RuntimeCall::Registry(_) => Some(CallClass::County),
            RuntimeCall::System(frame_system::Call::remark { .. }) => Some(CallClass::Record),
            RuntimeCall::System(_) => None,
        }
    }

    /// A remark of n bytes counts as n items.
    fn items(call: &RuntimeCall) -> u32 {
        match call {
            RuntimeCall::System(frame_system::Call::remark { remark }) => remark.len() as u32,
            _ => 1,
        }
    }
}

impl crate::Config for Test {
    type RuntimeCall = RuntimeCall;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId32>;
    type Governors = Seats;
    type Time = Clock;
    type Classify = AllowList;
    type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

pub(crate) const NATION: &str = "000000000000";
pub(crate) const COUNTY: &str = "141031000000";
pub(crate) const TOWNSHIP: &str = "141031100000";
pub(crate) const VILLAGE: &str = "141031100201";
pub(crate) const NEXT_VILLAGE: &str = "141031100202";
pub(crate) const OTHER_TOWNSHIP: &str = "141031101000";
pub(crate) const OTHER_VILLAGE: &str = "141031101201";
pub(crate) const OTHER_COUNTY: &str = "370322000000";

// Organisations of the genesis.
pub(crate) const BUREAU: OrganisationId = OrganisationId(1);
pub(crate) const TOWN_HALL: OrganisationId = OrganisationId(2);
pub(crate) const COMPANY: OrganisationId = OrganisationId(3);
pub(crate) const INSPECTION: OrganisationId = OrganisationId(4);
pub(crate) const OTHER_BUREAU: OrganisationId = OrganisationId(5);

// Members of the genesis; member n has key n and is person n.
pub(crate) const CHIEF: MemberId = MemberId(1);
pub(crate) const DEPUTY: MemberId = MemberId(2);
pub(crate) const CLERK: MemberId = MemberId(3);
pub(crate) const GROWER: MemberId = MemberId(4);
pub(crate) const INSPECTOR: MemberId = MemberId(5);
pub(crate) const STRANGER: MemberId = MemberId(6);

pub(crate) fn account(key: u32) -> AccountId32 {
    sample::key(key).into()
}

pub(crate) fn at(role: Role, digits: &str) -> Jurisdiction {
    Jurisdiction {
        role,
        division: sample::division(digits),
    }
}

pub(crate) fn roles(roles: &[Jurisdiction]) -> List<Jurisdiction, 8> {
    roles.to_vec().try_into().unwrap()
}

pub(crate) fn items<Item: core::fmt::Debug>(items: impl IntoIterator<Item = Item>) -> Items<Item> {
    items.into_iter().collect::<Vec<_>>().try_into().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A member to be registered with key and person `n`.
pub(crate) fn member(n: u32, organisation: OrganisationId, held: &[Jurisdiction]) -> MemberInput {
    MemberInput {
        organisation,
        key: sample::key(n),
        person: sample::person(n),
        roles: roles(held),
    }
}

pub(crate) fn household(digits: &str, n: u32) -> OrganisationInput {
    OrganisationInput {
        kind: OrganisationKind::Household,
        division: sample::division(digits),
        identity: OrganisationIdentity::Person {
            pseudonym: sample::person(n),
        },
    }
}

pub(crate) fn setting(digits: &str, key: PolicyKey, value: u64, effective: &str) -> PolicyInput {
    PolicyInput {
        division: sample::division(digits),
        key,
        value,
        effective: day(effective),
    }
}

pub(crate) fn admission(digits: &str, from: &str, to: Option<&str>) -> CountyInput {
    CountyInput {
        county: sample::division(digits),
        valid_from: day(from),
        valid_to: to.map(day),
    }
}

/// Two counties, each with a bureau; the first with a town hall, a company and an inspection.
pub(crate) fn genesis() -> GenesisConfig<Test> {
    use OrganisationKind::{Company, StateOrgan};
    let quota = |key, value| setting(NATION, key, value, "1970-01-01");
    GenesisConfig {
        counties: vec![
            admission(COUNTY, "2000-01-01", None),
            admission(OTHER_COUNTY, "2000-01-01", None),
        ],
        policies: vec![
            quota(PolicyKey::CallsPerDay, 10),
            quota(PolicyKey::ItemsPerDay, 100),
            quota(PolicyKey::InFlightLimit, 4),
        ],
        organisations: vec![
            sample::legal(StateOrgan, COUNTY, 1),
            sample::legal(StateOrgan, TOWNSHIP, 2),
            sample::legal(Company, VILLAGE, 3),
            sample::legal(StateOrgan, COUNTY, 4),
            sample::legal(StateOrgan, OTHER_COUNTY, 5),
        ],
        members: vec![
            member(1, BUREAU, &[at(Role::CountyAgriculture, COUNTY)]),
            member(2, BUREAU, &[at(Role::CountyAgriculture, COUNTY)]),
            member(3, TOWN_HALL, &[at(Role::Township, TOWNSHIP)]),
            member(4, COMPANY, &[at(Role::Producer, VILLAGE)]),
            member(5, INSPECTION, &[at(Role::Inspector, COUNTY)]),
            member(
                6,
                OTHER_BUREAU,
                &[at(Role::CountyAgriculture, OTHER_COUNTY)],
            ),
        ],
        ..Default::default()
    }
}

/// A registry with nothing in it.
#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn empty() -> sp_io::TestExternalities {
    frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap()
        .into()
}

/// Runs a test in the small county on 2026-08-01, and checks every invariant afterwards.
pub(crate) fn in_the_county(test: impl FnOnce()) {
    let storage = RuntimeGenesisConfig {
        registry: genesis(),
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        set_day("2026-08-01");
        test();
        Pallet::<Test>::do_try_state().unwrap();
    });
}

pub(crate) fn set_day(text: &str) {
    NowMs::set(day(text).start_ms());
}

/// Dispatches as a member, by the number of its key, all or nothing.
pub(crate) fn sign(key: u32, call: crate::Call<Test>) -> Result<(), DispatchError> {
    dispatch(RuntimeOrigin::signed(account(key)), call)
}

/// Dispatches as governance, all or nothing.
pub(crate) fn govern(call: crate::Call<Test>) -> Result<(), DispatchError> {
    dispatch(RuntimeOrigin::root(), call)
}

fn dispatch(origin: RuntimeOrigin, call: crate::Call<Test>) -> Result<(), DispatchError> {
    RuntimeCall::from(call)
        .dispatch(origin)
        .map(|_| ())
        .map_err(|refused| refused.error)
}

/// All records since the last time they were taken.
pub(crate) fn take_records() -> Vec<Record<RegistryEntry>> {
    let events = System::events();
    System::reset_events();
    let record = |event| match event {
        RuntimeEvent::Registry(Event::Recorded { record }) => Some(record),
        _ => None,
    };
    events
        .into_iter()
        .filter_map(|event| record(event.event))
        .collect()
}

/// The nth key as bytes.
pub(crate) fn key(n: u32) -> AccountBytes {
    sample::key(n)
}
