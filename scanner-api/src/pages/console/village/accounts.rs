//! Bank accounts of a village: which are open, and how the accountant or the township registers and closes one.
//! The number is sealed here; the ledger has its keyed digest.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        collectives::{BankAccountClosure, BankAccountInput, BankAccountKind},
    },
    BankAccountId, DecisionId, Role, Text,
};

use super::{
    chart::Chart,
    seat::Village,
    words::{ask_with_hint, ask_word, fact, form, mistake_of, say, tag, word},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, Sent},
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::{
        collectives::{self, BankAccount},
        parties,
    },
    write::Write,
};

/// Who registers bank accounts and who is no member any more.
pub(crate) const REGISTRARS: [Role; 2] = [Role::Accountant, Role::Township];
/// How many decisions can be chosen from.
const DECISIONS_MAX: i64 = 50;

/// The heading below which the accounts in the books lie that mirror bank accounts.
const DEPOSITS: &str = "102";

/// The accounts of a village, those that are open first.
async fn accounts(desk: &Desk, village: &Village) -> Result<Vec<BankAccount>, ApiError> {
    let collective = collectives::get(&desk.app, village.id).await?;
    collectives::bank_accounts(&desk.app, &collective, village.sight(desk)).await
}

/// What is told of an account: the account in the books, and its number.
fn lines(chart: &Chart, account: &BankAccount) -> Vec<String> {
    let number = account.account.as_ref().map(|shown| shown.number.clone());
    let mut lines = vec![chart.label(&account.ledger)];
    lines.extend(number);
    lines
}

fn title(desk: &Desk, account: &BankAccount) -> String {
    let kind = word(desk.t, "account-kind", &account.kind);
    format!("{} · {kind}", account.bank)
}

/// The bank accounts of a village.
pub(crate) async fn list(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    village.ensure(&REGISTRARS)?;
    let chart = Chart::of(&desk, &village).await?;
    let accounts = accounts(&desk, &village).await?;
    let (open, closed): (Vec<&BankAccount>, Vec<&BankAccount>) = accounts
        .iter()
        .partition(|account| account.closed.is_none());
    let row = |account: &&BankAccount| {
        let is_open = account.closed.is_none();
        let mut lines = lines(&chart, account);
        if !account.reason.is_empty() {
            lines.push(account.reason.clone());
        }
        Row {
            title: title(&desk, account),
            lines,
            tag: Some(if is_open {
                tag(t, "good", "account-open")
            } else {
                tag(t, "quiet", "account-closed")
            }),
            href: if is_open {
                format!("/console/village/accounts/{}/close", account.id)
            } else {
                String::new()
            },
        }
    };
    let register = Link::main(say(t, "do-open-account"), village.href("accounts/new"));
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, "go-accounts"),
        explain: vec![say(t, "accounts-explain")],
        actions: if open.is_empty() {
            Vec::new()
        } else {
            vec![register.clone()]
        },
        sections: vec![
            Section {
                heading: say(t, "accounts-open"),
                rows: open.iter().map(row).collect(),
                empty: say(t, "accounts-none"),
                start: Some(register),
                ..Section::default()
            },
            Section {
                heading: say(t, "accounts-closed"),
                rows: closed.iter().map(row).collect(),
                empty: say(t, "accounts-none-closed"),
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Registers a bank account.
    OpenAccount => open_form, open;
    /// Closes a bank account.
    CloseAccount => close_form, close;
}

/// Accounts below 102 that mirror no open bank account yet.
async fn ledgers(desk: &Desk, village: &Village) -> Result<Vec<Choice>, ApiError> {
    let chart = Chart::of(desk, village).await?;
    let taken = accounts(desk, village).await?;
    let mut leaves = chart.leaves_of(&[DEPOSITS]);
    leaves.retain(|leaf| {
        let mut open = taken.iter().filter(|account| account.closed.is_none());
        leaf.len() > DEPOSITS.len() && open.all(|account| account.ledger != *leaf)
    });
    let choice = |leaf: String| {
        let label = chart.label(&leaf);
        Choice::new(leaf, label)
    };
    Ok(leaves.into_iter().map(choice).collect())
}

/// Decisions in force that allow an account.
async fn decisions(desk: &Desk, village: &Village) -> Result<Vec<Choice>, ApiError> {
    let found: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT id, about, meeting FROM decisions WHERE collective = ? \
         AND matter = 'bank_account' AND state = 'effective' ORDER BY id DESC LIMIT ?",
    )
    .bind(village.id)
    .bind(DECISIONS_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let choice = |(id, about, meeting): (i64, String, String)| {
        Choice::new(id, format!("{about} · {}", names::day(desk.t.0, &meeting)))
    };
    Ok(found.into_iter().map(choice).collect())
}

async fn open_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&REGISTRARS)?;
    let mut form = form(desk, &village, "open-account");
    form.back = Some((say(t, "go-accounts"), village.href("accounts")));
    form.explain.push(say(t, "open-account-explain"));
    let ledgers = ledgers(desk, &village).await?;
    if ledgers.is_empty() {
        let go = Link::main(say(t, "go-accounts"), village.href("accounts"));
        block(&mut form, say(t, "no-ledger"), go);
    }
    let has_basic = accounts(desk, &village)
        .await?
        .iter()
        .any(|account| account.closed.is_none() && account.kind == "basic");
    let kinds: &[&str] = if has_basic {
        &["land_compensation", "other"]
    } else {
        &["basic", "land_compensation", "other"]
    };
    form.fields = vec![
        ask_word(desk, "account_kind", "account-kind", kinds),
        ask_with_hint(desk, "account_number", Control::Text),
        ask_with_hint(desk, "account_bank", Control::Text),
        ask_with_hint(desk, "ledger", Control::Select(ledgers)),
        ask_with_hint(
            desk,
            "decision",
            Control::Select(decisions(desk, &village).await?),
        ),
    ];
    Ok(form)
}

