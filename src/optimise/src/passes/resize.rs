//! Makes textures smaller that are larger than the target takes: by halves, so that every texel is
//! a mean of whole ones.

use base::{Job, Result};

use crate::slots;
use crate::texels;
use crate::words::counted;
use crate::work::Work;

pub(super) fn run(work: &mut Work, side: u32, job: &Job) -> Result<Vec<String>> {
    let slots = slots::of(work);
    let mut names = Vec::new();
    for (picture, slots) in work.images.iter_mut().zip(slots) {
        job.check()?;
        let mut halvings = 0;
        while picture.width.max(picture.height) >> halvings > side {
            halvings += 1;
        }
        if halvings == 0 || picture.bytes.is_empty() {
            continue;
        }
        let recipe = Recipe {
            halvings: picture.halvings + halvings,
            quality: 92,
        };
        let Some(pixels) = texels::pixels(picture, &slots, recipe.halvings) else {
            continue;
        };
        let alike = texels::alike(&pixels, &slots, picture.mime, recipe.quality);
        let Some((mime, bytes)) = alike else {
            continue;
        };
        names.push(format!("{} x {}", picture.width, picture.height));
        picture.set(mime, bytes, &pixels);
        picture.halvings = recipe.halvings;
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let what = counted(names.len(), "texture", "textures");
    Ok(vec![format!(
        "Made {what} smaller ({}), to at most {side} pixels a side",
        names.join(", ")
    )])
}

/// How a texture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Recipe {
    /// How often its sides are halved.
    halvings: u8,
    /// Quality of lossy forms, 1 to 100.
    quality: u8,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::samples;

    #[test]
    fn a_large_texture_is_halved_until_it_fits() {
        let mut work = samples::work();
        let changes = run(&mut work, 3, &Job::quiet()).unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!((work.images[0].width, work.images[0].height), (2, 2));
    }
}
