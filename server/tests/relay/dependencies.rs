//! What the relay links, and which of its modules import which.
//!
//! The relay cannot open what it keeps: nothing that could is linked into it.

use std::process::Command;

#[test]
fn the_relay_links_no_cipher_and_no_document() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "patchwork-relay"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains(&"patchwork-protocol"), "{tree}");
    for kept_out in [
        "hpke",
        "chacha20poly1305",
        "automerge",
        "patchwork-crypto",
        "patchwork-model",
        "patchwork-sync",
        "patchwork-store",
        "patchwork-client",
    ] {
        assert!(!names.contains(&kept_out), "{kept_out} is linked");
    }
}

/// The relay's modules, the highest first. Each may import from its own line and from those below.
const FLOORS: patchwork_structure::Floors<'_> = &[
    &["run"],
    &["cli", "server"],
    &["http"],
    &["inspect", "live", "metrics"],
    &["log"],
    &["config"],
];

#[test]
fn no_module_imports_from_one_above_it() {
    let src = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let report = patchwork_structure::check(src.as_ref(), FLOORS).unwrap();
    assert!(report.is_clean(), "{report}");
    // With fewer, the sources were not read.
    assert!(report.imports.len() > 20, "{report}");
}
