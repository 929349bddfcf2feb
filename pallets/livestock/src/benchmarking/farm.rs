//! What the calls of authorities and farms are measured with: who signs, and what.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        Care, CareAct, Clearance, Disease, Drug, EarTag, ElectronicBinding, FarmGrading, Food,
        FoodInput, Group, GroupAct, HerdInput, HerdSplit, Immunisation, ImmunityRule, Inventory,
        Medication, Origin, Retagging, RiskGrade, Route, Sighting, Species, TagMove, TagRange,
        TagSpending, Tagging, Transfer, Unit, VehicleInput, ZoneInput, ZoneLift, GROUP_MAX,
    },
    traits::Members,
    DivisionCode, Grams, HerdId, Items, OrganisationId, Role, ZoneId,
};
use frame_benchmarking::v2::BenchmarkError;

use super::{scene::*, Setup};
use crate::{
    types::{Identity, Span, TagLedger},
    Config, ImmunityRules, Lives, NextHerd, TagLedgers, TagStocks, Tags, TagsIssued,
};
use county_primitives::{livestock::AnimalState, Digest};

/// A call of the farm's group of `n` pigs.
pub(super) type Made<T, Item> =
    Result<(<T as frame_system::Config>::AccountId, Items<Item>), BenchmarkError>;

/// The signer who acts as the county.
fn county<T: Config>() -> Result<T::AccountId, BenchmarkError> {
    let at = DivisionCode::from_county(500_153)
        .map_err(|_| BenchmarkError::Stop("Rongchang is a county"))?;
    Ok(T::BenchmarkHelper::member(8, 1, Role::CountyAgriculture, at).0)
}

pub(super) fn tag(serial: u32) -> Result<EarTag, BenchmarkError> {
    EarTag::of_series(SERIES, serial).ok_or(BenchmarkError::Stop("no such tag"))
}

pub(super) fn tags(from: u32, to: u32) -> Result<TagRange, BenchmarkError> {
    Ok(TagRange {
        from: tag(from)?,
        to: tag(to)?,
    })
}

/// A stock cut as finely as it can be, whose first range is from 10,000 on.
fn stock<T: Config>(holder: OrganisationId) -> Result<(), BenchmarkError> {
    let first = Span {
        from: 10_000,
        to: 20_000,
    };
    let others = (0u32..126).map(|at| {
        let from = at.saturating_mul(2).saturating_add(30_000);
        Span { from, to: from }
    });
    TagStocks::<T>::insert(
        (holder, SERIES),
        list(core::iter::once(first).chain(others))?,
    );
    let ledger = TagLedger {
        issued: 1_000_000,
        in_stock: 1_000_000,
        ..TagLedger::default()
    };
    TagLedgers::<T>::insert(SERIES, ledger);
    Ok(())
}

pub(super) fn drug<T: Config>(n: u32) -> Made<T, Drug> {
    let division = village()?;
    let drug = Drug {
        division,
        approval: longest("1")?,
        species: Species::Pig,
        route: Route::Injection,
        name: longest("x")?,
        withdrawal_days: 28,
        milk_days: None,
        egg_days: None,
        prescription: true,
        banned: false,
    };
    Ok((county::<T>()?, items(n, |_| Ok(drug.clone()))?))
}

pub(super) fn rule(disease: Disease) -> Result<ImmunityRule, BenchmarkError> {
    Ok(ImmunityRule {
        division: village()?,
        species: Species::Pig,
        disease,
        compulsory: true,
        from_age_days: 0,
        valid_days: 180,
    })
}

/// A plan as long as it can be.
fn plan<T: Config>() -> Result<(), BenchmarkError> {
    let rules = list([rule(Disease::FootAndMouth)?; 16])?;
    ImmunityRules::<T>::insert((village()?, Species::Pig), rules);
    Ok(())
}

pub(super) fn rules<T: Config>(n: u32) -> Made<T, ImmunityRule> {
    plan::<T>()?;
    Ok((county::<T>()?, items(n, |_| rule(Disease::FootAndMouth))?))
}

