//! What all surfaces of a picture share: camera, exposure, environment, lights.

use std::sync::Arc;

use base::{Job, Result};
use bytemuck::{Pod, Zeroable};
use glam::{DMat4, Mat4};
use viewer::ToneMapping;

use crate::environment::Light;
use crate::scene::{MAX_LIGHTS, PlacedLight};
use crate::view::View;
use crate::{RenderContext, Scene};

/// The code in tonemap.wgsl that leaves radiance as it is.
const TONE_RADIANCE: u32 = 7;

/// Laid out as common.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Numbers {
    projection: [f32; 16],
    to_world: [f32; 16],
    exposure: f32,
    tone: u32,
    grey: u32,
    environment_log: f32,
    environment_texel: [f32; 2],
    size: [f32; 2],
    light_count: u32,
    orthographic: u32,
    padding: [u32; 2],
    lights: [[[f32; 4]; 4]; MAX_LIGHTS],
}

/// A picture's shared numbers on the device.
pub(crate) struct Frame {
    picture: wgpu::Buffer,
    radiance: wgpu::Buffer,
    light: Arc<Light>,
}

impl Frame {
    pub(crate) fn new(context: &RenderContext, scene: &Scene, view: &View) -> Result<Self> {
        let light = context.light(&view.attributes.environment, &Job::quiet())?;
        let mut numbers = Numbers::zeroed();
        numbers.projection = clip(view.camera.projection).to_cols_array();
        let mut to_world = view.camera.view.inverse();
        to_world.w_axis = glam::DVec4::W;
        numbers.to_world = to_world.as_mat4().to_cols_array();
        numbers.exposure = view.attributes.tone_exposure();
        numbers.tone = tone_code(view.attributes.tone_mapping);
        numbers.grey = u32::from(light.grey);
        numbers.environment_log = light.log_size as f32;
        numbers.environment_texel = light.size.map(|side| 1.0 / side as f32);
        numbers.size = view.size.map(|side| side as f32);
        numbers.orthographic = u32::from(view.camera.projection.w_axis.w != 0.0);
        let lights = scene.lights();
        for (slot, light) in numbers.lights.iter_mut().zip(&lights) {
            *slot = light_numbers(light, view.camera.view);
        }
        numbers.light_count = lights.len().min(MAX_LIGHTS) as u32;
        let picture = context.uniform("picture", bytemuck::bytes_of(&numbers));
        numbers.tone = TONE_RADIANCE;
        let radiance = context.uniform("radiance", bytemuck::bytes_of(&numbers));
        Ok(Self {
            picture,
            radiance,
            light,
        })
    }

    /// The bind group of passes that draw the picture; `behind` is what is seen through glass.
    pub(crate) fn picture_group(
        &self,
        context: &RenderContext,
        behind: Option<&wgpu::TextureView>,
    ) -> wgpu::BindGroup {
        self.group(context, &self.picture, behind)
    }

    /// The bind group of passes that draw radiance.
    pub(crate) fn radiance_group(
        &self,
        context: &RenderContext,
        behind: Option<&wgpu::TextureView>,
    ) -> wgpu::BindGroup {
        self.group(context, &self.radiance, behind)
    }

    fn group(
        &self,
        context: &RenderContext,
        numbers: &wgpu::Buffer,
        behind: Option<&wgpu::TextureView>,
    ) -> wgpu::BindGroup {
        let nothing = context.pixel([0; 4]);
        let views = [&self.light.view, context.dfg(), behind.unwrap_or(&nothing)];
        let mut entries = vec![
            wgpu::BindGroupEntry {
                binding: 0,
                resource: numbers.as_entire_binding(),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: wgpu::BindingResource::Sampler(context.linear_clamp()),
            },
        ];
        for (binding, view) in (2..).zip(views) {
            entries.push(wgpu::BindGroupEntry {
                binding,
                resource: wgpu::BindingResource::TextureView(view),
            });
        }
        context
            .gpu()
            .device()
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("picture"),
                layout: context.pipelines().frame_layout(),
                entries: &entries,
            })
    }
}

/// From OpenGL's clip space to one whose depth is 0 to 1 and whose picture is upside down.
pub(super) fn clip(projection: DMat4) -> Mat4 {
    upside_down(projection).as_mat4()
}

/// The same, as finely as matrices are computed.
pub(super) fn upside_down(projection: DMat4) -> DMat4 {
    let turn = DMat4::from_cols_array(&[
        1.0, 0.0, 0.0, 0.0, //
        0.0, -1.0, 0.0, 0.0, //
        0.0, 0.0, 0.5, 0.0, //
        0.0, 0.0, 0.5, 1.0,
    ]);
    turn * projection
}

/// The number by which the shader knows the curve (tonemap.wgsl).
const fn tone_code(tone: ToneMapping) -> u32 {
    match tone {
        ToneMapping::None => 0,
        ToneMapping::Auto | ToneMapping::Commerce | ToneMapping::Neutral => 1,
        ToneMapping::Aces => 2,
        ToneMapping::Agx => 3,
        ToneMapping::Reinhard => 4,
        ToneMapping::Cineon => 5,
        ToneMapping::Linear => 6,
    }
}

fn light_numbers(light: &PlacedLight, view: DMat4) -> [[f32; 4]; 4] {
    let towards = view.transform_vector3(-light.direction).as_vec3();
    let [end, begin] = light.cone();
    let code = light.code();
    let place = if code == 0.0 {
        towards
    } else {
        view.transform_point3(light.position).as_vec3()
    };
    let [r, g, b] = light
        .light
        .color
        .map(|channel| channel * light.light.intensity);
    [
        place.extend(code).into(),
        [r, g, b, light.light.range.unwrap_or(0.0)],
        towards.extend(end).into(),
        [begin, 0.0, 0.0, 0.0],
    ]
}
