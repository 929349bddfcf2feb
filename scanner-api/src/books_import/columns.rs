//! The columns of the tables that are imported: their names, what goes into them, and how a heading row is
//! recognised.

use super::{sheet::Row, ImportKind};

/// A column.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Which collective.
    Village,
    /// The day of the voucher.
    Date,
    /// The day it happened.
    Occurred,
    /// The number of the voucher; rows with the same one belong together.
    Voucher,
    /// What it is about.
    Summary,
    /// The account.
    Account,
    /// The debit, in yuan.
    Debit,
    /// The credit, in yuan.
    Credit,
    /// The other party.
    Party,
    /// The project.
    Project,
    /// Numbers of the source documents.
    Document,
    /// The year of an opening balance.
    Year,
}

/// What a column is called and what goes into it.
pub struct Description {
    /// The column.
    pub column: Column,
    /// Its heading in the template.
    pub name: &'static str,
    /// The same in English.
    pub english: &'static str,
    /// Other headings it is known by.
    pub aliases: &'static [&'static str],
    /// Whether every row has something in it.
    pub required: bool,
    /// What goes into it.
    pub help: &'static str,
    /// The same in English.
    pub help_english: &'static str,
    /// Examples, for the rows of the template.
    pub examples: [&'static str; 3],
}

macro_rules! columns {
    ($name:ident, $doc:literal, $($column:ident $zh:literal $en:literal [$($alias:literal)*] $required:literal $help:literal $help_en:literal [$a:literal $b:literal $c:literal];)*) => {
        #[doc = $doc]
        pub const $name: &[Description] = &[$(Description {
            column: Column::$column,
            name: $zh,
            english: $en,
            aliases: &[$($alias),*],
            required: $required,
            help: $help,
            help_english: $help_en,
            examples: [$a, $b, $c],
        },)*];
    };
}

columns! { JOURNAL, "The columns of a journal (序时账): one row is one line of a voucher.",
    Village "村组织" "village" ["村" "村名" "村集体" "村（组）" "集体经济组织" "集体" "单位" "单位名称" "账套" "账套名称" "collective" "village"] false
        "集体经济组织的登记名称、18 位统一社会信用代码或 12 位行政区划代码；整个文件只有一个村时可不填，上传时选定"
        "Registered name, 18-character credit code or 12-digit division code; may be left empty if the whole file is of one village that is chosen when it is uploaded"
        ["杨士岗村股份经济合作社" "杨士岗村股份经济合作社" "杨士岗村股份经济合作社"];
    Date "记账日期" "date" ["日期" "凭证日期" "制单日期" "date"] true
        "凭证的日期，如 2024-03-15、2024/3/15 或 2024年3月15日；决定记入哪个月"
        "Day of the voucher, such as 2024-03-15; it decides the month"
        ["2024-03-15" "2024-03-15" "2024-03-20"];
    Occurred "发生日期" "occurred" ["业务日期" "发生时间" "业务发生日期" "occurred"] false
        "业务实际发生的日期；不填视同记账日期，不得晚于记账日期"
        "Day it happened; empty means the day of the voucher; not after it"
        ["2024-03-14" "2024-03-14" ""];
    Voucher "凭证号" "voucher" ["凭证编号" "凭证字号" "凭证字" "记账凭证号" "voucher" "voucher no"] true
        "同一张凭证的各行填同一个号（如 记-12），并排在一起；每月从 1 起连续编号"
        "The rows of one voucher have the same number (such as 记-12) and stand together; numbers start at 1 every month and have no gaps"
        ["记-1" "记-1" "记-2"];
    Summary "摘要" "summary" ["事由" "内容" "业务内容" "摘要内容" "summary"] true
        "一句话说明，最多 32 个汉字；不要写身份证号、手机号、银行卡号"
        "One sentence, up to 96 bytes; no id, phone or card numbers"
        ["收张庄组鱼塘承包费" "收张庄组鱼塘承包费" "付村路保洁费"];
    Account "科目编码" "account" ["科目" "科目代码" "会计科目" "科目编号" "科目编码及名称" "account"] true
        "3 位一级科目，或县里增设的明细科目；后面可以带名称（如 102 银行存款）。上传时选明是 2004 年还是 2023 年（2024 起执行）的科目表"
        "Three digits of a heading, or a sub-account of the county; the name may follow. Which chart, that of 2004 or that of 2023, is chosen when the file is uploaded"
        ["102" "501" "513"];
    Debit "借方金额" "debit" ["借方" "借" "借方发生额" "debit"] false
        "元，最多两位小数；借方、贷方只填一边；不写负数，冲销请写在相反方向"
        "Yuan with at most two decimals; only one of debit and credit; no negative amounts, write those on the other side"
        ["12000.00" "" "860.00"];
    Credit "贷方金额" "credit" ["贷方" "贷" "贷方发生额" "credit"] false
        "同上；每张凭证借方合计等于贷方合计"
        "The same; debits and credits of a voucher are equal"
        ["" "12000.00" ""];
    Party "往来方" "party" ["往来单位" "对方单位" "对方" "收款人" "往来单位（个人）" "party"] false
        "对方的姓名或单位名称；只加密保存在本系统，不上链"
        "Name of the other party; it is kept sealed here and never goes on the ledger"
        ["张庄组" "" "辽中区净洁保洁有限公司"];
    Project "项目" "project" ["项目编码" "项目名称" "专项" "project"] false
        "项目编码，最多 8 个汉字或 24 个字母；记入 241 专项应付款时必填"
        "Code of the project, up to 24 bytes; needed for account 241"
        ["" "" "人居环境"];
    Document "附件号" "document" ["附件" "单据号" "票据号" "发票号" "附件编号" "原始凭证号" "document"] false
        "原始单据、票据的编号，只用于核对"
        "Numbers of source documents, for comparison only"
        ["收据0012345" "" "发票24117000"];
}

