//! Parts of a model on the graphics adapter, by name: hidden, or alone.

use std::collections::BTreeSet;

use base::{Fault, Result};

use super::offscreen::OffscreenSession;

/// As many names as an error lists.
const NAMES_LISTED: usize = 12;

impl OffscreenSession<'_> {
    /// Hides the parts that these names stand for in the next pictures; see
    /// [`Scene::parts_named`](render::Scene::parts_named).
    ///
    /// # Errors
    /// A usage fault that names the first name that stands for nothing, and what there is.
    pub fn hide(&mut self, names: &[String]) -> Result<()> {
        let parts = self.parts_named(names)?;
        self.scene.set_hidden(parts);
        Ok(())
    }

    /// Shows only the parts that these names stand for in the next pictures.
    ///
    /// # Errors
    /// Those of [`hide`](Self::hide).
    pub fn show_only(&mut self, names: &[String]) -> Result<()> {
        let parts: Vec<usize> = self.parts_named(names)?.into_iter().collect();
        self.scene.isolate(&parts);
        Ok(())
    }

    fn parts_named(&self, names: &[String]) -> Result<BTreeSet<usize>> {
        let mut parts = BTreeSet::new();
        for name in names {
            let named = self.scene.parts_named(name);
            if named.is_empty() {
                return Err(self.no_part(name));
            }
            parts.extend(named);
        }
        Ok(parts)
    }

    fn no_part(&self, name: &str) -> Fault {
        let infos = self.scene.part_infos();
        let there: BTreeSet<String> = infos
            .into_iter()
            .flat_map(|info| [Some(info.name), info.material_name])
            .flatten()
            .collect();
        let mut listed: Vec<String> = there.iter().take(NAMES_LISTED).cloned().collect();
        if there.len() > listed.len() {
            listed.push(format!("and {} more", there.len() - listed.len()));
        }
        Fault::usage(format!(
            "{} has no part, mesh or material '{name}'",
            self.model.name
        ))
        .hint(format!("It has {}", listed.join(", ")))
    }
}
