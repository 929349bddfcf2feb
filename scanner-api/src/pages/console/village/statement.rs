//! Bank statements: a file of the bank is read, looked at line by line, and its new lines are recorded. The same
//! file twice records nothing twice.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::Path,
    http::{header, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{
    three_assets::{books::BankLineInput, Fen},
    BankAccountId, Digest, Role,
};
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};

use super::{
    lines::{place, LineText},
    pay::accounts,
    seat::Village,
    words::{ask, ask_with_hint, choices, fact, fill, form, say, tag, yuan},
};
use crate::{
    db::{now_ms, sql},
    error::ApiError,
    pages::console::{
        actions::choose_only,
        desk::Desk,
        fields::{Control, Typed},
        form::{About, Form, Refusal},
        livestock::deed::{block, deeds, Sent},
        names,
        view::{self, Link, Row, Section},
        Trouble,
    },
    three_assets::{
        bank::{self, FileFault, Format, StatementLine, StatementRead, Trouble as LineTrouble},
        parties::{self, Party},
    },
    vault::Table,
    write::Write,
};

/// How long a statement waits to be recorded.
const LIFETIME_MS: i64 = 24 * 3_600_000;
/// How many lines of each sort are shown.
const SHOWN: usize = 40;
/// How many lines one call takes.
const LINES_AT_ONCE: usize = 500;
/// Who records lines.
const KEEPERS: [Role; 3] = [Role::VillageCashier, Role::Accountant, Role::Bank];

deeds! {
    /// Records the new lines of a statement.
    RecordStatement => preview, record;
}

/// A statement that waits.
#[derive(Deserialize, Serialize)]
struct Staged {
    village: i64,
    bank_account: i64,
    format: String,
    bytes: Vec<u8>,
}

async fn upload_form(desk: &Desk, village: &Village) -> Result<Form, ApiError> {
    let t = desk.t;
    village.ensure(&KEEPERS)?;
    let mut form = form(desk, village, "statement");
    form.waits = false;
    form.explain.push(say(t, "statement-explain"));
    let formats: Vec<&str> = std::iter::once("auto")
        .chain(Format::ALL.into_iter().map(Format::id))
        .collect();
    let own = accounts(desk, village).await?;
    if own.is_empty() {
        let go = Link::main(village.name.clone(), village.href(""));
        block(&mut form, say(t, "no-bank-account"), go);
    }
    form.fields = vec![
        choose_only(t, "account", "vl-ask-own-account", own),
        ask_with_hint(desk, "statement_file", Control::Table),
        ask(
            desk,
            "format",
            Control::Select(choices(t, "format", &formats)),
        )
        .value("auto"),
    ];
    form.sections = vec![Section {
        rows: vec![Row {
            title: say(t, "statement-template"),
            lines: vec![say(t, "statement-template-hint")],
            href: "/console/village/statement-template".to_owned(),
            ..Row::default()
        }],
        ..Section::default()
    }];
    Ok(form)
}

/// The form that takes a statement.
pub(crate) async fn ask_statement(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let village = Village::of(&desk, id).await?;
    let form = upload_form(&desk, &village).await?;
    Ok(view::form(&desk, StatusCode::OK, &form))
}

/// Reads the file and keeps it until its lines are recorded.
pub(crate) async fn take_statement(
    desk: Desk,
    Path(id): Path<i64>,
    mut typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    village.ensure(&KEEPERS)?;
    let format = typed.get("format").to_owned();
    let chosen = typed.get("account").parse::<i64>().ok();
    let upload = typed.upload.take();
    let own = accounts(&desk, &village).await?;
    let account = chosen.filter(|id| own.iter().any(|own| own.value == id.to_string()));
    let read = upload
        .as_ref()
        .map(|upload| bank::read(&upload.bytes, Format::from_id(&format)));
    let mistake = match (&read, account) {
        (_, None) => Some(("account", t.say("mistake-choose"))),
        (None, _) => Some(("statement_file", say(t, "mistake-statement"))),
        (Some(Err(fault)), _) => Some(("statement_file", file_fault(&desk, *fault))),
        (Some(Ok(read)), _) if read.lines.is_empty() && read.faults.is_empty() => {
            Some(("statement_file", say(t, "fault-empty")))
        }
        _ => None,
    };
    if let Some((field, text)) = mistake {
        let mut form = upload_form(&desk, &village).await?;
        form.fill(&typed);
        form.mark(Some(field), text);
        return Ok(view::form(&desk, StatusCode::UNPROCESSABLE_ENTITY, &form));
    }
    let staged = Staged {
        village: id,
        bank_account: account.unwrap_or_default(),
        format,
        bytes: upload.map_or_else(Vec::new, |upload| upload.bytes.to_vec()),
    };
    let number = stage(&desk, &staged).await?;
    let href = format!("/console/village/statements/{number}");
    Ok(Redirect::to(&href).into_response())
}

