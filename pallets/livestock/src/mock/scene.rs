//! Ready-made steps of the tests: from a stock of tags to a load on the road.

use county_primitives::{
    livestock::*, CertificateId, Date, DeclarationId, Grams, HerdId, Items, List, OrganisationId,
    Text,
};
use frame_support::assert_ok;

use super::*;
use crate::{Lives, NextAnimal, NextCertificate, NextDeclaration, NextHerd};

pub(crate) fn signed(actor: Actor) -> RuntimeOrigin {
    RuntimeOrigin::signed(actor.account())
}

pub(crate) fn items<Item: Clone>(list: &[Item]) -> Items<Item> {
    list.to_vec().try_into().ok().unwrap()
}

pub(crate) fn list<Item: Clone, const N: u32>(values: &[Item]) -> List<Item, N> {
    values.to_vec().try_into().ok().unwrap()
}

pub(crate) fn text<const N: u32>(text: &str) -> Text<N> {
    text.parse().unwrap()
}

pub(crate) fn group(units: &[Unit]) -> Group {
    Group::Units(list(units))
}

/// The pig tag of the county with this serial.
pub(crate) fn tag(serial: u32) -> EarTag {
    EarTag::of_series(PIG_SERIES, serial).unwrap()
}

pub(crate) const PIG_SERIES: u32 = 1_500_153;

pub(crate) fn tags(from: u32, to: u32) -> TagRange {
    TagRange {
        from: tag(from),
        to: tag(to),
    }
}

pub(crate) fn group_tags(from: u32, to: u32) -> Group {
    Group::Tags(list(&[tags(from, to)]))
}

pub(crate) fn life(unit: Unit) -> crate::types::Life {
    Lives::<Runtime>::get(unit).unwrap()
}

pub(crate) fn state(unit: Unit) -> AnimalState {
    life(unit).state
}

/// Puts tags into the stock of `to`: received by the county and handed out.
pub(crate) fn give_tags(to: OrganisationId, range: TagRange) {
    assert_ok!(Livestock::receive_tags(signed(Actor::Cdc), items(&[range])));
    if to != Actor::Cdc.organisation() {
        let handing = TagMove { tags: range, to };
        assert_ok!(Livestock::hand_out_tags(
            signed(Actor::Cdc),
            items(&[handing])
        ));
    }
}

/// A tagging by the farm of pigs born 20 days ago.
pub(crate) fn tagging(range: TagRange) -> Tagging {
    Tagging {
        tags: range,
        farm: Actor::Farm.organisation(),
        village: division(VILLAGE),
        born: Date(today().0 - 20),
        origin: Origin::Born,
        breed: text("荣昌猪"),
        pen: text("1栋"),
    }
}

/// Tagged pigs of the farm: as many as asked, with the next serials after all before.
pub(crate) fn tag_pigs(count: u32) -> Vec<Unit> {
    let first = NextAnimal::<Runtime>::get();
    let from = u32::try_from(first.0).unwrap();
    let range = tags(from, from + count - 1);
    give_tags(Actor::Farm.organisation(), range);
    let taggings = items(&[tagging(range)]);
    assert_ok!(Livestock::tag_animals(signed(Actor::Farm), taggings));
    (first.0..first.0 + u64::from(count))
        .map(|id| Unit::Animal(county_primitives::AnimalId(id)))
        .collect()
}

pub(crate) fn herd_input(species: Species, heads: u32) -> HerdInput {
    HerdInput {
        farm: Actor::Farm.organisation(),
        village: division(VILLAGE),
        species,
        heads,
        born: Date(today().0 - 10),
        origin: Origin::Born,
        breed: text(""),
        pen: text("2栋"),
    }
}

/// A herd of the farm.
pub(crate) fn herd(species: Species, heads: u32) -> Unit {
    let id = NextHerd::<Runtime>::get();
    let inputs = items(&[herd_input(species, heads)]);
    assert_ok!(Livestock::register_herds(signed(Actor::Farm), inputs));
    Unit::Herd(HerdId(id.0))
}

pub(crate) fn rule(species: Species, disease: Disease) -> ImmunityRule {
    ImmunityRule {
        division: division("000000000000"),
        species,
        disease,
        compulsory: true,
        from_age_days: 0,
        valid_days: 180,
    }
}

/// The national plan against foot and mouth disease for pigs, written as the province would.
pub(crate) fn set_plan() {
    let rule = ImmunityRule {
        division: division("500000000000"),
        ..rule(Species::Pig, Disease::FootAndMouth)
    };
    assert_ok!(Livestock::set_immunity_rules(
        signed(Actor::Province),
        items(&[rule])
    ));
}

pub(crate) fn immunisation(day: Date) -> Immunisation {
    Immunisation {
        disease: Disease::FootAndMouth,
        vaccine: text("兽药生字080018005"),
        batch: text("2608001"),
        code: None,
        dose: text("2ml"),
        date: day,
    }
}

pub(crate) fn immunise(units: &[Unit]) {
    let act = GroupAct {
        group: group(units),
        act: immunisation(today()),
    };
    assert_ok!(Livestock::immunise(signed(Actor::Farm), items(&[act])));
}

