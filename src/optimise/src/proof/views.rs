//! Two models side by side, from everywhere that optimisations are judged from.

use asset::Model;
use base::{Fault, Job, Result};
use render::{
    Distance, Framing, Picture, RenderContext, Scene, Viewpoint, compare, draw, likeness,
};
use serde::Serialize;
use viewer::CameraOrbit;

use crate::bound::Bound;
use crate::quality::{EQUAL, ViewQuality};

/// What is behind the models.
const WHITE: [u8; 3] = [255; 3];

/// One view of both models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewReport {
    /// The orbit, as the web viewer writes it, and what else is special about the view.
    pub camera_orbit: String,
    /// Peak signal-to-noise ratio over the foreground in dB; `None` for equal pictures.
    pub psnr: Option<f64>,
    /// Structural similarity over the foreground's box; 1 for equal pictures.
    pub ssim: f64,
    /// Points of SSIMULACRA2 below 100; 0 for equal pictures.
    pub difference: f64,
    /// The share of what can't be told apart that it uses up: 1 is just within.
    pub used: f64,
    /// The greatest difference of one channel of one pixel, 0 to 255.
    pub greatest: u8,
}

/// A view with its pictures.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The view's number.
    pub number: usize,
    /// The first model.
    pub before: Picture,
    /// The second.
    pub after: Picture,
}

/// Two models seen from many sides.
#[derive(Debug, Clone)]
pub struct Views {
    /// Every view, in the order in which they were asked for.
    pub all: Vec<ViewReport>,
    /// The number of the view that is worst: the one that uses up most of what can't be told apart.
    pub worst: usize,
    /// The views whose pictures were kept: those that were asked for and the worst.
    pub pairs: Vec<Pair>,
}

impl Views {
    /// The worst view's numbers.
    #[must_use]
    pub fn worst(&self) -> Option<&ViewReport> {
        self.all.get(self.worst)
    }

    /// The worst view's pictures.
    #[must_use]
    pub fn worst_pair(&self) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.number == self.worst)
    }
}

/// Draws `before` and `after` from each of `viewpoints`, on white, and compares the pictures. The
/// pictures of those whose numbers are in `kept` are kept, and those of the worst.
///
/// # Errors
/// A usage fault without viewpoints; a service fault where the graphics adapter fails; cancelled.
pub fn compare_views(
    context: &RenderContext,
    [before, after]: [&Model; 2],
    viewpoints: &[Viewpoint],
    kept: &[usize],
    job: &Job,
) -> Result<Views> {
    job.stage("Comparing the pictures");
    let quiet = quiet(job);
    let mut scenes = [
        Scene::new(context, before, &quiet)?,
        Scene::new(context, after, &quiet)?,
    ];
    // Each is framed by itself, as the web viewer does.
    let framings = [
        Framing::of(before, &Default::default())?,
        Framing::of(after, &Default::default())?,
    ];
    let mut all: Vec<ViewReport> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut worst = 0;
    for (number, viewpoint) in viewpoints.iter().enumerate() {
        job.items(number as u64, viewpoints.len() as u64);
        job.check()?;
        let [first, second] = &mut scenes;
        let a = draw(context, first, &viewpoint.view(&framings[0]))?;
        let b = draw(context, second, &viewpoint.view(&framings[1]))?;
        let view = judge(viewpoint, &a, &b)?;
        let is_worst = all.get(worst).is_none_or(|worst| view.used > worst.used);
        all.push(view);
        if is_worst {
            worst = number;
        }
        if is_worst || kept.contains(&number) {
            pairs.retain(|pair| kept.contains(&pair.number) || pair.number == worst);
            pairs.push(Pair {
                number,
                before: a,
                after: b,
            });
        }
    }
    job.items(viewpoints.len() as u64, viewpoints.len() as u64);
    if all.is_empty() {
        return Err(Fault::usage("There is no view to compare").hint("Ask for one view at least"));
    }
    Ok(Views { all, worst, pairs })
}

