//! Recalls from the order to the end: who is told, who answers in time, and what becomes of the meat.

use county_primitives::{livestock::*, Date, Grams, MeatId, RecallId, Role, Subject};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

use super::steps::*;
use crate::{mock::*, types::Recall, Custodies, Error, Meats, Recalls};

const RECALL: RecallId = RecallId(1);

fn file(id: RecallId) -> Recall {
    Recalls::<Runtime>::get(id).unwrap()
}

fn notify(actor: Actor, recall: RecallId, custodian: Actor, meats: &[MeatId]) -> DispatchResult {
    let notice = RecallNotice {
        recall,
        custodian: custodian.organisation(),
        meats: list(meats),
    };
    Livestock::notify_recalls(signed(actor), items(&[notice]))
}

fn answer(actor: Actor, recall: RecallId, act: RecallAct) -> DispatchResult {
    Livestock::answer_recalls(signed(actor), items(&[RecallAnswer { recall, act }]))
}

pub(super) fn acknowledge(actor: Actor, recall: RecallId) -> DispatchResult {
    answer(actor, recall, RecallAct::Acknowledged)
}

fn counts(returned: u64, destroyed: u64, consumed: u64) -> RecallCounts {
    RecallCounts {
        returned: Grams(returned),
        destroyed: Grams(destroyed),
        consumed: Grams(consumed),
    }
}

fn account(actor: Actor, recall: RecallId, counts: RecallCounts) -> DispatchResult {
    let evidence = Some(digest(6));
    answer(actor, recall, RecallAct::Accounted { counts, evidence })
}

fn conclusion(recall: RecallId, step: RecallStep, note: &str) -> RecallConclusion {
    RecallConclusion {
        recall,
        step,
        balance: file(recall).balance,
        note: text(note),
    }
}

fn conclude(actor: Actor, conclusion: RecallConclusion) -> DispatchResult {
    Livestock::conclude_recalls(signed(actor), items(&[conclusion]))
}

fn balance(recalled: u64, told: RecallCounts) -> RecallBalance {
    let nothing = RecallBalance::default();
    let recalled = nothing.recall(Grams(recalled)).unwrap();
    recalled.account(told).unwrap()
}

/// The day of a house recalled by the county, of which the house was told of all carcasses.
pub(super) fn told(carcasses: u32) -> (RecallId, Vec<MeatId>) {
    let (meats, _) = passed(carcasses, HOT);
    let scope = RecallScope::Day {
        house: Actor::House.organisation(),
        day: today(),
    };
    assert_ok!(recall(Actor::County, scope));
    assert_ok!(notify(Actor::County, RECALL, Actor::House, &meats));
    (RECALL, meats)
}

#[test]
fn an_order_opens_the_file_of_a_recall() {
    run(|| {
        let (_, batch) = passed(1, HOT);
        assert_ok!(recall(Actor::County, RecallScope::Batch(batch)));
        assert_recorded(
            Subject::Recall(RECALL),
            Actor::County.author(Role::CountyAgriculture),
            LivestockEntry::RecallOrdered {
                recall: MeatRecall {
                    scope: RecallScope::Batch(batch),
                    reason: text("检出瘦肉精"),
                    evidence: None,
                },
                house: Actor::House.organisation(),
                division: division(OTHER_VILLAGE),
            },
        );
        let opened = file(RECALL);
        assert_eq!(opened.state, RecallState::Ordered);
        assert_eq!(opened.balance, RecallBalance::default());
        assert_ok!(recall(Actor::House, RecallScope::Meat(MeatId(1))));
        assert_eq!(file(RecallId(2)).ordered_by, Actor::House.member());
    });
}

