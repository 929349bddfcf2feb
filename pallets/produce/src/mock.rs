//! A test runtime with fakes of the registry and of oversight, and the actors of the tests.

use codec::Encode;
use county_primitives::{
    produce::{
        CycleInput, DoseUnit, GradeMetrics, GradeOutput, GradeParent, GradingInput, HarvestInput,
        InputLabel, InputUse, PlotInput, PlotKind, ProduceEntry, Restriction, TestInput,
        TestMethod, TestTarget, TestVerdict, YieldCap,
    },
    registry::OrganisationStatus,
    traits::{Holds, Members, OrganisationView},
    Author, CycleId, Date, Digest, DivisionCode, Grams, Items, LotId, MemberId, MilliMu,
    OrganisationId, PlotId, PolicyKey, ProductClass, Record, Role, Signature, Subject, TestId,
    TimestampMs,
};
use frame_support::{assert_ok, derive_impl, storage::unhashed};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
};

use crate as pallet_produce;

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
    pub type Produce = pallet_produce;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type Block = frame_system::mocking::MockBlock<Runtime>;
}

impl pallet_produce::Config for Runtime {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeMembers;
}

/// The refusal of the fake registry.
pub(crate) const NO_ROLE: DispatchError = DispatchError::Other("no role over the division");
/// The refusal of a registry without the policy.
pub(crate) const NO_POLICY: DispatchError = DispatchError::Other("no policy");
/// The refusal of the fake oversight.
pub(crate) const HELD: DispatchError = DispatchError::Other("held");

/// Who signs in the tests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Actor {
    /// The county bureau of Xi county.
    County,
    /// The bureau of another county.
    OtherCounty,
    /// The province.
    Province,
    /// A grower with roles in two villages of one town.
    Grower,
    /// A grower in the first village.
    Neighbour,
    /// A packing house.
    Packer,
    /// Another packing house.
    OtherPacker,
    /// A purchaser.
    Buyer,
    /// A quick-test point.
    QuickTester,
    /// The tester of an accredited laboratory.
    Tester,
    /// Another person of the same laboratory.
    Approver,
    /// A person of another laboratory.
    OtherTester,
    /// Somebody the registry takes for the council.
    Council,
    /// A second membership, in the same laboratory, of the person behind `Tester`.
    TesterAgain,
    /// An account of a benchmark: member and organisation of these numbers, in any role anywhere.
    Anybody(u8, u8),
}

pub(crate) const COUNTY: &str = "141031000000";
pub(crate) const TOWN: &str = "141031100000";
pub(crate) const VILLAGE: &str = "141031100201";
pub(crate) const OTHER_VILLAGE: &str = "141031100202";
pub(crate) const PEAR: &str = "010301";

