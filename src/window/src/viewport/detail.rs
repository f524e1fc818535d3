//! Fewer pixels while something moves and frames take long; all of them at rest.

/// Shares of the picture's sides that are drawn while it moves, from fine to coarse. Each step is
/// about two thirds of the pixels of the one before.
const STEPS: [f32; 6] = [1.0, 0.8, 0.64, 0.5, 0.4, 0.32];
/// A frame that takes longer than this, in seconds, asks for fewer pixels.
const SLOW: f64 = 0.060;
/// A frame that takes less than this allows more.
const FAST: f64 = 0.025;

/// How finely the picture is drawn while it moves.
#[derive(Debug, Default)]
pub(super) struct Detail(usize);

impl Detail {
    /// The size to draw at for a picture of `full` pixels: all of it at rest; while it is `moving`
    /// as fine as frames of the length of the last one, in seconds, allow.
    pub(super) fn size(&mut self, full: [u32; 2], moving: bool, last_frame: f64) -> [u32; 2] {
        if !moving {
            return full;
        }
        if last_frame > SLOW {
            self.0 = (self.0 + 1).min(STEPS.len() - 1);
        } else if last_frame < FAST {
            self.0 = self.0.saturating_sub(1);
        }
        full.map(|side| ((side as f32 * STEPS[self.0]).round() as u32).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_frames_lose_pixels_and_rest_brings_them_back() {
        let mut detail = Detail::default();
        let full = [1000, 500];
        assert_eq!(detail.size(full, true, 0.016), full);
        assert_eq!(detail.size(full, true, 0.2), [800, 400]);
        for _ in 0..20 {
            detail.size(full, true, 0.2);
        }
        assert_eq!(detail.size(full, true, 0.04), [320, 160]);
        assert_eq!(detail.size(full, false, 0.2), full);
        for _ in 0..20 {
            detail.size(full, true, 0.01);
        }
        assert_eq!(detail.size(full, true, 0.04), full);
    }
}
