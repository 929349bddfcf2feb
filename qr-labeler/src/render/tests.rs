//! Symbols are as small as they can be, and pictures show exactly their modules.

use proptest::prelude::*;

use super::*;

fn qr(text: &str) -> Qr {
    Qr::new(text, Level::Medium).unwrap()
}

/// A symbol that is no QR code at all, to try shapes that codes rarely have.
fn shape(width: u32, dark: Vec<bool>) -> Qr {
    Qr {
        version: 1,
        width,
        dark,
    }
}

/// Fills the outline path of an SVG by the nonzero rule, from the sums of its vertical edges.
fn modules_of(picture: &str, side: usize) -> Vec<bool> {
    let path = picture
        .rsplit_once("\" d=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap();
    let mut winding = vec![0i32; side * side];
    let mut edge = |x: i32, from: i32, to: i32| {
        for y in from.min(to)..from.max(to) {
            for cell in x..i32::try_from(side).unwrap() {
                winding[usize::try_from(y).unwrap() * side + usize::try_from(cell).unwrap()] +=
                    (to - from).signum();
            }
        }
    };
    for loop_path in path.split_terminator('z') {
        let mut words = loop_path.replace(['h', 'v'], " ");
        words.remove(0);
        let mut numbers = words.split(' ').map(|word| word.parse::<i32>().unwrap());
        let start = (numbers.next().unwrap(), numbers.next().unwrap());
        let (mut x, mut y) = start;
        let letters = loop_path.chars().filter(|c| matches!(c, 'h' | 'v'));
        for (letter, length) in letters.zip(numbers) {
            if letter == 'h' {
                x += length;
            } else {
                edge(x, y, y + length);
                y += length;
            }
        }
        assert!(x == start.0 || y == start.1, "the closing side is straight");
        edge(x, y, start.1);
    }
    winding.into_iter().map(|turns| turns != 0).collect()
}

#[test]
fn labels_get_the_smallest_version() {
    let text = |length: usize| {
        "HTTPS://"
            .chars()
            .chain("A".repeat(length - 8).chars())
            .collect()
    };
    let version = |length: usize| {
        qr(&{
            let text: String = text(length);
            text
        })
        .version()
    };
    // Capacity of level M in alphanumeric mode: 20, 38, 61, 90 characters.
    assert_eq!(version(20), 1);
    assert_eq!(version(21), 2);
    assert_eq!(version(34), 2);
    assert_eq!(version(38), 2);
    assert_eq!(version(39), 3);
    assert_eq!(version(61), 3);
    assert_eq!(version(62), 4);
}

#[test]
fn capacity_is_used_to_the_last_character() {
    for (level, most) in [(Level::Low, 4296), (Level::High, 1852)] {
        assert_eq!(
            Qr::new(&"A".repeat(most), level).map(|qr| qr.version()),
            Ok(40)
        );
        assert_eq!(Qr::new(&"A".repeat(most + 1), level), Err(QrError::Long));
    }
    assert_eq!(
        Qr::new(&"7".repeat(TEXT_MAX), Level::Low).map(|qr| qr.version()),
        Ok(40)
    );
    assert_eq!(
        Qr::new(&"7".repeat(TEXT_MAX + 1), Level::Low),
        Err(QrError::Long)
    );
}

#[test]
fn other_characters_are_refused() {
    assert_eq!(
        Qr::new("https", Level::Medium),
        Err(QrError::Character('h'))
    );
    assert_eq!(Qr::new("梨", Level::Medium), Err(QrError::Character('梨')));
}

#[test]
fn sizes_are_limited() {
    let qr = qr("A");
    let png = |module, quiet_zone| png(&qr, &PngOptions { module, quiet_zone });
    assert!(png(1, 0).is_ok());
    assert!(matches!(png(0, 4), Err(PngError::Module(0))));
    assert!(matches!(png(MODULE_MAX + 1, 4), Err(PngError::Module(65))));
    assert!(matches!(
        png(1, QUIET_ZONE_MAX + 1),
        Err(PngError::QuietZone(65))
    ));
    let wide = svg(
        &qr,
        &SvgOptions {
            quiet_zone: u32::MAX,
            ..Default::default()
        },
    );
    assert!(wide.contains(r#"viewBox="0 0 149 149""#), "{wide}");
}

#[test]
fn a_caption_cannot_break_out_of_the_picture() {
    let caption = Some("<script>&".to_string());
    let picture = svg(
        &qr("A"),
        &SvgOptions {
            caption,
            ..Default::default()
        },
    );
    assert!(picture.contains("&lt;script&gt;&amp;"));
    assert!(!picture.contains("<script"));
}

#[test]
fn modules_outside_are_light() {
    let qr = qr("A");
    assert!(qr.is_dark(0, 0));
    assert!(!qr.is_dark(21, 0) && !qr.is_dark(0, 21) && !qr.is_dark(u32::MAX, u32::MAX));
}

proptest! {
    #[test]
    fn the_outline_encloses_exactly_the_dark_modules(
        (side, dark) in (1usize..9).prop_flat_map(|side| {
            (Just(side), prop::collection::vec(any::<bool>(), side * side))
        })
    ) {
        let symbol = shape(u32::try_from(side).unwrap(), dark.clone());
        let picture = svg(&symbol, &SvgOptions { quiet_zone: 0, ..Default::default() });
        prop_assert_eq!(modules_of(&picture, side), dark);
    }

    #[test]
    fn png_shows_the_modules(
        (side, dark) in (1u32..9).prop_flat_map(|side| {
            let modules = usize::try_from(side * side).unwrap();
            (Just(side), prop::collection::vec(any::<bool>(), modules))
        }),
        module in 1u32..5,
        quiet_zone in 0u32..5,
    ) {
        let symbol = shape(side, dark);
        let bytes = png(&symbol, &PngOptions { module, quiet_zone }).unwrap();
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        prop_assert_eq!(frame.width, (side + 2 * quiet_zone) * module);
        for y in 0..frame.height {
            for x in 0..frame.width {
                let byte = pixels[usize::try_from(y).unwrap() * frame.line_size + usize::try_from(x / 8).unwrap()];
                let white = byte >> (7 - x % 8) & 1 == 1;
                let inside = |pixel: u32| (pixel / module).checked_sub(quiet_zone).unwrap_or(u32::MAX);
                prop_assert_eq!(white, !symbol.is_dark(inside(x), inside(y)));
            }
        }
    }
}
