//! Figures tie to each other, forms have the rows of the law, and the paper is one A4 page for each form.

use county_primitives::three_assets::{
    accounts::{AccountClass, AccountCode, Side},
    statements::{AccountBalance, StatementTotals},
    Fen,
};

use super::{
    figures::{Distribution, Figures},
    form::{self, Weight},
    layout::sheets,
    *,
};
use crate::{
    config::Config,
    pages::words::{Lang, Words},
    pdf::{Mark, HEIGHT, WIDTH},
};

/// Accounts with what they began with and what moved: month, account, side and amount.
fn accounts(
    openings: &[(&str, i64)],
    moved: &[(u8, &str, Side, i64)],
) -> Vec<(AccountCode, AccountBalance)> {
    let mut accounts = std::collections::BTreeMap::<AccountCode, AccountBalance>::new();
    for (account, opening) in openings {
        accounts
            .entry(account.parse().unwrap())
            .or_default()
            .opening = Fen(*opening);
    }
    for (month, account, side, amount) in moved {
        let balance = accounts.entry(account.parse().unwrap()).or_default();
        balance.post(*month, *side, Fen(*amount)).unwrap();
    }
    accounts.into_iter().collect()
}

/// A year with rent, a subsidy, works, a red-letter month and a distribution.
fn year() -> Vec<(AccountCode, AccountBalance)> {
    use Side::{Credit, Debit};
    accounts(
        &[("101", 50_000), ("10201", 9_950_000), ("301", -10_000_000)],
        &[
            (1, "10201", Debit, 3_000_000),
            (1, "501", Credit, 3_000_000),
            (2, "513", Debit, 450_000),
            (2, "101", Debit, -50_000),
            (2, "10201", Credit, 400_000),
            (3, "514", Debit, 1_200_000),
            (3, "10201", Credit, 1_200_000),
            (4, "513", Debit, -450_000),
            (4, "10201", Credit, -450_000),
            (5, "503", Credit, 2_000_000),
            (5, "10201", Debit, 2_000_000),
            (6, "322", Debit, 800_000),
            (6, "10201", Credit, 800_000),
        ],
    )
}

fn figures(from: u8, to: u8) -> Figures {
    Figures::of(&year(), from, to).unwrap()
}

#[test]
fn the_year_is_the_sum_of_its_periods() {
    let (first, second) = (figures(1, 3), figures(4, 6));
    let income = |figures: &Figures| figures.income().unwrap().surplus.0;
    assert_eq!(income(&first), 3_000_000 - 450_000 - 1_200_000);
    assert_eq!(income(&second), 2_000_000 + 450_000);
    assert_eq!(
        second.year_income().unwrap().surplus.0,
        income(&first) + income(&second)
    );
    assert_eq!(first.year_income(), first.income());
    for figures in [&first, &second] {
        let sheet = figures.sheet().unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity);
        assert_eq!(figures.totals().unwrap().assets, sheet.assets);
    }
    assert_eq!(second.opening_sheet(), first.opening_sheet());
    assert_eq!(second.opening_sheet().unwrap().assets, Fen(10_000_000));
}

#[test]
fn what_became_of_the_surplus_adds_up() {
    let second = figures(4, 6).distribution().unwrap();
    assert_eq!(
        second,
        Distribution {
            before: Fen(1_350_000),
            surplus: Fen(2_450_000),
            distributed: Fen(800_000),
            after: Fen(3_000_000),
        }
    );
    let year = figures(4, 6).year_distribution().unwrap();
    assert_eq!((year.before, year.after), (Fen::ZERO, second.after));
    assert_eq!(figures(4, 6).sheet().unwrap().undistributed, second.after);
}

#[test]
fn forms_have_the_rows_of_the_law_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let forms = form::all(Words(lang), &figures(1, 3)).unwrap();
        let [income, balance, headings] = &forms[..] else {
            panic!("{} forms", forms.len());
        };
        assert_eq!(income.rows.len(), 13 + 3);
        let (_, right) = balance.right.as_ref().unwrap();
        assert_eq!((balance.rows.len(), right.len()), (23, 16));
        // Lines are numbered through both halves.
        assert_eq!(balance.rows[0].line, 1);
        assert_eq!(right.first().unwrap().line, 24);
        let (assets, both) = (balance.rows.last().unwrap(), right.last().unwrap());
        assert_eq!(assets.figures, both.figures);
        assert_eq!((assets.weight, both.weight), (Weight::Sum, Weight::Sum));
        assert_eq!(headings.rows.len(), 6);
        for form in &forms {
            let rows = form
                .rows
                .iter()
                .chain(form.right.iter().flat_map(|it| &it.1));
            for row in rows {
                assert!(!row.label.contains("vp-"), "{}", row.label);
                assert_eq!(row.figures.len(), form.columns.len() - 1, "{}", row.label);
            }
        }
    }
}

#[test]
fn headings_stand_on_the_side_on_which_they_grow() {
    let form = form::headings(Words(Lang::Zh), &figures(1, 3).totals().unwrap());
    let row = |heading: u16| form.rows.iter().find(|row| row.heading == Some(heading));
    let capital = row(301).unwrap();
    assert_eq!(capital.figures[0], Fen(10_000_000));
    assert_eq!(row(501).unwrap().figures[3], Fen(3_000_000));
    assert_eq!(row(102).unwrap().label, "102 银行存款");
    assert!(row(401).is_none());
}

