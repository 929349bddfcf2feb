//! What the index knows that rows are compared with: collectives, who works for them, their books and the
//! chart of their county.

use std::collections::{HashMap, HashSet};

use county_primitives::{
    three_assets::accounts::AccountCode, BookId, CollectiveId, Date, DivisionCode, MemberId, Role,
};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use crate::{
    db::now_ms, error::ApiError, extract::Session, state::App, three_assets::parties::name_key,
    vault::Vault,
};

/// A collective.
#[derive(Clone, Debug)]
pub struct Collective {
    /// Its number.
    pub id: CollectiveId,
    /// Its registered name.
    pub name: String,
    /// Where it is.
    pub division: DivisionCode,
    /// The six digits of its county.
    pub county: String,
    /// The year of its latest book.
    pub year: Option<u16>,
    /// What the caller is there.
    pub seat: Seat,
}

/// What somebody may do with the books of a collective.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Seat {
    /// Draft vouchers.
    pub drafts: bool,
    /// Post vouchers and open books.
    pub posts: bool,
}

/// What is known.
#[derive(Clone, Default)]
pub struct Facts {
    /// The day it is.
    pub today: Date,
    /// The one collective that the file is about, if one was chosen.
    pub only: Option<CollectiveId>,
    /// The collectives.
    pub collectives: Vec<Collective>,
    by_key: HashMap<String, Vec<usize>>,
    /// The last closed month of each book, 13 for a closed year.
    books: HashMap<BookId, u8>,
    /// Sub-accounts by county, and the accounts that have some.
    accounts: HashSet<(String, AccountCode)>,
    parents: HashSet<(String, AccountCode)>,
    /// What names are compared by, and the names that several parties of a village have.
    vault: Option<Vault>,
    shared_names: HashSet<(String, String)>,
}

#[derive(FromRow)]
struct CollectiveRow {
    id: i64,
    name: String,
    credit_code: String,
    division: String,
    county: String,
    agency: Option<i64>,
    year: Option<i64>,
}

impl Facts {
    /// Reads what is known now, for somebody.
    pub async fn read(
        app: &App,
        session: &Session,
        only: Option<CollectiveId>,
    ) -> Result<Self, ApiError> {
        let mut facts = Self {
            today: today(),
            only,
            ..Self::default()
        };
        facts.read_collectives(app, session, None).await?;
        facts.read_books(app).await?;
        facts.read_accounts(app).await?;
        facts.read_shared_names(app).await?;
        Ok(facts)
    }

    /// Reads all collectives, or some.
    async fn read_collectives(
        &mut self,
        app: &App,
        session: &Session,
        some: Option<&[CollectiveId]>,
    ) -> Result<(), ApiError> {
        let seats = seats(app, session.member, self.today).await?;
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT id, name, credit_code, division, county, agency, year FROM collectives",
        );
        if let Some(ids) = some {
            query.push(" WHERE id IN (");
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(i64::from(id.0));
            }
            query.push(")");
        }
        query.push(" ORDER BY id");
        let rows: Vec<CollectiveRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
        for row in rows {
            let division: DivisionCode = row.division.parse().map_err(ApiError::internal)?;
            let is_agency = row.agency.is_some()
                && row.agency == session.organisation.map(|id| i64::from(id.0));
            let sits = |post: &str| seats.contains(&(row.id, post.to_owned()));
            let is_accountant =
                session.covers(Role::Accountant, division) && (is_agency || sits("accountant"));
            let is_cashier = session.covers(Role::VillageCashier, division) && sits("cashier");
            let at = self.collectives.len();
            for key in [&row.name, &row.credit_code, &row.division] {
                self.by_key.entry(normal(key)).or_default().push(at);
            }
            self.collectives.push(Collective {
                id: CollectiveId(u32::try_from(row.id).map_err(ApiError::internal)?),
                name: row.name,
                division,
                county: row.county,
                year: row.year.and_then(|year| u16::try_from(year).ok()),
                seat: Seat {
                    drafts: is_accountant || is_cashier,
                    posts: is_accountant,
                },
            });
        }
        Ok(())
    }

    async fn read_books(&mut self, app: &App) -> Result<(), ApiError> {
        let rows: Vec<(i64, i64, i64, bool)> =
            sqlx::query_as("SELECT collective, year, closed, year_closed FROM books")
                .fetch_all(&app.db.reader)
                .await?;
        for (collective, year, closed, year_closed) in rows {
            let id = CollectiveId(u32::try_from(collective).map_err(ApiError::internal)?);
            let year = u16::try_from(year).map_err(ApiError::internal)?;
            let closed = if year_closed {
                13
            } else {
                u8::try_from(closed).unwrap_or(13)
            };
            self.books.insert(BookId::new(id, year), closed);
        }
        Ok(())
    }

    async fn read_accounts(&mut self, app: &App) -> Result<(), ApiError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT county, account FROM sub_accounts")
                .fetch_all(&app.db.reader)
                .await?;
        for (county, account) in rows {
            let account: AccountCode = account.parse().map_err(ApiError::internal)?;
            if let Some(parent) = account.parent() {
                self.parents.insert((county.clone(), parent));
            }
            self.accounts.insert((county, account));
        }
        Ok(())
    }

    async fn read_shared_names(&mut self, app: &App) -> Result<(), ApiError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT village, name_key FROM parties GROUP BY village, name_key HAVING COUNT(*) > 1",
        )
        .fetch_all(&app.db.reader)
        .await?;
        self.shared_names.extend(rows);
        self.vault = Some(app.vault.clone());
        Ok(())
    }

    /// Whether several parties of a village have this name, so that it does not tell which is meant.
    pub fn is_shared_name(&self, village: DivisionCode, name: &str) -> bool {
        let village = village.to_string();
        let Some(vault) = self
            .vault
            .as_ref()
            .filter(|_| !self.shared_names.is_empty())
        else {
            return false;
        };
        let key = name_key(vault, &village, name).to_string();
        self.shared_names.contains(&(village, key))
    }

    /// The collectives that a text names: by name, credit code or division.
    pub fn named(&self, text: &str) -> Vec<&Collective> {
        let found = self.by_key.get(&normal(text));
        found
            .into_iter()
            .flatten()
            .filter_map(|at| self.collectives.get(*at))
            .collect()
    }

    /// The collective with a number.
    pub fn collective(&self, id: CollectiveId) -> Option<&Collective> {
        self.collectives.iter().find(|it| it.id == id)
    }

    /// The last closed month of a book, 13 if its year is closed; `None` if there is no such book.
    pub fn closed(&self, book: BookId) -> Option<u8> {
        self.books.get(&book).copied()
    }

    /// Whether a county has an account: a heading, or a sub-account it added.
    pub fn has_account(&self, county: &str, account: AccountCode) -> bool {
        account.parent().is_none() || self.accounts.contains(&(county.to_owned(), account))
    }

    /// Whether an account has others below it.
    pub fn has_children(&self, county: &str, account: AccountCode) -> bool {
        self.parents.contains(&(county.to_owned(), account))
    }
}

