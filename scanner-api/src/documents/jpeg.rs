//! Walks the segments of a JPEG and keeps those that make the picture.
//!
//! `img-parts` takes everything from the first scan to the end of the file for picture data, and
//! phones put previews, depth maps and whole videos there; so the walk is done here, to the end.

use bytes::Bytes;
use image::metadata::Orientation;

use super::clean::{exif_of, orientation_of};

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const APPLICATION_0: u8 = 0xe0;
const APPLICATION_1: u8 = 0xe1;
const APPLICATION_2: u8 = 0xe2;
const APPLICATION_14: u8 = 0xee;
const EXIF: &[u8] = b"Exif\0\0";
const JFIF: &[u8] = b"JFIF\0";
const COLOUR_PROFILE: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";
/// A JFIF header up to the size of its preview.
const JFIF_BYTES: usize = 12;

/// The picture without metadata, previews, comments and whatever follows its end, and how it must
/// be turned; `None` if the file breaks off or is not built as a JPEG is.
pub fn clean(bytes: &[u8]) -> Option<(Bytes, Orientation)> {
    let mut rest = bytes.strip_prefix(&[0xff, START_OF_IMAGE])?;
    let mut orientation = Orientation::NoTransforms;
    let mut picture = Vec::with_capacity(bytes.len());
    let mut scanned = false;
    loop {
        let (marker, after) = next_marker(rest)?;
        if marker == END_OF_IMAGE {
            break;
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let (segment, following) = (after.get(2..length)?, after.get(length..)?);
        if marker == APPLICATION_1 && !scanned {
            if let Some(exif) = segment.strip_prefix(EXIF) {
                orientation = orientation_of(Some(exif));
            }
        }
        if let Some(kept) = kept(marker, segment) {
            push(&mut picture, marker, &kept)?;
        }
        rest = following;
        if marker == START_OF_SCAN {
            scanned = true;
            let (scan, following) = rest.split_at(scan_bytes(rest)?);
            picture.extend_from_slice(scan);
            rest = following;
        }
    }
    if !scanned {
        return None;
    }
    let mut clean = vec![0xff, START_OF_IMAGE];
    if let Some(exif) = exif_of(orientation) {
        push(&mut clean, APPLICATION_1, &[EXIF, &exif].concat())?;
    }
    clean.extend_from_slice(&picture);
    clean.extend_from_slice(&[0xff, END_OF_IMAGE]);
    Some((clean.into(), orientation))
}

/// The next marker, after fill bytes, and what follows it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes.strip_prefix(&[0xff])?;
    while let Some(after) = rest.strip_prefix(&[0xff]) {
        rest = after;
    }
    let (marker, rest) = rest.split_first()?;
    Some((*marker, rest))
}

/// What is kept of a segment: frames, tables and scans whole; of the application segments only what
/// decides about colours, and the JFIF header without its preview.
fn kept(marker: u8, segment: &[u8]) -> Option<Vec<u8>> {
    match marker {
        APPLICATION_0 => {
            let header = segment.get(..JFIF_BYTES)?;
            header.starts_with(JFIF).then(|| [header, &[0, 0]].concat())
        }
        APPLICATION_2 => segment
            .starts_with(COLOUR_PROFILE)
            .then(|| segment.to_vec()),
        APPLICATION_14 => segment.starts_with(ADOBE).then(|| segment.to_vec()),
        // Tables and frames lie in 0xc0 to 0xdf; 0xe0 to 0xfe are application data and comments.
        0xc0..=0xdf => Some(segment.to_vec()),
        _ => None,
    }
}

fn push(picture: &mut Vec<u8>, marker: u8, segment: &[u8]) -> Option<()> {
    let length = u16::try_from(segment.len().checked_add(2)?).ok()?;
    picture.extend_from_slice(&[0xff, marker]);
    picture.extend_from_slice(&length.to_be_bytes());
    picture.extend_from_slice(segment);
    Some(())
}

/// How long the coded data of a scan is: up to the next marker that is neither a stuffed 0xff nor
/// a restart.
fn scan_bytes(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|pair| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)))
}
