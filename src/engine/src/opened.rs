//! Releases opened as customers get them: every byte through the CDN, every hash compared.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ::publish::{CacheState, Shopfront};
use audit::{Profile, Stated};
use base::{Fault, Job, Remedy, Result, units};
use listing::api::{Event, Listing};
use listing::{Manifest, ManifestObject, Role};
use serde::Serialize;
use time::OffsetDateTime;
use viewer::Attributes;

use super::{Engine, light, listings, private_file, room};

/// The rules that an opened model is held against: those of the shop page.
const PROFILE: &str = "web";
/// How long an opened release stays in the data folder.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The most files that are fetched of a release: more than a platform takes.
const MOST_OBJECTS: usize = 256;

/// A release as customers get it, on this computer.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The release's manifest.
    pub manifest: Manifest,
    /// The address of the product's page.
    pub url: String,
    /// The release that is live by the platform's word; `None` where none is, or where the platform
    /// wasn't asked because an address was opened.
    pub live: Option<u32>,
    /// Since when it is live, and by whom, where it is and the platform was asked.
    pub since: Option<Since>,
    /// How the edge answered for the manifest; `None` where another release was asked for.
    pub manifest_from: Option<CacheState>,
    /// The listing's own camera, light and variant.
    pub attributes: Attributes,
    /// Attributes that the preview can't follow, as `name="value"`.
    pub not_followed: Vec<String>,
    /// The folder of all files.
    pub folder: PathBuf,
    /// Its objects, in the manifest's order, each on the disk.
    pub objects: Vec<OpenedObject>,
}

/// An object that came through the CDN and is what its name says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenedObject {
    /// What the manifest says of it.
    pub object: ManifestObject,
    /// Its copy.
    pub path: PathBuf,
    /// Where the edge had it from.
    #[serde(flatten)]
    pub from: CacheState,
}

/// When something happened, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Since {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
}

impl Since {
    /// The publication after which customers see what they see; `events` are newest first.
    #[must_use]
    pub fn of(listing: &Listing, events: &[Event]) -> Option<Self> {
        listing.live?;
        let published = events
            .iter()
            .find(|event| event.what == "release.published" && event.release == listing.live)?;
        Some(Self {
            at: published.at,
            by: published.by.clone(),
        })
    }
}

impl Opened {
    /// The file of the model that the page shows.
    #[must_use]
    pub fn model(&self) -> Option<&Path> {
        self.file(Role::Model)
    }

    /// The file of the first object with `role`, the web target preferred.
    #[must_use]
    pub fn file(&self, role: Role) -> Option<&Path> {
        let wanted = self.manifest.object(role)?;
        let found = self.objects.iter().find(|there| there.object == *wanted)?;
        Some(&found.path)
    }
}

/// What is to be opened, before its objects are fetched.
struct Found {
    manifest: Manifest,
    url: String,
    live: Option<u32>,
    since: Option<Since>,
    from: Option<CacheState>,
}

impl Engine {
    /// Fetches a release as customers get it and verifies the hash of every object: the one that the
    /// edge serves, or `release`. `name` is a SKU, a listing id, or the address of a product's page,
    /// for which nobody has to be signed in. The files go to `folder`, or into the data folder.
    ///
    /// # Errors
    /// Refused where there is no such listing or release, or none is live; a service fault where the
    /// edge doesn't answer or serves other bytes than the manifest says; denied; cancelled.
    pub fn open_release(
        &self,
        name: &str,
        release: Option<u32>,
        folder: Option<&Path>,
        job: &Job,
    ) -> Result<Opened> {
        let found = if is_address(name) {
            self.at_address(name, release, job)?
        } else {
            self.by_name(name, release, job)?
        };
        let folder = match folder {
            Some(folder) => folder.to_path_buf(),
            None => {
                self.tidy_opened();
                let name = format!("{}-release-{}", found.manifest.slug, found.manifest.release);
                self.data.opened().join(name)
            }
        };
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        check_sizes(&found.manifest)?;
        let new = !folder.exists();
        let objects = self.fetch(&found, &folder, job).inspect_err(|_| {
            // Half a release is of no use to anyone.
            if new {
                let _ = std::fs::remove_dir_all(&folder);
            }
        })?;
        let (mut attributes, mut not_followed) = viewer::of_page(&found.manifest.attributes);
        let fetched = objects.iter().map(|there| (&there.object, &there.path));
        not_followed.extend(light::find(&mut attributes, fetched));
        for attribute in &not_followed {
            job.warn(format!("The preview can't follow {attribute}"));
        }
        Ok(Opened {
            manifest: found.manifest,
            url: found.url,
            live: found.live,
            since: found.since,
            manifest_from: found.from,
            attributes,
            not_followed,
            folder,
            objects,
        })
    }

