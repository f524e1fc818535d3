//! The attributes of a primitive's vertices and of its morph targets.

use super::accessor::{Accessor, Component};
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

/// Reads the attributes of the primitive at `at`. Without positions, or where a graphics device doesn't
/// take what the file has, there are no others either.
pub(crate) fn read<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    packed: Option<&Unpacked>,
) -> Result<Vertices, Error> {
    let list = at.need("attributes")?;
    let packed_list = at
        .extension(draco::EXTENSION)
        .and_then(|at| at.get("attributes"));
    let mut reader = Reader {
        source,
        list,
        packed: packed.zip(packed_list),
        count: None,
        drawn: true,
        lacking: Effect::Lost,
    };
    // What it has no number for is nowhere.
    let positions = reader
        .floats("POSITION", [f32::NAN; 3])?
        .unwrap_or_default();
    reader.count.get_or_insert(0);
    let mut weights = reader.floats("WEIGHTS_0", [0.0; 4])?;
    weights.iter_mut().flatten().for_each(normalize_weights);
    let attributes = Primitive {
        normals: reader.floats("NORMAL", [0.0; 3])?,
        tangents: reader.floats("TANGENT", [0.0, 0.0, 0.0, 1.0])?,
        uvs: [
            reader.floats("TEXCOORD_0", [0.0; 2])?,
            reader.floats("TEXCOORD_1", [0.0; 2])?,
            reader.floats("TEXCOORD_2", [0.0; 2])?,
            reader.floats("TEXCOORD_3", [0.0; 2])?,
        ],
        colors: reader.colors("COLOR_0")?,
        joints: reader.joints("JOINTS_0")?,
        weights,
        ..Primitive::default()
    };
    reader.others(at)?;
    if positions.is_empty() || !reader.drawn {
        return Ok(Vertices {
            positions: Vec::new(),
            attributes: Primitive::default(),
        });
    }
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
    if at.given("targets").is_none() {
        return Ok(targets);
    }
    for list in at.list("targets")? {
        let mut reader = Reader {
            source: &mut *source,
            list,
            packed: None,
            count: Some(count),
            drawn: true,
            // Where a vertex goes that a target doesn't tell is nowhere.
            lacking: Effect::Blank,
        };
        targets.push(MorphTarget {
            positions: reader.floats("POSITION", [0.0; 3])?,
            normals: reader.floats("NORMAL", [0.0; 3])?,
            // The web viewer doesn't look at them.
            tangents: reader.floats("TANGENT", [0.0; 3]).unwrap_or_default(),
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
    /// Whether a graphics device takes all that it always needs.
    drawn: bool,
    /// What comes of an attribute with too few elements.
    lacking: Effect,
}

/// Attributes that are read.
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

impl<'a> Reader<'_, 'a, '_> {
    /// The accessor of the attribute `name`; `None` where nothing of it can be drawn.
    fn accessor(&mut self, name: &'static str) -> Result<Option<Accessor<'a>>, Error> {
        let Some(at) = self.list.given(name) else {
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
        if name == "POSITION"
            && accessor.is_wrongly_normalized()
            && accessor.at.get("min").is_some()
        {
            let problem = "is said to be normalised and isn't of small integers, and the web viewer can't open the file";
            accessor
                .at
                .note("ACCESSOR_NORMALIZED_INVALID", Effect::Refused, problem);
        }
        if name == "POSITION" && accessor.overlaps {
            let problem = "the last of its positions isn't whole, and the web viewer shows nothing of such a file";
            accessor
                .at
                .note("ACCESSOR_SMALL_BYTESTRIDE", Effect::Blank, problem);
        }
        let bounds = ["min", "max"].map(|key| accessor.at.value().get(key));
        if name == "POSITION"
            && let [Some(min), Some(max)] = bounds
            && (min.is_null() || max.is_null())
        {
            let problem = "has bounds that are null, with which the web viewer can't open the file";
            accessor.at.note("TYPE_MISMATCH", Effect::Refused, problem);
        }
        let fits = accessor.fits && (accessor.component != Component::U32 || name == "JOINTS_0");
        if accessor.width == 0 || !fits {
            let problem = match name {
                "POSITION" | "NORMAL" | "COLOR_0" => {
                    self.drawn = false;
                    "isn't in a form that a graphics device takes, and nothing of the part is drawn"
                }
                _ => "isn't in a form that a graphics device takes, and is left out",
            };
            let code = "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT";
            at.note(code, Effect::Lost, problem);
            return Ok(None);
        }
        let count = *self.count.get_or_insert(accessor.count);
        if accessor.count != count {
            let effect = match accessor.count < count {
                true => self.lacking,
                false => Effect::Drawn,
            };
            let has = accessor.count;
            let problem = format!("has {has} elements, but there are {count} vertices");
            at.note("MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT", effect, problem);
        }
        Ok(Some(accessor))
    }

    /// As many elements as there are vertices.
    fn resize<T: Copy + Default>(&mut self, elements: &mut Vec<T>) -> Result<(), Error> {
        let count = self.count.unwrap_or(elements.len());
        let more = count.saturating_sub(elements.len());
        self.source.spend(&self.list, more, size_of::<T>())?;
        elements.resize(count, T::default());
        Ok(())
    }

    fn floats<const N: usize>(
        &mut self,
        name: &'static str,
        missing: [f32; N],
    ) -> Result<Option<Vec<[f32; N]>>, Error>
    where
        [f32; N]: Default,
    {
        let Some(accessor) = self.accessor(name)? else {
            return Ok(None);
        };
        if accessor.width != N {
            let problem = format!("has {} numbers an element instead of {N}", accessor.width);
            let code = "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT";
            accessor.at.note(code, Effect::Drawn, problem);
        }
        let mut elements = accessor.floats_of(self.source, missing)?;
        self.resize(&mut elements)?;
        Ok(Some(elements))
    }

    /// Colours with three channels are opaque.
    fn colors(&mut self, name: &'static str) -> Result<Option<Vec<[f32; 4]>>, Error> {
        let Some(accessor) = self.accessor(name)? else {
            return Ok(None);
        };
        let mut colors = accessor.floats_of(self.source, [0.0, 0.0, 0.0, 1.0])?;
        self.resize(&mut colors)?;
        Ok(Some(colors))
    }

    /// Offsets of colours: those with three channels leave alpha as it is.
    fn color_offsets(&mut self, name: &'static str) -> Result<Option<Vec<[f32; 4]>>, Error> {
        let Some(accessor) = self.accessor(name)? else {
            return Ok(None);
        };
        let mut colors = accessor.floats_of(self.source, [0.0; 4])?;
        self.resize(&mut colors)?;
        Ok(Some(colors))
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
        let mut joints: Vec<[u16; 4]> = joints
            .into_iter()
            .map(|joints| joints.map(narrow))
            .collect();
        self.resize(&mut joints)?;
        Ok(Some(joints))
    }

    /// Names the attributes that aren't read; the web viewer loads them all the same. Those of
    /// applications (`_NAME`) aren't meant to be read.
    fn others(&mut self, at: &At<'a>) -> Result<(), Error> {
        let mut more = Vec::new();
        for (name, other) in self.list.members().filter(|(name, _)| !READ.contains(name)) {
            Accessor::read(self.source, &other)?;
            if !name.starts_with('_') {
                more.push(name);
            }
        }
        more.truncate(8);
        if !more.is_empty() {
            let problem = format!("the attributes {} aren't used", more.join(", "));
            at.note("ATTRIBUTE_UNUSED", Effect::Drawn, problem);
        }
        Ok(())
    }
}

/// Makes the weights of a vertex sum up to 1; one without any follows its first joint. This is what
/// the web viewer does, and it leaves those that aren't numbers as they are.
fn normalize_weights(weights: &mut [f32; 4]) {
    let scale = 1.0 / weights.iter().map(|weight| weight.abs()).sum::<f32>();
    *weights = if scale == f32::INFINITY {
        [1.0, 0.0, 0.0, 0.0]
    } else {
        weights.map(|weight| weight * scale)
    };
}
