//! A reader that is not ours (`zbarimg`, from `make setup`) reads the drawn symbols.
#![cfg(feature = "render")]

use std::{path::Path, process::Command};

use proptest::prelude::*;
use qr_labeler::{
    render::{png, Level, PngOptions, Qr},
    url::{self, LabelUrl},
    BatchId, Code, CodeKind, BATCH_MAX, INDEX_MAX, TOKEN_MAX,
};

fn scan(file: &Path) -> String {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(file)
        .output()
        .expect("zbarimg is installed: `make setup`, or the Debian package zbar-tools");
    assert!(
        output.status.success(),
        "zbarimg: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_string()
}

fn reads_back(url: &LabelUrl, level: Level, module: u32) {
    let qr = Qr::new(&url.to_string(), level).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("label.png");
    let options = PngOptions {
        module,
        ..PngOptions::default()
    };
    std::fs::write(&file, png(&qr, &options).unwrap()).unwrap();
    let text = scan(&file);
    assert_eq!(text, url.to_string());
    assert_eq!(url::read(&text).map(|scanned| scanned.code), Ok(url.code));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_label_reads_back(
        batch in 1..=BATCH_MAX,
        index in 0..=INDEX_MAX,
        token in 0..=TOKEN_MAX,
        module in 3u32..9,
        level in prop::sample::select(vec![Level::Low, Level::Medium, Level::Quartile, Level::High]),
        gs1: bool,
    ) {
        let code = Code::new(CodeKind::Item, BatchId(batch), index, token).unwrap();
        let url = LabelUrl::new("https://xixian.example".parse().unwrap(), code);
        let gtin = gs1.then(|| "6901234567892".parse().unwrap());
        reads_back(&LabelUrl { gtin, ..url }, level, module);
    }
}
