//! The product's width, height and depth, drawn on it like a ruler.

use egui::{Align2, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, vec2};
use render::{DimensionLine, Dimensions};

use super::super::state::Lengths;
use super::super::theme::{LIGHT, RADIUS, Weight, font, size, space};

/// How far a line stands off the model, in points.
const OFF: f64 = 14.0;
/// Half of the strokes at a line's ends, in points.
const END: f32 = 5.0;
/// A line that is seen shorter than this, in points, is left out: its label would cover it.
const SHORTEST: f32 = 20.0;

/// Paints them over the picture in `rect`. The picture stands on the white of the page, whatever the
/// window's colours are.
pub(super) fn paint(ui: &Ui, rect: Rect, dimensions: &Dimensions, lengths: Lengths) {
    for line in &dimensions.lines {
        paint_line(ui, rect, line, lengths);
    }
}

fn paint_line(ui: &Ui, rect: Rect, line: &DimensionLine, lengths: Lengths) {
    let scale = ui.pixels_per_point();
    let ends = line
        .moved(OFF * f64::from(scale))
        .map(|end| rect.min + vec2(end.x as f32, end.y as f32) / scale);
    let along = ends[1] - ends[0];
    if along.length() < SHORTEST {
        return;
    }
    let painter = ui.painter().with_clip_rect(rect);
    let stroke = Stroke::new(1.5, LIGHT.text);
    painter.line_segment(ends, stroke);
    let across = along.normalized().rot90() * END;
    for end in ends {
        painter.line_segment([end - across, end + across], stroke);
    }
    let words = lengths.show(line.metres);
    let outward = vec2(line.outward.x as f32, line.outward.y as f32);
    label(&painter, rect, ends[0] + along / 2.0, outward, &words);
}

/// The length, beside the middle of its line.
fn label(painter: &egui::Painter, rect: Rect, middle: Pos2, outward: Vec2, words: &str) {
    let font = font(size::BODY, Weight::Medium);
    let galley = painter.layout_no_wrap(words.to_owned(), font, LIGHT.text);
    let half = galley.size() / 2.0 + vec2(space::XS, 2.0);
    // So far out that the label's edge is clear of the line, whichever way the line runs.
    let reach = half.x * outward.x.abs() + half.y * outward.y.abs() + space::S;
    let reach = outward * reach;
    // On the side of the model where there is no room on the other.
    let beds =
        [middle + reach, middle - reach].map(|center| Rect::from_center_size(center, half * 2.0));
    let Some(bed) = beds.into_iter().find(|bed| rect.contains_rect(*bed)) else {
        return;
    };
    painter.rect(bed, RADIUS, LIGHT.surface, Stroke::NONE, StrokeKind::Inside);
    let at = Align2::CENTER_CENTER
        .align_size_within_rect(galley.size(), bed)
        .min;
    painter.galley(at, galley, LIGHT.text);
}
