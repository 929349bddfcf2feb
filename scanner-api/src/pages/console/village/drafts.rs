//! Drafting vouchers: from nothing, from a paid spending or from a line of a bank statement, each with the
//! debits and credits that are likely; and income with its numbered receipt.

use county_primitives::{
    three_assets::{
        accounts::Side,
        books::{Nature, Origin, Receipt, VoucherInput, VoucherLine},
        Fen,
    },
    BookId, Date, Digest, List, Role, SpendingId, Text,
};

use super::{
    chart::Chart,
    documents,
    entries::{self, Entry, VoucherLines},
    file,
    lines::{self, LineRow},
    pay::accounts,
    seat::Village,
    words::{
        amount, ask, ask_amount, ask_day, ask_with_hint, choices, form, mistake_of, party, say,
    },
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form, Refusal},
        livestock::deed::{deeds, number, ticked, Sent},
    },
    three_assets::{money, parties},
    write::Write,
};

deeds! {
    /// Drafts a voucher.
    Draft => draft_form, draft;
    /// Drafts a voucher of money that came in.
    Income => income_form, income;
}

const BOOKKEEPERS: [Role; 2] = [Role::VillageCashier, Role::Accountant];

/// What a draft starts from.
#[derive(Default)]
struct Proposal {
    date: Option<String>,
    summary: String,
    documents: Vec<String>,
    lines: Vec<Entry>,
    /// The paid spending it books.
    spending: Option<SpendingId>,
    /// The account that income was paid into.
    deposit: Option<Digest>,
}

impl Proposal {
    /// What the target in the address proposes: `spending:7`, `line:7`, or nothing.
    async fn of(
        desk: &Desk,
        village: &Village,
        chart: &Chart,
        target: &str,
    ) -> Result<Self, ApiError> {
        match target.split_once(':') {
            Some(("spending", id)) => {
                let id = id.parse().map_err(|_| ApiError::not_found())?;
                Self::of_spending(desk, village, chart, id).await
            }
            Some(("line", id)) => {
                let id = id.parse().map_err(|_| ApiError::not_found())?;
                let (owner, row) = lines::line(desk, id).await?;
                if owner.id != village.id {
                    return Err(ApiError::not_found());
                }
                Self::of_line(desk, chart, &row).await
            }
            _ => Ok(Self::default()),
        }
    }

    async fn of_spending(
        desk: &Desk,
        village: &Village,
        chart: &Chart,
        id: i64,
    ) -> Result<Self, ApiError> {
        let (owner, row) = file::spending(desk, id).await?;
        if owner.id != village.id {
            return Err(ApiError::not_found());
        }
        let money = match row.from_account {
            Some(account) => ledger(desk, account).await?,
            None => chart.first_leaf("101"),
        };
        let payee = party(desk, village, &row.payee).await?;
        let mut debit = entry(chart, &debit_of(chart, &row.kind), Side::Debit, row.amount);
        debit.party.clone_from(&payee);
        debit.known = payee;
        debit.digest.clone_from(&row.payee);
        debit.project = row.project.clone().unwrap_or_default();
        let mut documents = documents::listed(&row.documents);
        documents.extend(row.receipt.clone());
        documents.dedup();
        documents.truncate(8);
        Ok(Self {
            date: row.paid_day.clone(),
            summary: row.purpose.clone(),
            documents,
            lines: vec![debit, entry(chart, &money, Side::Credit, row.amount)],
            spending: Some(SpendingId(number(row.id)?)),
            deposit: None,
        })
    }

