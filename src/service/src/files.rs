//! Files written so that a crash leaves the old content or the new, never a mixture.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use base::Fault;

/// Makes `folder` and those above it, and lets nobody but its owner into it, be it new or old.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), Fault> {
    let make = || -> std::io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        restrict(folder, 0o700)
    };
    make().map_err(|error| {
        Fault::service(format!("The folder {} can't be made", folder.display()))
            .hint("Choose another data folder, or change the rights of this one")
            .because(error)
    })
}

/// Makes `path` where it is missing, and lets nobody but its owner read it, be it new or old. What
/// it holds stays.
pub(crate) fn make_private_file(path: &Path) -> Result<(), Fault> {
    let make = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        owner_only(&mut options);
        options.open(path)?;
        restrict(path, 0o600)
    };
    make().map_err(|error| {
        Fault::service(format!("The file {} can't be made", path.display()))
            .hint("Choose another data folder, or change the rights of this one")
            .because(error)
    })
}

/// Files that `options` make are for their owner alone. Windows gives them the folder's rights.
pub(crate) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Takes the rights beyond `mode` away.
fn restrict(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = fs::metadata(path)?.permissions();
        if permissions.mode() & 0o777 & !mode != 0 {
            permissions.set_mode(mode);
            fs::set_permissions(path, permissions)?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Writes a file that only its owner may read: beside, synced, renamed.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), Fault> {
    let beside = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        owner_only(&mut options);
        // One that a crash left over may have other rights.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
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
