//! The paths that a module mentions and that start from the crate's root, the module or its
//! parents.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Item, ItemMod, ItemUse, Macro, Path, UseTree, Visibility,
    visit::{self, Visit},
};

use crate::{
    condition::is_for_tests,
    path::{ModulePath, from_root},
};

/// A path of this crate, as a module mentions it.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// As it was written, groups of a `use` taken apart.
    pub(crate) written: String,
    /// From the crate's root on.
    pub(crate) path: ModulePath,
    pub(crate) line: usize,
}

/// What the items of a module mention, the modules within it left out.
pub(crate) fn mentions(module: &ModulePath, items: &[Item]) -> Vec<Mention> {
    let mut finder = Finder {
        module,
        found: Vec::new(),
    };
    for item in items {
        finder.visit_item(item);
    }
    finder.found
}

struct Finder<'a> {
    module: &'a ModulePath,
    found: Vec<Mention>,
}

/// One name of a path, and its line.
type Segment = (String, usize);

impl Finder<'_> {
    /// Notes a path if it is one of this crate. `crate`, `self` or `super` alone names no item.
    fn note(&mut self, segments: &[Segment]) {
        let [(first, _), .., (_, line)] = segments else {
            return;
        };
        if !matches!(first.as_str(), "crate" | "self" | "super") {
            return;
        }
        let names: Vec<_> = segments.iter().map(|(name, _)| name.clone()).collect();
        self.found.push(Mention {
            written: names.join("::"),
            path: from_root(self.module, &names),
            line: *line,
        });
    }

    fn note_use(&mut self, prefix: &mut Vec<Segment>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(segment(&path.ident));
                self.note_use(prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Name(name) => self.note_leaf(prefix, segment(&name.ident)),
            UseTree::Rename(renamed) => self.note_leaf(prefix, segment(&renamed.ident)),
            UseTree::Glob(glob) => {
                let star = ("*".to_owned(), glob.star_token.span.start().line);
                self.note(&[prefix.as_slice(), &[star]].concat());
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_use(prefix, tree);
                }
            }
        }
    }

    /// `a::{self}` mentions `a` itself.
    fn note_leaf(&mut self, prefix: &[Segment], leaf: Segment) {
        if leaf.0 == "self" && !prefix.is_empty() {
            self.note(prefix);
        } else {
            self.note(&[prefix, &[leaf]].concat());
        }
    }

    /// Paths in the tokens of a macro, which are not parsed further.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<Segment> = Vec::new();
        // How many colons came since the last name of `path`.
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) => {
                    if colons != 2 || path.is_empty() {
                        self.note(&path);
                        path.clear();
                    }
                    path.push(segment(&name));
                    colons = 0;
                }
                other => {
                    self.note(&path);
                    path.clear();
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.note_tokens(group.stream());
                    }
                }
            }
        }
        self.note(&path);
    }
}

fn segment(name: &proc_macro2::Ident) -> Segment {
    (name.to_string(), name.span().start().line)
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {
        // A module has its own mentions.
    }

    fn visit_item_use(&mut self, declaration: &'ast ItemUse) {
        if declaration.leading_colon.is_none() {
            self.note_use(&mut Vec::new(), &declaration.tree);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let segments: Vec<_> = path
                .segments
                .iter()
                .map(|part| segment(&part.ident))
                .collect();
            self.note(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast Macro) {
        self.visit_path(&invoked.path);
        self.note_tokens(invoked.tokens.clone());
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {
        // `pub(in crate::…)` imports nothing.
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {
        // Documentation may link to anything.
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
