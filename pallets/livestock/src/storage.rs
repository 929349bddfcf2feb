//! What is kept on chain, with the reason for each hasher and bound.

use frame_support::pallet_macros::pallet_section;

/// The storage of the pallet.
#[pallet_section]
mod storage {
    /// How many records a subject has here, and the hash over all of them.
    // Hasher: blake2 concat in every pallet alike, so that anybody can compute the key of any
    // subject. Bound: one small value per subject, written only with a record.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// Drugs by division, approval number, species and route.
    // Hasher: blake2 concat since the approval number is free text. Bound: only authorities write.
    #[pallet::storage]
    pub type Drugs<T> =
        StorageMap<_, Blake2_128Concat, (DivisionCode, ApprovalNumber, Species, Route), Drug>;

    /// The immunity plan by division and species.
    // Hasher: blake2 concat since the key is chosen freely. Bound: only authorities write.
    #[pallet::storage]
    pub type ImmunityRules<T> = StorageMap<
        _,
        Blake2_128Concat,
        (DivisionCode, Species),
        List<ImmunityRule, RULES_MAX>,
        ValueQuery,
    >;

    /// The number the next zone gets.
    #[pallet::storage]
    pub type NextZone<T> = StorageValue<_, ZoneId, ValueQuery, FirstNumber>;

    /// The zones.
    // Hasher: twox safe since the chain gives out the numbers. Bound: only authorities write.
    #[pallet::storage]
    pub type Zones<T> = StorageMap<_, Twox64Concat, ZoneId, Zone>;

    /// The zones that lie on a division and were not lifted.
    // Hasher: blake2 concat since divisions are chosen. Bound: 16 per division.
    #[pallet::storage]
    pub type ZonesOn<T> =
        StorageMap<_, Blake2_128Concat, DivisionCode, List<ZoneId, ZONES_MAX>, ValueQuery>;

    /// The zones that name a farm and were not lifted.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 16 per farm.
    #[pallet::storage]
    pub type ContactsOf<T> =
        StorageMap<_, Twox64Concat, OrganisationId, List<ZoneId, ZONES_MAX>, ValueQuery>;

    /// The risk grades of farms.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per farm.
    #[pallet::storage]
    pub type FarmGrades<T> = StorageMap<_, Twox64Concat, OrganisationId, FarmGrade>;

    /// The number the next vehicle gets.
    #[pallet::storage]
    pub type NextVehicle<T> = StorageValue<_, VehicleId, ValueQuery, FirstNumber>;

    /// The filed vehicles.
    // Hasher: twox safe since the chain gives out the numbers. Bound: only authorities write.
    #[pallet::storage]
    pub type Vehicles<T> = StorageMap<_, Twox64Concat, VehicleId, Vehicle>;

    /// The vehicle with a plate.
    // Hasher: blake2 concat since plates are chosen. Bound: one per vehicle.
    #[pallet::storage]
    pub type VehicleOf<T> = StorageMap<_, Blake2_128Concat, Digest, VehicleId>;

    /// The serials of a series that were ever received, sorted and apart.
    // Hasher: twox safe since only authorities write. Bound: 256 spans, merged when they touch.
    #[pallet::storage]
    pub type TagsIssued<T> =
        StorageMap<_, Twox64Concat, u32, List<Span, ISSUED_SPANS_MAX>, ValueQuery>;

    /// Where the tags of a series are, in numbers.
    // Hasher: twox safe since only authorities make series. Bound: 20 bytes per series.
    #[pallet::storage]
    pub type TagLedgers<T> = StorageMap<_, Twox64Concat, u32, TagLedger, ValueQuery>;

    /// The serials of a series that an organisation has in stock, sorted and apart.
    // Hasher: twox safe since neither number is chosen. Bound: 128 spans, merged when they touch.
    #[pallet::storage]
    pub type TagStocks<T> =
        StorageMap<_, Twox64Concat, (OrganisationId, u32), List<Span, STOCK_SPANS_MAX>, ValueQuery>;

    /// What became of tags that are in no stock any more.
    // Hasher: twox safe since only received numbers get in. Bound: one small value per tag.
    #[pallet::storage]
    pub type Tags<T> = StorageMap<_, Twox64Concat, EarTag, TagFate>;

