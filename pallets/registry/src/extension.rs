//! What every signed transaction passes before it costs anything: the check of the member behind it
//! and of how many it has in flight.

use core::marker::PhantomData;

use codec::{Decode, DecodeWithMemTracking, Encode};
use county_primitives::{DivisionCode, MemberId, PolicyKey};
use frame_support::{
    dispatch::DispatchInfo,
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError, Weight},
    traits::Contains,
    CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::CheckNonce;
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
    traits::{
        AsSystemOriginSigner, DispatchInfoOf, Dispatchable, Implication, PostDispatchInfoOf,
        TransactionExtension, ValidateResult,
    },
    transaction_validity::{TransactionPriority, ValidTransaction},
    AccountId32, DispatchResult, SaturatedConversion, Saturating,
};

use crate::{
    impls::Unfit, CallClass, ClassifyCall, Config, Keys, Members, Organisations, Pallet, Usage,
    Usages, WeightInfo,
};

/// The calls of the runtime.
type CallOf<T> = <T as frame_system::Config>::RuntimeCall;
/// The origins of the runtime.
type OriginOf<T> = <T as frame_system::Config>::RuntimeOrigin;

/// Which call goes first when the pool is full. The steps are wide, so that other extensions may
/// order inside a class.
pub mod priority {
    use frame_support::pallet_prelude::TransactionPriority;

    /// The council repairs the rules; nothing may crowd it out.
    pub const GOVERNANCE: TransactionPriority = 4_000_000;
    /// A stolen key must be replaceable under load.
    pub const KEYS: TransactionPriority = 3_000_000;
    /// Registration, approval, holds.
    pub const COUNTY: TransactionPriority = 2_000_000;
    /// The daily records.
    pub const RECORD: TransactionPriority = 1_000_000;
}

/// Why a transaction is refused in the pool. An unknown key is `InvalidTransaction::BadSigner`;
/// everything else is `InvalidTransaction::Custom` with the number given here, and never
/// `ExhaustsResources`, which would make the block builder think that the block is full.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Refusal {
    /// The member is suspended.
    MemberSuspended = 1,
    /// The organisation is pending, suspended or refused.
    OrganisationNotActive = 2,
    /// The member has another key now.
    KeyRetired = 3,
    /// The call is not on the allow-list.
    CallNotAllowed = 4,
    /// The member has sent as many calls today as its policy allows.
    CallsOverQuota = 5,
    /// The member would send more items today than its policy allows.
    ItemsOverQuota = 6,
    /// No policy pack sets the quota or the in-flight limit for the organisation's division.
    PolicyMissing = 7,
    /// The member has as many transactions in the pool as its policy allows.
    TooManyInFlight = 8,
    /// Only members of the council may send this call.
    NotGovernor = 9,
}

impl Refusal {
    /// Every refusal, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::MemberSuspended,
        Self::OrganisationNotActive,
        Self::KeyRetired,
        Self::CallNotAllowed,
        Self::CallsOverQuota,
        Self::ItemsOverQuota,
        Self::PolicyMissing,
        Self::TooManyInFlight,
        Self::NotGovernor,
    ];

    /// The number in `InvalidTransaction::Custom`.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Refusal> for TransactionValidityError {
    fn from(refusal: Refusal) -> Self {
        InvalidTransaction::Custom(refusal.code()).into()
    }
}

impl From<Unfit> for TransactionValidityError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Unknown => InvalidTransaction::BadSigner.into(),
            Unfit::KeyRetired => Refusal::KeyRetired.into(),
            Unfit::MemberSuspended => Refusal::MemberSuspended.into(),
            Unfit::OrganisationNotActive => Refusal::OrganisationNotActive.into(),
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Whether this is the council at work, which no quota and no suspension stops.
    fn is_governing(who: &AccountId32, call: &CallOf<T>) -> bool {
        T::Classify::classify(call) == Some(CallClass::Governance) && T::Governors::contains(who)
    }

    /// The priority of a call signed by `who`, and what its member has used after it.
    fn admit(
        who: &AccountId32,
        call: &CallOf<T>,
    ) -> Result<(TransactionPriority, Option<(MemberId, Usage)>), TransactionValidityError> {
        if Self::is_governing(who, call) {
            return Ok((priority::GOVERNANCE, None));
        }
        let signer = Self::signer(who)?;
        let priority = match T::Classify::classify(call) {
            None => return Err(Refusal::CallNotAllowed.into()),
            Some(CallClass::Governance) => return Err(Refusal::NotGovernor.into()),
            Some(CallClass::Keys) => priority::KEYS,
            Some(CallClass::County) => priority::COUNTY,
            Some(CallClass::Record) => priority::RECORD,
        };
        let usage = Usages::<T>::get(signer.id).plus(Self::local_day(), T::Classify::items(call));
        let division = signer.organisation.division;
        if usage.calls > Self::limit(division, PolicyKey::CallsPerDay)? {
            return Err(Refusal::CallsOverQuota.into());
        }
        if usage.items > Self::limit(division, PolicyKey::ItemsPerDay)? {
            return Err(Refusal::ItemsOverQuota.into());
        }
        Ok((priority, Some((signer.id, usage))))
    }

    fn limit(division: DivisionCode, key: PolicyKey) -> Result<u64, TransactionValidityError> {
        Self::policy_today(division, key).ok_or_else(|| Refusal::PolicyMissing.into())
    }

    /// Fails if `nonce` lies so far ahead of the account's that the signer would have more
    /// transactions in the pool than its policy allows. The first in line always passes, so a block
    /// never pays for this, and a limit of nought cannot lock anybody out. Whoever is no member is
    /// left to [`CheckMember`].
    fn ensure_in_flight(
        who: &AccountId32,
        call: &CallOf<T>,
        nonce: T::Nonce,
    ) -> Result<(), TransactionValidityError> {
        let ahead: u64 = nonce
            .saturating_sub(frame_system::Pallet::<T>::account_nonce(who))
            .saturated_into();
        if ahead == 0 || Self::is_governing(who, call) {
            return Ok(());
        }
        let division = Keys::<T>::get(who)
            .and_then(Members::<T>::get)
            .and_then(|member| Organisations::<T>::get(member.organisation))
            .map(|organisation| organisation.division);
        match division {
            Some(division) if ahead >= Self::limit(division, PolicyKey::InFlightLimit)? => {
                Err(Refusal::TooManyInFlight.into())
            }
            _ => Ok(()),
        }
    }
}

