//! A test runtime with small fakes of the registry, of oversight and of the goods.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{
    livestock::{Group, MeatKind, Species, Unit},
    registry::OrganisationStatus,
    trade::{
        GoodsKind, Price, SaleAnswer, SaleCancellation, SaleDelivery, SaleInput, SaleSettlement,
        SaleState, SoldGoods, TradeEntry,
    },
    traits::{Holds, Members, OrganisationView, Sellable, SellableView},
    AnimalId, Author, CycleId, Date, DeclarationId, Digest, DivisionCode, Grams, HerdId, Items,
    Jurisdiction, List, MeatId, MemberId, OrganisationId, PolicyKey, Record, Role, SaleId,
    Signature, Subject, TestId, Text, TimestampMs,
};
use frame_support::{assert_ok, derive_impl, dispatch::DispatchResultWithPostInfo};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
};

use crate::{self as pallet_trade, types::Sale, Sales};

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
    pub(crate) type Trade = pallet_trade;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

impl pallet_trade::Config for Test {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type Goods = FakeGoods;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkSetup;
}

pub(crate) const DAY_MS: u64 = 86_400_000;
pub(crate) const START_MS: u64 = 1_780_000_000_000;
pub(crate) const TOLERANCE_BASIS_POINTS: u64 = 300;
pub(crate) const PAYMENT_DAYS: u32 = 7;

/// The members of the tests. The number is the member's, the account's and the organisation's.
pub(crate) const FARM: u8 = 1;
pub(crate) const HOUSE: u8 = 2;
pub(crate) const MARKET: u8 = 3;
pub(crate) const TRADER: u8 = 4;
/// An inspector trades nothing.
pub(crate) const INSPECTOR: u8 = 5;
/// A farm where no policy is set.
pub(crate) const FAR_FARM: u8 = 6;
/// An organisation that is suspended.
pub(crate) const SUSPENDED: u8 = 7;
/// A member whose organisation is not there any more.
pub(crate) const GHOST: u8 = 8;

pub(crate) const VILLAGE: &str = "500153101201";
pub(crate) const FAR: &str = "370322101201";

/// The refusal of the fake registry.
pub(crate) const NO_ROLE: DispatchError = DispatchError::Other("no role over the division");
/// The refusal of a registry without the policy.
pub(crate) const NO_POLICY: DispatchError = DispatchError::Other("no policy");
/// The refusal of the fake oversight.
pub(crate) const HELD: DispatchError = DispatchError::Other("held");
/// The refusal of the fake livestock.
pub(crate) const NOT_SELLABLE: DispatchError = DispatchError::Other("not sellable");

/// Something that is sold in the tests.
#[derive(Clone, Debug)]
pub(crate) struct Stock {
    pub(crate) holder: u8,
    pub(crate) species: Species,
    pub(crate) piece: Option<MeatKind>,
    pub(crate) heads: u32,
    pub(crate) left: Grams,
    pub(crate) origins: Vec<Subject>,
}

thread_local! {
    static NOW_MS: RefCell<TimestampMs> = const { RefCell::new(START_MS) };
    static SAME_PERSON: RefCell<Option<(MemberId, MemberId)>> = const { RefCell::new(None) };
    static HELD_SUBJECTS: RefCell<BTreeSet<Subject>> = const { RefCell::new(BTreeSet::new()) };
    static STOCK: RefCell<BTreeMap<Subject, Stock>> = const { RefCell::new(BTreeMap::new()) };
}

pub(crate) fn account(number: u8) -> AccountId32 {
    AccountId32::new([number; 32])
}

pub(crate) fn organisation(number: u8) -> OrganisationId {
    OrganisationId(number.into())
}

