//! What the chain says by itself: loads that never arrive, reports that never come.

use county_primitives::{livestock::*, Author, CertificateId, Subject};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

use crate::{mock::*, Due, DueFrom};

fn idle() -> Weight {
    Livestock::on_idle(1, Weight::MAX)
}

fn warned(id: CertificateId) -> Vec<Warning> {
    warnings_of(Subject::Certificate(id))
}

fn to_market() -> Destination {
    to(Actor::Market, OTHER_VILLAGE)
}

#[test]
fn a_load_that_did_not_arrive_in_its_validity_is_said_on_the_next_day() {
    run(|| {
        let (_, id) = on_the_road(2, Purpose::Trade, to_market());
        let valid_until = today();
        idle();
        assert_eq!(warned(id), []);
        pass_days(1);
        idle();
        assert_eq!(warned(id), [Warning::NotArrived { valid_until }]);
        let last = records().pop().unwrap();
        assert_eq!(last.author, Author::Rule);
        pass_days(1);
        idle();
        assert_eq!(warned(id).len(), 1);
        assert_eq!(Due::<Runtime>::iter().count(), 0);
    });
}

#[test]
fn a_landing_report_that_did_not_come_is_said_after_the_third_day() {
    run(|| {
        let (pigs, id) = on_the_road(2, Purpose::Trade, to_market());
        let arrivals = items(&[arrival(id, OTHER_VILLAGE, &pigs, &[])]);
        assert_ok!(Livestock::arrive(signed(Actor::Market), arrivals));
        let report = LandingReport {
            certificate: id,
            heads: 2,
        };
        assert_ok!(Livestock::report_landings(
            signed(Actor::Market),
            items(&[report])
        ));
        pass_days(3);
        idle();
        assert_eq!(warned(id), []);
        pass_days(1);
        idle();
        let side = Side::Origin;
        assert_eq!(warned(id), [Warning::LandingMissing { side }]);
    });
}

#[test]
fn both_ends_are_named_if_neither_reports_and_none_if_both_do() {
    for report in [false, true] {
        run(|| {
            let (pigs, id) = on_the_road(2, Purpose::Trade, to_market());
            let arrivals = items(&[arrival(id, OTHER_VILLAGE, &pigs, &[])]);
            assert_ok!(Livestock::arrive(signed(Actor::Market), arrivals));
            let mut expected = vec![
                Warning::LandingMissing { side: Side::Origin },
                Warning::LandingMissing {
                    side: Side::Destination,
                },
            ];
            if report {
                for actor in [Actor::Farm, Actor::Market] {
                    let report = LandingReport {
                        certificate: id,
                        heads: 2,
                    };
                    assert_ok!(Livestock::report_landings(signed(actor), items(&[report])));
                }
                expected.clear();
            }
            pass_days(4);
            idle();
            assert_eq!(warned(id), expected);
        });
    }
}

#[test]
fn the_chain_looks_only_as_far_as_the_weight_reaches_and_goes_on() {
    run(|| {
        let (_, id) = on_the_road(1, Purpose::Trade, to_market());
        pass_days(100);
        assert_eq!(Livestock::on_idle(1, Weight::zero()), Weight::zero());
        assert_eq!(warned(id), []);
        // Days without anything are walked over in steps.
        idle();
        assert_eq!(warned(id).len(), 1);
        assert!(DueFrom::<Runtime>::get().unwrap() <= today());
        idle();
        idle();
        assert_eq!(DueFrom::<Runtime>::get(), Some(today().plus_days(1)));
    });
}

#[test]
fn a_timeline_that_is_full_does_not_stop_the_others() {
    run(|| {
        let (_, id) = on_the_road(1, Purpose::Trade, to_market());
        crate::Timelines::<Runtime>::mutate(Subject::Certificate(id), |timeline| {
            timeline.len = u32::MAX;
        });
        pass_days(1);
        idle();
        assert_eq!(Due::<Runtime>::iter().count(), 0);
    });
}
