//! The drawn labels, byte by byte. `UPDATE=1 cargo test -p qr-labeler` rewrites them; look at the
//! pictures before you commit them.
#![cfg(feature = "render")]

use std::{fs, path::Path};

use qr_labeler::{
    render::{svg, Level, Qr, SvgOptions},
    url::LabelUrl,
    BatchId, Code, CodeKind,
};

fn url() -> LabelUrl {
    let code = Code::new(CodeKind::Item, BatchId(7), 41, 123_456_789).unwrap();
    LabelUrl::new("xixian.example".parse().unwrap(), code)
}

fn check(name: &str, url: &LabelUrl, options: &SvgOptions) {
    let picture = svg(
        &Qr::new(&url.to_string(), Level::default()).unwrap(),
        options,
    );
    let file = Path::new("tests/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &picture).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        picture,
        "{name}: see the top of this file"
    );
}

#[test]
fn a_plain_label() {
    check("plain.svg", &url(), &SvgOptions::default());
}

#[test]
fn a_label_for_print_with_its_code_beneath() {
    let options = SvgOptions {
        caption: Some(url().code.grouped()),
        width_um: Some(15_000),
        ..SvgOptions::default()
    };
    check("captioned.svg", &url(), &options);
}

#[test]
fn a_gs1_digital_link() {
    let url = url().with_gtin("6901234567892".parse().unwrap());
    check("gs1.svg", &url, &SvgOptions::default());
}
