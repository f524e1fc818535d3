//! Where pictures are judged from: the same views for every optimisation and comparison.
//!
//! Four orbits at 768 pixels, as outside judges draw them; 24 orbits all around the model, from
//! above and below too, at 512; and six close-ups at 512, as near as the web viewer lets anybody
//! come (2.2 framed radii, 12 degrees), aimed at where the model's picture has most detail. A model
//! with variants or animations is also seen in each variant and in a few poses.

use std::f64::consts::PI;

use asset::Model;
use base::{Job, Result};
use glam::{DMat4, DVec4};

use crate::{Framing, Limits, Orbit, Picture, RenderContext, Scene, View, draw, frame_camera};
use viewer::{Attributes, CameraOrbit, Term};

/// The four orbits of outside judges, in degrees.
const ORBITS: [[f64; 2]; 4] = [[0.0, 75.0], [45.0, 60.0], [180.0, 80.0], [300.0, 30.0]];
/// Width and height of their pictures.
const ORBIT_SIZE: u32 = 768;
/// Rings of views around the model: degrees from straight above, and how many. There are fewest from
/// below, where customers look least.
const RINGS: [(f64, u32); 5] = [(12.0, 2), (45.0, 7), (75.0, 8), (105.0, 5), (150.0, 2)];
/// Width and height of the pictures of rings and close-ups.
const SIZE: u32 = 512;
/// Directions of close-ups, in degrees.
const CLOSE: [[f64; 2]; 6] = [
    [0.0, 80.0],
    [75.0, 65.0],
    [150.0, 85.0],
    [215.0, 60.0],
    [290.0, 75.0],
    [330.0, 35.0],
];
/// The share of a picture's width and height in which a close-up may be centred. Farther out,
/// surfaces nearer than the model's middle would leave the close-up.
const CENTRAL: f64 = 0.6;
/// At most so many variants and poses are looked at.
const MOST_VARIANTS: usize = 12;
const MOST_ANIMATIONS: usize = 4;
/// The moments of an animation that are looked at, as shares of its length.
const MOMENTS: [f32; 2] = [0.3, 0.75];

/// What kind of view it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Distance {
    /// One of the four orbits that outside judges draw, the whole model at 768 pixels.
    Orbit,
    /// The whole model, at 512 pixels.
    Around,
    /// As near as a customer can come, at 512 pixels.
    CloseUp,
}

/// A place from which pictures are judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewpoint {
    /// For people: the orbit as the web viewer writes it, and what else is special.
    pub name: String,
    /// How much of the model is seen.
    pub distance: Distance,
    /// Variant, animation and time are of this; for orbits the camera, too.
    pub attributes: Attributes,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Where a close-up looks, from the middle of the model to the right and up in the picture, in
    /// framed radii.
    aim: [f64; 2],
    /// Where a part of a larger picture is shown instead of all of it.
    window: Option<Window>,
    /// See [`View::draft`].
    draft: bool,
}

/// A part of a picture, pixel by pixel what the whole shows there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    /// Width and height of the whole picture.
    whole: [u32; 2],
    /// Pixels to the left of the part, and above it.
    corner: [u32; 2],
}

impl Viewpoint {
    /// The part of this view that starts at a corner (pixels from the left and from the top), `side` pixels
    /// wide and high where there are so many. It shows what the whole shows there, with pixels as fine; corners of even
    /// numbers keep the groups of four in which adapters shade pixels.
    #[must_use]
    pub fn part(&self, corner: [u32; 2], side: u32) -> Self {
        let within = self.window.unwrap_or(Window {
            whole: self.size,
            corner: [0; 2],
        });
        let size = self.size.map(|most| side.clamp(1, most.max(1)));
        let corner = [0, 1].map(|axis| {
            let most = self.size[axis].saturating_sub(size[axis]);
            within.corner[axis] + corner[axis].min(most)
        });
        Self {
            size,
            window: Some(Window { corner, ..within }),
            ..self.clone()
        }
    }

    /// The middle of this view, `side` pixels wide and high and as fine as the whole.
    #[must_use]
    pub fn middle(&self, side: u32) -> Self {
        self.part(self.size.map(|whole| whole.saturating_sub(side) / 2), side)
    }

    /// The same with one sample a pixel (see [`View::draft`]): for pictures that are compared with one another alone.
    #[must_use]
    pub fn draft(&self) -> Self {
        Self {
            draft: true,
            ..self.clone()
        }
    }

    /// Whether it is a part of another view.
    #[must_use]
    pub const fn is_part(&self) -> bool {
        self.window.is_some()
    }

    /// The four orbits of outside judges.
    #[must_use]
    pub fn orbits() -> Vec<Self> {
        let orbit = |[theta, phi]: [f64; 2]| Self::new(Distance::Orbit, theta, phi, ORBIT_SIZE);
        ORBITS.map(orbit).into()
    }