async fn stage(desk: &Desk, staged: &Staged) -> Result<i64, ApiError> {
    let id = i64::try_from(OsRng.next_u64() >> 1).map_err(ApiError::internal)?;
    let plain = serde_json::to_vec(staged)?;
    let table = Table::StagedStatements;
    let sealed = desk.app.vault.seal(table, &id.to_string(), &plain)?;
    sqlx::query("DELETE FROM staged_statements WHERE created_ms < ?")
        .bind(now_ms().saturating_sub(LIFETIME_MS))
        .execute(&desk.app.db.writer)
        .await?;
    sqlx::query(
        "INSERT INTO staged_statements (id, account, bank_account, sealed, created_ms) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(id.to_string())
    .bind(desk.session.account)
    .bind(staged.bank_account)
    .bind(sealed)
    .bind(now_ms())
    .execute(&desk.app.db.writer)
    .await?;
    Ok(id)
}

fn file_fault(desk: &Desk, fault: FileFault) -> String {
    let key = match fault {
        FileFault::Empty => "fault-empty",
        FileFault::TooLarge => "fault-large",
        FileFault::NotText => "fault-not-text",
        FileFault::Encoding => "fault-encoding",
        FileFault::NoHeader => "fault-header",
    };
    say(desk.t, key)
}

fn line_trouble(desk: &Desk, trouble: LineTrouble) -> String {
    let key = match trouble {
        LineTrouble::Date => "trouble-date",
        LineTrouble::Amount => "trouble-amount",
        LineTrouble::NoAmount => "trouble-no-amount",
        LineTrouble::BothWays => "trouble-both-ways",
        LineTrouble::Direction => "trouble-direction",
        LineTrouble::AccountRounded => "trouble-rounded",
        LineTrouble::Twice => "trouble-twice",
    };
    say(desk.t, key)
}

/// A statement that one has staged, with what it says and which of its lines the ledger has.
struct Statement {
    village: Village,
    bank_account: i64,
    read: StatementRead,
    known: BTreeSet<Known>,
}

/// A line as the ledger has it: the digest that names it, its day and its amount.
type Known = (String, String, i64);

impl Statement {
    async fn of(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let sealed: Vec<u8> = sqlx::query_scalar(
            "SELECT sealed FROM staged_statements WHERE id = ? AND account = ? AND created_ms >= ?",
        )
        .bind(id.to_string())
        .bind(desk.session.account)
        .bind(now_ms().saturating_sub(LIFETIME_MS))
        .fetch_one(&desk.app.db.reader)
        .await?;
        let table = Table::StagedStatements;
        let plain = desk.app.vault.open(table, &id.to_string(), &sealed)?;
        let staged: Staged = serde_json::from_slice(&plain)?;
        let village = Village::of(desk, staged.village).await?;
        village.ensure(&KEEPERS)?;
        let read = bank::read(&staged.bytes, Format::from_id(&staged.format))
            .map_err(|_| ApiError::not_found())?;
        let mut statement = Self {
            village,
            bank_account: staged.bank_account,
            read,
            known: BTreeSet::new(),
        };
        statement.known = statement.recorded(desk).await?;
        Ok(statement)
    }

    /// The lines of the file that the ledger has; the account may have far more lines than the file.
    async fn recorded(&self, desk: &Desk) -> Result<BTreeSet<Known>, ApiError> {
        let mut known = BTreeSet::new();
        for some in self.read.lines.chunks(LINES_AT_ONCE) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT reference, date, amount FROM bank_lines WHERE account = ",
            );
            query.push_bind(self.bank_account);
            query.push(" AND reference IN (");
            let mut list = query.separated(", ");
            for line in some {
                for text in [&line.reference, &line.bank_reference] {
                    list.push_bind(reference(desk, text).to_string());
                }
            }
            query.push(")");
            let found: Vec<Known> = query
                .build_query_as()
                .fetch_all(&desk.app.db.reader)
                .await?;
            known.extend(found);
        }
        Ok(known)
    }

    /// The lines that the ledger does not have.
    fn new_lines(&self, desk: &Desk) -> Vec<&StatementLine> {
        let mut known = self.known.clone();
        let is_new = |line: &&StatementLine| {
            let named = |text: &str| {
                let reference = reference(desk, text).to_string();
                (reference, line.date.to_string(), line.amount.0)
            };
            // Whoever recorded without a file gave the bank's reference alone, for one line.
            let is_known = known.contains(&named(&line.reference))
                || (!line.bank_reference.is_empty() && known.remove(&named(&line.bank_reference)));
            !is_known
        };
        self.read.lines.iter().filter(is_new).collect()
    }

    /// Whether the file says it is of another account than the chosen one.
    async fn is_of_another(&self, desk: &Desk) -> Result<bool, ApiError> {
        let Some(own) = &self.read.own_account else {
            return Ok(false);
        };
        let Ok(digest) = parties::account_digest(&desk.app.vault, own) else {
            return Ok(false);
        };
        let chosen: String = sqlx::query_scalar("SELECT digest FROM bank_accounts WHERE id = ?")
            .bind(self.bank_account)
            .fetch_one(&desk.app.db.reader)
            .await?;
        Ok(chosen != digest.to_string())
    }
}

