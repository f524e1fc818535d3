//! Meshes: primitives with their vertices.

use super::accessor::{Accessor, Component};
use super::extensions;
use super::source::Source;
use super::vertices::{self, Vertices};
use crate::Error;
use crate::codec::draco::{self, Unpacked};
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Mesh, MorphTarget, Primitive, Topology, VariantMaterial};

/// All meshes.
pub(crate) fn read(source: &mut Source<'_>, variants: usize) -> Result<Vec<Mesh>, Error> {
    let mut meshes = Vec::new();
    for (index, at) in source.root.list("meshes")?.enumerate() {
        let used = source.reach.meshes[index];
        meshes.push(source.part(&at, used, Mesh::default, |source| {
            mesh(source, &at, variants)
        })?);
    }
    Ok(meshes)
}

fn mesh<'a>(source: &mut Source<'a>, at: &At<'a>, variants: usize) -> Result<Mesh, Error> {
    let mut primitives = Vec::new();
    at.need("primitives")?;
    for at in at.list("primitives")? {
        primitives.push(primitive(source, &at, variants)?);
    }
    let mut weights: Vec<f32> = at.items("weights").map(|at| at.number()).collect();
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
    let corners = indices(source, at, packed.as_ref())?;
    let undrawn = matches!(corners, Corners::Undrawn);
    if count == 0 || undrawn {
        if !undrawn {
            source.note_at(
                at,
                "MESH_PRIMITIVE_NO_POSITION",
                Effect::Lost,
                "has no positions and isn't drawn",
            );
        }
        return Ok(Primitive {
            topology,
            material,
            variant_materials,
            ..Primitive::default()
        });
    }
    let (topology, indices) = match corners {
        Corners::Listed(indices) => in_range(source, at, topology, indices, count)?,
        Corners::InOrder | Corners::Undrawn => (topology, None),
    };
    Ok(Primitive {
        topology,
        indices,
        targets: vertices::targets(source, at, count)?,
        positions,
        material,
        variant_materials,
        ..attributes
    })
}

fn topology(at: &At<'_>) -> Result<Topology, Error> {
    let Some(mode) = at.given("mode") else {
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
    let listed = |at: &At<'_>, key: &'static str| {
        let wrong = at.value().get(key).is_none_or(|list| !list.is_array());
        if wrong {
            let problem = format!("has no list of {key}, and the web viewer can't open the file");
            at.note("UNDEFINED_PROPERTY", Effect::Refused, problem);
        }
    };
    listed(&extension, "mappings");
    let mapping = |at: At<'_>| {
        listed(&at, "variants");
        Ok(VariantMaterial {
            material: at.need("material")?.index("material", materials)?,
            variants: at
                .items("variants")
                .map(|at| at.index("variant", variants))
                .collect::<Result<_, Error>>()?,
        })
    };
    extension.items("mappings").map(mapping).collect()
}

/// The primitive's Draco data, decoded.
fn packed<'a>(source: &mut Source<'a>, at: &At<'a>) -> Result<Option<Unpacked>, Error> {
    let Some(extension) = at.extension(draco::EXTENSION) else {
        return Ok(None);
    };
    if !extensions::uses(source, draco::EXTENSION) {
        let problem = "is used without being listed, and the web viewer can't open the file so";
        extension.note("UNDECLARED_EXTENSION", Effect::Refused, problem);
    }
    let view = source.view(&extension.need("bufferView")?)?;
    let unpacked = Unpacked::read(&view.bytes, source.left(), &extension)?;
    source.spend(&extension, unpacked.corners(), size_of::<u32>())?;
    Ok(Some(unpacked))
}

/// In which order a primitive's vertices are drawn.
enum Corners {
    /// As they stand.
    InOrder,
    /// As these say.
    Listed(Vec<u32>),
    /// In none: a graphics device doesn't take what the file has.
    Undrawn,
}

/// The primitive's indices.
fn indices<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    packed: Option<&Unpacked>,
) -> Result<Corners, Error> {
    if let Some(packed) = packed {
        return Ok(Corners::Listed(packed.indices()));
    }
    let Some(at) = at.given("indices") else {
        return Ok(Corners::InOrder);
    };
    let accessor = Accessor::read(source, &at)?;
    let whole = matches!(
        accessor.component,
        Component::U8 | Component::U16 | Component::U32
    );
    if accessor.width == 1 && whole && !accessor.strided {
        return Ok(Corners::Listed(
            accessor.whole::<1>(source)?.into_flattened(),
        ));
    }
    let problem = "aren't unsigned integers one after the other, and nothing of the part is drawn";
    let code = "MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT";
    at.note(code, Effect::Lost, problem);
    Ok(Corners::Undrawn)
}

/// Leaves out what names vertices that aren't there: graphics devices draw that as they like, most of
/// them not at all.
fn in_range<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    topology: Topology,
    indices: Vec<u32>,
    count: usize,
) -> Result<(Topology, Option<Vec<u32>>), Error> {
    let outside = indices
        .iter()
        .filter(|index| **index as usize >= count)
        .count();
    if outside == 0 {
        return Ok((topology, Some(indices)));
    }
    let problem = format!(
        "{outside} of {} name vertices that aren't there; of the {count} that are, what they name is drawn",
        indices.len()
    );
    let place = at.get("indices").unwrap_or(*at);
    place.note("ACCESSOR_INDEX_OOB", Effect::Lost, problem);
    // As a list, of which single ones can be left out.
    source.spend(at, indices.len().saturating_mul(3), size_of::<u32>())?;
    let (topology, width, list): (_, _, Vec<u32>) = match topology {
        Topology::Points | Topology::Lines | Topology::Triangles => {
            let width = match topology {
                Topology::Points => 1,
                Topology::Lines => 2,
                _ => 3,
            };
            (topology, width, indices)
        }
        Topology::LineStrip | Topology::LineLoop => {
            let mut pairs: Vec<u32> = indices.windows(2).flatten().copied().collect();
            if topology == Topology::LineLoop {
                pairs.extend(indices.last().into_iter().chain(indices.first()));
            }
            (Topology::Lines, 2, pairs)
        }
        Topology::TriangleStrip => {
            let corners = indices.windows(3).enumerate();
            let turned = |(index, corners): (usize, &[u32])| match index % 2 {
                0 => [corners[0], corners[1], corners[2]],
                _ => [corners[1], corners[0], corners[2]],
            };
            (Topology::Triangles, 3, corners.flat_map(turned).collect())
        }
        Topology::TriangleFan => {
            let first = indices.first().copied().unwrap_or_default();
            let pairs = indices.get(1..).unwrap_or_default().windows(2);
            let corners = pairs.flat_map(|pair| [pair[0], pair[1], first]);
            (Topology::Triangles, 3, corners.collect())
        }
    };
    let inside = |corners: &&[u32]| corners.iter().all(|index| (*index as usize) < count);
    let whole = list.chunks_exact(width).filter(inside);
    Ok((topology, Some(whole.flatten().copied().collect())))
}
