//! JSON schemas of call items, derived from the type information of the primitives: what the chain
//! decodes and what the description says cannot differ. Words with a text form of their own keep it.

use scale_info::{
    form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive,
    TypeInfo,
};
use serde_json::Value;
use utoipa::{
    openapi::{
        schema::{ArrayBuilder, KnownFormat, OneOfBuilder, SchemaFormat, SchemaType, Type},
        ObjectBuilder, RefOr, Schema,
    },
    PartialSchema,
};

use super::words;

/// The schema of an item with an example.
pub fn schema<T: TypeInfo + 'static>(description: &str, example: Value) -> RefOr<Schema> {
    let mut registry = Registry::new();
    let id = registry.register_type(&MetaType::new::<T>()).id;
    let types: PortableRegistry = registry.into();
    let mut schema = of(&types, id);
    let description = Some(description.trim().to_owned());
    match &mut schema {
        RefOr::T(Schema::Object(object)) => {
            object.description = description;
            object.example = Some(example);
        }
        RefOr::T(Schema::OneOf(choice)) => {
            choice.description = description;
            choice.example = Some(example);
        }
        _ => {}
    }
    schema
}

fn of(types: &PortableRegistry, id: u32) -> RefOr<Schema> {
    let Some(found) = types.resolve(id) else {
        return ObjectBuilder::new().into();
    };
    let name = found.path.segments.last().map_or("", String::as_str);
    if let Some(own) = own_form(name) {
        return own;
    }
    match &found.type_def {
        TypeDef::Composite(composite) => match composite.fields.as_slice() {
            // A list is a struct around its elements, an id one around its number.
            [only] if only.name.is_none() => of(types, only.ty.id),
            fields => object(types, fields),
        },
        TypeDef::Variant(variants) if name == "Option" => {
            let some = variants
                .variants
                .iter()
                .find_map(|variant| variant.fields.first());
            OneOfBuilder::new()
                .item(ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null)))
                .item(
                    some.map_or_else(|| ObjectBuilder::new().into(), |some| of(types, some.ty.id)),
                )
                .into()
        }
        TypeDef::Variant(variants) => choice(types, &variants.variants),
        TypeDef::Sequence(list) => array(of(types, list.type_param.id)),
        TypeDef::Array(list) => array(of(types, list.type_param.id)),
        TypeDef::Primitive(primitive) => primitive_form(primitive),
        TypeDef::Tuple(_) | TypeDef::Compact(_) | TypeDef::BitSequence(_) => {
            ObjectBuilder::new().into()
        }
    }
}

/// The words that are written as text.
fn own_form(name: &str) -> Option<RefOr<Schema>> {
    Some(match name {
        "Text" => ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .into(),
        "EarTag" => words::EarTag::schema(),
        "Date" => words::Day::schema(),
        "Digest" => words::Digest::schema(),
        "DivisionCode" => words::Division::schema(),
        "ProductClass" => words::ProductClass::schema(),
        "CreditCode" => words::CreditCode::schema(),
        "Pseudonym" => words::Pseudonym::schema(),
        "Subject" => words::Subject::schema(),
        "AccountCode" => words::LedgerAccount::schema(),
        "Fen" => words::Fen::schema(),
        "DeviceKey" => words::PublicKey::schema(),
        "DeviceSignature" => words::DeviceSignature::schema(),
        _ => return None,
    })
}

fn array(items: RefOr<Schema>) -> RefOr<Schema> {
    ArrayBuilder::new().items(items).into()
}

fn primitive_form(primitive: &TypeDefPrimitive) -> RefOr<Schema> {
    let integer = |format| {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .format(Some(SchemaFormat::KnownFormat(format)))
            .minimum(Some(0))
    };
    match primitive {
        TypeDefPrimitive::Bool => ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)),
        TypeDefPrimitive::Str | TypeDefPrimitive::Char => {
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
        }
        TypeDefPrimitive::U64 | TypeDefPrimitive::U128 => integer(KnownFormat::Int64),
        _ => integer(KnownFormat::Int32),
    }
    .into()
}

fn object(types: &PortableRegistry, fields: &[Field<PortableForm>]) -> RefOr<Schema> {
    fields
        .iter()
        .filter_map(|field| Some((field.name.clone()?, field.ty.id)))
        .fold(ObjectBuilder::new(), |object, (name, id)| {
            object.property(&name, of(types, id)).required(name)
        })
        .into()
}

/// Variants without fields are words, the others objects with one field.
fn choice(
    types: &PortableRegistry,
    variants: &[scale_info::Variant<PortableForm>],
) -> RefOr<Schema> {
    let (plain, rich): (Vec<_>, Vec<_>) = variants
        .iter()
        .partition(|variant| variant.fields.is_empty());
    let plain: Vec<String> = plain.iter().map(|variant| snake(&variant.name)).collect();
    let listed = (!plain.is_empty()).then(|| {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .enum_values(Some(plain))
    });
    if rich.is_empty() {
        return listed.unwrap_or_default().into();
    }
    let mut all = OneOfBuilder::new();
    if let Some(listed) = listed {
        all = all.item(listed);
    }
    for variant in rich {
        let content = match variant.fields.as_slice() {
            [only] if only.name.is_none() => of(types, only.ty.id),
            fields => object(types, fields),
        };
        let name = snake(&variant.name);
        all = all.item(ObjectBuilder::new().property(&name, content).required(name));
    }
    all.into()
}

/// The spelling that serde's `snake_case` gives a variant.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
