//! The columns of statements, as the banks name them.

use crate::three_assets::bank::cells::plain;

/// A layout of statements.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// 中国工商银行.
    Icbc,
    /// 中国银行.
    Boc,
    /// 招商银行.
    Cmb,
    /// 中国农业银行.
    Abc,
    /// 中国建设银行.
    Ccb,
    /// 农村信用社, 农商银行.
    RuralCredit,
    /// The template of this service, and everything that names its columns clearly.
    Generic,
}

impl Format {
    /// Every layout.
    pub const ALL: [Self; 7] = [
        Self::Icbc,
        Self::Boc,
        Self::Cmb,
        Self::Abc,
        Self::Ccb,
        Self::RuralCredit,
        Self::Generic,
    ];

    /// Its name in forms.
    pub fn id(self) -> &'static str {
        match self {
            Self::Icbc => "icbc",
            Self::Boc => "boc",
            Self::Cmb => "cmb",
            Self::Abc => "abc",
            Self::Ccb => "ccb",
            Self::RuralCredit => "rural-credit",
            Self::Generic => "generic",
        }
    }

    /// The layout with this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }

    /// A column that only this layout has.
    fn sign(self) -> &'static [&'static str] {
        match self {
            Self::Icbc => &["借/贷", "个性化信息", "本方账号"],
            Self::Boc => &["付款人账号", "收款人账号"],
            Self::Cmb => &["收(付)方名称", "收(付)方帐号"],
            Self::Abc => &["收入金额", "支出金额", "交易说明", "交易附言"],
            Self::Ccb => &["账户明细编号-交易流水号", "对方开户机构", "企业流水号"],
            Self::RuralCredit => &["借贷标志", "借贷标识", "借贷方向", "传票号"],
            Self::Generic => &[],
        }
    }

    /// The layout whose own columns a header has.
    pub(super) fn of_header(header: &[String]) -> Self {
        let has = |name: &&str| header.iter().any(|cell| cell == &plain(name));
        Self::ALL
            .into_iter()
            .find(|format| format.sign().iter().any(&has))
            .unwrap_or(Self::Generic)
    }
}

/// What a column of a statement says.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Column {
    /// The day, or the moment.
    Date,
    /// Money out.
    Out,
    /// Money in.
    In,
    /// An amount whose sign or direction is told.
    Amount,
    /// Whether an amount went out (借) or came in (贷).
    Direction,
    /// The balance after it.
    Balance,
    /// The other party.
    Party,
    /// The account of the other party.
    Account,
    /// The bank of the other party.
    Bank,
    /// Who paid, where a bank names both ends; the village is one of them.
    Payer,
    /// The account that paid.
    PayerAccount,
    /// The bank that paid.
    PayerBank,
    /// Who was paid.
    Payee,
    /// The account that was paid.
    PayeeAccount,
    /// The bank that was paid.
    PayeeBank,
    /// The bank's own reference.
    Reference,
    /// What for.
    Summary,
    /// A second text about what for.
    Remark,
}

/// What banks call a column. The first name that a header has is taken.
pub(super) const NAMES: [(Column, &[&str]); 18] = [
    (
        Column::Date,
        // Some banks write the time of the day into a column of its own.
        &[
            "交易日期",
            "交易日",
            "交易时间",
            "记账日期",
            "入账日期",
            "交易时间戳",
            "日期",
            "date",
        ],
    ),
    (
        Column::Out,
        &[
            "借方发生额",
            "借方发生额(支取)",
            "借方金额",
            "支出金额",
            "支出",
            "支取金额",
            "付款金额",
            "借方",
            "out",
        ],
    ),
    (
        Column::In,
        &[
            "贷方发生额",
            "贷方发生额(收入)",
            "贷方金额",
            "收入金额",
            "收入",
            "存入金额",
            "收款金额",
            "贷方",
            "in",
        ],
    ),
    (
        Column::Amount,
        &["交易金额", "发生额", "金额", "交易额", "amount"],
    ),
    (
        Column::Direction,
        &[
            "借/贷",
            "借贷标志",
            "借贷标识",
            "借贷方向",
            "收/支",
            "收支",
            "收付标志",
            "direction",
        ],
    ),
    (
        Column::Balance,
        &[
            "余额",
            "账户余额",
            "本次余额",
            "交易后余额",
            "当前余额",
            "balance",
        ],
    ),
    (
        Column::Party,
        &[
            "对方户名",
            "对方单位名称",
            "对方单位",
            "对方名称",
            "对方账户名称",
            "交易对手名称",
            "对手户名",
            "收(付)方名称",
            "party",
        ],
    ),
    (
        Column::Account,
        &[
            "对方账号",
            "对方帐号",
            "对方账户",
            "交易对手账号",
            "对手账号",
            "收(付)方帐号",
            "收(付)方账号",
            "account",
        ],
    ),
    (
        Column::Bank,
        &[
            "对方开户机构",
            "对方行名",
            "对方开户行",
            "交易行名",
            "对方银行",
            "收(付)方开户行名",
            "bank",
        ],
    ),
    (Column::Payer, &["付款人名称"]),
    (Column::PayerAccount, &["付款人账号"]),
    (Column::PayerBank, &["付款人开户行名"]),
    (Column::Payee, &["收款人名称"]),
    (Column::PayeeAccount, &["收款人账号"]),
    (Column::PayeeBank, &["收款人开户行名"]),
    (
        Column::Reference,
        &[
            "账户明细编号-交易流水号",
            "交易流水号",
            "流水号",
            "核心流水号",
            "凭证号",
            "传票号",
            "交易时间戳",
            "reference",
        ],
    ),
    (
        Column::Summary,
        &[
            "摘要",
            "交易摘要",
            "用途",
            "交易用途",
            "交易说明",
            "summary",
        ],
    ),
    (
        Column::Remark,
        &["用途", "备注", "交易附言", "附言", "remark"],
    ),
];

/// The template of this service: one amount, below nothing for money out.
pub fn template() -> &'static str {
    "\u{feff}日期,金额,对方户名,对方账号,对方开户行,流水号,摘要,余额\r\n\
     2026-09-01,12000.00,张某某,6222020200112233445,农商银行,20260901000017,土地发包款,86530.20\r\n\
     2026-09-03,-1860.00,某某农资店,6228480402564890018,农业银行,20260903000042,购买化肥,84670.20\r\n"
}
