//! The files of a model: opened within limits, never outside of its folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base::Job;
use bytes::Bytes;
use unicode_normalization::UnicodeNormalization;

use super::uri::{Uri, shorten};
use crate::defect::{Defect, Effect};
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
    defects: Vec<Defect>,
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
            defects: Vec::new(),
        }
    }

    /// Bytes of all files that were read.
    pub(crate) const fn bytes_read(&self) -> u64 {
        self.read
    }

    /// What was found otherwise than the file says, or not at all.
    pub(crate) fn take_defects(&mut self) -> Vec<Defect> {
        std::mem::take(&mut self.defects)
    }

    /// The bytes that the URI at `at` names; `None` where there are none for a reason that is noted,
    /// or where the file is missing.
    pub(crate) fn open(&mut self, at: &At<'_>) -> Result<Option<Bytes>, Error> {
        match self.need(at) {
            Err(Error::Link { problem, .. }) if problem == MISSING => Ok(None),
            Err(error @ Error::Link { .. }) => {
                let problem = format!("{error}; it isn't shown");
                self.note(at, "IO_ERROR", Effect::Lost, problem);
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    fn note(&mut self, at: &At<'_>, code: &'static str, effect: Effect, problem: String) {
        let at = at.pointer();
        let problem = problem
            .strip_prefix(&format!("{at}: "))
            .unwrap_or(&problem)
            .to_owned();
        self.defects.push(Defect::new(code, effect, at, problem));
    }

    /// The bytes that the URI at `at` names.
    ///
    /// # Errors
    /// [`Error::Link`] where there are none.
    pub(crate) fn need(&mut self, at: &At<'_>) -> Result<Bytes, Error> {
        let uri = at.text()?;
        let refuse = |problem: &str| Error::Link {
            at: at.pointer(),
            uri: shorten(uri),
            problem: problem.to_owned(),
        };
        let path = match Uri::parse(uri).map_err(|problem| refuse(&problem))? {
            Uri::Data(bytes) => return Ok(bytes.into()),
            Uri::File(path) => path,
        };
        if let Some(known) = self.known.get(&path) {
            return known.clone().ok_or_else(|| refuse(MISSING));
        }
        let Some(folder) = self.folder.clone() else {
            return Err(refuse(MISSING));
        };
        let full = match inside(&folder, &path) {
            Ok(full) => Some(full),
            Err(Outside::Escapes) => return Err(refuse("the path leaves the model's folder")),
            Err(Outside::Missing) => find(&folder, &path, &Uri::guesses(uri)),
        };
        let Some(full) = full else {
            self.known.insert(path, None);
            return Err(refuse(MISSING));
        };
        let exact = folder
            .canonicalize()
            .is_ok_and(|folder| folder.join(&path) == full);
        let name = full
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        // Links have other names, and are what was meant.
        if !exact && !folder.join(&path).exists() {
            let problem = format!(
                "the file is called {} on this disk: a server that tells such names apart doesn't \
                 send it for {}",
                name.unwrap_or_default(),
                shorten(uri)
            );
            self.note(at, "FILE_NAME_DIFFERS", Effect::Drawn, problem);
        }
        let bytes = read_file(&full, self.left, self.job)?;
        let size = bytes.len() as u64;
        self.left = self.left.saturating_sub(size);
        self.read += size;
        self.known.insert(path, Some(bytes.clone()));
        Ok(bytes)
    }
}

/// The problem of a file that isn't there.
const MISSING: &str = "the file is missing";

/// The only file in `folder` whose path is `path` or one of `guesses`, but for capital letters and how
/// their signs are composed.
fn find(folder: &Path, path: &Path, guesses: &[PathBuf]) -> Option<PathBuf> {
    let all = || std::iter::once(path).chain(guesses.iter().map(PathBuf::as_path));
    let exact = all().find_map(|path| inside(folder, path).ok());
    exact.or_else(|| all().find_map(|path| inside(folder, &loosely(folder, path)?).ok()))
}

/// `path` as it is spelled on the disk; `None` where it isn't there, or more than once.
fn loosely(folder: &Path, path: &Path) -> Option<PathBuf> {
    /// Entries of a folder that are looked at.
    const MOST: usize = 20_000;
    let mut found = PathBuf::new();
    for part in path {
        let here = folder.join(&found);
        if here.join(part).exists() {
            found.push(part);
            continue;
        }
        let wanted = plain(part);
        let entries = std::fs::read_dir(&here).ok()?.take(MOST).flatten();
        let names = entries.map(|entry| entry.file_name());
        let mut alike = names.filter(|name| plain(name) == wanted);
        let first = alike.next()?;
        if alike.next().is_some() {
            return None;
        }
        found.push(first);
    }
    Some(found)
}

/// A name without what some file systems don't tell apart.
fn plain(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy()
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
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
