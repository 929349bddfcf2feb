//! Random sequences of calls, compared with a model that keeps one state for every single code.

use county_primitives::{
    labels::{CodeRange, CodeState, Goods},
    BatchId, LotId,
};
use frame_support::assert_ok;
use proptest::prelude::*;
use sp_runtime::DispatchResult;

use super::{
    activate, approve, batch_input, grant, issue, print, quota_input, quota_key, spoil, void,
    with_quota,
};
use crate::{
    mock::{new_test_ext, Labels, BRAND_OWNER, COUNTY, LOT, PACKER, SECOND_LOT},
    types::Counters,
};

/// The pears of the brand's first quota, and the codes of each batch at most.
const PEARS: u64 = 100;
const COUNT: u32 = 40;

#[derive(Clone, Copy, Debug)]
enum Op {
    Grant(u64),
    Approve,
    Issue(u32, u32),
    Print(CodeRange),
    Spoil(CodeRange),
    Activate(CodeRange, LotId),
    Void(CodeRange),
}

/// The state of every code of three batches, and the codes of the quota in force and of the one that waits.
#[derive(Default)]
struct Model {
    batches: [Vec<CodeState>; 3],
    approved: usize,
    pending: Option<usize>,
}

/// How many codes a quota for so many pears allows: 3 % more for spoilage, rounded down.
fn codes(pears: u64) -> usize {
    usize::try_from(pears * 103 / 100).unwrap()
}

impl Model {
    fn grant(&mut self, pears: u64) -> bool {
        let allowed = codes(pears) > 0;
        if allowed {
            self.pending = Some(codes(pears));
        }
        allowed
    }

    fn approve(&mut self) -> bool {
        let issued = self.issued();
        let Some(codes) = self.pending.filter(|codes| *codes >= issued) else {
            return false;
        };
        self.approved = codes;
        self.pending = None;
        true
    }

    fn issued(&self) -> usize {
        self.batches.iter().map(Vec::len).sum()
    }

    fn issue(&mut self, number: u32, count: u32) -> bool {
        let left = self.approved - self.issued();
        let codes = &mut self.batches[number as usize - 1];
        let allowed = codes.is_empty() && count > 0 && count as usize <= left;
        if allowed {
            *codes = vec![CodeState::Reserved; count as usize];
        }
        allowed
    }

    /// Changes each code of a range, all or none.
    fn change(
        &mut self,
        range: CodeRange,
        change: impl Fn(CodeState) -> Option<CodeState>,
    ) -> bool {
        let codes = &mut self.batches[range.batch.0 as usize - 1];
        if range.from > range.to {
            return false;
        }
        let Some(affected) = codes.get_mut(range.from as usize..=range.to as usize) else {
            return false;
        };
        let changed: Option<Vec<CodeState>> = affected.iter().copied().map(change).collect();
        if let Some(changed) = &changed {
            affected.copy_from_slice(changed);
        }
        changed.is_some()
    }

    fn apply(&mut self, op: Op) -> bool {
        match op {
            Op::Grant(pears) => self.grant(pears),
            Op::Approve => self.approve(),
            Op::Issue(number, count) => self.issue(number, count),
            Op::Print(range) => self.change(range, |state| {
                (state == CodeState::Reserved).then_some(CodeState::Printed)
            }),
            Op::Spoil(range) => self.change(range, |state| {
                matches!(state, CodeState::Reserved | CodeState::Printed)
                    .then_some(CodeState::Spoiled)
            }),
            Op::Activate(range, lot) => self.change(range, |state| {
                (state == CodeState::Printed).then_some(CodeState::Active(Goods::Lot(lot)))
            }),
            Op::Void(range) => self.change(range, |state| match state {
                CodeState::Printed => Some(CodeState::Void(None)),
                CodeState::Active(lot) => Some(CodeState::Void(Some(lot))),
                _ => None,
            }),
        }
    }
}

fn on_chain(op: Op) -> DispatchResult {
    match op {
        Op::Grant(pears) => grant(BRAND_OWNER, quota_input(pears)),
        Op::Approve => approve(COUNTY),
        Op::Issue(number, count) => issue(PACKER, batch_input(number, count)),
        Op::Print(range) => print(PACKER, range),
        Op::Spoil(range) => spoil(PACKER, range),
        Op::Activate(range, lot) => activate(PACKER, range, lot),
        Op::Void(range) => void(PACKER, range),
    }
}

fn tally(codes: &[CodeState]) -> Counters {
    let mut counters = Counters::default();
    for state in codes {
        match state {
            CodeState::Reserved => counters.reserved += 1,
            CodeState::Printed => counters.printed += 1,
            CodeState::Active(_) => counters.active += 1,
            CodeState::Spoiled => counters.spoiled += 1,
            CodeState::Void(_) => counters.void += 1,
        }
    }
    counters
}

/// Every code, every counter and the quota agree with the model.
fn compare(model: &Model) {
    for (codes, number) in model.batches.iter().zip(1u32..) {
        let batch = BatchId(number);
        for index in 0..=COUNT {
            let expected = codes.get(index as usize).copied();
            assert_eq!(
                Labels::code_state(batch, index),
                expected,
                "{number}/{index}"
            );
        }
        let counters = Labels::batch(batch).map(|batch| batch.counters);
        let expected = (!codes.is_empty()).then(|| tally(codes));
        assert_eq!(counters, expected);
    }
    let quota = Labels::quota(quota_key());
    assert_eq!(quota.issued as usize, model.issued());
    let approved = quota.approved.map(|grant| grant.codes as usize);
    assert_eq!(approved, Some(model.approved));
    let pending = quota.pending.map(|pending| pending.grant.codes as usize);
    assert_eq!(pending, model.pending);
}

fn ranges() -> impl Strategy<Value = CodeRange> {
    // Short ranges from anywhere, some of which stick out of the batch or are upside down.
    (1u32..=3, 0u32..COUNT + 2, -1i64..12).prop_map(|(batch, from, more)| CodeRange {
        batch: BatchId(batch),
        from,
        to: u32::try_from(i64::from(from) + more).unwrap_or(0),
    })
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => (0u64..=PEARS + 20).prop_map(Op::Grant),
        1 => Just(Op::Approve),
        1 => (1u32..=3, 0u32..=COUNT).prop_map(|(number, count)| Op::Issue(number, count)),
        5 => ranges().prop_map(Op::Print),
        2 => ranges().prop_map(Op::Spoil),
        5 => (ranges(), prop::sample::select(vec![LOT, SECOND_LOT]))
            .prop_map(|(range, lot)| Op::Activate(range, lot)),
        3 => ranges().prop_map(Op::Void),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ranges_do_what_single_codes_would(steps in prop::collection::vec(ops(), 1..80)) {
        new_test_ext().execute_with(|| {
            with_quota(PEARS);
            let mut model = Model { approved: codes(PEARS), ..Model::default() };
            let printed = CodeRange { batch: BatchId(1), from: 0, to: 29 };
            for op in [Op::Issue(1, COUNT), Op::Print(printed)] {
                assert!(model.apply(op));
                assert_ok!(on_chain(op));
            }
            for op in steps {
                let expected = model.apply(op);
                let result = on_chain(op);
                assert_eq!(result.is_ok(), expected, "{op:?}: {result:?}");
                Labels::do_try_state().unwrap();
                compare(&model);
            }
        });
    }
}
