//! Cutting a text into runs of numeric and alphanumeric mode so that it needs the fewest bits.

use std::ops::Range;

use qrcode::{types::Mode, Version};

/// A part of the text in one mode.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Run {
    pub(super) numeric: bool,
    pub(super) range: Range<usize>,
}

/// Whether the alphanumeric mode has this character.
pub(super) fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || " $%*+-./:".contains(c)
}

/// Best cost of the text up to some cut, and the run that ends there.
struct Step {
    end: usize,
    bits: usize,
    /// Position of the cut before the run.
    before: usize,
    numeric: bool,
}

/// The fewest bits for the text in this version, and the runs that need them.
///
/// `qrcode`'s own optimizer joins runs greedily and may end above the optimum; for the few dozen
/// characters of a label, trying every pair of cuts is cheap. Cuts are tried only where digits meet
/// other characters: moving `n` digits out of a numeric run saves at most `ceil(10n/3)` bits and
/// costs at least `floor(11n/2)`, which is never less.
pub(super) fn best(text: &[u8], version: Version) -> (usize, Vec<Run>) {
    let cost = |numeric: bool, count: usize| {
        let mode = if numeric {
            Mode::Numeric
        } else {
            Mode::Alphanumeric
        };
        version.mode_bits_count() + mode.length_bits_count(version) + mode.data_bits_count(count)
    };
    let mut steps = vec![Step {
        end: 0,
        bits: 0,
        before: 0,
        numeric: false,
    }];
    for part in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let last = steps.len() - 1;
        let end = steps[last].end + part.len();
        let run = |before: usize, numeric: bool| {
            let start: &Step = &steps[before];
            Step {
                end,
                bits: start.bits + cost(numeric, end - start.end),
                before,
                numeric,
            }
        };
        let digits = part.iter().all(u8::is_ascii_digit).then(|| run(last, true));
        let mixed = (0..=last).map(|before| run(before, false));
        let shortest = mixed.chain(digits).min_by_key(|step| step.bits);
        steps.extend(shortest);
    }
    let mut runs = Vec::new();
    let mut last = steps.len() - 1;
    while last > 0 {
        let step = &steps[last];
        runs.push(Run {
            numeric: step.numeric,
            range: steps[step.before].end..step.end,
        });
        last = step.before;
    }
    runs.reverse();
    (steps[steps.len() - 1].bits, runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: Version = Version::Normal(2);

    #[test]
    fn a_plain_url_is_one_run() {
        let text = b"HTTPS://A.EXAMPLE/1ABCDEFGHJKMNPQRSTVW";
        let (bits, runs) = best(text, V2);
        assert_eq!(
            runs,
            [Run {
                numeric: false,
                range: 0..38
            }]
        );
        assert_eq!(bits, 4 + 9 + 19 * 11);
    }

    #[test]
    fn a_gtin_is_worth_a_run_of_digits() {
        let text = b"HTTPS://A.EXAMPLE/01/10614141000415/21/1ABCDEFGHJKMNPQRSTVW";
        let (bits, runs) = best(text, V2);
        let numeric = Run {
            numeric: true,
            range: 21..35,
        };
        assert!(runs.contains(&numeric), "{runs:?}");
        assert!(bits < 4 + 9 + (59 * 11usize).div_ceil(2));
    }

    /// The fewest bits by trying every run that could end a text.
    fn fewest(text: &[u8]) -> usize {
        let mut bits = vec![0];
        for end in 1..=text.len() {
            let runs = (0..end).flat_map(|start| {
                let part = &text[start..end];
                let digits = part.iter().all(u8::is_ascii_digit);
                let header = V2.mode_bits_count();
                let cost = |mode: Mode| {
                    header + mode.length_bits_count(V2) + mode.data_bits_count(part.len())
                };
                let numeric = digits.then(|| cost(Mode::Numeric));
                [Some(cost(Mode::Alphanumeric)), numeric]
                    .into_iter()
                    .flatten()
                    .map({
                        let before: usize = bits[start];
                        move |cost| before + cost
                    })
            });
            let least = runs.min().unwrap();
            bits.push(least);
        }
        bits[text.len()]
    }

    proptest::proptest! {
        #[test]
        fn no_other_cut_needs_fewer_bits(text in "([A-Z/]{0,6}[0-9]{0,20}){0,5}") {
            let (bits, runs) = best(text.as_bytes(), V2);
            proptest::prop_assert_eq!(bits, fewest(text.as_bytes()));
            let joined: Vec<usize> = runs.into_iter().flat_map(|run| run.range).collect();
            proptest::prop_assert_eq!(joined, (0..text.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn nothing_needs_nothing() {
        assert_eq!(best(b"", V2), (0, Vec::new()));
    }
}