#[test]
fn a_recall_goes_from_its_order_to_its_end_with_every_gram_told_of() {
    run(|| {
        let (meats, batch) = passed(2, HOT);
        let paper = product_certificate(&meats[1..], to(Actor::Packer, OTHER_VILLAGE));
        assert_ok!(certify_meat(Actor::Vet, paper));
        assert_ok!(deliver(Actor::House, meats[1], Actor::Packer));
        assert_ok!(recall(Actor::County, RecallScope::Batch(batch)));
        let subject = Subject::Recall(RECALL);
        assert_ok!(notify(Actor::County, RECALL, Actor::House, &meats[..1]));
        assert_ok!(notify(Actor::House, RECALL, Actor::Packer, &meats[1..]));
        assert_recorded(
            subject,
            Actor::House.author(Role::Slaughterhouse),
            LivestockEntry::RecallNotified {
                custodian: Actor::Packer.organisation(),
                meats: list(&meats[1..]),
                mass: Grams(HOT),
            },
        );
        assert_eq!(file(RECALL).state, RecallState::Notified);
        assert_ok!(acknowledge(Actor::House, RECALL));
        assert_ok!(acknowledge(Actor::Packer, RECALL));
        let packer = Actor::Packer.author(Role::Packer);
        let custodian = Actor::Packer.organisation();
        let entry = LivestockEntry::RecallAcknowledged { custodian };
        assert_recorded(subject, packer, entry);
        assert_ok!(account(Actor::House, RECALL, counts(0, HOT, 0)));
        assert_ok!(account(Actor::Packer, RECALL, counts(50_000, 0, 20_000)));
        assert_recorded(
            subject,
            packer,
            LivestockEntry::RecallAccounted {
                custodian,
                balance: balance(HOT, counts(50_000, 0, 20_000)),
                evidence: Some(digest(6)),
            },
        );
        let all = balance(2 * HOT, counts(50_000, HOT, 20_000));
        assert_eq!(file(RECALL).balance, all);
        assert_eq!(all.unaccounted, Grams(10_000));
        let verified = conclusion(RECALL, RecallStep::Verified, "现场核对");
        assert_ok!(conclude(Actor::Regulator, verified));
        assert_eq!(
            warnings_of(subject),
            [Warning::RecallUnaccounted {
                mass: Grams(10_000)
            }]
        );
        let closed = conclusion(RECALL, RecallStep::Closed, "十公斤下落不明，立案");
        assert_ok!(conclude(Actor::Regulator, closed.clone()));
        let regulator = Actor::Regulator.author(Role::MarketRegulator);
        let entry = LivestockEntry::RecallConcluded(closed);
        assert_recorded(subject, regulator, entry);
        assert_eq!(file(RECALL).state, RecallState::Closed);
        // Closed is not undone: the meat stays recalled.
        assert_noop!(
            deliver(Actor::Packer, meats[1], Actor::Buyer),
            Error::<Runtime>::Recalled(0)
        );
    });
}

#[test]
fn an_acknowledgement_is_late_after_two_hours() {
    for (minutes, late) in [(120, false), (121, true)] {
        run(|| {
            let (id, _) = told(1);
            pass_minutes(minutes);
            assert_ok!(acknowledge(Actor::House, id));
            let warning = Warning::RecallAcknowledgedLate {
                custodian: Actor::House.organisation(),
                minutes: 121,
            };
            let expected: &[Warning] = if late { &[warning] } else { &[] };
            assert_eq!(warnings_of(Subject::Recall(id)), expected);
        });
    }
    run(|| {
        let (id, _) = told(1);
        set_now_ms(now_ms() + 120 * 60_000 + 1);
        assert_ok!(acknowledge(Actor::House, id));
        assert_eq!(warnings_of(Subject::Recall(id)).len(), 1);
    });
}

#[test]
fn only_custodians_that_were_told_answer_and_each_acknowledges_once() {
    run(|| {
        let (id, _) = told(1);
        for stranger in [Actor::County, Actor::Packer] {
            assert_noop!(acknowledge(stranger, id), Error::<Runtime>::NotNotified(0));
        }
        assert_noop!(
            acknowledge(Actor::House, RecallId(9)),
            Error::<Runtime>::RecallUnknown(0)
        );
        assert_noop!(
            account(Actor::House, id, counts(1, 0, 0)),
            Error::<Runtime>::NotAcknowledged(0)
        );
        assert_ok!(acknowledge(Actor::House, id));
        assert_noop!(
            acknowledge(Actor::House, id),
            Error::<Runtime>::AlreadyAcknowledged(0)
        );
        assert_noop!(
            Livestock::answer_recalls(signed(Actor::House), items(&[])),
            Error::<Runtime>::NoItems
        );
    });
}

