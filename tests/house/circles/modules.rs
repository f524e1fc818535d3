//! The modules of a crate: which file each lies in, and what each name in it stands for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, UseTree, Visibility};

/// A module's place in [`Modules::all`].
pub(super) type Id = usize;

/// A file's place in [`Modules::files`].
pub(super) type File = usize;

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A module, by whose name alone nothing is used yet.
    Module(Id),
    /// An item, or what belongs to one, defined in this file.
    Item(File),
}

/// A name that a `use` brings in.
#[derive(Debug, Clone)]
pub(super) struct Import {
    /// How it is called here; `None` where everything is brought in.
    pub(super) name: Option<String>,
    /// Where it comes from, as written.
    pub(super) path: Vec<String>,
    /// Whether it is passed on rather than used.
    pub(super) is_public: bool,
}

/// A module, which is a file or stands within one.
pub(super) struct Module {
    pub(super) file: File,
    parent: Option<Id>,
    items: BTreeSet<String>,
    children: HashMap<String, Id>,
    pub(super) imports: Vec<Import>,
    /// What it says, without tests and the modules in it.
    pub(super) code: Vec<Item>,
}

/// The modules of one crate, without those of tests.
#[derive(Default)]
pub(super) struct Modules {
    pub(super) all: Vec<Module>,
    /// The files, as they are named from the crate's folder of sources.
    pub(super) files: Vec<String>,
    /// The file that declares a file.
    pub(super) declared_by: BTreeMap<File, File>,
}

impl Modules {
    /// Reads the crate whose root is `root`, with all that it declares.
    pub(super) fn read(root: &Path) -> Self {
        let mut modules = Self::default();
        let folder = root.parent().unwrap();
        modules.read_file(root, folder, folder, None);
        modules
    }

    /// Reads a file, whose modules lie in `folder`.
    fn read_file(&mut self, path: &Path, folder: &Path, sources: &Path, parent: Option<Id>) -> Id {
        let text = fs::read_to_string(path).unwrap();
        let syntax =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.strip_prefix(sources).unwrap().display().to_string();
        self.files.push(name.replace('\\', "/"));
        let file = self.files.len() - 1;
        if let Some(parent) = parent {
            self.declared_by.insert(file, self.all[parent].file);
        }
        self.read_items(syntax.items, file, folder, sources, parent)
    }