    /// The animal an electronic tag is bound to.
    // Hasher: blake2 concat since the number is free text. Bound: one per animal.
    #[pallet::storage]
    pub type Electronics<T> = StorageMap<_, Blake2_128Concat, ElectronicId, AnimalId>;

    /// The number the next animal gets.
    #[pallet::storage]
    pub type NextAnimal<T> = StorageValue<_, AnimalId, ValueQuery, FirstNumber>;

    /// The number the next herd gets.
    #[pallet::storage]
    pub type NextHerd<T> = StorageValue<_, HerdId, ValueQuery, FirstNumber>;

    /// Every animal and herd: one state, one place.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value per life.
    #[pallet::storage]
    pub type Lives<T> = StorageMap<_, Twox64Concat, Unit, Life>;

    /// The number the next lot of milk or eggs gets.
    #[pallet::storage]
    pub type NextFoodLot<T> = StorageValue<_, FoodLotId, ValueQuery, FirstNumber>;

    /// The number the next declaration gets.
    #[pallet::storage]
    pub type NextDeclaration<T> = StorageValue<_, DeclarationId, ValueQuery, FirstNumber>;

    /// The declarations.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Declarations<T> = StorageMap<_, Twox64Concat, DeclarationId, Declaration>;

    /// The animals and herds of a declaration: without those that died or stayed behind since.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 500 per declaration.
    #[pallet::storage]
    pub type Loads<T> =
        StorageMap<_, Twox64Concat, DeclarationId, List<Unit, GROUP_MAX>, ValueQuery>;

    /// The number the next certificate gets.
    #[pallet::storage]
    pub type NextCertificate<T> = StorageValue<_, CertificateId, ValueQuery, FirstNumber>;

    /// The certificates.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Certificates<T> = StorageMap<_, Twox64Concat, CertificateId, Certificate>;

    /// The certificate with a number on its paper.
    // Hasher: blake2 concat since the number is free text. Bound: one per certificate.
    #[pallet::storage]
    pub type CertificateNumbers<T> =
        StorageMap<_, Blake2_128Concat, CertificateNumber, CertificateId>;

    /// The pieces of meat on a product certificate.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 100 per certificate.
    #[pallet::storage]
    pub type ProductLoads<T> =
        StorageMap<_, Twox64Concat, CertificateId, List<MeatId, PRODUCTS_MAX>, ValueQuery>;

    /// How many certificates a vet signed on the latest day with any.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 8 bytes per vet.
    #[pallet::storage]
    pub type VetDays<T> = StorageMap<_, Twox64Concat, MemberId, (Date, u32), ValueQuery>;

    /// What the chain looks after by itself on a day: landing reports and arrivals that are due.
    // Hasher: twox safe since neither key is chosen. Bound: one per certificate, removed when done.
    #[pallet::storage]
    pub type Due<T> =
        StorageDoubleMap<_, Twox64Concat, Date, Twox64Concat, CertificateId, (), OptionQuery>;

    /// The earliest day that may still have something due.
    #[pallet::storage]
    pub type DueFrom<T> = StorageValue<_, Date>;

    /// The number the next slaughter batch gets.
    #[pallet::storage]
    pub type NextSlaughterBatch<T> = StorageValue<_, SlaughterBatchId, ValueQuery, FirstNumber>;

    /// The slaughter batches.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type SlaughterBatches<T> = StorageMap<_, Twox64Concat, SlaughterBatchId, SlaughterBatch>;

    /// The number the next piece of meat gets.
    #[pallet::storage]
    pub type NextMeat<T> = StorageValue<_, MeatId, ValueQuery, FirstNumber>;

    /// The pieces of meat.
    // Hasher: twox safe since the chain gives out the numbers. Bound: ancestors are bounded.
    #[pallet::storage]
    pub type Meats<T> = StorageMap<_, Twox64Concat, MeatId, Meat>;

    /// The carcass with a number: by slaughterhouse, day of the kill and place in the line.
    // Hasher: twox safe since a house can choose 100,000 places of a day only. Bound: one per carcass.
    #[pallet::storage]
    pub type CarcassNumbers<T> = StorageMap<_, Twox64Concat, (OrganisationId, Date, u32), MeatId>;

