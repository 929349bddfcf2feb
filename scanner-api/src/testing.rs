//! The service around a chain in memory, for tests of routes and pages.

pub(crate) mod people;
pub(crate) mod village;

use std::sync::{Arc, OnceLock};

use axum::{
    body::{to_bytes, Body},
    http::{header, Method, Request, StatusCode},
    response::Response,
    Router,
};
use county_primitives::{
    registry::{
        CountyInput, MemberStatus, OrganisationIdentity, OrganisationInput, OrganisationKind,
        OrganisationStatus,
    },
    Author, Date, Jurisdiction, MemberId, OrganisationId, Pseudonym, Role, Signature, Text,
};
use serde_json::Value;
use tower::ServiceExt;
use zeroize::Zeroizing;

use crate::{
    chain::{fake::FakeNode, Genesis, GenesisMember, Node, Signer},
    config::Config,
    db::Db,
    index::follow::follow,
    router::router,
    serve::build,
    state::AppState,
    vault::{
        accounts::{create_accounts, NewAccount},
        keys::MemberKey,
        Vault,
    },
};

/// The county of the tests.
pub(crate) const COUNTY: &str = "141031000000";
/// A village in it.
pub(crate) const VILLAGE: &str = "141031100201";
/// The password of every account.
pub(crate) const PASSWORD: &str = "a long enough password";

/// The accounts: login, member number, organisation number and role.
const ACCOUNTS: [(&str, u32, u32, Role, &str); 3] = [
    ("county", 1, 1, Role::CountyAgriculture, COUNTY),
    ("grower", 2, 2, Role::Producer, VILLAGE),
    ("packer", 3, 3, Role::Packer, COUNTY),
];

/// The running service, its chain and its folder.
pub(crate) struct World {
    pub(crate) app: AppState,
    pub(crate) node: Arc<FakeNode>,
    router: OnceLock<Router>,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Member 2 signs as producer for organisation 2.
pub(crate) fn grower() -> Author {
    Author::Member(Signature {
        member: MemberId(2),
        key: 0,
        organisation: OrganisationId(2),
        role: Role::Producer,
    })
}

fn key_of(member: u32) -> MemberKey {
    MemberKey::from_seed(&[u8::try_from(member).unwrap(); 32])
}

/// A county bureau, a grower and a packing house, each with one member.
pub(crate) fn genesis() -> Genesis {
    let organisation = |id: u32, kind, division: &str, code: &str, name: &str| {
        let input = OrganisationInput {
            kind,
            division: division.parse().unwrap(),
            identity: OrganisationIdentity::Legal {
                credit_code: code.parse().unwrap(),
                name: Text::new(name).unwrap(),
            },
        };
        (OrganisationId(id), input, OrganisationStatus::Active)
    };
    Genesis {
        counties: vec![CountyInput {
            county: COUNTY.parse().unwrap(),
            valid_from: Date(0),
            valid_to: None,
        }],
        policies: Vec::new(),
        organisations: vec![
            organisation(
                1,
                OrganisationKind::StateOrgan,
                COUNTY,
                "11370321004221396B",
                "县农业农村局",
            ),
            organisation(
                2,
                OrganisationKind::Company,
                VILLAGE,
                "11450223007794317P",
                "果农",
            ),
            organisation(
                3,
                OrganisationKind::Company,
                VILLAGE,
                "N2210115MF1234567N",
                "选果厂",
            ),
        ],
        members: ACCOUNTS
            .iter()
            .map(|(_, id, organisation, role, division)| GenesisMember {
                id: MemberId(*id),
                organisation: OrganisationId(*organisation),
                key: key_of(*id).public_key(),
                person: Pseudonym([u8::try_from(*id).unwrap(); 16]),
                status: MemberStatus::Active,
                roles: vec![Jurisdiction {
                    role: *role,
                    division: division.parse().unwrap(),
                }],
            })
            .collect(),
    }
}

/// The service with its accounts, following a new chain.
pub(crate) async fn world() -> World {
    let accounts = ACCOUNTS.map(|(login, member, ..)| (login, member));
    world_of(genesis(), &accounts).await
}

/// The service with accounts of some members, following a new chain.
pub(crate) async fn world_of(genesis: Genesis, logins: &[(&str, u32)]) -> World {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config {
        data_dir: folder.path().to_owned(),
        ..Config::default()
    };
    config.chain.finality_timeout_s = 5;
    let db = Db::open(&config.database()).await.unwrap();
    let vault = Vault::from_root(Zeroizing::new([5; 32]));
    let accounts: Vec<_> = logins
        .iter()
        .map(|(login, member)| NewAccount {
            login: (*login).to_owned(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            key: key_of(*member),
            bootstrap: false,
        })
        .collect();
    create_accounts(&db, &vault, &accounts).await.unwrap();
    let node = Arc::new(FakeNode::new(genesis));
    let shared: Arc<dyn Node> = Arc::<FakeNode>::clone(&node);
    let (app, progress) = build(config, db, vault, shared).await.unwrap();
    tokio::spawn(follow(app.db.clone(), Arc::clone(&app.node), progress));
    let world = World {
        app,
        node,
        router: OnceLock::new(),
        _folder: folder,
    };
    world.indexed(0).await;
    world
}

impl World {
    /// The routes. Making them takes longer than most requests.
    pub(crate) fn router(&self) -> Router {
        let router = self.router.get_or_init(|| router(self.app.clone()));
        router.clone()
    }

    /// Waits until a block is in the index.
    pub(crate) async fn indexed(&self, number: u64) {
        let mut index = self.app.index.clone();
        let reached =
            index.wait_for(|head| head.as_ref().is_some_and(|head| head.number >= number));
        tokio::time::timeout(std::time::Duration::from_secs(10), reached)
            .await
            .expect("the block is indexed in time")
            .unwrap();
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response = self.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// A machine token of an account.
    pub(crate) async fn token(&self, login: &str) -> String {
        let account: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE login = ?")
            .bind(login)
            .fetch_one(&self.app.db.reader)
            .await
            .unwrap();
        let (_, token) = crate::vault::tokens::create_token(&self.app.db, account, "test")
            .await
            .unwrap();
        token.as_str().to_owned()
    }

    /// A GET request of an account, or of nobody.
    pub(crate) async fn get(&self, token: Option<&str>, path: &str) -> Answer {
        self.send(request(Method::GET, token, path, None)).await
    }

    /// A request with a JSON body.
    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send(request(Method::POST, Some(token), path, Some(body)))
            .await
    }
}

/// A request, with a bearer token and a JSON body if given.
pub(crate) fn request(
    method: Method,
    token: Option<&str>,
    path: &str,
    body: Option<&Value>,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    request.body(body).unwrap()
}
