//! What a row says on its page.

use super::products::Products;
use super::row::Reader;
use super::{Column, html};
use listing::{LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE};

impl Reader<'_> {
    /// Text for the page, which the product's first row may say for all; `None` where neither says
    /// anything.
    pub(super) fn words(&mut self, column: Column, products: &Products) -> Option<String> {
        let own = self.text(column);
        let from_above = own.is_empty();
        let written = if from_above {
            products.text(self.line, column)
        } else {
            own
        };
        if written.is_empty() {
            return None;
        }
        let mut text = html::text(&written);
        if text != written && !from_above {
            self.remark(column, &text, "HTML becomes text");
        }
        let most = match column {
            Column::Title => LONGEST_TITLE,
            Column::Brand => LONGEST_NAME,
            _ => LONGEST_DESCRIPTION,
        };
        let length = text.chars().count();
        if length > most {
            let message = format!("this has {length} characters, and the page at most {most}");
            self.wrong(column, message);
        }
        if column != Column::Description && text.chars().any(char::is_control) {
            let words: Vec<&str> = text.split(|c: char| c.is_control() || c == ' ').collect();
            text = words
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            if !from_above {
                self.remark(column, &text, "this is one line on the page");
            }
        }
        Some(text).filter(|text| !text.is_empty())
    }
}
