//! People, accounts, invoices and texts in requests: typed in clear, kept sealed, signed as digests.

use county_primitives::{
    BankAccountId, BookId, ChallengeId, CollectiveId, Digest, DivisionCode, Items, Role,
    SpendingId, Subject,
};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;

use crate::{
    error::{ApiError, Code},
    extract::{pointer, ItemsBody, Session},
    state::App,
    three_assets::{
        parties::{self, Party},
        sight::{self, Sight},
        subjects, texts,
    },
};

/// Where digests stand in the items of the calls; `*` is any place of a list.
const PLACES: [&[&str]; 14] = [
    &["digest"],
    &["person"],
    &["kin", "*"],
    &["lines", "*", "party"],
    &["deposit"],
    &["party"],
    &["reference"],
    &["payee"],
    &["payee_group"],
    &["payee_account"],
    &["method", "bank"],
    &["invoice"],
    &["question"],
    &["step", "answered", "answer"],
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    account: String,
    #[serde(default)]
    bank: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invoice {
    issuer: String,
    invoice: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    text: String,
}

/// The items with digests in place of what was given in clear. Only who works for the village, looks after
/// it or is its bank may keep something there; members may ask.
pub(super) async fn sealed<T: DeserializeOwned>(
    app: &App,
    session: &Session,
    body: ItemsBody<Value>,
) -> Result<Items<T>, ApiError> {
    let mut items = Vec::with_capacity(body.items.len());
    for (at, mut item) in body.items.into_iter().enumerate() {
        seal(app, session, at, &mut item).await?;
        let read = serde_path_to_error::deserialize(item).map_err(|error| {
            let place = format!("/items/{at}{}", pointer(error.path()));
            let detail = error.inner().to_string();
            let detail_zh = format!("{place} 的内容不符合要求：{detail}");
            ApiError::field(place, detail, detail_zh)
        })?;
        items.push(read);
    }
    ItemsBody { items }.bounded()
}

/// Replaces in one item what was given in clear.
pub(super) async fn seal(
    app: &App,
    session: &Session,
    at: usize,
    item: &mut Value,
) -> Result<(), ApiError> {
    let mut clear = Vec::new();
    for place in PLACES {
        collect(item, place, &mut String::new(), &mut clear);
    }
    if clear.is_empty() {
        return Ok(());
    }
    let village = village_of(app, item).await?.ok_or_else(|| {
        ApiError::field(
            format!("/items/{at}"),
            "there is no such collective",
            "没有该集体经济组织",
        )
    })?;
    for place in clear {
        let Some(value) = item.pointer_mut(&place) else {
            continue;
        };
        let digest = keep(app, session, village, value.take())
            .await
            .map_err(|error| moved(error, &format!("/items/{at}{place}")))?;
        *value = Value::String(digest.to_string());
    }
    Ok(())
}

/// The pointers of objects at a place.
fn collect(value: &Value, place: &[&str], pointer: &mut String, found: &mut Vec<String>) {
    let length = pointer.len();
    match (place, value) {
        ([], Value::Object(_)) => found.push(pointer.clone()),
        (["*", rest @ ..], Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                collect(item, rest, pointer, found);
                pointer.truncate(length);
            }
        }
        ([name, rest @ ..], Value::Object(fields)) => {
            if let Some(field) = fields.get(*name) {
                pointer.push('/');
                pointer.push_str(name);
                collect(field, rest, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The division of the collective an item is about.
async fn village_of(app: &App, item: &Value) -> Result<Option<DivisionCode>, ApiError> {
    let number = |name: &str| item.get(name).and_then(Value::as_u64);
    let small = |name: &str| number(name).and_then(|number| u32::try_from(number).ok());
    let subject = if let Some(id) = small("collective") {
        Subject::Collective(CollectiveId(id))
    } else if let Some(id) = number("book") {
        Subject::Book(BookId(id))
    } else if let Some(id) = number("spending") {
        Subject::Spending(SpendingId(id))
    } else if let Some(id) = number("challenge") {
        Subject::Challenge(ChallengeId(id))
    } else if let Some(id) = small("account") {
        Subject::BankAccount(BankAccountId(id))
    } else {
        return Ok(None);
    };
    Ok(subjects::place(app, subject)
        .await?
        .map(|place| place.division))
}

/// Whether the caller may keep something of a village here.
fn may_keep(session: &Session, village: DivisionCode, least: Sight) -> Result<(), ApiError> {
    let is_bank = session.covers(Role::Bank, village);
    if is_bank || sight::of(Some(session), village) >= least {
        Ok(())
    } else {
        Err(ApiError::new(Code::Forbidden))
    }
}

async fn keep(
    app: &App,
    session: &Session,
    village: DivisionCode,
    clear: Value,
) -> Result<Digest, ApiError> {
    let has = |name: &str| clear.get(name).is_some();
    if has("text") {
        may_keep(session, village, Sight::Member)?;
        let words: Words = read(clear)?;
        return texts::keep(app, village, &words.text).await;
    }
    may_keep(session, village, Sight::Officer)?;
    if has("name") {
        let party: Party = read(clear)?;
        return Ok(parties::keep(app, village, &party).await?.party);
    }
    if has("invoice") {
        let invoice: Invoice = read(clear)?;
        return Ok(parties::invoice_digest(
            &app.vault,
            &invoice.issuer,
            &invoice.invoice,
        ));
    }
    if has("reference") {
        let reference: Reference = read(clear)?;
        return Ok(parties::reference_digest(&app.vault, &reference.reference));
    }
    let account: Account = read(clear)?;
    parties::keep_account(app, village, &account.account, account.bank.as_deref()).await
}

fn read<T: DeserializeOwned>(clear: Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(clear).map_err(|error| {
        let place = pointer(error.path());
        let detail = error.inner().to_string();
        let detail_zh = format!("内容不符合要求：{detail}");
        ApiError::field(place, detail, detail_zh)
    })
}

/// A mistake inside what was given in clear, pointing at where it stands in the request.
fn moved(error: ApiError, place: &str) -> ApiError {
    match error.problem().errors.first() {
        Some(mistake) => ApiError::field(
            format!("{place}{}", mistake.pointer),
            mistake.detail.clone(),
            mistake.detail_zh.clone(),
        ),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_in_clear_is_found_where_digests_stand_only() {
        let item = json!({
            "collective": 1,
            "person": {"name": "张三"},
            "kin": ["00", {"name": "李四"}],
            "lines": [{"account": "101", "party": {"name": "王五"}}, {"account": "513", "party": null}],
            "step": {"explained": {"text": "已补票", "evidence": null}, "answered": {"answer": {"text": "见附件"}}},
            "method": "cash",
            "payee": "11",
        });
        let mut found = Vec::new();
        for place in PLACES {
            collect(&item, place, &mut String::new(), &mut found);
        }
        assert_eq!(
            found,
            [
                "/person",
                "/kin/1",
                "/lines/0/party",
                "/step/answered/answer"
            ]
        );
    }
}
