//! The built library, and foreign code made from it.

use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;
use uniffi::{GenerateOptions, TargetLanguage};

/// The library that cargo built for this very test run.
pub(crate) fn library() -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let folder = test.parent().expect("it lies in a folder");
    let name = format!(
        "{}patchwork_ffi{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let library = folder.join(name);
    assert!(
        library.exists(),
        "cargo built no library at {}",
        library.display()
    );
    library
}

/// Writes the code of a language for the library.
pub(crate) fn generate(library: &Path, language: TargetLanguage, into: &Path) {
    let path = |path: &Path| Utf8PathBuf::from_path_buf(path.to_owned()).expect("a plain path");
    uniffi::generate(GenerateOptions {
        languages: vec![language],
        source: path(library),
        out_dir: path(into),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: false,
    })
    .expect("code is generated from the library");
}
