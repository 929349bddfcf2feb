//! Makes small previews, with limits so that a small file cannot unpack into all of the memory.

use std::io::Cursor;

use bytes::Bytes;
use image::{
    codecs::jpeg::JpegEncoder, metadata::Orientation, DynamicImage, ImageReader, Limits, Rgb,
    RgbImage,
};

use super::clean::{Cleaned, MediaType};

/// The longer side of a preview.
pub const SIDE_PX: u32 = 480;
/// The most pixels a picture may have on one side.
const SIDE_PX_MAX: u32 = 16_384;
/// The most pixels a picture may have in all: that of the largest phone cameras in common use.
const PIXELS_MAX: u64 = 110_000_000;
/// The most memory unpacking one picture may take.
const UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
const QUALITY: u8 = 80;

/// Why there is no preview of a picture.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// It would unpack into more than the limits allow.
    #[error("the picture has more than {PIXELS_MAX} pixels")]
    TooLarge,
    /// It cannot be decoded.
    #[error("the picture cannot be decoded")]
    Undecodable,
}

/// A JPEG preview at most [`SIDE_PX`] wide and high, upright; `None` for a report.
pub fn preview(kind: MediaType, file: &Cleaned) -> Result<Option<Bytes>, PreviewError> {
    let Some(format) = kind.image_format() else {
        return Ok(None);
    };
    let (width, height) = ImageReader::with_format(Cursor::new(&file.bytes), format)
        .into_dimensions()
        .map_err(|error| too_large_or_undecodable(&error))?;
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > SIDE_PX_MAX || pixels > PIXELS_MAX {
        return Err(PreviewError::TooLarge);
    }
    let mut reader = ImageReader::with_format(Cursor::new(&file.bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX_MAX);
    limits.max_image_height = Some(SIDE_PX_MAX);
    limits.max_alloc = Some(UNPACKED_BYTES_MAX);
    reader.limits(limits);
    let image = reader
        .decode()
        .map_err(|error| too_large_or_undecodable(&error))?;
    small(image, file.orientation).map(Some)
}

fn too_large_or_undecodable(error: &image::ImageError) -> PreviewError {
    match error {
        image::ImageError::Limits(_) => PreviewError::TooLarge,
        _ => PreviewError::Undecodable,
    }
}

fn small(image: DynamicImage, orientation: Orientation) -> Result<Bytes, PreviewError> {
    let mut image = if image.width().max(image.height()) > SIDE_PX {
        image.thumbnail(SIDE_PX, SIDE_PX)
    } else {
        image
    };
    image.apply_orientation(orientation);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(&on_white(&image))
        .map_err(|_| PreviewError::Undecodable)?;
    Ok(bytes.into())
}

/// A JPEG has no transparency, so the picture is laid on white.
fn on_white(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [colours @ .., alpha] = image.get_pixel(x, y).0;
        Rgb(colours.map(|colour| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbaImage};
    use img_parts::png::{Png, PngChunk};

    fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Cleaned {
        let mut bytes = Cursor::new(Vec::new());
        image.into().write_to(&mut bytes, format).unwrap();
        Cleaned {
            bytes: bytes.into_inner().into(),
            orientation: Orientation::NoTransforms,
        }
    }

    #[test]
    fn a_preview_fits_and_stands_upright() {
        let mut photo = file(RgbImage::new(1600, 800), ImageFormat::Jpeg);
        let read = |bytes: Option<Bytes>| image::load_from_memory(&bytes.unwrap()).unwrap();
        let flat = read(preview(MediaType::Jpeg, &photo).unwrap());
        assert_eq!((flat.width(), flat.height()), (480, 240));
        photo.orientation = Orientation::Rotate90;
        let upright = read(preview(MediaType::Jpeg, &photo).unwrap());
        assert_eq!((upright.width(), upright.height()), (240, 480));
    }

    #[test]
    fn transparency_becomes_white_and_small_pictures_stay_small() {
        let clear = file(RgbaImage::new(40, 20), ImageFormat::Png);
        let image = image::load_from_memory(&preview(MediaType::Png, &clear).unwrap().unwrap())
            .unwrap()
            .to_rgb8();
        assert_eq!(image.dimensions(), (40, 20));
        assert!(image
            .pixels()
            .all(|pixel| pixel.0.iter().all(|colour| *colour > 250)));
    }

    /// A tiny file whose header promises a picture of this size.
    fn bomb(width: u32, height: u32) -> Cleaned {
        let mut file = file(image::GrayImage::new(1, 1), ImageFormat::Png);
        let mut png = Png::from_bytes(file.bytes).unwrap();
        let mut header = png.chunks()[0].contents().to_vec();
        header[..4].copy_from_slice(&width.to_be_bytes());
        header[4..8].copy_from_slice(&height.to_be_bytes());
        png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
        file.bytes = png.encoder().bytes();
        file
    }

    #[test]
    fn a_small_file_with_a_huge_picture_is_refused() {
        for (width, height) in [(16_384, 7_000), (20_000, 1), (1, 20_000)] {
            let outcome = preview(MediaType::Png, &bomb(width, height));
            assert!(matches!(outcome, Err(PreviewError::TooLarge)), "{width}");
        }
        for side in [1000, u32::MAX >> 1] {
            assert!(preview(MediaType::Png, &bomb(side, side)).is_err());
        }
    }

    #[test]
    fn what_only_begins_like_a_picture_is_refused_and_a_report_has_no_preview() {
        let mut broken = file(RgbImage::new(64, 64), ImageFormat::Png);
        broken.bytes = broken.bytes.slice(..40);
        assert!(matches!(
            preview(MediaType::Png, &broken),
            Err(PreviewError::Undecodable)
        ));
        assert!(preview(MediaType::Pdf, &broken).unwrap().is_none());
    }
}
