//! What answers and parameters have in common, as OpenAPI: pages of lists, receipts of writes,
//! problem details, and the query and headers of a write.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::{
    openapi::{
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
        ContentBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder,
    },
    IntoParams, IntoResponses, ToSchema,
};

/// One page of a list, newest first unless said otherwise.
#[derive(Debug, ToSchema)]
pub struct PageOf<T: ToSchema> {
    /// The items.
    pub items: Vec<T>,
    /// The `cursor` of the next page; `null` on the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// The items of a list that has one page only.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct AllOf<T: ToSchema> {
    /// The items.
    pub items: Vec<T>,
}

/// What became of a write.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"ticket": "5f0c7a3e9b1d4c28", "status": "finalized", "block": 12, "block_hash": "0x9c1f…", "extrinsic_hash": "0x04ab…", "subjects": ["plot:1", "plot:2"]}))]
pub struct WriteReceipt {
    /// Ask `/api/v1/tickets/{id}` with it.
    pub ticket: String,
    /// `finalized`; `pending` while it waits; `failed` with a problem.
    pub status: String,
    /// The finalized block it is in.
    pub block: Option<u64>,
    /// The hash of that block.
    pub block_hash: Option<String>,
    /// The hash of the extrinsic.
    pub extrinsic_hash: String,
    /// The subjects of the records it made, in order and without repeats.
    pub subjects: Vec<String>,
    /// The motion that was made of the call: nothing is done before the council agrees; see `/api/v1/motions`.
    pub motion: Option<String>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// Problem details (RFC 9457) with a stable code.
#[derive(Debug, ToSchema)]
#[schema(example = json!({
    "type": "urn:county-ledger:problem:Produce.InsideSafetyInterval",
    "title": "The chain refused", "title_zh": "链上规则不允许", "status": 422,
    "detail": "The harvest lies inside the safety interval of a pesticide used on a cycle",
    "detail_zh": "采收日期在农药安全间隔期内",
    "code": "Produce.InsideSafetyInterval", "item": 0,
    "errors": [{"pointer": "/items/0", "code": "Produce.InsideSafetyInterval", "detail": "…", "detail_zh": "…"}]
}))]
pub struct Problem {
    /// The kind of problem as a URI; its last part is the code.
    #[schema(rename = "type")]
    pub kind: String,
    /// The kind in English.
    pub title: String,
    /// The kind in Chinese.
    pub title_zh: String,
    /// The HTTP status.
    pub status: u16,
    /// This occurrence in English.
    pub detail: String,
    /// This occurrence in Chinese.
    pub detail_zh: String,
    /// `Pallet.Error` for a refusal of the chain, otherwise one of the service's codes.
    pub code: String,
    /// Index of the item it concerns.
    pub item: Option<u16>,
    /// Mistakes in fields.
    pub errors: Vec<FieldProblem>,
}

/// A mistake in one field.
#[derive(Debug, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request.
    pub pointer: String,
    /// What kind of mistake.
    pub code: String,
    /// The mistake in English.
    pub detail: String,
    /// The mistake in Chinese.
    pub detail_zh: String,
}

fn problem(description: &str) -> RefOr<Response> {
    ResponseBuilder::new()
        .description(description)
        .content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build(),
        )
        .into()
}

fn problems(rows: &[(u16, &str)]) -> BTreeMap<String, RefOr<Response>> {
    rows.iter()
        .map(|(status, text)| (status.to_string(), problem(text)))
        .collect()
}

/// What can go wrong with any reading request.
#[derive(Clone, Copy, Debug)]
pub struct ReadProblems;

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            (401, "Nobody is logged in (`unauthorised`)"),
            (
                404,
                "There is no such thing, or the caller may not see it (`not_found`)",
            ),
            (422, "A parameter is wrong (`invalid_request`)"),
            (429, "Too many requests (`rate_limited`)"),
        ])
    }
}

/// What a public request can answer besides its content.
#[derive(Clone, Copy, Debug)]
pub struct PublicProblems;

impl IntoResponses for PublicProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            (404, "There is no such thing (`not_found`)"),
            (429, "Too many requests (`rate_limited`)"),
        ])
    }
}

