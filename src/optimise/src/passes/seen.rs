//! Makes textures smaller that are never looked at in full: from the nearest camera that is allowed,
//! on the largest screen, only smaller levels of them are sampled.
//!
//! How finely each is looked at is found beforehand (see `render::visibility`); without that the pass
//! does nothing. What is left has every texel that a customer's screen can show.

use base::{Job, Result};

use crate::slots;
use crate::texels;
use crate::words::counted;
use crate::work::Work;

/// Quality of a texture that stays in its lossy form.
const QUALITY: u8 = 95;

pub(super) fn run(work: &mut Work, job: &Job) -> Result<Vec<String>> {
    let slots = slots::of(work);
    let mut names = Vec::new();
    for (picture, slots) in work.images.iter_mut().zip(slots) {
        job.check()?;
        let longest = f64::from(picture.width.max(picture.height).max(1));
        let finest = picture.finest.unwrap_or(0.0).clamp(0.0, longest.log2());
        let spare = finest as u8;
        if spare == 0 || picture.bytes.is_empty() || picture.part_quality.is_locked() {
            continue;
        }
        let before = format!("{} x {}", picture.width, picture.height);
        let pixels = texels::pixels(picture, &slots, picture.halvings + spare);
        let smaller = pixels.and_then(|pixels| {
            let (mime, bytes) = texels::alike(&pixels, &slots, picture.mime, QUALITY)?;
            Some((pixels, mime, bytes))
        });
        let Some((pixels, mime, bytes)) = smaller else {
            continue;
        };
        if picture.restart(&pixels, bytes) {
            picture.mime = mime;
            picture.finest = Some(finest - f64::from(spare));
            names.push(before);
        }
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "Made {} smaller ({}): no customer's screen shows more",
        counted(names.len(), "texture", "textures"),
        names.join(", ")
    )])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::samples;

    #[test]
    fn a_texture_that_is_looked_at_from_afar_loses_what_is_never_sampled() {
        let mut work = samples::work();
        work.images[0] = samples::picture(64, 32);
        work.images[0].finest = Some(2.7);
        assert_eq!(run(&mut work, &Job::quiet()).unwrap().len(), 1);
        assert_eq!((work.images[0].width, work.images[0].height), (16, 8));
        // It is what it should be already.
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
    }

    #[test]
    fn a_texture_that_is_looked_at_in_full_or_not_known_stays() {
        let mut work = samples::work();
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
        work.images[0].finest = Some(0.9);
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
    }
}
