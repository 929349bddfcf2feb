//! Which collective a subject belongs to, and who may read its records.

use county_primitives::{CollectiveId, DivisionCode, Role, Subject};

use crate::{
    error::ApiError,
    extract::Session,
    state::App,
    three_assets::sight::{self, Sight},
};

/// The collective a subject belongs to, and where that is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    /// The collective.
    pub collective: CollectiveId,
    /// Its division.
    pub division: DivisionCode,
}

/// Where a subject of the three assets belongs; `None` for others, and for what the index does not have.
pub async fn place(app: &App, subject: Subject) -> Result<Option<Place>, ApiError> {
    let (table, id) = match subject {
        Subject::Collective(id) => ("collectives", i64::from(id.0)),
        Subject::Book(id) => ("collectives", i64::from(id.collective().0)),
        Subject::BankAccount(id) => ("bank_accounts", i64::from(id.0)),
        Subject::Voucher(id) => ("vouchers", crate::db::sql(id.0)),
        Subject::Spending(id) => ("spendings", crate::db::sql(id.0)),
        Subject::Decision(id) => ("decisions", crate::db::sql(id.0)),
        Subject::Disclosure(id) => ("disclosures", crate::db::sql(id.0)),
        Subject::Challenge(id) => ("challenges", crate::db::sql(id.0)),
        Subject::Warning(id) => ("asset_warnings", crate::db::sql(id.0)),
        _ => return Ok(None),
    };
    let owner = match table {
        "collectives" => "?".to_owned(),
        table => format!("(SELECT collective FROM {table} WHERE id = ?)"),
    };
    let row: Option<(i64, String)> = sqlx::query_as(&format!(
        "SELECT id, division FROM collectives WHERE id = {owner}"
    ))
    .bind(id)
    .fetch_optional(&app.db.reader)
    .await?;
    row.map(|(collective, division)| {
        Ok(Place {
            collective: CollectiveId(u32::try_from(collective).map_err(ApiError::internal)?),
            division: division.parse().map_err(ApiError::internal)?,
        })
    })
    .transpose()
}

/// How much a caller must see of the collective to read the records of a subject; `None` if the subject is none
/// of the three assets.
pub fn needed(subject: Subject) -> Option<Sight> {
    match subject {
        Subject::Collective(_) | Subject::Disclosure(_) | Subject::Chart(_) => Some(Sight::Public),
        Subject::Book(_)
        | Subject::Voucher(_)
        | Subject::Spending(_)
        | Subject::Decision(_)
        | Subject::BankAccount(_) => Some(Sight::Member),
        Subject::Warning(_) => Some(Sight::Officer),
        Subject::Challenge(_) => Some(Sight::Regulator),
        _ => None,
    }
}

/// Whether a voucher is in the books; other subjects are none that wait for that.
async fn is_posted(app: &App, subject: Subject) -> Result<bool, ApiError> {
    let Subject::Voucher(id) = subject else {
        return Ok(true);
    };
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM vouchers WHERE id = ?")
        .bind(crate::db::sql(id.0))
        .fetch_optional(&app.db.reader)
        .await?;
    Ok(state.as_deref() == Some("posted"))
}

/// What a case holds or a question is about, and where that belongs; `None` for other subjects, and for what the index
/// does not have.
async fn overseen(
    app: &App,
    subject: Subject,
) -> Result<Option<(Subject, Option<DivisionCode>)>, ApiError> {
    let (table, id) = match subject {
        Subject::Case(id) => ("cases", crate::db::sql(id.0)),
        Subject::Question(id) => ("questions", crate::db::sql(id.0)),
        _ => return Ok(None),
    };
    let row: Option<(String, Option<String>)> = sqlx::query_as(&format!(
        "SELECT subject, division FROM {table} WHERE id = ?"
    ))
    .bind(id)
    .fetch_optional(&app.db.reader)
    .await?;
    row.map(|(about, division)| {
        let about = about.parse().map_err(ApiError::internal)?;
        Ok((about, division.and_then(|division| division.parse().ok())))
    })
    .transpose()
}

/// Whether a caller may read the records of a subject of the three assets, or of a case or question about one. Others
/// are not asked about here.
pub async fn may_read(
    app: &App,
    session: Option<&Session>,
    subject: Subject,
) -> Result<bool, ApiError> {
    if let Some((about, division)) = overseen(app, subject).await? {
        // What is held or asked, and why, is for those who work with the money.
        return Ok(needed(about).is_none_or(|needed| {
            let needed = needed.max(Sight::Officer);
            division.is_some_and(|division| sight::of(session, division) >= needed)
        }));
    }
    let Some(needed) = needed(subject) else {
        return Ok(true);
    };
    if needed == Sight::Public {
        return Ok(true);
    }
    let Some(place) = place(app, subject).await? else {
        return Ok(false);
    };
    // What is not in the books is for officers, on every way to it.
    let needed = if is_posted(app, subject).await? {
        needed
    } else {
        needed.max(Sight::Officer)
    };
    let is_inspector = session.is_some_and(|it| it.covers(Role::Inspector, place.division));
    // A record says who signed it: of a challenge that is for inspectors only.
    let is_challenge = matches!(subject, Subject::Challenge(_));
    Ok(sight::of(session, place.division) >= needed && (is_inspector || !is_challenge))
}