/// The digest that names a line in its account.
fn reference(desk: &Desk, text: &str) -> Digest {
    parties::reference_digest(&desk.app.vault, text)
}

async fn preview(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let statement = Statement::of(desk, about.id).await?;
    let village = &statement.village;
    let mut form = form(desk, village, "record-statement");
    form.back = Some((say(t, "do-statement"), village.href("statement")));
    let fresh = statement.new_lines(desk);
    let (into, out) = statement.read.sums();
    let count = |number: usize| names::count(sql(number));
    let format = say(t, &format!("format-{}", statement.read.format.id()));
    form.facts = vec![
        fact(t, "format", format),
        fact(t, "lines-new", count(fresh.len())),
        fact(
            t,
            "lines-known",
            count(statement.read.lines.len().saturating_sub(fresh.len())),
        ),
        fact(t, "lines-bad", count(statement.read.faults.len())),
        fact(t, "sum-in", yuan(t, into.0)),
        fact(t, "sum-out", yuan(t, out.0)),
    ];
    if fresh.len() > LINES_AT_ONCE {
        let most = LINES_AT_ONCE.to_string();
        form.explain
            .push(fill(t, "statement-parts", &[("count", &most)]));
    }
    if !statement.read.breaks.is_empty() {
        let lines: Vec<String> = statement
            .read
            .breaks
            .iter()
            .take(10)
            .map(u64::to_string)
            .collect();
        let lines = lines.join(&t.say("comma-list"));
        form.explain
            .push(fill(t, "statement-breaks", &[("lines", &lines)]));
    }
    form.sections = sections(desk, &statement, &fresh);
    if statement.is_of_another(desk).await? {
        let go = Link::main(say(t, "do-statement"), village.href("statement"));
        block(&mut form, say(t, "statement-of-another"), go);
    } else if fresh.is_empty() {
        let go = Link::main(say(t, "go-lines"), village.href("lines"));
        block(&mut form, say(t, "statement-nothing-new"), go);
    }
    Ok(form)
}

