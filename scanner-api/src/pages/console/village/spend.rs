//! Asking for money: an expense with a photo of its receipt, in a minute; and the same again when it came back.

use county_primitives::{
    three_assets::spending::{Resubmission, SpendingInput},
    Role, SpendingId,
};

use super::{
    documents, file, officers,
    payee::{self, Payee},
    seat::Village,
    words::{
        amount, ask, ask_amount, ask_day, ask_with_hint, choices, fact, fill, form, say, yuan,
    },
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, number, policy, Sent},
    },
    three_assets::parties::invoice_digest,
    write::Write,
};

deeds! {
    /// Asks for an expense to be approved.
    Spend => spend_form, spend;
    /// Hands in again what came back.
    Mend => mend_form, mend;
}

/// What money is spent on.
pub(crate) const KINDS: [&str; 10] = [
    "ordinary",
    "works",
    "hospitality",
    "travel",
    "work_allowance",
    "investment",
    "loan",
    "guarantee",
    "land_compensation",
    "distribution",
];

async fn spend_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::VillageCashier])?;
    let mut form = form(desk, &village, "spend");
    let division = village.division.to_string();
    if let Some(limit) = policy(desk, &division, "cash_single_limit_yuan").await? {
        let limit = yuan(t, limit.saturating_mul(100));
        form.explain
            .push(fill(t, "cash-limit", &[("amount", &limit)]));
    }
    form.fields = vec![
        ask_with_hint(desk, "documents", Control::Photos),
        ask_amount(desk, "amount"),
        ask_with_hint(desk, "purpose", Control::Text).suggest(purposes(desk, &village).await?),
        ask_day(desk, "occurred").half(),
        ask(desk, "kind", Control::Select(choices(t, "kind", &KINDS)))
            .value("ordinary")
            .half(),
    ];
    form.fields.extend(payee::ask_payee(desk, &village).await?);
    form.fields.extend([
        ask_with_hint(desk, "invoice", Control::Text).folded(say(t, "group-more")),
        ask_with_hint(desk, "project", Control::Text).suggest(projects(desk, &village).await?),
        ask_with_hint(desk, "family_head", Control::Text),
    ]);
    form.keep = format!("spend {}", village.id);
    Ok(form)
}

/// What was written there before, the latest first.
async fn purposes(desk: &Desk, village: &Village) -> Result<Vec<String>, ApiError> {
    Ok(sqlx::query_scalar(
        "SELECT purpose FROM spendings WHERE collective = ? GROUP BY purpose ORDER BY MAX(id) DESC LIMIT 30",
    )
    .bind(village.id)
    .fetch_all(&desk.app.db.reader)
    .await?)
}

/// The projects of a village.
pub(crate) async fn projects(desk: &Desk, village: &Village) -> Result<Vec<String>, ApiError> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT project FROM spendings WHERE collective = $1 AND project IS NOT NULL \
         UNION SELECT DISTINCT project FROM voucher_lines WHERE project IS NOT NULL \
         AND book BETWEEN $2 AND $3 LIMIT 60",
    )
    .bind(village.id)
    .bind(village.book(0))
    .bind(village.book(9_999))
    .fetch_all(&desk.app.db.reader)
    .await?)
}

async fn spend(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::VillageCashier])?;
    documents::keep(desk, typed, "documents").await?;
    let mut read = Reader::new(typed, desk.t);
    let documents = documents::several(&mut read, desk, typed, "documents");
    let amount = amount(&mut read, desk, typed, "amount");
    let purpose = read.needed("purpose", "vl-mistake-purpose");
    let occurred = read.date("occurred");
    let kind = read.word("kind", "mistake-choose");
    let project = (!read.is_blank("project")).then(|| read.text("project"));
    let payee = payee::read(desk, &village, typed, &mut read).await?;
    let payee_group = match officers::kin_of(typed.get("family_head")) {
        Some(head) => {
            let field = ("family_head", "family_head");
            officers::keep(desk, &village, &head, field, &mut read).await?
        }
        None => None,
    };
    read.done()?;
    let (Some(kind), Some(payee)) = (kind, payee) else {
        return Err(ApiError::not_found().into());
    };
    let Payee {
        party,
        name,
        method,
    } = payee;
    let invoice = typed.get("invoice");
    let spending = SpendingInput {
        collective: village.number()?,
        purpose,
        kind,
        project,
        payee: party,
        payee_group,
        method,
        amount,
        occurred,
        invoice: (!invoice.is_empty()).then(|| invoice_digest(&desk.app.vault, &name, invoice)),
        documents,
    };
    Ok(desk
        .send(write, "ThreeAssets", "submit_spendings", vec![spending])
        .await?)
}

async fn mend_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (village, row) = file::spending(desk, about.id).await?;
    village.ensure(&[Role::VillageCashier])?;
    let mut form = form(desk, &village, "mend");
    file::describe(desk, &village, &row, &mut form).await?;
    form.facts.push(fact(t, "reason", row.reason.clone()));
    let kept = documents::listed(&row.documents).join("\n");
    form.explain.push(say(t, "mend-explain"));
    form.fields = vec![ask_with_hint(desk, "documents", Control::Photos).value(kept)];
    Ok(form)
}

async fn mend(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "documents").await?;
    let mut read = Reader::new(typed, desk.t);
    let documents = documents::several(&mut read, desk, typed, "documents");
    read.done()?;
    let again = Resubmission {
        spending: SpendingId(number(about.id)?),
        documents,
    };
    Ok(desk
        .send(write, "ThreeAssets", "resubmit_spendings", vec![again])
        .await?)
}
