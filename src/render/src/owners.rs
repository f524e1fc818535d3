//! Which part each pixel of a picture shows.

use base::{Fault, Result};

use crate::gpu::read_texels;
use crate::passes::{Eye, ID_BUFFER_DEPTH, IdList, PICKED, Use, depth_from_zero, is_hidden};
use crate::view::View;
use crate::{RenderContext, Scene};

/// The part that every pixel of `view` shows, by rows from the top: the node, an index into
/// [`Model::nodes`](asset::Model::nodes), and the number of the primitive in its mesh; `None` where there is
/// nothing. Glass counts, as with [`pick`](crate::pick()).
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if the adapter can't tell triangles apart or fails,
/// a [`Usage`](base::FaultKind::Usage) fault for a variant or animation that there isn't.
pub fn owners(
    context: &RenderContext,
    scene: &mut Scene,
    view: &View,
) -> Result<Vec<Option<(usize, usize)>>> {
    let gpu = context.gpu();
    if !gpu.knows_triangles() {
        return Err(Fault::service(format!(
            "{} can't tell which part a pixel shows",
            gpu.adapter_name()
        ))
        .hint("Choose another adapter with PLINTH_ADAPTER"));
    }
    scene.pose(context, &view.attributes)?;
    let project = depth_from_zero(view.camera.projection) * view.camera.view;
    let ids = IdList::new(
        context,
        scene,
        Eye::new(project),
        |part| !is_hidden(scene, part, view),
        |item, _| item as u32,
    );
    let found = draw_ids(context, scene, &ids, view.size);
    let texels = read_texels(gpu, &found, TEXEL)?;
    let owner = |texel: &[u8; TEXEL as usize]| {
        let object = u32::from_le_bytes([texel[0], texel[1], texel[2], texel[3]]);
        let item = ids.items.get((object as usize).checked_sub(1)?)?;
        let part = scene.parts().get(item.part)?;
        Some((part.node, part.primitive))
    };
    let texels = texels.as_chunks::<{ TEXEL as usize }>().0;
    Ok(texels.iter().map(owner).collect())
}

/// Bytes of a texel of the ID buffer.
const TEXEL: u32 = 16;

/// Draws an ID buffer of `size` pixels.
pub(crate) fn draw_ids(
    context: &RenderContext,
    scene: &Scene,
    ids: &IdList,
    size: [u32; 2],
) -> wgpu::Texture {
    let gpu = context.gpu();
    let texture = |label, format, usage| {
        gpu.device().create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d {
                width: size[0].max(1),
                height: size[1].max(1),
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        })
    };
    let whole = wgpu::TextureViewDescriptor::default();
    let found = texture("IDs", PICKED, wgpu::TextureUsages::COPY_SRC);
    let depth = texture(
        "depth of IDs",
        ID_BUFFER_DEPTH,
        wgpu::TextureUsages::empty(),
    );
    let mut encoder = gpu
        .device()
        .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("IDs") });
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("IDs"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &found.create_view(&whole),
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &depth.create_view(&whole),
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(1.0),
                    store: wgpu::StoreOp::Discard,
                }),
                stencil_ops: None,
            }),
            ..wgpu::RenderPassDescriptor::default()
        });
        ids.draw(context, scene, Use::Pick, |_| true, &mut pass);
    }
    gpu.queue().submit([encoder.finish()]);
    found
}
