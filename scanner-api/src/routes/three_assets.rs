//! Three assets: what is written, listed and proved.

/// The same as [`crate::routes::writes::writes`], for items with digests of people, accounts, invoices and
/// texts: each may be given in clear, is kept sealed, and only its digest is signed.
macro_rules! sealed {
    ($(
        $(#[$doc:meta])*
        $name:ident($path:literal, $item:ty as $schema:ty) => $call:literal;
    )*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            tag = "Three assets",
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
            let items =
                super::sealing::sealed::<$item>(&app, &write.session, body).await?;
            write.submit(&app, "ThreeAssets", $call, &items).await
        }
    )*};
}

pub mod books;
pub mod challenges;
pub mod collectives;
pub mod decisions;
pub mod disclosures;
pub mod parties;
mod sealing;
pub mod spendings;
pub mod vouchers;
pub mod warnings;
