//! Recalls at the console: what waits for custodians, how far each recall is for authorities, and every
//! step from the notice to the end.

use std::collections::BTreeMap;

use axum::{extract::Path, response::Response};
use county_primitives::{
    livestock::{
        RecallAct, RecallAnswer, RecallBalance, RecallConclusion, RecallCounts, RecallNotice,
        RecallScope, RecallStep, NOTICE_MAX,
    },
    Grams, List, MeatId, OrganisationId, RecallId, Role,
};
use sqlx::FromRow;

use super::{
    deed::{
        ask, ask_with_hint, block, covers, deeds, digest_if_any, form_about, number, within, Sent,
    },
    names::{self, fact},
    pages::{warnings, INSIDE_MAX},
};
use crate::{
    error::ApiError,
    livestock::recalls::{custodians, holdings, pieces, Custodian, Recall},
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Control, Field, Reader, Typed},
        form::{About, Form},
        home::{Group, Task},
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
    routes::livestock::recalls::{sees_all, visible_recall},
    visibility::Scope,
    write::Write,
};

deeds! {
    /// Tells custodians what they hold of a recall.
    NotifyRecall => notify_form, notify;
    /// Acknowledges a recall.
    AcknowledgeRecall => acknowledge_form, acknowledge;
    /// Says what became of recalled meat.
    AccountRecall => account_form, account;
    /// Verifies the counts of a recall.
    VerifyRecall => verify_form, verify;
    /// Closes a recall.
    CloseRecall => close_form, close;
}

/// Who verifies and closes recalls, and orders them besides the house.
const AUTHORITIES: [Role; 2] = [Role::CountyAgriculture, Role::MarketRegulator];

fn path(id: i64) -> String {
    format!("/console/livestock/recalls/{id}")
}

/// The recalls of which the own organisation is a custodian that still has something to do: those to
/// acknowledge, and those to account for.
const TO_ACKNOWLEDGE: &str =
    "recall_files.state = 'notified' AND EXISTS (SELECT 1 FROM recall_custodians \
     WHERE recall_custodians.recall = recall_files.id AND recall_custodians.custodian = $org \
     AND recall_custodians.acknowledged_ms IS NULL)";
const TO_ACCOUNT: &str =
    "recall_files.state = 'notified' AND EXISTS (SELECT 1 FROM recall_custodians \
     WHERE recall_custodians.recall = recall_files.id AND recall_custodians.custodian = $org \
     AND recall_custodians.acknowledged_ms IS NOT NULL AND recall_custodians.unaccounted > 0)";

/// The conditions of what waits: its text, its condition, and how it looks. What is over stands last.
fn waiting(desk: &Desk) -> [(&'static str, String, &'static str); 4] {
    let own = desk.session.organisation.map_or(-1, |id| i64::from(id.0));
    let mine = |condition: &str| condition.replace("$org", &own.to_string());
    let area = within(desk, &AUTHORITIES, "recall_files.division");
    let led = format!("(recall_files.house = {own} OR {area})");
    [
        ("recalls-acknowledge", mine(TO_ACKNOWLEDGE), "bad"),
        ("recalls-account", mine(TO_ACCOUNT), "warn"),
        (
            "recalls-open",
            format!("recall_files.state <> 'closed' AND {led}"),
            "warn",
        ),
        (
            "recalls-closed",
            format!("recall_files.state = 'closed' AND {led}"),
            "quiet",
        ),
    ]
}

async fn count(desk: &Desk, condition: &str) -> Result<i64, ApiError> {
    let query = format!("SELECT COUNT(*) FROM recall_files WHERE {condition}");
    Ok(sqlx::query_scalar(&query)
        .fetch_one(&desk.app.db.reader)
        .await?)
}

/// The part of the first page that is about recalls, if any waits.
pub(crate) async fn group(desk: &Desk) -> Result<Option<Group>, ApiError> {
    let t = desk.t;
    let mut tasks = Vec::new();
    for (key, condition, tone) in waiting(desk) {
        if key == "recalls-closed" {
            continue;
        }
        let number = count(desk, &condition).await?;
        if number == 0 {
            continue;
        }
        tasks.push(Task {
            title: t.say(&format!("queue-{key}")),
            hint: t.say(&format!("queue-{key}-hint")),
            tag: Tag {
                tone,
                text: names::count(number),
            },
            href: "/console/livestock/recalls".to_owned(),
            icon: "warn",
        });
    }
    Ok((!tasks.is_empty()).then(|| Group {
        heading: t.say("duty-recalls"),
        tasks,
    }))
}

