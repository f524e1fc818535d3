//! Room on a disk.

use std::path::Path;

use base::{Fault, Result, units};

/// What is left for everything else.
const RESERVED: u64 = 64 << 20;

/// Refuses to fetch `bytes` into `folder` where its disk has no room for them.
pub(super) fn check(folder: &Path, bytes: u64) -> Result<()> {
    match free(folder) {
        Some(free) if free < bytes.saturating_add(RESERVED) => Err(Fault::service(format!(
            "The disk of {} has {} left, and this takes {}",
            folder.display(),
            units::bytes(free),
            units::bytes(bytes)
        ))
        .hint("Make room, or choose a folder on another disk")),
        _ => Ok(()),
    }
}

/// The bytes that may still be written in `folder`; `None` where that can't be known.
#[cfg(target_os = "linux")]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(target_os = "linux"))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn no_disk_has_room_for_what_a_manifest_may_claim() {
        let folder = tempfile::tempdir().unwrap();
        let fault = check(folder.path(), 1 << 62).unwrap_err();
        assert!(fault.message().contains("left"), "{fault}");
    }

    #[test]
    fn what_can_not_be_known_refuses_nothing() {
        assert!(check(Path::new("/does/not/exist"), 1).is_ok());
    }
}
