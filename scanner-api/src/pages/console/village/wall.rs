//! Disclosure: preparing a statement or a special notice, the supervisor's signature, and the wall.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::disclosure::{
        cycle_end, DisclosureInput, Posting, SpecialInput, Statement, StatementInput,
    },
    DisclosureId, PolicyKey, Role, Subject,
};
use sqlx::FromRow;

use super::{
    decide::Part,
    documents::{self, photos},
    months::{book, book_id, month_u8},
    rows::{disclosure_title, due, Kind},
    seat::Village,
    vouchers::listed_page,
    words::{ask, ask_day, ask_with_hint, fact, form, month, say, state, yuan},
};
use crate::{
    error::ApiError,
    extract::Query,
    inspect::clock::policy,
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, number, Sent},
        names,
        view::{self, Line, Link, Page},
        Trouble,
    },
    write::Write,
};

deeds! {
    /// Prepares the statement of months.
    Prepare => prepare_form, prepare;
    /// Prepares something special.
    Special => special_form, special;
    /// Signs a disclosure.
    SignDisclosure => sign_form, sign;
    /// Puts a disclosure on the wall.
    PostDisclosure => post_form, post;
    /// Takes a disclosure from the wall.
    EndDisclosure => end_form, end;
}

const POSTERS: [Role; 3] = [Role::VillageCashier, Role::VillageChair, Role::VillageBoard];

#[derive(Clone, Debug, FromRow)]
struct DisclosureRow {
    kind: String,
    digest: String,
    book: Option<i64>,
    from_month: Option<i64>,
    to_month: Option<i64>,
    statement: Option<String>,
    about: Option<String>,
    title: String,
    due: String,
    state: String,
    posted_ms: Option<i64>,
    photo: Option<String>,
    until_day: Option<String>,
}

