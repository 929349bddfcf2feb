//! Livestock from ear tag to meat: the window of the pallet. The work is in `impls`.
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

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use weights::WeightInfo;

pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod errors;
mod impls;
#[cfg(test)]
mod mock;
mod storage;
#[cfg(test)]
mod tests;

#[import_section(errors::errors)]
#[import_section(storage::storage)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::large_enum_variant,
    reason = "the code that FRAME's macros and codec's derives write; the calls here only delegate"
)]
#[frame_support::pallet]
pub mod pallet {
    //! Configuration, storage, event, errors and calls.

    use alloc::vec::Vec;

    use county_primitives::{
        livestock::*,
        traits::{Holds, Members, Promised},
        AnimalId, CertificateId, ClaimId, Date, DeclarationId, Digest, DisposalId, DivisionCode,
        FoodLotId, HerdId, InsuranceId, Items, List, MeatId, MemberId, OrganisationId, RecallId,
        Record, SlaughterBatchId, Subject, Text, Timeline, VehicleId, ZoneId,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{
        types::*,
        weights::{loads::*, WeightInfo},
    };

    /// The version of the storage layout.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// Tags, animals, certificates, meat, disposals and insurances, and the records of their lives.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may sign, and by which policy.
        type Members: Members<Self::AccountId, Error = DispatchError>;

        /// What must not move.
        type Holds: Holds<Error = DispatchError>;

        /// What stands in a sale: no heads leave such a herd.
        type Promised: Promised<Error = DispatchError>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;

        /// Prepares members for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// What the pallet tells the world.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of its subject.
        Recorded {
            /// The record. Hashing all records of a subject in order gives the head on chain.
            record: Record<LivestockEntry>,
        },
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Warns of landing reports and arrivals that did not come in time, with what weight the
        /// block has left.
        fn on_idle(_: BlockNumberFor<T>, left: Weight) -> Weight {
            Self::look_after_due(left)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Puts drugs with their withdrawal periods into the catalogues of divisions (3.4).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `prov` or `cty_agri` over the row's division.
        ///
        /// ## Details
        /// A row holds for one approval number, species and route, in its division and everything
        /// inside it; the most specific division wins, and a ban holds all the way down. Milk and
        /// eggs have days of their own; where a row names none, the policy's default holds.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `NotItsFood`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `DrugSet` on the division's veterinary catalogue.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_drugs(count(items)))]
        pub fn set_drugs(origin: OriginFor<T>, items: Items<Drug>) -> DispatchResult {
            Self::do_set_drugs(&ensure_signed(origin)?, items)
        }

        /// Writes the immunity plans of divisions.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `prov` or `cty_agri` over the rule's division.
        ///
        /// ## Details
        /// The most specific division wins, disease by disease.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NoPeriod`, `TooManyRules`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ImmunityRuleSet` on the division's veterinary catalogue.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_immunity_rules(count(items)))]
        pub fn set_immunity_rules(
            origin: OriginFor<T>,
            items: Items<ImmunityRule>,
        ) -> DispatchResult {
            Self::do_set_immunity_rules(&ensure_signed(origin)?, items)
        }

        /// Locks divisions and names farms in contact (L20).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `prov` or `cty_agri` over every division of the zone.
        ///
        /// ## Details
        /// Blocks declarations, certificates, departures and arrivals in, out of and inside the
        /// zone while it holds.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `NoPeriod`, `ZoneEmpty`,
        /// `TooManyZones`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ZoneOrdered` on the zone.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::order_zones(count(items)))]
        pub fn order_zones(origin: OriginFor<T>, items: Items<ZoneInput>) -> DispatchResult {
            Self::do_order_zones(&ensure_signed(origin)?, items)
        }

        /// Lifts zones.
        ///
        /// ## Dispatch Origin
        /// As for `order_zones`.
        ///
        /// ## Details
        /// A lifted zone never comes back; order a new one.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `TextBlank`, `ZoneEmpty`, `ZoneUnknown`, `ZoneLifted`,
        /// what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ZoneLifted` on the zone.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::lift_zones(count(items)))]
        pub fn lift_zones(origin: OriginFor<T>, items: Items<ZoneLift>) -> DispatchResult {
            Self::do_lift_zones(&ensure_signed(origin)?, items)
        }

        /// Gives farms their risk grades.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` or `cty_agri` over the farm.
        ///
        /// ## Details
        /// A grade holds for the policy's days. A farm of high risk gets no certificates.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `FarmGraded` on the farm.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::grade_farms(count(items)))]
        pub fn grade_farms(origin: OriginFor<T>, items: Items<FarmGrading>) -> DispatchResult {
            Self::do_grade_farms(&ensure_signed(origin)?, items)
        }

        /// Files vehicles and their carriers (备案).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` or `cty_agri` over the carrier.
        ///
        /// ## Details
        /// A plate that is filed already is filed anew.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `NoPeriod`, `PlateTaken`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `VehicleFiled` on the vehicle.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::file_vehicles(count(items)))]
        pub fn file_vehicles(origin: OriginFor<T>, items: Items<VehicleInput>) -> DispatchResult {
            Self::do_file_vehicles(&ensure_signed(origin)?, items)
        }

        /// Takes tags from the province into the county's stock.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `cdc` over the county of the tags.
        ///
        /// ## Details
        /// No number is ever received twice.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `TagRangeInverted`, `TagIssuedBefore`, `TagStockFragmented`,
        /// what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsReceived` on the signer's stock.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::receive_tags(count(items)))]
        pub fn receive_tags(origin: OriginFor<T>, items: Items<TagRange>) -> DispatchResult {
            Self::do_receive_tags(&ensure_signed(origin)?, items)
        }

        /// Hands tags down: county, township, vaccinator or farm.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `cdc`, `town` or `vaccinator` over the own organisation's
        /// division, from the own stock.
        ///
        /// ## Details
        /// The receiver is active and sits in the county of the tags.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `TagRangeInverted`, `TagIssuedBefore`, `TagNotInStock`,
        /// `SameStock`, `TagStockFragmented`, `OtherCounty`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsHandedOut` and `TagsTaken` on the two stocks.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::hand_out_tags(count(items)))]
        pub fn hand_out_tags(origin: OriginFor<T>, items: Items<TagMove>) -> DispatchResult {
            Self::do_hand_out_tags(&ensure_signed(origin)?, items)
        }

        /// Hands tags back up.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `town`, `vaccinator` or `producer` over the own organisation's
        /// division, from the own stock.
        ///
        /// ## Details
        /// As for `hand_out_tags`, to who sits in the township or above: not from farm to farm.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `TagRangeInverted`, `TagIssuedBefore`, `TagNotInStock`,
        /// `SameStock`, `TagStockFragmented`, `OtherCounty`, `NotAbove`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsHandedOut` and `TagsTaken` on the two stocks.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::return_tags(count(items)))]
        pub fn return_tags(origin: OriginFor<T>, items: Items<TagMove>) -> DispatchResult {
            Self::do_return_tags(&ensure_signed(origin)?, items)
        }

        /// Takes damaged and lost tags out of the own stock.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `cdc`, `town`, `vaccinator` or `producer` over the own
        /// organisation's division.
        ///
        /// ## Details
        /// A spent number never comes back.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `GroupTooLarge`,
        /// `TagRangeInverted`, `TagNotInStock`, `TagStockFragmented`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsSpent` on the stock.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::spend_tags(spendings(items)))]
        pub fn spend_tags(origin: OriginFor<T>, items: Items<TagSpending>) -> DispatchResult {
            Self::do_spend_tags(&ensure_signed(origin)?, items)
        }

        /// Puts tags into ears: animals get their files (L1).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// The tags are in the signer's stock and of the village's county, unless the animals
        /// entered with a document. Born on the farm, they are at most so many days old; from a
        /// herd, the herd has the heads, is not held, and stands in no sale.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `OrganisationNotActive`, `GroupTooLarge`,
        /// `AnimalUnknown`, `WrongState`, `AnimalFinal`, `TagRangeInverted`, `TagNotInStock`, `TagStockFragmented`,
        /// `TagFromElsewhere`, `TagOfOtherSpecies`, `TooOldToTag`, `EntryTooLongAgo`, `BornInFuture`, `HerdTooSmall`,
        /// `NotVillage`, `MixedLoad`, what the registry refuses, `Held` of oversight, `SoldAlready` of trade.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsApplied` on the stock, `Tagged` on each animal,
        /// `HerdCounted` on the herd.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::tag_animals(taggings(items)))]
        pub fn tag_animals(origin: OriginFor<T>, items: Items<Tagging>) -> DispatchResult {
            Self::do_tag_animals(&ensure_signed(origin)?, items)
        }

        /// Registers untagged litters, flocks and ponds.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// A producer registers for the own organisation.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `OrganisationNotActive`, `EntryTooLongAgo`,
        /// `BornInFuture`, `OriginIsHerd`, `NoHeads`, `NotVillage`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `HerdRegistered` on the herd.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::register_herds(count(items)))]
        pub fn register_herds(origin: OriginFor<T>, items: Items<HerdInput>) -> DispatchResult {
            Self::do_register_herds(&ensure_signed(origin)?, items)
        }

        /// Makes a part of a herd a herd of its own.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` over the village, for the herd's farm.
        ///
        /// ## Details
        /// The new herd has the history that guards ask for: immunities, withdrawal, bars. A herd that is
        /// held, or stands in a sale, is not split.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `AnimalUnknown`, `WrongState`, `AnimalFinal`,
        /// `HerdTooSmall`, `NoHeads`, what the registry refuses, `Held` of oversight, `SoldAlready` of trade.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `HerdCounted` on the herd, `HerdFormed` on the new one.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::split_herds(count(items)))]
        pub fn split_herds(origin: OriginFor<T>, items: Items<HerdSplit>) -> DispatchResult {
            Self::do_split_herds(&ensure_signed(origin)?, items)
        }

        /// Replaces lost or broken tags; the life stays the same.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// The new tag is in the signer's stock and of the same species.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `TextBlank`, `AnimalUnknown`, `TagUnknown`,
        /// `WrongState`, `AnimalFinal`, `TagNotInStock`, `TagStockFragmented`, `TagFromElsewhere`,
        /// `TagOfOtherSpecies`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `TagsApplied` on the stock, `Retagged` on the animal.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::retag_animals(count(items)))]
        pub fn retag_animals(origin: OriginFor<T>, items: Items<Retagging>) -> DispatchResult {
            Self::do_retag_animals(&ensure_signed(origin)?, items)
        }

        /// Binds electronic tags to animals, one to one, or takes them off.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// An electronic tag is on one animal at a time; a new one replaces the one the animal has.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TextBlank`, `AnimalUnknown`, `TagUnknown`, `WrongState`,
        /// `AnimalFinal`, `NotTagged`, `ElectronicTaken`, `ElectronicUnknown`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ElectronicBound` on the animal.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::bind_electronic(count(items)))]
        pub fn bind_electronic(
            origin: OriginFor<T>,
            items: Items<ElectronicBinding>,
        ) -> DispatchResult {
            Self::do_bind_electronic(&ensure_signed(origin)?, items)
        }

        /// Records vaccinations (L2).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// The plan of the village says how long the immunity holds. No catalogue bans the vaccine.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `RuleUnknown`,
        /// `DrugBanned`, `TraceCodeMalformed`, `TooManyImmunities`, `TagRangeInverted`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Immunised` on each animal or herd.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::immunise(acts(items)))]
        pub fn immunise(
            origin: OriginFor<T>,
            items: Items<GroupAct<Immunisation>>,
        ) -> DispatchResult {
            Self::do_immunise(&ensure_signed(origin)?, items)
        }

        /// Records treatments and moves the first day of slaughter (L3).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer`, `vaccinator` or `ahs_vet` over the village.
        ///
        /// ## Details
        /// The catalogue row of approval number, species and route says how long; an unknown drug
        /// has the policy's default and a warning.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `DrugBanned`,
        /// `PrescriptionMissing`, `TraceCodeMalformed`, `TagRangeInverted`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Medicated` on each animal or herd, `Warned` with an unknown
        /// drug.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::medicate(acts(items)))]
        pub fn medicate(
            origin: OriginFor<T>,
            items: Items<GroupAct<Medication>>,
        ) -> DispatchResult {
            Self::do_medicate(&ensure_signed(origin)?, items)
        }

        /// Records feeding, weighing, pens and other care (L4).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `vaccinator` over the village.
        ///
        /// ## Details
        /// A weighing gives the mass, a change of pen the pen. A day long past is accepted and marked late.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`,
        /// `TagRangeInverted`, `NoMass`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CaredFor` on each animal or herd.
        #[pallet::call_index(17)]
        #[pallet::weight(T::WeightInfo::record_care(acts(items)))]
        pub fn record_care(
            origin: OriginFor<T>,
            items: Items<GroupAct<CareAct>>,
        ) -> DispatchResult {
            Self::do_record_care(&ensure_signed(origin)?, items)
        }

        /// Moves animals between places of one organisation in one county (L5).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` over both villages, for the farm.
        ///
        /// ## Details
        /// Neither place is locked, and the farm is not in contact with an outbreak.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`,
        /// `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `AnimalBarred`,
        /// `TagRangeInverted`, `NotVillage`, `PlaceLocked`, `SamePlace`, `OtherCounty`, `OutbreakContact`,
        /// what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Transferred` on each animal or herd.
        #[pallet::call_index(18)]
        #[pallet::weight(T::WeightInfo::transfer_animals(acts(items)))]
        pub fn transfer_animals(
            origin: OriginFor<T>,
            items: Items<GroupAct<Transfer>>,
        ) -> DispatchResult {
            Self::do_transfer_animals(&ensure_signed(origin)?, items)
        }

        /// Reports animals that an inventory did not find (L19).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` over the village, for the farm.
        ///
        /// ## Details
        /// They cannot be sold or claimed.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`,
        /// `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `TagRangeInverted`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `WentMissing` and `Warned` on each animal or herd.
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::report_missing(acts(items)))]
        pub fn report_missing(
            origin: OriginFor<T>,
            items: Items<GroupAct<Inventory>>,
        ) -> DispatchResult {
            Self::do_report_missing(&ensure_signed(origin)?, items)
        }

