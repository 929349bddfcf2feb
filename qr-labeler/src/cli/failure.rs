//! How the program ends when it does not end well.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use qr_labeler::{url::UrlError, CodeError};

/// Why the answer is no, or why there is none.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The answer is no (exit status 1).
    No(anyhow::Error),
    /// It could not be done (exit status 2).
    Undone(anyhow::Error),
}

impl Failure {
    /// Tells the user and gives the exit status. A reader that has seen enough and closed the pipe
    /// is no failure.
    pub(crate) fn report(&self, err: &mut impl Write) -> ExitCode {
        let (error, status) = match self {
            Self::No(error) => (error, 1),
            Self::Undone(error) => (error, 2),
        };
        let pipe = error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>());
        if pipe
            .into_iter()
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
        {
            return ExitCode::SUCCESS;
        }
        say(err, error);
        ExitCode::from(status)
    }
}

/// Writes an error and, where something can be done about it, a hint.
pub(crate) fn say(err: &mut impl Write, error: &anyhow::Error) {
    // If even stderr is gone, the exit status is all that can still be said.
    let _ = writeln!(err, "error: {error:#}");
    if let Some(hint) = hint(error) {
        let _ = writeln!(err, "hint: {hint}");
    }
}

/// A hint as an error of its own, to be laid on top of another.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Hinted {
    pub(crate) message: &'static str,
    pub(crate) hint: &'static str,
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(hinted) = error.downcast_ref::<Hinted>() {
        return Some(hinted.hint.into());
    }
    let code = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<CodeError>());
    if let Some(code) = code {
        return Some(match code {
            CodeError::LetterU { suggestion: Some(code), .. } => format!("did you mean {code}?"),
            CodeError::Check => {
                "compare it with the label character by character: 5 and S, 8 and B, 2 and Z, 0 and Q look alike".into()
            }
            _ => "a code looks like 10000-07000-1903N-QK8N9".into(),
        });
    }
    match error
        .chain()
        .find_map(|cause| cause.downcast_ref::<UrlError>())?
    {
        UrlError::Form => {
            Some("a label's address looks like https://xixian.example/10000070001903NQK8N9".into())
        }
        _ => None,
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Undone(error.into())
    }
}
