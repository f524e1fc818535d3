//! Numbers of vertices, and how they are stored.

use asset::typed;
use gltf_json::accessor::{Accessor, ComponentType, Type};

/// How a number is stored in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    /// By glTF's number of it.
    pub(crate) fn from_code(code: u64) -> Option<Self> {
        let all = [
            Self::I8,
            Self::U8,
            Self::I16,
            Self::U16,
            Self::U32,
            Self::F32,
        ];
        all.into_iter()
            .find(|one| u64::from(one.typed().as_gl_enum()) == code)
    }

    /// glTF's own type.
    pub(crate) const fn typed(self) -> ComponentType {
        match self {
            Self::I8 => ComponentType::I8,
            Self::U8 => ComponentType::U8,
            Self::I16 => ComponentType::I16,
            Self::U16 => ComponentType::U16,
            Self::U32 => ComponentType::U32,
            Self::F32 => ComponentType::F32,
        }
    }

    /// Bytes of one number.
    pub(crate) const fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }

    /// The integer that stands for 1 where integers stand for fractions; 1 for floats.
    pub(crate) const fn one(self) -> f32 {
        match self {
            Self::I8 => 127.0,
            Self::U8 => 255.0,
            Self::I16 => 32767.0,
            Self::U16 => 65535.0,
            // As a float, 2^32.
            Self::U32 => 4_294_967_296.0,
            Self::F32 => 1.0,
        }
    }

    /// Appends `value`; fractions become integers where `normalized`, by glTF's formulas.
    pub(crate) fn write(self, value: f32, normalized: bool, out: &mut Vec<u8>) {
        let whole = (value * if normalized { self.one() } else { 1.0 }).round();
        match self {
            Self::I8 => out.extend((whole as i8).to_le_bytes()),
            Self::U8 => out.extend((whole as u8).to_le_bytes()),
            Self::I16 => out.extend((whole as i16).to_le_bytes()),
            Self::U16 => out.extend((whole as u16).to_le_bytes()),
            Self::U32 => out.extend((whole as u32).to_le_bytes()),
            Self::F32 => out.extend(value.to_le_bytes()),
        }
    }
}

/// How a stream is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Stored {
    /// As numbers of one type.
    Plain {
        /// Their type.
        component: Component,
        /// Whether integers stand for fractions.
        normalized: bool,
    },
    /// As floats that are whole multiples of one step. Where geometry isn't compressed they are plain
    /// floats.
    Stepped {
        /// The step is two to this power.
        exponent: i8,
    },
    /// As unit vectors folded onto an octahedron, so many bits a side; a fourth number is kept
    /// beside. Where geometry isn't compressed they are normalised integers.
    Octahedral {
        /// Bits of a side, at most 16.
        bits: u8,
    },
    /// As floats on the grid that Draco lays over them: so many bits along the longest side of their box.
    Grid {
        /// Bits of a side, 1 to 23.
        bits: u8,
    },
    /// As unit vectors on the octahedron that Draco lays over them, floats once they are read; where Draco
    /// doesn't hold them they are stored as [`Octahedral`](Self::Octahedral).
    Sphere {
        /// Bits of a side, 2 to 16.
        bits: u8,
    },
}

impl Stored {
    /// Plain floats.
    pub(crate) const FLOAT: Self = Self::Plain {
        component: Component::F32,
        normalized: false,
    };
}

/// One attribute of the vertices.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    /// glTF's name, such as `POSITION`.
    pub(crate) name: String,
    /// Numbers of one element.
    pub(crate) width: usize,
    /// The numbers, one element after the other.
    pub(crate) values: Vec<f32>,
    /// How they are stored.
    pub(crate) stored: Stored,
}

impl Stream {
    /// How many elements it has.
    pub(crate) const fn count(&self) -> usize {
        match self.values.len().checked_div(self.width) {
            Some(count) => count,
            None => 0,
        }
    }

    /// Element `index`; empty beyond the end.
    pub(crate) fn element(&self, index: usize) -> &[f32] {
        let start = index * self.width;
        self.values.get(start..start + self.width).unwrap_or(&[])
    }

    /// Keeps the elements `kept`, in that order.
    pub(crate) fn pick(&mut self, kept: &[u32]) {
        let mut values = Vec::with_capacity(kept.len() * self.width);
        for index in kept {
            values.extend_from_slice(self.element(*index as usize));
        }
        self.values = values;
    }

    /// glTF's `type`.
    pub(crate) const fn kind(&self) -> Type {
        match self.width {
            1 => Type::Scalar,
            2 => Type::Vec2,
            3 => Type::Vec3,
            9 => Type::Mat3,
            16 => Type::Mat4,
            _ => Type::Vec4,
        }
    }

    /// Its accessor, in no view yet: of `count` elements that are stored as `component`. Positions have
    /// the least and the greatest of `values`.
    pub(super) fn head(
        &self,
        (component, normalized): (Component, bool),
        count: usize,
        values: &[f32],
    ) -> Accessor {
        let mut head = typed::accessor(component.typed(), self.kind(), count);
        head.normalized = normalized;
        if self.name == "POSITION" {
            let (min, max) = bounds(values, self.width, component, normalized);
            (head.min, head.max) = (Some(min.into()), Some(max.into()));
        }
        head
    }
}

/// The least and greatest of each column, as the numbers that are stored.
fn bounds(
    values: &[f32],
    width: usize,
    component: Component,
    normalized: bool,
) -> (Vec<f64>, Vec<f64>) {
    let one = if normalized {
        f64::from(component.one())
    } else {
        1.0
    };
    let column = |column: usize| {
        values
            .chunks_exact(width)
            .filter_map(move |element| element.get(column))
    };
    let fold = |of: fn(f64, f64) -> f64| -> Vec<f64> {
        (0..width)
            .map(|index| {
                let numbers = column(index)
                    .map(|value| f64::from(*value))
                    .filter(|v| v.is_finite());
                let extreme = numbers.reduce(of).unwrap_or(0.0);
                if component == Component::F32 {
                    extreme
                } else {
                    (extreme * one).round()
                }
            })
            .collect()
    };
    (fold(f64::min), fold(f64::max))
}
