//! Accessors: typed elements in buffer views; strided, normalised, sparse, or without any bytes.

use bytes::Bytes;

use super::source::{Source, View};
use crate::Error;
use crate::json::At;

/// How a number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    /// The component type at `at`, by its number in glTF (and in OpenGL).
    fn read(at: &At<'_>) -> Result<Self, Error> {
        Ok(match at.whole()? {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            other => return Err(at.invalid(format!("{other} is no component type"))),
        })
    }

    /// Bytes of one number.
    pub(crate) const fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }
}

/// An accessor whose header was checked.
#[derive(Debug, Clone)]
pub(crate) struct Accessor<'a> {
    /// Where it is, for refusals.
    pub(crate) at: At<'a>,
    /// Elements.
    pub(crate) count: usize,
    /// How numbers are stored.
    pub(crate) component: Component,
    /// Numbers of one element.
    pub(crate) width: usize,
    /// Whether integers stand for fractions.
    normalized: bool,
    /// The elements' bytes; `None` where all are zero.
    data: Option<Strided>,
    sparse: Option<Sparse>,
}

/// Bytes of elements, and from one to the next.
#[derive(Debug, Clone)]
struct Strided {
    bytes: Bytes,
    stride: usize,
}

/// Elements that replace some of the others.
#[derive(Debug, Clone)]
struct Sparse {
    /// Which.
    indices: Vec<u32>,
    /// By what.
    values: Strided,
}

impl<'a> Accessor<'a> {
    /// Reads and checks the accessor that the index at `at` names, but none of its elements.
    pub(crate) fn read(source: &mut Source<'a>, at: &At<'a>) -> Result<Self, Error> {
        let mut accessor = Self::header(source, at)?;
        let at = accessor.at;
        if let Some(view) = at.get("bufferView") {
            let view = source.view(&view)?;
            accessor.data = Some(accessor.strided(&at, view, accessor.count)?);
        }
        if let Some(sparse) = at.get("sparse") {
            accessor.sparse = Some(accessor.read_sparse(source, &sparse)?);
        }
        Ok(accessor)
    }

    /// The same without its bytes: for accessors whose bytes come from elsewhere.
    pub(crate) fn header(source: &Source<'a>, at: &At<'a>) -> Result<Self, Error> {
        let (_, at) = source.named(at, "accessors", "accessor")?;
        let kind = at.need("type")?;
        let width = match kind.text()? {
            "SCALAR" => 1,
            "VEC2" => 2,
            "VEC3" => 3,
            "VEC4" | "MAT2" => 4,
            "MAT3" => 9,
            "MAT4" => 16,
            other => return Err(kind.invalid(format!("'{other}' is no accessor type"))),
        };
        Ok(Self {
            at,
            count: at.need("count")?.size()?,
            component: Component::read(&at.need("componentType")?)?,
            width,
            normalized: at.truth("normalized")?,
            data: None,
            sparse: None,
        })
    }

    /// Puts `bytes` (tightly packed, as many elements as they hold) in place of the accessor's own.
    pub(crate) fn with_bytes(mut self, component: Component, width: usize, bytes: Bytes) -> Self {
        let stride = component.size() * width;
        self.count = bytes.len() / stride;
        self.component = component;
        self.width = width;
        self.data = Some(Strided { bytes, stride });
        self.sparse = None;
        self
    }

    /// The bytes of `count` elements in `view`, from the `byteOffset` at `at` on.
    fn strided(&self, at: &At<'a>, view: View, count: usize) -> Result<Strided, Error> {
        let size = self.component.size() * self.width;
        let stride = view.stride.unwrap_or(size);
        if stride < size {
            return Err(at.invalid(format!(
                "{size} bytes an element don't fit a stride of {stride}"
            )));
        }
        slice(at, &view.bytes, count, stride, size)
    }

    fn read_sparse(&self, source: &mut Source<'a>, at: &At<'a>) -> Result<Sparse, Error> {
        let count = at.need("count")?;
        let replaced = count.size()?;
        if replaced > self.count {
            return Err(count.invalid(format!("replaces {replaced} of {} elements", self.count)));
        }
        let indices = at.need("indices")?;
        let component = Component::read(&indices.need("componentType")?)?;
        if !matches!(component, Component::U8 | Component::U16 | Component::U32) {
            return Err(indices.invalid("must be unsigned integers"));
        }
        let view = source.view(&indices.need("bufferView")?)?;
        let size = component.size();
        let packed = slice(&indices, &view.bytes, replaced, size, size)?;
        source.spend(at, replaced, size_of::<u32>())?;
        let mut places = vec![[0; 1]; replaced];
        gather_whole(component, &packed, &mut places);
        let places: Vec<u32> = places.into_iter().flatten().collect();
        if let Some(place) = places.iter().find(|place| **place as usize >= self.count) {
            return Err(Error::Dangling {
                at: indices.pointer(),
                what: "element",
                index: (*place).into(),
                count: self.count,
            });
        }
        let values = at.need("values")?;
        let view = source.view(&values.need("bufferView")?)?;
        let values = self.strided(
            &values,
            View {
                stride: None,
                ..view
            },
            replaced,
        )?;
        Ok(Sparse {
            indices: places,
            values,
        })
    }

    /// The elements as arrays of `N` numbers; integers become fractions where they are normalised.
    pub(crate) fn floats<const N: usize>(
        &self,
        source: &mut Source<'a>,
    ) -> Result<Vec<[f32; N]>, Error> {
        self.elements(source, |data, elements| {
            gather_floats(self.component, self.normalized, data, elements);
        })
    }

