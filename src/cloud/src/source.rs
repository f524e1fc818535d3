//! A file that is sent: read once beforehand, so that its hash and the checksums of its parts are
//! known before the first byte leaves, and watched for changes.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use base::{ContentHash, ContentHasher, Job};

use crate::checksum::PartHasher;
use crate::{PartSums, StoreError, StoreErrorKind, StoreResult};

/// The usual length of a part.
pub const DEFAULT_PART_BYTES: u64 = 8 * 1024 * 1024;
/// The shortest part that S3 takes, but for an upload's last.
pub const MIN_PART_BYTES: u64 = 5 * 1024 * 1024;
/// The most parts that S3 takes.
pub const MAX_PARTS: u64 = 10_000;
/// The longest object that S3 takes, and so the longest file: 5 TiB.
const MAX_OBJECT_BYTES: u64 = 5 << 40;

/// A file with all that must be known before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
    sha256: ContentHash,
    part_bytes: u64,
    parts: Vec<PartSums>,
    whole: PartSums,
}

impl Source {
    /// Reads `path` once, for parts of [`DEFAULT_PART_BYTES`] or, where those would be too many, of
    /// more. Reports bytes to `job`.
    ///
    /// # Errors
    /// [`StoreErrorKind::Source`], [`StoreErrorKind::SourceChanged`],
    /// [`StoreErrorKind::Cancelled`].
    pub async fn read(path: &Path, job: &Job) -> StoreResult<Self> {
        Self::read_in_parts(path, DEFAULT_PART_BYTES, job).await
    }

    /// As [`read`](Self::read), for parts of at least `part_bytes`, which is at least
    /// [`MIN_PART_BYTES`].
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn read_in_parts(path: &Path, part_bytes: u64, job: &Job) -> StoreResult<Self> {
        let (path, job) = (path.to_owned(), job.clone());
        tokio::task::spawn_blocking(move || read(path, part_bytes, &job))
            .await
            .map_err(|error| {
                StoreError::new(StoreErrorKind::Source, "Reading the file was interrupted")
                    .because(error)
            })?
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// When it was last written, where the file system tells.
    #[must_use]
    pub const fn modified(&self) -> Option<SystemTime> {
        self.modified
    }

    /// Its SHA-256.
    #[must_use]
    pub const fn sha256(&self) -> &ContentHash {
        &self.sha256
    }

    /// The length of all parts but the last.
    #[must_use]
    pub const fn part_bytes(&self) -> u64 {
        self.part_bytes
    }

    /// The checksums of its parts, in order; one empty part for an empty file.
    #[must_use]
    pub fn parts(&self) -> &[PartSums] {
        &self.parts
    }

    /// The checksums of the whole file.
    #[must_use]
    pub const fn whole(&self) -> &PartSums {
        &self.whole
    }

    /// Whether the file still is what was read.
    ///
    /// # Errors
    /// [`StoreErrorKind::SourceChanged`] where its length or time of change differ,
    /// [`StoreErrorKind::Source`] where it is gone.
    pub fn check_unchanged(&self) -> StoreResult<()> {
        let now = std::fs::metadata(&self.path).map_err(|error| unreadable(&self.path, error))?;
        if now.len() == self.length && now.modified().ok() == self.modified {
            Ok(())
        } else {
            Err(changed(&self.path))
        }
    }
}

/// How long parts must be for `length` bytes: `wanted`, or as much as keeps them within
/// [`MAX_PARTS`], in whole MiB.
fn part_length(length: u64, wanted: u64) -> u64 {
    const STEP: u64 = 1024 * 1024;
    let least = length.div_ceil(MAX_PARTS);
    wanted
        .max(MIN_PART_BYTES)
        .max(least.div_ceil(STEP).saturating_mul(STEP))
}

fn read(path: PathBuf, wanted_part: u64, job: &Job) -> StoreResult<Source> {
    let failed = |error| unreadable(&path, error);
    let mut file = File::open(&path).map_err(failed)?;
    let before = file.metadata().map_err(failed)?;
    check_sendable(&path, &before)?;
    let length = before.len();
    let part_bytes = part_length(length, wanted_part);

    let mut sha = ContentHasher::default();
    let mut parts = Vec::new();
    let mut done = 0;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let mut hasher = PartHasher::new();
        let mut left = part_bytes.min(length - done);
        while left > 0 {
            if job.cancel().is_cancelled() {
                return Err(StoreError::cancelled());
            }
            let most = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            let piece = match file.read(&mut buffer[..most]) {
                Ok(0) => return Err(changed(&path)),
                Ok(read) => &buffer[..read],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(error)),
            };
            sha.update(piece);
            hasher.update(piece);
            left -= piece.len() as u64;
            done += piece.len() as u64;
            job.bytes(done, length);
        }
        parts.push(hasher.finish());
        if done == length {
            break;
        }
    }
    let whole = parts
        .iter()
        .skip(1)
        .fold(parts[0], |whole, part| whole.then(part));
    let (sha256, _) = sha.finish();
    let source = Source {
        path,
        length,
        modified: before.modified().ok(),
        sha256,
        part_bytes,
        parts,
        whole,
    };
    source.check_unchanged()?;
    Ok(source)
}