    async fn of_line(desk: &Desk, chart: &Chart, row: &LineRow) -> Result<Self, ApiError> {
        let text = lines::text_of(desk, row).await?;
        let bank = ledger(desk, row.account).await?;
        let other = chart.first_leaf(heading_of(&text.summary, row.amount > 0));
        let all = row.amount.saturating_abs();
        let is_in = row.amount > 0;
        let (debit, credit) = if is_in {
            (&bank, &other)
        } else {
            (&other, &bank)
        };
        let mut lines = vec![
            entry(chart, debit, Side::Debit, all),
            entry(chart, credit, Side::Credit, all),
        ];
        let named = if is_in {
            lines.last_mut()
        } else {
            lines.first_mut()
        };
        if let Some(named) = named {
            named.party.clone_from(&text.party);
        }
        let deposit: Option<String> =
            sqlx::query_scalar("SELECT digest FROM bank_accounts WHERE id = ?")
                .bind(row.account)
                .fetch_optional(&desk.app.db.reader)
                .await?;
        Ok(Self {
            date: Some(row.date.clone()),
            summary: text.summary,
            lines,
            deposit: deposit
                .filter(|_| is_in)
                .and_then(|digest| digest.parse().ok()),
            ..Self::default()
        })
    }
}

/// The account in the books that mirrors a bank account.
async fn ledger(desk: &Desk, account: i64) -> Result<String, ApiError> {
    Ok(
        sqlx::query_scalar("SELECT ledger FROM bank_accounts WHERE id = ?")
            .bind(account)
            .fetch_one(&desk.app.db.reader)
            .await?,
    )
}

fn entry(chart: &Chart, account: &str, side: Side, fen: i64) -> Entry {
    let amount = money::yuan(Fen(fen));
    let mut entry = Entry {
        account: chart.label(account),
        ..Entry::default()
    };
    match side {
        Side::Debit => entry.debit = amount,
        Side::Credit => entry.credit = amount,
    }
    entry
}

/// Where a kind of spending is likely to be booked.
fn debit_of(chart: &Chart, kind: &str) -> String {
    chart.first_leaf(match kind {
        "works" => "153",
        "investment" => "141",
        "loan" => "201",
        "guarantee" => "112",
        "land_compensation" => "241",
        "distribution" => "322",
        _ => "513",
    })
}

/// Where money is likely to come from or go to, by what the bank wrote beside it.
fn heading_of(summary: &str, is_in: bool) -> &'static str {
    const IN: [(&str, &str); 9] = [
        ("利息", "504"),
        ("结息", "504"),
        ("补助", "503"),
        ("补贴", "503"),
        ("专项", "241"),
        ("租", "501"),
        ("承包", "501"),
        ("发包", "501"),
        ("保证金", "211"),
    ];
    const OUT: [(&str, &str); 7] = [
        ("手续费", "513"),
        ("工资", "212"),
        ("劳务", "213"),
        ("税", "512"),
        ("工程", "153"),
        ("退", "211"),
        ("慰问", "514"),
    ];
    let known: &[(&str, &str)] = if is_in { &IN } else { &OUT };
    let found = known.iter().find(|(word, _)| summary.contains(word));
    found.map_or(if is_in { "504" } else { "513" }, |(_, heading)| heading)
}

async fn draft_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&BOOKKEEPERS)?;
    let chart = Chart::of(desk, &village).await?;
    let proposal = Proposal::of(desk, &village, &chart, &about.target).await?;
    let mut form = form(desk, &village, "voucher");
    if !proposal.lines.is_empty() {
        form.explain.push(say(t, "voucher-proposed"));
    }
    let mut date = ask_day(desk, "date").half();
    let mut occurred = ask_day(desk, "occurred").half();
    if let Some(day) = &proposal.date {
        date.value.clone_from(day);
        occurred.value.clone_from(day);
    }
    form.photos = documents::photos(desk, &village, "photo-receipt", &proposal.documents).await?;
    form.fields = vec![
        date,
        occurred,
        ask_with_hint(desk, "summary", Control::Text).value(proposal.summary),
        ask_with_hint(desk, "documents", Control::Photos).value(proposal.documents.join("\n")),
        ask(desk, "land", Control::Tick).hint(say(t, "ask-land-hint")),
    ];
    form.voucher = Some(VoucherLines::of(desk, &village, &chart, proposal.lines).await?);
    if about.target.is_empty() {
        form.keep = format!("voucher {}", village.id);
    }
    Ok(form)
}

