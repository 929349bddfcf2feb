//! The general platform of veterinary health (兽医卫生综合平台): immunity, declarations and certificates of quarantine,
//! slaughter, deaths and harmless disposal.
//!
//! From public sources: vaccinations are filed with disease, vaccine, batch and day; certificates of animals and
//! products have numbers, kinds, owners, places, heads and a validity (农业农村部公告第531号); loads are reported at both
//! ends of a trip; slaughterhouses file intake, inspection and what was condemned; disposal plants what they collected
//! and treated. Ours: the names of columns and their cut into tables. Names of vets, drivers and plates are not told:
//! the ledger knows keyed digests of them only, and the paper itself carries them.

use super::{organisations, About, Column, Kind, Said, Table};

pub(super) const ABOUT: About = About {
    name: Said {
        zh: "兽医卫生综合平台",
        en: "General platform of veterinary health",
    },
    told: Said {
        zh: "逐次免疫、检疫申报、检疫证明及到达、屠宰批次、死亡和无害化处理。",
        en: "Each vaccination, declaration and certificate of quarantine with its arrival, slaughter batches, deaths and disposal.",
    },
    public: Said {
        zh: "公开依据：免疫档案项目、检疫证明样式（农业农村部公告第531号）、屠宰和无害化处理台账项目。",
        en: "Public: the items of vaccination files, the forms of certificates (announcement 531), and of ledgers of slaughter and disposal.",
    },
    ours: Said {
        zh: "分表和栏目名称是本系统的映射。官方兽医姓名、驾驶员和车牌不在链上，以纸面证明为准。",
        en: "Tables and columns are our mapping. Names of vets and drivers and plates are not on the ledger; the paper carries them.",
    },
};

pub(super) const TABLES: &[Table] = &[
    organisations(
        "(EXISTS (SELECT 1 FROM farm_days d WHERE d.farm = o.id) \
         OR EXISTS (SELECT 1 FROM certificates c WHERE c.owner = o.id) \
         OR EXISTS (SELECT 1 FROM slaughter_batches s WHERE s.house = o.id) \
         OR EXISTS (SELECT 1 FROM disposals p WHERE p.plant = o.id))",
    ),
    IMMUNITIES,
    DECLARATIONS,
    CERTIFICATES,
    SLAUGHTER,
    DEATHS,
    DISPOSALS,
];

const IMMUNITIES: Table = Table {
    name: "immunities",
    title: Said {
        zh: "免疫",
        en: "Vaccinations",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "i.unit", "畜禽", "Animal or herd"),
        Column::text("tag", "l.tag", "畜禽标识", "Ear tag"),
        Column::text("species", "l.species", "畜种", "Species"),
        Column::number("heads", "i.heads", "头数", "Heads"),
        Column::text("disease", "i.disease", "病种", "Disease"),
        Column::text("vaccine", "i.vaccine", "疫苗批准文号", "Approval number"),
        Column::text("batch", "i.batch", "疫苗批号", "Batch"),
        Column::text("code", "i.code", "兽药追溯码", "Trace code"),
        Column::text("dose", "i.dose", "剂量", "Dose"),
        Column::text("date", "i.date", "免疫日期", "Day"),
        Column::text(
            "valid_until",
            "i.until_day",
            "免疫失效日",
            "First day it no longer holds",
        ),
        Column::truth("late", "i.late", "补记", "Recorded late"),
        Column::instant("recorded", "i.ledger_ms", "上链时间", "Recorded"),
        Column::number("block", "i.block", "区块", "Block"),
        Column::number("event", "i.event_index", "事件序号", "Event"),
    ],
    from: "immunities i ON i.farm = o.id",
    more: "JOIN lives l ON l.unit = i.unit",
    only: "i.ledger_ms >= $begin AND i.ledger_ms < $end",
    keys: &[
        ("i.ledger_ms", Kind::Number),
        ("i.block", Kind::Number),
        ("i.event_index", Kind::Number),
    ],
    group: None,
};

