//! What a laboratory does: records tests and signs those of a colleague.

use async_trait::async_trait;
use county_primitives::{
    produce::{TestInput, TestMethod, TestTarget, TestVerdict},
    CycleId, Digest, List, LotId, Role, Subject, TestId, Text,
};
use sqlx::{QueryBuilder, Sqlite};

use super::{choose_only, id, keep_upload};
use crate::{
    error::ApiError,
    pages::{
        console::{
            desk::{Desk, LABORATORIES},
            fields::{Choice, Control, Field, Reader, Typed},
            form::{About, Action, Form, Refusal},
            names,
            view::Line,
        },
        words::Words,
    },
    visibility::bounds,
    write::{Write, WriteAnswer},
};

/// Records a test.
#[derive(Clone, Copy)]
pub(crate) struct RecordTest;

fn methods(desk: &Desk) -> Vec<Choice> {
    let t = desk.t;
    let mut methods = Vec::new();
    if desk.session.has(Role::AccreditedLaboratory) {
        let hint = t.say("hint-laboratory");
        methods.push(Choice::new("laboratory", t.say("test-laboratory")).hint(hint));
    }
    if desk.session.has(Role::QuickLaboratory) {
        methods.push(Choice::new("quick", t.say("test-quick")).hint(t.say("hint-quick")));
    }
    methods
}

/// Adds `(…)`: the division lies where the member tests.
fn where_tested(desk: &Desk, query: &mut QueryBuilder<'_, Sqlite>, division: &str) {
    query.push("(1 = 0");
    for held in &desk.session.roles {
        if !LABORATORIES.contains(&held.role) {
            continue;
        }
        let (low, high) = bounds(held.division);
        query
            .push(format_args!(" OR ({division} >= "))
            .push_bind(low)
            .push(format_args!(" AND {division} < "))
            .push_bind(high)
            .push(")");
    }
    query.push(")");
}

/// What a laboratory may be handed in its area: the newest lots, and crops that still grow.
async fn targets(desk: &Desk) -> Result<Vec<Choice>, ApiError> {
    let t = desk.t;
    let mut query = QueryBuilder::<Sqlite>::new("SELECT id, product, date, grade FROM lots WHERE ");
    where_tested(desk, &mut query, "division");
    query.push(" ORDER BY id DESC LIMIT 200");
    let lots: Vec<(i64, String, String, Option<String>)> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT cycles.id, variety, started FROM cycles JOIN plots ON plots.id = cycles.plot \
         WHERE finished_ms IS NULL AND ",
    );
    where_tested(desk, &mut query, "plots.village");
    query.push(" ORDER BY cycles.id DESC LIMIT 200");
    let cycles: Vec<(i64, String, String)> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let mut targets = Vec::new();
    for (id, product, date, grade) in lots {
        let subject = format!("lot:{id}");
        let what = grade.unwrap_or_else(|| names::product(t, &product));
        let (lot, date) = (names::subject(t, &subject), names::day(t.0, &date));
        targets.push(Choice::new(subject, format!("{lot} · {what} · {date}")));
    }
    for (id, variety, started) in cycles {
        let subject = format!("cycle:{id}");
        let (cycle, started) = (names::subject(t, &subject), names::day(t.0, &started));
        targets.push(Choice::new(
            subject,
            format!("{cycle} · {variety} · {started}"),
        ));
    }
    Ok(targets)
}

fn verdicts(t: Words) -> Vec<Choice> {
    vec![
        Choice::new("pass", t.say("test-pass")).hint(t.say("hint-pass")),
        Choice::new("fail", t.say("test-fail")).hint(t.say("hint-fail")),
    ]
}

