//! What a batch leaves in its folder: results, mapping and contact sheet.

use base::{Fault, Result};
use serde::Serialize;

use super::{ReportFolder, Results, contact};

/// Writes them, each whole or not at all.
pub(super) fn write(results: &Results, folder: &ReportFolder) -> Result<()> {
    asset::save(&folder.json(), &json(results)?)?;
    asset::save(&folder.csv(), &results.csv()?)?;
    if !results.mapping.headers.is_empty() {
        asset::save(&folder.mapping(), &json(&results.mapping)?)?;
    }
    Ok(asset::save(
        &folder.contact_sheet(),
        contact::page(results, folder).as_bytes(),
    )?)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value)
        .map_err(|error| Fault::service("The results can't be written as JSON").because(error))
}
