//! The folder in which the tool and the embedded platform keep their data.

use std::path::{Path, PathBuf};

use base::{Fault, Remedy, Result, env};

use super::private_file;

/// The names in a data folder.
const NAMES: [&str; 10] = [
    "platform",
    "platform.json",
    "platform.lock",
    "sessions.json",
    "window.json",
    "uploads",
    "work",
    "opened",
    "demo",
    // In the demo's own folder.
    "samples",
];

/// The data folder and the names in it.
///
/// | path | what |
/// |---|---|
/// | `platform/` | the embedded platform's databases, objects and credentials |
/// | `platform.json` | where the running embedded platform answers |
/// | `platform.lock` | locked while an embedded platform runs on this folder |
/// | `sessions.json` | tokens that `plinth login` keeps; readable by its owner alone |
/// | `window.json` | what the window keeps from one start to the next |
/// | `uploads/` | the journal of publications and uploads |
/// | `work/` | files that exist while a listing is made |
/// | `opened/` | releases as customers got them, for a week after they were opened |
/// | `demo/` | the data folder of `plinth demo` |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir {
    root: PathBuf,
}

impl DataDir {
    /// The folder `chosen` by the user, otherwise `PLINTH_DATA`, otherwise the place that the
    /// operating system gives to applications. Nothing is created.
    ///
    /// # Errors
    /// A service fault where the operating system names no home folder.
    pub fn resolve(chosen: Option<&Path>) -> Result<Self> {
        if let Some(root) = chosen {
            return Ok(Self::at(root));
        }
        if let Some(root) = env::PLINTH_DATA.get() {
            return Ok(Self::at(root));
        }
        directories::ProjectDirs::from("", "", "plinth")
            .map(|dirs| Self::at(dirs.data_dir()))
            .ok_or_else(|| {
                Fault::service("No folder for Plinth's data: this account has no home folder")
                    .hint("Name a folder in the variable PLINTH_DATA")
            })
    }

    /// The data folder `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The embedded platform's own folder.
    #[must_use]
    pub fn platform(&self) -> PathBuf {
        self.root.join("platform")
    }

    /// The file that says where the running embedded platform is.
    #[must_use]
    pub fn record(&self) -> PathBuf {
        self.root.join("platform.json")
    }

    /// The file that a running embedded platform holds locked.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("platform.lock")
    }

    /// The file of kept sessions.
    #[must_use]
    pub fn sessions(&self) -> PathBuf {
        self.root.join("sessions.json")
    }

    /// The file of what the window keeps.
    #[must_use]
    pub fn window(&self) -> PathBuf {
        self.root.join("window.json")
    }

    /// The folder of the journal of publications and uploads.
    #[must_use]
    pub fn uploads(&self) -> PathBuf {
        self.root.join("uploads")
    }

    /// The folder of files that exist while something is made.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// The folder of releases that were opened.
    #[must_use]
    pub fn opened(&self) -> PathBuf {
        self.root.join("opened")
    }

    /// The data folder of `plinth demo`.
    #[must_use]
    pub fn demo(&self) -> Self {
        Self::at(self.root.join("demo"))
    }

    /// Makes the folder, for its owner alone. One that is there already is closed to others as well,
    /// unless it holds something that isn't Plinth's: then only what is Plinth's in it is.
    ///
    /// # Errors
    /// A service fault with the folder's name.
    pub fn create(&self) -> Result<()> {
        let make = || -> std::io::Result<()> {
            private_file::make_folder(&self.root)?;
            let mut own = true;
            for entry in std::fs::read_dir(&self.root)? {
                let entry = entry?;
                let name = entry.file_name();
                if !NAMES.iter().any(|known| name == *known) {
                    own = false;
                } else if entry.file_type()?.is_dir() {
                    private_file::restrict_folder(&entry.path())?;
                }
            }
            if own {
                private_file::restrict_folder(&self.root)?;
            }
            Ok(())
        };
        make().map_err(|error| {
            Fault::service(format!(
                "The data folder {} can't be made: {error}",
                self.root.display()
            ))
            .remedy(Remedy::ChooseDataFolder {
                on_local_disk: false,
            })
            .because(error)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_chosen_folder_wins_and_the_demo_lives_inside() {
        let data = DataDir::resolve(Some(Path::new("/somewhere"))).unwrap();
        assert_eq!(data.root(), Path::new("/somewhere"));
        assert_eq!(
            data.demo().record(),
            Path::new("/somewhere/demo/platform.json")
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_its_owners_alone_and_what_is_anothers_in_it_is_let_be() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let open = |path: &Path| {
            std::fs::create_dir_all(path).unwrap();
            std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        };
        let new = DataDir::at(folder.path().join("new"));
        new.create().unwrap();
        assert_eq!(mode(new.root()), 0o700);

        let old = DataDir::at(folder.path().join("old"));
        open(old.root());
        open(&old.platform());
        old.create().unwrap();
        assert_eq!((mode(old.root()), mode(&old.platform())), (0o700, 0o700));

        let shared = DataDir::at(folder.path().join("shared"));
        open(&shared.root().join("pictures"));
        open(shared.root());
        open(&shared.uploads());
        shared.create().unwrap();
        assert_eq!(mode(shared.root()), 0o755);
        assert_eq!(mode(&shared.root().join("pictures")), 0o755);
        assert_eq!(mode(&shared.uploads()), 0o700);
    }
}
