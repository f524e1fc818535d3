//! Draws items of a list.

use super::surface_text::{Side, Style};
use super::{Item, List};
use crate::{Scene, Stage};

/// Draws `items` into a pass whose first bind group is set.
pub(super) fn draw(
    stage: &Stage,
    scene: &Scene,
    list: &List,
    items: &[Item],
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    // Copies of a part follow one another and are drawn together, side by side.
    for copies in items.chunk_by(|a, b| a.part == b.part) {
        let part = copies.first().map(|item| &scene.parts()[item.part]);
        let Some(look) = part.and_then(|part| part.look()) else {
            continue;
        };
        let sides: &[Side] = match (look.double_sided, look.blend) {
            (false, _) => &[Side::Front],
            (true, false) => &[Side::Both],
            // What is seen through comes first.
            (true, true) => &[Side::Back, Side::Front],
        };
        for side in sides {
            for item in copies {
                draw_side(stage, scene, list, item, *side, format, pass);
            }
        }
    }
}

/// Draws one side of an item.
pub(super) fn draw_side(
    stage: &Stage,
    scene: &Scene,
    list: &List,
    item: &Item,
    side: Side,
    format: wgpu::TextureFormat,
    pass: &mut wgpu::RenderPass<'_>,
) {
    let part = &scene.parts()[item.part];
    let Some(look) = part.look() else {
        return;
    };
    let geometry = &part.geometry;
    let style = Style {
        side,
        mirrored: item.mirrored,
        lit_by_file: part.lit_by_file(),
        format,
    };
    let (pipeline, attributes) = stage.pipelines().surface(stage, look, geometry, style);
    pass.set_pipeline(&pipeline);
    pass.set_bind_group(1, &look.bind_group, &[]);
    pass.set_bind_group(2, &list.objects, &[item.object * list.stride]);
    for (slot, attribute) in (0..).zip(attributes.iter().copied()) {
        if let Some(buffer) = geometry.buffer(attribute) {
            pass.set_vertex_buffer(slot, buffer.slice(..));
        }
    }
    geometry.draw(pass);
}
