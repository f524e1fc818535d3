//! How a panel's content is laid out.

use egui::{Frame, Margin, Ui};

use crate::theme::space;
use crate::widgets::section;

/// The frame of a panel's content.
pub(crate) fn page() -> Frame {
    Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::M as i8))
}

/// The title of a group; it stands nearer to what follows than to what was before.
pub(crate) fn group(ui: &mut Ui, title: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        section(ui, title);
    });
}
