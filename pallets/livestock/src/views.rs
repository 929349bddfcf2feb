//! What anybody may ask the pallet.

use frame_support::pallet_macros::pallet_section;

/// The view functions of the pallet.
#[pallet_section]
mod views {
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
