//! KHR_draco_mesh_compression: whole primitives, compressed.

use bytes::Bytes;
use draco_core::{
    DataType, DecodeLimits, DecoderBuffer, FaceIndex, Mesh, MeshDecoder, PointAttribute, PointIndex,
};

use crate::Error;
use crate::json::At;
use crate::read::accessor::Component;

/// The extension.
pub(crate) const EXTENSION: &str = "KHR_draco_mesh_compression";

/// A decoded primitive.
pub(crate) struct Unpacked {
    mesh: Mesh,
}

/// One attribute of it, tightly packed.
pub(crate) struct Attribute {
    pub(crate) component: Component,
    pub(crate) width: usize,
    pub(crate) bytes: Bytes,
}

impl Unpacked {
    /// Decodes `packed`, to `limit` bytes at most; `at` is the extension's object.
    pub(crate) fn read(packed: &[u8], limit: u64, at: &At<'_>) -> Result<Self, Error> {
        // A triangle takes three indices of four bytes.
        let limits = DecodeLimits::default()
            .with_max_decoded_bytes(limit)
            .with_max_faces(limit / 12);
        let mut mesh = Mesh::new();
        MeshDecoder::new()
            .decode(
                &mut DecoderBuffer::new(packed).with_limits(limits),
                &mut mesh,
            )
            .map_err(|error| Error::Codec {
                at: at.pointer(),
                format: "Draco",
                problem: error.to_string(),
            })?;
        Ok(Self { mesh })
    }

    /// Indices of its triangles' corners.
    pub(crate) fn corners(&self) -> usize {
        self.mesh.num_faces().saturating_mul(3)
    }

    /// Vertices.
    pub(crate) fn vertices(&self) -> usize {
        self.mesh.num_points()
    }

    /// The triangles' corners.
    pub(crate) fn indices(&self) -> Vec<u32> {
        let faces = 0..self.mesh.num_faces() as u32;
        faces
            .flat_map(|face| self.mesh.face(FaceIndex(face)).map(|point| point.0))
            .collect()
    }

    /// The attribute whose number the extension gives at `at`.
    pub(crate) fn attribute(&self, at: &At<'_>) -> Result<Attribute, Error> {
        let id = at.whole()?;
        let attribute = u32::try_from(id)
            .ok()
            .and_then(|id| self.mesh.attribute_by_unique_id(id));
        let attribute = attribute.ok_or_else(|| {
            at.invalid(format!(
                "the compressed data has no attribute of number {id}"
            ))
        })?;
        let component = match attribute.data_type() {
            DataType::Int8 => Component::I8,
            DataType::Uint8 | DataType::Bool => Component::U8,
            DataType::Int16 => Component::I16,
            DataType::Uint16 => Component::U16,
            DataType::Uint32 => Component::U32,
            DataType::Float32 => Component::F32,
            other => return Err(at.invalid(format!("{other:?} is no component type of glTF"))),
        };
        let width = usize::from(attribute.num_components());
        if !(1..=4).contains(&width) {
            return Err(at.invalid(format!("the attribute has {width} components")));
        }
        let bytes = gather(attribute, self.vertices(), component.size() * width);
        Ok(Attribute {
            component,
            width,
            bytes: bytes.into(),
        })
    }
}

/// The values of `vertices` points, one after the other; zeros where the attribute has none.
fn gather(attribute: &PointAttribute, vertices: usize, size: usize) -> Vec<u8> {
    let data = attribute.buffer().data();
    let stride = usize::try_from(attribute.byte_stride())
        .unwrap_or(size)
        .max(size);
    let mut bytes = vec![0; vertices.saturating_mul(size)];
    for (point, slot) in (0..).zip(bytes.chunks_exact_mut(size)) {
        let value = attribute.mapped_index(PointIndex(point)).0 as usize;
        let start = value.checked_mul(stride);
        let value = start.and_then(|start| data.get(start..start.checked_add(size)?));
        if let Some(value) = value {
            slot.copy_from_slice(value);
        }
    }
    bytes
}