columns! { OPENINGS, "The columns of opening balances: one row is the balance of one account.",
    Village "村组织" "village" ["村" "村名" "村集体" "村（组）" "集体经济组织" "集体" "单位" "单位名称" "账套" "账套名称" "collective" "village"] false
        "集体经济组织的登记名称、18 位统一社会信用代码或 12 位行政区划代码；整个文件只有一个村时可不填，上传时选定"
        "Registered name, 18-character credit code or 12-digit division code; may be left empty if the whole file is of one village that is chosen when it is uploaded"
        ["杨士岗村股份经济合作社" "杨士岗村股份经济合作社" "杨士岗村股份经济合作社"];
    Year "年度" "year" ["会计年度" "年" "year"] true
        "账套的年度，四位数字；每个村只有第一个账套需要期初余额"
        "Year of the book, four digits; only the first book of a village needs opening balances"
        ["2024" "2024" "2024"];
    Account "科目编码" "account" ["科目" "科目代码" "会计科目" "科目编号" "科目编码及名称" "account"] true
        "3 位一级科目，或县里增设的明细科目；收入、支出类科目没有期初余额"
        "Three digits of a heading, or a sub-account of the county; income and expense have no opening balance"
        ["101" "102" "311"];
    Debit "借方余额" "debit" ["借方" "借" "期初借方" "期初借方余额" "debit"] false
        "元，最多两位小数；借方、贷方只填一边"
        "Yuan with at most two decimals; only one of debit and credit"
        ["1500.00" "98500.00" ""];
    Credit "贷方余额" "credit" ["贷方" "贷" "期初贷方" "期初贷方余额" "credit"] false
        "同上；同一账套借方合计等于贷方合计"
        "The same; debits and credits of a book are equal"
        ["" "" "100000.00"];
}

/// The columns of a kind of table.
pub fn of(kind: ImportKind) -> &'static [Description] {
    match kind {
        ImportKind::Journal => JOURNAL,
        ImportKind::Openings => OPENINGS,
    }
}

impl Column {
    /// Its heading in the template, in Chinese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        JOURNAL
            .iter()
            .chain(OPENINGS)
            .find(|description| description.column == self)
            .map_or(("", ""), |description| {
                (description.name, description.english)
            })
    }
}

/// Where the columns of a file stand.
#[derive(Clone, Debug, Default)]
pub struct Layout(Vec<(Column, usize)>);

