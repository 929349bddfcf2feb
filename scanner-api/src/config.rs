//! The configuration: one struct, read once at start from defaults, a file and the environment.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    providers::{Env, Format, Serialized, Toml},
    Figment,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::db::READER_CACHE_MIB;

/// The commented example file; it is also the list of options in `--help`.
pub const EXAMPLE: &str = include_str!("../county.example.toml");

/// The configuration. Every field is explained in `county.example.toml`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Scheme and host that labels carry and links start with.
    #[serde(with = "url_text")]
    pub public_url: Url,
    /// The WebSocket RPC of the node.
    #[serde(with = "url_text")]
    pub node_url: Url,
    /// Where the database, keys and documents lie.
    pub data_dir: PathBuf,
    /// CSV files with names of divisions; empty for the folder `divisions` in the data folder.
    pub divisions_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// The key vault.
    pub vault: Vault,
    /// The document store.
    pub documents: Documents,
    /// The font of printed certificates.
    pub font: Font,
    /// Limits on requests.
    pub limits: Limits,
    /// Sessions of people who logged in.
    pub sessions: Sessions,
    /// How calls are sent.
    pub chain: Chain,
    /// The first account, made at the first start.
    pub bootstrap: Bootstrap,
    /// What is kept of devices.
    pub devices: Devices,
    /// What goes to the log.
    pub log: Log,
}

/// What is kept of devices.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Devices {
    /// For how many days readings are kept; 0 for ever.
    pub readings_days: u32,
}

/// The database.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The cache of each connection that reads, in megabytes.
    pub reader_cache_mib: u32,
}

/// The key vault.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    /// File with the master key; empty for `master.key` in the data folder.
    pub master_key_file: PathBuf,
    /// The master key itself, for systems that hand secrets over in the environment.
    pub master_key: String,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("master_key_file", &self.master_key_file)
            .finish_non_exhaustive()
    }
}

/// The document store.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// `s3://bucket/prefix`, or empty for the folder `documents` in the data folder.
    pub url: String,
    /// The largest document, in bytes.
    pub bytes_max: usize,
}

/// The font of printed certificates.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Font {
    /// A font file with Chinese characters.
    pub file: PathBuf,
    /// Which font of a collection.
    pub index: u32,
}

/// Limits on requests.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The largest JSON body, in bytes.
    pub body_bytes_max: usize,
    /// How long a request may take, in seconds.
    pub request_timeout_s: u64,
    /// How many requests are worked on at a time, reads and writes apart.
    pub concurrency_max: usize,
    /// How many requests a client may send to public pages per minute.
    pub public_per_minute: u32,
    /// How many of them it may send at once.
    pub public_burst: u32,
    /// Whether the client's address is the last one in `X-Forwarded-For`; only behind an own proxy.
    pub behind_proxy: bool,
}

/// Sessions of people who logged in.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How long a session lasts, in hours.
    pub lifetime_hours: u32,
}

/// How calls are sent.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// How long a write waits for finality before it answers with a ticket, in seconds.
    pub finality_timeout_s: u64,
    /// For how many blocks a signed call stays valid.
    pub mortality_blocks: u64,
}

/// The first account, made at the first start.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    /// Its login; empty for none.
    pub login: String,
    /// File with its ed25519 seed in hex.
    pub key_file: PathBuf,
    /// File with its password.
    pub password_file: PathBuf,
}

/// What goes to the log.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Which messages, in the form `level` or `target=level,target=level`.
    pub filter: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: fixed_url("http://127.0.0.1:8080"),
            node_url: fixed_url("ws://127.0.0.1:9944"),
            data_dir: ".data/service".into(),
            divisions_dir: PathBuf::new(),
            database: Database {
                reader_cache_mib: READER_CACHE_MIB,
            },
            vault: Vault {
                master_key_file: PathBuf::new(),
                master_key: String::new(),
            },
            documents: Documents {
                url: String::new(),
                bytes_max: 10 * 1024 * 1024,
            },
            font: Font {
                file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc".into(),
                index: 2,
            },
            limits: Limits {
                body_bytes_max: 2 * 1024 * 1024,
                request_timeout_s: 120,
                concurrency_max: 512,
                public_per_minute: 120,
                public_burst: 60,
                behind_proxy: false,
            },
            sessions: Sessions { lifetime_hours: 12 },
            chain: Chain {
                finality_timeout_s: 60,
                mortality_blocks: 64,
            },
            bootstrap: Bootstrap {
                login: String::new(),
                key_file: PathBuf::new(),
                password_file: PathBuf::new(),
            },
            devices: Devices {
                readings_days: 1_100,
            },
            log: Log {
                filter: "info".to_owned(),
                format: LogFormat::Text,
            },
        }
    }
}

/// URLs are written as text.
mod url_text {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(url.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|error| D::Error::custom(format!("{text}: {error}")))
    }
}

fn fixed_url(text: &str) -> Url {
    Url::parse(text).expect("a literal url parses; qed")
}

/// The first part of every key; other variables that start with `COUNTY_` are not ours.
const SECTIONS: [&str; 15] = [
    "listen",
    "public_url",
    "node_url",
    "data_dir",
    "divisions_dir",
    "database",
    "vault",
    "documents",
    "font",
    "limits",
    "sessions",
    "chain",
    "bootstrap",
    "devices",
    "log",
];

impl Config {
    /// Reads defaults, then the file if one is named, then the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, Box<figment::Error>> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let environment = Env::prefixed("COUNTY_").split("__").filter(|key| {
            let key = key.as_str().to_ascii_lowercase();
            let section = key
                .split("__")
                .next()
                .and_then(|part| part.split('.').next());
            section.is_some_and(|section| SECTIONS.contains(&section))
        });
        figment.merge(environment).extract().map_err(Box::new)
    }

    /// The file of the database.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("county.sqlite")
    }

    /// The folder with names of divisions.
    pub fn divisions_dir(&self) -> PathBuf {
        if self.divisions_dir.as_os_str().is_empty() {
            self.data_dir.join("divisions")
        } else {
            self.divisions_dir.clone()
        }
    }

    /// The file of the master key.
    pub fn master_key_file(&self) -> PathBuf {
        if self.vault.master_key_file.as_os_str().is_empty() {
            self.data_dir.join("master.key")
        } else {
            self.vault.master_key_file.clone()
        }
    }

    /// Whether people reach the service over TLS, so that cookies may be marked `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_is_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.toml");
        std::fs::write(&file, EXAMPLE).unwrap();
        let read: Config = Figment::from(Toml::file_exact(&file)).extract().unwrap();
        assert_eq!(read, Config::default());
    }

    #[test]
    fn the_sections_are_the_fields() {
        let value = serde_json::to_value(Config::default()).unwrap();
        let fields: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        let mut sections = SECTIONS.to_vec();
        sections.sort_unstable();
        assert_eq!(fields, sections);
    }

    #[test]
    fn a_mistyped_option_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.toml");
        std::fs::write(&file, "[limits]\nbody_bytes = 1\n").unwrap();
        let error = Config::load(Some(&file)).unwrap_err().to_string();
        assert!(error.contains("body_bytes"), "{error}");
    }
}
