//! Brands: those of the place, one of them with its quotas, and how the county registers one.

use axum::{extract::Path, response::Response};
use county_primitives::{
    labels::{BrandInput, BRAND_AREA_MAX, BRAND_GRADES_MAX},
    DivisionCode, List, ProductClass, Role, Text,
};
use sqlx::FromRow;

use super::{has, quotas, COUNTY};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        lists::{older, Older, LIST_MAX},
        livestock::deed::{ask, ask_with_hint, covers, deeds, form, within, Sent},
        names,
        parties::Parties,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    write::Write,
};

/// A brand.
#[derive(FromRow)]
pub(super) struct Brand {
    pub(super) id: i64,
    pub(super) owner: i64,
    pub(super) name: String,
    product: String,
    area: String,
    grades: String,
    registered_ms: i64,
    owner_division: String,
}

const SELECT: &str = "SELECT brands.*, organisations.division AS owner_division FROM brands \
                      JOIN organisations ON organisations.id = brands.owner";

impl Brand {
    fn area(&self) -> Vec<String> {
        serde_json::from_str(&self.area).unwrap_or_default()
    }

    fn grades(&self) -> Vec<String> {
        serde_json::from_str(&self.grades).unwrap_or_default()
    }

    /// Whether the county of the owner, or of the area, is the member's.
    pub(super) fn is_of_county(&self, desk: &Desk) -> bool {
        covers(desk, COUNTY, &self.owner_division)
            || self.area().iter().any(|place| covers(desk, COUNTY, place))
    }

    /// Whether the member signs for its owner.
    pub(super) fn is_owned(&self, desk: &Desk) -> bool {
        desk.is_own(Some(self.owner)) && desk.session.has(Role::BrandOwner)
    }

    /// One that the member registers, owns or approves quotas of.
    pub(super) async fn find(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let found: Self = sqlx::query_as(&format!("{SELECT} WHERE brands.id = ?"))
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        if found.is_owned(desk) || found.is_of_county(desk) {
            Ok(found)
        } else {
            Err(ApiError::not_found())
        }
    }
}

