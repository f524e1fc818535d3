//! Meshes: primitives with their vertices.

use super::accessor::Accessor;
use super::source::Source;
use super::vertices::{self, Vertices};
use crate::Error;
use crate::codec::draco::{self, Unpacked};
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Mesh, MorphTarget, Primitive, Topology, VariantMaterial};

/// All meshes.
pub(crate) fn read(source: &mut Source<'_>, variants: usize) -> Result<Vec<Mesh>, Error> {
    let list: Vec<At<'_>> = source.root.list("meshes")?.collect();
    list.iter().map(|at| mesh(source, at, variants)).collect()
}

fn mesh<'a>(source: &mut Source<'a>, at: &At<'a>, variants: usize) -> Result<Mesh, Error> {
    let mut primitives = Vec::new();
    for at in at.list("primitives")? {
        primitives.push(primitive(source, &at, variants)?);
    }
    let mut weights = at
        .list("weights")?
        .map(|at| at.number())
        .collect::<Result<Vec<f32>, Error>>()?;
    // The format asks for as many weights and targets everywhere in a mesh.
    let targets = primitives
        .iter()
        .map(|primitive| primitive.targets.len())
        .max()
        .unwrap_or(0);
    if primitives
        .iter()
        .any(|primitive| primitive.targets.len() != targets)
    {
        source.note_at(
            at,
            "MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT",
            Effect::Lost,
            "its primitives don't have the same number of morph targets",
        );
    }
    for primitive in &mut primitives {
        primitive.targets.resize(targets, MorphTarget::default());
    }
    weights.resize(targets, 0.0);
    Ok(Mesh {
        name: at.name(),
        primitives,
        weights,
    })
}

fn primitive<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    variants: usize,
) -> Result<Primitive, Error> {
    let topology = topology(at)?;
    let materials = source.count("materials");
    let material = at.index_in("material", "material", materials)?;
    let variant_materials = variant_materials(at, materials, variants)?;
    let packed = packed(source, at)?;
    let Vertices {
        attributes,
        positions,
    } = vertices::read(source, at, packed.as_ref())?;
    let count = positions.len();
    if count == 0 {
        source.note_at(
            at,
            "MESH_PRIMITIVE_NO_POSITION",
            Effect::Lost,
            "has no positions and isn't drawn",
        );
        return Ok(Primitive {
            topology,
            material,
            variant_materials,
            ..Primitive::default()
        });
    }
    let not_finite = positions
        .iter()
        .filter(|p| !p.iter().all(|n| n.is_finite()))
        .count();
    if not_finite > 0 {
        let warning = format!("{not_finite} of {count} positions aren't finite numbers");
        source.note_at(at, "ACCESSOR_INVALID_FLOAT", Effect::Lost, warning);
    }
    Ok(Primitive {
        topology,
        indices: indices(source, at, packed.as_ref(), count)?,
        targets: vertices::targets(source, at, count)?,
        positions,
        material,
        variant_materials,
        ..attributes
    })
}

fn topology(at: &At<'_>) -> Result<Topology, Error> {
    let Some(mode) = at.get("mode") else {
        return Ok(Topology::Triangles);
    };
    Ok(match mode.whole()? {
        0 => Topology::Points,
        1 => Topology::Lines,
        2 => Topology::LineLoop,
        3 => Topology::LineStrip,
        4 => Topology::Triangles,
        5 => Topology::TriangleStrip,
        6 => Topology::TriangleFan,
        other => return Err(mode.invalid(format!("{other} is no mode of a primitive"))),
    })
}

/// KHR_materials_variants on a primitive.
fn variant_materials(
    at: &At<'_>,
    materials: usize,
    variants: usize,
) -> Result<Vec<VariantMaterial>, Error> {
    let Some(extension) = at.extension("KHR_materials_variants") else {
        return Ok(Vec::new());
    };
    let mapping = |at: At<'_>| {
        Ok(VariantMaterial {
            material: at.need("material")?.index("material", materials)?,
            variants: at
                .list("variants")?
                .map(|at| at.index("variant", variants))
                .collect::<Result<_, Error>>()?,
        })
    };
    extension.list("mappings")?.map(mapping).collect()
}

/// The primitive's Draco data, decoded.
fn packed<'a>(source: &mut Source<'a>, at: &At<'a>) -> Result<Option<Unpacked>, Error> {
    let Some(extension) = at.extension(draco::EXTENSION) else {
        return Ok(None);
    };
    let view = source.view(&extension.need("bufferView")?)?;
    let unpacked = Unpacked::read(&view.bytes, source.left(), &extension)?;
    source.spend(&extension, unpacked.corners(), size_of::<u32>())?;
    Ok(Some(unpacked))
}

/// The primitive's indices, all of them less than `count`.
fn indices<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    packed: Option<&Unpacked>,
    count: usize,
) -> Result<Option<Vec<u32>>, Error> {
    let indices: Vec<u32> = match (packed, at.get("indices")) {
        (Some(packed), _) => packed.indices(),
        (None, Some(at)) => {
            let accessor = Accessor::read(source, &at)?;
            accessor.whole::<1>(source)?.into_flattened()
        }
        (None, None) => return Ok(None),
    };
    match indices.iter().max() {
        Some(greatest) if *greatest as usize >= count => Err(Error::Dangling {
            at: at.get("indices").unwrap_or(*at).pointer(),
            what: "vertex",
            index: (*greatest).into(),
            count,
        }),
        _ => Ok(Some(indices)),
    }
}