        /// Records that missing animals are there again.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village.
        ///
        /// ## Details
        /// They are on the farm from which they went missing, on no certificate. The note must say how they were found.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`,
        /// `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `TagRangeInverted`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Recovered` on each animal or herd.
        #[pallet::call_index(20)]
        #[pallet::weight(T::WeightInfo::recover_animals(acts(items)))]
        pub fn recover_animals(
            origin: OriginFor<T>,
            items: Items<GroupAct<Inventory>>,
        ) -> DispatchResult {
            Self::do_recover_animals(&ensure_signed(origin)?, items)
        }

        /// Reports ear tags that were seen somewhere.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet`, `cdc`, `vaccinator`, `town`, `grid`, `cty_mkt`,
        /// `market`, `slaughter`, `hauler` or `producer` over the place.
        ///
        /// ## Details
        /// Compared with where the chain has the animal and where it was seen last.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TimeInFuture`, `AnimalUnknown`, `TagUnknown`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Seen` on the animal, `Warned` if it cannot be.
        #[pallet::call_index(21)]
        #[pallet::weight(T::WeightInfo::report_sightings(count(items)))]
        pub fn report_sightings(origin: OriginFor<T>, items: Items<Sighting>) -> DispatchResult {
            Self::do_report_sightings(&ensure_signed(origin)?, items)
        }

