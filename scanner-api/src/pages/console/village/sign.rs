//! Signing: one spending with its whole file before one's eyes, or many at once at the township; and not signing.

use county_primitives::{
    three_assets::{
        spending::{DecisionAttachment, Refusal, SpendingSignature, Step},
        Fen,
    },
    DecisionId, Role, SpendingId,
};
use sqlx::FromRow;

use super::{
    file::{self, step_id, SpendingRow},
    seat::{Village, AUTHORITIES},
    words::{ask, ask_with_hint, fill, form, say, word, yuan, Parties},
};
use crate::{
    db::now_ms,
    error::ApiError,
    inspect::rows::holds_on,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, number, Sent},
        names,
        view::Link,
    },
    write::Write,
};

/// How many are signed at once.
const MANY: i64 = 200;

deeds! {
    /// Signs a spending.
    Sign => sign_form, sign;
    /// Sends a spending back, or turns it down.
    Refuse => refuse_form, refuse;
    /// Attaches the decision a spending needs.
    Attach => attach_form, attach;
    /// Signs many spendings of one village, or of all.
    SignMany => many_form, sign_many;
}

/// The step that is next, if it is one's turn.
fn turn(village: &Village, row: &SpendingRow) -> Result<Step, ApiError> {
    row.next()
        .filter(|step| row.state == "signing" && village.acts(step.role()))
        .ok_or_else(ApiError::not_found)
}

async fn sign_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (village, row) = file::spending(desk, about.id).await?;
    let step = turn(&village, &row)?;
    let mut form = form(desk, &village, "sign");
    file::describe(desk, &village, &row, &mut form).await?;
    let step_name = word(desk.t, "step", step_id(step));
    form.explain
        .push(fill(desk.t, "sign-as", &[("step", &step_name)]));
    if file::is_held(desk, &village, &row).await? {
        form.explain.push(say(desk.t, "held"));
    }
    // Nobody signs for something else than was shown.
    form.fields = vec![
        hidden(desk, "shown_step", step_id(step)),
        hidden(desk, "shown_amount", &row.amount.to_string()),
    ];
    Ok(form)
}

fn hidden(desk: &Desk, name: &'static str, value: &str) -> Field {
    Field::new(desk.t, name, "", Control::Hidden).value(value)
}

fn step_of(id: &str) -> Option<Step> {
    Step::ALL.into_iter().find(|step| step_id(*step) == id)
}

async fn sign(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let shown = step_of(typed.get("shown_step")).zip(typed.get("shown_amount").parse().ok());
    let (step, amount) = shown.ok_or_else(ApiError::not_found)?;
    let signature = SpendingSignature {
        spending: SpendingId(number(about.id)?),
        step,
        amount: Fen(amount),
    };
    Ok(desk
        .send(write, "ThreeAssets", "sign_spendings", vec![signature])
        .await?)
}

async fn refuse_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = file::spending(desk, about.id).await?;
    let steps = own_steps(&village, &row);
    if steps.is_empty() {
        return Err(ApiError::not_found());
    }
    let mut form = form(desk, &village, "refuse");
    file::describe(desk, &village, &row, &mut form).await?;
    let choices: Vec<Choice> = ["return", "reject"]
        .iter()
        .map(|answer| Choice {
            hint: say(t, &format!("refusal-{answer}-hint")),
            ..Choice::new(answer, say(t, &format!("refusal-{answer}")))
        })
        .collect();
    form.fields = vec![
        ask(desk, "refusal", Control::Radios(choices)).value("return"),
        ask_with_hint(desk, "reason", Control::Text).suggest(
            ["no-invoice", "blurred", "amount", "no-minutes", "too-dear"]
                .iter()
                .map(|reason| say(t, &format!("reason-{reason}")))
                .collect(),
        ),
    ];
    if steps.len() > 1 {
        let choices = steps
            .iter()
            .map(|step| Choice::new(step_id(*step), word(t, "step", step_id(*step))))
            .collect();
        form.fields
            .push(ask(desk, "step", Control::Radios(choices)));
    }
    Ok(form)
}

