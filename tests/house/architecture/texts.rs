//! The texts in a program: its string literals, without docs, attributes and what is for tests.

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, LitStr, Macro};

/// The texts of the file at `path`.
pub(super) fn of(path: &Path) -> Vec<String> {
    let is_for_tests = path.components().any(|part| {
        let part = part.as_os_str();
        part == "tests" || part == "tests.rs"
    });
    if is_for_tests {
        return Vec::new();
    }
    let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    let mut texts = Texts::default();
    texts.visit_file(&file);
    texts.0
}

#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    /// What a macro is given is no syntax yet.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut after_hash = false;
        for token in tokens {
            let is_attribute = std::mem::take(&mut after_hash);
            match token {
                TokenTree::Group(_) if is_attribute => {}
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.0.push(text.value());
                    }
                }
                TokenTree::Punct(sign) => after_hash = sign.as_char() == '#',
                TokenTree::Ident(_) => {}
            }
        }
    }
}

/// Whether something is there for tests alone.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Mod(ItemMod { attrs, .. }) if is_for_tests(attrs) => {}
            item => visit::visit_item(self, item),
        }
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.0.push(text.value());
    }

    fn visit_macro(&mut self, given: &'ast Macro) {
        self.tokens(given.tokens.clone());
    }
}
