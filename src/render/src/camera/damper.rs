//! Motion that eases to its goal.

/// The viewer's default time constant in seconds (its `interpolation-decay` of 50 ms).
pub(super) const DECAY: f64 = 0.05;

/// A critically damped spring: it never overshoots, and after a few time constants it rests.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Damper {
    velocity: f64,
}

impl Damper {
    /// Where `x` is `seconds` later on its way to `goal`. `scale` is the range in which `x` lies,
    /// by which "at rest" is judged.
    pub(super) fn update(&mut self, x: f64, goal: f64, seconds: f64, scale: f64) -> f64 {
        if scale == 0.0 || (x == goal && self.velocity == 0.0) {
            return goal;
        }
        if seconds < 0.0 {
            return x;
        }
        let frequency = 1.0 / DECAY;
        // The exact solution of x'' = f² (goal - x) - 2 f x' after the given time.
        let offset = x - goal;
        let slope = self.velocity + frequency * offset;
        let reach = offset + seconds * slope;
        let decay = (-frequency * seconds).exp();
        let velocity = (slope - frequency * reach) * decay;
        let acceleration = -frequency * (velocity + slope * decay);
        let at_rest = velocity.abs() < 0.0002 * frequency * scale.abs();
        if at_rest && acceleration * offset >= 0.0 {
            self.velocity = 0.0;
            goal
        } else {
            self.velocity = velocity;
            goal + reach * decay
        }
    }

    /// Stops.
    pub(super) fn rest(&mut self) {
        self.velocity = 0.0;
    }
}
