//! The shared vocabulary as OpenAPI schemas: what the primitives' JSON forms look like. A test
//! reads every example and every listed value back into the real types.

use county_primitives::{PolicyKey, Role};
use serde_json::{json, Value};
use utoipa::{
    openapi::{
        schema::{KnownFormat, SchemaFormat, SchemaType, Type},
        ObjectBuilder, RefOr, Schema,
    },
    PartialSchema, ToSchema,
};

macro_rules! texts {
    ($($(#[doc = $doc:literal])* $name:ident($pattern:expr, $($example:expr),+);)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let pattern: Option<&str> = $pattern;
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::String))
                    .description(Some(concat!($($doc,)*).trim()))
                    .pattern(pattern)
                    .examples([$($example),+])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

texts! {
    /// Twelve digits: six of the county (GB/T 2260), three of the township and three of the village (GB/T 10114).
    Division(Some(r"^\d{12}$"), "141031100201");
    /// Unified social credit code (统一社会信用代码) with both check characters right.
    CreditCode(Some("^[0-9A-HJ-NPQRTUWXY]{18}$"), "11370321004221396B");
    /// Product class of NY/T 3177: two, four or six digits.
    ProductClass(Some(r"^\d{2}(\d{2}){0,2}$"), "010301");
    /// A local day in China.
    Day(Some(r"^\d{4}-\d{2}-\d{2}$"), "2026-08-01");
    /// BLAKE3 digest of a stored document, or a commitment: 64 hexadecimal digits.
    Digest(Some("^[0-9a-f]{64}$"), "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f");
    /// The random name of a natural person: 32 hexadecimal digits.
    Pseudonym(Some("^[0-9a-f]{32}$"), "9b1c2d3e4f5061728394a5b6c7d8e9f0");
    /// An ed25519 public key: 64 hexadecimal digits, with or without `0x`.
    PublicKey(Some("^(0x)?[0-9a-fA-F]{64}$"), "0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee");
    /// An ed25519 signature of a device: 128 hexadecimal digits.
    DeviceSignature(Some("^[0-9a-f]{128}$"), "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f");
    /// What a record or a hold is about: `kind:number`.
    Subject(Some(r"^[a-z_]+:\d+$"), "lot:17");
    /// An ear tag (畜禽标识): 1 for pigs, 2 for cattle or 3 for sheep and goats, six digits of the county, eight of the animal.
    EarTag(Some(r"^[123]\d{14}$"), "150015300000001");
    /// An account of the books: three digits of a heading of 财会〔2023〕14号, and two for each level below it.
    LedgerAccount(Some(r"^[1-5]\d{2}(\d{2}){0,3}$"), "10201");
    /// 20 characters of Crockford base32.
    LabelCode(Some("^[0-9A-HJKMNP-TV-Z]{20}$"), "10000070001903NQK8N9");
}

/// An amount of money in fen: 100 fen are one yuan.
#[derive(Clone, Copy, Debug)]
pub struct Fen;

impl PartialSchema for Fen {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .description(Some("An amount of money in fen: 100 fen are one yuan."))
            .examples([950_000])
            .into()
    }
}

impl ToSchema for Fen {}

/// A role id of the role table.
#[derive(Clone, Copy, Debug)]
pub struct RoleId;

impl PartialSchema for RoleId {
    fn schema() -> RefOr<Schema> {
        listed(
            "A role; what each may do is the role table of the chain.",
            Role::ALL.iter().map(|role| role.id()),
        )
    }
}

impl ToSchema for RoleId {}

/// The name of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting;

impl PartialSchema for Setting {
    fn schema() -> RefOr<Schema> {
        listed(
            "A setting of a policy pack; the name ends with its unit.",
            PolicyKey::ALL.iter().map(|key| key.name()),
        )
    }
}

impl ToSchema for Setting {}

fn listed<'a>(description: &str, values: impl Iterator<Item = &'a str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .enum_values(Some(values))
        .into()
}

macro_rules! choices {
    ($($(#[doc = $doc:literal])* $name:ident[$($value:literal),+];)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                listed(concat!($($doc,)*).trim(), [$($value),+].into_iter())
            }
        }

        impl ToSchema for $name {}
    )*};
}

choices! {
    /// What an organisation is in law.
    OrganisationKind["state_organ", "institution", "company", "cooperative", "family_farm", "household", "collective"];
    /// Where an organisation stands.
    OrganisationStatus["pending", "active", "suspended", "refused"];
    /// Where a member stands.
    MemberStatus["active", "suspended"];
    /// Open field, greenhouse or orchard.
    PlotKind["open", "greenhouse", "orchard"];
    /// The unit of a dose on the label.
    DoseUnit["milligram_per_mu", "microlitre_per_mu", "milligram_per_kilogram"];
    /// What the law says about a product as such.
    Restriction["none", "restricted", "banned"];
    /// An operation without a safety interval.
    OperationKind["pruning", "fertilising", "irrigation", "pollination", "thinning", "bagging", "weeding", "inspection", "other"];
    /// How a test is made.
    TestMethod["quick", "laboratory"];
    /// The outcome of a test.
    TestVerdict["pass", "fail"];
    /// A laboratory result counts once a second person of the laboratory has signed it.
    TestStatus["recorded", "effective"];
    /// What a code is stuck on.
    CodeKind["item", "box", "pallet", "meat"];
}

/// A role over a division.
#[derive(Debug, ToSchema)]
pub struct Jurisdiction {
    /// The role.
    #[schema(inline)]
    pub role: RoleId,
    /// Where it holds, with everything inside.
    pub division: Division,
}

/// How an organisation is identified: `{"legal":{…}}` or `{"person":{…}}`.
#[derive(Clone, Copy, Debug)]
pub struct Identity;

impl PartialSchema for Identity {
    fn schema() -> RefOr<Schema> {
        let legal = json!({"legal": {"credit_code": "11370321004221396B", "name": "隰县玉露香梨种植专业合作社"}});
        externally_tagged(
            "A legal person with its public name, or a natural person under a random pseudonym.",
            &[
                (
                    "legal",
                    object(&[("credit_code", CreditCode::schema()), ("name", text(96))]),
                ),
                ("person", object(&[("pseudonym", Pseudonym::schema())])),
            ],
            legal,
        )
    }
}

impl ToSchema for Identity {}

/// What a test was made on: `{"lot":17}` or `{"cycle":3}`.
#[derive(Clone, Copy, Debug)]
pub struct TestTarget;

impl PartialSchema for TestTarget {
    fn schema() -> RefOr<Schema> {
        externally_tagged(
            "What was tested.",
            &[("lot", u64::schema()), ("cycle", u64::schema())],
            json!({"lot": 17}),
        )
    }
}

impl ToSchema for TestTarget {}

fn object(fields: &[(&str, RefOr<Schema>)]) -> RefOr<Schema> {
    fields
        .iter()
        .fold(ObjectBuilder::new(), |object, (name, schema)| {
            object.property(*name, schema.clone()).required(*name)
        })
        .into()
}

fn text(bytes_max: usize) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(format!("At most {bytes_max} bytes of UTF-8")))
        .into()
}

fn externally_tagged(
    description: &str,
    variants: &[(&str, RefOr<Schema>)],
    example: Value,
) -> RefOr<Schema> {
    variants
        .iter()
        .fold(
            utoipa::openapi::OneOfBuilder::new(),
            |one_of, (name, schema)| one_of.item(object(&[(*name, schema.clone())])),
        )
        .description(Some(description))
        .examples([example])
        .into()
}
