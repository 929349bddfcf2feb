//! Outlines of plots: read as people have them, sealed in the vault, and shown to the chain only as a
//! salted commitment. Without the salt nobody can try fields out against it.

use county_primitives::{Digest, OrganisationId};
use rand::{rngs::OsRng, RngCore};
use serde_json::Value;

use crate::{
    db::{now_ms, Db},
    error::ApiError,
    vault::{Table, Vault},
};

/// The most corners an outline has.
const CORNERS_MAX: usize = 500;
/// Length of the salt in front of a sealed outline.
const SALT_BYTES: usize = 32;
/// A unit of seven decimals: about a centimetre.
const UNITS_PER_DEGREE: f64 = 1e7;
/// Longitudes and latitudes between which China lies, in degrees.
const LONGITUDES: (f64, f64) = (73.0, 136.0);
const LATITUDES: (f64, f64) = (3.0, 54.0);
const EARTH_RADIUS_M: f64 = 6_371_008.8;
/// Square metres of a 亩: 10000 / 15.
const MU_M2: f64 = 10_000.0 / 15.0;

/// A corner in units of 10⁻⁷ degrees: longitude and latitude.
type Corner = [i64; 2];

/// The outline of a plot, without the first corner again at its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outline(Vec<Corner>);

/// Why a text is no outline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// It is neither GeoJSON nor lines of longitude and latitude.
    Unreadable,
    /// It has fewer than three corners.
    TooFew,
    /// It has too many corners.
    TooMany,
    /// It has several parts or holes.
    Several,
    /// A corner lies outside China; longitude and latitude may be exchanged.
    Elsewhere,
}

impl Outline {
    /// Reads GeoJSON (a polygon, alone or as the one feature), or one corner a line as longitude and
    /// latitude in degrees.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let mut corners = if text.starts_with(['{', '[']) {
            let json: Value = serde_json::from_str(text).map_err(|_| Fault::Unreadable)?;
            ring(&json)?
        } else {
            lines(text)?
        };
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        corners.dedup();
        match corners.len() {
            ..3 => Err(Fault::TooFew),
            3..=CORNERS_MAX => Ok(Self(corners)),
            _ => Err(Fault::TooMany),
        }
    }

    /// How many corners it has.
    pub fn corners(&self) -> usize {
        self.0.len()
    }

    /// The area it encloses, in 亩. Good to a few parts in a thousand for a field.
    pub fn mu(&self) -> f64 {
        let degrees = |unit: i64| (unit as f64 / UNITS_PER_DEGREE).to_radians();
        let Some([west, south]) = self.0.first().copied() else {
            return 0.0;
        };
        // On a plane that touches the earth at the first corner.
        let narrowing = degrees(south).cos();
        let flat: Vec<(f64, f64)> = self
            .0
            .iter()
            .map(|[longitude, latitude]| {
                let (x, y) = (degrees(longitude - west), degrees(latitude - south));
                (x * narrowing * EARTH_RADIUS_M, y * EARTH_RADIUS_M)
            })
            .collect();
        let next = flat.iter().cycle().skip(1);
        let twice: f64 = flat
            .iter()
            .zip(next)
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        twice.abs() / 2.0 / MU_M2
    }

    /// The form that is committed to: the corners as JSON.
    fn canonical(&self) -> Result<Vec<u8>, ApiError> {
        Ok(serde_json::to_vec(&self.0)?)
    }
}

fn corner(longitude: f64, latitude: f64) -> Result<Corner, Fault> {
    let within = |value: f64, (low, high): (f64, f64)| (low..=high).contains(&value);
    if !within(longitude, LONGITUDES) || !within(latitude, LATITUDES) {
        return Err(Fault::Elsewhere);
    }
    // At most 136 degrees, so that the units fit by far.
    let units = |degrees: f64| (degrees * UNITS_PER_DEGREE).round() as i64;
    Ok([units(longitude), units(latitude)])
}

fn lines(text: &str) -> Result<Vec<Corner>, Fault> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let read = |line: &str| {
        let numbers: Vec<f64> = line
            .split([',', '，', ' ', '\t', ';', '；'])
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| Fault::Unreadable)?;
        match numbers.as_slice() {
            [longitude, latitude] => corner(*longitude, *latitude),
            _ => Err(Fault::Unreadable),
        }
    };
    lines.map(read).collect()
}

/// The outer ring of the one polygon in a GeoJSON value.
fn ring(json: &Value) -> Result<Vec<Corner>, Fault> {
    match json.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => ring(only(json.get("features"))?),
        Some("Feature") => ring(json.get("geometry").ok_or(Fault::Unreadable)?),
        Some("MultiPolygon") => positions(only(Some(only(json.get("coordinates"))?))?),
        Some("Polygon") => positions(only(json.get("coordinates"))?),
        _ => Err(Fault::Unreadable),
    }
}

fn only(value: Option<&Value>) -> Result<&Value, Fault> {
    match value.and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => Ok(only),
        Some([_, _, ..]) => Err(Fault::Several),
        _ => Err(Fault::Unreadable),
    }
}