#[test]
fn counts_are_no_more_than_was_recalled_and_may_be_mended() {
    run(|| {
        let (id, _) = told(1);
        assert_ok!(acknowledge(Actor::House, id));
        assert_noop!(
            account(Actor::House, id, counts(HOT, 0, 1)),
            Error::<Runtime>::CountsOverRecalled(0)
        );
        assert_noop!(
            account(Actor::House, id, counts(u64::MAX, 1, 0)),
            Error::<Runtime>::CountsOverRecalled(0)
        );
        assert_ok!(account(Actor::House, id, counts(HOT - 1, 0, 1)));
        assert_eq!(file(id).balance.unaccounted, Grams::ZERO);
        assert_ok!(account(Actor::House, id, counts(5, 3, 2)));
        assert_eq!(file(id).balance, balance(HOT, counts(5, 3, 2)));
    });
}

#[test]
fn a_notice_names_pieces_that_the_custodian_holds_and_the_recall_reaches() {
    run(|| {
        let (meats, batch) = passed(2, HOT);
        let half = cutting(meats[0], 40_000, &[output(MeatKind::LeftHalf, 40_000)]);
        assert_ok!(cut(Actor::House, half));
        let half = MeatId(3);
        assert_ok!(recall(Actor::County, RecallScope::Meat(meats[0])));
        let of = |meats: &[MeatId]| notify(Actor::County, RECALL, Actor::House, meats);
        assert_noop!(of(&[]), Error::<Runtime>::NoParents(0));
        assert_noop!(of(&[MeatId(9)]), Error::<Runtime>::MeatUnknown(0));
        assert_noop!(of(&[meats[1]]), Error::<Runtime>::NotReached(0));
        assert_noop!(of(&[half, half]), Error::<Runtime>::AlreadyNotified(0));
        assert_noop!(
            notify(Actor::County, RECALL, Actor::Packer, &[half]),
            Error::<Runtime>::NotHolder(0)
        );
        assert_noop!(
            notify(Actor::OtherHouse, RECALL, Actor::House, &[half]),
            Error::<Runtime>::NotHouse(0)
        );
        assert_noop!(
            notify(Actor::Packer, RECALL, Actor::House, &[half]),
            NO_ROLE
        );
        assert_noop!(
            notify(Actor::County, RecallId(9), Actor::House, &[half]),
            Error::<Runtime>::RecallUnknown(0)
        );
        assert_ok!(of(&[half]));
        assert_noop!(of(&[half]), Error::<Runtime>::AlreadyNotified(0));
        // Of the carcass what was not cut is there still.
        assert_ok!(of(&[meats[0]]));
        assert_eq!(file(RECALL).balance.recalled, Grams(HOT));
        assert_eq!(file(RECALL).custodians, 1);
        assert_ok!(recall(Actor::County, RecallScope::Batch(batch)));
        let next = RecallId(2);
        // A piece is told of once in each recall that reaches it.
        assert_ok!(notify(Actor::County, next, Actor::House, &[half, meats[1]]));
        assert_ok!(condemn_whole(meats[0]));
        assert_noop!(
            notify(Actor::County, next, Actor::House, &[meats[0]]),
            Error::<Runtime>::NoMass(0)
        );
    });
}

fn condemn_whole(id: MeatId) -> DispatchResult {
    let condemnation = Condemnation {
        part: MeatPart {
            meat: id,
            mass: meat(id).remaining(),
        },
        reason: text("召回销毁"),
    };
    Livestock::condemn_meat(signed(Actor::Vet), items(&[condemnation]))
}

#[test]
fn a_day_reaches_what_was_made_of_its_carcasses_and_no_other_day() {
    run(|| {
        let (meats, _) = passed(1, HOT);
        assert_ok!(pack(
            Actor::House,
            packaging(&[part(meats[0], 1_000)], 1_000)
        ));
        let package = MeatId(2);
        let house = Actor::House.organisation();
        let yesterday = Date(today().0 - 1);
        let day = |day| recall(Actor::County, RecallScope::Day { house, day });
        assert_ok!(day(yesterday));
        assert_ok!(day(today()));
        let of = |id, meat| notify(Actor::County, id, Actor::House, &[meat]);
        assert_noop!(of(RecallId(1), package), Error::<Runtime>::NotReached(0));
        assert_noop!(of(RecallId(1), meats[0]), Error::<Runtime>::NotReached(0));
        assert_ok!(of(RecallId(2), package));
        assert_ok!(of(RecallId(2), meats[0]));
    });
}