/// A recall that waits for the own acknowledgement comes before everything else.
pub(crate) async fn next(desk: &Desk) -> Result<Option<(String, String, String)>, ApiError> {
    let [(key, condition, _), ..] = waiting(desk);
    let number = count(desk, &condition).await?;
    let waits = || {
        let number = names::count(number);
        (
            desk.t.say(&format!("queue-{key}")),
            desk.t.fill("queue-waiting", &[("number", &number)]),
            "/console/livestock/recalls".to_owned(),
        )
    };
    Ok((number > 0).then(waits))
}

#[derive(FromRow)]
struct Counted {
    #[sqlx(flatten)]
    recall: Recall,
    custodians: i64,
    missing: i64,
}

/// All recalls that concern the member.
pub(super) async fn list(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut sections = Vec::new();
    for (key, condition, _) in waiting(&desk) {
        let query = format!(
            "SELECT recall_files.*, COUNT(recall_custodians.custodian) AS custodians, \
             COUNT(CASE WHEN recall_custodians.custodian IS NOT NULL \
             AND recall_custodians.acknowledged_ms IS NULL THEN 1 END) AS missing \
             FROM recall_files LEFT JOIN recall_custodians ON recall_custodians.recall = recall_files.id \
             WHERE {condition} GROUP BY recall_files.id ORDER BY recall_files.id DESC LIMIT ?"
        );
        let found: Vec<Counted> = sqlx::query_as(&query)
            .bind(INSIDE_MAX)
            .fetch_all(&desk.app.db.reader)
            .await?;
        if found.is_empty() {
            continue;
        }
        if key == "recalls-open" {
            let missing = missing(&desk, &found).await?;
            if !missing.rows.is_empty() {
                sections.insert(0, missing);
            }
        }
        let mut rows = Vec::new();
        for counted in &found {
            rows.push(counted.row(&desk).await?);
        }
        sections.push(Section {
            heading: t.say(&format!("queue-{key}")),
            rows,
            ..Section::default()
        });
    }
    if sections.is_empty() {
        sections.push(Section {
            empty: t.say("queue-nothing"),
            ..Section::default()
        });
    }
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: t.say("duty-recalls"),
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The custodians of the recalls that the member leads which have not acknowledged although the time
/// is over.
async fn missing(desk: &Desk, open: &[Counted]) -> Result<Section, ApiError> {
    let t = desk.t;
    let mut rows = Vec::new();
    let waiting = open.iter().map(|counted| &counted.recall);
    for recall in waiting.filter(|recall| recall.is_open()) {
        let custodians = seen_custodians(desk, recall).await?;
        for custodian in custodians.iter().filter(|it| it.is_missing()) {
            let mut row = custodian_row(desk, custodian).await?;
            let subject = names::subject(t, &format!("recall:{}", recall.id));
            row.lines.insert(0, subject);
            row.href = path(recall.id);
            rows.push(row);
        }
    }
    Ok(Section {
        heading: t.say("queue-recalls-missing"),
        rows,
        ..Section::default()
    })
}

impl Counted {
    async fn row(&self, desk: &Desk) -> Result<Row, ApiError> {
        let (t, recall) = (desk.t, &self.recall);
        let custodians = t.fill(
            "recall-line",
            &[
                ("custodians", &names::count(self.custodians)),
                ("missing", &names::count(self.missing)),
                ("mass", &names::mass(t.0, recall.unaccounted)),
            ],
        );
        Ok(Row {
            title: format!(
                "{} · {}",
                names::subject(t, &format!("recall:{}", recall.id)),
                what(desk, recall)
            ),
            lines: vec![
                names::organisation(desk, recall.house).await?,
                recall.reason.clone(),
                custodians,
            ],
            tag: Some(state(desk, recall)),
            href: path(recall.id),
        })
    }
}

fn state(desk: &Desk, recall: &Recall) -> Tag {
    Tag {
        tone: match recall.state.as_str() {
            "ordered" => "bad",
            "notified" => "warn",
            "verified" => "info",
            _ => "quiet",
        },
        text: names::word(desk.t, "recall-state", &recall.state),
    }
}

/// What is recalled, in words.
fn what(desk: &Desk, recall: &Recall) -> String {
    let t = desk.t;
    match (recall.meat, recall.batch, &recall.day) {
        (Some(meat), _, _) => names::subject(t, &format!("meat:{meat}")),
        (None, Some(batch), _) => names::subject(t, &format!("slaughter_batch:{batch}")),
        (None, None, day) => {
            let day = names::day(t.0, day.as_deref().unwrap_or_default());
            t.fill("recall-of-day", &[("date", &day)])
        }
    }
}

/// A recall the member may see, and whether all of its custodians.
async fn seen(desk: &Desk, id: i64) -> Result<(Recall, bool), ApiError> {
    let recall = visible_recall(&desk.app, &desk.session, id).await?;
    let all = sees_all(&desk.app, &desk.session, &recall).await?;
    Ok((recall, all))
}

/// The custodians that the member may see.
async fn seen_custodians(desk: &Desk, recall: &Recall) -> Result<Vec<Custodian>, ApiError> {
    let scope = Scope::of_livestock(&desk.app, &desk.session).await;
    custodians(&desk.app, recall, &scope).await
}

/// One recall: how far each custodian is, what is not told yet, and the sums.
pub(super) async fn recall(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (recall, all) = seen(&desk, id).await?;
    let custodians = seen_custodians(&desk, &recall).await?;
    let subject = format!("recall:{id}");
    let mut warnings = warnings(&desk, &subject).await?;
    let overdue = custodians
        .iter()
        .filter(|custodian| custodian.is_missing())
        .count();
    if overdue > 0 && recall.is_open() {
        let number = overdue.to_string();
        warnings.insert(0, t.fill("recall-overdue", &[("number", &number)]));
    }
    let mut rows = Vec::new();
    for custodian in &custodians {
        rows.push(custodian_row(&desk, custodian).await?);
    }
    let mut sections = vec![Section {
        heading: t.say("recall-custodians"),
        rows,
        empty: t.say("recall-custodians-none"),
        ..Section::default()
    }];
    let mut is_told = true;
    if all && recall.is_open() {
        let section = untold_section(&desk, recall.scope()?, id).await?;
        is_told = section.rows.is_empty();
        if !is_told {
            sections.insert(0, section);
        }
    }
    let own = custodians
        .iter()
        .find(|custodian| desk.is_own(Some(custodian.custodian)));
    let page = Page {
        back: Some((
            t.say("duty-recalls"),
            "/console/livestock/recalls".to_owned(),
        )),
        caption: names::subject(t, &subject),
        title: what(&desk, &recall),
        tag: Some(state(&desk, &recall)),
        warnings,
        actions: actions(&desk, &recall, own, is_told),
        facts: facts(&desk, &recall, all).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, recall: &Recall, own: Option<&Custodian>, is_told: bool) -> Vec<Link> {
    let t = desk.t;
    let go = |key: &str, part: &str| Link::other(t.say(key), format!("{}/{part}", path(recall.id)));
    let mut actions = Vec::new();
    let is_answered = recall.state == "notified";
    if let Some(own) = own.filter(|_| is_answered) {
        if own.acknowledged.is_none() {
            actions.push(go("do-acknowledge-recall", "acknowledge"));
        } else {
            actions.push(go("do-account-recall", "account"));
        }
    }
    if recall.is_open() && !is_told && may_notify(desk, recall) {
        actions.push(go("do-notify-recall", "notify"));
    }
    if may_conclude(desk, recall) {
        match recall.state.as_str() {
            "ordered" | "notified" => actions.push(go("do-verify-recall", "verify")),
            "verified" => actions.push(go("do-close-recall", "close")),
            _ => {}
        }
    }
    if let Some(first) = actions.first_mut() {
        first.main = true;
    }
    actions
}

fn may_notify(desk: &Desk, recall: &Recall) -> bool {
    let own = desk.is_own(Some(recall.house)) && desk.session.has(Role::Slaughterhouse);
    own || covers(desk, &AUTHORITIES, &recall.division)
}

/// Who ordered a recall does not end it.
fn may_conclude(desk: &Desk, recall: &Recall) -> bool {
    let me = desk.session.member.map(|id| i64::from(id.0));
    covers(desk, &AUTHORITIES, &recall.division) && (recall.member.is_none() || recall.member != me)
}

async fn facts(desk: &Desk, recall: &Recall, all: bool) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(
            t,
            "fact-house",
            names::organisation(desk, recall.house).await?,
        ),
        fact(t, "fact-reason", recall.reason.clone()),
        fact(
            t,
            "fact-recall-ordered",
            names::instant(t.0, recall.ordered.0),
        ),
    ];
    if all {
        facts.extend(balance_facts(desk, recall));
    }
    for (key, at, note) in [
        (
            "fact-recall-verified",
            recall.verified,
            &recall.verified_note,
        ),
        ("fact-recall-closed", recall.closed, &recall.closed_note),
    ] {
        if let Some(at) = at {
            let note = note.as_deref().unwrap_or_default();
            let time = names::instant(t.0, at.0);
            facts.push(fact(t, key, format!("{time} {note}").trim_end()));
        }
    }
    Ok(facts)
}

