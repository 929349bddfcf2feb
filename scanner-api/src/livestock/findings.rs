//! Which animals of a declared load fail which guard, as the chain itself says.

use codec::{DecodeAll, Encode};
use county_primitives::{
    livestock::{Disease, Finding, FindingReason},
    DeclarationId,
};

use crate::{error::ApiError, state::App};

/// Everything that would keep a load from its certificate at the last block of the index: the answer
/// of the pallet's own view function, which shares the code of the guard.
pub async fn of(app: &App, declaration: DeclarationId) -> Result<Vec<Finding>, ApiError> {
    let arguments = declaration.encode();
    let answer = app
        .node
        .view("Livestock", "certify_findings", arguments)
        .await?;
    DecodeAll::decode_all(&mut answer.as_slice()).map_err(ApiError::internal)
}

/// A finding in words, Chinese first.
pub fn texts(reason: &FindingReason) -> (String, String) {
    let plain = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match reason {
        FindingReason::Unknown => plain("没有该动物", "There is no such animal"),
        FindingReason::WrongState => plain("不在已申报状态", "It is not in the declared state"),
        FindingReason::Held => plain("正在被查控", "Oversight holds it or its farm"),
        FindingReason::Barred => plain(
            "检疫不合格且尚未解除",
            "An inspection failed it, and no vet has cleared it",
        ),
        FindingReason::NoTag => plain("没有耳标", "It has no ear tag"),
        FindingReason::OriginLocked(zone) => (
            format!("产地处于封锁区 {zone}"),
            format!("Its village is locked by zone {zone}"),
        ),
        FindingReason::DestinationLocked(zone) => (
            format!("目的地处于封锁区 {zone}"),
            format!("The destination is locked by zone {zone}"),
        ),
        FindingReason::OutbreakContact(zone) => (
            format!("养殖场与疫情有接触（封锁令 {zone}）"),
            format!("Its farm is in contact with an outbreak, zone {zone}"),
        ),
        FindingReason::FarmHighRisk => {
            plain("养殖场风险等级为高", "Its farm has a high risk grade")
        }
        FindingReason::FarmNotGraded => plain(
            "养殖场没有有效的风险等级",
            "Its farm has no grade that holds",
        ),
        FindingReason::NotImmunised(disease) => (
            format!("未接种{}疫苗", disease_zh(*disease)),
            format!("It was never vaccinated against {}", disease_en(*disease)),
        ),
        FindingReason::ImmunityOver(disease) => (
            format!("{}免疫已过有效期", disease_zh(*disease)),
            format!("Its immunity against {} has run out", disease_en(*disease)),
        ),
        FindingReason::WithinWithdrawal(day) => (
            format!("休药期内，{day} 起方可屠宰"),
            format!("It may be slaughtered from {day} on only"),
        ),
        FindingReason::ElsewhereThanLoad => plain(
            "与该批不是同一养殖场、同一村或同一畜种",
            "It is of another farm, village or species than the load",
        ),
    }
}

/// The name of a disease in Chinese.
pub fn disease_zh(disease: Disease) -> &'static str {
    match disease {
        Disease::FootAndMouth => "口蹄疫",
        Disease::ClassicalSwineFever => "猪瘟",
        Disease::Prrs => "猪繁殖与呼吸综合征",
        Disease::AfricanSwineFever => "非洲猪瘟",
        Disease::Brucellosis => "布鲁氏菌病",
        Disease::Tuberculosis => "牛结核病",
        Disease::LumpySkin => "牛结节性皮肤病",
        Disease::Ppr => "小反刍兽疫",
        Disease::AvianInfluenza => "高致病性禽流感",
        Disease::Newcastle => "新城疫",
        Disease::Other => "其他疫病",
    }
}

/// The name of a disease in English.
pub fn disease_en(disease: Disease) -> &'static str {
    match disease {
        Disease::FootAndMouth => "foot and mouth disease",
        Disease::ClassicalSwineFever => "classical swine fever",
        Disease::Prrs => "PRRS",
        Disease::AfricanSwineFever => "African swine fever",
        Disease::Brucellosis => "brucellosis",
        Disease::Tuberculosis => "bovine tuberculosis",
        Disease::LumpySkin => "lumpy skin disease",
        Disease::Ppr => "peste des petits ruminants",
        Disease::AvianInfluenza => "avian influenza",
        Disease::Newcastle => "Newcastle disease",
        Disease::Other => "another disease",
    }
}
