//! Inspectors' questions (质询) with the clock of their answers. The words are sealed here, the ledger has
//! their digests.

use county_primitives::{
    oversight::{AnswerInput, QuestionInput},
    Date, Digest, DivisionCode, QuestionId, Role, Subject,
};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use super::{
    clock::{today, workdays_left},
    reach::Reach,
};
use crate::{
    error::{ApiError, Code},
    extract::{ItemsBody, Session},
    openapi::words,
    page::{Listed, Paging},
    screening,
    shown::Instant,
    state::App,
    three_assets::{
        sight::{self, Sight},
        texts,
    },
    visibility::bounds,
    write::{Write, WriteAnswer},
};

/// Who may ask.
pub const ASKERS: [Role; 3] = [Role::Inspector, Role::CountyAgriculture, Role::Township];

/// How many open questions an officer is reminded of.
const WAITING_MAX: i64 = 50;

const SELECT: &str =
    "SELECT id, subject, division, question, asked_by, asker_organisation, asked_ms, \
     due_day, answer, answered_by, answered_ms, late FROM questions";

/// A question without its words.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectorsQuestion)]
pub struct Question {
    /// Its number.
    pub id: i64,
    /// What it is about.
    #[schema(value_type = words::Subject)]
    pub subject: String,
    /// Where that belongs.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// Digest of the question.
    #[schema(value_type = words::Digest)]
    pub question: String,
    /// The member who asked.
    pub asked_by: Option<i64>,
    /// The organisation that asked.
    pub asker_organisation: Option<i64>,
    /// When.
    #[sqlx(rename = "asked_ms")]
    pub asked: Instant,
    /// The last day for the answer.
    #[schema(value_type = words::Day)]
    pub due_day: String,
    /// Digest of the answer.
    #[schema(value_type = Option<words::Digest>)]
    pub answer: Option<String>,
    /// The member who answered.
    pub answered_by: Option<i64>,
    /// When.
    #[sqlx(rename = "answered_ms")]
    pub answered: Option<Instant>,
    /// Whether that was after the last day; known once it is answered.
    pub late: Option<bool>,
}

impl Question {
    /// Working days left for the answer; less than none when it is overdue. `None` once it is answered.
    pub fn workdays_left(&self) -> Option<i64> {
        if self.answered.is_some() {
            return None;
        }
        let due: Date = self.due_day.parse().ok()?;
        Some(workdays_left(today(), due))
    }
}

/// A question with its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectorsQuestionText)]
pub struct Spoken {
    /// The question.
    #[serde(flatten)]
    pub row: Question,
    /// What was asked; `null` if another service keeps it.
    pub question_text: Option<String>,
    /// With the salt that is hashed before the text.
    pub question_salt: Option<String>,
    /// What was answered.
    pub answer_text: Option<String>,
    /// With the salt that is hashed before the text.
    pub answer_salt: Option<String>,
}

/// Adds the words to a question.
pub async fn speak(app: &App, row: Question) -> Result<Spoken, ApiError> {
    let question = text(app, Some(&row.question)).await?;
    let answer = text(app, row.answer.as_deref()).await?;
    let parts = |salted: Option<texts::Salted>| match salted {
        Some(salted) => (Some(salted.text), Some(salted.salt)),
        None => (None, None),
    };
    let (question_text, question_salt) = parts(question);
    let (answer_text, answer_salt) = parts(answer);
    Ok(Spoken {
        row,
        question_text,
        question_salt,
        answer_text,
        answer_salt,
    })
}

async fn text(app: &App, digest: Option<&str>) -> Result<Option<texts::Salted>, ApiError> {
    let digest = digest.and_then(|digest| digest.parse::<Digest>().ok());
    match digest {
        Some(digest) => texts::shown(app, &digest).await,
        None => Ok(None),
    }
}

/// Whether somebody may read a question: monitoring points over its division, and the village's own officers.
fn may_read(session: &Session, division: &str) -> bool {
    division
        .parse()
        .is_ok_and(|division| sight::of(Some(session), division) >= Sight::Officer)
}

/// Whether somebody works for the village, and so may answer.
pub fn may_answer(session: &Session, division: &str) -> bool {
    let Ok(division) = division.parse::<DivisionCode>() else {
        return false;
    };
    let mut held = session.roles.iter();
    held.any(|held| Sight::of_role(held.role) == Sight::Officer && held.division.contains(division))
}

