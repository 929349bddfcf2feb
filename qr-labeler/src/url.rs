//! The two URL forms a label carries, `HTTPS://HOST/CODE` and the GS1 Digital Link
//! `HTTPS://HOST/01/GTIN/21/CODE`, written and read.

use std::{fmt, str::FromStr};

use crate::{
    gtin::{Gtin, GtinError},
    Code, CodeError, Decoded,
};

/// Where labels point: scheme, host name and perhaps a port, in upper case.
///
/// Upper case means the same to every browser and lets the QR symbol use alphanumeric mode, which
/// needs a third less room than bytes.
///
/// ```
/// use qr_labeler::url::Host;
///
/// assert_eq!("Xixian.example".parse::<Host>()?.to_string(), "HTTPS://XIXIAN.EXAMPLE");
/// assert_eq!("http://127.0.0.1:8080/".parse::<Host>()?.to_string(), "HTTP://127.0.0.1:8080");
/// # Ok::<(), qr_labeler::url::HostError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Host(String);

/// Why something cannot be the host of labels.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HostError {
    /// No name.
    #[error("the host name is missing")]
    Empty,
    /// Longer than DNS allows.
    #[error("a host name has at most 253 characters")]
    Long,
    /// Another scheme than http and https.
    #[error("labels use https (or http for trials), no other scheme")]
    Scheme,
    /// A path, query or user name.
    #[error("give only the host (and port): labels have the code right after it")]
    Path,
    /// A character that a host name or the alphanumeric mode does not have.
    #[error(
        "{0:?} cannot stand in a label's host name; write names in other scripts as xn-- (punycode)"
    )]
    Character(char),
    /// A name with an empty part, or one that starts or ends with a hyphen.
    #[error("each part of a host name between dots starts and ends with a letter or digit")]
    Part,
    /// A port that is not 1 to 65535.
    #[error("a port is a number from 1 to 65535")]
    Port,
}

impl FromStr for Host {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let upper = text.trim().to_ascii_uppercase();
        let (scheme, rest) = match upper.split_once("://") {
            Some((scheme @ ("HTTPS" | "HTTP"), rest)) => (scheme, rest),
            Some(_) => return Err(HostError::Scheme),
            None => ("HTTPS", upper.as_str()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@']) {
            return Err(HostError::Path);
        }
        let (name, port) = match rest.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (rest, None),
        };
        check_name(name)?;
        let number = |port: &str| port.parse::<u16>().ok().filter(|number| *number > 0);
        match port
            .map(|port| number(port).ok_or(HostError::Port))
            .transpose()?
        {
            Some(port) => Ok(Self(format!("{scheme}://{name}:{port}"))),
            None => Ok(Self(format!("{scheme}://{name}"))),
        }
    }
}

fn check_name(name: &str) -> Result<(), HostError> {
    if name.is_empty() {
        return Err(HostError::Empty);
    }
    if name.len() > 253 {
        return Err(HostError::Long);
    }
    let foreign = |c: &char| !matches!(c, 'A'..='Z' | '0'..='9' | '-' | '.');
    if let Some(character) = name.chars().find(foreign) {
        return Err(HostError::Character(character));
    }
    let bad = |part: &str| part.is_empty() || part.starts_with('-') || part.ends_with('-');
    if name.split('.').any(bad) {
        return Err(HostError::Part);
    }
    Ok(())
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the QR symbol of one label says. Its text has only characters of the alphanumeric mode.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct LabelUrl {
    /// Where the label points.
    pub host: Host,
    /// The trade item, which makes it a GS1 Digital Link.
    pub gtin: Option<Gtin>,
    /// The code; in a GS1 Digital Link it is the serial number (AI 21, 20 characters at most).
    pub code: Code,
}

impl LabelUrl {
    /// The plain form.
    pub fn new(host: Host, code: Code) -> Self {
        Self {
            host,
            gtin: None,
            code,
        }
    }

    /// The GS1 Digital Link form.
    #[must_use]
    pub fn with_gtin(self, gtin: Gtin) -> Self {
        Self {
            gtin: Some(gtin),
            ..self
        }
    }
}

impl fmt::Display for LabelUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.gtin {
            Some(gtin) => write!(f, "{}/01/{gtin}/21/{}", self.host, self.code),
            None => write!(f, "{}/{}", self.host, self.code),
        }
    }
}

/// What a scanned or typed text says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scanned {
    /// The code.
    pub code: Code,
    /// Whether confusable letters had to be put right; see [`Decoded`].
    pub repaired: bool,
    /// The trade item, when the text was a GS1 Digital Link.
    pub gtin: Option<Gtin>,
    /// The host, when the text was a URL. A label of somebody else has another host than yours.
    pub host: Option<Host>,
}

