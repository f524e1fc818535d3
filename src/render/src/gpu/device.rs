//! Opening a device, hearing of its errors.

use std::sync::Arc;
use std::time::Duration;

use base::{Fault, Result};

use super::adapter::choose;
use super::trouble::Trouble;

/// How long the device may work on one picture before it counts as stuck. Software adapters take
/// seconds for large pictures of heavy models.
const PATIENCE: Duration = Duration::from_secs(120);

/// Which adapter to use, and how much of it.
#[derive(Debug, Clone, Default)]
pub struct GpuOptions {
    /// A part of the adapter's name, or `vulkan`, `metal`, `dx12`, `gl`; `None` takes the value of
    /// `PLINTH_ADAPTER`, and without that the fastest adapter.
    pub adapter: Option<String>,
    /// The longest side of textures and pictures in pixels, where it is to be less than the adapter
    /// allows; 1024 at least, which environments take.
    pub max_side: Option<u32>,
    /// Whether compressed textures are decoded even where the adapter takes them as they are.
    pub decodes: bool,
}

/// A graphics device. Clones share it.
#[derive(Debug, Clone)]
pub struct Gpu(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    device: wgpu::Device,
    queue: wgpu::Queue,
    info: wgpu::AdapterInfo,
    /// Whether shaders may write lists.
    writes_lists: bool,
    /// How it was opened, and is opened again.
    options: GpuOptions,
    trouble: Arc<Trouble>,
}

