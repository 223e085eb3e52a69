//! Style sheet, script and icon, built into the binary.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// Serves one asset. Pages name them with the build's version, so browsers may keep them.
pub(crate) async fn asset(Path(path): Path<String>) -> Response {
    match Assets::get(&path) {
        Some(file) => (
            [
                (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
                (header::CACHE_CONTROL, "no-cache".to_owned()),
                (
                    header::ETAG,
                    format!(
                        "\"{}\"",
                        data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash())
                    ),
                ),
            ],
            file.data.into_owned(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
