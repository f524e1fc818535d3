//! The types of the HTTP contract, as their source declares them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use syn::{Attribute, GenericArgument, Item, LitStr, PathArguments, Type};

/// A type that goes over the line.
pub(super) enum Shape {
    /// An object.
    Object {
        fields: Vec<Field>,
        /// Whether a field that it doesn't know is refused.
        is_strict: bool,
    },
    /// One of these words.
    Words(Vec<String>),
}

/// A field of an object.
pub(super) struct Field {
    pub(super) name: String,
    of: Type,
    /// Whether it may be missing in what is read.
    pub(super) may_be_left_out: bool,
    /// Whether it may be missing in what is written.
    pub(super) may_be_skipped: bool,
}

/// The types of some files.
#[derive(Default)]
pub(super) struct Types {
    pub(super) shapes: BTreeMap<String, Shape>,
    aliases: BTreeMap<String, Type>,
}

/// What serde is told of a type or a field.
#[derive(Default)]
struct Told {
    is_absent_default: bool,
    is_skipped: bool,
    is_strict: bool,
    rename: Option<String>,
    rename_all: Option<String>,
    /// Another type stands for it on the line.
    stands_for: bool,
}

impl Types {
    /// Reads all types of `path` that serde knows; `only` those, where some are named.
    pub(super) fn read(&mut self, path: &Path, only: &[&str]) {
        let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        for item in file.items {
            let name = match &item {
                Item::Struct(item) => item.ident.to_string(),
                Item::Enum(item) => item.ident.to_string(),
                Item::Type(item) => item.ident.to_string(),
                _ => continue,
            };
            if !only.is_empty() && !only.contains(&name.as_str()) {
                continue;
            }
            match item {
                Item::Struct(item) if is_on_the_line(&item.attrs) => {
                    let told = told(&item.attrs);
                    assert!(!told.stands_for, "{name} isn't its fields on the line");
                    let fields = item.fields.into_iter().map(field).collect();
                    let is_strict = told.is_strict;
                    self.shapes
                        .insert(name, Shape::Object { fields, is_strict });
                }
                Item::Enum(item) if is_on_the_line(&item.attrs) => {
                    let told = told(&item.attrs);
                    let words = item.variants.iter().map(|variant| {
                        assert!(variant.fields.is_empty(), "{name} is more than words");
                        let word = variant.ident.to_string();
                        spelled(&word, told.rename_all.as_deref())
                    });
                    let words = words.collect();
                    self.shapes.insert(name, Shape::Words(words));
                }
                Item::Type(item) => {
                    self.aliases.insert(name, *item.ty);
                }
                _ => {}
            }
        }
    }

    /// What a description must say of `field` where it may be null, and where not.
    pub(super) fn schema_of(&self, field: &Field) -> Value {
        match argument_of(&field.of, "Option") {
            // Whoever reads it takes null as well, but it is there to be left out.
            Some(of) if field.may_be_skipped => self.schema(of),
            Some(of) => {
                let mut schema = self.schema(of);
                let of = schema["type"].take();
                assert!(of.is_string(), "{}: null beside a reference", field.name);
                schema["type"] = json!([of, "null"]);
                schema
            }
            None => self.schema(&field.of),
        }
    }

    /// What a description must say of a type.
    pub(super) fn schema(&self, of: &Type) -> Value {
        if let Some(of) = argument_of(of, "Vec") {
            return json!({ "type": "array", "items": self.schema(of) });
        }
        if let Some(of) = argument_of(of, "BTreeMap") {
            return json!({ "type": "object", "additionalProperties": self.schema(of) });
        }
        let name = name_of(of);
        if let Some(of) = self.aliases.get(&name) {
            return self.schema(of);
        }
        if self.shapes.contains_key(&name) {
            return json!({ "$ref": format!("#/components/schemas/{name}") });
        }
        match name.as_str() {
            "String" | "Sku" | "Slug" | "Currency" => json!({ "type": "string" }),
            "ContentHash" => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
            "ListingId" => json!({ "type": "string", "format": "uuid" }),
            "OffsetDateTime" => json!({ "type": "string", "format": "date-time" }),
            "bool" => json!({ "type": "boolean" }),
            "u16" | "u32" | "u64" => json!({ "type": "integer" }),
            "f64" => json!({ "type": "number" }),
            other => panic!("nothing is known of {other}"),
        }
    }
}

/// The last name of a type's path.
pub(super) fn name_of(of: &Type) -> String {
    let Type::Path(path) = of else {
        panic!("a type without a name")
    };
    path.path.segments.last().unwrap().ident.to_string()
}

/// `T` of `Wrapper<T>`; the last, where there are several.
pub(super) fn argument_of<'a>(of: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    if last.ident != wrapper {
        return None;
    }
    arguments
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            GenericArgument::Type(of) => Some(of),
            _ => None,
        })
}

fn field(field: syn::Field) -> Field {
    let told = told(&field.attrs);
    let name = field.ident.unwrap().to_string();
    Field {
        // A field with a reader of its own must be there.
        may_be_left_out: told.is_absent_default
            || (argument_of(&field.ty, "Option").is_some() && !told.stands_for),
        may_be_skipped: told.is_skipped,
        name: told.rename.unwrap_or(name),
        of: field.ty,
    }
}

fn is_on_the_line(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let mut is = false;
        if attribute.path().is_ident("derive") {
            let read = attribute.parse_nested_meta(|meta| {
                is |= meta.path.is_ident("Serialize") || meta.path.is_ident("Deserialize");
                Ok(())
            });
            read.unwrap();
        }
        is
    })
}

fn told(attributes: &[Attribute]) -> Told {
    let mut told = Told::default();
    let of_serde = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"));
    for attribute in of_serde {
        let read = attribute.parse_nested_meta(|meta| {
            let word = meta.path.require_ident()?.to_string();
            let value: Option<LitStr> = match meta.value() {
                Ok(value) => Some(value.parse()?),
                Err(_) => None,
            };
            let value = value.map(|value| value.value());
            match word.as_str() {
                "default" => told.is_absent_default = true,
                "skip_serializing_if" => told.is_skipped = true,
                "deny_unknown_fields" => told.is_strict = true,
                "rename" => told.rename = value,
                "rename_all" => told.rename_all = value,
                // The types for whose sake this is done are known by their names.
                "with" => told.stands_for = true,
                other => panic!("serde is told something new: {other}"),
            }
            Ok(())
        });
        read.unwrap();
    }
    told
}

/// A variant's name as serde spells it.
fn spelled(name: &str, rule: Option<&str>) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match rule {
            Some("kebab-case") if letter.is_uppercase() && !text.is_empty() => text.push('-'),
            Some("kebab-case" | "lowercase") => {}
            other => panic!("a spelling that isn't known: {other:?}"),
        }
        text.extend(letter.to_lowercase());
    }
    text
}
