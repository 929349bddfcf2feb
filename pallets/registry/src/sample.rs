//! Inputs for tests and benchmarks, as many different ones as are asked for.

use alloc::{format, string::String};

use county_primitives::{
    registry::{AccountBytes, OrganisationIdentity, OrganisationInput, OrganisationKind},
    CreditCode, CreditCodeError, DivisionCode, Pseudonym, Text,
};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The nth credit code that starts with these two characters, with both checks right.
pub(crate) fn credit_code(prefix: &str, n: u32) -> CreditCode {
    let body = format!("{prefix}141031{n:08}");
    let with = |checks: [char; 2]| -> Result<CreditCode, CreditCodeError> {
        let mut text = body.clone();
        text.extend(checks);
        CreditCode::new(&text)
    };
    let right =
        |organisation: &char| with([*organisation, '0']) != Err(CreditCodeError::OrganisationCheck);
    ALPHABET
        .chars()
        .filter(right)
        .find_map(|organisation| {
            ALPHABET
                .chars()
                .find_map(|check| with([organisation, check]).ok())
        })
        .unwrap_or_else(|| panic!("no check characters fit {body}"))
}

/// The division with these digits.
pub(crate) fn division(digits: &str) -> DivisionCode {
    digits
        .parse()
        .unwrap_or_else(|error| panic!("{digits}: {error}"))
}

/// The nth key.
pub(crate) fn key(n: u32) -> AccountBytes {
    let mut key = [0x5a; 32];
    key.iter_mut()
        .zip(n.to_be_bytes())
        .for_each(|(byte, digit)| *byte = digit);
    key
}

/// The nth person.
pub(crate) fn person(n: u32) -> Pseudonym {
    let mut bytes = [0xa5; 16];
    bytes
        .iter_mut()
        .zip(n.to_be_bytes())
        .for_each(|(byte, digit)| *byte = digit);
    Pseudonym(bytes)
}

/// A reason or a name.
pub(crate) fn text<const N: u32>(words: &str) -> Text<N> {
    Text::new(words).unwrap_or_else(|error| panic!("{words}: {error}"))
}

/// The nth legal person of a kind.
pub(crate) fn legal(kind: OrganisationKind, digits: &str, n: u32) -> OrganisationInput {
    let prefix = match kind {
        OrganisationKind::StateOrgan => "11",
        OrganisationKind::Institution => "12",
        OrganisationKind::Cooperative => "93",
        OrganisationKind::Collective => "N2",
        _ => "91",
    };
    let name: String = format!("隰县第{n}号单位");
    OrganisationInput {
        kind,
        division: division(digits),
        identity: OrganisationIdentity::Legal {
            credit_code: credit_code(prefix, n),
            name: text(&name),
        },
    }
}
