//! Trade without HTTP: what animals and meat cost in a county, week by week, who may read of a sale, and which payments
//! are overdue.

use county_primitives::{Date, DivisionCode, PolicyKey, SaleId};
use sqlx::{QueryBuilder, Sqlite};

use crate::{
    db::{now_ms, sql},
    error::ApiError,
    extract::Session,
    state::App,
    visibility::Scope,
};

/// Prices of fewer sales than this are not shown: they would tell what one of few paid (`DOMAIN.md 5`).
pub const SALES_MIN: i64 = 5;
/// Nor those of fewer sellers than this, however many sales they made: they would tell what one of few took.
pub const SELLERS_MIN: i64 = 3;
/// The most weeks one question covers.
pub const WEEKS_MAX: u32 = 104;
/// As many weeks as are shown unless said otherwise.
pub const WEEKS_DEFAULT: u32 = 12;

/// Which prices.
#[derive(Clone, Debug)]
pub struct PriceQuestion {
    /// The county of the sellers.
    pub county: DivisionCode,
    /// Only of this kind of goods.
    pub kind: Option<String>,
    /// Only of this species.
    pub species: Option<String>,
    /// How many weeks back, this one included.
    pub weeks: u32,
}

/// What goods of a kind and species cost in a week, in fen for a kilogram.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct PriceWeek {
    /// The Monday of the week.
    pub week: String,
    /// What kind of goods.
    pub kind: String,
    /// Of which species.
    pub species: String,
    /// How many sales were delivered.
    pub sales: i64,
    /// Their heads or pieces.
    pub heads: i64,
    /// Their grams.
    pub mass: i64,
    /// What was to be paid for them, in fen.
    pub amount: i64,
    /// The lowest price.
    pub lowest: i64,
    /// The highest price.
    pub highest: i64,
}

impl PriceWeek {
    /// The average price, weighted by mass, to the nearest fen.
    pub fn average(&self) -> i64 {
        ratio(i128::from(self.amount).saturating_mul(1_000), self.mass)
    }

    /// The average price of a head or piece, to the nearest fen.
    pub fn head_average(&self) -> i64 {
        ratio(self.amount.into(), self.heads)
    }
}

/// An amount divided by a count, to the nearest fen.
fn ratio(amount: i128, count: i64) -> i64 {
    let count = i128::from(count.max(1));
    let rounded = amount.saturating_add(count / 2) / count;
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// The Monday so many weeks before this one; 1 is this week.
pub fn first_week(today: Date, weeks: u32) -> Date {
    // 1970-01-01 was a Thursday: three days after a Monday.
    let monday = today.0.saturating_sub(today.0.saturating_add(3) % 7);
    Date(monday.saturating_sub(weeks.saturating_sub(1).saturating_mul(7)))
}

/// The local day of this machine's clock.
pub fn today() -> Date {
    Date::of_timestamp(u64::try_from(now_ms()).unwrap_or(0))
}

/// The prices of deliveries in a county, the latest week first. Weeks of few sales or few sellers are left out.
pub async fn prices(app: &App, question: &PriceQuestion) -> Result<Vec<PriceWeek>, ApiError> {
    let from = first_week(today(), question.weeks);
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT week, kind, species, COUNT(*) AS sales, CAST(SUM(delivered_heads) AS BIGINT) AS heads, \
         CAST(SUM(delivered_mass) AS BIGINT) AS mass, \
         CAST(SUM(due) AS BIGINT) AS amount, MIN(kilogram_price) AS lowest, MAX(kilogram_price) AS highest \
         FROM sales WHERE week IS NOT NULL AND county = ",
    );
    query
        .push_bind(question.county.to_string())
        .push(" AND week >= ")
        .push_bind(from.to_string());
    for (column, value) in [("kind", &question.kind), ("species", &question.species)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND {column} = "))
                .push_bind(value.clone());
        }
    }
    query
        .push(" GROUP BY week, kind, species HAVING COUNT(*) >= ")
        .push_bind(SALES_MIN)
        .push(" AND COUNT(DISTINCT seller) >= ")
        .push_bind(SELLERS_MIN)
        .push(" ORDER BY week DESC, kind, species");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// The counties that have prices to show in these weeks.
pub async fn counties(app: &App, weeks: u32) -> Result<Vec<String>, ApiError> {
    let from = first_week(today(), weeks);
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT county FROM (SELECT county FROM sales WHERE week IS NOT NULL AND week >= ? \
         GROUP BY county, week, kind, species HAVING COUNT(*) >= ? AND COUNT(DISTINCT seller) >= ?) AS shown \
         ORDER BY county",
    )
    .bind(from.to_string())
    .bind(SALES_MIN)
    .bind(SELLERS_MIN)
    .fetch_all(&app.db.reader)
    .await?)
}