/// Recalled, returned, destroyed, consumed and what is unaccounted.
fn balance_facts(desk: &Desk, recall: &Recall) -> Vec<Line> {
    let t = desk.t;
    let masses = [
        ("fact-recalled", recall.recalled),
        ("fact-returned", recall.returned),
        ("fact-destroyed", recall.destroyed),
        ("fact-consumed", recall.consumed),
        ("fact-unaccounted", recall.unaccounted),
    ];
    masses
        .map(|(key, mass)| fact(t, key, names::mass(t.0, mass)))
        .to_vec()
}

async fn custodian_row(desk: &Desk, custodian: &Custodian) -> Result<Row, ApiError> {
    let t = desk.t;
    let due = custodian
        .due
        .map_or_else(|| t.say("not-yet"), |due| names::instant(t.0, due.0));
    let told = t.fill(
        "recall-custodian-told",
        &[
            ("time", &names::instant(t.0, custodian.notified.0)),
            ("due", &due),
        ],
    );
    let mass = |grams: i64| names::mass(t.0, grams);
    let balance = t.fill(
        "recall-custodian-balance",
        &[
            ("recalled", &mass(custodian.recalled)),
            ("returned", &mass(custodian.returned)),
            ("destroyed", &mass(custodian.destroyed)),
            ("consumed", &mass(custodian.consumed)),
            ("unaccounted", &mass(custodian.unaccounted)),
        ],
    );
    let (tone, word) = match (custodian.acknowledged.is_some(), custodian.overdue) {
        (false, true) => ("bad", "overdue"),
        (false, false) => ("warn", "waiting"),
        (true, true) => ("warn", "late"),
        (true, false) if custodian.unaccounted > 0 => ("info", "accounting"),
        (true, false) => ("good", "accounted"),
    };
    Ok(Row {
        title: names::organisation(desk, custodian.custodian).await?,
        lines: vec![told, balance],
        tag: Some(Tag {
            tone,
            text: names::word(t, "recall-custodian", word),
        }),
        href: String::new(),
    })
}

