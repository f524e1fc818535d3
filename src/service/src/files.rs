//! Files and folders that are their owner's alone.

use std::fs::{self, OpenOptions};
use std::path::Path;

use base::Fault;
use base::files::Readers;

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

/// Writes a file that only its owner may read.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), Fault> {
    base::files::write(path, Readers::Owner, content).map_err(|error| {
        Fault::service(format!("{} can't be written", path.display()))
            .hint("Check that the disk has room and the folder may be written")
            .because(error)
    })
}
