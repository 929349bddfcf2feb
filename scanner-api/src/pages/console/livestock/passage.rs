//! A certificate that is shown at a checkpoint, found by the number on it.

use axum::response::{IntoResponse, Redirect, Response};
use county_primitives::Role;
use serde::Deserialize;

use super::deed::{ask_with_hint, has};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{desk::Desk, fields::Control, form::Form, view, Trouble},
};

/// What was typed or scanned.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    number: String,
}

/// Asks for the number; with one, leads to the form of the stop.
pub(super) async fn find(desk: Desk, Query(shown): Query<Shown>) -> Result<Response, Trouble> {
    if !has(&desk, &[Role::OfficialVet, Role::Province]) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let number = shown.number.trim().to_owned();
    let mut form = Form {
        asks_only: true,
        back: Some((t.say("duty-vet"), "/console/livestock/vet".to_owned())),
        title: t.say("go-pass"),
        button: t.say("find-certificate"),
        ..Form::default()
    };
    form.fields = vec![ask_with_hint(&desk, "number", Control::Text)
        .hint(t.say("ask-number-shown-hint"))
        .value(number.clone())];
    if !number.is_empty() {
        let found: Option<i64> = sqlx::query_scalar("SELECT id FROM certificates WHERE number = ?")
            .bind(&number)
            .fetch_optional(&desk.app.db.reader)
            .await?;
        match found {
            Some(id) => {
                let href = format!("/console/livestock/certificates/{id}/pass");
                return Ok(Redirect::to(&href).into_response());
            }
            None => form.mark(Some("number"), t.say("mistake-certificate")),
        }
    }
    Ok(view::form(&desk, axum::http::StatusCode::OK, &form))
}
