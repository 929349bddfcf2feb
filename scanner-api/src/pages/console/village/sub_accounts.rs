//! The chart of accounts of a county: what it adds below the 42 headings of the law, and what it calls them.

use axum::response::Response;
use county_primitives::{
    three_assets::accounts::{AccountCode, AccountInput},
    DivisionCode, DivisionLevel, Role, Text,
};

use super::{
    seat::AUTHORITIES,
    words::{ask_with_hint, fact, fill, say},
};
use crate::{
    error::ApiError,
    pages::{
        console::{
            actions::choose_only,
            desk::Desk,
            fields::{Choice, Control, Reader, Typed},
            form::{About, Form},
            livestock::deed::{deeds, has, Sent},
            names,
            view::{self, Link, Page, Row, Section},
            Trouble,
        },
        words::Lang,
    },
    three_assets::collectives::{self, ChartAccount},
    write::Write,
};

/// Where the chart is.
const HREF: &str = "/console/village/chart";
/// The longest code that others may lie below: two levels under a heading.
const PARENT_DIGITS_MAX: usize = 7;

/// The counties where the member has one of these roles, or is inside of.
fn counties(desk: &Desk, roles: &[Role]) -> Vec<DivisionCode> {
    let held = desk.session.roles.iter();
    let mut counties: Vec<DivisionCode> = held
        .filter(|held| roles.contains(&held.role))
        .filter_map(|held| {
            held.division
                .lineage()
                .find(|division| division.level() == DivisionLevel::County)
        })
        .collect();
    counties.sort_unstable();
    counties.dedup();
    counties
}

/// The counties whose chart the member may add to.
fn own(desk: &Desk) -> Vec<DivisionCode> {
    let mut own = counties(desk, &[Role::CountyAgriculture]);
    own.retain(|county| desk.session.covers(Role::CountyAgriculture, *county));
    own
}

/// What the county added, in the order of the codes.
async fn added(desk: &Desk, county: DivisionCode) -> Result<Vec<ChartAccount>, ApiError> {
    let mut chart = collectives::chart(&desk.app, county).await?;
    chart.retain(|account| account.account.len() > 3);
    Ok(chart)
}

/// The accounts of the counties of the member.
pub(crate) async fn list(desk: Desk) -> Result<Response, Trouble> {
    if !has(&desk, &AUTHORITIES) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let own = own(&desk);
    let add = Link::main(say(t, "do-add-account"), format!("{HREF}/new"));
    let mut sections = Vec::new();
    for county in counties(&desk, &AUTHORITIES) {
        let may_change = own.contains(&county);
        let row = |account: ChartAccount| Row {
            title: format!("{} {}", account.account, account.name),
            lines: vec![say(
                t,
                if account.leaf {
                    "account-leaf"
                } else {
                    "account-parent"
                },
            )],
            href: if may_change {
                format!("{HREF}/new?target={}", account.account)
            } else {
                String::new()
            },
            ..Row::default()
        };
        let rows = added(&desk, county).await?.into_iter().map(row);
        sections.push(Section {
            heading: names::village(&desk, &county.to_string()),
            rows: rows.collect(),
            empty: say(t, "chart-empty"),
            start: may_change.then(|| add.clone()),
            ..Section::default()
        });
    }
    let page = Page {
        title: say(t, "chart"),
        explain: vec![say(t, "chart-explain")],
        actions: if own.is_empty() {
            Vec::new()
        } else {
            vec![add]
        },
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Adds an account to the chart of the county, or gives one another name.
    AddAccount => add_form, add;
}

/// The account that is to get another name; nothing if one is to be added.
fn renamed(about: &About) -> Option<AccountCode> {
    let code: AccountCode = about.target.parse().ok()?;
    code.parent().map(|_| code)
}

async fn add_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let own = own(desk);
    let Some(first) = own.first().copied() else {
        return Err(ApiError::not_found());
    };
    let key = if renamed(about).is_some() {
        "vl-do-rename-account"
    } else {
        "vl-do-add-account"
    };
    let mut form = Form::new(desk, key, key);
    form.back = Some((say(t, "chart"), HREF.to_owned()));
    form.explain.push(say(t, "add-account-explain"));
    let places: Vec<Choice> = own
        .iter()
        .map(|county| {
            let code = county.to_string();
            let name = names::village(desk, &code);
            Choice::new(code, name)
        })
        .collect();
    let place = choose_only(t, "division", "vl-ask-chart-county", places);
    // A member of several counties chooses the county first and the account by its digits.
    let chart = collectives::chart(&desk.app, first).await?;
    form.fields.push(place);
    let name = ask_with_hint(desk, "account_name", Control::Text);
    if let Some(code) = renamed(about) {
        let digits = code.to_string();
        let known = chart.iter().find(|account| account.account == digits);
        form.facts = vec![fact(t, "chart-account", digits.clone())];
        let value = known.map_or_else(String::new, |account| account.name.clone());
        form.fields.push(name.value(value));
        return Ok(form);
    }
    let parents = chart.iter().filter(|account| is_parent(&account.account));
    let label = |account: &ChartAccount| {
        let is_heading = account.account.len() == 3 && t.0 == Lang::En;
        let name = if is_heading {
            &account.name_en
        } else {
            &account.name
        };
        Choice::new(&account.account, format!("{} {name}", account.account))
    };
    form.fields.extend([
        ask_with_hint(
            desk,
            "parent",
            Control::Select(parents.map(label).collect()),
        )
        .value(&about.target),
        ask_with_hint(desk, "account_digits", Control::Whole),
        name,
    ]);
    Ok(form)
}

