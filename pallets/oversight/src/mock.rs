//! A test runtime with small fakes of the registry and of the subjects.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{
    oversight::{
        AnswerInput, HoldInput, OversightEntry, QuestionInput, ReleaseInput, RenewalInput,
    },
    registry::OrganisationStatus,
    traits::{Members, OrganisationView, Subjects},
    Author, CaseId, Digest, DivisionCode, Items, Jurisdiction, LotId, MemberId, OrganisationId,
    PolicyKey, QuestionId, Record, Role, Signature, SpendingId, Subject, TestId, Text, TimestampMs,
};
use frame_support::derive_impl;
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult, ModuleError,
};

use crate as pallet_oversight;

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
    pub(crate) type Oversight = pallet_oversight;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

impl pallet_oversight::Config for Test {
    type Members = FakeMembers;
    type Subjects = FakeSubjects;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkSetup;
}

pub(crate) const DAY_MS: u64 = 86_400_000;
pub(crate) const START_MS: u64 = 1_780_000_000_000;
pub(crate) const HOLD_LIMIT_DAYS: u16 = 15;
pub(crate) const ANSWER_WORKDAYS: u32 = 5;

/// The members of the tests. The number is both the member's and the account's.
pub(crate) const INSPECTOR: u8 = 1;
pub(crate) const SECOND_INSPECTOR: u8 = 2;
pub(crate) const COUNTY: u8 = 3;
pub(crate) const SECOND_COUNTY: u8 = 4;
pub(crate) const OTHER_INSPECTOR: u8 = 5;
pub(crate) const PRODUCER: u8 = 6;
/// A second membership of the person behind `INSPECTOR`.
pub(crate) const INSPECTOR_AGAIN: u8 = 7;
pub(crate) const TOWN: u8 = 8;
/// The cashier of the village; a second membership of the person behind `TOWN`.
pub(crate) const CASHIER: u8 = 9;
/// A producer of the same county who holds nothing.
pub(crate) const NEIGHBOUR: u8 = 10;
/// A packing house far away that holds `SECOND_LOT`.
pub(crate) const PACKER: u8 = 11;

/// Stands among the cleared for the last use whose safety interval covers a harvest.
pub(crate) const THE_USE: TestId = TestId(u64::MAX);

pub(crate) const LOT: Subject = Subject::Lot(LotId(1));
pub(crate) const SECOND_LOT: Subject = Subject::Lot(LotId(2));
pub(crate) const SPENDING: Subject = Subject::Spending(SpendingId(1));
pub(crate) const FAR_LOT: Subject = Subject::Lot(LotId(3));
pub(crate) const UNKNOWN_LOT: Subject = Subject::Lot(LotId(99));

pub(crate) const HOME: &str = "141031000000";
pub(crate) const FAR: &str = "141032000000";
pub(crate) const VILLAGE: &str = "141031100201";