const DECLARATIONS: Table = Table {
    name: "declarations",
    title: Said {
        zh: "检疫申报",
        en: "Declarations of quarantine",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "'declaration:' || d.id", "申报", "Declaration"),
        Column::text("village", "d.village", "启运地", "Village"),
        Column::text("species", "d.species", "畜种", "Species"),
        Column::number("heads", "d.heads", "头数", "Heads"),
        Column::text("purpose", "d.purpose", "用途", "Purpose"),
        Column::text("destination", "d.destination", "到达地", "Destination"),
        Column::text("transport", "d.transport", "启运日期", "Day of transport"),
        Column::text("state", "d.state", "状态", "State"),
        Column::number(
            "certificate",
            "d.certificate",
            "证明编号（链上）",
            "Certificate",
        ),
        Column::instant("declared", "d.declared_ms", "申报时间", "Declared"),
        Column::instant("answered", "d.answered_ms", "受理时间", "Answered"),
    ],
    from: "declarations d ON d.farm = o.id",
    more: "",
    only: "d.declared_ms >= $begin AND d.declared_ms < $end",
    keys: &[("d.id", Kind::Number)],
    group: None,
};

const CERTIFICATES: Table = Table {
    name: "certificates",
    title: Said {
        zh: "检疫证明",
        en: "Certificates of quarantine",
    },
    columns: &[
        Column::number("organisation", "o.id", "货主编号", "Owner"),
        Column::text(
            "subject",
            "'certificate:' || c.id",
            "证明（链上）",
            "Certificate",
        ),
        Column::text("number", "c.number", "证明编号", "Number"),
        Column::text("form", "c.form", "证明种类", "Form"),
        Column::text("species", "c.species", "畜种", "Species"),
        Column::text("purpose", "c.purpose", "用途", "Purpose"),
        Column::number("heads", "c.heads", "头数", "Heads"),
        Column::text("origin", "c.origin", "启运地", "Origin"),
        Column::text("destination", "c.destination", "到达地", "Destination"),
        Column::number("receiver", "c.receiver", "收货人编号", "Receiver"),
        Column::text("valid_until", "c.valid_until", "有效期至", "Valid until"),
        Column::text("state", "c.state", "状态", "State"),
        Column::instant("issued", "c.issued_ms", "出证时间", "Issued"),
        Column::number("loaded", "c.loaded", "装车头数", "Loaded"),
        Column::instant("departed", "c.departed_ms", "启运时间", "Departed"),
        Column::number(
            "arrived_heads",
            "c.arrived",
            "到达头数",
            "Heads that arrived",
        ),
        Column::number("dead", "c.dead", "途中死亡", "Died on the road"),
        Column::number("missing", "c.missing", "途中短少", "Missing on arrival"),
        Column::instant("arrived", "c.arrived_ms", "到达时间", "Arrived"),
        Column::number(
            "origin_reported",
            "c.origin_reported",
            "启运地落地报告",
            "Landing by the origin",
        ),
        Column::number(
            "destination_reported",
            "c.destination_reported",
            "到达地落地报告",
            "Landing by the destination",
        ),
    ],
    from: "certificates c ON c.owner = o.id",
    more: "",
    only: "c.issued_ms >= $begin AND c.issued_ms < $end",
    keys: &[("c.id", Kind::Number)],
    group: None,
};

