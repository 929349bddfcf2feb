//! The story of a lot from the field to the label, its tests, and what holds it.

use county_primitives::{
    oversight::HoldCause,
    produce::{OperationKind, PlotKind, TestMethod, TestStatus, TestVerdict},
    Date, Subject, TimestampMs,
};

use super::{facts, format, meat, party, Chip, HoldRow, Step, TestRow, Words};
use crate::scan::answer::{Scan, TraceCycle, TraceInput, TraceLot, TraceOperation};

/// A step of a lot with the block it stands in.
type InBlock = (u64, Step);

/// Everything that happened. What was done to the crop stands in the order of its days; what became of
/// the lots in the order the ledger took it, because that order cannot be wrong.
pub(super) fn story(scan: &Scan, t: Words) -> Vec<Step> {
    if let Some(trace) = &scan.meat_trace {
        return meat::story(scan, trace, t);
    }
    let Some(trace) = &scan.trace else {
        return Vec::new();
    };
    let mut grown: Vec<(Date, u64, Step)> = Vec::new();
    for cycle in &trace.cycles {
        grown.push((cycle.started, 0, cycle_step(cycle, t)));
        let operations = cycle.operations.iter();
        grown.extend(operations.map(|done| (done.date, done.block, operation_step(done, t))));
        let inputs = cycle.inputs.iter();
        grown.extend(inputs.map(|input| (input.date, input.block, input_step(input, t))));
    }
    grown.sort_by_key(|(date, block, _)| (*date, *block));
    let mut handled: Vec<InBlock> = Vec::new();
    for lot in &trace.lots {
        lot_steps(lot, &mut handled, t);
    }
    let activation = trace.activation.as_ref();
    if let Some((activation, lot)) = activation.and_then(|bound| Some((bound, bound.lot()?))) {
        let line = t.fill(
            "step-code-line",
            &[
                ("from", &format::count(u64::from(activation.from))),
                ("to", &format::count(u64::from(activation.to))),
                ("lot", &lot.to_string()),
            ],
        );
        let labelled = recorded("code", activation.ledger_ms, t.say("step-code"), line, t);
        handled.push((activation.block, labelled));
    }
    handled.sort_by_key(|(block, _)| *block);
    let grown = grown.into_iter().map(|(_, _, step)| step);
    grown
        .chain(handled.into_iter().map(|(_, step)| step))
        .collect()
}

/// A step of which only the day of its record is known.
fn recorded(
    kind: &'static str,
    ledger_ms: TimestampMs,
    title: String,
    line: String,
    t: Words,
) -> Step {
    let date = Date::of_timestamp(ledger_ms);
    let day = format::date(t.0, date);
    Step {
        when: t.fill("recorded-on", &[("date", &day)]),
        ..step(kind, date, title, vec![line], t)
    }
}

fn step(kind: &'static str, date: Date, title: String, lines: Vec<String>, t: Words) -> Step {
    Step {
        kind,
        when: format::date(t.0, date),
        title,
        lines,
        chips: Vec::new(),
    }
}

fn late(is_late: bool, t: Words) -> Option<Chip> {
    is_late.then(|| Chip {
        tone: "warn",
        text: t.say("step-late"),
    })
}

fn cycle_step(cycle: &TraceCycle, t: Words) -> Step {
    let title = t.fill("step-cycle", &[("variety", cycle.variety.as_str())]);
    let plot = match cycle.plot_kind {
        PlotKind::Open => t.say("plot-open"),
        PlotKind::Greenhouse => t.say("plot-greenhouse"),
        PlotKind::Orchard => t.say("plot-orchard"),
    };
    let line = t.fill(
        "step-cycle-line",
        &[
            ("plot", &plot),
            ("area", &format::area(t.0, cycle.area)),
            ("place", &facts::village(cycle)),
        ],
    );
    step("cycle", cycle.started, title, vec![line], t)
}

/// The name of an operation.
pub(crate) fn operation(kind: OperationKind, t: Words) -> String {
    t.say(match kind {
        OperationKind::Pruning => "operation-pruning",
        OperationKind::Fertilising => "operation-fertilising",
        OperationKind::Irrigation => "operation-irrigation",
        OperationKind::Pollination => "operation-pollination",
        OperationKind::Thinning => "operation-thinning",
        OperationKind::Bagging => "operation-bagging",
        OperationKind::Weeding => "operation-weeding",
        OperationKind::Inspection => "operation-inspection",
        OperationKind::Other => "operation-other",
    })
}

fn operation_step(done: &TraceOperation, t: Words) -> Step {
    let note = (!done.note.is_blank()).then(|| done.note.to_string());
    let title = operation(done.kind, t);
    let mut step = step("operation", done.date, title, note.into_iter().collect(), t);
    step.chips.extend(late(done.late, t));
    step
}

fn input_step(input: &TraceInput, t: Words) -> Step {
    let title = t.fill("step-input", &[("name", input.name.as_str())]);
    let registration = ("registration", input.registration.as_str());
    let line = if input.target.is_blank() {
        t.fill("step-input-plain", &[registration])
    } else {
        let target = ("target", input.target.as_str());
        t.fill("step-input-line", &[target, registration])
    };
    let mut step = step("input", input.date, title, vec![line], t);
    if let Some(days) = input.days_before_harvest {
        step.chips.push(Chip {
            tone: if days >= input.interval_days {
                "good"
            } else {
                "bad"
            },
            text: t.fill(
                "step-interval",
                &[
                    ("days", &days.to_string()),
                    ("required", &input.interval_days.to_string()),
                ],
            ),
        });
    }
    step.chips.extend(late(input.late, t));
    step
}

