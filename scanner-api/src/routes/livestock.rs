//! Livestock: what is written, listed and traced.

/// The same as [`crate::routes::writes::writes`], for items with plates of vehicles: a plate may be
/// given in clear, is kept sealed, and only its digest is signed.
macro_rules! plated {
    ($(
        $(#[$doc:meta])*
        $name:ident($path:literal, $tag:literal, $item:ty as $schema:ty) => $pallet:literal . $call:literal;
    )*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            tag = $tag,
            params(crate::openapi::answers::WriteParams),
            request_body = ItemsOf<$schema>,
            responses(crate::openapi::answers::WriteResponses),
        )]
        pub async fn $name(
            axum::extract::State(app): axum::extract::State<crate::state::AppState>,
            write: crate::write::Write,
            crate::extract::Json(body): crate::extract::Json<
                crate::extract::ItemsBody<serde_json::Value>,
            >,
        ) -> Result<crate::write::WriteAnswer, crate::error::ApiError> {
            let items = super::plates::sealed::<$item>(&app, &write, body).await?;
            write.submit(&app, $pallet, $call, &items).await
        }
    )*};
}

pub mod adapters;
pub mod animals;
pub mod catalogues;
pub mod deaths;
pub mod foods;
pub mod insurances;
pub mod meats;
mod plates;
pub mod quarantine;
pub mod recalls;
pub mod reports;
pub mod signatures;
pub mod slaughter;
pub mod tags;
pub mod trace;
pub mod warnings;
