//! The field that names another organisation: a list while few can be meant, otherwise a line for its
//! name, credit code or number, so that no page grows with the number of counties.

use county_primitives::{OrganisationId, Role};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::{
    actions::choose,
    desk::Desk,
    fields::{Choice, Control, Field, Reader, Typed},
    names,
};
use crate::{db::push_within, error::ApiError};

/// As many are listed; of more, one is searched for.
const LISTED_MAX: usize = 30;
/// As many of those found are told.
const FOUND_MAX: usize = 8;

const SELECT: &str = "SELECT id, kind, name, credit_code, division FROM organisations";

/// Active organisations that can be meant.
pub(crate) struct Parties {
    condition: String,
}

#[derive(FromRow)]
struct Party {
    id: i64,
    kind: String,
    name: Option<String>,
    credit_code: Option<String>,
    division: String,
}

impl Party {
    fn title(&self, desk: &Desk) -> String {
        let row = Some((self.kind.clone(), self.name.clone()));
        names::organisation_name(desk.t, self.id, row)
    }

    /// Name and place on one line.
    fn line(&self, desk: &Desk) -> String {
        format!(
            "{} · {}",
            self.title(desk),
            names::village(desk, &self.division)
        )
    }

    /// Whether the text says all of its name, or its credit code.
    fn is_called(&self, text: &str) -> bool {
        let code = self.credit_code.as_deref();
        self.name.as_deref() == Some(text)
            || code.is_some_and(|code| code.eq_ignore_ascii_case(text))
    }
}

impl Parties {
    /// All active organisations.
    pub(crate) fn any() -> Self {
        Self {
            condition: "organisations.status = 'active'".to_owned(),
        }
    }

    /// Those with an active member of one of these roles, where the condition holds.
    pub(crate) fn with(roles: &[Role], condition: &str) -> Self {
        // The ids of roles are words of the code, so they may stand in a query.
        let ids: Vec<String> = roles
            .iter()
            .map(|role| format!("'{}'", role.id()))
            .collect();
        Self {
            condition: format!(
                "organisations.status = 'active' AND {condition} AND EXISTS (SELECT 1 FROM members \
                 JOIN member_roles ON member_roles.member = members.id \
                 WHERE members.organisation = organisations.id AND members.status = 'active' \
                 AND member_roles.role IN ({}))",
                ids.join(", ")
            ),
        }
    }

    /// The field with the list or with the line. A field that was made as a list stays one; any other
    /// shows few answers at once.
    pub(crate) async fn offer(&self, desk: &Desk, mut field: Field) -> Result<Field, ApiError> {
        let query = format!("{SELECT} WHERE {} ORDER BY id LIMIT ?", self.condition);
        let limit = i64::try_from(LISTED_MAX.saturating_add(1)).unwrap_or(i64::MAX);
        let rows: Vec<Party> = sqlx::query_as(&query)
            .bind(limit)
            .fetch_all(&desk.app.db.reader)
            .await?;
        if rows.len() > LISTED_MAX {
            field.control = Control::Text;
            let hint = desk.t.say("hint-party");
            field.hint = match field.hint.as_str() {
                "" => hint,
                known => format!("{known} {hint}"),
            };
            return Ok(field);
        }
        let choice = |row: &Party| Choice::new(row.id, row.line(desk));
        let choices: Vec<Choice> = rows.iter().map(choice).collect();
        field.control = match field.control {
            Control::Select(_) => Control::Select(choices),
            _ => choose(choices),
        };
        Ok(field)
    }

    /// The same with the only answer chosen already.
    pub(crate) async fn offer_only(&self, desk: &Desk, field: Field) -> Result<Field, ApiError> {
        let field = self.offer(desk, field).await?;
        Ok(match field.control.choices() {
            [only] => {
                let only = only.value.clone();
                field.value(only)
            }
            _ => field,
        })
    }

    /// The organisation that was chosen or typed; nothing, and a mistake beside the field, if none or
    /// several are meant. A number is left to the chain to judge.
    pub(crate) async fn read(
        &self,
        desk: &Desk,
        read: &mut Reader<'_>,
        typed: &Typed,
        name: &'static str,
    ) -> Result<Option<OrganisationId>, ApiError> {
        let text = typed.get(name).trim();
        if let Ok(number) = text.parse() {
            return Ok(Some(OrganisationId(number)));
        }
        let found = if text.is_empty() {
            Vec::new()
        } else {
            self.find(desk, text).await?
        };
        let exact = found.iter().filter(|row| row.is_called(text));
        let exact: Vec<&Party> = exact.collect();
        let meant = match (exact.as_slice(), found.as_slice()) {
            ([one], _) => Some(*one),
            (_, [one]) => Some(one),
            _ => None,
        };
        if let Some(one) = meant {
            return Ok(u32::try_from(one.id).ok().map(OrganisationId));
        }
        if found.is_empty() {
            read.mistake(name, "mistake-organisation");
            return Ok(None);
        }
        let told = found.iter().take(FOUND_MAX);
        let told: Vec<String> = told
            .map(|row| format!("{} ({})", row.line(desk), row.id))
            .collect();
        let told = told.join(&desk.t.say("comma-list"));
        read.note(name, desk.t.fill("mistake-parties", &[("found", &told)]));
        Ok(None)
    }

    /// Those whose name contains the text, or whose credit code it is; the exact ones first.
    async fn find(&self, desk: &Desk, text: &str) -> Result<Vec<Party>, ApiError> {
        let code = text.to_ascii_uppercase();
        let limit = i64::try_from(FOUND_MAX.saturating_add(1)).unwrap_or(i64::MAX);
        let mut query = QueryBuilder::<Sqlite>::new(format!("{SELECT} WHERE (credit_code = "));
        query.push_bind(code.clone()).push(" OR ");
        push_within(&mut query, "name", text);
        query
            .push(format!(
                ") AND {} ORDER BY CASE WHEN credit_code = ",
                self.condition
            ))
            .push_bind(code)
            .push(" OR name = ")
            .push_bind(text.to_owned())
            .push(" THEN 0 ELSE 1 END, id LIMIT ")
            .push_bind(limit);
        Ok(query
            .build_query_as()
            .fetch_all(&desk.app.db.reader)
            .await?)
    }
}
