//! Tests over real listeners on free ports, each with a platform and a folder of its own.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod accounts;
mod cloudfront;
mod connections;
mod edge;
mod false_objects;
#[cfg(unix)]
mod files;
mod hostile;
mod idempotency;
mod listings;
mod multipart;
mod page;
mod publishing;
mod restart;
mod s3;
mod slow;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::primitives::ByteStream;
use base::{ContentHash, Currency, Money};
use listing::api::{
    Listing, NewListing, NewRelease, Published, Release, Session, SignIn, UploadGrant, UserRole,
};
use listing::{
    Dimensions, Manifest, ManifestObject, Role, Target, VIEWER_VERSION, VariantChoice, object_key,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::{Clock, Config, NewAccount, Running, start};

const PASSWORD: &str = "a password for tests";

/// A platform of its own, with three accounts and a clock that tests can move.
struct Bench {
    running: Running,
    folder: tempfile::TempDir,
    http: reqwest::Client,
    offset: Arc<AtomicI64>,
}

/// Someone signed in.
struct Person {
    token: String,
    http: reqwest::Client,
    api: String,
}

fn config(folder: &std::path::Path, offset: &Arc<AtomicI64>) -> Config {
    let mut config = Config::embedded(folder);
    config.shop_name = "Test & Sons".into();
    let offset = Arc::clone(offset);
    config.clock = Clock::from_source(move || {
        OffsetDateTime::now_utc() + time::Duration::seconds(offset.load(Ordering::SeqCst))
    });
    config.accounts = [
        ("merchant@test", UserRole::Merchant),
        ("other@test", UserRole::Merchant),
        ("support@test", UserRole::Support),
    ]
    .into_iter()
    .map(|(account, role)| NewAccount {
        account: account.into(),
        password: PASSWORD.into(),
        role,
    })
    .collect();
    config
}

impl Bench {
    async fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap()).await
    }

    async fn in_folder(folder: tempfile::TempDir) -> Self {
        Self::with_folder(folder, |_| {}).await
    }

    /// A platform whose configuration is changed first.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::with_folder(tempfile::tempdir().unwrap(), change).await
    }

    async fn with_folder(folder: tempfile::TempDir, change: impl FnOnce(&mut Config)) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let offset = Arc::new(AtomicI64::new(0));
        let mut config = config(folder.path(), &offset);
        change(&mut config);
        let running = start(config).await.unwrap();
        Self {
            running,
            folder,
            http: reqwest::Client::new(),
            offset,
        }
    }

    fn wait(&self, seconds: i64) {
        self.offset.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The platform's time.
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + time::Duration::seconds(self.offset.load(Ordering::SeqCst))
    }

    async fn sign_in(&self, account: &str) -> Person {
        self.sign_in_with(account, PASSWORD).await
    }

    async fn staff(&self) -> Person {
        let local = self.running.credentials().clone();
        self.sign_in_with(&local.account, &local.password).await
    }

    /// A tool on the platform's own computer.
    fn local_tool(&self) -> Person {
        Person {
            token: self.running.credentials().token.clone(),
            http: self.http.clone(),
            api: self.running.api_url().into(),
        }
    }

    async fn sign_in_with(&self, account: &str, password: &str) -> Person {
        let session: Session = self
            .http
            .post(format!("{}/v1/sessions", self.running.api_url()))
            .json(&SignIn {
                account: account.into(),
                password: password.into(),
            })
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Person {
            token: session.token,
            http: self.http.clone(),
            api: self.running.api_url().into(),
        }
    }

    /// `GET` at the edge.
    async fn edge(&self, path: &str) -> Response {
        self.edge_request(path).send().await.unwrap()
    }

    fn edge_request(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.running.edge_url()))
    }

    /// The S3 client of the root key.
    fn s3(&self) -> aws_sdk_s3::Client {
        let local = self.running.credentials();
        s3_client(
            self.running.s3_endpoint(),
            &local.s3_access_key,
            &local.s3_secret_key,
            None,
        )
    }

    /// Uploads content under its hash and says what a manifest says of it.
    async fn upload(
        &self,
        role: Role,
        extension: &str,
        media_type: &str,
        content: &[u8],
    ) -> ManifestObject {
        let sha256 = ContentHash::of(content);
        self.s3()
            .put_object()
            .bucket("plinth")
            .key(object_key(&sha256, extension))
            .content_type(media_type)
            .cache_control("public, max-age=31536000, immutable")
            .body(ByteStream::from(content.to_vec()))
            .send()
            .await
            .unwrap();
        ManifestObject {
            role,
            target: (role == Role::Model).then_some(Target::Web),
            sha256,
            extension: extension.into(),
            content_type: media_type.into(),
            bytes: content.len() as u64,
            triangles: None,
            width: (role == Role::Poster).then_some(768),
            height: (role == Role::Poster).then_some(768),
        }
    }

    /// A manifest for `listing` whose model is `content`, uploaded.
    async fn manifest(&self, listing: &Listing, content: &[u8]) -> Manifest {
        let objects = vec![
            self.upload(Role::Model, "glb", "model/gltf-binary", content)
                .await,
            self.upload(Role::Poster, "webp", "image/webp", b"picture")
                .await,
        ];
        Manifest {
            version: 1,
            listing: listing.id,
            release: 0,
            sku: listing.sku.clone(),
            slug: listing.slug.clone(),
            title: listing.title.clone(),
            description: "Solid oak.\n\nMade to last.".into(),
            brand: Some("Nordhus".into()),
            gtin: Some("4006381333931".into()),
            price: Money::parse("199.00", "EUR".parse::<Currency>().unwrap()).unwrap(),
            dimensions: Dimensions {
                width: 0.783,
                height: 0.92,
                depth: 0.8,
            },
            variants: vec![
                VariantChoice {
                    name: "Moss".into(),
                    swatch: Some("#5a6b3b".into()),
                },
                VariantChoice {
                    name: "Sand".into(),
                    swatch: None,
                },
            ],
            viewer: VIEWER_VERSION.into(),
            attributes: [("camera-orbit".into(), "30deg 70deg 105%".into())].into(),
            objects,
            proof: None,
        }
    }

    /// A listing with one release, live.
    async fn live(&self, person: &Person, sku: &str) -> (Listing, Manifest) {
        let listing = person.create(sku, "Oak Armchair").await;
        let manifest = self
            .manifest(&listing, format!("model of {sku}").as_bytes())
            .await;
        let release = person.record(&manifest).await;
        let published = person.publish(&listing, release.number).await;
        (published.listing, release.manifest)
    }
}

