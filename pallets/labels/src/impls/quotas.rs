//! Granting quotas, and approving them by a second person.

use county_primitives::{
    labels::{LabelsEntry, QuotaApproval, QuotaInput, QuotaKey},
    traits::{Holds, Members},
    Author, Items, PolicyKey, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
    pallet::{Config, Error, Pallet, Quotas},
    types::{Grant, PendingGrant},
};

/// Seasons are years of harvest; anything outside is a slip of the pen.
const SEASONS: core::ops::RangeInclusive<u16> = 2000..=2200;

/// All of the yield, in basis points.
const WHOLE: u32 = 10_000;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_grant_quotas(who: &T::AccountId, items: Items<QuotaInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::grant_quota(who, input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_approve_quotas(
        who: &T::AccountId,
        items: Items<QuotaApproval>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, approval) in (0u16..).zip(items) {
            Self::approve_quota(who, approval, item)?;
        }
        Ok(())
    }

    fn grant_quota(who: &T::AccountId, input: QuotaInput, item: u16) -> DispatchResult {
        let brand = Self::brand_of(input.brand, item)?;
        let author = T::Members::authorise(who, &[Role::BrandOwner], brand.division, item)?;
        let Author::Member(granted_by) = author else {
            return Err(Error::<T>::NotBrandOwner(item).into());
        };
        ensure!(
            granted_by.organisation == brand.owner,
            Error::<T>::NotBrandOwner(item)
        );
        Self::ensure_active(input.organisation, item)?;
        T::Holds::ensure_free(&Subject::Brand(input.brand), item)?;
        ensure!(
            SEASONS.contains(&input.season),
            Error::<T>::SeasonOutOfRange(item)
        );
        ensure!(
            input.grade_rate.0 <= WHOLE,
            Error::<T>::GradeRateOutOfRange(item)
        );
        ensure!(input.unit_net.0 > 0, Error::<T>::UnitMassZero(item));
        let key = PolicyKey::SpoilAllowanceBasisPoints;
        let allowance = T::Members::policy(brand.division, key, item)?;
        let grant = Grant::new(
            input.approved_yield,
            input.grade_rate,
            input.unit_net,
            allowance,
        )
        .ok_or(Error::<T>::QuotaOutOfRange(item))?;
        Quotas::<T>::mutate(key_of(&input), |quota| {
            quota.pending = Some(PendingGrant { grant, granted_by });
        });
        let entry = LabelsEntry::QuotaGranted {
            quota: input,
            codes: grant.codes,
        };
        Self::record(Subject::Brand(input.brand), author, entry, item)
    }

    fn approve_quota(who: &T::AccountId, approval: QuotaApproval, item: u16) -> DispatchResult {
        let key = approval.quota;
        let brand = Self::brand_of(key.brand, item)?;
        let roles = [Role::CountyAgriculture];
        let author = T::Members::authorise(who, &roles, brand.division, item)?;
        T::Holds::ensure_free(&Subject::Brand(key.brand), item)?;
        let mut quota = Quotas::<T>::get(key);
        let pending = quota
            .pending
            .take()
            .ok_or(Error::<T>::NothingToApprove(item))?;
        // Nobody approves unseen what was granted a moment ago.
        ensure!(
            pending.grant.codes == approval.codes && pending.grant.unit_net == approval.unit_net,
            Error::<T>::GrantChanged(item)
        );
        let second = author
            .member()
            .is_some_and(|member| !T::Members::same_person(member, pending.granted_by.member));
        ensure!(second, Error::<T>::SamePerson(item));
        // What is issued is on paper; a smaller quota cannot call it back.
        ensure!(
            pending.grant.codes >= quota.issued,
            Error::<T>::QuotaBelowIssued(item)
        );
        quota.approved = Some(pending.grant);
        Quotas::<T>::insert(key, quota);
        let entry = LabelsEntry::QuotaApproved(key);
        Self::record(Subject::Brand(key.brand), author, entry, item)
    }
}

fn key_of(input: &QuotaInput) -> QuotaKey {
    QuotaKey {
        brand: input.brand,
        organisation: input.organisation,
        season: input.season,
    }
}
