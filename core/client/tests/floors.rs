//! The client stands on three floors, and no module imports from a floor above its own.
#![allow(clippy::unwrap_used)]

/// The client's modules, the highest floor first. Each may import from its own line and from
/// those below.
const FLOORS: patchwork_structure::Floors<'_> = &[
    &["facade", "simulation"],
    &["engine"],
    &["workspace"],
    &["passphrase_vault"],
    &["updates"],
    &["environment"],
    &["error"],
    &["connection_options", "ids", "vault"],
];

#[test]
fn no_module_of_the_client_imports_from_a_floor_above_it() {
    let src = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let report = patchwork_structure::check(src.as_ref(), FLOORS).unwrap();
    assert!(report.is_clean(), "{report}");
    // With fewer, the sources were not read.
    assert!(report.imports.len() > 100, "{report}");
}
