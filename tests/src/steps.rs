//! What an interrupted loading has done already: the answer of each step is kept in a file, so that
//! the next run, however much later, goes on behind the last one and writes nothing twice.
//!
//! One line for each: a step is begun before it is sent, then it is answered or refused. The service
//! remembers a request for a day by its idempotency key; until then a step that was begun and never
//! answered is simply sent again.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long after it was begun a step may be sent again: the service forgets its key after 24 hours.
const AGAIN_WITHIN_MS: u64 = 23 * 3_600_000;

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The step is about to be sent.
    Begun {
        /// The step.
        step: String,
        /// When.
        at_ms: u64,
    },
    /// The step was taken.
    Answered {
        /// The step.
        step: String,
        /// What the service said.
        answer: Value,
    },
    /// The step was refused and left nothing behind.
    Refused {
        /// The step.
        step: String,
    },
}

/// Where a step stands.
enum Step {
    Begun(u64),
    Answered(Value),
}

/// The steps of a loading, and the file they are kept in.
#[derive(Debug)]
pub struct Steps {
    path: PathBuf,
    open: Mutex<Open>,
}

struct Open {
    file: File,
    steps: BTreeMap<String, Step>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} steps", self.steps.len())
    }
}

impl Steps {
    /// Opens the file, or begins it.
    pub fn open(path: &Path) -> Result<Self> {
        let context = || format!("cannot keep steps in {}", path.display());
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(context),
        };
        let mut steps = BTreeMap::new();
        // A line that was cut off by the interruption says nothing; the one before it stands.
        for line in text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
        {
            match line {
                Line::Begun { step, at_ms } => steps.insert(step, Step::Begun(at_ms)),
                Line::Answered { step, answer } => steps.insert(step, Step::Answered(answer)),
                Line::Refused { step } => steps.remove(&step),
            };
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        let mut file = options.open(path).with_context(context)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").with_context(context)?;
        }
        Ok(Self {
            path: path.into(),
            open: Mutex::new(Open { file, steps }),
        })
    }

    /// The answer of a step that is done; otherwise the step is begun now and has to be sent.
    pub fn begin(&self, step: &str, now_ms: u64) -> Result<Option<Value>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.steps.get(step) {
            Some(Step::Answered(answer)) => return Ok(Some(answer.clone())),
            // The first attempt counts: the service knows the key since then.
            Some(Step::Begun(at_ms)) if now_ms.saturating_sub(*at_ms) < AGAIN_WITHIN_MS => {
                return Ok(None);
            }
            Some(Step::Begun(_)) => bail!(
                "{step} was interrupted more than a day ago, and nobody knows whether it was taken. \
                 Begin anew with an empty data folder, or remove the line of that step from {} if it \
                 was not taken",
                self.path.display()
            ),
            None => {}
        }
        let begun = Line::Begun {
            step: step.into(),
            at_ms: now_ms,
        };
        self.append(&mut open, &begun)?;
        // The request must not be on its way before the file says so.
        open.file.sync_data()?;
        open.steps.insert(step.into(), Step::Begun(now_ms));
        Ok(None)
    }

    /// Keeps the answer of a step.
    pub fn answered(&self, step: &str, answer: &Value) -> Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let line = Line::Answered {
            step: step.into(),
            answer: answer.clone(),
        };
        self.append(&mut open, &line)?;
        open.steps
            .insert(step.into(), Step::Answered(answer.clone()));
        Ok(())
    }

    /// Forgets a step that was refused.
    pub fn refused(&self, step: &str) -> Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        self.append(&mut open, &Line::Refused { step: step.into() })?;
        open.steps.remove(step);
        Ok(())
    }

    fn append(&self, open: &mut Open, line: &Line) -> Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        open.file
            .write_all(text.as_bytes())
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW_MS: u64 = 1_790_000_000_000;

    #[test]
    fn a_step_is_sent_once_however_much_later_the_next_run_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.jsonl");
        let steps = Steps::open(&path).unwrap();
        assert_eq!(steps.begin("a", NOW_MS).unwrap(), None);
        steps.answered("a", &json!({"block": 7})).unwrap();
        drop(steps);
        let later = Steps::open(&path).unwrap();
        let year_ms = 366 * 86_400_000;
        let answer = later.begin("a", NOW_MS + year_ms).unwrap();
        assert_eq!(answer, Some(json!({"block": 7})));
        assert_eq!(later.begin("b", NOW_MS + year_ms).unwrap(), None);
    }

    #[test]
    fn a_step_without_an_answer_is_sent_again_only_while_the_service_knows_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.jsonl");
        Steps::open(&path).unwrap().begin("a", NOW_MS).unwrap();
        let again = Steps::open(&path).unwrap();
        let last_ms = NOW_MS + AGAIN_WITHIN_MS - 1;
        assert_eq!(again.begin("a", last_ms).unwrap(), None);
        // A second attempt does not make the first one younger.
        let error = again.begin("a", last_ms + 1).unwrap_err().to_string();
        assert!(error.contains("more than a day ago"), "{error}");
    }

    #[test]
    fn a_refused_step_is_sent_again_at_any_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.jsonl");
        let steps = Steps::open(&path).unwrap();
        steps.begin("a", NOW_MS).unwrap();
        steps.refused("a").unwrap();
        drop(steps);
        let later = Steps::open(&path).unwrap();
        assert_eq!(later.begin("a", 2 * NOW_MS).unwrap(), None);
    }

    #[test]
    fn a_line_that_was_cut_off_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("steps.jsonl");
        let steps = Steps::open(&path).unwrap();
        steps.begin("a", NOW_MS).unwrap();
        steps.answered("a", &json!(1)).unwrap();
        drop(steps);
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let again = Steps::open(&path).unwrap();
        assert_eq!(again.begin("a", NOW_MS + 1).unwrap(), None);
        again.answered("a", &json!(1)).unwrap();
        drop(again);
        let last = Steps::open(&path).unwrap();
        assert_eq!(last.begin("a", NOW_MS + 1).unwrap(), Some(json!(1)));
    }
}
