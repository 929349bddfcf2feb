//! The items of devices' calls as OpenAPI schemas, each with an example that a test reads into the real type.

use county_primitives::devices as real;
use serde_json::json;
use utoipa::{
    openapi::{RefOr, Schema},
    PartialSchema, ToSchema,
};

use super::{derived, words};

macro_rules! items {
    ($($(#[doc = $doc:literal])* $name:ident($real:ty) $example:tt;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    derived::schema::<$real>(concat!($($doc,)*), json!($example))
                }
            }

            impl ToSchema for $name {}
        )*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn examples_are_whole_items() {
                $(
                    let example = json!($example);
                    let item: $real = serde_json::from_value(example.clone())
                        .unwrap_or_else(|error| panic!("{}: {error}", stringify!($name)));
                    assert_eq!(serde_json::to_value(&item).unwrap(), example, stringify!($name));
                    let described = serde_json::to_value($name::schema()).unwrap();
                    let fields = described["properties"].as_object().unwrap();
                    assert_eq!(
                        fields.keys().collect::<std::collections::BTreeSet<_>>(),
                        example.as_object().unwrap().keys().collect(),
                        stringify!($name)
                    );
                )*
            }

            #[test]
            fn the_example_of_a_reading_is_one() {
                let schema = serde_json::to_value(DeviceReadingItem::schema()).unwrap();
                let example = schema.get("example").or_else(|| schema["examples"].get(0));
                let example = example.unwrap().clone();
                let reading: crate::devices::NewReading =
                    serde_json::from_value(example.clone()).unwrap();
                assert_eq!(serde_json::to_value(reading).unwrap(), example);
            }
        }
    };
}

items! {
    /// A device to be registered. The secret key stays on the device; the place is an organisation, farm, plot, herd, animal or vehicle.
    DeviceItem(real::DeviceInput) {"kind": "collar", "key": "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", "place": "animal:7", "serial": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A new key of a device.
    DeviceRotationItem(real::DeviceRotation) {"device": 1, "key": "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"};
    /// A device that goes to another place.
    DeviceMoveItem(real::DeviceMove) {"device": 1, "place": "plot:3"};
    /// A device that is taken out of use.
    DeviceRetirementItem(real::DeviceRetirement) {"device": 1, "reason": "电池损坏"};
    /// What a device says of all its readings of one hour. Hours are counted from 1970-01-01 00:00 UTC.
    HourAnchorItem(real::HourAnchor) {"device": 1, "hour": 497_223, "readings": 60, "root": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "first": 1, "last": 60};
    /// An anchor with the device's signature over the message that `/api/v1/devices/{id}/hours/{hour}/payload` tells.
    SignedAnchorItem(real::SignedAnchor) {"anchor": {"device": 1, "hour": 497_223, "readings": 60, "root": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "first": 1, "last": 60}, "signature": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
}

/// A reading as a device signed it: over the lines `county-ledger/reading/v1`, device, number, time in milliseconds, metric, value in thousandths and unit, with line feeds between them and none at the end.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"device": 1, "sequence": 42, "at_ms": 1_790_002_800_000_u64, "metric": "temperature", "value_milli": 38_600, "unit": "°C", "signature": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}))]
pub struct DeviceReadingItem {
    /// The device.
    pub device: u64,
    /// Its number: one more for each reading of the device.
    pub sequence: u64,
    /// When it was taken, in milliseconds UTC.
    pub at_ms: u64,
    /// What was measured; at most 24 bytes.
    pub metric: String,
    /// The value in thousandths of the unit.
    pub value_milli: i64,
    /// The unit; at most 12 bytes.
    pub unit: String,
    /// The device's signature.
    pub signature: words::DeviceSignature,
}
