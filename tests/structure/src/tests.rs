//! The checker over small invented crates.

use std::path::Path;

use crate::{Report, Sources, StructureError, check, check_sources};

const LIB: (&str, &str) = ("lib.rs", "mod http; mod live; mod log; pub use log::Log;");
const FLOORS: &[&[&str]] = &[&["http"], &["live"], &["log"]];

fn checked<const N: usize>(files: [(&str, &str); N]) -> Report {
    check_sources(&Sources::from(files), FLOORS).unwrap()
}

fn upward<const N: usize>(files: [(&str, &str); N]) -> Vec<String> {
    let report = checked(files);
    report.upward.iter().map(ToString::to_string).collect()
}

#[test]
fn imports_that_go_down_are_clean() {
    let report = checked([
        LIB,
        ("http.rs", "use crate::{live::Hub, log::{self, Log}};"),
        ("live.rs", "use crate::log::Notices;"),
        ("log.rs", "use std::collections::HashMap;"),
    ]);
    assert!(report.is_clean(), "{report}");
    let seen: Vec<_> = report
        .imports
        .iter()
        .map(|import| import.path.as_str())
        .collect();
    assert_eq!(
        seen,
        [
            "crate::live::Hub",
            "crate::log",
            "crate::log::Log",
            "crate::log::Notices"
        ]
    );
}

#[test]
fn an_upward_import_is_named_by_file_line_and_path() {
    let planted = upward([
        LIB,
        ("http.rs", ""),
        ("live.rs", ""),
        (
            "log.rs",
            "use std::fmt;\n\nuse crate::{\n    live::{Hub, Mailbox},\n};\n",
        ),
    ]);
    assert_eq!(
        planted,
        [
            "log.rs:4: log -> live: crate::live::Hub",
            "log.rs:4: log -> live: crate::live::Mailbox"
        ]
    );
}

#[test]
fn a_path_counts_wherever_it_stands_and_however_it_begins() {
    for text in [
        "fn f() { crate::live::hub(); }",
        "fn f(_: &crate::live::Hub) {}",
        "fn f() -> Vec<Option<super::live::Hub>> { vec![] }",
        "fn f() { use crate::live as l; }",
        "use super::live::*;",
        "impl crate::live::Listener for u8 {}",
        "fn f() { println!(\"{}\", g(crate::live::HUB)); }",
        "macro_rules! m { () => { pub(crate) fn f() { $crate::live::hub() } }; }",
        "mod inner { use super::super::live::Hub; }",
        "pub(crate) mod m { pub(in super::super) use crate::live::Hub; }",
        "fn f(x: u8) { match x { crate::live::MOST => {} _ => {} } }",
    ] {
        let report = checked([LIB, ("http.rs", ""), ("live.rs", ""), ("log.rs", text)]);
        let found: Vec<_> = report.upward.iter().map(|import| &*import.to).collect();
        assert_eq!(found, ["live"], "{text}");
    }
}

#[test]
fn files_are_found_as_the_compiler_finds_them() {
    let planted = upward([
        LIB,
        ("http/mod.rs", "mod sync;"),
        ("http/sync.rs", "mod reply;"),
        ("http/sync/reply.rs", ""),
        ("live.rs", "#[path = \"elsewhere/hub.rs\"] mod hub;"),
        ("elsewhere/hub.rs", "use crate::http::A;"),
        ("log/mod.rs", "mod sqlite;"),
        ("log/sqlite/mod.rs", "mod writer;"),
        ("log/sqlite/writer.rs", "use super::super::super::http::B;"),
        ("log/left_over.rs", "use crate::http::NotCompiled;"),
    ]);
    assert_eq!(
        planted,
        [
            "elsewhere/hub.rs:1: live -> http: crate::http::A",
            "log/sqlite/writer.rs:1: log -> http: super::super::super::http::B"
        ]
    );
}

