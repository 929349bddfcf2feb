//! Motions of the council: what is before it, votes, and their end. A council of one needs none of
//! this: its calls are executed at once.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    chain::{
        motion::{Agenda, Motion},
        RawCall,
    },
    error::{ApiError, Code},
    extract::{Json, Path, Session},
    openapi::answers::{AllOf, ReadProblems, WriteParams, WriteResponses},
    state::{App, AppState},
    write::{Write, WriteAnswer},
};

/// A motion before the council.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MotionItem {
    /// Its number.
    #[schema(example = 3)]
    pub index: u32,
    /// Hash of the call; a receipt names it as `motion`.
    pub hash: String,
    /// The call, as pallet and name.
    #[schema(example = "Registry.admit_counties")]
    pub call: String,
    /// What the call carries; `null` for a call this service does not know.
    #[schema(value_type = Option<Object>)]
    pub items: Option<serde_json::Value>,
    /// The call in SCALE, with its two index bytes in front.
    pub scale: String,
    /// How many members must agree.
    pub threshold: u32,
    /// How many seats there are.
    pub seats: usize,
    /// Keys of those who agreed.
    pub ayes: Vec<String>,
    /// Keys of those who did not.
    pub nays: Vec<String>,
    /// The block until which votes are taken.
    pub end: u64,
    /// Whether it can be closed now.
    pub decided: bool,
}

fn keys(keys: &[[u8; 32]]) -> Vec<String> {
    keys.iter().map(hex::encode).collect()
}

fn item(motion: &Motion, agenda: &Agenda) -> MotionItem {
    MotionItem {
        index: motion.index,
        hash: format!("0x{}", hex::encode(motion.hash)),
        call: format!("{}.{}", motion.pallet, motion.call),
        items: motion.arguments(),
        scale: hex::encode(&motion.encoded),
        threshold: motion.threshold,
        seats: agenda.seats.len(),
        ayes: keys(&motion.ayes),
        nays: keys(&motion.nays),
        end: motion.end,
        decided: motion.is_decided(agenda),
    }
}

/// What is before the council, for who sits in it.
pub(crate) async fn agenda(app: &App, session: &Session) -> Result<Agenda, ApiError> {
    let agenda = app.node.agenda().await?;
    if agenda.seats.contains(&session.public_key) {
        Ok(agenda)
    } else {
        Err(ApiError::new(Code::Forbidden))
    }
}

/// One motion of it.
pub(crate) fn motion(agenda: &Agenda, index: i64) -> Result<&Motion, ApiError> {
    let mut motions = agenda.motions.iter();
    motions
        .find(|motion| i64::from(motion.index) == index)
        .ok_or_else(ApiError::not_found)
}

/// List the motions before the council
///
/// For its members, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/motions", tag = "Council",
    responses((status = 200, body = AllOf<MotionItem>), ReadProblems),
)]
pub async fn list_motions(
    State(app): State<AppState>,
    session: Session,
) -> Result<Json<AllOf<MotionItem>>, ApiError> {
    let agenda = agenda(&app, &session).await?;
    let motions = agenda.motions.iter();
    let items = motions.map(|motion| item(motion, &agenda)).collect();
    Ok(Json(AllOf { items }))
}

/// A vote.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Whether the member agrees.
    pub approve: bool,
}

/// Vote on a motion
///
/// By a member of the council, who may change the vote until the motion is closed.
#[utoipa::path(
    post, path = "/api/v1/motions/{index}/votes", tag = "Council",
    params(("index" = i64, Path, description = "Number of the motion"), WriteParams),
    request_body = Vote, responses(WriteResponses),
)]
pub async fn create_vote(
    State(app): State<AppState>,
    write: Write,
    Path(index): Path<i64>,
    Json(vote): Json<Vote>,
) -> Result<WriteAnswer, ApiError> {
    let agenda = agenda(&app, &write.session).await?;
    let call = RawCall::voted(motion(&agenda, index)?, vote.approve);
    write.submit_args(&app, call).await
}

