//! The modules of a crate, found by following `mod` declarations from its root.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use syn::{Expr, ExprLit, Item, ItemMod, Lit, Meta};

use crate::{
    condition::is_for_tests,
    imports::{self, Mention},
    names::Names,
    path::ModulePath,
    sources::{Sources, StructureError},
};

/// What one module declares, and which paths it mentions.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    pub(crate) names: Names,
    pub(crate) mentions: Vec<Mention>,
}

/// All modules that are compiled outside tests.
pub(crate) type Modules = BTreeMap<ModulePath, Module>;

/// Where the files of a module's own modules are looked for.
struct Place<'a> {
    file: &'a Path,
    /// The folder that belongs to this module.
    folder: PathBuf,
    /// The folder that a `#[path]` attribute starts from.
    path_base: PathBuf,
}

pub(crate) fn parse(sources: &Sources) -> Result<Modules, StructureError> {
    let mut modules = Modules::new();
    parse_file(
        sources,
        &mut modules,
        &Vec::new(),
        Path::new("lib.rs"),
        PathBuf::new(),
    )?;
    Ok(modules)
}

fn parse_file(
    sources: &Sources,
    modules: &mut Modules,
    module: &ModulePath,
    file: &Path,
    folder: PathBuf,
) -> Result<(), StructureError> {
    let text = sources.text(file).ok_or_else(|| StructureError::NoFile {
        module: module.join("::"),
        expected: file.to_owned(),
    })?;
    let parsed = syn::parse_file(text).map_err(|error| StructureError::NotRust {
        file: file.to_owned(),
        line: error.span().start().line,
        message: error.to_string(),
    })?;
    if is_for_tests(&parsed.attrs) {
        return Ok(());
    }
    let place = Place {
        file,
        folder,
        path_base: file.parent().unwrap_or(Path::new("")).to_owned(),
    };
    parse_items(sources, modules, module, &parsed.items, &place)
}

fn parse_items(
    sources: &Sources,
    modules: &mut Modules,
    module: &ModulePath,
    items: &[Item],
    place: &Place<'_>,
) -> Result<(), StructureError> {
    modules.insert(
        module.clone(),
        Module {
            file: place.file.to_owned(),
            names: Names::of(module, items),
            mentions: imports::mentions(module, items),
        },
    );
    for item in items {
        if let Item::Mod(declared) = item
            && !is_for_tests(&declared.attrs)
        {
            parse_module(sources, modules, module, declared, place)?;
        }
    }
    Ok(())
}

fn parse_module(
    sources: &Sources,
    modules: &mut Modules,
    parent: &ModulePath,
    declared: &ItemMod,
    place: &Place<'_>,
) -> Result<(), StructureError> {
    let name = declared.ident.to_string();
    let mut module = parent.clone();
    module.push(name.clone());
    let folder = place.folder.join(&name);
    if let Some((_, items)) = &declared.content {
        let inside = Place {
            file: place.file,
            path_base: folder.clone(),
            folder,
        };
        return parse_items(sources, modules, &module, items, &inside);
    }
    if let Some(path) = path_attribute(declared) {
        let file = place.path_base.join(path);
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        return parse_file(sources, modules, &module, &file, folder);
    }
    let beside = place.folder.join(format!("{name}.rs"));
    let within = folder.join("mod.rs");
    let file = if sources.text(&within).is_some() {
        within
    } else {
        beside
    };
    parse_file(sources, modules, &module, &file, folder)
}

/// The file that `#[path = "…"]` names.
fn path_attribute(declared: &ItemMod) -> Option<String> {
    declared
        .attrs
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        })
}