async fn draft(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&BOOKKEEPERS)?;
    documents::keep(desk, typed, "documents").await?;
    if !typed.get("more").is_empty() {
        return Err(Refusal::Mistakes(Vec::new()));
    }
    let chart = Chart::of(desk, &village).await?;
    let proposal = Proposal::of(desk, &village, &chart, &about.target).await?;
    let lines = entries::read(desk, &village, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let date = read.date("date");
    let occurred = read.date("occurred");
    let summary = read.needed("summary", "vl-mistake-summary");
    let documents = documents::several(&mut read, desk, typed, "documents");
    let lines = match lines {
        Ok(lines) => lines,
        Err(mistakes) => {
            for (name, text) in mistakes {
                read.note(name, text);
            }
            List::default()
        }
    };
    read.done()?;
    let voucher = VoucherInput {
        book: book(&village, date)?,
        date,
        occurred,
        summary,
        lines,
        documents,
        origin: Origin::Entered,
        nature: nature(ticked(typed, "land")),
        spending: proposal.spending,
        decision: None,
        receipt: None,
        deposit: proposal.deposit,
    };
    Ok(desk
        .send(write, "ThreeAssets", "draft_vouchers", vec![voucher])
        .await?)
}

/// The book of a day.
pub(crate) fn book(village: &Village, date: Date) -> Result<BookId, ApiError> {
    let (year, _, _) = date.to_ymd();
    let year = u16::try_from(year).map_err(|_| ApiError::not_found())?;
    Ok(BookId::new(village.number()?, year))
}

fn nature(is_land: bool) -> Nature {
    if is_land {
        Nature::LandCompensation
    } else {
        Nature::Ordinary
    }
}

/// The headings that income comes from.
const SOURCES: [&str; 11] = [
    "501", "503", "504", "502", "112", "113", "211", "241", "231", "311", "221",
];

async fn income_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&BOOKKEEPERS)?;
    let chart = Chart::of(desk, &village).await?;
    let sources: Vec<Choice> = SOURCES
        .iter()
        .flat_map(|heading| chart.leaves_of(&[heading]))
        .map(|account| Choice::new(&account, format!("{} {account}", chart.name(&account))))
        .collect();
    let mut into = vec![Choice::new("cash", say(t, "into-cash"))];
    into.extend(accounts(desk, &village).await?);
    let last = into.last().map(|choice| choice.value.clone());
    let known = parties::find(&desk.app, village.division, "", village.sight(desk)).await?;
    let known = known.into_iter().map(|party| party.party.name).collect();
    let mut form = form(desk, &village, "income");
    form.explain.push(say(t, "income-explain"));
    form.fields = vec![
        ask_with_hint(desk, "documents", Control::Photos),
        ask_amount(desk, "amount"),
        ask_with_hint(desk, "payer", Control::Text).suggest(known),
        ask_with_hint(desk, "summary", Control::Text),
        ask_day(desk, "date"),
        ask(desk, "into", Control::Radios(into)).value(last.unwrap_or_default()),
        ask_with_hint(desk, "source", Control::Select(sources)),
        ask_with_hint(desk, "receipt_number", Control::Whole),
        ask_with_hint(desk, "receipt_series", Control::Text),
        ask_with_hint(desk, "project", Control::Text)
            .suggest(super::spend::projects(desk, &village).await?)
            .folded(say(t, "group-more")),
        ask(
            desk,
            "payer_kind",
            Control::Radios(choices(t, "party", &["person", "organisation"])),
        ),
        ask(desk, "land", Control::Tick).hint(say(t, "ask-land-hint")),
    ];
    form.keep = format!("income {}", village.id);
    Ok(form)
}

