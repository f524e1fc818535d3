//! What a row asks for, and what keeps it off the shop.

use base::Remedy;

use super::cells;
use super::column::Column;
use super::item::Action;
use super::products::Products;
use super::row::Reader;

impl Reader<'_> {
    /// What the row asks for: nothing where the shop doesn't have it for sale.
    pub(super) fn action(&mut self, products: &Products) -> Option<Action> {
        let mut asked = Some(Action::Publish);
        for column in [Column::Action, Column::VariantAction] {
            let text = products.text(self.line, column);
            if text.is_empty() {
                continue;
            }
            match cells::action(&text) {
                Ok((action, why)) => {
                    if let Some(why) = why {
                        self.remark(column, action.word(), why);
                    }
                    // A shop's tool may say one thing for the product and another for a variant. Then
                    // the one that takes more away counts.
                    if column == Column::Action || !action.sends() {
                        asked = asked.map(|_| action);
                    }
                }
                Err(message) => {
                    self.wrong(column, message);
                    asked = None;
                }
            }
        }
        let mut for_sale = true;
        for (column, read) in [
            (Column::Status, cells::for_sale as fn(&str) -> _),
            (Column::Published, cells::published),
        ] {
            let text = products.text(self.line, column);
            if text.is_empty() {
                continue;
            }
            match read(&text) {
                Ok(true) => {}
                Ok(false) => {
                    for_sale = false;
                    self.remark_value(column, text, "skipped", "the shop doesn't have it for sale");
                }
                Err(message) => {
                    // A shop may mean something else by its status.
                    let remedy = (column == Column::Status).then(|| Remedy::LeaveColumnOut {
                        header: self.line.sheet.mapping.header(column),
                    });
                    self.wrong_with(column, message, remedy);
                    asked = None;
                }
            }
        }
        if products.is_parent(self.line) {
            for_sale = false;
            self.remark(
                Column::Kind,
                "skipped",
                "its variations are products, each by its own row",
            );
        }
        asked.map(|action| {
            if action.sends() && !for_sale {
                Action::Skip
            } else {
                action
            }
        })
    }
}
