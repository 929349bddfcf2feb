//! Challenges by villagers.

use axum::extract::State;
use county_primitives::{
    three_assets::challenges::{ChallengeInput, ChallengeStepInput, Joining},
    ChallengeId, CollectiveId, Digest, DivisionCode, Items, Pseudonym, Subject,
};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Value};
use utoipa::IntoParams;

use super::sealing;
use crate::{
    chain::RawCall,
    error::{ApiError, Code},
    extract::{pointer, ItemsBody, Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, PublicProblems, WriteParams, WriteResponses},
        requests::ItemsOf,
        three_assets::{ChallengeItem, ChallengeStepItem, JoiningItem},
        words,
    },
    page::{Listed, Paging},
    screening,
    state::AppState,
    three_assets::challenges::{self, Challenge, ChallengeFile, ChallengeFilter},
    write::{Fingerprint, Write, WriteAnswer},
};

/// Raise challenges
///
/// By members of the collective; by grid workers and the township for who cannot. The question may be
/// given as `{"text"}`: it is kept sealed. Without an `asker` the service makes a one-time name, and knows later
/// that it was this account.
#[utoipa::path(
    post, path = "/api/v1/challenges", tag = "Three assets", params(WriteParams),
    request_body = ItemsOf<ChallengeItem>, responses(WriteResponses),
)]
pub async fn raise_challenges(
    State(app): State<AppState>,
    write: Write,
    Json(mut body): Json<ItemsBody<Value>>,
) -> Result<WriteAnswer, ApiError> {
    let fingerprint = Fingerprint::of(&("ThreeAssets.raise_challenges", &body))?;
    if let Some(answer) = write.replayed(&app, &fingerprint).await? {
        return Ok(answer);
    }
    for (at, item) in body.items.iter_mut().enumerate() {
        sealing::seal(&app, &write.session, at, item).await?;
        if is_absent(item.get("asker")) {
            let about: About = part(item, at)?;
            let asker = challenges::name_of_asker(
                &app,
                &write,
                about.collective,
                about.about,
                about.question,
            )
            .await?;
            set_asker(item, asker);
        }
    }
    let items = read::<ChallengeInput>(body)?;
    screening::ensure_free_items(&items)?;
    let call = RawCall::new("ThreeAssets", "raise_challenges", &items);
    write.submit_as(&app, &fingerprint, call).await
}

/// Join challenges
///
/// Once each; the first of a household says so. Without an `asker` the service makes a one-time name.
#[utoipa::path(
    post, path = "/api/v1/challenges/joinings", tag = "Three assets", params(WriteParams),
    request_body = ItemsOf<JoiningItem>, responses(WriteResponses),
)]
pub async fn join_challenges(
    State(app): State<AppState>,
    write: Write,
    Json(mut body): Json<ItemsBody<Value>>,
) -> Result<WriteAnswer, ApiError> {
    let fingerprint = Fingerprint::of(&("ThreeAssets.join_challenges", &body))?;
    if let Some(answer) = write.replayed(&app, &fingerprint).await? {
        return Ok(answer);
    }
    for (at, item) in body.items.iter_mut().enumerate() {
        if is_absent(item.get("asker")) {
            let Joined { challenge } = part(item, at)?;
            let asker = challenges::name_of_joiner(&app, &write, challenge).await?;
            set_asker(item, asker);
        }
    }
    let items = read::<Joining>(body)?;
    let call = RawCall::new("ThreeAssets", "join_challenges", &items);
    write.submit_as(&app, &fingerprint, call).await
}

