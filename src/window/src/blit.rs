//! Paints what is large: flat areas and the product's picture.
//!
//! egui paints every pixel with one shader that looks up a texture and blends. A graphics card never
//! notices; a processor that paints in its place spends most of a frame on it.

use std::sync::Arc;

use egui::{Color32, Id, PaintCallbackInfo, Rect, Ui};
use egui_wgpu::{Callback, CallbackResources, CallbackTrait, wgpu};

const SHADER: &str = include_str!("../../../shaders/blit.wgsl");

/// Pipelines of the window's device. Clones share them.
#[derive(Clone)]
pub(crate) struct Blitter(Arc<Inner>);

struct Inner {
    device: wgpu::Device,
    flat: wgpu::RenderPipeline,
    same: wgpu::RenderPipeline,
    scaled: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
    /// Whether the window's surface encodes colours by itself.
    encodes: bool,
}

impl Blitter {
    /// An blit for the window of `state`, which [`fill`] finds in `ctx` from now on.
    pub(crate) fn set_up(ctx: &egui::Context, state: &egui_wgpu::RenderState) -> Self {
        let blit = Self(Arc::new(Inner::new(&state.device, state.target_format)));
        ctx.data_mut(|data| data.insert_temp(Id::NULL, blit.clone()));
        blit
    }

    /// Makes a picture ready to be painted.
    pub(crate) fn canvas(&self, picture: &wgpu::TextureView) -> Canvas {
        let Inner {
            device,
            layout,
            sampler,
            ..
        } = &*self.0;
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("canvas"),
            layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(picture),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::Sampler(sampler),
                },
            ],
        });
        let size = picture.texture().size();
        Canvas {
            blit: self.clone(),
            group,
            size: [size.width, size.height],
        }
    }
}

impl Inner {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let encodes = format.is_srgb();
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty,
            count: None,
        };
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("canvas"),
            entries: &[
                entry(
                    0,
                    wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                ),
                entry(
                    1,
                    wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                ),
            ],
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("blit"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let pipeline = |entry: &str, groups: &[Option<&wgpu::BindGroupLayout>], blend| {
            let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("blit"),
                bind_group_layouts: groups,
                immediate_size: 0,
            });
            let constants = [("surface_encodes", f64::from(u8::from(encodes)))];
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some("blit"),
                layout: Some(&layout),
                vertex: wgpu::VertexState {
                    module: &module,
                    entry_point: Some("vertex_main"),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &module,
                    entry_point: Some(entry),
                    compilation_options: wgpu::PipelineCompilationOptions {
                        constants: &constants,
                        ..wgpu::PipelineCompilationOptions::default()
                    },
                    targets: &[Some(wgpu::ColorTargetState {
                        format,
                        blend,
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        let constant = wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::Constant,
            dst_factor: wgpu::BlendFactor::Zero,
            operation: wgpu::BlendOperation::Add,
        };
        let constant = wgpu::BlendState {
            color: constant,
            alpha: constant,
        };
        let groups = [Some(&layout)];
        Self {
            flat: pipeline("flat_main", &[], Some(constant)),
            same: pipeline("same_main", &groups, None),
            scaled: pipeline("scaled_main", &groups, None),
            sampler: device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("canvas"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..wgpu::SamplerDescriptor::default()
            }),
            layout,
            device: device.clone(),
            encodes,
        }
    }
}

/// Fills `rect` with a colour that hides what is behind it.
pub(crate) fn fill(ui: &Ui, rect: Rect, color: Color32) {
    match ui.data(|data| data.get_temp::<Blitter>(Id::NULL)) {
        Some(blit) => {
            let area = Area { blit, color };
            ui.painter().add(Callback::new_paint_callback(rect, area));
        }
        // There is no device: nothing is painted anyway.
        None => {
            ui.painter().rect_filled(rect, 0, color);
        }
    }
}

/// A flat area.
struct Area {
    blit: Blitter,
    color: Color32,
}

impl CallbackTrait for Area {
    fn paint(
        &self,
        _info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        let [r, g, b, a] = if self.blit.0.encodes {
            egui::Rgba::from(self.color).to_array()
        } else {
            self.color.to_normalized_gamma_f32()
        }
        .map(f64::from);
        pass.set_pipeline(&self.blit.0.flat);
        pass.set_blend_constant(wgpu::Color { r, g, b, a });
        pass.draw(0..3, 0..1);
    }
}

/// A picture that is ready to be painted. Clones share it.
#[derive(Clone)]
pub(crate) struct Canvas {
    blit: Blitter,
    group: wgpu::BindGroup,
    size: [u32; 2],
}

impl Canvas {
    /// Paints the picture over `rect`, hiding what is behind it.
    pub(crate) fn paint(&self, ui: &Ui, rect: Rect) {
        ui.painter()
            .add(Callback::new_paint_callback(rect, self.clone()));
    }
}

impl CallbackTrait for Canvas {
    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        let viewport = info.viewport_in_pixels();
        let place = [viewport.width_px, viewport.height_px];
        let is_same = place
            == self
                .size
                .map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        let Inner { same, scaled, .. } = &*self.blit.0;
        pass.set_pipeline(if is_same { same } else { scaled });
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..3, 0..1);
    }
}