thread_local! {
    static NOW_MS: RefCell<TimestampMs> = const { RefCell::new(START_MS) };
    static CLEARED: RefCell<BTreeSet<(Subject, TestId)>> = const { RefCell::new(BTreeSet::new()) };
    static PLACES: RefCell<BTreeMap<Subject, DivisionCode>> =
        const { RefCell::new(BTreeMap::new()) };
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

/// Says that a laboratory test passed on the subject after the one that failed.
pub(crate) fn clear(subject: Subject, failed: TestId) {
    CLEARED.with_borrow_mut(|cleared| cleared.insert((subject, failed)));
}

/// Makes a subject exist in a division.
pub(crate) fn place(subject: Subject, code: &str) {
    PLACES.with_borrow_mut(|places| places.insert(subject, division(code)));
}

/// What the fake registry answers when nobody may act so.
pub(crate) fn not_authorised(item: u16) -> DispatchError {
    refusal(0, item)
}

/// What the fake registry answers when no policy is set.
pub(crate) fn no_policy(item: u16) -> DispatchError {
    refusal(1, item)
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
        INSPECTOR | SECOND_INSPECTOR | INSPECTOR_AGAIN => (Role::Inspector, HOME),
        COUNTY | SECOND_COUNTY => (Role::CountyAgriculture, HOME),
        OTHER_INSPECTOR => (Role::Inspector, FAR),
        PRODUCER | NEIGHBOUR => (Role::Producer, HOME),
        PACKER => (Role::Packer, FAR),
        TOWN => (Role::Township, "141031100000"),
        CASHIER => (Role::VillageCashier, VILLAGE),
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

    fn same_person(one: MemberId, other: MemberId) -> bool {
        let person = |member: MemberId| match member.0 {
            number if number == u32::from(INSPECTOR_AGAIN) => u32::from(INSPECTOR),
            number if number == u32::from(CASHIER) => u32::from(TOWN),
            number => number,
        };
        person(one) == person(other)
    }

    fn policy(division: DivisionCode, key: PolicyKey, item: u16) -> Result<u64, DispatchError> {
        match key {
            _ if division == self::division(FAR) => Err(no_policy(item)),
            PolicyKey::HoldLimitDays => Ok(HOLD_LIMIT_DAYS.into()),
            PolicyKey::AnswerWorkdays => Ok(ANSWER_WORKDAYS.into()),
            _ => Err(no_policy(item)),
        }
    }

    fn now_ms() -> TimestampMs {
        now_ms()
    }
}

pub struct FakeSubjects;

impl Subjects for FakeSubjects {
    fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            Subject::Division(code) => Some(*code),
            Subject::Case(_) | Subject::Question(_) => {
                Self::division_of(&Oversight::about(subject)?)
            }
            other => PLACES.with_borrow(|places| places.get(other).copied()),
        }
    }

    fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match *subject {
            LOT => Some(OrganisationId(PRODUCER.into())),
            SECOND_LOT => Some(OrganisationId(PACKER.into())),
            _ => None,
        }
    }

    fn cleared_since(subject: &Subject, failed: TestId) -> bool {
        CLEARED.with_borrow(|cleared| cleared.contains(&(*subject, failed)))
    }

    fn cleared_since_use(subject: &Subject) -> bool {
        CLEARED.with_borrow(|cleared| cleared.contains(&(*subject, THE_USE)))
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkSetup;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for BenchmarkSetup {
    fn officers(_: DivisionCode) -> (AccountId32, AccountId32) {
        (account(COUNTY), account(SECOND_COUNTY))
    }
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    set_now(START_MS);
    CLEARED.with_borrow_mut(BTreeSet::clear);
    PLACES.with_borrow_mut(|places| {
        *places = BTreeMap::from([
            (LOT, division(VILLAGE)),
            (SPENDING, division(VILLAGE)),
            (SECOND_LOT, division(HOME)),
            (FAR_LOT, division(FAR)),
        ]);
    });
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test and checks the invariants after it.
pub(crate) fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Oversight::do_try_state().unwrap();
    });
}

pub(crate) fn items<Input: Clone>(inputs: &[Input]) -> Items<Input> {
    inputs.to_vec().try_into().ok().unwrap()
}

pub(crate) fn text(text: &str) -> Text<128> {
    text.parse().unwrap()
}

pub(crate) fn hold_input(subject: Subject, days: u16) -> HoldInput {
    HoldInput {
        subject,
        reason: text("投诉"),
        evidence: None,
        days,
    }
}

pub(crate) fn renewal(case: u64, days: u16) -> RenewalInput {
    RenewalInput {
        case: CaseId(case),
        reason: text("复检未出"),
        days,
    }
}

pub(crate) fn release_input(case: u64) -> ReleaseInput {
    ReleaseInput {
        case: CaseId(case),
        reason: text("复查合格"),
        evidence: None,
    }
}

pub(crate) fn hold(who: u8, subject: Subject, days: u16) -> DispatchResult {
    let list = items(&[hold_input(subject, days)]);
    Oversight::hold(RuntimeOrigin::signed(account(who)), list)
}

pub(crate) fn renew(who: u8, case: u64, days: u16) -> DispatchResult {
    let list = items(&[renewal(case, days)]);
    Oversight::renew(RuntimeOrigin::signed(account(who)), list)
}

pub(crate) fn release(who: u8, case: u64) -> DispatchResult {
    let list = items(&[release_input(case)]);
    Oversight::release(RuntimeOrigin::signed(account(who)), list)
}

pub(crate) fn question_input(subject: Subject) -> QuestionInput {
    QuestionInput {
        subject,
        question: Digest([1; 32]),
    }
}

pub(crate) fn answer_input(question: u64) -> AnswerInput {
    AnswerInput {
        question: QuestionId(question),
        answer: Digest([2; 32]),
    }
}

pub(crate) fn ask(who: u8, subject: Subject) -> DispatchResult {
    let list = items(&[question_input(subject)]);
    Oversight::ask(RuntimeOrigin::signed(account(who)), list)
}

pub(crate) fn answer(who: u8, question: u64) -> DispatchResult {
    let list = items(&[answer_input(question)]);
    Oversight::answer(RuntimeOrigin::signed(account(who)), list)
}

/// Asserts that the last event is this record of a case.
pub(crate) fn assert_recorded(case: u64, sequence: u32, author: Author, entry: OversightEntry) {
    assert_recorded_on(Subject::Case(CaseId(case)), sequence, author, entry);
}

/// Asserts that the last event is this record.
pub(crate) fn assert_recorded_on(
    subject: Subject,
    sequence: u32,
    author: Author,
    entry: OversightEntry,
) {
    let record = Record {
        subject,
        sequence,
        author,
        ledger_ms: now_ms(),
        entry,
    };
    System::assert_last_event(crate::Event::Recorded { record }.into());
}
