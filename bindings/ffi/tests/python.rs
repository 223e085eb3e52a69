//! One journey through the native boundary: the library is built, Python code is
//! generated from it, and two clients in Python found, invite, join, capture
//! offline, sync and read, with a keystore and a listener written in Python.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use camino::Utf8PathBuf;
use patchwork_relay::config::Config;
use uniffi::{GenerateOptions, TargetLanguage};

/// The library that cargo built for this very test run.
fn library() -> PathBuf {
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

fn generate(library: &Path, into: &Path) {
    let path = |path: &Path| Utf8PathBuf::from_path_buf(path.to_owned()).expect("a plain path");
    uniffi::generate(GenerateOptions {
        languages: vec![TargetLanguage::Python],
        source: path(library),
        out_dir: path(into),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: false,
    })
    .expect("Python code is generated from the library");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_in_python_through_the_built_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = library();
    let generated = folder.path().join("generated");
    generate(&library, &generated);
    // The generated module of the facade loads the library from beside itself.
    for name in ["patchwork_client", "patchwork_ffi"] {
        let beside = generated.join(format!(
            "{}{name}{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        ));
        std::fs::copy(&library, beside).expect("the library is copied");
    }

    let relay = patchwork_relay::serve(
        Config::on_free_port(folder.path().join("relay")),
        std::future::pending(),
    )
    .await
    .expect("the relay starts");
    let url = relay.url();
    let journey = Path::new(env!("CARGO_MANIFEST_DIR")).join("../python/tests/journey.py");
    let data = folder.path().join("phones");
    let output = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .arg(journey)
            .arg(url)
            .arg(data)
            .env("PYTHONPATH", generated)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
    })
    .await
    .expect("it runs to its end")
    .expect("python3 is needed for this test: install the package python3");
    relay.stop().await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("the journey is complete"), "{said}");
}
