//! Tickets: what became of a signed call, as it is stored and as it is answered.

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    chain::errors::Refusal,
    db::Db,
    error::{ApiError, Code},
};

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Sent, not yet in a finalized block.
    Pending,
    /// Done, for good.
    Finalized,
    /// Refused or lost, for good.
    Failed,
}

/// Why a ticket failed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketProblem {
    /// The chain refused the call.
    Refused(Refusal),
    /// The pool gave the call up.
    Lost {
        /// What the pool said.
        reason: String,
    },
    /// No block took the call while it was valid.
    Expired,
}

impl TicketProblem {
    /// The answer a client gets.
    pub fn error(&self) -> ApiError {
        match self {
            Self::Refused(refusal) => ApiError::refused(refusal),
            Self::Lost { reason } => ApiError::with_detail(
                Code::CallLost,
                format!(
                    "The transaction pool gave the call up ({reason}); look whether it was \
                     recorded before sending it again"
                ),
                format!("交易池放弃了该请求（{reason}），请先查看是否已有记录，再重新提交"),
            ),
            Self::Expired => ApiError::with_detail(
                Code::PoolRefused,
                "No block took the call in time; nothing was recorded, send it again",
                "该请求未能及时进入区块，未产生任何记录，请重新提交",
            ),
        }
    }
}

fn as_problem<S: Serializer>(
    problem: &Option<TicketProblem>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    problem
        .as_ref()
        .map(|problem| problem.error().problem().clone())
        .serialize(serializer)
}

/// What is known of a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    /// Its number.
    pub ticket: String,
    /// Where it stands.
    pub status: Status,
    /// The finalized block that contains the call.
    pub block: Option<u64>,
    /// Hash of that block.
    pub block_hash: Option<String>,
    /// Hash of the extrinsic.
    pub extrinsic_hash: String,
    /// The subjects of the records the call made, in order, each once.
    pub subjects: Vec<String>,
    /// Hash of the motion that was made of the call: nothing is done before the council agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motion: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_problem")]
    pub problem: Option<TicketProblem>,
}

impl Receipt {
    /// The numbers of the subjects of one kind, for example those of `lot:17`.
    pub fn numbers(&self, kind: &str) -> Vec<u64> {
        self.subjects
            .iter()
            .filter_map(|subject| subject.split_once(':'))
            .filter(|(found, _)| *found == kind)
            .filter_map(|(_, number)| number.parse().ok())
            .collect()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    block: Option<i64>,
    block_hash: Option<String>,
    extrinsic_hash: String,
    subjects: Option<String>,
    problem: Option<String>,
    motion: Option<String>,
}

/// Reads a ticket of an account; nobody else's.
pub(super) async fn read(db: &Db, ticket: &str, account: i64) -> Result<Receipt, ApiError> {
    let row: Row = sqlx::query_as(
        "SELECT status, block, block_hash, extrinsic_hash, subjects, problem, motion FROM tickets \
         WHERE id = ? AND account = ?",
    )
    .bind(ticket)
    .bind(account)
    .fetch_one(&db.reader)
    .await?;
    let status = match row.status.as_str() {
        "pending" => Status::Pending,
        "finalized" => Status::Finalized,
        _ => Status::Failed,
    };
    Ok(Receipt {
        ticket: ticket.to_owned(),
        status,
        block: row.block.and_then(|number| u64::try_from(number).ok()),
        block_hash: row.block_hash,
        extrinsic_hash: row.extrinsic_hash,
        subjects: row
            .subjects
            .map(|subjects| serde_json::from_str(&subjects))
            .transpose()?
            .unwrap_or_default(),
        motion: row.motion,
        problem: row
            .problem
            .map(|problem| serde_json::from_str(&problem))
            .transpose()?,
    })
}

/// Fails a ticket that is still pending.
pub(super) async fn fail(
    db: &Db,
    ticket: &str,
    problem: &TicketProblem,
) -> Result<(), sqlx::Error> {
    let problem =
        serde_json::to_string(problem).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "UPDATE tickets SET status = 'failed', problem = ?, extrinsic = NULL \
         WHERE id = ? AND status = 'pending'",
    )
    .bind(problem)
    .bind(ticket)
    .execute(&db.writer)
    .await?;
    Ok(())
}