/// Zones as large as they can be, each on divisions of its own.
pub(super) fn zones<T: Config>(n: u32) -> Made<T, ZoneInput> {
    let who = county::<T>()?;
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    let items = items(n, |number| {
        // Villages and their township hold 16 zones each, so the zones move on.
        let start = number.saturating_div(16).saturating_mul(32);
        let villages = (start..start.saturating_add(32)).map(|at| {
            let township = at.checked_div(400).unwrap_or(0).saturating_add(100);
            let village = (at % 400).saturating_add(1);
            let code = township.saturating_mul(1_000).saturating_add(village);
            DivisionCode::new(500_153_000_000u64.saturating_add(code))
                .map_err(|_| BenchmarkError::Stop("not a village"))
        });
        Ok(ZoneInput {
            disease: DISEASE,
            order: longest("x")?,
            divisions: list(villages.collect::<Result<Vec<_>, _>>()?)?,
            farms: list((number <= 16).then_some(farm))?,
            species: list([Species::Pig; 4])?,
            from: T::Members::today(),
            until: None,
            evidence: Digest([1; 32]),
        })
    })?;
    Ok((who, items))
}

pub(super) fn lifts<T: Config>(n: u32) -> Made<T, ZoneLift> {
    let (who, inputs) = zones::<T>(n)?;
    crate::Pallet::<T>::do_order_zones(&who, inputs)
        .map_err(|_| BenchmarkError::Stop("the zones were not ordered"))?;
    let items = items(n, |number| {
        Ok(ZoneLift {
            zone: ZoneId(u32::try_from(number).unwrap_or(u32::MAX)),
            order: longest("x")?,
        })
    })?;
    Ok((who, items))
}

pub(super) fn gradings<T: Config>(n: u32) -> Made<T, FarmGrading> {
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    let grading = FarmGrading {
        farm,
        grade: RiskGrade::Low,
        report: Digest([1; 32]),
    };
    let (who, _) = member::<T>(VET, Role::OfficialVet)?;
    Ok((who, items(n, |_| Ok(grading.clone()))?))
}

pub(super) fn vehicles<T: Config>(n: u32) -> Made<T, VehicleInput> {
    let (_, carrier) = member::<T>(HAULER, Role::Hauler)?;
    let until = T::Members::today().plus_days(100);
    let (who, _) = member::<T>(VET, Role::OfficialVet)?;
    let items = items(n, |number| {
        let mut plate = [0; 32];
        plate
            .iter_mut()
            .zip(number.to_le_bytes())
            .for_each(|(to, from)| *to = from);
        Ok(VehicleInput {
            plate: Digest(plate),
            carrier,
            for_bodies: true,
            until,
        })
    })?;
    Ok((who, items))
}

/// The serials that item `number` takes, from the range that every stock has.
fn single(number: u64) -> Result<TagRange, BenchmarkError> {
    let serial = u32::try_from(number).unwrap_or(0).saturating_add(10_000);
    tags(serial, serial)
}

pub(super) fn received<T: Config>(n: u32) -> Made<T, TagRange> {
    let at = DivisionCode::from_county(500_153)
        .map_err(|_| BenchmarkError::Stop("Rongchang is a county"))?;
    let (who, _) = T::BenchmarkHelper::member(9, 1, Role::DiseaseControl, at);
    let issued = (0u32..255).map(|at| {
        let from = at.saturating_mul(2).saturating_add(30_000);
        Span { from, to: from }
    });
    TagsIssued::<T>::insert(SERIES, list(issued)?);
    Ok((who, items(n, single)?))
}

pub(super) fn handed_out<T: Config>(n: u32) -> Made<T, TagMove> {
    let (_, to) = member::<T>(FARM, Role::Producer)?;
    moved::<T>(n, Role::Township, to)
}

pub(super) fn returned<T: Config>(n: u32) -> Made<T, TagMove> {
    let town = village()?
        .parent()
        .ok_or(BenchmarkError::Stop("a village lies in a township"))?;
    let (_, to) = T::BenchmarkHelper::member(TOWNSHIP, 1, Role::Township, town);
    moved::<T>(n, Role::Vaccinator, to)
}

fn moved<T: Config>(n: u32, role: Role, to: OrganisationId) -> Made<T, TagMove> {
    let (who, from) = member::<T>(10, role)?;
    stock::<T>(from)?;
    let items = items(n, |number| {
        let tags = single(number)?;
        Ok(TagMove { tags, to })
    })?;
    Ok((who, items))
}