#[async_trait]
impl Action for RecordTest {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let mut form = Form::new(desk, "record-test-title", "record-test-button");
        form.back = Some((t.say("tests-list-title"), "/console/tests".to_owned()));
        form.fields = vec![
            Field::new(
                t,
                "target",
                "field-target",
                Control::Select(targets(desk).await?),
            )
            .value(about.target.clone()),
            choose_only(t, "method", "field-method", methods(desk)),
            Field::new(t, "sample", "field-sample", Control::Text).hint(t.say("hint-sample")),
            Field::day(t, "sampled", "field-sampled"),
            Field::new(t, "items", "field-items", Control::Text).hint(t.say("hint-items")),
            Field::new(t, "verdict", "field-verdict", Control::Radios(verdicts(t))),
            Field::new(t, "report", "field-report", Control::File).hint(t.say("hint-report")),
        ];
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        _: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        keep_upload(desk, typed, "report").await?;
        let mut read = Reader::new(typed, desk.t);
        let target = match read.chosen::<Subject>("target", "mistake-target") {
            Some(Subject::Lot(lot)) => TestTarget::Lot(lot),
            Some(Subject::Cycle(cycle)) => TestTarget::Cycle(cycle),
            Some(_) => {
                read.mistake("target", "mistake-target");
                TestTarget::Cycle(CycleId(0))
            }
            None => TestTarget::Lot(LotId(0)),
        };
        let method = read.word::<TestMethod>("method", "mistake-choose");
        let sample = read.needed("sample", "mistake-sample");
        let sampled = read.date("sampled");
        let items = items(typed, &mut read);
        let verdict = read.word::<TestVerdict>("verdict", "mistake-choose");
        let report = read.chosen::<Digest>("report", "mistake-report");
        read.done()?;
        let test = TestInput {
            target,
            method: method.unwrap_or(TestMethod::Quick),
            sample,
            sampled,
            items,
            verdict: verdict.unwrap_or(TestVerdict::Fail),
            report: report.unwrap_or_default(),
        };
        Ok(desk
            .send(write, "Produce", "record_tests", vec![test])
            .await?)
    }
}

/// What was tested for, as people list it: separated by commas, enumeration commas or spaces.
fn items(typed: &Typed, read: &mut Reader<'_>) -> List<Text<32>, 32> {
    let names = typed
        .get("items")
        .split([',', '，', '、', ';', '；', ' '])
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let items: Option<Vec<Text<32>>> = names.map(|name| Text::new(name).ok()).collect();
    let items = items.filter(|items| !items.is_empty());
    match items.and_then(|items| List::try_from(items).ok()) {
        Some(items) => items,
        None => {
            read.mistake("items", "mistake-items");
            List::default()
        }
    }
}

/// Signs a colleague's test, so that it counts.
#[derive(Clone, Copy)]
pub(crate) struct ApproveTest;

#[async_trait]
impl Action for ApproveTest {
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError> {
        let t = desk.t;
        let (organisation, target, verdict, sample): (Option<i64>, String, String, String) =
            sqlx::query_as("SELECT organisation, target, verdict, sample FROM tests WHERE id = ?")
                .bind(about.id)
                .fetch_one(&desk.app.db.reader)
                .await?;
        if !desk.is_own(organisation) {
            return Err(ApiError::not_found());
        }
        let test = names::subject(t, &format!("test:{}", about.id));
        let mut form = Form::new(desk, "approve-test-title", "approve-test-button");
        form.caption = test.clone();
        form.back = Some((test, format!("/console/tests/{}", about.id)));
        form.explain.push(t.say("approve-test-explain"));
        let line = |key: &str, value: String| Line {
            label: t.say(key),
            value,
        };
        let verdict = if verdict == "pass" {
            "test-pass"
        } else {
            "test-fail"
        };
        form.facts = vec![
            line("field-target", names::subject(t, &target)),
            line("field-sample", sample),
            line("field-verdict", t.say(verdict)),
        ];
        form.is_final = true;
        Ok(form)
    }

    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        _: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal> {
        let test = TestId(id(about.id)?);
        Ok(desk
            .send(write, "Produce", "approve_tests", vec![test])
            .await?)
    }
}
