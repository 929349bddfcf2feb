//! Words of animal health: catalogues, immunity, drugs, zones, farm grades and vehicles.

use super::{FoodKind, Species};
use crate::{Date, Digest, DivisionCode, List, OrganisationId, Text, ZoneId};

/// The most divisions a zone may be made of.
pub const ZONE_DIVISIONS_MAX: u32 = 32;
/// The most farms in contact a zone may name.
pub const ZONE_FARMS_MAX: u32 = 64;

/// The approval number of a drug or vaccine (兽药批准文号).
pub type ApprovalNumber = Text<32>;

small_words! {
    /// A disease that the immunity plan, tests and zones know.
    pub enum Disease {
        /// Foot and mouth disease (口蹄疫).
        #[codec(index = 0)]
        FootAndMouth,
        /// Classical swine fever (猪瘟).
        #[codec(index = 1)]
        ClassicalSwineFever,
        /// Porcine reproductive and respiratory syndrome (猪繁殖与呼吸综合征).
        #[codec(index = 2)]
        Prrs,
        /// African swine fever (非洲猪瘟); there is no vaccine.
        #[codec(index = 3)]
        AfricanSwineFever,
        /// Brucellosis (布鲁氏菌病).
        #[codec(index = 4)]
        Brucellosis,
        /// Bovine tuberculosis (牛结核病).
        #[codec(index = 5)]
        Tuberculosis,
        /// Lumpy skin disease (牛结节性皮肤病).
        #[codec(index = 6)]
        LumpySkin,
        /// Peste des petits ruminants (小反刍兽疫).
        #[codec(index = 7)]
        Ppr,
        /// Highly pathogenic avian influenza (高致病性禽流感).
        #[codec(index = 8)]
        AvianInfluenza,
        /// Newcastle disease (新城疫).
        #[codec(index = 9)]
        Newcastle,
        /// Another one.
        #[codec(index = 10)]
        Other,
    }

    /// How a drug is given.
    pub enum Route {
        /// By mouth: tablet, powder, in feed or water.
        #[codec(index = 0)]
        Oral,
        /// Injected.
        #[codec(index = 1)]
        Injection,
        /// On the skin, bath or spray.
        #[codec(index = 2)]
        External,
        /// Into udder or uterus.
        #[codec(index = 3)]
        Infusion,
    }

    /// One line of the immunity plan of a division (强制免疫计划).
    pub struct ImmunityRule {
        /// The division whose plan it is; the most specific one wins.
        pub division: DivisionCode,
        /// For which animals.
        pub species: Species,
        /// Against what.
        pub disease: Disease,
        /// Whether a certificate needs it.
        pub compulsory: bool,
        /// From which age on, in days.
        pub from_age_days: u16,
        /// How many days one vaccination holds.
        pub valid_days: u16,
    }

    /// How a farm stands with animal health (风险等级).
    pub enum RiskGrade {
        /// Low risk.
        #[codec(index = 0)]
        Low,
        /// Medium risk.
        #[codec(index = 1)]
        Medium,
        /// High risk: no certificates.
        #[codec(index = 2)]
        High,
    }

    /// What an immunity is: against what, and until when.
    pub struct Immunity {
        /// Against what.
        pub disease: Disease,
        /// First day it no longer holds.
        pub until: Date,
    }
}

impl Drug {
    /// Days from the last dose to the first milk or eggs for food, of animals of its species; none
    /// if the catalogue does not say.
    pub fn food_days(&self) -> Option<u16> {
        match self.species.food()? {
            FoodKind::Milk => self.milk_days,
            FoodKind::Eggs => self.egg_days,
        }
    }

    /// Whether it names days for a food only if its species gives that food.
    pub fn fits_species(&self) -> bool {
        let food = self.species.food();
        (self.milk_days.is_none() || food == Some(FoodKind::Milk))
            && (self.egg_days.is_none() || food == Some(FoodKind::Eggs))
    }
}

words! {
    /// A drug for a species by a route, with the days its residues need (休药期).
    pub struct Drug {
        /// The division whose catalogue holds it; the most specific one wins.
        pub division: DivisionCode,
        /// Approval number.
        pub approval: ApprovalNumber,
        /// For which animals.
        pub species: Species,
        /// How it is given.
        pub route: Route,
        /// Name, for example 土霉素注射液.
        pub name: Text<64>,
        /// Days from the last dose to the first day of slaughter.
        pub withdrawal_days: u16,
        /// Days from the last dose to the first milk for food (弃奶期). Without it the default of
        /// the policy holds. Only for species that give milk.
        pub milk_days: Option<u16>,
        /// Days from the last dose to the first eggs for food (弃蛋期). Without it the default of the
        /// policy holds. Only for poultry.
        pub egg_days: Option<u16>,
        /// Whether a prescription is needed (处方药).
        pub prescription: bool,
        /// Whether it must not be used at all (禁用).
        pub banned: bool,
    }

    /// A vaccination (L2).
    pub struct Immunisation {
        /// Against what.
        pub disease: Disease,
        /// Approval number of the vaccine.
        pub vaccine: ApprovalNumber,
        /// Its batch.
        pub batch: Text<32>,
        /// The 24-digit trace code of the package, if scanned.
        pub code: Option<Text<24>>,
        /// The dose, for example 2 ml.
        pub dose: Text<24>,
        /// The day.
        pub date: Date,
    }

    /// A course of a drug (L3).
    pub struct Medication {
        /// Approval number.
        pub approval: ApprovalNumber,
        /// How it was given.
        pub route: Route,
        /// The 24-digit trace code of the package, if scanned.
        pub code: Option<Text<24>>,
        /// The dose, for example 10 mg/kg.
        pub dose: Text<24>,
        /// The day of the last dose.
        pub last_dose: Date,
        /// Digest of the vet's prescription, if there is one.
        pub prescription: Option<Digest>,
    }

    /// A zone under an order (封锁令).
    pub struct ZoneInput {
        /// Against what.
        pub disease: Disease,
        /// Number of the order.
        pub order: Text<48>,
        /// Everything inside is locked.
        pub divisions: List<DivisionCode, ZONE_DIVISIONS_MAX>,
        /// Farms in contact with the outbreak, wherever they are.
        pub farms: List<OrganisationId, ZONE_FARMS_MAX>,
        /// Which animals; empty means all.
        pub species: List<Species, 4>,
        /// First day.
        pub from: Date,
        /// First day it no longer holds, if it is known.
        pub until: Option<Date>,
        /// Digest of the order.
        pub evidence: Digest,
    }

    /// The end of a zone.
    pub struct ZoneLift {
        /// The zone.
        pub zone: ZoneId,
        /// Number of the order that lifts it.
        pub order: Text<48>,
    }

    /// A grade given to a farm.
    pub struct FarmGrading {
        /// The farm.
        pub farm: OrganisationId,
        /// The grade.
        pub grade: RiskGrade,
        /// Digest of the report.
        pub report: Digest,
    }

    /// A vehicle filed for the transport of animals (牧运通备案).
    pub struct VehicleInput {
        /// Keyed commitment to its plate number; the plate stays in the service.
        pub plate: Digest,
        /// Its carrier.
        pub carrier: OrganisationId,
        /// Whether it is closed and tracked, so that it may carry dead bodies.
        pub for_bodies: bool,
        /// First day the filing no longer holds.
        pub until: Date,
    }
}
