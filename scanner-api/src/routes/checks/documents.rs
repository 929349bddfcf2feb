//! Uploading and reading documents.

use axum::{
    body::Body,
    http::{header, Method, Request, StatusCode},
};
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{json, Value};

use crate::testing::{world, Answer, World};

fn photo(side: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(side, side / 2, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

async fn upload(world: &World, token: &str, name: &str, content: &[u8], public: bool) -> Answer {
    let mut body = Vec::new();
    if public {
        body.extend_from_slice(
            b"--limit\r\ncontent-disposition: form-data; name=\"visibility\"\r\n\r\npublic\r\n",
        );
    }
    body.extend_from_slice(
        format!(
            "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .as_bytes(),
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v1/documents")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .body(Body::from(body));
    world.send(request.unwrap()).await
}

async fn read(world: &World, token: Option<&str>, document: &Value, rest: &str) -> Answer {
    let digest = document["digest"].as_str().unwrap();
    world
        .get(token, &format!("/api/v1/documents/{digest}{rest}"))
        .await
}

#[tokio::test]
async fn a_document_is_for_its_organisation_and_its_authorities() {
    let world = world().await;
    let [county, grower, packer] = [
        world.token("county").await,
        world.token("grower").await,
        world.token("packer").await,
    ];
    let answer = upload(&world, &grower, "果园.jpg", &photo(900), false).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let document = answer.json();
    assert_eq!(
        (&document["media_type"], &document["name"]),
        (&json!("image/jpeg"), &json!("果园.jpg"))
    );
    for token in [&grower, &county] {
        let stored = read(&world, Some(token), &document, "").await;
        assert_eq!(stored.status, StatusCode::OK);
        assert_eq!(
            blake3::hash(&stored.body).to_hex().as_str(),
            document["digest"]
        );
        assert_eq!(
            stored.body.len() as u64,
            document["bytes"].as_u64().unwrap()
        );
        assert_eq!(stored.headers[header::CONTENT_TYPE], "image/jpeg");
        let small = read(&world, Some(token), &document, "/thumbnail").await;
        let small = image::load_from_memory(&small.body).unwrap();
        assert_eq!((small.width(), small.height()), (480, 240));
    }
    for token in [Some(packer.as_str()), None] {
        assert_eq!(
            read(&world, token, &document, "").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            read(&world, token, &document, "/thumbnail").await.status,
            StatusCode::NOT_FOUND
        );
    }
    // The same file of another organisation is the same document, and now that one's too.
    let again = upload(&world, &packer, "copy.jpg", &photo(900), false)
        .await
        .json();
    assert_eq!(again["digest"], document["digest"]);
    assert_eq!(
        read(&world, Some(&packer), &document, "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_public_document_is_for_everybody_and_cached() {
    let world = world().await;
    let grower = world.token("grower").await;
    let report = b"%PDF-1.7\nreport".to_vec();
    let document = upload(&world, &grower, "报告.pdf", &report, true)
        .await
        .json();
    assert_eq!(
        (&document["visibility"], &document["thumbnail"]),
        (&json!("public"), &json!(false))
    );
    let stored = read(&world, None, &document, "").await;
    assert_eq!(stored.body, report);
    let disposition = stored.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert_eq!(
        disposition,
        "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf"
    );
    assert_eq!(
        read(&world, None, &document, "/thumbnail").await.status,
        StatusCode::NOT_FOUND
    );
    let request = Request::builder()
        .uri(format!(
            "/api/v1/documents/{}",
            document["digest"].as_str().unwrap()
        ))
        .header(header::IF_NONE_MATCH, &stored.headers[header::ETAG])
        .body(Body::empty());
    assert_eq!(
        world.send(request.unwrap()).await.status,
        StatusCode::NOT_MODIFIED
    );
    for digest in ["0".repeat(64), "x".to_owned()] {
        let answer = world
            .get(None, &format!("/api/v1/documents/{digest}"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn bad_uploads_are_refused_with_a_reason() {
    let world = world().await;
    let grower = world.token("grower").await;
    let large = vec![0u8; world.app.config.documents.bytes_max + 1];
    for (name, content, status, code) in [
        ("张三13812345678.jpg", &photo(40)[..], 422, "personal_data"),
        ("page.jpg", b"<html><script>", 415, "unsupported_media_type"),
        ("half.jpg", &photo(400)[..500], 422, "invalid_request"),
        ("empty.jpg", b"", 422, "invalid_request"),
        ("large.jpg", &large, 413, "payload_too_large"),
    ] {
        let answer = upload(&world, &grower, name, content, false).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
        assert_eq!(answer.json()["code"], code, "{name}");
    }
    let answer = world.post(&grower, "/api/v1/documents", &json!({})).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let nobody = world.get(None, "/api/v1/documents").await;
    assert_eq!(nobody.status, StatusCode::METHOD_NOT_ALLOWED);
    let files: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM documents")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(files, 0);
}