    /// Holds the model of `opened` against the shop page's rules, with the size that its manifest
    /// states; `None` where it has no model.
    ///
    /// # Errors
    /// An input fault where the model can't be read; cancelled.
    pub fn audit_opened(&self, opened: &Opened, job: &Job) -> Result<Option<audit::AuditReport>> {
        let Some(path) = opened.model() else {
            return Ok(None);
        };
        let model = self.load(path, job)?;
        job.stage("Checking it");
        let size = opened.manifest.dimensions;
        let stated = Stated {
            width: size.width,
            height: size.height,
            depth: size.depth,
        };
        let facts = asset::Facts::of(&model);
        let profile = Profile::find(PROFILE)?;
        Ok(Some(audit::audit(
            &model,
            &facts,
            &profile,
            Some(&stated),
            &audit::Allowances::default(),
        )))
    }

    /// What the shop at `address` shows.
    fn at_address(&self, address: &str, release: Option<u32>, job: &Job) -> Result<Found> {
        job.stage("Asking the shop");
        let shop = Shopfront::of(address)?;
        let served = self.wait(job, shop.manifest_of(address))?;
        let manifest = served.manifest.ok_or_else(|| {
            Fault::service(format!("{address} serves no manifest")).hint("Try again in a minute")
        })?;
        if release.is_some_and(|release| release != manifest.release) {
            return Err(Fault::refused(format!(
                "The shop serves release {} of {}",
                manifest.release, manifest.sku
            ))
            .hint("Name the listing by its SKU to open another release"));
        }
        Ok(Found {
            manifest,
            url: address.into(),
            live: None,
            since: None,
            from: Some(served.cache),
        })
    }

    /// What the edge serves of the listing `name`, or its `release`.
    fn by_name(&self, name: &str, release: Option<u32>, job: &Job) -> Result<Found> {
        let client = self.connect(job)?;
        job.stage(format!("Looking for {name}"));
        let (listing, history) = self.wait(job, async {
            let listing = listings::find(&client, name).await?;
            let history = client.history(listing.id).await?;
            Ok((listing, history))
        })?;
        let since = Since::of(&listing, &history.events);
        let (manifest, from) = match release {
            Some(number) => {
                let mut releases = history.releases.into_iter();
                let release = releases.find(|release| release.number == number);
                let release = release.ok_or_else(|| no_release(&listing, number))?;
                (release.manifest, None)
            }
            None => {
                let live = listing.live.ok_or_else(|| not_live(&listing))?;
                let shop = Shopfront::of(&listing.url)?;
                let served = self.wait(job, shop.manifest(listing.id))?;
                let manifest = served.manifest.ok_or_else(|| {
                    Fault::service(format!(
                        "The edge answers {} instead of the manifest of {}",
                        served.status, listing.sku
                    ))
                    .remedy(Remedy::OpenReleaseOrRefresh { release: live })
                })?;
                if manifest.release != live {
                    job.warn(format!(
                        "Release {live} of {} is live, but the edge still serves release {}",
                        listing.sku, manifest.release
                    ));
                }
                (manifest, Some(served.cache))
            }
        };
        Ok(Found {
            since: since.filter(|_| Some(manifest.release) == listing.live),
            manifest,
            url: listing.url,
            live: listing.live,
            from,
        })
    }

    /// Fetches all objects of a release into `folder`.
    fn fetch(&self, found: &Found, folder: &Path, job: &Job) -> Result<Vec<OpenedObject>> {
        private_file::make_folder(folder).map_err(|error| unwritable(folder, error))?;
        let json = serde_json::to_vec_pretty(&found.manifest)
            .map_err(|error| Fault::service("A manifest can't be written").because(error))?;
        room::check(folder, total_bytes(&found.manifest))?;
        asset::save(&folder.join(listing::MANIFEST_FILE), &json)?;
        let shop = Shopfront::of(&found.url)?;
        let mut opened: Vec<OpenedObject> = Vec::new();
        for object in &found.manifest.objects {
            let path = folder.join(file_name(object));
            job.stage(format!("Fetching {}", super::file_name(&path)));
            let from = self.wait(job, shop.save(object, &path, job))?;
            opened.push(OpenedObject {
                object: object.clone(),
                path,
                from,
            });
        }
        Ok(opened)
    }

