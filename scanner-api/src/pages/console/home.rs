//! The first page: who I am, what waits for me, and where everything is.

use axum::response::Response;

use super::{
    desk::Desk, devices, livestock, motions, names, office, view, view::Tag, village, Trouble,
};
use crate::{error::ApiError, extract::Inactive, pages::format};

/// A task: something to do, with where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// What to do.
    pub(crate) title: String,
    /// More about it.
    pub(crate) hint: String,
    /// Where it stands.
    pub(crate) tag: Tag,
    /// Where it is done.
    pub(crate) href: String,
    /// Names its icon.
    pub(crate) icon: &'static str,
}

/// The tasks of one part of the work.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The part.
    pub(crate) heading: String,
    /// Its tasks.
    pub(crate) tasks: Vec<Task>,
}

/// The first page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Home {
    /// The organisation.
    pub(crate) organisation: String,
    /// What the member may act as.
    pub(crate) roles: String,
    /// What to do next.
    pub(crate) next: Option<(String, String, String)>,
    /// The parts of the work.
    pub(crate) groups: Vec<Group>,
    /// What to say to those who have nothing to do here.
    pub(crate) nothing: String,
    /// The block the numbers stand on.
    pub(crate) as_of: String,
    /// Whether the node is away, so that nothing can be recorded now.
    pub(crate) is_away: bool,
}

/// Numbers of the own things.
#[derive(sqlx::FromRow)]
struct Counts {
    plots: i64,
    resting: i64,
    growing: i64,
    ripe: i64,
    lots: i64,
    ungraded: i64,
    graded: i64,
    batches: i64,
    reserved: i64,
    printed: i64,
    quotas: i64,
    tests: i64,
    to_approve: i64,
}

/// The page.
pub(crate) async fn show(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    let as_of = desk.app.as_of();
    let mut home = Home {
        roles: roles(&desk),
        is_away: as_of.as_ref().is_none_or(|as_of| !as_of.live),
        as_of: as_of.map_or_else(String::new, |as_of| {
            t.fill("home-as-of", &[("block", &format::count(as_of.block))])
        }),
        ..Home::default()
    };
    if let Some(waiting) = motions::waiting(&desk).await {
        home.groups.push(council(&desk, waiting));
    }
    let Some(organisation) = desk.session.organisation else {
        let why = match desk.session.inactive {
            Some(Inactive::Member) => Some("home-member-suspended"),
            Some(Inactive::Organisation) => Some("home-organisation-inactive"),
            None => home.groups.is_empty().then_some("home-no-member"),
        };
        home.nothing = why.map_or_else(String::new, |why| t.say(why));
        if !home.groups.is_empty() {
            home.roles = t.say("role-council");
        }
        return Ok(view::home(&desk, &home));
    };
    let organisation = i64::from(organisation.0);
    home.organisation = names::organisation(&desk, organisation).await?;
    let counts = counts(&desk, organisation).await?;
    // Who keeps animals and has no plot is not asked for plots and lots.
    let keeps = counts.plots == 0 && livestock::keeps_animals(&desk).await?;
    home.next = village::next(&desk).await?;
    if home.next.is_none() {
        home.next = livestock::next(&desk).await?;
    }
    if home.next.is_none() && !keeps {
        home.next = next(&desk, &counts);
    }
    home.groups.extend(village::groups(&desk).await?);
    home.groups.extend(livestock::groups(&desk).await?);
    home.groups.extend(livestock::sale_group(&desk).await?);
    home.groups.extend(devices::groups(&desk).await?);
    home.groups.extend(office::groups(&desk).await?);
    if desk.grows() && !keeps {
        home.groups.push(growing(&desk, &counts));
    }
    if desk.holds_lots() && (!keeps || counts.lots > 0) {
        home.groups.push(lots(&desk, &counts));
    }
    // Most growers hand their lots over and never label them.
    if desk.packs() || counts.quotas > 0 || counts.batches > 0 {
        home.groups.push(labels(&desk, &counts));
    }
    if desk.tests() {
        home.groups.push(tests(&desk, &counts));
    }
    if home.groups.is_empty() {
        home.groups.push(elsewhere(&desk));
        home.nothing = t.say("home-nothing");
    }
    Ok(view::home(&desk, &home))
}

