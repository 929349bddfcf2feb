//! Officers of a village: who holds which post and until when, and how the township or county appoints and
//! dismisses. Names and numbers of officers and their kin are sealed here; the ledger has keyed digests.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::collectives::{Dismissal, OfficerInput, Post, BOARD, KIN_MAX},
    CreditCode, Date, Digest, DivisionCode, List, MemberId, Text,
};
use sqlx::FromRow;

use super::{
    collectives::facts,
    seat::{Village, AUTHORITIES},
    words::{ask, ask_day, ask_with_hint, ask_word, fact, fill, form, mistake_of, say, tag, word},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{today, Choice, Control, Reader, Typed},
        form::{About, Form, Refusal},
        livestock::deed::{deeds, ticked, Sent},
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    screening,
    three_assets::{
        collectives::{self, Officer},
        parties::{self, Party, PartyKind},
    },
    write::Write,
};

/// The posts, in the order of the law.
const POSTS: [(&str, Post); 5] = [
    ("chair", Post::Chair),
    ("director", Post::Director),
    ("supervisor", Post::Supervisor),
    ("cashier", Post::Cashier),
    ("accountant", Post::Accountant),
];
/// How many former officers are shown.
const FORMER_MAX: usize = 50;
/// How many members can be chosen from.
const MEMBERS_MAX: i64 = 200;

