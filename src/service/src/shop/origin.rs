//! The origin behind the edge: pages and manifests are rendered from the live release at the moment
//! they are asked for, so the database's pointer is the only thing that publishing changes.

use std::sync::Arc;

use async_trait::async_trait;
use base::{ContentHash, ListingId, Slug};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use listing::MANIFEST_FILE;

use super::Shop;
use crate::edge::{Answer, Content, Origin, StoredObject};
use crate::objects::{DiskStore, ObjectError};
use crate::store::{Store, StoreError};
use crate::told;

/// For content named by its hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For pages and manifests: browsers ask each time, the edge keeps them until an invalidation.
const UNTIL_INVALIDATED: &str = "public, max-age=0, s-maxage=86400, must-revalidate";
/// For lists, which no invalidation names.
const ASK_EACH_TIME: &str = "public, max-age=0, no-cache";
const NEVER: &str = "no-store";

/// What the viewer needs and nothing else: its workers come from blobs, its decoders are
/// WebAssembly, and the one for Basis textures builds functions from text (`unsafe-eval`). The
/// viewer writes styles into its shadow tree.
const PAGE_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; \
    script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'; worker-src 'self' blob:; \
    connect-src 'self' blob: data:; manifest-src 'self'";
/// Uploaded content is data: opened by itself, it runs nothing.
const OBJECT_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox";

/// The most products on the list and in the feed.
const MOST_PRODUCTS: u32 = 5000;
const MOST_CARDS: u32 = 500;

/// The origin of one platform.
pub(crate) struct ShopOrigin {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) objects: DiskStore,
    pub(crate) shop: Arc<Shop>,
}

/// Why there is no content.
enum Failure {
    Missing,
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<minijinja::Error> for Failure {
    fn from(error: minijinja::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::NoSuchKey => Self::Missing,
            other => Self::Internal(other.into()),
        }
    }
}

#[async_trait]
impl Origin for ShopOrigin {
    async fn fetch(&self, path: &str) -> Answer {
        let answer = match path.strip_prefix('/').unwrap_or_default() {
            "" => self.index().await,
            "feeds/google.tsv" => self.feed().await,
            rest => match rest.split_once('/') {
                Some(("p", slug)) => self.page(slug).await,
                Some(("objects", name)) => self.object(name).await,
                Some(("listings", rest)) => self.manifest(rest).await,
                Some(("assets", _)) => self.static_file(path),
                _ => Err(Failure::Missing),
            },
        };
        answer.unwrap_or_else(|failure| self.failure(failure))
    }
}

impl ShopOrigin {
    async fn page(&self, slug: &str) -> Result<Answer, Failure> {
        let slug: Slug = slug.parse().map_err(|_| Failure::Missing)?;
        let manifest = self.store.live_by_slug(&slug).await?;
        let manifest = manifest.ok_or(Failure::Missing)?;
        let html = self.shop.product_page(&manifest)?;
        Ok(page(StatusCode::OK, html, UNTIL_INVALIDATED))
    }

    async fn manifest(&self, rest: &str) -> Result<Answer, Failure> {
        let id: ListingId = match rest.split_once('/') {
            Some((id, MANIFEST_FILE)) => id.parse().map_err(|_| Failure::Missing)?,
            _ => return Err(Failure::Missing),
        };
        let manifest = self.store.live_by_id(id).await?.ok_or(Failure::Missing)?;
        let json = serde_json::to_vec_pretty(&manifest)?;
        let mut answer = whole(json.into(), "application/json", UNTIL_INVALIDATED);
        allow_all_origins(&mut answer.headers);
        Ok(answer)
    }

    async fn index(&self) -> Result<Answer, Failure> {
        let manifests = self.store.live_manifests(MOST_CARDS).await?;
        let html = self.shop.index_page(&manifests)?;
        Ok(page(StatusCode::OK, html, ASK_EACH_TIME))
    }

    async fn feed(&self) -> Result<Answer, Failure> {
        let manifests = self.store.live_manifests(MOST_PRODUCTS).await?;
        let text = self.shop.feed(&manifests);
        let media_type = "text/tab-separated-values; charset=utf-8";
        Ok(whole(text.into(), media_type, ASK_EACH_TIME))
    }

    fn static_file(&self, path: &str) -> Result<Answer, Failure> {
        let file = self.shop.static_file(path).ok_or(Failure::Missing)?;
        let content = Bytes::from_static(file.content);
        Ok(whole(content, file.media_type, FOR_EVER))
    }

    /// Content named by its hash; what turns out to be something else isn't served.
    async fn object(&self, name: &str) -> Result<Answer, Failure> {
        let hash: ContentHash = name
            .split_once('.')
            .and_then(|(hash, _)| hash.parse().ok())
            .ok_or(Failure::Missing)?;
        let info = self.objects.head(&format!("objects/{name}")).await?;
        if self.objects.sha256(&info).await? != hash
            || told::wrong(&info.key, &info.headers).is_some()
        {
            tracing::warn!(key = info.key, "an object isn't what its name says");
            return Err(Failure::Missing);
        }
        let given = &info.headers;
        let media_type = given
            .content_type
            .as_deref()
            .unwrap_or("application/octet-stream");
        let control = given.cache_control.as_deref().unwrap_or(FOR_EVER);
        let mut headers = base_headers(media_type, control);
        set(&mut headers, header::ETAG, &format!("\"{}\"", info.etag));
        set(&mut headers, header::CONTENT_SECURITY_POLICY, OBJECT_POLICY);
        if let Some(encoding) = told::encoding(given) {
            set(&mut headers, header::CONTENT_ENCODING, &encoding);
        }
        allow_all_origins(&mut headers);
        Ok(Answer {
            status: StatusCode::OK,
            headers,
            content: Content::Stored(Box::new(StoredObject {
                store: self.objects.clone(),
                info,
            })),
        })
    }

    fn failure(&self, failure: Failure) -> Answer {
        match failure {
            Failure::Missing => {
                let html = self.shop.missing_page().unwrap_or_default();
                page(StatusCode::NOT_FOUND, html, NEVER)
            }
            Failure::Internal(error) => {
                tracing::error!(%error, "the origin failed");
                let mut answer = whole(
                    Bytes::from_static(
                        b"The shop is having trouble. Please try again in a minute.\n",
                    ),
                    "text/plain; charset=utf-8",
                    NEVER,
                );
                answer.status = StatusCode::SERVICE_UNAVAILABLE;
                answer
            }
        }
    }
}

fn page(status: StatusCode, html: String, control: &'static str) -> Answer {
    let mut answer = whole(html.into(), "text/html; charset=utf-8", control);
    answer.status = status;
    let headers = &mut answer.headers;
    set(headers, header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    set(
        headers,
        header::REFERRER_POLICY,
        "strict-origin-when-cross-origin",
    );
    answer
}

/// Content in memory, with the hash of it as its ETag.
fn whole(content: Bytes, media_type: &str, control: &str) -> Answer {
    let mut headers = base_headers(media_type, control);
    let hash = ContentHash::of(&content).to_string();
    set(&mut headers, header::ETAG, &format!("\"{}\"", &hash[..32]));
    Answer {
        status: StatusCode::OK,
        headers,
        content: Content::Whole(content),
    }
}

fn base_headers(media_type: &str, control: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::CONTENT_TYPE, media_type);
    set(&mut headers, header::CACHE_CONTROL, control);
    set(&mut headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers
}

fn allow_all_origins(headers: &mut HeaderMap) {
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(
        headers,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "age, etag, x-cache, content-range",
    );
}

/// A value that no header can hold is left out; it came from an upload.
fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
