//! Sales of animals and meat: agreed, delivered, weighed in and paid, and no animal sold twice.
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

mod impls;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use weights::WeightInfo;

/// The storage, events, errors and calls.
#[allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::large_enum_variant,
    reason = "only what the macros write: casts of variant indices, and lookups of the pallet"
)]
#[frame_support::pallet]
pub mod pallet {
    use county_primitives::{
        trade::{
            SaleAnswer, SaleCancellation, SaleDelivery, SaleInput, SaleSettlement, TradeEntry,
            GOODS_MAX,
        },
        traits::{Holds, Members, Sellable},
        Digest, Items, List, Record, SaleId, Subject, Timeline, ITEMS_MAX,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{impls::GoodsCount, types::Sale, weights::WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may sign, in which role, and by which policy.
        type Members: Members<Self::AccountId, Error = DispatchError>;

        /// What must not move.
        type Holds: Holds<Error = DispatchError>;

        /// Which goods there are, whose they are and whether they may be sold.
        type Goods: Sellable<Error = DispatchError>;

        /// What the calls cost.
        type WeightInfo: WeightInfo;

        /// Prepares members and goods for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// The number of the first sale.
    #[pallet::type_value]
    pub fn FirstSale() -> SaleId {
        SaleId(1)
    }

    /// The number the next sale gets.
    #[pallet::storage]
    pub type NextSale<T> = StorageValue<_, SaleId, ValueQuery, FirstSale>;

    /// Every sale that was ever recorded, by its number.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: `Sale` is of fixed
    // size.
    #[pallet::storage]
    pub type Sales<T> = StorageMap<_, Twox64Concat, SaleId, Sale, OptionQuery>;

    /// The goods of each sale.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: `GOODS_MAX` per sale.
    #[pallet::storage]
    pub type Goods<T> = StorageMap<_, Twox64Concat, SaleId, List<Subject, GOODS_MAX>, ValueQuery>;

    /// The latest sale of an animal, herd or piece that was neither refused nor cancelled.
    // Hasher: Blake2 as for all subjects. Bound: one small value for each that was ever sold.
    #[pallet::storage]
    pub type SoldIn<T> = StorageMap<_, Blake2_128Concat, Subject, SaleId, OptionQuery>;

    /// The sale that a receipt of a bank was counted in.
    // Hasher: Blake2 since digests are chosen by users. Bound: one per payment.
    #[pallet::storage]
    pub type Receipts<T> = StorageMap<_, Blake2_128Concat, Digest, SaleId, OptionQuery>;

    /// How many records each sale has, and the hash over them.
    // Hasher: Blake2, the same in every pallet, so that one rule gives the key of any timeline.
    // Bound: 36 bytes.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of a sale.
        Recorded {
            /// The record as it went into the hash.
            record: Record<TradeEntry>,
        },
    }

    /// Why a call is refused. The number is the index of the item in the call's list.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty. Send at least one item.
        NoItems,
        /// The sale has as many records as a timeline can count.
        TimelineFull(u16),
        /// The numbers for sales are used up.
        SalesExhausted(u16),
        /// The signer's organisation is not known any more.
        SellerUnknown(u16),
        /// The buyer is unknown or not active.
        BuyerNotActive(u16),
        /// Nobody sells to himself.
        SameParty(u16),
        /// The goods are of another kind, or another species, than the sale says.
        GoodsDiffer(u16),
        /// The heads or pieces are not as many as the goods have now.
        HeadsDiffer(u16),
        /// The mass is nothing, or more than a million tonnes.
        MassOutOfRange(u16),
        /// The mass is more than is there of the meat.
        MassOverGoods(u16),
        /// The price is nothing.
        NoPrice(u16),
        /// The amount is not price times quantity. A price per kilogram is rounded to the nearest
        /// fen, half a fen upwards.
        AmountDiffers(u16),
        /// Price times quantity is more than a trillion yuan.
        AmountOverflow(u16),
        /// The day lies in the future.
        DateInFuture(u16),
        /// The day lies before the agreement.
        DateOutOfOrder(u16),
        /// Some of the goods, or the herd, stand in a sale: sold already.
        SoldAlready(u16),
        /// There is no sale with this number.
        SaleUnknown(u16),
        /// The signer's organisation does not buy in this sale.
        NotBuyer(u16),
        /// The signer's organisation is neither seller nor buyer.
        NotParty(u16),
        /// This cannot be done where the sale stands now.
        WrongState(u16),
        /// The reason is blank. Say why: it stays on the record.
        ReasonBlank(u16),
        /// More heads came than were sold or are there, or none did.
        HeadsOutOfRange(u16),
        /// The payment is nothing.
        NoAmount(u16),
        /// More would be paid than is due.
        PaidOverDue(u16),
        /// The receipt was counted already.
        ReceiptUsed(u16),
        /// Who recorded the sale cannot confirm it; a second person must.
        SamePerson(u16),
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Records sales: what was agreed between the signer's organisation and a buyer.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `producer`, `slaughter`, `packer`, `buyer` or `market`
        /// where its organisation sits, which is the seller.
        ///
        /// ## Details
        /// The seller has all goods in hand and may sell them. None of them stands in another sale,
        /// unless the seller bought it there. Nothing that a piece was cut from or packed of is in an
        /// open sale, or was sold away by the seller, unless the seller bought all the pieces
        /// themselves. Kind, species and heads are those of the goods, the mass of meat is there, and
        /// the amount is price times quantity.
        ///
        /// ## Errors
        /// `NoItems`, `SellerUnknown`, `SameParty`, `BuyerNotActive`, `DateInFuture`,
        /// `GoodsDiffer`, `HeadsDiffer`, `MassOutOfRange`, `MassOverGoods`, `NoPrice`, `AmountOverflow`,
        /// `AmountDiffers`, `SoldAlready`, `SalesExhausted`, `TimelineFull`, what livestock says of
        /// the goods, and the registry's and oversight's own.
        ///
        /// ## Events
        /// `Recorded` with `SaleRecorded` on each new sale.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::record_sales(crate::impls::goods_in(items)))]
        pub fn record_sales(origin: OriginFor<T>, items: Items<SaleInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_record_sales(&who, items)
        }

        /// Confirms sales, or refuses them.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the buyer with the role `producer`, `slaughter`, `packer`, `buyer`
        /// or `market` where the buyer sits.
        ///
        /// ## Details
        /// A refusal says why, and sets the goods free. Nothing that is held or recalled is
        /// confirmed, nor for a buyer that is held, nor by the person who recorded the sale; and all
        /// heads are there still. The call is weighed as if every sale named two hundred goods, so
        /// that a block takes ten sales in one call, and what they do not name is given back.
        ///
        /// ## Errors
        /// `NoItems`, `SaleUnknown`, `NotBuyer`, `WrongState`, `SamePerson`, `HeadsDiffer`,
        /// `ReasonBlank`, `TimelineFull`, `SellerUnknown`, what livestock says of the goods, and the registry's and oversight's
        /// own.
        ///
        /// ## Events
        /// `Recorded` with `SaleConfirmed` or `SaleRefused` on each sale.
        #[pallet::call_index(1)]
        #[pallet::weight(answering_sales::<T>(count(items), most(items)))]
        pub fn answer_sales(
            origin: OriginFor<T>,
            items: Items<SaleAnswer>,
        ) -> DispatchResultWithPostInfo {
            let n = count(&items);
            let goods = Self::do_answer_sales(&ensure_signed(origin)?, items)?;
            Ok(Some(answering_sales::<T>(n, goods)).into())
        }

        /// Calls sales off before their delivery.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the seller or the buyer with the role `producer`, `slaughter`,
        /// `packer`, `buyer` or `market` where it sits.
        ///
        /// ## Details
        /// Says why, and sets the goods free. Weighed as `answer_sales`.
        ///
        /// ## Errors
        /// `NoItems`, `SaleUnknown`, `NotParty`, `WrongState`, `ReasonBlank`, `TimelineFull`,
        /// `SellerUnknown`, and the registry's and oversight's own.
        ///
        /// ## Events
        /// `Recorded` with `SaleCancelled` on each sale.
        #[pallet::call_index(2)]
        #[pallet::weight(cancelling_sales::<T>(count(items), most_freed(items)))]
        pub fn cancel_sales(
            origin: OriginFor<T>,
            items: Items<SaleCancellation>,
        ) -> DispatchResultWithPostInfo {
            let n = count(&items);
            let goods = Self::do_cancel_sales(&ensure_signed(origin)?, items)?;
            Ok(Some(cancelling_sales::<T>(n, goods)).into())
        }

        /// Takes delivery: what the buyer's scale says.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the buyer with the role `producer`, `slaughter`, `packer`, `buyer`
        /// or `market` where the buyer sits.
        ///
        /// ## Details
        /// What came is what is to be paid for, at the price agreed and rounded in the same way.
        /// Nothing that is held or recalled is delivered, and no more heads than are there; who was
        /// slaughtered in the meantime was there. A mass that differs by more than
        /// `sale_tolerance_basis_points` of what was agreed warns, and so do missing heads. Weighed as
        /// `answer_sales`.
        ///
        /// ## Errors
        /// `NoItems`, `SaleUnknown`, `NotBuyer`, `WrongState`, `HeadsOutOfRange`, `MassOutOfRange`,
        /// `DateInFuture`, `DateOutOfOrder`, `AmountOverflow`, `TimelineFull`, `SellerUnknown`,
        /// what livestock says of the goods, and the registry's and oversight's own.
        ///
        /// ## Events
        /// `Recorded` with `SaleDelivered` on each sale, and with `SaleWarned` where there is
        /// something to warn of.
        #[pallet::call_index(3)]
        #[pallet::weight(delivering_sales::<T>(count(items), most(items)))]
        pub fn deliver_sales(
            origin: OriginFor<T>,
            items: Items<SaleDelivery>,
        ) -> DispatchResultWithPostInfo {
            let n = count(&items);
            let goods = Self::do_deliver_sales(&ensure_signed(origin)?, items)?;
            Ok(Some(delivering_sales::<T>(n, goods)).into())
        }

        /// Records payments for delivered goods.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the seller or the buyer with the role `producer`, `slaughter`,
        /// `packer`, `buyer` or `market` where it sits.
        ///
        /// ## Details
        /// Payments add up to what is due and never to more; with the last one the sale is settled.
        /// A receipt counts once. A payment more than `sale_payment_days` after delivery warns.
        ///
        /// ## Errors
        /// `NoItems`, `SaleUnknown`, `NotParty`, `WrongState`, `NoAmount`, `PaidOverDue`,
        /// `ReceiptUsed`, `DateInFuture`, `DateOutOfOrder`, `TimelineFull`, `SellerUnknown`, and
        /// the registry's and oversight's own.
        ///
        /// ## Events
        /// `Recorded` with `SalePaid` on each sale, and with `SaleWarned` when it is late.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::settle_sales(count(items)))]
        pub fn settle_sales(origin: OriginFor<T>, items: Items<SaleSettlement>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_settle_sales(&who, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The sale with a number.
        pub fn sale(id: SaleId) -> Option<Sale> {
            Sales::<T>::get(id)
        }

        /// The latest sale of some goods that was neither refused nor cancelled.
        pub fn sale_of(goods: Subject) -> Option<SaleId> {
            SoldIn::<T>::get(goods)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    /// The most goods that the sales of a call can name: asked about all of them, which weighs more than setting
    /// them free.
    fn most<Input>(items: &Items<Input>) -> GoodsCount {
        let most = count(items).saturating_mul(GOODS_MAX);
        GoodsCount {
            asked: most,
            freed: 0,
        }
    }

    /// The most goods that the sales of a call can set free.
    fn most_freed<Input>(items: &Items<Input>) -> GoodsCount {
        GoodsCount {
            asked: 0,
            freed: count(items).saturating_mul(GOODS_MAX),
        }
    }

    /// What the goods of sales weigh.
    fn weight_of<T: Config>(goods: GoodsCount) -> Weight {
        T::WeightInfo::goods_asked(goods.asked)
            .saturating_add(T::WeightInfo::goods_freed(goods.freed))
    }

    fn answering_sales<T: Config>(n: u32, goods: GoodsCount) -> Weight {
        T::WeightInfo::answer_sales(n).saturating_add(weight_of::<T>(goods))
    }

    fn cancelling_sales<T: Config>(n: u32, goods: GoodsCount) -> Weight {
        T::WeightInfo::cancel_sales(n).saturating_add(weight_of::<T>(goods))
    }

    fn delivering_sales<T: Config>(n: u32, goods: GoodsCount) -> Weight {
        T::WeightInfo::deliver_sales(n).saturating_add(weight_of::<T>(goods))
    }

    /// How many items the weight is for.
    fn count<Input>(items: &Items<Input>) -> u32 {
        u32::try_from(items.len()).unwrap_or(ITEMS_MAX)
    }
}
