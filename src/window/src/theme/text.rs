//! Type: Inter in three weights, Phosphor for icons.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Galley, RichText, Ui,
};

const MEDIUM: &str = "inter-medium";
const SEMIBOLD: &str = "inter-semibold";
const ICONS: &str = "phosphor";

/// Emphasis is weight, not size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// To read.
    Regular,
    /// Controls and names.
    Medium,
    /// Titles.
    SemiBold,
}

/// The font of `weight` at `size` points.
#[must_use]
pub(crate) fn font(size: f32, weight: Weight) -> FontId {
    let family = match weight {
        Weight::Regular => FontFamily::Proportional,
        Weight::Medium => FontFamily::Name(MEDIUM.into()),
        Weight::SemiBold => FontFamily::Name(SEMIBOLD.into()),
    };
    FontId::new(size, family)
}

/// The icons at `size` points.
#[must_use]
pub(crate) fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// A label's text.
#[must_use]
pub(crate) fn text(text: impl Into<String>, size: f32, weight: Weight, color: Color32) -> RichText {
    RichText::new(text).font(font(size, weight)).color(color)
}

/// One line of text laid out, ending in an ellipsis where it is wider than `width`.
#[must_use]
pub(crate) fn galley(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: 1,
        break_anywhere: true,
        overflow_character: Some('…'),
    };
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Numbers and their units stand as far apart as the font's own thin space wants them.
fn tweak() -> FontTweak {
    FontTweak {
        thin_space_width: 0.75,
        ..FontTweak::default()
    }
}

/// The fonts that ship with Plinth, and no others: the window looks the same on every machine.
pub(super) fn definitions() -> FontDefinitions {
    const REGULAR: &str = "inter-regular";
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 4] = [
        (
            REGULAR,
            include_bytes!("../../../../assets/fonts/Inter-Regular.ttf"),
        ),
        (
            MEDIUM,
            include_bytes!("../../../../assets/fonts/Inter-Medium.ttf"),
        ),
        (
            SEMIBOLD,
            include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf"),
        ),
        (
            ICONS,
            include_bytes!("../../../../assets/icons/Phosphor.ttf"),
        ),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(
            name.to_owned(),
            Arc::new(FontData::from_static(bytes).tweak(tweak())),
        );
    }
    let families = [
        (FontFamily::Proportional, REGULAR),
        (FontFamily::Monospace, REGULAR),
        (FontFamily::Name(MEDIUM.into()), MEDIUM),
        (FontFamily::Name(SEMIBOLD.into()), SEMIBOLD),
        (FontFamily::Name(ICONS.into()), ICONS),
    ];
    for (family, name) in families {
        fonts
            .families
            .insert(family, vec![name.to_owned(), REGULAR.to_owned()]);
    }
    fonts
}
