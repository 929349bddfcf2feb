//! Random sequences of calls, compared with a plain model: no animal and no piece of meat is sold twice, nor as a part
//! of what is sold, and nobody pays more than is due.

use std::collections::BTreeMap;

use county_primitives::{
    trade::{GoodsKind, SaleInput, SaleState},
    traits::Promised,
    Grams, SaleId, Subject,
};
use proptest::prelude::*;

use crate::mock::*;

#[derive(Clone, Debug)]
enum Op {
    Record(u8, u8, Subject),
    Answer(u8, u64, bool),
    Cancel(u8, u64),
    Deliver(u8, u64, u64),
    Pay(u8, u64, u64, u8),
    HandOver(Subject, u8),
    Divide(Subject, u8),
    Die(Subject),
}

/// A sale as the model sees it.
#[derive(Clone, Debug)]
struct Known {
    goods: Subject,
    seller: u8,
    buyer: u8,
    state: SaleState,
    due: u64,
    paid: u64,
}

#[derive(Default)]
struct Model {
    sales: Vec<Known>,
    /// The latest sale of each that did not come to nothing, by its place among the sales.
    sold: BTreeMap<Subject, usize>,
    holders: Vec<(Subject, u8)>,
    receipts: Vec<u8>,
    dead: Vec<Subject>,
}

impl Model {
    fn new() -> Self {
        Self {
            holders: vec![
                (PIG, FARM),
                (SECOND_PIG, FARM),
                (CARCASS, HOUSE),
                (LEFT_HALF, HOUSE),
                (RIGHT_HALF, HOUSE),
            ],
            ..Self::default()
        }
    }

    fn sale(&mut self, number: u64) -> Option<&mut Known> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        self.sales.get_mut(at)
    }

    fn record(&mut self, seller: u8, buyer: u8, goods: Subject) -> bool {
        let free = match self.latest(goods) {
            Some(sale) => is_delivered(sale) && sale.buyer == seller,
            // Halves that were not bought by themselves go with their carcass.
            None if [LEFT_HALF, RIGHT_HALF].contains(&goods) => self.may_divide(CARCASS, seller),
            None => true,
        };
        let own = self.holders.contains(&(goods, seller)) && !self.dead.contains(&goods);
        let allowed = seller != buyer && own && free;
        if allowed {
            self.sold.insert(goods, self.sales.len());
            self.sales.push(Known {
                goods,
                seller,
                buyer,
                state: SaleState::Offered,
                due: 0,
                paid: 0,
            });
        }
        allowed
    }

    fn latest(&self, goods: Subject) -> Option<&Known> {
        self.sold.get(&goods).map(|at| &self.sales[*at])
    }

    /// Neither promised to somebody, nor sold away by who has it.
    fn may_divide(&self, goods: Subject, holder: u8) -> bool {
        self.latest(goods)
            .is_none_or(|sale| is_delivered(sale) && sale.seller != holder)
    }

    fn answer(&mut self, who: u8, number: u64, accepted: bool) -> bool {
        let dead = self.dead.clone();
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let goods = sale.goods;
        let there = !accepted || !dead.contains(&goods);
        let allowed = sale.buyer == who && sale.state == SaleState::Offered && there;
        if allowed && accepted {
            sale.state = SaleState::Confirmed;
        } else if allowed {
            sale.state = SaleState::Refused;
            self.sold.remove(&goods);
        }
        allowed
    }

    fn cancel(&mut self, who: u8, number: u64) -> bool {
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let open = matches!(sale.state, SaleState::Offered | SaleState::Confirmed);
        let allowed = open && (sale.buyer == who || sale.seller == who);
        let goods = sale.goods;
        if allowed {
            sale.state = SaleState::Cancelled;
            self.sold.remove(&goods);
        }
        allowed
    }

    fn deliver(&mut self, who: u8, number: u64, grams: u64) -> bool {
        let dead = self.dead.clone();
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let there = grams > 0 && !dead.contains(&sale.goods);
        let allowed = sale.buyer == who && sale.state == SaleState::Confirmed && there;
        if allowed {
            sale.due = (1_560 * grams + 500) / 1_000;
            sale.state = if sale.due == 0 {
                SaleState::Settled
            } else {
                SaleState::Delivered
            };
        }
        allowed
    }

    fn pay(&mut self, who: u8, number: u64, amount: u64, receipt: u8) -> bool {
        let used = self.receipts.contains(&receipt);
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let allowed = !used
            && (sale.buyer == who || sale.seller == who)
            && sale.state == SaleState::Delivered
            && amount > 0
            && sale.paid + amount <= sale.due;
        if allowed {
            sale.paid += amount;
            if sale.paid == sale.due {
                sale.state = SaleState::Settled;
            }
            self.receipts.push(receipt);
        }
        allowed
    }
}

