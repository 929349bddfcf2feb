//! A test runtime with small fakes of registry, holds and lots.

use core::cell::RefCell;
use std::collections::BTreeSet;

use county_primitives::{
    labels::{CodeRange, Goods},
    registry::OrganisationStatus,
    traits::{GoodsView, Holds, Members, OrganisationView, Packable},
    Author, CycleId, Date, DivisionCode, Grams, Jurisdiction, LotId, MeatId, MemberId,
    OrganisationId, PolicyKey, Role, Signature, Subject, TestId, TimestampMs,
};
use frame_support::{derive_impl, ensure, storage_alias, Blake2_128Concat};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult, ModuleError,
};

use crate as pallet_labels;

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
    pub(crate) type Labels = pallet_labels;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

impl pallet_labels::Config for Test {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type Goods = FakeGoods;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkSetup;
}

pub(crate) const NOW_MS: TimestampMs = 1_780_000_000_000;

/// The members of the tests. The number is both the member's and the account's.
pub(crate) const COUNTY: u8 = 1;
pub(crate) const FAR_COUNTY: u8 = 2;
pub(crate) const BRAND_OWNER: u8 = 3;
pub(crate) const OTHER_BRAND_OWNER: u8 = 4;
pub(crate) const PACKER: u8 = 5;
pub(crate) const PRODUCER: u8 = 6;
pub(crate) const PRINTER: u8 = 7;
pub(crate) const OTHER_PACKER: u8 = 8;
/// A second membership, with the county, of the person behind `BRAND_OWNER`.
pub(crate) const BRAND_OWNER_AT_COUNTY: u8 = 9;
pub(crate) const FAR_BRAND_OWNER: u8 = 10;

/// The organisations of the tests.
pub(crate) const BUREAU: OrganisationId = OrganisationId(1);
pub(crate) const ASSOCIATION: OrganisationId = OrganisationId(2);
pub(crate) const OTHER_ASSOCIATION: OrganisationId = OrganisationId(3);
/// The packing house that `PACKER`, `PRODUCER` and `PRINTER` sign for.
pub(crate) const HOUSE: OrganisationId = OrganisationId(4);
pub(crate) const OTHER_HOUSE: OrganisationId = OrganisationId(5);
pub(crate) const PENDING_HOUSE: OrganisationId = OrganisationId(6);
pub(crate) const UNKNOWN_HOUSE: OrganisationId = OrganisationId(99);

pub(crate) const COUNTY_CODE: &str = "141031000000";
pub(crate) const TOWN: &str = "141031100000";
pub(crate) const VILLAGE: &str = "141031100201";
pub(crate) const OTHER_VILLAGE: &str = "141031101202";
pub(crate) const FAR: &str = "141032000000";

/// The lots of the tests, all held by `HOUSE` except the last.
pub(crate) const LOT: LotId = LotId(1);
pub(crate) const SECOND_LOT: LotId = LotId(2);
pub(crate) const APPLES: LotId = LotId(3);
pub(crate) const FAR_PEARS: LotId = LotId(4);
pub(crate) const SMALL_PEARS: LotId = LotId(5);
pub(crate) const UNGRADED_PEARS: LotId = LotId(6);
pub(crate) const FAILED_LOT: LotId = LotId(7);
pub(crate) const FOREIGN_LOT: LotId = LotId(8);
/// From the villages of two towns.
pub(crate) const MIXED_PEARS: LotId = LotId(9);
pub(crate) const PEARS_FROM_NOWHERE: LotId = LotId(10);

/// The meat of the tests; there is as much of it as of a lot.
pub(crate) const MEAT: MeatId = MeatId(1);

/// What is left of every lot at first.
pub(crate) const LOT_MASS: Grams = Grams(1_000_000_000);

/// What is left of goods. In storage, so that a refused call does not take from it.
#[storage_alias]
pub(crate) type Left = StorageMap<FakeGoodsOfTests, Blake2_128Concat, Goods, Grams>;

thread_local! {
    static HELD: RefCell<BTreeSet<Subject>> = const { RefCell::new(BTreeSet::new()) };
}

pub(crate) fn account(number: u8) -> AccountId32 {
    AccountId32::new([number; 32])
}

pub(crate) fn division(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

/// Holds a subject from now on.
pub(crate) fn hold(subject: Subject) {
    HELD.with_borrow_mut(|held| held.insert(subject));
}

/// Releases every subject.
pub(crate) fn release_all() {
    HELD.with_borrow_mut(BTreeSet::clear);
}

/// What the fakes answer when they refuse.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    NotAuthorised,
    NoPolicy,
    Held,
    NotPackable,
    NothingLeft,
}

pub(crate) fn refusal(refusal: Refusal, item: u16) -> DispatchError {
    let [low, high] = item.to_le_bytes();
    DispatchError::Module(ModuleError {
        index: 200,
        error: [refusal as u8, low, high, 0],
        message: None,
    })
}

fn member(number: u8) -> Option<(OrganisationId, Jurisdiction)> {
    let (organisation, role, place) = match number {
        COUNTY => (BUREAU, Role::CountyAgriculture, COUNTY_CODE),
        FAR_COUNTY => (BUREAU, Role::CountyAgriculture, FAR),
        BRAND_OWNER => (ASSOCIATION, Role::BrandOwner, COUNTY_CODE),
        OTHER_BRAND_OWNER => (OTHER_ASSOCIATION, Role::BrandOwner, COUNTY_CODE),
        PACKER => (HOUSE, Role::Packer, TOWN),
        PRODUCER => (HOUSE, Role::Producer, VILLAGE),
        PRINTER => (HOUSE, Role::Printer, COUNTY_CODE),
        OTHER_PACKER => (OTHER_HOUSE, Role::Packer, COUNTY_CODE),
        FAR_BRAND_OWNER => (ASSOCIATION, Role::BrandOwner, FAR),
        BRAND_OWNER_AT_COUNTY => (BUREAU, Role::CountyAgriculture, COUNTY_CODE),
        _ => return None,
    };
    let division = division(place);
    Some((organisation, Jurisdiction { role, division }))
}