impl Gpu {
    /// Opens a device that draws without a window.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if there is no adapter, none that was asked
    /// for, or if it can't be opened.
    pub fn headless(options: &GpuOptions) -> Result<Self> {
        let wish = options
            .adapter
            .clone()
            .or_else(|| base::env::PLINTH_ADAPTER.get());
        let adapter = pollster::block_on(choose(wish.as_deref()))?;
        // The adapter's own limits: pictures and textures may be as large as it allows.
        let mut limits = adapter.limits();
        if let Some(side) = options.max_side {
            limits.max_texture_dimension_2d = limits.max_texture_dimension_2d.min(side.max(1024));
        }
        let mut features = Self::wanted_features(&adapter);
        if options.decodes {
            features.remove(wgpu::Features::TEXTURE_COMPRESSION_BC);
        }
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("plinth"),
            required_features: features,
            required_limits: limits,
            ..wgpu::DeviceDescriptor::default()
        }))
        .map_err(|error| {
            Fault::service(format!(
                "The graphics adapter {} can't be opened",
                adapter.get_info().name
            ))
            .hint("Update its driver, or choose another adapter with PLINTH_ADAPTER")
            .because(error)
        })?;
        let options = GpuOptions {
            adapter: wish,
            ..options.clone()
        };
        Ok(Self::new(&adapter, device, queue, options))
    }

    /// The optional features that a device should be opened with where its adapter has them: numbers
    /// of triangles in shaders, by which [`pick`](crate::pick()) tells what is where, and compressed
    /// textures.
    #[must_use]
    pub fn wanted_features(adapter: &wgpu::Adapter) -> wgpu::Features {
        let wanted = wgpu::Features::PRIMITIVE_INDEX | wgpu::Features::TEXTURE_COMPRESSION_BC;
        adapter.features() & wanted
    }

    /// Whether shaders know the numbers of triangles.
    #[must_use]
    pub fn knows_triangles(&self) -> bool {
        self.0
            .device
            .features()
            .contains(wgpu::Features::PRIMITIVE_INDEX)
    }

    /// Whether shaders can mark in a list which triangles are seen.
    pub(crate) fn can_mark(&self) -> bool {
        self.knows_triangles() && self.0.writes_lists
    }

    /// Uses a device that a window has already opened.
    #[must_use]
    pub fn from_wgpu(adapter: &wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let options = GpuOptions {
            adapter: base::env::PLINTH_ADAPTER.get(),
            ..GpuOptions::default()
        };
        Self::new(adapter, device, queue, options)
    }

    fn new(
        adapter: &wgpu::Adapter,
        device: wgpu::Device,
        queue: wgpu::Queue,
        options: GpuOptions,
    ) -> Self {
        let trouble = Arc::new(Trouble::default());
        let sink = Arc::clone(&trouble);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| sink.hear(&error)));
        let sink = Arc::clone(&trouble);
        device.set_device_lost_callback(move |reason, message| sink.lose(reason, &message));
        Self(Arc::new(Inner {
            info: adapter.get_info(),
            writes_lists: adapter.get_downlevel_capabilities().flags.contains(
                wgpu::DownlevelFlags::COMPUTE_SHADERS
                    | wgpu::DownlevelFlags::FRAGMENT_WRITABLE_STORAGE,
            ),
            device,
            queue,
            options,
            trouble,
        }))
    }

    /// Opens the adapter again, without a window, as it was opened first: after this device was
    /// lost, for one. What was on this device has to be made anew on the new one.
    ///
    /// # Errors
    /// Those of [`headless`](Self::headless).
    pub fn reopen(&self) -> Result<Self> {
        Self::headless(&self.0.options)
    }

    /// Whether the device is gone: reset, unplugged, its driver updated. It stays so; see
    /// [`reopen`](Self::reopen).
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.0.trouble.is_lost()
    }

    /// The adapter's name and how it is driven, for people: `NVIDIA H200 (Vulkan)`.
    #[must_use]
    pub fn adapter_name(&self) -> String {
        let info = &self.0.info;
        let backend = match info.backend {
            wgpu::Backend::Vulkan => "Vulkan",
            wgpu::Backend::Metal => "Metal",
            wgpu::Backend::Dx12 => "Direct3D 12",
            wgpu::Backend::Gl => "OpenGL",
            wgpu::Backend::BrowserWebGpu => "WebGPU",
            wgpu::Backend::Noop => "nothing",
        };
        format!("{} ({backend})", info.name)
    }

    /// Whether the processor does the adapter's work.
    #[must_use]
    pub fn is_software(&self) -> bool {
        self.0.info.device_type == wgpu::DeviceType::Cpu
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> &wgpu::Device {
        &self.0.device
    }

    /// The queue.
    #[must_use]
    pub fn queue(&self) -> &wgpu::Queue {
        &self.0.queue
    }

    /// The longest side that a texture or picture may have, in pixels.
    #[must_use]
    pub fn max_side(&self) -> u32 {
        self.0.device.limits().max_texture_dimension_2d
    }

    /// Waits until everything submitted so far is done.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the device reported an error, is lost or is
    /// stuck.
    pub fn wait(&self) -> Result<()> {
        let waited = self.0.device.poll(wgpu::PollType::Wait {
            submission_index: None,
            timeout: Some(PATIENCE),
        });
        self.check()?;
        waited.map(|_| ()).map_err(|error| {
            Fault::service(format!("{} doesn't answer", self.adapter_name()))
                .hint("Try again; if it stays, choose another adapter with PLINTH_ADAPTER")
                .because(error)
        })
    }

    /// Takes the first error that the device reported since it was last asked. A lost device
    /// always has one.
    ///
    /// # Errors
    /// That error, as a [`Service`](base::FaultKind::Service) fault.
    pub fn check(&self) -> Result<()> {
        if self.0.trouble.is_any() {
            // A lost device refuses everything, but says only when it is polled that it is lost. What
            // the poll returns is reported by the check.
            let _ = self.0.device.poll(wgpu::PollType::Poll);
        }
        self.0.trouble.check()
    }

    /// Whether the first error since the device was last asked is that memory ran out; takes it.
    pub(crate) fn take_out_of_memory(&self) -> bool {
        self.0.trouble.take_out_of_memory()
    }

    /// Whether the device reported an error that nobody has asked for.
    #[cfg(test)]
    pub(crate) fn has_trouble(&self) -> bool {
        self.0.trouble.is_any()
    }

    /// Lets memory run out for the next so many loads of textures.
    #[cfg(test)]
    pub(crate) fn pretend_out_of_memory(&self, times: u32) {
        let pretended = &self.0.trouble.pretended;
        pretended.store(times, std::sync::atomic::Ordering::Relaxed);
    }
}
