//! Reading each object back as a customer would get it.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;

use base::files::{NewFile, Readers};
use base::{ContentHasher, Fault, Job, Result};
use cloud::pause;
use futures::StreamExt;

use super::edge::{CacheState, Edge};
use listing::{Manifest, ManifestObject, Role};

/// Reads every object of `manifest` through the edge and compares it with what was meant.
pub(super) async fn read_back(manifest: &Manifest, edge: &dyn Edge, job: &Job) -> Result<()> {
    let mut seen = BTreeSet::new();
    let objects: Vec<_> = manifest
        .objects
        .iter()
        .filter(|object| seen.insert(object.path()))
        .collect();
    let total = objects.iter().map(|object| object.bytes).sum();
    let mut done = 0;
    for object in objects {
        persistently(|| compare(object, edge, job, [done, total], None)).await?;
        done += object.bytes;
    }
    Ok(())
}

/// Reads `object` through the edge into the file `to`, which is there only once its bytes have
/// proved to be those that were meant.
pub(crate) async fn save(
    object: &ManifestObject,
    edge: &dyn Edge,
    to: &Path,
    job: &Job,
) -> Result<CacheState> {
    let fail = |error: io::Error| unwritable(to, error);
    let (state, file) = persistently(|| async {
        let mut file =
            NewFile::beside(to, Readers::Usual).map_err(|error| Failure::Lasting(fail(error)))?;
        let state = compare(object, edge, job, [0, object.bytes], Some(&mut file)).await?;
        Ok((state, file))
    })
    .await?;
    file.keep().map_err(fail)?;
    Ok(state)
}

fn unwritable(path: &Path, error: io::Error) -> Fault {
    Fault::service(format!("{} can't be written: {error}", path.display()))
        .hint("Check that the disk has room and the folder may be written")
        .because(error)
}

/// What a comparison that failed says about the next attempt.
enum Failure {
    /// The connection broke: worth another attempt.
    Passing(Fault),
    /// Another attempt would say the same.
    Lasting(Fault),
}

async fn persistently<T, F>(mut attempt: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = std::result::Result<T, Failure>>,
{
    const ATTEMPTS: u32 = 4;
    let mut failed = 0;
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(Failure::Passing(_)) if failed + 1 < ATTEMPTS => {
                tokio::time::sleep(pause::backoff(failed)).await;
                failed += 1;
            }
            Err(Failure::Passing(fault) | Failure::Lasting(fault)) => return Err(fault),
        }
    }
}

/// Reads `object` and compares its length, hash and media type; writes it to `copy` on the way.
/// `[done, total]` are the bytes that were reported to `job` before this object, and those that will
/// be in all.
async fn compare(
    object: &ManifestObject,
    edge: &dyn Edge,
    job: &Job,
    [done, total]: [u64; 2],
    mut copy: Option<&mut NewFile>,
) -> std::result::Result<CacheState, Failure> {
    let path = object.path();
    let answer = edge.fetch(&path).await.map_err(Failure::Passing)?;
    let Some(mut answer) = answer else {
        return Err(Failure::Lasting(wrong(object, "nothing at all")));
    };
    let given = answer.content_type.as_deref().unwrap_or("none");
    if !is_same_type(given, &object.content_type) {
        let what = format!("the media type {given} instead of {}", object.content_type);
        return Err(Failure::Lasting(wrong(object, &what)));
    }
    let mut hasher = ContentHasher::default();
    let mut length = 0;
    while let Some(piece) = answer.bytes.next().await {
        let piece = piece.map_err(Failure::Passing)?;
        hasher.update(&piece);
        length += piece.len() as u64;
        if length > object.bytes {
            break;
        }
        if let Some(copy) = &mut copy {
            copy.write_all(&piece).map_err(|error| {
                let hint = "Check that the disk has room";
                let fault = Fault::service(format!("A copy can't be written: {error}"));
                Failure::Lasting(fault.hint(hint).because(error))
            })?;
        }
        job.bytes(done + length, total);
    }
    let (sha256, length) = hasher.finish();
    if length == object.bytes && sha256 == object.sha256 {
        Ok(answer.cache)
    } else {
        Err(Failure::Lasting(wrong(
            object,
            "other bytes than were sent",
        )))
    }
}

/// Media types are alike whatever their case and parameters (`; charset=utf-8`).
fn is_same_type(one: &str, other: &str) -> bool {
    let essence = |text: &str| {
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    essence(one) == essence(other)
}

fn wrong(object: &ManifestObject, what: &str) -> Fault {
    let name = match object.role {
        Role::Model => "the model",
        Role::Usdz => "the model for iPhones",
        Role::Poster => "the poster",
        Role::Thumbnail => "the thumbnail",
        Role::Proof => "the proof",
        Role::Light => "the light",
    };
    Fault::service(format!(
        "Customers would get {what} for {name} ({})",
        object.path()
    ))
    .hint("The listing stays as it is. Try again; if it lasts, the store or the edge is broken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_compared_by_their_essence() {
        assert!(is_same_type("Model/GLTF-Binary", "model/gltf-binary"));
        assert!(is_same_type("text/html; charset=utf-8", "text/html"));
        assert!(!is_same_type(
            "application/octet-stream",
            "model/gltf-binary"
        ));
        assert!(!is_same_type("none", "model/gltf-binary"));
    }
}