impl Actor {
    const ALL: [Self; 14] = [
        Self::County,
        Self::OtherCounty,
        Self::Province,
        Self::Grower,
        Self::Neighbour,
        Self::Packer,
        Self::OtherPacker,
        Self::Buyer,
        Self::QuickTester,
        Self::Tester,
        Self::Approver,
        Self::OtherTester,
        Self::Council,
        Self::TesterAgain,
    ];

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
            .into_iter()
            .find(|actor| actor.account() == *account)
    }

    pub(crate) fn organisation(self) -> OrganisationId {
        OrganisationId(match self {
            Self::Anybody(organisation, _) => 100 + u32::from(organisation),
            Self::Approver | Self::TesterAgain => Self::Tester.number().into(),
            known => known.number().into(),
        })
    }

    fn roles(self) -> Vec<(Role, DivisionCode)> {
        let one = |role, at: &str| vec![(role, division(at))];
        match self {
            Self::County => one(Role::CountyAgriculture, COUNTY),
            Self::OtherCounty => one(Role::CountyAgriculture, "141032000000"),
            Self::Province => one(Role::Province, "140000000000"),
            Self::Grower => vec![
                (Role::Producer, division(VILLAGE)),
                (Role::Producer, division(OTHER_VILLAGE)),
            ],
            Self::Neighbour => one(Role::Producer, VILLAGE),
            Self::Packer | Self::OtherPacker => one(Role::Packer, COUNTY),
            Self::Buyer => one(Role::Buyer, COUNTY),
            Self::QuickTester => one(Role::QuickLaboratory, COUNTY),
            Self::Tester | Self::TesterAgain | Self::Approver | Self::OtherTester => {
                one(Role::AccreditedLaboratory, COUNTY)
            }
            Self::Council => Role::ALL
                .iter()
                .map(|role| (*role, DivisionCode::NATION))
                .collect(),
            Self::Anybody(..) => Role::ALL
                .iter()
                .map(|role| (*role, DivisionCode::NATION))
                .collect(),
        }
    }

    pub(crate) fn author(self, role: Role) -> Author {
        let member = match self {
            Self::Anybody(organisation, person) => {
                1_000 + 256 * u32::from(organisation) + u32::from(person)
            }
            known => known.number().into(),
        };
        Author::Member(Signature {
            member: MemberId(member),
            key: 0,
            organisation: self.organisation(),
            role,
        })
    }
}

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
        let known = Actor::ALL.iter().any(|actor| actor.organisation() == id) || id.0 >= 100;
        known.then(|| OrganisationView {
            division: division(COUNTY),
            status: if unhashed::exists(&(b"suspended", id).encode()) {
                OrganisationStatus::Suspended
            } else {
                OrganisationStatus::Active
            },
        })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        let person = |member: MemberId| match member.0 {
            number if number == u32::from(Actor::TesterAgain.number()) => {
                u32::from(Actor::Tester.number())
            }
            number => number,
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
        match is_held(*subject) {
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

pub(crate) fn is_held(subject: Subject) -> bool {
    unhashed::exists(&(b"held", subject).encode())
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

/// Noon of a local day.
pub(crate) fn noon(day: &str) -> TimestampMs {
    date(day).start_ms() + 12 * 3_600_000
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn division(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

pub(crate) fn product(text: &str) -> ProductClass {
    text.parse().unwrap()
}

pub(crate) fn items<Item: Clone>(list: &[Item]) -> Items<Item> {
    list.to_vec().try_into().ok().unwrap()
}

pub(crate) fn signed(actor: Actor) -> RuntimeOrigin {
    RuntimeOrigin::signed(actor.account())
}

/// The policies of `DOMAIN.md` and the day of the tests.
fn set_the_scene() {
    set_now_ms(noon("2026-09-01"));
    set_policy(PolicyKey::MassToleranceBasisPoints, 50);
    set_policy(PolicyKey::YieldWarningPercent, 100);
    set_policy(PolicyKey::YieldLimitPercent, 150);
    set_policy(PolicyKey::FutureLimitSeconds, 300);
    set_policy(PolicyKey::LateAfterHours, 72);
}

/// Externalities with the policies of `DOMAIN.md` at noon of 2026-09-01.
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
pub(crate) fn execute<R>(test: impl FnOnce() -> R) -> R {
    new_test_ext().execute_with(|| {
        let result = test();
        Produce::do_try_state().unwrap();
        result
    })
}

/// All records so far, oldest first.
pub(crate) fn records() -> Vec<Record<ProduceEntry>> {
    System::events()
        .into_iter()
        .filter_map(|event| match event.event {
            RuntimeEvent::Produce(crate::Event::Recorded { record }) => Some(record),
            _ => None,
        })
        .collect()
}

/// The entries of a subject, oldest first.
pub(crate) fn entries(subject: Subject) -> Vec<ProduceEntry> {
    records()
        .into_iter()
        .filter(|record| record.subject == subject)
        .map(|record| record.entry)
        .collect()
}

pub(crate) fn last_entry(subject: Subject) -> ProduceEntry {
    entries(subject).pop().unwrap()
}

pub(crate) const ABAMECTIN: &str = "PD20110234";

pub(crate) fn label() -> InputLabel {
    InputLabel {
        division: division(COUNTY),
        registration: ABAMECTIN.parse().unwrap(),
        crop: product("0103"),
        name: "阿维菌素 1.8% 乳油".parse().unwrap(),
        interval_days: 14,
        times_max: 2,
        unit: DoseUnit::MicrolitrePerMu,
        dose_min: 30_000,
        dose_max: 60_000,
        restriction: Restriction::None,
        forbidden_on: Default::default(),
    }
}

pub(crate) fn input_use() -> InputUse {
    InputUse {
        cycle: CycleId(1),
        registration: ABAMECTIN.parse().unwrap(),
        dose: 60_000,
        unit: DoseUnit::MicrolitrePerMu,
        area: MilliMu(2_000),
        date: date("2026-08-01"),
        target: "梨木虱".parse().unwrap(),
        unit_code: None,
    }
}

pub(crate) fn plot_in(village: &str) -> PlotInput {
    PlotInput {
        village: division(village),
        area: MilliMu(2_000),
        kind: PlotKind::Orchard,
        geometry: Digest([7; 32]),
    }
}

pub(crate) fn cycle_on(plot: u64) -> CycleInput {
    CycleInput {
        plot: PlotId(plot),
        product: product(PEAR),
        variety: "玉露香".parse().unwrap(),
        started: date("2026-03-01"),
    }
}

pub(crate) fn test_of(target: TestTarget, method: TestMethod, verdict: TestVerdict) -> TestInput {
    TestInput {
        target,
        method,
        sample: "S-001".parse().unwrap(),
        sampled: date("2026-09-01"),
        items: vec!["毒死蜱".parse().unwrap()].try_into().unwrap(),
        verdict,
        report: Digest([9; 32]),
    }
}

pub(crate) fn harvest_of(cycles: &[u64], gross: u64) -> HarvestInput {
    HarvestInput {
        cycles: cycles
            .iter()
            .copied()
            .map(CycleId)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap(),
        date: date("2026-09-01"),
        gross: Grams(gross),
    }
}

pub(crate) fn grading_of(parents: &[(u64, u64)], outputs: &[u64], loss: u64) -> GradingInput {
    GradingInput {
        parents: parents
            .iter()
            .map(|(lot, mass)| GradeParent {
                lot: LotId(*lot),
                mass: Grams(*mass),
            })
            .collect::<Vec<_>>()
            .try_into()
            .unwrap(),
        outputs: outputs
            .iter()
            .map(|net| GradeOutput {
                grade: "特级".parse().unwrap(),
                net: Grams(*net),
                metrics: GradeMetrics {
                    brix_tenths: Some(128),
                    diameter_mm: None,
                },
            })
            .collect::<Vec<_>>()
            .try_into()
            .unwrap(),
        loss: Grams(loss),
        loss_reason: if loss == 0 { "" } else { "碰伤" }.parse().unwrap(),
        date: date("2026-09-01"),
    }
}

/// The county's yield cap: 1,000 kg per mu, so 2,000 kg on each plot of the tests, once a year.
pub(crate) fn yield_cap() -> YieldCap {
    YieldCap {
        division: division(COUNTY),
        product: product("0103"),
        per_mu: Grams(1_000_000),
        seasons_per_year: 1,
    }
}

/// The county says that the crops of the tests grow so often in a year.
pub(crate) fn set_seasons(seasons_per_year: u8) {
    let cap = YieldCap {
        seasons_per_year,
        ..yield_cap()
    };
    assert_ok!(Produce::set_yield_caps(
        signed(Actor::County),
        items(&[cap])
    ));
}

/// The cap of each cycle of the tests.
pub(crate) const CAP: u64 = 2_000_000;

/// A county with its catalogues, and a growing cycle 1 of the grower on plot 1.
pub(crate) fn grow() {
    set_seasons(yield_cap().seasons_per_year);
    assert_ok!(Produce::set_input_labels(
        signed(Actor::County),
        items(&[label()])
    ));
    assert_eq!(grow_more(VILLAGE), CycleId(1));
}

/// One more plot of the grower with a growing cycle.
pub(crate) fn grow_more(village: &str) -> CycleId {
    let plot = crate::NextPlot::<Runtime>::get();
    let cycle = crate::NextCycle::<Runtime>::get();
    assert_ok!(Produce::open_plots(
        signed(Actor::Grower),
        items(&[plot_in(village)])
    ));
    assert_ok!(Produce::start_cycles(
        signed(Actor::Grower),
        items(&[cycle_on(plot.0)])
    ));
    cycle
}

/// A lot of cycle 1, delivered to the packing house.
pub(crate) fn lot_at_packer(gross: u64) -> LotId {
    let lot = harvested(&[1], gross);
    deliver(Actor::Grower, lot, Actor::Packer);
    lot
}

pub(crate) fn harvested(cycles: &[u64], gross: u64) -> LotId {
    let lot = crate::NextLot::<Runtime>::get();
    assert_ok!(Produce::harvest_lots(
        signed(Actor::Grower),
        items(&[harvest_of(cycles, gross)])
    ));
    lot
}

pub(crate) fn deliver(from: Actor, lot: LotId, to: Actor) {
    let delivery = county_primitives::produce::Delivery {
        lot,
        to: to.organisation(),
    };
    assert_ok!(Produce::deliver_lots(signed(from), items(&[delivery])));
}

/// Records a test by whoever may and returns its number.
pub(crate) fn record_test(test: TestInput) -> TestId {
    let id = crate::NextTest::<Runtime>::get();
    let actor = match test.method {
        TestMethod::Quick => Actor::QuickTester,
        TestMethod::Laboratory => Actor::Tester,
    };
    assert_ok!(Produce::record_tests(signed(actor), items(&[test])));
    id
}

pub(crate) fn approve(test: TestId) {
    assert_ok!(Produce::approve_tests(
        signed(Actor::Approver),
        items(&[test])
    ));
}
