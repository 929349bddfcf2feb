//! The description against its golden file, and its examples against the real types.

use std::{collections::BTreeSet, path::Path};

use county_primitives::{
    labels::{Activation, BrandInput, CodeRange, QuotaApproval, QuotaInput, Voiding},
    oversight::{HoldInput, ReleaseInput, RenewalInput},
    produce::{
        CycleInput, Delivery, DoseUnit, GradingInput, HarvestInput, InputLabel, InputUse,
        Operation, OperationKind, PlotInput, PlotKind, Restriction, TestInput, TestMethod,
        TestStatus, TestVerdict, YieldCap,
    },
    registry::{
        CountyInput, MemberStatus, OrganisationInput, OrganisationKind, OrganisationStatus,
        PolicyInput,
    },
    CodeKind, CreditCode, Date, Digest, DivisionCode, PolicyKey, ProductClass, Pseudonym, Role,
    Subject,
};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};
use utoipa::PartialSchema;

use super::{document, words};
use crate::routes::{batches::NewBatch, members, organisations};

fn described() -> Value {
    serde_json::to_value(document()).unwrap()
}

#[test]
fn the_description_is_the_golden_file() {
    let file = Path::new("openapi.json");
    let now = format!("{}\n", document().to_pretty_json().unwrap());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, &now).unwrap();
    }
    let golden = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        golden == now,
        "openapi.json is out of date; look at the difference after UPDATE=1 cargo test -p scanner-api openapi"
    );
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = described();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        for part in ["summary", "description", "operationId"] {
            let text = operation[part].as_str().unwrap_or_default();
            assert!(!text.trim().is_empty(), "{name} has no {part}");
        }
        assert!(!operation["tags"].as_array().unwrap().is_empty(), "{name}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{name}"
        );
        assert!(
            responses.keys().any(|status| status.starts_with('4')),
            "{name}"
        );
        assert!(
            ids.insert(operation["operationId"].to_string()),
            "{name} shares its id"
        );
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|item| walk(item, found));
            }
            _ => {}
        }
    }
    let document = described();
    let mut found = Vec::new();
    walk(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn the_document_is_openapi_3_1() {
    let document = described();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["components"]["securitySchemes"]["token"].is_object());
}

fn example(document: &Value, schema: &str) -> Value {
    let schema = &document["components"]["schemas"][schema];
    let example = schema.get("example").or_else(|| schema["examples"].get(0));
    example
        .unwrap_or_else(|| panic!("no example in {schema}"))
        .clone()
}

/// The example reads as the real type and, where the real type is shown again, says all of it.
fn reads_as<T: DeserializeOwned>(document: &Value, schema: &str) -> T {
    serde_json::from_value(example(document, schema))
        .unwrap_or_else(|error| panic!("the example of {schema}: {error}"))
}

fn is_whole<T: DeserializeOwned + Serialize>(document: &Value, schema: &str) {
    let real: T = reads_as(document, schema);
    assert_eq!(
        serde_json::to_value(&real).unwrap(),
        example(document, schema),
        "{schema}"
    );
    let described = document["components"]["schemas"][schema]["properties"]
        .as_object()
        .unwrap();
    let fields = serde_json::to_value(&real).unwrap();
    let fields: BTreeSet<_> = fields.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        described.keys().cloned().collect::<BTreeSet<_>>(),
        fields,
        "{schema}"
    );
}