/// Today in China by the clock of this machine.
pub fn today() -> Date {
    Date::of_timestamp(u64::try_from(now_ms()).unwrap_or_default())
}

/// The offices that a member holds today.
async fn seats(
    app: &App,
    member: Option<MemberId>,
    today: Date,
) -> Result<HashSet<(i64, String)>, ApiError> {
    let Some(member) = member else {
        return Ok(HashSet::new());
    };
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT collective, post FROM officers WHERE member = ? AND seated AND from_day <= ? AND until_day >= ?",
    )
    .bind(i64::from(member.0))
    .bind(today.to_string())
    .bind(today.to_string())
    .fetch_all(&app.db.reader)
    .await?;
    Ok(rows.into_iter().collect())
}

/// What a member may do with the books of some collectives: for all of them together.
pub async fn seat_in_all(
    app: &App,
    session: &Session,
    collectives: &[CollectiveId],
) -> Result<Seat, ApiError> {
    if collectives.is_empty() {
        return Ok(Seat::default());
    }
    let mut facts = Facts {
        today: today(),
        ..Facts::default()
    };
    facts
        .read_collectives(app, session, Some(collectives))
        .await?;
    let mut all = Seat {
        drafts: true,
        posts: true,
    };
    for id in collectives {
        let seat = facts.collective(*id).map(|it| it.seat).unwrap_or_default();
        all.drafts &= seat.drafts;
        all.posts &= seat.posts;
    }
    Ok(all)
}

/// A name as it is compared: without white space, with one kind of brackets.
fn normal(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '（' => '(',
            '）' => ')',
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

#[cfg(test)]
impl Facts {
    /// A county with these accounts; `true` where others lie below.
    pub(crate) fn with_accounts(county: &str, accounts: &[(&str, bool)]) -> Self {
        let mut facts = Self::default();
        for (code, is_parent) in accounts {
            let key = (county.to_owned(), code.parse().unwrap());
            if *is_parent {
                facts.parents.insert(key);
            } else {
                facts.accounts.insert(key);
            }
        }
        facts
    }

    /// Adds a collective whose books somebody keeps.
    pub(crate) fn add_collective(&mut self, id: u32, name: &str, division: &str, seat: Seat) {
        let at = self.collectives.len();
        for key in [name, division] {
            self.by_key.entry(normal(key)).or_default().push(at);
        }
        self.collectives.push(Collective {
            id: CollectiveId(id),
            name: name.to_owned(),
            division: division.parse().unwrap(),
            county: division.chars().take(6).collect(),
            year: None,
            seat,
        });
    }

    /// Adds a book.
    pub(crate) fn add_book(&mut self, collective: u32, year: u16, closed: u8) {
        let id = CollectiveId(collective);
        self.books.insert(BookId::new(id, year), closed);
        for known in self.collectives.iter_mut().filter(|it| it.id == id) {
            known.year = known.year.max(Some(year));
        }
    }
}