const SLAUGHTER: Table = Table {
    name: "slaughter_batches",
    title: Said {
        zh: "屠宰批次",
        en: "Slaughter batches",
    },
    columns: &[
        Column::number("organisation", "o.id", "屠宰厂编号", "Slaughterhouse"),
        Column::text("subject", "'slaughter_batch:' || s.id", "批次", "Batch"),
        Column::text("certificate", "c.number", "检疫证明编号", "Number of the certificate"),
        Column::number("farm", "s.farm", "来源养殖场编号", "Farm"),
        Column::text("origin", "s.origin", "来源地", "Origin"),
        Column::text("species", "s.species", "畜种", "Species"),
        Column::number("heads", "s.heads", "入场头数", "Heads taken in"),
        Column::instant("taken_in", "s.taken_in_ms", "入场时间", "Taken in"),
        Column::instant("inspected", "s.inspected_ms", "宰前检疫时间", "Inspected before the kill"),
        Column::number("failed", "s.failed", "宰前不合格", "Failed before the kill"),
        Column::text("tested", "s.tested", "检测结果", "Test"),
        Column::text("tested_for", "s.tested_for", "检测项目", "Tested for"),
        Column::number("killed", "s.killed", "屠宰头数", "Killed"),
        Column::number("live_mass_g", "s.live", "活重（克）", "Live mass (g)"),
        Column::number("hot_mass_g", "s.hot", "热胴体重（克）", "Hot carcasses (g)"),
        Column::number(
            "carcasses_passed",
            "(SELECT COUNT(*) FROM meats m WHERE m.batch = s.id AND m.kind = 'carcass' AND m.quarantine_passed)",
            "宰后检疫合格胴体",
            "Carcasses passed by the vet",
        ),
        Column::number(
            "carcasses_failed",
            "(SELECT COUNT(*) FROM meats m WHERE m.batch = s.id AND m.kind = 'carcass' AND NOT m.quarantine_passed)",
            "宰后检疫不合格胴体",
            "Carcasses failed by the vet",
        ),
        Column::truth("recalled", "s.recalled", "已召回", "Recalled"),
    ],
    from: "slaughter_batches s ON s.house = o.id",
    more: "LEFT JOIN certificates c ON c.id = s.certificate",
    only: "s.ledger_ms >= $begin AND s.ledger_ms < $end",
    keys: &[("s.id", Kind::Number)],
    group: None,
};

const DEATHS: Table = Table {
    name: "deaths",
    title: Said {
        zh: "死亡",
        en: "Deaths",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "d.unit", "畜禽", "Animal or herd"),
        Column::text("village", "d.village", "地点", "Village"),
        Column::text("species", "d.species", "畜种", "Species"),
        Column::number("heads", "d.heads", "头数", "Heads"),
        Column::text("cause", "d.cause", "死因", "Cause"),
        Column::number("mass_g", "d.mass", "重量（克）", "Mass (g)"),
        Column::instant("died", "d.at_ms", "死亡时间", "Died"),
        Column::instant("reported", "d.reported_ms", "报告时间", "Reported"),
        Column::number("disposal", "d.disposal", "无害化处理单", "Disposal"),
        Column::number(
            "collected_mass_g",
            "d.collected_mass",
            "收集重量（克）",
            "Collected (g)",
        ),
        Column::instant("collected", "d.collected_ms", "收集时间", "Collected"),
    ],
    from: "deaths d ON d.farm = o.id",
    more: "",
    only: "d.reported_ms >= $begin AND d.reported_ms < $end",
    keys: &[("d.at_ms", Kind::Number), ("d.unit", Kind::Text)],
    group: None,
};

const DISPOSALS: Table = Table {
    name: "disposals",
    title: Said {
        zh: "无害化处理",
        en: "Disposals",
    },
    columns: &[
        Column::number("organisation", "o.id", "处理场编号", "Plant"),
        Column::text("subject", "'disposal:' || p.id", "处理单", "Disposal"),
        Column::number("heads", "p.heads", "收集头数", "Heads collected"),
        Column::number("mass_g", "p.mass", "收集重量（克）", "Collected (g)"),
        Column::instant("collected", "p.collected_ms", "收集时间", "Collected"),
        Column::number(
            "received_heads",
            "p.received_heads",
            "接收头数",
            "Heads received",
        ),
        Column::number(
            "received_mass_g",
            "p.received_mass",
            "接收重量（克）",
            "Received (g)",
        ),
        Column::instant("received", "p.received_ms", "接收时间", "Received"),
        Column::text("method", "p.method", "处理方法", "Method"),
        Column::number(
            "treated_mass_g",
            "p.treated_mass",
            "处理重量（克）",
            "Treated (g)",
        ),
        Column::number("products_g", "p.products", "产物重量（克）", "Products (g)"),
        Column::instant("treated", "p.treated_ms", "处理时间", "Treated"),
        Column::text("state", "p.state", "状态", "State"),
    ],
    from: "disposals p ON p.plant = o.id",
    more: "",
    only: "p.collected_ms >= $begin AND p.collected_ms < $end",
    keys: &[("p.id", Kind::Number)],
    group: None,
};
