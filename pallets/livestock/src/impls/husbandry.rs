//! What happens to animals on their farm: vaccines, drugs, care, moves, loss, and the end of a bar
//! or an isolation.

use county_primitives::{
    livestock::{
        AnimalState, Care, CareAct, Clearance, GroupAct, Immunisation, Immunity, ImmunityRule,
        Inventory, IsolationRelease, LivestockEntry, Medication, Route, Species, Transfer, Unit,
        Warning,
    },
    Author, Date, DivisionCode, Items, PolicyKey, Role, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{county_of, Caller};
use crate::{
    types::{Life, Seen, Through},
    Config, Error, Lives, Pallet,
};

const KEEPERS: &[Role] = &[Role::Producer, Role::Vaccinator];
const TREATERS: &[Role] = &[Role::Producer, Role::Vaccinator, Role::OfficialVet];
const OWNERS: &[Role] = &[Role::Producer];
const VETS: &[Role] = &[Role::OfficialVet];
const RELEASERS: &[Role] = &[Role::Producer, Role::OfficialVet];

const ON_FARM: &[AnimalState] = &[AnimalState::OnFarm];
const KEPT: &[AnimalState] = &[AnimalState::OnFarm, AnimalState::Isolation];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_immunise(
        who: &T::AccountId,
        items: Items<GroupAct<Immunisation>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            ensure!(
                !act.vaccine.is_blank() && !act.batch.is_blank() && !act.dose.is_blank(),
                Error::<T>::TextBlank(item)
            );
            Self::check_trace_code(act.code.as_ref(), item)?;
            let mut rule = None;
            for unit in Self::resolve(&group, item)? {
                Self::immunise_one(&mut caller, &mut rule, unit, &act, item)?;
            }
        }
        Ok(())
    }

    fn immunise_one(
        caller: &mut Caller<T>,
        known: &mut Option<(DivisionCode, Species, ImmunityRule)>,
        unit: Unit,
        act: &Immunisation,
        item: u16,
    ) -> DispatchResult {
        let mut life = Self::life_of(unit, item)?;
        let signature = caller.sign_for_farm(KEEPERS, life.farm, life.village, item)?;
        Self::ensure_state(&life, KEPT, item)?;
        let late = caller.check_date(act.date, life.village, item)?;
        Self::advance_day(&mut life, act.date, item)?;
        let rule = match known {
            Some((village, species, rule))
                if *village == life.village && *species == life.species =>
            {
                *rule
            }
            _ => {
                let rule = Self::rules_for(life.village, life.species)
                    .into_iter()
                    .find(|rule| rule.disease == act.disease)
                    .ok_or(Error::<T>::RuleUnknown(item))?;
                // A vaccine that the catalogue bans is not approved any more.
                for route in [Route::Injection, Route::Oral] {
                    Self::drug_for(life.village, &act.vaccine, life.species, route, item)?;
                }
                *known = Some((life.village, life.species, rule));
                rule
            }
        };
        let until = act.date.plus_days(rule.valid_days.into());
        let immunity = Immunity {
            disease: act.disease,
            until,
        };
        let same = life
            .immunities
            .iter_mut()
            .find(|known| known.disease == act.disease);
        match same {
            Some(known) => known.until = known.until.max(until),
            None => life
                .immunities
                .try_push(immunity)
                .map_err(|_| Error::<T>::TooManyImmunities(item))?,
        }
        seen_at_home(&mut life, act.date, caller);
        Lives::<T>::insert(unit, life);
        let entry = LivestockEntry::Immunised {
            act: act.clone(),
            until,
            late,
        };
        Self::record(unit.subject(), Author::Member(signature), entry, item)
    }

    pub(crate) fn do_medicate(
        who: &T::AccountId,
        items: Items<GroupAct<Medication>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            ensure!(
                !act.approval.is_blank() && !act.dose.is_blank(),
                Error::<T>::TextBlank(item)
            );
            Self::check_trace_code(act.code.as_ref(), item)?;
            let mut known = None;
            for unit in Self::resolve(&group, item)? {
                Self::medicate_one(&mut caller, &mut known, unit, &act, item)?;
            }
        }
        Ok(())
    }

    fn medicate_one(
        caller: &mut Caller<T>,
        known: &mut Option<(DivisionCode, Species, Withdrawal)>,
        unit: Unit,
        act: &Medication,
        item: u16,
    ) -> DispatchResult {
        let mut life = Self::life_of(unit, item)?;
        let signature = caller.sign_for_farm(TREATERS, life.farm, life.village, item)?;
        Self::ensure_state(&life, KEPT, item)?;
        let late = caller.check_date(act.last_dose, life.village, item)?;
        Self::advance_day(&mut life, act.last_dose, item)?;
        let withdrawal = match known {
            Some((village, species, withdrawal))
                if *village == life.village && *species == life.species =>
            {
                withdrawal.clone()
            }
            _ => {
                let withdrawal = Self::withdrawal(caller, &life, act, item)?;
                *known = Some((life.village, life.species, withdrawal.clone()));
                withdrawal
            }
        };
        let from = act.last_dose.plus_days(withdrawal.days);
        life.slaughter_from = life.slaughter_from.max(from);
        if let Some(days) = withdrawal.food_days {
            life.food_from = life.food_from.max(act.last_dose.plus_days(days));
        }
        seen_at_home(&mut life, act.last_dose, caller);
        let entry = LivestockEntry::Medicated {
            act: act.clone(),
            name: withdrawal.name.clone().unwrap_or_default(),
            slaughter_from: life.slaughter_from,
            food_from: withdrawal.food_days.map(|_| life.food_from),
            late,
        };
        Lives::<T>::insert(unit, life);
        Self::record(unit.subject(), Author::Member(signature), entry, item)?;
        if withdrawal.name.is_none() {
            let approval = act.approval.clone();
            Self::warn(unit.subject(), Warning::UnknownDrug { approval }, item)?;
        }
        Ok(())
    }

    /// How long the drug keeps an animal from slaughter, and its milk or eggs from being food, by
    /// the catalogue of its village.
    fn withdrawal(
        caller: &mut Caller<T>,
        life: &Life,
        act: &Medication,
        item: u16,
    ) -> Result<Withdrawal, DispatchError> {
        let row = Self::drug_for(life.village, &act.approval, life.species, act.route, item)?;
        let key = PolicyKey::WithdrawalDefaultDays;
        let gives_food = life.species.food().is_some();
        let Some(drug) = row else {
            let days = caller.policy_days(life.village, key, item)?;
            return Ok(Withdrawal {
                days,
                food_days: gives_food.then_some(days),
                name: None,
            });
        };
        ensure!(
            !drug.prescription || act.prescription.is_some(),
            Error::<T>::PrescriptionMissing(item)
        );
        let food_days = match drug.food_days() {
            Some(days) => Some(days.into()),
            None if gives_food => Some(caller.policy_days(life.village, key, item)?),
            None => None,
        };
        Ok(Withdrawal {
            days: drug.withdrawal_days.into(),
            food_days,
            name: Some(drug.name),
        })
    }

    fn check_trace_code(code: Option<&Text<24>>, item: u16) -> DispatchResult {
        let well_formed = code.is_none_or(|code| {
            let code = code.as_str();
            code.len() == 24 && code.bytes().all(|byte| byte.is_ascii_digit())
        });
        ensure!(well_formed, Error::<T>::TraceCodeMalformed(item));
        Ok(())
    }

    pub(crate) fn do_record_care(
        who: &T::AccountId,
        items: Items<GroupAct<CareAct>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            Self::check_care(&act.care, item)?;
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                let signature = caller.sign_for_farm(KEEPERS, life.farm, life.village, item)?;
                Self::ensure_state(&life, KEPT, item)?;
                let late = caller.check_date(act.date, life.village, item)?;
                Self::advance_day(&mut life, act.date, item)?;
                match &act.care {
                    Care::Weighed { mass } => life.mass = Some(*mass),
                    Care::Penned { pen } => life.pen = pen.clone(),
                    _ => {}
                }
                seen_at_home(&mut life, act.date, &caller);
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::CaredFor {
                    act: act.clone(),
                    late,
                };
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            }
        }
        Ok(())
    }

    fn check_care(care: &Care, item: u16) -> DispatchResult {
        let says_something = match care {
            Care::Fed { feed, mass } => {
                ensure!(mass.0 > 0, Error::<T>::NoMass(item));
                !feed.is_blank()
            }
            Care::Weighed { mass } => {
                ensure!(mass.0 > 0, Error::<T>::NoMass(item));
                true
            }
            Care::Penned { pen } => !pen.is_blank(),
            Care::Disinfected { agent } => !agent.is_blank(),
            Care::Bred { note } => !note.is_blank(),
            Care::Noted { note } => !note.is_blank(),
        };
        ensure!(says_something, Error::<T>::TextBlank(item));
        Ok(())
    }

    pub(crate) fn do_transfer_animals(
        who: &T::AccountId,
        items: Items<GroupAct<Transfer>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            Self::ensure_village(act.village, item)?;
            let today = caller.today();
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                caller.sign_for_farm(OWNERS, life.farm, life.village, item)?;
                let signature = caller.sign_for_farm(OWNERS, life.farm, act.village, item)?;
                Self::ensure_state(&life, ON_FARM, item)?;
                ensure!(!life.barred, Error::<T>::AnimalBarred(item));
                Self::ensure_free(unit, &life, item)?;
                ensure!(
                    county_of(act.village) == county_of(life.village),
                    Error::<T>::OtherCounty(item)
                );
                ensure!(
                    act.village != life.village || act.pen != life.pen,
                    Error::<T>::SamePlace(item)
                );
                for place in [life.village, act.village] {
                    let lock = Self::lock_on(place, life.species, today);
                    ensure!(lock.is_none(), Error::<T>::PlaceLocked(item));
                }
                let clean = Self::contact_of(life.farm, life.species, today).is_none();
                ensure!(clean, Error::<T>::OutbreakContact(item));
                caller.check_date(act.date, act.village, item)?;
                Self::advance_day(&mut life, act.date, item)?;
                let from = life.village;
                life.village = act.village;
                life.pen = act.pen.clone();
                seen_at_home(&mut life, act.date, &caller);
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::Transferred {
                    from,
                    act: act.clone(),
                };
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_report_missing(
        who: &T::AccountId,
        items: Items<GroupAct<Inventory>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                let signature = caller.sign_for_farm(OWNERS, life.farm, life.village, item)?;
                Self::ensure_state(&life, ON_FARM, item)?;
                caller.check_date(act.date, life.village, item)?;
                Self::advance_day(&mut life, act.date, item)?;
                life.state = AnimalState::Missing;
                life.through = Through::Nothing;
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::WentMissing(act.clone());
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
                Self::warn(unit.subject(), Warning::Missing, item)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_recover_animals(
        who: &T::AccountId,
        items: Items<GroupAct<Inventory>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            ensure!(!act.note.is_blank(), Error::<T>::TextBlank(item));
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                let signature = caller.sign(VETS, life.village, item)?;
                Self::ensure_state(&life, &[AnimalState::Missing], item)?;
                caller.check_date(act.date, life.village, item)?;
                Self::advance_day(&mut life, act.date, item)?;
                life.state = AnimalState::OnFarm;
                // What it went missing from brought it nowhere.
                life.through = Through::Nothing;
                seen_at_home(&mut life, act.date, &caller);
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::Recovered(act.clone());
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_clear_animals(
        who: &T::AccountId,
        items: Items<GroupAct<Clearance>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            ensure!(!act.reason.is_blank(), Error::<T>::TextBlank(item));
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                let signature = caller.sign(VETS, life.village, item)?;
                ensure!(life.state.is_alive(), Error::<T>::WrongState(item));
                ensure!(life.barred, Error::<T>::NotBarred(item));
                life.barred = false;
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::Cleared(act.clone());
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_release_isolation(
        who: &T::AccountId,
        items: Items<GroupAct<IsolationRelease>>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, GroupAct { group, act }) in (0u16..).zip(items) {
            let today = caller.today();
            for unit in Self::resolve(&group, item)? {
                let mut life = Self::life_of(unit, item)?;
                let signature = caller.sign_for_farm(RELEASERS, life.farm, life.village, item)?;
                Self::ensure_state(&life, &[AnimalState::Isolation], item)?;
                ensure!(!life.barred, Error::<T>::AnimalBarred(item));
                let over = life.isolated_until.is_none_or(|until| today >= until);
                ensure!(over, Error::<T>::IsolationNotOver(item));
                life.isolated_until = None;
                life.state = AnimalState::OnFarm;
                Lives::<T>::insert(unit, life);
                let entry = LivestockEntry::IsolationEnded(act.clone());
                Self::record(unit.subject(), Author::Member(signature), entry, item)?;
            }
        }
        Ok(())
    }
}

/// What a drug means for slaughter, milk and eggs.
#[derive(Clone)]
struct Withdrawal {
    days: u32,
    /// For milk or eggs; none if the species gives neither.
    food_days: Option<u32>,
    /// Its name in the catalogue; none if no catalogue knows it.
    name: Option<Text<64>>,
}

/// What is done to an animal today is done where it stands: a sighting.
fn seen_at_home<T: Config>(life: &mut Life, day: Date, caller: &Caller<T>) {
    if day == caller.today() && caller.now_ms >= life.seen.at_ms {
        life.seen = Seen {
            division: life.village,
            at_ms: caller.now_ms,
        };
    }
}
