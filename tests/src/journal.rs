//! A village's paper journal (序时账) as the file that is imported, with or without deliberate mistakes.

use crate::village::id_number;

/// How many vouchers there are to each of every kind of mistake.
pub const MISTAKE_EVERY: u32 = 1_000;

/// What is wrong with some of the vouchers: the name of the problem, and where in a thousand it stands.
pub const MISTAKES: [(&str, u32); 7] = [
    ("voucher_unbalanced", 10),
    ("account_unknown", 110),
    ("date_bad", 210),
    ("personal_identity", 310),
    ("amount_too_fine", 410),
    ("amount_not_positive", 510),
    ("project_missing", 610),
];

/// The accounts that a journal uses.
#[derive(Clone, Copy, Debug)]
pub struct Accounts {
    /// Money in the bank.
    pub bank: &'static str,
    /// What land brings in.
    pub income: &'static str,
    /// What the office costs.
    pub expense: &'static str,
}

/// A file, and what is known of it.
#[derive(Clone, Debug)]
pub struct Journal {
    /// The file.
    pub csv: String,
    /// Rows without the headings.
    pub rows: u32,
    /// Vouchers without mistakes, and with one.
    pub good: u32,
    /// Vouchers with a mistake.
    pub bad: u32,
    /// What comes into the bank, and goes out, in fen, without the mistakes.
    pub bank: (i64, i64),
}

/// Writes `vouchers` vouchers of two rows each for every village, spread over the months of a year.
pub fn journal(
    villages: &[String],
    year: u32,
    vouchers: u32,
    accounts: Accounts,
    has_mistakes: bool,
) -> Journal {
    let mut journal = Journal {
        csv: "村组织,记账日期,凭证号,摘要,科目编码,借方金额,贷方金额,往来方,项目,附件号\n".into(),
        rows: 0,
        good: 0,
        bad: 0,
        bank: (0, 0),
    };
    let monthly = vouchers.div_ceil(12);
    for village in villages {
        for at in 0..vouchers {
            let (month, number) = (at / monthly + 1, at % monthly + 1);
            let entry = Entry {
                village,
                date: format!("{year}-{month:02}-{:02}", number * 28 / (monthly + 1) + 1),
                number,
                at,
            };
            let place = has_mistakes.then_some(at % MISTAKE_EVERY);
            let mistake = MISTAKES
                .iter()
                .find(|(_, its)| Some(*its) == place)
                .map(|(name, _)| *name);
            journal.write(&entry, accounts, mistake);
        }
    }
    journal
}

struct Entry<'a> {
    village: &'a str,
    date: String,
    number: u32,
    at: u32,
}

impl Journal {
    fn write(&mut self, entry: &Entry<'_>, accounts: Accounts, mistake: Option<&str>) {
        let at = entry.at;
        let amount = i64::from(10_000 + at * 37 % 900_000);
        // Two of three bring money in, so that there is always some.
        let is_income = !at.is_multiple_of(3);
        let (mut debit, credit) = if is_income {
            (accounts.bank, accounts.income)
        } else {
            (accounts.expense, accounts.bank)
        };
        let mut summary = if is_income {
            format!("收土地发包款 第{at}笔")
        } else {
            format!("购买办公用品 第{at}笔")
        };
        let mut date = entry.date.clone();
        let mut sums = [yuan(amount), yuan(amount)];
        match mistake {
            Some("voucher_unbalanced") => sums[1] = yuan(amount + 1),
            Some("account_unknown") => debit = "199",
            Some("date_bad") => date = date.replace(&date[5..], "02-30"),
            Some("personal_identity") => summary = format!("{summary} {}", id_number(7)),
            Some("amount_too_fine") => sums = [format!("{}5", sums[0]), format!("{}5", sums[1])],
            Some("amount_not_positive") => {
                sums = [format!("-{}", sums[0]), format!("-{}", sums[1])]
            }
            Some("project_missing") => debit = "241",
            _ => {}
        }
        let (village, number) = (entry.village, entry.number);
        let party = format!("示范商户{:03}", at % 200);
        let mut row = |account: &str, debit: &str, credit: &str| {
            self.csv.push_str(&format!(
                "{village},{date},记-{number},{summary},{account},{debit},{credit},{party},,PJ{at:06}\n"
            ));
            self.rows += 1;
        };
        row(debit, &sums[0], "");
        row(credit, "", &sums[1]);
        if mistake.is_some() {
            self.bad += 1;
            return;
        }
        self.good += 1;
        if is_income {
            self.bank.0 += amount;
        } else {
            self.bank.1 += amount;
        }
    }
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: Accounts = Accounts {
        bank: "10201",
        income: "50101",
        expense: "51301",
    };

    #[test]
    fn every_thousand_vouchers_have_every_mistake_once() {
        let made = journal(&["210115104200".into()], 2025, 2_000, ACCOUNTS, true);
        assert_eq!((made.rows, made.good, made.bad), (4_000, 1_986, 14));
        assert_eq!(made.csv.lines().count(), 4_001);
        let clean = journal(&["210115104200".into()], 2025, 24, ACCOUNTS, false);
        assert_eq!((clean.rows, clean.good, clean.bad), (48, 24, 0));
        assert!(clean.csv.contains("2025-12-"), "{}", clean.csv);
    }
}