    /// The days whose meat a slaughterhouse recalled.
    // Hasher: twox safe since neither key is chosen freely. Bound: one per recall.
    #[pallet::storage]
    pub type RecalledDays<T> = StorageMap<_, Twox64Concat, (OrganisationId, Date), ()>;

    /// The days on which a house slaughtered batches that were recalled or failed their test, and
    /// how many: meat that is known to its day only may come of them.
    // Hasher: twox safe since neither key is chosen freely. Bound: 8 per batch.
    #[pallet::storage]
    pub type TaintedDays<T> = StorageMap<_, Twox64Concat, (OrganisationId, Date), u32>;

    /// The number the next recall gets.
    #[pallet::storage]
    pub type NextRecall<T> = StorageValue<_, RecallId, ValueQuery, FirstNumber>;

    /// The recalls, with the sums of what their custodians say.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Recalls<T> = StorageMap<_, Twox64Concat, RecallId, Recall>;

    /// What each custodian of a recall was told of, and what it says became of it.
    // Hasher: twox safe since the chain gives out both numbers. Bound: one small value per custodian;
    // nothing goes through all of them.
    #[pallet::storage]
    pub type Custodies<T> =
        StorageDoubleMap<_, Twox64Concat, RecallId, Twox64Concat, OrganisationId, Custody>;

    /// Who was told of a piece in a recall.
    // Hasher: twox safe since the chain gives out both numbers. Bound: one per piece and recall.
    #[pallet::storage]
    pub type RecallPieces<T> =
        StorageDoubleMap<_, Twox64Concat, RecallId, Twox64Concat, MeatId, OrganisationId>;

    /// What is known of deaths.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per life.
    #[pallet::storage]
    pub type Deaths<T> = StorageMap<_, Twox64Concat, Unit, Death>;

    /// The number the next consignment gets.
    #[pallet::storage]
    pub type NextDisposal<T> = StorageValue<_, DisposalId, ValueQuery, FirstNumber>;

    /// The consignments of bodies.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Disposals<T> = StorageMap<_, Twox64Concat, DisposalId, Disposal>;

    /// The bodies of a consignment.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 500 per consignment.
    #[pallet::storage]
    pub type Bodies<T> = StorageMap<_, Twox64Concat, DisposalId, List<Body, GROUP_MAX>, ValueQuery>;

    /// The number the next contract gets.
    #[pallet::storage]
    pub type NextInsurance<T> = StorageValue<_, InsuranceId, ValueQuery, FirstNumber>;

    /// The contracts.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Insurances<T> = StorageMap<_, Twox64Concat, InsuranceId, Insurance>;

    /// The contract with a number of an insurer.
    // Hasher: blake2 concat since the number is free text. Bound: one per contract.
    #[pallet::storage]
    pub type InsuranceNumbers<T> =
        StorageMap<_, Blake2_128Concat, (OrganisationId, Text<32>), InsuranceId>;

    /// The contracts over an animal.
    // Hasher: twox safe since the chain gives out the numbers. Bound: 8 per life.
    #[pallet::storage]
    pub type Covers<T> = StorageMap<_, Twox64Concat, AnimalId, List<Cover, COVERS_MAX>, ValueQuery>;

    /// The number the next claim gets.
    #[pallet::storage]
    pub type NextClaim<T> = StorageValue<_, ClaimId, ValueQuery, FirstNumber>;

    /// The claims.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value each.
    #[pallet::storage]
    pub type Claims<T> = StorageMap<_, Twox64Concat, ClaimId, Claim>;

    /// The latest claim for a life. Only a refused one lets another be filed.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per life.
    #[pallet::storage]
    pub type ClaimOf<T> = StorageMap<_, Twox64Concat, AnimalId, ClaimId>;

    /// The claim that used a photo.
    // Hasher: blake2 concat since digests are chosen. Bound: one per claim.
    #[pallet::storage]
    pub type ClaimPhotos<T> = StorageMap<_, Blake2_128Concat, Digest, ClaimId>;
}
