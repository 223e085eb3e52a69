//! From a path to the top-level module that it leads to.

use std::collections::BTreeSet;

use crate::{module_tree::Modules, path::ModulePath};

/// The top-level module that a path from the root leads to; none where it leads to an item of
/// the root itself.
pub(crate) fn top_module(modules: &Modules, path: &[String]) -> Option<String> {
    resolve(modules, path, &mut BTreeSet::new())
}

fn resolve(
    modules: &Modules,
    path: &[String],
    followed: &mut BTreeSet<ModulePath>,
) -> Option<String> {
    let first = path.first()?;
    if modules.contains_key(std::slice::from_ref(first)) {
        return Some(first.clone());
    }
    if !followed.insert(path.to_vec()) {
        return None;
    }
    let root = &modules.get(&Vec::new())?.names;
    if let Some(target) = root.imported.get(first) {
        return resolve(modules, target, followed);
    }
    let from = root
        .globs
        .iter()
        .find(|glob| offers(modules, glob, first, &mut BTreeSet::new()))?;
    resolve(modules, from, followed)
}

/// Whether a module declares or re-exports this name.
fn offers(
    modules: &Modules,
    module: &ModulePath,
    name: &str,
    seen: &mut BTreeSet<ModulePath>,
) -> bool {
    let Some(found) = modules.get(module) else {
        return false;
    };
    seen.insert(module.clone())
        && (found.names.declared.contains(name)
            || found.names.imported.contains_key(name)
            || found
                .names
                .globs
                .iter()
                .any(|glob| offers(modules, glob, name, seen)))
}
