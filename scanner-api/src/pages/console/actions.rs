//! What members do with forms, one type per call.

mod codes;
mod growing;
mod packing;
mod testing;

pub(crate) use codes::{Activate, AskForCodes, Void, PRINT, SPOIL};
pub(crate) use growing::{
    FinishCycle, Harvest, OpenPlot, RecordInput, RecordOperation, StartCycle,
};
pub(crate) use packing::{Deliver, Grade};
pub(crate) use testing::{ApproveTest, RecordTest};

use super::{
    desk::Desk,
    fields::{Choice, Control, Field, Typed},
    form::Refusal,
};
use crate::{
    documents::{self, Visibility},
    error::ApiError,
    pages::words::Words,
};

/// More answers than this are listed instead of shown.
const SHOWN_MAX: usize = 6;

/// A few answers are shown, many are listed.
pub(crate) fn choose(choices: Vec<Choice>) -> Control {
    if choices.len() > SHOWN_MAX {
        Control::Select(choices)
    } else {
        Control::Radios(choices)
    }
}

/// The same as a field; the only answer is chosen already.
pub(crate) fn choose_only(t: Words, name: &'static str, key: &str, choices: Vec<Choice>) -> Field {
    let only = match choices.as_slice() {
        [only] => only.value.clone(),
        _ => String::new(),
    };
    Field::new(t, name, key, choose(choices)).value(only)
}

/// Stores the file that came with a form and writes its digest into the field, so that it need not be
/// chosen again when something else is wrong.
pub(crate) async fn keep_upload(
    desk: &Desk,
    typed: &mut Typed,
    field: &'static str,
) -> Result<(), Refusal> {
    let Some(upload) = typed.upload.take() else {
        return Ok(());
    };
    let organisation = desk.session.organisation()?;
    let upload = documents::Upload {
        name: upload.name,
        bytes: upload.bytes,
        visibility: Visibility::Organisation,
    };
    match documents::store(&desk.app, organisation, desk.session.account, upload).await {
        Ok(document) => {
            typed.set(field, document.digest);
            Ok(())
        }
        Err(error) => Err(Refusal::Mistakes(vec![(field, desk.say_detail(&error))])),
    }
}

/// A number of the index as an id of the chain.
fn id(number: i64) -> Result<u64, ApiError> {
    u64::try_from(number).map_err(|_| ApiError::not_found())
}
