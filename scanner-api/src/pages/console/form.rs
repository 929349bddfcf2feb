//! A form: shown, filled in, submitted as a call, and shown again with what is wrong.

use async_trait::async_trait;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, MethodRouter},
};
use rand::{rngs::OsRng, RngCore};

use super::{
    desk::Desk,
    fields::{Field, Mistake, Typed},
    view, Trouble,
};
use crate::{
    error::{ApiError, FieldError},
    extract::Query,
    pages::words::Lang,
    state::AppState,
    write::{Wait, Write, WriteAnswer},
};

/// A form as the template shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    /// The way back: label and address.
    pub(crate) back: Option<(String, String)>,
    /// What it is about.
    pub(crate) caption: String,
    /// What it does.
    pub(crate) title: String,
    /// What must be known before filling it in.
    pub(crate) explain: Vec<String>,
    /// Facts to decide by.
    pub(crate) facts: Vec<view::Line>,
    /// The animals it is about, with what is wrong with them.
    pub(crate) load: Option<super::livestock::Load>,
    /// Pictures of what it is about.
    pub(crate) photos: Vec<view::Photo>,
    /// Lists of what it is about.
    pub(crate) sections: Vec<view::Section>,
    /// What is asked, in order.
    pub(crate) fields: Vec<Field>,
    /// The lines of a voucher, after the fields.
    pub(crate) voucher: Option<super::village::VoucherLines>,
    /// What the button says.
    pub(crate) button: String,
    /// Mistakes that belong to no field.
    pub(crate) troubles: Vec<String>,
    /// Whether the call goes to the ledger, which takes a moment.
    pub(crate) waits: bool,
    /// Whether what is done cannot be undone.
    pub(crate) is_final: bool,
    /// Names the form where a phone keeps what was typed until it is sent; empty for not at all.
    pub(crate) keep: String,
    /// The CSRF token.
    pub(crate) csrf: String,
    /// The idempotency key: a form that is sent twice is recorded once.
    pub(crate) nonce: String,
    /// Whether it only looks something up, so that it is sent as a question.
    pub(crate) asks_only: bool,
    /// Whether there is nothing to fill in, because something is missing first.
    pub(crate) blocked: Option<view::Link>,
}

/// Fields that belong together.
pub(crate) struct Group<'a> {
    /// Their heading; empty for those before the first group.
    pub(crate) heading: &'a str,
    /// Whether they may all be left out.
    pub(crate) folds: bool,
    /// The fields.
    pub(crate) fields: &'a [Field],
}

impl Group<'_> {
    /// Whether there is anything to see in it.
    pub(crate) fn is_open(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| !field.value.is_empty() || !field.error.is_empty())
    }
}

impl Form {
    /// A form of a call.
    pub(crate) fn new(desk: &Desk, title: &str, button: &str) -> Self {
        Self {
            title: desk.t.say(title),
            button: desk.t.say(button),
            waits: true,
            csrf: desk.session.csrf().unwrap_or_default(),
            nonce: nonce(),
            ..Self::default()
        }
    }

