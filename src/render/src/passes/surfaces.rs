//! Draws items of a list.

use super::brush::{Brush, Side};
use super::surface_text::Style;
use super::{Item, List};
use crate::{RenderContext, Scene};

/// Draws `items` into a pass whose first bind group is set.
pub(super) fn draw(
    context: &RenderContext,
    scene: &Scene,
    list: &List,
    items: &[Item],
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    draw_with(context, scene, list, items, Brush::Shaded, format, pass);
}

/// Draws `items` with a brush into a pass whose first bind group is set.
pub(super) fn draw_with(
    context: &RenderContext,
    scene: &Scene,
    list: &List,
    items: &[Item],
    brush: Brush,
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    // Copies of a part follow one another and are drawn together, side by side.
    for copies in items.chunk_by(|a, b| a.part == b.part) {
        let part = copies.first().map(|item| &scene.parts()[item.part]);
        let Some(binding) = part.and_then(|part| part.binding()) else {
            continue;
        };
        for side in brush.sides(binding) {
            for item in copies {
                paint_side(context, scene, list, item, *side, brush, format, pass);
            }
        }
    }
}

/// Draws one side of an item.
pub(super) fn draw_side(
    context: &RenderContext,
    scene: &Scene,
    list: &List,
    item: &Item,
    side: Side,
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    paint_side(
        context,
        scene,
        list,
        item,
        side,
        Brush::Shaded,
        format,
        pass,
    );
}

#[allow(
    clippy::too_many_arguments,
    reason = "what is drawn, how, and where to"
)]
fn paint_side(
    context: &RenderContext,
    scene: &Scene,
    list: &List,
    item: &Item,
    side: Side,
    brush: Brush,
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    let part = &scene.parts()[item.part];
    let Some(binding) = part.binding() else {
        return;
    };
    let geometry = &part.geometry;
    let style = Style {
        side,
        mirrored: item.mirrored,
        lit_by_file: part.lit_by_file(),
        format,
        samples: list.samples,
        brush,
        double_sided: binding.double_sided,
    };
    let (pipeline, attributes) =
        context
            .pipelines()
            .surface(context.gpu(), binding, geometry, style);
    pass.set_pipeline(&pipeline);
    pass.set_bind_group(1, &binding.bind_group, &[]);
    pass.set_bind_group(2, &list.objects, &[item.object * list.stride]);
    for (slot, attribute) in (0..).zip(attributes.iter().copied()) {
        if let Some(buffer) = geometry.buffer(attribute) {
            pass.set_vertex_buffer(slot, buffer.slice(..));
        }
    }
    match brush {
        Brush::Lines => geometry.draw_edges(pass),
        _ => geometry.draw(pass),
    }
}
