//! The choice among the eight masks: each is tried and scored on whole rows of bits at once.
//!
//! `qrcode` does the same module by module, and nine tenths of a label's time went there. The scores
//! are its scores, so the symbols are too; the tests hold them side by side.

use std::{array, sync::LazyLock};

use qrcode::canvas::{Canvas, Module};

use super::Level;

/// Words of a row in the largest symbol, 177 modules wide.
const WORDS: usize = 3;

/// Rows after which every mask repeats itself.
const PERIOD: usize = 12;

/// Where each mask turns a module over, by column and row, in the order of ISO/IEC 18004.
const MASKS: [fn(usize, usize) -> bool; 8] = [
    |x, y| (x + y).is_multiple_of(2),
    |_, y| y.is_multiple_of(2),
    |x, _| x.is_multiple_of(3),
    |x, y| (x + y).is_multiple_of(3),
    |x, y| (x / 3 + y / 2).is_multiple_of(2),
    |x, y| x * y % 2 + x * y % 3 == 0,
    |x, y| (x * y % 2 + x * y % 3).is_multiple_of(2),
    |x, y| ((x + y) % 2 + x * y % 3).is_multiple_of(2),
];

/// The masks as rows of bits, and as columns.
static MASK_LINES: LazyLock<[Lines<[Row<WORDS>; PERIOD]>; 8]> = LazyLock::new(|| {
    MASKS.map(|mask| Lines {
        rows: array::from_fn(|y| Row::of(|x| mask(x, y))),
        columns: array::from_fn(|x| Row::of(|y| mask(x, y))),
    })
});

/// A symbol twice, so that what is told of rows need not be told again of columns.
struct Lines<T> {
    rows: T,
    columns: T,
}

/// A row or column of modules: the lowest bit of the first word is the first module.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Row<const W: usize>([u64; W]);

impl<const W: usize> Row<W> {
    const LIGHT: Self = Self([0; W]);

    fn of(bit: impl Fn(usize) -> bool) -> Self {
        Self(array::from_fn(|word| {
            (0..64).fold(0, |row, x| row | u64::from(bit(word * 64 + x)) << x)
        }))
    }

    /// Only the first modules.
    fn first(modules: usize) -> Self {
        Self(array::from_fn(|word| {
            match modules.saturating_sub(word * 64) {
                0 => 0,
                left @ 1..64 => u64::MAX >> (64 - left),
                _ => u64::MAX,
            }
        }))
    }

    /// The first words of a longer row.
    fn start_of(row: &Row<WORDS>) -> Self {
        Self(array::from_fn(|word| row.0[word]))
    }

    fn set(&mut self, x: usize) {
        self.0[x / 64] |= 1 << (x % 64);
    }

    fn is_dark(self, x: usize) -> bool {
        self.0[x / 64] >> (x % 64) & 1 == 1
    }

    /// At each place what stands `n` modules after it; `n` is 1 to 63.
    fn ahead(self, n: u32) -> Self {
        let next = |word: usize| self.0.get(word + 1).map_or(0, |next| next << (64 - n));
        Self(array::from_fn(|word| self.0[word] >> n | next(word)))
    }

    /// At each place what stands `n` modules before it; `n` is 1 to 63.
    fn behind(self, n: u32) -> Self {
        let last = |word: usize| {
            word.checked_sub(1)
                .map_or(0, |last| self.0[last] >> (64 - n))
        };
        Self(array::from_fn(|word| self.0[word] << n | last(word)))
    }

    fn and(self, other: Self) -> Self {
        Self(array::from_fn(|word| self.0[word] & other.0[word]))
    }

    fn or(self, other: Self) -> Self {
        Self(array::from_fn(|word| self.0[word] | other.0[word]))
    }

    fn xor(self, other: Self) -> Self {
        Self(array::from_fn(|word| self.0[word] ^ other.0[word]))
    }

    /// This row where the other is light.
    fn without(self, other: Self) -> Self {
        Self(array::from_fn(|word| self.0[word] & !other.0[word]))
    }