    /// The 24 orbits all around.
    #[must_use]
    pub fn around() -> Vec<Self> {
        let mut views = Vec::new();
        for (ring, (phi, count)) in RINGS.into_iter().enumerate() {
            for number in 0..count {
                // Rings are turned against each other, so that no direction is seen twice.
                let turn = (f64::from(number) + ring as f64 * 0.37) / f64::from(count);
                let theta = (turn.fract() * 360.0).round();
                views.push(Self::new(Distance::Around, theta, phi, SIZE));
            }
        }
        views
    }

    /// Every variant from one side, and every animation at two moments. None for a model that has
    /// neither.
    #[must_use]
    pub fn states(model: &Model) -> Vec<Self> {
        let mut views = Vec::new();
        for variant in model.variants.iter().take(MOST_VARIANTS) {
            let mut view = Self::new(Distance::Around, 30.0, 70.0, SIZE);
            view.name += &format!(", {variant}");
            view.attributes.variant = Some(variant.clone());
            views.push(view);
        }
        for (number, animation) in model.animations.iter().take(MOST_ANIMATIONS).enumerate() {
            let ends = animation
                .channels
                .iter()
                .map(|channel| &channel.curve.times);
            let end = ends
                .filter_map(|times| times.last().copied())
                .fold(0.0, f32::max);
            for moment in MOMENTS {
                let mut view = Self::new(Distance::Around, 30.0, 70.0, SIZE);
                // By number: names may be missing, or stand for several.
                view.attributes.animation = Some(number.to_string());
                view.attributes.time = end * moment;
                let name = animation.name.clone().unwrap_or_else(|| number.to_string());
                view.name += &format!(", {name} at {:.2} s", end * moment);
                views.push(view);
            }
        }
        views
    }

    /// Six close-ups of `scene`, which `framing` frames. Each is aimed where a picture from its side
    /// has most detail; that takes a picture each.
    ///
    /// # Errors
    /// Cancelled; a service fault where the graphics adapter fails.
    pub fn close_ups(
        context: &RenderContext,
        scene: &mut Scene,
        framing: &Framing,
        job: &Job,
    ) -> Result<Vec<Self>> {
        let mut views = Vec::new();
        for [theta, phi] in CLOSE {
            job.check()?;
            let whole = Self::new(Distance::Around, theta, phi, SIZE / 2);
            let view = whole.view(framing);
            let picture = draw(context, scene, &view)?;
            let mut near = Self::new(Distance::CloseUp, theta, phi, SIZE);
            near.name = format!("close-up from {theta}deg {phi}deg");
            let limits = Limits::of(framing, &near.attributes, 1.0);
            let shown = half_height(framing, &limits);
            let radius = framing.radius.max(f64::MIN_POSITIVE);
            let window = limits.min.radius * (limits.min_field_of_view / 2.0).tan() / shown;
            let [right, up] = most_detail(&picture, window);
            near.aim = [right, up].map(|share| share * shown / radius);
            views.push(near);
        }
        Ok(views)
    }

    fn new(distance: Distance, theta: f64, phi: f64, size: u32) -> Self {
        let attributes = Attributes {
            camera_orbit: CameraOrbit {
                theta: Term::degrees(theta),
                phi: Term::degrees(phi),
                ..CameraOrbit::default()
            },
            ..Attributes::default()
        };
        Self {
            name: format!("{theta}deg {phi}deg 105%"),
            distance,
            attributes,
            size: [size; 2],
            aim: [0.0; 2],
            window: None,
            draft: false,
        }
    }

    /// The view of a model that `framing` (of default attributes) frames. Source and output are
    /// each framed by themselves, as the web viewer does.
    #[must_use]
    pub fn view(&self, framing: &Framing) -> View {
        let whole = self.window.map_or(self.size, |window| window.whole);
        let mut view = View::of(framing, &self.attributes, whole);
        if self.distance == Distance::CloseUp {
            let aspect = f64::from(whole[0]) / f64::from(whole[1]);
            let limits = Limits::of(framing, &self.attributes, aspect);
            let orbit = Orbit {
                radius: limits.min.radius,
                ..Orbit::of(framing, &self.attributes)
            };
            let to_world = view.camera.view.inverse();
            let [right, up] = self.aim.map(|share| share * framing.radius);
            let target = framing.target
                + to_world.x_axis.truncate() * right
                + to_world.y_axis.truncate() * up;
            let field = limits.min_field_of_view;
            view.camera = frame_camera(framing, &limits, target, orbit, field, aspect);
        }
        view.draft = self.draft;
        if let Some(window) = self.window {
            view.camera.projection = window.of(self.size) * view.camera.projection;
            view.size = self.size;
        }
        view
    }
}

impl Window {
    /// From the clip space of the whole picture to that of a part of this size.
    fn of(&self, size: [u32; 2]) -> DMat4 {
        let axis = |axis: usize| {
            let [whole, part, corner] =
                [self.whole[axis], size[axis], self.corner[axis]].map(f64::from);
            (whole / part, (whole - 2.0 * corner) / part - 1.0)
        };
        let ((across, right), (up, down)) = (axis(0), axis(1));
        DMat4::from_cols(
            DVec4::X * across,
            DVec4::Y * up,
            DVec4::Z,
            // Clip space grows upwards, pixels are counted downwards.
            DVec4::new(right, -down, 0.0, 1.0),
        )
    }
}

