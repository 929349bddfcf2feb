//! Every death has its animal, every body is collected once, and every claim has its life alone.

use alloc::collections::{BTreeMap, BTreeSet};

use county_primitives::{
    livestock::{AnimalState, ClaimState, Remains, Unit},
    Grams, InsuranceId, Subject,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    types::{Cover, DisposalState, Through},
    Bodies, ClaimOf, ClaimPhotos, Claims, Config, Covers, Deaths, Disposals, InsuranceNumbers,
    Insurances, Lives, NextClaim, NextDisposal, NextInsurance, Pallet, Timelines,
};

impl<T: Config> Pallet<T> {
    pub(super) fn check_bodies() -> Result<(), TryRuntimeError> {
        for (unit, life) in Lives::<T>::iter() {
            let dead = matches!(life.state, AnimalState::Dead | AnimalState::Disposed);
            let known = Deaths::<T>::contains_key(unit);
            ensure!(
                dead == known,
                "a death without its animal, or the other way round"
            );
        }
        for (unit, death) in Deaths::<T>::iter() {
            let heads = Lives::<T>::get(unit).map(|life| life.heads());
            ensure!(
                heads == Some(death.heads),
                "other heads died than there are"
            );
            if let Some((id, mass)) = death.collected {
                let collected = Bodies::<T>::get(id)
                    .iter()
                    .any(|body| body.remains == Remains::Unit(unit) && body.mass == mass);
                ensure!(collected, "a body is in no consignment");
            }
        }
        for (id, disposal) in Disposals::<T>::iter() {
            ensure!(
                id < NextDisposal::<T>::get() && Timelines::<T>::get(Subject::Disposal(id)).len > 0,
                "a consignment without number or record"
            );
            let (mut heads, mut mass) = (0u32, Grams::ZERO);
            for body in Bodies::<T>::get(id) {
                mass = mass
                    .checked_add(body.mass)
                    .ok_or("a consignment overflows")?;
                let Remains::Unit(unit) = body.remains else {
                    continue;
                };
                let life = Lives::<T>::get(unit).ok_or("a body of nobody")?;
                let death = Deaths::<T>::get(unit).ok_or("a body that never died")?;
                heads = heads.saturating_add(death.heads);
                let taken = death.collected == Some((id, body.mass));
                ensure!(taken, "a body was collected twice");
                let treated = matches!(disposal.state, DisposalState::Treated { .. });
                let ended = life.state == AnimalState::Disposed;
                let here = life.through == Through::Disposal(id);
                ensure!(
                    treated == ended && here,
                    "a body and its consignment disagree"
                );
            }
            let sums = (heads, mass) == (disposal.heads, disposal.mass);
            ensure!(sums, "a consignment is not the sum of its bodies");
        }
        Ok(())
    }

    pub(super) fn check_insurances() -> Result<(), TryRuntimeError> {
        let mut claims = BTreeMap::<InsuranceId, u32>::new();
        let mut claimed = BTreeSet::<Unit>::new();
        for (id, claim) in Claims::<T>::iter() {
            ensure!(
                id < NextClaim::<T>::get(),
                "a claim has a number not given out"
            );
            let count = claims.entry(claim.insurance).or_default();
            *count = count.saturating_add(1);
            let insurance = Insurances::<T>::get(claim.insurance).ok_or("a claim on nothing")?;
            let most = claim.amount.min(insurance.sum_per_head);
            ensure!(
                claim.amount <= insurance.sum_per_head
                    && claim.agreed.is_none_or(|agreed| agreed <= most),
                "a claim is for more than was insured"
            );
            let agreed = matches!(claim.state, ClaimState::Approved | ClaimState::Paid);
            ensure!(
                agreed == claim.agreed.is_some(),
                "a claim is agreed upon without a yes"
            );
            if claim.state != ClaimState::Refused {
                ensure!(claimed.insert(claim.unit), "a life is claimed twice");
            }
            let Unit::Animal(animal) = claim.unit else {
                return Err("a claim for a herd".into());
            };
            ensure!(
                ClaimOf::<T>::contains_key(animal),
                "a claim its life does not know"
            );
            ensure!(
                ClaimPhotos::<T>::contains_key(claim.photo),
                "an unknown photo"
            );
            ensure!(
                Deaths::<T>::contains_key(claim.unit),
                "a claim for the living"
            );
        }
        for (id, insurance) in Insurances::<T>::iter() {
            ensure!(
                id < NextInsurance::<T>::get(),
                "a contract has a number not given out"
            );
            let count = claims.get(&id).copied().unwrap_or(0);
            ensure!(
                count == insurance.claims,
                "a contract counts other claims than there are"
            );
        }
        for (_, id) in InsuranceNumbers::<T>::iter() {
            ensure!(Insurances::<T>::contains_key(id), "a number of no contract");
        }
        for (_, covers) in Covers::<T>::iter() {
            let mut covers: alloc::vec::Vec<Cover> = covers.into_inner();
            covers.sort_unstable_by_key(|cover| cover.from);
            let apart = covers
                .iter()
                .zip(covers.iter().skip(1))
                .all(|(one, next)| one.until <= next.from);
            ensure!(apart, "an animal is insured twice at a time");
        }
        Ok(())
    }
}
