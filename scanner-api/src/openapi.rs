//! The OpenAPI description of the JSON API, made from the handlers themselves, and the page to
//! browse it.

pub mod answers;
pub mod derived;
pub mod livestock;
pub mod requests;
pub mod service;
pub mod three_assets;
pub mod words;

use axum::Router;
use utoipa::{
    openapi::{
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
        ComponentsBuilder, ContactBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder,
        SecurityRequirement,
    },
    PartialSchema as _, ToSchema as _,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{extract::SESSION_COOKIE, openapi::answers as common, router, state::AppState};

/// Where the description is served.
pub const DOCUMENT_PATH: &str = "/api/v1/openapi.json";
/// Where the page to browse it is served.
pub const PAGE_PATH: &str = "/api/v1/docs";

const DESCRIPTION: &str = "\
Records of growers, packing houses, laboratories and authorities on a county's own chain, the codes \
on its products, and what a scan of them tells.

Writes take one to 500 items, all or none. A write answers when its call is finalized; with \
`?wait=none` it answers at once with a ticket. `Idempotency-Key` makes repeating a write safe.

Errors are problem details (RFC 9457) in English and Chinese with a stable `code`: `Pallet.Error` for \
a refusal of the chain, otherwise one of the service's own.

Lists are answered a page at a time, newest first unless said otherwise. What the caller may not see \
is answered as if it were not there.";

/// Title, security and shared parts; the routes add themselves.
pub fn base() -> OpenApi {
    let license = {
        let mut license = License::new("Apache-2.0");
        license.identifier = Some("Apache-2.0".to_owned());
        license
    };
    let info = InfoBuilder::new()
        .title("County Ledger 县域链")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .contact(Some(
            ContactBuilder::new().name(Some("County Ledger")).build(),
        ))
        .license(Some(license))
        .build();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION_COOKIE,
        "Set by `POST /api/v1/sessions`; writes also need the header X-CSRF-Token",
    )));
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("Made by `POST /api/v1/tokens`"))
        .build();
    let components = ComponentsBuilder::new()
        .security_scheme("session", cookie)
        .security_scheme("token", SecurityScheme::Http(bearer))
        .schema(common::Problem::name(), common::Problem::schema())
        .schema(common::FieldProblem::name(), common::FieldProblem::schema())
        .schema(common::WriteReceipt::name(), common::WriteReceipt::schema())
        .build();
    let none: [String; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([
            SecurityRequirement::new("session", none.clone()),
            SecurityRequirement::new("token", none),
        ]))
        .build()
}

/// The whole description.
pub fn document() -> OpenApi {
    let mut document = base();
    for part in router::described() {
        document.merge(part);
    }
    document
}

/// The description and the page to browse it. The page asks nobody but this service: the validator
/// that the page would load from elsewhere is switched off.
pub fn routes() -> Router<AppState> {
    let config = Config::from(DOCUMENT_PATH)
        .validator_url("none")
        .try_it_out_enabled(true);
    SwaggerUi::new(PAGE_PATH)
        .url(DOCUMENT_PATH, document())
        .config(config)
        .into()
}

#[cfg(test)]
mod tests;