    /// Whether a file may be sent with it.
    pub(crate) fn has_file(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| matches!(field.control.id(), "file" | "photos" | "table"))
    }

    /// Whether pictures are sent with it, which a phone makes smaller first.
    pub(crate) fn has_photos(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.control.id() == "photos")
    }

    /// Whether several answers are ticked in it.
    pub(crate) fn has_ticks(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.control.id() == "ticks")
    }

    /// Whether ear tags are written into it.
    pub(crate) fn takes_tags(&self) -> bool {
        self.fields.iter().any(Field::takes_tags)
    }

    /// The fields in their groups; a group begins with the field that has its heading.
    pub(crate) fn groups(&self) -> Vec<Group<'_>> {
        let is_first = |field: &Field| !field.group.is_empty();
        let chunks = self.fields.chunk_by(|_, next| !is_first(next));
        chunks
            .map(|fields| Group {
                heading: fields.first().map_or("", |field| field.group.as_str()),
                folds: fields.first().is_some_and(|field| field.folds),
                fields,
            })
            .collect()
    }

    /// The fields with a mistake, for the summary.
    pub(crate) fn mistaken(&self) -> Vec<&Field> {
        let mistaken = self.fields.iter().filter(|field| !field.error.is_empty());
        mistaken.collect()
    }

    /// Whether anything is wrong.
    pub(crate) fn is_wrong(&self) -> bool {
        let lines = self.voucher.as_ref();
        !self.troubles.is_empty()
            || self.fields.iter().any(|field| !field.error.is_empty())
            || lines.is_some_and(super::village::VoucherLines::is_wrong)
    }

    /// Puts what was typed back into the fields.
    pub(crate) fn fill(&mut self, typed: &Typed) {
        for field in &mut self.fields {
            field.value = typed.get(field.name).to_owned();
        }
        if let Some(voucher) = &mut self.voucher {
            voucher.fill(typed);
        }
    }

    /// Shows a mistake beside its field, or above all if it has none.
    pub(crate) fn mark(&mut self, name: Option<&str>, text: String) {
        let voucher = self.voucher.as_mut().zip(name);
        let line = voucher.and_then(|(voucher, name)| voucher.line(name));
        if let Some(line) = line {
            line.error = text;
            return;
        }
        let field = name.and_then(|name| self.fields.iter_mut().find(|field| field.name == name));
        match field {
            Some(field) if field.error.is_empty() => field.error = text,
            Some(_) => {}
            None if self.troubles.contains(&text) => {}
            None => self.troubles.push(text),
        }
    }

    /// Shows a refusal where it belongs.
    pub(crate) fn refuse(&mut self, error: &ApiError, lang: Lang) {
        let problem = error.problem();
        let text = |zh: &str, en: &str| match lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        };
        if problem.errors.is_empty() {
            let name = self.field_of(&problem.code);
            self.mark(name, text(&problem.detail_zh, &problem.detail));
            return;
        }
        for FieldError {
            pointer,
            code,
            detail,
            detail_zh,
        } in &problem.errors
        {
            let pointed = pointer.rsplit('/').find_map(|part| {
                let field = self.fields.iter().find(|field| field.name == part);
                field.map(|field| field.name)
            });
            let name = pointed.or_else(|| self.field_of(code));
            self.mark(name, text(detail_zh, detail));
        }
    }

    /// The field of this form that a refusal of the chain is about.
    fn field_of(&self, code: &str) -> Option<&'static str> {
        let condition = code.rsplit('.').next().unwrap_or(code);
        [
            fields_of(condition),
            super::village::fields_of(condition),
            super::livestock::fields_of(condition),
        ]
        .into_iter()
        .flatten()
        .find(|name| self.fields.iter().any(|field| field.name == **name))
        .copied()
    }
}

/// Which fields a condition of the chain can be about; the first that the form has is meant.
fn fields_of(condition: &str) -> &'static [&'static str] {
    match condition {
        "DateInFuture" | "DateBeforeStart" | "InsideSafetyInterval" => {
            &["date", "sampled", "started"]
        }
        "NoteMissing" => &["note"],
        "NotOnLabel" | "Banned" | "ForbiddenOnProduct" | "TooManyUses" | "TooManyInputs" => {
            &["registration"]
        }
        "WrongDoseUnit" | "NoDose" | "DoseOverLabel" => &["dose"],
        "NoArea" | "AreaOutsidePlot" => &["area"],
        "NotVillage" | "NotAuthorised" => &["village"],
        "UnitCodeMalformed" | "UnitCodeMismatch" => &["unit_code"],
        "ProductTooBroad" | "NoYieldCap" => &["product"],
        "PlotInUse" => &["plot", "product"],
        "SampleBlank" => &["sample"],
        "NoTestItems" => &["items"],
        "TargetUnknown" => &["target"],
        "NoMass" | "YieldOverLimit" => &["gross", "mass"],
        "MassOverRemaining" => &["mass", "to"],
        "MassUnbalanced" => &["loss"],
        "LossUnexplained" => &["loss_reason"],
        "NoOutputs" | "GradeBlank" => &["grade_1"],
        "ReceiverNotActive" | "AlreadyHolder" => &["to"],
        "QuotaNotApproved" => &["quota"],
        "QuotaExceeded" | "CountOutOfRange" => &["count"],
        "RangeOutOfBounds" | "CodeNotReserved" | "CodeNotSpoilable" | "CodeNotPrinted"
        | "CodeAlreadyActive" | "CodeNotVoidable" | "TooManyIntervals" => &["from"],
        "ProductNotOfBrand" | "OutsideBrandArea" | "GradeNotOfBrand" | "TestFailed"
        | "NotHolder" | "LotUnknown" => &["lot"],
        "ReasonBlank" => &["reason"],
        "DaysOutOfRange" | "RenewalShortens" => &["days"],
        "SubjectUnknown" | "SubjectIsCase" | "SubjectIsQuestion" | "SubjectIsMember" => {
            &["subject_number"]
        }
        "NameTaken" | "NameBlank" => &["brand_name"],
        "KeyTaken" => &["device_key"],
        "PlaceNotForDevices" | "PlaceUnknown" | "NotPlaceHolder" | "AlreadyThere" => {
            &["place_tag", "place"]
        }
        _ => &[],
    }
}

