//! Why customers see nothing, over the product.

use egui::{Align2, Area, Frame, Margin, Order, Rect, Stroke, Ui};

use crate::pieces::defects::effect_style;
use crate::pieces::failure::sentence;
use crate::state::Document;
use crate::theme::{RADIUS, Weight, palette, size, space};
use crate::widgets::{icon, line, paragraph};

/// Width of the card over the picture, in points.
const WIDTH: f32 = 380.0;

/// Says in the middle of `rect` why customers see nothing; nothing where they see something.
pub(crate) fn show(ui: &mut Ui, rect: Rect, document: &Document) {
    let gate = document.gate();
    let Some(worst) = gate.worst() else {
        return;
    };
    let p = palette(ui);
    let (mark, color, _, heading) = effect_style(p, worst.effect);
    let width = WIDTH.min(rect.width() - 2.0 * space::L);
    Area::new(ui.scope_id().with("unseen"))
        .order(Order::Middle)
        .fixed_pos(rect.center())
        .pivot(Align2::CENTER_CENTER)
        .constrain_to(rect)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(p.raised)
                .stroke(Stroke::new(1.0, p.hairline))
                .corner_radius(RADIUS)
                .inner_margin(Margin::same(space::L as i8))
                .show(ui, |ui| {
                    ui.set_width(width - 2.0 * space::L);
                    ui.spacing_mut().item_spacing.y = space::S;
                    ui.horizontal(|ui| {
                        icon(ui, mark, size::TITLE, color);
                        line(ui, heading, size::TITLE, Weight::SemiBold, p.text);
                    });
                    paragraph(ui, &sentence(&worst.problem), size::BODY, p.text);
                    line(ui, worst.code, size::NOTE, Weight::Regular, p.muted);
                });
        });
}
