//! Progress bars.

use egui::accesskit::Role;
use egui::{Rect, Response, Sense, Ui, WidgetInfo, lerp, pos2, vec2};

use super::super::theme::palette;

/// Height of the bar, in points.
const HEIGHT: f32 = 4.0;
/// Share of the bar that runs along it while nobody knows how far the work is.
const SHARE: f32 = 0.28;
/// Seconds of one run.
const ROUND: f64 = 1.6;

/// A bar as wide as there is room; without a `fraction` a part of it runs along, or, where motion is
/// reduced, stands in the middle. `label` says what it measures.
pub(crate) fn bar(ui: &mut Ui, fraction: Option<f32>, label: &str) -> Response {
    let p = palette(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    if ui.is_rect_visible(rect) {
        let part = |from: f32, to: f32| {
            let x = |share: f32| lerp(rect.x_range(), share.clamp(0.0, 1.0));
            Rect::from_min_max(pos2(x(from), rect.top()), pos2(x(to), rect.bottom()))
        };
        let filled = match fraction {
            Some(fraction) => part(0.0, fraction),
            None if ui.style().animation_time > 0.0 => {
                let turn = (ui.input(|input| input.time) % ROUND / ROUND) as f32;
                ui.ctx()
                    .request_repaint_after(std::time::Duration::from_millis(33));
                let from = turn * (1.0 + SHARE) - SHARE;
                part(from, from + SHARE)
            }
            None => part(0.5 - SHARE / 2.0, 0.5 + SHARE / 2.0),
        };
        let radius = (HEIGHT / 2.0) as u8;
        ui.painter().rect_filled(rect, radius, p.pressed);
        ui.painter().rect_filled(filled, radius, p.accent);
    }
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, label);
        info.value = fraction.map(|fraction| f64::from(fraction * 100.0).round());
        info
    });
    response
}
