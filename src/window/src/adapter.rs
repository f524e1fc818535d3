//! The graphics device that window and picture share.

use std::sync::Arc;

use base::env::PLINTH_ADAPTER;
use egui_wgpu::{
    NativeAdapterSelectorMethod, WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew, wgpu,
};

/// eframe's setup, with all that the adapter can do: the picture needs large textures and many
/// bindings.
pub(crate) fn configuration() -> WgpuConfiguration {
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    setup.device_descriptor = Arc::new(|adapter| wgpu::DeviceDescriptor {
        label: Some("plinth window"),
        required_limits: adapter.limits(),
        required_features: render::Gpu::wanted_features(adapter),
        ..wgpu::DeviceDescriptor::default()
    });
    setup.native_adapter_selector = PLINTH_ADAPTER.get().map(selector);
    WgpuConfiguration {
        wgpu_setup: WgpuSetup::CreateNew(setup),
        ..WgpuConfiguration::default()
    }
}

/// Takes the first adapter whose name or backend holds `wish` and which can show on the window.
fn selector(wish: String) -> NativeAdapterSelectorMethod {
    Arc::new(move |adapters, surface| {
        let wanted = wish.to_lowercase();
        let fits = |adapter: &&wgpu::Adapter| {
            let info = adapter.get_info();
            let named = info.name.to_lowercase().contains(&wanted)
                || info.backend.to_string().to_lowercase() == wanted;
            named && surface.is_none_or(|surface| adapter.is_surface_supported(surface))
        };
        adapters.iter().find(fits).cloned().ok_or_else(|| {
            format!(
                "no graphics adapter '{wish}' can show a window (asked for by {})",
                PLINTH_ADAPTER.name
            )
        })
    })
}
