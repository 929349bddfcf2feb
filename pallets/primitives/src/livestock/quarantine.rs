//! Words of quarantine: declarations, findings, certificates and trips (`DOMAIN.md 3.2, 3.3`).

use super::{Disease, Group, Unit, GROUP_MAX};
use crate::{
    CertificateId, Date, DeclarationId, Digest, DivisionCode, List, OrganisationId, Text,
    TimestampMs, ZoneId,
};

/// The number printed on a certificate.
pub type CertificateNumber = Text<32>;

small_words! {
    /// What animals are moved for (用途).
    pub enum Purpose {
        /// Rearing (饲养).
        #[codec(index = 0)]
        Rearing,
        /// Slaughter (屠宰).
        #[codec(index = 1)]
        Slaughter,
        /// Breeding (种用).
        #[codec(index = 2)]
        Breeding,
        /// Dairy (乳用).
        #[codec(index = 3)]
        Dairy,
        /// Trade on a market (交易).
        #[codec(index = 4)]
        Trade,
        /// Show or contest (展示、演出、比赛).
        #[codec(index = 5)]
        Exhibition,
        /// Anything else.
        #[codec(index = 6)]
        Other,
    }

    /// Which form a certificate has; the older names stay valid as aliases.
    pub enum CertificateForm {
        /// Animals that leave the province.
        #[codec(index = 0)]
        AnimalA,
        /// Animals inside the province.
        #[codec(index = 1)]
        AnimalB,
        /// Products that leave the province.
        #[codec(index = 2)]
        ProductA,
        /// Products inside the province.
        #[codec(index = 3)]
        ProductB,
    }

    /// How a load travels.
    pub enum TransportMode {
        /// By road.
        #[codec(index = 0)]
        Road,
        /// By rail.
        #[codec(index = 1)]
        Rail,
        /// By water.
        #[codec(index = 2)]
        Water,
        /// By air.
        #[codec(index = 3)]
        Air,
        /// On foot.
        #[codec(index = 4)]
        Foot,
    }

    /// Where a load goes.
    pub struct Destination {
        /// Who receives it; none if the receiver is not on this chain.
        pub organisation: Option<OrganisationId>,
        /// Where: a village, or anything wider for a receiver outside.
        pub division: DivisionCode,
    }

    /// Where a declaration stands.
    pub enum DeclarationState {
        /// Waits for the vet.
        #[codec(index = 0)]
        Submitted,
        /// The vet took it on.
        #[codec(index = 1)]
        Accepted,
        /// The vet did not take it on.
        #[codec(index = 2)]
        Refused,
        /// The owner withdrew it.
        #[codec(index = 3)]
        Withdrawn,
        /// Inspection failed.
        #[codec(index = 4)]
        Failed,
        /// It has its certificate.
        #[codec(index = 5)]
        Certified(CertificateId),
    }

    /// Where a certificate stands.
    pub enum CertificateState {
        /// Issued, the load not on the road yet.
        #[codec(index = 0)]
        Issued,
        /// Cancelled before departure.
        #[codec(index = 1)]
        Cancelled,
        /// On the road.
        #[codec(index = 2)]
        Departed,
        /// Arrived; the certificate is used up.
        #[codec(index = 3)]
        Arrived,
        /// Arrived outside the region, as its receiver acknowledged.
        #[codec(index = 4)]
        Left,
    }

    /// Why an animal or a load gets no certificate (L8). The vet sees all of them at once.
    pub enum FindingReason {
        /// There is no such animal.
        #[codec(index = 0)]
        Unknown,
        /// It is not in the state the step needs.
        #[codec(index = 1)]
        WrongState,
        /// Oversight holds it or its farm.
        #[codec(index = 2)]
        Held,
        /// An inspection failed it, and no vet has cleared it.
        #[codec(index = 3)]
        Barred,
        /// It has no ear tag.
        #[codec(index = 4)]
        NoTag,
        /// Its village is locked.
        #[codec(index = 5)]
        OriginLocked(ZoneId),
        /// The destination is locked.
        #[codec(index = 6)]
        DestinationLocked(ZoneId),
        /// Its farm is in contact with an outbreak.
        #[codec(index = 7)]
        OutbreakContact(ZoneId),
        /// Its farm has a high risk grade.
        #[codec(index = 8)]
        FarmHighRisk,
        /// Its farm has no grade that holds, and the policy asks for one.
        #[codec(index = 9)]
        FarmNotGraded,
        /// It was never vaccinated against this.
        #[codec(index = 10)]
        NotImmunised(Disease),
        /// Its immunity against this has run out.
        #[codec(index = 11)]
        ImmunityOver(Disease),
        /// It may be slaughtered from this day on only.
        #[codec(index = 12)]
        WithinWithdrawal(Date),
        /// It belongs to another farm or stands in another village than the load.
        #[codec(index = 13)]
        ElsewhereThanLoad,
    }

    /// One finding; without a unit it concerns the whole load.
    pub struct Finding {
        /// Which animal or herd.
        pub unit: Option<Unit>,
        /// What is wrong.
        pub reason: FindingReason,
    }

    /// One of the two landing reports (落地报告).
    pub struct LandingReport {
        /// The certificate.
        pub certificate: CertificateId,
        /// How many animals landed.
        pub heads: u32,
    }
}

