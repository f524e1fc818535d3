//! What is under a pixel.

use base::{Fault, Result};
use glam::{DMat4, DVec3, DVec4};

use crate::draw::View;
use crate::gpu::read_texels;
use crate::passes::{IDENTITY_DEPTH, Numbers, Use, depth_from_zero, is_hidden};
use crate::{Scene, Stage};

/// What is under a pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The part's number in the order of drawing; it stays as long as the scene.
    pub part: usize,
    /// Index into [`Model::nodes`](asset::Model::nodes).
    pub node: usize,
    /// The primitive's number in the node's mesh.
    pub primitive: usize,
    /// Which of the node's instances (EXT_mesh_gpu_instancing); 0 where there are none.
    pub instance: usize,
    /// Index into [`Model::materials`](asset::Model::materials) in the variant that is shown;
    /// `None` for glTF's default material.
    pub material: Option<usize>,
    /// The triangle's number in the primitive; strips and fans count as the triangles they make.
    /// For points and lines it is the point's or line's.
    pub triangle: usize,
    /// The place in the model's world, in metres.
    pub position: DVec3,
}

/// What `view` shows at pixel `at` (from the picture's upper left corner): the nearest surface,
/// glass included; `None` where there is nothing. Places that a mask cuts out or that are quite
/// transparent are looked through.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if the adapter can't tell triangles apart or fails,
/// a [`Usage`](base::FaultKind::Usage) fault for a variant or animation that there isn't.
pub fn pick(stage: &Stage, scene: &mut Scene, view: &View, at: [u32; 2]) -> Result<Option<Hit>> {
    let gpu = stage.gpu();
    if !gpu.knows_triangles() {
        return Err(Fault::service(format!(
            "{} can't tell which part is under the pointer",
            gpu.adapter_name()
        ))
        .hint("Choose another adapter with PLINTH_ADAPTER"));
    }
    let [width, height] = view.size.map(f64::from);
    if at[0] >= view.size[0] || at[1] >= view.size[1] {
        return Ok(None);
    }
    scene.pose(stage, &view.attributes)?;
    let scene = &*scene;
    // The pixel becomes the whole picture.
    let [x, y] = at.map(|side| f64::from(side) + 0.5);
    let center = [2.0 * x / width - 1.0, 1.0 - 2.0 * y / height];
    let zoom = DMat4::from_cols(
        DVec4::new(width, 0.0, 0.0, 0.0),
        DVec4::new(0.0, height, 0.0, 0.0),
        DVec4::Z,
        DVec4::new(-width * center[0], -height * center[1], 0.0, 1.0),
    );
    let project = zoom * depth_from_zero(view.camera.projection) * view.camera.view;
    let numbers = Numbers::new(
        stage,
        scene,
        project,
        |part| !is_hidden(scene, part, view),
        |item, _| item as u32,
    );
    let texture = |label, format, usage| {
        gpu.device().create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d::default(),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        })
    };
    let whole = wgpu::TextureViewDescriptor::default();
    let found = texture(
        "picked",
        wgpu::TextureFormat::Rgba32Uint,
        wgpu::TextureUsages::COPY_SRC,
    );
    let depth = texture("picked depth", IDENTITY_DEPTH, wgpu::TextureUsages::empty());
    let mut encoder = gpu
        .device()
        .create_command_encoder(&wgpu::CommandEncoderDescriptor {
            label: Some("pick"),
        });
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("pick"),
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
        numbers.draw(stage, scene, Use::Pick, |_| true, &mut pass);
    }
    gpu.queue().submit([encoder.finish()]);
    let texel = read_texels(gpu, &found, 16)?;
    let [object, triangle, bits, _] = bytemuck::pod_read_unaligned::<[u32; 4]>(&texel);
    let Some(item) = (object as usize)
        .checked_sub(1)
        .and_then(|item| numbers.items.get(item))
    else {
        return Ok(None);
    };
    let part = &scene.parts()[item.part];
    let depth = f64::from(f32::from_bits(bits));
    Ok(Some(Hit {
        part: item.part,
        node: part.node,
        primitive: part.primitive,
        instance: item.instance,
        material: Some(part.material).filter(|material| *material < scene.materials().len()),
        triangle: triangle as usize,
        position: project
            .inverse()
            .project_point3(DVec3::new(0.0, 0.0, depth)),
    }))
}
