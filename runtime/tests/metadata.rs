//! The metadata file that services read is this runtime's. `UPDATE=1` writes it anew; a change is a
//! change of contract, so review what it does to those who read it.

use std::{fs, path::Path};

use county_runtime::Runtime;

/// The version of the metadata format.
const FORMAT: u32 = 15;

#[test]
fn the_committed_metadata_is_of_this_runtime() {
    let path = Path::new("../scanner-api/metadata/county.scale");
    let made: Vec<u8> = sp_io::TestExternalities::default().execute_with(|| {
        let metadata = Runtime::metadata_at_version(FORMAT).expect("the format is known");
        (*metadata).clone()
    });
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &made).unwrap();
    }
    let committed = fs::read(path).unwrap_or_default();
    assert!(
        committed == made,
        "{} differs; run this test with UPDATE=1 and review the change",
        path.display()
    );
}

#[test]
fn tools_may_ask_for_the_formats_they_know() {
    sp_io::TestExternalities::default().execute_with(|| {
        assert_eq!(Runtime::metadata_versions(), [14, 15, 16]);
        for format in [15u8, 16] {
            let metadata =
                Runtime::metadata_at_version(format.into()).expect("the format is known");
            // The word that opens every metadata, then the number of its format.
            assert_eq!(metadata[..5], [b'm', b'e', b't', b'a', format]);
        }
    });
}