/// Who holds some of it and was not told.
async fn untold_section(desk: &Desk, scope: RecallScope, id: i64) -> Result<Section, ApiError> {
    let holdings = holdings(&desk.app.db.reader, scope, id).await?;
    let mut rows = Vec::new();
    for holding in holdings.iter().filter(|it| it.told < it.pieces) {
        let pieces = holding.pieces.saturating_sub(holding.told);
        rows.push(Row {
            title: names::organisation(desk, holding.custodian).await?,
            lines: vec![desk
                .t
                .fill("recall-untold-line", &[("pieces", &names::count(pieces))])],
            ..Row::default()
        });
    }
    Ok(Section {
        heading: desk.t.say("recall-untold"),
        rows,
        ..Section::default()
    })
}

/// What a recall would reach, for the form that orders it.
pub(super) async fn reach_section(
    desk: &Desk,
    heading: &str,
    scope: RecallScope,
) -> Result<Section, ApiError> {
    let t = desk.t;
    let holdings = holdings(&desk.app.db.reader, scope, crate::livestock::recalls::DRAFT).await?;
    let mut rows = Vec::new();
    for holding in &holdings {
        rows.push(Row {
            title: names::organisation(desk, holding.custodian).await?,
            lines: vec![t.fill(
                "recall-reach-line",
                &[
                    ("pieces", &names::count(holding.pieces)),
                    ("mass", &names::mass(t.0, holding.mass)),
                ],
            )],
            ..Row::default()
        });
    }
    let pieces: i64 = holdings.iter().map(|holding| holding.pieces).sum();
    let mass: i64 = holdings.iter().map(|holding| holding.mass).sum();
    let all = t.fill(
        "recall-reach-line",
        &[
            ("pieces", &names::count(pieces)),
            ("mass", &names::mass(t.0, mass)),
        ],
    );
    Ok(Section {
        heading: format!("{} · {all}", t.say(heading)),
        rows,
        empty: t.say("recall-reach-none"),
        ..Section::default()
    })
}

