//! The program as a process: what it prints where, and how it exits.
#![cfg(feature = "cli")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_qr-labeler");
const SECRET: &str = "0707070707070707070707070707070707070707070707070707070707070707";

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).env("QR_LABELER_SECRET", SECRET);
    command
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

/// Runs, expects success with a quiet stderr, and gives stdout.
fn answer(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(text(&output.stderr), "", "{args:?}");
    assert_eq!(output.status.code(), Some(0), "{args:?}");
    text(&output.stdout)
}

/// Runs, expects this status with an empty stdout, and gives stderr.
fn failure(status: i32, args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(
        output.status.code(),
        Some(status),
        "{args:?}: {}",
        text(&output.stderr)
    );
    assert_eq!(text(&output.stdout), "", "{args:?}");
    text(&output.stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn can_encode_and_decode() {
    let code = answer(&["encode", "--batch", "7", "--index", "41"]);
    let decoded = answer(&["decode", code.trim()]);
    assert!(decoded.starts_with(&format!(
        "code: {code}kind: item\nbatch: 7\nindex: 41\ntoken: "
    )));
    assert!(decoded.ends_with("repaired: no\n"), "{decoded}");

    let codes = answer(&["encode", "--batch", "7", "--index", "40-42"]);
    assert_eq!(codes.lines().nth(1), Some(code.trim()));
    assert_eq!(codes.lines().count(), 3);

    let mut decode = program(&["decode"]);
    let decode = decode.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = decode.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(codes.as_bytes())
        .unwrap();
    let decoded = text(&child.wait_with_output().unwrap().stdout);
    let indexes: Vec<_> = decoded
        .lines()
        .filter_map(|line| line.strip_prefix("index: "))
        .collect();
    assert_eq!(indexes, ["40", "41", "42"]);
}

#[test]
fn can_encode_addresses() {
    let code = answer(&["encode", "--batch", "7", "--index", "41"]);
    let host = [
        "encode",
        "--batch",
        "7",
        "--index",
        "41",
        "--host",
        "xixian.example",
    ];
    assert_eq!(answer(&host), format!("HTTPS://XIXIAN.EXAMPLE/{code}"));
    let gs1 = answer(&[&host[..], &["--gtin", "6901234567892"]].concat());
    assert_eq!(
        gs1,
        format!("HTTPS://XIXIAN.EXAMPLE/01/06901234567892/21/{code}")
    );
    let decoded = answer(&["decode", gs1.trim()]);
    assert!(decoded.ends_with("gtin: 06901234567892\nhost: HTTPS://XIXIAN.EXAMPLE\n"));
}

#[test]
fn can_prove_and_verify() {
    let batch = ["--batch", "7", "--count", "100"];
    let root = answer(&[&["root"], &batch[..]].concat());
    let proof = answer(&[&["prove", "--index", "41"], &batch[..]].concat());
    let codes = answer(&["encode", "--batch", "7", "--index", "41-42"]);
    let codes: Vec<&str> = codes.lines().collect();
    let verify = |count, code| {
        let (root, proof) = (root.trim(), proof.trim());
        vec![
            "verify", "--root", root, "--count", count, "--proof", proof, code,
        ]
    };
    let said = answer(&verify("100", codes[0]));
    assert_eq!(
        said,
        format!("{} was issued: it is code 41 of 100 in batch 7\n", codes[0])
    );
    assert!(failure(1, &verify("100", codes[1])).contains("not issued in that batch"));
    assert!(failure(1, &verify("41", codes[0])).contains("only 41 codes"));
}

#[test]
fn fails_to_decode_with_words_and_a_hint() {
    let code = answer(&["encode", "--batch", "7", "--index", "41"]);
    let short = failure(1, &["decode", &code[..5]]);
    assert!(
        short.contains("a code has 20 characters, this one has 5"),
        "{short}"
    );
    assert!(short.contains("\nhint: a code looks like "), "{short}");
    let swapped = failure(1, &["decode", "01000070001903NQK8N9"]);
    assert!(swapped.contains("misread or mistyped"), "{swapped}");

    // A bad one does not keep the good ones from being read.
    let output = run(&["decode", "123", code.trim()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with(&format!("code: {code}")));
    assert!(text(&output.stderr).ends_with("error: 1 of 2 could not be read\n"));
}

#[test]
fn wrong_usage_is_two() {
    failure(2, &["encode", "--batch", "0", "--index", "0"]);
    failure(2, &["encode", "--batch", "1073741824", "--index", "0"]);
    failure(2, &["encode", "--batch", "7", "--index", "33554432"]);
    failure(2, &["root", "--batch", "7", "--count", "0"]);
    failure(
        2,
        &[
            "verify", "--root", "0f", "--count", "1", "--proof", "x", "y",
        ],
    );
    let beyond = failure(
        2,
        &["prove", "--batch", "7", "--count", "10", "--index", "10"],
    );
    assert!(beyond.contains("there is no code 10"), "{beyond}");
    let host = failure(
        2,
        &[
            "render",
            answer(&["encode", "--batch", "7", "--index", "1"]).trim(),
        ],
    );
    assert!(host.contains("hint: add --host"), "{host}");
    let gtin = [
        "encode",
        "--batch",
        "7",
        "--index",
        "1",
        "--host",
        "a.example",
        "--gtin",
    ];
    assert!(failure(2, &[&gtin[..], &["6901234567893"]].concat()).contains("check digit"));
}

#[test]
fn the_secret_comes_from_a_file_or_the_environment_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("batch.secret");
    let args = ["encode", "--batch", "7", "--index", "41"];
    let with_file = [&args[..], &["--secret-file", file.to_str().unwrap()]].concat();

    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let output = program(&with_file)
        .env_remove("QR_LABELER_SECRET")
        .output()
        .unwrap();
    assert_eq!(text(&output.stdout), answer(&args));

    // The file wins over the environment.
    fs::write(&file, "08".repeat(32)).unwrap();
    assert_ne!(answer(&with_file), answer(&args));

    fs::write(&file, "5ec3e7").unwrap();
    let error = failure(2, &with_file);
    assert!(
        error.contains("64 hexadecimal digits") && !error.contains("5ec3e7"),
        "{error}"
    );

    let none = program(&args)
        .env_remove("QR_LABELER_SECRET")
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("hint: add --secret-file FILE"));
}

#[test]
fn can_render_to_a_file_and_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("label.png");
    let svg = folder.path().join("label.svg");
    let code = "10000070001903NQK8N9";
    let render = ["render", code, "--host", "xixian.example", "--output"];
    assert_eq!(
        answer(&[&render[..], &[png.to_str().unwrap()]].concat()),
        ""
    );
    assert!(fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    assert_eq!(
        answer(&[&render[..], &[svg.to_str().unwrap()]].concat()),
        ""
    );
    let written = fs::read_to_string(&svg).unwrap();
    assert_eq!(
        written,
        answer(&["render", &format!("https://xixian.example/{code}")])
    );
    assert_eq!(
        written,
        fs::read_to_string("tests/golden/plain.svg").unwrap()
    );
    let missing = folder.path().join("no/such/folder.svg");
    let error = failure(2, &[&render[..], &[missing.to_str().unwrap()]].concat());
    assert!(error.contains("cannot be written"), "{error}");
}

#[test]
fn a_closed_pipe_is_success() {
    let mut encode = program(&["encode", "--batch", "7", "--index", "0-33554431"]);
    let mut child = encode
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn help_documents_the_exit_status() {
    let help = answer(&["--help"]);
    assert!(help.contains("Exit status:"));
    assert!(help.contains("  1  the answer is no"));
}

/// Every `$` line of the README's console blocks prints what the README says.
#[test]
fn the_readme_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string("README.md").unwrap();
    let bin = Path::new(PROGRAM).parent().unwrap().display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
    let mut commands = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            let mut shell = Command::new("sh");
            let shell = shell
                .args(["-c", command])
                .env("PATH", &path)
                .current_dir(&folder);
            let output = shell.output().unwrap();
            assert_eq!(
                text(&output.stderr) + &text(&output.stdout),
                expected,
                "{command}"
            );
            commands += 1;
        }
    }
    assert!(commands > 5);
}

