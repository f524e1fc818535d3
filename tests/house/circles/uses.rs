//! Which files a file uses, and what of them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::modules::{File, Id, Import, Modules, Target, imports, is_for_tests};

/// For each file, the files that it uses, with the names by which it does.
pub(super) type Uses = BTreeMap<File, BTreeMap<File, BTreeSet<String>>>;

/// Finds who uses whom in a crate.
///
/// A `use` counts unless it passes a name on; so does each path in the code, in types, and in what
/// macros are given. Methods don't: whose they are, a compiler alone knows.
pub(super) fn find(modules: &Modules) -> Uses {
    let mut uses = Uses::new();
    for (id, module) in modules.all.iter().enumerate() {
        let mut finder = Finder {
            modules,
            module: id,
            seen: BTreeSet::new(),
            uses: &mut uses,
        };
        for import in module.imports.iter().filter(|import| !import.is_public) {
            finder.path(&import.path);
        }
        for item in &module.code {
            finder.visit_item(item);
        }
    }
    uses
}

struct Finder<'a> {
    modules: &'a Modules,
    module: Id,
    /// Paths that were followed from this module already.
    seen: BTreeSet<Vec<String>>,
    uses: &'a mut Uses,
}

impl Finder<'_> {
    /// Notes what `path` leads to.
    fn path(&mut self, path: &[String]) {
        if !self.seen.insert(path.to_vec()) {
            return;
        }
        let from = self.modules.all[self.module].file;
        // A type says more than the function of it that is called.
        let is_type = |name: &&String| name.starts_with(char::is_uppercase);
        let name = path.iter().find(is_type).or(path.last());
        let name = name.cloned().unwrap_or_default();
        for target in self.modules.resolve(self.module, path) {
            if let Target::Item(to) = target
                && to != from
            {
                let names = self.uses.entry(from).or_default().entry(to).or_default();
                names.insert(name.clone());
            }
        }
    }

    /// Notes the paths among the words that a macro is given.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        // Colons after the last name; a name continues the path behind two of them.
        let mut colons = 0;
        let mut is_member = false;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    colons = 0;
                    if !is_member {
                        path.push(name.to_string());
                    }
                    is_member = false;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.end(&mut path);
                    colons = 0;
                    is_member = false;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Punct(mark) => is_member = mark.as_char() == '.',
                        _ => {}
                    }
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if !path.is_empty() {
            self.path(path);
            path.clear();
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names = path.segments.iter();
            let names: Vec<String> = names.map(|segment| segment.ident.to_string()).collect();
            self.path(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // One within a function.
        let mut brought: Vec<Import> = Vec::new();
        imports(&item.tree, false, &mut brought);
        for import in brought {
            self.path(&import.path);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !item.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    // Their paths are those of macros and of lints.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}
