//! Says what a file is by its content and removes what it tells beside the picture: place, camera,
//! comments, embedded previews. The picture itself is not touched.

use bytes::{Bytes, BytesMut};
use image::metadata::Orientation;
use img_parts::{
    png::Png,
    riff::{RiffChunk, RiffContent},
    webp::WebP,
};

use super::jpeg;

/// The kinds of file the store takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MediaType {
    /// A photo.
    Jpeg,
    /// A picture without loss.
    Png,
    /// A photo of a newer phone.
    Webp,
    /// A report.
    Pdf,
}

impl MediaType {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Webp, Self::Pdf];

    /// The kind of a file by its first bytes; what its name says does not count.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let found = infer::get(bytes)?.mime_type();
        Self::ALL.into_iter().find(|kind| kind.as_str() == found)
    }

    /// The name of the kind, as in `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The format for decoding; a report has none.
    pub fn image_format(self) -> Option<image::ImageFormat> {
        match self {
            Self::Jpeg => Some(image::ImageFormat::Jpeg),
            Self::Png => Some(image::ImageFormat::Png),
            Self::Webp => Some(image::ImageFormat::WebP),
            Self::Pdf => None,
        }
    }
}

/// The file is damaged or not what its first bytes say.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be read to its end")]
pub struct Damaged;

/// What is left of a file after cleaning.
#[derive(Debug)]
pub struct Cleaned {
    /// The bytes that are stored and whose digest goes on the ledger.
    pub bytes: Bytes,
    /// How the picture must be turned to stand upright.
    pub orientation: Orientation,
}

/// The file without its metadata. Of a photo that lies on its side only the direction is kept.
pub fn clean(kind: MediaType, bytes: Bytes) -> Result<Cleaned, Damaged> {
    match kind {
        MediaType::Jpeg => {
            let (bytes, orientation) = jpeg::clean(&bytes).ok_or(Damaged)?;
            Ok(Cleaned { bytes, orientation })
        }
        MediaType::Png => clean_png(bytes),
        MediaType::Webp => clean_webp(bytes),
        MediaType::Pdf => Ok(Cleaned {
            bytes,
            orientation: Orientation::NoTransforms,
        }),
    }
}

/// Chunks of a PNG that make the picture; texts, times, EXIF and private chunks are left out.
const PNG_CHUNKS: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"acTL", b"fcTL", b"fdAT",
];

fn clean_png(bytes: Bytes) -> Result<Cleaned, Damaged> {
    use img_parts::ImageEXIF as _;
    let mut png = Png::from_bytes(bytes).map_err(|_| Damaged)?;
    let orientation = orientation_of(png.exif().as_deref());
    png.chunks_mut()
        .retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    if png.chunks().last().map(|chunk| chunk.kind()) != Some(*b"IEND") {
        return Err(Damaged);
    }
    if let Some(exif) = exif_of(orientation) {
        png.set_exif(Some(exif));
    }
    Ok(Cleaned {
        bytes: png.encoder().bytes(),
        orientation,
    })
}

/// Chunks of a WebP that make the picture.
const WEBP_CHUNKS: [&[u8; 4]; 7] = [
    b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP",
];
/// The flags of a VP8X header that announce EXIF and XMP.
const WEBP_METADATA_FLAGS: u8 = 0b0000_1100;

fn clean_webp(bytes: Bytes) -> Result<Cleaned, Damaged> {
    use img_parts::ImageEXIF as _;
    let mut webp = WebP::from_bytes(bytes).map_err(|_| Damaged)?;
    let orientation = orientation_of(webp.exif().as_deref());
    webp.chunks_mut()
        .retain(|chunk| WEBP_CHUNKS.contains(&&chunk.id()));
    if webp.chunks().is_empty() {
        return Err(Damaged);
    }
    for header in webp
        .chunks_mut()
        .iter_mut()
        .filter(|chunk| chunk.id() == *b"VP8X")
    {
        let mut content = BytesMut::from(header.content().data().ok_or(Damaged)?.as_ref());
        *content.first_mut().ok_or(Damaged)? &= !WEBP_METADATA_FLAGS;
        *header = RiffChunk::new(*b"VP8X", RiffContent::Data(content.freeze()));
    }
    if let Some(exif) = exif_of(orientation) {
        webp.set_exif(Some(exif));
    }
    Ok(Cleaned {
        bytes: webp.encoder().bytes(),
        orientation,
    })
}

/// The orientation an EXIF block names.
pub fn orientation_of(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms)
}

