//! The one way to write a file that must survive or stay private.
//!
//! The bytes go to a new file beside its place, under a name of its own, with its rights from before the
//! first byte; they are flushed to the disk, the file takes its place, and the folder is flushed too.
//! Whoever reads the place, at any time and after any crash, finds the old content or the new one, never
//! a part.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Who may read a file. Windows gives every file its folder's rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone: mode 0600.
    Owner,
    /// Whoever may read what else this user writes: mode 0644, or what the user's mask makes of it.
    Usual,
}

/// Writes `bytes` to `path`, replacing what is there.
///
/// # Errors
/// What the file system says; nothing is left behind then.
pub fn write(path: &Path, readers: Readers, bytes: &[u8]) -> io::Result<()> {
    let mut file = NewFile::beside(path, readers)?;
    file.write_all(bytes)?;
    file.keep()
}

/// A file that is being written beside its place. Dropped before [`keep`](Self::keep), it is gone.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl NewFile {
    /// A new, empty file that will be `path`; its folder has to be there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn beside(path: &Path, readers: Readers) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&name).suffix(".part");
        // The owner's alone is what the builder makes by itself.
        #[cfg(unix)]
        if readers == Readers::Usual {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        #[cfg(not(unix))]
        let _ = readers;
        Ok(Self {
            file: builder.tempfile_in(folder(path))?,
            path: path.to_owned(),
        })
    }

    /// Flushes the file to the disk and moves it to its place, where it replaces what is there.
    ///
    /// # Errors
    /// What the file system says; what was there stays then, unless it was the folder that couldn't be
    /// flushed.
    pub fn keep(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path)?;
        sync_folder(folder(&self.path))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Makes the names in `folder` last. Only Unix lets a folder be opened and flushed; elsewhere the file
/// system does it by itself.
///
/// # Errors
/// What the file system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The folder that `path` is in.
fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> BTreeSet<OsString> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[cfg(unix)]
    #[test]
    fn a_file_has_its_rights_before_the_first_byte_and_whatever_it_replaces() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let usual = folder.path().join("as programs write files");
        File::create(&usual).unwrap();
        for (readers, expected) in [(Readers::Owner, 0o600), (Readers::Usual, mode(&usual))] {
            let path = folder.path().join("file");
            File::create(&path).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
            let before = names(folder.path());
            let new = NewFile::beside(&path, readers).unwrap();
            let after = names(folder.path());
            let made = after.difference(&before).next().unwrap();
            assert_eq!(mode(&folder.path().join(made)), expected, "{readers:?}");
            new.keep().unwrap();
            assert_eq!(mode(&path), expected, "{readers:?}");
        }
    }

    #[test]
    fn a_file_is_replaced_whole_and_only_when_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, Readers::Usual, b"old and longer").unwrap();
        let mut file = NewFile::beside(&path, Readers::Usual).unwrap();
        file.write_all(b"ne").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old and longer");
        file.write_all(b"w").unwrap();
        file.keep().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn nothing_is_left_behind_where_it_fails_or_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        drop(NewFile::beside(&path, Readers::Owner).unwrap());
        assert!(names(folder.path()).is_empty());
        // A folder can't be replaced by a file.
        fs::create_dir_all(path.join("full")).unwrap();
        assert!(write(&path, Readers::Owner, b"x").is_err());
        assert_eq!(names(folder.path()).len(), 1);
        let missing = folder.path().join("none").join("file");
        assert!(write(&missing, Readers::Owner, b"x").is_err());
    }

    #[test]
    fn writers_at_once_have_names_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let files: Vec<_> = (0..50)
            .map(|_| NewFile::beside(&path, Readers::Owner).unwrap())
            .collect();
        assert_eq!(names(folder.path()).len(), 50);
        drop(files);
        std::thread::scope(|scope| {
            for writer in 0..8_u8 {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..20 {
                        write(path, Readers::Owner, &[writer; 4096]).unwrap();
                    }
                });
            }
        });
        let content = fs::read(&path).unwrap();
        assert_eq!(content.len(), 4096);
        assert!(content.iter().all(|byte| *byte == content[0]));
        assert_eq!(names(folder.path()).len(), 1);
    }
}
