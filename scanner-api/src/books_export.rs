//! Export of books: the statements in the form of 财会〔2023〕14号, the trial balance, the journal and the list of
//! vouchers, as workbooks that print on A4 or as CSV. Members of the village get statements, who works for it or
//! looks after it gets entries; every export is logged.

mod entries;
mod sheet;
mod statements;

#[cfg(test)]
mod tests;

use county_primitives::DivisionCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    books_import::templates::table_csv,
    db::now_ms,
    error::{ApiError, Code},
    extract::Session,
    state::App,
    three_assets::{
        books,
        sight::{self, Sight},
    },
};
use sheet::Sheet;

/// What is exported.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Everything that the caller may see, each on a sheet of its own; as a workbook only.
    #[default]
    All,
    /// The balance sheet (资产负债表).
    BalanceSheet,
    /// Income and its distribution (收益及收益分配表).
    Income,
    /// The trial balance (科目余额表).
    TrialBalance,
    /// The journal, line by line (序时账).
    Journal,
    /// The list of vouchers (记账凭证清单).
    Vouchers,
}

impl Content {
    /// What can be asked for.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::BalanceSheet,
        Self::Income,
        Self::TrialBalance,
        Self::Journal,
        Self::Vouchers,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::BalanceSheet => "balance_sheet",
            Self::Income => "income",
            Self::TrialBalance => "trial_balance",
            Self::Journal => "journal",
            Self::Vouchers => "vouchers",
        }
    }

    /// Its name in the heads of statements.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "账套",
            Self::BalanceSheet => "资产负债表",
            Self::Income => "收益及收益分配表",
            Self::TrialBalance => "科目余额表",
            Self::Journal => "序时账",
            Self::Vouchers => "记账凭证清单",
        }
    }

    /// How much one has to see of a village to get it.
    pub fn least(self) -> Sight {
        match self {
            Self::All | Self::BalanceSheet | Self::Income | Self::TrialBalance => Sight::Member,
            Self::Journal | Self::Vouchers => Sight::Officer,
        }
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook.
    #[default]
    Xlsx,
    /// CSV in UTF-8.
    Csv,
}

impl Format {
    /// Its ending.
    pub fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// What somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The book.
    pub book: i64,
    /// What of it.
    pub content: Content,
    /// The first month.
    pub from: u8,
    /// The last month; 13 takes in the closing of the year.
    pub to: u8,
    /// As what.
    pub format: Format,
}

/// A file.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its name, without an ending.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Of which book and months a sheet is.
pub(crate) struct About {
    pub(crate) book: i64,
    pub(crate) year: i64,
    pub(crate) collective: String,
    pub(crate) division: DivisionCode,
    pub(crate) from: u8,
    pub(crate) to: u8,
    pub(crate) sight: Sight,
}

impl About {
    /// The months in words.
    pub(crate) fn period(&self) -> String {
        let year = self.year;
        match (self.from, self.to) {
            (1, 13) => format!("{year}年度（含年终结转）"),
            (1, 12) => format!("{year}年度"),
            (from, to) if from == to => format!("{year}年{from}月"),
            (from, to) => format!("{year}年{from}月—{}月", to.min(12)),
        }
    }
}

/// Makes a file of a book and logs that it was made.
pub async fn export(app: &App, session: &Session, wanted: Wanted) -> Result<Exported, ApiError> {
    let (book, collective) = books::get(app, wanted.book).await?;
    let division = collective.place()?;
    let seen = sight::of(Some(session), division);
    if seen < Sight::Member {
        return Err(ApiError::not_found());
    }
    if seen < wanted.content.least() {
        return Err(ApiError::with_detail(
            Code::Forbidden,
            "Members get the statements; entries are exported by who keeps or looks after the books",
            "成员可以导出报表；分录明细由记账人员和监管人员导出",
        ));
    }
    if !(1..=12).contains(&wanted.from) || wanted.to < wanted.from || wanted.to > 13 {
        return Err(ApiError::field(
            "/from",
            "months are 1 to 12, the first before the last; 13 takes in the closing of the year",
            "月份应为 1 到 12，起始月不晚于截止月；13 表示包含年终结转",
        ));
    }
    let block = app.as_of().map_or(0, |as_of| as_of.block);
    let about = About {
        book: wanted.book,
        year: book.year,
        collective: collective.name.clone(),
        division,
        from: wanted.from,
        to: wanted.to,
        sight: seen,
    };
    let sheets = sheets(app, &about, wanted.content).await?;
    let bytes = match (wanted.format, sheets.as_slice()) {
        (Format::Xlsx, sheets) => sheet::workbook(sheets, block)?,
        (Format::Csv, [one]) => table_csv(&one.texts())?,
        (Format::Csv, _) => {
            return Err(ApiError::field(
                "/content",
                "CSV has room for one table; choose one, or take a workbook",
                "CSV 一次只能导出一张表，请选定一张，或导出为 Excel 工作簿",
            ))
        }
    };
    log(app, session, wanted, &bytes, block).await?;
    Ok(Exported {
        name: format!(
            "{}{}{}",
            about.collective,
            about.period(),
            wanted.content.name()
        ),
        format: wanted.format,
        bytes,
    })
}

async fn sheets(app: &App, about: &About, content: Content) -> Result<Vec<Sheet>, ApiError> {
    let mut sheets = Vec::new();
    for part in Content::ALL {
        let is_wanted = part == content || (content == Content::All && part != Content::All);
        if !is_wanted || about.sight < part.least() {
            continue;
        }
        sheets.push(match part {
            Content::All => continue,
            Content::BalanceSheet => statements::balance_sheet(app, about).await?,
            Content::Income => statements::income(app, about).await?,
            Content::TrialBalance => statements::trial_balance(app, about).await?,
            Content::Journal => entries::journal(app, about).await?,
            Content::Vouchers => entries::vouchers(app, about).await?,
        });
    }
    Ok(sheets)
}

async fn log(
    app: &App,
    session: &Session,
    wanted: Wanted,
    bytes: &[u8],
    block: u64,
) -> Result<(), ApiError> {
    sqlx::query(
        "INSERT INTO export_log (account, member, book, content, from_month, to_month, format, bytes, digest, \
         block, exported_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(wanted.book)
    .bind(wanted.content.word())
    .bind(i64::from(wanted.from))
    .bind(i64::from(wanted.to))
    .bind(wanted.format.word())
    .bind(crate::db::sql(bytes.len()))
    .bind(blake3::hash(bytes).to_hex().to_string())
    .bind(crate::db::sql(block))
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(())
}
