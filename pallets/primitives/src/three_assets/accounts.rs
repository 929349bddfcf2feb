//! The chart of accounts of 财会〔2023〕14号: 42 headings that are law, and the sub-accounts a county adds.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{DivisionCode, Text};

small_words! {
    /// The side of an account.
    pub enum Side {
        /// 借方.
        #[codec(index = 0)]
        Debit,
        /// 贷方.
        #[codec(index = 1)]
        Credit,
    }

    /// What kind of account a heading is.
    pub enum AccountClass {
        /// 资产.
        #[codec(index = 0)]
        Asset,
        /// 负债.
        #[codec(index = 1)]
        Liability,
        /// 所有者权益.
        #[codec(index = 2)]
        Equity,
        /// 成本.
        #[codec(index = 3)]
        Cost,
        /// 收入 (损益类).
        #[codec(index = 4)]
        Income,
        /// 支出 (损益类).
        #[codec(index = 5)]
        Expense,
    }
}

/// A first-level account (一级科目), which is the same in every village.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Heading {
    /// Its three digits.
    pub number: u16,
    /// Its name in the system of 2023.
    pub name: &'static str,
    /// What it is called in English.
    pub english: &'static str,
    /// What kind it is.
    pub class: AccountClass,
    /// The side on which it grows.
    pub normal: Side,
    /// The heading it is deducted from, if it is a contra account.
    pub contra_of: Option<u16>,
}

macro_rules! chart {
    ($($number:literal $name:literal $english:literal $class:ident $side:ident $($of:literal)?;)*) => {
        &[$(Heading {
            number: $number,
            name: $name,
            english: $english,
            class: AccountClass::$class,
            normal: Side::$side,
            contra_of: chart!(@of $($of)?),
        },)*]
    };
    (@of) => { None };
    (@of $of:literal) => { Some($of) };
}

/// The 42 headings in the order of their numbers (`DOMAIN.md 4.2`).
pub const CHART: &[Heading] = chart! {
    101 "库存现金" "cash" Asset Debit;
    102 "银行存款" "bank deposits" Asset Debit;
    111 "短期投资" "short-term investments" Asset Debit;
    112 "应收款" "receivables" Asset Debit;
    113 "内部往来" "accounts with members" Asset Debit;
    121 "库存物资" "stores" Asset Debit;
    131 "消耗性生物资产" "consumable biological assets" Asset Debit;
    132 "生产性生物资产" "productive biological assets" Asset Debit;
    133 "生产性生物资产累计折旧" "depreciation of productive biological assets" Asset Credit 132;
    134 "公益性生物资产" "public-welfare biological assets" Asset Debit;
    141 "长期投资" "long-term investments" Asset Debit;
    151 "固定资产" "fixed assets" Asset Debit;
    152 "累计折旧" "accumulated depreciation" Asset Credit 151;
    153 "在建工程" "construction in progress" Asset Debit;
    154 "固定资产清理" "disposal of fixed assets" Asset Debit;
    161 "无形资产" "intangible assets" Asset Debit;
    162 "累计摊销" "accumulated amortisation" Asset Credit 161;
    171 "长期待摊费用" "long-term prepaid expenses" Asset Debit;
    181 "待处理财产损溢" "property gains and losses pending" Asset Debit;
    201 "短期借款" "short-term loans" Liability Credit;
    211 "应付款" "payables" Liability Credit;
    212 "应付工资" "wages payable" Liability Credit;
    213 "应付劳务费" "labour fees payable" Liability Credit;
    214 "应交税费" "taxes payable" Liability Credit;
    221 "长期借款及应付款" "long-term loans and payables" Liability Credit;
    231 "一事一议资金" "case-by-case levies" Liability Credit;
    241 "专项应付款" "special funds payable" Liability Credit;
    301 "资本" "capital" Equity Credit;
    311 "公积公益金" "reserve and welfare fund" Equity Credit;
    321 "本年收益" "surplus of the year" Equity Credit;
    322 "收益分配" "distribution of surplus" Equity Credit;
    401 "生产（劳务）成本" "production and labour cost" Cost Debit;
    501 "经营收入" "operating income" Income Credit;
    502 "投资收益" "investment income" Income Credit;
    503 "补助收入" "subsidy income" Income Credit;
    504 "其他收入" "other income" Income Credit;
    511 "经营支出" "operating expense" Expense Debit;
    512 "税金及附加" "taxes and surcharges" Expense Debit;
    513 "管理费用" "administrative expense" Expense Debit;
    514 "公益支出" "public-welfare expense" Expense Debit;
    515 "其他支出" "other expense" Expense Debit;
    521 "所得税费用" "income tax" Expense Debit;
};

/// The heading with these three digits.
pub fn heading(number: u16) -> Option<&'static Heading> {
    let at = CHART
        .binary_search_by_key(&number, |heading| heading.number)
        .ok()?;
    CHART.get(at)
}

/// An account: three digits of a heading, and two more for each of up to three levels below it.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct AccountCode(u32);

