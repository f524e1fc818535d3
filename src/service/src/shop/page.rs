//! What the templates show, in the words that customers read.

use base::{Money, units};
use listing::{Manifest, ManifestObject, Role, manifest_path, page_path};
use serde::Serialize;

use super::structured;

/// The length of a summary for search engines and previews, in characters.
const SUMMARY: usize = 160;

/// A product's page.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    url: String,
    /// The manifest's path, for tools that are given the page's address.
    manifest: String,
    slug: &'a str,
    title: &'a str,
    brand: Option<&'a str>,
    sku: &'a str,
    gtin: Option<&'a str>,
    summary: String,
    alt: String,
    price: Price,
    size: Size,
    description: Vec<&'a str>,
    variants: Vec<Variant<'a>>,
    chosen: &'a str,
    attributes: Vec<Attribute<'a>>,
    model: Option<Object<'a>>,
    usdz: Option<Object<'a>>,
    poster: Option<Object<'a>>,
    structured_data: minijinja::Value,
}

#[derive(Debug, Serialize)]
struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct Variant<'a> {
    name: &'a str,
    swatch: Option<&'a str>,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct Price {
    amount: String,
    currency: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Size {
    width: Length,
    height: Length,
    depth: Length,
    labels: Labels,
}

#[derive(Debug, Serialize)]
struct Length {
    cm: String,
    inches: String,
}

/// What is drawn on the model.
#[derive(Debug, Serialize)]
struct Labels {
    width: String,
    height: String,
    depth: String,
}

#[derive(Debug, Serialize)]
struct Object<'a> {
    path: String,
    url: String,
    media_type: &'a str,
    width: Option<u32>,
    height: Option<u32>,
}

impl<'a> Object<'a> {
    fn new(object: &'a ManifestObject, shop: &str) -> Self {
        let path = object.path();
        Self {
            url: format!("{shop}{path}"),
            path,
            media_type: &object.content_type,
            width: object.width,
            height: object.height,
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(manifest: &'a Manifest, shop: &str, shop_name: &str) -> Self {
        let object = |role| {
            manifest
                .object(role)
                .map(|object| Object::new(object, shop))
        };
        let dimensions = &manifest.dimensions;
        let description: Vec<&str> = manifest
            .description
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        let chosen = chosen_variant(manifest);
        let mut attributes: Vec<Attribute<'_>> = manifest
            .attributes
            .iter()
            .map(|(name, value)| Attribute { name, value })
            .collect();
        if !chosen.is_empty() && !manifest.attributes.contains_key("variant-name") {
            attributes.push(Attribute {
                name: "variant-name",
                value: chosen,
            });
        }
        if !manifest.attributes.contains_key("interaction-prompt") {
            // The page says it in words; a hand that moves the product would hide what it shows.
            attributes.push(Attribute {
                name: "interaction-prompt",
                value: "none",
            });
        }
        Self {
            url: format!("{shop}{}", page_path(&manifest.slug)),
            manifest: manifest_path(&manifest.listing),
            slug: manifest.slug.as_str(),
            title: &manifest.title,
            brand: manifest.brand.as_deref(),
            sku: manifest.sku.as_str(),
            gtin: manifest.gtin.as_deref(),
            summary: summary(manifest, shop_name),
            alt: format!("3D model of {}", manifest.title),
            price: Price {
                amount: manifest.price.amount(),
                currency: manifest.price.currency.code().into(),
                text: price_text(&manifest.price),
            },
            size: Size {
                width: length(dimensions.width),
                height: length(dimensions.height),
                depth: length(dimensions.depth),
                labels: Labels {
                    width: units::centimetres(dimensions.width),
                    height: units::centimetres(dimensions.height),
                    depth: units::centimetres(dimensions.depth),
                },
            },
            description,
            variants: manifest
                .variants
                .iter()
                .map(|variant| Variant {
                    name: &variant.name,
                    swatch: variant.swatch.as_deref(),
                    chosen: variant.name == chosen,
                })
                .collect(),
            chosen,
            attributes,
            model: object(Role::Model),
            usdz: object(Role::Usdz),
            poster: object(Role::Poster).or_else(|| object(Role::Thumbnail)),
            structured_data: structured::product(manifest, shop),
        }
    }
}

/// A product in the list.
#[derive(Debug, Serialize)]
pub(super) struct Card<'a> {
    path: String,
    title: &'a str,
    price: String,
    picture: Option<Object<'a>>,
    swatches: Vec<&'a str>,
}

impl<'a> Card<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        let picture = manifest
            .object(Role::Thumbnail)
            .or_else(|| manifest.object(Role::Poster));
        Self {
            path: page_path(&manifest.slug),
            title: &manifest.title,
            price: price_text(&manifest.price),
            picture: picture.map(|object| Object::new(object, "")),
            swatches: manifest
                .variants
                .iter()
                .filter_map(|variant| variant.swatch.as_deref())
                .collect(),
        }
    }
}

/// The variant that is shown first: the one the attributes name, or the first choice.
fn chosen_variant(manifest: &Manifest) -> &str {
    match manifest.attributes.get("variant-name") {
        Some(name) => name,
        None => manifest
            .variants
            .first()
            .map_or("", |variant| variant.name.as_str()),
    }
}

fn length(metres: f64) -> Length {
    Length {
        cm: units::centimetres(metres),
        // 0.0254 m by definition.
        inches: format!("{:.1}\u{2009}in", metres / 0.0254),
    }
}

/// `€1,290.00`, or `1,290.00 CHF` where the currency has no sign that everybody knows.
pub(super) fn price_text(price: &Money) -> String {
    let sign = match price.currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        code => return format!("{}\u{2009}{code}", grouped(&price.amount())),
    };
    format!("{sign}{}", grouped(&price.amount()))
}

/// An amount with commas between thousands, as the page's language has them.
fn grouped(amount: &str) -> String {
    let (whole, part) = amount.split_at(amount.find('.').unwrap_or(amount.len()));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + part
}

/// The first words of the description, or what can be said without one.
pub(super) fn summary(manifest: &Manifest, shop_name: &str) -> String {
    let text = manifest
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if text.is_empty() {
        return format!(
            "{} at {shop_name}, {}. Turn it, measure it and see it in your room.",
            manifest.title,
            price_text(&manifest.price)
        );
    }
    if text.chars().count() <= SUMMARY {
        return text;
    }
    let mut short: String = text.chars().take(SUMMARY - 1).collect();
    if let Some(space) = short.rfind(' ') {
        short.truncate(space);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn prices_are_written_as_customers_read_them() {
        let text = |amount, currency: &str| {
            price_text(&Money::parse(amount, currency.parse().unwrap()).unwrap())
        };
        assert_eq!(text("199", "EUR"), "€199.00");
        assert_eq!(text("1290.5", "USD"), "$1,290.50");
        assert_eq!(text("1234567", "JPY"), "¥1,234,567");
        assert_eq!(text("1000", "CHF"), "1,000.00\u{2009}CHF");
    }
}
