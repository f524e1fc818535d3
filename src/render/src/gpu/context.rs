//! Finding an adapter, opening a device, hearing of its errors.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::{Fault, Result};

/// How long the device may work on one picture before it counts as stuck. Software adapters take
/// seconds for large pictures of heavy models.
const PATIENCE: Duration = Duration::from_secs(120);

/// Which adapter to use.
#[derive(Debug, Clone, Default)]
pub struct GpuOptions {
    /// A part of the adapter's name, or `vulkan`, `metal`, `dx12`, `gl`; `None` takes the value of
    /// `PLINTH_ADAPTER`, and without that the fastest adapter.
    pub adapter: Option<String>,
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
    /// The first error that the device reported and nobody has asked for yet.
    error: Arc<Mutex<Option<Fault>>>,
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
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("plinth"),
            // The adapter's own limits: pictures and textures may be as large as it allows.
            required_limits: adapter.limits(),
            required_features: Self::wanted_features(&adapter),
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
        Ok(Self::from_wgpu(&adapter, device, queue))
    }

    /// The optional features that a device should be opened with where its adapter has them: numbers
    /// of triangles in shaders, by which [`pick`](crate::pick()) tells what is where.
    #[must_use]
    pub fn wanted_features(adapter: &wgpu::Adapter) -> wgpu::Features {
        adapter.features() & wgpu::Features::PRIMITIVE_INDEX
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
        let error = Arc::new(Mutex::new(None));
        let sink = Arc::clone(&error);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            note(&sink, explain(&error));
        }));
        let sink = Arc::clone(&error);
        device.set_device_lost_callback(move |reason, message| {
            if reason != wgpu::DeviceLostReason::Destroyed {
                note(&sink, lost(&message));
            }
        });
        Self(Arc::new(Inner {
            info: adapter.get_info(),
            writes_lists: adapter.get_downlevel_capabilities().flags.contains(
                wgpu::DownlevelFlags::COMPUTE_SHADERS
                    | wgpu::DownlevelFlags::FRAGMENT_WRITABLE_STORAGE,
            ),
            device,
            queue,
            error,
        }))
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
    /// A [`Service`](base::FaultKind::Service) fault if the device reported an error or is stuck.
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

    /// Takes the first error that the device reported since it was last asked.
    ///
    /// # Errors
    /// That error, as a [`Service`](base::FaultKind::Service) fault.
    pub fn check(&self) -> Result<()> {
        let mut slot = self.0.error.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take().map_or(Ok(()), Err)
    }
}

fn note(sink: &Mutex<Option<Fault>>, fault: Fault) {
    tracing::error!(causes = ?fault.causes(), "{fault}");
    sink.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert(fault);
}

fn explain(error: &wgpu::Error) -> Fault {
    match error {
        wgpu::Error::OutOfMemory { .. } => {
            Fault::service("The graphics adapter has too little memory for this model")
                .hint("Close other programs, make the picture smaller, or use smaller textures")
        }
        _ => Fault::service("The graphics adapter refused to draw")
            .hint("Update its driver, or choose another adapter with PLINTH_ADAPTER")
            .because(error.to_string()),
    }
}

fn lost(message: &str) -> Fault {
    Fault::service("The graphics adapter was lost")
        .hint("It was reset, unplugged or updated; open the file again")
        .because(message.to_owned())
}

async fn choose(wish: Option<&str>) -> Result<wgpu::Adapter> {
    let primary = wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12;
    let word = wish.map(str::to_lowercase);
    let (sets, name): (&[wgpu::Backends], Option<&str>) = match word.as_deref() {
        None => (&[primary, wgpu::Backends::GL], None),
        Some("vulkan") => (&[wgpu::Backends::VULKAN], None),
        Some("metal") => (&[wgpu::Backends::METAL], None),
        Some("dx12") => (&[wgpu::Backends::DX12], None),
        Some("gl") => (&[wgpu::Backends::GL], None),
        Some(name) => (&[primary, wgpu::Backends::GL], Some(name)),
    };
    let mut seen = Vec::new();
    for backends in sets {
        // OpenGL is looked at only when nothing better is there: opening it takes a while.
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
            backends: *backends,
            ..wgpu::InstanceDescriptor::new_without_display_handle()
        });
        let mut adapters = instance.enumerate_adapters(*backends).await;
        adapters.sort_by_key(|adapter| rank(adapter.get_info().device_type));
        seen.extend(adapters.iter().map(|adapter| adapter.get_info().name));
        let fits = |adapter: &wgpu::Adapter| {
            name.is_none_or(|name| adapter.get_info().name.to_lowercase().contains(name))
        };
        if let Some(adapter) = adapters.into_iter().find(fits) {
            return Ok(adapter);
        }
    }
    Err(match wish {
        Some(wish) if !seen.is_empty() => {
            Fault::service(format!("There is no graphics adapter '{wish}'"))
                .hint(format!("There are: {}", seen.join(", ")))
        }
        _ => Fault::service("No graphics adapter was found").hint(
            "Install its driver; a computer without one can draw in software with \
             Mesa (on Debian and Ubuntu: apt install mesa-vulkan-drivers)",
        ),
    })
}

/// The order of preference.
const fn rank(kind: wgpu::DeviceType) -> u8 {
    match kind {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Cpu => 3,
        wgpu::DeviceType::Other => 4,
    }
}