#[test]
fn a_batch_reaches_what_is_known_to_one_of_its_days_only() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs[..1], HOT)));
        set_now_ms(Date(today().0).start_ms() + 12 * 3_600_000);
        let (others, next) = ready_to_kill(2);
        // The second batch rested over night; the first has one pig left for the same day.
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs[1..], HOT)));
        let blurred = unnamed(kill_of(next, &others[..1], HOT), IdentityLevel::DayBatch);
        assert_ok!(slaughter(Actor::House, blurred));
        assert_ok!(slaughter(Actor::House, kill_of(next, &others[1..], HOT)));
        assert_ok!(recall(Actor::County, RecallScope::Batch(id)));
        let of = |meat| notify(Actor::County, RECALL, Actor::House, &[MeatId(meat)]);
        assert_noop!(of(4), Error::<Runtime>::NotReached(0));
        for reached in [1, 2, 3] {
            assert_ok!(of(reached));
        }
    });
}

#[test]
fn more_pieces_after_the_acknowledgement_are_a_new_notice() {
    run(|| {
        let (meats, _) = passed(3, HOT);
        let scope = RecallScope::Day {
            house: Actor::House.organisation(),
            day: today(),
        };
        assert_ok!(recall(Actor::County, scope));
        let of = |meat| {
            assert_ok!(notify(Actor::County, RECALL, Actor::House, &[meat]));
        };
        let custody = || Custodies::<Runtime>::get(RECALL, Actor::House.organisation()).unwrap();
        of(meats[0]);
        let first_ms = now_ms();
        pass_minutes(60);
        // Nobody acknowledged yet: the clock of the first notice runs on.
        of(meats[1]);
        assert_eq!(custody().notified_ms, first_ms);
        assert_ok!(acknowledge(Actor::House, RECALL));
        assert_ok!(account(Actor::House, RECALL, counts(0, 2 * HOT, 0)));
        assert_eq!(file(RECALL).acknowledged, 1);
        pass_minutes(60);
        of(meats[2]);
        assert_eq!(custody().notified_ms, now_ms());
        assert_eq!((file(RECALL).custodians, file(RECALL).acknowledged), (1, 0));
        assert_eq!(custody().balance, balance(3 * HOT, counts(0, 2 * HOT, 0)));
        assert_ok!(acknowledge(Actor::House, RECALL));
        assert_eq!(warnings_of(Subject::Recall(RECALL)), []);
    });
}