fn is_delivered(sale: &Known) -> bool {
    matches!(sale.state, SaleState::Delivered | SaleState::Settled)
}

fn traders() -> impl Strategy<Value = u8> {
    prop::sample::select(vec![FARM, HOUSE, TRADER])
}

fn wares() -> impl Strategy<Value = Subject> {
    prop::sample::select(vec![PIG, SECOND_PIG, CARCASS, LEFT_HALF, RIGHT_HALF])
}

/// A sale of one of these at 15.60 yuan per kilogram.
fn sale_of(goods: Subject, buyer: u8) -> SaleInput {
    let (kind, mass) = match goods {
        CARCASS => (GoodsKind::Carcass, 30_000),
        LEFT_HALF | RIGHT_HALF => (GoodsKind::HalfCarcass, 30_000),
        _ => (GoodsKind::Live, 110_000),
    };
    SaleInput {
        buyer: organisation(buyer),
        kind,
        goods: crate::mock::goods(&[goods]),
        mass: Grams(mass),
        amount: 1_560 * mass / 1_000,
        ..pig_sale()
    }
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        5 => (traders(), traders(), wares())
            .prop_map(|(seller, buyer, goods)| Op::Record(seller, buyer, goods)),
        3 => (traders(), 0u64..6, prop::bool::weighted(0.8))
            .prop_map(|(who, sale, accepted)| Op::Answer(who, sale, accepted)),
        1 => (traders(), 0u64..6).prop_map(|(who, sale)| Op::Cancel(who, sale)),
        3 => (traders(), 0u64..6, prop_oneof![Just(0u64), Just(110_000u64), 1u64..400])
            .prop_map(|(who, sale, grams)| Op::Deliver(who, sale, grams)),
        3 => (traders(), 0u64..6, prop_oneof![Just(171_600u64), 0u64..300], 0u8..20)
            .prop_map(|(who, sale, amount, receipt)| Op::Pay(who, sale, amount, receipt)),
        3 => (wares(), traders()).prop_map(|(goods, to)| Op::HandOver(goods, to)),
        1 => (wares(), traders()).prop_map(|(goods, holder)| Op::Divide(goods, holder)),
        1 => prop::sample::select(vec![PIG, SECOND_PIG]).prop_map(Op::Die),
    ]
}

/// Applies one step to chain and model; both must take or refuse it.
fn apply(model: &mut Model, op: &Op) {
    let (chain, expected) = match *op {
        Op::Record(seller, buyer, subject) => {
            let sale = sale_of(subject, buyer);
            (record(seller, sale), model.record(seller, buyer, subject))
        }
        Op::Divide(subject, holder) => (
            Trade::ensure_unpromised(&subject, organisation(holder), 0),
            model.may_divide(subject, holder),
        ),
        Op::Die(subject) => {
            leave_heads(subject, 0);
            model.dead.push(subject);
            return;
        }
        Op::Answer(who, sale, accepted) => (
            answer(who, sale, accepted, "未谈妥"),
            model.answer(who, sale, accepted),
        ),
        Op::Cancel(who, sale) => (cancel(who, sale, "取消"), model.cancel(who, sale)),
        Op::Deliver(who, sale, grams) => (
            deliver(who, delivery(sale, 1, grams)),
            model.deliver(who, sale, grams),
        ),
        Op::Pay(who, sale, amount, receipt) => (
            pay(who, payment(sale, amount, receipt)),
            model.pay(who, sale, amount, receipt),
        ),
        Op::HandOver(subject, to) => {
            hand_over(subject, to);
            model.holders.retain(|(known, _)| *known != subject);
            model.holders.push((subject, to));
            return;
        }
    };
    assert_eq!(chain.is_ok(), expected, "{op:?}: {chain:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn sales_are_what_a_plain_model_says(steps in prop::collection::vec(ops(), 1..60)) {
        new_test_ext().execute_with(|| {
            let mut model = Model::new();
            for op in &steps {
                apply(&mut model, op);
                Trade::do_try_state().unwrap();
                for (known, id) in model.sales.iter().zip(1u64..) {
                    let sale = Trade::sale(SaleId(id)).unwrap();
                    prop_assert_eq!((sale.state, sale.paid), (known.state, known.paid));
                }
            }
            Ok(())
        })?;
    }
}
