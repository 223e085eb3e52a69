//! What is linked keeps to `deny.toml`.
//!
//! `cargo deny` checks the same and more, but takes three and a half minutes of a core to build
//! and wants its advisory database; this takes a second.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
    sync::LazyLock,
};

use figment::{
    Figment,
    providers::{Format, Toml},
};
use serde::Deserialize;

/// What of `deny.toml` is checked here.
#[derive(Deserialize)]
struct Rules {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Banned>,
    skip: Vec<Skipped>,
}

#[derive(Deserialize)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
    #[serde(default)]
    wrappers: Vec<String>,
}

#[derive(Deserialize)]
struct Skipped {
    #[serde(rename = "crate")]
    name_and_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// What of `cargo metadata` is looked at.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
    workspace_root: String,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

/// A package by its id, and what it links or builds with.
#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deny.toml");
    Figment::from(Toml::file_exact(file)).extract().unwrap()
});

static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    serde_json::from_slice(&told.stdout).unwrap()
});

/// Whether `deny.toml` takes this licence expression.
fn is_allowed(expression: &str) -> bool {
    let parsed = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX).unwrap();
    parsed.evaluate(|requirement| RULES.licenses.allow.contains(&requirement.to_string()))
}

#[test]
fn every_licence_is_one_that_may_be_linked() {
    for Package { name, license, .. } in &METADATA.packages {
        let license = license.as_deref().unwrap_or_default();
        assert!(is_allowed(license), "{name} is under {license:?}");
    }
    assert!(is_allowed("GPL-3.0-only OR MIT"));
    assert!(!is_allowed("AGPL-3.0-only"));
    assert!(!is_allowed("MIT AND GPL-3.0-only"));
}

#[test]
fn everything_comes_from_the_registry_or_from_here() {
    for package in &METADATA.packages {
        match &package.source {
            Some(source) => {
                let known = RULES
                    .sources
                    .allow_registry
                    .iter()
                    .any(|registry| *source == format!("registry+{registry}"));
                assert!(known, "{} comes from {source}", package.name);
            }
            None => assert!(
                package.manifest_path.starts_with(&METADATA.workspace_root),
                "{} lies outside",
                package.name
            ),
        }
    }
}

#[test]
fn nothing_is_linked_twice_without_a_reason() {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Package { name, version, .. } in &METADATA.packages {
        versions.entry(name).or_default().insert(version);
    }
    for Skipped { name_and_version } in &RULES.bans.skip {
        let (name, version) = name_and_version.split_once('@').unwrap();
        let of_name = versions.get_mut(name).expect("it is linked");
        let before = of_name.len();
        of_name.retain(|linked| !linked.starts_with(&format!("{version}.")));
        assert!(
            before > of_name.len() && !of_name.is_empty(),
            "{name_and_version} needs no exception any more"
        );
    }
    versions.retain(|_, of_name| of_name.len() > 1);
    assert!(versions.is_empty(), "{versions:?}");
}

#[test]
fn what_is_banned_is_linked_only_by_whom_it_is_left_to() {
    let ids_of = |name: &str| -> Vec<&str> {
        let named = METADATA
            .packages
            .iter()
            .filter(|package| package.name == name);
        named.map(|package| package.id.as_str()).collect()
    };
    for Banned { name, wrappers } in &RULES.bans.deny {
        let left_to: Vec<_> = wrappers.iter().flat_map(|name| ids_of(name)).collect();
        let banned = ids_of(name);
        assert!(
            banned.is_empty() || !wrappers.is_empty(),
            "{name} is linked"
        );
        for Node { id, dependencies } in &METADATA.resolve.nodes {
            let links = dependencies.iter().any(|id| banned.contains(&id.as_str()));
            assert!(
                !links || left_to.contains(&id.as_str()),
                "{id} links {name}"
            );
        }
    }
}