/// The steps one stands for.
fn own_steps(village: &Village, row: &SpendingRow) -> Vec<Step> {
    let asked = |step: &Step| row.steps & i64::from(step.bit()) != 0;
    let is_open = matches!(row.state.as_str(), "signing" | "approved" | "failed");
    Step::ALL
        .into_iter()
        .filter(|step| is_open && asked(step) && village.acts(step.role()))
        .collect()
}

async fn refuse(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (village, row) = file::spending(desk, about.id).await?;
    let steps = own_steps(&village, &row);
    let mut read = Reader::new(typed, desk.t);
    let mendable = match typed.get("refusal") {
        "return" => true,
        "reject" => false,
        _ => {
            read.mistake("refusal", "mistake-choose");
            true
        }
    };
    let reason = read.needed("reason", "mistake-reason");
    let step = match steps.as_slice() {
        [only] => Some(*only),
        _ => {
            let chosen = step_of(typed.get("step")).filter(|step| steps.contains(step));
            if chosen.is_none() {
                read.mistake("step", "mistake-choose");
            }
            chosen
        }
    };
    read.done()?;
    let refusal = Refusal {
        spending: SpendingId(number(about.id)?),
        step: step.ok_or_else(ApiError::not_found)?,
        mendable,
        reason,
    };
    Ok(desk
        .send(write, "ThreeAssets", "refuse_spendings", vec![refusal])
        .await?)
}

async fn attach_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = file::spending(desk, about.id).await?;
    let mut form = form(desk, &village, "attach");
    file::describe(desk, &village, &row, &mut form).await?;
    let found: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
        "SELECT id, about, meeting, amount, used FROM decisions WHERE collective = ? \
         AND state = 'effective' AND amount IS NOT NULL AND amount - used >= ? ORDER BY id DESC LIMIT 50",
    )
    .bind(village.id)
    .bind(row.amount)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let choice = |(id, about, meeting, amount, used): (i64, String, String, i64, i64)| Choice {
        hint: fill(
            t,
            "decision-room",
            &[
                ("day", &names::day(t.0, &meeting)),
                ("amount", &yuan(t, amount.saturating_sub(used))),
            ],
        ),
        ..Choice::new(id, about)
    };
    let choices: Vec<Choice> = found.into_iter().map(choice).collect();
    let level = word(t, "decision-level", &row.decision_level);
    form.explain
        .push(fill(t, "attach-explain", &[("level", &level)]));
    if choices.is_empty() {
        let go = Link::main(say(t, "do-open-decision"), village.href("decisions/new"));
        block(&mut form, say(t, "no-decision"), go);
    }
    form.fields = vec![ask(desk, "decision", Control::Radios(choices))];
    Ok(form)
}

async fn attach(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let decision: Option<DecisionId> = read.chosen("decision", "mistake-choose");
    read.done()?;
    let attachment = DecisionAttachment {
        spending: SpendingId(number(about.id)?),
        decision: decision.ok_or_else(ApiError::not_found)?,
    };
    Ok(desk
        .send(write, "ThreeAssets", "attach_decisions", vec![attachment])
        .await?)
}

#[derive(FromRow)]
struct Waiting {
    id: i64,
    collective: i64,
    purpose: String,
    payee: String,
    amount: i64,
    occurred: String,
    warned: Option<String>,
    holds: i64,
}

