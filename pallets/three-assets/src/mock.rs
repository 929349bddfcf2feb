//! A test runtime with fakes of the registry and of oversight, a village with its officers, and what they do.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use county_primitives::{
    registry::OrganisationStatus,
    three_assets::{
        accounts::{AccountCode, AccountInput, Side},
        books::{
            BookInput, Nature, Opening, Origin, Reconciliation, Till, VoucherInput, VoucherLine,
        },
        collectives::{
            BankAccountInput, BankAccountKind, CollectiveInput, CollectiveLevel, Figures,
            OfficerInput, Post,
        },
        decisions::{Body, DecisionInput, DecisionStep, DecisionStepInput, Matter, Tally},
        spending::{
            DecisionAttachment, DecisionLevel, Instruction, PaymentMethod, PaymentOutcome,
            PaymentReport, SpendingInput, SpendingKind, SpendingSignature, Step,
        },
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen, MonthKey,
    },
    traits::{Holds, Members, OrganisationView},
    Author, BankAccountId, BookId, CollectiveId, CycleId, Date, DecisionId, Digest, DivisionCode,
    Items, Jurisdiction, MemberId, OrganisationId, PolicyKey, Pseudonym, Record, Role, Signature,
    SpendingId, Subject, TestId, TimestampMs, VoucherId, WarningId,
};
use frame_support::{assert_ok, derive_impl};
use sp_runtime::{
    traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
};

use crate as pallet_three_assets;

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
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;

    #[runtime::pallet_index(1)]
    pub type ThreeAssets = pallet_three_assets;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_three_assets::Config for Test {
    type Members = FakeMembers;
    type Holds = FakeHolds;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeMembers;
}

/// The refusals of the fakes.
pub(crate) const NO_ROLE: DispatchError = DispatchError::Other("no role over the division");
pub(crate) const NO_POLICY: DispatchError = DispatchError::Other("no pack sets it");
pub(crate) const HELD: DispatchError = DispatchError::Other("held");

/// The actors. The number is the account's, the member's and, unless said otherwise, the person's.
pub(crate) const CHAIR: u8 = 1;
pub(crate) const DIRECTOR: u8 = 2;
pub(crate) const CASHIER: u8 = 4;
pub(crate) const ACCOUNTANT: u8 = 5;
pub(crate) const SUPERVISOR: u8 = 6;
pub(crate) const TOWN: u8 = 7;
pub(crate) const COUNTY: u8 = 8;
pub(crate) const INSPECTOR: u8 = 9;
pub(crate) const MEMBER: u8 = 10;
pub(crate) const BANK: u8 = 11;
/// An accountant who is the same person as the cashier.
pub(crate) const CASHIER_AGAIN: u8 = 12;
/// An accountant of the township's agency, who has no seat.
pub(crate) const AGENCY: u8 = 13;
/// A second accountant of the village.
pub(crate) const CLERK: u8 = 14;
/// An accountant without a seat.
pub(crate) const OUTSIDER: u8 = 15;
/// Three more directors.
pub(crate) const DIRECTORS: [u8; 3] = [16, 17, 18];
pub(crate) const SECOND_INSPECTOR: u8 = 19;
/// The council, which signs for nobody.
pub(crate) const GOVERNANCE: u8 = 20;
/// The organisation that keeps books for villages.
pub(crate) const AGENCY_ORGANISATION: OrganisationId = OrganisationId(50);
/// The organisation of the village's collective.
pub(crate) const ORGANISATION: OrganisationId = OrganisationId(1);

pub(crate) const VILLAGE: &str = "210115104201";
pub(crate) const TOWNSHIP: &str = "210115104000";
pub(crate) const COUNTY_CODE: &str = "210115000000";
pub(crate) const CODE: &str = "N2210115MF1234567N";
pub(crate) const FIRST: CollectiveId = CollectiveId(1);
pub(crate) const ACCOUNT: BankAccountId = BankAccountId(1);

