//! Two models side by side, from all around and from near.

use asset::Model;
use base::{Fault, Job, Result};
use render::viewer::{Attributes, CameraOrbit};
use render::{Framing, Picture, Scene, Stage, View, compare, draw};
use serde::Serialize;

/// What is behind the models.
const WHITE: [u8; 3] = [255; 3];

/// One view of both models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewReport {
    /// The orbit, as the web viewer writes it.
    pub camera_orbit: String,
    /// Peak signal-to-noise ratio over the foreground in dB; `None` for equal pictures.
    pub psnr: Option<f64>,
    /// Structural similarity over the foreground's box; 1 for equal pictures.
    pub ssim: f64,
    /// The greatest difference of one channel of one pixel, 0 to 255.
    pub greatest: u8,
}

impl ViewReport {
    fn is_worse(&self, other: &Self) -> bool {
        self.psnr.unwrap_or(f64::INFINITY) < other.psnr.unwrap_or(f64::INFINITY)
    }
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
    /// The number of the view with the lowest PSNR.
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

/// Draws `before` and `after` from every orbit of `orbits`, on white, `size` (width and height) in pixels, and
/// compares the pictures. The pictures of the orbits whose numbers are in `kept` are kept, and those
/// of the worst.
///
/// # Errors
/// A usage fault without orbits; a service fault where the graphics adapter fails; cancelled.
pub fn look(
    stage: &Stage,
    [before, after]: [&Model; 2],
    orbits: &[String],
    size: [u32; 2],
    kept: &[usize],
    job: &Job,
) -> Result<Views> {
    job.stage("Comparing the pictures");
    let quiet = Job::new(std::sync::Arc::new(base::Quiet), job.cancel().clone());
    let mut scenes = [
        Scene::new(stage, before, &quiet)?,
        Scene::new(stage, after, &quiet)?,
    ];
    let mut all: Vec<ViewReport> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut worst = 0;
    for (number, orbit) in orbits.iter().enumerate() {
        job.items(number as u64, orbits.len() as u64);
        job.check()?;
        let camera_orbit: CameraOrbit = orbit.parse()?;
        let attributes = Attributes {
            camera_orbit,
            ..Attributes::default()
        };
        let [first, second] = &mut scenes;
        let picture = |model: &Model, scene: &mut Scene| {
            let framing = Framing::of(model, &attributes)?;
            draw(stage, scene, &View::of(&framing, &attributes, size))
        };
        let (a, b) = (picture(before, first)?, picture(after, second)?);
        let comparison = compare(&a, &b, WHITE)?;
        let view = ViewReport {
            camera_orbit: orbit.clone(),
            psnr: Some(comparison.psnr).filter(|psnr| psnr.is_finite()),
            ssim: comparison.ssim,
            greatest: comparison.greatest,
        };
        let is_worst = all.get(worst).is_none_or(|worst| view.is_worse(worst));
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
    job.items(orbits.len() as u64, orbits.len() as u64);
    if all.is_empty() {
        return Err(Fault::usage("There is no view to compare").hint("Ask for one view at least"));
    }
    Ok(Views { all, worst, pairs })
}

/// The four orbits that everything is compared from: front, side from above, back, and high above.
const ORBITS: [[u32; 2]; 4] = [[0, 75], [45, 60], [180, 80], [300, 30]];

/// So many orbits: the four of [`ORBITS`], or for any other number orbits evenly spread around at the
/// same heights.
#[must_use]
pub fn around(count: u32) -> Vec<String> {
    let orbit = |theta: f64, phi: u32| format!("{theta}deg {phi}deg 105%");
    if count as usize == ORBITS.len() {
        let four = ORBITS.iter();
        return four
            .map(|&[theta, phi]| orbit(f64::from(theta), phi))
            .collect();
    }
    (0..count)
        .zip(ORBITS.iter().cycle())
        .map(|(view, &[_, phi])| orbit(f64::from(view) * 360.0 / f64::from(count), phi))
        .collect()
}

/// Orbits as near as the viewer lets a customer come, evenly spread around.
#[must_use]
pub fn close_ups(count: u32) -> Vec<String> {
    (0..count)
        .zip(ORBITS.iter().cycle())
        .map(|(view, &[_, phi])| {
            let theta = f64::from(view) * 360.0 / f64::from(count);
            // Nearer than is allowed: the viewer's own limit decides.
            format!("{theta}deg {phi}deg 0m")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(psnr: Option<f64>) -> ViewReport {
        ViewReport {
            camera_orbit: "0deg 75deg 105%".into(),
            psnr,
            ssim: 1.0,
            greatest: 0,
        }
    }

    #[test]
    fn four_views_are_the_usual_ones_and_others_go_around() {
        assert_eq!(
            around(4),
            [
                "0deg 75deg 105%",
                "45deg 60deg 105%",
                "180deg 80deg 105%",
                "300deg 30deg 105%"
            ]
        );
        let many = around(24);
        assert_eq!(many.len(), 24);
        assert_eq!(many.last().map(String::as_str), Some("345deg 30deg 105%"));
        assert_eq!(
            close_ups(6).last().map(String::as_str),
            Some("300deg 60deg 0m")
        );
    }

    #[test]
    fn equal_pictures_are_the_best_view() {
        assert!(view(Some(30.0)).is_worse(&view(Some(40.0))));
        assert!(view(Some(90.0)).is_worse(&view(None)));
        assert!(!view(None).is_worse(&view(Some(90.0))));
    }
}
