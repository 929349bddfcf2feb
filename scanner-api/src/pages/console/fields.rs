//! The fields of a form, what was typed into them, and how that is read.

use std::{collections::BTreeMap, str::FromStr};

use axum::{
    extract::{FromRequest, Multipart, RawForm, Request},
    http::header,
};
use county_primitives::{Date, Grams, MilliMu, Text};

use crate::{
    db::now_ms,
    error::{ApiError, Code},
    pages::words::Words,
};

/// One of several answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: String,
    /// More about it.
    pub(crate) hint: String,
    /// Days of safety interval, for the script that shows the first day of harvest.
    pub(crate) interval_days: Option<i64>,
}

impl Choice {
    /// An answer.
    pub(crate) fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same with more about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(crate) enum Control {
    /// One line of text.
    Text,
    /// A whole number.
    Whole,
    /// A number that may have decimals.
    Decimal,
    /// A day.
    Day,
    /// A password.
    Password,
    /// One of a few answers, all shown.
    Radios(Vec<Choice>),
    /// One of many answers, in a list that opens.
    Select(Vec<Choice>),
    /// Several lines of text.
    Lines,
    /// A file.
    File,
    /// Pictures of documents, several at once.
    Photos,
    /// A table as a text file.
    Table,
    /// Several of several answers.
    Ticks(Vec<Choice>),
    /// Something that is true or not.
    Tick,
    /// Not shown.
    Hidden,
}

impl Control {
    /// The name of the control in the template.
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole",
            Self::Decimal => "decimal",
            Self::Day => "day",
            Self::Password => "password",
            Self::Radios(_) => "radios",
            Self::Select(_) => "select",
            Self::Lines => "lines",
            Self::File => "file",
            Self::Photos => "photos",
            Self::Table => "table",
            Self::Ticks(_) => "ticks",
            Self::Tick => "tick",
            Self::Hidden => "hidden",
        }
    }

    /// The answers to choose from.
    pub(crate) fn choices(&self) -> &[Choice] {
        match self {
            Self::Radios(choices) | Self::Select(choices) | Self::Ticks(choices) => choices,
            _ => &[],
        }
    }
}

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its name, the same as in the JSON of the call.
    pub(crate) name: &'static str,
    /// What is asked.
    pub(crate) label: String,
    /// More about it.
    pub(crate) hint: String,
    /// Its unit.
    pub(crate) suffix: String,
    /// What is in it.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) error: String,
    /// How it is filled in.
    pub(crate) control: Control,
    /// The heading of the group that begins with it.
    pub(crate) group: String,
    /// Whether its group may be left out, so that it is folded while nothing is in it.
    pub(crate) folds: bool,
    /// What was written there before.
    pub(crate) suggestions: Vec<String>,
    /// Whether it shares its line with the next or the last one.
    pub(crate) is_half: bool,
    /// How browsers may help to fill it in.
    pub(crate) autocomplete: &'static str,
}

impl Field {
    /// A field whose label is the text `field-<key>`.
    pub(crate) fn new(t: Words, name: &'static str, key: &str, control: Control) -> Self {
        Self {
            name,
            label: if key.is_empty() {
                String::new()
            } else {
                t.say(key)
            },
            hint: String::new(),
            suffix: String::new(),
            value: String::new(),
            error: String::new(),
            control,
            group: String::new(),
            folds: false,
            suggestions: Vec::new(),
            is_half: false,
            autocomplete: "off",
        }
    }

    /// The day of something that happened: today, unless said otherwise.
    pub(crate) fn day(t: Words, name: &'static str, key: &str) -> Self {
        Self::new(t, name, key, Control::Day).value(today().to_string())
    }

    /// Whether ear tags are written into it, so that a phone may read them.
    pub(crate) fn takes_tags(&self) -> bool {
        const NAMES: [&str; 5] = ["tags", "failed", "dead", "absent", "left_behind"];
        NAMES.contains(&self.name)
    }

    /// Whether an answer is chosen.
    pub(crate) fn holds(&self, choice: &Choice) -> bool {
        self.value.split('\n').any(|value| value == choice.value)
    }

    /// Whether its answers are many and short, so that two fit on a line.
    pub(crate) fn is_tight(&self) -> bool {
        let choices = self.control.choices();
        choices.len() > 4 && choices.iter().all(|choice| choice.hint.is_empty())
    }

    /// The same with a hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with a unit.
    #[must_use]
    pub(crate) fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// The same with something in it.
    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same on half a line.
    #[must_use]
    pub(crate) fn half(mut self) -> Self {
        self.is_half = true;
        self
    }

