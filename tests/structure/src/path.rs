//! Paths of modules and items, from the crate's root on.

/// The names from the crate's root on; the root's own path is empty.
pub(crate) type ModulePath = Vec<String>;

/// A path as written in a module, from the crate's root on. A path without `crate`, `self` or
/// `super` is taken as one from this module; where it names another crate nothing is found there.
pub(crate) fn from_root(module: &ModulePath, path: &[String]) -> ModulePath {
    let mut absolute = module.clone();
    for segment in path {
        match segment.as_str() {
            "crate" => absolute.clear(),
            "self" | "*" => {}
            "super" => drop(absolute.pop()),
            _ => absolute.push(segment.clone()),
        }
    }
    absolute
}

/// `a::{self}` names `a` itself.
pub(crate) fn with_last(prefix: &[String], last: &str) -> Vec<String> {
    let mut path = prefix.to_vec();
    if last != "self" || path.is_empty() {
        path.push(last.to_owned());
    }
    path
}
