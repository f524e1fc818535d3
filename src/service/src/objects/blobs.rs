//! Blob files: written once under a random name, synced, never changed.

use std::fs;
use std::path::{Path, PathBuf};

use base::Fault;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};
use uuid::Uuid;

use super::digest::{Digests, Hashers};
use super::error::{ObjectError, Result};
use crate::files;

/// Each write to the disk: fewer, larger calls for bodies that come in pieces of 8 KiB.
const WRITE_BUFFER: usize = 1 << 20;

/// The folder of blob files, spread over 256 folders by the first two digits of their names.
pub(super) struct Blobs {
    folder: PathBuf,
}

/// A blob that is on the disk but not yet named by the index. Its file is removed when this is
/// dropped, unless it was [kept](Self::keep): the client may hang up, or a checksum may not fit.
pub(super) struct NewBlob {
    /// Its name.
    pub name: String,
    /// Its length.
    pub size: u64,
    /// What was computed on the way.
    pub digests: Digests,
    stray: Stray,
}

impl NewBlob {
    /// The index names it now.
    pub(super) fn keep(mut self) {
        self.stray.path = None;
    }
}

struct Stray {
    path: Option<PathBuf>,
}

impl Drop for Stray {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Left over, it costs room until the next start, which removes strays.
            let _ = fs::remove_file(path);
        }
    }
}

impl Blobs {
    pub(super) fn open(folder: &Path) -> Result<Self, Fault> {
        let folder = folder.join("blobs");
        files::make_private_folder(&folder)?;
        for first in 0..=255_u8 {
            files::make_private_folder(&folder.join(format!("{first:02x}")))?;
        }
        Ok(Self { folder })
    }

    /// Where a blob lies. Names come from [`Blobs::write`] alone, so they are 32 hex digits.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(&name[..2]).join(name)
    }

    /// Writes a body to a new blob and syncs it.
    pub(super) async fn write<S, E>(&self, mut body: S, hashers: Hashers) -> Result<NewBlob>
    where
        S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let name = Uuid::new_v4().simple().to_string();
        let path = self.path(&name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        files::owner_only(&mut options);
        let file = tokio::fs::OpenOptions::from(options).open(&path).await?;
        let stray = Stray {
            path: Some(path.clone()),
        };
        let mut writer = BufWriter::with_capacity(WRITE_BUFFER, file);
        let mut hashers = hashers;
        let mut size = 0;
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|error| ObjectError::Incomplete(error.into()))?;
            hashers.update(&piece);
            size += piece.len() as u64;
            writer.write_all(&piece).await?;
        }
        writer.flush().await?;
        writer.get_ref().sync_all().await?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        tokio::task::spawn_blocking(move || base::files::sync_folder(&folder))
            .await
            .map_err(|error| ObjectError::Disk(error.into()))??;
        Ok(NewBlob {
            name,
            size,
            digests: hashers.finish(),
            stray,
        })
    }

    /// Opens a blob for reading.
    pub(super) async fn read(&self, name: &str) -> std::io::Result<File> {
        File::open(self.path(name)).await
    }

    /// Removes a blob; nothing happens where it is gone already.
    pub(super) fn remove(&self, name: &str) -> std::io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The names of all blobs.
    pub(super) fn list(&self) -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            for file in fs::read_dir(folder?.path())? {
                if let Ok(name) = file?.file_name().into_string() {
                    names.push(name);
                }
            }
        }
        Ok(names)
    }
}
