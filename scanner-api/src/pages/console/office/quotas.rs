//! Quotas of codes: granted by the owner of a brand, approved by a second person of the county.

use county_primitives::{
    labels::{QuotaApproval, QuotaInput, QuotaKey},
    BasisPoints, BrandId, Grams, OrganisationId, Role,
};
use sqlx::FromRow;

use super::{brands::Brand, count, COUNTY};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{thousandths, today, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{ask, ask_with_hint, deeds, form, within, Sent},
        names,
        parties::Parties,
        view::{Line, Row, Section, Tag},
    },
    write::Write,
};

/// Joins what a quota lies on.
const FROM: &str = "quotas JOIN brands ON brands.id = quotas.brand \
                    JOIN organisations ON organisations.id = quotas.organisation";
/// What waits: a first grant, or a revision of one that is in force.
const WAITS: &str = "(NOT quotas.approved OR quotas.pending_codes IS NOT NULL)";

/// A quota; what waits for approval stands beside what is in force.
#[derive(FromRow)]
struct Quota {
    brand: i64,
    organisation: i64,
    season: i64,
    approved_yield: i64,
    grade_rate: i64,
    unit_net: i64,
    codes: i64,
    issued: i64,
    approved: bool,
    pending_yield: Option<i64>,
    pending_rate: Option<i64>,
    pending_unit_net: Option<i64>,
    pending_codes: Option<i64>,
    brand_name: String,
    kind: String,
    name: Option<String>,
}

const COLUMNS: &str = "quotas.*, brands.name AS brand_name, organisations.kind, organisations.name";

impl Quota {
    fn waits(&self) -> bool {
        !self.approved || self.pending_codes.is_some()
    }

    /// What would be approved: yield, rate, mass of one item, codes.
    fn proposal(&self) -> (i64, i64, i64, i64) {
        (
            self.pending_yield.unwrap_or(self.approved_yield),
            self.pending_rate.unwrap_or(self.grade_rate),
            self.pending_unit_net.unwrap_or(self.unit_net),
            self.pending_codes.unwrap_or(self.codes),
        )
    }

    fn holder(&self, desk: &Desk) -> String {
        let row = Some((self.kind.clone(), self.name.clone()));
        names::organisation_name(desk.t, self.organisation, row)
    }

    fn row(&self, desk: &Desk, may_approve: bool, says_brand: bool) -> Row {
        let t = desk.t;
        let season = t.fill("season-value", &[("year", &self.season.to_string())]);
        let mut lines = vec![if says_brand {
            format!("{} · {season}", self.brand_name)
        } else {
            season
        }];
        if self.approved {
            lines.push(t.fill(
                "quota-in-force",
                &[
                    ("codes", &names::count(self.codes)),
                    ("issued", &names::count(self.issued)),
                    ("net", &names::mass(t.0, self.unit_net)),
                ],
            ));
        }
        if self.waits() {
            let (_, _, net, codes) = self.proposal();
            let key = if self.approved {
                "quota-revision"
            } else {
                "quota-proposed"
            };
            let codes = names::count(codes);
            lines.push(t.fill(key, &[("codes", &codes), ("net", &names::mass(t.0, net))]));
        }
        let (tone, key) = match (self.waits(), self.approved) {
            (true, _) => ("warn", "quota-waits"),
            (false, _) => ("good", "quota-approved"),
        };
        Row {
            title: self.holder(desk),
            lines,
            tag: Some(Tag {
                tone,
                text: t.say(key),
            }),
            href: if self.waits() && may_approve {
                format!(
                    "/console/brands/{}/approve?target={}-{}",
                    self.brand, self.organisation, self.season
                )
            } else {
                String::new()
            },
        }
    }
}

/// How many quotas wait for the county.
pub(super) async fn waiting(desk: &Desk) -> Result<i64, ApiError> {
    count(desk, FROM, WAITS, COUNTY, "organisations.division").await
}

/// The quotas that wait for the county.
pub(super) async fn waiting_section(desk: &Desk) -> Result<Section, ApiError> {
    let area = within(desk, COUNTY, "organisations.division");
    let query = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE {WAITS} AND {area} \
         ORDER BY quotas.granted_ms DESC LIMIT 100"
    );
    let rows: Vec<Quota> = sqlx::query_as(&query)
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(Section {
        heading: desk.t.say("quotas-waiting"),
        rows: rows.iter().map(|row| row.row(desk, true, true)).collect(),
        empty: desk.t.say("quotas-none-wait"),
        ..Section::default()
    })
}

/// The quotas of a brand.
pub(super) async fn section(desk: &Desk, brand: &Brand) -> Result<Section, ApiError> {
    let query = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE quotas.brand = ? \
         ORDER BY quotas.season DESC, quotas.granted_ms DESC LIMIT 200"
    );
    let rows: Vec<Quota> = sqlx::query_as(&query)
        .bind(brand.id)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let may_approve = brand.is_of_county(desk);
    let rows = rows.iter().map(|row| row.row(desk, may_approve, false));
    Ok(Section {
        heading: desk.t.say("quotas-title"),
        rows: rows.collect(),
        empty: desk.t.say("quotas-empty"),
        ..Section::default()
    })
}

deeds! {
    /// Grants a quota, or proposes another one for the same season.
    Grant => grant_form, grant;
    /// Approves a quota as it was granted.
    Approve => approve_form, approve;
}

