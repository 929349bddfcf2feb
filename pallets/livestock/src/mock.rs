//! A test runtime with fakes of the registry and of oversight, and the actors of the tests.

use codec::Encode;
use county_primitives::{
    livestock::{LivestockEntry, Warning},
    registry::OrganisationStatus,
    traits::{Holds, Members, OrganisationView, Promised},
    Author, CycleId, Date, Digest, DivisionCode, MemberId, OrganisationId, PolicyKey, Record, Role,
    Signature, Subject, TestId, TimestampMs,
};
use frame_support::{derive_impl, storage::unhashed};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
};

use crate as pallet_livestock;

mod scene;
pub(crate) use scene::*;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;

    #[runtime::pallet_index(1)]
    pub type Livestock = pallet_livestock;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type Block = frame_system::mocking::MockBlock<Runtime>;
}

impl pallet_livestock::Config for Runtime {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type Promised = FakePromised;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeMembers;
}

/// The refusal of the fake registry.
pub(crate) const NO_ROLE: DispatchError = DispatchError::Other("no role over the division");
/// The refusal of a registry without the policy.
pub(crate) const NO_POLICY: DispatchError = DispatchError::Other("no policy");
/// The refusal of the fake trade.
pub(crate) const PROMISED: DispatchError = DispatchError::Other("promised");
/// The refusal of the fake oversight.
pub(crate) const HELD: DispatchError = DispatchError::Other("held");

pub(crate) const COUNTY: &str = "500153000000";
pub(crate) const TOWN: &str = "500153101000";
pub(crate) const VILLAGE: &str = "500153101201";
pub(crate) const OTHER_TOWN: &str = "500153102000";
pub(crate) const OTHER_VILLAGE: &str = "500153102201";
/// Another county of the same province.
pub(crate) const NEXT_COUNTY: &str = "500116000000";
pub(crate) const NEXT_VILLAGE: &str = "500116101201";
/// A county of another province.
pub(crate) const FAR_COUNTY: &str = "370322000000";
pub(crate) const FAR_VILLAGE: &str = "370322101201";

