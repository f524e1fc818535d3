//! How an output looks beside its source.

use render::Distance;
use serde::Serialize;

/// How an output looks beside its source, in all views.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// PSNR in dB of the worst of the four orbits, at most 99.
    pub psnr: f64,
    /// Structural similarity of the worst of the four orbits.
    pub ssim: f64,
    /// The greatest difference of the views of the whole model, in points of SSIMULACRA2 below 100.
    pub difference: f64,
    /// The greatest difference of the close-ups.
    pub close_up: f64,
    /// The name of the view that used most of what was asked for.
    pub worst: String,
    /// What was used up there: `psnr`, `ssim`, `difference`, or `nothing`.
    pub decided_by: &'static str,
    /// How much of it was used up: 1 is just within what was asked for.
    pub used: f64,
    /// Every view.
    pub views: Vec<ViewQuality>,
}

/// How one view looks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewQuality {
    /// The view, as an orbit of the web viewer, and what else is special about it.
    pub name: String,
    /// How much of the model is seen.
    #[serde(serialize_with = "word")]
    pub distance: Distance,
    /// PSNR in dB over what isn't background, at most 99.
    pub psnr: f64,
    /// Structural similarity there.
    pub ssim: f64,
    /// Points of SSIMULACRA2 below 100.
    pub difference: f64,
}

/// How much of a bound is used up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share {
    /// 1 is all of it.
    pub(crate) used: f64,
    /// Of which bound.
    pub(crate) of: &'static str,
}

impl Quality {
    /// Of all views, with what `share` says of each.
    pub(crate) fn of(views: Vec<ViewQuality>, share: impl Fn(&ViewQuality) -> Share) -> Self {
        let mut quality = Self {
            psnr: EQUAL,
            ssim: 1.0,
            difference: 0.0,
            close_up: 0.0,
            worst: String::new(),
            decided_by: "nothing",
            used: 0.0,
            views: Vec::new(),
        };
        for view in &views {
            let share = share(view);
            if quality.worst.is_empty() || share.used > quality.used {
                quality.worst.clone_from(&view.name);
                (quality.decided_by, quality.used) = (share.of, share.used);
            }
            match view.distance {
                Distance::CloseUp => quality.close_up = quality.close_up.max(view.difference),
                Distance::Around => quality.difference = quality.difference.max(view.difference),
                Distance::Orbit => {
                    quality.difference = quality.difference.max(view.difference);
                    quality.psnr = quality.psnr.min(view.psnr);
                    quality.ssim = quality.ssim.min(view.ssim);
                }
            }
        }
        quality.views = views;
        quality
    }
}

/// More dB than this says nothing.
pub(crate) const EQUAL: f64 = 99.0;

fn word<S: serde::Serializer>(distance: &Distance, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match distance {
        Distance::Orbit => "orbit",
        Distance::Around => "around",
        Distance::CloseUp => "close-up",
    })
}