#[test]
fn parts_come_from_the_largest_on() {
    let totals = figures(1, 6).totals().unwrap();
    let parts = |class| form::parts(Words(Lang::En), &totals, class);
    let income: Vec<(u16, Fen)> = parts(AccountClass::Income)
        .into_iter()
        .map(|(heading, _, amount)| (heading, amount))
        .collect();
    assert_eq!(income, [(501, Fen(3_000_000)), (503, Fen(2_000_000))]);
    let expense = parts(AccountClass::Expense);
    assert_eq!(
        expense.len(),
        1,
        "what was reversed is nothing: {expense:?}"
    );
    assert_eq!(expense[0].1, "Public-welfare expense");
    assert!(form::parts(
        Words(Lang::Zh),
        &StatementTotals {
            headings: Default::default(),
            income: Fen::ZERO,
            expense: Fen::ZERO,
            assets: Fen::ZERO,
            liabilities: Fen::ZERO,
            equity: Fen::ZERO,
        },
        AccountClass::Income
    )
    .is_empty());
}

fn typeface() -> Typeface {
    let font = Config::default().font;
    Typeface::load(&font.file, font.index).unwrap()
}

fn paper() -> Paper {
    Paper {
        unit: "辽中区某某镇某某村股份经济合作社".to_owned(),
        place: "辽中区 于家房镇 某某村".to_owned(),
        period: "2026年1月至3月".to_owned(),
        forms: form::all(Words(Lang::Zh), &figures(1, 3)).unwrap(),
        foot: vec![
            ("编制".to_owned(), "会计 3 号，2026年4月5日".to_owned()),
            (
                "监事会审签".to_owned(),
                "监事 5 号，2026年4月6日".to_owned(),
            ),
            (
                "公示期".to_owned(),
                "2026年4月7日 至 2026年4月21日".to_owned(),
            ),
        ],
        code: Some("HTTPS://LEDGER.EXAMPLE/VILLAGE/210115104201/7".to_owned()),
        code_line: "扫码核对真伪".to_owned(),
        notes: vec![
            "指纹：".to_owned() + &"0123abcd ".repeat(8),
            "注。".repeat(60),
        ],
        stamp: None,
    }
}

#[test]
fn each_form_is_one_page_and_nothing_leaves_it() {
    let typeface = typeface();
    let mut full = paper();
    // The longest table there can be: every heading of the chart.
    full.forms[2].rows = (0..42).map(|_| full.forms[2].rows[0].clone()).collect();
    full.stamp = Some("监事会尚未签字，不得张贴".to_owned());
    let sheets = sheets(&full, &typeface).unwrap();
    assert_eq!(sheets.len(), 3);
    let ruler = typeface.ruler().unwrap();
    for (sheet, form) in sheets.iter().zip(&full.forms) {
        let mut texts = Vec::new();
        let mut codes = 0;
        for mark in sheet {
            match mark {
                Mark::Text {
                    x, y, size, text, ..
                } => {
                    let end = x + ruler.width(text, *size);
                    assert!(*x >= 40.0 && end <= WIDTH - 40.0, "{text}: {x} to {end}");
                    assert!(*y > 40.0 && *y < HEIGHT - 20.0, "{text}: {y}");
                    texts.push(text.as_str());
                }
                Mark::Code { x, y, side, .. } => {
                    codes += 1;
                    assert!(x + side <= WIDTH - 40.0 && y + side <= HEIGHT - 40.0);
                }
                Mark::Rule { from, to } => {
                    assert!(from.1 <= HEIGHT - 40.0 && to.1 <= HEIGHT - 40.0);
                }
                Mark::Ground { .. } => {}
            }
        }
        assert_eq!(codes, 1);
        assert!(texts.contains(&form.title.as_str()));
        assert!(texts.contains(&"单位：元"));
        for row in &form.rows {
            assert!(texts.contains(&row.label.as_str()), "{}", row.label);
        }
    }
}

#[test]
fn the_file_is_a_small_pdf_of_three_a4_pages() {
    let font = Config::default().font;
    let bytes = draw(&paper(), &font.file, font.index).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    assert!(bytes.len() < 300_000, "{} bytes", bytes.len());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("/Count 3"));
    assert_eq!(text.matches("/Type /Page\n").count(), 3);
    assert_eq!(text.matches("/MediaBox [0 0 595.28 841.89]").count(), 3);
    assert!(matches!(
        draw(&paper(), std::path::Path::new("/none.ttc"), 0),
        Err(PdfError::Missing { .. })
    ));
}

#[test]
fn an_empty_book_has_forms_of_nothing() {
    let figures = Figures::of(&[], 1, 1).unwrap();
    let forms = form::all(Words(Lang::Zh), &figures).unwrap();
    assert!(forms[2].rows.is_empty());
    assert!(forms[0]
        .rows
        .iter()
        .all(|row| row.figures == [Fen::ZERO; 2]));
    let paper = Paper {
        forms,
        code: None,
        ..paper()
    };
    assert_eq!(sheets(&paper, &typeface()).unwrap().len(), 3);
}