/// An EXIF block that holds the orientation and nothing else; none for an upright picture.
pub fn exif_of(orientation: Orientation) -> Option<Bytes> {
    if orientation == Orientation::NoTransforms {
        return None;
    }
    let mut block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend_from_slice(&[orientation.to_exif(), 0, 0, 0, 0, 0, 0, 0]);
    Some(Bytes::from(block))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, RgbImage};
    use img_parts::{png::PngChunk, ImageEXIF as _};
    use std::io::Cursor;

    fn picture(format: ImageFormat) -> Bytes {
        let image = RgbImage::from_fn(24, 16, |x, y| {
            image::Rgb([(x * 9) as u8, (y * 15) as u8, 70])
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(image)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner().into()
    }

    /// An EXIF block with an orientation and, behind it, what must not survive.
    fn telling_exif(orientation: u8) -> Bytes {
        let turned = Orientation::from_exif(orientation).unwrap();
        let mut block =
            exif_of(turned).map_or_else(|| b"II*\0\x08\0\0\0\0\0\0\0\0\0".to_vec(), |b| b.to_vec());
        block.extend_from_slice(b"GPS 36.69N 110.93E");
        block.into()
    }

    fn holds(bytes: &[u8], secret: &[u8]) -> bool {
        bytes.windows(secret.len()).any(|window| window == secret)
    }

    #[test]
    fn files_are_told_by_their_content() {
        assert_eq!(
            MediaType::sniff(&picture(ImageFormat::Jpeg)),
            Some(MediaType::Jpeg)
        );
        assert_eq!(
            MediaType::sniff(&picture(ImageFormat::Png)),
            Some(MediaType::Png)
        );
        assert_eq!(
            MediaType::sniff(&picture(ImageFormat::WebP)),
            Some(MediaType::Webp)
        );
        assert_eq!(MediaType::sniff(b"%PDF-1.7\n"), Some(MediaType::Pdf));
        for other in [
            &b"GIF89a"[..],
            b"<svg xmlns=",
            b"MZ\x90",
            b"PK\x03\x04",
            b"",
        ] {
            assert_eq!(MediaType::sniff(other), None);
        }
        for kind in MediaType::ALL {
            assert_eq!(MediaType::from_name(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn a_png_keeps_its_picture_and_loses_its_words() {
        let original = picture(ImageFormat::Png);
        let mut png = Png::from_bytes(original.clone()).unwrap();
        png.set_exif(Some(telling_exif(6)));
        for (at, kind) in [*b"tEXt", *b"iTXt", *b"tIME", *b"prVt"]
            .into_iter()
            .enumerate()
        {
            png.chunks_mut().insert(
                1 + at,
                PngChunk::new(kind, Bytes::from_static(b"Author\0Zhang GPS")),
            );
        }
        let mut telling = png.encoder().bytes().to_vec();
        telling.extend_from_slice(b"GPS behind the end");
        let cleaned = clean(MediaType::Png, telling.into()).unwrap();
        assert!(!holds(&cleaned.bytes, b"GPS") && !holds(&cleaned.bytes, b"Zhang"));
        assert_eq!(cleaned.orientation, Orientation::Rotate90);
        let read = |bytes: &[u8]| image::load_from_memory(bytes).unwrap();
        assert_eq!(read(&cleaned.bytes), read(&original));
        assert_eq!(
            clean(MediaType::Png, original.clone()).unwrap().bytes,
            original
        );
    }

    #[test]
    fn a_webp_keeps_its_picture_and_loses_its_words() {
        let original = picture(ImageFormat::WebP);
        let mut webp = WebP::from_bytes(original.clone()).unwrap();
        webp.set_exif(Some(telling_exif(1)));
        webp.chunks_mut().push(RiffChunk::new(
            *b"XMP ",
            RiffContent::Data(Bytes::from_static(b"GPS!")),
        ));
        let telling = webp.encoder().bytes();
        assert!(holds(&telling, b"GPS"));
        let cleaned = clean(MediaType::Webp, telling).unwrap();
        assert!(!holds(&cleaned.bytes, b"GPS") && !holds(&cleaned.bytes, b"EXIF"));
        assert_eq!(
            image::load_from_memory(&cleaned.bytes).unwrap().to_rgb8(),
            image::load_from_memory(&original).unwrap().to_rgb8()
        );
    }

    #[test]
    fn a_jpeg_keeps_its_picture_and_loses_its_words() {
        let original = picture(ImageFormat::Jpeg);
        for orientation in [1u8, 8] {
            let mut exif = b"Exif\0\0".to_vec();
            exif.extend_from_slice(&telling_exif(orientation));
            let mut telling = original[..2].to_vec();
            for (marker, content) in [
                (0xe1, &exif[..]),
                (0xed, b"GPS in IPTC"),
                (0xfe, b"GPS note"),
                (0xe2, b"MPF\0GPS"),
            ] {
                telling.extend_from_slice(&[0xff, marker]);
                telling.extend_from_slice(&u16::try_from(content.len() + 2).unwrap().to_be_bytes());
                telling.extend_from_slice(content);
            }
            telling.extend_from_slice(&original[2..]);
            telling.extend_from_slice(b"GPS in a second picture");
            let cleaned = clean(MediaType::Jpeg, telling.into()).unwrap();
            assert!(!holds(&cleaned.bytes, b"GPS"));
            assert_eq!(holds(&cleaned.bytes, b"Exif"), orientation != 1);
            assert_eq!(cleaned.orientation.to_exif(), orientation);
            assert_eq!(
                image::load_from_memory(&cleaned.bytes).unwrap(),
                image::load_from_memory(&original).unwrap()
            );
        }
    }

    #[test]
    fn damaged_files_are_refused_without_panic() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = picture(format);
            let kind = MediaType::sniff(&whole).unwrap();
            for length in 0..whole.len() {
                // Cutting may leave something readable (a WebP without padding), never a panic.
                let _outcome = clean(kind, whole.slice(..length)).is_ok();
            }
            assert!(
                clean(kind, whole.slice(..whole.len() / 2)).is_err(),
                "{kind:?}"
            );
        }
    }
}
