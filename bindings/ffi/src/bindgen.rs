//! Writes the foreign code for a built library:
//! `patchwork-bindgen LIBRARY kotlin|swift|python FOLDER`.

use camino::Utf8PathBuf;
use uniffi::{GenerateOptions, TargetLanguage};

fn main() -> Result<(), String> {
    let [library, language, folder] =
        <[String; 3]>::try_from(std::env::args().skip(1).collect::<Vec<_>>()).map_err(|_| {
            "usage: patchwork-bindgen LIBRARY kotlin|swift|python FOLDER".to_owned()
        })?;
    let language = match language.as_str() {
        "kotlin" => TargetLanguage::Kotlin,
        "swift" => TargetLanguage::Swift,
        "python" => TargetLanguage::Python,
        other => return Err(format!("expected kotlin, swift or python, got {other}")),
    };
    uniffi::generate(GenerateOptions {
        languages: vec![language],
        source: Utf8PathBuf::from(library),
        out_dir: Utf8PathBuf::from(folder),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: false,
    })
    .map_err(|error| format!("{error:#}"))
}
