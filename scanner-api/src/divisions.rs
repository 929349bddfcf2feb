//! Names of administrative divisions: the counties of the demonstration are built in, a county adds
//! its own as CSV files in a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use county_primitives::{DivisionCode, DivisionLevel};

/// 隰县, 辽中区, 高青县 and 荣昌区 with their townships and villages, so that the demonstration needs no files.
const BUILT_IN: [(&str, &str); 4] = [
    ("141031.csv", include_str!("../data/divisions/141031.csv")),
    ("210115.csv", include_str!("../data/divisions/210115.csv")),
    ("370322.csv", include_str!("../data/divisions/370322.csv")),
    ("500153.csv", include_str!("../data/divisions/500153.csv")),
];

/// Names in the statistical code list that only group counties: nobody writes them in an address.
const GROUPINGS: [&str; 4] = [
    "市辖区",
    "县",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
];

/// The names that are known.
#[derive(Clone, Debug)]
pub struct Divisions {
    names: BTreeMap<DivisionCode, String>,
    children: BTreeMap<DivisionCode, BTreeSet<DivisionCode>>,
}

/// Why a file of names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DivisionsError {
    /// The folder or a file in it cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not CSV with the columns code, name and level.
    #[error("{path} is not CSV with the columns code,name,level")]
    Csv {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A line has a bad code, an empty name, or a level that the code does not have.
    #[error(
        "{path}, {code} {name}: the code is not a division of the level {level}, or has no name"
    )]
    Row {
        /// Which file.
        path: PathBuf,
        /// The code on the line.
        code: String,
        /// The name on the line.
        name: String,
        /// The level on the line.
        level: String,
    },
}

#[derive(serde::Deserialize)]
struct Row {
    code: String,
    name: String,
    level: String,
}

impl Divisions {
    /// The names that are built in.
    pub fn built_in() -> Result<Self, DivisionsError> {
        let mut divisions = Self {
            names: BTreeMap::new(),
            children: BTreeMap::new(),
        };
        for (name, table) in BUILT_IN {
            divisions.read(Path::new(name), table.as_bytes())?;
        }
        Ok(divisions)
    }

    /// The built-in names and those of every CSV file in a folder, which win. A folder that does
    /// not exist holds no files.
    pub fn load(folder: &Path) -> Result<Self, DivisionsError> {
        let mut divisions = Self::built_in()?;
        let unreadable = |source| DivisionsError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(divisions),
            Err(error) => return Err(unreadable(error)),
        };
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(unreadable)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
        // In the order of their names, so that the same folder always gives the same names.
        paths.sort();
        for path in paths {
            let bytes = fs::read(&path).map_err(|source| DivisionsError::Unreadable {
                path: path.clone(),
                source,
            })?;
            divisions.read(&path, &bytes)?;
        }
        Ok(divisions)
    }

    fn read(&mut self, path: &Path, bytes: &[u8]) -> Result<(), DivisionsError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(bytes);
        for row in reader.deserialize() {
            let Row { code, name, level } = row.map_err(|source| DivisionsError::Csv {
                path: path.to_owned(),
                source,
            })?;
            match code.parse::<DivisionCode>() {
                Ok(code) if level_id(code.level()) == level && !name.is_empty() => {
                    self.names.insert(code, name);
                    if let Some(parent) = code.parent() {
                        self.children.entry(parent).or_default().insert(code);
                    }
                }
                _ => {
                    return Err(DivisionsError::Row {
                        path: path.to_owned(),
                        code,
                        name,
                        level,
                    })
                }
            }
        }
        Ok(())
    }

    /// The name of a division.
    pub fn name(&self, code: DivisionCode) -> Option<&str> {
        match code {
            DivisionCode::NATION => Some("全国"),
            code => self.names.get(&code).map(String::as_str),
        }
    }

    /// The names from the province down to the division itself, as far as they are known and are
    /// written in an address.
    pub fn path(&self, code: DivisionCode) -> Vec<&str> {
        let mut path: Vec<&str> = code
            .lineage()
            .filter(|code| *code != DivisionCode::NATION)
            .filter_map(|code| self.name(code))
            .filter(|name| !GROUPINGS.contains(name))
            .collect();
        path.reverse();
        path
    }

    /// Up to so many divisions with a text in their name, in the order of their codes.
    pub fn named(&self, text: &str, most: usize) -> Vec<DivisionCode> {
        let named = self.names.iter().filter(|(_, name)| name.contains(text));
        named.map(|(code, _)| *code).take(most).collect()
    }

    /// The divisions right below, in the order of their codes.
    pub fn children(&self, code: DivisionCode) -> impl Iterator<Item = (DivisionCode, &str)> {
        let children = self.children.get(&code).into_iter().flatten();
        children.filter_map(|child| Some((*child, self.name(*child)?)))
    }
}

