//! Where the subjects of livestock belong.

use county_primitives::{livestock::Unit, traits::Members, DivisionCode, OrganisationId, Subject};

use crate::{
    Certificates, Claims, Config, Declarations, Disposals, Insurances, Lives, Meats, Pallet,
    Recalls, SlaughterBatches, Timelines, Vehicles, Zones,
};

impl<T: Config> Pallet<T> {
    /// The division of a subject of this pallet, for the runtime's `Subjects`; `None` if there is
    /// no such thing here.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            Subject::VeterinaryCatalogue(division) => {
                Timelines::<T>::contains_key(subject).then_some(*division)
            }
            Subject::Zone(id) => {
                let zone = Zones::<T>::get(id)?;
                smallest_containing(zone.divisions).or_else(|| {
                    let farms = zone.farms.into_iter().filter_map(T::Members::organisation);
                    smallest_containing(farms.map(|farm| farm.division))
                })
            }
            Subject::Farm(id) | Subject::TagStock(id) => {
                T::Members::organisation(*id).map(|organisation| organisation.division)
            }
            Subject::Animal(id) => Lives::<T>::get(Unit::Animal(*id)).map(|life| life.village),
            Subject::Herd(id) => Lives::<T>::get(Unit::Herd(*id)).map(|life| life.village),
            Subject::Declaration(id) => Declarations::<T>::get(id).map(|it| it.village),
            Subject::Certificate(id) => Certificates::<T>::get(id).map(|it| it.origin),
            Subject::Vehicle(id) => {
                let carrier = Vehicles::<T>::get(id)?.carrier;
                T::Members::organisation(carrier).map(|organisation| organisation.division)
            }
            Subject::SlaughterBatch(id) => SlaughterBatches::<T>::get(id).map(|it| it.division),
            Subject::Meat(id) => Meats::<T>::get(id).map(|it| it.division),
            Subject::Recall(id) => Recalls::<T>::get(id).map(|it| it.division),
            Subject::Disposal(id) => Disposals::<T>::get(id).map(|it| it.division),
            Subject::Insurance(id) => Insurances::<T>::get(id).map(|it| it.division),
            Subject::Claim(id) => {
                let insurance = Claims::<T>::get(id)?.insurance;
                Insurances::<T>::get(insurance).map(|it| it.division)
            }
            _ => None,
        }
    }

    /// The organisation that has a subject of this pallet in hand, for the runtime's `Subjects`.
    pub fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match subject {
            Subject::Farm(id) | Subject::TagStock(id) => Some(*id),
            Subject::Animal(id) => Lives::<T>::get(Unit::Animal(*id)).map(|life| life.farm),
            Subject::Herd(id) => Lives::<T>::get(Unit::Herd(*id)).map(|life| life.farm),
            Subject::Declaration(id) => Declarations::<T>::get(id).map(|it| it.farm),
            Subject::Certificate(id) => Certificates::<T>::get(id).map(|it| it.owner),
            Subject::Vehicle(id) => Vehicles::<T>::get(id).map(|it| it.carrier),
            Subject::SlaughterBatch(id) => SlaughterBatches::<T>::get(id).map(|it| it.house),
            Subject::Meat(id) => Meats::<T>::get(id).map(|it| it.holder),
            Subject::Recall(id) => Recalls::<T>::get(id).map(|it| it.house),
            Subject::Disposal(id) => Disposals::<T>::get(id).map(|it| it.plant),
            Subject::Insurance(id) => Insurances::<T>::get(id).map(|it| it.insurer),
            Subject::Claim(id) => {
                let insurance = Claims::<T>::get(id)?.insurance;
                Insurances::<T>::get(insurance).map(|it| it.insurer)
            }
            _ => None,
        }
    }
}

/// The smallest division that contains all of `divisions`; `None` if there are none.
pub(crate) fn smallest_containing(
    divisions: impl IntoIterator<Item = DivisionCode>,
) -> Option<DivisionCode> {
    divisions.into_iter().reduce(|one, other| {
        one.lineage()
            .find(|division| division.contains(other))
            .unwrap_or(DivisionCode::NATION)
    })
}
