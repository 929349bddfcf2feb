//! What a farm does.

use super::*;

pub(super) fn tag(a: u8, _: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial());
    let range = tags(from, from + u32::from(a % 4));
    Livestock::tag_animals(signed(Actor::Farm), items(&[tagging(range)]))
}

pub(super) fn register(a: u8, b: u8, _: u8) -> DispatchResult {
    let species = if b.is_multiple_of(2) {
        Species::Pig
    } else {
        Species::Poultry
    };
    let input = herd_input(species, u32::from(a));
    Livestock::register_herds(signed(Actor::Farm), items(&[input]))
}

pub(super) fn herds(number: u8) -> county_primitives::HerdId {
    let herd = chosen(
        Lives::<Runtime>::iter().filter(|(unit, _)| matches!(unit, Unit::Herd(_))),
        on_farm,
        number,
    );
    match herd {
        Some((Unit::Herd(id), _)) => id,
        _ => county_primitives::HerdId(1),
    }
}

pub(super) fn split(a: u8, b: u8, _: u8) -> DispatchResult {
    let split = HerdSplit {
        herd: herds(a),
        heads: u32::from(b),
        pen: text("3栋"),
    };
    Livestock::split_herds(signed(Actor::Farm), items(&[split]))
}

pub(super) fn from_herd(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial());
    let herd = herds(a);
    let born = Lives::<Runtime>::get(Unit::Herd(herd)).map_or(today(), |life| life.born);
    let tagging = Tagging {
        origin: Origin::Herd(herd),
        born,
        ..tagging(tags(from, from + u32::from(b % 4)))
    };
    Livestock::tag_animals(signed(Actor::Farm), items(&[tagging]))
}

/// Eggs of flocks, and now and then of what lays none.
pub(super) fn food(a: u8, b: u8, c: u8) -> DispatchResult {
    let flock = |life: &Life| on_farm(life) && life.species == Species::Poultry;
    let units = if c.is_multiple_of(8) {
        animals(a, b, on_farm)
    } else {
        animals(a, b, flock)
    };
    let input = FoodInput {
        group: group(&units),
        food: Food::Eggs {
            count: u32::from(c),
            mass: Grams(u64::from(c) * 60),
        },
        date: today(),
        to: c.is_multiple_of(2).then(|| Actor::Buyer.organisation()),
    };
    Livestock::record_food(signed(keeper(&units)), items(&[input]))
}

pub(super) fn retag(a: u8, _: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let old = animals(0, a, |life| life.tag().is_some())
        .first()
        .and_then(Lives::<Runtime>::get)
        .and_then(|life| life.tag());
    let retagging = Retagging {
        old: old.unwrap_or(crate::mock::tag(1)),
        new: stock.last().map_or(crate::mock::tag(1), |range| range.to),
        reason: text("脱落"),
    };
    Livestock::retag_animals(signed(Actor::Farm), items(&[retagging]))
}

/// There are fewer electronic tags than animals, so that they meet.
pub(super) fn bind(a: u8, b: u8, _: u8) -> DispatchResult {
    let tag = animals(0, a, |life| life.tag().is_some())
        .first()
        .and_then(Lives::<Runtime>::get)
        .and_then(|life| life.tag());
    let binding = ElectronicBinding {
        tag: tag.unwrap_or(crate::mock::tag(1)),
        electronic: (!b.is_multiple_of(4)).then(|| text(&format!("E{}", b % 8))),
    };
    Livestock::bind_electronic(signed(Actor::Vaccinator), items(&[binding]))
}

pub(super) fn spend(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial()) + u32::from(a % 8);
    let spending = TagSpending {
        tags: tags(from, from + u32::from(b % 3)),
        lost: b.is_multiple_of(2),
        reason: text("断裂"),
    };
    Livestock::spend_tags(signed(Actor::Farm), items(&[spending]))
}

pub(super) fn hand_back(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let to = stock.last().map_or(1, |range| range.to.serial());
    let handing = TagMove {
        tags: tags(to.saturating_sub(u32::from(a % 2)), to),
        to: [Actor::Town, Actor::NextFarm][usize::from(b % 2)].organisation(),
    };
    Livestock::return_tags(signed(Actor::Farm), items(&[handing]))
}

pub(super) fn immunise(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(3, a, |life| on_farm(life) && life.species == Species::Pig);
    let input = immunisation(county_primitives::Date(
        today().0 - u32::from(b.is_multiple_of(16)),
    ));
    Livestock::immunise(signed(keeper(&units)), act(&units, input))
}

pub(super) fn medicate(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, on_farm);
    Livestock::medicate(
        signed(keeper(&units)),
        act(
            &units,
            medication(if b.is_multiple_of(4) { "无名" } else { "短" }, today()),
        ),
    )
}

pub(super) fn care(a: u8, b: u8, c: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.state.is_alive());
    let mass = Grams(50_000 + u64::from(c) * 1_000);
    let date = today();
    let care = Care::Weighed { mass };
    Livestock::record_care(signed(keeper(&units)), act(&units, CareAct { care, date }))
}

pub(super) fn transfer(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, on_farm);
    let village = division([VILLAGE, OTHER_VILLAGE, NEXT_VILLAGE][usize::from(b % 3)]);
    let input = Transfer {
        village,
        pen: text("9栋"),
        date: today(),
    };
    Livestock::transfer_animals(signed(Actor::Farm), act(&units, input))
}

pub(super) fn inventory() -> Inventory {
    Inventory {
        date: today(),
        note: text("盘点"),
        evidence: None,
    }
}

pub(super) fn missing(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(0, a, |life| on_farm(life) && b.is_multiple_of(4));
    Livestock::report_missing(signed(keeper(&units)), act(&units, inventory()))
}

pub(super) fn recover(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.state == AnimalState::Missing);
    Livestock::recover_animals(signed(Actor::Vet), act(&units, inventory()))
}

pub(super) fn sight(a: u8, b: u8, _: u8) -> DispatchResult {
    let sighting = Sighting {
        tag: crate::mock::tag(u32::from(a)),
        division: division([VILLAGE, OTHER_VILLAGE][usize::from(b % 2)]),
        at_ms: now_ms(),
    };
    Livestock::report_sightings(signed(Actor::Vet), items(&[sighting]))
}
