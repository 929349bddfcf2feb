//! Tables of democratic decisions and their steps.

use county_primitives::{
    three_assets::{
        decisions::{Body, DecisionInput, DecisionStep, Outcome, Tally},
        spending::DecisionLevel,
        AssetsEntry, Fen,
    },
    Date, Digest, SpendingId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    ensure_known, kind_of, other_kind,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a decision says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::DecisionOpened(input) => open(connection, place, id, input).await,
        AssetsEntry::DecisionStepped { step, outcome } => {
            take_step(connection, place, id, step, *outcome).await
        }
        AssetsEntry::DecisionUsed {
            spending,
            level,
            used,
        } => use_it(connection, place, id, (*spending, *level, *used)).await,
        _ => Err(other_kind(name(id))),
    }
}

fn name(id: i64) -> String {
    format!("decision:{id}")
}

async fn open(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &DecisionInput,
) -> Result<(), IndexError> {
    // Where the secretary is the director, proposal and deliberation are one step.
    let state = if input.four_steps && input.merged {
        "deliberated"
    } else {
        "proposed"
    };
    let done = sqlx::query(
        "INSERT INTO decisions (id, collective, division, body, matter, about, four_steps, merged, amount, used, notice, \
         meeting, document, state, township, reason, opened_by, opened_ms, changed_ms) \
         SELECT ?, id, division, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, FALSE, '', ?, ?, ? FROM collectives WHERE id = ?",
    )
    .bind(id)
    .bind(word(&input.body)?)
    .bind(word(&input.matter)?)
    .bind(input.about.as_str())
    .bind(input.four_steps)
    .bind(input.merged)
    .bind(input.amount.map(|amount| amount.0))
    .bind(input.notice.to_string())
    .bind(input.meeting.to_string())
    .bind(input.document.to_string())
    .bind(state)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(i64::from(input.collective.0))
    .execute(&mut *connection)
    .await?;
    ensure_known(
        done.rows_affected(),
        format_args!("collective:{}", input.collective),
    )?;
    let details = Details {
        document: Some(input.document),
        ..Details::default()
    };
    log(connection, place, id, "opened", &details).await?;
    let transaction = Transaction {
        subject: name(id),
        kind: "decision",
        state,
        collective: i64::from(input.collective.0),
        amount: input.amount.map_or(0, |amount| amount.0),
        direction: Direction::None,
        party: None,
        day: input.meeting.to_string(),
        title: input.about.as_str(),
        further: &[],
    };
    stream::appear(connection, place, &transaction).await
}

/// What a step says, beside what it is.
#[derive(Default)]
struct Details<'a> {
    date: Option<Date>,
    plan_given: Option<Date>,
    tally: Option<Tally>,
    voters: Option<i64>,
    outcome: Option<String>,
    document: Option<Digest>,
    reason: &'a str,
}

impl<'a> Details<'a> {
    fn of(step: &'a DecisionStep) -> Self {
        match step {
            DecisionStep::Deliberated { minutes } => Self {
                document: Some(*minutes),
                ..Self::default()
            },
            DecisionStep::Reviewed {
                plan_given,
                date,
                tally,
                minutes,
            } => Self {
                date: Some(*date),
                plan_given: Some(*plan_given),
                tally: Some(*tally),
                document: Some(*minutes),
                ..Self::default()
            },
            DecisionStep::Resolved {
                date,
                tally,
                minutes,
            } => Self {
                date: Some(*date),
                tally: Some(*tally),
                document: Some(*minutes),
                ..Self::default()
            },
            DecisionStep::Published { posting } | DecisionStep::ResultPublished { posting } => {
                Self {
                    document: Some(*posting),
                    ..Self::default()
                }
            }
            DecisionStep::TownshipApproved => Self::default(),
            DecisionStep::GivenUp { reason } => Self {
                reason: reason.as_str(),
                ..Self::default()
            },
        }
    }
}

/// A decision as its next step needs it.
#[derive(sqlx::FromRow)]
struct Known {
    collective: i64,
    body: String,
    state: String,
    members: i64,
    representatives: i64,
    party_members: i64,
}