pub(super) fn spent<T: Config>(n: u32) -> Made<T, TagSpending> {
    let (who, holder) = member::<T>(10, Role::Township)?;
    stock::<T>(holder)?;
    let items = items(n, |number| {
        Ok(TagSpending {
            tags: single(number)?,
            lost: true,
            reason: longest("x")?,
        })
    })?;
    Ok((who, items))
}

/// Each tag in an item of its own, each from the same herd.
pub(super) fn taggings<T: Config>(n: u32) -> Made<T, Tagging> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    stock::<T>(farm)?;
    let born = T::Members::today();
    herds::<T>(1, farm)?;
    let items = items(n, |number| {
        Ok(Tagging {
            tags: single(number)?,
            farm,
            village: village()?,
            born,
            origin: Origin::Herd(HerdId(1)),
            breed: longest("x")?,
            pen: longest("x")?,
        })
    })?;
    Ok((who, items))
}

/// Herds 1 to `n` of the farm.
fn herds<T: Config>(n: u32, farm: OrganisationId) -> Result<(), BenchmarkError> {
    animals::<T>(1, farm)?;
    let like = Lives::<T>::iter_values()
        .next()
        .ok_or(BenchmarkError::Stop("there is no animal"))?;
    for id in 1..=u64::from(n) {
        let mut herd = like.clone();
        herd.identity = Identity::Untagged { heads: 1_000_000 };
        Lives::<T>::insert(Unit::Herd(HerdId(id)), herd);
    }
    NextHerd::<T>::put(HerdId(u64::from(n).saturating_add(1)));
    Lives::<T>::remove(Unit::Animal(county_primitives::AnimalId(1)));
    Tags::<T>::remove(tag(1)?);
    Ok(())
}

pub(super) fn herd_inputs<T: Config>(n: u32) -> Made<T, HerdInput> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    let arrived = T::Members::today();
    let input = HerdInput {
        farm,
        village: village()?,
        species: Species::Poultry,
        heads: 5_000,
        born: arrived,
        origin: Origin::Entered {
            arrived,
            document: Digest([1; 32]),
        },
        breed: longest("x")?,
        pen: longest("x")?,
    };
    Ok((who, items(n, |_| Ok(input.clone()))?))
}

pub(super) fn splits<T: Config>(n: u32) -> Made<T, HerdSplit> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    herds::<T>(n, farm)?;
    let items = items(n, |number| {
        Ok(HerdSplit {
            herd: HerdId(number),
            heads: 1,
            pen: longest("x")?,
        })
    })?;
    Ok((who, items))
}

pub(super) fn retaggings<T: Config>(n: u32) -> Made<T, Retagging> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    animals::<T>(n, farm)?;
    stock::<T>(farm)?;
    let items = items(n, |number| {
        Ok(Retagging {
            old: tag(u32::try_from(number).unwrap_or(0))?,
            new: single(number)?.from,
            reason: longest("x")?,
        })
    })?;
    Ok((who, items))
}

pub(super) fn bindings<T: Config>(n: u32) -> Made<T, ElectronicBinding> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    animals::<T>(n, farm)?;
    let items = items(n, |number| {
        let electronic = alloc::format!("E200000000000000{number:016}");
        Ok(ElectronicBinding {
            tag: tag(u32::try_from(number).unwrap_or(0))?,
            electronic: electronic.parse().ok(),
        })
    })?;
    Ok((who, items))
}

/// One act on a group of `n` pigs of the farm, named by their tags, which takes one reading more
/// each than their numbers.
fn act<T: Config, Act>(
    n: u32,
    state: AnimalState,
    act: Act,
) -> Result<Items<GroupAct<Act>>, BenchmarkError> {
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    for unit in animals::<T>(n, farm)? {
        Lives::<T>::mutate_extant(unit, |life| {
            life.state = state;
            life.barred = false;
        });
    }
    let group = county_primitives::livestock::Group::Tags(list([tags(1, n.min(GROUP_MAX))?])?);
    one(GroupAct { group, act })
}

