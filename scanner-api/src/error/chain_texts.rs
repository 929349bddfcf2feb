//! Plain words for every error of the chain, Chinese and English, and for every refusal of the pool.
//! A test proves that no error of the committed metadata is missing here.

use crate::chain::PoolRefusal;

use super::{
    devices_texts::{self, DEVICES},
    livestock_texts::{self, LIVESTOCK},
    three_assets_texts::{self, THREE_ASSETS},
    trade_texts::{self, TRADE},
};

/// The texts of an error, Chinese first.
pub fn find(code: &str) -> Option<(&'static str, &'static str)> {
    let rows = [
        REGISTRY,
        PRODUCE,
        LABELS,
        OVERSIGHT,
        LIVESTOCK,
        THREE_ASSETS,
        TRADE,
        DEVICES,
        COUNCIL,
        SYSTEM,
    ];
    rows.into_iter()
        .flatten()
        .find(|(known, ..)| *known == code)
        .map(|(_, zh, en)| (*zh, *en))
}

/// Whether an error says that the signer may not do this, whatever the request contains.
pub fn is_authorisation(code: &str) -> bool {
    livestock_texts::is_authorisation(code)
        || three_assets_texts::is_authorisation(code)
        || devices_texts::is_authorisation(code)
        || trade_texts::is_authorisation(code)
        || matches!(
            code,
            "Registry.NotAuthorised"
                | "Registry.NotMember"
                | "Registry.KeyRetired"
                | "Registry.MemberSuspended"
                | "Registry.SamePerson"
                | "Registry.OwnSuspension"
                | "Produce.NotOwnPlot"
                | "Produce.NotOwnCycle"
                | "Produce.NotOwnLaboratory"
                | "Produce.NotHolder"
                | "Produce.NoSignature"
                | "Produce.SamePerson"
                | "Labels.NotBrandOwner"
                | "Labels.NotIssuer"
                | "Labels.SamePerson"
                | "Oversight.SamePerson"
                | "Oversight.OwnQuestion"
                | "System.BadOrigin"
                | "System.RootNotAllowed"
                | "System.CallFiltered"
        )
}

/// The texts of a refusal by the transaction pool, English first.
pub fn pool(refusal: &PoolRefusal) -> (String, String) {
    let (zh, en) = match refusal {
        PoolRefusal::StaleNonce => (
            "该账号同时提交的请求过多，请稍后重试",
            "The account sends too many requests at once; try again in a moment",
        ),
        PoolRefusal::TooManyInFlight => (
            "该成员等待确认的请求已达上限，请稍后重试",
            "The member has as many unconfirmed requests as its policy allows; try again in a moment",
        ),
        PoolRefusal::BadSigner => (
            "该密钥不是链上成员的密钥",
            "The key is not that of a member of the chain",
        ),
        PoolRefusal::Member(code) => member(*code),
        PoolRefusal::Other(text) => {
            return (
                format!("The node did not take the request: {text}"),
                format!("链上节点未受理该请求：{text}"),
            )
        }
    };
    (en.to_owned(), zh.to_owned())
}

/// The registry's own refusals in the pool, by the number they carry.
fn member(code: u8) -> (&'static str, &'static str) {
    match code {
        1 => (
            "该成员已被暂停，不能签署",
            "The member is suspended and may not sign",
        ),
        2 => (
            "所属主体未获批准、已被暂停或不予登记",
            "The organisation is pending, suspended or refused",
        ),
        3 => (
            "该密钥已更换，请使用现用密钥",
            "The key was replaced; sign with the present one",
        ),
        4 => (
            "该操作不在允许范围内",
            "The call is not on the list of allowed calls",
        ),
        5 => (
            "该成员今日的请求次数已达上限",
            "The member has sent as many calls today as its policy allows",
        ),
        6 => (
            "该成员今日提交的条目数将超过上限",
            "The member would send more items today than its policy allows",
        ),
        7 => (
            "所在区划尚未设置限额，请联系县级主管部门",
            "No policy sets the limits of the division; ask the county",
        ),
        8 => (
            "该成员等待确认的请求已达上限，请稍后重试",
            "The member has as many unconfirmed requests as its policy allows",
        ),
        9 => (
            "只有理事会成员可以进行该操作",
            "Only members of the council may make this call",
        ),
        _ => ("链上节点未受理该请求", "The node did not take the request"),
    }
}