/// Record steps of challenges
///
/// An answer may be given as `{"text"}`: it is kept sealed. `{"satisfied": {}}` and `{"unsatisfied": {}}` take the
/// one-time name of the account that asked.
#[utoipa::path(
    post, path = "/api/v1/challenges/steps", tag = "Three assets", params(WriteParams),
    request_body = ItemsOf<ChallengeStepItem>, responses(WriteResponses),
)]
pub async fn step_challenges(
    State(app): State<AppState>,
    write: Write,
    Json(mut body): Json<ItemsBody<Value>>,
) -> Result<WriteAnswer, ApiError> {
    for (at, item) in body.items.iter_mut().enumerate() {
        sealing::seal(&app, &write.session, at, item).await?;
        for kind in ["satisfied", "unsatisfied"] {
            let place = format!("/step/{kind}");
            let asks_for_name = item
                .pointer(&place)
                .is_some_and(|step| is_absent(step.get("asker")));
            if asks_for_name {
                let Joined { challenge } = part(item, at)?;
                let asker = challenges::asker_of(&app, write.session.account, challenge)
                    .await?
                    .ok_or_else(|| ApiError::new(Code::Forbidden))?;
                if let Some(step) = item.pointer_mut(&place) {
                    *step = json!({ "asker": asker });
                }
            }
        }
    }
    let items = read::<ChallengeStepInput>(body)?;
    write
        .submit(&app, "ThreeAssets", "step_challenges", &items)
        .await
}

/// What a one-time name is made from.
#[derive(Deserialize)]
struct About {
    collective: CollectiveId,
    about: Subject,
    question: Digest,
}

#[derive(Deserialize)]
struct Joined {
    challenge: ChallengeId,
}

fn is_absent(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_null)
}

fn set_asker(item: &mut Value, asker: Pseudonym) {
    if let Some(fields) = item.as_object_mut() {
        fields.insert("asker".to_owned(), json!(asker));
    }
}

/// Some fields of an item.
fn part<T: DeserializeOwned>(item: &Value, at: usize) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(item).map_err(|error| {
        let place = format!("/items/{at}{}", pointer(error.path()));
        let detail = error.inner().to_string();
        let detail_zh = format!("{place} 的内容不符合要求：{detail}");
        ApiError::field(place, detail, detail_zh)
    })
}

fn read<T: DeserializeOwned>(body: ItemsBody<Value>) -> Result<Items<T>, ApiError> {
    let items = body
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| part(item, at))
        .collect::<Result<Vec<T>, _>>()?;
    ItemsBody { items }.bounded()
}

/// Which challenges to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChallengeQuery {
    /// To this collective.
    collective: Option<i64>,
    /// Inside this division.
    #[param(value_type = Option<words::Division>)]
    division: Option<DivisionCode>,
    /// About this subject.
    #[param(value_type = Option<words::Subject>)]
    about: Option<String>,
    /// `submitted`, `accepted`, `answered` or `closed`.
    state: Option<String>,
    /// `village`, `township` or `county`.
    level: Option<String>,
    /// Whose clock ended before this day.
    due_before: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List challenges
///
/// Public: what they are about and how their clocks stand. Questions and answers are for members of the
/// village and authorities; who asked is for inspectors.
#[utoipa::path(
    get, path = "/api/v1/challenges", tag = "Three assets", params(ChallengeQuery, PageParams),
    responses((status = 200, body = PageOf<Challenge>), PublicProblems),
    security(()),
)]
pub async fn list_challenges(
    State(app): State<AppState>,
    session: Option<Session>,
    Query(query): Query<ChallengeQuery>,
) -> Result<Json<Listed<Challenge>>, ApiError> {
    let filter = ChallengeFilter {
        collective: query.collective,
        division: query.division,
        about: query.about,
        state: query.state,
        level: query.level,
        due_before: query.due_before,
    };
    let listed = challenges::list(&app, session.as_ref(), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a challenge
///
/// With its steps.
#[utoipa::path(
    get, path = "/api/v1/challenges/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the challenge")),
    responses((status = 200, body = ChallengeFile), PublicProblems),
    security(()),
)]
pub async fn get_challenge(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<ChallengeFile>, ApiError> {
    let file = challenges::get(&app, session.as_ref(), id).await?;
    Ok(Json(file))
}
