//! Where a subject belongs, as the runtime's pallets answer it for their own.

use county_primitives::Subject;
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

/// The division a subject belongs to; `None` if it is unknown or belongs to no single one.
pub(crate) async fn whereabouts(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Option<String>, IndexError> {
    let mut subject = *subject;
    if let Subject::Test(id) = subject {
        let target: Option<String> = sqlx::query_scalar("SELECT target FROM tests WHERE id = ?")
            .bind(sql(id.0))
            .fetch_optional(&mut *connection)
            .await?;
        match target.and_then(|target| target.parse().ok()) {
            Some(target) => subject = target,
            None => return Ok(None),
        }
    }
    if let Subject::Division(division)
    | Subject::Catalogue(division)
    | Subject::VeterinaryCatalogue(division)
    | Subject::Chart(division) = subject
    {
        return Ok(Some(division.to_string()));
    }
    let (query, id) = match livestock(subject).or_else(|| others(subject)) {
        Some(found) => found,
        None => return Ok(None),
    };
    let division: Option<Option<String>> = sqlx::query_scalar(query)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(division.flatten())
}

type Question = (&'static str, i64);

fn livestock(subject: Subject) -> Option<Question> {
    Some(match subject {
        Subject::Farm(id) | Subject::TagStock(id) => (
            "SELECT division FROM organisations WHERE id = ?",
            i64::from(id.0),
        ),
        Subject::Animal(id) => (
            "SELECT village FROM lives WHERE unit = 'animal:' || ?",
            sql(id.0),
        ),
        Subject::Herd(id) => (
            "SELECT village FROM lives WHERE unit = 'herd:' || ?",
            sql(id.0),
        ),
        Subject::Declaration(id) => (
            "SELECT village FROM declarations WHERE id = ?",
            sql(id.0),
        ),
        Subject::Certificate(id) => ("SELECT origin FROM certificates WHERE id = ?", sql(id.0)),
        Subject::Vehicle(id) => (
            "SELECT division FROM vehicles JOIN organisations ON organisations.id = carrier WHERE vehicles.id = ?",
            i64::from(id.0),
        ),
        Subject::SlaughterBatch(id) => (
            "SELECT division FROM slaughter_batches JOIN organisations ON organisations.id = house \
             WHERE slaughter_batches.id = ?",
            sql(id.0),
        ),
        Subject::Meat(id) => (
            "SELECT division FROM meats JOIN organisations ON organisations.id = holder WHERE meats.id = ?",
            sql(id.0),
        ),
        Subject::Recall(id) => ("SELECT division FROM recall_files WHERE id = ?", sql(id.0)),
        Subject::Disposal(id) => (
            "SELECT division FROM disposals JOIN organisations ON organisations.id = plant WHERE disposals.id = ?",
            sql(id.0),
        ),
        Subject::Insurance(id) => (
            "SELECT division FROM insurances JOIN organisations ON organisations.id = farm WHERE insurances.id = ?",
            sql(id.0),
        ),
        Subject::Sale(id) => ("SELECT division FROM sales WHERE id = ?", sql(id.0)),
        Subject::Claim(id) => (
            "SELECT division FROM claims JOIN insurances ON insurances.id = claims.insurance \
             JOIN organisations ON organisations.id = insurances.farm WHERE claims.id = ?",
            sql(id.0),
        ),
        _ => return None,
    })
}

fn others(subject: Subject) -> Option<Question> {
    Some(match subject {
        Subject::Organisation(id) => (
            "SELECT division FROM organisations WHERE id = ?",
            i64::from(id.0),
        ),
        Subject::Member(id) => (
            "SELECT division FROM members JOIN organisations ON organisations.id = organisation WHERE members.id = ?",
            i64::from(id.0),
        ),
        Subject::Plot(id) => ("SELECT village FROM plots WHERE id = ?", sql(id.0)),
        Subject::Cycle(id) => (
            "SELECT village FROM cycles JOIN plots ON plots.id = plot WHERE cycles.id = ?",
            sql(id.0),
        ),
        Subject::Lot(id) => ("SELECT division FROM lots WHERE id = ?", sql(id.0)),
        Subject::Brand(id) => (
            "SELECT division FROM brands JOIN organisations ON organisations.id = owner WHERE brands.id = ?",
            i64::from(id.0),
        ),
        Subject::Batch(id) => (
            "SELECT division FROM batches JOIN organisations ON organisations.id = issuer WHERE batches.id = ?",
            i64::from(id.0),
        ),
        Subject::Collective(id) => (
            "SELECT division FROM collectives WHERE id = ?",
            i64::from(id.0),
        ),
        Subject::BankAccount(id) => (
            "SELECT division FROM bank_accounts JOIN collectives ON collectives.id = collective \
             WHERE bank_accounts.id = ?",
            i64::from(id.0),
        ),
        Subject::Book(id) => (
            "SELECT division FROM books JOIN collectives ON collectives.id = collective WHERE books.id = ?",
            sql(id.0),
        ),
        Subject::Voucher(id) => (
            "SELECT division FROM vouchers JOIN collectives ON collectives.id = collective WHERE vouchers.id = ?",
            sql(id.0),
        ),
        Subject::Spending(id) => ("SELECT division FROM spendings WHERE id = ?", sql(id.0)),
        Subject::Decision(id) => ("SELECT division FROM decisions WHERE id = ?", sql(id.0)),
        Subject::Disclosure(id) => ("SELECT division FROM disclosures WHERE id = ?", sql(id.0)),
        Subject::Challenge(id) => ("SELECT division FROM challenges WHERE id = ?", sql(id.0)),
        Subject::Warning(id) => ("SELECT division FROM asset_warnings WHERE id = ?", sql(id.0)),
        Subject::Device(id) => ("SELECT division FROM devices WHERE id = ?", sql(id.0)),
        _ => return None,
    })
}
