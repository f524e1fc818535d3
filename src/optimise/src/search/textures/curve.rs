//! How much a texture distorts by the square error of its texels.

use crate::bound::Bound;

/// The square error of a form that was drawn, and its distortions.
pub(super) type Drawn = (f64, Vec<f64>);

/// The distortions of one size of a texture, by the square error of what it is stored as.
#[derive(Debug)]
pub(super) struct Curve {
    /// From small to great errors.
    drawn: Vec<Drawn>,
    /// The distortions of the size itself.
    none: Vec<f64>,
    /// By what distortions are multiplied for the sake of those who ask more of this part.
    weight: f64,
    /// The greatest square error where no picture tells.
    most: f64,
    /// The square error that uses all of a bound where no picture tells, but bytes alone are asked for.
    spread: Option<f64>,
}

impl Curve {
    pub(super) fn new(drawn: Vec<Drawn>, none: Vec<f64>, weight: f64) -> Self {
        Self {
            drawn,
            none,
            weight,
            most: f64::INFINITY,
            spread: None,
        }
    }

    /// For a texture that none of the guiding views, with so many distortions, sees.
    pub(super) fn blind(distortions: usize, bound: Bound, weight: f64) -> Self {
        let most = bound.blind_error();
        Self {
            drawn: Vec::new(),
            none: vec![0.0; distortions],
            weight,
            most,
            spread: (!bound.is_of_looks()).then_some(most),
        }
    }

    /// The distortions of a form with this square error; `None` where it is too far from what it was.
    pub(super) fn at(&self, error: f64) -> Option<Vec<f64>> {
        if let Some(spread) = self.spread {
            return Some(vec![error / spread * self.weight; self.none.len()]);
        }
        let near = error * self.weight <= self.most;
        near.then(|| {
            let places = self.none.iter().enumerate();
            places
                .map(|(place, none)| along(&self.drawn, place, *none, error) * self.weight)
                .collect()
        })
    }
}

/// The distortion at `place` of a form with this square error, from those that were `drawn`, from small to
/// great errors, and that of no error: straight between them, and beyond the last in proportion.
pub(super) fn along(drawn: &[Drawn], place: usize, none: f64, error: f64) -> f64 {
    let at = |(_, distortions): &Drawn| distortions.get(place).copied().unwrap_or(0.0).max(none);
    let (mut before, mut low) = (0.0, none);
    for point in drawn {
        let (here, high) = (point.0, at(point));
        if error <= here {
            return low + (high - low) * (error - before) / (here - before).max(1e-12);
        }
        (before, low) = (here, high);
    }
    match before > 0.0 {
        true => none + (low - none) * error / before,
        false => none,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn distortion_follows_what_was_drawn() {
        let drawn = [(1.0, vec![0.5]), (4.0, vec![0.8])];
        let distortion = |error| along(&drawn, 0, 0.1, error);
        assert!((distortion(0.0) - 0.1).abs() < 1e-9);
        assert!((distortion(0.5) - 0.3).abs() < 1e-9);
        assert!((distortion(2.5) - 0.65).abs() < 1e-9);
        assert!((distortion(8.0) - 1.5).abs() < 1e-9);
        assert!((along(&[], 0, 0.2, 7.0) - 0.2).abs() < 1e-9);
    }

    #[test]
    fn what_no_view_sees_takes_no_room_from_the_rest_and_is_held_by_its_texels() {
        let usual = Curve::blind(3, Bound::default(), 1.0);
        assert_eq!(usual.at(9.0).unwrap(), [0.0; 3]);
        assert_eq!(usual.at(12.0), None);
        // Held nearer, it is; asked for less, more is allowed; for bytes alone it has its price.
        assert_eq!(Curve::blind(3, Bound::default(), 4.0).at(9.0), None);
        assert!(Curve::blind(3, Bound::psnr(30.0), 1.0).at(30.0).is_some());
        assert!(
            Curve::blind(3, Bound::difference(60.0), 1.0)
                .at(30.0)
                .is_some()
        );
        assert!(Curve::blind(3, Bound::bytes(9), 1.0).at(9.0).unwrap()[0] > 0.5);
    }
}
