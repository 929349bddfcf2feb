//! National traceability of veterinary drugs (国家兽药追溯): which packages were used on which animals.
//!
//! From public sources: the trace code of a package has 24 digits (农业部公告第2210号): the day it was asked for
//! (8 digits), its maker (5), and 11 drawn at random; makers, dealers and users report what came in, went out and was
//! used. Ours: the names of columns. The ledger records the use, with the code where the package was scanned, and the
//! chain takes 24 digits only. What a farm bought and what is left in its store are not on the ledger, so this document
//! has uses alone; it never guesses an intake from them.

use super::{organisations, About, Column, Kind, Said, Table};

pub(super) const ABOUT: About = About {
    name: Said {
        zh: "国家兽药追溯",
        en: "National traceability of veterinary drugs",
    },
    told: Said {
        zh: "逐次用药和用苗，附扫到的24位兽药追溯码；按药品包装汇总使用次数。",
        en: "Each use of a drug or vaccine, with the 24-digit trace code if the package was scanned; uses of each package of a drug.",
    },
    public: Said {
        zh: "公开依据：兽药追溯码24位（农业部公告第2210号），第1—8位申请日期、第9—13位企业标识、第14—24位随机。",
        en: "Public: the 24 digits of a trace code (announcement 2210): day it was asked for (1-8), maker (9-13), random (14-24).",
    },
    ours: Said {
        zh: "栏目名称是本系统的映射。链上只有使用记录，没有入库、出库和库存，这两项由经营、使用单位在平台上报。",
        en: "The columns are our mapping. The ledger has uses; what came in, went out and is in store is not on it and is reported on the platform.",
    },
};

const ORDER: [&[(&str, Kind)]; 2] = [
    &[
        ("m.ledger_ms", Kind::Number),
        ("m.block", Kind::Number),
        ("m.event_index", Kind::Number),
    ],
    &[
        ("i.ledger_ms", Kind::Number),
        ("i.block", Kind::Number),
        ("i.event_index", Kind::Number),
    ],
];

pub(super) const TABLES: &[Table] = &[
    organisations(
        "(EXISTS (SELECT 1 FROM medications m WHERE m.farm = o.id \
         AND m.ledger_ms >= $begin AND m.ledger_ms < $end) \
         OR EXISTS (SELECT 1 FROM immunities i WHERE i.farm = o.id \
         AND i.ledger_ms >= $begin AND i.ledger_ms < $end))",
    ),
    MEDICINES,
    VACCINES,
    PACKAGES,
];

const MEDICINES: Table = Table {
    name: "medicine_uses",
    title: Said {
        zh: "用药",
        en: "Uses of drugs",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "m.unit", "畜禽", "Animal or herd"),
        Column::text("species", "l.species", "畜种", "Species"),
        Column::number("heads", "m.heads", "头数", "Heads"),
        Column::text("code", "m.code", "兽药追溯码", "Trace code"),
        Column::text(
            "code_day",
            "SUBSTR(m.code, 1, 8)",
            "追溯码申请日期",
            "Day of the code",
        ),
        Column::text(
            "code_maker",
            "SUBSTR(m.code, 9, 5)",
            "追溯码企业标识",
            "Maker by the code",
        ),
        Column::text("approval", "m.approval", "兽药批准文号", "Approval number"),
        Column::text("name", "m.name", "兽药名称", "Name"),
        Column::text("route", "m.route", "用药途径", "Route"),
        Column::text("dose", "m.dose", "剂量", "Dose"),
        Column::text(
            "last_dose",
            "m.last_dose",
            "末次用药日期",
            "Day of the last dose",
        ),
        Column::text(
            "slaughter_from",
            "m.slaughter_from",
            "休药期满日",
            "First day of slaughter",
        ),
        Column::text(
            "prescription",
            "m.prescription",
            "处方摘要",
            "Digest of the prescription",
        ),
        Column::truth("late", "m.late", "补记", "Recorded late"),
        Column::instant("recorded", "m.ledger_ms", "上链时间", "Recorded"),
        Column::number("block", "m.block", "区块", "Block"),
        Column::number("event", "m.event_index", "事件序号", "Event"),
    ],
    from: "medications m ON m.farm = o.id",
    more: "JOIN lives l ON l.unit = m.unit",
    only: "m.ledger_ms >= $begin AND m.ledger_ms < $end",
    keys: ORDER[0],
    group: None,
};

const VACCINES: Table = Table {
    name: "vaccine_uses",
    title: Said {
        zh: "用苗",
        en: "Uses of vaccines",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "i.unit", "畜禽", "Animal or herd"),
        Column::text("species", "l.species", "畜种", "Species"),
        Column::number("heads", "i.heads", "头数", "Heads"),
        Column::text("code", "i.code", "兽药追溯码", "Trace code"),
        Column::text(
            "code_day",
            "SUBSTR(i.code, 1, 8)",
            "追溯码申请日期",
            "Day of the code",
        ),
        Column::text(
            "code_maker",
            "SUBSTR(i.code, 9, 5)",
            "追溯码企业标识",
            "Maker by the code",
        ),
        Column::text("approval", "i.vaccine", "疫苗批准文号", "Approval number"),
        Column::text("batch", "i.batch", "疫苗批号", "Batch"),
        Column::text("disease", "i.disease", "病种", "Disease"),
        Column::text("dose", "i.dose", "剂量", "Dose"),
        Column::text("date", "i.date", "免疫日期", "Day"),
        Column::truth("late", "i.late", "补记", "Recorded late"),
        Column::instant("recorded", "i.ledger_ms", "上链时间", "Recorded"),
        Column::number("block", "i.block", "区块", "Block"),
        Column::number("event", "i.event_index", "事件序号", "Event"),
    ],
    from: "immunities i ON i.farm = o.id",
    more: "JOIN lives l ON l.unit = i.unit",
    only: "i.ledger_ms >= $begin AND i.ledger_ms < $end",
    keys: ORDER[1],
    group: None,
};

const PACKAGES: Table = Table {
    name: "packages",
    title: Said {
        zh: "药品包装使用汇总",
        en: "Uses of each package of a drug",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("code", "u.code", "兽药追溯码", "Trace code"),
        Column::text("approval", "u.approval", "批准文号", "Approval number"),
        Column::number("uses", "COUNT(*)", "使用次数", "Uses"),
        Column::number("heads", "CAST(SUM(u.heads) AS BIGINT)", "使用头次", "Heads"),
        Column::instant("first", "MIN(u.ledger_ms)", "首次记录", "First recorded"),
        Column::instant("last", "MAX(u.ledger_ms)", "末次记录", "Last recorded"),
    ],
    from: "medications u ON u.farm = o.id",
    more: "",
    only: "u.code IS NOT NULL AND u.ledger_ms >= $begin AND u.ledger_ms < $end",
    keys: &[("u.code", Kind::Text), ("u.approval", Kind::Text)],
    group: Some("u.code, u.approval"),
};
