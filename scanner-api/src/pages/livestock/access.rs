//! Who may open which file: its parties, the vets, and the authorities of the place.

use county_primitives::{DivisionCode, Role};

use crate::{error::ApiError, pages::console::desk::Desk};

/// The roles that see all of livestock in their divisions (`DOMAIN.md 1.1`).
const AUTHORITIES: [Role; 9] = [
    Role::Province,
    Role::CountyAgriculture,
    Role::MarketRegulator,
    Role::OfficialVet,
    Role::DiseaseControl,
    Role::Vaccinator,
    Role::Township,
    Role::Inspector,
    Role::Auditor,
];

/// Whether the member may see all of livestock at a place.
pub(super) fn oversees(desk: &Desk, division: &str) -> bool {
    division.parse::<DivisionCode>().is_ok_and(|division| {
        AUTHORITIES
            .iter()
            .any(|role| desk.session.covers(*role, division))
    })
}

/// Whether the member may see a certificate: vets everywhere, because a certificate is checked far
/// from where it was issued; the authorities of both ends; and whoever takes part in the trip.
pub(super) fn certificate(desk: &Desk, ends: [&str; 2], parties: &[Option<i64>]) -> bool {
    desk.session.has(Role::OfficialVet)
        || ends.iter().any(|end| oversees(desk, end))
        || parties.iter().any(|party| desk.is_own(*party))
}

/// Whether the member may see an animal's file: its farm, the authorities of its place, an insurer
/// that covers it, and whoever sent or received it on a certificate.
pub(super) async fn animal(
    desk: &Desk,
    unit: &str,
    farm: i64,
    village: &str,
) -> Result<bool, ApiError> {
    if desk.is_own(Some(farm)) || oversees(desk, village) {
        return Ok(true);
    }
    let Some(own) = desk.session.organisation else {
        return Ok(false);
    };
    let own = i64::from(own.0);
    let parts: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM certificate_units JOIN certificates \
         ON certificates.id = certificate_units.certificate WHERE certificate_units.unit = ? \
         AND (certificates.owner = ? OR certificates.receiver = ? OR certificates.carrier = ?)) \
         + (SELECT COUNT(*) FROM insurance_units JOIN insurances \
         ON insurances.id = insurance_units.insurance WHERE insurance_units.unit = ? \
         AND insurances.insurer = ?)",
    )
    .bind(unit)
    .bind(own)
    .bind(own)
    .bind(own)
    .bind(unit)
    .bind(own)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok(parts > 0)
}

/// The farm with this number, if it is the member's own or the member oversees its place.
pub(super) async fn farm(desk: &Desk, number: &str) -> Result<Option<i64>, ApiError> {
    let found = farm_and_place(desk, number).await?;
    Ok(found
        .filter(|(farm, place)| desk.is_own(Some(*farm)) || oversees(desk, place))
        .map(|(farm, _)| farm))
}

/// The farm with this number, if the member oversees its place.
pub(super) async fn overseen_farm(desk: &Desk, number: &str) -> Result<Option<i64>, ApiError> {
    let found = farm_and_place(desk, number).await?;
    Ok(found
        .filter(|(_, place)| oversees(desk, place))
        .map(|(farm, _)| farm))
}

async fn farm_and_place(desk: &Desk, number: &str) -> Result<Option<(i64, String)>, ApiError> {
    let Ok(number) = number.parse::<i64>() else {
        return Ok(None);
    };
    Ok(
        sqlx::query_as("SELECT id, division FROM organisations WHERE id = ?")
            .bind(number)
            .fetch_optional(&desk.app.db.reader)
            .await?,
    )
}
