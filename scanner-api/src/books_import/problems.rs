//! What can be wrong with a row: where, what, and how to mend it, in Chinese and English.

use serde::{Deserialize, Serialize};

use super::columns::Column;

/// Whether a problem keeps a row out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// The voucher cannot be imported as it is.
    Error,
    /// The voucher is imported; somebody should look.
    Notice,
}

/// A problem of a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The row in the file, from 1; 0 for the file as a whole.
    pub row: u32,
    /// The column, if it is one.
    pub column: Option<Column>,
    /// What.
    pub kind: ProblemKind,
    /// The value it is about, if it may be shown.
    pub shown: String,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident $weight:ident $zh:literal $en:literal;)*) => {
        /// What is wrong.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemKind {
            $($(#[$doc])* $name,)*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            fn row(self) -> (Weight, &'static str, &'static str) {
                match self {
                    $(Self::$name => (Weight::$weight, $zh, $en),)*
                }
            }
        }
    };
}

problems! {
    /// No row of headings.
    HeadingsMissing Error "没有找到表头行，请使用下载的模板，第一行保留列名" "there is no row with the names of the columns; use the template and keep its first row";
    /// A required column.
    ColumnMissing Error "缺少“{}”列，请在表头补上" "the column {} is missing; add it to the headings";
    /// Headings only.
    NoRows Error "表头下面没有数据" "there is nothing below the headings";
    /// No such collective.
    VillageUnknown Error "没有名为“{}”的集体经济组织，请填登记名称、信用代码或 12 位区划代码" "there is no collective {}; give its registered name, credit code or 12-digit division code";
    /// Several of that name.
    VillageAmbiguous Error "有多个集体经济组织叫“{}”，请改填信用代码" "several collectives are called {}; give the credit code";
    /// None given.
    VillageMissing Error "没有写是哪个村，请填写“村组织”列，或上传时选定一个村" "no village is named; fill in the column, or choose one when you upload";
    /// Not the one that was chosen.
    VillageOther Error "“{}”不是上传时选定的村，请核对是否放错了文件" "{} is not the village that was chosen; is it the wrong file?";
    /// Somebody else's.
    VillageNotYours Error "您不是“{}”的在任出纳或会计，也不是其代理记账机构的会计，不能导入其账目" "you are neither cashier nor accountant of {} today, so you cannot import its books";
    /// No book of the year.
    BookMissing Error "{} 年的账套还没有开设，请先导入该年的期初余额（或结转上一年）" "there is no book of {}; import its opening balances first, or close the year before";
    /// A closed month.
    MonthClosed Error "{} 已经结账，不能再记入；请核对日期" "{} is closed and takes nothing any more; check the date";
    /// No date.
    DateBad Error "“{}”不是日期，请写成 2024-03-15" "{} is no date; write 2024-03-15";
    /// A day that has not come.
    DateInFuture Error "日期 {} 还没有到" "{} has not come yet";
    /// Happened after it was booked.
    OccurredAfterDate Error "发生日期 {} 晚于记账日期" "it happened on {}, after it was booked";
    /// A voucher with two dates.
    DatesDiffer Error "同一张凭证的记账日期不一致（{}），请统一" "the rows of one voucher have different dates ({}); give them one";
    /// No number.
    VoucherMissing Error "没有凭证号，同一张凭证的各行请填同一个号" "the number of the voucher is missing; all rows of one voucher have the same";
    /// Rows of a voucher in two places.
    VoucherScattered Error "凭证 {} 的行没有排在一起，请按凭证号排序后再导入" "the rows of voucher {} do not stand together; sort the file by voucher";
    /// Not balanced.
    VoucherUnbalanced Error "凭证借贷不平：{}，请核对各行金额" "the voucher does not balance: {}; check its amounts";
    /// One line.
    VoucherTooShort Error "凭证 {} 只有一行，至少要有借贷两行" "voucher {} has one row; it needs at least two";
    /// More lines than fit.
    VoucherTooLong Error "凭证 {} 超过 64 行，请拆成几张" "voucher {} has more than 64 rows; split it";
    /// A hole in the numbers.
    NumberGap Notice "凭证号有缺号：{}；请查明是否漏录或作废。导入后由链上重新连续编号，原号保留在摘要里" "numbers are missing: {}; find out whether vouchers are missing. The ledger numbers them anew without gaps, the old number stays in the summary";
    /// A number that is not larger.
    NumberBackwards Notice "凭证号 {} 没有按顺序排列" "voucher {} is out of order";
    /// Imported before.
    AlreadyImported Error "凭证 {} 以前已经导入过，不会重复导入；请从文件中删去" "voucher {} was imported before and is not imported twice; take it out of the file";
    /// No summary.
    SummaryMissing Error "没有摘要，请用一句话说明业务内容" "the summary is missing; say in one sentence what it is about";
    /// Longer than the ledger takes.
    SummaryCut Notice "摘要过长，入账时截短；原文保留在原文件中" "the summary is too long and is cut";
    /// An id number.
    PersonalIdentity Error "文字里像是有身份证号。账本永久保存，请删去号码" "this looks like a resident id number; the ledger keeps everything for ever, so take it out";
    /// A phone number.
    PersonalMobile Error "文字里像是有手机号。账本永久保存，请删去号码" "this looks like a mobile number; the ledger keeps everything for ever, so take it out";
    /// A card number.
    PersonalCard Error "文字里像是有银行卡号。账本永久保存，请删去号码" "this looks like a bank card number; the ledger keeps everything for ever, so take it out";
    /// Several parties of that name.
    PartyShared Error "本村有多人叫“{}”，请在姓名后用括号注明，如“张三（三组）”，再重新上传" "several people of the village are called {}; add in brackets which one, and upload again";
    /// A line break or the like.
    TextBad Error "“{}”过长或含有换行等控制字符，请改短" "{} is too long or has control characters in it";
    /// No account.
    AccountMissing Error "没有科目" "the account is missing";
    /// Not the form of an account.
    AccountBad Error "“{}”不是科目编码，应为 3、5、7 或 9 位数字" "{} is no account; it has 3, 5, 7 or 9 digits";
    /// Not in the chart.
    AccountUnknown Error "科目 {} 不在科目表里；明细科目须先由县农业农村局增设，或选择“并入上级科目”" "account {} is not in the chart; the county adds sub-accounts, or choose to book on the account above";
    /// Has accounts below it.
    AccountNotLeaf Error "科目 {} 下面还有明细科目，请填到最末级" "account {} has accounts below it; give one of those";
    /// Split or abolished in 2023.
    AccountChoice Error "2004 年的科目 {} 在新制度里没有唯一对应科目，请在本页选定转入哪个科目" "account {} of 2004 has no single successor; choose one on this page";
    /// The name says another chart.
    AccountName Error "科目“{}”的编码和名称在所选科目表里对不上；153、154 在新旧制度里互换，请核对选的是 2004 年还是 2023 年的科目表" "code and name of {} do not agree in the chart you chose; 153 and 154 swapped their numbers, so check which chart the file has";
    /// Booked one level up.
    AccountFolded Notice "科目 {} 未增设，并入上级科目" "account {} is not in the chart and is booked on the one above";
    /// No amount.
    AmountMissing Error "借方、贷方都没有金额" "there is neither a debit nor a credit";
    /// Two amounts.
    AmountTwice Error "借方、贷方只能填一边" "there is a debit and a credit; only one of them";
    /// Not a number.
    AmountBad Error "“{}”不是金额，只写数字，如 1234.50" "{} is no amount; write digits such as 1234.50";
    /// Parts of a fen.
    AmountTooFine Error "金额 {} 超过两位小数，请精确到分" "{} has more than two decimals";
    /// Nothing or less.
    AmountNotPositive Error "金额 {} 不是正数；红字冲销请把正数写在相反方向" "{} is not above nothing; write red letters as a positive amount on the other side";
    /// More than the ledger counts.
    AmountTooLarge Error "金额 {} 过大" "{} is too large";
    /// Special funds without a project.
    ProjectMissing Error "记入 241 专项应付款必须填写项目" "account 241 needs a project";
    /// The same row again.
    RowTwice Error "与第 {} 行完全相同，像是重复录入；如确属两笔，请在附件号或摘要里区分" "the same as row {}; if it is meant, make the document or the summary differ";
    /// No year.
    YearBad Error "“{}”不是年度，应为四位数字" "{} is no year";
    /// The same account again.
    OpeningTwice Error "科目 {} 在同一账套里出现两次，请合并" "account {} stands twice in one book; put them together";
    /// Income or expense.
    OpeningOfResult Error "科目 {} 是损益类，没有期初余额；上年结余应在 321/322" "account {} is income or expense, which begin at nothing";
    /// Not balanced.
    OpeningsUnbalanced Error "期初余额借贷不平：{}" "the opening balances do not balance: {}";
    /// The book is there.
    BookKnown Error "{} 年的账套已经开设，期初余额不能再导入" "the book of {} is open; it takes no opening balances";
    /// Not the first.
    BookNotFirst Error "该村已有账套，{} 年的期初由上一年结转，不需要导入" "the village has books; those of {} take over the year before";
    /// More accounts than a book takes.
    TooManyAccounts Error "一个账套最多 256 个科目" "a book takes at most 256 accounts";
    /// What the chain says.
    Refused Error "链上拒绝：{}" "the ledger refused it: {}";
}

