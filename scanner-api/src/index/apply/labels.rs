//! Tables of labels: brands, quotas, batches and the state of their codes.

use county_primitives::{
    labels::{CodeRange, Goods, LabelsEntry, QuotaInput, QuotaKey},
    Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, word, Place};

/// Writes what an entry of labels says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &LabelsEntry,
) -> Result<(), IndexError> {
    match (entry, subject) {
        (LabelsEntry::BrandRegistered(brand), Subject::Brand(id)) => {
            sqlx::query(
                "INSERT INTO brands (id, owner, name, product, area, grades, registered_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(i64::from(id.0))
            .bind(i64::from(brand.owner.0))
            .bind(brand.name.as_str())
            .bind(brand.product.to_string())
            .bind(serde_json::to_string(&brand.area)?)
            .bind(serde_json::to_string(&brand.grades)?)
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        (LabelsEntry::QuotaGranted { quota, codes }, Subject::Brand(_)) => {
            write_quota(connection, place, quota, *codes).await
        }
        (LabelsEntry::QuotaApproved(key), Subject::Brand(_)) => {
            approve_quota(connection, place, key).await
        }
        (entry, Subject::Batch(id)) => write_batch(connection, place, i64::from(id.0), entry).await,
        (_, subject) => Err(misplaced(&subject)),
    }
}

/// A grant written again keeps what was issued under it. If one is in force already, the new one waits
/// beside it, since the chain goes on honouring what was approved.
async fn write_quota(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    quota: &QuotaInput,
    codes: u32,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO quotas (brand, organisation, season, approved_yield, grade_rate, unit_net, codes, issued, \
         approved, granted_ms, approved_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, NULL) \
         ON CONFLICT (brand, organisation, season) DO UPDATE SET \
         pending_yield = CASE WHEN quotas.approved THEN excluded.approved_yield END, \
         pending_rate = CASE WHEN quotas.approved THEN excluded.grade_rate END, \
         pending_unit_net = CASE WHEN quotas.approved THEN excluded.unit_net END, \
         pending_codes = CASE WHEN quotas.approved THEN excluded.codes END, \
         pending_ms = CASE WHEN quotas.approved THEN excluded.granted_ms END, \
         approved_yield = CASE WHEN quotas.approved THEN quotas.approved_yield ELSE excluded.approved_yield END, \
         grade_rate = CASE WHEN quotas.approved THEN quotas.grade_rate ELSE excluded.grade_rate END, \
         unit_net = CASE WHEN quotas.approved THEN quotas.unit_net ELSE excluded.unit_net END, \
         codes = CASE WHEN quotas.approved THEN quotas.codes ELSE excluded.codes END, \
         granted_ms = CASE WHEN quotas.approved THEN quotas.granted_ms ELSE excluded.granted_ms END",
    )
    .bind(i64::from(quota.brand.0))
    .bind(i64::from(quota.organisation.0))
    .bind(i64::from(quota.season))
    .bind(sql(quota.approved_yield.0))
    .bind(i64::from(quota.grade_rate.0))
    .bind(sql(quota.unit_net.0))
    .bind(i64::from(codes))
    .bind(false)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn approve_quota(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    key: &QuotaKey,
) -> Result<(), IndexError> {
    sqlx::query(
        "UPDATE quotas SET approved = ?, approved_ms = ?, \
         approved_yield = COALESCE(pending_yield, approved_yield), \
         grade_rate = COALESCE(pending_rate, grade_rate), \
         unit_net = COALESCE(pending_unit_net, unit_net), codes = COALESCE(pending_codes, codes), \
         granted_ms = COALESCE(pending_ms, granted_ms), pending_yield = NULL, pending_rate = NULL, \
         pending_unit_net = NULL, pending_codes = NULL, pending_ms = NULL \
         WHERE brand = ? AND organisation = ? AND season = ?",
    )
    .bind(true)
    .bind(place.ledger_ms)
    .bind(i64::from(key.brand.0))
    .bind(i64::from(key.organisation.0))
    .bind(i64::from(key.season))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_batch(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LabelsEntry,
) -> Result<(), IndexError> {
    match entry {
        LabelsEntry::BatchIssued { .. } => issue(connection, place, id, entry).await,
        LabelsEntry::CodesPrinted(range) => {
            paint(connection, place, range, &Paint::state("printed")).await
        }
        LabelsEntry::CodesSpoiled(range) => {
            paint(connection, place, range, &Paint::state("spoiled")).await
        }
        LabelsEntry::CodesActivated { activation, .. } => {
            let active = Paint {
                state: "active",
                goods: Bound::Becomes(activation.goods),
            };
            paint(connection, place, &activation.range, &active).await
        }
        LabelsEntry::CodesVoided(voiding) => {
            let void = Paint {
                state: "void",
                goods: Bound::Stays,
            };
            paint(connection, place, &voiding.range, &void).await
        }
        _ => Err(IndexError::Record(format!(
            "batch:{id} has an entry of another kind"
        ))),
    }
}

async fn issue(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LabelsEntry,
) -> Result<(), IndexError> {
    let LabelsEntry::BatchIssued { issuer, batch } = entry else {
        return Err(IndexError::Record(format!("batch:{id} was not issued")));
    };
    sqlx::query(
        "INSERT INTO batches (id, issuer, brand, season, kind, count, root, unit_net, ordinal, issued_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM batches), ?)",
    )
    .bind(id)
    .bind(i64::from(issuer.0))
    .bind(i64::from(batch.brand.0))
    .bind(i64::from(batch.season))
    .bind(word(&batch.kind)?)
    .bind(i64::from(batch.count))
    .bind(batch.root.to_string())
    .bind(sql(batch.unit_net.0))
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE quotas SET issued = issued + ? WHERE brand = ? AND organisation = ? AND season = ?",
    )
    .bind(i64::from(batch.count))
    .bind(i64::from(batch.brand.0))
    .bind(i64::from(issuer.0))
    .bind(i64::from(batch.season))
    .execute(&mut *connection)
    .await?;
    let all = Interval {
        first: 0,
        last: i64::from(batch.count).saturating_sub(1),
        state: "reserved".to_owned(),
        lot: None,
        meat: None,
        changed_ms: place.ledger_ms,
    };
    insert(connection, id, &all).await
}

/// What a range of codes becomes.
struct Paint {
    state: &'static str,
    goods: Bound,
}

impl Paint {
    fn state(state: &'static str) -> Self {
        Self {
            state,
            goods: Bound::None,
        }
    }
}

/// What becomes of the goods the codes are bound to.
enum Bound {
    /// They are bound to none.
    None,
    /// They are bound to these now.
    Becomes(Goods),
    /// They stay bound to theirs.
    Stays,
}

/// The columns of goods: the lot, or the meat.
fn columns(goods: Goods) -> (Option<i64>, Option<i64>) {
    match goods {
        Goods::Lot(lot) => (Some(sql(lot.0)), None),
        Goods::Meat(meat) => (None, Some(sql(meat.0))),
    }
}

/// Codes of a batch in one state.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
struct Interval {
    first: i64,
    last: i64,
    state: String,
    lot: Option<i64>,
    meat: Option<i64>,
    changed_ms: i64,
}

async fn insert(
    connection: &mut SqliteConnection,
    batch: i64,
    interval: &Interval,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO code_ranges (batch, first, last, state, lot, meat, changed_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(batch)
    .bind(interval.first)
    .bind(interval.last)
    .bind(&interval.state)
    .bind(interval.lot)
    .bind(interval.meat)
    .bind(interval.changed_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a range of codes a new state, cutting the intervals it overlaps.
async fn paint(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    range: &CodeRange,
    paint: &Paint,
) -> Result<(), IndexError> {
    let batch = i64::from(range.batch.0);
    let (from, to) = (i64::from(range.from), i64::from(range.to));
    let touched: Vec<Interval> = sqlx::query_as(
        "SELECT first, last, state, lot, meat, changed_ms FROM code_ranges \
         WHERE batch = ? AND first <= ? AND last >= ? ORDER BY first",
    )
    .bind(batch)
    .bind(to)
    .bind(from)
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM code_ranges WHERE batch = ? AND first <= ? AND last >= ?")
        .bind(batch)
        .bind(to)
        .bind(from)
        .execute(&mut *connection)
        .await?;
    for interval in painted(&touched, from, to, paint, place.ledger_ms) {
        insert(connection, batch, &interval).await?;
    }
    Ok(())
}

/// The touched intervals with `from..=to` in the new state. Neighbours that became equal are joined.
fn painted(
    touched: &[Interval],
    from: i64,
    to: i64,
    paint: &Paint,
    changed_ms: i64,
) -> Vec<Interval> {
    let mut result: Vec<Interval> = Vec::new();
    for old in touched {
        if old.first < from {
            push(
                &mut result,
                Interval {
                    last: from.saturating_sub(1),
                    ..old.clone()
                },
            );
        }
        let (lot, meat) = match paint.goods {
            Bound::None => (None, None),
            Bound::Becomes(goods) => columns(goods),
            Bound::Stays => (old.lot, old.meat),
        };
        push(
            &mut result,
            Interval {
                first: old.first.max(from),
                last: old.last.min(to),
                state: paint.state.to_owned(),
                lot,
                meat,
                changed_ms,
            },
        );
        if old.last > to {
            push(
                &mut result,
                Interval {
                    first: to.saturating_add(1),
                    ..old.clone()
                },
            );
        }
    }
    result
}

fn push(result: &mut Vec<Interval>, next: Interval) {
    if let Some(last) = result.last_mut() {
        let same = (last.lot, last.meat) == (next.lot, next.meat);
        if same && last.state == next.state && last.changed_ms == next.changed_ms {
            last.last = next.last;
            return;
        }
    }
    result.push(next);
}

#[cfg(test)]
mod tests {
    use county_primitives::{LotId, MeatId};

    use super::*;

    fn interval(first: i64, last: i64, state: &str, lot: Option<i64>, changed_ms: i64) -> Interval {
        Interval {
            first,
            last,
            state: state.to_owned(),
            lot,
            meat: None,
            changed_ms,
        }
    }

    #[test]
    fn a_range_is_cut_out_of_the_middle() {
        let old = [interval(0, 99, "reserved", None, 1)];
        assert_eq!(
            painted(&old, 10, 19, &Paint::state("printed"), 2),
            [
                interval(0, 9, "reserved", None, 1),
                interval(10, 19, "printed", None, 2),
                interval(20, 99, "reserved", None, 1),
            ]
        );
    }

    #[test]
    fn a_range_over_several_states_becomes_one() {
        let old = [
            interval(0, 9, "printed", None, 1),
            interval(10, 19, "reserved", None, 2),
        ];
        let active = Paint {
            state: "active",
            goods: Bound::Becomes(Goods::Lot(LotId(7))),
        };
        assert_eq!(
            painted(&old, 0, 19, &active, 3),
            [interval(0, 19, "active", Some(7), 3)]
        );
    }

    #[test]
    fn voided_codes_remember_their_lots() {
        let old = [
            interval(0, 9, "active", Some(1), 1),
            interval(10, 19, "active", Some(2), 1),
        ];
        let void = Paint {
            state: "void",
            goods: Bound::Stays,
        };
        assert_eq!(
            painted(&old, 5, 14, &void, 2),
            [
                interval(0, 4, "active", Some(1), 1),
                interval(5, 9, "void", Some(1), 2),
                interval(10, 14, "void", Some(2), 2),
                interval(15, 19, "active", Some(2), 1),
            ]
        );
    }

    #[test]
    fn codes_on_meat_are_bound_to_no_lot() {
        let old = [interval(0, 9, "printed", None, 1)];
        let active = Paint {
            state: "active",
            goods: Bound::Becomes(Goods::Meat(MeatId(5))),
        };
        let on_meat = Interval {
            meat: Some(5),
            ..interval(0, 9, "active", None, 2)
        };
        assert_eq!(painted(&old, 0, 9, &active, 2), [on_meat]);
    }
}
