//! Today's work: what waits for each role, on the first page in numbers and here in lists.

use axum::{extract::Path, response::Response};
use county_primitives::Role;
use serde::Deserialize;

use super::{
    names,
    queues::{self, Duty, DUTIES},
    recalls,
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        home::{Group, Task},
        view::{self, Link, Page, Row, Section, Tag},
        Trouble,
    },
};

/// How many lines a queue shows on a page with others, and on its own page.
const FEW: i64 = 5;
const MANY: i64 = 50;

/// Whether a duty is the member's. Who grows pears is a producer too: a farm is who has animals, tags
/// or neither plots nor animals yet.
async fn has(desk: &Desk, duty: &Duty) -> Result<bool, ApiError> {
    if !desk.session.has(duty.role) || desk.session.organisation.is_none() {
        return Ok(false);
    }
    match duty.role {
        Role::Producer => keeps_animals_or_nothing(desk).await,
        Role::Buyer => has_received_food(desk).await,
        _ => Ok(true),
    }
}

/// Whether the own organisation has received milk or eggs: most buyers trade other things.
async fn has_received_food(desk: &Desk) -> Result<bool, ApiError> {
    let own = desk.organisation()?;
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM food_lots WHERE receiver = ?)")
            .bind(own)
            .fetch_one(&desk.app.db.reader)
            .await?,
    )
}

/// Whether the own organisation has animals or tags for them.
pub(crate) async fn keeps_animals(desk: &Desk) -> Result<bool, ApiError> {
    let own = desk.organisation()?;
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM lives WHERE farm = $1) \
         OR EXISTS (SELECT 1 FROM tag_stocks WHERE organisation = $1)",
    )
    .bind(own)
    .fetch_one(&desk.app.db.reader)
    .await?)
}

/// The places of livestock in the navigation.
pub(crate) fn places(desk: &Desk) -> Vec<(&'static str, &'static str, &'static str)> {
    let duties = DUTIES
        .iter()
        .filter(|duty| !matches!(duty.role, Role::Producer | Role::Buyer))
        .filter(|duty| desk.session.has(duty.role));
    duties
        .map(|duty| (duty.place, duty.path, "activate"))
        .collect()
}

async fn keeps_animals_or_nothing(desk: &Desk) -> Result<bool, ApiError> {
    let own = desk.organisation()?;
    let plots: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM plots WHERE producer = ?)")
        .bind(own)
        .fetch_one(&desk.app.db.reader)
        .await?;
    Ok(!plots || keeps_animals(desk).await?)
}

/// The roles that handle tags before they are in an ear.
const TAG_HOLDERS: [Role; 4] = [
    Role::DiseaseControl,
    Role::Township,
    Role::Vaccinator,
    Role::Producer,
];

/// The parts of the first page that are about livestock.
pub(crate) async fn groups(desk: &Desk) -> Result<Vec<Group>, ApiError> {
    let t = desk.t;
    let mut groups: Vec<Group> = recalls::group(desk).await?.into_iter().collect();
    let mut handles_tags =
        desk.session.has(Role::DiseaseControl) || desk.session.has(Role::Township);
    for duty in DUTIES {
        if !has(desk, duty).await? {
            continue;
        }
        handles_tags |= TAG_HOLDERS.contains(&duty.role);
        let mut tasks = Vec::new();
        if duty.role == Role::Producer {
            tasks.push(animals(desk).await?);
        }
        for queue in duty.queues {
            let number = queue.count(desk, duty.role).await?;
            // What never happens to a member is not shown; what happens every day always is.
            if number == 0 && queue.tone == "bad" {
                continue;
            }
            tasks.push(Task {
                title: t.say(&format!("queue-{}", queue.key)),
                hint: t.say(&format!("queue-{}-hint", queue.key)),
                tag: Tag {
                    tone: if number > 0 { queue.tone } else { "quiet" },
                    text: names::count(number),
                },
                href: format!("/console/livestock/queues/{}", queue.key),
                icon: queue.icon,
            });
        }
        tasks.push(Task {
            title: t.say(&format!("duty-{}-more", duty.key)),
            hint: t.say(&format!("duty-{}-more-hint", duty.key)),
            tag: Tag {
                tone: "info",
                text: t.say("count-new"),
            },
            href: duty.path.to_owned(),
            icon: "record",
        });
        groups.push(Group {
            heading: t.say(&format!("duty-{}", duty.key)),
            tasks,
        });
    }
    if handles_tags {
        groups.push(tags(desk).await?);
    }
    Ok(groups)
}

async fn animals(desk: &Desk) -> Result<Task, ApiError> {
    let heads: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(heads), 0) AS BIGINT) FROM lives WHERE farm = ? \
         AND state IN ('on_farm', 'declared', 'certified', 'isolation')",
    )
    .bind(desk.organisation()?)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok(Task {
        title: desk.t.say("animals-title"),
        hint: desk.t.say("animals-hint"),
        tag: Tag {
            tone: if heads > 0 { "good" } else { "quiet" },
            text: desk
                .t
                .fill("count-heads", &[("number", &names::count(heads))]),
        },
        href: "/console/livestock/animals".to_owned(),
        icon: "plot",
    })
}