fn check_sendable(path: &Path, metadata: &Metadata) -> StoreResult<()> {
    let refuse = |why: &str| {
        Err(StoreError::new(
            StoreErrorKind::Source,
            format!("{} {why}", path.display()),
        ))
    };
    if !metadata.is_file() {
        refuse("is not a file")
    } else if metadata.len() > MAX_OBJECT_BYTES {
        refuse("is larger than an object may be (5 TiB)")
    } else {
        Ok(())
    }
}

fn unreadable(path: &Path, error: io::Error) -> StoreError {
    StoreError::new(
        StoreErrorKind::Source,
        format!("{} can't be read: {error}", path.display()),
    )
    .because(error)
}

fn changed(path: &Path) -> StoreError {
    StoreError::new(
        StoreErrorKind::SourceChanged,
        format!("{} changed while it was being sent", path.display()),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn parts_stay_within_what_s3_takes() {
        assert_eq!(part_length(100, 8 * MIB), 8 * MIB);
        assert_eq!(part_length(100, 1), MIN_PART_BYTES);
        for length in [80_000 * MIB, 80_000 * MIB + 1, MAX_OBJECT_BYTES] {
            let part = part_length(length, 8 * MIB);
            assert!(length.div_ceil(part) <= MAX_PARTS, "{length}");
            assert!(part <= 5 * 1024 * MIB, "{length}");
        }
    }

    #[tokio::test]
    async fn a_file_is_known_by_its_whole_and_its_parts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chair.glb");
        let content: Vec<u8> = (0..12 * MIB).map(|i| ((i * 31) >> 7) as u8).collect();
        std::fs::write(&path, &content).unwrap();
        let source = Source::read_in_parts(&path, 0, &Job::quiet())
            .await
            .unwrap();
        assert_eq!(source.length(), content.len() as u64);
        assert_eq!(*source.sha256(), ContentHash::of(&content));
        assert_eq!(*source.whole(), PartSums::of(&content));
        let lengths: Vec<_> = source.parts().iter().map(|part| part.length).collect();
        assert_eq!(lengths, [5 * MIB, 5 * MIB, 2 * MIB]);
        let middle = &content[5 * MIB as usize..10 * MIB as usize];
        assert_eq!(source.parts()[1], PartSums::of(middle));
    }

    #[tokio::test]
    async fn an_empty_file_is_one_empty_part_and_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty");
        std::fs::write(&path, b"").unwrap();
        let source = Source::read(&path, &Job::quiet()).await.unwrap();
        assert_eq!(source.parts(), [PartSums::of(b"")]);
        for bad in [folder.path().to_owned(), folder.path().join("missing")] {
            let error = Source::read(&bad, &Job::quiet()).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Source);
        }
    }

    #[tokio::test]
    async fn a_file_that_changes_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chair.glb");
        std::fs::write(&path, b"one").unwrap();
        let source = Source::read(&path, &Job::quiet()).await.unwrap();
        source.check_unchanged().unwrap();
        std::fs::write(&path, b"three").unwrap();
        let error = source.check_unchanged().unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::SourceChanged);
    }
}