/// The brands of the place, and the own ones.
pub(crate) async fn list(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let is_county = has(&desk, COUNTY);
    if !is_county && !desk.session.has(Role::BrandOwner) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let area = within(&desk, COUNTY, "organisations.division");
    let query = format!(
        "{SELECT} WHERE brands.id < ? AND (brands.owner = ? OR {area}) \
         ORDER BY brands.id DESC LIMIT ?"
    );
    let mut rows: Vec<Brand> = sqlx::query_as(&query)
        .bind(page.before())
        .bind(desk.organisation()?)
        .bind(LIST_MAX.saturating_add(1))
        .fetch_all(&desk.app.db.reader)
        .await?;
    let older = older(&mut rows, "/console/brands", |row| row.id);
    let register = Link::main(t.say("do-register-brand"), "/console/brands/new");
    let lines = rows.iter().map(|brand| Row {
        title: brand.name.clone(),
        lines: vec![names::product(t, &brand.product)],
        href: format!("/console/brands/{}", brand.id),
        ..Row::default()
    });
    let mut sections = vec![Section {
        heading: t.say("brands-known"),
        rows: lines.collect(),
        empty: t.say("brands-empty"),
        older,
        ..Section::default()
    }];
    if is_county {
        sections.insert(0, quotas::waiting_section(&desk).await?);
    }
    let page = Page {
        title: t.say("brands-title"),
        actions: if is_county {
            vec![register]
        } else {
            Vec::new()
        },
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// A brand with its quotas.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let brand = Brand::find(&desk, id).await?;
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let comma = t.say("comma-list");
    let places = brand.area().into_iter();
    let places: Vec<String> = places.map(|code| names::village(&desk, &code)).collect();
    let grades = match brand.grades() {
        grades if grades.is_empty() => t.say("brand-any-grade"),
        grades => grades.join(&comma),
    };
    let mut actions = Vec::new();
    if brand.is_owned(&desk) {
        let grant = format!("/console/brands/{id}/quota");
        actions.push(Link::main(t.say("do-grant-quota"), grant));
    }
    actions.push(Link::other(
        t.say("see-records"),
        format!("/records/brand:{id}"),
    ));
    let page = Page {
        back: Some((t.say("brands-title"), "/console/brands".to_owned())),
        caption: names::subject(t, &format!("brand:{id}")),
        title: brand.name.clone(),
        actions,
        facts: vec![
            line(
                "fact-brand-owner",
                names::organisation(&desk, brand.owner).await?,
            ),
            line("fact-brand-product", names::product(t, &brand.product)),
            line("fact-brand-area", places.join(&comma)),
            line("fact-brand-grades", grades),
            line("fact-registered", names::instant(t.0, brand.registered_ms)),
        ],
        sections: vec![quotas::section(&desk, &brand).await?],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Registers a brand.
    Register => register_form, register;
}

/// The counties of the member.
fn counties(desk: &Desk) -> Vec<DivisionCode> {
    let held = desk.session.roles.iter();
    held.filter(|held| held.role == Role::CountyAgriculture)
        .map(|held| held.division)
        .collect()
}

/// Who may own a brand of the member's counties.
fn owners(desk: &Desk) -> Parties {
    let area = within(desk, COUNTY, "organisations.division");
    Parties::with(&[Role::BrandOwner], &area)
}

async fn register_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "register-brand");
    form.back = Some((desk.t.say("brands-title"), "/console/brands".to_owned()));
    form.explain.push(desk.t.say("do-register-brand-explain"));
    let owner = ask(desk, "owner", Control::Text);
    let codes: Vec<String> = counties(desk).iter().map(ToString::to_string).collect();
    form.fields = vec![
        owners(desk).offer_only(desk, owner).await?,
        ask_with_hint(desk, "brand_name", Control::Text),
        ask_with_hint(desk, "product", Control::Text),
        ask_with_hint(desk, "area", Control::Lines).value(codes.join("\n")),
        ask_with_hint(desk, "grades", Control::Lines),
    ];
    Ok(form)
}

async fn register(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let owner = owners(desk).read(desk, &mut read, typed, "owner").await?;
    let name: Text<64> = read.needed("brand_name", "mistake-name");
    let product = read.chosen::<ProductClass>("product", "mistake-product");
    let area: Option<Vec<DivisionCode>> = lines(typed, "area");
    if area.as_ref().is_none_or(Vec::is_empty) {
        read.mistake("area", "mistake-divisions");
    }
    let grades: Option<Vec<Text<24>>> = lines(typed, "grades");
    if grades.is_none() {
        read.mistake("grades", "mistake-grade");
    }
    let area = List::<_, BRAND_AREA_MAX>::try_from(area.unwrap_or_default());
    if area.is_err() {
        read.mistake("area", "mistake-many");
    }
    let grades = List::<_, BRAND_GRADES_MAX>::try_from(grades.unwrap_or_default());
    if grades.is_err() {
        read.mistake("grades", "mistake-many");
    }
    read.done()?;
    let (Some(product), Ok(area), Ok(grades)) = (product, area, grades) else {
        return Err(ApiError::not_found().into());
    };
    let brand = BrandInput {
        owner: owner.unwrap_or_default(),
        name,
        product,
        area,
        grades,
    };
    Ok(desk
        .send(write, "Labels", "register_brands", vec![brand])
        .await?)
}

/// Every line of a field, read; nothing if one does not read.
fn lines<T: std::str::FromStr>(typed: &Typed, name: &str) -> Option<Vec<T>> {
    let lines = typed.get(name).lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| line.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_or_none() {
        let mut typed = Typed::default();
        typed.set("area", " 141031000000\n\n141032000000 ".to_owned());
        let read: Option<Vec<DivisionCode>> = lines(&typed, "area");
        assert_eq!(read.map(|all| all.len()), Some(2));
        typed.set("area", "141031".to_owned());
        assert_eq!(lines::<DivisionCode>(&typed, "area"), None);
        assert_eq!(lines::<DivisionCode>(&typed, "grades"), Some(Vec::new()));
    }
}