pub(crate) fn medication(approval: &str, last_dose: Date) -> Medication {
    Medication {
        approval: text(approval),
        route: Route::Injection,
        code: None,
        dose: text("10mg/kg"),
        last_dose,
        prescription: None,
    }
}

pub(crate) const PLATE: u8 = 0x51;

pub(crate) fn vehicle_input() -> VehicleInput {
    VehicleInput {
        plate: digest(PLATE),
        carrier: Actor::Hauler.organisation(),
        for_bodies: true,
        until: Date(today().0 + 365),
    }
}

/// Files the vehicle of the carrier, once.
pub(crate) fn file_vehicle() {
    assert_ok!(Livestock::file_vehicles(
        signed(Actor::Vet),
        items(&[vehicle_input()])
    ));
}

/// Where a load may go in these tests.
pub(crate) fn to(receiver: Actor, place: &str) -> Destination {
    Destination {
        organisation: Some(receiver.organisation()),
        division: division(place),
    }
}

pub(crate) fn declaration_input(
    group: Group,
    purpose: Purpose,
    destination: Destination,
) -> DeclarationInput {
    DeclarationInput {
        group,
        purpose,
        destination,
        transport: today(),
        plate: digest(PLATE),
    }
}

/// Declares a load of the farm.
pub(crate) fn declare(units: &[Unit], purpose: Purpose, destination: Destination) -> DeclarationId {
    let id = NextDeclaration::<Runtime>::get();
    let input = declaration_input(group(units), purpose, destination);
    assert_ok!(Livestock::declare(signed(Actor::Farm), items(&[input])));
    id
}

pub(crate) fn answer(declaration: DeclarationId, accepted: bool) -> DeclarationAnswer {
    DeclarationAnswer {
        declaration,
        accepted,
        reason: if accepted {
            text("")
        } else {
            text("材料不全")
        },
    }
}

/// Declares a load and has the vet take it on.
pub(crate) fn accepted(
    units: &[Unit],
    purpose: Purpose,
    destination: Destination,
) -> DeclarationId {
    let id = declare(units, purpose, destination);
    assert_ok!(Livestock::answer_declarations(
        signed(Actor::Vet),
        items(&[answer(id, true)])
    ));
    id
}

pub(crate) fn inspection(heads: u32) -> Inspection {
    Inspection {
        materials_complete: true,
        heads,
        tags_match: true,
        healthy: true,
        no_swill: true,
        laboratory: None,
    }
}

pub(crate) fn transport() -> Transport {
    Transport {
        carrier: Actor::Hauler.organisation(),
        plate: digest(PLATE),
        mode: TransportMode::Road,
        disinfection: text(""),
    }
}

pub(crate) fn certificate_input(declaration: DeclarationId) -> CertificateInput {
    let known = crate::Declarations::<Runtime>::get(declaration);
    let heads = known.as_ref().map_or(0, |known| known.heads);
    let tested = known.is_some_and(|known| known.purpose.is_breeding_stock());
    let number = NextCertificate::<Runtime>::get();
    CertificateInput {
        declaration,
        number: text(&format!("50015326{:06}", number.0)),
        inspection: Inspection {
            laboratory: tested.then_some(digest(5)),
            ..inspection(heads)
        },
        transport: transport(),
        valid_days: 1,
        particulars: digest(9),
    }
}

/// Has the vet certify an accepted declaration.
pub(crate) fn certify(declaration: DeclarationId) -> CertificateId {
    let id = NextCertificate::<Runtime>::get();
    let input = certificate_input(declaration);
    assert_ok!(Livestock::certify(signed(Actor::Vet), items(&[input])));
    id
}

pub(crate) fn departure(certificate: CertificateId, heads: u32) -> Departure {
    Departure {
        certificate,
        plate: digest(PLATE),
        heads,
        left_behind: list(&[]),
        disinfection: text("过硫酸氢钾"),
        at_ms: now_ms(),
    }
}

/// Has the carrier depart with the whole load.
pub(crate) fn depart(certificate: CertificateId) {
    let heads = crate::Certificates::<Runtime>::get(certificate)
        .unwrap()
        .heads;
    let departures = items(&[departure(certificate, heads)]);
    assert_ok!(Livestock::depart(signed(Actor::Hauler), departures));
}

/// Pigs of the farm on the road: tagged, immunised, declared, certified, departed.
pub(crate) fn on_the_road(
    count: u32,
    purpose: Purpose,
    destination: Destination,
) -> (Vec<Unit>, CertificateId) {
    let units = tag_pigs(count);
    set_plan();
    immunise(&units);
    file_vehicle();
    let certificate = certify(accepted(&units, purpose, destination));
    depart(certificate);
    pass_minutes(60);
    (units, certificate)
}

pub(crate) fn arrival(
    certificate: CertificateId,
    place: &str,
    alive: &[Unit],
    dead: &[Unit],
) -> Arrival {
    Arrival {
        certificate,
        division: division(place),
        arrived: group(alive),
        dead: list(dead),
        at_ms: now_ms(),
    }
}

pub(crate) fn weigh(units: &[Unit], mass: Grams) {
    let act = CareAct {
        care: Care::Weighed { mass },
        date: today(),
    };
    let act = GroupAct {
        group: group(units),
        act,
    };
    assert_ok!(Livestock::record_care(signed(Actor::Farm), items(&[act])));
}
