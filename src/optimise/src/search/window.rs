//! The part of a view that tells how a texture distorts all of it.
//!
//! Shading a picture takes most of a search's time, and a texture distorts where it is. So once small pictures
//! told where it is distorted most, only that part is drawn, with pixels as fine as those of the whole:
//! smaller pictures of the whole would hide what is as fine as a texel.

use render::Picture;

use crate::bound::MEASURE_COUNT;

/// Width and height of the busiest part in pixels.
const SIDE: u32 = 256;
/// Steps in which the part is moved about the small picture.
const STEP: usize = 4;
/// What of a picture's distortion that of a part may be taken for.
const LEAST: f64 = 0.01;
const MOST: f64 = 2.0;
/// Of what is distorted less than this nothing can be told.
const NOTHING: f64 = 1e-5;

/// The part of a view that is distorted most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// Its corner, in pixels from the left and from the top of the view.
    pub(super) corner: [u32; 2],
    /// Its width and height in pixels.
    pub(super) side: u32,
    /// By what each distortion of the part is to be multiplied to be that of the whole.
    pub(super) share: [f64; MEASURE_COUNT],
}

impl Window {
    /// The middle of a view of `size` pixels, taken for all of it until a picture of the whole tells more.
    pub(super) fn middle(size: [u32; 2], side: u32) -> Self {
        Self {
            corner: size.map(|whole| even(whole.saturating_sub(side) / 2)),
            side,
            share: [1.0; MEASURE_COUNT],
        }
    }

    /// The same once a picture told how much its part and the whole of it are distorted.
    pub(super) fn told(self, part: [f64; MEASURE_COUNT], whole: [f64; MEASURE_COUNT]) -> Self {
        let mut told = self;
        let both = part.into_iter().zip(whole);
        for (share, (part, whole)) in told.share.iter_mut().zip(both) {
            if part > NOTHING && whole > NOTHING {
                *share = (whole / part).clamp(LEAST, MOST);
            }
        }
        told
    }
}

/// The part of a view of `size` pixels that is distorted most, told by two smaller pictures of it; `None`
/// where they are the same, or the view is hardly larger than the part.
pub(super) fn busiest(a: &Picture, b: &Picture, size: [u32; 2], white: [u8; 3]) -> Option<Window> {
    let (width, height) = (a.width as usize, a.height as usize);
    if (a.width, a.height) != (b.width, b.height) || size.iter().any(|side| side / 2 < SIDE) {
        return None;
    }
    // Sums of errors and of the foreground's pixels over all that is above and to the left.
    let wide = width + 1;
    let mut sums = vec![[0.0_f64; 2]; wide * (height + 1)];
    let pixels = a
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .zip(b.rgba.as_chunks::<4>().0);
    for (place, (a, b)) in pixels.enumerate() {
        let (x, y) = (place % width, place / width);
        let colors = || a.iter().zip(b).take(3);
        let error: f64 = colors()
            .map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2))
            .sum();
        let shown = a[..3] != white || b[..3] != white;
        let own = [error, f64::from(u8::from(shown))];
        let at = (y + 1) * wide + x + 1;
        for (kind, own) in own.into_iter().enumerate() {
            sums[at][kind] =
                own + sums[at - 1][kind] + sums[at - wide][kind] - sums[at - wide - 1][kind];
        }
    }
    let side = |axis: usize, of: usize| (SIDE as usize * of / size[axis] as usize).clamp(1, of);
    let (across, down) = (side(0, width), side(1, height));
    let within = |x: usize, y: usize| {
        [0, 1].map(|kind| {
            let at = |x: usize, y: usize| sums[y * wide + x][kind];
            at(x + across, y + down) + at(x, y) - at(x + across, y) - at(x, y + down)
        })
    };
    let corners = (0..=height - down)
        .step_by(STEP)
        .flat_map(|y| (0..=width - across).step_by(STEP).map(move |x| (x, y)));
    let (x, y) = corners.max_by(|a, b| {
        let (more, less) = (within(a.0, a.1)[0], within(b.0, b.1)[0]);
        more.total_cmp(&less)
    })?;
    let [error, shown] = within(x, y);
    let [all, foreground] = sums[sums.len() - 1];
    if error <= 0.0 || shown <= 0.0 {
        return None;
    }
    let share = (all / foreground.max(1.0)) / (error / shown);
    let corner = [(x, width, 0), (y, height, 1)]
        .map(|(at, of, axis)| even((at as u64 * u64::from(size[axis]) / of as u64) as u32));
    Some(Window {
        corner,
        side: SIDE,
        // Until a picture of the whole tells, the mean error stands for every measure.
        share: [share.clamp(LEAST, MOST); MEASURE_COUNT],
    })
}

/// The next smaller even number: pixels are shaded by four, and a part that parts such a four would take other levels
/// of textures.
const fn even(at: u32) -> u32 {
    at & !1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    const WHITE: [u8; 3] = [255; 3];

    /// A grey square picture whose pixels within a range differ by so much.
    fn picture(changed: std::ops::Range<u32>, by: u8) -> Picture {
        let rgba = (0..96 * 96_u32).flat_map(|place| {
            let (x, y) = (place % 96, place / 96);
            let own = changed.contains(&x) && changed.contains(&y);
            let value = 100 + by * u8::from(own);
            [value, value, value, 255]
        });
        Picture {
            width: 96,
            height: 96,
            rgba: rgba.collect(),
        }
    }

    #[test]
    fn the_part_is_where_the_error_is_and_knows_its_share() {
        let (a, b) = (picture(0..0, 0), picture(64..80, 40));
        let window = busiest(&a, &b, [768; 2], WHITE).unwrap();
        let [left, top] = window.corner;
        assert_eq!(left, top);
        assert!(
            (left..left + SIDE).contains(&512) && left + SIDE >= 640,
            "{window:?}"
        );
        // All of the error is in a ninth of the picture.
        assert!((window.share[0] - 1.0 / 9.0).abs() < 1e-6, "{window:?}");
    }

    #[test]
    fn a_picture_of_the_whole_tells_what_the_part_stands_for() {
        let window = Window {
            corner: [0; 2],
            side: SIDE,
            share: [0.2; MEASURE_COUNT],
        };
        let told = window.told([0.4, 0.0, 0.5], [0.1, 0.3, 5.0]);
        assert_eq!(told.share, [0.25, 0.2, MOST]);
    }

    #[test]
    fn where_nothing_differs_or_little_is_saved_there_is_no_part() {
        let same = picture(0..0, 0);
        assert_eq!(busiest(&same, &same, [768; 2], WHITE), None);
        assert_eq!(busiest(&same, &picture(0..9, 9), [400; 2], WHITE), None);
    }
}
