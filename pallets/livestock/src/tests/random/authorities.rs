//! What the authorities set, and the tags that they hand down.

use super::*;

/// The drug that farms give, with so many days of withdrawal.
pub(super) fn drug(withdrawal_days: u16) -> Drug {
    Drug {
        division: division(COUNTY),
        approval: text("短"),
        species: Species::Pig,
        route: Route::Injection,
        name: text("短效"),
        withdrawal_days,
        milk_days: None,
        egg_days: None,
        prescription: false,
        banned: false,
    }
}

pub(super) fn set_drug(a: u8, _: u8, _: u8) -> DispatchResult {
    let drug = drug(u16::from(a % 3));
    Livestock::set_drugs(signed(Actor::County), items(&[drug]))
}

pub(super) fn set_rule(a: u8, b: u8, _: u8) -> DispatchResult {
    let rule = ImmunityRule {
        division: division(COUNTY),
        compulsory: !a.is_multiple_of(4),
        valid_days: u16::from(b),
        ..rule(Species::Pig, Disease::FootAndMouth)
    };
    Livestock::set_immunity_rules(signed(Actor::County), items(&[rule]))
}

pub(super) fn grade(a: u8, b: u8, _: u8) -> DispatchResult {
    let farm = [Actor::Farm, Actor::Market][usize::from(a % 2)].organisation();
    let grade = match b % 32 {
        0 => RiskGrade::High,
        1..8 => RiskGrade::Medium,
        _ => RiskGrade::Low,
    };
    let grading = FarmGrading {
        farm,
        grade,
        report: digest(1),
    };
    Livestock::grade_farms(signed(Actor::Vet), items(&[grading]))
}

/// Files the vehicle anew; another carrier does not get it.
pub(super) fn file_vehicle(a: u8, _: u8, _: u8) -> DispatchResult {
    let carrier = [Actor::Hauler, Actor::OtherHauler][usize::from(a.is_multiple_of(4))];
    let input = VehicleInput {
        carrier: carrier.organisation(),
        ..vehicle_input()
    };
    Livestock::file_vehicles(signed(Actor::Vet), items(&[input]))
}

/// Some of the numbers were received before.
pub(super) fn receive_tags(a: u8, b: u8, _: u8) -> DispatchResult {
    let from = 390 + u32::from(a) * 8;
    let range = tags(from, from + u32::from(b % 8));
    Livestock::receive_tags(signed(Actor::Cdc), items(&[range]))
}

/// Down to the township or a farm; from the township to a farm.
pub(super) fn hand_out_tags(a: u8, b: u8, _: u8) -> DispatchResult {
    let (from, to) = [
        (Actor::Cdc, Actor::Town),
        (Actor::Cdc, Actor::Farm),
        (Actor::Town, Actor::Farm),
        (Actor::Town, Actor::NextFarm),
    ][usize::from(a % 4)];
    let stock = Livestock::tag_stock(from.organisation(), PIG_SERIES);
    let first = stock.first().map_or(1, |range| range.from.serial());
    let handing = TagMove {
        tags: tags(first, first + u32::from(b % 3)),
        to: to.organisation(),
    };
    Livestock::hand_out_tags(signed(from), items(&[handing]))
}