fn nonce() -> String {
    let mut bytes = [0u8; 16];
    OsRng.fill_bytes(&mut bytes);
    hex::encode(bytes)
}

/// Why a form was not accepted.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Mistakes in fields, found before anything was sent.
    Mistakes(Vec<Mistake>),
    /// What the service or the chain says.
    Error(ApiError),
}

impl From<Vec<Mistake>> for Refusal {
    fn from(mistakes: Vec<Mistake>) -> Self {
        Self::Mistakes(mistakes)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Error(error.into())
    }
}

/// What a form page is about: the number in its path and its query.
pub(crate) struct About {
    /// The number in the path; 0 if there is none.
    pub(crate) id: i64,
    /// The query, for pages that start from somewhere, such as `?target=lot:7`.
    pub(crate) target: String,
}

/// Something a member does with a form.
#[async_trait]
pub(crate) trait Action: Copy + Send + Sync + 'static {
    /// The form, empty or with what is likely.
    async fn form(&self, desk: &Desk, about: &About) -> Result<Form, ApiError>;

    /// Reads what was typed and makes the call.
    async fn act(
        &self,
        desk: &Desk,
        about: &About,
        typed: &mut Typed,
        write: &Write,
    ) -> Result<WriteAnswer, Refusal>;
}

#[derive(serde::Deserialize)]
struct AboutQuery {
    #[serde(default)]
    target: String,
}

/// The two routes of an action: its form, and what becomes of it.
pub(crate) fn form_routes<A: Action>(action: A) -> MethodRouter<AppState> {
    let show = move |desk: Desk, path: Option<Path<i64>>, Query(query): Query<AboutQuery>| async move {
        let about = about(path, query);
        let form = action.form(&desk, &about).await?;
        Ok::<_, Trouble>(view::form(&desk, StatusCode::OK, &form))
    };
    let submit = move |desk: Desk,
                       path: Option<Path<i64>>,
                       Query(query): Query<AboutQuery>,
                       typed: Typed| async move {
        submit(&action, &desk, &about(path, query), typed).await
    };
    get(show).post(submit)
}

fn about(path: Option<Path<i64>>, query: AboutQuery) -> About {
    About {
        id: path.map_or(0, |Path(id)| id),
        target: query.target,
    }
}

async fn submit<A: Action>(
    action: &A,
    desk: &Desk,
    about: &About,
    mut typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let write = Write {
        session: desk.session.clone(),
        wait: Wait::Finalized,
        idempotency_key: Some(format!("form-{}", typed.get("nonce"))),
    };
    let refusal = match action.act(desk, about, &mut typed, &write).await {
        Ok(answer) => {
            let ticket = answer.0.ticket;
            return Ok(Redirect::to(&format!("/console/tickets/{ticket}")).into_response());
        }
        Err(refusal) => refusal,
    };
    let mut form = action.form(desk, about).await?;
    form.fill(&typed);
    let status = match refusal {
        Refusal::Mistakes(mistakes) => {
            for (name, text) in mistakes {
                form.mark(Some(name), text);
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::Error(error) => {
            form.refuse(&error, desk.t.0);
            StatusCode::from_u16(error.problem().status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    Ok(view::form(desk, status, &form))
}