/// The id of a level in JSON and CSV.
pub fn level_id(level: DivisionLevel) -> &'static str {
    match level {
        DivisionLevel::Nation => "nation",
        DivisionLevel::Province => "province",
        DivisionLevel::Prefecture => "prefecture",
        DivisionLevel::County => "county",
        DivisionLevel::Township => "township",
        DivisionLevel::Village => "village",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_counties_of_the_demonstration_are_built_in() {
        let divisions = Divisions::built_in().unwrap();
        assert_eq!(
            divisions.path(code("141031100002")),
            ["山西省", "临汾市", "隰县", "龙泉镇", "龙泉社区居委会"]
        );
        assert_eq!(divisions.children(code("141031000000")).count(), 7);
        assert_eq!(
            divisions.children(code("141031000000")).next(),
            Some((code("141031100000"), "龙泉镇"))
        );
        assert_eq!(divisions.name(DivisionCode::NATION), Some("全国"));
        assert_eq!(divisions.named("隰县", 9), [code("141031000000")]);
        assert_eq!(divisions.named("村", 3).len(), 3);
        assert_eq!(
            divisions.path(code("500153101201")),
            ["重庆市", "荣昌区", "仁义镇", "鹿子村村民委员会"]
        );
        assert_eq!(divisions.name(code("370322000000")), Some("高青县"));
        assert_eq!(
            divisions.path(code("210115104201")),
            ["辽宁省", "沈阳市", "辽中区", "刘二堡镇", "皮家堡村委会"]
        );
        assert_eq!(divisions.name(code("340121000000")), None);
        let villages: usize = divisions
            .children(code("141031000000"))
            .map(|(town, _)| divisions.children(town).count())
            .sum();
        assert_eq!(villages, 73);
    }

    #[test]
    fn a_county_adds_its_own_and_corrects_ours() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("own.csv"),
            "\u{feff}# ours\ncode,name,level\n340121000000,长丰县,county\n141031100000,龙泉,township\n",
        )
        .unwrap();
        fs::write(folder.path().join("README.md"), "not a table").unwrap();
        let divisions = Divisions::load(folder.path()).unwrap();
        assert_eq!(divisions.name(code("340121000000")), Some("长丰县"));
        assert_eq!(divisions.name(code("141031100000")), Some("龙泉"));
        assert_eq!(divisions.name(code("141031000000")), Some("隰县"));
        assert!(Divisions::load(&folder.path().join("absent")).is_ok());
    }

    #[test]
    fn a_bad_line_stops_the_start_and_is_named() {
        for line in [
            "370322000000,高青县,village",
            "37032200000,高青县,county",
            "370322000000,,county",
            "x",
        ] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(
                folder.path().join("a.csv"),
                format!("code,name,level\n{line}\n"),
            )
            .unwrap();
            let error = Divisions::load(folder.path()).unwrap_err().to_string();
            assert!(error.contains("a.csv"), "{error}");
        }
    }
}