impl Layout {
    /// The layout that a row of headings describes; `None` if it is no row of headings.
    pub fn of_headings(kind: ImportKind, row: &Row) -> Option<Self> {
        let mut found = Vec::new();
        for (place, cell) in row.cells.iter().enumerate() {
            let heading = normal(&cell.text);
            let known = of(kind).iter().find(|description| {
                normal(description.name) == heading
                    || normal(description.english) == heading
                    || description
                        .aliases
                        .iter()
                        .any(|alias| normal(alias) == heading)
            });
            if let Some(description) = known {
                if !found
                    .iter()
                    .any(|(column, _)| *column == description.column)
                {
                    found.push((description.column, place));
                }
            }
        }
        let has = |wanted| found.iter().any(|(column, _)| *column == wanted);
        (found.len() >= 3 && has(Column::Account)).then_some(Self(found))
    }

    /// The required columns that the file does not have.
    pub fn missing(&self, kind: ImportKind) -> Vec<Column> {
        let needed = of(kind)
            .iter()
            .filter(|description| {
                description.required || matches!(description.column, Column::Debit | Column::Credit)
            })
            .map(|description| description.column);
        needed
            .filter(|column| self.place(*column).is_none())
            .collect()
    }

    fn place(&self, wanted: Column) -> Option<usize> {
        self.0
            .iter()
            .find(|(column, _)| *column == wanted)
            .map(|(_, place)| *place)
    }

    /// What a row has in a column.
    pub fn get<'r>(&self, row: &'r Row, column: Column) -> Option<&'r super::sheet::Cell> {
        row.cell(self.place(column)?)
    }

    /// The text a row has in a column; empty if there is none.
    pub fn text<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.get(row, column).map_or("", |cell| cell.text.as_str())
    }
}

/// A heading without stars, brackets with units and white space.
fn normal(heading: &str) -> String {
    let bare = heading
        .split(['(', '（', '[', '【'])
        .next()
        .unwrap_or_default();
    let bare = if bare.trim().is_empty() {
        heading
    } else {
        bare
    };
    bare.chars()
        .filter(|character| !character.is_whitespace() && !"*＊:：_".contains(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books_import::sheet::Cell;

    fn row(headings: &[&str]) -> Row {
        let cell = |text: &&str| Cell {
            text: (*text).to_owned(),
            is_number: false,
        };
        Row {
            cells: headings.iter().map(cell).collect(),
            ..Row::default()
        }
    }

    #[test]
    fn headings_are_known_by_their_usual_names() {
        let layout = Layout::of_headings(
            ImportKind::Journal,
            &row(&[
                "序号",
                "日 期*",
                "凭证字号",
                "摘要",
                "科目",
                "借方（元）",
                "贷方",
            ]),
        )
        .unwrap();
        assert!(layout.missing(ImportKind::Journal).is_empty());
        let data = row(&["1", "2024-01-02", "记-1", "", "101", "5", ""]);
        assert_eq!(layout.text(&data, Column::Date), "2024-01-02");
        assert_eq!(layout.text(&data, Column::Debit), "5");
        assert!(layout.get(&data, Column::Summary).is_none());
        assert!(layout.get(&data, Column::Party).is_none());
    }

    #[test]
    fn a_title_is_no_heading_and_what_is_missing_is_named() {
        let title = row(&["杨士岗村 2024 年序时账"]);
        assert!(Layout::of_headings(ImportKind::Journal, &title).is_none());
        let layout =
            Layout::of_headings(ImportKind::Journal, &row(&["日期", "科目", "借方"])).unwrap();
        assert_eq!(
            layout.missing(ImportKind::Journal),
            [Column::Voucher, Column::Summary, Column::Credit]
        );
        for kind in [ImportKind::Journal, ImportKind::Openings] {
            let names: Vec<&str> = of(kind).iter().map(|column| column.name).collect();
            let english: Vec<&str> = of(kind).iter().map(|column| column.english).collect();
            for names in [names, english] {
                let layout = Layout::of_headings(kind, &row(&names)).unwrap();
                assert!(layout.missing(kind).is_empty());
                assert_eq!(layout.0.len(), names.len());
            }
        }
    }
}
