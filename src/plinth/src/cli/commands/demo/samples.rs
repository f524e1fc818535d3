//! The sample products: their models and words are part of the program.

use std::path::{Path, PathBuf};

use base::{Currency, Fault, Money, Result, Sku};
use serde::Deserialize;
use viewer::Attributes;

use engine::PublishRequest;

/// The words, in the order in which the products are published.
const CATALOGUE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../assets/samples/catalogue.json"
));

/// The models by the names that the catalogue gives them.
const MODELS: [(&str, &[u8]); 3] = [
    (
        "armchair.glb",
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/samples/armchair.glb"
        )),
    ),
    (
        "lamp.glb",
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/samples/lamp.glb"
        )),
    ),
    (
        "turntable.glb",
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/samples/turntable.glb"
        )),
    ),
];

/// The catalogue's file.
#[derive(Debug, Deserialize)]
struct Catalogue {
    products: Vec<Product>,
}

/// One product of the catalogue.
#[derive(Debug, Deserialize)]
struct Product {
    file: String,
    sku: Sku,
    title: String,
    price: String,
    currency: Currency,
    brand: String,
    description: String,
    attributes: Attributes,
}

/// The samples as requests to publish; their models are written to `folder`.
pub(super) fn requests(folder: &Path) -> Result<Vec<PublishRequest>> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Fault::service(format!("{} can't be made: {error}", folder.display()))
            .hint("Choose another folder with --data or the variable PLINTH_DATA")
            .because(error)
    })?;
    catalogue()?
        .into_iter()
        .map(|product| product.request(folder))
        .collect()
}

fn catalogue() -> Result<Vec<Product>> {
    serde_json::from_str::<Catalogue>(CATALOGUE)
        .map(|catalogue| catalogue.products)
        .map_err(|error| broken().because(error))
}

/// A fault of the program itself, which a test rules out.
fn broken() -> Fault {
    Fault::service("The sample products of this build are broken").hint("Install Plinth again")
}

impl Product {
    fn model(&self) -> Option<&'static [u8]> {
        let named = |(name, _): &&(&str, &[u8])| *name == self.file;
        MODELS.iter().find(named).map(|(_, bytes)| *bytes)
    }

    fn request(self, folder: &Path) -> Result<PublishRequest> {
        let model = self.model().ok_or_else(broken)?;
        let price =
            Money::parse(&self.price, self.currency).map_err(|error| broken().because(error))?;
        Ok(PublishRequest {
            path: unpack(&folder.join(&self.file), model)?,
            sku: self.sku,
            title: self.title,
            price,
            description: self.description,
            brand: Some(self.brand),
            gtin: None,
            attributes: self.attributes,
            allowed: audit::Allowances::default(),
            page: None,
        })
    }
}

/// Writes a model where it isn't there already.
fn unpack(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let is_there = std::fs::read(path).is_ok_and(|there| there == bytes);
    if !is_there {
        asset::save(path, bytes)?;
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn every_sample_has_its_model_and_good_words() {
        let folder = tempfile::tempdir().unwrap();
        let requests = requests(folder.path()).unwrap();
        assert_eq!(requests.len(), MODELS.len());
        for request in requests {
            assert!(request.price.minor > 0, "{}", request.title);
            assert!(request.description.contains("\n\n"), "{}", request.title);
            assert!(request.path.is_file(), "{}", request.path.display());
        }
    }

    #[test]
    fn a_model_that_was_changed_on_disk_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lamp.glb");
        std::fs::write(&path, b"changed").unwrap();
        unpack(&path, b"lamp").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"lamp");
    }
}
