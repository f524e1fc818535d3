//! The proof: two files beside each other, in pictures and in numbers, and as one page that needs
//! nothing beside it.
//!
//! Entry points: [`compare_views`] draws both from many sides, [`Proof::of`] adds what they weigh and cost,
//! [`Proof::page`] writes the page.

mod delivery;
mod heat;
mod page;
mod side;
mod views;

use asset::Model;
use base::Result;
use serde::Serialize;

pub use delivery::{Cost, Load};
pub use heat::{heat, heat_map};
pub use side::Side;
pub use views::{Pair, ViewReport, Views, around, compare_views, everywhere};

use crate::report::Report;

/// Two files beside each other.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// The product's name.
    pub name: String,
    /// What the first weighs.
    pub before: Side,
    /// What the second weighs.
    pub after: Side,
    /// How near they look.
    pub verdict: Verdict,
    /// The views.
    pub views: Vec<ViewReport>,
    /// The number of the worst view.
    pub worst: usize,
    /// How long each takes to load.
    pub loads: Vec<Load>,
    /// What each costs to deliver.
    pub costs: Vec<Cost>,
}

/// How near two files look, by their worst view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every picture is the same to the bit.
    Equal,
    /// Nobody sees a difference: every view is within [`Bound::default`](crate::Bound::default).
    Alike,
    /// A careful look finds a difference: up to three times as much is used up.
    Near,
    /// The difference is seen.
    Different,
}

/// How much of what can't be told apart is used up where a careful look is needed.
const NEAR: f64 = 3.0;

impl Verdict {
    /// Over all views.
    #[must_use]
    pub fn of(views: &[ViewReport]) -> Self {
        let used = views.iter().map(|view| view.used).fold(0.0, f64::max);
        if views.iter().all(|view| view.psnr.is_none()) {
            Self::Equal
        } else if used <= 1.0 {
            Self::Alike
        } else if used <= NEAR {
            Self::Near
        } else {
            Self::Different
        }
    }

    /// As half a sentence, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Equal => "every picture is the same",
            Self::Alike => "customers cannot tell them apart",
            Self::Near => "a careful look finds a difference",
            Self::Different => "the difference can be seen",
        }
    }
}

impl Proof {
    /// Weighs `before` and `after`, which were seen in `views`.
    ///
    /// # Errors
    /// An input fault where a file is too large to be weighed.
    pub fn of([before, after]: [&Model; 2], views: &Views) -> Result<Self> {
        let table = delivery::Table::built_in()?;
        let name = before.name.clone();
        let (before, after) = (Side::of(before)?, Side::of(after)?);
        let (first, second) = (before.sent_bytes(), after.sent_bytes());
        Ok(Self {
            name,
            verdict: Verdict::of(&views.all),
            views: views.all.clone(),
            worst: views.worst,
            loads: table.loads(first, second),
            costs: table.costs(first, second),
            before,
            after,
        })
    }

    /// The page: pictures with a slider, the worst view with its map, and every number. `report` tells
    /// what was done to the first file to get the second.
    ///
    /// # Errors
    /// A service fault where the page's own template is broken.
    pub fn page(&self, views: &Views, report: Option<&Report>) -> Result<String> {
        page::write(self, views, report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_view_decides() {
        let view = |psnr: Option<f64>, used| ViewReport {
            camera_orbit: String::new(),
            psnr,
            ssim: 1.0,
            difference: 0.0,
            used,
            greatest: 0,
        };
        assert_eq!(Verdict::of(&[view(None, 0.0)]), Verdict::Equal);
        let good = view(Some(41.0), 0.6);
        assert_eq!(
            Verdict::of(&[good.clone(), view(None, 0.0)]),
            Verdict::Alike
        );
        assert_eq!(
            Verdict::of(&[good.clone(), view(Some(41.0), 1.4)]),
            Verdict::Near
        );
        assert_eq!(
            Verdict::of(&[good, view(Some(22.0), 9.0)]),
            Verdict::Different
        );
    }
}
