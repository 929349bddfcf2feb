//! Challenges by villagers: who asks has a one-time name, the texts are sealed, and the clocks are public.

use county_primitives::{
    three_assets::challenges::{ChallengeInput, ChallengeStep, ChallengeStepInput, Joining},
    ChallengeId, CollectiveId, Digest, DivisionCode, Items, Pseudonym, Role, Subject,
};
use rand::{rngs::OsRng, RngCore};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    db::{now_ms, sql},
    error::{ApiError, Code},
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::Instant,
    state::App,
    three_assets::{
        collectives,
        lists::{compare, equal, Sort},
        sight::{self, Sight},
        texts,
    },
    vault::Table,
    visibility::bounds,
    write::{Write, WriteAnswer},
};

/// A challenge.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Challenge {
    /// Its number.
    pub id: i64,
    /// Who is asked.
    pub collective: i64,
    /// Where that is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// What it is about.
    #[schema(value_type = words::Subject)]
    pub about: String,
    /// Digest of the question.
    #[schema(value_type = words::Digest)]
    pub question: String,
    /// The question, for members.
    #[sqlx(skip)]
    pub question_text: Option<String>,
    /// How many people ask; for the public from five on.
    pub people: Option<i64>,
    /// From how many households; for the public from five on.
    pub households: Option<i64>,
    /// `village`, `township` or `county`: who has to answer.
    pub level: String,
    /// `submitted`, `accepted`, `answered` or `closed`.
    pub state: String,
    /// The last day of the clock that runs.
    #[schema(value_type = Option<words::Day>)]
    pub due: Option<String>,
    /// Digest of the answer.
    #[schema(value_type = Option<words::Digest>)]
    pub answer: Option<String>,
    /// The answer, for members.
    #[sqlx(skip)]
    pub answer_text: Option<String>,
    /// How often it went up a level.
    pub escalated: i64,
    /// `satisfied` or `closed`.
    pub closing: Option<String>,
    /// Why it was closed.
    pub reason: String,
    /// The one-time name of who asks, for inspectors.
    #[schema(value_type = Option<words::Pseudonym>)]
    pub asker: Option<String>,
    /// Whether the caller asked it.
    #[sqlx(skip)]
    pub own: bool,
    /// When it was raised.
    #[sqlx(rename = "raised_ms")]
    pub raised: Instant,
    /// When somebody took it on.
    #[sqlx(rename = "accepted_ms")]
    pub accepted: Option<Instant>,
    /// When it was answered.
    #[sqlx(rename = "answered_ms")]
    pub answered: Option<Instant>,
    /// When it was closed.
    #[sqlx(rename = "closed_ms")]
    pub closed: Option<Instant>,
}

/// A step of a challenge.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct ChallengeStage {
    /// `raised`, then `accepted`, `answered`, `satisfied`, `unsatisfied`, `escalated`, `minuted` or `closed`.
    pub kind: String,
    /// Who had it then.
    pub level: String,
    /// The last day of the clock then.
    #[schema(value_type = Option<words::Day>)]
    pub due: Option<String>,
    /// Digest of the question, the answer or the minutes.
    #[schema(value_type = Option<words::Digest>)]
    pub document: Option<String>,
    /// The answer, for members.
    #[sqlx(skip)]
    pub text: Option<String>,
    /// Why.
    pub reason: String,
    /// Whether the clock had run out before.
    pub late: bool,
    /// In which role it was recorded; of villagers nothing is said.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
    /// The block of the record.
    pub block: i64,
}

/// A challenge with its steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeFile {
    /// The challenge.
    #[serde(flatten)]
    pub challenge: Challenge,
    /// Its steps in order.
    pub stages: Vec<ChallengeStage>,
}

/// A challenge that somebody asked or joined.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, sqlx::FromRow)]
pub struct OwnChallenge {
    /// The challenge.
    pub challenge: i64,
    /// Whether it was asked and not joined only.
    pub raised: bool,
}

/// Which challenges to list.
#[derive(Clone, Debug, Default)]
pub struct ChallengeFilter {
    /// To this collective.
    pub collective: Option<i64>,
    /// Inside this division.
    pub division: Option<DivisionCode>,
    /// About this subject.
    pub about: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// On this level.
    pub level: Option<String>,
    /// Whose clock ended before this day.
    pub due_before: Option<String>,
}

/// The challenges; everybody may see that they are there and how their clocks stand.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &ChallengeFilter,
    paging: &Paging,
) -> Result<Listed<Challenge>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM challenges WHERE 1 = 1");
    equal(&mut query, "collective", filter.collective);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        compare(&mut query, "division", ">=", Some(low));
        compare(&mut query, "division", "<", Some(high));
    }
    equal(&mut query, "about", filter.about.clone());
    equal(&mut query, "state", filter.state.clone());
    equal(&mut query, "level", filter.level.clone());
    compare(&mut query, "due", "<", filter.due_before.clone());
    Sort::Latest.page(&mut query, paging, "id", "id")?;
    let mut rows = query
        .build_query_as::<Challenge>()
        .fetch_all(&app.db.reader)
        .await?;
    for row in &mut rows {
        show(app, session, row).await?;
    }
    Listed::new(paging, rows, |row| row.id)
}

