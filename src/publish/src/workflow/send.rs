//! Sending the objects that the store doesn't have.

use base::{Job, Result};
use cloud::{PutOptions, Written};

use super::state::{Content, Ready, Tally};
use crate::Bundle;
use listing::object_key;

/// Sends each file of `bundle` to its key, one after the other: the parts of one fill the line.
pub(super) async fn upload(
    bundle: &Bundle,
    content: &Content,
    ready: &Ready,
    job: &Job,
) -> Result<Tally> {
    let mut tally = Tally::default();
    for (file, source) in bundle.files.iter().zip(&content.sources) {
        job.stage(format!("Uploading {}", file.name()));
        let key = object_key(source.sha256(), &file.extension);
        let options = PutOptions::immutable(&file.content_type);
        let written = ready
            .sites
            .store
            .upload(&key, source, &options, job)
            .await?;
        match written {
            Written::Stored => tally.uploaded += source.length(),
            Written::Rest(sent) => {
                tally.uploaded += sent;
                tally.skipped += source.length() - sent;
            }
            Written::AlreadyThere => tally.skipped += source.length(),
        }
    }
    Ok(tally)
}
