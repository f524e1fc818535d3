//! How the window looks: one table of colours, one type scale, one spacing scale, one motion.

mod palette;
mod text;
mod visuals;

pub(crate) use palette::{DARK, LIGHT, Palette};
pub(crate) use text::{Weight, font, galley, icon_font, text};
pub(crate) use visuals::install;

/// Spacing steps, in points.
pub(crate) mod space {
    /// 4
    pub(crate) const XS: f32 = 4.0;
    /// 8
    pub(crate) const S: f32 = 8.0;
    /// 12
    pub(crate) const M: f32 = 12.0;
    /// 16
    pub(crate) const L: f32 = 16.0;
    /// 24
    pub(crate) const XL: f32 = 24.0;
    /// 32
    pub(crate) const XXL: f32 = 32.0;
}

/// Type sizes, in points.
pub(crate) mod size {
    /// Notes and labels.
    pub(crate) const NOTE: f32 = 12.0;
    /// Everything to read.
    pub(crate) const BODY: f32 = 14.0;
    /// Titles of panels.
    pub(crate) const TITLE: f32 = 16.0;
    /// Titles of states.
    pub(crate) const HEADING: f32 = 20.0;
    /// The one large thing.
    pub(crate) const DISPLAY: f32 = 28.0;
}

/// Height of controls.
pub(crate) const CONTROL: f32 = 32.0;
/// Height of rows.
pub(crate) const ROW: f32 = 36.0;
/// Radius of corners.
pub(crate) const RADIUS: u8 = 6;

/// Seconds that hover and press take.
pub(crate) const QUICK: f32 = 0.12;
/// Seconds that panels and selection take.
pub(crate) const CALM: f32 = 0.18;

/// The colours of the theme that `ui` is drawn in.
#[must_use]
pub(crate) fn palette(ui: &egui::Ui) -> &'static Palette {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

/// Follows `on` from 0 to 1 in `seconds`, easing out; at once where motion is reduced (then
/// [`install`] has set the animation time to zero).
pub(crate) fn follow(ui: &egui::Ui, id: egui::Id, on: bool, seconds: f32) -> f32 {
    let seconds = if ui.style().animation_time > 0.0 {
        seconds
    } else {
        0.0
    };
    ui.ctx()
        .animate_bool_with_time_and_easing(id, on, seconds, egui::emath::easing::cubic_out)
}
