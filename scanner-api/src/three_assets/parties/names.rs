//! How names and numbers are compared, and how much of them is shown.

use super::PartyKind;

/// A name as the public sees it: of a person the surname.
pub fn masked(kind: PartyKind, name: &str) -> String {
    match (kind, name.chars().next()) {
        (PartyKind::Organisation, _) | (_, None) => name.to_owned(),
        (PartyKind::Person, Some(surname)) => format!("{surname}**"),
    }
}

/// What a name tells about whose it is, where nobody says. The public reads the whole name of an organisation, so
/// whoever is not clearly one is taken for a person.
pub fn kind_of_name(name: &str) -> PartyKind {
    /// What names of organisations end with.
    const ENDINGS: [&str; 33] = [
        "公司",
        "集团",
        "合作社",
        "联合社",
        "信用社",
        "供销社",
        "合作联社",
        "银行",
        "商行",
        "支行",
        "政府",
        "委会",
        "委员会",
        "理事会",
        "管理局",
        "农业农村局",
        "税务局",
        "供电所",
        "学校",
        "小学",
        "中学",
        "大学",
        "幼儿园",
        "医院",
        "卫生院",
        "卫生室",
        "中心",
        "协会",
        "超市",
        "经营部",
        "门市部",
        "村民小组",
        "农场",
    ];
    /// The same, but a person's name of three characters may end so too.
    const SHORT_ENDINGS: [char; 11] = [
        '厂', '店', '场', '局', '站', '部', '所', '院', '组', '队', '村',
    ];
    let name = normal_name(name);
    // What stands in brackets at the end is a branch or a place.
    let core = match name
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        Some((before, _)) if !before.is_empty() => before,
        _ => name.as_str(),
    };
    let is_named = core.contains("有限公司")
        || ENDINGS.iter().any(|ending| core.ends_with(ending))
        || (core.chars().count() > 3 && core.ends_with(SHORT_ENDINGS));
    if is_named {
        PartyKind::Organisation
    } else {
        PartyKind::Person
    }
}

/// The number of an account as members see it: `**** 1234`.
pub fn masked_account(number: &str) -> String {
    format!("**** {}", last(number, 4))
}

fn last(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

/// First three and last four characters of an id number.
pub(super) fn masked_number(number: &str) -> String {
    let hidden = "*".repeat(number.chars().count().saturating_sub(7));
    let head: String = number.chars().take(3).collect();
    format!("{head}{hidden}{}", last(number, 4))
}

/// Half-width characters without white space and hyphens, in capitals: how numbers are compared.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|character| !character.is_whitespace() && *character != '-')
        .flat_map(char::to_uppercase)
        .collect()
}

/// How names are compared: without white space, with one kind of brackets and points.
pub(super) fn normal_name(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '•' | '・' | '‧' => '·',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(character: char) -> char {
    match character {
        '！'..='～' => {
            char::from_u32(u32::from(character).saturating_sub(0xfee0)).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_clearly_an_organisation_is_a_person() {
        for name in [
            "张三",
            "欧阳正华",
            "阿依古丽·买买提",
            "阿卜杜拉买买提",
            "张三、李四",
            "王志学",
            "李金场",
            "王",
            "",
        ] {
            assert_eq!(kind_of_name(name), PartyKind::Person, "{name}");
        }
        for name in [
            "净洁保洁公司",
            "顺达机械有限公司辽中分公司",
            "辽中石油有限公司（茨榆坨加油站）",
            "杨士岗村第三村民小组",
            "辽中区农业农村局",
            "老王家饭店",
            "蒲西小学",
            "辽中农商银行",
        ] {
            assert_eq!(kind_of_name(name), PartyKind::Organisation, "{name}");
        }
    }
}
