//! Tables of spendings until they are approved: requests, signatures, decisions, refusals.

use county_primitives::{
    three_assets::{
        books::DOCUMENTS_MAX,
        spending::{Approvals, DecisionLevel, PaymentMethod, SpendingInput, Step},
        AssetsEntry, Fen,
    },
    DecisionId, Digest, List,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    ensure_known, json_list, other_kind, payments,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a spending says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::SpendingSubmitted {
            spending,
            row,
            approvals,
            year_sum,
        } => {
            let request = Request {
                input: spending,
                row: *row,
                approvals: *approvals,
                year_sum: *year_sum,
            };
            submit(connection, place, id, &request).await
        }
        AssetsEntry::SpendingSigned { step, approved } => {
            sign(connection, place, id, *step, *approved).await
        }
        AssetsEntry::DecisionAttached { decision, approved } => {
            attach(connection, place, id, *decision, *approved).await
        }
        AssetsEntry::SpendingRefused {
            step,
            mendable,
            reason,
        } => refuse(connection, place, id, *step, *mendable, reason.as_str()).await,
        AssetsEntry::SpendingResubmitted { documents } => {
            resubmit(connection, place, id, documents).await
        }
        AssetsEntry::PaymentInstructed(_)
        | AssetsEntry::PaymentReported(_)
        | AssetsEntry::SpendingPosted { .. } => payments::write(connection, place, id, entry).await,
        _ => Err(other_kind(name(id))),
    }
}

/// The subject of a spending.
pub(super) fn name(id: i64) -> String {
    format!("spending:{id}")
}

struct Request<'a> {
    input: &'a SpendingInput,
    row: u8,
    approvals: Approvals,
    year_sum: Fen,
}

async fn submit(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    request: &Request<'_>,
) -> Result<(), IndexError> {
    insert(connection, place, id, request).await?;
    log(connection, place, id, &Event::new("submitted")).await?;
    let input = request.input;
    let project = input.project.as_ref().map(|project| project.as_str());
    let transaction = Transaction {
        subject: name(id),
        kind: "spending",
        state: "signing",
        collective: i64::from(input.collective.0),
        amount: input.amount.0,
        direction: Direction::Out,
        party: Some(input.payee),
        day: input.occurred.to_string(),
        title: input.purpose.as_str(),
        further: project.as_slice(),
    };
    stream::appear(connection, place, &transaction).await
}

async fn insert(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    request: &Request<'_>,
) -> Result<(), IndexError> {
    let (input, approvals) = (request.input, request.approvals);
    let (method, account) = match input.method {
        PaymentMethod::Cash => ("cash", None),
        PaymentMethod::Bank(account) => ("bank", Some(account.to_string())),
    };
    let done = sqlx::query(
        "INSERT INTO spendings (id, collective, division, purpose, kind, project, payee, payee_group, method, \
         payee_account, amount, occurred, invoice, documents, matrix_row, year_sum, steps, decision_level, state, \
         signed, next_step, decision_missing, submitter, submitter_organisation, submitted_ms, reason, failure, \
         changed_ms) \
         SELECT ?, id, division, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'signing', 0, ?, ?, ?, ?, ?, '', '', ? \
         FROM collectives WHERE id = ?",
    )
    .bind(id)
    .bind(input.purpose.as_str())
    .bind(word(&input.kind)?)
    .bind(input.project.as_ref().map(|project| project.as_str()))
    .bind(input.payee.to_string())
    .bind(input.payee_group.map(|group| group.to_string()))
    .bind(method)
    .bind(account)
    .bind(input.amount.0)
    .bind(input.occurred.to_string())
    .bind(input.invoice.map(|invoice| invoice.to_string()))
    .bind(json_list(&input.documents)?)
    .bind(i64::from(request.row))
    .bind(request.year_sum.0)
    .bind(i64::from(approvals.steps))
    .bind(word(&approvals.decision)?)
    .bind(next_step(i64::from(approvals.steps), 0)?)
    .bind(approvals.decision != DecisionLevel::None)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(i64::from(input.collective.0))
    .execute(connection)
    .await?;
    ensure_known(
        done.rows_affected(),
        format_args!("collective:{}", input.collective),
    )
}

/// The word of the step that is asked for and not signed, the first in the order of signing.
fn next_step(steps: i64, signed: i64) -> Result<Option<String>, IndexError> {
    Step::ALL
        .into_iter()
        .find(|step| {
            let bit = i64::from(step.bit());
            steps & bit != 0 && signed & bit == 0
        })
        .map(|step| word(&step))
        .transpose()
}