        /// Declares loads for quarantine (L6).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `buyer` over the village, for the farm.
        ///
        /// ## Details
        /// All of one farm, village and species; the transport is so many days ahead. The vehicle is
        /// the one the farm knows of; the certificate fixes the one that goes, which may be another. A receiver that is
        /// not on this chain is in another county.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `OrganisationNotActive`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `NotTagged`,
        /// `AnimalBarred`, `TagRangeInverted`, `NoHeads`, `NotVillage`, `MixedLoad`, `NoticeTooShort`, `OriginLocked`,
        /// `DestinationLocked`, `OutbreakContact`, `SameCounty`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Declared` on the declaration, `StateChanged` on each animal or
        /// herd.
        #[pallet::call_index(22)]
        #[pallet::weight(T::WeightInfo::declare(declarations(items)))]
        pub fn declare(origin: OriginFor<T>, items: Items<DeclarationInput>) -> DispatchResult {
            Self::do_declare(&ensure_signed(origin)?, items)
        }

        /// Takes declarations on, or refuses them (L7).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village.
        ///
        /// ## Details
        /// A refusal says why and lets the animals go back.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `TextBlank`, `AnimalUnknown`, `DeclarationUnknown`,
        /// `DeclarationClosed`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `DeclarationAnswered` on the declaration, `StateChanged` after
        /// a refusal.
        #[pallet::call_index(23)]
        #[pallet::weight(T::WeightInfo::answer_declarations(answers(items)))]
        pub fn answer_declarations(
            origin: OriginFor<T>,
            items: Items<DeclarationAnswer>,
        ) -> DispatchResult {
            Self::do_answer_declarations(&ensure_signed(origin)?, items)
        }

        /// Withdraws declarations.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `buyer` over the village, for the farm.
        ///
        /// ## Details
        /// The animals go back.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `TextBlank`, `AnimalUnknown`, `DeclarationUnknown`,
        /// `DeclarationClosed`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `DeclarationAnswered` on the declaration, `StateChanged` on
        /// each animal or herd.
        #[pallet::call_index(24)]
        #[pallet::weight(T::WeightInfo::withdraw_declarations(loads(items)))]
        pub fn withdraw_declarations(
            origin: OriginFor<T>,
            items: Items<DeclarationWithdrawal>,
        ) -> DispatchResult {
            Self::do_withdraw_declarations(&ensure_signed(origin)?, items)
        }

        /// Records that inspections failed (L9).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village.
        ///
        /// ## Details
        /// The failed animals are barred until a vet clears them; all go back.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `TextBlank`, `GroupEmpty`, `UnitTwice`, `AnimalUnknown`,
        /// `DeclarationUnknown`, `DeclarationClosed`, `NotInLoad`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `DeclarationAnswered` on the declaration, `StateChanged` and
        /// `Barred` on the animals.
        #[pallet::call_index(25)]
        #[pallet::weight(T::WeightInfo::fail_inspections(loads(items)))]
        pub fn fail_inspections(
            origin: OriginFor<T>,
            items: Items<InspectionFailure>,
        ) -> DispatchResult {
            Self::do_fail_inspections(&ensure_signed(origin)?, items)
        }

        /// Clears animals that an inspection barred.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village.
        ///
        /// ## Details
        /// From then on they may be certified again. The reason must say something.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `GroupEmpty`, `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`,
        /// `TagUnknown`, `WrongState`, `NotBarred`, `TagRangeInverted`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Cleared` on each animal or herd.
        #[pallet::call_index(26)]
        #[pallet::weight(T::WeightInfo::clear_animals(acts(items)))]
        pub fn clear_animals(
            origin: OriginFor<T>,
            items: Items<GroupAct<Clearance>>,
        ) -> DispatchResult {
            Self::do_clear_animals(&ensure_signed(origin)?, items)
        }

