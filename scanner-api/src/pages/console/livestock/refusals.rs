//! Which fields a refusal of the livestock pallet is about, so that it stands beside them.

/// The fields a condition can be about; the first that the form has is meant.
pub(crate) fn fields_of(condition: &str) -> &'static [&'static str] {
    match condition {
        "GroupEmpty" | "GroupTooLarge" | "UnitTwice" | "AnimalUnknown" | "TagUnknown"
        | "WrongState" | "AnimalFinal" | "NotTagged" | "AnimalBarred" | "NotBarred"
        | "MixedLoad" | "NotInLoad" | "IsolationNotOver" | "InsuredAlready" | "OutsideTerms"
        | "NotImmunised" | "ImmunityOver" | "WithinWithdrawal" | "TagOfOtherSpecies"
        | "TagFromElsewhere" | "AlreadyDead" => &[
            "tags",
            "failed",
            "carcasses",
            "bodies",
            "dead_animal",
            "old",
            "tag",
        ],
        "NotHerd" | "HerdTooSmall" => &["herd", "heads", "dead_heads"],
        "TagRangeInverted" | "TagIssuedBefore" | "TagNotInStock" | "TagStockFragmented" => {
            &["stock_tags", "tags", "new"]
        }
        "TooOldToTag" | "BornInFuture" => &["born"],
        "EntryTooLongAgo" => &["arrived"],
        "NoHeads" | "HeadsDiffer" | "TooManyLoaded" | "LoadedDiffers" => &["heads", "loaded"],
        "ElectronicTaken" | "ElectronicUnknown" => &["electronic"],
        "PlaceLocked" | "SamePlace" | "OtherCounty" => &["village", "receiver", "tags"],
        "NoMass" => &["food_mass", "mass"],
        "AlreadyHolder" => &["food_to", "to"],
        "NoticeTooShort" | "AnnouncedTooLate" => &["transport", "planned"],
        "NotItsFood" => &["food", "milk_days"],
        "NoEggs" => &["eggs"],
        "TagsDiffer" => &["tags_match", "tags"],
        "MaterialsIncomplete" => &["laboratory", "materials_complete"],
        "NotHealthy" => &["healthy"],
        "SwillFed" => &["no_swill"],
        "CertificateNumberTaken" => &["number"],
        "ValidityOutOfRange" => &["valid_days"],
        "VehicleNotFiled" | "WrongVehicle" | "NotForBodies" | "PlateTaken" => &["vehicle", "plate"],
        "WrongDestination" | "DestinationLocked" | "ReceiverKnown" | "SameCounty" => &["receiver"],
        "DrugBanned" | "RuleUnknown" => &["approval", "vaccine", "disease"],
        "PrescriptionMissing" => &["prescription"],
        "TraceCodeMalformed" => &["code"],
        "NoPeriod" => &["until", "withdrawal_days", "rule_days"],
        "ZoneEmpty" => &["divisions"],
        "IdentityClaimed" => &["identity"],
        "TooManyCarcasses"
        | "CarcassTwice"
        | "CarcassTooHeavy"
        | "CarcassNumberMalformed"
        | "CarcassNumberTaken" => &["carcasses"],
        "NotCuttable" | "TooManyParts" | "PartTwice" => &["parts"],
        "ChillLossTooLarge" => &["chill_loss"],
        "NoParents" | "MixedMeat" | "TooManyAncestors" => &["pieces"],
        "NotPassed" | "Recalled" | "MeatUnknown" | "MeatLeft" => &["meats", "pieces"],
        "NotCertified" | "NotAbove" => &["to"],
        "BodyUnknown" | "BodyCollected" => &["bodies"],
        "YieldTooLarge" => &["products"],
        "InsuranceNumberTaken" => &["policy"],
        "NotInsured" | "NotDead" | "NotDisposed" | "LifeClaimed" => &["dead_animal"],
        "PhotoUsed" => &["photo"],
        "ClaimMassDiffers" => &["claimed_mass"],
        "AmountTooLarge" => &["amount"],
        "TextBlank" => &["reason", "note", "what"],
        "NotOwn" | "OrganisationNotActive" => &["farm", "to", "food_to", "plant", "receiver"],
        _ => of_sale(condition),
    }
}

/// The same of the pallet of sales.
fn of_sale(condition: &str) -> &'static [&'static str] {
    match condition {
        "GoodsDiffer" => &["goods_kind"],
        "SoldAlready" => &["tags", "sold_meats"],
        "MassOutOfRange" | "MassOverGoods" => &["sale_mass", "delivered_mass"],
        "NoPrice" | "AmountDiffers" | "AmountOverflow" => &["price"],
        "BuyerNotActive" | "SameParty" => &["buyer"],
        "HeadsOutOfRange" => &["delivered_heads"],
        "NoAmount" | "PaidOverDue" => &["paid_amount"],
        "ReceiptUsed" => &["receipt"],
        "DateOutOfOrder" => &["date"],
        "ReasonBlank" => &["sale_reason"],
        _ => &[],
    }
}
