//! What native apps import: the whole facade, the lists of the model included, is one Kotlin
//! package and one Swift module.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::{fs, path::Path};

use uniffi::TargetLanguage;

/// The files with this ending that are made for a language.
fn made_for(language: TargetLanguage, ending: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    common::generate(&common::library(), language, folder.path());
    let mut files = Vec::new();
    gather(folder.path(), ending, &mut files);
    files
}

fn gather(folder: &Path, ending: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder is read") {
        let path = entry.expect("an entry is read").path();
        if path.is_dir() {
            gather(&path, ending, files);
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(fs::read_to_string(path).expect("a file is read"));
        }
    }
}

#[test]
fn the_lists_of_the_model_stand_in_the_one_kotlin_package_of_the_facade() {
    let files = made_for(TargetLanguage::Kotlin, "kt");
    assert_eq!(files.len(), 1);
    let code = &files[0];
    assert_eq!(code.matches("\npackage ").count(), 1);
    for list in ["AgencyKind", "EntryKind", "AccessRole", "LineStyle"] {
        let declared = code.matches(&format!("enum class {list} ")).count();
        assert_eq!(declared, 1, "{list}");
    }
    assert_eq!(code.matches("sealed class ChildStatus").count(), 1);
}

#[test]
fn the_lists_of_the_model_stand_in_the_one_swift_module_of_the_facade() {
    let files = made_for(TargetLanguage::Swift, "swift");
    assert_eq!(files.len(), 1);
    for list in [
        "AgencyKind",
        "EntryKind",
        "AccessRole",
        "LineStyle",
        "ChildStatus",
    ] {
        let declared = files[0].matches(&format!("public enum {list}:")).count();
        assert_eq!(declared, 1, "{list}");
    }
}
