//! A symbol as PNG with one bit per pixel.

use super::{Qr, QUIET_ZONE, QUIET_ZONE_MAX};

/// The most pixels per module and side; the largest symbol then needs 50 MB while it is drawn.
pub const MODULE_MAX: u32 = 64;

/// How the PNG looks.
#[derive(Clone, Copy, Debug)]
pub struct PngOptions {
    /// Pixels per module and side, 1 to [`MODULE_MAX`].
    pub module: u32,
    /// Light modules around the symbol; fewer than [`QUIET_ZONE`] only if the paper gives the rest.
    pub quiet_zone: u32,
}

impl Default for PngOptions {
    fn default() -> Self {
        Self {
            module: 8,
            quiet_zone: QUIET_ZONE,
        }
    }
}

/// Why there is no PNG.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// A module of no pixels or too many.
    #[error("a module has 1 to {MODULE_MAX} pixels, not {0}")]
    Module(u32),
    /// A quiet zone wider than any label.
    #[error("a quiet zone has at most {QUIET_ZONE_MAX} modules, not {0}")]
    QuietZone(u32),
    /// The PNG library failed.
    #[error("the PNG could not be written")]
    Encoding(#[from] ::png::EncodingError),
}

/// Draws the symbol as a black and white PNG.
///
/// # Errors
/// [`PngError::Module`] or [`PngError::QuietZone`] when the size is outside its limits.
pub fn png(qr: &Qr, options: &PngOptions) -> Result<Vec<u8>, PngError> {
    if !(1..=MODULE_MAX).contains(&options.module) {
        return Err(PngError::Module(options.module));
    }
    if options.quiet_zone > QUIET_ZONE_MAX {
        return Err(PngError::QuietZone(options.quiet_zone));
    }
    let side = (qr.width() + 2 * options.quiet_zone) * options.module;
    let mut rows = Vec::new();
    for row in 0..qr.width() + 2 * options.quiet_zone {
        let line = pixel_line(qr, row, side, options);
        for _ in 0..options.module {
            rows.extend_from_slice(&line);
        }
    }
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, side, side);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    // Rows of a symbol repeat, so "same as above" packs best.
    encoder.set_filter(::png::Filter::Up);
    encoder.set_compression(::png::Compression::Balanced);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(out)
}

/// One line of pixels through a row of modules, the quiet zone counted; a set bit is white.
fn pixel_line(qr: &Qr, row: u32, side: u32, options: &PngOptions) -> Vec<u8> {
    let mut bits = (0..side).map(|pixel| {
        let column = (pixel / options.module).checked_sub(options.quiet_zone);
        let row = row.checked_sub(options.quiet_zone);
        !column
            .zip(row)
            .is_some_and(|(column, row)| qr.is_dark(column, row))
    });
    let mut line = Vec::new();
    while let Some(first) = bits.next() {
        // Pixels beyond the right edge fill the last byte; readers ignore them.
        let rest = (0..7).map(|_| bits.next().unwrap_or(true));
        line.push(rest.fold(u8::from(first), |byte, white| byte << 1 | u8::from(white)));
    }
    line
}
