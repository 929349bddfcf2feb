//! The writing routes that hand their items to the chain as they are: one line says which path is
//! which call of which items.

/// Defines handlers of the form `POST path {"items":[…]}` that submit one call. `ItemsOf` must be in
/// scope, because `utoipa` names generic types by their last part.
macro_rules! writes {
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
            crate::extract::Json(body): crate::extract::Json<crate::extract::ItemsBody<$item>>,
        ) -> Result<crate::write::WriteAnswer, crate::error::ApiError> {
            write.submit(&app, $pallet, $call, &body.bounded()?).await
        }
    )*};
}
pub(crate) use writes;
