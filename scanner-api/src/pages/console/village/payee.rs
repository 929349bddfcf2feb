//! Who is paid: somebody the village has paid before, or somebody new; names and accounts are sealed, the ledger
//! has their digests.

use county_primitives::{three_assets::spending::PaymentMethod, Digest};

use super::{
    seat::Village,
    words::{ask, ask_with_hint, ask_word, choices, mistake_of, say},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Field, Reader, Typed},
        form::Refusal,
    },
    three_assets::parties::{self, FoundParty, Party, PartyKind},
};

/// Somebody the village knows, as the list shows them.
fn label(party: &FoundParty, account: Option<&parties::ShownAccount>) -> String {
    match account {
        Some(account) => {
            let last = parties::masked_account(&account.number);
            let tail = last.rsplit(' ').next().unwrap_or_default();
            format!("{} · {} {tail}", party.party.name, account.bank)
        }
        None => party.party.name.clone(),
    }
}

/// Whom the village knows by a part of a name, the latest first; the empty text finds the latest of all.
async fn known(desk: &Desk, village: &Village, name: &str) -> Result<Vec<FoundParty>, ApiError> {
    parties::find(&desk.app, village.division, name, village.sight(desk)).await
}

/// What the form asks about the payee and the way of payment.
pub(crate) async fn ask_payee(desk: &Desk, village: &Village) -> Result<Vec<Field>, ApiError> {
    let t = desk.t;
    let mut labels = Vec::new();
    for party in known(desk, village, "").await? {
        for account in &party.accounts {
            labels.push(label(&party, Some(account)));
        }
        labels.push(label(&party, None));
    }
    let kinds = choices(t, "party", &["person", "organisation"]);
    Ok(vec![
        ask_with_hint(desk, "payee", Control::Text).suggest(labels),
        ask_word(desk, "method", "method", &["bank", "cash"]).value("bank"),
        ask_with_hint(desk, "account", Control::Text).folded(say(t, "group-new-payee")),
        ask(desk, "bank", Control::Text),
        ask(desk, "payee_kind", Control::Radios(kinds)),
        ask_with_hint(desk, "payee_number", Control::Text),
    ])
}

/// A payee as the call names it.
pub(crate) struct Payee {
    /// Who.
    pub(crate) party: Digest,
    /// The name, which belongs to the number of an invoice.
    pub(crate) name: String,
    /// How.
    pub(crate) method: PaymentMethod,
}

/// Reads who is paid and how, and keeps whoever is new. Mistakes stand beside their fields.
pub(crate) async fn read(
    desk: &Desk,
    village: &Village,
    typed: &Typed,
    read: &mut Reader<'_>,
) -> Result<Option<Payee>, Refusal> {
    let t = desk.t;
    let text = typed.get("payee");
    if text.is_empty() {
        read.note("payee", say(t, "mistake-payee"));
    }
    let by_bank = match typed.get("method") {
        "bank" => true,
        "cash" => false,
        _ => {
            read.mistake("method", "mistake-choose");
            return Ok(None);
        }
    };
    if text.is_empty() {
        return Ok(None);
    }
    // By the name, because the list of the form has only the latest.
    let name = text.split(" · ").next().unwrap_or(text);
    let known = known(desk, village, name).await?;
    let chosen = chosen(&known, text);
    let mut party = Party {
        name: chosen.map_or_else(|| text.to_owned(), |(party, _)| party.party.name.clone()),
        kind: chosen.map_or_else(|| kind_of(typed, text), |(party, _)| party.party.kind),
        number: Some(typed.get("payee_number").to_owned()).filter(|number| !number.is_empty()),
        account: None,
        bank: None,
    };
    let written = typed.get("account");
    let account = chosen.and_then(|(_, account)| account);
    match (by_bank, account, written) {
        (false, ..) => {}
        (true, Some(account), "") => {
            party.account = Some(account.number.clone());
            party.bank = Some(account.bank.clone());
        }
        (true, None, "") => match chosen.map(|(party, _)| party.accounts.as_slice()) {
            Some([only]) => {
                party.account = Some(only.number.clone());
                party.bank = Some(only.bank.clone());
            }
            Some([_, _, ..]) => read.note("payee", say(t, "mistake-which-account")),
            _ => read.note("account", say(t, "mistake-account")),
        },
        (true, _, number) => {
            party.account = Some(number.to_owned());
            party.bank = Some(typed.get("bank").to_owned());
        }
    }
    if by_bank && party.account.is_none() {
        return Ok(None);
    }
    keep(desk, village, &party, read).await
}

async fn keep(
    desk: &Desk,
    village: &Village,
    party: &Party,
    read: &mut Reader<'_>,
) -> Result<Option<Payee>, Refusal> {
    match parties::keep(&desk.app, village.division, party).await {
        Ok(digests) => Ok(Some(Payee {
            party: digests.party,
            name: party.name.clone(),
            method: digests
                .account
                .map_or(PaymentMethod::Cash, PaymentMethod::Bank),
        })),
        Err(error) => {
            let Some((pointer, text)) = mistake_of(desk, &error) else {
                return Err(error.into());
            };
            let name = match pointer.as_str() {
                "/number" => "payee_number",
                "/account" => "account",
                "/bank" => "bank",
                _ => "payee",
            };
            read.note(name, text);
            Ok(None)
        }
    }
}

/// Whom a text of the list means, and which of their accounts.
fn chosen<'a>(
    known: &'a [FoundParty],
    text: &str,
) -> Option<(&'a FoundParty, Option<&'a parties::ShownAccount>)> {
    let with_account = known.iter().find_map(|party| {
        let mut accounts = party.accounts.iter();
        let account = accounts.find(|account| label(party, Some(account)) == text)?;
        Some((party, Some(account)))
    });
    with_account.or_else(|| {
        let mut parties = known.iter();
        parties
            .find(|party| party.party.name == text)
            .map(|party| (party, None))
    })
}

/// What a new payee is: as it was said, or as the name tells.
fn kind_of(typed: &Typed, name: &str) -> PartyKind {
    match typed.get("payee_kind") {
        "person" => PartyKind::Person,
        "organisation" => PartyKind::Organisation,
        _ => parties::kind_of_name(name),
    }
}
