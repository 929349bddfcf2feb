//! Tables of challenges by villagers.

use county_primitives::{
    clock::plus_workdays,
    three_assets::{
        challenges::{ChallengeInput, ChallengeLevel, ChallengeStep, Joining},
        AssetsEntry,
    },
    Date, Digest, PolicyKey,
};
use sqlx::SqliteConnection;

use crate::index::IndexError;

use super::{
    super::{word, Place},
    division_of, ensure_known, kind_of, other_kind, policy_days,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a challenge says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::ChallengeRaised(input) => raise(connection, place, id, input).await,
        AssetsEntry::ChallengeJoined {
            joining,
            people,
            households,
        } => join(connection, place, id, joining, [*people, *households]).await,
        AssetsEntry::ChallengeStepped { step, level, due } => {
            take_step(connection, place, id, step, (*level, *due)).await
        }
        _ => Err(other_kind(name(id))),
    }
}

fn name(id: i64) -> String {
    format!("challenge:{id}")
}

async fn raise(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &ChallengeInput,
) -> Result<(), IndexError> {
    let collective = i64::from(input.collective.0);
    let division = division_of(connection, collective).await?;
    let days = policy_days(
        connection,
        division,
        PolicyKey::ChallengeAcceptWorkdays,
        place,
    )
    .await?;
    let due = plus_workdays(place.day(), days).to_string();
    let level = word(&ChallengeLevel::Village)?;
    sqlx::query(
        "INSERT INTO challenges (id, collective, division, about, question, asker, people, households, level, state, due, \
         escalated, reason, member, raised_ms, changed_ms) \
         VALUES (?, ?, ?, ?, ?, ?, 1, 1, ?, 'submitted', ?, 0, '', ?, ?, ?)",
    )
    .bind(id)
    .bind(collective)
    .bind(division.to_string())
    .bind(input.about.to_string())
    .bind(input.question.to_string())
    .bind(input.asker.to_string())
    .bind(&level)
    .bind(&due)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    let event = Event {
        kind: "raised",
        level: &level,
        due: Some(&due),
        document: Some(input.question),
        reason: "",
        late: false,
    };
    log(connection, place, id, &event).await?;
    let transaction = Transaction {
        subject: name(id),
        kind: "challenge",
        state: "submitted",
        collective,
        amount: 0,
        direction: Direction::None,
        party: None,
        day: place.day().to_string(),
        title: "",
        further: &[],
    };
    stream::appear(connection, place, &transaction).await
}

async fn join(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    joining: &Joining,
    [people, households]: [u32; 2],
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE challenges SET people = ?, households = ?, changed_ms = ? WHERE id = ?",
    )
    .bind(i64::from(people))
    .bind(i64::from(households))
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    sqlx::query(
        "INSERT INTO challenge_joinings (challenge, asker, household, member, ledger_ms) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(joining.asker.to_string())
    .bind(joining.household)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    stream::touch(connection, place, &name(id)).await
}

/// What a step changes.
#[derive(Default)]
struct Change<'a> {
    state: Option<&'static str>,
    answer: Option<Digest>,
    minutes: Option<Digest>,
    closing: Option<&'static str>,
    reason: &'a str,
    escalated: bool,
}

impl<'a> Change<'a> {
    fn of(step: &'a ChallengeStep) -> Self {
        let to = |state| Self {
            state: Some(state),
            ..Self::default()
        };
        match step {
            ChallengeStep::Accepted => to("accepted"),
            ChallengeStep::Answered { answer } => Self {
                answer: Some(*answer),
                ..to("answered")
            },
            ChallengeStep::Satisfied { .. } => Self {
                closing: Some("satisfied"),
                ..to("closed")
            },
            ChallengeStep::Unsatisfied { .. } | ChallengeStep::Escalated => Self {
                escalated: true,
                ..to("accepted")
            },
            ChallengeStep::Minuted { minutes } => Self {
                minutes: Some(*minutes),
                ..Self::default()
            },
            ChallengeStep::Closed { reason } => Self {
                closing: Some("closed"),
                reason: reason.as_str(),
                ..to("closed")
            },
        }
    }
}

async fn take_step(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    step: &ChallengeStep,
    (level, due): (ChallengeLevel, Option<Date>),
) -> Result<(), IndexError> {
    let known: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT state, due FROM challenges WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let (state, clock) = known.ok_or_else(|| unknown(name(id)))?;
    let change = Change::of(step);
    let state = change.state.unwrap_or(&state);
    let level = word(&level)?;
    let due = due.map(|day| day.to_string());
    let at = |reached: &str| (change.state == Some(reached)).then_some(place.ledger_ms);
    let text = |digest: Option<Digest>| digest.map(|digest| digest.to_string());
    sqlx::query(
        "UPDATE challenges SET state = ?, level = ?, due = ?, answer = COALESCE(?, answer), \
         minutes = COALESCE(?, minutes), closing = COALESCE(?, closing), reason = ?, escalated = escalated + ?, \
         accepted_ms = COALESCE(accepted_ms, ?), answered_ms = COALESCE(?, answered_ms), \
         closed_ms = COALESCE(?, closed_ms), changed_ms = ? WHERE id = ?",
    )
    .bind(state)
    .bind(&level)
    .bind(&due)
    .bind(text(change.answer))
    .bind(text(change.minutes))
    .bind(change.closing)
    .bind(change.reason)
    .bind(i64::from(change.escalated))
    .bind(matches!(step, ChallengeStep::Accepted).then_some(place.ledger_ms))
    .bind(at("answered"))
    .bind(at("closed"))
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    let event = Event {
        kind: &kind_of(step)?,
        level: &level,
        due: due.as_deref(),
        document: change.answer.or(change.minutes),
        reason: change.reason,
        late: clock.is_some_and(|last| last < place.day().to_string()),
    };
    log(connection, place, id, &event).await?;
    stream::change(connection, place, &name(id), state).await
}

/// A step in the history of a challenge.
struct Event<'a> {
    kind: &'a str,
    level: &'a str,
    due: Option<&'a str>,
    document: Option<Digest>,
    reason: &'a str,
    late: bool,
}

async fn log(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    event: &Event<'_>,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO challenge_steps (block, event_index, challenge, kind, level, due, document, reason, late, member, \
         organisation, role, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(event.kind)
    .bind(event.level)
    .bind(event.due)
    .bind(event.document.map(|document| document.to_string()))
    .bind(event.reason)
    .bind(event.late)
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.role())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}