async fn sign(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: Step,
    approved: bool,
) -> Result<(), IndexError> {
    let bits: Option<(i64, i64)> =
        sqlx::query_as("SELECT steps, signed FROM spendings WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let (steps, signed) = bits.ok_or_else(|| unknown(name(id)))?;
    let signed = signed | i64::from(step.bit());
    let next = next_step(steps, signed)?;
    sqlx::query("UPDATE spendings SET signed = ?, next_step = ?, changed_ms = ? WHERE id = ?")
        .bind(signed)
        .bind(next)
        .bind(place.ledger_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let step = word(&step)?;
    sqlx::query(
        "INSERT INTO spending_signatures (spending, step, member, organisation, ledger_ms, block, event_index) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(&step)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(place.block)
    .bind(place.event_index)
    .execute(&mut *connection)
    .await?;
    let event = Event {
        step: Some(&step),
        ..Event::new("signed")
    };
    log(connection, place, id, &event).await?;
    progress(connection, place, id, approved).await
}

async fn attach(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    decision: DecisionId,
    approved: bool,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE spendings SET decision = ?, decision_missing = FALSE, changed_ms = ? WHERE id = ?",
    )
    .bind(sql(decision.0))
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    let event = Event {
        decision: Some(sql(decision.0)),
        ..Event::new("decision_attached")
    };
    log(connection, place, id, &event).await?;
    progress(connection, place, id, approved).await
}

/// The spending is approved now, or waits for the next signature.
async fn progress(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    approved: bool,
) -> Result<(), IndexError> {
    if !approved {
        return stream::touch(connection, place, &name(id)).await;
    }
    sqlx::query(
        "UPDATE spendings SET state = 'approved', approved_ms = ?, next_step = NULL WHERE id = ?",
    )
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    stream::change(connection, place, &name(id), "approved").await
}

async fn refuse(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: Step,
    mendable: bool,
    reason: &str,
) -> Result<(), IndexError> {
    let state = if mendable { "returned" } else { "rejected" };
    let step = word(&step)?;
    let done = sqlx::query(
        "UPDATE spendings SET state = ?, next_step = NULL, decision_missing = FALSE, refused_step = ?, \
         refused_by = ?, refused_ms = ?, reason = ?, changed_ms = ? WHERE id = ?",
    )
    .bind(state)
    .bind(&step)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(reason)
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    let event = Event {
        step: Some(&step),
        mendable: Some(mendable),
        reason,
        ..Event::new("refused")
    };
    log(connection, place, id, &event).await?;
    stream::change(connection, place, &name(id), state).await
}

/// Everybody signs again; a decision that was attached stays.
async fn resubmit(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    documents: &List<Digest, DOCUMENTS_MAX>,
) -> Result<(), IndexError> {
    let steps: Option<i64> = sqlx::query_scalar("SELECT steps FROM spendings WHERE id = ?")
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    let steps = steps.ok_or_else(|| unknown(name(id)))?;
    sqlx::query(
        "UPDATE spendings SET state = 'signing', documents = ?, signed = 0, next_step = ?, \
         decision_missing = (decision_level <> 'none' AND decision IS NULL), submitter = ?, \
         submitter_organisation = ?, approved_ms = NULL, changed_ms = ? WHERE id = ?",
    )
    .bind(json_list(documents)?)
    .bind(next_step(steps, 0)?)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM spending_signatures WHERE spending = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    log(connection, place, id, &Event::new("resubmitted")).await?;
    stream::change(connection, place, &name(id), "signing").await
}

/// Something that happened to a spending.
pub(super) struct Event<'a> {
    pub(super) kind: &'static str,
    pub(super) step: Option<&'a str>,
    pub(super) mendable: Option<bool>,
    pub(super) decision: Option<i64>,
    pub(super) voucher: Option<i64>,
    pub(super) document: Option<Digest>,
    pub(super) reason: &'a str,
}

impl Event<'_> {
    pub(super) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            step: None,
            mendable: None,
            decision: None,
            voucher: None,
            document: None,
            reason: "",
        }
    }
}

/// Writes it into the spending's history.
pub(super) async fn log(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    event: &Event<'_>,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO spending_steps (block, event_index, spending, kind, step, mendable, decision, voucher, document, \
         reason, member, organisation, role, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(event.kind)
    .bind(event.step)
    .bind(event.mendable)
    .bind(event.decision)
    .bind(event.voucher)
    .bind(event.document.map(|document| document.to_string()))
    .bind(event.reason)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.role())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}
