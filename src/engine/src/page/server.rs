//! A page of this computer with the shop's own viewer, for one look at what isn't live yet.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Fault, Result};
use listing::{Role, Target};
use service::ViewerFiles;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use super::Shown;

/// Where the page finds its model.
const MODEL: &str = "/model.glb";

/// A server on a port of the loopback address; it ends with this value.
pub(super) struct PageServer {
    url: String,
    task: JoinHandle<()>,
}

/// What it serves.
struct Content {
    page: String,
    viewer: ViewerFiles,
    /// Files of the bundle and their types, by their path on the page.
    files: BTreeMap<String, (PathBuf, String)>,
}

impl PageServer {
    /// A page that shows `shown`.
    pub(super) fn start(runtime: &Runtime, shown: &Shown<'_>) -> Result<Self> {
        let models = shown.files.iter().filter(|file| file.role == Role::Model);
        // The page shows the one that is made for it.
        let model = models.min_by_key(|file| file.target != Some(Target::Web));
        let model = model.map(|model| (MODEL, model));
        let files = model.into_iter().chain(shown.light);
        let files = files.map(|(path, file)| {
            let place = (file.path.clone(), file.content_type.clone());
            (path.to_owned(), place)
        });
        let viewer = ViewerFiles::new();
        let content = Content {
            page: page(shown, &viewer),
            viewer,
            files: files.collect(),
        };
        let cannot = |error: std::io::Error| {
            Fault::service("A page for a look in a browser can't be served on this computer")
                .because(error)
        };
        let (listener, port) = runtime
            .block_on(async {
                let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
                let port = listener.local_addr()?.port();
                Ok::<_, std::io::Error>((listener, port))
            })
            .map_err(cannot)?;
        let router = Router::new().fallback(serve).with_state(Arc::new(content));
        let task = runtime.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::warn!(%error, "the page for a look in a browser isn't served any more");
            }
        });
        Ok(Self {
            url: format!("http://127.0.0.1:{port}/"),
            task,
        })
    }

    /// The page's address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(content): State<Arc<Content>>, uri: Uri) -> Response {
    let path = uri.path();
    if path == "/" {
        let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        return (html, content.page.clone()).into_response();
    }
    if let Some((media_type, bytes)) = content.viewer.get(path) {
        return ([(header::CONTENT_TYPE, media_type)], bytes).into_response();
    }
    let Some((file, media_type)) = content.files.get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(file).await {
        Ok(bytes) => {
            let kind = [(header::CONTENT_TYPE, media_type.clone())];
            (kind, Body::from(bytes)).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The page: the viewer as the shop's pages set it up, and nothing else.
fn page(shown: &Shown<'_>, viewer: &ViewerFiles) -> String {
    let mut attributes = String::new();
    for (name, value) in shown.attributes {
        // Writing to a string can't fail.
        let _ = write!(attributes, " {name}=\"{}\"", escaped(value));
    }
    let first = shown.variants.first();
    if let Some(variant) = first.filter(|_| !shown.attributes.contains_key("variant-name")) {
        let _ = write!(attributes, " variant-name=\"{}\"", escaped(&variant.name));
    }
    let locations = serde_json::json!({
        "dracoDecoderLocation": viewer.draco(),
        "ktx2TranscoderLocation": viewer.basis(),
        "meshoptDecoderLocation": viewer.meshopt(),
    });
    format!(
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\">\
         <style>html, body {{ margin: 0 }} model-viewer {{ width: 100vw; height: 100vh }}</style>\
         <script>self.ModelViewerElement = {locations}</script>\
         <script type=\"module\" src=\"{}\"></script>\
         <model-viewer src=\"{MODEL}\" loading=\"eager\" camera-controls \
         interaction-prompt=\"none\"{attributes}></model-viewer>",
        viewer.viewer(),
    )
}

/// Text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_value_ends_its_attribute() {
        assert_eq!(
            escaped("a\" onload=\"x&<"),
            "a&quot; onload=&quot;x&amp;&lt;"
        );
    }
}