pub(crate) fn division(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

pub(crate) fn now_ms() -> TimestampMs {
    NOW_MS.with_borrow(|now| *now)
}

pub(crate) fn pass_days(days: u32) {
    NOW_MS.set(now_ms() + u64::from(days) * DAY_MS);
}

pub(crate) fn today() -> Date {
    Date::of_timestamp(now_ms())
}

pub(crate) fn hold(subject: Subject) {
    HELD_SUBJECTS.with_borrow_mut(|held| held.insert(subject));
}

pub(crate) fn release(subject: Subject) {
    HELD_SUBJECTS.with_borrow_mut(|held| held.remove(&subject));
}

/// One person stands behind both memberships from now on.
pub(crate) fn make_one_person(one: u8, other: u8) {
    SAME_PERSON.set(Some((MemberId(one.into()), MemberId(other.into()))));
}

/// Puts something into stock, or changes what is there.
pub(crate) fn stock(subject: Subject, stock: Stock) {
    STOCK.with_borrow_mut(|all| all.insert(subject, stock));
}

/// So many heads are left of it.
pub(crate) fn leave_heads(subject: Subject, heads: u32) {
    STOCK.with_borrow_mut(|all| all.get_mut(&subject).unwrap().heads = heads);
}

/// Somebody else has it in hand now.
pub(crate) fn hand_over(subject: Subject, to: u8) {
    STOCK.with_borrow_mut(|all| all.get_mut(&subject).unwrap().holder = to);
}

fn home(number: u8) -> Option<(Role, &'static str)> {
    Some(match number {
        FARM => (Role::Producer, VILLAGE),
        HOUSE => (Role::Slaughterhouse, VILLAGE),
        MARKET => (Role::Market, VILLAGE),
        TRADER => (Role::Buyer, VILLAGE),
        INSPECTOR => (Role::Inspector, VILLAGE),
        FAR_FARM => (Role::Producer, FAR),
        SUSPENDED | GHOST => (Role::Packer, VILLAGE),
        _ => return None,
    })
}

/// The author that a member's signature gives.
pub(crate) fn author(number: u8) -> Author {
    Author::Member(Signature {
        member: MemberId(number.into()),
        key: 0,
        organisation: organisation(number),
        role: home(number).unwrap().0,
    })
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
        _: u16,
    ) -> Result<Author, DispatchError> {
        let (role, place) = home(number_of(who)).ok_or(NO_ROLE)?;
        let held = Jurisdiction {
            role,
            division: self::division(place),
        };
        let fits = roles.iter().any(|role| held.covers(*role, division));
        fits.then(|| author(number_of(who))).ok_or(NO_ROLE)
    }

    fn organisation_of(who: &AccountId32, _: u16) -> Result<OrganisationId, DispatchError> {
        let known = home(number_of(who)).map(|_| organisation(number_of(who)));
        known.ok_or(NO_ROLE)
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        let number = u8::try_from(id.0).ok().filter(|number| *number != GHOST)?;
        let (_, place) = home(number)?;
        Some(OrganisationView {
            division: division(place),
            status: if number == SUSPENDED {
                OrganisationStatus::Suspended
            } else {
                OrganisationStatus::Active
            },
        })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        one == other || SAME_PERSON.with_borrow(|pair| *pair == Some((one, other)))
    }

    fn policy(division: DivisionCode, key: PolicyKey, _: u16) -> Result<u64, DispatchError> {
        match key {
            _ if division == self::division(FAR) => Err(NO_POLICY),
            PolicyKey::SaleToleranceBasisPoints => Ok(TOLERANCE_BASIS_POINTS),
            PolicyKey::SalePaymentDays => Ok(PAYMENT_DAYS.into()),
            _ => Err(NO_POLICY),
        }
    }

    fn now_ms() -> TimestampMs {
        now_ms()
    }
}

pub struct FakeHolds;