        /// Issues certificates for declared loads (L8).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village; not who declared the load.
        ///
        /// ## Details
        /// Refused with the first finding; `certify_findings` gives all of them. The form follows
        /// from the border of the province. Over capacity, outside the own office's area or outside
        /// hours it is issued with a warning.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `SamePerson`, `OrganisationNotActive`, `TextBlank`,
        /// `TimeOutOfOrder`, `AnimalUnknown`, `AnimalBarred`, `VehicleNotFiled`, `DeclarationUnknown`,
        /// `DeclarationClosed`, `MaterialsIncomplete`, `HeadsDiffer`, `TagsDiffer`, `NotHealthy`, `SwillFed`,
        /// `Findings`, `OriginLocked`, `DestinationLocked`, `OutbreakContact`, `FarmHighRisk`, `FarmNotGraded`,
        /// `LoadHeld`, `NotImmunised`, `ImmunityOver`, `WithinWithdrawal`, `CertificateNumberTaken`,
        /// `ValidityOutOfRange`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CertificateIssued` and `Warned` on the certificate,
        /// `DeclarationAnswered` on the declaration, `StateChanged` on each animal or herd.
        #[pallet::call_index(27)]
        #[pallet::weight(T::WeightInfo::certify(certificates(items)))]
        pub fn certify(origin: OriginFor<T>, items: Items<CertificateInput>) -> DispatchResult {
            Self::do_certify(&ensure_signed(origin)?, items)
        }

        /// Cancels certificates before departure.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the origin.
        ///
        /// ## Details
        /// The animals go back.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `AnimalUnknown`, `CertificateUnknown`, `CertificateNotIssued`, what
        /// the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CertificateCancelled` on the certificate, `StateChanged` on
        /// each animal or herd.
        #[pallet::call_index(28)]
        #[pallet::weight(T::WeightInfo::cancel_certificates(loads(items)))]
        pub fn cancel_certificates(
            origin: OriginFor<T>,
            items: Items<Cancellation>,
        ) -> DispatchResult {
            Self::do_cancel_certificates(&ensure_signed(origin)?, items)
        }

        /// Issues new certificates on the basis of those the animals came on (转运).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the village where the animals are.
        ///
        /// ## Details
        /// The basis arrived there at most so many days ago; the destination is in another county.
        /// All guards of `certify` hold.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `TimeOutOfOrder`,
        /// `GroupEmpty`, `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`,
        /// `AnimalBarred`, `VehicleNotFiled`, `TagRangeInverted`, `NoHeads`, `NotVillage`, `MixedLoad`,
        /// `MaterialsIncomplete`, `HeadsDiffer`, `TagsDiffer`, `NotHealthy`, `SwillFed`, `Findings`, `OriginLocked`,
        /// `DestinationLocked`, `OutbreakContact`, `FarmHighRisk`, `FarmNotGraded`, `LoadHeld`, `NotImmunised`,
        /// `ImmunityOver`, `WithinWithdrawal`, `CertificateUnknown`, `CertificateNumberTaken`, `ValidityOutOfRange`,
        /// `BasisNotArrived`, `SameCounty`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Declared` on a declaration, then as for `certify`.
        #[pallet::call_index(29)]
        #[pallet::weight(T::WeightInfo::redispatch(redispatches(items)))]
        pub fn redispatch(origin: OriginFor<T>, items: Items<Redispatch>) -> DispatchResult {
            Self::do_redispatch(&ensure_signed(origin)?, items)
        }

        /// Records departures (L10).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `hauler` over the carrier's division, for the certificate's
        /// carrier.
        ///
        /// ## Details
        /// The vehicle is filed for the carrier and is the certificate's; the certificate is valid;
        /// no more than certified are loaded; the declared day has come; neither end is locked, and the farm is not in
        /// contact with an outbreak.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`,
        /// `UnitTwice`, `AnimalUnknown`, `VehicleNotFiled`, `DeclarationUnknown`, `NotInLoad`, `NoticeTooShort`,
        /// `OriginLocked`, `DestinationLocked`, `OutbreakContact`, `CertificateUnknown`, `CertificateNotIssued`,
        /// `CertificateExpired`, `WrongVehicle`, `NotCarrier`, `TooManyLoaded`, `LoadedDiffers`, what the registry
        /// refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Departed` on the certificate, `StateChanged` on each animal or
        /// herd, `LinesVoided` and `Warned` if fewer are loaded.
        #[pallet::call_index(30)]
        #[pallet::weight(T::WeightInfo::depart(departures(items)))]
        pub fn depart(origin: OriginFor<T>, items: Items<Departure>) -> DispatchResult {
            Self::do_depart(&ensure_signed(origin)?, items)
        }

        /// Records stops at checkpoints (L11).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `prov` or `ahs_vet` over the checkpoint.
        ///
        /// ## Details
        /// Never refused for what the load is like: it warns of another count, vehicle, state, or
        /// of two places at once. It is the stamp that animals by road from another province need.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `TimeInFuture`, `CertificateUnknown`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CheckpointPassed` and `Warned` on the certificate.
        #[pallet::call_index(31)]
        #[pallet::weight(T::WeightInfo::pass_checkpoints(count(items)))]
        pub fn pass_checkpoints(origin: OriginFor<T>, items: Items<Checkpoint>) -> DispatchResult {
            Self::do_pass_checkpoints(&ensure_signed(origin)?, items)
        }

        /// Records arrivals on farms and markets (L12).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer`, `buyer` or `market` over the destination, for the
        /// certificate's receiver.
        ///
        /// ## Details
        /// Slaughterhouses use `take_in`. Breeding and dairy stock from another province is
        /// isolated. Without the stamp it needed, a load arrives with a warning.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`, `UnitTwice`,
        /// `AnimalUnknown`, `TagUnknown`, `TagRangeInverted`, `NotInLoad`, `DestinationLocked`, `CertificateUnknown`,
        /// `CertificateNotOnRoad`, `NotReceiver`, `WrongDestination`, `PurposeDiffers`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Arrived` on the certificate, `StateChanged` on each animal or
        /// herd, `Warned` if the counts differ, the stamp is missing or the validity is over.
        #[pallet::call_index(32)]
        #[pallet::weight(T::WeightInfo::arrive(arrivals(items)))]
        pub fn arrive(origin: OriginFor<T>, items: Items<Arrival>) -> DispatchResult {
            Self::do_arrive(&ensure_signed(origin)?, items)
        }

