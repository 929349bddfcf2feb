//! What other platforms are given of livestock (`DOMAIN.md 7`, row 8): for each of them one mapping from indexed facts
//! to tables of an exchange document, which is versioned, counted and digested, so that the platform can verify it.
//!
//! The four platforms do not publish their interfaces in full. What stands here is therefore a mapping of our own,
//! with the columns that public rules and forms name; each module says which those are, and the list of adapters says
//! so to whoever asks. A platform that takes another form is fed from these documents.
//!
//! - [`document`]: a document of a scope and a period, whole or a page of it, as JSON or CSV.
//! - [`deliveries`]: which documents were handed in, with the receipt of the platform, and what is due.

mod dairy_cloud;
pub mod deliveries;
pub mod document;
mod drug_traceability;
mod farm_reporting;
#[cfg(test)]
mod tests;
mod veterinary_health;
pub mod wanted;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pages::words::Lang;

/// What every exchange document begins with.
pub const FORMAT: &str = "county-ledger-exchange/1";

/// The version of the tables and columns of all adapters. It rises when one of them changes.
pub const MAPPING: u32 = 1;

/// A text in both languages.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = BothLanguages)]
pub struct Said {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Said {
    /// In one of them.
    pub fn to(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A platform that takes documents.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeSystem)]
pub enum System {
    /// Direct reporting of farms (养殖场直联直报).
    FarmReporting,
    /// The dairy cloud (奶业云).
    DairyCloud,
    /// The general platform of veterinary health (兽医卫生综合平台).
    VeterinaryHealth,
    /// National traceability of veterinary drugs (国家兽药追溯).
    DrugTraceability,
}

impl System {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::FarmReporting,
        Self::DairyCloud,
        Self::VeterinaryHealth,
        Self::DrugTraceability,
    ];

    /// Its word, as in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::FarmReporting => "farm_reporting",
            Self::DairyCloud => "dairy_cloud",
            Self::VeterinaryHealth => "veterinary_health",
            Self::DrugTraceability => "drug_traceability",
        }
    }

    /// The one with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.word() == word)
    }

    /// What it is called, and what it is told.
    pub fn about(self) -> &'static About {
        match self {
            Self::FarmReporting => &farm_reporting::ABOUT,
            Self::DairyCloud => &dairy_cloud::ABOUT,
            Self::VeterinaryHealth => &veterinary_health::ABOUT,
            Self::DrugTraceability => &drug_traceability::ABOUT,
        }
    }

    /// Its tables, in the order of a document.
    pub fn tables(self) -> &'static [Table] {
        match self {
            Self::FarmReporting => farm_reporting::TABLES,
            Self::DairyCloud => dairy_cloud::TABLES,
            Self::VeterinaryHealth => veterinary_health::TABLES,
            Self::DrugTraceability => drug_traceability::TABLES,
        }
    }

    /// Its table with a name.
    pub fn table(self, name: &str) -> Option<&'static Table> {
        self.tables().iter().find(|table| table.name == name)
    }
}

/// What an adapter is for, and what stands behind its columns.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = AdapterAbout)]
pub struct About {
    /// What the platform is called.
    pub name: Said,
    /// What it is told.
    pub told: Said,
    /// What of it stands in public rules and forms.
    pub public: Said,
    /// What is our own mapping, and what the ledger does not know.
    pub ours: Said,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ColumnKind)]
pub enum Kind {
    /// A text, a word of the vocabulary, a code or a day.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Truth,
    /// An instant as RFC 3339 in UTC.
    Instant,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in documents.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Its heading.
    pub title: Said,
    /// Where it is found.
    sql: &'static str,
}

impl Column {
    const fn new(
        name: &'static str,
        kind: Kind,
        sql: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            title: Said { zh, en },
            sql,
        }
    }

    const fn text(
        name: &'static str,
        sql: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self::new(name, Kind::Text, sql, zh, en)
    }

    const fn number(
        name: &'static str,
        sql: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self::new(name, Kind::Number, sql, zh, en)
    }

    const fn truth(
        name: &'static str,
        sql: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self::new(name, Kind::Truth, sql, zh, en)
    }

    const fn instant(
        name: &'static str,
        sql: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self::new(name, Kind::Instant, sql, zh, en)
    }
}

/// A table of a document: facts of the organisations of a scope, `o` in its SQL, one organisation after the other.
///
/// In `from` and `only`, `$from` and `$after` stand for the first day of the period and the first day behind it, and
/// `$begin` and `$end` for the milliseconds at which these days begin.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name in documents.
    pub name: &'static str,
    /// Its heading.
    pub title: Said,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// What is joined to the organisation: the table of the facts and its condition; empty for the organisation alone.
    from: &'static str,
    /// What is joined to the facts.
    more: &'static str,
    /// Which facts.
    only: &'static str,
    /// The order of the facts of an organisation, which is theirs alone: columns in SQL and what they hold.
    keys: &'static [(&'static str, Kind)],
    /// By what they are added up, after the organisation, if they are.
    group: Option<&'static str>,
}

/// The columns of an organisation, the same in all documents.
const ORGANISATION: &[Column] = &[
    Column::number("organisation", "o.id", "主体编号", "Organisation"),
    Column::text("kind", "o.kind", "主体类型", "Kind"),
    Column::text("name", "o.name", "名称", "Name"),
    Column::text(
        "credit_code",
        "o.credit_code",
        "统一社会信用代码",
        "Credit code",
    ),
    Column::text("division", "o.division", "行政区划代码", "Division"),
    Column::text("status", "o.status", "状态", "Status"),
];

/// The table of the organisations that a document has facts of. A household has neither name nor credit code on the
/// ledger: its number stands for it.
const fn organisations(only: &'static str) -> Table {
    Table {
        name: "organisations",
        title: Said {
            zh: "主体",
            en: "Organisations",
        },
        columns: ORGANISATION,
        from: "",
        more: "",
        only,
        keys: &[],
        group: None,
    }
}
