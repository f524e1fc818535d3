//! What the rows of one product share: shops' exports say it once.

use std::collections::HashMap;

use super::cells;
use super::column::Column;
use super::line::Line;

/// What a product's first row says for all its rows.
const SHARED: [Column; 6] = [
    Column::Title,
    Column::Description,
    Column::Brand,
    Column::Action,
    Column::Status,
    Column::Published,
];

/// What was said so far, by what rows name their product with.
#[derive(Default)]
pub(super) struct Products {
    by_handle: HashMap<String, HashMap<Column, String>>,
    /// By SKU, and by a shop's own number as `id:44`.
    by_parent: HashMap<String, HashMap<Column, String>>,
}

impl Products {
    /// Whether a row above has this handle.
    pub(super) fn knows(&self, handle: &str) -> bool {
        self.by_handle.contains_key(handle)
    }

    /// Remembers what a row says for those below.
    pub(super) fn note(&mut self, line: Line<'_>) {
        let said = || {
            SHARED
                .into_iter()
                .map(|column| (column, line.meant(column)))
                .filter(|(_, text)| !text.is_empty())
        };
        let handle = line.meant(Column::Handle);
        if !handle.is_empty() {
            self.by_handle.entry(handle).or_default().extend(said());
        }
        if line
            .meant(Column::Kind)
            .to_lowercase()
            .starts_with("variable")
        {
            let id = format!("id:{}", line.meant(Column::Id));
            let names = [line.meant(Column::Sku), id];
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                self.by_parent.entry(name).or_default().extend(said());
            }
        }
    }

    /// A cell's text; where it is empty, what was said for the row's product.
    pub(super) fn text(&self, line: Line<'_>, column: Column) -> String {
        let own = line.meant(column);
        let handle = self.by_handle.get(&line.meant(Column::Handle));
        let parent = self.by_parent.get(&line.meant(Column::Parent));
        // A variation says that it is for sale where its product isn't.
        if let Some(said) = parent.and_then(|said| said.get(&Column::Published))
            && column == Column::Published
            && cells::published(said) == Ok(false)
        {
            return said.clone();
        }
        if !own.is_empty() {
            return own;
        }
        let mut said = [handle, parent].into_iter().flatten();
        said.find_map(|said| said.get(&column))
            .cloned()
            .unwrap_or_default()
    }

    /// Whether a row only stands above its variations: it has no price of its own.
    pub(super) fn is_parent(&self, line: Line<'_>) -> bool {
        let kind = line.meant(Column::Kind).to_lowercase();
        (kind.starts_with("variable") || kind == "parent") && line.meant(Column::Price).is_empty()
    }
}