fn about_brand(desk: &Desk, brand: &Brand, key: &str) -> Form {
    let mut form = form(desk, key);
    form.back = Some((brand.name.clone(), format!("/console/brands/{}", brand.id)));
    form.caption.clone_from(&brand.name);
    form.explain.push(desk.t.say(&format!("do-{key}-explain")));
    form
}

async fn grant_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let brand = Brand::find(desk, about.id).await?;
    if !brand.is_owned(desk) {
        return Err(ApiError::not_found());
    }
    let t = desk.t;
    let mut form = about_brand(desk, &brand, "grant-quota");
    let roles = [Role::Producer, Role::Packer, Role::Slaughterhouse];
    let holder = ask(desk, "organisation", Control::Text);
    let holder = Parties::with(&roles, "1 = 1")
        .offer_only(desk, holder)
        .await?;
    let (year, ..) = today().to_ymd();
    form.fields = vec![
        holder,
        ask(desk, "season", Control::Whole)
            .hint(t.say("ask-season-hint"))
            .value(year.to_string()),
        ask_with_hint(desk, "approved_yield", Control::Decimal).suffix(t.say("unit-kilogram")),
        ask_with_hint(desk, "grade_rate", Control::Decimal).suffix("%"),
        ask_with_hint(desk, "unit_net", Control::Decimal).suffix(t.say("unit-kilogram")),
    ];
    Ok(form)
}

/// A share typed in percent with at most two decimals.
fn percent(text: &str) -> Option<BasisPoints> {
    let thousandths = thousandths(text)?;
    let points = thousandths.checked_div(10)?;
    let whole = thousandths.is_multiple_of(10) && points > 0 && points <= 10_000;
    whole
        .then_some(points)
        .and_then(|points| u32::try_from(points).ok())
        .map(BasisPoints)
}

async fn grant(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let organisation = Parties::any()
        .read(desk, &mut read, typed, "organisation")
        .await?;
    let season = read.chosen::<u16>("season", "mistake-season");
    let approved_yield = read.kilograms("approved_yield");
    let grade_rate = percent(typed.get("grade_rate"));
    if grade_rate.is_none() {
        read.mistake("grade_rate", "mistake-percent");
    }
    let unit_net = read.kilograms("unit_net");
    read.done()?;
    let (Some(season), Some(grade_rate)) = (season, grade_rate) else {
        return Err(ApiError::not_found().into());
    };
    let quota = QuotaInput {
        brand: brand_id(about)?,
        organisation: organisation.unwrap_or_default(),
        season,
        approved_yield,
        grade_rate,
        unit_net,
    };
    Ok(desk
        .send(write, "Labels", "grant_quotas", vec![quota])
        .await?)
}

fn brand_id(about: &About) -> Result<BrandId, ApiError> {
    u32::try_from(about.id)
        .map(BrandId)
        .map_err(|_| ApiError::not_found())
}

/// The quota that the page before named, as `organisation-season`.
async fn asked(desk: &Desk, about: &About) -> Result<Quota, ApiError> {
    let (organisation, season) = about
        .target
        .split_once('-')
        .and_then(|(one, other)| Some((one.parse::<i64>().ok()?, other.parse::<i64>().ok()?)))
        .ok_or_else(ApiError::not_found)?;
    let query = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE quotas.brand = ? AND quotas.organisation = ? \
         AND quotas.season = ? AND {WAITS}"
    );
    Ok(sqlx::query_as(&query)
        .bind(about.id)
        .bind(organisation)
        .bind(season)
        .fetch_one(&desk.app.db.reader)
        .await?)
}

async fn approve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let brand = Brand::find(desk, about.id).await?;
    let quota = asked(desk, about).await?;
    let mut form = about_brand(desk, &brand, "approve-quota");
    let (kilograms, rate, net, codes) = quota.proposal();
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    form.facts = vec![
        line("fact-quota-holder", quota.holder(desk)),
        line("fact-season", quota.season.to_string()),
        line("fact-quota-yield", names::mass(t.0, kilograms)),
        line(
            "fact-quota-rate",
            format!("{}.{:02}%", rate / 100, rate % 100),
        ),
        line("fact-quota-net", names::mass(t.0, net)),
        line("fact-quota-codes", names::count(codes)),
    ];
    if quota.approved {
        let now = t.fill(
            "quota-in-force",
            &[
                ("codes", &names::count(quota.codes)),
                ("issued", &names::count(quota.issued)),
                ("net", &names::mass(t.0, quota.unit_net)),
            ],
        );
        form.facts.push(line("fact-quota-now", now));
    }
    Ok(form)
}

async fn approve(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let quota = asked(desk, about).await?;
    let (_, _, net, codes) = quota.proposal();
    let internal = |_| ApiError::not_found();
    let approval = QuotaApproval {
        quota: QuotaKey {
            brand: brand_id(about)?,
            organisation: OrganisationId(u32::try_from(quota.organisation).map_err(internal)?),
            season: u16::try_from(quota.season).map_err(internal)?,
        },
        codes: u32::try_from(codes).map_err(internal)?,
        unit_net: Grams(u64::try_from(net).map_err(internal)?),
    };
    Ok(desk
        .send(write, "Labels", "approve_quotas", vec![approval])
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_become_basis_points() {
        for (text, points) in [
            ("70", Some(7_000)),
            ("62.5", Some(6_250)),
            ("0.01", Some(1)),
            ("100", Some(10_000)),
            ("100.01", None),
            ("0", None),
            ("62.555", None),
            ("all", None),
        ] {
            assert_eq!(percent(text), points.map(BasisPoints), "{text}");
        }
    }
}