        /// Records landing reports (L13).
        ///
        /// ## Dispatch Origin
        /// Signed by a member: at the origin, `producer`, `buyer` or `hauler` for the owner or
        /// carrier; at the destination, any of `producer`, `buyer`, `market` and `slaughter` for
        /// the receiver.
        ///
        /// ## Details
        /// A late report or another count is taken with a warning. Reports that never come are
        /// warned of by the chain itself.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `CertificateUnknown`, `NotParty`, `AlreadyReported`,
        /// `NotArrived`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `LandingReported` and `Warned` on the certificate.
        #[pallet::call_index(33)]
        #[pallet::weight(T::WeightInfo::report_landings(count(items)))]
        pub fn report_landings(
            origin: OriginFor<T>,
            items: Items<LandingReport>,
        ) -> DispatchResult {
            Self::do_report_landings(&ensure_signed(origin)?, items)
        }

        /// Records that receivers outside the region acknowledged arrivals (L21).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the origin.
        ///
        /// ## Details
        /// Only for destinations without a receiver on this chain, in another county, by another vet than who certified.
        /// Nothing happens any more to animals and meat that left.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `AnimalUnknown`, `CertificateUnknown`, `CertificateNotOnRoad`,
        /// `SameCounty`, `ReceiverKnown`, `MeatUnknown`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `LeftRegion` on the certificate and each piece of meat, `StateChanged`
        /// on each animal or herd, `Warned` if the counts differ.
        #[pallet::call_index(34)]
        #[pallet::weight(T::WeightInfo::acknowledge_leaving(loads(items)))]
        pub fn acknowledge_leaving(origin: OriginFor<T>, items: Items<Leaving>) -> DispatchResult {
            Self::do_acknowledge_leaving(&ensure_signed(origin)?, items)
        }

        /// Ends isolations (L14).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` or `ahs_vet` over the village.
        ///
        /// ## Details
        /// The days are over and no inspection barred the animals.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `GroupEmpty`, `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`,
        /// `TagUnknown`, `WrongState`, `AnimalFinal`, `AnimalBarred`, `TagRangeInverted`, `IsolationNotOver`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `IsolationEnded` on each animal or herd.
        #[pallet::call_index(35)]
        #[pallet::weight(T::WeightInfo::release_isolation(acts(items)))]
        pub fn release_isolation(
            origin: OriginFor<T>,
            items: Items<GroupAct<IsolationRelease>>,
        ) -> DispatchResult {
            Self::do_release_isolation(&ensure_signed(origin)?, items)
        }

        /// Takes loads into a slaughterhouse and collects their certificates (L15).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` over the destination, for the certificate's receiver.
        ///
        /// ## Details
        /// Refused without a valid certificate on the road or the stamp it needs, for tags that are
        /// not on it, and inside a withdrawal period.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `TagRangeInverted`, `NotInLoad`,
        /// `DestinationLocked`, `WithinWithdrawal`, `CertificateUnknown`, `CertificateNotOnRoad`,
        /// `CertificateExpired`, `NotReceiver`, `PassageMissed`, `PurposeDiffers`, what the registry refuses,
        /// `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Arrived` on the certificate, `TakenIn` on the slaughter batch,
        /// `StateChanged` on each animal or herd, `Warned` if the counts differ.
        #[pallet::call_index(36)]
        #[pallet::weight(T::WeightInfo::take_in(intakes(items)))]
        pub fn take_in(origin: OriginFor<T>, items: Items<Intake>) -> DispatchResult {
            Self::do_take_in(&ensure_signed(origin)?, items)
        }

        /// Announces kills (L16).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` over the house, for the batch's house.
        ///
        /// ## Details
        /// So many minutes ahead, in an emergency at any time.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TimeOutOfOrder`, `BatchUnknown`, `NotHouse`, `AlreadyAnnounced`,
        /// `AnnouncedTooLate`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `SlaughterDeclared` on the slaughter batch.
        #[pallet::call_index(37)]
        #[pallet::weight(T::WeightInfo::declare_slaughter(count(items)))]
        pub fn declare_slaughter(
            origin: OriginFor<T>,
            items: Items<SlaughterDeclaration>,
        ) -> DispatchResult {
            Self::do_declare_slaughter(&ensure_signed(origin)?, items)
        }

        /// Records the vet's look at living animals (宰前检查).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the house.
        ///
        /// ## Details
        /// Failed animals are barred.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `UnitTwice`, `AnimalUnknown`, `WrongState`, `AnimalFinal`,
        /// `NotInLoad`, `BatchUnknown`, `AlreadyInspected`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `AnteMortemInspected` on the slaughter batch, `Barred` on
        /// failed animals.
        #[pallet::call_index(38)]
        #[pallet::weight(T::WeightInfo::inspect_before_kill(inspections(items)))]
        pub fn inspect_before_kill(
            origin: OriginFor<T>,
            items: Items<AnteMortem>,
        ) -> DispatchResult {
            Self::do_inspect_before_kill(&ensure_signed(origin)?, items)
        }

        /// Records tests of slaughter batches, such as for ASF.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter`, `lab.quick`, `lab.cma` or `cdc` over the house.
        ///
        /// ## Details
        /// After a failure nothing of the batch is killed; its animals are barred.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `TextBlank`, `AnimalUnknown`, `BatchUnknown`, `NotHouse`, `TestStands`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `BatchTested` on the slaughter batch, `Warned` and `Barred`
        /// after a failure.
        #[pallet::call_index(39)]
        #[pallet::weight(T::WeightInfo::test_batches(loads(items)))]
        pub fn test_batches(origin: OriginFor<T>, items: Items<BatchTest>) -> DispatchResult {
            Self::do_test_batches(&ensure_signed(origin)?, items)
        }

        /// Turns animals into carcasses (L16).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` over the house, for the batch's house.
        ///
        /// ## Details
        /// Announced, inspected, tested and rested; nothing held, barred or inside a withdrawal
        /// period. At most one carcass per head, none heavier than the policy's share of its live
        /// mass; the number of each is house, day and place in the line, once in a house and day.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `TextBlank`, `TimeInFuture`, `TimeOutOfOrder`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `AnimalBarred`,
        /// `TagRangeInverted`, `NotInLoad`, `WithinWithdrawal`, `BatchUnknown`, `NotHouse`, `NotAnnounced`,
        /// `NotInspected`, `NotTestedFree`, `NotRested`, `TooManyCarcasses`, `CarcassTwice`, `IdentityClaimed`,
        /// `CarcassTooHeavy`, `CarcassNumberMalformed`, `CarcassNumberTaken`, `NoMass`, `ProductTooBroad`,
        /// `Recalled`, `NoOutputs`, `TooManyDays`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Killed` on the slaughter batch, `StateChanged` on each animal
        /// or herd, `CarcassHung` and `Warned` on the meat.
        #[pallet::call_index(40)]
        #[pallet::weight(T::WeightInfo::slaughter(kills(items)))]
        pub fn slaughter(origin: OriginFor<T>, items: Items<Kill>) -> DispatchResult {
            Self::do_slaughter(&ensure_signed(origin)?, items)
        }

