//! Tests by theme, and the steps they share.

mod activate;
mod brands;
mod issue;
mod print_and_spoil;
mod properties;
mod quotas;
mod void;

use county_primitives::{
    labels::{
        Activation, BatchInput, BrandInput, CodeRange, Goods, LabelsEntry, QuotaApproval,
        QuotaInput, QuotaKey, Voiding,
    },
    Author, BasisPoints, BatchId, BrandId, CodeKind, Digest, Grams, Items, LotId, Record, Subject,
};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

use crate::{
    mock::{
        account, division, Labels, RuntimeOrigin, System, Test, ASSOCIATION, BRAND_OWNER, COUNTY,
        HOUSE, NOW_MS, PACKER, PRINTER, TOWN,
    },
    types::Counters,
    Batches, Event,
};

const BRAND: BrandId = BrandId(1);
const BATCH: BatchId = BatchId(7);
const SEASON: u16 = 2026;
const UNIT: Grams = Grams(200);

fn signed(number: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(number))
}

fn items<Input: Clone>(inputs: &[Input]) -> Items<Input> {
    inputs.to_vec().try_into().ok().unwrap()
}

/// A pear brand of one town, for two grades.
fn brand_input() -> BrandInput {
    BrandInput {
        owner: ASSOCIATION,
        name: "隰县玉露香梨".parse().unwrap(),
        product: "010301".parse().unwrap(),
        area: vec![division(TOWN)].try_into().unwrap(),
        grades: vec!["特级".parse().unwrap(), "一级".parse().unwrap()]
            .try_into()
            .unwrap(),
    }
}

/// A quota that allows `items` codes and 3 % more for spoilage.
fn quota_input(items: u64) -> QuotaInput {
    QuotaInput {
        brand: BRAND,
        organisation: HOUSE,
        season: SEASON,
        approved_yield: Grams(items * UNIT.0),
        grade_rate: BasisPoints(10_000),
        unit_net: UNIT,
    }
}

fn quota_key() -> QuotaKey {
    QuotaKey {
        brand: BRAND,
        organisation: HOUSE,
        season: SEASON,
    }
}

fn batch_input(number: u32, count: u32) -> BatchInput {
    BatchInput {
        batch: BatchId(number),
        brand: BRAND,
        season: SEASON,
        kind: CodeKind::Item,
        count,
        root: Digest([9; 32]),
        unit_net: UNIT,
    }
}

fn range(from: u32, to: u32) -> CodeRange {
    CodeRange {
        batch: BATCH,
        from,
        to,
    }
}

fn register_brand(who: u8, input: BrandInput) -> DispatchResult {
    Labels::register_brands(signed(who), items(&[input]))
}

fn grant(who: u8, input: QuotaInput) -> DispatchResult {
    Labels::grant_quotas(signed(who), items(&[input]))
}

/// The approval of what waits, or of nothing in particular.
fn approval() -> QuotaApproval {
    let grant = Labels::quota(quota_key()).pending.map(|it| it.grant);
    QuotaApproval {
        quota: quota_key(),
        codes: grant.map_or(1, |grant| grant.codes),
        unit_net: grant.map_or(UNIT, |grant| grant.unit_net),
    }
}

fn approve(who: u8) -> DispatchResult {
    Labels::approve_quotas(signed(who), items(&[approval()]))
}

fn issue(who: u8, input: BatchInput) -> DispatchResult {
    Labels::issue_batches(signed(who), items(&[input]))
}

fn print(who: u8, range: CodeRange) -> DispatchResult {
    Labels::record_prints(signed(who), items(&[range]))
}

fn spoil(who: u8, range: CodeRange) -> DispatchResult {
    Labels::record_spoils(signed(who), items(&[range]))
}

fn activate(who: u8, range: CodeRange, lot: LotId) -> DispatchResult {
    Labels::activate_ranges(
        signed(who),
        items(&[Activation {
            range,
            goods: Goods::Lot(lot),
        }]),
    )
}

fn voiding(range: CodeRange) -> Voiding {
    Voiding {
        range,
        reason: "标签脱落".parse().unwrap(),
    }
}

fn void(who: u8, range: CodeRange) -> DispatchResult {
    Labels::void_codes(signed(who), items(&[voiding(range)]))
}

/// A brand with an approved quota for `codes` pears, not counting the allowance.
fn with_quota(codes: u64) {
    assert_ok!(register_brand(COUNTY, brand_input()));
    assert_ok!(grant(BRAND_OWNER, quota_input(codes)));
    assert_ok!(approve(COUNTY));
}

/// A batch of so many codes, of which the first are printed.
fn with_batch(count: u32, printed: u32) {
    with_quota(u64::from(count));
    assert_ok!(issue(PACKER, batch_input(BATCH.0, count)));
    if let Some(last) = printed.checked_sub(1) {
        assert_ok!(print(PRINTER, range(0, last)));
    }
}

fn counters() -> Counters {
    Batches::<Test>::get(BATCH).unwrap().counters
}

/// Asserts that the last event is this record.
fn assert_recorded(subject: Subject, sequence: u32, author: Author, entry: LabelsEntry) {
    let record = Record {
        subject,
        sequence,
        author,
        ledger_ms: NOW_MS,
        entry,
    };
    System::assert_last_event(Event::Recorded { record }.into());
}