/// A form about a recall with what is recalled and why.
async fn form(desk: &Desk, key: &str, recall: &Recall) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form_about(desk, key, &format!("recall:{}", recall.id));
    form.explain.push(t.say(&format!("do-{key}-explain")));
    form.facts = vec![
        fact(t, "fact-recall", what(desk, recall)),
        fact(
            t,
            "fact-house",
            names::organisation(desk, recall.house).await?,
        ),
        fact(t, "fact-reason", recall.reason.clone()),
    ];
    form.is_final = true;
    Ok(form)
}

/// Says that there is nothing to do, and leads back.
fn nothing_to_do(desk: &Desk, form: &mut Form, why: &str, id: i64) {
    form.fields.clear();
    let go = Link::main(desk.t.say("go-recall"), path(id));
    block(form, desk.t.say(why), go);
}

async fn notify_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (recall, _) = seen(desk, about.id).await?;
    if !may_notify(desk, &recall) {
        return Err(ApiError::not_found());
    }
    let mut form = form(desk, "notify-recall", &recall).await?;
    let section = untold_section(desk, recall.scope()?, recall.id).await?;
    if section.rows.is_empty() || !recall.is_open() {
        nothing_to_do(desk, &mut form, "recall-all-told", recall.id);
    } else {
        form.sections.push(section);
    }
    Ok(form)
}

async fn notify(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let (recall, _) = seen(desk, about.id).await?;
    if !may_notify(desk, &recall) {
        return Err(ApiError::not_found().into());
    }
    let id = RecallId(number(about.id)?);
    let mut held = BTreeMap::<i64, Vec<MeatId>>::new();
    let reached = pieces(&desk.app.db.reader, recall.scope()?, recall.id).await?;
    for piece in reached.iter().filter(|piece| !piece.told) {
        let pieces = held.entry(piece.custodian).or_default();
        pieces.push(MeatId(number(piece.meat)?));
    }
    let most = usize::try_from(NOTICE_MAX).map_err(ApiError::internal)?;
    let mut notices = Vec::new();
    for (custodian, pieces) in held {
        let custodian = OrganisationId(u32::try_from(custodian).map_err(ApiError::internal)?);
        for meats in pieces.chunks(most) {
            let meats = List::try_from(meats.to_vec());
            notices.push(RecallNotice {
                recall: id,
                custodian,
                meats: meats.map_err(|_| ApiError::internal("too many pieces"))?,
            });
        }
    }
    Ok(desk
        .send(write, "Livestock", "notify_recalls", notices)
        .await?)
}

/// The own organisation as a custodian of the recall.
async fn own_custody(desk: &Desk, id: i64) -> Result<(Recall, Custodian), ApiError> {
    let (recall, _) = seen(desk, id).await?;
    let custodians = seen_custodians(desk, &recall).await?;
    let own = custodians
        .into_iter()
        .find(|custodian| desk.is_own(Some(custodian.custodian)));
    Ok((recall, own.ok_or_else(ApiError::not_found)?))
}

async fn acknowledge_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (recall, own) = own_custody(desk, about.id).await?;
    let mut form = form(desk, "acknowledge-recall", &recall).await?;
    form.facts
        .push(fact(t, "fact-recalled", names::mass(t.0, own.recalled)));
    if let Some(due) = own.due {
        form.facts
            .push(fact(t, "fact-recall-due", names::instant(t.0, due.0)));
    }
    if own.acknowledged.is_some() || recall.state != "notified" {
        nothing_to_do(desk, &mut form, "recall-no-answer", recall.id);
    }
    Ok(form)
}

async fn acknowledge(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let answer = RecallAnswer {
        recall: RecallId(number(about.id)?),
        act: RecallAct::Acknowledged,
    };
    Ok(desk
        .send(write, "Livestock", "answer_recalls", vec![answer])
        .await?)
}

