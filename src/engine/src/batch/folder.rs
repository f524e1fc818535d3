//! The folder that a batch reports to.

use std::path::{Path, PathBuf};

use base::{Fault, Remedy, ReportFolderNeed, Result, Sku};

/// The folder with a batch's results and all that a later run has to know.
///
/// | path | what |
/// |---|---|
/// | `index.html` | the contact sheet: every product before and after, in one file |
/// | `results.csv`, `results.json` | what came of each row |
/// | `mapping.json` | which column of the sheet was taken for what |
/// | `batch.jsonl` | the journal: what was begun and what ended |
/// | `hashes.json` | hashes of the models, to save time |
/// | `pictures/` | the pictures of the contact sheet |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFolder(PathBuf);

/// Which of a product's two pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// As the model came.
    Before,
    /// As it was published.
    After,
}

impl ReportFolder {
    /// The folder at `path`. Nothing is created.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder of the batch of `source`, a sheet or a folder, where none is named: beside it.
    #[must_use]
    pub fn beside(source: &Path) -> Self {
        // A path such as `.` has no name of its own.
        let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
        let name = source.file_stem().unwrap_or_default().to_string_lossy();
        Self(source.with_file_name(format!("{name}-batch")))
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The contact sheet.
    #[must_use]
    pub fn contact_sheet(&self) -> PathBuf {
        self.0.join("index.html")
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.0.join("batch.jsonl")
    }

    /// The mapping of the sheet's columns.
    #[must_use]
    pub fn mapping(&self) -> PathBuf {
        self.0.join("mapping.json")
    }

    pub(super) fn csv(&self) -> PathBuf {
        self.0.join("results.csv")
    }

    pub(super) fn json(&self) -> PathBuf {
        self.0.join("results.json")
    }

    pub(super) fn hashes(&self) -> PathBuf {
        self.0.join("hashes.json")
    }

    /// A product's picture.
    pub(super) fn picture(&self, sku: &Sku, side: Side) -> PathBuf {
        let side = match side {
            Side::Before => "before",
            Side::After => "after",
        };
        self.0.join("pictures").join(format!("{sku}.{side}.jpg"))
    }

    /// Makes the folder and those within.
    pub(super) fn create(&self) -> Result<()> {
        let pictures = self.0.join("pictures");
        std::fs::create_dir_all(&pictures).map_err(|error| {
            Fault::service(format!(
                "The folder {} can't be made: {error}",
                pictures.display()
            ))
            .remedy(Remedy::ChooseReportFolder {
                need: ReportFolderNeed::Other,
            })
            .because(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_lie_beside_their_sheet() {
        for source in ["/shop/spring.csv", "/shop/spring", "/shop/spring/"] {
            assert_eq!(
                ReportFolder::beside(Path::new(source)).path(),
                Path::new("/shop/spring-batch")
            );
        }
    }
}
