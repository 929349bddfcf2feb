//! The words of the pages, in Chinese and English, from `locales/`.

use std::{borrow::Cow, collections::HashMap};

use axum::http::{header, HeaderMap};
use fluent_templates::{
    fluent_bundle::FluentValue, langid, static_loader, LanguageIdentifier, Loader,
};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "zh-CN",
        // The marks that isolate inserted text from its surroundings would be seen in codes and links.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const CHINESE: LanguageIdentifier = langid!("zh-CN");
const ENGLISH: LanguageIdentifier = langid!("en");

/// A language the pages speak.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Lang {
    /// Chinese, unless the reader asks for something else.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a page: `?lang=` first, then what the browser prefers, else Chinese.
    pub fn negotiate(query: Option<&str>, headers: &HeaderMap) -> Self {
        Self::asked(query)
            .or_else(|| Self::preferred(headers))
            .unwrap_or_default()
    }

    /// The language the reader asked for with `?lang=`.
    pub fn asked(query: Option<&str>) -> Option<Self> {
        url::form_urlencoded::parse(query?.as_bytes())
            .find(|(name, _)| name == "lang")
            .and_then(|(_, value)| Self::of_tag(&value))
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    fn preferred(headers: &HeaderMap) -> Option<Self> {
        let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut best: Option<(Self, u32)> = None;
        for range in accepted.split(',') {
            let mut parts = range.trim().split(';');
            let Some(lang) = parts.next().and_then(Self::of_tag) else {
                continue;
            };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(Some(1000), thousandths)
                .unwrap_or(0);
            if weight > 0 && best.is_none_or(|(_, so_far)| weight > so_far) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The tag in `lang` attributes and in `?lang=`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language the switch leads to.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// A weight of a language range, `0` to `1` with at most three decimals.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let whole: u32 = whole.parse().ok()?;
    let decimals: u32 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    Some((whole.min(1) * 1000 + decimals).min(1000))
}

/// The words of one language.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Words(pub Lang);

impl Words {
    /// The text of a key.
    pub fn say(self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// The text of a key with its gaps filled. `days` and `count` are numbers, so that a language
    /// may choose between singular and plural; every other value stands as it is.
    pub fn fill(self, key: &str, values: &[(&'static str, &str)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
            .iter()
            .map(|(name, value)| {
                let value = if matches!(*name, "days" | "count") {
                    FluentValue::try_number(value)
                } else {
                    FluentValue::from(*value)
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        let lang = match self.0 {
            Lang::Zh => CHINESE,
            Lang::En => ENGLISH,
        };
        LOCALES.lookup_with_args(&lang, key, &values)
    }

    /// The text of a key that may have none.
    pub fn known(self, key: &str) -> Option<String> {
        let lang = match self.0 {
            Lang::Zh => CHINESE,
            Lang::En => ENGLISH,
        };
        LOCALES.try_lookup(&lang, key)
    }

    /// The tag of the language.
    pub fn lang(self) -> &'static str {
        self.0.tag()
    }

    /// The tag of the language the switch leads to.
    pub fn other_lang(self) -> &'static str {
        self.0.other().tag()
    }
}

#[cfg(test)]
mod tests;