fn sections(desk: &Desk, statement: &Statement, fresh: &[&StatementLine]) -> Vec<Section> {
    let t = desk.t;
    let at = |line: u64| fill(t, "file-line", &[("line", &line.to_string())]);
    let mut sections = Vec::new();
    if !statement.read.faults.is_empty() {
        let row = |fault: &bank::LineFault| Row {
            title: line_trouble(desk, fault.trouble),
            lines: vec![at(fault.line), fault.text.clone()],
            tag: Some(tag(t, "bad", "line-skipped")),
            ..Row::default()
        };
        sections.push(Section {
            heading: say(t, "lines-bad"),
            rows: statement.read.faults.iter().take(SHOWN).map(row).collect(),
            ..Section::default()
        });
    }
    let row = |line: &&StatementLine| {
        let key = if line.amount > Fen::ZERO {
            "money-in"
        } else {
            "money-out"
        };
        let amount = yuan(t, line.amount.0.saturating_abs());
        Row {
            title: fill(t, key, &[("amount", &amount)]),
            lines: [
                format!("{} {}", names::day(t.0, &line.date.to_string()), line.party),
                line.summary.clone(),
            ]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect(),
            tag: Some(tag(t, "good", "line-new")),
            ..Row::default()
        }
    };
    sections.push(Section {
        heading: say(t, "lines-new"),
        rows: fresh.iter().take(SHOWN).map(row).collect(),
        empty: say(t, "statement-nothing-new"),
        ..Section::default()
    });
    sections
}

async fn record(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let statement = Statement::of(desk, about.id).await?;
    if statement.is_of_another(desk).await? {
        return Err(ApiError::not_found().into());
    }
    let account = u32::try_from(statement.bank_account).map_err(|_| ApiError::not_found())?;
    let fresh = statement.new_lines(desk);
    let mut known = BTreeMap::new();
    let mut items = Vec::new();
    for line in fresh.into_iter().take(LINES_AT_ONCE) {
        let party = match known.get(&line.account) {
            Some(party) => *party,
            None => party_of(desk, &statement.village, line).await?,
        };
        known.insert(line.account.clone(), party);
        let reference = reference(desk, &line.reference);
        keep_text(desk, statement.bank_account, reference, line).await?;
        items.push(BankLineInput {
            account: BankAccountId(account),
            date: line.date,
            amount: line.amount,
            party,
            reference,
        });
    }
    Ok(desk
        .send(write, "ThreeAssets", "record_bank_lines", items)
        .await?)
}

/// The digest of the other party's account. Interest and fees have none; an account that the bank masks is a
/// text like any other.
async fn party_of(desk: &Desk, village: &Village, line: &StatementLine) -> Result<Digest, Refusal> {
    if line.account.is_empty() {
        return Ok(Digest::default());
    }
    let bank = Some(line.bank.clone()).filter(|bank| !bank.is_empty());
    let party = Party {
        kind: parties::kind_of_name(&line.party),
        name: line.party.clone(),
        number: None,
        account: Some(line.account.clone()),
        bank: bank.clone(),
    };
    if let Ok(digests) = parties::keep(&desk.app, village.division, &party).await {
        if let Some(account) = digests.account {
            return Ok(account);
        }
    }
    let alone =
        parties::keep_account(&desk.app, village.division, &line.account, bank.as_deref()).await;
    Ok(alone.unwrap_or_else(|_| {
        let vault = &desk.app.vault;
        vault.keyed_digest("masked account", &[&line.account, &line.party])
    }))
}

async fn keep_text(
    desk: &Desk,
    bank_account: i64,
    reference: Digest,
    line: &StatementLine,
) -> Result<(), ApiError> {
    let reference = reference.to_string();
    let text = LineText {
        party: line.party.clone(),
        summary: line.summary.clone(),
    };
    let sealed = desk.app.vault.seal(
        Table::BankLineTexts,
        &place(bank_account, &reference),
        &serde_json::to_vec(&text)?,
    )?;
    sqlx::query(
        "INSERT INTO bank_line_texts (bank_account, reference, sealed, created_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (bank_account, reference) DO NOTHING",
    )
    .bind(bank_account)
    .bind(reference)
    .bind(sealed)
    .bind(now_ms())
    .execute(&desk.app.db.writer)
    .await?;
    Ok(())
}

/// The template for banks whose files name nothing.
pub(crate) async fn template(_: Desk) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"bank-statement.csv\"",
        ),
    ];
    (headers, bank::template()).into_response()
}
