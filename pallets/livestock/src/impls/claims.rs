//! Claims: one for each life, only with a lawfully disposed body, decided by a second person.

use county_primitives::{
    livestock::{
        AnimalState, ClaimDecision, ClaimInput, ClaimPayment, ClaimState, LivestockEntry, Unit,
        Warning,
    },
    traits::Holds,
    AnimalId, Author, ClaimId, Date, DisposalId, Grams, Items, PolicyKey, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{carcasses::share, insurance::INSURERS, Caller};
use crate::{
    types::{Claim, Cover, Death, DisposalState, Identity, Insurance},
    ClaimOf, ClaimPhotos, Claims, Config, Covers, Deaths, Disposals, Error, Insurances, Lives,
    NextClaim, Pallet,
};

const CLAIMANTS: &[Role] = &[Role::Producer, Role::Insurer];

/// Where an animal stands on its farm, whatever it is declared for.
const AT_HOME: &[AnimalState] = &[
    AnimalState::OnFarm,
    AnimalState::Declared,
    AnimalState::Certified,
    AnimalState::Isolation,
];

/// What a claim stands on.
struct Ground {
    animal: AnimalId,
    death: Death,
    cover: Cover,
    disposal: DisposalId,
    handed_over: Grams,
    earlier: Option<ClaimId>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_file_claims(who: &T::AccountId, items: Items<ClaimInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::file_claim(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn file_claim(caller: &mut Caller<T>, input: ClaimInput, item: u16) -> DispatchResult {
        let mut insurance =
            Insurances::<T>::get(input.insurance).ok_or(Error::<T>::InsuranceUnknown(item))?;
        let signature = caller.sign(CLAIMANTS, insurance.division, item)?;
        let party = match signature.role {
            Role::Producer => insurance.farm,
            _ => insurance.insurer,
        };
        let own = signature.organisation == party;
        ensure!(own, Error::<T>::NotOwn(item));
        let ground = Self::ground_of(&input, &insurance, item)?;
        let key = PolicyKey::ClaimToleranceBasisPoints;
        let tolerance = share(caller.policy(insurance.division, key, item)?);
        let apart = input.mass.0.abs_diff(ground.handed_over.0);
        let alike = apart <= ground.handed_over.share(tolerance).0;
        ensure!(alike, Error::<T>::ClaimMassDiffers(item));
        let within = input.amount > 0 && input.amount <= insurance.sum_per_head;
        ensure!(within, Error::<T>::AmountTooLarge(item));
        let id = NextClaim::<T>::get();
        NextClaim::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        ClaimOf::<T>::insert(ground.animal, id);
        ClaimPhotos::<T>::insert(input.photo, id);
        let claim = Claim {
            insurance: input.insurance,
            unit: input.unit,
            amount: input.amount,
            agreed: None,
            agreed_ms: None,
            photo: input.photo,
            filed_by: signature.member,
            state: ClaimState::Filed,
        };
        Claims::<T>::insert(id, claim);
        insurance.claims = insurance.claims.saturating_add(1);
        Insurances::<T>::insert(input.insurance, &insurance);
        let author = Author::Member(signature);
        let entry = LivestockEntry::ClaimFiled {
            claim: input.clone(),
            disposal: ground.disposal,
        };
        Self::record(Subject::Claim(id), author, entry, item)?;
        let entry = LivestockEntry::Claimed { claim: id };
        Self::record(Subject::Animal(ground.animal), author, entry, item)?;
        Self::doubt_claim(caller, id, &input, &insurance, &ground, item)
    }

    /// The guards of `DOMAIN.md 3.6`: insured on the day it died, dead at home, disposed of, and
    /// neither life nor photo claimed before.
    fn ground_of(
        input: &ClaimInput,
        insurance: &Insurance,
        item: u16,
    ) -> Result<Ground, DispatchError> {
        let Unit::Animal(animal) = input.unit else {
            return Err(Error::<T>::NotTagged(item).into());
        };
        let life = Self::life_of(input.unit, item)?;
        let dead = matches!(life.state, AnimalState::Dead | AnimalState::Disposed);
        let death = Deaths::<T>::get(input.unit).filter(|_| dead);
        let death = death.ok_or(Error::<T>::NotDead(item))?;
        let day = Date::of_timestamp(death.at_ms);
        let at_home = death.farm == insurance.farm && AT_HOME.contains(&death.state);
        let cover = Covers::<T>::get(animal)
            .into_iter()
            .find(|cover| cover.insurance == input.insurance)
            .filter(|cover| at_home && cover.from <= day && day < cover.until)
            .ok_or(Error::<T>::NotInsured(item))?;
        let (disposal, handed_over) = death.collected.ok_or(Error::<T>::NotDisposed(item))?;
        let handed_to_plant = Disposals::<T>::get(disposal)
            .is_some_and(|known| known.state != DisposalState::Collected);
        ensure!(handed_to_plant, Error::<T>::NotDisposed(item));
        let earlier = ClaimOf::<T>::get(animal);
        let refused = earlier.is_none_or(Self::was_refused);
        ensure!(refused, Error::<T>::LifeClaimed(item));
        if let Some(user) = ClaimPhotos::<T>::get(input.photo) {
            // The photo of a refused claim may serve again, but only for the same body.
            let same = Claims::<T>::get(user).is_some_and(|claim| claim.unit == input.unit);
            ensure!(same, Error::<T>::PhotoUsed(item));
        }
        Ok(Ground {
            animal,
            death,
            cover,
            disposal,
            handed_over,
            earlier,
        })
    }

    fn was_refused(id: ClaimId) -> bool {
        Claims::<T>::get(id).is_some_and(|claim| claim.state == ClaimState::Refused)
    }

    /// Warns of what a claim has in common with false ones.
    fn doubt_claim(
        caller: &mut Caller<T>,
        id: ClaimId,
        input: &ClaimInput,
        insurance: &Insurance,
        ground: &Ground,
        item: u16,
    ) -> DispatchResult {
        let subject = Subject::Claim(id);
        if let Some(earlier) = ground.earlier {
            Self::warn(subject, Warning::ClaimRepeated { earlier }, item)?;
        }
        if let Some(Identity::Tagged {
            replaced: Some((old, day)),
            ..
        }) = Lives::<T>::get(input.unit).map(|life| life.identity)
        {
            if day >= ground.cover.from {
                Self::warn(subject, Warning::ClaimAfterRetag { old }, item)?;
            }
        }
        let place = insurance.division;
        let reported = ground.death.mass;
        let key = PolicyKey::ClaimToleranceBasisPoints;
        let tolerance = reported.share(share(caller.policy(place, key, item)?));
        if reported.0.abs_diff(input.mass.0) > tolerance.0 {
            let warning = Warning::MassMismatch {
                expected: reported,
                found: input.mass,
            };
            Self::warn(subject, warning, item)?;
        }
        let rate = caller.policy(place, PolicyKey::ClaimRateBasisPoints, item)?;
        let explained = u64::from(insurance.heads).saturating_mul(rate);
        if u64::from(insurance.claims).saturating_mul(10_000) > explained {
            let warning = Warning::ClaimRate {
                claims: insurance.claims,
                heads: insurance.heads,
            };
            Self::warn(Subject::Insurance(input.insurance), warning, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_decide_claims(
        who: &T::AccountId,
        items: Items<ClaimDecision>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, decision) in (0u16..).zip(items) {
            let id = decision.claim;
            let (mut claim, author) = Self::sign_for_claim(&mut caller, id, item)?;
            if let Some(member) = author.member() {
                Self::ensure_second_person(claim.filed_by, member, item)?;
            }
            let open = claim.state == ClaimState::Filed;
            ensure!(open, Error::<T>::ClaimClosed(item));
            match decision.amount {
                Some(amount) => {
                    let within = amount > 0 && amount <= claim.amount;
                    ensure!(within, Error::<T>::AmountTooLarge(item));
                    claim.state = ClaimState::Approved;
                    claim.agreed = Some(amount);
                    claim.agreed_ms = Some(caller.now_ms);
                }
                None => {
                    ensure!(!decision.reason.is_blank(), Error::<T>::TextBlank(item));
                    claim.state = ClaimState::Refused;
                }
            }
            Claims::<T>::insert(id, claim);
            let entry = LivestockEntry::ClaimDecided(decision);
            Self::record(Subject::Claim(id), author, entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_pay_claims(who: &T::AccountId, items: Items<ClaimPayment>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, payment) in (0u16..).zip(items) {
            let id = payment.claim;
            let (mut claim, author) = Self::sign_for_claim(&mut caller, id, item)?;
            let agreed = claim.agreed.filter(|_| claim.state == ClaimState::Approved);
            let amount = agreed.ok_or(Error::<T>::ClaimClosed(item))?;
            let division = Self::insurance_of(&claim, item)?.division;
            let days = caller.policy_days(division, PolicyKey::ClaimPaymentDays, item)?;
            let agreed_on = Date::of_timestamp(claim.agreed_ms.unwrap_or(caller.now_ms));
            let taken = caller.today().days_since(agreed_on);
            claim.state = ClaimState::Paid;
            Claims::<T>::insert(id, claim);
            let subject = Subject::Claim(id);
            let receipt = payment.receipt;
            let entry = LivestockEntry::ClaimPaid { amount, receipt };
            Self::record(subject, author, entry, item)?;
            if let Some(late) = taken.checked_sub(days).filter(|late| *late > 0) {
                Self::warn(subject, Warning::PaidLate { days: late }, item)?;
            }
        }
        Ok(())
    }

    /// The claim, if nothing holds it, and the signature of the insurer it was filed with.
    fn sign_for_claim(
        caller: &mut Caller<T>,
        id: ClaimId,
        item: u16,
    ) -> Result<(Claim, Author), DispatchError> {
        let claim = Claims::<T>::get(id).ok_or(Error::<T>::ClaimUnknown(item))?;
        let insurance = Self::insurance_of(&claim, item)?;
        let signature = caller.sign(INSURERS, insurance.division, item)?;
        let own = signature.organisation == insurance.insurer;
        ensure!(own, Error::<T>::NotOwn(item));
        T::Holds::ensure_free(&Subject::Claim(id), item)?;
        T::Holds::ensure_free(&claim.unit.subject(), item)?;
        Ok((claim, Author::Member(signature)))
    }

    fn insurance_of(claim: &Claim, item: u16) -> Result<Insurance, DispatchError> {
        Insurances::<T>::get(claim.insurance).ok_or(Error::<T>::InsuranceUnknown(item).into())
    }
}