#[test]
fn what_is_compiled_only_for_tests_does_not_count() {
    let report = checked([
        (
            "lib.rs",
            "mod http; mod live; mod log; #[cfg(test)] mod fakes;",
        ),
        ("http.rs", ""),
        ("live.rs", ""),
        (
            "log.rs",
            "#[cfg(test)] mod tests { use crate::http::A; }
             #[cfg(any(test, feature = \"testing\"))] use crate::http::B;
             #[cfg(all(unix, test))] fn f() { crate::http::c(); }
             struct S; impl S { #[cfg(test)] fn g() { crate::http::d(); } }",
        ),
    ]);
    assert!(report.is_clean(), "{report}");
    for condition in ["not(test)", "unix", "any(unix, test)", "feature = \"x\""] {
        let text = format!("#[cfg({condition})] use crate::http::A;");
        let report = checked([LIB, ("http.rs", ""), ("live.rs", ""), ("log.rs", &text)]);
        assert_eq!(report.upward.len(), 1, "{condition}");
    }
}

#[test]
fn a_name_of_the_root_counts_as_the_module_that_it_comes_from() {
    let lib = (
        "lib.rs",
        "mod http; mod live; mod log;
         pub use http::router as serve; pub use live::{hub::*}; pub use log::Log;
         pub struct Own;",
    );
    let live = ("live.rs", "pub mod hub { pub struct Hub; }");
    let planted = upward([
        lib,
        ("http.rs", "use crate::{Hub, Log};"),
        live,
        (
            "log.rs",
            "use crate::serve; use crate::Hub; use crate::Own; use super::*;",
        ),
    ]);
    assert_eq!(
        planted,
        [
            "log.rs:1: log -> crate: crate::Own",
            "log.rs:1: log -> crate: super::*",
            "log.rs:1: log -> http: crate::serve",
            "log.rs:1: log -> live: crate::Hub"
        ]
    );
}

#[test]
fn circles_are_found_also_on_one_floor_and_through_others() {
    let sources = Sources::from([
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use crate::c::C;"),
        ("c.rs", "use crate::{a::A, d::D};"),
        ("d.rs", ""),
    ]);
    let report = check_sources(&sources, &[&["a", "b", "c"], &["d"]]).unwrap();
    assert!(report.upward.is_empty());
    assert!(!report.is_clean());
    assert_eq!(report.circles.len(), 1);
    let circle = &report.circles[0];
    assert_eq!(circle.modules, ["a", "b", "c"]);
    let between: Vec<_> = circle.imports.iter().map(|import| &*import.path).collect();
    assert_eq!(between, ["crate::b::B", "crate::c::C", "crate::a::A"]);
}

#[test]
fn the_floors_name_every_module_once_and_no_other() {
    let sources = Sources::from([LIB, ("http.rs", ""), ("live.rs", ""), ("log.rs", "")]);
    let told = |floors| check_sources(&sources, floors).unwrap_err().to_string();
    assert_eq!(
        told(&[&["http"], &["log"]]),
        "no floor names these modules: live"
    );
    assert_eq!(
        told(&[&["http"], &["live", "hub"], &["log"]]),
        "floors name modules that do not exist: hub"
    );
    assert_eq!(
        told(&[&["http", "live"], &["live"], &["log"]]),
        "the floors name live more than once"
    );
}

#[test]
fn a_source_that_cannot_be_parsed_is_named() {
    let broken = Sources::from([
        LIB,
        ("http.rs", "fn f() {}\nfn ("),
        ("live.rs", ""),
        ("log.rs", ""),
    ]);
    let error = check_sources(&broken, FLOORS).unwrap_err();
    assert!(
        matches!(&error, StructureError::NotRust { file, line: 2, .. } if file == Path::new("http.rs")),
        "{error}"
    );
    let missing = Sources::from([LIB, ("http.rs", ""), ("log.rs", "")]);
    assert_eq!(
        check_sources(&missing, FLOORS).unwrap_err().to_string(),
        "the module live has no file; expected live.rs"
    );
}

#[test]
fn a_folder_is_read_with_all_that_is_below() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("log")).unwrap();
    write("lib.rs", LIB.1);
    write("http.rs", "");
    write("live.rs", "");
    write("log/mod.rs", "mod sqlite;");
    write("log/sqlite.rs", "use crate::live::Hub;");
    let report = check(folder.path(), FLOORS).unwrap();
    assert_eq!(report.upward.len(), 1, "{report}");
    assert!(check(&folder.path().join("nothing"), FLOORS).is_err());
}

#[test]
fn this_crate_keeps_its_own_floors() {
    let src = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let floors: &[&[&str]] = &[
        &["report"],
        &["resolve"],
        &["module_tree"],
        &["names", "imports"],
        &["condition", "path", "sources"],
    ];
    let report = check(src.as_ref(), floors).unwrap();
    assert!(report.is_clean(), "{report}");
}