/// Whether a county may add below an account. Cash is counted as one box.
fn is_parent(account: &str) -> bool {
    account.len() <= PARENT_DIGITS_MAX && !account.starts_with("101")
}

/// The next free number directly below an account; 100 if there is none.
fn next_below(chart: &[ChartAccount], parent: &str) -> u32 {
    let below = chart.iter().filter_map(|account| {
        let rest = account.account.strip_prefix(parent)?;
        (rest.len() == 2).then(|| rest.parse::<u32>().ok())?
    });
    below.max().unwrap_or(0).saturating_add(1)
}

async fn add(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let t = desk.t;
    let own = own(desk);
    let mut read = Reader::new(typed, t);
    let county: Option<DivisionCode> = read.chosen("division", "mistake-choose");
    let county = county.filter(|county| own.contains(county));
    let name: Text<48> = read.needed("account_name", "vl-mistake-account-name");
    let code = match (renamed(about), county) {
        (Some(code), _) => Some(code),
        (None, Some(county)) => {
            let chart = collectives::chart(&desk.app, county).await?;
            new_code(desk, typed, &mut read, &chart)
        }
        (None, None) => None,
    };
    read.done()?;
    let (Some(division), Some(code)) = (county, code) else {
        return Err(ApiError::not_found().into());
    };
    let account = AccountInput {
        division,
        code,
        name,
    };
    Ok(desk
        .send(write, "ThreeAssets", "add_accounts", vec![account])
        .await?)
}

/// Reads the code of a new account: what it lies below, and its own two digits or the next that are free.
fn new_code(
    desk: &Desk,
    typed: &Typed,
    read: &mut Reader<'_>,
    chart: &[ChartAccount],
) -> Option<AccountCode> {
    let t = desk.t;
    let parent: AccountCode = read.chosen("parent", "mistake-choose")?;
    let above = parent.to_string();
    let digits = typed.get("account_digits");
    let number = if digits.is_empty() {
        Some(next_below(chart, &above))
    } else {
        digits.parse().ok()
    };
    let number = number.filter(|number| (1..=99).contains(number));
    let code: Option<AccountCode> =
        number.and_then(|number| format!("{above}{number:02}").parse().ok());
    let Some(code) = code else {
        read.note("account_digits", say(t, "mistake-account-digits"));
        return None;
    };
    let written = code.to_string();
    if let Some(known) = chart.iter().find(|account| account.account == written) {
        let text = fill(t, "mistake-account-known", &[("name", &known.name)]);
        read.note("account_digits", text);
        return None;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use county_primitives::three_assets::accounts::CHART;

    use super::*;

    fn account(account: &str) -> ChartAccount {
        ChartAccount {
            account: account.to_owned(),
            name: String::new(),
            name_en: String::new(),
            class: String::new(),
            normal: String::new(),
            leaf: true,
        }
    }

    #[test]
    fn the_next_number_is_behind_the_last_one_of_its_level() {
        let chart = ["102", "10201", "1020107", "10204", "112"].map(account);
        for (parent, next) in [("102", 5), ("10201", 8), ("10204", 1), ("112", 1)] {
            assert_eq!(next_below(&chart, parent), next, "{parent}");
        }
        let full = ["10299"].map(account);
        assert_eq!(next_below(&full, "102"), 100);
    }

    #[test]
    fn cash_and_the_lowest_level_have_nothing_below() {
        for (account, may) in [
            ("101", false),
            ("102", true),
            ("1020101", true),
            ("102010101", false),
        ] {
            assert_eq!(is_parent(account), may, "{account}");
        }
    }

    #[test]
    fn every_heading_but_cash_can_be_divided() {
        let divided = CHART.iter().filter(|heading| {
            let number = heading.number.to_string();
            is_parent(&number)
        });
        assert_eq!(divided.count(), CHART.len() - 1);
    }
}