async fn take_step(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: &DecisionStep,
    outcome: Option<Outcome>,
) -> Result<(), IndexError> {
    let known: Option<Known> = sqlx::query_as(
        "SELECT collective, body, state, members, representatives, party_members \
         FROM decisions JOIN collectives ON collectives.id = decisions.collective WHERE decisions.id = ?",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let known = known.ok_or_else(|| unknown(name(id)))?;
    let mut details = Details::of(step);
    details.outcome = outcome.map(|outcome| word(&outcome)).transpose()?;
    if let (Some(date), Some(tally)) = (details.date, details.tally) {
        let due = voters(connection, &known, step, date).await?;
        details.voters = Some(due.saturating_sub(i64::from(tally.abstaining)));
    }
    let is_board = known.body == word(&Body::Board)?;
    let state = next_state(step, outcome, is_board).unwrap_or(&known.state);
    sqlx::query("UPDATE decisions SET state = ?, changed_ms = ? WHERE id = ?")
        .bind(state)
        .bind(place.ledger_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    note(connection, place, id, step, &details).await?;
    log(connection, place, id, &kind_of(step)?, &details).await?;
    stream::change(connection, place, &name(id), state).await
}

/// Where a decision stands after a step; `None` if it stays where it is.
fn next_state(
    step: &DecisionStep,
    outcome: Option<Outcome>,
    is_board: bool,
) -> Option<&'static str> {
    let passed = outcome == Some(Outcome::Passed);
    Some(match step {
        DecisionStep::Deliberated { .. } => "deliberated",
        DecisionStep::Reviewed { .. } if passed => "reviewed",
        // Minutes of the board need no publication.
        DecisionStep::Resolved { .. } if passed && is_board => "effective",
        DecisionStep::Resolved { .. } if passed => "resolved",
        DecisionStep::Reviewed { .. } | DecisionStep::Resolved { .. } => "not_passed",
        DecisionStep::Published { .. } => "effective",
        DecisionStep::TownshipApproved => return None,
        DecisionStep::ResultPublished { .. } => "completed",
        DecisionStep::GivenUp { .. } => "given_up",
    })
}

/// Who has a vote in a step.
async fn voters(
    connection: &mut SqliteConnection,
    known: &Known,
    step: &DecisionStep,
    date: Date,
) -> Result<i64, IndexError> {
    if matches!(step, DecisionStep::Reviewed { .. }) {
        return Ok(known.party_members);
    }
    Ok(match known.body.as_str() {
        "board" => {
            sqlx::query_scalar(
                "SELECT count(*) FROM officers WHERE collective = ? AND seated AND post IN ('chair', 'director') \
                 AND from_day <= ? AND until_day >= ?",
            )
            .bind(known.collective)
            .bind(date.to_string())
            .bind(date.to_string())
            .fetch_one(connection)
            .await?
        }
        "representatives" | "village_representatives" => known.representatives,
        _ => known.members,
    })
}

/// Writes what a step adds to the decision itself.
async fn note(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: &DecisionStep,
    details: &Details<'_>,
) -> Result<(), IndexError> {
    let document = details.document.map(|document| document.to_string());
    let query = match step {
        DecisionStep::Resolved { tally, .. } => sqlx::query(
            "UPDATE decisions SET voters = ?, abstaining = ?, present = ?, yes = ?, outcome = ?, minutes = ?, \
             recorder = ? WHERE id = ?",
        )
        .bind(details.voters)
        .bind(i64::from(tally.abstaining))
        .bind(i64::from(tally.present))
        .bind(i64::from(tally.yes))
        .bind(&details.outcome)
        .bind(document)
        .bind(place.member()),
        DecisionStep::Published { .. } => sqlx::query(
            "UPDATE decisions SET posting = ?, published_by = ?, published_ms = ? WHERE id = ?",
        )
        .bind(document)
        .bind(place.member())
        .bind(place.ledger_ms),
        DecisionStep::TownshipApproved => {
            sqlx::query("UPDATE decisions SET township = TRUE WHERE id = ?")
        }
        DecisionStep::ResultPublished { .. } => {
            sqlx::query("UPDATE decisions SET result_posting = ? WHERE id = ?").bind(document)
        }
        DecisionStep::GivenUp { .. } => {
            sqlx::query("UPDATE decisions SET reason = ? WHERE id = ?").bind(details.reason)
        }
        DecisionStep::Reviewed { .. } => {
            sqlx::query("UPDATE decisions SET outcome = ? WHERE id = ?").bind(&details.outcome)
        }
        DecisionStep::Deliberated { .. } => return Ok(()),
    };
    query.bind(id).execute(connection).await?;
    Ok(())
}

async fn log(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    kind: &str,
    details: &Details<'_>,
) -> Result<(), IndexError> {
    let count = |pick: fn(&Tally) -> u32| details.tally.as_ref().map(pick).map(i64::from);
    sqlx::query(
        "INSERT INTO decision_steps (block, event_index, decision, kind, date, plan_given, voters, abstaining, present, \
         yes, outcome, document, reason, member, organisation, role, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(kind)
    .bind(details.date.map(|date| date.to_string()))
    .bind(details.plan_given.map(|date| date.to_string()))
    .bind(details.voters)
    .bind(count(|tally| tally.abstaining))
    .bind(count(|tally| tally.present))
    .bind(count(|tally| tally.yes))
    .bind(&details.outcome)
    .bind(details.document.map(|document| document.to_string()))
    .bind(details.reason)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.role())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn use_it(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    (spending, level, used): (SpendingId, DecisionLevel, Fen),
) -> Result<(), IndexError> {
    let done = sqlx::query("UPDATE decisions SET used = ?, changed_ms = ? WHERE id = ?")
        .bind(used.0)
        .bind(place.ledger_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    ensure_known(done.rows_affected(), name(id))?;
    sqlx::query(
        "INSERT INTO spending_decisions (block, event_index, decision, spending, level, used, member, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(sql(spending.0))
    .bind(word(&level)?)
    .bind(used.0)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    stream::touch(connection, place, &name(id)).await
}
