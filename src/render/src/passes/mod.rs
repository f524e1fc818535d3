//! How a picture is drawn, pass by pass: what is seen through glass, the opaque, the transmissive,
//! the blended, and at last the picture turned upright over its background.

mod behind;
mod brush;
mod cover;
mod fixed;
mod flatten;
mod formats;
mod frame;
mod id_buffer;
mod id_pipelines;
mod layouts;
mod list;
mod outline;
mod pipelines;
mod recipe;
mod shadow;
mod surface_text;
mod surfaces;
mod through;
#[cfg(test)]
mod valid;

use base::Result;

use brush::Brush;

pub(crate) use behind::Behind;
pub(crate) use cover::Cover;
pub(crate) use formats::{
    COLOR, DEPTH, ID_BUFFER_DEPTH, PICKED, RADIANCE, SAMPLE_ID, SAMPLES, TRIANGLE_ID,
};
pub(crate) use frame::Frame;
pub(crate) use id_buffer::{Eye, IdItem, IdList, depth_from_zero};
pub(crate) use id_pipelines::Use;
pub(crate) use list::{Item, List, is_hidden};
pub(crate) use pipelines::Pipelines;
pub(crate) use recipe::shader;
pub(crate) use shadow::{Cast, Shadow};

use crate::target::Target;
use crate::view::View;
use crate::{LookMode, RenderContext, Scene};

/// Draws `view` of `scene` into `target`.
pub(crate) fn paint(
    context: &RenderContext,
    scene: &mut Scene,
    view: &View,
    target: &mut Target,
) -> Result<()> {
    scene.pose(context, &view.attributes)?;
    let frame = Frame::new(context, scene, view)?;
    let list = List::new(context, scene, view);
    if view.look == LookMode::Wireframe {
        scene.make_edges(context.gpu())?;
    }
    let mut encoder =
        context
            .gpu()
            .device()
            .create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("picture"),
            });
    let brush = Brush::of(view.look);
    if brush.is_shaded() {
        shadow::prepare(context, scene, view, &mut target.shadow, &mut encoder);
    }
    let behind = if list.transmissive.is_empty() || !brush.is_shaded() {
        None
    } else {
        let behind = target.behind(context.gpu());
        through::draw(context, behind, scene, &frame, &list, &mut encoder);
        Some(behind.whole.clone())
    };
    let group = frame.picture_group(context, behind.as_ref());
    let onto = target.onto(context.gpu(), list.samples);
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("surfaces"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &onto.color,
                depth_slice: None,
                resolve_target: onto.resolved.as_ref(),
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    // Samples are needed no more once they are resolved.
                    store: match onto.resolved {
                        Some(_) => wgpu::StoreOp::Discard,
                        None => wgpu::StoreOp::Store,
                    },
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &onto.depth,
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(1.0),
                    store: wgpu::StoreOp::Discard,
                }),
                stencil_ops: None,
            }),
            ..wgpu::RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, &group, &[]);
        for items in [&list.opaque, &list.transmissive] {
            surfaces::draw_with(context, scene, &list, items, brush, COLOR, &mut pass);
        }
        if brush.is_shaded() {
            let shadow = target.shadow.as_ref();
            shadow::draw_floor(context, shadow, view, list.samples, &mut pass);
            pass.set_bind_group(0, &group, &[]);
        }
        surfaces::draw_with(
            context,
            scene,
            &list,
            &list.blended,
            brush,
            COLOR,
            &mut pass,
        );
        if view.look == LookMode::Wireframe {
            for items in list.all() {
                surfaces::draw_with(context, scene, &list, items, Brush::Lines, COLOR, &mut pass);
            }
        }
    }
    flatten::draw(context, view.background, target, &mut encoder);
    if let Some(highlight) = &view.highlight {
        outline::draw(
            context,
            scene,
            &list,
            &group,
            highlight,
            target,
            &mut encoder,
        );
    }
    context.gpu().queue().submit([encoder.finish()]);
    context.gpu().check()
}
