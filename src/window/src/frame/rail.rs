//! The rail of places on the left.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CursorIcon, Frame, Margin, Panel, Rect, Response, Sense, Ui, WidgetInfo, vec2,
};

use crate::action::{Action, Actions};
use crate::blit::fill;
use crate::icon::{self, Icon};
use crate::screens::{MarkKind, SCREENS, Screen};
use crate::shortcuts;
use crate::state::State;
use crate::theme::{CALM, QUICK, RADIUS, Weight, follow, font, icon_font, palette, size, space};

/// Width of the rail.
const WIDTH: f32 = 80.0;
/// Height of an item.
const ITEM: f32 = 60.0;

/// One item of the rail.
struct Item<'a> {
    icon: Icon,
    label: &'a str,
    /// Why it is closed, where it is.
    closed: Option<&'a str>,
    chosen: bool,
    /// The state dot and what it means.
    dot: Option<(Color32, &'a str)>,
}

/// Shows it.
pub(crate) fn rail(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let p = palette(ui);
    let margin = Margin::same(space::S as i8);
    let frame = Frame::new().inner_margin(margin);
    Panel::left("rail")
        .exact_size(WIDTH)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            fill(ui, ui.max_rect() + margin, p.ground);
            ui.spacing_mut().item_spacing.y = space::XS;
            let open = Item {
                icon: icon::FOLDER,
                label: "Open",
                closed: state.is_publishing().then_some("Publishing first"),
                chosen: false,
                dot: None,
            };
            if item(ui, &open)
                .on_hover_text(shortcuts::OPEN.hint(ui.ctx()))
                .clicked()
            {
                actions.push(Action::AskForFile);
            }
            for screen in SCREENS {
                place(ui, state, screen, actions);
            }
        });
}

/// One place of the table.
fn place(ui: &mut Ui, state: &State, screen: &Screen, actions: &mut Actions) {
    let p = palette(ui);
    let open = state.has_panel() || !screen.place.needs_model();
    let dot = (screen.mark)(state).map(|mark| {
        let color = match mark.kind {
            MarkKind::UnderWay => p.accent,
            MarkKind::Good => p.good,
            MarkKind::Warning => p.warn,
            MarkKind::Bad => p.bad,
        };
        (color, mark.words)
    });
    let spec = Item {
        icon: screen.icon,
        label: screen.title,
        closed: (!open).then_some("Open a model first"),
        chosen: open && state.place == screen.place,
        dot,
    };
    let response = item(ui, &spec);
    let clicked = response.clicked();
    if let Some(why) = spec.closed {
        response.on_disabled_hover_text(why);
    } else if clicked {
        actions.push(Action::Go(screen.place));
    }
}

fn item(ui: &mut Ui, item: &Item<'_>) -> Response {
    let p = palette(ui);
    ui.add_enabled_ui(item.closed.is_none(), |ui| {
        let wanted = vec2(ui.available_width(), ITEM);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
        let hover = follow(ui, response.id.with("hover"), response.hovered(), QUICK);
        let chosen = follow(ui, response.id.with("chosen"), item.chosen, CALM);
        let fill = p
            .hover
            .gamma_multiply(hover)
            .lerp_to_gamma(p.accent_soft, chosen);
        let front = p
            .muted
            .lerp_to_gamma(p.text, hover)
            .lerp_to_gamma(p.accent, chosen);
        ui.painter().rect_filled(rect, RADIUS, fill);
        let center = rect.center() - vec2(0.0, 10.0);
        let icon_size = size::HEADING;
        ui.painter().text(
            center,
            Align2::CENTER_CENTER,
            item.icon,
            icon_font(icon_size),
            front,
        );
        let label_at = rect.center() + vec2(0.0, 14.0);
        let label_font = font(size::NOTE, Weight::Medium);
        ui.painter().text(
            label_at,
            Align2::CENTER_CENTER,
            item.label,
            label_font,
            front,
        );
        if let Some((color, _)) = item.dot {
            let dot = Rect::from_center_size(center + vec2(13.0, -9.0), vec2(8.0, 8.0));
            ui.painter().circle_filled(dot.center(), 4.0, color);
        }
        if response.has_focus() {
            let ring = egui::Stroke::new(2.0, p.accent);
            ui.painter()
                .rect_stroke(rect, RADIUS, ring, egui::StrokeKind::Inside);
        }
        let said = item.dot.map_or_else(
            || item.label.to_owned(),
            |(_, state)| format!("{}, {state}", item.label),
        );
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, item.chosen, &said));
        response.on_hover_cursor(CursorIcon::PointingHand)
    })
    .inner
}