/// What waits for the authority in villages.
async fn waiting(desk: &Desk, villages: &[Village]) -> Result<Vec<(Waiting, Step)>, ApiError> {
    let mut found = Vec::new();
    let now = now_ms();
    for (step, role) in [
        (Step::Township, Role::Township),
        (Step::County, Role::CountyAgriculture),
    ] {
        let ids: Vec<String> = villages
            .iter()
            .filter(|village| village.acts(role))
            .map(|village| village.id.to_string())
            .collect();
        if ids.is_empty() {
            continue;
        }
        let query = format!(
            "SELECT spendings.id, spendings.collective, purpose, payee, spendings.amount, occurred, \
             transactions.warned, {} + {} + {} AS holds FROM spendings LEFT JOIN transactions \
             ON transactions.subject = 'spending:' || spendings.id \
             WHERE spendings.collective IN ({}) AND spendings.state = 'signing' \
             AND next_step = '{}' AND NOT decision_missing ORDER BY spendings.collective, spendings.id \
             LIMIT {MANY}",
            holds_on("'spending:' || spendings.id", now),
            holds_on("'decision:' || spendings.decision", now),
            holds_on("'collective:' || spendings.collective", now),
            ids.join(", "),
            step_id(step)
        );
        let rows: Vec<Waiting> = sqlx::query_as(&query)
            .fetch_all(&desk.app.db.reader)
            .await?;
        found.extend(rows.into_iter().map(|row| (row, step)));
    }
    Ok(found)
}

async fn many_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let villages = Village::chosen(desk, about.id, &AUTHORITIES).await?;
    let mut form = Form::new(desk, "vl-do-sign-many", "vl-do-sign-many");
    form.back = Some((say(t, "all-villages"), "/console/village".to_owned()));
    form.explain.push(say(t, "sign-many-explain"));
    let mut choices = Vec::new();
    let waiting = waiting(desk, &villages).await?;
    // They stand in the order of the villages, so names are looked up once for each.
    let mut known: Option<(i64, Parties)> = None;
    for (row, step) in &waiting {
        let Some(village) = villages.iter().find(|village| village.id == row.collective) else {
            continue;
        };
        let parties = match known.take() {
            Some((id, parties)) if id == village.id => parties,
            _ => {
                let own = waiting
                    .iter()
                    .filter(|(row, _)| row.collective == village.id);
                let payees = own.map(|(row, _)| row.payee.clone()).collect();
                Parties::of(desk, village, payees).await?
            }
        };
        let mut hint = vec![
            village.name.clone(),
            parties.name(&row.payee),
            names::day(t.0, &row.occurred),
        ];
        if let Some(level) = &row.warned {
            hint.push(fill(t, "warned", &[("level", &word(t, "level", level))]));
        }
        if row.holds > 0 {
            hint.push(say(t, "held-short"));
        }
        choices.push(Choice {
            hint: hint.join(" · "),
            ..Choice::new(
                format!("{}:{}:{}", row.id, step_id(*step), row.amount),
                format!("{} · {}", row.purpose, yuan(t, row.amount)),
            )
        });
        known = Some((village.id, parties));
    }
    if choices.is_empty() {
        let go = Link::main(say(t, "all-villages"), "/console/village");
        block(&mut form, say(t, "queue-nothing"), go);
    }
    form.fields = vec![ask(desk, "picks", Control::Ticks(choices))];
    Ok(form)
}

async fn sign_many(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    Village::chosen(desk, about.id, &AUTHORITIES).await?;
    let mut read = Reader::new(typed, desk.t);
    let signatures: Option<Vec<SpendingSignature>> = typed
        .all("picks")
        .into_iter()
        .map(|pick| {
            let mut parts = pick.split(':');
            let spending = parts.next()?.parse().ok()?;
            let step = step_of(parts.next()?)?;
            let amount = parts.next()?.parse().ok()?;
            Some(SpendingSignature {
                spending,
                step,
                amount: Fen(amount),
            })
        })
        .collect();
    let signatures = signatures.unwrap_or_default();
    if signatures.is_empty() {
        read.note("picks", say(desk.t, "mistake-pick"));
    }
    read.done()?;
    Ok(desk
        .send(write, "ThreeAssets", "sign_spendings", signatures)
        .await?)
}
