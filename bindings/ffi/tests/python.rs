//! One journey through the native boundary: the library is built, Python code is
//! generated from it, and two clients in Python found, invite, join, capture
//! offline, sync and read, with a keystore and a listener written in Python.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::{path::Path, process::Command};

use common::{generate, library};
use patchwork_relay::config::Config;
use uniffi::TargetLanguage;

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_in_python_through_the_built_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = library();
    let generated = folder.path().join("generated");
    generate(&library, TargetLanguage::Python, &generated);
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