/// Why a scanned text holds no code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UrlError {
    /// The host part is wrong.
    #[error("the address of the label is wrong")]
    Host(#[source] HostError),
    /// A path of neither form.
    #[error("a label's address is HOST/CODE or HOST/01/GTIN/21/CODE")]
    Form,
    /// The GTIN is wrong.
    #[error("the trade item number is wrong")]
    Gtin(#[source] GtinError),
    /// The code is wrong.
    #[error("this is not a good code")]
    Code(#[source] CodeError),
}

/// Reads a code out of whatever a scanner or a person hands over: a bare code or either URL form,
/// in any case, with or without scheme, and with the query or fragment that apps like to append.
///
/// ```
/// use qr_labeler::url;
///
/// let link = "https://xixian.example/01/06901234567892/21/10000070001903NQK8N9?from=app";
/// let scanned = url::read(link)?;
/// assert_eq!(scanned.code.to_string(), "10000070001903NQK8N9");
/// assert!(scanned.gtin.is_some());
/// # Ok::<(), qr_labeler::url::UrlError>(())
/// ```
///
/// # Errors
/// [`UrlError`] names the part that is wrong.
pub fn read(text: &str) -> Result<Scanned, UrlError> {
    let text = text.trim();
    let text = text.split(['?', '#']).next().unwrap_or(text);
    let path_start = text.find("://").map_or(0, |scheme| scheme + 3);
    let Some(slash) = text[path_start..].find('/') else {
        if path_start > 0 {
            return Err(UrlError::Form);
        }
        let Decoded { code, repaired } = Code::decode(text).map_err(UrlError::Code)?;
        return Ok(Scanned {
            code,
            repaired,
            gtin: None,
            host: None,
        });
    };
    let (address, path) = text.split_at(path_start + slash);
    // A path alone, as a router hands it over, is welcome too.
    let host = match address {
        "" => None,
        address => Some(address.parse::<Host>().map_err(UrlError::Host)?),
    };
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (gtin, code) = match segments.as_slice() {
        [code] => (None, *code),
        // Other keys, such as a lot (10), may stand between the two.
        ["01", gtin, rest @ ..] => (Some(*gtin), value_of("21", rest).ok_or(UrlError::Form)?),
        _ => return Err(UrlError::Form),
    };
    let gtin = gtin.map(str::parse).transpose().map_err(UrlError::Gtin)?;
    let Decoded { code, repaired } = Code::decode(code).map_err(UrlError::Code)?;
    Ok(Scanned {
        code,
        repaired,
        gtin,
        host,
    })
}

/// The value of a key in a list of keys and values.
fn value_of<'a>(key: &str, pairs: &[&'a str]) -> Option<&'a str> {
    pairs.chunks_exact(2).find_map(|pair| match pair {
        [found, value] if *found == key => Some(*value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BatchId, CodeKind};

    fn code() -> Code {
        Code::new(CodeKind::Item, BatchId(7), 41, 123_456_789).unwrap()
    }

    fn host() -> Host {
        "xixian.example".parse().unwrap()
    }

    #[test]
    fn both_forms_read_back() {
        let gtin: Gtin = "6901234567892".parse().unwrap();
        let plain = LabelUrl::new(host(), code());
        let link = plain.clone().with_gtin(gtin);
        for url in [plain, link] {
            let expected = Scanned {
                code: code(),
                repaired: false,
                gtin: url.gtin,
                host: Some(host()),
            };
            for text in [
                url.to_string(),
                url.to_string().to_lowercase(),
                format!(" {url}/ "),
                format!("{url}?from=app#x"),
                url.to_string().replace("HTTPS://", ""),
            ] {
                assert_eq!(read(&text), Ok(expected.clone()), "{text}");
            }
            let path = url.to_string().replace("HTTPS://XIXIAN.EXAMPLE", "");
            assert_eq!(
                read(&path),
                Ok(Scanned {
                    host: None,
                    ..expected
                })
            );
        }
        assert_eq!(
            read(&code().grouped()).map(|scanned| scanned.host),
            Ok(None)
        );
        let lot = format!("https://a.example/01/06901234567892/10/L1/21/{}", code());
        assert_eq!(read(&lot).map(|scanned| scanned.code), Ok(code()));
    }

    #[test]
    fn each_bad_text_has_its_name() {
        assert_eq!(read("https://xixian.example"), Err(UrlError::Form));
        assert_eq!(read("https://xixian.example/a/b"), Err(UrlError::Form));
        assert_eq!(
            read("https://xixian.example/01/06901234567892"),
            Err(UrlError::Form)
        );
        assert_eq!(
            read("https://xixian.example/01/1/21/X"),
            Err(UrlError::Gtin(GtinError::Length { found: 1 }))
        );
        assert_eq!(
            read("https://xixian.example/1000"),
            Err(UrlError::Code(CodeError::Length { found: 4 }))
        );
        assert_eq!(
            read("ftp://a.example/x"),
            Err(UrlError::Host(HostError::Scheme))
        );
        assert_eq!(
            read(""),
            Err(UrlError::Code(CodeError::Length { found: 0 }))
        );
    }

    #[test]
    fn hosts_are_checked() {
        let error = |text: &str| text.parse::<Host>().err();
        assert_eq!(error("https://a.example:8080/"), None);
        assert_eq!(error(""), Some(HostError::Empty));
        assert_eq!(error("https://"), Some(HostError::Empty));
        assert_eq!(error(&"a".repeat(254)), Some(HostError::Long));
        assert_eq!(error("ftp://a.example"), Some(HostError::Scheme));
        assert_eq!(error("a.example/p"), Some(HostError::Path));
        assert_eq!(error("me@a.example"), Some(HostError::Path));
        assert_eq!(error("隰县.example"), Some(HostError::Character('隰')));
        assert_eq!(error("a_b.example"), Some(HostError::Character('_')));
        assert_eq!(error("a..example"), Some(HostError::Part));
        assert_eq!(error("-a.example"), Some(HostError::Part));
        assert_eq!(error("a.example:0"), Some(HostError::Port));
        assert_eq!(error("a.example:65536"), Some(HostError::Port));
        assert_eq!(error("a.example:"), Some(HostError::Port));
    }
}
