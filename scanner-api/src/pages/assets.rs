//! The files pages are made with: built into the program, named by their content, kept for a year.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    extract::Path,
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
    Router,
};

/// Since the name of a file changes with its content, a browser never needs to ask again.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

struct Asset {
    name: &'static str,
    path: String,
    content_type: &'static str,
    body: Bytes,
}

/// In the order in which they may name each other: a style sheet names pictures before it.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = Vec::new();
    for (name, text) in [
        ("icon.svg", include_str!("../../assets/icon.svg")),
        ("guilloche.svg", include_str!("../../assets/guilloche.svg")),
        ("scan.css", include_str!("../../assets/scan.css")),
        ("console.css", include_str!("../../assets/console.css")),
        ("village.css", include_str!("../../assets/village.css")),
        ("console.js", include_str!("../../assets/console.js")),
        ("livestock.js", include_str!("../../assets/livestock.js")),
        ("qr.js", include_str!("../../assets/qr.js")),
        ("inspect.css", include_str!("../../assets/inspect.css")),
        ("inspect.js", include_str!("../../assets/inspect.js")),
        ("village.js", include_str!("../../assets/village.js")),
    ] {
        let mut text = text.to_owned();
        for earlier in &assets {
            let target = format!("url({})", earlier.path);
            text = text.replace(&format!("url({})", earlier.name), &target);
        }
        assets.push(Asset::new(name, text));
    }
    assets
});

impl Asset {
    fn new(name: &'static str, text: String) -> Self {
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let digest = blake3::hash(text.as_bytes()).to_hex();
        let short = digest.get(..10).unwrap_or_default();
        Self {
            name,
            path: format!("/assets/{stem}.{short}.{extension}"),
            content_type: match extension {
                "css" => "text/css; charset=utf-8",
                "js" => "text/javascript; charset=utf-8",
                _ => "image/svg+xml",
            },
            body: Bytes::from(text),
        }
    }
}

/// The address of a file.
pub fn path(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("", |asset| asset.path.as_str())
}

/// How many bytes some files weigh together.
#[cfg(test)]
pub(crate) fn weight(names: &[&str]) -> usize {
    let assets = ASSETS.iter().filter(|asset| names.contains(&asset.name));
    assets.map(|asset| asset.body.len()).sum()
}

/// The routes of the files.
pub fn router<State: Clone + Send + Sync + 'static>() -> Router<State> {
    Router::new().route("/assets/{name}", get(get_asset))
}

async fn get_asset(Path(name): Path<String>) -> Response {
    let found = ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(name.as_str()));
    match found {
        Some(asset) => (
            [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static(asset.content_type),
                ),
                (header::CACHE_CONTROL, CACHE),
            ],
            asset.body.clone(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_content_and_name_each_other_so() {
        assert!(path("scan.css").starts_with("/assets/scan."));
        let css = ASSETS
            .iter()
            .find(|asset| asset.name == "scan.css")
            .unwrap();
        let text = std::str::from_utf8(&css.body).unwrap();
        assert!(text.contains(path("guilloche.svg")) && !text.contains("url(guilloche.svg)"));
        assert_eq!(path("nothing.css"), "");
    }
}