thread_local! {
    static NOW_MS: Cell<TimestampMs> = const { Cell::new(0) };
    static POLICIES: RefCell<BTreeMap<PolicyKey, u64>> = const { RefCell::new(BTreeMap::new()) };
    static HELD_SUBJECTS: RefCell<BTreeSet<Subject>> = const { RefCell::new(BTreeSet::new()) };
}

/// The defaults of the domain.
const POLICY_DEFAULTS: &[(PolicyKey, u64)] = &[
    (PolicyKey::ApprovalLimit1Yuan, 2_000),
    (PolicyKey::ApprovalLimit2Yuan, 10_000),
    (PolicyKey::ApprovalLimit3Yuan, 50_000),
    (PolicyKey::ApprovalLimit4Yuan, 200_000),
    (PolicyKey::Approvals1, 11),
    (PolicyKey::Approvals2, 15 + 256),
    (PolicyKey::Approvals3, 31 + 512),
    (PolicyKey::Approvals4, 31 + 768),
    (PolicyKey::Approvals5, 63 + 768),
    (PolicyKey::CashSingleLimitYuan, 1_000),
    (PolicyKey::CashBoxLimitYuan, 5_000),
    (PolicyKey::SplitWindowDays, 30),
    (PolicyKey::SplitSharePercent, 80),
    (PolicyKey::BankUnmatchedDays, 5),
    (PolicyKey::ReconciliationDay, 10),
    (PolicyKey::IncomeUnbookedDays, 7),
    (PolicyKey::LateEntryYellowDays, 15),
    (PolicyKey::LateEntryOrangeDays, 30),
    (PolicyKey::FundIdleMonths, 12),
    (PolicyKey::NonProductiveCapYuan, 20_000),
    (PolicyKey::RoundAmountYuan, 1_000),
    (PolicyKey::DebtRatioPercent, 70),
    (PolicyKey::DisclosureDueDays, 15),
    (PolicyKey::SpecialDisclosureDays, 5),
    (PolicyKey::DisclosurePostingDays, 15),
    (PolicyKey::ReversalsPerMonth, 3),
    (PolicyKey::PartyNoticeDays, 3),
    (PolicyKey::ChallengeAcceptWorkdays, 1),
    (PolicyKey::ChallengeAnswerWorkdays, 10),
    (PolicyKey::ChallengeTownshipDays, 15),
    (PolicyKey::ChallengeCountyDays, 15),
    (PolicyKey::JointPeople, 20),
    (PolicyKey::JointHouseholds, 10),
    (PolicyKey::WarningYellowWorkdays, 10),
    (PolicyKey::WarningOrangeWorkdays, 5),
    (PolicyKey::WarningRedWorkdays, 2),
    (PolicyKey::CashBankingDays, 3),
    (PolicyKey::DisclosureCycleMonths, 3),
    (PolicyKey::AnnualReportDays, 10),
];

pub(crate) fn account(number: u8) -> AccountId32 {
    AccountId32::new([number; 32])
}

pub(crate) fn by(number: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(number))
}

