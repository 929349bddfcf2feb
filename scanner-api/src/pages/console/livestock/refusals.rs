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
        "PlaceLocked" | "SamePlace" | "OtherCounty" => &["village", "receiver"],
        "NoticeTooShort" | "AnnouncedTooLate" => &["transport", "planned"],
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
        "TooManyCarcasses" | "CarcassTwice" | "CarcassTooHeavy" => &["carcasses"],
        "NotCuttable" | "TooManyParts" | "PartTwice" => &["parts"],
        "ChillLossTooLarge" => &["chill_loss"],
        "NoParents" | "MixedMeat" | "TooManyAncestors" => &["pieces"],
        "NotPassed" | "Recalled" | "MeatUnknown" => &["meats", "pieces"],
        "NotCertified" => &["to"],
        "BodyUnknown" | "BodyCollected" => &["bodies"],
        "YieldTooLarge" => &["products"],
        "InsuranceNumberTaken" => &["policy"],
        "NotInsured" | "NotDead" | "NotDisposed" | "LifeClaimed" => &["dead_animal"],
        "PhotoUsed" => &["photo"],
        "ClaimMassDiffers" => &["claimed_mass"],
        "AmountTooLarge" => &["amount"],
        "TextBlank" => &["reason", "note", "what"],
        "NotOwn" | "OrganisationNotActive" => &["farm", "to", "plant", "receiver"],
        _ => &[],
    }
}
