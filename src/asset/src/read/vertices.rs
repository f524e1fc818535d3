//! The attributes of a primitive's vertices and of its morph targets.

use super::accessor::Accessor;
use super::source::Source;
use crate::Error;
use crate::codec::draco::{self, Unpacked};
use crate::defect::Effect;
use crate::json::At;
use crate::model::{MorphTarget, Primitive};

/// A primitive's vertices.
pub(crate) struct Vertices {
    /// POSITION.
    pub(crate) positions: Vec<[f32; 3]>,
    /// All the other attributes, in a primitive that has nothing else.
    pub(crate) attributes: Primitive,
}

/// Reads the attributes of the primitive at `at`. Without positions there are no others either.
pub(crate) fn read<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    packed: Option<&Unpacked>,
) -> Result<Vertices, Error> {
    let nothing = Vertices {
        positions: Vec::new(),
        attributes: Primitive::default(),
    };
    let Some(list) = at.get("attributes") else {
        return Ok(nothing);
    };
    let packed_list = at
        .extension(draco::EXTENSION)
        .and_then(|at| at.get("attributes"));
    let mut reader = Reader {
        source,
        list,
        packed: packed.zip(packed_list),
        count: None,
    };
    let Some(positions) = reader.floats("POSITION")? else {
        return Ok(nothing);
    };
    let mut weights = reader.floats("WEIGHTS_0")?;
    weights.iter_mut().flatten().for_each(normalize_weights);
    let attributes = Primitive {
        normals: reader.floats("NORMAL")?,
        tangents: reader.floats("TANGENT")?,
        uvs: [
            reader.floats("TEXCOORD_0")?,
            reader.floats("TEXCOORD_1")?,
            reader.floats("TEXCOORD_2")?,
            reader.floats("TEXCOORD_3")?,
        ],
        colors: reader.colors("COLOR_0")?,
        joints: reader.joints("JOINTS_0")?,
        weights,
        ..Primitive::default()
    };
    reader.warn_of_more(at);
    Ok(Vertices {
        positions,
        attributes,
    })
}

/// Reads the morph targets of the primitive at `at`, which has `count` vertices.
pub(crate) fn targets<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    count: usize,
) -> Result<Vec<MorphTarget>, Error> {
    let mut targets = Vec::new();
    for list in at.list("targets")? {
        let mut reader = Reader {
            source: &mut *source,
            list,
            packed: None,
            count: Some(count),
        };
        targets.push(MorphTarget {
            positions: reader.floats("POSITION")?,
            normals: reader.floats("NORMAL")?,
            tangents: reader.floats("TANGENT")?,
            colors: reader.color_offsets("COLOR_0")?,
        });
    }
    Ok(targets)
}

/// Reads one list of attributes.
struct Reader<'s, 'a, 'p> {
    source: &'s mut Source<'a>,
    /// The object of names and accessors.
    list: At<'a>,
    /// Draco data, and the object of names and its attributes.
    packed: Option<(&'p Unpacked, At<'a>)>,
    /// Vertices, once the first attribute told it.
    count: Option<usize>,
}

impl<'a> Reader<'_, 'a, '_> {
    /// The accessor of the attribute `name`, with as many elements as the others.
    fn accessor(&mut self, name: &'static str) -> Result<Option<Accessor<'a>>, Error> {
        let Some(at) = self.list.get(name) else {
            return Ok(None);
        };
        let packed = self
            .packed
            .and_then(|(packed, list)| Some((packed, list.get(name)?)));
        let accessor = match packed {
            Some((packed, number)) => {
                let header = Accessor::header(self.source, &at)?;
                // Sixteen bytes are the most that a vertex attribute has.
                self.source.spend(&number, packed.vertices(), 16)?;
                let attribute = packed.attribute(&number)?;
                header.with_bytes(attribute.component, attribute.width, attribute.bytes)
            }
            None => Accessor::read(self.source, &at)?,
        };
        let count = *self.count.get_or_insert(accessor.count);
        if accessor.count != count {
            let problem = format!(
                "has {} elements, but there are {count} vertices",
                accessor.count
            );
            return Err(at.invalid(problem));
        }
        Ok(Some(accessor))
    }

    fn floats<const N: usize>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<Vec<[f32; N]>>, Error> {
        let accessor = self.accessor(name)?;
        accessor
            .map(|accessor| accessor.floats(self.source))
            .transpose()
    }

    /// Colours with three channels are opaque.
    fn colors(&mut self, name: &'static str) -> Result<Option<Vec<[f32; 4]>>, Error> {
        let Some(accessor) = self.accessor(name)? else {
            return Ok(None);
        };
        if accessor.width != 3 {
            return accessor.floats(self.source).map(Some);
        }
        let colors = accessor.floats::<3>(self.source)?;
        self.source
            .spend(&self.list, colors.len(), size_of::<[f32; 4]>())?;
        Ok(Some(
            colors.into_iter().map(|[r, g, b]| [r, g, b, 1.0]).collect(),
        ))
    }

    /// Offsets of colours: those with three channels leave alpha as it is.
    fn color_offsets(&mut self, name: &'static str) -> Result<Option<Vec<[f32; 4]>>, Error> {
        let three = self.list.get(name).is_some_and(|at| {
            Accessor::header(self.source, &at).is_ok_and(|accessor| accessor.width == 3)
        });
        let mut colors = self.colors(name)?;
        if three {
            let alphas = colors.iter_mut().flatten().map(|[.., alpha]| alpha);
            alphas.for_each(|alpha| *alpha = 0.0);
        }
        Ok(colors)
    }

    fn joints(&mut self, name: &'static str) -> Result<Option<Vec<[u16; 4]>>, Error> {
        let Some(accessor) = self.accessor(name)? else {
            return Ok(None);
        };
        let joints = accessor.whole::<4>(self.source)?;
        self.source
            .spend(&self.list, joints.len(), size_of::<[u16; 4]>())?;
        // No skin has as many joints as a 16-bit number can't name.
        let narrow = |joint| u16::try_from(joint).unwrap_or(u16::MAX);
        Ok(Some(
            joints
                .into_iter()
                .map(|joints| joints.map(narrow))
                .collect(),
        ))
    }

    /// Names the attributes that aren't read. Those of applications (`_NAME`) aren't meant to be.
    fn warn_of_more(&mut self, at: &At<'a>) {
        const READ: [&str; 10] = [
            "POSITION",
            "NORMAL",
            "TANGENT",
            "TEXCOORD_0",
            "TEXCOORD_1",
            "TEXCOORD_2",
            "TEXCOORD_3",
            "COLOR_0",
            "JOINTS_0",
            "WEIGHTS_0",
        ];
        let names = self
            .list
            .value()
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name);
        let more: Vec<&str> = names
            .map(String::as_str)
            .filter(|name| !READ.contains(name) && !name.starts_with('_'))
            .take(8)
            .collect();
        if !more.is_empty() {
            self.source.note_at(
                at,
                "ATTRIBUTE_UNUSED",
                Effect::Drawn,
                format!("the attributes {} aren't used", more.join(", ")),
            );
        }
    }
}

/// Makes the weights of a vertex sum up to 1; one without any follows its first joint. This is what
/// the web viewer does.
fn normalize_weights(weights: &mut [f32; 4]) {
    let sum: f32 = weights.iter().map(|weight| weight.abs()).sum();
    *weights = if sum > 0.0 && sum.is_finite() {
        weights.map(|weight| weight / sum)
    } else {
        [1.0, 0.0, 0.0, 0.0]
    };
}