impl Person {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.api))
            .bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &impl serde::Serialize) -> Response {
        self.request(Method::POST, path)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    async fn create(&self, sku: &str, title: &str) -> Listing {
        let new = NewListing {
            sku: sku.parse().unwrap(),
            title: title.into(),
        };
        read(self.post("/v1/listings", &new).await).await
    }

    async fn record(&self, manifest: &Manifest) -> Release {
        let path = format!("/v1/listings/{}/releases", manifest.listing);
        let new = NewRelease {
            manifest: manifest.clone(),
        };
        read(self.post(&path, &new).await).await
    }

    async fn publish(&self, listing: &Listing, number: u32) -> Published {
        let path = format!("/v1/listings/{}/releases/{number}/publish", listing.id);
        read(self.post(&path, &()).await).await
    }

    async fn grant(&self, listing: &Listing, keys: &[String]) -> UploadGrant {
        let path = format!("/v1/listings/{}/upload-grants", listing.id);
        read(self.post(&path, &serde_json::json!({ "keys": keys })).await).await
    }
}

/// The body of a successful answer.
async fn read<T: DeserializeOwned>(response: Response) -> T {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// The status and what the problem says.
async fn problem(response: Response) -> (StatusCode, String) {
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let status = response.status();
    let problem: listing::api::Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    (status, problem.detail.unwrap())
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

fn s3_client(
    endpoint: &str,
    access: &str,
    secret: &str,
    token: Option<&str>,
) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .credentials_provider(Credentials::new(
            access,
            secret,
            token.map(str::to_owned),
            None,
            "test",
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    aws_sdk_s3::Client::from_conf(config)
}
