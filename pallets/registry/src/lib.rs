//! The window of the pallet: settings, storage, event, errors and thin calls. The work is in
//! `impls`, the check of every transaction in `extension`.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a test may stop at the first surprise"
    )
)]

extern crate alloc;

mod extension;
mod genesis;
mod impls;
mod types;

pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(any(test, feature = "runtime-benchmarks"))]
mod sample;
#[cfg(test)]
mod tests;

pub use extension::{priority, CheckMember, CheckNonceInFlight, Refusal};
pub use pallet::*;
pub use types::{
    CallClass, ClassifyCall, CountyValidity, Member, Organisation, PolicyValues, Usage,
    MEMBERSHIPS_MAX, POLICY_VALUES_MAX,
};
pub use weights::WeightInfo;

#[expect(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    reason = "the pallet macro writes both: casts of variant numbers, and proofs about the runtime"
)]
#[frame_support::pallet]
pub mod pallet {
    //! Everything that becomes metadata.

    use alloc::{boxed::Box, vec::Vec};

    use county_primitives::{
        registry::{
            AccountBytes, CountyInput, MemberInput, OrganisationInput, PolicyInput, RegistryEntry,
        },
        CreditCode, DivisionCode, Items, Jurisdiction, List, MemberId, OrganisationId, PolicyKey,
        Pseudonym, Record, Subject, Text, Timeline,
    };
    use frame_support::{
        dispatch::GetDispatchInfo,
        pallet_prelude::*,
        traits::{Contains, UnfilteredDispatchable, UnixTime},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::AccountId32;

    use crate::{
        impls::RoleChange, types::size, ClassifyCall, CountyValidity, Member, Organisation,
        PolicyValues, Usage, WeightInfo, MEMBERSHIPS_MAX,
    };

    /// The layout of this pallet's storage. Raised together with a migration.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The registry of organisations, members, roles and policy packs.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the registry needs from the runtime.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<AccountId = AccountId32, RuntimeEvent: From<Event<Self>>>
    {
        /// The calls that `enact` may dispatch with the rights of root.
        type RuntimeCall: Parameter
            + UnfilteredDispatchable<RuntimeOrigin = Self::RuntimeOrigin>
            + GetDispatchInfo;

        /// The council of counties acting as a whole.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who sits on the council. Only they may send calls of the governance class, and those
        /// calls know no quota and no suspension, so that the council can always repair the rules.
        type Governors: Contains<Self::AccountId>;

        /// The ledger's clock.
        type Time: UnixTime;

        /// The allow-list of calls, and what each of them counts for.
        type Classify: ClassifyCall<<Self as frame_system::Config>::RuntimeCall>;

        /// What each call costs.
        type WeightInfo: WeightInfo;
    }

    /// The counties that take part, by their six digits.
    // Hasher: Twox is safe, only governance writes keys. Bound: there are some 3,000 counties.
    #[pallet::storage]
    pub type Counties<T: Config> = StorageMap<_, Twox64Concat, u32, CountyValidity>;

    /// The values a division gave a setting, by the day from which each holds, oldest first.
    // Hasher: Twox is safe, keys are validated codes written by authorities only. Bound: values that
    // are no longer in effect make room for new ones; the timeline keeps them all.
    #[pallet::storage]
    pub type Policies<T: Config> =
        StorageMap<_, Twox64Concat, (DivisionCode, PolicyKey), PolicyValues>;

    /// The number of the next organisation.
    #[pallet::storage]
    pub type NextOrganisation<T: Config> =
        StorageValue<_, OrganisationId, ValueQuery, FirstOrganisation>;

    /// Organisations are counted from 1.
    #[pallet::type_value]
    pub fn FirstOrganisation() -> OrganisationId {
        OrganisationId(1)
    }

    /// The organisations.
    // Hasher: Twox is safe, the chain hands out the keys. Bound: one small row each, never removed.
    #[pallet::storage]
    pub type Organisations<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, Organisation>;

    /// Which organisation uses a credit code, so that no code is registered twice.
    // Hasher: Blake2 because whoever registers chooses the code.
    #[pallet::storage]
    pub type CreditCodes<T: Config> = StorageMap<_, Blake2_128Concat, CreditCode, OrganisationId>;

    /// The number of the next member.
    #[pallet::storage]
    pub type NextMember<T: Config> = StorageValue<_, MemberId, ValueQuery, FirstMember>;

    /// Members are counted from 1.
    #[pallet::type_value]
    pub fn FirstMember() -> MemberId {
        MemberId(1)
    }

    /// The members.
    // Hasher: Twox is safe, the chain hands out the keys. Bound: one small row each, never removed.
    #[pallet::storage]
    pub type Members<T: Config> = StorageMap<_, Twox64Concat, MemberId, Member>;

    /// Which member uses or used a key. Dead keys stay, so that no key ever speaks for another.
    // Hasher: Blake2 because whoever registers chooses the key. Bound: one row per key, never
    // removed.
    #[pallet::storage]
    pub type Keys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, MemberId>;

    /// All memberships of a person, so that separation of duties holds across them.
    // Hasher: Blake2 because whoever registers chooses the pseudonym. Bound: a person rarely signs
    // for more than two organisations; at the limit a further membership is refused.
    #[pallet::storage]
    pub type Persons<T: Config> =
        StorageMap<_, Blake2_128Concat, Pseudonym, List<MemberId, MEMBERSHIPS_MAX>>;

    /// The length and head of each subject's records. Subjects of the genesis start empty.
    // Hasher: Blake2 in every pallet alike, so that anybody can compute the key of any subject. Bound:
    // one small value per subject, written only with a record.
    #[pallet::storage]
    pub type Timelines<T: Config> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// What a member sent on the last day it sent anything.
    // Hasher: Twox is safe, the chain hands out the keys. Bound: one row per member, overwritten
    // each day.
    #[pallet::storage]
    pub type Usages<T: Config> = StorageMap<_, Twox64Concat, MemberId, Usage, ValueQuery>;

    /// What the registry starts with. Everything in it is active at once, and since block 0 emits no
    /// events its timelines start empty: the head of a genesis subject covers what came later.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The counties that take part.
        pub counties: Vec<CountyInput>,
        /// The first policy packs. Before block 1 the ledger's day is 1970-01-01, so the settings
        /// that `CheckMember` reads should hold from that day on.
        pub policies: Vec<PolicyInput>,
        /// The first organisations; they get the numbers 1, 2, 3 in this order.
        pub organisations: Vec<OrganisationInput>,
        /// The first members; they get the numbers 1, 2, 3 in this order.
        pub members: Vec<MemberInput>,
        /// Ties the settings to the runtime.
        #[serde(skip)]
        pub config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            crate::genesis::build(self);
        }
    }

    /// What the registry tells the world.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Something was recorded on the timeline of a division, an organisation or a member.
        Recorded {
            /// The record, whole: hash it onto the timeline's head to check it.
            record: Record<RegistryEntry>,
        },
    }

    /// Why the registry refuses. The number is the index of the first bad item of the list.
    #[pallet::error]
    pub enum Error<T> {
        /// The list of items is empty. Send at least one.
        NoItems,
        /// All numbers for organisations or members are used up.
        NumbersUsedUp,
        /// The subject has 2^32 - 1 records and takes no more.
        TimelineFull(u16),
        /// The account is not the key of a member. Have the member registered first.
        NotMember(u16),
        /// The key was replaced. Sign with the member's present key.
        KeyRetired(u16),
        /// The member is suspended and may not sign until it is reactivated.
        MemberSuspended(u16),
        /// The organisation is pending, suspended or refused; none of its members may sign and none
        /// may be added.
        OrganisationNotActive(u16),
        /// No role of the signer reaches this act in this division.
        NotAuthorised(u16),
        /// One person may not do both: approve what the same person registered, or register, grant,
        /// reactivate or re-key a membership of one's own.
        SamePerson(u16),
        /// One may not suspend oneself or one's own organisation.
        OwnSuspension(u16),
        /// No policy pack gives this setting a value for the division today. What depends on it is
        /// refused until one does.
        PolicyMissing(u16),
        /// The setting has its most values, all of them in effect or still to come.
        PolicyFull(u16),
        /// The code is not that of a county.
        NotCounty(u16),
        /// The county's code would never be valid: its last day lies before its first.
        EmptyValidity(u16),
        /// The county was not admitted, or its code is not valid today.
        CountyNotAdmitted(u16),
        /// A household is known by a pseudonym, and nothing else is.
        IdentityMismatch(u16),
        /// A collective has a credit code that starts with N1, N2 or N3, and nothing else has.
        CreditCodeMismatch(u16),
        /// The name is blank.
        NoName(u16),
        /// A company, cooperative, family farm or household sits in a village.
        NotVillage(u16),
        /// The credit code is in use by another organisation.
        CreditCodeTaken(u16),
        /// There is no such organisation.
        UnknownOrganisation(u16),
        /// There is no such member.
        UnknownMember(u16),
        /// The organisation does not wait for approval.
        NotPending(u16),
        /// It is not active, so it cannot be suspended.
        NotActive(u16),
        /// It is not suspended, so it cannot be reactivated.
        NotSuspended(u16),
        /// A reason must be given.
        NoReason(u16),
        /// The key is or was the key of a member. Every key is used once only.
        KeyTaken(u16),
        /// The member has had 2^16 keys and takes no more.
        KeysUsedUp(u16),
        /// A member needs at least one role.
        NoRoles(u16),
        /// The member holds the role over that division already.
        RoleHeld(u16),
        /// The member does not hold the role over that division.
        RoleNotHeld(u16),
        /// The member holds as many roles as one member may.
        TooManyRoles(u16),
        /// The person has as many memberships as one person may.
        TooManyMemberships(u16),
        /// The person would hold two roles that must be in different hands.
        ConflictingRoles(u16),
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The member behind an account, also behind a retired key.
        pub fn member_of(account: T::AccountId) -> Option<(MemberId, Member)> {
            let id = Keys::<T>::get(account)?;
            Some((id, Members::<T>::get(id)?))
        }

        /// The value a setting has for a division today.
        pub fn policy(division: DivisionCode, key: PolicyKey) -> Option<u64> {
            Self::policy_today(division, key)
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Admits counties to the chain, or changes the days their codes are valid.
        ///
        /// ## Dispatch Origin
        /// Governance.
        ///
        /// ## Details
        /// An abolished code keeps its row with the first day it is no longer valid.
        ///
        /// ## Errors
        /// `NoItems`, `NotCounty`, `EmptyValidity`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `CountyAdmitted` on each division.
        #[pallet::call_index(0)]
        #[pallet::weight((
            <T as Config>::WeightInfo::admit_counties(size(counties)),
            DispatchClass::Operational
        ))]
        pub fn admit_counties(
            origin: OriginFor<T>,
            counties: Items<CountyInput>,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_admit_counties(&counties)
        }

        /// Gives settings a value for a division from a day on.
        ///
        /// ## Dispatch Origin
        /// Governance, or `cty_agri` inside its county.
        ///
        /// ## Details
        /// The most specific division wins, then the latest effective date. A second value for the
        /// same day replaces the first. Governance alone sets what whoever watches a county depends
        /// on (`PolicyKey::is_reserved`).
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NotAuthorised`, `PolicyFull`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `PolicySet` on each division.
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::set_policies(size(policies)))]
        pub fn set_policies(origin: OriginFor<T>, policies: Items<PolicyInput>) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_set_policies(&actor, &policies)
        }

        /// Registers organisations.
        ///
        /// ## Dispatch Origin
        /// Governance, `cty_agri` or `town`, each inside its jurisdiction.
        ///
        /// ## Details
        /// What governance registers is active at once; the rest waits for a second person of the
        /// county. State organs of a county and above are registered by governance, those below by
        /// the county.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NotAuthorised`, `CountyNotAdmitted`, `IdentityMismatch`, `CreditCodeMismatch`, `NoName`,
        /// `NotVillage`, `CreditCodeTaken`, `NumbersUsedUp`.
        ///
        /// ## Events
        /// `Recorded` with `OrganisationRegistered` on each organisation, and with
        /// `OrganisationStatusChanged` if it is active at once.
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::register_organisations(size(organisations)))]
        pub fn register_organisations(
            origin: OriginFor<T>,
            organisations: Items<OrganisationInput>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_register_organisations(&actor, &organisations)
        }

        /// Approves organisations that wait.
        ///
        /// ## Dispatch Origin
        /// Governance, or `cty_agri` inside its county; another person than the one who registered.
        ///
        /// ## Details
        /// The organisation may act from now on.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `UnknownOrganisation`, `NotPending`, `NotAuthorised`, `SamePerson`, `CountyNotAdmitted`,
        /// `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `OrganisationStatusChanged` on each organisation.
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::approve_organisations(size(organisations)))]
        pub fn approve_organisations(
            origin: OriginFor<T>,
            organisations: Items<OrganisationId>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_approve_organisations(&actor, &organisations)
        }

        /// Refuses organisations that wait.
        ///
        /// ## Dispatch Origin
        /// Governance, or `cty_agri` inside its county.
        ///
        /// ## Details
        /// Final; the credit code is free again for a new registration.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NoReason`, `UnknownOrganisation`, `NotPending`, `NotAuthorised`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `OrganisationStatusChanged` on each organisation.
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::refuse_organisations(size(refusals)))]
        pub fn refuse_organisations(
            origin: OriginFor<T>,
            refusals: Items<(OrganisationId, Text<128>)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_refuse_organisations(&actor, &refusals)
        }

        /// Suspends organisations: none of their members may sign until they are reactivated.
        ///
        /// ## Dispatch Origin
        /// Governance, or `cty_agri` inside its county.
        ///
        /// ## Details
        /// State organs of a county and above only by governance, so that a bureau cannot silence
        /// the office that inspects it. Nobody suspends the own organisation.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NoReason`, `UnknownOrganisation`, `NotActive`, `NotAuthorised`, `OwnSuspension`,
        /// `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `OrganisationStatusChanged` on each organisation.
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::suspend_organisations(size(suspensions)))]
        pub fn suspend_organisations(
            origin: OriginFor<T>,
            suspensions: Items<(OrganisationId, Text<128>)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_suspend_organisations(&actor, &suspensions)
        }

        /// Lets suspended organisations act again.
        ///
        /// ## Dispatch Origin
        /// Governance, or `cty_agri` inside its county.
        ///
        /// ## Details
        /// What governance suspended only governance reactivates.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NoReason`, `UnknownOrganisation`, `NotSuspended`, `NotAuthorised`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `OrganisationStatusChanged` on each organisation.
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::reactivate_organisations(size(reactivations)))]
        pub fn reactivate_organisations(
            origin: OriginFor<T>,
            reactivations: Items<(OrganisationId, Text<128>)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_reactivate_organisations(&actor, &reactivations)
        }

        /// Registers members with their keys and roles.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant every one of the roles.
        ///
        /// ## Details
        /// The organisation must be active and lie inside the granting role's division. A member
        /// without roles, who only sits on the council, is registered by governance.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `UnknownOrganisation`, `NoRoles`, `NotAuthorised`, `SamePerson`, `CountyNotAdmitted`,
        /// `RoleHeld`, `ConflictingRoles`, `KeyTaken`, `TooManyMemberships`, `NumbersUsedUp`.
        ///
        /// ## Events
        /// `Recorded` with `MemberRegistered` on each member.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::register_members(size(members)))]
        pub fn register_members(
            origin: OriginFor<T>,
            members: Items<MemberInput>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_register_members(&actor, &members)
        }

        /// Suspends members: they may not sign until they are reactivated.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant every role of the member.
        ///
        /// ## Details
        /// Earlier signatures stay valid. Nobody suspends oneself.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NoReason`, `UnknownMember`, `NotActive`, `OwnSuspension`, `NotAuthorised`,
        /// `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `MemberStatusChanged` on each member.
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::suspend_members(size(suspensions)))]
        pub fn suspend_members(
            origin: OriginFor<T>,
            suspensions: Items<(MemberId, Text<128>)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_suspend_members(&actor, &suspensions)
        }

        /// Lets suspended members sign again.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant every role of the member.
        ///
        /// ## Details
        /// Refused if the person took on a conflicting role in the meantime. What governance
        /// suspended only governance reactivates.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `NoReason`, `UnknownMember`, `NotSuspended`, `SamePerson`, `NotAuthorised`,
        /// `ConflictingRoles`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `MemberStatusChanged` on each member.
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::reactivate_members(size(reactivations)))]
        pub fn reactivate_members(
            origin: OriginFor<T>,
            reactivations: Items<(MemberId, Text<128>)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_reactivate_members(&actor, &reactivations)
        }

        /// Replaces the signer's own key.
        ///
        /// ## Dispatch Origin
        /// The member, signing with the present key.
        ///
        /// ## Details
        /// The present key is dead from now on; earlier signatures stay valid.
        ///
        /// ## Errors
        /// `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`, `NotAuthorised` (a
        /// member without roles cannot sign; governance re-keys it), `KeyTaken`,
        /// `KeysUsedUp`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `KeyRotated` on the member.
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::rotate_key())]
        pub fn rotate_key(origin: OriginFor<T>, key: AccountBytes) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_rotate_key(&who, key)
        }

        /// Gives a member a new key in place of a lost one.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant every role of the member.
        ///
        /// ## Details
        /// The lost key is dead from now on. Nobody does it for a membership of one's own; the
        /// present key can be replaced with `rotate_key`.
        ///
        /// ## Errors
        /// `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`, `NoReason`,
        /// `UnknownMember`, `SamePerson`, `NotAuthorised`, `KeyTaken`, `KeysUsedUp`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `KeyRotated` on the member.
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::rotate_member_key())]
        pub fn rotate_member_key(
            origin: OriginFor<T>,
            member: MemberId,
            key: AccountBytes,
            reason: Text<128>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_rotate_member_key(&actor, member, key, &reason)
        }

        /// Lets members act in further roles.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant the role.
        ///
        /// ## Details
        /// Checked against every active membership of the person for duties that must be separate.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `UnknownMember`, `SamePerson`, `NotAuthorised`, `CountyNotAdmitted`, `RoleHeld`,
        /// `TooManyRoles`, `ConflictingRoles`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `RoleGranted` on each member.
        #[pallet::call_index(12)]
        #[pallet::weight(<T as Config>::WeightInfo::grant_roles(size(grants)))]
        pub fn grant_roles(
            origin: OriginFor<T>,
            grants: Items<(MemberId, Jurisdiction)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_change_roles(&actor, RoleChange::Grant, &grants)
        }

        /// Takes roles from members.
        ///
        /// ## Dispatch Origin
        /// Governance, or whoever may grant the role.
        ///
        /// ## Details
        /// What was signed in the role stays valid.
        ///
        /// ## Errors
        /// `NoItems`, `NotMember`, `KeyRetired`, `MemberSuspended`, `OrganisationNotActive`,
        /// `UnknownMember`, `NotAuthorised`, `RoleNotHeld`, `TimelineFull`.
        ///
        /// ## Events
        /// `Recorded` with `RoleRevoked` on each member.
        #[pallet::call_index(13)]
        #[pallet::weight(<T as Config>::WeightInfo::revoke_roles(size(revocations)))]
        pub fn revoke_roles(
            origin: OriginFor<T>,
            revocations: Items<(MemberId, Jurisdiction)>,
        ) -> DispatchResult {
            let actor = Self::ensure_actor(origin)?;
            Self::do_change_roles(&actor, RoleChange::Revoke, &revocations)
        }

        /// Dispatches a call with the rights of root, for example `System::authorize_upgrade`.
        ///
        /// ## Dispatch Origin
        /// Governance.
        ///
        /// ## Details
        /// If the call fails, so does this one, and nothing is changed.
        ///
        /// ## Errors
        /// `TimelineFull`, and those of the call.
        ///
        /// ## Events
        /// `Recorded` with `Enacted` on the nation's division, after the events of the call.
        #[pallet::call_index(14)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (<T as Config>::WeightInfo::enact().saturating_add(info.call_weight), info.class)
        })]
        pub fn enact(
            origin: OriginFor<T>,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_enact(*call)
        }
    }
}