type Row = (&'static str, &'static str, &'static str);

#[rustfmt::skip]
const SYSTEM: &[Row] = &[
    ("System.BadOrigin", "当前账号无权进行该操作", "The account may not make this call"),
    ("System.RootNotAllowed", "不能以该身份进行此操作", "This origin may not make the call"),
    ("System.CallFiltered", "该操作未开放", "The call is not open"),
    ("System.Exhausted", "区块已满，请重新提交", "The block had no room; send it again"),
    ("System.Other", "链上未能完成该操作", "The runtime could not carry out the call"),
];

#[rustfmt::skip]
const COUNCIL: &[Row] = &[
    ("Council.NotMember", "只有理事会成员可以进行该操作", "Only members of the council may do this"),
    ("Council.DuplicateProposal", "同样的动议正在表决，不必再提", "The same motion is being voted on already"),
    ("Council.ProposalMissing", "没有这项动议，可能已经结案", "There is no such motion; it may be closed already"),
    ("Council.DuplicateVote", "您已经投过同样的票", "You voted so already"),
    ("Council.TooEarly", "票数还不能定案，请等其他成员表决", "The votes do not decide it yet; wait for the others"),
    ("Council.TooManyProposals", "待表决的动议太多，请先结案几项", "Too many motions are open; close some first"),
];

#[rustfmt::skip]
const REGISTRY: &[Row] = &[
    ("Registry.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Registry.NumbersUsedUp", "主体或成员的编号已用完", "The numbers for organisations or members are used up"),
    ("Registry.TimelineFull", "该对象的记录已满，不能再增加", "The subject takes no more records"),
    ("Registry.NotMember", "该密钥不是链上成员的密钥，请先登记成员", "The key is not that of a member; have the member registered first"),
    ("Registry.KeyRetired", "该密钥已更换，请使用现用密钥", "The key was replaced; sign with the present one"),
    ("Registry.MemberSuspended", "该成员已被暂停，恢复前不能签署", "The member is suspended and may not sign until reactivated"),
    ("Registry.OrganisationNotActive", "所属主体待批准、已被暂停或不予登记", "The organisation is pending, suspended or refused"),
    ("Registry.NotAuthorised", "您的角色不能在该区划内办理此事", "None of your roles allows this in this division"),
    ("Registry.SamePerson", "同一人不能既登记又批准，也不能为自己登记、授权、恢复或换钥", "One person may not do both: a second person must approve, and nobody registers, grants or reactivates a membership of their own"),
    ("Registry.OwnSuspension", "不能暂停自己或自己所在的主体", "You cannot suspend yourself or your own organisation"),
    ("Registry.PolicyMissing", "该区划今日没有此项政策参数，请联系县级主管部门设置", "No policy sets this value for the division today; ask the county to set it"),
    ("Registry.PolicyFull", "该参数已有的取值过多，待旧值失效后再设置", "The setting has as many values to come as it can have"),
    ("Registry.NotCounty", "该代码不是县级区划代码", "The code is not that of a county"),
    ("Registry.EmptyValidity", "区划代码的停用日期早于启用日期", "The code would end before it begins"),
    ("Registry.CountyNotAdmitted", "该县尚未加入本链，或其代码今日无效", "The county has not joined the chain, or its code is not valid today"),
    ("Registry.IdentityMismatch", "农户用化名登记，其他主体用统一社会信用代码登记", "A household is known by a pseudonym, all others by their credit code"),
    ("Registry.CreditCodeMismatch", "农村集体经济组织的信用代码以 N1、N2 或 N3 开头，其他主体不是", "The credit code of a collective starts with N1, N2 or N3, and no other does"),
    ("Registry.NoName", "名称不能为空", "The name is blank"),
    ("Registry.NotVillage", "企业、合作社、家庭农场和农户应登记在村一级", "A company, cooperative, family farm or household sits in a village"),
    ("Registry.CreditCodeTaken", "该信用代码已被登记", "The credit code is registered already"),
    ("Registry.UnknownOrganisation", "没有该主体", "There is no such organisation"),
    ("Registry.UnknownMember", "没有该成员", "There is no such member"),
    ("Registry.NotPending", "该主体不在待批准状态", "The organisation does not wait for approval"),
    ("Registry.NotActive", "当前不是有效状态，不能暂停", "It is not active, so it cannot be suspended"),
    ("Registry.NotSuspended", "当前未被暂停，无需恢复", "It is not suspended, so it cannot be reactivated"),
    ("Registry.NoReason", "请填写理由", "Give a reason"),
    ("Registry.KeyTaken", "该密钥已被使用过，每个密钥只能使用一次", "The key is or was in use; every key is used once only"),
    ("Registry.KeysUsedUp", "该成员更换密钥的次数已达上限", "The member takes no more keys"),
    ("Registry.NoRoles", "成员至少需要一个角色", "A member needs at least one role"),
    ("Registry.RoleHeld", "该成员已有此角色", "The member holds the role already"),
    ("Registry.RoleNotHeld", "该成员没有此角色", "The member does not hold the role"),
    ("Registry.TooManyRoles", "该成员的角色数已达上限", "The member holds as many roles as one may"),
    ("Registry.TooManyMemberships", "该人员的成员身份数已达上限", "The person has as many memberships as one may"),
    ("Registry.ConflictingRoles", "该人员将兼任不相容的职务", "The person would hold two roles that must be in different hands"),
];

#[rustfmt::skip]
const PRODUCE: &[Row] = &[
    ("Produce.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Produce.TimelineFull", "该对象的记录已满，不能再增加", "The subject takes no more records"),
    ("Produce.NumbersUsedUp", "此类编号已用完", "The numbers of this kind are used up"),
    ("Produce.NoSignature", "生产记录只能由成员签署", "Produce is recorded by members only"),
    ("Produce.RegistrationBlank", "请填写农药登记证号", "Give the registration number"),
    ("Produce.NameBlank", "请填写产品名称", "Give the name of the product"),
    ("Produce.DoseRangeInverted", "最小用量大于最大用量", "The smallest dose is larger than the largest"),
    ("Produce.NoUsesAllowed", "最多使用次数不能为 0；如需禁止，请设置限制使用", "The row allows no use at all; to forbid a product, write a restriction"),
    ("Produce.NoYield", "单产上限不能为 0", "A yield cap of nothing would refuse every harvest"),
    ("Produce.SeasonsOutOfRange", "每年季数应为 1 至 12", "A product has one to twelve seasons in a year"),
    ("Produce.NotVillage", "地块应位于村一级区划", "A plot lies in a village"),
    ("Produce.NoArea", "面积不能为 0", "The area is nothing"),
    ("Produce.PlotUnknown", "没有该地块", "There is no such plot"),
    ("Produce.NotOwnPlot", "该地块属于其他主体", "The plot belongs to another organisation"),
    ("Produce.ProductTooBroad", "产品分类应细到第二级或第三级", "Give the product class to its second or third level"),
    ("Produce.PlotInUse", "该地块还有未结束的种植周期，请先结束", "A cycle still grows on the plot; finish it first"),
    ("Produce.NoYieldCap", "该村没有此产品的单产上限，请联系县农业农村局设置", "No yield cap is set for the product here; ask the county for one"),
    ("Produce.CycleUnknown", "没有该种植周期", "There is no such cycle"),
    ("Produce.NotOwnCycle", "该种植周期属于其他主体", "The cycle belongs to another organisation"),
    ("Produce.CycleFinished", "该种植周期已结束，不能再记录", "The cycle is finished and takes no more records"),
    ("Produce.DateInFuture", "日期晚于允许范围", "The day lies too far ahead"),
    ("Produce.DateBeforeStart", "日期早于种植开始、采收之日，或早于该地块最近一次用药、采收之日", "The day lies before the cycle began, the lot was harvested, or the last use or harvest on the plot"),
    ("Produce.NoteMissing", "选择“其他”时请写明做了什么", "Say in the note what was done"),
    ("Produce.NotOnLabel", "该农药未登记用于此作物，属于超范围使用", "The product is not registered for this crop"),
    ("Produce.Banned", "该农药已被禁用", "The product is banned"),
    ("Produce.ForbiddenOnProduct", "该农药禁止用于此类作物", "The product must never be used on this crop"),
    ("Produce.WrongDoseUnit", "用量单位与标签不一致", "The dose is in another unit than the label's"),
    ("Produce.NoDose", "用量不能为 0", "The dose is nothing"),
    ("Produce.DoseOverLabel", "用量超过标签规定", "The dose is larger than the label allows"),
    ("Produce.AreaOutsidePlot", "施用面积为 0 或大于地块面积", "The area treated is nothing or larger than the plot"),
    ("Produce.TooManyUses", "本季该农药的使用次数已达标签上限；结束后再开始，未采收或当年季数已满的，次数累计", "The label allows no further use of the product in this season; a crop started anew without a harvest, or beyond the seasons of the year, goes on with the season before"),
    ("Produce.TooManyInputs", "本周期使用的农药种类已达上限", "The cycle has as many different products as it can count"),
    ("Produce.UnitCodeMalformed", "农药追溯码应为 32 位数字", "A unit code has exactly 32 digits"),
    ("Produce.UnitCodeMismatch", "农药追溯码与登记证号不符", "The unit code belongs to a product with another registration number"),
    ("Produce.TargetUnknown", "检测对象不存在", "What was tested does not exist"),
    ("Produce.SampleBlank", "请填写样品编号", "Give the number of the sample"),
    ("Produce.NoTestItems", "请填写检测项目", "Name what was tested for"),
    ("Produce.TestUnknown", "没有该检测记录", "There is no such test"),
    ("Produce.NotOwnLaboratory", "该检测由其他机构完成", "The test was made by another laboratory"),
    ("Produce.AlreadyEffective", "该检测结果已生效，无需批准", "The test counts already"),
    ("Produce.SamePerson", "检测记录人不能自己批准，需由第二人签发", "Who recorded the test may not approve it; a second person must"),
    ("Produce.NoCycles", "请选择采收来自哪个种植周期", "A harvest comes from at least one cycle"),
    ("Produce.CycleTwice", "同一种植周期重复填写", "The harvest names a cycle twice"),
    ("Produce.MixedProducts", "一个批次只能是同一种产品", "A lot has one product; these have several"),
    ("Produce.NoMass", "重量不能为 0", "A mass is nothing"),
    ("Produce.InsideSafetyInterval", "尚在农药安全间隔期内，不能采收", "The day lies inside a safety interval; harvest later"),
    ("Produce.TestFailed", "检测不合格，经检测机构复检合格后方可继续", "A test failed here or on something it comes from, and no laboratory has passed it since"),
    ("Produce.YieldOverLimit", "采收量超过产量上限；结束后再开始，当年季数已满的，产量累计", "The cycles would yield more than the limit allows; a crop started anew beyond the seasons of the year goes on with the season before"),
    ("Produce.LotUnknown", "没有该批次", "There is no such lot"),
    ("Produce.NotHolder", "该批次由其他主体持有", "Another organisation holds the lot"),
    ("Produce.NoParents", "分级至少需要一个来源批次", "A grading takes at least one lot"),
    ("Produce.ParentTwice", "同一来源批次重复填写", "The grading names a lot twice"),
    ("Produce.NoOutputs", "分级至少得到一个等级", "A grading makes at least one grade"),
    ("Produce.GradeBlank", "请填写等级名称", "Give the name of the grade"),
    ("Produce.MassOverRemaining", "取用重量超过该批次的剩余重量", "More mass is taken than is left of the lot"),
    ("Produce.MassUnbalanced", "各等级与损耗之和与投入重量不符，超出允许误差", "Grades and loss differ from what went in by more than is allowed"),
    ("Produce.LossUnexplained", "请说明损耗原因", "A loss needs a reason"),
    ("Produce.TooManyAncestors", "来源批次过多", "The lot would have too many ancestors"),
    ("Produce.TooManyCycles", "来源种植周期过多", "The lot would come from too many cycles"),
    ("Produce.ReceiverNotActive", "接收方不存在或不是有效状态", "The receiver is unknown or not active"),
    ("Produce.AlreadyHolder", "接收方已持有该批次", "The receiver holds the lot already"),
    ("Produce.TooManyHeld", "这些用药会使过多已采收的批次被查控，请分几次提交", "These uses would hold more harvested lots than one call can; send them in several calls"),
];

#[rustfmt::skip]
const LABELS: &[Row] = &[
    ("Labels.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Labels.NameBlank", "请填写品牌名称", "Give the brand a name"),
    ("Labels.AreaEmpty", "请填写品牌地域范围", "Name at least one division for the brand"),
    ("Labels.OrganisationNotActive", "没有该主体，或其不是有效状态", "There is no such organisation, or it is not active"),
    ("Labels.NameTaken", "本县已有同名品牌（不计空格和大小写），请换一个名称", "Another brand of the county has this name, blanks and capitals aside; choose another"),
    ("Labels.BrandsExhausted", "品牌编号已用完", "The numbers for brands are used up"),
    ("Labels.BrandUnknown", "没有该品牌", "There is no such brand"),
    ("Labels.NotBrandOwner", "只有品牌持有人可以发放配额", "Only the owner of the brand grants its quotas"),
    ("Labels.SeasonOutOfRange", "产季应为采收年份", "A season is the year of its harvest"),
    ("Labels.GradeRateOutOfRange", "优果率不能超过 100%", "The grade rate is more than all of the yield"),
    ("Labels.UnitMassZero", "单件净重不能为 0", "The net mass of one item is nothing"),
    ("Labels.QuotaOutOfRange", "按产量、优果率和单件净重算不出合理的码数，请检查单位", "Yield, rate and unit give no sensible number of codes; check the units"),
    ("Labels.NothingToApprove", "没有待批准的配额，可能已经批准", "No grant waits for approval; it may have been approved already"),
    ("Labels.GrantChanged", "配额已重新发放，码数或单件净重与您批准的不一致，请重新核对", "The quota was granted anew with other codes or another unit mass; look at it again"),
    ("Labels.SamePerson", "发放配额的人不能自己批准，需由第二人批准", "Whoever granted the quota cannot approve it; a second person must"),
    ("Labels.QuotaBelowIssued", "已发出的码多于调整后的配额", "More codes are issued already than this revision allows"),
    ("Labels.QuotaNotApproved", "该品牌、主体和产季没有已批准的配额", "There is no approved quota for this brand, organisation and season"),
    ("Labels.BatchNumberOutOfRange", "赋码批次号超出范围", "The number of the batch is out of range"),
    ("Labels.BatchNumberTaken", "该赋码批次号已被使用", "Another batch has this number"),
    ("Labels.CountOutOfRange", "每批码数应为 1 到 33554432", "A batch has 1 to 33,554,432 codes"),
    ("Labels.UnitMassMismatch", "单件净重与配额不一致", "The net mass behind one code is not the quota's"),
    ("Labels.KindNotForGoods", "该类码不用于这种产品：肉类用肉类码，农产品用农产品码", "Codes of this kind are not for these goods: meat takes meat codes, produce the others"),
    ("Labels.QuotaExceeded", "超过剩余配额，请联系品牌持有人调整", "More codes than the quota has left; ask the brand owner for a revision"),
    ("Labels.BatchUnknown", "没有该赋码批次", "There is no such batch"),
    ("Labels.NotIssuer", "该赋码批次属于其他主体", "The batch was issued to another organisation"),
    ("Labels.RangeOutOfBounds", "码段为空或超出批次范围", "The range is empty or does not lie inside the batch"),
    ("Labels.CodeNotReserved", "码段中有已打印或已终止的码", "A code of the range was printed or ended already"),
    ("Labels.CodeNotSpoilable", "码段中有已激活或已终止的码，已激活的请作废", "A code of the range is active or ended; void active codes instead"),
    ("Labels.CodeNotPrinted", "码段中有未打印或已终止的码", "A code of the range is not printed, or ended already"),
    ("Labels.CodeAlreadyActive", "码段中有已绑定批次的码，每个码只能绑定一次", "A code of the range is bound to a lot already; it binds once"),
    ("Labels.CodeNotVoidable", "码段中有从未打印或已终止的码", "A code of the range was never printed, or ended already"),
    ("Labels.ProductNotOfBrand", "该批次的产品不属于此品牌", "The lot is not of the brand's product"),
    ("Labels.OutsideBrandArea", "该批次的产地不在品牌地域范围内", "The lot does not come from inside the brand's area"),
    ("Labels.GradeNotOfBrand", "该批次的等级不符合品牌要求", "The lot has no grade that the brand accepts"),
    ("Labels.MassOverflow", "码段对应的重量过大", "The mass behind the range is more than can be counted"),
    ("Labels.ReasonBlank", "请填写理由", "Give a reason"),
    ("Labels.TooManyIntervals", "该批次的码段过于零碎，请使用更长的码段", "The batch would be cut into too many pieces; use longer ranges"),
    ("Labels.TimelineFull", "该对象的记录已满，不能再增加", "The subject takes no more records"),
];

#[rustfmt::skip]
const OVERSIGHT: &[Row] = &[
    ("Oversight.NoItems", "没有要提交的内容", "There is nothing to submit"),
    ("Oversight.SubjectUnknown", "没有该对象，请检查类别和编号", "There is no such subject; check its kind and number"),
    ("Oversight.SubjectIsCase", "监督事项本身不能被查控，请查控具体对象", "A case cannot be about a case; hold the subject itself"),
    ("Oversight.ReasonBlank", "请填写理由", "Give a reason"),
    ("Oversight.DaysOutOfRange", "天数为 0 或超过一次查控的上限", "The days are none, or more than one hold may have"),
    ("Oversight.TooManyHolds", "该对象未结的监督事项已达上限", "The subject has as many open cases as it can have"),
    ("Oversight.CaseUnknown", "没有该监督事项", "There is no such case"),
    ("Oversight.CaseNotOpen", "该监督事项已经解除", "The case was released already"),
    ("Oversight.HoldExpired", "该查控已到期自动结束，如仍需要请重新发起", "The hold has run out; open a new case if it is still needed"),
    ("Oversight.NotRenewable", "检测不合格或安全间隔期的查控没有期限，无需延期", "A hold after a failed test or for a safety interval has no end, so there is nothing to renew"),
    ("Oversight.RenewalShortens", "延期后的到期日早于原到期日；提前结束需由第二人解除", "The renewal would end earlier than the hold does; a second person releases it early"),
    ("Oversight.SamePerson", "发起或最后延期的人不能自己解除，需由第二人解除", "Whoever opened or last renewed the case cannot release it; a second person must"),
    ("Oversight.NotCleared", "检测不合格或补记用药之后，尚无检测机构检测合格", "No laboratory test has passed since the one that failed or since the use was recorded"),
    ("Oversight.Held", "该对象正在被查控，解除前不能流转", "The subject is held; nothing moves until the hold ends or is released"),
    ("Oversight.TimelineFull", "该对象的记录已满，不能再增加", "The subject takes no more records"),
    ("Oversight.CasesExhausted", "监督事项编号已用完", "The numbers for cases are used up"),
    ("Oversight.SubjectIsMember", "成员不能被查控，请在登记中暂停该成员", "A member cannot be held; suspend the member in the registry"),
    ("Oversight.SubjectIsQuestion", "质询本身不能被查控或质询，请选具体对象", "A question can be neither held nor asked about; name the subject itself"),
    ("Oversight.QuestionUnknown", "没有该质询", "There is no such question"),
    ("Oversight.QuestionAnswered", "该质询已经答复；如不满意请再次质询", "The question was answered already; ask again if the answer is not enough"),
    ("Oversight.OwnQuestion", "提出质询的人不能自己答复", "Whoever asked cannot answer"),
    ("Oversight.QuestionsExhausted", "质询编号已用完", "The numbers for questions are used up"),
];

#[cfg(test)]
mod tests {
    use crate::chain::{metadata::committed, AnyRecord};

    use super::*;

    #[test]
    fn every_error_of_the_chain_has_texts() {
        let metadata = committed().unwrap();
        for pallet in AnyRecord::PALLETS {
            let pallet = metadata.pallet_by_name(pallet).unwrap();
            for error in pallet.error_variants().unwrap() {
                let code = format!("{}.{}", pallet.name(), error.name);
                let (zh, en) = find(&code).unwrap_or_else(|| panic!("{code} has no text"));
                assert!(!zh.is_ascii() && en.is_ascii(), "{code}");
            }
        }
    }

    #[test]
    fn no_text_is_left_over() {
        let metadata = committed().unwrap();
        for (code, ..) in [
            REGISTRY,
            PRODUCE,
            LABELS,
            OVERSIGHT,
            LIVESTOCK,
            THREE_ASSETS,
            TRADE,
            DEVICES,
        ]
        .concat()
        {
            let (pallet, error) = code.split_once('.').unwrap();
            let known = metadata
                .pallet_by_name(pallet)
                .unwrap()
                .error_variants()
                .unwrap();
            assert!(
                known.iter().any(|known| known.name == error),
                "{code} is no error"
            );
        }
    }

    #[test]
    fn every_pool_refusal_has_texts() {
        for code in 1..=9 {
            let (en, zh) = pool(&PoolRefusal::Member(code));
            assert!(en != pool(&PoolRefusal::Member(0)).0 && !zh.is_ascii());
        }
    }
}
