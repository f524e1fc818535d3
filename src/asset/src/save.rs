//! Files that are either whole or not there.

use std::path::Path;

use base::files::{self, Readers};

use crate::Error;

/// Writes `bytes` to `path`, replacing what is there: whoever reads it finds the old content or the
/// new one, never a part, as [`base::files`] promises.
///
/// # Errors
/// [`Error::Io`]; nothing is left behind then.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    files::write(path, Readers::Usual, bytes).map_err(|source| Error::Io {
        file: path.display().to_string(),
        action: "written",
        source,
    })
}
