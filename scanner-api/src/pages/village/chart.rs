//! Charts as pictures in the page: months as pairs of bars, shares as bars of their own. A chart only
//! repeats what the table below it says; nothing is read from a picture alone.

use county_primitives::three_assets::Fen;

use crate::pages::words::{Lang, Words};

/// Width of every picture; it grows and shrinks with its place.
const WIDTH: i64 = 360;
/// Where bars of months begin and end, and how high they may be.
const LEFT: i64 = 44;
const TOP: i64 = 12;
const PLOT: i64 = 140;
const BELOW: i64 = 22;
/// Height of a share with its label.
const ROW: i64 = 40;
const BAR: i64 = 14;

/// A bar.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// `in` or `out`, and `minus` for what is below nothing.
    pub(super) class: &'static str,
}

/// A text in the picture.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mark {
    pub(super) x: i64,
    pub(super) y: i64,
    /// `start`, `middle` or `end`.
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// A line from one point to another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Rule {
    pub(super) from: (i64, i64),
    pub(super) to: (i64, i64),
    /// Whether it is where nothing is.
    pub(super) is_zero: bool,
}

/// A picture.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Picture {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) bars: Vec<Bar>,
    pub(super) rules: Vec<Rule>,
    pub(super) marks: Vec<Mark>,
    /// What the picture shows, for those who cannot see it.
    pub(super) text: String,
}

/// A month of a trend; nothing where the month was not disclosed.
pub(super) struct Pair {
    pub(super) label: String,
    pub(super) figures: Option<(Fen, Fen)>,
}

/// A share of a whole.
pub(super) struct Share {
    pub(super) label: String,
    pub(super) amount: Fen,
}

/// Where an amount stands between two others, in so many steps. Amounts are exact; only the place on
/// the paper is rounded.
fn place(amount: i64, low: i64, high: i64, steps: i64) -> i64 {
    let span = (i128::from(high) - i128::from(low)).max(1);
    let from_low = i128::from(amount) - i128::from(low);
    let at = from_low * i128::from(steps) / span;
    i64::try_from(at.clamp(0, i128::from(steps))).unwrap_or(0)
}

