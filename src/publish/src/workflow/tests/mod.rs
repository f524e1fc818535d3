//! The workflow against fakes: what customers get whatever fails, and what a repetition costs.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod failures;
mod fakes;
mod grants;
mod http_edge;
mod noted;
mod off;
mod whole_way;

use std::path::Path;
use std::sync::Arc;

use base::{Job, Money, Result, Sku};

use super::{Ledger, Outcome, Publication};
use crate::{Bundle, BundleFile, Publications};
use fakes::Fakes;
use listing::{Dimensions, Role, Target};

/// A chair whose model holds `model`, with a poster, in `folder`.
fn chair(folder: &Path, model: &str) -> Bundle {
    let file = |role, name: &str, content: &str, content_type: &str| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        BundleFile {
            role,
            target: (role == Role::Model).then_some(Target::Web),
            extension: name.rsplit_once('.').unwrap().1.into(),
            path,
            content_type: content_type.into(),
            triangles: None,
            width: None,
            height: None,
        }
    };
    Bundle {
        sku: "CH-1".parse().unwrap(),
        title: "Oak chair".into(),
        description: String::new(),
        brand: None,
        gtin: None,
        price: Money::parse("199.00", "EUR".parse().unwrap()).unwrap(),
        dimensions: Dimensions {
            width: 0.5,
            height: 0.9,
            depth: 0.5,
        },
        variants: Vec::new(),
        attributes: Default::default(),
        proof: None,
        files: vec![
            file(Role::Model, "chair.glb", model, "model/gltf-binary"),
            file(Role::Poster, "chair.webp", "a picture", "image/webp"),
        ],
    }
}

/// A publication of `bundle` in the world of `fakes`.
fn publication(fakes: &Fakes, bundle: &Bundle) -> Publication {
    Publication::of_bundle(
        fakes.platform.clone(),
        Arc::new(fakes.clone()),
        Arc::new(bundle.clone()),
    )
    .unwrap()
}

async fn publish(fakes: &Fakes, bundle: &Bundle) -> Result<Outcome> {
    publication(fakes, bundle).run(&Job::quiet()).await
}

async fn rollback(fakes: &Fakes, release: u32) -> Result<Outcome> {
    let listing = fakes.platform.state().listing.as_ref().unwrap().id;
    Publication::of_release(
        fakes.platform.clone(),
        Arc::new(fakes.clone()),
        listing,
        release,
    )
    .run(&Job::quiet())
    .await
}

async fn ledger(folder: &Path) -> Ledger {
    Ledger {
        journal: Publications::open(&folder.join("journal")).await.unwrap(),
        place: "shop".into(),
        bandwidth: None,
    }
}

async fn noted(fakes: &Fakes, bundle: &Bundle, ledger: &Ledger) -> Publication {
    publication(fakes, bundle)
        .noted_in(ledger, &bundle.sku, &bundle.title)
        .await
        .unwrap()
}

async fn resumed(fakes: &Fakes, sku: &Sku, ledger: &Ledger) -> Result<Publication> {
    let world = Arc::new(fakes.clone());
    Publication::resume_in(fakes.platform.clone(), world, ledger, sku).await
}

/// The paths of the last invalidation.
fn last_forgotten(fakes: &Fakes) -> Vec<String> {
    let invalidations = fakes.cdn.invalidations();
    invalidations.last().unwrap().1.clone()
}
