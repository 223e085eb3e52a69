//! The names that a module declares or re-exports, so that a name at the crate's root can be
//! traced to the module that it comes from.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree};

use crate::{
    condition::is_for_tests,
    path::{ModulePath, from_root, with_last},
};

#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Declared here.
    pub(crate) declared: BTreeSet<String>,
    /// Imported here, with the path that each stands for.
    pub(crate) imported: BTreeMap<String, ModulePath>,
    /// Modules of which every name is imported.
    pub(crate) globs: Vec<ModulePath>,
}

impl Names {
    pub(crate) fn of(module: &ModulePath, items: &[Item]) -> Self {
        let mut names = Self::default();
        for item in items {
            if let Item::Use(declaration) = item {
                if !is_for_tests(&declaration.attrs) {
                    names.import(module, &mut Vec::new(), &declaration.tree);
                }
            } else if let Some(name) = declared(item) {
                names.declared.insert(name);
            }
        }
        names
    }

    fn import(&mut self, module: &ModulePath, prefix: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(module, prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                let path = with_last(prefix, &name);
                let shown = path.last().cloned().unwrap_or(name);
                self.imported.insert(shown, from_root(module, &path));
            }
            UseTree::Rename(renamed) => {
                let path = with_last(prefix, &renamed.ident.to_string());
                let shown = renamed.rename.to_string();
                self.imported.insert(shown, from_root(module, &path));
            }
            UseTree::Glob(_) => self.globs.push(from_root(module, prefix)),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(module, prefix, tree);
                }
            }
        }
    }
}

fn declared(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