async fn tags(desk: &Desk) -> Result<Group, ApiError> {
    let number: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(last - first + 1), 0) AS BIGINT) FROM tag_stocks WHERE organisation = ?",
    )
    .bind(desk.organisation()?)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok(Group {
        heading: desk.t.say("tags-title"),
        tasks: vec![Task {
            title: desk.t.say("tags-stock"),
            hint: desk.t.say("tags-stock-hint"),
            tag: Tag {
                tone: if number > 0 { "info" } else { "quiet" },
                text: desk
                    .t
                    .fill("count-tags", &[("number", &names::count(number))]),
            },
            href: "/console/livestock/tags".to_owned(),
            icon: "code",
        }],
    })
}

/// The one thing of livestock that waits longest: title, why, where.
pub(crate) async fn next(desk: &Desk) -> Result<Option<(String, String, String)>, ApiError> {
    if let Some(recall) = recalls::next(desk).await? {
        return Ok(Some(recall));
    }
    for duty in DUTIES {
        if !has(desk, duty).await? {
            continue;
        }
        for queue in duty.queues.iter().filter(|queue| queue.tone == "warn") {
            let number = queue.count(desk, duty.role).await?;
            if number > 0 {
                let key = format!("queue-{}", queue.key);
                let count = names::count(number);
                return Ok(Some((
                    desk.t.say(&key),
                    desk.t.fill("queue-waiting", &[("number", &count)]),
                    format!("/console/livestock/queues/{}", queue.key),
                )));
            }
        }
    }
    Ok(None)
}

/// The page of a role: everything that waits for it, and everything it can do.
pub(crate) async fn duty(desk: Desk, Path(key): Path<String>) -> Result<Response, Trouble> {
    let t = desk.t;
    let found = DUTIES.iter().find(|duty| duty.key == key);
    let Some(duty) = found.filter(|duty| desk.session.has(duty.role)) else {
        return Err(ApiError::not_found().into());
    };
    let mut sections = Vec::new();
    for queue in duty.queues {
        let mut rows = queue.rows(&desk, duty.role, i64::MAX, FEW + 1).await?;
        if rows.is_empty() {
            continue;
        }
        let more = i64::try_from(rows.len()).is_ok_and(|rows| rows > FEW);
        rows.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
        sections.push(Section {
            heading: t.say(&format!("queue-{}", queue.key)),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            older: more.then(|| format!("/console/livestock/queues/{}", queue.key)),
            ascends: true,
            ..Section::default()
        });
    }
    let deed = |(at, (key, href)): (usize, &(&'static str, &'static str))| {
        let label = t.say(key);
        if at == 0 {
            Link::main(label, *href)
        } else {
            Link::other(label, *href)
        }
    };
    if sections.is_empty() && !duty.queues.is_empty() {
        sections.push(Section {
            empty: t.say("queue-nothing"),
            ..Section::default()
        });
    }
    let mut actions: Vec<Link> = duty.deeds.iter().enumerate().map(deed).collect();
    if duty.role == Role::Producer {
        // What leads to the own farm.
        let own = desk.organisation()?;
        let (report, trace) = (
            format!("/livestock/farms/{own}/report"),
            format!("/livestock/trace?farm={own}"),
        );
        actions.push(Link::other(t.say("go-report"), report));
        actions.push(Link::other(t.say("go-trace"), trace));
    }
    let page = Page {
        title: t.say(&format!("duty-{}", duty.key)),
        actions,
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Where the last page ended.
#[derive(Deserialize)]
pub(crate) struct Before {
    before: Option<i64>,
}

/// A queue on its own page.
pub(crate) async fn queue(
    desk: Desk,
    Path(key): Path<String>,
    Query(page): Query<Before>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let found = queues::find(&key);
    let Some((duty, queue)) = found.filter(|(duty, _)| desk.session.has(duty.role)) else {
        return Err(ApiError::not_found().into());
    };
    let before = page.before.unwrap_or(i64::MAX);
    let rows = queue.rows(&desk, duty.role, before, MANY + 1).await?;
    let path = format!("/console/livestock/queues/{}", queue.key);
    let section = section(rows, &path, t.say("queue-nothing"));
    let page = Page {
        back: Some((t.say(&format!("duty-{}", duty.key)), duty.path.to_owned())),
        title: t.say(&format!("queue-{}", queue.key)),
        explain: vec![t.say(&format!("queue-{}-hint", queue.key))],
        actions: if section.rows.is_empty() {
            Vec::new()
        } else {
            queue.deed(&desk).into_iter().collect()
        },
        sections: vec![section],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// A list whose rows know their numbers, cut where a page ends.
pub(super) fn section(mut rows: Vec<(i64, Row)>, path: &str, empty: String) -> Section {
    let most = usize::try_from(MANY).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let older = rows.last().map(|(key, _)| format!("{path}?before={key}"));
    Section {
        older: older.filter(|_| more),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty,
        ..Section::default()
    }
}
