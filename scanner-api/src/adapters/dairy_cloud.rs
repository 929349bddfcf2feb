//! The dairy cloud (奶业云): the herds that give milk, the dairy stock that arrived, lots of milk and whom they were
//! delivered to, and the treatments that keep milk from being sold.
//!
//! From public sources: dairy farms, raw milk stations and tank lorries are under licence and on file, and the handover
//! note of raw milk (生鲜乳交接单) names the station, the mass, the plate, times and temperatures at departure and
//! arrival. Ours: the names of columns. The ledger has no word for a dairy farm: cattle, sheep and goats are told by
//! breed, with the heads that arrived on a certificate for dairy. Licences of stations, tank lorries, temperatures and
//! tests of milk are not on the ledger.

use super::{organisations, About, Column, Kind, Said, Table};

pub(super) const ABOUT: About = About {
    name: Said {
        zh: "奶业云",
        en: "Dairy cloud",
    },
    told: Said {
        zh: "牛、羊按品种的存栏，乳用动物调入，逐批生鲜乳及交售去向、收购站收奶，以及用药和弃奶期。",
        en: "Cattle, sheep and goats by breed, dairy stock that arrived, lots of milk and whom they went to, what stations received, and treatments with their withdrawal of milk.",
    },
    public: Said {
        zh: "公开依据：奶畜养殖场、生鲜乳收购站和运输车持证备案；生鲜乳交接单项目为收购站、数量、车牌、启运和到达的时间与温度。",
        en: "Public: dairy farms, raw milk stations and tank lorries are licensed; the handover note names station, mass, plate, times and temperatures.",
    },
    ours: Said {
        zh: "栏目名称是本系统的映射。链上不区分奶牛场，按品种和乳用检疫证明列出；收购站许可、运输车、温度和乳质检测不在链上。",
        en: "The columns are our mapping. The ledger knows no dairy farms: heads are told by breed and by certificates for dairy. Licences, lorries, temperatures and tests of milk are not on it.",
    },
};

pub(super) const TABLES: &[Table] = &[
    organisations(
        "(EXISTS (SELECT 1 FROM lives l WHERE l.farm = o.id AND l.species IN ('cattle', 'sheep_goat')) \
         OR EXISTS (SELECT 1 FROM food_lots f WHERE f.receiver = o.id AND f.kind = 'milk'))",
    ),
    HERDS,
    ARRIVALS,
    MILK,
    RECEIVED,
    TREATMENTS,
];

/// As of the block of the document, not of the end of the period: what stands now.
const HERDS: Table = Table {
    name: "herds",
    title: Said {
        zh: "存栏（截至本区块）",
        en: "Heads as of this block",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("species", "l.species", "畜种", "Species"),
        Column::text("breed", "l.breed", "品种", "Breed"),
        Column::number("heads", "CAST(SUM(l.heads) AS BIGINT)", "头数", "Heads"),
        Column::number(
            "dairy_heads",
            "CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM certificate_units cu \
             JOIN certificates c ON c.id = cu.certificate \
             WHERE cu.unit = l.unit AND cu.outcome = 'arrived' AND c.purpose = 'dairy') \
             THEN l.heads ELSE 0 END) AS BIGINT)",
            "其中凭乳用证明调入",
            "Of them arrived on a certificate for dairy",
        ),
    ],
    from: "lives l ON l.farm = o.id",
    more: "",
    only: "l.species IN ('cattle', 'sheep_goat') AND l.heads > 0 \
           AND l.state NOT IN ('slaughtered', 'dead', 'disposed', 'left', 'missing')",
    keys: &[("l.species", Kind::Text), ("l.breed", Kind::Text)],
    group: Some("l.species, l.breed"),
};

