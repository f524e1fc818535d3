//! The files of a model: opened within limits, never outside of its folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base::Job;
use bytes::Bytes;

use super::uri::{Uri, shorten};
use crate::json::At;
use crate::{Error, Limits};

/// How much is read between two looks at the job.
const STEP: u64 = 8 << 20;

/// Reads one file, `limit` bytes at most.
pub(crate) fn read_file(path: &Path, limit: u64, job: &Job) -> Result<Bytes, Error> {
    let fail = |source| Error::Io {
        file: path.display().to_string(),
        action: "read",
        source,
    };
    let mut file = File::open(path).map_err(fail)?;
    let told = file.metadata().map_err(fail)?;
    if !told.is_file() {
        return Err(fail(io::Error::other("it isn't a file")));
    }
    let too_large = |value| Error::Limit {
        at: path.display().to_string(),
        what: "the number of bytes",
        value,
        limit,
    };
    if told.len() > limit {
        return Err(too_large(told.len()));
    }
    // A byte more than told, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(told.len() + 1).unwrap_or(0));
    loop {
        if job.cancel().is_cancelled() {
            return Err(Error::Cancelled);
        }
        let count = file
            .by_ref()
            .take(STEP)
            .read_to_end(&mut bytes)
            .map_err(fail)?;
        let done = bytes.len() as u64;
        job.bytes(done, told.len().max(done));
        // It may have grown since it was asked.
        if done > limit {
            return Err(too_large(done));
        }
        if count == 0 {
            return Ok(bytes.into());
        }
    }
}

/// What the URIs of a model give.
pub(crate) struct Files<'a> {
    /// The model's folder; `None` for a model in memory, which can't name files.
    folder: Option<PathBuf>,
    job: &'a Job,
    /// Bytes that may still be read.
    left: u64,
    /// Bytes read so far.
    read: u64,
    /// Files by path: more than one URI may name the same.
    known: BTreeMap<PathBuf, Option<Bytes>>,
}

impl<'a> Files<'a> {
    /// The files beside `model`, whose own `size` counts too.
    pub(crate) fn beside(model: Option<&Path>, size: u64, limits: &Limits, job: &'a Job) -> Self {
        let folder = model.map(|model| match model.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        });
        let left = limits.file_bytes.saturating_sub(size);
        Self {
            folder,
            job,
            left,
            read: 0,
            known: BTreeMap::new(),
        }
    }

    /// Bytes of all files that were read.
    pub(crate) const fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The bytes that the URI at `at` names; `None` where the file is missing.
    pub(crate) fn open(&mut self, at: &At<'_>) -> Result<Option<Bytes>, Error> {
        let uri = at.text()?;
        let refuse = |problem| Error::Link {
            at: at.pointer(),
            uri: shorten(uri),
            problem,
        };
        match Uri::parse(uri).map_err(refuse)? {
            Uri::Data(bytes) => Ok(Some(bytes.into())),
            Uri::File(path) => {
                if let Some(known) = self.known.get(&path) {
                    return Ok(known.clone());
                }
                let Some(folder) = &self.folder else {
                    return Ok(None);
                };
                let bytes = match inside(folder, &path) {
                    Ok(full) => Some(read_file(&full, self.left, self.job)?),
                    Err(Outside::Missing) => None,
                    Err(Outside::Escapes) => {
                        return Err(refuse("the path leaves the model's folder".to_owned()));
                    }
                };
                let size = bytes.as_ref().map_or(0, Bytes::len) as u64;
                self.left = self.left.saturating_sub(size);
                self.read += size;
                self.known.insert(path, bytes.clone());
                Ok(bytes)
            }
        }
    }
}

/// Why a path isn't that of a file in the folder.
enum Outside {
    Missing,
    Escapes,
}

/// The true path of `path` in `folder`, all links followed, if it is still in the folder.
fn inside(folder: &Path, path: &Path) -> Result<PathBuf, Outside> {
    let folder = folder.canonicalize().map_err(|_| Outside::Missing)?;
    let full = folder
        .join(path)
        .canonicalize()
        .map_err(|_| Outside::Missing)?;
    if !full.starts_with(&folder) {
        return Err(Outside::Escapes);
    }
    if full.is_file() {
        Ok(full)
    } else {
        Err(Outside::Missing)
    }
}