fn signature(number: u8) -> Option<Signature> {
    let (organisation, jurisdiction) = member(number)?;
    Some(Signature {
        member: MemberId(number.into()),
        key: 0,
        organisation,
        role: jurisdiction.role,
    })
}

/// The author that a member's signature gives.
pub(crate) fn author(number: u8) -> Author {
    Author::Member(signature(number).unwrap())
}

fn number_of(who: &AccountId32) -> u8 {
    let [number, ..] = <[u8; 32]>::from(who.clone());
    number
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
        let number = number_of(who);
        member(number)
            .filter(|(_, held)| roles.iter().any(|role| held.covers(*role, division)))
            .map(|_| author(number))
            .ok_or(refusal(Refusal::NotAuthorised, item))
    }

    fn organisation_of(who: &AccountId32, item: u16) -> Result<OrganisationId, DispatchError> {
        let signature = signature(number_of(who));
        signature
            .map(|signature| signature.organisation)
            .ok_or(refusal(Refusal::NotAuthorised, item))
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        let (place, status) = match id {
            BUREAU | ASSOCIATION | OTHER_ASSOCIATION => (COUNTY_CODE, OrganisationStatus::Active),
            HOUSE => (VILLAGE, OrganisationStatus::Active),
            OTHER_HOUSE => (OTHER_VILLAGE, OrganisationStatus::Active),
            PENDING_HOUSE => (VILLAGE, OrganisationStatus::Pending),
            _ => return None,
        };
        let division = division(place);
        Some(OrganisationView { division, status })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        let person = |member: MemberId| match member.0 {
            number if number == u32::from(BRAND_OWNER_AT_COUNTY) => u32::from(BRAND_OWNER),
            number => number,
        };
        person(one) == person(other)
    }

    fn policy(division: DivisionCode, key: PolicyKey, item: u16) -> Result<u64, DispatchError> {
        let home = self::division(COUNTY_CODE).contains(division);
        (home && key == PolicyKey::SpoilAllowanceBasisPoints)
            .then_some(300)
            .ok_or(refusal(Refusal::NoPolicy, item))
    }

    fn now_ms() -> TimestampMs {
        NOW_MS
    }
}

pub struct FakeHolds;

impl Holds for FakeHolds {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, item: u16) -> DispatchResult {
        let held = HELD.with_borrow(|held| held.contains(subject));
        ensure!(!held, refusal(Refusal::Held, item));
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

pub struct FakeGoods;

fn view(product: &str, place: &str, grade: Option<&str>) -> GoodsView {
    view_of(product, &[place], grade)
}

fn view_of(product: &str, places: &[&str], grade: Option<&str>) -> GoodsView {
    let origins: Vec<DivisionCode> = places.iter().map(|place| division(place)).collect();
    GoodsView {
        product: product.parse().unwrap(),
        origins: origins.try_into().unwrap(),
        grade: grade.map(|grade| grade.parse().unwrap()),
    }
}

impl Packable<Goods> for FakeGoods {
    type Error = DispatchError;

    fn packable(
        goods: Goods,
        holder: OrganisationId,
        item: u16,
    ) -> Result<GoodsView, DispatchError> {
        let refused = refusal(Refusal::NotPackable, item);
        ensure!(holder == HOUSE, refused);
        let lot = match goods {
            Goods::Lot(lot) => lot,
            Goods::Meat(MEAT) => return Ok(view("010301", VILLAGE, Some("特级"))),
            Goods::Meat(_) => return Err(refused),
        };
        Ok(match lot {
            LOT => view("010301", VILLAGE, Some("特级")),
            SECOND_LOT => view("010301", TOWN, Some("一级")),
            APPLES => view("010302", VILLAGE, Some("特级")),
            FAR_PEARS => view("010301", OTHER_VILLAGE, Some("特级")),
            MIXED_PEARS => view_of("010301", &[VILLAGE, OTHER_VILLAGE], Some("特级")),
            PEARS_FROM_NOWHERE => view_of("010301", &[], Some("特级")),
            SMALL_PEARS => view("010301", VILLAGE, Some("三级")),
            UNGRADED_PEARS => view("010301", VILLAGE, None),
            _ => return Err(refused),
        })
    }

    fn pack(goods: Goods, _: Author, _: CodeRange, mass: Grams, item: u16) -> DispatchResult {
        let left = Left::get(goods)
            .unwrap_or(LOT_MASS)
            .checked_sub(mass)
            .ok_or(refusal(Refusal::NothingLeft, item))?;
        Left::insert(goods, left);
        Ok(())
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkSetup;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for BenchmarkSetup {
    fn stage() -> crate::benchmarking::Stage<AccountId32> {
        crate::benchmarking::Stage {
            county: account(COUNTY),
            owner: account(BRAND_OWNER),
            owner_organisation: ASSOCIATION,
            packer: account(PACKER),
            packer_organisation: HOUSE,
            division: division(COUNTY_CODE),
            product: "010301".parse().unwrap(),
            lot: LOT,
        }
    }
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    release_all();
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test and checks the invariants after it.
pub(crate) fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Labels::do_try_state().unwrap();
    });
}
