//! Files that are either whole or not there.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Error;

/// Writes `bytes` to `path`, replacing what is there.
///
/// They go to a new file beside it, which is flushed to the disk and then renamed: whoever reads
/// `path`, at any time and after any crash, finds the old content or the new one, never a part.
///
/// # Errors
/// [`Error::Io`]; nothing is left behind then.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = beside(path);
    let result = write_and_rename(&beside, path, bytes);
    if result.is_err() {
        // It may never have come to be; the error worth telling is the first one.
        let _ = fs::remove_file(&beside);
    }
    result.map_err(|source| Error::Io {
        file: path.display().to_string(),
        action: "written",
        source,
    })
}

fn write_and_rename(beside: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(beside, path)?;
    sync_folder(path)
}

/// A name in the same folder that no other writer uses.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{count}.part", std::process::id()));
    path.with_file_name(name)
}

/// Makes the rename last. Only Unix lets a folder be opened and flushed; elsewhere the file system
/// does it by itself.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