/// Half of what a square picture of the whole model shows of the plane through its middle, in
/// metres.
fn half_height(framing: &Framing, limits: &Limits) -> f64 {
    let field = framing.adjusted(framing.field_of_view, 1.0);
    let field = limits.clamp_field_of_view(field.min(PI * 0.9));
    limits.max.radius * (field / 2.0).tan()
}

/// The middle of the square window, `window` of the picture's width wide, with most change of
/// brightness between neighbours; from the picture's middle to the right and up, as shares of half
/// its width. The middle where nothing changes.
fn most_detail(picture: &Picture, window: f64) -> [f64; 2] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let light: Vec<i64> = picture
        .rgba
        .chunks_exact(4)
        .map(|pixel| i64::from(pixel[0]) + 2 * i64::from(pixel[1]) + i64::from(pixel[2]))
        .collect();
    // Sums over everything above and to the left, so that each window costs four look-ups.
    let wide = width + 1;
    let mut sums = vec![0_i64; wide * (height + 1)];
    for y in 0..height {
        for x in 0..width {
            let here = light[y * width + x];
            let right = light[y * width + (x + 1).min(width - 1)];
            let below = light[(y + 1).min(height - 1) * width + x];
            // Edges against the background are everywhere; what they add is held down.
            let change = ((here - right).abs() + (here - below).abs()).min(120);
            sums[(y + 1) * wide + x + 1] =
                change + sums[y * wide + x + 1] + sums[(y + 1) * wide + x] - sums[y * wide + x];
        }
    }
    let half = ((window * width as f64 / 2.0) as usize).clamp(1, (width.min(height) / 2).max(1));
    let border = |side: usize| {
        let free = (side as f64 * (1.0 - CENTRAL) / 2.0) as usize;
        (free.max(half)..=side.saturating_sub(free.max(half))).step_by(4)
    };
    let mut best = (0, [0.0; 2]);
    for y in border(height) {
        for x in border(width) {
            let corner = |x: usize, y: usize| sums[y.min(height) * wide + x.min(width)];
            let detail = corner(x + half, y + half)
                - corner(x - half, y + half)
                - corner(x + half, y - half)
                + corner(x - half, y - half);
            if detail > best.0 {
                let share = |at: usize, of: usize| 2.0 * at as f64 / of as f64 - 1.0;
                best = (detail, [share(x, width), -share(y, height)]);
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_views_as_the_measure_asks_for_and_no_two_alike() {
        let mut names: Vec<String> = Viewpoint::orbits()
            .into_iter()
            .chain(Viewpoint::around())
            .map(|view| view.name)
            .collect();
        assert_eq!(names.len(), 28);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 28);
    }

    #[test]
    fn a_part_of_a_view_is_where_it_was_asked_for() {
        let view = &Viewpoint::orbits()[0];
        // A part of a part is counted from that part's corner, and what would leave the picture is moved in.
        for (part, [left, top]) in [
            (view.part([130, 376], 96), [130.0, 376.0]),
            (
                view.part([100, 200], 256).part([30, 150], 96),
                [130.0, 350.0],
            ),
            (view.part([9000, 0], 96), [672.0, 0.0]),
            (view.middle(96), [336.0, 336.0]),
        ] {
            assert_eq!(part.size, [96; 2]);
            let to_part = part.window.map(|window| window.of(part.size));
            for (x, y, corner) in [(0.0, 0.0, [-1.0, 1.0]), (96.0, 96.0, [1.0, -1.0])] {
                let across = (left + x) / 384.0 - 1.0;
                let up = 1.0 - (top + y) / 384.0;
                let found = to_part.map(|matrix| matrix * DVec4::new(across, up, 0.5, 1.0));
                let near = found.is_some_and(|at| {
                    (at.x - corner[0]).abs() < 1e-9 && (at.y - corner[1]).abs() < 1e-9
                });
                assert!(near, "{found:?} {corner:?}");
            }
        }
    }

    #[test]
    fn a_close_up_looks_where_the_detail_is() {
        let (width, height) = (100_u32, 100_u32);
        let rgba = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| {
                let inside = (60..75).contains(&x) && (30..45).contains(&y);
                let value = if inside && (x + y) % 2 == 0 { 230 } else { 255 };
                [value, value, value, 255]
            })
            .collect();
        let [right, up] = most_detail(
            &Picture {
                width,
                height,
                rgba,
            },
            0.2,
        );
        assert!((right - 0.35).abs() < 0.1, "{right}");
        assert!((up - 0.25).abs() < 0.1, "{up}");
    }

    #[test]
    fn an_empty_picture_is_looked_at_in_the_middle() {
        let picture = Picture {
            width: 8,
            height: 8,
            rgba: vec![255; 256],
        };
        assert_eq!(most_detail(&picture, 0.2), [0.0, 0.0]);
    }
}
