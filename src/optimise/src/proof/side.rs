//! What one of the two files weighs.

use std::collections::BTreeSet;
use std::io::Write;

use asset::facts::TextureFacts;
use asset::{Facts, Model};
use base::{Fault, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::Value;

/// gzip's level, that of most servers.
const GZIP: u32 = 6;
/// Brotli's quality for what is compressed while it is sent, and its window (2^22 bytes).
const BROTLI: (u32, u32) = (5, 22);

/// What one of the two files weighs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The file, or the file and all that it names.
    pub bytes: u64,
    /// The same as one GLB, sent with gzip (level 6).
    pub gzip_bytes: u64,
    /// The same, sent with Brotli (quality 5).
    pub brotli_bytes: u64,
    /// Triangles drawn, every instance counted.
    pub triangles: u64,
    /// Vertices, once each.
    pub vertices: u64,
    /// Draw calls of one picture.
    pub draw_calls: u64,
    /// Images.
    pub images: usize,
    /// GPU memory of all images with their mips, as the web viewer keeps them.
    pub texture_gpu_bytes: u64,
    /// GPU memory of vertices and indices, as the web viewer keeps them.
    pub geometry_gpu_bytes: u64,
}

impl Side {
    /// Weighs `model`.
    ///
    /// # Errors
    /// An input fault where it is too large for a GLB.
    pub fn of(model: &Model) -> Result<Self> {
        let glb = asset::write_glb(&model.document)?;
        let facts = Facts::of(model);
        let sent = |bytes: std::io::Result<u64>| {
            bytes.map_err(|error| Fault::service("The file can't be compressed").because(error))
        };
        Ok(Self {
            bytes: model.source_bytes,
            gzip_bytes: sent(gzip(&glb))?,
            brotli_bytes: sent(brotli(&glb))?,
            triangles: facts.triangles,
            vertices: facts.vertices,
            draw_calls: facts.draw_calls,
            images: facts.textures.len(),
            texture_gpu_bytes: textures(&facts.textures),
            geometry_gpu_bytes: geometry(&model.document.json),
        })
    }

    /// What a customer downloads where the shop compresses with gzip.
    #[must_use]
    pub fn sent_bytes(&self) -> u64 {
        self.gzip_bytes.min(self.bytes)
    }

    /// All GPU memory.
    #[must_use]
    pub const fn gpu_bytes(&self) -> u64 {
        self.texture_gpu_bytes
            .saturating_add(self.geometry_gpu_bytes)
    }
}

/// GPU memory of images: KTX2 stays in blocks of a byte a texel, which is a quarter of RGBA.
fn textures(textures: &[TextureFacts]) -> u64 {
    let bytes = textures.iter().map(|texture| {
        let share = if texture.mime == "image/ktx2" { 4 } else { 1 };
        texture.gpu_bytes / share
    });
    bytes.fold(0, u64::saturating_add)
}

/// Counts bytes and keeps none.
#[derive(Default)]
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn gzip(bytes: &[u8]) -> std::io::Result<u64> {
    let mut encoder = GzEncoder::new(Counter::default(), Compression::new(GZIP));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.0)
}

fn brotli(bytes: &[u8]) -> std::io::Result<u64> {
    let (quality, window) = BROTLI;
    let mut encoder = brotli::CompressorWriter::new(Counter::default(), 1 << 16, quality, window);
    encoder.write_all(bytes)?;
    Ok(encoder.into_inner().0)
}

/// Bytes of the accessors that vertices and indices come from, once each: the web viewer uploads
/// them as they are stored, after decompression. Vertices start at multiples of four bytes.
fn geometry(json: &Value) -> u64 {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let (mut vertices, mut indices) = (BTreeSet::new(), BTreeSet::new());
    for mesh in list(json, "meshes") {
        for primitive in list(&mesh, "primitives") {
            let targets = list(&primitive, "targets");
            let objects = std::iter::once(&primitive["attributes"]).chain(&targets);
            let numbers = objects.filter_map(Value::as_object).flatten();
            vertices.extend(numbers.filter_map(|(_, number)| number.as_u64()));
            indices.extend(primitive["indices"].as_u64());
        }
    }
    let size = |number: u64, align: u64| {
        let accessor = &json["accessors"][number as usize];
        let component = match accessor["componentType"].as_u64() {
            Some(5120 | 5121) => 1,
            Some(5122 | 5123) => 2,
            _ => 4,
        };
        let width = match accessor["type"].as_str() {
            Some("VEC2") => 2,
            Some("VEC3") => 3,
            Some("VEC4") => 4,
            _ => 1,
        };
        let element: u64 = component * width;
        let count = accessor["count"].as_u64().unwrap_or(0);
        element.next_multiple_of(align).saturating_mul(count)
    };
    let vertices = vertices.into_iter().map(|number| size(number, 4));
    let indices = indices.into_iter().map(|number| size(number, 1));
    vertices.chain(indices).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::Geometry;
    use crate::samples;

    #[test]
    fn geometry_counts_what_the_gpu_gets() {
        let mut work = samples::work();
        work.meshes[0][0] = samples::grid(2, 0.0);
        let document = crate::work::pack(&work, Geometry::Plain);
        // Nine vertices of 12, 12 and 8 bytes; eight triangles of three short indices.
        assert_eq!(geometry(&document.json), 9 * 32 + 24 * 2);
    }

    #[test]
    fn a_side_is_weighed_raw_and_compressed() {
        let mut work = samples::work();
        work.meshes[0][0] = samples::grid(40, 0.0);
        let side = Side::of(&samples::model(&work)).unwrap();
        assert_eq!((side.triangles, side.images), (3200, 1));
        assert!(side.gzip_bytes * 2 < side.bytes, "{side:?}");
        assert!(side.brotli_bytes < side.gzip_bytes, "{side:?}");
        assert_eq!(side.texture_gpu_bytes, 4 * (64 + 16 + 4 + 1));
        assert_eq!(side.sent_bytes(), side.gzip_bytes);
    }
}