    /// Removes releases that were opened some time ago.
    fn tidy_opened(&self) {
        let Ok(entries) = std::fs::read_dir(self.data.opened()) else {
            return;
        };
        for entry in entries.flatten() {
            let written = entry.metadata().and_then(|metadata| metadata.modified());
            let age = written
                .ok()
                .and_then(|written| SystemTime::now().duration_since(written).ok());
            if age.is_some_and(|age| age > KEPT) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// The bytes of all objects, by the manifest's word.
fn total_bytes(manifest: &Manifest) -> u64 {
    let bytes = manifest.objects.iter().map(|object| object.bytes);
    bytes.fold(0, u64::saturating_add)
}

/// Refuses a release that is larger than anything that can be opened; its manifest may come from
/// anywhere.
fn check_sizes(manifest: &Manifest) -> Result<()> {
    let most = asset::Limits::default().file_bytes;
    let (count, total) = (manifest.objects.len(), total_bytes(manifest));
    if count > MOST_OBJECTS || total > most {
        return Err(Fault::refused(format!(
            "The manifest of {} names {} files of {} in all; at most {MOST_OBJECTS} files of {} are \
             fetched",
            manifest.sku,
            units::count(count as u64),
            units::bytes(total),
            units::bytes(most)
        ))
        .hint("Check that the address is the shop that you mean"));
    }
    Ok(())
}

/// Whether `name` is the address of a page rather than a listing's name.
#[must_use]
pub fn is_address(name: &str) -> bool {
    name.starts_with("http://") || name.starts_with("https://")
}

/// What an object's file is called: its role, its target, the beginning of its hash, and its
/// extension, which comes from elsewhere and so is checked.
fn file_name(object: &ManifestObject) -> String {
    let mut name = object.role.word().to_owned();
    if let Some(target) = object.target {
        name = format!("{name}-{}", target.word());
    }
    let extension = Some(object.extension.as_str()).filter(|extension| {
        (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let hash = object.sha256.to_string();
    format!("{name}-{}.{}", &hash[..8], extension.unwrap_or("bin"))
}

fn no_release(listing: &Listing, number: u32) -> Fault {
    Fault::refused(format!("{} has no release {number}", listing.sku)).remedy(Remedy::SeeReleases {
        sku: listing.sku.to_string(),
    })
}

/// The fault for a listing that customers don't see.
fn not_live(listing: &Listing) -> Fault {
    Fault::refused(format!("{} is not live", listing.sku)).remedy(Remedy::OpenEarlierOrPutLive {
        sku: listing.sku.to_string(),
    })
}

fn unwritable(path: &Path, error: std::io::Error) -> Fault {
    Fault::service(format!("{} can't be made: {error}", path.display()))
        .hint("Choose another folder, one that may be written")
        .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::ContentHash;
    use listing::Target;

    use super::*;

    #[test]
    fn a_file_stays_in_its_folder_whatever_a_manifest_calls_it() {
        let object = |extension: &str| ManifestObject {
            role: Role::Model,
            target: Some(Target::Web),
            sha256: ContentHash::of(b"chair"),
            extension: extension.into(),
            content_type: "model/gltf-binary".into(),
            bytes: 5,
            triangles: None,
            width: None,
            height: None,
        };
        assert!(file_name(&object("glb")).starts_with("model-web-"));
        assert!(file_name(&object("glb")).ends_with(".glb"));
        for hostile in ["../../.bashrc", "a/b", "", "a.b", "verylongextension"] {
            let name = file_name(&object(hostile));
            assert!(name.ends_with(".bin") && !name.contains('/'), "{name}");
        }
    }

    #[test]
    fn a_manifest_that_claims_the_impossible_is_refused_before_anything_is_fetched() {
        let object = |bytes: u64| ManifestObject {
            role: Role::Model,
            target: Some(Target::Web),
            sha256: ContentHash::of(b"chair"),
            extension: "glb".into(),
            content_type: "model/gltf-binary".into(),
            bytes,
            triangles: None,
            width: None,
            height: None,
        };
        let of = |objects: Vec<ManifestObject>| Manifest {
            version: 1,
            listing: base::ListingId::generate(),
            release: 1,
            sku: "CH-1".parse().unwrap(),
            slug: "chair-ch-1".parse().unwrap(),
            title: "Chair".into(),
            description: String::new(),
            brand: None,
            gtin: None,
            price: base::Money::parse("1.00", "EUR".parse().unwrap()).unwrap(),
            dimensions: listing::Dimensions {
                width: 1.0,
                height: 1.0,
                depth: 1.0,
            },
            variants: Vec::new(),
            viewer: listing::VIEWER_VERSION.into(),
            attributes: listing::ViewerAttributes::new(),
            objects,
            proof: None,
        };
        assert!(check_sizes(&of(vec![object(1 << 30)])).is_ok());
        for bad in [
            vec![object(1 << 62)],
            vec![object(1 << 30); 3],
            vec![object(u64::MAX); 2],
            vec![object(1); 300],
        ] {
            let fault = check_sizes(&of(bad)).unwrap_err();
            assert_eq!(fault.kind(), base::FaultKind::Refused);
        }
    }

    #[test]
    fn addresses_are_told_from_names() {
        assert!(is_address("https://shop.example/p/chair"));
        assert!(!is_address("CH-1") && !is_address("chair.glb"));
    }
}
