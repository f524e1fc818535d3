//! The palette as egui's own style, for the few widgets of egui that are used as they are: text
//! fields, labels, scroll bars, tooltips, menus.

use std::collections::BTreeMap;

use egui::style::{ScrollStyle, Selection, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle,
    Theme, Vec2, Visuals, vec2,
};

use super::palette::{DARK, LIGHT, Palette};
use super::{CALM, CONTROL, RADIUS, size, space, text};

/// Gives `ctx` Plinth's fonts and looks. Call it again when `reduced_motion` changes.
pub(crate) fn install(ctx: &Context, reduced_motion: bool) {
    ctx.set_fonts(text::definitions());
    // Where the system has no say, it is day.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    for (theme, palette, base) in [
        (Theme::Light, &LIGHT, Visuals::light()),
        (Theme::Dark, &DARK, Visuals::dark()),
    ] {
        let mut style = (*ctx.style_of(theme)).clone();
        shape(&mut style, reduced_motion);
        style.visuals = visuals(base, palette);
        ctx.set_style_of(theme, style);
    }
}

/// What doesn't depend on the palette.
fn shape(style: &mut Style, reduced_motion: bool) {
    let proportional = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = BTreeMap::from([
        (TextStyle::Small, proportional(size::NOTE)),
        (TextStyle::Body, proportional(size::BODY)),
        (TextStyle::Button, proportional(size::BODY)),
        (TextStyle::Monospace, proportional(size::BODY)),
        (TextStyle::Heading, proportional(size::HEADING)),
    ]);
    style.animation_time = if reduced_motion { 0.0 } else { CALM };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(space::S);
    spacing.button_padding = vec2(space::M, 6.0);
    spacing.interact_size = vec2(CONTROL, CONTROL);
    spacing.window_margin = Margin::same(space::L as i8);
    spacing.menu_margin = Margin::same(space::XS as i8);
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        ..ScrollStyle::floating()
    };
}

fn visuals(base: Visuals, p: &Palette) -> Visuals {
    let state = |fill: Color32, edge: Color32, front: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, front),
        expansion: 0.0,
    };
    let mut visuals = base;
    visuals.widgets.noninteractive = state(p.surface, p.hairline, p.text);
    visuals.widgets.inactive = state(p.surface, p.outline, p.text);
    visuals.widgets.hovered = state(p.hover, p.muted, p.text);
    visuals.widgets.active = state(p.pressed, p.accent, p.text);
    visuals.widgets.open = state(p.hover, p.outline, p.text);
    visuals.selection = Selection {
        bg_fill: p.accent.gamma_multiply(0.28),
        stroke: Stroke::new(2.0, p.accent),
    };
    visuals.text_cursor.stroke = Stroke::new(1.5, p.accent);
    visuals.hyperlink_color = p.accent;
    visuals.weak_text_color = Some(p.muted);
    visuals.warn_fg_color = p.warn;
    visuals.error_fg_color = p.bad;
    visuals.faint_bg_color = p.sunken;
    visuals.extreme_bg_color = p.surface;
    visuals.text_edit_bg_color = Some(p.surface);
    visuals.code_bg_color = p.sunken;
    visuals.panel_fill = p.ground;
    visuals.window_fill = p.raised;
    visuals.window_stroke = Stroke::new(1.0, p.hairline);
    visuals.window_corner_radius = CornerRadius::same(RADIUS + 2);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS + 2);
    visuals.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: p.shadow,
    };
    visuals.window_shadow = visuals.popup_shadow;
    visuals.interact_cursor = None;
    visuals
}