        /// Records quarantine and meat inspection of carcasses.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` or `slaughter` over the house.
        ///
        /// ## Details
        /// The two by different persons. A failed carcass is condemned whole.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `OrganisationNotActive`, `TextBlank`, `NotHouse`,
        /// `AlreadyInspected`, `NoMass`, `MeatUnknown`, `NotCarcass`, `MassOverRemaining`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CarcassInspected` on the meat, `MeatCondemned` after a
        /// failure.
        #[pallet::call_index(41)]
        #[pallet::weight(T::WeightInfo::inspect_carcasses(count(items)))]
        pub fn inspect_carcasses(
            origin: OriginFor<T>,
            items: Items<CarcassInspection>,
        ) -> DispatchResult {
            Self::do_inspect_carcasses(&ensure_signed(origin)?, items)
        }

        /// Cuts pieces into parts, within mass and counts (3.5).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` or `packer` over the holder's division, for the
        /// holder.
        ///
        /// ## Details
        /// Parts, trim, chill loss and condemned mass are what went in, within the tolerance, and
        /// the parts alone never weigh more; counted parts are no more than the animals had. Neither
        /// the piece nor its holder is held.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `BatchUnknown`, `NotTestedFree`, `NoMass`, `MeatUnknown`, `NotHolder`, `NotPassed`,
        /// `Recalled`, `MassOverRemaining`, `NoOutputs`, `NotCuttable`, `MassUnbalanced`, `ChillLossTooLarge`,
        /// `TooManyParts`, `TooManyAncestors`, `MeatLeft`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `MeatCut` on the piece, `PartFormed` on each part, and
        /// `MeatCondemned`.
        #[pallet::call_index(42)]
        #[pallet::weight(T::WeightInfo::cut_meat(cuttings(items)))]
        pub fn cut_meat(origin: OriginFor<T>, items: Items<Cutting>) -> DispatchResult {
            Self::do_cut_meat(&ensure_signed(origin)?, items)
        }

        /// Packs pieces into packages.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` or `packer` over the holder's division, for the holder
        /// of all of them.
        ///
        /// ## Details
        /// The identity of a package is that of its least known piece. Neither a piece nor its holder
        /// is held.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `BatchUnknown`, `NotTestedFree`, `NoMass`, `MeatUnknown`, `NotHolder`, `NotPassed`,
        /// `Recalled`, `MassOverRemaining`, `MassUnbalanced`, `NoParents`, `PartTwice`, `MixedMeat`,
        /// `TooManyAncestors`, `MeatLeft`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `PutIntoPackage` and `Warned` on each piece, `PackageFormed` on
        /// the package.
        #[pallet::call_index(43)]
        #[pallet::weight(T::WeightInfo::pack_meat(packagings(items)))]
        pub fn pack_meat(origin: OriginFor<T>, items: Items<Packaging>) -> DispatchResult {
            Self::do_pack_meat(&ensure_signed(origin)?, items)
        }

        /// Condemns pieces or parts of them.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` or `slaughter` over the holder's division.
        ///
        /// ## Details
        /// What is condemned waits for collection.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `TextBlank`, `NoMass`, `MeatUnknown`, `NotHolder`,
        /// `MassOverRemaining`, `MeatLeft`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `MeatCondemned` on the meat.
        #[pallet::call_index(44)]
        #[pallet::weight(T::WeightInfo::condemn_meat(count(items)))]
        pub fn condemn_meat(origin: OriginFor<T>, items: Items<Condemnation>) -> DispatchResult {
            Self::do_condemn_meat(&ensure_signed(origin)?, items)
        }

        /// Issues certificates for meat.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `ahs_vet` over the holder's division.
        ///
        /// ## Details
        /// Passed twice, not held, not recalled, still here, and of one holder, which oversight does not hold. A receiver
        /// that is not on this chain is in another county.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `NotVillage`,
        /// `CertificateNumberTaken`, `ValidityOutOfRange`, `BatchUnknown`, `NotTestedFree`, `NoMass`, `MeatUnknown`,
        /// `NotHolder`, `NotPassed`, `Recalled`, `NoParents`, `PartTwice`, `AlreadyCertified`, `MeatLeft`,
        /// `SameCounty`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `CertificateIssued` and `Warned` on the certificate,
        /// `MeatCertified` on each piece.
        #[pallet::call_index(45)]
        #[pallet::weight(T::WeightInfo::certify_products(products(items)))]
        pub fn certify_products(
            origin: OriginFor<T>,
            items: Items<ProductCertificateInput>,
        ) -> DispatchResult {
            Self::do_certify_products(&ensure_signed(origin)?, items)
        }

        /// Hands pieces to their next holders.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter`, `packer`, `buyer` or `market` over the holder's
        /// division, for the holder.
        ///
        /// ## Details
        /// Passed twice, not held, not recalled, nor is the holder held; out of the slaughterhouse
        /// only on a valid certificate.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `WrongDestination`, `BatchUnknown`, `NotTestedFree`,
        /// `NoMass`, `MeatUnknown`, `NotHolder`, `NotPassed`, `Recalled`, `NotCertified`, `AlreadyHolder`, `MeatLeft`, what the
        /// registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `MeatDelivered` on the meat.
        #[pallet::call_index(46)]
        #[pallet::weight(T::WeightInfo::deliver_meat(count(items)))]
        pub fn deliver_meat(origin: OriginFor<T>, items: Items<MeatDelivery>) -> DispatchResult {
            Self::do_deliver_meat(&ensure_signed(origin)?, items)
        }