pub(crate) fn division(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn today() -> Date {
    FakeMembers::today()
}

/// Sets the clock to ten in the morning.
pub(crate) fn set_day(day: Date) {
    NOW_MS.set(day.start_ms() + 36_000_000);
}

pub(crate) fn on(day: &str) {
    set_day(date(day));
}

pub(crate) fn set_policy(key: PolicyKey, value: Option<u64>) {
    POLICIES.with_borrow_mut(|policies| match value {
        Some(value) => policies.insert(key, value),
        None => policies.remove(&key),
    });
}

pub(crate) fn hold(subject: Subject, held: bool) {
    HELD_SUBJECTS.with_borrow_mut(|subjects| match held {
        true => subjects.insert(subject),
        false => subjects.remove(&subject),
    });
}

fn roles(number: u8) -> Vec<Jurisdiction> {
    let (roles, place): (&[Role], &str) = match number {
        CHAIR => (&[Role::VillageChair], VILLAGE),
        DIRECTOR | 16..=18 => (&[Role::VillageBoard], VILLAGE),
        CASHIER => (&[Role::VillageCashier], VILLAGE),
        ACCOUNTANT | CLERK | CASHIER_AGAIN | OUTSIDER => (&[Role::Accountant], VILLAGE),
        SUPERVISOR => (&[Role::VillageSupervisor], VILLAGE),
        TOWN => (&[Role::Township], TOWNSHIP),
        AGENCY => (&[Role::Accountant], TOWNSHIP),
        COUNTY => (&[Role::CountyAgriculture], COUNTY_CODE),
        INSPECTOR | SECOND_INSPECTOR => (&[Role::Inspector], COUNTY_CODE),
        MEMBER => (&[Role::CollectiveMember], VILLAGE),
        BANK => (&[Role::Bank], COUNTY_CODE),
        _ => (&[], VILLAGE),
    };
    let place = division(place);
    roles
        .iter()
        .map(|role| Jurisdiction {
            role: *role,
            division: place,
        })
        .collect()
}

fn organisation(number: u8) -> OrganisationId {
    if number == AGENCY {
        AGENCY_ORGANISATION
    } else {
        OrganisationId(number.into())
    }
}

/// The author that an actor's signature gives.
pub(crate) fn author(number: u8) -> Author {
    Author::Member(Signature {
        member: MemberId(number.into()),
        key: 0,
        organisation: organisation(number),
        role: roles(number)[0].role,
    })
}

pub struct FakeMembers;

impl Members<AccountId32> for FakeMembers {
    type Error = DispatchError;

    fn authorise(
        who: &AccountId32,
        wanted: &[Role],
        division: DivisionCode,
        _: u16,
    ) -> Result<Author, DispatchError> {
        let [number, ..] = <[u8; 32]>::from(who.clone());
        if number == GOVERNANCE {
            return Ok(Author::Governance);
        }
        let held = roles(number);
        let role = wanted
            .iter()
            .find(|role| held.iter().any(|held| held.covers(**role, division)))
            .ok_or(NO_ROLE)?;
        Ok(Author::Member(Signature {
            member: MemberId(number.into()),
            key: 0,
            organisation: organisation(number),
            role: *role,
        }))
    }

    fn organisation_of(who: &AccountId32, _: u16) -> Result<OrganisationId, DispatchError> {
        let [number, ..] = <[u8; 32]>::from(who.clone());
        Ok(organisation(number))
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        let (place, status) = match id.0 {
            1 | 2 => (VILLAGE, OrganisationStatus::Active),
            3 => (TOWNSHIP, OrganisationStatus::Active),
            4 => (VILLAGE, OrganisationStatus::Suspended),
            50 => (TOWNSHIP, OrganisationStatus::Active),
            _ => return None,
        };
        Some(OrganisationView {
            division: division(place),
            status,
        })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        let person = |member: MemberId| match member.0 {
            number if number == u32::from(CASHIER_AGAIN) => u32::from(CASHIER),
            number => number,
        };
        person(one) == person(other)
    }

    fn policy(_: DivisionCode, key: PolicyKey, _: u16) -> Result<u64, DispatchError> {
        POLICIES
            .with_borrow(|policies| policies.get(&key).copied())
            .ok_or(NO_POLICY)
    }

    fn now_ms() -> TimestampMs {
        NOW_MS.get()
    }
}

pub struct FakeHolds;

impl Holds for FakeHolds {
    type Error = DispatchError;

    fn ensure_free(subject: &Subject, _: u16) -> Result<(), DispatchError> {
        match HELD_SUBJECTS.with_borrow(|subjects| subjects.contains(subject)) {
            true => Err(HELD),
            false => Ok(()),
        }
    }

    fn hold_for_failed_test(_: Subject, _: TestId, _: u16) -> Result<(), DispatchError> {
        Err(DispatchError::Unavailable)
    }

    fn hold_for_safety_interval(
        _: Subject,
        _: CycleId,
        _: Date,
        _: u16,
    ) -> Result<(), DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Setup<AccountId32> for FakeMembers {
    fn member(_: u32, _: u32, role: Role, _: DivisionCode) -> (AccountId32, OrganisationId) {
        let number = match role {
            Role::VillageChair => CHAIR,
            Role::VillageBoard => DIRECTOR,
            Role::VillageCashier => CASHIER,
            Role::Accountant => ACCOUNTANT,
            Role::VillageSupervisor => SUPERVISOR,
            Role::Township => TOWN,
            Role::CountyAgriculture => COUNTY,
            Role::Inspector => INSPECTOR,
            Role::CollectiveMember => MEMBER,
            _ => BANK,
        };
        (account(number), ORGANISATION)
    }

    fn set_day(day: Date) {
        self::set_day(day);
    }
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    POLICIES.with_borrow_mut(|policies| *policies = POLICY_DEFAULTS.iter().copied().collect());
    HELD_SUBJECTS.with_borrow_mut(BTreeSet::clear);
    on("2026-03-10");
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test on an empty ledger, and checks the invariants after it.
pub(crate) fn run_empty(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        ThreeAssets::do_try_state().unwrap();
    });
}

/// Runs a test in a village that has its officers, a bank account and the book of 2026.
pub(crate) fn run(test: impl FnOnce()) {
    run_empty(|| {
        found_village();
        test();
    });
}

pub(crate) fn items<Input: Clone>(inputs: &[Input]) -> Items<Input> {
    inputs.to_vec().try_into().ok().unwrap()
}

pub(crate) fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

pub(crate) fn pseudonym(byte: u8) -> Pseudonym {
    Pseudonym([byte; 16])
}

pub(crate) fn yuan(amount: i64) -> Fen {
    Fen(amount * 100)
}

pub(crate) fn code(text: &str) -> AccountCode {
    text.parse().unwrap()
}

pub(crate) fn book() -> BookId {
    BookId::new(FIRST, 2026)
}

pub(crate) fn month(month: u8) -> MonthKey {
    MonthKey {
        book: book(),
        month,
    }
}

pub(crate) fn figures() -> Figures {
    Figures {
        members: 1_000,
        representatives: 21,
        households: 300,
        party_members: 30,
    }
}

pub(crate) fn collective_input() -> CollectiveInput {
    CollectiveInput {
        organisation: ORGANISATION,
        credit_code: CODE.parse().unwrap(),
        level: CollectiveLevel::Village,
        division: division(VILLAGE),
        figures: figures(),
        agency: Some(AGENCY_ORGANISATION),
    }
}

/// An officer in office for the whole of 2026 and 2027; the person's digest is the actor's number.
pub(crate) fn officer(number: u8, post: Post) -> OfficerInput {
    OfficerInput {
        collective: FIRST,
        member: MemberId(number.into()),
        post,
        from: date("2025-01-01"),
        until: date("2028-12-31"),
        person: digest(number),
        kin: Default::default(),
    }
}

pub(crate) fn bank_account_input(
    byte: u8,
    kind: BankAccountKind,
    ledger: &str,
) -> BankAccountInput {
    BankAccountInput {
        collective: FIRST,
        digest: digest(byte),
        bank: "农商行".parse().unwrap(),
        kind,
        ledger: code(ledger),
        decision: None,
    }
}

pub(crate) fn sub_account(text: &str) -> AccountInput {
    AccountInput {
        division: division(COUNTY_CODE),
        code: code(text),
        name: "明细".parse().unwrap(),
    }
}

fn opening(account: &str, balance: i64) -> Opening {
    Opening {
        account: code(account),
        balance: yuan(balance),
    }
}

/// A book with 1,000 yuan in cash and 500,000 in the bank.
pub(crate) fn book_input() -> BookInput {
    BookInput {
        collective: FIRST,
        year: 2026,
        openings: vec![
            opening("101", 1_000),
            opening("10201", 500_000),
            opening("301", -501_000),
        ]
        .try_into()
        .unwrap(),
    }
}

fn found_village() {
    assert_ok!(ThreeAssets::register_collectives(
        by(TOWN),
        items(&[collective_input()])
    ));
    let chart = ["10201", "10202", "10203", "50101", "11201"].map(sub_account);
    assert_ok!(ThreeAssets::add_accounts(by(COUNTY), items(&chart)));
    let officers = [
        officer(CHAIR, Post::Chair),
        officer(DIRECTOR, Post::Director),
        officer(DIRECTORS[0], Post::Director),
        officer(DIRECTORS[1], Post::Director),
        officer(DIRECTORS[2], Post::Director),
        officer(CASHIER, Post::Cashier),
        officer(ACCOUNTANT, Post::Accountant),
        officer(SUPERVISOR, Post::Supervisor),
    ];
    assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&officers)));
    let basic = bank_account_input(0xb1, BankAccountKind::Basic, "10201");
    assert_ok!(ThreeAssets::open_bank_accounts(
        by(ACCOUNTANT),
        items(&[basic])
    ));
    assert_ok!(ThreeAssets::open_books(
        by(ACCOUNTANT),
        items(&[book_input()])
    ));
}