impl Holds for FakeHolds {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, _: u16) -> DispatchResult {
        let held = HELD_SUBJECTS.with_borrow(|held| held.contains(subject));
        if held {
            Err(HELD)
        } else {
            Ok(())
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

pub struct FakeGoods;

/// The goods of the tests, one by one: a declaration is the load of the first two pigs.
fn named(goods: &SoldGoods) -> Vec<Subject> {
    match goods {
        SoldGoods::Animals(Group::Units(units)) => {
            units.iter().map(|unit| unit.subject()).collect()
        }
        SoldGoods::Declaration(DeclarationId(1)) => vec![PIG, SECOND_PIG],
        SoldGoods::Meats(meats) => meats.iter().map(|id| Subject::Meat(*id)).collect(),
        _ => Vec::new(),
    }
}

impl Sellable for FakeGoods {
    type Error = DispatchError;

    fn sellable(
        goods: &SoldGoods,
        seller: OrganisationId,
        item: u16,
    ) -> Result<SellableView, DispatchError> {
        let goods = named(goods);
        Self::ensure_free(&goods, item)?;
        let all = STOCK.with_borrow(|stock| {
            let found = goods.iter().map(|subject| stock.get(subject).cloned());
            found.collect::<Option<Vec<_>>>()
        });
        let all = all.filter(|all| {
            let own = |one: &Stock| organisation(one.holder) == seller;
            all.iter().all(own) && !all.is_empty()
        });
        let all = all.ok_or(NOT_SELLABLE)?;
        let pieces: BTreeSet<MeatKind> = all.iter().filter_map(|one| one.piece).collect();
        let mass = all.iter().map(|one| one.left.0).sum();
        Ok(SellableView {
            goods: List::try_from(goods).map_err(|_| NOT_SELLABLE)?,
            origins: all.iter().flat_map(|one| one.origins.clone()).collect(),
            species: all[0].species,
            left: (!pieces.is_empty()).then_some(Grams(mass)),
            pieces: pieces.into_iter().collect(),
            heads: all.iter().map(|one| one.heads).sum(),
        })
    }

    fn ensure_free(goods: &[Subject], item: u16) -> DispatchResult {
        goods
            .iter()
            .try_for_each(|subject| FakeHolds::ensure_free(subject, item))
    }

    fn heads_there(goods: &[Subject], _: u16) -> Result<u32, DispatchError> {
        STOCK.with_borrow(|stock| {
            let heads = goods.iter().map(|subject| Some(stock.get(subject)?.heads));
            heads.sum::<Option<u32>>().ok_or(NOT_SELLABLE)
        })
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkSetup;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for BenchmarkSetup {
    fn traders(pigs: u32) -> (AccountId32, AccountId32, OrganisationId) {
        for id in 1..=u64::from(pigs) {
            stock(Subject::Animal(AnimalId(id)), pig());
        }
        (account(FARM), account(HOUSE), organisation(HOUSE))
    }
}

pub(crate) const PIG: Subject = Subject::Animal(AnimalId(1));
pub(crate) const SECOND_PIG: Subject = Subject::Animal(AnimalId(2));
pub(crate) const FAR_PIG: Subject = Subject::Animal(AnimalId(3));
pub(crate) const FLOCK: Subject = Subject::Herd(HerdId(1));
pub(crate) const CARCASS: Subject = Subject::Meat(MeatId(1));
pub(crate) const LEFT_HALF: Subject = Subject::Meat(MeatId(2));
pub(crate) const RIGHT_HALF: Subject = Subject::Meat(MeatId(3));

pub(crate) fn pig() -> Stock {
    Stock {
        holder: FARM,
        species: Species::Pig,
        piece: None,
        heads: 1,
        left: Grams::ZERO,
        origins: Vec::new(),
    }
}

pub(crate) fn meat(piece: MeatKind, left: u64, origins: Vec<Subject>) -> Stock {
    Stock {
        holder: HOUSE,
        piece: Some(piece),
        left: Grams(left),
        origins,
        ..pig()
    }
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    NOW_MS.set(START_MS);
    SAME_PERSON.set(None);
    HELD_SUBJECTS.with_borrow_mut(BTreeSet::clear);
    STOCK.with_borrow_mut(BTreeMap::clear);
    stock(PIG, pig());
    stock(SECOND_PIG, pig());
    stock(
        FAR_PIG,
        Stock {
            holder: FAR_FARM,
            ..pig()
        },
    );
    stock(
        FLOCK,
        Stock {
            species: Species::Poultry,
            heads: 300,
            ..pig()
        },
    );
    stock(CARCASS, meat(MeatKind::Carcass, 80_000, Vec::new()));
    stock(LEFT_HALF, meat(MeatKind::LeftHalf, 38_000, vec![CARCASS]));
    stock(RIGHT_HALF, meat(MeatKind::RightHalf, 37_000, vec![CARCASS]));
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test and checks the invariants after it.
pub(crate) fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Trade::do_try_state().unwrap();
    });
}

pub(crate) fn items<Input: Clone>(inputs: &[Input]) -> Items<Input> {
    inputs.to_vec().try_into().ok().unwrap()
}

pub(crate) fn text(text: &str) -> Text<96> {
    text.parse().unwrap()
}

fn signed(who: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(who))
}

/// What became of a call, whatever it weighed.
fn plain(result: DispatchResultWithPostInfo) -> DispatchResult {
    result.map(|_| ()).map_err(|refused| refused.error)
}

/// Animals or meat as a sale names them.
pub(crate) fn goods(subjects: &[Subject]) -> SoldGoods {
    let meats: Vec<MeatId> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Meat(id) => Some(*id),
            _ => None,
        })
        .collect();
    if !meats.is_empty() {
        return SoldGoods::Meats(meats.try_into().unwrap());
    }
    let units: Vec<Unit> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Animal(id) => Some(Unit::Animal(*id)),
            Subject::Herd(id) => Some(Unit::Herd(*id)),
            _ => None,
        })
        .collect();
    SoldGoods::Animals(Group::Units(units.try_into().unwrap()))
}

/// A sale of the first pig to the slaughterhouse: 110 kg at 15.60 yuan are 1,716.00 yuan.
pub(crate) fn pig_sale() -> SaleInput {
    SaleInput {
        buyer: organisation(HOUSE),
        kind: GoodsKind::Live,
        species: Species::Pig,
        goods: goods(&[PIG]),
        heads: 1,
        mass: Grams(110_000),
        price: Price::PerKilogram(1_560),
        amount: 171_600,
        date: today(),
    }
}