/// What can go wrong when a password is asked for.
#[derive(Clone, Copy, Debug)]
pub struct LoginProblems;

impl IntoResponses for LoginProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            (400, "The body is not JSON (`invalid_request`)"),
            (401, "The login or the password is wrong (`unauthorised`)"),
            (403, "The CSRF token is missing (`csrf`)"),
            (422, "A field is wrong (`invalid_request`)"),
            (429, "Too many wrong passwords (`locked_out`) or requests (`rate_limited`); `Retry-After` says how long to wait"),
        ])
    }
}

/// What can go wrong with an upload.
#[derive(Clone, Copy, Debug)]
pub struct UploadProblems;

impl IntoResponses for UploadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            (400, "The upload broke off (`invalid_request`)"),
            (401, "Nobody is logged in (`unauthorised`)"),
            (403, "The CSRF token is missing (`csrf`), or the account is no member (`forbidden`)"),
            (413, "The file is too large (`payload_too_large`)"),
            (415, "The file is neither JPEG, PNG, WebP nor PDF (`unsupported_media_type`)"),
            (422, "The file is damaged or has too many pixels (`invalid_request`), or its name holds personal data (`personal_data`)"),
        ])
    }
}

/// What a write answers.
#[derive(Clone, Copy, Debug)]
pub struct WriteResponses;

impl IntoResponses for WriteResponses {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let receipt = |description: &str| -> RefOr<Response> {
            ResponseBuilder::new()
                .description(description)
                .content(
                    "application/json",
                    ContentBuilder::new()
                        .schema(Some(Ref::from_schema_name("WriteReceipt")))
                        .build(),
                )
                .into()
        };
        let mut responses = problems(&[
            (400, "The body is not JSON (`invalid_request`)"),
            (401, "Nobody is logged in (`unauthorised`)"),
            (403, "The CSRF token is missing (`csrf`), or the chain does not let the member do this (`Registry.NotAuthorised` and its like)"),
            (409, "The idempotency key was used for another request (`idempotency_conflict`)"),
            (413, "The body is too large (`payload_too_large`)"),
            (415, "The body is not announced as JSON (`unsupported_media_type`)"),
            (422, "A field is wrong (`invalid_request`), holds personal data (`personal_data`), or a rule of the chain refused (`Pallet.Error`); `errors` points at the field or item"),
            (429, "Too many requests (`rate_limited`)"),
            (503, "The chain cannot be reached (`chain_unavailable`)"),
        ]);
        responses.insert("200".to_owned(), receipt("Finalized"));
        responses.insert(
            "202".to_owned(),
            receipt("Sent, not yet finalized; ask for the ticket"),
        );
        responses
    }
}

/// The query and headers of a write.
#[derive(Clone, Copy, Debug)]
pub struct WriteParams;

impl IntoParams for WriteParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        let parameter = |place, name: &str, description: &str, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .parameter_in(place)
                .name(name)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
                .build()
        };
        vec![
            parameter(
                ParameterIn::Query,
                "wait",
                "Answer when the call is finalized, or with a ticket at once",
                text().enum_values(Some(["finalized", "none"])).default(Some(json!("finalized"))),
            ),
            parameter(
                ParameterIn::Header,
                "Idempotency-Key",
                "The client's own name for this request, 1 to 128 characters. Repeating the same request with the same key within a day gives the same answer and sends nothing",
                text().max_length(Some(128)),
            ),
            parameter(
                ParameterIn::Header,
                "X-CSRF-Token",
                "Needed with a session cookie; `GET /api/v1/sessions` tells it",
                text(),
            ),
        ]
    }
}

/// The query of a list.
#[derive(Clone, Copy, Debug)]
pub struct PageParams;

impl IntoParams for PageParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, description: &str, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .parameter_in(ParameterIn::Query)
                .name(name)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
                .build()
        };
        vec![
            parameter(
                "limit",
                "How many items a page has",
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::Integer))
                    .minimum(Some(1))
                    .maximum(Some(500))
                    .default(Some(json!(50))),
            ),
            parameter(
                "cursor",
                "`next` of the page before",
                ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)),
            ),
        ]
    }
}
