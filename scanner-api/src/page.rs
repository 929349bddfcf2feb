//! Lists are answered a page at a time, with an opaque cursor to the next one.

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// The most items one page may have.
pub const LIMIT_MAX: u32 = 500;
const LIMIT_DEFAULT: u32 = 50;

/// The query of a list: `?limit=50&cursor=…`. Flatten it into the query type of a route.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Paging {
    /// How many items, 1 to 500; 50 if not given.
    pub limit: Option<String>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

impl Paging {
    /// How many rows to ask the database for: one more than the page has, to see if there is a next.
    pub fn rows(&self) -> Result<i64, ApiError> {
        Ok(i64::from(self.limit()?) + 1)
    }

    /// How many items the page has.
    pub fn limit(&self) -> Result<u32, ApiError> {
        let Some(text) = &self.limit else {
            return Ok(LIMIT_DEFAULT);
        };
        text.parse()
            .ok()
            .filter(|limit| (1..=LIMIT_MAX).contains(limit))
            .ok_or_else(|| ApiError::field("/limit", "limit is 1 to 500", "limit 应为 1 到 500"))
    }

    /// The key where the last page ended, if this is not the first page.
    pub fn after<K: serde::de::DeserializeOwned>(&self) -> Result<Option<K>, ApiError> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Some)
            .ok_or_else(|| {
                ApiError::field(
                    "/cursor",
                    "take the cursor from the last page",
                    "cursor 应取自上一页的 next",
                )
            })
    }

    /// The key where the last page ended, or the largest number: for lists by id, newest first,
    /// with `WHERE id < ?`.
    pub fn before(&self) -> Result<i64, ApiError> {
        Ok(self.after()?.unwrap_or(i64::MAX))
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; `null` on the last.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// Makes a page of the rows that were read, at most one more than the page has. `key` says
    /// where a row stands in the order of the list.
    pub fn new<K: Serialize>(
        paging: &Paging,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<Self, ApiError> {
        let limit = usize::try_from(paging.limit()?).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last() {
            Some(last) if more => Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&key(last))?)),
            _ => None,
        };
        Ok(Self { items: rows, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(limit: &str, cursor: Option<String>) -> Paging {
        Paging {
            limit: Some(limit.to_owned()),
            cursor,
        }
    }

    #[test]
    fn a_cursor_leads_to_the_next_page_and_the_last_has_none() {
        let first = paging("2", None);
        assert_eq!(
            (first.rows().unwrap(), first.before().unwrap()),
            (3, i64::MAX)
        );
        let page = Listed::new(&first, vec![9, 8, 7], |id| *id).unwrap();
        assert_eq!(page.items, [9, 8]);
        let second = paging("2", page.next);
        assert_eq!(second.before().unwrap(), 8);
        assert_eq!(Listed::new(&second, vec![7], |id| *id).unwrap().next, None);
    }

    #[test]
    fn bad_limits_and_cursors_are_refused() {
        for limit in ["0", "501", "x"] {
            assert!(paging(limit, None).limit().is_err(), "{limit}");
        }
        assert!(paging("1", Some("?".to_owned())).before().is_err());
    }
}
