//! Fills what no surface shows of a texture, the space around the islands of its UVs, with colours
//! that flow on smoothly, so that encoders spend nothing there.
//!
//! Around each island a margin stays as it was: filters and smaller levels reach over its edge.

use asset::image::Pixels;
use base::{Job, Result};
use serde_json::{Value, json};

use crate::slots;
use crate::texels;
use crate::words::counted;
use crate::work::links::{self, List};
use crate::work::{Shape, TRIANGLES, Work};

mod fill;
mod shown;

use shown::{Shown, Wrap};

/// Textures that are shown in more than this share of their texels aren't worth it.
const FULL: f64 = 0.92;
/// Larger pictures (in bytes) are left to the pass that stores textures: they take seconds.
const QUICK: usize = 4 << 20;
/// Smaller sides than this hold nothing to save.
const LEAST_SIDE: u32 = 64;

pub(super) fn run(work: &mut Work, job: &Job) -> Result<Vec<String>> {
    if work.fixed {
        return Ok(Vec::new());
    }
    let slots = slots::of(work);
    let mut all_shown = shown(work, job)?;
    let mut filled = 0;
    for ((picture, slots), shown) in work.images.iter_mut().zip(slots).zip(&mut all_shown) {
        job.check()?;
        let Some(shown) = shown
            .as_mut()
            .filter(|_| picture.halvings == 0 && !picture.part_quality.is_locked())
        else {
            continue;
        };
        // Eight texels reach down to the third smaller level; large textures have more of them.
        shown.grow((picture.width.max(picture.height) / 256).max(8) as usize);
        if shown.share() > FULL {
            continue;
        }
        let Some(pixels) = texels::pixels(picture, &slots, 0) else {
            continue;
        };
        if (pixels.width, pixels.height) != shown.size() {
            continue;
        }
        let pixels = fill::fill(pixels, shown);
        let bytes = smaller(&pixels, picture.mime, picture.bytes.len());
        let bytes = bytes.unwrap_or_else(|| picture.bytes.to_vec());
        filled += usize::from(picture.restart(&pixels, bytes));
    }
    if filled == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "Filled what no surface shows of {}",
        counted(filled, "texture", "textures")
    )])
}

/// A lossless texture in its own form, where it became smaller.
fn smaller(pixels: &Pixels, mime: &str, than: usize) -> Option<Vec<u8>> {
    let quick = pixels.rgba.len() <= QUICK;
    let bytes = match mime {
        "image/png" if quick => crate::encode::png(pixels, texels::has_alpha(pixels))?,
        _ => return None,
    };
    (bytes.len() < than).then_some(bytes)
}

/// A use of an image by a material.
#[derive(Debug, Clone)]
struct Use {
    image: usize,
    set: String,
    /// Two rows that take UVs to a place in the texture.
    rows: [[f32; 3]; 2],
    wrap: [Wrap; 2],
}

/// Which texels of each image surfaces show; `None` for images that nothing shows or that are shown
/// in a way that isn't known.
fn shown(work: &mut Work, job: &Job) -> Result<Vec<Option<Shown>>> {
    let uses = uses(work);
    let mut all: Vec<Option<Shown>> = work
        .images
        .iter()
        .map(|picture| {
            let large = picture.width.min(picture.height) >= LEAST_SIDE;
            (large && !picture.bytes.is_empty()).then(|| Shown::new(picture.width, picture.height))
        })
        .collect();
    let mut any = vec![false; all.len()];
    let meshes = work.json["meshes"].as_array().into_iter().flatten();
    for (mesh, shapes) in meshes.zip(&work.meshes) {
        let primitives = mesh["primitives"].as_array().into_iter().flatten();
        for (primitive, shape) in primitives.zip(shapes) {
            job.check()?;
            let mut one = json!({"meshes": [{"primitives": [primitive.clone()]}]});
            let mut worn = Vec::new();
            links::visit(&mut one, List::Materials, &mut |number| {
                worn.extend(number.as_u64().map(|index| index as usize));
            });
            worn.sort_unstable();
            worn.dedup();
            for used in worn.iter().filter_map(|index| uses.get(*index)).flatten() {
                let Some(slot) = all.get_mut(used.image) else {
                    continue;
                };
                any[used.image] = true;
                if let Some(shown) = slot
                    && !mark(shape, used, shown)
                {
                    *slot = None;
                }
            }
        }
    }
    for (slot, any) in all.iter_mut().zip(any) {
        if !any {
            *slot = None;
        }
    }
    Ok(all)
}

/// Marks what a shape shows; `false` where that isn't known.
fn mark(shape: &Shape, used: &Use, shown: &mut Shown) -> bool {
    let Some(uvs) = shape.stream(&used.set).filter(|stream| stream.width == 2) else {
        return false;
    };
    if shape.mode != TRIANGLES {
        return false;
    }
    shape.indices.as_chunks::<3>().0.iter().all(|corners| {
        let corners = corners.map(|vertex| {
            let [u, v] = uvs.element(vertex as usize) else {
                return [f32::NAN; 2];
            };
            used.rows.map(|[a, b, c]| a * u + b * v + c)
        });
        shown.triangle(corners, used.wrap)
    })
}

