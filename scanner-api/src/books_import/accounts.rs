//! From what a file calls an account to an account of the county's chart: the heading of 2004 or 2023, the
//! sub-accounts of the county, and the choices that only a person can make. Nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::three_assets::{
    accounts::{heading, AccountCode, CHART},
    successor_of_2004, Successor, CHART_2004,
};

use super::{facts::Facts, problems::ProblemKind, Chart};

/// What a person decided before the import.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The chart of the file.
    pub chart: Chart,
    /// Headings of 2004 that were split or abolished, and where they go.
    pub choices: BTreeMap<u16, u16>,
    /// Whether sub-accounts that the county does not have are booked on the account above.
    pub fold: bool,
}

/// An account as it will be booked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Booked {
    /// The account.
    pub account: AccountCode,
    /// Whether it stands above the one in the file.
    pub folded: bool,
}

/// Maps what files call accounts, and remembers what it was asked before.
pub struct Mapper<'a> {
    rules: &'a Rules,
    facts: &'a Facts,
    known: std::collections::HashMap<(String, String), Result<Booked, ProblemKind>>,
    /// The headings of 2004 that need a choice.
    pub asked: BTreeSet<u16>,
}

impl<'a> Mapper<'a> {
    /// A mapper by these rules.
    pub fn new(rules: &'a Rules, facts: &'a Facts) -> Self {
        Self {
            rules,
            facts,
            known: std::collections::HashMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// The account in the chart of a county.
    pub fn booked(&mut self, county: &str, text: &str) -> Result<Booked, ProblemKind> {
        let key = (county.to_owned(), text.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let found = self.find(county, text);
        self.known.insert(key, found);
        found
    }

    fn find(&mut self, county: &str, text: &str) -> Result<Booked, ProblemKind> {
        let (digits, name) = split(text);
        let digits = if digits.is_empty() {
            self.number_of(&name)
                .ok_or(ProblemKind::AccountBad)?
                .to_string()
        } else {
            digits
        };
        if !matches!(digits.len(), 3 | 5 | 7 | 9) {
            return Err(ProblemKind::AccountBad);
        }
        let (top, rest) = digits.split_at(3);
        let top: u16 = top.parse().map_err(|_| ProblemKind::AccountBad)?;
        if rest.is_empty() && self.contradicts(top, &name) {
            return Err(ProblemKind::AccountName);
        }
        let top = self.heading(top)?;
        let number: u32 = format!("{top}{rest}")
            .parse()
            .map_err(|_| ProblemKind::AccountBad)?;
        let mut account = AccountCode::new(number).map_err(|_| ProblemKind::AccountBad)?;
        let mut folded = false;
        while !self.facts.has_account(county, account) {
            account = account
                .parent()
                .filter(|_| self.rules.fold)
                .ok_or(ProblemKind::AccountUnknown)?;
            folded = true;
        }
        if self.facts.has_children(county, account) {
            return Err(ProblemKind::AccountNotLeaf);
        }
        Ok(Booked { account, folded })
    }

    /// The heading of 2023 that a heading of the file goes on under.
    fn heading(&mut self, number: u16) -> Result<u16, ProblemKind> {
        let unknown = ProblemKind::AccountUnknown;
        if self.rules.chart == Chart::Of2023 {
            return heading(number).map(|heading| heading.number).ok_or(unknown);
        }
        let successor = successor_of_2004(number).ok_or(unknown)?;
        if let Successor::One(new) = successor {
            return Ok(new);
        }
        self.asked.insert(number);
        let chosen = self.rules.choices.get(&number).copied();
        chosen
            .filter(|chosen| successor.headings().any(|it| it.number == *chosen))
            .ok_or(ProblemKind::AccountChoice)
    }

    /// The heading with this name in the chart of the file.
    fn number_of(&self, name: &str) -> Option<u16> {
        names(self.rules.chart)
            .find(|(_, known)| *known == name)
            .map(|(number, _)| number)
    }

    /// Whether the name that stands beside a number belongs to another number: a sign of the wrong chart.
    fn contradicts(&self, number: u16, name: &str) -> bool {
        self.number_of(name).is_some_and(|known| known != number)
            || (self.number_of(name).is_none()
                && names(self.rules.chart.other()).any(|(_, known)| known == name))
    }
}

/// The headings of a chart with their names.
pub fn names(chart: Chart) -> impl Iterator<Item = (u16, &'static str)> {
    let new = CHART.iter().map(|heading| (heading.number, heading.name));
    let old = CHART_2004.iter().map(|(number, name, _)| (*number, *name));
    let (old, new) = match chart {
        Chart::Of2004 => (Some(old), None),
        Chart::Of2023 => (None, Some(new)),
    };
    old.into_iter().flatten().chain(new.into_iter().flatten())
}

/// The digits of an account and the name that stands beside them: `10201`, `102.01`, `102 银行存款`.
fn split(text: &str) -> (String, String) {
    let mut digits = String::new();
    let mut name = String::new();
    for character in text.chars() {
        let narrow = match character {
            '０'..='９' => char::from_u32(u32::from(character).saturating_sub(0xfee0)),
            other => Some(other),
        };
        match narrow {
            Some(digit @ '0'..='9') if name.is_empty() => digits.push(digit),
            _ if character.is_whitespace() || ".-_/|—－、:：\\".contains(character) => {}
            _ => name.push(character),
        }
    }
    (digits, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(chart: Chart) -> Rules {
        Rules {
            chart,
            ..Rules::default()
        }
    }

    fn booked(rules: &Rules, text: &str) -> Result<u32, ProblemKind> {
        let facts = Facts::with_accounts(
            "210115",
            &[
                ("10201", false),
                ("102", true),
                ("15401", false),
                ("154", true),
            ],
        );
        Mapper::new(rules, &facts)
            .booked("210115", text)
            .map(|booked| booked.account.number())
    }

    #[test]
    fn construction_and_disposal_swap_between_the_charts() {
        let (old, new) = (rules(Chart::Of2004), rules(Chart::Of2023));
        // 2004: 153 固定资产清理, 154 在建工程. 2023: 153 在建工程, 154 固定资产清理.
        assert_eq!(booked(&old, "154"), Ok(153));
        assert_eq!(booked(&old, "154 在建工程"), Ok(153));
        assert_eq!(booked(&old, "在建工程"), Ok(153));
        assert_eq!(booked(&new, "在建工程"), Ok(153));
        assert_eq!(booked(&new, "153"), Ok(153));
        // A sub-account moves with its heading.
        assert_eq!(booked(&old, "15301"), Ok(15_401));
        assert_eq!(booked(&old, "153"), Err(ProblemKind::AccountNotLeaf));
        // The name says that the file has the other chart.
        assert_eq!(booked(&old, "153在建工程"), Err(ProblemKind::AccountName));
        assert_eq!(booked(&new, "154 在建工程"), Err(ProblemKind::AccountName));
        assert_eq!(booked(&new, "101 现金"), Err(ProblemKind::AccountName));
        assert_eq!(booked(&old, "202 应付款"), Ok(211));
    }

    #[test]
    fn what_provinces_added_to_the_old_chart_goes_on() {
        let (old, new) = (rules(Chart::Of2004), rules(Chart::Of2023));
        for (text, number) in [
            ("161", 161),
            ("161 无形资产", 161),
            ("无形资产", 161),
            ("241", 241),
            ("专项应付款", 241),
        ] {
            assert_eq!(booked(&old, text), Ok(number), "{text}");
            assert_eq!(booked(&new, text), Ok(number), "{text}");
        }
        // The old chart wrote intangibles off directly: it has no account for what was written off.
        assert_eq!(booked(&old, "162"), Err(ProblemKind::AccountUnknown));
        assert_eq!(booked(&new, "162"), Ok(162));
    }

    #[test]
    fn what_was_split_or_abolished_is_asked_for() {
        let facts = Facts::default();
        let mut old = rules(Chart::Of2004);
        let mut mapper = Mapper::new(&old, &facts);
        for text in ["511", "212", "511"] {
            assert_eq!(
                mapper.booked("210115", text),
                Err(ProblemKind::AccountChoice)
            );
        }
        assert_eq!(mapper.asked, BTreeSet::from([212, 511]));
        old.choices = BTreeMap::from([(511, 501), (212, 514)]);
        assert_eq!(booked(&old, "511"), Ok(501));
        // Only what the successor allows is a choice.
        assert_eq!(booked(&old, "212"), Err(ProblemKind::AccountChoice));
        assert_eq!(booked(&old, "242"), Err(ProblemKind::AccountUnknown));
        assert_eq!(booked(&rules(Chart::Of2023), "511"), Ok(511));
    }

    #[test]
    fn sub_accounts_are_those_of_the_county() {
        let mut new = rules(Chart::Of2023);
        assert_eq!(booked(&new, "102.01"), Ok(10_201));
        assert_eq!(booked(&new, "１０２０１ 农商行基本户"), Ok(10_201));
        assert_eq!(booked(&new, "102"), Err(ProblemKind::AccountNotLeaf));
        assert_eq!(booked(&new, "50103"), Err(ProblemKind::AccountUnknown));
        new.fold = true;
        assert_eq!(booked(&new, "5010307"), Ok(501));
        assert_eq!(booked(&new, "10209"), Err(ProblemKind::AccountNotLeaf));
        for text in ["", "甲", "1020", "999", "10200"] {
            assert!(booked(&new, text).is_err(), "{text}");
        }
    }
}