const ARRIVALS: Table = Table {
    name: "dairy_arrivals",
    title: Said {
        zh: "乳用动物调入",
        en: "Dairy stock that arrived",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text(
            "subject",
            "'certificate:' || c.id",
            "证明（链上）",
            "Certificate",
        ),
        Column::text("number", "c.number", "检疫证明编号", "Number"),
        Column::text("species", "c.species", "畜种", "Species"),
        Column::text("origin", "c.origin", "启运地", "Origin"),
        Column::number("heads", "c.heads", "出证头数", "Heads certified"),
        Column::number(
            "arrived_heads",
            "c.arrived",
            "到达头数",
            "Heads that arrived",
        ),
        Column::number("dead", "c.dead", "途中死亡", "Died on the road"),
        Column::number("missing", "c.missing", "途中短少", "Missing on arrival"),
        Column::instant("arrived", "c.arrived_ms", "到达时间", "Arrived"),
    ],
    from: "certificates c ON c.receiver = o.id",
    more: "",
    only: "c.purpose = 'dairy' AND c.arrived_ms >= $begin AND c.arrived_ms < $end",
    keys: &[("c.id", Kind::Number)],
    group: None,
};

const MILK: Table = Table {
    name: "milk_lots",
    title: Said {
        zh: "生鲜乳批次",
        en: "Lots of milk",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "'farm:' || o.id", "链上主体", "Subject"),
        Column::number("lot", "f.id", "批次", "Lot"),
        Column::text("species", "f.species", "畜种", "Species"),
        Column::number("heads", "f.heads", "产奶头数", "Heads"),
        Column::text("date", "f.date", "挤奶日期", "Day"),
        Column::number("mass_g", "f.mass", "重量（克）", "Mass (g)"),
        Column::number(
            "receiver",
            "f.receiver",
            "收购站或收购者编号",
            "Station or buyer",
        ),
        Column::truth("late", "f.late", "补记", "Recorded late"),
        Column::instant("recorded", "f.ledger_ms", "上链时间", "Recorded"),
    ],
    from: "food_lots f ON f.farm = o.id",
    more: "",
    only: "f.kind = 'milk' AND f.ledger_ms >= $begin AND f.ledger_ms < $end",
    keys: &[("f.id", Kind::Number)],
    group: None,
};

/// What the stations of the place received, also from farms elsewhere.
const RECEIVED: Table = Table {
    name: "milk_received",
    title: Said {
        zh: "收购站收奶",
        en: "Milk received by stations",
    },
    columns: &[
        Column::number(
            "organisation",
            "o.id",
            "收购站或收购者编号",
            "Station or buyer",
        ),
        Column::number("lot", "f.id", "批次", "Lot"),
        Column::number("farm", "f.farm", "养殖场编号", "Farm"),
        Column::text("species", "f.species", "畜种", "Species"),
        Column::text("date", "f.date", "挤奶日期", "Day"),
        Column::number("mass_g", "f.mass", "重量（克）", "Mass (g)"),
        Column::instant("recorded", "f.ledger_ms", "上链时间", "Recorded"),
    ],
    from: "food_lots f ON f.receiver = o.id",
    more: "",
    only: "f.kind = 'milk' AND f.ledger_ms >= $begin AND f.ledger_ms < $end",
    keys: &[("f.id", Kind::Number)],
    group: None,
};

const TREATMENTS: Table = Table {
    name: "treatments",
    title: Said {
        zh: "用药",
        en: "Treatments",
    },
    columns: &[
        Column::number("organisation", "o.id", "养殖场编号", "Farm"),
        Column::text("subject", "m.unit", "畜禽", "Animal or herd"),
        Column::text("tag", "l.tag", "畜禽标识", "Ear tag"),
        Column::text("species", "l.species", "畜种", "Species"),
        Column::number("heads", "m.heads", "头数", "Heads"),
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
            "milk_from",
            "m.food_from",
            "弃奶期满日",
            "First day of milk for food",
        ),
        Column::text(
            "slaughter_from",
            "m.slaughter_from",
            "休药期满日",
            "First day of slaughter",
        ),
        Column::truth("late", "m.late", "补记", "Recorded late"),
        Column::instant("recorded", "m.ledger_ms", "上链时间", "Recorded"),
        Column::number("block", "m.block", "区块", "Block"),
        Column::number("event", "m.event_index", "事件序号", "Event"),
    ],
    from: "medications m ON m.farm = o.id",
    more: "JOIN lives l ON l.unit = m.unit",
    only: "l.species IN ('cattle', 'sheep_goat') AND m.ledger_ms >= $begin AND m.ledger_ms < $end",
    keys: &[
        ("m.ledger_ms", Kind::Number),
        ("m.block", Kind::Number),
        ("m.event_index", Kind::Number),
    ],
    group: None,
};
