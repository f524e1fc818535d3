//! Two releases of a listing beside each other: what differs in words, and what customers see.

use asset::Model;
use base::{Fault, Job, Remedy, Result, units};
use listing::{Manifest, Role};
use render::{Comparison, Picture, compare};
use serde::Serialize;
use viewer::Attributes;

use super::{Engine, Opened};

/// What is behind the models.
const WHITE: [u8; 3] = [255; 3];
/// The orbits beside the listing's own first view: side from above, back, and from high above.
const ORBITS: [&str; 3] = ["45deg 60deg 105%", "180deg 80deg 105%", "300deg 30deg 105%"];

/// Two releases beside each other.
#[derive(Debug)]
pub struct Releases {
    /// Both, as customers get them, in the order asked for.
    pub opened: [Opened; 2],
    /// What their manifests say differently.
    pub changes: Vec<Change>,
    /// Both drawn from the same sides; the first view is each listing's own.
    pub views: Vec<ReleaseView>,
}

/// Something that two manifests say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What, in words: `Price`.
    pub what: String,
    /// How it was in the first release; empty where it wasn't.
    pub from: String,
    /// How it is in the second.
    pub to: String,
}

/// Two releases from one side.
#[derive(Debug, Clone)]
pub struct ReleaseView {
    /// The orbits, as the web viewer writes them; they differ in the first view alone.
    pub orbits: [String; 2],
    /// What customers see of each.
    pub pictures: [Picture; 2],
    /// How far the pictures differ.
    pub difference: Comparison,
}

impl Engine {
    /// Opens two releases of the listing `name` and draws both, `size` in pixels each.
    ///
    /// # Errors
    /// Those of [`Engine::open_release`] and [`Engine::picture`].
    pub fn compare_releases(
        &self,
        name: &str,
        releases: [u32; 2],
        size: [u32; 2],
        job: &Job,
    ) -> Result<Releases> {
        let [first, second] = releases;
        let opened = [
            self.open_release(name, Some(first), None, job)?,
            self.open_release(name, Some(second), None, job)?,
        ];
        let models = [
            self.model_of(&opened[0], job)?,
            self.model_of(&opened[1], job)?,
        ];
        let views = self.views(&opened, &models, size, job)?;
        Ok(Releases {
            changes: changes(&opened[0].manifest, &opened[1].manifest),
            opened,
            views,
        })
    }

    /// The release of the listing `name` that was live before the one that is, and that one.
    ///
    /// # Errors
    /// Refused where there are no two; those of [`Engine::history`].
    pub fn last_two(&self, name: &str, job: &Job) -> Result<[u32; 2]> {
        let (listing, history) = self.history(name, job)?;
        let live = listing.live.ok_or_else(|| {
            Fault::refused(format!("{} is not live", listing.sku)).remedy(Remedy::NameReleases)
        })?;
        let earlier = super::listings::previous(&listing, &history.events)?;
        Ok([earlier, live])
    }

    fn model_of(&self, opened: &Opened, job: &Job) -> Result<Model> {
        let path = opened.model().ok_or_else(|| {
            Fault::refused(format!(
                "Release {} of {} has no model",
                opened.manifest.release, opened.manifest.sku
            ))
            .remedy(Remedy::SeeObjects)
        })?;
        self.load(path, job)
    }

    fn views(
        &self,
        opened: &[Opened; 2],
        models: &[Model; 2],
        size: [u32; 2],
        job: &Job,
    ) -> Result<Vec<ReleaseView>> {
        let mut sessions = [
            self.session_of(&models[0], job)?,
            self.session_of(&models[1], job)?,
        ];
        let mut views = Vec::new();
        let orbits = std::iter::once(None).chain(ORBITS.map(Some));
        for (done, orbit) in orbits.enumerate() {
            job.items(done as u64, ORBITS.len() as u64 + 1);
            let attributes = |opened: &Opened| -> Result<Attributes> {
                let mut attributes = opened.attributes.clone();
                if let Some(orbit) = orbit {
                    attributes.camera_orbit = orbit.parse()?;
                }
                Ok(attributes)
            };
            let both = [attributes(&opened[0])?, attributes(&opened[1])?];
            let [first, second] = &mut sessions;
            let pictures = [
                first.draw(&both[0], size, job)?,
                second.draw(&both[1], size, job)?,
            ];
            views.push(ReleaseView {
                orbits: both.map(|attributes| attributes.camera_orbit.to_string()),
                difference: compare(&pictures[0], &pictures[1], WHITE)?,
                pictures,
            });
        }
        Ok(views)
    }
}

