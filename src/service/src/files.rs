//! Files written so that a crash leaves the old content or the new, never a mixture.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use base::Fault;

/// Makes `folder` and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|error| {
        Fault::service(format!("The folder {} can't be made", folder.display()))
            .hint("Choose another data folder, or change the rights of this one")
            .because(error)
    })
}

/// Writes a file that only its owner may read: beside, synced, renamed.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), Fault> {
    let beside = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        sync_folder(path.parent().unwrap_or(Path::new(".")))
    };
    write().map_err(|error| {
        Fault::service(format!("{} can't be written", path.display()))
            .hint("Check that the disk has room and the folder may be written")
            .because(error)
    })
}

/// Makes the names in `folder` durable. Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
