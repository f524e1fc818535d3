//! What customers see: product pages, the list of products, the page for what isn't there, and the
//! feed for Google. Rendered from manifests alone, so a page is as atomic as the release behind it.

mod assets;
mod feed;
mod origin;
mod page;
mod structured;
mod viewer;

use std::fmt::Write;

use base::Fault;
use listing::Manifest;
use minijinja::{AutoEscape, Environment, Output, State, context};
use serde::Serialize;

pub use self::viewer::ViewerFiles;
pub(crate) use origin::ShopOrigin;

use assets::{Assets, StaticFile};

const TEMPLATES: [(&str, &str); 4] = [
    (
        "base.html",
        include_str!("../../../../assets/shop/templates/base.html"),
    ),
    (
        "page.html",
        include_str!("../../../../assets/shop/templates/page.html"),
    ),
    (
        "index.html",
        include_str!("../../../../assets/shop/templates/index.html"),
    ),
    (
        "missing.html",
        include_str!("../../../../assets/shop/templates/missing.html"),
    ),
];

/// Renders the shop's pages.
pub(crate) struct Shop {
    templates: Environment<'static>,
    identity: Identity,
    assets: Assets,
}

/// What every page says of the shop.
#[derive(Debug, Clone, Serialize)]
struct Identity {
    name: String,
    /// Without a slash at its end.
    url: String,
}

impl Shop {
    /// A shop of this name at this public address.
    pub(crate) fn new(name: &str, url: &str) -> Result<Self, Fault> {
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.set_formatter(write_escaped);
        for (name, source) in TEMPLATES {
            templates.add_template(name, source).map_err(|error| {
                Fault::service(format!("The template {name} can't be read")).because(error)
            })?;
        }
        Ok(Self {
            templates,
            identity: Identity {
                name: name.into(),
                url: url.into(),
            },
            assets: Assets::new(),
        })
    }

    /// The page of one product.
    pub(crate) fn product_page(&self, manifest: &Manifest) -> Result<String, minijinja::Error> {
        let page = page::Page::new(manifest, &self.identity.url, &self.identity.name);
        self.render("page.html", context! { page })
    }

    /// The list of products.
    fn index_page(&self, manifests: &[Manifest]) -> Result<String, minijinja::Error> {
        let products: Vec<page::Card<'_>> = manifests.iter().map(page::Card::new).collect();
        self.render("index.html", context! { products })
    }

    /// The page for what isn't there.
    fn missing_page(&self) -> Result<String, minijinja::Error> {
        self.render("missing.html", context! {})
    }

    /// The feed for Google Merchant.
    fn feed(&self, manifests: &[Manifest]) -> String {
        feed::tsv(manifests, &self.identity.url)
    }

    /// A file of the shop's own, by its path.
    fn static_file(&self, path: &str) -> Option<&StaticFile> {
        self.assets.get(path)
    }

    fn render(&self, name: &str, own: minijinja::Value) -> Result<String, minijinja::Error> {
        let shared = context! { shop => self.identity, assets => self.assets.paths() };
        self.templates
            .get_template(name)?
            .render(context! { ..own, ..shared })
    }
}

/// Writes a value into HTML. The library's own way also escapes slashes, which makes every address
/// unreadable and guards nothing.
fn write_escaped(
    out: &mut Output<'_>,
    state: &State<'_, '_>,
    value: &minijinja::Value,
) -> Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    for character in text.chars() {
        match character {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            '\'' => out.write_str("&#39;"),
            other => out.write_char(other),
        }?;
    }
    Ok(())
}
