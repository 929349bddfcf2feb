//! The OpenAPI description of the JSON API, made from the handlers themselves, and the page to
//! browse it.

pub mod answers;
pub mod derived;
pub mod devices;
pub mod livestock;
pub mod requests;
pub mod service;
pub mod three_assets;
pub mod words;

use axum::{
    body::{to_bytes, Body},
    extract::Request,
    http::{header, HeaderMap},
    middleware::{from_fn, Next},
    response::Response,
    Router,
};
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
    Router::from(
        SwaggerUi::new(PAGE_PATH)
            .url(DOCUMENT_PATH, document())
            .config(config),
    )
    .layer(from_fn(fit_phones))
}

/// What the page to browse the description lacks for a phone: the width of the screen, and long names
/// and paths that break instead of pushing the page wider.
const PHONE_HEAD: &str = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>\
    .swagger-ui{overflow-wrap:anywhere}\
    .swagger-ui pre,.swagger-ui .opblock-body,.swagger-ui .model-box,.swagger-ui .table-container{max-width:100%;overflow-x:auto}\
    .swagger-ui .opblock-summary-control{min-width:0;flex-wrap:wrap}\
    .swagger-ui .opblock .opblock-summary-path{max-width:100%;word-break:break-word}\
    @media(max-width:700px){\
    .swagger-ui .wrapper,.swagger-ui .scheme-container .schemes{padding:0 12px}\
    .swagger-ui .scheme-container .schemes{flex-wrap:wrap;gap:12px}\
    .swagger-ui .opblock .opblock-summary-description{flex-basis:100%;padding:4px 0 0}\
    .swagger-ui .opblock .opblock-summary-method{min-width:64px;padding:6px 4px}\
    .swagger-ui .info{margin:24px 0}.swagger-ui .info .title{font-size:26px}\
    .swagger-ui .topbar .download-url-wrapper{flex-wrap:wrap}\
    .swagger-ui .topbar .download-url-wrapper input[type=text]{min-width:0;width:100%}\
    .swagger-ui select,.swagger-ui input,.swagger-ui textarea{max-width:100%;min-width:0}\
    .swagger-ui table tbody tr td:first-of-type{min-width:0;max-width:9em}\
    .swagger-ui .parameters-col_description{width:auto}}\
    </style>";

/// The page is small; more than this is something else.
const PAGE_BYTES_MAX: usize = 64 * 1024;

/// Puts [`PHONE_HEAD`] into the page, and leaves everything else as it is.
async fn fit_phones(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !is_html(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let page = to_bytes(body, PAGE_BYTES_MAX).await.unwrap_or_default();
    let page =
        String::from_utf8_lossy(&page).replacen("</head>", &format!("{PHONE_HEAD}</head>"), 1);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::ETAG);
    Response::from_parts(parts, Body::from(page))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests;
