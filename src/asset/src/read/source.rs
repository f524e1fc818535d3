//! What all parts of a model are read from: the JSON, the buffers, and a budget.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::buffers::Buffer;
use super::reach::Reach;
use crate::codec::meshopt;
use crate::defect::{Defect, Effect};
use crate::json::At;
use crate::{Error, Limits};

/// The JSON and its buffers, and what reading them has come to.
pub(crate) struct Source<'a> {
    /// The root of the JSON.
    pub(crate) root: At<'a>,
    buffers: &'a [Buffer],
    /// Buffer views that were compressed.
    unpacked: BTreeMap<usize, Bytes>,
    /// Bytes that may still be decoded.
    left: u64,
    limit: u64,
    /// What of the file is loaded; nothing before it is known.
    pub(crate) reach: Reach,
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
    pub(crate) fn new(root: At<'a>, buffers: &'a [Buffer], limits: &Limits) -> Self {
        Self {
            root,
            buffers,
            unpacked: BTreeMap::new(),
            left: limits.decoded_bytes,
            limit: limits.decoded_bytes,
            reach: Reach::default(),
        }
    }

    /// Notes something that isn't as it should be.
    pub(crate) fn note(&mut self, defect: Defect) {
        if let Some(notes) = self.root.notes() {
            notes.push(defect);
        }
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

    /// Notes something about a place that is spelled out already.
    pub(crate) fn note_path(
        &mut self,
        at: String,
        code: &'static str,
        effect: Effect,
        problem: impl Into<String>,
    ) {
        self.note(Defect::new(code, effect, at, problem));
    }

    /// Notes what is wrong with something that nothing shown uses.
    pub(crate) fn note_unused(&mut self, at: &At<'_>, error: &Error) {
        let problem = format!("isn't used, and is wrong: {error}");
        self.note_at(at, error.code(), Effect::Drawn, problem);
    }

    /// Reads `at`. Where it isn't `used` by anything that is shown, what is wrong with it is noted
    /// alone, and `instead` stands in its place.
    pub(crate) fn part<T>(
        &mut self,
        at: &At<'a>,
        used: bool,
        instead: impl FnOnce() -> T,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let notes = self.root.notes();
        let before = notes.map(|notes| notes.read_unused(!used));
        let result = read(self);
        if let Some((notes, before)) = notes.zip(before) {
            notes.read_unused(before);
        }
        match result {
            Err(error) if !used && error.is_of_the_file() => {
                self.note_unused(at, &error);
                Ok(instead())
            }
            other => other,
        }
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

    /// From one element to the next; JavaScript takes 0 and null for "tightly packed".
    fn stride(&self, view: &At<'a>) -> Result<Option<usize>, Error> {
        let Some(at) = view.get("byteStride") else {
            return Ok(None);
        };
        match at.size()? {
            0 => Ok(None),
            stride => Ok(Some(stride)),
        }
    }

    /// The bytes that `holder` (a buffer view or the header of a compressed one) names, as far as
    /// there are any.
    fn slice(&self, holder: &At<'a>) -> Result<Bytes, Error> {
        let buffer = holder.need("buffer")?.index("buffer", self.buffers.len())?;
        let offset = holder.size_or("byteOffset", 0)?;
        let length = holder.size_or("byteLength", 0)?;
        let bytes = self.buffers[buffer].bytes()?;
        let end = offset.saturating_add(length);
        if end > bytes.len() {
            let has = bytes.len();
            let problem = format!("needs bytes up to {end} of buffer {buffer}, which has {has}");
            holder.note("BUFFER_VIEW_TOO_LONG", Effect::Drawn, problem);
        }
        Ok(bytes.slice(offset.min(bytes.len())..end.min(bytes.len())))
    }
}
