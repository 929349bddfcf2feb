//! Parties kept for a village before they stand in anything.

use axum::extract::State;
use county_primitives::{Digest, DivisionCode, Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::{ApiError, Code},
    extract::{Json, Query, Session},
    openapi::{
        answers::{AllOf, ReadProblems},
        words,
    },
    state::AppState,
    three_assets::{
        collectives,
        parties::{self, FoundParty, Party},
        sight::{self, Sight},
    },
};

/// A party to be kept for a village.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"collective": 1, "party": {"kind": "organisation", "name": "辽中区蒲西电力工程有限公司", "number": "11370321004221396B", "account": "210115000011112222", "bank": "辽中农村商业银行"}}))]
pub struct NewParty {
    /// The collective that deals with it.
    pub collective: i64,
    /// Who it is.
    pub party: Party,
}

/// What the ledger has of a party.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct KeptParty {
    /// Keyed digest of the party.
    #[schema(value_type = words::Digest)]
    pub party: Digest,
    /// Keyed digest of the account, if one was given.
    #[schema(value_type = Option<words::Digest>)]
    pub account: Option<Digest>,
}

/// Whom to find.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartyQuery {
    /// Of this collective.
    collective: i64,
    /// With this in the name.
    #[serde(default)]
    name: String,
}

/// The village of a collective, if the caller works for it or looks after it.
async fn village(
    app: &AppState,
    session: &Session,
    collective: i64,
) -> Result<(DivisionCode, Sight), ApiError> {
    let place = collectives::get(app, collective).await?.place()?;
    let sight = sight::of(Some(session), place);
    if sight < Sight::Officer {
        return Err(ApiError::new(Code::Forbidden));
    }
    Ok((place, sight))
}

/// Keep a party
///
/// Name and numbers are sealed in the service; the answer has the keyed digests that records take. The same
/// person has the same digest. Nothing is written to the chain. A number keeps the name it was entered with;
/// the township and the county correct mistakes.
#[utoipa::path(
    post, path = "/api/v1/parties", tag = "Three assets", request_body = NewParty,
    responses((status = 200, body = KeptParty), ReadProblems),
)]
pub async fn create_party(
    State(app): State<AppState>,
    session: Session,
    Json(body): Json<NewParty>,
) -> Result<Json<KeptParty>, ApiError> {
    let (place, _) = village(&app, &session, body.collective).await?;
    let corrects = [Role::Township, Role::CountyAgriculture]
        .into_iter()
        .any(|role| session.covers(role, place));
    let kept = match corrects {
        true => parties::correct(&app, place, &body.party).await?,
        false => parties::keep(&app, place, &body.party).await?,
    };
    Ok(Json(KeptParty {
        party: kept.party,
        account: kept.account,
    }))
}

/// List parties of a village
///
/// The latest fifty with a text in the name, for officers of the village and authorities.
#[utoipa::path(
    get, path = "/api/v1/parties", tag = "Three assets", params(PartyQuery),
    responses((status = 200, body = AllOf<FoundParty>), ReadProblems),
)]
pub async fn list_parties(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<PartyQuery>,
) -> Result<Json<AllOf<FoundParty>>, ApiError> {
    let (place, sight) = village(&app, &session, query.collective).await?;
    let items = parties::find(&app, place, &query.name, sight).await?;
    Ok(Json(AllOf { items }))
}