/// Refuses whoever is not an active member of an active organisation, calls that are not on the
/// allow-list, and members over their daily quota; charges the quota when the call is included.
///
/// Zero-sized and without implicit data, so standard tools need not know it.
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    CloneNoBound,
    EqNoBound,
    PartialEqNoBound,
    DebugNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct CheckMember<T>(PhantomData<T>);

impl<T> CheckMember<T> {
    /// The extension.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for CheckMember<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Config + Send + Sync> TransactionExtension<CallOf<T>> for CheckMember<T>
where
    CallOf<T>: Dispatchable<Info = DispatchInfo>,
    OriginOf<T>: AsSystemOriginSigner<AccountId32> + Clone,
{
    const IDENTIFIER: &'static str = "CheckMember";
    type Implicit = ();
    type Val = Option<(MemberId, Usage)>;
    type Pre = ();

    fn weight(&self, _: &CallOf<T>) -> Weight {
        <T as Config>::WeightInfo::check_member()
    }

    fn validate(
        &self,
        origin: OriginOf<T>,
        call: &CallOf<T>,
        _: &DispatchInfoOf<CallOf<T>>,
        _: usize,
        (): (),
        _: &impl Implication,
        _: TransactionSource,
    ) -> ValidateResult<Self::Val, CallOf<T>> {
        let Some(who) = origin.as_system_origin_signer() else {
            return Ok((ValidTransaction::default(), None, origin));
        };
        let (priority, charge) = Pallet::<T>::admit(who, call)?;
        let valid = ValidTransaction {
            priority,
            ..Default::default()
        };
        Ok((valid, charge, origin))
    }

    fn prepare(
        self,
        charge: Self::Val,
        _: &OriginOf<T>,
        _: &CallOf<T>,
        _: &DispatchInfoOf<CallOf<T>>,
        _: usize,
    ) -> Result<(), TransactionValidityError> {
        if let Some((member, usage)) = charge {
            Usages::<T>::insert(member, usage);
        }
        Ok(())
    }
}

/// [`CheckNonce`] that also refuses a signer who has too many transactions in the pool, for which
/// Substrate itself has no limit per signer. In bytes and metadata it is `CheckNonce`, so standard
/// tools fill it in.
#[derive(
    Encode, Decode, DecodeWithMemTracking, CloneNoBound, EqNoBound, PartialEqNoBound, DebugNoBound,
)]
pub struct CheckNonceInFlight<T: Config>(CheckNonce<T>);

impl<T: Config> CheckNonceInFlight<T> {
    /// The extension for a transaction with this nonce.
    pub fn from(nonce: T::Nonce) -> Self {
        Self(CheckNonce::from(nonce))
    }
}

impl<T: Config> TypeInfo for CheckNonceInFlight<T>
where
    CheckNonce<T>: StaticTypeInfo,
{
    type Identity = <CheckNonce<T> as TypeInfo>::Identity;

    fn type_info() -> Type {
        CheckNonce::<T>::type_info()
    }
}

impl<T: Config + Send + Sync> TransactionExtension<CallOf<T>> for CheckNonceInFlight<T>
where
    CallOf<T>: Dispatchable<Info = DispatchInfo>,
    <CallOf<T> as Dispatchable>::RuntimeOrigin: AsSystemOriginSigner<AccountId32> + Clone,
    CheckNonce<T>: TransactionExtension<CallOf<T>, Implicit = ()>,
{
    const IDENTIFIER: &'static str = "CheckNonce";
    type Implicit = ();
    type Val = <CheckNonce<T> as TransactionExtension<CallOf<T>>>::Val;
    type Pre = <CheckNonce<T> as TransactionExtension<CallOf<T>>>::Pre;

    fn weight(&self, call: &CallOf<T>) -> Weight {
        self.0.weight(call)
    }

    fn validate(
        &self,
        origin: OriginOf<T>,
        call: &CallOf<T>,
        info: &DispatchInfoOf<CallOf<T>>,
        len: usize,
        (): (),
        implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, CallOf<T>> {
        if let Some(who) = origin.as_system_origin_signer() {
            Pallet::<T>::ensure_in_flight(who, call, self.0 .0)?;
        }
        self.0
            .validate(origin, call, info, len, (), implication, source)
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &OriginOf<T>,
        call: &CallOf<T>,
        info: &DispatchInfoOf<CallOf<T>>,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        self.0.prepare(val, origin, call, info, len)
    }

    fn post_dispatch_details(
        pre: Self::Pre,
        info: &DispatchInfoOf<CallOf<T>>,
        post_info: &PostDispatchInfoOf<CallOf<T>>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        CheckNonce::<T>::post_dispatch_details(pre, info, post_info, len, result)
    }
}