async fn disclosure(desk: &Desk, id: i64) -> Result<(Village, DisclosureRow), ApiError> {
    let village = Village::keeping(desk, "disclosures", id).await?;
    let row = sqlx::query_as(
        "SELECT kind, digest, book, from_month, to_month, statement, about, title, due, state, \
         posted_ms, photo, until_day FROM disclosures WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

impl DisclosureRow {
    fn title(&self, desk: &Desk) -> String {
        let months = (self.book, self.from_month, self.to_month);
        disclosure_title(desk, &self.kind, &self.title, months)
    }
}

/// What is put on the wall, in figures.
fn facts(desk: &Desk, row: &DisclosureRow) -> Vec<Line> {
    let t = desk.t;
    let statement = row.statement.as_deref();
    let statement = statement.and_then(|json| serde_json::from_str::<Statement>(json).ok());
    let mut facts = Vec::new();
    if let Some(statement) = statement {
        let totals = &statement.totals;
        facts.extend([
            fact(t, "income", yuan(t, totals.income.0)),
            fact(t, "expense", yuan(t, totals.expense.0)),
            fact(t, "money", yuan(t, statement.money.0)),
            fact(t, "assets", yuan(t, totals.assets.0)),
            fact(t, "liabilities", yuan(t, totals.liabilities.0)),
            fact(t, "equity", yuan(t, totals.equity.0)),
            fact(t, "vouchers", names::count(i64::from(statement.vouchers))),
        ]);
    }
    if let Some(about) = &row.about {
        facts.push(fact(t, "about", names::subject(t, about)));
    }
    facts.push(fact(t, "due", due(desk, Some(&row.due))));
    if let Some(ms) = row.posted_ms {
        facts.push(fact(t, "posted", names::instant(t.0, ms)));
    }
    if let Some(until) = &row.until_day {
        facts.push(fact(t, "until", names::day(t.0, until)));
    }
    facts.push(fact(t, "digest", row.digest.clone()));
    facts
}

/// The disclosures of a village.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::inside(&desk, id).await?;
    let mut actions = Vec::new();
    if village.acts(Role::Accountant) {
        actions.push(Link::main(
            say(t, "do-prepare"),
            village.href("disclosures/new"),
        ));
        let special = village.href("disclosures/special");
        actions.push(Link::other(say(t, "do-special"), special));
    }
    let page = Page {
        actions,
        ..listed_page(
            &desk,
            &village,
            Kind::Disclosure,
            "go-disclosures",
            "disclosures",
            part.before,
        )
        .await?
    };
    Ok(view::page(&desk, &page))
}

/// The page of a disclosure.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = disclosure(&desk, id).await?;
    let page_href = Kind::Disclosure.href(id);
    let go = |key: &str, part: &str| Link::main(say(t, key), format!("{page_href}/{part}"));
    let mut actions = Vec::new();
    match row.state.as_str() {
        "prepared" if village.acts(Role::VillageSupervisor) => {
            actions.push(go("do-sign-disclosure", "sign"));
        }
        "signed" if village.acts_as(&POSTERS) => actions.push(go("do-post-disclosure", "post")),
        "posted" if village.acts_as(&POSTERS) => actions.push(go("do-end-disclosure", "end")),
        _ => {}
    }
    let public = format!("/village/{}", village.division);
    actions.push(Link::other(say(t, "go-public"), public));
    let mut papers: Vec<String> = row.photo.clone().into_iter().collect();
    if row.kind == "special" {
        papers.insert(0, row.digest.clone());
    }
    let page = Page {
        back: Some((village.name.clone(), village.href("disclosures"))),
        caption: names::subject(t, &format!("disclosure:{id}")),
        title: row.title(&desk),
        tag: Some(state(t, "disclosure", &row.state)),
        explain: vec![say(t, "disclosure-explain")],
        actions,
        facts: facts(&desk, &row),
        photos: photos(&desk, &village, "photo-wall", &papers).await?,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn prepare_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = form(desk, &village, "prepare");
    form.explain.push(say(t, "prepare-explain"));
    let found = book(desk, &village, None).await?;
    let Some(found) = found.filter(|book| book.closed > 0) else {
        let go = Link::main(say(t, "go-months"), village.href("months"));
        block(&mut form, say(t, "nothing-closed"), go);
        return Ok(form);
    };
    let disclosed: Vec<i64> =
        sqlx::query_scalar("SELECT month FROM disclosed_months WHERE book = ?")
            .bind(found.id)
            .fetch_all(&desk.app.db.reader)
            .await?;
    let months = |from: i64| -> Vec<Choice> {
        let months = from..=found.closed;
        months
            .map(|number| {
                let value = format!("{}-{number}", found.year);
                Choice::new(value, month(t, found.year, number))
            })
            .collect()
    };
    let mut open = (1..=found.closed).filter(|month| !disclosed.contains(month));
    let first = open.next().unwrap_or(found.closed);
    let key = PolicyKey::DisclosureCycleMonths;
    let cycle = policy(&desk.app, village.division, key).await?.unwrap_or(1);
    let last = offered_end(first, cycle, found.closed)?;
    form.fields = vec![
        ask(desk, "from_month", Control::Select(months(1)))
            .value(format!("{}-{first}", found.year))
            .half(),
        ask(desk, "to_month", Control::Select(months(1)))
            .value(format!("{}-{last}", found.year))
            .half(),
    ];
    Ok(form)
}

/// The month a statement from `first` is offered to end with: the last of its cycle, as far as months are closed.
fn offered_end(first: i64, cycle: u64, closed: i64) -> Result<i64, ApiError> {
    let cycle = u32::try_from(cycle).unwrap_or(u32::MAX);
    Ok(i64::from(cycle_end(month_u8(first)?, cycle)).min(closed))
}

async fn prepare(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let mut month = |name: &'static str| {
        let parts = typed.get(name).split_once('-');
        let parsed = parts.and_then(|(year, month)| {
            Some((year.parse::<i64>().ok()?, month.parse::<i64>().ok()?))
        });
        if parsed.is_none() {
            read.mistake(name, "mistake-choose");
        }
        parsed.unwrap_or_default()
    };
    let (year, from) = month("from_month");
    let (_, to) = month("to_month");
    if from > to || to.saturating_sub(from) > 2 {
        read.note("to_month", say(desk.t, "mistake-quarter"));
    }
    read.done()?;
    let statement = StatementInput {
        book: book_id(&village, year)?,
        from: month_u8(from)?,
        to: month_u8(to)?,
    };
    let items = vec![DisclosureInput::Statement(statement)];
    Ok(desk
        .send(write, "ThreeAssets", "prepare_disclosures", items)
        .await?)
}