async fn account_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (recall, own) = own_custody(desk, about.id).await?;
    let mut form = form(desk, "account-recall", &recall).await?;
    form.facts
        .push(fact(t, "fact-recalled", names::mass(t.0, own.recalled)));
    let kilograms = |name: &'static str, grams: i64| -> Field {
        ask_with_hint(desk, name, Control::Decimal)
            .suffix(t.say("unit-kilogram"))
            .value(names::kilograms(grams))
    };
    form.fields = vec![
        kilograms("returned", own.returned),
        kilograms("destroyed", own.destroyed),
        kilograms("consumed", own.consumed),
        ask(desk, "evidence", Control::File),
    ];
    if own.acknowledged.is_none() || recall.state != "notified" {
        nothing_to_do(desk, &mut form, "recall-no-answer", recall.id);
    }
    Ok(form)
}

async fn account(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    let counts = RecallCounts {
        returned: read.loss("returned"),
        destroyed: read.loss("destroyed"),
        consumed: read.loss("consumed"),
    };
    let evidence = digest_if_any(&mut read, "evidence");
    read.done()?;
    let answer = RecallAnswer {
        recall: RecallId(number(about.id)?),
        act: RecallAct::Accounted { counts, evidence },
    };
    Ok(desk
        .send(write, "Livestock", "answer_recalls", vec![answer])
        .await?)
}

async fn verify_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    conclusion_form(desk, "verify-recall", about.id).await
}

async fn close_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    conclusion_form(desk, "close-recall", about.id).await
}

/// The figures that are seen go with the form, so that nobody confirms others.
async fn conclusion_form(desk: &Desk, key: &str, id: i64) -> Result<Form, ApiError> {
    let (recall, _) = seen(desk, id).await?;
    if !may_conclude(desk, &recall) {
        return Err(ApiError::not_found());
    }
    let mut form = form(desk, key, &recall).await?;
    form.facts.extend(balance_facts(desk, &recall));
    let waits = match key {
        "close-recall" => recall.state == "verified",
        _ => recall.is_open(),
    };
    if !waits {
        nothing_to_do(desk, &mut form, "recall-no-conclusion", recall.id);
        return Ok(form);
    }
    let untold = untold_section(desk, recall.scope()?, recall.id).await?;
    if !untold.rows.is_empty() {
        form.sections.push(untold);
    }
    let seen = [
        recall.recalled,
        recall.returned,
        recall.destroyed,
        recall.consumed,
        recall.unaccounted,
    ];
    let seen = seen.map(|grams| grams.to_string()).join(" ");
    form.fields = vec![
        ask_with_hint(desk, "note", Control::Text),
        Field::new(desk.t, "balance", "", Control::Hidden).value(seen),
    ];
    Ok(form)
}

async fn verify(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    conclude(desk, RecallStep::Verified, about.id, typed, write).await
}

async fn close(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    conclude(desk, RecallStep::Closed, about.id, typed, write).await
}

async fn conclude(
    desk: &Desk,
    step: RecallStep,
    id: i64,
    typed: &mut Typed,
    write: &Write,
) -> Sent {
    let balance = balance(typed.get("balance")).ok_or_else(ApiError::not_found)?;
    let mut read = Reader::new(typed, desk.t);
    let note = match step {
        RecallStep::Verified => read.needed("note", "mistake-note"),
        RecallStep::Closed if balance.unaccounted > Grams::ZERO => {
            read.needed("note", "mistake-note")
        }
        RecallStep::Closed => read.text("note"),
    };
    read.done()?;
    let conclusion = RecallConclusion {
        recall: RecallId(number(id)?),
        step,
        balance,
        note,
    };
    Ok(desk
        .send(write, "Livestock", "conclude_recalls", vec![conclusion])
        .await?)
}

/// Reads the figures that were seen.
fn balance(text: &str) -> Option<RecallBalance> {
    let mut grams = text.split(' ').map(|grams| grams.parse().map(Grams));
    let mut next = || grams.next()?.ok();
    Some(RecallBalance {
        recalled: next()?,
        returned: next()?,
        destroyed: next()?,
        consumed: next()?,
        unaccounted: next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_that_were_seen_are_read_in_their_order() {
        let read = balance("60 20 30 5 5").unwrap();
        assert_eq!((read.recalled, read.unaccounted), (Grams(60), Grams(5)));
        assert_eq!((read.returned, read.destroyed), (Grams(20), Grams(30)));
        for wrong in ["", "60 20 30 5", "60 20 30 5 x"] {
            assert_eq!(balance(wrong), None, "{wrong}");
        }
    }
}