pub(crate) fn line(account: &str, side: Side, amount: i64) -> VoucherLine {
    VoucherLine {
        account: code(account),
        side,
        amount: yuan(amount),
        party: None,
        project: None,
    }
}

/// A voucher of today that moves so many yuan from `credit` to `debit`.
pub(crate) fn voucher(debit: &str, credit: &str, amount: i64) -> VoucherInput {
    VoucherInput {
        book: book(),
        date: today(),
        occurred: today(),
        summary: "日常".parse().unwrap(),
        lines: vec![
            line(debit, Side::Debit, amount),
            line(credit, Side::Credit, amount),
        ]
        .try_into()
        .unwrap(),
        documents: vec![digest(0xd0)].try_into().unwrap(),
        origin: Origin::Entered,
        nature: Nature::Ordinary,
        spending: None,
        decision: None,
        receipt: None,
        deposit: None,
    }
}

pub(crate) fn draft(who: u8, input: &VoucherInput) -> DispatchResult {
    ThreeAssets::draft_vouchers(by(who), items(std::slice::from_ref(input)))
}

pub(crate) fn post(who: u8, voucher: VoucherId) -> DispatchResult {
    let result = ThreeAssets::post_vouchers(by(who), items(&[voucher]));
    result.map(|_| ()).map_err(|refused| refused.error)
}

