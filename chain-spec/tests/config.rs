//! What a network file may say, and how its mistakes are named.

use county_chain_spec::config::{Network, EXAMPLE};
use county_primitives::{DivisionCode, PolicyKey};

/// The example with every `from` replaced by `to`.
fn changed(from: &str, to: &str) -> anyhow::Result<()> {
    assert!(EXAMPLE.contains(from), "the example has no '{from}'");
    let network: Network = EXAMPLE.replace(from, to).parse()?;
    network.spec(&[]).map(|_| ())
}

#[track_caller]
fn fails(from: &str, to: &str, words: &str) {
    let error = changed(from, to).expect_err("the file is wrong");
    let message = format!("{error:#}");
    assert!(message.contains(words), "{message}");
}

#[test]
fn the_example_is_right() {
    changed("linfen", "linfen-2").unwrap();
}

#[test]
fn a_key_may_be_an_address_or_hexadecimal() {
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let hex = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    changed(alice, hex).unwrap();
    fails(alice, "5Grwva", "neither an address nor");
    fails(
        "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
        hex,
        "block_key 5Grwva",
    );
}

#[test]
fn mistakes_are_named() {
    fails(
        "credit_code = \"11370321004221396B\"",
        "credit_code = \"1137\"",
        "18 characters",
    );
    fails("11450223007794317P", "11370321004221396B", "is given twice");
    fails("code = \"141031\"", "code = \"1410\"", "county code '1410'");
    fails(
        "code = \"141032\"",
        "code = \"141031\"",
        "county code 141031 is given twice",
    );
    fails("id = \"linfen\"", "id = \"Lin Fen\"", "small letters");
    fails("id = \"linfen\"", "id = \"dev\"", "built-in");
    fails(
        "council_seat = true",
        "council_seat = false",
        "council_seat = true",
    );
    fails("cty_agri", "mayor", "no role has this id");
    fails(
        "calls_per_day\"\nvalue",
        "calls_per_year\"\nvalue",
        "no policy setting",
    );
    fails(
        "name = \"隰县农业农村局\"",
        "nom = \"隰县农业农村局\"",
        "unknown field `nom`",
    );
}

#[test]
fn what_nobody_could_run_or_govern_is_refused() {
    let without = |section: &str| {
        let kept: Vec<&str> = EXAMPLE
            .split("\n[[")
            .filter(|part| !part.starts_with(section))
            .collect();
        let network: Network = kept.join("\n[[").parse().unwrap();
        format!(
            "{:#}",
            network.spec(&[]).err().expect("something is missing")
        )
    };
    assert!(without("county]]").contains("[[county]]"));
    assert!(without("authority]]").contains("[[authority]]"));
    assert!(without("organisation.member]]").contains("council_seat"));
}

#[test]
fn own_settings_stand_beside_the_national_ones() {
    let network: Network = EXAMPLE.parse().unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&network.spec(&[]).unwrap().as_json(false).unwrap()).unwrap();
    let policies = &json["genesis"]["runtimeGenesis"]["patch"]["registry"]["policies"];
    let values = |key: PolicyKey, division: DivisionCode| -> Vec<u64> {
        policies
            .as_array()
            .unwrap()
            .iter()
            .filter(|policy| {
                policy["key"] == key.name() && policy["division"] == division.to_string()
            })
            .map(|policy| policy["value"].as_u64().unwrap())
            .collect()
    };
    let county = DivisionCode::from_county(141_031).unwrap();
    assert_eq!(values(PolicyKey::CallsPerDay, DivisionCode::NATION), [5000]);
    assert_eq!(values(PolicyKey::HoldLimitDays, DivisionCode::NATION), [15]);
    assert_eq!(values(PolicyKey::HoldLimitDays, county), [7]);
}
