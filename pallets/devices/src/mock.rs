//! A test runtime with small fakes of the registry, of holds and of the places.

use core::cell::RefCell;
use std::collections::BTreeSet;

use county_primitives::{
    devices::{
        DeviceInput, DeviceKind, DeviceMove, DeviceRetirement, DeviceRotation, DeviceSignature,
        DevicesEntry, HourAnchor, SignedAnchor, HOUR_MS,
    },
    registry::OrganisationStatus,
    traits::{Holds, Members, OrganisationView, Subjects},
    AnimalId, Author, CycleId, Date, DeviceId, DeviceKey, Digest, DivisionCode, Items,
    Jurisdiction, LotId, MemberId, OrganisationId, PlotId, PolicyKey, Record, Role, Signature,
    Subject, TestId, Text, TimestampMs, VehicleId,
};
use frame_support::derive_impl;
use sp_core::{ed25519, Pair};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult, ModuleError,
};

use crate::{self as pallet_devices, types::Device};

#[frame_support::runtime]
mod runtime {
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
    pub(crate) struct Test;

    #[runtime::pallet_index(0)]
    pub(crate) type System = frame_system;

    #[runtime::pallet_index(1)]
    pub(crate) type Devices = pallet_devices;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

impl pallet_devices::Config for Test {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type Subjects = FakeSubjects;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkSetup;
}

/// The hour in which the tests begin, and the instant: ten minutes past.
pub(crate) const HOUR: u32 = 494_444;
pub(crate) const START_MS: u64 = HOUR as u64 * HOUR_MS + 600_000;
pub(crate) const FUTURE_LIMIT_S: u64 = 300;
pub(crate) const LATE_AFTER_H: u64 = 72;

/// The members of the tests. The number is the member's, the organisation's and the account's.
pub(crate) const FARMER: u8 = 1;
pub(crate) const NEIGHBOUR: u8 = 2;
pub(crate) const HAULER: u8 = 3;
/// A laboratory has no devices.
pub(crate) const LABORATORY: u8 = 4;
/// A producer where no policy is set.
pub(crate) const FAR_FARMER: u8 = 5;
/// Not a member.
pub(crate) const STRANGER: u8 = 9;

pub(crate) const FARM: Subject = Subject::Farm(OrganisationId(FARMER as u32));
pub(crate) const STEER: Subject = Subject::Animal(AnimalId(7));
pub(crate) const PLOT: Subject = Subject::Plot(PlotId(1));
pub(crate) const FAR_FARM: Subject = Subject::Farm(OrganisationId(FAR_FARMER as u32));
pub(crate) const TRUCK: Subject = Subject::Vehicle(VehicleId(1));
pub(crate) const LOT: Subject = Subject::Lot(LotId(1));
pub(crate) const UNKNOWN_PLOT: Subject = Subject::Plot(PlotId(99));

pub(crate) const HOME: &str = "370322100201";
pub(crate) const FAR: &str = "370323100201";

thread_local! {
    static NOW_MS: RefCell<TimestampMs> = const { RefCell::new(START_MS) };
    static HELD: RefCell<BTreeSet<Subject>> = const { RefCell::new(BTreeSet::new()) };
}

pub(crate) fn account(number: u8) -> AccountId32 {
    AccountId32::new([number; 32])
}

pub(crate) fn division(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

pub(crate) fn now_ms() -> TimestampMs {
    NOW_MS.with_borrow(|now| *now)
}

pub(crate) fn set_now(now_ms: TimestampMs) {
    NOW_MS.set(now_ms);
}

pub(crate) fn hold(subject: Subject) {
    HELD.with_borrow_mut(|held| held.insert(subject));
}

/// What the fake registry answers when nobody may act so.
pub(crate) fn not_authorised(item: u16) -> DispatchError {
    refusal(0, item)
}

/// What the fake registry answers when no policy is set.
pub(crate) fn no_policy(item: u16) -> DispatchError {
    refusal(1, item)
}

/// What the fake holds answer for what is held.
pub(crate) fn is_held(item: u16) -> DispatchError {
    refusal(2, item)
}

fn refusal(code: u8, item: u16) -> DispatchError {
    let [low, high] = item.to_le_bytes();
    DispatchError::Module(ModuleError {
        index: 200,
        error: [code, low, high, 0],
        message: None,
    })
}

fn jurisdiction(number: u8) -> Option<Jurisdiction> {
    let (role, place) = match number {
        FARMER | NEIGHBOUR => (Role::Producer, HOME),
        HAULER => (Role::Hauler, HOME),
        LABORATORY => (Role::QuickLaboratory, HOME),
        FAR_FARMER => (Role::Producer, FAR),
        _ => return None,
    };
    Some(Jurisdiction {
        role,
        division: division(place),
    })
}

/// The author that a member's signature gives.
pub(crate) fn author(number: u8) -> Author {
    Author::Member(Signature {
        member: MemberId(number.into()),
        key: 0,
        organisation: OrganisationId(number.into()),
        role: jurisdiction(number).unwrap().role,
    })
}

pub struct FakeMembers;

impl Members<AccountId32> for FakeMembers {
    type Error = DispatchError;

    fn authorise(
        who: &AccountId32,
        roles: &[Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Author, DispatchError> {
        let [number, ..] = <[u8; 32]>::from(who.clone());
        let held = jurisdiction(number).ok_or(not_authorised(item))?;
        let fits = roles.iter().any(|role| held.covers(*role, division));
        fits.then(|| author(number)).ok_or(not_authorised(item))
    }

    fn organisation_of(who: &AccountId32, item: u16) -> Result<OrganisationId, DispatchError> {
        let [number, ..] = <[u8; 32]>::from(who.clone());
        let known = jurisdiction(number).map(|_| OrganisationId(number.into()));
        known.ok_or(not_authorised(item))
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        let number = u8::try_from(id.0).ok()?;
        Some(OrganisationView {
            division: jurisdiction(number)?.division,
            status: OrganisationStatus::Active,
        })
    }

    fn policy(division: DivisionCode, key: PolicyKey, item: u16) -> Result<u64, DispatchError> {
        match key {
            _ if division == self::division(FAR) => Err(no_policy(item)),
            PolicyKey::FutureLimitSeconds => Ok(FUTURE_LIMIT_S),
            PolicyKey::LateAfterHours => Ok(LATE_AFTER_H),
            _ => Err(no_policy(item)),
        }
    }

    fn now_ms() -> TimestampMs {
        now_ms()
    }
}

pub struct FakeHolds;

impl Holds for FakeHolds {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, item: u16) -> DispatchResult {
        let held = HELD.with_borrow(|held| held.contains(subject));
        if held {
            return Err(is_held(item));
        }
        Ok(())
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

pub struct FakeSubjects;

impl Subjects for FakeSubjects {
    fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            &UNKNOWN_PLOT => None,
            &FAR_FARM => Some(division(FAR)),
            Subject::Organisation(id) => FakeMembers::organisation(*id).map(|it| it.division),
            _ => Some(division(HOME)),
        }
    }

    fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        let holder = match subject {
            Subject::Organisation(id) | Subject::Farm(id) => return Some(*id),
            &TRUCK => HAULER,
            _ => FARMER,
        };
        Some(OrganisationId(holder.into()))
    }

    fn cleared_since(_: &Subject, _: TestId) -> bool {
        false
    }

    fn cleared_since_use(_: &Subject) -> bool {
        false
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkSetup;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for BenchmarkSetup {
    fn stage() -> crate::benchmarking::Stage<AccountId32> {
        crate::benchmarking::Stage {
            producer: account(FARMER),
            place: FARM,
            other_place: PLOT,
        }
    }
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    set_now(START_MS);
    HELD.with_borrow_mut(BTreeSet::clear);
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test and checks the invariants after it.
pub(crate) fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Devices::do_try_state().unwrap();
    });
}

pub(crate) fn items<Input: Clone>(inputs: &[Input]) -> Items<Input> {
    inputs.to_vec().try_into().ok().unwrap()
}

pub(crate) fn text(text: &str) -> Text<128> {
    text.parse().unwrap()
}

fn origin(who: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(who))
}

/// The keys of a device, by a number.
pub(crate) fn pair(seed: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed(&[seed; 32])
}

pub(crate) fn key(seed: u8) -> DeviceKey {
    DeviceKey(pair(seed).public().0)
}

pub(crate) fn device_input(seed: u8, place: Subject) -> DeviceInput {
    DeviceInput {
        kind: DeviceKind::Collar,
        key: key(seed),
        place,
        serial: Digest([1; 32]),
    }
}

pub(crate) fn register(who: u8, seed: u8, place: Subject) -> DispatchResult {
    Devices::register_devices(origin(who), items(&[device_input(seed, place)]))
}

pub(crate) fn rotate(who: u8, device: u64, seed: u8) -> DispatchResult {
    let input = DeviceRotation {
        device: DeviceId(device),
        key: key(seed),
    };
    Devices::rotate_keys(origin(who), items(&[input]))
}

pub(crate) fn move_to(who: u8, device: u64, place: Subject) -> DispatchResult {
    let input = DeviceMove {
        device: DeviceId(device),
        place,
    };
    Devices::move_devices(origin(who), items(&[input]))
}

pub(crate) fn retire(who: u8, device: u64, reason: &str) -> DispatchResult {
    let input = DeviceRetirement {
        device: DeviceId(device),
        reason: text(reason),
    };
    Devices::retire_devices(origin(who), items(&[input]))
}

/// An anchor of device 1 with as many readings as numbers.
pub(crate) fn hour_anchor(hour: u32, first: u64, last: u64) -> HourAnchor {
    HourAnchor {
        device: DeviceId(1),
        hour,
        readings: u32::try_from(last - first + 1).unwrap(),
        root: Digest([2; 32]),
        first,
        last,
    }
}

/// The anchor, signed with the keys of this number.
pub(crate) fn signed(anchor: HourAnchor, seed: u8) -> SignedAnchor {
    let signature = DeviceSignature(pair(seed).sign(&anchor.message()).0);
    SignedAnchor { anchor, signature }
}

pub(crate) fn anchor(who: u8, signed: &SignedAnchor) -> DispatchResult {
    Devices::anchor_hours(origin(who), items(&[*signed]))
}

/// Anchors an hour of device 1, which has the first keys, by the farmer.
pub(crate) fn anchor_hour(hour: u32, first: u64, last: u64) -> DispatchResult {
    anchor(FARMER, &signed(hour_anchor(hour, first, last), 1))
}

pub(crate) fn device(number: u64) -> Device {
    Devices::device(DeviceId(number)).unwrap()
}

/// Asserts that the last event is this record of a device.
pub(crate) fn assert_recorded(device: u64, sequence: u32, author: Author, entry: DevicesEntry) {
    let record = Record {
        subject: Subject::Device(DeviceId(device)),
        sequence,
        author,
        ledger_ms: now_ms(),
        entry,
    };
    System::assert_last_event(crate::Event::Recorded { record }.into());
}
