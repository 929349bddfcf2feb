//! What waits for whom: each queue is a condition on one table of the index, and the roles that work it off.

use county_primitives::Role;

use super::{
    rows::{self, Kind},
    seat::{Village, OFFICERS},
};
use crate::{
    error::ApiError,
    pages::console::{desk::Desk, fields::today, view::Row},
};

/// Something that waits.
pub(crate) struct Queue {
    /// Names its texts and its page.
    pub(crate) key: &'static str,
    /// Whose work it is.
    pub(crate) roles: &'static [Role],
    /// What it is made of.
    pub(crate) kind: Kind,
    /// What is in it; `$me` is the member, `$today` the day.
    condition: &'static str,
    /// The colour of its number.
    pub(crate) tone: &'static str,
    /// Names its icon.
    pub(crate) icon: &'static str,
}

use Role::{
    Accountant, Bank, CountyAgriculture as County, Township as Town, VillageBoard as Board,
    VillageCashier as Cashier, VillageChair as Chair, VillageSupervisor as Supervisor,
};

const fn queue(
    key: &'static str,
    roles: &'static [Role],
    kind: Kind,
    tone: &'static str,
    icon: &'static str,
    condition: &'static str,
) -> Queue {
    Queue {
        key,
        roles,
        kind,
        condition,
        tone,
        icon,
    }
}

/// Every queue, the most pressing first.
pub(crate) const QUEUES: [Queue; 27] = [
    queue("mend", &[Cashier], Kind::Spending, "bad", "warn", "state = 'returned'"),
    queue("evidence", &[Accountant], Kind::Spending, "warn", "test",
        "state = 'signing' AND next_step = 'evidence'"),
    queue("chair", &[Chair], Kind::Spending, "warn", "activate",
        "state = 'signing' AND next_step = 'chair'"),
    queue("board", &[Board], Kind::Spending, "warn", "activate",
        "state = 'signing' AND next_step = 'board'"),
    queue("supervisor", &[Supervisor], Kind::Spending, "warn", "activate",
        "state = 'signing' AND next_step = 'supervisor'"),
    queue("decide", &[Chair, Board], Kind::Spending, "warn", "grade",
        "state = 'signing' AND decision_missing AND (next_step IS NULL OR next_step IN ('township', 'county'))"),
    queue("township", &[Town], Kind::Spending, "warn", "activate",
        "state = 'signing' AND next_step = 'township' AND NOT decision_missing"),
    queue("county", &[County], Kind::Spending, "warn", "activate",
        "state = 'signing' AND next_step = 'county' AND NOT decision_missing"),
    queue("pay", &[Cashier], Kind::Spending, "warn", "lot", "state IN ('approved', 'failed')"),
    queue("report-cash", &[Cashier], Kind::Spending, "warn", "record",
        "state = 'instructed' AND method = 'cash'"),
    queue("report-bank", &[Accountant, Bank], Kind::Spending, "warn", "record",
        "state = 'instructed' AND method = 'bank'"),
    queue("book", &[Accountant], Kind::Spending, "warn", "record",
        "state = 'paid' AND NOT EXISTS (SELECT 1 FROM vouchers WHERE vouchers.spending = spendings.id \
         AND vouchers.state = 'draft')"),
    queue("post", &[Accountant], Kind::Voucher, "warn", "activate",
        "state = 'draft' AND (maker IS NULL OR maker <> $me)"),
    queue("own-drafts", &[Accountant, Cashier], Kind::Voucher, "quiet", "record",
        "state = 'draft' AND maker = $me"),
    queue("match", &[Accountant], Kind::BankLine, "warn", "grade", "matched_ms IS NULL"),
    queue("attest", &[Supervisor], Kind::Decision, "warn", "seal",
        "state = 'resolved' AND (recorder IS NULL OR recorder <> $me)"),
    queue("decisions", &[Chair, Board], Kind::Decision, "info", "grade",
        "state IN ('proposed', 'deliberated', 'reviewed')"),
    queue("land", &[Town], Kind::Decision, "warn", "seal",
        "state IN ('resolved', 'effective') AND matter = 'land_to_outsiders' AND NOT township"),
    queue("sign-disclosure", &[Supervisor], Kind::Disclosure, "warn", "seal", "state = 'prepared'"),
    queue("post-disclosure", &[Cashier, Chair, Board], Kind::Disclosure, "warn", "print",
        "state = 'signed'"),
    queue("end-disclosure", &[Cashier, Chair, Board], Kind::Disclosure, "info", "print",
        "state = 'posted' AND until_day < $today"),
    queue("accept", &[Chair, Board, Supervisor], Kind::Challenge, "warn", "record",
        "state = 'submitted'"),
    queue("answer", &OFFICERS, Kind::Challenge, "warn", "record",
        "state = 'accepted' AND level = 'village'"),
    queue("answer-township", &[Town], Kind::Challenge, "warn", "record",
        "state = 'accepted' AND level = 'township'"),
    queue("answer-county", &[County], Kind::Challenge, "warn", "record",
        "level = 'county' AND state IN ('accepted', 'answered')"),
    queue("explain", &OFFICERS, Kind::Warning, "bad", "warn", "state IN ('open', 'assigned')"),
    queue("prove", &OFFICERS, Kind::Warning, "bad", "warn", "state = 'rectifying'"),
];

/// The queue with this name.
pub(crate) fn find(key: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|queue| queue.key == key)
}

impl Queue {
    /// The villages where it is one's work.
    pub(crate) fn of<'a>(&self, villages: &'a [Village]) -> Vec<&'a Village> {
        let own = |village: &&Village| village.acts_as(self.roles);
        villages.iter().filter(own).collect()
    }

    fn condition(&self, desk: &Desk, villages: &[&Village]) -> String {
        let me = desk.session.member.map_or(-1, |member| i64::from(member.0));
        let ids: Vec<String> = villages
            .iter()
            .map(|village| village.id.to_string())
            .collect();
        let condition = self
            .condition
            .replace("$me", &me.to_string())
            .replace("$today", &format!("'{}'", today()));
        format!("collective IN ({}) AND {condition}", ids.join(", "))
    }

    /// How many wait in villages.
    pub(crate) async fn count(&self, desk: &Desk, villages: &[&Village]) -> Result<i64, ApiError> {
        if villages.is_empty() {
            return Ok(0);
        }
        let table = self.kind.table();
        let condition = self.condition(desk, villages);
        let query = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
        Ok(sqlx::query_scalar(&query)
            .fetch_one(&desk.app.db.reader)
            .await?)
    }

    /// What waits in villages, the oldest first, after a number.
    pub(crate) async fn rows(
        &self,
        desk: &Desk,
        villages: &[&Village],
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Row)>, ApiError> {
        if villages.is_empty() {
            return Ok(Vec::new());
        }
        let condition = self.condition(desk, villages);
        let condition = format!("{condition} AND id > {after} ORDER BY id LIMIT {limit}");
        rows::rows(desk, villages, self.kind, &condition).await
    }
}
