//! How dates, masses, areas and names are written on pages.

use county_primitives::{Date, Grams, MilliMu, TimestampMs};

use super::words::Lang;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: 2026年9月3日, 3 September 2026.
pub fn date(lang: Lang, date: Date) -> String {
    let (year, month, day) = date.to_ymd();
    match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {} {year}", month_name(month)),
    }
}

/// A day without its year, for short facts: 9月3日, 3 Sep.
pub fn day(lang: Lang, date: Date) -> String {
    let (_, month, day) = date.to_ymd();
    match lang {
        Lang::Zh => format!("{month}月{day}日"),
        Lang::En => format!("{day} {}", month_name(month).get(..3).unwrap_or_default()),
    }
}

fn month_name(month: u32) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|month| MONTHS.get(month.checked_sub(1)?))
        .copied()
        .unwrap_or_default()
}

/// An instant in China Standard Time: 2026年9月3日 14:05.
pub fn instant(lang: Lang, ms: TimestampMs) -> String {
    let minutes = ms.saturating_add(8 * 3_600_000) / 60_000 % 1_440;
    let day = date(lang, Date::of_timestamp(ms));
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// A whole number with separators: 1,000.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of thousandths with its zeros cut: 12500 is 12.5.
fn thousandths(number: u64) -> String {
    let rest = format!("{:03}", number % 1000);
    let rest = rest.trim_end_matches('0');
    let whole = count(number / 1000);
    if rest.is_empty() {
        whole
    } else {
        format!("{whole}.{rest}")
    }
}

/// A mass: grams below one kilogram, kilograms above.
pub fn mass(lang: Lang, mass: Grams) -> String {
    match (lang, mass.0 < 1000) {
        (Lang::Zh, true) => format!("{} 克", mass.0),
        (Lang::En, true) => format!("{} g", mass.0),
        (Lang::Zh, false) => format!("{} 千克", thousandths(mass.0)),
        (Lang::En, false) => format!("{} kg", thousandths(mass.0)),
    }
}

/// An area in 亩.
pub fn area(lang: Lang, area: MilliMu) -> String {
    match lang {
        Lang::Zh => format!("{} 亩", thousandths(area.0)),
        Lang::En => format!("{} mu", thousandths(area.0)),
    }
}

/// Tenths of a unit: 135 is 13.5.
pub fn tenths(number: u16) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// A code in groups of five, as people read it out.
pub fn groups(code: &str) -> Vec<String> {
    let characters: Vec<char> = code.chars().collect();
    characters
        .chunks(5)
        .map(|group| group.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_written_for_their_readers() {
        let harvest: Date = "2026-09-03".parse().unwrap();
        assert_eq!(date(Lang::Zh, harvest), "2026年9月3日");
        assert_eq!(date(Lang::En, harvest), "3 September 2026");
        assert_eq!(day(Lang::En, harvest), "3 Sep");
        assert_eq!(
            instant(Lang::Zh, harvest.start_ms() + 50_700_000),
            "2026年9月3日 14:05"
        );
    }

    #[test]
    fn quantities_carry_separators_and_no_idle_zeros() {
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(999), "999");
        assert_eq!(mass(Lang::Zh, Grams(250)), "250 克");
        assert_eq!(mass(Lang::En, Grams(1_234_500)), "1,234.5 kg");
        assert_eq!(area(Lang::Zh, MilliMu(12_500)), "12.5 亩");
        assert_eq!(area(Lang::Zh, MilliMu(3_000)), "3 亩");
        assert_eq!(tenths(135), "13.5");
        assert_eq!(groups("ABCDEFGHJ"), ["ABCDE", "FGHJ"]);
    }
}