/// A certificate for 130 pigs, signed by key 1 of member 3, and the list with that key.
fn certificate() -> (String, String) {
    use county_primitives::{
        livestock::{CertificateForm, CertificatePayload, Purpose, SignedCertificate, Species},
        CertificateId, Digest, MemberId,
    };
    use ed25519_dalek::{Signer, SigningKey};

    let plate: qr_labeler::certificate::Plate = "渝C12345".parse().unwrap();
    let payload = CertificatePayload {
        certificate: CertificateId(7),
        number: "5001532609220007".parse().unwrap(),
        form: CertificateForm::AnimalB,
        species: Some(Species::Pig),
        heads: 130,
        purpose: Some(Purpose::Slaughter),
        origin: "500153101201".parse().unwrap(),
        destination: "500153102201".parse().unwrap(),
        plate: plate.digest(&SECRET.parse().unwrap()),
        load: Digest([2; 32]),
        // 2026-09-22, noon in China.
        issued_ms: 1_790_049_600_000,
        valid_until: "2026-09-22".parse().unwrap(),
        vet: MemberId(3),
        key: 1,
    };
    let signer = SigningKey::from_bytes(&[3; 32]);
    let signature = signer.sign(&payload.message()).to_bytes();
    let code =
        qr_labeler::certificate::CertificateCode::new(SignedCertificate::new(payload, signature));
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let vets = format!("3 1 {}\n", hex(signer.verifying_key().as_bytes()));
    (code.to_string(), vets)
}

