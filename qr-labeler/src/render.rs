//! QR symbols: the smallest one that holds a text in alphanumeric mode, and its pictures.

mod mask;
mod png;
mod segments;
mod svg;

use qrcode::{bits::Bits, canvas::Canvas, ec, types::QrResult, Version};

pub use self::{
    png::{png, PngError, PngOptions, MODULE_MAX},
    svg::{svg, SvgOptions},
};
use segments::Run;

/// Light modules every reader needs around a symbol.
pub const QUIET_ZONE: u32 = 4;

/// The widest quiet zone a picture can have, in modules.
pub const QUIET_ZONE_MAX: u32 = 64;

/// Characters in the largest symbol if all are digits; nothing longer is even tried.
const TEXT_MAX: usize = 7_089;

/// How much of a symbol may be dirty or torn and still be read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Level {
    /// About 7 %.
    Low,
    /// About 15 %: right for stickers on fruit.
    #[default]
    Medium,
    /// About 25 %.
    Quartile,
    /// About 30 %.
    High,
}

impl From<Level> for qrcode::EcLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::L,
            Level::Medium => Self::M,
            Level::Quartile => Self::Q,
            Level::High => Self::H,
        }
    }
}

/// Why a text has no symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum QrError {
    /// A character that the alphanumeric mode does not have.
    #[error("{0:?} is not in the alphanumeric mode: 0-9, A-Z, space and $%*+-./: only")]
    Character(char),
    /// More than the largest symbol holds.
    #[error("the text is too long for any QR symbol of this level")]
    Long,
    /// The QR library refused bits that were counted to fit.
    #[error("the QR symbol could not be drawn")]
    Encoding,
}

/// A QR symbol without its quiet zone.
///
/// ```
/// use qr_labeler::render::{svg, Level, Qr, SvgOptions};
///
/// let qr = Qr::new("HTTPS://A.EXAMPLE/10000070001903NQK8N9", Level::default())?;
/// assert_eq!((qr.version(), qr.width()), (2, 25));
/// assert!(svg(&qr, &SvgOptions::default()).starts_with("<svg "));
/// # Ok::<(), qr_labeler::render::QrError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Qr {
    version: u8,
    width: u32,
    dark: Vec<bool>,
}

impl Qr {
    /// The symbol of the smallest version that holds the text: runs of digits go into numeric mode
    /// wherever that saves room, everything else into alphanumeric mode.
    ///
    /// # Errors
    /// [`QrError::Character`] when the text has any other character, [`QrError::Long`] when no
    /// version holds it.
    pub fn new(text: &str, level: Level) -> Result<Self, QrError> {
        if let Some(foreign) = text.chars().find(|c| !segments::is_alphanumeric(*c)) {
            return Err(QrError::Character(foreign));
        }
        if text.len() > TEXT_MAX {
            return Err(QrError::Long);
        }
        // Versions of one class count characters in equally many bits, so one cut serves them all.
        for class in [1..=9, 10..=26, 27..=40] {
            let (needed, runs) = segments::best(text.as_bytes(), Version::Normal(*class.start()));
            for version in class {
                let bits = Bits::new(Version::Normal(version));
                if needed <= bits.max_len(level.into()).map_err(|_| QrError::Encoding)? {
                    return Self::draw(text.as_bytes(), &runs, bits, level);
                }
            }
        }
        Err(QrError::Long)
    }

    fn draw(text: &[u8], runs: &[Run], mut bits: Bits, level: Level) -> Result<Self, QrError> {
        for run in runs {
            let part = &text[run.range.clone()];
            let pushed = if run.numeric {
                bits.push_numeric_data(part)
            } else {
                bits.push_alphanumeric_data(part)
            };
            pushed.map_err(|_| QrError::Encoding)?;
        }
        bits.push_terminator(level.into())
            .map_err(|_| QrError::Encoding)?;
        let version = bits.version();
        let width = version.width();
        let Version::Normal(number) = version else {
            return Err(QrError::Encoding);
        };
        Ok(Self {
            version: u8::try_from(number).map_err(|_| QrError::Encoding)?,
            width: u32::try_from(width).map_err(|_| QrError::Encoding)?,
            dark: symbol(bits, level).map_err(|_| QrError::Encoding)?,
        })
    }

    /// The version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Modules per side, without the quiet zone.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Whether the module in this column and row is dark. Outside the symbol everything is light.
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        if column >= self.width || row >= self.width {
            return false;
        }
        let position = usize::try_from(row * self.width + column).ok();
        position
            .and_then(|position| self.dark.get(position))
            .copied()
            .unwrap_or(false)
    }
}

/// The modules of finished bits, row by row.
fn symbol(bits: Bits, level: Level) -> QrResult<Vec<bool>> {
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, level.into())?;
    let mut canvas = Canvas::new(version, level.into());
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    Ok(mask::best(&canvas, version.width(), level))
}

#[cfg(test)]
mod tests;
