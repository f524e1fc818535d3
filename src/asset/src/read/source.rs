//! What all parts of a model are read from: the JSON, the buffers, and a budget.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::codec::meshopt;
use crate::defect::{Defect, Defects, Effect};
use crate::json::At;
use crate::{Error, Limits};

/// The JSON and its buffers, and what reading them has come to.
pub(crate) struct Source<'a> {
    /// The root of the JSON.
    pub(crate) root: At<'a>,
    buffers: &'a [Bytes],
    /// Buffer views that were compressed.
    unpacked: BTreeMap<usize, Bytes>,
    /// Bytes that may still be decoded.
    left: u64,
    limit: u64,
    defects: Defects,
}

/// The bytes of a buffer view.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// Its bytes.
    pub(crate) bytes: Bytes,
    /// From one element to the next; `None` where they are tightly packed.
    pub(crate) stride: Option<usize>,
}

impl<'a> Source<'a> {
    /// A source of `root` and the `buffers` it names, one entry each.
    pub(crate) fn new(root: At<'a>, buffers: &'a [Bytes], limits: &Limits) -> Self {
        Self {
            root,
            buffers,
            unpacked: BTreeMap::new(),
            left: limits.decoded_bytes,
            limit: limits.decoded_bytes,
            defects: Defects::default(),
        }
    }

    /// Notes something that isn't as it should be.
    pub(crate) fn note(&mut self, defect: Defect) {
        self.defects.push(defect);
    }

    /// Notes something about a place.
    pub(crate) fn note_at(
        &mut self,
        at: &At<'_>,
        code: &'static str,
        effect: Effect,
        problem: impl Into<String>,
    ) {
        self.note(Defect::new(code, effect, at.pointer(), problem));
    }

    /// All that was noted.
    pub(crate) fn into_defects(self) -> Vec<Defect> {
        self.defects.into_list()
    }

    /// Takes `count` times `size` bytes from the budget of what may be decoded; call it before
    /// allocating them.
    pub(crate) fn spend(&mut self, at: &At<'_>, count: usize, size: usize) -> Result<(), Error> {
        let bytes = (count as u64).saturating_mul(size as u64);
        let Some(left) = self.left.checked_sub(bytes) else {
            let used = self.limit - self.left;
            return Err(Error::Limit {
                at: at.pointer(),
                what: "the size in bytes of the geometry decoded up to here",
                value: used.saturating_add(bytes),
                limit: self.limit,
            });
        };
        self.left = left;
        Ok(())
    }

    /// Bytes that may still be decoded.
    pub(crate) const fn left(&self) -> u64 {
        self.left
    }

    /// How many elements the root's array `key` has.
    pub(crate) fn count(&self, key: &'static str) -> usize {
        self.root.count(key)
    }

    /// The element that the index at `at` names in the root's array `key`, called `what`.
    pub(crate) fn named(
        &self,
        at: &At<'a>,
        key: &'static str,
        what: &'static str,
    ) -> Result<(usize, At<'a>), Error> {
        let index = at.index(what, self.count(key))?;
        let element = self.root.get(key).and_then(|list| list.element(index));
        Ok((
            index,
            element.ok_or_else(|| at.invalid(format!("names no {what}")))?,
        ))
    }

    /// The buffer view that the index at `at` names, decompressed where it is compressed.
    pub(crate) fn view(&mut self, at: &At<'a>) -> Result<View, Error> {
        let (index, view) = self.named(at, "bufferViews", "bufferView")?;
        let stride = self.stride(&view)?;
        let Some(packed) = meshopt::EXTENSIONS
            .into_iter()
            .find_map(|name| view.extension(name))
        else {
            let bytes = self.slice(&view)?;
            return Ok(View { bytes, stride });
        };
        if let Some(bytes) = self.unpacked.get(&index) {
            return Ok(View {
                bytes: bytes.clone(),
                stride,
            });
        }
        let header = meshopt::Header::read(&packed)?;
        let length = view.need("byteLength")?;
        if length.whole()? != header.unpacked() as u64 {
            let problem = format!(
                "must be the {} bytes of the compressed data",
                header.unpacked()
            );
            return Err(length.invalid(problem));
        }
        self.spend(&view, header.count, header.stride)?;
        let stream = self.slice(&packed)?;
        if header.is_misread(&stream) {
            let problem = "is packed in a way that pages with meshoptimizer before 1.1.1 misread, such as \
                           those with three.js up to 0.183; the shop's own page reads it rightly, and \
                           optimising packs it anew";
            self.note_at(&packed, "MESHOPT_NEWEST_CODEC", Effect::Drawn, problem);
        }
        let bytes: Bytes = header.unpack(&stream, &packed)?.into();
        self.unpacked.insert(index, bytes.clone());
        Ok(View { bytes, stride })
    }

    /// Refuses buffer views that leave their buffers, used or not: writing moves all of them.
    pub(crate) fn check_views(&self) -> Result<(), Error> {
        for view in self.root.list("bufferViews")? {
            let mut packed = meshopt::EXTENSIONS
                .into_iter()
                .filter_map(|name| view.extension(name));
            match packed.next() {
                None => drop(self.slice(&view)?),
                // What it decompresses to needs no bytes in the buffer it names.
                Some(first) => {
                    view.need("buffer")?.index("buffer", self.buffers.len())?;
                    view.size_or("byteOffset", 0)?;
                    for packed in [first].into_iter().chain(packed) {
                        self.slice(&packed)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn stride(&self, view: &At<'a>) -> Result<Option<usize>, Error> {
        let Some(at) = view.get("byteStride") else {
            return Ok(None);
        };
        let stride = at.size()?;
        // glTF's bounds are 4 to 252. 0 is written by some for "none".
        match stride {
            0 => Ok(None),
            1..=1024 => Ok(Some(stride)),
            _ => Err(at.invalid("is over 252")),
        }
    }

    /// The bytes that `holder` (a buffer view or the header of a compressed one) names.
    fn slice(&self, holder: &At<'a>) -> Result<Bytes, Error> {
        let buffer = holder.need("buffer")?.index("buffer", self.buffers.len())?;
        let offset = holder.size_or("byteOffset", 0)?;
        let length = holder.need("byteLength")?.size()?;
        let bytes = &self.buffers[buffer];
        match offset.checked_add(length) {
            Some(end) if end <= bytes.len() => Ok(bytes.slice(offset..end)),
            end => Err(Error::Bounds {
                at: holder.pointer(),
                of: format!("buffer {buffer}"),
                end: end.unwrap_or(usize::MAX) as u64,
                available: bytes.len() as u64,
            }),
        }
    }
}