    fn count(self) -> usize {
        let ones = |word: &u64| usize::try_from(word.count_ones()).unwrap_or(0);
        self.0.iter().map(ones).sum()
    }
}

/// The modules of the drawn symbol under its best mask, row by row.
pub(super) fn best(canvas: &Canvas, width: i16, level: Level) -> Vec<bool> {
    if width <= 64 {
        best_of::<1>(canvas, width, level)
    } else {
        best_of::<WORDS>(canvas, width, level)
    }
}

fn best_of<const W: usize>(canvas: &Canvas, width: i16, level: Level) -> Vec<bool> {
    let drawn = Drawn::<W>::read(canvas, width);
    let symbols = (0..MASKS.len()).map(|mask| drawn.masked(mask, level));
    let best = symbols.min_by_key(penalty).map(|symbol| symbol.rows);
    let rows = best.iter().flatten();
    rows.flat_map(|row| (0..drawn.side).map(|x| row.is_dark(x)))
        .collect()
}

/// A symbol before masking.
struct Drawn<const W: usize> {
    side: usize,
    dark: Lines<Vec<Row<W>>>,
    /// What a mask may turn over.
    data: Lines<Vec<Row<W>>>,
}

impl<const W: usize> Drawn<W> {
    fn read(canvas: &Canvas, width: i16) -> Self {
        let side = usize::from(width.unsigned_abs());
        let light = || Lines {
            rows: vec![Row::LIGHT; side],
            columns: vec![Row::LIGHT; side],
        };
        let (mut dark, mut data) = (light(), light());
        for (row, y) in (0..width).enumerate() {
            for (column, x) in (0..width).enumerate() {
                let module = canvas.get(x, y);
                if module.is_dark() {
                    dark.set(column, row);
                }
                // Modules left over after the last codeword are masked as well.
                if !matches!(module, Module::Masked(_)) {
                    data.set(column, row);
                }
            }
        }
        Self { side, dark, data }
    }

    /// The symbol under one mask, with the format information that names it.
    fn masked(&self, mask: usize, level: Level) -> Lines<Vec<Row<W>>> {
        let turn = |dark: &[Row<W>], data: &[Row<W>], mask: &[Row<WORDS>]| {
            let lines = dark.iter().zip(data).zip(mask.iter().cycle());
            lines
                .map(|((dark, data), mask)| dark.xor(data.and(Row::start_of(mask))))
                .collect()
        };
        let mask_lines = &MASK_LINES[mask];
        let mut symbol = Lines {
            rows: turn(&self.dark.rows, &self.data.rows, &mask_lines.rows),
            columns: turn(&self.dark.columns, &self.data.columns, &mask_lines.columns),
        };
        let format = format(mask, level);
        for bit in (0..15).filter(|bit| format >> bit & 1 == 1) {
            // Once around the upper left finder, once split between the other two.
            match bit {
                0..6 => symbol.set(8, bit),
                6 | 7 => symbol.set(8, bit + 1),
                8 => symbol.set(7, 8),
                _ => symbol.set(14 - bit, 8),
            }
            match bit {
                0..8 => symbol.set(self.side - 1 - bit, 8),
                _ => symbol.set(8, self.side + bit - 15),
            }
        }
        symbol
    }
}

impl<const W: usize> Lines<Vec<Row<W>>> {
    fn set(&mut self, x: usize, y: usize) {
        self.rows[y].set(x);
        self.columns[x].set(y);
    }
}

