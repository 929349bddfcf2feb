//! The items of livestock's and trade's calls as OpenAPI schemas, each with an example that a test reads into the
//! real type.

use county_primitives::{livestock as real, trade};
use serde_json::json;
use utoipa::{
    openapi::{RefOr, Schema},
    PartialSchema, ToSchema,
};

use super::derived;

macro_rules! items {
    ($($(#[doc = $doc:literal])* $name:ident($real:ty) $example:tt;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    derived::schema::<$real>(concat!($($doc,)*), json!($example))
                }
            }

            impl ToSchema for $name {}
        )*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn examples_are_whole_items() {
                $(
                    let example = json!($example);
                    let item: $real = serde_json::from_value(example.clone())
                        .unwrap_or_else(|error| panic!("{}: {error}", stringify!($name)));
                    assert_eq!(serde_json::to_value(&item).unwrap(), example, stringify!($name));
                    let described = serde_json::to_value($name::schema()).unwrap();
                    let fields = described["properties"].as_object().unwrap();
                    assert_eq!(
                        fields.keys().collect::<std::collections::BTreeSet<_>>(),
                        example.as_object().unwrap().keys().collect(),
                        stringify!($name)
                    );
                )*
            }
        }
    };
}

items! {
    /// A drug with its withdrawal period.
    DrugItem(real::Drug) {"division": "500000000000", "approval": "兽药字110256101", "species": "pig", "route": "injection", "name": "土霉素注射液", "withdrawal_days": 28, "milk_days": null, "egg_days": null, "prescription": true, "banned": false};
    /// A line of the immunity plan.
    ImmunityRuleItem(real::ImmunityRule) {"division": "500000000000", "species": "pig", "disease": "foot_and_mouth", "compulsory": true, "from_age_days": 28, "valid_days": 180};
    /// A zone under an order.
    ZoneItem(real::ZoneInput) {"disease": "african_swine_fever", "order": "荣府令〔2026〕3号", "divisions": ["500153101000"], "farms": [12], "species": ["pig"], "from": "2026-09-01", "until": null, "evidence": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// The end of a zone.
    ZoneLiftItem(real::ZoneLift) {"zone": 1, "order": "荣府令〔2026〕5号"};
    /// A risk grade of a farm.
    FarmGradingItem(real::FarmGrading) {"farm": 12, "grade": "low", "report": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A vehicle filed for the transport of animals.
    VehicleItem(real::VehicleInput) {"plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "carrier": 7, "for_bodies": false, "until": "2027-09-01"};
    /// Consecutive ear tags of one species and county, both ends included.
    TagRangeItem(real::TagRange) {"from": "150015300000001", "to": "150015300001000"};
    /// Tags that go to another stock.
    TagMoveItem(real::TagMove) {"tags": {"from": "150015300000001", "to": "150015300000100"}, "to": 12};
    /// Tags that were damaged or lost before they were in an ear.
    TagSpendingItem(real::TagSpending) {"tags": {"from": "150015300000099", "to": "150015300000100"}, "lost": false, "reason": "钳压损坏"};
    /// Tags that go into ears.
    TaggingItem(real::Tagging) {"tags": {"from": "150015300000001", "to": "150015300000012"}, "farm": 12, "village": "500153101201", "born": "2026-08-20", "origin": "born", "breed": "荣昌猪", "pen": "3舍"};
    /// An untagged herd.
    HerdItem(real::HerdInput) {"farm": 12, "village": "500153101201", "species": "poultry", "heads": 3000, "born": "2026-08-20", "origin": {"entered": {"arrived": "2026-08-21", "document": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}}, "breed": "城口山地鸡", "pen": "1舍"};
    /// Part of a herd that becomes a herd of its own.
    HerdSplitItem(real::HerdSplit) {"herd": 3, "heads": 500, "pen": "2舍"};
    /// A lost or broken tag replaced.
    RetaggingItem(real::Retagging) {"old": "150015300000001", "new": "150015300000099", "reason": "脱落"};
    /// An electronic tag bound to an animal, or taken off with `null`.
    ElectronicItem(real::ElectronicBinding) {"tag": "237032200000017", "electronic": "982000412345678"};
    /// A vaccination of a group.
    ImmunisationItem(real::GroupAct<real::Immunisation>) {"group": {"tags": [{"from": "150015300000001", "to": "150015300000012"}]}, "act": {"disease": "foot_and_mouth", "vaccine": "兽药生字050016003", "batch": "2026031", "code": null, "dose": "2 ml", "date": "2026-09-20"}};
    /// A course of a drug for a group.
    MedicationItem(real::GroupAct<real::Medication>) {"group": {"units": [{"animal": 5}]}, "act": {"approval": "兽药字110256101", "route": "injection", "code": null, "dose": "10 mg/kg", "last_dose": "2026-09-22", "prescription": null}};
    /// Feeding, weighing, a change of pen or other care of a group.
    CareItem(real::GroupAct<real::CareAct>) {"group": {"units": [{"herd": 3}]}, "act": {"care": {"fed": {"feed": "育肥猪配合饲料", "mass": 250_000}}, "date": "2026-09-20"}};
    /// A lot of milk or eggs taken from living animals.
    FoodItem(real::FoodInput) {"group": {"tags": [{"from": "237032200000017", "to": "237032200000040"}]}, "food": {"milk": {"mass": 612_000}}, "date": "2026-09-20", "to": 31};
    /// A move of a group to another place of the same organisation in the same county.
    TransferItem(real::GroupAct<real::Transfer>) {"group": {"units": [{"animal": 5}]}, "act": {"village": "500153101202", "pen": "1舍", "date": "2026-09-20"}};
    /// Animals that an inventory did not find, or found again.
    InventoryItem(real::GroupAct<real::Inventory>) {"group": {"units": [{"animal": 5}]}, "act": {"date": "2026-09-20", "note": "盘点少一头", "evidence": null}};
    /// An ear tag that was seen somewhere.
    SightingItem(real::Sighting) {"tag": "150015300000001", "division": "500153102000", "at_ms": 1_790_000_000_000_u64};
    /// A load declared for quarantine.
    DeclarationItem(real::DeclarationInput) {"group": {"tags": [{"from": "150015300000001", "to": "150015300000130"}]}, "purpose": "slaughter", "destination": {"organisation": 20, "division": "500153102201"}, "transport": "2026-09-25", "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// The vet's answer to a declaration.
    DeclarationAnswerItem(real::DeclarationAnswer) {"declaration": 4, "accepted": true, "reason": ""};
    /// A declaration withdrawn.
    WithdrawalItem(real::DeclarationWithdrawal) {"declaration": 4, "reason": "客户取消"};
    /// An inspection that failed.
    InspectionFailureItem(real::InspectionFailure) {"declaration": 4, "units": [{"animal": 5}], "reason": "高热，耳尖发绀", "notice": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// Animals that a vet cleared.
    ClearanceItem(real::GroupAct<real::Clearance>) {"group": {"units": [{"animal": 5}]}, "act": {"reason": "复检阴性", "evidence": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}};
    /// A certificate to be issued for a declaration.
    CertificateItem(real::CertificateInput) {"declaration": 4, "number": "5001530000007", "inspection": {"materials_complete": true, "heads": 130, "tags_match": true, "healthy": true, "no_swill": true, "laboratory": null}, "transport": {"carrier": 7, "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "mode": "road", "disinfection": ""}, "valid_days": 1, "particulars": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"};
    /// A certificate cancelled before departure.
    CancellationItem(real::Cancellation) {"certificate": 9, "reason": "车辆故障"};
    /// Animals that go on to another county on a new certificate.
    RedispatchItem(real::Redispatch) {"basis": 9, "group": {"units": [{"animal": 5}]}, "purpose": "slaughter", "destination": {"organisation": null, "division": "510521000000"}, "number": "5001530000008", "inspection": {"materials_complete": true, "heads": 1, "tags_match": true, "healthy": true, "no_swill": true, "laboratory": null}, "transport": {"carrier": 7, "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "mode": "road", "disinfection": ""}, "valid_days": 3, "particulars": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"};
    /// A departure.
    DepartureItem(real::Departure) {"certificate": 9, "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "heads": 129, "left_behind": [{"animal": 5}], "disinfection": "过氧乙酸 0.5%", "at_ms": 1_790_000_000_000_u64};
    /// A stop at a checkpoint.
    CheckpointItem(real::Checkpoint) {"certificate": 9, "passage": "安富指定通道", "division": "500153104000", "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "heads": 129, "at_ms": 1_790_003_600_000_u64};
    /// An arrival on a farm or market.
    ArrivalItem(real::Arrival) {"certificate": 9, "division": "500153102201", "arrived": {"tags": [{"from": "150015300000002", "to": "150015300000130"}]}, "dead": [], "at_ms": 1_790_007_200_000_u64};
    /// A landing report of one end of a trip.
    LandingItem(real::LandingReport) {"certificate": 9, "heads": 129};
    /// A receiver outside the region acknowledged an arrival.
    LeavingItem(real::Leaving) {"certificate": 9, "heads": 129, "evidence": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// The end of an isolation.
    IsolationReleaseItem(real::GroupAct<real::IsolationRelease>) {"group": {"units": [{"animal": 5}]}, "act": {"note": "隔离期满，未见异常", "evidence": null}};
    /// A load that a slaughterhouse takes in.
    IntakeItem(real::Intake) {"certificate": 9, "arrived": {"tags": [{"from": "150015300000002", "to": "150015300000130"}]}, "dead": [], "at_ms": 1_790_007_200_000_u64};
    /// A kill announced.
    SlaughterDeclarationItem(real::SlaughterDeclaration) {"batch": 2, "planned_ms": 1_790_050_400_000_u64, "emergency": false};
    /// The vet's look at the living animals.
    AnteMortemItem(real::AnteMortem) {"batch": 2, "failed": [], "note": ""};
    /// A test of a slaughter batch.
    BatchTestItem(real::BatchTest) {"batch": 2, "disease": "african_swine_fever", "sample": "ASF-2026-0925-01", "verdict": "pass", "report": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A kill: animals become carcasses.
    KillItem(real::Kill) {"batch": 2, "group": {"units": [{"animal": 6}]}, "identity": "individual", "product": "030101", "carcasses": [{"unit": {"animal": 6}, "code": "50015301-20260926-00001", "live": 118_000, "hot": 86_000}], "at_ms": 1_790_053_000_000_u64};
    /// A look at a carcass after the kill.
    CarcassInspectionItem(real::CarcassInspection) {"meat": 5, "passed": true, "seal": "渝A0001", "note": ""};
    /// A cutting: one piece in, parts and losses out.
    CuttingItem(real::Cutting) {"parent": {"meat": 5, "mass": 86_000}, "outputs": [{"kind": "left_half", "cut": "", "mass": 42_600, "grade": null}, {"kind": "right_half", "cut": "", "mass": 42_500, "grade": null}], "trim": 100, "chill_loss": 800, "condemned": 0, "date": "2026-09-26"};
    /// A package from one or several pieces.
    PackagingItem(real::Packaging) {"parents": [{"meat": 6, "mass": 20_000}], "name": "荣昌猪五花肉", "net": 20_000, "grade": null, "date": "2026-09-26"};
    /// Part or all of a piece that may not be eaten.
    CondemnationItem(real::Condemnation) {"part": {"meat": 6, "mass": 500}, "reason": "淋巴结病变"};
    /// A certificate for meat.
    ProductCertificateItem(real::ProductCertificateInput) {"meats": [6, 7], "number": "5001530000009", "destination": {"organisation": 31, "division": "500153100201"}, "transport": {"carrier": 7, "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "mode": "road", "disinfection": "次氯酸钠"}, "valid_days": 1, "particulars": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"};
    /// A piece handed to the next holder.
    MeatDeliveryItem(real::MeatDelivery) {"meat": 6, "to": 31};
    /// A recall.
    RecallItem(real::MeatRecall) {"scope": {"day": {"house": 20, "day": "2026-09-26"}}, "reason": "复检疑似阳性", "evidence": null};
    /// What a custodian is told that it holds of recalled meat.
    RecallNoticeItem(real::RecallNotice) {"recall": 1, "custodian": 31, "meats": [6, 7]};
    /// An acknowledgement, or what became of recalled meat.
    RecallAnswerItem(real::RecallAnswer) {"recall": 1, "act": {"accounted": {"counts": {"returned": 20_000, "destroyed": 30_000, "consumed": 5_000}, "evidence": null}}};
    /// A recall verified or closed, with its balance.
    RecallConclusionItem(real::RecallConclusion) {"recall": 1, "step": "verified", "balance": {"recalled": 60_000, "returned": 20_000, "destroyed": 30_000, "consumed": 5_000, "unaccounted": 5_000}, "note": "现场核对"};
    /// Animals that died.
    DeathItem(real::DeathReport) {"group": {"units": [{"animal": 5}]}, "heads": null, "cause": {"suspected": "african_swine_fever"}, "mass": 82_000, "photo": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "at_ms": 1_790_000_000_000_u64};
    /// Bodies that a hauler collects.
    CollectionItem(real::Collection) {"bodies": [{"remains": {"unit": {"animal": 5}}, "mass": 81_500}], "plant": 40, "plate": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "handover": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "at_ms": 1_790_020_000_000_u64};
    /// Bodies that the plant receives.
    ReceptionItem(real::Reception) {"disposal": 3, "heads": 1, "mass": 81_400, "video": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "at_ms": 1_790_030_000_000_u64};
    /// A treatment of bodies.
    TreatmentItem(real::Treatment) {"disposal": 3, "method": "rendering", "mass": 81_400, "products": 24_000, "product": "工业油脂、肉骨粉", "video": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "at_ms": 1_790_040_000_000_u64};
    /// A contract over animals. Money is in fen.
    InsuranceItem(real::InsuranceInput) {"number": "PICC-2026-000123", "farm": 12, "species": "pig", "group": {"tags": [{"from": "150015300000001", "to": "150015300000130"}]}, "from": "2026-09-01", "until": "2027-03-01", "sum_per_head": 80_000, "age_days_min": 30, "mass_min": 20_000, "terms": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A claim for one life. Money is in fen.
    ClaimItem(real::ClaimInput) {"insurance": 1, "unit": {"animal": 5}, "mass": 81_500, "amount": 60_000, "photo": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "survey": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"};
    /// The insurer's decision; no amount refuses.
    ClaimDecisionItem(real::ClaimDecision) {"claim": 1, "amount": 60_000, "reason": ""};
    /// A payment.
    ClaimPaymentItem(real::ClaimPayment) {"claim": 1, "receipt": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A sale to be recorded by the seller. Money is in fen, mass in grams; the amount is price times quantity, for a price per kilogram rounded to the nearest fen.
    SaleItem(trade::SaleInput) {"buyer": 20, "kind": "live", "species": "pig", "goods": {"animals": {"tags": [{"from": "150015300000001", "to": "150015300000130"}]}}, "heads": 130, "mass": 14_300_000, "price": {"per_kilogram": 1_560}, "amount": 22_308_000, "date": "2026-09-24"};
    /// The buyer's answer to a sale.
    SaleAnswerItem(trade::SaleAnswer) {"sale": 1, "accepted": true, "reason": ""};
    /// A sale called off before delivery.
    SaleCancellationItem(trade::SaleCancellation) {"sale": 1, "reason": "买方改期"};
    /// Goods delivered, as the buyer weighed them in.
    SaleDeliveryItem(trade::SaleDelivery) {"sale": 1, "heads": 129, "mass": 14_110_000, "date": "2026-09-25"};
    /// A payment for delivered goods.
    SaleSettlementItem(trade::SaleSettlement) {"sale": 1, "amount": 22_011_600, "date": "2026-09-28", "receipt": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
}