/// Why some digits are not an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccountCodeError {
    /// Not 3, 5, 7 or 9 digits.
    Length,
    /// The first three digits are no heading of the chart of 2023.
    UnknownHeading,
    /// A level below the heading is 00.
    EmptyLevel,
}

impl fmt::Display for AccountCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "an account has 3, 5, 7 or 9 digits",
            Self::UnknownHeading => "the first three digits are no heading of the chart of 2023",
            Self::EmptyLevel => "the levels below a heading count from 01",
        })
    }
}

impl core::error::Error for AccountCodeError {}

impl AccountCode {
    /// Cash (库存现金).
    pub const CASH: Self = Self(101);
    /// Surplus of the year (本年收益).
    pub const SURPLUS: Self = Self(321);
    /// Distribution of surplus (收益分配).
    pub const DISTRIBUTION: Self = Self(322);

    /// The account with these digits, checked.
    pub fn new(number: u32) -> Result<Self, AccountCodeError> {
        let code = Self(number);
        let levels = match number {
            100..=999 => 0u32,
            10_000..=99_999 => 1,
            1_000_000..=9_999_999 => 2,
            100_000_000..=999_999_999 => 3,
            _ => return Err(AccountCodeError::Length),
        };
        let mut rest = number;
        for _ in 0..levels {
            if rest.is_multiple_of(100) {
                return Err(AccountCodeError::EmptyLevel);
            }
            rest /= 100;
        }
        heading(code.heading_number())
            .map(|_| code)
            .ok_or(AccountCodeError::UnknownHeading)
    }

    /// The digits as a number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The three digits of the heading.
    pub fn heading_number(self) -> u16 {
        let mut rest = self.0;
        while rest > 999 {
            rest /= 100;
        }
        u16::try_from(rest).unwrap_or(0)
    }

    /// The account one level up; `None` for a heading.
    pub fn parent(self) -> Option<Self> {
        (self.0 > 999).then_some(Self(self.0 / 100))
    }

    /// The heading. The code was checked when it was made, so there is one.
    pub fn heading(self) -> Option<&'static Heading> {
        heading(self.heading_number())
    }

    /// Whether the account holds money: cash or bank deposits.
    pub fn is_money(self) -> bool {
        matches!(self.heading_number(), 101 | 102)
    }

    /// Whether the account is of this class.
    pub fn is(self, class: AccountClass) -> bool {
        self.heading().is_some_and(|heading| heading.class == class)
    }
}

impl Decode for AccountCode {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        Self::new(u32::decode(input)?).map_err(|_| "not an account".into())
    }
}

impl DecodeWithMemTracking for AccountCode {}

impl fmt::Display for AccountCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for AccountCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AccountCode {
    type Err = AccountCodeError;

    fn from_str(text: &str) -> Result<Self, AccountCodeError> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AccountCodeError::Length);
        }
        Self::new(text.parse().map_err(|_| AccountCodeError::Length)?)
    }
}

crate::text::string_serde!(AccountCode);

words! {
    /// A sub-account that a county adds to the chart of its villages.
    pub struct AccountInput {
        /// The county.
        pub division: DivisionCode,
        /// The account; its parent is a heading or another sub-account of the county.
        pub code: AccountCode,
        /// Its name.
        pub name: Text<48>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_has_42_headings_in_order() {
        assert_eq!(CHART.len(), 42);
        assert!(CHART.windows(2).all(|pair| pair[0].number < pair[1].number));
        let contra: Vec<u16> = CHART
            .iter()
            .filter(|heading| heading.contra_of.is_some())
            .map(|heading| heading.number)
            .collect();
        assert_eq!(contra, [133, 152, 162]);
        for heading in CHART {
            let grows_on_debit = matches!(
                heading.class,
                AccountClass::Asset | AccountClass::Cost | AccountClass::Expense
            );
            assert_eq!(
                heading.normal == Side::Debit,
                grows_on_debit != heading.contra_of.is_some(),
                "{}",
                heading.number
            );
        }
    }

    #[test]
    fn codes_are_checked() {
        use AccountCodeError as E;
        for text in ["101", "10201", "1020103", "102010304"] {
            let code: AccountCode = text.parse().unwrap();
            assert_eq!(code.to_string(), text);
            assert_eq!(AccountCode::decode(&mut &code.encode()[..]), Ok(code));
        }
        for (text, error) in [
            ("1020", E::Length),
            ("", E::Length),
            ("+101", E::Length),
            ("103", E::UnknownHeading),
            ("10200", E::EmptyLevel),
            ("1020001", E::EmptyLevel),
        ] {
            assert_eq!(text.parse::<AccountCode>(), Err(error), "{text}");
        }
        let code: AccountCode = "1020103".parse().unwrap();
        assert_eq!(code.parent(), "10201".parse().ok());
        assert_eq!(code.heading_number(), 102);
        assert!(code.is_money() && AccountCode::CASH.is_money());
        assert!(AccountCode::decode(&mut &7u32.encode()[..]).is_err());
    }
}