/// The officers of a village with their terms, and what its board lacks.
pub(crate) async fn list(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::of(&desk, id).await?;
    village.ensure(&AUTHORITIES)?;
    let collective = collectives::get(&desk.app, id).await?;
    let officers = collectives::officers(&desk.app, &collective, village.sight(&desk)).await?;
    let today = today().to_string();
    let (seated, former): (Vec<&Officer>, Vec<&Officer>) =
        officers.iter().partition(|officer| officer.seated);
    let row = |officer: &&Officer| row(&desk, &village, officer, &today);
    let page = Page {
        back: Some((
            say(t, "collectives"),
            "/console/village/collectives".to_owned(),
        )),
        caption: village.name.clone(),
        title: say(t, "go-officers"),
        warnings: lacking(&desk, &seated, &today, collective.agency.is_some()),
        actions: vec![
            Link::main(say(t, "do-appoint"), village.href("officers/new")),
            Link::other(say(t, "do-figures"), village.href("figures")),
            Link::other(say(t, "do-correct-name"), village.href("names")),
            Link::other(say(t, "day"), village.href("")),
        ],
        facts: facts(&desk, &village).await?,
        sections: vec![
            Section {
                heading: say(t, "officers-seated"),
                rows: seated.iter().map(row).collect(),
                empty: say(t, "officers-none"),
                ..Section::default()
            },
            Section {
                heading: say(t, "officers-former"),
                rows: former.iter().take(FORMER_MAX).map(row).collect(),
                empty: say(t, "officers-none-former"),
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Whether a seat is held on a day.
fn is_in_office(officer: &Officer, today: &str) -> bool {
    officer.seated && officer.from_day.as_str() <= today && officer.until_day.as_str() >= today
}

fn title(desk: &Desk, officer: &Officer) -> String {
    let post = word(desk.t, "post", &officer.post);
    match &officer.name {
        Some(name) => format!("{post} · {name}"),
        None => format!("{post} · {}", say(desk.t, "party-unknown")),
    }
}

fn term(desk: &Desk, officer: &Officer) -> String {
    fill(
        desk.t,
        "term",
        &[
            ("from", &names::day(desk.t.0, &officer.from_day)),
            ("until", &names::day(desk.t.0, &officer.until_day)),
        ],
    )
}

fn row(desk: &Desk, village: &Village, officer: &Officer, today: &str) -> Row {
    let t = desk.t;
    let standing = match (officer.seated, officer.dismissed.is_some()) {
        (false, true) => tag(t, "quiet", "officer-dismissed"),
        (false, false) => tag(t, "quiet", "officer-followed"),
        _ if officer.until_day.as_str() < today => tag(t, "bad", "term-over"),
        _ if officer.from_day.as_str() > today => tag(t, "info", "term-ahead"),
        _ => tag(t, "good", "in-office"),
    };
    let member = names::subject(t, &format!("member:{}", officer.member));
    let mut lines = vec![format!("{member} · {}", term(desk, officer))];
    if !officer.reason.is_empty() {
        lines.push(officer.reason.clone());
    }
    let end = village.href(&format!("officers/end?target={}", officer.member));
    Row {
        title: title(desk, officer),
        lines,
        tag: Some(standing),
        href: if officer.seated { end } else { String::new() },
    }
}

/// What the law or the work still needs (CEO Act Art.29 and 32).
fn lacking(desk: &Desk, seated: &[&Officer], today: &str, has_agency: bool) -> Vec<String> {
    let t = desk.t;
    let holds = |post: Post| {
        let name = POSTS.into_iter().find(|(_, known)| *known == post);
        let name = name.map_or("", |(name, _)| name);
        let held = seated.iter().filter(|officer| officer.post == name);
        held.filter(|officer| is_in_office(officer, today)).count()
    };
    let mut lacking: Vec<String> = POSTS
        .iter()
        .filter(|(_, post)| *post != Post::Director && (*post != Post::Accountant || !has_agency))
        .filter(|(_, post)| holds(*post) == 0)
        .map(|(name, _)| fill(t, "nobody-is", &[("post", &word(t, "post", name))]))
        .collect();
    let directors = holds(Post::Chair).saturating_add(holds(Post::Director));
    let is_board = u32::try_from(directors)
        .is_ok_and(|directors| BOARD.contains(&directors) && directors % 2 == 1);
    if !is_board {
        let count = directors.to_string();
        lacking.push(fill(t, "board-odd", &[("count", &count)]));
    }
    lacking
}

deeds! {
    /// Puts an officer into office.
    Appoint => appoint_form, appoint;
    /// Ends a term.
    Dismiss => dismiss_form, dismiss;
}

#[derive(FromRow)]
struct MemberRow {
    id: i64,
    login: Option<String>,
}

/// Members of the collective and its agency who have a role of an officer and no seat that still runs.
async fn members(
    desk: &Desk,
    village: &Village,
    organisations: [i64; 2],
) -> Result<Vec<Choice>, ApiError> {
    let posts = POSTS.map(|(_, post)| post.role());
    let words = posts.map(|role| format!("'{}'", role.id()));
    let query = format!(
        "SELECT members.id, (SELECT accounts.login FROM account_keys JOIN accounts \
         ON accounts.id = account_keys.account WHERE account_keys.public_key = members.public_key) \
         AS login FROM members \
         WHERE members.status = 'active' AND members.organisation IN ($1, $2) \
         AND EXISTS (SELECT 1 FROM member_roles WHERE member_roles.member = members.id \
         AND member_roles.role IN ({})) AND members.id NOT IN (SELECT member FROM officers \
         WHERE collective = $3 AND seated AND until_day >= $4) \
         ORDER BY members.id LIMIT $5",
        words.join(", ")
    );
    let [own, agency] = organisations;
    let rows: Vec<MemberRow> = sqlx::query_as(&query)
        .bind(own)
        .bind(agency)
        .bind(village.id)
        .bind(today().to_string())
        .bind(MEMBERS_MAX)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let t = desk.t;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let held = names::roles(desk, &ids, |role| posts.contains(&role)).await?;
    let choice = |row: MemberRow| {
        let member = names::subject(t, &format!("member:{}", row.id));
        let parts = [
            member,
            row.login.unwrap_or_default(),
            held.get(&row.id).cloned().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Choice::new(row.id, parts.join(" · "))
    };
    Ok(rows.into_iter().map(choice).collect())
}

async fn appoint_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let mut form = form(desk, &village, "appoint");
    form.back = Some((say(t, "go-officers"), village.href("officers")));
    form.explain.push(say(t, "appoint-explain"));
    let collective = collectives::get(&desk.app, village.id).await?;
    let own = collective.organisation;
    let organisations = [own, collective.agency.unwrap_or(own)];
    let members = members(desk, &village, organisations).await?;
    let posts = POSTS.map(|(name, _)| name);
    let max = KIN_MAX.to_string();
    form.fields = vec![
        ask_word(desk, "post", "post", &posts),
        ask_with_hint(desk, "member", Control::Select(members)),
        ask_with_hint(desk, "member_number", Control::Whole).folded(say(t, "group-other-member")),
        ask_day(desk, "term_from")
            .group(say(t, "group-term"))
            .half(),
        ask(desk, "term_until", Control::Day).half(),
        ask_with_hint(desk, "person_name", Control::Text).group(say(t, "group-person")),
        ask_with_hint(desk, "person_number", Control::Text),
        ask(desk, "kin", Control::Lines)
            .hint(fill(t, "ask-kin-hint", &[("count", &max)]))
            .group(say(t, "group-kin")),
        ask(desk, "kin_none", Control::Tick),
    ];
    Ok(form)
}

/// What was typed about an appointment.
struct Appointment {
    post: Post,
    member: MemberId,
    from: Date,
    until: Date,
    person: Party,
    kin: Vec<Party>,
}

async fn appoint(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let appointment = read_appointment(desk, typed)?;
    let member = appointment.member;
    if !may_sign(desk, &village, member, appointment.post).await? {
        let role = names::role(desk.t, appointment.post.role());
        let text = fill(desk.t, "mistake-member-role", &[("role", &role)]);
        return Err(vec![("member", text)].into());
    }
    let mut read = Reader::new(typed, desk.t);
    let who = ("person_name", "person_number");
    let person = keep(desk, &village, &appointment.person, who, &mut read).await?;
    let mut kin = Vec::with_capacity(appointment.kin.len());
    for party in &appointment.kin {
        kin.extend(keep(desk, &village, party, ("kin", "kin"), &mut read).await?);
    }
    read.done()?;
    kin.sort_unstable();
    kin.dedup();
    let officer = OfficerInput {
        collective: village.number()?,
        member,
        post: appointment.post,
        from: appointment.from,
        until: appointment.until,
        person: person.ok_or_else(ApiError::not_found)?,
        kin: List::try_from(kin).map_err(|_| ApiError::not_found())?,
    };
    Ok(desk
        .send(write, "ThreeAssets", "appoint_officers", vec![officer])
        .await?)
}

/// Reads an appointment, and keeps nothing yet.
fn read_appointment(desk: &Desk, typed: &Typed) -> Result<Appointment, Refusal> {
    let t = desk.t;
    let mut read = Reader::new(typed, t);
    let mut posts = POSTS.into_iter();
    let post = posts.find(|(name, _)| *name == typed.get("post"));
    if post.is_none() {
        read.mistake("post", "mistake-choose");
    }
    let field = if read.is_blank("member_number") {
        "member"
    } else {
        "member_number"
    };
    let member: Option<MemberId> = read.chosen(field, "mistake-choose");
    let from = read.date("term_from");
    let until = read.date("term_until");
    let name = typed.get("person_name");
    if name.is_empty() {
        read.note("person_name", say(t, "mistake-name"));
    }
    let kin: Vec<Party> = typed.get("kin").lines().filter_map(kin_of).collect();
    match (kin.len(), ticked(typed, "kin_none")) {
        (0, false) => read.note("kin", say(t, "mistake-kin")),
        (1.., true) => read.note("kin_none", say(t, "mistake-kin-none")),
        (count, _) if u32::try_from(count).is_ok_and(|count| count <= KIN_MAX) => {}
        _ => {
            let max = KIN_MAX.to_string();
            read.note("kin", fill(t, "mistake-kin-many", &[("count", &max)]));
        }
    }
    let number = Some(typed.get("person_number").to_owned());
    let person = Party {
        kind: PartyKind::Person,
        name: name.to_owned(),
        number: number.filter(|number| !number.is_empty()),
        ..Party::default()
    };
    read.done()?;
    let (Some((_, post)), Some(member)) = (post, member) else {
        return Err(ApiError::not_found().into());
    };
    Ok(Appointment {
        post,
        member,
        from,
        until,
        person,
        kin,
    })
}

/// A line about kin: a name, then the number if it is known.
pub(crate) fn kin_of(line: &str) -> Option<Party> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    let (name, number) = line
        .split_once([' ', '\t', ',', '，', '、', '\u{3000}'])
        .unwrap_or((line, ""));
    let number = number.trim();
    let is_code = CreditCode::new(number).is_ok() && screening::find(number).is_none();
    Some(Party {
        kind: if is_code {
            PartyKind::Organisation
        } else {
            parties::kind_of_name(name)
        },
        name: name.to_owned(),
        number: (!number.is_empty()).then(|| number.to_owned()),
        ..Party::default()
    })
}

/// Whether a member is active and has the role of the post where the village is. The chain lets anybody be
/// appointed and refuses the signatures of who has no role, which would be found out much later.
async fn may_sign(
    desk: &Desk,
    village: &Village,
    member: MemberId,
    post: Post,
) -> Result<bool, ApiError> {
    let held: Vec<String> = sqlx::query_scalar(
        "SELECT member_roles.division FROM member_roles JOIN members \
         ON members.id = member_roles.member WHERE member_roles.member = ? \
         AND member_roles.role = ? AND members.status = 'active'",
    )
    .bind(i64::from(member.0))
    .bind(post.role().id())
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut places = held.iter().filter_map(|code| code.parse().ok());
    Ok(places.any(|place: DivisionCode| place.contains(village.division)))
}

/// Keeps a person or company sealed; what is wrong stands beside the field of the name or of the number.
pub(crate) async fn keep(
    desk: &Desk,
    village: &Village,
    party: &Party,
    fields: (&'static str, &'static str),
    read: &mut Reader<'_>,
) -> Result<Option<Digest>, Refusal> {
    let error = match parties::keep(&desk.app, village.division, party).await {
        Ok(digests) => return Ok(Some(digests.party)),
        Err(error) => error,
    };
    let Some((pointer, text)) = mistake_of(desk, &error) else {
        return Err(error.into());
    };
    let (name, number) = fields;
    if pointer == "/number" {
        read.note(number, text);
    } else {
        read.note(name, text);
    }
    Ok(None)
}

async fn dismiss_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let collective = collectives::get(&desk.app, village.id).await?;
    let officers = collectives::officers(&desk.app, &collective, village.sight(desk)).await?;
    let officer = officers
        .iter()
        .find(|officer| officer.seated && officer.member.to_string() == about.target)
        .ok_or_else(ApiError::not_found)?;
    let mut form = form(desk, &village, "dismiss");
    form.back = Some((say(t, "go-officers"), village.href("officers")));
    form.facts = vec![
        fact(t, "officer", title(desk, officer)),
        fact(t, "term", term(desk, officer)),
    ];
    form.explain.push(say(t, "dismiss-explain"));
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn dismiss(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    read.done()?;
    let dismissal = Dismissal {
        collective: village.number()?,
        member: about.target.parse().map_err(|_| ApiError::not_found())?,
        reason,
    };
    Ok(desk
        .send(write, "ThreeAssets", "dismiss_officers", vec![dismissal])
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_kin_is_a_name_and_a_number() {
        for (line, name, number, kind) in [
            ("王秀英", "王秀英", None, PartyKind::Person),
            (
                " 王秀英 11010519491231002X ",
                "王秀英",
                Some("11010519491231002X"),
                PartyKind::Person,
            ),
            (
                "王家建材店，11450223007794317P",
                "王家建材店",
                Some("11450223007794317P"),
                PartyKind::Organisation,
            ),
            ("王家建材店", "王家建材店", None, PartyKind::Organisation),
            (
                "惠民 11450223007794317P",
                "惠民",
                Some("11450223007794317P"),
                PartyKind::Organisation,
            ),
        ] {
            let party = kin_of(line).unwrap();
            assert_eq!(party.name, name, "{line}");
            assert_eq!(party.number.as_deref(), number, "{line}");
            assert_eq!(party.kind, kind, "{line}");
        }
        assert_eq!(kin_of("  "), None);
    }
}