pub(crate) fn last_voucher() -> VoucherId {
    VoucherId(crate::Counters::<Test>::get().vouchers)
}

pub(crate) fn last_spending() -> SpendingId {
    SpendingId(crate::Counters::<Test>::get().spendings)
}

pub(crate) fn last_decision() -> DecisionId {
    DecisionId(crate::Counters::<Test>::get().decisions)
}

/// The cashier drafts and the accountant posts.
pub(crate) fn enter(input: &VoucherInput) -> VoucherId {
    assert_ok!(draft(CASHIER, input));
    assert_ok!(post(ACCOUNTANT, last_voucher()));
    last_voucher()
}

pub(crate) fn balance(account: &str) -> Fen {
    crate::Balances::<Test>::get(book(), code(account))
        .closing()
        .unwrap()
}

pub(crate) fn reconciliation(number: u8, till: Till, statement: Fen) -> Reconciliation {
    Reconciliation {
        book: book(),
        month: number,
        till,
        statement,
        in_transit: Fen::ZERO,
        document: digest(0xe0),
    }
}

/// Reconciles cash and the basic account as the book has them.
pub(crate) fn reconcile(number: u8) {
    for (till, account) in [(Till::Cash, "101"), (Till::Bank(ACCOUNT), "10201")] {
        let statement = crate::Balances::<Test>::get(book(), code(account))
            .after(number)
            .unwrap();
        assert_ok!(ThreeAssets::reconcile_months(
            by(ACCOUNTANT),
            items(&[reconciliation(number, till, statement)])
        ));
    }
}