fn roles(desk: &Desk) -> String {
    let mut roles: Vec<String> = Vec::new();
    for held in &desk.session.roles {
        let name = names::role(desk.t, held.role);
        if !roles.contains(&name) {
            roles.push(name);
        }
    }
    roles.join(&desk.t.say("comma-list"))
}

async fn counts(desk: &Desk, organisation: i64) -> Result<Counts, ApiError> {
    let member = desk.session.member.map_or(-1, |id| i64::from(id.0));
    let today = super::fields::today().to_string();
    Ok(sqlx::query_as(
        "SELECT \
         (SELECT COUNT(*) FROM plots WHERE producer = $1) AS plots, \
         (SELECT COUNT(*) FROM plots WHERE producer = $1 AND NOT EXISTS (SELECT 1 FROM cycles \
          WHERE cycles.plot = plots.id AND finished_ms IS NULL)) AS resting, \
         (SELECT COUNT(*) FROM cycles WHERE producer = $1 AND finished_ms IS NULL) AS growing, \
         (SELECT COUNT(*) FROM cycles WHERE producer = $1 AND finished_ms IS NULL \
          AND (harvest_from IS NULL OR harvest_from <= $3)) AS ripe, \
         (SELECT COUNT(*) FROM lots WHERE holder = $1 AND mass_left > 0) AS lots, \
         (SELECT COUNT(*) FROM lots WHERE holder = $1 AND mass_left > 0 AND grade IS NULL) AS ungraded, \
         (SELECT COUNT(*) FROM lots WHERE holder = $1 AND mass_left > 0 AND grade IS NOT NULL) AS graded, \
         (SELECT COUNT(*) FROM batches WHERE issuer = $1) AS batches, \
         (SELECT CAST(COALESCE(SUM(last - first + 1), 0) AS BIGINT) FROM code_ranges JOIN batches \
          ON batches.id = code_ranges.batch WHERE issuer = $1 AND state = 'reserved') AS reserved, \
         (SELECT CAST(COALESCE(SUM(last - first + 1), 0) AS BIGINT) FROM code_ranges JOIN batches \
          ON batches.id = code_ranges.batch WHERE issuer = $1 AND state = 'printed') AS printed, \
         (SELECT CAST(COALESCE(SUM(codes - issued), 0) AS BIGINT) FROM quotas WHERE organisation = $1 \
          AND approved AND issued < codes) AS quotas, \
         (SELECT COUNT(*) FROM tests WHERE organisation = $1) AS tests, \
         (SELECT COUNT(*) FROM tests WHERE organisation = $1 AND status = 'recorded' \
          AND member <> $2) AS to_approve",
    )
    .bind(organisation)
    .bind(member)
    .bind(today)
    .fetch_one(&desk.app.db.reader)
    .await?)
}

/// The one thing that helps most now: title, why, and where.
fn next(desk: &Desk, counts: &Counts) -> Option<(String, String, String)> {
    let t = desk.t;
    let step = |key: &str, href: &str| {
        let why = t.say(&format!("next-{key}-why"));
        Some((t.say(&format!("next-{key}")), why, href.to_owned()))
    };
    if desk.tests() && counts.to_approve > 0 {
        return step("approve", "/console/tests");
    }
    if desk.grows() {
        if counts.plots == 0 {
            return step("plot", "/console/plots/new");
        }
        if counts.growing == 0 {
            return step("cycle", "/console/plots");
        }
        return step("record", "/console/cycles");
    }
    if desk.packs() {
        if counts.ungraded > 0 {
            return step("grade", "/console/lots");
        }
        if counts.printed > 0 {
            return step("activate", "/console/batches");
        }
        if counts.reserved > 0 {
            return step("print", "/console/batches");
        }
        if counts.graded > 0 && counts.quotas > 0 {
            return step("codes", "/console/batches/new");
        }
    }
    if desk.tests() {
        return step("test", "/console/tests/new");
    }
    None
}