        /// Recalls pieces, batches or a whole day (PSR Art.18).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `slaughter` for the own house, `cty_agri` or `cty_mkt`, over the
        /// house.
        ///
        /// ## Details
        /// Nothing of it is cut, packed, labelled or handed over any more. Custodians are told by
        /// `notify_recalls`.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `TimeInFuture`,
        /// `BatchUnknown`, `NotHouse`, `MeatUnknown`, `AlreadyRecalled`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Recalled` on the meat, the slaughter batch, or the farm
        /// timeline of the house, and `RecallOrdered` on the recall.
        #[pallet::call_index(47)]
        #[pallet::weight(T::WeightInfo::recall_meat(count(items)))]
        pub fn recall_meat(origin: OriginFor<T>, items: Items<MeatRecall>) -> DispatchResult {
            Self::do_recall_meat(&ensure_signed(origin)?, items)
        }

        /// Reports deaths (L17).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer`, `hauler`, `slaughter`, `vaccinator` or `ahs_vet` over
        /// where the animal is.
        ///
        /// ## Details
        /// A certificate no longer counts the dead. A suspected disease warns at once.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `OrganisationNotActive`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`,
        /// `AnimalFinal`, `NotHerd`, `TagRangeInverted`, `HerdTooSmall`, `NoHeads`, `DeclarationUnknown`,
        /// `CertificateUnknown`, `NotCarrier`, `NoMass`, `AlreadyDead`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Died` on each animal or herd, `LinesVoided` on the
        /// certificate, `Warned`.
        #[pallet::call_index(48)]
        #[pallet::weight(T::WeightInfo::report_deaths(deaths(items)))]
        pub fn report_deaths(origin: OriginFor<T>, items: Items<DeathReport>) -> DispatchResult {
            Self::do_report_deaths(&ensure_signed(origin)?, items)
        }

        /// Collects bodies and condemned parts (L18).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `hauler` over the bodies, on a filed closed vehicle.
        ///
        /// ## Details
        /// Each body once; what weighs otherwise than reported warns.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TimeInFuture`, `TimeOutOfOrder`,
        /// `GroupEmpty`, `UnitTwice`, `AnimalUnknown`, `WrongState`, `AnimalFinal`, `VehicleNotFiled`, `NotForBodies`,
        /// `NoMass`, `MeatUnknown`, `BodyUnknown`, `BodyCollected`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Collected` on the disposal, `BodyCollected` on each body,
        /// `Warned`.
        #[pallet::call_index(49)]
        #[pallet::weight(T::WeightInfo::collect_bodies(collections(items)))]
        pub fn collect_bodies(origin: OriginFor<T>, items: Items<Collection>) -> DispatchResult {
            Self::do_collect_bodies(&ensure_signed(origin)?, items)
        }

        /// Receives bodies at the plant: the second half of the hand-over.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `disposal` over the plant, for the consignment's plant.
        ///
        /// ## Details
        /// Heads and mass that differ from the hauler's warn.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `NotOwn`, `OrganisationNotActive`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `NoMass`, `DisposalUnknown`, `DisposalClosed`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Received` and `Warned` on the disposal.
        #[pallet::call_index(50)]
        #[pallet::weight(T::WeightInfo::receive_bodies(count(items)))]
        pub fn receive_bodies(origin: OriginFor<T>, items: Items<Reception>) -> DispatchResult {
            Self::do_receive_bodies(&ensure_signed(origin)?, items)
        }

        /// Treats bodies; animals end here.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `disposal` over the plant, for the consignment's plant.
        ///
        /// ## Details
        /// More products than the policy's yield are refused; mass that differs from what was
        /// received warns.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `OrganisationNotActive`, `TextBlank`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `AnimalUnknown`, `NoMass`, `DisposalUnknown`, `DisposalClosed`, `YieldTooLarge`, what the
        /// registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Treated` and `Warned` on the disposal, `StateChanged` on each
        /// animal or herd.
        #[pallet::call_index(51)]
        #[pallet::weight(T::WeightInfo::treat_bodies(loads(items)))]
        pub fn treat_bodies(origin: OriginFor<T>, items: Items<Treatment>) -> DispatchResult {
            Self::do_treat_bodies(&ensure_signed(origin)?, items)
        }

        /// Records insurance contracts over animals.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `insurer` over the farm.
        ///
        /// ## Details
        /// Tagged, immunised, within the terms, alive on the farm, and in no other contract of any
        /// insurer at that time. No contract begins before today.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `OrganisationNotActive`, `TextBlank`, `GroupEmpty`,
        /// `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`, `AnimalFinal`, `NotTagged`,
        /// `NoPeriod`, `TagRangeInverted`, `NotImmunised`, `ImmunityOver`, `InsuredAlready`, `OutsideTerms`,
        /// `InsuranceNumberTaken`, `TooManyCovers`, `AmountTooLarge`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `Insured` on the insurance, `CoveredBy` on each animal.
        #[pallet::call_index(52)]
        #[pallet::weight(T::WeightInfo::insure(insurances(items)))]
        pub fn insure(origin: OriginFor<T>, items: Items<InsuranceInput>) -> DispatchResult {
            Self::do_insure(&ensure_signed(origin)?, items)
        }

        /// Files claims for dead animals.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` for the farm, or `insurer` for the contract, over the
        /// farm.
        ///
        /// ## Details
        /// Insured on the day of death, dead on the farm, disposed, never claimed before under any
        /// tag, no photo used before, weight as at the hand-over.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `AnimalUnknown`, `NotTagged`, `InsuranceUnknown`,
        /// `NotInsured`, `NotDead`, `NotDisposed`, `LifeClaimed`, `PhotoUsed`, `ClaimMassDiffers`, `AmountTooLarge`,
        /// what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ClaimFiled` and `Warned` on the claim, `Claimed` on the
        /// animal.
        #[pallet::call_index(53)]
        #[pallet::weight(T::WeightInfo::file_claims(count(items)))]
        pub fn file_claims(origin: OriginFor<T>, items: Items<ClaimInput>) -> DispatchResult {
            Self::do_file_claims(&ensure_signed(origin)?, items)
        }

        /// Approves or refuses claims.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `insurer` over the farm, for the contract's insurer; a second
        /// person.
        ///
        /// ## Details
        /// Never more than was asked or insured.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `NotOwn`, `TextBlank`, `InsuranceUnknown`, `AmountTooLarge`,
        /// `ClaimUnknown`, `ClaimClosed`, what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ClaimDecided` on the claim.
        #[pallet::call_index(54)]
        #[pallet::weight(T::WeightInfo::decide_claims(count(items)))]
        pub fn decide_claims(origin: OriginFor<T>, items: Items<ClaimDecision>) -> DispatchResult {
            Self::do_decide_claims(&ensure_signed(origin)?, items)
        }