/// Where money came into: the account in the books, and the digest of the bank account.
async fn till(
    desk: &Desk,
    village: &Village,
    chart: &Chart,
    text: &str,
) -> Result<Option<(String, Option<Digest>)>, ApiError> {
    if text == "cash" {
        return Ok(Some((chart.first_leaf("101"), None)));
    }
    let Ok(id) = text.parse::<i64>() else {
        return Ok(None);
    };
    let found: Option<(String, String)> = sqlx::query_as(
        "SELECT ledger, digest FROM bank_accounts WHERE id = ? AND collective = ? AND closed_ms IS NULL",
    )
    .bind(id)
    .bind(village.id)
    .fetch_optional(&desk.app.db.reader)
    .await?;
    Ok(found.map(|(ledger, digest)| (ledger, digest.parse().ok())))
}

async fn income(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&BOOKKEEPERS)?;
    documents::keep(desk, typed, "documents").await?;
    let chart = Chart::of(desk, &village).await?;
    let till = till(desk, &village, &chart, typed.get("into")).await?;
    let mut read = Reader::new(typed, t);
    let documents = documents::several(&mut read, desk, typed, "documents");
    let amount = amount(&mut read, desk, typed, "amount");
    let date = read.date("date");
    let summary = read.needed("summary", "vl-mistake-summary");
    let project: Text<24> = read.text("project");
    let source = chart.find(typed.get("source"));
    if source.is_none() {
        read.mistake("source", "mistake-choose");
    }
    if till.is_none() {
        read.mistake("into", "mistake-choose");
    }
    if source.is_some_and(|source| source.heading_number() == 241) && project.as_str().is_empty() {
        read.note("project", say(t, "mistake-project"));
    }
    let receipt = receipt(&mut read, desk, typed);
    let payer = payer(desk, &village, typed, &mut read).await?;
    read.done()?;
    let (Some(source), Some((into, deposit))) = (source, till) else {
        return Err(ApiError::not_found().into());
    };
    let project = (!project.as_str().is_empty()).then_some(project);
    let line = |account, side, party| VoucherLine {
        account,
        side,
        amount,
        party,
        project: project.clone(),
    };
    let into = into.parse().map_err(ApiError::internal)?;
    let lines = vec![
        line(into, Side::Debit, None),
        line(source, Side::Credit, payer),
    ];
    let voucher = VoucherInput {
        book: book(&village, date)?,
        date,
        occurred: date,
        summary,
        lines: List::try_from(lines).unwrap_or_default(),
        documents,
        origin: Origin::Entered,
        nature: nature(ticked(typed, "land")),
        spending: None,
        decision: None,
        receipt,
        deposit,
    };
    Ok(desk
        .send(write, "ThreeAssets", "draft_vouchers", vec![voucher])
        .await?)
}

/// The receipt that was handed out; a number without a series belongs to the series 1.
fn receipt(read: &mut Reader<'_>, desk: &Desk, typed: &Typed) -> Option<Receipt> {
    if typed.get("receipt_number").is_empty() {
        return None;
    }
    let number: Option<u64> = typed.get("receipt_number").parse().ok();
    if number.is_none() {
        read.note("receipt_number", say(desk.t, "mistake-receipt"));
    }
    let series = if typed.get("receipt_series").is_empty() {
        Text::new("1").unwrap_or_default()
    } else {
        read.text("receipt_series")
    };
    number.map(|number| Receipt { series, number })
}

async fn payer(
    desk: &Desk,
    village: &Village,
    typed: &Typed,
    read: &mut Reader<'_>,
) -> Result<Option<Digest>, Refusal> {
    let name = typed.get("payer");
    if name.is_empty() {
        return Ok(None);
    }
    let party = parties::Party {
        kind: match typed.get("payer_kind") {
            "organisation" => parties::PartyKind::Organisation,
            "person" => parties::PartyKind::Person,
            _ => parties::kind_of_name(name),
        },
        name: name.to_owned(),
        ..parties::Party::default()
    };
    match parties::keep(&desk.app, village.division, &party).await {
        Ok(digests) => Ok(Some(digests.party)),
        Err(error) => {
            let Some((_, text)) = mistake_of(desk, &error) else {
                return Err(error.into());
            };
            read.note("payer", text);
            Ok(None)
        }
    }
}
