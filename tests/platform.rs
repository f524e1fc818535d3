//! A platform in a process of its own.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base::{Fault, Sku};
use listing::api::NewListing;
use serde_json::Value;
use service::LocalCredentials;

/// A platform that runs until this is dropped, with one listing.
pub struct Platform {
    process: Child,
    /// Where customers read.
    pub shop: SocketAddr,
    /// Where the API answers.
    pub api: SocketAddr,
    /// Where the object store answers.
    pub store: SocketAddr,
    /// The object store's only bucket.
    pub bucket: String,
    /// The object store's root key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// A session of the local account.
    pub token: String,
    /// The path of the listing's page.
    pub page: String,
}

/// What a platform says once somebody is signed in.
struct SignedIn {
    token: String,
    page: String,
    store: String,
    bucket: String,
}

impl Platform {
    /// Starts `program platform` with its data in `data`, and makes a listing.
    ///
    /// # Errors
    /// Where it doesn't start or doesn't answer.
    pub fn start(program: &Path, data: &Path, sku: &str, title: &str) -> io::Result<Self> {
        let process = Command::new(program)
            .args(["platform", "--port", "0", "--json", "--data"])
            .arg(data)
            .env_remove("PLINTH_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        // From here on it ends whatever fails.
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut platform = Self {
            process,
            shop: nowhere,
            api: nowhere,
            store: nowhere,
            bucket: String::new(),
            access_key: String::new(),
            secret_key: String::new(),
            token: String::new(),
            page: String::new(),
        };
        let record = document(&mut platform.process)?;
        let (shop, api) = (text(&record, "shop")?, text(&record, "api")?);
        let credentials =
            LocalCredentials::read(&data.join("platform")).map_err(io::Error::other)?;
        let signed_in = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(sign_in(&api, &credentials, sku, title))
            .map_err(io::Error::other)?;
        platform.shop = address(&shop)?;
        platform.api = address(&api)?;
        platform.store = address(&signed_in.store)?;
        platform.bucket = signed_in.bucket;
        platform.access_key = credentials.s3_access_key;
        platform.secret_key = credentials.s3_secret_key;
        platform.token = signed_in.token;
        platform.page = signed_in.page;
        Ok(platform)
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn sign_in(
    api: &str,
    credentials: &LocalCredentials,
    sku: &str,
    title: &str,
) -> base::Result<SignedIn> {
    let client = ::publish::Client::new(api, None)?;
    let session = client
        .sign_in(&credentials.account, &credentials.password)
        .await?;
    let client = client.signed_in(&session.token);
    let sku: Sku = sku
        .parse()
        .map_err(|error: base::IdError| Fault::usage(error.to_string()))?;
    let new = NewListing {
        sku,
        title: title.into(),
    };
    let listing = client.create_listing(&new).await?;
    let grant = client.upload_grant(listing.id, &[]).await?;
    Ok(SignedIn {
        token: session.token,
        page: listing::page_path(&listing.slug),
        store: grant.endpoint.unwrap_or_default(),
        bucket: grant.bucket,
    })
}

/// The first JSON document that a command prints.
fn document(child: &mut Child) -> io::Result<Value> {
    let out = child
        .stdout
        .take()
        .ok_or_else(|| io::Error::other("the platform has no output"))?;
    let mut out = BufReader::new(out);
    let mut text = String::new();
    // The documents are indented: a lone brace ends one.
    while out.read_line(&mut text)? > 0 && !text.ends_with("\n}\n") {}
    serde_json::from_str(&text).map_err(io::Error::other)
}

fn text(document: &Value, name: &str) -> io::Result<String> {
    document[name]
        .as_str()
        .map(Into::into)
        .ok_or_else(|| io::Error::other(format!("the platform doesn't tell its {name}")))
}

fn address(url: &str) -> io::Result<SocketAddr> {
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .map_err(io::Error::other)
}