/// A question that somebody may read.
pub async fn find(app: &App, session: &Session, id: i64) -> Result<Question, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE id = ").push_bind(id);
    let row: Question = query.build_query_as().fetch_one(&app.db.reader).await?;
    if may_read(session, &row.division) {
        Ok(row)
    } else {
        Err(ApiError::not_found())
    }
}

/// Which questions to list.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Wanted {
    /// All.
    #[default]
    All,
    /// Those without an answer, the most urgent first.
    Open,
    /// Those whose answer was late.
    Late,
}

/// The questions somebody may read: the latest first, or those without an answer by urgency.
pub async fn list(
    app: &App,
    session: &Session,
    wanted: Wanted,
    paging: &Paging,
) -> Result<Listed<Question>, ApiError> {
    let after: Option<(String, i64)> = paging.after()?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE 1 = 1");
    push_areas(&mut query, session);
    match wanted {
        Wanted::All => {}
        Wanted::Open => {
            query.push(" AND answered_ms IS NULL");
        }
        Wanted::Late => {
            query.push(" AND late");
        }
    }
    if let Some((due, id)) = after {
        if wanted == Wanted::Open {
            query
                .push(" AND (due_day, id) > (")
                .push_bind(due)
                .push(", ")
                .push_bind(id)
                .push(")");
        } else {
            query.push(" AND id < ").push_bind(id);
        }
    }
    query
        .push(match wanted {
            Wanted::Open => " ORDER BY due_day, id LIMIT ",
            Wanted::All | Wanted::Late => " ORDER BY id DESC LIMIT ",
        })
        .push_bind(paging.rows()?);
    let rows = query.build_query_as().fetch_all(&app.db.reader).await?;
    Listed::new(paging, rows, |row: &Question| (row.due_day.clone(), row.id))
}

fn push_areas(query: &mut QueryBuilder<'_, sqlx::Sqlite>, session: &Session) {
    query.push(" AND (1 = 0");
    for held in &session.roles {
        if Sight::of_role(held.role) < Sight::Officer {
            continue;
        }
        let (low, high) = bounds(held.division);
        query
            .push(" OR (division >= ")
            .push_bind(low)
            .push(" AND division < ")
            .push_bind(high)
            .push(")");
    }
    query.push(")");
}

/// The questions that wait for an answer of this officer's villages, the most urgent first. Nobody else waits.
pub async fn waiting(app: &App, session: &Session) -> Result<Vec<Question>, ApiError> {
    let paging = Paging {
        limit: Some(WAITING_MAX.to_string()),
        cursor: None,
    };
    let open = list(app, session, Wanted::Open, &paging).await?;
    let mine = |question: &Question| may_answer(session, &question.division);
    Ok(open.items.into_iter().filter(mine).collect())
}

/// The questions about any of these subjects, in the order they were asked.
pub async fn about(app: &App, subjects: &[String]) -> Result<Vec<Question>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE subject IN (");
    let mut list = query.separated(", ");
    for subject in subjects {
        list.push_bind(subject.clone());
    }
    query.push(") ORDER BY id");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// Asks a question about something of a division.
pub async fn ask(
    app: &App,
    write: &Write,
    subject: Subject,
    division: &str,
    text: &str,
) -> Result<WriteAnswer, ApiError> {
    let reach = Reach::of(&write.session)?;
    reach.ensure(division)?;
    if !ASKERS.iter().any(|role| reach.has(*role, division)) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let question = keep(app, division, text).await?;
    let items = ItemsBody {
        items: vec![QuestionInput { subject, question }],
    };
    write
        .submit(app, "Oversight", "ask", &items.bounded()?)
        .await
}

/// Answers a question.
pub async fn answer(
    app: &App,
    write: &Write,
    question: &Question,
    text: &str,
) -> Result<WriteAnswer, ApiError> {
    if !may_answer(&write.session, &question.division) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let answer = keep(app, &question.division, text).await?;
    let id = u64::try_from(question.id).map_err(|_| ApiError::not_found())?;
    let items = ItemsBody {
        items: vec![AnswerInput {
            question: QuestionId(id),
            answer,
        }],
    };
    write
        .submit(app, "Oversight", "answer", &items.bounded()?)
        .await
}

/// Seals a text of a village, unless there is personal data in it.
async fn keep(app: &App, division: &str, text: &str) -> Result<Digest, ApiError> {
    screening::ensure_free(&serde_json::json!({ "text": text }))?;
    let village = division.parse().map_err(ApiError::internal)?;
    texts::keep(app, village, text).await
}
