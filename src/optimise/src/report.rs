//! What an optimisation did.

use serde::Serialize;

use crate::pass::Pass;
use crate::quality::Quality;
use crate::request::Request;
use crate::work::Work;

/// What an optimisation did, pass by pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The model's name.
    pub name: String,
    /// What was asked for.
    #[serde(rename = "asked")]
    pub request: Request,
    /// Bytes of the source and of every file it names.
    pub source_bytes: u64,
    /// Bytes of the output.
    pub output_bytes: u64,
    /// Before.
    pub before: Counts,
    /// After.
    pub after: Counts,
    /// The passes, in the order in which they ran.
    pub passes: Vec<PassReport>,
    /// What of the source couldn't be taken over, in sentences.
    pub losses: Vec<String>,
    /// What was asked for, or is usual, and wasn't done, and why, in sentences.
    pub undone: Vec<String>,
    /// How the output looks beside the source; `None` where it wasn't drawn.
    #[serde(rename = "look")]
    pub quality: Option<Quality>,
    /// Whether all that was asked for is met, as far as it was looked at.
    pub met: bool,
    /// Whether nothing made the file smaller, so that the output is the source's own content.
    pub unchanged: bool,
}

/// How much of what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Triangles, those of each mesh once.
    pub triangles: u64,
    /// Vertices, those of each mesh once.
    pub vertices: u64,
    /// Draw calls: one for each part of each node.
    pub draw_calls: u64,
    /// Images.
    pub images: usize,
    /// Materials.
    pub materials: usize,
}

impl Counts {
    pub(crate) fn of(work: &Work) -> Self {
        Self {
            triangles: work.triangles(),
            vertices: work.vertices(),
            draw_calls: work.draw_calls(),
            images: work.images.len(),
            materials: crate::work::links::count(&work.json, "materials"),
        }
    }
}

/// What one pass did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassReport {
    /// Which.
    pub pass: Pass,
    /// Whether its result was kept: it is only where the output becomes smaller.
    pub kept: bool,
    /// Bytes of the output before it.
    pub bytes_before: u64,
    /// Bytes of the output after it; those before it where it wasn't kept.
    pub bytes_after: u64,
    /// What it changed or removed, in sentences; empty where it wasn't kept.
    pub changes: Vec<String>,
}
