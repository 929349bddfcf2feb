//! The chart of accounts of a village: 42 headings that are law, and what its county adds below them.

use std::collections::BTreeMap;

use county_primitives::three_assets::accounts::{heading, AccountCode, CHART};

use super::seat::Village;
use crate::{
    error::ApiError,
    pages::{console::desk::Desk, words::Lang},
};

/// The accounts of a county with their names.
pub(crate) struct Chart {
    names: BTreeMap<String, String>,
    lang: Lang,
}

impl Chart {
    /// The chart of a village.
    pub(crate) async fn of(desk: &Desk, village: &Village) -> Result<Self, ApiError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT account, name FROM sub_accounts WHERE county = ? ORDER BY account",
        )
        .bind(&village.county)
        .fetch_all(&desk.app.db.reader)
        .await?;
        Ok(Self {
            names: rows.into_iter().collect(),
            lang: desk.t.0,
        })
    }

    /// Whether vouchers may stand on an account: nothing is below it.
    pub(crate) fn is_leaf(&self, account: &str) -> bool {
        let mut below = self.names.range(account.to_owned()..);
        !below.any(|(other, _)| other.len() > account.len() && other.starts_with(account))
    }

    /// The name of an account with those above it: 银行存款—基本户.
    pub(crate) fn name(&self, account: &str) -> String {
        let number = account.get(..3).and_then(|number| number.parse().ok());
        let first = number
            .and_then(heading)
            .map_or_else(String::new, |heading| {
                match self.lang {
                    Lang::Zh => heading.name,
                    Lang::En => heading.english,
                }
                .to_owned()
            });
        let below = (5..=account.len())
            .step_by(2)
            .filter_map(|end| self.names.get(account.get(..end)?));
        std::iter::once(&first)
            .chain(below)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("—")
    }

    /// The account as pickers show it: 10201 银行存款—基本户.
    pub(crate) fn label(&self, account: &str) -> String {
        format!("{account} {}", self.name(account))
    }

    /// Every account that vouchers may stand on, in order.
    pub(crate) fn leaves(&self) -> Vec<String> {
        let headings = CHART.iter().map(|heading| heading.number.to_string());
        let mut all: Vec<String> = headings.chain(self.names.keys().cloned()).collect();
        all.sort_unstable();
        all.retain(|account| self.is_leaf(account));
        all
    }

    /// The leaves below some headings.
    pub(crate) fn leaves_of(&self, headings: &[&str]) -> Vec<String> {
        let mut leaves = self.leaves();
        leaves.retain(|account| headings.iter().any(|start| account.starts_with(start)));
        leaves
    }

    /// The account to propose for a heading: itself, or the first leaf below it.
    pub(crate) fn first_leaf(&self, heading: &str) -> String {
        let first = self.leaves_of(&[heading]).into_iter().next();
        first.unwrap_or_else(|| heading.to_owned())
    }

    /// The account somebody means: its digits, alone or before its name, or its whole name.
    pub(crate) fn find(&self, text: &str) -> Option<AccountCode> {
        let text = text.trim();
        let end = text
            .find(|sign: char| !sign.is_ascii_digit())
            .unwrap_or(text.len());
        let digits = text.get(..end).unwrap_or_default();
        if !digits.is_empty() {
            return digits.parse().ok();
        }
        let mut leaves = self.leaves().into_iter();
        let named = leaves.find(|account| {
            let name = self.name(account);
            name == text || name.rsplit('—').next() == Some(text)
        });
        named?.parse().ok()
    }
}