/// The uses of images by each material.
fn uses(work: &Work) -> Vec<Vec<Use>> {
    let json = &work.json;
    let materials = json["materials"].as_array().into_iter().flatten();
    materials
        .map(|material| {
            let mut uses = Vec::new();
            links::visit_textures(&mut material.clone(), &mut |_, used| {
                let texture =
                    &json["textures"][used["index"].as_u64().unwrap_or(u64::MAX) as usize];
                let mut one = json!({"textures": [texture.clone()]});
                links::visit(&mut one, List::Images, &mut |number| {
                    uses.extend(number.as_u64().map(|image| Use {
                        image: image as usize,
                        set: set(used),
                        rows: rows(&used["extensions"]["KHR_texture_transform"]),
                        wrap: wrap(json, texture),
                    }));
                });
            });
            uses
        })
        .collect()
}

fn set(used: &Value) -> String {
    let moved = &used["extensions"]["KHR_texture_transform"]["texCoord"];
    let set = moved.as_u64().or(used["texCoord"].as_u64()).unwrap_or(0);
    format!("TEXCOORD_{set}")
}

/// KHR_texture_transform as two rows, in the web viewer's order of rotation and scale.
fn rows(transform: &Value) -> [[f32; 3]; 2] {
    let pair = |key: &str, default: f32| -> [f32; 2] {
        std::array::from_fn(|axis| {
            transform[key][axis]
                .as_f64()
                .map_or(default, |value| value as f32)
        })
    };
    let ([x, y], [width, height]) = (pair("offset", 0.0), pair("scale", 1.0));
    let (sin, cos) = (transform["rotation"].as_f64().unwrap_or(0.0) as f32).sin_cos();
    [
        [width * cos, width * sin, x],
        [-height * sin, height * cos, y],
    ]
}

fn wrap(json: &Value, texture: &Value) -> [Wrap; 2] {
    let sampler = texture["sampler"]
        .as_u64()
        .map(|index| &json["samplers"][index as usize]);
    ["wrapS", "wrapT"].map(
        |key| match sampler.and_then(|sampler| sampler[key].as_u64()) {
            Some(33071) => Wrap::Clamp,
            Some(33648) => Wrap::Mirror,
            _ => Wrap::Repeat,
        },
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::samples;

    /// The left half of a noisy texture is shown.
    fn half() -> Work {
        let mut work = samples::work();
        let mut state = 1_u32;
        work.images[0] = samples::picture_of(image::RgbaImage::from_fn(128, 128, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgba([
                (state >> 24) as u8,
                (state >> 16) as u8,
                (state >> 8) as u8,
                255,
            ])
        }));
        for uv in work.meshes[0][0].streams[2].values.as_chunks_mut::<2>().0 {
            uv[0] *= 0.5;
        }
        work
    }

    #[test]
    fn what_is_not_shown_becomes_smooth_and_what_is_shown_stays() {
        let mut work = half();
        let before = image::load_from_memory(&work.images[0].bytes)
            .unwrap()
            .to_rgba8();
        assert_eq!(run(&mut work, &Job::quiet()).unwrap().len(), 1);
        let picture = &work.images[0];
        let after = image::load_from_memory(&picture.source).unwrap().to_rgba8();
        for y in 0..128 {
            for x in 0..70 {
                assert_eq!(before.get_pixel(x, y), after.get_pixel(x, y), "{x} {y}");
            }
        }
        let far = |image: &image::RgbaImage| {
            (90..110)
                .map(|x| {
                    u32::from(image.get_pixel(x, 64)[0].abs_diff(image.get_pixel(x + 1, 64)[0]))
                })
                .max()
        };
        assert!(
            far(&after) < far(&before).map(|step| step / 4),
            "{:?}",
            far(&after)
        );
        // The stored PNG profits at once.
        assert!(picture.bytes.len() * 4 < before.as_raw().len() * 3);
    }

    #[test]
    fn tiled_textures_and_textures_shown_in_full_stay() {
        let mut work = half();
        for uv in work.meshes[0][0].streams[2].values.as_chunks_mut::<2>().0 {
            uv[0] *= 7.0;
        }
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
        let mut moved = half();
        moved.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["extensions"] =
            json!({"KHR_texture_transform": {"scale": [2.0, 1.0]}});
        assert!(run(&mut moved, &Job::quiet()).unwrap().is_empty());
    }

    #[test]
    fn without_coordinates_and_with_broken_ones_everything_stays() {
        let mut work = half();
        work.meshes[0][0].streams[2].values[4] = f32::NAN;
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
        let mut work = half();
        work.meshes[0][0].streams.truncate(2);
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
    }
}
