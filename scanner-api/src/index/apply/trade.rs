//! Tables of trade: sales, their goods, payments and warnings, and what a kilogram cost in which week.

use county_primitives::{
    trade::{Price, SaleDelivery, SaleInput, SaleWarning, TradeEntry},
    Date, DivisionCode, OrganisationId, Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, word, Place};

/// Writes what an entry of trade says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &TradeEntry,
) -> Result<(), IndexError> {
    let Subject::Sale(id) = subject else {
        return Err(misplaced(&subject));
    };
    let id = sql(id.0);
    match entry {
        TradeEntry::SaleRecorded {
            sale,
            seller,
            division,
            goods,
        } => {
            record(connection, place, id, (sale, *seller, *division)).await?;
            name_goods(connection, id, goods).await
        }
        TradeEntry::SaleConfirmed => {
            sqlx::query("UPDATE sales SET state = 'confirmed', answered_ms = ? WHERE id = ?")
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        TradeEntry::SaleRefused { reason } => {
            end(connection, place, id, ("refused", reason.as_str())).await
        }
        TradeEntry::SaleCancelled { reason } => {
            end(connection, place, id, ("cancelled", reason.as_str())).await
        }
        TradeEntry::SaleDelivered { delivery, due } => {
            deliver(connection, place, id, (delivery, *due)).await
        }
        TradeEntry::SalePaid {
            settlement,
            paid,
            settled,
        } => {
            sqlx::query(
                "INSERT INTO sale_payments (ordinal, sale, amount, date, receipt, organisation, ledger_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(place.ordinal())
            .bind(id)
            .bind(sql(settlement.amount))
            .bind(settlement.date.to_string())
            .bind(settlement.receipt.to_string())
            .bind(place.organisation())
            .bind(place.ledger_ms)
            .execute(&mut *connection)
            .await?;
            let state = if *settled { "settled" } else { "delivered" };
            sqlx::query("UPDATE sales SET paid = ?, state = ?, settled_ms = ? WHERE id = ?")
                .bind(sql(*paid))
                .bind(state)
                .bind(settled.then_some(place.ledger_ms))
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        TradeEntry::SaleWarned(warning) => warn(connection, place, id, *warning).await,
    }
}

async fn record(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    (sale, seller, division): (&SaleInput, OrganisationId, DivisionCode),
) -> Result<(), IndexError> {
    let price_for = match sale.price {
        Price::PerKilogram(_) => "per_kilogram",
        Price::PerHead(_) => "per_head",
    };
    sqlx::query(
        "INSERT INTO sales (id, seller, buyer, division, county, kind, species, heads, mass, price_for, price, \
         amount, date, state, reason, paid, recorded_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'offered', '', 0, ?)",
    )
    .bind(id)
    .bind(i64::from(seller.0))
    .bind(i64::from(sale.buyer.0))
    .bind(division.to_string())
    .bind(county(division))
    .bind(word(&sale.kind)?)
    .bind(word(&sale.species)?)
    .bind(i64::from(sale.heads))
    .bind(sql(sale.mass.0))
    .bind(price_for)
    .bind(sql(sale.price.fen()))
    .bind(sql(sale.amount))
    .bind(sale.date.to_string())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn name_goods(
    connection: &mut SqliteConnection,
    id: i64,
    goods: &[Subject],
) -> Result<(), IndexError> {
    for (subject, position) in goods.iter().zip(0i64..) {
        sqlx::query("INSERT INTO sale_goods (sale, position, goods) VALUES (?, ?, ?)")
            .bind(id)
            .bind(position)
            .bind(subject.to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn end(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    (state, reason): (&str, &str),
) -> Result<(), IndexError> {
    sqlx::query("UPDATE sales SET state = ?, reason = ?, ended_ms = ? WHERE id = ?")
        .bind(state)
        .bind(reason)
        .bind(place.ledger_ms)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn deliver(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    (delivery, due): (&SaleDelivery, u64),
) -> Result<(), IndexError> {
    // So little may have come that nothing is to be paid for it.
    let state = if due == 0 { "settled" } else { "delivered" };
    sqlx::query(
        "UPDATE sales SET state = ?, delivered_heads = ?, delivered_mass = ?, delivered_date = ?, due = ?, \
         kilogram_price = ?, week = ?, delivered_ms = ?, settled_ms = ? WHERE id = ?",
    )
    .bind(state)
    .bind(i64::from(delivery.heads))
    .bind(sql(delivery.mass.0))
    .bind(delivery.date.to_string())
    .bind(sql(due))
    .bind(kilogram_price(due, delivery.mass.0))
    .bind(monday(delivery.date).to_string())
    .bind(place.ledger_ms)
    .bind((due == 0).then_some(place.ledger_ms))
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn warn(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    warning: SaleWarning,
) -> Result<(), IndexError> {
    let (kind, agreed, delivered, due) = match warning {
        SaleWarning::MassDiffers { agreed, delivered } => (
            "mass_differs",
            Some(sql(agreed.0)),
            Some(sql(delivered.0)),
            None,
        ),
        SaleWarning::HeadsMissing { agreed, delivered } => (
            "heads_missing",
            Some(i64::from(agreed)),
            Some(i64::from(delivered)),
            None,
        ),
        SaleWarning::PaidLate { due } => ("paid_late", None, None, Some(due.to_string())),
    };
    sqlx::query(
        "INSERT INTO sale_warnings (ordinal, sale, kind, agreed, delivered, due, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.ordinal())
    .bind(id)
    .bind(kind)
    .bind(agreed)
    .bind(delivered)
    .bind(due)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// The county a division lies in, or the division itself if it is wider than that.
fn county(division: DivisionCode) -> String {
    let county = division
        .county()
        .and_then(|code| DivisionCode::from_county(code).ok());
    county.unwrap_or(division).to_string()
}

/// What a kilogram cost, to the nearest fen.
fn kilogram_price(due: u64, grams: u64) -> i64 {
    let (due, grams) = (u128::from(due), u128::from(grams.max(1)));
    let rounded = due.saturating_mul(1_000).saturating_add(grams / 2) / grams;
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// The Monday of the week of a day.
fn monday(day: Date) -> Date {
    // 1970-01-01 was a Thursday: three days after a Monday.
    Date(day.0.saturating_sub(day.0.saturating_add(3) % 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        for (day, week) in [
            ("2026-11-15", "2026-11-09"),
            ("2026-11-16", "2026-11-16"),
            ("2026-11-22", "2026-11-16"),
            ("2027-01-01", "2026-12-28"),
        ] {
            assert_eq!(monday(day.parse().unwrap()).to_string(), week, "{day}");
        }
    }

    #[test]
    fn a_kilogram_costs_what_was_due_for_it() {
        assert_eq!(kilogram_price(170_352, 109_200), 1_560);
        assert_eq!(kilogram_price(1, 3_000), 0);
        assert_eq!(kilogram_price(3, 2_000), 2);
        assert_eq!(kilogram_price(u64::MAX, 0), i64::MAX);
    }

    #[test]
    fn a_village_lies_in_its_county() {
        let county_of = |code: &str| county(code.parse().unwrap());
        assert_eq!(county_of("500153101201"), "500153000000");
        assert_eq!(county_of("500153000000"), "500153000000");
        assert_eq!(county_of("500000000000"), "500000000000");
    }
}