macro_rules! actors {
    ($($(#[$doc:meta])* $name:ident: $of:ident at $home:expr, [$($role:ident over $place:expr),*];)*) => {
        /// Who signs in the tests. Members of one organisation are named after its first.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Actor {
            $($(#[$doc])* $name,)*
            /// An account of a benchmark: member and organisation of these numbers, in any role.
            Anybody(u8, u8),
        }

        impl Actor {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            fn first_of_organisation(self) -> Self {
                match self { $(Self::$name => Self::$of,)* other => other }
            }

            fn home(self) -> DivisionCode {
                match self { $(Self::$name => division($home),)* Self::Anybody(..) => division(COUNTY) }
            }

            fn roles(self) -> Vec<(Role, DivisionCode)> {
                match self {
                    $(Self::$name => vec![$((Role::$role, division($place)),)*],)*
                    Self::Anybody(..) => {
                        Role::ALL.iter().map(|role| (*role, DivisionCode::NATION)).collect()
                    }
                }
            }
        }
    };
}

actors! {
    /// The county bureau.
    County: County at COUNTY, [CountyAgriculture over COUNTY];
    /// The province.
    Province: Province at "500000000000", [Province over "500000000000"];
    /// The county bureau of another province.
    FarCounty: FarCounty at FAR_COUNTY, [CountyAgriculture over FAR_COUNTY];
    /// The disease control centre.
    Cdc: Cdc at COUNTY, [DiseaseControl over COUNTY];
    /// The disease control centre of another province.
    FarCdc: FarCdc at FAR_COUNTY, [DiseaseControl over FAR_COUNTY];
    /// The township.
    Town: Town at TOWN, [Township over TOWN];
    /// The village vaccinator.
    Vaccinator: Vaccinator at VILLAGE, [Vaccinator over VILLAGE];
    /// A pig farm with two places.
    Farm: Farm at VILLAGE, [Producer over VILLAGE, Producer over OTHER_VILLAGE, Producer over NEXT_VILLAGE];
    /// A member of the farm who is the same person as the vet.
    FarmHand: Farm at VILLAGE, [Producer over VILLAGE];
    /// Another farm of the village.
    Neighbour: Neighbour at VILLAGE, [Producer over VILLAGE];
    /// A farm in another county.
    NextFarm: NextFarm at NEXT_VILLAGE, [Producer over NEXT_VILLAGE];
    /// A farm in another province.
    FarFarm: FarFarm at FAR_VILLAGE, [Producer over FAR_VILLAGE];
    /// The official vet of the county.
    Vet: Vet at COUNTY, [OfficialVet over COUNTY];
    /// Another vet of the same office.
    SecondVet: Vet at COUNTY, [OfficialVet over COUNTY];
    /// A vet whose office serves another town, with a role over the county.
    TownVet: TownVet at OTHER_TOWN, [OfficialVet over COUNTY];
    /// The vet of another county of the province.
    NextVet: NextVet at NEXT_COUNTY, [OfficialVet over NEXT_COUNTY];
    /// The vet of another province.
    FarVet: FarVet at FAR_COUNTY, [OfficialVet over FAR_COUNTY];
    /// A carrier.
    Hauler: Hauler at COUNTY, [Hauler over COUNTY];
    /// Another carrier.
    OtherHauler: OtherHauler at COUNTY, [Hauler over COUNTY];
    /// A slaughterhouse.
    House: House at OTHER_VILLAGE, [Slaughterhouse over COUNTY];
    /// The meat inspector of the slaughterhouse.
    HouseInspector: House at OTHER_VILLAGE, [Slaughterhouse over COUNTY];
    /// Another slaughterhouse.
    OtherHouse: OtherHouse at VILLAGE, [Slaughterhouse over COUNTY];
    /// A packing house.
    Packer: Packer at OTHER_VILLAGE, [Packer over COUNTY];
    /// A trader.
    Buyer: Buyer at OTHER_VILLAGE, [Buyer over COUNTY];
    /// A market.
    Market: Market at OTHER_VILLAGE, [Market over COUNTY];
    /// The market regulator.
    Regulator: Regulator at COUNTY, [MarketRegulator over COUNTY];
    /// A laboratory.
    Laboratory: Laboratory at COUNTY, [AccreditedLaboratory over COUNTY];
    /// The disposal plant.
    Plant: Plant at OTHER_VILLAGE, [DisposalPlant over COUNTY];
    /// Another disposal plant.
    OtherPlant: OtherPlant at OTHER_VILLAGE, [DisposalPlant over COUNTY];
    /// An insurer.
    Insurer: Insurer at COUNTY, [Insurer over COUNTY];
    /// Another person of the insurer.
    InsurerSecond: Insurer at COUNTY, [Insurer over COUNTY];
    /// Another insurer.
    OtherInsurer: OtherInsurer at COUNTY, [Insurer over COUNTY];
    /// Somebody the registry takes for the council.
    Council: Council at COUNTY, [
        CountyAgriculture over COUNTY, OfficialVet over COUNTY, Producer over COUNTY,
        DiseaseControl over COUNTY
    ];
    /// A slaughterhouse in another province.
    FarHouse: FarHouse at FAR_VILLAGE, [Slaughterhouse over FAR_COUNTY];
}

impl Actor {
    pub(crate) fn account(self) -> AccountId32 {
        let mut bytes = [0; 32];
        match self {
            Self::Anybody(organisation, person) => {
                bytes[0] = 0xff;
                bytes[1] = organisation;
                bytes[2] = person;
            }
            known => bytes[0] = known.number(),
        }
        AccountId32::new(bytes)
    }

    fn number(self) -> u8 {
        let place = Self::ALL.iter().position(|actor| *actor == self).unwrap();
        place as u8 + 1
    }

    fn of(account: &AccountId32) -> Option<Self> {
        let bytes: &[u8; 32] = account.as_ref();
        if bytes[0] == 0xff {
            return Some(Self::Anybody(bytes[1], bytes[2]));
        }
        Self::ALL
            .iter()
            .copied()
            .find(|actor| actor.account() == *account)
    }

    pub(crate) fn organisation(self) -> OrganisationId {
        OrganisationId(match self {
            Self::Anybody(organisation, _) => 100 + u32::from(organisation),
            known => known.first_of_organisation().number().into(),
        })
    }

    pub(crate) fn member(self) -> MemberId {
        MemberId(match self {
            Self::Anybody(organisation, person) => {
                1_000 + 256 * u32::from(organisation) + u32::from(person)
            }
            known => known.number().into(),
        })
    }

    pub(crate) fn author(self, role: Role) -> Author {
        Author::Member(Signature {
            member: self.member(),
            key: 0,
            organisation: self.organisation(),
            role,
        })
    }
}

/// The organisation of the benchmarks that sits in the township; all others sit in the village.
const BENCHMARK_TOWNSHIP: u8 = 11;

/// A registry whose members are the actors and whose policies stand in storage.
pub struct FakeMembers;

impl Members<AccountId32> for FakeMembers {
    type Error = DispatchError;

    fn authorise(
        who: &AccountId32,
        roles: &[Role],
        division: DivisionCode,
        _: u16,
    ) -> Result<Author, DispatchError> {
        let actor = Actor::of(who).ok_or(NO_ROLE)?;
        let held = actor.roles();
        let covers = |role: &Role| {
            held.iter()
                .any(|(held, over)| held == role && over.contains(division))
        };
        let role = roles.iter().copied().find(covers).ok_or(NO_ROLE)?;
        match actor {
            Actor::Council => Ok(Author::Governance),
            actor => Ok(actor.author(role)),
        }
    }

    fn organisation_of(who: &AccountId32, _: u16) -> Result<OrganisationId, DispatchError> {
        Actor::of(who).map(Actor::organisation).ok_or(NO_ROLE)
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        let home = if id == Actor::Anybody(BENCHMARK_TOWNSHIP, 1).organisation() {
            division(TOWN)
        } else if id.0 >= 100 {
            division(VILLAGE)
        } else {
            Actor::ALL
                .iter()
                .find(|actor| actor.organisation() == id)?
                .home()
        };
        let status = if unhashed::exists(&(b"suspended", id).encode()) {
            OrganisationStatus::Suspended
        } else {
            OrganisationStatus::Active
        };
        Some(OrganisationView {
            division: home,
            status,
        })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        let person = |member: MemberId| match member {
            member if member == Actor::FarmHand.member() => Actor::Vet.member(),
            member => member,
        };
        person(one) == person(other)
    }

    fn policy(_: DivisionCode, key: PolicyKey, _: u16) -> Result<u64, DispatchError> {
        unhashed::get(&(b"policy", key).encode()).ok_or(NO_POLICY)
    }

    fn now_ms() -> TimestampMs {
        unhashed::get_or_default(b"now_ms")
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for FakeMembers {
    fn member(
        organisation: u32,
        person: u32,
        _: Role,
        _: DivisionCode,
    ) -> (AccountId32, OrganisationId) {
        // A benchmark starts from an empty storage.
        set_the_scene();
        let actor = Actor::Anybody(organisation as u8, person as u8);
        (actor.account(), actor.organisation())
    }
}

/// An oversight that holds what stands in storage.
pub struct FakeHolds;

impl Holds for FakeHolds {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, _: u16) -> DispatchResult {
        match unhashed::exists(&(b"held", subject).encode()) {
            true => Err(HELD),
            false => Ok(()),
        }
    }

    fn hold_for_failed_test(subject: Subject, _: TestId, _: u16) -> DispatchResult {
        hold(subject);
        Ok(())
    }

    fn hold_for_safety_interval(subject: Subject, _: CycleId, _: Date, _: u16) -> DispatchResult {
        hold(subject);
        Ok(())
    }
}

/// A trade that has promised what stands in storage, with who has it in hand.
pub struct FakePromised;

impl Promised for FakePromised {
    type Error = DispatchError;

    fn ensure_unpromised(subject: &Subject, holder: OrganisationId, _: u16) -> DispatchResult {
        match unhashed::exists(&(b"promised", subject, holder).encode()) {
            true => Err(PROMISED),
            false => Ok(()),
        }
    }
}

/// Sells something of an organisation.
pub(crate) fn promise(subject: Subject, holder: Actor) {
    unhashed::put(&(b"promised", subject, holder.organisation()).encode(), &());
}

/// Calls the sale off.
pub(crate) fn call_off(subject: Subject, holder: Actor) {
    unhashed::kill(&(b"promised", subject, holder.organisation()).encode());
}

pub(crate) fn hold(subject: Subject) {
    unhashed::put(&(b"held", subject).encode(), &());
}

pub(crate) fn release(subject: Subject) {
    unhashed::kill(&(b"held", subject).encode());
}

pub(crate) fn suspend(actor: Actor) {
    unhashed::put(&(b"suspended", actor.organisation()).encode(), &());
}

pub(crate) fn set_policy(key: PolicyKey, value: u64) {
    unhashed::put(&(b"policy", key).encode(), &value);
}

pub(crate) fn drop_policy(key: PolicyKey) {
    unhashed::kill(&(b"policy", key).encode());
}

pub(crate) fn set_now_ms(now_ms: TimestampMs) {
    unhashed::put(b"now_ms", &now_ms);
}

pub(crate) fn now_ms() -> TimestampMs {
    unhashed::get_or_default(b"now_ms")
}

/// Moves the ledger's clock on.
pub(crate) fn pass_minutes(minutes: u64) {
    set_now_ms(now_ms() + minutes * 60_000);
}

/// Moves the ledger's clock on.
pub(crate) fn pass_days(days: u64) {
    pass_minutes(days * 24 * 60);
}

/// Noon of a local day.
pub(crate) fn noon(day: &str) -> TimestampMs {
    date(day).start_ms() + 12 * 3_600_000
}

pub(crate) fn today() -> Date {
    Date::of_timestamp(now_ms())
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn division(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

pub(crate) fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

/// Everything recorded so far, in order.
pub(crate) fn records() -> Vec<Record<LivestockEntry>> {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Livestock(crate::Event::Recorded { record }) => Some(record),
            _ => None,
        })
        .collect()
}

/// The records of one subject, in order.
pub(crate) fn entries_of(subject: Subject) -> Vec<LivestockEntry> {
    records()
        .into_iter()
        .filter(|record| record.subject == subject)
        .map(|record| record.entry)
        .collect()
}

/// The warnings on one subject, in order.
pub(crate) fn warnings_of(subject: Subject) -> Vec<Warning> {
    entries_of(subject)
        .into_iter()
        .filter_map(|entry| match entry {
            LivestockEntry::Warned { warning, .. } => Some(warning),
            _ => None,
        })
        .collect()
}

/// Asserts that the latest record of a subject is this, by this author.
pub(crate) fn assert_recorded(subject: Subject, author: Author, entry: LivestockEntry) {
    let last = records()
        .into_iter()
        .rfind(|record| record.subject == subject)
        .unwrap();
    assert_eq!((last.author, last.entry), (author, entry));
}

/// Sets policies and the clock: noon of 1 September 2026.
pub(crate) fn set_the_scene() {
    for key in PolicyKey::ALL {
        if let Some(value) = usual(*key) {
            set_policy(*key, value);
        }
    }
    set_now_ms(noon("2026-09-01"));
}

/// The values a nation-wide pack begins with.
fn usual(key: PolicyKey) -> Option<u64> {
    USUAL
        .iter()
        .find(|(known, _)| *known == key)
        .map(|(_, value)| *value)
}

const USUAL: &[(PolicyKey, u64)] = &[
    (PolicyKey::FutureLimitSeconds, 300),
    (PolicyKey::LateAfterHours, 72),
    (PolicyKey::WithdrawalDefaultDays, 28),
    (PolicyKey::TagAgeDays, 30),
    (PolicyKey::TagEntryDays, 10),
    // Loads of the tests go on the day they are declared; the tests of the notice set their own.
    (PolicyKey::DeclarationNoticeDays, 0),
    (PolicyKey::AnimalCertificateDays, 5),
    (PolicyKey::ProductCertificateDays, 7),
    (PolicyKey::LocalCertificateDays, 1),
    (PolicyKey::RedispatchDays, 7),
    (PolicyKey::LandingReportDays, 3),
    (PolicyKey::IsolationDays, 30),
    (PolicyKey::FarmGradeRequired, 0),
    (PolicyKey::FarmGradeDays, 365),
    (PolicyKey::VetCertificatesPerDay, 300),
    (PolicyKey::VetFirstMinute, 300),
    (PolicyKey::VetLastMinute, 1_260),
    (PolicyKey::CloneCountyMinutes, 30),
    (PolicyKey::CloneTownshipMinutes, 5),
    (PolicyKey::SlaughterNoticeMinutes, 360),
    (PolicyKey::SlaughterRestMinutes, 720),
    (PolicyKey::SlaughterTestRequired, 1),
    (PolicyKey::CarcassLimitBasisPoints, 8_500),
    (PolicyKey::PigCarcassMinBasisPoints, 6_800),
    (PolicyKey::PigCarcassMaxBasisPoints, 8_000),
    (PolicyKey::CattleCarcassMinBasisPoints, 4_800),
    (PolicyKey::CattleCarcassMaxBasisPoints, 6_400),
    (PolicyKey::ChillLossBasisPoints, 400),
    (PolicyKey::MeatToleranceBasisPoints, 100),
    (PolicyKey::DisposalToleranceBasisPoints, 500),
    (PolicyKey::DisposalYieldBasisPoints, 4_500),
    (PolicyKey::CollectionHours, 48),
    (PolicyKey::RecallAcknowledgeMinutes, 120),
    (PolicyKey::ClaimToleranceBasisPoints, 1_000),
    (PolicyKey::ClaimPaymentDays, 10),
    (PolicyKey::ClaimRateBasisPoints, 2_000),
];

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Runtime>::default()
        .build_storage()
        .unwrap();
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| {
        System::set_block_number(1);
        set_the_scene();
    });
    ext
}

/// Runs a test and checks the invariants after it.
pub(crate) fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Livestock::do_try_state().unwrap();
    });
}
