//! Certificates: there and back, and everything that must not verify.

use county_primitives::{
    livestock::{CertificateForm, Purpose, Species},
    CertificateId, Digest,
};
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

use super::*;

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn payload() -> CertificatePayload {
    CertificatePayload {
        certificate: CertificateId(7),
        number: "5001532609220007".parse().unwrap(),
        form: CertificateForm::AnimalB,
        species: Some(Species::Pig),
        heads: 130,
        purpose: Some(Purpose::Slaughter),
        origin: "500153101201".parse().unwrap(),
        destination: "500153102201".parse().unwrap(),
        plate: Digest([1; 32]),
        load: CertificatePayload::load_digest(&[1u64, 2]),
        issued_ms: 1_790_000_000_000,
        valid_until: "2026-09-22".parse().unwrap(),
        vet: MemberId(3),
        key: 1,
    }
}

fn code() -> CertificateCode {
    let payload = payload();
    let signature = signer().sign(&payload.message()).to_bytes();
    CertificateCode::new(SignedCertificate::new(payload, signature))
}

fn vets() -> VetKeys {
    let key = hex::encode(signer().verifying_key().to_bytes());
    format!("# vets of 500153\n\n3 1 {key} 荣昌区动物卫生监督所\n")
        .parse()
        .unwrap()
}

#[test]
fn a_signed_certificate_is_read_and_verified_without_a_network() {
    let host: Host = "https://rongchang.example".parse().unwrap();
    let url = code().url(&host);
    assert!(url.starts_with("HTTPS://RONGCHANG.EXAMPLE/V/"), "{url}");
    let read = CertificateCode::read(&url).unwrap();
    assert_eq!(read, code());
    assert_eq!(read.verify(&vets()), Ok(()));
    let typed = format!("{}?from=app", url.to_lowercase());
    assert_eq!(CertificateCode::read(&typed), Ok(code()));
    assert_eq!(CertificateCode::read(&code().to_string()), Ok(code()));
}

#[cfg(feature = "render")]
#[test]
fn the_symbol_is_small_enough_for_paper() {
    let host: Host = "https://rongchang.example".parse().unwrap();
    let qr = crate::render::Qr::new(&code().url(&host), Default::default()).unwrap();
    assert!(qr.version() <= 13, "version {}", qr.version());
}

#[test]
fn an_altered_certificate_does_not_verify() {
    let mut signed = code().0;
    signed.payload.heads = 131;
    let altered = CertificateCode::new(signed);
    assert_eq!(altered.verify(&vets()), Err(CertificateError::Signature));
    let other = SigningKey::from_bytes(&[4; 32]).sign(&payload().message());
    let forged = CertificateCode::new(SignedCertificate::new(payload(), other.to_bytes()));
    assert_eq!(forged.verify(&vets()), Err(CertificateError::Signature));
}

#[test]
fn a_vet_who_is_not_in_the_list_is_named() {
    let unknown = CertificateError::UnknownVet {
        vet: MemberId(3),
        key: 1,
    };
    assert_eq!(code().verify(&VetKeys::default()), Err(unknown));
}

#[test]
fn what_is_no_certificate_is_refused() {
    let text = code().to_string();
    let short = &text[..text.len() - 3];
    assert_eq!(CertificateCode::read(short), Err(CertificateError::Form));
    let long = format!("{text}00");
    assert_eq!(CertificateCode::read(&long), Err(CertificateError::Form));
    assert_eq!(
        CertificateCode::read(&text.replacen('0', "U", 1)),
        Err(CertificateError::Character('U'))
    );
    for text in ["", "10000070001903NQK8N9", &"0".repeat(600)] {
        assert_eq!(CertificateCode::read(text), Err(CertificateError::Form));
    }
}

#[test]
fn a_list_of_vets_names_its_bad_line() {
    let read = |text: &str| text.parse::<VetKeys>().map(|vets| vets.len());
    assert_eq!(read(""), Ok(0));
    assert_eq!(vets().len(), 1);
    assert_eq!(read("\n3 1 zz"), Err(VetKeysError { line: 2 }));
    assert_eq!(read("3 1"), Err(VetKeysError { line: 1 }));
}

#[test]
fn plates_have_one_form_and_a_keyed_digest() {
    let key: PlateKey = "07".repeat(32).parse().unwrap();
    let digest = |text: &str| text.parse::<Plate>().unwrap().digest(&key);
    assert_eq!(digest("渝C12345"), digest("渝 c·12345"));
    assert_eq!(digest("渝C12345"), digest("渝Ｃ１２３４５"));
    assert_ne!(digest("渝C12345"), digest("渝C12346"));
    let other = PlateKey::new([8; 32]);
    assert_ne!(
        digest("渝C12345"),
        "渝C12345".parse::<Plate>().unwrap().digest(&other)
    );
    for good in ["渝AD12345", "鲁C1234挂", "渝A·F0001"] {
        assert!(good.parse::<Plate>().is_ok(), "{good}");
    }
    for bad in [
        "",
        "渝",
        "C12345",
        "渝C1234",
        "渝C1234567",
        "渝112345",
        "渝C12梨45",
    ] {
        assert_eq!(bad.parse::<Plate>(), Err(PlateError), "{bad}");
    }
}

proptest! {
    #[test]
    fn reading_never_panics_and_text_is_stable(scanned in ".{0,80}") {
        let _ = CertificateCode::read(&scanned);
    }

    #[test]
    fn every_signature_reads_back(left in any::<[u8; 32]>(), right in any::<[u8; 32]>()) {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&left);
        signature[32..].copy_from_slice(&right);
        let code = CertificateCode::new(SignedCertificate::new(payload(), signature));
        prop_assert_eq!(CertificateCode::read(&code.to_string()), Ok(code));
    }
}
