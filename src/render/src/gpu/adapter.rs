//! Finding an adapter that can draw pictures.

use base::{Fault, Result};

/// The least that pictures need: the longest side of a texture (environments take 1024, posters
/// 1200), textures and samplers of a shader, and groups of them.
const LEAST_SIDE: u32 = 2048;
const LEAST_TEXTURES: u32 = 16;
const LEAST_SAMPLERS: u32 = 8;
const LEAST_GROUPS: u32 = 3;

/// The adapter that `wish` names, or the fastest.
pub(super) async fn choose(wish: Option<&str>) -> Result<wgpu::Adapter> {
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
    let mut too_small = None;
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
        for adapter in adapters.into_iter().filter(fits) {
            match suits(&adapter) {
                Ok(()) => return Ok(adapter),
                Err(fault) => {
                    tracing::warn!("{fault}");
                    too_small.get_or_insert(fault);
                }
            }
        }
    }
    if let Some(fault) = too_small {
        return Err(fault);
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

/// Refuses an adapter that can't draw pictures, and says what it lacks.
pub(super) fn suits(adapter: &wgpu::Adapter) -> Result<()> {
    let lacking = lacking_limit(&adapter.limits()).or_else(|| lacking_format(adapter));
    lacking.map_or(Ok(()), |what| {
        let name = adapter.get_info().name;
        Err(Fault::service(format!(
            "The graphics adapter {name} can't draw the preview: {what}"
        ))
        .hint("Update its driver, or choose another adapter with PLINTH_ADAPTER"))
    })
}

fn lacking_limit(limits: &wgpu::Limits) -> Option<String> {
    let needs = [
        (
            "pixels along a texture",
            limits.max_texture_dimension_2d,
            LEAST_SIDE,
        ),
        (
            "textures in a shader",
            limits.max_sampled_textures_per_shader_stage,
            LEAST_TEXTURES,
        ),
        (
            "samplers in a shader",
            limits.max_samplers_per_shader_stage,
            LEAST_SAMPLERS,
        ),
        ("bind groups", limits.max_bind_groups, LEAST_GROUPS),
    ];
    needs
        .into_iter()
        .find(|(_, has, least)| has < least)
        .map(|(what, has, least)| format!("it takes {has} {what}, and {least} are needed"))
}

fn lacking_format(adapter: &wgpu::Adapter) -> Option<String> {
    use wgpu::TextureFormatFeatureFlags as Flags;
    let several = Flags::MULTISAMPLE_X4;
    let resolved = several | Flags::MULTISAMPLE_RESOLVE;
    let needs = [
        (crate::passes::COLOR, resolved | Flags::BLENDABLE),
        (
            crate::passes::RADIANCE,
            resolved | Flags::BLENDABLE | Flags::FILTERABLE,
        ),
        (crate::passes::DEPTH, several),
    ];
    needs
        .into_iter()
        .find(|(format, flags)| {
            !adapter
                .get_texture_format_features(*format)
                .flags
                .contains(*flags)
        })
        .map(|(format, _)| format!("it doesn't draw {format:?} with four samples a pixel"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_too_small_is_said_with_both_numbers() {
        assert_eq!(lacking_limit(&wgpu::Limits::default()), None);
        let small = wgpu::Limits {
            max_texture_dimension_2d: 1024,
            ..wgpu::Limits::default()
        };
        assert_eq!(
            lacking_limit(&small).as_deref(),
            Some("it takes 1024 pixels along a texture, and 2048 are needed")
        );
    }
}