    fn read_items(
        &mut self,
        items: Vec<Item>,
        file: File,
        folder: &Path,
        sources: &Path,
        parent: Option<Id>,
    ) -> Id {
        self.all.push(Module {
            file,
            parent,
            items: BTreeSet::new(),
            children: HashMap::new(),
            imports: Vec::new(),
            code: Vec::new(),
        });
        let id = self.all.len() - 1;
        for item in items {
            if attributes(&item).iter().any(is_for_tests) {
                continue;
            }
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let within = folder.join(&name);
                    let child = match module.content {
                        Some((_, items)) => {
                            self.read_items(items, file, &within, sources, Some(id))
                        }
                        None => self.read_file(&found(folder, &name), &within, sources, Some(id)),
                    };
                    self.all[id].children.insert(name, child);
                }
                Item::Use(item) => {
                    let is_public = !matches!(item.vis, Visibility::Inherited);
                    imports(&item.tree, is_public, &mut self.all[id].imports);
                }
                other => {
                    let module = &mut self.all[id];
                    module.items.extend(defined(&other));
                    module.code.push(other);
                }
            }
        }
        id
    }

    /// What `path`, written in module `from`, leads to. Nothing where that is another crate's, or a
    /// name that no module knows.
    pub(super) fn resolve(&self, from: Id, path: &[String]) -> BTreeSet<Target> {
        self.follow(from, path, &mut BTreeSet::new())
    }

    fn follow(
        &self,
        from: Id,
        path: &[String],
        seen: &mut BTreeSet<(Id, String)>,
    ) -> BTreeSet<Target> {
        let Some((first, mut rest)) = path.split_first() else {
            return BTreeSet::from([Target::Module(from)]);
        };
        let mut reached = match first.as_str() {
            "crate" => BTreeSet::from([Target::Module(0)]),
            "self" => BTreeSet::from([Target::Module(from)]),
            "super" => {
                let parent = self.all[from].parent;
                parent.map(Target::Module).into_iter().collect()
            }
            name => self.name(from, name, seen),
        };
        while let Some((next, after)) = rest.split_first() {
            rest = after;
            reached = reached
                .into_iter()
                .flat_map(|target| match target {
                    // Its functions and variants lie where it does.
                    Target::Item(_) => BTreeSet::from([target]),
                    Target::Module(id) if next == "super" => {
                        let parent = self.all[id].parent;
                        parent.map(Target::Module).into_iter().collect()
                    }
                    Target::Module(_) if next == "self" => BTreeSet::from([target]),
                    Target::Module(id) => self.name(id, next, seen),
                })
                .collect();
        }
        reached
    }

    /// What `name` stands for in module `id`.
    fn name(&self, id: Id, name: &str, seen: &mut BTreeSet<(Id, String)>) -> BTreeSet<Target> {
        let mut reached = BTreeSet::new();
        // Circles of re-exports are circles all the same.
        if !seen.insert((id, name.to_owned())) {
            return reached;
        }
        let module = &self.all[id];
        if module.items.contains(name) {
            reached.insert(Target::Item(module.file));
        }
        if let Some(child) = module.children.get(name) {
            reached.insert(Target::Module(*child));
        }
        for import in &module.imports {
            if import.name.as_deref() == Some(name) {
                reached.extend(self.follow(id, &import.path, seen));
            }
        }
        if reached.is_empty() {
            for import in module.imports.iter().filter(|import| import.name.is_none()) {
                for target in self.follow(id, &import.path, &mut seen.clone()) {
                    if let Target::Module(other) = target {
                        reached.extend(self.name(other, name, seen));
                    }
                }
            }
        }
        seen.remove(&(id, name.to_owned()));
        reached
    }
}

/// The file of the module `name` that is declared in `folder`.
fn found(folder: &Path, name: &str) -> PathBuf {
    let beside = folder.join(format!("{name}.rs"));
    if beside.exists() {
        beside
    } else {
        folder.join(name).join("mod.rs")
    }
}

/// The names that a `use` brings in.
pub(super) fn imports(tree: &UseTree, is_public: bool, into: &mut Vec<Import>) {
    fn walk(tree: &UseTree, before: &[String], is_public: bool, into: &mut Vec<Import>) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let mut push = |name: Option<String>, path: Vec<String>| {
            into.push(Import {
                name,
                path,
                is_public,
            });
        };
        match tree {
            UseTree::Path(path) => walk(&path.tree, &with(&path.ident), is_public, into),
            UseTree::Group(group) => {
                for tree in &group.items {
                    walk(tree, before, is_public, into);
                }
            }
            UseTree::Glob(_) => push(None, before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => {
                push(before.last().cloned(), before.to_vec());
            }
            UseTree::Name(name) => push(Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => {
                push(Some(rename.rename.to_string()), before.to_vec());
            }
            UseTree::Rename(rename) => {
                push(Some(rename.rename.to_string()), with(&rename.ident));
            }
        }
    }
    walk(tree, &[], is_public, into);
}

/// The name that an item has in its module.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
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

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether what has this attribute exists in tests alone.
pub(super) fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute
            .parse_args_with(|input: syn::parse::ParseStream<'_>| {
                let condition: syn::Meta = input.parse()?;
                Ok(needs_tests(&condition))
            })
            .unwrap_or(false)
}

fn needs_tests(condition: &syn::Meta) -> bool {
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(
                syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
            )
            .is_ok_and(|all| all.iter().any(needs_tests)),
        _ => false,
    }
}
