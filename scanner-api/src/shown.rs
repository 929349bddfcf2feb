//! How values of the database are shown in JSON: instants as RFC 3339, lists as lists.

use serde::{Serialize, Serializer};
use serde_json::Value;
use time::{format_description::well_known::Rfc3339, OffsetDateTime};
use utoipa::{
    openapi::{
        schema::{KnownFormat, SchemaFormat, Type},
        ObjectBuilder, RefOr, Schema,
    },
    PartialSchema, ToSchema,
};

/// Milliseconds since 1970, shown as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, sqlx::Type)]
#[sqlx(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant as text; empty for one outside the calendar.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|instant| instant.format(&Rfc3339).ok())
            .unwrap_or_default()
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-09-03T02:11:42Z"])
            .into()
    }
}

impl ToSchema for Instant {}

/// JSON that lies in the database as text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Stored(pub Value);

impl TryFrom<String> for Stored {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_in_utc() {
        assert_eq!(Instant(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Instant(1_788_401_502_500).rfc3339(),
            "2026-09-03T02:11:42.5Z"
        );
        assert_eq!(Instant(i64::MAX).rfc3339(), "");
    }
}