    /// The elements as arrays of `N` whole numbers.
    pub(crate) fn whole<const N: usize>(
        &self,
        source: &mut Source<'a>,
    ) -> Result<Vec<[u32; N]>, Error> {
        if matches!(
            self.component,
            Component::F32 | Component::I8 | Component::I16
        ) {
            return Err(self.at.invalid("must be unsigned integers"));
        }
        self.elements(source, |data, elements| {
            gather_whole(self.component, data, elements)
        })
    }

    /// Decodes with `gather`, which fills as many elements as it is given.
    fn elements<T: Copy + Default, const N: usize>(
        &self,
        source: &mut Source<'a>,
        gather: impl Fn(&Strided, &mut [[T; N]]),
    ) -> Result<Vec<[T; N]>, Error> {
        if self.width != N {
            let problem = format!("has {} numbers an element where {N} are needed", self.width);
            return Err(self.at.invalid(problem));
        }
        source.spend(&self.at, self.count, size_of::<[T; N]>())?;
        let mut elements = vec![[T::default(); N]; self.count];
        if let Some(data) = &self.data {
            gather(data, &mut elements);
        }
        if let Some(sparse) = &self.sparse {
            source.spend(&self.at, sparse.indices.len(), size_of::<[T; N]>())?;
            let mut values = vec![[T::default(); N]; sparse.indices.len()];
            gather(&sparse.values, &mut values);
            for (index, value) in sparse.indices.iter().zip(values) {
                // Reading checked that they are in range.
                if let Some(element) = elements.get_mut(*index as usize) {
                    *element = value;
                }
            }
        }
        Ok(elements)
    }
}

/// `count` elements of `size` bytes, `stride` apart, from the `byteOffset` at `at` on.
fn slice(
    at: &At<'_>,
    bytes: &Bytes,
    count: usize,
    stride: usize,
    size: usize,
) -> Result<Strided, Error> {
    let offset = at.size_or("byteOffset", 0)?;
    let length = match count {
        0 => Some(0),
        // The last element needs no bytes behind it.
        _ => (count - 1)
            .checked_mul(stride)
            .and_then(|length| length.checked_add(size)),
    };
    let end = length.and_then(|length| offset.checked_add(length));
    match end {
        Some(end) if end <= bytes.len() => Ok(Strided {
            bytes: bytes.slice(offset..end),
            stride,
        }),
        _ => Err(Error::Bounds {
            at: at.pointer(),
            of: "its bufferView".to_owned(),
            end: end.unwrap_or(usize::MAX) as u64,
            available: bytes.len() as u64,
        }),
    }
}

/// Numbers of any kind as floats.
fn gather_floats<const N: usize>(
    component: Component,
    normalized: bool,
    data: &Strided,
    elements: &mut [[f32; N]],
) {
    // The divisions are glTF's own formulas for normalised integers.
    match (component, normalized) {
        (Component::F32, _) => gather(data, elements, f32::from_le_bytes),
        (Component::I8, false) => gather(data, elements, |[b]: [u8; 1]| f32::from(b as i8)),
        (Component::I8, true) => {
            gather(data, elements, |[b]: [u8; 1]| {
                (f32::from(b as i8) / 127.0).max(-1.0)
            });
        }
        (Component::U8, false) => gather(data, elements, |[b]: [u8; 1]| f32::from(b)),
        (Component::U8, true) => gather(data, elements, |[b]: [u8; 1]| f32::from(b) / 255.0),
        (Component::I16, false) => gather(data, elements, |b| f32::from(i16::from_le_bytes(b))),
        (Component::I16, true) => gather(data, elements, |b| {
            (f32::from(i16::from_le_bytes(b)) / 32767.0).max(-1.0)
        }),
        (Component::U16, false) => gather(data, elements, |b| f32::from(u16::from_le_bytes(b))),
        (Component::U16, true) => {
            gather(data, elements, |b| {
                f32::from(u16::from_le_bytes(b)) / 65535.0
            });
        }
        (Component::U32, false) => gather(data, elements, |b| u32::from_le_bytes(b) as f32),
        (Component::U32, true) => gather(data, elements, |b| {
            (f64::from(u32::from_le_bytes(b)) / f64::from(u32::MAX)) as f32
        }),
    }
}

/// Unsigned integers; others stay zero.
fn gather_whole<const N: usize>(component: Component, data: &Strided, elements: &mut [[u32; N]]) {
    match component {
        Component::U8 => gather(data, elements, |[b]: [u8; 1]| u32::from(b)),
        Component::U16 => gather(data, elements, |b| u32::from(u16::from_le_bytes(b))),
        Component::U32 => gather(data, elements, u32::from_le_bytes),
        Component::I8 | Component::I16 | Component::F32 => {}
    }
}

/// Fills `elements` with numbers of `S` bytes each.
fn gather<T, const S: usize, const N: usize>(
    data: &Strided,
    elements: &mut [[T; N]],
    number: impl Fn([u8; S]) -> T,
) {
    if data.stride == S * N {
        let (numbers, _) = data.bytes.as_chunks::<S>();
        for (slot, bytes) in elements.as_flattened_mut().iter_mut().zip(numbers) {
            *slot = number(*bytes);
        }
        return;
    }
    for (element, bytes) in elements.iter_mut().zip(data.bytes.chunks(data.stride)) {
        let (numbers, _) = bytes.as_chunks::<S>();
        for (slot, bytes) in element.iter_mut().zip(numbers) {
            *slot = number(*bytes);
        }
    }
}
