//! The shop as its customers' browsers meet it: addresses, manifests and objects, through the edge.

use std::path::Path;

use base::{Fault, Job, ListingId, Result};
use url::Url;

use crate::client::parse;
use crate::http;
use crate::workflow::edge::{CacheState, Edge as _, HttpEdge};
use crate::workflow::verify;
use listing::api::{WELL_KNOWN, WellKnown};
use listing::{MANIFEST_FILE, Manifest, ManifestObject, manifest_path};

/// The largest page or manifest that is read.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A shop, read as customers do. Nobody has to be signed in.
#[derive(Debug)]
pub struct Shopfront {
    edge: HttpEdge,
}

/// What the edge serves as a listing's manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct ServedManifest {
    /// The HTTP status of its answer.
    pub status: u16,
    /// The manifest; `None` where the answer is none.
    pub manifest: Option<Manifest>,
    /// Where the answer comes from.
    pub cache: CacheState,
}

impl Shopfront {
    /// The shop to which `address` belongs: of its page, or of anything in it.
    ///
    /// # Errors
    /// [`FaultKind::Usage`](base::FaultKind::Usage) where that is no http(s) address.
    pub fn of(address: &str) -> Result<Self> {
        let origin = http::endpoint(address)?.origin().ascii_serialization();
        Ok(Self {
            edge: HttpEdge::new(&origin)?,
        })
    }

    /// What the edge serves as the manifest of `listing`.
    ///
    /// # Errors
    /// A service fault where it doesn't answer.
    pub async fn manifest(&self, listing: ListingId) -> Result<ServedManifest> {
        self.manifest_at(&manifest_path(&listing)).await
    }

    /// What the edge serves as the manifest of the listing that `address` shows: the address of its
    /// page, or of its manifest.
    ///
    /// # Errors
    /// A service fault where the shop doesn't answer;
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is no listing.
    pub async fn manifest_of(&self, address: &str) -> Result<ServedManifest> {
        let url = Url::parse(address).map_err(|error| no_listing(address).because(error))?;
        let path = if url.path().ends_with(MANIFEST_FILE) {
            url.path().to_owned()
        } else {
            let page = self.edge.fetch(url.path()).await?;
            let page = page.ok_or_else(|| no_listing(address))?;
            let page = page.collect(MOST_BYTES).await?;
            let page = page.ok_or_else(|| no_listing(address))?;
            manifest_link(&String::from_utf8_lossy(&page)).ok_or_else(|| no_listing(address))?
        };
        let served = self.manifest_at(&path).await?;
        if served.manifest.is_none() {
            return Err(no_listing(address));
        }
        Ok(served)
    }

    async fn manifest_at(&self, path: &str) -> Result<ServedManifest> {
        let (status, answer) = self.edge.get(path).await?;
        let cache = answer.cache.clone();
        let body = answer.collect(MOST_BYTES).await?;
        Ok(ServedManifest {
            status: status.as_u16(),
            manifest: body.and_then(|body| parse(&body).ok()),
            cache,
        })
    }

    /// The address of the platform's API, where the shop names one.
    ///
    /// # Errors
    /// A service fault where the shop doesn't answer.
    pub async fn api(&self) -> Result<Option<String>> {
        let Some(answer) = self.edge.fetch(WELL_KNOWN).await? else {
            return Ok(None);
        };
        let body = answer.collect(MOST_BYTES).await?;
        let known = body.and_then(|body| serde_json::from_slice::<WellKnown>(&body).ok());
        Ok(known.and_then(|known| known.api))
    }

    /// How the edge stands to `object`, without its bytes: the HTTP status, and where an answer
    /// would come from.
    ///
    /// # Errors
    /// A service fault where it doesn't answer.
    pub async fn head(&self, object: &ManifestObject) -> Result<(u16, CacheState)> {
        let (status, cache) = self.edge.head(&object.path()).await?;
        Ok((status.as_u16(), cache))
    }

    /// Reads `object` into the file `to`, which is there only once its length, media type and hash
    /// have proved right.
    ///
    /// # Errors
    /// A service fault where the edge doesn't answer, serves something else, or the file can't be
    /// written.
    pub async fn save(&self, object: &ManifestObject, to: &Path, job: &Job) -> Result<CacheState> {
        verify::save(object, &self.edge, to, job).await
    }
}

/// The path of the manifest that a page names in its head, within its own shop.
fn manifest_link(page: &str) -> Option<String> {
    let mut tags = page.split("<link ").skip(1);
    tags.find_map(|rest| {
        let tag = rest.split('>').next()?;
        let value = |name: &str| {
            let rest = tag.split(&format!("{name}=\"")).nth(1)?;
            rest.split('"').next()
        };
        let is_it = value("rel") == Some("alternate") && value("type") == Some("application/json");
        let href = value("href").filter(|href| is_it && href.starts_with('/'))?;
        (!href.starts_with("//")).then(|| href.to_owned())
    })
}

fn no_listing(address: &str) -> Fault {
    Fault::refused(format!("There is no listing at {address}"))
        .hint("Give the address of a product's page, as customers see it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_manifest_in_its_own_shop() {
        let page = |href: &str| {
            format!(
                "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/i.svg\">\n\
                 <link rel=\"alternate\" type=\"application/json\" href=\"{href}\"><p>x"
            )
        };
        let path = "/listings/1/manifest.json";
        assert_eq!(manifest_link(&page(path)).as_deref(), Some(path));
        for other in [
            "https://elsewhere.test/m.json",
            "//elsewhere.test/m.json",
            "m.json",
        ] {
            assert_eq!(manifest_link(&page(other)), None, "{other}");
        }
        assert_eq!(manifest_link("<html><link rel=\"alternate\""), None);
    }
}