words! {
    /// A declaration of a load (产地检疫申报).
    pub struct DeclarationInput {
        /// The load; all of one farm, village and species.
        pub group: Group,
        /// What for.
        pub purpose: Purpose,
        /// Where to.
        pub destination: Destination,
        /// The day of transport.
        pub transport: Date,
        /// Keyed commitment to the plate number of the vehicle that is to carry it (L6). The
        /// certificate may name another one, when a truck breaks down: both stay on record.
        pub plate: Digest,
    }

    /// The vet's answer to a declaration (L7).
    pub struct DeclarationAnswer {
        /// The declaration.
        pub declaration: DeclarationId,
        /// Whether the vet takes it on.
        pub accepted: bool,
        /// Why not; may be blank for a yes.
        pub reason: Text<128>,
    }

    /// A declaration withdrawn by its owner.
    pub struct DeclarationWithdrawal {
        /// The declaration.
        pub declaration: DeclarationId,
        /// Why.
        pub reason: Text<128>,
    }

    /// An inspection that failed (L9).
    pub struct InspectionFailure {
        /// The declaration.
        pub declaration: DeclarationId,
        /// Which animals failed; the others go back as they came.
        pub units: List<Unit, GROUP_MAX>,
        /// Why.
        pub reason: Text<128>,
        /// Digest of the notice of treatment (检疫处理通知单).
        pub notice: Digest,
    }

    /// Animals that a vet cleared after a failed inspection.
    pub struct Clearance {
        /// Why.
        pub reason: Text<128>,
        /// Digest of the evidence.
        pub evidence: Digest,
    }

    /// What the vet saw, as the guards of L8 ask.
    pub struct Inspection {
        /// The papers are complete.
        pub materials_complete: bool,
        /// How many heads the vet counted; they must be the declared ones.
        pub heads: u32,
        /// The tags match the list.
        pub tags_match: bool,
        /// The animals are clinically healthy.
        pub healthy: bool,
        /// The farm feeds no swill (餐厨剩余物).
        pub no_swill: bool,
        /// Digest of the laboratory's report; breeding and dairy stock needs one.
        pub laboratory: Option<Digest>,
    }

    /// How a load travels, and what the certificate fixes of it.
    pub struct Transport {
        /// The carrier.
        pub carrier: OrganisationId,
        /// Keyed commitment to the plate number.
        pub plate: Digest,
        /// By what.
        pub mode: TransportMode,
        /// Day and agent of the disinfection before loading; may be blank until departure.
        pub disinfection: Text<48>,
    }

    /// A certificate to be issued for a declaration (L8).
    pub struct CertificateInput {
        /// The declaration.
        pub declaration: DeclarationId,
        /// The number on the paper.
        pub number: CertificateNumber,
        /// What the vet saw.
        pub inspection: Inspection,
        /// How it travels.
        pub transport: Transport,
        /// How many days it is valid, the day of issue included.
        pub valid_days: u16,
        /// Salted commitment to owner's name and phone and the remarks, which stay in the service.
        pub particulars: Digest,
    }

    /// A certificate cancelled before departure.
    pub struct Cancellation {
        /// The certificate.
        pub certificate: CertificateId,
        /// Why.
        pub reason: Text<128>,
    }

    /// Animals that arrived and go on to another county on a new certificate (转运).
    pub struct Redispatch {
        /// The certificate they came on.
        pub basis: CertificateId,
        /// Which of its animals.
        pub group: Group,
        /// What for.
        pub purpose: Purpose,
        /// Where to.
        pub destination: Destination,
        /// The number of the new certificate.
        pub number: CertificateNumber,
        /// What the vet saw.
        pub inspection: Inspection,
        /// How it travels.
        pub transport: Transport,
        /// How many days it is valid, the day of issue included.
        pub valid_days: u16,
        /// Salted commitment to owner's name and phone and the remarks, which stay in the service.
        pub particulars: Digest,
    }

    /// A departure (L10).
    pub struct Departure {
        /// The certificate.
        pub certificate: CertificateId,
        /// Keyed commitment to the plate of the vehicle that is there; it must be the certificate's.
        pub plate: Digest,
        /// How many animals were loaded.
        pub heads: u32,
        /// Which were not; they stay on the farm and the certificate no longer counts them.
        pub left_behind: List<Unit, GROUP_MAX>,
        /// How the vehicle was disinfected.
        pub disinfection: Text<48>,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// A stop at a checkpoint (L11).
    pub struct Checkpoint {
        /// The certificate that was shown.
        pub certificate: CertificateId,
        /// Name of the designated passage (指定通道).
        pub passage: Text<48>,
        /// Where it is.
        pub division: DivisionCode,
        /// Keyed commitment to the plate of the vehicle that is there.
        pub plate: Digest,
        /// How many animals were counted.
        pub heads: u32,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// An arrival (L12). What is neither alive nor dead among the loaded is missing.
    pub struct Arrival {
        /// The certificate.
        pub certificate: CertificateId,
        /// Where.
        pub division: DivisionCode,
        /// Who came alive, by scanned tags.
        pub arrived: Group,
        /// Who came dead.
        pub dead: List<Unit, GROUP_MAX>,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// A receiver outside the region acknowledged an arrival (L21).
    pub struct Leaving {
        /// The certificate.
        pub certificate: CertificateId,
        /// How many animals it received.
        pub heads: u32,
        /// Digest of the acknowledgement.
        pub evidence: Digest,
    }

    /// The end of an isolation (L14).
    pub struct IsolationRelease {
        /// What was found at the end.
        pub note: Text<96>,
        /// Digest of the test results, if there are any.
        pub evidence: Option<Digest>,
    }
}

impl Purpose {
    /// Whether it is for breeding or dairy stock, of which more is asked than of others: a
    /// laboratory's report before it leaves (L8; Epidemic Act Art.23, `DOMAIN.md 3.7`), and
    /// isolation after it came from another province (L14; Epidemic Act Art.55).
    pub fn is_breeding_stock(self) -> bool {
        matches!(self, Self::Breeding | Self::Dairy)
    }
}

impl CertificateForm {
    /// The form for animals or products that cross, or do not cross, the border of a province.
    pub fn of(products: bool, leaves_province: bool) -> Self {
        match (products, leaves_province) {
            (false, true) => Self::AnimalA,
            (false, false) => Self::AnimalB,
            (true, true) => Self::ProductA,
            (true, false) => Self::ProductB,
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::AnimalA => "动物检疫证明（动物A）",
            Self::AnimalB => "动物检疫证明（动物B）",
            Self::ProductA => "动物检疫证明（产品A）",
            Self::ProductB => "动物检疫证明（产品B）",
        }
    }

    /// The title it had before 2022.
    pub fn older_title(self) -> &'static str {
        match self {
            Self::AnimalA => "动物检疫合格证明（动物A）",
            Self::AnimalB => "动物检疫合格证明（动物B）",
            Self::ProductA => "动物检疫合格证明（产品A）",
            Self::ProductB => "动物检疫合格证明（产品B）",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_of_the_province_decides_the_form_and_each_has_its_older_name() {
        for (products, leaves, form, title, older) in [
            (
                false,
                true,
                CertificateForm::AnimalA,
                "动物检疫证明（动物A）",
                "动物检疫合格证明（动物A）",
            ),
            (
                false,
                false,
                CertificateForm::AnimalB,
                "动物检疫证明（动物B）",
                "动物检疫合格证明（动物B）",
            ),
            (
                true,
                true,
                CertificateForm::ProductA,
                "动物检疫证明（产品A）",
                "动物检疫合格证明（产品A）",
            ),
            (
                true,
                false,
                CertificateForm::ProductB,
                "动物检疫证明（产品B）",
                "动物检疫合格证明（产品B）",
            ),
        ] {
            assert_eq!(CertificateForm::of(products, leaves), form);
            assert_eq!((form.title(), form.older_title()), (title, older));
        }
    }

    #[test]
    fn more_is_asked_of_breeding_and_dairy_stock_alone() {
        for (purpose, asked) in [
            (Purpose::Rearing, false),
            (Purpose::Slaughter, false),
            (Purpose::Breeding, true),
            (Purpose::Dairy, true),
            (Purpose::Trade, false),
            (Purpose::Exhibition, false),
            (Purpose::Other, false),
        ] {
            assert_eq!(purpose.is_breeding_stock(), asked, "{purpose:?}");
        }
    }
}
