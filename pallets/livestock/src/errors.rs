//! Why a call is refused.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
    /// Why a call is refused. The number is the index of the first bad item, counted from 0.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty; there is nothing to do.
        NoItems,
        /// The subject has as many records as a timeline can count.
        TimelineFull(u16),
        /// All numbers of this kind are given out.
        NumbersUsedUp(u16),
        /// Livestock is recorded by members, not by governance or rules.
        NoSignature(u16),
        /// Who made the one cannot do the other; a second person must.
        SamePerson(u16),
        /// It belongs to another organisation than the signer's.
        NotOwn(u16),
        /// There is no such organisation, or it is not active.
        OrganisationNotActive(u16),
        /// A name, number, reason or note that must say something is blank.
        TextBlank(u16),
        /// The time lies ahead of the ledger by more than the policy allows (PI-8).
        TimeInFuture(u16),
        /// Something later is on record already; events keep their order.
        TimeOutOfOrder(u16),
        /// The group names no animal.
        GroupEmpty(u16),
        /// The group names more than 500 animals and herds.
        GroupTooLarge(u16),
        /// The group names an animal twice.
        UnitTwice(u16),
        /// There is no such animal or herd.
        AnimalUnknown(u16),
        /// No animal carries this tag.
        TagUnknown(u16),
        /// The animal is not in the state this needs.
        WrongState(u16),
        /// The animal is slaughtered, disposed of or gone; nothing can happen to it any more.
        AnimalFinal(u16),
        /// Only tagged animals can do this.
        NotTagged(u16),
        /// Only herds can do this.
        NotHerd(u16),
        /// An inspection failed the animal, and no vet has cleared it.
        AnimalBarred(u16),
        /// The animal is not barred.
        NotBarred(u16),
        /// The days or times have no length or are not in order, or a contract would begin in the past.
        NoPeriod(u16),
        /// The plan has as many rules for the species as it can hold.
        TooManyRules(u16),
        /// The immunity plan has no rule for the species and disease.
        RuleUnknown(u16),
        /// The drug is banned (禁用).
        DrugBanned(u16),
        /// The drug needs a prescription (处方药).
        PrescriptionMissing(u16),
        /// A trace code has exactly 24 digits.
        TraceCodeMalformed(u16),
        /// The animal is remembered with as many immunities as it can have.
        TooManyImmunities(u16),
        /// The zone has neither division nor farm.
        ZoneEmpty(u16),
        /// There is no such zone.
        ZoneUnknown(u16),
        /// The zone was lifted already.
        ZoneLifted(u16),
        /// As many zones as can be lie on the division or name the farm.
        TooManyZones(u16),
        /// The vehicle is filed for another carrier and the filing still holds.
        PlateTaken(u16),
        /// The vehicle is not filed for this carrier today.
        VehicleNotFiled(u16),
        /// The vehicle is not filed to carry dead bodies.
        NotForBodies(u16),
        /// The tags are not of one species and county, or not in order.
        TagRangeInverted(u16),
        /// A tag of the range was received before; no number comes twice.
        TagIssuedBefore(u16),
        /// A tag of the range is not in this stock.
        TagNotInStock(u16),
        /// The tags are in this stock already.
        SameStock(u16),
        /// The stock would be cut into more ranges than it can hold.
        TagStockFragmented(u16),
        /// The tag is of another county than the farm, and no arrival is on record.
        TagFromElsewhere(u16),
        /// The tag is for another species.
        TagOfOtherSpecies(u16),
        /// The animal is older than the law allows for its first tag.
        TooOldToTag(u16),
        /// The animal came longer ago than the law allows for its tag.
        EntryTooLongAgo(u16),
        /// The day of birth lies after today or after the arrival.
        BornInFuture(u16),
        /// The herd has fewer heads than this takes.
        HerdTooSmall(u16),
        /// A herd that comes from another is split off, not registered.
        OriginIsHerd(u16),
        /// A herd has at least one head.
        NoHeads(u16),
        /// The electronic tag is bound to another animal.
        ElectronicTaken(u16),
        /// The animal has no electronic tag.
        ElectronicUnknown(u16),
        /// A farm stands in a village; the division is another level.
        NotVillage(u16),
        /// The place is locked by a zone.
        PlaceLocked(u16),
        /// The animals stand there already.
        SamePlace(u16),
        /// The other place is in another county; that needs a certificate.
        OtherCounty(u16),
        /// A load is of one farm, village and species.
        MixedLoad(u16),
        /// The transport is sooner than the policy's notice allows, or the load departs before its declared day.
        NoticeTooShort(u16),
        /// There is no such declaration.
        DeclarationUnknown(u16),
        /// The declaration does not wait for this.
        DeclarationClosed(u16),
        /// The animal is not in the load.
        NotInLoad(u16),
        /// The papers are not complete; breeding and dairy stock needs a laboratory's report too.
        MaterialsIncomplete(u16),
        /// The heads counted are not those of the load.
        HeadsDiffer(u16),
        /// The tags do not match the list.
        TagsDiffer(u16),
        /// The animals are not clinically healthy; fail the inspection instead.
        NotHealthy(u16),
        /// The farm feeds swill.
        SwillFed(u16),
        /// An animal of the load is unknown, in another state or place, or has no tag; ask for the findings.
        Findings(u16),
        /// The place of the load is locked by a zone.
        OriginLocked(u16),
        /// The destination is locked by a zone.
        DestinationLocked(u16),
        /// The farm is in contact with an outbreak.
        OutbreakContact(u16),
        /// The farm has a high risk grade.
        FarmHighRisk(u16),
        /// The farm has no risk grade that holds.
        FarmNotGraded(u16),
        /// Oversight holds the farm or an animal of the load.
        LoadHeld(u16),
        /// An animal was never vaccinated against what the plan asks for.
        NotImmunised(u16),
        /// An animal's immunity has run out.
        ImmunityOver(u16),
        /// An animal is inside a withdrawal period (休药期).
        WithinWithdrawal(u16),
        /// There is no such certificate.
        CertificateUnknown(u16),
        /// Another certificate has this number.
        CertificateNumberTaken(u16),
        /// The certificate cannot be valid for so many days.
        ValidityOutOfRange(u16),
        /// The certificate was cancelled, departed or arrived already.
        CertificateNotIssued(u16),
        /// The certificate is not on the road.
        CertificateNotOnRoad(u16),
        /// The certificate's validity is over.
        CertificateExpired(u16),
        /// The vehicle is another than the certificate's: one certificate, one vehicle.
        WrongVehicle(u16),
        /// The signer's organisation is not the certificate's carrier.
        NotCarrier(u16),
        /// More animals are loaded than are certified.
        TooManyLoaded(u16),
        /// Loaded and left behind are not what is certified.
        LoadedDiffers(u16),
        /// The signer's organisation is not the certificate's receiver.
        NotReceiver(u16),
        /// The place is not the certificate's destination.
        WrongDestination(u16),
        /// The certificate is for another purpose: slaughter or not.
        PurposeDiffers(u16),
        /// The certificate has not arrived here, or too long ago.
        BasisNotArrived(u16),
        /// It goes to another county: a re-dispatch does, and a load whose receiver is not on this chain.
        SameCounty(u16),
        /// The receiver is on this chain and records the arrival itself.
        ReceiverKnown(u16),
        /// The signer's organisation is neither owner, carrier nor receiver.
        NotParty(u16),
        /// This end has reported already.
        AlreadyReported(u16),
        /// The load has not arrived.
        NotArrived(u16),
        /// The isolation is not over.
        IsolationNotOver(u16),
        /// There is no such slaughter batch.
        BatchUnknown(u16),
        /// The batch or piece is another slaughterhouse's.
        NotHouse(u16),
        /// The kill was announced already.
        AlreadyAnnounced(u16),
        /// The kill is announced for sooner than the policy's notice allows.
        AnnouncedTooLate(u16),
        /// The kill was not announced, or for later.
        NotAnnounced(u16),
        /// The living animals were not inspected.
        NotInspected(u16),
        /// It was inspected already.
        AlreadyInspected(u16),
        /// The batch has not passed the test it needs.
        NotTestedFree(u16),
        /// The animals have not rested long enough.
        NotRested(u16),
        /// There are more carcasses than heads.
        TooManyCarcasses(u16),
        /// Two carcasses name the same animal.
        CarcassTwice(u16),
        /// Carcasses name their animals exactly if the level is individual.
        IdentityClaimed(u16),
        /// A carcass is heavier than the policy's share of its live mass.
        CarcassTooHeavy(u16),
        /// A mass is nothing.
        NoMass(u16),
        /// The product must be given to its second or third level.
        ProductTooBroad(u16),
        /// There is no such piece of meat.
        MeatUnknown(u16),
        /// Only carcasses are inspected.
        NotCarcass(u16),
        /// Another organisation holds the piece.
        NotHolder(u16),
        /// The piece has not passed both inspections, or failed one.
        NotPassed(u16),
        /// The piece, its batch or its day is recalled.
        Recalled(u16),
        /// More mass is taken than is left of the piece.
        MassOverRemaining(u16),
        /// A kill makes at least one carcass, a cutting at least one part.
        NoOutputs(u16),
        /// Such a part cannot come from such a piece.
        NotCuttable(u16),
        /// Parts and losses differ from what went in by more than the tolerance.
        MassUnbalanced(u16),
        /// The chill loss is more than the policy allows.
        ChillLossTooLarge(u16),
        /// There would be more such parts than the slaughtered animals had.
        TooManyParts(u16),
        /// A package takes at least one piece.
        NoParents(u16),
        /// A piece is named twice.
        PartTwice(u16),
        /// A package is of one species and product and, if it names a grade, of that grade.
        MixedMeat(u16),
        /// The piece would come from more pieces or batches than it can know.
        TooManyAncestors(u16),
        /// The piece leaves the slaughterhouse only on a valid certificate.
        NotCertified(u16),
        /// The receiver holds the piece already.
        AlreadyHolder(u16),
        /// It is recalled already.
        AlreadyRecalled(u16),
        /// The animal is dead already.
        AlreadyDead(u16),
        /// There is no such body or condemned part.
        BodyUnknown(u16),
        /// The body was collected already.
        BodyCollected(u16),
        /// There is no such consignment.
        DisposalUnknown(u16),
        /// The consignment does not wait for this.
        DisposalClosed(u16),
        /// The products are more than the treated mass can give.
        YieldTooLarge(u16),
        /// The animal is insured at that time already, by this or another insurer.
        InsuredAlready(u16),
        /// The animal is too young, too light or of another species or farm than the terms say.
        OutsideTerms(u16),
        /// Another contract has this number.
        InsuranceNumberTaken(u16),
        /// The animal is remembered with as many contracts as it can have.
        TooManyCovers(u16),
        /// There is no such contract.
        InsuranceUnknown(u16),
        /// The animal was not insured under the contract on the day it died.
        NotInsured(u16),
        /// The animal is not dead.
        NotDead(u16),
        /// There is no proof that the body was lawfully disposed of.
        NotDisposed(u16),
        /// There is a claim for this life already, under whichever tag.
        LifeClaimed(u16),
        /// There is a claim with this photo already.
        PhotoUsed(u16),
        /// The claimed mass differs from the hand-over's by more than the tolerance.
        ClaimMassDiffers(u16),
        /// The amount is nothing, or more than was insured or asked.
        AmountTooLarge(u16),
        /// There is no such claim.
        ClaimUnknown(u16),
        /// The claim does not wait for this.
        ClaimClosed(u16),
        /// Only an accredited laboratory or the disease control centre overrules a failed test.
        TestStands(u16),
        /// A batch is slaughtered on at most eight days.
        TooManyDays(u16),
        /// The piece is on another certificate that is still valid; cancel that first.
        AlreadyCertified(u16),
        /// The load came from another province by road without the stamp of a designated passage.
        PassageMissed(u16),
        /// Animals of this species do not give this food: milk comes from cattle, sheep and goats,
        /// eggs from poultry.
        NotItsFood(u16),
        /// A lot of eggs has at least one egg.
        NoEggs(u16),
        /// The number of a carcass is house, day of the kill and five digits of the line.
        CarcassNumberMalformed(u16),
        /// The house has a carcass with this number of that day already.
        CarcassNumberTaken(u16),
        /// There is no such recall.
        RecallUnknown(u16),
        /// The recall does not wait for this, or no longer.
        RecallNotOpen(u16),
        /// The recall does not reach the piece.
        NotReached(u16),
        /// The custodian was told of the piece already.
        AlreadyNotified(u16),
        /// Nobody told the signer's organisation that it holds some of the recalled meat.
        NotNotified(u16),
        /// The custodian acknowledged already.
        AlreadyAcknowledged(u16),
        /// The custodian must acknowledge before it says what became of the meat.
        NotAcknowledged(u16),
        /// More is returned, destroyed and consumed than was recalled.
        CountsOverRecalled(u16),
        /// The balance is not the recall's, or its parts are not all that was recalled.
        BalanceDiffers(u16),
        /// The piece left the region; nothing of it is here any more.
        MeatLeft(u16),
        /// Tags are returned to who sits above: a township or wider, over the signer's own seat.
        NotAbove(u16),
    }
}