impl ProblemKind {
    /// Whether it keeps the voucher out.
    pub fn weight(self) -> Weight {
        self.row().0
    }

    /// The kind of a personal number.
    pub fn of_number(number: crate::screening::PersonalNumber) -> Self {
        use crate::screening::PersonalNumber::{BankCard, Identity, Mobile};
        match number {
            Identity => Self::PersonalIdentity,
            Mobile => Self::PersonalMobile,
            BankCard => Self::PersonalCard,
        }
    }

    /// What is wrong and how to mend it, in Chinese and English.
    pub fn texts(self, shown: &str) -> (String, String) {
        let (_, zh, en) = self.row();
        // A name of a column is shown as a pair.
        let (shown_zh, shown_en) = shown.split_once('\u{1f}').unwrap_or((shown, shown));
        (zh.replace("{}", shown_zh), en.replace("{}", shown_en))
    }

    /// The word it is stored as.
    pub fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }

    /// The kind with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
    }
}

impl Problem {
    /// A problem in a column. A value that seems to hold a personal number, or is long, is not shown.
    pub fn new(row: u32, column: Option<Column>, kind: ProblemKind, shown: &str) -> Self {
        const CHARACTERS_MAX: usize = 60;
        let shown = if crate::screening::find(shown).is_some() {
            "***".to_owned()
        } else if shown.chars().count() > CHARACTERS_MAX {
            let head: String = shown.chars().take(CHARACTERS_MAX).collect();
            format!("{head}…")
        } else {
            shown.to_owned()
        };
        Self {
            row,
            column,
            kind,
            shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_and_keeps_personal_numbers_to_itself() {
        for kind in ProblemKind::ALL {
            let (zh, en) = kind.texts("甲");
            assert!(!zh.contains("{}") && !en.contains("{}"), "{kind:?}");
            assert_eq!(zh.contains('甲'), en.contains('甲'), "{kind:?}");
            assert_eq!(ProblemKind::of_word(&kind.word()), Some(*kind));
        }
        let problem = Problem::new(3, None, ProblemKind::AmountBad, "找13812345678");
        assert_eq!(problem.shown, "***");
        let long = Problem::new(3, None, ProblemKind::AmountBad, &"长".repeat(200));
        assert_eq!(long.shown.chars().count(), 61);
    }
}
