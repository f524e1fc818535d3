//! Structured data for search engines: schema.org Product with its 3DModel.

use listing::{Dimensions, Manifest, ManifestObject, Role, page_path};
use serde_json::{Value, json};

/// The JSON-LD of a product, safe inside a script element.
pub(super) fn product(manifest: &Manifest, shop: &str) -> minijinja::Value {
    let url = format!("{shop}{}", page_path(&manifest.slug));
    let address = |object: &ManifestObject| format!("{shop}{}", object.path());
    let pictures: Vec<String> = [Role::Poster, Role::Thumbnail]
        .into_iter()
        .filter_map(|role| manifest.object(role))
        .map(address)
        .collect();
    let models: Vec<Value> = [Role::Model, Role::Usdz]
        .into_iter()
        .filter_map(|role| manifest.object(role))
        .map(|object| {
            json!({
                "@type": "MediaObject",
                "contentUrl": address(object),
                "encodingFormat": object.content_type,
                "contentSize": object.bytes.to_string(),
            })
        })
        .collect();
    let Dimensions {
        width,
        height,
        depth,
    } = manifest.dimensions;
    let mut product = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": url,
        "url": url,
        "name": manifest.title,
        "sku": manifest.sku.as_str(),
        "image": pictures,
        "width": centimetres(width),
        "height": centimetres(height),
        "depth": centimetres(depth),
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": manifest.price.amount(),
            "priceCurrency": manifest.price.currency.code(),
            "availability": "https://schema.org/InStock",
            "itemCondition": "https://schema.org/NewCondition",
        },
        "subjectOf": {
            "@type": "3DModel",
            "name": manifest.title,
            "image": pictures.first(),
            "encoding": models,
        },
    });
    if let Value::Object(fields) = &mut product {
        if !manifest.description.is_empty() {
            fields.insert("description".into(), manifest.description.as_str().into());
        }
        if let Some(brand) = &manifest.brand {
            fields.insert("brand".into(), json!({ "@type": "Brand", "name": brand }));
        }
        if let Some(gtin) = &manifest.gtin {
            fields.insert("gtin".into(), gtin.as_str().into());
        }
    }
    minijinja::Value::from_safe_string(for_script(&product))
}

/// In UN/CEFACT's words, CMT is a centimetre; a tenth of a millimetre is enough.
fn centimetres(metres: f64) -> Value {
    let value = (metres * 10_000.0).round() / 100.0;
    json!({ "@type": "QuantitativeValue", "value": value, "unitCode": "CMT" })
}

/// JSON in which nothing can end the script element or begin a comment: `<`, `>` and `&` stand as
/// escapes, which JSON reads as themselves.
fn for_script(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn no_text_leaves_the_script_element_and_json_reads_it_back() {
        let hostile = json!({ "name": "</script><!-- & \u{2028}" });
        let text = for_script(&hostile);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hostile);
    }
}
