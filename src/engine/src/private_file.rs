//! Files and folders that only their owner may read: tokens, local credentials, the data folder.

use std::io;
use std::path::Path;

use base::files::{self, Readers};
use base::{Fault, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes `value` as JSON to `path`, for its owner alone, as [`base::files`] writes.
pub(crate) fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_vec_pretty(value).map_err(|error| {
        Fault::service(format!("{} can't be written", path.display())).because(error)
    })?;
    let write = || -> io::Result<()> {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        files::write(path, Readers::Owner, &text)
    };
    write().map_err(|error| {
        Fault::service(format!("{} can't be written: {error}", path.display()))
            .hint("Check that the folder may be written to and has space left")
            .because(error)
    })
}

/// Makes `folder` and those above it where they are missing; on Unix new ones have the mode 0700.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Lets nobody but its owner into `folder`, which may be an old one. A link is left alone: what it
/// leads to is somebody's choice.
pub(crate) fn restrict_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::symlink_metadata(folder)?;
        let mut permissions = metadata.permissions();
        if metadata.is_dir() && permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o700);
            std::fs::set_permissions(folder, permissions)?;
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Reads what [`write`] wrote; `None` where there is no file.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(
                Fault::service(format!("{} can't be read: {error}", path.display()))
                    .hint("Check that the file belongs to you")
                    .because(error),
            );
        }
    };
    serde_json::from_slice(&text).map(Some).map_err(|error| {
        Fault::service(format!("{} is damaged: {error}", path.display()))
            .hint("Delete the file and try again")
            .because(error)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn content_comes_back_and_only_the_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deeper").join("sessions.json");
        assert_eq!(read::<Vec<u32>>(&path).unwrap(), None);
        write(&path, &vec![1, 2]).unwrap();
        write(&path, &vec![3]).unwrap();
        assert_eq!(read::<Vec<u32>>(&path).unwrap(), Some(vec![3]));
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions.json");
        std::fs::write(&path, "{").unwrap();
        let fault = read::<Vec<u32>>(&path).unwrap_err();
        assert!(fault.message().contains("sessions.json is damaged"));
        assert!(fault.hint_text().unwrap().contains("Delete"));
    }
}