/// Reconciles and closes the months up to this one.
pub(crate) fn close_through(last: u8) {
    let first = crate::Books::<Test>::get(book()).unwrap().closed + 1;
    for number in first..=last {
        reconcile(number);
        assert_ok!(ThreeAssets::close_months(
            by(ACCOUNTANT),
            items(&[month(number)])
        ));
    }
}

/// A payment by bank to payee 0xa0 at account 0xa1.
pub(crate) fn spending(amount: i64) -> SpendingInput {
    SpendingInput {
        collective: FIRST,
        purpose: "修路".parse().unwrap(),
        kind: SpendingKind::Ordinary,
        project: None,
        payee: digest(0xa0),
        payee_group: None,
        method: PaymentMethod::Bank(digest(0xa1)),
        amount: yuan(amount),
        occurred: today(),
        invoice: None,
        documents: vec![digest(0xd1)].try_into().unwrap(),
    }
}

pub(crate) fn submit(input: &SpendingInput) -> SpendingId {
    assert_ok!(ThreeAssets::submit_spendings(
        by(CASHIER),
        items(std::slice::from_ref(input))
    ));
    last_spending()
}

/// Who signs a step.
pub(crate) fn signer(step: Step) -> u8 {
    match step {
        Step::Evidence => ACCOUNTANT,
        Step::Chair => CHAIR,
        Step::Board => DIRECTOR,
        Step::Supervisor => SUPERVISOR,
        Step::Township => TOWN,
        Step::County => COUNTY,
    }
}

pub(crate) fn sign_as(who: u8, id: SpendingId, step: Step) -> DispatchResult {
    let amount = crate::Spendings::<Test>::get(id).unwrap().amount;
    ThreeAssets::sign_spendings(
        by(who),
        items(&[SpendingSignature {
            spending: id,
            step,
            amount,
        }]),
    )
}

pub(crate) fn sign(id: SpendingId, step: Step) -> DispatchResult {
    sign_as(signer(step), id, step)
}

pub(crate) fn attach(id: SpendingId, decision: DecisionId) -> DispatchResult {
    ThreeAssets::attach_decisions(
        by(CHAIR),
        items(&[DecisionAttachment {
            spending: id,
            decision,
        }]),
    )
}

/// Gives a spending everything its row asks for.
pub(crate) fn approve(id: SpendingId) {
    let asked = crate::Spendings::<Test>::get(id).unwrap();
    if asked.approvals.decision != DecisionLevel::None {
        let body = match asked.approvals.decision {
            DecisionLevel::Board => Body::Board,
            DecisionLevel::Representatives => Body::Representatives,
            _ => Body::Members,
        };
        let matter = match asked.kind {
            SpendingKind::LandCompensation => Matter::LandCompensationUse,
            SpendingKind::Distribution => Matter::Distribution,
            SpendingKind::Loan => Matter::Loan,
            _ => Matter::Spending,
        };
        let decision = decide(body, matter, Some(asked.amount));
        assert_ok!(attach(id, decision));
    }
    for step in Step::ALL {
        if asked.approvals.steps & step.bit() != 0 {
            assert_ok!(sign(id, step));
        }
    }
}

pub(crate) fn instruction(id: SpendingId) -> Instruction {
    let spending = crate::Spendings::<Test>::get(id).unwrap();
    let payee_account = match spending.method {
        PaymentMethod::Bank(digest) => Some(digest),
        PaymentMethod::Cash => None,
    };
    Instruction {
        spending: id,
        from: payee_account.map(|_| ACCOUNT),
        payee: spending.payee,
        payee_account,
        amount: spending.amount,
    }
}

