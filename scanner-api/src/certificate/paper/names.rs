//! What the index and the vault know of a certificate: names, plate, tags, meat.

use county_primitives::{livestock::Species, DivisionCode, Grams, OrganisationId};
use sqlx::{FromRow, QueryBuilder, SqlitePool};

use super::{particulars, plates, Certificate, Known, Products};
use crate::{certificate::records::push_list, error::ApiError, state::App};

pub(super) async fn known(app: &App, certificate: &Certificate) -> Result<Known, ApiError> {
    let db = &app.db.reader;
    let particulars = particulars::shown(app, &certificate.particulars)
        .await?
        .unwrap_or_default();
    let owner = if particulars.owner.is_empty() {
        organisation(db, certificate.owner).await?
    } else {
        particulars.owner.clone()
    };
    let receiver = match certificate.destination.organisation {
        Some(receiver) => Some(organisation(db, receiver).await?),
        None => None,
    };
    let plate = plates::shown(app, &certificate.transport.plate).await?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM certificates WHERE id = ?")
        .bind(i64::try_from(certificate.id.0).map_err(ApiError::internal)?)
        .fetch_optional(db)
        .await?;
    let (loaded, products) = if certificate.products.is_empty() {
        (tags(db, certificate).await?, Products::default())
    } else {
        meat(db, certificate).await?
    };
    Ok(Known {
        owner,
        carrier: organisation(db, certificate.transport.carrier).await?,
        office: organisation(db, certificate.vet.organisation).await?,
        receiver,
        plate: plate.unwrap_or_else(|| "牌号未在本服务登记".to_owned()),
        particulars,
        loaded,
        products,
        state: state.unwrap_or_default(),
    })
}

/// The registered name of an organisation; a household by its number.
pub(crate) async fn organisation(db: &SqlitePool, id: OrganisationId) -> Result<String, ApiError> {
    let name: Option<Option<String>> =
        sqlx::query_scalar("SELECT name FROM organisations WHERE id = ?")
            .bind(i64::from(id.0))
            .fetch_optional(db)
            .await?;
    Ok(name
        .flatten()
        .unwrap_or_else(|| format!("登记主体 {id} 号")))
}

#[derive(FromRow)]
struct LifeRow {
    unit: String,
    tag: Option<String>,
    heads: i64,
}

/// The tags of the load as it was certified, in its order; of a herd, how many heads. A tag that was replaced
/// since is the one on the paper.
async fn tags(db: &SqlitePool, certificate: &Certificate) -> Result<Vec<String>, ApiError> {
    let units: Vec<String> = certificate
        .load
        .iter()
        .map(|unit| unit.subject().to_string())
        .collect();
    let mut query = QueryBuilder::new(
        "SELECT unit, COALESCE((SELECT tags.tag FROM tags WHERE tags.unit = lives.unit \
         AND tags.fate = 'replaced' AND tags.since_ms > ",
    );
    query.push_bind(i64::try_from(certificate.issued_ms).unwrap_or(i64::MAX));
    query.push(
        " ORDER BY tags.since_ms LIMIT 1), lives.tag) AS tag, heads FROM lives WHERE unit IN ",
    );
    push_list(&mut query, units.iter().map(String::as_str));
    let rows: Vec<LifeRow> = query.build_query_as().fetch_all(db).await?;
    let lives: std::collections::HashMap<&str, &LifeRow> =
        rows.iter().map(|row| (row.unit.as_str(), row)).collect();
    Ok(units
        .iter()
        .map(|unit| match lives.get(unit.as_str()) {
            Some(LifeRow { tag: Some(tag), .. }) => tag.clone(),
            Some(row) => format!("{}（{}）", herd(unit), row.heads),
            None => herd(unit),
        })
        .collect())
}

/// `herd:3` as people write it.
fn herd(unit: &str) -> String {
    match unit.split_once(':') {
        Some(("herd", id)) => format!("群 {id}"),
        Some((_, id)) => format!("个体 {id}"),
        None => unit.to_owned(),
    }
}

#[derive(FromRow)]
struct MeatRow {
    id: i64,
    name: String,
    mass: i64,
    maker: Option<String>,
}