/// Adds which sales a caller sees: those of the own organisation, and those in the divisions of an authority.
pub(crate) fn visible(scope: &Scope, query: &mut QueryBuilder<'_, Sqlite>) {
    scope.see(
        query,
        &["sales.seller", "sales.buyer"],
        "sales.division",
        &[],
    );
}

/// Whether a caller may read the records of a sale: both sides and their authorities.
pub async fn may_read(app: &App, session: &Session, id: SaleId) -> Result<bool, ApiError> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT sales.id FROM sales WHERE sales.id = ");
    query.push_bind(sql(id.0));
    visible(&Scope::of_livestock(app, session).await, &mut query);
    let found: Option<i64> = query
        .build_query_scalar()
        .fetch_optional(&app.db.reader)
        .await?;
    Ok(found.is_some())
}

/// Which payments are overdue on a day: those of delivered sales whose last day is over. This is computed here from
/// the index; the chain warns once a late payment is recorded, which may be never.
#[derive(Clone, Debug)]
pub(crate) struct PaymentClock {
    today: Date,
    /// All numbers of days that some division allows.
    allowed: Vec<i64>,
}

impl PaymentClock {
    /// Reads the settings.
    pub(crate) async fn read(app: &App, today: Date) -> Result<Self, ApiError> {
        let allowed = sqlx::query_scalar(
            "SELECT DISTINCT value FROM policies WHERE setting = ? AND effective <= ? ORDER BY value",
        )
        .bind(PolicyKey::SalePaymentDays.name())
        .bind(today.to_string())
        .fetch_all(&app.db.reader)
        .await?;
        Ok(Self { today, allowed })
    }

    /// How many days the seller's place allows, for queries over `sales`: the pack of the most specific division around
    /// it wins, which has the greatest code, then the latest day.
    pub(crate) fn days(&self) -> String {
        let (setting, today) = (PolicyKey::SalePaymentDays.name(), self.today);
        format!(
            "(SELECT policies.value FROM policies WHERE policies.setting = '{setting}' \
             AND policies.effective <= '{today}' AND policies.division IN (sales.division, \
             substr(sales.division, 1, 9) || '000', substr(sales.division, 1, 6) || '000000', \
             substr(sales.division, 1, 4) || '00000000', substr(sales.division, 1, 2) || '0000000000', \
             '000000000000') ORDER BY policies.division DESC, policies.effective DESC LIMIT 1)"
        )
    }

    /// Adds that a payment is overdue. Where no pack says by when to pay, nothing is.
    pub(crate) fn push_overdue(&self, query: &mut QueryBuilder<'_, Sqlite>) {
        query.push(" AND sales.state = 'delivered'");
        if self.allowed.is_empty() {
            query.push(" AND 1 = 0");
            return;
        }
        query.push(format_args!(
            " AND sales.delivered_date < CASE {}",
            self.days()
        ));
        for days in &self.allowed {
            let first_in_time = Date(self.today.0.saturating_sub(whole(*days)));
            query
                .push(" WHEN ")
                .push_bind(*days)
                .push(" THEN ")
                .push_bind(first_in_time.to_string());
        }
        query.push(" END");
    }

    /// The day.
    pub(crate) fn today(&self) -> Date {
        self.today
    }
}

/// The last day for the payment of what was delivered on a day.
pub(crate) fn last_day(delivered: Date, days: i64) -> Date {
    delivered.plus_days(whole(days))
}

/// A number of days of the index.
fn whole(days: i64) -> u32 {
    u32::try_from(days).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_counted_back_from_this_one() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(first_week(day("2026-11-20"), 1), day("2026-11-16"));
        assert_eq!(first_week(day("2026-11-16"), 1), day("2026-11-16"));
        assert_eq!(first_week(day("2026-11-15"), 2), day("2026-11-02"));
    }

    #[test]
    fn averages_are_weighted_by_mass() {
        let week = |amount, mass| PriceWeek {
            week: "2026-11-16".to_owned(),
            kind: "live".to_owned(),
            species: "pig".to_owned(),
            sales: 5,
            heads: 4,
            mass,
            amount,
            lowest: 0,
            highest: 0,
        };
        // 100 kg at 10 yuan and 300 kg at 20 yuan.
        assert_eq!(week(700_000, 400_000).average(), 1_750);
        assert_eq!(week(700_001, 400_000).head_average(), 175_000);
        assert_eq!(week(700_002, 400_000).head_average(), 175_001);
        assert_eq!(week(1, 3_000).average(), 0);
        assert_eq!(week(0, 0).average(), 0);
        assert_eq!(week(i64::MAX, 1).average(), i64::MAX);
    }
}
