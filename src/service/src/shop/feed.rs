//! The product feed of Google Merchant Center, as tab-separated text, with the link to the 3D model.

use listing::{Manifest, Role, page_path};

const COLUMNS: [&str; 13] = [
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "price",
    "availability",
    "condition",
    "brand",
    "gtin",
    "product_width",
    "product_height",
    "virtual_model_link",
];

/// One line a product, after the line of columns.
pub(super) fn tsv(manifests: &[Manifest], shop: &str) -> String {
    let mut text = COLUMNS.join("\t") + "\n";
    for manifest in manifests {
        let address = |role| {
            manifest
                .object(role)
                .map(|object| format!("{shop}{}", object.path()))
                .unwrap_or_default()
        };
        let centimetres = |metres: f64| format!("{:.1} cm", metres * 100.0);
        let price = &manifest.price;
        let description = if manifest.description.is_empty() {
            &manifest.title
        } else {
            &manifest.description
        };
        let fields: [String; COLUMNS.len()] = [
            manifest.sku.to_string(),
            manifest.title.clone(),
            description.clone(),
            format!("{shop}{}", page_path(&manifest.slug)),
            address(Role::Poster),
            format!("{} {}", price.amount(), price.currency.code()),
            "in_stock".into(),
            "new".into(),
            manifest.brand.clone().unwrap_or_default(),
            manifest.gtin.clone().unwrap_or_default(),
            centimetres(manifest.dimensions.width),
            centimetres(manifest.dimensions.height),
            address(Role::Model),
        ];
        let fields: Vec<String> = fields.iter().map(|field| one_line(field)).collect();
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}

/// Without tabs and line breaks, which would begin another field or product.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