        /// Records payments.
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `insurer` over the farm, for the contract's insurer.
        ///
        /// ## Details
        /// A late payment warns.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NotOwn`, `InsuranceUnknown`, `ClaimUnknown`, `ClaimClosed`, what the registry
        /// refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `ClaimPaid` and `Warned` on the claim.
        #[pallet::call_index(55)]
        #[pallet::weight(T::WeightInfo::pay_claims(count(items)))]
        pub fn pay_claims(origin: OriginFor<T>, items: Items<ClaimPayment>) -> DispatchResult {
            Self::do_pay_claims(&ensure_signed(origin)?, items)
        }

        /// Records lots of milk and eggs taken from living animals (3.4, 3.7).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `producer` over the village, for the animals' farm.
        ///
        /// ## Details
        /// Milk of cattle, sheep and goats, eggs of poultry; none of the animals inside its
        /// withdrawal period for milk or eggs, barred, isolated or held, and neither place nor farm
        /// under an order. Where it names a receiver, the lot was delivered: to a raw milk station
        /// or a buyer, never to the farm itself.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `NumbersUsedUp`, `NotOwn`, `OrganisationNotActive`, `TimeInFuture`,
        /// `TimeOutOfOrder`, `GroupEmpty`, `GroupTooLarge`, `UnitTwice`, `AnimalUnknown`, `TagUnknown`, `WrongState`,
        /// `AnimalFinal`, `AnimalBarred`, `TagRangeInverted`, `NoHeads`, `MixedLoad`, `PlaceLocked`,
        /// `OutbreakContact`, `WithinWithdrawal`, `NoMass`, `AlreadyHolder`, `NotItsFood`, `NoEggs`, what the registry
        /// refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `FoodTaken` on the farm, `GaveFood` on each animal or herd.
        #[pallet::call_index(56)]
        #[pallet::weight(T::WeightInfo::record_food(foods(items)))]
        pub fn record_food(origin: OriginFor<T>, items: Items<FoodInput>) -> DispatchResult {
            Self::do_record_food(&ensure_signed(origin)?, items)
        }

        /// Tells custodians which pieces of a recall they hold (2.6).
        ///
        /// ## Dispatch Origin
        /// As for `recall_meat`, over where the recall was ordered.
        ///
        /// ## Details
        /// The custodian holds each piece and the recall reaches it; each piece once. More pieces
        /// after the acknowledgement are a new notice.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `BatchUnknown`, `NotHouse`, `NoMass`, `MeatUnknown`,
        /// `NotHolder`, `MassUnbalanced`, `NoParents`, `RecallUnknown`, `RecallNotOpen`, `NotReached`,
        /// `AlreadyNotified`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `RecallNotified` on the recall.
        #[pallet::call_index(57)]
        #[pallet::weight(T::WeightInfo::notify_recalls(notices(items)))]
        pub fn notify_recalls(origin: OriginFor<T>, items: Items<RecallNotice>) -> DispatchResult {
            Self::do_notify_recalls(&ensure_signed(origin)?, items)
        }

        /// Acknowledges recalls, or says what became of the meat (2.6).
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the custodian in any role over the own organisation's division: who
        /// may take meat may answer for it.
        ///
        /// ## Details
        /// A late acknowledgement warns. Counts take the place of those before, until the recall is
        /// verified; what they leave out of the notice is unaccounted.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `OrganisationNotActive`, `RecallUnknown`, `RecallNotOpen`, `NotNotified`,
        /// `AlreadyAcknowledged`, `NotAcknowledged`, `CountsOverRecalled`, what the registry refuses.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `RecallAcknowledged`, `RecallAccounted` and `Warned` on the recall.
        #[pallet::call_index(58)]
        #[pallet::weight(T::WeightInfo::answer_recalls(count(items)))]
        pub fn answer_recalls(origin: OriginFor<T>, items: Items<RecallAnswer>) -> DispatchResult {
            Self::do_answer_recalls(&ensure_signed(origin)?, items)
        }

        /// Verifies and closes recalls (2.6).
        ///
        /// ## Dispatch Origin
        /// Signed by a member as `cty_agri` or `cty_mkt` over where the recall was ordered; somebody
        /// else than who ordered it.
        ///
        /// ## Details
        /// Recalled = returned + destroyed + consumed + unaccounted. Custodians nobody told, missing
        /// acknowledgements and unaccounted mass warn. A recall whose file is held goes no further.
        ///
        /// ## Errors
        /// `NoItems`, `TimelineFull`, `SamePerson`, `TextBlank`, `RecallUnknown`, `RecallNotOpen`, `BalanceDiffers`,
        /// what the registry refuses, `Held` of oversight.
        ///
        /// ## Events
        /// [`Event::Recorded`] with `RecallConcluded` and `Warned` on the recall.
        #[pallet::call_index(59)]
        #[pallet::weight(T::WeightInfo::conclude_recalls(count(items)))]
        pub fn conclude_recalls(
            origin: OriginFor<T>,
            items: Items<RecallConclusion>,
        ) -> DispatchResult {
            Self::do_conclude_recalls(&ensure_signed(origin)?, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The animal or herd.
        pub fn life(unit: Unit) -> Option<Life> {
            Lives::<T>::get(unit)
        }

        /// What became of a tag; none while it is in a stock or was never received.
        pub fn tag(tag: EarTag) -> Option<TagFate> {
            Tags::<T>::get(tag)
        }

        /// The ranges of a series that an organisation has in stock.
        pub fn tag_stock(holder: OrganisationId, series: u32) -> Vec<TagRange> {
            Self::stock_ranges(holder, series)
        }

        /// Where the tags of a series are, in numbers.
        pub fn tag_ledger(series: u32) -> TagLedger {
            TagLedgers::<T>::get(series)
        }

        /// The declaration.
        pub fn declaration(id: DeclarationId) -> Option<Declaration> {
            Declarations::<T>::get(id)
        }

        /// Everything that would keep a declared load from its certificate, animal by animal. The
        /// call itself stops at the first.
        pub fn certify_findings(id: DeclarationId) -> Vec<Finding> {
            Self::findings(id)
        }

        /// The certificate and its trip.
        pub fn certificate(id: CertificateId) -> Option<Certificate> {
            Certificates::<T>::get(id)
        }

        /// The slaughter batch.
        pub fn slaughter_batch(id: SlaughterBatchId) -> Option<SlaughterBatch> {
            SlaughterBatches::<T>::get(id)
        }

        /// The piece of meat.
        pub fn meat(id: MeatId) -> Option<Meat> {
            Meats::<T>::get(id)
        }
    }
}
