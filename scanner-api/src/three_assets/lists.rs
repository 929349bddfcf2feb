//! What lists have in common: filters by equality, and pages that go on where the last one ended.

use serde::Deserialize;
use sqlx::{Encode, QueryBuilder, Sqlite, Type};

use crate::{error::ApiError, page::Paging};

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Newest first.
    #[default]
    Latest,
    /// Oldest first.
    Earliest,
    /// Largest amount first.
    Largest,
    /// Smallest amount first.
    Smallest,
}

impl Sort {
    /// Adds the conditions of the page and the order: by the amount's column, then by the id's.
    pub(crate) fn page(
        self,
        query: &mut QueryBuilder<'_, Sqlite>,
        paging: &Paging,
        amount: &str,
        id: &str,
    ) -> Result<(), ApiError> {
        let (than, order) = match self {
            Self::Latest | Self::Largest => ("<", "DESC"),
            Self::Earliest | Self::Smallest => (">", "ASC"),
        };
        if self.is_by_amount() {
            if let Some((last, at)) = paging.after::<(i64, i64)>()? {
                query
                    .push(format_args!(" AND ({amount}, {id}) {than} ("))
                    .push_bind(last)
                    .push(", ")
                    .push_bind(at)
                    .push(")");
            }
            query.push(format_args!(" ORDER BY {amount} {order}, {id} {order}"));
        } else {
            if let Some(at) = paging.after::<i64>()? {
                query.push(format_args!(" AND {id} {than} ")).push_bind(at);
            }
            query.push(format_args!(" ORDER BY {id} {order}"));
        }
        query.push(" LIMIT ").push_bind(paging.rows()?);
        Ok(())
    }

    /// Where a row stands in this order.
    pub(crate) fn key(self, amount: i64, id: i64) -> serde_json::Value {
        if self.is_by_amount() {
            serde_json::json!([amount, id])
        } else {
            serde_json::json!(id)
        }
    }

    fn is_by_amount(self) -> bool {
        matches!(self, Self::Largest | Self::Smallest)
    }
}

/// Adds ` AND column = value` if there is a value.
pub(crate) fn equal<'query, T>(
    query: &mut QueryBuilder<'query, Sqlite>,
    column: &str,
    value: Option<T>,
) where
    T: Encode<'query, Sqlite> + Type<Sqlite> + 'query,
{
    compare(query, column, "=", value);
}

/// Adds ` AND column operator value` if there is a value.
pub(crate) fn compare<'query, T>(
    query: &mut QueryBuilder<'query, Sqlite>,
    column: &str,
    operator: &str,
    value: Option<T>,
) where
    T: Encode<'query, Sqlite> + Type<Sqlite> + 'query,
{
    if let Some(value) = value {
        query
            .push(format_args!(" AND {column} {operator} "))
            .push_bind(value);
    }
}