/// A sale of the left half to the market: 38 kg at 22.00 yuan are 836.00 yuan.
pub(crate) fn half_sale() -> SaleInput {
    SaleInput {
        buyer: organisation(MARKET),
        kind: GoodsKind::HalfCarcass,
        goods: goods(&[LEFT_HALF]),
        mass: Grams(38_000),
        price: Price::PerKilogram(2_200),
        amount: 83_600,
        ..pig_sale()
    }
}

pub(crate) fn record(who: u8, sale: SaleInput) -> DispatchResult {
    Trade::record_sales(signed(who), items(&[sale]))
}

pub(crate) fn answer(who: u8, sale: u64, accepted: bool, reason: &str) -> DispatchResult {
    let answer = SaleAnswer {
        sale: SaleId(sale),
        accepted,
        reason: text(reason),
    };
    plain(Trade::answer_sales(signed(who), items(&[answer])))
}

pub(crate) fn confirm(who: u8, sale: u64) -> DispatchResult {
    answer(who, sale, true, "")
}

pub(crate) fn cancel(who: u8, sale: u64, reason: &str) -> DispatchResult {
    let cancellation = SaleCancellation {
        sale: SaleId(sale),
        reason: text(reason),
    };
    plain(Trade::cancel_sales(signed(who), items(&[cancellation])))
}

pub(crate) fn delivery(sale: u64, heads: u32, grams: u64) -> SaleDelivery {
    SaleDelivery {
        sale: SaleId(sale),
        heads,
        mass: Grams(grams),
        date: today(),
    }
}

pub(crate) fn deliver(who: u8, delivery: SaleDelivery) -> DispatchResult {
    plain(Trade::deliver_sales(signed(who), items(&[delivery])))
}

/// A payment with a receipt of its own.
pub(crate) fn payment(sale: u64, amount: u64, receipt: u8) -> SaleSettlement {
    SaleSettlement {
        sale: SaleId(sale),
        amount,
        date: today(),
        receipt: Digest([receipt; 32]),
    }
}

pub(crate) fn pay(who: u8, payment: SaleSettlement) -> DispatchResult {
    Trade::settle_sales(signed(who), items(&[payment]))
}

/// A sale of the whole carcass to the market: 80 kg at 22.00 yuan are 1,760.00 yuan.
pub(crate) fn carcass_sale() -> SaleInput {
    SaleInput {
        kind: GoodsKind::Carcass,
        goods: goods(&[CARCASS]),
        mass: Grams(80_000),
        amount: 176_000,
        ..half_sale()
    }
}

/// The flock sold to the market: 300 heads at 45.00 yuan are 13,500.00 yuan.
pub(crate) fn flock_sale() -> SaleInput {
    SaleInput {
        buyer: organisation(MARKET),
        species: Species::Poultry,
        goods: goods(&[FLOCK]),
        heads: 300,
        mass: Grams(600_000),
        price: Price::PerHead(4_500),
        amount: 1_350_000,
        ..pig_sale()
    }
}

/// The first pig sold and confirmed, as sale 1.
pub(crate) fn confirmed() {
    assert_ok!(record(FARM, pig_sale()));
    assert_ok!(confirm(HOUSE, 1));
}

/// The same, weighed in with exactly the mass agreed.
pub(crate) fn delivered() {
    confirmed();
    assert_ok!(deliver(HOUSE, delivery(1, 1, 110_000)));
}

pub(crate) fn sale(id: u64) -> Sale {
    Sales::<Test>::get(SaleId(id)).unwrap()
}

pub(crate) fn state(id: u64) -> SaleState {
    sale(id).state
}

/// Everything recorded so far on a sale, in order.
pub(crate) fn entries(id: u64) -> Vec<TradeEntry> {
    let of_sale = |record: Record<TradeEntry>| {
        (record.subject == Subject::Sale(SaleId(id))).then_some(record.entry)
    };
    System::events()
        .into_iter()
        .filter_map(|event| match event.event {
            RuntimeEvent::Trade(crate::Event::Recorded { record }) => of_sale(record),
            _ => None,
        })
        .collect()
}

/// Asserts that the last event is this record of a sale.
pub(crate) fn assert_recorded(id: u64, sequence: u32, author: Author, entry: TradeEntry) {
    let record = Record {
        subject: Subject::Sale(SaleId(id)),
        sequence,
        author,
        ledger_ms: now_ms(),
        entry,
    };
    System::assert_last_event(crate::Event::Recorded { record }.into());
}
