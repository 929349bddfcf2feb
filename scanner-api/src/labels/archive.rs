//! ZIP archives that are sent while they are made. A ZIP writer goes back to each entry's header
//! when the entry is done; a window over the last bytes lets it, and lets everything before go out.

use std::io::{self, Seek, SeekFrom, Write};

use zip::{write::SimpleFileOptions, CompressionMethod, ZipWriter};

/// How far back the writer may go unless told otherwise: far more than one label.
const WINDOW_BYTES: usize = 1024 * 1024;

/// The last bytes of a file whose earlier ones have gone out.
struct Window<W> {
    out: W,
    bytes: usize,
    gone: u64,
    held: Vec<u8>,
    at: usize,
}

impl<W: Write> Window<W> {
    fn new(out: W, bytes: usize) -> Self {
        Self {
            out,
            bytes,
            gone: 0,
            held: Vec::with_capacity(2 * WINDOW_BYTES),
            at: 0,
        }
    }

    fn let_go(&mut self, keep: usize) -> io::Result<()> {
        let count = self.held.len().saturating_sub(keep);
        self.out.write_all(&self.held[..count])?;
        self.held.drain(..count);
        self.gone += count as u64;
        self.at = self.at.saturating_sub(count);
        Ok(())
    }
}

impl<W: Write> Write for Window<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let over = bytes.len().min(self.held.len() - self.at);
        self.held[self.at..self.at + over].copy_from_slice(&bytes[..over]);
        self.held.extend_from_slice(&bytes[over..]);
        self.at += bytes.len();
        if self.at == self.held.len() && self.held.len() >= 2 * self.bytes {
            self.let_go(self.bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Seek for Window<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.gone + self.held.len() as u64;
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => (self.gone + self.at as u64).checked_add_signed(by),
            SeekFrom::End(by) => end.checked_add_signed(by),
        };
        let at = position
            .filter(|position| (self.gone..=end).contains(position))
            .and_then(|position| usize::try_from(position - self.gone).ok())
            .ok_or_else(|| io::Error::other("those bytes have gone out already"))?;
        self.at = at;
        Ok(self.gone + at as u64)
    }
}

/// Writes a ZIP archive of files that are made one by one. `deflate` is for texts; pictures are
/// packed already.
pub fn write(
    out: impl Write,
    deflate: bool,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    write_within(out, deflate, WINDOW_BYTES, files)
}

/// The same for files that may be larger than a label: each at most half of `window_bytes`, of which two are
/// held in memory.
pub fn write_within(
    out: impl Write,
    deflate: bool,
    window_bytes: usize,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    let method = if deflate {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut archive = ZipWriter::new(Window::new(out, window_bytes));
    for file in files {
        let (name, content) = file?;
        if content.len() > window_bytes / 2 {
            return Err(io::Error::other("a file larger than the window"));
        }
        archive.start_file(name, options)?;
        archive.write_all(&content)?;
    }
    archive.finish()?.let_go(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn archive(deflate: bool, count: usize, bytes: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let files = (0..count).map(|at| Ok((format!("{at:05}.svg"), content(at, bytes))));
        write(&mut out, deflate, files).unwrap();
        out
    }

    fn content(at: usize, bytes: usize) -> Vec<u8> {
        (0..bytes).map(|byte| (byte * 31 + at * 7) as u8).collect()
    }

    #[test]
    fn archives_read_back_whole() {
        for (deflate, count, bytes) in [
            (true, 3000, 4000),
            (false, 2000, 5000),
            (true, 0, 0),
            (false, 1, 0),
        ] {
            let mut zip =
                zip::ZipArchive::new(Cursor::new(archive(deflate, count, bytes))).unwrap();
            assert_eq!(zip.len(), count);
            for at in (0..count).step_by(97) {
                let mut read = Vec::new();
                let mut file = zip.by_index(at).unwrap();
                assert_eq!(file.name(), format!("{at:05}.svg"));
                file.read_to_end(&mut read).unwrap();
                assert_eq!(read, content(at, bytes));
            }
        }
    }

    #[test]
    fn the_window_stays_small() {
        struct Largest(usize, usize);
        impl Write for Largest {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.max(bytes.len());
                self.1 += bytes.len();
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut out = Largest(0, 0);
        let files = (0..4000).map(|at| Ok((format!("{at}.png"), content(at, 4000))));
        write(&mut out, false, files).unwrap();
        assert!(
            out.1 > 16_000_000 && out.0 <= 3 * WINDOW_BYTES,
            "{} {}",
            out.0,
            out.1
        );
    }

    #[test]
    fn a_failing_file_fails_the_archive() {
        let files = [Ok(("a".to_owned(), vec![1])), Err(io::Error::other("no"))];
        assert!(write(Vec::new(), true, files.into_iter()).is_err());
        let large = [Ok(("a".to_owned(), vec![0; WINDOW_BYTES]))];
        assert!(write(Vec::new(), true, large.into_iter()).is_err());
    }
}
