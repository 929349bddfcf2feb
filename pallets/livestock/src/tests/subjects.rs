//! Where what oversight may hold or ask about belongs, and who has it in hand.

use county_primitives::{
    livestock::*, AnimalId, CertificateId, ClaimId, DeclarationId, DisposalId, HerdId, InsuranceId,
    LotId, MeatId, RecallId, SlaughterBatchId, Subject, VehicleId, ZoneId,
};
use frame_support::assert_ok;

use super::{
    steps::*,
    zones::{order, zone},
};
use crate::mock::*;

fn assert_is(subject: Subject, place: &str, holder: Actor) {
    assert_eq!(Livestock::division_of(&subject), Some(division(place)));
    let holder = Some(holder.organisation());
    assert_eq!(Livestock::holder_of(&subject), holder, "{subject:?}");
}

#[test]
fn animals_and_their_papers_are_their_farms() {
    run(|| {
        let flock = herd(Species::Poultry, 10);
        let (pigs, certificate) = on_the_road(1, Purpose::Slaughter, to_house());
        assert_is(pigs[0].subject(), VILLAGE, Actor::Farm);
        assert_is(flock.subject(), VILLAGE, Actor::Farm);
        let declaration = Subject::Declaration(DeclarationId(1));
        assert_is(declaration, VILLAGE, Actor::Farm);
        assert_is(Subject::Certificate(certificate), VILLAGE, Actor::Farm);
        let farm = Actor::Farm.organisation();
        assert_is(Subject::Farm(farm), VILLAGE, Actor::Farm);
        assert_is(Subject::TagStock(farm), VILLAGE, Actor::Farm);
        assert_is(Subject::Vehicle(VehicleId(1)), COUNTY, Actor::Hauler);
        assert_ok!(take_in(Actor::House, intake(certificate, &pigs, &[])));
        assert_is(pigs[0].subject(), OTHER_VILLAGE, Actor::House);
        let id = order(zone(&[VILLAGE, OTHER_VILLAGE], &[]));
        let zone = Subject::Zone(id);
        assert_eq!(Livestock::division_of(&zone), Some(division(COUNTY)));
        assert_eq!(Livestock::holder_of(&zone), None);
    });
}

#[test]
fn a_batch_is_its_houses_and_meat_its_holders() {
    run(|| {
        let (carcasses, id) = passed(1, HOT);
        let batch = Subject::SlaughterBatch(id);
        assert_is(batch, OTHER_VILLAGE, Actor::House);
        // Meat belongs to where its animals come from, whoever holds it.
        let meat = Subject::Meat(carcasses[0]);
        assert_is(meat, VILLAGE, Actor::House);
        let paper = product_certificate(&carcasses, to(Actor::Packer, OTHER_VILLAGE));
        assert_ok!(certify_meat(Actor::Vet, paper));
        assert_ok!(deliver(Actor::House, carcasses[0], Actor::Packer));
        assert_is(meat, VILLAGE, Actor::Packer);
        assert_ok!(recall(Actor::County, RecallScope::Batch(id)));
        let file = Subject::Recall(RecallId(1));
        assert_is(file, OTHER_VILLAGE, Actor::House);
    });
}

#[test]
fn bodies_are_the_plants_and_claims_the_insurers() {
    run(|| {
        let (pigs, insurance) = insured(9);
        let disposal = die_and_hand_over(&pigs, 95_000);
        let claim = filed(claim(insurance, pigs[0], 95_000, 10));
        assert_is(Subject::Disposal(disposal), VILLAGE, Actor::Plant);
        assert_is(Subject::Insurance(insurance), VILLAGE, Actor::Insurer);
        assert_is(Subject::Claim(claim), VILLAGE, Actor::Insurer);
    });
}

#[test]
fn what_is_not_there_belongs_nowhere() {
    run(|| {
        for subject in [
            Subject::VeterinaryCatalogue(division(FAR_COUNTY)),
            Subject::Zone(ZoneId(9)),
            Subject::Animal(AnimalId(9)),
            Subject::Herd(HerdId(9)),
            Subject::Declaration(DeclarationId(9)),
            Subject::Certificate(CertificateId(9)),
            Subject::Vehicle(VehicleId(9)),
            Subject::SlaughterBatch(SlaughterBatchId(9)),
            Subject::Meat(MeatId(9)),
            Subject::Recall(RecallId(9)),
            Subject::Disposal(DisposalId(9)),
            Subject::Insurance(InsuranceId(9)),
            Subject::Claim(ClaimId(9)),
            // Another pallet keeps lots.
            Subject::Lot(LotId(9)),
        ] {
            assert_eq!(Livestock::division_of(&subject), None, "{subject:?}");
            assert_eq!(Livestock::holder_of(&subject), None, "{subject:?}");
        }
    });
}
