//! The committed metadata: what this service was built for. A node whose records have another form is
//! refused at once instead of being misread.

use std::sync::LazyLock;

use subxt::{metadata::ArcMetadata, Metadata};

use super::AnyRecord;

/// The metadata of the runtime, as the runtime's own test writes it.
pub static COMMITTED: &[u8] = include_bytes!("../../metadata/county.scale");

static DECODED: LazyLock<Result<ArcMetadata, String>> = LazyLock::new(|| {
    Metadata::decode_from(COMMITTED)
        .map(Metadata::arc)
        .map_err(|error| format!("metadata/county.scale cannot be decoded: {error}"))
});

/// Storage of the registry that is read for the first state.
const FIRST_STATE: [&str; 4] = ["Counties", "Policies", "Organisations", "Members"];

/// The committed metadata, decoded.
pub fn committed() -> Result<ArcMetadata, String> {
    DECODED.clone()
}

/// Whether a node with this metadata makes the records this service understands; otherwise why not.
pub fn ensure_compatible(
    node: &Metadata,
    ours: &Metadata,
    spec_version: u32,
) -> Result<(), String> {
    for pallet in AnyRecord::PALLETS {
        let (theirs, ours) = (record_type(node, pallet), record_type(ours, pallet));
        if theirs.is_none() || theirs != ours {
            return Err(other_form(spec_version, &format!("records of {pallet}")));
        }
    }
    for entry in FIRST_STATE {
        let hash = |metadata: &Metadata| metadata.pallet_by_name("Registry")?.storage_hash(entry);
        if hash(node).is_none() || hash(node) != hash(ours) {
            return Err(other_form(spec_version, &format!("Registry.{entry}")));
        }
    }
    Ok(())
}

fn other_form(spec_version: u32, what: &str) -> String {
    format!(
        "the node's runtime (spec_version {spec_version}) has another form of {what} than this \
         scanner-api was built for; install the scanner-api of the same release"
    )
}

/// A hash over the structure of the record in a pallet's `Recorded` event.
fn record_type(metadata: &Metadata, pallet: &str) -> Option<[u8; 32]> {
    let event = metadata
        .pallet_by_name(pallet)?
        .event_variants()?
        .iter()
        .find(|event| event.name == "Recorded")?;
    metadata.type_hash(event.fields.first()?.ty.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_metadata_is_compatible_with_itself() {
        let ours = committed().unwrap();
        ensure_compatible(&ours, &ours, 1).unwrap();
    }
}
