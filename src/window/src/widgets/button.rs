//! Buttons: one primary a view, secondary for the rest, quiet where they shouldn't be seen first.

use egui::accesskit::Role;
use egui::{
    Color32, CursorIcon, Pos2, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::super::icon::Icon;
use super::super::theme::{
    CONTROL, Palette, QUICK, RADIUS, Weight, follow, font, galley, icon_font, palette, size, space,
};
use super::control_ring;

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The one next action.
    Primary,
    /// Another action.
    Secondary,
    /// An action that keeps in the background.
    Quiet,
}

/// A button with a word on it.
#[derive(Debug, Clone, Copy)]
#[must_use = "show it"]
pub(crate) struct Button<'a> {
    kind: Kind,
    label: &'a str,
    icon: Option<Icon>,
    full: bool,
}

impl<'a> Button<'a> {
    /// A button that says `label`.
    pub(crate) const fn new(kind: Kind, label: &'a str) -> Self {
        Self {
            kind,
            label,
            icon: None,
            full: false,
        }
    }

    /// With an icon before the word.
    pub(crate) const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// As wide as there is room.
    pub(crate) const fn full(mut self) -> Self {
        self.full = true;
        self
    }

    /// Shows it.
    pub(crate) fn show(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let label = galley(
            ui,
            self.label,
            font(size::BODY, Weight::Medium),
            p.text,
            f32::INFINITY,
        );
        let icon_room = if self.icon.is_some() {
            size::TITLE + space::S
        } else {
            0.0
        };
        let wanted = label.size().x + icon_room;
        let width = if self.full {
            ui.available_width()
        } else {
            wanted + 2.0 * space::M
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
        if ui.is_rect_visible(rect) {
            let (fill, edge, front) = self.colors(ui, p, &response);
            ui.painter().rect(
                rect,
                RADIUS,
                fill,
                Stroke::new(1.0, edge),
                StrokeKind::Inside,
            );
            let mut at = rect.center().x - wanted / 2.0;
            if let Some(icon) = self.icon {
                paint_icon(
                    ui,
                    icon,
                    Pos2::new(at + size::TITLE / 2.0, rect.center().y),
                    front,
                );
                at += icon_room;
            }
            let top = rect.center().y - label.size().y / 2.0;
            ui.painter()
                .galley_with_override_text_color(Pos2::new(at, top), label, front);
            control_ring(ui, p, &response);
        }
        let (enabled, label) = (ui.is_enabled(), self.label);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
        response.on_hover_cursor(CursorIcon::PointingHand)
    }

    /// Fill, edge and front, on the way to where pointer and press want them.
    fn colors(self, ui: &Ui, p: &Palette, response: &Response) -> (Color32, Color32, Color32) {
        let hover = follow(ui, response.id.with("hover"), response.hovered(), QUICK);
        let press = follow(
            ui,
            response.id.with("press"),
            response.is_pointer_button_down_on(),
            QUICK,
        );
        match self.kind {
            Kind::Primary => {
                let fill = p.accent.lerp_to_gamma(p.accent_hover, hover);
                (fill, Color32::TRANSPARENT, p.on_accent)
            }
            Kind::Secondary => {
                let fill = p
                    .surface
                    .lerp_to_gamma(p.hover, hover)
                    .lerp_to_gamma(p.pressed, press);
                (fill, p.outline, p.text)
            }
            Kind::Quiet => {
                let fill = p
                    .hover
                    .gamma_multiply(hover)
                    .lerp_to_gamma(p.pressed, press);
                (
                    fill,
                    Color32::TRANSPARENT,
                    p.muted.lerp_to_gamma(p.text, hover),
                )
            }
        }
    }
}

/// A square button with an icon alone; `label` is its name and its tooltip.
pub(crate) fn icon_button(ui: &mut Ui, icon: Icon, label: &str) -> Response {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(CONTROL), Sense::click());
    if ui.is_rect_visible(rect) {
        let hover = follow(ui, response.id.with("hover"), response.hovered(), QUICK);
        ui.painter()
            .rect_filled(rect, RADIUS, p.hover.gamma_multiply(hover));
        paint_icon(
            ui,
            icon,
            rect.center(),
            p.muted.lerp_to_gamma(p.text, hover),
        );
        control_ring(ui, p, &response);
    }
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(label)
}

/// An address to click: the accent, underlined under the pointer.
pub(crate) fn link(ui: &mut Ui, label: &str) -> Response {
    let p = palette(ui);
    let font = font(size::BODY, Weight::Medium);
    let text = galley(ui, label, font, p.accent, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(text.size(), Sense::click());
    if ui.is_rect_visible(rect) {
        let end = rect.left_top();
        ui.painter().galley(end, text, p.accent);
        if response.hovered() || response.has_focus() {
            let y = rect.bottom() - 1.0;
            ui.painter()
                .hline(rect.x_range(), y, Stroke::new(1.0, p.accent));
        }
        control_ring(ui, p, &response);
    }
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Link, enabled, label));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// An icon of 16 points around `center`.
pub(super) fn paint_icon(ui: &Ui, icon: Icon, center: Pos2, color: Color32) {
    let font = icon_font(size::TITLE);
    ui.painter()
        .text(center, egui::Align2::CENTER_CENTER, icon, font, color);
}