/// A challenge with its steps.
pub async fn get(app: &App, session: Option<&Session>, id: i64) -> Result<ChallengeFile, ApiError> {
    let mut challenge: Challenge = sqlx::query_as("SELECT * FROM challenges WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    let sight = show(app, session, &mut challenge).await?;
    let mut stages: Vec<ChallengeStage> = sqlx::query_as(
        "SELECT * FROM challenge_steps WHERE challenge = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?;
    for stage in &mut stages {
        if matches!(stage.kind.as_str(), "raised" | "satisfied" | "unsatisfied") {
            stage.role = None;
        }
        if sight.sees_entries() && stage.kind == "answered" {
            stage.text = text_of(app, stage.document.as_deref()).await?;
        }
    }
    Ok(ChallengeFile { challenge, stages })
}

/// The text of a question, for members of the village and whoever looks after it.
pub async fn question(app: &App, id: i64) -> Result<Option<String>, ApiError> {
    let digest: String = sqlx::query_scalar("SELECT question FROM challenges WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    text_of(app, Some(&digest)).await
}

/// The text of the latest answer, for members of the village and whoever looks after it.
pub async fn answer(app: &App, id: i64) -> Result<Option<String>, ApiError> {
    let digest: Option<String> = sqlx::query_scalar("SELECT answer FROM challenges WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    text_of(app, digest.as_deref()).await
}

/// The challenges that an account asked or joined.
pub async fn own(app: &App, account: i64) -> Result<Vec<OwnChallenge>, ApiError> {
    let key = account_key(app, account);
    Ok(sqlx::query_as(
        "SELECT id AS challenge, 1 = 1 AS raised FROM challenges \
         JOIN askers ON askers.pseudonym = challenges.asker WHERE askers.account_key = ? \
         UNION SELECT challenge, 1 = 0 AS raised FROM challenge_joinings \
         JOIN askers ON askers.pseudonym = challenge_joinings.asker WHERE askers.account_key = ? \
         ORDER BY 1 DESC",
    )
    .bind(&key)
    .bind(&key)
    .fetch_all(&app.db.reader)
    .await?)
}

/// Asks a question about something of a collective. The text is sealed and the asker has a one-time name.
pub async fn raise(
    app: &App,
    write: &Write,
    collective: CollectiveId,
    about: Subject,
    text: &str,
) -> Result<WriteAnswer, ApiError> {
    let place = collectives::get(app, i64::from(collective.0))
        .await?
        .place()?;
    ensure_may_ask(&write.session, place)?;
    let question = texts::keep(app, place, text).await?;
    let asker = name_of_asker(app, write, collective, about, question).await?;
    let input = ChallengeInput {
        collective,
        about,
        question,
        asker,
    };
    write
        .submit(app, "ThreeAssets", "raise_challenges", &one(input))
        .await
}

/// Joins a challenge.
pub async fn join(
    app: &App,
    write: &Write,
    challenge: ChallengeId,
    household: bool,
) -> Result<WriteAnswer, ApiError> {
    let asker = name_of_joiner(app, write, challenge).await?;
    let joining = Joining {
        challenge,
        asker,
        household,
    };
    write
        .submit(app, "ThreeAssets", "join_challenges", &one(joining))
        .await
}

/// Says whether who asked is satisfied with the answer; only the account that asked can.
pub async fn answer_asker(
    app: &App,
    write: &Write,
    challenge: ChallengeId,
    satisfied: bool,
) -> Result<WriteAnswer, ApiError> {
    let asker = asker_of(app, write.session.account, challenge)
        .await?
        .ok_or_else(not_asker)?;
    let step = match satisfied {
        true => ChallengeStep::Satisfied { asker },
        false => ChallengeStep::Unsatisfied { asker },
    };
    let input = ChallengeStepInput { challenge, step };
    write
        .submit(app, "ThreeAssets", "step_challenges", &one(input))
        .await
}

/// The one-time name under which an account asked a challenge, if it did.
pub async fn asker_of(
    app: &App,
    account: i64,
    challenge: ChallengeId,
) -> Result<Option<Pseudonym>, ApiError> {
    let name: Option<String> = sqlx::query_scalar(
        "SELECT challenges.asker FROM challenges JOIN askers ON askers.pseudonym = challenges.asker \
         WHERE challenges.id = ? AND askers.account_key = ?",
    )
    .bind(sql(challenge.0))
    .bind(account_key(app, account))
    .fetch_optional(&app.db.reader)
    .await?;
    name.map(|name| name.parse().map_err(ApiError::internal))
        .transpose()
}

/// A new one-time name for a question. A repeated request gets the same one.
pub async fn name_of_asker(
    app: &App,
    write: &Write,
    collective: CollectiveId,
    about: Subject,
    question: Digest,
) -> Result<Pseudonym, ApiError> {
    let place = collectives::get(app, i64::from(collective.0))
        .await?
        .place()?;
    let about = format!("{collective} {about} {question}");
    one_time_name(app, write, place, &about).await
}

/// A new one-time name for joining a challenge. A villager has one for each challenge, so that nobody joins
/// twice.
pub async fn name_of_joiner(
    app: &App,
    write: &Write,
    challenge: ChallengeId,
) -> Result<Pseudonym, ApiError> {
    let division: String = sqlx::query_scalar("SELECT division FROM challenges WHERE id = ?")
        .bind(sql(challenge.0))
        .fetch_one(&app.db.reader)
        .await?;
    let place = division.parse().map_err(ApiError::internal)?;
    ensure_may_ask(&write.session, place)?;
    one_time_name(app, write, place, &format!("join {challenge}")).await
}

async fn one_time_name(
    app: &App,
    write: &Write,
    place: DivisionCode,
    about: &str,
) -> Result<Pseudonym, ApiError> {
    let session = &write.session;
    // A grid worker speaks for many: each time it is somebody else, unless the request is repeated.
    let speaks_for_self = session.covers(Role::CollectiveMember, place);
    let whose = match (&write.idempotency_key, speaks_for_self) {
        (_, true) => String::new(),
        (Some(key), false) => key.clone(),
        (None, false) => {
            let mut random = [0u8; 16];
            OsRng.fill_bytes(&mut random);
            hex::encode(random)
        }
    };
    let account = session.account.to_string();
    let digest = app
        .vault
        .keyed_digest("one-time name", &[&account, about, &whose]);
    let mut name = [0u8; 16];
    for (to, from) in name.iter_mut().zip(digest.0) {
        *to = from;
    }
    let name = Pseudonym(name);
    let sealed = app
        .vault
        .seal(Table::Askers, &name.to_string(), account.as_bytes())?;
    sqlx::query(
        "INSERT INTO askers (pseudonym, account_key, sealed, created_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (pseudonym) DO NOTHING",
    )
    .bind(name.to_string())
    .bind(account_key(app, session.account))
    .bind(sealed)
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(name)
}

fn account_key(app: &App, account: i64) -> String {
    app.vault
        .keyed_digest("asker account", &[&account.to_string()])
        .to_string()
}

fn ensure_may_ask(session: &Session, place: DivisionCode) -> Result<(), ApiError> {
    if sight::of(Some(session), place) >= Sight::Member {
        return Ok(());
    }
    Err(ApiError::with_detail(
        Code::Forbidden,
        "Members of the collective ask; grid workers and the township ask for them",
        "只有本集体成员可以质疑；网格员和乡镇可以代为提出",
    ))
}

fn not_asker() -> ApiError {
    ApiError::with_detail(
        Code::Forbidden,
        "Only who asked can say whether the answer satisfies",
        "只有提出质疑的人可以表示满意或不满意",
    )
}

fn one<T>(item: T) -> Items<T> {
    let mut items = Items::default();
    // A list takes 500 items, so one has room.
    let _ = items.try_push(item);
    items
}

/// Leaves on a challenge what the caller may see.
async fn show(
    app: &App,
    session: Option<&Session>,
    row: &mut Challenge,
) -> Result<Sight, ApiError> {
    let place: DivisionCode = row.division.parse().map_err(ApiError::internal)?;
    let sight = sight::of(session, place);
    if let (Some(session), Some(asker)) = (session, &row.asker) {
        let key = account_key(app, session.account);
        row.own = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM askers WHERE pseudonym = ? AND account_key = ?)",
        )
        .bind(asker)
        .bind(key)
        .fetch_one(&app.db.reader)
        .await?;
    }
    if !session.is_some_and(|session| session.covers(Role::Inspector, place)) {
        row.asker = None;
    }
    if sight.sees_entries() {
        row.question_text = text_of(app, Some(&row.question)).await?;
        row.answer_text = text_of(app, row.answer.as_deref()).await?;
    } else {
        row.people = sight::enough(row.people);
        row.households = sight::enough(row.households);
    }
    Ok(sight)
}

async fn text_of(app: &App, digest: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(digest) = digest else {
        return Ok(None);
    };
    let digest: Digest = digest.parse().map_err(ApiError::internal)?;
    Ok(texts::shown(app, &digest).await?.map(|salted| salted.text))
}