/// What two manifests say differently, in the order in which people ask.
fn changes(first: &Manifest, second: &Manifest) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut put = |what: &str, from: String, to: String| {
        if from != to {
            changes.push(Change {
                what: what.into(),
                from,
                to,
            });
        }
    };
    put("Title", first.title.clone(), second.title.clone());
    put("Price", first.price.to_string(), second.price.to_string());
    put(
        "Brand",
        text(first.brand.as_ref()),
        text(second.brand.as_ref()),
    );
    put(
        "GTIN",
        text(first.gtin.as_ref()),
        text(second.gtin.as_ref()),
    );
    put(
        "Description",
        first.description.clone(),
        second.description.clone(),
    );
    put("Size", size(first), size(second));
    put("Variants", variants(first), variants(second));
    let names: std::collections::BTreeSet<&String> = first
        .attributes
        .keys()
        .chain(second.attributes.keys())
        .collect();
    for name in names {
        let (from, to) = (first.attributes.get(name), second.attributes.get(name));
        put(name, text(from), text(to));
    }
    for role in [
        Role::Model,
        Role::Usdz,
        Role::Poster,
        Role::Thumbnail,
        Role::Proof,
        Role::Light,
    ] {
        put(title_of(role), object(first, role), object(second, role));
    }
    put(
        "Proof in words",
        text(first.proof.as_ref()),
        text(second.proof.as_ref()),
    );
    put("Viewer", first.viewer.clone(), second.viewer.clone());
    changes
}

/// What an object is for, as a heading.
pub const fn title_of(role: Role) -> &'static str {
    match role {
        Role::Model => "Model",
        Role::Usdz => "USDZ",
        Role::Poster => "Poster",
        Role::Thumbnail => "Thumbnail",
        Role::Proof => "Proof",
        Role::Light => "Light",
    }
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

fn size(manifest: &Manifest) -> String {
    let size = manifest.dimensions;
    let side = [size.width, size.height, size.depth].map(units::centimetres);
    side.join(" x ")
}

fn variants(manifest: &Manifest) -> String {
    let names: Vec<&str> = manifest
        .variants
        .iter()
        .map(|variant| variant.name.as_str())
        .collect();
    names.join(", ")
}

/// All objects with `role`: their sizes and the beginnings of their hashes.
fn object(manifest: &Manifest, role: Role) -> String {
    let of_role = manifest.objects.iter().filter(|object| object.role == role);
    let words: Vec<String> = of_role
        .map(|object| {
            let hash = object.sha256.to_string();
            let target = object.target.map(|target| format!("{} ", target.word()));
            let target = target.unwrap_or_default();
            format!("{target}{} {}", units::bytes(object.bytes), &hash[..8])
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn manifest(change: &str) -> Manifest {
        let text = r#"{"version": 1, "listing": "01890000-0000-7000-8000-000000000000",
            "release": 1, "sku": "CH-1", "slug": "chair-ch-1", "title": "Chair",
            "price": PRICE, "dimensions": {"width": 1.0, "height": 1.0, "depth": 1.0},
            "viewer": "4.4.0", "attributes": ATTRIBUTES, "objects": []}"#;
        let price =
            serde_json::to_string(&base::Money::parse("199.00", "EUR".parse().unwrap()).unwrap())
                .unwrap();
        let text = text.replace("PRICE", &price).replace("ATTRIBUTES", change);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn what_differs_is_said_and_nothing_else() {
        let plain = manifest("{}");
        assert_eq!(changes(&plain, &plain), []);
        let lit = manifest(r#"{"exposure": "1.5"}"#);
        assert_eq!(
            changes(&plain, &lit),
            [Change {
                what: "exposure".into(),
                from: String::new(),
                to: "1.5".into()
            }]
        );
    }
}