/// What the measures say of two pictures.
fn judge(viewpoint: &Viewpoint, a: &Picture, b: &Picture) -> Result<ViewReport> {
    let comparison = compare(a, b, WHITE)?;
    let psnr = Some(comparison.psnr).filter(|psnr| psnr.is_finite());
    // Equal pictures needn't be looked at any closer.
    let difference = match psnr {
        Some(_) => 100.0 - likeness(a, b, WHITE)?,
        None => 0.0,
    };
    let quality = ViewQuality {
        name: viewpoint.name.clone(),
        distance: viewpoint.distance,
        psnr: comparison.psnr.min(EQUAL),
        ssim: comparison.ssim,
        difference,
    };
    Ok(ViewReport {
        camera_orbit: quality.name.clone(),
        psnr,
        ssim: quality.ssim,
        difference,
        used: if psnr.is_some() {
            Bound::default().share(&quality).used
        } else {
            0.0
        },
        greatest: comparison.greatest,
    })
}

/// The same job without its voice.
fn quiet(job: &Job) -> Job {
    Job::new(std::sync::Arc::new(base::Quiet), job.cancel().clone())
}

/// Everywhere that optimisations are judged from: four orbits, 24 views all around, six close-ups of
/// where `before` has most detail, and the variants and poses that both models have.
///
/// # Errors
/// An input fault where there is nothing to see; a service fault where the graphics adapter fails;
/// cancelled.
pub fn everywhere(
    context: &RenderContext,
    [before, after]: [&Model; 2],
    job: &Job,
) -> Result<Vec<Viewpoint>> {
    let mut viewpoints = Viewpoint::orbits();
    viewpoints.extend(Viewpoint::around());
    let mut scene = Scene::new(context, before, &quiet(job))?;
    let framing = Framing::of(before, &Default::default())?;
    viewpoints.extend(Viewpoint::close_ups(context, &mut scene, &framing, job)?);
    let states = Viewpoint::states(before).into_iter().filter(|state| {
        let attributes = &state.attributes;
        let variant = attributes.variant.as_ref();
        let animation = attributes.animation.as_ref();
        variant.is_none_or(|name| after.variants.contains(name))
            && animation.is_none_or(|number| {
                let number = number.parse::<usize>().ok();
                number.is_some_and(|number| number < after.animations.len())
            })
    });
    viewpoints.extend(states);
    Ok(viewpoints)
}

/// The heights of views that go around, in degrees from straight above.
const HEIGHTS: [f64; 4] = [75.0, 60.0, 80.0, 30.0];

/// So many orbits, evenly spread around.
///
/// # Errors
/// None in practice: the orbits are ones that the viewer reads.
pub fn around(count: u32) -> Result<Vec<Viewpoint>> {
    let mut viewpoints = Vec::new();
    for (view, phi) in (0..count).zip(HEIGHTS.iter().cycle()) {
        let theta = f64::from(view) * 360.0 / f64::from(count);
        let name = format!("{theta}deg {phi}deg 105%");
        let camera_orbit: CameraOrbit = name.parse()?;
        for mut viewpoint in Viewpoint::orbits().into_iter().take(1) {
            viewpoint.attributes.camera_orbit = camera_orbit;
            viewpoint.distance = Distance::Orbit;
            viewpoint.name.clone_from(&name);
            viewpoints.push(viewpoint);
        }
    }
    Ok(viewpoints)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn orbits_go_evenly_around() {
        let many = around(24).unwrap();
        assert_eq!(many.len(), 24);
        assert_eq!(many[23].name, "345deg 30deg 105%");
        assert_eq!(
            many[6].attributes.camera_orbit.to_string(),
            "90deg 80deg 105%"
        );
    }

    #[test]
    fn equal_pictures_use_nothing_up() {
        let picture = |value: u8| Picture {
            width: 32,
            height: 32,
            rgba: [value, value, value, 255].repeat(32 * 32),
        };
        let viewpoint = &Viewpoint::orbits()[0];
        let equal = judge(viewpoint, &picture(90), &picture(90)).unwrap();
        assert_eq!((equal.psnr, equal.used, equal.difference), (None, 0.0, 0.0));
        let other = judge(viewpoint, &picture(90), &picture(150)).unwrap();
        assert!(other.used > 1.0 && other.psnr.is_some(), "{other:?}");
    }
}
