//! Full-text search over transactions: how texts and queries are cut into words.
//!
//! Chinese is written without spaces, so every character starts a word of itself and the next one, and the last of
//! a run is a word alone. A query of two characters or more is then a phrase of such pairs, which is found
//! exactly where the characters stand side by side; one character is the beginning of a pair.

use crate::db::words::{Phrase, Sought};

/// The words of a text, as they are written for search.
pub fn words(text: &str) -> String {
    let mut words = Vec::new();
    for run in runs(text) {
        match run {
            Run::Latin(word) => words.push(word),
            Run::Han(characters) => {
                words.extend(pairs(&characters));
                words.extend(characters.last().map(char::to_string));
            }
        }
    }
    words.join(" ")
}

/// What finds a text inside all of `places`: digits of a county, a township or a village, `collective7`, or a kind such
/// as `spending`. Without places it finds the text everywhere. `None` if there is nothing in the text to search for.
pub fn query(text: &str, places: &[&str]) -> Option<Sought> {
    let phrases: Vec<Phrase> = runs(text).map(phrase).collect();
    if phrases.is_empty() {
        return None;
    }
    let places = places
        .iter()
        .map(|place| place.chars().filter(|c| is_of_place(*c)).collect())
        .filter(|place: &String| !place.is_empty())
        .collect();
    Some(Sought {
        phrases,
        places,
        counties: Vec::new(),
    })
}

/// What the word of a collective in `places` begins with; its number follows.
pub const COLLECTIVE: &str = "collective";

/// The word by which a collective stands in `places`.
pub fn collective(id: i64) -> String {
    format!("{COLLECTIVE}{id}")
}

enum Run {
    /// Letters and digits that are written with spaces between words, in lower case.
    Latin(String),
    /// Characters that are not.
    Han(Vec<char>),
}

/// Cuts a text into runs of characters of one sort; everything else separates.
fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut runs = Vec::new();
    let mut latin = String::new();
    let mut han = Vec::new();
    for character in text.chars().map(half_width).chain([' ']) {
        let is_latin = character.is_ascii_alphanumeric();
        let is_han = !character.is_ascii() && character.is_alphanumeric();
        if !is_latin && !latin.is_empty() {
            runs.push(Run::Latin(std::mem::take(&mut latin)));
        }
        if !is_han && !han.is_empty() {
            runs.push(Run::Han(std::mem::take(&mut han)));
        }
        if is_latin {
            latin.push(character.to_ascii_lowercase());
        } else if is_han {
            han.push(character);
        }
    }
    runs.into_iter()
}

/// What a run of a query asks for.
fn phrase(run: Run) -> Phrase {
    match run {
        Run::Latin(word) => Phrase::Beginning(word),
        Run::Han(characters) => match characters.as_slice() {
            [single] => Phrase::Beginning(single.to_string()),
            _ => Phrase::Words(pairs(&characters).collect()),
        },
    }
}

/// Every two characters that stand side by side.
fn pairs(characters: &[char]) -> impl Iterator<Item = String> + '_ {
    characters
        .windows(2)
        .map(|pair| pair.iter().collect::<String>())
}

/// Full-width letters and digits are the same as plain ones.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => u32::from(character)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(character),
        other => other,
    }
}

fn is_of_place(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{with_words, write_words, Db};

    #[test]
    fn texts_become_pairs() {
        assert_eq!(words("修路款"), "修路 路款 款");
        assert_eq!(words("2026年３月 电费(W02)"), "2026 年 3 月 电费 费 w02");
        assert_eq!(words("，。"), "");
        assert_eq!(
            query("修路款 w02 费", &["210115", "\"spending\" *", "*"]),
            Some(Sought {
                phrases: vec![
                    Phrase::Words(vec!["修路".to_owned(), "路款".to_owned()]),
                    Phrase::Beginning("w02".to_owned()),
                    Phrase::Beginning("费".to_owned()),
                ],
                places: vec!["210115".to_owned(), "spending".to_owned()],
                counties: Vec::new(),
            })
        );
        assert_eq!(query(" \"* ", &[]), None);
    }

    /// Writes a transaction of a county and kind, without words.
    async fn appear(db: &Db, ordinal: i64, [county, kind]: [&str; 2]) {
        sqlx::query(
            "INSERT INTO transactions (ordinal, changed, subject, kind, state, collective, division, county, township, \
             amount, direction, day, ledger_ms, title, holds) \
             VALUES (?, ?, ?, ?, '', 7, '', ?, '', 0, 'none', '', 0, '', 0)",
        )
        .bind(ordinal)
        .bind(ordinal)
        .bind(format!("{kind}:{ordinal}"))
        .bind(kind)
        .bind(county)
        .execute(&db.writer)
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn words_are_found_where_they_stand_side_by_side() {
        let db = Db::in_memory().await.unwrap();
        let texts = [
            (1, "村内道路维修", ["210115", "spending"]),
            (2, "维修泵房3号机", ["210115", "voucher"]),
            (3, "道路内村", ["210116", "voucher"]),
        ];
        for (id, text, place) in texts {
            appear(&db, id, place).await;
            let mut connection = db.writer.acquire().await.unwrap();
            write_words(&mut connection, id, &words(text), COLLECTIVE)
                .await
                .unwrap();
        }
        for (text, places, found) in [
            ("维修", &[][..], &[2, 1][..]),
            ("道路维修", &[], &[1]),
            ("村内", &[], &[1]),
            ("修", &[], &[2, 1]),
            ("房", &[], &[2]),
            ("3号", &[], &[2]),
            ("道路", &["210115"], &[1]),
            ("维修", &["210115", "voucher"], &[2]),
            ("维修", &[collective(7).as_str()], &[2, 1]),
            ("维修", &[collective(8).as_str()], &[]),
            ("路修", &[], &[]),
        ] {
            let rows = with_words(&db, &query(text, places).unwrap()).await;
            assert_eq!(rows, found, "{text}");
        }
    }
}