/// The next of 1, 2, 5, 10, 20 … that is not smaller, so that the axis ends on a round number.
fn round_up(amount: u64) -> i64 {
    let mut unit: u64 = 100;
    loop {
        for times in [1, 2, 5] {
            let end = unit.saturating_mul(times);
            if end >= amount || end >= i64::MAX.unsigned_abs() {
                return i64::try_from(end).unwrap_or(i64::MAX);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// A round amount in few characters: 5万, 20k.
fn short(lang: Lang, fen: i64) -> String {
    let yuan = fen / 100;
    let size = yuan.unsigned_abs();
    match lang {
        Lang::Zh if size >= 100_000_000 => format!("{}亿", yuan / 100_000_000),
        Lang::Zh if size >= 10_000 => format!("{}万", yuan / 10_000),
        Lang::En if size >= 1_000_000_000 => format!("{}bn", yuan / 1_000_000_000),
        Lang::En if size >= 1_000_000 => format!("{}m", yuan / 1_000_000),
        Lang::En if size >= 1_000 => format!("{}k", yuan / 1_000),
        _ => yuan.to_string(),
    }
}

/// Income and expense by month.
pub(super) fn trend(t: Words, months: &[Pair], text: String) -> Picture {
    let figures = || months.iter().filter_map(|month| month.figures);
    let values = || figures().flat_map(|(income, expense)| [income.0, expense.0]);
    let highest = values().max().unwrap_or(0).max(0);
    let lowest = values().min().unwrap_or(0).min(0);
    let high = round_up(highest.unsigned_abs());
    let low = match lowest {
        0 => 0,
        below => round_up(below.unsigned_abs()).saturating_neg(),
    };
    let y = |amount: i64| TOP + PLOT - place(amount, low, high, PLOT);
    let count = i64::try_from(months.len()).unwrap_or(1).max(1);
    let step = (WIDTH - LEFT) / count;
    let width = (step * 2 / 5).clamp(2, 16);
    let mut picture = Picture {
        width: WIDTH,
        height: TOP + PLOT + BELOW,
        text,
        ..Picture::default()
    };
    for at in [high, 0, low] {
        let line = Rule {
            from: (LEFT - 4, y(at)),
            to: (WIDTH, y(at)),
            is_zero: at == 0,
        };
        if !picture.rules.contains(&line) {
            picture.rules.push(line);
            picture.marks.push(Mark {
                x: LEFT - 8,
                y: y(at) + 4,
                anchor: "end",
                text: short(t.0, at),
            });
        }
    }
    for (month, at) in months.iter().zip(0i64..) {
        let middle = LEFT + step * at + step / 2;
        let pairs = month.figures.map(|(income, expense)| {
            [
                (middle - width, income.0, ["in", "in minus"]),
                (middle, expense.0, ["out", "out minus"]),
            ]
        });
        for (x, amount, [above, below]) in pairs.into_iter().flatten() {
            let (top, bottom) = (y(amount.max(0)), y(amount.min(0)));
            picture.bars.push(Bar {
                x,
                y: top,
                width,
                // What is not nothing is seen, however small it is.
                height: (bottom - top).max(i64::from(amount != 0)),
                class: if amount < 0 { below } else { above },
            });
        }
        picture.marks.push(Mark {
            x: middle,
            y: TOP + PLOT + BELOW - 6,
            anchor: "middle",
            text: match month.figures {
                Some(_) => month.label.clone(),
                None => "–".to_owned(),
            },
        });
    }
    picture
}

/// What a whole is made of: one bar for each share, from the largest on as they come.
pub(super) fn composition(shares: &[Share], class: [&'static str; 2], text: String) -> Picture {
    let amounts = || shares.iter().map(|share| share.amount.0);
    let high = amounts().max().unwrap_or(0).max(0);
    let low = amounts().min().unwrap_or(0).min(0);
    let room = WIDTH - 56;
    let zero = place(0, low, high, room);
    let total = total(shares);
    let rows = i64::try_from(shares.len()).unwrap_or(0);
    let mut picture = Picture {
        width: WIDTH,
        height: rows * ROW,
        text,
        ..Picture::default()
    };
    if low < 0 {
        picture.rules.push(Rule {
            from: (zero, 0),
            to: (zero, rows * ROW),
            is_zero: true,
        });
    }
    for (share, at) in shares.iter().zip(0i64..) {
        let top = at * ROW;
        let end = place(share.amount.0, low, high, room);
        picture.marks.push(Mark {
            x: 0,
            y: top + 15,
            anchor: "start",
            text: share.label.clone(),
        });
        picture.bars.push(Bar {
            x: end.min(zero),
            y: top + 21,
            width: (end - zero).abs().max(i64::from(share.amount.0 != 0)),
            height: BAR,
            class: class[usize::from(share.amount.0 < 0)],
        });
        picture.marks.push(Mark {
            x: WIDTH,
            y: top + 33,
            anchor: "end",
            text: percent(share.amount, total),
        });
    }
    picture
}

/// The sum of shares that are all of one whole; nothing if one is below nothing, or all are nothing.
pub(super) fn total(shares: &[Share]) -> Option<Fen> {
    let all_above = shares.iter().all(|share| share.amount >= Fen::ZERO);
    let mut amounts = shares.iter().map(|share| share.amount);
    let sum = amounts.try_fold(Fen::ZERO, |sum, amount| sum.checked_add(amount))?;
    (all_above && sum > Fen::ZERO).then_some(sum)
}

/// A share in per cent with one decimal, rounded half up; a dash where there is no whole.
pub(super) fn percent(amount: Fen, total: Option<Fen>) -> String {
    let Some(total) = total else {
        return "–".to_owned();
    };
    let total = i128::from(total.0).max(1);
    let tenths = (i128::from(amount.0) * 2_000 + total) / (2 * total);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(figures: &[Option<(i64, i64)>]) -> Vec<Pair> {
        figures
            .iter()
            .zip(1..)
            .map(|(figures, month)| Pair {
                label: format!("{month}月"),
                figures: figures.map(|(income, expense)| (Fen(income), Fen(expense))),
            })
            .collect()
    }

    fn inside(picture: &Picture) {
        for bar in &picture.bars {
            assert!(bar.x >= 0 && bar.x + bar.width <= picture.width, "{bar:?}");
            assert!(
                bar.y >= 0 && bar.y + bar.height <= picture.height,
                "{bar:?}"
            );
            assert!(bar.width >= 0 && bar.height >= 0, "{bar:?}");
        }
    }

    #[test]
    fn bars_of_months_stand_on_nothing() {
        let words = Words(Lang::Zh);
        let picture = trend(
            words,
            &months(&[
                Some((1_000_000, 500_000)),
                None,
                Some((0, 1)),
                Some((2_000_000, 0)),
            ]),
            String::new(),
        );
        inside(&picture);
        assert_eq!(picture.bars.len(), 6, "a month without figures has no bars");
        let zero = TOP + PLOT;
        assert_eq!((picture.bars[0].y, picture.bars[0].height), (82, 70));
        assert_eq!(picture.bars[1].y + picture.bars[1].height, zero);
        assert_eq!((picture.bars[2].y, picture.bars[2].height), (zero, 0));
        assert_eq!(picture.bars[3].height, 1, "one fen is seen");
        assert_eq!((picture.bars[4].y, picture.bars[4].height), (TOP, PLOT));
        let texts: Vec<&str> = picture.marks.iter().map(|mark| &*mark.text).collect();
        assert_eq!(texts, ["2万", "0", "1月", "–", "3月", "4月"]);
    }

    #[test]
    fn red_letters_hang_below_nothing() {
        let words = Words(Lang::En);
        let picture = trend(
            words,
            &months(&[Some((1_000_000, -1_000_000))]),
            String::new(),
        );
        inside(&picture);
        assert_eq!((picture.bars[0].y, picture.bars[0].height), (TOP, PLOT / 2));
        assert_eq!(picture.bars[1].y, TOP + PLOT / 2);
        assert_eq!(picture.bars[1].class, "out minus");
        let axis: Vec<&str> = picture.marks.iter().map(|mark| &*mark.text).collect();
        assert_eq!(axis, ["10k", "0", "-10k", "1月"]);
    }

    #[test]
    fn a_trend_of_nothing_is_a_flat_line() {
        for figures in [&[][..], &[None, None][..], &[Some((0, 0))][..]] {
            let picture = trend(Words(Lang::Zh), &months(figures), String::new());
            inside(&picture);
            assert!(picture.bars.iter().all(|bar| bar.height == 0));
        }
        inside(&trend(
            Words(Lang::Zh),
            &months(&[Some((i64::MAX, i64::MIN))]),
            String::new(),
        ));
    }

    #[test]
    fn shares_are_exact_and_add_up() {
        let share = |amount: i64| Share {
            label: amount.to_string(),
            amount: Fen(amount),
        };
        let shares = [share(750), share(250), share(0)];
        let picture = composition(&shares, ["in", "in minus"], String::new());
        inside(&picture);
        assert_eq!(total(&shares), Some(Fen(1_000)));
        let texts: Vec<&str> = picture.marks.iter().map(|mark| &*mark.text).collect();
        assert_eq!(texts, ["750", "75.0%", "250", "25.0%", "0", "0.0%"]);
        assert_eq!(picture.bars[0].width, 3 * picture.bars[1].width + 1);
        assert_eq!(picture.bars[2].width, 0);
        assert_eq!(percent(Fen(1), Some(Fen(3))), "33.3%");
        assert_eq!(percent(Fen(2), Some(Fen(3))), "66.7%");
    }

    #[test]
    fn a_share_below_nothing_has_no_per_cent() {
        let shares = [300, -100].map(|amount| Share {
            label: String::new(),
            amount: Fen(amount),
        });
        let picture = composition(&shares, ["out", "out minus"], String::new());
        inside(&picture);
        assert_eq!(total(&shares), None);
        assert_eq!(picture.bars[1].class, "out minus");
        assert_eq!(
            picture.bars[1].x + picture.bars[1].width,
            picture.bars[0].x,
            "both end where nothing is"
        );
        assert!(composition(&[], ["in", "in minus"], String::new())
            .bars
            .is_empty());
    }

    #[test]
    fn axes_end_on_round_numbers() {
        for (amount, end) in [
            (0, 100),
            (100, 100),
            (101, 200),
            (201, 500),
            (999_999, 1_000_000),
        ] {
            assert_eq!(round_up(amount), end, "{amount}");
        }
        assert_eq!(round_up(u64::MAX), i64::MAX);
        assert_eq!(short(Lang::Zh, 50_000_000_000), "5亿");
        assert_eq!(short(Lang::En, -200_000), "-2k");
        assert_eq!(short(Lang::Zh, 50_000), "500");
    }
}
