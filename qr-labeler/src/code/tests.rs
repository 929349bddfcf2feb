//! Reading is the inverse of printing, and every mistake has its own name.

use proptest::prelude::*;

use super::*;

const EVERY_CHARACTER: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn any_code() -> impl Strategy<Value = Code> {
    let kind = prop::sample::select(CodeKind::ALL.as_slice());
    (kind, 1..=BATCH_MAX, 0..=INDEX_MAX, 0..=TOKEN_MAX).prop_map(|(kind, batch, index, token)| {
        Code::new(kind, BatchId(batch), index, token).unwrap()
    })
}

fn sample() -> Code {
    Code::new(CodeKind::Item, BatchId(7), 41, 123_456_789).unwrap()
}

/// A well-formed code from 19 characters, whatever they say.
fn with_check(data: &str) -> String {
    let value = |c: char| u8::try_from(EVERY_CHARACTER.find(c).unwrap()).unwrap();
    let values: Vec<u8> = data.chars().map(value).collect();
    format!("{data}{}", base32::character(base32::check_value(&values)))
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(code in any_code()) {
        let text = code.to_string();
        prop_assert_eq!(text.len(), CODE_LEN);
        prop_assert!(text.chars().all(|c| EVERY_CHARACTER.contains(c)));
        let plain = Decoded { code, repaired: false };
        prop_assert_eq!(Code::decode(&text), Ok(plain));
        prop_assert_eq!(Code::decode(&text.to_lowercase()), Ok(plain));
        prop_assert_eq!(Code::decode(&code.grouped()), Ok(plain));
        let wide: String =
            text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        prop_assert_eq!(Code::decode(&wide), Ok(plain));
    }

    #[test]
    fn confusable_letters_are_repaired(code in any_code()) {
        let text = code.to_string();
        for letters in [["O", "I"], ["o", "l"], ["O", "L"]] {
            let misread = text.replace('0', letters[0]).replace('1', letters[1]);
            let expected = Decoded { code, repaired: misread != text };
            prop_assert_eq!(Code::decode(&misread), Ok(expected));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = Code::decode(&text);
    }

    #[test]
    fn whatever_reads_prints_the_same(text in "[0-9A-HJKMNP-TV-Z]{18}") {
        if let Ok(decoded) = Code::decode(&with_check(&format!("1{text}"))) {
            prop_assert_eq!(decoded.code.to_string(), with_check(&format!("1{text}")));
        }
    }
}

proptest! {
    // Each case tries all 620 changes or all 190 swaps.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_single_changed_character_is_detected(code in any_code()) {
        let text = code.to_string();
        for position in 0..CODE_LEN {
            for other in EVERY_CHARACTER.chars() {
                let mut changed: Vec<char> = text.chars().collect();
                if std::mem::replace(&mut changed[position], other) == other {
                    continue;
                }
                let changed: String = changed.into_iter().collect();
                prop_assert_eq!(Code::decode(&changed), Err(CodeError::Check));
            }
        }
    }

    #[test]
    fn any_two_swapped_characters_are_detected(code in any_code()) {
        let text: Vec<char> = code.to_string().chars().collect();
        for first in 0..CODE_LEN {
            for second in first + 1..CODE_LEN {
                if text[first] == text[second] {
                    continue;
                }
                let mut swapped = text.clone();
                swapped.swap(first, second);
                let swapped: String = swapped.into_iter().collect();
                prop_assert_eq!(Code::decode(&swapped), Err(CodeError::Check));
            }
        }
    }
}

#[test]
fn a_code_keeps_its_text() {
    assert_eq!(sample().to_string(), "10000070001903NQK8N9");
    assert_eq!(sample().grouped(), "10000-07000-1903N-QK8N9");
    let last = Code::new(CodeKind::Meat, BatchId(BATCH_MAX), INDEX_MAX, TOKEN_MAX).unwrap();
    assert!(last.to_string().starts_with("4ZZZZZZZZZZZZZZZZZZ"));
}

#[test]
fn each_mistake_has_its_name() {
    let error = |text: &str| Code::decode(text).unwrap_err();
    assert_eq!(error(""), CodeError::Length { found: 0 });
    assert_eq!(
        error("10000-07000-1903N-QK8N"),
        CodeError::Length { found: 19 }
    );
    assert_eq!(
        error("10000070001903NQK8N97"),
        CodeError::Length { found: 21 }
    );
    assert_eq!(
        error("10000-07*00-1903N-QK8N9"),
        CodeError::Character {
            found: '*',
            position: 8
        }
    );
    assert_eq!(error("10000070001903NQK8N8"), CodeError::Check);
    assert_eq!(
        error(&with_check("0000007000190000001")),
        CodeError::Kind { number: 0 }
    );
    assert_eq!(
        error(&with_check("Z000007000190000001")),
        CodeError::Kind { number: 31 }
    );
    assert_eq!(
        error(&with_check("1000000000190000001")),
        CodeError::Batch { batch: 0 }
    );
}

#[test]
fn the_letter_u_suggests_a_v() {
    let text = with_check("1V00007000190000001");
    let code: Code = text.parse().unwrap();
    let error = Code::decode(&text.replace('V', "u")).unwrap_err();
    assert_eq!(
        error,
        CodeError::LetterU {
            position: 2,
            suggestion: Some(code)
        }
    );
    assert_eq!(error.suggestion(), Some(code));
    let error = Code::decode("10000070001903NQK8NU").unwrap_err();
    assert_eq!(
        error,
        CodeError::LetterU {
            position: 20,
            suggestion: None
        }
    );
}

#[test]
fn numbers_that_do_not_fit_are_refused() {
    let make = |batch, index, token| Code::new(CodeKind::Box, BatchId(batch), index, token).err();
    assert_eq!(make(1, INDEX_MAX, TOKEN_MAX), None);
    assert_eq!(make(0, 0, 0), Some(CodeError::Batch { batch: 0 }));
    assert_eq!(
        make(BATCH_MAX + 1, 0, 0),
        Some(CodeError::Batch {
            batch: BATCH_MAX + 1
        })
    );
    assert_eq!(
        make(1, INDEX_MAX + 1, 0),
        Some(CodeError::Index {
            index: INDEX_MAX + 1
        })
    );
    assert_eq!(make(1, 0, TOKEN_MAX + 1), Some(CodeError::Token));
}

#[test]
fn errors_say_what_is_wrong_in_words() {
    let text = |typed: &str| Code::decode(typed).unwrap_err().to_string();
    assert_eq!(text("123"), "a code has 20 characters, this one has 3");
    assert_eq!(
        text("1000007*001903NQK8N9"),
        "character 8 is '*', which is never part of a code"
    );
    assert!(text("1000007U001903NQK8N9").contains("whether it is a V"));
    assert!(text("10000070001903NQK8N8").contains("misread or mistyped"));
}
