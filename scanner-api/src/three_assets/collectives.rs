//! Collectives, their officers and bank accounts.

use county_primitives::{three_assets::accounts, Digest, DivisionCode};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    db::push_within,
    error::ApiError,
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::Instant,
    state::App,
    three_assets::{
        lists::{equal, Sort},
        parties::{self, ShownAccount},
        sight::{self, Sight},
    },
    visibility::bounds,
};

/// A collective.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Collective {
    /// Its number.
    pub id: i64,
    /// The organisation it is.
    pub organisation: i64,
    /// Its name.
    pub name: String,
    /// Its credit code.
    #[schema(value_type = words::CreditCode)]
    pub credit_code: String,
    /// `group`, `village` or `township`.
    pub level: String,
    /// Where it is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// Adult members; the public gets none of these numbers below 5.
    pub members: Option<i64>,
    /// Members' representatives.
    pub representatives: Option<i64>,
    /// Households.
    pub households: Option<i64>,
    /// Members of the Party branch.
    pub party_members: Option<i64>,
    /// The organisation that keeps its books, if it is another one.
    pub agency: Option<i64>,
    /// The year of its latest book.
    pub year: Option<i64>,
    /// When it was registered.
    #[sqlx(rename = "registered_ms")]
    pub registered: Instant,
}

impl Collective {
    /// The same with what a caller may see of it.
    pub fn seen(mut self, session: Option<&Session>) -> Result<Self, ApiError> {
        if !sight::of(session, self.place()?).sees_entries() {
            for count in [
                &mut self.members,
                &mut self.representatives,
                &mut self.households,
                &mut self.party_members,
            ] {
                *count = sight::enough(*count);
            }
        }
        Ok(self)
    }

    /// Its division as the primitives have it.
    pub fn place(&self) -> Result<DivisionCode, ApiError> {
        self.division.parse().map_err(ApiError::internal)
    }
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct CollectiveFilter {
    /// In this division or inside it.
    pub division: Option<DivisionCode>,
    /// Kept by this organisation.
    pub agency: Option<i64>,
    /// With this in the name.
    pub name: Option<String>,
}

/// A term of office.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Officer {
    /// The member.
    pub member: i64,
    /// `chair`, `director`, `supervisor`, `cashier` or `accountant`.
    pub post: String,
    /// First day.
    #[schema(value_type = words::Day)]
    pub from_day: String,
    /// Last day.
    #[schema(value_type = words::Day)]
    pub until_day: String,
    /// Whether the seat is held: neither dismissed nor followed by a later term.
    pub seated: bool,
    /// When the officer was dismissed.
    #[sqlx(rename = "dismissed_ms")]
    pub dismissed: Option<Instant>,
    /// Why.
    pub reason: String,
    /// The name, as far as the caller may see it.
    #[sqlx(skip)]
    pub name: Option<String>,
    #[serde(skip)]
    #[schema(ignore)]
    person: String,
}

/// A member of a collective who died or lost membership.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Departed {
    /// Digest of the person.
    #[schema(value_type = words::Digest)]
    pub person: String,
    /// The name, if the service knows it.
    #[sqlx(skip)]
    pub name: Option<String>,
    /// Since when.
    #[schema(value_type = words::Day)]
    pub since: String,
    /// When it was noted.
    #[sqlx(rename = "noted_ms")]
    pub noted: Instant,
}

/// A bank account of a collective.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct BankAccount {
    /// Its number on the chain.
    pub id: i64,
    /// Whose it is.
    pub collective: i64,
    /// What the ledger has of the account number.
    #[schema(value_type = words::Digest)]
    pub digest: String,
    /// The bank.
    pub bank: String,
    /// `basic`, `land_compensation` or `other`.
    pub kind: String,
    /// The account in the books that mirrors it.
    #[schema(value_type = words::LedgerAccount)]
    pub ledger: String,
    /// The decision that allows it.
    pub decision: Option<i64>,
    /// When it was opened.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
    /// When it was closed.
    #[sqlx(rename = "closed_ms")]
    pub closed: Option<Instant>,
    /// Why.
    pub reason: String,
    /// The account number, as far as the caller may see it.
    #[sqlx(skip)]
    pub account: Option<ShownAccount>,
}

/// An account of a county's chart: a heading of the law, or what the county added below one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, ToSchema)]
pub struct ChartAccount {
    /// Its digits.
    #[schema(value_type = words::LedgerAccount)]
    pub account: String,
    /// Its name.
    pub name: String,
    /// In English: of a heading its own, of a sub-account that of its heading.
    pub name_en: String,
    /// `asset`, `liability`, `equity`, `cost`, `income` or `expense`.
    pub class: String,
    /// The side on which it grows: `debit` or `credit`.
    pub normal: String,
    /// Whether vouchers are posted to it: it has no accounts below it.
    pub leaf: bool,
}

const SELECT: &str = "SELECT collectives.* FROM collectives WHERE 1 = 1";

/// Collectives; everybody may see them, members with every number.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &CollectiveFilter,
    paging: &Paging,
) -> Result<Listed<Collective>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        query
            .push(" AND division >= ")
            .push_bind(low)
            .push(" AND division < ")
            .push_bind(high);
    }
    equal(&mut query, "agency", filter.agency);
    if let Some(name) = &filter.name {
        query.push(" AND ");
        push_within(&mut query, "name", name);
    }
    Sort::Earliest.page(&mut query, paging, "id", "id")?;
    let rows = query
        .build_query_as::<Collective>()
        .fetch_all(&app.db.reader)
        .await?;
    let rows = rows.into_iter().map(|row| row.seen(session));
    let rows = rows.collect::<Result<Vec<_>, ApiError>>()?;
    Listed::new(paging, rows, |row| row.id)
}