    /// The same as the first of a group that may be left out.
    #[must_use]
    pub(crate) fn folded(self, heading: impl Into<String>) -> Self {
        Self {
            folds: true,
            ..self.group(heading)
        }
    }

    /// The same with what was written there before.
    #[must_use]
    pub(crate) fn suggest(mut self, known: Vec<String>) -> Self {
        self.suggestions = known;
        self
    }

    /// The same as the first of a group.
    #[must_use]
    pub(crate) fn group(mut self, heading: impl Into<String>) -> Self {
        self.group = heading.into();
        self
    }
}

/// The local day of this machine's clock.
pub(crate) fn today() -> Date {
    Date::of_timestamp(u64::try_from(now_ms()).unwrap_or(0))
}

/// A file that was sent with a form.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The name it had.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: axum::body::Bytes,
}

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    values: BTreeMap<String, String>,
    /// The file, if one was chosen.
    pub(crate) upload: Option<Upload>,
    /// All files, if several were chosen.
    pub(crate) uploads: Vec<Upload>,
}

impl Typed {
    /// What is in a field, without the white space around it.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// What is in a field, with its white space, which may belong to a password.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Every answer to a field that takes several.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let answers = self.get(name).split('\n').map(str::trim);
        answers.filter(|answer| !answer.is_empty()).collect()
    }

    /// Adds an answer; a field that is sent again has several.
    fn add(&mut self, name: String, value: String) {
        let earlier = self.values.entry(name).or_default();
        if !earlier.is_empty() {
            earlier.push('\n');
        }
        earlier.push_str(&value);
    }

    /// Writes into a field, so that it is shown again.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = super::Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let unreadable = || ApiError::new(Code::InvalidRequest);
        let is_multipart = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
        let mut typed = Self::default();
        if !is_multipart {
            let RawForm(bytes) = RawForm::from_request(request, state)
                .await
                .map_err(|_| unreadable())?;
            for (name, value) in url::form_urlencoded::parse(&bytes) {
                typed.add(name.into_owned(), value.into_owned());
            }
            return Ok(typed);
        }
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| unreadable())?;
        while let Some(part) = parts.next_field().await.map_err(|_| too_large())? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = part.bytes().await.map_err(|_| too_large())?;
                    if !bytes.is_empty() {
                        let upload = Upload { name: file, bytes };
                        typed.uploads.push(upload.clone());
                        typed.upload = Some(upload);
                    }
                }
                None => {
                    let value = part.text().await.map_err(|_| too_large())?;
                    typed.add(name, value);
                }
            }
        }
        Ok(typed)
    }
}

fn too_large() -> ApiError {
    ApiError::new(Code::PayloadTooLarge)
}

