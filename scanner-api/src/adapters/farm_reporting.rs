//! Direct reporting of farms (养殖场直联直报): what came, went and stands on each farm in a period.
//!
//! From public sources: farms report on their own and the county audits; a farm that reaches the scale of its province
//! is put on file and reports stock and sales by species. Ours: the names of columns, and that the figures are added
//! up from the records of each animal and herd instead of being filled in. Breeding sows, output values and prices are
//! not on the ledger.

use super::{organisations, About, Column, Kind, Said, Table};

pub(super) const ABOUT: About = About {
    name: Said {
        zh: "养殖场直联直报",
        en: "Direct reporting of farms",
    },
    told: Said {
        zh: "各养殖场各畜种的期初存栏、出生、调入、出栏、死亡、屠宰、免疫和期末存栏。",
        en: "Of each farm and species: heads at the beginning, born, brought in, sold, died, slaughtered, vaccinated, and at the end.",
    },
    public: Said {
        zh: "公开依据：规模养殖场备案后自行填报，县级审核；按畜种报存栏、出栏。",
        en: "Public: farms of scale are on file and report by themselves, the county audits; stock and sales by species.",
    },
    ours: Said {
        zh: "栏目名称是本系统的映射，数字由链上逐头逐群记录汇总。能繁母畜、产值和价格链上没有，平台要求时另报。",
        en: "The columns are our mapping; figures are added up from the records of animals and herds. Breeding females, values and prices are not on the ledger.",
    },
};

/// Heads of one kind of change inside the period.
macro_rules! of {
    ($kind:literal) => {
        concat!(
            "CAST(SUM(CASE WHEN d.day >= $from AND d.kind = '",
            $kind,
            "' THEN d.heads ELSE 0 END) AS BIGINT)"
        )
    };
}

const FROM: &str = "farm_days d ON d.farm = o.id";

pub(super) const TABLES: &[Table] = &[
    organisations(
        "EXISTS (SELECT 1 FROM farm_days d WHERE d.farm = o.id AND d.day < $after)",
    ),
    Table {
        name: "figures",
        title: Said {
            zh: "存栏与变动",
            en: "Heads and changes",
        },
        columns: &[
            Column::number("organisation", "o.id", "主体编号", "Organisation"),
            Column::text("species", "d.species", "畜种", "Species"),
            Column::number(
                "opening",
                "CAST(SUM(CASE WHEN d.day >= $from THEN 0 \
                 WHEN d.kind IN ('born', 'entered', 'arrived', 'recovered') THEN d.heads \
                 WHEN d.kind IN ('departed', 'died', 'missing', 'slaughtered') THEN -d.heads ELSE 0 END) AS BIGINT)",
                "期初存栏",
                "At the beginning",
            ),
            Column::number("born", of!("born"), "出生", "Born"),
            Column::number("entered", of!("entered"), "外购调入", "Brought in from outside"),
            Column::number("arrived", of!("arrived"), "凭证调入", "Arrived on a certificate"),
            Column::number("recovered", of!("recovered"), "找回", "Found again"),
            Column::number("departed", of!("departed"), "出栏", "Departed on a certificate"),
            Column::number("died", of!("died"), "死亡", "Died"),
            Column::number("missing", of!("missing"), "失踪", "Missing"),
            Column::number("slaughtered", of!("slaughtered"), "屠宰", "Slaughtered"),
            Column::number("immunised", of!("immunised"), "免疫头次", "Vaccinations"),
            Column::number(
                "closing",
                "CAST(SUM(CASE WHEN d.kind IN ('born', 'entered', 'arrived', 'recovered') THEN d.heads \
                 WHEN d.kind IN ('departed', 'died', 'missing', 'slaughtered') THEN -d.heads ELSE 0 END) AS BIGINT)",
                "期末存栏",
                "At the end",
            ),
        ],
        from: FROM,
        more: "",
        only: "d.day < $after",
        keys: &[("d.species", Kind::Text)],
        group: Some("d.species"),
    },
    Table {
        name: "vaccinated",
        title: Said {
            zh: "免疫头次",
            en: "Vaccinations",
        },
        columns: &[
            Column::number("organisation", "o.id", "主体编号", "Organisation"),
            Column::text("species", "d.species", "畜种", "Species"),
            Column::text("disease", "d.detail", "病种", "Disease"),
            Column::number("heads", "CAST(SUM(d.heads) AS BIGINT)", "头次", "Heads"),
        ],
        from: FROM,
        more: "",
        only: "d.kind = 'immunised' AND d.day >= $from AND d.day < $after",
        keys: &[("d.species", Kind::Text), ("d.detail", Kind::Text)],
        group: Some("d.species, d.detail"),
    },
];