/// Level and mask as 15 bits of a BCH code.
fn format(mask: usize, level: Level) -> usize {
    let level = match level {
        Level::Medium => 0,
        Level::Low => 1,
        Level::High => 2,
        Level::Quartile => 3,
    };
    let word = (level << 3) | mask;
    let check = (0..10).fold(word, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    ((word << 10) | check) ^ 0x5412
}

/// How much a symbol may confuse a reader: long runs and false finders in rows and columns, blocks
/// of one colour, too much dark or light.
fn penalty<const W: usize>(symbol: &Lines<Vec<Row<W>>>) -> usize {
    let side = symbol.rows.len();
    let dark: usize = symbol.rows.iter().map(|row| row.count()).sum();
    let balance = (dark * 200 / (side * side)).abs_diff(100);
    let lines = symbol.rows.iter().chain(&symbol.columns);
    let in_lines: usize = lines.map(|line| runs(*line, side) + finders(*line)).sum();
    in_lines + blocks(&symbol.rows) + balance
}

/// Where a module is like the next one.
fn same<const W: usize>(line: Row<W>, side: usize) -> Row<W> {
    Row::first(side - 1).without(line.xor(line.ahead(1)))
}

/// A run of five modules costs 3, each further one 1.
fn runs<const W: usize>(line: Row<W>, side: usize) -> usize {
    let pairs = same(line, side);
    let threes = pairs.and(pairs.ahead(1));
    let fives = threes.and(threes.ahead(2));
    fives.count() + 2 * fives.without(fives.behind(1)).count()
}

/// A pattern like a finder's with four light modules on one side costs 40.
fn finders<const W: usize>(line: Row<W>) -> usize {
    let middle = line.ahead(2).and(line.ahead(3)).and(line.ahead(4));
    let found = line
        .and(middle)
        .and(line.ahead(6))
        .without(line.ahead(1))
        .without(line.ahead(5));
    let pair_before = line.behind(1).or(line.behind(2));
    let before = pair_before.or(pair_before.behind(2));
    let pair_after = line.ahead(7).or(line.ahead(8));
    let after = pair_after.or(pair_after.ahead(2));
    40 * found.without(before.and(after)).count()
}

/// Every two by two modules of one colour cost 3.
fn blocks<const W: usize>(rows: &[Row<W>]) -> usize {
    let side = rows.len();
    let pairs = rows.windows(2).map(|pair| {
        let [upper, lower] = [pair[0], pair[1]];
        let both = same(upper, side).and(same(lower, side));
        both.without(upper.xor(lower)).count()
    });
    3 * pairs.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qrcode::{bits::Bits, types::Color, EcLevel, QrCode, Version};

    use super::*;

    const LEVELS: [Level; 4] = [Level::Low, Level::Medium, Level::Quartile, Level::High];

    /// The symbol of these codewords by the library alone and by us.
    fn both(version: i16, level: Level, codewords: &[u8]) -> (Vec<bool>, Vec<bool>) {
        let bits = || {
            let mut bits = Bits::new(Version::Normal(version));
            let most = bits.max_len(level.into()).unwrap();
            // Mode and count of the text take at most 20 bits.
            let length = codewords.len().min((most - 20) / 8);
            bits.push_byte_data(&codewords[..length]).unwrap();
            bits.push_terminator(level.into()).unwrap();
            bits
        };
        let symbol = QrCode::with_bits(bits(), EcLevel::from(level)).unwrap();
        let colours = symbol.into_colors();
        let theirs = colours
            .iter()
            .map(|colour| *colour == Color::Dark)
            .collect();
        (theirs, super::super::symbol(bits(), level).unwrap())
    }

    #[test]
    fn symbols_of_every_version_and_level_are_the_librarys() {
        for version in 1..=40 {
            for (level, seed) in LEVELS.into_iter().zip(1u8..) {
                let text: Vec<u8> = (0..3_000u32)
                    .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 ^ seed)
                    .collect();
                let (theirs, ours) = both(version, level, &text);
                assert_eq!(ours, theirs, "version {version}, {level:?}");
            }
        }
    }

    #[test]
    fn one_colour_is_masked_as_the_library_does() {
        for (version, byte) in [(1, 0), (2, 0xff), (3, 0x55), (11, 0), (12, 0xff), (28, 0)] {
            let (theirs, ours) = both(version, Level::Low, &[byte; 3_000]);
            assert_eq!(ours, theirs, "version {version}, {byte:#x}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn symbols_of_labels_are_the_librarys(
            version in 1i16..=13,
            level in prop::sample::select(LEVELS.to_vec()),
            codewords in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let (theirs, ours) = both(version, level, &codewords);
            prop_assert_eq!(ours, theirs);
        }
    }
}
