//! Upward imports and circles, found among the mentions of all modules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::PathBuf,
};

use crate::{module_tree::Modules, resolve::top_module, sources::StructureError};

/// The name that the crate's root has in reports.
pub const ROOT: &str = "crate";

/// Sets of top-level modules, the highest first.
pub type Floors<'a> = &'a [&'a [&'a str]];

/// One top-level module imports from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The top-level module that imports.
    pub from: String,
    /// The one that is imported from; [`ROOT`] for an item of `lib.rs` itself.
    pub to: String,
    /// The file, from the folder of sources.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The path as written; each of a grouped `use` by itself.
    pub path: String,
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            from,
            to,
            file,
            line,
            path,
        } = self;
        write!(f, "{}:{line}: {from} -> {to}: {path}", file.display())
    }
}

/// Modules each of which imports, directly or through others, from all the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// The modules, in order of their names.
    pub modules: Vec<String>,
    /// The imports between them.
    pub imports: Vec<Import>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Every import from one top-level module to another, in order.
    pub imports: Vec<Import>,
    /// Those from a floor to one above it.
    pub upward: Vec<Import>,
    /// The circles, in order of their first module.
    pub circles: Vec<Circle>,
}

impl Report {
    /// Whether there is no upward import and no circle.
    pub fn is_clean(&self) -> bool {
        self.upward.is_empty() && self.circles.is_empty()
    }

    pub(crate) fn new(modules: &Modules, floors: Floors<'_>) -> Result<Self, StructureError> {
        let heights = heights(modules, floors)?;
        let imports = imports(modules);
        // The root has no height: it is above all.
        let is_upward = |import: &&Import| {
            heights.get(import.to.as_str()).is_none_or(|to| {
                heights
                    .get(import.from.as_str())
                    .is_some_and(|from| from < to)
            })
        };
        Ok(Self {
            upward: imports.iter().filter(is_upward).cloned().collect(),
            circles: circles(&imports),
            imports,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_clean() {
            return writeln!(f, "no upward import and no circle");
        }
        if !self.upward.is_empty() {
            writeln!(f, "imports from a floor above:")?;
        }
        for import in &self.upward {
            writeln!(f, "  {import}")?;
        }
        for circle in &self.circles {
            writeln!(f, "a circle of {}:", circle.modules.join(", "))?;
            for import in &circle.imports {
                writeln!(f, "  {import}")?;
            }
        }
        Ok(())
    }
}

/// How many floors are below that of each module.
fn heights<'a>(
    modules: &Modules,
    floors: Floors<'a>,
) -> Result<BTreeMap<&'a str, usize>, StructureError> {
    let mut heights = BTreeMap::new();
    for (height, floor) in floors.iter().rev().enumerate() {
        for module in *floor {
            if heights.insert(*module, height).is_some() {
                return Err(StructureError::OnTwoFloors((*module).to_owned()));
            }
        }
    }
    let existing: BTreeSet<_> = modules
        .keys()
        .filter(|path| path.len() == 1)
        .filter_map(|path| path.first())
        .collect();
    let on_no_floor: Vec<_> = existing
        .iter()
        .filter(|module| !heights.contains_key(module.as_str()))
        .map(|module| (*module).clone())
        .collect();
    if !on_no_floor.is_empty() {
        return Err(StructureError::OnNoFloor(on_no_floor));
    }
    let missing: Vec<_> = heights
        .keys()
        .map(|module| (*module).to_owned())
        .filter(|module| !existing.contains(module))
        .collect();
    if !missing.is_empty() {
        return Err(StructureError::NoSuchModule(missing));
    }
    Ok(heights)
}

fn imports(modules: &Modules) -> Vec<Import> {
    let mut imports = BTreeSet::new();
    for (module, parsed) in modules {
        // The root may import from everywhere.
        let Some(from) = module.first() else {
            continue;
        };
        for mention in &parsed.mentions {
            let to = top_module(modules, &mention.path).unwrap_or_else(|| ROOT.to_owned());
            if to != *from {
                imports.insert(Import {
                    from: from.clone(),
                    to,
                    file: parsed.file.clone(),
                    line: mention.line,
                    path: mention.written.clone(),
                });
            }
        }
    }
    imports.into_iter().collect()
}

fn circles(imports: &[Import]) -> Vec<Circle> {
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        reached.entry(&import.from).or_default().insert(&import.to);
    }
    let all: Vec<&str> = reached.keys().copied().collect();
    // What each reaches through others: as many rounds as a path can be long.
    for _ in &all {
        for module in &all {
            let through: BTreeSet<&str> = reached
                .get(module)
                .into_iter()
                .flatten()
                .filter_map(|next| reached.get(next))
                .flatten()
                .copied()
                .collect();
            reached.entry(module).or_default().extend(through);
        }
    }
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|all| all.contains(to));
    let mut circles: Vec<Circle> = Vec::new();
    for module in &all {
        let is_placed = circles
            .iter()
            .any(|circle| circle.modules.iter().any(|placed| placed == module));
        if is_placed || !reaches(module, module) {
            continue;
        }
        let modules: Vec<String> = all
            .iter()
            .filter(|other| reaches(module, other) && reaches(other, module))
            .map(|other| (*other).to_owned())
            .collect();
        let between =
            |import: &&Import| modules.contains(&import.from) && modules.contains(&import.to);
        circles.push(Circle {
            imports: imports.iter().filter(between).cloned().collect(),
            modules,
        });
    }
    circles
}