/// The pieces, their names and mass, who made them, and the seals of the carcasses they come from.
async fn meat(
    db: &SqlitePool,
    certificate: &Certificate,
) -> Result<(Vec<String>, Products), ApiError> {
    let ids: Vec<String> = certificate
        .products
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut query = QueryBuilder::new(
        "SELECT meats.id, meats.name, mass, organisations.name AS maker FROM meats \
         LEFT JOIN organisations ON organisations.id = meats.house \
         WHERE CAST(meats.id AS TEXT) IN ",
    );
    push_list(&mut query, ids.iter().map(String::as_str));
    query.push(" ORDER BY meats.id");
    let rows: Vec<MeatRow> = query.build_query_as().fetch_all(db).await?;
    let mut products = Products {
        seals: seals(db, &ids).await?,
        ..Products::default()
    };
    let mut pieces = Vec::with_capacity(rows.len());
    for row in rows {
        products.mass = Grams(
            products
                .mass
                .0
                .saturating_add(u64::try_from(row.mass).unwrap_or(0)),
        );
        pieces.push(format!("{} {}", row.id, row.name));
        push_new(&mut products.names, row.name);
        push_new(&mut products.makers, row.maker.unwrap_or_default());
    }
    Ok((pieces, products))
}

async fn seals(db: &SqlitePool, ids: &[String]) -> Result<Vec<String>, ApiError> {
    let mut query = QueryBuilder::new(
        "WITH RECURSIVE lineage (id) AS (SELECT id FROM meats WHERE CAST(id AS TEXT) IN ",
    );
    push_list(&mut query, ids.iter().map(String::as_str));
    query.push(
        " UNION SELECT parent FROM meat_edges JOIN lineage ON meat_edges.child = lineage.id) \
         SELECT quarantine_seal, quality_seal FROM meats JOIN lineage ON lineage.id = meats.id \
         WHERE quarantine_seal IS NOT NULL OR quality_seal IS NOT NULL ORDER BY meats.id LIMIT 64",
    );
    let rows: Vec<(Option<String>, Option<String>)> = query.build_query_as().fetch_all(db).await?;
    let mut seals = Vec::new();
    for seal in rows.into_iter().flat_map(|(left, right)| [left, right]) {
        push_new(&mut seals, seal.unwrap_or_default());
    }
    Ok(seals)
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !text.is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

/// A place from the province down, with its code.
pub(super) fn place(app: &App, division: DivisionCode) -> String {
    let path = app.divisions.path(division);
    if path.is_empty() {
        division.to_string()
    } else {
        format!("{} {division}", path.concat())
    }
}

/// What stands across the paper of a certificate that cannot be travelled with.
pub(super) fn unusable(state: &str) -> Option<String> {
    let text = match state {
        "cancelled" => "已作废",
        "arrived" => "已到达，不得再次使用",
        "left" => "已离开本区域，不得再次使用",
        _ => return None,
    };
    Some(text.to_owned())
}

/// A species, in Chinese.
pub(crate) fn species(species: Species) -> &'static str {
    match species {
        Species::Pig => "猪",
        Species::Cattle => "牛",
        Species::SheepGoat => "羊",
        Species::Poultry => "禽",
    }
}

/// A count with its unit, in figures and in words (大写).
pub(crate) fn heads(heads: u32, species: Option<Species>) -> String {
    let unit = match species {
        Some(Species::Pig | Species::Cattle) => "头",
        Some(Species::SheepGoat) => "只",
        Some(Species::Poultry) => "羽",
        None => "件",
    };
    format!("{heads} {unit}（{}{unit}）", capitals(heads))
}

/// A number in the characters of documents, which cannot be altered by a stroke.
fn capitals(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 3] = ["", "万", "亿"];
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let digits: Vec<usize> = number
        .to_string()
        .bytes()
        .map(|digit| usize::from(digit.saturating_sub(b'0')))
        .collect();
    let mut text = String::new();
    let (mut zero, mut group_is_empty) = (false, true);
    for (at, digit) in digits.iter().enumerate() {
        let place = digits.len() - 1 - at;
        if *digit == 0 {
            zero = true;
        } else {
            if zero && !text.is_empty() {
                text.push_str(DIGITS[0]);
            }
            zero = false;
            group_is_empty = false;
            text.push_str(DIGITS.get(*digit).copied().unwrap_or_default());
            text.push_str(PLACES.get(place % 4).copied().unwrap_or_default());
        }
        if place.is_multiple_of(4) {
            if !group_is_empty {
                text.push_str(GROUPS.get(place / 4).copied().unwrap_or_default());
            }
            group_is_empty = true;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_in_figures_and_in_words() {
        for (number, words) in [
            (0, "零"),
            (1, "壹"),
            (10, "壹拾"),
            (101, "壹佰零壹"),
            (130, "壹佰叁拾"),
            (1_000, "壹仟"),
            (10_010, "壹万零壹拾"),
            (20_300, "贰万零叁佰"),
            (100_000_001, "壹亿零壹"),
        ] {
            assert_eq!(capitals(number), words, "{number}");
        }
        assert_eq!(heads(130, Some(Species::Pig)), "130 头（壹佰叁拾头）");
        assert_eq!(heads(50, Some(Species::Poultry)), "50 羽（伍拾羽）");
        assert_eq!(heads(3, None), "3 件（叁件）");
    }
}
