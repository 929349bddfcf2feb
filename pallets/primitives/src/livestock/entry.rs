//! What livestock records, on which timeline.

use super::*;
use crate::{
    CertificateId, ClaimId, Date, DeclarationId, Digest, DisposalId, DivisionCode, FoodLotId,
    Grams, HerdId, InsuranceId, List, MeatId, MemberId, OrganisationId, ProductClass,
    SlaughterBatchId, Text, TimestampMs,
};

words! {
    /// What livestock records on the timelines of catalogues, zones, farms, stocks of tags, animals,
    /// herds, declarations, certificates, vehicles, slaughter batches, meat, disposals, insurances
    /// and claims.
    pub enum LivestockEntry {
        /// A drug was written into the catalogue. On the veterinary catalogue.
        #[codec(index = 0)]
        DrugSet(Drug),
        /// A line of the immunity plan was written. On the veterinary catalogue.
        #[codec(index = 1)]
        ImmunityRuleSet(ImmunityRule),
        /// The zone was ordered. On the zone.
        #[codec(index = 2)]
        ZoneOrdered(ZoneInput),
        /// The zone was lifted. On the zone.
        #[codec(index = 3)]
        ZoneLifted {
            /// Number of the order that lifts it.
            order: Text<48>,
        },
        /// The farm got a risk grade. On the farm.
        #[codec(index = 4)]
        FarmGraded {
            /// The grade.
            grade: RiskGrade,
            /// First day it no longer holds.
            until: Date,
            /// Digest of the report.
            report: Digest,
        },
        /// The vehicle was filed, or filed anew. On the vehicle.
        #[codec(index = 5)]
        VehicleFiled(VehicleInput),

        /// The county got tags from the province. On the stock.
        #[codec(index = 6)]
        TagsReceived(TagRange),
        /// Tags went to another stock. On the stock they left.
        #[codec(index = 7)]
        TagsHandedOut(TagMove),
        /// Tags came from another stock. On the stock they came to.
        #[codec(index = 8)]
        TagsTaken {
            /// The tags.
            tags: TagRange,
            /// Whose they were.
            from: OrganisationId,
            /// Whether they came back up the chain.
            returned: bool,
        },
        /// Tags were damaged or lost before they were in an ear. On the stock.
        #[codec(index = 9)]
        TagsSpent(TagSpending),
        /// Tags went into ears. On the stock; each animal has a record of its own.
        #[codec(index = 10)]
        TagsApplied(TagRange),

        /// The animal was tagged: its file begins. On the animal.
        #[codec(index = 11)]
        Tagged {
            /// Its tag.
            tag: EarTag,
            /// Whose it is.
            farm: OrganisationId,
            /// The village it stands in.
            village: DivisionCode,
            /// Day of birth.
            born: Date,
            /// How it came to the farm.
            origin: Origin,
            /// Breed.
            breed: Text<24>,
            /// Where on the farm.
            pen: Pen,
        },
        /// The herd was registered. On the herd.
        #[codec(index = 12)]
        HerdRegistered(HerdInput),
        /// The herd was made from heads of another. On the new herd.
        #[codec(index = 13)]
        HerdFormed {
            /// The herd they come from.
            from: HerdId,
            /// How many.
            heads: u32,
            /// Where it stands.
            pen: Pen,
        },
        /// The count of the herd changed. On the herd.
        #[codec(index = 14)]
        HerdCounted {
            /// How many are left.
            heads: u32,
            /// Why.
            cause: HerdChange,
        },
        /// The animal carries another tag now. On the animal; the stock has `TagsApplied`.
        #[codec(index = 15)]
        Retagged(Retagging),
        /// An electronic tag was bound or taken off. On the animal.
        #[codec(index = 16)]
        ElectronicBound {
            /// The electronic tag; none if it was taken off.
            electronic: Option<ElectronicId>,
        },
        /// Vaccinated. On the animal or herd.
        #[codec(index = 17)]
        Immunised {
            /// The vaccination.
            act: Immunisation,
            /// First day the immunity no longer holds.
            until: Date,
            /// Recorded later than the policy allows without remark (PI-8).
            late: bool,
        },
        /// Treated with a drug. On the animal or herd.
        #[codec(index = 18)]
        Medicated {
            /// The treatment.
            act: Medication,
            /// Name of the drug in the catalogue; blank if no catalogue knows it.
            name: Text<64>,
            /// First day of slaughter that all treatments so far allow.
            slaughter_from: Date,
            /// First day of milk or eggs for food that all treatments so far allow; none for a
            /// species that gives neither.
            food_from: Option<Date>,
            /// Recorded later than the policy allows without remark (PI-8).
            late: bool,
        },
        /// Cared for. On the animal or herd.
        #[codec(index = 19)]
        CaredFor {
            /// What was done.
            act: CareAct,
            /// Recorded later than the policy allows without remark (PI-8).
            late: bool,
        },
        /// Moved inside the farm's organisation. On the animal or herd.
        #[codec(index = 20)]
        Transferred {
            /// The village it came from.
            from: DivisionCode,
            /// The move.
            act: Transfer,
        },
        /// Not found. On the animal or herd, beside a warning.
        #[codec(index = 21)]
        WentMissing(Inventory),
        /// Found again. On the animal or herd.
        #[codec(index = 22)]
        Recovered(Inventory),
        /// Somebody saw the tag. On the animal.
        #[codec(index = 23)]
        Seen(Sighting),
        /// The animal or herd changed state through something recorded elsewhere. On it.
        #[codec(index = 24)]
        StateChanged {
            /// Where it stands now.
            state: AnimalState,
            /// What it is on, if it is a declaration, a certificate or a batch.
            through: Option<crate::Subject>,
            /// Whose it is now.
            farm: OrganisationId,
            /// Where it is now.
            village: DivisionCode,
        },
        /// An inspection failed it. On the animal or herd.
        #[codec(index = 25)]
        Barred {
            /// Why.
            reason: Text<128>,
            /// Digest of the notice.
            notice: Digest,
        },
        /// A vet cleared it. On the animal or herd.
        #[codec(index = 26)]
        Cleared(Clearance),
        /// The isolation ended. On the animal or herd.
        #[codec(index = 27)]
        IsolationEnded(IsolationRelease),

        /// A load was declared. On the declaration.
        #[codec(index = 28)]
        Declared {
            /// The farm.
            farm: OrganisationId,
            /// The village the load stands in.
            village: DivisionCode,
            /// What it is.
            species: Species,
            /// How many heads.
            heads: u32,
            /// What for.
            purpose: Purpose,
            /// Where to.
            destination: Destination,
            /// The day of transport.
            transport: Date,
            /// Keyed commitment to the plate of the declared vehicle.
            plate: Digest,
            /// The load.
            load: List<Unit, GROUP_MAX>,
            /// The certificate the load came on, if it is a re-dispatch.
            basis: Option<CertificateId>,
        },
        /// The declaration changed state. On the declaration.
        #[codec(index = 29)]
        DeclarationAnswered {
            /// Where it stands now.
            state: DeclarationState,
            /// Why; blank for a yes.
            reason: Text<128>,
        },
        /// The certificate was issued. On the certificate.
        #[codec(index = 30)]
        CertificateIssued {
            /// The number on the paper.
            number: CertificateNumber,
            /// Its form.
            form: CertificateForm,
            /// The declaration; none for products.
            declaration: Option<DeclarationId>,
            /// The pieces of meat; empty for animals.
            products: List<MeatId, PRODUCTS_MAX>,
            /// What the vet saw; none for products.
            inspection: Option<Inspection>,
            /// How it travels.
            transport: Transport,
            /// Where from.
            origin: DivisionCode,
            /// Whose load it is.
            owner: OrganisationId,
            /// What for; none for products.
            purpose: Option<Purpose>,
            /// Where to.
            destination: Destination,
            /// How many heads or pieces.
            heads: u32,
            /// The last day it is valid.
            valid_until: Date,
            /// Commitment to what stays in the service.
            particulars: Digest,
            /// Digest of the payload that the QR carries.
            payload: Digest,
        },
        /// The certificate was cancelled. On the certificate.
        #[codec(index = 31)]
        CertificateCancelled {
            /// Why.
            reason: Text<128>,
        },
        /// The certificate counts fewer heads now: some died, or stayed behind. On the certificate.
        #[codec(index = 32)]
        LinesVoided {
            /// Which.
            units: List<Unit, GROUP_MAX>,
            /// How many heads are left on it.
            heads: u32,
        },
        /// The load departed. On the certificate.
        #[codec(index = 33)]
        Departed(Departure),
        /// The load passed a checkpoint. On the certificate.
        #[codec(index = 34)]
        CheckpointPassed(Checkpoint),
        /// The load arrived. On the certificate.
        #[codec(index = 35)]
        Arrived {
            /// Where.
            division: DivisionCode,
            /// Who received it.
            receiver: OrganisationId,
            /// Heads alive.
            arrived: u32,
            /// Which are dead.
            dead: List<Unit, GROUP_MAX>,
            /// Which are missing.
            missing: List<Unit, GROUP_MAX>,
            /// When.
            at_ms: TimestampMs,
        },
        /// The landing was reported. On the certificate.
        #[codec(index = 36)]
        LandingReported {
            /// Which end.
            side: Side,
            /// How many heads.
            heads: u32,
        },
        /// The load left the region. On the certificate, and on each piece of meat that left with it.
        #[codec(index = 37)]
        LeftRegion(Leaving),

        /// A slaughterhouse took a load in. On the slaughter batch.
        #[codec(index = 38)]
        TakenIn {
            /// The slaughterhouse.
            house: OrganisationId,
            /// The certificate that was collected.
            certificate: CertificateId,
            /// The farm the load comes from.
            farm: OrganisationId,
            /// Its village.
            origin: DivisionCode,
            /// What it is.
            species: Species,
            /// Heads alive.
            heads: u32,
            /// Who they are.
            units: List<Unit, GROUP_MAX>,
            /// When.
            at_ms: TimestampMs,
        },
        /// The kill was announced. On the slaughter batch.
        #[codec(index = 39)]
        SlaughterDeclared(SlaughterDeclaration),
        /// The living animals were inspected. On the slaughter batch.
        #[codec(index = 40)]
        AnteMortemInspected(AnteMortem),
        /// The batch was tested. On the slaughter batch.
        #[codec(index = 41)]
        BatchTested(BatchTest),
        /// Animals became carcasses. On the slaughter batch; each has records of its own.
        #[codec(index = 42)]
        Killed {
            /// How many heads.
            heads: u32,
            /// How exactly carcasses are known.
            identity: IdentityLevel,
            /// The carcasses.
            carcasses: List<MeatId, GROUP_MAX>,
            /// Live mass of all.
            live: Grams,
            /// Hot carcass mass of all.
            hot: Grams,
            /// When.
            at_ms: TimestampMs,
        },
        /// A carcass came from the hook. On the meat.
        #[codec(index = 43)]
        CarcassHung {
            /// The batch.
            batch: SlaughterBatchId,
            /// The slaughterhouse.
            house: OrganisationId,
            /// How exactly it is known.
            identity: IdentityLevel,
            /// What the meat is.
            product: ProductClass,
            /// The carcass.
            carcass: Carcass,
            /// The day.
            killed: Date,
        },
        /// The carcass was inspected, as quarantine or as meat by the role that signs. On the meat.
        #[codec(index = 44)]
        CarcassInspected(CarcassInspection),
        /// The piece was cut. On the meat that was cut.
        #[codec(index = 45)]
        MeatCut {
            /// The cutting.
            cutting: Cutting,
            /// What came of it, in the order of its outputs.
            children: List<MeatId, CUTTING_MAX>,
        },
        /// The piece came out of a cutting. On the meat that came of it.
        #[codec(index = 46)]
        PartFormed {
            /// What it was cut from.
            parent: MeatId,
            /// What it is.
            output: MeatOutput,
            /// How exactly its animal is known.
            identity: IdentityLevel,
        },
        /// Mass of the piece went into a package. On the meat that went in.
        #[codec(index = 47)]
        PutIntoPackage {
            /// The package.
            package: MeatId,
            /// How much.
            mass: Grams,
        },
        /// The package was made. On the package.
        #[codec(index = 48)]
        PackageFormed {
            /// What went in.
            packaging: Packaging,
            /// How exactly its animals are known.
            identity: IdentityLevel,
        },
        /// Mass was condemned. On the meat.
        #[codec(index = 49)]
        MeatCondemned {
            /// How much.
            mass: Grams,
            /// Why.
            reason: Text<96>,
        },
        /// The piece went to the next holder. On the meat.
        #[codec(index = 50)]
        MeatDelivered {
            /// From whom.
            from: OrganisationId,
            /// To whom.
            to: OrganisationId,
        },
        /// The piece is on a product certificate. On the meat.
        #[codec(index = 51)]
        MeatCertified {
            /// The certificate.
            certificate: CertificateId,
        },
        /// Mass of the piece was labelled. On the meat.
        #[codec(index = 52)]
        MeatLabelled {
            /// The codes.
            range: crate::labels::CodeRange,
            /// Mass of all of them.
            mass: Grams,
        },
        /// Recalled. On the meat, the batch, or the farm timeline of the slaughterhouse.
        #[codec(index = 53)]
        Recalled(MeatRecall),

        /// Dead. On the animal or herd.
        #[codec(index = 54)]
        Died {
            /// How many heads.
            heads: u32,
            /// Why.
            cause: DeathCause,
            /// Mass of it.
            mass: Grams,
            /// Digest of the photo.
            photo: Digest,
            /// When.
            at_ms: TimestampMs,
        },
        /// The body was collected. On the animal, herd or meat.
        #[codec(index = 55)]
        BodyCollected {
            /// The consignment.
            disposal: DisposalId,
            /// Its mass on the scale.
            mass: Grams,
        },
        /// Bodies were collected. On the disposal.
        #[codec(index = 56)]
        Collected {
            /// The collection.
            collection: Collection,
            /// The hauler.
            carrier: OrganisationId,
            /// How many heads.
            heads: u32,
            /// Mass of all.
            mass: Grams,
        },
        /// The plant received the bodies. On the disposal.
        #[codec(index = 57)]
        Received(Reception),
        /// The bodies were treated. On the disposal; each animal has a `StateChanged`.
        #[codec(index = 58)]
        Treated(Treatment),

        /// Animals were insured. On the insurance.
        #[codec(index = 59)]
        Insured {
            /// The insurer.
            insurer: OrganisationId,
            /// Number of the policy.
            number: Text<32>,
            /// Whose animals they are.
            farm: OrganisationId,
            /// What they are.
            species: Species,
            /// The animals.
            units: List<Unit, GROUP_MAX>,
            /// How many heads.
            heads: u32,
            /// First day.
            from: Date,
            /// First day it no longer holds.
            until: Date,
            /// The most that is paid for one animal, in fen.
            sum_per_head: u64,
            /// Digest of the terms.
            terms: Digest,
        },
        /// The animal is insured. On the animal.
        #[codec(index = 60)]
        CoveredBy {
            /// The contract.
            insurance: InsuranceId,
            /// First day.
            from: Date,
            /// First day it no longer holds.
            until: Date,
        },
        /// A claim was filed. On the claim.
        #[codec(index = 61)]
        ClaimFiled {
            /// The claim.
            claim: ClaimInput,
            /// The disposal that proves the body's end.
            disposal: DisposalId,
        },
        /// A claim was filed for the animal. On the animal.
        #[codec(index = 62)]
        Claimed {
            /// The claim.
            claim: ClaimId,
        },
        /// The insurer decided. On the claim.
        #[codec(index = 63)]
        ClaimDecided(ClaimDecision),
        /// The claim was paid. On the claim.
        #[codec(index = 64)]
        ClaimPaid {
            /// What, in fen.
            amount: u64,
            /// Digest of the bank's receipt.
            receipt: Digest,
        },

        /// The chain warns. On whatever the warning names.
        #[codec(index = 65)]
        Warned {
            /// How serious it is.
            level: WarningLevel,
            /// The warning.
            warning: Warning,
            /// Who is concerned, if it is a member.
            member: Option<MemberId>,
        },

        /// A lot of milk or eggs was taken. On the farm; each animal and herd has a record of its
        /// own.
        #[codec(index = 66)]
        FoodTaken {
            /// The lot.
            lot: FoodLotId,
            /// What, and how much of it.
            food: Food,
            /// Of what kind of animals.
            species: Species,
            /// The village they stand in.
            village: DivisionCode,
            /// How many heads.
            heads: u32,
            /// The animals and herds.
            units: List<Unit, GROUP_MAX>,
            /// The day.
            date: Date,
            /// Who it was delivered to, if anybody.
            to: Option<OrganisationId>,
            /// Recorded later than the policy allows without remark (PI-8).
            late: bool,
        },
        /// It gave milk or eggs for a lot. On the animal or herd.
        #[codec(index = 67)]
        GaveFood {
            /// The lot.
            lot: FoodLotId,
            /// What, and how much of it all animals of the lot gave.
            food: Food,
            /// The day.
            date: Date,
        },

        /// A recall was ordered: its file begins. On the recall; what it reaches has `Recalled`.
        #[codec(index = 68)]
        RecallOrdered {
            /// What, and why.
            recall: MeatRecall,
            /// The slaughterhouse.
            house: OrganisationId,
            /// Where it was ordered.
            division: DivisionCode,
        },
        /// A custodian was told what it holds of the recalled meat. On the recall.
        #[codec(index = 69)]
        RecallNotified {
            /// The custodian.
            custodian: OrganisationId,
            /// The pieces.
            meats: List<MeatId, NOTICE_MAX>,
            /// How much of them it holds.
            mass: Grams,
        },
        /// The custodian acknowledged. On the recall.
        #[codec(index = 70)]
        RecallAcknowledged {
            /// The custodian.
            custodian: OrganisationId,
        },
        /// The custodian said what became of the meat; it takes the place of what it said before. On
        /// the recall.
        #[codec(index = 71)]
        RecallAccounted {
            /// The custodian.
            custodian: OrganisationId,
            /// What it was told of, what became of it, and what of it nobody knows.
            balance: RecallBalance,
            /// Digest of the proof, if there is one.
            evidence: Option<Digest>,
        },
        /// An authority verified or closed the recall. On the recall.
        #[codec(index = 72)]
        RecallConcluded(RecallConclusion),
    }
}

small_words! {
    /// Why the count of a herd changed.
    pub enum HerdChange {
        /// Animals got tags and files of their own.
        #[codec(index = 0)]
        Tagged,
        /// Part became a herd of its own.
        #[codec(index = 1)]
        Split(HerdId),
        /// Heads died and became a herd of dead.
        #[codec(index = 2)]
        Died(HerdId),
        /// Heads were lost on the road and became a herd of missing.
        #[codec(index = 3)]
        Lost(HerdId),
    }
}