#[test]
fn can_verify_a_certificate_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let (code, list) = certificate();
    let vets = folder.path().join("vets.txt");
    let key = folder.path().join("plate.key");
    fs::write(&vets, list).unwrap();
    fs::write(&key, SECRET).unwrap();
    let (vets, key) = (vets.to_str().unwrap(), key.to_str().unwrap());
    let check = |more: &[&str]| {
        let args = [&["verify-certificate", "--vets", vets], more, &[&code]].concat();
        run(&args)
    };
    let good = ["--day", "2026-09-22", "--heads", "130"];
    let plate = ["--plate", "渝C·12345", "--plate-key-file", key];
    let output = check(&[&good[..], &plate[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.contains("form: 动物检疫证明（动物B）\n"), "{shown}");
    assert!(shown.ends_with("signature: good\n"), "{shown}");

    for (more, said) in [
        (vec!["--day", "2026-09-23"], "valid until 2026-09-22 only"),
        (vec!["--day", "2026-09-21"], "issued on 2026-09-22 only"),
        (
            vec!["--day", "2026-09-22", "--heads", "131"],
            "for 130 and not for 131",
        ),
        (
            vec![
                "--day",
                "2026-09-22",
                "--plate",
                "渝C12346",
                "--plate-key-file",
                key,
            ],
            "another vehicle",
        ),
    ] {
        let output = check(&more);
        assert_eq!(output.status.code(), Some(1), "{more:?}");
        assert!(
            text(&output.stderr).contains(said),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn fails_to_verify_a_certificate_that_nobody_signed() {
    let folder = tempfile::tempdir().unwrap();
    let (code, list) = certificate();
    let vets = folder.path().join("vets.txt");
    fs::write(&vets, list.replacen("3 1", "3 0", 1)).unwrap();
    let said = failure(
        1,
        &[
            "verify-certificate",
            "--vets",
            vets.to_str().unwrap(),
            &code,
        ],
    );
    assert!(said.contains("no key 1 of member 3"), "{said}");
    let said = failure(
        1,
        &[
            "verify-certificate",
            "--vets",
            vets.to_str().unwrap(),
            "10000",
        ],
    );
    assert!(said.contains("no certificate's code"), "{said}");
}

#[test]
fn can_verify_a_reading_of_a_device_without_a_network() {
    use county_primitives::{
        devices::{DeviceSignature, Reading},
        DeviceId,
    };
    use ed25519_dalek::{Signer, SigningKey};
    use qr_labeler::readings::{tree, ReadingProof, SignedReading};

    let device = SigningKey::from_bytes(&[7; 32]);
    let taken = |sequence: u64| {
        let reading = Reading {
            device: DeviceId(1),
            sequence,
            at_ms: 1_790_002_800_000 + sequence,
            metric: "temperature".parse().unwrap(),
            value_milli: 38_600,
            unit: "°C".parse().unwrap(),
        };
        let signature = DeviceSignature(device.sign(reading.message().as_bytes()).to_bytes());
        SignedReading { reading, signature }
    };
    let hour: Vec<SignedReading> = (1..=60).map(taken).collect();
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let key = hex(device.verifying_key().as_bytes());
    let root = tree(&hour).root().unwrap().to_string();
    let proof = ReadingProof::new(&hour, 41).unwrap().to_string();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reading.txt");
    let file_name = file.to_str().unwrap();
    let args = [
        "verify-reading",
        "--key",
        &key,
        "--root",
        &root,
        "--count",
        "60",
        file_name,
    ];
    fs::write(&file, &proof).unwrap();
    let output = run(&args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stdout),
        "device 1 took reading 42: temperature 38.600 °C; it is reading 42 of 60 of its hour\n"
    );
    for (from, to, said) in [
        ("38600", "38601", "altered or made up"),
        ("index: 41", "index: 40", "was not anchored"),
        ("count: 60", "count: 61", "60 readings, the proof is for 61"),
        ("reading/v1", "reading/v2", "no proof of a reading"),
    ] {
        fs::write(&file, proof.replacen(from, to, 1)).unwrap();
        let shown = failure(1, &args);
        assert!(shown.contains(said), "{shown}");
    }
}
