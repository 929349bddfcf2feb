//! Benchmarks of the calls, with the worst case that its limits allow for each of `n` items or
//! animals.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        AnteMortem, BatchTest, CarcassInspection, ClaimDecision, ClaimInput, ClaimPayment,
        ClaimState, Collection, Condemnation, Cutting, DeathCause, DeathReport, DisposalMethod,
        IdentityLevel, InsuranceInput, Intake, Kill, MeatDelivery, MeatKind, MeatOutput,
        MeatRecall, Packaging, ProductCertificateInput, RecallAct, RecallAnswer, RecallConclusion,
        RecallNotice, RecallScope, RecallState, RecallStep, Reception, SlaughterDeclaration,
        Species, Treatment,
    },
    produce::TestVerdict,
    traits::Members,
    CertificateId, ClaimId, Digest, DisposalId, FoodLotId, Grams, InsuranceId, MeatId,
    OrganisationId, RecallId, Role, SlaughterBatchId,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::{
    pallet::{Call, Config, Pallet},
    types::DisposalState,
    Claims, Disposals, Lives, Meats, NextFoodLot, RecallPieces, Recalls, SlaughterBatches,
};

mod farm;
mod road;
mod scene;
use scene::*;

/// Prepares members for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// An account that may act in `role` over `division`, where every policy that livestock asks for
    /// is set. Persons of the same number of organisation sign for the same active organisation;
    /// asked again, the answer is the same.
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: county_primitives::DivisionCode,
    ) -> (AccountId, OrganisationId);
}

