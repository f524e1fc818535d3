//! The one table of colours: every role, light and dark. No other file of the window names a colour.

use egui::Color32;

/// What a colour is for. All greys share one hue; there is one accent; green, amber and red are for
/// state alone and never stand without an icon or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Bars, rail and everything behind.
    pub(crate) ground: Color32,
    /// The side panel and other places to read.
    pub(crate) surface: Color32,
    /// What floats: pills, menus, cards on the viewport.
    pub(crate) raised: Color32,
    /// Fields, tracks of progress bars, swatch beds.
    pub(crate) sunken: Color32,
    /// Under the pointer.
    pub(crate) hover: Color32,
    /// Pressed.
    pub(crate) pressed: Color32,
    /// Lines between things; decoration, carries no meaning alone.
    pub(crate) hairline: Color32,
    /// Edges of controls; at least 3 : 1 on `surface`.
    pub(crate) outline: Color32,
    /// Text to read; at least 7 : 1.
    pub(crate) text: Color32,
    /// Labels and notes; at least 4.5 : 1.
    pub(crate) muted: Color32,
    /// What could stand in an empty field; at least 4.5 : 1 on `surface`.
    pub(crate) hint: Color32,
    /// The one next action, links, focus.
    pub(crate) accent: Color32,
    /// The accent under the pointer.
    pub(crate) accent_hover: Color32,
    /// Text on the accent.
    pub(crate) on_accent: Color32,
    /// A bed for what is chosen.
    pub(crate) accent_soft: Color32,
    /// Done.
    pub(crate) good: Color32,
    /// A bed for it.
    pub(crate) good_soft: Color32,
    /// Look at this.
    pub(crate) warn: Color32,
    /// A bed for it.
    pub(crate) warn_soft: Color32,
    /// Failed.
    pub(crate) bad: Color32,
    /// A bed for it.
    pub(crate) bad_soft: Color32,
    /// Under things that float.
    pub(crate) shadow: Color32,
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// By day.
pub(crate) const LIGHT: Palette = Palette {
    ground: hex(0xF5_F6F8),
    surface: hex(0xFF_FFFF),
    raised: hex(0xFF_FFFF),
    sunken: hex(0xEF_F1F4),
    hover: hex(0xEB_EDF1),
    pressed: hex(0xDF_E3E9),
    hairline: hex(0xE1_E4E9),
    outline: hex(0x84_8C98),
    text: hex(0x17_1A1F),
    muted: hex(0x55_5C68),
    hint: hex(0x6B_7380),
    accent: hex(0x23_55D3),
    accent_hover: hex(0x1B_46B3),
    on_accent: hex(0xFF_FFFF),
    accent_soft: hex(0xE7_EDFC),
    good: hex(0x17_6E3C),
    good_soft: hex(0xE3_F3E9),
    warn: hex(0x86_5300),
    warn_soft: hex(0xFB_F0DA),
    bad: hex(0xB0_231B),
    bad_soft: hex(0xFC_E8E6),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 30),
};

/// By night.
pub(crate) const DARK: Palette = Palette {
    ground: hex(0x13_1519),
    surface: hex(0x1A_1D22),
    raised: hex(0x25_2930),
    sunken: hex(0x10_1216),
    hover: hex(0x2A_2F37),
    pressed: hex(0x34_3A44),
    hairline: hex(0x2D_323A),
    outline: hex(0x76_7F8D),
    text: hex(0xF1_F3F6),
    muted: hex(0xAA_B2BE),
    hint: hex(0x8B_94A1),
    accent: hex(0x8F_B0FF),
    accent_hover: hex(0xAB_C4FF),
    on_accent: hex(0x0B_1738),
    accent_soft: hex(0x25_304C),
    good: hex(0x6F_D39A),
    good_soft: hex(0x17_3124),
    warn: hex(0xF0_BE63),
    warn_soft: hex(0x38_2C14),
    bad: hex(0xFF_9C93),
    bad_soft: hex(0x40_1F1D),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 110),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2 relative luminance.
    fn luminance(color: Color32) -> f64 {
        let channel =
            |value: u8| f64::from(asset::image::srgb::to_linear(f32::from(value) / 255.0));
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    /// WCAG 2.2 contrast ratio.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_and_controls_can_be_seen_in_both_themes() {
        for (theme, p) in [("light", LIGHT), ("dark", DARK)] {
            let beds = [p.ground, p.surface, p.raised, p.sunken];
            let hovered = [p.hover, p.pressed, p.accent_soft];
            let check = |what: &str, front: Color32, back: Color32, least: f64| {
                let ratio = contrast(front, back);
                assert!(
                    ratio >= least,
                    "{theme}: {what} {front:?} on {back:?} is {ratio:.2}"
                );
            };
            for bed in beds {
                check("text", p.text, bed, 7.0);
                check("muted", p.muted, bed, 4.5);
                check("accent", p.accent, bed, 4.5);
                for state in [p.good, p.warn, p.bad] {
                    check("state", state, bed, 4.5);
                }
            }
            for bed in hovered {
                check("text", p.text, bed, 7.0);
                check("muted", p.muted, bed, 4.5);
            }
            check("accent on its bed", p.accent, p.accent_soft, 4.5);
            check("on accent", p.on_accent, p.accent, 4.5);
            check("on accent, hovered", p.on_accent, p.accent_hover, 4.5);
            check("hint", p.hint, p.surface, 4.5);
            check("outline", p.outline, p.surface, 3.0);
            check("outline", p.outline, p.sunken, 3.0);
            for (state, bed) in [
                (p.good, p.good_soft),
                (p.warn, p.warn_soft),
                (p.bad, p.bad_soft),
            ] {
                check("state on its bed", state, bed, 4.5);
                check("text on a state's bed", p.text, bed, 7.0);
            }
        }
    }
}
