//! Plates in requests: typed in clear, kept sealed, signed as digests.

use county_primitives::Items;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    certificate::plates,
    error::ApiError,
    extract::{pointer, ItemsBody},
    state::App,
    write::Write,
};

/// The items with the digests of their plates. Only members may keep plates here.
pub(super) async fn sealed<T: DeserializeOwned>(
    app: &App,
    write: &Write,
    body: ItemsBody<Value>,
) -> Result<Items<T>, ApiError> {
    write.session.member()?;
    let mut items = Vec::with_capacity(body.items.len());
    for (at, mut item) in body.items.into_iter().enumerate() {
        for place in places(&item) {
            let Some(Value::String(typed)) = item.pointer(&place) else {
                continue;
            };
            let digest = plates::keep(app, typed)
                .await
                .map_err(|error| moved(error, &format!("/items/{at}{place}")))?;
            if let Some(plate) = item.pointer_mut(&place) {
                *plate = Value::String(digest.to_string());
            }
        }
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

/// Where plates stand in an item: its own, or that of its transport.
fn places(item: &Value) -> Vec<String> {
    ["/plate", "/transport/plate"]
        .into_iter()
        .filter(|place| item.pointer(place).is_some())
        .map(str::to_owned)
        .collect()
}

/// A mistake in a plate, pointing at where it stands in the request.
fn moved(error: ApiError, place: &str) -> ApiError {
    match error.problem().errors.first() {
        Some(mistake) => ApiError::field(
            place.to_owned(),
            mistake.detail.clone(),
            mistake.detail_zh.clone(),
        ),
        None => error,
    }
}