/// Puts tagged pigs of the numbers 1 to `n` on a farm, for the benchmarks of who sells them.
pub fn keep_pigs<T: Config>(n: u32, farm: OrganisationId) -> Result<(), BenchmarkError> {
    animals::<T>(n, farm).map(|_| ())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn take_in(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let load = on_the_road::<T>(n, house)?;
        let items = one(Intake {
            certificate: CertificateId(1),
            arrived: group(&load)?,
            dead: Default::default(),
            at_ms: T::Members::now_ms(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(SlaughterBatches::<T>::contains_key(SlaughterBatchId(1)));
        Ok(())
    }

    #[benchmark]
    fn declare_slaughter(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        batches::<T>(n, house)?;
        let items = items(n, |number| {
            Ok(SlaughterDeclaration {
                batch: SlaughterBatchId(number),
                planned_ms: u64::MAX,
                emergency: false,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn inspect_before_kill(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let failed = in_lairage::<T>(n, house)?;
        let (who, _) = member::<T>(VET, Role::OfficialVet)?;
        let items = one(AnteMortem {
            batch: SlaughterBatchId(1),
            failed: list(failed)?,
            note: longest("x")?,
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn test_batches(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        in_lairage::<T>(n, house)?;
        let items = one(BatchTest {
            batch: SlaughterBatchId(1),
            disease: DISEASE,
            sample: longest("x")?,
            verdict: TestVerdict::Fail,
            report: Digest([1; 32]),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn slaughter(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let units = in_lairage::<T>(n, house)?;
        inspected::<T>();
        let carcasses = units
            .iter()
            .zip(1u32..)
            .map(|(unit, place)| carcass::<T>(*unit, place));
        let items = one(Kill {
            batch: SlaughterBatchId(1),
            group: group(&units)?,
            identity: IdentityLevel::Individual,
            product: product()?,
            carcasses: list(carcasses.collect::<Result<Vec<_>, _>>()?)?,
            at_ms: T::Members::now_ms(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Meats::<T>::contains_key(MeatId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn inspect_carcasses(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        carcasses::<T>(n, house)?;
        let (who, _) = member::<T>(VET, Role::OfficialVet)?;
        let items = items(n, |number| {
            Ok(CarcassInspection {
                meat: MeatId(number),
                passed: false,
                seal: longest("1")?,
                note: longest("x")?,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn cut_meat(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let first = deep_meat::<T>(n, 63, house)?;
        let items = items(n, |number| {
            Ok(Cutting {
                parent: part(first.saturating_add(number).saturating_sub(1), 1_000),
                outputs: list([MeatOutput {
                    kind: MeatKind::Cut,
                    cut: longest("x")?,
                    mass: Grams(900),
                    grade: Some(longest("x")?),
                }])?,
                trim: Grams(50),
                chill_loss: Grams(40),
                condemned: Grams(10),
                date: T::Members::today(),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn pack_meat(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let first = deep_meat::<T>(n, 63, house)?;
        let items = items(n, |number| {
            Ok(Packaging {
                parents: list([part(first.saturating_add(number).saturating_sub(1), 1_000)])?,
                name: longest("x")?,
                net: Grams(1_000),
                grade: None,
                date: T::Members::today(),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn condemn_meat(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        carcasses::<T>(n, house)?;
        let items = items(n, |number| {
            Ok(Condemnation {
                part: part(number, 1_000),
                reason: longest("x")?,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn certify_products(n: Linear<1, 100>) -> Result<(), BenchmarkError> {
        let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let first = deep_meat::<T>(n, 64, house)?;
        let (_, carrier) = member::<T>(HAULER, Role::Hauler)?;
        let (who, _) = member::<T>(VET, Role::OfficialVet)?;
        let items = one(ProductCertificateInput {
            meats: list((first..).take(usize::try_from(n).unwrap_or(0)).map(MeatId))?,
            number: longest("1")?,
            destination: destination(Some(carrier))?,
            transport: transport(carrier)?,
            valid_days: 1,
            particulars: Digest([1; 32]),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn deliver_meat(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let (_, to) = member::<T>(BUYER, Role::Buyer)?;
        let first = deep_meat::<T>(n, 64, house)?;
        product_certificate::<T>(n, house, to)?;
        let items = items(n, |number| {
            let meat = MeatId(first.saturating_add(number).saturating_sub(1));
            Ok(MeatDelivery { meat, to })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Meats::<T>::get(MeatId(first)).is_some_and(|meat| meat.holder == to));
        Ok(())
    }

    #[benchmark]
    fn recall_meat(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        batches::<T>(n, house)?;
        let items = items(n, |number| {
            Ok(MeatRecall {
                scope: RecallScope::Batch(SlaughterBatchId(number)),
                reason: longest("x")?,
                evidence: Some(Digest([1; 32])),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn notify_recalls(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let first = deep_meat::<T>(n, 64, house)?;
        last_carcass_is_recalled::<T>(64);
        recalls::<T>(1, house, house)?;
        let items = items(n, |number| {
            Ok(RecallNotice {
                recall: RecallId(1),
                custodian: house,
                meats: list([MeatId(first.saturating_add(number).saturating_sub(1))])?,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(RecallPieces::<T>::contains_key(RecallId(1), MeatId(first)));
        Ok(())
    }

    #[benchmark]
    fn answer_recalls(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        recalls::<T>(n, house, house)?;
        let items = items(n, |number| {
            Ok(RecallAnswer {
                recall: RecallId(number),
                act: RecallAct::Acknowledged,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Recalls::<T>::get(RecallId(1)).is_some_and(|recall| recall.acknowledged == 1));
        Ok(())
    }

    #[benchmark]
    fn conclude_recalls(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, _) = member::<T>(8, Role::CountyAgriculture)?;
        let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let balance = recalls::<T>(n, house, house)?;
        let items = items(n, |number| {
            Ok(RecallConclusion {
                recall: RecallId(number),
                step: RecallStep::Verified,
                balance,
                note: longest("x")?,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        let verified = Recalls::<T>::get(RecallId(1)).map(|recall| recall.state);
        assert_eq!(verified, Some(RecallState::Verified));
        Ok(())
    }

    #[benchmark]
    fn report_deaths(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
        let load = on_the_road::<T>(n, house)?;
        let (who, _) = member::<T>(HAULER, Role::Hauler)?;
        let items = one(DeathReport {
            group: group(&load)?,
            heads: None,
            cause: DeathCause::Suspected(DISEASE),
            mass: Grams(100_000),
            photo: Digest([1; 32]),
            at_ms: T::Members::now_ms(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn collect_bodies(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let bodies = dead::<T>(n)?;
        let (who, carrier) = member::<T>(HAULER, Role::Hauler)?;
        let (_, plant) = member::<T>(PLANT, Role::DisposalPlant)?;
        vehicle::<T>(carrier);
        let items = one(Collection {
            bodies: list(bodies)?,
            plant,
            plate: PLATE,
            handover: Digest([1; 32]),
            at_ms: T::Members::now_ms(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Disposals::<T>::contains_key(DisposalId(1)));
        Ok(())
    }

    #[benchmark]
    fn receive_bodies(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, plant) = member::<T>(PLANT, Role::DisposalPlant)?;
        consignments::<T>(n, plant, DisposalState::Collected)?;
        let items = items(n, |number| {
            Ok(Reception {
                disposal: DisposalId(number),
                heads: 0,
                mass: Grams(1),
                video: Digest([1; 32]),
                at_ms: T::Members::now_ms(),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn treat_bodies(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let bodies = dead::<T>(n)?;
        let (who, plant) = member::<T>(PLANT, Role::DisposalPlant)?;
        let received = DisposalState::Received {
            mass: Grams(1_000),
            at_ms: 0,
        };
        consignments::<T>(1, plant, received)?;
        crate::Bodies::<T>::insert(DisposalId(1), list(bodies.clone())?);
        let items = one(Treatment {
            disposal: DisposalId(1),
            method: DisposalMethod::Rendering,
            mass: Grams(1),
            products: Grams::ZERO,
            product: longest("x")?,
            video: Digest([1; 32]),
            at_ms: T::Members::now_ms(),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn insure(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, farm) = member::<T>(FARM, Role::Producer)?;
        let units = animals::<T>(n, farm)?;
        let (who, _) = member::<T>(INSURER, Role::Insurer)?;
        let today = T::Members::today();
        let items = one(InsuranceInput {
            number: longest("1")?,
            farm,
            species: Species::Pig,
            group: group(&units)?,
            from: today,
            until: today.plus_days(100),
            sum_per_head: 80_000,
            age_days_min: 0,
            mass_min: Grams::ZERO,
            terms: Digest([1; 32]),
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn file_claims(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, farm) = member::<T>(FARM, Role::Producer)?;
        let (_, insurer) = member::<T>(INSURER, Role::Insurer)?;
        let units = insured_dead::<T>(n, farm, insurer)?;
        let items = list(units.into_iter().zip(0u16..).map(|(unit, number)| {
            let mut photo = Digest([0; 32]);
            let [first, second, ..] = &mut photo.0;
            [*first, *second] = number.to_le_bytes();
            ClaimInput {
                insurance: InsuranceId(1),
                unit,
                mass: Grams(100_000),
                amount: 1,
                photo,
                survey: Digest([1; 32]),
            }
        }))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Claims::<T>::contains_key(ClaimId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn decide_claims(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, farm) = member::<T>(FARM, Role::Producer)?;
        let (who, insurer) = member::<T>(INSURER, Role::Insurer)?;
        claims::<T>(n, farm, insurer, ClaimState::Filed)?;
        let items = items(n, |number| {
            Ok(ClaimDecision {
                claim: ClaimId(number),
                amount: Some(1),
                reason: longest("x")?,
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn pay_claims(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (_, farm) = member::<T>(FARM, Role::Producer)?;
        let (who, insurer) = member::<T>(INSURER, Role::Insurer)?;
        claims::<T>(n, farm, insurer, ClaimState::Approved)?;
        let items = items(n, |number| {
            Ok(ClaimPayment {
                claim: ClaimId(number),
                receipt: Digest([1; 32]),
            })
        })?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(Lives::<T>::iter_keys().next().is_some());
        Ok(())
    }

    #[benchmark]
    fn set_drugs(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::drug::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn set_immunity_rules(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::rules::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn order_zones(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::zones::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn lift_zones(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::lifts::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn grade_farms(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::gradings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn file_vehicles(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::vehicles::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn receive_tags(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::received::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn hand_out_tags(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::handed_out::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn return_tags(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::returned::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn spend_tags(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::spent::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn tag_animals(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::taggings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn register_herds(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::herd_inputs::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn split_herds(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::splits::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn retag_animals(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::retaggings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn bind_electronic(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::bindings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn immunise(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::immunisations::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn medicate(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::medications::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn record_care(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::cares::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn transfer_animals(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::transfers::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn report_missing(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::missing::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn recover_animals(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::recovered::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn report_sightings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::sightings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn clear_animals(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::clearances::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn release_isolation(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::releases::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn declare(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::declarations::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn answer_declarations(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::answers::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn withdraw_declarations(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::withdrawals::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn fail_inspections(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::failures::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn certify(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::certificates::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn cancel_certificates(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::cancellations::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn redispatch(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::redispatches::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn depart(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::departures::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn pass_checkpoints(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::checkpoints::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn arrive(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::arrivals::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn report_landings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::reports::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn acknowledge_leaving(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = road::leavings::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        Ok(())
    }

    #[benchmark]
    fn record_food(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let (who, items) = farm::foods::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(who), items);

        assert!(NextFoodLot::<T>::get() > FoodLotId(1));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
