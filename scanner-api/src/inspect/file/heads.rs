//! The timelines of a file: how many records each has, and the head that the chain keeps of them.

use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use super::File;
use crate::{error::ApiError, openapi::words, state::App};

/// A timeline.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedHead)]
pub struct Head {
    /// The subject. Its records and the chain's proof are under `/api/v1/timelines/{subject}`.
    #[schema(value_type = words::Subject)]
    pub subject: String,
    /// How many records it has.
    pub len: i64,
    /// `blake2_256(head ++ SCALE(record))` over all of them, starting from 32 zero bytes.
    #[schema(value_type = words::Digest)]
    pub head: String,
}

/// The timelines of a file's subjects, of its holds and questions, and of the books and bank accounts its
/// vouchers and bank lines stand on.
pub async fn of(app: &App, named: &[String], file: &File) -> Result<Vec<Head>, ApiError> {
    let mut subjects: Vec<String> = named.to_vec();
    let warnings = file.warnings.iter();
    subjects.extend(warnings.map(|warning| format!("warning:{}", warning.row.id)));
    let challenges = file.challenges.iter();
    subjects.extend(challenges.map(|challenge| format!("challenge:{}", challenge.id)));
    let disclosures = file.disclosures.iter();
    subjects.extend(disclosures.map(|disclosure| format!("disclosure:{}", disclosure.id)));
    let cases = file.cases.iter();
    subjects.extend(cases.map(|case| format!("case:{}", case.id)));
    let questions = file.questions.iter();
    subjects.extend(questions.map(|question| format!("question:{}", question.row.id)));
    let vouchers = file.vouchers.iter();
    subjects.extend(vouchers.map(|voucher| format!("book:{}", voucher.row.book)));
    let lines = file.bank_lines.iter();
    subjects.extend(lines.map(|line| format!("bank_account:{}", line.account)));
    subjects.sort_unstable();
    subjects.dedup();
    let mut query =
        QueryBuilder::new("SELECT subject, len, head FROM timelines WHERE subject IN (");
    let mut list = query.separated(", ");
    for subject in &subjects {
        list.push_bind(subject.clone());
    }
    query.push(") ORDER BY subject");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}