pub(super) fn immunisations<T: Config>(n: u32) -> Made<T, GroupAct<Immunisation>> {
    plan::<T>()?;
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    let immunisation = Immunisation {
        disease: Disease::FootAndMouth,
        vaccine: longest("x")?,
        batch: longest("x")?,
        code: Some(longest("1")?),
        dose: longest("x")?,
        date: T::Members::today(),
    };
    Ok((who, act::<T, _>(n, AnimalState::OnFarm, immunisation)?))
}

pub(super) fn medications<T: Config>(n: u32) -> Made<T, GroupAct<Medication>> {
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    // No catalogue knows it, so that every animal has a warning too.
    let medication = Medication {
        approval: longest("x")?,
        route: Route::Oral,
        code: Some(longest("1")?),
        dose: longest("x")?,
        last_dose: T::Members::today(),
        prescription: Some(Digest([1; 32])),
    };
    Ok((who, act::<T, _>(n, AnimalState::OnFarm, medication)?))
}

pub(super) fn cares<T: Config>(n: u32) -> Made<T, GroupAct<CareAct>> {
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    let care = CareAct {
        care: Care::Noted {
            note: longest("x")?,
        },
        date: T::Members::today(),
    };
    Ok((who, act::<T, _>(n, AnimalState::OnFarm, care)?))
}

/// A lot of milk of `n` cows, named by their tags, that goes to a buyer.
pub(super) fn foods<T: Config>(n: u32) -> Made<T, FoodInput> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    let (_, to) = member::<T>(BUYER, Role::Buyer)?;
    for unit in animals::<T>(n, farm)? {
        Lives::<T>::mutate_extant(unit, |life| life.species = Species::Cattle);
    }
    let group = Group::Tags(list([tags(1, n.min(GROUP_MAX))?])?);
    let input = FoodInput {
        group,
        food: Food::Milk {
            mass: Grams(1_000_000),
        },
        date: T::Members::today(),
        to: Some(to),
    };
    Ok((who, one(input)?))
}

pub(super) fn transfers<T: Config>(n: u32) -> Made<T, GroupAct<Transfer>> {
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    let transfer = Transfer {
        village: village()?,
        pen: longest("x")?,
        date: T::Members::today(),
    };
    Ok((who, act::<T, _>(n, AnimalState::OnFarm, transfer)?))
}

fn inventory<T: Config>() -> Result<Inventory, BenchmarkError> {
    Ok(Inventory {
        date: T::Members::today(),
        note: longest("x")?,
        evidence: Some(Digest([1; 32])),
    })
}

pub(super) fn missing<T: Config>(n: u32) -> Made<T, GroupAct<Inventory>> {
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    let items = act::<T, _>(n, AnimalState::OnFarm, inventory::<T>()?)?;
    Ok((who, items))
}

pub(super) fn recovered<T: Config>(n: u32) -> Made<T, GroupAct<Inventory>> {
    let items = act::<T, _>(n, AnimalState::Missing, inventory::<T>()?)?;
    let (who, _) = member::<T>(VET, Role::OfficialVet)?;
    Ok((who, items))
}

pub(super) fn sightings<T: Config>(n: u32) -> Made<T, Sighting> {
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    animals::<T>(n, farm)?;
    let (who, _) = member::<T>(VET, Role::OfficialVet)?;
    let items = items(n, |number| {
        Ok(Sighting {
            tag: tag(u32::try_from(number).unwrap_or(0))?,
            division: village()?,
            at_ms: T::Members::now_ms(),
        })
    })?;
    Ok((who, items))
}

pub(super) fn clearances<T: Config>(n: u32) -> Made<T, GroupAct<Clearance>> {
    let clearance = Clearance {
        reason: longest("x")?,
        evidence: Digest([1; 32]),
    };
    let items = act::<T, _>(n, AnimalState::OnFarm, clearance)?;
    for unit in Lives::<T>::iter_keys().collect::<Vec<_>>() {
        Lives::<T>::mutate_extant(unit, |life| life.barred = true);
    }
    let (who, _) = member::<T>(VET, Role::OfficialVet)?;
    Ok((who, items))
}

pub(super) fn releases<T: Config>(
    n: u32,
) -> Made<T, GroupAct<county_primitives::livestock::IsolationRelease>> {
    let release = county_primitives::livestock::IsolationRelease {
        note: longest("x")?,
        evidence: Some(Digest([1; 32])),
    };
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    Ok((who, act::<T, _>(n, AnimalState::Isolation, release)?))
}
