//! What is under a pixel.

use std::task::Poll;

use base::{Fault, Result};
use glam::{DMat4, DVec3, DVec4};

use crate::gpu::Reading;
use crate::owners::draw_ids;
use crate::passes::{Eye, IdItem, IdList, depth_from_zero, is_hidden};
use crate::view::View;
use crate::{RenderContext, Scene};

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
pub fn pick(
    context: &RenderContext,
    scene: &mut Scene,
    view: &View,
    at: [u32; 2],
) -> Result<Option<Hit>> {
    let picking = Picking::begin(context, scene, view, at)?;
    context.gpu().wait()?;
    match picking.answer(context, scene)? {
        Poll::Ready(hit) => Ok(hit),
        Poll::Pending => Err(Fault::service(format!(
            "{} doesn't answer",
            context.gpu().adapter_name()
        ))
        .hint("Try again; if it stays, choose another adapter with PLINTH_ADAPTER")),
    }
}

/// A question about a pixel, which the device works on while its caller doesn't wait.
#[derive(Debug)]
pub struct Picking {
    /// `None` where there was nothing to ask: the pixel is beside the picture.
    reading: Option<Reading>,
    /// From the world to the clip space that the pixel fills.
    project: DMat4,
    items: Vec<IdItem>,
}

impl Picking {
    /// Asks what [`pick()`] answers, and doesn't wait.
    ///
    /// # Errors
    /// Those of [`pick()`].
    pub fn begin(
        context: &RenderContext,
        scene: &mut Scene,
        view: &View,
        at: [u32; 2],
    ) -> Result<Self> {
        let gpu = context.gpu();
        if !gpu.knows_triangles() {
            return Err(Fault::service(format!(
                "{} can't tell which part is under the pointer",
                gpu.adapter_name()
            ))
            .hint("Choose another adapter with PLINTH_ADAPTER"));
        }
        if at[0] >= view.size[0] || at[1] >= view.size[1] {
            return Ok(Self {
                reading: None,
                project: DMat4::IDENTITY,
                items: Vec::new(),
            });
        }
        scene.pose(context, &view.attributes)?;
        let project = pixel(view, at) * depth_from_zero(view.camera.projection) * view.camera.view;
        let ids = IdList::new(
            context,
            scene,
            Eye::new(project),
            |part| !is_hidden(scene, part, view),
            |item, _| item as u32,
        );
        let found = draw_ids(context, scene, &ids, [1; 2]);
        Ok(Self {
            reading: Some(Reading::texel(gpu, &found, 16)),
            project,
            items: ids.items,
        })
    }

    /// The answer, once it is there; `scene` is the one that was asked about. Don't ask again after it.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the device fails.
    pub fn answer(&self, context: &RenderContext, scene: &Scene) -> Result<Poll<Option<Hit>>> {
        let Some(reading) = &self.reading else {
            return Ok(Poll::Ready(None));
        };
        if !reading.is_there(context.gpu())? {
            return Ok(Poll::Pending);
        }
        let mut texel = [0; 4];
        reading.show(|bytes| texel = bytemuck::pod_read_unaligned(bytes))?;
        Ok(Poll::Ready(self.hit(scene, texel)))
    }

    /// What a texel of the ID buffer says.
    fn hit(&self, scene: &Scene, [object, triangle, bits, _]: [u32; 4]) -> Option<Hit> {
        let item = self.items.get((object as usize).checked_sub(1)?)?;
        let part = scene.parts().get(item.part)?;
        let depth = f64::from(f32::from_bits(bits));
        Some(Hit {
            part: item.part,
            node: part.node,
            primitive: part.primitive,
            instance: item.instance,
            material: Some(part.material).filter(|material| *material < scene.materials().len()),
            triangle: triangle as usize,
            position: self
                .project
                .inverse()
                .project_point3(DVec3::new(0.0, 0.0, depth)),
        })
    }
}

/// A matrix that makes the pixel `at` the whole picture.
fn pixel(view: &View, at: [u32; 2]) -> DMat4 {
    let [width, height] = view.size.map(f64::from);
    let [x, y] = at.map(|side| f64::from(side) + 0.5);
    let center = [2.0 * x / width - 1.0, 1.0 - 2.0 * y / height];
    DMat4::from_cols(
        DVec4::new(width, 0.0, 0.0, 0.0),
        DVec4::new(0.0, height, 0.0, 0.0),
        DVec4::Z,
        DVec4::new(-width * center[0], -height * center[1], 0.0, 1.0),
    )
}