async fn special_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = form(desk, &village, "special");
    form.explain.push(say(t, "special-explain"));
    form.fields = vec![
        ask_with_hint(desk, "title", Control::Text),
        ask_with_hint(
            desk,
            "about_what",
            Control::Select(subjects(desk, &village).await?),
        ),
        ask_day(desk, "occurred"),
        ask_with_hint(desk, "document", Control::Photos),
    ];
    Ok(form)
}

/// What something special may be about: the collective, and its latest decisions and spendings.
async fn subjects(desk: &Desk, village: &Village) -> Result<Vec<Choice>, ApiError> {
    let mut found = vec![Choice::new(
        format!("collective:{}", village.id),
        village.name.clone(),
    )];
    for (kind, column) in [("decision", "about"), ("spending", "purpose")] {
        let query = format!(
            "SELECT id, {column} FROM {kind}s WHERE collective = ? ORDER BY id DESC LIMIT 30"
        );
        let rows: Vec<(i64, String)> = sqlx::query_as(&query)
            .bind(village.id)
            .fetch_all(&desk.app.db.reader)
            .await?;
        found.extend(rows.into_iter().map(|(id, text)| {
            let subject = format!("{kind}:{id}");
            let name = names::subject(desk.t, &subject);
            Choice::new(subject, format!("{name} · {text}"))
        }));
    }
    Ok(found)
}

async fn special(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let title = read.needed("title", "vl-mistake-title");
    let about: Option<Subject> = read.chosen("about_what", "mistake-choose");
    let occurred = read.date("occurred");
    let document = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    let special = SpecialInput {
        collective: village.number()?,
        about: about.ok_or_else(ApiError::not_found)?,
        title,
        occurred,
        document,
    };
    let items = vec![DisclosureInput::Special(special)];
    Ok(desk
        .send(write, "ThreeAssets", "prepare_disclosures", items)
        .await?)
}

async fn about_disclosure(desk: &Desk, id: i64, key: &str) -> Result<(Form, Village), ApiError> {
    let (village, row) = disclosure(desk, id).await?;
    let mut form = form(desk, &village, key);
    form.back = Some((row.title(desk), Kind::Disclosure.href(id)));
    form.caption = format!("{} · {}", village.name, row.title(desk));
    form.facts = facts(desk, &row);
    if row.kind == "special" {
        let paper = std::slice::from_ref(&row.digest);
        form.photos = photos(desk, &village, "photo-paper", paper).await?;
    }
    Ok((form, village))
}

async fn sign_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village) = about_disclosure(desk, about.id, "sign-disclosure").await?;
    village.ensure(&[Role::VillageSupervisor])?;
    form.explain.push(say(desk.t, "sign-disclosure-explain"));
    Ok(form)
}

async fn sign(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let id = DisclosureId(number(about.id)?);
    Ok(desk
        .send(write, "ThreeAssets", "sign_disclosures", vec![id])
        .await?)
}

async fn post_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village) = about_disclosure(desk, about.id, "post-disclosure").await?;
    village.ensure(&POSTERS)?;
    form.fields = vec![ask_with_hint(desk, "wall_photo", Control::Photos)];
    Ok(form)
}

async fn post(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "wall_photo").await?;
    let mut read = Reader::new(typed, desk.t);
    let photo = documents::one(&mut read, desk, typed, "wall_photo");
    read.done()?;
    let posting = Posting {
        disclosure: DisclosureId(number(about.id)?),
        photo,
    };
    Ok(desk
        .send(write, "ThreeAssets", "post_disclosures", vec![posting])
        .await?)
}

async fn end_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (form, village) = about_disclosure(desk, about.id, "end-disclosure").await?;
    village.ensure(&POSTERS)?;
    Ok(form)
}

async fn end(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let id = DisclosureId(number(about.id)?);
    Ok(desk
        .send(write, "ThreeAssets", "end_disclosures", vec![id])
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_offered_to_the_end_of_its_cycle_as_far_as_months_are_closed() {
        for (first, cycle, closed, expected) in [
            (1, 1, 3, 1),
            (1, 3, 2, 2),
            (1, 3, 3, 3),
            (1, 3, 4, 3),
            (2, 3, 12, 3),
            (4, 3, 12, 6),
            (12, 3, 12, 12),
        ] {
            let end = offered_end(first, cycle, closed).expect("a month");
            assert_eq!(end, expected, "{first} {cycle} {closed}");
        }
    }
}