#[test]
fn examples_of_requests_are_whole_items() {
    let document = described();
    is_whole::<CountyInput>(&document, "CountyItem");
    is_whole::<PolicyInput>(&document, "PolicyItem");
    is_whole::<OrganisationInput>(&document, "OrganisationItem");
    is_whole::<organisations::Reasoned>(&document, "OrganisationReason");
    reads_as::<members::NewMember>(&document, "MemberItem");
    is_whole::<members::Reasoned>(&document, "MemberReason");
    is_whole::<members::MemberRole>(&document, "RoleItem");
    reads_as::<members::NewKey>(&document, "MemberKeyItem");
    is_whole::<InputLabel>(&document, "InputLabelItem");
    is_whole::<YieldCap>(&document, "YieldCapItem");
    is_whole::<PlotInput>(&document, "PlotItem");
    is_whole::<CycleInput>(&document, "CycleItem");
    is_whole::<Operation>(&document, "OperationItem");
    is_whole::<InputUse>(&document, "InputUseItem");
    is_whole::<TestInput>(&document, "TestItem");
    is_whole::<HarvestInput>(&document, "HarvestItem");
    is_whole::<GradingInput>(&document, "GradingItem");
    is_whole::<Delivery>(&document, "DeliveryItem");
    is_whole::<BrandInput>(&document, "BrandItem");
    is_whole::<QuotaInput>(&document, "QuotaItem");
    is_whole::<QuotaApproval>(&document, "QuotaApprovalItem");
    is_whole::<NewBatch>(&document, "BatchItem");
    is_whole::<CodeRange>(&document, "CodeRange");
    reads_as::<Activation>(&document, "ActivationItem");
    is_whole::<Voiding>(&document, "VoidItem");
    is_whole::<HoldInput>(&document, "HoldItem");
    is_whole::<RenewalInput>(&document, "RenewalItem");
    is_whole::<ReleaseInput>(&document, "ReleaseItem");
}

fn values(schema: impl Serialize) -> Vec<Value> {
    serde_json::to_value(schema).unwrap()["enum"]
        .as_array()
        .unwrap()
        .clone()
}

fn lists_all<T: DeserializeOwned + Serialize>(schema: impl Serialize, nonsense: &str) {
    let listed = values(schema);
    for value in &listed {
        let real: T = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(&serde_json::to_value(real).unwrap(), value);
    }
    // serde names every variant it knows when it meets one it does not.
    let Err(error) = serde_json::from_value::<T>(json!(nonsense)) else {
        panic!("{nonsense} is no value");
    };
    let known = error.to_string().matches('`').count() / 2 - 1;
    assert_eq!(known, listed.len(), "{error}");
}

#[test]
fn choices_are_complete() {
    lists_all::<OrganisationKind>(words::OrganisationKind::schema(), "?");
    lists_all::<OrganisationStatus>(words::OrganisationStatus::schema(), "?");
    lists_all::<MemberStatus>(words::MemberStatus::schema(), "?");
    lists_all::<PlotKind>(words::PlotKind::schema(), "?");
    lists_all::<DoseUnit>(words::DoseUnit::schema(), "?");
    lists_all::<Restriction>(words::Restriction::schema(), "?");
    lists_all::<OperationKind>(words::OperationKind::schema(), "?");
    lists_all::<TestMethod>(words::TestMethod::schema(), "?");
    lists_all::<TestVerdict>(words::TestVerdict::schema(), "?");
    lists_all::<TestStatus>(words::TestStatus::schema(), "?");
    lists_all::<CodeKind>(words::CodeKind::schema(), "?");
    assert_eq!(values(words::RoleId::schema()).len(), Role::ALL.len());
    assert_eq!(values(words::Setting::schema()).len(), PolicyKey::ALL.len());
}

#[test]
fn examples_of_words_are_words() {
    fn word<T: DeserializeOwned>(schema: impl Serialize) {
        let example = serde_json::to_value(schema).unwrap()["examples"][0].clone();
        assert!(
            serde_json::from_value::<T>(example.clone()).is_ok(),
            "{example}"
        );
    }
    word::<DivisionCode>(words::Division::schema());
    word::<CreditCode>(words::CreditCode::schema());
    word::<ProductClass>(words::ProductClass::schema());
    word::<Date>(words::Day::schema());
    word::<Digest>(words::Digest::schema());
    word::<Pseudonym>(words::Pseudonym::schema());
    word::<Subject>(words::Subject::schema());
    let code = serde_json::to_value(words::LabelCode::schema()).unwrap()["examples"][0].clone();
    assert!(qr_labeler::Code::decode(code.as_str().unwrap()).is_ok());
}