fn positions(ring: &Value) -> Result<Vec<Corner>, Fault> {
    let positions = ring.as_array().ok_or(Fault::Unreadable)?;
    let read = |position: &Value| {
        let degrees = |at: usize| position.get(at).and_then(Value::as_f64);
        match (degrees(0), degrees(1)) {
            (Some(longitude), Some(latitude)) => corner(longitude, latitude),
            _ => Err(Fault::Unreadable),
        }
    };
    positions.iter().map(read).collect()
}

fn salt() -> [u8; SALT_BYTES] {
    let mut salt = [0u8; SALT_BYTES];
    OsRng.fill_bytes(&mut salt);
    salt
}

/// A commitment to no outline: random bytes that open to nothing.
pub fn none() -> Digest {
    Digest(*blake3::hash(&salt()).as_bytes())
}

/// Seals an outline in the vault and answers the commitment to it.
pub async fn keep(
    db: &Db,
    vault: &Vault,
    organisation: OrganisationId,
    outline: &Outline,
) -> Result<Digest, ApiError> {
    let mut opened = salt().to_vec();
    opened.extend(outline.canonical()?);
    let commitment = Digest(*blake3::hash(&opened).as_bytes());
    let id = commitment.to_string();
    let sealed = vault.seal(Table::Outlines, &id, &opened)?;
    sqlx::query(
        "INSERT INTO outlines (commitment, organisation, sealed, created_ms) VALUES (?, ?, ?, ?)",
    )
    .bind(&id)
    .bind(i64::from(organisation.0))
    .bind(sealed)
    .bind(now_ms())
    .execute(&db.writer)
    .await?;
    Ok(commitment)
}

/// The outline behind a commitment, if it lies in this vault.
pub async fn find(db: &Db, vault: &Vault, commitment: &str) -> Result<Option<Outline>, ApiError> {
    let sealed: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM outlines WHERE commitment = ?")
            .bind(commitment)
            .fetch_optional(&db.reader)
            .await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let opened = vault.open(Table::Outlines, commitment, &sealed)?;
    let corners = opened.get(SALT_BYTES..).unwrap_or_default();
    Ok(Some(Outline(serde_json::from_slice(corners)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of about 100 m: 15 亩.
    const SQUARE: &str =
        "110.93,36.69\n110.9311220,36.69\n110.9311220 36.6908993\n110.93，36.6908993\n110.93,36.69";

    #[test]
    fn lines_and_geojson_are_the_same_outline() {
        let typed = Outline::read(SQUARE).unwrap();
        assert_eq!(typed.corners(), 4);
        assert!((typed.mu() - 15.0).abs() < 0.1, "{}", typed.mu());
        let ring = "[[110.93,36.69],[110.931122,36.69,12],[110.931122,36.6908993],[110.93,36.6908993],[110.93,36.69]]";
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}");
        let feature =
            format!("{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{polygon}}}");
        let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}");
        let multi = format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[[{ring}]]}}");
        for text in [polygon, feature, collection, multi] {
            assert_eq!(Outline::read(&text), Ok(typed.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_no_outline_is_said() {
        let hole = "{\"type\":\"Polygon\",\"coordinates\":[[[110,36],[111,36],[111,37]],[[110,36],[111,36],[111,37]]]}";
        for (text, fault) in [
            ("", Fault::TooFew),
            ("110.9,36.6\n110.9,36.7", Fault::TooFew),
            ("110.9,36.6\n110.9,36.7\n110.9,36.6", Fault::TooFew),
            ("36.6,110.9\n36.7,110.9\n36.7,110.8", Fault::Elsewhere),
            ("here\nthere", Fault::Unreadable),
            ("1,2,3", Fault::Unreadable),
            ("{", Fault::Unreadable),
            (
                "{\"type\":\"Point\",\"coordinates\":[110,36]}",
                Fault::Unreadable,
            ),
            (hole, Fault::Several),
        ] {
            assert_eq!(Outline::read(text), Err(fault), "{text}");
        }
        let many: Vec<String> = (0..=500).map(|at| format!("110.{at:04},36.1")).collect();
        assert_eq!(Outline::read(&many.join("\n")), Err(Fault::TooMany));
    }

    #[tokio::test]
    async fn an_outline_is_kept_sealed_under_a_salted_commitment() {
        let world = crate::testing::world().await;
        let app = &world.app;
        let outline = Outline::read(SQUARE).unwrap();
        let keep = || keep(&app.db, &app.vault, OrganisationId(1), &outline);
        let (one, other) = (keep().await.unwrap(), keep().await.unwrap());
        assert_ne!(one, other);
        let found = find(&app.db, &app.vault, &one.to_string()).await.unwrap();
        assert_eq!(found, Some(outline.clone()));
        let none = find(&app.db, &app.vault, &none().to_string())
            .await
            .unwrap();
        assert_eq!(none, None);
        let sealed: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM outlines LIMIT 1")
            .fetch_one(&app.db.reader)
            .await
            .unwrap();
        let clear = outline.canonical().unwrap();
        assert!(!sealed.windows(clear.len()).any(|part| part == clear));
    }
}
