//! Random sequences of calls, compared with a plain model: nothing is sold twice, and nobody pays
//! more than is due.

use std::collections::BTreeMap;

use county_primitives::{trade::SaleState, SaleId, Subject};
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
}

impl Model {
    fn new() -> Self {
        Self {
            holders: vec![(PIG, FARM), (SECOND_PIG, FARM)],
            ..Self::default()
        }
    }

    fn sale(&mut self, number: u64) -> Option<&mut Known> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        self.sales.get_mut(at)
    }

    fn record(&mut self, seller: u8, buyer: u8, goods: Subject) -> bool {
        let last = self.sold.get(&goods).map(|at| &self.sales[*at]);
        let free = last.is_none_or(|sale| {
            matches!(sale.state, SaleState::Delivered | SaleState::Settled) && sale.buyer == seller
        });
        let allowed = seller != buyer && self.holders.contains(&(goods, seller)) && free;
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

    fn answer(&mut self, who: u8, number: u64, accepted: bool) -> bool {
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let allowed = sale.buyer == who && sale.state == SaleState::Offered;
        let goods = sale.goods;
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
        let Some(sale) = self.sale(number) else {
            return false;
        };
        let allowed = sale.buyer == who && sale.state == SaleState::Confirmed && grams > 0;
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

fn traders() -> impl Strategy<Value = u8> {
    prop::sample::select(vec![FARM, HOUSE, TRADER])
}

fn animals() -> impl Strategy<Value = Subject> {
    prop::sample::select(vec![PIG, SECOND_PIG])
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (traders(), traders(), animals())
            .prop_map(|(seller, buyer, goods)| Op::Record(seller, buyer, goods)),
        3 => (traders(), 0u64..6, prop::bool::weighted(0.8))
            .prop_map(|(who, sale, accepted)| Op::Answer(who, sale, accepted)),
        1 => (traders(), 0u64..6).prop_map(|(who, sale)| Op::Cancel(who, sale)),
        3 => (traders(), 0u64..6, prop_oneof![Just(0u64), Just(110_000u64), 1u64..400])
            .prop_map(|(who, sale, grams)| Op::Deliver(who, sale, grams)),
        3 => (traders(), 0u64..6, prop_oneof![Just(171_600u64), 0u64..300], 0u8..20)
            .prop_map(|(who, sale, amount, receipt)| Op::Pay(who, sale, amount, receipt)),
        2 => (animals(), traders()).prop_map(|(goods, to)| Op::HandOver(goods, to)),
    ]
}

/// Applies one step to chain and model; both must take or refuse it.
fn apply(model: &mut Model, op: &Op) {
    let (chain, expected) = match *op {
        Op::Record(seller, buyer, subject) => {
            let sale = county_primitives::trade::SaleInput {
                buyer: organisation(buyer),
                goods: goods(&[subject]),
                ..pig_sale()
            };
            (record(seller, sale), model.record(seller, buyer, subject))
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
