//! Accessors: typed elements in buffer views; strided, normalised, sparse, or without any bytes.

use bytes::Bytes;

use super::source::{Source, View};
use crate::Error;
use crate::defect::Effect;
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
    /// Whether its elements lie apart.
    pub(crate) strided: bool,
    /// Whether they are longer than from one to the next, so that the last one ends behind the end.
    pub(crate) overlaps: bool,
    /// Whether a graphics device takes it as it lies.
    pub(crate) fits: bool,
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
        if accessor.count == 0 {
            return Ok(accessor);
        }
        if let Some(view) = at.given("bufferView") {
            let view = source.view(&view)?;
            accessor.data = Some(accessor.strided(&at, view)?);
        }
        if let Some(sparse) = at.given("sparse") {
            accessor.sparse = Some(accessor.read_sparse(source, &sparse)?);
        }
        Ok(accessor)
    }

    /// The same without its bytes: for accessors whose bytes come from elsewhere.
    pub(crate) fn header(source: &Source<'a>, at: &At<'a>) -> Result<Self, Error> {
        let (_, at) = source.named(at, "accessors", "accessor")?;
        let kind = at.get("type");
        let width = match kind.and_then(|kind| kind.value().as_str()) {
            Some("SCALAR") => 1,
            Some("VEC2") => 2,
            Some("VEC3") => 3,
            Some("VEC4" | "MAT2") => 4,
            Some("MAT3") => 9,
            Some("MAT4") => 16,
            _ => {
                let problem = "is of no known type and taken for empty";
                at.note("VALUE_NOT_IN_LIST", Effect::Lost, problem);
                0
            }
        };
        let count = match at.get("count") {
            Some(count) if width > 0 => count.size()?,
            None => {
                let problem = "has no count and is taken for empty";
                at.note("UNDEFINED_PROPERTY", Effect::Lost, problem);
                0
            }
            _ => 0,
        };
        Ok(Self {
            at,
            count,
            component: Component::read(&at.need("componentType")?)?,
            width,
            normalized: at.truth("normalized"),
            data: None,
            sparse: None,
            strided: false,
            overlaps: false,
            fits: true,
        })
    }

    /// Whether it is said to be normalised, which numbers of 32 bits can't be. The web viewer stops
    /// where it asks for the bounds of such an accessor.
    pub(crate) fn is_wrongly_normalized(&self) -> bool {
        self.normalized && matches!(self.component, Component::F32 | Component::U32)
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

    /// The elements' bytes in `view`. Where they don't lie as the web viewer asks, that is noted.
    fn strided(&mut self, at: &At<'a>, view: View) -> Result<Strided, Error> {
        /// The greatest stride that WebGL takes.
        const MOST: usize = 255;
        let (part, size) = (self.component.size(), self.component.size() * self.width);
        let stride = view.stride.unwrap_or(size);
        let offset = at.size_or("byteOffset", 0)?;
        self.strided = stride != size;
        if !self.strided {
            if !offset.is_multiple_of(part) {
                let problem = "begins at no multiple of its numbers' size, and the web viewer can't open the file";
                at.note("ACCESSOR_OFFSET_ALIGNMENT", Effect::Refused, problem);
            }
            return slice(at, &view.bytes, self.count, stride, size);
        }
        // The web viewer takes whole strides, from the one on in which the first element begins.
        let whole = self
            .count
            .saturating_add(offset / stride)
            .saturating_mul(stride);
        if !(offset / stride * stride).is_multiple_of(part) {
            let problem = "begins in a stride that no multiple of its numbers' size begins, and the web viewer can't open the file";
            at.note("ACCESSOR_OFFSET_ALIGNMENT", Effect::Refused, problem);
        } else if whole > view.bytes.len() {
            let problem = format!(
                "its last stride needs bytes up to {whole} of a buffer view of {}, and the web viewer \
                 can't open the file",
                view.bytes.len()
            );
            at.note("BUFFER_VIEW_ENDS_WITHIN_STRIDE", Effect::Refused, problem);
        }
        self.fits = stride <= MOST && stride.is_multiple_of(part) && offset.is_multiple_of(part);
        if stride < size {
            let problem = format!("{size} bytes an element don't fit a stride of {stride}");
            at.note("ACCESSOR_SMALL_BYTESTRIDE", Effect::Lost, problem);
            self.overlaps = true;
            let bytes = view.bytes.slice(offset.min(view.bytes.len())..);
            return Ok(Strided { bytes, stride });
        }
        slice(at, &view.bytes, self.count, stride, size)
    }

    fn read_sparse(&self, source: &mut Source<'a>, at: &At<'a>) -> Result<Sparse, Error> {
        let replaced = at.need("count")?.size()?;
        if replaced > self.count {
            let problem = format!("replaces {replaced} of {} elements", self.count);
            at.note("ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE", Effect::Drawn, problem);
        }
        let indices = at.need("indices")?;
        let component = Component::read(&indices.need("componentType")?)?;
        let view = source.view(&indices.need("bufferView")?)?;
        let size = component.size();
        let packed = slice(&indices, &view.bytes, replaced, size, size)?;
        source.spend(at, replaced, size_of::<u32>())?;
        let mut places = vec![[0; 1]; replaced];
        gather_whole(component, &packed, &mut places);
        let places: Vec<u32> = places.into_iter().flatten().collect();
        if let Some(place) = places.iter().find(|place| **place as usize >= self.count) {
            let problem = format!(
                "names element {place} of {}, and nothing is replaced",
                self.count
            );
            indices.note("ACCESSOR_SPARSE_INDEX_OOB", Effect::Lost, problem);
        }
        let values = at.need("values")?;
        let view = source.view(&values.need("bufferView")?)?;
        let size = self.component.size() * self.width;
        let values = slice(&values, &view.bytes, replaced, size, size)?;
        Ok(Sparse {
            indices: places,
            values,
        })
    }

    /// As [`Accessor::floats`], of elements of any width: numbers that they have too many are left
    /// out, those that they lack are `missing`'s.
    pub(crate) fn floats_of<const N: usize>(
        &self,
        source: &mut Source<'a>,
        missing: [f32; N],
    ) -> Result<Vec<[f32; N]>, Error> {
        fn fit<const W: usize, const N: usize>(
            elements: Vec<[f32; W]>,
            missing: [f32; N],
        ) -> Vec<[f32; N]> {
            let fit = |element: [f32; W]| {
                std::array::from_fn(|index| *element.get(index).unwrap_or(&missing[index]))
            };
            elements.into_iter().map(fit).collect()
        }
        if self.width == N {
            return self.floats::<N>(source);
        }
        source.spend(&self.at, self.count, size_of::<[f32; N]>())?;
        Ok(match self.width {
            1 => fit(self.floats::<1>(source)?, missing),
            2 => fit(self.floats::<2>(source)?, missing),
            3 => fit(self.floats::<3>(source)?, missing),
            4 => fit(self.floats::<4>(source)?, missing),
            9 => fit(self.floats::<9>(source)?, missing),
            16 => fit(self.floats::<16>(source)?, missing),
            _ => Vec::new(),
        })
    }

    /// All numbers one after the other.
    pub(crate) fn flat(&self, source: &mut Source<'a>) -> Result<Vec<f32>, Error> {
        Ok(match self.width {
            1 => self.floats::<1>(source)?.into_flattened(),
            2 => self.floats::<2>(source)?.into_flattened(),
            3 => self.floats::<3>(source)?.into_flattened(),
            4 => self.floats::<4>(source)?.into_flattened(),
            9 => self.floats::<9>(source)?.into_flattened(),
            16 => self.floats::<16>(source)?.into_flattened(),
            _ => Vec::new(),
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

    /// The elements as arrays of `N` whole numbers; what is below zero is zero.
    pub(crate) fn whole<const N: usize>(
        &self,
        source: &mut Source<'a>,
    ) -> Result<Vec<[u32; N]>, Error> {
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

/// Whole numbers; what is below zero is zero.
fn gather_whole<const N: usize>(component: Component, data: &Strided, elements: &mut [[u32; N]]) {
    match component {
        Component::U8 => gather(data, elements, |[b]: [u8; 1]| u32::from(b)),
        Component::U16 => gather(data, elements, |b| u32::from(u16::from_le_bytes(b))),
        Component::U32 => gather(data, elements, u32::from_le_bytes),
        Component::I8 => gather(data, elements, |[b]: [u8; 1]| {
            u32::from((b as i8).max(0) as u8)
        }),
        Component::I16 => gather(data, elements, |b| {
            u32::from(i16::from_le_bytes(b).max(0) as u16)
        }),
        Component::F32 => gather(data, elements, |b| f32::from_le_bytes(b) as u32),
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
    for (index, element) in elements.iter_mut().enumerate() {
        let start = index.saturating_mul(data.stride).min(data.bytes.len());
        let end = start.saturating_add(S * N).min(data.bytes.len());
        let (numbers, _) = data.bytes[start..end].as_chunks::<S>();
        for (slot, bytes) in element.iter_mut().zip(numbers) {
            *slot = number(*bytes);
        }
    }
}