/// A collective.
pub async fn get(app: &App, id: i64) -> Result<Collective, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM collectives WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// The collectives of one division, the village's own first.
pub async fn of_division(app: &App, division: DivisionCode) -> Result<Vec<Collective>, ApiError> {
    Ok(
        sqlx::query_as("SELECT * FROM collectives WHERE division = ? ORDER BY level DESC, id")
            .bind(division.to_string())
            .fetch_all(&app.db.reader)
            .await?,
    )
}

/// The collectives that the caller works for or looks after: as an officer of the village, for the agency that
/// keeps the books of the township, or as an authority; at most 500.
pub async fn own(app: &App, session: &Session) -> Result<Vec<Collective>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    sight::limit(&mut query, Some(session), Sight::Officer, "division");
    query.push(" ORDER BY division, id LIMIT 500");
    Ok(query
        .build_query_as::<Collective>()
        .fetch_all(&app.db.reader)
        .await?)
}

/// The officers of a collective, those in office first. Everybody may know who they are by post; the names
/// of persons are masked for the public.
pub async fn officers(
    app: &App,
    collective: &Collective,
    sight: Sight,
) -> Result<Vec<Officer>, ApiError> {
    let mut officers: Vec<Officer> = sqlx::query_as(
        "SELECT * FROM officers WHERE collective = ? ORDER BY seated DESC, appointed_ms DESC, member",
    )
    .bind(collective.id)
    .fetch_all(&app.db.reader)
    .await?;
    let digests: Vec<_> = officers
        .iter()
        .map(|officer| officer.person.clone())
        .collect();
    let known = parties::shown_all(app, digests, collective.place()?, sight).await?;
    for officer in &mut officers {
        officer.name = known.get(&officer.person).map(|party| party.name.clone());
    }
    Ok(officers)
}

/// Who died or lost membership, the latest first; for officers of the village and authorities, others see
/// nobody.
pub async fn departures(
    app: &App,
    collective: &Collective,
    sight: Sight,
) -> Result<Vec<Departed>, ApiError> {
    if sight < Sight::Officer {
        return Ok(Vec::new());
    }
    let mut departed: Vec<Departed> = sqlx::query_as(
        "SELECT * FROM departures WHERE collective = ? ORDER BY noted_ms DESC, person",
    )
    .bind(collective.id)
    .fetch_all(&app.db.reader)
    .await?;
    let digests: Vec<_> = departed.iter().map(|row| row.person.clone()).collect();
    let known = parties::shown_all(app, digests, collective.place()?, sight).await?;
    for row in &mut departed {
        row.name = known.get(&row.person).map(|party| party.name.clone());
    }
    Ok(departed)
}

/// The bank accounts of a collective. The public sees bank and kind.
pub async fn bank_accounts(
    app: &App,
    collective: &Collective,
    sight: Sight,
) -> Result<Vec<BankAccount>, ApiError> {
    let mut accounts: Vec<BankAccount> = sqlx::query_as(
        "SELECT * FROM bank_accounts WHERE collective = ? ORDER BY closed_ms IS NOT NULL, id",
    )
    .bind(collective.id)
    .fetch_all(&app.db.reader)
    .await?;
    for account in &mut accounts {
        show_number(app, account, collective.place()?, sight).await?;
    }
    Ok(accounts)
}

/// A bank account with the collective it belongs to.
pub async fn bank_account(
    app: &App,
    session: Option<&Session>,
    id: i64,
) -> Result<(BankAccount, Collective), ApiError> {
    let mut account: BankAccount = sqlx::query_as("SELECT * FROM bank_accounts WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    let collective = get(app, account.collective).await?;
    let place = collective.place()?;
    show_number(app, &mut account, place, sight::of(session, place)).await?;
    Ok((account, collective))
}

async fn show_number(
    app: &App,
    account: &mut BankAccount,
    place: DivisionCode,
    sight: Sight,
) -> Result<(), ApiError> {
    let digest: Digest = account.digest.parse().map_err(ApiError::internal)?;
    account.account = parties::shown_account(app, &digest, place, sight).await?;
    Ok(())
}

/// The chart of accounts that holds in a division: the 42 headings and what its county added.
pub async fn chart(app: &App, division: DivisionCode) -> Result<Vec<ChartAccount>, ApiError> {
    let county: String = division.to_string().chars().take(6).collect();
    let added: Vec<(String, String)> =
        sqlx::query_as("SELECT account, name FROM sub_accounts WHERE county = ? ORDER BY account")
            .bind(county)
            .fetch_all(&app.db.reader)
            .await?;
    let headings = accounts::CHART
        .iter()
        .map(|heading| (heading.number.to_string(), heading.name.to_owned()));
    let mut all: Vec<(String, String)> = headings.chain(added).collect();
    // By the digits as text, so that sub-accounts follow what they are below.
    all.sort();
    let followers: Vec<Option<String>> = all
        .iter()
        .skip(1)
        .map(|(account, _)| Some(account.clone()))
        .chain([None])
        .collect();
    all.into_iter()
        .zip(followers)
        .map(|((account, name), follower)| {
            let code: accounts::AccountCode = account.parse().map_err(ApiError::internal)?;
            let heading = code
                .heading()
                .ok_or_else(|| ApiError::internal("an account without a heading"))?;
            Ok(ChartAccount {
                leaf: !follower.is_some_and(|follower| follower.starts_with(&account)),
                account,
                name,
                name_en: heading.english.to_owned(),
                class: word(&heading.class)?,
                normal: word(&heading.normal)?,
            })
        })
        .collect()
}

/// A value without fields as the word it is in JSON.
fn word(value: &impl Serialize) -> Result<String, ApiError> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(ApiError::internal("a word with fields")),
    }
}
