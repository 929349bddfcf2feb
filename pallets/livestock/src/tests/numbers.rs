//! When all numbers of a kind are given out, calls are refused instead of giving one out twice.

use county_primitives::{
    livestock::*, AnimalId, CertificateId, ClaimId, DeclarationId, DisposalId, HerdId, InsuranceId,
    MeatId, RecallId, SlaughterBatchId, VehicleId, ZoneId,
};
use frame_support::{assert_noop, assert_ok};

use super::{steps::*, zones::zone};
use crate::{mock::*, Error};

type Used = Error<Runtime>;

#[test]
fn no_number_of_an_animal_or_a_paper_is_given_out_twice() {
    run(|| {
        let pigs = tag_pigs(1);
        give_tags(Actor::Farm.organisation(), tags(500, 500));
        let tagging = tagging(tags(500, 500));
        crate::NextAnimal::<Runtime>::put(AnimalId(u64::MAX));
        assert_noop!(
            Livestock::tag_animals(signed(Actor::Farm), items(&[tagging])),
            Used::NumbersUsedUp(0)
        );
        crate::NextHerd::<Runtime>::put(HerdId(u64::MAX));
        assert_noop!(
            Livestock::register_herds(signed(Actor::Farm), items(&[herd_input(Species::Pig, 1)])),
            Used::NumbersUsedUp(0)
        );
        crate::NextVehicle::<Runtime>::put(VehicleId(u32::MAX));
        assert_noop!(
            Livestock::file_vehicles(signed(Actor::Vet), items(&[vehicle_input()])),
            Used::NumbersUsedUp(0)
        );
        crate::NextZone::<Runtime>::put(ZoneId(u32::MAX));
        assert_noop!(
            Livestock::order_zones(signed(Actor::County), items(&[zone(&[VILLAGE], &[])])),
            Used::NumbersUsedUp(0)
        );
        crate::NextVehicle::<Runtime>::put(VehicleId(1));
        file_vehicle();
        set_plan();
        immunise(&pigs);
        let declaration = accepted(&pigs, Purpose::Slaughter, to_house());
        crate::NextCertificate::<Runtime>::put(CertificateId(u64::MAX));
        assert_noop!(
            Livestock::certify(signed(Actor::Vet), items(&[certificate_input(declaration)])),
            Used::NumbersUsedUp(0)
        );
        crate::NextDeclaration::<Runtime>::put(DeclarationId(u64::MAX));
        let withdrawal = DeclarationWithdrawal {
            declaration,
            reason: text("改期"),
        };
        assert_ok!(Livestock::withdraw_declarations(
            signed(Actor::Farm),
            items(&[withdrawal])
        ));
        let again = declaration_input(group(&pigs), Purpose::Slaughter, to_house());
        assert_noop!(
            Livestock::declare(signed(Actor::Farm), items(&[again])),
            Used::NumbersUsedUp(0)
        );
    });
}

#[test]
fn no_number_of_a_batch_or_of_meat_is_given_out_twice() {
    run(|| {
        let (pigs, certificate) = on_the_road(1, Purpose::Slaughter, to_house());
        crate::NextSlaughterBatch::<Runtime>::put(SlaughterBatchId(u64::MAX));
        assert_noop!(
            take_in(Actor::House, intake(certificate, &pigs, &[])),
            Used::NumbersUsedUp(0)
        );
    });
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        crate::NextRecall::<Runtime>::put(RecallId(u64::MAX));
        assert_noop!(
            recall(Actor::House, RecallScope::Meat(carcasses[0])),
            Used::NumbersUsedUp(0)
        );
        crate::NextMeat::<Runtime>::put(MeatId(u64::MAX));
        assert_noop!(
            pack(Actor::House, packaging(&[part(carcasses[0], 1)], 1)),
            Used::NumbersUsedUp(0)
        );
    });
}

#[test]
fn no_number_of_a_consignment_a_contract_or_a_claim_is_given_out_twice() {
    run(|| {
        let (pigs, insurance) = insured(2);
        crate::NextInsurance::<Runtime>::put(InsuranceId(u64::MAX));
        assert_noop!(
            insure(Actor::Insurer, policy_over(&pigs)),
            Used::NumbersUsedUp(0)
        );
        die_and_hand_over(&pigs[..1], 95_000);
        crate::NextClaim::<Runtime>::put(ClaimId(u64::MAX));
        assert_noop!(
            file(Actor::Farm, claim(insurance, pigs[0], 95_000, 10)),
            Used::NumbersUsedUp(0)
        );
        assert_ok!(report(Actor::Farm, death(&pigs[1..], 95_000)));
        crate::NextDisposal::<Runtime>::put(DisposalId(u64::MAX));
        assert_noop!(
            collect(Actor::Hauler, collection(&[body(pigs[1], 95_000)])),
            Used::NumbersUsedUp(0)
        );
    });
}
