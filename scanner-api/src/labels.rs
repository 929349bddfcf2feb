//! Labels: the codes of a batch as their issuer prints them, as pictures, tables and archives that
//! are made while they are sent.

pub mod archive;
pub mod stream;

use std::{ops::RangeInclusive, str::FromStr};

use county_primitives::{BatchId, CodeKind, Digest, OrganisationId, BATCH_MAX};
use qr_labeler::{
    gtin::Gtin,
    render::{png, svg, Level, PngOptions, Qr, SvgOptions},
    url::{Host, LabelUrl},
    Batch, BatchSecret, Code,
};
use rand::{rngs::OsRng, Rng, RngCore};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{error::ApiError, state::App};

/// How many Merkle roots are computed at the same time; a large one takes a core for seconds.
static ROOTS: Semaphore = Semaphore::const_new(2);
/// How many downloads are made at the same time; each keeps a few megabytes while its client reads.
static DOWNLOADS: Semaphore = Semaphore::const_new(16);

/// A permit for a download, as soon as there is one.
pub async fn download_permit() -> Result<SemaphorePermit<'static>, ApiError> {
    DOWNLOADS.acquire().await.map_err(ApiError::internal)
}

/// The picture of a label.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Picture {
    /// Sharp at any size, with the code beneath for people.
    Svg,
    /// Pixels, for programs that take nothing else.
    Png,
}

impl Picture {
    /// The last part of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// Neither `svg` nor `png`.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a picture is svg or png")]
pub struct NoPicture;

impl FromStr for Picture {
    type Err = NoPicture;

    fn from_str(text: &str) -> Result<Self, NoPicture> {
        [Self::Svg, Self::Png]
            .into_iter()
            .find(|picture| picture.extension() == text)
            .ok_or(NoPicture)
    }
}

/// A batch with its secret and with where its labels point.
#[derive(Clone, Debug)]
pub struct Roll {
    batch: Batch,
    host: Host,
    gtin: Option<Gtin>,
}

impl Roll {
    /// The roll of a batch. The host is that of the service.
    pub fn new(batch: Batch, host: Host, gtin: Option<Gtin>) -> Self {
        Self { batch, host, gtin }
    }

    /// How many codes there are.
    pub fn count(&self) -> u32 {
        self.batch.count()
    }

    /// The codes of a range of indexes, as far as the batch reaches.
    pub fn codes(&self, range: RangeInclusive<u32>) -> impl Iterator<Item = Code> + '_ {
        self.batch
            .codes(*range.start()..range.end().saturating_add(1))
    }

    /// Whether exactly this code belongs to the batch.
    pub fn has(&self, code: &Code) -> bool {
        self.batch
            .code(code.index())
            .is_ok_and(|ours| ours == *code)
    }

    /// What the symbol of a code says.
    pub fn url(&self, code: Code) -> String {
        let url = LabelUrl::new(self.host.clone(), code);
        match self.gtin {
            Some(gtin) => url.with_gtin(gtin).to_string(),
            None => url.to_string(),
        }
    }

    /// The picture of a code.
    pub fn picture(&self, code: Code, picture: Picture) -> Result<Vec<u8>, ApiError> {
        let qr = Qr::new(&self.url(code), Level::default()).map_err(ApiError::internal)?;
        match picture {
            Picture::Svg => {
                let options = SvgOptions {
                    caption: Some(code.grouped()),
                    ..SvgOptions::default()
                };
                Ok(svg(&qr, &options).into_bytes())
            }
            Picture::Png => png(&qr, &PngOptions::default()).map_err(ApiError::internal),
        }
    }
}

/// The host that labels carry.
pub fn host(app: &App) -> Result<Host, ApiError> {
    app.config
        .public_url
        .as_str()
        .parse()
        .map_err(ApiError::internal)
}

/// A new batch: an unused random number, and a secret that lies in the vault before anybody else
/// learns of the batch. The secret of a batch that the chain refuses stays behind and is never used.
pub async fn prepare(
    app: &App,
    organisation: OrganisationId,
    kind: CodeKind,
    count: u32,
) -> Result<(BatchId, Digest), ApiError> {
    let id = unused_number(app).await?;
    let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
    OsRng.fill_bytes(bytes.as_mut_slice());
    let batch =
        Batch::new(kind, id, count, BatchSecret::new(*bytes)).map_err(ApiError::internal)?;
    app.vault
        .store_batch_secret(&app.db, id, organisation, &bytes)
        .await?;
    let permit = ROOTS.acquire().await.map_err(ApiError::internal)?;
    let root = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        batch.root()
    });
    Ok((id, root.await.map_err(ApiError::internal)?))
}

/// Random, so that a code says nothing about how many batches there are or whose is next to it.
async fn unused_number(app: &App) -> Result<BatchId, ApiError> {
    loop {
        let number = OsRng.gen_range(1..=BATCH_MAX);
        let used: i64 = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM batches WHERE id = ?) \
             + (SELECT COUNT(*) FROM batch_secrets WHERE batch = ?)",
        )
        .bind(i64::from(number))
        .bind(i64::from(number))
        .fetch_one(&app.db.reader)
        .await?;
        if used == 0 {
            return Ok(BatchId(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roll(gtin: Option<&str>) -> Roll {
        let batch = Batch::new(CodeKind::Item, BatchId(7), 9, BatchSecret::new([7; 32])).unwrap();
        Roll::new(
            batch,
            "xixian.example".parse().unwrap(),
            gtin.map(|text| text.parse().unwrap()),
        )
    }

    #[test]
    fn a_roll_knows_its_own_codes_and_no_others() {
        let roll = roll(None);
        let codes: Vec<_> = roll.codes(3..=100).collect();
        assert_eq!(codes.len(), 6);
        assert!(codes.iter().all(|code| roll.has(code)));
        let other = Code::new(CodeKind::Item, BatchId(7), 3, codes[0].token() ^ 1).unwrap();
        assert!(!roll.has(&other));
        let beyond = Code::new(CodeKind::Item, BatchId(7), 9, 0).unwrap();
        assert!(!roll.has(&beyond));
        let box_code = Code::new(CodeKind::Box, BatchId(7), 3, codes[0].token()).unwrap();
        assert!(!roll.has(&box_code));
    }

    #[test]
    fn both_url_forms_and_both_pictures_are_made() {
        let plain = roll(None);
        let code = plain.codes(0..=0).next().unwrap();
        assert_eq!(plain.url(code), format!("HTTPS://XIXIAN.EXAMPLE/{code}"));
        let link = roll(Some("6901234567892"));
        assert_eq!(
            link.url(code),
            format!("HTTPS://XIXIAN.EXAMPLE/01/06901234567892/21/{code}")
        );
        let picture = plain.picture(code, Picture::Svg).unwrap();
        assert!(
            picture.starts_with(b"<svg ")
                && String::from_utf8_lossy(&picture).contains(&code.grouped()[..5])
        );
        assert!(plain
            .picture(code, Picture::Png)
            .unwrap()
            .starts_with(b"\x89PNG"));
        assert!("gif".parse::<Picture>().is_err());
    }
}