fn tag(tone: &'static str, text: String) -> Tag {
    Tag { tone, text }
}

/// A count with its word, quiet when there is nothing.
fn counted(desk: &Desk, key: &str, number: i64, tone: &'static str) -> Tag {
    let number_text = names::count(number);
    let text = desk.t.fill(key, &[("number", &number_text)]);
    tag(if number > 0 { tone } else { "quiet" }, text)
}

fn task(desk: &Desk, key: &str, tag: Tag, href: &str, icon: &'static str) -> Task {
    Task {
        title: desk.t.say(&format!("task-{key}")),
        hint: desk.t.say(&format!("task-{key}-hint")),
        tag,
        href: href.to_owned(),
        icon,
    }
}

fn council(desk: &Desk, waiting: i64) -> Group {
    let motions = counted(desk, "count-motions", waiting, "warn");
    Group {
        heading: desk.t.say("group-council"),
        tasks: vec![task(desk, "motions", motions, "/console/motions", "seal")],
    }
}

/// For those whose work is done through the interface for programs.
fn elsewhere(desk: &Desk) -> Group {
    let open = || tag("info", desk.t.say("count-open"));
    Group {
        heading: desk.t.say("group-elsewhere"),
        tasks: vec![
            task(desk, "records", open(), "/console/records", "record"),
            task(desk, "docs", open(), "/api/v1/docs", "code"),
        ],
    }
}

fn growing(desk: &Desk, counts: &Counts) -> Group {
    Group {
        heading: desk.t.say("group-growing"),
        tasks: vec![
            task(
                desk,
                "plots",
                counted(desk, "count-plots", counts.plots, "info"),
                "/console/plots",
                "plot",
            ),
            task(
                desk,
                "start",
                counted(desk, "count-resting", counts.resting, "warn"),
                "/console/plots",
                "cycle",
            ),
            task(
                desk,
                "cycles",
                counted(desk, "count-growing", counts.growing, "good"),
                "/console/cycles",
                "record",
            ),
            task(
                desk,
                "harvest",
                counted(desk, "count-ripe", counts.ripe, "good"),
                "/console/cycles",
                "harvest",
            ),
        ],
    }
}

fn lots(desk: &Desk, counts: &Counts) -> Group {
    let mut tasks = vec![task(
        desk,
        "lots",
        counted(desk, "count-lots", counts.lots, "info"),
        "/console/lots",
        "lot",
    )];
    if desk.packs() {
        let ungraded = counted(desk, "count-ungraded", counts.ungraded, "warn");
        tasks.push(task(desk, "grade", ungraded, "/console/lots", "grade"));
    }
    Group {
        heading: desk.t.say("group-lots"),
        tasks,
    }
}

fn labels(desk: &Desk, counts: &Counts) -> Group {
    Group {
        heading: desk.t.say("group-labels"),
        tasks: vec![
            task(
                desk,
                "codes",
                counted(desk, "count-quota", counts.quotas, "good"),
                "/console/batches/new",
                "code",
            ),
            task(
                desk,
                "batches",
                counted(desk, "count-batches", counts.batches, "info"),
                "/console/batches",
                "lot",
            ),
            task(
                desk,
                "print",
                counted(desk, "count-reserved", counts.reserved, "warn"),
                "/console/batches",
                "print",
            ),
            task(
                desk,
                "activate",
                counted(desk, "count-printed", counts.printed, "warn"),
                "/console/batches",
                "activate",
            ),
        ],
    }
}

fn tests(desk: &Desk, counts: &Counts) -> Group {
    Group {
        heading: desk.t.say("group-tests"),
        tasks: vec![
            task(
                desk,
                "test",
                tag("info", desk.t.say("count-new")),
                "/console/tests/new",
                "test",
            ),
            task(
                desk,
                "tests",
                counted(desk, "count-tests", counts.tests, "info"),
                "/console/tests",
                "record",
            ),
            task(
                desk,
                "approve",
                counted(desk, "count-approve", counts.to_approve, "warn"),
                "/console/tests",
                "activate",
            ),
        ],
    }
}
