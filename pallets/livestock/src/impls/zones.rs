//! Lockdown zones: who is inside, and who is in contact.

use county_primitives::{
    livestock::{LivestockEntry, Species, ZoneInput, ZoneLift},
    Author, Date, DivisionCode, Items, List, OrganisationId, Role, Signature, Subject, ZoneId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{Zone, ZONES_MAX},
    Config, ContactsOf, Error, NextZone, Pallet, Zones, ZonesOn,
};

const ORDERS: &[Role] = &[Role::Province, Role::CountyAgriculture];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_order_zones(who: &T::AccountId, items: Items<ZoneInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            ensure!(!input.order.is_blank(), Error::<T>::TextBlank(item));
            let ordered = input.until.is_none_or(|until| input.from < until);
            ensure!(ordered, Error::<T>::NoPeriod(item));
            let signature = Self::sign_zone(&mut caller, &input.divisions, &input.farms, item)?;
            let id = NextZone::<T>::get();
            NextZone::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
            for division in &input.divisions {
                ZonesOn::<T>::try_mutate(division, |zones| Self::add_zone(zones, id, item))?;
            }
            for farm in &input.farms {
                ContactsOf::<T>::try_mutate(farm, |zones| Self::add_zone(zones, id, item))?;
            }
            let zone = Zone {
                disease: input.disease,
                divisions: input.divisions.clone(),
                farms: input.farms.clone(),
                species: input.species.clone(),
                from: input.from,
                until: input.until,
                lifted: false,
            };
            Zones::<T>::insert(id, zone);
            let entry = LivestockEntry::ZoneOrdered(input);
            Self::record(Subject::Zone(id), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_lift_zones(who: &T::AccountId, items: Items<ZoneLift>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, lift) in (0u16..).zip(items) {
            let ZoneLift { zone: id, order } = lift;
            let mut zone = Zones::<T>::get(id).ok_or(Error::<T>::ZoneUnknown(item))?;
            let signature = Self::sign_zone(&mut caller, &zone.divisions, &zone.farms, item)?;
            ensure!(!zone.lifted, Error::<T>::ZoneLifted(item));
            ensure!(!order.is_blank(), Error::<T>::TextBlank(item));
            for division in &zone.divisions {
                ZonesOn::<T>::mutate_exists(division, |zones| drop_zone(zones, id));
            }
            for farm in &zone.farms {
                ContactsOf::<T>::mutate_exists(farm, |zones| drop_zone(zones, id));
            }
            zone.lifted = true;
            Zones::<T>::insert(id, zone);
            let entry = LivestockEntry::ZoneLifted { order };
            Self::record(Subject::Zone(id), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    /// The signature over everything a zone names.
    fn sign_zone(
        caller: &mut Caller<T>,
        divisions: &[DivisionCode],
        farms: &[OrganisationId],
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let mut signature = None;
        for division in divisions {
            signature = Some(caller.sign(ORDERS, *division, item)?);
        }
        for farm in farms {
            let home = Self::ensure_active(*farm, item)?;
            // An outbreak reaches farms of other counties; one's own zone is enough to name them.
            if divisions.is_empty() {
                signature = Some(caller.sign(ORDERS, home, item)?);
            }
        }
        signature.ok_or(Error::<T>::ZoneEmpty(item).into())
    }

    fn add_zone(zones: &mut List<ZoneId, ZONES_MAX>, id: ZoneId, item: u16) -> DispatchResult {
        if zones.contains(&id) {
            return Ok(());
        }
        zones
            .try_push(id)
            .map_err(|_| Error::<T>::TooManyZones(item).into())
    }

    /// The zone that locks a place for a species on a day, if one does: a zone on the place or on
    /// anything that contains it.
    pub(crate) fn lock_on(place: DivisionCode, species: Species, day: Date) -> Option<ZoneId> {
        place
            .lineage()
            .flat_map(ZonesOn::<T>::get)
            .find(|id| Self::zone_holds(*id, species, day))
    }

    /// The zone that names a farm as contact, if one does.
    pub(crate) fn contact_of(farm: OrganisationId, species: Species, day: Date) -> Option<ZoneId> {
        ContactsOf::<T>::get(farm)
            .into_iter()
            .find(|id| Self::zone_holds(*id, species, day))
    }

    fn zone_holds(id: ZoneId, species: Species, day: Date) -> bool {
        Zones::<T>::get(id).is_some_and(|zone| zone.holds(day, species))
    }
}

/// Takes a zone out of a list; an empty list takes no room.
fn drop_zone(zones: &mut Option<List<ZoneId, ZONES_MAX>>, id: ZoneId) {
    if let Some(list) = zones {
        list.retain(|known| *known != id);
        if list.is_empty() {
            *zones = None;
        }
    }
}