fn lot_steps(lot: &TraceLot, steps: &mut Vec<InBlock>, t: Words) {
    if let Some(harvest) = &lot.harvest {
        let gross = format::mass(t.0, harvest.gross);
        let line = t.fill("step-harvest-line", &[("mass", &gross)]);
        let title = t.say("step-harvest");
        let mut harvested = step("harvest", harvest.date, title, vec![line], t);
        harvested.chips.extend(late(harvest.late, t));
        steps.push((harvest.block, harvested));
    }
    if let Some(grading) = &lot.grading {
        let title = t.fill("step-grade", &[("grade", grading.grade.as_str())]);
        let net = format::mass(t.0, grading.net);
        let line = match &grading.packer {
            Some(packer) => t.fill(
                "step-grade-line",
                &[("mass", &net), ("who", &party(packer, t))],
            ),
            None => t.fill("step-grade-mass", &[("mass", &net)]),
        };
        let graded = step("grade", grading.date, title, vec![line], t);
        steps.push((grading.block, graded));
    }
    for delivery in &lot.deliveries {
        let line = t.fill(
            "step-delivery-line",
            &[
                ("from", &party(&delivery.from, t)),
                ("to", &party(&delivery.to, t)),
            ],
        );
        let title = t.say("step-delivery");
        let handed_over = recorded("delivery", delivery.ledger_ms, title, line, t);
        steps.push((delivery.block, handed_over));
    }
}

/// The name of a method.
pub(crate) fn method(method: TestMethod, t: Words) -> String {
    t.say(match method {
        TestMethod::Quick => "test-quick",
        TestMethod::Laboratory => "test-laboratory",
    })
}

/// The tests, the newest first.
pub(super) fn tests(scan: &Scan, t: Words) -> Vec<TestRow> {
    if let Some(trace) = &scan.meat_trace {
        return meat::tests(trace, t);
    }
    let tests = scan.trace.iter().flat_map(|trace| &trace.tests);
    tests
        .map(|test| {
            let items: Vec<&str> = test.items.iter().map(|item| item.as_str()).collect();
            let (tone, result) = match (test.status, test.verdict) {
                (TestStatus::Recorded, _) => ("warn", "test-recorded"),
                (TestStatus::Effective, TestVerdict::Pass) => ("good", "test-pass"),
                (TestStatus::Effective, TestVerdict::Fail) => ("bad", "test-fail"),
            };
            let date = format::date(t.0, test.sampled);
            TestRow {
                tone,
                result: t.say(result),
                title: method(test.method, t),
                when: t.fill(
                    "test-when",
                    &[("date", &date), ("sample", test.sample.as_str())],
                ),
                items: if items.is_empty() {
                    String::new()
                } else {
                    t.fill(
                        "test-items",
                        &[("items", &items.join(&t.say("comma-list")))],
                    )
                },
                by: test
                    .laboratory
                    .as_ref()
                    .map(|laboratory| t.fill("test-by", &[("who", &party(laboratory, t))]))
                    .unwrap_or_default(),
            }
        })
        .collect()
}

/// What holds the lot now.
pub(super) fn holds(scan: &Scan, t: Words) -> Vec<HoldRow> {
    let holds = scan.trace.iter().flat_map(|trace| &trace.holds);
    holds
        .map(|hold| {
            let (why, until) = match &hold.cause {
                HoldCause::Ordered {
                    reason, expires_ms, ..
                } => {
                    let time = format::instant(t.0, *expires_ms);
                    (
                        t.fill("hold-ordered", &[("reason", reason.as_str())]),
                        t.fill("hold-until", &[("time", &time)]),
                    )
                }
                HoldCause::FailedTest(test) => (
                    t.fill("hold-failed-test", &[("test", &test.to_string())]),
                    t.say("hold-until-released"),
                ),
                HoldCause::SafetyInterval {
                    cycle,
                    harvest_from,
                } => (
                    t.fill(
                        "hold-safety-interval",
                        &[
                            ("cycle", &cycle.to_string()),
                            ("date", &format::date(t.0, *harvest_from)),
                        ],
                    ),
                    t.say("hold-until-released"),
                ),
            };
            HoldRow {
                what: held_subject(&hold.subject, t),
                why,
                until,
            }
        })
        .collect()
}

fn held_subject(subject: &Subject, t: Words) -> String {
    let (key, id) = match subject {
        Subject::Lot(id) => ("hold-what-lot", id.to_string()),
        Subject::Cycle(id) => ("hold-what-cycle", id.to_string()),
        Subject::Plot(id) => ("hold-what-plot", id.to_string()),
        Subject::Batch(id) => ("hold-what-batch", id.to_string()),
        Subject::Brand(id) => ("hold-what-brand", id.to_string()),
        other => return t.fill("hold-what-other", &[("subject", &other.to_string())]),
    };
    t.fill(key, &[("id", &id)])
}