#[test]
fn another_person_of_an_authority_ends_a_recall_with_the_chains_own_sums() {
    run(|| {
        let (id, meats) = told(1);
        let subject = Subject::Recall(id);
        let verified = conclusion(id, RecallStep::Verified, "现场核对");
        assert_noop!(
            conclude(Actor::County, verified.clone()),
            Error::<Runtime>::SamePerson(0)
        );
        assert_noop!(conclude(Actor::House, verified.clone()), NO_ROLE);
        assert_noop!(conclude(Actor::FarCounty, verified.clone()), NO_ROLE);
        let by = |conclusion| conclude(Actor::Regulator, conclusion);
        let unexplained = RecallConclusion {
            note: text(""),
            ..verified.clone()
        };
        assert_noop!(by(unexplained), Error::<Runtime>::TextBlank(0));
        let unknown = RecallConclusion {
            recall: RecallId(9),
            ..verified.clone()
        };
        assert_noop!(by(unknown), Error::<Runtime>::RecallUnknown(0));
        for wrong in [
            RecallBalance {
                unaccounted: Grams(HOT - 1),
                ..verified.balance
            },
            balance(HOT, counts(HOT, 0, 0)),
        ] {
            let wrong = RecallConclusion {
                balance: wrong,
                ..verified.clone()
            };
            assert_noop!(by(wrong), Error::<Runtime>::BalanceDiffers(0));
        }
        let early = RecallConclusion {
            step: RecallStep::Closed,
            ..verified.clone()
        };
        assert_noop!(by(early), Error::<Runtime>::RecallNotOpen(0));
        assert_ok!(by(verified.clone()));
        assert_eq!(
            warnings_of(subject),
            [
                Warning::RecallUnacknowledged { custodians: 1 },
                Warning::RecallUnaccounted { mass: Grams(HOT) },
            ]
        );
        assert_noop!(by(verified), Error::<Runtime>::RecallNotOpen(0));
        // What was verified stands.
        assert_noop!(
            acknowledge(Actor::House, id),
            Error::<Runtime>::RecallNotOpen(0)
        );
        assert_noop!(
            notify(Actor::County, id, Actor::House, &meats),
            Error::<Runtime>::RecallNotOpen(0)
        );
        let silent = conclusion(id, RecallStep::Closed, "");
        assert_noop!(by(silent), Error::<Runtime>::TextBlank(0));
        assert_noop!(
            conclude(Actor::County, conclusion(id, RecallStep::Closed, "结案")),
            Error::<Runtime>::SamePerson(0)
        );
        assert_ok!(by(conclusion(id, RecallStep::Closed, "下落不明，移送")));
        assert_noop!(
            by(conclusion(id, RecallStep::Closed, "再结案")),
            Error::<Runtime>::RecallNotOpen(0)
        );
        assert_eq!(warnings_of(subject).len(), 2);
    });
}

#[test]
fn a_recall_with_every_gram_accounted_for_is_closed_without_a_word() {
    run(|| {
        let (id, _) = told(1);
        assert_ok!(acknowledge(Actor::House, id));
        assert_ok!(account(Actor::House, id, counts(0, HOT, 0)));
        let verified = conclusion(id, RecallStep::Verified, "现场核对");
        assert_ok!(conclude(Actor::Regulator, verified));
        assert_ok!(conclude(
            Actor::Regulator,
            conclusion(id, RecallStep::Closed, "")
        ));
        assert_eq!(warnings_of(Subject::Recall(id)), []);
    });
}

#[test]
fn whoever_holds_meat_answers_in_whatever_role() {
    run(|| {
        let (meats, _) = passed(1, HOT);
        // Meat may be delivered to any active organisation.
        Meats::<Runtime>::mutate(meats[0], |meat| {
            meat.as_mut().unwrap().holder = Actor::Laboratory.organisation();
        });
        assert_ok!(recall(Actor::County, RecallScope::Meat(meats[0])));
        assert_ok!(notify(Actor::County, RECALL, Actor::Laboratory, &meats));
        assert_ok!(acknowledge(Actor::Laboratory, RECALL));
        assert_ok!(account(Actor::Laboratory, RECALL, counts(0, HOT, 0)));
    });
}

#[test]
fn a_recall_whose_file_is_held_goes_no_further() {
    run(|| {
        let (id, _) = told(1);
        assert_ok!(acknowledge(Actor::House, id));
        assert_ok!(account(Actor::House, id, counts(0, HOT, 0)));
        for step in [RecallStep::Verified, RecallStep::Closed] {
            hold(Subject::Recall(id));
            assert_noop!(
                conclude(Actor::Regulator, conclusion(id, step, "现场核对")),
                HELD
            );
            release(Subject::Recall(id));
            assert_ok!(conclude(Actor::Regulator, conclusion(id, step, "现场核对")));
        }
    });
}

#[test]
fn a_recall_of_which_nobody_was_told_says_so_when_it_ends() {
    run(|| {
        passed(1, HOT);
        let scope = RecallScope::Day {
            house: Actor::House.organisation(),
            day: Date(today().0 - 1),
        };
        assert_ok!(recall(Actor::House, scope));
        let verified = conclusion(RECALL, RecallStep::Verified, "当日无货");
        assert_ok!(conclude(Actor::County, verified));
        assert_eq!(
            warnings_of(Subject::Recall(RECALL)),
            [Warning::RecallUnnotified]
        );
        assert_ok!(conclude(
            Actor::County,
            conclusion(RECALL, RecallStep::Closed, "")
        ));
    });
}