/// A mistake in a field.
pub(crate) type Mistake = (&'static str, String);

/// Reads what was typed. Mistakes are gathered, so that all of them are shown at once; a field that
/// does not read gives an empty value, which [`Reader::done`] keeps from being used.
pub(crate) struct Reader<'a> {
    typed: &'a Typed,
    t: Words,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// A reader of a form.
    pub(crate) fn new(typed: &'a Typed, t: Words) -> Self {
        Self {
            typed,
            t,
            mistakes: Vec::new(),
        }
    }

    /// Notes a mistake.
    pub(crate) fn mistake(&mut self, name: &'static str, key: &str) {
        self.mistakes.push((name, self.t.say(key)));
    }

    /// Notes a mistake that is written out already.
    pub(crate) fn note(&mut self, name: &'static str, text: String) {
        self.mistakes.push((name, text));
    }

    /// Whether a field was left empty.
    pub(crate) fn is_blank(&self, name: &str) -> bool {
        self.typed.get(name).is_empty()
    }

    /// A day.
    pub(crate) fn date(&mut self, name: &'static str) -> Date {
        match self.typed.get(name).parse() {
            Ok(date) => date,
            Err(_) => {
                self.mistake(name, "mistake-date");
                Date::default()
            }
        }
    }

    /// A text that may be left empty.
    pub(crate) fn text<const N: u32>(&mut self, name: &'static str) -> Text<N> {
        match Text::new(self.typed.get(name)) {
            Ok(text) => text,
            Err(_) => {
                // A Chinese character takes three bytes.
                let characters = (N / 3).to_string();
                let text = self.t.fill("mistake-long", &[("characters", &characters)]);
                self.mistakes.push((name, text));
                Text::default()
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn needed<const N: u32>(&mut self, name: &'static str, key: &str) -> Text<N> {
        if self.is_blank(name) {
            self.mistake(name, key);
            return Text::default();
        }
        self.text(name)
    }

    /// A whole number above zero.
    pub(crate) fn whole(&mut self, name: &'static str) -> u32 {
        let digits = self.typed.get(name).replace([',', '，', ' '], "");
        match digits.parse() {
            Ok(number) if number > 0 => number,
            _ => {
                self.mistake(name, "mistake-whole");
                0
            }
        }
    }

    /// The number of a label, which starts from 0.
    pub(crate) fn index(&mut self, name: &'static str) -> u32 {
        match self.typed.get(name).parse() {
            Ok(number) => number,
            Err(_) => {
                self.mistake(name, "mistake-index");
                0
            }
        }
    }

    /// A mass typed in kilograms.
    pub(crate) fn kilograms(&mut self, name: &'static str) -> Grams {
        match thousandths(self.typed.get(name)) {
            Some(grams) if grams > 0 => Grams(grams),
            _ => {
                self.mistake(name, "mistake-mass");
                Grams::ZERO
            }
        }
    }

    /// A mass typed in kilograms that may be nothing.
    pub(crate) fn loss(&mut self, name: &'static str) -> Grams {
        match thousandths(self.typed.get(name)) {
            Some(grams) => Grams(grams),
            None => {
                self.mistake(name, "mistake-mass");
                Grams::ZERO
            }
        }
    }

    /// An amount typed in yuan, in fen.
    pub(crate) fn fen(&mut self, name: &'static str) -> u64 {
        match thousandths(self.typed.get(name)).filter(|amount| amount.is_multiple_of(10)) {
            Some(amount) if amount > 0 => amount / 10,
            _ => {
                self.mistake(name, "mistake-amount");
                0
            }
        }
    }

    /// An area typed in 亩.
    pub(crate) fn mu(&mut self, name: &'static str) -> MilliMu {
        match thousandths(self.typed.get(name)) {
            Some(area) if area > 0 => MilliMu(area),
            _ => {
                self.mistake(name, "mistake-area");
                MilliMu::ZERO
            }
        }
    }

    /// A number with one decimal, in tenths.
    pub(crate) fn tenths(&mut self, name: &'static str) -> Option<u16> {
        if self.is_blank(name) {
            return None;
        }
        let tenths = thousandths(self.typed.get(name))
            .filter(|number| number.is_multiple_of(100))
            .and_then(|number| u16::try_from(number / 100).ok());
        if tenths.is_none() {
            self.mistake(name, "mistake-tenths");
        }
        tenths
    }

    /// Anything that reads itself, such as a choice; `key` says what to do if it does not.
    pub(crate) fn chosen<T: FromStr>(&mut self, name: &'static str, key: &str) -> Option<T> {
        let value = self.typed.get(name).parse().ok();
        if value.is_none() {
            self.mistake(name, key);
        }
        value
    }

    /// One of the words of the primitives, such as `orchard`.
    pub(crate) fn word<T: serde::de::DeserializeOwned>(
        &mut self,
        name: &'static str,
        key: &str,
    ) -> Option<T> {
        let value = serde_json::Value::from(self.typed.get(name));
        let value = serde_json::from_value(value).ok();
        if value.is_none() {
            self.mistake(name, key);
        }
        value
    }

    /// Nothing, if all fields were read.
    pub(crate) fn done(self) -> Result<(), Vec<Mistake>> {
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(self.mistakes)
        }
    }
}

/// A decimal number in thousandths: `12.5` is 12500. More than three decimals are no number here.
pub(crate) fn thousandths(text: &str) -> Option<u64> {
    let text = text.replace([',', '，', ' '], "").replace('。', ".");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && decimals.is_empty())
        || !digits(whole)
        || !digits(decimals)
        || decimals.len() > 3
    {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let decimals: u64 = format!("{decimals:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilograms_become_grams() {
        for (text, grams) in [
            ("12.5", Some(12_500)),
            ("1,250", Some(1_250_000)),
            (".25", Some(250)),
            ("3.", Some(3_000)),
            ("0.0001", None),
            ("-1", None),
            ("", None),
            (".", None),
            ("12.5kg", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(thousandths(text), grams, "{text}");
        }
    }

    #[test]
    fn all_mistakes_are_gathered() {
        let mut typed = Typed::default();
        typed.set("date", "2026-13-01".to_owned());
        typed.set("gross", "many".to_owned());
        typed.set("note", "修剪".repeat(40));
        let mut reader = Reader::new(&typed, Words::default());
        let _ = reader.date("date");
        let _ = reader.kilograms("gross");
        let _: Text<96> = reader.text("note");
        let mistakes = reader.done().unwrap_err();
        let names: Vec<_> = mistakes.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["date", "gross", "note"]);
    }
}