async fn open(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&REGISTRARS)?;
    let mut read = Reader::new(typed, t);
    let kind = read.word::<BankAccountKind>("account_kind", "mistake-choose");
    let number = typed.get("account_number");
    if number.is_empty() {
        read.note("account_number", say(t, "mistake-account-number"));
    }
    if read.is_blank("account_bank") {
        read.note("account_bank", say(t, "mistake-bank"));
    }
    let bank: Text<48> = read.text("account_bank");
    let ledger: Option<AccountCode> = read.chosen("ledger", "mistake-choose");
    let decision: Option<DecisionId> = match kind {
        Some(kind) if kind != BankAccountKind::Basic => {
            let decision = typed.get("decision").parse().ok();
            if decision.is_none() {
                read.note("decision", say(t, "mistake-account-decision"));
            }
            decision
        }
        _ => None,
    };
    read.done()?;
    let (Some(kind), Some(ledger)) = (kind, ledger) else {
        return Err(ApiError::not_found().into());
    };
    let kept = parties::keep_account(&desk.app, village.division, number, Some(bank.as_str()));
    let digest = match kept.await {
        Ok(digest) => digest,
        Err(error) => {
            let Some((pointer, text)) = mistake_of(desk, &error) else {
                return Err(error.into());
            };
            let field = if pointer == "/bank" {
                "account_bank"
            } else {
                "account_number"
            };
            return Err(vec![(field, text)].into());
        }
    };
    let account = BankAccountInput {
        collective: village.number()?,
        digest,
        bank,
        kind,
        ledger,
        decision,
    };
    Ok(desk
        .send(write, "ThreeAssets", "open_bank_accounts", vec![account])
        .await?)
}

async fn close_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::owning(desk, "bank_accounts", about.id).await?;
    village.ensure(&REGISTRARS)?;
    let found = accounts(desk, &village).await?;
    let account = found
        .iter()
        .find(|account| account.id == about.id && account.closed.is_none())
        .ok_or_else(ApiError::not_found)?;
    let chart = Chart::of(desk, &village).await?;
    let mut form = form(desk, &village, "close-account");
    form.back = Some((say(t, "go-accounts"), village.href("accounts")));
    form.facts = vec![
        fact(t, "till", title(desk, account)),
        fact(t, "ledger", lines(&chart, account).join(" · ")),
    ];
    form.explain.push(say(t, "close-account-explain"));
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn close(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::owning(desk, "bank_accounts", about.id).await?;
    village.ensure(&REGISTRARS)?;
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    read.done()?;
    let closure = BankAccountClosure {
        account: BankAccountId(u32::try_from(about.id).map_err(|_| ApiError::not_found())?),
        reason,
    };
    Ok(desk
        .send(write, "ThreeAssets", "close_bank_accounts", vec![closure])
        .await?)
}