/// Close a motion
///
/// By a member of the council, once it is decided: carried, its call is executed; lost, it is dropped.
#[utoipa::path(
    post, path = "/api/v1/motions/{index}/close", tag = "Council",
    params(("index" = i64, Path, description = "Number of the motion"), WriteParams),
    responses(WriteResponses),
)]
pub async fn close_motion(
    State(app): State<AppState>,
    write: Write,
    Path(index): Path<i64>,
) -> Result<WriteAnswer, ApiError> {
    let agenda = agenda(&app, &write.session).await?;
    let call = RawCall::closed(motion(&agenda, index)?, agenda.weight_max);
    write.submit_args(&app, call).await
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use codec::Encode;
    use county_primitives::OrganisationId;
    use serde_json::json;

    use super::*;
    use crate::testing::{world, World};

    /// A council of three, one of them the grower of the tests.
    async fn council() -> (World, String) {
        let world = world().await;
        let token = world.token("grower").await;
        let key: String = sqlx::query_scalar("SELECT public_key FROM account_keys JOIN accounts ON accounts.id = account WHERE login = 'grower'")
            .fetch_one(&world.app.db.reader)
            .await
            .unwrap();
        let key: [u8; 32] = hex::decode(key).unwrap().try_into().unwrap();
        for seat in [key, [7; 32], [8; 32]] {
            world.node.seat(seat);
        }
        world.node.put(Motion {
            hash: [3; 32],
            index: 5,
            threshold: 2,
            ayes: vec![[7; 32]],
            nays: Vec::new(),
            end: 1_000,
            pallet: "Registry".to_owned(),
            call: "approve_organisations".to_owned(),
            encoded: [vec![2, 5], vec![OrganisationId(7)].encode()].concat(),
        });
        (world, token)
    }

    #[tokio::test]
    async fn members_of_the_council_see_vote_and_close() {
        let (world, token) = council().await;
        let list = world.get(Some(&token), "/api/v1/motions").await.json();
        assert_eq!(list["items"][0]["call"], "Registry.approve_organisations");
        assert_eq!(list["items"][0]["items"], json!([7]));
        assert_eq!(list["items"][0]["decided"], false);
        let vote = json!({"approve": true});
        let path = "/api/v1/motions/5/votes";
        assert_eq!(world.post(&token, path, &vote).await.status, StatusCode::OK);
        let close = world
            .post(&token, "/api/v1/motions/5/close", &json!({}))
            .await;
        assert_eq!(close.status, StatusCode::OK);
        let calls = world.node.calls();
        let names: Vec<_> = calls.iter().map(|call| (call.pallet, call.call)).collect();
        assert_eq!(names, [("Council", "vote"), ("Council", "close")]);
        let expected = [[3; 32].as_slice(), &[20, 1]].concat();
        assert_eq!(calls[0].args.0, expected);
        let lost = world.post(&token, "/api/v1/motions/6/votes", &vote).await;
        assert_eq!(lost.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn others_see_nothing_of_it() {
        let (world, _) = council().await;
        let packer = world.token("packer").await;
        let answer = world.get(Some(&packer), "/api/v1/motions").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let vote = json!({"approve": true});
        let answer = world.post(&packer, "/api/v1/motions/5/votes", &vote).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(world.node.calls().is_empty());
    }

    #[tokio::test]
    async fn a_larger_council_is_asked_and_the_receipt_says_so() {
        let (world, token) = council().await;
        let body = json!({"items": [{"county": "141031000000", "valid_from": "2020-01-01"}]});
        let answer = world.post(&token, "/api/v1/counties", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        let motion = answer.json()["motion"].as_str().unwrap().to_owned();
        assert!(motion.starts_with("0x") && motion.len() == 66);
        let calls = world.node.calls();
        assert_eq!((calls[0].pallet, calls[0].call), ("Council", "propose"));
        // Two of three.
        assert_eq!(calls[0].args.0.first(), Some(&8));
    }
}