pub(crate) fn instruct(id: SpendingId) -> DispatchResult {
    ThreeAssets::instruct_payments(by(CASHIER), items(&[instruction(id)]))
}

pub(crate) fn paid_on(id: SpendingId, day: Date) -> PaymentReport {
    PaymentReport {
        spending: id,
        outcome: PaymentOutcome::Paid {
            date: day,
            receipt: digest(0xf0),
        },
    }
}

/// Approves, orders and pays.
pub(crate) fn pay(id: SpendingId) {
    approve(id);
    assert_ok!(instruct(id));
    assert_ok!(ThreeAssets::report_payments(
        by(BANK),
        items(&[paid_on(id, today())])
    ));
}

pub(crate) fn decision_input(body: Body, matter: Matter, amount: Option<Fen>) -> DecisionInput {
    DecisionInput {
        collective: FIRST,
        body,
        matter,
        about: "事项".parse().unwrap(),
        four_steps: false,
        merged: false,
        amount,
        notice: Date(today().0 - 10),
        meeting: today(),
        document: digest(0xc0),
    }
}

pub(crate) fn open_decision(input: &DecisionInput) -> DecisionId {
    assert_ok!(ThreeAssets::open_decisions(
        by(CHAIR),
        items(std::slice::from_ref(input))
    ));
    last_decision()
}

pub(crate) fn step_as(who: u8, decision: DecisionId, step: DecisionStep) -> DispatchResult {
    ThreeAssets::step_decisions(by(who), items(&[DecisionStepInput { decision, step }]))
}

pub(crate) fn resolved(abstaining: u32, present: u32, yes: u32) -> DecisionStep {
    DecisionStep::Resolved {
        date: today(),
        tally: Tally {
            abstaining,
            present,
            yes,
        },
        minutes: digest(0xc1),
    }
}

pub(crate) fn published() -> DecisionStep {
    DecisionStep::Published {
        posting: digest(0xc2),
    }
}

/// A decision that holds, passed by all, one abstaining.
pub(crate) fn decide(body: Body, matter: Matter, amount: Option<Fen>) -> DecisionId {
    let id = open_decision(&decision_input(body, matter, amount));
    // Its papers were on the wall in time.
    crate::Decisions::<Test>::mutate_extant(id, |it| it.shown = Some(it.notice));
    let all = match body {
        Body::Board => 4,
        Body::Representatives | Body::VillageRepresentatives => 20,
        Body::Members | Body::VillagersMeeting => 999,
    };
    assert_ok!(step_as(CHAIR, id, resolved(1, all, all)));
    if body != Body::Board {
        assert_ok!(step_as(SUPERVISOR, id, published()));
    }
    id
}

/// All records so far, in order.
pub(crate) fn records() -> Vec<Record<AssetsEntry>> {
    System::events()
        .into_iter()
        .filter_map(|event| match event.event {
            RuntimeEvent::ThreeAssets(crate::Event::Recorded { record }) => Some(record),
            _ => None,
        })
        .collect()
}

pub(crate) fn last_record() -> Record<AssetsEntry> {
    records().pop().unwrap()
}

/// Asserts the last record: its subject, author and entry.
pub(crate) fn assert_recorded(subject: Subject, who: u8, entry: AssetsEntry) {
    let record = last_record();
    assert_eq!(
        (record.subject, record.author, record.entry),
        (subject, author(who), entry)
    );
}

/// The warnings so far.
pub(crate) fn warnings() -> Vec<(WarningRule, WarningLevel, Subject)> {
    let count = crate::Counters::<Test>::get().warnings;
    (1..=count)
        .map(|id| {
            let warning = crate::Warnings::<Test>::get(WarningId(id)).unwrap();
            (warning.rule, warning.level, warning.about)
        })
        .collect()
}

pub(crate) fn rules() -> Vec<WarningRule> {
    warnings().into_iter().map(|(rule, _, _)| rule).collect()
}
